// Every view, by its id.

import { ruler } from "./ruler.js";

export const VIEWS = Object.fromEntries([ruler].map((view) => [view.id, view]));
