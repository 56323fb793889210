// A view as a file: its picture with what it is, whose, and as known when; its rows for a spreadsheet.

import { svg } from "./dom.js";
import { LINE, openPicture, wrapText } from "./layout.js";

const MARGIN = 16;
const TITLE_SIZE = 16;
// What a browser draws pixels for: a side, and all of them.
const MOST_SIDE = 16_000;
const MOST_PIXELS = 100_000_000;

// Returns a picture with its title above and its foot below, all of it inside the file.
export function framePicture(picture, title, foot) {
  const width = Number(picture.getAttribute("width"));
  const height = Number(picture.getAttribute("height"));
  const titleLines = wrapText(title, width, { size: TITLE_SIZE, bold: true });
  const footLines = foot.flatMap((line) => wrapText(line, width, { size: 12 }));
  const top = MARGIN + titleLines.length * (LINE + 4) + 6;
  const whole = openPicture(width + 2 * MARGIN, top + height + 10 + footLines.length * LINE + MARGIN, title);
  const copy = picture.cloneNode(true);
  copy.setAttribute("x", MARGIN);
  copy.setAttribute("y", top);
  const line = (text, y, look) => svg("text", { x: MARGIN, y, fill: "#222", ...look }, text);
  whole.append(
    svg("rect", { width: "100%", height: "100%", fill: "#fff" }),
    ...titleLines.map((text, rank) => line(text, MARGIN + TITLE_SIZE + rank * (LINE + 4), { "font-size": TITLE_SIZE, "font-weight": 600 })),
    copy,
    ...footLines.map((text, rank) => line(text, top + height + 20 + rank * LINE, { "font-size": 12, fill: "#555" })),
  );
  whole.querySelectorAll("[tabindex], [role=button]").forEach((element) => ["tabindex", "role", "aria-label"].forEach((name) => element.removeAttribute(name)));
  whole.querySelectorAll(".at-target").forEach((element) => element.remove());
  return whole;
}

// Writes a picture as the text of an SVG file.
export function writeSvg(picture) {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(picture)}\n`;
}

// Draws a picture as PNG, twice as many pixels a side; fewer of one that is too long for that.
export async function drawPng(picture) {
  const [width, height] = ["width", "height"].map((name) => Number(picture.getAttribute(name)));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(writeSvg(picture))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  const scale = Math.min(2, MOST_SIDE / width, MOST_SIDE / height, Math.sqrt(MOST_PIXELS / (width * height)));
  [canvas.width, canvas.height] = [Math.floor(scale * width), Math.floor(scale * height)];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const UNSEEN = /^[\p{Zs}\p{Zl}\p{Zp}\p{Cf}]+/u;

// Puts a quote mark before a text that a spreadsheet would take for a formula, after unseen letters too.
function guardFormula(cell) {
  return typeof cell === "string" && FORMULA.test(cell.replace(UNSEEN, "")) ? `'${cell}` : cell;
}

// Columns that only drawing needs.
const OWN_COLUMNS = /^(colour|rank|origin_tokens|scope_days|end_earliest|nearly_low)$|^since_/;

// Writes rows as CSV: the columns of the case and its names in one language.
export function writeCsv(rows, lang) {
  const [first = {}] = rows;
  const isCell = (name) => first[name] === null || typeof first[name] !== "object"; // not what leads to other rows
  const own = Object.keys(first).filter((name) => isCell(name) && !OWN_COLUMNS.test(name));
  const plain = own.filter((name) => !/_(en|fr)$/.test(name));
  const spoken = own.filter((name) => name.endsWith(`_${lang}`));
  const names = [...plain, ...spoken];
  const heads = [...plain, ...spoken.map((name) => name.slice(0, -3))];
  const line = (cells) => cells.map(writeCell).join(",");
  return `\ufeff${[line(heads), ...rows.map((row) => line(names.map((name) => row[name])))].join("\r\n")}\r\n`;
}

function writeCell(cell) {
  if (cell === null || cell === undefined) return "";
  const text = String(guardFormula(cell));
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

// Gives a file to the reader.
export function giveFile(name, content, type) {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  [link.href, link.download] = [url, name];
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
