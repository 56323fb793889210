"""The proofs that a bound takes where some origins may be wrong: whichever are, one rests on none of them.

Belongs here: which proofs these are. Does not belong here: a single proof (``questions.py``), and words
(``sentences.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analysttools.claims.reconcile.proofs import Proof
from analysttools.claims.reconcile.questions import InexactError, Inquiry
from analysttools.claims.reconcile.system import Quantity


class Support(NamedTuple):
    """A proof of a bound, or that some claims cannot all be true, and the origins that it rests on."""

    proof: Proof
    is_knot: bool
    origins: frozenset[str]


def find_supports(
    inquiry: Inquiry, quantity: Quantity, origins: Sequence[str], faulty: int, *, is_low: bool
) -> list[Support]:
    """Return proofs of which, whichever so many origins are left out, one rests on none of them.

    A proof that claims cannot all be true stands for the choices of origins that leave these claims in: as
    they cannot all be true, it is not these origins that are wrong.

    Parameters
    ----------
    inquiry : Inquiry
        The question that the bound answers.
    quantity : Quantity
        What is bounded.
    origins : sequence of str
        The origin of each position.
    faulty : int
        How many may be wrong.
    is_low : bool
        Whether the bound is that from below.

    Returns
    -------
    list of Support
        Proofs that claims cannot all be true first; none can be left out.
    """
    found: list[Support] = []
    while (out := _behind_all(found, faulty)) is not None:
        kept = [position for position in inquiry.positions if origins[position] not in out]
        core = inquiry.find_core(np.isin(inquiry.positions, kept))
        if core is not None:
            proof = inquiry.prove(sorted(inquiry.positions[row] for row in core))
        else:
            proof = inquiry.prove_best(kept, quantity, is_low=is_low)
        rests_on = frozenset(origins[position] for position in proof.claims)
        if not rests_on or rests_on & out:
            raise InexactError("reconcile: a bound has no proof. This is a fault of analysttools: report it")
        found.append(Support(proof, core is not None, rests_on))
    for one in [*found]:
        others = [other for other in found if other is not one]
        if _behind_all(others, faulty) is None:
            found = others
    return sorted(found, key=lambda one: not one.is_knot)


def _behind_all(supports: Sequence[Support], count: int) -> frozenset[str] | None:
    """Return so many origins, or fewer, of which each proof rests on one; None if there are none."""
    if not supports:
        return frozenset()
    if not count:
        return None
    for origin in sorted(supports[0].origins):
        rest = _behind_all([one for one in supports if origin not in one.origins], count - 1)
        if rest is not None:
            return rest | {origin}
    return None
