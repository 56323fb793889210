"""The full text of messages: what is wrong, where, found, expected, what to do."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from test_broken_packages import HUR, NYT, US, rewrite, set_cell, swap

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
        'Found "12,000". Expected a number such as 12000. Write digits only, with a point for decimals; '
        "words and bounds have columns of their own.",
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
        "places.csv, line 47, column within (kursk-oblast): within leads in a circle: kursk-oblast > "
        "european-russia > russia > kursk-oblast. Take one of these ids out of within.",
    ),
    "semicolons": (
        rewrite("sectors.csv", lambda b: b.replace(b",", b";")),
        "sectors.csv, line 1: the cells are parted by semicolons. Found "
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
        "sectors.csv, line 7: the row has too few cells. Found 2 cells. Expected 3. A cell that holds a "
        "comma or a line break stands in quotation marks.",
    ),
    "column": (
        rewrite("sectors.csv", lambda b: b.replace(b"name_fr\n", b"nom_fr\n")),
        'sectors.csv, line 1: the column "name_fr" is missing. Did you mean "nom_fr"? Add it, with empty '
        "cells where unknown.",
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
        "us-intelligence-2024-10-deployed counts measure personnel_deployed, population dprk, place_id "
        "russia, kind cumulative; nyt-2024-massed counts measure personnel_massed, population russia+dprk, "
        "place_id kursk-oblast, kind stock: not comparable (measure, population, place, kind)"
    )
