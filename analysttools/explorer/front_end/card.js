// The card: all that is known of a claim or an event, with ways to what it has to do with.

import { isRepeat } from "./claims.js";
import { html, linkTo } from "./dom.js";
import { isKnown, splitIds } from "./model.js";
import { inLanguage, pickLanguage } from "./text.js";
import { describeChange } from "./views/retelling.js";

const MOST_PAIRS = 12;
const MOST_KNOTS = 4;

// Draws the card of each id; `open` goes to the card of another.
export function drawCards({ model, ids, state, t, open }) {
  const rows = ids.map((id) => model.claimById.get(id) ?? model.eventById.get(id));
  return rows.map((row) => ("claim_id" in row ? drawClaim(row, model, state, t, open) : drawEvent(row, model, t)));
}

function drawClaim(claim, model, state, t, open) {
  const own = (stem) => inLanguage(claim, stem, t.lang);
  const kind = pickLanguage(model.names.kind[claim.kind], t.lang);
  const period = own("period_words");
  const pairs = claim.pairs.filter((pair) => isKnown(other(pair, claim), state.day));
  const bounds = claim.bounds.filter((bound) => isKnown(bound.by, state.day));
  return drawCard(
    [own("said"), [own("measure_name"), own("population_name"), own("place_name")].filter(Boolean).join(", ")],
    [
      ["when", [period, kind && `(${kind})`].filter(Boolean).join(" ")],
      ["who", nameClaimant(own)],
      ["asserted", own("asserted_words")],
      ["status", own("status_words")],
      ["doubt", claim.doubt],
      ["credibility", claim.credibility],
      ["summary", own("summary")],
      ["chain", claim.chain],
      ...drawSource(claim, t),
      ["note", claim.note],
      ...claim.parents.map((id) => ["repeats", goTo(model.claimById.get(id), id, t, open, changesOf(claim, model.claimById.get(id), t))]),
      ...claim.repeats.filter((row) => isKnown(row, state.day)).map((row) => ["repeated by", goTo(row, row.claim_id, t, open, changesOf(row, claim, t))]),
      ...splitIds(claim.supersedes).map((id) => ["revises", goTo(model.claimById.get(id), id, t, open)]),
      ...pairs.slice(0, MOST_PAIRS).map((pair) => ["contradicts", goTo(other(pair, claim), "", t, open, [describeGap(pair, t)])]),
      pairs.length > MOST_PAIRS && ["contradicts", t("further", { count: t.number(pairs.length - MOST_PAIRS) })],
      !pairs.length && ["contradicts", t("nothing known")],
      ...bounds.map((bound) => [bound.end === "low" ? "at least" : "at most", goTo(bound.by, "", t, open, [t.number(bound.bound)])]),
      ...drawKnots(claim, state, t, open),
    ],
    claim.claim_id,
    t,
  );
}

// Names a claimant with its side, where the name does not say it.
function nameClaimant(own) {
  const [claimant, side] = [own("claimant"), own("side_name")];
  return side && !claimant?.includes(side) ? [claimant, `(${side})`].filter(Boolean).join(" ") : claimant;
}

function drawKnots(claim, state, t, open) {
  const own = claim.knots.filter((knot) => knot.claims.every((one) => isKnown(one, state.day)));
  const lines = own.slice(0, MOST_KNOTS).map((knot) => ["knot", drawKnot(knot, t, open)]);
  return own.length > MOST_KNOTS ? [...lines, ["knot", t("more knots", { count: t.number(own.length - MOST_KNOTS) })]] : lines;
}

// Draws a set of claims that cannot all be true: who says what, and the sum that cannot be.
export function drawKnot(knot, t, open) {
  const ids = knot.claims.map((one) => one.claim_id).join(";");
  const said = knot.claims.map((one) => html("span", { dir: "auto" }, quoteClaim(one, t)));
  return html("button", { class: "at-several", "data-key": `knot-${ids}`, onclick: () => open(ids) }, ...said, html("span", { class: "at-small" }, inLanguage(knot, "text", t.lang)));
}

function drawEvent(event, model, t) {
  const own = (stem) => inLanguage(event, stem, t.lang);
  const title = own("title") ?? own("summary") ?? event.event_id;
  const basis = event.date_basis === "day_of_report" ? ` (${t("day of report")})` : "";
  return drawCard(
    [title, ""],
    [
      ["when", own("date_words") && own("date_words") + basis],
      ["where", [own("place_name"), own("sector_name")].filter(Boolean).join(", ")],
      ["actor", own("actor_name")],
      ["who", nameClaimant(own)],
      ["asserted", own("asserted_words")],
      ["status", own("status_words")],
      ["summary", own("summary") === title ? null : own("summary")],
      ...drawSource(event, t),
      ["note", event.note],
    ],
    event.event_id,
    t,
  );
}

// Draws a card: its head, its lines under their labels (once where several follow), its id.
function drawCard([head, below], lines, id, t) {
  const list = html("dl", {});
  let last = null;
  for (const [label, text] of lines.filter((line) => line && line[1])) {
    if (label !== last) list.append(html("dt", {}, t(`card ${label}`)));
    list.append(html("dd", { dir: "auto" }, text));
    last = label;
  }
  return html(
    "article",
    { class: "at-card" },
    html("h3", { dir: "auto" }, head),
    below ? html("p", { class: "at-below", dir: "auto" }, below) : null,
    list,
    html("p", { class: "at-small at-id" }, id),
  );
}

function drawSource(row, t) {
  const publisher = row.publisher ?? t("unknown");
  const urls = row.url ? row.url.split(" ") : [];
  const day = row.published ? row.published.split(";").map((one) => (/^\d{4}-\d\d-\d\d$/.test(one) ? t.day(one) : one)).join("; ") : t("day unknown");
  return [
    ["read in", `${publisher}, ${day}`],
    ...urls.map((url) => ["address", linkTo(url)]),
  ];
}

function goTo(row, id, t, open, said = []) {
  if (!row) return id;
  const changes = said?.length ? html("div", { class: "at-small" }, said.join("; ")) : null;
  return html("span", {}, html("button", { class: "at-link", "data-key": `go-${row.claim_id}`, onclick: () => open(row.claim_id) }, quoteClaim(row, t)), changes);
}

// Names a claim by who says what and when.
export function quoteClaim(claim, t) {
  const own = (stem) => inLanguage(claim, stem, t.lang);
  const who = [own("claimant"), own("asserted_words")].filter(Boolean).join(", ");
  const repeat = isRepeat(claim) ? ` · ${t.words("charts.shared").repeat}` : "";
  return `${who}${t.words("punctuation").colon}${own("said")}${repeat}`;
}

// Says how far apart two claims are, and how they are alike.
export function describeGap(pair, t) {
  const gap = pair.gap ? t("apart", { gap: t.number(pair.gap) }) : t("meeting");
  const part = pair.relation === "part of" ? t("part of") : "";
  return [gap, part, pair.is_sure ? "" : t("if one day")].filter(Boolean).join("; ");
}

const changesOf = (claim, parent, t) => (parent ? describeChange(claim, parent, t) : []);
const other = (pair, claim) => (pair.a === claim ? pair.b : pair.a);
