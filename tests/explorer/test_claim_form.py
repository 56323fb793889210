"""The claim form without a browser: what is read into it, what it refuses, writes and takes back."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import analysttools as at
from analysttools.explorer.claim_form.marked_text import Mark, format_marked
from analysttools.locales import read_texts

SENTENCE = "The Coast Guard said at least 40 upland soldiers were killed on the Strait Road."
# What the sentence does not say.
REST = {
    **{"kind": "cumulative", "period": "2031-03-10/2031-05-02", "asserted": "2031-05-02"},
    **{"source_id": "radio-05-04", "status": "confirmed_by_claimant", "summary_en": "At least 40 killed."},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the made-up case."""
    shutil.copytree("tests/cases/strait", tmp_path / "case")
    return tmp_path / "case"


@pytest.fixture
def form(folder: Path) -> Any:
    """Return the form of the made-up case."""
    return at.claim_form(at.load_case(folder))


def _fill(form: Any, **cells: str) -> None:
    for name, value in cells.items():
        form.fields[name].set(value)


def _hear(form: Any) -> list[str]:
    """Return what the form says, line by line."""
    return [html.unescape(line) for line in re.split(r"<[^>]*>", form.said.value) if line]


def _read_line(form: Any, name: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", " ", form.fields[name].line.value)).strip()


def _read_all(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_sentence_is_read_into_the_fields(form: Any) -> None:
    """Each field says the words that it rests on."""
    form.sentence.value = SENTENCE
    assert form.row == {
        **{"measure": "killed", "population": "upland", "place_id": "strait-road", "low": "40"},
        **{"qualifier": "at_least", "claimant_id": "coast-guard"},
    }
    assert _read_line(form, "low") == "from “at least 40”"
    assert _read_line(form, "claimant_id") == "from “Coast Guard”"
    assert "<small>at least 40</small><mark>at least 40</mark>" in form.marked.value
    assert "<small>Whose: Upland troops</small><mark>upland</mark>" in form.marked.value


def test_two_numbers_are_left_to_be_chosen(form: Any) -> None:
    """None is taken; once one is chosen, it fills its fields."""
    form.sentence.value = "40 killed and 100 wounded"
    assert not {"low", "best", "high", "qualifier", "measure"} & set(form.row)
    assert [label for label, _ in form.number.options] == [
        "choose one of 2 readings",
        "40 (“40”)",
        "100 (“100”)",
    ]
    assert _read_line(form, "measure") == "can be read as: killed (“killed”); wounded (“wounded”)"
    form.number.value = 1
    assert (form.row["best"], form.row["qualifier"]) == ("100", "stated")
    assert form.fields["measure"].widget.options[:2] == ("killed [killed]", "wounded [wounded]")


def test_two_readings_of_one_number_are_left_to_be_chosen(form: Any) -> None:
    """Nothing is guessed of a point that may stand for thousands."""
    form.sentence.value = "12.000"
    assert "best" not in form.row
    assert len(form.number.options) == 3


def test_a_share_is_no_number(form: Any) -> None:
    """The reason stands below the sentence."""
    form.sentence.value = "4 % of the upland troops were killed"
    assert not {"low", "best", "high", "qualifier"} & set(form.row)
    assert "A share is not a number of units" in form.marked.value


def test_a_sentence_without_a_number_says_so(form: Any) -> None:
    """A claim may be vague."""
    form.sentence.value = "Upland troops were killed"
    assert "no number was found" in form.marked.value


@pytest.mark.parametrize("words", ["denied", "dément", "never said"])
def test_a_denial_is_pointed_out(form: Any, words: str) -> None:
    """Who is named there may say the opposite of what is read."""
    form.sentence.value = f"The Coast Guard {words} that 40 upland soldiers were killed"
    assert f"something is denied here ({words.split()[0]}): look at who says what" in form.marked.value
    form.sentence.value = SENTENCE
    assert "something is denied" not in form.marked.value


def test_a_vague_number_has_no_bounds(form: Any) -> None:
    """Only its qualifier is read."""
    form.sentence.value = "dozens of upland soldiers were killed"
    assert form.row == {"measure": "killed", "population": "upland", "qualifier": "vague"}


def test_what_a_person_has_given_stays(form: Any) -> None:
    """A further sentence replaces what was read, not what was chosen by hand."""
    form.sentence.value = SENTENCE
    _fill(form, population="coastal")
    form.sentence.value = "up to 12 upland soldiers were wounded"
    assert form.row == {
        **{"measure": "wounded", "population": "coastal", "high": "12", "qualifier": "up_to"},
    }


def test_a_sentence_is_shown_as_text(form: Any) -> None:
    """Nothing in it runs."""
    form.sentence.value = "<script>alert(1)</script> 40 <b>killed</b>"
    assert "<script>" not in form.marked.value
    assert "&lt;script&gt;" in form.marked.value


@pytest.mark.parametrize(
    "text", ["Strait Road", "strait road", "strait-road", "Strait Road [strait-road]", "any [strait-road]"]
)
def test_a_name_or_an_id_may_be_typed(form: Any, text: str) -> None:
    """The option, the name alone, the id alone."""
    form.fields["place_id"].widget.value = text
    assert form.row == {"place_id": "strait-road"}


def test_all_faults_are_told_at_once(form: Any, folder: Path) -> None:
    """Below their fields as well; nothing is written."""
    before = _read_all(folder)
    form.sentence.value = SENTENCE
    _fill(form, **{**REST, "period": "2031-13", "source_id": "radio-05-40", "summary_en": ""})
    form.add_button.click()
    heard = _hear(form)
    assert heard[0] == "The claim has 3 faults. Nothing was written"
    assert {line.partition(":")[0] for line in heard[1:]} == {"Period", "Source", "Summary (English)"}
    assert _read_line(form, "summary_en") == "is needed"
    assert 'Did you mean "radio-05-04"?' in _read_line(form, "source_id")
    assert _read_all(folder) == before


def test_bounds_that_cannot_be_are_told_at_their_field(form: Any) -> None:
    """As the check of the whole case tells them."""
    form.sentence.value = SENTENCE
    _fill(form, **REST, high="30")
    form.check_button.click()
    assert _hear(form) == [
        "The claim has 2 faults. Nothing was written",
        "Low: low (40) is greater than high (30). Order them: low, best, high.",
        'High: the qualifier "at_least" leaves high open, but it holds 30. '
        "Take the number out of high, or correct the qualifier.",
    ]


def test_a_fault_that_was_mended_is_gone(form: Any) -> None:
    """The words that the field rests on stay."""
    form.sentence.value = SENTENCE
    form.check_button.click()
    assert _read_line(form, "status") == "is needed"
    _fill(form, **REST)
    form.check_button.click()
    assert _read_line(form, "status") == ""
    assert _read_line(form, "low") == "from “at least 40”"
    assert _hear(form) == ["coast-guard-2031-05-02-killed has no fault. Nothing was written"]


def test_a_claim_is_added_and_taken_back(form: Any, folder: Path) -> None:
    """The case of the form has it, then not; the files are as they were, to the byte."""
    before = _read_all(folder)
    form.sentence.value = SENTENCE
    _fill(form, **REST)
    form.add_button.click()
    assert _hear(form) == [f"coast-guard-2031-05-02-killed was added: {folder.as_posix()}/claims.csv"]
    assert form.case.claims["claim_id"].iloc[-1] == "coast-guard-2031-05-02-killed"
    assert at.load_case(folder).claims["low"].iloc[-1] == 40
    assert form.undo_button.description == "Undo coast-guard-2031-05-02-killed"
    form.undo_button.click()
    assert _hear(form) == ["coast-guard-2031-05-02-killed was taken out again; the files are as they were"]
    assert _read_all(folder) == before
    assert form.undo_button.disabled
    assert "coast-guard-2031-05-02-killed" not in set(form.case.claims["claim_id"])


def test_the_next_claim_keeps_the_page(form: Any) -> None:
    """Claimant, day and source stay; sentence, numbers and words go."""
    form.sentence.value = SENTENCE
    _fill(form, **REST)
    form.add_button.click()
    assert form.row == {
        "claimant_id": "coast-guard",
        "asserted": "2031-05-02",
        "source_id": "radio-05-04",
    }
    assert (form.sentence.value, form.marked.value) == ("", "")


def test_claims_are_taken_back_one_by_one(form: Any, folder: Path) -> None:
    """The last one first, until the files are as they were."""
    before = _read_all(folder)
    for measure in ("killed", "wounded"):
        form.sentence.value = SENTENCE.replace("killed", measure)
        _fill(form, **REST)
        form.add_button.click()
    form.undo_button.click()
    assert form.undo_button.description == "Undo coast-guard-2031-05-02-killed"
    form.undo_button.click()
    form.undo()
    assert _read_all(folder) == before


def test_a_new_source_comes_with_its_claim(form: Any) -> None:
    """Its id goes into the claim, and is offered to the next."""
    form.sentence.value = SENTENCE
    _fill(form, **{**REST, "source_id": ""})
    cells = {
        "source_id": "radio-05-09",
        "publisher": "Harbour Radio",
        "published": "2031-05-09",
        "language": "en",
    }
    for name, value in {**cells, "url": "https://example.org/radio-05-09", "kind": "publisher_page"}.items():
        form.new["sources"][name].set(value)
    form.add_button.click()
    assert form.case.claims["source_id"].iloc[-1] == "radio-05-09"
    assert form.row["source_id"] == "radio-05-09"
    assert form.fields["source_id"].widget.value == "Harbour Radio, 2031-05-09 [radio-05-09]"


def test_a_fault_of_a_new_source_stands_at_its_field(form: Any) -> None:
    """With the name of the column."""
    form.new["sources"]["publisher"].set("Harbour Radio")
    form.new["sources"]["url"].set("harbour radio")
    form.check_button.click()
    assert any(line.startswith("source_id: ") for line in _hear(form))


def test_a_note_is_told_with_the_claim(form: Any) -> None:
    """What is odd but may be right is said before it is written."""
    form.sentence.value = SENTENCE
    _fill(form, **{**REST, "asserted": "2031-04-30"})
    form.check_button.click()
    heard = _hear(form)
    assert heard[0].endswith("has no fault. Nothing was written")
    assert len(heard) == 2


def test_a_file_that_somebody_changed_is_not_written_over(form: Any, folder: Path) -> None:
    """The form says which file, and what to do."""
    claims = folder / "claims.csv"
    claims.write_bytes(claims.read_bytes() + b"\n")
    before = _read_all(folder)
    form.sentence.value = SENTENCE
    _fill(form, **REST)
    form.add_button.click()
    assert _hear(form) == [
        f"{folder}/claims.csv was changed after the case was loaded. "
        "Nothing was written: load the case again and change that"
    ]
    assert _read_all(folder) == before


def test_an_error_nobody_thought_of_is_told(form: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log of the kernel would not be seen."""
    monkeypatch.setattr("analysttools.explorer.claim_form.form.find_mentions", lambda *_: 1 / 0)
    form.sentence.value = SENTENCE
    assert _hear(form) == ["This could not be done: ZeroDivisionError: division by zero"]


def test_other_columns_are_a_tick_away(form: Any) -> None:
    """What the case requires is always asked for, the rest when it is wanted."""
    tick, inner = form.more.children
    assert inner.layout.display == "none"
    tick.value = True
    assert inner.layout.display == ""
    labels = [box.children[0].description for box in inner.children]
    assert {"claim_id", "note", "doubt"} & set(labels) == {"claim_id"} | (
        {"note", "doubt"} & set(form.fields)
    )
    assert not {"Status", "Summary (English)"} & set(labels)


def test_the_form_speaks_french() -> None:
    """Its own words, and the names where the case has them; the sentence may be in either language."""
    form = at.claim_form(at.load_case("tests/cases/kursk"), lang="fr")
    form.sentence.value = "Au moins trente soldats nord-coréens tués ou blessés"
    assert form.fields["measure"].widget.value == "tués ou blessés [killed_or_wounded]"
    assert _read_line(form, "low") == "d’après «\u00a0Au moins trente\u00a0»"
    form.check_button.click()
    assert re.fullmatch(r"L’affirmation a \d+ erreurs\. Rien n’a été écrit", _hear(form)[0])


def test_marks_that_share_words_stand_together() -> None:
    """No word is said twice."""
    said = format_marked("a & bc", [Mark(4, 6, "one"), Mark(4, 5, "two"), Mark(0, 1, "<three>")])
    assert said == (
        '<span class="at-read"><small>&lt;three&gt;</small><mark>a</mark></span> &amp; '
        '<span class="at-read"><small>two · one</small><mark>bc</mark></span>'
    )


def test_a_language_that_is_not_one_is_refused() -> None:
    """With those that are."""
    with pytest.raises(ValueError, match=r'lang "de".*"en".*"fr"|claim_form: .*lang'):
        at.claim_form(at.load_case("tests/cases/strait"), lang="de")


def test_without_ipywidgets_the_command_is_told() -> None:
    """The sentence names the package and how to install it."""
    code = (
        "import sys; sys.modules['ipywidgets'] = None\n"
        "import analysttools as at\n"
        "try: at.claim_form(at.load_case('tests/cases/strait'))\n"
        "except ImportError as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.startswith('The package "ipywidgets" is needed to open the claim form')


def test_every_column_that_is_asked_for_has_a_label() -> None:
    """In both languages, one of its own."""
    labels = read_texts("explorer.claim_form.labels")
    assert all(len(set(labels[lang].values())) == len(labels[lang]) for lang in labels)
