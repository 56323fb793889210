// Every view, by its id.

import { overTime } from "./history.js";
import { ruler } from "./ruler.js";

export const VIEWS = Object.fromEntries([ruler, overTime].map((view) => [view.id, view]));
