// Whose side each colour of a picture is.

import { svg } from "../dom.js";
import { LINE, drawLines, measureText, wrapText } from "../layout.js";
import { inLanguage } from "../text.js";

// Draws whose side each colour is, where there are several: elements, each with its bottom.
export function drawSideKey(claims, width, top, t) {
  const sides = new Map();
  for (const claim of claims) {
    const side = inLanguage(claim, "side_name", t.lang);
    if (side) sides.set(claim.colour, (sides.get(claim.colour) ?? new Set()).add(side));
  }
  if (sides.size < 2) return [];
  let [x, y] = [0, top + LINE / 2];
  return [...sides].map(([colour, names]) => {
    const text = [...names].join(", ");
    const lines = wrapText(text, width - 32, { size: 12 });
    const wide = Math.max(...lines.map((line) => measureText(line, { size: 12 }))) + 32;
    if (x > 0 && x + wide > width) [x, y] = [0, y + LINE];
    const dot = svg("circle", { cx: x + 6, cy: y, r: 4.5, fill: "#fff", stroke: colour, "stroke-width": 2 });
    const element = svg("g", {}, dot, drawLines(lines, x + 16, y + ((lines.length - 1) * LINE) / 2, { "font-size": 12, fill: "#444" }));
    const bottom = y + (lines.length - 0.5) * LINE;
    [x, y] = lines.length > 1 ? [0, bottom + LINE / 2] : [x + wide, y];
    return { element, bottom };
  });
}
