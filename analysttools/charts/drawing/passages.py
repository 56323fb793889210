"""Words of several looks as one text on a chart.

Belongs here: how such a text is broken into lines and drawn. Does not belong here: which words have which
look (``runs.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from analysttools.charts.drawing.colours import COLOURS
from analysttools.charts.drawing.layout import LINE_SPACING, text_width
from analysttools.charts.drawing.runs import Run, format_runs
from analysttools.charts.drawing.style import ink, mark

# How words look; none is told by its colour alone.
LOOKS: dict[str, dict[str, Any]] = {
    "kept": {"color": "#222222"},
    "name": {"color": "#222222", "fontweight": "bold"},
    "aside": {"color": "#666666"},
    "struck": {"color": ink(COLOURS[1])},
    "added": {"color": ink(COLOURS[0]), "fontweight": "bold"},
}
# Where a line that strikes out runs: share of the size of the letters above the line that they stand on;
# and where they stand, below the upper edge of their line.
STRIKE, BASE = 0.27, 0.93


class Word(NamedTuple):
    """A word in its place: its look, inches from the left to its ends, its line, whether a run begins."""

    text: str
    look: str
    left: float
    right: float
    line: int
    is_first: bool


class Laid(NamedTuple):
    """A passage broken into lines, of letters of a size in points.

    Each word has its own place: renderers round letters to whole pixels, and longer texts would run into each
    other.
    """

    words: list[Word]
    text: str
    size: float

    @property
    def height(self) -> float:
        """Inches."""
        return (self.words[-1].line + 1) * LINE_SPACING * self.size / 72


class Passage(Artist):
    """Texts of several looks, and the lines that strike some of them out, as one mark.

    Parameters
    ----------
    parts : sequence of Artist
        In the order in which they are drawn.
    words : str
        All of it on one line, with signs around what was struck out and what was added.
    """

    def __init__(self, parts: Sequence[Artist], words: str) -> None:
        super().__init__()
        self.parts, self.words = parts, words
        self.set_zorder(3)  # that of texts

    def get_children(self) -> list[Artist]:
        """Return the texts and lines."""
        return [*self.parts]

    def get_window_extent(self, renderer: RendererBase | None = None) -> Bbox:
        """Return the box around all texts, in pixels."""
        return Bbox.union([part.get_window_extent(renderer) for part in self.parts if isinstance(part, Text)])

    def draw(self, renderer: RendererBase) -> None:
        """Draw all parts, as one group of a drawing."""
        renderer.open_group("passage", self.get_gid())
        for part in self.parts:
            part.draw(renderer)
        renderer.close_group("passage")
        self.stale = False


def lay_passage(runs: Sequence[Run], inches: float, size: float) -> Laid:
    """Break runs into lines of at most a width; a word that is wider still stands alone.

    Examples
    --------
    >>> from analysttools.charts.drawing.runs import Run
    >>> from analysttools.charts.drawing.passages import lay_passage
    >>> laid = lay_passage([Run("at least", "struck"), Run("30 killed or wounded")], 1.2, 9)
    >>> [(word.text, word.line) for word in laid.words]
    [('at', 0), ('least', 0), ('30', 0), ('killed', 0), ('or', 1), ('wounded', 1)]
    """
    words: list[Word] = []
    space = text_width(" ", size)
    left, line = 0.0, 0
    for run in runs:
        is_bold = "fontweight" in LOOKS[run.look]
        for number, word in enumerate(run.text.split(" ")):
            width = text_width(word, size, is_bold=is_bold)
            if left and left + width > inches:
                left, line = 0.0, line + 1
            words.append(Word(word, run.look, left, left + width, line, is_first=not number))
            left += width + space
    return Laid(words, format_runs(runs), size)


def draw_passage(
    ax: Axes, laid: Laid, corner: tuple[float, float], row_id: str, what: str = "words"
) -> Passage:
    """Write a passage from its upper left corner on, on Axes in inches; it is one mark."""
    x, y = corner
    letters = laid.size / 72
    parts: list[Artist] = []
    strikes: list[list[float]] = []
    for word in laid.words:
        base = y - (word.line * LINE_SPACING + BASE) * letters
        look = {"fontsize": laid.size, "transform": ax.transData, **LOOKS[word.look]}
        parts.append(Text(x + word.left, base, word.text, **look))
        if word.look == "struck":
            level = base + STRIKE * letters
            if word.is_first or strikes[-1][2] != level:
                strikes.append([x + word.left, 0.0, level])
            strikes[-1][1] = x + word.right
    if strikes:
        parts.append(_strike(ax, strikes))
    passage = Passage(parts, laid.text)
    for part in parts:
        part.set_figure(ax.figure)
        part.axes = ax
    ax.add_artist(passage)
    mark(passage, row_id, what)
    return passage


def _strike(ax: Axes, strikes: list[list[float]]) -> Line2D:
    """Return one line of many pieces: each from where to where, and how high."""
    across = [end for left, right, _ in strikes for end in (left, right, np.nan)]
    along = [end for *_, level in strikes for end in (level, level, np.nan)]
    return Line2D(across, along, color=LOOKS["struck"]["color"], linewidth=1.1, transform=ax.transData)
