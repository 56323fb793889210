"""Bytes of a table into text: which encoding they are in, found only where it leaves no doubt.

Belongs here: byte order marks, UTF-16 without one, the two Windows code pages. Does not belong here: cells
(``raw_tables.py``).
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16 with a byte order mark"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16 with a byte order mark"),
]
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LETTERS = re.compile(r"[^\W\d_]+")
_HIGH = re.compile(r"[^\x00-\x7f]")
# So many bytes are enough to tell an encoding by.
_LOOKED_AT = 2**18
_SAY = 'Save it as UTF-8, or say which it is: encoding = "cp1251" under [file] of a mapping (--map)'


class Decoded(NamedTuple):
    """The text of a file, its encoding in words, and letters beyond ASCII by which a person can judge it."""

    text: str
    words: str
    sample: str = ""


class UndecodableError(ValueError):
    """Bytes whose text is not known: the problem and what to do."""

    def __init__(self, problem: str, advice: str = _SAY) -> None:
        self.problem, self.advice = problem, advice
        super().__init__(f"{problem}. {advice}")


def decode(content: bytes, stated: str = "") -> Decoded:
    """Return the text of a file.

    Parameters
    ----------
    content : bytes
        The whole file.
    stated : str, optional
        The encoding, where the user says it.

    Returns
    -------
    Decoded

    Raises
    ------
    UndecodableError
        If the bytes are not text, or can be read in two ways.

    Examples
    --------
    >>> from analysttools.exchange.encodings import decode
    >>> decode("Донецьк;3".encode("cp1251"))
    Decoded(text='Донецьк;3', words='Windows-1251 (Cyrillic)', sample='Донецьк')
    >>> decode("Évry;3".encode("cp1252")).words
    'Windows-1252 (Western Europe)'
    """
    if stated:
        return _decode_as(content, stated)
    for mark, name, words in _MARKS:
        if content.startswith(mark):
            return _checked(content, name, words)
    if b"\0" in content:
        return _decode_utf_16(content)
    try:
        return Decoded(_refuse_control(content.decode("utf-8")), "UTF-8")
    except UnicodeDecodeError:
        return _decode_code_page(content)


def _decode_as(content: bytes, stated: str) -> Decoded:
    try:
        codecs.lookup(stated)
        text = content.decode(stated)
    except (LookupError, UnicodeError, TypeError, ValueError) as error:
        problem = f"it cannot be read as {stated} ({error})"
        raise UndecodableError(problem, "Correct encoding in the mapping, or take it out") from error
    if not isinstance(text, str):  # a codec such as "hex", which makes bytes
        raise UndecodableError(f"{stated} is not an encoding of text", "Correct encoding in the mapping")
    return Decoded(_refuse_control(text.removeprefix("\ufeff")), f"{stated}, as stated", _sample(text))


def _checked(content: bytes, name: str, words: str) -> Decoded:
    try:
        text = content.decode(name)
    except UnicodeError as error:
        problem = f"it begins as {words}, but is not ({error})"
        raise UndecodableError(problem, "Save the table again, as UTF-8") from error
    return Decoded(_refuse_control(text), words)


def _refuse_control(text: str) -> str:
    """Return a text that holds no control characters but for tabs and line ends."""
    found = None if text.isprintable() else _CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        problem = f"line {line} holds a control character (U+{ord(found[0]):04X}), which no table does"
        raise UndecodableError(problem, "Put the table itself there, as CSV in UTF-8; or take it out")
    return text


def _decode_utf_16(content: bytes) -> Decoded:
    """Read UTF-16 without a mark: only where one of both orders gives a text with lines and no controls."""
    read = {}
    for name in ("utf-16-le", "utf-16-be"):
        try:
            text = content.decode(name)
        except UnicodeError:
            continue
        if "\n" in text and not _CONTROL.search(text) and _has_separator(text):
            read[name] = text
    if len(read) == 1:
        ((name, text),) = read.items()
        return Decoded(text, f"{name.upper()} without a byte order mark", _sample(text))
    problem = "it is a binary file (it holds a zero byte), not a table of text"
    raise UndecodableError(problem, "Put the table there, as CSV in UTF-8")


def _has_separator(text: str) -> bool:
    return any(sign in text for sign in ",;\t|")


def _decode_code_page(content: bytes) -> Decoded:
    """Read one of two code pages, by words that only one of them makes plausible."""
    cyrillic, western = _read_sample(content, "cp1251"), _read_sample(content, "cp1252")
    could = []
    if cyrillic and _is_cyrillic(cyrillic):
        could.append(("cp1251", "Windows-1251 (Cyrillic)"))
    if western and _is_western(western):
        could.append(("cp1252", "Windows-1252 (Western Europe)"))
    if len(could) != 1:
        shown = "; ".join(
            f"{name}: {_sample(text)}" for name, text in (("cp1251", cyrillic), ("cp1252", western)) if text
        )
        raise UndecodableError(f"its encoding is not known: it is not UTF-8, and could be read as {shown}")
    ((name, words),) = could
    try:
        text = content.decode(name)
    except UnicodeDecodeError as error:
        raise UndecodableError(
            f"it begins as {words}, but byte {error.start} is none of its letters"
        ) from error
    return Decoded(_refuse_control(text), words, _sample(text))


def _read_sample(content: bytes, name: str) -> str:
    """Return the first part of a text in a code page that has holes; nothing where it falls into one."""
    try:
        return content[:_LOOKED_AT].decode(name)
    except UnicodeDecodeError:
        return ""


def _words_beyond_ascii(text: str) -> list[str]:
    return [word for word in _LETTERS.findall(text) if _HIGH.search(word)]


def _is_cyrillic(text: str) -> bool:
    """Return whether words beyond ASCII are wholly Cyrillic, of three letters or more, in usual case."""
    words = _words_beyond_ascii(text)
    whole = [
        word for word in words if len(word) > 2 and all("\u0400" <= letter <= "\u04ff" for letter in word)
    ]
    usual = [word for word in whole if word[1:].islower() or word.isupper()]
    return bool(words) and len(whole) >= 0.6 * len(words) and len(usual) >= 0.9 * len(whole)


def _is_western(text: str) -> bool:
    """Return whether words beyond ASCII are mostly of ASCII letters, as those of western Europe are."""
    words = _words_beyond_ascii(text)
    marked = [len(_HIGH.findall(word)) / len(word) for word in words if len(word) > 2]
    return bool(marked) and max(marked) <= 0.5 and sum(marked) / len(marked) < 0.4


def _sample(text: str) -> str:
    """Return three words with letters beyond ASCII."""
    return ", ".join(dict.fromkeys(_words_beyond_ascii(text[:_LOOKED_AT])[:3]))
