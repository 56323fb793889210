"""Whether claims can all hold, by brute force: every thing there could be, in every stretch of time.

Written from the specification and not from the package's way: no components, nothing left out, no fast path.
Each measure of each population in each place is an unknown number in each stretch of time, claimed or not,
and every relation of the vocabulary stands between them. The numbers of the tests are small and of few
digits, so that a program in floats decides. Slow, for a handful of claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain, combinations, product

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_array

from analysttools.edtf import read_dates

RESPECTS = ("measure", "population", "place_id")
# Less than what any strict end leaves room for, and more than what a program errs by.
CLEAR = 1e-6
LONG_AGO = -(10**6)

Ids = frozenset[str]
# Unknowns with their factors, by thing and stretch; for `free`, what a strict row leaves room for.
Terms = dict[object, float]


class Program:
    """Rows over unknown numbers, none below zero: a sum of terms is no less than a number, or more.

    Each row is a relation, which always holds, or belongs to a claim.
    """

    def __init__(self) -> None:
        self.unknowns: dict[object, int] = {"free": 0}
        self.cells: list[tuple[float, int, int]] = []
        self.least: list[float] = []
        self.owners: list[str] = []
        self.is_strict: list[bool] = []

    def add(self, terms: Terms, least: float, owner: str = "", *, is_strict: bool = False) -> None:
        """Add a row; a strict one has to leave some room, the same for all."""
        for name, factor in (terms | ({"free": -1.0} if is_strict else {})).items():
            place = self.unknowns.setdefault(name, len(self.unknowns))
            self.cells.append((-factor, len(self.least), place))
        self.least.append(least)
        self.owners.append(owner)
        self.is_strict.append(is_strict)

    def minimum(self, target: Terms, ids: Ids, most_room: float) -> float | None:
        """Return the least that a sum of terms can be; None if rows cannot hold, -inf if it has no end."""
        factors, numbers, places = zip(*self.cells, strict=True)
        shape = len(self.least), len(self.unknowns)
        matrix = csr_array((np.array(factors), (numbers, places)), shape=shape)
        is_used = np.array([owner in ids or not owner for owner in self.owners])
        objective = np.zeros(len(self.unknowns))
        objective[[self.unknowns[name] for name in target]] = list(target.values())
        limits = np.zeros((len(self.unknowns), 2))
        limits[:, 1] = [most_room, *[np.inf] * (len(limits) - 1)]
        right = -np.array(self.least)[is_used]
        solved = linprog(objective, matrix[is_used], right, bounds=limits, method="highs")
        if solved.status not in (0, 2, 3):
            raise RuntimeError(solved.message)
        return {0: solved.fun, 2: None, 3: -np.inf}[solved.status]

    def can_hold(self, ids: Ids) -> bool:
        """Return whether all rows can hold that belong to no claim, or to one of these."""
        room = self.minimum({"free": -1.0}, ids, 1.0)
        is_strict = any(one and owner in ids for one, owner in zip(self.is_strict, self.owners, strict=True))
        return room is not None and (not is_strict or -room > CLEAR)


class AllAtOnce:
    """The claims of a case as programs: one for all totals and flows, one for the stocks of each day.

    Parameters
    ----------
    claims, parts : DataFrame
        As `reconcile` takes them, all columns of parts there.
    start : int, optional
        The number of the day from which totals count that do not state a start.
    """

    def __init__(self, claims: pd.DataFrame, parts: pd.DataFrame, start: int | None = None) -> None:
        self.claims, self.parts, self.start = claims, parts, start
        self.ids = frozenset(claims["claim_id"])
        is_stock = claims["kind"] == "stock"
        self.days = sorted({day for period in claims["period"][~is_stock] for day in self._span(period)})
        self.flowing = self._program(claims[~is_stock], self.days)
        begin, end = _read(claims["period"])
        moments = sorted(set(begin[is_stock].tolist()))
        then = [claims[is_stock & (begin <= day) & (day <= end)] for day in moments]
        self.programs = [self.flowing, *(self._program(rows, [0, 1]) for rows in then)]

    def can_hold(self, ids: Ids | None = None) -> bool:
        """Return whether some claims, or all, can all hold."""
        return all(program.can_hold(self.ids if ids is None else ids) for program in self.programs)

    def knots(self) -> set[Ids]:
        """Return the minimal sets of claims that cannot all hold, by trying all sets."""
        found: list[Ids] = []
        for ids in _subsets(self.ids):
            if not any(knot <= ids for knot in found) and not self.can_hold(ids):
                found.append(ids)
        return set(found)

    def fewest_removed(self, by: str) -> set[Ids]:
        """Return the smallest sets of values of a column without whose claims the others can hold."""
        name = dict(zip(self.claims["claim_id"], self.claims[by], strict=True))
        wrong = [{name[one] for one in knot} for knot in self.knots()]
        enough = [one for one in _subsets(name.values()) if all(one & knot for knot in wrong)]
        return {one for one in enough if len(one) == len(enough[0])}

    def ends(self, asked: pd.Series, ids: Ids | None = None) -> tuple[float, float, bool, bool]:
        """Return the ends of a total, a flow, or a stock of some days, if all claims of its kind hold.

        And which of the ends are excluded. An end that is open, or no more than zero, is NaN.
        """
        ids, terms = self.ids if ids is None else ids, self._terms(asked, self.days)
        program = self._program(*self._beside(asked)) if asked["kind"] == "stock" else self.flowing
        low, high = (program.minimum(one, ids, 0.0) for one in (terms, _times(terms, -1.0)))
        if low is None or high is None:
            raise ValueError("these claims cannot all hold")
        found = np.nan if low <= CLEAR else low, np.nan if np.isinf(high) else -high
        return *found, *(not np.isnan(end) and not self._reaches(asked, end, ids) for end in found)

    def weakest_ends(self, asked: pd.Series, by: str, wrong: int) -> tuple[float, float]:
        """Return the ends that hold whichever so many values of a column are wrong."""
        name = self.claims.set_index("claim_id")[by]
        kept = [frozenset(name.index[~name.isin(out)]) for out in _subsets(name) if len(out) <= wrong]
        found = [self.ends(asked, ids)[:2] for ids in kept if self.can_hold(ids)]
        lows, highs = zip(*found, strict=True)
        return min(np.nan_to_num(lows)), max(np.nan_to_num(highs, nan=np.inf))

    def _beside(self, asked: pd.Series) -> tuple[pd.DataFrame, list[int]]:
        """Return the claims that may bound a quantity, and the days of their program."""
        is_stock = self.claims["kind"] == "stock"
        if asked["kind"] != "stock":
            return self.claims[~is_stock], self.days
        day = _read(pd.Series([asked["period"]]))[0][0]
        begin, end = _read(self.claims["period"])
        return self.claims[is_stock & (begin <= day) & (day <= end)], [0, 1]

    def _reaches(self, asked: pd.Series, number: float, ids: Ids) -> bool:
        program, terms = self._program(*self._beside(asked)), self._terms(asked, self.days)
        program.add(terms, number - CLEAR / 100)
        program.add(_times(terms, -1.0), -number - CLEAR / 100)
        return program.can_hold(ids)

    def _program(self, claims: pd.DataFrame, days: list[int]) -> Program:
        program = Program()
        self._relate(program, days)
        counted = {}
        for claim in claims.to_dict("records"):
            name, terms = claim["claim_id"], self._terms(claim, days)
            counted[name] = terms
            if claim["kind"] == "flow" and str(claim["period"]).startswith("["):
                # Some days of these: what it counts is no more than what all of them had.
                counted[name] = {name: 1.0}
                program.add(_plus(terms, {name: -1.0}), 0.0)
        for claim in claims.to_dict("records"):
            name, of = claim["claim_id"], claim.get("share_of")
            if not isinstance(of, str):
                _add_interval(program, claim, counted[name])
            elif of in counted:
                _add_share(program, claim, counted[name], counted[of])
        return program

    def _relate(self, program: Program, days: list[int]) -> None:
        """Add every relation between all things there could be."""
        values = [sorted({*self.claims[one], *_named(self.parts, one)}) for one in RESPECTS]
        things = list(product(*values))
        for (column, whole, _), rows in self.parts.groupby(["column", "whole", "split"]):
            at = RESPECTS.index(column)
            is_listed = (rows["is_summand"] | rows["is_disjoint"]).to_numpy(bool)
            is_all = rows["is_summand"][is_listed].all()
            for day, thing in product(days[:-1], [thing for thing in things if thing[at] == whole]):
                inner = [((*thing[:at], part, *thing[at + 1 :]), day) for part in rows["part"]]
                for part in inner:
                    program.add({(thing, day): 1.0, part: -1.0}, 0.0)
                listed = dict.fromkeys(
                    [part for part, one in zip(inner, is_listed, strict=True) if one], -1.0
                )
                if listed:
                    program.add(listed | {(thing, day): 1.0}, 0.0)
                if listed and is_all:
                    program.add(_times(listed | {(thing, day): 1.0}, -1.0), 0.0)

    def _terms(self, claim: dict[str, object] | pd.Series, days: list[int]) -> Terms:
        """Return what a claim counts as a sum: of its thing, over the stretches in its days."""
        thing = tuple(claim[respect] for respect in RESPECTS)
        if claim["kind"] == "stock":
            return {(thing, 0): 1.0}
        first, past = self._span(str(claim["period"]))
        return {(thing, day): 1.0 for day in days[:-1] if first <= day < past}

    def _span(self, period: str) -> tuple[int, int]:
        begin, end = (int(one[0]) for one in _read(pd.Series([period])))
        is_silent = begin == LONG_AGO and self.start is not None and end >= self.start
        return self.start if is_silent else begin, end + 1


def _add_interval(program: Program, claim: dict[str, object], terms: Terms) -> None:
    low, high = (claim["best"] if pd.notna(claim["best"]) else claim[end] for end in ("low", "high"))
    owner, qualifier = str(claim["claim_id"]), claim["qualifier"]
    if pd.notna(low):
        program.add(terms, low, owner, is_strict=qualifier == "more_than")
    if pd.notna(high):
        program.add(_times(terms, -1.0), -high, owner, is_strict=qualifier == "fewer_than")


def _add_share(program: Program, claim: dict[str, object], own: Terms, whole: Terms) -> None:
    ends = ((claim["share_low"], 1.0, "more_than"), (claim["share_high"], -1.0, "fewer_than"))
    for share, sign, strict in ends:
        terms = _plus(_times(own, sign), _times(whole, -sign * _fraction(str(share))))
        program.add(terms, 0.0, str(claim["claim_id"]), is_strict=claim["qualifier"] == strict)


def _fraction(text: str) -> float:
    number, percent, _ = text.partition("%")
    return float(Fraction(number.strip())) / (100 if percent else 1)


def _named(parts: pd.DataFrame, column: str) -> Iterator[str]:
    own = parts[parts["column"] == column]
    return chain(own["part"], own["whole"])


def _read(periods: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    days, wrong = read_dates(periods.astype("str"))
    if wrong:
        raise ValueError(f"{wrong}")
    read = [days[end].to_numpy().astype("datetime64[D]") for end in ("earliest", "latest")]
    begin, end = (np.where(np.isnat(one), LONG_AGO, one.astype("int64")) for one in read)
    return begin, end


def _times(terms: Terms, factor: float) -> Terms:
    return {name: factor * own for name, own in terms.items()}


def _plus(ones: Terms, others: Terms) -> Terms:
    return {name: ones.get(name, 0.0) + others.get(name, 0.0) for name in {**ones, **others}}


def _subsets(values: Iterable[str]) -> Iterator[frozenset[str]]:
    """Return all sets of some values, smaller ones first."""
    every = sorted(set(values))
    return map(frozenset, chain.from_iterable(combinations(every, size) for size in range(len(every) + 1)))
