"""How the figure of a chart was drawn, so that it can be drawn again for another size.

Belongs here: the call behind a figure. Does not belong here: drawing, saving.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Draws a chart as it was drawn, but for the arguments that are given.
Redraw = Callable[..., Axes]
_CALLS: WeakKeyDictionary[Figure, Redraw] = WeakKeyDictionary()
_CREDITED: ContextVar[bool] = ContextVar("credited", default=True)


def keep_call(
    figure: Figure, draw: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    """Keep how a figure was drawn for as long as it is there; of a user's own Axes nothing is kept."""
    if kwargs.get("ax") is not None:
        return
    given, named = [_copy(one) for one in args], {name: _copy(one) for name, one in kwargs.items()}

    def redraw(**changed: Any) -> Axes:
        axes: Axes = draw(*given, **{**named, **changed})
        return axes

    _CALLS[figure] = redraw


def call_behind(figure: Figure) -> Redraw | None:
    """Return how a figure was drawn; None if no chart made it.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from analysttools.charts.drawing.redrawing import call_behind
    >>> call_behind(Figure()) is None
    True
    """
    return _CALLS.get(figure)


@contextmanager
def without_credit() -> Iterator[None]:
    """Have charts drawn without the line of sources at their foot, and without room for it."""
    token = _CREDITED.set(False)
    try:
        yield
    finally:
        _CREDITED.reset(token)


def is_credited() -> bool:
    """Return whether charts have the line of sources at their foot."""
    return _CREDITED.get()


def _copy(given: Any) -> Any:
    """Return a frame as it is now, whatever its owner does with it later; pandas copies only what changes."""
    if isinstance(given, pd.DataFrame):
        return given.copy(deep=False)
    if isinstance(given, list | tuple) and all(isinstance(one, pd.DataFrame) for one in given):
        return [one.copy(deep=False) for one in given]
    return given
