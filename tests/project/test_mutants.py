"""Wrong values and faults are what they say, and those who should notice them do."""

from __future__ import annotations

import ast
import csv
import shutil
import tomllib
from pathlib import Path

import pytest
from mutants import copy_project, judge
from mutations import (
    CHANGES,
    CODE_FAULTS,
    CodeFault,
    HiddenFault,
    PictureFault,
    TextFault,
    Value,
    list_others,
    list_values,
    sample_evenly,
    sample_others,
    write_fault,
    write_other,
    write_value,
)

ROOT = Path(__file__).resolve().parent.parent.parent
VALUES = list(list_values(ROOT))
OTHERS = list(list_others(ROOT))
# What reads the files that a fault may be written into.
PARSERS = {".py": ast.parse, ".toml": tomllib.loads}
# What the claims of a chart rest on.
ASKED = {"low", "best", "high", "qualifier", "claimant_id", "population", "measure", "period", "asserted"}
pytestmark = pytest.mark.shipped


def _read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def test_every_column_that_a_chart_rests_on_is_tried() -> None:
    """Bounds, words, who, whom, what, when, where and from whom: of claims that are drawn."""
    tried = {
        value.column for value in sample_evenly(VALUES, 1) if value.is_drawn and value.file == "claims.csv"
    }
    assert tried >= {*ASKED, "place_id", "chain", "derived_from", "source_id"}
    assert {value.file for value in VALUES} >= set(CHANGES)


@pytest.mark.parametrize("value", sample_evenly(VALUES, 1), ids=lambda value: f"{value.file} {value.column}")
def test_one_wrong_value_changes_one_cell_alone(value: Value, tmp_path: Path) -> None:
    """The file differs from the shipped one in that cell and nowhere else."""
    data = Path(shutil.copytree(ROOT / "data", tmp_path / "data"))
    write_value(data, value)
    if value.file.endswith(".geojson"):
        assert (data / value.file).read_bytes() != (ROOT / "data" / value.file).read_bytes()
        return
    header, *before = _read(ROOT / "data" / value.file)
    _, *after = _read(data / value.file)
    changed = [
        (row[0], header[place], now)
        for row, other in zip(before, after, strict=True)
        for place, (was, now) in enumerate(zip(row, other, strict=True))
        if was != now
    ]
    assert changed == [(value.row, value.column, value.becomes)]


def test_texts_pictures_hidden_cells_and_both_languages_are_tried_evenly() -> None:
    """Each notebook and the README, both endings of figures, constants, names in French, measured days."""
    taken = sample_others(OTHERS, 2)
    texts = {fault.file for fault in taken if isinstance(fault, TextFault)}
    notebooks = {f"notebooks/{path.name}" for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert texts == {"README.md", *notebooks}
    assert {fault.file for fault in taken if isinstance(fault, PictureFault)} >= notebooks
    assert {fault.file[-3:] for fault in taken if isinstance(fault, PictureFault)} >= {"png", "svg"}
    assert len([fault for fault in taken if isinstance(fault, HiddenFault)]) >= 2
    assert {fault.sort for fault in CODE_FAULTS} == {"code", "constants"}
    assert {value.column for value in VALUES} >= {"name_fr", "label_fr", "title_fr", "lat", "area_km2"}


@pytest.mark.parametrize("fault", sample_others(OTHERS, 1), ids=str)
def test_one_other_fault_changes_one_file_alone(fault: TextFault | PictureFault, tmp_path: Path) -> None:
    """The copy differs from the project in that file and nowhere else."""
    project = copy_project(tmp_path)
    write_other(project, fault)
    files = [path for path in project.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    changed = [path for path in files if path.read_bytes() != (ROOT / path.relative_to(project)).read_bytes()]
    assert [path.relative_to(project).as_posix() for path in changed] == [fault.file]


@pytest.mark.parametrize("fault", CODE_FAULTS, ids=lambda fault: fault.name)
def test_each_fault_of_the_code_has_its_place(fault: CodeFault, tmp_path: Path) -> None:
    """The text that it replaces stands there exactly once, and what comes of it is still Python, or TOML."""
    copy = tmp_path / fault.file
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "analysttools" / fault.file, copy)
    write_fault(tmp_path, fault)
    assert copy.read_text(encoding="utf-8") != (ROOT / "analysttools" / fault.file).read_text(
        encoding="utf-8"
    )
    PARSERS[copy.suffix](copy.read_text(encoding="utf-8"))


def test_a_fault_without_its_place_says_so(tmp_path: Path) -> None:
    """Code that moved on makes the list of faults fail, not pass with nothing changed."""
    (tmp_path / "names.py").write_text("pass\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r'names.py holds 0 times .*Write the fault "moved" anew'):
        write_fault(tmp_path, CodeFault("moved", "names.py", "was here", "is not"))


@pytest.mark.kernel
def test_a_number_that_is_off_by_one_is_noticed_by_verify_and_by_nbval(tmp_path: Path) -> None:
    """12,000 becomes 12,001: both name the claim or its cell."""
    project = copy_project(tmp_path)
    write_value(project / "data", _find("us-intelligence-2024-10-deployed", "best"))
    caught, _ = judge(project)
    assert "best was 12000, data/claims.csv has 12001" in caught["verify"]
    assert caught["nbval"].startswith("notebooks/01-force-estimates.ipynb::Cell")


def test_a_kind_of_number_that_its_qualifier_forbids_is_noticed_by_check(tmp_path: Path) -> None:
    """A claim of "about" without a value stops at the door: nothing else would load the data."""
    project = copy_project(tmp_path)
    write_value(project / "data", _find("us-official-2024-11-05-killed", "qualifier"))
    caught, _ = judge(project)
    assert list(caught) == ["check"]


@pytest.mark.kernel
def test_values_drawn_in_thousands_are_noticed_by_nbval(tmp_path: Path) -> None:
    """That verify finds the code changed counts for nothing here: it would of a comment."""
    project = copy_project(tmp_path)
    write_fault(project / "analysttools", next(one for one in CODE_FAULTS if "thousands" in one.name))
    caught, _ = judge(project)
    assert list(caught) == ["nbval"]


def _find(row: str, column: str) -> Value:
    return next(value for value in VALUES if (value.row, value.column) == (row, column))
