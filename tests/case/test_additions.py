"""Claims added to a case: checked as a whole, told of by the row given, never half."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import ROOT

import analysttools as at

STRAIT = ROOT / "tests" / "cases" / "strait"
CLAIM: dict[str, Any] = {
    **{"measure": "killed", "population": "upland", "place_id": "strait-road", "kind": "cumulative"},
    **{"period": "2031-03-10/2031-05-02", "low": 80, "qualifier": "at_least", "claimant_id": "coast-guard"},
    **{"asserted": "2031-05-02", "source_id": "radio-05-04", "status": "claimed_by_party"},
    **{"summary_en": "Made up."},
}
DATED = [datetime.date(2031, 5, 2), pd.Timestamp("2031-05-02"), "2031-05-02"]


@pytest.fixture(scope="module")
def strait() -> at.Case:
    """Return the frozen case of another country."""
    return at.load_case(STRAIT)


def test_a_claim_stands_behind_the_others_and_the_case_is_as_it_was(strait: at.Case) -> None:
    """The case that was given keeps its rows; nothing is written."""
    before = (STRAIT / "claims.csv").read_bytes()
    more = at.add_claims(strait, CLAIM)
    assert list(more.claims["claim_id"]) == [*strait.claims["claim_id"], "coast-guard-2031-05-02-killed"]
    assert more.claims["low"].iloc[-1] == 80
    assert more.claims["period_latest"].iloc[-1] == pd.Timestamp("2031-05-02")
    assert (STRAIT / "claims.csv").read_bytes() == before


@pytest.mark.parametrize("rows", [[CLAIM, CLAIM], (CLAIM, CLAIM), pd.DataFrame([CLAIM, CLAIM], index=[7, 7])])
def test_claims_without_an_id_get_ids_that_no_other_has(strait: at.Case, rows: Any) -> None:
    """A list, a tuple and a frame of rows are the same; the second of one name is numbered."""
    once = at.add_claims(strait, CLAIM)
    ids = at.add_claims(once, rows).claims["claim_id"].tail(3).tolist()
    assert ids == [f"coast-guard-2031-05-02-killed{end}" for end in ("", "-2", "-3")]


@pytest.mark.parametrize("day", DATED, ids=lambda day: type(day).__name__)
@pytest.mark.parametrize("low", [80, 80.0, "80"], ids=repr)
def test_numbers_and_days_may_be_what_python_has(strait: at.Case, day: Any, low: Any) -> None:
    """Numbers or text, days or text: the row says the same."""
    row = at.add_claims(strait, {**CLAIM, "asserted": day, "low": low}).claims.iloc[-1]
    assert (row["asserted"], row["low"]) == ("2031-05-02", 80)


def test_rows_of_the_case_itself_can_be_given_with_their_days(strait: at.Case) -> None:
    """Columns that loading has made of dates are not taken for others."""
    again = strait.claims.head(1).assign(claim_id="guard-killed-again", supersedes=None)
    assert at.add_claims(strait, again).claims["claim_id"].iloc[-1] == "guard-killed-again"


def test_what_a_claim_needs_is_added_with_it(strait: at.Case) -> None:
    """A claimant, a source and a place that the case does not have come with the claim."""
    more = at.add_claims(
        strait,
        {**CLAIM, "claimant_id": "pilot", "source_id": "log", "place_id": "quay"},
        claimants={
            "claimant_id": "pilot",
            "name_en": "Pilot",
            "label_en": "Pilot",
            "side": "coast",
            "kind": "person",
        },
        sources={
            "source_id": "log",
            "publisher": "Pilot",
            "published": "2031-05-03",
            "kind": "publisher_page",
        },
        places={"place_id": "quay", "name_en": "Quay", "kind": "site", "within": "strait-road"},
    )
    assert more.named_claims["claimant"].iloc[-1] == "Pilot"
    assert (more.sources["source_id"].iloc[-1], more.places["place_id"].iloc[-1]) == ("log", "quay")


def test_all_faults_are_told_with_the_row_given(strait: at.Case) -> None:
    """Not the line of a file that does not hold them, but the first or second of the rows given."""
    wrong = [{**CLAIM, "measure": "kiled"}, {**CLAIM, "high": 3, "claimant_id": None}]
    with pytest.raises(at.DataError) as caught:
        at.add_claims(strait, wrong)
    told = str(caught.value)
    assert (
        f'row 1, column measure (coast-guard-2031-05-02-kiled): "kiled" is not in {STRAIT}/measures.csv'
        in told
    )
    assert "claims given, row 2, column claimant_id" in told
    assert "nothing was added" in told


def test_an_unknown_column_is_named_with_the_nearest(strait: at.Case) -> None:
    """A misspelt column is not passed over."""
    said = 'claims given: claims has no column "measur". Expected claim_id, measure, population'
    with pytest.raises(at.DataError, match=re.escape('claims has no column "measur"')) as caught:
        at.add_claims(strait, {"measur": "killed"})
    assert said.split(".")[0] in str(caught.value)
    assert 'Did you mean "measure"' in str(caught.value)


def test_what_is_not_rows_is_refused_by_name(strait: at.Case) -> None:
    """A text or a list of texts are no rows."""
    said = (
        'add_claims: rows is "killed", but must be rows: a DataFrame, a list of dicts, or one dict. Write '
        '[{"measure": "killed", "low": 30, ...}]'
    )
    with pytest.raises(TypeError, match=f"^{re.escape(said)}$"):
        at.add_claims(strait, "killed")  # type: ignore[arg-type]


def test_a_case_with_claims_added_can_be_written(strait: at.Case, tmp_path: Path) -> None:
    """Only the new line is new."""
    case = at.load_case(at.write_case(strait, tmp_path / "case") or tmp_path / "case")
    at.write_case(at.add_claims(case, CLAIM), tmp_path / "case")
    before = (STRAIT / "claims.csv").read_bytes()
    after = (tmp_path / "case" / "claims.csv").read_bytes()
    assert after.startswith(before)
    assert after[len(before) :].decode() == (
        "coast-guard-2031-05-02-killed,killed,upland,strait-road,cumulative,2031-03-10/2031-05-02,80,,,at_least,"
        "coast-guard,2031-05-02,radio-05-04,,,,claimed_by_party,,,Made up.\n"
    )
