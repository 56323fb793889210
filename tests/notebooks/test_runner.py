"""The runner: when a notebook passes, fails, hangs, dies; and the curated notebooks as they are."""

from __future__ import annotations

import ast
import calendar
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysttools.notebooks.runner import run_notebooks

pytestmark = pytest.mark.kernel

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture
def write(tmp_path: Path):
    """Return a function that writes a notebook of a heading and some cells."""

    def write_notebook(name: str, *sources: str) -> Path:
        cells = [new_markdown_cell("# A heading")] + [new_code_cell(source) for source in sources]
        for number, cell in enumerate(cells):
            cell["id"] = f"cell-{number}"
        path = tmp_path / f"{name}.ipynb"
        kernel = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
        return path

    return write_notebook


def _outputs(path: Path) -> list[str]:
    """Return the text of the outputs of each code cell."""
    cells = nbformat.read(path, as_version=4).cells
    return [
        "".join(output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs)
        for cell in cells
        if cell.cell_type == "code"
    ]


def test_when_a_notebook_passes_its_outputs_are_kept(write) -> None:
    """The outputs are written into the file, which is then changed."""
    path = write("passes", "print(1 + 1)")
    (run,) = run_notebooks([path])
    assert (run.error, run.has_changed, _outputs(path)) == (None, True, ["2\n"])


def test_when_nothing_changed_the_file_is_left_alone(write) -> None:
    """Addresses, sets, streams cut into pieces: a second run changes no byte."""
    path = write("same", "object()", "{'a', 'b', 'c'}", "for i in range(50): print(i, flush=True)")
    run_notebooks([path])
    before = path.read_bytes()
    (run,) = run_notebooks([path], is_all=True)
    assert (run.has_changed, path.read_bytes() == before) == (False, True)


def test_when_a_cell_raises_the_message_says_where(write) -> None:
    """File, cell, heading, first lines and error are told; the file is as it was; the others go on."""
    bad, good = write("raises", "x = 1", "x / 0"), write("good", "print('on')")
    before = bad.read_bytes()
    failed, passed = run_notebooks([bad, good])
    assert failed.error == (
        f'{bad}, code cell 2, under "A heading":\n    x / 0\nZeroDivisionError: division by zero\n'
        "The notebook was left as it was. Open it with make lab and run it to that cell"
    )
    assert (bad.read_bytes() == before, passed.error) == (True, None)


def test_when_a_cell_hangs_it_is_stopped(write) -> None:
    """A cell beyond its limit fails with the limit in the message."""
    (run,) = run_notebooks([write("hangs", "import time; time.sleep(60)")], cell_timeout=2)
    assert "the cell took longer than 2 seconds" in run.error


def test_when_the_kernel_dies_it_is_noticed(write) -> None:
    """A killed kernel fails the notebook at once."""
    (run,) = run_notebooks([write("dies", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")])
    assert "the kernel died" in run.error


@pytest.mark.parametrize("text", ["{}", "no JSON", "", '{"cells": 1, "nbformat": 4}'], ids=repr)
def test_when_a_file_is_no_notebook_the_others_go_on(write, tmp_path: Path, text: str) -> None:
    """A file that is no notebook is named, with the reason, and left as it is."""
    odd = tmp_path / "odd.ipynb"
    odd.write_text(text, encoding="utf-8")
    failed, passed = run_notebooks([odd, write("good", "print(1)")])
    assert re.match(rf"{odd} is not a notebook \(.+\). Open and save it in JupyterLab$", failed.error)
    assert (passed.error, odd.read_text(encoding="utf-8")) == (None, text)


@pytest.mark.parametrize(
    ("kernel", "said"),
    [
        ({}, "names no kernel. Open it in JupyterLab, choose Python 3 and save it"),
        (
            {"name": "julia-1.11", "language": "julia", "display_name": "Julia"},
            'asks for the kernel "julia-1.11", and only Python notebooks are run here. Open it in '
            "JupyterLab and choose Python 3",
        ),
    ],
    ids=["none", "another"],
)
def test_when_the_kernel_is_none_of_ours_it_is_said(write, kernel: dict[str, str], said: str) -> None:
    """No kernel, or one of another language: the message says so, and what to do."""
    path = write("odd", "1")
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata = {"kernelspec": kernel} if kernel else {}
    nbformat.write(notebook, path)
    (run,) = run_notebooks([path])
    assert run.error == f"{path} {said}"


def test_when_a_notebook_is_missing_none_is_run(write, tmp_path: Path) -> None:
    """A path that is not there is named in full before anything runs."""
    good = write("good", "print(1)")
    before = good.read_bytes()
    with pytest.raises(FileNotFoundError, match=r"There is no notebook .*absent\.ipynb"):
        run_notebooks([good, tmp_path / "absent.ipynb"])
    assert good.read_bytes() == before


@pytest.mark.shipped
@pytest.mark.exact
def test_rerunning_a_curated_notebook_changes_no_byte(tmp_path: Path) -> None:
    """A copy of a real notebook, run again elsewhere, has the committed bytes, and so have its figures."""
    for folder in ("notebooks", "figures", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (run,) = run_notebooks([tmp_path / "notebooks" / "01-force-estimates.ipynb"], is_all=True)
    assert (run.error, run.has_changed) == (None, False)
    for figure in (ROOT / "figures").iterdir():
        assert (tmp_path / "figures" / figure.name).read_bytes() == figure.read_bytes()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_curated_notebook_was_run_from_top_to_bottom(path: Path) -> None:
    """Every cell was run, in order, in one go, without a word on standard error."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert [output for cell in cells for output in cell.outputs if output.get("name") == "stderr"] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_curated_notebook_is_small_and_saves_figures(path: Path) -> None:
    """At most 500 kB, at least one figure, each of which lies in figures/ under the notebook's name."""
    text = path.read_text(encoding="utf-8")
    saved = set(re.findall(r'\\"(\d\d-[a-z0-9-]+)\\"', text))
    assert len(text) <= 500_000
    assert saved
    assert all(name.startswith(path.stem) and (ROOT / "figures" / f"{name}.svg").exists() for name in saved)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_cell_is_hidden_from_the_regression_or_from_the_reader(path: Path) -> None:
    """No tag or comment asks nbval to skip a cell or its output, and no cell is folded away."""
    cells = nbformat.read(path, as_version=4).cells
    tags = {tag for cell in cells for tag in cell.metadata.get("tags", [])}
    folded = [cell.id for cell in cells if cell.metadata.keys() - {"tags"}]
    marks = re.findall(r"# *(?:NBVAL|PYTEST_VALIDATE)_\w+", "\n".join(cell.source for cell in cells))
    assert (tags - {"parameters"}, folded, marks) == (set(), [], [])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_number_of_the_text_is_printed_below_it(path: Path) -> None:
    """In each section, every date and every number of the text stands in an output of that section."""
    unprinted = []
    for text, printed in _sections(path):
        text, days = _take_dates(text)
        printed += " " + " ".join(_take_dates(printed)[1])  # days in words are days
        missing = [day for day in days if day not in printed]
        shown = set(re.findall(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?", printed))
        missing += sorted(set(re.findall(r"\d[\d,]*\d|\d", text)) - shown)
        unprinted += [(text.splitlines()[0], one) for one in missing]
    assert unprinted == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_readers_see_contradictions_with_room_for_rounding(path: Path) -> None:
    """Every cell that looks for them gives round numbers room, as the explorer does."""
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    calls = [
        ast.unparse(node)
        for source in cells
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "at.conflicts"
    ]
    assert [call for call in calls if not call.endswith("rounding=True)")] == []


def _take_dates(text: str) -> tuple[str, list[str]]:
    """Take dates out of a text; give the rest, and the dates in ISO form, without a year where none is."""
    months = "|".join([*calendar.month_name[1:], *calendar.month_abbr[1:]])
    pattern = re.compile(rf"(?:(\d+)(?:,? (?:to|and) (\d+))? )?\b({months})\b(?: (\d{{4}}))?")
    days = []
    for first, second, month, year in pattern.findall(text):
        number = f"{list(calendar.month_abbr).index(month[:3]):02}"
        start = f"{year}-{number}" if year else f"-{number}"
        days += [f"{start}-{int(day):02}" for day in (first, second) if day] or [start]
    return pattern.sub("", text), days


def _sections(path: Path) -> list[tuple[str, str]]:
    """Give each section's text, code spans taken out, and what its cells print."""
    sections: list[list[str]] = []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown" and cell.source.startswith("#"):
            sections.append(["", ""])
        if cell.cell_type == "markdown":
            sections[-1][0] += re.sub(r"`[^`]*`", "", cell.source) + "\n"
        else:
            kinds = (
                output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs
            )
            sections[-1][1] += " ".join(kinds)
    return [(text, printed) for text, printed in sections]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_curated_notebook_is_written_for_a_reader(path: Path) -> None:
    """More text than code: fifteen words a code cell, and what would change each finding."""
    cells = nbformat.read(path, as_version=4).cells
    text = " ".join(cell.source for cell in cells if cell.cell_type == "markdown")
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    assert len(text.split()) >= 15 * len(code)
    assert max(len(source.splitlines()) for source in code) <= 15
    assert text.count("\n## ") + text.count(" ## ") == text.count("**What would change this.**")
