"""The command add: rows shown, written only when told, refused whole."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from conftest import ROOT

from analysttools.cli.main import main

CELLS = [
    *["measure=killed", "population=upland", "place_id=strait-road", "kind=cumulative", "low=80"],
    *["period=2031-03-10/2031-05-02", "qualifier=at_least", "claimant_id=coast-guard"],
    *["asserted=2031-05-02", "source_id=radio-05-04", "status=claimed_by_party"],
]
LINE = (
    "coast-guard-2031-05-02-killed,killed,upland,strait-road,cumulative,2031-03-10/2031-05-02,80,,,at_least,"
    "coast-guard,2031-05-02,radio-05-04,,,,claimed_by_party,,,Made up.\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the frozen case."""
    return Path(shutil.copytree(ROOT / "tests" / "cases" / "strait", tmp_path / "strait"))


def test_a_claim_typed_cell_by_cell_is_shown_and_then_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --write the file stays; with it one line is new."""
    before = (folder / "claims.csv").read_text()
    command = ["add", str(folder), *CELLS, "summary_en=Made up."]
    assert main(command) == 0
    said = capsys.readouterr().out
    shown = "\n\nclaims:\n  claim_id: coast-guard-2031-05-02-killed\n  measure: killed\n"
    assert f"{folder} would gain 1 claim{shown}" in said
    assert said.endswith("The case would have no fault. Nothing was written: add --write\n")
    assert (folder / "claims.csv").read_text() == before
    assert main([*command, "--write"]) == 0
    assert capsys.readouterr().out.endswith(f"{folder}/claims.csv: written\n")
    assert (folder / "claims.csv").read_text() == before + LINE


def test_rows_come_from_a_file_or_from_the_input(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both are CSV with the columns in the first line; columns that are left out are empty."""
    names, values = zip(*(cell.split("=") for cell in [*CELLS, "summary_en=Made up."]), strict=True)
    rows = f"{','.join(names)}\n{','.join(values)}\n{','.join(values)}\n"
    (tmp_path / "rows.csv").write_text(rows)
    assert main(["add", str(folder), "--rows", str(tmp_path / "rows.csv")]) == 0
    from_file = capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO(rows))
    assert main(["add", str(folder), "--rows", "-"]) == 0
    assert capsys.readouterr().out == from_file
    assert "would gain 2 claims" in from_file


def test_a_source_comes_with_the_claim(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its cells begin with "source."; its id is that of the claim."""
    cells = [cell for cell in CELLS if not cell.startswith("source_id")]
    source = ["source_id=log", "source.publisher=Pilot", "source.kind=publisher_page"]
    assert main(["add", str(folder), *cells, "summary_en=Made up.", *source, "--write"]) == 0
    said = capsys.readouterr().out
    assert "\n\nsources:\n  source_id: log\n  publisher: Pilot\n  kind: publisher_page\n\nclaims:\n" in said
    assert said.endswith(f"{folder}/sources.csv: written\n{folder}/claims.csv: written\n")
    assert (folder / "sources.csv").read_text().endswith("log,Pilot,,,,publisher_page\n")


def test_a_claim_with_faults_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every fault is told, and nothing is written, also when told to write."""
    before = (folder / "claims.csv").read_text()
    assert main(["add", str(folder), *CELLS[1:], "measure=kiled", "--write"]) == 1
    said = capsys.readouterr().err
    assert '"kiled" is not in' in said
    assert "column summary_en" in said
    assert (folder / "claims.csv").read_text() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["low"], "low is not a cell: write column=value, such as low=30"),
        ([], "name a claim, cell by cell, or a file of claims (--rows)"),
        (["low=30", "--rows", "-"], "name a claim, cell by cell, or a file of claims (--rows)"),
    ],
)
def test_what_is_no_claim_is_misuse(
    words: list[str], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit status is 2, and the message says what to write."""
    with pytest.raises(SystemExit, match="2"):
        main(["add", str(folder), *words])
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"measure,low\nkilled,3,4,5\n", ", line 2: the row has 4 cells, but the first line has 2. Put a"),
        (b'measure,low\n"killed,3\n', ", line 2: the rows cannot be read (unexpected end of data). Save"),
        (b"low,low\n3,4\n", ': the column "low" stands twice. Take one of them out'),
        (b"measure,low\n\nkill\xe9d,3\n", ", line 3: the file is not UTF-8. Save it as CSV in UTF-8"),
    ],
)
def test_rows_of_which_a_cell_could_be_in_another_column_are_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    """No cell is moved, dropped or guessed; the line is named."""
    (tmp_path / "rows.csv").write_bytes(content)
    assert main(["add", str(folder), "--rows", str(tmp_path / "rows.csv")]) == 1
    assert f"rows.csv{said}" in capsys.readouterr().err


def test_a_file_that_is_no_table_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file is named, and what can be read instead."""
    (tmp_path / "rows.csv").write_bytes(b"")
    assert main(["add", str(folder), "--rows", str(tmp_path / "rows.csv")]) == 1
    assert "rows.csv: the file is empty (0 bytes). Fetch it again" in capsys.readouterr().err
