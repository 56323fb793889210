// What a map shows: from degrees to pixels, and the base map as outlines.

import { svg } from "../dom.js";

const LAND = "#fdfbf5";
const ACROSS = "#ebeae6";
const WATER = "#d9e7f0";
const RIVER = "#7fb0d3";
export const BORDER = "#333";
export const REGION = "#9a9a9a";
// A map narrower than this many km shows the smaller rivers too.
const DETAILED_KM = 300;
const KM_OF_DEGREE = 111.2;
// Height as a share of the width, at least and at most.
const FLAT = 0.62;
const TALL = 1.35;

// Returns a window that holds places ([longitude, latitude]), with room around them; rounded outwards.
export function frameWindow(points) {
  const [lons, lats] = [points.map(([lon]) => lon), points.map(([, lat]) => lat)];
  const [west, south, east, north] = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
  const room = Math.max(0.12, 0.08 * Math.max(east - west, north - south));
  const low = (side, least) => Math.max(Math.floor(side * 100) / 100, least);
  const high = (side, most) => Math.min(Math.ceil(side * 100) / 100, most);
  return [low(west - 1.4 * room, -180), low(south - room, -85), high(east + 1.4 * room, 180), high(north + room, 85)];
}

// Returns how a window stands in a picture: plain degrees, east-west shortened as in the middle of the window.
export function openView([west, south, east, north], width, most) {
  const cosine = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const shape = Math.min(Math.max((north - south) / ((east - west) * cosine), FLAT), TALL);
  const height = Math.min(Math.round(width * shape), most);
  const unit = Math.min(width / ((east - west) * cosine), height / (north - south));
  const [left, top] = [(west + east) / 2 - width / 2 / unit / cosine, (south + north) / 2 + height / 2 / unit];
  return {
    width,
    height,
    unit,
    key: [left, top, unit, width, height].join("|"),
    x: (lon) => (lon - left) * unit * cosine,
    y: (lat) => (top - lat) * unit,
    pixelsOfKm: unit / KM_OF_DEGREE,
    isDetailed: (width / unit) * KM_OF_DEGREE < DETAILED_KM,
  };
}

const outlinesOf = new WeakMap();

// Returns the layers of a base map as the outlines of a view, kept while the view stays.
export function traceLayers(base, view) {
  const known = outlinesOf.get(base);
  if (known?.key === view.key) return known.paths;
  const paths = Object.fromEntries(Object.entries(base.layers).map(([name, outlines]) => {
    const isArea = name === "across" || name === "sea";
    return [name, outlines.map((steps) => traceOutline(steps, base.parts, view, isArea)).join("")];
  }));
  outlinesOf.set(base, { key: view.key, paths });
  return paths;
}

function traceOutline(steps, parts, view, isArea) {
  let [lon, lat] = [0, 0];
  let path = "";
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  let last = null;
  for (let at = 0; at < steps.length; at += 2) {
    lon += steps[at];
    lat += steps[at + 1];
    const [x, y] = [Math.round(view.x(lon / parts) * 10) / 10, Math.round(view.y(lat / parts) * 10) / 10];
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
    const isEnd = at + 2 >= steps.length;
    if (last && !isEnd && Math.abs(x - last[0]) < 0.5 && Math.abs(y - last[1]) < 0.5) continue;
    path += `${last ? "L" : "M"}${x},${y}`;
    last = [x, y];
  }
  const isSeen = right >= 0 && left <= view.width && bottom >= 0 && top <= view.height;
  return isSeen ? path + (isArea ? "Z" : "") : "";
}

// Draws the ground that a map is drawn on. `ground` goes under the side of the state border that it is not of.
export function drawScenery(base, view, ground, isBeyond) {
  const paths = traceLayers(base, view);
  const frame = `M0,0H${view.width}V${view.height}H0Z`;
  const fill = (d, colour) => svg("path", { d, fill: colour, "fill-rule": "evenodd" });
  const line = (d, colour, look) => svg("path", { d, fill: "none", stroke: colour, "stroke-linejoin": "round", ...look });
  const across = fill(paths.across, ACROSS);
  return [
    fill(frame, LAND),
    ...(isBeyond ? [across, ...ground, fill(frame + paths.across, LAND)] : [...ground, across]),
    fill(paths.sea, WATER),
    line(paths.regions, REGION, { "stroke-width": 0.8, "stroke-dasharray": "4 3" }),
    line(view.isDetailed ? paths.rivers_minor : paths.rivers, RIVER, { "stroke-width": 1 }),
    line(paths.border, BORDER, { "stroke-width": 2 }),
  ];
}
