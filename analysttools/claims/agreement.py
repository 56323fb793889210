"""What rival claims have in common, and how far apart they are: never an average.

Belongs here: consensus and envelope of claims of one number. Does not belong here: which claims
contradict each other (``contradictions.py``).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.claims.chains import NEEDED as CHAINED
from analysttools.claims.chains import origin_keys
from analysttools.claims.frames import codes_of, has_number, has_time, join_ids, only, require_claims
from analysttools.claims.intervals import NEEDED as NUMBERS
from analysttools.claims.intervals import at_cuts, cuts, read_intervals
from analysttools.claims.scope import NEEDED as SCOPED
from analysttools.claims.scope import SCOPE, first_rows, rivals

NEEDED = [*SCOPED, *NUMBERS, *CHAINED]
STATES = ["one origin", "agreement", "no agreement"]
ALONE, TOGETHER, APART = 0, 1, 2
INTERVAL = ["low", "high", "is_low_strict", "is_high_strict"]
CONSENSUS = [*SCOPE, "period", *INTERVAL, "support", "origins", "agreement", "claim_ids", "other_ids"]
ENVELOPE = [*SCOPE, "period", *INTERVAL, "origins", "low_ids", "high_ids", "claim_ids"]


@checked()
def consensus(
    claims: pd.DataFrame, *, faulty: int = 0, implied: bool = False, chains: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Give the interval, or intervals, in which most independent origins of a number agree.

    The algorithm of Marzullo (1984), on intervals with closed, strict and open ends. An origin is a
    claimant: what one says twice, and every repeat of it, counts once. A repeat stands in only where none
    of its origins is among the rows, also if it counts something else than they do. An origin that gives
    several numbers holds all of them: take `latest` first if its last word is meant. A stock of a long
    moment is settled with the latest of those that it overlaps, as `scopes` has it. A claim without a
    number, a kind or a period agrees with nobody.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the columns of ``claims``. Numbers of several scopes, or totals to several
        days, are settled apart.
    faulty : int, optional
        How many origins may be wrong. 0 gives the intervals where the most agree, all of them where
        several share that rank; a greater number those where all but so many agree, if so many can.
    implied : bool, optional
        If True, round stated values are widened as `bounds` says.
    chains : DataFrame, optional
        The table that the rows were taken from, such as ``case.claims``: chains are followed in it. None
        follows them in `claims`, where a chain with a link left out falls in two. With its origin left out,
        each repeat stands for it, a copy of a copy too.

    Returns
    -------
    DataFrame
        One row an interval of a number: the scope, the ``period`` common to its claims, ``low`` and
        ``high`` (empty: open) with ``is_low_strict`` and ``is_high_strict``, ``support`` (so many origins
        hold each number in it), ``origins`` (how many there are), ``agreement`` (``agreement``, ``one
        origin``, or ``no agreement`` where no two agree: then the interval is empty and the support 1),
        ``claim_ids`` (whose interval reaches into it) and ``other_ids`` (counted, and not), parted by
        ``;``.

    Raises
    ------
    TypeError, ValueError, DataError
        If columns are missing, ids or numbers are wrong, `faulty` is no whole number from 0, a claim is
        not in `chains`, or ``derived_from`` leads in a circle.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import consensus
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["pentagon", "state", "copy of state", "zelensky"],
    ...         "claimant_id": ["pentagon", "state", "a newsroom", "zelensky"],
    ...         "derived_from": [None, None, "state", None],
    ...         "measure": "personnel_in_area",
    ...         "population": "dprk",
    ...         "place_id": "kursk-oblast",
    ...         "kind": "stock",
    ...         "period": "2024-11-04",
    ...         "low": [10000, None, None, None],
    ...         "best": [None, None, None, 11000],
    ...         "high": [None, 10000, 10000, None],
    ...         "qualifier": ["at_least", "up_to", "up_to", "stated"],
    ...     }
    ... )
    >>> found = consensus(claims)
    >>> print(found[["low", "high", "support", "origins", "claim_ids"]].to_string(index=False))
        low    high  support  origins         claim_ids
    10000.0 10000.0        2        3    pentagon;state
    11000.0 11000.0        2        3 pentagon;zelensky
    """
    claims = require_claims("consensus", claims, NEEDED)
    rows, codes, keys, periods = _counted("consensus", claims, chains)
    intervals = read_intervals(rows, implied=implied)
    is_lone = np.bincount(codes, minlength=1)[codes] == 1
    rival = np.flatnonzero(~is_lone)
    ranks = cuts(intervals.iloc[rival])
    origins, runs = _agree(codes[rival], keys[rival], *ranks, faulty)
    lone = pd.DataFrame({"code": codes[is_lone], "support": 1, "state": ALONE, "run": -1})
    found = pd.concat([lone, runs.assign(run=runs.index)], ignore_index=True)
    found = found.iloc[np.argsort(found["code"], kind="stable")].reset_index(drop=True)
    code = found["code"].to_numpy("int64")
    row, is_run = first_rows(codes)[code], found["run"].to_numpy() >= 0
    every = np.ones(len(periods), dtype="int64")
    every[np.unique(codes[rival])] = origins
    agreed = at_cuts(intervals.iloc[rival], ranks, runs["lower"].to_numpy(), runs["upper"].to_numpy())
    agreed.loc[runs["state"] == APART, INTERVAL] = [np.nan, np.nan, False, False]
    pairs = _pairs(codes[rival], *ranks, runs)
    ids = rows["claim_id"].to_numpy(dtype=object)
    result = rows[SCOPE].iloc[row].reset_index(drop=True)
    return result.assign(
        period=periods.take(code).reset_index(drop=True),
        **{name: _filled(intervals[name].to_numpy()[row], is_run, agreed[name]) for name in INTERVAL},
        support=found["support"],
        origins=every[code],
        agreement=pd.Series(STATES, dtype="str").take(found["state"]).reset_index(drop=True),
        claim_ids=_filled(ids[row], is_run, _lists(ids[rival], pairs[pairs["is_in"]], len(runs))),
        other_ids=_filled(
            np.full(len(row), "", dtype=object), is_run, _lists(ids[rival], pairs[~pairs["is_in"]], len(runs))
        ),
    ).astype({"claim_ids": "str", "other_ids": "str"})


@checked()
def envelope(
    claims: pd.DataFrame, *, implied: bool = False, chains: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Give the lowest low and the highest high of each number; an end that any claim leaves open is open.

    Repeats are left out where their origins are among the rows, so that a copy widens nothing; so are
    claims without a number.

    Parameters
    ----------
    claims, implied, chains
        As for `consensus`.

    Returns
    -------
    DataFrame
        One row a number: the scope, the common ``period``, ``low`` and ``high`` (empty: open) with
        ``is_low_strict`` and ``is_high_strict``, ``origins`` (independent ones), ``low_ids`` and
        ``high_ids`` (the claims that set each end, or leave it open), ``claim_ids`` (all that were
        counted).

    Raises
    ------
    TypeError, ValueError, DataError
        As for `consensus`.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import envelope
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["deepstate", "cohen", "zelensky"],
    ...         "claimant_id": ["deepstate", "cohen", "zelensky"],
    ...         "derived_from": None,
    ...         "measure": "area_held_km2",
    ...         "population": "ukraine",
    ...         "place_id": "kursk-oblast",
    ...         "kind": "stock",
    ...         "period": "2024-08",
    ...         "low": [None, None, 1250],
    ...         "best": [906, 777, None],
    ...         "high": None,
    ...         "qualifier": ["about", "stated", "more_than"],
    ...     }
    ... )
    >>> envelope(claims)[["low", "high", "origins", "low_ids", "high_ids"]].values.tolist()
    [[777.0, nan, 3, 'cohen', 'zelensky']]
    """
    claims = require_claims("envelope", claims, NEEDED)
    rows, codes, keys, periods = _counted("envelope", claims, chains)
    intervals = read_intervals(rows, implied=implied)
    lower, upper = cuts(intervals)
    count = len(periods)
    least, greatest = np.full(count, np.iinfo("int64").max), np.full(count, -1, dtype="int64")
    np.minimum.at(least, codes, lower)
    np.maximum.at(greatest, codes, upper)
    is_least, is_greatest = lower == least[codes], upper == greatest[codes]
    ids = rows["claim_id"].to_numpy(dtype=object)
    result = rows[SCOPE].iloc[first_rows(codes)].reset_index(drop=True)
    result = result.assign(
        period=periods,
        **at_cuts(intervals, (lower, upper), least, greatest),
        origins=_count_origins(codes, keys, count),
        low_ids=join_ids(ids[is_least], codes[is_least], count),
        high_ids=join_ids(ids[is_greatest], codes[is_greatest], count),
        claim_ids=join_ids(ids, codes, count),
    )
    return result[ENVELOPE].astype({"low_ids": "str", "high_ids": "str", "claim_ids": "str"})


def _counted(
    caller: str, claims: pd.DataFrame, chains: pd.DataFrame | None
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, pd.Series]:
    """Give the rows that count, what number each is of, what origin, and the period of each number."""
    chains = None if chains is None else require_claims(caller, chains, CHAINED)
    keys, is_counted = origin_keys(caller, claims, chains)
    is_counted = is_counted & has_number(claims).to_numpy() & has_time(claims)
    rows = only(claims, NEEDED)[is_counted].reset_index(drop=True)
    codes, periods = rivals(rows)
    return rows, codes, keys[is_counted], periods


def _count_origins(codes: np.ndarray, keys: np.ndarray, count: int) -> np.ndarray:
    pairs = pd.DataFrame({"code": codes, "key": keys}).drop_duplicates()
    return np.bincount(pairs["code"], minlength=count)


def _agree(
    codes: np.ndarray, keys: np.ndarray, lower: np.ndarray, upper: np.ndarray, faulty: int
) -> tuple[np.ndarray, pd.DataFrame]:
    """Give the origins of each number, and the stretches where enough agree; an empty one where none do."""
    number, several = np.unique(codes, return_inverse=True)
    origins, cells = _sweep(several, keys, lower, upper)
    most = np.zeros(len(origins), dtype="int64")
    np.maximum.at(most, cells["code"], cells["support"])
    needed = np.where(origins > 1, np.maximum(np.minimum(most, origins - faulty), 2), 1)
    code = cells["code"].to_numpy()
    # Neighbours that share the first rank are held by others: a tie, and not one stretch.
    runs = _join_cells(cells[cells["support"].to_numpy() >= needed[code]], needed < most)
    runs["state"] = np.where(origins[runs["code"]] > 1, TOGETHER, ALONE)
    silent = np.flatnonzero((origins > 1) & (most < 2))
    empty = pd.DataFrame({"code": silent, "lower": 0, "upper": 0, "support": 1, "state": APART})
    every = pd.concat([runs, empty]).astype("int64")
    every["code"] = number[every["code"]]
    return origins, every.iloc[np.lexsort((every["lower"], every["code"]))].reset_index(drop=True)


def _sweep(
    codes: np.ndarray, keys: np.ndarray, lower: np.ndarray, upper: np.ndarray
) -> tuple[np.ndarray, pd.DataFrame]:
    """Count the origins of each number, and those that hold each stretch between two neighbouring cuts."""
    both = codes_of(pd.DataFrame(index=range(len(codes))), [], codes, keys)
    steps = int(upper.max(initial=0)) + 1
    order = np.argsort(both * steps + lower, kind="stable")
    rank, code, lower, upper = both[order], codes[order], lower[order], upper[order]
    # Intervals of one origin become their union, so that it counts once at each number.
    reach = np.maximum.accumulate(rank * steps + upper) - rank * steps
    is_first, is_new = np.ones(len(rank), dtype=bool), np.ones(len(rank), dtype=bool)
    is_first[1:] = rank[1:] != rank[:-1]
    is_new[1:] = is_first[1:] | (lower[1:] > reach[:-1])
    heads = np.flatnonzero(is_new)
    last = reach[np.append(heads[1:], len(rank)) - 1] if len(rank) else reach
    origins = np.bincount(code[is_first], minlength=int(codes.max(initial=-1)) + 1)
    group = code[heads]
    code, cut = np.concatenate([group, group]), np.concatenate([lower[heads], last])
    change = np.repeat([1, -1], len(heads))
    order = np.argsort(code * steps + cut, kind="stable")
    code, cut, support = code[order], cut[order], np.cumsum(change[order])
    is_cell = (code[1:] == code[:-1]) & (cut[1:] > cut[:-1])
    cells = pd.DataFrame({"code": code[:-1], "lower": cut[:-1], "upper": cut[1:], "support": support[:-1]})
    return origins, cells[is_cell]


def _join_cells(cells: pd.DataFrame, may_join: np.ndarray) -> pd.DataFrame:
    """Join stretches that touch into one, for the numbers that may; its support is what holds throughout."""
    touches = (cells["code"] == cells["code"].shift()) & (cells["lower"] == cells["upper"].shift())
    touches &= may_join[cells["code"].to_numpy()]
    runs = cells.groupby((~touches).cumsum().to_numpy())
    return runs.agg(
        code=("code", "first"), lower=("lower", "first"), upper=("upper", "last"), support=("support", "min")
    )


def _pairs(codes: np.ndarray, lower: np.ndarray, upper: np.ndarray, runs: pd.DataFrame) -> pd.DataFrame:
    """Pair each row with each run of its number, and tell whether it agrees with it."""
    code = runs["code"].to_numpy()
    first, last = np.searchsorted(code, codes), np.searchsorted(code, codes, side="right")
    row = np.repeat(np.arange(len(codes)), last - first)
    run = np.arange(len(row)) - np.repeat(np.cumsum(last - first) - last, last - first)
    start, end = runs["lower"].to_numpy()[run], runs["upper"].to_numpy()[run]
    is_in = (lower[row] < end) & (start < upper[row]) & (runs["state"].to_numpy()[run] != APART)
    return pd.DataFrame({"row": row, "run": run, "is_in": is_in})


def _lists(ids: np.ndarray, pairs: pd.DataFrame, count: int) -> np.ndarray:
    """List the ids of the rows that are paired with each run."""
    return join_ids(ids[pairs["row"]], pairs["run"].to_numpy(), count)


def _filled(values: np.ndarray, where: np.ndarray, with_: np.ndarray) -> np.ndarray:
    """Put other values where there are runs; the values given are not used again."""
    values[where] = with_
    return values
