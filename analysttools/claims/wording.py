"""What became of a number and its words from one claim to another.

Belongs here: the changes of a number. Does not belong here: changes of what is counted
(``repeats.py``).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysttools.claims.decimals import decimals_of, difference, totals
from analysttools.claims.intervals import round_unit
from analysttools.quantity import say_claims, say_number

# Square kilometres in one of each unit of area that a page may convert to or from.
KM2 = {"km2": 1.0, "square miles": 2.589988110336, "hectares": 0.01, "acres": 0.0040468564224}
HEDGES = ("about", "nearly")
NUMBERS = ["low", "best", "high"]
# What moves a number by more than this part of it is not called rounding.
ROUNDED = 1 / 8


def number_changes(one: pd.DataFrame, other: pd.DataFrame, group: np.ndarray) -> pd.DataFrame:
    """Name the changes of number and words from each row of `one` to the same row of `other`.

    Parameters
    ----------
    one, other : DataFrame
        Claims, index from 0, row beside row; `other` repeats `one`.
    group : array
        Equal for rows of which the numbers may have been added up.

    Returns
    -------
    DataFrame
        One row a change: ``pair`` (the row), ``change``, ``was``, ``became``.
    """
    said = [np.asarray(say_claims(side), dtype=object) for side in (one, other)]
    changes = _changes_of_words(one, other) | _changes_of_number(one, other, group)
    found = [
        pd.DataFrame({"pair": np.flatnonzero(mask), "was": said[0][mask], "became": said[1][mask]}).assign(
            change=name
        )
        for name, mask in changes.items()
    ]
    return pd.concat([*found, _conversions(one, other, said)], ignore_index=True)


def _changes_of_words(one: pd.DataFrame, other: pd.DataFrame) -> dict[str, np.ndarray]:
    words = [side["qualifier"].to_numpy(dtype=object) for side in (one, other)]
    has = [side[NUMBERS].notna().any(axis=1).to_numpy() for side in (one, other)]
    hedged = [np.isin(word, HEDGES) for word in words]
    plain = [word == "stated" for word in words]
    changes = {
        "number lost": has[0] & ~has[1],
        "number added": ~has[0] & has[1],
        "hedge lost": hedged[0] & plain[1],
        "hedge added": plain[0] & hedged[1],
        "hedge changed": hedged[0] & hedged[1] & (words[0] != words[1]),
    }
    for end, name, strict in (("low", "lower", "more_than"), ("high", "upper", "fewer_than")):
        bound = [side[end].notna().to_numpy() for side in (one, other)]
        is_strict = [word == strict for word in words]
        changes[f"{name} bound sharpened"] = bound[0] & bound[1] & ~is_strict[0] & is_strict[1]
        changes[f"{name} bound softened"] = bound[0] & bound[1] & is_strict[0] & ~is_strict[1]
        changes[f"{name} bound lost"] = bound[0] & ~bound[1] & has[1]
        changes[f"{name} bound added"] = ~bound[0] & bound[1] & has[0]
    return changes


def _changes_of_number(one: pd.DataFrame, other: pd.DataFrame, group: np.ndarray) -> dict[str, np.ndarray]:
    before, after = _main(one), _main(other)
    is_kept = np.zeros(len(one), dtype=bool)
    for a in NUMBERS:
        for b in NUMBERS:
            is_kept |= (one[a].to_numpy(float) == other[b].to_numpy(float)) & one[a].notna().to_numpy()
    for name in NUMBERS:  # a range that keeps one end has changed if the other moved
        was, became = one[name].to_numpy(float), other[name].to_numpy(float)
        is_moved = is_kept & ~np.isnan(was) & ~np.isnan(became) & (was != became)
        before, after = np.where(is_moved, was, before), np.where(is_moved, became, after)
        is_kept = is_kept & ~is_moved
    is_changed = ~is_kept & ~np.isnan(before) & ~np.isnan(after) & ~_other_unit(one, other)
    _, code = np.unique(group, return_inverse=True)
    is_several = np.bincount(code, ~np.isnan(before))[code] > 1
    total = totals(np.nan_to_num(before), code, int(code.max(initial=-1)) + 1)[code]
    most = pd.Series(before).groupby(group).transform("max").to_numpy()
    unit = last_digit(after)
    moved = np.abs(difference(after, before))
    is_near = (moved <= unit / 2) & (moved <= before * ROUNDED) & (unit > last_digit(before))
    is_swapped = np.zeros(len(one), dtype=bool)
    is_swapped[is_changed] = [
        _is_transposed(a, b) for a, b in zip(before[is_changed], after[is_changed], strict=True)
    ]
    cases = {
        "number added up": is_several & (after == total),
        "number subtracted": is_several & (after == difference(most, difference(total, most))),
        "number rounded": is_near,
        "number transposed": is_swapped,
    }
    which = np.select(list(cases.values()), np.arange(len(cases)), default=len(cases))
    names = [*cases, "number changed"]
    return {name: is_changed & (which == place) for place, name in enumerate(names)}


def _conversions(one: pd.DataFrame, other: pd.DataFrame, said: list[np.ndarray]) -> pd.DataFrame:
    """Name numbers given in another unit, and what would have been right where they are wrong."""
    pair = np.flatnonzero(_other_unit(one, other))
    units = [side["unit"].iloc[pair].to_numpy(dtype=object) if len(pair) else pair for side in (one, other)]
    factor = [pd.Series(side, dtype="str").map(KM2).to_numpy(float) for side in units]
    right, after = _main(one)[pair] * factor[0] / factor[1], _main(other)[pair]
    is_right = np.abs(after - right) <= last_digit(after) / 2
    return pd.DataFrame(
        {
            "pair": pair,
            "change": np.where(
                np.isnan(right),
                "unit changed",
                np.where(is_right, "number converted", "number converted wrongly"),
            ),
            "was": [f"{said[0][row]} {unit}" for row, unit in zip(pair, units[0], strict=True)],
            "became": [
                f"{said[1][row]} {unit}"
                + ("" if fits or np.isnan(value) else f", not {say_number(round(value))}")
                for row, unit, fits, value in zip(pair, units[1], is_right, right, strict=True)
            ],
        }
    )


def last_digit(numbers: np.ndarray) -> np.ndarray:
    """Return the unit of the last digit that a number is told to: 0.01 for 3,791.56, 1 for 3,792.

    A round number is told to its last digit that is not 0; one that no digits write exactly, to none.

    Examples
    --------
    >>> import numpy as np
    >>> from analysttools.claims.wording import last_digit
    >>> last_digit(np.array([3791.56, 3792.0, 12000.0, np.nan])).tolist()
    [0.01, 1.0, 1000.0, 0.0]
    """
    decimals = decimals_of(numbers)
    return np.select([decimals < 0, decimals > 0], [0.0, 10.0**-decimals], round_unit(np.nan_to_num(numbers)))


def _other_unit(one: pd.DataFrame, other: pd.DataFrame) -> np.ndarray:
    """Tell where both claims have a unit, and not the same."""
    if "unit" not in one:
        return np.zeros(len(one), dtype=bool)
    return ((one["unit"] != other["unit"]) & one["unit"].notna() & other["unit"].notna()).to_numpy(bool)


def _main(claims: pd.DataFrame) -> np.ndarray:
    """Give the number that a claim is known by: the stated value, else its low, else its high."""
    return claims["best"].fillna(claims["low"]).fillna(claims["high"]).to_numpy(float)


def _is_transposed(before: float, after: float) -> bool:
    """Tell whether two neighbouring digits changed places.

    Examples
    --------
    >>> from analysttools.claims.wording import _is_transposed
    >>> _is_transposed(2700, 7200), _is_transposed(2700, 2007)
    (True, False)
    """
    one, other = f"{before:.15g}", f"{after:.15g}"
    differing = [place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    if len(one) != len(other) or len(differing) != 2 or differing[1] - differing[0] != 1:
        return False
    first, second = differing
    if not (one[first] + one[second]).isdigit():
        return False
    return one[first] == other[second] and one[second] == other[first]
