"""The fewest groups of claims whose absence lets all others hold.

Belongs here: the search, over positions, groups of them and an oracle. Does not belong here: what a position
or a group is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import numpy as np

from analysttools.claims.reconcile.knots import (
    Asked,
    EffortSpentError,
    bits,
    everything,
    positions,
)

# What the search may take: sets looked at, each times all that it has to meet; some five seconds. It is a
# count and no time, so that the result is the same wherever it runs.
MOST_EFFORT = 2_000_000
# What a proposal takes, beside looking at a set; and the branches of its program, each a program of its own.
PROPOSAL, MOST_NODES = 100, 1


def smallest_removals(asked: Asked, groups: Sequence[int], limit: int) -> tuple[list[tuple[int, ...]], bool]:
    """Return all smallest sets of groups without which the rest can hold.

    Each impossible set has to lose a group. A smallest set of groups that meets all impossible sets known
    so far is proposed (a mixed-integer program); where the rest is still impossible, that gives further
    impossible sets to meet. Once a proposal is enough its size is known, and so are its ties when all sets of
    that size were tried that meet what has to be met.

    Parameters
    ----------
    asked : Asked
        The oracle; what it knows already is not asked again.
    groups : sequence of int
        The number of the group of each position, from 0 without gaps.
    limit : int
        How many sets are returned at most.

    Returns
    -------
    removals : list of tuple of int
        Numbers of groups in order; the sets in order. One empty set if all can hold together. Where the
        search was given up before it found one: the smallest that is known to be enough, or no set.
    more_exist : bool
        Whether there are more of that size, or the search was given up before it could tell.

    Examples
    --------
    >>> from analysttools.claims.reconcile.give_way import smallest_removals
    >>> from analysttools.claims.reconcile.knots import Asked
    >>> def find_core(active):
    ...     knots = [(0, 1), (1, 2, 3)]
    ...     return next((knot for knot in knots if active[list(knot)].all()), None)
    >>> smallest_removals(Asked(find_core, 4), [0, 1, 2, 3], limit=10)
    ([(1,)], False)
    >>> smallest_removals(Asked(find_core, 4), [0, 1, 1, 0], limit=10)
    ([(0,), (1,)], False)
    """
    search = _Removals(asked, [int(group) for group in groups], limit + 1)
    try:
        search.run()
    except EffortSpentError:
        search.give_up()
    found = sorted(tuple(positions(one)) for one in search.found)
    return found[:limit], search.is_cut or len(found) > limit


class _Removals:
    """The search for the smallest sets of groups that meet every impossible set; all as bits."""

    def __init__(self, asked: Asked, groups: list[int], most: int) -> None:
        self.asked, self.groups, self.most = asked, groups, most
        self.every = everything(max(groups, default=-1) + 1)
        self.members = [0] * self.every.bit_length()
        for position, group in enumerate(groups):
            self.members[group] |= 1 << position
        self.to_meet = _least(self._groups_of(core) for core in asked.cores)
        self.found: list[int] = []
        self.spent, self.is_cut = 0, False

    def run(self) -> None:
        """Find the size of the smallest sets, then all of that size.

        Raises
        ------
        EffortSpentError
            If it takes too many questions, or too many sets have to be looked at.
        """
        while True:
            self._spend(PROPOSAL * len(self.to_meet))
            proposed = _smallest_meeting(self.to_meet)
            cores = self._cores_without(proposed)
            if not cores:
                break
            self.to_meet = _least([*self.to_meet, *cores])
        try:
            self._extend(0, self.every, proposed.bit_count())
        except EffortSpentError:
            self.found, self.is_cut = sorted({*self.found, proposed}), True

    def _spend(self, effort: int) -> None:
        self.spent += effort
        if self.spent > MOST_EFFORT:
            raise EffortSpentError

    def give_up(self) -> None:
        """Take the smallest set that is known to be enough: what leaves a possible set."""
        enough = [self._groups_of(one) for one in self.asked.left_out]
        self.found = [min(enough, key=lambda one: (one.bit_count(), one))] if enough else []
        self.is_cut = True

    def _extend(self, chosen: int, allowed: int, room: int) -> None:
        """Find each set that is `chosen` and so many more of what is allowed."""
        self._spend(1 + len(self.to_meet))
        unmet = [one for one in self.to_meet if not one & chosen]
        if not unmet:
            unmet = self._cores_without(chosen)
            self.to_meet += unmet
        if not unmet:
            self.found.append(chosen)
        if not unmet or not room:
            return
        unmet = sorted((one & allowed for one in unmet), key=int.bit_count)
        if _count_apart(unmet) > room:
            return
        for position in positions(unmet[0]):
            if len(self.found) >= self.most:
                return
            self._extend(chosen | 1 << position, allowed, room - 1)
            allowed &= ~(1 << position)  # what holds both was looked at

    def _cores_without(self, removed: int) -> list[int]:
        """Return impossible sets of other groups, no two with a group in common, until the rest can hold."""
        cores = []
        rest = self.every & ~removed
        while (core := self.asked.minimal_core(self._positions_of(rest))) is not None:
            cores.append(self._groups_of(core))
            rest &= ~cores[-1]
        return cores

    def _groups_of(self, core: int) -> int:
        return bits(self.groups[position] for position in positions(core))

    def _positions_of(self, chosen: int) -> int:
        found = 0
        for group in positions(chosen):
            found |= self.members[group]
        return found


def _least(sets: Iterable[int]) -> list[int]:
    """Return the sets in which no other lies."""
    kept: list[int] = []
    for _, same in groupby(sorted(set(sets), key=lambda one: (one.bit_count(), one)), key=int.bit_count):
        kept += [one for one in same if not any(other & one == other for other in kept)]
    return kept


def _count_apart(sets: list[int]) -> int:
    """Return how many of some sets have nothing in common, as they come: so many it takes to meet all."""
    count = seen = 0
    for one in sets:
        if not one & seen:
            count, seen = count + 1, seen | one
    return count


def _smallest_meeting(to_meet: list[int]) -> int:
    """Return a smallest set that meets all of these.

    Raises
    ------
    EffortSpentError
        If the program does not say which.
    """
    import highspy

    if not to_meet:
        return 0
    used = sorted({position for one in to_meet for position in positions(one)})
    place = {position: number for number, position in enumerate(used)}
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(used), len(to_meet)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.ones(len(used)), np.zeros(len(used)), np.ones(len(used))
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(used)
    lp.row_lower_, lp.row_upper_ = np.ones(len(to_meet)), np.full(len(to_meet), np.inf)
    cells = [[place[position] for position in positions(one)] for one in to_meet]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *map(len, cells)])
    lp.a_matrix_.index_ = np.array([number for row in cells for number in row], dtype="int32")
    lp.a_matrix_.value_ = np.ones(sum(map(len, cells)))
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_max_nodes", MOST_NODES)
    highs.passModel(lp)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise EffortSpentError
    return bits(used[at] for at in np.flatnonzero(np.array(highs.getSolution().col_value) > 0.5))
