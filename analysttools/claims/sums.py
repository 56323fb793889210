"""Whether the parts that a claimant gave add up to the whole.

Belongs here: sums of claims of one claimant and day. Nothing is averaged.
"""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.claims.decimals import difference, totals
from analysttools.claims.frames import (
    codes_of,
    days_of,
    has_number,
    has_time,
    join_ids,
    require_claims,
    require_parts,
)
from analysttools.claims.intervals import STATED, bounds
from analysttools.claims.origins import require_chains, standing, with_links
from analysttools.claims.relations import RESPECTS
from analysttools.claims.scope import SCOPE, SCOPED, fills_its_days
from analysttools.formatting import format_number, say_claims

NEEDED = [*SCOPED, *STATED, "claimant_id", "asserted", "derived_from"]
INTERVAL = ["low", "high", "is_low_strict", "is_high_strict"]
SUMS = [
    *["claim_id", "split_by", "part_ids", "claimant_id", "asserted", "parts_low", "parts_high", "low"],
    *["high", "adds_up", "gap", "sentence"],
]


@checked()
def check_sums(
    claims: pd.DataFrame,
    parts: pd.DataFrame,
    *,
    rounding: bool = False,
    chains: pd.DataFrame | None = None,
    keep_withdrawn: bool = False,
    known_by: str | datetime.date | None = None,
) -> pd.DataFrame:
    """Check parts against wholes that one claimant gave on one day.

    Where the parts are known to make up the whole, as ``killed`` and ``wounded`` make up
    ``killed_or_wounded``, and all of them were given for the same population, place, kind and period, they
    are set against it. Parts that are disjoint and not all of it (``is_disjoint``) can exceed the whole and
    not fall short of it: two of them are enough. Each way of splitting a whole, by measure, by population or
    by place, is a sum of its own: 100 killed and 50 wounded are 150 men, and so are 90 Russians and 60 North
    Koreans. A part that was not given, but all of its own parts, is their sum; where both were given, the
    whole is set against the finest split too. Repeats are left out, and so are claims that another one
    replaces, and flows on some days of a span, which may or may not refer to the same days.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the columns of ``claims``.
    parts : DataFrame
        What is part of what, as ``Case.parts`` gives it, with ``is_summand``; ``is_disjoint`` and ``split``
        (several lists of parts of one whole, never added to each other) are heeded where they are there.
    rounding, chains, keep_withdrawn, known_by
        As for `conflicts`.

    Returns
    -------
    DataFrame
        One row a whole and a way of splitting it whose parts were given: ``claim_id`` (of the whole),
        ``split_by`` (the column in which the parts differ: ``measure``, ``population`` or ``place_id``),
        ``part_ids`` (separated by ``;``), ``claimant_id``, ``asserted``, ``parts_low`` and ``parts_high``
        (the sum of the parts, of which one without a lower end is no less than 0; empty: open, as the upper
        end of parts that are not all), ``low`` and ``high`` of the whole, ``adds_up``, the ``gap`` (empty if
        it adds up; 0: they meet in a number that one of them excludes) and the ``sentence``.

    Raises
    ------
    TypeError, ValueError, DataError
        If columns are missing, or ids or numbers are wrong.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import check_sums
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["dead", "wounded", "both"],
    ...         "claimant_id": "nis",
    ...         "asserted": "2025-01-13",
    ...         "derived_from": None,
    ...         "measure": ["killed", "wounded", "killed_or_wounded"],
    ...         "population": "dprk",
    ...         "place_id": "kursk-oblast",
    ...         "kind": "cumulative",
    ...         "period": "../2025-01-13",
    ...         "low": [None, None, 3000],
    ...         "best": [300, 2700, None],
    ...         "high": None,
    ...         "qualifier": ["about", "about", "more_than"],
    ...     }
    ... )
    >>> parts = pd.DataFrame(
    ...     {
    ...         "column": "measure",
    ...         "part": ["killed", "wounded"],
    ...         "whole": "killed_or_wounded",
    ...         "is_summand": True,
    ...     }
    ... )
    >>> print(*check_sums(claims, parts)["sentence"])
    nis, 2025-01-13: the parts of both (dead, wounded) come to 3,000, against more than 3,000
    """
    claims = require_claims("check_sums", claims, NEEDED)
    parts = require_parts("check_sums", parts, "is_summand", optional=("is_disjoint", "split"))
    claims = with_links(claims, require_chains("check_sums", claims, chains, [], []))
    if not keep_withdrawn:
        claims = standing("check_sums", claims, chains, known_by)
    rows = claims[_can_be_added(claims)].reset_index(drop=True)
    intervals = bounds(rows, rounding=rounding)
    lists = [(column, is_all) for column in RESPECTS for is_all in (True, False)]
    asked = [one for one in lists if not _lists_of(rows, parts, one[0], is_all=one[1]).empty]
    pairs = pd.concat(
        [
            _whole_and_parts(rows, parts, column, is_all=is_all).assign(split_by=column, is_all=is_all)
            for column, is_all in asked or lists[:1]
        ],
        ignore_index=True,
    )
    keys = pairs.groupby(["whole", "split_by", "is_all", "split", "way"])
    which = keys.size().index
    number = keys.ngroup().to_numpy()
    sums = _add_up(intervals.iloc[pairs["part"]], number, pairs["name"], len(which))
    is_all = which.get_level_values("is_all").to_numpy(bool)
    sums["high"] = sums["high"].where(is_all)  # there may be others
    sums["is_high_strict"] &= is_all
    whole = which.get_level_values("whole").to_numpy("int64")
    wholes, said = (frame.iloc[whole].reset_index(drop=True) for frame in (intervals, rows))
    above, below = _gap(wholes, sums), _gap(sums, wholes)
    ids = rows["claim_id"].to_numpy(dtype=object)
    result = said[["claim_id", "claimant_id", "asserted"]].assign(
        split_by=which.get_level_values("split_by"),
        part_ids=join_ids(ids[pairs["part"]], number, len(which)),
        parts_low=sums["low"],
        parts_high=sums["high"],
        low=wholes["low"],
        high=wholes["high"],
        adds_up=above.isna() & below.isna(),
        gap=above.fillna(below),
    )
    is_strict = sums["is_low_strict"] | sums["is_high_strict"]
    result["sentence"] = _describe_sums(result, say_claims(said), is_strict)
    result = result.sort_values(["claim_id", "split_by", "part_ids"], ignore_index=True)[SUMS]
    return result.astype({"split_by": "str", "part_ids": "str", "sentence": "str", "adds_up": bool})


def _can_be_added(claims: pd.DataFrame) -> pd.Series:
    """Return which claims are numbers of known days, given first-hand by a known claimant on a known day."""
    is_told = claims["derived_from"].isna() & claims["claimant_id"].notna() & claims["asserted"].notna()
    # Flows on some days of a span may or may not refer to the same days.
    is_told &= claims["kind"].ne("flow") | fills_its_days(claims["period"])
    return is_told & has_number(claims) & has_time(claims)


def _add_up(parts: pd.DataFrame, number: np.ndarray, name: pd.Series, count: int) -> pd.DataFrame:
    """Add the intervals of the parts of each sum; a part that was given twice is as wide as both."""
    # Nobody counts fewer than none: an open low adds nothing, and takes no bound from the other parts.
    is_open = np.bincount(number[parts["low"].isna().to_numpy(bool)], minlength=count) > 0
    ends = {"low": parts["low"].fillna(0), "high": parts["high"].fillna(np.inf)}
    parts = pd.DataFrame({**parts[INTERVAL], **ends}).reset_index(drop=True)
    keys = [number, name]
    # The wider of two rows with one bound is the one that does not exclude it.
    parts["is_low_strict"] |= parts["low"] > parts["low"].groupby(keys).transform("min")
    parts["is_high_strict"] |= parts["high"] < parts["high"].groupby(keys).transform("max")
    widest = {"low": "min", "high": "max", "is_low_strict": "all", "is_high_strict": "all"}
    each = parts.groupby(keys).agg(widest).replace(np.inf, np.nan)
    own = each.index.get_level_values(0).to_numpy("int64")
    strict = {side: np.bincount(own[each[side].to_numpy(bool)], minlength=count) > 0 for side in INTERVAL[2:]}
    sums = {end: totals(each[end], own, count) for end in ("low", "high")}
    sums["low"] = np.where(is_open & (sums["low"] == 0), np.nan, sums["low"])
    return pd.DataFrame(sums | strict)


def _gap(upper: pd.DataFrame, lower: pd.DataFrame) -> pd.Series:
    """Return how far each interval of `upper` lies beyond that of `lower`; empty where they meet."""
    gap = pd.Series(difference(upper["low"], lower["high"]))
    is_strict = upper["is_low_strict"] | lower["is_high_strict"]
    return gap.where((gap > 0) | ((gap == 0) & is_strict))


def _lists_of(rows: pd.DataFrame, parts: pd.DataFrame, column: str, *, is_all: bool) -> pd.DataFrame:
    """Return the parts that make up wholes of which something was said: all of each, or else some."""
    own = parts[(parts["column"] == column) & parts["whole"].isin(rows[column])]
    own = own.drop_duplicates(["part", "whole", "split"])
    return own[own["is_summand"]] if is_all else own[own["is_disjoint"] & ~own["is_summand"]]


def _whole_and_parts(rows: pd.DataFrame, parts: pd.DataFrame, column: str, *, is_all: bool) -> pd.DataFrame:
    """Pair the position of each whole with those of its parts, if every part was given; else if two were.

    A part that was not given, but split in its turn, is there by its own parts. Where parts were given and
    split, the whole is set against those given and against the finest: one can show what the other hides.
    """
    said, period = days_of(rows, "asserted"), days_of(rows, "period")
    others = [name for name in SCOPE if name != column]
    # All flows here took all of their days: what a total from its stated start counts over the same.
    alike = rows.assign(kind=rows["kind"].replace({"flow": "cumulative"}))
    key = codes_of(alike, ["claimant_id", *others], *said, *period)
    summands = parts[(parts["column"] == column) & parts["is_summand"]]
    summands = summands.drop_duplicates(["part", "whole", "split"])
    sought = _lists_of(rows, parts, column, is_all=is_all)
    own = pd.DataFrame({"key": key, "name": rows[column], "leaf": rows[column], "part": np.arange(len(rows))})
    wholes = own[["key", "name", "part"]].rename(columns={"part": "whole"})
    coarse = fine = own
    for _ in range(_levels(summands)):
        coarse = _join_splits(own, _splits(coarse, summands))
        fine = _join_splits(own, _splits(fine, summands), is_finest=True)
    ways = [
        _splits(given, sought, is_all=is_all).merge(wholes, on=["key", "name"]) for given in (coarse, fine)
    ]
    pairs = [way.assign(way=number) for number, way in enumerate(ways)]
    if coarse is not fine:
        sets = [way.groupby(["whole", "split"])["part"].agg(frozenset) for way in ways]
        is_other = sets[1] != sets[0].reindex(sets[1].index)
        which = pd.MultiIndex.from_frame(pairs[1][["whole", "split"]])
        pairs[1] = pairs[1][is_other.reindex(which).to_numpy(bool)]
    kept = pd.concat(pairs[: 1 if coarse is fine else 2], ignore_index=True)
    return kept.rename(columns={"name": "sum", "leaf": "name"})[["whole", "name", "part", "way", "split"]]


def _levels(summands: pd.DataFrame) -> int:
    """Return how many levels of wholes are parts themselves; none where no part is split in its turn."""
    levels, split = 0, summands
    while len(split := split[split["part"].isin(summands["whole"])]) and levels < len(summands):
        levels += 1
        split = summands[summands["whole"].isin(split["part"])]
    return levels


def _splits(given: pd.DataFrame, summands: pd.DataFrame, *, is_all: bool = True) -> pd.DataFrame:
    """Return the rows that make up each whole, for each `key` that has every part of a list, or else two."""
    lists = summands[["part", "whole", "split"]].rename(columns={"part": "name"})
    needed = lists.groupby(["whole", "split"])["name"].transform("nunique") if is_all else 2
    found = given.drop(columns="split", errors="ignore").merge(lists.assign(needed=needed), on="name")
    there = found.groupby(["key", "whole", "split"])["name"].transform("nunique")
    found = found.loc[there >= found["needed"], ["key", "whole", "leaf", "part", "split"]]
    return found.rename(columns={"whole": "name"}).drop_duplicates()


def _join_splits(own: pd.DataFrame, split: pd.DataFrame, *, is_finest: bool = False) -> pd.DataFrame:
    """Add the splits of wholes to the rows that were given, where there is none, or in their place."""
    first = split.groupby(["key", "name"])["split"].transform("min")
    split = split[split["split"] == first]  # of two lists of one part the first is as good as the other
    there, other = (split, own) if is_finest else (own, split)
    named = pd.MultiIndex.from_frame(there[["key", "name"]])
    is_new = ~pd.MultiIndex.from_frame(other[["key", "name"]]).isin(named)
    return pd.concat([there, other[is_new]], ignore_index=True)


def _describe_sums(result: pd.DataFrame, said: pd.Series, are_strict: pd.Series) -> pd.Series:
    """Return what the parts come to, and what was said of the whole."""
    sentences = []
    for row, words, strict in zip(result.itertuples(), said, are_strict, strict=True):
        total = _format_interval(row.parts_low, row.parts_high, strict=strict)
        named = ", ".join(row.part_ids.split(";"))
        verb = "against" if not row.adds_up else "which fits"
        sentences.append(
            f"{row.claimant_id}, {row.asserted}: the parts of {row.claim_id} ({named}) come to {total}, "
            f"{verb} {words}"
        )
    return pd.Series(sentences, dtype="str")


def _format_interval(low: float, high: float, *, strict: bool) -> str:
    """Format an interval: "3,000", "at least 3,000", "more than 3,000", "300 to 400"."""
    if np.isnan(low) and np.isnan(high):
        return "no stated number"
    if np.isnan(high):
        return ("more than " if strict else "at least ") + format_number(low)
    if np.isnan(low):
        return ("fewer than " if strict else "up to ") + format_number(high)
    return format_number(low) if low == high else f"{format_number(low)} to {format_number(high)}"
