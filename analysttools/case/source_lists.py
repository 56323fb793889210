"""Cells that name several sources, as a number reckoned from two pages has them.

Belongs here: joining and splitting ids, publishers, addresses and days of sources. Does not belong here:
other lists of ids (``id_lists.py``).
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

SOURCE_COLUMNS = ["source_id", "publisher", "url", "published"]
# An address may hold a semicolon, and never a blank.
SEPARATORS = {"source_id": ";", "publisher": ";", "url": " ", "published": ";"}


def join_sources(column: str, cells: Iterable[object]) -> str | None:
    """Return one cell for several sources: once if it is the same of all, empty if nothing is known.

    Examples
    --------
    >>> from analysttools.case.source_lists import join_sources
    >>> join_sources("publisher", ["CNA", "KBS"]), join_sources("publisher", ["CNA", "CNA"])
    ('CNA;KBS', 'CNA')
    """
    texts = ["" if pd.isna(cell) else str(cell) for cell in cells]
    return (texts[0] if len(set(texts)) == 1 else SEPARATORS[column].join(texts)) or None if texts else None


def split_sources(where: str, row: dict[str, str]) -> list[dict[str, str]]:
    """Return one row for each source that a row names.

    Parameters
    ----------
    where : str
        The function, for the message.
    row : dict
        The cells of `SOURCE_COLUMNS`, those that are missing as empty text.

    Raises
    ------
    ValueError
        If a cell is of another number of sources than there are ids.

    Examples
    --------
    >>> from analysttools.case.source_lists import split_sources
    >>> row = {"source_id": "a;b", "publisher": "CNA", "url": "https://a https://b", "published": ""}
    >>> split_sources("save_figure", row)[1]
    {'source_id': 'b', 'publisher': 'CNA', 'url': 'https://b', 'published': ''}
    """
    ids = row["source_id"].split(";")
    if len(ids) == 1:
        return [row]
    cells = {column: row[column].split(SEPARATORS[column]) for column in SOURCE_COLUMNS}
    for column, parts in cells.items():
        if len(parts) not in (1, len(ids)):
            raise ValueError(
                f'{where}: source_id "{row["source_id"]}" names {len(ids)} sources, but its {column} names '
                f'{len(parts)}: "{row[column]}". Take them with with_names(rows, case)'
            )
    return [
        {column: parts[place if len(parts) > 1 else 0] for column, parts in cells.items()}
        for place in range(len(ids))
    ]
