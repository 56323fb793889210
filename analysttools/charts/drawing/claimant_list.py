"""The list of claimants: the number that their marks bear, and their names, beside or below a chart.

Belongs here: laying out and writing that list, and the note above it. Does not belong here: the marks.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from analysttools.charts.drawing.layout import NARROW, text_height, text_width, wrap
from analysttools.charts.drawing.style import ink

NAMES = 8.0
LINE_GAP = 0.03


class Names(NamedTuple):
    """The list of claimants: number and name as wrapped text, colour; in columns of so many inches."""

    entries: list[tuple[str, str]]
    is_beside: bool
    columns: int
    column: float

    @property
    def height(self) -> float:
        """Height of the list in inches."""
        return max(sum(_height(text) for text, _ in part) for part in self.parts())

    def parts(self) -> list[list[tuple[str, str]]]:
        """Part the entries into columns."""
        rows = -(-len(self.entries) // self.columns)
        return [self.entries[start : start + rows] for start in range(0, len(self.entries), rows)]

    def write(self, ax: Axes, reach: float, away: float, *, is_above: bool = False) -> None:
        """Write the list above or below a panel, from `reach` inches left of it on."""
        corner, up = ((0, 1), away + self.height) if is_above else ((0, 0), -away)
        self._write_columns(ax, corner, -reach, up)

    def write_beside(self, ax: Axes) -> None:
        """Write the list right of a panel."""
        self._write_columns(ax, (1, 1), 0.15, 0.0)

    def _write_columns(self, ax: Axes, corner: tuple[int, int], across: float, up: float) -> None:
        """Write the claimants, from so many inches right of and above a corner of the panel on."""
        for position, part in enumerate(self.parts()):
            down = 0.0
            for text, colour in part:
                ax.annotate(
                    text,
                    corner,
                    ((across + position * self.column) * 72, (up - down) * 72),
                    xycoords="axes fraction",
                    textcoords="offset points",
                    va="top",
                    fontsize=NAMES,
                    color=ink(colour),
                    annotation_clip=False,
                )
                down += _height(text)


def lay_names(located: pd.DataFrame, width: float, *, is_beside: bool | None = None) -> Names:
    """Lay out the claimants in the order of their numbers.

    Parameters
    ----------
    located : DataFrame
        What `locate` gives.
    width : float
        Of the whole figure in inches.
    is_beside : bool, optional
        Whether they stand beside the chart or below it. None: beside a wide chart, below a narrow one.
    """
    own = located.drop_duplicates("number").sort_values("number")
    texts = [f"{number}  {name}" for number, name in zip(own["number"], own["claimant"], strict=True)]
    natural = max(text_width(text, NAMES) for text in texts) + 0.1
    is_beside = width >= NARROW if is_beside is None else is_beside
    columns = 1 if is_beside else max(1, int(width / min(natural, width)))
    column = min(natural, 0.3 * width if is_beside else width / columns)
    entries = [
        (wrap(text, column - 0.08, NAMES), colour) for text, colour in zip(texts, own["colour"], strict=True)
    ]
    return Names(entries, is_beside, columns, column)


def _height(text: str) -> float:
    return text_height(text, NAMES) + LINE_GAP
