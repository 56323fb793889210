"""What became of a number as it was repeated: its words, its digits, its unit.

Belongs here: one claim beside one that repeats it, end by end. Does not belong here: what is counted, and
series of totals (``drift.py``).
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from analysttools.claims.decimals import decimals_of, difference, totals
from analysttools.claims.intervals import round_unit
from analysttools.formatting import format_number, say_claims

# Square kilometres in one of each unit of area that a page may convert to or from.
KM2 = {"km2": 1.0, "square miles": 2.589988110336, "hectares": 0.01, "acres": 0.0040468564224}
HEDGES = ("about", "nearly")
VALUES = ["low", "best", "high"]
LOW, BEST, HIGH = range(3)
# The only end of a bound, and the one that it leaves open.
_SIDES = (("low", "high"), ("high", "low"))
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
    is_other_unit, factor = _factors(one, other)
    before, after = _ends(one, other)
    before = before * factor[:, None]
    is_kept = _is_kept(one, other) & ~is_other_unit
    of_number = _changes_of_number(before, after, group)
    of_unit = _changes_of_unit(before, after, group, one, other)
    changes = _changes_of_words(one, other)
    changes |= {name: mask & ~is_other_unit & ~is_kept for name, mask in of_number.items()}
    changes |= {name: mask & is_other_unit for name, mask in of_unit.items()}
    units = [one.get("unit"), other.get("unit")]
    found = []
    for name, mask in changes.items():
        texts = [side[mask] for side in said]
        if name in of_unit:
            texts = [_with_units(text, unit, mask) for text, unit in zip(texts, units, strict=True)]
        if name == "number converted wrongly":
            right = map(_describe_right, before[mask], after[mask])
            texts[1] = np.array(
                [f"{text}, not {number}" for text, number in zip(texts[1], right, strict=True)]
            )
        pair = {"pair": np.flatnonzero(mask), "was": texts[0], "became": texts[1]}
        found.append(pd.DataFrame(pair).assign(change=name))
    return pd.concat(found, ignore_index=True)


def _changes_of_words(one: pd.DataFrame, other: pd.DataFrame) -> dict[str, np.ndarray]:
    words = [side["qualifier"].to_numpy(dtype=object) for side in (one, other)]
    has = [side[VALUES].notna().any(axis=1).to_numpy() for side in (one, other)]
    hedged = [np.isin(word, HEDGES) for word in words]
    plain = [word == "stated" for word in words]
    ends = [{end: side[end].notna().to_numpy() for end in VALUES} for side in (one, other)]
    only_low, only_high = ([~side["best"] & side[a] & ~side[b] for side in ends] for a, b in _SIDES)
    is_turned = (only_low[0] & only_high[1]) | (only_high[0] & only_low[1])
    changes = {
        "number lost": has[0] & ~has[1],
        "number added": ~has[0] & has[1],
        "hedge lost": hedged[0] & plain[1],
        "hedge added": plain[0] & hedged[1],
        "hedge changed": hedged[0] & hedged[1] & (words[0] != words[1]),
        "bound turned round": is_turned,
    }
    for end, name, strict in (("low", "lower", "more_than"), ("high", "upper", "fewer_than")):
        bound = [side[end] for side in ends]
        is_strict = [word == strict for word in words]
        changes[f"{name} bound sharpened"] = bound[0] & bound[1] & ~is_strict[0] & is_strict[1]
        changes[f"{name} bound softened"] = bound[0] & bound[1] & is_strict[0] & ~is_strict[1]
        changes[f"{name} bound lost"] = bound[0] & ~bound[1] & has[1] & ~is_turned
        changes[f"{name} bound added"] = ~bound[0] & bound[1] & has[0] & ~is_turned
    return changes


def _ends(one: pd.DataFrame, other: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return what each repeat is to be compared with, and its own numbers: a column each for low, best, high.

    Low is compared with low and high with high. A range told of one number is compared with it at both
    ends; where two claims have no end in common, the repeat's number with the nearest one.
    """
    before, after = (side[VALUES].to_numpy(float) for side in (one, other))
    is_like = ~np.isnan(before) & ~np.isnan(after)
    has_like = is_like.any(axis=1)
    is_range = ~has_like & ~np.isnan(after[:, LOW]) & ~np.isnan(after[:, HIGH])
    ends = np.where(is_like, before, np.nan), np.where(is_like, after, np.nan)
    for end in (LOW, HIGH):
        ends[0][is_range, end] = _nearest(before, after[:, end])[is_range]
        ends[1][is_range, end] = after[is_range, end]
    place = np.select([~np.isnan(after[:, BEST]), ~np.isnan(after[:, LOW])], [BEST, LOW], HIGH)
    rows = np.arange(len(one))
    is_lone = ~has_like & ~is_range
    number = after[rows, place]
    ends[0][rows[is_lone], place[is_lone]] = _nearest(before, number)[is_lone]
    ends[1][rows[is_lone], place[is_lone]] = number[is_lone]
    return ends


def _nearest(numbers: np.ndarray, to: np.ndarray) -> np.ndarray:
    """Return of each row the number that is nearest to another; NaN where it has none."""
    distance = np.abs(numbers - np.nan_to_num(to)[:, None])
    place = np.where(np.isnan(distance), np.inf, distance).argmin(axis=1)
    return numbers[np.arange(len(numbers)), place]


def _is_kept(one: pd.DataFrame, other: pd.DataFrame) -> np.ndarray:
    """Return where a repeat has a number of the claim, and no end of both that moved."""
    before, after = (side[VALUES].to_numpy(float) for side in (one, other))
    is_moved = ~np.isnan(before) & ~np.isnan(after) & (before != after)
    is_there = (before[:, :, None] == after[:, None, :]).any(axis=(1, 2))
    return is_there & ~is_moved.any(axis=1)


def _changes_of_number(before: np.ndarray, after: np.ndarray, group: np.ndarray) -> dict[str, np.ndarray]:
    """Name changes within one unit; a name holds of a claim if it holds of each of its ends."""
    is_end = ~np.isnan(before) & ~np.isnan(after)
    is_several, total, rest = _sums(before, group)
    is_swapped = is_end & (before != after)
    is_swapped[is_swapped] = [
        _is_transposed(a, b) for a, b in zip(before[is_swapped], after[is_swapped], strict=True)
    ]
    cases = {
        "number added up": is_several & (after == total),
        "number subtracted": is_several & (after == rest),
        "number rounded": (after == before) | _is_near(before, after),
        "number transposed": (after == before) | is_swapped,
        "number added up and rounded": is_several & ((after == total) | _is_near(total, after)),
        "number subtracted and rounded": is_several & ((after == rest) | _is_near(rest, after)),
    }
    return _first_name(cases, is_end, "number changed")


def _changes_of_unit(
    before: np.ndarray, after: np.ndarray, group: np.ndarray, one: pd.DataFrame, other: pd.DataFrame
) -> dict[str, np.ndarray]:
    """Name changes to another unit, of numbers that are given in the new one already."""
    is_end = ~np.isnan(before) & ~np.isnan(after)
    is_several, total, _ = _sums(before, group)
    is_looser = np.zeros_like(is_end)
    has = [side[VALUES].notna().to_numpy() for side in (one, other)]
    is_value = (has[0][:, BEST] & ~has[0][:, LOW] & ~has[0][:, HIGH])[:, None]
    is_slight = is_value | (np.abs(after - before) <= before * ROUNDED)
    for end, is_below in ((LOW, after <= before), (HIGH, after >= before)):
        is_looser[:, end] = (is_below & is_slight)[:, end]
    cases = {
        "number converted": _fits(before, after) | is_looser,
        "number added up and converted": is_several & _fits(total, after),
    }
    names = _first_name(cases, is_end, "number converted wrongly")
    has_both = has[0].any(axis=1) & has[1].any(axis=1)
    return {**names, "unit changed": has_both & ~is_end.any(axis=1)}


def _first_name(cases: dict[str, np.ndarray], is_end: np.ndarray, last: str) -> dict[str, np.ndarray]:
    """Return by name the rows of which it is the first that holds of every end."""
    has = is_end.any(axis=1)
    holds = [(mask | ~is_end).all(axis=1) for mask in cases.values()]
    which = np.select(holds, np.arange(len(cases)), default=len(cases))
    return {name: has & (which == place) for place, name in enumerate([*cases, last])}


def _sums(before: np.ndarray, group: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return where several numbers were repeated together, their sum, and the greatest less the others."""
    _, code = np.unique(group, return_inverse=True)
    count = int(code.max(initial=-1)) + 1
    is_several, total, rest = np.zeros(before.shape, bool), np.zeros(before.shape), np.zeros(before.shape)
    for end in (LOW, BEST, HIGH):
        numbers = before[:, end]
        is_several[:, end] = np.bincount(code, ~np.isnan(numbers), count)[code] > 1
        total[:, end] = totals(np.nan_to_num(numbers), code, count)[code]
        most = pd.Series(numbers).groupby(code).transform("max").to_numpy()
        rest[:, end] = difference(most, difference(total[:, end], most))
    return is_several, total, rest


def _is_near(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return where a number is another one with fewer digits."""
    unit, own = _last_digits(after), _last_digits(before)
    moved = difference(after.ravel(), before.ravel()).reshape(after.shape)
    return (np.abs(moved) <= unit / 2) & (np.abs(moved) <= before * ROUNDED) & (unit > own)


def _fits(right: np.ndarray, told: np.ndarray) -> np.ndarray:
    """Return where a number is the right one to the digits that it is told with."""
    return np.abs(told - right) <= _last_digits(told) / 2


def _last_digits(numbers: np.ndarray) -> np.ndarray:
    return last_digit(numbers.ravel()).reshape(numbers.shape)


def last_digit(numbers: np.ndarray) -> np.ndarray:
    """Return the unit of the last digit that a number is told to: 0.01 for 3,791.56, 1 for 3,792.

    A round number is told to its last digit that is not 0; one that no digits write exactly, to none.

    Examples
    --------
    >>> import numpy as np
    >>> from analysttools.claims.number_changes import last_digit
    >>> last_digit(np.array([3791.56, 3792.0, 12000.0, np.nan])).tolist()
    [0.01, 1.0, 1000.0, 0.0]
    """
    decimals = decimals_of(numbers)
    return np.select([decimals < 0, decimals > 0], [0.0, 10.0**-decimals], round_unit(np.nan_to_num(numbers)))


def _factors(one: pd.DataFrame, other: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return where both claims have a unit and not the same, and what one of the first is in the second."""
    if "unit" not in one:
        return np.zeros(len(one), dtype=bool), np.ones(len(one))
    is_other = (one["unit"] != other["unit"]) & one["unit"].notna() & other["unit"].notna()
    km2 = [side["unit"].astype(object).map(KM2).to_numpy(float) for side in (one, other)]
    return is_other.to_numpy(bool), np.where(is_other, km2[0] / km2[1], 1.0)


def _with_units(texts: np.ndarray, units: pd.Series | None, mask: np.ndarray) -> np.ndarray:
    """Return numbers in words with the units behind them."""
    own = [] if units is None else units.to_numpy(dtype=object)[mask]
    return np.array([f"{text} {unit}" for text, unit in zip(texts, own, strict=True)], dtype=object)


def _describe_right(right: np.ndarray, told: np.ndarray) -> str:
    """Return what a conversion should have given, to as many digits as were told, and to two at least.

    Examples
    --------
    >>> import numpy as np
    >>> from analysttools.claims.number_changes import _describe_right
    >>> _describe_right(np.array([0.3861]), np.array([5.0]))
    '0.39'
    """
    is_end = ~np.isnan(right)
    units = last_digit(told[is_end])
    digits = max(2, *(_power(a) - _power(b) + 1 for a, b in zip(told[is_end], units, strict=True)))
    decimals = (max(0, digits - 1 - _power(number)) for number in right[is_end])
    said = [
        format_number(round(float(one), count)) for one, count in zip(right[is_end], decimals, strict=True)
    ]
    return " to ".join(dict.fromkeys(said))


def _power(number: float) -> int:
    """Return the power of ten of the first digit of a number."""
    return math.floor(math.log10(number)) if number > 0 else 0


def _is_transposed(before: float, after: float) -> bool:
    """Return whether two neighbouring digits changed places.

    Examples
    --------
    >>> from analysttools.claims.number_changes import _is_transposed
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
