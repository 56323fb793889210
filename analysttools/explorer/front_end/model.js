// The view model opened: rows as objects, things with their claims, ways from one row to another.

export const VERSION = 1;

// Turns the columns of a table into rows.
function openTable(columns) {
  const names = Object.keys(columns);
  const cells = names.map((name) => openColumn(columns[name]));
  const count = cells.length ? cells[0].length : 0;
  return Array.from({ length: count }, (_, place) => {
    const row = {};
    names.forEach((name, at) => (row[name] = cells[at][place]));
    return row;
  });
}

function openColumn(column) {
  return Array.isArray(column) ? column : column.codes.map((code) => column.values[code]);
}

// Opens a view model: adds to each claim what leads from it to others.
export function openModel(given) {
  const claims = openTable(given.claims);
  const events = openTable(given.events);
  const things = openTable(given.things);
  const claimById = new Map(claims.map((claim) => [claim.claim_id, claim]));
  things.forEach((thing) => (thing.claims = []));
  claims.forEach((claim, rank) => {
    claim.rank = rank;
    claim.thing = things[claim.thing];
    claim.thing.claims.push(claim);
    claim.tokens = splitIds(claim.origin_tokens);
    claim.parents = splitIds(claim.derived_from);
    claim.repeats = [];
    claim.retellings = [];
    claim.pairs = [];
    claim.bounds = [];
    claim.knots = [];
  });
  for (const claim of claims) for (const id of claim.parents) claimById.get(id)?.repeats.push(claim);
  const retellings = openTable(given.retellings).map((told) => ({ ...told, claim: claims[told.claim], origin: claims[told.origin] }));
  for (const told of retellings) told.claim.retellings.push(told);
  const pairs = openTable(given.pairs).map((pair) => ({ ...pair, a: claims[pair.a], b: claims[pair.b] }));
  for (const pair of pairs) [pair.a, pair.b].forEach((claim) => claim.pairs.push(pair));
  for (const bound of openTable(given.bounds)) claims[bound.claim].bounds.push({ ...bound, by: claims[bound.by] });
  const knots = given.knots ? openTable(given.knots).map((knot) => ({ ...knot, claims: splitIds(knot.claims).map((id) => claimById.get(id)).filter(Boolean) })) : [];
  for (const knot of knots) knot.claims.forEach((claim) => claim.knots.push(knot));
  return {
    ...given,
    knots,
    claims,
    events,
    things,
    retellings,
    pairs,
    claimById,
    eventById: new Map(events.map((event) => [event.event_id, event])),
    thingById: new Map(things.map((thing) => [thing.thing_id, thing])),
    consensus: openTable(given.consensus),
  };
}

// Returns the ids of a cell that names several.
export function splitIds(cell) {
  return cell ? String(cell).split(";") : [];
}

// Returns whether a row was known on a day; on no day chosen, every row is.
export function isKnown(row, day) {
  return !day || (row.known !== null && row.known <= day);
}
