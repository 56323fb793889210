"""How sure the rows of a case are: what is counted, in words."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from conftest import ROOT

import analysttools as at
from analysttools.case.second_reading import SecondReading

STRAIT = ROOT / "tests" / "cases" / "strait"
READING = SecondReading(rows=4, rows_right=3, fields=40, fields_right=39, cells_corrected_since=7)


@pytest.fixture(scope="module")
def strait() -> at.Case:
    """Return the case of the strait, as if four of its rows had been read again."""
    return replace(at.load_case(STRAIT), second_reading=READING)


def _numbers(table: pd.DataFrame) -> dict[str, tuple[object, ...]]:
    """Return the numbers of a table by property, those that are missing as nothing."""
    cells = table.astype(object).where(table.notna(), None)
    return {row[0]: tuple(row[1:]) for row in cells.itertuples(index=False)}


def test_claims_are_counted_with_what_the_second_reading_found(strait: at.Case) -> None:
    """Second-hand is whatever has another between claimant and page; a part has its whole and its share."""
    assert _numbers(at.tabulate_quality(strait.claims, strait)) == {
        "claims": (14, None, None),
        "claimants": (5, None, None),
        "read second-hand or further": (1, 14, 7.1),
        "rows of the collection reread against their pages": (4, None, None),
        "of these, agreed with the page in every field": (3, 4, 75.0),
        "fields of these rows that agreed with the page": (39, 40, 97.5),
        "cells of the collection corrected since": (7, None, None),
    }


def test_a_claim_without_a_chain_is_counted_as_that(strait: at.Case) -> None:
    """An empty way is not a short one; where each claim has one, the table has no such row."""
    claims = strait.claims.head(2).assign(chain=["", None])
    found = _numbers(at.tabulate_quality(claims, strait))
    assert found["read second-hand or further"] == (0, 2, 0.0)
    assert found["no known route from claimant to page"] == (2, 2, 100.0)
    assert "no known route from claimant to page" not in _numbers(at.tabulate_quality(strait.claims, strait))


def test_events_are_counted_with_those_dated_by_their_page(strait: at.Case) -> None:
    """Events have no chain; the day of a report is not the day of the event."""
    basis = ["day_of_report", "stated", "stated", "stated"]
    found = _numbers(at.tabulate_quality(strait.events.head(4).assign(date_basis=basis), strait))
    assert found["events"] == (4, None, None)
    assert "read second-hand or further" not in found
    assert found["dated by the day of the page alone"] == (1, 4, 25.0)


def test_a_case_that_was_not_read_again_says_nothing_of_it() -> None:
    """Its rows alone are counted."""
    case = at.load_case(STRAIT)
    assert len(at.tabulate_quality(case.claims, case)) == 3


def test_no_rows_have_no_percentage(strait: at.Case) -> None:
    """Nothing is a share of nothing."""
    found = _numbers(at.tabulate_quality(strait.claims.head(0), strait))
    assert found["read second-hand or further"] == (0, 0, None)


def test_the_table_is_shown_in_french(strait: at.Case) -> None:
    """Heads and properties are words of the language."""
    shown = at.show_table(at.tabulate_quality(strait.claims, strait, "fr"), lang="fr")
    assert shown.text.splitlines()[0].split() == ["sur", "les", "données", "combien", "sur", "%"]
    assert "lues de seconde main ou plus" in shown.html


def test_rows_of_neither_are_refused(strait: at.Case) -> None:
    """The message says which columns are there, and what to pass."""
    said = "^tabulate_quality: the columns claim_id, claimant_id are missing. There are: place_id, name_en"
    with pytest.raises(ValueError, match=said):
        at.tabulate_quality(strait.places[["place_id", "name_en"]], strait)


@pytest.mark.shipped
def test_the_shipped_case_says_of_its_second_reading_what_its_readme_says(shipped_case: at.Case) -> None:
    """One reading, told twice: as settings and in words."""
    text = " ".join((ROOT / "data" / "README.md").read_text(encoding="utf-8").split())
    reading = shipped_case.second_reading
    assert reading is not None
    assert f"second reading of {reading.rows} rows against their pages agreed in " in text
    assert f"{reading.fields_right} of {reading.fields} fields" in text
    assert f"{reading.rows_right} of the {reading.rows} rows were right in every field" in text
    assert f"{reading.cells_corrected_since} cells were corrected" in text
