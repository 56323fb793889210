// Every view, by its id.

import { overTime } from "./history.js";
import { frontMap } from "./map.js";
import { retelling } from "./retelling.js";
import { ruler } from "./ruler.js";
import { sources } from "./sources.js";
import { timeline } from "./timeline.js";

export const VIEWS = Object.fromEntries([ruler, overTime, sources, retelling, timeline, frontMap].map((view) => [view.id, view]));
