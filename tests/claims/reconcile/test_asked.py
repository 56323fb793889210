"""Quantities that are asked for, sentences without ids, and what follows without what has to give way."""

from __future__ import annotations

from importlib import import_module

import pandas as pd
import pytest
from army_claims import PLACES, SUMS, claim, frame

import analysttools as at

RANGE = ["low", "high", "by_low", "by_high"]


def asked(**cells: object) -> pd.DataFrame:
    """Return a running total of an army in a valley that is asked for."""
    quantity = {"measure": "killed", "population": "army", "place_id": "valley", "kind": "cumulative"}
    return pd.DataFrame([{**quantity, "period": "../2025-04-30", **cells}])


@pytest.fixture
def losses() -> pd.DataFrame:
    """Return an early and a late total of the losses, and of the wounded."""
    return frame(
        claim("early", "losses", "../2025-01-05", low=1000, qualifier="at_least"),
        claim("late", "losses", "../2025-05-31", high=1500, qualifier="up_to"),
        claim("hurt", "wounded", "../2025-05-31", high=600, qualifier="up_to"),
    )


def row_of(found: at.Reconciliation, measure: str, day: str) -> pd.Series:
    """Return what follows for a total up to a day."""
    rows = found.implied[found.implied["measure"].eq(measure) & found.implied["period"].str.endswith(day)]
    return rows.iloc[0]


def test_a_quantity_that_nobody_claimed(losses):
    """Of a total that nobody claimed, what follows is told, with the claims that give it."""
    row = row_of(at.reconcile(losses, SUMS, asked=asked()), "killed", "2025-04-30")
    assert row[RANGE].tolist() == [400, 1500, "early;hurt", "late"]
    assert row[["own_low", "own_high"]].isna().all()


def test_asking_changes_nothing_else(losses):
    """Claims, contradictions and what follows for the claimed are the same as without asking."""
    plain, found = at.reconcile(losses, SUMS), at.reconcile(losses, SUMS, asked=asked())
    rest = found.implied[found.implied["quantity"].isin(plain.implied["quantity"])]
    pd.testing.assert_frame_equal(rest.reset_index(drop=True), plain.implied)
    pd.testing.assert_frame_equal(found.claims, plain.claims)
    assert (len(found.knots), len(found.unrelated), len(found.give_way)) == (0, 0, 0)


def test_what_is_asked_for_never_gives_way(knot):
    """Where the claims cannot all be true, what is asked for is in no contradiction and no way out."""
    plain, found = at.reconcile(knot, SUMS), at.reconcile(knot, SUMS, asked=asked())
    pd.testing.assert_frame_equal(found.knots, plain.knots)
    pd.testing.assert_frame_equal(found.give_way, plain.give_way)


def test_a_stock_that_nobody_claimed():
    """A number at a moment can be asked for, and its end is explained."""
    claims = frame(claim("all", "present", "2024-11-06", high=80, qualifier="up_to", kind="stock"))
    day = asked(measure="present", place_id="town", kind="stock", period="2024-11-06")
    found = at.reconcile(claims, PLACES, asked=day)
    town = found.implied[found.implied["place_id"].eq("town")].iloc[0]
    assert (town["high"], town["by_high"], pd.isna(town["low"])) == (80, "all", True)
    assert (
        at.explain(found, town["quantity"], "high")["sentence"].iloc[-1] == "So present in town is at most 80"
    )


def test_what_nothing_bounds_is_open(losses):
    """What is asked for beside claims of other things has open ends, and is no claim that nothing touches."""
    found = at.reconcile(losses, SUMS, asked=asked(place_id="elsewhere"))
    row = found.implied[found.implied["place_id"].eq("elsewhere")].iloc[0]
    assert row[["low", "high"]].isna().all()
    assert found.unrelated.empty


def test_asked_for_with_faulty_origins(losses):
    """What is asked for is no origin that could be wrong."""
    with pytest.raises(ValueError, match=r"faulty is 3, but the claims have 3 origins"):
        at.reconcile(losses, SUMS, asked=asked(), faulty=3)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (asked().drop(columns="kind"), r"^reconcile: asked: the columns kind are missing"),
        (asked(period=None), r"^reconcile: asked, row 0 \(from 0\), has no period\. Say of what"),
        (asked(kind="flow"), r"^reconcile: asked, row 0 \(from 0\), is of no stated days\. Give its period"),
    ],
    ids=["no column", "no period", "no days"],
)
def test_an_incomplete_question_is_refused(losses, wrong, message):
    """What is asked for needs a measure, a kind and days."""
    with pytest.raises(ValueError, match=message):
        at.reconcile(losses, SUMS, asked=wrong)


def test_sentences_without_ids(knot):
    """Without ids a proof has the same steps and no brackets."""
    plain, bare = at.reconcile(knot, SUMS), at.reconcile(knot, SUMS, show_ids=False)
    expected = plain.knots["sentence"].str.replace(r" \[\w+\]", "", regex=True)
    assert bare.knots["sentence"].tolist() == expected.tolist()
    assert not bare.knots["sentence"].str.contains("[", regex=False).any()


def test_a_share_without_ids():
    """What a claim states a share of is named in words alone."""
    share = {"share_of": "all", "share_low": "1/3", "share_high": "1/3"}
    rows = frame(
        claim("all", "losses", "../2025-01-05", high=300, qualifier="up_to"),
        claim("third", "killed", "../2025-01-05", **share),
        claim("many", "killed", "../2025-01-05", low=200, qualifier="at_least"),
    )
    sentence = at.reconcile(rows, SUMS, show_ids=False).knots["sentence"].item()
    assert "a share of losses (total, up to 5 Jan 2025): at most 1/3 of it\n" in sentence


@pytest.fixture
def rivals() -> pd.DataFrame:
    """Return a total and two of which each contradicts it."""
    return frame(
        claim("few", "killed", "../2025-01-31", high=600, qualifier="up_to"),
        claim("many", "killed", "../2025-01-31", low=4000, qualifier="more_than"),
        claim("early", "killed", "../2025-01-05", low=90, qualifier="at_least"),
    )


def test_what_follows_without_each_way_out(rivals):
    """What follows is told once for each smallest set that is left out, none of them preferred."""
    found = at.implied_without(at.reconcile(rivals))
    late = found[found["period"].eq("../2025-01-31")]
    assert late[["without", "without_ids", "by_low"]].to_numpy().tolist() == [
        ["few", "few", "many"],
        ["many", "many", "early"],
    ]
    assert late["low"].tolist() == [4000, 90]


def test_without_has_the_claims_in_words(rivals):
    """The table for reading says which claims were left out."""
    found = at.reconcile(rivals.assign(claimant=["Guard", "Radio", "Guard"]))
    table = at.tabulate_implied(at.implied_without(found), found)
    assert table["without"].str.partition(":")[0].unique().tolist() == ["Guard", "Radio"]


def test_what_follows_without_a_claimant(rivals):
    """Of claimants, all that one said is left out."""
    owners = rivals.assign(claimant_id=["guard", "radio", "guard"])
    found = at.implied_without(at.reconcile(owners, asked=asked()), "claimants")
    assert found.groupby("without")["without_ids"].first().to_dict() == {
        "guard": "early;few",
        "radio": "many",
    }
    assert found.loc[found["period"].eq("../2025-04-30"), "low"].tolist() == [4000, 90]


def test_nothing_has_to_give_way(losses):
    """Where all claims can be true there are no rows."""
    assert at.implied_without(at.reconcile(losses, SUMS)).empty


def test_without_a_level_that_there_is_not(rivals):
    """An unknown level is refused with those that there are."""
    with pytest.raises(
        ValueError,
        match=r'^implied_without: level is "claim", but must be one of: "claimants", "claims", "heads"',
    ):
        at.implied_without(at.reconcile(rivals), "claim")


def test_without_an_unknown_level_where_nothing_gives_way(losses):
    """An unknown level is refused too where all claims can be true."""
    with pytest.raises(
        ValueError, match=r'level is "claim", but must be one of: "claimants", "claims", "heads"'
    ):
        at.implied_without(at.reconcile(losses, SUMS), "claim")


def test_without_where_origins_may_be_wrong(rivals):
    """What was asked with faulty has no smallest sets."""
    with pytest.raises(ValueError, match=r"^implied_without: reconcile was asked with faulty"):
        at.implied_without(at.reconcile(rivals, faulty=1))


def test_without_what_was_not_found(rivals, monkeypatch):
    """Where the search was given up, that is said."""
    monkeypatch.setattr(import_module("analysttools.claims.reconcile.answers"), "EFFORT", 0)
    with pytest.raises(ValueError, match=r"^implied_without: the search .* was given up"):
        at.implied_without(at.reconcile(rivals))
