"""A checkout with the line ends of Windows: nothing that is shown differs, so nothing is told or written."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_notebook

import analysttools as at
from analysttools.cli.main import main

pytestmark = pytest.mark.kernel

DRAW = """
import analysttools as at
case = at.load_case("../data")
claims = at.with_names(at.choose(case.claims, claim_id="nyt-2024-massed"), case)
at.save_figure(at.plot_estimates(claims), "01-one", claims, title="One.", folder="../figures")
"""
TEXTS = [
    "a.csv",
    "notebooks/a.ipynb",
    "README.md",
    "a.py",
    "data/a.json",
    "figures/a.svg",
    "data/geo/a.geojson",
]


@pytest.fixture
def project(package: Path, tmp_path: Path) -> Path:
    """Return a project with a notebook that was run, all of its texts with the line ends of Windows."""
    folder = tmp_path / "project"
    shutil.copytree(package, folder / "data")
    (folder / "notebooks").mkdir()
    notebook = new_notebook(cells=[new_code_cell(DRAW, id="cell-0")])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "notebooks" / "01.ipynb")
    (run,) = at.run_notebooks(folder / "notebooks" / "01.ipynb")
    assert run.error is None
    at.write_gallery(folder / "figures")
    texts = [path for path in folder.rglob("*.*") if path.is_file() and path.suffix != ".png"]
    _ = [path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n")) for path in texts]
    return folder


def test_a_run_changes_nothing(project: Path, capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    """Notebook, figure and gallery are the same, and their files are left as they are."""
    monkeypatch.chdir(project)
    kept = [*Path("notebooks").glob("*.ipynb"), *Path("figures").glob("*.*")]
    before = {path: path.read_bytes() for path in kept}
    assert main(["run", "--all"]) == 0
    assert [line.split()[-7:] for line in capsys.readouterr().out.splitlines()[1:]] == [
        ["same", "run", "because", "all", "were", "asked", "for"],
        ["01-one", "same"],
    ]
    assert {path: path.read_bytes() for path in kept} == before


def test_renewing_shows_nothing(project: Path, capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    """No line is shown as another."""
    monkeypatch.chdir(project)
    assert main(["renew", "--yes"]) == 0
    assert capsys.readouterr().out.splitlines()[:3] == [
        "",
        "notebooks/01.ipynb",
        "notebook or figure     time  outcome",
    ]


def test_figures_and_data_are_in_step(project: Path) -> None:
    """The drawing is the one of the record, the gallery what the records give, the data without a fault."""
    assert at.verify_figures(project / "figures", data=project / "data").to_dict("records") == []
    assert at.check_case(project / "data") == []


def test_git_gives_every_text_the_same_line_ends(tmp_path: Path) -> None:
    """Also where its settings ask for those of Windows."""
    _ = [(tmp_path / name).parent.mkdir(parents=True, exist_ok=True) for name in TEXTS]
    _ = [(tmp_path / name).write_bytes(b"a\nb\n") for name in TEXTS]
    shutil.copy(ROOT / ".gitattributes", tmp_path)
    git = [
        "git",
        "-c",
        "core.autocrlf=true",
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@b.c",
        "-C",
        str(tmp_path),
    ]
    commands = ["init -q", "add .", "commit -qm a", "rm -rq .", "checkout -qf HEAD ."]
    _ = [subprocess.run([*git, *command.split()], check=True) for command in commands]
    assert {(tmp_path / name).read_bytes() for name in TEXTS} == {b"a\nb\n"}
    assert subprocess.run([*git, "status", "--short"], check=True, capture_output=True).stdout == b""
