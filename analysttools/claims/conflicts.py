"""What cannot both be true, and what bounds what: pairs of claims, found without trying all pairs.

Belongs here: conflicts, and bounds that parts and wholes set each other. Does not belong here: when two
claims are comparable at all (``relations.py``).
"""

from __future__ import annotations

import datetime
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.claims.decimals import difference
from analysttools.claims.frames import has_number, only, require_claims, require_parts
from analysttools.claims.intervals import STATED, bounds, cuts
from analysttools.claims.origins import standing
from analysttools.claims.pairs import candidate_pairs
from analysttools.claims.relations import CUMULATIVE, PART, Comparison
from analysttools.claims.scope import SCOPED
from analysttools.formatting import format_number, say_claims

NEEDED = [*SCOPED, *STATED]
CONFLICTS = ["claim_id", "other_id", "relation", "at_least", "at_most", "gap", "sentence"]
BOUNDS = ["claim_id", "end", "bound", "is_strict", "by_id", "sentence"]
# Stocks whose moments are not one day may speak of different days.
IF_ONE_DAY = ", if they refer to one day"
# What stands between two claims that conflict, and what after them: alike, an earlier total, part and whole.
CLASHES = (
    [" and ", " is a total to an earlier day than ", " counts a part of what "],
    [
        " count the same thing and cannot both be true: ",
        " and cannot exceed it: ",
        " counts and cannot exceed it: ",
    ],
)


@checked()
def conflicts(
    claims: pd.DataFrame,
    parts: pd.DataFrame | None = None,
    *,
    rounding: bool = False,
    chains: pd.DataFrame | None = None,
    keep_withdrawn: bool = False,
    known_by: str | datetime.date | None = None,
) -> pd.DataFrame:
    r"""Find the pairs of claims that cannot both be true.

    Two like claims whose intervals share no number; a part, or an earlier total, that is more than its
    whole can be. Of totals that end on different days only the earlier can be too great: the later may
    have grown. A flow over the very days of a total, from its stated start to its end, counts the same.
    Stocks of moments that overlap are taken for stocks of one day, and the sentence says so; totals for
    totals to the last day of their period. A flow on some days within its period (``[2024-12-01..
    2024-12-16]``, ``2024-12-XX``, ``2024-12/2024-12-16``) contradicts no other within it: nobody knows
    whether they refer to the same days.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the columns of ``claims``. All rows are set against each other, repeats too:
        leave out with ``as_of(..., keep_repeats=False)`` what you do not want to see. Claims that another
        one replaces are left out, and what only repeats such claims.
    parts : DataFrame, optional
        What is part of what, as ``Case.parts`` gives it. None knows of no parts and finds only conflicts
        of like claims, and of flows and totals within longer ones.
    rounding : bool, optional
        If True, round stated values are widened as `bounds` says: what is left is more than rounding.
    chains : DataFrame, optional
        The table that the rows were taken from, such as ``case.claims``: what another claim of it replaces
        (``supersedes``) is left out, with its repeats. None knows of the rows only.
    keep_withdrawn : bool, optional
        If True, claims that another one replaces are kept, and their repeats.
    known_by : str or date, optional
        The day up to which it was known what replaces what, as for `consensus`.

    Returns
    -------
    DataFrame
        One row a pair, each once: ``claim_id`` (says more), ``other_id`` (says less), ``relation``
        (``like``, or ``part of``: the first is within the second), ``at_least`` and ``at_most`` (the
        low of the first, the high of the second), ``gap`` between them, and the ``sentence``. A gap of 0:
        they meet in a number that one of them excludes.

    Raises
    ------
    TypeError, ValueError, DataError
        If columns are missing, or ids or numbers are wrong.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import conflicts
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["jcs", "zelensky", "later"],
    ...         "measure": "killed_or_wounded",
    ...         "population": "dprk",
    ...         "place_id": "kursk-oblast",
    ...         "kind": "cumulative",
    ...         "period": ["2024-12/2024-12-23", "../2024-12-23", "../2025-01-05"],
    ...         "low": [None, 3000, None],
    ...         "best": [1100, None, 3800],
    ...         "high": None,
    ...         "qualifier": ["about", "more_than", "stated"],
    ...     }
    ... )
    >>> print(*conflicts(claims)["sentence"].str.split(": ").explode(), sep=":\n")
    zelensky (more than 3,000) and jcs (about 1,100) count the same thing and cannot both be true:
    1,900 apart; zelensky does not state its start
    """
    found, result = _find_conflicts(claims, parts, rounding, chains, keep_withdrawn, known_by)
    rows, intervals, compared, one, other = found
    is_like = result["relation"].eq("like").to_numpy(bool)
    first, second, gap = _said(rows, one), _said(rows, other), _describe_gaps(result)
    is_rounded, is_nearly = intervals["is_rounded"].to_numpy(), rows["qualifier"].eq("nearly").to_numpy()
    # Of "nearly 50,000" the lower end is a convention, with and without `rounding`, and the upper end is not.
    has_room = is_rounded[one] | (is_rounded[other] & ~is_nearly[other])
    if has_room.any():
        gap = gap + np.where(has_room, ", allowing for rounding", "").astype(object)
    may_differ = compared.may_differ(one, other)
    if may_differ.any():
        gap = gap + np.where(may_differ, IF_ONE_DAY, "").astype(object)
    gap = gap + _describe_silence(rows, compared.silent_start(one, other))
    is_later = is_like & (compared.kind[one] == CUMULATIVE) & (compared.end[one] < compared.end[other])
    words = np.select([~is_like, is_later], [2, 1], 0)
    between, after = (pd.Series(texts, dtype="str").take(words).reset_index(drop=True) for texts in CLASHES)
    result["sentence"] = first + between + second + after + gap
    return _sorted(result, CONFLICTS, ["claim_id", "other_id"])


@checked()
def part_bounds(
    claims: pd.DataFrame,
    parts: pd.DataFrame,
    *,
    chains: pd.DataFrame | None = None,
    keep_withdrawn: bool = False,
    known_by: str | datetime.date | None = None,
) -> pd.DataFrame:
    r"""Return the bounds that parts and wholes set each other: a part cannot exceed its whole.

    Parameters
    ----------
    claims : DataFrame
        As for `conflicts`.
    parts : DataFrame
        What is part of what, as ``Case.parts`` gives it.
    chains, keep_withdrawn, known_by
        As for `conflicts`.

    Returns
    -------
    DataFrame
        One row a bound: ``claim_id``, which ``end`` of it is bounded (``low`` or ``high``), the
        ``bound``, whether it ``is_strict``, ``by_id`` (the claim that sets it) and the ``sentence``. The
        bounds are as good as the claims that set them.

    Raises
    ------
    TypeError, ValueError, DataError
        As for `conflicts`.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import part_bounds
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["in Kursk", "in Russia"],
    ...         "measure": "personnel_in_area",
    ...         "population": "dprk",
    ...         "place_id": ["kursk-oblast", "russia"],
    ...         "kind": "stock",
    ...         "period": "2024-11-04",
    ...         "low": [10000, 11000],
    ...         "best": None,
    ...         "high": [None, 12000],
    ...         "qualifier": ["at_least", "between"],
    ...     }
    ... )
    >>> parts = pd.DataFrame({"column": ["place_id"], "part": ["kursk-oblast"], "whole": ["russia"]})
    >>> print(*part_bounds(claims, parts)["sentence"], sep="\n")
    in Kursk can be at most 12,000: it counts a part of what in Russia (11,000 to 12,000) counts
    in Russia can be no less than 10,000: what in Kursk (at least 10,000) counts is a part of it
    """
    rows, intervals, compared, one, other = _find_parts(claims, parts, chains, keep_withdrawn, known_by)
    days = np.where(compared.may_differ(one, other), IF_ONE_DAY, "").astype(object)
    condition = days + _describe_silence(rows, compared.silent_start(one, other))
    low, high = intervals["low"].to_numpy(), intervals["high"].to_numpy()
    below = _named(rows, other, one, ["claim_id", "by_id"]).assign(
        end="low", bound=low[one], is_strict=intervals["is_low_strict"].to_numpy()[one]
    )
    below["sentence"] = below["claim_id"] + _either(" must be more than ", " can be no less than ", below)
    below["sentence"] += ": what " + _said(rows, one) + " counts is a part of it" + condition
    above = _named(rows, one, other, ["claim_id", "by_id"]).assign(
        end="high", bound=high[other], is_strict=intervals["is_high_strict"].to_numpy()[other]
    )
    above["sentence"] = above["claim_id"] + _either(" must be less than ", " can be at most ", above)
    above["sentence"] += ": it counts a part of what " + _said(rows, other) + " counts" + condition
    both = pd.concat([below, above], ignore_index=True)
    return _sorted(both[both["bound"].notna()], BOUNDS, ["claim_id", "end", "by_id"])


def list_conflicts(
    claims: pd.DataFrame, parts: pd.DataFrame, *, rounding: bool = False, chains: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return what `conflicts` does, in its order, but for the sentences: of many pairs these take longest.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.claims.conflicts import list_conflicts
    >>> case = load_case("tests/cases/strait")
    >>> list_conflicts(case.claims, case.parts).columns.tolist()
    ['claim_id', 'other_id', 'relation', 'at_least', 'at_most', 'gap']
    """
    found, result = _find_conflicts(claims, parts, rounding, chains)
    return result.iloc[_order(found.rows, found.one, found.other)].reset_index(drop=True)


def list_part_bounds(
    claims: pd.DataFrame, parts: pd.DataFrame, *, chains: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return what `part_bounds` does, but for the sentences, and each claim by its place among `claims`.

    Returns
    -------
    DataFrame
        One row a bound, in the order of `part_bounds`: ``claim`` and ``by``, places of rows from 0, ``end``
        and ``bound``.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.claims.conflicts import list_part_bounds
    >>> case = load_case("tests/cases/strait")
    >>> list_part_bounds(case.claims, case.parts).to_numpy().tolist()[0]
    [7, 0, 'low', 40.0]
    """
    rows, intervals, _, one, other = _find_parts(claims, parts, chains)
    places = pd.Index(claims["claim_id"]).get_indexer(rows["claim_id"])
    low, high = intervals["low"].to_numpy(float), intervals["high"].to_numpy(float)
    sides = {"high": (one, other, high[other]), "low": (other, one, low[one])}
    found = [
        pd.DataFrame({"claim": places[own], "by": places[by], "end": end, "bound": bound}).iloc[
            _order(rows, own, by)
        ]
        for end, (own, by, bound) in sides.items()
    ]
    both = pd.concat(found, ignore_index=True).dropna(subset="bound")
    ranks = _rank(claims["claim_id"])[both["claim"].to_numpy()]
    return both.iloc[np.argsort(ranks, kind="stable")].reset_index(drop=True)


class _Pairs(NamedTuple):
    """Claims that were compared, and pairs of their rows."""

    rows: pd.DataFrame
    intervals: pd.DataFrame
    compared: Comparison
    one: np.ndarray
    other: np.ndarray


def _find_conflicts(
    claims: pd.DataFrame,
    parts: pd.DataFrame | None,
    rounding: bool,
    chains: pd.DataFrame | None,
    keep_withdrawn: bool = False,
    known_by: str | datetime.date | None = None,
) -> tuple[_Pairs, pd.DataFrame]:
    """Return the pairs of claims that cannot both be true, and all that is said of them but sentences."""
    claims = require_claims("conflicts", claims, NEEDED)
    if parts is not None:
        parts = require_parts("conflicts", parts)
    if not keep_withdrawn:
        claims = standing("conflicts", claims, chains, known_by)
    rows = only(claims, NEEDED)[has_number(claims)].reset_index(drop=True)
    intervals = bounds(rows, rounding=rounding)
    lower, upper = cuts(intervals)
    compared = Comparison(rows, parts)

    def clashes(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        is_part = (compared.stand(one, other) & PART > 0) & ~compared.on_other_days(one, other)
        return (upper[other] <= lower[one]) & is_part

    has_low = intervals["low"].notna().to_numpy()
    one, other = candidate_pairs(rows, compared, np.where(has_low, lower, -1), upper, clashes)
    low, high = intervals["low"].to_numpy()[one], intervals["high"].to_numpy()[other]
    result = _named(rows, one, other, ["claim_id", "other_id"]).assign(
        relation=np.where(compared.is_like(one, other), "like", "part of"),
        at_least=low,
        at_most=high,
        gap=difference(low, high),
    )
    return _Pairs(rows, intervals, compared, one, other), result


def _find_parts(
    claims: pd.DataFrame,
    parts: pd.DataFrame,
    chains: pd.DataFrame | None,
    keep_withdrawn: bool = False,
    known_by: str | datetime.date | None = None,
) -> _Pairs:
    """Return the pairs of claims of which the first counts a part of what the second counts."""
    claims = require_claims("part_bounds", claims, NEEDED)
    parts = require_parts("part_bounds", parts)
    if not keep_withdrawn:
        claims = standing("part_bounds", claims, chains, known_by)
    rows = only(claims, NEEDED).reset_index(drop=True)
    intervals = bounds(rows)
    compared = Comparison(rows, parts)

    def contained(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        is_part = (compared.stand(one, other) == PART) & ~compared.is_like(one, other)
        return is_part & ~compared.on_other_days(one, other)

    anything = np.zeros(len(rows), dtype="int64")
    one, other = candidate_pairs(rows, compared, anything, anything, contained)
    return _Pairs(rows, intervals, compared, one, other)


def _rank(ids: pd.Series) -> np.ndarray:
    """Return the rank of each id in the order of their letters."""
    return np.unique(ids.to_numpy(dtype=object), return_inverse=True)[1]


def _order(rows: pd.DataFrame, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the order of pairs by the ids of the first, then of the second: not that of the claims."""
    ranks = _rank(rows["claim_id"])
    return np.lexsort((ranks[other], ranks[one]))


def _either(strict: str, closed: str, found: pd.DataFrame) -> pd.Series:
    """Return each bound after words that leave it out, or that do not."""
    words = pd.Series([closed, strict], dtype="str").take(found["is_strict"].astype(int))
    return words.reset_index(drop=True) + _numbers(found["bound"])


def _named(rows: pd.DataFrame, one: np.ndarray, other: np.ndarray, names: list[str]) -> pd.DataFrame:
    ids = rows["claim_id"].astype("str")
    sides = zip(names, (one, other), strict=True)
    return pd.DataFrame({name: ids.iloc[side].to_numpy() for name, side in sides}).astype("str")


def _describe_gaps(found: pd.DataFrame) -> pd.Series:
    """Return how far the two of each conflict are apart, or the number in which they meet."""
    gaps = _numbers(found["gap"]) + " apart"
    meet = found["gap"].eq(0)
    if meet.any():
        gaps[meet] = "they meet at " + _numbers(found.loc[meet, "at_least"]) + ", which one of them excludes"
    return gaps


def _describe_silence(rows: pd.DataFrame, silent: np.ndarray) -> pd.Series:
    """Return who does not state a start where it matters: the claims conflict if they have one start."""
    said = pd.Series("", index=range(len(silent)), dtype="str")
    is_silent = silent >= 0
    if is_silent.any():
        ids = rows["claim_id"].astype("str").iloc[silent[is_silent]].reset_index(drop=True)
        said[is_silent] = ("; " + ids + " does not state its start").to_numpy()
    return said


def _said(rows: pd.DataFrame, which: np.ndarray) -> pd.Series:
    """Name claims with their numbers, "hur (at least 30)", each claim worded once."""
    used, back = np.unique(which, return_inverse=True)
    worded = rows.iloc[used]
    said = worded["claim_id"].astype("str") + " (" + say_claims(worded) + ")"
    return said.iloc[back].reset_index(drop=True)


def _numbers(numbers: pd.Series) -> pd.Series:
    distinct = {number: format_number(number) for number in numbers.dropna().unique()}
    return numbers.map(distinct).astype("str")


def _sorted(result: pd.DataFrame, columns: list[str], keys: list[str]) -> pd.DataFrame:
    """Put rows in an order that does not depend on that of the claims."""
    return result[columns].sort_values(keys, ignore_index=True)
