"""What a text names of the vocabularies of a case, and what it is not taken to name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysttools as at
from analysttools.exchange.mentions import COLUMNS

STRAIT = at.load_case("tests/cases/strait")
KURSK = at.load_case("tests/cases/kursk")


def _find(text: str, case: at.Case = STRAIT) -> set[tuple[str, str, str]]:
    found = at.find_mentions(text, case)
    return set(found[["column", "id", "words"]].itertuples(index=False, name=None))


def test_each_vocabulary_is_looked_for() -> None:
    """A measure, a population, a place and a claimant are found over their words."""
    assert _find("Harbour Radio: 12 coastal troops killed on the Strait Road") == {
        ("claimant_id", "harbour-radio", "Harbour Radio"),
        ("population", "coastal", "coastal troops"),
        ("measure", "killed", "killed"),
        ("place_id", "strait-road", "Strait Road"),
    }


def test_the_longest_name_counts() -> None:
    """Of killed or wounded there is one measure, not two."""
    assert _find("killed or wounded") == {("measure", "casualties", "killed or wounded")}


def test_two_measures_of_one_sentence_are_both_named() -> None:
    """Nothing is chosen between them."""
    assert {one for _, one, _ in _find("300 killed and 2,700 wounded")} == {"killed", "wounded"}


@pytest.mark.parametrize(
    "word", ["dead", "died", "deaths", "fatalities", "morts", "tués", "tuees", "ont perdu la vie"]
)
def test_common_words_stand_for_a_measure(word: str) -> None:
    """In both languages, with accents or without."""
    assert ("measure", "killed", word) in _find(f"12 {word}")


@pytest.mark.parametrize("words", ["upland soldiers", "the Upland army", "UPLAND forces", "uplands"])
def test_what_stands_around_a_name_may_differ(words: str) -> None:
    """Soldiers, army and forces do not tell one population from another."""
    assert {one for _, one, _ in _find(f"40 {words}")} == {"upland"}


def test_both_together_are_one_population() -> None:
    """A name of several populations wins over the names of each."""
    assert _find("both troops together") == {("population", "upland+coastal", "both troops together")}


@pytest.mark.parametrize(
    ("text", "measure", "words"),
    [
        ("controls 1,000 square kilometres", "area_held_km2", "controls 1,000 square kilometres"),
        ("1 000 km² gagnés", "area_gained_km2", "km² gagnés"),
        ("gained 12 km2", "area_gained_km2", "gained 12 km2"),
    ],
)
def test_area_is_named_by_unit_and_doing(text: str, measure: str, words: str) -> None:
    """In any order, with the number between them."""
    assert _find(text) == {("measure", measure, words)}


def test_a_unit_alone_names_no_measure() -> None:
    """A distance is no area, and an area that nobody holds or gains is none of the measures."""
    assert _find("12 square kilometres of forest, and later the mission gave up and gained time") == set()


@pytest.mark.parametrize("text", ["", "   ", "no news", "12 000", "²", "'", "us"])
def test_what_names_nothing_has_no_row(text: str) -> None:
    """The frame keeps its columns and types."""
    found = at.find_mentions(text, STRAIT)
    assert dict(found.dtypes.astype(str)) == COLUMNS
    assert found.empty


@pytest.fixture
def named(tmp_path: Path) -> at.Case:
    """Return a case with initials, a person, a town and a region of one name."""
    shutil.copytree("tests/cases/strait", tmp_path / "case")
    folder = tmp_path / "case"
    claimants = pd.read_csv(folder / "claimants.csv", dtype=str)
    columns = ["claimant_id", "name_en", "label_en", "side", "kind"]
    more = [
        ["service", "Union Service (US, Merrow)", "Union Service", "mediator", "institution"],
        ["ada-moor", "Ada Moor (spokeswoman, US)", "A. Moor", "mediator", "person"],
    ]
    pd.concat([claimants, pd.DataFrame(more, columns=columns)]).to_csv(folder / "claimants.csv", index=False)
    places = pd.read_csv(folder / "places.csv", dtype=str)
    more = [["saltmill-region", "Saltmill region", "region", "merrow", "QX", None, None]]
    pd.concat([places, pd.DataFrame(more, columns=places.columns)]).to_csv(folder / "places.csv", index=False)
    return at.load_case(folder)


def test_initials_are_written_in_capitals(named: at.Case) -> None:
    """In small letters they are another word, and the person who speaks for the service has none."""
    assert _find("the US said", named) == {("claimant_id", "service", "US")}
    assert _find("they told us", named) == set()


def test_a_person_is_called_by_the_last_name(named: at.Case) -> None:
    """With the whole name as well."""
    assert _find("Moor said", named) == {("claimant_id", "ada-moor", "Moor")}
    assert _find("Ada Moor said", named) == {("claimant_id", "ada-moor", "Ada Moor")}


def test_a_town_and_a_region_of_one_name_are_both_given(named: at.Case) -> None:
    """Unless the words say which."""
    assert {one for _, one, _ in _find("near Saltmill", named)} == {"saltmill", "saltmill-region"}
    assert {one for _, one, _ in _find("in the Saltmill oblast", named)} == {"saltmill-region"}


def test_french_names_are_found() -> None:
    """With another gender and number than in the vocabulary."""
    found = _find("au moins trente soldats nord-coréens tués ou blessés dans la région de Koursk", KURSK)
    assert ("population", "dprk", "nord-coréens") in found
    assert ("measure", "killed_or_wounded", "tués ou blessés") in found


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    """Words are those of the text at their place."""
    found = at.find_mentions(text, STRAIT)
    assert [text[row.start : row.end] for row in found.itertuples()] == found["words"].tolist()


def test_what_is_no_text_is_refused() -> None:
    """With what it is."""
    with pytest.raises(ValueError, match=r"find_mentions: text .* must be text"):
        at.find_mentions(12, STRAIT)  # type: ignore[arg-type]
