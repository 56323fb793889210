"""Differences and sums of decimal numbers, with as many digits as the numbers have.

Belongs here: arithmetic that must not show that computers count in binary. Does not belong here: claims.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

# A float tells apart all numbers of so many digits, and no more.
MOST_DECIMALS = 15
LARGEST = 2.0**53


def difference(ones: np.ndarray | pd.Series, others: np.ndarray | pd.Series) -> np.ndarray:
    """Return `ones` minus `others`, each rounded to the digits of its two numbers.

    Parameters
    ----------
    ones, others : array or Series of float
        Of one length; NaN where a number is missing.

    Returns
    -------
    array of float
        NaN where one of the two is missing. Where a number has no decimals that write it exactly, such as a
        third, the difference is not rounded.

    Examples
    --------
    >>> import numpy as np
    >>> from analysttools.claims.decimals import difference
    >>> difference(np.array([1000.0, 0.15]), np.array([605.79, 0.1])).tolist()
    [394.21, 0.05]
    """
    ones, others = np.asarray(ones, dtype=float), np.asarray(others, dtype=float)
    decimals = decimals_of(ones), decimals_of(others)
    scale = 10.0 ** np.maximum(*decimals)
    # Counted in hundredths, or whatever the last digit is, both are whole and their difference is exact.
    whole = np.rint(ones * scale), np.rint(others * scale)
    is_exact = (np.minimum(*decimals) >= 0) & (np.maximum(*np.abs(whole)) < LARGEST)
    return np.where(is_exact, (whole[0] - whole[1]) / scale, ones - others)


def totals(numbers: np.ndarray | pd.Series, groups: np.ndarray, count: int) -> np.ndarray:
    """Return the sum of the numbers of each group, rounded to the digits of the longest of them.

    Parameters
    ----------
    numbers : array or Series of float
        NaN where a number is missing.
    groups : array of int
        The group of each number, from 0.
    count : int
        How many groups there are.

    Returns
    -------
    array of float
        One a group; NaN where one of its numbers is missing.

    Examples
    --------
    >>> import numpy as np
    >>> from analysttools.claims.decimals import totals
    >>> totals(np.array([307.8, 150.9, 30.0]), np.array([0, 0, 1]), 2).tolist()
    [458.7, 30.0]
    """
    numbers = np.asarray(numbers, dtype=float)
    decimals = decimals_of(numbers)
    least, most = np.full(count, MOST_DECIMALS), np.zeros(count, dtype="int64")
    np.minimum.at(least, groups, decimals)
    np.maximum.at(most, groups, decimals)
    scale = 10.0**most
    whole = np.bincount(groups, np.rint(numbers * scale[groups]), count)
    is_exact = (least >= 0) & (np.abs(whole) < LARGEST)
    return np.where(is_exact, whole / scale, np.bincount(groups, numbers, count))


def decimals_of(numbers: np.ndarray) -> np.ndarray:
    """Return how many decimals each number is written with; -1 if none write it exactly, or it is missing.

    Examples
    --------
    >>> import numpy as np
    >>> from analysttools.claims.decimals import decimals_of
    >>> decimals_of(np.array([12000.0, 0.25, 394.21, np.nan])).tolist()
    [0, 2, 2, -1]
    """
    decimals = np.full(len(numbers), -1)
    open_ = np.flatnonzero(np.isfinite(numbers))
    for count in range(MOST_DECIMALS + 1):
        is_written = np.round(numbers[open_], count) == numbers[open_]
        decimals[open_[is_written]] = count
        open_ = open_[~is_written]
    return decimals
