"""Which days are set against which.

Belongs here: pairs of files for days, months, and days that a user names. Does not belong here: measuring.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from analysttools.arguments import DAY
from analysttools.errors import describe_list
from analysttools.front.snapshots import Snapshot, missing_days

Pairs = Sequence[tuple[str | pd.Timestamp, str | pd.Timestamp]]
WORDS = ("day", "month")


class Pair(NamedTuple):
    """Two days and their files; a file that is missing is None.

    ``shift`` is 0, or by how many days the cut of a month was moved.
    """

    first: Snapshot | None
    last: Snapshot | None
    from_day: pd.Timestamp
    to_day: pd.Timestamp
    period: str
    missing_days: str
    cut: str = ""
    shift: int = 0


def find_pairs(snapshots: list[Snapshot], every: str | Pairs, cut: int) -> list[Pair]:
    """Return the pairs of days to measure; months come with those cut a day earlier and later.

    Raises
    ------
    ValueError
        If `every` is another word, `cut` no day that every month has, or a named day has no file.
    """
    if isinstance(every, str) and every == "day":
        return [_pair(snapshots, one.day, other.day) for one, other in pairwise(snapshots)]
    if isinstance(every, str) and every == "month":
        return _months(snapshots, cut)
    if isinstance(every, str):
        raise ValueError(
            f'changes: every is "{every}", but it is one of: {", ".join(WORDS)}, or pairs of days such as '
            '[("2024-08-02", "2024-12-17")]'
        )
    return _named(snapshots, every)


def _named(snapshots: list[Snapshot], every: Pairs) -> list[Pair]:
    """Return pairs of days that a user names."""
    days = {one.day for one in snapshots}
    pairs = [_read_pair(pair) for pair in every]
    wrong = sorted({day for pair in pairs for day in pair if day not in days})
    if wrong:
        raise ValueError(
            f"changes: there is no map of {describe_list(day.date() for day in wrong)}. Name days that the "
            "snapshots have: a day without a map is not bridged"
        )
    if not pairs or any(len(pair) != 2 or not pair[0] < pair[1] for pair in pairs):
        raise ValueError(
            "changes: every is one or more pairs of days, each with the earlier day first, such as "
            '[("2024-08-02", "2024-12-17")]'
        )
    return [_pair(snapshots, *pair) for pair in dict.fromkeys(pairs)]


def _read_pair(pair: object) -> tuple[pd.Timestamp, ...]:
    """Read two days; what is no pair of days is empty."""
    if not isinstance(pair, Iterable) or isinstance(pair, str):
        return ()
    days = list(pair)
    return tuple(map(pd.Timestamp, days)) if all(map(DAY.takes, days)) else ()


def _months(snapshots: list[Snapshot], cut: int) -> list[Pair]:
    """Return each month between the first and the last file, at the cut and a day to either side."""
    if not (isinstance(cut, int) and 1 <= cut <= 28):
        raise ValueError(f"changes: cut is {cut!r}, but it is a day that every month has: 1 to 28")
    first, last = snapshots[0].day, snapshots[-1].day
    months = pd.period_range(first.to_period("M"), last.to_period("M"), freq="M")
    pairs = []
    for month in months:
        starts = month.to_timestamp() + pd.Timedelta(days=cut - 1)
        ends = (month + 1).to_timestamp() + pd.Timedelta(days=cut - 1)
        if starts < first or ends > last:
            continue
        for shift in (0, -1, 1):
            moved = pd.Timedelta(days=shift)
            words = f"{starts.date()} to {ends.date()}"
            pair = _pair(snapshots, starts + moved, ends + moved, str(month), words, shift)
            if shift == 0 or (pair.first and pair.last):
                pairs.append(pair)
    return pairs


def _pair(
    snapshots: list[Snapshot],
    from_day: pd.Timestamp,
    to_day: pd.Timestamp,
    period: str = "",
    cut: str = "",
    shift: int = 0,
) -> Pair:
    """Put two days together, and name the days between them that have no file."""
    files = {one.day: one for one in snapshots}
    missing = [day for day in missing_days(files) if from_day <= day <= to_day]
    words = format_days(missing)
    named = period or f"{from_day.date()}/{to_day.date()}"
    return Pair(files.get(from_day), files.get(to_day), from_day, to_day, named, words, cut, shift)


def format_days(days: Iterable[pd.Timestamp]) -> str:
    """Write days in ISO form, separated by semicolons."""
    return ";".join(str(day.date()) for day in days)
