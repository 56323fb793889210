// Who said it: claims under their origins, with how each reached us; the view of `plot_sources`.

import { compareAsserted, writeAsserted } from "../claims.js";
import { svg } from "../dom.js";
import { LINE, drawLines, wrapText } from "../layout.js";
import { drawMark } from "../marks.js";
import { COUNTED, describeCounted, drawRuns, findCommon, formatRuns, wordClaim, wordRetelling, wrapRuns } from "../passages.js";
import { fillText, inLanguage, nameThings } from "../text.js";
import { turnPage } from "./pages.js";
import { EDGE, stackRows } from "./stacked_rows.js";

const MOST_CLAIMS = 10;
const STACKED_BELOW = 640;
const ORIGINS = 0.22;
const STEP = 18;
const DEEPEST = 3;
const AROUND = 9;
const APART = 9;
const SMALL = 12;

export const sources = { id: "sources", draw: drawSources };

function drawSources({ model, claims, t, width, state, things }) {
  if (!claims.length) return { picture: null, empty: t("nothing fits"), rows: [], pages: 1 };
  const turned = turnPage(claims, MOST_CLAIMS, state.page);
  const groups = groupClaims(turned.rows, t);
  const isNarrow = width < STACKED_BELOW;
  const left = isNarrow ? STEP : ORIGINS * width + STEP;
  const common = findCommon(turned.rows, COUNTED, t.lang);
  const head = common.length ? wrapText(fillText(t("all alike"), { counted: describeCounted(turned.rows[0], common, t.lang) }), width - EDGE) : [];
  for (const group of groups) layGroup(group, width, left, isNarrow);
  return {
    ...turned,
    picture: stackRows({ head, rows: groups, width, name: nameThings(things, t.lang) || model.title, drawRow: (group, y) => drawGroup(group, y + AROUND, left) }),
    notes: listNotes(turned.rows, model, t),
    code: [
      ...(turned.slice ? [`claims = claims${turned.slice}`] : []),
      "ax = at.plot_sources(claims, chains=case.claims{spoken}, title={title})",
    ],
  };
}

// Puts claims under their origins, and each repeat under the first claim of these that it repeats.
function groupClaims(claims, t) {
  const rows = [...claims].sort(compareAsserted);
  const common = findCommon(claims, COUNTED, t.lang);
  const shown = new Map(rows.map((claim) => [claim.claim_id, claim]));
  const above = new Map(rows.map((claim) => [claim, shown.get(claim.parents.find((id) => shown.has(id))) ?? null]));
  const keyOf = (claim) => claim.head ?? claim; // claims whose chain is not on record share no origin
  const groups = new Map();
  const roots = rows.filter((claim) => above.get(claim) === null);
  for (const claim of roots) {
    if (groups.has(keyOf(claim))) continue;
    groups.set(keyOf(claim), { head: claim.head, name: claim.head ?? t.words("charts.sources")["no chain"], ids: [], entries: [] });
  }
  for (const claim of rows) groups.get(keyOf(claim))?.ids.push(claim.claim_id);
  for (const root of roots) {
    const group = groups.get(keyOf(root));
    const add = (claim, depth) => {
      const runs = wordEntry(claim, above.get(claim), group.head, common, t.lang);
      group.entries.push({ claim, depth: Math.min(depth, DEEPEST), runs, way: describePassing(claim, group.head, shown, t) });
      rows.filter((other) => above.get(other) === claim).forEach((other) => add(other, depth + 1));
    };
    add(root, 0);
  }
  return [...groups.values()];
}

// Returns the words of a claim, or of a repeat and what it repeats; who, unless the origin says it.
function wordEntry(claim, origin, head, common, lang) {
  const who = inLanguage(claim, "claimant", lang);
  const day = [writeAsserted(claim, lang), "aside"];
  if (origin === null) {
    const isTold = head !== null && (who === head || who.startsWith(`${head} (`));
    return [...(isTold ? [] : [[who, "name"]]), day, ...wordClaim(claim, common, lang)];
  }
  const told = claim.retellings.find((one) => one.origin === origin);
  return [[`\u21b3\u00a0${who}`, "name"], day, ...wordRetelling(told, common, lang)];
}

// Returns who stands between the origin and us, and what else a claim repeats.
function describePassing(claim, head, shown, t) {
  const words = t.words("charts.sources");
  const notes = [inLanguage(claim, "way", t.lang)];
  if (claim.head !== null && head !== null && claim.head !== head) notes.unshift(fillText(words.origin, { name: claim.head }));
  const here = claim.parents.filter((id) => shown.has(id));
  const others = here.slice(1).map((id) => inLanguage(shown.get(id), "claimant", t.lang));
  if (here.length < claim.parents.length) others.push(words.absent);
  if (others.length) {
    const template = here.length ? words["also repeats"] : words.repeats;
    notes.push(fillText(template, { others: [...new Set(others)].join(", ") }));
  }
  return notes.filter(Boolean).join(words.stop);
}

// Says what became of repeats, which origins are not there, and how names are spelt.
function listNotes(claims, model, t) {
  const words = t.words("charts.sources");
  const shown = new Set(claims);
  const isShown = claims.some((claim) => claim.parents.some((id) => shown.has(model.claimById.get(id))));
  const absent = findRoots(claims, model).filter((root) => !shown.has(root)).length;
  return [
    isShown ? words.repeat : "",
    absent ? fillText(words["count absent"], { count: t.number(absent) }) : "",
    t("spelling"),
  ].filter(Boolean);
}

// Returns the claims at the roots of the chains of repeats of some claims.
function findRoots(claims, model) {
  const seen = new Set(claims);
  for (const claim of seen) claim.parents.forEach((id) => model.claimById.has(id) && seen.add(model.claimById.get(id)));
  return [...seen].filter((claim) => !claim.parents.length);
}

// Breaks the texts of a group into lines; a narrow page has the origin above its claims.
function layGroup(group, width, left, isNarrow) {
  group.lines = wrapText(group.name, (isNarrow ? width : ORIGINS * width) - EDGE, { bold: true });
  group.top = isNarrow ? group.lines.length * LINE + 3 : 0;
  let y = group.top;
  for (const entry of group.entries) {
    entry.x = left + entry.depth * STEP;
    entry.y = y;
    entry.words = wrapRuns(entry.runs, width - entry.x);
    entry.under = entry.way ? wrapText(entry.way, width - entry.x, { size: SMALL }) : [];
    y += (entry.words.length + entry.under.length) * LINE + APART;
  }
  group.bottom = y - APART;
  group.height = Math.max(group.bottom, group.lines.length * LINE) + 2 * AROUND;
}

// Writes the origin, and its claims beside a line that holds them together.
function drawGroup(group, y, left) {
  const middle = (lines) => (lines.length * LINE) / 2;
  const trunk = left - STEP / 2;
  const name = drawLines(group.lines, EDGE, y + middle(group.lines), { "font-weight": 600 });
  return [
    drawMark({ id: group.ids.join(";"), what: "origin", label: group.name }, {}, name),
    ...group.entries.flatMap(({ claim, runs, words, under, way, x, y: top }) => {
      const below = y + top + words.length * LINE;
      const chain = drawLines(under, x, below + middle(under), { "font-size": SMALL, fill: "#555" });
      return [
        drawMark({ id: claim.claim_id, what: "words", label: formatRuns(runs) }, {}, drawRuns(words, x, y + top)),
        way ? drawMark({ id: claim.claim_id, what: "chain", label: way }, {}, chain) : null,
      ].filter(Boolean);
    }),
    svg("line", { x1: trunk, x2: trunk, y1: y + group.top, y2: y + group.bottom, stroke: "#888", "stroke-width": 1.2 }),
  ];
}
