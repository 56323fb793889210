"""The view on one ruler against `plot_estimates`: the same marks, for every thing of two cases."""

from __future__ import annotations

import pandas as pd
import pytest

import analysttools as at
from tests.helpers.front_end import draw_view, list_things, open_views, run_code

pytestmark = [pytest.mark.browser]
SMALL = 10


@pytest.fixture(
    scope="module", params=["tests/cases/strait", pytest.param("data", marks=pytest.mark.shipped)]
)
def case(request):
    """Return a small case, and the shipped one."""
    return at.load_case(request.param)


@pytest.fixture(scope="module")
def browser(case, tmp_path_factory):
    """Return a page that draws the views of the case."""
    with open_views(case, tmp_path_factory.mktemp("browser")) as page:
        yield page


def sample(case: at.Case, every: int) -> list[str]:
    """Return the things of a case: all of a small one, of a large one each of so many."""
    things = list_things(case)
    return things if len(things) < SMALL else things[::every]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_page_of_every_thing_has_the_marks_of_the_chart_that_its_lines_draw(case, browser, lang):
    """What is drawn in the browser is what its lines draw in a notebook, mark for mark."""
    for thing in sample(case, every=1 if lang == "en" else 5):
        _, drawn = draw_view(browser, "ruler", thing=thing, lang=lang)
        for page in range(drawn["pages"]):
            marks, drawn = draw_view(browser, "ruler", thing=thing, lang=lang, page=page)
            if not drawn["empty"]:
                pd.testing.assert_frame_equal(marks, run_code(drawn["code"], case))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_on_an_earlier_day_it_has_the_marks_of_what_was_known(case, browser, share):
    """Of an earlier day there are the marks of the claims that were known by then."""
    days = case.claims["asserted_latest"].dropna().sort_values()
    day = str(days.iloc[int(share * len(days))].date())
    for thing in sample(case, every=3):
        marks, drawn = draw_view(browser, "ruler", thing=thing, day=day)
        if len(marks):
            pd.testing.assert_frame_equal(marks, run_code(drawn["code"], case))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_several_things_stand_in_blocks_as_in_the_chart(case, browser, lang):
    """Each two things of one unit that follow each other stand on one ruler, in the blocks of the chart."""
    units = case.measures.set_index("measure_id")["unit"]
    things = [thing for thing in list_things(case) if units[thing.split(".")[0]] == "persons"]
    for pair in zip(things[:12:2], things[1:12:2], strict=False):
        marks, drawn = draw_view(browser, "ruler", thing=";".join(pair), lang=lang)
        pd.testing.assert_frame_equal(marks, run_code(drawn["code"], case))
