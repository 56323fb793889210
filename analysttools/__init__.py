"""Claims that contradict one another, kept with their words, their claimants and their way to us.

Importing the package reads nothing and sets nothing: each name is imported when it is first asked for,
so that whoever only reads data does not wait for matplotlib.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysttools.case import Case, check_case, load_case, read_tables
    from analysttools.charts.estimates import plot_estimates
    from analysttools.charts.history import plot_history
    from analysttools.charts.sectors import plot_sectors
    from analysttools.claims import tabulate_claims
    from analysttools.errors import DataError, NotComparableError
    from analysttools.excerpts import verify_excerpts
    from analysttools.figures import save_figure
    from analysttools.names import with_names
    from analysttools.notebooks import run_notebooks
    from analysttools.quantity import say_claims

_HOMES = {
    "Case": "case",
    "DataError": "errors",
    "NotComparableError": "errors",
    "check_case": "case",
    "load_case": "case",
    "plot_estimates": "charts.estimates",
    "plot_history": "charts.history",
    "plot_sectors": "charts.sectors",
    "read_tables": "case",
    "run_notebooks": "notebooks",
    "save_figure": "figures",
    "say_claims": "quantity",
    "tabulate_claims": "claims",
    "verify_excerpts": "excerpts",
    "with_names": "names",
}
__all__ = [
    "Case",
    "DataError",
    "NotComparableError",
    "check_case",
    "load_case",
    "plot_estimates",
    "plot_history",
    "plot_sectors",
    "read_tables",
    "run_notebooks",
    "save_figure",
    "say_claims",
    "tabulate_claims",
    "verify_excerpts",
    "with_names",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
