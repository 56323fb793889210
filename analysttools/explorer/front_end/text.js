// What is said: texts of the locales, numbers, days, names, in the language that is shown.

// Returns what says texts in one language: `t("key", {count: 3})`, `t.words("charts.shared")["so far"]`.
export function speakLanguage(texts, lang) {
  const own = texts[lang];
  const t = (key, values = {}) => fillText(own["explorer.front_end"][key] ?? key, values);
  t.lang = lang;
  t.words = (section) => own[section];
  t.number = (number) => formatNumber(number, own.numbers);
  t.day = (day) => formatDay(day, own.dates);
  t.count = (key, count) => t(count === 1 ? `one ${key}` : key, { count: t.number(count) });
  return t;
}

// Puts values into the braces of a text.
export function fillText(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// Writes a number in the form of a language, as `format_number` in Python does for numbers of at most 15 digits.
function formatNumber(number, { thousands, decimal }) {
  const [whole, part] = Math.abs(number).toLocaleString("en", { useGrouping: false, maximumFractionDigits: 12 }).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
  return (number < 0 ? "-" : "") + grouped + (part ? decimal + part : "");
}

// Writes an ISO day in words.
function formatDay(day, dates) {
  const [year, month, date] = day.split("-");
  const number = date === "01" ? dates.first : String(Number(date));
  return fillText(dates.day, { day: number, month: dates.short[Number(month) - 1], year });
}

// Returns a cell that has a column a language.
export function inLanguage(row, stem, lang) {
  return row[`${stem}_${lang}`];
}

// Returns the name in a language, of names in the order of the languages; undefined where there are none.
export function pickLanguage(names, lang) {
  return names?.[lang === "fr" ? 1 : 0];
}

// Orders texts as Python does, by the numbers of their letters.
export function compareTexts(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}

// Names things in a language.
export function nameThings(things, lang) {
  return things.map((thing) => inLanguage(thing, "name", lang)).join("; ");
}

// Returns letters without accents and capitals, so that a search finds "Koursk" and "koúrsk" alike.
export function foldLetters(text) {
  return String(text).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
