"""What the explorer begins with: a state of the front end, and what it stands for in Python."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

import pandas as pd
import pytest

import analysttools as at
from analysttools.explorer.start_state import (
    CASE_VIEWS,
    MOST_THINGS,
    SHARED_VIEWS,
    THING_VIEWS,
    find_things,
    format_choice,
    list_arguments,
    read_start,
    select_shown,
)
from analysttools.explorer.view_model.things import list_things
from tests.helpers.odd_cases import load_strait

HELD = "area_held_km2.upland.strait-road"


def test_nothing_chosen_is_the_overview_of_all() -> None:
    """Without a choice nothing narrows."""
    expected = {"view": "overview", "thing": None, "lang": "en", "day": None, "repeats": True, "facets": {}}
    assert read_start(load_strait()) == expected


def test_a_thing_begins_on_its_ruler() -> None:
    """A thing without a view is drawn on one ruler."""
    assert read_start(load_strait(), thing=HELD)["view"] == "ruler"


def test_what_is_chosen_comes_back_as_the_arguments_of_select() -> None:
    """There and back: lists stay lists, and what chooses nothing is not named."""
    chosen = {"side": ["coast", "press"], "kind": ["flow"], "repeats": False, "as_of": "2031-04-20"}
    assert list_arguments(read_start(load_strait(), **chosen)) == chosen
    assert list_arguments({}) == {}


def test_the_claims_of_a_state_are_those_of_its_lines() -> None:
    """The lines that are written leave the claims that are shown."""
    case = load_strait()
    for state in (
        read_start(case, thing=HELD, lang="fr"),
        read_start(case, measure=["killed", "wounded"], repeats=False, as_of="2031-05-02"),
    ):
        names: dict[str, pd.DataFrame] = {}
        exec(format_choice(case, state), names)  # noqa: S102 (our own lines)
        pd.testing.assert_frame_equal(names["claims"], select_shown(case, state))


def test_every_thing_of_the_view_model_is_found() -> None:
    """Ids are those that the front end has, also of things that name nobody or nowhere."""
    claims = load_strait().claims.copy()
    claims.loc[claims.index[0], "place_id"] = None
    case = replace(load_strait(), claims=claims)
    things = list_things(case)
    found = find_things(case, ";".join(things["thing_id"]))
    assert [one["measure"] for one in found] == things["measure"].tolist()
    assert find_things(case, "killed.upland.-") == [
        {"measure": "killed", "population": "upland", "place_id": None}
    ]
    assert len(select_shown(case, read_start(case, thing="killed.upland.-"))) == 1


def test_several_things_are_chosen_together() -> None:
    """Their claims stand one thing after the other, and the lines that choose them give the same."""
    case = load_strait()
    start = read_start(case, thing=[HELD, "killed.upland.strait-road"], as_of="2031-04-20")
    shown = select_shown(case, start)
    names: dict[str, object] = {}
    exec(format_choice(case, start), names)  # noqa: S102 - what a reader does with them
    assert shown["measure"].unique().tolist() == ["area_held_km2", "killed"]
    pd.testing.assert_frame_equal(shown, names["claims"])


def test_a_text_is_written_so_that_python_reads_it() -> None:
    """Quotes, backslashes and line ends in a name break no line."""
    case = load_strait()
    word = 'a"b\\c\nd'
    line = format_choice(case, {"facets": {"measure": [word]}}).split("\n")[3]
    assert ast.literal_eval(line.removeprefix("claims = at.select(case, measure=").removesuffix(")")) == word


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"thing": "kiled.upland.strait-road"}, r'^thing="kiled.upland.strait-road": there is none. '
         r'Did you mean "killed.upland.strait-road"\? A thing is what is counted, of whom and where, '),
        ({"view": "rulr"}, r'^view="rulr": there is none. Did you mean "ruler"\? It is one of: overview, '
         "timeline, map, ruler, history, sources, retelling, table$"),
        ({"view": "ruler"}, r'^view="ruler" shows one thing. Give thing="measure.population.place" as well$'),
        (
            {"view": "history", "thing": [HELD, "killed.upland.strait-road"]},
            r'^view="history" shows one thing, and 2 were given. Give one, or one of the views that several',
        ),
        ({"thing": [HELD] * 6}, r"^thing names 6 things, and one ruler holds at most 5. Name fewer$"),
        ({"view": "map", "thing": HELD}, r'^view="map" shows the whole case, and thing="area_held'),
        ({"period": ("2031-04-01", None)}, "^The explorer narrows rows by the day on which they were known"),
        ({"measure": "kiled"}, r'^measure="kiled": there is none. Did you mean "killed"\?'),
        ({"as_of": "soon"}, "^as_of='soon': it is a day such as 2024-12-16"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told(asked: dict[str, object], said: str) -> None:
    """What is wrong, what was found, what there is instead."""
    with pytest.raises(ValueError, match=said):
        read_start(load_strait(), **asked)


@pytest.mark.parametrize("begin", [at.explore, at.write_page], ids=lambda one: one.__name__)
def test_the_function_that_was_called_is_named(begin) -> None:
    """Both hosts say the same, after their name."""
    given = () if begin is at.explore else ("case.html",)
    with pytest.raises(ValueError, match=f'^{begin.__name__}: view="rulr": there is none'):
        begin(load_strait(), *given, view="rulr")


def test_views_are_those_of_the_front_end() -> None:
    """The lists in Python and in the browser name the same views."""
    from analysttools.explorer.bundle import FRONT_END

    state = (FRONT_END / "state.js").read_text(encoding="utf-8")
    named = re.findall(r"^export const (\w+_VIEWS) = \[(.*)\];$", state, re.MULTILINE)
    listed = {name: re.findall(r'"(\w+)"', views) for name, views in named}
    assert listed == {
        "CASE_VIEWS": list(CASE_VIEWS),
        "THING_VIEWS": list(THING_VIEWS),
        "SHARED_VIEWS": list(SHARED_VIEWS),
    }
    assert f"export const MOST_THINGS = {MOST_THINGS};" in state
