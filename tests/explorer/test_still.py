"""The still: tables for whoever sees the explorer without its script."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from analysttools.explorer.still import MOST_CLAIMS, describe_still, format_still
from tests.helpers.odd_cases import LONG, ODD_CASES, SCRIPT, build_model


class Reader(HTMLParser):
    """Reads the rows of tables, and which elements and addresses there are."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.addresses: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note an element; begin a row or a cell."""
        self.tags.add(tag)
        self.addresses |= {str(value) for name, value in attributes if name in ("href", "src")}
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        """Add to the cell that was begun last."""
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.strip("\n")


def _read(odd: str, lang: str = "en") -> Reader:
    return Reader(format_still(build_model(odd), lang))


def test_it_lists_things_and_claims() -> None:
    """A thing has its claims, its numbers, its days; a claim who said what, of what, when, read where."""
    read = Reader(format_still(build_model()))
    assert read.rows[0] == ["What, whose, where", "Claims", "Numbers claimed", "First known", "Last known"]
    assert ["Upland troops: area held, Strait Road", "3"] in [row[:2] for row in read.rows]
    assert ["2 Apr 2031", "Coast guard", "at least 40"] in [row[:3] for row in read.rows]
    assert len(read.rows) == 1 + 5 + 1 + 14


def test_it_speaks_french() -> None:
    """Heads, numbers and days are in the language of the page."""
    read = Reader(format_still(build_model(), "fr"))
    assert read.rows[0][:2] == ["Quoi, de qui, où", "Affirmations"]
    assert any(" avril 2031" in cell.replace("\u00a0", " ") for row in read.rows for cell in row)


@pytest.mark.parametrize("odd", ODD_CASES)
def test_every_row_has_a_cell_a_head_and_no_cell_says_nan(odd: str) -> None:
    """What a case lacks leaves a cell empty."""
    read = _read(odd)
    assert {len(row) for row in read.rows} <= {5, 6}
    assert [cell for row in read.rows for cell in row if cell in ("nan", "None", "NaT", "inf")] == []


def test_a_script_in_a_name_stays_text() -> None:
    """It is shown letter by letter; an address that is none of the web is no link."""
    read = _read("a script")
    assert read.tags <= {"table", "caption", "thead", "tbody", "tr", "th", "td", "a"}
    assert SCRIPT in {cell for row in read.rows for cell in row}
    assert read.addresses == set()


def test_what_turns_letters_about_is_shown() -> None:
    """A mark of direction in a name is escaped, and a cell has the direction of its own letters."""
    text = format_still(build_model("right to left"))
    assert "مدينة \\u202eالغد" in text
    assert "\u202e" not in text
    assert text.count("<td>") == 0


def test_long_texts_are_whole() -> None:
    """Nothing is cut off."""
    assert LONG in {cell for row in _read("10,000 letters").rows for cell in row}


def test_many_claims_leave_the_things_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A case with more claims than a reader would scroll through lists its things."""
    assert MOST_CLAIMS == 2000
    monkeypatch.setattr("analysttools.explorer.still.MOST_CLAIMS", 13)
    assert len(Reader(format_still(build_model())).rows) == 1 + 5


def test_text_is_of_two_lines() -> None:
    """A title with line ends does not add one."""
    model = build_model() | {"title": "One\ntwo"}
    assert describe_still(model) == "Explorer: One\\ntwo\nClaims: 14. Things counted: 5. Events: 8."
