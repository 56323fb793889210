// One ruler: a row a claim, in the order of the days said; the view of `plot_estimates`.

import { compareAsserted, isCounting, isRepeat, numbersOf } from "../claims.js";
import { DROP_UNCOUNTED } from "../code.js";
import { svg } from "../dom.js";
import { LINE, SIZE, drawLines, measureText, openPicture, wrapText } from "../layout.js";
import { drawMark, writeNumber } from "../marks.js";
import { listTicks, scaleLinear } from "../scales.js";
import { inLanguage, nameThings } from "../text.js";
import { turnPage } from "./pages.js";
import { drawSideKey } from "./side_key.js";

const MOST_ROWS = 16;
const NARROW = 640;
// Blocks have a tone of their own by turns: nothing joins the rows of two.
const TONES = ["#f1f4f7", "#ffffff"];
const GAP = 10;
const ARROW = 16;
const AXIS = 44;
// Pixels right of the axis.
const EDGE = 8;
const WORDS_BESIDE = 0.42;

export const ruler = { id: "ruler", draw: drawRuler };

function drawRuler({ claims, t, width, state, things }) {
  const counting = claims.filter(isCounting);
  const units = new Set(counting.map((claim) => claim.unit));
  if (!counting.length || units.size > 1) return { picture: null, empty: t(units.size ? "several units" : "nothing counted"), rows: [], pages: 1 };
  const left = claims.length - counting.length;
  const latest = things.length > 1 && counting.length > MOST_ROWS - things.length ? Math.floor((MOST_ROWS - things.length) / things.length) : null;
  const own = things.map((thing) => counting.filter((claim) => claim.thing === thing).slice(latest === null ? 0 : -latest));
  const turned = things.length > 1 ? { rows: own.flat(), pages: 1, slice: "" } : turnPage(counting, MOST_ROWS, state.page);
  const blocks = (things.length > 1 ? own : [turned.rows]).filter((claims) => claims.length).map((claims) => listRows(claims, t));
  const rows = blocks.flat();
  const columns = measureColumns(rows, width);
  const inside = width - columns.panel - EDGE;
  const limit = findLimit(rows, inside);
  const across = scaleLinear([0, limit], [columns.panel, columns.panel + inside]);
  const tones = [];
  const key = drawSideKey(rows.map(({ claim }) => claim), width, 0, t);
  let y = 6 + Math.max(0, ...key.map(({ bottom }) => bottom + 6));
  const start = y;
  for (const [rank, block] of blocks.entries()) {
    const top = y;
    const name = things.length > 1 ? drawBlockName(block[0].claim.thing, y, width, t) : [];
    y += name.length * LINE + (name.length ? 10 : 0);
    for (const row of block) y += layRow(row, y, { columns, limit, inside });
    if (name.length) tones.push(svg("rect", { x: 0, y: top, width, height: y - top, fill: TONES[rank % 2] }), ...name);
    y += name.length ? 6 : 0;
  }
  const picture = openPicture(width, y + AXIS, nameThings(things, t.lang));
  picture.append(...key.map(({ element }) => element), ...tones, ...drawAxis(across, limit, [start, y], inside, [...units][0], t));
  for (const row of rows) picture.append(...drawRow(row, across, columns));
  const shared = t.words("charts.shared");
  return {
    ...turned,
    picture,
    notes: [
      blocks.length > 1 ? shared.unlike : "",
      latest === null ? "" : t("latest of each", { count: t.number(latest) }),
      left ? t.count("not counting", left) : "",
      rows.some((row) => row.isRepeat) ? shared.faint : "",
    ].filter(Boolean),
    tail: latest === null ? "" : `.tail(${latest})`,
    code: [
      ...(left && latest === null ? [`claims = claims${DROP_UNCOUNTED}`] : []),
      ...(turned.slice ? [`claims = claims${turned.slice}`] : []),
      "ax = at.plot_estimates(claims{spoken}, title={title})",
    ],
  };
}

// Breaks the texts of a row into lines, and returns its height.
function layRow(row, y, { columns, limit, inside }) {
  row.lines = wrapText(row.words, wordsRoom(row, limit, inside));
  row.names = wrapText(row.claimant, columns.claimant);
  row.days = wrapText(row.day, columns.isStacked ? columns.panel - GAP : columns.day - GAP);
  const label = columns.isStacked ? row.names.length + row.days.length : Math.max(row.names.length, row.days.length);
  row.height = Math.max(row.lines.length, label) * LINE + 8;
  row.middle = y + row.height / 2;
  return row.height;
}

function drawBlockName(thing, y, width, t) {
  const lines = wrapText(inLanguage(thing, "name", t.lang), width - 8, { bold: true });
  return lines.map((line, rank) => svg("text", { x: 4, y: y + 16 + rank * LINE, "font-size": SIZE, "font-weight": 600, fill: "#222" }, line));
}

// Gives each claim its row: who said it when, numbers, words; the earliest first, days unknown last.
function listRows(claims, t) {
  const words = t.words("charts.shared");
  const isMixed = new Set(claims.map((claim) => claim.kind)).size > 1;
  const isOnePeriod = !isMixed && claims.length > 1 && new Set(claims.map((claim) => claim.period)).size === 1;
  return [...claims].sort(compareAsserted).map((claim) => ({
    claim,
    claimant: inLanguage(claim, "claimant", t.lang),
    day: inLanguage(claim, "asserted_words", t.lang) ?? "",
    words: [
      inLanguage(claim, "said", t.lang),
      isOnePeriod ? "" : describeTime(claim, isMixed, words, t.lang),
      inLanguage(claim, "standing", t.lang),
    ].filter(Boolean).join(" · "),
    isRepeat: isRepeat(claim),
  }));
}

// Says of which time a number is, where rows differ in it, or it is not the day said.
function describeTime(claim, isMixed, words, lang) {
  const [start, end] = claim.period.split("/");
  if (claim.kind === "cumulative" && (start === "" || start === "..") && end !== undefined) {
    const until = end === claim.asserted ? "" : inLanguage(claim, "period_words", lang);
    return [isMixed ? words["so far"] : "", until].filter(Boolean).join(", ");
  }
  if (claim.period === claim.asserted) return isMixed ? words["that day"] : "";
  return inLanguage(claim, isMixed ? "time_words" : "period_words", lang);
}

function measureColumns(rows, width) {
  const isStacked = width < NARROW;
  const widest = (key) => Math.max(0, ...rows.map((row) => measureText(row[key])));
  const day = isStacked ? 0 : Math.min(widest("day"), 0.16 * width) + GAP;
  const claimant = Math.min(widest("claimant") + 2, (isStacked ? 0.3 : 0.24) * width);
  return { isStacked, day, claimant, panel: day + Math.max(claimant, isStacked ? Math.min(widest("day"), 0.3 * width) : 0) + GAP };
}

const arrowOf = (claim) => (claim.high === null && claim.low !== null ? ARROW : 0);

// Returns the right end of the axis: the least at which all words have room beside their marks.
function findLimit(rows, inside) {
  let limit = 0;
  for (const { claim, words } of rows) {
    const right = Math.max(0, ...numbersOf(claim));
    const own = Math.max(...wrapText(words, WORDS_BESIDE * inside).map((line) => measureText(line)));
    const taken = own + 14 + arrowOf(claim);
    limit = Math.max(limit, (right * inside) / Math.max(inside - taken, 0.1 * inside));
  }
  return limit || 1;
}

function wordsRoom({ claim }, limit, inside) {
  const right = Math.max(0, ...numbersOf(claim));
  return Math.max(inside * (1 - right / limit) - 12 - arrowOf(claim), WORDS_BESIDE * inside);
}

// Draws the number of a tick; the last may stand at the edge, which must not cut it.
function drawTick(tick, across, limit, y, t) {
  const words = t.number(tick);
  const isCut = across(tick) + measureText(words, { size: 12 }) / 2 > across(limit) + EDGE;
  return svg("text", { x: isCut ? across(limit) + EDGE : across(tick), y: y + 16, "font-size": 12, fill: "#444", "text-anchor": isCut ? "end" : "middle" }, words);
}

function drawAxis(across, limit, [top, y], inside, unit, t) {
  const words = t.words("charts.shared");
  const ticks = listTicks(limit, Math.max(2, Math.floor(inside / 90)));
  const lines = ticks.flatMap((tick) => [
    svg("line", { x1: across(tick), x2: across(tick), y1: top, y2: y, stroke: "#e6e6e6" }),
    drawTick(tick, across, limit, y, t),
  ]);
  const name = unit === null ? "" : words[unit] ?? unit;
  lines.push(svg("line", { x1: across(0), x2: across(limit), y1: y, y2: y, stroke: "#888" }));
  lines.push(svg("text", { x: across(limit / 2), y: y + 36, "font-size": 12, fill: "#444", "text-anchor": "middle" }, name));
  return lines;
}

// Draws one row: its bounds, its stated value, its words.
function drawRow(row, across, columns) {
  const { claim, middle: y } = row;
  const faint = row.isRepeat ? 0.55 : 1;
  const look = { stroke: claim.colour, "stroke-width": 2, fill: "none", opacity: faint };
  const marks = [];
  let right = Math.max(0, ...numbersOf(claim));
  const bar = (at) => svg("line", { x1: across(at), x2: across(at), y1: y - 7, y2: y + 7, ...look });
  const id = claim.claim_id;
  let after = across(right);
  if (claim.low !== null && claim.high !== null) {
    const line = svg("line", { x1: across(claim.low), x2: across(claim.high), y1: y, y2: y, ...look });
    marks.push(drawMark({ id, what: "bounds", at: [...new Set([claim.low, claim.high].map(writeNumber))].join(", ") }, {}, bar(claim.low), bar(claim.high), line));
  } else if (claim.low !== null || claim.high !== null) {
    const isLow = claim.low !== null;
    const bound = isLow ? claim.low : claim.high;
    const end = isLow ? across(bound) + ARROW : Math.max(across(bound) - ARROW, across(0));
    const tip = isLow ? 5 : -5;
    const head = svg("path", { d: `M${across(bound)},${y}H${end}m${-tip},-4l${tip},4l${-tip},4`, ...look });
    marks.push(drawMark({ id, what: isLow ? "low" : "high", at: writeNumber(bound) }, {}, bar(bound), head));
    after = Math.max(after, end);
  }
  if (claim.best !== null) {
    const circle = svg("circle", { cx: across(claim.best), cy: y, r: 4.5, ...look, fill: "#fff" });
    marks.push(drawMark({ id, what: "best", at: writeNumber(claim.best) }, {}, circle));
  }
  const hasNumber = numbersOf(claim).length > 0;
  const text = drawLines(row.lines, after + 12, y, { "font-style": hasNumber ? null : "italic", opacity: Math.max(faint, 0.75) });
  marks.push(drawMark({ id, what: "words", label: row.words }, {}, text));
  const names = columns.isStacked
    ? [drawLines([...row.names, ...row.days], 0, y, { opacity: Math.max(faint, 0.75) })]
    : [drawLines(row.days, 0, y, { fill: "#555" }), drawLines(row.names, columns.day, y, { opacity: Math.max(faint, 0.75) })];
  return [...names, ...marks];
}
