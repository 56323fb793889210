// The explorer as a page: a file opened from disk, or what `analysttools explore` serves.

import { startExplorer } from "./app.js";
import { unpackText } from "./unpack.js";

document.documentElement.className = "at-working";
const root = document.getElementById("explorer");
// whoever measures the page finds the explorer at its element
root.explorer = startExplorer(root, await readModel(), { start: JSON.parse(document.getElementById("start").textContent), keepsHash: true });
document.getElementById("still").remove();

// Reads the view model, which is packed where it is large.
async function readModel() {
  const { type, textContent } = document.getElementById("view-model");
  if (type !== "application/gzip") return JSON.parse(textContent);
  return JSON.parse(await unpackText(Uint8Array.from(atob(textContent), (letter) => letter.charCodeAt(0))));
}
