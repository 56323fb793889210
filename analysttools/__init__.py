"""Claims that contradict one another, kept with their words, their claimants and their way to us.

Importing the package reads nothing and sets nothing. What needs matplotlib is imported when it is
first asked for.
"""

from importlib import import_module
from typing import Any

from analysttools.case import Case, check_case, load_case, read_tables, with_names
from analysttools.claims import tabulate_claims
from analysttools.errors import DataError, NotComparableError
from analysttools.excerpts import verify_excerpts
from analysttools.quantity import say_claims

_LATER = {
    "plot_estimates": "analysttools.charts.estimates",
    "plot_history": "analysttools.charts.history",
    "plot_sectors": "analysttools.charts.sectors",
    "run_notebooks": "analysttools.notebooks",
    "save_figure": "analysttools.figures",
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
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
