// What can be chosen, with how many rows each choice would leave.

import { html } from "./dom.js";
import { countWords } from "./choosing.js";
import { FACETS } from "./code.js";
import { pickLanguage } from "./text.js";

// A list longer than this is cut; what is chosen always stands in it.
const MOST_WORDS = 8;

// Draws the choices of a table; `open` holds the names of lists that are shown whole.
export function drawFacets({ model, counts, state, t, change, open, toggle }) {
  const groups = FACETS.filter((name) => name in counts).map((name) => {
    const words = countWords(model, name, counts[name]);
    const chosen = state.facets[name] ?? [];
    const all = [...new Set([...chosen, ...words.keys()])].sort((one, other) => (words.get(other) ?? 0) - (words.get(one) ?? 0));
    if (all.length < 2 && !chosen.length) return null;
    const shown = open.has(name) ? all : all.filter((word, rank) => rank < MOST_WORDS || chosen.includes(word));
    const boxes = shown.map((word) => {
      const isChosen = chosen.includes(word);
      const next = isChosen ? chosen.filter((one) => one !== word) : [...chosen, word];
      return html(
        "label",
        { class: "at-choice" },
        html("input", { type: "checkbox", checked: isChosen, "data-key": `${name}-${word}`, onchange: () => change({ facets: { ...state.facets, [name]: next }, page: null }) }),
        html("span", { class: "at-name", dir: "auto" }, pickLanguage(model.names[name]?.[word], t.lang) ?? word),
        html("span", { class: "at-count" }, t.number(words.get(word) ?? 0)),
      );
    });
    const more = all.length > shown.length || open.has(name)
      ? [html("button", { class: "at-link", "data-key": `more-${name}`, onclick: () => toggle(name) }, open.has(name) ? t("fewer words") : t("more words", { count: t.number(all.length - shown.length) }))]
      : [];
    return html("fieldset", {}, html("legend", {}, t(`facet ${name}`)), ...boxes, ...more);
  });
  const repeats = "measure" in counts
    ? [html("label", { class: "at-choice" }, html("input", { type: "checkbox", checked: !state.repeats, "data-key": "repeats", onchange: () => change({ repeats: !state.repeats, page: null }) }), html("span", { class: "at-name" }, t("leave out repeats")))]
    : [];
  const isNarrowed = Object.values(state.facets).some((words) => words.length) || state.query || !state.repeats;
  const reset = isNarrowed ? [html("button", { "data-key": "reset", onclick: () => change({ facets: {}, query: "", repeats: true, page: null }) }, t("reset"))] : [];
  return html("div", { class: "at-facets", role: "group", "aria-label": t("choices") }, ...reset, ...groups, ...repeats);
}
