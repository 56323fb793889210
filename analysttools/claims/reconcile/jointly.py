"""What has to give way so that all components can hold: a claimant may speak in several of them.

Belongs here: putting together what was found of each component, and asking several as one. Does not belong
here: the search (``give_way.py``), and what is found of one component by itself (``answers.py``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from itertools import islice, product
from math import prod
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysttools.claims.origins import join_origins
from analysttools.claims.reconcile.answers import Answers, Cells, Known, Task, WayOut, core_finder, ways_out
from analysttools.claims.reconcile.components import World
from analysttools.claims.reconcile.knots import (
    MOST_QUESTIONS,
    Asked,
    EffortSpentError,
    FindCore,
    bits,
    everything,
    positions,
)
from analysttools.claims.reconcile.proofs import UnsolvedError
from analysttools.claims.reconcile.questions import InexactError, Inquiry
from analysttools.claims.reconcile.sentences import WORDS

# The most claims of components that are asked about as one; with more the search is given up at once.
MOST_TOGETHER = 2_000
# What stands in a row where the search was given up.
GIVEN_UP: Cells = {"size": pd.NA, "names": "", "claim_ids": "", "assumption": "", "more_exist": True}


def join_ways_out(task: Task, answers: Answers) -> list[Cells]:
    """Return the smallest sets of each level without which the claims of all components can hold.

    Components that share no name are combined from what was found of each. Where totals without a start may
    have several, one with which the component can hold is taken.

    Parameters
    ----------
    task : Task
        What was asked of all components.
    answers : Answers
        What was found of each.

    Returns
    -------
    list of dict
        Rows of ``give_way`` of no component.
    """
    blocked = {
        number: _BlockedComponent(task, task.components[number], known)
        for number, known in sorted(answers.known.items())
        if len(known) == len(task.components[number])
    }
    if not blocked:
        return []
    rows = []
    for level, names in task.levels.items():
        apart = _by_component(answers.give_way, level)
        found = []
        for numbers in _clusters({n: one.positions for n, one in blocked.items()}, names):
            (first, *others) = numbers
            is_known = not others and len(blocked[first].worlds) == 1
            found.append(apart[first] if is_known else _search([blocked[n] for n in numbers], names, task))
        rows += [{**row, "level": level, "component": pd.NA} for row in _combined(found, task.limit)]
    return rows


class _BlockedWorld(NamedTuple):
    """A world that is impossible, and the oracle that answers questions about it."""

    assumption: str
    asked: Asked
    questions: int


class _BlockedComponent:
    """A component that is impossible in all of its worlds."""

    def __init__(self, task: Task, worlds: list[World], known: list[Known]) -> None:
        self.positions = sorted({p for world in worlds for one in world.questions for p in one.quantities})
        self.either = WORDS[task.statements.lang]["or"]
        self.worlds = [
            _BlockedWorld(world.assumption, self._ask_again(task, world, one), one.questions)
            for world, one in zip(worlds, known, strict=True)
        ]

    def _ask_again(self, task: Task, world: World, known: Known) -> Asked:
        """Return the oracle of a world, which remembers what was found before."""
        finder = _CoreFinder(task, world, self.positions)
        impossible = [list(positions(core)) for core in known.impossible]
        asked = Asked(finder.find, len(self.positions), known.questions, impossible)
        asked.left_out = list(known.left_out)
        return asked

    @property
    def cores(self) -> set[int]:
        """The sets that are known to be impossible in each of its worlds, as bits."""
        return set.intersection(*(set(world.asked.cores) for world in self.worlds))

    def core(self, chosen: int) -> int | None:
        """Return a set that is impossible in each world, or None if the chosen ones can hold in one."""
        found = 0
        for world in self.worlds:
            core = world.asked.minimal_core(chosen)
            if core is None:
                return None
            found |= core
        return found

    def assumption(self, chosen: int) -> str:
        """Return what has to be taken for granted so that the chosen ones can hold."""
        holding = [world.assumption for world in self.worlds if world.asked.core(chosen) is None]
        is_any = len(self.worlds) > 1 and len(holding) == len(self.worlds)
        return "" if is_any else self.either.join(holding)


class _CoreFinder:
    """Finds impossible sets of a world; its programs are made when one is first asked for."""

    def __init__(self, task: Task, world: World, own: list[int]) -> None:
        self.task, self.world, self.own = task, world, own

    @cached_property
    def _find(self) -> FindCore:
        task = self.task
        inquiries = [Inquiry(task.statements, one, task.constraints) for one in self.world.questions]
        return core_finder(inquiries, self.own)

    def find(self, active: np.ndarray) -> Collection[int] | None:
        """Return an impossible set of the active claims, or None if these can hold.

        Raises
        ------
        EffortSpentError
            If that cannot be told.
        """
        try:
            return self._find(active)
        except (UnsolvedError, InexactError):
            raise EffortSpentError from None


def _by_component(found: list[Cells], level: str) -> dict[int, list[Cells]]:
    """Return the rows of one level by their component."""
    rows: dict[int, list[Cells]] = {}
    for row in found:
        if row["level"] == level:
            rows.setdefault(row["component"], []).append(row)
    return rows


def _clusters(members: dict[int, list[int]], names: Sequence[str]) -> list[list[int]]:
    """Return the components in clusters, those together that share a name, over any steps."""
    numbers = list(members)
    row = np.repeat(np.arange(len(numbers)), [len(members[number]) for number in numbers])
    named = [names[position] for number in numbers for position in members[number]]
    tokens = pd.DataFrame({"row": row, "token": pd.factorize(np.array(named, dtype=object))[0]})
    keys = join_origins(np.zeros(len(numbers), dtype="int64"), tokens)
    return [[numbers[one] for one in np.flatnonzero(keys == key)] for key in np.unique(keys)]


def _search(components: list[_BlockedComponent], names: Sequence[str], task: Task) -> list[Cells]:
    """Return the smallest sets of names without which all of some components can hold."""
    members = [position for one in components for position in one.positions]
    if len(members) > MOST_TOGETHER:
        return [GIVEN_UP]
    offsets = np.cumsum([0, *(len(one.positions) for one in components)]).tolist()
    places = list(zip(components, offsets, strict=False))

    def cut(chosen: int, one: _BlockedComponent, offset: int) -> int:
        return chosen >> offset & everything(len(one.positions))

    def find_core(active: np.ndarray) -> list[int] | None:
        chosen = bits(np.flatnonzero(active))
        for one, offset in places:
            core = one.core(cut(chosen, one, offset))
            if core is not None:
                return [offset + place for place in positions(core)]
        return None

    for world in (world for one in components for world in one.worlds):
        world.asked.left = world.questions
    known = [[offset + place for place in positions(core)] for one, offset in places for core in one.cores]
    asked = Asked(find_core, len(members), MOST_QUESTIONS * len(components), sorted(known))

    def row(way: WayOut) -> Cells:
        rest = everything(len(members)) & ~bits(way.rows)
        said = [one.assumption(cut(rest, one, offset)) for one, offset in places] if way.rows else []
        ids = sorted(task.names[members[number]] for number in way.rows)
        cells = way._asdict() | {"claim_ids": ";".join(ids), "assumption": _given(said)}
        return {name: cell for name, cell in cells.items() if name != "rows"}

    return [row(way) for way in ways_out(asked, [names[one] for one in members], task.limit)]


def _combined(found: list[list[Cells]], limit: int) -> list[Cells]:
    """Return each combination of one row from every cluster as one row, up to a limit."""
    if any(rows[0]["size"] is pd.NA for rows in found):
        return [GIVEN_UP]
    more = prod(map(len, found)) > limit or any(rows[0]["more_exist"] for rows in found)
    return [
        {
            "size": sum(row["size"] for row in chosen),
            **{name: _joined(row[name] for row in chosen) for name in ("names", "claim_ids")},
            "assumption": _given(row["assumption"] for row in chosen),
            "more_exist": more,
        }
        for chosen in islice(product(*found), limit)
    ]


def _given(assumptions: Iterable[str]) -> str:
    """Return assumptions as one, each once."""
    return "; ".join(dict.fromkeys(filter(None, assumptions)))


def _joined(lists: Iterable[str]) -> str:
    """Return lists of ids as one, in order."""
    return ";".join(sorted(one for ids in lists for one in ids.split(";")))
