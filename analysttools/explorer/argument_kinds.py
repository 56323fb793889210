"""What the arguments of the explorer's functions must be.

Belongs here: kinds that only the explorer has. Does not belong here: refusing what is of another kind
(``arguments.py``).
"""

from __future__ import annotations

from typing import Any

from analysttools.arguments import Kind


def _are_things(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
    )


def _is_reconciliation(value: Any) -> bool:
    # imported where it is given, which imports it anyway
    from analysttools.claims.reconcile.reconciliation import Reconciliation

    return isinstance(value, Reconciliation)


THINGS = Kind(
    "must be the id of a thing, or a list of them",
    _are_things,
    'Write "measure.population.place", with "-" for what its claims do not name',
)
RECONCILED = Kind(
    "must be a Reconciliation", _is_reconciliation, "Pass what reconcile(claims, parts) returns"
)
