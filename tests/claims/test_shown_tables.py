"""Tables for reading as HTML: heads, footnotes, nothing that a browser or a spreadsheet would run."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pandas as pd
import pytest

import analysttools as at


class _Cells(HTMLParser):
    """Reads the tags of a page, and the texts of its cells."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts += [data] if data.strip() else []


@pytest.fixture
def table() -> pd.DataFrame:
    """Return three rows, two of which share a status, and one of which is doubtful too."""
    return pd.DataFrame(
        {
            "claimant": ["Coast guard", "Radio", "Staff"],
            "says": ["at least 40", "40", "no number given"],
            "status": [None, "denied", "denied"],
            "doubt": [None, None, "the day"],
        }
    )


def test_a_table_has_a_caption_heads_and_footnotes(table: pd.DataFrame) -> None:
    """Status and doubt are numbered at the number that they are told of, the same one once."""
    page = _Cells(at.show_table(table, title="Forty dead").html)
    assert page.texts == [
        *["Forty dead", "who", "says"],
        *["Coast guard", "at least 40", "Radio", "40 ¹", "Staff", "no number given ¹ ²"],
        *["¹ denied", "² the day"],
    ]


def test_heads_are_in_the_language(table: pd.DataFrame) -> None:
    """A column of the user's keeps its name."""
    page = at.show_table(table[["claimant", "says"]].assign(mine="x"), lang="fr").html
    assert _Cells(page).texts[:3] == ["qui", "nombre", "mine"]
    assert page.startswith('<table lang="fr">')


def test_nothing_of_the_data_is_markup(table: pd.DataFrame) -> None:
    """Tags in names, titles, heads and notes are texts."""
    evil = "<script>alert('x')</script>"
    odd = table.assign(claimant=evil, doubt=evil).assign(**{evil: evil})
    page = at.show_table(odd, title=evil).html
    assert {*_Cells(page).tags} <= {*["table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "br"]}
    assert _Cells(page).texts.count(evil) == 8


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\u200b=1", "\n=1"])
def test_no_cell_is_a_formula(table: pd.DataFrame, cell: str) -> None:
    """A spreadsheet that takes the page from the clipboard computes nothing."""
    page = at.show_table(table.assign(claimant=cell)).html
    assert re.findall(r"<td[^>]*>(&#x27;)", page) == ["&#x27;"] * 3


def test_a_table_shows_itself_in_a_notebook(table: pd.DataFrame) -> None:
    """As HTML, and as text with the same cells for who compares it."""
    shown = at.show_table(table, title="Forty dead")
    assert shown._repr_mimebundle_() == {"text/html": shown.html, "text/plain": repr(shown)}
    assert repr(shown).splitlines()[0] == "Forty dead"
    assert repr(shown).splitlines()[-2:] == ["¹ denied", "² the day"]


def test_columns_without_numbers_keep_their_status(table: pd.DataFrame) -> None:
    """There is no number that a footnote could be told of."""
    assert "status" in _Cells(at.show_table(table[["claimant", "status"]]).html).texts


def test_a_table_of_no_rows_has_its_heads(table: pd.DataFrame) -> None:
    """An empty choice is an empty table, and no error."""
    assert _Cells(at.show_table(table.iloc[:0]).html).texts == ["who", "says"]


def test_a_table_without_columns_is_refused() -> None:
    """Nothing could be shown."""
    with pytest.raises(ValueError, match=r"^show_table: the table has no column to show\. Give what"):
        at.show_table(pd.DataFrame())


def test_what_is_no_table_is_refused() -> None:
    """With what to pass."""
    with pytest.raises(TypeError, match=r"^show_table: table is .*\. Pass what tabulate_claims\(claims\)"):
        at.show_table("claims")


def test_the_same_table_has_the_same_bytes(table: pd.DataFrame) -> None:
    """No id is drawn by chance."""
    assert at.show_table(table).html == at.show_table(table).html
