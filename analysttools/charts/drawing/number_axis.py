"""The numbers of an axis: as many as have room, and great ones in millions or thousands of millions.

Belongs here: where numbers stand on an axis and how they are written. Does not belong here: axes of time.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from matplotlib.axis import Axis
from matplotlib.ticker import MaxNLocator

from analysttools.charts.drawing.layout import NAME, text_width
from analysttools.formatting import format_number
from analysttools.locales import read_texts

# Short units, each from ten times its size on; below, numbers are written in full.
UNITS = ((1e9, "billions"), (1e6, "millions"))
WORDS = read_texts("numbers")
STEPS = [1, 2, 2.5, 5, 10]
# Inches between two numbers, and that one may reach beyond the right end of its axis; the part of its
# greatest number that lies above it on a vertical axis.
APART, BEYOND, OVER = 0.08, 0.24, 0.13


class Span(NamedTuple):
    """The part of an axis that bears numbers, in data units, and how many of them are an inch."""

    low: float
    high: float
    inch: float


def format_tick(value: float, top: float, lang: str) -> str:
    r"""Write a number of an axis whose greatest number is `top`.

    Examples
    --------
    >>> from analysttools.charts.drawing.number_axis import format_tick
    >>> n = 2_500_000_000
    >>> format_tick(n, 2e10, "en"), format_tick(n, 2e10, "fr"), format_tick(5e5, 1e6, "en")
    ('2.5 bn', '2,5\xa0Md', '500,000')
    """
    size, unit = next(((size, unit) for size, unit in UNITS if top >= 10 * size), (1.0, ""))
    said = format_number(float(f"{value / size:.12g}"), lang)
    return f"{said}{WORDS[lang]['before_unit']}{WORDS[lang][unit]}" if unit and value else said


def tick_room(top: float, lang: str) -> float:
    """Return the inches that the numbers of a vertical axis take whose greatest number is `top`."""
    end = (1 + OVER) * top
    ticks = [value for value in MaxNLocator(8, steps=STEPS).tick_values(0, end) if value <= end]
    return max(text_width(format_tick(value, top, lang), NAME) for value in [*ticks, round(top)])


def number_down(axis: Axis, count: int, span: Span, lang: str) -> None:
    """Write numbers on a vertical axis, none below its span."""
    axis.set_major_locator(MaxNLocator(count, steps=STEPS))
    axis.set_major_formatter(lambda value, _: "" if value < span.low else format_tick(value, span.high, lang))


def number_across(axis: Axis, count: int, span: Span, lang: str) -> None:
    """Write numbers on a horizontal axis: at most `count`, fewer where there is no room, within its span.

    Numbers left of zero are those of another direction, and are written without a sign. A number that would
    reach too far beyond the right end is left out.
    """
    top = max(abs(span.low), abs(span.high))
    fitting = next((one for one in range(count, 1, -1) if _fits(one, span, top, lang)), 1)
    axis.set_major_locator(MaxNLocator(fitting, steps=STEPS))

    def write(value: float, _: object) -> str:
        said = format_tick(abs(value), top, lang)
        has_room = (span.high - value) / span.inch + BEYOND >= text_width(said, NAME) / 2
        return said if span.low <= value <= span.high and has_room else ""

    axis.set_major_formatter(write)


def _fits(count: int, span: Span, top: float, lang: str) -> bool:
    """Return whether so many numbers keep apart."""
    ticks = MaxNLocator(count, steps=STEPS).tick_values(span.low, span.high)
    ticks = [value for value in ticks if span.low <= value <= span.high]
    wide = [text_width(format_tick(abs(value), top, lang), NAME) for value in ticks]
    gaps = [(later - value) / span.inch for value, later in pairwise(ticks)]
    return all(
        gap >= (one + other) / 2 + APART for gap, one, other in zip(gaps, wide, wide[1:], strict=False)
    )
