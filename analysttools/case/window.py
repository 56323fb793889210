"""The window of a case: the days between which every date of it lies.

Belongs here: the window and what lies outside. Does not belong here: date strings (``edtf.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from analysttools.errors import Fault, row_faults

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Window(NamedTuple):
    """The first and the last day that a date of the case may have."""

    first: pd.Timestamp
    last: pd.Timestamp


# Where a case states none: a year that lost its century, or its first digit, lies outside.
WINDOW = Window(pd.Timestamp("1800-01-01"), pd.Timestamp("2199-12-31"))


def read_window(settings: Any) -> Window:
    """Read the window from the settings of a case.

    Parameters
    ----------
    settings : mapping of str to str
        ``first`` and ``last``, each a day such as 2024-08-06.

    Returns
    -------
    Window

    Raises
    ------
    ValueError
        If a name is another, a day is none or before the year 1, or the last comes before the first.

    Examples
    --------
    >>> from analysttools.case.window import read_window
    >>> read_window({"first": "1950-01-01", "last": "2030-12-31"}).last.year
    2030
    """
    if not isinstance(settings, Mapping) or set(settings) != {"first", "last"}:
        raise ValueError("the names are first and last")
    for day in settings.values():
        if not isinstance(day, str) or not _DAY.fullmatch(day):
            raise ValueError("each is a day such as 2024-08-06")
    try:
        window = Window(pd.Timestamp(settings["first"]), pd.Timestamp(settings["last"]))
    except ValueError as error:
        raise ValueError("there is no such day") from error
    if window.first.year < 1 or window.last.year < 1:
        raise ValueError("its years are 1 to 9999")
    if window.last < window.first:
        raise ValueError("the last day comes before the first")
    return window


def check_window(frames: Mapping[str, pd.DataFrame], window: Window) -> Iterator[Fault]:
    """Check that every date of every table lies in the window; open ends do.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        The typed tables of a case by name; the first column of each is its id.
    window : Window
        The days of the case.

    Yields
    ------
    Fault
        ``file`` is the name of the table.
    """
    days = f"{window.first.date()} to {window.last.date()}"
    for table, frame in frames.items():
        for column in [name for name in frame if f"{name}_earliest" in frame]:
            early, late = frame[f"{column}_earliest"], frame[f"{column}_latest"]
            yield from row_faults(
                "date-out-of-window",
                table,
                frame[(early < window.first) | (late > window.last)],
                column,
                f'"{{{column}}}" lies outside the days of this case, {days}',
                'Correct the date; or widen "window" in datapackage.json',
            )
