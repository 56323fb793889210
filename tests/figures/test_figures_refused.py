"""Figures that are refused: what is wrong with the name, the title, the chart, the rows, in whole words."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

import analysttools as at
from analysttools.errors import escape

NOVEMBER = ["pentagon-2024-11-04-kursk", "state-2024-11-04-kursk", "zelensky-2024-11-04-kursk"]


def test_other_rows_than_drawn_are_refused(claims: pd.DataFrame, tmp_path: Path) -> None:
    """A record that would speak of other rows than the chart is not written."""
    ax = at.plot_estimates(claims.loc[NOVEMBER])
    with pytest.raises(ValueError, match="november draws pentagon-2024-11-04-kursk, which the rows lack"):
        at.save_figure(ax, "november", claims.loc[NOVEMBER[1:]], title="In Kursk.", folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_rows_that_were_not_drawn_are_refused(claims: pd.DataFrame, tmp_path: Path) -> None:
    """A record of more rows than the chart shows is not written either."""
    ax = at.plot_estimates(claims.loc[NOVEMBER[1:]])
    with pytest.raises(ValueError, match="november does not draw pentagon-2024-11-04-kursk"):
        at.save_figure(ax, "november", claims.loc[NOVEMBER], title="In Kursk.", folder=tmp_path)


def test_other_numbers_than_drawn_are_refused(claims: pd.DataFrame, tmp_path: Path) -> None:
    """Rows of the same ids whose numbers were changed after drawing would say else than the picture."""
    rows = claims.loc[NOVEMBER]
    ax, other = at.plot_estimates(rows), rows.assign(best=rows["best"] + 1)
    said = "save_figure: november draws zelensky-2024-11-04-kursk with best 11000, but its row says 11001"
    with pytest.raises(ValueError, match=f"^{said}. Give the frame that was drawn$"):
        at.save_figure(ax, "november", other, title="In Kursk.", folder=tmp_path)


def test_another_title_than_the_picture_has_is_refused(claims: pd.DataFrame, tmp_path: Path) -> None:
    """Alt text and picture would tell two findings."""
    rows = claims.loc[NOVEMBER]
    said = re.escape(
        'save_figure: the title given for november is "Two.", but the picture says "One.". Leave title '
        "out, or draw the chart with it"
    )
    with pytest.raises(ValueError, match=f"^{said}$"):
        at.save_figure(at.plot_estimates(rows, title="One."), "november", rows, title="Two.", folder=tmp_path)


@pytest.mark.parametrize("title", ["", "  ", "one\x00", "one\ntwo", "one\u202e", "one\ufffe", "one\ud800"])
def test_titles_that_are_no_sentence_are_refused(claims: pd.DataFrame, tmp_path: Path, title: str) -> None:
    """An empty title says nothing; what is not seen would turn it about, or cannot stand in the drawing."""
    ax = at.plot_estimates(claims.loc[NOVEMBER])
    expected = re.escape(
        "save_figure: the title of november is empty, or holds a character that is not seen: "
        f'"{escape(title)}". Give the chart one sentence: title="..."'
    )
    with pytest.raises(ValueError, match=f"^{expected}$"):
        at.save_figure(ax, "november", claims.loc[NOVEMBER], title=title, folder=tmp_path)


def test_other_charts_are_refused(claims: pd.DataFrame, tmp_path: Path) -> None:
    """Axes that no chart of the toolkit drew have no marks that a record could tell of."""
    expected = (
        "save_figure: november is not a chart of this toolkit: nothing tells which claim a mark is of. "
        "Draw it with a function of analysttools.charts"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(expected)}$"):
        at.save_figure(
            Figure().subplots(), "november", claims.loc[NOVEMBER], title="In Kursk.", folder=tmp_path
        )


def test_rows_that_are_neither_claims_nor_events_are_refused(claims: pd.DataFrame, tmp_path: Path) -> None:
    """The first column tells of which table the rows are."""
    rows = claims.loc[NOVEMBER]
    other = rows[["measure", *(column for column in rows if column != "measure")]]
    expected = (
        'save_figure: the first column of the rows of november is "measure". Give claims, events or '
        "measured rows, whose first column is one of: claim_id, event_id, area_id, change_id, spell_id, "
        "ground_id"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(expected)}$"):
        at.save_figure(at.plot_estimates(rows), "november", other, title="In Kursk.", folder=tmp_path)


def test_no_rows_are_refused(claims: pd.DataFrame, tmp_path: Path) -> None:
    """A figure without rows has nothing behind it."""
    ax = at.plot_estimates(claims.loc[NOVEMBER])
    with pytest.raises(ValueError, match=r"^save_figure: no rows are given for november\. Give the frame"):
        at.save_figure(ax, "november", [], title="In Kursk.", folder=tmp_path)


def test_figures_beyond_what_can_be_drawn_are_refused(claims: pd.DataFrame, tmp_path: Path) -> None:
    """A picture of more pixels than matplotlib draws is refused before anything is written."""
    rows = claims.loc[NOVEMBER]
    ax = at.plot_estimates(rows)
    ax.figure.set_size_inches(7.2, 600)
    expected = (
        "save_figure: november would be 864 by 72,000 pixels, and a picture has fewer than 65,536 in each "
        "direction. Draw fewer rows"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(expected)}$"):
        at.save_figure(ax, "november", rows, title="In Kursk.", folder=tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["../november", "November", "a--b", "a b", ""])
def test_names_that_are_no_names_are_refused(claims: pd.DataFrame, tmp_path: Path, name: str) -> None:
    """A name cannot lead out of the folder or be spelt in two ways."""
    ax = at.plot_estimates(claims.loc[NOVEMBER])
    with pytest.raises(ValueError, match="is not of the form"):
        at.save_figure(ax, name, claims.loc[NOVEMBER], title="In Kursk.", folder=tmp_path)


@pytest.mark.parametrize("name", ["demo.png", "demo.svg", "demo.json"])
def test_a_file_of_somebody_is_not_written_over(name: str, case: at.Case, tmp_path: Path) -> None:
    """A picture without a record of a figure beside it is not one that was saved."""
    (tmp_path / name).write_text("mine", encoding="utf-8")
    rows = at.with_names(case.claims.head(1), case)
    with pytest.raises(
        FileExistsError, match=rf"{name} would be overwritten, and there is no record of a figure"
    ):
        at.save_figure(at.plot_estimates(rows), "demo", rows, title="One.", folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]
