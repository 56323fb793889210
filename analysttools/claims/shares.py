"""What a share of another claim's number comes to: "two thirds of the 4,000 were killed".

Belongs here: the number that follows from a share and its whole, marked as such. Does not belong here: how a
share is written (``case/share_rules.py``).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.case.share_rules import SHARES, has_share
from analysttools.claims.frames import require_claims
from analysttools.claims.intervals import NUMBERS, STATED, bounds
from analysttools.columns import take_columns

SHARED = ["share_of", *SHARES]


@checked()
def resolve_shares(
    claims: pd.DataFrame, wholes: pd.DataFrame | None = None, *, rounding: bool = False
) -> pd.DataFrame:
    """Return claims in which each share of another claim is the number that follows from both.

    No claimant said that number: "about two thirds" of 4,000 is about 2,667. It is not rounded. A share of
    "more than 5,000" has a lower bound only, and a share of a claim that is not known, or is itself without a
    number, stays without one. All functions but this and `bounds` take shares for claims without a number.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with ``low``, ``best``, ``high``, ``qualifier``, ``share_of``, ``share_low`` and
        ``share_high`` (fractions, decimals or percentages as they were said).
    wholes : DataFrame, optional
        As for `bounds`, such as ``case.claims``: a filter may have left out the whole.
    rounding : bool, optional
        As for `bounds`; of a share it is the number of the whole that is widened.

    Returns
    -------
    DataFrame
        The claims in their order. Where a number follows, it stands in ``low``, ``best`` and ``high`` with
        its ``qualifier``; ``share_low`` and ``share_high`` are empty, and ``share_of`` still says from which
        claim it follows.

    Raises
    ------
    TypeError, ValueError, DataError
        If columns are missing, or ids or numbers are wrong.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import resolve_shares
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["all", "killed"],
    ...         "low": [6000.0, None],
    ...         "best": None,
    ...         "high": None,
    ...         "qualifier": ["at_least", "about"],
    ...         "share_of": [None, "all"],
    ...         "share_low": [None, "2/3"],
    ...         "share_high": [None, "2/3"],
    ...     }
    ... )
    >>> print(resolve_shares(claims)[["claim_id", "low", "qualifier", "share_of"]])
      claim_id     low qualifier share_of
    0      all  6000.0  at_least      NaN
    1   killed  4000.0  at_least      all
    """
    claims = require_claims("resolve_shares", claims, [*STATED, *SHARED])
    claims = take_columns("resolve_shares: claims", claims, [], *claims)
    wholes = claims if wholes is None else require_claims("resolve_shares (wholes)", wholes, STATED)
    index, claims = claims.index, claims.reset_index(drop=True)  # labels may be there twice
    is_share = has_share(claims)
    derived = bounds(claims[is_share], rounding=rounding, wholes=wholes)
    derived = derived[derived[["low", "high"]].notna().any(axis=1)]
    is_value = derived["low"] == derived["high"]
    said = pd.DataFrame(
        {
            "low": derived["low"].where(~is_value),
            "best": derived["low"].where(is_value),
            "high": derived["high"].where(~is_value),
            "qualifier": _qualify(derived, is_value),
        },
        index=derived.index,
    )
    resolved = claims.astype(dict.fromkeys(NUMBERS, float))
    for column in said:
        resolved.loc[said.index, column] = said[column]
    resolved.loc[said.index, list(SHARES)] = None
    return resolved.set_axis(index)


def _qualify(derived: pd.DataFrame, is_value: pd.Series) -> pd.Series:
    """Return the qualifier of each derived number: which ends it has, and whether they are strict."""
    has_low, has_high = derived["low"].notna(), derived["high"].notna()
    words = {
        "about": is_value,
        "between": has_low & has_high,
        "more_than": has_low & derived["is_low_strict"],
        "at_least": has_low,
        "fewer_than": derived["is_high_strict"],
    }
    return pd.Series(np.select(list(words.values()), list(words), "up_to"), index=derived.index, dtype="str")
