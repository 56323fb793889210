// All that is known of one claim.
function card({ model, el }) {
  const list = make("dl", { class: "at-card", tabindex: -1 });
  el.append(list);
  function draw() {
    const wasWithin = list.contains(document.activeElement);
    list.replaceChildren(...model.get("lines").flatMap(([label, text, url, id]) => {
      let said = make("span", { text, dir: "auto" });
      if (/^https?:\/\//i.test(url)) said = make("a", { href: url, target: "_blank", rel: "noreferrer noopener", text });
      if (id) said = make("button", { type: "button", class: "at-go", text, "data-id": id, onclick: () => put(model, "chosen", id) });
      return [make("dt", { text: label }), make("dd", {}, said)];
    }));
    if (wasWithin) list.focus(); // the link that was followed is gone
    // what a mark or a row opened is seen; on a change of the day nothing moves
    if (document.activeElement?.closest(".at-mark, .at-table")) {
      requestAnimationFrame(() => list.scrollIntoView({ block: "nearest" }));
    }
  }
  return keep(model, ["lines"], draw);
}

export default part(card);
