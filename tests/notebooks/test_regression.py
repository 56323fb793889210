"""Regression: the same input gives the same bytes; a changed number fails nbval, a changed look passes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
from conftest import ROOT
from PIL import Image

from analysttools.figures.records import SESSION, sha256

pytestmark = [pytest.mark.kernel, pytest.mark.shipped]

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# Runs the code of a notebook on another day, a second later every second.
DRAW = """
import datetime, sys, time_machine
from pathlib import Path
with time_machine.travel(datetime.datetime.fromisoformat(sys.argv[2] + "T12:34:56+00:00"), tick=True):
    assert str(datetime.date.today()) == sys.argv[2]
    exec(compile(Path(sys.argv[1]).read_text(encoding="utf-8"), sys.argv[1], "exec"))
"""
PLACES = {
    "one": {"PYTHONHASHSEED": "1", "TZ": "Asia/Seoul", "LC_ALL": "C", "day": "2031-02-03"},
    "a folder of another näme": {
        **{"PYTHONHASHSEED": "7", "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "day": "1999-12-31"},
    },
}
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Drawn(NamedTuple):
    """Digests of the figures of one notebook: drawn in one place, in another, and as committed."""

    one: dict[str, str]
    other: dict[str, str]
    committed: dict[str, str]


def _digests(folder: Path, stem: str) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()) for path in sorted(folder.glob(f"{stem}-*"))}


def _begin(notebook: Path, place: Path, environment: dict[str, str]) -> subprocess.Popen:
    """Begin to run a notebook's code in a fresh process, in a tree of its own without figures."""
    shutil.copytree(ROOT / "data", place / "data")
    (place / "notebooks").mkdir()
    (place / "figures").mkdir()
    (place / "notebooks" / "matplotlibrc").write_text("font.size: 20\nlines.linewidth: 9\n", encoding="utf-8")
    cells = [cell.source for cell in nbformat.read(notebook, 4).cells if cell.cell_type == "code"]
    script = place / "notebooks" / "script.py"
    script.write_text("\n\n".join(cells), encoding="utf-8")
    given = dict(environment)
    command = [sys.executable, "-c", DRAW, script.name, given.pop("day")]
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, **given, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"}
    environment[SESSION] = notebook.name  # as Jupyter and `run` tell a kernel
    return subprocess.Popen(command, cwd=script.parent, env=environment, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def drawn(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    """Return the figures of a notebook, drawn in two places at once."""
    folder, stem = tmp_path_factory.mktemp("places"), request.param.stem
    runs = [_begin(request.param, folder / name, environment) for name, environment in PLACES.items()]
    assert [run.wait(300) for run in runs] == [0, 0]
    return Drawn(
        *(_digests(folder / name / "figures", stem) for name in PLACES), _digests(ROOT / "figures", stem)
    )


def test_same_input_gives_the_same_bytes(drawn: Drawn) -> None:
    """Another process, hash seed, folder, time zone, locale, settings and day change no byte."""
    assert len(drawn.one) >= 3
    assert drawn.one == drawn.other


@pytest.mark.exact
def test_committed_figures_are_what_the_notebooks_draw(drawn: Drawn) -> None:
    """Picture, drawing and record in figures/ are those that the notebook of their name draws."""
    assert drawn.one == drawn.committed


def _copy_tree(folder: Path, *more: str) -> Path:
    for name in ("notebooks", "data", "figures", *more):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)  # pytest shows the whole difference where this says so
    return folder


def _edit(path: Path, *changes: tuple[str, str]) -> None:
    """Replace each first text, which must be there, by the second."""
    text = path.read_text(encoding="utf-8")
    assert [old for old, _ in changes if old not in text] == []
    for old, new in changes:
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def _size(picture: Path) -> tuple[int, int]:
    with Image.open(picture) as opened:
        return opened.size


def _nbval(folder: Path, *notebooks: str) -> tuple[int, str]:
    """Run notebooks against their stored outputs, with the package of the folder if it has one."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--color=no"]
    command += [f"notebooks/{name}" for name in notebooks]
    paths = os.pathsep.join([str(folder), str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": paths}
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return run.returncode, _COLOUR.sub("", run.stdout)


@pytest.mark.parametrize(
    ("notebook", "claim", "was", "now"),
    [
        ("01-force-estimates", "nyt-2024-massed", ",50000,", ",52000,"),
        ("02-casualty-claims", "nis-2025-09-02-killed", ",2000,", ",2100,"),
    ],
)
def test_a_changed_number_fails_the_notebook_and_names_the_claim(
    tmp_path: Path, notebook: str, claim: str, was: str, now: str
) -> None:
    """One number in data/: the cell that draws it fails, and the failure shows the mark of the claim."""
    folder = _copy_tree(tmp_path)
    path = folder / "data" / "claims.csv"
    rows = path.read_text(encoding="utf-8")
    (row,) = re.findall(rf"^{claim},.*$", rows, flags=re.M)
    assert was in row
    path.write_text(rows.replace(row, row.replace(was, now, 1)), encoding="utf-8")
    status, output = _nbval(folder, f"{notebook}.ipynb")
    assert status == 1
    assert re.search(rf"^ *[-+] {claim} +\w+ +(\S+ \| )?{now.strip(',')}\b", output, flags=re.M)
    assert "at.save_figure(" in output


def test_changed_fonts_and_sizes_pass(tmp_path: Path) -> None:
    """Other letters, lines, widths: every picture is another, and every notebook passes."""
    folder = _copy_tree(tmp_path, "analysttools")
    charts = folder / "analysttools" / "charts" / "drawing"
    _edit(
        charts / "analyst.mplstyle",
        *[("font.size: 9", "font.size: 10.5"), ("savefig.dpi: 120", "savefig.dpi: 90")],
        *[("lines.markersize: 7", "lines.markersize: 9"), ("axes.labelsize: 9", "axes.labelsize: 11")],
    )
    _edit(
        charts / "layout.py",
        *[("WIDTH = 7.2", "WIDTH = 6.1"), ("NOTE = 9.5, 8.5, 7.5", "NOTE = 10.5, 9.0, 8")],
        ("HIGHEST, PAGE = 7.5, 10.0", "HIGHEST, PAGE = 12.0, 14.0"),
    )
    status, output = _nbval(folder, *(path.name for path in NOTEBOOKS))
    assert status == 0, output
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    run = [sys.executable, "-m", "analysttools", "run", "--all"]  # nbval leaves the figures as they are
    subprocess.run(run, cwd=folder, env=environment, capture_output=True, check=True)
    figures = sorted(path.name for path in (ROOT / "figures").glob("*.png"))
    sizes = [[_size(root / "figures" / name) for root in (ROOT, folder)] for name in figures]
    as_wide = [name for name, (old, new) in zip(figures, sizes, strict=True) if new[0] >= old[0]]
    assert as_wide == ["02-casualty-claims-losses.png"]  # the one whose notebook states its width
    codes = [
        json.loads((root / "figures" / figures[0]).with_suffix(".json").read_text(encoding="utf-8"))["code"]
        for root in (ROOT, folder)
    ]
    assert codes[0] != codes[1]
