"""Whatever the bytes of a file of another format: rows, or faults in words, and no other exception.

What is read stands in the file, and what is written into a case is written whole or not at all. `make fuzz`
breaks 10,000 files of each format, some minutes each; FUZZ=300 as many as it says.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from mutated_files import (
    ACLED,
    GEOJSON,
    HXL,
    MAPPING,
    TABLE,
    UCDP,
    make_ods,
    make_workbook,
    mutate,
    mutate_zip,
)

import analysttools as at
from analysttools.cli.main import main
from analysttools.errors import DataError

pytestmark = pytest.mark.slow

COUNT = int(os.environ.get("FUZZ", "200"))
STRAIT = ROOT / "tests" / "cases" / "strait"
# Of so many files that could be read, one is written into a case besides, which takes longer.
WRITTEN = 40
CONSTANTS = '[constants]\nclaimant = "Coast guard"\npublisher = "Merrow Post"\ncategory = "combat"\n'


def _read_mapped(path: Path) -> at.Imported:
    """Read the table beside a mapping as the mapping says."""
    return at.read_spreadsheet(path.with_name("table.csv"), path)


# What a file is read with, what is in it, and what --as calls it.
FORMATS: dict[str, tuple[Callable[[Path], at.Imported], bytes, str]] = {
    "ucdp.csv": (at.read_ucdp, UCDP, "ucdp"),
    "acled.csv": (at.read_acled, ACLED, "acled"),
    "hxl.csv": (at.read_hxl, HXL, "hxl"),
    "table.csv": (at.read_spreadsheet, TABLE, "table"),
    "points.geojson": (at.read_points, GEOJSON, "geojson"),
    "table.xlsx": (at.read_spreadsheet, make_workbook(), "table"),
    "table.ods": (at.read_spreadsheet, make_ods(), "table"),
    "map.toml": (_read_mapped, MAPPING, ""),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the table that a mapping is of, and constants for an import."""
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "table.csv").write_bytes(TABLE)
    (tmp_path / "constants.toml").write_text(CONSTANTS, encoding="utf-8")
    shutil.copytree(STRAIT, tmp_path / "case")
    return tmp_path / "files"


@pytest.mark.parametrize("name", FORMATS)
def test_the_file_that_is_broken_is_whole(name: str, folder: Path) -> None:
    """Otherwise whatever is broken in it would go unnoticed."""
    read, content, _ = FORMATS[name]
    (folder / name).write_bytes(content)
    found = read(folder / name)
    assert len(found.events) > 0
    assert len(found.claims) > 0
    assert list(guesses(found)) == []


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_broken_by_chance_is_read_or_refused_in_words(name: str, folder: Path) -> None:
    """Each gives frames in which nothing is guessed, or faults with a problem; nothing else is raised."""
    read, content, form = FORMATS[name]
    path, done, written = folder / name, 0, 0
    before = _files(folder.parent / "case")
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
        assert list(guesses(found)) == [], seed
        done += 1
        if form and done % WRITTEN == 0:
            written += _import_whole_or_not(path, form, before, seed)
    assert done
    assert written or not form or done < 4 * WRITTEN
    assert {one.name for one in folder.iterdir()} <= {name, "table.csv"}
    print(f"{name}: {COUNT} files, {done} of them read, {written} written")  # noqa: T201


def _look_at(error: DataError, seed: int) -> None:
    """Fail where an error does not say what is wrong."""
    assert all(fault.problem for fault in error.faults), seed


def _import_whole_or_not(path: Path, form: str, before: dict[str, bytes], seed: int) -> bool:
    """Import a file by command; return whether it was written. The case is put back."""
    case = path.parent.parent / "case"
    constants = str(case.parent / "constants.toml")
    code = main(["import", str(path), "--as", form, "--map", constants, "--into", str(case), "--write"])
    after = _files(case)
    assert (code == 0) == (after != before), seed
    if code == 0:
        assert at.check_case(case) == [], seed
        assert all(after[name].startswith(content) for name, content in before.items()), seed
        for name in after:
            (case / name).unlink() if name not in before else (case / name).write_bytes(before[name])
    return code == 0


def _files(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def guesses(found: at.Imported) -> Iterator[str]:
    """Yield every number, day and name of a place that does not stand in its row of the file."""
    rows = {row.pop("line"): row for row in found.rows.drop(columns="file").to_dict("records")}
    texts = {line: [cell for cell in row.values() if isinstance(cell, str)] for line, row in rows.items()}
    for claim in found.claims.to_dict("records"):
        for bound in ("low", "best", "high"):
            value = claim[bound]
            if value == value and not any(_stands_in(value, cell) for cell in texts[claim["line"]]):
                yield f"line {claim['line']}: {bound} {value!r} of {claim['claim_id']}"
    for event in found.events.to_dict("records"):
        numbers = {int(one) for cell in texts[event["line"]] for one in re.findall(r"\d{1,9}", cell, re.A)}
        for number in re.findall(r"\d{4}", event["date"], re.A)[:1] + re.findall(r"-(\d\d)$", event["date"]):
            if int(number) not in numbers:
                yield f"line {event['line']}: {event['date']} of {event['event_id']}"
    everything = {" ".join(cell.split()) for cells in texts.values() for cell in cells}
    for place in found.places.to_dict("records"):
        is_point = place["name_en"] == f"{place['lat']:.6g}, {place['lon']:.6g}"
        if not is_point and " ".join(place["name_en"].split()) not in everything:
            yield f"the place {place['name_en']!r}"


def _stands_in(value: float, cell: str) -> bool:
    """Return whether a number stands in a cell: its digits, or the same number in another form."""
    digits = re.sub(r"\D", "", f"{value:.15g}".partition("e")[0]).strip("0")
    return digits in re.sub(r"[^0-9]", "", cell) or _as_number(cell) == value


def _as_number(cell: Any) -> float:
    try:
        return float(re.sub(r"[\s,']", "", cell))
    except ValueError:
        return float("nan")
