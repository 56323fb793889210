"""The explorer in JupyterLab in Chromium: moved by key and by mouse, asked, saved, left with its code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
from browsing import SHOWN, Lab, ask_lab, cell_errors, open_notebook, run_all, wait_until_idle
from nbformat.v4 import new_code_cell, new_notebook

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

DRAWN = "([place, day]) => document.querySelectorAll('.at-pictures')[place]?.dataset.drawn === day"
# Texts that a page could take for something else than text.
HOSTILE = {
    "html": "<b>bold</b> <img src=x onerror=\"window.hacked='html'\">",
    "script": "<script>window.hacked='script'</script>",
    "attribute": '" onmouseover="window.hacked=\'attribute\'" x="',
    "markdown": "**bold** [link](javascript:window.hacked='markdown') `code`",
    "latex": "$\\frac{12000}{50000}$ \\(x^2\\) $$\\sum$$",
    "right to left": "\u202eneves\u202c שלום 12,000",
    "long": "long" * 2500,
}


def _explorer(page: Page) -> Locator:
    return page.locator(f"{SHOWN} .at-explorer").first


def _drawn(page: Page, day: str, place: int = 0) -> None:
    """Wait until the picture is that of a day."""
    page.wait_for_function(DRAWN, arg=[place, day], timeout=30_000)


def _settled(page: Page) -> None:
    """Wait until the sentences are of the choice that is shown."""
    page.wait_for_selector(f"{SHOWN} .at-sentences:not(.at-late) >> nth=0", timeout=30_000)


@pytest.fixture
def explored(lab: Lab, page: Page) -> Iterator[Page]:
    """Give a page with `06-explore` open and all its cells run."""
    open_notebook(page, lab, "06-explore.ipynb")
    run_all(page)
    _drawn(page, "2024-12-16")
    yield page


def _write_notebook(lab: Lab, name: str, *cells: str) -> str:
    """Write a notebook beside the others."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells], metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.folder / "notebooks" / name)
    return name


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
    card.get_by_text(wanted, exact=True).wait_for(timeout=15_000)


def test_the_code_pasted_into_a_cell_gives_the_same_marks(explored: Page, lab: Lab) -> None:
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
    explored.keyboard.press("Shift+Enter")
    wait_until_idle(explored)
    record = json.loads((lab.folder / "figures" / "explored-estimates.json").read_text(encoding="utf-8"))
    assert {mark["id"] for mark in record["marks"]} == set(spots)


def test_a_figure_is_saved_and_french_is_spoken(explored: Page, lab: Lab, complaints: list[str]) -> None:
    """Saved from French: the record is French, and so are the labels around it."""
    explorer = _explorer(explored)
    explorer.get_by_role("button", name="Français").click()
    explorer.get_by_text("Mesure").first.wait_for(timeout=30_000)
    explorer.get_by_role("button", name="Enregistrer", exact=True).click()
    explorer.get_by_label("Nom des fichiers").fill("06-explore-saved")
    explorer.get_by_role("button", name="Enregistrer la figure").click()
    explorer.get_by_text(re.compile("Enregistré")).wait_for(timeout=30_000)
    record = json.loads((lab.folder / "figures" / "06-explore-saved.json").read_text(encoding="utf-8"))
    assert (record["lang"], complaints) == ("fr", [])


def test_the_table_sorts_and_goes_out_as_csv(explored: Page) -> None:
    """A head sorts by its column; the file holds all rows, in that order."""
    explorer = _explorer(explored)
    explorer.locator('th button[data-key="says"]').click()
    explorer.locator('th[aria-sort="ascending"] button[data-key="says"]').wait_for(timeout=15_000)
    assert "about 1,500" in explorer.locator(".at-table tbody tr").first.inner_text()
    with explored.expect_download() as download:
        explorer.locator(".at-csv").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert (len(text.splitlines()) - 1, text.splitlines()[1][:8]) == (15, "nis-2024")


def test_every_control_has_a_name_and_can_be_reached_by_key(explored: Page) -> None:
    """Whatever can be operated is named for a screen reader, and Tab reaches it."""
    explorer = _explorer(explored)
    nameless = explorer.evaluate(
        """root => [...root.querySelectorAll('button, input, select, textarea, [tabindex="0"]')].filter(one =>
            one.offsetParent && !one.innerText?.trim() && !one.getAttribute('aria-label') && !one.title
            && !one.labels?.length).map(one => one.outerHTML.slice(0, 120))"""
    )
    unreachable = explorer.evaluate(
        """root => [...root.querySelectorAll('button, input, select')].filter(one =>
            one.offsetParent && one.tabIndex < 0 && !one.classList.contains('at-mark'))
            .map(one => one.outerHTML.slice(0, 120))"""
    )
    assert (nameless, unreachable) == ([], [])


def test_a_closed_kernel_is_told(explored: Page, lab: Lab) -> None:
    """When the kernel is shut down, the explorer says that nothing changes any more."""
    for session in ask_lab(lab, "GET", "api/sessions") or []:
        ask_lab(lab, "DELETE", f"api/sessions/{session['id']}")
    closed = _explorer(explored).locator(".at-closed").first
    closed.wait_for(state="visible", timeout=30_000)
    assert "The kernel does not answer" in closed.inner_text()


def test_two_explorers_do_not_disturb_each_other(lab: Lab, page: Page) -> None:
    """The slider of one moves its own picture alone."""
    made = 'import analysttools as at\ncase = at.load_case("../data")'
    show = 'at.explore(case, measure="{}", as_of="2024-12-16")'
    name = _write_notebook(
        lab, "two.ipynb", made, show.format("personnel_massed"), show.format("personnel_deployed")
    )
    open_notebook(page, lab, name)
    run_all(page)
    _drawn(page, "2024-12-16", 1)
    before = page.locator(".at-picture img").first.get_attribute("src")
    slider = page.locator(".at-range").nth(1)
    slider.focus()
    slider.press("Home")
    _drawn(page, str(slider.get_attribute("aria-valuetext")), 1)
    assert page.locator(".at-pictures").first.get_attribute("data-drawn") == "2024-12-16"
    assert page.locator(".at-picture img").first.get_attribute("src") == before


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_text_shows_as_text_everywhere(
    lab: Lab, page: Page, complaints: list[str], kind: str
) -> None:
    """Claimant, summary, source: in table, card, choices and marks each stands as it was written."""
    text = HOSTILE[kind]
    cells = [
        "from dataclasses import replace\nimport analysttools as at\n"
        f'case = at.load_case("../data")\nTEXT = {text!r}',
        "ids = case.claims['claim_id'].eq('nyt-2024-massed')\n"
        "claims = case.claims.assign(summary_en=case.claims['summary_en'].mask(ids, TEXT), "
        "chain=case.claims['chain'].mask(ids, TEXT))\n"
        "people = case.claimants.assign(label_en=case.claimants['label_en'].mask("
        "case.claimants['claimant_id'].eq('nyt-article'), TEXT))\n"
        "sources = case.sources.assign(publisher=TEXT, url=TEXT)\n"
        "bad = replace(case, claims=claims, claimants=people, sources=sources)",
        'at.explore(bad, measure="personnel_massed", chart="estimates")',
    ]
    open_notebook(page, lab, _write_notebook(lab, "hostile.ipynb", *cells))
    run_all(page)
    _drawn(page, "")
    explorer = _explorer(page)
    explorer.locator('tr[data-id="nyt-2024-massed"] .at-open').click()
    explorer.locator(".at-card dd").first.wait_for()
    texts = explorer.evaluate(
        "root => [...root.querySelectorAll('.at-card dd, .at-open, .at-words label')].map(one => one.textContent.trim())"
    )
    shown = " ".join(text.split())
    assert sum(shown in " ".join(one.split()) for one in texts) >= 4
    assert page.evaluate("window.hacked") is None
    assert explorer.locator(".MathJax, mjx-container, .at-card b, .at-table b, script").count() == 0
    assert complaints == []
