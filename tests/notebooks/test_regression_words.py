"""Regression: what `run` writes passes, whatever a cell shows; what fails says first which claim and how."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysttools.notebooks.runner import run_notebooks

pytestmark = pytest.mark.kernel

PLUGIN = ["-p", "analysttools.notebooks.nbval_plugin", "--nbval"]
DRAW = """
import analysttools as at
case = at.load_case("../data")
claims = at.with_names(at.choose(case.claims, claim_id="nyt-2024-massed"), case)
at.save_figure(at.plot_estimates(claims), "01-one", claims, title="One.", folder="../figures")
"""
# Cells that show what is another thing when it is kept, or holds what looks like a fault.
SHOWN = {
    "cleared": ["from IPython.display import clear_output\nprint(1)\nclear_output()\nprint(2)"],
    "cleared-later": [
        "from IPython.display import clear_output\nprint(1)\nclear_output(wait=True)\nprint(2)"
    ],
    "updated": ["h = display('a', display_id=True)\nh.update('b')"],
    "updated-below": ["h = display('a', display_id='one')", "h.update('b')\n'c'"],
    "semicolon": ["12_000;", "12_000", "print(1); 50_000;"],
    "warned": ["import warnings\nwarnings.warn('about 12,000')"],
    "address": ["print(object())\nobject()", "[object()], {1: print}", "hex(id(object()))"],
    "overwritten": ["print('1 of 2', end='\\r')\nprint('2 of 2')"],
    "streams": ["import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')"],
    "dots": ["['wait ... for it', 'on...']", "print('[INFO] loading ... done')", "'12,000 ... and [...]'"],
    "fixed": [
        "print({'a', 'b', 'c', 'd', 'e'})",
        "import datetime\ndatetime.datetime.fromtimestamp(0)",
        "import shutil\nshutil.get_terminal_size()",
        "import locale, os\nlocale.setlocale(locale.LC_ALL, ''), os.environ['SOURCE_DATE_EPOCH']",
    ],
    "output widget": [
        "import ipywidgets as w\no = w.Output()\nwith o:\n    print('in')\no",
        "with o:\n    o.clear_output()\n    print('again')\n1",
        "w.IntSlider()",
    ],
    "raised": ["raise ValueError(object())"],
}


def _write(folder: Path, name: str, *sources: str) -> Path:
    cells = [new_markdown_cell("# A heading", id="text-0")]
    cells += [new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    if name == "raised":
        cells[1].metadata["tags"] = ["raises-exception"]
    (folder / "notebooks").mkdir(exist_ok=True)
    path = folder / "notebooks" / f"{name}.ipynb"
    kernel = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def _pytest(folder: Path, *options: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--color=no", *PLUGIN, *options]
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": paths, "PYTEST_ADDOPTS": ""}
    environment |= {"COLUMNS": "200", "PYTHONHASHSEED": "7", "TZ": "Asia/Seoul", "LC_ALL": "C"}
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return run.returncode, run.stdout + run.stderr


@pytest.fixture(scope="module", params=["analysttools", "python3"])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Run notebooks, keep what they show, and hold them against it from another folder."""
    folder = tmp_path_factory.mktemp("kept")
    paths = [_write(folder, name, *sources) for name, sources in SHOWN.items()]
    assert [run.error for run in run_notebooks(paths)] == [None] * len(paths)
    there = tmp_path_factory.mktemp("another folder")
    return _pytest(there, "-rA", f"--nbval-kernel-name={request.param}", str(folder / "notebooks"))[1]


@pytest.mark.parametrize("name", SHOWN)
def test_what_run_writes_passes(kept: str, name: str) -> None:
    """Cleared, updated, hidden by a semicolon, with addresses and files of cells, whole with dots."""
    passed = [line for line in kept.splitlines() if line.startswith("PASSED") and f"/{name}.ipynb::" in line]
    assert len(passed) == len(SHOWN[name]), kept


@pytest.fixture
def project(package: Path, tmp_path: Path) -> Path:
    """Return a project of a small case with a notebook that was run, and one number changed since."""
    package.rename(tmp_path / "data")
    path = _write(tmp_path, "01", DRAW, "print(len(case.claims), 'claims')")
    assert run_notebooks(path)[0].error is None
    data = tmp_path / "data" / "claims.csv"
    text = data.read_text(encoding="utf-8")
    (row,) = [line for line in text.splitlines() if line.startswith("nyt-2024-massed,")]
    data.write_text(text.replace(row, row.replace(",50000,", ",51000,", 1)), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("place", [".", "elsewhere/deeper"])
def test_a_failure_says_first_which_claim_is_another(project: Path, place: str) -> None:
    """Stored before new, in the failure and in the summary, in whatever folder pytest is begun."""
    (project / place).mkdir(parents=True, exist_ok=True)
    status, said = _pytest(project / place, "--nbval-kernel-name=analysttools", str(project / "notebooks"))
    lines = said.splitlines()
    words = "claim nyt-2024-massed, best: stored 50000, now 51000"
    assert (status, lines.count(words)) == (1, 1), said
    first = lines.index(words)
    file = os.path.relpath(project / "notebooks" / "01.ipynb", project / place)
    assert lines[first - 1].startswith("____")
    assert lines[first + 1] == "claim nyt-2024-massed, words: stored 50,000, now 51,000"
    assert lines[first + 3] == f'{file}, code cell 1, under "A heading":'
    assert [line for line in lines if line.startswith("- nyt-2024-massed  best ")] != []
    assert [line for line in lines if line.startswith("FAILED") and line.endswith(f" - {words}")] != []


def test_a_display_that_a_later_cell_changes_otherwise_fails(tmp_path: Path) -> None:
    """What a cell shows when all have run is compared then, and told with its own place."""
    path = _write(tmp_path, "late", "h = display('12,000', display_id='one')", "h.update('50,000')", "1")
    run_notebooks(path)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[2].source = "h.update('51,000')"
    nbformat.write(notebook, path)
    status, said = _pytest(tmp_path, "--nbval-kernel-name=analysttools", "notebooks")
    assert status == 1
    assert "line 1: stored \"'50,000'\", now \"'51,000'\"" in said
    assert 'notebooks/late.ipynb, code cell 1, under "A heading":' in said


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        ("# NBVAL_IGNORE_OUTPUT", "it asks that its output be ignored"),
        ("# NBVAL_SKIP", "it asks to be skipped"),
    ],
)
def test_cells_that_ask_not_to_be_compared_are_told(tmp_path: Path, mark: str, reason: str) -> None:
    """A cell whose output is ignored passes, and the last lines name it."""
    path = _write(tmp_path, "hidden", f"{mark}\nprint(12_000)")
    run_notebooks(path)
    path.write_text(path.read_text(encoding="utf-8").replace("12000", "13000"), encoding="utf-8")
    status, said = _pytest(tmp_path, "--nbval-kernel-name=analysttools", "notebooks")
    assert status == 0
    assert f"notebooks/hidden.ipynb::Cell 0: {reason}" in said
