"""Claims in, frames out: what may be compared with what, and what follows.

One file a question: ``scope.py`` and ``relations.py``, what is alike; ``intervals.py``, what a claim
states; ``origins.py``, who had it from whom; ``revisions.py``, what was known when; ``consensus.py``
and ``conflicts.py``, what can be true together; ``drift.py`` and ``number_changes.py``, what became of a
number; ``flows.py``, ``sums.py`` and ``ratios.py``, differences of totals, sums of parts and shares;
``tables.py``, claims for reading, ``quality.py``, how sure they are, and ``shown_tables.py``, how these are
shown; ``reconcile/``, whether all can be true at once; ``case_changes.py``, what one version
of a case has that another has not.
``frames.py``, ``decimals.py`` and ``pairs.py`` serve the others.
"""

from analysttools.claims.case_changes import diff_cases
from analysttools.claims.conflicts import conflicts, part_bounds
from analysttools.claims.consensus import consensus, envelope
from analysttools.claims.drift import drift, propose_repeats
from analysttools.claims.flows import to_flow
from analysttools.claims.intervals import bounds
from analysttools.claims.origins import origins
from analysttools.claims.quality import tabulate_quality
from analysttools.claims.ratios import ratios
from analysttools.claims.reconcile import (
    Reconciliation,
    explain,
    implied_without,
    reconcile,
    tabulate_give_way,
    tabulate_implied,
    tabulate_knots,
)
from analysttools.claims.relations import Relation, relate, require_comparable
from analysttools.claims.revisions import as_of, latest, revisions
from analysttools.claims.scope import scopes
from analysttools.claims.shares import resolve_shares
from analysttools.claims.shown_tables import ShownTable, show_table
from analysttools.claims.sums import check_sums
from analysttools.claims.tables import tabulate_claims, tabulate_events

__all__ = [
    "Reconciliation",
    "Relation",
    "ShownTable",
    "as_of",
    "bounds",
    "check_sums",
    "conflicts",
    "consensus",
    "diff_cases",
    "drift",
    "envelope",
    "explain",
    "implied_without",
    "latest",
    "origins",
    "part_bounds",
    "propose_repeats",
    "ratios",
    "reconcile",
    "relate",
    "require_comparable",
    "resolve_shares",
    "revisions",
    "scopes",
    "show_table",
    "tabulate_claims",
    "tabulate_events",
    "tabulate_give_way",
    "tabulate_implied",
    "tabulate_knots",
    "tabulate_quality",
    "to_flow",
]
