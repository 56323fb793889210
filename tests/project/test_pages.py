"""The documentation: its code runs, it builds without a warning, its names and pictures are there."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from code_blocks import read_blocks, run_blocks
from conftest import ROOT

import analysttools as at

pytestmark = [pytest.mark.shipped, pytest.mark.slow]

PAGES = sorted((ROOT / "docs").rglob("*.md"))
WITH_CODE = [page for page in PAGES if read_blocks(page.read_text(encoding="utf-8"))]
REFERENCE = sorted((ROOT / "docs" / "reference").glob("*.rst"))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a folder with what a page needs of a checkout: data, figures, notebooks, the frozen cases."""
    for name in ("data", "figures", "notebooks", "tests/cases"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns(".*"))
    shutil.copy(ROOT / "README.md", tmp_path)
    return tmp_path


@pytest.mark.kernel
@pytest.mark.parametrize("page", WITH_CODE, ids=lambda page: page.relative_to(ROOT / "docs").as_posix())
def test_code_of_a_page_runs_and_prints_what_the_page_says(page: Path, checkout: Path) -> None:
    """Blocks of Python and of the shell run one after another in a checkout."""
    blocks = read_blocks(page.read_text(encoding="utf-8"))
    wrong = {
        block.line: printed
        for block, printed in run_blocks(blocks, checkout)
        if block.printed is not None and printed.strip() != block.printed.strip()
    }
    assert wrong == {}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the documentation, in which each warning is an error."""
    folder = tmp_path_factory.mktemp("site")
    strict = ["--fail-on-warning", "--keep-going", "--quiet"]
    command = [sys.executable, "-m", "sphinx", *strict, "-c", "docs", ".", folder]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.stderr == ""
    return folder


def test_pages_are_built_without_a_warning(site: Path) -> None:
    """No broken link, missing picture or page that no other leads to; the front door is there."""
    assert 'url=docs/index.html"' in (site / "index.html").read_text(encoding="utf-8")


def test_a_page_of_the_reference_is_called_by_the_name(site: Path) -> None:
    """Without the package before it, which is the same on every page."""
    page = (site / "docs" / "reference" / "names" / "analysttools.load_case.html").read_text(encoding="utf-8")
    assert "<title>load_case &#8212; analysttools" in page


def test_pages_load_nothing_from_elsewhere(site: Path) -> None:
    """Scripts, styles, fonts and pictures lie beside the pages, so that they work without a network."""
    loads = re.compile(r"""<(?:script|img|iframe|source)[^>]+src=["']https?:|<link[^>]+href=["']https?:""")
    pages = {page.name: loads.findall(page.read_text(encoding="utf-8")) for page in site.rglob("*.html")}
    assert {name: found for name, found in pages.items() if found} == {}


def test_search_knows_every_public_name(site: Path) -> None:
    """The index that the pages search, without a server, has the functions."""
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    assert [name for name in at.__all__ if name not in index] == []


def test_each_chart_is_shown_with_a_shipped_figure(site: Path) -> None:
    """Where a figure of the chart is shipped, its page shows it."""
    names = site / "docs" / "reference" / "names"
    records = [json.loads(path.read_bytes()) for path in sorted((ROOT / "figures").glob("*.json"))]
    firsts = {record["chart"]: record for record in reversed(records)}
    missing = []
    for chart, record in firsts.items():
        page = html.unescape((names / f"analysttools.plot_{chart}.html").read_text(encoding="utf-8"))
        if f'alt="{record["alt"]}"' not in page or f"{record['figure']}.png" not in page:
            missing.append(chart)
    assert firsts
    assert missing == []


def test_each_public_name_stands_in_the_reference_once() -> None:
    """A name that is added has a place there."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in REFERENCE)
    listed = re.findall(r"^   (\w+)$", text, flags=re.M)
    assert sorted(listed) == sorted(at.__all__)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pictures_of_a_page_are_shipped_figures(page: Path) -> None:
    """No picture stands in the documents that no record explains."""
    pictures = re.findall(r"!\[.*?\]\((.+?)\)", page.read_text(encoding="utf-8"), flags=re.S)
    names = [(page.parent / picture).resolve() for picture in pictures]
    assert [name.name for name in names if name.parent != ROOT / "figures"] == []
    assert [name.name for name in names if not name.with_suffix(".json").exists()] == []
