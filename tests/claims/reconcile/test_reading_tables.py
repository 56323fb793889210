"""What `reconcile` found as tables for reading: words, names and ranges, no ids."""

from __future__ import annotations

import pandas as pd
import pytest
from army_claims import PLACES, SUMS, claim, frame

import analysttools as at


@pytest.fixture
def rivals() -> pd.DataFrame:
    """Return two totals that cannot both be true, of claimants with names, and one before them."""
    claims = frame(
        claim("few", "killed", "../2025-01-31", high=600, qualifier="up_to", claimant_id="guard"),
        claim("many", "killed", "../2025-01-31", low=4000, qualifier="more_than", claimant_id="radio"),
        claim("early", "killed", "../2025-01-05", low=90, qualifier="at_least", claimant_id="guard"),
    )
    names = {"guard": "Coast guard", "radio": "Harbour Radio"}
    return claims.assign(claimant=claims["claimant_id"].map(names))


def test_a_contradiction_in_words(rivals):
    """A contradiction is who said what, without ids, and the last line of its proof."""
    found = at.reconcile(rivals)
    assert at.tabulate_knots(found.knots, found).to_numpy().tolist() == [
        [
            2,
            "Coast guard: up to 600 killed (total, up to 31 Jan 2025); "
            "Harbour Radio: more than 4,000 killed (total, up to 31 Jan 2025)",
            "So 4,000 would be at most 600: 3,400 too many",
        ]
    ]


def test_what_claims_have_in_common_is_not_said(knot):
    """Claims of one place and one population name neither."""
    found = at.reconcile(knot.assign(population_name="the army", place_name="the valley"), SUMS)
    assert not at.tabulate_knots(found.knots, found)["claims"].str.contains("the (?:army|valley)").any()


def test_places_that_differ_are_named():
    """Claims of a part and its whole are told apart by their places."""
    claims = frame(
        claim("part", "killed", "../2025-01-05", low=90, qualifier="at_least", place_id="town"),
        claim("whole", "killed", "../2025-01-05", high=80, qualifier="up_to"),
    )
    found = at.reconcile(claims, PLACES)
    assert at.tabulate_knots(found.knots, found)["claims"].item() == (
        "part: at least 90 killed in town (total, up to 5 Jan 2025); "
        "whole: up to 80 killed in valley (total, up to 5 Jan 2025)"
    )


def test_claims_that_give_way_in_words(rivals):
    """Of single claims, each smallest set says who said what."""
    found = at.reconcile(rivals)
    ways = found.give_way[found.give_way["component"].isna() & found.give_way["level"].eq("claims")]
    table = at.tabulate_give_way(ways, found)
    assert table["size"].tolist() == [1, 1]
    assert table["without"].str.partition(":")[0].tolist() == ["Coast guard", "Harbour Radio"]


def test_claimants_that_give_way_by_name(rivals):
    """Of claimants, each smallest set has their names."""
    found = at.reconcile(rivals)
    ways = found.give_way[found.give_way["component"].isna() & found.give_way["level"].eq("claimants")]
    assert at.tabulate_give_way(ways, found)["without"].tolist() == ["Coast guard", "Harbour Radio"]


def test_heads_of_chains_that_give_way(rivals):
    """Of heads, a source is named as it stands, and a first claim is said in words."""
    found = at.reconcile(rivals.assign(chain=["Ministry > a page", None, None]))
    ways = found.give_way[found.give_way["component"].isna() & found.give_way["level"].eq("heads")]
    assert at.tabulate_give_way(ways, found)["without"].tolist() == [
        "Harbour Radio: more than 4,000 killed (total, up to 31 Jan 2025)",
        "ministry",
    ]


def test_what_follows_in_words(rivals):
    """What follows is a range beside the one claimed, with who gives each end; an open end is not said."""
    found = at.reconcile(rivals[rivals["claimant_id"].eq("guard")])
    columns = ["period", "kind", "claimed", "follows", "low from"]
    early = "Coast guard: at least 90 killed (total, up to 5 Jan 2025)"
    assert at.tabulate_implied(found.implied, found)[columns].to_numpy().tolist() == [
        ["up to 5 Jan 2025", "total so far", "at least 90", "90 to 600", early],
        ["up to 31 Jan 2025", "total so far", "at most 600", "90 to 600", early],
    ]


def test_what_does_not_follow_is_empty(rivals):
    """Of claims that cannot all be true nothing follows, and the table says nothing."""
    found = at.reconcile(rivals)
    table = at.tabulate_implied(found.implied, found)
    assert table["follows"].isna().all()
    assert table[["low from", "high from"]].eq("").all(axis=None)


def test_strict_ends_are_said(rivals):
    """More than a number is not said as at least that number, alone or with a limit above."""
    most = claim("most", "killed", "../2025-02-28", high=5000, qualifier="up_to", claimant_id="radio")
    found = at.reconcile(pd.concat([rivals[rivals["claim_id"].eq("many")], frame(most)]))
    table = at.tabulate_implied(found.implied, found)
    assert table["claimed"].tolist() == ["more than 4,000", "at most 5,000"]
    assert table["follows"].tolist() == ["more than 4,000, at most 5,000"] * 2


def test_one_number_is_said_once():
    """A range of one number is that number."""
    found = at.reconcile(frame(claim("a", "killed", "../2025-01-05", best=42)), rounding=False)
    assert at.tabulate_implied(found.implied, found)["follows"].tolist() == ["42"]


def test_tables_in_french(rivals):
    """Ranges, days and heads are in the language that reconcile was asked in."""
    found = at.reconcile(rivals[rivals["claimant_id"].eq("guard")], lang="fr")
    table = at.tabulate_implied(found.implied, found)
    assert table["follows"].tolist() == ["de 90 à 600"] * 2
    shown = at.show_table(table[["claimed", "follows"]], lang="fr").text
    assert shown.splitlines()[0].split() == ["affirmé", "ce", "qui", "s’ensuit"]


def test_rows_of_another_reconciliation_are_refused(rivals, knot):
    """Knots of other claims are refused, by name."""
    found, other = at.reconcile(rivals), at.reconcile(knot, SUMS)
    with pytest.raises(
        ValueError,
        match=r'^tabulate_knots: the reconciliation has no claim "both", "dead", "hurt"\. Pass rows',
    ):
        at.tabulate_knots(other.knots, found)


def test_claims_without_contradictions_have_a_table_without_rows(rivals):
    """Claims that can all be true: every table is there, and empty of contradictions and ways out."""
    found = at.reconcile(rivals[rivals["claimant_id"].eq("guard")])
    assert list(at.tabulate_knots(found.knots, found)) == ["size", "claims", "sum"]
    assert at.tabulate_knots(found.knots, found).empty
    assert at.tabulate_give_way(found.give_way, found).empty
