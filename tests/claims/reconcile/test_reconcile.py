"""What `reconcile` and `explain` say of small made-up claims."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pandas as pd
import pytest
from army_claims import PLACES, SUMS, claim, frame

import analysttools as at


def test_reconcile_knot_of_three(knot):
    """Three claims that agree two by two can be a knot, shown by their sum."""
    found = at.reconcile(knot, SUMS)
    assert len(at.conflicts(knot, SUMS)) == 0
    assert found.knots["claim_ids"].tolist() == ["both;dead;hurt"]
    assert found.knots["sentence"].item().splitlines() == [
        "Counted: army, valley",
        "both: at least 3,800 losses (total, up to 5 Jan 2025) [both]",
        "dead: up to 600 killed (total, up to 30 Apr 2025) [dead]",
        "hurt: up to 2,700 wounded (total, up to 13 Jan 2025) [hurt]",
        "losses by 5 Jan 2025 is killed and wounded by 5 Jan 2025 together "
        "(all its parts: the vocabulary of the collection)",
        "killed by 5 Jan 2025 is at most killed by 30 Apr 2025 (a running total does not fall)",
        "wounded by 5 Jan 2025 is at most wounded by 13 Jan 2025 (a running total does not fall)",
        "So 3,800 would be at most 600 + 2,700 = 3,300: 500 too many",
    ]


def test_reconcile_impossible_claims_imply_nothing(knot):
    """Of claims that cannot all hold nothing follows, and no witness is given."""
    found = at.reconcile(knot, SUMS)
    assert not found.implied["is_possible"].any()
    assert found.implied[["low", "high"]].isna().all(axis=None)
    assert found.witness.empty


def test_reconcile_give_way_keeps_all_ties(knot):
    """Every smallest set of claims that can give way is listed, and none is picked."""
    found = at.reconcile(knot, SUMS).give_way
    assert together(found)["claims"] == ["both", "dead", "hurt"]
    assert not found["more_exist"].any()


def together(give_way: pd.DataFrame) -> dict[str, list[str]]:
    """Return what has to give way so that all claims can hold, by level."""
    rows = give_way[give_way["component"].isna()]
    return rows.groupby("level")["names"].agg(list).to_dict()


def test_reconcile_give_way_for_all_components_together(apart):
    """A claimant who gives way does so in all components: the fewest for all are no sum of those of each."""
    found = at.reconcile(apart).give_way
    assert together(found)["claimants"] == ["ours"]
    own = found[found["level"].eq("claimants") & found["component"].notna()]
    assert own.groupby("component")["names"].agg(list).tolist() == [["others", "ours"], ["ours", "theirs"]]


def test_reconcile_give_way_combines_components(apart):
    """What has nothing in common is combined, each way out of one component with each of the others."""
    assert together(at.reconcile(apart).give_way)["claims"] == [
        "others held;ours killed", "others held;theirs killed",
        "ours held;ours killed", "ours held;theirs killed",
    ]  # fmt: skip


def test_reconcile_give_way_by_head_of_chain(apart):
    """Claims whose ways begin at one named source give way with it, whoever the claimants are."""
    chains = ["Ministry > a page", "a leak", "unnamed officials", "Ministry (Telegram) > a paper"]
    found = at.reconcile(apart.assign(chain=chains)).give_way
    assert together(found)["heads"] == ["ministry"]


def test_reconcile_give_way_lists_so_many(apart):
    """Of more combinations than the limit so many are listed, and it is said that there are more."""
    found = at.reconcile(apart, limit=3).give_way
    rows = found[found["component"].isna() & found["level"].eq("claims")]
    assert (len(rows), rows["more_exist"].all()) == (3, True)


def test_reconcile_give_way_of_too_many_together(apart, monkeypatch):
    """Where components share claimants and hold too many claims to be searched together, a row says so."""
    monkeypatch.setattr(import_module("analysttools.claims.reconcile.jointly"), "MOST_TOGETHER", 3)
    found = at.reconcile(apart).give_way
    rows = found[found["component"].isna() & found["level"].eq("claimants")]
    assert rows["size"].isna().all()
    assert rows[["names", "more_exist"]].to_numpy().tolist() == [["", True]]


def test_reconcile_give_way_takes_the_start_that_fits():
    """For all together a start is taken with which the rest can hold, and the row says which."""
    claims = frame(
        claim("silent", "killed", "../2025-01-05", low=90, qualifier="at_least"),
        claim("early", "killed", "2024-11-01/2025-01-31", high=80, qualifier="up_to"),
        claim("late", "killed", "2024-12-01/2025-01-31", high=70, qualifier="up_to"),
    )
    found = at.reconcile(claims).give_way
    rows = found[found["component"].isna() & found["level"].eq("claims")]
    assert rows[["names", "assumption"]].to_numpy().tolist() == [
        ["silent", ""],
        ["early", "if totals without a stated start count from 1 Nov 2024"],
    ]


def test_reconcile_implies_what_nobody_said():
    """Parts that make up a whole bound each other: the wounded are what the killed leave."""
    claims = frame(
        claim("dead", "killed", "../2025-01-05", high=600, qualifier="up_to"),
        claim("hurt", "wounded", "../2025-01-05", low=100, qualifier="at_least"),
        claim("both", "losses", "../2025-01-05", low=1000, qualifier="at_least"),
    )
    found = at.reconcile(claims, SUMS)
    row = found.implied.set_index("measure").loc["wounded"]
    assert (row["own_low"], row["low"], row["by_low"], row["is_tighter"]) == (100, 400, "both;dead", True)
    assert at.explain(found, row["quantity"], "low")["sentence"].tolist() == [
        "Counted: army, valley",
        "both: at least 1,000 losses (total, up to 5 Jan 2025) [both]",
        "dead: up to 600 killed (total, up to 5 Jan 2025) [dead]",
        "losses by 5 Jan 2025 is killed and wounded by 5 Jan 2025 together "
        "(all its parts: the vocabulary of the collection)",
        "So wounded by 5 Jan 2025 is at least 1,000 - 600 = 400",
    ]


def test_reconcile_part_grows_no_faster_than_its_whole():
    """Four claims of a part and its whole at two times can be a knot through what they grew by."""
    claims = frame(
        claim("town early", "killed", "../2025-01-05", high=100, qualifier="up_to", place_id="town"),
        claim("town late", "killed", "../2025-04-30", low=600, qualifier="at_least", place_id="town"),
        claim("valley early", "killed", "../2025-01-05", low=3000, qualifier="at_least"),
        claim("valley late", "killed", "../2025-04-30", high=3200, qualifier="up_to"),
    )
    found = at.reconcile(claims, PLACES)
    assert found.knots["size"].tolist() == [4]
    assert (
        found.knots["sentence"]
        .item()
        .endswith("So 600 + 3,000 = 3,600 would be at most 100 + 3,200 = 3,300: 300 too many")
    )


def test_reconcile_flow_is_at_most_the_growth():
    """What was lost on some days and the total before them cannot exceed the total after them."""
    claims = frame(
        claim("before", "killed", "2025-01-01/2025-01-10", low=50, qualifier="at_least"),
        claim("between", "killed", "2025-01-11/2025-01-20", low=60, qualifier="at_least", kind="flow"),
        claim("after", "killed", "2025-01-01/2025-01-31", high=100, qualifier="up_to"),
    )
    assert at.reconcile(claims).knots["claim_ids"].tolist() == ["after;before;between"]
    assert at.reconcile(claims, constraints=["running total"]).knots.empty


def test_reconcile_share_is_a_relation():
    """A share binds the part to whatever else is known of its whole."""
    claims = frame(
        claim("all", "losses", "../2025-01-05", low=3000, qualifier="at_least"),
        claim("third", "killed", "../2025-01-05", share_of="all", share_low="1/3", share_high="1/3"),
        claim("dead", "killed", "../2025-01-05", high=900, qualifier="up_to"),
    )
    found = at.reconcile(claims)
    assert found.knots["claim_ids"].tolist() == ["all;dead;third"]
    assert at.reconcile(claims, constraints=[]).knots.empty


def test_reconcile_strict_ends_meet():
    """More than 30 and up to 30 meet in a number that one of them excludes."""
    claims = frame(
        claim("a", "killed", "../2025-01-05", low=30, qualifier="more_than"),
        claim("b", "killed", "../2025-01-05", high=30, qualifier="up_to"),
    )
    assert (
        at.reconcile(claims)
        .knots["sentence"]
        .item()
        .endswith("So 30 would be at most 30: one of them excludes that")
    )


def test_reconcile_silent_start_is_an_assumption():
    """A total without a start is taken with the starts that others state, and the result says so."""
    claims = frame(
        claim("silent", "killed", "../2025-01-05", low=90, qualifier="at_least"),
        claim("stated", "killed", "2024-12-01/2025-01-31", high=80, qualifier="up_to"),
    )
    found = at.reconcile(claims)
    assumption = "if totals without a stated start count from 1 Dec 2024"
    assert found.knots["assumption"].tolist() == [assumption]
    assert found.knots["sentence"].item().endswith(f"10 too many, {assumption}")
    assert found.give_way["assumption"].unique().tolist() == found.knots["assumption"].tolist()


def test_reconcile_wide_moment_is_held_against_each_day():
    """A stock of a month may speak of any of its days, and stocks of different days are not joined."""
    claims = frame(
        claim("month", "present", "2024-11", high=80, qualifier="up_to", kind="stock"),
        claim("fourth", "present", "2024-11-04", low=90, qualifier="at_least", kind="stock"),
        claim("fifth", "present", "2024-11-05", high=70, qualifier="up_to", kind="stock"),
    )
    found = at.reconcile(claims)
    assert found.knots[["claim_ids", "assumption"]].to_numpy().tolist() == [
        ["fourth;month", "if they refer to one day (4 Nov 2024)"]
    ]


def test_reconcile_faulty_origin(knot):
    """With one origin wrong, the bounds are those that hold whichever it is."""
    found = at.reconcile(knot, SUMS, faulty=1).implied
    assert found["is_possible"].all()
    assert found[["low", "high"]].isna().all(axis=None)


def test_reconcile_faulty_bound_is_explained():
    """A bound that holds whichever origin is wrong has a proof for each, and its weakest claim is named."""
    claims = frame(
        claim("most", "killed", "../2025-01-05", low=100, qualifier="at_least"),
        claim("least", "killed", "../2025-01-05", low=90, qualifier="at_least"),
    )
    found = at.reconcile(claims, faulty=1)
    assert found.implied[["low", "by_low"]].to_numpy().tolist() == [[90.0, "least"]]
    steps = at.explain(found, found.implied["quantity"].item(), "low")
    assert steps["kind"].tolist() == ["faulty", *["proof", "counted", "interval", "sum"] * 2, "sum"]
    assert steps.loc[steps["claim_id"] != "", "claim_id"].tolist() == ["most", "least"]


def test_reconcile_faulty_as_many_as_there_are(knot):
    """That all origins are wrong is refused, with their number."""
    with pytest.raises(
        ValueError, match=r"faulty is 3, but the claims have 3 origins: if all may be wrong, .* at most 2, or"
    ):
        at.reconcile(knot, SUMS, faulty=3)


def test_reconcile_faulty_as_many_as_a_component_has(apart):
    """Where a component has no more origins than may be wrong, its ends are open, and the others' are not."""
    more = frame(claim("third", "killed", "2025-01-01", best=1, claimant_id="third"))
    found = at.reconcile(pd.concat([apart, more]), faulty=2).implied.set_index("measure")
    assert found["is_possible"].all()
    assert found.loc["held", ["low", "high"]].isna().all()
    assert found.loc["killed", "low"] == 1


def test_explain_end_that_is_open_because_of_faulty(knot):
    """An end that is open because origins may be wrong is said to be so."""
    found = at.reconcile(knot, SUMS, faulty=1)
    with pytest.raises(ValueError, match="nothing bounds it whichever origin is wrong"):
        at.explain(found, found.implied["quantity"].iloc[0], "low")


def test_reconcile_executor_changes_nothing(knot):
    """Components that are answered elsewhere have the same answers."""
    here = at.reconcile(knot, SUMS)
    with ThreadPoolExecutor(2) as executor:
        there = at.reconcile(knot, SUMS, executor=executor)
    pd.testing.assert_frame_equal(here.knots, there.knots)
    pd.testing.assert_frame_equal(here.give_way, there.give_way)


def test_reconcile_names_claims_that_nothing_touches():
    """A claim without a number, or with nothing beside it, is listed with the reason."""
    claims = frame(
        claim("vague", "killed", "../2025-01-05", qualifier="vague"),
        claim("alone", "wounded", "../2025-01-05", best=10),
    )
    assert at.reconcile(claims).unrelated.to_numpy().tolist() == [
        ["alone", "no other claim bounds what it counts"],
        ["vague", "it states no number"],
    ]


def test_explain_unknown_quantity(knot):
    """A quantity that there is not is refused."""
    with pytest.raises(ValueError, match=r'there is no quantity "killed" in reconciliation\.implied'):
        at.explain(at.reconcile(knot, SUMS), "killed", "low")


def test_explain_open_end(knot):
    """Of claims that cannot all hold no end is explained."""
    found = at.reconcile(knot, SUMS)
    with pytest.raises(ValueError, match="has no low end: the claims cannot all be true, so nothing follows"):
        at.explain(found, found.implied["quantity"].iloc[0], "low")


def test_reconcile_search_given_up(knot, monkeypatch):
    """Where no set that gives way was found, a row without a size says so."""
    monkeypatch.setattr(import_module("analysttools.claims.reconcile.answers"), "EFFORT", 0)
    rows = at.reconcile(knot, SUMS).give_way
    assert rows["size"].isna().all()
    assert rows["level"].tolist() == ["claimants", "claims", "heads"] * 2
    assert rows["names"].eq("").all()
    assert rows["more_exist"].all()


def test_explain_end_that_nothing_bounds(knot):
    """An end that nothing bounds is said to be open, without pointing at knots."""
    found = at.reconcile(knot.iloc[:1])
    with pytest.raises(ValueError, match=r"has no low end: no claim bounds it\. Ask for the other end"):
        at.explain(found, found.implied["quantity"].item(), "low")


def test_reconcile_names_the_whole_of_a_share():
    """A proof says in words what a claim states a share of, and of when."""
    rows = frame(
        claim("all", "losses", "../2025-01-05", high=300, qualifier="up_to"),
        claim("third", "killed", "../2025-01-05", share_of="all", share_low="1/3", share_high="1/3"),
        claim("many", "killed", "../2025-01-05", low=200, qualifier="at_least"),
    )
    sentence = at.reconcile(rows, SUMS).knots["sentence"].item()
    assert "a share of losses (total, up to 5 Jan 2025) [all]: at most 1/3 of it [third]" in sentence
