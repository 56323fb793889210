// Claims or events as a table that can be sorted.

import { html } from "./dom.js";
import { inLanguage } from "./text.js";

const FIRST_ROWS = 100;
// What a column shows, and what it is sorted by.
const COLUMNS = {
  claims: {
    asserted: [(row, lang) => inLanguage(row, "asserted_words", lang), (row) => row.asserted_latest],
    who: [(row, lang) => inLanguage(row, "claimant", lang)],
    says: [(row, lang) => inLanguage(row, "said", lang), (row) => row.best ?? row.low ?? row.high],
    when: [(row, lang) => inLanguage(row, "time_words", lang), (row) => row.period_latest],
    status: [(row, lang) => inLanguage(row, "status_words", lang)],
    "read in": [(row) => row.publisher],
    summary: [(row, lang) => inLanguage(row, "summary", lang)],
  },
};

// Draws the table; `sort` is the column and whether it is turned round.
export function drawTable({ rows, t, chosen, sort, setSort, open, isAll, showAll }) {
  const columns = COLUMNS.claims;
  const ordered = sort ? sortRows(rows, columns[sort.column], sort.isDown, t.lang) : rows;
  const shown = isAll ? ordered : ordered.slice(0, FIRST_ROWS);
  const heads = Object.keys(columns).map((key) => {
    const isSorted = sort?.column === key;
    const next = { column: key, isDown: isSorted && !sort.isDown };
    return html(
      "th",
      { scope: "col", "aria-sort": isSorted ? (sort.isDown ? "descending" : "ascending") : null },
      html("button", { "data-key": `column-${key}`, title: t("sort by", { column: t(`card ${key}`) }), onclick: () => setSort(next) }, t(`card ${key}`), isSorted ? html("span", { "aria-hidden": "true" }, sort.isDown ? " ▾" : " ▴") : null),
    );
  });
  const lines = shown.map((row) => {
    const cells = Object.values(columns).map(([show], rank) => {
      const text = show(row, t.lang) ?? "";
      return html("td", { dir: "auto" }, rank === 1 ? html("button", { class: "at-link", "data-key": `row-${row.claim_id}`, onclick: () => open(row.claim_id) }, text) : text);
    });
    return html("tr", { class: chosen.includes(row.claim_id) ? "is-chosen" : null, onclick: () => open(row.claim_id) }, ...cells);
  });
  const more = rows.length > shown.length ? [html("button", { class: "at-more", "data-key": "more-rows", onclick: showAll }, t("show all rows", { count: t.number(rows.length) }))] : [];
  const table = html("table", { class: "at-rows" }, html("caption", { class: "at-unseen" }, t("table caption")), html("thead", {}, html("tr", {}, ...heads)), html("tbody", {}, ...lines));
  return html("div", { class: "at-scroll", tabindex: 0, role: "region", "aria-label": t("table caption") }, table, ...more);
}

function sortRows(rows, [show, by = show], isDown, lang) {
  const keys = new Map(rows.map((row) => [row, by(row, lang)]));
  return [...rows].sort((one, other) => {
    const [first, second] = [keys.get(one), keys.get(other)];
    if (first === second) return 0;
    if (first === null || first === undefined) return 1;
    if (second === null || second === undefined) return -1;
    const order = typeof first === "number" ? first - second : first.localeCompare(second, lang);
    return isDown ? -order : order;
  });
}
