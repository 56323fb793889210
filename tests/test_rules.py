"""Laws of the rules: what passes them holds, and what breaks them is found, whatever the numbers."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analysttools as at
from analysttools.needs import BOUNDS_BY_QUALIFIER, COLUMNS
from analysttools.rules import check_rules

NUMBER = st.one_of(st.none(), st.integers(0, 1000).map(float))


@pytest.fixture(scope="module")
def frames(case: at.Case) -> dict[str, pd.DataFrame]:
    """Give the shipped tables by name, with one claim alone."""
    tables = {name: getattr(case, name) for name in COLUMNS}
    return {**tables, "claims": case.claims[case.claims["claim_id"].eq("pentagon-2024-11-04-kursk")]}


@settings(deadline=None)
@given(NUMBER, NUMBER, NUMBER, st.sampled_from(sorted(BOUNDS_BY_QUALIFIER)))
def test_what_passes_is_in_order_and_fits_its_words(
    frames: dict[str, pd.DataFrame], low: float | None, best: float | None, high: float | None, qualifier: str
) -> None:
    """A claim without a fault has low <= best <= high, and the bounds that its qualifier needs."""
    claim = frames["claims"].assign(low=low, best=best, high=high, qualifier=qualifier)
    claim[["low", "best", "high"]] = claim[["low", "best", "high"]].astype("float64")
    faults = check_rules({**frames, "claims": claim})
    there = [value for value in (low, best, high) if value is not None]
    given_ = {name for name, value in (("low", low), ("best", best), ("high", high)) if value is not None}
    needed, forbidden = BOUNDS_BY_QUALIFIER[qualifier]
    assert (faults == []) == (there == sorted(there) and needed <= given_ and not forbidden & given_)


def test_order_of_rows_changes_no_fault(case: at.Case) -> None:
    """The same faults are found in every order of the rows."""
    tables = {name: getattr(case, name) for name in COLUMNS}
    broken = tables["claims"].assign(high=1.0)
    shuffled = broken.sample(frac=1, random_state=20241216).reset_index(drop=True)
    found = [
        {replace(fault, row=None) for fault in check_rules({**tables, "claims": claims})}
        for claims in (broken, shuffled)
    ]
    assert found[0] == found[1]
    assert len(found[0]) > 100
