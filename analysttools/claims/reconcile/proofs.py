"""Whether rows can all hold, and how far a quantity can go: answered by a program, checked in whole numbers.

Each answer is a proof (a multiplier for each row, adding up to what cannot be, or to a bound) or a witness (a
number for each unknown). The program counts in floats; what it finds is made rational here, and added up
exactly. Belongs here: that. Does not belong here: words (``sentences.py``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from analysttools.claims.reconcile.system import Number, Row, System

# How far strict ends are moved for the program, in units of the last digit; the check knows them exactly.
NUDGE = 2**-8
# What the program calls zero: of multipliers, and of numbers of units that are a million or less.
NOTHING, NOISE = 1e-7, 1e-6
# The most units that the program counts in: it cannot tell apart smaller ones of a number so large.
MOST_UNITS = 10**9
# Denominators that multipliers and unknowns are tried with, before rows are solved for them.
DENOMINATORS = (1, 60, 5040, 10**6)
# Above so many rows, multipliers that do not add up at first are not solved for: a smaller set is.
MOST_SOLVED = 400


class UnsolvedError(ArithmeticError):
    """The solver gave up; who asks knows which claims it was about, and says so."""


@dataclass(frozen=True)
class Proof:
    """Rows, each with its multiplier, that add up to a bound of a quantity, or to what cannot be.

    Attributes
    ----------
    rows : list of Row
        Those used.
    multipliers : list of number
        One a row; below zero for equalities only.
    value : number
        What the rows add up to: the target is no less; if there is no target, 0 is no less, which is
        wrong.
    is_strict : bool
        Whether it is even more.
    """

    rows: list[Row]
    multipliers: list[Number]
    value: Number
    is_strict: bool

    @property
    def claims(self) -> list[int]:
        """The positions of the claims used."""
        return sorted({row.claim for row in self.rows if row.claim >= 0})


class Outcome(NamedTuple):
    """What a program found: whether all can hold, and the proof or the witness, unless it is not exact."""

    is_possible: bool
    proof: Proof | None = None
    witness: list[Number] | None = None


Terms = tuple[tuple[int, Number], ...]


class Program:
    """The rows of a system as a program of HiGHS, asked several times: each begins where the last ended.

    The last unknown of the program is how far all claims are stretched: if none has to be, all can hold.

    Parameters
    ----------
    system : System
        The rows.
    unit : float
        The last digit that any number is written with.
    """

    def __init__(self, system: System, unit: float) -> None:
        self.rows, self.count = system.rows, len(system.places)
        # The program counts in units of the last digit, so that its noise is small beside any difference.
        largest = max((abs(float(row.least)) for row in self.rows), default=1.0)
        self.scale = round(1 / unit)
        while self.scale > 1 and largest * self.scale > MOST_UNITS:
            self.scale //= 10
        self.is_equality = np.array([row.is_equality for row in self.rows], dtype=bool)
        self.claim = np.array([row.claim for row in self.rows], dtype="int64")
        self.strict = np.array([row.is_strict for row in self.rows], dtype=bool)
        self.exact_least = np.array([float(row.least * self.scale) for row in self.rows], dtype=float)
        # A number below the smallest unit that the program counts in stays on its side of 0.
        nudge = np.where(self.exact_least == 0, NUDGE, np.minimum(NUDGE, np.abs(self.exact_least) / 2))
        self.least = self.exact_least + nudge * self.strict
        self.noise = NOISE * max(1.0, float(np.abs(self.least).max(initial=1.0)) * 1e-6)
        self.is_strict = bool(self.strict.any())
        self.highs = self._pass((self.claim >= 0).astype(float), self.least)

    def _pass(self, stretch: np.ndarray, least: np.ndarray) -> Any:
        """Hand the rows to the solver, each with how much of the last unknown it gets."""
        import highspy

        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.count + 1, len(self.rows)
        lp.col_cost_ = np.append(np.zeros(self.count), 1.0)
        lp.col_lower_ = np.append(np.full(self.count, -np.inf), 0.0)
        lp.col_upper_ = np.full(self.count + 1, np.inf)
        lp.row_lower_, lp.row_upper_ = least, np.where(self.is_equality, least, np.inf)
        cells = [[*row.terms, (self.count, by)] if by else row.terms
                 for row, by in zip(self.rows, stretch.tolist(), strict=True)]  # fmt: skip
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *map(len, cells)])
        lp.a_matrix_.index_ = np.array([place for row in cells for place, _ in row], dtype="int32")
        lp.a_matrix_.value_ = np.array([float(factor) for row in cells for _, factor in row], dtype=float)
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("presolve", "off")
        highs.setOptionValue("parallel", "off")
        highs.passModel(lp)
        return highs

    def core(self, positions: Collection[int] | None = None) -> list[int] | None:
        """Return the claims of a set that cannot hold, of some or of all; None if they can.

        As the program finds them: what is shown to anybody is proved afterwards.
        """
        if positions is not None:
            is_used = (self.claim < 0) | np.isin(self.claim, list(positions))
            lower = np.where(is_used, self.least, -np.inf)
            numbers = np.arange(len(self.rows), dtype="int32")
            self.highs.changeRowsBounds(
                len(numbers), numbers, lower, np.where(self.is_equality, lower, np.inf)
            )
        multipliers = self._stretched()
        if multipliers is None:
            return None
        used = np.abs(multipliers) > NOTHING * np.abs(multipliers).max(initial=0.0)
        return sorted(set(self.claim[used & (self.claim >= 0)].tolist()))

    def check(self) -> Outcome:
        """Return why the rows cannot all hold, or numbers with which they do."""
        multipliers = self._stretched()
        if multipliers is not None:
            return Outcome(False, self._prove(multipliers, ()))
        unknowns = np.array(self.highs.getSolution().col_value)
        witness = self.witness(unknowns[: self.count])
        if (
            witness is None and self.is_strict
        ):  # as far from what is excluded as can be, up to one unit of the last digit
            far = self._pass(-self.strict.astype(float), self.exact_least)
            far.changeColBounds(self.count, 0.0, 1.0)
            far.changeColCost(self.count, -1.0)
            _run(far)
            witness = self.witness(np.array(far.getSolution().col_value)[: self.count])
        return Outcome(True, None, witness)

    def _stretched(self) -> np.ndarray | None:
        """Return the multipliers that show how far claims have to be stretched, or None if they need not."""
        _run(self.highs)
        least = self.highs.getInfo().objective_function_value
        if least <= self.noise:
            return None
        return np.array(self.highs.getSolution().row_dual)

    def ask(self, target: Iterable[tuple[int, Number]]) -> np.ndarray | None:
        """Return the multipliers that show the least that a target can be; None if it has none.

        No claim is stretched from here on.
        """
        cost = np.zeros(self.count + 1)
        for place, factor in target:
            cost[place] += float(factor)
        self.highs.changeColBounds(self.count, 0.0, 0.0)
        self.highs.changeColsCost(len(cost), np.arange(len(cost), dtype="int32"), cost)
        if not _run(self.highs):
            return None
        return np.array(self.highs.getSolution().row_dual)

    @property
    def unknowns(self) -> np.ndarray:
        """The unknowns as the last answer has them."""
        return np.array(self.highs.getSolution().col_value)[: self.count] / self.scale

    def bound(self, target: Collection[tuple[int, Number]]) -> Outcome | None:
        """Return the proof of the least that a target can be; None if nothing bounds it."""
        found = self.ask(target)
        return None if found is None else Outcome(True, self._prove(found, tuple(target)))

    def witness(self, unknowns: np.ndarray) -> list[Number] | None:
        """Return exact numbers near some, in units, with which all rows hold; None if none were found."""
        for denominator in (round(1 / NUDGE), *DENOMINATORS):
            whole = [round(one * denominator) for one in unknowns.tolist()]
            if all(_holds(row, whole, denominator * self.scale) for row in self.rows):
                return [Fraction(one, denominator * self.scale) for one in whole]
        rough = (unknowns / self.scale).tolist()
        near = self.noise / self.scale
        tight = [
            ({place: Fraction(factor) for place, factor in row.terms}, Fraction(row.least))
            for row in self.rows
            if abs(sum(float(factor) * rough[place] for place, factor in row.terms) - float(row.least)) < near
        ]
        solved = _eliminate(tight, rough)
        if solved is None or not all(_holds(row, solved, 1) for row in self.rows):
            return None
        return [*solved]

    def _prove(self, multipliers: np.ndarray, target: Terms) -> Proof | None:
        """Make multipliers rational, so that the rows add up to the target exactly."""
        scale = np.abs(multipliers).max(initial=0.0) if not target else 1.0
        used = np.flatnonzero(np.abs(multipliers) > NOTHING * max(scale, 1e-3)).tolist()
        rows = [self.rows[number] for number in used]
        rough = (multipliers[used] / (scale or 1.0)).tolist()
        for denominator in DENOMINATORS[:3]:
            whole = [round(one * denominator) for one in rough]
            exact = whole if denominator == 1 else [Fraction(one, denominator) for one in whole]
            proof = add_up(rows, exact, target)
            if proof is not None:
                return proof
        if len(rows) > MOST_SOLVED:
            return None
        solved = _solve_exactly(rows, rough, target)
        return add_up(rows, solved, target) if solved is not None else None


def add_up(rows: Sequence[Row], multipliers: Sequence[Number], target: Terms) -> Proof | None:
    """Return the proof if the rows, each taken so many times, add up to the target and show something.

    Without a target they have to add up to nothing on the one side and more than nothing on the other.
    """
    total: dict[int, Number] = {place: -factor for place, factor in target}
    value: Number = 0
    is_strict = False
    for row, multiplier in zip(rows, multipliers, strict=True):
        if multiplier < 0 and not row.is_equality:
            return None
        value += multiplier * row.least
        is_strict |= row.is_strict and multiplier > 0
        for place, factor in row.terms:
            total[place] = total.get(place, 0) + multiplier * factor
    if any(total.values()) or (not target and not (value > 0 or (value == 0 and is_strict))):
        return None
    kept = [(row, one) for row, one in zip(rows, multipliers, strict=True) if one]
    return Proof([row for row, _ in kept], [one for _, one in kept], value, is_strict)


def _holds(row: Row, values: Sequence[Number], scale: int) -> bool:
    """Return whether a row holds of numbers that were multiplied by a scale."""
    total: Number = 0
    for place, factor in row.terms:
        total += factor * values[place]
    least = row.least * scale
    if row.is_equality:
        return bool(total == least)
    return bool(total > least if row.is_strict else total >= least)


def _solve_exactly(rows: Sequence[Row], rough: Sequence[float], target: Terms) -> list[Fraction] | None:
    """Return multipliers near rough ones that add up to the target exactly: by elimination, in fractions."""
    places = sorted({place for row in rows for place, _ in row.terms} | {place for place, _ in target})
    wanted = dict(target)
    equations = [
        ({number: Fraction(dict(row.terms).get(place, 0)) for number, row in enumerate(rows)},
         Fraction(wanted.get(place, 0)))
        for place in places
    ]  # fmt: skip
    if not target:  # the largest multiplier is 1
        first = int(np.argmax(np.abs(rough)))
        equations.append(({first: Fraction(1)}, Fraction(1 if rough[first] > 0 else -1)))
    return _eliminate(equations, rough)


def _eliminate(
    equations: Sequence[tuple[dict[int, Fraction], Fraction]], rough: Sequence[float]
) -> list[Fraction] | None:
    """Solve equations exactly; what they leave open is the simple fraction near its rough number."""
    pivots: dict[int, tuple[dict[int, Fraction], Fraction]] = {}
    for given, right in equations:
        cells = dict(given)
        for pivot, (others, value) in pivots.items():
            if factor := cells.pop(pivot, Fraction(0)):
                right -= factor * value
                for number, cell in others.items():
                    cells[number] = cells.get(number, Fraction(0)) - factor * cell
        cells = {number: cell for number, cell in cells.items() if cell}
        if not cells:
            if right:
                return None
            continue
        pivot = max(cells, key=lambda number: abs(rough[number]))
        head = cells.pop(pivot)
        pivots[pivot] = {number: cell / head for number, cell in cells.items()}, right / head
    found = {n: Fraction(one).limit_denominator(5040) for n, one in enumerate(rough) if n not in pivots}
    for pivot in reversed(pivots):
        others, value = pivots[pivot]
        found[pivot] = value - sum((cell * found[n] for n, cell in others.items()), start=Fraction(0))
    return [found[number] for number in range(len(rough))]


def _run(highs: Any) -> bool:
    """Solve a program; return whether it has a least.

    Raises
    ------
    UnsolvedError
        If the solver gives up.
    """
    import highspy

    ended = highspy.HighsModelStatus
    highs.run()
    status = highs.getModelStatus()
    if status == ended.kUnknown:  # lost its way from where the last one ended: it begins anew
        highs.clearSolver()
        highs.run()
        status = highs.getModelStatus()
    if status not in (ended.kOptimal, ended.kUnbounded, ended.kUnboundedOrInfeasible):
        raise UnsolvedError
    return bool(status == ended.kOptimal)
