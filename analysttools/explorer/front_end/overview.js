// The overview: a row a thing, with how many claims, by how many origins, their range, a strip of all marks.

import { countOrigins, isRepeat, numbersOf } from "./claims.js";
import { fitBeside } from "./choosing.js";
import { html, svg } from "./dom.js";
import { scaleLinear } from "./scales.js";
import { MOST_THINGS } from "./state.js";
import { inLanguage } from "./text.js";

const FIRST_ROWS = 30;
// Of a thing with more claims, the strip shows the latest.
const MOST_MARKS = 200;
const STRIP = { width: 150, height: 24 };
const SORTS = {
  name: (row) => row.name,
  claims: (row) => -row.claims.length,
  origins: (row) => -row.origins,
  range: (row) => -(row.high ?? row.low ?? -1),
  pairs: (row) => -row.pairs,
};

// Sums up things over the claims that are chosen.
function summariseThings(claims, lang, fits) {
  const byThing = new Map();
  for (const claim of claims) {
    if (!byThing.has(claim.thing)) byThing.set(claim.thing, []);
    byThing.get(claim.thing).push(claim);
  }
  return [...byThing].map(([thing, own]) => summariseThing(thing, own, lang, fits));
}

// Sums up one thing over some of its claims; `fits` tells which claims of all are chosen and known. Its range is of one
// kind of number, the most frequent, and no repeat widens it.
export function summariseThing(thing, claims, lang, fits) {
  const numbered = claims.filter((claim) => !isRepeat(claim) && numbersOf(claim).length);
  const kind = findMostFrequent(numbered.map((claim) => claim.kind));
  const numbers = numbered.filter((claim) => claim.kind === kind).flatMap(numbersOf);
  const days = claims.flatMap((claim) => [claim.asserted_earliest, claim.asserted_latest]).filter(Boolean).sort();
  const pairs = new Set();
  for (const claim of claims) for (const pair of claim.pairs) if (pair.is_sure && fits(pair.a) && fits(pair.b)) pairs.add(pair);
  return {
    thing,
    claims,
    name: inLanguage(thing, "name", lang),
    origins: countOrigins(claims),
    low: numbers.length ? Math.min(...numbers) : null,
    high: numbers.length ? Math.max(...numbers) : null,
    kind: new Set(numbered.map((claim) => claim.kind)).size > 1 ? kind : null,
    greatest: Math.max(0, ...claims.flatMap(numbersOf)),
    first: days[0] ?? null,
    last: days.at(-1) ?? null,
    pairs: pairs.size,
  };
}

function findMostFrequent(words) {
  const counts = new Map();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), [null, 0])[0];
}

// Writes the range of a thing's numbers with their unit, and of which kind they are where it has several.
export function formatRangeInWords(row, t) {
  const { unit } = row.thing;
  const range = [formatRange(row, t), row.low === null || unit === null ? "" : t.words("charts.shared")[unit] ?? unit].filter(Boolean).join(" ");
  return row.kind === null ? range : `${range} (${t.words("charts.shared")[`all ${row.kind}`]})`;
}

// Writes the range of a thing's numbers.
function formatRange({ low, high }, t) {
  if (low === null) return "–";
  return low === high ? t.number(low) : t("range", { low: t.number(low), high: t.number(high) });
}

// Draws the table; `change` takes what is chosen next.
export function drawOverview({ model, claims, state, t, change, picked, pick, isAll, showAll }) {
  const rows = summariseThings(claims, t.lang, fitBeside(model, state));
  const order = SORTS[state.sort] ?? SORTS.claims;
  rows.sort((one, other) => compareKeys(order(one), order(other), t.lang) || one.thing.claims[0].rank - other.thing.claims[0].rank);
  const shown = isAll ? rows : rows.slice(0, FIRST_ROWS);
  const table = html(
    "table",
    { class: "at-overview" },
    html("caption", { class: "at-unseen" }, t("overview caption")),
    html("thead", {}, html("tr", {}, html("th", { scope: "col" }, html("span", { class: "at-unseen" }, t("column pick"))), ...["name", "claims", "origins", "range", "pairs"].map((key) => drawHead(key, state, t, change)), html("th", { scope: "col" }, t("column strip")))),
    html("tbody", {}, ...shown.map((row) => drawRow(row, { t, change, picked, pick }))),
  );
  const more = rows.length > shown.length ? [html("button", { "data-key": "more", class: "at-more", onclick: showAll }, t("show all", { count: t.number(rows.length) }))] : [];
  return { element: html("div", { class: "at-scroll" }, drawPicked(picked, t, change), table, ...more), things: rows.length };
}

// Draws what leads to the things that are picked, on one ruler.
function drawPicked(picked, t, change) {
  if (!picked.size) return null;
  const ids = [...picked];
  const open = () => change({ thing: ids.join(";"), view: "ruler", card: null, page: null, scope: null });
  return html("p", { class: "at-picked" }, html("button", { "data-key": "open-picked", disabled: ids.length > MOST_THINGS, onclick: open }, t("open picked", { count: t.number(ids.length) })), ids.length > MOST_THINGS ? html("span", { class: "at-small" }, ` ${t("too many picked", { count: t.number(MOST_THINGS) })}`) : null);
}

function compareKeys(one, other, lang) {
  return typeof one === "string" ? one.localeCompare(other, lang) : one - other;
}

function drawHead(key, state, t, change) {
  const isSorted = state.sort === key;
  const sorted = key === "name" ? "ascending" : "descending";
  return html(
    "th",
    { scope: "col", class: key === "name" ? null : "at-number", "aria-sort": isSorted ? sorted : null },
    html("button", { "data-key": `sort-${key}`, title: t("sort by", { column: t(`column ${key}`) }), onclick: () => change({ sort: key }) }, t(`column ${key}`), isSorted ? html("span", { "aria-hidden": "true" }, key === "name" ? " ▴" : " ▾") : null),
  );
}

function drawRow(row, { t, change, picked, pick }) {
  const { thing } = row;
  const open = () => change({ thing: thing.thing_id, view: "ruler", card: null, page: null, scope: null });
  const days = row.first === null ? t("day unknown") : row.first === row.last ? t.day(row.first) : t("days from to", { first: t.day(row.first), last: t.day(row.last) });
  return html(
    "tr",
    { onclick: (event) => event.target.closest("button, input, label") || open() },
    html("td", {}, html("label", { class: "at-pick" }, html("input", { type: "checkbox", checked: picked.has(thing.thing_id), "data-key": `pick-${thing.thing_id}`, "aria-label": t("pick", { name: row.name }), onchange: () => pick(thing.thing_id) }))),
    html("th", { scope: "row" }, html("button", { class: "at-link", "data-key": `thing-${thing.thing_id}`, dir: "auto", onclick: open }, row.name), html("div", { class: "at-small" }, days)),
    html("td", { class: "at-number" }, t.number(row.claims.length)),
    html("td", { class: "at-number" }, t.number(row.origins)),
    html("td", { class: "at-number" }, formatRange(row, t), row.kind === null ? null : html("div", { class: "at-small" }, t.words("charts.shared")[`all ${row.kind}`])),
    html("td", { class: "at-number" }, row.pairs ? t.number(row.pairs) : "–"),
    html("td", {}, drawStrip(row, t)),
  );
}

// Draws all marks of a thing on one small ruler that begins at zero; marks of one look are one path.
function drawStrip(row, t) {
  const { width, height } = STRIP;
  const across = scaleLinear([0, row.greatest || 1], [6, width - 8]);
  const paths = new Map();
  for (const claim of row.claims.slice(-MOST_MARKS)) {
    const look = `${claim.colour} ${claim.derived_from ? 0.4 : 0.85}`;
    if (numbersOf(claim).length) paths.set(look, (paths.get(look) ?? "") + outlineMark(claim, across, height / 2));
  }
  const marks = [...paths].map(([look, d]) => svg("path", { d, stroke: look.split(" ")[0], opacity: look.split(" ")[1], "stroke-width": 1.5, fill: "none" }));
  const name = t("strip", { count: t.count("claims", row.claims.length), range: formatRange(row, t) });
  return svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": name }, svg("path", { d: `M4,${height / 2}H${width - 4}`, stroke: "#ddd" }), ...marks);
}

// Outlines a circle for a stated value, a bar between two bounds, or a bound with a stub towards its open side.
function outlineMark(claim, across, middle) {
  const at = (number) => across(number).toFixed(1);
  if (claim.best !== null) return `M${(across(claim.best) - 3.5).toFixed(1)},${middle}a3.5,3.5,0,1,0,7,0a3.5,3.5,0,1,0,-7,0`;
  if (claim.low !== null && claim.high !== null) return `M${at(claim.low)},${middle - 5}v10m0,-5H${at(claim.high)}m0,-5v10`;
  return `M${at(claim.low ?? claim.high)},${middle - 5}v10m0,-5h${claim.low !== null ? 6 : -6}`;
}
