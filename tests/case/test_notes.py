"""Notes: what is odd in a case and may be right."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

import analysttools as at
from analysttools.cli.main import main

STRAIT = ROOT / "tests" / "cases" / "strait"


@pytest.fixture
def strait(tmp_path: Path) -> Path:
    """Return a fresh copy of the small case of another country, with no day that is only the page's."""
    copy = Path(shutil.copytree(STRAIT, tmp_path / "strait"))
    _edit(copy, "events", 4, date_basis="stated")
    return copy


def _edit(folder: Path, table: str, row: int, **cells: str) -> None:
    path = folder / f"{table}.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.loc[row, list(cells)] = list(cells.values())
    frame.to_csv(path, index=False, lineterminator="\n")


GUARD = "{folder}/claims.csv, line 2, column {column} (guard-killed): "
ODD = {
    "said before it happened": (
        ("claims", 8, {"asserted": "2031-04-08"}),
        "{folder}/claims.csv, line 10, column asserted (guard-week): it was said on 2031-04-08 of "
        "2031-04-12/2031-04-19, more than a day later. Look whether asserted, period or the year is right.",
    ),
    "an event said before it happened": (
        ("events", 6, {"date": "2031-05-04"}),
        "{folder}/events.csv, line 8, column asserted (talks): it was said on 2031-05-02 of 2031-05-04, more "
        "than a day later. Look whether asserted, date or the year is right.",
    ),
    "said more than a year after": (
        ("claims", 8, {"period": "2030-04-12/2030-04-17"}),
        "{folder}/claims.csv, line 10, column asserted (guard-week): it was said on 2031-04-19 of "
        "2030-04-12/2030-04-17, which ended more than a year before. Look whether the year is right.",
    ),
    "one claim under two ids": (
        (
            "claims",
            3,
            {"period": "2031-03-10/2031-04-19", "asserted": "2031-04-19", "best": "70", "qualifier": "about"},
        ),
        "{folder}/claims.csv, line 5, column claim_id (guard-killed-may): it says what guard-killed-april "
        "says: the same number of the same, by the same claimant on the same day. If it is one statement "
        "read in two pages, name the first in derived_from, or take one of them out.",
    ),
    "a repeat that may be older": (
        ("claims", 0, {"asserted": "2031-04"}),
        "{folder}/claims.csv, line 3, column derived_from (radio-killed): asserted on 2031-04-05, it repeats "
        '"guard-killed", which may have been said later. Look whether the days are right, and which was '
        "first.",
    ),
    "another arrow": (
        ("claims", 0, {"chain": "Coast guard -> Merrow Post"}),
        GUARD
        + 'the chain "Coast guard -> Merrow Post" has another sign between its stations than " > ". Write it '
        'as "first > second > page"; if the sign belongs to a name, leave it.',
    ),
    "an address without http": (
        ("sources", 0, {"url": "example.org/post-04-03"}),
        '{folder}/sources.csv, line 2, column url (post-04-03): the address "example.org/post-04-03" does '
        "not begin with http:// or https://. Look where the page is, and write its whole address.",
    ),
    "a lost letter": (
        ("claims", 0, {"summary_en": "R\ufffdgion."}),
        '{folder}/claims.csv, line 2, column summary_en (guard-killed): "R\ufffdgion." holds the sign for a '
        "letter that could not be read. Look in the source what stands there; the file was once read in "
        "another encoding.",
    ),
    "a day that is only the page's": (
        ("events", 4, {"date_basis": "day_of_report"}),
        "{folder}/events.csv, line 6, column date (saltmill-assault): 2031-04-16 is the day of the page; "
        "when it happened is not stated. Nothing is to be done if the page says no more; it is drawn as "
        "uncertain.",
    ),
}


@pytest.mark.parametrize("odd", ODD)
def test_what_is_odd_is_noted_and_can_be_loaded(odd: str, strait: Path) -> None:
    """Each oddity is one note that says where and what to look at; the case loads as before."""
    (table, row, cells), message = ODD[odd]
    _edit(strait, table, row, **cells)
    faults, notes = at.review_case(strait)
    assert (faults, list(map(str, notes))) == ([], [message.format(folder=strait, column="chain")])
    assert len(at.load_case(strait).claims) == 14


PLAIN = {
    "said the day before it happened": ("claims", 8, {"asserted": "2031-04-11"}),
    "a forecast": ("claims", 8, {"asserted": "2031-04-08", "status": "forecast"}),
    "a repeat of the same number by the same claimant": (
        "claims",
        3,
        {
            "period": "2031-03-10/2031-04-19",
            "asserted": "2031-04-19",
            "best": "70",
            "qualifier": "about",
            "derived_from": "guard-killed-april",
        },
    ),
    "an arrow of the right form": ("claims", 0, {"chain": "Coast guard > Merrow > Post"}),
    "an empty address": ("sources", 0, {"url": ""}),
}


@pytest.mark.parametrize("plain", PLAIN)
def test_what_is_in_order_is_not_noted(plain: str, strait: Path) -> None:
    """The neighbours of each oddity are none."""
    table, row, cells = PLAIN[plain]
    _edit(strait, table, row, **cells)
    assert at.review_case(strait)[1] == []


def test_a_row_with_a_fault_is_not_noted_besides(strait: Path) -> None:
    """A fault comes first; what is odd about the same row may follow from it."""
    _edit(strait, "claims", 8, asserted="2031-04-08", qualifier="roughly")
    faults, notes = at.review_case(strait)
    assert [fault.column for fault in faults] == ["qualifier"]
    assert notes == []


def test_check_prints_notes_apart_and_ends_with_zero(
    strait: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Notes follow the count of faults, under a head, grouped by kind; they fail nothing."""
    _edit(strait, "events", 4, date_basis="day_of_report")
    _edit(strait, "events", 5, date_basis="day_of_report")
    assert main(["check", str(strait)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{strait}: 0 faults",
        "",
        "Notes, which a person should look at (none of them is a fault):",
        f"{strait}/events.csv, column date: day of the page (2 times). Nothing is to be done if the page "
        "says no more; it is drawn as uncertain.",
        "    line 6 (saltmill-assault): 2031-04-16 is the day of the page; when it happened is not stated.",
        "    line 7 (saltmill-seen): 2031-04-20 is the day of the page; when it happened is not stated.",
        f"{strait}: 2 notes",
    ]
