"""What cannot both hold and what bounds what, on small frames made for each rule."""

from __future__ import annotations

import pandas as pd
import pytest

import analysttools as at


def said(**cells: object) -> pd.DataFrame:
    """Give claims of the killed of one army in one region, but for the cells that a test states."""
    named = {"measure": "killed", "population": "dprk", "place_id": "kursk-oblast", "kind": "cumulative"}
    empty = {"low": None, "best": None, "high": None, "qualifier": "stated"}
    columns = {**named, "period": "2024-12-01/2024-12-31", **empty, **cells}
    return pd.DataFrame(columns).astype({"low": float, "best": float, "high": float})


@pytest.mark.parametrize(
    ("numbers", "gap", "words"),
    [
        ([1000.0, 605.79], 394.21, "394.21 apart"),
        ([0.15, 0.1], 0.05, "0.05 apart"),
        ([4700.0, 4100.0], 600.0, "600 apart"),
    ],
)
def test_a_gap_has_the_digits_of_its_numbers(numbers: list[float], gap: float, words: str) -> None:
    """394.21 apart, not 394.21000000000004."""
    found = at.conflicts(said(claim_id=["one", "other"], measure="area_held_km2", best=numbers))
    assert found["gap"].tolist() == [gap]
    assert found["sentence"].str.rpartition(": ")[2].tolist() == [words]
