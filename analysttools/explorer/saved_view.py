"""A view of the explorer saved as a figure: its lines are run, and what they draw is kept.

Belongs here: from lines to files. Does not belong here: writing the lines (``front_end/code.js``), saving in
general (``figures/``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

import analysttools
from analysttools.case.loading import Case
from analysttools.explorer.selection import select
from analysttools.figures.marks import read_marks
from analysttools.figures.saving import save_figure

# How the line begins that reads the case: it is left out, for the files may not be those that are shown.
_READS_CASE = "case = at.load_case("
_KEYS = {"claims": "claim_id", "events": "event_id"}


def save_view(
    case: Case, code: str, name: str, *, title: str, folder: str | Path, lang: str = "en"
) -> list[Path]:
    r"""Run the lines of a view on a case, and save the chart that they leave as a figure.

    Parameters
    ----------
    case : Case
        The case that is shown.
    code : str
        Lines as the front end writes them; they leave the chart as ``ax``.
    name, folder, lang
        As `analysttools.figures.saving.save_figure` takes them.
    title : str
        The finding, of a chart that the lines give none.

    Returns
    -------
    list of Path
        The files that there are now.

    Raises
    ------
    ValueError
        If the lines leave no chart, or what `save_figure` raises.

    Examples
    --------
    >>> import tempfile
    >>> from analysttools import load_case
    >>> from analysttools.explorer.saved_view import save_view
    >>> code = 'claims = at.select(case, measure="killed", kind="flow")\nax = at.plot_estimates(claims)'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     files = save_view(load_case("tests/cases/strait"), code, "demo", title="One.", folder=folder)
    >>> [file.name for file in files]
    ['demo.png', 'demo.svg', 'demo.json']
    """
    names: dict[str, Any] = {"at": analysttools, "case": case}
    # not by `splitlines`, which parts a text at signs that Python reads on within
    lines = [line for line in code.split("\n") if not line.startswith(_READS_CASE)]
    exec(compile("\n".join(lines), "<the lines of this view>", "exec"), names)  # noqa: S102 (docs/decisions)
    if "ax" not in names:
        raise ValueError(
            "The lines of this view leave no chart, so that there is nothing to save. "
            "Open a view with a picture"
        )
    rows = _list_drawn(case, names, lang)
    own = names["ax"].figure.get_label()  # where a chart of this toolkit has its title
    save_figure(names["ax"], name, rows, title=None if own else title, folder=folder, lang=lang)
    return [Path(folder, f"{name}.{kind}") for kind in ("png", "svg", "json")]


def _list_drawn(case: Case, names: dict[str, Any], lang: str) -> list[pd.DataFrame]:
    """Return the rows of which the chart has marks: as the lines left them, or else of the case."""
    drawn = {one for joined in read_marks(names["ax"].figure.axes)["id"] for one in joined.split(";")}
    found = []
    for table, key in _KEYS.items():
        rows = names.get(table)
        if not isinstance(rows, pd.DataFrame) or key not in rows:
            rows = select(case, table, lang=lang)
        rows = rows[rows[key].isin(drawn)]
        if len(rows):
            found.append(rows[[key, *(column for column in rows if column != key)]])
    return found
