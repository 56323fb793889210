// A new cell below the one in which the explorer stands: JupyterLab has no command for that which a widget may give.

const INSERT = '.jp-NotebookPanel-toolbar jp-button[data-command="notebook:insert-cell-below"]';

// Adds a cell with some code, as a reader would: by the button of the toolbar, and by pasting. Returns whether
// there is one now.
export async function addCell(el, code) {
  const panel = el.closest(".jp-NotebookPanel");
  const button = panel?.querySelector(INSERT);
  if (!button) return false;
  const cells = () => [...panel.querySelectorAll(".jp-Notebook .jp-Cell")];
  const known = new Set(cells());
  const findEditor = () => cells().find((one) => !known.has(one))?.querySelector(".cm-content");
  // the button acts when it is pressed, that of older versions when it is clicked
  button.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, cancelable: true, button: 0 }));
  let editor = await waitFor(findEditor, 1000);
  if (!editor) {
    button.click();
    editor = await waitFor(findEditor, 1000);
  }
  if (!editor) return false;
  const text = new DataTransfer();
  text.setData("text/plain", code.trimEnd());
  editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: text, bubbles: true, cancelable: true }));
  return true;
}

// Waits until something is there, for some milliseconds at most.
async function waitFor(find, most) {
  for (let spent = 0; spent < most; spent += 50) {
    const found = find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return null;
}
