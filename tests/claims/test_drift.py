"""What became of numbers as they were repeated: each change of the frozen case by its name."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import analysttools as at

HUR = "hur-2024-12-16-killed-or-wounded"


@pytest.fixture(scope="module")
def changes(claims: pd.DataFrame, case: at.Case) -> pd.DataFrame:
    """Return everything that changed between marked repeats and what they repeat."""
    return at.drift(claims, case.parts)


def named(changes: pd.DataFrame, claim: str) -> list[str]:
    """Return the changes of one repeat, as lines."""
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
        (3791.56, 3792, "number rounded"),
        (3791.56, 3791.6, "number rounded"),
        (3791.56, 3800, "number rounded"),
        (3791.56, 3791, "number changed"),
        (3792, 3791.56, "number changed"),
        (2.5, 2.1, "number changed"),
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


@pytest.mark.parametrize(
    ("numbers", "told", "change"),
    [
        ((307.8, 150.9), 458.7, "number added up"),
        ((0.1, 0.2), 0.3, "number added up"),
        ((418.2, 203), 215.2, "number subtracted"),
        ((203, 418.2), 215.2, "number subtracted"),
        ((1.1, 0.2), 0.9, "number subtracted"),
        ((307.8, 150.9), 458.8, "number changed"),
    ],
)
def test_decimals_are_added_up_and_subtracted_exactly(
    claims: pd.DataFrame, numbers: tuple, told: float, change: str
) -> None:
    """What is exact on paper is exact here, and nothing near it is."""
    first = claims.loc[["jcs-2025-03-27-killed-or-wounded"]]
    both = pd.concat([first.assign(claim_id=f"claim-{number}", best=number) for number in numbers])
    page = first.assign(claim_id="page", best=told, derived_from=";".join(both["claim_id"]))
    assert at.drift(pd.concat([both, page]))["change"].tolist() == [change] * 2


@pytest.mark.parametrize(("told", "change"), [(12.0, "converted"), (11.97, "converted"), (11.6, "wrongly")])
def test_a_conversion_is_held_to_its_last_digit(claims: pd.DataFrame, told: float, change: str) -> None:
    """31 km2 are 12 square miles, and 11.97, and not 11.6."""
    ids = [
        "deepstate-2025-04-22-kursk-area-held",
        "the-moscow-times-2025-04-22-kursk-area-held-square-miles",
    ]
    pair = claims.loc[ids].assign(best=[31.0, told])
    found = at.drift(pair)["change"]
    assert found[found.str.startswith("number")].str.split().str[-1].tolist() == [change]


def yearly(told: float, totals: dict[str, float]) -> pd.DataFrame:
    """Make totals by day, and a page that tells of the year 2024 from that to 1 January 2025."""
    rows = pd.DataFrame({"day": list(totals), "best": list(totals.values())})
    series = rows.assign(claim_id="to-" + rows["day"], claimant_id="staff", kind="cumulative")
    series = series.assign(period="../" + rows["day"], derived_from=None)
    page = pd.DataFrame({"claim_id": ["page"], "claimant_id": "page", "kind": "flow", "period": "2024"})
    page = page.assign(best=told, derived_from="to-2025-01-01")
    same = {"measure": "casualties_all", "population": "russia", "place_id": "war", "qualifier": "stated"}
    return pd.concat([series, page], ignore_index=True).assign(low=None, high=None, **same)


# What Ukraine's General Staff counted of Russia's losses.
STAFF = {
    **{"2023-12-31": 359230, "2024-01-01": 360010, "2024-01-02": 360820},
    **{"2024-12-31": 789550, "2025-01-01": 790800, "2025-01-02": 792170},
}


@pytest.mark.parametrize(
    ("told", "totals", "change"),
    [
        (430790, STAFF, "number subtracted: 790,800 > 430,790"),
        (430320, STAFF, "number subtracted: 790,800 > 430,320"),
        (431000, STAFF, "number subtracted: 790,800 > 431,000"),
        (
            429660,
            STAFF,
            "number fits no cut: 790,800 > 429,660, where the totals give 428,730 to 432,940",
        ),
        (429660, {"2025-01-01": 790800}, "number changed: 790,800 > 429,660"),
        (429660, {"2023-12-20": 351000, "2025-01-01": 790800}, "number changed: 790,800 > 429,660"),
    ],
)
def test_a_number_told_of_a_year_is_held_against_the_series(told: float, totals: dict, change: str) -> None:
    """The losses of 2024, cut on either day, are the series'; 429,660 are not; without it nobody can tell."""
    claims = yearly(told, totals)
    found = at.drift(claims.tail(2), chains=claims)
    assert change in (found["change"] + ": " + found["was"] + " > " + found["became"]).tolist()


@pytest.mark.parametrize(
    ("told", "change"),
    [
        ({"kind": "flow", "low": 300000, "qualifier": "more_than"}, "number subtracted"),
        ({"kind": "flow", "low": 430000, "high": 440000, "qualifier": "between"}, "number subtracted"),
        ({"kind": "flow", "high": 400000, "qualifier": "up_to"}, "number fits no cut"),
        ({"kind": "flow", "low": 780000, "qualifier": "more_than"}, "number fits no cut"),
        ({"kind": "cumulative", "best": 430790, "qualifier": "stated"}, "number subtracted"),
        ({"kind": "cumulative", "best": 429660, "qualifier": "stated"}, "number fits no cut"),
    ],
)
def test_bounds_and_totals_of_a_year_are_held_against_the_series_too(told: dict, change: str) -> None:
    """More than 300,000 in 2024 is true of it; a total that states its start is told of those days."""
    claims = yearly(0, STAFF)
    page = claims.tail(1).assign(**{"best": None, **told}, period="2024-01-01/2024-12-31")
    found = at.drift(page, chains=pd.concat([claims.iloc[:-1], page]))["change"]
    assert found[found.str.startswith("number")].tolist() == [change]


def test_a_total_from_the_start_of_the_series_is_no_difference_of_it() -> None:
    """Both count from the same day: the one is another number, not a cut of the other."""
    claims = yearly(429660, STAFF)
    claims = claims.assign(kind="cumulative", period="2024-01-01/" + claims["period"].str[-10:])
    claims.loc[len(claims) - 1, "period"] = "2024-01-01/2025-01-01"
    assert at.drift(claims.tail(1), chains=claims)["change"].tolist() == ["number changed"]


def test_a_year_that_the_daily_series_does_not_give(shared: Path) -> None:
    """In all the days that the General Staff counted no week around the ends of 2024 gives 429,660."""
    days = pd.read_csv(shared / "cases" / "ua_general_staff_personnel_daily.csv")
    claims = yearly(429660, dict(zip(days["date"], days["personnel"].astype(float), strict=True)))
    assert "number fits no cut" in at.drift(claims.tail(1), chains=claims)["change"].tolist()


def test_a_repeat_is_set_beside_what_it_repeats_though_that_was_filtered_away(claims: pd.DataFrame) -> None:
    """With the case behind the rows nothing is lost, and named rows get the names of what was counted."""
    whole = claims.drop(columns=["unit", "measure_name"])
    ids = [one for one in claims.index if claims.at[one, "derived_from"] == HUR]
    found = at.drift(claims.loc[ids], chains=whole)
    wanted = at.drift(claims)
    wanted = wanted[wanted["claim_id"].isin(ids)].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, wanted)


def test_names_that_the_case_lacks_are_asked_for(claims: pd.DataFrame) -> None:
    """Whether another measure is another unit or another thing cannot be told without its name."""
    page = claims.loc[["the-moscow-times-2025-04-22-kursk-area-held-square-miles"]]
    message = (
        "drift: deepstate-2025-04-22-kursk-area-held counts area_held_km2, and chains have no measure_name "
        "and no unit for it, as the claims have. Pass chains=with_names(case.claims, case)"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        at.drift(page, chains=claims.drop(columns=["unit", "measure_name"]))


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
