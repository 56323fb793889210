"""The explorer in JupyterLab in Chromium: opened, moved, saved from, left with its code, its kernel gone."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import nbformat
import pytest
from browsing import SHOWN, Lab, cell_errors, close_kernels, keep_picture, open_notebook, open_page, run_all
from conftest import HAS_FAILED, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

CELLS = [
    'import analysttools as at\n\ncase = at.load_case("strait")',
    'first = at.explore(case, thing="killed.upland.strait-road", figures="saved")\nfirst',
    'second = at.explore(case, lang="fr")\nsecond.patience = 1000\nsecond',
]


@pytest.fixture(scope="module")
def walk(_server: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, list[str], Lab]]:
    """Open a notebook with two explorers and run it; each test goes on where the one before it stopped."""
    folder = _server.folder / "notebooks"
    shutil.copytree(ROOT / "tests" / "cases" / "strait", folder / "strait")
    cells = [nbformat.v4.new_code_cell(text) for text in CELLS]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, folder / "explored.ipynb")
    complaints: list[str] = []
    with open_page(tmp_path_factory.mktemp("walk") / "profile", complaints) as page:
        open_notebook(page, _server, "explored.ipynb")
        run_all(page)
        page.wait_for_selector(f"{SHOWN} .at-explorer >> nth=1", timeout=30_000)
        yield page, complaints, _server
    close_kernels(_server)


@pytest.fixture
def explored(request: pytest.FixtureRequest, walk: tuple[Page, list[str], Lab]) -> Iterator[Page]:
    """Return the page; what it shows is kept if the test fails, and its console is empty in the end."""
    page, complaints, _ = walk
    yield page
    if request.node.stash.get(HAS_FAILED, False):
        print(f"What the page showed: {keep_picture(page, request.node.nodeid)}")  # noqa: T201
    assert complaints == []
    assert cell_errors(page) == []


def _explorer(page: Page, place: int = 0) -> Locator:
    return page.locator(f"{SHOWN} .at-explorer").nth(place)


def _run_cell(page: Page, code: str) -> str:
    """Run some code in a new last cell, and return what it gives."""
    page.locator(f"{SHOWN} .jp-Cell .cm-content").last.click()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.insert_text(code)
    page.keyboard.press("Control+Enter")
    cell = page.locator(f"{SHOWN} .jp-CodeCell").filter(has_text=code).last
    cell.get_by_text(re.compile(r"^\[\d+\]:$")).first.wait_for(timeout=30_000)
    shown = cell.locator(".jp-OutputArea-output")
    return shown.last.inner_text().strip() if shown.count() else ""


def test_two_explorers_open(explored: Page) -> None:
    """Each begins with what it was given, in its language."""
    assert _explorer(explored).locator("h2").inner_text() == "Upland troops: killed, Strait Road"
    assert _explorer(explored, 1).get_attribute("lang") == "fr"
    assert _explorer(explored).locator(".at-mark").count() > 5


def test_the_kernel_knows_what_is_shown(explored: Page) -> None:
    """A view that is chosen, by key as well, is followed by state and code; the other explorer stays."""
    _explorer(explored).locator("[data-key=view-table]").focus()
    explored.keyboard.press("Enter")
    _explorer(explored).locator("table").first.wait_for()
    explored.wait_for_timeout(300)  # it is told after a moment without a move
    assert _run_cell(explored, "first.state['view'], second.state['view']") == "('table', 'overview')"
    assert "at.tabulate_claims(claims)" in _run_cell(explored, "print(first.code)")
    _explorer(explored).locator("[data-key=view-ruler]").click()


def test_letters_stay_in_the_explorer(explored: Page) -> None:
    """What JupyterLab would take for a command goes into the search: no cell is cut or added."""
    before = explored.locator(f"{SHOWN} .jp-Cell").count()
    field = _explorer(explored, 1).locator("[data-key=search]")
    field.click()
    explored.keyboard.type("xabdd")
    assert field.input_value() == "xabdd"
    field.fill("")
    assert explored.locator(f"{SHOWN} .jp-Cell").count() == before


def test_a_figure_is_saved(explored: Page, walk: tuple[Page, list[str], Lab]) -> None:
    """The files that are named are there, and hold the marks of the view."""
    explorer = _explorer(explored)
    explorer.locator("[data-key=leave-code]").click()
    explorer.locator("[data-key=figure-name]").fill("explored-killed")
    explorer.locator("[data-key=save-figure]").click()
    explorer.get_by_text("Saved: saved/explored-killed.png, saved/explored-killed.svg").wait_for(
        timeout=30_000
    )
    file: Path = walk[2].folder / "notebooks" / "saved" / "explored-killed.json"
    record = json.loads(file.read_text(encoding="utf-8"))
    shown = explorer.locator(".at-mark").evaluate_all("marks => marks.map(mark => mark.dataset.id)")
    assert [mark["id"] for mark in record["marks"]] == shown


def test_a_figure_that_cannot_be_saved_is_told(explored: Page) -> None:
    """The sentence is that of Python."""
    explorer = _explorer(explored)
    explorer.locator("[data-key=figure-name]").fill("Two Words")
    explorer.locator("[data-key=save-figure]").click()
    explorer.get_by_text(re.compile(r"This could not be done: save_figure: ")).first.wait_for(timeout=30_000)


def test_the_code_goes_below(explored: Page) -> None:
    """The button puts the lines into a new cell, below the one of the explorer, letter by letter."""
    explorer = _explorer(explored)
    lines = explorer.locator(".at-code pre").text_content()
    explorer.locator("[data-key=insert-code]").click()
    explorer.get_by_text("Inserted as a new cell.").wait_for(timeout=10_000)
    cells = explored.locator(f"{SHOWN} .jp-Cell")
    inserted = explored.evaluate(
        "() => window.jupyterapp.shell.currentWidget.content.widgets.map(one => one.model.sharedModel.source)"
    )
    assert inserted[2] == lines.rstrip()
    assert cells.count() == len(inserted)


def test_a_kernel_that_has_gone_stops_nothing(explored: Page) -> None:
    """The front end goes on, and only saving says that there is no kernel."""
    _run_cell(explored, "second.patience = 500")
    explored.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    explorer = _explorer(explored, 1)
    explorer.locator("[data-key=lang-en]").click()
    explored.wait_for_selector(f"{SHOWN} .at-explorer[lang=en] >> nth=1")
    explorer.locator("tbody button, tbody a").first.click()
    explorer.locator("h2").wait_for()
    explorer.locator("[data-key=leave-code]").click()
    explorer.locator("[data-key=save-figure]").click()
    said = explorer.get_by_text(
        "This could not be done: the kernel does not respond: it was restarted or closed"
    )
    said.wait_for(timeout=10_000)
