// The pages of a whole case: the overview of its things; its events as timeline and as map.
//
// A page is `children`, the `code` of what is shown and its `picture`, if there is one.

import { describeEmpty, keepChosen } from "./choosing.js";
import { writeCode } from "./code.js";
import { frameView } from "./framed_view.js";
import { writeFoot } from "./leave.js";
import { drawOverview } from "./overview.js";

// Draws the page of all things.
export function drawOverviewPage(shell) {
  const { model, state, t, change, open, picked, pick } = shell;
  const claims = shell.chosen.rows;
  const { element, things } = drawOverview({ model, claims, state, t, change, picked, pick, isAll: open.things, showAll: () => shell.showAll("things") });
  const count = claims.length ? t("overview count", { claims: t.count("claims", claims.length), things: t.count("things", things) }) : describeEmpty("claims", model, state, t);
  const code = claims.length ? writeCode({ model, t, state, things: [], found: shell.found }, { code: [] }, "") : "";
  const leave = shell.drawLeave({ code, rows: claims, picture: null, title: model.title, foot: writeFoot(claims, state, t), name: "claims" });
  return { children: [shell.say(count), claims.length ? element : null, shell.placeSlider(shell.listDays("claims")), leave], code, picture: null };
}

// Draws the page of all events: the view of the state.
export function drawEventsPage(shell) {
  const { model, state, t } = shell;
  const events = shell.chosen.rows;
  const ever = keepChosen(model, "events", model.events, { ...state, day: null });
  const count = events.length ? t.count("events", events.length) : describeEmpty("events", model, state, t);
  const own = { events, ever, things: [], thing: null, state, found: shell.found };
  const framed = frameView(state.view, own, t(`page ${state.view}`), shell.placeSlider(shell.listDays("events")), shell);
  return { ...framed, children: [shell.say(count), ...framed.children] };
}
