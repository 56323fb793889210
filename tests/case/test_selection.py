"""Choosing rows: what passes, and which filter left nothing."""

from __future__ import annotations

import pandas as pd
import pytest

import analysttools as at


@pytest.fixture
def rows() -> pd.DataFrame:
    """Return four rows of two columns, one cell empty."""
    return pd.DataFrame(
        {"measure": ["killed", "killed", "wounded", None], "kind": ["flow", "stock", "flow", "flow"]}
    )


def test_a_value_several_or_none(rows: pd.DataFrame) -> None:
    """A column may be held to a value, to one of several, or to be empty."""
    assert at.choose(rows, measure="killed", kind="flow").index.tolist() == [0]
    assert at.choose(rows, measure=["killed", "wounded"]).index.tolist() == [0, 1, 2]
    assert at.choose(rows, measure=None).index.tolist() == [3]


def test_the_filter_that_left_nothing_is_named(rows: pd.DataFrame) -> None:
    """The message says which filter, of how many rows, after which other, and what there was."""
    with pytest.raises(ValueError, match="choose") as caught:
        at.choose(rows, measure="wounded", kind="stock")
    assert str(caught.value) == (
        'choose: kind="stock" leaves none of the 1 rows that measure="wounded" had left. There kind holds: '
        "flow. Choose one of these, or leave the filter out"
    )


def test_an_empty_frame_is_not_blamed_on_the_filter(rows: pd.DataFrame) -> None:
    """Where nothing came in, the message says that, and not which filter was next."""
    with pytest.raises(ValueError, match=r"^choose: there is no row to choose from \(0 rows given\)"):
        at.choose(rows.iloc[:0], measure="killed")


def test_days_may_be_written_as_text(case: at.Case) -> None:
    """A column of days is held against days, however they are written."""
    assert len(at.choose(case.claims, asserted_latest="2024-12-16")) > 1


def test_a_column_that_is_not_there_is_named(rows: pd.DataFrame) -> None:
    """A wrong column is told with the nearest one and all that there are."""
    with pytest.raises(ValueError, match="choose") as caught:
        at.choose(rows, mesure="killed")
    assert str(caught.value) == (
        'choose: there is no column mesure. Did you mean "measure"? There are: measure, kind'
    )
