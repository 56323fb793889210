"""Claims as a program over growths: how many units of each atom were added from one day until another.

What any thing grew by is a sum of these, and none is below zero; so the relations between things hold by
themselves, and each row is what a claim says. Belongs here: that, and its exact check. Does not belong here:
what an atom is (``atoms.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import Any

import numpy as np

from analysttools.claims.reconcile.atoms import find_atoms
from analysttools.claims.reconcile.proofs import FINER, Cells, Program, Proof, UnsolvedError, new_solver
from analysttools.claims.reconcile.statements import Number
from analysttools.claims.reconcile.system import Builder, Quantity, Row

# The most factors that are held at a time.
MOST_CELLS = 10_000_000
# The largest multiplier, and the largest sum, for which 64-bit integers are used.
MOST_TIMES, MOST_SUMMED = 10**6, 2**62


class Growths(Program):
    """What claims say, over growths of atoms.

    Parameters
    ----------
    rows : list of Row
        What claims say; none is an equality.
    columns : dict of Quantity to array of int
        How often each growth counts in each quantity.
    unit : float
        The last digit that any number is written with.
    """

    def __init__(self, rows: list[Row], columns: dict[Quantity, np.ndarray], unit: float) -> None:
        self.columns, self.unit = columns, unit
        # What is said of one quantity, from below and from above, shares its factors.
        shared: dict[object, int] = {}
        keys = [row.counted[0][0] if len(row.counted) == 1 else number for number, row in enumerate(rows)]
        self.line = np.array([shared.setdefault(key, len(shared)) for key in keys], dtype="int64")
        self.sign = np.array([1 if len(row.counted) > 1 else row.counted[0][1] for row in rows])
        first = np.unique(self.line, return_index=True)[1].tolist()
        self.lines = np.array([self.sign[number] * _add(rows[number], columns) for number in first])
        self.counted = [rows[number].counted for number in first]
        super().__init__(rows, _cells(self._cells_of_lines()), self.lines.shape[1], unit)

    def _cells_of_lines(self) -> np.ndarray:
        """Return the factors that the solver is given, a row each line."""
        return self.lines

    def _pass(self, lower: np.ndarray, upper: np.ndarray) -> Any:
        """Hand the lines to the solver."""
        unknowns = np.zeros(self.count), np.full(self.count, np.inf)
        return new_solver(self.cells, (lower, upper), unknowns)

    def _of_ray(self, ray: np.ndarray) -> np.ndarray:
        """Return the multiplier of each row, from what refutes the program."""
        return self._of_lines(ray)

    def _of_answer(self, solution: Any) -> np.ndarray:
        """Return the multiplier of each row, from what answers a question."""
        return self._of_lines(np.array(solution.row_dual))

    def _limits(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the least and the most that each line may come to; for the solver they never cross."""
        limits = []
        for sign in (1, -1):
            own = self.is_used & (self.sign == sign)
            limit = np.full(len(self.lines), -np.inf)
            np.maximum.at(limit, self.line[own], self.least[own])
            limits.append(sign * limit)
        self.is_crossed = bool((limits[0] - limits[1] > self.noise).any())
        return limits[0], np.maximum(*limits)

    def _refute(self) -> np.ndarray | None:
        """Return multipliers that show that the rows cannot all be true, or None if they can.

        Rows of one quantity that contradict each other are left to the caller: the solver never sees them.
        """
        if self.is_crossed:
            raise UnsolvedError
        return super()._refute()

    def _of_lines(self, multipliers: np.ndarray) -> np.ndarray:
        """Return the multiplier of each row: that of its line, if it is the row that says most there."""
        found = np.zeros(len(self.rows))
        for line in np.flatnonzero(multipliers).tolist():
            sign = 1 if multipliers[line] > 0 else -1
            there = np.flatnonzero(self.is_used & (self.line == line) & (self.sign == sign))
            if len(there):
                found[there[np.argmax(self.least[there])]] = abs(multipliers[line])
        return found

    def _factors(self, numbers: list[int]) -> np.ndarray:
        """Return the factors of some rows."""
        return np.asarray(self.sign[numbers, None] * self.lines[self.line[numbers]])

    @property
    def _ends(self) -> np.ndarray:
        """The factors of each line once for what is said from below, and turned for what is from above."""
        number = np.unique([self.line, self.sign], axis=1, return_index=True)[1]
        return self._factors(number.tolist())

    def targets(self, quantities: Sequence[Quantity]) -> np.ndarray:
        """Return how often each growth counts in some quantities, a row each."""
        return np.array([self.columns[quantity] for quantity in quantities])

    def smaller(self) -> Growths:
        """Return the same program for the question whether claims can hold, of the growths that help most.

        A growth that counts in no less of what has to be so many, and in no more of what has to be so few,
        can take the place of another.
        """
        ends = self._ends
        is_share = np.abs(ends).max(axis=1, initial=0) > 1
        helps = np.vstack([ends[~is_share] > 0, ends[~is_share] >= 0]).astype("float32")
        gives_way = helps.T @ (1 - helps) == 0
        for row in ends[is_share]:
            gives_way &= row[:, None] <= row
        is_first = np.tri(len(gives_way), k=-1, dtype=bool)  # of equal ones the first stays
        kept = ~(gives_way & (is_first | ~gives_way.T)).any(axis=1)
        columns = {quantity: column[kept] for quantity, column in self.columns.items()}
        return Growths(self.rows, columns, self.unit)

    def has_end(self, targets: np.ndarray) -> np.ndarray:
        """Return which targets have a highest value; the others can grow without breaking a claim."""
        is_free = (self._ends >= 0).all(axis=0)
        return np.asarray(~(targets[:, is_free] > 0).any(axis=1))

    def witness(self, unknowns: np.ndarray) -> list[Number] | None:
        """Return exact numbers near some, in units, with which all rows hold; None if none were found."""
        largest = float(np.abs(self.lines).max(initial=1) * unknowns.sum())
        for denominator in FINER:
            if largest * denominator > MOST_SUMMED:
                continue
            whole = np.maximum(np.rint(unknowns * denominator), 0).astype("int64")
            if self._hold(whole, denominator * self.scale):
                return [Fraction(one, denominator * self.scale) for one in whole.tolist()]
        return None

    def _hold(self, values: np.ndarray, scale: int) -> bool:
        """Return whether all rows hold of numbers that were multiplied by a scale."""
        used = np.flatnonzero(values)
        totals = (self.sign * (self.lines[:, used] @ values[used])[self.line]).tolist()
        pairs = zip(totals, (row.least * scale for row in self.rows), self.strict.tolist(), strict=True)
        return all(total > least if is_strict else total >= least for total, least, is_strict in pairs)

    def _add_up(
        self, used: list[int], whole: list[int], denominator: int, target: np.ndarray
    ) -> Proof | None:
        """Return the proof if some rows are no more than the target, and show something if there is none.

        What is left of the target is so much of growths that are not below zero.
        """
        if any(not 0 <= one <= MOST_TIMES * denominator for one in whole):
            return None
        rest = denominator * target.astype("int64") - np.array(whole, dtype="int64") @ self._factors(used)
        rows = [self.rows[number] for number in used]
        value = Fraction(sum(one * row.least for row, one in zip(rows, whole, strict=True)))
        is_strict = any(row.is_strict and one for row, one in zip(rows, whole, strict=True))
        if (rest < 0).any() or (not target.any() and not (value > 0 or (value == 0 and is_strict))):
            return None
        kept = [(row, Fraction(one, denominator)) for row, one in zip(rows, whole, strict=True) if one]
        return Proof([row for row, _ in kept], [one for _, one in kept], value / denominator, is_strict)

    def _solve(self, used: list[int], rough: list[float], target: np.ndarray) -> Proof | None:
        """Return no proof: the caller then falls back on the relations."""
        return None


class Steps(Growths):
    """The same for the question how far a quantity can go, answered in a third of the time.

    What a line comes to is an unknown of its own, and each counts on from the one before it, so that most
    factors are zero. Taking claims out of it takes longer.
    """

    def _cells_of_lines(self) -> np.ndarray:
        """Return the factors that the solver is given, a row each line."""
        self.before = _before(self.counted)
        follows = np.flatnonzero(self.before >= 0)
        sums = -np.eye(len(self.lines))
        sums[follows, self.before[follows]] = 1
        steps = self.lines.copy()
        steps[follows] -= self.lines[self.before[follows]]
        return np.hstack([steps, sums])

    def _pass(self, lower: np.ndarray, upper: np.ndarray) -> Any:
        """Hand the lines to the solver."""
        nothing = np.zeros(len(lower))
        unknowns = np.append(np.zeros(self.count), lower), np.append(np.full(self.count, np.inf), upper)
        return new_solver(self.cells, (nothing, nothing), unknowns)

    def _limit(self, lower: np.ndarray, upper: np.ndarray) -> None:
        """Give the solver other limits."""
        numbers = np.arange(self.count, self.count + len(lower), dtype="int32")
        self.highs.changeColsBounds(len(lower), numbers, lower, upper)

    def _of_ray(self, ray: np.ndarray) -> np.ndarray:
        """Return the multiplier of each row, from what refutes the program."""
        multipliers = ray.copy()
        follows = self.before >= 0
        np.subtract.at(multipliers, self.before[follows], ray[follows])
        return self._of_lines(multipliers)

    def _of_answer(self, solution: Any) -> np.ndarray:
        """Return the multiplier of each row, from what answers a question."""
        return self._of_lines(np.array(solution.col_dual[self.count :]))


def _cells(factors: np.ndarray) -> Cells:
    """Return factors without those that are zero."""
    one, other = np.nonzero(factors)
    starts = np.searchsorted(one, np.arange(len(factors) + 1))
    return Cells(starts, other.astype("int32"), factors[one, other].astype(float))


def _before(counted: Sequence[tuple[tuple[Quantity, Number], ...]]) -> np.ndarray:
    """Return the line that each counts on from: of the same thing and start, until before; -1 if none."""
    order = sorted((terms[0][0], line) for line, terms in enumerate(counted) if len(terms) == 1)
    before = np.full(len(counted), -1)
    for (one, line), (other, after) in pairwise(order):
        if (one.thing, one.start) == (other.thing, other.start):
            before[after] = line
    return before


def growths_of(builder: Builder, positions: Sequence[int], unit: float) -> Steps | None:
    """Return the program of some claims over growths; None if there would be too many."""
    rows, quantities = builder.say(positions)
    claimed = frozenset(quantity.thing for quantity in quantities)
    instances, things, edges = builder.related(claimed)
    place = {thing: number for number, thing in enumerate(things)}
    relations = [
        (tuple((place[thing], factor) for thing, factor in factors), is_zero)
        for factors, is_zero in builder.relations(instances, edges)
    ]
    atoms = find_atoms(len(things), tuple(relations))
    if atoms is None:
        return None
    days = len({day for quantity in quantities for day in (quantity.start, quantity.until)})
    if len(atoms) * len(quantities) * days > MOST_CELLS:
        return None
    return Steps(rows, _columns(atoms, [place[quantity.thing] for quantity in quantities], quantities), unit)


def _columns(
    atoms: np.ndarray, places: Sequence[int], quantities: Sequence[Quantity]
) -> dict[Quantity, np.ndarray]:
    """Return how often each growth counts in each quantity.

    Atoms that are counted in the same quantities are one; each grows between two days of these.
    """
    times = np.unique(atoms[:, places], axis=0)
    start = np.array([quantity.start for quantity in quantities])
    until = np.array([quantity.until for quantity in quantities])
    found = []
    for own in times[times.any(axis=1)]:
        is_in = own > 0
        days = np.unique(np.concatenate([start[is_in], until[is_in]]))
        is_during = (start[:, None] <= days[:-1]) & (until[:, None] >= days[1:])
        found.append(np.where(is_during, own[:, None], 0))
    table = np.concatenate(found, axis=1, dtype="int32")
    return dict(zip(quantities, table[:, table.any(axis=0)], strict=True))


def _add(row: Row, columns: dict[Quantity, np.ndarray]) -> np.ndarray:
    """Return the factors of a row in whole numbers: it holds the same taken several times."""
    times = lcm(*(factor.denominator for _, factor in row.counted))
    terms = [int(factor * times) * columns[quantity] for quantity, factor in row.counted]
    return np.sum(terms, axis=0)
