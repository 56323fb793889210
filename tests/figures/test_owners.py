"""Each figure has one owner, the notebook that its record names; another that saves it is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

import analysttools as at
from analysttools.notebooks.runner import run_notebooks

pytestmark = pytest.mark.kernel

DRAW = """
import analysttools as at
case = at.load_case("../data")
claims = at.with_names(at.choose(case.claims, claim_id="nyt-2024-massed"), case)
at.save_figure(at.plot_estimates(claims), "{figure}", claims, title="{title}", folder="../figures")
"""
ALIKE = {"report": "report-in-kursk", "report-Copy1": "report-of-kursk", "01-force": "01-force-estimates-one"}
ALIKE["01-force-estimates"] = "01-force-estimates-two"


@pytest.fixture
def project(package: Path, tmp_path: Path) -> Path:
    """Return a project of a small case and no notebooks."""
    package.rename(tmp_path / "data")
    (tmp_path / "notebooks").mkdir()
    return tmp_path


def _write(project: Path, name: str, figure: str, title: str = "One.") -> Path:
    path = project / "notebooks" / f"{name}.ipynb"
    cell = new_code_cell(DRAW.format(figure=figure, title=title), id="cell-0")
    kernel = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(new_notebook(cells=[cell], metadata={"kernelspec": kernel}), path)
    return path


def _owner(project: Path, figure: str) -> str:
    return json.loads((project / "figures" / f"{figure}.json").read_text(encoding="utf-8"))["notebook"]


def test_notebooks_whose_names_begin_alike_are_no_relatives(project: Path) -> None:
    """Each calls none but its own figures its own, in runs, in the gallery and in what verify advises."""
    paths = [_write(project, name, figure) for name, figure in ALIKE.items()]
    run_notebooks(paths)
    runs = run_notebooks(paths, is_all=True)
    assert [run.figures for run in runs] == [{figure: "same"} for figure in ALIKE.values()]
    assert {name: _owner(project, figure) for name, figure in ALIKE.items()} == {name: name for name in ALIKE}
    at.write_gallery(project / "figures")
    gallery = (project / "figures" / "README.md").read_text(encoding="utf-8")
    _, *parts = gallery.split("\n## ")
    told = {part.split("\n")[0]: part.split("Notebook: [")[1].split("]")[0] for part in parts}
    assert told == {figure: name for name, figure in ALIKE.items()}
    for figure in ALIKE.values():
        (project / "figures" / f"{figure}.png").unlink()
    stale = at.verify_figures(project / "figures", data=project / "data").set_index("figure")["reason"]
    for name, figure in ALIKE.items():
        assert stale[figure].endswith(f"analysttools run {project}/notebooks/{name}.ipynb")


def test_a_figure_that_two_notebooks_save_is_refused_with_both_names(project: Path) -> None:
    """The second is left as it was, in the same run and in the next; the figure stays that of the first."""
    paths = [_write(project, "01", "one", "First."), _write(project, "02", "one", "Second.")]
    said = (
        f"{project}/notebooks/02.ipynb saves the figure one, which is one of 01.ipynb and would be "
        "overwritten. Both were left as they were. Give it another name in one of them"
    )
    before = paths[1].read_bytes()
    for _ in range(2):
        assert [run.error for run in run_notebooks(paths, is_all=True)] == [None, said]
    assert run_notebooks(paths[1])[0].error == said
    assert (paths[1].read_bytes() == before, _owner(project, "one")) == (True, "01")


def test_a_figure_may_move_to_another_notebook(project: Path) -> None:
    """Once the first no longer names it, or is gone, it belongs to whoever saves it."""
    first, second = _write(project, "01", "one"), _write(project, "02", "two")
    run_notebooks([first, second])
    first, second = _write(project, "01", "two-01"), _write(project, "02", "one")
    assert [run.error for run in run_notebooks([first, second])] == [None, None]
    assert _owner(project, "one") == "02"
    second.unlink()
    assert run_notebooks(_write(project, "01", "one"))[0].error is None
    assert _owner(project, "one") == "01"


def test_in_a_notebook_that_is_open_the_figure_of_another_is_refused(project: Path) -> None:
    """Where Jupyter tells the kernel its notebook, the record names it, and the other is not overwritten."""
    run_notebooks(_write(project, "01", "one"))
    command = [sys.executable, "-c", DRAW.format(figure="one", title="Second.")]
    environment = {**os.environ, "JPY_SESSION_NAME": "notebooks/02.ipynb"}
    run = subprocess.run(
        command, cwd=project / "notebooks", env=environment, capture_output=True, text=True, check=False
    )
    assert run.stderr.splitlines()[-1] == (
        "ValueError: save_figure: one is a figure of the notebook 01, and the notebook 02 would overwrite "
        "it. Give it another name in one of them"
    )


def test_two_notebooks_that_show_one_figure_are_told_by_verify(project: Path) -> None:
    """Runs of earlier versions let each overwrite the figure of the other: both are named."""
    path = _write(project, "01", "one")
    run_notebooks(path)
    at.write_gallery(project / "figures")
    (project / "notebooks" / "02.ipynb").write_bytes(path.read_bytes())
    stale = at.verify_figures(project / "figures", data=project / "data")
    assert stale[stale["figure"].eq("one")]["reason"].tolist() == [
        f"{project}/notebooks/01.ipynb and {project}/notebooks/02.ipynb save it, and each run of one "
        "overwrites that of the other. Give it another name in one of them"
    ]


def test_a_record_that_names_no_notebook_belongs_to_the_one_of_its_name(project: Path) -> None:
    """Records of earlier versions: by the longest name with which the figure's begins."""
    path = _write(project, "01", "01-one")
    run_notebooks(path)
    record = project / "figures" / "01-one.json"
    record.write_text(
        record.read_text(encoding="utf-8").replace(' "notebook": "01",\n', ""), encoding="utf-8"
    )
    assert run_notebooks(_write(project, "01", "01-two"))[0].figures == {"01-one": "stale", "01-two": "new"}


def test_a_figure_whose_notebook_is_gone_is_told(project: Path) -> None:
    """The record names a notebook that was deleted: a sentence that says what to do."""
    path = _write(project, "01", "one")
    run_notebooks(path)
    at.write_gallery(project / "figures")
    path.unlink()
    stale = at.verify_figures(project / "figures", data=project / "data").set_index("figure")["reason"]
    assert stale["one"] == "its notebook 01.ipynb is gone. Remove the figure, or save it from another"


def test_a_figure_that_one_notebook_saves_twice_is_told_with_its_cells(project: Path) -> None:
    """The last of two cells overwrites the first: no advice to run again, which would change nothing."""
    path = _write(project, "01", "one", "First.")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(new_code_cell(DRAW.format(figure="one", title="Second."), id="cell-1"))
    nbformat.write(notebook, path)
    run_notebooks(path)
    stale = at.verify_figures(project / "figures", data=project / "data")
    assert (stale["reason"][stale["figure"] == "one"]).tolist() == [
        f"{project}/notebooks/01.ipynb, code cells 1 and 2 save it, and the last overwrites the others. Give "
        "it another name in all but one"
    ]
