// Draws one view of a model as the explorer does, and returns its marks, lines of code and notes.

import { writeCode } from "../../analysttools/explorer/front_end/code.js";
import { isKnown, openModel } from "../../analysttools/explorer/front_end/model.js";
import { speakLanguage } from "../../analysttools/explorer/front_end/text.js";
import { VIEWS } from "../../analysttools/explorer/front_end/views/all.js";

const model = openModel(JSON.parse(document.getElementById("view-model").textContent));

window.drawView = ({ view, thing, day = null, lang = "en", width = 760, ...state }) => {
  const things = (thing ?? "").split(";").map((id) => model.thingById.get(id)).filter(Boolean);
  const own = things[0];
  const ofThings = own ? things.flatMap((one) => one.claims) : model.claims;
  const claims = ofThings.filter((claim) => isKnown(claim, day));
  const events = model.events.filter((event) => isKnown(event, day));
  const t = speakLanguage(model.texts, lang);
  const rows = { claims, events, ever: model.events };
  const shown = { page: null, ...state, day };
  const given = { model, t, lang, width, ...rows, thing: own, things, state: shown };
  const drawn = VIEWS[view].draw(given);
  document.body.replaceChildren(drawn.picture ?? "");
  const marks = [...document.querySelectorAll("[data-what]")].map((mark) => [
    mark.dataset.id, mark.dataset.what, mark.dataset.at, mark.dataset.label]);
  const code = drawn.picture ? writeCode(given, drawn, "A title") : "";
  const { notes, empty = null, pages, maps, scopes = [], scope = null } = drawn;
  return { marks, code, notes, empty, pages, maps, scopes, scope };
};
