"""A claim as a mark where its number runs across: an open circle, an arrow for a bound, a bar for a range.

Belongs here: that mark. Does not belong here: its words.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysttools.charts.drawing.colours import FAINT
from analysttools.charts.drawing.style import mark

POINT_SIZE_PT = 6.0
END_SHAPES = {"low": ">", "best": "o", "high": "<"}


def draw_point(ax: Axes, claim: Any, y: float, colour: str) -> None:
    """Draw the mark of a claim at a height; one without a number draws nothing.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With its limits set.
    claim : named tuple
        With ``claim_id``, ``low``, ``best``, ``high``, ``derived_from``.
    y : float
        Height, in data units.
    colour : str
        Of the claimant, or of the claimant's side.
    """
    look: dict[str, Any] = {"color": colour, "alpha": 1.0 if pd.isna(claim.derived_from) else FAINT}
    there = {what: getattr(claim, what) for what in END_SHAPES if not pd.isna(getattr(claim, what))}
    if "low" in there and "high" in there:
        ends = [there.pop("low"), there.pop("high")]
        bar = Line2D(
            ends, [y, y], marker="|", markersize=POINT_SIZE_PT + 1, linewidth=1.4, zorder=2.4, **look
        )
        mark(ax.add_line(bar), claim.claim_id, "bounds")
    for what, value in there.items():
        point = Line2D([value], [y], marker=END_SHAPES[what], linestyle="none", zorder=2.5, **look)
        point.set(markersize=POINT_SIZE_PT, markerfacecolor="white", markeredgewidth=1.3)
        mark(ax.add_line(point), claim.claim_id, what)


def right_of(claims: pd.DataFrame) -> np.ndarray:
    """Return the greatest number of each claim; 0 where it has none."""
    return claims[["low", "best", "high"]].max(axis=1).fillna(0).to_numpy(float)
