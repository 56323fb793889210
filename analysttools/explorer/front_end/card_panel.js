// The panel beside a picture: the cards that are open; with none, what of the things shown cannot be true together.

import { drawCards } from "./card.js";
import { drawDisagreements } from "./disagreements.js";
import { html } from "./dom.js";
import { inLanguage } from "./text.js";

// Draws the cards of some rows, below the way back. `page` is the page beside them.
export function drawOpenCards(ids, { pairs }, { model, state, t, openCard }) {
  const back = pairs ? t("back to disagreements", { count: t.number(pairs.length) }) : t("close card");
  const close = html("button", { class: "at-link", "data-key": "close-card", onclick: () => openCard(null) }, `‹ ${back}`);
  return [close, ...drawCards({ model, ids, state, t, open: openCard })];
}

// Draws what stands there while no card is open. `page` is the page beside it.
export function drawNoCards({ things = [], pairs, knots }, { model, state, t, open, openCard }, showAll) {
  const hint = html("p", { class: "at-hint" }, t("choose a mark"));
  const disagreements = things.length ? drawDisagreements({ pairs, knots, things, t, open: openCard, isAll: open.pairs, showAll }) : null;
  return [hint, disagreements, things.length === 1 ? drawConsensus(things[0], model, state, t) : null].filter(Boolean);
}

// Says how far origins agree on a thing; it holds for all its claims, and is not said of some of them.
function drawConsensus(thing, model, state, t) {
  const own = model.consensus.filter((one) => one.measure === thing.measure && one.population === thing.population && one.place_id === thing.place_id);
  const isNarrowed = state.day || !state.repeats || Object.values(state.facets).some((words) => words.length);
  if (!own.length || isNarrowed) return null;
  const lines = own.map((one) => html("li", {}, inLanguage(one, "words", t.lang)));
  return html("section", { class: "at-consensus" }, html("h3", {}, t("consensus title")), html("ul", {}, ...lines));
}
