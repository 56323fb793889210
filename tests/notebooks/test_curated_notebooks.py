"""The curated notebooks as they are: run whole, written for a reader, no finding typed by hand."""

from __future__ import annotations

import ast
import re
import statistics
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from nbformat import NotebookNode
from notebook_rules import is_hidden, list_codes, list_unchecked, list_unprinted, read_codes

import analysttools as at

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
KEPT = {"tags", "jupyter"}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    """Return the file of each curated notebook."""
    return Path(request.param)


@pytest.fixture
def notebook(path: Path) -> NotebookNode:
    """Return each curated notebook."""
    return nbformat.read(path, as_version=4)


def test_it_was_run_from_top_to_bottom(notebook: NotebookNode) -> None:
    """Every cell was run, in order, in one go, without a word on standard error."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert [output for cell in cells for output in cell.outputs if output.get("name") == "stderr"] == []


def test_it_is_small_and_saves_figures(path: Path) -> None:
    """At most 500 kB, one to four figures, each of which lies in figures/ under the notebook's name."""
    text = path.read_text(encoding="utf-8")
    saved = set(re.findall(r'\\"(\d\d-[a-z0-9-]+)\\"', text))
    assert len(text) <= 500_000
    assert 1 <= len(saved) <= 4
    assert all(name.startswith(path.stem) and (ROOT / "figures" / f"{name}.svg").exists() for name in saved)


def test_no_cell_is_hidden_from_the_regression_or_from_the_reader(notebook: NotebookNode) -> None:
    """No tag or comment asks nbval to skip a cell or its output; the assertions alone are folded."""
    shown = [cell for cell in notebook.cells if not is_hidden(cell)]
    tags = {tag for cell in shown for tag in cell.metadata.get("tags", [])}
    folded = [cell.id for cell in shown if cell.metadata.keys() - {"tags"}]
    hidden = [cell for cell in notebook.cells if is_hidden(cell)]
    assert [(cell.metadata.keys() - KEPT, cell.outputs) for cell in hidden] == [(set(), [])]
    marks = re.findall(r"# *(?:NBVAL|PYTEST_VALIDATE)_\w+", "\n".join(cell.source for cell in notebook.cells))
    assert (tags - {"parameters"}, folded, marks) == (set(), [], [])


def test_each_number_of_the_text_is_printed_below_it(notebook: NotebookNode) -> None:
    """Every date and number of a section stands in its outputs, those of title and answer in any below."""
    assert list_unprinted(notebook) == []


def test_each_finding_in_words_is_checked_on_the_data(notebook: NotebookNode) -> None:
    """A "first", "most" or "none" of title, headings and answer is a phrase that the last cell checks."""
    assert list_unchecked(notebook) == []


@pytest.mark.shipped
def test_readers_see_no_code(notebook: NotebookNode, shipped_case: at.Case) -> None:
    """No id, code of a vocabulary or ISO date, in texts, streams and tables."""
    tables = [getattr(shipped_case, name) for name in ("claims", "events", "sources", "claimants", "sectors")]
    tables += [shipped_case.populations, shipped_case.measures, shipped_case.places, shipped_case.sides]
    codes = read_codes(ROOT / "data", [*tables, shipped_case.daily_area, shipped_case.control])
    assert list_codes(notebook, codes) == []


def test_readers_see_contradictions_with_room_for_rounding(notebook: NotebookNode) -> None:
    """Every cell that looks for them gives round numbers room, as the explorer does."""
    calls = [
        ast.unparse(node)
        for cell in notebook.cells
        if cell.cell_type == "code"
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "at.conflicts"
    ]
    assert [call for call in calls if not call.endswith("rounding=True)")] == []


def test_it_begins_with_question_and_answer(notebook: NotebookNode) -> None:
    """Title, question and answer are the first cell; title and headings are short, and sections few."""
    first = notebook.cells[0].source
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    headings = re.findall(r"^#+ +(.+)$", "\n".join(texts), flags=re.M)
    assert re.match(r"# .+\n\n\*\*Question\.\*\* (?:.|\n)+\n\n\*\*Answer\.\*\* ", first)
    assert [heading for heading in headings if len(heading) >= 80] == []
    assert any("**What it does not show.**" in text for text in texts)


def test_it_is_written_for_a_reader(notebook: NotebookNode) -> None:
    """More text than code: fifteen words a code cell; cells of fifteen lines at most, half of them short."""
    text = " ".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and not is_hidden(cell)]
    lines = [len(cell.source.splitlines()) for cell in code]
    assert len(text.split()) >= 15 * len(code)
    assert max(lines) <= 15
    assert statistics.median(lines) <= 6
