"""A text cut into words, numbers and signs, each with its place.

Belongs here: spaces, dashes and quotes of every kind, capitals and accents in two pieces, and where each
piece stands in the text as it was given. Does not belong here: what a word means.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Spaces within a line, which may group digits; dashes that join; quotes that elide.
_SPACES = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_SIGNS = str.maketrans(
    {
        **dict.fromkeys(_SPACES[1:], " "),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"),
        **dict.fromkeys("\u2019\u02bc\u2018", "'"),
    }
)
# What stands behind a letter and is drawn upon it.
_CLUSTER = re.compile("[^\u0300-\u036f]?[\u0300-\u036f]*", re.DOTALL)
_TOKEN = re.compile(
    r"""
      (?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9]) | [0-9]{1,2}([./])[0-9]{1,2}\2[0-9]{2,4}(?![0-9.,])
        | [0-9]{1,2}:[0-9]{2}(?![0-9]))
    | (?P<share>[0-9]+/[0-9]+)
    | (?P<number>[0-9]{1,3}(?:[ ][0-9]{3}(?![0-9]))+(?:[.,][0-9]+)? | [0-9]+(?:[.,'][0-9]+)*)
    | (?P<word>[^\W\d_]+(?:'(?=[^\W_]))?)
    | (?P<sign>\S)
    """,
    re.VERBOSE,
)


@dataclass(slots=True)
class Tokens:
    """The pieces of a text: each in small letters, with its kind, and where it begins and ends."""

    text: str
    words: list[str]
    kinds: list[str]
    starts: list[int]
    ends: list[int]

    def joined(self, place: int) -> bool:
        """Return whether a piece stands close behind the one before it."""
        return 0 < place < len(self.words) and self.starts[place] == self.ends[place - 1]

    def until(self, place: int) -> Tokens:
        """Return the pieces before a place."""
        return Tokens(
            self.text, self.words[:place], self.kinds[:place], self.starts[:place], self.ends[:place]
        )


def tokenize(text: str) -> Tokens:
    """Cut a text into words, numbers and signs.

    Examples
    --------
    >>> from analysttools.exchange.tokens import tokenize
    >>> tokenize("Jusqu’à 12 000 hommes").words
    ["jusqu'", 'à', '12 000', 'hommes']
    """
    folded = text.translate(_SIGNS).lower()
    places: list[int] | None = None
    if len(folded) != len(text) or not (text.isascii() or unicodedata.is_normalized("NFC", text)):
        folded, places = _compose(text)
    words, kinds, starts, ends = [], [], [], []
    for match in _TOKEN.finditer(folded):
        words.append(match.group())
        kinds.append(match.lastgroup or "date")
        start, end = match.span()
        starts.append(start)
        ends.append(end)
    if places is not None:
        starts, ends = [places[one] for one in starts], [places[one] for one in ends]
    return Tokens(text, words, kinds, starts, ends)


def _compose(text: str) -> tuple[str, list[int]]:
    """Return a text with a sign for each letter and its accents, and where each of the signs was."""
    signs, places = [], []
    for match in _CLUSTER.finditer(text):
        if match.group():
            sign = unicodedata.normalize("NFC", match.group())[:1].translate(_SIGNS).lower()[:1]
            signs.append(sign)
            places.append(match.start())
    return "".join(signs), [*places, len(text)]
