// Every view, by its id.

import { retelling } from "./retelling.js";
import { ruler } from "./ruler.js";
import { sources } from "./sources.js";

export const VIEWS = Object.fromEntries([ruler, sources, retelling].map((view) => [view.id, view]));
