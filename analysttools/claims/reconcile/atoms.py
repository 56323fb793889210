"""What one unit can be counted in: the sets of things that relations allow, of which all others add up.

A soldier who is killed is also one who is killed or wounded, and one who is lost: he is counted in all three,
and never in the first alone. How much things grow is how many units of each such set there were; with any
numbers that are not below zero the relations hold by themselves. Belongs here: finding these
sets. Does not belong here: days and claims (``growths.py``).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

# Factors of things, whose sum is not below zero, or, if True, is zero.
Relation = tuple[tuple[tuple[int, int], ...], bool]

# Parts that may share units have as many sets as there are ways to share: above so many, relations are kept
# as rows.
MOST_ATOMS = 400


@lru_cache
def find_atoms(count: int, relations: tuple[Relation, ...]) -> np.ndarray | None:
    """Return the least growths that relations allow, of which every growth is a sum: a row each.

    These are the extreme rays of a cone, by double description: from all growths one relation after the
    other cuts off what breaks it, and puts in its place what lies between a ray that breaks it and one beside
    it that does not; the relation that takes least comes first. All in whole numbers.

    Parameters
    ----------
    count : int
        How many things there are.
    relations : tuple of Relation
        What holds between them, besides that none is below zero.

    Returns
    -------
    array of int, or None
        One row an atom, one column a thing: how much it grows. None if there are too many.

    Examples
    --------
    >>> from analysttools.claims.reconcile.atoms import find_atoms
    >>> find_atoms(2, ((((0, 1), (1, -1)), False),)).tolist()  # the second thing is a part of the first
    [[1, 0], [1, 1]]
    """
    rows = np.zeros((len(relations), count), dtype="int64")
    for number, (factors, _) in enumerate(relations):
        for thing, factor in factors:
            rows[number, thing] += factor
    rays = np.eye(count, dtype="int64")
    is_tight = rays == 0
    left = list(range(len(relations)))
    while left:
        by = rays @ rows[left].T
        cheapest = int(np.argmin((by > 0).sum(axis=0) * (by < 0).sum(axis=0)))
        number, by = left.pop(cheapest), by[:, cheapest]
        one, other = _neighbours(is_tight, np.flatnonzero(by > 0), np.flatnonzero(by < 0))
        if len(rays) + len(one) > MOST_ATOMS:
            return None
        between = by[one][:, None] * rays[other] - by[other][:, None] * rays[one]
        between //= np.gcd.reduce(between, axis=1)[:, None]
        kept = by == 0 if relations[number][1] else by >= 0
        rays = np.vstack([rays[kept], between])
        is_tight = np.vstack([is_tight[kept], is_tight[one] & is_tight[other]])
        is_tight = np.column_stack([is_tight, rays @ rows[number] == 0])
    return rays[np.lexsort(rays.T[::-1])]


def _neighbours(is_tight: np.ndarray, above: np.ndarray, below: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pair rays between which no other lies: no third is bounded by all that bounds both."""
    bounded = is_tight.astype("float32")
    pairs = [(np.full(0, 0), np.full(0, 0))]
    for ray in above.tolist():
        both = is_tight[ray] & is_tight[below]
        bounds_all = both.astype("float32") @ bounded.T == both.sum(axis=1)[:, None]
        beside = below[bounds_all.sum(axis=1) == 2]
        pairs.append((np.full(len(beside), ray), beside))
    return np.concatenate([one for one, _ in pairs]), np.concatenate([other for _, other in pairs])
