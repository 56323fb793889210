"""A case written: bytes kept, whole or not at all, never over what somebody else wrote."""

from __future__ import annotations

import csv
import io
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

import analysttools as at

STRAIT = ROOT / "tests" / "cases" / "strait"
BOM = b"\xef\xbb\xbf"


def _quoted(content: bytes) -> bytes:
    """Write every cell in quotation marks."""
    text = io.StringIO(newline="")
    rows = csv.reader(io.StringIO(content.decode()))
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    header, _, rest = text.getvalue().partition("\n")
    return f"{header.replace(chr(34), '')}\n{rest}".encode()


SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda content: content,
    "CR LF": lambda content: content.replace(b"\n", b"\r\n"),
    "a byte order mark": lambda content: BOM + content,
    "no line end at the end": lambda content: content.removesuffix(b"\n"),
    "every cell quoted": _quoted,
    "numbers with a point": lambda content: content.replace(b",40,", b",40.0,").replace(b",70,", b",7e1,"),
    "a line break in a cell": lambda content: content.replace(b"Made up.", b'"Made\nup, ""so"" to say."', 2),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the frozen case."""
    return Path(shutil.copytree(STRAIT, tmp_path / "strait"))


def _lines(before: bytes, after: bytes) -> list[str]:
    """Return the lines of a file that another did not have."""
    old = before.splitlines()
    return [line.decode() for line in after.splitlines() if line not in old]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_an_unchanged_case_is_the_same_to_the_byte(spelling: str, folder: Path, tmp_path: Path) -> None:
    """In its own folder nothing is written; in another all files have the same bytes."""
    (folder / "claims.csv").write_bytes(SPELLINGS[spelling]((folder / "claims.csv").read_bytes()))
    case = at.load_case(folder)
    assert at.write_case(case, folder) == []
    assert at.write_case(case, tmp_path / "copy") == []
    listed = [*(table.path for table in at.read_tables(folder)), "datapackage.json"]
    assert [
        name for name in listed if (tmp_path / "copy" / name).read_bytes() != (folder / name).read_bytes()
    ] == []


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_changed_cell_changes_its_own_line(spelling: str, folder: Path) -> None:
    """Lines before and after it keep quotation marks, line ends and the spelling of numbers."""
    before = SPELLINGS[spelling]((folder / "claims.csv").read_bytes())
    (folder / "claims.csv").write_bytes(before)
    case = at.load_case(folder)
    claims = case.claims.copy()
    claims.loc[claims["claim_id"].eq("guard-killed-may"), "best"] = 66
    assert at.write_case(replace(case, claims=claims), folder) == [folder / "claims.csv"]
    after = (folder / "claims.csv").read_bytes()
    (line,) = _lines(before, after)
    assert line.startswith("guard-killed-may,killed,upland,strait-road,cumulative,2031-03-10/2031-05-01,,66,")
    pd.testing.assert_frame_equal(at.load_case(folder).claims, claims)
    assert after.count(b"\n") == before.count(b"\n")


def test_rows_added_taken_out_and_put_in_another_order(folder: Path) -> None:
    """The file has the rows of the frame, in its order, each with the bytes that it had."""
    case = at.load_case(folder)
    lines = (folder / "claims.csv").read_bytes().splitlines(keepends=True)
    backwards = case.claims.iloc[::-1].drop(index=3)
    at.write_case(replace(case, claims=backwards), folder)
    wanted = [lines[0], *(line for row, line in reversed(list(enumerate(lines[1:]))) if row != 3)]
    assert (folder / "claims.csv").read_bytes() == b"".join(wanted)


def test_a_case_with_faults_is_refused_before_anything_is_written(folder: Path) -> None:
    """All faults are told, with the files of the case; the folder is as it was."""
    before = {path: path.read_bytes() for path in folder.rglob("*.csv")}
    case = at.load_case(folder)
    claims = case.claims.assign(measure="kiled")
    with pytest.raises(at.DataError, match="nothing was written") as caught:
        at.write_case(replace(case, claims=claims), folder)
    assert len(caught.value.faults) == len(claims)
    assert f"{folder}/claims.csv, line 2, column measure (guard-killed)" in str(caught.value)
    assert {path: path.read_bytes() for path in folder.rglob("*.csv")} == before


def test_what_somebody_else_wrote_meanwhile_is_not_written_over(folder: Path) -> None:
    """A file that is not what was loaded is refused, whatever it is now."""
    case = at.load_case(folder)
    mine = replace(case, claims=case.claims.head(2))
    theirs = (folder / "claims.csv").read_bytes().replace(b"Made up.", b"Made up by others.", 1)
    (folder / "claims.csv").write_bytes(theirs)
    said = (
        f"{folder}/claims.csv was changed after the case was loaded. Nothing was written: load the case "
        "again and change that"
    )
    with pytest.raises(OSError, match=f"^{re.escape(said)}$"):
        at.write_case(mine, folder)
    assert (folder / "claims.csv").read_bytes() == theirs


def test_a_folder_that_holds_something_else_is_not_written_into(folder: Path, tmp_path: Path) -> None:
    """Neither another case nor a folder of other files is mixed with this one."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("mine")
    said = "other is there already. Nothing was written: name a folder that is not there"
    with pytest.raises(FileExistsError, match=f"{re.escape(said)}$"):
        at.write_case(at.load_case(folder), tmp_path / "other")
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("is_there", [False, True])
def test_a_case_can_be_written_into_a_new_or_an_empty_folder(
    is_there: bool, folder: Path, tmp_path: Path
) -> None:
    """What comes of it is a case by itself, and nothing lies beside it."""
    if is_there:
        (tmp_path / "new").mkdir()
    case = at.load_case(folder)
    written = at.write_case(replace(case, claims=case.claims.head(5)), tmp_path / "new")
    assert written == [tmp_path / "new" / "claims.csv"]
    assert len(at.load_case(tmp_path / "new").claims) == 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "strait"]


def test_columns_that_the_schema_does_not_have_are_refused(folder: Path) -> None:
    """A column that a user made is not dropped in silence, nor written where no schema describes it."""
    case = at.load_case(folder)
    with pytest.raises(
        at.DataError, match=r"claims.csv: the frame has columns that the schema does not describe: mine"
    ):
        at.write_case(replace(case, claims=case.claims.assign(mine=1)), folder)


def test_two_rows_of_one_id_are_refused(folder: Path) -> None:
    """Which of them is meant would be a guess."""
    case = at.load_case(folder)
    with pytest.raises(at.DataError, match="rows with no id, or with the id of another: guard-killed"):
        at.write_case(replace(case, claims=pd.concat([case.claims, case.claims.head(1)])), folder)


KILLED = """
import os, signal, sys
import analysttools as at
case = at.load_case(sys.argv[1])
claim = case.claims.tail(1).assign(claim_id="new", claimant_id="pilot", supersedes=None)
pilot = {"claimant_id": "pilot", "name_en": "Pilot", "label_en": "Pilot", "side": "coast", "kind": "person"}
more = at.add_claims(case, claim, claimants=pilot)
seen = []
def kill(event, arguments):
    if event == "os.rename" and "case" in os.fsdecode(str(arguments[1])):
        seen.append(event)
        if len(seen) == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(kill)
at.write_case(more, case.folder)
"""


@pytest.mark.slow
@pytest.mark.parametrize(("count", "claimants", "claims"), [(1, 0, 0), (2, 1, 0)])
def test_a_process_killed_while_it_writes_leaves_a_case_without_faults(
    count: int, claimants: int, claims: int, folder: Path
) -> None:
    """The new claimant is there before the claim that names him; no file is half written."""
    case = at.load_case(folder)
    folder = folder.rename(folder.with_name("case"))
    run = subprocess.run([sys.executable, "-c", KILLED, folder, str(count)], check=False)
    assert run.returncode == -signal.SIGKILL
    left = at.load_case(folder)
    assert len(left.claimants) - len(case.claimants) == claimants
    assert len(left.claims) - len(case.claims) == claims
