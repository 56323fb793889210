// The day by which it had been said: a slider over the days on which something was, and any day by hand.
function days({ model, el }) {
  const label = make("label", { class: "at-label" });
  const range = make("input", { type: "range", min: 0, step: 1, class: "at-range" });
  const day = make("input", { type: "date", class: "at-day" });
  const said = make("output", { class: "at-said" });
  const play = make("button", { type: "button", class: "at-play" });
  const id = `at-${Math.random().toString(36).slice(2)}`;
  range.id = id;
  label.htmlFor = id;
  el.append(make("div", { class: "at-days" }, label, play, range, day, said));
  let timer = null;
  function at(value) {
    const days = model.get("days");
    if (!value) return days.length;
    const later = days.findIndex((one) => one > value);
    return Math.max((later < 0 ? days.length : later) - 1, 0);
  }
  function name(value) {
    return value || model.get("words")["any day"];
  }
  function go(index) {
    const days = model.get("days");
    const value = index >= days.length ? "" : days[index];
    said.textContent = name(value);
    range.setAttribute("aria-valuetext", name(value));
    if (value !== model.get("value")) put(model, "value", value);
  }
  function stop() {
    clearInterval(timer);
    timer = null;
    draw();
  }
  function step() {
    if (model.get("drawn") !== model.get("value")) return; // the last picture is still on its way
    const next = Number(range.value) + 1;
    if (next > model.get("days").length) return stop();
    range.value = next;
    go(next);
  }
  range.addEventListener("input", () => go(Number(range.value)));
  day.addEventListener("change", () => put(model, "value", day.value));
  play.addEventListener("click", () => {
    if (timer) return stop();
    if (Number(range.value) >= model.get("days").length) { range.value = 0; go(0); }
    timer = setInterval(step, model.get("pace"));
    draw();
  });
  function draw() {
    const words = model.get("words");
    const value = model.get("value");
    range.max = model.get("days").length;
    if (document.activeElement !== range || at(value) !== Number(range.value)) range.value = at(value);
    range.setAttribute("aria-valuetext", name(value));
    said.textContent = name(value);
    day.value = value;
    label.textContent = model.get("label");
    day.setAttribute("aria-label", `${model.get("label")} (${words["day form"]})`);
    play.textContent = timer ? `❚❚ ${words.pause}` : `▶ ${words.play}`;
  }
  model.on("msg:custom", stop); // what was chosen cannot be: nothing new will be drawn
  const end = keep(model, ["days", "value", "label", "words"], draw);
  return () => { clearInterval(timer); model.off("msg:custom", stop); end(); };
}

export default part(days);
