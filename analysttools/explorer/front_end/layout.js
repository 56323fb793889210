// Widths of texts, and texts broken into lines.

import { svg } from "./dom.js";

const FONT = "system-ui, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif";
export const SIZE = 13;
export const LINE = 17;

const widths = new Map();
let pen = null;

// Returns the width of a text in pixels.
export function measureText(text, { size = SIZE, bold = false } = {}) {
  const key = `${size}${bold}${text}`;
  if (!widths.has(key)) {
    pen ??= document.createElement("canvas").getContext("2d");
    pen.font = `${bold ? "600 " : ""}${size}px ${FONT}`;
    if (widths.size > 20_000) widths.clear();
    widths.set(key, pen.measureText(text).width);
  }
  return widths.get(key);
}

// Breaks a text into lines of a width; a word that is longer is cut, and nothing is lost of it.
export function wrapText(text, width, look = {}) {
  const lines = [];
  let line = "";
  for (const word of String(text).split(/ +/)) {
    const longer = line ? `${line} ${word}` : word;
    if (measureText(longer, look) <= width) {
      line = longer;
      continue;
    }
    if (line) lines.push(line);
    line = word;
    while (measureText(line, look) > width && line.length > 1) {
      let kept = Math.max(1, Math.floor((line.length * width) / measureText(line, look)));
      while (kept > 1 && measureText(line.slice(0, kept), look) > width) kept -= 1;
      lines.push(line.slice(0, kept));
      line = line.slice(kept);
    }
  }
  return [...lines, line];
}

// Draws lines of text from a point downwards; `y` is the middle of the block.
export function drawLines(lines, x, y, attributes = {}) {
  const top = y - ((lines.length - 1) * LINE) / 2;
  return svg(
    "text",
    { "font-size": SIZE, "dominant-baseline": "central", fill: "#222", ...attributes },
    ...lines.map((line, place) => svg("tspan", { x, y: top + place * LINE }, line)),
  );
}

// Makes the picture that a view draws into.
export function openPicture(width, height, name) {
  return svg("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: "group",
    "aria-label": name,
    "font-family": FONT,
  });
}
