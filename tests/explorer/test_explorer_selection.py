"""Choosing claims and events: which remain, how many a further choice would leave, what cannot be chosen."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

import analysttools as at
from analysttools.case.vocabulary import with_names
from analysttools.explorer.agreement import describe_comparable, describe_conflicts, describe_consensus
from analysttools.explorer.lists import MOST_DAYS, choose_days, list_choices, list_rows, sort_rows
from analysttools.explorer.selection import count_left, count_rows, known_since
from analysttools.explorer.state import LISTS, State, read_state, words_of_choice
from analysttools.explorer.summary import find_emptying


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


def test_each_word_tells_how_many_claims_it_would_leave(case: at.Case) -> None:
    """The number beside a word is that of the claims that remain once it is chosen, for every word."""
    state = State(measure=("killed", "wounded"), as_of="2025-01-31")
    counts = count_left(case, ["claims"], state)
    chosen = {
        (name, word): count_rows(case, "claims", read_state(case, **{**vars(state), name: word}))
        for name in LISTS
        for word in counts[name]
    }
    assert chosen == {(name, word): counts[name][word] for name in LISTS for word in counts[name]}


def test_the_words_do_not_move_while_others_are_chosen(case: at.Case) -> None:
    """The order of the words is that of the whole case, whatever is chosen."""
    orders = [
        [
            [option[0] for option in options]
            for options in list_choices(case, ["claims"], state, "en").values()
        ]
        for state in (State(), State(measure=("killed",)))
    ]
    assert orders[0] == orders[1]


def test_the_slider_stops_at_few_days_the_first_and_the_last_among_them(case: at.Case) -> None:
    """Of 113 days on which something was asserted, at most forty are stops; both ends are."""
    days = choose_days(case, ["claims"], State(as_of="2024-11-01"))
    asserted = case.claims["asserted_latest"].dt.strftime("%Y-%m-%d")
    assert (len(days), days[0], days[-1]) == (MOST_DAYS, asserted.min(), asserted.max())
    assert days == sorted(set(days))


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


def test_a_state_writes_itself_as_arguments_that_read_the_same(case: at.Case) -> None:
    """What the code tab writes gives the state back, also with quotes and backslashes in a word."""
    state = State(
        measure=("killed",),
        side=("us", "media"),
        repeats=False,
        as_of="2025-01-01",
        period=(None, "2025-02-01"),
    )
    assert eval(f"dict({state})") == {  # noqa: S307 (written two lines above)
        **{"measure": "killed", "side": ["us", "media"], "repeats": False, "as_of": "2025-01-01"},
        "period": (None, "2025-02-01"),
    }
    strange = State(place=('a"b\\c\n',))
    assert eval(f"dict({strange})") == {"place": 'a"b\\c\n'}  # noqa: S307 (as above)


def test_words_of_events_can_be_chosen_too(case: at.Case) -> None:
    """Statuses and places that stand in events alone are words of the choices."""
    assert "denied" in words_of_choice(case, "status")
    assert "washington" in words_of_choice(case, "place")


def test_the_choice_that_emptied_the_view_is_named(case: at.Case) -> None:
    """Of two choices that exclude each other, the last one is named, with what it took away."""
    state = State(measure=("missing",), kind=("stock",))
    assert find_emptying(case, ["claims"], state, "measure") == ("measure", 43)
    assert find_emptying(case, ["claims"], state, "kind") == ("kind", 1)
    assert find_emptying(case, ["claims"], State(), "kind") is None


def test_twelve_thousand_and_fifty_thousand_are_not_comparable(case: at.Case) -> None:
    """The two numbers of the founding article count different things, and the sentence says what differs."""
    both = ["us-intelligence-2024-10-deployed", "nyt-2024-massed"]
    claims = at.select(case)
    said = describe_comparable(claims[claims["claim_id"].isin(both)], case, "en")
    assert said == (
        "2 different things are counted here. NY Times (per article) (2024-10/2024-12-16: 50,000) and US "
        "intel. (per article) (2024-10: about 12,000) differ in measure, population, place, kind, "
        "period covered: not comparable."
    )


def test_claims_of_one_day_in_kursk_conflict_and_agree(case: at.Case) -> None:
    """On 4 November 2024 two departments passed on one assessment, of 10,000, and Zelensky said 11,000."""
    claims = at.select(case, measure="personnel_in_area", population="dprk", place="kursk-oblast")
    day = claims[claims["period"].eq("2024-11-04")]
    assert describe_consensus(day, case, "en") == (
        "No two of 2 origins agree (present in the area, North Korean forces, Kursk oblast, 2024-11-04)."
    )
    day = with_names(day[case.claims.columns], case, "fr")
    assert describe_conflicts(day, case, "fr") == (
        "Paires d’affirmations qui ne peuvent pas être vraies toutes les deux, arrondis "
        "admis\u00a0: 1. Le plus grand écart, 500 (présentes dans la zone, forces nord-coréennes, oblast de "
        "Koursk)\u00a0: Zelensky "
        "(2024-11-04\u00a0: 11\u202f000) et Département d’État US (2024-11-04\u00a0: jusqu’à 10\u202f000)."
    )


def test_the_table_sorts_by_what_is_said_not_by_its_words(case: at.Case) -> None:
    """About 1,000 comes before 900 in the alphabet, and after it in the table."""
    claims = at.select(case, measure="killed")
    numbers = sort_rows(claims, "claims", ("says", False))[["best", "low", "high"]].bfill(axis=1).iloc[:, 0]
    assert numbers.dropna().is_monotonic_increasing


def test_the_table_lists_so_many_rows_as_are_asked_for(case: at.Case) -> None:
    """The first rows in the order asked for, each with its id and as many cells as there are heads."""
    ids, cells = list_rows(at.select(case, "events"), "events", ("when", True), 5, "fr")
    assert (len(ids), len(cells), {len(row) for row in cells}) == (5, 5, {7})
    assert cells[0][1] == case.events.loc[case.events["date_latest"].idxmax(), "date"]


def test_gaps_are_told_unit_by_unit(case: at.Case) -> None:
    """Persons and square kilometres have no widest gap in common: each unit has its own."""
    claims = at.select(case)
    kept = claims[claims["measure"].isin(["area_gained_km2", "personnel_in_area"])]
    said = describe_conflicts(kept, case, "en")
    assert said.count("Widest gap, ") == 2
    assert " km² (area gained, " in said


def test_stocks_that_may_be_of_different_days_are_no_contradiction(case: at.Case) -> None:
    """Three thousand on 28 October and more than eleven thousand at the end of it: both may be true."""
    claims = at.select(case, measure="personnel_in_area", population="dprk")
    apart = ["ft-ukr-intel-2024-10-29-kursk", "nis-2024-11-20-kursk-11000"]
    kept = claims[claims["claim_id"].isin(apart)]
    assert len(kept) == 2
    assert describe_conflicts(kept, case, "en") == (
        "No two claims here contradict each other, allowing for rounding. Pairs that cannot both be true "
        "if they refer to one day: 1."
    )


def test_numbers_that_only_touch_are_not_told_as_a_gap_of_nothing(case: at.Case) -> None:
    """More than 10,000, and 10,000: no number lies between them."""
    claims = at.select(case, measure="personnel_in_area", population="dprk")
    pair = claims[claims["claim_id"].isin(["zelensky-2024-11-04-kursk", "state-2024-11-04-kursk"])]
    pair = pair.assign(best=float("nan"), low=[10000.0, None], high=[None, 10000.0])
    said = describe_conflicts(pair.assign(qualifier=["more_than", "up_to"]), case, "en")
    assert "meet at a number that one of them excludes." in said


def test_origins_that_were_not_chosen_are_still_followed(case: at.Case) -> None:
    """Leaving out the middle of a chain makes no second witness."""
    claims = case.claims
    chain = claims[claims["derived_from"].notna()].iloc[0]
    copies = pd.DataFrame([{**chain, "claim_id": one, "claimant_id": one} for one in ("copy-1", "copy-2")])
    copies["derived_from"] = [chain["derived_from"], "copy-1"]
    grown = replace(case, claims=pd.concat([claims, copies], ignore_index=True))
    kept = grown.claims["claim_id"].isin(["copy-2", chain["claim_id"]])
    assert (
        describe_consensus(grown.claims[kept], grown, "en")
        == "Nothing here is said by two independent origins."
    )


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


def test_what_is_chosen_is_listed_in_every_table(case: at.Case) -> None:
    """A status that only events have stays to be seen, and to be taken off, above a chart of claims."""
    words = [
        option[0] for option in list_choices(case, ["claims"], State(status=("denied",)), "en")["status"]
    ]
    assert "denied" in words


def test_places_that_lie_in_no_other_are_counted(tmp_path: Path) -> None:
    """A case in which no place lies within another has its list of places."""
    folder = shutil.copytree(ROOT / "tests" / "cases" / "strait", tmp_path / "strait")
    places = pd.read_csv(folder / "places.csv", dtype=str, keep_default_na=False).assign(within="")
    places.to_csv(folder / "places.csv", index=False)
    assert at.explore(at.load_case(folder))
