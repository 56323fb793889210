// The pictures of the view; each mark is a button that chooses its claim.
function pictures({ model, el }) {
  const root = make("div", { class: "at-pictures", tabindex: 0, role: "region" });
  el.append(root);
  let turn = 0;
  let shownTurn = 0;
  let last = null;
  function say() {
    root.setAttribute("aria-label", model.get("alt"));
    for (const image of root.querySelectorAll("img")) image.alt = model.get("alt");
    root.dataset.drawn = model.get("stamp");
  }
  async function draw() {
    if (model.get("pictures") === last) { // another day, the same picture
      if (shownTurn === turn) say(); // else it is on its way, and says so when it is there
      return;
    }
    last = model.get("pictures");
    const own = ++turn;
    const shown = await Promise.all(last.map(async (one) => {
      const url = URL.createObjectURL(new Blob([one.png], { type: "image/png" }));
      const image = make("img", { src: url, width: one.width, height: one.height });
      await image.decode().catch(() => {});
      URL.revokeObjectURL(url);
      return make("div", { class: "at-picture", style: `max-width:${one.width}px` }, image, marks(one));
    }));
    if (own !== turn) return; // a later picture has come
    const focused = root.contains(document.activeElement) ? document.activeElement.dataset.id : undefined;
    root.replaceChildren(...shown);
    if (focused !== undefined) (root.querySelector(`.at-mark[data-id="${CSS.escape(focused)}"]`) || root).focus();
    shownTurn = own;
    say();
    choose();
  }
  function marks(picture) {
    const layer = make("div", { class: "at-marks", role: "group", "aria-label": model.get("words").marks });
    const seen = new Set();
    // in the order in which one reads; the smaller lies above the greater, which comes first in the list
    const spots = picture.spots.map((spot, depth) => [...spot, depth]);
    spots.sort((one, other) => one[2] + one[4] / 2 - (other[2] + other[4] / 2) || one[1] - other[1]);
    for (const [id, left, top, wide, high, depth] of spots) {
      const place = `z-index:${depth};left:${(100 * left) / picture.width}%;top:${(100 * top) / picture.height}%;` +
        `width:${(100 * wide) / picture.width}%;height:${(100 * high) / picture.height}%`;
      const name = model.get("names")[id] || id;
      layer.append(make("button", {
        type: "button", class: "at-mark", style: place, title: name, "aria-label": name, "data-id": id,
        tabindex: seen.size === 0 ? 0 : -1, "aria-hidden": seen.has(id) ? "true" : null,
        onclick: () => pick(model, id),
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
    for (const mark of root.querySelectorAll(".at-mark")) {
      const isChosen = [mark.dataset.id, ...mark.dataset.id.split(";")].includes(model.get("chosen"));
      mark.classList.toggle("at-chosen", isChosen);
      mark.setAttribute("aria-pressed", isChosen);
    }
  }
  model.on("change:chosen", choose);
  const end = keep(model, ["pictures", "stamp", "alt"], draw);
  return () => { model.off("change:chosen", choose); end(); };
}

export default part(pictures);
