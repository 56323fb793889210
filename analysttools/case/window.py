"""The two windows of a case: the days between which its dates lie, the degrees between which its map does.

Belongs here: what each window is, how it is read and what lies outside. Does not belong here: date strings
(``edtf.py``); what a map shows of its window (``charts/front_map/``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from analysttools.errors import Fault, row_faults, rows_where

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class DayWindow(NamedTuple):
    """The first and the last day that a date of the case may have."""

    first: pd.Timestamp
    last: pd.Timestamp


# West, south, east and north.
DegreeWindow = tuple[float, float, float, float]
EARTH: DegreeWindow = (-180.0, -90.0, 180.0, 90.0)
# Where a case states no days: a year that lost its century, or its first digit, lies outside.
WIDEST_DAYS = DayWindow(pd.Timestamp("1800-01-01"), pd.Timestamp("2199-12-31"))


def read_day_window(settings: Any) -> DayWindow:
    """Read the window from the settings of a case.

    Parameters
    ----------
    settings : mapping of str to str
        ``first`` and ``last``, each a day such as 2024-08-06.

    Returns
    -------
    DayWindow

    Raises
    ------
    ValueError
        If a name is another, a day is none or before the year 1, or the last comes before the first.

    Examples
    --------
    >>> from analysttools.case.window import read_day_window
    >>> read_day_window({"first": "1950-01-01", "last": "2030-12-31"}).last.year
    2030
    """
    if not isinstance(settings, Mapping) or set(settings) != {"first", "last"}:
        raise ValueError("the names are first and last")
    for day in settings.values():
        if not isinstance(day, str) or not _DAY.fullmatch(day):
            raise ValueError("each is a day such as 2024-08-06")
    try:
        window = DayWindow(pd.Timestamp(settings["first"]), pd.Timestamp(settings["last"]))
    except ValueError as error:
        raise ValueError("there is no such day") from error
    if window.first.year < 1 or window.last.year < 1:
        raise ValueError("its years are 1 to 9999")
    if window.last < window.first:
        raise ValueError("the last day comes before the first")
    return window


def check_day_window(frames: Mapping[str, pd.DataFrame], window: DayWindow) -> Iterator[Fault]:
    """Check that every date of every table lies in the window; an open end does, and the other end must.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        The typed tables of a case by name; the first column of each is its id.
    window : DayWindow
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
            is_before = (early < window.first) | (late < window.first)
            is_after = (early > window.last) | (late > window.last)
            yield from row_faults(
                "date-out-of-window",
                table,
                rows_where(frame, is_before | is_after),
                column,
                f'"{{{column}}}" lies outside the days of this case, {days}',
                'Correct the date; or widen "window" in datapackage.json',
            )


def read_degree_window(window: Any) -> DegreeWindow:
    """Read the window of a map from the settings of a case.

    Parameters
    ----------
    window : list of float
        West, south, east, north in degrees.

    Returns
    -------
    tuple of float

    Raises
    ------
    ValueError
        If it is not four numbers in this order, or goes beyond the earth.

    Examples
    --------
    >>> from analysttools.case.window import read_degree_window
    >>> read_degree_window([7, 46, 8, 47])
    (7.0, 46.0, 8.0, 47.0)
    """
    is_four = isinstance(window, list) and len(window) == 4
    if not is_four or not all(isinstance(one, int | float) and not isinstance(one, bool) for one in window):
        raise ValueError("window is four numbers: west, south, east, north in degrees")
    if not is_degree_window(window):  # as they are: a whole number of JSON may be too large for a float
        raise ValueError("window is west, south, east, north in degrees, in this order")
    west, south, east, north = map(float, window)
    return west, south, east, north


def is_degree_window(window: Iterable[float], *, pole: float = 90) -> bool:
    """Return whether four numbers are west, south, east and north in degrees.

    Parameters
    ----------
    window : iterable of float
    pole : float
        The latitude that it may reach.

    Examples
    --------
    >>> from analysttools.case.window import is_degree_window
    >>> is_degree_window((22, 44, 41, 53)), is_degree_window((41, 44, 22, 53))
    (True, False)
    """
    west, south, east, north = window
    return -180 <= west < east <= 180 and -pole <= south < north <= pole


def require_degree_window(
    window: Iterable[float], function: str, example: DegreeWindow, *, pole: float = 90
) -> None:
    """Check that a window given to a function is west, south, east and north in degrees.

    Raises
    ------
    ValueError
        Naming the function, with an example of what to give.

    Examples
    --------
    >>> from analysttools.case.window import require_degree_window
    >>> require_degree_window((7, 46, 8, 47), "plot_front_map", (36.6, 47.7, 37.7, 48.5))
    """
    if not is_degree_window(window, pole=pole):
        raise ValueError(
            f"{function}: the window {tuple(window)} is none. It is west, south, east, north in degrees, "
            f"such as {example}"
        )


def format_degrees(window: Iterable[float]) -> str:
    """Return between which degrees a window lies.

    Examples
    --------
    >>> from analysttools.case.window import format_degrees
    >>> format_degrees((22, 44, 41, 53.5))
    '22 to 41 E, 44 to 53.5 N'
    """
    west, south, east, north = window
    return f"{west:g} to {east:g} E, {south:g} to {north:g} N"


def is_within(inner: Iterable[float], outer: Iterable[float]) -> bool:
    """Return whether a window lies within another.

    Examples
    --------
    >>> from analysttools.case.window import EARTH, is_within
    >>> is_within((22, 44, 41, 53), EARTH), is_within(EARTH, (22, 44, 41, 53))
    (True, False)
    """
    west, south, east, north = outer
    left, bottom, right, top = inner
    return west <= left and south <= bottom and right <= east and top <= north


def exchange_degrees(window: Iterable[float]) -> DegreeWindow:
    """Return the window that longitude and latitude make when they are exchanged.

    Examples
    --------
    >>> from analysttools.case.window import exchange_degrees
    >>> exchange_degrees((48, 36, 49, 37))
    (36, 48, 37, 49)
    """
    west, south, east, north = window
    return south, west, north, east
