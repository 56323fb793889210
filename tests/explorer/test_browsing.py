"""The tests in a browser: which Chromium they take, what they say without one, what they find wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import browsing
import nbformat
import pytest
from browsing import Lab, cell_errors, close_kernels, find_chromium, keep_picture, open_notebook, run_all
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_notebook

if TYPE_CHECKING:
    from playwright.sync_api import Page

MISCONDUCT = """
from IPython.display import HTML, Javascript, display
display(Javascript("console.error('a word of the page'); new WebSocket('wss://example.org/socket')"))
display(Javascript("setTimeout(() => { throw new Error('a fault of the page') }, 0)"))
HTML("<img src='https://example.org/picture.png'>")
"""


def _install(*paths: Path) -> None:
    """Put a program at each path."""
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o755)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder, which holds the usual place of Chromium and what Playwright installs."""
    monkeypatch.setattr(browsing, "USUAL_CHROMIUM", tmp_path / "usual" / "chromium")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "playwright"))
    return tmp_path


@pytest.mark.parametrize(
    ("installed", "found"),
    [
        (["chosen/mine", "usual/chromium"], "chosen/mine"),
        (["usual/chromium", "path/chromium"], "usual/chromium"),
        (["path/chromium", "path/chromium-browser"], "path/chromium"),
        (["path/chromium-browser", "path/google-chrome"], "path/chromium-browser"),
        (["path/google-chrome"], "path/google-chrome"),
    ],
)
def test_first_chromium_is_taken(folder: Path, installed: list[str], found: str) -> None:
    """CHROMIUM goes before the usual place, that before the path, and there the names have an order."""
    _install(*(folder / name for name in installed))
    chosen = {"CHROMIUM": str(folder / found)} if found.startswith("chosen") else {}
    assert find_chromium({"PATH": str(folder / "path"), **chosen}) == str(folder / found)


def test_chromium_that_playwright_installed_is_taken_last(folder: Path) -> None:
    """Where there is no other, Playwright's own is found; and where that is not either, none."""
    from playwright.sync_api import sync_playwright

    assert find_chromium({"PATH": ""}) is None
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    assert own.is_relative_to(folder / "playwright")
    _install(own)
    assert find_chromium({"PATH": ""}) == str(own)


def test_chosen_chromium_that_is_missing_is_not_replaced(folder: Path) -> None:
    """Who sets CHROMIUM gets that one or none."""
    _install(folder / "usual" / "chromium")
    assert find_chromium({"PATH": "", "CHROMIUM": "/nowhere/chromium"}) is None


@pytest.mark.parametrize(
    ("environ", "text"),
    [
        ({}, "no Chromium found. "),
        ({"CHROMIUM": "/nowhere/chromium"}, "CHROMIUM=/nowhere/chromium is no program. "),
    ],
)
def test_missing_chromium_is_said_with_what_to_do(environ: dict[str, str], text: str) -> None:
    """What was looked for, and what to do."""
    remedy = "Install it (Debian: apt-get install chromium) or set CHROMIUM=/path"
    assert browsing.describe_no_chromium(environ) == text + remedy


def _run_without_chromium(**more: str) -> subprocess.CompletedProcess[str]:
    """Run the tests of the notebooks in a browser where there is none."""
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "tests/notebooks/test_notebooks_in_browser.py",
        ],
        cwd=ROOT,
        env={**os.environ, "BROWSER_TESTS": "", "CHROMIUM": "/nowhere/chromium", **more},
        capture_output=True,
        text=True,
        check=False,
    )


def test_tests_in_a_browser_are_skipped_loudly() -> None:
    """Without a Chromium they pass, and a line of the summary counts them and says what to do."""
    run = _run_without_chromium()
    line = f"BROWSER TESTS SKIPPED (8): {browsing.describe_no_chromium({'CHROMIUM': '/nowhere/chromium'})}"
    assert line in run.stdout.splitlines()
    assert (run.returncode, run.stdout.splitlines()[-1].split(" in ")[0]) == (0, "8 skipped")


def test_required_tests_in_a_browser_fail_without_one() -> None:
    """With BROWSER_TESTS=required, as in CI, nothing is skipped."""
    run = _run_without_chromium(BROWSER_TESTS="required")
    assert "BROWSER_TESTS=required, but CHROMIUM=/nowhere/chromium is no program. Install" in run.stdout
    assert (run.returncode, run.stdout.splitlines()[-1].split(" in ")[0]) == (1, "8 errors")


@pytest.fixture
def bad_notebook(lab: Lab) -> str:
    """Write a notebook whose cells do what they should not; give its name."""
    cells = [MISCONDUCT, "import sys; print('a word', file=sys.stderr)", "1 / 0", "print('never run')"]
    kernel = {"name": "python3", "display_name": "Python 3"}
    notebook = new_notebook(cells=list(map(new_code_cell, cells)), metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.folder / "notebooks" / "bad.ipynb")
    return "bad.ipynb"


@pytest.mark.browser
def test_what_a_notebook_does_wrong_is_found(
    lab: Lab, bad_notebook: str, page: Page, complaints: list[str]
) -> None:
    """Words on standard error, an exception, requests to elsewhere and errors of the page are all listed."""
    open_notebook(page, lab, bad_notebook)
    run_all(page)
    word, error = cell_errors(page)
    assert (word.strip(), error.strip().splitlines()[-1]) == ("a word", "ZeroDivisionError: division by zero")
    assert {line.split(" (")[0] for line in complaints} >= {
        "console: a word of the page",
        "page: a fault of the page",
        "request to https://example.org/picture.png",
        "request to wss://example.org/socket",
    }


@pytest.mark.browser
def test_what_the_page_shows_is_kept(page: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The picture is named after the test, in letters that every file system takes."""
    monkeypatch.setattr(browsing, "PICTURES", tmp_path / "build")
    path = keep_picture(page, "tests/x.py::test[a b]")
    assert path == tmp_path / "build" / "tests_x.py_test_a_b.png"
    assert path.read_bytes().startswith(b"\x89PNG")


@pytest.mark.browser
def test_no_kernel_outlives_a_test(lab: Lab, page: Page) -> None:
    """An opened notebook has a kernel on the server; once kernels are closed, there is none."""
    open_notebook(page, lab, "01-force-estimates.ipynb")
    assert [one["name"] for one in browsing.ask_lab(lab, "GET", "/api/kernels")] == ["python3"]
    close_kernels(lab)
    assert browsing.ask_lab(lab, "GET", "/api/kernels") == []
