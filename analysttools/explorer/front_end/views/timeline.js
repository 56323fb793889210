// A timeline: events in three lanes, each with its words beside its mark; the view of `plot_timeline`.

import { svg } from "../dom.js";
import { LINE, SIZE, drawLines, measureText, openPicture, wrapText } from "../layout.js";
import { drawMark } from "../marks.js";
import { DAY, dayOf, listMonths, scaleLinear, timeOf } from "../scales.js";
import { fillText, inLanguage } from "../text.js";
import { formatMonth } from "../time_axis.js";
import { turnPage } from "./pages.js";

// The chart takes 15; so many leave the slider below in view.
const MOST_EVENTS = 12;
const LANES = {
  saying: ["intelligence", "statement", "media"],
  fighting: ["deployment", "combat", "front"],
  diplomacy: ["diplomatic", "official_acknowledgement"],
};
const COLOURS_OF_MARKS = { happened: "#0072B2", said: "#D55E00", denied: "#0072B2" };
const PALE = { happened: "#73b0d5", said: "#ecaf80", denied: "#73b0d5" };
// The widest label as a share of the picture, the narrowest in pixels, from a mark to its label, around labels.
const WIDEST = 0.62;
const NARROWEST = 90;
const BESIDE = 9;
const AROUND = 5;
const HEAD = 30;
const HALF_MARK = 5;

export const timeline = { id: "timeline", draw: drawTimeline };

function drawTimeline({ events, t, width, state }) {
  const drawable = events.filter(isDrawable);
  if (!drawable.length) return { picture: null, empty: t("no event with a day"), rows: [], pages: 1, table: "events" };
  const left = events.length - drawable.length;
  const turned = turnPage(drawable, MOST_EVENTS, state.page);
  const usual = findUsualStatus(turned.rows);
  const entries = turned.rows.map((event) => readEntry(event, usual, t)).sort(compareEntries);
  const keyed = drawTimelineKey(entries, width, t);
  const ends = findEnds(entries, width);
  const across = scaleLinear(ends, [0, width]);
  const lanes = [];
  let y = keyed.height;
  for (const [lane, of] of Object.entries(LANES)) {
    const own = entries.filter((entry) => of.includes(entry.event.category));
    if (!own.length) continue;
    const spots = placeEntries(own, across, width);
    const height = HEAD + Math.max(...spots.map((spot) => spot.bottom)) + 3;
    lanes.push({ name: t.words("charts.timeline")[lane], spots, y, height });
    y += height;
  }
  const picture = openPicture(width, y + 26, t("page timeline"));
  picture.append(...lanes.map((lane) => svg("rect", { x: 0, y: lane.y + 3, width, height: lane.height - 3, fill: "#f5f5f5" })));
  picture.append(...keyed.elements, ...drawDays(across, ends, width, keyed.height, y, t));
  for (const lane of lanes) picture.append(...drawLane(lane, across));
  return {
    ...turned,
    picture,
    table: "events",
    notes: [
      fillText(t.words("charts.timeline").usual, { status: inLanguage(turned.rows.find((event) => event.status === usual), "status_words", t.lang) }),
      left ? t.count("without a day", left) : "",
    ].filter(Boolean),
    code: [
      ...(left ? writeDrawable(events) : []),
      ...(turned.slice ? [`events = events${turned.slice}`] : []),
      "ax = at.plot_timeline(events{spoken}, title={title})",
    ],
  };
}

const hasLane = (event) => Object.values(LANES).some((of) => of.includes(event.category));
const hasDay = (event) => [event.date_earliest, event.date_latest, event.asserted_earliest, event.asserted_latest].some((day) => day !== null);
const isDrawable = (event) => hasLane(event) && hasDay(event) && event.status !== null;

// Writes what leaves out events that the chart would refuse.
function writeDrawable(events) {
  const lines = [];
  if (events.some((event) => !hasLane(event))) {
    const known = Object.values(LANES).flat().map((one) => `"${one}"`).join(", ");
    lines.push(`events = events[events["category"].isin([${known}])]`);
  }
  if (events.some((event) => event.status === null)) lines.push('events = events.dropna(subset="status")');
  if (events.some((event) => !hasDay(event))) {
    lines.push('days = ["date_earliest", "date_latest", "asserted_earliest", "asserted_latest"]');
    lines.push('events = events.dropna(subset=days, how="all")');
  }
  return lines;
}

// Returns the status that goes without saying: the most frequent, the first by its letters of several.
function findUsualStatus(events) {
  const counts = new Map();
  for (const { status } of events) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))[0][0];
}

// Reads the one day on which an event stands, what kind of day it is, and the words beside it.
function readEntry(event, usual, t) {
  const dated = readWhen(event, "date", event.date_basis === "day_of_report");
  const asserted = readWhen(event, "asserted", false);
  const isSaid = LANES.saying.includes(event.category);
  const when = isSaid ? asserted ?? dated : dated ?? asserted;
  const kind = isSaid ? "said" : event.status === "denied" ? "denied" : "happened";
  const isReport = when === dated && event.date_basis === "day_of_report" && inLanguage(event, "report_words", t.lang) !== null;
  const date = inLanguage(event, isReport ? "report_words" : when === dated ? "date_words" : "asserted_words", t.lang);
  const text = fillText(t.words("charts.timeline").label, { date, text: describeEvent(event, usual, t) });
  return { event, when, kind, text };
}

function readWhen(event, column, isReport) {
  const [earliest, latest] = [event[`${column}_earliest`], event[`${column}_latest`]];
  if (earliest === null && latest === null) return null;
  const [early, late] = [earliest ?? latest, latest ?? earliest];
  if (earliest === null || isReport) return { text: event[column], early: late, late, form: "before" };
  if (latest === null) return { text: event[column], early, late, form: "after" };
  const form = /[~?%]/.test(event[column]) ? "about" : early < late ? "span" : "day";
  return { text: event[column], early, late, form };
}

// Says what happened, who says so unless the title does, and a status that is not the usual one.
function describeEvent(event, usual, t) {
  const words = t.words("charts.timeline");
  const [own, place, action] = ["title", "place_name", "action_words"].map((stem) => inLanguage(event, stem, t.lang));
  let title = own;
  if (own === null && place !== null && action !== null) {
    title = fillText(words.front, { place, action, actor: inLanguage(event, "actor_name", t.lang) });
    title = title[0].toUpperCase() + title.slice(1);
  }
  title ??= inLanguage(event, "summary", t.lang);
  const status = event.status === usual ? [] : [inLanguage(event, "status_words", t.lang)];
  const claimant = inLanguage(event, "claimant", t.lang);
  if (claimant !== null && own !== null && own.includes(claimant)) return [title, ...status].join(", ");
  return fillText(words[claimant === null ? "page by" : "by"], { title, who: [claimant ?? event.publisher, ...status].join(", ") });
}

function compareEntries(one, other) {
  const keys = (entry) => [entry.when.late, entry.when.early, entry.event.event_id];
  const [a, b] = [keys(one), keys(other)];
  const place = a.findIndex((key, at) => key !== b[at]);
  return place < 0 ? 0 : a[place] < b[place] ? -1 : 1;
}

// Returns the ends of the axis of time in milliseconds: all days, with room for half a mark.
function findEnds(entries, width) {
  const days = entries.flatMap(({ when }) => [timeOf(when.early), timeOf(when.late)]);
  const [first, last] = [Math.min(...days), Math.max(...days)];
  const span = Math.max(last - first, 6 * DAY);
  const room = (span * 2 * HALF_MARK) / width;
  return [first - room, first + span + room];
}

// Finds each label a place right or left of its mark, as high in the lane as there is room.
function placeEntries(entries, across, width) {
  const spots = [];
  for (const entry of entries) {
    const options = [true, false].map((isRight) => layLabel(entry, across, width, isRight)).filter(Boolean);
    if (!options.length) options.push(layUnder(entry, across, width));
    const dropped = options.map((option) => dropLabel(option, spots));
    spots.push(dropped.reduce((best, one) => (one.bottom < best.bottom - 0.5 ? one : best)));
  }
  return spots;
}

function layLabel(entry, across, width, isRight) {
  const [from, to] = findMark(entry, across);
  const room = (isRight ? width - to : from) - BESIDE;
  if (room < NARROWEST) return null;
  const lines = wrapEvenly(entry.text, Math.min(room - 2, Math.max(WIDEST * width, NARROWEST)));
  const wide = widestOf(lines) + BESIDE;
  const [left, right] = isRight ? [from, to + wide] : [from - wide, to];
  return { entry, lines, isRight, x: isRight ? to + BESIDE : from - BESIDE, under: 0, left, right, top: 0, bottom: lines.length * LINE + AROUND };
}

// Lays a label below a mark that is too wide for words on either side.
function layUnder(entry, across, width) {
  const [from, to] = findMark(entry, across);
  const lines = wrapEvenly(entry.text, Math.max(WIDEST * width, NARROWEST));
  const x = Math.max(Math.min(from + HALF_MARK, width - widestOf(lines) - 2), 0);
  const bottom = (lines.length + 1) * LINE + AROUND;
  return { entry, lines, isRight: true, x, under: LINE, left: Math.min(from, x), right: Math.max(to, x + widestOf(lines)), top: 0, bottom };
}

function findMark({ when }, across) {
  const from = across(timeOf(when.form === "before" ? when.late : when.early));
  return [from - HALF_MARK, across(timeOf(when.form === "after" ? when.early : when.late)) + HALF_MARK];
}

const widestOf = (lines) => Math.max(...lines.map((line) => measureText(line)));

// Breaks a text into as few lines as fit, none much shorter than the others.
function wrapEvenly(text, width) {
  const widest = wrapText(text, width);
  for (const part of [0.55, 0.65, 0.75, 0.85]) {
    const narrower = wrapText(text, part * width);
    if (narrower.length === widest.length) return narrower;
  }
  return widest;
}

// Moves a label down to the first place where it covers no other.
function dropLabel(label, spots) {
  const near = spots.filter((spot) => spot.left - BESIDE < label.right && label.left - BESIDE < spot.right);
  const tops = [0, ...near.map((spot) => spot.bottom)].sort((one, other) => one - other);
  const top = tops.find((one) => near.every((spot) => one + label.bottom <= spot.top || spot.bottom <= one));
  return { ...label, top, bottom: top + label.bottom };
}

function drawDays(across, ends, width, top, bottom, t) {
  const months = listMonths(ends[0], ends[1], Math.max(2, Math.floor(width / 90)));
  const ticks = months.length > 1 ? months : listSomeDays(ends, Math.max(2, Math.floor(width / 110)));
  const lines = ticks.map((tick) => svg("line", { x1: across(tick), x2: across(tick), y1: top + 3, y2: bottom, stroke: "#dcdcdc" }));
  const words = ticks.map((tick) => {
    const text = months.length > 1 ? formatMonth(dayOf(tick), t) : t.day(dayOf(tick));
    const half = measureText(text, { size: 12 }) / 2;
    const x = Math.min(Math.max(across(tick), half), width - half);
    return svg("text", { x, y: bottom + 17, "font-size": 12, fill: "#444", "text-anchor": "middle" }, text);
  });
  return [...lines, svg("line", { x1: 0, x2: width, y1: bottom, y2: bottom, stroke: "#888" }), ...words];
}

// Returns days between two times, as many as asked at most.
function listSomeDays([from, to], count) {
  const step = Math.max(1, Math.ceil((to - from) / DAY / count)) * DAY;
  const days = [];
  for (let time = Math.ceil(from / DAY) * DAY; time <= to; time += step) days.push(time);
  return days;
}

function drawLane(lane, across) {
  const head = svg("text", { x: 6, y: lane.y + 19, "font-size": SIZE, "font-weight": 600, fill: "#222" }, lane.name);
  const marks = lane.spots.flatMap((spot) => {
    const { event, when, kind, text } = spot.entry;
    const y = lane.y + HEAD + spot.top + LINE / 2;
    const named = { id: event.event_id, what: when.form === "day" ? kind : `${kind}_${when.form}`, at: when.form === "day" ? when.early : when.text };
    const beside = { "text-anchor": spot.isRight ? null : "end" };
    const lines = drawLines(spot.lines, spot.x, y + spot.under + ((spot.lines.length - 1) * LINE) / 2, beside);
    return [
      drawMark(named, {}, drawDate(across(timeOf(when.early)), across(timeOf(when.late)), y, kind, when.form)),
      drawMark({ id: event.event_id, what: "label", label: text }, {}, lines),
    ];
  });
  return [head, ...marks];
}

// Draws a day as a mark: filled what happened, open what was said, a cross what is denied; pale if not certain.
function drawDate(early, late, y, kind, form) {
  const colour = (form === "day" ? COLOURS_OF_MARKS : PALE)[kind];
  if (form === "span" || form === "about") {
    const right = Math.max(late, early + 2);
    return svg("line", { x1: early - 2, x2: right + 2, y1: y, y2: y, stroke: colour, "stroke-width": 6, "stroke-linecap": "round" });
  }
  if (form === "before") return svg("path", { d: `M${early + 4},${y - 5}L${early - 5},${y}L${early + 4},${y + 5}Z`, fill: colour });
  if (form === "after") return svg("path", { d: `M${early - 4},${y - 5}L${early + 5},${y}L${early - 4},${y + 5}Z`, fill: colour });
  if (kind === "denied") return svg("path", { d: `M${early - 4},${y - 4}l8,8m0,-8l-8,8`, stroke: colour, "stroke-width": 3 });
  const isOpen = kind === "said";
  return svg("circle", { cx: early, cy: y, r: 4.5, fill: isOpen ? "#fff" : colour, stroke: colour, "stroke-width": 2 });
}

// Says what each sort of mark means, of those that are there.
function drawTimelineKey(entries, width, t) {
  const words = t.words("charts.timeline");
  const kinds = ["happened", "said", "denied"].filter((kind) => entries.some((entry) => entry.kind === kind));
  const sorts = kinds.map((kind) => ({ kind, form: "day", text: words[kind] }));
  if (entries.some(({ when }) => when.form !== "day")) sorts.push({ kind: "happened", form: "about", text: words.unsure });
  let [x, y] = [6, 10];
  const elements = sorts.flatMap(({ kind, form, text }) => {
    const wide = measureText(text, { size: 12 }) + 32;
    if (x > 6 && x + wide > width) [x, y] = [6, y + LINE];
    const at = x;
    x += wide;
    return [drawDate(at, at, y, kind, form), svg("text", { x: at + 12, y, "font-size": 12, fill: "#444", "dominant-baseline": "central" }, text)];
  });
  return { elements, height: y + 14 };
}
