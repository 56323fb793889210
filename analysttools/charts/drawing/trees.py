"""Texts in columns, and lines between them: what charts of who had it from whom share.

Belongs here: a claim as a text of a few lines, the lines that join such texts, the sheet that they stand on.
Does not belong here: what is joined, and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysttools.charts.drawing.layout import LINE_SPACING, text_height, text_width, wrap
from analysttools.charts.drawing.sheet import Part, Sheet, Spaces
from analysttools.charts.drawing.style import mark
from analysttools.charts.drawing.text import PUNCTUATION, format_period, words_of
from analysttools.formatting import say_claims

SIZE = 7.5
# Inches below a text; between a text and a line's end; between a line's corner and its end.
GAP, NEAR, ARM = 0.1, 0.05, 0.14
BELOW, SPACES = 0.06, Spaces(top=0.14)
LINES, RULE = "#555555", "#e4e4e4"
# Letters of what is fainter: still dark enough to be read.
FAINT_TEXT = 0.72
# What a claim counts: the columns that say it, in the order in which they are said.
COUNTED = ["measure_name", "population_name", "place_name"]
NEEDED = ["claim_id", "claimant", "asserted", "low", "best", "high", "qualifier", "unit", *COUNTED]


class Block(NamedTuple):
    """A text: a name in bold, and words under it; either may be empty. Both are wrapped already."""

    name: str
    words: str

    @property
    def height(self) -> float:
        """Its height in inches."""
        return text_height(self.name, SIZE) + text_height(self.words, SIZE)

    @property
    def first_width(self) -> float:
        """Width in inches of its upper part, beside which a line may begin."""
        return text_width(self.name, SIZE, is_bold=True) if self.name else text_width(self.words, SIZE)


def lay_block(name: str, words: str, inches: float) -> Block:
    """Wrap a text to a width."""
    return Block(wrap(name, inches, SIZE, is_bold=True), wrap(words, inches, SIZE))


def draw_block(
    ax: Axes, block: Block, corner: tuple[float, float], row_id: str, what: str, alpha: float = 1.0
) -> None:
    """Write a text from its upper left corner on; its words are the mark `what`, its name ``claimant``."""
    x, y = corner
    look: dict[str, Any] = {"va": "top", "fontsize": SIZE, "alpha": alpha}
    if block.name:
        mark(ax.text(x, y, block.name, weight="bold", **look), row_id, "claimant")
    if block.words:
        below = y - text_height(block.name, SIZE)
        mark(ax.text(x, below, block.words, **look), row_id, what)


def middle(y: float, line: int = 0) -> float:
    """Return the height of the middle of a line of a text that begins at `y`."""
    return y - (line + 0.5) * LINE_SPACING * SIZE / 72


def draw_line(
    ax: Axes,
    points: Sequence[tuple[float, float]],
    *,
    is_dashed: bool = False,
    head: str = "",
    colour: str = LINES,
) -> Line2D:
    """Draw a line through points, in inches, with an arrow head of a marker's form at its end."""
    look: dict[str, Any] = {"color": colour, "linewidth": 0.9, "markersize": 4}
    across, along = zip(*points, strict=True)
    line = Line2D(across, along, linestyle="--" if is_dashed else "-", **look)
    if head:
        line.set(marker=head, markevery=[len(points) - 1], markeredgewidth=0)
    return ax.add_line(line)


def format_counted(claims: pd.DataFrame, columns: Sequence[str] = COUNTED) -> list[str]:
    """Return what each claim counts: measure, population, place, as far as they are stated."""
    cells = claims[list(columns)].astype(object).to_numpy().tolist()
    return [", ".join(cell for cell in row if isinstance(cell, str)) for row in cells]


def format_numbers(claims: pd.DataFrame, lang: str) -> list[str]:
    """Format the day of each claim and its number with its words: "2024-12-16: at least 30"."""
    colon = PUNCTUATION[lang]["colon"]
    units = [
        _format_unit(unit, str(measure), lang)
        for unit, measure in zip(claims["unit"], claims["measure_name"], strict=True)
    ]
    has_number = claims[["low", "best", "high"]].notna().any(axis=1)
    said = zip(format_asserted(claims, lang), say_claims(claims, lang), units, has_number, strict=True)
    return [f"{day}{colon}{words}{unit if is_number else ''}" for day, words, unit, is_number in said]


def format_asserted(claims: pd.DataFrame, lang: str) -> list[str]:
    """Format the day on which each claim was asserted."""
    return [format_period(day, None, lang) if isinstance(day, str) else "?" for day in claims["asserted"]]


def _format_unit(unit: Any, measure: str, lang: str) -> str:
    """Format a unit behind a number, unless what is counted says it: persons killed, settlements held."""
    said = words_of(lang).get(unit, unit) if isinstance(unit, str) else ""
    return "" if unit == "persons" or not said or said in measure else f" {said}"


def open_list(sheet: Sheet, height: float, title: str, note: str, under: str = "") -> Axes:
    """Make the panel on which texts stand, in inches from its upper left corner on.

    Parameters
    ----------
    sheet : Sheet
        A user's own Axes get these units.
    height : float
        Of what is drawn.
    title, note, under : str
        Above and below it, and lighter words under the title.
    """
    foot = [(BELOW, sheet.note(note))]
    panel = Part(height, under=sheet.wrap_note(under))
    (ax,) = sheet.open([panel], foot, spaces=SPACES, subtitle=title)
    sheet.close(foot)
    ax.set_axis_off()
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_xlim(0, sheet.whole)
    ax.set_ylim(-height, 0)
    return ax
