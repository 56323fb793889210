// What the signs of a map mean, who made what is drawn, and its scale.

import { svg } from "../dom.js";
import { measureText, wrapText } from "../layout.js";
import { fillText, inLanguage } from "../text.js";
import { colourGround } from "./map_ground.js";
import { STATUSES, drawStatus } from "./map_places.js";
import { BORDER, REGION, traceLayers } from "./map_view.js";

const KEY_SIZE = 12;
const KEY_LINE = 15;
const SYMBOL = 24;

// Lists the entries of the key: each draws its sign, and has its words.
export function listEntries({ events, base, view, signs, ground, span, parts, t }) {
  const words = t.words("charts.front_map");
  const colours = (what) => colourGround(ground, what);
  const days = span && { first: t.day(span[0]), last: t.day(span[1]), holder: ground.holder[t.lang] ?? words.holder };
  const kinds = (parts ?? []).map(({ what }) => ({ text: fillText(words[what], days), draw: (x, y) => drawSwatch(what, x, y, colours(what)) }));
  const statuses = STATUSES.filter((status) => events.some((event) => event.status === status)).map((status) => ({
    text: inLanguage(events.find((event) => event.status === status), "status_words", t.lang),
    draw: (x, y) => [drawStatus(status, x, y, "#555")],
  }));
  const actors = [...signs].map(([actor, sign]) => ({
    text: inLanguage(events.find((event) => event.actor === actor), "actor_name", t.lang) + (sign ? ` (${sign})` : ""),
    draw: (x, y) => [svg("circle", { cx: x, cy: y, r: 5, fill: base.actors[actor] ?? "#555" })],
  }));
  const withdrew = events.some((event) => event.action === "withdrew") ? [{ text: words.withdrew.replace(/^w\s+/, ""), draw: (x, y) => [drawLetter("w", x, y)] }] : [];
  const seen = traceLayers(base, view);
  const lines = [
    ...(seen.border ? [{ text: words.border, draw: (x, y) => [drawStroke(x, y, { stroke: BORDER, "stroke-width": 2 })] }] : []),
    ...(seen.regions ? [{ text: words.region, draw: (x, y) => [drawStroke(x, y, { stroke: REGION, "stroke-dasharray": "4 3" })] }] : []),
  ];
  return [...kinds, ...actors, ...statuses, ...withdrew, ...lines];
}

const drawStroke = (x, y, look) => svg("line", { x1: x - 9, x2: x + 9, y1: y, y2: y, ...look });
const drawLetter = (text, x, y) => svg("text", { x, y: y + 4, "font-size": KEY_SIZE, "font-weight": 600, "text-anchor": "middle", fill: "#111" }, text);

function drawSwatch(what, x, y, colour) {
  const opacity = what === "held" ? 0.16 : 0.42;
  const sign = what === "gained" ? `M${x - 9},${y - 6}l9,12M${x},${y - 6}l9,12` : what === "lost" ? `M${x - 4},${y}h0M${x + 4},${y}h0` : "";
  return [
    svg("rect", { x: x - 9, y: y - 6, width: 18, height: 12, fill: colour, "fill-opacity": opacity, stroke: colour, "stroke-width": 0.8 }),
    svg("path", { d: sign, stroke: colour, "stroke-width": what === "lost" ? 2.2 : 0.9, "stroke-linecap": "round" }),
  ];
}

// Draws entries in as many columns as have room; returns elements and height.
export function drawMapKey(entries, left, top, width) {
  const widest = Math.max(...entries.map(({ text }) => measureText(text, { size: KEY_SIZE }))) + SYMBOL + 14;
  const columns = Math.max(1, Math.min(2, Math.floor(width / Math.min(widest, 230))));
  const room = width / columns;
  const blocks = entries.map((entry) => ({ ...entry, lines: wrapText(entry.text, room - SYMBOL - 10, { size: KEY_SIZE }) }));
  const total = blocks.reduce((sum, { lines }) => sum + lines.length * KEY_LINE + 5, 0);
  let [column, y, most] = [0, 0, 0];
  const elements = blocks.flatMap(({ lines, draw }) => {
    if (column < columns - 1 && y > 0 && y + (lines.length * KEY_LINE) / 2 > total / columns) [column, y] = [column + 1, 0];
    const [x, start] = [left + column * room, top + y];
    y += lines.length * KEY_LINE + 5;
    most = Math.max(most, y);
    const words = lines.map((line, at) => svg("tspan", { x: x + SYMBOL, y: start + 11 + at * KEY_LINE }, line));
    return [...draw(x + 10, start + 7), svg("text", { "font-size": KEY_SIZE, fill: "#222" }, ...words)];
  });
  return { elements, height: most };
}

// Names who made what is drawn.
export function nameCredits(base, view, ground, hasTowns, t) {
  const words = t.words("charts.front_map");
  const hasBorder = traceLayers(base, view).border !== "";
  const said = [hasBorder && words.osm_border, words.natural_earth, view.isDetailed && words.rivers_minor, hasTowns && words.towns, ground?.credit];
  return said.filter(Boolean).join("; ");
}

// Draws a bar of a round number of km in the lower left corner.
export function drawScaleBar(view, t) {
  const steps = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000];
  const km = steps.filter((step) => step * view.pixelsOfKm <= 100).pop() ?? 1;
  const [x, y, wide] = [10, view.height - 10, km * view.pixelsOfKm];
  const halo = { stroke: "#fff", "stroke-width": 3, "paint-order": "stroke" };
  return [
    svg("path", { d: `M${x},${y - 4}v4h${wide}v-4`, fill: "none", stroke: "#222", "stroke-width": 1.4 }),
    svg("text", { x, y: y - 8, "font-size": 11, fill: "#222", ...halo }, `${t.number(km)} km`),
  ];
}
