"""Which figures, under which headings, show rows that changed, or others of the same thing.

Belongs here: holding changes against the records of figures. Does not belong here: what changed
(``claims/case_changes.py``), whether a figure is out of step (``figures/verification.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from analysttools.figures.gallery import list_records
from analysttools.figures.records import read_record
from analysttools.figures.things_shown import list_things_shown
from analysttools.notebooks.document import find_heading, read_cells

_KEYS = ("claim_id", "event_id", "source_id", "claimant_id")
_COLUMNS = ["figure", "notebook", "heading", "shown", "beside"]


def find_touched(changes: pd.DataFrame, figures: str | Path) -> pd.DataFrame:
    """Find the figures that show rows that changed, or that could show rows that were added.

    Parameters
    ----------
    changes : DataFrame
        As `diff_cases` returns them.
    figures : str or path
        The folder of figures, with the notebooks in ``notebooks`` beside it.

    Returns
    -------
    DataFrame
        One row a figure, in their order: ``figure``, ``notebook``, ``heading`` (the one above the cell that
        saves it; empty if that is not found), ``shown`` (ids of rows that it shows and that changed,
        separated by ``;``) and ``beside`` (ids of claims that were added and are of a thing that it shows).
        Figures whose record cannot be read are passed over: `verify_figures` tells them.
    """
    figures = Path(figures)
    changed = set(changes.loc[changes["change"].ne("added"), "id"]) | set(
        changes.loc[changes["change"].eq("renamed"), "was"]
    )
    is_new = changes["table"].eq("claims") & changes["change"].eq("added")
    added = changes.loc[is_new].groupby("thing")["id"].apply(list).to_dict()
    rows = []
    for record in _records(figures):
        shown = [one for one in _ids(record) if one in changed]
        beside = [one for thing in list_things_shown(record) for one in added.get(thing, ())]
        if shown or beside:
            heading = _find_heading(
                figures.parent / "notebooks" / f"{record['notebook']}.ipynb", record["figure"]
            )
            found = [record["figure"], record["notebook"], heading, ";".join(shown), ";".join(beside)]
            rows.append(dict(zip(_COLUMNS, found, strict=True)))
    return pd.DataFrame(rows, columns=_COLUMNS)


def _records(figures: Path) -> Iterator[dict[str, Any]]:
    for path in list_records(figures):
        try:
            yield read_record(path)
        except ValueError:
            continue


def _ids(record: dict[str, Any]) -> list[str]:
    """Return the ids of the rows that a figure shows, and of the sources and claimants behind them."""
    found = {
        str(row[key]): None for row in [*record["rows"], *record["credits"]] for key in _KEYS if row.get(key)
    }
    return list(found)


def _find_heading(notebook: Path, figure: str) -> str:
    """Return the heading above the cell that saves a figure."""
    try:
        cells = read_cells(notebook.read_bytes())
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    texts: list[str] = []
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            texts.append(source)
        elif f'"{figure}"' in source:
            return find_heading(texts)
    return ""
