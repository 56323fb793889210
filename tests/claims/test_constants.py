"""Numbers in the code that no picture and no text of the shipped case would show to be wrong."""

from __future__ import annotations

import inspect

import pandas as pd
import pytest

import analysttools as at
from analysttools.claims.number_changes import KM2

REPEAT, ORIGIN = "trt-2024-12-16-over-30", "hur-2024-12-16-killed-or-wounded"


def test_units_of_area_are_those_of_their_definitions() -> None:
    """The mile is 1,609.344 m, an acre the 640th part of its square, a hectare 100 m by 100 m."""
    mile = 1.609344**2
    right = {"km2": 1, "square miles": mile, "hectares": 0.1**2, "acres": mile / 640}
    assert pytest.approx(right, rel=1e-9) == KM2


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (3560, 4000, "number rounded"),
        (3550, 4000, "number changed"),
        (4490, 4000, "number rounded"),
        (4510, 4000, "number changed"),
    ],
)
def test_an_eighth_and_half_a_unit_are_the_most_that_rounding_moves(
    claims: pd.DataFrame, before: int, after: int, change: str
) -> None:
    """Of 3,560 an eighth is 445, of 3,550 less than 450; half of a round thousand is 500."""
    missing, origin = float("nan"), claims.loc[ORIGIN]
    two = claims.loc[[ORIGIN, REPEAT]].assign(low=missing, high=missing, qualifier="stated")
    two = two.assign(
        best=[float(before), float(after)], place_id=origin["place_id"], place_name=origin["place_name"]
    )
    assert at.drift(two)["change"].tolist() == [change]


def test_months_are_cut_at_the_map_of_the_first(case: at.Case) -> None:
    """The default of the function, and every month of the case."""
    months = pd.PeriodIndex(case.monthly_change["period"], freq="M")
    first, last = (months + step for step in (0, 1))
    cuts = [f"{a}-01 to {b}-01" for a, b in zip(first, last, strict=True)]
    assert inspect.signature(at.changes).parameters["cut"].default == 1
    assert case.monthly_change["cut"].tolist() == cuts
