"""One number of a claimant divided by another of the same claimant, such as the share lost.

Belongs here: our own division, marked as such. Does not belong here: shares that a claimant gave
(``shares.py``).
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.claims.frames import days_of, has_number, has_time, require_claims
from analysttools.claims.intervals import STATED, bounds
from analysttools.claims.origins import require_chains, standing, with_links
from analysttools.claims.scope import SCOPED
from analysttools.formatting import KINDS, format_number, say_claims

NEEDED = [*SCOPED, *STATED, "claimant_id", "asserted", "source_id", "derived_from"]
ENDS = ["low", "high", "is_low_strict", "is_high_strict"]
# What is said where the quotient has no end.
NOTHING_BY_ZERO = "nothing follows, as nothing can be divided by 0"
NO_BOUND = "neither a least nor a greatest value follows"
RATIOS = [
    *["claim_id", "whole_id", "claimant_id", "population", "asserted", "measure", "kind", "period"],
    *["whole_measure", "whole_kind", "whole_period", "said_in", *ENDS, "is_rounded", "sentence"],
]


@checked()
def ratios(
    claims: pd.DataFrame,
    wholes: pd.DataFrame,
    *,
    is_share: bool = True,
    rounding: bool = False,
    chains: pd.DataFrame | None = None,
    known_by: str | datetime.date | None = None,
) -> pd.DataFrame:
    """Divide numbers by other numbers that the same claimant gave of the same population.

    Two claims are a pair if their claimant and population are the same and they were said on one day, or are
    read in one source and may have been. The division is ours, and nobody else's: each sentence says so.
    Which measures may be divided is for the caller to choose: `claims` such as the killed, `wholes` such as
    all who were sent. Place and period may differ: those sent to a country up to a day, and the losses in one
    part of it up to another. A total, ``kind`` "cumulative", counts who was lost; those present on a day,
    "stock", do not: where the kinds differ, the sentence names both and says "against" in place of "of".

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the columns of ``claims``: what is divided. Repeats, claims that another one
        replaces and claims without a number of their own are left out, here and in `wholes`.
    wholes : DataFrame
        The same: what it is divided by.
    is_share : bool, optional
        True: `claims` are part of `wholes`, and the sentence has per cent. False: they are not, as the killed
        are not part of the wounded, and the sentence says how many "for every 100".
    rounding, chains, known_by
        As for `conflicts`; `chains` holds both.

    Returns
    -------
    DataFrame
        One row a pair, in the order of `claims`: ``claim_id`` and ``whole_id``, ``claimant_id``,
        ``population``, ``asserted`` (of the first), ``measure``, ``kind`` and ``period`` of both
        (``whole_kind`` ...), ``said_in`` ("one day" or "one source"), ``low`` and ``high`` of the quotient
        (empty: open; equal: a value), ``is_low_strict`` and ``is_high_strict``, ``is_rounded`` and the
        ``sentence``.

    Raises
    ------
    TypeError, ValueError, DataError
        If columns are missing, or ids or numbers are wrong.

    See Also
    --------
    resolve_shares : the number that follows from a share which a claimant gave.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import ratios
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["lost", "sent"],
    ...         "claimant_id": "nis",
    ...         "asserted": "2025-04-30",
    ...         "source_id": "kbs",
    ...         "derived_from": None,
    ...         "measure": ["killed_or_wounded", "personnel_deployed"],
    ...         "population": "dprk",
    ...         "place_id": "kursk-oblast",
    ...         "kind": "cumulative",
    ...         "period": "../2025-04-30",
    ...         "low": None,
    ...         "best": [4700, 15000],
    ...         "high": None,
    ...         "qualifier": ["about", "stated"],
    ...     }
    ... )
    >>> print(*ratios(claims.head(1), claims.tail(1))["sentence"])
    about 4,700 of 15,000: about 31 % (our division)
    """
    divided = _take_standing(claims, chains, known_by)
    by = _take_standing(wholes, chains, known_by)
    pairs = _pair(divided, by)
    tops, bottoms = divided.loc[pairs["top"]], by.loc[pairs["bottom"]]
    upper, lower = (
        bounds(rows, rounding=rounding).reset_index(drop=True).drop(columns="share_of", errors="ignore")
        for rows in (_with_new_ids(tops), _with_new_ids(bottoms))
    )
    tops, bottoms = tops.reset_index(drop=True), bottoms.reset_index(drop=True)
    own = ["measure", "kind", "period"]
    result = tops[["claim_id", "claimant_id", "population", "asserted", *own]].assign(
        whole_id=bottoms["claim_id"],
        **{f"whole_{name}": bottoms[name] for name in own},
        said_in=pairs["said_in"],
        low=_divide(upper["low"], lower["high"]),
        high=_divide(upper["high"], lower["low"]),
        is_low_strict=upper["is_low_strict"] | lower["is_high_strict"],
        is_high_strict=upper["is_high_strict"] | lower["is_low_strict"],
        is_rounded=upper["is_rounded"] | lower["is_rounded"],
    )
    result["is_low_strict"] &= result["low"].notna()
    result["is_high_strict"] &= result["high"].notna()
    result["sentence"] = _describe(
        result, say_claims(tops), say_claims(bottoms), lower["high"].eq(0), is_share=is_share
    )
    return result[RATIOS]


def _take_standing(
    claims: pd.DataFrame, chains: pd.DataFrame | None, known_by: str | datetime.date | None
) -> pd.DataFrame:
    """Return the claims that stand, say a number themselves and repeat nobody, numbered from 0."""
    claims = require_claims("ratios", claims, NEEDED)
    claims = with_links(claims, require_chains("ratios", claims, chains, [], []))
    claims = standing("ratios", claims, chains, known_by)
    is_own = claims["derived_from"].isna() & claims["claimant_id"].notna() & claims["population"].notna()
    return claims[is_own & has_number(claims) & has_time(claims)].reset_index(drop=True)


def _pair(divided: pd.DataFrame, by: pd.DataFrame) -> pd.DataFrame:
    """Return the positions of the claims of each pair, and what they were said in."""
    sides = []
    for rows, name in ((divided, "top"), (by, "bottom")):
        first, last = days_of(rows, "asserted")
        keys = rows[["claim_id", "claimant_id", "population", "source_id"]]
        sides.append(keys.assign(**{name: np.arange(len(rows)), "first": first, "last": last}))
    same = ["claimant_id", "population"]
    certain = [side[side["first"] == side["last"]] for side in sides]
    one_day = certain[0].merge(certain[1], on=[*same, "first"], suffixes=("", "_by"))
    known = [side[side["source_id"].notna()] for side in sides]
    one_source = known[0].merge(known[1], on=[*same, "source_id"], suffixes=("", "_by"))
    may_be_one_day = (one_source["first"] <= one_source["last_by"]) & (
        one_source["first_by"] <= one_source["last"]
    )
    pairs = pd.concat(
        [one_day.assign(said_in="one day"), one_source[may_be_one_day].assign(said_in="one source")]
    )
    pairs = pairs[pairs["claim_id"] != pairs["claim_id_by"]].drop_duplicates(["top", "bottom"])
    pairs = pairs[["top", "bottom", "said_in"]].astype({"said_in": "str"})
    return pairs.sort_values(["top", "bottom"], ignore_index=True)


def _with_new_ids(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows as claims of their own: one that is in several pairs stands here several times."""
    return rows.assign(claim_id=[str(number) for number in range(len(rows))])


def _divide(top: pd.Series, bottom: pd.Series) -> pd.Series:
    """Divide numbers; by 0, and where an end is open, nothing follows."""
    return top / bottom.where(bottom > 0)


def _describe(
    result: pd.DataFrame, tops: pd.Series, bottoms: pd.Series, is_by_zero: pd.Series, *, is_share: bool
) -> pd.Series:
    """Return both numbers in their words, and what we make of them."""
    sentences = []
    for row, top, bottom, by_zero in zip(result.itertuples(), tops, bottoms, is_by_zero, strict=True):
        word = "of" if is_share else "for"
        if row.kind != row.whole_kind:
            word = "against" if is_share else "for"
            top = f"{top} ({KINDS['en'][f'all {row.kind}']})"
            bottom = f"{bottom} ({KINDS['en'][f'all {row.whole_kind}']})"
        percent = _format_percent(
            row.low, row.high, low_strict=row.is_low_strict, high_strict=row.is_high_strict
        )
        unit = "%" if is_share else "for every 100"
        open_ends = NOTHING_BY_ZERO if by_zero else NO_BOUND
        follows = f"{percent} {unit} (our division)" if percent else open_ends
        sentences.append(f"{top} {word} {bottom}: {follows}")
    return pd.Series(sentences, dtype="str")


def _format_percent(low: float, high: float, *, low_strict: bool, high_strict: bool) -> str:
    """Format a quotient in per cent: "about 31", "more than 54", "30 to 33"; an open one as no text."""
    if np.isnan(low) and np.isnan(high):
        return ""
    if low == high:
        return f"about {_round(low, round)}"
    if np.isnan(high):
        return f"{'more than' if low_strict else 'at least'} {_round(low, math.floor)}"
    if np.isnan(low):
        return f"{'less than' if high_strict else 'up to'} {_round(high, math.ceil)}"
    return f"{_round(low, math.floor)} to {_round(high, math.ceil)}"


def _round(quotient: float, to_whole: Callable[[float], int]) -> str:
    """Write a quotient in per cent, to one or a whole per cent; below 10 with two digits."""
    percent = quotient * 100
    if percent == 0:
        return "0"
    decimals = max(0, 1 - math.floor(math.log10(percent))) if percent < 10 else 0
    scaled = to_whole(round(percent * 10**decimals, 6))  # 0.29 * 100 is 28.999...
    return format_number(scaled / 10**decimals)
