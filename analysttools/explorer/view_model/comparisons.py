"""What claims are to each other, computed once: contradictions, bounds, consensus, knots.

Belongs here: comparisons as rows of ranks in the list of claims. Does not belong here: comparing (``claims/``).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysttools.case.loading import Case
from analysttools.claims.conflicts import conflicts, part_bounds
from analysttools.claims.consensus import consensus
from analysttools.explorer.view_model.columns import encode_frame
from analysttools.explorer.view_model.things import THING

# The widest of so many contradictions are carried, and of each claim the tightest bound at each end.
MOST_PAIRS = 20_000


def compare_claims(case: Case, claim_ids: list[str]) -> dict[str, Any]:
    """Return what the claims of a case are to each other; claims are named by their rank in `claim_ids`.

    Contradictions allow for rounding. Knots are `None`: they are worked out only where somebody asks
    (`analysttools.reconcile`).

    Returns
    -------
    dict
        ``pairs``: ``a``, ``b`` (ranks), ``relation`` and ``gap``, the widest first; ``pairs_left_out``: how
        many are not carried; ``bounds``: ``claim``, ``end``, ``bound`` and ``by``; ``consensus``: one row a
        number that several origins speak of; ``knots``.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.view_model.comparisons import compare_claims
    >>> case = load_case("tests/cases/strait")
    >>> compare_claims(case, case.claims["claim_id"].tolist())["pairs"]["gap"]
    [2000, 35, 35, 28, 28, 13, 10, 1900, 1000]
    """
    rank = {claim_id: place for place, claim_id in enumerate(claim_ids)}
    pairs = conflicts(case.claims, case.parts, rounding=True, chains=case.claims)
    kept = pairs.nlargest(MOST_PAIRS, "gap", keep="first")
    ends = pd.DataFrame(
        {
            "a": kept["claim_id"].map(rank),
            "b": kept["other_id"].map(rank),
            "relation": kept["relation"],
            "gap": kept["gap"],
        }
    )
    return {
        "pairs": encode_frame(ends),
        "pairs_left_out": len(pairs) - len(kept),
        "bounds": encode_frame(_tightest(case, rank)),
        "consensus": encode_frame(_list_consensus(case)),
        "knots": None,
    }


def _tightest(case: Case, rank: dict[str, int]) -> pd.DataFrame:
    """Return of each claim the tightest bound at each end, and who sets it."""
    bounds = part_bounds(case.claims, case.parts, chains=case.claims)
    is_low = bounds["end"].eq("low")
    ordered = bounds.assign(order=bounds["bound"].where(~is_low, -bounds["bound"])).sort_values(
        "order", kind="stable"
    )
    tightest = ordered.drop_duplicates(["claim_id", "end"])
    return pd.DataFrame(
        {
            "claim": tightest["claim_id"].map(rank),
            "end": tightest["end"],
            "bound": tightest["bound"],
            "by": tightest["by_id"].map(rank),
        }
    )


def _list_consensus(case: Case) -> pd.DataFrame:
    """Return what several origins say of one number, a row each."""
    found = consensus(case.claims, chains=case.claims)
    columns = [*THING, "kind", "period", "low", "high", "is_low_strict", "is_high_strict"]
    columns += ["support", "compatible", "origins", "agreement"]
    return found.loc[found["origins"] > 1, columns].reset_index(drop=True)
