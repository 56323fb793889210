// The lines that give a view's figure in a notebook.

// What narrows rows, as the arguments of `select`; thing, view and the rest of the state do not.
export const FACETS = ["measure", "population", "place", "claimant", "side", "kind", "status"];

// What leaves out claims that count nothing, which charts of numbers refuse.
export const DROP_UNCOUNTED = '.dropna(subset=["kind", "period"])';

// Writes the lines of a view: the case, what is chosen of it, and what the view adds.
// `found` are the rows that a search left: they are named one by one. `drawn.code` may hold {spoken}, the language of a chart, and {title}, a text.
export function writeCode({ model, t, state, things, found = null }, drawn, title) {
  const spoken = t.lang === "en" ? "" : `, lang="${t.lang}"`;
  const table = drawn.table ?? "claims";
  const named = table === "claims" ? "" : `, "${table}"`;
  const key = `${table.slice(0, -1)}_id`;
  const isOfSeveral = things.length > 1;
  const lines = [
    ...(isOfSeveral ? ["import pandas as pd", ""] : []),
    "import analysttools as at",
    "",
    `case = at.load_case(${writeText(model.folder)})`,
    `${table} = at.select(case${named}${spoken}${writeArguments(state)})`,
  ];
  if (found) lines.push(`${table} = at.choose(${table}, ${key}=[`, ...found.map((row) => `    ${writeText(row[key])},`), "])");
  const chosen = things.map(({ measure, population, place_id }) => `at.choose(claims, measure=${writeText(measure)}, population=${writeText(population)}, place_id=${writeText(place_id)})${drawn.tail ? DROP_UNCOUNTED + drawn.tail : ""}`);
  if (isOfSeveral) lines.push("things = [", ...chosen.map((one) => `    ${one},`), "]", "claims = pd.concat(things)");
  else if (chosen.length) lines.push(`claims = ${chosen[0]}`);
  const own = drawn.code.map((line) => line.replaceAll("{spoken}", () => spoken).replaceAll("{title}", () => writeText(title)));
  return [...lines, ...own].join("\n") + "\n";
}

// Writes what is chosen as arguments of `select`.
function writeArguments(state) {
  const said = FACETS.filter((name) => state.facets?.[name]?.length).map((name) => {
    const words = state.facets[name];
    return `${name}=${words.length === 1 ? writeText(words[0]) : `[${words.map(writeText).join(", ")}]`}`;
  });
  if (state.repeats === false) said.push("repeats=False");
  if (state.day) said.push(`as_of="${state.day}"`);
  return said.map((one) => `, ${one}`).join("");
}

// Writes a text as Python reads it.
export function writeText(text) {
  return text === null || text === undefined ? "None" : JSON.stringify(text);
}
