"""How dates are written in a column: day first or month first, found only where the column leaves no doubt.

Belongs here: from the dates of a column to EDTF. Does not belong here: dates of one format
(``cell_columns.py``).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from analysttools.edtf import EdtfError, read_date
from analysttools.exchange.cell_columns import read_day

_PARTS = re.compile(
    r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?:[ T]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?", re.ASCII
)
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}), ?(\d{4})", re.ASCII)
# What spreadsheets make of a year (1900 to 2099) that stands in a cell for dates.
_YEAR_AS_DAY = (datetime.date(1905, 3, 14), datetime.date(1905, 9, 29))


class DateForm(NamedTuple):
    """The order of a column, as `settings.DATE_ORDERS` has it; empty where no date needs one."""

    order: str = ""

    def __str__(self) -> str:
        """Return the order in words."""
        return self.order or "year first, or in words"


class DateFormError(ValueError):
    """A column whose dates can be read in two ways, or in none."""


def find_form(texts: Iterable[str], stated: str = "") -> DateForm:
    """Find in which order the dates of a column stand.

    Parameters
    ----------
    texts : iterable of str
        The cells; those that are no dates are passed over.
    stated : str, optional
        The order, where the user says it.

    Returns
    -------
    DateForm

    Raises
    ------
    DateFormError
        If every date can be read in both orders, or each order is excluded by one of them.

    Examples
    --------
    >>> from analysttools.exchange.date_forms import find_form
    >>> print(find_form(["03.04.2024", "14.04.2024"]), "|", find_form(["3/4/2024", "4/14/2024"]))
    day first | month first
    """
    if stated:
        return DateForm(stated)
    day_first, month_first, either = "", "", ""
    for text in texts:
        found = _PARTS.fullmatch(text.strip())
        if not found or len(found[1]) > 2:
            continue
        first, second = int(found[1]), int(found[3])
        if first > 12:
            day_first = day_first or text
        elif second > 12:
            month_first = month_first or text
        elif first != second:
            either = either or text
    if day_first and month_first:
        raise DateFormError(f'its dates stand in two orders: "{day_first}" and "{month_first}"')
    if day_first or month_first:
        return DateForm("day first" if day_first else "month first")
    if either:
        found = _PARTS.fullmatch(either.strip())
        assert found is not None  # noqa: S101 - it matched above
        readings = " or ".join(
            f"{int(day)} {_MONTHS[int(month) - 1]} {found[4]}"
            for day, month in ((found[1], found[3]), (found[3], found[1]))
            if 0 < int(month) < 13
        )
        raise DateFormError(f'"{either}" is {readings}: nothing in the column says which')
    return DateForm()


_MONTHS = [
    *["January", "February", "March", "April", "May", "June", "July", "August", "September", "October"],
    *["November", "December"],
]


def read_dates(texts: Sequence[str], form: DateForm) -> list[str | None]:
    """Read the cells of a column as EDTF; None for what is no date, or has a year of two digits.

    Examples
    --------
    >>> from analysttools.exchange.date_forms import DateForm, read_dates
    >>> read_dates(["03.04.2024", "2024-10~", "April 3, 2024", "03.04.24", "soon"], DateForm("day first"))
    ['2024-04-03', '2024-10~', '2024-04-03', None, None]
    """
    return [_read(text.strip(), form.order) for text in texts]


def _read(text: str, order: str) -> str | None:
    if found := _PARTS.fullmatch(text):
        first, second, third = found[1], found[3], found[4]
        if len(first) == 4 and len(third) <= 2:
            return _day(first, second, third)
        if len(third) != 4 or len(first) > 2:
            return None
        return _day(third, second, first) if order != "month first" else _day(third, first, second)
    if found := _MONTH_FIRST.fullmatch(text):
        text = f"{found[2]} {found[1]} {found[3]}"
    if day := read_day(text):
        return day
    try:
        read_date(text)
    except EdtfError:
        return None
    return text if re.match(r"[\[{.]*-?\d{4}|\.\./", text) else None


def _day(year: str, month: str, day: str) -> str | None:
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def year_as_day(date: str) -> int:
    """Return the year that a spreadsheet took for a day of 1905; 0 for other dates.

    Examples
    --------
    >>> from analysttools.exchange.date_forms import year_as_day
    >>> year_as_day("1905-07-16"), year_as_day("2024-07-16")
    (2024, 0)
    """
    try:
        day = datetime.date.fromisoformat(date)
    except ValueError:
        return 0
    first, last = _YEAR_AS_DAY
    return (day - datetime.date(1899, 12, 30)).days if first <= day <= last else 0
