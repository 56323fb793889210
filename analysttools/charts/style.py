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
# Shorter spans than this many days have days on their axis, longer ones months.
DAYS_OF_MONTHS = 150

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


def mark(artist: Artist, row_id: str, what: str, when: str = "") -> None:
    """Name an artist after the claim or event that it draws, and what of it.

    `when` is the span of days that it stands for, where it stands for more than one: the mark itself is
    drawn in the middle, which is nobody's day.
    """
    artist.set_gid(f"row.{row_id}.{what}")
    if when:
        artist.set_label(when)


def date_axis(ax: Axes) -> None:
    """Write days on the horizontal axis, in ISO form, which reads the same in every language."""
    start, end = ax.get_xlim()
    is_short = end - start < DAYS_OF_MONTHS
    ax.xaxis.set_major_locator(mdates.AutoDateLocator(minticks=3, maxticks=6 if is_short else 8))
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y-%m-%d" if is_short else "%Y-%m"))


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
            f"{function}: there is no row to draw (0 rows given). Look at the filter that made the frame; "
            "an empty chart would say that nobody claimed anything"
        )
