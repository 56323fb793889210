"""Rows of texts on a sheet: letters as large as they fit, Axes in inches, a line above each row.

Belongs here: what charts of words share. Does not belong here: what stands in a row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Protocol, TypeVar

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysttools.charts.drawing.layout import NARROW, NOTE, TITLE, size_of, text_height, wrap
from analysttools.charts.drawing.sheet import FINDING, SUBTITLE, Part, Sheet, Spaces, Stack

# Sizes of letters in points: for a slide or a post the first with which all rows fit; for a column; for what
# is narrow. The letters of names and notes, as a share of these.
SIZES, USUAL, SMALLER, SMALL = (13.0, 12.0, 11.0, 10.0, 9.0, 8.0), 9.5, 8.5, 0.72
# Inches: above and below a row; how much more at most where there is room; what the margins and the credit
# of a slide or a post take.
AROUND, LOOSE, TAKEN = 0.065, 0.12, 0.75
SPACES = Spaces(top=0.08)
RULE, LIGHT = "#e4e4e4", "#555555"


class Tall(Protocol):
    """A row that knows its height."""

    @property
    def height(self) -> float:
        """Inches."""


R = TypeVar("R", bound=Tall)


def is_narrow(sheet: Sheet) -> bool:
    """Return whether texts stand below each other, for want of room side by side."""
    return sheet.whole < NARROW


def small(size: float) -> float:
    """Return the letters of names and notes beside words of a size, in points."""
    return max(NOTE, SMALL * size)


def lay_rows(sheet: Sheet, lay: Callable[[float], list[R]], subtitle: str, foot: Stack) -> list[R]:
    """Lay rows in the largest letters with which they fit a height that is set; else in the usual ones.

    Parameters
    ----------
    sheet : Sheet
        The sheet that they will stand on.
    lay : callable
        Takes the size of letters in points, and returns the rows.
    subtitle : str
        What will stand above them under the title.
    foot : sequence of tuple
        What will stand below them.

    Returns
    -------
    list
        The rows; in the smallest letters if they fit in none.
    """
    if not sheet.is_own or sheet.size.height is None:
        return lay(SMALLER if is_narrow(sheet) else USUAL)
    title = wrap(sheet.title, sheet.whole, FINDING, is_bold=True)
    size, is_bold = (SUBTITLE, False) if sheet.title else (TITLE, True)
    head = text_height(title, FINDING) + text_height(wrap(subtitle, sheet.whole, size, is_bold=is_bold), size)
    free = sheet.size.height - TAKEN - head - sum(gap + piece.height for gap, piece in foot)
    for letters in SIZES:
        rows = lay(letters)
        if sum(row.height for row in rows) <= free:
            break
    return rows


def open_rows(
    sheet: Sheet, rows: Sequence[Tall], subtitle: str, foot: Stack
) -> tuple[Axes, list[float], float]:
    """Make the panel of some rows, in inches from its upper left corner on.

    Parameters
    ----------
    sheet : Sheet
        The sheet that they stand on.
    rows : sequence of Tall
        What `lay_rows` returns.
    subtitle : str
        What stands above them under the title.
    foot : sequence of tuple
        What stands below them.

    Returns
    -------
    tuple
        The Axes; the upper end of each row; the inches of room that each has above and below its own height.
    """
    (ax,) = sheet.open([Part(sum(row.height for row in rows))], foot, spaces=SPACES, subtitle=subtitle)
    sheet.close(foot)
    inside = size_of(ax)[1]
    spare = (inside - sum(row.height for row in rows)) / len(rows)
    spare = min(max(0.0, spare), 2 * LOOSE)
    ax.set_axis_off()
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_xlim(0, sheet.whole)
    ax.set_ylim(-inside, 0)
    ends = accumulate((row.height + spare for row in rows), initial=0.0)
    return ax, [-end for end in ends][:-1], spare / 2


def draw_rule(ax: Axes, y: float, ends: tuple[float, float]) -> None:
    """Draw the thin line above a row."""
    ax.add_line(Line2D(ends, [y, y], color=RULE, linewidth=0.9))
