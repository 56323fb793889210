"""Whether the parts that a claimant gave add up to the whole.

Belongs here: sums of claims of one claimant and day. Nothing is averaged.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.claims.frames import (
    codes_of,
    days_of,
    has_number,
    has_time,
    join_ids,
    require_claims,
    require_parts,
)
from analysttools.claims.intervals import NEEDED as NUMBERS
from analysttools.claims.intervals import bounds
from analysttools.claims.scope import NEEDED as SCOPED
from analysttools.claims.scope import SCOPE
from analysttools.quantity import say_claims, say_number

NEEDED = [*SCOPED, *NUMBERS, "claimant_id", "asserted", "derived_from"]
INTERVAL = ["low", "high", "is_low_strict", "is_high_strict"]
SUMS = [
    *["claim_id", "part_ids", "claimant_id", "asserted", "parts_low", "parts_high", "low", "high"],
    *["adds_up", "gap", "sentence"],
]


@checked()
def check_sums(claims: pd.DataFrame, parts: pd.DataFrame, *, implied: bool = False) -> pd.DataFrame:
    """Check parts against wholes that one claimant gave on one day.

    Only where the parts are known to make up the whole, as ``killed`` and ``wounded`` make up
    ``killed_or_wounded``, and where all of them were given for the same population, place, kind and
    period. Repeats are left out.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the columns of ``claims``.
    parts : DataFrame
        What is part of what, as ``Case.parts`` gives it, with ``is_summand``.
    implied : bool, optional
        If True, round stated values are widened as `bounds` says.

    Returns
    -------
    DataFrame
        One row a whole whose parts were all given: ``claim_id`` (of the whole), ``part_ids`` (parted by
        ``;``), ``claimant_id``, ``asserted``, ``parts_low`` and ``parts_high`` (the sum of the parts;
        empty: open), ``low`` and ``high`` of the whole, ``adds_up``, the ``gap`` (empty if it adds up; 0:
        they meet in a number that one of them excludes) and the ``sentence``.

    Raises
    ------
    TypeError, ValueError, DataError
        If columns are missing, or ids or numbers are wrong.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import check_sums
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["dead", "wounded", "both"],
    ...         "claimant_id": "nis",
    ...         "asserted": "2025-01-13",
    ...         "derived_from": None,
    ...         "measure": ["killed", "wounded", "killed_or_wounded"],
    ...         "population": "dprk",
    ...         "place_id": "kursk-oblast",
    ...         "kind": "cumulative",
    ...         "period": "../2025-01-13",
    ...         "low": [None, None, 3000],
    ...         "best": [300, 2700, None],
    ...         "high": None,
    ...         "qualifier": ["about", "about", "more_than"],
    ...     }
    ... )
    >>> parts = pd.DataFrame(
    ...     {
    ...         "column": "measure",
    ...         "part": ["killed", "wounded"],
    ...         "whole": "killed_or_wounded",
    ...         "is_summand": True,
    ...     }
    ... )
    >>> print(*check_sums(claims, parts)["sentence"])
    nis, 2025-01-13: the parts of both (dead, wounded) come to 3,000, against more than 3,000
    """
    claims = require_claims("check_sums", claims, NEEDED)
    parts = require_parts("check_sums", parts, "is_summand")
    is_told = claims["derived_from"].isna() & claims["claimant_id"].notna() & claims["asserted"].notna()
    rows = claims[is_told & has_number(claims) & has_time(claims)].reset_index(drop=True)
    intervals = bounds(rows, implied=implied)
    pairs = pd.concat(
        [_whole_and_parts(rows, parts, column) for column in ("measure", "population")], ignore_index=True
    )
    sums = _add_up(intervals, pairs)
    which = sums.index.to_numpy("int64")
    wholes, sums = intervals.iloc[which].reset_index(drop=True), sums.reset_index(drop=True)
    above, below = _gap(wholes, sums), _gap(sums, wholes)
    ids = rows["claim_id"].to_numpy(dtype=object)
    said = rows.iloc[which].reset_index(drop=True)
    result = said[["claim_id", "claimant_id", "asserted"]].assign(
        part_ids=join_ids(ids[pairs["part"]], np.searchsorted(which, pairs["whole"]), len(which)),
        parts_low=sums["low"],
        parts_high=sums["high"],
        low=wholes["low"],
        high=wholes["high"],
        adds_up=above.isna() & below.isna(),
        gap=above.fillna(below),
    )
    is_strict = sums["is_low_strict"] | sums["is_high_strict"]
    result["sentence"] = _say_sums(result, say_claims(said), is_strict)
    result = result.sort_values("claim_id", ignore_index=True)[SUMS]
    return result.astype({"part_ids": "str", "sentence": "str", "adds_up": bool})


def _add_up(intervals: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Add the intervals of the parts of each whole; a part that was given twice is as wide as both."""
    parts = intervals.iloc[pairs["part"]].reset_index(drop=True)[INTERVAL]
    parts = parts.assign(whole=pairs["whole"].to_numpy(), name=pairs["name"].to_numpy())
    keys = [parts["whole"], parts["name"]]
    least = parts["low"].groupby(keys).transform("min")
    most = parts["high"].groupby(keys).transform("max")
    # The wider of two rows with one bound is the one that does not exclude it.
    parts["is_low_strict"] |= parts["low"] > least
    parts["is_high_strict"] |= parts["high"] < most
    ends = {"low": _least, "high": _most, "is_low_strict": "all", "is_high_strict": "all"}
    total = {"low": _total, "high": _total, "is_low_strict": "any", "is_high_strict": "any"}
    return parts.groupby(["whole", "name"]).agg(ends).groupby(level="whole").agg(total)


def _gap(upper: pd.DataFrame, lower: pd.DataFrame) -> pd.Series:
    """Give how far each interval of `upper` lies beyond that of `lower`; empty where they meet."""
    gap = upper["low"] - lower["high"]
    is_strict = upper["is_low_strict"] | lower["is_high_strict"]
    return gap.where((gap > 0) | ((gap == 0) & is_strict))


def _whole_and_parts(rows: pd.DataFrame, parts: pd.DataFrame, column: str) -> pd.DataFrame:
    """Pair the position of each whole with those of its parts, where every part was given."""
    said, period = days_of(rows, "asserted"), days_of(rows, "period")
    others = [name for name in SCOPE if name != column]
    key = codes_of(rows, ["claimant_id", *others], *said, *period)
    summands = parts[parts["is_summand"] & (parts["column"] == column)].drop_duplicates(["part", "whole"])
    count = summands.groupby("whole")["part"].nunique()
    own = pd.DataFrame({"key": key, "name": rows[column], "part": np.arange(len(rows))})
    given = own.merge(summands[["part", "whole"]].rename(columns={"part": "name", "whole": "sum"}), on="name")
    wholes = own.rename(columns={"name": "sum", "part": "whole"})
    pairs = given.merge(wholes, on=["key", "sum"])
    complete = pairs.groupby("whole")["name"].transform("nunique") == pairs["sum"].map(count)
    return pairs.loc[complete.astype(bool), ["whole", "name", "part"]]


def _least(low: pd.Series) -> float:
    return low.min(skipna=False)


def _most(high: pd.Series) -> float:
    return high.max(skipna=False)


def _total(ends: pd.Series) -> float:
    """Add ends, open if one is open; beyond nine decimals there are only errors of binary numbers."""
    return round(float(ends.sum(skipna=False)), 9)


def _say_sums(result: pd.DataFrame, said: pd.Series, are_strict: pd.Series) -> pd.Series:
    """Say what the parts come to, and what was said of the whole."""
    sentences = []
    for row, words, strict in zip(result.itertuples(), said, are_strict, strict=True):
        total = _say_interval(row.parts_low, row.parts_high, strict=strict)
        named = ", ".join(row.part_ids.split(";"))
        verb = "against" if not row.adds_up else "which fits"
        sentences.append(
            f"{row.claimant_id}, {row.asserted}: the parts of {row.claim_id} ({named}) come to {total}, "
            f"{verb} {words}"
        )
    return pd.Series(sentences, dtype="str")


def _say_interval(low: float, high: float, *, strict: bool) -> str:
    """Say an interval: "3,000", "at least 3,000", "more than 3,000", "300 to 400"."""
    if np.isnan(low) and np.isnan(high):
        return "no stated number"
    if np.isnan(high):
        return ("more than " if strict else "at least ") + say_number(low)
    if np.isnan(low):
        return ("fewer than " if strict else "up to ") + say_number(high)
    return say_number(low) if low == high else f"{say_number(low)} to {say_number(high)}"
