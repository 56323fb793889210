"""Rows of a case with their names, once in each language: what the lists of the view model are made of.

Belongs here: naming them once for all lists. Does not belong here: which columns a list has (``rows.py``).
"""

from __future__ import annotations

from collections.abc import Mapping

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
    [13, 13]
    """
    return {lang: select(case, table, lang=lang) for lang in LANGUAGES}
