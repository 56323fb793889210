// What there is to say; and whether there still is a kernel to say it.
function sentences({ model, el }) {
  const list = make("ul", { class: "at-sentences", tabindex: -1, role: "status", "aria-live": "polite" });
  const closed = make("p", { class: "at-closed", role: "alert", hidden: true });
  el.append(closed, list);
  let timer = null;
  function isGone(gone) {
    closed.hidden = !gone || !model.get("closed");
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
    const wasWithin = list.contains(document.activeElement);
    list.replaceChildren(...model.get("lines").map(([text, kind, undo, label]) => {
      const line = make("li", { class: `at-${kind}`, dir: "auto" }, make("span", { text }));
      if (undo) line.append(" ", make("button", { type: "button", class: "at-undo", text: label, onclick: () => { model.send({ do: "undo", what: undo }); act(model); } }));
      return line;
    }));
    if (wasWithin) list.focus(); // the button that was pressed is gone
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
  const fade = () => list.classList.toggle("at-late", model.get("is_late"));
  model.on("change:is_late", fade);
  const speak = () => { if (model.get("group")) (el.closest(".at-explorer") || el).lang = model.get("lang"); };
  model.on("change:lang", speak);
  setTimeout(speak); // once it is in its place
  const end = keep(model, ["lines"], draw);
  let isShown = false;
  function tell(now) {
    if (isShown === now) return;
    isShown = now;
    try {
      model.send({ do: now ? "shown" : "hidden" });
    } catch { // a kernel that is gone need not know
    }
  }
  const leave = () => tell(false);
  const come = () => tell(true);
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", come);
  come();
  return () => {
    clearTimeout(timer);
    leave();
    window.removeEventListener("pagehide", leave);
    window.removeEventListener("pageshow", come);
    model.off("change:is_late", fade);
    model.off("change:lang", speak);
    kernel?.statusChanged?.disconnect(told);
    kernel?.disposed?.disconnect(ended);
    model.off("comm_live_update", lost);
    window.removeEventListener("analysttools-acted", wait);
    model.off("change:answer", answered);
    end();
  };
}

export default part(sentences);
