// Which claims of a thing cannot both be true, as a short list; each opens its two claims.

import { describeGap, drawKnot, quoteClaim } from "./card.js";
import { html } from "./dom.js";

const FIRST_PAIRS = 5;
const FIRST_KNOTS = 3;

// Lists the contradictions of some claims, with each other and with parts and wholes, the surest and widest first.
export function listPairs(claims, known) {
  const own = new Set();
  for (const claim of claims) for (const pair of claim.pairs) if (known(pair.a) && known(pair.b)) own.add(pair);
  return [...own].sort((one, other) => other.is_sure - one.is_sure || (other.relation === "like") - (one.relation === "like") || other.gap - one.gap);
}

// Draws the list; `isAll` shows more than the first few.
export function drawDisagreements({ pairs, knots, t, open, isAll, showAll }) {
  const shown = isAll ? pairs : pairs.slice(0, FIRST_PAIRS);
  const lines = shown.map((pair) => {
    const ids = `${pair.a.claim_id};${pair.b.claim_id}`;
    const said = [html("span", { dir: "auto" }, quoteClaim(pair.a, t)), html("span", { dir: "auto" }, quoteClaim(pair.b, t)), html("span", { class: "at-small" }, describeGap(pair, t))];
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

// Says how many pairs surely contradict each other, and how many only if both are about the same day.
function describePairs(sure, unsure, t) {
  if (!sure) return t.count("only perhaps", unsure);
  return [t.count("disagreements", sure), unsure ? t.count("perhaps", unsure) : ""].filter(Boolean).join(" ");
}
