// Which claims and events a choice leaves, as `select` has it, and how many each further choice would leave.

import { FACETS } from "./code.js";
import { isKnown } from "./model.js";
import { foldLetters } from "./text.js";

// The column of each table that a facet is about; a table without the column is not narrowed by it.
const COLUMNS = {
  claims: { measure: "measure", population: "population", place: "place_id", claimant: "claimant_id", side: "side", kind: "kind", status: "status" },
  events: { population: "actor", place: "place_id", claimant: "claimant_id", side: "side", status: "status" },
};

// Returns the rows of a table that fit the facets, the day, and the search; and, by facet and word, how many there
// would be with that word alone, the other facets as they are.
export function chooseRows(model, table, state) {
  const { named, columns, wanted, fits } = readChoice(model, table, state);
  const counts = Object.fromEntries(named.map((name) => [name, new Map()]));
  const rows = [];
  for (const row of model[table]) {
    if (!fits(row)) continue;
    const failed = named.filter((name, at) => wanted[at] && !wanted[at].has(row[columns[at]]));
    if (!failed.length) rows.push(row);
    if (failed.length > 1) continue;
    named.forEach((name, at) => (!failed.length || failed[0] === name) && addOne(counts[name], row[columns[at]]));
  }
  return { rows, counts };
}

// Returns those of some rows that fit what is chosen.
export function keepChosen(model, table, rows, state) {
  return rows.filter(fitChoice(model, table, state));
}

// Returns what tells whether a claim may stand beside those of a thing: known and chosen, whatever it counts.
export function fitBeside(model, state) {
  return fitChoice(model, "claims", { ...state, query: "", facets: { ...state.facets, measure: [], population: [], place: [] } });
}

function fitChoice(model, table, state) {
  const { columns, wanted, fits } = readChoice(model, table, state);
  return (row) => fits(row) && wanted.every((ids, at) => !ids || ids.has(row[columns[at]]));
}

// Says why nothing of a table is left: there is none, none was known yet, or none fits.
export function describeEmpty(table, model, state, t) {
  if (!model[table].length) return t(`no ${table} at all`);
  const isTooEarly = state.day && chooseRows(model, table, { ...state, day: null }).rows.length;
  return isTooEarly ? t("nothing known yet", { day: t.day(state.day) }) : t("nothing fits");
}

// Returns the facets of a table, their columns and wanted ids, and whether a row fits everything but the facets.
function readChoice(model, table, state) {
  const named = FACETS.filter((name) => name in COLUMNS[table]);
  const query = foldLetters(state.query).split(/\s+/).filter(Boolean);
  return {
    named,
    columns: named.map((name) => COLUMNS[table][name]),
    wanted: named.map((name) => wantIds(model, name, state.facets[name])),
    fits: (row) => isKnown(row, state.day) && (state.repeats || !row.derived_from) && query.every((word) => searchText(row).includes(word)),
  };
}

function addOne(counts, id) {
  if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1);
}

// Returns the ids that words stand for: places with all that lies in them.
function wantIds(model, name, words) {
  if (!words?.length) return null;
  if (name !== "place") return new Set(words);
  return new Set(words.flatMap((word) => [word, ...(model.places_within[word] ?? [])]));
}

// Returns how many rows each word of a facet would leave; a place counts what lies in it.
export function countWords(model, name, counts) {
  if (name !== "place") return counts;
  const words = new Map(counts);
  for (const [whole, parts] of Object.entries(model.places_within)) {
    const within = parts.reduce((sum, part) => sum + (counts.get(part) ?? 0), counts.get(whole) ?? 0);
    if (within) words.set(whole, within);
  }
  return words;
}

// Returns all texts of a row, in both languages, without accents; worked out once.
export function searchText(row) {
  if (row.searchText === undefined) {
    const texts = Object.values(row).filter((cell) => typeof cell === "string");
    for (const name of ["low", "best", "high"]) if (typeof row[name] === "number") texts.push(String(row[name]));
    if (row.thing?.name_en) texts.push(row.thing.name_en, row.thing.name_fr);
    Object.defineProperty(row, "searchText", { value: foldLetters([...new Set(texts)].join(" ")) });
  }
  return row.searchText;
}
