"""What the sentences of a proof say: numbers with units, days in words, in both languages."""

from __future__ import annotations

import pandas as pd
import pytest
from army_claims import PLACES, SUMS, claim, frame

import analysttools as at

PARTS = pd.concat([SUMS, PLACES.assign(is_summand=False, is_disjoint=False)])
FRENCH = {"killed": "tués", "wounded": "blessés", "losses": "tués ou blessés"}


def lines(claims: pd.DataFrame, parts: pd.DataFrame | None = None, **options: object) -> list[str]:
    """Return the sentences of the first knot."""
    return at.reconcile(claims, parts, **options).knots["sentence"].iloc[0].splitlines()


@pytest.fixture
def losses() -> pd.DataFrame:
    """Return a knot of three that has a relation of each sort but the disjoint."""
    return frame(
        claim("dead", "killed", "2024-12-01/2025-04-30", best=600, qualifier="about"),
        claim("hurt", "wounded", "2024-12-01/2025-01-05", high=2700, qualifier="up_to"),
        claim("both", "losses", "2024-12-01/2025-01-05", low=3800, qualifier="at_least", place_id="town"),
    )


def test_numbers_of_an_area_carry_the_unit():
    """Each number of a proof about areas has its unit, and persons are said by what is counted."""
    claims = frame(
        claim("a", "held", "2024-12-01", best=900, qualifier="about", kind="stock"),
        claim("b", "held", "2024-12-01", low=1100, qualifier="more_than", kind="stock", place_id="town"),
    )
    assert lines(claims.assign(unit="km2"), PLACES) == [
        "Counted: army",
        "a: about 900 km² (held in valley; on 1 Dec 2024), so at most 950 km² allowing for rounding [a]",
        "b: more than 1,100 km² (held in town; on 1 Dec 2024) [b]",
        "held in town is at most held in valley (a part of it: the vocabulary of the collection)",
        "So 1,100 km² would be at most 950 km²: off by 150 km²",
    ]


def test_a_sum_carries_the_unit_once():
    """What a sum comes to has the unit behind it, and so has a bound of nothing."""
    claims = frame(
        claim("year", "gained", "2024-01-01/2024-12-31", high=10, qualifier="up_to"),
        claim("autumn", "gained", "2024-09-01/2024-10-31", low=6, qualifier="at_least", kind="flow"),
        claim("winter", "gained", "2024-12-01/2024-12-31", low=7, qualifier="at_least", kind="flow"),
    ).assign(unit="km2")
    assert lines(claims)[-3:] == [
        "gained by 31 Aug 2024 is at least 0 km²",
        "gained by 31 Oct 2024 is at most gained by 30 Nov 2024 (a running total does not fall)",
        "So 6 + 7 = 13 km² would be at most 10 km²: off by 3 km²",
    ]


def test_persons_are_said_by_what_is_counted(losses):
    """The unit persons is not said: 600 killed are persons."""
    assert lines(losses.assign(unit="persons"), PARTS)[-1] == (
        "So 3,800 would be at most 650 + 2,700 = 3,350: 450 too many"
    )


def test_sentences_in_french(losses):
    """In French each sentence, number and day is French."""
    claims = losses.assign(measure_name=losses["measure"].map(FRENCH), names_lang="fr")
    text = "\n".join(lines(claims, PARTS, lang="fr"))
    assert text.replace("\u00a0", "~").replace("\u202f", "^").splitlines() == [
        "Ce qui est compté~: army",
        "both~: au moins 3^800 tués ou blessés, town (total, du 1er~déc. 2024 au 5~janv. 2025) [both]",
        "dead~: environ 600 tués, valley (total, du 1er~déc. 2024 au 30~avril 2025), donc au plus 650, "
        "compte tenu de l’arrondi [dead]",
        "hurt~: jusqu’à 2^700 blessés, valley (total, du 1er~déc. 2024 au 5~janv. 2025) [hurt]",
        "«~tués ou blessés, town, jusqu’au 5~janv. 2025~» ne dépasse pas «~tués ou blessés, valley, "
        "jusqu’au 5~janv. 2025~» (c’en est une partie~: vocabulaire du recueil)",
        "«~tués ou blessés, valley, jusqu’au 5~janv. 2025~» est la somme de «~tués, valley~» et «~blessés, "
        "valley~», jusqu’au 5~janv. 2025 (toutes ses parties~: vocabulaire du recueil)",
        "«~tués, valley, jusqu’au 5~janv. 2025~» ne dépasse pas «~tués, valley, jusqu’au 30~avril 2025~» "
        "(un total cumulé ne diminue pas)",
        "Donc 3^800 serait au plus 650 + 2^700 = 3^350~: 450 de trop",
    ]


def test_assumptions_and_reasons_in_french():
    """What is taken for granted, and why a claim bounds nothing, are in French too."""
    claims = frame(
        claim("silent", "killed", "../2025-01-05", low=90, qualifier="at_least"),
        claim("stated", "killed", "2024-12-01/2025-01-31", high=80, qualifier="up_to"),
        claim("vague", "killed", "../2025-01-05", qualifier="vague"),
    )
    found = at.reconcile(claims, lang="fr")
    assumption = "si les totaux sans début indiqué comptent à partir du 1er\u00a0déc. 2024"
    assert found.implied["assumption"].unique().tolist() == [assumption]
    assert found.unrelated["why"].tolist() == ["elle ne donne aucun nombre"]


def test_a_bound_is_explained_in_the_language_it_was_asked_in():
    """The proof of a bound is in the language of the reconciliation."""
    found = at.reconcile(frame(claim("a", "killed", "2025-01-05", low=90, qualifier="at_least")), lang="fr")
    steps = at.explain(found, found.implied["quantity"].item(), "low")
    assert (
        steps["sentence"].iloc[-1] == "Donc «\u00a0killed, jusqu’au 5\u00a0janv. 2025\u00a0» vaut au moins 90"
    )


def test_names_of_another_language_are_refused(losses):
    """Names in one language and sentences in another are refused."""
    with pytest.raises(ValueError, match=r'reconcile: the names of the rows are in "fr", but lang="en"'):
        at.reconcile(losses.assign(names_lang="fr"), SUMS)


def test_some_days_of_a_span_are_said_to_lie_in_it():
    """A flow on some days of a span is said to bound what all of the span had."""
    claims = frame(
        claim("some", "killed", "[2024-12-01..2024-12-17]", best=60, qualifier="about", kind="flow"),
        claim("all", "killed", "2024-12-01/2024-12-31", high=50, qualifier="up_to"),
    )
    assert lines(claims)[2] == (
        "some: about 60 killed (some time from 1 to 17 Dec 2024), so killed by 17 Dec 2024 is at least "
        "55 allowing for rounding [some]"
    )


def test_totals_of_several_starts_are_said_from_when():
    """Where totals count from different days, no sentence leaves open from which."""
    claims = frame(
        claim("year", "killed", "2024-01-01/2024-12-31", high=10, qualifier="up_to"),
        claim("winter", "killed", "2024-10-01/2024-12-31", low=12, qualifier="at_least"),
    )
    assert lines(claims)[4] == "killed from 1 Jan to 30 Sep 2024 is at least 0"


def test_words_that_do_not_run_on_stand_apart():
    """What was disclosed by name, or is a share of a number, does not run on into what is counted."""
    claims = frame(
        claim("names", "killed", "../2025-01-05", low=350, qualifier="disclosed"),
        claim("few", "killed", "../2025-01-05", high=300, qualifier="up_to"),
    )
    assert lines(claims)[2] == "names: 350 disclosed by name (killed; total, up to 5 Jan 2025) [names]"


def test_a_share_on_unknown_days_is_of_what_was_counted_then():
    """A share of what fell on some days is said to be no more than what fell on all of them."""
    share = {"share_of": "all", "share_low": "1/2", "share_high": "1/2", "qualifier": "about"}
    claims = frame(
        claim("all", "killed", "2024-12-01/2024-12-17", low=60, qualifier="at_least", kind="flow"),
        claim("half", "killed", "[2024-12-01..2024-12-17]", kind="flow", place_id="town", **share),
        claim("few", "killed", "2024-12-01/2024-12-31", high=20, qualifier="up_to", place_id="town"),
    )
    assert lines(claims)[4:] == [
        "what half counts in town by 17 Dec 2024 is at most killed in town by 17 Dec 2024 "
        "(its days are among these)",
        "killed in town by 17 Dec 2024 is at most killed in town by 31 Dec 2024 "
        "(a running total does not fall)",
        "So 0.5 x 60 = 30 would be at most 20: 10 too many",
    ]


@pytest.fixture
def grown() -> pd.DataFrame:
    """Return a total, what was added to it, and a later total that leaves no room for both."""
    return frame(
        claim("january", "killed", "2025-01-01/2025-01-31", low=100, qualifier="at_least"),
        claim("february", "killed", "2025-02-01/2025-02-28", low=80, qualifier="at_least", kind="flow"),
        claim("both", "killed", "2025-01-01/2025-02-28", high=150, qualifier="up_to"),
    )


def test_growth_is_said_to_be_the_difference_of_totals(grown):
    """Where a flow is added to a total, a sentence says what it is to the totals."""
    steps = at.reconcile(grown).knots["sentence"].item().splitlines()
    assert steps[-2:] == [
        "killed from 1 to 28 Feb 2025 is killed by 28 Feb 2025 less killed by 31 Jan 2025 (growth is the "
        "difference of two totals)",
        "So 80 + 100 = 180 would be at most 150: 30 too many",
    ]


def test_growth_in_french(grown):
    """The same in French."""
    assert lines(grown, lang="fr")[-2].replace("\u00a0", "~") == (
        "«~killed, du 1er au 28~févr. 2025~» est la différence entre «~killed, jusqu’au 28~févr. 2025~» et "
        "«~killed, jusqu’au 31~janv. 2025~» (ce qui s’ajoute entre deux totaux cumulés)"
    )


def test_growth_in_the_proof_of_a_bound(grown):
    """A bound of a flow that two totals give says so too, as a relation of its own name."""
    grown["low"] = grown["low"].replace(80, 10)
    found = at.reconcile(grown)
    flow = found.implied.loc[found.implied["kind"] == "flow", "quantity"].item()
    steps = at.explain(found, flow, "high")
    assert steps["kind"].tolist() == ["counted", "interval", "interval", "flow within growth", "sum"]
    assert steps["sentence"].iloc[-1] == "So killed from 1 to 28 Feb 2025 is at most 150 - 100 = 50"


def test_growth_of_a_part_and_its_whole():
    """A part that grew later than a sum is of: each of the two growths is the difference of two totals."""
    claims = frame(
        claim("dead", "killed", "../2025-01-31", low=3500, qualifier="at_least"),
        claim("hurt", "wounded", "../2025-01-13", low=2650, qualifier="at_least"),
        claim("all", "losses", "../2025-02-04", high=4500, qualifier="up_to"),
    )
    assert lines(claims, SUMS)[4:6] == [
        "losses from 14 to 31 Jan 2025 is losses by 31 Jan 2025 less losses by 13 Jan 2025 (growth is the "
        "difference of two totals)",
        "killed from 14 to 31 Jan 2025 is killed by 31 Jan 2025 less killed by 13 Jan 2025 (growth is the "
        "difference of two totals)",
    ]


def test_growths_of_the_same_days_need_no_totals(grown):
    """What fell in a town is set against what fell in its valley then: only the latter meets totals."""
    grown["place_id"] = grown["place_id"].mask(grown["claim_id"] == "february", "town")
    assert [one for one in lines(grown, PLACES) if " less " in one] == [
        "killed in valley from 1 to 28 Feb 2025 is killed in valley by 28 Feb 2025 less killed in valley by "
        "31 Jan 2025 (growth is the difference of two totals)"
    ]
