"""What became of numbers as they were repeated: each change of the shipped case by its name."""

from __future__ import annotations

import pandas as pd
import pytest

import analysttools as at


@pytest.fixture(scope="module")
def changes(claims: pd.DataFrame, case: at.Case) -> pd.DataFrame:
    """Give everything that changed between marked repeats and what they repeat."""
    return at.drift(claims, case.parts)


def named(changes: pd.DataFrame, claim: str) -> list[str]:
    """Give the changes of one repeat, as lines."""
    own = changes[changes["claim_id"] == claim]
    return [f"{row.change}: {row.was} > {row.became}" for row in own.itertuples()]


@pytest.mark.parametrize(
    ("claim", "change"),
    [
        ("trt-2024-12-16-over-30", "lower bound sharpened: at least 30 > more than 30"),
        ("joongang-2024-12-17-killed", "population narrowed: russia+dprk > dprk"),
        ("independent-2025-10-24-killed", "measure changed: casualties_all > killed"),
        ("independent-2025-10-24-killed", "lower bound lost: more than 6,000 > about 6,000"),
        ("112ua-2025-01-killed", "measure changed: casualties_all > killed"),
        ("us-un-wood-2024-10-31-kursk", "upper bound lost: up to 8,000 > 8,000"),
        ("interia-2025-01-blinken-cumulative", "flow became total: flow > cumulative"),
        ("ukraine-via-trt-world-2025-04-08-kursk-area-held", "number rounded: about 1,376 > up to 1,400"),
        (
            "the-moscow-times-2025-04-22-kursk-area-held-square-miles",
            "number converted wrongly: nearly 31 km2 > 20 square miles, not 12",
        ),
        ("telegraph-2024-12-27-nearly-3000", "lower bound lost: more than 3,000 > nearly 3,000"),
        ("kbs-2025-01-battalion-dprk", "population narrowed: russia+dprk > dprk"),
        ("nenka-info-2024-11-24-kursk-area-lost", "number subtracted: about 1,376 > 576"),
        ("moscow-times-2025-01-22-wounded", "number changed: about 4,000 > about 3,000"),
        ("menafn-2025-12-casualties", "place widened: kursk-oblast > russia-ukraine-war"),
        ("up-2024-12-19-nis-killed", "unchanged: at least 100 > at least 100"),
    ],
)
def test_drift_names_what_changed(changes: pd.DataFrame, claim: str, change: str) -> None:
    """Each change has its name, and what was and what became of it."""
    assert change in named(changes, claim)


def test_a_right_conversion_is_no_fault_and_no_change_of_measure(claims: pd.DataFrame) -> None:
    """Twelve square miles for nearly 31 km2 would have been right; the measure is area held all along."""
    ids = ["deepstate-2025-04-22-kursk-area-held", "the-moscow-times-2025-04-22-kursk-area-held-square-miles"]
    pair = claims.loc[ids].copy()
    pair.loc[ids[1], "best"] = 12
    assert named(at.drift(pair), ids[1]) == [
        "hedge lost: nearly 31 > 12",
        "number converted: nearly 31 km2 > 12 square miles",
    ]


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (2700, 7200, "number transposed"),
        (1376, 1380, "number rounded"),
        (1376, 1300, "number changed"),
        (2700, 2007, "number changed"),
        (0, 5, "number changed"),
        (500, 1000, "number changed"),
        (1.23, 12.3, "number changed"),
    ],
)
def test_changes_of_a_number(claims: pd.DataFrame, before: float, after: float, change: str) -> None:
    """Neighbouring digits that changed places, a number rounded, and neither."""
    first = claims.loc[["jcs-2025-03-27-killed-or-wounded"]].assign(claim_id="first", best=before)
    again = first.assign(claim_id="again", best=after, derived_from="first")
    assert at.drift(pd.concat([first, again]))["change"].tolist() == [change]


def test_a_range_that_moved_one_end_has_changed(claims: pd.DataFrame) -> None:
    """From 1,100 to 3,000 and from 1,100 to 5,000 are two ranges, though one number stands in both."""
    first = claims.loc[["evrimagaci-2024-12-range"]].assign(claim_id="first", derived_from=None)
    again = first.assign(claim_id="again", high=5000, derived_from="first")
    assert named(at.drift(pd.concat([first, again])), "again") == [
        "number changed: 1,100 to 3,000 > 1,100 to 5,000"
    ]


def test_proposals_do_not_touch_what_is_marked(claims: pd.DataFrame, changes: pd.DataFrame) -> None:
    """What is named of a marked repeat is the same with a further proposal for it."""
    proposed = pd.DataFrame(
        {
            "claim_id": ["nenka-info-2024-11-24-kursk-area-lost"],
            "derived_from": ["cohen-2024-08-28-kursk-area-held"],
        }
    )
    found = at.drift(claims, proposed=proposed)
    own = found[found["claim_id"].eq("nenka-info-2024-11-24-kursk-area-lost") & ~found["is_proposed"]]
    assert own["change"].str.contains("subtracted").sum() == 2


def test_numbers_added_up_are_seen(claims: pd.DataFrame) -> None:
    """A page that adds 300 dead to 2,700 wounded rests on both."""
    pair = claims.loc[["nis-2025-01-13-killed", "nis-2025-01-13-wounded"]]
    total = pair.iloc[[0]].assign(claim_id="page", best=3000, derived_from=";".join(pair["claim_id"]))
    found = at.drift(pd.concat([pair, total]))
    assert found.loc[found["change"].str.startswith("number"), "change"].tolist() == ["number added up"] * 2


def test_drift_without_parts_knows_of_no_part(claims: pd.DataFrame) -> None:
    """Nobody told that North Koreans are among Russians and North Koreans: the population changed."""
    ids = ["hur-2024-12-14-killed-combined", "joongang-2024-12-17-killed"]
    assert "population changed: russia+dprk > dprk" in named(at.drift(claims.loc[ids]), ids[1])


@pytest.mark.parametrize(
    ("claim", "origin", "change"),
    [
        (
            "nis-2024-11-20-kursk-10900",
            "nis-2024-10-planned-10900",
            "plan became presence: personnel_planned > personnel_in_area",
        ),
        (
            "zelensky-2025-01-21-killed",
            "zelensky-2025-01-09-killed-or-wounded",
            "measure changed: killed_or_wounded > killed",
        ),
    ],
)
def test_proposed_repeats_show_what_would_have_changed(
    claims: pd.DataFrame, case: at.Case, claim: str, origin: str, change: str
) -> None:
    """The 10,900 planned that became 10,900 present, the 4,000 lost that became 4,000 dead: nobody marked."""
    proposed = at.propose_repeats(claims, days=30, same_scope=False)
    assert [claim, origin] in proposed[["claim_id", "derived_from"]].to_numpy().tolist()
    found = at.drift(claims, case.parts, proposed=proposed)
    assert change in named(found[found["is_proposed"]], claim)


def test_proposals_leave_out_what_is_marked(claims: pd.DataFrame) -> None:
    """The page that repeats the at least 100 is marked; there is nothing to propose."""
    ids = ["nis-2024-12-19-killed", "up-2024-12-19-nis-killed"]
    assert at.propose_repeats(claims.loc[ids]).empty
    unmarked = claims.loc[ids].assign(derived_from=None)
    assert at.propose_repeats(unmarked).to_numpy().tolist() == [[ids[1], ids[0], 0, "same claimant"]]


def test_proposals_are_no_data(claims: pd.DataFrame) -> None:
    """Proposing changes nothing: origins count as before."""
    before = claims.copy()
    at.propose_repeats(claims, days=365, same_scope=False)
    pd.testing.assert_frame_equal(claims, before)


def test_a_chain_that_begins_alike_is_proposed(claims: pd.DataFrame) -> None:
    """Two outlets with one number from one source may have one origin."""
    first = claims.loc[["jcs-2025-03-27-killed-or-wounded"]].assign(
        claim_id="a", chain="JCS (Seoul) > Yonhap"
    )
    other = first.assign(claim_id="b", claimant_id="a-newsroom", chain="JCS > Reuters")
    assert at.propose_repeats(pd.concat([first, other]))["why"].tolist() == ["same chain"]


def test_unknown_proposals_are_refused(claims: pd.DataFrame) -> None:
    """A proposal for another table is not passed over in silence."""
    proposed = pd.DataFrame({"claim_id": ["nobody"], "derived_from": ["nis-2024-12-19-killed"]})
    with pytest.raises(
        ValueError,
        match=r"^drift: these proposed ids are not among the claims: nobody\. Propose from the same ",
    ):
        at.drift(claims, proposed=proposed)


@pytest.mark.parametrize("days", [-1, 2.5, True])
def test_days_are_a_whole_number(claims: pd.DataFrame, days: object) -> None:
    """Another value is refused with what it is."""
    with pytest.raises(ValueError, match=r"^propose_repeats: days is .*, but it is a whole number from 0$"):
        at.propose_repeats(claims, days=days)
