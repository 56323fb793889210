"""Dates as analysts have them: EDTF (ISO 8601-2) strings, read into an earliest and a latest day.

Belongs here: what a date string says, and nothing that it does not say; how far "about" (``~``) reaches,
which the case states. Days, months, seasons, years, sets and intervals of them are read here: the ``edtf``
package lets days pass that no month has, and takes a millisecond a date. It reads what is left: long years
and a qualifier after a caret. Only its strict bounds are used.
"""

from __future__ import annotations

import calendar
import contextlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
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
_PART = r"(?:[?~%][\dX]{2}|[\dX]{2}[?~%]?)"
_ELEMENT = rf"(?:[?~%]-?[\dX]{{4}}|-?[\dX]{{4}}[?~%]?)(?:-{_PART}(?:-{_PART})?)?"
_ITEM = rf"(?:-?\d{{4}}S\d+[?~%]?|{_ELEMENT})"
_SINGLE = re.compile(rf"Y-?\d+(?:E\d+)?|{_ELEMENT}(?:\^\S)?", re.ASCII)
_SET = re.compile(rf"[\[{{](?:\.\.)?{_ITEM}(?:(?:, ?|\.\.){_ITEM})*(?:\.\.)?[\]}}]", re.ASCII)
# The longest beginning that a date could have.
_BEGINNING = re.compile(rf"[\[{{](?:\.\.)?(?:{_ITEM}(?:, ?|\.\.)?)*|{_ITEM}|-?[\dX]{{0,4}}|Y", re.ASCII)
_COMPONENTS = re.compile(
    r"[?~%]?(-?)([\dX]{4})[?~%]?(?:-[?~%]?([\dX]{2})[?~%]?(?:-[?~%]?([\dX]{2})[?~%]?)?)?"
)
_SIGNIFICANT = re.compile(r"(Y?)(-?)(\d+)(?:E(\d+))?S(\d+)([?~%]?)", re.ASCII)
_MOMENT = re.compile(rf"(-?\d{{4}}-\d\d-\d\d){_TIME}", re.ASCII)
_LAST_SEASON = 41
# Seasons of the north (those of no named side as well) and the south, quarters, thirds and halves of a year:
# their first and their last month. What winter or a southern summer holds of the next year is left out.
_NORTH, _SOUTH = ((3, 5), (6, 8), (9, 11), (12, 12)), ((9, 11), (12, 12), (3, 5), (6, 8))
_PARTS = [(1, 3), (4, 6), (7, 9), (10, 12), (1, 4), (5, 8), (9, 12), (1, 6), (7, 12)]
_SEASONS = dict(enumerate([*_NORTH, *_NORTH, *_SOUTH, *_PARTS], start=21))
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
    after = len(start) + 1
    earliest = OPEN if start in ("", "..") else _read_part(text, 0, after - 1, approximation)[0]
    latest = OPEN if end in ("", "..") else _read_part(text, after, len(text), approximation)[1]
    _check_order(text, after, "interval", earliest, latest)
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
        return _read_rare(text, approximation)
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


def _read_part(text: str, start: int, end: int, approximation: Approximation) -> tuple[Any, Any]:
    """Read an end of an interval or an item of a set; what is wrong with it is told of the whole text."""
    try:
        return _read_single(text[start:end], approximation)
    except EdtfError as error:
        raise EdtfError(text, start + error.position, error.problem) from error


def _check_order(text: str, position: int, what: str, earliest: Any, latest: Any) -> None:
    """Check that the end at this position, counted from 0, does not come before its start."""
    if latest < earliest:  # never true of what is open
        raise EdtfError(text, position + 1, f"the {what} ends before it starts")


def _read_rare(text: str, approximation: Approximation) -> tuple[Any, Any]:
    """Read what is no plain day, month or year."""
    if text != text.strip() or not text:
        raise EdtfError(text, 1, "a date has no blank before or after it, and is not empty")
    if _HUGE.search(text) or len(text) > LONGEST:
        raise EdtfError(text, 1, _TOO_FAR)
    if _SET.fullmatch(text):
        return _read_set(text, approximation)
    significant = _SIGNIFICANT.fullmatch(text)
    if significant:
        bounds = _read_significant(text, *significant.groups(""))
    elif not _SINGLE.fullmatch(text):
        raise _not_understood(text, _BEGINNING.match(text).end() + 1)  # type: ignore[union-attr]
    else:
        bounds = _read_with_package(text) if text[0] == "Y" or "^" in text else _read_element(text)
    if not _APPROXIMATE.search(text):
        return bounds
    return widen(bounds[0], bounds[1], _approximate_unit(text), approximation)


def _read_set(text: str, approximation: Approximation) -> tuple[Any, Any]:
    """Read "[2024-02, 2025]" or "{2024-12-01..2024-12-16}": from its earliest day to its latest."""
    bounds, position = [], 1
    for part in text[1:-1].split(","):
        position += part.startswith(" ")
        first, dots, last = part.strip().partition("..")
        after = position + len(first) + 2
        if ".." in last:
            raise _not_understood(text, after + last.index("..") + 1)
        ends = _read_part(text, position, position + len(first), approximation) if first else (OPEN, OPEN)
        if dots:
            end = _read_part(text, after, after + len(last), approximation)[1] if last else OPEN
            _check_order(text, after, "range", ends[0], end)
            ends = ends[0], end
        bounds.append(ends)
        position += len(part.lstrip()) + 1
    days = np.array(bounds, dtype="datetime64[D]")
    return days[:, 0].min(), days[:, 1].max()  # open where one of them is


def _read_significant(
    text: str, long: str, sign: str, digits: str, power: str, kept: str, _: str
) -> tuple[Any, Any]:
    """Read a year of which some digits count: "1985S2" is a year of 1900 to 1999."""
    number = str(int(digits) * 10 ** int(power or 0)) if long else digits
    if len(number) > len(str(_LAST_YEAR)):
        raise EdtfError(text, 1, _TOO_FAR)
    if (len(number) < 5) if long else (len(number) != 4):
        raise _not_understood(text, 1)
    if not (len(kept) < 3 and 1 <= int(kept) <= len(number)):
        position = text.index("S") + 2
        raise EdtfError(
            text, position, f"{number} has {len(number)} digits, of which 1 to {len(number)} are significant"
        )
    step = 10 ** (len(number) - int(kept))
    first = int(number) // step * step
    years = (first, first + step - 1)
    if sign:
        years = (-years[1], -years[0])
    return _to_day((years[0], 1, 1)), _to_day((years[1], 12, 31))


def _read_element(text: str) -> tuple[Any, Any]:
    """Read a day, month, season or year, with any digits left open and any signs of doubt."""
    parts = _COMPONENTS.fullmatch(text)
    if parts is None:  # it is of this form: `_SINGLE` says so
        raise _not_understood(text, 1)
    sign, year, month, day = parts.groups()
    if sign and year == "0000":
        raise EdtfError(text, 1, "there is no year -0000")
    months = _months_of(month)
    if not months:
        raise EdtfError(text, parts.start(3) + 1, f"there is no month {month}")
    if day is not None and month.isdigit() and int(month) in _SEASONS:
        raise _not_understood(text, text.rindex("-") + 1)
    found = [_first_and_last(months, day or "XX", is_leap) for is_leap in (False, True)]
    order = -1 if sign else 1
    first = next((one for one in _years(year, sign, order) if found[calendar.isleap(one)]), None)
    last = next((one for one in _years(year, sign, -order) if found[calendar.isleap(one)]), None)
    if first is None or last is None:
        problem = "there is no such day"
        if year.isdigit() and month.isdigit() and day.isdigit():
            length = calendar.monthrange(2000 + int(year) % 400, int(month))[1]
            name = f"{calendar.month_name[int(month)]} {int(sign + year)}"
            problem = f"{name} has {length} days, not {int(day)}"
        raise EdtfError(text, parts.start(4) + 1, problem)
    (earliest, _), (_, latest) = found[calendar.isleap(first)], found[calendar.isleap(last)]
    return _to_day((first, *earliest)), _to_day((last, *latest))


@lru_cache(maxsize=256)
def _months_of(month: str | None) -> tuple[int, ...]:
    """Return the months that a month or season with open digits may be."""
    if month is not None and month.isdigit() and int(month) in _SEASONS:
        first, last = _SEASONS[int(month)]
        return tuple(range(first, last + 1))
    form = re.compile((month or "XX").replace("X", r"\d"))
    return tuple(one for one in _MONTHS if form.fullmatch(f"{one:02}"))


@lru_cache(maxsize=4096)
def _first_and_last(months: tuple[int, ...], day: str, is_leap: bool) -> tuple[Any, ...]:
    """Return the first and the last month and day of a year that fit; nothing if none does."""
    form, year = re.compile(day.replace("X", r"\d")), 2000 if is_leap else 2001
    days = [
        (month, one)
        for month in months
        for one in range(1, calendar.monthrange(year, month)[1] + 1)
        if form.fullmatch(f"{one:02}")
    ]
    return (days[0], days[-1]) if days else ()


def _years(year: str, sign: str, order: int) -> Iterator[int]:
    """Yield every year that a year with open digits may be, from its least number or from its greatest."""
    digits = ["0123456789"[::order] if one == "X" else one for one in year]
    return (int(sign + "".join(one)) for one in product(*digits))


def _read_with_package(text: str) -> tuple[Any, Any]:
    """Read long years and what has a caret with the ``edtf`` package."""
    from edtf import parse_edtf  # slow to import and rarely needed

    try:
        with contextlib.redirect_stdout(io.StringIO()):  # the package prints before it fails
            date = parse_edtf(text)
            ends = date.lower_strict(), date.upper_strict()
    except Exception as error:  # the package fails with half a dozen types
        place = re.search(r"at position (\d+)", str(error))
        raise _not_understood(text, int(place[1]) + 1 if place else 1) from error
    if any(abs(end[0]) > _LAST_YEAR for end in ends):
        raise EdtfError(text, 1, _TOO_FAR)
    return _to_day(ends[0]), _to_day(ends[1])


def _not_understood(text: str, position: int) -> EdtfError:
    """Return from which character on a string is no date."""
    position = min(position, max(len(text), 1))
    return EdtfError(text, position, f'"{text[position - 1 :]}" is not understood')


def _to_day(value: Any) -> Any:
    """Turn year, month and day into a day; NumPy reads no year of more than four digits."""
    year, month, day = value[:3]
    months = np.datetime64("1970-01", "M") + np.timedelta64(12 * (year - 1970) + month - 1, "M")
    return months.astype("datetime64[D]") + np.timedelta64(day - 1, "D")


def _approximate_unit(text: str) -> str:
    """Return which part of a date is marked approximate; the coarsest of several."""
    if text[-1] in "~%":
        return ("years", "months", "days")[min(text.count("-", 1), 2)]
    for unit, part in zip(("years", "months", "days"), re.split("(?<!^)-", text), strict=False):
        if _APPROXIMATE.search(part):
            return unit
    return "days"
