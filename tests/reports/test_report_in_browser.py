"""A report in a real browser: it loads nothing, nothing is cut off, and axe-core finds nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT

import analysttools as at

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.shipped]
AXE = ROOT / "tests" / "vendor" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (rules) => {
    const found = await axe.run({resultTypes: ["violations"], runOnly: rules});
    return found.violations.flatMap(({id, nodes}) => nodes.map((node) => `${id}: ${node.html}`));
}"""


def test_the_report_of_the_shipped_case_is_for_every_reader(page: Page, tmp_path: Path) -> None:
    """No request, no violation, no scrolling to the side, on a wide screen and on a phone."""
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    report = at.write_report(notebooks, tmp_path / "r.html", data=ROOT / "data", figures=ROOT / "figures")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(report.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("figure img").count() == 13
        loaded = page.evaluate("[...document.images].every(one => one.complete && one.naturalWidth > 300)")
        assert loaded
    assert {url for url in asked if not url.startswith(("file:", "data:"))} == set()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(RUN, RULES) == []
