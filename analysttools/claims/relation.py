"""How claims stand to each other: alike, part and whole, or neither, for any pairs of rows at once.

Belongs here: the one definition of that. Does not belong here: its words (``comparing.py``), numbers.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysttools.claims.frames import FIRST, KINDS, days_of, has_time
from analysttools.parts import close_parts

# How one claim stands to another in one respect, as two bits: it may be a part, it may be the whole.
NONE, PART, WHOLE, SAME = 0, 1, 2, 3
STOCK, FLOW, CUMULATIVE = 1, 2, 3
RESPECTS = ["measure", "population", "place_id"]


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

    def stand(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Give how each row of `one` stands to that of `other`: NONE, PART, WHOLE or SAME.

        Totals of the same start that end on different days are PART and WHOLE here, though alike.
        """
        result = self.in_time(one, other)
        for column in RESPECTS:
            result = result & self.in_respect(column, one, other)
        return result

    def is_like(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Tell which pairs are alike: the same scope, and periods that meet as the kind demands."""
        is_same = (self.kind[one] == self.kind[other]) & (self.in_time(one, other) != NONE)
        is_total = self.kind[one] == CUMULATIVE
        meets = np.where(is_total, self._starts_meet(one, other), self.in_time(one, other) == SAME)
        for column in RESPECTS:
            is_same &= self.cells[column][one] == self.cells[column][other]
        return is_same & meets

    def in_respect(self, column: str, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Give how the cells of one column stand to each other."""
        cells, nested = self.cells[column], self.nested[column]
        a, b = cells[one], cells[other]
        width = np.int64(2**31)
        is_part, is_whole = np.isin(a * width + b, nested), np.isin(b * width + a, nested)
        return np.where(a == b, SAME, PART * is_part + WHOLE * is_whole)

    def in_time(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Give how the periods of rows stand to each other, as their kinds demand.

        Stocks that overlap are the same. A flow lies in a flow or in a total whose days contain its own.
        A total lies in one that ends later, if their starts meet or the other starts earlier.
        """
        start, end, kind = self.start, self.end, self.kind
        overlaps = (start[one] <= end[other]) & (start[other] <= end[one])
        known = start[one] != FIRST, start[other] != FIRST
        is_equal = (start[one] == start[other]) & (end[one] == end[other])
        lies_in = (start[other] <= start[one]) & (end[one] <= end[other])
        contains = (start[one] <= start[other]) & (end[other] <= end[one])
        meets = self._starts_meet(one, other)
        total_in = (meets | (start[other] <= start[one])) & (end[one] <= end[other])
        total_over = (meets | (start[one] <= start[other])) & (end[other] <= end[one])
        flow_in_flow = np.where(
            is_equal, SAME, np.where(known[0] & known[1], PART * lies_in + WHOLE * contains, NONE)
        )
        cases = [
            ((STOCK, STOCK), SAME * overlaps),
            ((FLOW, FLOW), flow_in_flow),
            ((CUMULATIVE, CUMULATIVE), PART * total_in + WHOLE * total_over),
            ((FLOW, CUMULATIVE), PART * (known[0] & lies_in)),
            ((CUMULATIVE, FLOW), WHOLE * (known[1] & contains)),
        ]
        have_time = self.has_time[one] & self.has_time[other]
        which = [have_time & (kind[one] == a) & (kind[other] == b) for (a, b), _ in cases]
        return np.select(which, [values for _, values in cases], default=NONE)

    def silent_start(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Give which claim of each pair is a total without a stated start, if one alone is; else -1."""
        silent = (self.kind == CUMULATIVE) & (self.start == FIRST)
        return np.select([silent[one] & ~silent[other], silent[other] & ~silent[one]], [one, other], -1)

    def _starts_meet(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Tell whether totals may have one start: the same day, or one of them does not state it."""
        a, b = self.start[one], self.start[other]
        return (a == b) | (a == FIRST) | (b == FIRST)


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
