"""What became of the outputs of a cell, in words: which claim, what was stored, what it is now.

Belongs here: the words of a failed regression. Does not belong here: running, and reading outputs.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import zip_longest

# More than these are counted, not told.
MOST_DIFFERENCES = 8
# Letters around what differs in a long line.
_AROUND = 30
_MARK = re.compile(r"(\S+) +([a-z_]+)(?: +(.*))?")
_HEAD = re.compile(r"Figure ([a-z0-9-]+): .*\nid +what +at +label(?:\n|$)")
Texts = Mapping[str, list[str]]


def describe_changes(stored: Texts, now: Texts, kinds: Mapping[str, str]) -> list[str]:
    r"""Describe what differs between the stored outputs of a cell and those of today, a sentence each.

    Parameters
    ----------
    stored, now : mapping of str and list of str
        Texts by kind, as `read_texts` gives them.
    kinds : mapping of str and str
        What the rows of figures are, by their ids: "claim", "event" and so on.

    Returns
    -------
    list of str
        What was stored stands before what it is now. None if nothing differs.

    Examples
    --------
    >>> from analysttools.notebooks.failures import describe_changes
    >>> figure = "Figure one: Title.\nid   what     at  label\nnyt  best  50000"
    >>> now = figure.replace("50000", "51000")
    >>> describe_changes({"text/plain": [figure]}, {"text/plain": [now]}, {"nyt": "claim"})
    ['claim nyt, best: stored 50000, now 51000']
    """
    told: list[str] = []
    for kind in _differing(stored, now):
        was, became = stored.get(kind, []), now.get(kind, [])
        if len(was) != len(became):
            told.append(f"outputs of the kind {kind}: stored {len(was)}, now {len(became)}")
        for one, other in zip(was, became, strict=False):
            if one != other:
                told += _describe_marks(one, other, kinds) or list(_describe_lines(one, other))
    more = len(told) - MOST_DIFFERENCES
    return [*told[:MOST_DIFFERENCES], f"and {more} more"] if more > 0 else told


def format_texts(stored: Texts, now: Texts) -> list[str]:
    """Write what differs line by line: what was stored after ``-``, what it is now after ``+``."""
    lines = []
    for kind in _differing(stored, now):
        former, later = ("\n".join(one.get(kind, [])).splitlines() for one in (stored, now))
        changed = list(difflib.unified_diff(former, later, n=1, lineterm=""))[2:]
        lines += [kind, *(f"{line[0]} {line[1:]}" for line in changed if not line.startswith("@@"))]
    return lines


def _differing(stored: Texts, now: Texts) -> list[str]:
    """Name the kinds of outputs that differ; HTML only where the text beside it does not."""
    kinds = [kind for kind in dict.fromkeys([*stored, *now]) if stored.get(kind) != now.get(kind)]
    return [kind for kind in kinds if kind != "text/html" or "text/plain" not in kinds]


def _describe_marks(was: str, now: str, kinds: Mapping[str, str]) -> list[str]:
    """Describe the marks that differ in the text of a figure; nothing if it is none, or no mark differs."""
    if not (_HEAD.match(was) and _HEAD.match(now)):
        return []
    former, later = _read_marks(was), _read_marks(now)
    return [
        f"{_name(ids, kinds)}, {part}: stored {former.get((ids, part), 'nothing')}, "
        f"now {later.get((ids, part), 'nothing')}"
        for ids, part in dict.fromkeys([*former, *later])
        if former.get((ids, part)) != later.get((ids, part))
    ]


def _read_marks(figure: str) -> dict[tuple[str, str], str]:
    """Read where the marks of a figure are and what they are labelled, by row and part of it."""
    marks: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in figure.splitlines()[2:]:
        if mark := _MARK.fullmatch(line):
            marks[mark[1], mark[2]].append(" ".join((mark[3] or "").split()) or "there")
    return {mark: "; ".join(where) for mark, where in marks.items()}


def _name(ids: str, kinds: Mapping[str, str]) -> str:
    """Name the row of a mark, or the first of several."""
    first, *others = ids.split(";")
    kind = kinds.get(first, "")
    more = f" and {len(others)} more" if others else ""
    return f"{kind}{'s' if kind and others else ''} {first}{more}".strip()


def _describe_lines(was: str, now: str) -> Iterator[str]:
    """Describe lines that differ, numbered from 1."""
    pairs = zip_longest(was.splitlines(), now.splitlines())
    for number, (one, other) in enumerate(pairs, start=1):
        if one != other:
            former, later = _shorten(one, other)
            yield f"line {number}: stored {former}, now {later}"


def _shorten(one: str | None, other: str | None) -> tuple[str, str]:
    """Quote two lines from a little before to a little after what differs in them."""
    if one is None or other is None:
        return ("nothing" if one is None else f'"{one}"', "nothing" if other is None else f'"{other}"')
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    ends = zip(reversed(one[start:]), reversed(other[start:]), strict=False)
    same = next((at for at, (a, b) in enumerate(ends) if a != b), min(len(one), len(other)) - start)
    begin = max(start - _AROUND, 0)

    def quote(line: str) -> str:
        end = len(line) - max(same - _AROUND, 0)
        return f'"{"…" if begin else ""}{line[begin:end]}{"…" if end < len(line) else ""}"'

    return quote(one), quote(other)
