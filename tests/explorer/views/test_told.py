"""Who said it, and retelling, against `plot_sources` and `plot_drift`: the same marks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import analysttools as at
from analysttools.case.loading import Case
from analysttools.explorer.bundle import bundle_modules
from tests.helpers.front_end import draw_view, list_things, open_views, run_code

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser]
VIEWS = pytest.mark.parametrize("view", ["sources", "retelling"])
BOXES = """() => [...document.querySelectorAll("svg text")].map((text) => {
    const { x, y, width, height } = text.getBBox();
    return { left: x, right: x + width, top: y, bottom: y + height };
})"""
STRAIT = Path("tests/cases/strait")
NOWHERE = {"population": "", "place_id": "", "best": "47"}
# Told on and on, twice on one day, of two claims, by a way that begins elsewhere, by none that is on record.
FURTHER = [
    {
        "claim_id": "post-killed",
        "claimant_id": "harbour-radio",
        "derived_from": "radio-killed",
        "asserted": "2031-04-06",
        "chain": "A captain > Merrow Post",
        "qualifier": "about",
        "best": "50",
    },
    {
        "claim_id": "post-casualties",
        "claimant_id": "harbour-radio",
        "derived_from": "guard-killed;mission-wounded;post-killed",
        "measure": "casualties",
        "asserted": "2031-05-03",
        "chain": "Coast guard > Good Offices Mission > Merrow Post > Harbour Radio > Others > Merrow Post",
        "best": "120",
    },
    {
        "claim_id": "both-killed",
        "claimant_id": "upland-staff",
        "derived_from": "guard-killed;radio-killed",
        "asserted": "2031-04-08",
        "chain": "Coast guard > " + " > ".join(f"Paper of the {place}th Harbour" for place in range(4, 12)),
        "low": "40",
        "best": "",
        "qualifier": "more_than",
        "period": "2031-03-10/2031-04-08",
    },
    {"claim_id": "again-killed", "derived_from": "guard-killed", "asserted": "2031-04-08", "best": "41"},
    {"claim_id": "nobody-killed", "claimant_id": "coast-guard", "asserted": "2031-04-07", "best": "45"},
    {"claim_id": "no-one-killed", "claimant_id": "good-offices", "asserted": "2031-04-07", "best": "46"},
    {"claim_id": "nowhere-killed", "claimant_id": "coast-guard", "asserted": "2031-04-07", **NOWHERE},
    {"claim_id": "nowhere-told", "derived_from": "nowhere-killed", "asserted": "2031-04-09", **NOWHERE},
]


@pytest.fixture(scope="module", params=["strait", "told on", pytest.param("data", marks=pytest.mark.shipped)])
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Return the small case, the same with further repeats, and the shipped one."""
    if request.param == "data":
        return at.load_case("data")
    if request.param == "strait":
        return at.load_case(STRAIT)
    folder = tmp_path_factory.mktemp("cases") / "strait"
    shutil.copytree(STRAIT, folder)
    claims = pd.read_csv(folder / "claims.csv", dtype=str)
    like = claims.set_index("claim_id", drop=False).loc["radio-killed"].drop(["chain", "derived_from"])
    further = pd.DataFrame([{**like, "source_id": "radio-05-04", **one} for one in FURTHER])
    pd.concat([claims, further]).to_csv(folder / "claims.csv", index=False)
    return at.load_case(folder)


@pytest.fixture(scope="module")
def browser(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Open a page that draws the views of the case."""
    with open_views(case, tmp_path_factory.mktemp("browser")) as page:
        yield page


def chosen_things(case: Case, every: int) -> list[str]:
    """Return the things of a small case, and of a large one each so many."""
    things = list_things(case)
    return things if len(things) < 20 else things[::every]


def compare_pages(browser: Page, view: str, case: Case, **asked: Any) -> int:
    """Compare every page of a view with the chart that its lines draw; return how many there were."""
    _, first = draw_view(browser, view, **asked)
    if first["empty"]:
        return 0
    for page in range(first["pages"]):
        marks, drawn = draw_view(browser, view, page=page, **asked)
        pd.testing.assert_frame_equal(marks, run_code(drawn["code"], case))
    return first["pages"]


@VIEWS
@pytest.mark.parametrize(("lang", "every"), [("en", 1), ("fr", 8)])
def test_every_page_has_the_marks_of_the_chart_that_its_lines_draw(
    case: Case, browser: Page, view: str, lang: str, every: int
) -> None:
    """Each thing, page by page, is drawn as the lines that a reader takes away draw it."""
    pages = [
        compare_pages(browser, view, case, thing=one, lang=lang, width=480)
        for one in chosen_things(case, every)
    ]
    assert sum(pages) > 0


@VIEWS
@pytest.mark.parametrize("share", [0.3, 0.7])
def test_on_an_earlier_day_it_has_the_marks_of_what_was_known(
    case: Case, browser: Page, view: str, share: float
) -> None:
    """A repeat stands beside what it repeats, and what was said later is not there."""
    days = case.claims["asserted_latest"].dropna().sort_values()
    day = str(days.iloc[int(share * len(days))].date())
    for thing in chosen_things(case, 8):
        compare_pages(browser, view, case, thing=thing, day=day)


def test_all_repeats_of_a_case_are_told_page_by_page(case: Case, browser: Page) -> None:
    """Without a thing, what all claims of a page count alike is left out, and nothing else."""
    assert compare_pages(browser, "retelling", case) > 0


@pytest.mark.parametrize("page", [0, 1])
def test_all_claims_of_a_case_stand_under_their_origins(case: Case, browser: Page, page: int) -> None:
    """Without a thing, claims of many things stand under one origin."""
    marks, drawn = draw_view(browser, "sources", page=page)
    pd.testing.assert_frame_equal(marks, run_code(drawn["code"], case))


@VIEWS
@pytest.mark.parametrize("width", [760, 480])
def test_no_text_leaves_the_picture_or_covers_another_text(
    case: Case, browser: Page, view: str, width: int
) -> None:
    """Long texts are broken into lines, so that nothing is cut off and nothing overlaps."""
    for thing in list_things(case):
        draw_view(browser, view, width=width, page=0, thing=thing)
        boxes = browser.evaluate(BOXES)
        assert all(box["left"] >= 0 and box["right"] <= width + 1 for box in boxes)
        assert [pair for pair in combinations(boxes, 2) if is_overlapping(*pair)] == []


def is_overlapping(one: dict[str, float], other: dict[str, float]) -> bool:
    """Return whether two boxes share more than their edges."""
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    along = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return across > 1 and along > 2


def test_claims_that_repeat_nothing_have_a_sentence_instead(case: Case, browser: Page) -> None:
    """A view without anything to show says why."""
    repeating = case.claims.dropna(subset="derived_from")
    kept = ["measure", "population", "place_id"]
    others = case.claims.merge(repeating[kept], on=kept, how="left", indicator=True)
    first = others[others["_merge"] == "left_only"].iloc[0]
    thing = ".".join("-" if pd.isna(part) else part for part in first[kept])
    _, drawn = draw_view(browser, "retelling", thing=thing)
    assert drawn["empty"] == "None of these claims repeats another."


def test_a_card_can_say_what_changed(browser: Page) -> None:
    """Each change between a claim and what it repeats is a phrase; between others there is none."""
    script = bundle_modules("views/retelling.js") + "window.describeChange = describeChange;"
    browser.add_script_tag(content=script, type="module")
    browser.wait_for_function("() => window.describeChange")
    said = browser.evaluate(
        """() => {
            const told = { origin: {}, changes_fr: ["une"] };
            const ask = (parent) => describeChange({ retellings: [told] }, parent, { lang: "fr" });
            return [ask(told.origin), ask({})];
        }"""
    )
    assert said == [["une"], []]
