// The explorer in a notebook: an anywidget, whose kernel saves figures and knows what is shown.

import { startExplorer } from "./app.js";
import { html } from "./dom.js";
import { addCell } from "./notebook_cell.js";
import { unpackText } from "./unpack.js";

// Milliseconds after which a kernel that has not answered is taken for gone.
const PATIENCE_MS = 60_000;
// The kernel is told what is shown so often at most: of a slider that plays, the last day.
const TELL_MS = 100;

export default {
  async render({ model, el }) {
    const root = html("div");
    el.append(root);
    const given = JSON.parse(await unpackText(model.get("packed")));
    const say = (key) => model.get("words")[model.get("state").lang ?? "en"][key];
    const kernel = openKernel(model, say);
    const explorer = startExplorer(root, given, {
      start: model.get("state"),
      keepsHash: false,
      saveFigure: kernel.save,
      insertCode: async (code) => {
        if (!(await addCell(el, code))) throw new Error(say("no cell"));
      },
      tell: (state, lines) => {
        model.set("state", state);
        kernel.tell(state, lines);
      },
    });
    return () => {
      explorer?.end();
      kernel.close();
      root.remove();
    };
  },
};

// Tells the kernel what is shown, and asks it to save figures: gives the files, or throws with what is wrong, also
// of a kernel that does not answer. Messages are sent, and no traits kept in step: without a kernel these complain.
function openKernel(model, say) {
  const waiting = new Map();
  let shown = null;
  let telling = null;
  const answer = ({ id, files, fault }) => {
    const one = waiting.get(id);
    if (!one) return;
    waiting.delete(id);
    clearTimeout(one.end);
    if (fault === undefined) one.resolve(files);
    else one.reject(new Error(fault));
  };
  const send = (message) => {
    try {
      model.send(message);
      return true;
    } catch {
      return false;
    }
  };
  const giveUp = (id) => answer({ id, fault: say("silent") });
  model.on("msg:custom", answer);
  return {
    tell: (state, lines) => {
      shown = { do: "tell", state, lines };
      telling ??= setTimeout(() => {
        telling = null;
        send(shown);
      }, TELL_MS);
    },
    save: (code, name, title) =>
      new Promise((resolve, reject) => {
        const id = `${Date.now()}-${Math.random()}`;
        waiting.set(id, { resolve, reject, end: setTimeout(() => giveUp(id), model.get("patience") ?? PATIENCE_MS) });
        if (!send({ do: "save", id, code, name, title })) giveUp(id);
      }),
    close: () => {
      clearTimeout(telling);
      model.off("msg:custom", answer);
      [...waiting.keys()].forEach(giveUp);
    },
  };
}
