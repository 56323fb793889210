"""The digest of a figure's code: what makes a figure stale, and what does not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import ROOT

from analysttools.charts import CHARTS
from analysttools.figures import code_digest
from analysttools.figures.code_digest import digest_code, list_code


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the package, to change."""
    copy = Path(shutil.copytree(ROOT / "analysttools", tmp_path / "analysttools"))
    monkeypatch.setattr(code_digest, "PACKAGE", copy)
    monkeypatch.setattr(code_digest, "STYLE", copy / "charts" / "drawing" / "analyst.mplstyle")
    return copy


def _replace(path: Path, was: str, now: str) -> None:
    text = path.read_bytes().decode()
    assert was in text
    path.write_bytes(text.replace(was, now, 1).encode())


SILENT = {
    "a comment": ("charts/drawing/layout.py", "WIDTH = 7.2", "WIDTH = 7.2  # inches"),
    "a docstring": ("charts/estimates.py", '"""Claims on', '"""Rival claims on'),
    "an annotation": (
        "figures/marks.py",
        "def read_marks(axes: list[Axes]) ->",
        "def read_marks(axes: tuple[Axes, ...]) ->",
    ),
    "line ends": ("charts/drawing/layout.py", "\n\n", "\r\n\r\n"),
    "a definition that nothing of it uses": (
        "charts/drawing/layout.py",
        "WIDTH = 7.2",
        "UNUSED = 1\nWIDTH = 7.2",
    ),
    "another chart": ("charts/timeline.py", "def plot_timeline(\n", "X = 1\n\n\ndef plot_timeline(\n"),
    "a word of another chart": ("locales/en.toml", "[charts.timeline]\n", '[charts.timeline]\nx = "x"\n'),
    "a comment on texts": ("locales/en.toml", "\n", "\n# said why\n"),
    "a comment of the style": ("charts/drawing/analyst.mplstyle", "\n", "\n# said why\n"),
}
HEARD = {
    "a number in a constant": ("charts/drawing/layout.py", "WIDTH = 7.2", "WIDTH = 7.3"),
    "a number in a function that is reached": (
        "charts/estimates.py",
        "- 0.14 - arrow",
        "- 0.15 - arrow",
    ),
    "a word on charts": ("locales/en.toml", 'at_least = "at least', 'at_least = "no less than'),
    "a word in French": ("locales/fr.toml", 'consensus = "', 'consensus = "Le '),
    "a statement that runs on import": ("figures/rendering.py", "import io\n", "import io\n[].clear()\n"),
    "a size of the style": ("charts/drawing/analyst.mplstyle", "font.size", "font.size : 3\n#"),
}


@pytest.mark.parametrize("change", SILENT)
def test_what_draws_nothing_makes_no_figure_stale(package: Path, change: str) -> None:
    """Comments, docstrings, annotations, line ends and code that the chart does not use do not count."""
    before = digest_code(["estimates"])
    file, was, now = SILENT[change]
    _replace(package / file, was, now)
    assert digest_code(["estimates"]) == before


@pytest.mark.parametrize("change", HEARD)
def test_what_changes_the_drawing_makes_a_figure_stale(package: Path, change: str) -> None:
    """A number, a word, a statement, a size that the chart rests on counts."""
    before = digest_code(["estimates"])
    file, was, now = HEARD[change]
    _replace(package / file, was, now)
    assert digest_code(["estimates"]) != before


def test_a_moved_file_makes_no_figure_stale(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file in another folder, with the imports that follow it, is the same code."""
    before = digest_code(["estimates"])
    (package / "drawn").mkdir()
    (package / "charts" / "estimates.py").rename(package / "drawn" / "rivals.py")
    (package / "charts" / "drawing" / "layout.py").rename(package / "drawn" / "places.py")
    for path in package.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("analysttools.charts.drawing.layout", "analysttools.drawn.places"), encoding="utf-8"
        )
    monkeypatch.setitem(CHARTS, "estimates", "drawn.rivals")
    assert digest_code(["estimates"]) == before


def test_a_file_cut_in_two_makes_no_figure_stale(package: Path) -> None:
    """A definition that moves to a file of its own is the same definition."""
    before = digest_code(["estimates"])
    _replace(
        package / "charts" / "drawing" / "layout.py",
        "WIDTH = 7.2\n",
        "from analysttools.paper import WIDTH\n",
    )
    (package / "paper.py").write_text("WIDTH = 7.2\n", encoding="utf-8")
    assert digest_code(["estimates"]) == before


def test_what_a_name_imports_from_elsewhere_counts(package: Path) -> None:
    """The same name for another function of a library is other code."""
    before = digest_code(["estimates"])
    path = package / "charts" / "estimates.py"
    _replace(path, "import pandas as pd\n", "import numpy as pd\n")
    assert digest_code(["estimates"]) != before


@pytest.mark.parametrize("chart", sorted(CHARTS))
def test_each_chart_is_found_by_its_name(chart: str) -> None:
    """The list of charts names the file of each, and the files that it rests on exist."""
    files = list_code([chart])
    assert f"analysttools/{CHARTS[chart].replace('.', '/')}.py" in files
    assert all((ROOT / file).is_file() for file in files)
