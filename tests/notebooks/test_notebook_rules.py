"""The rules for curated notebooks themselves: each is seen to fail on a small notebook."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import ROOT
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from notebook_rules import CODED, list_codes, list_unchecked, list_unprinted, read_codes

import analysttools as at

METADATA = {"tags": ["assertions", "remove-cell"], "jupyter": {"source_hidden": True}}
ASSERTED = "assert all(checks.values()), checks"


def _shows(text: str = "", **data: str) -> NotebookNode:
    """Return a code cell with an output: a stream, or data by kind."""
    if text:
        return new_code_cell("at", outputs=[new_output("stream", text=text)])
    kinds = {name.replace("_", "/"): value for name, value in data.items()}
    return new_code_cell("at", outputs=[new_output("display_data", data=kinds)])


def _hidden(checks: str, asserted: str = ASSERTED, **metadata: Any) -> NotebookNode:
    return new_code_cell(f"checks = {checks}\n{asserted}", metadata={**METADATA, **metadata})


def _book(*cells: str | NotebookNode) -> NotebookNode:
    """Return a notebook of texts and of code cells."""
    return new_notebook(cells=[new_markdown_cell(one) if isinstance(one, str) else one for one in cells])


# ---- numbers ----------------------------------------------------------------------------------------------

PRINTED = {
    "as it stands": ("12,000 men", "12,000"),
    "without its comma": ("12,000 men", "12000.0"),
    "a decimal": ("0.4 %", "0.4"),
    "a day": ("on 31 October 2024", "2024-10-31"),
    "a day in words": ("on 31 October 2024", "31\u00a0Oct 2024"),
    "in a code span": ("`at.choose(day=3)`", "-"),
    "in an address": ("[the next](02-losses.ipynb) and notebook 03", "-"),
}


@pytest.mark.parametrize(("text", "printed"), PRINTED.values(), ids=PRINTED)
def test_a_number_that_is_printed_below_passes(text: str, printed: str) -> None:
    """Commas, decimals of a whole number and ways to write a day do not matter; addresses have no numbers."""
    assert list_unprinted(_book(f"## {text}", _shows(printed))) == []


UNPRINTED = {
    "another": ("12,000 men", "13,000", "12,000"),
    "a part of one": ("12 men", "12,000", "12"),
    "another decimal": ("0.4 %", "0 and 4", "0.4"),
    "another day": ("on 31 October 2024", "2024-10-30", "2024-10-31"),
    "in the text": ("A heading\n\nOf 7 claims.", "8", "7"),
}


@pytest.mark.parametrize(("text", "printed", "missing"), UNPRINTED.values(), ids=UNPRINTED)
def test_a_number_that_is_not_printed_is_named(text: str, printed: str, missing: str) -> None:
    """With the heading that it stands under."""
    (fault,) = list_unprinted(_book(f"## {text}", _shows(printed)))
    assert fault.endswith(f" has {missing}, which no cell below prints")


def test_a_heading_rests_on_its_own_section_and_the_answer_on_all_of_them() -> None:
    """A number of another section does for the answer and for no heading."""
    book = _book("# 5 things\n\n**Answer.** 5.", _shows("-"), "## A", _shows("5"), "## 5 again", _shows("-"))
    assert list_unprinted(book) == ['"## 5 again" has 5, which no cell below prints']


def test_what_the_hidden_cell_prints_is_not_printed() -> None:
    """A number that nobody is shown is computed, but no reader can find it."""
    hidden = new_code_cell("5", metadata=METADATA, outputs=[new_output("stream", text="5")])
    assert len(list_unprinted(_book("# 5 things", hidden))) == 1


# ---- words ------------------------------------------------------------------------------------------------

FINDING = "# Most come down to one number\n\n**Answer.** Seoul *never* said so,\nat least not first.\n\nAll."
CHECKED = '{"Most come": share > 0.5, "never said so, at least not first": said.empty}'


def test_words_within_phrases_of_checks_pass() -> None:
    """Title and answer, over lines and emphasis; "at least" is a bound, and other text is free."""
    assert list_unchecked(_book(FINDING, _hidden(CHECKED))) == []


def test_each_word_without_a_phrase_is_named() -> None:
    """In a heading as in the answer, whatever its letters."""
    faults = list_unchecked(_book(FINDING, "## The largest one", _hidden('{"come down": share > 0.5}')))
    assert [fault.split('"')[1] for fault in faults] == ["Most", "never", "first", "largest"]


def test_a_phrase_does_for_the_words_within_it_alone() -> None:
    """A word a second time, outside the phrase, needs one of its own."""
    book = _book("# The first and the first again", _hidden('{"the first again": share > 0.5}'))
    (fault,) = list_unchecked(book)
    assert fault == '"first" in "The first and the first again" lies in no phrase of checks'


WRONG = {
    "stands nowhere": (_hidden('{"Most went": share > 0.5, "Most come": share > 0.5}'), "stands nowhere"),
    "constant": (_hidden('{"Most come": True}'), "looks at no data"),
    "of constants": (_hidden('{"Most come": len([1 for one in (1, 2)]) > 0}'), "looks at no data"),
    "empty": (_hidden("{}"), "the last cell is not checks ="),
    "not asserted": (_hidden('{"Most come": share > 0.5}', "checks"), "the last cell is not checks ="),
    "any": (
        _hidden('{"Most come": share > 0}', "assert any(checks.values())"),
        "the last cell is not checks =",
    ),
    "made up": (_hidden("dict(a=share > 0.5)"), "the last cell is not checks ="),
    "no phrase": (_hidden("{phrase: share > 0.5}"), "a phrase of checks is not written out"),
    "not folded": (_hidden('{"Most come": share > 0.5}', jupyter={}), "the last cell is not a hidden one"),
    "not tagged": (_hidden('{"Most come": share > 0.5}', tags=["assertions"]), "not a hidden one"),
    "text": (new_markdown_cell("The end."), "the last cell is not a hidden one"),
}


@pytest.mark.parametrize(("last", "said"), WRONG.values(), ids=WRONG)
def test_checks_that_check_nothing_are_told(last: NotebookNode, said: str) -> None:
    """A phrase that is gone, a constant, a cell of another form or that readers see."""
    faults = list_unchecked(_book("# Most come down to one number", last))
    assert [fault for fault in faults if said in fault] != []


# ---- codes ------------------------------------------------------------------------------------------------

CODES = {"nyt-2024-massed", "killed_or_wounded", "russia+dprk"}
SEEN = {
    "a text": ("By nyt-2024-massed.", "nyt-2024-massed"),
    "a code span": ("As `killed_or_wounded`.", "killed_or_wounded"),
    "a stream": (_shows("of russia+dprk"), "russia+dprk"),
    "a plain result": (_shows(text_plain="2024-10-31"), "2024-10-31"),
    "a page": (_shows(text_html="<td>killed_or_wounded</td>"), "killed_or_wounded"),
    "a month": ("Since 2024-10.", "2024-10"),
    "about": ("Since 2024-10~", "2024-10~"),
    "an open start": (_shows("../"), "../"),
}


@pytest.mark.parametrize(("cell", "code"), SEEN.values(), ids=SEEN)
def test_a_code_that_a_reader_sees_is_named(cell: str | NotebookNode, code: str) -> None:
    """With its cell."""
    assert list_codes(_book("# A", cell), CODES) == [f"cell 2 shows {code}"]


UNSEEN = {
    "a picture's text": _shows(image_png="x", text_plain="nyt-2024-massed 2024-10-31"),
    "a page's plain form": _shows(text_html="<b>killed</b>", text_plain="killed_or_wounded"),
    "an attribute": _shows(text_html='<td id="nyt-2024-massed">a</td>'),
    "a style": _shows(text_html="<style>.killed_or_wounded {}</style>"),
    "an address": "[here](../data/nyt-2024-massed)",
    "code": new_code_cell('claims.loc["nyt-2024-massed"]'),
    "the hidden cell": new_code_cell("1", metadata=METADATA, outputs=[new_output("stream", text="2024-10")]),
    "words": "killed or wounded, 2024 to 2025, a well-known page, 2024-25",
}


@pytest.mark.parametrize("cell", UNSEEN.values(), ids=UNSEEN)
def test_what_a_reader_does_not_see_may_have_codes(cell: str | NotebookNode) -> None:
    """Code, pictures, attributes, the address of a link."""
    assert list_codes(_book("# A", cell), CODES) == []


def test_codes_are_ids_and_words_of_the_vocabularies() -> None:
    """Those alone that no sentence would have: with a dash, an underscore or a plus."""
    strait = ROOT / "tests" / "cases" / "strait"
    case = at.load_case(strait)
    codes = read_codes(strait, [case.claims, case.measures])
    assert {"guard-killed", "area_held_km2", "claimed_by_party"} <= codes
    assert [one for one in codes if not CODED.fullmatch(one)] == []
    assert "killed" not in codes
