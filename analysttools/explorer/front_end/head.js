// The head: the name of the case, its pages, the search, the languages.

import { html } from "./dom.js";
import { CASE_VIEWS } from "./state.js";

// Makes the head once; `update` gives it the state that is shown. On a page of its own the name is the first heading.
export function makeHead({ model, isPage, change }) {
  const name = html(isPage ? "h1" : "p", { class: "at-name-of-case", dir: "auto" }, model.title);
  const nav = html("nav");
  const search = html("input", { type: "search", "data-key": "search", oninput: () => change({ query: search.value }) });
  const langs = html("div", { class: "at-langs", role: "group" });
  const element = html("header", { class: "at-head" }, name, nav, html("div", { class: "at-tools" }, search, langs));
  return {
    element,
    update(state, t) {
      nav.setAttribute("aria-label", t("pages"));
      nav.replaceChildren(...listPages(model, state, t, change));
      search.placeholder = t("search");
      search.setAttribute("aria-label", t("search"));
      search.hidden = state.thing !== null;
      if (search.value !== state.query) search.value = state.query;
      langs.setAttribute("aria-label", t("language"));
      langs.replaceChildren(...listLanguages(model, state, change));
    },
  };
}

function listPages(model, state, t, change) {
  return CASE_VIEWS.filter((view) => view === "overview" || model.events.length).map((view) =>
    html("button", { "data-key": `page-${view}`, "aria-current": state.view === view ? "page" : null, onclick: () => change({ view, thing: null, card: null, page: null }) }, t(`page ${view}`)),
  );
}

function listLanguages(model, state, change) {
  return Object.entries(model.texts).map(([lang, texts]) =>
    html("button", { lang, "data-key": `lang-${lang}`, "aria-pressed": state.lang === lang ? "true" : "false", title: texts["explorer.front_end"]["this language"], onclick: () => change({ lang }) }, lang.toUpperCase()),
  );
}
