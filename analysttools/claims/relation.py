"""How claims stand to each other: alike, part and whole, or not comparable.

Belongs here: the one definition of that, for two claims and for many pairs at once, and the refusal to
mix what is not alike. Does not belong here: numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysttools.claims.frames import FIRST, LAST, codes_of, days_of, require_claims, require_parts
from analysttools.claims.scope import NEEDED, SCOPE, scopes
from analysttools.errors import NotComparableError

# How one claim stands to another in one respect, as two bits: it may be a part, it may be the whole.
NONE, PART, WHOLE, SAME = 0, 1, 2, 3
RESPECTS = ["measure", "population", "place_id"]


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

    def __str__(self) -> str:
        """Give the sentence."""
        return self.sentence


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
            own = parts[parts["column"] == column] if parts is not None else None
            self.cells[column], self.nested[column] = _encode(claims[column], own)
        self.start, self.end = days_of(claims, "period")
        has_period = claims["period"].notna().to_numpy(bool)
        self.kind = claims["kind"].map({"stock": 1, "flow": 2, "cumulative": 3}).fillna(0).to_numpy("int64")
        self.kind = np.where(has_period, self.kind, 0)

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
        is_total = self.kind[one] == 3
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
            ((1, 1), SAME * overlaps),
            ((2, 2), flow_in_flow),
            ((3, 3), PART * total_in + WHOLE * total_over),
            ((2, 3), PART * (known[0] & lies_in)),
            ((3, 2), WHOLE * (known[1] & contains)),
        ]
        which = [(kind[one] == a) & (kind[other] == b) for (a, b), _ in cases]
        return np.select(which, [values for _, values in cases], default=NONE)

    def _starts_meet(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Tell whether totals may have one start: the same day, or one of them does not state it."""
        a, b = self.start[one], self.start[other]
        return (a == b) | (a == FIRST) | (b == FIRST)


def relate(a: pd.Series, b: pd.Series, parts: pd.DataFrame | None = None) -> Relation:
    """Tell how claim `a` stands to claim `b`, and why.

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
        `a`. ``contains``: the reverse. ``not comparable``: neither. It prints as its sentence.

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
        require_parts("relate", parts)
    both = pd.DataFrame([a, b])
    both = require_claims("relate", both, NEEDED)
    compared = Comparison(both, parts)
    one, other = np.array([0]), np.array([1])
    stand = int(compared.stand(one, other)[0])
    if compared.is_like(one, other)[0]:
        return Relation("like", _say_like(a, b))
    if stand == PART:
        return Relation("part of", _say_part(a, b, compared, one, other))
    if stand == WHOLE:
        return Relation("contains", _say_part(b, a, compared, other, one))
    differing = _differing(compared, one, other)
    if not differing:
        sentence = (
            f"{a['claim_id']} and {b['claim_id']} have no kind or no period: not comparable (kind, period)"
        )
        return Relation("not comparable", sentence)
    return Relation("not comparable", str(NotComparableError.of(a, b, differing)))


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
    claims = require_claims("require_comparable", claims, NEEDED)
    if scopes(claims).nunique() <= 1:
        return
    one, other = _unlike_pair(claims)
    compared = Comparison(claims, None)
    differing = _differing(compared, np.array([one]), np.array([other])) or ["period"]
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
    return 0, int(np.argmax((start != start[0]) | (end != end[0])))


def _differing(compared: Comparison, one: np.ndarray, other: np.ndarray) -> list[str]:
    """Name the columns in which two claims differ so that they are not alike."""
    differing = [c for c in RESPECTS if compared.cells[c][one] != compared.cells[c][other]]
    differing += ["kind"] * bool(compared.kind[one] != compared.kind[other])
    is_apart = compared.in_time(one, other) == NONE
    return differing + ["period"] * bool(is_apart and compared.kind[one] and compared.kind[other])


def _say_like(a: pd.Series, b: pd.Series) -> str:
    words = f"{a['claim_id']} and {b['claim_id']} count the same: {a['measure']}"
    words += "" if pd.isna(a["population"]) else f" of {a['population']}"
    words += "" if pd.isna(a["place_id"]) else f" in {a['place_id']}"
    periods = list(dict.fromkeys([a["period"], b["period"]]))
    starts = [str(claim["period"]).split("/")[0] for claim in (a, b)]
    silent = [str(claim["claim_id"]) for claim, start in zip((a, b), starts, strict=True) if start == ".."]
    note = f" ({silent[0]} does not state its start)" if len(silent) == 1 else ""
    return f"{words}, {a['kind']}, {' and '.join(periods)}{note}"


def _say_part(
    part: pd.Series, whole: pd.Series, compared: Comparison, one: np.ndarray, other: np.ndarray
) -> str:
    differing = [c for c in RESPECTS if compared.cells[c][0] != compared.cells[c][1]]
    differing += ["period"] * (int(compared.in_time(one, other)[0]) == PART)
    why = ", ".join(f"{c.removesuffix('_id')} {part[c]} within {whole[c]}" for c in differing)
    return f"{part['claim_id']} counts a part of what {whole['claim_id']} counts ({why})"


def _encode(cells: pd.Series, parts: pd.DataFrame | None) -> tuple[np.ndarray, np.ndarray]:
    """Turn the cells of a column into numbers, and each nested pair among them into one number."""
    codes, values = pd.factorize(cells, use_na_sentinel=False)
    if parts is None or parts.empty:
        return codes.astype("int64"), np.empty(0, dtype="int64")
    index = pd.Index(values)
    part, whole = index.get_indexer(parts["part"]), index.get_indexer(parts["whole"])
    is_here = (part >= 0) & (whole >= 0)
    return codes.astype("int64"), part[is_here].astype("int64") * 2**31 + whole[is_here]
