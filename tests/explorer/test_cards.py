"""The card of a claim or an event: all that is known of it, and the way to others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import ROOT

import analysttools as at
from analysttools.explorer.agreement import describe_conflicts
from analysttools.explorer.cards import describe_claim, describe_event, describe_row


def _said(lines: list, label: str) -> list[str]:
    """Return the texts under a label."""
    return [line.text for line in lines if line.label == label]


def test_a_card_says_who_said_what_and_how_it_reached_us(case: at.Case) -> None:
    """At least thirty: killed or wounded, in two days, with its chain, its source and its address."""
    lines = describe_claim(case, "hur-2024-12-16-killed-or-wounded")
    labels = ["Says", "What", "When", "Reported via", "Read in", "Published"]
    assert [_said(lines, label)[0] for label in labels] == [
        *["at least 30", "killed or wounded", "2024-12-14/2024-12-15 (within a period)"],
        *["HUR > AFP > LBCI", "LBCI (AFP)", "2024-12-16"],
    ]
    assert [line.url for line in lines if line.url] == [
        "https://www.lbcgroup.tv/news/world-news/824536/"
        "at-least-30-north-korean-soldiers-killed-and-wounded-in-russias-kursk/en"
    ]


def test_a_card_leads_to_what_repeats_the_claim_and_back(case: at.Case) -> None:
    """The claim names its repeat, and the repeat the claim."""
    origin = describe_claim(case, "hur-2024-12-16-killed-or-wounded")
    repeat = describe_claim(case, "trt-2024-12-16-over-30")
    assert [line.claim_id for line in origin if line.label == "Repeated by"] == ["trt-2024-12-16-over-30"]
    assert [line.claim_id for line in repeat if line.label == "Repeats"] == [
        "hur-2024-12-16-killed-or-wounded"
    ]


def test_a_card_names_every_conflict_of_the_claim(case: at.Case) -> None:
    """The claims that contradict it are those that `conflicts` finds allowing for rounding in the case."""
    pairs = at.conflicts(case.claims, case.parts, rounding=True)
    one = "state-2024-11-04-kursk"
    others = {
        *pairs.loc[pairs["claim_id"].eq(one), "other_id"],
        *pairs.loc[pairs["other_id"].eq(one), "claim_id"],
    }
    lines = describe_claim(case, one, "fr")
    assert {line.claim_id for line in lines if line.label == "En conflit avec"} == others != set()


def test_a_card_and_the_sentences_leave_out_what_is_no_more_than_rounding(case: at.Case) -> None:
    """About 12,000 and about 10,000 contradict each other by their digits alone: neither says so."""
    pair = ["us-intelligence-2024-10-deployed", "rok-mnd-2024-11-05-russia"]
    claims = at.with_names(case.claims[case.claims["claim_id"].isin(pair)], case)
    assert len(at.conflicts(claims)) == 1
    assert describe_conflicts(claims, case, "en") == (
        "No two claims here contradict each other, allowing for rounding."
    )
    lines = [line for one in pair for line in describe_claim(case, one)]
    assert not {line.claim_id for line in lines if line.label == "Conflicts with"} & set(pair)


def test_a_claim_that_nothing_contradicts_says_how_that_is_meant(case: at.Case) -> None:
    """Nothing, allowing for rounding."""
    lone = replace(case, claims=case.claims.iloc[[0]])
    said = _said(describe_claim(lone, case.claims["claim_id"].iloc[0]), "Conflicts with")
    assert said == ["nothing, allowing for rounding"]


def test_a_card_names_what_bounds_the_claim_most_tightly(case: at.Case) -> None:
    """The bounds are the tightest that `part_bounds` finds in the whole case."""
    bounds = at.part_bounds(case.claims, case.parts)
    own = bounds[bounds["claim_id"].eq("pentagon-2024-11-04-kursk") & bounds["end"].eq("high")]
    lines = [
        line for line in describe_claim(case, "pentagon-2024-11-04-kursk") if line.label.startswith("At most")
    ]
    assert [line.label for line in lines] == [f"At most {own['bound'].min():,.0f}, by"]
    assert lines[0].claim_id in set(own.loc[own["bound"].eq(own["bound"].min()), "by_id"])


def test_the_card_of_an_event_says_on_what_its_day_rests(case: at.Case) -> None:
    """Where the day is only that of the page, the card says so."""
    late = case.events.loc[case.events["date_basis"].eq("day_of_report"), "event_id"].iloc[0]
    assert (
        "the date of the page; the date of the event is not stated"
        in _said(describe_event(case, late), "When")[0]
    )


def test_an_address_that_is_none_of_the_web_is_text(case: at.Case) -> None:
    """Only http and https can be opened; anything else stands there as it is."""
    url = "javascript:alert(1)"
    broken = replace(case, sources=case.sources.assign(url=url))
    lines = describe_claim(broken, "nyt-2024-massed")
    assert _said(lines, "URL") == [url]
    assert [line.url for line in lines if line.url] == []


def test_a_mark_of_several_claims_leads_to_each(case: at.Case) -> None:
    """A consensus is of several claims: its card names them, to choose from."""
    ids = ["pentagon-2024-11-04-kursk", "state-2024-11-04-kursk"]
    assert [line.claim_id for line in describe_row(case, ";".join(ids))] == ids


def test_a_case_without_notes_has_a_card_for_each_row() -> None:
    """Columns that a case may do without are left out of the card; its id stays."""
    case = at.load_case(ROOT / "tests" / "cases" / "strait")
    assert "note" not in {*case.claims, *case.events}
    claims, events = list(case.claims["claim_id"]), list(case.events["event_id"])
    assert [describe_claim(case, one)[-1].text for one in claims] == claims
    assert [describe_event(case, one)[-1].text for one in events] == events


@pytest.mark.parametrize("describe", [describe_claim, describe_event])
def test_describe_unknown_row(case: at.Case, describe) -> None:
    """An id that the case does not have is named, with where ids come from."""
    kind = describe.__name__.partition("_")[2]
    with pytest.raises(
        ValueError, match=f'^describe_{kind}: the case has no {kind} "x". Take an id from case'
    ):
        describe(case, "x")
