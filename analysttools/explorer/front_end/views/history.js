// Over time: the claims of one scope as marks against days; the view of `plot_history`.

import { describeClaim, isCounting, numbersOf } from "../claims.js";
import { DROP_UNCOUNTED, writeText } from "../code.js";
import { svg } from "../dom.js";
import { LINE, drawLines, measureText, openPicture, wrapText } from "../layout.js";
import { drawMark, writeNumber } from "../marks.js";
import { listRevisions } from "../revisions.js";
import { listTicks, scaleLinear } from "../scales.js";
import { listScopes, nameScope } from "../scopes.js";
import { findDays, findDense, hasDay, isoOf, keepLast, locateClaims } from "../series.js";
import { inLanguage } from "../text.js";
import { listDayTicks } from "../time_axis.js";
import { inkOf, labelMarks } from "./history_labels.js";
import { turnPage } from "./pages.js";
import { drawSideKey } from "./side_key.js";

// Of more marks than these only a claimant's last of a week, or of a month, is drawn, and then pages are turned.
const MOST_MARKS = 300;
// Charts of the package draw numbers up to this one.
const GREATEST_NUMBER = 1e15;
const PANEL_HEIGHT = 330;
const AXIS_NUMBER = 44;
const WITHOUT_ROW = 22;
const DAYS_BELOW = 26;
const MARK_RADIUS = 4.5;
const SMALL_RADIUS = 1.6;
const SPAN_WIDTH = 5;
// White around the letters of labels, so that no line of the grid runs through them.
const HALO = { stroke: "#fff", "stroke-width": 3, "paint-order": "stroke", "stroke-linejoin": "round" };

export const overTime = { id: "history", draw: drawHistory };

function drawHistory({ model, claims, t, width, state, thing }) {
  const counting = claims.filter(isCounting);
  const choice = chooseScope(counting, model, state, t);
  const scopes = choice.scopes.map(({ id, name, drawn }) => ({ id, name: `${name} (${t.number(drawn.length)})`, count: drawn.length }));
  if (!choice.scope) return { picture: null, empty: t(counting.length ? "no number over time" : "nothing counted"), rows: [], pages: 1, scopes, scope: null };
  const { scope } = choice;
  const shown = chooseMarks(scope, state.page);
  const steps = joinMarks(shown.located, scope.by);
  const picture = drawPicture({ ...shown, steps, scope, thing: thing ?? scope.claims[0].thing, width, t });
  return {
    picture: picture.element,
    rows: shown.located.map(({ claim }) => claim),
    pages: shown.pages,
    page: shown.page,
    start: shown.start,
    stop: shown.stop,
    all: shown.given,
    table: "claims",
    scopes,
    scope: scope.id,
    notes: [
      ...countLeft(claims, counting, choice, t),
      shown.every ? sayThinned(shown, t) : "",
      nameSigns(shown.located, steps, picture, t).join(" "),
      picture.unlabelled ? t.count("unlabelled", picture.unlabelled) : "",
    ].filter(Boolean),
    code: [
      ...(counting.length < claims.length ? [`claims = claims${DROP_UNCOUNTED}`] : []),
      ...writeScope(choice),
      ...(scope.dayless ? [`claims = claims.dropna(subset=["${scope.by}_earliest", "${scope.by}_latest"], how="all")`] : []),
      ...(scope.vast ? ['claims = claims[~claims[["low", "best", "high"]].gt(1e15).any(axis=1)]'] : []),
      ...(shown.slice ? [`claims = claims${shown.slice}`] : []),
      `ax = at.plot_history(claims${shown.every ? `, every="${shown.every}"` : ""}{spoken}, title={title})`,
    ],
  };
}

const timeOfScope = (kind) => (kind === "cumulative" ? "period" : "asserted");

// Returns the scopes that can be drawn, most claims first, and the one that is asked for; of another day's scope
// that is not there the first of its kind, else the first of all.
function chooseScope(counting, model, { scope: asked = null }, t) {
  const all = listScopes(counting);
  const scopes = all
    .map((scope) => {
      const by = timeOfScope(scope.kind);
      const dated = scope.claims.filter((claim) => hasDay(claim, by));
      const drawn = dated.filter((claim) => numbersOf(claim).every((number) => number <= GREATEST_NUMBER));
      const name = nameScope(scope, model, t);
      return { ...scope, by, drawn, name, dayless: scope.claims.length - dated.length, vast: dated.length - drawn.length };
    })
    .filter(({ drawn }) => drawn.some((claim) => numbersOf(claim).length))
    .sort((one, other) => other.drawn.length - one.drawn.length);
  const kind = asked === null ? null : String(asked).split("|").at(-2);
  const scope = scopes.find(({ id }) => id === asked) ?? scopes.find((one) => one.kind === kind) ?? scopes[0] ?? null;
  return { all, scopes, scope };
}

// Writes the line that takes the claims of the scope alone.
function writeScope({ all, scope }) {
  if (all.length === 1) return [];
  const ofKind = all.filter(({ kind }) => kind === scope.kind);
  if (ofKind.length === 1) return [`claims = at.choose(claims, kind=${writeText(scope.kind)})`];
  return [`claims = claims[at.scopes(claims, over_time=True) == ${writeText(scope.key)}]`];
}

// Returns the marks that are drawn: all, a claimant's last of a week or month, or those of a page.
function chooseMarks({ drawn, by }, page) {
  const all = locateClaims(drawn, by);
  for (const every of ["", "week", "month"]) {
    const located = every ? keepLast(all, every) : all;
    const isEnough = located.length <= MOST_MARKS && located.some(({ level }) => level !== null);
    if (isEnough) return { located: findDense(located), given: all.length, every, pages: 1, page: 0, slice: "" };
  }
  const turned = turnPage(all, MOST_MARKS, page);
  return { ...turned, located: findDense(turned.rows), given: all.length, every: "" };
}

// Returns the steps between stated values, each with the marks that it joins.
function joinMarks(located, by) {
  if (by === "period" && located[0].claim.kind !== "cumulative") return [];
  const at = new Map(located.map((one) => [one.claim, one]));
  return listRevisions(located.map(({ claim }) => claim), (claim) => claim[`${by}_latest`])
    .filter(({ before, claim }) => before.best !== null && claim.best !== null)
    .map((step) => ({ ...step, was: at.get(step.before), now: at.get(step.claim) }));
}

function countLeft(claims, counting, { scope }, t) {
  const elsewhere = counting.length - scope.claims.length;
  const counts = { "not counting": claims.length - counting.length, elsewhere, "undated": scope.dayless, vast: scope.vast };
  return Object.entries(counts).map(([key, count]) => (count ? t.count(key, count) : ""));
}

function sayThinned({ located, given, every }, t) {
  const words = t.words("charts.shared")[`every ${every}`];
  return words.replace("{count}", () => t.number(located.length)).replace("{all}", () => t.number(given));
}

// Names the signs that occur.
function nameSigns(located, steps, { hasRings }, t) {
  const words = t.words("charts.shared");
  const some = (holds) => located.some((one) => one.level !== null && holds(one));
  const bothOf = ({ claim }) => [claim.low, claim.high].filter((bound) => bound !== null).length;
  const signs = {
    bound: some((one) => bothOf(one) === 1),
    range: some((one) => bothOf(one) === 2),
    span: some((one) => one.isSpan && !one.isOpen),
    "open day": some((one) => one.isOpen),
    faint: located.some((one) => one.isRepeat),
    dense: located.some((one) => one.isDense),
    steps: steps.length,
    growth: steps.some((step) => step.isUp && step.claim.kind === "cumulative"),
    "step back": steps.some((step) => step.isBackward),
    ring: hasRings,
  };
  return Object.keys(signs).filter((sign) => signs[sign]).map((sign) => words[sign]);
}

// Draws the picture: what is counted, the key of sides, the panel, the days.
function drawPicture({ located, steps, scope, thing, width, t }) {
  const head = [...drawHead(scope, thing, width, t)];
  const key = drawSideKey(located.map(({ claim }) => claim), width, head.at(-1).bottom + 4, t);
  const frame = measureFrame(located, width, (key.at(-1) ?? head.at(-1)).bottom + 12, t);
  const marks = placeMarks(located, frame);
  const at = new Map(marks.map((mark) => [mark.claim, mark]));
  const joins = steps.map((step) => ({ ...step, was: at.get(step.before), now: at.get(step.claim) }));
  const labels = labelMarks(marks, joins, frame, t);
  const picture = openPicture(width, frame.height, inLanguage(thing, "name", t.lang));
  picture.append(...[...head, ...key].map(({ element }) => element), ...drawFrame(frame, t));
  picture.append(...marks.flatMap((mark) => drawDays(mark, frame)));
  picture.append(...joins.filter(({ was, now }) => now.x >= was.x).map((step) => drawStep(step, t)));
  picture.append(...marks.flatMap((mark) => drawClaim(mark, frame, t)));
  picture.append(...marks.filter(({ claim }) => labels.has(claim)).map((mark) => drawLabel(labels.get(mark.claim), mark)));
  const unlabelled = marks.filter((mark) => mark.level !== null && !labels.has(mark.claim)).length;
  return { element: picture, unlabelled, hasRings: marks.some(({ ring }) => ring > 0) };
}

// Says what the numbers are: of whom, of which time, in which unit, by which days.
function* drawHead({ kind, by, name }, thing, width, t) {
  const words = t.words("charts.shared");
  const unit = thing.unit === null ? "" : words[thing.unit] ?? thing.unit;
  const day = words[by === "period" ? "by day counted" : `by day ${by}`];
  const said = [kind === "stock" ? "" : name, unit, day].filter(Boolean).join("; ");
  const lines = wrapText(`${inLanguage(thing, "name", t.lang)} (${said})`, width - 4);
  const bottom = lines.length * LINE;
  yield { element: drawLines(lines, 0, bottom / 2 + 2, { fill: "#444" }), bottom };
}

// Returns where the panel lies, and its scales.
function measureFrame(located, width, top, t) {
  const greatest = located.reduce((most, { claim }) => Math.max(most, ...numbersOf(claim)), 0);
  const limit = 1.13 * (greatest || 1);
  const ticks = listTicks(limit, Math.floor(PANEL_HEIGHT / AXIS_NUMBER)).map((number) => ({ number, text: writeTick(number, greatest, t) }));
  const without = located.some(({ level }) => level === null) ? t.words("charts.shared")["no number"] : "";
  const left = 8 + Math.max(...[...ticks.map(({ text }) => text), without].map((text) => measureText(text, { size: 12 })));
  const [from, to] = findDays(located);
  const [right, bottom] = [width - 12, top + PANEL_HEIGHT];
  const days = bottom + (without ? WITHOUT_ROW : 0);
  const across = scaleLinear([from, to], [left, right]);
  return { left, right, top, bottom, days, width, from, to, ticks, without, across, down: scaleLinear([0, limit], [bottom, top]), height: days + DAYS_BELOW };
}

// Writes a number of the axis; great ones in millions or thousands of millions.
function writeTick(number, greatest, t) {
  const words = t.words("numbers");
  const [size, unit] = [[1e9, words.billions], [1e6, words.millions]].find(([one]) => greatest >= 10 * one) ?? [1, ""];
  return t.number(Number((number / size).toPrecision(12))) + (unit && number ? words.before_unit + unit : "");
}

function drawFrame({ left, right, top, bottom, days, from, to, ticks, without, across, down, width }, t) {
  const small = { "font-size": 12, fill: "#444" };
  const numbers = ticks.flatMap(({ number, text }) => [
    svg("line", { x1: left, x2: right, y1: down(number), y2: down(number), stroke: number ? "#e6e6e6" : "#888" }),
    svg("text", { x: left - 6, y: down(number), "text-anchor": "end", "dominant-baseline": "central", ...small }, text),
  ]);
  const dates = listDayTicks(from, to, right - left, t).flatMap(({ day, text }) => {
    const half = measureText(text, { size: 12 }) / 2;
    const x = Math.min(Math.max(across(day), half), width - half);
    return [
      svg("line", { x1: across(day), x2: across(day), y1: days, y2: days + 5, stroke: "#888" }),
      svg("text", { x, y: days + 19, "text-anchor": "middle", ...small }, text),
    ];
  });
  const row = without
    ? [
        svg("text", { x: left - 6, y: bottom + WITHOUT_ROW / 2, "text-anchor": "end", "dominant-baseline": "central", "font-size": 12, fill: "#555" }, without),
        svg("line", { x1: left, x2: right, y1: days, y2: days, stroke: "#888" }),
      ]
    : [];
  return [svg("line", { x1: left, x2: left, y1: top, y2: days, stroke: "#888" }), ...numbers, ...row, ...dates];
}

// Gives each mark its place in pixels; marks that would hide each other are rings of growing size around each other.
function placeMarks(located, { across, down, bottom }) {
  const counts = new Map();
  return located.map((one) => {
    const [x, y] = [across(one.x), one.level === null ? bottom + WITHOUT_ROW / 2 : down(one.level)];
    if (one.isDense || one.level === null) return { ...one, across: x, down: y, ring: 0, radius: one.isDense ? SMALL_RADIUS : MARK_RADIUS };
    const cell = `${Math.round(x / 4)} ${Math.round(y / 4)}`;
    const ring = Math.min(counts.get(cell) ?? 0, 8);
    counts.set(cell, ring + 1);
    return { ...one, across: x, down: y, ring, radius: MARK_RADIUS + 3 * ring };
  });
}

// Draws the days on which a claim may have been said, or of which it may speak.
function drawDays({ claim, early, late, isOpen, isSpan, when, level, across: x, down: y, radius }, { across, left, right }) {
  if (level === null) return [];
  if (isOpen) {
    const side = when.startsWith("..") ? -1 : 1;
    const tip = x + side * (radius + 7);
    return [svg("path", { d: `M${tip},${y}l${-side * 5},-3.5v7z`, fill: claim.colour, opacity: 0.6 })];
  }
  if (!isSpan) return [];
  const ends = { x1: Math.max(across(early), left), x2: Math.min(across(late), right), y1: y, y2: y };
  return [svg("line", { ...ends, stroke: claim.colour, "stroke-width": SPAN_WIDTH, opacity: 0.25 })];
}

// Draws a step: what was asserted stands until it is revised. A step back is dashed and bears a caret. It is nothing
// to open: the mark that it leads to is.
function drawStep({ was, now, claim, before, isBackward }, t) {
  const look = { stroke: was.claim.colour, "stroke-width": 1.3, fill: "none", opacity: 0.75 };
  const line = svg("path", { d: `M${was.across},${was.down}H${now.across}V${now.down}`, "stroke-dasharray": isBackward ? "5 3" : null, ...look });
  const middle = (was.down + now.down) / 2;
  const caret = isBackward ? svg("path", { d: `M${now.across - 5},${middle - 3}h10l-5,7z`, fill: was.claim.colour }) : null;
  const at = [[was.x, now.x].map(isoOf), [was.level, now.level].map(writeNumber)].map((both) => [...new Set(both)].join(", ")).join(" | ");
  const says = `${inLanguage(claim, "claimant", t.lang)}: ${inLanguage(before, "said", t.lang)} → ${inLanguage(claim, "said", t.lang)}`;
  const what = isBackward ? "revised_back" : "revised";
  return drawMark({ id: claim.claim_id, what, at }, { class: "at-step" }, svg("title", {}, says), line, caret);
}

// Draws the marks of one claim.
function drawClaim(mark, frame, t) {
  const { claim, when, across: x, isRepeat, radius, ring, isDense } = mark;
  const look = { stroke: claim.colour, "stroke-width": 2, fill: ring ? "none" : "#fff", opacity: isRepeat ? 0.55 : 1 };
  const dense = isDense ? { fill: claim.colour, "stroke-width": 0 } : {};
  const shapes = [];
  if (mark.level === null) shapes.push(["no_number", when, svg("line", { x1: x, x2: x, y1: mark.down - 5, y2: mark.down + 5, ...look })]);
  const { low, best, high } = claim;
  if (low !== null && high !== null) {
    const ends = [low, high].map(frame.down);
    const path = svg("path", { d: `M${x - 6},${ends[0]}h12M${x},${ends[0]}V${ends[1]}M${x - 6},${ends[1]}h12`, ...look, fill: "none" });
    shapes.push(["bounds", `${when} | ${[...new Set([low, high].map(writeNumber))].join(", ")}`, path]);
  } else if (low !== null) {
    shapes.push(["low", `${when} | ${writeNumber(low)}`, svg("path", { d: drawTriangle(x, frame.down(low), radius, 1), ...look, ...dense })]);
  }
  if (best !== null) shapes.push(["best", `${when} | ${writeNumber(best)}`, svg("circle", { cx: x, cy: frame.down(best), r: radius, ...look, ...dense })]);
  if (high !== null && low === null) {
    shapes.push(["high", `${when} | ${writeNumber(high)}`, svg("path", { d: drawTriangle(x, frame.down(high), radius, -1), ...look, ...dense })]);
  }
  const named = () => svg("title", {}, describeClaim(claim, t.lang));
  return shapes.map(([what, at, shape]) => drawMark({ id: claim.claim_id, what, at }, {}, named(), shape));
}

function drawTriangle(x, y, radius, up) {
  const [half, tip] = [radius * 1.15, radius * 1.2 * up];
  return `M${x},${y - tip}L${x + half},${y + 0.75 * tip}H${x - half}Z`;
}

// Draws the words at a mark, with the line that leads to them; they open what the mark opens, which bears the name.
function drawLabel({ box, end, lines }, { claim, across: x, down: y, radius }) {
  const middle = (box[1] + box[3]) / 2;
  const side = box[0] >= x ? ["start", box[0] + 3] : box[2] <= x ? ["end", box[2] - 3] : ["middle", (box[0] + box[2]) / 2];
  const words = drawLines(lines, side[1], middle, { "font-size": 12, fill: inkOf(claim.colour), "text-anchor": side[0], ...HALO });
  return svg("g", { class: "at-mark", "data-id": claim.claim_id, "aria-hidden": "true" }, end ? drawLeader([x, y], end, radius + 1, claim.colour) : null, words);
}

function drawLeader([x, y], [right, down], gap, colour) {
  const far = Math.hypot(right - x, down - y) || 1;
  const from = [x + ((right - x) * gap) / far, y + ((down - y) * gap) / far];
  return svg("path", { d: `M${from[0]},${from[1]}L${right},${down}`, stroke: colour, "stroke-width": 0.8, fill: "none" });
}
