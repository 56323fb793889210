"""One row of a chart of intervals: bounds, value and words of a claim, or of what was computed of several.

Belongs here: how a row looks and what room it takes. Does not belong here: what the rows are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysttools.charts.layout import NAME, text_height, text_width, wrap
from analysttools.charts.style import COLOURS, mark

# Share of the width that words beside the marks may take.
WORDS_BESIDE = 0.42
ROW_GAP = 0.12
ARROW = 0.22


class Row(NamedTuple):
    """One row of a panel: a claim, or what was computed of several."""

    ids: str
    low: float
    best: float
    high: float
    label: str
    words: str
    what: str
    alpha: float


def height_of(row: Row, names: float, inside: float) -> float:
    """Give the height of a row, in inches: of its name or its words, whichever has more lines."""
    label, words = wrap(row.label, names, NAME), wrap(row.words, WORDS_BESIDE * inside, NAME)
    return max(text_height(label, NAME), text_height(words, NAME)) + ROW_GAP


def scales(limits: Sequence[float]) -> list[float]:
    """Give panels of one unit few scales: each takes that of the widest that is at most ten times its own.

    Panels of different scales would set 12,000 right below 50,000.

    Examples
    --------
    >>> from analysttools.charts.rows import scales
    >>> scales([60_000, 15_000, 900, 100])
    [60000, 60000, 900, 900]
    """
    given, widest = list(limits), 0.0
    for position in sorted(range(len(given)), key=lambda one: -given[one]):
        if given[position] < widest / 10 or not widest:
            widest = given[position]
        given[position] = widest
    return given


def limit_of(rows: Sequence[Row], inside: float) -> float:
    """Give the right end of the axis: the least at which all words have room beside their marks."""
    limit = 0.0
    for row in rows:
        right = np.nanmax([row.low, row.best, row.high, 0.0])
        words = wrap(row.words, WORDS_BESIDE * inside, NAME)
        taken = text_width(words, NAME) + 0.16 + (ARROW if pd.isna(row.high) and not pd.isna(row.low) else 0)
        limit = max(limit, right * inside / max(inside - taken, 0.1 * inside))
    return limit or 1.0


def draw_row(ax: Axes, row: Row, y: float, inch: float, words: str) -> None:
    """Draw one row: its bounds, its stated value, its words; `inch` is an inch in data units."""
    look: dict[str, Any] = {"color": "#222222" if row.what else COLOURS[0], "alpha": row.alpha}
    look["linewidth"] = 2.6 if row.what else 1.6
    has_low, has_high = not pd.isna(row.low), not pd.isna(row.high)
    numbers = [value for value in (row.high, row.best, row.low) if not pd.isna(value)]
    right = max(numbers, default=0.0)
    if has_low and has_high:
        bar = Line2D([row.low, row.high], [y, y], marker="|", markersize=12, markeredgewidth=1.6, **look)
        mark(ax.add_line(bar), row.ids, row.what or "bounds")
    elif has_low or has_high:
        bound = row.low if has_low else row.high
        end = bound + ARROW * inch if has_low else max(bound - ARROW * inch, 0.0)
        bar = Line2D([bound], [y], marker="|", markersize=12, markeredgewidth=1.6, **look)
        mark(ax.add_line(bar), row.ids, row.what or ("low" if has_low else "high"))
        head = ">" if has_low else "<"
        ax.add_line(Line2D([bound, end], [y, y], marker=head, markersize=5, markevery=[1], **look))
        right = max(right, end)
    if not pd.isna(row.best):
        look["linewidth"] = 0
        circle = Line2D([row.best], [y], marker="o", markerfacecolor="white", markeredgewidth=1.6, **look)
        mark(ax.add_line(circle), row.ids, "best")
    text = ax.annotate(
        words,
        (right, y),
        (9, 0),
        textcoords="offset points",
        va="center",
        fontsize=NAME,
        alpha=max(row.alpha, 0.7),
        style="normal" if numbers else "italic",
    )
    mark(text, row.ids, f"{row.what}_words" if row.what else "words")
