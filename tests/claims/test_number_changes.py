"""What became of ranges, bounds, sums and conversions: low beside low, high beside high."""

from __future__ import annotations

import pandas as pd
import pytest

import analysttools as at

Told = tuple[str, float | None, float | None, float | None]


def stated(best: float) -> Told:
    """Make a stated value."""
    return ("stated", None, best, None)


def between(low: float, high: float) -> Told:
    """Make a range."""
    return ("between", low, None, high)


def found(told: list[Told], page: Told, units: tuple[str, str] = ("km2", "km2")) -> list[str]:
    """Return what changed between claims and a page that repeats all of them."""
    rows = pd.DataFrame([*told, page], columns=["qualifier", "low", "best", "high"])
    ids = [f"claim-{number}" for number in range(len(told))]
    rows = rows.assign(
        claim_id=[*ids, "page"],
        claimant_id="x",
        derived_from=[*[None] * len(ids), ";".join(ids)],
        measure="area_held",
        measure_name="area held",
        unit=[*[units[0]] * len(ids), units[1]],
        population="russia",
        place_id="front",
        kind="stock",
        period="2024-11-01",
    )
    changes = at.drift(rows)
    return (changes["change"] + ": " + changes["was"] + " > " + changes["became"]).tolist()


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (between(1234, 2345), between(1200, 9000), ["number changed: 1,234 to 2,345 > 1,200 to 9,000"]),
        (between(1234, 2345), between(1200, 2300), ["number rounded: 1,234 to 2,345 > 1,200 to 2,300"]),
        (between(1234, 2345), between(1200, 2345), ["number rounded: 1,234 to 2,345 > 1,200 to 2,345"]),
        (
            stated(11000),
            between(10000, 12000),
            [
                "lower bound added: 11,000 > 10,000 to 12,000",
                "number changed: 11,000 > 10,000 to 12,000",
                "upper bound added: 11,000 > 10,000 to 12,000",
            ],
        ),
        (
            ("at_least", 10000, None, None),
            ("up_to", None, None, 10000),
            ["bound turned round: at least 10,000 > up to 10,000"],
        ),
        (
            ("fewer_than", None, None, 10000),
            ("more_than", 12000, None, None),
            [
                "bound turned round: fewer than 10,000 > more than 12,000",
                "number changed: fewer than 10,000 > more than 12,000",
            ],
        ),
    ],
)
def test_each_end_is_held_against_its_own(before: Told, after: Told, change: list[str]) -> None:
    """One end that fits no name decides of the whole, and a bound that changes sides has one name."""
    assert found([before], after) == change


@pytest.mark.parametrize(
    ("told", "page", "change"),
    [
        ([between(100, 200), between(50, 60)], between(150, 260), "number added up"),
        ([between(100, 200), between(50, 60)], between(150, 900), "number changed"),
        ([between(0, 200), between(100, 160)], between(100, 360), "number added up"),
        ([stated(307.8), stated(150.9)], stated(459), "number added up and rounded"),
        ([stated(418.2), stated(203)], stated(215), "number subtracted and rounded"),
        ([stated(307.8), stated(150.9)], stated(458.8), "number changed"),
    ],
)
def test_sums_are_exact_or_rounded(told: list[Told], page: Told, change: str) -> None:
    """Both ends of ranges add up, and a sum told with fewer digits is rounded."""
    assert [one.partition(":")[0] for one in found(told, page) if one.startswith("number")] == [change] * 2


@pytest.mark.parametrize(
    ("told", "page", "change"),
    [
        (stated(1000), ("more_than", 380, None, None), "number converted: 1,000 km2 > more than 380 sq"),
        (stated(1000), between(380, 390), "number converted: 1,000 km2 > 380 to 390 sq"),
        (
            stated(1000),
            between(390.5, 400),
            "number converted wrongly: 1,000 km2 > 390.5 to 400 sq, not 386.1",
        ),
        (stated(1000), stated(500), "number converted wrongly: 1,000 km2 > 500 sq, not 386"),
        (stated(1), stated(5), "number converted wrongly: 1 km2 > 5 sq, not 0.39"),
        (stated(1), stated(0.4), "number converted: 1 km2 > 0.4 sq"),
        (between(100, 200), between(38.6, 77.2), "number converted: 100 to 200 km2 > 38.6 to 77.2 sq"),
        (
            between(100, 200),
            between(38.6, 900),
            "number converted wrongly: 100 to 200 km2 > 38.6 to 900 sq, not 38.6 to 77.2",
        ),
        (stated(1), ("vague", None, None, None), "number lost: 1 > no number given"),
        (("vague", None, None, None), stated(1), "number added: no number given > 1"),
    ],
)
def test_a_conversion_is_right_at_each_end(told: Told, page: Told, change: str) -> None:
    """A bound is right if the number lies within it; what would be right has the digits that were told."""
    changes = [one.replace("square miles", "sq") for one in found([told], page, ("km2", "square miles"))]
    assert [one for one in changes if one.startswith("number")] == [change]


def test_a_sum_may_be_converted() -> None:
    """100 and 50 km2 are 57.9 square miles together, and 79.5 are not."""
    told, units = [stated(100), stated(50)], ("km2", "square miles")
    assert found(told, stated(57.9), units) == [
        "number added up and converted: 100 km2 > 57.9 square miles",
        "number added up and converted: 50 km2 > 57.9 square miles",
    ]
    assert found(told, stated(79.5), units) == [
        "number converted wrongly: 100 km2 > 79.5 square miles, not 38.6",
        "number converted wrongly: 50 km2 > 79.5 square miles, not 19.3",
    ]
