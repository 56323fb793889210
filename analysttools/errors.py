"""Exception types, the record of one fault, and how faults are worded.

Belongs here: what every other module needs to say what went wrong. Does not belong here: any
knowledge of a table, a date or a chart.
"""

from __future__ import annotations

import difflib
import math
import re
import string
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 20
# The attributes of a fault that are said in its words.
_WORDS = ("problem", "found", "expected", "advice")
# So many names stand in one sentence.
LISTED = 3
# So many letters of each end of a very long path stand in a message.
PATH_END = 100
# More known words than this are not all compared with a wrong one.
MANY = 2000
# What Unicode will never give a meaning to: the last two of each plane, and thirty-two more.
_NEVER = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
# What no file of text should hold: control characters but for tabs and line ends, halves of characters.
HALVES = "\ud800-\udfff"
UNWRITABLE = f"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{HALVES}{_NEVER}"
# What is not seen, or turns about what is: marks of direction and of no width, breaks of lines, fillers.
UNSEEN = (
    "\t\n\r\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
# What separates lines and words in a text of several lines.
BREAKS = "\t\n\r"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a file: what, where, found, expected, what to do.

    Attributes
    ----------
    kind : str
        Short name of the rule that is broken, such as ``unknown-reference``.
    file : str
        Path of the file as the user gave it.
    problem, advice : str
        What is wrong and what to do, each a sentence without its full stop.
    row : int or None
        Position of the record below the header, from 0; None for the file as a whole.
    line : int or None
        Line of the file on which the record starts, from 1. Quoted line breaks are counted.
    column, id, found, expected : str or None
        None where the fault is not about one column, one row, one value.
    """

    kind: str
    file: str
    problem: str
    advice: str = ""
    row: int | None = None
    line: int | None = None
    column: str | None = None
    id: str | None = None
    found: str | None = None
    expected: str | None = None

    def __str__(self) -> str:
        """Return the fault as one line of plain words."""
        where = [shorten(self.file)]
        if self.line is not None:
            where.append(f"line {self.line}")
        if self.column is not None:
            where.append(f"column {self.column}")
        place = ", ".join(where) + (f" ({self.id})" if self.id else "")
        return f"{escape(place)}: {self.sentences}"

    @property
    def sentences(self) -> str:
        """What is wrong, found and expected, and what to do, without the place."""
        return escape(f"{self.problem}.{_format_sentences(self, set(_WORDS))}")


class DataError(ValueError):
    """A data folder that cannot be used as it stands.

    Attributes
    ----------
    faults : list of Fault
        Every fault that was found, not only those that the message shows.
    """

    def __init__(self, where: str, faults: Sequence[Fault], command: str = "") -> None:
        self.faults = list(faults)
        super().__init__(report(where, self.faults, command))

    def to_frame(self) -> pd.DataFrame:
        """Return the faults as a frame, one row a fault, columns as the fields of `Fault`."""
        return faults_frame(self.faults)


class NotComparableError(ValueError):
    """Claims that count different things were to share an axis, a difference or a consensus."""

    @classmethod
    def of(cls, one: pd.Series, other: pd.Series, scope: Sequence[str]) -> NotComparableError:
        """Name two claims and what differs between them, in one sentence."""
        differing = [name for name in scope if str(one[name]) != str(other[name])] or list(scope)
        if "kind" in differing and "stock" in (one["kind"], other["kind"]):
            # No period of a stock could meet one of a total: theirs is no cause of its own.
            differing = [name for name in differing if name != "period"]
        names = ", ".join(name.removesuffix("_id") for name in differing)
        counted = [_describe_counted(claim, differing) for claim in (one, other)]
        return cls(f"{counted[0]}; {counted[1]}: not comparable ({names})")


# How a sentence goes on after "counts killed", for each respect that a claim states, or does not state.
_STATED = {
    "population": ("of {}", "of which population"),
    "place_id": ("in {}", "in which place"),
    "kind": ("as a {}", "of which kind"),
    "period": ("for {}", "for which period"),
    "claimant_id": ("by the word of {}", "who says so"),
}
# What a kind is called in a sentence.
_KINDS = {"cumulative": "total"}


def _describe_counted(claim: pd.Series, respects: Sequence[str]) -> str:
    """Return what a claim counts, in these respects: "nis counts killed of dprk as a total"."""
    stated, silent = [], []
    for name in respects:
        if name in _STATED:
            said, unsaid = _STATED[name]
            is_said = not _is_missing(claim[name])
            stated += [said.format(_KINDS.get(claim[name], claim[name]))] * is_said
            silent += [unsaid] * (not is_said)
    measure = claim.get("measure")
    counts = "counts what it does not name" if _is_missing(measure) else f"counts {measure}"
    sentence = " ".join([str(claim["claim_id"]), counts, *stated])
    return sentence + (f", but does not say {' and '.join(silent)}" if silent else "")


def _is_missing(cell: object) -> bool:
    return cell is None or cell != cell  # NaN differs from itself


class ExtraMissingError(ImportError):
    """A part of the toolkit that needs a package which is not installed."""

    def __init__(self, package: str, purpose: str, extra: str = "notebooks") -> None:
        needed = {
            "notebooks": "what notebooks need",
            "front": "what maps need",
            "tables": "what workbooks need",
        }
        super().__init__(
            f'The package "{package}" is needed to {purpose} and is not installed. '
            f'Install {needed[extra]}, from the folder of the toolkit: pip install ".[{extra}]"'
        )


def faults_frame(faults: Iterable[Fault]) -> pd.DataFrame:
    """Turn faults into a frame, one row a fault.

    Examples
    --------
    >>> from analysttools.errors import Fault, faults_frame
    >>> faults_frame([Fault("wrong-type", "claims.csv", "not a number", line=3)]).shape
    (1, 10)
    """
    import pandas as pd

    return pd.DataFrame([vars(fault) for fault in faults], columns=list(Fault.__annotations__))


def rows_where(frame: pd.DataFrame, is_wrong: pd.Series) -> pd.DataFrame:
    """Return the rows where `is_wrong` is true; at once where none is, as in a case without a fault.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.errors import rows_where
    >>> frame = pd.DataFrame({"claim_id": ["a", "b"], "low": [3, 4]})
    >>> len(rows_where(frame, frame["low"] > 9)), len(rows_where(frame, frame["low"] > 3))
    (0, 1)
    """
    return frame[is_wrong] if is_wrong.to_numpy(dtype=bool).any() else frame.iloc[:0]


def row_faults(
    kind: str, table: str, wrong: pd.DataFrame, column: str, problem: str, advice: str
) -> Iterator[Fault]:
    """Yield one fault for each row; ``{column}`` in `problem` is filled in.

    The first column of the frame is its id, its index the position of each row in the table.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.errors import row_faults
    >>> claims = pd.DataFrame({"claim_id": ["a", "b"], "low": [3.0, 30.0], "best": [5.0, 20.0]})
    >>> wrong = claims[claims["low"] > claims["best"]]
    >>> problem = "low ({low}) is greater than best ({best})"
    >>> print(*row_faults("order", "claims", wrong, "low", problem, "Order them"))
    claims, column low (b): low (30) is greater than best (20). Order them.
    """
    if wrong.empty:
        return
    names = [name for _, name, _, _ in string.Formatter().parse(problem) if name]
    wrong = wrong[[wrong.columns[0], *names]]
    for row, identity, *values in zip(
        wrong.index, *(wrong.iloc[:, i] for i in range(wrong.shape[1])), strict=True
    ):
        words = problem.format_map(dict(zip(names, map(_format_cell, values), strict=True)))
        yield Fault(kind, table, words, advice, int(row), None, column, str(identity))


def _format_cell(value: object) -> str:
    if isinstance(value, float):
        return "nothing" if math.isnan(value) else f"{value:.15g}"
    return str(value)


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Sort faults by file, line and column.

    Examples
    --------
    >>> from analysttools.errors import Fault, in_order
    >>> faults = [Fault("blank-row", "x.csv", "it is blank", line=line) for line in (3, 2)]
    >>> [fault.line for fault in in_order(faults)]
    [2, 3]
    """
    return sorted(faults, key=lambda fault: (fault.file, fault.line or 0, fault.column or ""))


def format_faults(faults: Iterable[Fault]) -> list[str]:
    r"""Format faults, one a line; those of one kind in one column stand under a common head.

    Examples
    --------
    >>> from analysttools.errors import Fault, format_faults
    >>> one = Fault("blank-row", "x.csv", "it is blank", "Take it out", line=2)
    >>> other = Fault("blank-row", "x.csv", "it is blank", "Take it out", line=7)
    >>> print(*format_faults([one, other]), sep="\n")
    x.csv: it is blank (2 times). Take it out.
        line 2
        line 7
    """
    groups: dict[tuple[str, ...], list[Fault]] = {}
    for fault in in_order(faults):
        groups.setdefault((fault.file, fault.kind, fault.column or ""), []).append(fault)
    return [line for group in groups.values() for line in _format_group(group)]


def _format_group(group: Sequence[Fault]) -> list[str]:
    """Format what all faults of a group share as a head, and the rest as one indented line each."""
    first = group[0]
    if len(group) == 1 or any(fault.line is None for fault in group):
        return [str(fault) for fault in group]
    common = {name for name in _WORDS if len({getattr(fault, name) for fault in group}) == 1}
    where = shorten(first.file) + (f", column {first.column}" if first.column else "")
    problem = first.problem if "problem" in common else first.kind.replace("-", " ")
    head = f"{where}: {problem} ({len(group)} times)." + _format_sentences(first, common - {"problem"})
    lines = [
        f"    line {fault.line}" + (f" ({fault.id})" if fault.id else "") + _format_own(fault, common)
        for fault in group
    ]
    return [escape(head), *map(escape, lines)]


def _format_own(fault: Fault, common: set[str]) -> str:
    """Format what one fault of a group does not share with the others."""
    own = set(_WORDS) - common
    said = (f" {fault.problem}." if "problem" in own else "") + _format_sentences(fault, own - {"problem"})
    return f":{said}" if said else ""


def _format_sentences(fault: Fault, names: set[str]) -> str:
    """Format what was found, what was expected and what to do, of these the parts that are named."""
    said = {
        "found": f" Found {fault.found}.",
        "expected": f" Expected {fault.expected}.",
        "advice": f" {fault.advice}.",
    }
    return "".join(said[name] for name in said if name in names and getattr(fault, name))


def report(where: str, faults: Sequence[Fault], command: str = "") -> str:
    """Format many faults: how many in how many kinds, then the first of them by file and line.

    `command` is what prints them all, if there is one.

    Examples
    --------
    >>> from analysttools.errors import Fault, report
    >>> print(report("data", [Fault("empty", "data/claims.csv", "the file is empty")]))
    data has 1 fault:
    data/claims.csv: the file is empty.
    """
    kinds = len({fault.kind for fault in faults})
    count = f"{len(faults)} fault" + ("s" if len(faults) != 1 else "")
    head = f"{escape(shorten(where))} has {count}" + (f" in {kinds} kinds" if kinds > 1 else "")
    if len(faults) > SHOWN:
        also = f", or: {shorten(command)}" if command else ""
        head += f" (first {SHOWN} below; all in error.faults{also})"
    return "\n".join([head + ":", *map(str, in_order(faults)[:SHOWN])])


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """Suggest the nearest known word, as a sentence; empty if none is near.

    Among very many known words only those with the same beginning are compared.

    Examples
    --------
    >>> from analysttools.errors import did_you_mean
    >>> did_you_mean("kiled", ["killed", "wounded"])
    'Did you mean "killed"? '
    """
    words = list(known)
    if len(words) > MANY:
        words = [word for word in words if word[:4] == wrong[:4] and abs(len(word) - len(wrong)) < 4]
    near = difflib.get_close_matches(wrong, words[:MANY], n=1, cutoff=0.7)
    return f'Did you mean "{near[0]}"? ' if near else ""


def suggestions(wrong: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Suggest the nearest known word for each distinct wrong one; for the first `SHOWN` of them only.

    Examples
    --------
    >>> from analysttools.errors import suggestions
    >>> suggestions(["kiled", "kiled"], ["killed"])
    {'kiled': 'Did you mean "killed"? '}
    """
    asked = list(dict.fromkeys(wrong))[:SHOWN]
    words = list(known) if asked else []
    return {one: did_you_mean(one, words) for one in asked}


def escape(text: str, keep: str = "") -> str:
    r"""Write what is not seen in a text, or would take over a terminal or a page, as Python writes it.

    Control characters, marks of direction and of no width, halves of characters and what no XML can hold
    become ``\x1b``, ``\u202e`` and so on. Everything that prints stays, also blanks that do not break.

    Parameters
    ----------
    text : str
        Any text, from a cell, a name of a file, another program.
    keep : str, optional
        Characters that stay, such as a line end where lines are meant.

    Examples
    --------
    >>> from analysttools.errors import escape
    >>> print(escape("Kursk" + chr(27) + "[2J" + chr(0x202E) + "0001"))
    Kursk\x1b[2J\u202e0001
    """
    return _hidden_but(keep).sub(lambda found: _written(found[0]), text)


@contextmanager
def escape_messages() -> Iterator[None]:
    r"""Escape what is not seen in the message of an error that passes, and of those that led to it.

    Examples
    --------
    >>> from analysttools.errors import escape_messages
    >>> with escape_messages():
    ...     raise ValueError("found " + chr(27) + "[31m")
    Traceback (most recent call last):
    ...
    ValueError: found \x1b[31m
    """
    try:
        yield
    except Exception as error:
        passing: BaseException | None = error
        done: set[int] = set()
        while passing is not None and id(passing) not in done:
            done.add(id(passing))
            passing.args = tuple(
                escape(one, keep="\n") if isinstance(one, str) else one for one in passing.args
            )
            passing = passing.__cause__ or passing.__context__
        raise


@cache
def _hidden_but(keep: str) -> re.Pattern[str]:
    return re.compile(f"[{UNWRITABLE}{''.join(one for one in UNSEEN if one not in keep)}]")


def _written(letter: str) -> str:
    return letter.encode("unicode_escape").decode()


def describe_list(names: Iterable[object], shown: int = LISTED, between: str = ", ") -> str:
    """List the first names and count the others.

    Examples
    --------
    >>> from analysttools.errors import describe_list
    >>> describe_list(["a", "b"]), describe_list("abcde")
    ('a, b', 'a, b, c and 2 more')
    """
    words = list(map(str, names))
    more = f" and {len(words) - shown:,} more" if len(words) > shown else ""
    return between.join(words[:shown]) + more


def shorten(path: str) -> str:
    """Shorten a very long path in the middle, so that a message stays one that can be read.

    Examples
    --------
    >>> from analysttools.errors import shorten
    >>> shorten("data/claims.csv"), len(shorten("folder/" * 100))
    ('data/claims.csv', 205)
    """
    if len(path) <= 2 * PATH_END + 40:
        return path
    return f"{path[:PATH_END]} ... {path[-PATH_END:]}"


def quoted(value: object, limit: int = 60) -> str:
    """Show a value in quotes, shortened in the middle, with unseen characters and odd blanks made visible.

    Examples
    --------
    >>> from analysttools.errors import quoted
    >>> len(quoted("tab" + chr(9)))
    7
    """
    text = "".join(letter if letter.isprintable() else _written(letter) for letter in escape(str(value)))
    if len(text) > limit:
        text = f"{text[: limit // 2]} ... {text[-limit // 3 :]}"
    return f'"{text}"'
