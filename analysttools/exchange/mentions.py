"""What a text names of the vocabularies of a case: measures, populations, places, claimants.

Belongs here: names, and what is said instead of them, looked for in a text. Does not belong here: numbers
(``quantities.py``), and which of several readings is meant, which a person says.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd

from analysttools.arguments import TEXT, checked
from analysttools.case.loading import Case
from analysttools.exchange.lexicon import Phrases, read_lexicon
from analysttools.exchange.tokens import Tokens, tokenize
from analysttools.locales import LANGUAGES

# The columns of a claim that a text can name, with the vocabulary of each.
VOCABULARIES = {
    "measure": "measures",
    "population": "populations",
    "place_id": "places",
    "claimant_id": "claimants",
}
COLUMNS = {"column": "str", "id": "str", "start": "int64", "end": "int64", "words": "str"}
# Columns of a vocabulary that hold names.
_NAMES = re.compile(r"(name|label)(_[a-z]{2}|_local)?")
# Units that count heads; and how many words may stand between a unit and what is done with it.
PERSONS = ("persons", "people")
NEAR = 8
# Where a name is told from what explains it: "Coast guard (of Merrow)", "casualties, undefined".
_EXPLAINED = re.compile(r"\s*[(,;:>].*", re.DOTALL)
_INITIALS = re.compile(r"\(([^\W\d_]{2,6})[),]")


@dataclass(frozen=True)
class _Word:
    """A word of a text as it is compared, and where it stands."""

    root: str
    start: int
    end: int


@checked(text=TEXT)
def find_mentions(text: str, case: Case) -> pd.DataFrame:
    """Find what a text names of the vocabularies of a case.

    Nothing is chosen: where words can mean several things, each has a row. Words are compared without
    capitals, accents and endings of number and gender, in both languages; the longest name that stands at a
    place counts. What stands at either end of a name and does not tell it from others ("forces", "oblast")
    may be left out, a person may be called by the last name alone, and common words for a measure stand for
    one another ("dead" for "killed").

    Parameters
    ----------
    text : str
        A sentence, or several.
    case : Case
        Its names are looked for, in every language that it has.

    Returns
    -------
    DataFrame
        One row a reading of some words, in the order of the text: ``column`` ("measure", "population",
        "place_id" or "claimant_id") and ``id``, which would stand in that column of a claim; ``start``,
        ``end`` and ``words``, where the words stand, and the words.

    Raises
    ------
    ValueError
        If `text` is not text.

    See Also
    --------
    read_quantity : The numbers of the text.
    claim_form : Both, to be corrected by hand and added to the case.

    Examples
    --------
    >>> from analysttools import find_mentions, load_case
    >>> case = load_case("tests/cases/strait")
    >>> said = find_mentions("The Coast Guard counted 40 dead or injured upland soldiers in Ternhaven.", case)
    >>> said[["column", "id", "words"]]
            column           id            words
    0  claimant_id  coast-guard      Coast Guard
    1      measure   casualties  dead or injured
    2   population       upland           upland
    3     place_id    ternhaven        Ternhaven
    """
    words = _read_words(tokenize(text))
    found = [
        (column, one, start, end)
        for column, vocabulary in VOCABULARIES.items()
        for one, start, end in _match(text, words, _list_forms(getattr(case, vocabulary), column))
    ]
    found += [("measure", one, start, end) for one, start, end in _match_units(words, case.measures)]
    rows = [(column, one, start, end, text[start:end]) for column, one, start, end in dict.fromkeys(found)]
    rows.sort(key=lambda row: (row[2], -row[3], list(VOCABULARIES).index(row[0]), row[1]))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype(COLUMNS)


def find_denials(text: str) -> list[str]:
    """Return the words of a text that deny something: who is named there may say the opposite.

    Examples
    --------
    >>> from analysttools.exchange.mentions import find_denials
    >>> find_denials("The staff denied it; le ministère n’a rien dit")
    ['denied', 'n’']
    """
    tokens = tokenize(text)
    plain, found, at = [_strip(word) for word in tokens.words], [], 0
    while at < len(plain):
        _, behind = _read_denials().match(plain, at) or (None, at)
        if behind > at:
            found.append(text[tokens.starts[at] : tokens.ends[behind - 1]])
        at = max(behind, at + 1)
    return found


def _match(
    text: str, words: list[_Word], forms: Mapping[tuple[str, ...], dict[str, bool]]
) -> Iterator[tuple[str, int, int]]:
    """Yield the ids of the longest names in a text, with where they stand."""
    most = max(map(len, forms), default=0)
    place = 0
    while place < len(words):
        for length in range(min(most, len(words) - place), 0, -1):
            found = forms.get(tuple(word.root for word in words[place : place + length]))
            start, end = words[place].start, words[place + length - 1].end
            meant = [
                one
                for one, in_capitals in (found or {}).items()
                if not in_capitals or text[start:end].isupper()
            ]
            if meant:
                yield from ((one, start, end) for one in meant)
                place += length
                break
        else:
            place += 1


def _match_units(words: list[_Word], measures: pd.DataFrame) -> Iterator[tuple[str, int, int]]:
    """Yield measures of things, not persons, whose unit and doing stand near each other, in any order.

    "Area held", in km2, is meant by "controls 1,000 square kilometres".
    """
    roots = [word.root for word in words]
    for one, name, unit in zip(measures.iloc[:, 0], _take_names(measures), measures["unit"], strict=True):
        if not isinstance(unit, str) or unit in PERSONS:
            continue
        counted = {word.root for word in _read_words(tokenize(unit))}
        done = {word.root for word in _read_words(tokenize(name))} - counted - {"area"}
        places = [place for place, root in enumerate(roots) if root in counted | done]
        near = [
            (last - first, first, last)
            for first, last in itertools.pairwise(places)
            if done and last - first <= NEAR and counted | done <= set(roots[first : last + 1])
        ]
        if near:
            _, first, last = min(near)
            yield one, words[first].start, words[last].end


def _take_names(vocabulary: pd.DataFrame) -> list[str]:
    """Return a name of each row in a language that the case has, the first of them."""
    first = next(column for column in vocabulary if _NAMES.fullmatch(str(column)))
    return [str(name) for name in vocabulary[first]]


def _list_forms(vocabulary: pd.DataFrame, column: str) -> dict[tuple[str, ...], dict[str, bool]]:
    """Return the ways to name each row of a vocabulary: its ids, and whether the words stand in capitals."""
    ids = vocabulary.iloc[:, 0]
    is_person = (
        vocabulary["kind"].eq("person") if column == "claimant_id" else pd.Series(data=False, index=ids.index)
    )
    forms: dict[tuple[str, ...], dict[str, bool]] = {}
    for name in (one for one in vocabulary if _NAMES.fullmatch(str(one))):
        for one, text, person in zip(ids, vocabulary[name], is_person, strict=True):
            for form in _list_texts(text, has_last_name=bool(person)) if isinstance(text, str) else ():
                whole = tuple(word.root for word in _read_words(tokenize(form)))
                for roots in {whole} if column == "measure" and whole else _shorten(whole):
                    known = forms.setdefault(roots, {})
                    known[one] = known.get(one, True) and form.isupper() and len(form) <= 6
    return forms


def _list_texts(name: str, *, has_last_name: bool) -> Iterator[str]:
    """Yield what a name can stand as: whole, without what explains it, as initials, as a last name."""
    plain = _EXPLAINED.sub("", name)
    yield from {name, plain}
    if not has_last_name:
        yield from (found for found in _INITIALS.findall(name) if found.isupper())
    elif len(plain.split()) > 1:
        yield plain.split()[-1]


def _shorten(roots: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield a name as it is, and without the words at its ends that do not tell it from others."""
    around = _find_around()
    first, last = 0, len(roots)
    while first < last and roots[first] in around:
        first += 1
    while last > first and roots[last - 1] in around:
        last -= 1
    if first < last:
        yield from {roots, roots[first:last]}
    elif len(roots) > 1:  # "both troops together" is a name as a whole
        yield roots


def _read_words(tokens: Tokens) -> list[_Word]:
    """Return the words of a text as they are compared: of those that say one thing, one stands for all."""
    alike = _read_alike()
    places = [
        place
        for place, kind in enumerate(tokens.kinds)
        # "km2" is a word, cut in two.
        if kind == "word" or (tokens.words[place] in ("2", "²") and tokens.joined(place))
    ]
    plain = [_strip(tokens.words[place]) for place in places]
    words, at = [], 0
    while at < len(places):
        found = alike.match(plain, at)
        root, behind = found or (_find_root(plain[at]), at + 1)
        end = tokens.ends[places[behind - 1]]
        words.append(_Word(root, tokens.starts[places[at]], end - (tokens.text[end - 1] in "'’")))
        at = behind
    return words


def _strip(word: str) -> str:
    """Return a word without accents."""
    return "".join(one for one in unicodedata.normalize("NFD", word) if not unicodedata.combining(one))


def _find_root(word: str) -> str:
    """Return a word without its endings of number and gender.

    Examples
    --------
    >>> from analysttools.exchange.mentions import _find_root
    >>> _find_root("insulaires"), _find_root("riveraine"), _find_root("riverains")
    ('insulair', 'riverain', 'riverain')
    """
    word = word.rstrip("'")
    if len(word) > 3:
        word = word.removesuffix("s")
    if len(word) > 5:
        word = word.removesuffix("e")
        if word[-1] == word[-2] and word[-1] not in "aeiou":
            word = word[:-1]
    return word


@cache
def _read_alike() -> Phrases:
    """Return the words that say one thing, of all languages, by the word that stands for it."""
    alike = Phrases()
    for lang in LANGUAGES:
        for meaning, phrases in read_lexicon(lang).raw["mentions"]["alike"].items():
            alike.add(map(_strip, phrases), meaning)
    return alike


@cache
def _read_denials() -> Phrases:
    """Return the words, of all languages, that deny something."""
    denials = Phrases()
    for lang in LANGUAGES:
        denials.add(map(_strip, read_lexicon(lang).raw["mentions"]["denials"]), "denial")
    return denials


@cache
def _find_around() -> frozenset[str]:
    """Return the words, of all languages, that may stand around a name."""
    texts: Iterable[str] = (
        word for lang in LANGUAGES for word in read_lexicon(lang).raw["mentions"]["around"]
    )
    return frozenset(word.root for text in texts for word in _read_words(tokenize(text)))
