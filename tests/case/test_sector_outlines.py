"""Outlines of sectors: what `check` says of those that cannot be measured."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from conftest import KURSK

import analysttools as at
from analysttools.case.geography_checks import EXPECTED, check_outlines


@pytest.fixture
def outlined(package: Path) -> Path:
    """Return the small package with the outlines of the frozen case."""
    shutil.copyfile(KURSK / "sectors.csv", package / "sectors.csv")
    frozen = json.loads((KURSK / "datapackage.json").read_text(encoding="utf-8"))
    schemas = {one["name"]: one["schema"] for one in frozen["resources"] if "schema" in one}
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    (resource,) = [one for one in descriptor["resources"] if one["name"] == "sectors"]
    resource["schema"] = schemas["sectors"]
    (package / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return package


def _break(package: Path, outline: str, sector: str = "toretsk") -> str:
    """Return what check says of a case with one outline replaced."""
    path = package / "sectors.csv"
    sectors = pd.read_csv(path, dtype=str, keep_default_na=False)
    sectors.loc[sectors["sector_id"].eq(sector), "outline"] = outline
    sectors.to_csv(path, index=False, lineterminator="\n")
    return "\n".join(map(str, at.check_case(package))).replace(f"{package}/", "")


@pytest.mark.parametrize(
    ("outline", "problem"),
    [
        ("POINT (37 48)", "the outline is not a polygon"),
        ("somewhere near Toretsk", "the outline is not a polygon"),
        ("CURVEPOLYGON (CIRCULARSTRING (37 48, 38 49, 37 48))", "the outline is not a polygon"),
        ("POLYGON ((nan nan, 38 48, 38 49, nan nan))", "the outline is not a polygon"),
        ("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))", "the outline crosses itself (Self-intersection[0.5 0.5])"),
        (
            "POLYGON ((200 48, 201 48, 201 49, 200 48))",
            "the outline lies outside 180 W to 180 E, 90 S to 90 N",
        ),
    ],
)
def test_an_outline_that_cannot_be_measured_is_a_fault(outlined: Path, outline: str, problem: str) -> None:
    """File, line, column, id, what is wrong, what was found, what is expected."""
    assert _break(outlined, outline) == (
        f'sectors.csv, line 7, column outline (toretsk): {problem}. Found "{outline}". Expected {EXPECTED}. '
        "Draw it again."
    )


@pytest.mark.parametrize(
    ("outline", "problem", "advice"),
    [
        (
            "POLYGON ((48 37, 48 38, 49 38, 48 37))",
            "longitude and latitude of the outline are exchanged",
            "Write longitude first, then latitude",
        ),
        (
            "POLYGON ((0 0, 1 1, 1 0, 0 0))",
            "the outline lies outside the window of the map of control, 22 to 41 E, 44 to 53 N",
            'Draw it again; or widen "window" of "control_map" in datapackage.json',
        ),
        (
            "POLYGON ((37 48, 38 48, 73 49, 37 48))",
            "the outline lies outside the window of the map of control, 22 to 41 E, 44 to 53 N",
            'Draw it again; or widen "window" of "control_map" in datapackage.json',
        ),
    ],
)
def test_an_outline_beyond_the_map_is_a_fault(
    outlined: Path, outline: str, problem: str, advice: str
) -> None:
    """Nothing could be measured there; the sentence says so where both coordinates were exchanged."""
    assert _break(outlined, outline) == (
        f'sectors.csv, line 7, column outline (toretsk): {problem}. Found "{outline}". Expected {EXPECTED}. '
        f"{advice}."
    )


def test_without_a_window_an_outline_may_lie_anywhere() -> None:
    """A case that states none says nothing of where its map lies."""
    sectors = pd.DataFrame({"sector_id": ["a"], "outline": ["POLYGON ((0 0, 1 1, 1 0, 0 0))"]})
    assert check_outlines(sectors) == []


def test_an_outline_nested_without_end_is_a_fault(outlined: Path) -> None:
    """The library that reads shapes would end the whole process on it."""
    assert "the outline is not a polygon" in _break(outlined, "GEOMETRYCOLLECTION (" * 100_000)


def test_outlines_that_overlap_are_a_fault(outlined: Path) -> None:
    """Ground in two sectors would count twice; both are named."""
    assert _break(outlined, "POLYGON ((37 48.2, 37.7 48.2, 37.7 48.3, 37 48.3, 37 48.2))") == (
        "sectors.csv, line 7, column outline (toretsk): the outline overlaps that of pokrovsk: ground would "
        "count twice. Let them share an edge at most."
    )


def test_a_case_without_outlines_has_no_fault(outlined: Path) -> None:
    """Sectors may be names alone."""
    path = outlined / "sectors.csv"
    sectors = pd.read_csv(path, dtype=str, keep_default_na=False).assign(outline="")
    sectors.to_csv(path, index=False, lineterminator="\n")
    assert at.check_case(outlined) == []
