"""The full text of messages: what is wrong, where, found, expected, what to do."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from test_broken_packages import HUR, NYT, US, describe_column, describe_sectors, rewrite, set_cell, swap

import analysttools as at
from analysttools.errors import Fault, report

MESSAGES = {
    "near miss": (
        set_cell(US, "claimant_id", "us-inteligence"),
        'claims.csv, line 3, column claimant_id (us-intelligence-2024-10-deployed): "us-inteligence" is not '
        'in claimants.csv. Did you mean "us-intelligence"? Correct the claimant_id or add the row to '
        "claimants.csv.",
    ),
    "number": (
        set_cell(US, "best", "12,000"),
        "claims.csv, line 3, column best (us-intelligence-2024-10-deployed): this is not a number. "
        'Found "12,000". Expected a number such as 12000. Did you mean 12000? Write digits only, with a '
        "point for decimals; words and bounds have columns of their own.",
    ),
    "date": (
        set_cell(HUR, "period", "2024-12-14/2024-12-32"),
        "claims.csv, line 9, column period (hur-2024-12-16-killed-or-wounded): this is not an EDTF date "
        '(character 20: December 2024 has 31 days, not 32). Found "2024-12-14/2024-12-32". Expected a date '
        "such as 2024-12-14, 2024-10~, 2024-12-14/2024-12-15 or ../2024-12-16. Write the date in one of "
        "these forms; what is not known is left out, not guessed.",
    ),
    "bounds": (
        set_cell("pentagon-2024-11-04-kursk", "best", "9000"),
        "claims.csv, line 5, column low (pentagon-2024-11-04-kursk): low (10000) is greater than best "
        "(9000). Order them: low, best, high.",
    ),
    "qualifier": (
        set_cell(HUR, "high", "60"),
        'claims.csv, line 9, column high (hur-2024-12-16-killed-or-wounded): the qualifier "at_least" '
        "leaves high open, but it holds 60. Take the number out of high, or correct the qualifier.",
    ),
    "period": (
        set_cell(US, "period", "2024-10"),
        'claims.csv, line 3, column period (us-intelligence-2024-10-deployed): the period "2024-10" does '
        "not fit a cumulative, which is counted from a start to a moment. Correct the period or the kind; "
        "an unknown start of a total is written ../2024-12-16.",
    ),
    "published": (
        set_cell(HUR, "asserted", "2024-12-18"),
        "claims.csv, line 9, column asserted (hur-2024-12-16-killed-or-wounded): it was asserted on "
        "2024-12-18, after the source lbci-2024-12-16 appeared on 2024-12-16. Correct asserted, or "
        "published in sources.",
    ),
    "circle": (
        set_cell("russia", "within", "kursk-oblast", "places"),
        "places.csv, line 30, column within (kursk-oblast): within leads in a circle: kursk-oblast > "
        "european-russia > russia > kursk-oblast. Take one of these ids out of within.",
    ),
    "semicolons": (
        rewrite("sectors.csv", lambda b: b.replace(b",", b";")),
        "sectors.csv, line 1: the cells are separated by semicolons. Found "
        '"sector_id;name_en;name_fr". Expected commas. Save the table with commas (spreadsheets: choose '
        "the field separator on saving).",
    ),
    "encoding": (
        rewrite("sectors.csv", lambda b: b.replace(b"kupiansk,Kupiansk", b"kupiansk,\xca\xf3\xef")),
        'sectors.csv, line 3: the file is not UTF-8. Found the byte 0xca after "kupiansk,". '
        "Save the table as CSV in UTF-8 (spreadsheets: choose the character set on saving).",
    ),
    "ragged": (
        swap("sectors.csv", "toretsk,Toretsk,Toretsk", "toretsk,Toretsk"),
        "sectors.csv, line 7: the row has too few cells. Found 2 cells. Expected 3. Put a cell that holds "
        "a comma or a line break in quotation marks.",
    ),
    "column": (
        rewrite("sectors.csv", lambda b: b.replace(b"name_fr\n", b"nom_fr\n")),
        'sectors.csv, line 1: the column "name_fr" is missing. Did you mean "nom_fr"? Add it, with empty '
        "cells where unknown.",
    ),
    "Cyrillic letter in a reference": (
        set_cell(US, "claimant_id", "us-intelligenc\u0435"),
        "claims.csv, line 3, column claimant_id (us-intelligence-2024-10-deployed): "
        '"us-intelligenc\u0435" is not in claimants.csv. Character 15 is CYRILLIC SMALL LETTER IE (U+0435). '
        'Did you mean "us-intelligence"? Correct the claimant_id or add the row to claimants.csv.',
    ),
    "Cyrillic letter in a list": (
        set_cell("killed_or_wounded", "parts", "kill\u0435d;wounded", "measures"),
        'measures.csv, line 6, column parts (killed_or_wounded): "kill\u0435d;wounded" is not of the form of '
        "this column. Expected 1 or more characters out of a to z or 0 to 9 or + or _ or -, then 0 or more "
        'times (";", then 1 or more characters out of a to z or 0 to 9 or + or _ or -), for example '
        "killed;wounded. Character 5 is CYRILLIC SMALL LETTER IE (U+0435). Correct the value.",
    ),
    "decomposed accent in an id": (
        set_cell("kupiansk", "sector_id", "kupia\u0301nsk", "sectors"),
        'sectors.csv, line 3, column sector_id (kupia\u0301nsk): "kupia\u0301nsk" is not of the form of this '
        "column. Expected 1 or more characters out of a to z or 0 to 9, then 0 or more times (one character "
        "out of - or + or _, then 1 or more characters out of a to z or 0 to 9), for example kupiansk. "
        "Character 6 is COMBINING ACUTE ACCENT (U+0301). Correct the value.",
    ),
    "Cyrillic letter in a word": (
        set_cell(US, "qualifier", "ab\u043eut"),
        'claims.csv, line 3, column qualifier (us-intelligence-2024-10-deployed): "ab\u043eut" is not a word '
        "of this column. Expected one of stated, about, nearly, at_least, more_than, up_to, fewer_than, "
        'between, vague. Character 3 is CYRILLIC SMALL LETTER O (U+043E). Did you mean "about"? Use one of '
        "the words, or add it to the schema.",
    ),
    "point for thousands": (
        set_cell(US, "best", "12.000"),
        "claims.csv, line 3, column best (us-intelligence-2024-10-deployed): persons are counted in whole "
        'numbers. Found "12.000". Did you mean 12000? Write a whole number of persons.',
    ),
    "window": (
        set_cell(US, "asserted", "0024-10-23"),
        'claims.csv, line 3, column asserted (us-intelligence-2024-10-deployed): "0024-10-23" lies outside '
        'the days of this case, 1950-01-01 to 2030-12-31. Correct the date; or widen "window" in '
        "datapackage.json.",
    ),
    "empty translation": (
        set_cell(US, "summary_fr", ""),
        "claims.csv, line 3, column summary_fr (us-intelligence-2024-10-deployed): the cell is empty, or "
        "blank, and must not be. Write the French text; where it is the same in both languages, write it "
        "twice.",
    ),
    "rows that a spreadsheet adds": (
        rewrite("sectors.csv", lambda b: b + b",,\n" * 30),
        "sectors.csv, line 10: the rows from here to line 39 are blank. Take these 30 lines out.",
    ),
    "pattern that runs away": (
        describe_column("claims", "chain", constraints={"pattern": "(a+)+$"}),
        'datapackage.json: column "chain" of table "claims" has pattern "(a+)+$". Give a regular expression '
        "that cannot run away: no repeat of a repeat such as (a+)+.",
    ),
    "format of a table": (
        describe_sectors(format="xlsx"),
        'datapackage.json: table "sectors" is described with format, which nothing keeps. Found format '
        '"xlsx". Save it as one CSV file in UTF-8 with commas, and take these words out.',
    ),
    "missing": (
        lambda folder: (folder / "sectors.csv").unlink(),
        "sectors.csv: there is no such file. Put the file there, or take it out of datapackage.json.",
    ),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_message_of_a_fault(package: Path, name: str) -> None:
    """Each fault is worded in full: what, where, found, expected, what to do."""
    edit, message = MESSAGES[name]
    edit(package)
    first = str(at.check_case(package)[0])
    assert first.replace(f"{package}/", "") == message


def test_a_look_alike_in_a_header_is_named(package: Path) -> None:
    """The column that is not in the schema says which letter it holds."""
    rewrite("sectors.csv", lambda b: b.replace(b"name_fr\n", "n\u0430me_fr\n".encode()))(package)
    _, extra = at.check_case(package)
    assert str(extra).replace(f"{package}/", "") == (
        'sectors.csv, line 1: the column "n\u0430me_fr" is not in the schema. Character 2 is CYRILLIC SMALL '
        "LETTER A (U+0430). Take it out, or describe it in datapackage.json."
    )


HTML = b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Name, password</body></html>\n"
XLSX = b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00[Content_Types].xml" + bytes(200)
SHEET = "Open it in a spreadsheet and save this sheet as CSV in UTF-8."
NO_TABLES = {
    "line for Excel": (
        b"sep=,\nsector_id,name_en,name_fr\n",
        'a table with a line "sep=," before its header: an instruction to Excel. Take this line out.',
    ),
    "Git LFS pointer": (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
        "a Git LFS pointer, not the file itself. Fetch the file: git lfs pull.",
    ),
    "page to sign in": (
        HTML,
        "a web page (HTML). Download the file itself: where the site asks for a name and password, sign in "
        "first.",
    ),
    "workbook": (XLSX, f"an Excel workbook (xlsx). {SHEET}"),
    "old workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200),
        f"an old Excel workbook (xls). {SHEET}",
    ),
    "UTF-16": (
        "sector_id,name_en,name_fr\n".encode("utf-16"),
        "text in UTF-16 or UTF-32, not in UTF-8. Save it as UTF-8 (spreadsheets: choose the character set on "
        "saving).",
    ),
    "JSON": (b'[{"sector_id": "kursk"}]', "JSON, not CSV. Write the table as CSV in UTF-8."),
    "gzip": (b"\x1f\x8b\x08\x00" + bytes(30), "packed with gzip. Unpack it: gunzip."),
}


@pytest.mark.parametrize("name", NO_TABLES)
def test_a_file_that_is_no_table_is_one_fault_that_says_what_it_is(package: Path, name: str) -> None:
    """Not a fault for each column that it lacks."""
    content, message = NO_TABLES[name]
    (package / "sectors.csv").write_bytes(content)
    (fault,) = at.check_case(package)
    assert str(fault) == f"{package / 'sectors.csv'}: the file is {message}"


@pytest.mark.parametrize("name", ["Git LFS pointer", "page to sign in", "UTF-16"])
def test_a_descriptor_of_another_format_is_one_fault(package: Path, name: str) -> None:
    """The descriptor can be a pointer or a page as well."""
    content, message = NO_TABLES[name]
    (package / "datapackage.json").write_bytes(content)
    (fault,) = at.check_case(package)
    assert str(fault) == f"{package / 'datapackage.json'}: the file is {message}"


def test_an_empty_file_is_one_fault(package: Path) -> None:
    """It says so, with the header that is expected."""
    (package / "sectors.csv").write_bytes(b"")
    (fault,) = at.check_case(package)
    assert str(fault) == (
        f"{package / 'sectors.csv'}, line 1: the file is empty, or its first line is. Expected "
        "sector_id,name_en,name_fr. Write the header first."
    )


def test_a_table_without_its_header_is_one_fault(package: Path) -> None:
    """A first line that names no column is not as many faults as there are columns."""
    rows = (package / "claims.csv").read_bytes().split(b"\n", 1)[1]
    (package / "claims.csv").write_bytes(rows)
    (fault,) = at.check_case(package)
    assert fault.problem == "the first line is not the header of this table: it has none of the columns"


def test_report_counts_kinds_and_shows_the_first_twenty() -> None:
    """Many faults: how many in how many kinds, then twenty in the order of file and line."""
    faults = [Fault("ragged-row", "claims.csv", "too few cells", line=line) for line in range(40, 0, -1)]
    faults += [Fault("empty-file", "events.csv", "the file is empty")]
    text = report("data", faults, "analysttools check data")
    lines = text.split("\n")
    assert lines[0] == (
        "data has 41 faults in 2 kinds (first 20 below; all in error.faults, or: analysttools check data):"
    )
    assert lines[1:] == [f"claims.csv, line {line}: too few cells." for line in range(1, 21)]


def test_not_comparable_names_the_claims_and_what_differs(claims: pd.DataFrame) -> None:
    """The refusal is one sentence with both claims and everything that differs."""
    error = at.NotComparableError.of(
        claims.loc[US], claims.loc[NYT], ["measure", "population", "place_id", "kind"]
    )
    assert str(error) == (
        "us-intelligence-2024-10-deployed counts personnel_deployed of dprk in russia as a total; "
        "nyt-2024-massed counts personnel_massed of russia+dprk in kursk-oblast as a stock: not comparable "
        "(measure, population, place, kind)"
    )


def test_a_stock_and_a_total_differ_by_their_kind_alone(claims: pd.DataFrame) -> None:
    """Their periods could not meet, whatever they were, so they are no second cause."""
    pair = [claims.loc[US], claims.loc[US].replace({"cumulative": "stock", "../2024-10": "2024-10-23"})]
    assert str(at.NotComparableError.of(*pair, ["measure", "kind", "period"])) == (
        f"{US} counts personnel_deployed as a total; {US} counts personnel_deployed as a stock: not "
        "comparable (kind)"
    )
