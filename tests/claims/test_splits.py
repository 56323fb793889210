"""Sums of parts where a whole is split in more than one way, on Oryx's headline and on small frames."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from test_conflicts import said

import analysttools as at

FATES = ["destroyed", "abandoned", "captured", "damaged"]
# Oryx on 19 July 2025, by type of equipment; its headline and that of each fate are given apart.
LOST = """
type,ukraine,,,,russia,,,
tanks,896,96,147,81,2991,392,533,158
fighting vehicles,363,14,86,16,1778,111,275,36
infantry fighting vehicles,1056,135,165,66,4805,477,630,157
personnel carriers,732,115,149,39,522,42,94,18
mine-resistant,489,53,56,39,44,1,11,5
infantry mobility vehicles,749,65,164,47,316,12,52,18
command posts,39,10,7,0,209,2,86,5
engineering,167,28,35,25,409,60,154,48
ground robots,8,0,0,0,11,0,0,0
anti-tank missiles,7,1,10,0,22,4,20,1
artillery support,18,0,13,0,84,1,55,0
towed artillery,140,3,22,77,284,5,98,96
self-propelled artillery,499,0,26,74,791,7,109,53
rocket artillery,61,0,9,18,408,2,54,44
anti-aircraft guns,0,0,7,0,43,0,18,1
self-propelled anti-aircraft guns,31,1,4,5,16,2,7,2
air defence missiles,145,1,6,19,254,4,24,57
radars,103,1,14,21,65,0,10,31
jammers,6,0,1,2,70,0,9,13
aircraft,104,0,1,4,142,0,0,20
helicopters,46,0,3,3,125,0,2,32
combat drones,28,0,1,0,15,0,3,1
reconnaissance drones,322,0,189,1,418,1,269,0
ships,14,0,19,8,21,0,0,7
trucks,899,16,202,33,3355,55,583,106
"""
HEADLINES = {
    "ukraine": [("lost", 9374), *zip(FATES, [6921, 539, 1336, 578], strict=True)],
    "russia": [("lost", 22381), *zip(FATES, [17198, 1178, 3096, 909], strict=True)],
}
SPLIT = pd.DataFrame(
    [
        ("measure", "killed", "killed_or_wounded", True),
        ("measure", "wounded", "killed_or_wounded", True),
        ("population", "russia", "russia+dprk", True),
        ("population", "dprk", "russia+dprk", True),
        ("place_id", "north", "front", True),
        ("place_id", "south", "front", True),
    ],
    columns=["column", "part", "whole", "is_summand"],
)


def oryx(army: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return Oryx's numbers of one army as claims, and what is part of what among them."""
    table = pd.read_csv(io.StringIO(LOST), skiprows=[1], header=None, index_col=0)
    table = table.iloc[:, :4] if army == "ukraine" else table.iloc[:, 4:]
    table = table.set_axis(FATES, axis=1).assign(lost=lambda fates: fates.sum(axis=1))  # as printed there
    cells = table.rename_axis("population").reset_index().melt("population", None, "measure", "best")
    headline = pd.DataFrame(HEADLINES[army], columns=["measure", "best"]).assign(population=army)
    rows = pd.concat([cells, headline], ignore_index=True)
    claims = said(**rows, claim_id=rows["population"] + ", " + rows["measure"], place_id="front")
    parts = [("population", one, army, True) for one in table.index]
    parts += [("measure", fate, "lost", True) for fate in FATES]
    return told(claims), pd.DataFrame(parts, columns=["column", "part", "whole", "is_summand"])


def told(claims: pd.DataFrame) -> pd.DataFrame:
    """Let one claimant have said all of it on one day."""
    return claims.assign(
        claimant_id="x", asserted="2025-07-19", derived_from=pd.Series([None] * len(claims), dtype="str")
    )


@pytest.mark.parametrize(
    ("army", "wanted"),
    [
        (
            "ukraine",
            {"ukraine, lost": ("population", 9375, 9374), "ukraine, destroyed": ("population", 6922, 6921)},
        ),
        ("russia", {}),
    ],
)
def test_headline_of_oryx_differs_from_its_types_alone(army: str, wanted: dict) -> None:
    """Ukraine's types come to 9,375, and to 6,922 destroyed; the headlines say one less, Russia's fit."""
    found = at.check_sums(*oryx(army))
    wrong = found[~found["adds_up"]].set_index("claim_id")
    sums = wrong[["split_by", "parts_low", "low"]].itertuples(name=None)
    assert {claim: tuple(numbers) for claim, *numbers in sums} == wanted
    # The headline and its four fates by type; the headline and each type by fate.
    assert found["split_by"].value_counts().to_dict() == {"population": 5, "measure": 26}


def test_each_way_of_splitting_a_whole_is_a_sum_of_its_own() -> None:
    """100 killed and 50 wounded, 90 and 60 of two armies, 70 and 80 of two fronts: all fit 150, never 450."""
    cells = [
        *[("killed", "russia+dprk", "front", 100), ("wounded", "russia+dprk", "front", 50)],
        *[("killed_or_wounded", "russia", "front", 90), ("killed_or_wounded", "dprk", "front", 60)],
        *[
            ("killed_or_wounded", "russia+dprk", "north", 70),
            ("killed_or_wounded", "russia+dprk", "south", 80),
        ],
        ("killed_or_wounded", "russia+dprk", "front", 150),
    ]
    rows = pd.DataFrame(cells, columns=["measure", "population", "place_id", "best"])
    found = at.check_sums(told(said(claim_id=list("abcdefg"), **rows)), SPLIT)
    assert found[["split_by", "part_ids", "adds_up"]].to_numpy().tolist() == [
        ["measure", "a;b", True],
        ["place_id", "e;f", True],
        ["population", "c;d", True],
    ]
    assert found["sentence"][0] == "x, 2025-07-19: the parts of g (a, b) come to 150, which fits 150"


def test_a_fault_of_one_split_is_not_hidden_by_another() -> None:
    """100 and 40 by measure miss 150 although 90 and 60 by army fit it, and by army 250 would be 10 short."""
    cells = [
        *[("killed", "russia+dprk", 100), ("wounded", "russia+dprk", 40)],
        *[("killed_or_wounded", "russia", 90), ("killed_or_wounded", "dprk", 60)],
        ("killed_or_wounded", "russia+dprk", 150),
    ]
    rows = pd.DataFrame(cells, columns=["measure", "population", "best"])
    found = at.check_sums(told(said(claim_id=list("abcde"), **rows)), SPLIT)
    assert found.set_index("split_by")["gap"].dropna().to_dict() == {"measure": 10}


NESTED = pd.DataFrame(
    [("measure", *pair, True) for pair in [("a", "all"), ("b", "all"), ("c", "b"), ("d", "b")]],
    columns=["column", "part", "whole", "is_summand"],
)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"all": 100, "a": 50, "c": 20, "d": 30}, {("all", "a;c;d"): True}),
        ({"all": 100, "a": 50, "c": 20, "d": 25}, {("all", "a;c;d"): False}),
        (
            {"all": 100, "a": 50, "b": 50, "c": 20, "d": 30},
            {("all", "a;b"): True, ("all", "a;c;d"): True, ("b", "c;d"): True},
        ),
        ({"all": 100, "a": 50, "b": 50, "c": 20}, {("all", "a;b"): True}),
        ({"all": 100, "a": 50, "c": 20}, {}),
        ({"a": 50, "b": 50, "c": 20, "d": 20}, {("b", "c;d"): False}),
    ],
)
def test_a_part_that_was_split_itself_is_the_sum_of_its_parts(given: dict, wanted: dict) -> None:
    """The whole is a and b, b is c and d: where b was not given, or was, a, c and d come to the whole."""
    rows = said(claim_id=list(given), measure=list(given), best=list(given.values()))
    found = at.check_sums(told(rows), NESTED).set_index(["claim_id", "part_ids"])["adds_up"]
    assert found.to_dict() == wanted


def test_a_fault_that_only_the_finest_split_shows_is_found() -> None:
    """50 and 40 to 60 may be 100, and 45 may be 40 to 60; but 50 and 45 are not 100."""
    cells = {"low": [None, None, 40, None, None], "best": [100, 50, None, 20, 25], "high": [None] * 5}
    words = ["stated", "stated", "between", "stated", "stated"]
    names = ["all", "a", "b", "c", "d"]
    cells["high"][2] = 60
    rows = said(claim_id=names, measure=names, qualifier=words, **cells)
    found = at.check_sums(told(rows), NESTED)
    assert found.loc[~found["adds_up"], ["part_ids", "gap"]].to_numpy().tolist() == [["a;c;d", 5.0]]


def test_a_whole_is_split_at_any_depth() -> None:
    """Four levels, of which only the lowest parts and the whole were given."""
    pairs = [("a", "all"), ("b", "all"), ("c", "b"), ("d", "b"), ("e", "d"), ("f", "d")]
    parts = pd.DataFrame([("measure", *pair, True) for pair in pairs], columns=NESTED.columns)
    rows = said(claim_id=list("wacef"), measure=["all", *"acef"], best=[10, 1, 2, 3, 4])
    assert at.check_sums(told(rows), parts)[["part_ids", "adds_up"]].to_numpy().tolist() == [
        ["a;c;e;f", True]
    ]


CASUALTIES = pd.DataFrame(
    [
        ("measure", "killed", "losses", False, True, "parts"),
        ("measure", "captured", "losses", False, True, "parts"),
        ("measure", "officers", "losses", True, True, "by rank"),
        ("measure", "others", "losses", True, True, "by rank"),
    ],
    columns=["column", "part", "whole", "is_summand", "is_disjoint", "split"],
)


@pytest.mark.parametrize(
    ("killed", "captured", "losses", "gap"),
    [(60, 30, 100, None), (60, 50, 100, 10), (60, 40, 100, None), (60, None, 100, None)],
)
def test_disjoint_parts_can_exceed_their_whole_and_not_fall_short_of_it(
    killed: int, captured: int | None, losses: int, gap: int | None
) -> None:
    """There may be others besides those given; two parts are one sum, one alone is none."""
    names = ["killed", "captured", "losses"]
    claims = told(said(claim_id=names, measure=names, best=[killed, captured, losses]))
    sums = at.check_sums(claims[claims["best"].notna()], CASUALTIES)
    assert sums["parts_high"].isna().all()
    assert sums["gap"].dropna().tolist() == ([gap] if gap else [])
    assert len(sums) == (captured is not None)


def test_each_list_of_parts_of_a_whole_is_a_sum_of_its_own() -> None:
    """Parts of two lists are never added to each other."""
    names = ["killed", "captured", "officers", "others", "losses"]
    claims = told(said(claim_id=names, measure=names, best=[60, 30, 20, 70, 100]))
    sums = at.check_sums(claims, CASUALTIES)
    found = sums[["part_ids", "parts_low", "adds_up"]].to_records(index=False).tolist()
    assert found == [("captured;killed", 90, True), ("officers;others", 90, False)]


def test_a_flow_over_the_days_of_totals_is_a_part_of_their_sum() -> None:
    """Killed within December and wounded from its first day to its last come to the losses of these days."""
    names = ["killed", "wounded", "killed_or_wounded"]
    kinds = ["flow", "cumulative", "cumulative"]
    periods = ["2024-12", "2024-12-01/2024-12-31", "2024-12-01/2024-12-31"]
    cells = {"kind": kinds, "period": periods, "best": [300, 2700, 3100]}
    found = at.check_sums(told(said(claim_id=names, measure=names, **cells)), SPLIT)
    assert found[["claim_id", "part_ids", "gap"]].to_numpy().tolist() == [
        ["killed_or_wounded", "killed;wounded", 100.0]
    ]
