// Claims as marks against time: where each stands, and which of a long series are drawn.

import { isRepeat } from "./claims.js";
import { DAY, dayOf, timeOf } from "./scales.js";
import { compareTexts } from "./text.js";

// More marks of one claimant than these run into one another.
const DENSE_MARKS = 60;

const numberOfDay = (day) => timeOf(day) / DAY;
// Returns the day of a number of days since 1970, in ISO form.
export const isoOf = (number) => dayOf(Math.floor(number) * DAY);

// Returns whether a claim has a day on an axis of time: "asserted" or "period".
export function hasDay(claim, by) {
  return claim[`${by}_earliest`] !== null || claim[`${by}_latest`] !== null;
}

// Returns where the mark of each claim stands: `early`, `late` and `x` in days since 1970, `level`, `when` (its days
// in ISO form), `isOpen` (known on one side only), `isSpan`, `isRepeat`. The time of a total is that of its end.
export function locateClaims(claims, by) {
  return claims.map((claim) => {
    const last = claim[`${by}_latest`];
    const isEnd = by === "period" && claim.kind === "cumulative" && last !== null;
    const first = isEnd ? claim.end_earliest ?? last : claim[`${by}_earliest`];
    const [early, late] = [numberOfDay(first ?? last), numberOfDay(last ?? first)];
    const x = isEnd ? late : (early + late) / 2;
    const isOpen = first === null || last === null;
    const isSpan = early < late;
    const bound = claim.low === null || claim.high === null ? claim.low ?? claim.high : Math.max(claim.low, claim.high);
    return {
      claim,
      early,
      late,
      x,
      isOpen,
      isSpan,
      when: isSpan || isOpen ? `${first ?? ".."}/${last ?? ".."}` : isoOf(x),
      level: claim.best ?? bound,
      isRepeat: isRepeat(claim),
    };
  });
}

// Tells of each mark whether it is one of so many of its claimant that they would run into one another.
export function findDense(located) {
  const counts = new Map();
  const series = ({ claim }) => `${claim.claimant_id}|${claim.measure}`;
  for (const one of located) counts.set(series(one), (counts.get(series(one)) ?? 0) + 1);
  return located.map((one) => ({ ...one, isDense: counts.get(series(one)) > DENSE_MARKS }));
}

// Returns of each claimant the last claim of every week or month, in the order given.
export function keepLast(located, every) {
  const span = ({ x }) => (every === "week" ? Math.floor((Math.floor(x) + 3) / 7) : isoOf(x).slice(0, 7));
  const latest = ({ claim }) => claim.asserted_latest ?? "9999-99-99";
  const ordered = [...located].sort((one, other) => one.x - other.x || compareTexts(latest(one), latest(other)));
  const last = new Map();
  for (const one of ordered) {
    const { claimant_id, measure, population, place_id, kind, period } = one.claim;
    const start = kind === "cumulative" ? period.split("/")[0] : "";
    last.set(JSON.stringify([claimant_id, measure, population, place_id, kind, start, span(one)]), one);
  }
  const kept = new Set(last.values());
  return located.filter((one) => kept.has(one));
}

// Returns the ends of the axis of time: all marks, and spans that reach a little beyond them.
export function findDays(located) {
  const least = (of) => located.reduce((found, one) => Math.min(found, of(one)), Infinity);
  const most = (of) => located.reduce((found, one) => Math.max(found, of(one)), -Infinity);
  const [from, to] = [least(({ x }) => x), most(({ x }) => x)];
  const room = Math.max(to - from, 10);
  const first = Math.max(least(({ early }) => early), from - 0.12 * room);
  const last = Math.min(most(({ late }) => late), to + 0.12 * room);
  return [first - 0.06 * room, last + 0.06 * room];
}
