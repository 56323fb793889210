"""Words of claims in a column beside their marks, each joined to its mark by a thin line.

Belongs here: where these words stand. Does not belong here: what they say, and the marks.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysttools.charts.layout import size_of
from analysttools.charts.style import ink, mark

SMALL = 7.0
# What the words and their lines are made of.
READ = ["claim_id", "y", "right", "words", "colour", "derived_from"]
# Share of the width that the words take, and inches between them and what is drawn.
BESIDE, GUTTER = 0.46, 0.28


def draw_words(ax: Axes, rows: pd.DataFrame, inside: float) -> None:
    """Write the words of each claim beside the marks, in the order of their marks, with a line to each.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With its limits set: the words take the share `BESIDE` of it, on the right.
    rows : DataFrame
        One row a claim: ``claim_id``, ``y`` and ``level`` (of its mark), ``right`` (its greatest number),
        ``words`` (with line breaks), ``height`` (in inches), ``colour``, ``derived_from``.
    inside : float
        Width of the Axes in inches.
    """
    rows = rows.sort_values(["y", "level"], kind="stable")
    bottom, top = ax.get_ylim()
    inch = (bottom - top) / size_of(ax)[1]
    middles = _spread(((rows["y"] - top) / inch).to_numpy(), rows["height"].to_numpy(), size_of(ax)[1])
    end = ax.get_xlim()[1]
    across = np.ptp(ax.get_xlim()) / inside
    column = end - BESIDE * inside * across
    for row, middle in zip(rows[READ].itertuples(), middles, strict=True):
        y = top + middle * inch
        path = [row.right + 0.06 * across, column - 0.8 * GUTTER * across, column - 0.03 * across]
        line = Line2D(path, [row.y, row.y, y], color=row.colour, linewidth=0.5, alpha=0.6, zorder=1.3)
        ax.add_line(line)
        look: dict[str, Any] = {"fontsize": SMALL, "va": "center", "color": ink(row.colour)}
        look["alpha"] = 1.0 if pd.isna(row.derived_from) else 0.7
        mark(ax.text(column, y, row.words, **look), row.claim_id, "words")


def _spread(wanted: np.ndarray, heights: np.ndarray, height: float) -> np.ndarray:
    """Move labels apart as little as needed, in order: gather those that touch around their mean."""
    if heights.sum() > height:  # a user's own Axes: the words share what there is
        heights = heights * height / heights.sum()
    offsets = np.cumsum(heights) - heights / 2
    groups: list[list[float]] = []
    for value in wanted - offsets:
        groups.append([float(value), 1.0])
        while len(groups) > 1 and groups[-2][0] > groups[-1][0]:
            mean, count = groups.pop()
            groups[-1] = [
                (groups[-1][0] * groups[-1][1] + mean * count) / (groups[-1][1] + count),
                groups[-1][1] + count,
            ]
    starts = np.repeat([mean for mean, _ in groups], [int(count) for _, count in groups])
    return np.asarray(np.clip(starts, 0, max(height - heights.sum(), 0.0)) + offsets)
