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

// Sets what was chosen; what is chosen already asks nothing of the kernel, and waits for no answer.
function put(model, name, value) {
  if (JSON.stringify(model.get(name)) === JSON.stringify(value)) return;
  model.set(name, value);
  model.save_changes();
  act(model);
}

// Chooses a claim; one that is chosen already has its card opened again.
function pick(model, id) {
  if (model.get("chosen") === id) model.send({ do: "open" });
  put(model, "chosen", id);
}

function keep(model, names, draw) {
  for (const name of names) model.on(`change:${name}`, draw);
  draw();
  return () => names.forEach((name) => model.off(`change:${name}`, draw));
}

// JupyterLab takes arrow keys and letters for its own, unless what has the focus says that they are not.
function keepKeys(el, tries = 50) {
  const whole = el.closest(".at-explorer");
  if (!whole && tries) return setTimeout(() => keepKeys(el, tries - 1), 100);
  if (!whole || whole.dataset.keepsKeys) return;
  whole.dataset.keepsKeys = "true";
  whole.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
}

// What a part of the explorer gives to the browser.
function part(draw) {
  return {
    render({ model, el }) {
      keepKeys(el);
      return draw({ model, el });
    },
  };
}
