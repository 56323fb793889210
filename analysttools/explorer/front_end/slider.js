// The day "as known on": dragged, typed, or played.

import { html } from "./dom.js";

const STEP_MS = 700;

// Makes the slider once; `update` gives it the days it stops at and the day that is chosen.
export function makeSlider(change) {
  let days = [];
  let timer = null;
  let t = null;
  const play = html("button", { class: "at-play", "data-key": "play", onclick: () => (timer ? stop() : start()) });
  const range = html("input", { type: "range", min: 0, step: 1, "data-key": "day-range", oninput: () => choose(Number(range.value)) });
  const date = html("input", { type: "date", "data-key": "day-date", onchange: () => (stop(), change({ day: date.value || null })) });
  const said = html("span", { class: "at-known" });
  const label = html("label", { class: "at-small" });
  const element = html("div", { class: "at-slider", role: "group" }, play, range, said, html("span", { class: "at-date" }, label, date));
  label.append(date);

  function choose(place) {
    change({ day: place >= days.length ? null : days[place] });
  }
  function start() {
    if (Number(range.value) >= days.length) choose(0);
    timer = setInterval(() => {
      if (!element.isConnected || Number(range.value) >= days.length) return stop();
      choose(Number(range.value) + 1);
    }, STEP_MS);
    labelPlay();
  }
  function stop() {
    clearInterval(timer);
    timer = null;
    labelPlay();
  }
  function labelPlay() {
    play.textContent = timer ? "❚❚" : "▶";
    play.setAttribute("aria-label", t(timer ? "pause" : "play"));
    play.title = t(timer ? "pause" : "play");
  }
  return {
    element,
    stop,
    update(own, day, speak) {
      [days, t] = [own, speak];
      element.hidden = !days.length;
      range.max = days.length;
      const last = days.findLastIndex((one) => one <= day);
      range.value = day === null ? days.length : Math.max(last, 0);
      range.setAttribute("aria-label", t("as known on"));
      const words = day === null ? t("all days") : t("as known on day", { day: t.day(day) });
      range.setAttribute("aria-valuetext", words);
      said.textContent = words;
      label.firstChild?.nodeType === 3 ? (label.firstChild.textContent = `${t("day")} `) : label.prepend(`${t("day")} `);
      date.value = day ?? "";
      element.setAttribute("aria-label", t("as known on"));
      labelPlay();
    },
  };
}
