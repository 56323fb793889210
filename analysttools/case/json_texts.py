"""JSON that a case was handed: read whole, or refused in plain words.

Belongs here: what may be wrong with a text that should be JSON. Does not belong here: what it says
(``descriptor.py``, ``geography_checks.py``, ``basemap.py``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from analysttools.case.file_formats import require_json
from analysttools.errors import quoted

# What Python's reader says, by how it begins, and what that means.
_WORDS = {
    "Expecting property name": "a name in double quotes is expected there",
    "Expecting ',' delimiter": "a comma or a closing bracket is expected there",
    "Expecting ':' delimiter": "a colon is expected there",
    "Expecting value": "a value is expected there: a text in double quotes, a number, [ or {",
    "Illegal trailing comma": "the comma before a closing bracket must go",
    "Extra data": "the file goes on there after its end",
    "Unterminated string": "the text that begins there has no closing quotation mark",
    "Invalid control character": "a line end, a tab or a control character is within a text there",
    "Invalid \\": "a backslash there is followed by what may not follow it",
}


class JsonError(ValueError):
    """A text that is no JSON, or that says two things under one name: in words that begin with "it".

    Attributes
    ----------
    line : int or None
        Where it goes wrong, from 1; None where that is not known.
    """

    def __init__(self, words: str, line: int | None = None) -> None:
        super().__init__(words)
        self.line = line


def read_json(content: bytes) -> Any:
    """Read JSON in UTF-8 in which no object has a name twice.

    Parameters
    ----------
    content : bytes
        The bytes of a file, with or without a byte order mark.

    Returns
    -------
    object

    Raises
    ------
    JsonError
        If it is empty, of another format, no JSON, nested too deep, or has a name twice in one object: of
        two values one would be lost without a word.

    Examples
    --------
    >>> from analysttools.case.json_texts import read_json
    >>> read_json(b'{"title": "Kursk"}')
    {'title': 'Kursk'}
    >>> read_json(b'{"title": "Kursk", "title": "Donbas"}')
    Traceback (most recent call last):
        ...
    analysttools.case.json_texts.JsonError: it has the name "title" twice in one object
    """
    try:
        require_json(content)
        text = content.decode("utf-8-sig")
        if not text.strip():
            raise JsonError("it is empty")
        return json.loads(text, object_pairs_hook=_read_object)
    except JsonError:
        raise
    except json.JSONDecodeError as error:
        raise JsonError(_describe(error), error.lineno) from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise JsonError(f"it is not UTF-8: byte {error.start + 1} is not of a letter", line) from error
    except RecursionError as error:
        raise JsonError("it is nested too deep") from error
    except ValueError as error:
        is_format = str(error).startswith("it is ")
        raise JsonError(str(error) if is_format else "a number in it has too many digits") from error


def find_twice(names: Iterable[str]) -> str | None:
    """Return the first name that stands twice, or None.

    Examples
    --------
    >>> from analysttools.case.json_texts import find_twice
    >>> find_twice(["type", "crs", "type"]), find_twice(["type", "crs"])
    ('type', None)
    """
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


def _read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        twice = find_twice(name for name, _ in pairs)
        raise JsonError(f"it has the name {quoted(twice)} twice in one object")
    return read


def _describe(error: json.JSONDecodeError) -> str:
    """Return where a text stops being JSON, and what must stand there."""
    where = f"line {error.lineno}, column {error.colno}"
    if error.doc[error.pos :].startswith(("<<<<<<< ", "=======", ">>>>>>> ")):
        return f"it has an unsolved merge conflict at line {error.lineno}"
    if not error.doc[error.pos :].strip() and not error.msg.startswith("Extra"):
        return f"it is not JSON: it breaks off at {where}"
    words = next((words for begin, words in _WORDS.items() if error.msg.startswith(begin)), "it stops there")
    return f"it is not JSON at {where}: {words}"
