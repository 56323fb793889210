// Retelling: what became of claims as they were repeated, words struck out and put in; the view of `plot_drift`.

import { compareAsserted, writeAsserted } from "../claims.js";
import { LINE, drawLines, wrapText } from "../layout.js";
import { drawMark } from "../marks.js";
import { COUNTED, describeCounted, drawRuns, findCommon, formatRuns, wordRetelling, wrapRuns } from "../passages.js";
import { compareTexts, fillText, inLanguage, nameThings } from "../text.js";
import { turnPage } from "./pages.js";
import { EDGE, stackRows } from "./stacked_rows.js";

const MOST_REPEATS = 6;
const STACKED = 640;
const NAMES = 0.3;
const SPACE = 16;
const PADDING = 9;
const SMALLER = 12;

export const retelling = { id: "retelling", draw: drawRetelling };

// Returns what changed between a claim and one that it repeats: a phrase a change, none if it does not repeat it.
export function describeChange(claim, parent, t) {
  const told = claim.retellings.find((one) => one.origin === parent);
  return told ? inLanguage(told, "changes", t.lang) : [];
}

function drawRetelling({ model, claims, t, width, state, things }) {
  const repeats = claims.filter((claim) => claim.parents.length);
  if (!repeats.length) return { picture: null, empty: t("no repeats"), rows: [], pages: 1 };
  const turned = turnPage(repeats, MOST_REPEATS, state.page);
  const told = [...new Set(turned.rows.flatMap((claim) => [claim, ...claim.retellings.map((one) => one.origin)]))];
  told.sort((one, other) => one.rank - other.rank);
  const common = findCommon(told, COUNTED.slice(1), t.lang);
  const rows = listRetellings(turned.rows, told, common, t);
  const isStacked = width < STACKED;
  const left = isStacked ? EDGE : NAMES * width + SPACE;
  for (const row of rows) layRow(row, (isStacked ? width : NAMES * width) - EDGE, width - left, isStacked);
  const head = wrapText(describeAll(turned.rows.length, told, common, t), width - EDGE);
  const name = nameThings(things, t.lang) || model.title;
  const picture = stackRows({ head, rows, width, name, drawRow: (row, y) => drawRetold(row, y + PADDING, left) });
  return { ...turned, rows: told, picture, notes: listLosses(turned.rows, things, t), code: writeLines(turned.slice) };
}

function writeLines(slice) {
  return [
    `repeats = claims.dropna(subset="derived_from")${slice}`,
    'wanted = {*repeats["claim_id"], *repeats["derived_from"].str.split(";").explode()}',
    "everything = at.select(case{spoken})",
    'claims = everything[everything["claim_id"].isin(wanted)]',
    "changes = at.drift(claims, case.parts, chains=everything)",
    'changes = changes[changes["claim_id"].isin(repeats["claim_id"])]',
    "ax = at.plot_drift(claims, changes{spoken}, title={title})",
  ];
}

// Gives each repeat of each claim its row, in the order in which the claim, and then the repeat, was asserted.
function listRetellings(repeats, told, common, t) {
  const words = t.words("charts.drift");
  const ordered = [...told].sort((one, other) => compareAsserted(one, other) || compareTexts(one.claim_id, other.claim_id));
  const order = new Map(ordered.map((claim, place) => [claim, place]));
  const rows = repeats.flatMap((claim) => claim.retellings).map((one) => {
    const itself = repeats.includes(one.origin) ? [fillText(words.itself, { who: inLanguage(one.origin, "claimant", t.lang) })] : [];
    return {
      origin: one.origin,
      repeat: one.claim,
      said: nameClaim(one.origin, t.lang),
      told: `\u2192 ${nameClaim(one.claim, t.lang)}`,
      runs: wordRetelling(one, common, t.lang),
      notes: [...inLanguage(one, "notes", t.lang), ...itself].join(words.stop),
    };
  });
  return rows.sort((one, other) => order.get(one.origin) - order.get(other.origin) || order.get(one.repeat) - order.get(other.repeat));
}

// Returns who said a claim, and when.
function nameClaim(claim, lang) {
  return `${inLanguage(claim, "claimant", lang) ?? "?"}, ${writeAsserted(claim, lang)}`;
}

// Says how many repeats there are, how words look, and what all claims count alike.
function describeAll(count, told, common, t) {
  const words = t.words("charts.drift");
  const title = fillText(words[count === 1 ? "one repeat" : "repeats"], { count: t.number(count) });
  return common.length ? fillText(words["of all"], { title, counted: describeCounted(told[0], common, t.lang) }) : title;
}

// Says what the words leave out, and why claims of other things are there.
function listLosses(repeats, things, t) {
  const words = t.words("charts.drift");
  const pairs = repeats.flatMap((claim) => claim.retellings);
  const isRetimed = pairs.some((one) => inLanguage(one, "fields", t.lang)[4] !== null);
  const isOfOthers = things.length > 0 && pairs.some((one) => !things.includes(one.origin.thing));
  return [isRetimed ? words.times : "", isOfOthers ? t("parents elsewhere") : "", words.note].filter(Boolean);
}

// Breaks the texts of a row into lines: who said and who repeated it, the words, and the notes under them.
function layRow(row, names, inside, isStacked) {
  row.saidLines = wrapText(row.said, names, { size: SMALLER });
  row.toldLines = wrapText(row.told, names, { size: SMALLER, bold: true });
  row.words = wrapRuns(row.runs, inside);
  row.noteLines = row.notes ? wrapText(row.notes, inside, { size: SMALLER }) : [];
  const both = (row.saidLines.length + row.toldLines.length) * LINE;
  const beside = (row.words.length + row.noteLines.length) * LINE;
  row.top = isStacked ? both + 3 : 0;
  row.height = (isStacked ? row.top + beside : Math.max(both, beside)) + 2 * PADDING;
}

function drawRetold(row, y, left) {
  const small = (lines, x, top, look) => drawLines(lines, x, top + (lines.length * LINE) / 2, { "font-size": SMALLER, ...look });
  const id = row.repeat.claim_id;
  const below = y + row.saidLines.length * LINE;
  const under = y + row.top + row.words.length * LINE;
  return [
    drawMark({ id: row.origin.claim_id, what: "claimant", label: row.said }, {}, small(row.saidLines, EDGE, y, { fill: "#555" })),
    drawMark({ id, what: "claimant", label: row.told }, {}, small(row.toldLines, EDGE, below, { "font-weight": 600 })),
    drawMark({ id, what: "words", label: formatRuns(row.runs) }, {}, drawRuns(row.words, left, y + row.top)),
    row.notes ? drawMark({ id, what: "changed", label: row.notes }, {}, small(row.noteLines, left, under, { fill: "#555", "font-style": "italic" })) : null,
  ].filter(Boolean);
}
