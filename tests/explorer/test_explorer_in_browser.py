"""The explorer in JupyterLab in Chromium: moved by key and by mouse, asked, saved, left with its code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import (
    SHOWN,
    Lab,
    cell_errors,
    close_kernels,
    keep_picture,
    open_notebook,
    open_page,
    run_all,
)
from conftest import HAS_FAILED

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

DRAWN = "([place, day]) => document.querySelectorAll('.at-pictures')[place]?.dataset.drawn === day"


def _explorer(page: Page) -> Locator:
    return page.locator(f"{SHOWN} .at-explorer").first


def _drawn(page: Page, day: str, place: int = 0) -> None:
    """Wait until the picture is that of a day."""
    page.wait_for_function(DRAWN, arg=[place, day], timeout=30_000)


def _settled(page: Page) -> None:
    """Wait until the sentences are of the choice that is shown."""
    page.wait_for_selector(f"{SHOWN} .at-sentences:not(.at-late) >> nth=0", timeout=30_000)


@pytest.fixture(scope="module")
def walk(_server: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, list[str]]]:
    """Open `06-explore` once and run all its cells; each test goes on where the one before it stopped."""
    complaints: list[str] = []
    with open_page(tmp_path_factory.mktemp("walk") / "profile", complaints) as page:
        open_notebook(page, _server, "06-explore.ipynb")
        run_all(page)
        page.locator(f"{SHOWN} .jp-Placeholder").last.click()  # the last cell is folded, and is written below
        _drawn(page, "2024-12-16")
        yield page, complaints
    close_kernels(_server)


@pytest.fixture
def explored(request: pytest.FixtureRequest, walk: tuple[Page, list[str]]) -> Iterator[Page]:
    """Return the page of the walk, the explorer on the day of the founding article."""
    page = walk[0]
    _explorer(page).locator(".at-day").fill("2024-12-16")
    _drawn(page, "2024-12-16")
    yield page
    if request.node.stash.get(HAS_FAILED, False):
        print(f"What the page showed: {keep_picture(page, request.node.nodeid)}")  # noqa: T201


@pytest.fixture
def lab_server(_server: Lab) -> Lab:
    """Return JupyterLab; its kernels last as long as the walk."""
    return _server


@pytest.fixture
def complaints(walk: tuple[Page, list[str]]) -> list[str]:
    """Return what the console and the network of the walk complain of."""
    return walk[1]


def test_it_opens_without_an_error(explored: Page, complaints: list[str]) -> None:
    """All cells run, the console is silent, nothing is asked of another machine."""
    assert (cell_errors(explored), complaints) == ([], [])
    assert _explorer(explored).locator(".at-picture img").count() == 1


def test_the_slider_moves_by_key_and_by_mouse(explored: Page, complaints: list[str]) -> None:
    """An arrow key goes one day on; a click on the rail goes there; the picture is of that day."""
    slider = _explorer(explored).locator(".at-range")
    slider.focus()
    slider.press("ArrowLeft")
    day = slider.get_attribute("aria-valuetext")
    assert re.fullmatch(r"2024-\d\d-\d\d", day or "")
    _drawn(explored, str(day))
    box = slider.bounding_box()
    assert box is not None
    explored.mouse.click(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2)
    there = slider.get_attribute("aria-valuetext")
    assert there is not None
    assert there < str(day)
    _drawn(explored, there)
    _settled(explored)
    left = _explorer(explored).locator(".at-sentences li").first.inner_text()
    assert int(left.split()[0]) < 15
    assert complaints == []


def test_dragging_ends_at_the_last_position(explored: Page) -> None:
    """However fast it is moved, the picture is that of the place where it was let go."""
    slider = _explorer(explored).locator(".at-range")
    box = slider.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    explored.mouse.move(box["x"] + box["width"] * 0.9, middle)
    explored.mouse.down()
    explored.mouse.move(box["x"] + 4, middle, steps=30)
    explored.mouse.move(box["x"] + box["width"] * 0.5, middle, steps=30)
    explored.mouse.up()
    day = slider.get_attribute("aria-valuetext")
    _drawn(explored, str(day))
    explored.wait_for_timeout(1500)
    assert explored.locator(".at-pictures").first.get_attribute("data-drawn") == day


def test_it_plays(explored: Page) -> None:
    """Play goes from day to day by itself, until it is paused."""
    explorer = _explorer(explored)
    explorer.locator(".at-range").focus()
    explorer.locator(".at-range").press("Home")
    first = explorer.locator(".at-range").get_attribute("aria-valuetext")
    _drawn(explored, str(first))
    explorer.locator(".at-play").click()
    explored.wait_for_function(
        "first => document.querySelector('.at-pictures').dataset.drawn > first", arg=first, timeout=30_000
    )
    explorer.locator(".at-play").click()
    assert "Play" in explorer.locator(".at-play").inner_text()


def test_a_filter_changes_counts_and_can_be_undone(explored: Page) -> None:
    """A choice that leaves nothing is named; its button brings the claims back."""
    explorer = _explorer(explored)
    explorer.locator("summary", has_text="Kind").click()
    explorer.get_by_label(re.compile("within a period")).check()
    _settled(explored)
    explorer.locator("summary", has_text="Place").click()
    explorer.get_by_label(re.compile(r"^\s*Kursk oblast \(")).check()
    explorer.locator(".at-undo").wait_for(timeout=30_000)
    assert "Nothing is left: Place (Kursk oblast)" in explorer.locator(".at-sentences").first.inner_text()
    explorer.locator(".at-undo").click()
    explorer.locator(".at-picture img").wait_for(timeout=30_000)
    explorer.get_by_role("button", name="All of kind").click()
    _settled(explored)


def test_a_mark_opens_the_card_of_its_claim(explored: Page) -> None:
    """Pointing at the mark of 50,000 tells who said it, by mouse; arrow and Enter do as well."""
    explorer = _explorer(explored)
    explorer.locator('.at-mark[data-id="nyt-2024-massed"]').last.click()
    card = explorer.locator(".at-card")
    card.get_by_text("NY Times (per article)").first.wait_for(timeout=15_000)
    assert "50,000" in card.inner_text()
    first = explorer.locator(".at-mark[tabindex='0']").first
    first.focus()
    explored.keyboard.press("ArrowDown")
    wanted = explored.evaluate("document.activeElement.dataset.id")
    explored.keyboard.press("Enter")
    explorer.locator(f".at-mark.at-chosen[data-id='{wanted}']").first.wait_for(timeout=15_000)
    card.get_by_text(wanted, exact=True).wait_for(timeout=15_000)


def test_the_code_pasted_into_a_cell_gives_the_same_marks(explored: Page, lab_server: Lab) -> None:
    """The lines of the code tab are copied, pasted, run: the figure they save has the marks shown."""
    explored.context.grant_permissions(["clipboard-read", "clipboard-write"])
    explorer = _explorer(explored)
    explorer.get_by_role("button", name="Code").click()
    explorer.locator(".at-copy").click()
    explorer.get_by_text("Copied.").wait_for()
    copied = explored.evaluate("navigator.clipboard.readText()").replace("\r", "")
    assert (
        copied == explorer.locator(".at-code").inner_text()
        or copied.strip() == explorer.locator(".at-code").inner_text().strip()
    )
    spots = explorer.locator(".at-mark").evaluate_all(
        "marks => [...new Set(marks.map(one => one.dataset.id))]"
    )
    explored.locator(f"{SHOWN} .jp-CodeCell").last.locator(".cm-content").click()
    explored.keyboard.press("Escape")
    explored.keyboard.press("b")
    explored.keyboard.press("Enter")
    explored.keyboard.press("Control+V")
    explored.keyboard.press("Control+Enter")
    ran = explored.locator(f"{SHOWN} .jp-CodeCell").last
    # its number, and not "idle", which may be of before it began
    ran.get_by_text(re.compile(r"^\[\d+\]:$")).first.wait_for(timeout=60_000)
    record = json.loads(
        (lab_server.folder / "figures" / "explored-estimates.json").read_text(encoding="utf-8")
    )
    assert {mark["id"] for mark in record["marks"]} == set(spots)


def test_the_code_goes_into_a_new_cell_below(explored: Page) -> None:
    """`explorer.insert_code()` puts the lines of the view below the cell that calls it."""
    text = _explorer(explored).locator(".at-code").text_content() or ""
    cells = explored.locator(f"{SHOWN} .jp-CodeCell")
    cells.last.locator(".cm-content").click()
    explored.keyboard.press("Escape")
    explored.keyboard.press("b")
    explored.keyboard.press("Enter")
    explored.keyboard.type("explorer.insert_code()")
    explored.keyboard.press("Control+Enter")
    cells.filter(has_text="explored-estimates").nth(1).wait_for(timeout=15_000)
    inserted = cells.filter(has_text="explored-estimates").last.locator(".cm-content")
    assert inserted.inner_text().split() == text.split()


def test_a_figure_is_saved_and_french_is_spoken(
    explored: Page, lab_server: Lab, complaints: list[str]
) -> None:
    """Saved from French: the record is French, and so are the labels around it."""
    explorer = _explorer(explored)
    explorer.get_by_role("button", name="Français").click()
    explorer.get_by_text("Mesure").first.wait_for(timeout=30_000)
    explorer.get_by_role("button", name="Enregistrer", exact=True).click()
    explorer.get_by_label("Nom des fichiers").fill("06-explore-saved")
    explorer.get_by_role("button", name="Enregistrer la figure").click()
    explorer.get_by_text(re.compile("Enregistré")).wait_for(timeout=30_000)
    record = json.loads((lab_server.folder / "figures" / "06-explore-saved.json").read_text(encoding="utf-8"))
    assert (record["lang"], complaints) == ("fr", [])
    explorer.get_by_role("button", name="English").click()
    explorer.get_by_role("button", name="Table").click()


def test_the_table_sorts_and_goes_out_as_csv(explored: Page) -> None:
    """A head sorts by its column; the file holds all rows, in that order."""
    explorer = _explorer(explored)
    explorer.locator('th button[data-key="says"]').click()
    explorer.locator('th[aria-sort="ascending"] button[data-key="says"]').wait_for(timeout=15_000)
    first = explorer.locator(".at-table tbody tr:first-child")
    first.filter(has_text="about 1,500").wait_for(timeout=15_000)
    with explored.expect_download() as download:
        explorer.locator(".at-csv").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert (len(text.splitlines()) - 1, text.splitlines()[1][:8]) == (15, "nis-2024")


def test_every_control_has_a_name_and_can_be_reached_by_key(explored: Page) -> None:
    """Whatever can be operated is named for a screen reader, and Tab reaches it."""
    explorer = _explorer(explored)
    nameless = explorer.evaluate(
        """root => [...root.querySelectorAll('button, input, select, textarea, [tabindex="0"]')].filter(one =>
            one.offsetParent && !one.textContent?.trim() && !one.getAttribute('aria-label') && !one.title
            && !one.labels?.length).map(one => one.outerHTML.slice(0, 120))"""
    )
    unreachable = explorer.evaluate(
        """root => [...root.querySelectorAll('button, input, select')].filter(one =>
            one.offsetParent && one.tabIndex < 0 && !one.classList.contains('at-mark'))
            .map(one => one.outerHTML.slice(0, 120))"""
    )
    assert (nameless, unreachable) == ([], [])


def test_a_closed_kernel_is_told(explored: Page, lab_server: Lab) -> None:
    """When the kernel is shut down, the explorer says that nothing changes any more: the end of the walk."""
    close_kernels(lab_server)
    closed = _explorer(explored).locator(".at-closed").first
    closed.wait_for(state="visible", timeout=30_000)
    assert "The kernel does not respond" in closed.inner_text()
