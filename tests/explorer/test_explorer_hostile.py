"""Hostile texts in every field of a case, and a view that fails: nothing runs, nothing is cut off."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import analysttools as at
from analysttools.explorer import page as pages
from analysttools.explorer.bundle import bundle_modules
from analysttools.explorer.page import format_page
from analysttools.explorer.view_model import build_view_model
from tests.helpers.browsing import open_page
from tests.helpers.odd_cases import LONG, RIGHT_TO_LEFT, SCRIPT, build_model, load_strait
from tests.helpers.walking import Reader

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

TEXTS = {
    "a formula, a script, signs": f"=1+1 \"two\" 'one' &amp; {SCRIPT}\n{RIGHT_TO_LEFT} 👩‍👩‍👧‍👦 end",
    "10,000 letters": LONG,
}
# Texts that a person writes; the other columns are ids, numbers, days and words of a vocabulary.
WRITTEN = ("label_", "name_", "title_", "summary_", "publisher", "note", "chain", "doubt", "credibility")
THING, CARD, EVENT = "killed.upland.strait-road", "guard-killed;guard-killed-may", "ternhaven-taken"
STATES = [
    *("", f"view=timeline&card={EVENT}", f"view=map&card={EVENT}"),
    *(f"thing={THING}&card={CARD}&view={view}" for view in ("ruler", "history", "sources")),
    *(f"thing={THING}&card={CARD}&view={view}" for view in ("retelling", "table")),
]
# The texts of pictures that are cut off at an edge.
OUTSIDE = """(pictures) => pictures.flatMap((picture) => {
    const edge = picture.querySelector("svg").getBoundingClientRect();
    return [...picture.querySelectorAll("text")].filter((text) => {
        const box = text.getBoundingClientRect();
        return box.left < edge.left - 1 || box.right > edge.right + 1
            || box.top < edge.top - 1 || box.bottom > edge.bottom + 1;
    }).map((text) => text.textContent.slice(0, 60));
})"""


def _write_everywhere(case: at.Case, text: str) -> at.Case:
    """Put a text into each field of each table that a person writes."""
    tables = {
        one.name: table.assign(**{column: text for column in table if str(column).startswith(WRITTEN)})
        for one in fields(case)
        if isinstance(table := getattr(case, one.name), pd.DataFrame)
    }
    return replace(case, title=text, **tables)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, list[str]]]:
    """Open one browser in a window of 900 pixels."""
    complaints: list[str] = []
    with open_page(tmp_path_factory.mktemp("hostile") / "profile", complaints, 900, 800) as page:
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        yield page, complaints


@pytest.fixture(scope="module", params=TEXTS)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Write the page of a case with one text in every field."""
    text = TEXTS[request.param]
    file = tmp_path_factory.mktemp("page") / "case.html"
    model = build_view_model(_write_everywhere(load_strait(), text))
    file.write_text(format_page(model), encoding="utf-8")
    return text, file


def _open(page: Page, file: Path, shown: str) -> Reader:
    page.goto("about:blank")
    page.goto(f"{file.as_uri()}#{shown}")
    page.wait_for_selector(".at-main > *")
    return Reader(page, "#explorer", has_address=True)


@pytest.mark.parametrize("state", STATES)
def test_it_is_shown_as_text_and_nothing_is_wider_than_the_window(browser, written, state: str) -> None:
    """It stands there to its last letter, nothing of it runs, and the page does not scroll sideways."""
    page, complaints = browser
    text, file = written
    complaints.clear()
    reader = _open(page, file, state)
    assert page.locator("#explorer :is(img, script, b)").count() == 0
    assert page.evaluate("() => document.title") != "taken"
    assert page.evaluate("() => document.documentElement.scrollWidth") == 900
    assert reader.explorer.locator(".at-picture").evaluate_all(OUTSIDE) == []
    assert reader.explorer.locator("h1").text_content() == text
    if "card" in state:
        assert text in reader.explorer.locator("aside.at-card").text_content()
        assert len(reader.list_cards()) == len(state.partition("card=")[2].partition("&")[0].split(";"))
    if "table" not in state and state:
        assert len(reader.read_marks())
    assert complaints == []


def test_it_is_taken_along_as_text(browser, written, tmp_path: Path) -> None:
    """A spreadsheet takes none of it for a formula, and the picture is a well-formed file that holds it."""
    page, complaints = browser
    text, file = written
    complaints.clear()
    reader = _open(page, file, f"thing={THING}")
    rows = list(csv.DictReader(io.StringIO(reader.take("csv", tmp_path).read_text(encoding="utf-8-sig"))))
    assert {row["claimant"] for row in rows} == {f"'{text}" if text.startswith("=") else text}
    assert not [cell for row in rows for cell in row.values() if cell and cell.startswith(("=", "+", "@"))]
    svg = reader.take("svg", tmp_path)
    is_sound = """(text) => {
        const read = new DOMParser().parseFromString(text, "image/svg+xml");
        return !read.querySelector("parsererror, script, img, foreignObject");
    }"""
    assert page.evaluate(is_sound, svg.read_text(encoding="utf-8"))
    assert reader.take("png", tmp_path).read_bytes().startswith(b"\x89PNG")
    assert complaints == []


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_view_that_fails_is_a_sentence(browser, tmp_path: Path, monkeypatch, lang: str) -> None:
    """What went wrong is said in its place; the table and the other views are there."""
    known = "const VIEWS = "
    broken = f'ruler.draw = () => {{ throw new Error("made to fail"); }};\n{known}'
    script = bundle_modules("page.js").replace(known, broken, 1)
    monkeypatch.setattr(pages, "bundle_modules", lambda _: script)
    file = tmp_path / "broken.html"
    file.write_text(format_page(build_model(), lang=lang), encoding="utf-8")
    page, complaints = browser
    complaints.clear()
    reader = _open(page, file, f"thing={THING}&lang={lang}")
    said = {"en": "This view could not be drawn: ", "fr": "Cette vue n’a pas pu être dessinée"}
    assert reader.explorer.locator(".at-empty").inner_text().startswith(said[lang])
    assert "made to fail" in reader.explorer.locator(".at-empty").inner_text()
    assert [line.partition("\n")[0] for line in complaints] == ["console: Error: made to fail"]
    complaints.clear()
    reader.find("view-history").click()
    assert len(reader.read_marks())
    reader.find("view-table").click()
    assert reader.explorer.locator("[data-key^=row-]").count() == 7
    assert complaints == []
