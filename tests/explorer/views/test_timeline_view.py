"""The view of events in time against `plot_timeline`: the same marks, on every page of two cases."""

from __future__ import annotations

import shutil
from itertools import combinations

import pandas as pd
import pytest

import analysttools as at
from tests.helpers.front_end import draw_view, open_views, run_code

pytestmark = [pytest.mark.browser]
MOST = 12
REFUSED = "with events that the chart refuses"


@pytest.fixture(
    scope="module", params=["tests/cases/strait", pytest.param("data", marks=pytest.mark.shipped)]
)
def case(request, tmp_path_factory):
    """Return a case."""
    folder = tmp_path_factory.mktemp("case") / "strait"
    return at.load_case(_write_refused(folder) if request.param == REFUSED else request.param)


@pytest.fixture(scope="module")
def browser(case, tmp_path_factory):
    """Return a page in which the views of the case can be drawn."""
    with open_views(case, tmp_path_factory.mktemp("browser")) as page:
        yield page


def test_every_page_has_the_marks_of_the_chart_that_its_lines_draw(case, browser):
    """All events of a case, twelve a page, have the marks of `plot_timeline`."""
    _, drawn = draw_view(browser, "timeline")
    assert drawn["pages"] == -(-len(case.events) // MOST)
    for page in range(drawn["pages"]):
        marks, drawn = draw_view(browser, "timeline", page=page)
        pd.testing.assert_frame_equal(marks, run_code(drawn["code"], case))


@pytest.mark.parametrize("page", [0, None])
def test_in_french_it_has_the_marks_of_the_french_chart(case, browser, page):
    """The first and the last page in French have the marks of the French chart."""
    marks, drawn = draw_view(browser, "timeline", lang="fr", page=page)
    pd.testing.assert_frame_equal(marks, run_code(drawn["code"], case))


@pytest.mark.parametrize("share", [0.3, 0.7])
def test_on_an_earlier_day_it_has_the_marks_of_what_was_known(case, browser, share):
    """On a day it shows what was known by then, as its lines do."""
    days = case.events["date_latest"].dropna().sort_values()
    day = str(days.iloc[int(share * len(days))].date())
    marks, drawn = draw_view(browser, "timeline", day=day)
    pd.testing.assert_frame_equal(marks, run_code(drawn["code"], case))


def test_the_last_page_comes_first(case, browser):
    """Without a page asked for, the latest events are shown."""
    _, drawn = draw_view(browser, "timeline")
    first, _ = draw_view(browser, "timeline")
    last, _ = draw_view(browser, "timeline", page=drawn["pages"] - 1)
    pd.testing.assert_frame_equal(first, last)


@pytest.mark.parametrize("width", [760, 480])
def test_no_label_covers_another_and_none_is_cut_off(browser, width):
    """Labels stand apart and within the picture, in a wide and in a narrow one."""
    _, drawn = draw_view(browser, "timeline", width=width)
    for page in range(drawn["pages"]):
        draw_view(browser, "timeline", width=width, page=page)
        boxes = browser.evaluate(LABELS)
        assert all(left >= 0 and right <= width for left, _, right, _ in boxes)
        assert not [pair for pair in combinations(boxes, 2) if _cover(*pair)]


def test_before_anything_was_known_it_says_so(browser):
    """Without an event there is a sentence in place of a picture."""
    marks, drawn = draw_view(browser, "timeline", day="1900-01-01")
    assert marks.empty
    assert drawn["empty"] == "None of these events has a day to stand on."


@pytest.mark.parametrize("case", [REFUSED], indirect=True)
def test_events_that_the_chart_refuses_are_left_out_by_a_line(case, browser):
    """An event of a category without a lane is counted in a note and not drawn."""
    marks, drawn = draw_view(browser, "timeline")
    pd.testing.assert_frame_equal(marks, run_code(drawn["code"], case))
    assert "1 event without a day, a status or a lane is not drawn." in drawn["notes"]


def _write_refused(folder):
    """Copy a case, and give one of its events a category that the chart does not know."""
    shutil.copytree("tests/cases/strait", folder)
    descriptor = folder / "datapackage.json"
    descriptor.write_text(descriptor.read_text().replace('"combat",', '"combat", "weather",'))
    events = pd.read_csv(folder / "events.csv", dtype=str, keep_default_na=False).set_index("event_id")
    events.loc["talks", "category"] = "weather"
    events.reset_index().to_csv(folder / "events.csv", index=False)
    return folder


# The boxes of all labels: left, top, right, bottom in pixels from the corner of the picture.
LABELS = """() => {
  const { left, top } = document.querySelector("svg").getBoundingClientRect();
  return [...document.querySelectorAll("[data-what=label]")].map((label) => {
    const box = label.getBoundingClientRect();
    return [box.left - left, box.top - top, box.right - left, box.bottom - top];
  });
}"""


def _cover(one, other):
    """Return whether two boxes overlap by more than a pixel."""
    return all(min(one[end + 2], other[end + 2]) - max(one[end], other[end]) > 1 for end in (0, 1))
