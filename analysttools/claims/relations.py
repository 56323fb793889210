"""How claims stand to each other: alike, part and whole, or neither; for any pairs, for two in a sentence.

Belongs here: the one definition of that, and the refusal to mix what is not comparable. Does not belong
here: numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.case.hierarchies import close_parts
from analysttools.claims.frames import (
    FIRST,
    KINDS,
    LAST,
    codes_of,
    days_of,
    has_time,
    require_claims,
    require_parts,
)
from analysttools.claims.scope import (
    SCOPE,
    SCOPED,
    fills_its_days,
    flows_as_totals,
    on_some_days,
    scopes,
)
from analysttools.errors import NotComparableError, describe_list, escape


@dataclass(frozen=True)
class Relation:
    """How one claim stands to another, with the sentence that says why.

    Attributes
    ----------
    relation : str
        ``like``, ``part of``, ``contains`` or ``not comparable``.
    sentence : str
        The reason, naming both claims.
    """

    relation: str
    sentence: str

    def __post_init__(self) -> None:
        """Show what is not seen in the sentence, which is printed as it stands."""
        object.__setattr__(self, "sentence", escape(self.sentence))

    def __str__(self) -> str:
        """Return the sentence."""
        return self.sentence


@checked()
def relate(a: pd.Series, b: pd.Series, parts: pd.DataFrame | None = None) -> Relation:
    """Return how claim `a` stands to claim `b`, and why.

    Parameters
    ----------
    a, b : Series
        One row each of claims: ``claim_id``, ``measure``, ``population``, ``place_id``, ``kind``,
        ``period`` (and ``period_earliest``, ``period_latest`` where the frame has them).
    parts : DataFrame, optional
        What is part of what, as ``Case.parts`` gives it. None knows of no parts.

    Returns
    -------
    Relation
        ``like``: they count the same, and may share an axis. ``part of``: what `a` counts lies in what
        `b` counts, so the low of `a` is a lower bound for `b` and the high of `b` an upper bound for
        `a`. ``contains``: the reverse. ``not comparable``: neither; the sentence names each respect in
        which neither lies in the other, or which points the other way than the rest. It prints as its
        sentence, with the condition if there is one: that stocks of moments that overlap refer to one day.

    Raises
    ------
    ValueError
        If a column is missing, or both are the same claim.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import relate
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["dead", "losses"],
    ...         "measure": ["killed", "killed_or_wounded"],
    ...         "population": "dprk",
    ...         "place_id": "kursk-oblast",
    ...         "kind": "cumulative",
    ...         "period": "../2025-01-13",
    ...     }
    ... )
    >>> parts = pd.DataFrame({"column": ["measure"], "part": ["killed"], "whole": ["killed_or_wounded"]})
    >>> print(relate(claims.loc[0], claims.loc[1], parts))
    dead counts a part of what losses counts (measure killed within killed_or_wounded)
    >>> relate(claims.loc[0], claims.loc[1]).relation
    'not comparable'
    """
    if parts is not None:
        parts = require_parts("relate", parts)
    for claim in (a, b):
        if twice := claim.index[claim.index.duplicated()].unique().tolist():
            raise ValueError(
                f"relate: {describe_list(twice)} is there twice in a claim. Give each column once: rename "
                "one, or leave it out"
            )
        missing = [name for name in ["claim_id", *SCOPED] if name not in claim.index]
        if missing:
            raise ValueError(
                f"relate: the columns {', '.join(missing)}are missing from a claim. There are: "
                f"{', '.join(map(str, claim.index))}. Pass rows of the claims of a case"
            )
    both = require_claims("relate", pd.DataFrame([a, b]), SCOPED)
    compared = Comparison(both, parts)
    one, other = np.array([0]), np.array([1])
    stand = int(compared.stand(one, other)[0])
    if compared.is_like(one, other)[0]:
        return Relation("like", _describe_like(a, b, compared))
    if stand == PART:
        return Relation("part of", _describe_part(a, b, compared, one, other))
    if stand == WHOLE:
        return Relation("contains", _describe_part(b, a, compared, other, one))
    return Relation("not comparable", str(NotComparableError.of(a, b, _causes(compared, one, other))))


@checked()
def require_comparable(claims: pd.DataFrame) -> None:
    """Raise unless all claims are alike, so that they may be compared, subtracted or drawn together.

    Parameters
    ----------
    claims : DataFrame
        As for `scopes`.

    Returns
    -------
    None
        It only refuses.

    Raises
    ------
    NotComparableError
        If they are not; its sentence names two of them and what differs.
    TypeError, ValueError
        As for `scopes`.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import require_comparable
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["the 12,000", "the 50,000"],
    ...         "measure": ["personnel_deployed", "personnel_massed"],
    ...         "population": ["dprk", "russia+dprk"],
    ...         "place_id": ["russia", "kursk-oblast"],
    ...         "kind": "stock",
    ...         "period": "2024-11",
    ...     }
    ... )
    >>> try:
    ...     require_comparable(claims)
    ... except ValueError as error:
    ...     print(str(error).partition(": ")[2])
    not comparable (measure, population, place)
    """
    claims = require_claims("require_comparable", claims, SCOPED)
    counted = flows_as_totals(claims)
    if scopes(counted).nunique() <= 1:
        return
    one, other = _unlike_pair(counted)
    differing = _differing(Comparison(claims, None), np.array([one]), np.array([other])) or ["period"]
    raise NotComparableError.of(claims.iloc[one], claims.iloc[other], differing)


def _unlike_pair(claims: pd.DataFrame) -> tuple[int, int]:
    """Find two rows that are not alike: of other scopes, or of periods that do not meet."""
    own = codes_of(claims, SCOPE)
    if (own != own[0]).any():
        return 0, int(np.argmax(own != own[0]))
    start, end = days_of(claims, "period")
    kind = claims["kind"].iloc[0]
    if kind == "stock":
        return int(np.argmin(end)), int(np.argmax(start))
    if kind == "cumulative":
        return int(np.argmin(np.where(start == FIRST, LAST, start))), int(np.argmax(start))
    is_some = on_some_days(claims["period"])
    return 0, int(np.argmax((start != start[0]) | (end != end[0]) | (is_some != is_some[0])))


def _differing(compared: Comparison, one: np.ndarray, other: np.ndarray) -> list[str]:
    """Name the columns in which two claims differ so that they are not alike."""
    differing = [c for c in RESPECTS if compared.cells[c][one] != compared.cells[c][other]]
    differing += ["kind"] * bool(compared.kind[one] != compared.kind[other] or not compared.kind[one])
    kinds = {int(compared.kind[one][0]), int(compared.kind[other][0])}
    # No period of a stock could meet one of a total: where kinds part, periods are no cause of their own.
    is_timed = 0 not in kinds and (len(kinds) == 1 or STOCK not in kinds)
    is_apart = is_timed and not compared.meets_alike(one, other)[0]
    return differing + ["period"] * is_apart


def _causes(compared: Comparison, one: np.ndarray, other: np.ndarray) -> list[str]:
    """Name the columns for which two claims are neither alike nor part and whole.

    Where neither cell lies in the other; where each respect nests, those that nest the other way than
    the rest: the dead of a part of the people over a longer time are no part of all the dead of a shorter.
    """
    stand = {column: int(compared.in_respect(column, one, other)[0]) for column in RESPECTS}
    in_time = int(compared.in_time(one, other)[0])
    kinds = {int(compared.kind[one][0]), int(compared.kind[other][0])}
    directions = {way for way in stand.values() if way in (PART, WHOLE)}
    causes = [c for c, way in stand.items() if way == NONE or (len(directions) > 1 and way != SAME)]
    causes += ["kind"] * (0 in kinds or (len(kinds) > 1 and STOCK in kinds))
    points_back = len(directions) == 1 and in_time in (PART, WHOLE) and in_time not in directions
    if "kind" in causes:  # no period of a stock could meet one of a total
        return causes
    return causes + ["period"] * (in_time == NONE or (points_back and not causes))


def _describe_condition(compared: Comparison) -> str:
    """Return under which condition the relation of two claims holds, or nothing."""
    one, other = np.array([0]), np.array([1])
    if compared.may_differ(one, other)[0]:
        return ", if they refer to one day"
    return ", if they refer to the same days" if compared.on_other_days(one, other)[0] else ""


def _describe_silence(claims: Sequence[pd.Series], silent: np.ndarray) -> str:
    """Return which of two totals does not state its start, if one alone is silent."""
    return f"; {claims[silent[0]]['claim_id']} does not state its start" if silent[0] >= 0 else ""


def _describe_like(a: pd.Series, b: pd.Series, compared: Comparison) -> str:
    words = f"{a['claim_id']} and {b['claim_id']} count the same thing{_describe_condition(compared)}: "
    words += str(a["measure"])
    words += "" if pd.isna(a["population"]) else f" of {a['population']}"
    words += "" if pd.isna(a["place_id"]) else f" in {a['place_id']}"
    periods = list(dict.fromkeys([a["period"], b["period"]]))
    kinds = list(dict.fromkeys([a["kind"], b["kind"]]))
    named = " and ".join(AS_KINDS[kind] for kind in kinds) if len(kinds) > 1 else AS_KINDS_OF_TWO[kinds[0]]
    silence = _describe_silence([a, b], compared.silent_start(np.array([0]), np.array([1])))
    return f"{words}, {named}, for {' and '.join(periods)}{silence}"


def _describe_part(
    part: pd.Series, whole: pd.Series, compared: Comparison, one: np.ndarray, other: np.ndarray
) -> str:
    differing = [c for c in RESPECTS if compared.cells[c][0] != compared.cells[c][1]]
    differing += ["period"] * (int(compared.in_time(one, other)[0]) == PART)
    why = ", ".join(f"{c.removesuffix('_id')} {part[c]} within {whole[c]}" for c in differing)
    rows = [part, whole] if one[0] == 0 else [whole, part]
    condition = _describe_condition(compared)
    silence = _describe_silence(rows, compared.silent_start(one, other))
    return f"{part['claim_id']} counts a part of what {whole['claim_id']} counts{condition} ({why}){silence}"


# How one claim stands to another in one respect, as two bits: it may be a part, it may be the whole.
NONE, PART, WHOLE, SAME = 0, 1, 2, 3
STOCK, FLOW, CUMULATIVE = 1, 2, 3
RESPECTS = ["measure", "population", "place_id"]
# What a claim of each kind counts something as, and what two of one kind do.
AS_KINDS = {"stock": "as a stock", "flow": "as a flow", "cumulative": "as a total"}
AS_KINDS_OF_TWO = {"stock": "as stocks", "flow": "as flows", "cumulative": "as totals"}


class Times(NamedTuple):
    """The times of some rows, each looked up once."""

    start: np.ndarray
    end: np.ndarray
    kind: np.ndarray
    is_filled: np.ndarray
    is_some: np.ndarray


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
        # Only flows are asked. What has doubtful or approximate ends may reach beyond them.
        periods = claims["period"].where(self.kind == FLOW)
        self.is_filled = fills_its_days(periods)
        self.is_some = on_some_days(periods, self.is_filled)

    def stand(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Return how each row of `one` stands to that of `other`: NONE, PART, WHOLE or SAME.

        Totals of the same start that end on different days are PART and WHOLE here, though alike.
        """
        result = self.in_time(one, other)
        for column in RESPECTS:
            result = result & self.in_respect(column, one, other)
        return result

    def is_like(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Return which pairs are alike: the same scope, and periods that meet as the kind demands.

        A flow over the very days of a total, from its stated start to its end, is alike to it.
        """
        is_same = self.meets_alike(one, other)
        for column in RESPECTS:
            is_same &= self.cells[column][one] == self.cells[column][other]
        return is_same

    def meets_alike(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Return which pairs speak of one time, as their kinds demand: totals of the same start do."""
        in_time = self.in_time(one, other)
        are_totals = (self.kind[one] == CUMULATIVE) & (self.kind[other] == CUMULATIVE)
        return (in_time != NONE) & np.where(are_totals, self._starts_meet(one, other), in_time == SAME)

    def in_respect(self, column: str, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Return how the cells of one column stand to each other."""
        cells, nested = self.cells[column], self.nested[column]
        a, b = cells[one], cells[other]
        width = np.int64(2**31)
        is_part, is_whole = np.isin(a * width + b, nested), np.isin(b * width + a, nested)
        return np.where(a == b, SAME, PART * is_part + WHOLE * is_whole)

    def in_time(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Return how the periods of rows stand to each other, as their kinds demand.

        Stocks that overlap are the same. A flow lies in a flow or in a total whose days contain its own,
        and a total with a stated start in such a flow; over the very same days they are the same. A flow
        that happened on some days within its period contains nothing, and lies in one that took all of
        these days. A total lies in one that ends
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
        flows = np.select(
            [is_same & a.is_some & b.is_filled, is_same & a.is_filled & b.is_some, is_same],
            [PART, WHOLE, SAME],
            PART * in_flow + WHOLE * over_flow,
        )
        cases = [
            ((STOCK, STOCK), SAME * overlaps),
            ((FLOW, FLOW), flows),
            ((CUMULATIVE, CUMULATIVE), PART * total_in + WHOLE * total_over),
            ((FLOW, CUMULATIVE), PART * (within & (a.start != FIRST)) + WHOLE * over_flow),
            ((CUMULATIVE, FLOW), PART * in_flow + WHOLE * (around & (b.start != FIRST))),
        ]
        have_time = self.has_time[one] & self.has_time[other]
        which = [have_time & (a.kind == kind) & (b.kind == of) for (kind, of), _ in cases]
        return np.select(which, [values for _, values in cases], default=NONE)

    def _times(self, rows: np.ndarray) -> Times:
        return Times(
            self.start[rows], self.end[rows], self.kind[rows], self.is_filled[rows], self.is_some[rows]
        )

    def may_differ(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Return which pairs are stocks of moments that overlap and are not one day."""
        start, end = self.start, self.end
        is_day = (start[one] == end[one]) & (start[other] == end[other]) & (start[one] == start[other])
        return (self.kind[one] == STOCK) & (self.kind[other] == STOCK) & ~is_day

    def on_other_days(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Return which pairs are flows on some days within one period, perhaps not on the same."""
        are_flows = (self.kind[one] == FLOW) & (self.kind[other] == FLOW)
        is_equal = (self.start[one] == self.start[other]) & (self.end[one] == self.end[other])
        filled, some = self.is_filled, self.is_some
        is_known = (filled[one] | some[one]) & (filled[other] | some[other]) & (filled[one] | filled[other])
        return are_flows & is_equal & ~is_known

    def silent_start(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Return which claim of each pair is a total without a stated start, if one alone is; else -1."""
        silent = (self.kind == CUMULATIVE) & (self.start == FIRST)
        return np.select([silent[one] & ~silent[other], silent[other] & ~silent[one]], [one, other], -1)

    def _starts_meet(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Return whether totals may have one start: the same day, or one of them does not state it."""
        a, b = self.start[one], self.start[other]
        return (a == b) | (a == FIRST) | (b == FIRST)


def _encode(cells: pd.Series, parts: pd.DataFrame | None) -> tuple[np.ndarray, np.ndarray]:
    """Turn the cells of a column into numbers, and each nested pair among them into one number."""
    codes, values = pd.factorize(cells, use_na_sentinel=False)
    if parts is None or parts.empty:
        return codes.astype("int64"), np.empty(0, dtype="int64")
    closed = close_parts(parts, "")  # a part of a part, where the table leaves it out
    parts = closed[["part", "whole"]]
    index = pd.Index(values)
    part, whole = index.get_indexer(parts["part"]), index.get_indexer(parts["whole"])
    is_here = (part >= 0) & (whole >= 0)
    return codes.astype("int64"), part[is_here].astype("int64") * 2**31 + whole[is_here]
