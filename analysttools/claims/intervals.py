"""What interval a claim states: its words as bounds, and bounds as cuts that can be ordered.

Belongs here: one claim at a time. Does not belong here: comparing claims.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.case.profile import BOUNDS_BY_QUALIFIER
from analysttools.case.share_rules import SHARES, has_share, read_shares
from analysttools.case.table_rules import check_bounds
from analysttools.claims.decimals import decimals_of, difference
from analysttools.claims.frames import ROOM, require_claims
from analysttools.columns import take_columns
from analysttools.errors import DataError, describe_list, quoted

NUMBERS = ["low", "best", "high"]
# What a claim states: its numbers, and the word around them.
STATED = [*NUMBERS, "qualifier"]
# Beyond this power of ten a float no longer tells whole numbers apart.
LARGEST_POWER = 15


@checked()
def bounds(
    claims: pd.DataFrame, *, rounding: bool = False, wholes: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the interval that each claim states.

    "At least 30" is 30 or more, without an upper bound; "more than 30" leaves out 30 itself; a stated
    value, also "about", is that value. No bound is invented: what is not bounded stays empty. One word
    says that its number is not the value: "nearly 12,000" is at most 12,000, and no less than what rounds
    up to it by its last digit that is not 0, so 11,500 to 12,000. That lower end is a convention of
    reading, and marked.

    Parameters
    ----------
    claims : DataFrame
        One row a claim: ``claim_id``, ``low``, ``best``, ``high``, ``qualifier``.
    rounding : bool, optional
        If True, a round stated value is widened to what rounds to it by its last digit that is not 0:
        12,000 is 11,500 to 12,500, and 3.4 is 3.35 to 3.45. A convention of reading, not something that the
        claimant said; such rows are marked. A difference of two totals has the room of both, which `to_flow`
        states as ``rounded_low`` and ``rounded_high``.
    wholes : DataFrame, optional
        The claims in which ``share_of`` is looked up where claims state a share of another; None looks among
        `claims`. Two thirds of 6,000 is 4,000, and a half of these two thirds 2,000; of what is not known,
        a share is open.

    Returns
    -------
    DataFrame
        One row a claim, index and order of `claims`: ``claim_id``, ``low`` and ``high`` (empty: open),
        ``is_low_strict`` and ``is_high_strict`` (the bound itself is excluded), ``is_rounded`` (an end is a
        convention of reading). A claim without a number is open at both ends. Where claims have the column,
        ``share_of`` says from which claim a number follows.

    Raises
    ------
    TypeError, ValueError
        If it is not a DataFrame, columns are missing, or an id is in two rows.
    DataError
        If numbers are negative, infinite, out of order or at odds with their qualifier: every such row.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import bounds
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["hur", "trt", "article"],
    ...         "low": [30, 30, None],
    ...         "best": [None, None, 12000],
    ...         "high": None,
    ...         "qualifier": ["at_least", "more_than", "about"],
    ...     }
    ... )
    >>> print(bounds(claims, rounding=True)[["claim_id", "low", "high", "is_low_strict", "is_rounded"]])
      claim_id      low     high  is_low_strict  is_rounded
    0      hur     30.0      NaN          False       False
    1      trt     30.0      NaN           True       False
    2  article  11500.0  12500.0          False        True
    """
    claims = require_claims("bounds", claims, STATED)
    intervals = read_intervals(claims, rounding=rounding)
    if "share_of" not in claims:
        return intervals
    index, claims = claims.index, claims.reset_index(drop=True)  # labels may be there twice
    intervals, is_share = intervals.reset_index(drop=True), has_share(claims)
    known = _derive(
        claims if wholes is None else require_claims("bounds (wholes)", wholes, STATED), rounding=rounding
    )
    intervals[is_share] = _multiply(claims[is_share], intervals[is_share], known)
    return intervals.assign(share_of=claims["share_of"]).set_axis(index)


def _derive(wholes: pd.DataFrame, *, rounding: bool) -> pd.DataFrame:
    """Return the intervals of wholes; where one is itself a share, what follows from its own whole."""
    wholes = wholes.reset_index(drop=True)
    intervals, is_share = read_intervals(wholes, rounding=rounding), has_share(wholes)
    if "share_of" not in wholes:
        return intervals
    for _ in range(int(is_share.sum())):  # shares of shares of shares; a circle stays open
        derived = _multiply(wholes[is_share], intervals[is_share], intervals)
        if derived.equals(intervals[is_share]):
            break
        intervals[is_share] = derived
    return intervals


def _multiply(shares: pd.DataFrame, own: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Return the interval that follows from each share and its whole; open where the whole is unknown."""
    whole = known.set_index("claim_id").reindex(shares["share_of"]).set_axis(shares.index)
    low, high = (read_shares(shares[column]) for column in SHARES)
    low = np.where(shares["qualifier"].eq("nearly"), np.nan, low)  # nearly a half is at most a half
    ends = {"low": whole["low"].to_numpy(float) * low, "high": whole["high"].to_numpy(float) * high}
    words = {"low": "more_than", "high": "fewer_than"}
    strict = {
        f"is_{end}_strict": (whole[f"is_{end}_strict"].eq(True) | shares["qualifier"].eq(words[end]))
        & ~np.isnan(number)
        for end, number in ends.items()
    }
    return own.assign(**ends, **strict, is_rounded=whole["is_rounded"].eq(True))


def read_intervals(claims: pd.DataFrame, *, rounding: bool = False) -> pd.DataFrame:
    """Return what `bounds` does, for claims whose columns and ids were checked before; shares are open."""
    _require_numbers(claims)
    low, best, high = (claims[name].to_numpy(dtype=float, na_value=np.nan) for name in NUMBERS)
    is_value = np.isnan(low) & np.isnan(high)
    lower, upper = np.where(is_value, best, low), np.where(is_value, best, high)
    is_nearly = claims["qualifier"].eq("nearly").to_numpy(dtype=bool)
    lower[is_nearly] = _nearly(best[is_nearly])
    is_rounded = is_nearly & (lower < upper)
    is_strict = claims["qualifier"].eq("more_than").to_numpy(dtype=bool)
    if rounding:
        half = _last_unit(best) / 2
        # A whole number that is not round was counted; a last decimal was rounded to.
        is_round = is_value & ~is_nearly & ((half > 1) | (half < 0.5))
        least, most = _with_room(
            claims,
            np.where(is_round, difference(best, half), lower),
            np.where(is_round, difference(best, -half), upper),
        )
        is_rounded = is_rounded | (least < lower) | (most > upper)
        is_strict = is_strict & ~((least < lower) & (least == 0))  # a low cut off at 0 allows 0
        lower, upper = least, most
    return pd.DataFrame(
        {
            "claim_id": claims["claim_id"],
            "low": lower,
            "high": upper,
            "is_low_strict": is_strict & ~np.isnan(lower),
            "is_high_strict": claims["qualifier"].eq("fewer_than").to_numpy(dtype=bool) & ~np.isnan(upper),
            "is_rounded": is_rounded,
        },
        index=claims.index,
    )


def _with_room(claims: pd.DataFrame, lower: np.ndarray, upper: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends, those of differences with the room that rounding leaves both totals."""
    if not set(ROOM) <= set(claims):
        return lower, upper
    room = take_columns("claims", claims, ROOM)[list(ROOM)].to_numpy()
    is_difference = ~np.isnan(room).all(axis=1)
    return np.where(is_difference, room[:, 0], lower), np.where(is_difference, room[:, 1], upper)


def cuts(intervals: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of intervals as ranks: an interval reaches from its lower to its upper cut.

    A cut lies just before or just after a number: before the low of ``at_least 30``, after that of
    ``more_than 30``. Two intervals share a number exactly if the lower cut of each is below the upper
    cut of the other, whether their ends are closed, strict or open.

    Parameters
    ----------
    intervals : DataFrame
        What `bounds` gives.

    Returns
    -------
    lower, upper : array of int
        Ranks that order all cuts of these intervals; an empty end is beyond all numbers.
    """
    values, is_after = _ends(intervals)
    order = np.lexsort((is_after, values))
    is_new = np.ones(len(order), dtype=bool)
    is_new[1:] = (values[order][1:] != values[order][:-1]) | (is_after[order][1:] != is_after[order][:-1])
    ranks = np.empty(len(order), dtype="int64")
    ranks[order] = np.cumsum(is_new) - 1
    return ranks[: len(intervals)], ranks[len(intervals) :]


def at_cuts(
    intervals: pd.DataFrame, ranks: tuple[np.ndarray, np.ndarray], lower: np.ndarray, upper: np.ndarray
) -> pd.DataFrame:
    """Turn cuts of these intervals back into ends, as the columns of `bounds`.

    Parameters
    ----------
    intervals : DataFrame
        What `bounds` gave.
    ranks : pair of array of int
        What `cuts` gave for them.
    lower, upper : array of int
        Ranks among the cuts of these intervals.

    Returns
    -------
    DataFrame
        One row a pair of cuts: ``low``, ``high``, ``is_low_strict``, ``is_high_strict``.
    """
    values, is_after = _ends(intervals)
    every = np.concatenate(ranks)
    number, after = np.empty(len(values)), np.empty(len(values), dtype=bool)
    number[every], after[every] = values, is_after
    low, high = number[lower], number[upper]
    return pd.DataFrame(
        {
            "low": np.where(np.isinf(low), np.nan, low),
            "high": np.where(np.isinf(high), np.nan, high),
            "is_low_strict": after[lower] & np.isfinite(low),
            "is_high_strict": ~after[upper] & np.isfinite(high),
        }
    )


def _ends(intervals: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers of all lower ends, then of all upper ones, and which cuts lie after them."""
    low = intervals["low"].fillna(-np.inf).to_numpy(dtype=float)
    high = intervals["high"].fillna(np.inf).to_numpy(dtype=float)
    is_after = [intervals["is_low_strict"].to_numpy(bool), ~intervals["is_high_strict"].to_numpy(bool)]
    return np.concatenate([low, high]), np.concatenate(is_after)


def round_unit(numbers: np.ndarray) -> np.ndarray:
    """Return the unit that round numbers are rounded to: 1,000 for 12,000; 1 where a number is not round.

    Examples
    --------
    >>> import numpy as np
    >>> from analysttools.claims.intervals import round_unit
    >>> round_unit(np.array([12000.0, 1376.0, 610.0, 0.0])).tolist()
    [1000.0, 1.0, 10.0, 1.0]
    """
    unit = np.ones_like(numbers)
    for power in range(1, LARGEST_POWER + 1):
        unit[(numbers != 0) & (np.mod(numbers, 10.0**power) == 0)] = 10.0**power
    return unit


def _nearly(numbers: np.ndarray) -> np.ndarray:
    """Return the least that rounds up to each number by its last digit: 45,000 for 50,000, 3.35 for 3.4."""
    return np.where(decimals_of(numbers) < 0, numbers, difference(numbers, _last_unit(numbers) / 2).clip(0))


def _last_unit(numbers: np.ndarray) -> np.ndarray:
    """Return the unit of the last digit that is written and not 0: 10,000 for 50,000, 0.1 for 3.4."""
    decimals = decimals_of(numbers)
    return np.where(decimals > 0, 10.0 ** -np.maximum(decimals, 0), round_unit(numbers))


def _require_numbers(claims: pd.DataFrame) -> None:
    """Raise with every row whose numbers cannot be."""
    codes, words = pd.factorize(claims["qualifier"], use_na_sentinel=False)
    unknown = [word for word in words if word not in BOUNDS_BY_QUALIFIER]
    if unknown:
        first = claims["claim_id"].iloc[int(np.argmax(codes == list(words).index(unknown[0])))]
        found = describe_list("nothing" if pd.isna(word) else quoted(word) for word in unknown)
        raise ValueError(
            f"claims, column qualifier (first in {first}): found {found}. It is one of: "
            f"{', '.join(BOUNDS_BY_QUALIFIER)}"
        )
    is_wrong = np.zeros(len(claims), dtype=bool)
    low, best, high = (claims[name].to_numpy(dtype=float, na_value=np.nan) for name in NUMBERS)
    for lower, upper in ((low, high), (low, best), (best, high)):
        is_wrong |= lower > upper
    for name, number in zip(NUMBERS, (low, best, high), strict=True):
        is_empty = np.isnan(number)
        needs = np.array([name in BOUNDS_BY_QUALIFIER[word][0] for word in words], dtype=bool)
        forbids = np.array([name in BOUNDS_BY_QUALIFIER[word][1] for word in words], dtype=bool)
        is_wrong |= (number < 0) | np.isinf(number)
        is_wrong |= (needs[codes] & is_empty) | (forbids[codes] & ~is_empty)
    is_wrong &= ~has_share(claims).to_numpy(bool)  # its qualifier speaks of the share
    if is_wrong.any():
        columns = ["claim_id", *STATED]
        rows = claims[columns].reset_index(drop=True)[is_wrong].astype(dict.fromkeys(NUMBERS, float))
        raise DataError("claims", list(check_bounds(rows)))
