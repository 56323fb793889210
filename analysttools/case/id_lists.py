"""Cells that hold a list of ids: parts, places within places, repeats of claims.

Belongs here: what a foreign key of a Table Schema cannot say. Does not belong here: single keys
(``cell_checks.py``).
"""

from __future__ import annotations

import contextlib
import graphlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysttools.case.lookalikes import describe_letter
from analysttools.errors import Fault, quoted, suggestions

# Rounds of leaving out edges before the exact search: chains of repeats are short.
ROUNDS = 12
LONGEST = 12
LISTED = ["parts", "parts_are"]
ADVICE = "Correct the id; several are separated by ; without blanks"
# Columns that hold a list of ids, separated by semicolons: table, column, table they point to.
LIST_COLUMNS = [
    ("populations", "parts", "populations"),
    ("measures", "parts", "measures"),
    ("places", "within", "places"),
    ("claims", "derived_from", "claims"),
    ("claims", "supersedes", "claims"),
    ("claims", "share_of", "claims"),
]


def find_rows(values: pd.Series, ids: pd.Series) -> np.ndarray:
    """Return in which row each text stands among ids, from 0; the first of several, -1 where there is none.

    Parameters
    ----------
    values, ids : Series of str
        Looked up through codes: `isin` of many texts is slow where pyarrow is installed.

    Returns
    -------
    array of int
        As long as `values`.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.case.id_lists import find_rows
    >>> ids = pd.Series(["a", "b", None], dtype="str")
    >>> find_rows(pd.Series(["b", "c", None], dtype="str"), ids).tolist()
    [1, -1, -1]
    """
    if values.empty:
        return np.empty(0, dtype=int)
    codes, distinct = pd.factorize(pd.concat([ids, values], ignore_index=True))
    row_of = np.full(len(distinct) + 1, -1)
    row_of[codes[: len(ids)][::-1]] = np.arange(len(ids))[::-1]
    row_of[-1] = -1  # what is missing has the code -1
    return np.asarray(row_of[codes[len(ids) :]])


def is_among(values: pd.Series, known: pd.Series) -> pd.Series:
    """Tell of each text whether it is one of those known; what is missing is not.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.case.id_lists import is_among
    >>> is_among(pd.Series(["a", "b", None], dtype="str"), pd.Series(["b", None], dtype="str")).tolist()
    [False, True, False]
    """
    return pd.Series(find_rows(values, known) >= 0, index=values.index)


def split_lists(cells: pd.Series) -> pd.Series:
    """Return one row an id of each list, with the index of its cell.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.case.id_lists import split_lists
    >>> list(split_lists(pd.Series(["a;b", None, "c"], dtype="str")).items())
    [(0, 'a'), (0, 'b'), (2, 'c')]
    """
    there = cells.dropna()
    is_list = there.str.contains(";", regex=False)
    if not is_list.any():
        return there
    single = there[is_list].str.split(";").explode()
    return pd.concat([there[~is_list], single.astype(there.dtype)]).sort_index(kind="stable")


def _check_splits(frames: Mapping[str, pd.DataFrame]) -> Iterator[Fault]:
    """Check that each further list of parts names rows of the vocabulary that it is about, and is another."""
    splits = frames.get("splits")
    for column, target in (("measure", "measures"), ("population", "populations")):
        if splits is not None:
            rows = splits[splits["column"].eq(column)]
            for name in ("whole", "parts"):
                yield from _unknown_ids("splits", rows, name, frames[target], target)
                yield from _ids_named_twice("splits", rows, name)
            yield from _splits_in_circles(rows, frames[target], target)
            yield from _lists_at_odds(rows, frames[target])


def _splits_in_circles(splits: pd.DataFrame, vocabulary: pd.DataFrame, target: str) -> Iterator[Fault]:
    """Report each circle that a further list of parts closes."""
    ids = vocabulary[vocabulary.columns[0]]
    onward: dict[str, list[str]] = {}
    for row, part in split_lists(vocabulary["parts"]).items():
        onward.setdefault(ids[row], []).append(part)
    if any(find_circles(onward)):  # it is reported at the vocabulary
        return
    for row, part in split_lists(splits["parts"]).items():
        onward.setdefault(splits.at[row, "whole"], []).append(part)
    for circle in find_circles(onward):
        row = splits.index[splits["whole"].isin(circle)][0]
        advice = f"Take one of these ids out of parts, here or in {target}"
        problem = describe_circle("parts", circle)
        yield Fault("cycle", "splits", problem, advice, row=int(row), column="parts", id=_id_of(splits, row))


def _lists_at_odds(splits: pd.DataFrame, vocabulary: pd.DataFrame) -> Iterator[Fault]:
    """Report each further list of the same parts of the same whole that has another parts_are."""
    own = vocabulary.assign(whole=vocabulary[vocabulary.columns[0]]).reindex(columns=["whole", *LISTED])
    known: dict[tuple[str, frozenset[str]], str] = {}
    for whole, parts, kind in own.dropna().itertuples(index=False):
        known[whole, frozenset(parts.split(";"))] = kind
    for row, whole, parts, kind in splits[["whole", *LISTED]].dropna().itertuples():
        before = known.setdefault((whole, frozenset(parts.split(";"))), kind)
        if before != kind:
            yield Fault(
                "list-at-odds",
                "splits",
                f"these parts of {quoted(whole)} are {quoted(kind)}, but {quoted(before)} in an earlier list",
                "Take one of the lists out, or correct parts_are",
                row=int(row),
                column="parts_are",
                id=_id_of(splits, row),
            )


def _parts_of_another_unit(frames: Mapping[str, pd.DataFrame]) -> Iterator[Fault]:
    """Report each measure that counts something else than the measure that it is said to be part of."""
    measures = frames["measures"]
    unit_of = measures.drop_duplicates("measure_id").set_index("measure_id")["unit"].dropna().to_dict()
    lists = [("measures", measures, "measure_id")]
    if "splits" in frames:
        splits = frames["splits"]
        lists.append(("splits", splits[splits["column"].eq("measure")], "whole"))
    for table, frame, whole in lists:
        for row, part in split_lists(frame["parts"]).items():
            unit, of_part = unit_of.get(frame.at[row, whole]), unit_of.get(part)
            if unit and of_part and unit != of_part:
                yield Fault(
                    "parts-of-another-unit",
                    table,
                    f"{quoted(part)} counts {of_part}, but the whole counts {unit}",
                    "Take it out, or correct the unit in measures",
                    row=int(str(row)),
                    column="parts",
                    id=_id_of(frame, row),
                )


def _id_of(frame: pd.DataFrame, row: Any) -> str | None:
    found = frame.at[row, frame.columns[0]]
    return None if pd.isna(found) else str(found)


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
        if column not in frame:
            continue
        yield from _unknown_ids(table, frame, column, frames[target], target)
        yield from _ids_named_twice(table, frame, column)
        yield from _cycles(table, column, frame[frame.columns[0]], split_lists(frame[column]))
    yield from _check_splits(frames)
    yield from _parts_of_another_unit(frames)


def _ids_named_twice(table: str, frame: pd.DataFrame, column: str) -> Iterator[Fault]:
    """Report each id that stands twice in one list: it would be counted twice, or is a slip for another."""
    parts = split_lists(frame[column]).dropna()
    is_again = pd.DataFrame({"row": parts.index, "part": parts.to_numpy()}).duplicated().to_numpy(bool)
    for row, part in parts[is_again].items():
        yield Fault(
            "id-named-twice",
            table,
            f"{quoted(part)} is in the list twice",
            "Take one of them out, or correct it to the id that was meant",
            row=int(str(row)),
            column=column,
            id=str(frame.at[row, frame.columns[0]]),
        )


def _unknown_ids(
    table: str, frame: pd.DataFrame, column: str, vocabulary: pd.DataFrame, target: str
) -> Iterator[Fault]:
    """Report each id of a list that the vocabulary does not have."""
    ids, known = frame[frame.columns[0]], vocabulary[vocabulary.columns[0]].dropna()
    parts = split_lists(frame[column])
    wrong = parts[~is_among(parts, known)]
    hints = suggestions(wrong, known)
    for row, part in wrong.items():
        yield Fault(
            "unknown-reference",
            table,
            f"{quoted(part)} is not an id of {target}",
            describe_letter(part, hints.get(part, "")) + hints.get(part, "") + ADVICE,
            row=int(str(row)),
            column=column,
            id=None if pd.isna(ids[row]) else str(ids[row]),
        )


def _cycles(table: str, column: str, ids: pd.Series, parts: pd.Series) -> Iterator[Fault]:
    """Report each circle of references once, at one of its rows."""
    if parts.empty:
        return
    source, target = parts.index.to_numpy(), find_rows(parts, ids)
    for _ in range(ROUNDS):  # what leads only to rows that lead nowhere is in no circle
        has_more = np.zeros(len(ids) + 1, dtype=bool)
        has_more[source] = True
        has_more[-1] = False  # no row of this table
        source, target = source[has_more[target]], target[has_more[target]]
    onward: dict[str, list[str]] = {}
    row_of: dict[str, int] = {}
    for row, to in zip(source.tolist(), target.tolist(), strict=True):
        onward.setdefault(ids[row], []).append(ids[to])
        row_of.setdefault(ids[row], row)
    for circle in find_circles(onward):
        yield Fault(
            "cycle",
            table,
            describe_circle(column, circle),
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
    >>> from analysttools.case.id_lists import find_circles
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


def describe_circle(column: str, circle: list[str]) -> str:
    """Return which ids lead in a circle; the middle of a long one is left out."""
    if len(circle) > LONGEST:
        circle = [*circle[: LONGEST // 2], f"({len(circle) - LONGEST} more)", *circle[-LONGEST // 2 :]]
    return f"{column} leads in a circle: {' > '.join(circle)}"
