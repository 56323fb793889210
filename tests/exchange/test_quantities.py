"""Phrases with numbers read into rows: what they say, in both languages, and what they do not say."""

from __future__ import annotations

import csv

import numpy as np
import pandas as pd
import pytest
from conftest import SHARED
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from quantity_table import read_table, write_readings

import analysttools as at
from analysttools.case.profile import BOUNDS_BY_QUALIFIER
from analysttools.exchange import lexicon
from analysttools.formatting import format_number
from analysttools.locales import LANGUAGES

TABLE = read_table()
PUBLISHED = SHARED / "cases" / "quantity_phrases.csv"
NUMBERS = ["low", "best", "high"]
whole = st.integers(0, 10**9)
decimal = st.decimals(0, 10**6, places=2).map(float)
numbers = st.one_of(whole.map(float), decimal)
languages = st.sampled_from(LANGUAGES)
pieces = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=6),
    st.sampled_from(
        [
            *[
                "12,000",
                "12.000",
                "12 000",
                "1,00,000",
                "3/4",
                "2024",
                "155",
                "-",
                "–",
                "%",
                "5",
                "k",
                "m",
                "in",
                "sur",
            ],
            *[
                "between",
                "and",
                "entre",
                "et",
                "de",
                "à",
                "to",
                "at least",
                "au moins",
                "plus d’",
                "une trentaine",
                "dozens",
            ],
            *[
                "a",
                "million",
                "half a",
                "thousand",
                "cent",
                "mille",
                "one",
                "un",
                "twenty",
                "quatre-vingt",
                "hundred",
                "May",
            ],
            *[
                "point",
                "or more",
                "ou plus",
                "third",
                "tiers",
                "fois",
                "brigade",
                "août",
                ".",
                ",",
                "1e",
                "mm",
                "é",
                "e\u0301",
            ],
        ]
    ),
)
texts = st.lists(pieces, max_size=12).map(" ".join) | st.lists(pieces, max_size=12).map("".join)
quick = settings(deadline=None, max_examples=100)


@pytest.mark.parametrize("given_language", [True, False], ids=["language given", "language found"])
@pytest.mark.parametrize(("lang", "phrase", "readings"), TABLE, ids=[phrase for _, phrase, _ in TABLE])
def test_a_phrase_is_read_as_the_table_says(
    lang: str, phrase: str, readings: str, *, given_language: bool
) -> None:
    """Every phrase has the readings of the frozen table, its language given or found by its words."""
    assert write_readings(at.read_quantity(phrase, lang if given_language else None)) == readings


def test_the_table_is_half_english_half_french() -> None:
    """A hundred phrases or more, and neither language has fewer than two fifths of them."""
    spoken = [lang for lang, _, _ in TABLE]
    assert len(TABLE) >= 100
    assert min(map(spoken.count, LANGUAGES)) >= 0.4 * len(TABLE)


@pytest.mark.skipif(not PUBLISHED.exists(), reason=f"{PUBLISHED} is not there")
def test_published_phrases_are_read_as_published() -> None:
    """As an interval: "nearly" is below its number, "about" and a stated number are the number itself."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wrong = [row["phrase"] for row in rows if _read_interval(row["phrase"]) != _expected_interval(row)]
    assert wrong == []


def _expected_interval(row: dict[str, str]) -> list[tuple[float | None, float | None]]:
    low, high = (float(row[f"expected_{end}"]) if row[f"expected_{end}"] else None for end in ("low", "high"))
    return [(low, high)]


def _read_interval(phrase: str) -> list[tuple[float | None, float | None]]:
    ends = []
    for row in at.read_quantity(phrase).itertuples():
        low, best, high = (None if pd.isna(number) else number for number in (row.low, row.best, row.high))
        ends.append(
            (low if best is None or row.qualifier == "nearly" else best, high if best is None else best)
        )
    return ends


# ---- The words it rests on ----------------------------------------------------------------------------


def test_words_stand_where_the_row_says() -> None:
    """The span is of the text as it was given, with its own spaces and quotes."""
    text = "Hier, jusqu’à 12 000 hommes, dont « au moins 30 » morts."
    said = at.read_quantity(text)
    assert said["words"].tolist() == ["jusqu’à 12 000", "au moins 30"]
    assert [text[row.start : row.end] for row in said.itertuples()] == said["words"].tolist()


def test_the_words_begin_with_the_first_that_says_something() -> None:
    """Of several phrases before a number all are part of its words, but not an article."""
    said = at.read_quantity("the at least about 30 men, and the 40 others")
    assert said["words"].tolist() == ["at least about 30", "40"]


def test_accents_in_two_pieces_are_read_and_keep_their_places() -> None:
    """A letter with its accent behind it, as some systems write it, is the same letter."""
    text = "pre\u0301s, pre\u0300s de 50 000 hommes"
    row = at.read_quantity(text, "fr").iloc[0]
    assert (row["qualifier"], row["words"]) == ("nearly", "pre\u0300s de 50 000")


def test_a_capital_that_has_two_small_letters_moves_no_place() -> None:
    """The Turkish İ becomes two signs in small letters, and what stands behind it is found all the same."""
    assert at.read_quantity("In İzmir at least 30 died")["words"].tolist() == ["at least 30"]


@pytest.mark.parametrize(
    "space", [" ", "\u00a0", "\u202f", "\u2009", "\u2007"], ids=lambda sign: f"U+{ord(sign):04X}"
)
def test_every_space_groups_digits(space: str) -> None:
    """Narrow, hard and thin spaces alike."""
    assert at.read_quantity(f"12{space}000 soldats")["best"].tolist() == [12000.0]


def test_a_new_line_groups_no_digits() -> None:
    """Numbers of two cells are two numbers."""
    assert at.read_quantity("12\n000")["best"].tolist() == [12.0, 0.0]


# ---- Never a guess ------------------------------------------------------------------------------------


def test_rival_readings_share_their_quantity() -> None:
    """Rows of one number are told apart from those of another."""
    said = at.read_quantity("12.000 soldats et 30 chars", "fr")
    assert said["quantity"].tolist() == [1, 1, 2]


def test_a_phrase_of_no_language_is_read_in_both() -> None:
    """What differs is given with its language, what is the same stands once without one."""
    said = at.read_quantity("12,000; 30")
    assert said["best"].tolist() == [12000.0, 12.0, 30.0]
    assert said["lang"].fillna("").tolist() == ["", "fr", ""]


def test_billion_is_told_by_its_language() -> None:
    """A French billion is a thousand English ones; without other words both are given."""
    assert at.read_quantity("3 billion", "en")["best"].tolist() == [3e9]
    assert at.read_quantity("3 billion", "fr")["best"].tolist() == [3e12]
    assert sorted(at.read_quantity("3 billion")["best"]) == [3e9, 3e12]


def test_what_is_refused_says_why_and_has_no_number() -> None:
    """A share is refused by name, without a qualifier."""
    row = at.read_quantity("40 % of the 12,000 men").iloc[0]
    assert row["refused"].startswith("A share is not a number of units")
    assert row[[*NUMBERS, "qualifier"]].isna().all()
    assert row["words"] == "40 % of the 12,000"


def test_what_a_row_has_no_room_for_is_noted() -> None:
    """A range that is said to be about, and a bound that is round by its word."""
    said = [
        at.read_quantity(text)["note"].item()
        for text in ("about 10 to 12 men", "plus d’une trentaine de morts")
    ]
    assert said == ["The words say about as well.", "The number is round by its word."]


def test_rows_fit_a_case() -> None:
    """Each row has the numbers that its qualifier needs in a case, and none that it forbids."""
    said = at.read_quantities([phrase for _, phrase, _ in TABLE])
    wrong = [row for row in said.itertuples() if not _fits_a_case(row)]
    assert wrong == []


def _fits_a_case(row: object) -> bool:
    there = {name for name in NUMBERS if pd.notna(getattr(row, name))}
    if pd.notna(row.refused):
        return not there and pd.isna(row.qualifier)
    needed, forbidden = BOUNDS_BY_QUALIFIER[row.qualifier]
    return needed <= there and not there & forbidden


# ---- Many at once -------------------------------------------------------------------------------------


def test_many_phrases_are_read_as_one_by_one() -> None:
    """The rows of each, with its label, and the missing ones passed over."""
    phrases = pd.Series(["at least 30", None, "12.000 soldats"], index=["a", "b", "c"])
    said = at.read_quantities(phrases)
    assert said["phrase"].tolist() == ["a", "c", "c"]
    alone = pd.concat([at.read_quantity(phrases["a"]), at.read_quantity(phrases["c"])], ignore_index=True)
    pd.testing.assert_frame_equal(said.drop(columns="phrase"), alone)


def test_nothing_to_read_is_a_frame_without_rows() -> None:
    """Its columns and their types are the same as with rows."""
    empty, full = at.read_quantity(""), at.read_quantity("30 men")
    assert len(empty) == 0
    assert empty.dtypes.equals(full.dtypes)


def test_what_is_no_text_is_refused() -> None:
    """In a sentence that says what to pass."""
    with pytest.raises(ValueError, match="read_quantity: text is 12, but must be text"):
        at.read_quantity(12)
    with pytest.raises(ValueError, match="read_quantities: phrases is a list, but must be a Series of text"):
        at.read_quantities(["30 men", 12])
    with pytest.raises(ValueError, match='read_quantity: lang is "de", but must be one of: en, fr'):
        at.read_quantity("12 Mann", "de")


# ---- Laws ---------------------------------------------------------------------------------------------


@quick
@given(number=numbers, lang=languages)
@example(number=12.125, lang="fr")
@example(number=-5.0, lang="en")
@example(number=1e15, lang="fr")
def test_a_number_as_the_toolkit_writes_it_is_read_back(number: float, lang: str) -> None:
    """In either language; only "12,125" in French and its like have a second reading."""
    text = format_number(number, lang)
    said = at.read_quantity(text, lang)
    said = said[said["refused"].isna()]
    assert number in said["best"].tolist()
    assert len(said) == 1 or len(text.replace(".", ",").rpartition(",")[2]) == 3


@quick
@given(low=numbers, width=numbers, qualifier=st.sampled_from(list(BOUNDS_BY_QUALIFIER)), lang=languages)
def test_a_claim_as_the_toolkit_says_it_is_read_back(
    low: float, width: float, qualifier: str, lang: str
) -> None:
    """`say_claims` and `read_quantity` are each other's inverse: same bounds, same qualifier."""
    high = round(low + width, 2)
    assume(not low or high / low / 1000 <= 1 or high / low / 1000 >= 2)  # "11 to 12,000" is from 11,000
    needed, _ = BOUNDS_BY_QUALIFIER[qualifier]
    row = {
        name: value if name in needed else np.nan
        for name, value in zip(NUMBERS, (low, low, high), strict=True)
    }
    spoken = at.say_claims(pd.DataFrame([{**row, "qualifier": qualifier}]), lang).item()
    said = at.read_quantity(spoken, lang)[[*NUMBERS, "qualifier"]].fillna(-1).to_numpy().tolist()
    assert [*(-1 if pd.isna(value) else value for value in row.values()), qualifier] in said


@quick
@given(text=texts, lang=languages | st.none())
def test_any_text_is_read_without_an_error(text: str, lang: str | None) -> None:
    """Each row is whole: its words stand where it says, and its numbers fit its qualifier or its refusal."""
    for row in at.read_quantity(text, lang).itertuples():
        assert text[row.start : row.end] == row.words != ""
        assert _fits_a_case(row)
        assert pd.isna(row.low) or pd.isna(row.high) or row.low <= row.high


@pytest.mark.parametrize(
    "piece",
    [
        *[
            "about ",
            "one hundred and ",
            "between 1 and ",
            "12.",
            "12 000 ",
            "1-",
            "quatre-vingt-",
            "de ",
            "million ",
            "a ",
        ],
        *[
            "in 1 ",
            "1 and ",
            "half a ",
            "- ",
            "d’",
            "plus d’une ",
            "several hundred ",
            "x" * 7,
            "9",
            "e\u0301",
            "1 men or ",
        ],
        *["one two point ", "thousand million ", "and a half ", "one x x in ", "2024-", "6, "],
    ],
)
def test_a_long_text_takes_work_in_proportion(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice as many letters are looked up twice as often, not four times, up to 10,000 letters."""
    looked: list[int] = []
    match = lexicon.Phrases.match
    monkeypatch.setattr(lexicon.Phrases, "match", lambda *args: looked.append(1) or match(*args))
    counts = []
    for letters in (5_000, 10_000):
        looked.clear()
        at.read_quantity((piece * letters)[:letters])
        counts.append(len(looked))
    assert counts[1] <= 2.2 * counts[0] + 50
