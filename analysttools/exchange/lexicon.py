"""The words that phrases with numbers are made of, language by language, made ready for looking up.

Belongs here: reading ``lexicons/*.toml``. Does not belong here: the words themselves, and how they follow one
another.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysttools.exchange.tokens import tokenize

FOLDER = Path(__file__).parent / "lexicons"


class Phrases:
    """Phrases to look for from a place on: the longest that stands there wins."""

    def __init__(self) -> None:
        self.tree: dict[str, Any] = {}

    def add(self, phrases: Iterable[str], meaning: Any) -> None:
        """Take in phrases of one meaning, also as they are written without accents."""
        for phrase in phrases:
            for form in {phrase, _strip_accents(phrase)}:
                if form != phrase and len(form) < 4:
                    continue
                # An elision is one only before a letter.
                words = tokenize(f"{form}x").words[:-1] if form.endswith("'") else tokenize(form).words
                branch = self.tree
                for word in words:
                    branch = branch.setdefault(word, {})
                branch.setdefault("", meaning)

    def match(self, words: Sequence[str], place: int) -> tuple[Any, int] | None:
        """Return the meaning of the longest phrase at a place, and the place behind it."""
        branch, found, last = self.tree.get(words[place]) if place < len(words) else None, None, len(words)
        while branch is not None:
            place += 1
            if "" in branch:
                found = branch[""], place
            branch = branch.get(words[place]) if place < last else None
        return found

    def list_words(self) -> set[str]:
        """Return every word of the phrases."""
        words, branches = set(), [self.tree]
        while branches:
            branch = branches.pop()
            below = {word: more for word, more in branch.items() if word}
            words |= set(below)
            branches += below.values()
        return words


@dataclass
class Lexicon:
    """The words of a language."""

    lang: str
    raw: dict[str, Any]
    small: dict[str, tuple[str, int]] = field(default_factory=dict)
    scales: dict[str, int] = field(default_factory=dict)
    close_scales: dict[str, int] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)
    tables: dict[str, Phrases] = field(default_factory=dict)
    sets: dict[str, frozenset[str]] = field(default_factory=dict)
    starters: frozenset[str] = frozenset()
    cues: frozenset[str] = frozenset()


def _strip_accents(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))


def _phrases(*tables: tuple[Iterable[str], Any]) -> Phrases:
    made = Phrases()
    for phrases, meaning in tables:
        made.add(phrases, meaning)
    return made


def _with_plain(words: Iterable[str]) -> frozenset[str]:
    listed = list(words)
    return frozenset(listed) | {_strip_accents(word) for word in listed if len(word) > 3}


@lru_cache(maxsize=8)
def read_lexicon(lang: str) -> Lexicon:
    """Return the words of a language, read once.

    Examples
    --------
    >>> from analysttools.exchange.lexicon import read_lexicon
    >>> read_lexicon("fr").rounds["trentaine"]
    30
    """
    raw = tomllib.loads((FOLDER / f"{lang}.toml").read_text(encoding="utf-8"))
    numbers, shares, names, dates = raw["numbers"], raw["shares"], raw["names"], raw["dates"]
    lexicon = Lexicon(lang, raw)
    for kind in ("units", "teens", "tens", "zero", "hundreds"):
        lexicon.small |= {
            form: (kind, value)
            for word, value in numbers[kind].items()
            for form in (word, _strip_accents(word))
        }
    lexicon.scales, lexicon.close_scales, lexicon.rounds = (
        numbers["scales"],
        numbers["close_scales"],
        numbers["round"],
    )
    ranges, vague = raw["ranges"], raw["vague"]
    openers = [(ranges["between"], "between"), (ranges["from"], "from")]
    parts = [f"{article} {part}" for article in raw["articles"] for part in shares["parts"]]
    lexicon.tables = {
        "prefixes": _phrases(*((phrases, name) for name, phrases in raw["prefixes"].items())),
        "suffixes": _phrases(*((phrases, name) for name, phrases in raw["suffixes"].items())),
        "openers": _phrases(*openers),
        "links": _phrases((ranges["links"], "link")),
        "between_links": _phrases((ranges["between_links"], "link")),
        "vague": _phrases((vague["ignored"], False), (vague["alone"], True)),
        "percent": _phrases((shares["percent"], "share")),
        "ratio": _phrases((shares["ratio"], "share")),
        "times": _phrases((shares["times"], "multiple")),
        "share": _phrases((shares["alone"], "share"), (parts, "share")),
        "of": _phrases((raw["of"], "of")),
        "half_more": _phrases((raw["half_more"], "half")),
        "fractions": _phrases((shares["halves"], 2), (shares["quarters"], 4)),
        "hours": _phrases((names["hours"], "hours")),
        "age": _phrases((names["age"], "age")),
    }
    lexicon.sets = {
        "articles": frozenset(raw["articles"]),
        "in_time": frozenset(names["in_time"]),
        "times": _with_plain(names["times"]),
        "adjectives": frozenset(raw["adjectives"]),
        "scale_of": frozenset(raw["scale_of"]),
        "one_after": frozenset(raw["one_after"]),
        "one_before": frozenset(raw["one_before"]),
        "changes": _with_plain(ranges["changes"]),
        "vague_of": frozenset(vague["of"]),
        "vague_more": frozenset(vague["more"]),
        "parts": _with_plain(shares["parts"]),
        "parts_plural": _with_plain(shares["parts_plural"]),
        **{name: _with_plain(names[name]) for name in ("ordinals", "ordinal_words", "before", "after")},
        **{name: _with_plain(names[name]) for name in ("calibres", "units_close")},
        **{
            name: _with_plain(dates[name])
            for name in ("months", "capital", "of_month", "joins", "strong", "century")
        },
    }
    starting = ("prefixes", "openers", "vague", "share", "fractions")
    roots = {word for name in starting for word in lexicon.tables[name].tree}
    numerals = {*lexicon.small, *lexicon.scales, *lexicon.rounds}
    lexicon.starters = frozenset({"-"} | roots | numerals | lexicon.sets["articles"])
    known = {word for table in lexicon.tables.values() for word in table.list_words()}
    letters = {word for word in known | numerals if word[:1].isalpha() and len(word) > 1}
    named = (*raw["languages"]["cues"], *dates["strong"], *dates["months"])
    lexicon.cues = frozenset(letters) | _with_plain(named)
    return lexicon
