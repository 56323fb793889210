"""Columns of text into numbers and days, each distinct text read once; what cannot be read is told.

Belongs here: plain forms that a format prescribes. Does not belong here: forms that have to be found
(``number_forms.py``, ``date_forms.py``).
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysttools.columns import TEXT
from analysttools.errors import Fault, quoted
from analysttools.exchange.coded_columns import Coded, code, combine, work_on_each

_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?", re.ASCII)
_MONTHS = {
    name: number
    for number, name in enumerate(
        [
            *["january", "february", "march", "april", "may", "june", "july", "august", "september"],
            *["october", "november", "december"],
        ],
        start=1,
    )
}
_WORDED = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})\.?[ -](\d{4})", re.ASCII)
_NO_DAY = "is not a day such as 2024-12-14"


class Reader:
    """The cells of one file, column by column; collects what cannot be read."""

    def __init__(self, cells: pd.DataFrame, lines: pd.Series, file: str) -> None:
        self.cells, self.lines, self.file = cells, lines, file
        self.faults: list[Fault] = []
        self.texts: dict[str, pd.Series] = {}
        self.coded: dict[str, Coded] = {}
        self.names = {name.casefold(): name for name in reversed(list(cells.columns))}

    def has(self, name: str) -> bool:
        """Return whether the file has a column, whatever the case of its letters."""
        return name in self.names

    def text(self, name: str) -> pd.Series:
        """Return a column of text without blanks around; all missing where the file has no such column."""
        if name not in self.names:
            return pd.Series(None, index=self.cells.index, dtype=TEXT)
        if name not in self.texts:
            stripped = self.cells[self.names[name]].str.strip()
            self.texts[name] = stripped.mask(stripped.eq("")) if stripped.eq("").any() else stripped
        return self.texts[name]

    def code_at_once(self, names: Iterable[str]) -> None:
        """Code several columns before they are asked for."""
        work_on_each(self.code, [name for name in names if name in self.names], len(self.cells))

    def code(self, name: str) -> Coded:
        """Return the same column by its distinct texts."""
        if name not in self.names:
            return Coded(np.full(len(self.cells), -1), [])
        if name not in self.coded:
            found = code(self.cells[self.names[name]])
            stripped = [str(one).strip() for one in found.texts]
            self.coded[name] = found if stripped == found.texts else code(self.text(name))
        return self.coded[name]

    def number(
        self, name: str, *, low: float = -np.inf, high: float = np.inf, whole: bool = False
    ) -> pd.Series:
        """Return a column of numbers, written with a point; missing where a cell is empty."""
        codes, distinct = self.code(name)
        values = np.array([*(_to_number(str(one), low, high, whole) for one in distinct), np.nan])
        expected = "a whole number from 0" if whole else f"a number from {low:g} to {high:g}"
        self._tell(name, np.isnan(values[:-1]), "is not " + expected)
        return pd.Series(values[codes], index=self.cells.index)

    def day(self, name: str) -> Coded:
        """Return a column of days as text, 2024-12-14; a time of day is left out."""
        days = self.code(name).map(read_day)
        self._tell(name, np.array([one is None for one in days.texts], dtype=bool), _NO_DAY)
        return days

    def require(self, is_missing: np.ndarray, name: str) -> None:
        """Tell of every row in which a cell that an event needs is empty."""
        if not is_missing.any():
            return
        told = {fault.line for fault in self.faults if fault.column == name}
        for at in np.flatnonzero(is_missing):
            line = int(self.lines.iloc[at])
            if line not in told:
                self.tell("empty-cell", line, name, "the cell is empty, but every event needs it")

    def require_unique(self, column: pd.Series, name: str) -> None:
        """Tell of every row whose id an earlier row has."""
        if column.is_unique:
            return
        first = pd.Series(self.lines.to_numpy(), index=column.to_numpy())
        first = first[~first.index.duplicated()]
        for at in np.flatnonzero(column.duplicated().to_numpy() & column.notna().to_numpy()):
            problem = f"the id {quoted(column.iloc[at])} stands on line {first[column.iloc[at]]} already"
            self.tell("duplicate-id", int(self.lines.iloc[at]), name, problem)

    def tell(self, kind: str, line: int, name: str, problem: str, advice: str = "") -> None:
        """Add a fault."""
        advice = advice or "Correct the file, or take the row out"
        self.faults.append(Fault(kind, self.file, problem, advice, line=line, column=name))

    def _tell(self, name: str, wrong: np.ndarray, what: str) -> None:
        """Tell of every cell whose text, by its place among the distinct ones, is wrong."""
        if not wrong.any():
            return
        codes, distinct = self.code(name)
        for at in np.flatnonzero(np.append(wrong, False)[codes]):
            problem = f"{quoted(distinct[codes[at]])} {what}"
            self.tell("unreadable-cell", int(self.lines.iloc[at]), name, problem)


def _to_number(text: str, low: float, high: float, whole: bool) -> float:
    """Return a number as formats write it; not one that is out of bounds, or not finite, or in words."""
    if not text.isascii() or "_" in text:
        return np.nan
    try:
        value = float(text)
    except ValueError:
        return np.nan
    is_right = low <= value <= high and np.isfinite(value) and not (whole and (value < 0 or value % 1))
    return value + 0.0 if is_right else np.nan


def read_day(text: str) -> str | None:
    """Return a day as 2024-12-14; None where the text is none, or is one of several forms.

    Examples
    --------
    >>> from analysttools.exchange.cell_columns import read_day
    >>> read_day("2017-01-30 00:00:00.000"), read_day("14 December 2024"), read_day("03/04/2024")
    ('2017-01-30', '2024-12-14', None)
    """
    if found := _DAY.fullmatch(text):
        day = found[1]
    elif (found := _WORDED.fullmatch(text)) and (month := _month(found[2])):
        day = f"{found[3]}-{month:02}-{int(found[1]):02}"
    else:
        return None
    try:
        return datetime.date.fromisoformat(day).isoformat()
    except ValueError:
        return None


def _month(word: str) -> int:
    """Return the number of a month by its name or its first three letters; 0 for another word."""
    small = word.casefold()
    return next((at for name, at in _MONTHS.items() if small in (name, name[:3], "sept"[: 4 * (at == 9)])), 0)


def span(start: Coded, end: Coded) -> Coded:
    """Write spans of days as EDTF: a day, a whole month, a whole year, else first and last day.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.exchange.cell_columns import span
    >>> from analysttools.exchange.coded_columns import code
    >>> first = pd.Series(["2014-08-14", "2014-08-01", "2014-01-01", "2014-08-14"], dtype="str")
    >>> last = pd.Series(["2014-08-14", "2014-08-31", "2014-12-31", "2014-08-15"], dtype="str")
    >>> span(code(first), code(last)).texts
    ['2014-08-14', '2014-08', '2014', '2014-08-14/2014-08-15']
    """
    return combine([start, end], _write_span)


def _write_span(start: str | None, end: str | None) -> str | None:
    if start is None or end is None:
        return None
    if start == end:
        return start
    year, month = start[:4], int(start[5:7])
    if start.endswith("-01-01") and end == f"{year}-12-31":
        return year
    if start.endswith("-01") and end == f"{start[:7]}-{calendar.monthrange(int(year), month)[1]:02}":
        return start[:7]
    return f"{start}/{end}"


def join_texts(columns: list[pd.Series], between: str) -> pd.Series:
    """Join texts, of which some may be missing.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.exchange.cell_columns import join_texts
    >>> join_texts([pd.Series(["a", None], dtype="str"), pd.Series(["b", "c"], dtype="str")], ", ").tolist()
    ['a, b', 'c']
    """
    whole = columns[0]
    for column in columns[1:]:
        both = whole + between + column
        if not both.hasnans:
            whole = both
            continue
        whole = both.where(both.notna(), whole.where(whole.notna(), column))
    return whole
