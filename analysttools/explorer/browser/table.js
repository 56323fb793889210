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
  let isAsked = false; // another view of the same table has its own button
  csv.addEventListener("click", () => { isAsked = true; model.send({ do: "csv" }); act(model); });
  function save(message) {
    if (message.csv === undefined || !isAsked) return;
    isAsked = false;
    const url = URL.createObjectURL(new Blob(["\ufeff", message.csv], { type: "text/csv;charset=utf-8" }));
    const link = make("a", { href: url, download: message.name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }
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
    body.replaceChildren(...model.get("rows").map((cells, place) => {
      const open = make("button", { type: "button", class: "at-open", text: cells[0] || "–" });
      const rest = cells.slice(1).map((cell) => make("td", { text: cell, dir: "auto" }));
      const row = make("tr", { "data-id": ids[place] }, make("th", { scope: "row", dir: "auto" }, open), ...rest);
      row.addEventListener("click", () => pick(model, ids[place]));
      return row;
    }));
    mark();
    more.textContent = words.more;
    more.hidden = ids.length >= model.get("total");
    csv.textContent = words.csv;
    el.querySelector(".at-scroll").setAttribute("aria-label", words.table);
  }
  function mark() {
    for (const row of body.children) {
      const isChosen = row.dataset.id === model.get("chosen");
      row.classList.toggle("at-chosen", isChosen);
      row.setAttribute("aria-current", isChosen);
    }
  }
  model.on("change:chosen", mark);
  model.on("msg:custom", save);
  const end = keep(model, ["rows", "columns", "words", "sort"], draw);
  return () => { model.off("change:chosen", mark); model.off("msg:custom", save); end(); };
}

export default part(table);
