// The days of an axis of time: as many as have room, in words.

import { DAY, listMonths } from "./scales.js";
import { isoOf } from "./series.js";
import { fillText } from "./text.js";

const DAY_STEPS = [1, 2, 5, 10, 15];
const DAY_ROOM = 92;
const MONTH_ROOM = 74;

// Returns the ticks of an axis between two numbers of days since 1970: where, and in which words.
export function listDayTicks(from, to, inside, t) {
  const step = DAY_STEPS.find((one) => (to - from) / one <= inside / DAY_ROOM);
  if (step) return daysOfMonth(from, to, step).map((day) => ({ day, text: t.day(isoOf(day)) }));
  const months = listMonths(from * DAY, to * DAY, inside / MONTH_ROOM).map((time) => isoOf(time / DAY));
  const isYears = months.every((month) => month.slice(5, 7) === "01");
  return months.map((month) => ({ day: Date.parse(month) / DAY, text: isYears ? month.slice(0, 4) : formatMonth(month, t) }));
}

function daysOfMonth(from, to, step) {
  const days = [];
  for (let day = Math.ceil(from); day <= to; day += 1) {
    const date = Number(isoOf(day).slice(8));
    if ((date - 1) % step === 0 && date < 32 - Math.floor(step / 2)) days.push(day);
  }
  return days;
}

// Writes the month of an ISO day in words.
export function formatMonth(month, t) {
  const dates = t.words("dates");
  return fillText(dates.month, { month: dates.short[Number(month.slice(5, 7)) - 1], year: month.slice(0, 4) });
}
