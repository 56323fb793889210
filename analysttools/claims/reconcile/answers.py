"""The answers to the questions about some components, as rows of the frames that a user gets.

Belongs here: positions and exact numbers turned into ids, floats and sentences. Does not belong here: how
they are found (``questions.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysttools.claims.frames import FIRST, LAST
from analysttools.claims.reconcile.components import Question, World
from analysttools.claims.reconcile.give_way import smallest_removals
from analysttools.claims.reconcile.hierarchy import Thing
from analysttools.claims.reconcile.knots import MOST_QUESTIONS, Asked, FindCore, minimal_cores
from analysttools.claims.reconcile.proofs import UnsolvedError
from analysttools.claims.reconcile.questions import OPEN, Bound, InexactError, Inquiry, simple_witness
from analysttools.claims.reconcile.sentences import WORDS, Wording
from analysttools.claims.reconcile.statements import DOUBTFUL, Number, Statements
from analysttools.claims.reconcile.system import Quantity
from analysttools.claims.relations import RESPECTS

# What the search for knots may take in one component: questions, each of so many rows. It is a count and no
# time, so that the result is the same wherever it runs.
EFFORT = 55_000
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
    levels : dict of str to list of str
        Of each claim its id (``claims``), and, where the frame says who had it from whom, the head of its
        chain (``heads``) and the claimant at its origin (``claimants``).
    faulty : int
        How many origins may be wrong.
    """

    statements: Statements
    components: list[list[World]]
    numbers: list[int]
    constraints: frozenset[str]
    limit: int
    levels: dict[str, list[str]]
    faulty: int = 0

    @property
    def names(self) -> list[str]:
        """The id of each claim."""
        return self.levels["claims"]

    @cached_property
    def _named(self) -> dict[Thing, tuple[Cells, str]]:
        return {}

    def name(self, thing: Thing) -> tuple[Cells, str]:
        """Return the names of a thing: by column, and in one."""
        if thing not in self._named:
            cells = self.statements.hierarchy.cells
            names = {column: cells[respect][thing[respect]] for respect, column in enumerate(RESPECTS)}
            text = "|".join("" if pd.isna(name) else str(name) for name in names.values())
            self._named[thing] = names, text
        return self._named[thing]

    @cached_property
    def codes(self) -> list[int]:
        """The number of the origin of each claim."""
        return pd.factorize(np.array(self.levels.get("claimants", self.names), dtype=object))[0].tolist()


class Known(NamedTuple):
    """What was found of a world that cannot be: sets of the claims of its component, as bits.

    Attributes
    ----------
    impossible, left_out : list of int
        Minimal sets that cannot hold; what the largest sets leave out that can.
    questions : int
        How many questions one search may take.
    """

    impossible: list[int]
    left_out: list[int]
    questions: int


class WayOut(NamedTuple):
    """A smallest set that has to give way: its names, and the rows of its claims; none if it is not known."""

    size: Any
    names: str
    rows: list[int]
    more_exist: bool


@dataclass
class Answers:
    """Rows of the four frames; and by component what was found of each world of it that cannot be."""

    implied: list[Cells] = field(default_factory=list)
    knots: list[Cells] = field(default_factory=list)
    give_way: list[Cells] = field(default_factory=list)
    witness: list[Cells] = field(default_factory=list)
    known: dict[int, list[Known]] = field(default_factory=dict)

    def extend(self, other: Answers) -> None:
        """Add the rows of other answers."""
        for name in ("implied", "knots", "give_way", "witness"):
            getattr(self, name).extend(getattr(other, name))
        self.known |= other.known


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
        positions = sorted({p for world in worlds for one in world.questions for p in one.quantities})
        self.positions = positions
        self.answers = Answers()

    def answer(self) -> Answers:
        if self._answer_alone():
            return self.answers
        for world in self.worlds:
            inquiries = [
                Inquiry(self.task.statements, question, self.task.constraints) for question in world.questions
            ]
            try:
                self._answer(inquiries, world)
            except (UnsolvedError, InexactError):
                raise max(inquiries, key=lambda one: one.size).unsolved() from None
        words = WORDS[self.task.statements.lang]
        self.answers.knots = _joined_worlds(self.answers.knots, len(self.worlds), words)
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
            ends = inquiry.withstand(self.task.codes, self.task.faulty)
            is_possible = ends is not None
        elif is_possible:
            ends, values = inquiry.follow()
        ends = ends or [(OPEN, OPEN)] * len(own)
        is_total = np.zeros(len(own), dtype=bool)
        is_total[inquiry.codes[self.task.statements.is_total[inquiry.positions]]] = True
        for code, quantity in enumerate(inquiry.quantities):
            cells = self._quantity(inquiry.question, quantity, is_total=bool(is_total[code]))
            self._add(cells, own[code], ends[code], values[code], is_possible=is_possible)

    def _answer_alone(self) -> bool:
        """Add what one claim says, if there is no other and nothing else to it; return whether it is so."""
        statements, position = self.task.statements, self.positions[0]
        if len(self.positions) > 1 or len(self.worlds) > 1 or self.task.faulty:
            return False
        question = self.worlds[0].questions[0]
        quantity = question.quantities[position]
        if (
            position in statements.shares
            or statements.form[position] == DOUBTFUL
            or statements.hierarchy.instances([quantity.thing])
        ):
            return False
        said = statements.ends(position)
        if said.high == 0 and said.is_high_strict:
            return False
        low, high = (
            OPEN if value is None else Bound(value, is_strict, (position,))
            for value, is_strict in ((said.low, said.is_low_strict), (said.high, said.is_high_strict))
        )
        value = simple_witness([(low, high)])[0]
        cells = self._quantity(question, quantity, is_total=bool(statements.is_total[position]))
        self._add(cells, (low, high), (low, high), value, is_possible=True)
        return True

    def _add(
        self,
        cells: Cells,
        own: tuple[Bound, Bound],
        ends: tuple[Bound, Bound],
        value: Number | None,
        *,
        is_possible: bool,
    ) -> None:
        """Add what is found of a quantity."""
        how = {"is_possible": is_possible, "faulty": self.task.faulty}
        self.answers.implied.append({**cells, **self._ends(own, ends), **how})
        if value is not None:
            self.answers.witness.append({**cells, "value": float(value), "exact": str(value)})

    def _quantity(self, question: Question, quantity: Quantity, *, is_total: bool) -> Cells:
        names, text = self.task.name(quantity.thing)
        kind = "stock" if question.days else "cumulative" if is_total else "flow"
        period = format_span(*(question.days or (quantity.start, quantity.until)))
        return {
            "quantity": f"{text}|{kind}|{period}",
            **names,
            "kind": kind,
            "period": period,
            "assumption": question.assumption,
            "component": self.number,
        }

    def _ends(self, own: tuple[Bound, Bound], ends: tuple[Bound, Bound]) -> Cells:
        low, high = ends
        return {
            "own_low": _number(own[0]),
            "own_high": _number(own[1]),
            "is_own_low_strict": own[0].is_strict,
            "is_own_high_strict": own[1].is_strict,
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
        count, limit = len(self.positions), self.task.limit
        pairs = {
            tuple(sorted({int(rows[one]), int(rows[other])}))
            for inquiry, rows in _rows_of(inquiries, self.positions)
            for one, other in inquiry.pairs()
        }
        most = EFFORT // max(1, EFFORT // MOST_QUESTIONS, sum(one.size for one in inquiries))
        asked = Asked(core_finder(inquiries, self.positions), count, most, sorted(pairs))
        cores, more = minimal_cores(asked, limit)
        for core in cores:
            self._add_knot([self.positions[row] for row in core], inquiries, world, more_exist=more)
        for level, names in self.task.levels.items():
            asked.left = most
            for way in ways_out(asked, [names[position] for position in self.positions], limit):
                self.answers.give_way.append(
                    {
                        "level": level,
                        "size": way.size,
                        "names": way.names,
                        "claim_ids": self._name(self.positions[row] for row in way.rows),
                        "more_exist": way.more_exist,
                        "assumption": world.assumption,
                        "component": self.number,
                    }
                )
        known = Known(asked.cores, asked.left_out, most)
        self.answers.known.setdefault(self.number, []).append(known)

    def _add_knot(
        self, positions: list[int], inquiries: list[Inquiry], world: World, *, more_exist: bool
    ) -> None:
        around = [one for one in inquiries if set(positions) <= set(one.positions)]
        inquiry = next((one for one in around if len(inquiries) == 1 or _ties(one, positions)), None)
        if inquiry is None:
            raise InexactError(f"reconcile: {self._name(positions)} is not a knot. Report this fault")
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

    def _name(self, positions: Iterable[int]) -> str:
        return ";".join(sorted([self.names[position] for position in positions]))


def core_finder(inquiries: Sequence[Inquiry], positions: Sequence[int]) -> FindCore:
    """Return what finds impossible sets of some claims, by their rows among these positions."""
    asked = _rows_of(inquiries, positions)

    def find_core(active: np.ndarray) -> list[int] | None:
        for inquiry, rows in asked:
            core = inquiry.find_core(active[rows])
            if core is not None:
                return [int(rows[row]) for row in core]
        return None

    return find_core


def _rows_of(inquiries: Sequence[Inquiry], positions: Sequence[int]) -> list[tuple[Inquiry, np.ndarray]]:
    """Return each inquiry with the rows that its claims have among some positions."""
    row_of = {position: row for row, position in enumerate(positions)}
    return [(one, np.array([row_of[position] for position in one.positions])) for one in inquiries]


def ways_out(asked: Asked, names: Sequence[str], limit: int) -> Iterator[WayOut]:
    """Return the smallest sets of names without which the rest can hold; one that is empty if given up."""
    groups, distinct = pd.factorize(np.array(names, dtype=object), sort=True)
    removals, more = smallest_removals(asked, groups.tolist(), limit)
    for removal in removals or [()]:
        rows = np.flatnonzero(np.isin(groups, removal)).tolist()
        yield WayOut(len(removal) or pd.NA, ";".join(distinct[list(removal)]), rows, more)


def _ties(inquiry: Inquiry, positions: list[int]) -> bool:
    active = np.isin(inquiry.positions, positions)
    return inquiry.find_core(active) is not None


def _joined_worlds(knots: list[Cells], count: int, words: dict[str, str]) -> list[Cells]:
    """Give a knot of all worlds once, without an assumption; one of some worlds once, with those."""
    found: dict[str, list[Cells]] = {}
    for knot in knots:
        found.setdefault(knot["claim_ids"], []).append(knot)
    joined = []
    for same in found.values():
        is_sure = count > 1 and len(same) == count
        assumption = "" if is_sure else words["or"].join(one["assumption"] for one in same)
        sentence = same[0]["sentence"]
        if assumption:
            sentence = words["given"].format(sentence=sentence, assumption=assumption)
        joined.append({**same[0], "assumption": assumption, "sentence": sentence})
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
