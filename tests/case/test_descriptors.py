"""A descriptor is kept to the letter: what cannot be kept is a fault, no traceback and no silence."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from test_broken_packages import HUR, NYT, US, set_cell

import analysttools as at
from analysttools.case.cell_checks import check_table
from analysttools.case.table_schema import Field, Table

pytestmark = pytest.mark.slow


def _field(table: str, column: str, **change: object) -> Callable[[dict], None]:
    """Return an edit of the description of one column."""

    def edit(descriptor: dict) -> None:
        (resource,) = [one for one in descriptor["resources"] if one["name"] == table]
        (field,) = [one for one in resource["schema"]["fields"] if one["name"] == column]
        field.update(change)

    return edit


def _schema(table: str, **change: object) -> Callable[[dict], None]:
    """Return an edit of the schema of one table."""

    def edit(descriptor: dict) -> None:
        (resource,) = [one for one in descriptor["resources"] if one["name"] == table]
        resource["schema"].update(change)

    return edit


def _resource(number: int, **change: object) -> Callable[[dict], None]:
    return lambda descriptor: descriptor["resources"][number].update(change)


REFERENCE = {"resource": "measures", "fields": ["measure_id"]}
BAD = {
    "resources are no list": lambda d: d.update(resources={}),
    "resource is no object": lambda d: d["resources"].append("claims.csv"),
    "resource twice": lambda d: d["resources"].append(dict(d["resources"][0])),
    "name is a number": _resource(7, name=7),
    "path is a list": _resource(7, path=["sectors.csv", "places.csv"]),
    "path with a zero byte": _resource(7, path="sec\0tors.csv"),
    "schema is missing": lambda d: d["resources"][7].pop("schema"),
    "fields are missing": _schema("sectors", fields=[]),
    "fields are words": _schema("sectors", fields=["sector_id"]),
    "field without a name": _schema("sectors", fields=[{"type": "string"}]),
    "field twice": lambda d: d["resources"][7]["schema"]["fields"].append({"name": "name_fr"}),
    "unknown type": _field("sectors", "name_en", type="date"),
    "unknown property": _field("claims", "low", decimalChar=","),
    "format": _field("sources", "url", format="uri"),
    "constraints are null": _field("claims", "low", constraints=None),
    "constraints are a list": _field("claims", "low", constraints=["required"]),
    "unknown constraint": _field("claims", "low", constraints={"maxLength": 3}),
    "minimum is text": _field("claims", "low", constraints={"minimum": "0"}),
    "minimum is not a number": _field("claims", "low", constraints={"minimum": float("nan")}),
    "minimum of a text": _field("claims", "chain", constraints={"minimum": 3}),
    "width of 5,000 digits": lambda d: d.update(approximation={"days": "@@"}),
    "reference to a list": _schema(
        "claims", foreignKeys=[{"fields": ["measure"], "reference": {**REFERENCE, "resource": ["measures"]}}]
    ),
    "name that the loader makes": lambda d: d["resources"][1]["schema"]["fields"].append(
        {"name": "date_latest"}
    ),
    "pattern is no pattern": _field("claims", "chain", constraints={"pattern": "("}),
    "pattern is a number": _field("claims", "chain", constraints={"pattern": 3}),
    "enum is text": _field("claims", "kind", constraints={"enum": "stock"}),
    "enum is empty": _field("claims", "kind", constraints={"enum": []}),
    "enum of numbers": _field("claims", "kind", constraints={"enum": [1]}),
    "required is text": _field("claims", "chain", constraints={"required": "no"}),
    "foreign keys are null": _schema("claims", foreignKeys=None),
    "foreign key is text": _schema("claims", foreignKeys=["measure"]),
    "foreign key without reference": _schema("claims", foreignKeys=[{"fields": ["measure"]}]),
    "foreign key of two columns": _schema(
        "claims", foreignKeys=[{"fields": ["measure", "population"], "reference": REFERENCE}]
    ),
    "foreign key to nowhere": _schema(
        "claims", foreignKeys=[{"fields": ["measure"], "reference": {"resource": "x", "fields": ["y"]}}]
    ),
    "foreign keys left out": _schema("claims", foreignKeys=[]),
    "primary key of two columns": _schema("claims", primaryKey=["claim_id", "measure"]),
    "primary key left out": lambda d: d["resources"][0]["schema"].pop("primaryKey"),
    "missing values of its own": _schema("claims", missingValues=["", "NA"]),
    "number as text": _field("claims", "low", type="string", constraints={}),
    "latitude as text": _field("places", "lat", type="string", constraints={}),
    "date unmarked": _field("claims", "period", rdfType=""),
    "other words for the qualifier": _field("claims", "qualifier", constraints={"enum": ["roughly"]}),
    "any word for the qualifier": _field("claims", "qualifier", constraints={"required": True}),
    "column of ids is a number": _field("claims", "claim_id", type="integer", constraints={}),
    "column of places is a number": _field("claims", "place_id", type="number"),
    "date is a number": _field("claims", "period", type="integer"),
    "name of a table is a list": _resource(0, name=["claims"]),
    "name of a column is a list": _field("claims", "chain", name=["chain"]),
    "type is a list": _field("claims", "chain", type=["string"]),
    "minimum of 400 digits": _field("claims", "low", constraints={"minimum": 10**400}),
    "minimum is a flag": _field("claims", "low", constraints={"minimum": True}),
    "enum of a number": _field("claims", "low", constraints={"enum": ["1", "2"]}),
    "enum of lists": _field("claims", "kind", constraints={"enum": [["stock"]]}),
    "pattern of a number": _field("claims", "low", constraints={"pattern": "1+"}),
    "pattern that runs away": _field("claims", "chain", constraints={"pattern": "(a+)+$"}),
    "pattern too deep": _field("claims", "chain", constraints={"pattern": "(" * 5000 + ")" * 5000}),
    "unique keys are words": _schema("claims", uniqueKeys=["claim_id"]),
    "unique keys of no column": _schema("claims", uniqueKeys=[["claim"]]),
    "property of a schema": _schema("claims", fieldsMatch="subset"),
    "format of a table": _resource(7, format="xlsx"),
    "further files": _resource(7, extrapaths=["more.csv"]),
    "path within an archive": _resource(7, innerpath="sectors.csv"),
    "file of another table": _resource(7, path="claims.csv"),
    "hash of another form": _resource(7, hash="md5:0"),
    "window of no year": lambda d: d.update(window={"first": "0000-01-01", "last": "2030-12-31"}),
    "window of the map beyond a float": lambda d: d["control_map"].update(window=[10**400, 44, 41, 53]),
    "window is a list": lambda d: d.update(window=["1950-01-01", "2030-12-31"]),
    "window without an end": lambda d: d.update(window={"first": "1950-01-01"}),
    "window of another form": lambda d: d.update(window={"first": "1950", "last": "2030"}),
    "window of no day": lambda d: d.update(window={"first": "1950-02-30", "last": "2030-12-31"}),
    "window backwards": lambda d: d.update(window={"first": "2030-01-01", "last": "1950-12-31"}),
    "whole units are a word": lambda d: d.update(whole_units="persons"),
    "whole units are numbers": lambda d: d.update(whole_units=[1]),
    "encoding": _resource(7, encoding="cp1251"),
    "dialect": _resource(7, dialect={"delimiter": ";"}),
    "approximation misspelt": lambda d: d.update(approximation={"day": 7}),
    "approximation negative": lambda d: d.update(approximation={"days": -7}),
    "approximation of a fraction": lambda d: d.update(approximation={"days": 7.9}),
    "approximation is a word": lambda d: d.update(approximation="week"),
}


@pytest.mark.parametrize("name", BAD)
def test_descriptor_that_cannot_be_kept_is_a_fault(package: Path, name: str) -> None:
    """Each is told as a fault of datapackage.json, with what to do."""
    file = package / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    BAD[name](descriptor)
    file.write_text(json.dumps(descriptor).replace('"@@"', "9" * 5000), encoding="utf-8")
    faults = [fault for fault in at.check_case(package) if fault.file == str(file)]
    assert faults
    assert all(fault.advice for fault in faults)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"null", b"{", b"\xff\xfe", b"\xef\xbb\xbf{}", b"[" * 100_000, b'{"resources": null}'],
)
def test_descriptor_that_is_none_is_a_fault(package: Path, content: bytes) -> None:
    """Whatever stands in datapackage.json, there is a fault and no traceback."""
    (package / "datapackage.json").write_bytes(content)
    assert [fault.kind for fault in at.check_case(package)] == ["bad-descriptor"]


def test_a_descriptor_with_a_byte_order_mark_is_read(package: Path) -> None:
    """As a table with one is, though the public validator does not take it."""
    file = package / "datapackage.json"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert at.check_case(package) == []


def test_tables_without_rows_are_a_case(package: Path) -> None:
    """Headers alone are an empty case."""
    for path in package.glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    assert at.load_case(package).claims.empty


def test_faults_of_schema_and_rules_come_together(package: Path) -> None:
    """A wrong word in one row does not hide a broken rule in another."""
    set_cell(US, "qualifier", "roughly")(package)
    set_cell(HUR, "high", "60")(package)
    set_cell(NYT, "derived_from", "nowhere")(package)
    kinds = {fault.kind for fault in at.check_case(package)}
    assert kinds == {"unknown-word", "bounds-against-qualifier", "unknown-reference"}


@pytest.mark.parametrize("text", ["1e999", "9" * 400, "-" + "9" * 400, "9" * 400 + ".5"])
@pytest.mark.parametrize(
    ("row", "column", "table"),
    [(US, "best", "claims"), ("kursk", "lat", "places"), ("ukraine", "order", "sides")],
)
def test_numbers_beyond_a_float_are_refused(
    package: Path, text: str, row: str, column: str, table: str
) -> None:
    """What would become infinity is no number."""
    set_cell(row, column, text, table)(package)
    assert [fault.kind for fault in at.check_case(package)] == ["wrong-type"]


@pytest.mark.parametrize(
    "text",
    [
        "9007199254740993.0",
        "9007199254740993",
        "90071992547409931e-1",
        "900719925474099.31",
        "12000.0000000000001",
        "1e-400",
        "0.1234567890123456789",
        "12345678901234567890123",
    ],
)
def test_a_number_that_would_become_another_is_refused(text: str) -> None:
    """Nothing is rounded in silence, whatever way the number is written."""
    table = Table("t", "t.csv", "", (Field("low", "number"),), None, ())
    (fault,) = check_table(pd.DataFrame({"low": [text]}), table, "t.csv")
    assert (fault.kind, fault.problem) == ("wrong-type", "the number cannot be kept to its last digit")
    assert fault.found == f'"{text}"'


@pytest.mark.parametrize(
    "text",
    [
        "9007199254740992.0",
        "1e22",
        "0.1",
        "48.123456789012",
        "-0.0",
        "0e-400",
        "12000.000",
        "1.50e3",
        "0.10000000000000001",
    ],
)
def test_a_number_that_stays_what_it_is_passes(text: str) -> None:
    """A number is kept if its float, written with as many digits, is the same."""
    table = Table("t", "t.csv", "", (Field("low", "number"),), None, ())
    assert check_table(pd.DataFrame({"low": [text]}), table, "t.csv") == []


def test_superseding_several_claims_is_checked_one_by_one(package: Path) -> None:
    """A list that holds another claimant's claim is a fault."""
    set_cell(US, "supersedes", f"{NYT};{HUR}")(package)
    kinds = {fault.kind for fault in at.check_case(package)}
    assert kinds & {"supersedes-another-claimant", "wrong-form"}


def test_a_date_open_at_both_ends_says_nothing(package: Path) -> None:
    """A required date cannot be left open."""
    set_cell(US, "asserted", "../..")(package)
    assert [fault.kind for fault in at.check_case(package)] == ["open-date"]


def test_a_long_cell_is_text(package: Path) -> None:
    """A cell may be longer than the limit of the csv module."""
    set_cell(US, "summary_en", "x" * 200_000)(package)
    assert at.check_case(package) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_not_waited_for(package: Path) -> None:
    """A named pipe in the place of a table is refused at once."""
    (package / "sectors.csv").unlink()
    os.mkfifo(package / "sectors.csv")
    assert {fault.kind for fault in at.check_case(package)} == {"unreadable-file"}


def test_a_link_to_itself_is_a_fault(package: Path) -> None:
    """A loop of links is refused and not followed; Pythons differ in where they notice it."""
    (package / "sectors.csv").unlink()
    (package / "sectors.csv").symlink_to(package / "sectors.csv")
    assert {fault.kind for fault in at.check_case(package)} <= {"unsafe-path", "unreadable-file"}
    assert at.check_case(package)


def test_a_table_named_like_an_archive_is_read_as_it_is(package: Path) -> None:
    """The name of a file does not say how to read it."""
    (package / "sectors.csv").rename(package / "sectors.csv.gz")
    file = package / "datapackage.json"
    file.write_text(
        file.read_text(encoding="utf-8").replace('"sectors.csv"', '"sectors.csv.gz"'), encoding="utf-8"
    )
    assert at.check_case(package) == []


DEEP = '{"features": [{"properties": {"iso_3166_2": "UA-14"}, "geometry": %s}]}'
MAPS = {
    "Git LFS pointer": (
        "version https://git-lfs.github.com/spec/v1\n",
        "it is a Git LFS pointer, not the file itself. Fetch the file: git lfs pull",
    ),
    "nested too deep": (DEEP % ('{"type": "Polygon", "coordinates": ' + "[" * 900 + "]" * 900 + "}"), "deep"),
    "code is a list": (
        '{"features": [{"properties": {"iso_3166_2": ["UA-14"]}, "geometry": '
        '{"type": "Point", "coordinates": [37, 48]}}]}',
        "iso_3166_2 is \"['UA-14']\", not a text",
    ),
    "coordinate of 400 digits": (
        DEEP % ('{"type": "Point", "coordinates": [' + "9" * 400 + ", 48]}"),
        "a number in it is too large",
    ),
    "curve": (
        DEEP % '{"type": "CircularString", "coordinates": [[0, 0], [1, 1], [2, 0]]}',
        'has the type "CircularString"',
    ),
}


@pytest.mark.parametrize("name", MAPS)
def test_a_base_map_that_cannot_be_read_says_why(package: Path, name: str) -> None:
    """However deep, large or curved it is, the fault names the file and what is wrong in it."""
    content, problem = MAPS[name]
    (package / "geo").mkdir()
    (package / "geo" / "admin1.geojson").write_text(content, encoding="utf-8")
    (fault,) = at.check_case(package)
    assert (fault.kind, Path(fault.file).name) == ("bad-base-map", "admin1.geojson")
    assert problem in fault.problem


@pytest.mark.parametrize("content", ["{", "[]", '{"features": [{}]}', '{"features": [{"properties": null}]}'])
def test_a_base_map_that_is_none_is_a_fault(package: Path, content: str) -> None:
    """A file of regions that holds none is told with its name."""
    (package / "geo").mkdir()
    (package / "geo" / "admin1.geojson").write_text(content, encoding="utf-8")
    (fault,) = at.check_case(package)
    assert (fault.kind, Path(fault.file).name) == ("bad-base-map", "admin1.geojson")


def test_many_wrong_references_are_told_without_end(package: Path) -> None:
    """Suggestions are made for the first wrong words only; every fault is there."""
    lines = (package / "claims.csv").read_text(encoding="utf-8").splitlines()
    row = next(line for line in lines if line.startswith("nyt-2024-massed"))
    more = [
        row.replace("nyt-2024-massed", f"c{n}").replace("nyt-article", f"nyt-articlr{n}") for n in range(300)
    ]
    (package / "claims.csv").write_text("\n".join([*lines, *more]) + "\n", encoding="utf-8")
    faults = at.check_case(package)
    assert len(faults) == 300
    assert sum("Did you mean" in fault.advice for fault in faults) == 20


def test_a_repeat_of_what_came_later_is_a_fault(package: Path) -> None:
    """A claim cannot repeat one that was asserted after it."""
    set_cell(US, "derived_from", HUR)(package)
    assert [fault.kind for fault in at.check_case(package)] == ["refers-to-what-came-later"]


@pytest.mark.parametrize(
    ("table", "column", "old", "new"),
    [
        ("claims", "derived_from", NYT, "NYT-2024-massed"),
        ("claims", "derived_from", NYT, ""),
        ("places", "within", "russia", "Russia"),
        ("measures", "parts", "killed", ""),
    ],
)
def test_an_id_of_wrong_form_that_others_refer_to_is_a_fault(
    package: Path, table: str, column: str, old: str, new: str
) -> None:
    """One capital letter, or an empty cell, is told as what it is; nothing ends in a traceback."""
    set_cell("pentagon-2024-11-04-kursk", "derived_from", NYT)(package)
    set_cell(old, f"{table.removesuffix('s')}_id", new, table)(package)
    faults = at.check_case(package)
    assert {fault.kind for fault in faults} <= {"wrong-form", "missing-value", "unknown-reference"}
    assert faults[0].column in (f"{table.removesuffix('s')}_id", column, "measure", "place_id")


def test_a_reference_to_an_id_of_wrong_form_is_no_second_fault(package: Path) -> None:
    """Who refers to an id as it is written has nothing to correct."""
    set_cell("pentagon-2024-11-04-kursk", "derived_from", "NYT")(package)
    set_cell(NYT, "claim_id", "NYT")(package)
    assert {(fault.kind, fault.column) for fault in at.check_case(package)} == {
        ("wrong-form", "claim_id"),
        ("wrong-form", "derived_from"),
    }


@pytest.mark.parametrize("number", ["9223372036854775808", "-9223372036854775809", "9" * 400])
def test_a_whole_number_beyond_64_bits_is_a_fault(package: Path, number: str) -> None:
    """It is told as what it is, and does not come out as another."""
    table = {"name": "n", "path": "n.csv", "schema": {"fields": [{"name": "n", "type": "integer"}]}}
    (package / "n.csv").write_text(f"n\n{number}\n", encoding="utf-8")
    file = package / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    descriptor["resources"].append(table)
    file.write_text(json.dumps(descriptor), encoding="utf-8")
    assert [fault.kind for fault in at.check_case(package)] == ["wrong-type"]


@pytest.mark.parametrize(
    "text",
    [
        *["  ", "\t", "\u00a0", "\u2003", "\u200b", "\u3164", "\u2800"],
        *["\uffa0", "\u00ad", "\ufe0f", "\u2060 \u200d"],
    ],
)
@pytest.mark.parametrize(
    ("row", "column", "table"), [(US, "summary_en", "claims"), ("kursk", "name_en", "sectors")]
)
def test_a_text_of_which_nothing_is_seen_is_no_text(
    package: Path, text: str, row: str, column: str, table: str
) -> None:
    """A required cell that holds blanks, or letters that are not seen, alone is empty."""
    set_cell(row, column, text, table)(package)
    assert [(fault.kind, fault.column) for fault in at.check_case(package)] == [("missing-value", column)]


def test_a_text_with_an_unseen_letter_is_a_text() -> None:
    """Joiners and selectors stand in words of many languages."""
    table = Table("t", "t.csv", "", (Field("name_en", "string", required=True),), None, ())
    cells = pd.DataFrame({"name_en": ["a\u200db", "\u200ba", "a\ufe0f", "\u0301", "."]})
    assert check_table(cells, table, "t.csv") == []


@pytest.mark.parametrize("storage", ["pyarrow", "python"])
@pytest.mark.parametrize("letter", ["\x00", "\x07", "\x85", "\ufffe", "\U0001ffff"])
def test_a_character_that_no_text_holds_is_a_fault_in_any_storage(storage: str, letter: str) -> None:
    """Arrow and Python search for the same characters."""
    table = Table("t", "t.csv", "", (Field("note", "string"),), None, ())
    dtype = pd.StringDtype(storage, na_value=float("nan"))
    cells = pd.DataFrame({"note": pd.Series(["é\U0001f642\n\t", f"x{letter}", None], dtype=dtype)})
    assert [(fault.kind, fault.row) for fault in check_table(cells, table, "t.csv")] == [
        ("unwritable-character", 1)
    ]
