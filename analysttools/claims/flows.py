"""What a series of totals says of each month or year.

Belongs here: differences of totals of one claimant. Nothing is averaged, and no missing day is bridged.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysttools.arguments import CUT, checked
from analysttools.claims.comparing import require_comparable
from analysttools.claims.frames import DAY, LAST, days_of, require_claims
from analysttools.claims.intervals import NEEDED as NUMBERS
from analysttools.claims.intervals import bounds
from analysttools.claims.relation import RESPECTS
from analysttools.claims.scope import NEEDED as SCOPED
from analysttools.errors import NotComparableError

NEEDED = [*SCOPED, *NUMBERS, "claimant_id"]
FLOWS = [
    *["claimant_id", *RESPECTS, "kind", "period", "low", "best", "high", "is_low_strict", "is_high_strict"],
    *["cut", "from_id", "to_id", "other_cut", "other_best", "moved", "is_backward"],
]
CODES = {"month": "M", "year": "Y"}
CUTS = ("first", "last")


@checked(cut=CUT)
def to_flow(claims: pd.DataFrame, *, cut: str = "first", every: str = "month") -> pd.DataFrame:
    """Turn cumulative totals of one claimant into what was added in each month or year.

    Parameters
    ----------
    claims : DataFrame
        One row a total: ``kind`` cumulative, one scope, one claimant, with the columns of ``claims``.
        The total of a day is the one whose ``period`` ends on it. Repeats count like any other row: leave
        them out first.
    cut : {"first", "last"}, optional
        From which totals: those to the first day of each month and of the next, or those to the last
        day of the month before and of its own.
    every : {"month", "year"}, optional
        What is added up.

    Returns
    -------
    DataFrame
        One row a month or year that lies between the first and the last total: the scope with ``kind``
        flow, ``period``, ``best`` (the difference of two stated values) or ``low`` and ``high`` (of
        totals with bounds; empty: open) with ``is_low_strict`` and ``is_high_strict``, ``cut`` (the two
        days), ``from_id`` and ``to_id`` (the two totals); ``other_cut``, ``other_best`` and ``moved``: what
        the other cut gives, and how much it is more; ``is_backward``, true where
        the total shrank. Where a total is missing the difference is empty: no day is bridged.

    Raises
    ------
    NotComparableError
        If the totals are of several scopes or claimants.
    TypeError, ValueError, DataError
        If columns are missing, ids or numbers are wrong, a claim is no total, two totals end on one
        day, or `cut` or `every` is another word.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import to_flow
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["31 Oct", "1 Nov", "30 Nov", "1 Dec"],
    ...         "claimant_id": "general-staff",
    ...         "measure": "casualties_all",
    ...         "population": "russia",
    ...         "place_id": "front",
    ...         "kind": "cumulative",
    ...         "period": ["../2024-10-31", "../2024-11-01", "../2024-11-30", "../2024-12-01"],
    ...         "low": None,
    ...         "best": [695000, 696000, 739000, 741000],
    ...         "high": None,
    ...         "qualifier": "about",
    ...     }
    ... )
    >>> print(to_flow(claims)[["period", "best", "cut", "other_best", "moved"]].to_string(index=False))
     period    best                      cut  other_best   moved
    2024-11 45000.0 2024-11-01 to 2024-12-01     44000.0 -1000.0
    """
    claims = require_claims("to_flow", claims, NEEDED)
    for name, value, known in (("cut", cut, CUTS), ("every", every, tuple(CODES))):
        if value not in known:
            raise ValueError(f'to_flow: {name} is "{value}", but it is one of: {", ".join(known)}')
    _require_one_series(claims)
    ends = days_of(claims, "period")[1]
    order = np.argsort(ends, kind="stable")
    ends, rows = ends[order], claims.iloc[order].reset_index(drop=True)
    if (ends[1:] == ends[:-1]).any():
        twice = int(np.argmax(ends[1:] == ends[:-1]))
        pair = ", ".join(rows["claim_id"].iloc[twice : twice + 2])
        day = np.datetime64(int(ends[twice]), "D")
        raise ValueError(f"to_flow: two totals end on {day}: {pair}. Keep one of them")
    table = {way: _differences(rows, ends, way, every) for way in CUTS}
    ours, other = table[cut], table["last" if cut == "first" else "first"]
    result = ours.merge(
        other[["period", "cut", "best"]].rename(columns={"cut": "other_cut", "best": "other_best"}),
        on="period",
        how="left",
    )
    result["moved"] = result["other_best"] - result["best"]
    result["is_backward"] = (result["best"] < 0) | (result["high"] < 0)
    for column in ["claimant_id", *RESPECTS]:
        result[column] = rows[column].iloc[0] if len(rows) else ""
    texts = dict.fromkeys(["claimant_id", *RESPECTS, "kind", "period", "cut", "from_id", "to_id"], "str")
    return result.assign(kind="flow")[FLOWS].astype({**texts, "other_cut": "str"})


def _require_one_series(claims: pd.DataFrame) -> None:
    """Raise unless the claims are totals of one claimant and one scope."""
    is_total = claims["kind"].eq("cumulative")
    if not is_total.all():
        wrong = claims[~is_total].iloc[0]
        raise ValueError(
            f"to_flow: {wrong['claim_id']} is no total (kind {wrong['kind']}). Only cumulative claims have "
            'differences: filter on kind == "cumulative"'
        )
    is_open = (days_of(claims, "period")[1] == LAST) | claims["period"].isna().to_numpy()
    if is_open.any():
        wrong = claims[is_open].iloc[0]
        raise ValueError(
            f"to_flow: {wrong['claim_id']} has no last day (period {wrong['period']}). A total is counted "
            "to a day, such as ../2024-12-16: correct the period, or leave the claim out"
        )
    require_comparable(claims)
    other = claims[claims["claimant_id"] != claims["claimant_id"].iloc[0]] if len(claims) else claims
    if len(other):
        raise NotComparableError.of(claims.iloc[0], other.iloc[0], ["claimant_id"])


def _differences(rows: pd.DataFrame, ends: np.ndarray, cut: str, every: str) -> pd.DataFrame:
    """Take the difference of the totals on the two cut days of each month or year."""
    spans, start, end = _spans(ends, cut, every)
    interval = bounds(rows)
    best = rows["best"].where(rows["low"].isna() & rows["high"].isna()).astype(float).to_numpy()
    sides = [pd.Index(ends).get_indexer(side) for side in (start, end)]

    def at(values: np.ndarray, position: np.ndarray) -> np.ndarray:
        return np.append(values, [np.nan])[position]  # a day that is not there is the last place

    low, high = interval["low"].to_numpy(), interval["high"].to_numpy()
    ids = np.append(rows["claim_id"].to_numpy(dtype=object), [None])
    difference = at(best, sides[1]) - at(best, sides[0])
    is_bound = np.isnan(difference)
    least = at(low, sides[1]) - at(high, sides[0])
    strict = interval[["is_low_strict", "is_high_strict"]].to_numpy(float).T
    return pd.DataFrame(
        {
            "period": spans.astype(str),
            # Less than nothing is no bound of what was added.
            "low": np.where(is_bound & (least >= 0), least, np.nan),
            "best": difference,
            "high": np.where(is_bound, at(high, sides[1]) - at(low, sides[0]), np.nan),
            "is_low_strict": is_bound
            & (least >= 0)
            & (at(strict[0], sides[1]) + at(strict[1], sides[0]) > 0),
            "is_high_strict": is_bound & (at(strict[1], sides[1]) + at(strict[0], sides[0]) > 0),
            "cut": [
                f"{one} to {other}" for one, other in zip(start.astype(DAY), end.astype(DAY), strict=True)
            ],
            "from_id": ids[sides[0]],
            "to_id": ids[sides[1]],
        }
    )


def _spans(ends: np.ndarray, cut: str, every: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the months or years within the totals, and the two cut days of each as numbers of days."""
    unit = f"datetime64[{CODES[every]}]"
    if not len(ends):
        return np.empty(0, dtype=unit), ends, ends
    first, last = ends[[0, -1]].astype(DAY).astype(unit).astype("int64")
    spans = np.arange(first, last + 1)
    shift = 0 if cut == "first" else 1
    start, end = (side.astype(unit).astype(DAY).astype("int64") - shift for side in (spans, spans + 1))
    is_within = (start >= ends[0]) & (end <= ends[-1])
    return spans[is_within].astype(unit), start[is_within], end[is_within]
