"""Whatever the bytes of a file of another format: rows, or faults in words, and no other exception.

FUZZ=10000 breaks so many files of each format, some minutes each.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from mutated_files import ACLED, GEOJSON, HXL, TABLE, UCDP, make_ods, make_workbook, mutate, mutate_zip

import analysttools as at
from analysttools.errors import DataError
from analysttools.exchange.appending import prepare

pytestmark = pytest.mark.slow

COUNT = int(os.environ.get("FUZZ", "200"))
STRAIT = ROOT / "tests" / "cases" / "strait"
# Of so many files that could be read, one is held against a case besides, which takes longer.
PREPARED = 40
FORMATS: dict[str, tuple[Callable[[Path], at.Imported], bytes]] = {
    "ucdp.csv": (at.read_ucdp, UCDP),
    "acled.csv": (at.read_acled, ACLED),
    "hxl.csv": (at.read_hxl, HXL),
    "table.csv": (at.read_spreadsheet, TABLE),
    "points.geojson": (at.read_points, GEOJSON),
    "table.xlsx": (at.read_spreadsheet, make_workbook()),
    "table.ods": (at.read_spreadsheet, make_ods()),
}


@pytest.mark.parametrize("name", FORMATS)
def test_the_file_that_is_broken_is_whole(name: str, tmp_path: Path) -> None:
    """Otherwise whatever is broken in it would go unnoticed."""
    read, content = FORMATS[name]
    (tmp_path / name).write_bytes(content)
    found = read(tmp_path / name)
    assert len(found.events) > 0
    assert len(found.claims) > 0


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_broken_by_chance_is_read_or_refused_in_words(name: str, tmp_path: Path) -> None:
    """Each gives frames whose ids are unique, or faults with a problem; nothing else is raised."""
    read, content = FORMATS[name]
    path = tmp_path / name
    done = 0
    for seed in range(COUNT):
        path.write_bytes((mutate_zip if name.endswith(("xlsx", "ods")) else mutate)(content, seed))
        try:
            found = read(path)
        except DataError as error:
            _look_at(error, seed)
            continue
        except Exception as error:
            pytest.fail(f"seed {seed}: {type(error).__name__}: {error}")
        assert found.events["event_id"].is_unique, seed
        assert found.claims["claim_id"].is_unique, seed
        done += 1
        if done % PREPARED == 0 and len(found.events):
            _prepare(found, seed)
    assert done


def _prepare(found: at.Imported, seed: int) -> None:
    """Hold what was read against a case: faults or none, and no other exception."""
    try:
        prepare(found, STRAIT)
    except DataError as error:
        _look_at(error, seed)


def _look_at(error: DataError, seed: int) -> None:
    """Fail where an error does not say what is wrong."""
    assert all(fault.problem for fault in error.faults), seed
