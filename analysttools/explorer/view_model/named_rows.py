"""Rows of a case with their names, once in each language: what the lists of the view model are made of.

Belongs here: naming them once for all lists, and wording each different one once. Does not belong here: which
columns a list has (``rows.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from analysttools.case.loading import Case
from analysttools.explorer.selection import select
from analysttools.locales import LANGUAGES

# The same rows in the same order, by language.
NamedRows = Mapping[str, pd.DataFrame]


def name_rows(case: Case, table: str = "claims") -> NamedRows:
    """Return all claims, or all events, as `select` gives them in each language.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.view_model.named_rows import name_rows
    >>> [len(rows) for rows in name_rows(load_case("tests/cases/strait")).values()]
    [14, 14]
    """
    return {lang: select(case, table, lang=lang) for lang in LANGUAGES}


def word_rows(rows: pd.DataFrame, words: Callable[..., str | None]) -> list[str | None]:
    """Return the words of each row, from its cells (None where they are empty); of equal rows worded once.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.explorer.view_model.named_rows import word_rows
    >>> rows = pd.DataFrame({"unit": ["km2", None, "km2"], "place": ["Merrow", "Saltmill", "Merrow"]})
    >>> word_rows(rows, lambda unit, place: f"{unit or 'persons'} in {place}")
    ['km2 in Merrow', 'persons in Saltmill', 'km2 in Merrow']
    """
    columns = [own.astype(object).where(own.notna(), None).tolist() for _, own in rows.items()]
    cells = list(zip(*columns, strict=True))
    said = {cell: words(*cell) for cell in dict.fromkeys(cells)}
    return [said[cell] for cell in cells]
