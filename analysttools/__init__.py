"""Claims that contradict one another, kept with their words, their claimants and their way to us.

Importing the package reads nothing and sets nothing: each name is imported when it is first asked for,
so that whoever only reads data does not wait for matplotlib.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysttools.basemap import read_base_map
    from analysttools.case import Case, check_case, load_case, read_tables
    from analysttools.charts.area import plot_area
    from analysttools.charts.chains import plot_sources
    from analysttools.charts.drift import plot_drift
    from analysttools.charts.estimates import plot_estimates
    from analysttools.charts.held_area import plot_held_area
    from analysttools.charts.history import plot_history
    from analysttools.charts.losses import plot_losses
    from analysttools.charts.maps import plot_front_map
    from analysttools.charts.sectors import plot_sectors
    from analysttools.charts.timeline import plot_timeline
    from analysttools.choosing import choose
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
    from analysttools.errors import DataError, NotComparableError
    from analysttools.excerpts import verify_excerpts
    from analysttools.explore import explore
    from analysttools.explorer.selecting import select
    from analysttools.figures import save_figure
    from analysttools.front.areas import areas
    from analysttools.front.captures import compare_with_map
    from analysttools.front.changes import changes
    from analysttools.front.control import control_at
    from analysttools.front.fetching import fetch_front
    from analysttools.front.ground import gained_between, ground_between, lost_between
    from analysttools.front.outlines import outline_on
    from analysttools.front.snapshots import read_snapshots
    from analysttools.gallery import write_gallery
    from analysttools.names import with_names
    from analysttools.notebooks import run_notebooks
    from analysttools.parts import list_parts
    from analysttools.quantity import say_claims
    from analysttools.verification import verify_figures

_HOMES = {
    "Case": "case",
    "DataError": "errors",
    "NotComparableError": "errors",
    "Relation": "claims.comparing",
    "areas": "front.areas",
    "as_of": "claims.knowledge",
    "bounds": "claims.intervals",
    "changes": "front.changes",
    "check_case": "case",
    "check_sums": "claims.sums",
    "choose": "choosing",
    "compare_with_map": "front.captures",
    "conflicts": "claims.contradictions",
    "consensus": "claims.agreement",
    "control_at": "front.control",
    "drift": "claims.repeats",
    "envelope": "claims.agreement",
    "explore": "explore",
    "fetch_front": "front.fetching",
    "gained_between": "front.ground",
    "ground_between": "front.ground",
    "latest": "claims.knowledge",
    "list_parts": "parts",
    "load_case": "case",
    "lost_between": "front.ground",
    "origins": "claims.chains",
    "outline_on": "front.outlines",
    "part_bounds": "claims.contradictions",
    "plot_area": "charts.area",
    "plot_drift": "charts.drift",
    "plot_estimates": "charts.estimates",
    "plot_front_map": "charts.maps",
    "plot_history": "charts.history",
    "plot_held_area": "charts.held_area",
    "plot_losses": "charts.losses",
    "plot_sectors": "charts.sectors",
    "plot_sources": "charts.chains",
    "plot_timeline": "charts.timeline",
    "propose_repeats": "claims.repeats",
    "read_base_map": "basemap",
    "read_snapshots": "front.snapshots",
    "read_tables": "case",
    "relate": "claims.comparing",
    "require_comparable": "claims.comparing",
    "revisions": "claims.knowledge",
    "run_notebooks": "notebooks",
    "save_figure": "figures",
    "say_claims": "quantity",
    "scopes": "claims.scope",
    "select": "explorer.selecting",
    "tabulate_claims": "claims.tables",
    "to_flow": "claims.flows",
    "verify_excerpts": "excerpts",
    "verify_figures": "verification",
    "with_names": "names",
    "write_gallery": "gallery",
}
__all__ = [
    "Case",
    "DataError",
    "NotComparableError",
    "Relation",
    "areas",
    "as_of",
    "bounds",
    "changes",
    "check_case",
    "check_sums",
    "choose",
    "compare_with_map",
    "conflicts",
    "consensus",
    "control_at",
    "drift",
    "envelope",
    "explore",
    "fetch_front",
    "gained_between",
    "ground_between",
    "latest",
    "list_parts",
    "load_case",
    "lost_between",
    "origins",
    "outline_on",
    "part_bounds",
    "plot_area",
    "plot_drift",
    "plot_estimates",
    "plot_front_map",
    "plot_held_area",
    "plot_history",
    "plot_losses",
    "plot_sectors",
    "plot_sources",
    "plot_timeline",
    "propose_repeats",
    "read_base_map",
    "read_snapshots",
    "read_tables",
    "relate",
    "require_comparable",
    "revisions",
    "run_notebooks",
    "save_figure",
    "say_claims",
    "scopes",
    "select",
    "tabulate_claims",
    "to_flow",
    "verify_excerpts",
    "verify_figures",
    "with_names",
    "write_gallery",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
