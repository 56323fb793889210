"""Phrases with numbers, read into rows.

Belongs here: which language a phrase is in, and the frames that come out. Does not belong here: how a phrase
is read (``grammar.py``), and what is made of a reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
import pandas as pd

from analysttools.arguments import Kind, checked
from analysttools.exchange.grammar import Reading, read_phrase
from analysttools.exchange.lexicon import read_lexicon
from analysttools.exchange.tokens import Tokens, tokenize
from analysttools.locales import LANGUAGES

# The columns of what is read, in their order, with their types.
COLUMNS = {
    **dict.fromkeys(["phrase", "quantity"], "int64"),
    **dict.fromkeys(["low", "best", "high"], "float64"),
    "qualifier": "str",
    **dict.fromkeys(["start", "end"], "int64"),
    **dict.fromkeys(["words", "lang", "refused", "note"], "str"),
}


def _is_missing(value: object) -> bool:
    """Return whether a value stands for none: None, NaN or NA."""
    return value is None or value is pd.NA or (isinstance(value, float) and value != value)


_TEXT = Kind("must be text", lambda value: isinstance(value, str), "Pass a phrase, or one cell of a column")
_PHRASES = Kind(
    "must be a Series of text, or a list of texts",
    lambda value: isinstance(value, list | tuple | pd.Series),
    "Pass one column of a frame",
    lambda value: all(isinstance(one, str) or _is_missing(one) for one in value),
)


@checked(text=_TEXT)
def read_quantity(text: str, lang: str | None = None) -> pd.DataFrame:
    """Read the numbers of a phrase, with the words that stand around them.

    Nothing is guessed: what can be read in two ways has a row for each, what is vague has no number, and what
    is no number of units is refused, with the reason.

    Parameters
    ----------
    text : str
        A phrase, a sentence or several.
    lang : {"en", "fr"}, optional
        Language of the text. Where it is left out, the words show it; where they do not, the text is read in
        both, and readings that differ are both given.

    Returns
    -------
    DataFrame
        One row a reading, in the order of the words:

        - ``quantity``: number of the quantity in the text, from 1; rows with the same one are rival readings;
        - ``low``, ``best``, ``high``, ``qualifier``: as in the claims of a case; a "vague" one has no number;
        - ``start``, ``end``, ``words``: where the words stand in the text, and the words;
        - ``lang``: language read, missing where both give the same;
        - ``refused``: in a sentence, why the words give no number of units (a share, a multiple, perhaps a
          year, digits that fit no way of writing); then there is no number and no qualifier;
        - ``note``: what the words say that the row has no room for.

        Days, years with words that show it, names ("155th", "F-16", "n° 12"), hours and calibres have no row.

    Raises
    ------
    ValueError
        If `text` is not text, or `lang` not a language of the toolkit.

    See Also
    --------
    read_quantities : The same for many phrases at once.
    say_claims : The other way round.

    Examples
    --------
    >>> from analysttools import read_quantity
    >>> said = read_quantity("at least 50 killed, and between 11 and 12,000 wounded")
    >>> said[["low", "best", "high", "qualifier", "words"]]
           low  best     high qualifier                  words
    0     50.0   NaN      NaN  at_least            at least 50
    1  11000.0   NaN  12000.0   between  between 11 and 12,000

    Two readings are both given, and a share is refused.

    >>> read_quantity("12.000 soldats")[["quantity", "best"]]
       quantity     best
    0         1  12000.0
    1         1     12.0
    >>> read_quantity("40 % des pertes").refused.item()[:38]
    'A share is not a number of units: writ'
    """
    return _to_frame(_read([text], lang)).drop(columns="phrase")


@checked(phrases=_PHRASES)
def read_quantities(phrases: pd.Series | Sequence[str], lang: str | None = None) -> pd.DataFrame:
    """Read the numbers of many phrases.

    Parameters
    ----------
    phrases : Series or list of str
        One phrase a row; missing ones are passed over.
    lang : {"en", "fr"}, optional
        Language of all of them; where it is left out, each is read by its own words.

    Returns
    -------
    DataFrame
        As from `read_quantity`, after a column ``phrase``: the label of the phrase in the index of `phrases`,
        or its place in the list. A phrase without a number has no row.

    Raises
    ------
    ValueError
        If `phrases` holds something else than text, or `lang` is not a language of the toolkit.

    Examples
    --------
    >>> from analysttools import read_quantities
    >>> said = read_quantities(["plus de 430 000 pertes", "no news", "dozens of tanks"])
    >>> said[["phrase", "low", "qualifier"]]
       phrase       low  qualifier
    0       0  430000.0  more_than
    1       2       NaN      vague
    """
    texts = phrases.tolist() if isinstance(phrases, pd.Series) else phrases
    frame = _to_frame(_read(texts, lang))
    if isinstance(phrases, pd.Series):
        frame["phrase"] = phrases.index.to_flat_index().take(frame["phrase"].to_numpy())
    return frame


def _read(texts: Iterable[object], lang: str | None) -> list[tuple[object, ...]]:
    """Return a row for each reading of each text: its place in the list, then the columns."""
    rows: list[tuple[object, ...]] = []
    for place, text in enumerate(texts):
        if not isinstance(text, str):
            continue
        tokens = tokenize(text)
        readings = _read_in(tokens, lang or find_language(tokens))
        quantity, reached = 0, -1
        for spoken, reading in readings:
            if reading.start >= reached:
                quantity += 1
            reached = max(reached, reading.end)
            numbers = [np.nan if value is None else float(value) for value in reading[2:5]]
            words = text[reading.start : reading.end]
            where = (reading.qualifier, reading.start, reading.end, words)
            rows.append((place, quantity, *numbers, *where, spoken, reading.refused, reading.note))
    return rows


def find_language(tokens: Tokens) -> str | None:
    """Return the language to which most words of a text belong alone; None where they are as many.

    Examples
    --------
    >>> from analysttools.exchange.quantities import find_language
    >>> from analysttools.exchange.tokens import tokenize
    >>> find_language(tokenize("près de 50 000 hommes")), find_language(tokenize("12 000"))
    ('fr', None)
    """
    english, french = _find_cues()
    words = set(tokens.words)
    in_english, in_french = len(words & english), len(words & french)
    return None if in_english == in_french else "en" if in_english > in_french else "fr"


@cache
def _find_cues() -> tuple[frozenset[str], frozenset[str]]:
    english, french = (read_lexicon(lang).cues for lang in LANGUAGES)
    return english - french, french - english


def _read_in(tokens: Tokens, lang: str | None) -> list[tuple[str | None, Reading]]:
    """Return the readings in a language, or in all: what is the same in each stands once, without one."""
    if lang:
        return [(lang, reading) for reading in read_phrase(tokens, read_lexicon(lang))]
    found: dict[Reading, str | None] = {}
    for one in LANGUAGES:
        for reading in read_phrase(tokens, read_lexicon(one)):
            found[reading] = None if reading in found else one
    return sorted(((spoken, reading) for reading, spoken in found.items()), key=lambda pair: pair[1].start)


def _to_frame(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    columns = zip(*rows, strict=True) if rows else [()] * len(COLUMNS)
    return pd.DataFrame(
        {
            name: pd.array(list(values), dtype="str") if kind == "str" else np.array(values, dtype=kind)
            for (name, kind), values in zip(COLUMNS.items(), columns, strict=True)
        }
    )
