"""Where things go on a chart, worked out in inches before anything is drawn.

Belongs here: the width of text, its wrapping, the places of panels, the size of a legend. Charts place their
panels themselves, so that the same input has the same layout in every process, and every width from half a
page on works. Does not belong here: what stands around the panels (``sheet.py``), free places in them
(``placement.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple, cast

import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ft2font import LoadFlags
from matplotlib.lines import Line2D

from analysttools.arguments import SIZE_NAMES

WIDTH = 7.2
NARROWEST_CHART = 3.5
NARROW = 5.0
# A column is at most 900 pixels high, since readers who have to scroll cannot compare; a narrower figure is
# at most as high as a page.
HIGHEST, PAGE = 7.5, 10.0
MARGIN = 0.1
TITLE, NAME, NOTE = 9.5, 8.5, 7.5
# Height of a line of text as a share of its size; the greatest part of a width that labels may take.
LINE_SPACING = 1.22
# Text is measured a little too wide: renderers round glyphs to whole pixels, each by less than this.
ROOM = 1.03


class Size(NamedTuple):
    """What a figure is made for: inches across, inches high (None: as high as it needs), dots per inch."""

    name: str
    width: float
    height: float | None
    dpi: float

    @property
    def most(self) -> float:
        """Inches that a figure of this size may be high."""
        return self.height or (HIGHEST if self.width >= WIDTH else PAGE)


# A column of a page and half of it; a slide of 1,600 by 900 dots; what sites show of a post, 1,200 by 675.
SHAPES = ((WIDTH, None, 120), (3.6, None, 240), (10.0, 5.625, 160), (8.0, 4.5, 150))
SIZES = {name: Size(name, *shape) for name, shape in zip(SIZE_NAMES, SHAPES, strict=True)}
# Rounding alone may make a figure too high by this much.
SPARE = 0.005
# How far panels may be stretched to fill a height that is set.
STRETCH = 1.8


class TooHighError(ValueError):
    """What a figure is to show needs more height than its size has: how many inches, and of which size.

    Examples
    --------
    >>> from analysttools.charts.drawing.layout import TooHighError, read_size
    >>> print(TooHighError(9.3, read_size("column")))
    the chart needs 9.3 inches of height, but size="column" has at most 7.5
    """

    def __init__(self, needed: float, size: Size) -> None:
        self.size = size
        named = f'size="{size.name}"' if size.name else f"size={size.width:g}"
        self.heights = f"{needed:.1f} inches of height, but {named} has at most {size.most:.1f}"
        super().__init__(f"the chart needs {self.heights}")


class Panel(NamedTuple):
    """Heights of one panel in inches: for its title, for what is drawn, for its axis below."""

    top: float
    body: float
    bottom: float


def text_width(text: str, size: float, *, is_bold: bool = False) -> float:
    """Return the width of the longest line of a text, in inches.

    Examples
    --------
    >>> from analysttools.charts.drawing.layout import text_width
    >>> text_width("12,000", 9) < text_width("at least 12,000", 9)
    True
    """
    lines = text.split("\n")
    return ROOM * size / 72 * max(sum(_advance(letter, is_bold) for letter in line) for line in lines)


def text_height(text: str, size: float) -> float:
    """Return the height of a text of one or more lines, in inches."""
    return (text.count("\n") + 1) * LINE_SPACING * size / 72 if text else 0.0


def wrap(text: str, inches: float, size: float, *, is_bold: bool = False) -> str:
    """Break a text into lines of at most a width; a word that is wider still is broken anywhere.

    Line breaks that the text has are kept.

    Examples
    --------
    >>> from analysttools.charts.drawing.layout import wrap
    >>> wrap("at least 12,000 in Kursk", 1.0, 9).split(chr(10))
    ['at least 12,000', 'in Kursk']
    """
    return "\n".join(_wrap_line(line, inches, size, is_bold) for line in text.split("\n"))


def _wrap_line(text: str, inches: float, size: float, is_bold: bool) -> str:
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if text_width(longer, size, is_bold=is_bold) <= inches:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while text_width(line, size, is_bold=is_bold) > inches and len(line) > 1:
            widths = np.cumsum([_advance(letter, is_bold) for letter in line]) * ROOM * size / 72
            fitting = max(int(np.searchsorted(widths, inches, side="right")), 1)
            lines.append(line[:fitting])
            line = line[fitting:]
    return "\n".join([*lines, line])


@cache
def _advance(letter: str, is_bold: bool) -> float:
    """Return how far a letter moves the pen, in ems; of a letter that the font lacks, one em."""
    font = font_manager.get_font(
        font_manager.findfont(
            font_manager.FontProperties(family="DejaVu Sans", weight="bold" if is_bold else "normal")
        )
    )
    if font.get_char_index(ord(letter)) == 0:
        return 1.1
    font.set_size(100, 72)
    return float(font.load_char(ord(letter), LoadFlags.NO_HINTING).linearHoriAdvance) / 65536 / 100


def read_size(size: str | float, dpi: float | None = None) -> Size:
    """Return the size of a figure by its name, or one of a width in inches; `dpi` takes the place of its own.

    Examples
    --------
    >>> from analysttools.charts.drawing.layout import read_size
    >>> read_size("social").width, read_size(5).height
    (8.0, None)
    """
    own = SIZES[size] if isinstance(size, str) else Size("", float(size), None, SIZES["column"].dpi)
    return own if dpi is None else own._replace(dpi=dpi)


def fit_bodies(
    panels: Sequence[Panel], least: Sequence[float | None], foot: float, size: Size
) -> list[Panel]:
    """Stretch or shrink panels to a height that is set; where none is, shrink them to what a figure may have.

    Parameters
    ----------
    panels : sequence of Panel
        With the heights that they would take by themselves.
    least : sequence of float or None
        To how many inches the body of each may shrink; None: to none.
    foot : float
        Inches below the last panel.
    size : Size
        Of the figure.

    Raises
    ------
    TooHighError
        If the panels need more.
    """
    spare = size.most - 2 * MARGIN - foot - sum(sum(panel) for panel in panels)
    bodies = sum(panel.body for panel in panels)
    if spare >= -SPARE:
        if size.height is None:
            return [*panels]
        factor = min(STRETCH, 1 + max(spare, 0) / bodies)
        return [panel._replace(body=panel.body * factor) for panel in panels]
    slack = [
        panel.body - (panel.body if end is None else min(end, panel.body))
        for panel, end in zip(panels, least, strict=True)
    ]
    if sum(slack) < -spare:
        raise TooHighError(size.most - spare - sum(slack), size)
    share = -spare / sum(slack)
    return [panel._replace(body=panel.body - share * own) for panel, own in zip(panels, slack, strict=True)]


def new_panels(
    size: Size, left: float, panels: Sequence[Panel], *, right: float = MARGIN, foot: float = 0.0
) -> list[Axes]:
    """Make a figure of panels one below the other, each exactly where its heights put it.

    Parameters
    ----------
    size : Size
        Of the figure.
    left, right : float
        Inches at both sides of the panels.
    panels : sequence of Panel
        From top to bottom.
    foot : float, optional
        Inches below the last panel.

    Returns
    -------
    list of matplotlib.axes.Axes
        From top to bottom; no global state knows of their figure.

    Raises
    ------
    TooHighError
        If the figure would be higher than its size may be.
    ValueError
        If it would be too narrow for its words.
    """
    width = size.width
    if not width >= NARROWEST_CHART:
        raise ValueError(
            f"size is {width} inches, but the words of a chart need at least {NARROWEST_CHART}. Draw it "
            "wider, and make the picture smaller where it is shown"
        )
    height = sum(sum(panel) for panel in panels) + foot + 2 * MARGIN
    require_room(height, size)
    height = size.height or round(height, 2)
    figure = Figure(figsize=(width, height))
    figure.set_gid(f"dots.{size.dpi:g}")
    axes, top = [], height - MARGIN
    for panel in panels:
        base = top - panel.top - panel.body
        across, along = round(left / width, 5), round(base / height, 5)
        extent = round((width - left - right) / width, 5), round(panel.body / height, 5)
        axes.append(figure.add_axes((across, along, *extent)))
        top = base - panel.bottom
    return axes


def split(ax: Axes, count: int, gap: float) -> list[Axes]:
    """Put several panels side by side in the place of one, `gap` inches apart; the first is the one given."""
    if count == 1:
        return [ax]
    figure, box = figure_of(ax), ax.get_position()
    apart = gap / figure.get_figwidth()
    width = (box.width - apart * (count - 1)) / count
    ax.set_position((box.x0, box.y0, round(width, 5), box.height))
    places = [round(box.x0 + number * (width + apart), 5) for number in range(1, count)]
    return [ax, *(figure.add_axes((x, box.y0, round(width, 5), box.height)) for x in places)]


def order_axes(axes: Sequence[Axes]) -> None:
    """Put the panels of a figure in the order in which they are read, which a record keeps at any size."""
    if len(axes) > 1:
        for ax in axes:
            figure = figure_of(ax)
            figure.delaxes(ax)
            figure.add_axes(ax)


def require_room(height: float, size: Size) -> None:
    """Raise if a figure of a size has not as many inches of height.

    Raises
    ------
    TooHighError
        With both heights.

    Examples
    --------
    >>> from analysttools.charts.drawing.layout import read_size, require_room
    >>> require_room(7, read_size("column"))
    """
    if height > size.most + SPARE:
        raise TooHighError(height, size)


def figure_of(ax: Axes) -> Figure:
    """Return the whole figure that Axes belong to."""
    return cast("Figure", ax.get_figure(root=True))


def dots_of(figure: Figure) -> float:
    """Return the dots per inch that a figure was made for, else those of a column.

    The figure's own are those of the screen, and change with it.
    """
    kind, _, dots = (figure.get_gid() or "").partition(".")
    return float(dots) if kind == "dots" else SIZES["column"].dpi


def size_of(ax: Axes) -> tuple[float, float]:
    """Return the width and height of what is inside the Axes, in inches."""
    box = ax.get_window_extent().transformed(ax.figure.dpi_scale_trans.inverted())
    return float(box.width), float(box.height)


def format_key(entries: Sequence[Line2D], width: float, *, size: float = NOTE) -> dict[str, Any]:
    """Return the settings of a legend of some entries that fits a width, and its height in inches."""
    wide = [text_width(str(entry.get_label()), size) + 3.4 * size / 72 for entry in entries]
    columns = next((one for one in range(len(wide), 1, -1) if _columns_width(wide, one) <= width), 1)
    rows = -(-len(entries) // columns)
    settings = {"ncols": columns, "fontsize": size, "handlelength": 1.4, "columnspacing": 1.2}
    return {"settings": settings, "height": rows * 1.6 * size / 72 + MARGIN}


def _columns_width(wide: Sequence[float], columns: int) -> float:
    """Return how wide a legend is whose entries are split into columns as matplotlib does."""
    return float(sum(own.max() for own in np.array_split(np.array(wide), columns)))
