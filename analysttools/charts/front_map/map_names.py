"""The words of the map, and of what was measured on a map of control, in English and French."""

from __future__ import annotations

import pandas as pd

from analysttools.locales import read_texts

WORDS = read_texts("charts.front_map")


def stated(rows: pd.DataFrame, column: str) -> str:
    """Return what rows state of their map of control (``with_names``), or nothing.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.charts.front_map.map_names import stated
    >>> rows = pd.DataFrame({"map_name": [None, "Atlas"]})
    >>> stated(rows, "map_name"), stated(rows, "map_credit")
    ('Atlas', '')
    """
    known = rows[column].dropna() if column in rows else pd.Series(dtype=object)
    return str(known.iloc[0]) if len(known) else ""


def require_one_map(rows: pd.DataFrame, function: str) -> None:
    """Raise if rows were measured on several maps of control: each shows ground of its own.

    Raises
    ------
    ValueError
        With the maps, and how to choose one.
    """
    maps = rows["source_id"].dropna().unique() if "source_id" in rows else []
    if len(maps) > 1:
        raise ValueError(
            f"{function}: the rows were measured on {len(maps)} maps of control ({', '.join(maps)}), and "
            f'each shows ground of its own. Choose one: choose(rows, source_id="{maps[0]}")'
        )


def format_map_name(rows: pd.DataFrame, lang: str) -> str:
    """Name the map of control on which rows were measured."""
    return stated(rows, "map_name") or WORDS[lang]["map"]


def format_holder(rows: pd.DataFrame, lang: str) -> str:
    """Return who holds the ground that the map shows, as it stands after "by" and "par"."""
    return stated(rows, "map_held_by") or WORDS[lang]["holder"]
