// From data to pixels, and the ticks of an axis.

// Returns a function from a domain of numbers to a range of pixels.
export function scaleLinear([from, to], [left, right]) {
  const unit = (right - left) / (to - from || 1);
  return (value) => left + (value - from) * unit;
}

// Returns round numbers from zero up to a limit, about as many as asked.
export function listTicks(limit, count) {
  if (!(limit > 0)) return [0];
  const rough = limit / Math.max(count, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) * power;
  return Array.from({ length: Math.floor(limit / step + 1e-9) + 1 }, (_, place) => place * step);
}

export const DAY = 86_400_000;

// Returns an ISO day as milliseconds, and back.
export const timeOf = (day) => Date.parse(`${day}T00:00:00Z`);
export const dayOf = (time) => new Date(time).toISOString().slice(0, 10);

// Returns the first days of months (or quarters, or years) between two times, about as many as asked at most.
export function listMonths(from, to, count) {
  const months = (to - from) / DAY / 30.44;
  const step = [1, 2, 3, 6, 12, 24, 60, 120].find((one) => months / one <= count) ?? 240;
  const first = new Date(from);
  const ticks = [];
  for (let month = Math.ceil(first.getUTCMonth() / step) * step; ; month += step) {
    const time = Date.UTC(first.getUTCFullYear(), month, 1);
    if (time > to) return ticks;
    if (time >= from) ticks.push(time);
  }
}
