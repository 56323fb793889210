"""Regression: it reads the project and changes nothing of it, however it is begun."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_notebook

import analysttools as at
from analysttools.figures.records import sha256
from analysttools.notebooks.runner import run_notebooks
from analysttools.notebooks.staleness import MEMORY_FOLDER

pytestmark = pytest.mark.kernel

PLUGIN = ["-p", "analysttools.notebooks.nbval_plugin", "--nbval"]
WAYS = {
    "warm": [*PLUGIN, "--nbval-kernel-name=analysttools"],
    "cold": [*PLUGIN, "--nbval-kernel-name=python3"],
    "xdist": [*PLUGIN, "--nbval-kernel-name=analysttools", "-n", "2", "--dist", "loadfile"],
    "plain": ["--nbval"],
}
DRAW = """
import analysttools as at
case = at.load_case("../data")
claims = at.with_names(at.choose(case.claims, claim_id="nyt-2024-massed"), case)
at.save_figure(at.plot_estimates(claims), "{name}-one", claims, title="One.", folder="../figures")
"""


@pytest.fixture
def project(package: Path, tmp_path: Path) -> Path:
    """Return a project of a small case, two notebooks, their figures and the gallery."""
    package.rename(tmp_path / "data")
    (tmp_path / "notebooks").mkdir()
    for name in ("01", "02"):
        cells = [new_code_cell(DRAW.format(name=name), id="cell-0"), new_code_cell("1", id="cell-1")]
        kernel = {"name": "python3", "display_name": "Python 3"}
        path = tmp_path / "notebooks" / f"{name}.ipynb"
        nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    runs = run_notebooks(sorted((tmp_path / "notebooks").glob("*.ipynb")))
    assert [run.error for run in runs] == [None, None]
    at.write_gallery(tmp_path / "figures")
    return tmp_path


def _digests(project: Path) -> dict[str, str]:
    """Return the digest of every file of the project, but for what is known of runs and of imports."""
    return {
        path.relative_to(project).as_posix(): sha256(path.read_bytes())
        for path in sorted(project.rglob("*"))
        if path.is_file() and not {MEMORY_FOLDER, "__pycache__"} & set(path.parts)
    }


def _change_the_number(project: Path) -> None:
    data = project / "data" / "claims.csv"
    text = data.read_text(encoding="utf-8")
    (row,) = [line for line in text.splitlines() if line.startswith("nyt-2024-massed,")]
    data.write_text(text.replace(row, row.replace(",50000,", ",51000,", 1)), encoding="utf-8")


def _pytest(project: Path, *options: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--color=no", *options, "notebooks"]
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": paths, "PYTEST_ADDOPTS": ""}
    run = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    return run.returncode, run.stdout + run.stderr


@pytest.mark.parametrize("way", WAYS)
def test_a_failed_regression_changes_no_file_and_verify_says_what_is_stale(project: Path, way: str) -> None:
    """A number in data/ is another: figures, notebooks and data are as they were, and the figures stale."""
    _change_the_number(project)
    before = _digests(project)
    status, said = _pytest(project, *WAYS[way])
    assert (status, "FAILED notebooks/01.ipynb::Cell 0" in said) == (1, True), said
    assert _digests(project) == before
    stale = at.verify_figures(project / "figures", data=project / "data")
    number = f"claim nyt-2024-massed: best was 50000, {project}/data/claims.csv has 51000. "
    assert [reason.startswith(number) for reason in stale["reason"]] == [True, True]
    assert stale["figure"].tolist() == ["01-one", "02-one"]


def test_a_gallery_that_a_notebook_writes_is_left_alone_too(project: Path) -> None:
    """Under a regression the gallery of a notebook that writes one is not written."""
    path = project / "notebooks" / "01.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].source = 'at.write_gallery("../figures")'
    notebook.cells[1].outputs[0]["data"]["text/plain"] = "False"
    nbformat.write(notebook, path)
    (project / "figures" / "README.md").write_text("mine", encoding="utf-8")
    before = _digests(project)
    status, said = _pytest(project, *WAYS["warm"], "-k", "01.ipynb")
    assert status == 0, said
    assert _digests(project) == before


# Cells that would change a project, and the file that each would change.
OVERWRITES = {
    "savefig": (
        "import matplotlib.pyplot as plt; plt.plot([1]); plt.savefig('../figures/x.png')",
        "figures/x.png",
    ),
    "to_csv": (
        "import pandas as pd; pd.DataFrame({'n': [1]}).to_csv('../data/claims.csv')",
        "data/claims.csv",
    ),
    "magic": ("%%writefile ../data/claims.csv\n12,000", "data/claims.csv"),
    "caught": ("try:\n    open('../data/claims.csv', 'w')\nexcept OSError:\n    pass", "data/claims.csv"),
    "expected": ("# NBVAL_RAISES_EXCEPTION\nopen('../data/claims.csv', 'w')", "data/claims.csv"),
}


def _write_cells(folder: Path, name: str, *sources: str) -> Path:
    """Write a notebook as it would be kept after cells that show nothing."""
    (folder / "notebooks").mkdir(exist_ok=True)
    cells = [
        new_code_cell(source, id=f"cell-{number}", execution_count=number)
        for number, source in enumerate(sources, start=1)
    ]
    kernel = {"name": "python3", "display_name": "Python 3"}
    path = folder / "notebooks" / f"{name}.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


@pytest.fixture(scope="module", params=["warm", "cold"])
def overwritten(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a project whose notebooks would overwrite it, after a regression, and what that said."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("data/claims.csv", "figures/x.png"):
        (folder / name).parent.mkdir()
        (folder / name).write_text("mine", encoding="utf-8")
    for name, (source, _) in OVERWRITES.items():
        _write_cells(folder, name, source, "import tempfile; tempfile.TemporaryFile().close()")
    return folder, _pytest(folder, *WAYS[request.param], "-rA")[1]


@pytest.mark.parametrize("name", OVERWRITES)
def test_a_cell_that_would_change_the_project_fails(overwritten: tuple[Path, str], name: str) -> None:
    """In the words of `run`, also if the cell goes on; the file stays, and temporary ones may be made."""
    folder, said = overwritten
    file = folder / OVERWRITES[name][1]
    assert file.read_text(encoding="utf-8") == "mine"
    words = "A notebook that is rerun changes figures alone, through save_figure"
    assert f"The cell wants to change {file}. {words}" in said[said.index("FAILURES") :]
    assert (
        len([line for line in said.splitlines() if line.startswith("FAILED") and f"/{name}.ipynb" in line])
        == 1
    )
    assert f"PASSED notebooks/{name}.ipynb::Cell {int(name != 'caught')}" in said
