// Who said what, written at marks against time, where there is room.

import { measureText, wrapText } from "../layout.js";
import { AROUND_MARKS, LabelRoom, TAKEN_BY_LINES, TAKEN_BY_MARKS, findLabelPlace } from "../placement.js";
import { inLanguage } from "../text.js";

// So many marks are given labels; so wide is a label in one line, and in several.
const MOST_LABELS = 50;
const WIDE_LABEL = 230;
const NARROW_LABEL = 150;
const LABEL_LINE = 17;
// How much more one of a rank weighs than one of the next.
const HEAVIEST_RANK = 3;

// Returns a label by claim: its lines, its box, and where a line leads to it. Several orders are tried, and the one
// taken that leaves the fewest and least telling marks without a label.
export function labelMarks(marks, steps, frame, t) {
  const joined = new Set(steps.flatMap(({ was, now }) => [was, now]));
  const asked = rankMarks(marks.filter(({ level }) => level !== null), joined);
  const room = fillRoom(marks, steps, frame);
  const points = asked.map(({ point }) => point);
  const revising = new Set(steps.map(({ claim }) => claim));
  const said = new Map();
  const words = (mark) => said.get(mark) ?? said.set(mark, wordMark(mark, revising.has(mark.claim), t)).get(mark);
  let best = null;
  for (const [by, up] of [["across", 1], ["across", -1], ["down", -1], ["down", 1]]) {
    const ordered = [...asked].sort((one, other) => one.rank - other.rank || up * (one.mark[by] - other.mark[by])).slice(0, MOST_LABELS);
    const plan = planLabels(ordered, words, joined, copyRoom(room), points);
    const lacks = asked.filter(({ mark }) => !plan.has(mark.claim)).reduce((sum, { rank }) => sum + HEAVIEST_RANK ** -rank, 0);
    if (!best || lacks < best.lacks) best = { plan, lacks };
    if (!lacks) break;
  }
  return best.plan;
}

// Ranks marks: the highest and the last of each line, the last and the first of each claimant, others, repeats; of
// a dense series only its last.
function rankMarks(marks, joined) {
  const ends = new Map();
  for (const mark of [...marks].sort((one, other) => one.x - other.x)) {
    const own = ends.get(mark.claim.claimant_id) ?? { first: mark };
    ends.set(mark.claim.claimant_id, { ...own, last: mark });
  }
  const highest = marks.reduce((most, mark) => (mark.isRepeat ? most : Math.max(most, mark.level)), -Infinity);
  return marks
    .map((mark) => {
      const { first, last } = ends.get(mark.claim.claimant_id);
      const isTelling = mark.level === highest || (mark === last && joined.has(mark));
      const rank = mark.isRepeat ? 4 : isTelling ? 0 : mark === last ? 1 : mark === first ? 2 : 3;
      return { mark, rank, isLast: mark === last, point: [mark.across, mark.down] };
    })
    .filter(({ mark, isLast }) => !mark.isDense || isLast);
}

// Returns the room of the panel, in which marks and steps take theirs.
function fillRoom(marks, steps, { left, right, top, bottom, width, down, across: acrossOf }) {
  const room = new LabelRoom(left + 2, top - 6, Math.max(right, width - 2), bottom - 1);
  for (const { claim, across, down: y, radius, level, early, late } of marks) {
    if (level === null) continue;
    if (early < late) room.take([acrossOf(early), y - 3, acrossOf(late), y + 3], TAKEN_BY_LINES);
    const half = radius + 2;
    const ends = [claim.low, claim.best, claim.high].filter((number) => number !== null).map(down);
    const [high, low] = claim.low !== null && claim.high !== null ? [Math.min(...ends), Math.max(...ends)] : [y, y];
    room.take([across - half, high - half, across + half, low + half], TAKEN_BY_MARKS);
    room.take([across - half - 6, high - half - 6, across + half + 6, low + half + 6], AROUND_MARKS);
  }
  for (const { was, now } of steps) {
    if (now.x < was.x) continue;
    room.take([was.across, was.down - 1, now.across, was.down + 1], TAKEN_BY_LINES);
    room.take([now.across - 1, Math.min(was.down, now.down), now.across + 1, Math.max(was.down, now.down)], TAKEN_BY_LINES);
  }
  return room;
}

function copyRoom(room) {
  return Object.assign(Object.create(LabelRoom.prototype), room, { cells: room.cells.slice() });
}

// Returns the words of a mark: the number, that it is a repeat, and as what its claimant published it; and with who.
function wordMark({ claim, isRepeat }, isRevising, t) {
  const shared = t.words("charts.shared");
  const how = isRevising && claim.supersedes_as !== null ? shared[`as ${claim.supersedes_as}`] : "";
  const said = [inLanguage(claim, "said", t.lang), isRepeat ? shared.repeat : "", how].filter(Boolean).join(", ");
  return { said, whole: `${inLanguage(claim, "claimant", t.lang)} ${said}` };
}

// Finds places in the order given. A mark that a step joins to one whose claimant is named may have its number alone.
function planLabels(ordered, words, joined, room, points) {
  const plan = new Map();
  const named = new Set();
  for (const { mark, point } of ordered) {
    const { said, whole } = words(mark);
    const isOneLine = measureLabel(whole) <= WIDE_LABEL;
    const forms = [...(isOneLine ? [[whole]] : []), wrapText(whole, NARROW_LABEL, { size: 12 })];
    if (joined.has(mark) && named.has(mark.claim.claimant_id)) forms.push([said]);
    for (const lines of forms) {
      const size = [Math.max(...lines.map(measureLabel)) + 6, lines.length * LABEL_LINE];
      const place = findLabelPlace(room, point, size, mark.radius + 3, points);
      if (!place) continue;
      plan.set(mark.claim, { ...place, lines });
      if (joined.has(mark) && lines[0] !== said) named.add(mark.claim.claimant_id);
      break;
    }
  }
  return plan;
}

function measureLabel(text) {
  return measureText(text, { size: 12 });
}

// Darkens a colour so that small text in it can be read on white.
export function inkOf(colour) {
  const parts = [1, 3, 5].map((at) => Math.round(0.62 * parseInt(colour.slice(at, at + 2), 16)));
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
