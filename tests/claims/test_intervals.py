"""What interval each word states, alone and beside a plain number, on small frames."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from test_conflicts import said

import analysttools as at

ENDS = ["low", "high", "is_low_strict", "is_high_strict", "is_rounded"]


@pytest.mark.parametrize("rounding", [False, True])
@pytest.mark.parametrize(
    ("number", "low"),
    [(50000.0, 45000), (12000.0, 11500), (1376.0, 1375.5), (31.0, 30.5), (3.4, 3.35), (0.5, 0.45), (0.0, 0)],
)
def test_nearly_reaches_down_by_half_its_last_digit(number: float, low: float, rounding: bool) -> None:
    """Nearly 50,000 is at most 50,000 and no less than what rounds up to it, marked as a reading."""
    claims = said(claim_id=["one"], best=number, qualifier="nearly")
    found = at.bounds(claims, rounding=rounding)[ENDS]
    assert found.to_numpy().tolist() == [[low, number, False, False, low < number]]


@pytest.mark.parametrize(
    ("qualifier", "wanted"),
    [
        ("stated", [50000, 50000, False, False, False]),
        ("about", [50000, 50000, False, False, False]),
        ("up_to", [np.nan, 50000, False, False, False]),
        ("fewer_than", [np.nan, 50000, False, True, False]),
        ("at_least", [50000, np.nan, False, False, False]),
        ("more_than", [50000, np.nan, True, False, False]),
    ],
)
def test_other_words_state_what_they_state(qualifier: str, wanted: list) -> None:
    """No other word has an end that was not said."""
    column = {"up_to": "high", "fewer_than": "high", "at_least": "low", "more_than": "low"}
    claims = said(claim_id=["one"], qualifier=qualifier, **{column.get(qualifier, "best"): 50000.0})
    np.testing.assert_equal(at.bounds(claims)[ENDS].to_numpy().tolist(), [wanted])


@pytest.mark.parametrize(
    ("number", "pairs"),
    [(49600, []), (50000, []), (45000, []), (50001, [["two", "one", 1.0]]), (44999, [["one", "two", 1.0]])],
)
def test_nearly_contradicts_what_is_above_it_or_far_below(number: float, pairs: list) -> None:
    """Nearly 50,000 and 49,600 can both be true; 50,001 is not nearly 50,000."""
    claims = said(claim_id=["one", "two"], best=[50000, number], qualifier=["nearly", "stated"])
    assert at.conflicts(claims)[["claim_id", "other_id", "gap"]].to_numpy().tolist() == pairs


def test_nearly_agrees_with_a_number_a_little_less() -> None:
    """The consensus of nearly 50,000 and 49,600 is 49,600; their envelope is what nearly leaves open."""
    claims = said(claim_id=["one", "two"], best=[50000, 49600], qualifier=["nearly", "stated"])
    claims = claims.assign(claimant_id=claims["claim_id"], derived_from=pd.Series([None, None], dtype="str"))
    assert at.consensus(claims)[["low", "high", "support"]].to_numpy().tolist() == [[49600, 49600, 2]]
    assert at.envelope(claims)[["low", "high"]].to_numpy().tolist() == [[45000, 50000]]


@pytest.mark.parametrize(
    ("best", "low", "high"),
    [(3.4, 3.35, 3.45), (0.25, 0.245, 0.255), (12000.0, 11500, 12500), (1376.0, 1376, 1376)],
)
def test_rounding_knows_decimals(best: float, low: float, high: float) -> None:
    """By its last written digit 3.4 is 3.35 to 3.45; a whole number that is not round was counted."""
    claims = pd.DataFrame(
        {"claim_id": ["one"], "low": np.nan, "best": best, "high": np.nan, "qualifier": "about"}
    )
    found = at.bounds(claims, rounding=True)
    assert found[["low", "high"]].to_numpy().tolist() == [[low, high]]
    assert found["is_rounded"].tolist() == [low < high]
