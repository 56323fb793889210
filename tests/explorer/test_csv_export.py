"""Rows as CSV: nothing runs in a spreadsheet, nothing is lost."""

from __future__ import annotations

import io

import pandas as pd
import pytest

import analysttools as at
from analysttools.explorer.csv_export import write_csv


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "＝1+1"])
def test_a_text_that_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    """Whatever begins like a formula gets a quote mark before it, spaces before it or not."""
    rows = pd.DataFrame({"claim_id": ["a"], "summary": [text]})
    read = pd.read_csv(io.StringIO(write_csv(rows)), dtype=str, keep_default_na=False)
    assert read["summary"].tolist() == [f"'{text}"]


def test_numbers_days_and_empty_cells_stay_what_they_are() -> None:
    """A negative number is no formula; a day is a day; what is empty stays empty."""
    rows = pd.DataFrame({"change": [-300.5, None], "day": [pd.Timestamp("2024-12-16"), pd.NaT]})
    assert write_csv(rows) == "change,day\r\n-300.5,2024-12-16\r\n,\r\n"


def test_a_column_may_be_called_like_a_formula() -> None:
    """The head of a column is guarded as well."""
    assert write_csv(pd.DataFrame({"=x": [1]})) == "'=x\r\n1\r\n"


def test_all_claims_go_out_and_come_back(case: at.Case) -> None:
    """The frozen claims have no formula: their text comes back as it was, cell by cell."""
    claims = at.select(case)
    read = pd.read_csv(io.StringIO(write_csv(claims)), dtype=str, keep_default_na=False)
    assert read["summary_fr"].tolist() == claims["summary_fr"].fillna("").tolist()
    assert read["low"].replace("", None).astype(float).equals(claims["low"].reset_index(drop=True))
