// Which claims of a thing cannot both be true, as a short list; each opens its two claims.

import { describeGap, drawKnot, quoteClaim } from "./card.js";
import { isRepeat } from "./claims.js";
import { html } from "./dom.js";
import { inLanguage } from "./text.js";

const FIRST_PAIRS = 5;
const FIRST_KNOTS = 3;

// Lists the contradictions of some claims, with each other and with parts and wholes: first those that are sure, those
// without a repeat, those of one thing, the widest. `fits` tells which claims are chosen and known.
export function listPairs(claims, fits) {
  const own = new Set(claims.flatMap((claim) => claim.pairs.filter((pair) => fits(pair.a) && fits(pair.b))));
  const order = (pair) => [!pair.is_sure, isRepeat(pair.a) || isRepeat(pair.b), pair.relation !== "like"].map(Number);
  const keys = new Map([...own].map((pair) => [pair, [...order(pair), -pair.gap]]));
  return [...own].sort((one, other) => compareLists(keys.get(one), keys.get(other)));
}

function compareLists(one, other) {
  const at = one.findIndex((value, rank) => value !== other[rank]);
  return at < 0 ? 0 : one[at] - other[at];
}

// Draws the list; `isAll` shows more than the first few.
export function drawDisagreements({ pairs, knots, things, t, open, isAll, showAll }) {
  const shown = isAll ? pairs : pairs.slice(0, FIRST_PAIRS);
  const lines = shown.map((pair) => {
    const ids = `${pair.a.claim_id};${pair.b.claim_id}`;
    const said = [...[pair.a, pair.b].map((claim) => quoteWithThing(claim, things, t)), html("span", { class: "at-small" }, describeGap(pair, t))];
    return html("li", {}, html("button", { class: "at-several", "data-key": `pair-${ids}`, onclick: () => open(ids) }, ...said));
  });
  const sure = pairs.filter((pair) => pair.is_sure).length;
  const head = !pairs.length ? t("no disagreement") : describePairs(sure, pairs.length - sure, t);
  const isCut = pairs.length > shown.length || (!isAll && knots.length > FIRST_KNOTS);
  const more = isCut ? [html("button", { class: "at-link", "data-key": "more-pairs", onclick: showAll }, t("show all", { count: t.number(pairs.length + knots.length) }))] : [];
  const tied = isAll ? knots : knots.slice(0, FIRST_KNOTS);
  const knotLines = knots.length ? [html("h3", {}, t("knots title")), html("p", { class: "at-small" }, t.count("knots", knots.length)), html("ul", {}, ...tied.map((knot) => html("li", {}, drawKnot(knot, t, open))))] : [];
  return html("section", { class: "at-pairs" }, html("h3", {}, t("disagreements title")), html("p", { class: "at-small" }, head), html("ul", {}, ...lines), ...knotLines, ...more);
}

// Quotes a claim; of another thing than those that are shown, with what it counts.
function quoteWithThing(claim, things, t) {
  const counted = things.includes(claim.thing) ? "" : ` (${inLanguage(claim.thing, "name", t.lang)})`;
  return html("span", { dir: "auto" }, `${quoteClaim(claim, t)}${counted}`);
}

// Says how many pairs surely contradict each other, and how many only if both are about the same day.
function describePairs(sure, unsure, t) {
  if (!sure) return t.count("only perhaps", unsure);
  return [t.count("disagreements", sure), unsure ? t.count("perhaps", unsure) : ""].filter(Boolean).join(" ");
}
