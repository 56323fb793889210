// A view with what stands around it: what leads to its other pages, its notes, what can be taken along.

import { describeEmpty } from "./choosing.js";
import { describeClaim } from "./claims.js";
import { writeCode } from "./code.js";
import { html } from "./dom.js";
import { nameFile, writeFoot } from "./leave.js";
import { prepareMarks } from "./mark_keys.js";
import { inLanguage } from "./text.js";
import { VIEWS } from "./views/all.js";

// Draws a view of what is given of claims or events: `children`, `picture` and `code`, as pages have them. A view
// that cannot be drawn is a sentence, never an empty page.
export function frameView(name, own, subject, slider, shell) {
  const { model, state, t } = shell;
  const given = { model, t, width: shell.width, claims: [], events: [], ...own };
  const rows = own.claims ?? own.events;
  const drawn = tryView(name, given, rows, own.claims ? "claims" : "events", shell);
  const title = writeTitle(subject, drawn, shell);
  const code = drawn.picture ? writeCode(given, drawn, title) : "";
  if (drawn.picture) prepareMarks(drawn.picture, { open: shell.openCard, name: (id) => nameRow(id, model, t), t });
  const notes = drawn.notes ?? [];
  const foot = [...notes, ...writeFoot(drawn.rows ?? [], state, t)];
  const leave = shell.drawLeave({ code, rows, picture: drawn.picture, title, foot, name: nameFile(`${state.thing ?? "events"}-${name}`) });
  const picture = drawn.picture ? html("div", { class: "at-picture" }, drawn.picture) : html("p", { class: "at-empty" }, drawn.empty ?? t("nothing fits"));
  const children = [drawPickers(drawn, shell), picture, slider, ...notes.map((note) => html("p", { class: "at-small" }, note)), leave];
  return { children, picture: drawn.picture, code };
}

function tryView(name, given, rows, table, { model, state, t }) {
  if (!rows.length && name !== "map") return { picture: null, empty: describeEmpty(table, model, state, t), rows: [], pages: 1 };
  try {
    return VIEWS[name].draw(given);
  } catch (error) {
    console.error(error);
    return { picture: null, empty: t("not drawn", { reason: error.message }), rows, pages: 1 };
  }
}

// Draws what leads to other pages, scopes and maps of a view.
function drawPickers(drawn, { t, change }) {
  const pickers = drawn.pages > 1 ? [drawPager(drawn, t, change)] : [];
  for (const [list, key] of [["scopes", "scope"], ["maps", "map"]]) {
    if ((drawn[list]?.length ?? 0) < 2) continue;
    const options = drawn[list].map(({ id, name }) => html("option", { value: id, selected: String(id) === String(drawn[key]) }, name));
    const select = html("select", { "data-key": key, onchange: () => change({ [key]: select.value, page: null }) }, ...options);
    pickers.push(html("label", { class: "at-small" }, `${t(`choose ${key}`)} `, select));
  }
  return pickers.length ? html("div", { class: "at-pickers" }, ...pickers) : null;
}

function drawPager(drawn, t, change) {
  const turn = (key, page, isThere) => html("button", { "data-key": `turn-${key}`, disabled: !isThere, onclick: () => change({ page }) }, t(key));
  const where = t("rows of", { first: t.number(drawn.start + 1), last: t.number(drawn.stop), all: t.number(drawn.all ?? drawn.stop) });
  return html("div", { class: "at-pager", role: "group", "aria-label": t("pager") }, turn("earlier", drawn.page - 1, drawn.page > 0), html("span", {}, where), turn("later", drawn.page + 1, drawn.page < drawn.pages - 1));
}

function writeTitle(subject, drawn, { state, t }) {
  const count = t.count(drawn.table === "events" ? "events" : "claims", drawn.rows?.length ?? 0);
  return t(state.day ? "title known" : "title", { subject, count, day: state.day ? t.day(state.day) : "" });
}

// Names the row of a mark for those who do not see it.
function nameRow(id, model, t) {
  const row = model.claimById.get(id) ?? model.eventById.get(id);
  if (!row) return id;
  if ("claim_id" in row) return describeClaim(row, t.lang);
  const own = (stem) => inLanguage(row, stem, t.lang);
  return [own("title") ?? own("summary"), own("date_words"), own("claimant")].filter(Boolean).join(", ");
}
