"""An import into a case: what it would gain is shown, checked, and written whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT
from mutated_files import ACLED, HXL, UCDP

import analysttools as at
from analysttools.cli.main import main
from analysttools.errors import DataError
from analysttools.exchange.appending import prepare, write

Folder = dict[str, bytes]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Return a copy of the small case."""
    return Path(shutil.copytree(ROOT / "tests" / "cases" / "strait", tmp_path / "case"))


@pytest.fixture
def ged(tmp_path: Path) -> Path:
    """Return a file of UCDP."""
    path = tmp_path / "ged.csv"
    path.write_bytes(UCDP)
    return path


def _read(folder: Path) -> Folder:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_nothing_is_written_before_it_is_told(case: Path, ged: Path) -> None:
    """Preparing works on a copy."""
    before = _read(case)
    addition = prepare(at.read_ucdp(ged), case)
    assert _read(case) == before
    assert addition.faults == []
    assert (addition.added["events"], addition.added["claims"]) == (3, 8)


def test_what_was_written_is_a_case_with_the_old_bytes_first(case: Path, ged: Path) -> None:
    """Rows go to the end of the tables; nothing that stood there changes."""
    before = _read(case)
    write(prepare(at.read_ucdp(ged), case))
    after = _read(case)
    assert at.check_case(case) == []
    assert all(after[name].startswith(content) for name, content in before.items())
    assert set(after) - set(before) == {"imported/ucdp-ged.csv"}


def test_claims_and_events_of_the_case_are_joined_by_id(case: Path, ged: Path) -> None:
    """The id of a claim begins with that of its event."""
    write(prepare(at.read_ucdp(ged), case))
    loaded = at.load_case(case)
    new = loaded.claims[loaded.claims["source_id"].eq("ucdp-ged")]
    assert set(new["claim_id"].str.extract(r"(ucdp-\d+)-killed")[0]) <= set(loaded.events["event_id"])


def test_what_no_table_has_a_column_for_is_kept_with_its_line(case: Path, ged: Path) -> None:
    """In a file of the case, by event."""
    write(prepare(at.read_ucdp(ged), case))
    kept = pd.read_csv(case / "imported" / "ucdp-ged.csv", dtype="str")
    assert kept[["event_id", "file", "line", "file_deaths_unknown"]].iloc[1].tolist() == [
        "ucdp-12",
        "ged.csv",
        "3",
        "1",
    ]
    assert kept["note"].iloc[1].startswith("only the month is known")


def test_the_same_file_twice_is_refused(case: Path, ged: Path) -> None:
    """Its events are in the case already."""
    write(prepare(at.read_ucdp(ged), case))
    with pytest.raises(DataError, match=r"3 of its 3 events are in .*events.csv already"):
        prepare(at.read_ucdp(ged), case)


def test_an_id_that_stands_for_another_thing_is_changed(case: Path, ged: Path) -> None:
    """A population with the same id and another name gets one of its own, and its claims with it."""
    with (case / "populations.csv").open("a", encoding="utf-8") as table:
        table.write("uplands,something else,,,,\n")
    write(prepare(at.read_ucdp(ged), case))
    loaded = at.load_case(case)
    claim = loaded.claims.set_index("claim_id").loc["ucdp-11-killed-b"]
    assert claim["population"] == "uplands-2"
    assert loaded.populations.set_index("population_id").loc["uplands-2", "name_en"] == "Uplands"


def test_a_row_that_the_case_has_is_not_added_again(case: Path, ged: Path) -> None:
    """The measure killed is there; so is the country."""
    addition = prepare(at.read_ucdp(ged), case)
    assert "measures" not in addition.added
    assert "merrow" not in at.read_ucdp(ged).places["place_id"].tolist()[3:]


def test_a_case_that_would_have_faults_is_left_alone(case: Path, tmp_path: Path) -> None:
    """Every fault is told at once, what is not said at all once for a column."""
    (tmp_path / "hxl.csv").write_bytes(HXL.replace(b"Merrow Post", b""))
    before = _read(case)
    addition = prepare(at.read_hxl(tmp_path / "hxl.csv"), case)
    assert [fault.column for fault in addition.faults] == ["category", "publisher"]
    with pytest.raises(DataError, match="nothing was written"):
        write(addition)
    assert _read(case) == before


def test_constants_fill_what_a_file_does_not_say(case: Path, tmp_path: Path) -> None:
    """A protest of ACLED has no category of its own."""
    (tmp_path / "acled.csv").write_bytes(ACLED)
    found = at.read_acled(tmp_path / "acled.csv")
    assert [fault.column for fault in prepare(found, case).faults] == ["category"]
    write(prepare(found, case, {"category": "statement", "side": "mediator"}))
    loaded = at.load_case(case)
    assert loaded.events.set_index("event_id").loc["acled-mrw2", "category"] == "statement"
    assert loaded.claimants.set_index("claimant_id").loc["acled", "side"] == "mediator"


def test_a_case_changed_in_the_meantime_is_left_alone(case: Path, ged: Path) -> None:
    """What was prepared was made of what is there no more."""
    addition = prepare(at.read_ucdp(ged), case)
    (case / "events.csv").write_bytes((case / "events.csv").read_bytes() + b"\n")
    before = _read(case)
    with pytest.raises(OSError, match="was changed in the meantime"):
        write(addition)
    assert _read(case) == before


def test_a_case_with_faults_takes_no_import(case: Path, ged: Path) -> None:
    """Its own faults come first."""
    (case / "events.csv").write_bytes(b"")
    with pytest.raises(DataError, match=r"events\.csv"):
        prepare(at.read_ucdp(ged), case)


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command and returns its status and what it printed."""

    def ran(*arguments: object) -> tuple[int, str]:
        status = main(["import", *map(str, arguments)])
        said = capsys.readouterr()
        return status, said.out + said.err

    return ran


def test_the_command_shows_what_was_understood(run: Run, ged: Path) -> None:
    """Form, counts, columns, first rows, what is doubtful; and that nothing was written."""
    status, said = run(ged, "--as", "ucdp")
    assert status == 0
    for part in (
        "encoding: UTF-8",
        "separator: commas",
        "understood: 3 events, 8 claims",
        'deaths_unknown, such as "0"',
        "ucdp-11-killed: killed, between, low 2, best 2, high 3",
        "out of order as published (low 4, best 3, high 4)",
        "Nothing was written",
    ):
        assert part in said


def test_the_command_writes_when_told(run: Run, ged: Path, case: Path) -> None:
    """First without, then with --write."""
    before = _read(case)
    assert run(ged, "--as", "ucdp", "--into", case)[1].endswith("add --write\n")
    assert _read(case) == before
    status, said = run(ged, "--as", "ucdp", "--into", case, "--write")
    assert (status, said.splitlines()[-1]) == (0, "Written.")
    assert len(at.load_case(case).events) == len(at.load_case(ROOT / "tests" / "cases" / "strait").events) + 3


def test_the_command_sketches_a_mapping_where_no_row_is_an_event(run: Run, tmp_path: Path) -> None:
    """What it prints is a mapping that can be read."""
    (tmp_path / "a.csv").write_text("Tag,Ort\n2031-03-28,x\n", encoding="utf-8")
    status, said = run(tmp_path / "a.csv", "--as", "table")
    assert status == 1
    sketched = said.split("for --map:\n", 1)[1].replace('# date = "..."', 'date = "Tag"')
    (tmp_path / "map.toml").write_text(sketched, encoding="utf-8")
    assert run(tmp_path / "a.csv", "--as", "table", "--map", tmp_path / "map.toml")[0] == 0


def test_columns_of_a_mapping_are_refused_where_they_are_known(run: Run, ged: Path, tmp_path: Path) -> None:
    """A mapping of columns belongs to a table."""
    (tmp_path / "map.toml").write_text('[columns]\ndate = "date_start"\n', encoding="utf-8")
    status, said = run(ged, "--as", "ucdp", "--map", tmp_path / "map.toml")
    assert (status, "Keep [constants] alone" in said) == (1, True)


def test_writing_needs_a_case(ged: Path) -> None:
    """Without one it is misuse."""
    with pytest.raises(SystemExit, match="2"):
        main(["import", str(ged), "--as", "ucdp", "--write"])
