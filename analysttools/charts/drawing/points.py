"""A claim as a mark where its number runs across: an open circle, an arrow for a bound, a bar for a range.

Belongs here: that mark, and where on its days it stands. Does not belong here: its words.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysttools.charts.drawing.layout import size_of
from analysttools.charts.drawing.style import FAINT, mark

POINT_SIZE_PT = 6.0
# Marks nearer to each other than this many points get rings.
NEAR = 6.0
# Where on its band a mark may stand, the best first.
PLACES = (0.5, 0.35, 0.65, 0.2, 0.8)
END_SHAPES = {"low": ">", "best": "o", "high": "<"}


def draw_point(
    ax: Axes, claim: Any, y: float, colour: str, *, size: float = POINT_SIZE_PT, when: str = ""
) -> None:
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
    size : float, optional
        Of the marker, in points; a greater one is a ring around another mark.
    when : str, optional
        The days for which the mark stands, where they are more than one.
    """
    look: dict[str, Any] = {"color": colour, "alpha": 1.0 if pd.isna(claim.derived_from) else FAINT}
    there = {what: getattr(claim, what) for what in END_SHAPES if not pd.isna(getattr(claim, what))}
    if "low" in there and "high" in there:
        ends = [there.pop("low"), there.pop("high")]
        bar = Line2D(ends, [y, y], marker="|", markersize=size + 1, linewidth=1.4, zorder=2.4, **look)
        mark(ax.add_line(bar), claim.claim_id, "bounds", when)
    for what, value in there.items():
        point = Line2D(
            [value], [y], marker=END_SHAPES[what], markersize=size, linestyle="none", zorder=2.5, **look
        )
        point.set_markerfacecolor("white" if size == POINT_SIZE_PT else "none")
        point.set_markeredgewidth(1.3)
        mark(ax.add_line(point), claim.claim_id, what, when)


def level_of(claims: pd.DataFrame) -> pd.Series:
    """Return where the mark of each claim stands: its value, else the middle of a range, else its bound."""
    return claims["best"].fillna(claims[["low", "high"]].mean(axis=1)).astype(float)


def right_of(claims: pd.DataFrame) -> np.ndarray:
    """Return the greatest number of each claim; 0 where it has none."""
    return claims[["low", "best", "high"]].max(axis=1).fillna(0).to_numpy(float)


def place_points(ax: Axes, rows: pd.DataFrame) -> tuple[pd.DataFrame, bool]:
    """Give each mark its height: its day, or a free place on its band; rings where others are near.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With its limits set; upwards or downwards run matplotlib's days.
    rows : DataFrame
        One row a claim: ``early``, ``late``, ``when`` (empty for one day) and ``level``.

    Returns
    -------
    DataFrame
        The rows with ``y`` and ``size``.
    bool
        Whether any mark is a ring around another.
    """
    low, high = sorted(ax.get_ylim())
    inside, height = size_of(ax)
    points = np.array([inside * 72 / np.ptp(ax.get_xlim()), height * 72 / (high - low)])
    taken: list[tuple[float, float]] = []
    placed = {}
    for row in rows.sort_values("when", kind="stable").itertuples():  # exact days have no choice
        ends = max(low, row.early), min(high, row.late)
        ys = [ends[0] + part * (ends[1] - ends[0]) for part in PLACES] if row.when else [row.early]
        near = [[np.abs((np.array(other) - (row.level, y)) * points).max() for other in taken] for y in ys]
        clear = [min(one, default=np.inf) for one in near]
        best = next(
            (place for place, one in enumerate(clear) if one > 2 * POINT_SIZE_PT), int(np.argmax(clear))
        )
        rings = sum(one < NEAR for one in near[best])
        taken.append((row.level, ys[best]))
        placed[row.Index] = (ys[best], POINT_SIZE_PT + 4.5 * rings)
    both = np.array([placed[index] for index in rows.index])
    return rows.assign(y=both[:, 0], size=both[:, 1]), bool((both[:, 1] > POINT_SIZE_PT).any())


def draw_bands(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw a pale band over the days of what speaks of several; dotted where it goes on beyond the chart.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With its limits set; the days run down.
    rows : DataFrame
        One row a claim: ``early``, ``late``, ``when``, ``level``, ``low``, ``high``, ``colour``,
        ``is_open_first`` and ``is_open_last``.
    """
    last, first = ax.get_ylim()
    dotted = 0.12 * (last - first) / size_of(ax)[1]
    for row in rows[rows["when"].ne("")].itertuples():
        is_before, is_after = row.is_open_first or row.early < first, row.is_open_last or row.late > last
        ends = [max(first, row.early), min(last, row.late)]
        inner = [ends[0] + dotted * is_before, ends[1] - dotted * is_after]
        look: dict[str, Any] = {"color": row.colour, "linewidth": 3.0, "zorder": 1.4}
        if pd.notna(row.low) and pd.notna(row.high):  # the middle of a range is nobody's number
            size = (row.high - row.low, ends[1] - ends[0])
            ax.add_patch(Rectangle((row.low, ends[0]), *size, color=row.colour, alpha=0.13, linewidth=0))
            continue
        ax.add_line(Line2D([row.level] * 2, inner, alpha=0.25, solid_capstyle="butt", **look))
        for is_beyond, outer in ((is_before, [ends[0], inner[0]]), (is_after, [inner[1], ends[1]])):
            if is_beyond:
                ax.add_line(Line2D([row.level] * 2, outer, alpha=0.7, linestyle=(0, (0.5, 0.7)), **look))
