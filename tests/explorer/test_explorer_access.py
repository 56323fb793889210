"""The explorer for every reader: WCAG by axe-core, chart and card in one view, paper, no motion."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from analysttools.explorer.page import write_page
from tests.helpers.browsing import ROOT, open_page
from tests.helpers.walking import Reader

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

AXE = ROOT / "tests" / "vendor" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN_AXE = """async (rules) => {
    const found = await axe.run({resultTypes: ["violations"], runOnly: rules});
    return found.violations.flatMap(({id, nodes}) => nodes.map((node) => `${id}: ${node.html}`));
}"""
# A thing of each case, one of its claims, and one of its events.
CASES = {
    "kursk": ("killed.dprk.kursk-oblast", "nis-2025-04-30-killed", "2025-03-13-sudzha-captured-russian-mod"),
    "strait": ("killed.upland.strait-road", "guard-killed", "ternhaven-taken"),
}
STATES = [
    *("", "measure=killed", "query=zzz", "view=timeline", "view=map&card={event}", "thing={thing}"),
    *(f"thing={{thing}}&view={view}&card={{claim}}" for view in ("ruler", "history", "sources")),
    *(f"thing={{thing}}&view={view}&card={{claim}}" for view in ("retelling", "table")),
]
WINDOWS = [
    *(("kursk", width, lang) for width in (1400, 900) for lang in ("en", "fr")),
    *(("strait", 1400, "fr"), ("strait", 900, "en")),
]
KILLED, CARD, _ = CASES["kursk"]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Open one browser; nothing may be complained of in any test."""
    complaints: list[str] = []
    with open_page(tmp_path_factory.mktemp("access") / "profile", complaints) as page:
        yield page
    assert complaints == []


# The page hears of a new address after a while; this listener is told after its own.
GO_TO = """(shown) => new Promise((then) => {
    if (location.hash === `#${shown}`) return then();
    addEventListener("hashchange", () => then(), { once: true });
    location.hash = shown;
})"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write the page of each case."""
    folder = tmp_path_factory.mktemp("pages")
    for name in CASES:
        write_page(ROOT / "tests" / "cases" / name, folder / f"{name}.html")
    return {name: folder / f"{name}.html" for name in CASES}


def _open(page: Page, file: Path, shown: str, width: int, height: int = 800) -> Reader:
    """Open a page in a window of a size, with what its address says; a page that is open stays."""
    page.set_viewport_size({"width": width, "height": height})
    if page.url.partition("#")[0] == file.as_uri():
        page.evaluate(GO_TO, shown)
    else:
        page.goto(f"{file.as_uri()}#{shown}")
        page.evaluate(AXE.read_text(encoding="utf-8"))
    page.wait_for_selector(".at-main > *")
    page.evaluate("() => new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)))")
    return Reader(page, "#explorer", has_address=True)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("name", "width", "lang"), WINDOWS)
def test_axe_finds_nothing(browser: Page, pages: dict, name: str, width: int, lang: str, state: str) -> None:
    """No rule of WCAG 2.2 AA is broken, with its lists and its lines open."""
    thing, claim, event = CASES[name]
    shown = state.format(thing=thing, claim=claim, event=event)
    reader = _open(browser, pages[name], f"lang={lang}&{shown}", width)
    assert reader.explorer.get_attribute("lang") == lang
    assert len(reader.list_cards()) == ("card=" in state)
    for closed in ("details:not([open]) summary", "[data-key=leave-code][aria-expanded=false]:enabled"):
        for button in reader.explorer.locator(closed).all():
            button.click()
    assert browser.evaluate(RUN_AXE, RULES) == []


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("width", [1280, 900])
@pytest.mark.parametrize("name", CASES)
def test_chart_and_card_are_in_one_view(browser: Page, pages: dict, name: str, width: int, lang: str) -> None:
    """They stand side by side in the first 800 pixels; of a narrow chart, the axis may be below them."""
    thing, claim, _ = CASES[name]
    reader = _open(browser, pages[name], f"lang={lang}&thing={thing}&card={claim}", width)
    chart = reader.explorer.locator(".at-picture").bounding_box()
    card = reader.explorer.locator("aside.at-card").bounding_box()
    assert chart["x"] + chart["width"] <= card["x"]
    assert card["x"] + card["width"] <= width
    last = reader.explorer.locator(".at-mark").last.bounding_box()
    assert last["y"] + last["height"] <= 800
    assert width < 1000 or chart["y"] + chart["height"] <= 800
    assert card["y"] + card["height"] <= 800
    assert browser.evaluate("() => document.documentElement.scrollWidth") == width


def test_on_paper_there_are_picture_and_card(browser: Page, pages: dict, tmp_path: Path) -> None:
    """The card is printed whole, and the day that it was known on."""
    reader = _open(browser, pages["kursk"], f"thing={KILLED}&card={CARD}&day=2025-04-30", 1280)
    browser.emulate_media(media="print")
    browser.pdf(path=tmp_path / "page.pdf", format="A4")
    card = reader.explorer.locator("aside.at-card")
    is_whole = card.evaluate("(card) => card.scrollHeight <= card.clientHeight + 1")
    parts = [".at-picture svg", ".at-card article", "h2", ".at-known", ".at-pager span"]
    seen = {part: reader.explorer.locator(part).first.is_visible() for part in parts}
    browser.emulate_media(media="null")
    assert is_whole
    assert seen == dict.fromkeys(parts, True)
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    "state", ["", f"thing={KILLED}&card={CARD}", f"thing={KILLED}&view=table", "view=map"]
)
@pytest.mark.parametrize("width", [1280, 900])
def test_on_paper_there_are_no_controls(browser: Page, pages: dict, width: int, state: str) -> None:
    """Nothing that can be pressed is printed, but for names of rows, columns and claims."""
    reader = _open(browser, pages["kursk"], state, width)
    browser.emulate_media(media="print")
    pressed = reader.explorer.locator(
        "button:not(article button, li button, table button), input, select, summary"
    )
    shown = [one.get_attribute("data-key") for one in pressed.all() if one.is_visible()]
    browser.emulate_media(media="null")
    assert pressed.count() > 5
    assert shown == []


def test_on_narrow_paper_the_picture_is_whole(browser: Page, pages: dict) -> None:
    """A picture drawn for a wide window is made smaller, for paper does not scroll."""
    reader = _open(browser, pages["kursk"], f"thing={KILLED}", 1280)
    browser.emulate_media(media="print")
    picture = reader.explorer.locator(".at-picture")
    # paper is laid out at once: nothing is drawn anew for it
    needed = picture.evaluate(
        """(picture) => {
            picture.style.width = "400px";
            return [picture.scrollWidth, picture.clientWidth];
        }"""
    )
    browser.emulate_media(media="null")
    assert needed[0] <= needed[1]


def test_without_motion_nothing_moves_by_itself(browser: Page, pages: dict) -> None:
    """Who asks for less motion has no transition, no animation, no smooth scrolling."""
    browser.emulate_media(reduced_motion="reduce")
    reader = _open(browser, pages["kursk"], f"thing={KILLED}", 1280)
    moving = reader.explorer.evaluate(
        """(whole) => [...whole.querySelectorAll("*")].filter((one) => {
            const look = getComputedStyle(one);
            const lasts = (value) => value.split(",").some((time) => parseFloat(time) > 0);
            return lasts(look.transitionDuration) || lasts(look.animationDuration)
                || look.scrollBehavior === "smooth" || one.matches("animate, animateTransform");
        }).map((one) => one.outerHTML.slice(0, 100))"""
    )
    reader.find("view-history").click()
    running = browser.evaluate("() => document.getAnimations().length")
    browser.emulate_media(reduced_motion="null")
    assert (moving, running) == ([], 0)
