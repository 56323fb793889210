"""Whether two claims are comparable, in a sentence, and the refusal to mix what is not.

Belongs here: the words. Does not belong here: the definition behind them (``relation.py``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.claims.frames import FIRST, LAST, codes_of, days_of, require_claims, require_parts
from analysttools.claims.relation import NONE, PART, RESPECTS, SAME, STOCK, WHOLE, Comparison, fills_its_days
from analysttools.claims.scope import NEEDED, SCOPE, scopes
from analysttools.errors import NotComparableError


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


@checked()
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
        `a`. ``contains``: the reverse. ``not comparable``: neither; the sentence names each respect in
        which neither lies in the other, or which points the other way than the rest. It prints as its
        sentence, with the condition if there is one: that stocks of moments that overlap speak of one day.

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
        missing = [name for name in ["claim_id", *NEEDED] if name not in claim.index]
        if missing:
            raise ValueError(
                f"relate: the columns {', '.join(missing)} are missing of a claim. There are: "
                f"{', '.join(map(str, claim.index))}. Pass rows of the claims of a case"
            )
    both = require_claims("relate", pd.DataFrame([a, b]), NEEDED)
    compared = Comparison(both, parts)
    one, other = np.array([0]), np.array([1])
    stand = int(compared.stand(one, other)[0])
    note = _say_conditions(compared, both["claim_id"].tolist())
    if compared.is_like(one, other)[0]:
        return Relation("like", _say_like(a, b) + note)
    if stand == PART:
        return Relation("part of", _say_part(a, b, compared, one, other) + note)
    if stand == WHOLE:
        return Relation("contains", _say_part(b, a, compared, other, one) + note)
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
    claims = require_claims("require_comparable", claims, NEEDED)
    counted = _flows_as_totals(claims)
    if scopes(counted).nunique() <= 1:
        return
    one, other = _unlike_pair(counted)
    differing = _differing(Comparison(claims, None), np.array([one]), np.array([other])) or ["period"]
    raise NotComparableError.of(claims.iloc[one], claims.iloc[other], differing)


def _flows_as_totals(claims: pd.DataFrame) -> pd.DataFrame:
    """Take flows over the very days of a total for totals, which they are."""
    kind, (start, end) = claims["kind"], days_of(claims, "period")
    if not {"flow", "cumulative"} <= set(kind.dropna().unique()):
        return claims
    codes = codes_of(claims, [*RESPECTS], start, end)
    is_total = (kind.eq("cumulative") & (start != FIRST)).to_numpy(bool)
    is_one = (
        kind.eq("flow").to_numpy(bool) & np.isin(codes, codes[is_total]) & fills_its_days(claims["period"])
    )
    return claims.assign(kind=kind.mask(is_one, "cumulative"))


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
    differing += ["kind"] * bool(compared.kind[one] != compared.kind[other] or not compared.kind[one])
    is_apart = bool(not compared.meets_alike(one, other) and compared.kind[one] and compared.kind[other])
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
    return causes + ["period"] * (0 not in kinds and (in_time == NONE or (points_back and not causes)))


def _say_conditions(compared: Comparison, ids: list[str]) -> str:
    """Say under which conditions the relation of two claims holds, in brackets."""
    one, other = np.array([0]), np.array([1])
    silent = int(compared.silent_start(one, other)[0])
    said = ["if they speak of one day"] * bool(compared.may_differ(one, other)[0])
    said += ["if they speak of the same days"] * bool(compared.on_other_days(one, other)[0])
    said += [f"{ids[silent]} does not state its start"] * (silent >= 0)
    return f" ({'; '.join(said)})" if said else ""


def _say_like(a: pd.Series, b: pd.Series) -> str:
    words = f"{a['claim_id']} and {b['claim_id']} count the same: {a['measure']}"
    words += "" if pd.isna(a["population"]) else f" of {a['population']}"
    words += "" if pd.isna(a["place_id"]) else f" in {a['place_id']}"
    periods = list(dict.fromkeys([a["period"], b["period"]]))
    kinds = list(dict.fromkeys([a["kind"], b["kind"]]))
    return f"{words}, {' and '.join(kinds)}, {' and '.join(periods)}"


def _say_part(
    part: pd.Series, whole: pd.Series, compared: Comparison, one: np.ndarray, other: np.ndarray
) -> str:
    differing = [c for c in RESPECTS if compared.cells[c][0] != compared.cells[c][1]]
    differing += ["period"] * (int(compared.in_time(one, other)[0]) == PART)
    why = ", ".join(f"{c.removesuffix('_id')} {part[c]} within {whole[c]}" for c in differing)
    return f"{part['claim_id']} counts a part of what {whole['claim_id']} counts ({why})"
