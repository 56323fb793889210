// What is chosen: as an object, and as the end of an address.

import { FACETS } from "./code.js";
import { splitIds } from "./model.js";
import { dayOf, timeOf } from "./scales.js";

// Views of the whole case, those of one thing, and those that several things share.
export const CASE_VIEWS = ["overview", "timeline", "map"];
export const THING_VIEWS = ["ruler", "history", "sources", "retelling", "table"];
export const SHARED_VIEWS = ["ruler", "table"];
// So many things stand on one ruler at most.
export const MOST_THINGS = 5;

// What nothing chooses. `view` is a page or a view of a thing; `day` cuts off what was not known yet.
const START = {
  view: "overview",
  thing: null,
  card: null,
  day: null,
  lang: "en",
  query: "",
  facets: {},
  repeats: true,
  sort: "claims",
  page: null,
  scope: null,
  map: null,
};

// What the overview can be sorted by.
const SORTS = ["name", "claims", "origins", "range", "pairs"];

const TEXTS = ["view", "thing", "card", "day", "lang", "query", "sort", "scope", "map"];

// Writes a state as the end of an address; what is as at the start is left out.
export function writeHash(state) {
  const said = new URLSearchParams();
  for (const name of TEXTS) if (state[name] !== START[name] && state[name] !== null) said.set(name, state[name]);
  for (const name of FACETS) for (const word of state.facets[name] ?? []) said.append(name, word);
  if (!state.repeats) said.set("repeats", "no");
  if (state.page !== null) said.set("page", state.page);
  return said.size ? `#${said}` : "";
}

// Reads the end of an address; what it names and the case does not have is left out.
export function readHash(hash, model, start) {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  const state = { ...start, ...(said.has("thing") && { view: null }) };
  for (const name of TEXTS) if (said.has(name)) state[name] = said.get(name);
  state.facets = said.size ? {} : start.facets;
  for (const name of FACETS) {
    const words = said.getAll(name).filter((word) => word in (model.names[name] ?? {}));
    if (words.length) state.facets[name] = words;
  }
  if (said.get("repeats") === "no") state.repeats = false;
  if (/^\d+$/.test(said.get("page") ?? "")) state.page = Number(said.get("page"));
  return mendState(state, model);
}

// Returns what an address names that the case does not have, or that cannot be: things, cards, a day, a view.
export function listLost(hash, model) {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  const things = splitIds(said.get("thing")).filter((id) => !model.thingById.has(id));
  const cards = splitIds(said.get("card")).filter((id) => !model.claimById.has(id) && !model.eventById.has(id));
  const day = said.has("day") && !isDay(said.get("day")) ? [said.get("day")] : [];
  const view = said.has("view") && ![...CASE_VIEWS, ...THING_VIEWS].includes(said.get("view")) ? [said.get("view")] : [];
  return [...things, ...cards, ...day, ...view];
}

function isDay(text) {
  return /^\d{4}-\d\d-\d\d$/.test(text ?? "") && !Number.isNaN(timeOf(text)) && dayOf(timeOf(text)) === text;
}

// Returns a state of which every part is there.
export function mendState(state, model) {
  const mended = { ...START, ...state };
  if (mended.thing && !state.view) mended.view = "ruler";
  if (!(mended.lang in model.texts)) mended.lang = START.lang;
  if (!isDay(mended.day)) mended.day = null;
  mended.card = splitIds(mended.card).filter((id) => model.claimById.has(id) || model.eventById.has(id)).join(";") || null;
  if (!SORTS.includes(mended.sort)) mended.sort = START.sort;
  mended.thing = splitIds(mended.thing).filter((id) => model.thingById.has(id)).slice(0, MOST_THINGS).join(";") || null;
  const isOfThing = !CASE_VIEWS.includes(mended.view);
  if (isOfThing && !mended.thing) mended.view = "overview";
  if (isOfThing && !THING_VIEWS.includes(mended.view)) {
    mended.view = mended.thing ? "ruler" : "overview";
  }
  if (isOfThing && mended.thing?.includes(";") && !SHARED_VIEWS.includes(mended.view)) mended.view = "ruler";
  if (!isOfThing) mended.thing = null;
  return mended;
}
