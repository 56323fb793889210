"""How claims stand to each other: alike, part and whole, or neither, for any pairs of rows at once.

Belongs here: the one definition of that. Does not belong here: its words (``comparing.py``), numbers.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysttools.claims.frames import FIRST, KINDS, days_of, has_time
from analysttools.parts import close_parts

# How one claim stands to another in one respect, as two bits: it may be a part, it may be the whole.
NONE, PART, WHOLE, SAME = 0, 1, 2, 3
STOCK, FLOW, CUMULATIVE = 1, 2, 3
RESPECTS = ["measure", "population", "place_id"]
# What EDTF marks as doubtful, as approximate, or as left open.
UNSURE = re.compile("[?~%X]")


class Times(NamedTuple):
    """The times of some rows, each looked up once."""

    start: np.ndarray
    end: np.ndarray
    kind: np.ndarray
    is_filled: np.ndarray


class Comparison:
    """The cells of claims as numbers, ready to compare any pairs of rows.

    Parameters
    ----------
    claims : DataFrame
        One row a claim: ``measure``, ``population``, ``place_id``, ``kind``, ``period``.
    parts : DataFrame or None
        What ``Case.parts`` gives; None knows of no parts.
    """

    def __init__(self, claims: pd.DataFrame, parts: pd.DataFrame | None) -> None:
        self.cells, self.nested = {}, {}
        for column in RESPECTS:
            own = parts.loc[parts["column"] == column, ["part", "whole"]] if parts is not None else None
            self.cells[column], self.nested[column] = _encode(claims[column], own)
        self.start, self.end = days_of(claims, "period")
        self.has_time = has_time(claims)
        numbers = dict(zip(KINDS, (STOCK, FLOW, CUMULATIVE), strict=True))
        self.kind = claims["kind"].map(numbers).fillna(0).to_numpy("int64")
        # Only flows are asked.
        self.is_filled = fills_its_days(claims["period"].where(self.kind == FLOW))

    def stand(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Give how each row of `one` stands to that of `other`: NONE, PART, WHOLE or SAME.

        Totals of the same start that end on different days are PART and WHOLE here, though alike.
        """
        result = self.in_time(one, other)
        for column in RESPECTS:
            result = result & self.in_respect(column, one, other)
        return result

    def is_like(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Tell which pairs are alike: the same scope, and periods that meet as the kind demands.

        A flow over the very days of a total, from its stated start to its end, is alike to it.
        """
        is_same = self.meets_alike(one, other)
        for column in RESPECTS:
            is_same &= self.cells[column][one] == self.cells[column][other]
        return is_same

    def meets_alike(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Tell which pairs speak of one time, as their kinds demand: totals of the same start do."""
        in_time = self.in_time(one, other)
        are_totals = (self.kind[one] == CUMULATIVE) & (self.kind[other] == CUMULATIVE)
        return (in_time != NONE) & np.where(are_totals, self._starts_meet(one, other), in_time == SAME)

    def in_respect(self, column: str, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Give how the cells of one column stand to each other."""
        cells, nested = self.cells[column], self.nested[column]
        a, b = cells[one], cells[other]
        width = np.int64(2**31)
        is_part, is_whole = np.isin(a * width + b, nested), np.isin(b * width + a, nested)
        return np.where(a == b, SAME, PART * is_part + WHOLE * is_whole)

    def in_time(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Give how the periods of rows stand to each other, as their kinds demand.

        Stocks that overlap are the same. A flow lies in a flow or in a total whose days contain its own,
        and a total with a stated start in such a flow; over the very same days they are the same. A flow
        that happened on some days within its period contains nothing. A total lies in one that ends
        later, if their starts meet or the other starts earlier.
        """
        a, b = self._times(one), self._times(other)
        within, around = (a.start >= b.start) & (a.end <= b.end), (a.start <= b.start) & (a.end >= b.end)
        known = (a.start != FIRST) & (b.start != FIRST)
        in_flow, over_flow = within & known & b.is_filled, around & known & a.is_filled
        is_same, overlaps = within & around, (a.start <= b.end) & (b.start <= a.end)
        meets = (a.start == b.start) | (a.start == FIRST) | (b.start == FIRST)
        ends_by, ends_after = a.end <= b.end, a.end >= b.end
        total_in = (meets | (b.start <= a.start)) & ends_by
        total_over = (meets | (a.start <= b.start)) & ends_after
        cases = [
            ((STOCK, STOCK), SAME * overlaps),
            ((FLOW, FLOW), np.where(is_same, SAME, PART * in_flow + WHOLE * over_flow)),
            ((CUMULATIVE, CUMULATIVE), PART * total_in + WHOLE * total_over),
            ((FLOW, CUMULATIVE), PART * (within & (a.start != FIRST)) + WHOLE * over_flow),
            ((CUMULATIVE, FLOW), PART * in_flow + WHOLE * (around & (b.start != FIRST))),
        ]
        have_time = self.has_time[one] & self.has_time[other]
        which = [have_time & (a.kind == kind) & (b.kind == of) for (kind, of), _ in cases]
        return np.select(which, [values for _, values in cases], default=NONE)

    def _times(self, rows: np.ndarray) -> Times:
        return Times(self.start[rows], self.end[rows], self.kind[rows], self.is_filled[rows])

    def may_differ(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Tell which pairs are stocks of moments that overlap and are not one day."""
        start, end = self.start, self.end
        is_day = (start[one] == end[one]) & (start[other] == end[other]) & (start[one] == start[other])
        return (self.kind[one] == STOCK) & (self.kind[other] == STOCK) & ~is_day

    def on_other_days(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Tell which pairs are flows on some days within one period, perhaps not on the same."""
        are_flows = (self.kind[one] == FLOW) & (self.kind[other] == FLOW)
        is_equal = (self.start[one] == self.start[other]) & (self.end[one] == self.end[other])
        return are_flows & is_equal & ~(self.is_filled[one] & self.is_filled[other])

    def silent_start(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Give which claim of each pair is a total without a stated start, if one alone is; else -1."""
        silent = (self.kind == CUMULATIVE) & (self.start == FIRST)
        return np.select([silent[one] & ~silent[other], silent[other] & ~silent[one]], [one, other], -1)

    def _starts_meet(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Tell whether totals may have one start: the same day, or one of them does not state it."""
        a, b = self.start[one], self.start[other]
        return (a == b) | (a == FIRST) | (b == FIRST)


def fills_its_days(periods: pd.Series) -> np.ndarray:
    """Tell which periods are named from their first day to their last, so that a flow took all of them.

    Not those of which only some days are meant, or of which nobody knows where they begin or end: one of
    several days, days left open, a start not stated, doubtful or approximate ends, one end named more
    coarsely than the other.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.claims.relation import fills_its_days
    >>> periods = ["2024-12", "2024-12-14/2024-12-16", "2024-12/2024-12-17", "[2024-12-14..2024-12-16]"]
    >>> fills_its_days(pd.Series(periods)).tolist()
    [True, True, False, False]
    """
    codes, texts = pd.factorize(periods)
    return np.array([*map(_fills_its_days, texts), False], dtype=bool)[codes]


def _fills_its_days(period: str) -> bool:
    if period[:1] == "[" or (period[:1] == "{" and "," in period) or UNSURE.search(period):
        return False
    start, slash, end = period.partition("/")
    if not slash:
        return True
    if start in ("", "..") or end == "":
        return False
    return end == ".." or start.lstrip("-").count("-") == end.lstrip("-").count("-")


def _encode(cells: pd.Series, parts: pd.DataFrame | None) -> tuple[np.ndarray, np.ndarray]:
    """Turn the cells of a column into numbers, and each nested pair among them into one number."""
    codes, values = pd.factorize(cells, use_na_sentinel=False)
    if parts is None or parts.empty:
        return codes.astype("int64"), np.empty(0, dtype="int64")
    closed = close_parts(parts, "", parts.iloc[:0])  # a part of a part, where the table leaves it out
    parts = closed[["part", "whole"]]
    index = pd.Index(values)
    part, whole = index.get_indexer(parts["part"]), index.get_indexer(parts["whole"])
    is_here = (part >= 0) & (whole >= 0)
    return codes.astype("int64"), part[is_here].astype("int64") * 2**31 + whole[is_here]
