"""What every chart starts from: the style, an empty figure, the ids of marks, the columns it needs.

Belongs here: what two charts share. All looks are in ``analyst.mplstyle``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import matplotlib.dates as mdates
import matplotlib.style
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

STYLE = Path(__file__).with_name("analyst.mplstyle")
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
FAINT = 0.45

P = ParamSpec("P")
R = TypeVar("R")


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """Run a function under the toolkit's style, from matplotlib's defaults, and leave no setting."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
        with matplotlib.style.context(["default", STYLE]):
            return draw(*args, **kwargs)

    return drawn


def new_figure(width: float, height: float, **layout: Any) -> Figure:
    """Make an empty figure, in inches, that no global state knows of."""
    return Figure(figsize=(width, height), layout="constrained", **layout)


def new_axes(ax: Axes | None, width: float, height: float) -> Axes:
    """Give the Axes to draw on: the caller's, or those of a new figure."""
    return ax if ax is not None else new_figure(width, height).subplots()


def mark(artist: Artist, row_id: str, what: str) -> None:
    """Name an artist after the claim or event that it draws, and what of it."""
    artist.set_gid(f"row.{row_id}.{what}")


def date_axis(ax: Axes) -> None:
    """Write days on the horizontal axis, in ISO form, which reads the same in every language."""
    ax.xaxis.set_major_locator(mdates.AutoDateLocator(minticks=4, maxticks=9))
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y-%m"))


def require_columns(frame: pd.DataFrame, columns: list[str], function: str) -> None:
    """Raise if the frame lacks a column that the chart draws, or has no rows.

    Raises
    ------
    ValueError
        If columns are missing or there is nothing to draw.
    """
    missing = [column for column in columns if column not in frame]
    if missing:
        raise ValueError(
            f"{function}: the columns {', '.join(missing)} are missing. There are: "
            f"{', '.join(frame.columns)}. Names of claimants, measures and places come from "
            "with_names(claims, case)"
        )
    if frame.empty:
        raise ValueError(
            f"{function}: there is no row to draw. Look at the filter that made the frame; an empty "
            "chart would say that nobody claimed anything"
        )
