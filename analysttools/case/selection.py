"""Choosing rows by their columns, so that an empty choice says what emptied it.

Belongs here: filters on frames. Does not belong here: what the rows mean.
"""

from __future__ import annotations

import contextlib
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import pandas as pd

from analysttools.arguments import ArgumentError, checked, describe_value
from analysttools.columns import WrongColumnError, as_days, holds_days, require_plain
from analysttools.errors import describe_list, did_you_mean, quoted


@checked()
def choose(rows: pd.DataFrame, **wanted: Any) -> pd.DataFrame:
    """Return the rows whose columns hold what is wanted, or say which column left none.

    Parameters
    ----------
    rows : DataFrame
        One row a claim, an event, or whatever it is.
    **wanted
        A column of `rows`, and what it is to hold: a value, several of which one must hold (a list, a
        set), or None for empty cells. The filters are applied in the order in which they are written.

    Returns
    -------
    DataFrame
        The rows that pass every filter, in their order; at least one.

    Raises
    ------
    ValueError
        If there is no row to begin with, no such column, or a filter leaves no row:
        which, of how many rows, and what the column holds there.

    Examples
    --------
    >>> from analysttools import choose, load_case
    >>> claims = load_case("tests/cases/strait").claims
    >>> len(choose(claims, measure="killed", kind="flow", derived_from=None)) < len(claims)
    True
    >>> choose(claims, measure="killed", place_id="saltmill")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    ValueError: choose: place_id="saltmill" leaves none of the 7 rows that measure="killed" had left...
    """
    require_plain("choose", rows)
    strange = [column for column in wanted if column not in rows]
    if strange:
        raise ValueError(
            f"choose: there is no column {describe_list(strange)}. "
            f"{did_you_mean(strange[0], map(str, rows.columns))}"
            f"There are: {', '.join(map(str, rows.columns))}"
        )
    if rows.empty:
        raise ValueError(
            "choose: there is no row to choose from (0 rows given). Look at what made the frame: a filter "
            "before this one left nothing"
        )
    kept, before = rows, ""
    for column, value in wanted.items():
        _require_values(column, value)
        fitting = kept[_holds(kept[column], value)]
        if fitting.empty:
            raise ValueError(_describe_emptied(kept, column, value, before))
        kept, before = fitting, f" that {_format_filter(column, value)} had left"
    return kept


def _require_values(column: str, value: Any) -> None:
    """Raise if no cell can hold what is wanted."""
    if not all(isinstance(one, Hashable) for one in (value if _is_several(value) else [value])):
        raise ArgumentError(
            f"choose: {column} is {describe_value(value)}, but must be a value, a list of values, or None "
            "for empty cells"
        )


def _holds(cells: pd.Series, value: Any) -> pd.Series:
    if value is None:
        return cells.isna()
    wanted = list(value) if _is_several(value) else [value]
    if pd.api.types.is_datetime64_any_dtype(cells) or holds_days(str(cells.name)):
        with contextlib.suppress(WrongColumnError):  # days may be written as text, here and there
            return as_days(cells).isin(as_days(pd.Series(wanted, dtype=object)))
    return cells.isin(wanted)


def _is_several(value: Any) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)


def _format_filter(column: str, value: Any) -> str:
    if isinstance(value, str):
        return f"{column}={quoted(value)}"
    return f"{column}=[{describe_list(value)}]" if _is_several(value) else f"{column}={value}"


def _describe_emptied(rows: pd.DataFrame, column: str, value: Any, before: str) -> str:
    """Return which filter left nothing, and what there was to choose from."""
    held = rows[column].dropna().value_counts().index.astype(str)
    there = f"{', '.join(held[:8])}{' ...' if len(held) > 8 else ''}" if len(held) else "nothing"
    return (
        f"choose: {_format_filter(column, value)} leaves none of the {len(rows)} rows{before}. There "
        f"{column} holds: {there}. Choose one of these, or leave the filter out"
    )
