"""Whether rows can all hold, and how far a quantity can go: answered by a program, checked in whole numbers.

Each answer is a proof (a multiplier for each row, adding up to what cannot be, or to a bound) or a witness (a
number for each unknown). The program counts in floats; what it finds is made rational here, and added up
exactly. Belongs here: that. Does not belong here: words (``sentences.py``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from analysttools.claims.reconcile.system import Number, Quantity, Row, System, Terms

# How far strict ends are moved for the program, in units of the last digit; the check knows them exactly.
NUDGE = 2**-8
# What the program calls zero: of multipliers, and of numbers of units that are a million or less.
NOTHING, NOISE = 1e-7, 1e-6
# How far from a fraction a multiplier may be that stands for it.
NEAR = 1e-5
# The most units that the program counts in: it cannot tell apart smaller ones of a number so large.
MOST_UNITS = 10**9
# Denominators that multipliers are tried with, before rows are solved for them; and those for unknowns, which
# strict ends move.
DENOMINATORS = (1, 60, 5040)
FINER = (*(round(1 / NUDGE) * one for one in DENOMINATORS), *DENOMINATORS, 10**6)
# How the solver is told to go from possible numbers to better ones; by itself it goes from outside.
PRIMAL = 4
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
    """What a program found: whether all can be true, and the proof or the witness, unless it is not exact."""

    is_possible: bool
    proof: Proof | None = None
    witness: list[Number] | None = None


class Cells(NamedTuple):
    """The factors of unknowns, row after row: where each row starts, its unknowns, and their factors."""

    starts: np.ndarray
    places: np.ndarray
    factors: np.ndarray


class Program:
    """Rows as a program of HiGHS, asked several times: each begins where the last ended.

    Parameters
    ----------
    rows : list of Row
        What has to hold.
    cells : Cells
        The factors of the unknowns in them.
    count : int
        How many unknowns there are.
    unit : float
        The last digit that any number is written with.
    """

    def __init__(self, rows: list[Row], cells: Cells, count: int, unit: float) -> None:
        self.rows, self.cells, self.count = rows, cells, count
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
        self.is_used = np.ones(len(self.rows), dtype=bool)
        self.highs = self._pass(*self._limits())

    def _limits(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the least and the most that the factors of each row of cells may come to."""
        lower = np.where(self.is_used, self.least, -np.inf)
        return lower, np.where(self.is_equality, lower, np.inf)

    def _pass(self, lower: np.ndarray, upper: np.ndarray) -> Any:
        """Hand the cells to the solver."""
        free = np.full(self.count, np.inf)
        return new_solver(self.cells, (lower, upper), (-free, free))

    def _limit(self, lower: np.ndarray, upper: np.ndarray) -> None:
        """Let the solver go by other limits."""
        self.highs.changeRowsBounds(len(lower), np.arange(len(lower), dtype="int32"), lower, upper)

    def _of_ray(self, ray: np.ndarray) -> np.ndarray:
        """Return the multiplier of each row, from what refutes the program."""
        return ray

    def _of_answer(self, solution: Any) -> np.ndarray:
        """Return the multiplier of each row, from what answers a question."""
        return np.array(solution.row_dual)

    def core(self, positions: Collection[int] | None = None) -> list[int] | None:
        """Return the claims of a set that cannot hold, of some or of all; None if they can.

        As the program finds them: what is shown to anybody is proved afterwards.
        """
        if positions is not None:
            last = max([self.claim.max(initial=-1), *positions])  # what is asked for has no rows
            is_used = np.zeros(last + 2, dtype=bool)
            is_used[[*positions, -1]] = True  # the last stands for relations
            self.is_used = is_used[self.claim]
            self._limit(*self._limits())
        multipliers = self._refute()
        if multipliers is None:
            return None
        return sorted(set(self.claim[(multipliers != 0) & (self.claim >= 0)].tolist()))

    def check(self) -> Outcome:
        """Return why the rows cannot all be true, or numbers with which they do."""
        multipliers = self._refute()
        if multipliers is not None:
            return Outcome(False, self._prove(multipliers, np.zeros(self.count, dtype="int64")))
        return Outcome(True, None, self.witness(self._found(self.highs)))

    def _refute(self) -> np.ndarray | None:
        """Return multipliers that show that the rows cannot all be true, or None if they can.

        What they miss by has to be more than noise.
        """
        if _run(self.highs):
            return None
        _, is_there, ray = self.highs.getDualRay()
        if not is_there:
            raise UnsolvedError
        multipliers = self._of_ray(np.array(ray))
        multipliers /= np.abs(multipliers).max(initial=0.0) or 1.0
        multipliers[np.abs(multipliers) < NOTHING] = 0.0
        return multipliers if multipliers @ self.least > self.noise else None

    def ask(self, target: np.ndarray) -> np.ndarray | None:
        """Return the multipliers that show the least that a target can be; None if it has none."""
        numbers = np.arange(self.count, dtype="int32")
        self.highs.changeColsCost(self.count, numbers, target.astype(float))
        self.highs.setOptionValue("simplex_strategy", PRIMAL)  # what was found last is still possible
        if not _run(self.highs):
            return None
        return self._of_answer(self.highs.getSolution())

    @property
    def unknowns(self) -> np.ndarray:
        """The unknowns as the last answer has them."""
        return self._found(self.highs) / self.scale

    def _found(self, highs: Any) -> np.ndarray:
        return np.array(highs.getSolution().col_value[: self.count])

    def bound(self, target: np.ndarray) -> Outcome | None:
        """Return the proof of the least that a target can be; None if nothing bounds it.

        Parameters
        ----------
        target : array of int
            The factor of each unknown in it.
        """
        found = self.ask(target)
        return None if found is None else Outcome(True, self._prove(found, target))

    def _prove(self, multipliers: np.ndarray, target: np.ndarray) -> Proof | None:
        """Make multipliers rational, so that the rows add up to the target exactly."""
        scale = 1.0 if target.any() else np.abs(multipliers).max(initial=0.0)
        used = np.flatnonzero(np.abs(multipliers) > NOTHING * max(scale, 1e-3)).tolist()
        rough = (multipliers[used] / (scale or 1.0)).tolist()
        for denominator in DENOMINATORS:
            whole = [round(one * denominator) for one in rough]
            if any(abs(a - b * denominator) > NEAR * denominator for a, b in zip(whole, rough, strict=True)):
                continue
            proof = self._add_up(used, whole, denominator, target)
            if proof is not None:
                return proof
        return self._solve(used, rough, target)

    def witness(self, unknowns: np.ndarray) -> list[Number] | None:
        """Return exact numbers near some, in units, with which all rows hold; None if none were found."""
        raise NotImplementedError

    def _add_up(
        self, used: list[int], whole: list[int], denominator: int, target: np.ndarray
    ) -> Proof | None:
        """Return the proof if some rows, each so many times by the denominator, add up to the target."""
        raise NotImplementedError

    def _solve(self, used: list[int], rough: list[float], target: np.ndarray) -> Proof | None:
        """Return the proof of exact multipliers near rough ones, solved for; None if there are none."""
        raise NotImplementedError


class Relations(Program):
    """The rows of a system, relations among them: every step of a proof is there to be said.

    Parameters
    ----------
    system : System
        The rows.
    unit : float
        The last digit that any number is written with.
    """

    def __init__(self, system: System, unit: float) -> None:
        self.system = system
        terms = [row.terms for row in system.rows]
        places, factors = ([pair[side] for row in terms for pair in row] for side in (0, 1))
        cells = Cells(
            np.cumsum([0, *map(len, terms)]),
            np.array(places, dtype="int32"),
            np.array(list(map(float, factors)), dtype=float),
        )
        super().__init__(system.rows, cells, len(system.places), unit)

    def targets(self, quantities: Sequence[Quantity]) -> np.ndarray:
        """Return the factor of each unknown in some quantities, a row each."""
        found = np.zeros((len(quantities), self.count), dtype="int32")
        for number, quantity in enumerate(quantities):
            for place, factor in self.system.terms(quantity):
                found[number, place] = factor
        return found

    def check(self) -> Outcome:
        """Return why the rows cannot all be true, or numbers with which they do."""
        outcome = super().check()
        if outcome.is_possible and outcome.witness is None and self.strict.any():
            # as far from what is excluded as can be, up to one unit of the last digit
            strict = np.flatnonzero(self.strict).astype("int32")
            far = self._pass(self.exact_least, np.where(self.is_equality, self.exact_least, np.inf))
            far.addCol(-1.0, 0.0, 1.0, len(strict), strict, np.full(len(strict), -1.0))
            _run(far)
            return Outcome(True, None, self.witness(self._found(far)))
        return outcome

    def witness(self, unknowns: np.ndarray) -> list[Number] | None:
        """Return exact numbers near some, in units, with which all rows hold; None if none were found."""
        for denominator in FINER:
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

    def _add_up(
        self, used: list[int], whole: list[int], denominator: int, target: np.ndarray
    ) -> Proof | None:
        """Return the proof if some rows, each so many times by the denominator, add up to the target."""
        exact = whole if denominator == 1 else [Fraction(one, denominator) for one in whole]
        return add_up([self.rows[number] for number in used], exact, _terms(target))

    def _solve(self, used: list[int], rough: list[float], target: np.ndarray) -> Proof | None:
        """Return the proof of exact multipliers near rough ones, by elimination; None if there are none."""
        if len(used) > MOST_SOLVED:
            return None
        rows = [self.rows[number] for number in used]
        solved = _solve_exactly(rows, rough, _terms(target))
        return None if solved is None else add_up(rows, solved, _terms(target))


def _terms(target: np.ndarray) -> Terms:
    places = np.flatnonzero(target)
    return tuple(zip(places.tolist(), target[places].tolist(), strict=True))


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


def new_solver(
    cells: Cells, rows: tuple[np.ndarray, np.ndarray], unknowns: tuple[np.ndarray, np.ndarray]
) -> Any:
    """Return HiGHS with a program: its factors, and the least and most of each row and unknown."""
    import highspy

    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(unknowns[0]), len(rows[0])
    lp.col_cost_ = np.zeros(len(unknowns[0]))
    lp.col_lower_, lp.col_upper_ = unknowns
    lp.row_lower_, lp.row_upper_ = rows
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = cells
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("presolve", "off")
    highs.setOptionValue("parallel", "off")
    highs.passModel(lp)
    return highs


def _run(highs: Any) -> bool:
    """Solve a program; return whether it has a least.

    Raises
    ------
    UnsolvedError
        If the solver gives up.
    """
    import highspy

    ended = highspy.HighsModelStatus
    known = ended.kOptimal, ended.kUnbounded, ended.kUnboundedOrInfeasible, ended.kInfeasible
    highs.run()
    if highs.getModelStatus() not in known:  # lost its way from where the last one ended: it begins anew
        highs.clearSolver()
        highs.run()
    if highs.getModelStatus() not in known:
        raise UnsolvedError
    return bool(highs.getModelStatus() == ended.kOptimal)
