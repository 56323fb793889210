"""What rival claims have in common, and how far apart they are: never an average.

Belongs here: consensus and envelope of claims of one number. Does not belong here: which claims
contradict each other (``conflicts.py``).
"""

from __future__ import annotations

import datetime
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.claims.frames import (
    FIRST,
    codes_of,
    days_of,
    has_number,
    has_time,
    join_ids,
    only,
    require_claims,
)
from analysttools.claims.intervals import STATED, at_cuts, cuts, read_intervals
from analysttools.claims.origins import (
    CHAINED,
    LINKS,
    follow,
    join_origins,
    require_chains,
    tokens_of,
    with_links,
    withdrawn,
)
from analysttools.claims.scope import SCOPE, SCOPED, fills_its_days, first_rows, flows_as_totals, rivals

NEEDED = [*SCOPED, *STATED, *CHAINED]
STATES = ["one origin", "agreement", "compatible", "no agreement"]
ALONE, AGREED, ALLOWED, APART = 0, 1, 2, 3
EXCLUDES, ALLOWS, AGREES = 0, 1, 2
INTERVAL = ["low", "high", "is_low_strict", "is_high_strict"]
CONSENSUS = [
    *[*SCOPE, "period", *INTERVAL, "support", "compatible", "origins", "agreement"],
    *["claim_ids", "compatible_ids", "other_ids"],
]
ENVELOPE = [*SCOPE, "period", *INTERVAL, "origins", "low_ids", "high_ids", "claim_ids"]


@checked()
def consensus(
    claims: pd.DataFrame,
    *,
    faulty: int = 0,
    rounding: bool = False,
    chains: pd.DataFrame | None = None,
    keep_withdrawn: bool = False,
    known_by: str | datetime.date | None = None,
) -> pd.DataFrame:
    """Return the interval, or intervals, that most origins of a number allow, and who agrees on it.

    The algorithm of Marzullo (1984), on intervals with closed, strict and open ends. To agree is more than
    not to contradict: "at least 10,000" is compatible with 11,000 but names no number, and so agrees with
    nobody who says 11,000. A value, a range, and the same bound in other words agree.

    An origin is a claimant: what one says twice, and every repeat of it, counts once, and so do claimants
    whose ways (``chain``) begin at one source. A repeat stands in only for an origin of the same number that
    is not among the rows; what it says of anything else is its origin's no longer. An origin holds all that
    it says as far as it can be together: "at least 10,000" and "up to 10,000" are 10,000. If it gives several
    numbers, it holds each; take ``latest(claims, chains=case.claims)`` if its last word is meant.
    A claim that another one replaces (``supersedes``) supports nothing, nor does what only repeats it. A
    flow over the very days of a total is one thing with it, and settled as a total. A stock of a long moment
    is settled with the latest of those that it overlaps, as `scopes` has it. A claim without a number, a kind
    or a period agrees with nobody.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the columns of ``claims``; ``chain`` and ``supersedes`` are heeded where they
        are there. Numbers of several scopes, or totals to several days, are settled apart.
    faulty : int, optional
        How many origins may be wrong. 0 gives the intervals that the most allow, all of them where
        several share that rank; a greater number those that all but so many allow, if so many can.
    rounding : bool, optional
        If True, round stated values are widened as `bounds` says.
    chains : DataFrame, optional
        The table that the rows were taken from, such as ``case.claims``: chains are followed in it, so that
        no filter adds an origin. None follows them in `claims`, which must then hold every claim that another
        one repeats or replaces.
    keep_withdrawn : bool, optional
        If True, claims that another one replaces count like any other.
    known_by : str or date, optional
        The day up to which it was known what replaces what, for a view of what was known then: a claim that
        was replaced only later still counts. None heeds every replacement, whenever it was asserted.

    Returns
    -------
    DataFrame
        One row an interval of a number: the scope, the ``period`` common to its claims, ``low`` and
        ``high`` (empty: open) with ``is_low_strict`` and ``is_high_strict``; ``support`` (so many origins
        agree on each number in it), ``compatible`` (so many more do not contradict it), ``origins`` (how many
        there are); ``agreement``: ``agreement`` of two or more, ``compatible`` (two or more allow it, fewer
        than two agree), ``one origin``, or ``no agreement`` where any two exclude each other: then the
        interval is empty and the support 1; ``claim_ids`` (who agrees), ``compatible_ids`` (who allows it)
        and ``other_ids`` (who excludes it), separated by ``;``.

    Raises
    ------
    TypeError, ValueError, DataError
        If columns are missing, ids or numbers are wrong, `faulty` is not a whole number from 0, a claim is
        not in `chains`, repeats or replaces one that is not there, or leads in a circle.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import consensus
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["staff", "ministry", "copy of ministry", "president"],
    ...         "claimant_id": ["staff", "ministry", "a newsroom", "president"],
    ...         "derived_from": [None, None, "ministry", None],
    ...         "measure": "personnel_in_area",
    ...         "population": "dprk",
    ...         "place_id": "kursk-oblast",
    ...         "kind": "stock",
    ...         "period": "2024-11-04",
    ...         "low": [10000, None, None, None],
    ...         "best": [None, 11000, 11000, 11000],
    ...         "high": None,
    ...         "qualifier": ["at_least", "about", "about", "stated"],
    ...     }
    ... )
    >>> found = consensus(claims)
    >>> print(found[["low", "high", "support", "compatible", "claim_ids"]].to_string(index=False))
        low    high  support  compatible          claim_ids
    11000.0 11000.0        2           1 ministry;president
    """
    rows, codes, keys, periods = _counted(
        "consensus", claims, chains, keep_withdrawn=keep_withdrawn, known_by=known_by
    )
    intervals = read_intervals(rows, rounding=rounding)
    is_lone = np.bincount(codes, minlength=1)[codes] == 1
    rival = np.flatnonzero(~is_lone)
    ranks = cuts(intervals.iloc[rival])
    held = _held(codes[rival], keys[rival], *ranks, intervals.iloc[rival])
    origins, runs = _agree(held, faulty)
    lone = pd.DataFrame({"code": codes[is_lone], "support": 1, "compatible": 0, "state": ALONE, "run": -1})
    found = pd.concat([lone, runs.assign(run=runs.index)], ignore_index=True)
    found = found.iloc[np.argsort(found["code"], kind="stable")].reset_index(drop=True)
    code = found["code"].to_numpy("int64")
    row, is_run = first_rows(codes)[code], found["run"].to_numpy() >= 0
    every = np.ones(len(periods), dtype="int64")
    every[np.unique(codes[rival])] = origins
    agreed = at_cuts(intervals.iloc[rival], ranks, runs["lower"].to_numpy(), runs["upper"].to_numpy())
    agreed.loc[runs["state"] == APART, INTERVAL] = [np.nan, np.nan, False, False]
    pairs = _by_claim(held, runs)
    ids = rows["claim_id"].to_numpy(dtype=object)
    nobody = np.full(len(row), "", dtype=object)
    result = (
        rows[SCOPE]
        .iloc[row]
        .reset_index(drop=True)
        .assign(
            period=periods.take(code).reset_index(drop=True),
            **{name: _filled(intervals[name].to_numpy()[row], is_run, agreed[name]) for name in INTERVAL},
            support=found["support"],
            compatible=found["compatible"],
            origins=every[code],
            agreement=pd.Series(STATES, dtype="str").take(found["state"]).reset_index(drop=True),
            claim_ids=_filled(ids[row], is_run, _lists(ids[rival], pairs, AGREES, len(runs))),
            compatible_ids=_filled(nobody.copy(), is_run, _lists(ids[rival], pairs, ALLOWS, len(runs))),
            other_ids=_filled(nobody.copy(), is_run, _lists(ids[rival], pairs, EXCLUDES, len(runs))),
        )
    )
    return result[CONSENSUS].astype(dict.fromkeys(["claim_ids", "compatible_ids", "other_ids"], "str"))


@checked()
def envelope(
    claims: pd.DataFrame,
    *,
    rounding: bool = False,
    chains: pd.DataFrame | None = None,
    keep_withdrawn: bool = False,
    known_by: str | datetime.date | None = None,
) -> pd.DataFrame:
    """Return the lowest low and the highest high of each number; an end that any claim leaves open is open.

    Counted is what `consensus` counts, so that a copy widens nothing and what was withdrawn sets no end.

    Parameters
    ----------
    claims, rounding, chains, keep_withdrawn, known_by
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
    rows, codes, keys, periods = _counted(
        "envelope", claims, chains, keep_withdrawn=keep_withdrawn, known_by=known_by
    )
    intervals = read_intervals(rows, rounding=rounding)
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
    caller: str,
    claims: pd.DataFrame,
    chains: pd.DataFrame | None,
    *,
    keep_withdrawn: bool,
    known_by: str | datetime.date | None,
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, pd.Series]:
    """Return the rows that count, what number each is of, what origin, and the period of each number."""
    claims = require_claims(caller, claims, NEEDED)
    table = require_chains(caller, claims, chains, NEEDED, list(LINKS))
    claims = with_links(claims, table)
    revoked = set() if keep_withdrawn else withdrawn(caller, table, known_by)
    is_counted = has_number(claims).to_numpy() & has_time(claims)
    is_counted &= ~claims["claim_id"].isin(revoked).to_numpy(bool)
    ids = set(claims["claim_id"])
    roots: dict[int, list[str]] = {}
    for repeat in follow(caller, claims, table):
        standing = [root for root in repeat.roots if root not in revoked]
        is_counted[repeat.row] &= bool(standing) and not ids.intersection(standing)
        if is_counted[repeat.row]:
            roots[repeat.row] = standing
    if roots:
        roots = _of_same_number(claims, table, roots)
        is_counted[[row for row in np.flatnonzero(claims["derived_from"].notna()) if row not in roots]] = (
            False
        )
    place = np.cumsum(is_counted) - 1
    chain = ["chain"] if "chain" in claims else []
    rows = flows_as_totals(only(claims, [*NEEDED, *chain])[is_counted].reset_index(drop=True))
    codes, periods = rivals(rows)
    tokens = tokens_of(rows, table, {int(place[row]): own for row, own in roots.items()})
    return rows, codes, join_origins(codes, tokens), periods


def _of_same_number(
    claims: pd.DataFrame, table: pd.DataFrame, roots: dict[int, list[str]]
) -> dict[int, list[str]]:
    """Keep of repeats whose origins are not here those that still speak of the number of one of them."""
    position = pd.Index(table["claim_id"])
    row = np.array([row for row, own in roots.items() for _ in own], dtype="int64")
    names = [root for own in roots.values() for root in own]
    one, other = claims.iloc[row], table.iloc[position.get_indexer(names)]
    is_same = has_number(other).to_numpy() & has_time(other)
    (start, end), (begin, until) = (days_of(side, "period") for side in (one, other))
    for column in SCOPE:
        cells = [side[column].astype("str").fillna("").to_numpy() for side in (one, other)]
        is_equal = cells[0] == cells[1]
        if column == "kind":
            is_equal |= _flow_of_days_of_total(one, other, start) & (start == begin) & (end == until)
        is_same &= is_equal
    kind = one["kind"].to_numpy(dtype=object)
    same_start = (start == begin) | (start == FIRST) | (begin == FIRST)
    is_same &= np.select(
        [kind == "stock", kind == "cumulative"],
        [(start <= until) & (begin <= end), (end == until) & same_start],
        (start == begin) & (end == until),
    )
    return {int(one): roots[int(one)] for one in np.unique(row[is_same])}


def _flow_of_days_of_total(one: pd.DataFrame, other: pd.DataFrame, start: np.ndarray) -> np.ndarray:
    """Return where one side is a total with a stated start and the other a flow of all of its own days."""
    is_pair = np.zeros(len(one), dtype=bool)
    for total, flow in ((one, other), (other, one)):
        is_flow = flow["kind"].eq("flow").to_numpy(bool) & fills_its_days(flow["period"])
        is_pair |= total["kind"].eq("cumulative").to_numpy(bool) & is_flow
    return is_pair & (start != FIRST)


def _count_origins(codes: np.ndarray, keys: np.ndarray, count: int) -> np.ndarray:
    pairs = pd.DataFrame({"code": codes, "key": keys}).drop_duplicates()
    return np.bincount(pairs["code"], minlength=count)


class Held(NamedTuple):
    """What the origins of numbers hold: one row a claim and a stretch of its own that its origin holds."""

    row: np.ndarray
    codes: np.ndarray
    keys: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    is_bounded: np.ndarray


def _held(
    codes: np.ndarray, keys: np.ndarray, lower: np.ndarray, upper: np.ndarray, intervals: pd.DataFrame
) -> Held:
    """Return what each origin holds of a number, with the claims that it lies in.

    An origin holds all that it says as far as it can be together: "at least 10" and "up to 10" are 10. What
    excludes each other stays apart: 10 and 12 are one or the other. So it holds what the intervals of each
    greatest set that meets have in common: each stretch from a lower end to the next upper end.
    """
    is_low, is_high = (intervals[end].notna().to_numpy() for end in ("low", "high"))
    group = codes_of(pd.DataFrame(index=range(len(codes))), [], codes, keys)
    is_several = np.bincount(group, minlength=1)[group] > 1
    rows, alone = np.flatnonzero(is_several), np.flatnonzero(~is_several)
    end, origin = np.concatenate([lower[rows], upper[rows]]), np.tile(group[rows], 2)
    is_start = np.repeat([True, False], len(rows))
    # At one cut ends go first: intervals that touch there have no number in common.
    order = np.lexsort((is_start, end, origin))
    first = np.flatnonzero(is_start[order][:-1] & ~is_start[order][1:])
    start, stop = order[first], order[first + 1]
    is_bounded = is_low[rows][start] & is_high[rows][stop - len(rows)]
    step = int(upper.max(initial=0)) + 1
    begin = np.searchsorted(origin[start] * step + end[start], group[rows] * step + lower[rows])
    until = np.searchsorted(origin[start] * step + end[stop], group[rows] * step + upper[rows], "right")
    which = np.repeat(np.arange(len(rows)), until - begin)
    piece = np.arange(len(which)) - np.repeat(np.cumsum(until - begin) - until, until - begin)
    row = np.concatenate([alone, rows[which]])
    return Held(
        row,
        codes[row],
        keys[row],
        np.concatenate([lower[alone], end[start][piece]]),
        np.concatenate([upper[alone], end[stop][piece]]),
        np.concatenate([is_low[alone] & is_high[alone], is_bounded[piece]]),
    )


def _agree(held: Held, faulty: int) -> tuple[np.ndarray, pd.DataFrame]:
    """Return the origins of each number, and the stretches that enough allow; an empty one where none do."""
    number, several = np.unique(held.codes, return_inverse=True)
    held = held._replace(codes=several)
    origins, cells = _sweep(several, held.keys, held.lower, held.upper)
    most = np.zeros(len(origins), dtype="int64")
    np.maximum.at(most, cells["code"], cells["support"])
    needed = np.where(origins > 1, np.maximum(np.minimum(most, origins - faulty), 2), 1)
    code = cells["code"].to_numpy()
    # Neighbours that share the first rank are held by others: a tie, and not one stretch.
    runs = _join_cells(cells[cells["support"].to_numpy() >= needed[code]], needed < most)
    runs["allowing"] = runs.pop("support")
    runs["support"] = _agreeing(runs, held)
    runs["state"] = np.where(runs["support"] > 1, AGREED, ALLOWED)
    is_alone = origins[runs["code"]] == 1
    runs.loc[is_alone, ["support", "allowing", "state"]] = [1, 1, ALONE]
    silent = np.flatnonzero((origins > 1) & (most < 2))
    empty = pd.DataFrame(
        {"code": silent, "lower": 0, "upper": 0, "support": 1, "allowing": 1, "state": APART}
    )
    every = pd.concat([runs, empty]).astype("int64")
    every["code"] = number[every["code"]]
    every["compatible"] = every.pop("allowing") - every["support"]
    return origins, every.iloc[np.lexsort((every["lower"], every["code"]))].reset_index(drop=True)


def _agreeing(runs: pd.DataFrame, held: Held) -> np.ndarray:
    """Count the origins that agree on each number of a stretch: by a value, a range, or its own bounds."""
    pairs = _pairs(held, runs.assign(state=AGREED))
    pairs = pairs[pairs["stand"] == AGREES]
    row, run = pairs["own"].to_numpy(), pairs["run"].to_numpy()
    start, end = runs["lower"].to_numpy()[run], runs["upper"].to_numpy()[run]
    reach = np.maximum(held.lower[row], start), np.minimum(held.upper[row], end)
    _, cells = _sweep(run, held.keys[row], *reach)
    run = cells["code"].to_numpy()
    least = np.full(len(runs), np.iinfo("int64").max)
    np.minimum.at(least, run, cells["support"].to_numpy())
    covered = np.zeros(len(runs), dtype="int64")
    np.add.at(covered, run, (cells["upper"] - cells["lower"]).to_numpy())
    return np.where(covered == (runs["upper"] - runs["lower"]).to_numpy(), least, 0)


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


def _pairs(held: Held, runs: pd.DataFrame) -> pd.DataFrame:
    """Pair each stretch that is held with each run of its number, and tell how it stands to it."""
    code = runs["code"].to_numpy()
    first, last = np.searchsorted(code, held.codes), np.searchsorted(code, held.codes, side="right")
    own = np.repeat(np.arange(len(held.codes)), last - first)
    run = np.arange(len(own)) - np.repeat(np.cumsum(last - first) - last, last - first)
    start, end = runs["lower"].to_numpy()[run], runs["upper"].to_numpy()[run]
    lower, upper = held.lower[own], held.upper[own]
    is_in = (lower < end) & (start < upper) & (runs["state"].to_numpy()[run] != APART)
    names_it = held.is_bounded[own] | ((lower == start) & (upper == end))
    names_it |= runs["state"].to_numpy()[run] == ALONE
    return pd.DataFrame({"own": own, "run": run, "stand": np.where(is_in, ALLOWS + names_it, EXCLUDES)})


def _by_claim(held: Held, runs: pd.DataFrame) -> pd.DataFrame:
    """Pair each claim with each run of its number: it stands to it as the nearest that it says does."""
    pairs = _pairs(held, runs)
    pairs["row"] = held.row[pairs["own"]]
    if len(np.unique(held.row)) == len(held.row):
        return pairs
    return pairs.groupby(["row", "run"], as_index=False)["stand"].max()


def _lists(ids: np.ndarray, pairs: pd.DataFrame, stand: int, count: int) -> np.ndarray:
    """List the ids of the rows that stand so to each run."""
    own = pairs[pairs["stand"] == stand]
    return join_ids(ids[own["row"]], own["run"].to_numpy(), count)


def _filled(values: np.ndarray, where: np.ndarray, with_: np.ndarray) -> np.ndarray:
    """Put other values where there are runs; the values given are not used again."""
    values[where] = with_
    return values
