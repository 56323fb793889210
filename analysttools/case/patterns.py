"""Regular expressions of a descriptor: whether they can run away, and what they say in words.

Belongs here: what can be told of a pattern without matching it. Does not belong here: cells
(``cell_checks.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

OTHER = 128  # stands for every letter outside ASCII
ALL = frozenset(range(OTHER + 1))
_DIGITS = frozenset(range(48, 58))
_WORD = _DIGITS | frozenset(range(65, 91)) | frozenset(range(97, 123)) | {95}
_BLANK = frozenset(b" \t\n\r\f\v")
_CATEGORIES = {
    sre.CATEGORY_DIGIT: _DIGITS | {OTHER},
    sre.CATEGORY_NOT_DIGIT: ALL - _DIGITS,
    sre.CATEGORY_WORD: _WORD | {OTHER},
    sre.CATEGORY_NOT_WORD: ALL - _WORD,
    sre.CATEGORY_SPACE: _BLANK | {OTHER},
    sre.CATEGORY_NOT_SPACE: ALL - _BLANK,
}
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT)
_SINGLE = (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN)
# So many repeats of overlapping letters in a row are tried in all ways to share them out.
MANY_IN_A_ROW = 3
LONG = 10
_CLASSES = {
    sre.CATEGORY_DIGIT: "0 to 9",
    sre.CATEGORY_WORD: "letters, digits and _",
    sre.CATEGORY_SPACE: "blanks",
}


@lru_cache(maxsize=256)
def can_run_away(pattern: str) -> bool:
    """Return whether matching a regular expression may take time without end on a text that does not fit.

    Such a one repeats what is itself of several lengths and has no sign that parts one round from the next,
    has alternatives that begin alike in a repeat, or has three repeats of the same letters in a row. Some
    harmless ones of this build are among them.

    Examples
    --------
    >>> from analysttools.case.patterns import can_run_away
    >>> can_run_away("(a+)+$"), can_run_away("[a-z0-9]+([-+_][a-z0-9]+)*")
    (True, False)
    """
    try:
        return any(_is_risky(items) for items in _sequences(_parser.parse(pattern)))
    except RecursionError:
        return True


def describe_pattern(pattern: str) -> str:
    """Describe in words what a regular expression asks for; empty where no words would be clearer.

    Examples
    --------
    >>> from analysttools.case.patterns import describe_pattern
    >>> describe_pattern("[A-Z]{2}-[A-Z0-9]{1,3}")
    '2 characters out of A to Z, then "-", then 1 to 3 characters out of A to Z or 0 to 9'
    """
    try:
        words = _describe_items(_parser.parse(pattern))
    except (KeyError, RecursionError):
        return ""
    return words if len(words) <= 200 else ""


def _sequences(items: Any) -> Iterator[list[Any]]:
    """Yield every sequence of a parsed pattern: itself, and those in its groups, repeats and branches."""
    flat = list(_flat(items))
    yield flat
    for kind, value in flat:
        for inner in _inner(kind, value):
            yield from _sequences(inner)


def _flat(items: Any) -> Iterator[Any]:
    """Yield the items of a sequence, those of its groups in their place."""
    for kind, value in items:
        if kind is sre.SUBPATTERN:
            yield from _flat(value[-1])
        elif kind is sre.ATOMIC_GROUP:
            yield from _flat(value)
        else:
            yield kind, value


def _inner(kind: Any, value: Any) -> list[Any]:
    """Return the sequences within an item."""
    if kind in _REPEATS or kind is sre.POSSESSIVE_REPEAT:
        return [value[2]]
    if kind is sre.BRANCH:
        return list(value[1])
    if kind in (sre.ASSERT, sre.ASSERT_NOT):
        return [value[1]]
    if kind is sre.GROUPREF_EXISTS:
        return [one for one in value[1:] if one is not None]
    return []


def _is_risky(items: list[Any]) -> bool:
    """Return whether one sequence holds a repeat that can be shared out in many ways."""
    longs = [value for kind, value in items if kind in _REPEATS and value[1] >= LONG]
    if any(_is_ambiguous(list(_flat(value[2]))) for value in longs):
        return True
    row: list[frozenset[int]] = []
    for kind, value in items:
        letters = _letters([(kind, value)])
        if kind in _REPEATS and value[1] >= LONG:
            begins = _first(list(_flat(value[2])))
            row = [*row, letters] if any(begins & other for other in row) else [letters]
            if len(row) >= MANY_IN_A_ROW:
                return True
        elif kind in _SINGLE and not any(letters & other for other in row):
            row = []  # nothing before it can take its place
    return False


def _is_ambiguous(body: list[Any]) -> bool:
    """Return whether the rounds of a repeat of this body, or one round, can be read in several ways."""
    if any(_reads_twice(items) for items in _sequences(body)):
        return True
    for position, (kind, value) in enumerate(body):
        if kind in _SINGLE:
            others = body[:position] + body[position + 1 :]
            if not _letters([(kind, value)]) & _letters(others):
                return False  # one sign a round parts it from the next
    return any(not _is_fixed(kind, value) for kind, value in body)


def _reads_twice(items: list[Any]) -> bool:
    """Return whether alternatives begin alike, or two items of several lengths can share letters out."""
    reach: frozenset[int] = frozenset()  # what an item of several lengths before this one may have taken
    for kind, value in items:
        letters = _letters([(kind, value)])
        if kind is sre.BRANCH and _begin_alike(value[1]):
            return True
        if not _is_fixed(kind, value):
            if letters & reach:
                return True
            reach |= letters
        elif letters:
            reach = reach | letters if letters & reach else frozenset()
    return False


def _begin_alike(branches: list[Any]) -> bool:
    firsts = [_first(list(_flat(one))) for one in branches]
    return any(one & other or not (one or other) for one, other in combinations(firsts, 2))


def _first(items: list[Any]) -> frozenset[int]:
    """Return the letters with which a sequence may begin; none where it may be empty."""
    letters: frozenset[int] = frozenset()
    for kind, value in items:
        letters |= _letters([(kind, value)])
        if kind in _SINGLE or (kind in _REPEATS and value[0] > 0):
            return letters
    return frozenset()


def _is_fixed(kind: Any, value: Any) -> bool:
    """Return whether an item has one length and one way to match."""
    if kind in _REPEATS:
        return value[0] == value[1] and all(_is_fixed(*item) for item in _flat(value[2]))
    if kind is sre.BRANCH:
        ways = [list(_flat(one)) for one in value[1]]
        return not _begin_alike(ways) and all(
            _first(one) and all(_is_fixed(*item) for item in one) for one in ways
        )
    return kind in _SINGLE or kind is sre.AT


def _letters(items: Iterable[Any]) -> frozenset[int]:
    """Return the letters that a sequence may hold."""
    found: frozenset[int] = frozenset()
    for kind, value in items:
        if kind in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
            continue
        if kind is sre.GROUPREF:
            return ALL
        inner = _inner(kind, value)
        found |= _single(kind, value) if not inner else frozenset()
        for one in inner:
            found |= _letters(_flat(one))
    return found


def _single(kind: Any, value: Any) -> frozenset[int]:
    """Return the letters of one item, in both cases: a pattern may not mind them."""
    if kind is sre.LITERAL:
        letter = chr(value)
        return frozenset(min(ord(one), OTHER) for one in {letter, *letter.lower(), *letter.upper()})
    if kind is sre.NOT_LITERAL:
        return (ALL - {value}) | {OTHER}
    if kind is sre.RANGE:
        low, high = (min(end, OTHER) for end in value)
        return frozenset().union(*(_single(sre.LITERAL, one) for one in range(low, high + 1)))
    if kind is sre.CATEGORY:
        return _CATEGORIES.get(value, ALL)
    if kind is sre.IN:
        is_negated = value[0][0] is sre.NEGATE
        letters = frozenset().union(*(_single(*one) for one in value[is_negated:]))
        return (ALL - letters) | {OTHER} if is_negated else letters
    return ALL


def _describe_items(items: Any) -> str:
    """Return what a sequence asks for; KeyError where it holds what has no plain words."""
    parts: list[str] = []
    literal = ""
    for kind, value in _flat(items):
        if kind is sre.LITERAL:
            literal += chr(value)
            continue
        if literal:
            parts.append(f'"{literal}"')
            literal = ""
        if kind is not sre.AT:
            parts.append(_describe_item(kind, value))
    if literal:
        parts.append(f'"{literal}"')
    return ", then ".join(parts)


def _describe_item(kind: Any, value: Any) -> str:
    if kind is sre.BRANCH:
        return " or ".join(f"({_describe_items(one)})" for one in value[1])
    if kind not in _REPEATS:
        return f"one character {_describe_class(kind, value)}".strip()
    least, most, body = value
    many = (
        f"{least} or more" if most is sre.MAXREPEAT else str(most) if least == most else f"{least} to {most}"
    )
    if (least, most) == (0, 1):
        return f"perhaps ({_describe_items(body)})"
    inner = list(_flat(body))
    if len(inner) == 1 and inner[0][0] in _SINGLE:
        plural = "character" if most == 1 else "characters"
        return f"{many} {plural} {_describe_class(*inner[0])}".strip()
    return f"{many} times ({_describe_items(body)})"


def _describe_class(kind: Any, value: Any) -> str:
    """Return out of which letters one is taken."""
    if kind is sre.ANY:
        return "of any sort"
    if kind is sre.LITERAL:
        return f'"{chr(value)}"'
    if kind is sre.NOT_LITERAL:
        return f'other than "{chr(value)}"'
    if kind is not sre.IN:
        raise KeyError(kind)
    is_negated = value[0][0] is sre.NEGATE
    words = []
    for what, one in value[is_negated:]:
        if what is sre.LITERAL:
            words.append(chr(one))
        elif what is sre.RANGE:
            words.append(f"{chr(one[0])} to {chr(one[1])}")
        else:
            words.append(_CLASSES[one])
    return f"{'other than' if is_negated else 'out of'} {' or '.join(words)}"
