// Claimed places on a map: a cluster of marks at each, names where there is room, towns of the base map.

import { svg } from "../dom.js";
import { measureText } from "../layout.js";
import { drawMark } from "../marks.js";

// As the charts have them: the most frequent shape is open.
export const STATUSES = ["claimed", "denied", "confirmed_by_other_side", "geolocated", "unknown"];
const STEP = 12;
const SIGN = 9;
const NAME_SIZE = 12;
const TOWN_SIZE = 11;
const FARTHEST = 130;
const MOST_NAMES = { wide: 16, narrow: 9 };
const MOST_TOWNS = { wide: 8, narrow: 5 };
const NARROW_MAP = 480;
const HALO_LOOK = { stroke: "#fff", "stroke-width": 3, "paint-order": "stroke", "stroke-linejoin": "round" };

// Draws the sign of a status around a point.
export function drawStatus(status, x, y, colour) {
  const look = { fill: colour, stroke: colour, "stroke-width": 1.6 };
  if (status === "claimed") return svg("circle", { cx: x, cy: y, r: 4, ...look, fill: "#fff", "stroke-width": 2 });
  if (status === "denied") return svg("path", { d: `M${x - 3.5},${y - 3.5}l7,7m0,-7l-7,7`, ...look, "stroke-width": 3 });
  if (status === "geolocated") return svg("path", { d: `M${x},${y - 4.5}l4.5,8h-9z`, ...look, "stroke-width": 1 });
  if (status === "unknown") return svg("path", { d: `M${x},${y - 5}l3.5,5l-3.5,5l-3.5,-5z`, ...look, "stroke-width": 1 });
  return svg("rect", { x: x - 4, y: y - 4, width: 8, height: 8, ...look, "stroke-width": 1 });
}

// Gives each actor but the most frequent a sign: colour alone tells nothing apart.
export function signActors(events) {
  const counts = new Map();
  for (const { actor } of events) counts.set(actor, (counts.get(actor) ?? 0) + 1);
  const ordered = [...counts].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1)).map(([actor]) => actor);
  const signs = new Map();
  ordered.forEach((actor, rank) => {
    const sign = actor.includes("+") ? "+" : actor[0].toLowerCase();
    const isFree = sign !== "w" && ![...signs.values()].includes(sign);
    signs.set(actor, rank === 0 ? "" : isFree ? sign : String(rank));
  });
  return signs;
}

// Draws events at their places, with lines where marks have no room there, and names where these have; says
// whether towns of the base map are among the names.
export function drawPlaces(events, base, view, signs, lang) {
  const clusters = groupPlaces(events, base, view, signs, lang);
  const taken = clusters.map(({ x, y }) => [x - 3, y - 3, x + 3, y + 3]);
  taken.push([0, view.height - 34, 130, view.height]);
  for (const cluster of orderOutermost(clusters)) {
    cluster.box = findBox([cluster.x, cluster.y], [cluster.width, cluster.height], taken, view);
    taken.push(cluster.box);
  }
  const isWide = view.width > NARROW_MAP ? "wide" : "narrow";
  const named = placeNames(clusters, taken, view, MOST_NAMES[isWide]);
  const towns = placeTowns(base, clusters, taken, view, MOST_TOWNS[isWide]);
  const elements = [
    ...towns,
    ...clusters.map(drawLeader).filter(Boolean),
    ...clusters.map(({ x, y }) => svg("circle", { cx: x, cy: y, r: 2.4, fill: "#111", stroke: "#fff", "stroke-width": 0.8 })),
    ...named,
    ...clusters.flatMap((cluster) => drawCluster(cluster, base)),
  ];
  return { elements, hasTowns: towns.length > 0 };
}

// Gathers the events of each place, those with most first.
function groupPlaces(events, base, view, signs, lang) {
  const places = new Map();
  const day = (event) => event.date_earliest ?? event.date_latest;
  const rank = (event) => `${day(event)} ${event.event_id}`;
  for (const event of [...events].sort((one, other) => (rank(one) < rank(other) ? -1 : 1))) {
    if (!places.has(event.place_id)) places.set(event.place_id, []);
    const sign = signs.get(event.actor) + (event.action === "withdrew" ? "w" : "");
    places.get(event.place_id).push({ event, sign, width: STEP + sign.length * SIGN * 0.8 });
  }
  const clusters = [...places].map(([place, items]) => {
    const [lon, lat] = base.places[place];
    const columns = items.length <= 4 ? items.length : Math.min(6, Math.ceil(Math.sqrt(items.length * 2)));
    const rows = Array.from({ length: Math.ceil(items.length / columns) }, (_, at) => items.slice(at * columns, (at + 1) * columns));
    const wide = (row) => row.reduce((sum, item) => sum + item.width, 0);
    return {
      place,
      name: items[0].event[`place_name_${lang}`],
      rows,
      count: items.length,
      x: view.x(lon),
      y: view.y(lat),
      width: Math.max(...rows.map(wide)) + 2,
      height: rows.length * STEP + 2,
    };
  });
  return clusters.sort((one, other) => other.count - one.count || (one.place < other.place ? -1 : 1));
}

// Orders clusters so that those at the edge of a crowd go first, which leaves the way out to the others.
function orderOutermost(clusters) {
  const far = new Map(clusters.map((own) => {
    const near = clusters.filter((other) => Math.hypot(own.x - other.x, own.y - other.y) < 80);
    const [x, y] = ["x", "y"].map((axis) => near.reduce((sum, one) => sum + one[axis], 0) / near.length);
    return [own, Math.round(Math.hypot(own.x - x, own.y - y) * 100)];
  }));
  return [...clusters].sort((one, other) => far.get(other) - far.get(one));
}

const overlap = (one, other) => Math.max(0, Math.min(one[2], other[2]) - Math.max(one[0], other[0])) * Math.max(0, Math.min(one[3], other[3]) - Math.max(one[1], other[1]));

// Finds the nearest free box of a size to a point; where there is none, the one that covers least.
function findBox([x, y], [width, height], taken, view) {
  let best = null;
  for (let away = 5; away < FARTHEST; away += 6) {
    for (const [left, top] of listCorners(x, y, width, height, away)) {
      const box = [left, top, left + width, top + height];
      if (left < 2 || top < 2 || box[2] > view.width - 2 || box[3] > view.height - 2) continue;
      const cost = taken.reduce((sum, one) => sum + overlap(one, box), 0);
      if (cost === 0) return box;
      if (!best || cost < best.cost) best = { cost, box };
    }
  }
  return best?.box ?? [x, y, x + width, y + height];
}

// Lists upper left corners of boxes whose edge is about so far from a point: right, left, above, below, between.
function listCorners(x, y, width, height, away) {
  const [right, left, above, below] = [x + away, x - away - width, y - away - height, y + away];
  const [middle, centre] = [y - height / 2, x - width / 2];
  return [[right, middle], [left, middle], [centre, above], [centre, below], [right, above], [right, below], [left, above], [left, below],
    [x, above], [x - width, above], [x, below], [x - width, below]];
}

// Places the names of places beside their marks, those with most events first, where there is room.
function placeNames(clusters, taken, view, most) {
  const names = [];
  for (const { name, box, x, y } of clusters) {
    if (names.length >= most) break;
    const [left, top, right, bottom] = box;
    const wide = measureText(name, { size: NAME_SIZE, bold: true }) + 4;
    const middle = (top + bottom) / 2 - 8;
    const isLeft = (left + right) / 2 < x;
    const options = [[right + 2, middle], [left - wide - 2, middle], [left - 1, top - 16], [left - 1, bottom], [right - wide, top - 16], [right - wide, bottom]];
    if (isLeft) [options[0], options[1]] = [options[1], options[0]];
    const spot = options.find((corner) => isFree(corner, [wide, 16], taken, view, [x, y]));
    if (!spot) continue;
    taken.push([spot[0], spot[1], spot[0] + wide, spot[1] + 16]);
    names.push(svg("text", { x: spot[0] + 2, y: spot[1] + 12, "font-size": NAME_SIZE, "font-weight": 600, fill: "#111", ...HALO_LOOK }, name));
  }
  return names;
}

function isFree([left, top], [width, height], taken, view) {
  const box = [left, top, left + width, top + height];
  const isInside = left >= 2 && top >= 2 && box[2] <= view.width - 2 && box[3] <= view.height - 2;
  return isInside && taken.every((one) => overlap(one, box) === 0);
}

// Names the largest towns of the base map that have room, other than the claimed places.
function placeTowns(base, clusters, taken, view, most) {
  const said = new Set(clusters.map(({ name }) => name));
  const elements = [];
  for (let at = 0, count = 0; at < base.towns.name.length && count < most; at += 1) {
    const name = base.towns.name[at];
    const [x, y] = [view.x(base.towns.lon[at]), view.y(base.towns.lat[at])];
    const wide = measureText(name, { size: TOWN_SIZE }) + 4;
    if (said.has(name) || !name || !isFree([x - 4, y - 4], [8, 8], taken, view)) continue;
    const spot = [[x + 4, y - 8], [x - wide - 4, y - 8]].find((corner) => isFree(corner, [wide, 16], taken, view));
    if (!spot) continue;
    count += 1;
    // No other town within reach: names stand apart.
    taken.push([x - 40, y - 20, x + 40, y + 20], [spot[0], spot[1], spot[0] + wide, spot[1] + 16]);
    elements.push(svg("circle", { cx: x, cy: y, r: 2, fill: "#555" }));
    elements.push(svg("text", { x: spot[0] + 2, y: spot[1] + 12, "font-size": TOWN_SIZE, fill: "#555", ...HALO_LOOK }, name));
  }
  return elements;
}

// Draws the line from a place to marks that stand away from it.
function drawLeader({ x, y, box: [left, top, right, bottom] }) {
  const end = [Math.min(Math.max(x, left), right), Math.min(Math.max(y, top), bottom)];
  if (Math.hypot(end[0] - x, end[1] - y) < 8) return null;
  const d = `M${x},${y}L${end[0]},${end[1]}`;
  return svg("g", {}, svg("path", { d, stroke: "#fff", "stroke-width": 2.6, "stroke-opacity": 0.8 }), svg("path", { d, stroke: "#111", "stroke-width": 0.9 }));
}

function drawCluster({ rows, box }, base) {
  return rows.flatMap((row, at) => {
    const y = box[1] + 1 + (at + 0.5) * STEP;
    let x = box[0] + 1 + STEP / 2;
    return row.map(({ event, sign, width }) => {
      const here = x;
      x += width;
      const colour = base.actors[event.actor] ?? "#555";
      const ground = svg("circle", { cx: here, cy: y, r: 6, fill: "#fff", "fill-opacity": 0.85 });
      const text = sign ? svg("text", { x: here + 6, y: y + 3.5, "font-size": SIGN + 1, "font-weight": 600, fill: "#111", ...HALO_LOOK }, sign) : null;
      return drawMark({ id: event.event_id, what: event.status, at: event.date }, {}, ground, drawStatus(event.status, here, y, colour), text);
    });
  });
}
