// Words of several looks in one text: what a repeat struck out, what it put in, what stayed.

import { svg } from "./dom.js";
import { LINE, SIZE, measureText, wrapText } from "./layout.js";

// How words look; none is told by its colour alone.
const LOOKS = {
  kept: { fill: "#222" },
  name: { fill: "#222", "font-weight": 600 },
  aside: { fill: "#555" },
  struck: { fill: "#843a00", "text-decoration": "line-through" },
  added: { fill: "#00476e", "font-weight": 600 },
};
const SIGNS = { struck: "~~", added: "**" };
const FIELDS = ["number", "measure_name", "population_name", "place_name", "time"];
// What all claims of a picture may share, so that it is said once.
export const COUNTED = FIELDS.slice(1, 4);

// Returns the words of a claim by field: the number with its unit, what is counted, of whom, where.
function wordField(claim, field, lang) {
  const words = field === "number" ? claim[`said_${lang}`] + claim[`unit_words_${lang}`] : claim[`${field}_${lang}`];
  return words ?? "";
}

// Returns whether what is counted follows the number without more, as in "30 killed".
function isPlain(claim, lang) {
  return [claim.low, claim.best, claim.high].some((number) => number !== null) && !claim[`unit_words_${lang}`];
}

// Returns those columns of names in which all claims say the same.
export function findCommon(claims, fields, lang) {
  return fields.filter((field) => claims.length && claims[0][`${field}_${lang}`] !== null && new Set(claims.map((claim) => claim[`${field}_${lang}`])).size === 1);
}

// Returns what a claim counts, in words, as far as it is stated.
export function describeCounted(claim, fields, lang) {
  return fields.map((field) => claim[`${field}_${lang}`]).filter((words) => words !== null).join(", ");
}

// Returns the words of one claim as runs, each a text and its look; what is common is left out.
export function wordClaim(claim, common, lang) {
  const said = FIELDS.slice(0, 4).filter((field) => !common.includes(field));
  return joinFields(said.map((field) => [field, keepWords(field, wordField(claim, field, lang))]), isPlain(claim, lang));
}

// Returns the words of a claim and its repeat in one: the time where it changed.
export function wordRetelling(told, common, lang) {
  const own = told[`fields_${lang}`];
  const fields = FIELDS.map((field, place) => [field, own[place] ?? (field === "time" ? [] : keepWords(field, wordField(told.origin, field, lang)))]);
  return joinFields(fields.filter(([field]) => !common.includes(field)), isPlain(told.origin, lang) && isPlain(told.claim, lang));
}

function keepWords(field, words) {
  return words ? [[words, field === "population_name" || field === "place_name" ? "aside" : "kept"]] : [];
}

function joinFields(fields, areBothPlain) {
  const runs = [];
  for (const [field, own] of fields) {
    if (!own.length) continue;
    if (runs.length && !(field === "measure_name" && areBothPlain)) runs.push(["\u00b7", "aside"]);
    runs.push(...own);
  }
  return runs;
}

// Returns runs as one text, with signs around what was struck out and what was put in.
export function formatRuns(runs) {
  return runs.map(([text, look]) => `${SIGNS[look] ?? ""}${text}${SIGNS[look] ?? ""}`).join(" ").replaceAll("\u00a0", " ");
}

// Breaks runs into lines of a width: of each line, texts of one look. A word that is longer is cut.
export function wrapRuns(runs, width) {
  const lines = [[]];
  const space = measureText(" ");
  let left = 0;
  for (const [text, look] of runs) {
    const bold = "font-weight" in LOOKS[look];
    let run = null;
    for (const word of text.split(/ +/)) {
      for (const piece of wrapText(word, width, { bold })) {
        const own = measureText(piece, { bold });
        if (left && left + space + own > width) {
          lines.push([]);
          left = 0;
          run = null;
        }
        if (run) run.text += ` ${piece}`;
        else lines.at(-1).push((run = { text: piece, look }));
        left += (left ? space : 0) + own;
      }
    }
  }
  return lines;
}

// Draws lines of runs from the upper left corner downwards.
export function drawRuns(lines, x, y) {
  const parts = lines.flatMap((line, place) =>
    line.flatMap(({ text, look }, nth) => [
      nth ? " " : null,
      svg("tspan", { ...LOOKS[look], ...(nth ? {} : { x, y: y + (place + 0.5) * LINE }) }, text),
    ]),
  );
  return svg("text", { "font-size": SIZE, "dominant-baseline": "central" }, ...parts);
}
