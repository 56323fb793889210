"""Shares of another claim's number: "two thirds of the 4,000 were killed".

Belongs here: reading a share as it was said, and the rules of its columns. Does not belong here: the number
that follows from it (``claims/shares.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysttools.case.id_lists import find_rows
from analysttools.case.profile import BOUNDS_BY_QUALIFIER, NUMBERS
from analysttools.errors import Fault, row_faults, rows_where
from analysttools.formatting import SHARES

# Which ends of a share a qualifier needs; it forbids the others. One share that was said is both of its ends.
ENDS_BY_QUALIFIER = {
    qualifier: [end for end in SHARES if needed & {"best", end.removeprefix("share_")}]
    for qualifier, (needed, _) in BOUNDS_BY_QUALIFIER.items()
}
# No more digits than a number keeps: Python refuses to read thousands of them.
_SHARE = re.compile(r"(\d{1,15})/(\d{1,15})|((?:\d{1,15})?\.\d+|\d{1,15})(?: ?(%))?")


def read_shares(texts: pd.Series) -> np.ndarray:
    """Read shares, each from 0 to 1; not a number where a text is missing or no share.

    Parameters
    ----------
    texts : Series of str
        A fraction ("2/3"), a decimal ("0.25") or a percentage ("25 %"), as it was said.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.case.share_rules import read_shares
    >>> read_shares(pd.Series(["1/4", "0.25", ".25", "25 %", "5/4", None])).tolist()
    [0.25, 0.25, 0.25, 0.25, nan, nan]
    """
    codes, distinct = pd.factorize(texts)
    values = np.array([*map(_read_share, distinct), np.nan])
    return np.asarray(values[codes])


def has_number(claims: pd.DataFrame) -> pd.Series:
    """Return which claims state a number, not a share or words alone."""
    return claims[list(NUMBERS["claims"])].notna().any(axis=1)


def has_share(claims: pd.DataFrame) -> pd.Series:
    """Return which claims state a share of something; none where a case has no columns for it."""
    there = [column for column in SHARES if column in claims]
    return claims[there].notna().any(axis=1)


def check_shares(claims: pd.DataFrame, measures: pd.DataFrame) -> Iterator[Fault]:
    """Check that shares can be read, are in order and fit their qualifier; a case may be without shares.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, its id in the first column; the index counts the rows.
    measures : DataFrame
        ``measure_id`` and ``unit``: a share counts in the unit of its whole.

    Yields
    ------
    Fault
        ``file`` is "claims".
    """
    if not {"share_of", *SHARES} <= set(claims):
        return
    for column in SHARES:
        yield from row_faults(
            "wrong-share",
            "claims",
            rows_where(claims, claims[column].notna() & np.isnan(read_shares(claims[column]))),
            column,
            f'"{{{column}}}" is not a share from 0 to 1',
            "Write it as it was said: 2/3, 0.25 or 25 %",
        )
    low, high = (pd.Series(read_shares(claims[column]), index=claims.index) for column in SHARES)
    yield from row_faults(
        "wrong-share",
        "claims",
        rows_where(claims, low > high),
        "share_low",
        "share_low ({share_low}) is greater than share_high ({share_high})",
        "Exchange them",
    )
    yield from _shares_with_numbers(claims)
    yield from _shares_of_another_unit(claims, measures)
    yield from _shares_against_qualifier(claims, low, high)


def _shares_with_numbers(claims: pd.DataFrame) -> Iterator[Fault]:
    is_share = has_share(claims)
    for column in NUMBERS["claims"]:
        yield from row_faults(
            "share-with-a-number",
            "claims",
            rows_where(claims, is_share & claims[column].notna()),
            column,
            f"the claim states a share, but {column} holds {{{column}}}",
            "Leave the number out: it follows from the share. If it was said too, it is a claim of its own",
        )
    yield from row_faults(
        "whole-without-a-share",
        "claims",
        rows_where(claims, claims["share_of"].notna() & ~is_share),
        "share_of",
        'share_of names "{share_of}", but share_low and share_high are empty',
        "Fill in the share as it was said, or take share_of out",
    )


def _shares_of_another_unit(claims: pd.DataFrame, measures: pd.DataFrame) -> Iterator[Fault]:
    shares = rows_where(claims, claims["share_of"].notna())
    whole = find_rows(shares["share_of"], claims["claim_id"])
    shares, wholes = shares[whole >= 0], claims.iloc[whole[whole >= 0]]
    unit_of = measures.drop_duplicates("measure_id").set_index("measure_id")["unit"]
    unit, whole_unit = (frame["measure"].map(unit_of).set_axis(shares.index) for frame in (shares, wholes))
    shares = shares.assign(unit=unit, whole_unit=whole_unit).dropna(subset=["unit", "whole_unit"])
    yield from row_faults(
        "share-of-another-unit",
        "claims",
        rows_where(shares, shares["unit"].ne(shares["whole_unit"])),
        "share_of",
        'it counts {unit}, but "{share_of}", of which it is a share, counts {whole_unit}',
        "Name the claim of which it is a share, or correct the measure",
    )


def _shares_against_qualifier(claims: pd.DataFrame, low: pd.Series, high: pd.Series) -> Iterator[Fault]:
    is_share = has_share(claims)
    for qualifier, needed in ENDS_BY_QUALIFIER.items():
        is_it = is_share & claims["qualifier"].eq(qualifier)
        for column in SHARES:
            if column in needed:
                is_wrong = is_it & claims[column].isna()
                problem = f"needs a share in {column}, which is empty"
                advice = f"Fill in {column}, or correct the qualifier"
            else:
                is_wrong = is_it & claims[column].notna()
                problem = f'leaves {column} open, but it holds "{{{column}}}"'
                advice = f"Take the share out of {column}, or correct the qualifier"
            yield from row_faults(
                "share-against-qualifier",
                "claims",
                rows_where(claims, is_wrong),
                column,
                f'the qualifier "{qualifier}" applies to the share and {problem}',
                advice,
            )
    is_value = claims["qualifier"].isin(["stated", "about", "nearly"])
    yield from row_faults(
        "share-against-qualifier",
        "claims",
        rows_where(claims, is_share & is_value & (low < high)),
        "share_low",
        'the qualifier "{qualifier}" needs one share, but share_low is {share_low} and share_high is '
        "{share_high}",
        'Write the same share in both, or make the qualifier "between"',
    )


def _read_share(text: str) -> float:
    found = _SHARE.fullmatch(text)
    if found is None or (found[2] and int(found[2]) == 0):
        return np.nan
    share = int(found[1]) / int(found[2]) if found[2] else float(found[3]) / (100 if found[4] else 1)
    return share if 0 <= share <= 1 else np.nan
