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
      }
      const one = boxes.get(id);
      one.name = name;
      one.label.textContent = ` ${name} (${count})`;
      one.box.checked = value.has(id);
      one.row.classList.toggle("at-none", count === "0");
    }
    const known = new Set(options.map(([id]) => id));
    for (const [id, { row }] of boxes) if (!known.has(id)) { row.remove(); boxes.delete(id); }
    const rows = options.map(([id]) => boxes.get(id).row);
    if (rows.some((row, place) => row !== list.children[place])) { // moving a row takes the focus off it
      const focused = list.contains(document.activeElement) ? document.activeElement : null;
      list.replaceChildren(...rows);
      focused?.focus();
    }
    const names = options.filter(([id]) => value.has(id)).map(([, name]) => name);
    summary.textContent = model.get("label") + words.colon;
    summary.append(make("b", { text: names.length ? names.join(", ") : words.all }));
    list.setAttribute("aria-label", model.get("label"));
    find.setAttribute("aria-label", words.search);
    find.placeholder = words.search;
    find.hidden = options.length < 10 && !find.value;
    all.textContent = words.clear;
    all.hidden = value.size === 0;
    narrow();
  }
  return keep(model, ["options", "value", "label", "words"], draw);
}

export default part(choice);
