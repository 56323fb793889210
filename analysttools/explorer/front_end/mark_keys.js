// Marks that can be asked: by mouse, and by keys from one row to the next.

import { svg } from "./dom.js";

const TARGET = 24;

// Makes the marks of a picture open the card of their row. The first mark of each row takes the focus; arrow keys go
// from row to row.
export function prepareMarks(picture, { open, name, t }) {
  const seen = new Set();
  const rows = [];
  for (const mark of picture.querySelectorAll(".at-mark")) {
    const { id } = mark.dataset;
    mark.addEventListener("click", () => open(id));
    if (seen.has(id)) continue;
    seen.add(id);
    rows.push(mark);
    mark.setAttribute("role", "button");
    mark.setAttribute("data-key", `mark-${id}`);
    mark.setAttribute("aria-label", nameMark(mark, id.split(";").map(name).join("; ")));
    mark.setAttribute("tabindex", rows.length === 1 ? "0" : "-1");
  }
  picture.setAttribute("aria-description", t("marks"));
  picture.addEventListener("keydown", (event) => moveBetween(event, rows, open));
  requestAnimationFrame(() => picture.isConnected && rows.forEach(widenTarget));
}

// Names a mark by its row; words that stand in it are part of its name.
function nameMark(mark, name) {
  const words = mark.textContent.trim();
  return !words || name.includes(words) ? name : `${words}, ${name}`;
}

function moveBetween(event, rows, open) {
  const at = rows.indexOf(event.target.closest(".at-mark"));
  if (at < 0) return;
  const steps = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: rows.length - 1 };
  if (event.key === "Enter" || event.key === " ") open(rows[at].dataset.id);
  else if (!(event.key in steps)) return;
  else focusOn(rows, at, Math.min(Math.max(steps[event.key], 0), rows.length - 1));
  event.preventDefault();
  event.stopPropagation();
}

function focusOn(rows, from, to) {
  rows[from].setAttribute("tabindex", "-1");
  rows[to].setAttribute("tabindex", "0");
  rows[to].focus();
}

// Gives a small mark a target that a finger can hit.
function widenTarget(mark) {
  const box = mark.getBBox();
  const [wide, high] = [Math.max(box.width, TARGET), Math.max(box.height, TARGET)];
  mark.prepend(svg("rect", { class: "at-target", x: box.x + (box.width - wide) / 2, y: box.y + (box.height - high) / 2, width: wide, height: high, fill: "transparent" }));
}

// Shows which rows the card is about.
export function showChosen(picture, ids) {
  for (const mark of picture.querySelectorAll(".at-mark")) {
    mark.classList.toggle("is-chosen", ids.length > 0 && mark.dataset.id.split(";").some((id) => ids.includes(id)));
  }
}
