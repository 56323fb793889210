"""The hidden cell of assertions: run with the others, kept as it is, and told where it fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysttools.notebooks.runner import run_notebooks

pytestmark = pytest.mark.kernel

METADATA = {"jupyter": {"source_hidden": True}, "tags": ["assertions", "remove-cell"]}
ASSERTIONS = 'checks = {"Most of them": share > 0.5}\nassert all(checks.values()), checks'


def _write(folder: Path, share: float) -> Path:
    """Write a notebook whose finding is that most of them are, with the share that the data have."""
    cells = [
        new_markdown_cell("# Most of them", id="cell-0"),
        new_code_cell(f"share = {share}", id="cell-1", execution_count=1),
        new_markdown_cell("## Where it ends", id="cell-2"),
        new_code_cell(ASSERTIONS, id="cell-3", execution_count=2, metadata=METADATA),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = folder / "01.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def _nbval(path: Path) -> tuple[int, str]:
    plugin = ["-p", "analysttools.notebooks.nbval_plugin", "--nbval", "--nbval-kernel-name=analysttools"]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--color=no", *plugin, path.name]
    run = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=False)
    return run.returncode, run.stdout + run.stderr


def test_a_finding_that_stands_keeps_its_hidden_cell(tmp_path: Path) -> None:
    """A rerun shows nothing for it, and leaves its tags and that it is folded."""
    path = _write(tmp_path, 0.6)
    (run,) = run_notebooks(path, is_all=True)
    cell = nbformat.read(path, as_version=4).cells[-1]
    assert (run.error, cell.outputs, cell.execution_count) == (None, [], 2)
    assert cell.metadata == METADATA
    assert _nbval(path)[0] == 0


def test_a_finding_that_no_longer_stands_is_told_where_it_is(tmp_path: Path) -> None:
    """File, cell, heading and the phrase; the notebook is left as it was."""
    path = _write(tmp_path, 0.4)
    before = path.read_bytes()
    (run,) = run_notebooks(path, is_all=True)
    assert run.error.startswith(f'{path}, code cell 2, under "Where it ends":\n    checks = ')
    assert "AssertionError: {'Most of them': False}" in run.error
    assert path.read_bytes() == before


def test_a_finding_that_no_longer_stands_fails_the_regression(tmp_path: Path) -> None:
    """With the cell and the phrase."""
    status, said = _nbval(_write(tmp_path, 0.4))
    assert status == 1
    assert "FAILED 01.ipynb::Cell 1" in said
    assert "AssertionError: {'Most of them': False}" in said
