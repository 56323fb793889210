"""The explorer in a notebook: look, doubt, and leave with the code.

Belongs here: opening it. What it does is in ``explorer/``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from analysttools.arguments import checked
from analysttools.case.loading import Case
from analysttools.errors import ExtraMissingError, did_you_mean
from analysttools.formatting import require_language

if TYPE_CHECKING:
    from analysttools.explorer.panel import Explorer


@checked()
def explore(
    case: Case, *, chart: str = "fitting", lang: str = "en", figures: str | Path = "figures", **state: Any
) -> Explorer:
    """Open the explorer on a case: choose claims, see them drawn, ask a mark, leave with the code.

    Parameters
    ----------
    case : Case
        What to explore.
    chart : str, optional
        The chart to begin with: "fitting" (the one that fits what is chosen), or one of estimates, history,
        losses, timeline, drift, sources, map.
    lang : {"en", "fr"}
        The language to begin with; it can be changed on the screen.
    figures : str or path, optional
        The folder that "Save figure" writes into.
    **state
        What is chosen to begin with, as the arguments of `select`. Nothing chooses all.

    Returns
    -------
    Explorer
        A widget; a cell that ends with it shows it. ``state``, ``claims`` and ``code`` are what is chosen,
        what it leaves and the lines that give it; ``insert_code()`` puts these into a new cell, and
        ``close()`` ends it.

    Raises
    ------
    ValueError
        If there is no such chart or language, or a choice, word or day cannot be.
    ExtraMissingError
        If ipywidgets or anywidget is not installed.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.opening import explore
    >>> explorer = explore(load_case("tests/cases/strait"), measure="killed", as_of="2031-04-05")
    >>> len(explorer.claims)
    2
    >>> print(explorer.code.splitlines()[3])
    claims = at.select(case, measure="killed", as_of="2031-04-05")
    """
    try:
        from analysttools.explorer.panel import Explorer
    except ModuleNotFoundError as error:
        if str(error.name).startswith("analysttools"):
            raise
        raise ExtraMissingError(str(error.name), "explore") from error
    from analysttools.explorer.chart_choice import CHART_CHOICES
    from analysttools.explorer.state import read_state

    require_language(lang)
    if chart not in ("fitting", *CHART_CHOICES):
        raise ValueError(
            f'explore: there is no chart "{chart}". {did_you_mean(str(chart), CHART_CHOICES)}It is one of: '
            f"fitting, {', '.join(CHART_CHOICES)}"
        )
    return Explorer(case, read_state(case, **state), chart=chart, lang=lang, figures=figures)


class _Callable(ModuleType):
    """Lets `at.explore(case)` work after this module was imported under the same name."""

    def __call__(self, case: Case, **given: Any) -> Explorer:
        return explore(case, **given)


sys.modules[__name__].__class__ = _Callable
