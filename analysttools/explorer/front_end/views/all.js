// Every view, by its id.

import { overTime } from "./history.js";
import { frontMap } from "./map.js";
import { ruler } from "./ruler.js";
import { timeline } from "./timeline.js";

export const VIEWS = Object.fromEntries([ruler, overTime, timeline, frontMap].map((view) => [view.id, view]));
