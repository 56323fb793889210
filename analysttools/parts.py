"""What is part of what: the populations, measures and places of a case, as one table of pairs.

Belongs here: parts of parts, worked out once. Does not belong here: claims.
"""

from __future__ import annotations

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
    >>> from analysttools.parts import list_parts
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
    """Give a vocabulary by its id, its list of ids as text."""
    require_plain("list_parts", vocabulary)
    if column not in vocabulary:
        there = ", ".join(map(str, vocabulary.columns))
        raise ValueError(f"list_parts: the column {column} is missing. There are: {there}")
    key = id_column(vocabulary, key)
    return take_columns("list_parts", vocabulary, [key, column, "parts_are"]).set_index(key)


def close_parts(direct: pd.DataFrame, column: str, summands: pd.DataFrame) -> pd.DataFrame:
    """Add the parts of parts, level by level, until there are no more."""
    known = direct.drop_duplicates()
    step = known
    while not step.empty:
        upper = direct.rename(columns={"part": "whole", "whole": "above"})
        longer = step.merge(upper, on="whole")[["part", "above"]].rename(columns={"above": "whole"})
        both = pd.concat([known, longer]).drop_duplicates(ignore_index=True)
        step, known = both.iloc[len(known) :], both
    marked = known.merge(summands.assign(is_summand=True), on=["part", "whole"], how="left")
    marked["is_summand"] = marked["is_summand"].eq(True)
    return marked.assign(column=column).sort_values(["part", "whole"], ignore_index=True)
