"""What the functions on claims say to bad input, and what they give for none: each of them, in full."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from test_laws import PARTS, RESULTS

import analysttools as at

pytestmark = pytest.mark.slow

EVERY = {**RESULTS, "to_flow": at.to_flow, "require_comparable": at.require_comparable}
# Those that return a frame, and of these those that return the rows that they were given.
FRAMES = sorted({*EVERY} - {"require_comparable"})
ROWS = ["as_of", "latest"]
WITH_NUMBERS = ["bounds", "check_sums", "conflicts", "consensus", "drift", "envelope", "part_bounds"]
WITH_NUMBERS += ["revisions", "to_flow"]


@pytest.fixture
def totals() -> pd.DataFrame:
    """Return three totals of one claimant with every column that any of the functions needs."""
    return pd.DataFrame(
        {
            "claim_id": ["a", "b", "c"],
            "claimant_id": "nis",
            "measure": "killed",
            "population": "dprk",
            "place_id": "kursk-oblast",
            "kind": "cumulative",
            "period": ["../2025-01-13", "../2025-04-30", "../2025-09-02"],
            "asserted": ["2025-01-13", "2025-04-30", "2025-09-02"],
            "low": np.nan,
            "best": [300.0, 600.0, 2000.0],
            "high": np.nan,
            "qualifier": "about",
            "derived_from": pd.Series([None] * 3, dtype="str"),
        }
    )


@pytest.mark.parametrize("name", FRAMES)
def test_no_claims_give_an_empty_result_of_the_same_columns(name: str, totals: pd.DataFrame) -> None:
    """What comes after need not ask whether there was anything."""
    empty, full = EVERY[name](totals.iloc[:0]), EVERY[name](totals)
    assert empty.empty
    pd.testing.assert_series_equal(empty.dtypes, full.dtypes)


@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.parametrize("labels", [["x", "x", "x"], [("a", 1), ("b", 2), ("c", 3)]])
def test_labels_of_rows_do_not_matter(name: str, labels: list, totals: pd.DataFrame) -> None:
    """Claims with doubled or nested labels give what they give without."""
    found = EVERY[name](totals.set_axis(pd.Index(labels)))
    pd.testing.assert_frame_equal(found.reset_index(drop=True), EVERY[name](totals).reset_index(drop=True))


UNUSUAL = {
    "no claims": lambda totals: totals.iloc[:0],
    "doubled labels": lambda totals: totals.set_axis(["x", "x", "x"]),
    "nested labels": lambda totals: totals.set_axis(pd.Index([("a", 1), ("b", 2), ("c", 3)])),
    "blank cells": lambda totals: totals.assign(derived_from="", supersedes=""),
    "empty column": lambda totals: totals.assign(derived_from=np.nan, chain=np.nan),
}


@pytest.mark.parametrize("form", UNUSUAL)
def test_comparable_claims_of_any_form_are_comparable(form: str, totals: pd.DataFrame) -> None:
    """Totals of one thing are alike, whatever labels, blanks and empty columns their frame has."""
    alike = UNUSUAL[form](totals)
    assert at.require_comparable(alike) is None


@pytest.mark.parametrize("name", EVERY)
def test_missing_columns_are_named_with_those_that_are_there(name: str) -> None:
    """The message has the function, every missing column and every one that is there."""
    message = (
        rf"^{name}: the columns claim_id, .*are missing\. There are: measure, low\. Pass the claims of a "
    )
    with pytest.raises(ValueError, match=message):
        EVERY[name](pd.DataFrame({"measure": ["killed"], "low": [1.0]}))


@pytest.mark.parametrize("name", EVERY)
def test_what_is_no_frame_is_refused(name: str) -> None:
    """A list of claims is told what is wanted."""
    message = (
        f"{name}: claims is a list, but must be a DataFrame with one row per claim. "
        "Pass case.claims, or rows of it"
    )
    with pytest.raises(TypeError, match=f"^{message}$"):
        EVERY[name]([{"claim_id": "a"}])


@pytest.mark.parametrize("name", EVERY)
def test_two_claims_with_one_id_are_an_error(name: str, totals: pd.DataFrame) -> None:
    """The id is named, and how many rows have it."""
    message = (
        f'{name}: duplicate claim_id: "a" (2 rows). Each claim has one row: drop the copies, or rename '
        "the ids"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        EVERY[name](totals.assign(claim_id=["a", "a", "c"]))


@pytest.mark.parametrize("name", EVERY)
def test_a_claim_without_an_id_is_an_error(name: str, totals: pd.DataFrame) -> None:
    """The row is counted from 0, for it has no other name."""
    message = rf"^{name}: row 1 \(from 0\) has no claim_id. Give every claim one$"
    with pytest.raises(ValueError, match=message):
        EVERY[name](totals.assign(claim_id=["a", None, "c"]))


@pytest.mark.parametrize("name", WITH_NUMBERS)
def test_impossible_numbers_are_all_named(name: str, totals: pd.DataFrame) -> None:
    """Negative, infinite, missing and crossed numbers: every row in one error."""
    wrong = totals.assign(
        best=[-300.0, np.inf, np.nan], low=[np.nan, np.nan, 7.0], high=[np.nan, np.nan, 5.0]
    ).assign(qualifier=["about", "about", "between"])
    extra = totals.iloc[[0]].assign(claim_id="d", best=np.nan, period="../2025-12-01")
    message = (
        "claims has 4 faults in 3 kinds:\n"
        "claims, column best (a): best is -300, but a count or an area is a number from 0. Correct the "
        "number; what is open or unknown stays empty.\n"
        "claims, column best (b): best is inf, but a count or an area is a number from 0. Correct the "
        "number; what is open or unknown stays empty.\n"
        'claims, column best (d): the qualifier "about" needs a number in best, which is empty. Fill in '
        "best with the number that was said, or correct the qualifier.\n"
        "claims, column low (c): low (7) is greater than high (5). Order them: low, best, high."
    )
    if name in ("bounds", "drift", "to_flow"):  # the others set claims without a number aside
        with pytest.raises(at.DataError, match=f"^{re.escape(message)}$"):
            EVERY[name](pd.concat([wrong, extra], ignore_index=True))
    with pytest.raises(at.DataError, match=r"^claims has 3 faults in 2 kinds:") as caught:
        EVERY[name](wrong)
    assert caught.value.to_frame()["id"].tolist() == ["a", "b", "c"]


def test_words_for_numbers_are_refused(totals: pd.DataFrame) -> None:
    """A column of text is no column of numbers."""
    message = (
        'claims, column best (a): found "12 000", expected a number. Read the column as numbers; words '
        "belong in qualifier"
    )
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        at.bounds(totals.assign(best="12 000"))


def test_unknown_qualifiers_are_refused_with_those_that_there_are(totals: pd.DataFrame) -> None:
    """Every valid word stands in the message."""
    message = (
        'claims, column qualifier (first in a): found "roughly", nothing. It is one of: stated, about, '
        "nearly, at_least, more_than, disclosed, up_to, fewer_than, between, vague"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        at.bounds(totals.assign(qualifier=["roughly", None, "about"]))


def test_a_period_that_is_no_date_is_refused(totals: pd.DataFrame) -> None:
    """The character is counted, and the form of a date shown."""
    message = (
        'claims, column period (b): "../2025-13", character 9: there is no month 13. Write dates in EDTF, '
        "such as 2024-12-14"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        at.scopes(totals.assign(period=["../2025-01-13", "../2025-13", "../2025-09-02"]))


def test_days_that_came_back_as_numbers_are_refused(totals: pd.DataFrame) -> None:
    """Milliseconds since 1970, as JSON has them by default, are not taken for days."""
    days = {"period_earliest": pd.NaT, "period_latest": [1723420800000.0, 1723420800000.0, 1723420800000.0]}
    message = (
        "claims, column period_latest: found numbers (1.72342e+12), expected days such as 2024-12-14. Write "
        'JSON with date_format="iso", or drop the column: it is then read from period'
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        at.scopes(totals.assign(**days))


@pytest.mark.parametrize("name", EVERY)
def test_ids_that_are_numbers_are_refused_where_they_refer(name: str, totals: pd.DataFrame) -> None:
    """1.0 is not the claim 1: read so, a copy would count as an origin."""
    message = rf"^{name}: the column derived_from holds numbers \(1\), but ids are text\. Read them as text: "
    with pytest.raises(ValueError, match=message):
        EVERY[name](totals.assign(claim_id=[1, 2, 3], derived_from=[np.nan, 1.0, np.nan]))


@pytest.mark.parametrize("name", EVERY)
def test_an_unknown_kind_is_refused_with_those_that_there_are(name: str, totals: pd.DataFrame) -> None:
    """Total is a word for cumulative, but not the one that is known."""
    message = f'{name}: found the kind "total" (first in b). It is one of: stock, flow, cumulative, or empty'
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        EVERY[name](totals.assign(kind=["cumulative", "total", "cumulative"]))


@pytest.mark.parametrize("name", FRAMES)
def test_blank_cells_are_empty_cells(name: str, totals: pd.DataFrame) -> None:
    """Read with keep_default_na=False, a claim that repeats nothing has a blank in derived_from."""
    found = EVERY[name](totals.assign(derived_from="", supersedes=""))
    wanted = EVERY[name](totals)
    columns = [column for column in wanted if column != "derived_from"]
    pd.testing.assert_frame_equal(found[columns], wanted[columns])


@pytest.mark.parametrize("name", EVERY)
def test_columns_that_are_there_twice_are_refused(name: str, totals: pd.DataFrame) -> None:
    """Which of the two is meant nobody can tell."""
    with pytest.raises(ValueError, match=f"^{name}: the columns period are there twice. Keep one of each$"):
        EVERY[name](pd.concat([totals, totals[["period"]]], axis=1))


def test_days_of_a_zone_are_the_days_there(totals: pd.DataFrame) -> None:
    """Midnight in Kyiv is the day in Kyiv, not the evening before in Greenwich."""
    days = pd.to_datetime(["2025-01-13", "2025-04-30", "2025-09-02"]).tz_localize("Europe/Kyiv")
    zoned = totals.assign(period_earliest=pd.NaT, period_latest=days)
    pd.testing.assert_frame_equal(at.consensus(zoned), at.consensus(totals))


def test_numbers_among_objects_are_numbers(totals: pd.DataFrame) -> None:
    """A column of numbers and None is one of numbers."""
    mixed = totals.assign(best=pd.Series([300, None, 2000], dtype=object)).iloc[[0, 2]]
    assert at.bounds(mixed)["low"].tolist() == [300.0, 2000.0]


@pytest.mark.parametrize("name", ["conflicts", "part_bounds", "check_sums", "drift"])
def test_parts_that_are_no_parts_are_refused(name: str, totals: pd.DataFrame) -> None:
    """The vocabulary of measures is not the table of parts."""
    message = rf"^{name}: parts need the columns column, part, whole.*\. There are: measure_id, parts\. Pass "
    with pytest.raises(ValueError, match=message):
        getattr(at, name)(totals, pd.DataFrame({"measure_id": [], "parts": []}))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"measure": ["killed", "wounded", "killed"]}, "measure"),
        ({"place_id": ["kursk-oblast", "kursk-oblast", "russia"]}, "place"),
        ({"period": ["2024-10/2025-01-13", "2024-12/2025-04-30", "../2025-09-02"]}, "period"),
        ({"kind": "stock", "period": ["2025-01-13", "2025-04", "2025"]}, "period"),
        ({"kind": "flow", "period": ["2025-01", "2025-01-01/2025-01-31", "2025-02"]}, "period"),
    ],
)
def test_mixed_scopes_are_refused_in_a_sentence(totals: pd.DataFrame, change: dict, words: str) -> None:
    """Two of the claims are named, and what differs."""
    with pytest.raises(
        at.NotComparableError, match=rf"^[abc] counts .*; [abc] counts .*: not comparable \({words}\)$"
    ):
        at.require_comparable(totals.assign(**change))


def test_parts_serve_in_any_order_of_columns(totals: pd.DataFrame) -> None:
    """The table of parts is read by its names."""
    swapped = PARTS[["whole", "part", "is_summand", "column"]]
    pd.testing.assert_frame_equal(at.conflicts(totals, swapped), at.conflicts(totals, PARTS))


EMPTY = {"None": None, "NaN": np.nan, "text": pd.Series([None] * 3, dtype="str")}
# What a claim may do without, all of it together in every claim.
MAY_BE_EMPTY = ["chain", "supersedes", "derived_from", "population", "place_id"]


@pytest.mark.parametrize("kind", EMPTY)
@pytest.mark.parametrize("column", MAY_BE_EMPTY)
@pytest.mark.parametrize("name", sorted({*FRAMES} - {*ROWS}))
def test_a_column_may_be_empty_throughout(name: str, column: str, kind: str, totals: pd.DataFrame) -> None:
    """A frame in which no claim has a chain, say, gives what one without that column gives."""
    found = EVERY[name](totals.assign(**{column: EMPTY[kind]}))
    without = totals.assign(**{column: ""}) if column in totals else totals
    pd.testing.assert_frame_equal(found, EVERY[name](without))


@pytest.mark.parametrize("kind", EMPTY)
@pytest.mark.parametrize("column", MAY_BE_EMPTY)
@pytest.mark.parametrize("name", ROWS)
def test_rows_are_the_same_where_a_column_is_empty(
    name: str, column: str, kind: str, totals: pd.DataFrame
) -> None:
    """What is handed back as it is: the same claims as without the column."""
    found = EVERY[name](totals.assign(**{column: EMPTY[kind]}))
    without = totals.assign(**{column: ""}) if column in totals else totals
    assert found["claim_id"].tolist() == EVERY[name](without)["claim_id"].tolist()


NUMBERLESS = {"low": np.nan, "best": np.nan, "high": np.nan, "qualifier": "vague"}


@pytest.mark.parametrize("empty", [{"kind": None}, {"period": None}, {"asserted": None}, NUMBERLESS])
@pytest.mark.parametrize("name", sorted({*EVERY} - {"to_flow", "require_comparable"}))
def test_claims_that_all_lack_a_number_or_a_time_raise_nothing(
    name: str, empty: dict, totals: pd.DataFrame
) -> None:
    """What is of no number or of no time counts for nothing, and is no error."""
    assert isinstance(EVERY[name](totals.assign(**empty)), pd.DataFrame)
