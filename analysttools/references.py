"""Cells that hold a list of ids: parts, places within places, repeats of claims.

Belongs here: what a foreign key of a Table Schema cannot say. Does not belong here: single keys
(``checks.py``).
"""

from __future__ import annotations

import contextlib
import graphlib
from collections.abc import Iterator, Mapping

import pandas as pd

from analysttools.errors import Fault, quoted, suggestions

# Rounds of leaving out edges before the exact search: chains of repeats are short.
ROUNDS = 12
LONGEST = 12
# Columns that hold a list of ids, parted by semicolons: table, column, table they point to.
LIST_COLUMNS = [
    ("populations", "parts", "populations"),
    ("measures", "parts", "measures"),
    ("places", "within", "places"),
    ("claims", "derived_from", "claims"),
    ("claims", "supersedes", "claims"),
]


def check_lists(frames: Mapping[str, pd.DataFrame]) -> Iterator[Fault]:
    """Check that each id in a list is known, and that no list leads back to itself.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        The tables of a case by name; the first column of each is its id.

    Yields
    ------
    Fault
        ``file`` is the name of the table.
    """
    for table, column, target in LIST_COLUMNS:
        frame = frames[table]
        ids = frame[frame.columns[0]]
        parts = frame[column].dropna().str.split(";").explode()
        known = frames[target][frames[target].columns[0]]
        wrong = parts[~parts.isin(known)]
        hints = suggestions(wrong, known)
        for row, part in wrong.items():
            yield Fault(
                "unknown-reference",
                table,
                f"{quoted(part)} is not an id of {target}",
                hints.get(part, "") + "Correct the id; several are parted by ; without blanks",
                row=int(str(row)),
                column=column,
                id=str(ids[row]),
            )
        yield from _cycles(table, column, ids, parts)


def _cycles(table: str, column: str, ids: pd.Series, parts: pd.Series) -> Iterator[Fault]:
    """Report each circle of references once, at one of its rows."""
    edges = pd.DataFrame({"source": ids.reindex(parts.index), "target": parts})
    for _ in range(ROUNDS):  # what leads only to rows that lead nowhere is in no circle
        edges = edges[edges["target"].isin(edges["source"])]
    onward: dict[str, list[str]] = {}
    row_of: dict[str, int] = {}
    for row, source, target in zip(edges.index, edges["source"], edges["target"], strict=True):
        onward.setdefault(source, []).append(target)
        row_of.setdefault(source, int(row))
    for circle in find_circles(onward):
        yield Fault(
            "cycle",
            table,
            say_circle(column, circle),
            f"Take one of these ids out of {column}",
            row=row_of[circle[0]],
            column=column,
            id=circle[0],
        )


def find_circles(onward: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """Find circles: sort topologically, then follow what could not be sorted.

    Parameters
    ----------
    onward : mapping of str to list of str
        Where each id leads.

    Yields
    ------
    list of str
        The ids of a circle in order, the first once more at the end.

    Examples
    --------
    >>> from analysttools.references import find_circles
    >>> list(find_circles({"a": ["b"], "b": ["a"], "c": ["a"]}))
    [['a', 'b', 'a']]
    """
    sorter = graphlib.TopologicalSorter(onward)
    blocked = set(onward)
    with contextlib.suppress(graphlib.CycleError):
        sorter.prepare()
    while ready := sorter.get_ready():
        blocked.difference_update(ready)
        sorter.done(*ready)
    seen: set[str] = set()
    for start in sorted(blocked):
        path: list[str] = []
        step = start
        while step not in seen:
            seen.add(step)
            path.append(step)
            step = next(target for target in onward[step] if target in blocked)
        if step in path:
            yield [*path[path.index(step) :], step]


def say_circle(column: str, circle: list[str]) -> str:
    """Say which ids lead in a circle; the middle of a long one is left out."""
    if len(circle) > LONGEST:
        circle = [*circle[: LONGEST // 2], f"({len(circle) - LONGEST} more)", *circle[-LONGEST // 2 :]]
    return f"{column} leads in a circle: {' > '.join(circle)}"
