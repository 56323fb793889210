"""Knots that only sums of sums show: parts that nothing but their own parts bounds."""

from __future__ import annotations

import pandas as pd
import pytest

import analysttools as at

LISTED = ["column", "part", "whole", "is_summand", "is_disjoint", "split"]
PARTS = pd.DataFrame(
    [
        ("measure", "tanks", "lost", True, True, "by type"),
        ("measure", "trucks", "lost", True, True, "by type"),
        ("measure", "t72", "tanks", True, True, "by type"),
        ("measure", "t80", "tanks", True, True, "by type"),
        ("measure", "destroyed", "lost", False, False, "by fate"),
        ("population", "north", "both", True, True, "parts"),
        ("population", "south", "both", True, True, "parts"),
    ],
    columns=LISTED,
)


def claims(lows: dict[str, float], highs: dict[str, float]) -> pd.DataFrame:
    """Return one claim of each measure of both, or of a measure of one: "tanks of north"."""
    said = [*((*one, "at_least") for one in lows.items()), *((*one, "up_to") for one in highs.items())]
    rows = pd.DataFrame(said, columns=["claim_id", "number", "qualifier"])
    things = (rows["claim_id"] + " of both").str.split(" of ", expand=True)
    return rows.assign(
        measure=things[0],
        population=things[1],
        place_id="valley",
        kind="cumulative",
        period="2024-11-01/2024-11-04",
        low=rows["number"].where(rows["qualifier"] == "at_least"),
        best=None,
        high=rows["number"].where(rows["qualifier"] == "up_to"),
    ).astype({"best": float})


@pytest.mark.parametrize(
    ("lows", "highs"),
    [
        ({"lost": 7}, {"t72": 2, "t80": 2, "trucks": 2}),
        ({"destroyed": 7}, {"t72": 2, "t80": 2, "trucks": 2}),
        ({"t72": 2, "t80": 2, "trucks": 2}, {"lost": 5}),
        ({"tanks": 6, "lost of south": 4}, {"lost": 8, "tanks of south": 1}),
        ({"destroyed": 7}, {"tanks of north": 2, "t72 of south": 1, "t80 of south": 1, "trucks": 2}),
    ],
)
def test_sums_of_sums(lows: dict[str, float], highs: dict[str, float]) -> None:
    """All claims are one knot: a sum of sums is less than what lies in it, or more than it may be."""
    found = at.reconcile(claims(lows, highs), PARTS).knots
    assert found["claim_ids"].tolist() == [";".join(sorted({**lows, **highs}))]
