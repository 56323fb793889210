"""How far "about" reaches: the stated width of ``~`` in the dates of a case.

Belongs here: the widths and what they do to a pair of days. Does not belong here: date strings
(``edtf.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np


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
    >>> from analysttools.approximation import read_approximation
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
