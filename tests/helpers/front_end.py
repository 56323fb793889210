"""The front end in a real browser, without a server: a view drawn, its marks read back.

What is asked of one view or another belongs into the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysttools.case.loading import Case
from analysttools.explorer.bundle import bundle_modules
from analysttools.explorer.view_model.model import build_view_model, format_view_model
from analysttools.figures.marks import read_marks
from tests.helpers.browsing import open_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

COLUMNS = ["id", "what", "at", "label"]
# A module that draws one view; it imports those of the front end.
DRIVER = Path(__file__).with_name("draw_view.js")


@contextmanager
def open_views(case: Case, folder: Path) -> Iterator[Page]:
    """Open a page of a real browser in which `draw_view` draws the views of a case; `folder` is its own."""
    model = format_view_model(build_view_model(case, folder="data"))
    complaints: list[str] = []
    with open_page(folder, complaints) as page:
        page.set_content(
            f'<meta charset="utf-8"><script type="application/json" id="view-model">{model}</script>'
        )
        page.add_script_tag(content=bundle_modules(str(DRIVER)), type="module")
        page.wait_for_function("() => window.drawView")
        yield page
    assert complaints == []


def draw_view(browser: Page, view: str, **asked: Any) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Draw a view: its marks as `read_marks` gives them, and what else it says."""
    drawn = browser.evaluate("(asked) => window.drawView(asked)", {"view": view, **asked})
    marks = pd.DataFrame(drawn["marks"], columns=COLUMNS)
    return marks.assign(label=[" ".join(label.split()) for label in marks["label"]]), drawn


def run_code(code: str, case: Case) -> pd.DataFrame:
    """Run the lines that a view gives, and return the marks of the chart that they draw."""
    names: dict[str, Any] = {"loaded": case}
    exec(re.sub(r'at\.load_case\("[^"]*"\)', "loaded", code), names)  # noqa: S102 - as a reader does
    return read_marks(names["ax"].figure.axes)


def draw_alike(browser: Page, view: str, case: Case, **asked: Any) -> dict[str, Any]:
    """Draw a view, require that its marks are those of the chart of its lines, and return both."""
    marks, drawn = draw_view(browser, view, **asked)
    if not drawn["empty"]:
        pd.testing.assert_frame_equal(marks, run_code(drawn["code"], case))
    return {**drawn, "marks": marks}


def list_things(case: Case) -> list[str]:
    """Return the ids of all things of a case."""
    rows = case.claims[["measure", "population", "place_id"]].drop_duplicates()
    return [".".join("-" if pd.isna(part) else part for part in row) for row in rows.to_numpy()]
