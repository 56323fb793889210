"""Choosing claims and events: which remain, and what cannot be chosen."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

import analysttools as at
from analysttools.explorer.selection import known_since
from analysttools.explorer.state import words_of_choice


def test_a_place_takes_in_what_lies_in_it(case: at.Case) -> None:
    """Claims of villages in Kursk oblast are among those of Kursk oblast, and these among those of Russia."""
    oblast = set(at.select(case, place="kursk-oblast")["claim_id"])
    assert "hur-2024-12-16-killed-or-wounded" in oblast  # three villages
    assert oblast < set(at.select(case, place="russia")["claim_id"])


def test_a_population_does_not_take_in_its_parts(case: at.Case) -> None:
    """Russians and North Koreans together are another population than either: no count of one is in it."""
    together = at.select(case, population="russia+dprk")
    assert set(together["population"]) == {"russia+dprk"}
    assert "nyt-2024-massed" in set(together["claim_id"])


def test_a_side_stands_for_its_claimants(case: at.Case) -> None:
    """Claims of a side are those of the claimants that the vocabulary puts on it, and no others."""
    sides = at.select(case, side=["us", "south_korea"])["side"]
    assert set(sides) == {"us", "south_korea"}
    assert len(sides) == len(at.with_names(case.claims, case).query("side in ['us', 'south_korea']"))


def test_what_was_not_yet_said_is_not_known(case: at.Case) -> None:
    """A claim is known from the last day on which it can have been asserted, that day included."""
    known = at.select(case, as_of="2024-12-16")["asserted_latest"]
    assert known.max() == pd.Timestamp("2024-12-16")
    assert len(known) == (case.claims["asserted_latest"] <= "2024-12-16").sum()


def test_an_event_without_a_day_of_saying_is_known_from_its_page(case: at.Case) -> None:
    """Without a day of saying that of the page counts; without that as well, the last of the event."""
    since = pd.Series(known_since(case, "events"), index=case.events["event_id"])
    events = case.events.set_index("event_id")
    silent = events[events["asserted"].isna()]
    pages = silent["source_id"].map(case.sources.set_index("source_id")["published_latest"])
    expected = pages.fillna(silent["date_latest"])
    assert since[silent.index].eq(expected.dt.as_unit("s")).all()
    assert since["2024-08-15-sudzha-captured-zelensky"] == pd.Timestamp("2024-08-15")


@pytest.mark.parametrize(
    ("period", "fits"),
    [
        (("2024-12-15", None), True),
        (("2024-12-16", None), False),
        ((None, "2024-12-14"), True),
        ((None, "2024-12-13"), False),
        (("2024-12-14", "2024-12-14"), True),
    ],
)
def test_a_claim_speaks_of_a_time_that_its_period_reaches_into(
    case: at.Case, period: tuple[str | None, str | None], fits: bool
) -> None:
    """At least 30, of 14 and 15 December: what touches these days keeps it, what does not leaves it out."""
    ids = set(at.select(case, measure="killed_or_wounded", period=period)["claim_id"])
    assert ("hur-2024-12-16-killed-or-wounded" in ids) is fits


def test_repeats_can_be_left_out(case: at.Case) -> None:
    """Without repeats, every claim that names what it repeats is gone, and no other."""
    kept = set(at.select(case, repeats=False)["claim_id"])
    assert kept == set(case.claims.loc[case.claims["derived_from"].isna(), "claim_id"])


def test_claims_come_in_the_order_in_which_they_were_asserted(case: at.Case) -> None:
    """The oldest words come first; what nobody filters loses no claim."""
    claims = at.select(case)
    assert claims["asserted_latest"].is_monotonic_increasing
    assert sorted(claims["claim_id"]) == sorted(case.claims["claim_id"])


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        (
            {"measure": "kiled"},
            'measure="kiled": there is none. Did you mean "killed"? There are: area_gained_km2, '
            "area_held_km2, area_held_square_miles, area_lost_km2, captured, casualties_all, "
            "conclusive_images, killed, killed_or_wounded, missing, personnel_deployed, personnel_in_area, "
            "personnel_in_combat, personnel_massed, personnel_planned, qualitative, reinforcement, "
            "settlements_gained, settlements_held, wounded and 1 more",
        ),
        ({"as_of": "16.12.2024"}, "as_of='16.12.2024': it is a day such as 2024-12-16"),
        ({"period": "2024"}, "period='2024': it is two days, such as (\"2024-10-01\", None)"),
        (
            {"mesure": "killed", "repeats": 1},
            'there is no choice mesure. Did you mean "measure"? There are: measure, population, place, '
            "claimant, side, kind, status, repeats, as_of, period;\n"
            "repeats=1: it is True (repeats stay in) or False",
        ),
        ({"kind": [3]}, "kind=3: it is a word"),
    ],
)
def test_what_cannot_be_chosen_is_said_all_at_once(case: at.Case, chosen: dict, message: str) -> None:
    """Every wrong name, word and day is in one message, with what there is instead."""
    with pytest.raises(ValueError) as error:  # noqa: PT011 (the whole text is compared)
        at.select(case, **chosen)
    assert str(error.value) == message


def test_select_unknown_table(case: at.Case) -> None:
    """A table that cannot be chosen from is named, with those that can."""
    message = 'select: there is no table "claim". Did you mean "claims"? It is one of: claims, events'
    with pytest.raises(ValueError, match=f"^{message.replace('?', '[?]')}$"):
        at.select(case, "claim")


def test_words_of_events_can_be_chosen_too(case: at.Case) -> None:
    """Statuses and places that stand in events alone are words of the choices."""
    assert "denied" in words_of_choice(case, "status")
    assert "washington" in words_of_choice(case, "place")


def test_a_period_that_begins_after_its_end_is_refused(case: at.Case) -> None:
    """Turned round by mistake, it would leave nothing and blame a choice for it."""
    with pytest.raises(ValueError, match="its first day is after its last"):
        at.select(case, period=("2024-12-01", "2024-10-01"))


def test_what_was_never_surely_known_is_not_the_latest(case: at.Case) -> None:
    """Rows of no day come first: a chart of the latest rows is not one of the undated."""
    claims = case.claims.assign(
        asserted_latest=case.claims["asserted_latest"].where(case.claims.index != 5, pd.NaT)
    )
    assert at.select(replace(case, claims=claims))["claim_id"].iloc[0] == claims["claim_id"].iloc[5]


def test_a_place_that_lies_in_no_other_can_be_chosen(tmp_path: Path) -> None:
    """A case in which no place lies within another has its places, each with its own claims alone."""
    folder = shutil.copytree(ROOT / "tests" / "cases" / "strait", tmp_path / "strait")
    places = pd.read_csv(folder / "places.csv", dtype=str, keep_default_na=False).assign(within="")
    places.to_csv(folder / "places.csv", index=False)
    claims = at.select(at.load_case(folder), place="merrow")
    assert set(claims["place_id"]) == {"merrow"}
