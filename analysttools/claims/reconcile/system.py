"""Claims of some things as inequalities between what was added in each stretch of time.

What is unknown is how many of a thing there had been by each day that a claim names. Belongs here: the rows,
each a claim or a relation of a named kind. Does not belong here: whether they can all hold (``proofs.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from analysttools.claims.reconcile.hierarchy import Instance, Thing
from analysttools.claims.reconcile.statements import DOUBTFUL, Number, Share, Statements

INTERVAL, PART, ALL, DISJOINT, TOTAL, SHARE = (
    "interval",
    "part of whole",
    "parts are all",
    "parts are disjoint",
    "running total",
    "share",
)
GROWTH, UNKNOWN_DAYS = "flow within growth", "flow on unknown days"
# The relations that can be left out. That a claim says its interval, and that claims of one quantity speak of
# one number, is what is asked about.
CONSTRAINTS = (PART, ALL, DISJOINT, TOTAL, GROWTH, UNKNOWN_DAYS, SHARE)


# A part, and the nearest thing that it lies in.
Edge = tuple[Thing, Thing]


# Unknowns, each with its factor.
Terms = tuple[tuple[int, Number], ...]


class Quantity(NamedTuple):
    """How many of a thing were added from a day on, until before another."""

    thing: Thing
    start: int
    until: int


class Row(NamedTuple):
    """One inequality: the sum of `terms` is no less than `least`, or is more than it.

    `claim` is the position of the claim that says so, and `counted` what it speaks of; or it is -1 for a
    relation, of which `things` are the whole and the parts, from `start` until before `until`. An equality
    holds both ways.
    """

    kind: str
    terms: Terms
    least: Number
    is_strict: bool = False
    is_equality: bool = False
    claim: int = -1
    is_low: bool = True
    things: tuple[Thing, ...] = ()
    start: int = 0
    until: int = 0
    split: str = ""
    counted: tuple[tuple[Quantity, Number], ...] = ()


@dataclass
class System:
    """Rows over the unknowns of some claims.

    Attributes
    ----------
    rows : list of Row
        Claims first.
    places : dict
        The unknown of a thing by a day: how many there had been before it.
    origin : dict
        The day from which each thing is counted.
    """

    rows: list[Row] = field(default_factory=list)
    places: dict[tuple[Thing, int], int] = field(default_factory=dict)
    origin: dict[Thing, int] = field(default_factory=dict)

    def terms(self, quantity: Quantity, factor: Number = 1) -> Terms:
        """Return a quantity as a difference of unknowns; at its origin a thing is none."""
        thing, start, until = quantity
        ends = ((self.places[thing, until], factor),)
        return ends if start == self.origin[thing] else (*ends, (self.places[thing, start], -factor))


class Builder:
    """Builds the system of some claims, and of quantities that are asked for.

    Parameters
    ----------
    statements : Statements
        All claims.
    quantities : list of Quantity
        What each claim speaks of: spans of days, or one moment for all.
    constraints : collection of str
        Which relations are used.
    """

    def __init__(
        self, statements: Statements, quantities: dict[int, Quantity], constraints: Iterable[str]
    ) -> None:
        self.statements, self.quantities = statements, quantities
        self.constraints = frozenset(constraints)
        self._lists: dict[frozenset[Thing], tuple[list[Instance], list[Thing], list[Edge]]] = {}

    def build(
        self, positions: Iterable[int], asked: Iterable[Quantity] = (), *, with_lists: bool = True
    ) -> System:
        """Return the system of the claims in some positions, with the lists of parts or without."""
        said, spans = self.say(positions, asked)
        claimed = frozenset(quantity.thing for quantity in spans)
        instances: list[Instance] = []
        edges: list[Edge] = []
        things = sorted(claimed)
        if with_lists:
            instances, things, edges = self.related(claimed)
        elif len(things) > 1:
            edges = self._edges(things)
        days: dict[Thing, set[int]] = {thing: set() for thing in things}
        for quantity in spans:
            days[quantity.thing].update((quantity.start, quantity.until))
        _share_days(days, instances, edges)
        system = System()
        for thing in things:
            grid = sorted(days[thing])
            if grid:
                system.origin[thing] = grid[0]
                for day in grid[1:]:
                    system.places[thing, day] = len(system.places)
        for row in said:
            terms: Terms = ()
            for quantity, factor in row.counted:
                terms = _add_terms(terms, system.terms(quantity, factor))
            system.rows.append(row._replace(terms=terms))
        self._add_relations(system, days, edges, instances)
        return system

    def say(
        self, positions: Iterable[int], asked: Iterable[Quantity] = ()
    ) -> tuple[list[Row], list[Quantity]]:
        """Return what claims say, as rows without terms, and all quantities that they or `asked` name."""
        spoken = {position: self.quantities[position] for position in positions}
        rows = [row for position in spoken for row in self._claim(position, spoken)]
        counted = [quantity for row in rows for quantity, _ in row.counted]
        return rows, list(dict.fromkeys([*spoken.values(), *asked, *counted]))

    def related(self, claimed: frozenset[Thing]) -> tuple[list[Instance], list[Thing], list[Edge]]:
        """Return the lists of parts, all things and the pairs of nearest, of some claimed things, once."""
        if claimed not in self._lists:
            instances = self._instances(set(claimed))
            things = sorted(claimed.union(*((one.whole, *one.parts) for one in instances)))
            self._lists[claimed] = instances, things, self._edges(things)
        return self._lists[claimed]

    def relations(
        self, instances: list[Instance], edges: list[Edge]
    ) -> list[tuple[tuple[tuple[Thing, int], ...], bool]]:
        """Return of each relation the factors of its things, whose sum is not below zero, or is zero (True).

        That a part is no more than its whole is left out where a list of parts says more.
        """
        is_disjoint, is_all = DISJOINT in self.constraints, ALL in self.constraints
        found: list[tuple[tuple[tuple[Thing, int], ...], bool]] = []
        said: set[Edge] = set()
        for one in instances:
            sign = 1 if is_disjoint else -1
            factors = ((one.whole, sign), *((part, -sign) for part in one.parts))
            found.append((factors, is_disjoint and one.is_all and is_all))
            said.update((part, one.whole) for part in one.parts if is_disjoint)
        pairs = [(((whole, 1), (part, -1)), False) for part, whole in edges if (part, whole) not in said]
        return found + pairs

    def _instances(self, claimed: set[Thing]) -> list[Instance]:
        """Return the lists of parts that are used, as far as their kinds are."""
        if not self.constraints & {ALL, DISJOINT}:
            return []
        return [
            one
            for one in self.statements.hierarchy.instances(claimed)
            if DISJOINT in self.constraints or one.is_all
        ]

    def _edges(self, things: list[Thing]) -> list[Edge]:
        """Pair each thing with the nearest that it lies in."""
        if PART not in self.constraints:
            return []
        hierarchy, known = self.statements.hierarchy, set(things)
        found = []
        for thing in things:
            around = [whole for whole in hierarchy.wholes(thing) if whole in known and whole != thing]
            for whole in sorted(around):
                between = (one for one in around if one != whole)
                if not any(hierarchy.lies_in(one, whole) for one in between):
                    found.append((thing, whole))
        return found

    def _floors(self, position: int, spoken: dict[int, Quantity]) -> list[Quantity]:
        """Return the spans that hold days which are not known: those around their first and last day.

        They may reach beyond these days, and so are no part of a flow over the very same.
        """
        own = spoken[position]
        form, is_total = self.statements.form, self.statements.is_total
        around = {
            (one.start, one.until)
            for other, one in spoken.items()
            if form[other] not in (DOUBTFUL,)
            and one.start <= own.start
            and one.until >= own.until
            and (is_total[other] or (one.start, one.until) != (own.start, own.until))
        }
        least = [
            (start, until)
            for start, until in sorted(around)
            if not any(
                (begin, end) != (start, until) and begin >= start and end <= until for begin, end in around
            )
        ]
        return [Quantity(own.thing, start, until) for start, until in least]

    def _claim(self, position: int, spoken: dict[int, Quantity]) -> Iterator[Row]:
        """Return the ends of a claim: its interval, or its share of what another claim counts."""
        share = self.statements.shares.get(position)
        own = spoken[position]
        if share is not None:
            if share.of in self.quantities and SHARE in self.constraints:
                yield from self._share(position, share)
            return
        ends = self.statements.ends(position)
        if ends.low is not None:
            is_doubtful = self.statements.form[position] == DOUBTFUL
            for quantity in self._floors(position, spoken) if is_doubtful else [own]:
                row = Row(INTERVAL, (), ends.low, ends.is_low_strict, claim=position)
                yield row._replace(
                    things=(own.thing,), start=quantity.start, until=quantity.until, counted=((quantity, 1),)
                )
        if ends.high is not None:
            row = Row(INTERVAL, (), -ends.high, ends.is_high_strict, claim=position, is_low=False)
            yield row._replace(things=(own.thing,), start=own.start, until=own.until, counted=((own, -1),))
        counted = self._counted(position)
        if counted != own:
            yield from self._amount(position, counted)

    def _amount(self, position: int, counted: Quantity) -> Iterator[Row]:
        """Return what a claim says of what it counts on unknown days, both ends of it."""
        ends = self.statements.stated(position)
        sides = ((ends.low, ends.is_low_strict, 1), (ends.high, ends.is_high_strict, -1))
        for number, is_strict, sign in sides:
            if number is not None:
                row = Row(INTERVAL, (), sign * number, is_strict, claim=position, is_low=sign > 0)
                yield row._replace(things=(counted.thing,), counted=((counted, sign),))

    def _counted(self, position: int) -> Quantity:
        """Return what a claim counts: its quantity, or its own part of it where the days are not known."""
        own = self.quantities[position]
        if SHARE not in self.constraints:
            return own
        return own._replace(thing=self.statements.amounts.get(position, own.thing))

    def _share(self, position: int, share: Share) -> Iterator[Row]:
        own, whole = self._counted(position), self._counted(share.of)
        sides = ((share.low, share.is_low_strict, 1), (share.high, share.is_high_strict, -1))
        for number, is_strict, sign in sides:
            if number is not None:
                row = Row(SHARE, (), 0, is_strict, claim=position, is_low=sign > 0)
                counted = ((own, sign), (whole, -sign * number))
                things = own.thing, whole.thing
                yield row._replace(things=things, start=own.start, until=own.until, counted=counted)

    def _add_relations(
        self,
        system: System,
        days: dict[Thing, set[int]],
        edges: list[Edge],
        instances: list[Instance],
    ) -> None:
        for thing, own in days.items():
            for start, until in pairwise(sorted(own)):
                terms = system.terms(Quantity(thing, start, until))
                system.rows.append(Row(TOTAL, terms, 0, things=(thing,), start=start, until=until))
        for part, whole in edges:
            for start, until in pairwise(sorted(days[part])):
                terms = system.terms(Quantity(whole, start, until))
                terms += system.terms(Quantity(part, start, until), -1)
                row = Row(PART, terms, 0, things=(whole, part), start=start, until=until)
                system.rows.append(row)
        for one in instances:
            for start, until in pairwise(sorted(days[one.whole])):
                self._add_split(system, one, start, until)

    def _add_split(self, system: System, one: Instance, start: int, until: int) -> None:
        """Add that parts make up their whole, or do not exceed it, from a day until before another."""
        terms = system.terms(Quantity(one.whole, start, until))
        for part in one.parts:
            terms += system.terms(Quantity(part, start, until), -1)
        row = Row(
            DISJOINT, terms, 0, things=(one.whole, *one.parts), start=start, until=until,
            split=one.split.name,
        )  # fmt: skip
        is_all, is_disjoint = one.is_all and ALL in self.constraints, DISJOINT in self.constraints
        if is_all:
            reverse = tuple((place, -factor) for place, factor in terms)
            all_ = row._replace(kind=ALL, is_equality=is_disjoint)
            system.rows.append(all_ if is_disjoint else all_._replace(terms=reverse))
        elif is_disjoint:
            system.rows.append(row)


def _share_days(days: dict[Thing, set[int]], instances: list[Instance], edges: list[Edge]) -> None:
    """Let a whole know the days of its parts, and a list of parts those of each other, until all do.

    What a part grew by between two of its days can lie anywhere between them, as its whole grew; so a part
    needs none of the days of its whole, unless it is added to others, or lies in several wholes, which may
    have grown on different days.
    """
    groups: list[tuple[Thing, ...]] = [(one.whole, *one.parts) for one in instances]
    wholes: dict[Thing, list[Thing]] = {}
    for part, whole in edges:
        wholes.setdefault(part, []).append(whole)
    groups += [(part, *around) for part, around in wholes.items() if len(around) > 1]
    is_new = True
    while is_new:
        is_new = False
        for group in groups:
            union = set().union(*(days[thing] for thing in group))
            for thing in group:
                is_new |= len(days[thing]) < len(union)
                days[thing] = set(union)
        for part, whole in edges:
            if not days[part] <= days[whole]:
                days[whole] |= days[part]
                is_new = True


def _add_terms(ones: Terms, others: Terms) -> Terms:
    total: dict[int, Number] = dict(ones)
    for place, factor in others:
        total[place] = total.get(place, 0) + factor
    return tuple((place, factor) for place, factor in total.items() if factor)
