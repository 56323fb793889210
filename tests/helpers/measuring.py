"""What a drawn chart covers, in pixels: for tests that nothing overlaps, is cut off or runs out."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

# Boxes of glyphs are whole pixels, and two may share one at their edge.
SHARED = 1.0


class Box(NamedTuple):
    """Something drawn: what it is, to be named in a failure, and where it is."""

    what: str
    box: Bbox


def draw(figure: Figure) -> Figure:
    """Draw a figure, so that everything has its place."""
    FigureCanvasAgg(figure).draw()
    return figure


def words_of_rows(ax: Axes) -> dict[str, str]:
    """Return the words that stand beside each row, by its id, as one line."""
    return {
        text.get_gid().removeprefix("row.").removesuffix(".words"): text.get_text().replace("\n", " ")
        for text in ax.texts
        if text.get_gid()
    }


def note_of(ax: Axes) -> str:
    """Return the note below a chart as one line."""
    return str(ax.texts[-1].get_text()).replace("\n", " ")


def boxes_of_texts(figure: Figure) -> list[Box]:
    """Return the boxes of all texts that are drawn: titles, names, words, notes, keys, numbers of axes."""
    ticks = {text for ax in figure.axes for axis in (ax.xaxis, ax.yaxis) for text in _hidden_labels(axis)}
    found = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return [
        Box(text.get_text().replace("\n", " / "), text.get_window_extent().padded(-SHARED))
        for text in found
        if text not in ticks
    ]


def _hidden_labels(axis: Axis) -> list[Text]:
    """Return the labels of an axis that exist and are not drawn: beyond its ends, or switched off."""
    low, high = sorted(axis.get_view_interval())
    slack = 1e-6 * (high - low)
    return [
        label
        for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]
        for label, is_on in (
            (tick.label1, tick.label1.get_visible()),
            (tick.label2, tick.label2.get_visible()),
        )
        if not is_on or not low - slack <= tick.get_loc() <= high + slack or not axis.get_visible()
    ]


def boxes_of_marks(figure: Figure) -> list[Box]:
    """Return the boxes of all marks of claims and events: each marker, and each straight bar."""
    marks = [
        (ax, line) for ax in figure.axes for line in ax.lines if (line.get_gid() or "").startswith("row.")
    ]
    return [Box(str(line.get_gid()), box) for ax, line in marks for box in _boxes(ax, line)]


def _boxes(ax: Axes, line: Line2D) -> list[Bbox]:
    points = line.get_transform().transform(line.get_xydata())
    half = line.get_markersize() / 2 * ax.figure.dpi / 72
    thick = line.get_linewidth() / 2 * ax.figure.dpi / 72
    has_marker = line.get_marker() not in (None, "None", "", " ")
    markers = [Bbox([[x - half, y - half], [x + half, y + half]]) for x, y in points] if has_marker else []
    if line.get_marker() == "|":
        markers = [Bbox([[box.x0 + half - 1, box.y0], [box.x1 - half + 1, box.y1]]) for box in markers]
    if line.get_linestyle() == "None":
        return markers
    bars = [(np.minimum(one, other), np.maximum(one, other)) for one, other in pairwise(points)]
    return markers + [Bbox([low - thick, high + thick]) for low, high in bars]


def overlaps(one: list[Box], other: list[Box]) -> list[tuple[str, str]]:
    """Return the names of those that overlap, of two lists or of one with itself."""
    first = np.array([box.box.extents for box in one]).reshape(-1, 4)
    second = np.array([box.box.extents for box in other]).reshape(-1, 4)
    across = (first[:, None, 0] < second[None, :, 2]) & (second[None, :, 0] < first[:, None, 2])
    along = (first[:, None, 1] < second[None, :, 3]) & (second[None, :, 1] < first[:, None, 3])
    both = np.triu(across & along, 1) if one is other else across & along
    return [(one[row].what, other[column].what) for row, column in zip(*np.nonzero(both), strict=True)]


def outside(figure: Figure, boxes: list[Box]) -> list[str]:
    """Return the names of those that reach beyond the figure."""
    width, height = figure.bbox.width, figure.bbox.height
    return [what for what, box in boxes if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height]


def outside_panels(figure: Figure) -> list[str]:
    """Return the words of claims, written inside a panel, that reach beyond it.

    What was left out of a panel is counted below it.
    """
    named = [(ax, text, text.get_gid() or "") for ax in figure.axes for text in ax.texts]
    found = [
        (ax, text) for ax, text, gid in named if gid.startswith("row.") and not gid.endswith(".left_out")
    ]
    return [
        text.get_text()
        for ax, text in found
        if not _holds(ax.get_window_extent().padded(SHARED + 1), text.get_window_extent())
    ]


def _holds(outer: Bbox, inner: Bbox) -> bool:
    return outer.x0 <= inner.x0 and outer.y0 <= inner.y0 and inner.x1 <= outer.x1 and inner.y1 <= outer.y1
