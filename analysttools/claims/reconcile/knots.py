"""Minimal sets of claims that cannot all be true: knots.

Belongs here: the search, over positions and an oracle that says which sets are impossible. Does not belong
here: what a position is and why a set is impossible.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

# Takes which positions are there; returns those of an impossible subset, or None if all can hold.
FindCore = Callable[[np.ndarray], Collection[int] | None]
# What the search may spend: questions to the oracle, and sets of positions looked at. To show that there are
# no more large sets takes exponentially many: nobody reads a knot of seven claims, so none is sought.
MOST_QUESTIONS, MOST_SETS, LARGEST = 1_000, 50_000, 6


class EffortSpentError(Exception):
    """The search asked as much as it may."""


class Asked:
    """An oracle over sets written as bits, which is asked a stated number of times and nothing twice.

    Parameters
    ----------
    find_core : function
        Takes an array of bool, which positions are there, and returns the positions of an impossible subset,
        or None if all can hold together. What is impossible stays so when more is added.
    count : int
        How many positions there are.
    questions : int, optional
        How often it is asked at most.
    known : iterable of sequence of int, optional
        Minimal impossible sets known before: they need no questions.

    Attributes
    ----------
    cores : list of int
        The minimal impossible sets that are known, as bits.
    left_out : list of int
        What the largest sets leave out that are known to hold, as bits.
    """

    def __init__(
        self,
        find_core: FindCore,
        count: int,
        questions: int = MOST_QUESTIONS,
        known: Iterable[Sequence[int]] = (),
    ) -> None:
        self.find_core, self.count, self.left = find_core, count, questions
        self.cores: list[int] = []
        self._cores_at: list[list[int]] = [[] for _ in range(count)]
        self.left_out: list[int] = []
        self._times = [0] * count
        for core in known:
            self._keep(bits(core))

    def core(self, chosen: int) -> int | None:
        """Return an impossible subset of some positions, minimal if it is known, or None if they can hold.

        Raises
        ------
        EffortSpentError
            If no question is left.
        """
        if not all(map(chosen.__and__, self.left_out)):
            return None
        missing = everything(self.count) & ~chosen
        if not all(map(missing.__and__, self.cores)):
            return next(core for core in self.cores if not core & missing)
        if self.left < 1:
            raise EffortSpentError
        self.left -= 1
        active = np.zeros(self.count, dtype=bool)
        active[list(positions(chosen))] = True
        found = self.find_core(active)
        if found is None:
            self._remember(chosen)
            return None
        return bits(found)

    def minimal_core(self, chosen: int) -> int | None:
        """Return a minimal impossible subset of some positions, or None if they can hold."""
        core = self.core(chosen)
        if core is None or core in self.cores:
            return core
        minimal = self._shrink(core)
        self._keep(minimal)
        return minimal

    def grow(self, chosen: int) -> int | None:
        """Return a possible set that holds `chosen` and can take no more; None if `chosen` is impossible.

        One question: what is left out would each complete a known core.
        """
        while True:
            if any(not core & ~chosen for core in self.cores):
                return None
            full = self._fill(chosen)
            if self.minimal_core(full) is None:
                for position in positions(full):
                    self._times[position] += 1
                return full

    def _fill(self, chosen: int) -> int:
        """Add position after position unless a known core would be complete, the least used first.

        So a few sets hold all small combinations, and most of these need no question of their own.
        """
        full = chosen
        blocked = _blocked(self.cores, full)
        for position in sorted(range(self.count), key=self._times.__getitem__):
            if not 1 << position & (blocked | full):
                full |= 1 << position
                blocked |= _blocked(self._cores_at[position], full)
        return full

    def _shrink(self, core: int) -> int:
        """Take position after position out of an impossible set, unless the rest is possible."""
        for one in _each(core):
            if one & core:
                smaller = self.core(core & ~one)
                core = core if smaller is None else smaller
        return core

    def _keep(self, core: int) -> None:
        self.cores.append(core)
        for position in positions(core):
            self._cores_at[position].append(core)

    def _remember(self, possible: int) -> None:
        """Keep in mind what a possible set leaves out, and forget what leaves out more."""
        left_out = everything(self.count) & ~possible
        self.left_out = [one for one in self.left_out if left_out & ~one]
        self.left_out.append(left_out)


def minimal_cores(asked: Asked, limit: int, *, largest: int = LARGEST) -> tuple[list[tuple[int, ...]], bool]:
    """Return the minimal impossible sets of positions, smallest first.

    An impossible set has something in common with what each largest possible set leaves out. So a
    candidate is a smallest set that meets all that was left out so far: either it is impossible, and minimal
    since everything smaller was looked at, or it grows to another largest possible set.

    Parameters
    ----------
    asked : Asked
        The oracle.
    limit : int
        How many sets are returned at most.
    largest : int, optional
        How many positions a set that is sought has at most.

    Returns
    -------
    cores : list of tuple of int
        Positions in order; the sets by size, then by positions.
    more_exist : bool
        Whether there are more, or there may be: larger ones, which were not sought, or any, where the
        search was given up. Sets that were met until then are among the cores: minimal, but others may be
        smaller.

    Examples
    --------
    >>> import numpy as np
    >>> from analysttools.claims.reconcile.knots import Asked, minimal_cores
    >>> def find_core(active):
    ...     knots = [(0, 1), (1, 2, 3)]
    ...     return next((knot for knot in knots if active[list(knot)].all()), None)
    >>> minimal_cores(Asked(find_core, 5), limit=10)
    ([(0, 1), (1, 2, 3)], False)
    >>> minimal_cores(Asked(find_core, 5), limit=1)
    ([(0, 1)], True)
    """
    every = everything(asked.count)

    def refute(chosen: int) -> int | None:
        full = asked.grow(chosen)
        return None if full is None else every & ~full

    search = _Search(every, refute, limit + 1)
    try:
        search.run(largest)
    except EffortSpentError:
        search.is_cut = True
    met = [*search.found, *asked.cores] if search.is_cut else search.found
    cores = sorted((tuple(positions(core)) for core in set(met)), key=lambda core: (len(core), core))
    return cores[:limit], len(cores) > limit or search.is_cut


@dataclass
class _Search:
    """Sets with a property that stays when more is added, smallest first: each minimal.

    Attributes
    ----------
    every : int
        All positions, as bits.
    refute : function
        Takes a set; returns None if it has the property, else what each set that has it must meet.
    most : int
        How many sets are sought.
    to_meet, found : list of int
        What every set must meet that has the property, and the minimal ones that have it.
    looked_at : int
        How many sets were looked at.
    is_cut : bool
        Whether there may be others, larger than what was looked at.
    """

    every: int
    refute: Callable[[int], int | None]
    most: int
    to_meet: list[int] = field(default_factory=list)
    found: list[int] = field(default_factory=list)
    looked_at: int = 0
    is_cut: bool = True

    def run(self, largest: int) -> None:
        """Look at all sets of no position, then of one, of two, until nothing larger is left.

        Raises
        ------
        EffortSpentError
            If too many sets had to be looked at.
        """
        size = 0
        while self.is_cut and size <= largest and len(self.found) < self.most:
            self.is_cut = False
            self._extend(0, self.every, size)
            size += 1

    def _extend(self, chosen: int, allowed: int, room: int) -> None:
        """Find each set that is `chosen` and at most `room` more of what is allowed."""
        self.looked_at += 1
        if self.looked_at > MOST_SETS:
            raise EffortSpentError
        unmet = self._unmet(chosen)
        if not unmet:
            return
        allowed &= ~_blocked(self.found, chosen)
        branch = min((one & allowed for one in unmet), key=int.bit_count)
        if not branch or not room:
            self.is_cut |= branch > 0
            return
        if room == 1:
            for one in unmet:
                branch &= one
            self.is_cut |= any(one & allowed & ~branch for one in unmet)
        for one in _each(branch):
            if len(self.found) >= self.most:
                return
            self._extend(chosen | one, allowed, room - 1)
            allowed &= ~one  # what holds both was looked at

    def _unmet(self, chosen: int) -> list[int]:
        """Return what a set does not meet yet and has to; nothing if it has the property."""
        if any(one & chosen == one for one in self.found):
            return []
        unmet = [one for one in self.to_meet if not one & chosen]
        if unmet:
            return unmet
        new = self.refute(chosen)
        if new is None:
            self.found.append(chosen)
            return []
        self.to_meet.append(new)
        return [new]


def bits(chosen: Iterable[int]) -> int:
    """Write a set of positions as the bits of a number."""
    result = 0
    for position in chosen:
        result |= 1 << int(position)
    return result


def positions(chosen: int) -> Iterator[int]:
    """Return the positions in a set that is written as bits, in their order."""
    while chosen:
        lowest = chosen & -chosen
        yield lowest.bit_length() - 1
        chosen ^= lowest


def everything(count: int) -> int:
    """Return the set of all positions, as bits."""
    return (1 << count) - 1


def _each(chosen: int) -> Iterator[int]:
    """Return the sets of one position that make up a set."""
    return (1 << position for position in positions(chosen))


def _blocked(cores: Iterable[int], chosen: int) -> int:
    """Return the positions of which each alone would complete a core."""
    result = 0
    for core in cores:
        rest = core & ~chosen
        if not rest & (rest - 1):
            result |= rest
    return result
