// Ground by cells: which are held, gained or lost between two days, each kind as one path.

import { svg } from "../dom.js";
import { drawMark } from "../marks.js";

const KINDS_OF_GROUND = ["held", "gained", "lost"];
const COLOUR_OF_HOLDER = "#D55E00";
const COLOUR_OF_OTHERS = "#0072B2";
const OPACITIES = { held: 0.16, gained: 0.42, lost: 0.42 };
// Cells of a row are numbered so far apart that no two numbers are one.
const ROW = 1_000_000;

const cellsOf = new WeakMap();

// Returns the cells of a ground row by row, read once: column, row, and the days on which each is held.
function openCells(ground) {
  if (!cellsOf.has(ground)) {
    let [x, y] = [0, 0];
    const cells = ground.x.map((step, at) => {
      x += step;
      y += ground.y[at];
      return { x, y, held: ground.patterns[ground.held[at]] };
    });
    cellsOf.set(ground, cells);
  }
  return cellsOf.get(ground);
}

// Returns the first day of a map and the last that is not after a day; null where that is none or the first.
export function findSpan(ground, day) {
  const known = day ? ground.days.filter((one) => one <= day) : ground.days;
  return known.length > 1 ? [ground.days[0], known[known.length - 1]] : null;
}

// Returns the edges of all that is ever held, as corners in degrees.
export function findCorners(ground) {
  const cells = openCells(ground);
  return cells.flatMap(({ x, y }) => [[x * ground.degrees, y * ground.degrees], [(x + 1) * ground.degrees, (y + 1) * ground.degrees]]);
}

// Returns the cells of each kind of ground between two days; kinds without cells are left out.
export function partCells(ground, [first, last]) {
  const [before, after] = [ground.days.indexOf(first), ground.days.indexOf(last)];
  const parted = { held: [], gained: [], lost: [] };
  for (const cell of openCells(ground)) {
    const [was, is] = [cell.held[before] === "1", cell.held[after] === "1"];
    if (was || is) parted[was && is ? "held" : is ? "gained" : "lost"].push(cell);
  }
  return KINDS_OF_GROUND.filter((what) => parted[what].length).map((what) => ({ what, cells: parted[what] }));
}

// Returns fill and stroke of a kind of ground: what is lost has the colour of those to whom it went.
export function colourGround(ground, what) {
  const [holder, others] = ground.colours;
  return what === "lost" ? others ?? COLOUR_OF_OTHERS : holder ?? COLOUR_OF_HOLDER;
}

// Draws each kind of ground as one mark, and the edge of what is held on the last day.
export function drawGround(ground, [first, last], parts, view) {
  const side = ground.degrees;
  const [x, y] = [(column) => tenth(view.x(column * side)), (row) => tenth(view.y(row * side))];
  const marks = parts.map(({ what, cells }) => {
    const colour = colourGround(ground, what);
    const named = { id: `${first}-to-${last}-${what}`, what, at: `${first}/${last}` };
    const fill = svg("path", { d: traceRuns(cells, x, y), fill: colour, "fill-opacity": OPACITIES[what] });
    const hatch = svg("path", { d: traceHatch(what, cells, x, y), stroke: colour, "stroke-width": what === "lost" ? 2.2 : 0.7, "stroke-linecap": "round" });
    return drawMark(named, {}, fill, ...(what === "held" ? [] : [hatch]));
  });
  const now = parts.filter(({ what }) => what !== "lost").flatMap(({ cells }) => cells);
  const edge = svg("path", { d: traceEdge(now, x, y), stroke: colourGround(ground, "held"), "stroke-width": 1.8, "stroke-linecap": "square" });
  return [...marks, edge];
}

const tenth = (pixels) => Math.round(pixels * 10) / 10;

// Returns neighbours of a row as one rectangle each.
function traceRuns(cells, x, y) {
  let path = "";
  for (let at = 0; at < cells.length; ) {
    let end = at + 1;
    while (end < cells.length && cells[end].y === cells[at].y && cells[end].x === cells[end - 1].x + 1) end += 1;
    const [left, right] = [cells[at].x, cells[end - 1].x + 1];
    path += `M${x(left)},${y(cells[at].y)}H${x(right)}V${y(cells[at].y + 1)}H${x(left)}Z`;
    at = end;
  }
  return path;
}

// Returns what tells kinds of ground apart without colour: a stroke through each cell gained, a dot in each lost.
function traceHatch(what, cells, x, y) {
  if (what === "held") return "";
  const draw = what === "gained"
    ? (cell) => `M${x(cell.x)},${y(cell.y)}L${x(cell.x + 1)},${y(cell.y + 1)}`
    : (cell) => `M${tenth((x(cell.x) + x(cell.x + 1)) / 2)},${tenth((y(cell.y) + y(cell.y + 1)) / 2)}h0`;
  return cells.map(draw).join("");
}

// Returns the edges between cells and what is beside them.
function traceEdge(cells, x, y) {
  const there = new Set(cells.map((cell) => cell.y * ROW + cell.x));
  let path = "";
  for (const cell of cells) {
    const own = cell.y * ROW + cell.x;
    if (!there.has(own - ROW)) path += `M${x(cell.x)},${y(cell.y)}H${x(cell.x + 1)}`;
    if (!there.has(own + ROW)) path += `M${x(cell.x)},${y(cell.y + 1)}H${x(cell.x + 1)}`;
    if (!there.has(own - 1)) path += `M${x(cell.x)},${y(cell.y)}V${y(cell.y + 1)}`;
    if (!there.has(own + 1)) path += `M${x(cell.x + 1)},${y(cell.y)}V${y(cell.y + 1)}`;
  }
  return path;
}
