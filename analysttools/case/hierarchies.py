"""What is part of what: the populations, measures and places of a case, as one table of pairs.

Belongs here: parts of parts, worked out once. Does not belong here: claims.
"""

from __future__ import annotations

import graphlib

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.columns import id_column, require_plain, take_columns

COLUMNS = ["column", "part", "whole", "is_summand"]


@checked()
def list_parts(populations: pd.DataFrame, measures: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """List every part with every whole that it lies in, at any depth.

    Parameters
    ----------
    populations, measures : DataFrame
        Vocabularies: the id in the first column, and ``parts`` (ids parted by ``;``). Where the column
        ``parts_are`` is there and says "all", the parts make up the whole, each counted once.
    places : DataFrame
        Vocabulary: ``place_id``, and ``within`` (ids parted by ``;``).

    Returns
    -------
    DataFrame
        One row a pair: ``column`` (the column of claims that holds the ids), ``part``, ``whole`` and
        ``is_summand``, true where all parts of this whole add up to it and this is one of them.

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
    >>> print(list_parts(none, measures, none).to_string(index=False))
     column              part             whole  is_summand
    measure            killed    casualties_all       False
    measure            killed killed_or_wounded        True
    measure killed_or_wounded    casualties_all       False
    measure           wounded    casualties_all       False
    measure           wounded killed_or_wounded        True
    """
    pairs = []
    for column, vocabulary in (("population", populations), ("measure", measures)):
        lists = _by_id(vocabulary, f"{column}_id", "parts")
        parts = lists["parts"].dropna().str.split(";").explode()
        adds_up = lists.get("parts_are", pd.Series(index=lists.index, dtype="str")).eq("all")
        direct = pd.DataFrame({"part": parts.to_numpy(), "whole": parts.index})
        pairs.append(close_parts(direct, column, direct[direct["whole"].map(adds_up).astype(bool)]))
    within = _by_id(places, "place_id", "within")["within"].dropna().str.split(";").explode()
    direct = pd.DataFrame({"part": within.index, "whole": within.to_numpy()})
    pairs.append(close_parts(direct, "place_id", direct.iloc[:0]))
    return pd.concat(pairs, ignore_index=True)[COLUMNS].astype({"is_summand": bool})


def _by_id(vocabulary: pd.DataFrame, key: str, column: str) -> pd.DataFrame:
    """Return a vocabulary by its id, its list of ids as text."""
    require_plain("list_parts", vocabulary)
    if column not in vocabulary:
        there = ", ".join(map(str, vocabulary.columns))
        raise ValueError(f"list_parts: the column {column} is missing. There are: {there}")
    key = id_column(vocabulary, key)
    return take_columns("list_parts", vocabulary, [key, column, "parts_are"]).set_index(key)


def close_parts(direct: pd.DataFrame, column: str, summands: pd.DataFrame) -> pd.DataFrame:
    """Add the parts of parts, at any depth: from each part upwards, through every whole once."""
    names = pd.Index(pd.concat([direct["part"], direct["whole"]]).unique(), dtype="str").sort_values()
    part, whole = names.get_indexer(direct["part"]), names.get_indexer(direct["whole"])
    above: list[list[int]] = [[] for _ in names]
    for one, other in zip(part.tolist(), whole.tolist(), strict=True):
        above[one].append(other)
    wholes = [np.array(sorted(reached), dtype=int) for reached in _reach_upwards(above)]
    parts = np.repeat(np.arange(len(names)), [len(one) for one in wholes])
    reached = np.concatenate([*wholes, np.array([], dtype=int)])
    marks = names.get_indexer(summands["part"]) * len(names) + names.get_indexer(summands["whole"])
    return pd.DataFrame(
        {
            "part": names.take(parts),
            "whole": names.take(reached),
            "is_summand": np.isin(parts * len(names) + reached, marks),
            "column": column,
        }
    )


def _reach_upwards(above: list[list[int]]) -> list[set[int]]:
    """Return of each part everything above it, wholes first, so that each is worked out once."""
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
