"""What was withdrawn is withdrawn everywhere, and whatever only repeats it."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

import analysttools as at

PARTS = pd.DataFrame(
    {
        "column": "measure",
        "part": ["killed"],
        "whole": ["losses"],
        "is_summand": True,
        "is_disjoint": True,
        "split": "parts",
    }
)
# Each operation that leaves out what was withdrawn.
ANSWERS: dict[str, Callable[..., pd.DataFrame]] = {
    "as_of": lambda claims, **how: at.as_of(claims, "2025-02-01", keep_revised=False, **how),
    "latest": at.latest,
    "conflicts": lambda claims, **how: at.conflicts(claims, PARTS, **how),
    "part_bounds": lambda claims, **how: at.part_bounds(claims, PARTS, **how),
    "check_sums": lambda claims, **how: at.check_sums(claims, PARTS, **how),
    "consensus": at.consensus,
    "envelope": at.envelope,
    "reconcile": lambda claims, **how: at.reconcile(claims, PARTS, **how).implied,
}


def plain(found: pd.DataFrame) -> pd.DataFrame:
    """Return an answer without what differs because rows are gone."""
    return found.drop(columns="supersedes", errors="ignore").reset_index(drop=True)


@pytest.fixture
def claims() -> pd.DataFrame:
    """Return a claim, its repeat by an agency, a page's repeat of that, the correction, and another claim."""
    return pd.DataFrame(
        {
            "claim_id": ["first", "agency", "page", "corrected", "other"],
            "claimant_id": ["ministry", "agency", "page", "ministry", "institute"],
            "measure": ["killed", "killed", "killed", "killed", "losses"],
            "population": "army",
            "place_id": "valley",
            "kind": "cumulative",
            "period": "2025-01-01/2025-01-10",
            "asserted": ["2025-01-11", "2025-01-12", "2025-01-13", "2025-01-14", "2025-01-14"],
            "source_id": "paper",
            "low": None,
            "best": [900.0, 900.0, 900.0, 90.0, 100.0],
            "high": None,
            "qualifier": "stated",
            "derived_from": [None, "first", "agency", None, None],
            "supersedes": [None, None, None, "first", None],
        }
    ).astype({"low": float, "high": float})


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_a_repeat_goes_with_the_claim_that_was_withdrawn(
    answer: Callable[..., pd.DataFrame], claims: pd.DataFrame
) -> None:
    """What only repeats a withdrawn claim, over any steps, is in no answer, whether or not that is here."""
    stand = claims[claims["claim_id"].isin(["corrected", "other"])].drop(columns="supersedes")
    expected = plain(answer(stand))
    pd.testing.assert_frame_equal(plain(answer(claims)), expected)
    filtered = claims[claims["claim_id"].ne("first")]
    pd.testing.assert_frame_equal(plain(answer(filtered, chains=claims)), expected)
