"""The view over time against `plot_history`: the same marks, for every thing of two cases."""

from __future__ import annotations

import pytest

import analysttools as at
from tests.helpers.front_end import draw_alike, draw_view, list_things, open_views

pytestmark = [pytest.mark.browser]


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


def test_every_thing_has_the_marks_of_the_chart_that_its_lines_draw(case, browser):
    """What is drawn in the browser is what its lines draw in a notebook, mark for mark."""
    for rank, thing in enumerate(list_things(case)):
        scopes = draw_view(browser, "history", thing=thing)[1]["scopes"]
        if scopes:  # one of each, the most frequent of some and others of others
            draw_alike(browser, "history", case, thing=thing, scope=scopes[rank % len(scopes)]["id"])


@pytest.mark.parametrize(("lang", "share"), [("fr", None), ("en", 0.3), ("fr", 0.7)])
def test_in_french_and_on_earlier_days_it_has_the_marks_of_what_was_known(case, browser, lang, share):
    """In French, and of an earlier day, there are the marks of the claims that were known by then."""
    days = case.claims["asserted_latest"].dropna().sort_values()
    day = None if share is None else str(days.iloc[int(share * len(days))].date())
    for thing in list_things(case)[::6]:
        draw_alike(browser, "history", case, thing=thing, lang=lang, day=day)


def test_a_choice_of_scopes_is_given_the_most_frequent_first(case, browser):
    """Each scope is offered once, under an id of its own, the one of the most claims first."""
    for thing in list_things(case):
        scopes = draw_view(browser, "history", thing=thing)[1]["scopes"]
        assert [one["count"] for one in scopes] == sorted((one["count"] for one in scopes), reverse=True)
        assert len({one["id"] for one in scopes}) == len(scopes)
