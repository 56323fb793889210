"""What was known when, who had it from whom, and how numbers moved, on the frozen case."""

from __future__ import annotations

import datetime
import re

import pandas as pd
import pytest

import analysttools as at

BRIEFING = [
    "nis-2025-04-cumulative",
    "nis-2025-04-30-killed",
    "nis-2025-04-30-killed-or-wounded",
    "nis-2025-04-30-wounded",
    "nis-2025-04-30-wounded-repatriated",
    "idn-2025-04-30-wounded",
]
STAFF, SYRSKYI = "general-staff-2025-04-26-killed-or-wounded", "syrskyi-2025-08-06-killed-or-wounded"


@pytest.fixture
def nis_killed(claims: pd.DataFrame) -> pd.DataFrame:
    """Return South Korea's service on the dead, as it was said, repeats left out."""
    is_it = claims["claimant_id"].eq("nis") & claims["measure"].eq("killed") & claims["derived_from"].isna()
    return claims[is_it & claims["kind"].eq("cumulative")]


def numbers(claims: pd.DataFrame) -> list[float]:
    """Return the one number that each claim states."""
    return claims["best"].fillna(claims["low"]).tolist()


@pytest.mark.parametrize(
    ("day", "known"),
    [
        ("2024-12-18", []),
        ("2024-12-19", [100]),
        ("2025-01-13", [100, 300]),
        ("2025-05-01", [100, 300, 600]),
        (datetime.date(2025, 9, 2), [100, 300, 600, 2000]),
    ],
)
def test_nis_numbers_as_they_became_known(nis_killed: pd.DataFrame, day: str, known: list[float]) -> None:
    """At least 100, about 300, 600, 2,000: each from the day on which it was said."""
    assert numbers(at.as_of(nis_killed, day)) == known


def test_as_of_may_show_the_newest_alone(nis_killed: pd.DataFrame) -> None:
    """On 1 May 2025 the service's word on the dead is about 600."""
    assert numbers(at.as_of(nis_killed, "2025-05-01", keep_revised=False)) == [600]
    assert numbers(at.latest(at.as_of(nis_killed, "2025-05-01"))) == [600]


def test_as_of_may_leave_repeats_out(claims: pd.DataFrame) -> None:
    """The page that repeats the at least 100 is a row like any other until told otherwise."""
    ids = ["nis-2024-12-19-killed", "up-2024-12-19-nis-killed"]
    assert at.as_of(claims.loc[ids], "2024-12-31")["claim_id"].tolist() == ids
    assert at.as_of(claims.loc[ids], "2024-12-31", keep_repeats=False)["claim_id"].tolist() == ids[:1]


@pytest.mark.parametrize(("day", "known"), [("2024-12-20", ["page"]), ("2024-12-31", ["briefing"])])
@pytest.mark.parametrize("rows", [slice(None), slice(1, None)])
def test_as_of_keeps_the_repeat_of_what_is_not_known_yet(day: str, known: list, rows: slice) -> None:
    """A page of 19 December is all that is known, until the briefing of some day in December is known too."""
    whole = pd.DataFrame(
        {
            "claim_id": ["briefing", "page", "copy of page"],
            "asserted": ["2024-12", "2024-12-19", "2024-12-20"],
            "derived_from": [None, "briefing", "page"],
        }
    )
    found = at.as_of(whole.iloc[rows], day, keep_repeats=False, chains=whole)
    assert found["claim_id"].tolist() == [one for one in known if one in set(whole["claim_id"].iloc[rows])]


def test_latest_heeds_a_withdrawal_that_was_filtered_away() -> None:
    """What another claim of the case replaces is not the newest; on an earlier day it still was."""
    whole = pd.DataFrame(
        {
            "claim_id": ["478", "610"],
            "claimant_id": "afp",
            "measure": "area_gained_km2",
            "population": "russia",
            "place_id": "front",
            "kind": "flow",
            "period": ["2024-10-01/2024-10-29", "2024-10"],
            "asserted": ["2024-10-29", "2024-12-02"],
            "supersedes": [None, "478"],
        }
    )
    first = whole.iloc[:1]
    assert at.latest(first, chains=whole).empty
    assert at.as_of(first, "2024-12-31", keep_revised=False, chains=whole).empty
    assert len(at.as_of(first, "2024-11-30", keep_revised=False, chains=whole)) == 1


def test_a_day_not_exactly_known_counts_from_its_last(claims: pd.DataFrame) -> None:
    """What was said some day in October 2024 is known from the last of October."""
    plan = claims.loc[["nis-2024-10-planned-10900"]]
    assert at.as_of(plan, "2024-10-30").empty
    assert len(at.as_of(plan, "2024-10-31")) == 1


@pytest.mark.parametrize(
    "day",
    ["yesterday", "2025-02-30", "", None, "NaT", 20250501, "05/01/2025", "2025-05", "2025", "now", pd.NaT],
)
def test_as_of_refuses_what_is_no_day(nis_killed: pd.DataFrame, day: object) -> None:
    """The message shows what was given and how a day is written."""
    with pytest.raises(
        ValueError, match=r"^as_of: day is .*, but must be a day\. Write it as 2025-05-01, or pass a date$"
    ):
        at.as_of(nis_killed, day)


def test_latest_heeds_what_a_claimant_took_back(claims: pd.DataFrame) -> None:
    """AFP's 478 km2 to 29 October gave way to its 610 for the month, though the days differ."""
    ids = ["afp-isw-2024-10-29-ukraine-area-gained", "afp-isw-2024-12-02-ukraine-area-gained-2024-10"]
    assert at.latest(claims.loc[ids])["claim_id"].tolist() == ids[1:]
    assert at.latest(claims.loc[ids].drop(columns="supersedes"))["claim_id"].tolist() == ids


def test_claims_that_replace_each_other_are_a_circle(claims: pd.DataFrame) -> None:
    """Each taking the other back, neither would stand."""
    pair = claims.loc[["nis-2025-01-13-killed", "nis-2025-04-30-killed"]]
    message = "claims, column supersedes .*: supersedes leads in a circle: nis-.* > nis-.* > nis-"
    with pytest.raises(at.DataError, match=message):
        at.latest(pair.assign(supersedes=pair["claim_id"].tolist()[::-1]))


def test_a_claim_of_no_known_day_is_not_the_newest(nis_killed: pd.DataFrame) -> None:
    """It may be older than all; and it is no step, for nobody knows where it stands."""
    undated = nis_killed.drop(columns=["asserted_earliest", "asserted_latest"])
    undated.loc["nis-2025-01-13-killed", "asserted"] = None
    assert numbers(at.latest(undated)) == [2000]
    assert "nis-2025-01-13-killed" not in set(at.revisions(undated)["claim_id"])


def test_latest_keeps_flows_of_different_days(claims: pd.DataFrame) -> None:
    """The gain of November does not replace that of October."""
    ids = [f"afp-isw-2024-12-02-ukraine-area-gained-2024-{month}" for month in (10, 11)]
    assert at.latest(claims.loc[ids])["claim_id"].tolist() == ids


def test_revisions_follow_one_claimant(nis_killed: pd.DataFrame) -> None:
    """100, 300, 600, 2,000: three steps, none backwards."""
    steps = at.revisions(nis_killed)
    assert steps[["previous_low", "low"]].to_numpy().tolist() == [[100, 300], [300, 600], [600, 2000]]
    assert steps["change"].tolist() == ["overlaps", "up", "up"]
    assert not steps["is_backward"].any()


def test_two_claimants_make_no_backward_step(claims: pd.DataFrame) -> None:
    """More than 4,500 by the General Staff and about 4,000 by Syrskyi are no step of either."""
    assert at.revisions(claims.loc[[STAFF, SYRSKYI]]).empty


def test_a_side_whose_total_shrinks_is_shown(claims: pd.DataFrame) -> None:
    """Grouped by side, more than 4,500 in April and about 4,000 in August 2025 is a step backwards."""
    steps = at.revisions(claims, by="side").set_index("claim_id")
    assert steps.loc[SYRSKYI, ["previous_id", "by", "change"]].tolist() == [STAFF, "ukraine", "down"]
    assert steps.loc[SYRSKYI, "is_backward"]


def test_a_bound_in_between_hides_no_step_backwards(claims: pd.DataFrame) -> None:
    """More than 4,500, then at least 100, then about 4,000: still below the greatest."""
    between = claims.loc[[STAFF]].assign(
        claim_id="between", low=100, asserted="2025-06-01", period="../2025-06-01"
    )
    three = pd.concat([claims.loc[[STAFF, SYRSKYI]], between])
    three = three.drop(columns=[name for name in three if name.endswith(("_earliest", "_latest"))])
    steps = at.revisions(three, by="side")
    assert steps["change"].tolist() == ["overlaps", "overlaps"]
    assert steps["is_backward"].tolist() == [False, True]


def test_a_correction_of_one_day_is_no_step_backwards(nis_killed: pd.DataFrame) -> None:
    """Who corrects 300 to 250 for the same day says nothing of a later one."""
    first = nis_killed.loc[["nis-2025-01-13-killed"]]
    again = first.assign(claim_id="again", best=250)
    steps = at.revisions(pd.concat([again, first]))
    assert not steps["is_backward"].any()


@pytest.mark.parametrize(
    ("supersedes", "days", "wanted"),
    [
        ([None, None, None], ["13"] * 3, ["first", "second", "third"]),
        ([None, "third", "first"], ["13"] * 3, ["first", "third", "second"]),
        (["third", "first", None], ["13"] * 3, ["third", "first", "second"]),
        (["second;third", None, None], ["13"] * 3, ["second", "third", "first"]),
        ([None, "first", None], ["13", "12", "12"], ["third", "first", "second"]),
        ([None, None, "not here"], ["13"] * 3, ["first", "second", "third"]),
    ],
)
def test_corrections_of_one_day_follow_what_they_replace(supersedes: list, days: list, wanted: list) -> None:
    """Two corrections on one day are steps in the order that supersedes states, not by their names."""
    claims = totals([300, 250, 280], [f"2025-01-{day}" for day in days])
    claims = claims.assign(
        claim_id=["first", "second", "third"], asserted="2025-01-14", supersedes=supersedes
    )
    steps = at.revisions(claims.iloc[::-1])
    assert [steps["previous_id"].iloc[0], *steps["claim_id"]] == wanted


def test_corrections_that_replace_each_other_are_a_circle() -> None:
    """Nothing can be ordered in it: it is named."""
    claims = totals([300, 250], ["2025-01-13"] * 2)
    claims = claims.assign(claim_id=["first", "second"], supersedes=["second", "first"])
    with pytest.raises(at.DataError, match="supersedes leads in a circle: first > second > first"):
        at.revisions(claims)


def totals(numbers: list[float], days: list[str]) -> pd.DataFrame:
    """Make one claimant's running totals to some days, each said on its day."""
    return pd.DataFrame(
        {
            "claim_id": [f"to-{day}" for day in days],
            "claimant_id": "general-staff",
            "measure": "aircraft_lost",
            "population": "russia",
            "place_id": "russia-ukraine-war",
            "kind": "cumulative",
            "period": [f"../{day}" for day in days],
            "asserted": days,
            "derived_from": None,
            "low": None,
            "best": numbers,
            "high": None,
            "qualifier": "stated",
        }
    )


def test_one_fall_is_one_step_backwards_however_long_the_total_stays_below() -> None:
    """Aircraft that Ukraine's General Staff counted, 1 to 12 October 2024: 369 fell to 368 on the 3rd."""
    days = [f"2024-10-{day:02}" for day in range(1, 13)]
    steps = at.revisions(totals([369] * 2 + [368] * 6 + [369] * 4, days))
    assert steps.loc[steps["is_backward"], "asserted"].tolist() == ["2024-10-03"]
    assert steps["is_backward"].equals(steps["change"].eq("down"))


def test_a_total_may_fall_twice() -> None:
    """From 100 to 90, and from 95 to 92, though it never came back to 100."""
    days = [f"2024-10-{day:02}" for day in range(1, 6)]
    steps = at.revisions(totals([100, 90, 95, 92, 93], days))
    assert steps["is_backward"].tolist() == [True, False, True, False]


def test_what_is_said_later_of_an_earlier_day_is_no_step_backwards() -> None:
    """After 300 to February, 200 to January takes nothing back; 250 to April does."""
    claims = totals([300, 200, 250], ["2024-02-01", "2024-03-01", "2024-04-01"])
    claims["period"] = ["../2024-02-01", "../2024-01-01", "../2024-04-01"]
    steps = at.revisions(claims)
    assert steps["change"].tolist() == ["down", "up"]
    assert steps["is_backward"].tolist() == [False, True]


def test_repeats_revise_nothing(claims: pd.DataFrame) -> None:
    """A page's rendering of the at least 100 is no step of the service."""
    ids = ["nis-2024-12-19-killed", "up-2024-12-19-nis-killed"]
    assert at.revisions(claims.loc[ids]).empty


def test_six_renderings_of_one_briefing_are_one_origin(claims: pd.DataFrame) -> None:
    """South Korea's service on 30 April 2025, in six rows, one of them another claimant's repeat."""
    found = at.origins(claims.loc[BRIEFING])
    assert found["origin_claimant"].unique().tolist() == ["nis"]
    assert found.loc["idn-2025-04-30-wounded", ["origin", "depth"]].tolist() == [BRIEFING[2], 1]


def test_six_copies_support_a_number_once(claims: pd.DataFrame) -> None:
    """One briefing in six renderings is one origin of one number."""
    first = claims.loc[["nis-2024-12-19-killed"]]
    copies = [
        first.assign(claim_id=f"copy-{row}", claimant_id=f"page-{row}", derived_from="nis-2024-12-19-killed")
        for row in range(5)
    ]
    six = pd.concat([first, *copies])
    assert at.origins(six)["origin"].nunique() == 1
    assert at.consensus(six)[["support", "origins"]].to_numpy().tolist() == [[1, 1]]


def test_a_claim_may_rest_on_several_origins(claims: pd.DataFrame) -> None:
    """A page that subtracts two numbers of one source rests on both, and on one claimant."""
    found = at.origins(claims).loc["nenka-info-2024-11-24-kursk-area-lost"]
    assert found["origin"].count(";") == 1
    assert (found["depth"], found["independent_origins"]) == (1, 1)


def test_depth_is_that_of_the_longest_way() -> None:
    """A page that had it from a briefing and from another page is two retellings away."""
    claims = pd.DataFrame(
        {
            "claim_id": ["page", "agency", "briefing", "other"],
            "claimant_id": ["c", "b", "a", "d"],
            "derived_from": ["briefing;agency;other", "briefing", None, None],
        }
    )
    found = at.origins(claims)
    assert found["depth"].tolist() == [2, 1, 0, 0]
    assert found.loc[0, ["origin", "origin_claimant", "independent_origins"]].tolist() == [
        "briefing;other",
        "a;d",
        2,
    ]


def test_an_origin_that_is_not_here_is_asked_for() -> None:
    """A claim id is never put where a claimant belongs; with the case the claimant is known."""
    whole = pd.DataFrame(
        {"claim_id": ["briefing", "page"], "claimant_id": ["nis", "c"], "derived_from": [None, "briefing"]}
    )
    message = (
        "origins: page repeats briefing, which is not among the claims given. Who had a number from whom is "
        "followed in the whole case, so that no filter changes the answer: pass chains=case.claims"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        at.origins(whole.iloc[1:])
    found = at.origins(whole.iloc[1:], chains=whole)
    assert found[["origin", "origin_claimant"]].to_numpy().tolist() == [["briefing", "nis"]]


def test_a_chain_that_leaves_the_case_is_told() -> None:
    """What breaks off two steps up is named too."""
    broken = pd.DataFrame(
        {"claim_id": ["agency", "page"], "claimant_id": ["b", "c"], "derived_from": ["briefing", "agency"]}
    )
    message = (
        "origins: page goes back to briefing, which is not in chains. Who had a number from whom is followed "
        "in the whole case, so that no filter changes the answer: pass chains=case.claims"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        at.origins(broken.iloc[1:], chains=broken)


def test_every_circle_is_an_error_that_names_it() -> None:
    """Two circles are two faults of one error."""
    claims = pd.DataFrame(
        {"claim_id": list("abcde"), "claimant_id": "x", "derived_from": ["b", "c", "a", "e", "d"]}
    )
    message = (
        "claims has 2 faults:\n"
        "claims, column derived_from (a): derived_from leads in a circle: a > b > c > a. Take one of these "
        "ids out of derived_from.\n"
        "claims, column derived_from (d): derived_from leads in a circle: d > e > d. Take one of these ids "
        "out of derived_from."
    )
    with pytest.raises(at.DataError, match=f"^{re.escape(message)}$"):
        at.origins(claims)


@pytest.mark.slow
def test_a_chain_of_a_hundred_thousand_is_followed() -> None:
    """No depth of retelling is too deep."""
    count = 100_000
    ids = pd.Series(range(count)).astype(str)
    claims = pd.DataFrame({"claim_id": ids, "claimant_id": "x", "derived_from": ids.shift()})
    found = at.origins(claims.sample(frac=1, random_state=1))
    assert found.loc[count - 1, ["origin", "depth"]].tolist() == ["0", count - 1]


def test_a_correction_says_that_it_is_one() -> None:
    """What a claimant published as a correction is told from what was merely said later."""
    rows = totals([50, 45], ["2024-12-01", "2024-12-05"]).assign(
        supersedes=[None, "0"], supersedes_as=[None, "correction"]
    )
    rows["claim_id"] = ["0", "1"]
    assert at.revisions(rows)["revised_as"].tolist() == ["correction"]
    assert at.revisions(rows.drop(columns="supersedes_as"))["revised_as"].isna().all()


def test_a_withdrawn_claim_supports_nothing_unless_asked() -> None:
    """A withdrawal without another number takes the claim out of the consensus and of the newest."""
    rows = totals([50, 45], ["2024-12-01", "2024-12-05"]).assign(
        claim_id=["0", "1"], supersedes=[None, "0"], supersedes_as=[None, "withdrawal"]
    )
    rows.loc[1, ["low", "best", "high"]] = None
    rows.loc[1, "qualifier"] = "vague"
    assert at.consensus(rows).empty
    assert at.consensus(rows, keep_withdrawn=True)["support"].tolist() == [1]
