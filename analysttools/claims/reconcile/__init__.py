"""Can all of it be true at once, and what follows.

``reconciliation.py`` is what a user calls; ``answers.py`` makes rows of what ``questions.py`` finds of some
claims; ``components.py`` says which claims are looked at together. ``statements.py`` reads the claims,
``hierarchy.py`` the parts, ``system.py`` makes inequalities of both, ``proofs.py`` solves and checks them,
``knots.py`` and ``give_way.py`` search sets of claims, ``sentences.py`` says a proof in words.
"""

from analysttools.claims.reconcile.reconciliation import Reconciliation, explain, reconcile

__all__ = ["Reconciliation", "explain", "reconcile"]
