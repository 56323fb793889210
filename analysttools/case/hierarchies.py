"""What is part of what: the populations, measures and places of a case, as one table of pairs.

Belongs here: parts of parts, worked out once. Does not belong here: claims.
"""

from __future__ import annotations

import graphlib

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.case.profile import VOCABULARIES
from analysttools.columns import id_column, require_plain, take_columns

PAIRS = ["column", "part", "whole", "is_summand", "is_disjoint", "split"]


@checked()
def list_parts(
    populations: pd.DataFrame,
    measures: pd.DataFrame,
    places: pd.DataFrame,
    splits: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """List every part with every whole that it lies in, at any depth.

    Parameters
    ----------
    populations, measures : DataFrame
        Vocabularies: the id in the first column, and ``parts`` (ids separated by ``;``). Where the column
        ``parts_are`` is there and says "all", the parts make up the whole, each counted once; "disjoint":
        each is counted once, and there may be others.
    places : DataFrame
        Vocabulary: ``place_id``, and ``within`` (ids separated by ``;``).
    splits : DataFrame, optional
        Further lists of parts of one whole: ``split_id``, ``column`` ("measure" or "population"), ``whole``,
        ``parts`` and ``parts_are``. None: there are none.

    Returns
    -------
    DataFrame
        One row a pair, and one more for each further list that it stands in: ``column`` (the column of claims
        that holds the ids), ``part``, ``whole``; ``is_summand``, true where all parts of this list add up to
        the whole; ``is_disjoint``, true where no two parts of this list count anything twice; ``split``, the
        list ("parts" for that of the vocabulary). Parts of two lists are never added to each other.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.case.hierarchies import list_parts
    >>> measures = pd.DataFrame(
    ...     {
    ...         "measure_id": ["killed", "wounded", "killed_or_wounded", "casualties_all"],
    ...         "parts": [None, None, "killed;wounded", "killed_or_wounded"],
    ...         "parts_are": [None, None, "all", "some"],
    ...     }
    ... )
    >>> none = pd.DataFrame({"id": [], "parts": [], "within": []}, dtype="str")
    >>> pairs = list_parts(none, measures, none)[["column", "part", "whole", "is_summand"]]
    >>> print(pairs.to_string(index=False))
     column              part             whole  is_summand
    measure            killed    casualties_all       False
    measure            killed killed_or_wounded        True
    measure killed_or_wounded    casualties_all       False
    measure           wounded    casualties_all       False
    measure           wounded killed_or_wounded        True
    """
    pairs = []
    for column, vocabulary in (("population", populations), ("measure", measures)):
        direct = _read_lists(column, vocabulary, splits)
        closed = close_parts(direct, column).assign(is_summand=False, is_disjoint=False, split="parts")
        listed = direct[direct["are"].isin(["all", "disjoint"])]
        pairs.append(_mark_lists(closed, listed))
    within = _by_id(places, "place_id", "within")["within"].dropna().str.split(";").explode()
    direct = pd.DataFrame({"part": within.index, "whole": within.to_numpy()})
    pairs.append(close_parts(direct, "place_id").assign(is_summand=False, is_disjoint=False, split="parts"))
    truths = {"is_summand": bool, "is_disjoint": bool, "split": "str"}
    return pd.concat(pairs, ignore_index=True)[PAIRS].astype(truths)


def _read_lists(column: str, vocabulary: pd.DataFrame, splits: pd.DataFrame | None) -> pd.DataFrame:
    """Return each part with its whole, what the parts of the list are, and the list."""
    lists = _by_id(vocabulary, f"{column}_id", "parts").rename_axis("whole").reset_index()
    lists["split"] = "parts"
    if splits is not None:
        require_plain("list_parts (splits)", splits)
        splits = take_columns("list_parts (splits)", splits, VOCABULARIES["splits"])
        further = splits[splits["column"].eq(column)].rename(columns={"split_id": "split"})
        lists = pd.concat([lists, further], ignore_index=True)
    parts = lists["parts"].dropna().str.split(";").explode()
    rows = lists.reindex(columns=["whole", "parts_are", "split"]).loc[parts.index]
    return pd.DataFrame(
        {"part": parts.to_numpy(), "whole": rows["whole"].to_numpy(), "are": rows["parts_are"].to_numpy()}
    ).assign(split=rows["split"].to_numpy())


def _mark_lists(closed: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Mark the pairs in lists whose parts are counted once; a pair in several lists gets a row for each."""
    marks = listed.assign(is_summand=listed["are"].eq("all"), is_disjoint=True)
    marked = marks.merge(closed[["column", "part", "whole"]], on=["part", "whole"])
    known = pd.MultiIndex.from_frame(marked[["part", "whole"]])
    others = closed[~pd.MultiIndex.from_frame(closed[["part", "whole"]]).isin(known)]
    both = pd.concat([others, marked], ignore_index=True)
    return both.sort_values(["part", "whole", "split"], ignore_index=True)


def _by_id(vocabulary: pd.DataFrame, key: str, column: str) -> pd.DataFrame:
    """Return a vocabulary by its id, its list of ids as text."""
    require_plain("list_parts", vocabulary)
    if column not in vocabulary:
        there = ", ".join(map(str, vocabulary.columns))
        raise ValueError(f"list_parts: the column {column} is missing. There are: {there}")
    key = id_column(vocabulary, key)
    return take_columns("list_parts", vocabulary, [key, column, "parts_are"]).set_index(key)


def close_parts(direct: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the pairs of parts and wholes with the parts of parts, at any depth, each pair once."""
    names = pd.Index(pd.concat([direct["part"], direct["whole"]]).unique(), dtype="str").sort_values()
    part, whole = names.get_indexer(direct["part"]), names.get_indexer(direct["whole"])
    above: list[list[int]] = [[] for _ in names]
    for one, other in zip(part.tolist(), whole.tolist(), strict=True):
        above[one].append(other)
    wholes = [np.array(sorted(reached), dtype=int) for reached in _reach_upwards(above)]
    parts = np.repeat(np.arange(len(names)), [len(one) for one in wholes])
    reached = np.concatenate([*wholes, np.array([], dtype=int)])
    return pd.DataFrame({"part": names.take(parts), "whole": names.take(reached), "column": column})


def _reach_upwards(above: list[list[int]]) -> list[set[int]]:
    """Return everything above each part; wholes are worked out first, and so each of them once."""
    found: list[set[int]] = [set() for _ in above]
    try:
        for one in graphlib.TopologicalSorter(dict(enumerate(above))).static_order():
            found[one] = set(above[one]).union(*(found[whole] for whole in above[one]))
    except graphlib.CycleError:
        return [_reached(above, one) for one in range(len(above))]
    return found


def _reached(above: list[list[int]], start: int) -> set[int]:
    """Return everything above one part, the part itself where it lies in a circle."""
    found: set[int] = set()
    waiting = list(above[start])
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += above[one]
    return found
