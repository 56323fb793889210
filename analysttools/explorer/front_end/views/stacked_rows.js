// Rows of text below one another, each under a line, with a sentence above them all.

import { svg } from "../dom.js";
import { LINE, drawLines, openPicture } from "../layout.js";

// Some letters reach left of where they begin.
export const EDGE = 2;
const BELOW_HEAD = 8;

// Draws lines of a head and rows that know their `height`; `drawRow` takes a row and where it begins.
export function stackRows({ head, rows, width, name, drawRow }) {
  let y = head.length * LINE + BELOW_HEAD;
  const picture = openPicture(width, y + rows.reduce((sum, row) => sum + row.height, 0), name);
  picture.append(drawLines(head, EDGE, (head.length * LINE) / 2, { fill: "#444" }));
  for (const row of rows) {
    picture.append(svg("line", { x1: 0, x2: width, y1: y, y2: y, stroke: "#e6e6e6" }), ...drawRow(row, y));
    y += row.height;
  }
  return picture;
}
