// The explorer: what is chosen, and what is shown of it.

import { drawCards } from "./card.js";
import { chooseRows, keepChosen, searchText } from "./choosing.js";
import { writeCode } from "./code.js";
import { drawDisagreements, listPairs } from "./disagreements.js";
import { html } from "./dom.js";
import { drawFacets } from "./facets.js";
import { drawLeave } from "./leave.js";
import { prepareMarks, showChosen } from "./mark_keys.js";
import { VERSION, isKnown, openModel, splitIds } from "./model.js";
import { drawOverview, formatRange, summariseThing } from "./overview.js";
import { drawTable } from "./rows_table.js";
import { makeSlider } from "./slider.js";
import { START, mendState, readHash, writeHash } from "./state.js";
import { inLanguage, speakLanguage } from "./text.js";
import { VIEWS } from "./views/all.js";

const PAGES = ["overview", "timeline", "map"];
const THING_VIEWS = ["ruler", "history", "sources", "retelling", "table"];
const CARD_ROOM = { wide: 360, narrow: 300 };

// Fills an element with the explorer of a view model. `host` is what stands behind it: `start` (a state),
// `keepsHash` (whether the address holds the state), `saveFigure`, `insertCode`, `tell`.
export function startExplorer(root, given, host = {}) {
  if (given?.version !== VERSION) return refuseVersion(root, given);
  const explorer = new Explorer(root, openModel(given), host);
  explorer.start();
  return explorer;
}

function refuseVersion(root, given) {
  const said = given?.texts?.en?.["explorer.front_end"]?.["other version"] ?? "This page was made by another version of analysttools. Make it anew: analysttools page FOLDER -o FILE";
  root.replaceChildren(html("p", { class: "at-explorer at-refused", role: "alert" }, `${said} (${given?.version} / ${VERSION})`));
  return null;
}

class Explorer {
  constructor(root, model, host) {
    Object.assign(this, { root, model, host });
    this.state = mendState({ lang: document.documentElement.lang, ...host.start }, model);
    this.begin = this.state;
    this.open = { facets: new Set(), things: false, pairs: false, rows: false, code: false };
    this.sort = null;
    this.picked = new Set();
    this.change = (next) => this.set(next);
    this.slider = makeSlider(this.change);
    this.live = html("p", { class: "at-live", role: "status", "aria-live": "polite" });
    this.search = html("input", { type: "search", "data-key": "search", oninput: () => this.set({ query: this.search.value }) });
    this.parts = Object.fromEntries(["head", "side", "main", "card"].map((name) => [name, html({ side: "aside", main: "section", card: "aside", head: "header" }[name], { class: `at-${name}` })]));
  }

  start() {
    const { head, side, main, card } = this.parts;
    this.whole = html("div", { class: "at-explorer" }, head, html("div", { class: "at-body" }, side, main, card));
    this.root.replaceChildren(this.whole);
    this.whole.addEventListener("focusin", (event) => event.target.setAttribute?.("data-lm-suppress-shortcuts", "true"));
    if (this.host.keepsHash) {
      if (location.hash) this.state = readHash(location.hash, this.model, this.begin);
      this.onhash = () => this.root.isConnected && location.hash !== writeHash(this.state) && this.show(readHash(location.hash, this.model, this.begin));
      window.addEventListener("hashchange", this.onhash);
    }
    this.watch = new ResizeObserver(([entry]) => {
      const width = Math.round(entry.contentRect.width);
      if (width && width !== this.width) this.fit(width);
    });
    this.watch.observe(this.whole);
    this.fit(measureRoom(this.whole) || 900);
    this.indexLater();
  }

  // Works out in idle moments what a search reads, so that the first letter waits for nothing.
  indexLater() {
    const rows = [...this.model.claims, ...this.model.events];
    const later = window.requestIdleCallback ?? ((act) => setTimeout(act, 50));
    const step = (from) => {
      rows.slice(from, from + 500).forEach(searchText);
      if (from + 500 < rows.length) later(() => step(from + 500));
    };
    later(() => step(0));
  }

  end() {
    this.slider.stop();
    this.watch.disconnect();
    window.removeEventListener("hashchange", this.onhash);
  }

  fit(width) {
    this.width = width;
    this.whole.classList.toggle("is-narrow", width < 1040);
    this.show(this.state);
  }

  set(next) {
    this.show(mendState({ ...this.state, ...next }, this.model));
  }

  // Shows a state, keeps it in the address, and tells who asked.
  show(state) {
    const last = this.state;
    const isElsewhere = state.view !== last.view || state.thing !== last.thing;
    if (isElsewhere) Object.assign(this.open, { pairs: false, rows: false });
    this.state = state;
    this.t = speakLanguage(this.model.texts, state.lang);
    this.whole.lang = state.lang;
    this.keepFocus(() => this.draw(), isElsewhere ? [`[data-key="thing-${CSS.escape(last.thing)}"]`, "h2"] : []);
    if (isElsewhere && this.drawnOnce) this.whole.scrollIntoView?.({ block: "nearest" });
    this.drawnOnce = true;
    if (this.host.keepsHash && location.hash !== writeHash(state)) {
      history[isElsewhere ? "pushState" : "replaceState"](null, "", writeHash(state) || location.pathname + location.search);
    }
    this.host.tell?.(state, this.code);
  }

  // Draws anew without taking the focus from what is there again; what is not leaves it to the first that is there.
  keepFocus(draw, heirs = []) {
    const held = this.whole.contains(document.activeElement) ? document.activeElement : null;
    const key = held?.dataset?.key;
    draw();
    if (!key || (held.isConnected && held === document.activeElement)) return;
    const found = [`[data-key="${CSS.escape(key)}"]`, ...heirs].map((one) => this.whole.querySelector(one)).find(Boolean);
    found?.focus({ preventScroll: true });
  }

  draw() {
    const { state } = this;
    const isThing = state.thing !== null;
    const table = state.view === "timeline" || state.view === "map" ? "events" : "claims";
    this.chosen = isThing ? null : chooseRows(this.model, table, state);
    this.whole.classList.toggle("has-card", isThing || table === "events");
    this.whole.classList.toggle("has-side", !isThing);
    this.drawHead();
    this.code = "";
    if (isThing) this.drawThing();
    else if (state.view === "overview") this.drawOverview();
    else this.drawEvents();
    if (!isThing) this.parts.side.replaceChildren(this.drawFacets(table));
    else this.parts.side.replaceChildren();
    this.drawCard();
  }

  drawFacets(table) {
    const { model, state, t, change, open } = this;
    const toggle = (name) => (open.facets.has(name) ? open.facets.delete(name) : open.facets.add(name), this.show(state));
    const facets = drawFacets({ model, counts: this.chosen.counts, state, t, change, open: open.facets, toggle, table });
    if (!this.whole.classList.contains("is-narrow")) return facets;
    const details = html("details", { open: open.side, ontoggle: () => (open.side = details.open) }, html("summary", { "data-key": "side" }, t("choices")), facets);
    return details;
  }

  drawHead() {
    const { model, state, t, change } = this;
    const pages = PAGES.filter((page) => page === "overview" || model.events.length).map((page) =>
      html("button", { "data-key": `page-${page}`, "aria-current": state.view === page ? "page" : null, onclick: () => change({ view: page, thing: null, card: null, page: null }) }, t(`page ${page}`)),
    );
    const langs = Object.keys(model.texts).map((lang) =>
      html("button", { lang, "data-key": `lang-${lang}`, "aria-pressed": state.lang === lang ? "true" : "false", title: model.texts[lang]["explorer.front_end"]["this language"], onclick: () => change({ lang }) }, lang.toUpperCase()),
    );
    this.search.placeholder = t("search");
    this.search.setAttribute("aria-label", t("search"));
    if (this.search.value !== state.query) this.search.value = state.query;
    if (!this.heading) {
      this.heading = { title: html(this.host.keepsHash ? "h1" : "p", { class: "at-name-of-case", dir: "auto" }), nav: html("nav", {}), tools: html("div", { class: "at-tools" }), langs: html("div", { class: "at-langs", role: "group" }) };
      this.heading.tools.append(this.search, this.heading.langs);
      this.parts.head.append(this.heading.title, this.heading.nav, this.heading.tools);
    }
    this.heading.title.textContent = model.title;
    this.heading.nav.setAttribute("aria-label", t("pages"));
    this.heading.nav.replaceChildren(...pages);
    this.heading.langs.setAttribute("aria-label", t("language"));
    this.heading.langs.replaceChildren(...langs);
    this.search.hidden = state.thing !== null;
    this.parts.side.setAttribute("aria-label", t("choices"));
    this.parts.card.setAttribute("aria-label", t("card"));
    this.parts.main.setAttribute("aria-label", t("shown"));
  }

  drawOverview() {
    const { model, state, t, change, open } = this;
    const claims = this.chosen.rows;
    const days = this.listDays("claims", state);
    const { element, things } = drawOverview({ model, claims, state, t, change, picked: this.picked, pick: (id) => (this.picked.delete(id) || this.picked.add(id), this.show(this.state)), isAll: open.things, showAll: () => ((open.things = true), this.show(state)) });
    const count = claims.length ? t("overview count", { claims: t.count("claims", claims.length), things: t.count("things", things) }) : this.sayEmpty("claims");
    this.code = claims.length ? writeCode({ model, t, state, things: [], found: this.found() }, { code: [] }, "") : "";
    const shown = { code: this.code, rows: claims, picture: null, title: model.title, foot: this.writeFoot(claims), name: "claims" };
    this.fillMain([this.say(count), claims.length ? element : null, this.placeSlider(days), this.drawLeave(shown)]);
  }

  // Returns the rows that a search left, for lines that cannot search; without a search, none are named.
  found() {
    return this.state.query.trim() ? this.chosen.rows : null;
  }

  sayEmpty(table) {
    const { model, state, t } = this;
    if (!model[table].length) return t(`no ${table} at all`);
    return state.day && !chooseRows(model, table, { ...state, day: null }).rows.length ? t("nothing fits") : state.day ? t("nothing known yet", { day: t.day(state.day) }) : t("nothing fits");
  }

  drawThing() {
    const { model, state, t, change } = this;
    const things = splitIds(state.thing).map((id) => model.thingById.get(id));
    const others = { ...state.facets, measure: [], population: [], place: [] };
    const ever = things.flatMap((thing) => keepChosen(model, "claims", thing.claims, { ...state, query: "", facets: others, day: null }));
    const known = (claim) => isKnown(claim, state.day);
    const claims = ever.filter(known);
    const rows = things.map((thing) => summariseThing(model, thing, claims.filter((claim) => claim.thing === thing), t.lang, known));
    const back = html("button", { class: "at-link at-back", "data-key": "back", onclick: () => change({ view: "overview", thing: null, card: null, page: null }) }, `‹ ${t("all things")}`);
    const count = (row) => (row.claims.length ? t("thing count", { claims: t.count("claims", row.claims.length), origins: t.count("origins", row.origins), range: formatRange(row, t) }) : t("nothing known yet", { day: state.day ? t.day(state.day) : "" }));
    const name = rows.map((row) => row.name).join(t.words("punctuation").and);
    const views = things.length > 1 ? ["ruler", "table"] : THING_VIEWS;
    const tabs = html("nav", { class: "at-tabs", "aria-label": t("views") }, ...views.map((view) => html("button", { "data-key": `view-${view}`, "aria-current": state.view === view ? "true" : null, onclick: () => change({ view, page: null }) }, t(`view ${view}`))));
    const title = things.length > 1 ? t("several things", { count: t.number(things.length) }) : name;
    const said = things.length > 1 ? t.count("claims", claims.length) : count(rows[0]);
    const head = [html("div", { class: "at-title" }, back, html("h2", { dir: "auto", tabindex: -1 }, title), this.say(said), this.drawNarrowed(others)), tabs];
    const days = [...new Set(ever.map((claim) => claim.known).filter(Boolean))].sort();
    this.pairs = listPairs(claims, known);
    this.knots = [...new Set(claims.flatMap((claim) => claim.knots))].filter((knot) => knot.claims.every(known));
    const after = [this.placeSlider(days)];
    const narrowed = { ...state, facets: others };
    if (state.view === "table") {
      const table = drawTable({ rows: claims, t, chosen: splitIds(state.card), sort: this.sort, setSort: (sort) => ((this.sort = sort), this.show(state)), open: (card) => this.openCard(card), isAll: this.open.rows, showAll: () => ((this.open.rows = true), this.show(state)) });
      this.code = writeCode({ model, t, state: narrowed, things }, { code: ["at.tabulate_claims(claims{spoken})"] }, "");
      const shown = { code: this.code, rows: claims, picture: null, title: name, foot: [], name: nameFile(state.thing) };
      return this.fillMain([...head, claims.length ? table : null, ...after, this.drawLeave(shown)]);
    }
    this.fillMain([...head, ...this.drawView(state.view, { claims, things, thing: things[0], state: narrowed }, name, after)]);
  }

  // Says which choices of the overview still narrow a thing, and takes them back.
  drawNarrowed(facets) {
    const { model, state, t, change } = this;
    const place = t.lang === "fr" ? 1 : 0;
    const said = Object.entries(facets).flatMap(([name, words]) => words.map((word) => [name, word]));
    if (!said.length && state.repeats) return null;
    const chips = said.map(([name, word]) => html("button", { "data-key": `chip-${name}-${word}`, "aria-label": t("take back", { word: model.names[name]?.[word]?.[place] ?? word }), onclick: () => change({ facets: { ...state.facets, [name]: facets[name].filter((one) => one !== word) } }) }, `${model.names[name]?.[word]?.[place] ?? word} ×`));
    if (!state.repeats) chips.push(html("button", { "data-key": "chip-repeats", onclick: () => change({ repeats: true }) }, `${t("leave out repeats")} ×`));
    return html("p", { class: "at-chips" }, `${t("only")} `, ...chips);
  }

  drawConsensus(thing) {
    const { model, state, t } = this;
    const own = model.consensus.filter((one) => one.measure === thing.measure && one.population === thing.population && one.place_id === thing.place_id);
    if (!own.length || state.day || Object.values(state.facets).some((words) => words.length) || !state.repeats) return null;
    const lines = own.map((one) => html("li", {}, inLanguage(one, "words", t.lang)));
    return html("section", { class: "at-consensus" }, html("h3", {}, t("consensus title")), html("ul", {}, ...lines));
  }

  drawEvents() {
    const { model, state, t } = this;
    const events = this.chosen.rows;
    const ever = keepChosen(model, "events", model.events, { ...state, day: null });
    const count = events.length ? t("events count", { count: t.count("events", events.length) }) : this.sayEmpty("events");
    const days = this.listDays("events", state);
    const after = [this.placeSlider(days)];
    this.fillMain([this.say(count), ...this.drawView(state.view, { events, ever, things: [], thing: null, state, found: this.found() }, t(`page ${state.view}`), after)]);
  }

  // Returns the days on which something that is chosen was said; on the map those on which ground changed, too.
  listDays(table, state) {
    const key = JSON.stringify([table, state.view, state.query, state.facets, state.repeats]);
    if (this.days?.key !== key) {
      const rows = state.day ? keepChosen(this.model, table, this.model[table], { ...state, day: null }) : this.chosen.rows;
      const known = new Set(rows.map((row) => row.known));
      if (state.view === "map") for (const day of this.model.map?.days ?? []) known.add(day);
      known.delete(null);
      this.days = { key, list: [...known].sort() };
    }
    return this.days.list;
  }

  // Draws a view and what stands below it; a view that cannot be drawn is a sentence, never an empty page.
  drawView(name, own, subject, after) {
    const { model, state, t } = this;
    const width = this.pictureWidth();
    const given = { model, t, width, claims: [], events: [], ...own };
    let drawn;
    try {
      drawn = (own.claims ?? own.events).length || name === "map" ? VIEWS[name].draw(given) : { picture: null, empty: this.sayEmpty(own.claims ? "claims" : "events"), rows: [], pages: 1 };
    } catch (error) {
      console.error(error);
      drawn = { picture: null, empty: t("not drawn", { reason: error.message }), rows: own.claims ?? own.events, pages: 1 };
    }
    const title = this.writeTitle(subject, drawn);
    this.code = drawn.picture ? writeCode(given, drawn, title) : "";
    const shown = { code: this.code, rows: own.claims ?? own.events, picture: drawn.picture, title, foot: [...(drawn.notes ?? []), ...this.writeFoot(drawn.rows ?? [])], name: nameFile(`${state.thing ?? "events"}-${name}`) };
    const picture = drawn.picture ? html("div", { class: "at-picture" }, drawn.picture) : html("p", { class: "at-empty" }, drawn.empty ?? t("nothing fits"));
    if (drawn.picture) prepareMarks(drawn.picture, { open: (id) => this.openCard(id), name: (id) => this.nameRow(id), t });
    this.picture = drawn.picture;
    const notes = (drawn.notes ?? []).map((note) => html("p", { class: "at-small" }, note));
    return [this.drawPickers(drawn), picture, ...after, ...notes, this.drawLeave(shown)];
  }

  // Draws what leads to other pages, scopes and maps of a view.
  drawPickers(drawn) {
    const { t, change } = this;
    const pickers = [];
    if (drawn.pages > 1) {
      const turn = (key, page, isThere) => html("button", { "data-key": `turn-${key}`, disabled: !isThere, onclick: () => change({ page }) }, t(key));
      const where = t("rows of", { first: t.number(drawn.start + 1), last: t.number(drawn.stop), all: t.number(drawn.all ?? drawn.stop) });
      pickers.push(html("div", { class: "at-pager", role: "group", "aria-label": t("pager") }, turn("earlier", drawn.page - 1, drawn.page > 0), html("span", {}, where), turn("later", drawn.page + 1, drawn.page < drawn.pages - 1)));
    }
    for (const [list, key] of [["scopes", "scope"], ["maps", "map"]]) {
      if ((drawn[list]?.length ?? 0) < 2) continue;
      const options = drawn[list].map(({ id, name }) => html("option", { value: id, selected: String(id) === String(drawn[key]) }, name));
      const select = html("select", { "data-key": key, onchange: () => change({ [key]: select.value, page: null }) }, ...options);
      pickers.push(html("label", { class: "at-small" }, `${t(`choose ${key}`)} `, select));
    }
    return pickers.length ? html("div", { class: "at-pickers" }, ...pickers) : null;
  }

  pictureWidth() {
    const narrow = this.whole.classList.contains("is-narrow");
    const card = this.whole.classList.contains("has-card") ? CARD_ROOM[narrow ? "narrow" : "wide"] : 0;
    const side = this.whole.classList.contains("has-side") && !narrow ? 230 : 0;
    const gaps = 24 * ((card ? 1 : 0) + (side ? 1 : 0)) + 34;
    return Math.max(320, Math.min(980, this.width - card - side - gaps));
  }

  writeTitle(subject, drawn) {
    const { state, t } = this;
    const count = t.count(drawn.table === "events" ? "events" : "claims", drawn.rows?.length ?? 0);
    return t(state.day ? "title known" : "title", { subject, count, day: state.day ? t.day(state.day) : "" });
  }

  // Returns the lines below a picture: who published, and the last day on which something was said.
  writeFoot(rows) {
    const { t } = this;
    const publishers = [...new Set(rows.flatMap((row) => (row.publisher ?? "").split(";")).map((one) => one.trim()).filter(Boolean))];
    const named = publishers.slice(0, 6).join(", ") + (publishers.length > 6 ? t("and others", { count: t.number(publishers.length - 6) }) : "");
    const last = rows.map((row) => row.known).filter(Boolean).sort().at(-1);
    const day = this.state.day ?? last;
    return [publishers.length ? t("sources", { names: named }) : "", day ? t("as of", { day: t.day(day) }) : ""].filter(Boolean);
  }

  nameRow(id) {
    const row = this.model.claimById.get(id) ?? this.model.eventById.get(id);
    if (!row) return id;
    const own = (stem) => inLanguage(row, stem, this.t.lang);
    return "claim_id" in row ? [own("claimant"), own("asserted_words"), own("said")].filter(Boolean).join(", ") : [own("title") ?? own("summary"), own("date_words"), own("claimant")].filter(Boolean).join(", ");
  }

  openCard(card) {
    const last = this.state.card;
    this.state = mendState({ ...this.state, card }, this.model);
    this.keepFocus(() => this.drawCard());
    if (card === null) this.whole.querySelector(`[data-key="pair-${CSS.escape(last)}"], [data-key="mark-${CSS.escape(last)}"]`)?.focus();
    if (this.host.keepsHash) history.replaceState(null, "", writeHash(this.state) || location.pathname + location.search);
    this.host.tell?.(this.state, this.code);
  }

  // Draws the cards that are open; with none, what of this thing cannot be true together.
  drawCard() {
    const { model, state, t, open } = this;
    const ids = splitIds(state.card).filter((id) => model.claimById.has(id) || model.eventById.has(id));
    const { card } = this.parts;
    if (this.picture) showChosen(this.picture, ids);
    if (!this.whole.classList.contains("has-card")) return card.replaceChildren();
    const things = splitIds(state.thing).map((id) => model.thingById.get(id));
    if (ids.length) {
      const back = things.length ? t("back to disagreements", { count: t.number(this.pairs.length) }) : t("close card");
      const close = html("button", { class: "at-link", "data-key": "close-card", onclick: () => this.openCard(null) }, `‹ ${back}`);
      card.replaceChildren(close, ...drawCards({ model, ids, state, t, open: (id) => this.openCard(id) }));
    } else {
      const pairs = things.length ? drawDisagreements({ pairs: this.pairs, knots: this.knots, t, open: (id) => this.openCard(id), isAll: open.pairs, showAll: () => ((open.pairs = true), this.keepFocus(() => this.drawCard())) }) : null;
      card.replaceChildren(...[html("p", { class: "at-hint" }, t("choose a mark")), pairs, ...things.map((thing) => this.drawConsensus(thing))].filter(Boolean));
    }
    card.scrollTop = 0;
  }

  drawLeave(shown) {
    const { t, host, state, open } = this;
    return drawLeave({ shown, t, host, say: (text) => (this.live.textContent = text), isOpen: open.code, toggle: () => ((open.code = !open.code), this.show(state)) });
  }

  say(text) {
    this.live.textContent = text;
    return this.live;
  }

  placeSlider(days) {
    this.slider.update(days, this.state.day, this.t);
    return this.slider.element;
  }

  fillMain(children) {
    this.parts.main.replaceChildren(...children.filter(Boolean));
  }
}

// Returns the width within an element, as its observer tells it: with another, all would be drawn twice at the start.
function measureRoom(element) {
  const { paddingLeft, paddingRight } = getComputedStyle(element);
  return Math.round(element.getBoundingClientRect().width - parseFloat(paddingLeft) - parseFloat(paddingRight));
}

// Returns a name that a file may have everywhere.
function nameFile(text) {
  return text.replace(/[^A-Za-z0-9.+-]+/g, "-").slice(0, 120);
}
