"""Differences of totals, sums of parts, and the published cases with known answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analysttools as at
from analysttools.figures.marks import read_marks


@pytest.fixture
def daily(shared: Path) -> pd.DataFrame:
    """Return the daily totals that Ukraine's General Staff claims of Russia's losses, as claims."""
    days = pd.read_csv(shared / "cases" / "ua_general_staff_personnel_daily.csv")
    is_more = days["personnel_qualifier"].eq("more")
    return pd.DataFrame(
        {
            "claim_id": "general-staff-" + days["date"],
            "claimant_id": "general-staff-ukraine",
            "measure": "casualties_all",
            "population": "russia",
            "place_id": "russia-ukraine-war",
            "kind": "cumulative",
            "period": "2022-02-24/" + days["date"],
            "low": days["personnel"].where(is_more).astype(float),
            "best": days["personnel"].where(~is_more).astype(float),
            "high": np.nan,
            "qualifier": is_more.map({True: "more_than", False: "about"}),
        }
    )


@pytest.fixture
def events(shared: Path) -> pd.DataFrame:
    """Return the conflict events of UCDP, as claims of flows, one place each."""
    rows = pd.read_csv(shared / "cases" / "ucdp_ged_ukraine_2014_2018.csv", skiprows=[1])
    return pd.DataFrame(
        {
            "claim_id": "ged-" + rows["id"].astype(str),
            "claimant_id": "ucdp",
            "derived_from": pd.Series([None] * len(rows), dtype="str"),
            "measure": "killed",
            "population": "all",
            "place_id": "event-" + rows["id"].astype(str),
            "kind": "flow",
            "period": rows["date_start"] + "/" + rows["date_end"],
            "low": rows["low"].astype(float),
            "best": rows["best"].astype(float),
            "high": rows["high"].astype(float),
            "qualifier": "between",
            "offices": rows["source_office"].fillna(""),
            "sources": rows["number_of_sources"],
        }
    )


@pytest.mark.parametrize(
    ("cut", "best", "words", "other", "moved"),
    [
        ("first", 45720, "2024-11-01 to 2024-12-01", 45450, -270),
        ("last", 45450, "2024-10-31 to 2024-11-30", 45720, 270),
    ],
)
def test_november_2024_by_both_cuts(
    daily: pd.DataFrame, cut: str, best: float, words: str, other: float, moved: float
) -> None:
    """45,720 from the 1st to the 1st, 45,450 with the month's end; each says what the other gives."""
    month = at.to_flow(daily, cut=cut).set_index("period").loc["2024-11"]
    assert month[["best", "cut", "other_best", "moved"]].tolist() == [best, words, other, moved]
    start, end = words.split(" to ")
    assert month[["from_id", "to_id"]].tolist() == [f"general-staff-{start}", f"general-staff-{end}"]


def test_the_year_2024_as_a_whole(daily: pd.DataFrame) -> None:
    """430,790 from 1 January 2024 to 1 January 2025, which the twelve months add up to."""
    year = at.to_flow(daily, every="year").set_index("period").loc["2024"]
    months = at.to_flow(daily).set_index("period")["best"]
    assert year["best"] == 430_790
    assert months[months.index.str.startswith("2024")].sum() == 430_790


def test_a_missing_total_is_not_bridged(daily: pd.DataFrame) -> None:
    """Without the total of 1 November neither October nor November has a difference."""
    without = daily[daily["claim_id"] != "general-staff-2024-11-01"]
    months = at.to_flow(without).set_index("period").loc[["2024-09", "2024-10", "2024-11", "2024-12"]]
    assert months["best"].isna().tolist() == [False, True, True, False]
    assert months["from_id"].isna().tolist() == [False, False, True, False]
    assert months["other_best"].notna().all()


def test_totals_with_bounds_give_flows_with_bounds() -> None:
    """From about 100 to more than 300 is more than 200, without an upper end."""
    claims = pd.DataFrame(
        {
            "claim_id": ["a", "b"],
            "claimant_id": "x",
            "measure": "killed",
            "population": "dprk",
            "place_id": "kursk-oblast",
            "kind": "cumulative",
            "period": ["../2024-12-01", "../2025-01-01"],
            "low": [np.nan, 300],
            "best": [100, np.nan],
            "high": np.nan,
            "qualifier": ["about", "more_than"],
        }
    )
    found = at.to_flow(claims).loc[0]
    np.testing.assert_equal(found[["low", "best", "high"]].to_numpy(float), [200, np.nan, np.nan])
    assert found["is_low_strict"]
    assert not found["is_backward"]


def test_bounds_that_say_nothing_of_a_flow_are_left_open(daily: pd.DataFrame) -> None:
    """From up to 1,000 to at least 300 nothing follows, and nothing negative."""
    pair = daily[daily["claim_id"].isin(["general-staff-2024-11-01", "general-staff-2024-12-01"])]
    pair = pair.assign(low=[np.nan, 300], best=np.nan, high=[1000, np.nan], qualifier=["up_to", "at_least"])
    assert at.to_flow(pair)[["low", "best", "high"]].isna().all(axis=None)


def test_a_total_that_shrank_is_marked(daily: pd.DataFrame) -> None:
    """A negative difference is no gain: the row says so."""
    pair = daily[daily["claim_id"].isin(["general-staff-2024-11-01", "general-staff-2024-12-01"])]
    assert at.to_flow(pair.assign(best=[800, 300]))[["best", "is_backward"]].to_numpy().tolist() == [
        [-500, True]
    ]


@pytest.mark.parametrize("period", ["2022-02-24/..", None])
def test_a_total_to_no_day_is_refused(daily: pd.DataFrame, period: str | None) -> None:
    """A total that goes on has no difference; it is named."""
    wrong = daily.copy()
    wrong.loc[3, "period"] = period
    with pytest.raises(ValueError, match=r"^to_flow: general-staff-2022-02-28 has no last day \(period "):
        at.to_flow(wrong)


def test_two_claimants_make_no_difference(daily: pd.DataFrame) -> None:
    """The total of one less the total of another is nobody's flow."""
    mixed = daily.assign(claimant_id=np.where(daily.index < 100, "general-staff-ukraine", "uk-mod"))
    with pytest.raises(at.NotComparableError, match=r"uk-mod: not comparable \(claimant\)$"):
        at.to_flow(mixed)


def test_two_totals_of_one_day_are_refused(daily: pd.DataFrame) -> None:
    """Which of them is meant nobody can tell."""
    twice = pd.concat([daily, daily.iloc[[0]].assign(claim_id="again")], ignore_index=True)
    message = r"^to_flow: two totals end on 2022-02-25: general-staff-2022-02-25, again. Keep one of them$"
    with pytest.raises(ValueError, match=message):
        at.to_flow(twice)


@pytest.mark.parametrize(("name", "value"), [("cut", "middle"), ("every", "week")])
def test_other_cuts_are_refused_with_those_that_there_are(daily: pd.DataFrame, name: str, value: str) -> None:
    """The message has the argument, the value and every value that it may have."""
    known = {"cut": "first, last", "every": "month, year"}[name]
    with pytest.raises(ValueError, match=f'^to_flow: {name} is "{value}", but it is one of: {known}$'):
        at.to_flow(daily, **{name: value})


def test_nis_january_is_flagged(claims: pd.DataFrame, case: at.Case) -> None:
    """13 January 2025: 300 killed and 2,700 wounded come to 3,000, against more than 3,000."""
    found = at.check_sums(claims, case.parts).set_index("claim_id")
    assert found["adds_up"].to_dict() == {
        "nis-2025-01-13-killed-or-wounded": False,
        "nis-2025-04-30-killed-or-wounded": True,
    }
    assert found.loc["nis-2025-01-13-killed-or-wounded", "gap"] == 0
    assert found["sentence"].tolist() == [
        "nis, 2025-01-13: the parts of nis-2025-01-13-killed-or-wounded (nis-2025-01-13-killed, "
        "nis-2025-01-13-wounded) come to 3,000, against more than 3,000",
        "nis, 2025-04-30: the parts of nis-2025-04-30-killed-or-wounded (nis-2025-04-30-killed, "
        "nis-2025-04-30-wounded) come to 4,700, which fits about 4,700",
    ]


def test_rounding_lets_the_sum_of_january_fit(claims: pd.DataFrame, case: at.Case) -> None:
    """About 300 and about 2,700 may be more than 3,000 if they are rounded."""
    assert at.check_sums(claims, case.parts, rounding=True)["adds_up"].all()


def test_parts_that_are_listed_twice_count_once(claims: pd.DataFrame, case: at.Case) -> None:
    """The table of parts may name a pair again."""
    twice = pd.concat([case.parts, case.parts])
    pd.testing.assert_frame_equal(at.check_sums(claims, twice), at.check_sums(claims, case.parts))


def test_a_repeat_of_a_part_is_no_part(claims: pd.DataFrame, case: at.Case) -> None:
    """Told again, as 900 instead of 300, it changes no sum: what was said first is what is added up."""
    again = claims.loc[["nis-2025-01-13-killed"]].assign(
        claim_id="again", derived_from="nis-2025-01-13-killed", best=900.0
    )
    pd.testing.assert_frame_equal(
        at.check_sums(pd.concat([claims, again]), case.parts), at.check_sums(claims, case.parts)
    )


@pytest.mark.parametrize(
    ("killed", "wounded", "words", "fits"),
    [
        ((0.1, np.nan, "stated"), (0.2, np.nan, "stated"), "0.3, which fits 0.3", True),
        ((np.nan, 300, "more_than"), (2700, np.nan, "stated"), "more than 3,000, against 0.3", False),
        ((np.nan, 300, "at_least"), (2700, np.nan, "stated"), "at least 3,000, against 0.3", False),
    ],
)
def test_sums_are_worded_as_what_they_are(
    claims: pd.DataFrame, case: at.Case, killed: tuple, wounded: tuple, words: str, fits: bool
) -> None:
    """Decimals add up as decimals, and a bound stays a bound."""
    day = claims[claims["claim_id"].str.startswith("nis-2025-01-13-")].copy()
    for name, (best, low, qualifier) in (("killed", killed), ("wounded", wounded)):
        day.loc[f"nis-2025-01-13-{name}", ["best", "low", "qualifier"]] = [best, low, qualifier]
    day.loc["nis-2025-01-13-killed-or-wounded", ["best", "low", "qualifier"]] = [0.3, np.nan, "stated"]
    found = at.check_sums(day, case.parts).loc[0]
    assert found["sentence"].endswith(f"come to {words}")
    assert found["adds_up"] == fits


def test_a_sum_with_a_part_missing_is_not_checked(claims: pd.DataFrame, case: at.Case) -> None:
    """The dead alone are no sum, and Russians alone no sum of Russians and North Koreans."""
    without = claims.drop(index="nis-2025-01-13-wounded")
    assert at.check_sums(without, case.parts)["asserted"].tolist() == ["2025-04-30"]


def test_published_events_have_their_totals_and_faults(events: pd.DataFrame) -> None:
    """993 events: three with low above best, fifteen with best above high; each row is named."""
    assert events[["low", "best", "high"]].sum().tolist() == [6088, 6632, 7481]
    head = r"^claims has 29 faults \(first 20 below; all in error.faults\):\n"
    with pytest.raises(at.DataError, match=head) as caught:
        at.bounds(events)
    words = caught.value.to_frame()["problem"].str.replace(r" \(\d+\)", "", regex=True)
    assert words.value_counts().to_dict() == {
        "best is greater than high": 15,
        "low is greater than high": 11,
        "low is greater than best": 3,
    }
    assert caught.value.to_frame()["id"].str.startswith("ged-").all()


def test_events_of_one_outlet_have_one_origin(events: pd.DataFrame) -> None:
    """Of 199 events with several sources 47 name one outlet only: that is one origin."""
    several = events[events["sources"] > 1]
    value = {"low": np.nan, "high": np.nan, "qualifier": "stated"}  # who says so, not within which bounds
    each = several.assign(**value, claimant_id=several["offices"].str.split(";")).explode("claimant_id")
    each["claim_id"] += "-" + each.groupby("claim_id").cumcount().astype(str)
    support = at.consensus(each.reset_index(drop=True))["support"]
    assert len(support) == 199
    assert (support == 1).sum() == 47


def of_two(low: list, best: list, high: list, words: list, **further: object) -> pd.DataFrame:
    """Make two totals of one claimant, to the first of November and of December 2024."""
    return pd.DataFrame(
        {
            "claim_id": ["november", "december"],
            "claimant_id": "staff",
            "derived_from": None,
            "measure": "area_gained_km2",
            "population": "russia",
            "place_id": "front",
            "kind": "cumulative",
            "period": ["../2024-11-01", "../2024-12-01"],
            "low": low,
            "best": best,
            "high": high,
            "qualifier": words,
            **further,
        }
    )


NONE = [None, None]
TWO = {
    "stated": (of_two(NONE, [307.8, 458.7], NONE, ["stated", "stated"]), "150.9"),
    "about": (of_two(NONE, [100, 300], NONE, ["stated", "about"]), "about 200"),
    "at_least": (of_two([None, 300], [100, None], NONE, ["about", "at_least"]), "at least 200"),
    "more_than": (of_two([None, 300], [100, None], NONE, ["about", "more_than"]), "more than 200"),
    "from more_than": (of_two([100, None], [None, 300], NONE, ["more_than", "about"]), "fewer than 200"),
    "up_to": (of_two(NONE, [100, None], [None, 300], ["stated", "up_to"]), "up to 200"),
    "between": (of_two([100, 300], NONE, [150, 400], ["between", "between"]), "150 to 300"),
    "both more_than": (of_two([100, 300], NONE, NONE, ["more_than", "more_than"]), "no number given"),
}


@pytest.mark.parametrize("name", TWO)
def test_what_was_added_is_said_and_taken_like_any_claim(name: str) -> None:
    """Its words, its bounds and which ends are open agree, and every function on claims takes it."""
    totals, said = TWO[name]
    flow = at.to_flow(totals)
    assert at.say_claims(flow).tolist() == [said]
    assert flow["claim_id"].tolist() == ["november/december"]
    ends = ["low", "high", "is_low_strict", "is_high_strict"]
    value = flow[ends[:2]].apply(lambda column: column.fillna(flow["best"]))
    pd.testing.assert_frame_equal(at.bounds(flow)[ends], pd.concat([value, flow[ends[2:]]], axis=1))
    assert at.scopes(flow).tolist() == ["area_gained_km2|russia|front|flow|2024-11-01/2024-11-30"]
    assert at.conflicts(flow).empty
    assert at.origins(flow)["depth"].tolist() == [0]
    assert len(at.consensus(flow)) == (0 if name == "both more_than" else 1)


def test_an_open_end_of_what_was_added_is_not_strict() -> None:
    """More than 100, then more than 300: nothing bounds the month, so no bound is excluded."""
    flow = at.to_flow(TWO["both more_than"][0]).loc[0]
    assert flow[["low", "best", "high"]].isna().all()
    assert not flow["is_low_strict"]
    assert not flow["is_high_strict"]


def test_what_was_added_contradicts_other_claims() -> None:
    """150.9 km2 in November by the totals, and 100 by another claimant, are 50.9 apart."""
    flow = at.to_flow(TWO["stated"][0])
    other = flow.assign(claim_id="other", claimant_id="other", best=100.0)
    assert at.conflicts(pd.concat([flow, other]))["gap"].tolist() == [50.9]


def test_what_another_cut_would_move_has_the_digits_of_the_totals() -> None:
    """0.15 and 0.1 more differ by 0.05, without what computers add behind it."""
    days = ["../2024-10-31", "../2024-11-01", "../2024-11-30", "../2024-12-01"]
    totals = pd.concat([TWO["stated"][0]] * 2, ignore_index=True).assign(
        claim_id=["a", "b", "c", "d"], period=days, best=[0.1, 0.2, 0.25, 0.3]
    )
    assert at.to_flow(totals)[["best", "other_best", "moved"]].to_numpy().tolist() == [[0.1, 0.15, 0.05]]


def test_a_missing_total_leaves_a_claim_without_a_number() -> None:
    """The row says which day has no total, and is still a claim."""
    totals = of_two(NONE, [100, 300], NONE, ["stated", "stated"]).assign(
        period=["../2024-11-01", "../2025-01-01"]
    )
    flow = at.to_flow(totals)
    december = "staff-area_gained_km2-russia-front-2024-12-01"
    assert flow["claim_id"].tolist() == [f"november/{december}", f"{december}/december"]
    assert at.say_claims(flow).tolist() == ["no number given"] * 2
    assert at.consensus(flow).empty


def test_what_was_added_keeps_names_and_is_tabulated_and_drawn(claims: pd.DataFrame) -> None:
    """Names, the day of the later total and both pages come along, so tables and charts take it."""
    ids = ["nis-2025-01-13-killed", "nis-2025-04-30-killed"]
    totals = claims.loc[ids].assign(period=["../2025-01-01", "../2025-02-01"])
    flow = at.to_flow(totals.drop(columns=["period_earliest", "period_latest"]))
    table = at.tabulate_claims(flow)
    assert table[["claimant", "asserted", "says", "what", "period", "kind"]].to_numpy().tolist() == [
        ["NIS (South Korea)", "30 Apr 2025", "about 300", "killed", "January 2025", "over a period"]
    ]
    assert table["read in"].tolist() == [";".join(dict.fromkeys(totals["publisher"]))]
    marks = read_marks([at.plot_estimates(flow, consensus=at.consensus(flow))])
    assert marks.loc[marks["what"].eq("best"), "id"].tolist() == ["/".join(ids)]
