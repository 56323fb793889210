"""The map against `plot_front_map`: the same marks of events and of ground, on every page and some days."""

from __future__ import annotations

import shutil
from itertools import combinations

import pandas as pd
import pytest

import analysttools as at
from tests.helpers.front_end import draw_view, open_views, run_code

pytestmark = [pytest.mark.browser]
GROUND = ["held", "gained", "lost"]
REFUSED = "with events that the chart refuses"


on_strait = pytest.mark.parametrize("opened", ["tests/cases/strait"], indirect=True)
on_shipped = pytest.mark.parametrize(
    "opened", [pytest.param("data", marks=pytest.mark.shipped)], indirect=True
)


@pytest.fixture(scope="module")
def opened(request, tmp_path_factory):
    """Return a case and its views in a browser."""
    folder = tmp_path_factory.mktemp("case") / "strait"
    case = at.load_case(_write_refused(folder) if request.param == REFUSED else request.param)
    with open_views(case, tmp_path_factory.mktemp("browser")) as page:
        yield case, page


def _write_refused(folder):
    """Copy a case, and leave three of its events without what a mark on the map needs."""
    shutil.copytree("tests/cases/strait", folder)
    events = pd.read_csv(folder / "events.csv", dtype=str, keep_default_na=False).set_index("event_id")
    events.loc["ternhaven-taken", "actor"] = ""
    events.loc["saltmill-assault", "status"] = "reported"
    events.loc["gull-point-advance", "place_id"] = ""
    events.reset_index().to_csv(folder / "events.csv", index=False)
    return folder


def require_same(case, browser, **asked):
    """Compare a view with its chart; events by their ids, for a chart draws those last that have no room."""
    marks, drawn = draw_view(browser, "map", **asked)
    charted = run_code(drawn["code"], case)
    pd.testing.assert_frame_equal(_in_order(marks), _in_order(charted))
    assert len(marks)
    return marks, drawn


def _in_order(marks):
    is_ground = marks["what"].isin(GROUND)
    events = marks[~is_ground].sort_values(["id", "what"])
    return pd.concat([marks[is_ground], events], ignore_index=True)


@on_strait
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_case_without_cells_has_the_marks_of_the_chart_of_events_alone(opened, lang):
    """Where no ground was measured, only events are marked, as on the chart."""
    marks, _ = require_same(*opened, lang=lang)
    assert not marks["what"].isin(GROUND).any()


@on_strait
def test_a_case_without_cells_says_that_no_ground_is_shown(opened):
    """It says why no ground is there, and how many events are away from the front."""
    _, drawn = draw_view(opened[1], "map")
    assert drawn["notes"] == [
        "This case has no map of control measured by cell: only claims are shown.",
        "2 events away from the front are not on the map.",
    ]


@on_strait
def test_on_an_earlier_day_it_has_the_marks_of_what_was_known(opened):
    """On a day it shows what was known by then, as its lines do."""
    marks, _ = require_same(*opened, day="2031-04-16")
    assert 0 < len(marks) < 6


@on_strait
def test_before_anything_was_known_it_says_so(opened):
    """Without event and ground there is a sentence in place of a picture."""
    _, drawn = draw_view(opened[1], "map", day="1900-01-01")
    assert drawn["empty"] == "No event fits what is chosen."


@on_strait
def test_the_window_stays_while_the_day_moves(opened):
    """All chosen events frame the map, whatever the day."""
    codes = [draw_view(opened[1], "map", day=day)[1]["code"] for day in (None, "2031-04-16")]
    windows = {code.split("window=")[1] for code in codes}
    assert len(windows) == 1


@pytest.mark.parametrize("opened", [REFUSED], indirect=True)
def test_events_that_the_chart_refuses_are_left_out_by_a_line(opened):
    """An event without an actor, or of a status that has no sign, is counted in a note and not drawn."""
    marks, drawn = require_same(*opened)
    assert len(marks) == 3
    assert drawn["notes"][1] == (
        "2 events away from the front are not on the map. 1 event at the front has no known place. "
        "2 events without an actor, a day or a status that has a sign are not on the map."
    )


@on_shipped
@pytest.mark.parametrize("source", ["deepstate-map-data", "owlmaps-map-data"])
def test_every_page_of_every_map_of_control_has_the_marks_of_its_chart(opened, source):
    """Each page of each map has the marks of `plot_front_map`, ground first."""
    _, drawn = draw_view(opened[1], "map", map=source)
    for page in range(drawn["pages"]):
        marks, _ = require_same(*opened, map=source, page=page)
        assert "gained" in set(marks["what"])


@on_shipped
@pytest.mark.parametrize(
    ("asked", "of_cells"),
    [
        ({"day": "2024-08-02"}, "2024-08-01"),
        ({"day": "2024-08-20"}, "2024-08-06"),
        ({"day": "2024-12-20", "lang": "fr", "page": 0}, "2024-12-16"),
        ({"day": "2025-01-15", "map": "owlmaps-map-data"}, "2025-01-01"),
    ],
    ids=["before any event", "early", "French", "further map"],
)
def test_on_a_day_it_has_the_ground_of_the_last_day_of_cells_before(opened, asked, of_cells):
    """Ground is that of the last day of cells that is not after the day."""
    marks, _ = require_same(*opened, **asked)
    own = marks.loc[marks["what"].isin(GROUND), "at"].str.partition("/")[2].unique()
    assert own.tolist() == [of_cells]


@on_shipped
@pytest.mark.parametrize(
    ("day", "said"),
    [
        (
            "2024-08-07",
            "Ukraine Control Map was measured from 6 Aug 2024 on, and what changed shows from its next day: "
            "only claims are shown.",
        ),
        ("2024-08-05", "None of these events has a place at the front that a map could show."),
    ],
)
def test_by_the_first_day_of_a_map_only_claims_are_shown(opened, day, said):
    """Before two days of a map have passed there is no ground, and a sentence says so."""
    marks, drawn = draw_view(opened[1], "map", map="owlmaps-map-data", day=day)
    assert not marks["what"].isin(GROUND).any()
    assert said in [*(drawn["notes"] or []), drawn["empty"]]


@on_shipped
def test_the_maps_of_control_of_the_case_are_offered(opened):
    """A case with two maps of control offers both by name."""
    _, drawn = draw_view(opened[1], "map")
    assert [one["name"] for one in drawn["maps"]] == ["DeepStateMap", "Ukraine Control Map"]


@on_shipped
@pytest.mark.parametrize("source", ["deepstate-map-data", "owlmaps-map-data"])
def test_as_many_cells_are_drawn_as_counted_between_the_days(opened, source):
    """Each cell gained or lost bears one sign, as many as `cells_between` counts."""
    case, browser = opened
    base_map = at.read_base_map(case)
    days = case.map_of(source).cell_days
    for last in (days[3], days[7], days[-1]):
        ground = at.cells_between(case.cells, days[0], last, source_id=source, base_map=base_map)
        draw_view(browser, "map", map=source, day=last)
        counted = dict(zip(ground["what"], ground["cells"], strict=True))
        counted.pop("held", None)
        assert browser.evaluate(SIGNS) == counted


@on_shipped
def test_each_kind_of_ground_is_one_mark_of_few_elements(opened):
    """However many cells there are, the picture has few elements."""
    draw_view(opened[1], "map")
    assert opened[1].evaluate("() => document.querySelectorAll('svg *').length") < 600


@on_shipped
@pytest.mark.parametrize("width", [760, 480])
def test_no_name_covers_another_or_a_mark(opened, width):
    """Names and marks stand apart, in a wide and in a narrow picture."""
    _, drawn = draw_view(opened[1], "map", width=width)
    for page in range(drawn["pages"]):
        draw_view(opened[1], "map", width=width, page=page)
        boxes = opened[1].evaluate(NAMES)
        assert not [pair for pair in combinations(boxes, 2) if _cover(*pair)]


def _cover(one, other):
    """Return whether two boxes overlap by more than two pixels."""
    return all(min(one[end + 2], other[end + 2]) - max(one[end], other[end]) > 2 for end in (0, 1))


# How many cells bear the sign of their kind: a stroke or a dot each.
SIGNS = """() => Object.fromEntries(["gained", "lost"].flatMap((what) => {
  const sign = document.querySelector(`[data-what=${what}] path:nth-of-type(2)`);
  return sign ? [[what, sign.getAttribute("d").split("M").length - 1]] : [];
}))"""
# The boxes of the names on the map, and of the marks of events.
NAMES = """() => [...document.querySelectorAll("svg svg > text, svg svg > .at-mark")]
  .filter((one) => !["held", "gained", "lost"].includes(one.dataset.what))
  .map((one) => one.getBoundingClientRect()).map((box) => [box.left, box.top, box.right, box.bottom])"""
