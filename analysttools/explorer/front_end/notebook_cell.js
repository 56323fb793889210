// A new cell below the one in which the explorer stands: JupyterLab has no command for that which a widget may give.

// Adds a cell with some code, as a reader would: by the button of the toolbar, and by pasting. Returns whether
// there is one now.
export async function addCell(el, code) {
  const cell = el.closest(".jp-Cell");
  const panel = el.closest(".jp-NotebookPanel");
  const button = panel?.querySelector('.jp-NotebookPanel-toolbar [data-command="notebook:insert-cell-below"]');
  if (!cell || !button) return false;
  const cells = () => [...panel.querySelectorAll(".jp-Notebook .jp-Cell")];
  const known = new Set(cells());
  cell.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
  button.click();
  const editor = await waitFor(() => cells().find((one) => !known.has(one))?.querySelector(".cm-content"));
  if (!editor) return false;
  const text = new DataTransfer();
  text.setData("text/plain", code.trimEnd());
  editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: text, bubbles: true, cancelable: true }));
  return true;
}

// Waits until something is there, for two seconds at most.
async function waitFor(find) {
  for (let turn = 0; turn < 40; turn += 1) {
    const found = find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return null;
}
