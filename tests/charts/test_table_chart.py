"""Claims as a table in a picture."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.axes import Axes
from measuring import boxes_of_texts, draw, outside, overlaps

import analysttools as at
from analysttools.figures.marks import read_marks

NIS = ["nis-2025-04-30-killed", "nis-2025-04-30-wounded", "nis-2025-04-30-killed-or-wounded"]
LONG = "A title that needs more than one line because it says all that is to be said of these claims, in full"


def _cells(ax: Axes, column: str) -> list[str]:
    marks = read_marks([ax])
    return marks.loc[marks["what"].eq(column), "label"].tolist()


def _said(ax: Axes) -> str:
    return " ".join(text.get_text().replace("\n", " ") for text in [*ax.figure.texts, *ax.texts])


def test_a_row_is_a_claim_in_words(claims: pd.DataFrame) -> None:
    """Each cell bears the id of its claim, in the order given."""
    ax = at.plot_table(claims.loc[NIS].assign(doubt=None, status=None))
    marks = read_marks([ax])
    assert marks["id"].drop_duplicates().tolist() == NIS
    assert _cells(ax, "says") == ["about 600", "4,100", "about 4,700"]
    assert _cells(ax, "what") == ["killed", "wounded", "killed or wounded"]


def test_what_all_rows_share_is_said_once(claims: pd.DataFrame) -> None:
    """Above the table, and in no column."""
    ax = at.plot_table(claims.loc[NIS])
    shared = "3 claims. All: North Korean forces, Kursk oblast, total so far"
    assert ax.figure.texts[0].get_text() == shared
    assert _cells(ax, "of") + _cells(ax, "where") + _cells(ax, "kind") == []


def test_kinds_that_differ_are_a_column(claims: pd.DataFrame) -> None:
    """The number of some days is not to be taken for a total."""
    ax = at.plot_table(claims.loc[[NIS[0], "kirby-2024-12-27-week"]])
    assert _cells(ax, "kind") == ["total so far", "over a period"]


def test_columns_are_chosen_by_name(claims: pd.DataFrame) -> None:
    """They are shown though all rows say the same."""
    ax = at.plot_table(claims.loc[NIS], columns=["says", "where", "read in"])
    assert set(read_marks([ax])["what"]) == {"says", "where", "read_in"}
    assert _cells(ax, "where") == ["Kursk oblast"] * 3


def test_status_and_doubt_are_footnotes(claims: pd.DataFrame) -> None:
    """Each text once, numbered at the numbers that it is told of."""
    rows = claims.loc[NIS].assign(status=["denied", "unknown", "denied"], doubt=[None, "the day", None])
    ax = at.plot_table(rows)
    assert _cells(ax, "says") == ["about 600 ¹", "4,100 ²", "about 4,700 ¹"]
    assert "¹ denied ² the day" in _said(ax)


def test_columns_that_are_not_there_are_named(claims: pd.DataFrame) -> None:
    """With those that there are."""
    with pytest.raises(
        ValueError, match=r"^plot_table: columns names best, who, but a table of claims has: cl"
    ):
        at.plot_table(claims.loc[NIS], columns=["says", "best", "who"])
    with pytest.raises(ValueError, match=r"^plot_table: columns is empty\."):
        at.plot_table(claims.loc[NIS], columns=[])


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("size", ["column", "half", "slide", "social"])
def test_nothing_overlaps_or_is_cut_off(case: at.Case, lang: str, size: str) -> None:
    """At every size, with a long title, and with all columns."""
    rows = at.with_names(case.claims.tail(4), case, lang)
    columns = ["claimant", "asserted", "says", "what", "of", "where", "period", "kind"]
    figure = draw(at.plot_table(rows, columns=columns, lang=lang, size=size, title=LONG).figure)
    texts = boxes_of_texts(figure)
    assert overlaps(texts, texts) == []
    assert outside(figure, texts) == []
