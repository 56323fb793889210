"""Numbers and the words around them, in two languages."""

from __future__ import annotations

import pandas as pd
import pytest

import analysttools as at
from analysttools.case.profile import BOUNDS_BY_QUALIFIER
from analysttools.formatting import WORDS, format_number


def _claim(qualifier: str) -> pd.DataFrame:
    return pd.DataFrame({"low": [10000.0], "best": [11000.0], "high": [12000.0], "qualifier": [qualifier]})


@pytest.mark.parametrize(
    ("qualifier", "english", "french"),
    [
        ("stated", "11,000", "11\u202f000"),
        ("about", "about 11,000", "environ 11\u202f000"),
        ("nearly", "nearly 11,000", "près de 11\u202f000"),
        ("at_least", "at least 10,000", "au moins 10\u202f000"),
        ("more_than", "more than 10,000", "plus de 10\u202f000"),
        ("up_to", "up to 12,000", "jusqu’à 12\u202f000"),
        ("fewer_than", "fewer than 12,000", "moins de 12\u202f000"),
        ("between", "10,000 to 12,000", "10\u202f000 à 12\u202f000"),
        ("vague", "no number given", "aucun nombre donné"),
    ],
)
def test_each_qualifier_has_its_words(qualifier: str, english: str, french: str) -> None:
    """A claim is said with the words that stood around it, in the form of the language."""
    claim = _claim(qualifier)
    assert (at.say_claims(claim).item(), at.say_claims(claim, "fr").item()) == (english, french)


def test_every_qualifier_of_the_rules_has_words() -> None:
    """No qualifier is known to the rules and unknown to the words, in any language."""
    assert {lang: set(words) for lang, words in WORDS.items()} == {
        lang: set(BOUNDS_BY_QUALIFIER) for lang in ("en", "fr")
    }


def test_numbers_are_not_rounded() -> None:
    """A number is written with all its digits."""
    assert [format_number(n) for n in (0, 234.79, 1376, 1_000_000)] == ["0", "234.79", "1,376", "1,000,000"]


def test_unknown_language_names_those_known() -> None:
    """Another language is refused with the list of those that there are."""
    with pytest.raises(ValueError, match='lang is "de", but must be one of: en, fr'):
        at.say_claims(_claim("stated"), "de")
