"""Dates as analysts have them: EDTF (ISO 8601-2) strings, read into an earliest and a latest day.

Belongs here: what a date string says, and nothing that it does not say; how far "about" (``~``) reaches,
which the case states. Plain days, months, years and intervals of them are read here; everything rarer
goes to the ``edtf`` package, whose bounds are used only where they are strict: its widths for
approximate dates and its ten years for an unknown end are not taken over.
"""

from __future__ import annotations

import calendar
import contextlib
import io
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Approximation:
    """How far "about" (``~``) reaches to either side, for a day, a month and a year.

    The default is no reach: what "about" means is for each case to state.
    """

    days: int = 0
    months: int = 0
    years: int = 0


STRICT = Approximation()


def read_approximation(settings: Mapping[str, int]) -> Approximation:
    """Read how wide ``~`` is from the settings of a case.

    Parameters
    ----------
    settings : mapping of str to int
        ``days``, ``months``, ``years``; what is left out is 0.

    Returns
    -------
    Approximation

    Raises
    ------
    ValueError
        If a name is another or a width is not a whole number from 0.

    Examples
    --------
    >>> from analysttools.edtf import read_approximation
    >>> read_approximation({"days": 7, "months": 1})
    Approximation(days=7, months=1, years=0)
    """
    names = {"days", "months", "years"}
    if not isinstance(settings, Mapping) or not set(settings) <= names:
        raise ValueError("the names are days, months and years")
    for width in settings.values():
        if not isinstance(width, int) or isinstance(width, bool) or not 0 <= width <= 1000:
            raise ValueError("each width is a whole number from 0 to 1000")
    return Approximation(**settings)


def widen(earliest: Any, latest: Any, unit: str, approximation: Approximation) -> tuple[Any, Any]:
    """Move both bounds outwards by the stated width; whole months stay whole months."""
    if unit == "days":
        width = np.timedelta64(approximation.days, "D")
        return earliest - width, latest + width
    months = approximation.months if unit == "months" else 12 * approximation.years
    if earliest == latest:  # a day within an approximate month: "2024-~06-11"
        return _shift(earliest, -months), _shift(latest, months)
    start = earliest.astype("datetime64[M]") - np.timedelta64(months, "M")
    after = latest.astype("datetime64[M]") + np.timedelta64(months + 1, "M")
    return start.astype("datetime64[D]"), after.astype("datetime64[D]") - np.timedelta64(1, "D")


def _shift(day: Any, months: int) -> Any:
    """Move a day by calendar months; the last day of a shorter month stands in for what it lacks."""
    first = day.astype("datetime64[M]")
    moved = (first + np.timedelta64(months, "M")).astype("datetime64[D]") + (
        day - first.astype("datetime64[D]")
    )
    last = (first + np.timedelta64(months + 1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    return min(moved, last)


EXAMPLES = "2024-12-14, 2024-10~, 2024-12-14/2024-12-15 or ../2024-12-16"
OPEN = np.datetime64("NaT", "D")
_PLAIN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([?~%])?", re.ASCII)
_APPROXIMATE = re.compile("[~%]")
_MONTHS = range(1, 13)
# What a date may look like, component by component: whatever goes on otherwise is refused where it does,
# before the package spends 5 to 40 ms on it. A sign of doubt may stand before or after each component.
_ZONE = r"(?:Z|[+-](?:0\d|1[0-4])(?::[0-5]\d)?)"
_TIME = rf"T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d|24:00:00){_ZONE}?"
_ELEMENT = r"-?[\dX]{4}(?:S\d+)?[?~%]?(?:-[?~%]?[\dX]{2}[?~%]?(?:-[?~%]?[\dX]{2}[?~%]?)?)?"
_LONG_YEAR = r"Y-?\d+(?:E\d+)?(?:S\d+)?"
_SINGLE = re.compile(rf"{_LONG_YEAR}|[?~%]?{_ELEMENT}(?:{_TIME}|\^\S)?", re.ASCII)
_SET = re.compile(
    rf"[\[{{](?:\.\.)?[?~%]?{_ELEMENT}(?:(?:, ?|\.\.)[?~%]?{_ELEMENT})*(?:\.\.)?[\]}}]", re.ASCII
)
# The longest beginning that a date could have.
_BEGINNING = re.compile(
    rf"[\[{{](?:\.\.)?(?:[?~%]?{_ELEMENT}(?:, ?|\.\.)?)*|[?~%]?{_ELEMENT}|-?[\dX]{{0,4}}|Y", re.ASCII
)
_MOMENT = re.compile(rf"(\d{{4}}-\d\d-\d\d){_TIME}", re.ASCII)
_LAST_SEASON = 41
_UNSPECIFIED = re.compile(r"(?!0000)\d{4}-(?=.*X)[\dX]{2}(-[\dX]{2})?", re.ASCII)
_HUGE = re.compile(r"\d{10}|E\d{2}|E9")
LONGEST = 200
_LAST_YEAR = 999_999_999  # beyond some 292 billion years, the seconds of a frame would wrap
_TOO_FAR = "years have nine digits at most, and a date 200 characters"


class EdtfError(ValueError):
    """A string that is not an EDTF date.

    Attributes
    ----------
    text : str
        The string.
    position : int
        Where it goes wrong, counted from 1.
    """

    def __init__(self, text: str, position: int, problem: str) -> None:
        self.text, self.position, self.problem = text, position, problem
        super().__init__(f'"{text}", character {position}: {problem}')


def read_date(text: str, approximation: Approximation = STRICT) -> tuple[Any, Any]:
    """Read one EDTF string into its earliest and its latest day.

    Levels 0 to 2 are read. An open (``..``) or unknown (empty) end of an interval gives ``NaT``:
    open ends stay open. ``?`` (uncertain) changes no bound; ``~`` and ``%`` (approximate) widen it
    by `approximation`.

    Parameters
    ----------
    text : str
        An EDTF string.
    approximation : Approximation, optional
        How wide ``~`` is. The default widens nothing.

    Returns
    -------
    earliest, latest : numpy.datetime64
        Days; ``NaT`` where the string leaves the end open.

    Raises
    ------
    EdtfError
        If the string is not EDTF, names a day that does not exist, or ends before it starts.

    Examples
    --------
    >>> from analysttools.edtf import Approximation
    >>> from analysttools.edtf import read_date
    >>> [str(day) for day in read_date("2024-12-14/2024-12-15")]
    ['2024-12-14', '2024-12-15']
    >>> [str(day) for day in read_date("../2024-12-16")]
    ['NaT', '2024-12-16']
    >>> [str(day) for day in read_date("2024-10~", Approximation(months=1))]
    ['2024-09-01', '2024-11-30']
    """
    if "/" not in text or text[:1] in "[{":
        return _read_single(text, approximation)
    start, _, end = text.partition("/")
    if "/" in end:
        raise EdtfError(text, len(start) + end.index("/") + 2, "an interval has one slash")
    if not start and not end:
        raise EdtfError(text, 1, "both ends of the interval are missing")
    try:
        earliest = OPEN if start in ("", "..") else _read_single(start, approximation)[0]
    except EdtfError as error:
        raise EdtfError(text, error.position, error.problem) from error
    try:
        latest = OPEN if end in ("", "..") else _read_single(end, approximation)[1]
    except EdtfError as error:
        raise EdtfError(text, error.position + len(start) + 1, error.problem) from error
    if not (np.isnat(earliest) or np.isnat(latest)) and latest < earliest:
        raise EdtfError(text, len(start) + 2, "the interval ends before it starts")
    return earliest, latest


def read_dates(
    texts: pd.Series, approximation: Approximation = STRICT
) -> tuple[pd.DataFrame, dict[str, EdtfError]]:
    """Read a column of EDTF strings, each distinct string once.

    Parameters
    ----------
    texts : Series of str
        One EDTF string a row; missing stays missing.
    approximation : Approximation, optional
        How wide ``~`` is. The default widens nothing.

    Returns
    -------
    days : DataFrame
        Columns ``earliest`` and ``latest`` (datetime64[s]), index of `texts`. ``NaT`` where the
        string is missing, open at that end, or wrong.
    wrong : dict of str to EdtfError
        Every distinct string that is not EDTF.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.edtf import read_dates
    >>> days, wrong = read_dates(pd.Series(["2024-12", "2024-13"]))
    >>> print(days)
        earliest     latest
    0 2024-12-01 2024-12-31
    1        NaT        NaT
    >>> print(wrong["2024-13"])
    "2024-13", character 6: there is no month 13
    """
    codes, distinct = pd.factorize(texts)
    bounds = np.full((len(distinct) + 1, 2), OPEN)  # the last row serves what is missing
    wrong: dict[str, EdtfError] = {}
    rare = _read_common(distinct.tolist(), bounds, approximation)
    for position in rare:
        try:
            bounds[position] = read_date(distinct[position], approximation)
        except EdtfError as error:
            wrong[distinct[position]] = error
    days = bounds[codes].astype("datetime64[s]")
    return pd.DataFrame({"earliest": days[:, 0], "latest": days[:, 1]}, index=texts.index), wrong


def _read_common(texts: list[str], bounds: np.ndarray, approximation: Approximation) -> list[int]:
    """Read days, months, years and intervals of them, each end once, into `bounds`.

    Gives the positions of what is rarer, or wrong, for `read_date`.
    """
    ends = [text.partition("/") for text in texts]
    known: dict[str, tuple[Any, Any]] = {"..": (OPEN, OPEN)}
    for end in dict.fromkeys([start for start, _, _ in ends] + [end for _, slash, end in ends if slash]):
        if _PLAIN.fullmatch(end):
            with contextlib.suppress(EdtfError):  # read_date will say what is wrong
                known[end] = _read_single(end, approximation)
    common = [
        position
        for position, (start, slash, end) in enumerate(ends)
        if start in known and (end in known if slash else start != "..")
    ]
    if common:
        bounds[common, 0] = [known[ends[position][0]][0] for position in common]
        bounds[common, 1] = [known[ends[position][2] or ends[position][0]][1] for position in common]
    is_backwards = bounds[:-1, 1] < bounds[:-1, 0]
    bounds[:-1][is_backwards] = OPEN
    is_rare = np.ones(len(texts), dtype=bool)
    is_rare[common] = False
    return list(np.flatnonzero(is_rare | is_backwards))


def _read_single(text: str, approximation: Approximation) -> tuple[Any, Any]:
    """Read a string that is not an interval."""
    moment = _MOMENT.fullmatch(text)
    if moment:
        return _read_single(moment[1], approximation)
    plain = _PLAIN.fullmatch(text)
    if plain is None or plain[1] == "0000" or 20 < int(plain[2] or 1) <= _LAST_SEASON:  # 21 and on: seasons
        return _read_with_package(text, approximation)
    year, month, day = int(plain[1]), plain[2], plain[3]
    if int(month or 1) not in _MONTHS:
        raise EdtfError(text, 6, f"there is no month {month}")
    unit = "years" if month is None else "months" if day is None else "days"
    first, last = int(month or 1), int(month or 12)
    length = calendar.monthrange(year, last)[1]
    if day is not None and not 1 <= int(day) <= length:
        name = f"{calendar.month_name[last]} {year}"
        raise EdtfError(text, 9, f"{name} has {length} days, not {int(day)}")
    earliest = np.datetime64(f"{year:04}-{first:02}-{int(day or 1):02}", "D")
    latest = np.datetime64(f"{year:04}-{last:02}-{int(day or length):02}", "D")
    if plain[4] in ("~", "%"):
        return widen(earliest, latest, unit, approximation)
    return earliest, latest


def _read_unspecified(text: str) -> tuple[Any, Any]:
    """Read a year with digits of month or day left open: "2024-1X", "2024-10-XX"."""
    year, month, day = (*text.split("-"), "XX")[:3]
    days = [
        np.datetime64(f"{year}-{m:02}-{d:02}", "D")
        for m in _MONTHS
        if re.fullmatch(month.replace("X", r"\d"), f"{m:02}")
        for d in range(1, calendar.monthrange(int(year), m)[1] + 1)
        if re.fullmatch(day.replace("X", r"\d"), f"{d:02}")
    ]
    if not days:
        raise EdtfError(text, 6, "there is no such day")
    return days[0], days[-1]


def _read_with_package(text: str, approximation: Approximation) -> tuple[Any, Any]:
    """Read seasons, sets, unspecified digits, long years and the like with the ``edtf`` package."""
    if text != text.strip() or not text:
        raise EdtfError(text, 1, "a date has no blank before or after it, and is not empty")
    if _HUGE.search(text) or len(text) > LONGEST:
        raise EdtfError(text, 1, _TOO_FAR)
    if _UNSPECIFIED.fullmatch(text):
        return _read_unspecified(text)
    if not _SINGLE.fullmatch(text) and not _SET.fullmatch(text):
        raise _not_understood(text, _BEGINNING.match(text).end() + 1)  # type: ignore[union-attr]
    from edtf import parse_edtf  # slow to import and rarely needed

    try:
        with contextlib.redirect_stdout(io.StringIO()):  # the package prints before it fails
            date = parse_edtf(text)
            ends = date.lower_strict(), date.upper_strict()
            is_too_far = any(abs(end[0]) > _LAST_YEAR for end in ends if not _is_open(end))
            bounds = (OPEN, OPEN) if is_too_far else (_to_day(ends[0]), _to_day(ends[1]))
    except Exception as error:  # the package fails with half a dozen types
        place = re.search(r"at position (\d+)", str(error))
        raise _not_understood(text, int(place[1]) + 1 if place else 1) from error
    if is_too_far:
        raise EdtfError(text, 1, _TOO_FAR)
    if not _APPROXIMATE.search(text) or np.isnat(bounds).any():
        return bounds
    return widen(bounds[0], bounds[1], _approximate_unit(text), approximation)


def _not_understood(text: str, position: int) -> EdtfError:
    """Say from which character on a string is no date."""
    position = min(position, max(len(text), 1))
    return EdtfError(text, position, f'"{text[position - 1 :]}" is not understood')


def _is_open(value: Any) -> bool:
    return isinstance(value, float) and math.isinf(value)


def _to_day(value: Any) -> Any:
    """Turn the package's time tuple, or its infinity, into a day or ``NaT``."""
    if _is_open(value):
        return OPEN
    year, month, day = value[:3]
    months = np.datetime64("1970-01", "M") + np.timedelta64(12 * (year - 1970) + month - 1, "M")
    return months.astype("datetime64[D]") + np.timedelta64(day - 1, "D")


def _approximate_unit(text: str) -> str:
    """Tell which part of a date is marked approximate; the coarsest of several."""
    if text[-1] in "~%":
        return ("years", "months", "days")[min(text.count("-", 1), 2)]
    for unit, part in zip(("years", "months", "days"), re.split("(?<!^)-", text), strict=False):
        if _APPROXIMATE.search(part):
            return unit
    return "days"
