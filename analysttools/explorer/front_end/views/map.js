// A map: ground by cell on a day, claimed places with their marks; the view of `plot_front_map`.

import { writeText } from "../code.js";
import { svg } from "../dom.js";
import { openPicture, wrapText } from "../layout.js";
import { fillText } from "../text.js";
import { drawGround, findCorners, findSpan, partCells } from "./map_ground.js";
import { drawMapKey, drawScaleBar, listEntries, nameCredits } from "./map_key.js";
import { STATUSES, drawPlaces, signActors } from "./map_places.js";
import { drawScenery, frameWindow, openView } from "./map_view.js";
import { turnPage } from "./pages.js";

const MOST_PLACED = 60;
// From this width the key stands beside the map, which is then so much narrower.
const WITH_ASIDE = 540;
const ASIDE = { wide: 222, narrow: 196 };
const WIDE = 700;
// So high that the slider below stays in view.
const HIGHEST = 530;
const CREDIT_LOOK = { size: 11 };

export const frontMap = { id: "map", draw: drawFrontMap };

// `ever` are the events that are chosen, whatever the day: they frame the map, which stays while the day moves.
function drawFrontMap({ model, events, ever = events, t, width, state }) {
  const base = model.map;
  const nothing = (empty) => ({ picture: null, empty, rows: [], pages: 1, table: "events" });
  if (!base) return nothing(t("no base map"));
  const ground = base.grounds.find(({ id }) => id === state.map) ?? base.grounds[0] ?? null;
  const placed = siftEvents(events, base, ground);
  const span = ground && findSpan(ground, state.day);
  const parts = span ? partCells(ground, span) : [];
  const turned = turnPage(placed.rows, MOST_PLACED, state.page);
  const bounds = frameMap(siftEvents(ever, base, ground).rows, base, ground);
  if (!turned.rows.length && !parts.length) return nothing(t(events.length ? "no placed event" : "no event"));
  const picture = drawMap({ base, ground, span, parts, events: turned.rows, bounds, t, width });
  return {
    ...turned,
    picture,
    table: "events",
    maps: base.grounds.length > 1 ? base.grounds.map(({ id, name }) => ({ id, name })) : [],
    map: ground?.id ?? null,
    notes: [describeGround({ base, ground, span, parts }, state.day, t), countLeft(placed.left, t)].map((said) => said.join(" ")).filter(Boolean),
    code: [
      ...placed.code,
      ...(turned.slice ? [`events = events${turned.slice}`] : []),
      "base_map = at.read_base_map(case)",
      ...(parts.length ? writeGround(ground, span) : []),
      `ax = at.plot_front_map(${turned.rows.length ? "events" : "None"}, base_map${parts.length ? ", ground=ground" : ""}, window=(${bounds.join(", ")}){spoken}, title={title})`,
    ],
  };
}

// Returns the events that a map can show, how many it cannot for which reason, and the lines that do the same.
function siftEvents(events, base, ground) {
  const isInside = (event) => {
    const [lon, lat] = base.places[event.place_id];
    const [west, south, east, north] = ground.window;
    return lon >= west && lon <= east && lat >= south && lat <= north;
  };
  const known = STATUSES.map(writeText).join(", ");
  const tests = [
    { key: "not of the front", holds: (event) => event.sector !== null, line: 'events = events[events["sector"].notna()]' },
    {
      key: "without a place",
      holds: (event) => Object.hasOwn(base.places, event.place_id),
      line: 'events = events.merge(case.places[["place_id", "lat", "lon"]].dropna(), on="place_id")',
      isAlways: true,
    },
    { key: "without a mark", holds: (event) => STATUSES.includes(event.status), line: `events = events[events["status"].isin([${known}])]` },
    { key: "without a mark", holds: (event) => event.actor !== null, line: 'events = events.dropna(subset="actor")' },
    {
      key: "without a mark",
      holds: (event) => event.date_earliest !== null || event.date_latest !== null,
      line: 'events = events.dropna(subset=["date_earliest", "date_latest"], how="all")',
    },
    ...(ground?.window ? [{ key: "outside the map", holds: isInside, line: writeInside(ground.window) }] : []),
  ];
  const found = { rows: events, left: new Map(), code: [] };
  for (const { key, holds, line, isAlways } of tests) {
    const kept = found.rows.filter(holds);
    const count = found.rows.length - kept.length;
    found.left.set(key, (found.left.get(key) ?? 0) + count);
    if (count || isAlways) found.code.push(line);
    found.rows = kept;
  }
  return found;
}

function countLeft(left, t) {
  return [...left].filter(([, count]) => count).map(([key, count]) => t.count(key, count));
}

function writeInside([west, south, east, north]) {
  return `events = events[events["lon"].between(${west}, ${east}) & events["lat"].between(${south}, ${north})]`;
}

// Returns the window of the map: all events that are chosen, or without one all that is ever held.
function frameMap(rows, base, ground) {
  if (rows.length) return frameWindow(rows.map((event) => base.places[event.place_id]));
  return ground ? frameWindow(findCorners(ground)) : null;
}

function writeGround(ground, [first, last]) {
  return [
    `ground = at.cells_between(case.cells, "${first}", "${last}", source_id=${writeText(ground.id)}, base_map=base_map)`,
    "ground = at.with_names(ground, case{spoken})",
  ];
}

// Says how the ground is read, or why none is drawn.
function describeGround({ base, ground, span, parts }, day, t) {
  if (!ground) return [t("no map of control")];
  const words = t.words("charts.front_map");
  if (!span) return [t(day < ground.days[0] ? "before the map" : "first day of the map", { map: ground.name, day: t.day(ground.days[0]) })];
  if (!parts.length) return [t("nothing held", { map: ground.name, day: t.day(span[1]) })];
  return [
    fillText(words.mapped, { map: ground.name }),
    fillText(words.cells, { km2: t.number(Math.round(ground.km2)) }),
    ground.place[t.lang] && base.layers.border.length ? fillText(words.no_area, { place: ground.place[t.lang] }) : "",
  ].filter(Boolean);
}

function drawMap({ base, ground, span, parts, events, bounds, t, width }) {
  const hasAside = width >= WITH_ASIDE;
  const view = openView(bounds, hasAside ? width - ASIDE[width < WIDE ? "narrow" : "wide"] : width, HIGHEST);
  const signs = signActors(events);
  const drawn = span ? drawGround(ground, span, parts, view) : [];
  const frame = svg("svg", { x: 0, y: 0, width: view.width, height: view.height, viewBox: `0 0 ${view.width} ${view.height}`, overflow: "hidden" });
  frame.append(...drawScenery(base, view, drawn, ground?.is_beyond ?? false));
  const places = drawPlaces(events, base, view, signs, t.lang);
  frame.append(...places.elements, ...drawScaleBar(view, t));
  const edge = svg("rect", { x: 0.5, y: 0.5, width: view.width - 1, height: view.height - 1, fill: "none", stroke: "#888" });
  const entries = listEntries({ events, base, view, signs, ground, span, parts, t });
  const [left, top] = hasAside ? [view.width + 14, 0] : [0, view.height + 10];
  const key = drawMapKey(entries, left, top, width - left);
  const credits = wrapText(nameCredits(base, view, span ? ground : null, places.hasTowns, t), width, CREDIT_LOOK);
  const bottom = Math.max(view.height, top + key.height) + 6;
  const said = credits.map((line, at) => svg("text", { x: 0, y: bottom + 12 + at * 14, "font-size": 11, fill: "#555" }, line));
  const picture = openPicture(width, bottom + credits.length * 14 + 6, t("page map"));
  picture.append(frame, edge, ...key.elements, ...said);
  return picture;
}
