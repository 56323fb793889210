"""The answers to the questions about some components, as rows of the frames that a user gets.

Belongs here: positions and exact numbers turned into ids, floats and sentences. Does not belong here: how
they are found (``questions.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from analysttools.claims.frames import FIRST, LAST
from analysttools.claims.reconcile.components import World
from analysttools.claims.reconcile.give_way import smallest_removals
from analysttools.claims.reconcile.knots import MOST_QUESTIONS, Asked, minimal_cores
from analysttools.claims.reconcile.proofs import UnsolvedError
from analysttools.claims.reconcile.questions import OPEN, Bound, InexactError, Inquiry
from analysttools.claims.reconcile.sentences import Wording
from analysttools.claims.reconcile.statements import Number, Statements
from analysttools.claims.reconcile.system import Quantity
from analysttools.claims.relations import RESPECTS

# What the search for knots may take in one component: questions, each of so many rows. It is a count and no
# time, so that the result is the same wherever it runs.
EFFORT = 100_000
Cells = dict[str, Any]


@dataclass(frozen=True)
class Task:
    """What is asked of some components: everything that a process needs to answer.

    Attributes
    ----------
    statements : Statements
        Their claims.
    components : list of list of World
        Their worlds, positions among these claims.
    numbers : list of int
        The number of each component.
    constraints : frozenset of str
        The relations that are used.
    limit : int
        How many knots, and how many sets that give way, are listed of each component.
    origins : list of str or None
        The origin of each claim.
    faulty : int
        How many origins may be wrong.
    """

    statements: Statements
    components: list[list[World]]
    numbers: list[int]
    constraints: frozenset[str]
    limit: int
    origins: list[str] | None
    faulty: int = 0

    @cached_property
    def names(self) -> list[str]:
        """The id of each claim."""
        return self.statements.claims["claim_id"].tolist()


@dataclass
class Answers:
    """Rows of the four frames."""

    implied: list[Cells] = field(default_factory=list)
    knots: list[Cells] = field(default_factory=list)
    give_way: list[Cells] = field(default_factory=list)
    witness: list[Cells] = field(default_factory=list)

    def extend(self, other: Answers) -> None:
        """Add the rows of other answers."""
        for name in ("implied", "knots", "give_way", "witness"):
            getattr(self, name).extend(getattr(other, name))


def answer(task: Task) -> Answers:
    """Answer the questions about some components."""
    answers = Answers()
    wording = Wording(task.statements)
    for number, worlds in zip(task.numbers, task.components, strict=True):
        found = _Component(task, wording, number, worlds).answer()
        answers.extend(found)
    return answers


class _Component:
    """One component, and what is found of it."""

    def __init__(self, task: Task, wording: Wording, number: int, worlds: list[World]) -> None:
        self.task, self.wording, self.number, self.worlds = task, wording, number, worlds
        self.names = task.names
        self.codes = pd.factorize(np.array(task.origins or self.names, dtype=object))[0].tolist()
        positions = sorted({p for world in worlds for one in world.questions for p in one.quantities})
        self.positions = positions
        self.row_of = {position: row for row, position in enumerate(positions)}
        self.answers = Answers()

    def answer(self) -> Answers:
        for world in self.worlds:
            inquiries = [
                Inquiry(self.task.statements, question, self.task.constraints) for question in world.questions
            ]
            try:
                self._answer(inquiries, world)
            except (UnsolvedError, InexactError):
                raise max(inquiries, key=lambda one: one.size).unsolved() from None
        self.answers.knots = _joined_worlds(self.answers.knots, len(self.worlds))
        return self.answers

    def _answer(self, inquiries: list[Inquiry], world: World) -> None:
        blocked = [one for one in inquiries if one.find_core(np.ones(len(one.positions), bool)) is not None]
        for one in inquiries:
            self._follow(one, is_possible=one not in blocked)
        if blocked:
            self._untie(blocked, world)

    def _follow(self, inquiry: Inquiry, *, is_possible: bool) -> None:
        """Add what follows for each quantity, or that nothing does."""
        own = inquiry.own()
        values: list[Number | None] = [None] * len(own)
        ends: list[tuple[Bound, Bound]] | None = [(OPEN, OPEN)] * len(own)
        if self.task.faulty:
            ends = inquiry.withstand(self.codes, self.task.faulty)
            is_possible = ends is not None
        elif is_possible:
            ends, values = inquiry.follow()
        ends = ends or [(OPEN, OPEN)] * len(own)
        for code, quantity in enumerate(inquiry.quantities):
            cells = self._quantity(inquiry, code, quantity)
            self.answers.implied.append(
                {**cells, **self._ends(own[code], ends[code]), "is_possible": is_possible}
            )
            if values[code] is not None:
                number = {"value": float(values[code]), "exact": str(values[code])}  # type: ignore[arg-type]
                self.answers.witness.append({**cells, **number})

    def _quantity(self, inquiry: Inquiry, code: int, quantity: Quantity) -> Cells:
        hierarchy = self.task.statements.hierarchy
        names = {
            column: hierarchy.cells[respect][quantity.thing[respect]]
            for respect, column in enumerate(RESPECTS)
        }
        days = inquiry.question.days
        kind = "stock"
        if days is None:
            own = np.array(inquiry.positions)[inquiry.codes == code]
            kind = "cumulative" if self.task.statements.is_total[own].any() else "flow"
        start, until = days or (quantity.start, quantity.until)
        period = format_span(start, until)
        parts = ["" if pd.isna(name) else str(name) for name in names.values()]
        return {
            "quantity": "|".join([*parts, kind, period]),
            **names,
            "kind": kind,
            "period": period,
            "assumption": inquiry.question.assumption,
            "component": self.number,
        }

    def _ends(self, own: tuple[Bound, Bound], ends: tuple[Bound, Bound]) -> Cells:
        low, high = ends
        return {
            "own_low": _number(own[0]),
            "own_high": _number(own[1]),
            "low": _number(low),
            "high": _number(high),
            "is_low_strict": low.is_strict,
            "is_high_strict": high.is_strict,
            "is_tighter": _is_tighter(low, own[0]) or _is_tighter(high, own[1]),
            "by_low": self._name(low.claims),
            "by_high": self._name(high.claims),
        }

    def _untie(self, inquiries: list[Inquiry], world: World) -> None:
        """Add the knots of a world that cannot be, and the smallest sets that have to give way."""
        questions = [
            (one, np.array([self.row_of[position] for position in one.positions])) for one in inquiries
        ]

        def find_core(active: np.ndarray) -> list[int] | None:
            for inquiry, rows in questions:
                core = inquiry.find_core(active[rows])
                if core is not None:
                    return [int(rows[row]) for row in core]
            return None

        count, limit = len(self.positions), self.task.limit
        pairs = {
            tuple(sorted({int(rows[one]), int(rows[other])}))
            for inquiry, rows in questions
            for one, other in inquiry.pairs()
        }
        most = EFFORT // max(1, EFFORT // MOST_QUESTIONS, sum(one.size for one in inquiries))
        asked = Asked(find_core, count, most, sorted(pairs))
        cores, more = minimal_cores(asked, limit)
        for core in cores:
            self._add_knot([self.positions[row] for row in core], inquiries, world, more_exist=more)
        levels: dict[str, Sequence[str]] = {"claims": self._ids(self.positions)}
        if self.task.origins is not None:
            levels["origins"] = [self.task.origins[position] for position in self.positions]
        for level, names in levels.items():
            groups, distinct = pd.factorize(np.array(names, dtype=object), sort=True)
            asked.left = most
            removals, more = smallest_removals(asked, groups.tolist(), limit)
            for removal in removals or [()]:  # without one: a row that says that the search was given up
                rows = np.flatnonzero(np.isin(groups, removal)).tolist()
                self.answers.give_way.append(
                    {
                        "level": level,
                        "size": len(removal) or pd.NA,
                        "names": ";".join(distinct[list(removal)]),
                        "claim_ids": self._name(self.positions[row] for row in rows),
                        "more_exist": more,
                        "assumption": world.assumption,
                        "component": self.number,
                    }
                )

    def _add_knot(
        self, positions: list[int], inquiries: list[Inquiry], world: World, *, more_exist: bool
    ) -> None:
        inquiry = next(
            (one for one in inquiries if set(positions) <= set(one.positions) and _ties(one, positions)), None
        )
        if inquiry is None:
            raise InexactError(f"reconcile: {self._name(positions)} is no knot. Report this fault")
        steps = self.wording.explain(inquiry.prove(positions))
        assumption = "; ".join(
            dict.fromkeys(one for one in (world.assumption, inquiry.question.assumption) if one)
        )
        self.answers.knots.append(
            {
                "size": len(positions),
                "claim_ids": self._name(positions),
                "sentence": "\n".join(step.sentence for step in steps),
                "more_exist": more_exist,
                "assumption": assumption,
                "component": self.number,
            }
        )

    def _ids(self, positions: Sequence[int]) -> list[str]:
        return [self.names[position] for position in positions]

    def _name(self, positions: Any) -> str:
        return ";".join(sorted(self._ids(list(positions))))


def _ties(inquiry: Inquiry, positions: list[int]) -> bool:
    active = np.isin(inquiry.positions, positions)
    return inquiry.find_core(active) is not None


def _joined_worlds(knots: list[Cells], count: int) -> list[Cells]:
    """Give a knot of all worlds once, without an assumption; one of some worlds once, with those."""
    found: dict[str, list[Cells]] = {}
    for knot in knots:
        found.setdefault(knot["claim_ids"], []).append(knot)
    joined = []
    for same in found.values():
        assumption = (
            "" if count > 1 and len(same) == count else "; or ".join(one["assumption"] for one in same)
        )
        joined.append({**same[0], "assumption": assumption})
    return joined


def _number(bound: Bound) -> float:
    return float("nan") if bound.value is None else float(bound.value)


def _is_tighter(bound: Bound, own: Bound) -> bool:
    return bound.value is not None and (bound.value, bound.is_strict) != (own.value, own.is_strict)


def format_span(start: int, until: int) -> str:
    """Write days from a first until before a last as EDTF.

    Examples
    --------
    >>> from analysttools.claims.reconcile.answers import format_span
    >>> format_span(20058, 20059), format_span(20058, 20060)
    ('2024-12-01', '2024-12-01/2024-12-02')
    """
    first = ".." if start <= FIRST else str(np.datetime64(int(start), "D"))
    last = ".." if until >= LAST else str(np.datetime64(int(until) - 1, "D"))
    return first if first == last else f"{first}/{last}"
