// The explorer as a page: a file opened from disk, or what `analysttools explore` serves.

import { startExplorer } from "./app.js";

const readPart = (id) => JSON.parse(document.getElementById(id).textContent);

const root = document.getElementById("explorer");
// whoever measures the page finds the explorer at its element
root.explorer = startExplorer(root, readPart("view-model"), { start: readPart("start"), keepsHash: true });
document.getElementById("still").remove();
