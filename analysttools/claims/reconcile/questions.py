"""One question: can these claims all hold; what follows from them if so; which sets cannot, if not.

Belongs here: answers as positions, exact numbers and proofs. Does not belong here: frames and words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysttools.claims.decimals import decimals_of
from analysttools.claims.reconcile.components import Question
from analysttools.claims.reconcile.growths import Growths, growths_of
from analysttools.claims.reconcile.proofs import MOST_UNITS, NUDGE, Outcome, Proof, Relations, add_up
from analysttools.claims.reconcile.statements import DOUBTFUL, Ends, Number, Statements
from analysttools.claims.reconcile.system import PART, TOTAL, Builder, Quantity
from analysttools.formatting import format_number

# Rows a claim from which on a program of the chosen claims alone is solved sooner than that of all.
FEW = 40
# Of 8,000 relations a program takes half a second, of 30,000 half a minute, and a component asks several.
MOST_ROWS = 20_000
# Clashing pairs that are handed over as known. The others are found where they matter.
MOST_PAIRS = 2_000


class InexactError(ArithmeticError):
    """A proof or a witness that does not add up in whole numbers: our fault, never shown as an answer."""


class Bound(NamedTuple):
    """One end of what a quantity can be, and the claims that give it; None where it is open."""

    value: Number | None
    is_strict: bool
    claims: tuple[int, ...]


OPEN = Bound(None, False, ())


@dataclass
class Inquiry:
    """Answers one question about some claims.

    Attributes
    ----------
    statements : Statements
        All claims.
    question : Question
        Which are looked at together.
    constraints : frozenset of str
        The relations that are used.
    """

    statements: Statements
    question: Question
    constraints: frozenset[str]

    def __post_init__(self) -> None:
        """Order what the question is about."""
        self.positions = sorted(self.question.quantities)
        self.builder = Builder(self.statements, self.question.quantities, self.constraints)
        spoken = [self.question.quantities[position] for position in self.positions]
        self.quantities = sorted(set(spoken))
        number = {quantity: code for code, quantity in enumerate(self.quantities)}
        self.codes = np.array([number[quantity] for quantity in spoken], dtype="int64")
        self.form = self.statements.form[self.positions]
        self.low, self.high, self.is_low_strict, self.is_high_strict = (
            column[self.positions] for column in self.statements.columns
        )

    @cached_property
    def within(self) -> np.ndarray:
        """Whether what each claim (rows) counts lies in each quantity (columns), in every respect."""
        things = [quantity.thing for quantity in self.quantities]
        start = np.array([quantity.start for quantity in self.quantities])
        until = np.array([quantity.until for quantity in self.quantities])
        nested = (start[:, None] >= start) & (until[:, None] <= until)
        for respect in range(3):
            nested &= self._nested([thing[respect] for thing in things], respect)
        nested = nested[self.codes]
        is_doubtful = self.form == DOUBTFUL
        if is_doubtful.any():
            own = self.codes[is_doubtful]
            is_same = (start[own][:, None] == start) & (until[own][:, None] == until)
            is_total = np.zeros(len(things), dtype=bool)
            is_total[self.codes[self.statements.is_total[self.positions]]] = True
            nested[is_doubtful] &= ~is_same | is_total
        return np.asarray(nested)

    def _nested(self, values: list[int], respect: int) -> np.ndarray:
        distinct, codes = np.unique(values, return_inverse=True)
        above = self.statements.hierarchy.above[respect]
        if PART not in self.constraints:
            return np.asarray(codes[:, None] == codes)
        table = np.array([[other in above[one] for other in distinct.tolist()] for one in distinct.tolist()])
        return np.asarray(table[codes][:, codes])

    @cached_property
    def clashes(self) -> np.ndarray:
        """Whether each two claims alone cannot both be true: the first says more than the second allows.

        Fewer than none is impossible by itself.
        """
        within = self.within[:, self.codes]
        too_much = self.low[:, None] > self.high
        meet = (self.low[:, None] == self.high) & (self.is_low_strict[:, None] | self.is_high_strict)
        clashes = within & (too_much | meet)
        np.fill_diagonal(clashes, (self.high == 0) & self.is_high_strict)
        return np.asarray(clashes)

    @cached_property
    def is_simple(self) -> bool:
        """Whether only the order of quantities matters, so that what bounds a quantity is one claim."""
        if any(position in self.statements.shares for position in self.positions):
            return False
        things = {quantity.thing for quantity in self.quantities}
        spans = {(quantity.start, quantity.until) for quantity in self.quantities}
        if len(spans) > 1 and (len(things) > 1 or len({start for start, _ in spans}) > 1):
            return False
        return (self.form != DOUBTFUL).all() and not self.statements.hierarchy.instances(things)

    @property
    def size(self) -> int:
        """How much it takes to ask about some claims: rows and unknowns of the program, if it needs one."""
        return 0 if self.is_simple else len(self._smaller.rows) + self._smaller.count

    def pairs(self) -> list[tuple[int, int]]:
        """Return the first pairs of rows that cannot both be true; what cannot alone with itself."""
        is_alone = self.clashes.diagonal()
        minimal = (self.clashes | self.clashes.T) & ~(is_alone[:, None] | is_alone)
        np.fill_diagonal(minimal, is_alone)
        one, other = np.nonzero(np.triu(minimal))
        return list(zip(one[:MOST_PAIRS].tolist(), other[:MOST_PAIRS].tolist(), strict=True))

    def find_core(self, active: np.ndarray) -> Collection[int] | None:
        """Return rows of an impossible set among the active ones, or None if these can all hold."""
        rows = np.flatnonzero(active)
        clashes = self.clashes[np.ix_(rows, rows)]
        if clashes.any():
            one, other = np.unravel_index(int(np.argmax(clashes)), clashes.shape)
            alone = np.flatnonzero(clashes.diagonal())
            one, other = (alone[0], alone[0]) if len(alone) else (one, other)
            return sorted({int(rows[one]), int(rows[other])})
        if self.is_simple:
            return None
        chosen = [self.positions[row] for row in rows.tolist()]
        program = self._program if len(rows) == len(active) else self._smaller
        if isinstance(program, Relations) and len(program.rows) > FEW * len(chosen):
            program = Relations(self.builder.build(chosen), self.statements.unit)  # is smaller
        core = program.core(chosen)
        if core is None:
            return None
        row_of = {position: row for row, position in enumerate(self.positions)}
        return [row_of[position] for position in core]

    @cached_property
    def _program(self) -> Growths | Relations:
        """All claims as one program, which `find_core` asks about some of them."""
        growths = growths_of(self.builder, self.positions, self.statements.unit)
        return self._relations if growths is None else growths

    @cached_property
    def _smaller(self) -> Growths | Relations:
        """The same, for the question whether some can hold."""
        return self._program.smaller() if isinstance(self._program, Growths) else self._program

    @cached_property
    def _relations(self) -> Relations:
        """All claims and relations: slower, and exact where growths are not, or are too many."""
        system = self.builder.build(self.positions)
        if len(system.rows) > MOST_ROWS:
            raise ValueError(
                f"reconcile: {self.described} hang together through {len(system.rows):,} relations, but it "
                f"takes at most {MOST_ROWS:,}. Pass fewer claims, such as those of one place or one year, "
                "or fewer parts"
            )
        return Relations(system, self.statements.unit)

    @property
    def described(self) -> str:
        """How many claims these are, and of what."""
        cells = zip(self.statements.hierarchy.cells, self.quantities[0].thing, strict=True)
        thing = ", ".join(str(names[code]) for names, code in cells if not pd.isna(names[code]))
        return f"{len(self.positions):,} claims ({thing}, and what contains it or lies in it)"

    def unsolved(self) -> ValueError:
        """Return what to tell a user whose claims were not solved: numbers too far apart, or our fault."""
        numbers = np.fmax(np.nan_to_num(self.low), np.nan_to_num(self.high))
        decimals = np.maximum(decimals_of(self.low), decimals_of(self.high))
        largest, finest = int(np.argmax(numbers)), int(np.argmax(decimals))
        if numbers[largest] * 10.0 ** max(0, decimals[finest]) <= MOST_UNITS:
            return ValueError(
                f"reconcile: {self.described} could not be solved in exact numbers. Pass fewer of them, or "
                "leave out a relation through constraints, and report this fault with the claims"
            )
        ids = self.statements.claims["claim_id"].iloc[self.positions].tolist()
        return ValueError(
            f"reconcile: {self.described} have numbers too far apart for an exact answer: "
            f"{_short(numbers[largest])} ({ids[largest]}) beside {_short(numbers[finest])} "
            f"({ids[finest]}). Correct or round these numbers, or leave one of these claims out"
        )

    def prove(self, positions: Iterable[int]) -> Proof:
        """Return the proof that some claims cannot all be true.

        Raises
        ------
        InexactError
            If there is none.
        """
        positions = list(positions)
        proof = self._prove_pair(positions)
        if proof is not None:
            return proof
        outcome = Relations(self.builder.build(positions), self.statements.unit).check()
        if outcome.proof is None:
            raise InexactError("reconcile: a knot has no proof. This is a fault of analysttools: report it")
        return outcome.proof

    def _prove_pair(self, positions: list[int]) -> Proof | None:
        """Return the proof that two claims cannot both be true, of a part and a whole; None if there is none.

        All it takes is that the whole does not fall, and grows no less than its part.
        """
        rows = [self.positions.index(position) for position in positions]
        if len(rows) != 2 or not (self.clashes[rows[0], rows[1]] or self.clashes[rows[1], rows[0]]):
            return None
        part, whole = rows if self.clashes[rows[0], rows[1]] else rows[::-1]
        own = self.quantities[self.codes[part]]
        steps = []
        for row in self.builder.build(positions, with_lists=False).rows:
            is_inside = own.start <= row.start and row.until <= own.until
            if (
                (row.claim == self.positions[part] and row.is_low)
                or (row.claim == self.positions[whole] and not row.is_low)
                or (row.kind == PART and is_inside)
                or (
                    row.kind == TOTAL
                    and row.things[0] == self.quantities[self.codes[whole]].thing
                    and not is_inside
                )
            ):
                steps.append(row)
        return add_up(steps, [1] * len(steps), ())

    # ---- what follows ----------------------------------------------------------------------------------

    def own(self) -> list[tuple[Bound, Bound]]:
        """Return the ends that the claims of each quantity itself give it."""
        is_own = self.codes[:, None] == np.arange(len(self.quantities))
        is_own[self.form == DOUBTFUL] = False
        return self._ends(is_own)

    def ordered(self) -> list[tuple[Bound, Bound]]:
        """Return the ends that single claims give each quantity: of what lies in it, of what it lies in."""
        return self._ends(self.within)

    def _ends(self, within: np.ndarray) -> list[tuple[Bound, Bound]]:
        around = within
        if within is self.within:
            around = self._around
        lows = _extremes(self.low, self.is_low_strict, within)
        highs = _extremes(-self.high, self.is_high_strict, around)
        ends = [self.statements.ends(position) for position in self.positions]
        return [
            (self._bound(low, ends, is_low=True), self._bound(high, ends, is_low=False))
            for low, high in zip(lows, highs, strict=True)
        ]

    @cached_property
    def _around(self) -> np.ndarray:
        """Whether each claim (rows) is of a quantity that each quantity (columns) lies in."""
        quantity_rows = np.zeros((len(self.quantities), len(self.quantities)), dtype=bool)
        for respect in range(3):
            own = self._nested([quantity.thing[respect] for quantity in self.quantities], respect)
            quantity_rows = own if respect == 0 else quantity_rows & own
        start = np.array([quantity.start for quantity in self.quantities])
        until = np.array([quantity.until for quantity in self.quantities])
        quantity_rows &= (start[:, None] >= start) & (until[:, None] <= until)
        return np.asarray(quantity_rows.T[self.codes])

    def _bound(self, rows: np.ndarray, ends: list[Ends], *, is_low: bool) -> Bound:
        if not len(rows):
            return OPEN
        first = ends[int(rows[0])]
        value, is_strict = (first.low, first.is_low_strict) if is_low else (first.high, first.is_high_strict)
        return Bound(value, is_strict, tuple(self.positions[row] for row in rows.tolist()))

    def follow(self) -> tuple[list[tuple[Bound, Bound]], list[Number | None]]:
        """Return the ends of each quantity, of claims that can all hold, and numbers with which they do.

        Raises
        ------
        InexactError
            If a proof or the witness does not add up.
        """
        ends = self.ordered()
        if self.is_simple:
            return ends, simple_witness(ends)
        program = self._program
        witness = program.check().witness
        if witness is None and isinstance(program, Growths):
            program = self._relations
            witness = program.check().witness
        if witness is None:
            raise InexactError("reconcile: claims that can all hold have no witness. Report this fault")
        targets = program.targets(self.quantities)
        values = _totals(targets, witness)
        lows, highs = self._tighten(program, targets, ends)
        return list(zip(lows, highs, strict=True)), values

    def _tighten(
        self, program: Growths | Relations, targets: np.ndarray, known: list[tuple[Bound, Bound]]
    ) -> tuple[list[Bound], list[Bound]]:
        """Move the known ends of each quantity to where all claims together put them.

        An end that some numbers reach with which all claims hold can be moved no further. Numbers in which
        all are low, or all high, reach many; what they do not reach is asked for, one end after the other,
        and each answer is further numbers.
        """
        found = [low for low, _ in known], [high for _, high in known]
        least = [
            np.array([_least(one, sign, program.scale) for one in ends])
            for ends, sign in zip(found, (1, -1), strict=True)
        ]
        near = program.noise / program.scale
        is_reached = [np.zeros(len(targets), dtype=bool) for _ in found]
        if isinstance(program, Growths):
            is_reached[1] = ~program.has_end(targets)

        factors = targets.astype(float)

        def note() -> None:
            values = factors @ program.unknowns
            for side, sign in enumerate((1, -1)):
                is_reached[side] |= sign * values <= least[side] + near

        note()
        for side, sign in enumerate((1, -1)):
            together = targets[~is_reached[side] & np.isfinite(least[side])].sum(axis=0)
            if together.any() and program.ask(sign * together) is not None:
                note()
            for code in np.flatnonzero(~is_reached[side]).tolist():
                if is_reached[side][code]:
                    continue
                outcome = program.bound(sign * targets[code])
                if outcome is not None:
                    note()
                    found[side][code] = self._moved(outcome, found[side][code], code, sign)
        return found

    def _moved(self, outcome: Outcome, known: Bound, code: int, sign: int) -> Bound:
        """Return the end that a proof gives a quantity, or the one that is known if it is the same."""
        if outcome.proof is None:
            return self._bound_of(self.positions, self.quantities[code], is_low=sign > 0)
        proof = outcome.proof
        value = sign * proof.value
        if not proof.claims or (known.value is not None and (value, proof.is_strict) == known[:2]):
            return known
        return Bound(value, proof.is_strict, tuple(proof.claims))

    def withstand(self, origins: Sequence[int], faulty: int) -> list[tuple[Bound, Bound]] | None:
        """Return the ends of each quantity that hold whichever so many origins are wrong.

        Leaving out an origin that an end does not rest on cannot move it: only those that it rests on are
        left out in turn. A choice of origins without which the rest still cannot hold says nothing.

        Parameters
        ----------
        origins : sequence of int
            The number of the origin of each position.
        faulty : int
            How many may be wrong.

        Returns
        -------
        list of pairs of Bound, or None
            None if the rest cannot hold, whichever so many are left out.
        """
        ends = []
        for quantity in self.quantities:
            pair = [
                self._weakest(quantity, origins, faulty, frozenset(), is_low=is_low)
                for is_low in (True, False)
            ]
            if pair[0] is None or pair[1] is None:
                return None
            ends.append((pair[0], pair[1]))
        return ends

    def _weakest(
        self, quantity: Quantity, origins: Sequence[int], left: int, out: frozenset[int], *, is_low: bool
    ) -> Bound | None:
        """Return the weakest end of a quantity without some origins and so many more of those left."""
        kept = [position for position in self.positions if origins[position] not in out]
        core = self.find_core(np.isin(self.positions, kept))
        if core is not None:
            resting = {origins[self.positions[row]] for row in core}
            bound = None
        else:
            bound = self._bound_of(kept, quantity, is_low=is_low)
            resting = {origins[position] for position in bound.claims}
        if not left or (bound is not None and not resting):
            return bound
        weaker = [
            self._weakest(quantity, origins, left - 1, out | {origin}, is_low=is_low)
            for origin in sorted(resting)
        ]
        found = [one for one in weaker if one is not None]
        if not found:
            return bound
        return min(found, key=lambda one: _strength(one, is_low=is_low))

    def _ask(self, positions: Iterable[int], quantity: Quantity, sign: int) -> Outcome | None:
        """Return how far some claims let a quantity go, with the relations it takes to show it."""
        program = Relations(self.builder.build(positions, [quantity]), self.statements.unit)
        return program.bound(sign * program.targets([quantity])[0])

    def _bound_of(self, positions: Iterable[int], quantity: Quantity, *, is_low: bool) -> Bound:
        """Return an end of a quantity that some claims give it, which can all hold."""
        sign = 1 if is_low else -1
        outcome = self._ask(positions, quantity, sign)
        if outcome is None:
            return OPEN
        if outcome.proof is None:
            raise InexactError("reconcile: a bound does not add up in whole numbers. Report this fault")
        proof = outcome.proof
        return Bound(sign * proof.value, proof.is_strict, tuple(proof.claims)) if proof.claims else OPEN

    def prove_bound(self, claims: Sequence[int], quantity: Quantity, value: float, *, is_low: bool) -> Proof:
        """Return the proof of a bound from the claims that give it, or from one of them if each does."""
        sign = 1 if is_low else -1
        for positions in (*((one,) for one in claims), claims):
            outcome = self._ask(positions, quantity, sign)
            if (
                outcome is not None
                and outcome.proof is not None
                and sign * float(outcome.proof.value) == value
            ):
                return outcome.proof
        raise InexactError("reconcile: a bound has no proof. This is a fault of analysttools: report it")

    def prove_best(self, positions: Sequence[int], quantity: Quantity, *, is_low: bool) -> Proof:
        """Return the proof of the end that claims which can all hold give; by one of them if it can be."""
        sign = 1 if is_low else -1
        best = self._ask(positions, quantity, sign)
        if best is None or best.proof is None:
            raise InexactError("reconcile: a bound has no proof. This is a fault of analysttools: report it")
        for position in best.proof.claims:
            alone = self._ask([position], quantity, sign)
            if alone is not None and alone.proof is not None and _is_same(alone.proof, best.proof):
                return alone.proof
        return best.proof


def _is_same(one: Proof, other: Proof) -> bool:
    """Return whether two proofs show the same bound."""
    return (one.value, one.is_strict) == (other.value, other.is_strict)


def simple_witness(ends: list[tuple[Bound, Bound]]) -> list[Number | None]:
    """Return the least that each quantity can be, and a little more where that itself is excluded.

    Raises
    ------
    InexactError
        If that is more than a quantity can be.
    """
    lows: list[tuple[Number, bool]] = [
        (low.value if low.value is not None else 0, low.is_strict) for low, _ in ends
    ]
    gaps = [high.value - low[0] for low, (_, high) in zip(lows, ends, strict=True) if high.value is not None]
    little = Fraction(min((gap for gap in gaps if gap > 0), default=2)) / 2
    values: list[Number] = [low + little if is_strict else low for low, is_strict in lows]
    for value, (_, high) in zip(values, ends, strict=True):
        if high.value is not None and (value > high.value or (high.is_strict and value == high.value)):
            raise InexactError("reconcile: claims that can all hold have no witness. Report this fault")
    return [*values]


def _totals(targets: np.ndarray, values: Sequence[Number]) -> list[Number | None]:
    """Return what each target comes to, exactly."""
    times = lcm(*(value.denominator for value in values))
    whole = np.array([int(value * times) for value in values], dtype=object)
    used = np.flatnonzero(whole)
    return [Fraction(total, times) for total in targets[:, used].astype(object) @ whole[used]]


def _strength(bound: Bound, *, is_low: bool) -> tuple[bool, Number, bool]:
    """Return how much an end says: an open one nothing, a strict one more than its number alone."""
    if bound.value is None:
        return False, 0, False
    return True, bound.value if is_low else -bound.value, bound.is_strict


def _short(number: float) -> str:
    """Write a number, as a power of ten where it is too long to be read."""
    return format_number(number) if number < MOST_UNITS**2 else f"{number:g}"


def _least(bound: Bound, sign: int, scale: int) -> float:
    """Return the known end as the program counts it; nothing is fewer than none, and much has no end."""
    if bound.value is None:
        return 0.0 if sign > 0 else -np.inf
    return float(sign * bound.value) + NUDGE / scale * bound.is_strict


def _extremes(numbers: np.ndarray, is_strict: np.ndarray, within: np.ndarray) -> list[np.ndarray]:
    """Return of each column the rows within it whose number is greatest; if some exclude it, those."""
    there = within & ~np.isnan(numbers)[:, None]
    keys = np.where(there, numbers[:, None], -np.inf)
    greatest = keys.max(axis=0, initial=-np.inf)
    is_greatest = there & (keys == greatest)
    strict = is_greatest & is_strict[:, None]
    is_greatest = np.where(strict.any(axis=0), strict, is_greatest)
    return [np.flatnonzero(column) for column in is_greatest.T]
