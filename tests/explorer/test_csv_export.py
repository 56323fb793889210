"""Rows as CSV, as the browser writes them: nothing runs in a spreadsheet, nothing is lost."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from analysttools.explorer.bundle import bundle_modules
from tests.helpers.browsing import open_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "＝1+1"]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Open a page that writes rows as CSV."""
    complaints: list[str] = []
    with open_page(tmp_path_factory.mktemp("csv"), complaints) as page:
        page.add_script_tag(
            content=bundle_modules("export.js") + "window.writeCsv = writeCsv;", type="module"
        )
        page.wait_for_function("() => window.writeCsv")
        yield page
    assert complaints == []


def _write(browser: Page, rows: list[dict[str, Any]], lang: str = "en") -> str:
    written: str = browser.evaluate("([rows, lang]) => window.writeCsv(rows, lang)", [rows, lang])
    return written.removeprefix("\ufeff")


def _read(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text, newline=""), dtype=str, keep_default_na=False)


def test_a_text_that_a_spreadsheet_would_run_is_guarded(browser: Page) -> None:
    """Whatever begins like a formula gets a quote mark before it, spaces before it or not."""
    written = _write(browser, [{"summary": text} for text in FORMULAS])
    assert _read(written)["summary"].tolist() == [f"'{text}" for text in FORMULAS]


def test_numbers_and_empty_cells_stay_what_they_are(browser: Page) -> None:
    """A negative number is no formula; what is empty stays empty."""
    assert _write(browser, [{"change": -300.5, "note": None}]) == "change,note\r\n-300.5,\r\n"


def test_texts_come_back_as_they_were(browser: Page) -> None:
    """With quotes, commas, line ends and spaces at their ends."""
    texts = ['"12" said, "all"', "two\nlines", " spaced ", "é"]
    assert _read(_write(browser, [{"note": text} for text in texts]))["note"].tolist() == texts


def test_names_are_in_one_language_and_what_only_drawing_needs_is_left_out(browser: Page) -> None:
    """Rows lead to other rows and have colours: a spreadsheet has no use for these."""
    row = {"claim_id": "a", "colour": "#000", "thing": {}, "pairs": [], "said_en": "one", "said_fr": "un"}
    assert _write(browser, [row], "fr") == "claim_id,said\r\na,un\r\n"
