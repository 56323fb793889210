// The page of a thing, or of several on one ruler: its views, and what still narrows it.

import { fitBeside, keepChosen } from "./choosing.js";
import { writeCode } from "./code.js";
import { listPairs } from "./disagreements.js";
import { html } from "./dom.js";
import { frameView } from "./framed_view.js";
import { nameFile } from "./leave.js";
import { splitIds } from "./model.js";
import { formatRangeInWords, summariseThing } from "./overview.js";
import { drawTable } from "./rows_table.js";
import { SHARED_VIEWS, THING_VIEWS } from "./state.js";
import { pickLanguage } from "./text.js";

// Draws the page of the things of the state: `children`, `code` and `picture`, as of every page; and, for the panel
// beside it, `things`, `pairs` and `knots` of which all claims are known.
export function drawThingPage(shell) {
  const { model, state, t } = shell;
  const things = splitIds(state.thing).map((id) => model.thingById.get(id));
  // a thing is of one measure, population and place: what the overview chose of these is no choice here
  const facets = { ...state.facets, measure: [], population: [], place: [] };
  const ever = things.flatMap((thing) => keepChosen(model, "claims", thing.claims, { ...state, query: "", facets, day: null }));
  const fits = fitBeside(model, state);
  const claims = ever.filter(fits);
  const rows = things.map((thing) => summariseThing(thing, claims.filter((claim) => claim.thing === thing), t.lang, fits));
  const name = rows.map((row) => row.name).join(t.words("punctuation").and);
  const slider = shell.placeSlider([...new Set(ever.map((claim) => claim.known).filter(Boolean))].sort());
  const own = { claims, things, thing: things[0], state: { ...state, facets } };
  const shown = state.view === "table" ? drawTablePage(own, name, slider, shell) : frameView(state.view, own, name, slider, shell);
  return {
    ...shown,
    children: [drawTitle(rows, name, facets, shell), drawTabs(things, shell), ...shown.children],
    things,
    pairs: listPairs(claims, fits),
    knots: [...new Set(claims.flatMap((claim) => claim.knots))].filter((knot) => knot.claims.every(fits)),
  };
}

function drawTablePage({ claims, things, state: narrowed }, name, slider, shell) {
  const { model, state, t } = shell;
  const table = drawTable({ rows: claims, t, chosen: splitIds(state.card), sort: shell.sort, setSort: shell.setSort, open: shell.openCard, isAll: shell.open.rows, showAll: () => shell.showAll("rows") });
  const code = writeCode({ model, t, state: narrowed, things }, { code: ["at.tabulate_claims(claims{spoken})"] }, "");
  const leave = shell.drawLeave({ code, rows: claims, picture: null, title: name, foot: [], name: nameFile(state.thing) });
  return { children: [claims.length ? table : null, slider, leave], code, picture: null };
}

// Draws the name of what is shown, how much of it there is, and the way back.
function drawTitle(rows, name, facets, shell) {
  const { t, change } = shell;
  const back = html("button", { class: "at-link at-back", "data-key": "back", onclick: () => change({ view: "overview", thing: null, card: null, page: null }) }, `‹ ${t("all things")}`);
  const isSeveral = rows.length > 1;
  const title = isSeveral ? t("several things", { count: t.number(rows.length) }) : name;
  const said = isSeveral ? t.count("claims", rows.reduce((sum, row) => sum + row.claims.length, 0)) : describeCount(rows[0], shell);
  return html("div", { class: "at-title" }, back, html("h2", { dir: "auto", tabindex: -1 }, title), shell.say(said), drawNarrowed(facets, shell));
}

function describeCount(row, { state, t }) {
  if (!row.claims.length) return t("nothing known yet", { day: state.day ? t.day(state.day) : "" });
  return t("thing count", { claims: t.count("claims", row.claims.length), origins: t.count("origins", row.origins), range: formatRangeInWords(row, t) });
}

function drawTabs(things, { state, t, change }) {
  const views = things.length > 1 ? SHARED_VIEWS : THING_VIEWS;
  const tabs = views.map((view) => html("button", { "data-key": `view-${view}`, "aria-current": state.view === view ? "true" : null, onclick: () => change({ view, page: null }) }, t(`view ${view}`)));
  return html("nav", { class: "at-tabs", "aria-label": t("views") }, ...tabs);
}

// Says which choices of the overview still narrow a thing, and takes them back.
function drawNarrowed(facets, { model, state, t, change }) {
  const said = Object.entries(facets).flatMap(([facet, words]) => words.map((word) => [facet, word]));
  if (!said.length && state.repeats) return null;
  const chips = said.map(([facet, word]) => {
    const name = pickLanguage(model.names[facet]?.[word], t.lang) ?? word;
    const without = facets[facet].filter((one) => one !== word);
    return html("button", { "data-key": `chip-${facet}-${word}`, "aria-label": t("take back", { word: name }), onclick: () => change({ facets: { ...state.facets, [facet]: without } }) }, `${name} ×`);
  });
  if (!state.repeats) chips.push(html("button", { "data-key": "chip-repeats", onclick: () => change({ repeats: true }) }, `${t("leave out repeats")} ×`));
  return html("p", { class: "at-chips" }, `${t("only")} `, ...chips);
}
