// The explorer in a notebook: an anywidget, whose kernel saves figures and knows what is shown.

import { startExplorer } from "./app.js";
import { html } from "./dom.js";
import { addCell } from "./notebook_cell.js";

// Milliseconds after which a kernel that has not answered is taken for gone.
const PATIENCE_MS = 60_000;

export default {
  async render({ model, el }) {
    const root = html("div", { "data-lm-suppress-shortcuts": "true" });
    el.append(root);
    keepKeys(root);
    const given = JSON.parse(await unpackText(model.get("packed")));
    const say = (key) => model.get("words")[model.get("state").lang ?? "en"][key];
    const kernel = openKernel(model, say);
    startExplorer(root, given, {
      start: model.get("state"),
      keepsHash: false,
      saveFigure: (code, name, title) => kernel.ask({ do: "save", code, name, title }),
      insertCode: async (code) => {
        if (!(await addCell(el, code))) throw new Error(say("no cell"));
      },
      tell: (state, code = "") => {
        model.set("state", state);
        model.set("lines", code);
        model.save_changes();
      },
    });
    return () => {
      kernel.close();
      el.replaceChildren();
    };
  },
};

// Returns the text of a buffer that Python compressed.
async function unpackText(buffer) {
  const stream = new Blob([buffer]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

// Asks the kernel, and gives its answer; of one that does not answer, a sentence.
function openKernel(model, say) {
  const waiting = new Map();
  const answer = (message) => {
    waiting.get(message?.id)?.(message.text);
    waiting.delete(message?.id);
  };
  model.on("msg:custom", answer);
  return {
    ask: (request) =>
      new Promise((resolve) => {
        const id = `${Date.now()}-${Math.random()}`;
        const end = setTimeout(() => answer({ id, text: say("silent") }), model.get("patience") ?? PATIENCE_MS);
        waiting.set(id, (text) => {
          clearTimeout(end);
          resolve(text);
        });
        try {
          model.send({ ...request, id });
        } catch {
          answer({ id, text: say("silent") });
        }
      }),
    close: () => {
      model.off("msg:custom", answer);
      [...waiting.keys()].forEach((id) => answer({ id, text: say("silent") }));
    },
  };
}

// JupyterLab takes letters and arrow keys for its own, unless what has the focus says that they are not.
function keepKeys(root) {
  root.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
}
