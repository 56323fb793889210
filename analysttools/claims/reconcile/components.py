"""Which claims are looked at together: those connected by relations, of one way of counting, at one time.

Belongs here: components, the moments that stocks may share, the starts that totals may have. Does not belong
here: what follows from claims (``questions.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from analysttools.claims.frames import DAY, FIRST, codes_of
from analysttools.claims.reconcile.hierarchy import Thing
from analysttools.claims.reconcile.statements import STOCK, Statements
from analysttools.claims.reconcile.system import GROWTH, TOTAL, Quantity
from analysttools.formatting import format_day
from analysttools.locales import read_texts

WORDS = read_texts("reconcile")
# Starts that are tried for totals that state none, in one component.
MOST_STARTS = 5


@dataclass(frozen=True)
class Question:
    """Claims that are looked at together, under one assumption.

    Attributes
    ----------
    quantities : dict of int to Quantity
        What the claim in each position speaks of.
    assumption : str
        What is taken for granted, or nothing.
    days : tuple of int
        For stocks: the days that their moments have in common, the last one not counted.
    """

    quantities: dict[int, Quantity]
    assumption: str = ""
    days: tuple[int, int] | None = None


@dataclass(frozen=True)
class World:
    """Questions that all have to be answered with yes, if all claims of a component are to hold."""

    questions: list[Question]
    assumption: str = ""

    def move(self, place: dict[int, int]) -> World:
        """Return the same world, its claims in other positions."""
        moved = [
            replace(one, quantities={place[position]: q for position, q in one.quantities.items()})
            for one in self.questions
        ]
        return World(moved, self.assumption)


def components(statements: Statements, used: np.ndarray, constraints: Iterable[str]) -> list[list[World]]:
    """Return the components, each as the worlds that it may be in: one for each start of totals."""
    constraints = frozenset(constraints)
    codes = _connect(statements, used, constraints)
    order = np.argsort(codes, kind="stable")
    cuts = np.flatnonzero(np.diff(codes[order])) + 1
    found = []
    for members in np.split(used[order], cuts):
        positions = members.tolist()
        if positions:
            is_stock = statements.form[positions[0]] == STOCK
            found.append(_moments(statements, positions) if is_stock else _worlds(statements, positions))
    return found


def _connect(statements: Statements, used: np.ndarray, constraints: frozenset[str]) -> np.ndarray:
    """Return the component of each used claim: a number, in the order of the ids."""
    way = np.where(statements.form[used] == STOCK, 0, 1)
    if GROWTH not in constraints:
        way = np.where((way == 1) & ~statements.is_total[used], 2, way)
    if TOTAL not in constraints:
        days = codes_of(statements.claims.iloc[used], [], statements.start[used], statements.until[used])
        way = np.where(way > 0, way + 3 * days, way)
    things = [statements.things[position] for position in used.tolist()]
    group = np.empty(len(used), dtype="int64")
    groups: dict[tuple[int, Thing], int] = {}
    for one in sorted(set(way.tolist())):
        own = np.flatnonzero(way == one)
        _join_things(statements, one, [things[row] for row in own.tolist()], groups)
    for row, key in enumerate(zip(way.tolist(), things, strict=True)):
        group[row] = groups[key]
    group = _join_shares(statements, used, group)
    swept = _sweep(group, statements.start[used], statements.until[used])
    first = np.full(int(swept.max(initial=-1)) + 1, len(used))
    np.minimum.at(first, swept, np.arange(len(used)))
    return first[swept]


def _join_things(
    statements: Statements, way: int, things: list[Thing], groups: dict[tuple[int, Thing], int]
) -> None:
    """Give each thing of one way of counting a number, so that those that bound each other share it."""
    claimed = set(things)
    hierarchy = statements.hierarchy
    instances = hierarchy.instances(claimed)
    members = claimed.union(*((one.whole, *one.parts) for one in instances))
    parent: dict[Thing, Thing] = {thing: thing for thing in members}

    def root(thing: Thing) -> Thing:
        while parent[thing] != thing:
            parent[thing] = parent[parent[thing]]
            thing = parent[thing]
        return thing

    for thing in members:
        for whole in hierarchy.wholes(thing):
            if whole in members:
                parent[root(thing)] = root(whole)
    for one in instances:
        for part in one.parts:
            parent[root(part)] = root(one.whole)
    numbers: dict[Thing, int] = {}
    for thing in sorted(claimed):
        head = root(thing)
        groups[way, thing] = numbers.setdefault(head, len(groups))


def _join_shares(statements: Statements, used: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Give claims that state a share the number of the claim that they state a share of."""
    row_of = {position: row for row, position in enumerate(used.tolist())}
    for position, share in statements.shares.items():
        if position in row_of and share.of in row_of:
            one, other = group[row_of[position]], group[row_of[share.of]]
            group = np.where(group == max(one, other), min(one, other), group)
    return group


def _sweep(group: np.ndarray, start: np.ndarray, until: np.ndarray) -> np.ndarray:
    """Part the claims of each number where no day is in the days of two: the classic sweep by first day."""
    order = np.lexsort((start, group))
    own, begin, end = group[order], start[order], until[order]
    number = np.empty(len(order), dtype="int64")
    current, last, latest = -1, None, 0
    rows = zip(own.tolist(), begin.tolist(), end.tolist(), strict=True)
    for position, (code, first, past) in enumerate(rows):
        if code != last or first >= latest:
            current, last, latest = current + 1, code, past
        latest = max(latest, past)
        number[position] = current
    swept = np.empty_like(number)
    swept[order] = number
    return swept


def _moments(statements: Statements, positions: list[int]) -> list[World]:
    """Return stocks as one question for each set of moments that have a day in common, and no more have."""
    start, until = statements.start[positions], statements.until[positions]
    questions = []
    seen: list[set[int]] = []
    for day in sorted(set(start.tolist())):
        together = {p for p, a, b in zip(positions, start, until, strict=True) if a <= day < b}
        if any(together <= other for other in seen):
            continue
        seen.append(together)
    seen = [one for one in seen if not any(one < other for other in seen)]
    for together in seen:
        members = sorted(together)
        first = int(max(statements.start[p] for p in members))
        past = int(min(statements.until[p] for p in members))
        is_one_day = all(statements.start[p] == first and statements.until[p] == first + 1 for p in members)
        said = ""
        if not is_one_day and len(members) > 1:
            said = WORDS[statements.lang]["one day"].format(day=_day(first, statements.lang))
        quantities = {p: Quantity(statements.things[p], 0, 1) for p in members}
        questions.append(Question(quantities, said, (first, past)))
    return [World(questions)]


def _worlds(statements: Statements, positions: list[int]) -> list[World]:
    """Return totals and flows once for each start that totals without one may have."""
    start, until = statements.start[positions], statements.until[positions]
    is_total = statements.is_total[positions]
    silent = is_total & (start == FIRST)
    stated, count = np.unique(start[is_total & ~silent], return_counts=True)
    if not silent.any() or (not len(stated) and not (~is_total).any()):
        return [_world(statements, positions, start, "")]
    starts = sorted(stated[np.lexsort((stated, -count))][:MOST_STARTS].tolist())
    earliest = min(starts, default=None)
    if earliest is None or (start[~is_total] < earliest).any():
        starts.append(int(FIRST))
    worlds = []
    for one in starts:
        taken = np.where(silent & (until > one), one, start)
        lang = statements.lang
        is_first = one == FIRST
        said = WORDS[lang]["long ago"] if is_first else WORDS[lang]["start"].format(day=_day(one, lang))
        worlds.append(_world(statements, positions, taken, said))
    return worlds


def _world(statements: Statements, positions: list[int], start: np.ndarray, assumption: str) -> World:
    quantities = {
        position: Quantity(statements.things[position], int(begin), int(statements.until[position]))
        for position, begin in zip(positions, start.tolist(), strict=True)
    }
    return World([Question(quantities, assumption)], assumption)


def _day(number: int, lang: str) -> str:
    return format_day(str(np.datetime64(int(number), "D").astype(DAY)), lang)
