"""The claim form in JupyterLab in Chromium, by keyboard alone: from a sentence to the file, and back."""

from __future__ import annotations

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

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

CELL = 'import analysttools as at\n\nform = at.claim_form(at.load_case("form-case"))\nform'
SENTENCE = "The Coast Guard said at least 40 upland soldiers were killed on the Strait Road."
# The name of what has the focus, as a screen reader says it.
LABEL = """() => {
    const focused = document.activeElement;
    return (focused?.labels?.[0]?.innerText || focused?.innerText || '').trim();
}"""
TOO_WIDE = """form => [...form.querySelectorAll('*')]
    .filter(one => one.getBoundingClientRect().right > form.getBoundingClientRect().right + 1)
    .map(one => `${one.tagName} ${one.className} ${one.innerText}`.slice(0, 80))"""


@pytest.fixture(scope="module")
def walk(_server: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, list[str], Path]]:
    """Open a notebook with the form and run it; each test goes on where the one before it stopped."""
    folder = _server.folder / "notebooks"
    shutil.copytree(ROOT / "tests" / "cases" / "strait", folder / "form-case")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(CELL)], metadata={"kernelspec": kernel}
    )
    nbformat.write(notebook, folder / "form.ipynb")
    complaints: list[str] = []
    with open_page(tmp_path_factory.mktemp("form") / "profile", complaints) as page:
        open_notebook(page, _server, "form.ipynb")
        run_all(page)
        page.wait_for_selector(f"{SHOWN} .at-claim-form", timeout=30_000)
        page.locator(f"{SHOWN} .at-claim-form textarea").focus()
        yield page, complaints, folder / "form-case"
    close_kernels(_server)


@pytest.fixture
def form(request: pytest.FixtureRequest, walk: tuple[Page, list[str], Path]) -> Iterator[Page]:
    """Return the page; what it shows is kept if the test fails, and its console is empty in the end."""
    page, complaints, _ = walk
    yield page
    if request.node.stash.get(HAS_FAILED, False):
        print(f"What the page showed: {keep_picture(page, request.node.nodeid)}")  # noqa: T201
    assert complaints == []
    assert cell_errors(page) == []


def _go_to(page: Page, label: str, key: str = "Tab") -> None:
    """Press a key until what has this label has the focus."""
    for _ in range(40):
        if page.evaluate(LABEL) == label:
            return
        page.keyboard.press(key)
    raise AssertionError(f"40 times {key} did not lead to {label}, but to {page.evaluate(LABEL)}")


def _hear(page: Page, words: str | re.Pattern[str]) -> None:
    """Wait until the form says something where a screen reader is told."""
    told = page.locator(f"{SHOWN} .at-claim-form :is([role=alert], [role=status])")
    told.get_by_text(words).first.wait_for(timeout=30_000)


def test_a_pasted_sentence_is_shown_with_what_it_says(form: Page) -> None:
    """Over its words, once the field is left by Tab."""
    form.keyboard.insert_text(SENTENCE)
    form.keyboard.press("Tab")
    read = form.locator(f"{SHOWN} .at-claim-form .at-read")
    read.first.wait_for(timeout=30_000)
    assert read.all_inner_texts() == [
        *["Claimant: Coast guard\nCoast Guard", "at least 40\nat least 40", "Whose: Upland troops\nupland"],
        *["What: killed\nkilled", "Where: Strait Road\nStrait Road"],
    ]
    assert form.evaluate(LABEL) == "What"


def test_what_is_missing_is_told_to_a_screen_reader(form: Page) -> None:
    """The button is pressed by Enter."""
    _go_to(form, "Check")
    form.keyboard.press("Enter")
    _hear(form, "The claim has 5 faults. Nothing was written")
    assert form.locator(f"{SHOWN} .jp-Cell").count() == 1


def test_the_claim_is_finished_by_keyboard(form: Page) -> None:
    """Lists by their letters, texts by typing, an option by its name."""
    given = {
        "Kind": "cumu",
        "Period": "2031-03-10/2031-05-02",
        "Said on": "2031-05-02",
        "Source": "radio-05-04",
    }
    given |= {"Status": "confirmed by c", "Summary (English)": "At least 40 upland soldiers killed."}
    _go_to(form, "Qualifier", "Shift+Tab")
    for label, text in given.items():
        _go_to(form, label)
        form.keyboard.type(text)
    _go_to(form, "Check")
    form.keyboard.press("Space")
    _hear(form, "coast-guard-2031-05-02-killed has no fault. Nothing was written")


def test_the_claim_is_in_the_file(form: Page, walk: tuple[Page, list[str], Path]) -> None:
    """The last line of claims.csv holds it, and the form is ready for the next sentence."""
    _go_to(form, "Add to the case")
    form.keyboard.press("Enter")
    _hear(form, re.compile("coast-guard-2031-05-02-killed was added"))
    last = (walk[2] / "claims.csv").read_text(encoding="utf-8").splitlines()[-1]
    assert last.startswith("coast-guard-2031-05-02-killed,killed,upland,strait-road,cumulative,")
    assert form.locator(f"{SHOWN} .at-claim-form textarea").input_value() == ""


def test_a_new_source_is_a_tick_away(form: Page) -> None:
    """Its fields open by Space, below the field of the source."""
    _go_to(form, "The source is new", "Shift+Tab")
    form.keyboard.press("Space")
    form.get_by_label("publisher").wait_for()
    _go_to(form, "publisher")
    _go_to(form, "The source is new", "Shift+Tab")
    form.keyboard.press("Space")
    form.get_by_label("publisher").wait_for(state="hidden")
    form.keyboard.press("Tab")
    assert form.evaluate(LABEL) == "Status"


def test_the_claim_is_taken_back(form: Page, walk: tuple[Page, list[str], Path]) -> None:
    """One press, and the files are those of before."""
    _go_to(form, "Undo coast-guard-2031-05-02-killed")
    form.keyboard.press("Enter")
    _hear(form, re.compile("was taken out again; the files are as they were"))
    for file in (ROOT / "tests" / "cases" / "strait").glob("*.csv"):
        assert (walk[2] / file.name).read_bytes() == file.read_bytes()


def test_a_picture_of_the_form_is_kept(form: Page) -> None:
    """Nothing is wider than the form, at the width of a small screen as well."""
    form.locator(f"{SHOWN} .at-claim-form textarea").focus()
    form.keyboard.insert_text(SENTENCE)
    form.keyboard.press("Tab")
    form.locator(f"{SHOWN} .at-claim-form .at-read").first.wait_for(timeout=30_000)
    for width in (1280, 700):
        form.set_viewport_size({"width": width, "height": 800})
        assert form.locator(f"{SHOWN} .at-claim-form").evaluate(TOO_WIDE) == []
