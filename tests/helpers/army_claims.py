"""Small made-up claims about an army in a valley, for the tests of reconcile."""

from __future__ import annotations

import pandas as pd

SUMS = pd.DataFrame(
    {
        "column": "measure",
        "part": ["killed", "wounded"],
        "whole": "losses",
        "is_summand": True,
        "is_disjoint": True,
    }
)
PLACES = pd.DataFrame({"column": ["place_id"], "part": ["town"], "whole": ["valley"]})


def claim(claim_id: str, measure: str, period: str, **cells: object) -> dict[str, object]:
    """Return one claim of a running total of an army in a valley."""
    number = {"low": None, "best": None, "high": None, "qualifier": "stated"}
    scope = {"population": "army", "place_id": "valley", "kind": "cumulative", "claimant_id": claim_id}
    return {"claim_id": claim_id, "measure": measure, "period": period, "derived_from": None} | {
        **scope,
        **number,
        **cells,
    }


def frame(*claims: dict[str, object]) -> pd.DataFrame:
    """Return claims as a frame."""
    return pd.DataFrame(claims).astype({"low": float, "best": float, "high": float, "derived_from": "str"})
