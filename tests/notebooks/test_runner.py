"""The runner: when a notebook passes, fails, hangs, dies."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysttools.notebooks.runner import run_notebooks

pytestmark = pytest.mark.kernel


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


CANNOT_BE_READ = r" \(.+\)\. Open and save it in JupyterLab"
EMPTY = (
    r": the file is empty \(0 bytes\)\. "
    "Put the notebook itself there: it may not have been saved, or not fetched whole"
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *[
            ("{}", CANNOT_BE_READ),
            ("no JSON", CANNOT_BE_READ),
            ('{"cells": 1, "nbformat": 4}', CANNOT_BE_READ),
        ],
        ("", EMPTY),
    ],
    ids=repr,
)
def test_when_a_file_is_no_notebook_the_others_go_on(write, tmp_path: Path, text: str, said: str) -> None:
    """A file that is no notebook is named, with the reason, and left as it is."""
    odd = tmp_path / "odd.ipynb"
    odd.write_text(text, encoding="utf-8")
    failed, passed = run_notebooks([odd, write("good", "print(1)")])
    assert re.fullmatch(f"{odd} is not a notebook{said}", failed.error)
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
