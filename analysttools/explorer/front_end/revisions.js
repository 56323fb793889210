// How a claimant's numbers for one scope followed one another: the steps that `revisions` of the package gives.

import { numbersOf } from "./claims.js";
import { splitIds } from "./model.js";
import { compareTexts } from "./text.js";

// Returns the steps of claims of one scope: `before`, `claim`, `isUp`, `isBackward`. `dayOf` gives the day by which
// a claimant's claims are put in order; a claim without it, a repeat, and one without a number are of no series.
export function listRevisions(claims, dayOf) {
  const series = new Map();
  for (const claim of claims) {
    if (claim.derived_from !== null || claim.claimant_id === null || !numbersOf(claim).length || !dayOf(claim)) continue;
    if (!series.has(claim.claimant_id)) series.set(claim.claimant_id, []);
    series.get(claim.claimant_id).push(claim);
  }
  const least = (own) => own.reduce((id, claim) => (claim.claim_id < id ? claim.claim_id : id), own[0].claim_id);
  return [...series.values()]
    .map((own) => ({ first: least(own), own }))
    .sort((one, other) => compareTexts(one.first, other.first))
    .flatMap(({ own }) => joinSeries(orderSeries(own, dayOf)));
}

// The day of which a claim speaks; an end that is open lies beyond all days.
const spokenOf = (claim) => claim.period_latest ?? "9999-99-99";

// Puts one series in order: by day, on one day by the day spoken of, a correction after what it corrects.
function orderSeries(claims, dayOf) {
  const byId = new Map(claims.map((claim) => [claim.claim_id, claim]));
  const ranks = new Map();
  const rank = (claim) => {
    if (ranks.has(claim)) return ranks.get(claim);
    const own = { claim, day: dayOf(claim), spoken: spokenOf(claim), steps: 0 };
    ranks.set(claim, own);
    for (const id of splitIds(claim.supersedes)) {
      const other = byId.get(id.trim());
      if (!other || dayOf(other) !== own.day) continue;
      const corrected = rank(other);
      own.steps = Math.max(own.steps, corrected.steps + 1);
      if (corrected.spoken > own.spoken) own.spoken = corrected.spoken;
    }
    return own;
  };
  return claims
    .map(rank)
    .sort(
      (one, other) =>
        compareTexts(one.day, other.day) ||
        compareTexts(one.spoken, other.spoken) ||
        one.steps - other.steps ||
        compareTexts(one.claim.claim_id, other.claim.claim_id),
    )
    .map(({ claim }) => claim);
}

// Joins each claim of a series to the one before it. A total stands until it falls, and then by what it fell to:
// each fall below a total to an earlier day is one step back.
function joinSeries(series) {
  const steps = [];
  let [floor, day] = [null, null];
  series.forEach((claim, place) => {
    const [lower, upper] = cutsOf(claim);
    const spoken = spokenOf(claim);
    const isFall = place > 0 && !isCutBeyond(upper, floor);
    const isBackward = isFall && spoken > day;
    if (place === 0 || (isFall ? spoken >= day : !isCutBeyond(floor, lower))) [floor, day] = [lower, spoken];
    if (place === 0) return;
    const before = series[place - 1];
    const [was, until] = cutsOf(before);
    const isSame = !isCutBeyond(was, lower) && !isCutBeyond(lower, was) && !isCutBeyond(until, upper) && !isCutBeyond(upper, until);
    steps.push({ before, claim, isUp: !isSame && !isCutBeyond(until, lower), isBackward: claim.kind === "cumulative" && isBackward });
  });
  return steps;
}

// Returns the ends of what a claim states as cuts, just before (0) or just after (1) a number.
function cutsOf({ low, best, high, qualifier, nearly_low }) {
  const isValue = low === null && high === null;
  const least = qualifier === "nearly" ? nearly_low : isValue ? best : low;
  const most = isValue ? best : high;
  return [
    [least ?? -Infinity, least !== null && qualifier === "more_than" ? 1 : 0],
    [most ?? Infinity, most !== null && qualifier === "fewer_than" ? 0 : 1],
  ];
}

// Returns whether a cut lies beyond another.
function isCutBeyond([number, side], [other, otherSide]) {
  return number > other || (number === other && side > otherSide);
}
