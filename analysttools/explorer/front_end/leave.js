// Leaving with what is shown: lines for a notebook, a table, a picture, a link; with a kernel a saved figure.

import { html } from "./dom.js";
import { drawPng, framePicture, giveFile, writeCsv, writeSvg } from "./export.js";

// So many publishers are named below a picture.
const MOST_PUBLISHERS = 6;

// Draws the buttons and the lines. `shown` is what is shown: its code, rows, picture, title, foot and file name.
export function drawLeave({ shown, t, host, say, isOpen, toggle }) {
  const button = (key, act, isThere = true) => (isThere ? html("button", { "data-key": `leave-${key}`, onclick: () => attempt(act, say, t) }, t(`leave ${key}`)) : null);
  const { code, rows, picture, title, foot, name } = shown;
  const framed = () => framePicture(picture, title, foot);
  const buttons = [
    html("button", { "data-key": "leave-code", "aria-expanded": isOpen ? "true" : "false", disabled: !code, onclick: toggle }, t("leave code")),
    button("csv", () => giveFile(`${name}.csv`, writeCsv(rows, t.lang), "text/csv;charset=utf-8"), rows.length > 0),
    button("svg", () => giveFile(`${name}.svg`, writeSvg(framed()), "image/svg+xml"), picture),
    button("png", async () => giveFile(`${name}.png`, await drawPng(framed()), "image/png"), picture),
    button("link", async () => say(t(await copyText(location.href) ? "link copied" : "link is", { link: location.href })), host.keepsHash),
    button("print", () => window.print(), host.keepsHash),
  ];
  const lines = isOpen && code ? [drawLines({ code, t, host, say, name, title, picture })] : [];
  return html("section", { class: "at-leave", "aria-label": t("leave") }, html("div", { class: "at-buttons" }, ...buttons), ...lines);
}

function drawLines({ code, t, host, say, name, title, picture }) {
  const copy = html("button", { "data-key": "copy-code", onclick: () => attempt(async () => say(t((await copyText(code)) ? "code copied" : "copy yourself")), say, t) }, t("copy code"));
  const insert = host.insertCode ? html("button", { "data-key": "insert-code", onclick: () => attempt(async () => (await host.insertCode(code), say(t("code inserted"))), say, t) }, t("insert code")) : null;
  const field = html("input", { type: "text", value: name, "data-key": "figure-name" });
  const save = host.saveFigure && picture ? html("span", {}, html("label", {}, `${t("figure name")} `, field), html("button", { "data-key": "save-figure", onclick: () => attempt(async () => say(t("figure saved", { files: await host.saveFigure(code, field.value, title) })), say, t) }, t("save figure"))) : null;
  return html("div", { class: "at-code" }, html("pre", { tabindex: 0, role: "region", "aria-label": t("leave code") }, code), html("div", { class: "at-buttons" }, copy, insert, save));
}

// Does what was asked; what cannot be done is said.
async function attempt(act, say, t) {
  try {
    await act();
  } catch (error) {
    say(t("not done", { reason: error?.message ?? String(error) }));
  }
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = html("textarea", { class: "at-unseen" });
    field.value = text;
    document.body.append(field);
    field.select();
    const isCopied = document.execCommand("copy");
    field.remove();
    return isCopied;
  }
}

// Returns the lines below a picture: who published, and the last day on which something was said.
export function writeFoot(rows, state, t) {
  const publishers = [...new Set(rows.flatMap((row) => (row.publisher ?? "").split(";")).map((one) => one.trim()).filter(Boolean))];
  const others = publishers.length - MOST_PUBLISHERS;
  const names = publishers.slice(0, MOST_PUBLISHERS).join(", ") + (others > 0 ? t("and others", { count: t.number(others) }) : "");
  const day = state.day ?? rows.map((row) => row.known).filter(Boolean).sort().at(-1);
  return [publishers.length ? t("sources", { names }) : "", day ? t("as of", { day: t.day(day) }) : ""].filter(Boolean);
}

// Returns a name that a file may have everywhere.
export function nameFile(text) {
  return text.replace(/[^A-Za-z0-9.+-]+/g, "-").slice(0, 120);
}
