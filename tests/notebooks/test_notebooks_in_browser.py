"""The curated notebooks, opened and run in JupyterLab as a reader does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import Lab, cell_errors, open_notebook, run_all
from conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_opens_and_runs(lab: Lab, page: Page, complaints: list[str], path: Path) -> None:
    """No cell raises or warns, the page's console has no error, and no request leaves the machine."""
    open_notebook(page, lab, path.name)
    run_all(page)
    assert (cell_errors(page), complaints) == ([], [])
