// Elements of the page. Every text goes in as text, never as HTML.

const SVG = "http://www.w3.org/2000/svg";

// Makes an HTML element: attributes, `class`, `on...` listeners, children that are elements or texts.
export function html(tag, attributes = {}, ...children) {
  return fillElement(document.createElement(tag), attributes, children);
}

// Makes an SVG element.
export function svg(tag, attributes = {}, ...children) {
  return fillElement(document.createElementNS(SVG, tag), attributes, children);
}

function fillElement(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// Makes a link to an address of the web; what is none stays text.
export function linkTo(url, text = url) {
  if (!/^https?:\/\//i.test(url)) return html("span", {}, text);
  return html("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text);
}
