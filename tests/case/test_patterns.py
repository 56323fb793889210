"""Patterns of a descriptor: which can run away, and what they say in words."""

from __future__ import annotations

import pytest

from analysttools.case.patterns import can_run_away, describe_pattern

RUNS_AWAY = [
    *[
        "(a+)+$",
        "(a|a)*b",
        "(a|aa)+",
        "(aa?)*",
        "(.*)*",
        r"(\w+\s?)*",
        "a*a*a*",
        "(?i)([a-z]+)*",
        "([a-zA-Z]+)*",
    ],
    *[
        "(x+x+)+y",
        r"(.*?,){11}P",
        "(?=(a+)+$)x",
        "(a?a?b)*",
        "((?:a|a)?b)*",
        "((a|b)+c?)*",
        "(a{1,30}){1,30}",
    ],
    *["(x*x*,)*", "(a?[ab]b?,)*"],
]
HARMLESS = [
    *["[a-z0-9]+([-+_][a-z0-9]+)*", r"(\d{1,3}\.){3}\d{1,3}", "a*a*", ".+@.+", "([^,]+,)*[^,]+", "(?:ab)*"],
    *[r"^(\d{4})-(\d\d)$", "(foo|bar)*", "((a+)b)*", "[a-z]+(-[a-z]+)*(_[a-z]+)*", "https?://.+", r"[^\s]+"],
    *[r"(\([a-z]+\))*", "(ab|cd)+x", "[A-Z][a-z]+( [A-Z][a-z]+)*", r"\d+(\.\d+)?", "(a|b|cd)*", ".{1,26}"],
]


@pytest.mark.parametrize("pattern", RUNS_AWAY)
def test_a_pattern_that_can_run_away_is_known(pattern: str) -> None:
    """Repeats of repeats, alternatives that begin alike, three repeats of the same letters in a row."""
    assert can_run_away(pattern)


@pytest.mark.parametrize("pattern", HARMLESS)
def test_a_harmless_pattern_is_none_of_them(pattern: str) -> None:
    """A sign that parts one round from the next makes a repeat of a repeat harmless."""
    assert not can_run_away(pattern)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"\d{4}-\d{2}", '4 characters out of 0 to 9, then "-", then 2 characters out of 0 to 9'),
        ("[0-9a-f]{64}", "64 characters out of 0 to 9 or a to f"),
        (".{1,26}", "1 to 26 characters of any sort"),
        ("https?://.+", '"http", then perhaps ("s"), then "://", then 1 or more characters of any sort'),
        ("[^,]+", '1 or more characters other than ","'),
        ("yes|no", '("yes") or ("no")'),
        ("(?=x)x", ""),
    ],
)
def test_a_pattern_is_put_in_words(pattern: str, words: str) -> None:
    """What has no plain words has none."""
    assert describe_pattern(pattern) == words
