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

export default part(code);
