// The parts of the explorer that the browser draws. Every text goes in as text, never as HTML.

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

// Says to the sentences of the same explorer that somebody did something and waits for an answer.
function act(model) {
  window.dispatchEvent(new CustomEvent("analysttools-acted", { detail: model.get("group") }));
}

function put(model, name, value) {
  model.set(name, value);
  model.save_changes();
  act(model);
}

function keep(model, names, draw) {
  for (const name of names) model.on(`change:${name}`, draw);
  draw();
  return () => names.forEach((name) => model.off(`change:${name}`, draw));
}

// One choice: words with the number of rows that each would leave.
function choice({ model, el }) {
  const summary = make("summary");
  const find = make("input", { type: "search", class: "at-find" });
  const list = make("ul", { class: "at-words" });
  const all = make("button", { type: "button", class: "at-all" });
  el.append(make("details", { class: "at-choice", open: model.get("is_open") }, summary, find, all, list));
  const boxes = new Map();
  all.addEventListener("click", () => put(model, "value", []));
  find.addEventListener("input", () => narrow());
  function narrow() {
    const wanted = find.value.toLocaleLowerCase();
    for (const { row, name } of boxes.values()) row.hidden = !name.toLocaleLowerCase().includes(wanted);
  }
  function toggle(id, isOn) {
    const others = model.get("value").filter((one) => one !== id);
    put(model, "value", isOn ? [...others, id] : others);
  }
  function draw() {
    const value = new Set(model.get("value"));
    const options = model.get("options");
    const words = model.get("words");
    for (const [id, name, count] of options) {
      if (!boxes.has(id)) {
        const box = make("input", { type: "checkbox", value: id, onchange: (event) => toggle(id, event.target.checked) });
        const label = make("span");
        const row = make("li", {}, make("label", {}, box, label));
        boxes.set(id, { box, label, row, name });
        list.append(row);
      }
      const one = boxes.get(id);
      one.name = name;
      one.label.textContent = ` ${name} (${count})`;
      one.box.checked = value.has(id);
      one.row.classList.toggle("at-none", count === "0");
    }
    const known = new Set(options.map(([id]) => id));
    for (const [id, { row }] of boxes) if (!known.has(id)) { row.remove(); boxes.delete(id); }
    const names = options.filter(([id]) => value.has(id)).map(([, name]) => name);
    summary.textContent = `${model.get("label")}: `;
    summary.append(make("b", { text: names.length ? names.join(", ") : words.all }));
    list.setAttribute("aria-label", model.get("label"));
    find.setAttribute("aria-label", words.search);
    find.placeholder = words.search;
    find.hidden = options.length < 10;
    all.textContent = words.clear;
    all.hidden = value.size === 0;
    narrow();
  }
  return keep(model, ["options", "value", "label", "words"], draw);
}

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
  const end = keep(model, ["days", "value", "label", "words"], draw);
  return () => { clearInterval(timer); end(); };
}

// The pictures of the view; each mark is a button that chooses its claim.
function pictures({ model, el }) {
  const root = make("div", { class: "at-pictures", tabindex: 0, role: "region" });
  el.append(root);
  let turn = 0;
  let last = null;
  async function draw() {
    if (model.get("pictures") === last) { // another day, the same picture
      root.dataset.drawn = model.get("stamp");
      return;
    }
    last = model.get("pictures");
    const own = ++turn;
    const shown = await Promise.all(last.map(async (one) => {
      const url = URL.createObjectURL(new Blob([one.png], { type: "image/png" }));
      const image = make("img", { src: url, alt: model.get("alt"), width: one.width, height: one.height });
      await image.decode().catch(() => {});
      URL.revokeObjectURL(url);
      return make("div", { class: "at-picture", style: `max-width:${one.width}px` }, image, marks(one));
    }));
    if (own !== turn) return; // a later picture has come
    root.setAttribute("aria-label", model.get("alt"));
    root.replaceChildren(...shown);
    root.dataset.drawn = model.get("stamp");
    choose();
  }
  function marks(picture) {
    const layer = make("div", { class: "at-marks", role: "group", "aria-label": model.get("words").marks });
    const seen = new Set();
    for (const [id, left, top, wide, high] of picture.spots) {
      const place = `left:${(100 * left) / picture.width}%;top:${(100 * top) / picture.height}%;` +
        `width:${(100 * wide) / picture.width}%;height:${(100 * high) / picture.height}%`;
      const name = model.get("names")[id] || id;
      layer.append(make("button", {
        type: "button", class: "at-mark", style: place, title: name, "aria-label": name, "data-id": id,
        tabindex: seen.size === 0 ? 0 : -1, "aria-hidden": seen.has(id) ? "true" : null,
        onclick: () => put(model, "chosen", id),
      }));
      seen.add(id);
    }
    layer.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!step) return;
      const buttons = [...layer.querySelectorAll(".at-mark:not([aria-hidden])")];
      const next = buttons[(buttons.indexOf(event.target) + step + buttons.length) % buttons.length];
      buttons.forEach((one) => { one.tabIndex = one === next ? 0 : -1; });
      next.focus();
      event.preventDefault();
    });
    return layer;
  }
  function choose() {
    for (const mark of root.querySelectorAll(".at-mark"))
      mark.classList.toggle("at-chosen", [mark.dataset.id, ...mark.dataset.id.split(";")].includes(model.get("chosen")));
  }
  model.on("change:chosen", choose);
  const end = keep(model, ["pictures", "stamp"], draw);
  return () => { model.off("change:chosen", choose); end(); };
}

// The rows behind the view.
function table({ model, el }) {
  const caption = make("caption");
  const head = make("tr");
  const body = make("tbody");
  const more = make("button", { type: "button" });
  const csv = make("button", { type: "button", class: "at-csv" });
  const grid = make("table", { class: "at-table" }, caption, make("thead", {}, head), body);
  el.append(make("div", { class: "at-scroll", tabindex: 0, role: "region" }, grid), make("div", { class: "at-bar" }, more, csv));
  more.addEventListener("click", () => put(model, "limit", model.get("limit") + 100));
  csv.addEventListener("click", () => { model.send({ do: "csv" }); act(model); });
  model.on("msg:custom", (message) => {
    if (message.csv === undefined) return;
    const url = URL.createObjectURL(new Blob(["\ufeff", message.csv], { type: "text/csv;charset=utf-8" }));
    const link = make("a", { href: url, download: message.name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  });
  function draw() {
    const words = model.get("words");
    const [by, isDown] = model.get("sort");
    const focused = head.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    caption.textContent = words.shown;
    head.replaceChildren(...model.get("columns").map(([key, label]) => {
      const arrow = key === by ? (isDown ? " ▼" : " ▲") : "";
      const sort = make("button", {
        type: "button", "data-key": key, text: label + arrow, title: words.sort.replace("{column}", label),
        onclick: () => put(model, "sort", [key, key === by ? !isDown : false]),
      });
      return make("th", { scope: "col", "aria-sort": key === by ? (isDown ? "descending" : "ascending") : "none" }, sort);
    }));
    if (focused) head.querySelector(`[data-key="${focused}"]`)?.focus();
    const ids = model.get("ids");
    const chosen = model.get("chosen");
    body.replaceChildren(...model.get("rows").map((cells, place) => {
      const open = make("button", { type: "button", class: "at-open", text: cells[0] || "–" });
      const rest = cells.slice(1).map((cell) => make("td", { text: cell, dir: "auto" }));
      const row = make("tr", { "data-id": ids[place] }, make("th", { scope: "row", dir: "auto" }, open), ...rest);
      row.classList.toggle("at-chosen", ids[place] === chosen);
      row.addEventListener("click", () => put(model, "chosen", ids[place]));
      return row;
    }));
    more.textContent = words.more;
    more.hidden = ids.length >= model.get("total");
    csv.textContent = words.csv;
    el.querySelector(".at-scroll").setAttribute("aria-label", words.table);
  }
  function mark() {
    for (const row of body.children) row.classList.toggle("at-chosen", row.dataset.id === model.get("chosen"));
  }
  model.on("change:chosen", mark);
  const end = keep(model, ["rows", "columns", "words", "sort"], draw);
  return () => { model.off("change:chosen", mark); end(); };
}

// All that is known of one claim.
function card({ model, el }) {
  const list = make("dl", { class: "at-card", tabindex: -1 });
  el.append(list);
  function draw() {
    list.replaceChildren(...model.get("lines").flatMap(([label, text, url, id]) => {
      let said = make("span", { text, dir: "auto" });
      if (/^https?:\/\//i.test(url)) said = make("a", { href: url, target: "_blank", rel: "noreferrer noopener", text });
      if (id) said = make("button", { type: "button", class: "at-go", text, "data-id": id, onclick: () => put(model, "chosen", id) });
      return [make("dt", { text: label }), make("dd", {}, said)];
    }));
  }
  return keep(model, ["lines"], draw);
}

// The lines that give the view.
function code({ model, el }) {
  const copy = make("button", { type: "button", class: "at-copy" });
  const said = make("span", { role: "status" });
  const text = make("pre", { class: "at-code", tabindex: 0 });
  el.append(make("div", { class: "at-bar" }, copy, said), text);
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(model.get("text"));
    } catch {
      const selection = window.getSelection();
      selection.selectAllChildren(text);
      document.execCommand("copy");
    }
    said.textContent = model.get("words").copied;
  });
  function draw() {
    text.textContent = model.get("text");
    said.textContent = "";
    copy.textContent = model.get("words").copy;
    text.setAttribute("aria-label", model.get("words").code);
  }
  return keep(model, ["text", "words"], draw);
}

// What there is to say; and whether there still is a kernel to say it.
function sentences({ model, el }) {
  const list = make("ul", { class: "at-sentences", role: "status", "aria-live": "polite" });
  const closed = make("p", { class: "at-closed", role: "alert", hidden: true });
  el.append(closed, list);
  let timer = null;
  function isGone(gone) {
    closed.hidden = !gone;
    closed.textContent = gone ? model.get("closed") : "";
  }
  function wait(event) {
    if (event.detail !== model.get("group")) return;
    clearTimeout(timer);
    const asked = model.get("answer");
    timer = setTimeout(() => { if (model.get("answer") === asked) isGone(true); }, model.get("patience"));
  }
  function answered() {
    clearTimeout(timer);
    isGone(false);
  }
  function draw() {
    list.replaceChildren(...model.get("lines").map(([text, kind, undo, label]) => {
      const line = make("li", { class: `at-${kind}`, dir: "auto" }, make("span", { text }));
      if (undo) line.append(" ", make("button", { type: "button", class: "at-undo", text: label, onclick: () => { model.send({ do: "undo", what: undo }); act(model); } }));
      return line;
    }));
  }
  const kernel = model.widget_manager?.kernel;
  const dead = ["dead", "terminating", "restarting", "autorestarting"];
  const told = (_, status) => { if (dead.includes(status)) isGone(true); };
  const ended = () => isGone(true);
  kernel?.statusChanged?.connect(told);
  kernel?.disposed?.connect(ended);
  const lost = () => { if (model.comm_live === false) isGone(true); };
  model.on("comm_live_update", lost);
  window.addEventListener("analysttools-acted", wait);
  model.on("change:answer", answered);
  model.send({ do: "shown" });
  const fade = () => list.classList.toggle("at-late", model.get("is_late"));
  model.on("change:is_late", fade);
  const end = keep(model, ["lines"], draw);
  return () => {
    clearTimeout(timer);
    model.off("change:is_late", fade);
    kernel?.statusChanged?.disconnect(told);
    kernel?.disposed?.disconnect(ended);
    model.off("comm_live_update", lost);
    window.removeEventListener("analysttools-acted", wait);
    model.off("change:answer", answered);
    end();
  };
}

const PARTS = { choice, days, pictures, table, card, code, sentences };

// JupyterLab takes arrow keys and letters for its own, unless what has the focus says that they are not.
function keepKeys(el, tries = 50) {
  const whole = el.closest(".at-explorer");
  if (!whole && tries) return setTimeout(() => keepKeys(el, tries - 1), 100);
  if (!whole || whole.dataset.keepsKeys) return;
  whole.dataset.keepsKeys = "true";
  whole.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
}

function render({ model, el }) {
  keepKeys(el);
  return PARTS[model.get("part")]({ model, el });
}

export default { render };
