// The explorer: what is chosen, and what is shown of it.

import { writeCode } from "./code.js";
import { isKnown, openModel } from "./model.js";
import { speakLanguage } from "./text.js";
import { VIEWS } from "./views/all.js";
