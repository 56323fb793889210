// The explorer: what is chosen, and what is shown of it.

import { drawNoCards, drawOpenCards } from "./card_panel.js";
import { drawEventsPage, drawOverviewPage } from "./case_pages.js";
import { chooseRows, keepChosen, searchText } from "./choosing.js";
import { html } from "./dom.js";
import { drawFacets } from "./facets.js";
import { makeHead } from "./head.js";
import { drawLeave } from "./leave.js";
import { showChosen } from "./mark_keys.js";
import { VERSION, openModel, splitIds } from "./model.js";
import { makeSlider } from "./slider.js";
import { listLost, mendState, readHash, writeHash } from "./state.js";
import { speakLanguage } from "./text.js";
import { drawThingPage } from "./thing_page.js";

// Below this width the filter stands above the picture.
const NARROW_SHELL = 1040;
// What stands beside a picture, in pixels, as the style sheet has it.
const CARD_ROOM = { wide: 360, narrow: 300 };
const SIDE_ROOM = 230;

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
  root.replaceChildren(html("p", { class: "at-explorer", role: "alert" }, `${said} (${given?.version} / ${VERSION})`));
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
    this.head = makeHead({ model, isPage: host.keepsHash, change: this.change });
    this.live = html("p", { class: "at-live", role: "status", "aria-live": "polite" });
    this.side = html("aside", { class: "at-side" });
    this.main = html("section", { class: "at-main" });
    this.card = html("aside", { class: "at-card" });
  }

  start() {
    this.whole = html("div", { class: "at-explorer" }, this.head.element, html("div", { class: "at-body" }, this.side, this.main, this.card));
    this.root.replaceChildren(this.whole);
    this.whole.addEventListener("focusin", (event) => event.target.setAttribute?.("data-lm-suppress-shortcuts", "true"));
    if (this.host.keepsHash) {
      if (location.hash) this.state = readHash(location.hash, this.model, this.begin);
      this.lost = listLost(location.hash, this.model);
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
    this.whole.classList.toggle("is-narrow", width < NARROW_SHELL);
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
    this.host.tell?.(state, this.page.code);
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
    const { state, t } = this;
    const isThing = state.thing !== null;
    const table = state.view === "timeline" || state.view === "map" ? "events" : "claims";
    this.chosen = isThing ? null : chooseRows(this.model, table, state);
    this.whole.classList.toggle("has-card", isThing || table === "events");
    this.whole.classList.toggle("has-side", !isThing);
    this.head.update(state, t);
    for (const [part, name] of [[this.side, "choices"], [this.main, "shown"], [this.card, "card"]]) part.setAttribute("aria-label", t(name));
    const drawPage = isThing ? drawThingPage : state.view === "overview" ? drawOverviewPage : drawEventsPage;
    this.page = drawPage(this.offerShell());
    const lost = this.lost?.length ? html("p", { class: "at-lost", role: "alert" }, t("lost in link", { words: this.lost.join(", ") })) : null;
    this.lost = null;
    this.main.replaceChildren(...[lost, ...this.page.children].filter(Boolean));
    this.side.replaceChildren(...(isThing ? [] : [this.drawSide()]));
    this.drawCard();
  }

  // Returns what pages ask of the explorer.
  offerShell() {
    const { model, state, t, change, open, picked, sort, chosen } = this;
    const redraw = () => this.show(this.state);
    return {
      ...{ model, state, t, change, open, picked, sort, chosen },
      width: this.pictureWidth(),
      // the rows that a search left, for lines that cannot search; without a search, none are named
      found: state.query.trim() && chosen ? chosen.rows : null,
      pick: (id) => (picked.delete(id) || picked.add(id), redraw()),
      setSort: (next) => ((this.sort = next), redraw()),
      showAll: (name) => ((open[name] = true), redraw()),
      openCard: (ids) => this.openCard(ids),
      say: (text) => this.say(text),
      placeSlider: (days) => (this.slider.update(days, state.day, t), this.slider.element),
      listDays: (table) => this.listDays(table),
      drawLeave: (shown) => drawLeave({ shown, t, host: this.host, say: (text) => this.say(text), isOpen: open.code, toggle: () => ((open.code = !open.code), redraw()) }),
    };
  }

  // Draws the filter; a narrow page has it folded away.
  drawSide() {
    const { model, state, t, change, open } = this;
    const toggle = (name) => (open.facets.delete(name) || open.facets.add(name), this.show(this.state));
    const facets = drawFacets({ model, counts: this.chosen.counts, state, t, change, open: open.facets, toggle });
    if (!this.whole.classList.contains("is-narrow")) return facets;
    const folded = html("details", { open: open.side, ontoggle: () => (open.side = folded.open) }, html("summary", { "data-key": "side" }, t("choices")), facets);
    return folded;
  }

  // Returns the days on which something that is chosen was said; on the map those on which ground changed, too.
  listDays(table) {
    const { state } = this;
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

  // Returns the width that is left to a picture.
  pictureWidth() {
    const narrow = this.whole.classList.contains("is-narrow");
    const card = this.whole.classList.contains("has-card") ? CARD_ROOM[narrow ? "narrow" : "wide"] : 0;
    const side = this.whole.classList.contains("has-side") && !narrow ? SIDE_ROOM : 0;
    const gaps = 24 * ((card ? 1 : 0) + (side ? 1 : 0)) + 34;
    return Math.max(320, Math.min(980, this.width - card - side - gaps));
  }

  // Opens the card of some rows, or closes it, without drawing anew what is beside it.
  openCard(card) {
    const last = this.state.card;
    this.state = mendState({ ...this.state, card }, this.model);
    this.keepFocus(() => this.drawCard());
    if (card === null) this.whole.querySelector(`[data-key="pair-${CSS.escape(last)}"], [data-key="mark-${CSS.escape(last)}"]`)?.focus();
    if (this.host.keepsHash) history.replaceState(null, "", writeHash(this.state) || location.pathname + location.search);
    this.host.tell?.(this.state, this.page.code);
  }

  drawCard() {
    const { model, state, open, card, page } = this;
    const ids = splitIds(state.card).filter((id) => model.claimById.has(id) || model.eventById.has(id));
    if (page.picture) showChosen(page.picture, ids);
    if (!this.whole.classList.contains("has-card")) return card.replaceChildren();
    const shell = this.offerShell();
    const showAll = () => ((open.pairs = true), this.keepFocus(() => this.drawCard()));
    card.replaceChildren(...(ids.length ? drawOpenCards(ids, page, shell) : drawNoCards(page, shell, showAll)));
    card.scrollTop = 0;
  }

  // Says a text where those who do not see the page hear it, and returns where.
  say(text) {
    this.live.textContent = text;
    return this.live;
  }
}

// Returns the width within an element, as its observer tells it: with another, all would be drawn twice at the start.
function measureRoom(element) {
  const { paddingLeft, paddingRight } = getComputedStyle(element);
  return Math.round(element.getBoundingClientRect().width - parseFloat(paddingLeft) - parseFloat(paddingRight));
}
