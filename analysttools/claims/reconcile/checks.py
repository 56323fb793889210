"""What reconcile refuses before it asks anything: each in a sentence that says which, and what to do.

Belongs here: claims, parts and options that contradict themselves or each other. Does not belong here: claims
that cannot all be true, which is what is asked about.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysttools.case.id_lists import describe_circle, find_circles
from analysttools.case.share_rules import SHARES, read_shares
from analysttools.claims.frames import require_claims, require_parts
from analysttools.claims.reconcile.system import CONSTRAINTS
from analysttools.columns import require_names_language
from analysttools.errors import describe_list, quoted

# What names a quantity, and what names it in words where `with_names` put that there.
QUANTITY = ["measure", "population", "place_id", "kind", "period"]
IN_WORDS = ["measure_name", "population_name", "place_name", "unit"]


def require_constraints(constraints: Sequence[str] | None) -> frozenset[str]:
    """Return the relations that are used, all if none are named, or raise if there is no such relation."""
    if constraints is None:
        return frozenset(CONSTRAINTS)
    unknown = [one for one in constraints if one not in CONSTRAINTS]
    if unknown:
        raise ValueError(
            f"reconcile: constraints has {describe_list(map(quoted, unknown))}. Each is one of: "
            f"{', '.join(CONSTRAINTS)}"
        )
    return frozenset(constraints)


def require_asked(asked: pd.DataFrame | None, lang: str) -> pd.DataFrame | None:
    """Return quantities that are asked for as rows beside claims, without a number, or raise."""
    if asked is None or asked.empty:
        return None
    require_names_language("reconcile: asked", asked, lang)
    named = [column for column in IN_WORDS if column in asked]
    rows = asked[[column for column in QUANTITY if column in asked] + named].reset_index(drop=True)
    rows = require_claims("reconcile: asked", rows.assign(claim_id=_number_rows(rows)), QUANTITY)
    if (gaps := rows[["measure", "kind", "period"]].isna()).any(axis=None):
        row, column = next((row, column) for row in gaps.index for column in gaps if gaps.at[row, column])
        raise ValueError(
            f"reconcile: asked, row {row} (from 0), has no {column}. Say of what, how counted and of when: "
            "measure, kind and period"
        )
    return rows.assign(qualifier="vague")


def _number_rows(rows: pd.DataFrame) -> list[str]:
    """Return an id of each row that no claim has."""
    return [f"\0asked {row}" for row in range(len(rows))]


def refuse_wrong_shares(claims: pd.DataFrame) -> None:
    """Raise if a share cannot be read, or shares lead back to themselves."""
    if not {"share_of", *SHARES} <= set(claims):
        return
    own = claims[claims["share_of"].notna()]
    for name in SHARES:
        wrong = own[own[name].notna() & np.isnan(read_shares(own[name]))]
        if len(wrong):
            first = wrong.iloc[0]
            raise ValueError(
                f"reconcile: {name} of {first['claim_id']} is {quoted(first[name])}, which is not a share. "
                "Write it as 2/3, 0.25 or 25 %"
            )
    onward = {one: [whole] for one, whole in zip(own["claim_id"], own["share_of"], strict=True)}
    if circles := list(find_circles(onward)):
        named = "; ".join(describe_circle("share_of", circle) for circle in circles)
        raise ValueError(
            f"reconcile: {named}. Nothing is a share of itself: take one of these ids out of share_of"
        )


def refuse_mixed_units(claims: pd.DataFrame, parts: pd.DataFrame | None) -> None:
    """Raise if a measure is part of one that is counted in another unit, or has two units itself."""
    if "unit" not in claims:
        return
    units = claims[["measure", "unit"]].dropna().drop_duplicates()
    twice = units[units["measure"].duplicated(keep=False)]
    of = units.drop_duplicates("measure").set_index("measure")["unit"].to_dict()
    mixed = [f"{name} in {describe_list(own)}" for name, own in twice.groupby("measure")["unit"]]
    if parts is not None:
        pairs = require_parts("reconcile", parts)
        pairs = pairs[pairs["column"] == "measure"].drop_duplicates(["part", "whole"])
        mixed += [
            f"{part} in {of[part]} within {whole} in {of[whole]}"
            for part, whole in zip(pairs["part"], pairs["whole"], strict=True)
            if part in of and whole in of and of[part] != of[whole]
        ]
    if "share_of" in claims:
        unit = claims.set_index("claim_id")["unit"]
        shares = claims.set_index("claim_id")["share_of"].dropna()
        mixed += [
            f"{one} in {unit[one]} as a share of {whole} in {unit[whole]}"
            for one, whole in shares.items()
            if whole in unit and not pd.isna(unit[[one, whole]]).any() and unit[one] != unit[whole]
        ]
    if mixed:
        raise ValueError(
            f"reconcile: measures are counted in several units: {'; '.join(mixed)}. What is added up or "
            "compared needs one: convert the numbers, or correct the parts"
        )


def require_trusted(faulty: int, origins: Sequence[str]) -> None:
    """Raise if so many origins may be wrong that none is left."""
    count = len(set(origins))
    if count and faulty >= count:
        most = f"at most {count - 1}, or None" if count > 1 else "None"
        raise ValueError(
            f"reconcile: faulty is {faulty}, but the claims have {count} "
            f"{'origin' if count == 1 else 'origins'}: if all may be wrong, nothing follows. Pass {most}"
        )
