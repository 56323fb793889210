// What each number is a number of over time: claims of one scope share an axis, as `scopes(claims, over_time=True)` says.

import { inLanguage, pickLanguage } from "./text.js";

const SILENT_START = "../";

// Returns the scopes of claims, in the order of their first claims: `id`, `key` (as the package writes it), `kind`,
// `claims`. Ids are short where all claims are of one thing.
// A total whose start is not stated goes with the only stated start beside it.
export function listScopes(claims) {
  const starts = new Map();
  for (const claim of claims) {
    if (claim.kind !== "cumulative" || claim.scope_days === SILENT_START) continue;
    const own = scopeStem(claim);
    if (!starts.has(own)) starts.set(own, new Set());
    starts.get(own).add(claim.scope_days);
  }
  const isOneThing = new Set(claims.map((claim) => claim.thing)).size === 1;
  const found = new Map();
  for (const claim of claims) {
    const whole = scopeStem(claim);
    const stated = starts.get(whole);
    const isTaken = claim.kind === "cumulative" && claim.scope_days === SILENT_START && stated?.size === 1;
    const days = isTaken ? [...stated][0] : claim.scope_days;
    const key = `${whole}|${days}`;
    const id = isOneThing ? `${claim.kind}|${days}` : key;
    if (!found.has(key)) found.set(key, { id, key, kind: claim.kind, claims: [] });
    found.get(key).claims.push(claim);
  }
  return [...found.values()];
}

function scopeStem({ measure, population, place_id, kind }) {
  return [measure, population, place_id, kind].map((part) => part ?? "").join("|");
}

// Names a scope in a few words: of which time its numbers are.
export function nameScope({ kind, claims }, model, t) {
  const words = t.words("charts.shared");
  if (kind === "stock") return pickLanguage(model.names.kind.stock, t.lang);
  const periods = new Set(claims.map((claim) => claim.period));
  if (periods.size === 1 || kind === "flow") return inLanguage(claims[0], "time_words", t.lang);
  if (claims.some((claim) => "[{".includes(claim.period[0]))) return words["since unknown"];
  const stated = claims.filter((claim) => claim.since_en !== null);
  if (!stated.length) return words["since unknown"];
  const form = stated.length === claims.length ? words.since : words["since or unknown"];
  return form.replace("{start}", () => inLanguage(stated[0], "since", t.lang));
}
