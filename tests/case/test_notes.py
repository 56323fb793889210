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


ODD = {
    "said before it happened": (
        ("claims", 8, {"asserted": "2031-04-08"}),
        "{folder}/claims.csv, line 10, column asserted (guard-week): asserted on 2031-04-08, it is about "
        "2031-04-12/2031-04-19, more than a day later. Check asserted, period and the year.",
    ),
    "a total to a day that had not come": (
        ("claims", 2, {"asserted": "2031-04-12"}),
        "{folder}/claims.csv, line 4, column asserted (guard-killed-april): asserted on 2031-04-12, it "
        "is about 2031-03-10/2031-04-19, which ended more than a day later. Check asserted, period "
        "and the year.",
    ),
    "an event said before it happened": (
        ("events", 6, {"date": "2031-05-04"}),
        "{folder}/events.csv, line 8, column asserted (talks): asserted on 2031-05-02, it is about "
        "2031-05-04, more than a day later. Check asserted, date and the year.",
    ),
    "said more than a year after": (
        ("claims", 8, {"period": "2030-04-12/2030-04-17"}),
        "{folder}/claims.csv, line 10, column asserted (guard-week): asserted on 2031-04-19, it is about "
        "2030-04-12/2030-04-17, which ended more than a year before. Check the year.",
    ),
    "an event said more than a year after": (
        ("events", 6, {"date": "2030-04-30"}),
        "{folder}/events.csv, line 8, column asserted (talks): asserted on 2031-05-02, it is about "
        "2030-04-30, which ended more than a year before. Check the year.",
    ),
    "one claim under two ids": (
        (
            "claims",
            3,
            {"period": "2031-03-10/2031-04-19", "asserted": "2031-04-19", "best": "70", "qualifier": "about"},
        ),
        "{folder}/claims.csv, line 5, column claim_id (guard-killed-may): it says the same as "
        "guard-killed-april: the same number, by the same claimant, on the same day. If it is one statement "
        "on two pages, name the first in derived_from, or take one of them out.",
    ),
    "a repeat that may be older": (
        ("claims", 0, {"asserted": "2031-04"}),
        "{folder}/claims.csv, line 3, column derived_from (radio-killed): asserted on 2031-04-05, it repeats "
        '"guard-killed", which may have been asserted later. Check both days, and which claim came first.',
    ),
    "another arrow": (
        ("claims", 0, {"chain": "Coast guard -> Merrow Post"}),
        "{folder}/claims.csv, line 2, column chain (guard-killed): the steps of the chain "
        '"Coast guard -> Merrow Post" may not all be separated by " > ". Write it as "first > second > '
        'page"; if the sign belongs to a name, leave it.',
    ),
    "an address without http": (
        ("sources", 0, {"url": "example.org/post-04-03"}),
        '{folder}/sources.csv, line 2, column url (post-04-03): the address "example.org/post-04-03" does '
        "not begin with http:// or https://. Write the whole address of the page.",
    ),
    "a lost letter": (
        ("claims", 0, {"summary_en": "R\ufffdgion."}),
        '{folder}/claims.csv, line 2, column summary_en (guard-killed): "R\ufffdgion." contains the sign for '
        "a letter that could not be read. Look the text up in the source: the file was once read in the "
        "wrong encoding.",
    ),
    "a lost letter in a title": (
        ("events", 6, {"title_en": "T\ufffdlks"}),
        '{folder}/events.csv, line 8, column title_en (talks): "T\ufffdlks" contains the sign for a letter '
        "that could not be read. Look the text up in the source: the file was once read in the wrong "
        "encoding.",
    ),
    "a day that is only the page's": (
        ("events", 4, {"date_basis": "day_of_report"}),
        "{folder}/events.csv, line 6, column date (saltmill-assault): 2031-04-16 is only the day of the "
        "page, which does not say when it happened. There is nothing to do if the page says no more: it is "
        "drawn as uncertain.",
    ),
}


@pytest.mark.parametrize("odd", ODD)
def test_what_is_odd_is_noted_and_can_be_loaded(odd: str, strait: Path) -> None:
    """Each oddity is one note that says where and what to check; the case loads as before."""
    (table, row, cells), message = ODD[odd]
    _edit(strait, table, row, **cells)
    faults, notes = at.review_case(strait)
    assert (faults, list(map(str, notes))) == ([], [message.format(folder=strait)])
    assert len(at.load_case(strait).claims) == 14


PLAIN = {
    "said the day before it happened": ("claims", 8, {"period": "2031-04-12", "asserted": "2031-04-11"}),
    "said a year after it ended": ("claims", 8, {"period": "2030-04-12/2030-04-18"}),
    "a condition": ("claims", 8, {"asserted": "2031-04-08", "status": "conditional"}),
    "a total to the month in which it was said": ("claims", 2, {"period": "2031-03-10/2031-04"}),
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
    "a correction with the same number": (
        "claims",
        3,
        {
            "period": "2031-03-10/2031-04-19",
            "asserted": "2031-04-19",
            "best": "70",
            "qualifier": "about",
            "supersedes": "guard-killed-april",
        },
    ),
    "the same number on another day": (
        "claims",
        3,
        {"period": "2031-03-10/2031-04-19", "best": "70", "qualifier": "about"},
    ),
    "the same number by another claimant": (
        "claims",
        5,
        {"asserted": "2031-04-19", "best": "70", "high": "", "qualifier": "about"},
    ),
    "an address with http": ("sources", 0, {"url": "http://example.org/post-04-03"}),
    "an arrow of the right form": ("claims", 0, {"chain": "Coast guard > Merrow > Post"}),
    "an empty address": ("sources", 0, {"url": ""}),
}


@pytest.mark.parametrize("plain", PLAIN)
def test_what_is_in_order_is_not_noted(plain: str, strait: Path) -> None:
    """The neighbours of each oddity are none."""
    table, row, cells = PLAIN[plain]
    _edit(strait, table, row, **cells)
    assert at.review_case(strait)[1] == []


def test_every_form_of_arrow_is_noted(strait: Path) -> None:
    """Whatever stands for " > ", and a step that is missing before or after one."""
    forms = ["A → B", "A ⇒ B", "A » B", "A -> B", "A => B", "A >> B", "A / B", "A; B", "A> B", "A >B"]
    forms += ["> A", "A >"]
    path = strait / "claims.csv"
    claims = pd.read_csv(path, dtype=str, keep_default_na=False)
    claims.loc[: len(forms) - 1, "chain"] = forms
    claims.to_csv(path, index=False)
    faults, notes = at.review_case(strait)
    assert faults == []
    assert [note.problem.split('"')[1] for note in notes] == forms


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
        "Notes for a person to look at (none of them is a fault):",
        f"{strait}/events.csv, column date: day of the page (2 times). There is nothing to do if the page "
        "says no more: it is drawn as uncertain.",
        "    line 6 (saltmill-assault): 2031-04-16 is only the day of the page, which does not say when it "
        "happened.",
        "    line 7 (saltmill-seen): 2031-04-20 is only the day of the page, which does not say when it "
        "happened.",
        f"{strait}: 2 notes",
    ]
