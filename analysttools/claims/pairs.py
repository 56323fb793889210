"""Pairs of claims of which one may lie in the other, found without trying all pairs.

Belongs here: the search. Does not belong here: what is asked of a pair (``conflicts.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from analysttools.claims.frames import FIRST, LAST, codes_of
from analysttools.claims.relations import CUMULATIVE, FLOW, RESPECTS, STOCK, Comparison

# Pairs held in memory at a time.
CHUNK = 2_000_000


def candidate_pairs(
    rows: pd.DataFrame,
    compared: Comparison,
    lower: np.ndarray,
    upper: np.ndarray,
    keep: Callable[[np.ndarray, np.ndarray], np.ndarray],
) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of rows that `keep` keeps, the first perhaps within the second, and saying more.

    The lower cut of the first is not below the upper cut of the second.

    Each row is set against each group of rows (of one measure, population, place and kind) that its own
    lies in: against those whose upper cut is low enough, or against those whose last day fits, whichever
    are fewer. A group in which no fitting row reaches low enough is passed over.

    Parameters
    ----------
    rows : DataFrame
        One row a claim, index from 0.
    compared : Comparison
        Of the same rows.
    lower, upper : array of int
        Cuts, by row; a row whose `lower` is below all of `upper` is the first of no pair.
    keep : function
        Takes two arrays of positions and gives which pairs to keep.

    Returns
    -------
    one, other : array of int
        Positions.
    """
    none = np.empty(0, dtype="int64")
    if not len(rows):
        return none, none
    group = codes_of(rows, [*RESPECTS, "kind"])
    row, into = _row_groups(compared, group, np.flatnonzero(lower >= upper.min()))
    by_value, first, low_enough = _by_value(group, upper, into, lower[row])
    by_end, begin, until, is_reached = _by_end(compared, group, row, into, upper, lower)
    in_time = until - begin
    is_by_end = in_time < low_enough
    count = np.where(is_reached, np.minimum(in_time, low_enough), 0).clip(0)
    start = np.where(is_by_end, begin, first)
    found = [(none, none)]
    for chunk in _chunks(count):
        one, which = _repeat(row[chunk], count[chunk])
        position = start[chunk][which] + _offsets(count[chunk])
        other = np.where(is_by_end[chunk][which], by_end[position], by_value[position])
        is_kept = (one != other) & keep(one, other)
        found.append((one[is_kept], other[is_kept]))
    ones, others = zip(*found, strict=True)
    return np.concatenate(ones), np.concatenate(others)


def _row_groups(compared: Comparison, group: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pair each row with each group that its own may lie in, its own too."""
    rows = rows[np.argsort(group[rows], kind="stable")]  # neighbours are searched for in neighbouring places
    _, heads = np.unique(group, return_index=True)
    inner, outer = _nested_groups(compared, heads)
    begin = np.searchsorted(inner, group[rows])
    count = np.searchsorted(inner, group[rows], side="right") - begin
    repeated, which = _repeat(rows, count)
    return repeated, outer[begin[which] + _offsets(count)]


def _nested_groups(compared: Comparison, heads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pair each group with each that it may lie in, by climbing from parts to wholes in each respect."""
    cells = {column: compared.cells[column][heads] for column in RESPECTS}
    groups = pd.DataFrame({**cells, "kind": compared.kind[heads]})
    climbed = groups.assign(inner=groups.index)
    for column in RESPECTS:
        nested = compared.nested[column]
        up = pd.DataFrame({column: nested >> 31, "whole": nested & (2**31 - 1)})
        higher = climbed.merge(up, on=column).drop(columns=column).rename(columns={"whole": column})
        climbed = pd.concat([climbed, higher], ignore_index=True)
    # Flows lie in totals, and totals with a stated start in flows.
    swapped = climbed.assign(kind=climbed["kind"].map({FLOW: CUMULATIVE, CUMULATIVE: FLOW}))
    climbed = pd.concat([climbed, swapped.dropna(subset="kind")], ignore_index=True)
    met = climbed.merge(groups.assign(outer=groups.index), on=[*RESPECTS, "kind"])
    met = met[met["kind"] > 0].drop_duplicates(["inner", "outer"]).sort_values(["inner", "outer"])
    return met["inner"].to_numpy(), met["outer"].to_numpy()


def _by_value(
    group: np.ndarray, upper: np.ndarray, into: np.ndarray, lower: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Order the rows by group and upper cut; give where those not above `lower` begin, and how many."""
    step = int(upper.max()) + 2
    order = np.argsort(group * step + upper, kind="stable")
    keys = (group * step + upper)[order]
    first = np.searchsorted(keys, into * step)
    return order, first, np.searchsorted(keys, into * step + np.minimum(lower, step - 1), "right") - first


def _by_end(
    compared: Comparison,
    group: np.ndarray,
    row: np.ndarray,
    into: np.ndarray,
    upper: np.ndarray,
    lower: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Order the rows by group and last day; give where those begin and end that may contain each row.

    Also whether any row of the group from there on reaches low enough.
    """
    start, end, kind = compared.start, compared.end, compared.kind
    days = np.unique(end)
    step = len(days) + 1
    keys = group * step + np.searchsorted(days, end)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    begin = np.searchsorted(keys, into * step + np.searchsorted(days, _first_end(start, end, kind, row)))
    longest = np.zeros(int(group.max()) + 1, dtype="int64")
    np.maximum.at(longest, group, end - start)
    kind_of_group = np.zeros(len(longest), dtype="int64")
    kind_of_group[group] = kind
    limit = np.where(kind[row] == STOCK, end[row], start[row]) + longest[into]
    is_total, into_total = kind[row] == CUMULATIVE, kind_of_group[into] == CUMULATIVE
    limit = np.where((is_total & into_total) | (start[row] == FIRST), LAST, limit)
    limit = np.where(is_total & ~into_total & (start[row] == FIRST), FIRST, limit)
    until = np.searchsorted(keys, into * step + np.searchsorted(days, limit, side="right"))
    width = int(upper.max()) + 1
    onwards = np.minimum.accumulate((group[order] * width + upper[order])[::-1])[::-1]
    least = onwards - group[order] * width
    is_reached = (begin < until) & (least[np.minimum(begin, len(least) - 1)] <= lower[row])
    return order, begin, until, is_reached


def _first_end(start: np.ndarray, end: np.ndarray, kind: np.ndarray, row: np.ndarray) -> np.ndarray:
    """Return the first last day of what may contain a row: for stocks, of what overlaps it."""
    return np.where(kind[row] == STOCK, start[row], end[row])


def _repeat(values: np.ndarray, count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    which = np.repeat(np.arange(len(values)), count)
    return values[which], which


def _offsets(count: np.ndarray) -> np.ndarray:
    """Count from 0 within each run: counts 2, 3 give 0, 1, 0, 1, 2."""
    return np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)


def _chunks(count: np.ndarray) -> Iterator[slice]:
    """Cut the rows so that each cut has about `CHUNK` pairs; a row is never cut."""
    total = np.cumsum(count)
    ends = np.searchsorted(total, np.arange(CHUNK, int(total[-1]) if len(total) else 0, CHUNK), "right")
    edges = np.unique([0, *ends.tolist(), len(count)])
    for begin, end in pairwise(edges):
        yield slice(int(begin), int(end))
