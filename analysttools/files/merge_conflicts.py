"""What git leaves in a file where two people changed the same lines, and how to mend it.

Belongs here: finding the marks, the advice. Does not belong here: what the file should hold.
"""

from __future__ import annotations

from typing import NamedTuple


class Conflict(NamedTuple):
    """A piece of a file that two versions have differently: lines from 1, and what git calls the versions."""

    first: int
    last: int
    ours: str
    theirs: str


def find_conflicts(content: bytes) -> list[Conflict]:
    r"""Return the unsolved conflicts of a file.

    Examples
    --------
    >>> from analysttools.files.merge_conflicts import find_conflicts
    >>> find_conflicts(b"a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n")
    [Conflict(first=2, last=6, ours='HEAD', theirs='other')]
    """
    if b"<<<<<<<" not in content:
        return []
    found, first, ours, has_middle = [], 0, "", False
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        mark, words = line[:7], line[7:].decode("utf-8", "replace").strip()
        if mark == b"<<<<<<<":
            first, ours, has_middle = number, words, False
        elif mark == b"=======" and first and not words:
            has_middle = True
        elif mark == b">>>>>>>" and has_middle:
            found.append(Conflict(first, number, ours, words))
            first, has_middle = 0, False
    return found


def describe_conflicts(conflicts: list[Conflict]) -> str:
    """Say where the conflicts of a file stand, and between what.

    Examples
    --------
    >>> from analysttools.files.merge_conflicts import Conflict, describe_conflicts
    >>> describe_conflicts([Conflict(2, 6, "HEAD", "other"), Conflict(9, 13, "HEAD", "other")])
    'unsolved merge conflicts between HEAD and other, lines 2 to 6 and 9 to 13'
    """
    lines = " and ".join(f"{one.first} to {one.last}" for one in conflicts[:3])
    more = f" and {len(conflicts) - 3} more" if len(conflicts) > 3 else ""
    noun = "an unsolved merge conflict" if len(conflicts) == 1 else "unsolved merge conflicts"
    return f"{noun} between {conflicts[0].ours} and {conflicts[0].theirs}, lines {lines}{more}"


def advise(name: str) -> str:
    """Return the commands that mend a file with conflicts.

    Examples
    --------
    >>> from analysttools.files.merge_conflicts import advise
    >>> advise("claims.csv")[:53]
    'Keep your version with git checkout --ours claims.csv'
    """
    return (
        f"Keep your version with git checkout --ours {name}, theirs with git checkout --theirs {name}, or "
        "what both have by taking out the lines of the marks (<<<<<<<, =======, >>>>>>>); then git add "
        f"{name}. git merge --abort goes back to before the merge"
    )
