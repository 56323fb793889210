"""Claims in, frames out: what may be compared with what, and what follows.

One file a question: ``scope.py``, ``relation.py`` and ``comparing.py``, what is alike; ``intervals.py``,
what a claim states; ``chains.py``, who had it from whom; ``knowledge.py``, what was known when;
``agreement.py`` and ``contradictions.py``, what can hold together; ``repeats.py`` and ``wording.py``, what
became of a number; ``flows.py`` and ``sums.py``, differences of totals and sums of parts; ``tables.py``,
claims for reading. ``frames.py`` and ``pairs.py`` serve the others.
"""

from analysttools.claims.agreement import consensus, envelope
from analysttools.claims.chains import origins
from analysttools.claims.comparing import Relation, relate, require_comparable
from analysttools.claims.contradictions import conflicts, part_bounds
from analysttools.claims.flows import to_flow
from analysttools.claims.intervals import bounds
from analysttools.claims.knowledge import as_of, latest, revisions
from analysttools.claims.repeats import drift, propose_repeats
from analysttools.claims.scope import scopes
from analysttools.claims.sums import check_sums
from analysttools.claims.tables import tabulate_claims

__all__ = [
    "Relation",
    "as_of",
    "bounds",
    "check_sums",
    "conflicts",
    "consensus",
    "drift",
    "envelope",
    "latest",
    "origins",
    "part_bounds",
    "propose_repeats",
    "relate",
    "require_comparable",
    "revisions",
    "scopes",
    "tabulate_claims",
    "to_flow",
]
