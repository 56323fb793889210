// Marks: what is drawn of a claim or an event, named as the charts of the package name theirs.

import { svg } from "./dom.js";

// Makes the element of one mark. `id` is that of its row (several joined by ";"), `what` is what of it is drawn,
// `at` is where in data units, `label` its words: as `analysttools.figures.marks.read_marks` has them.
export function drawMark({ id, what, at = "", label = "" }, attributes, ...children) {
  return svg("g", { class: "at-mark", "data-id": id, "data-what": what, "data-at": at, "data-label": label, ...attributes }, ...children);
}

// Writes a number as the marks of the package do.
export function writeNumber(number) {
  return String(Number(number.toPrecision(12)));
}
