// A claim by itself: its numbers, its day, who said what when in words.

import { compareTexts, inLanguage } from "./text.js";

// Returns the numbers that a claim states.
export function numbersOf(claim) {
  return [claim.low, claim.best, claim.high].filter((number) => number !== null);
}

// Returns whether a claim counts something over a time: charts of numbers draw no other.
export function isCounting(claim) {
  return claim.kind !== null && claim.period !== null;
}

// Returns whether a claim repeats another.
export function isRepeat(claim) {
  return claim.derived_from !== null;
}

// Counts the independent origins of some claims: those that share a claimant or a head, over any steps, are one.
export function countOrigins(claims) {
  const heads = new Map();
  const find = (token) => {
    let own = token;
    while (heads.get(own) !== own) own = heads.get(own);
    return own;
  };
  for (const { tokens } of claims) {
    for (const token of tokens) if (!heads.has(token)) heads.set(token, token);
    for (const token of tokens.slice(1)) heads.set(find(token), find(tokens[0]));
  }
  return [...heads].filter(([token, head]) => token === head).length;
}

// Orders claims by the first day on which they may have been said, days unknown last.
export function compareAsserted(one, other) {
  return compareTexts(one.asserted_earliest ?? "9999-99-99", other.asserted_earliest ?? "9999-99-99");
}

// Says who said what when.
export function describeClaim(claim, lang) {
  return ["claimant", "asserted_words", "said"].map((stem) => inLanguage(claim, stem, lang)).filter(Boolean).join(", ");
}

// Writes the day on which a claim was said such that no line breaks in it.
export function writeAsserted(claim, lang) {
  return (inLanguage(claim, "asserted_words", lang) ?? "?").replaceAll(" ", "\u00a0");
}
