// Keeps keys that are pressed in the form from JupyterLab, which would take letters for commands: in a list or on a
// button "m" would turn the cell into text, and the form would be gone.

export default {
  render({ el }) {
    const keep = ({ target }) => {
      if (target.closest?.(".at-claim-form")) target.setAttribute("data-lm-suppress-shortcuts", "true");
    };
    document.addEventListener("focusin", keep);
    el.hidden = true;
    return () => document.removeEventListener("focusin", keep);
  },
};
