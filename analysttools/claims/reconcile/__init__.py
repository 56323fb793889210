"""Can all of it be true at once, and what follows.

``reconciliation.py`` is what a user calls, ``checks.py`` what it refuses; ``answers.py`` makes rows of what
``questions.py`` finds of some claims; ``components.py`` says which claims are looked at together.
``statements.py`` reads the claims, ``hierarchy.py`` the parts, ``system.py`` makes inequalities of both,
``proofs.py`` solves and checks them; ``atoms.py`` and ``growths.py`` make a smaller program of the same, of
which nobody reads a proof; ``knots.py`` and ``give_way.py`` search sets of claims, ``jointly.py`` those of
several components; ``sentences.py`` says a proof in words, ``reading_tables.py`` makes tables for reading.
"""

from analysttools.claims.reconcile.reading_tables import (
    tabulate_give_way,
    tabulate_implied,
    tabulate_knots,
)
from analysttools.claims.reconcile.reconciliation import (
    Reconciliation,
    explain,
    implied_without,
    reconcile,
)

__all__ = [
    "Reconciliation",
    "explain",
    "implied_without",
    "reconcile",
    "tabulate_give_way",
    "tabulate_implied",
    "tabulate_knots",
]
