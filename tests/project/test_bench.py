"""The benchmark measures what it says: a valid package of the size that is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench_loading import generate

import analysttools as at


@pytest.mark.shipped  # the package that is timed is made from the shipped one
def test_generated_package_is_valid(tmp_path: Path) -> None:
    """The package that is timed has no fault, and its claims differ from row to row."""
    generate(tmp_path, 500)
    claims = at.load_case(tmp_path).claims
    assert len(claims) == claims["claim_id"].nunique() == 500
    assert claims["period"].nunique() > 400
    assert claims["derived_from"].notna().sum() > 50
