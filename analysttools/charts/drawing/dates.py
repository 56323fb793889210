"""A date as a mark: a day, a span, about a day, that day or before, that day or later.

Belongs here: what is known of a date, and how that looks on an axis of time. Does not belong here: what
happened or was said on it.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.lines import Line2D

from analysttools.charts.drawing.colours import FAINT
from analysttools.charts.drawing.style import mark

DATE_MARK_SIZE_PT = 5.2
# What EDTF writes behind a date that is approximate, uncertain, or both.
_UNSURE = re.compile("[~?%]")


class When(NamedTuple):
    """A date as it is drawn: its words, its first and last day as matplotlib counts days, its form.

    The form is "day", "span", "about", "before" or "after".
    """

    text: str
    early: float
    late: float
    form: str


def read_when(text: Any, earliest: Any, latest: Any, *, is_report: bool = False) -> When | None:
    """Return what is known of a date.

    Parameters
    ----------
    text : str
        The date as it stands in the data, in EDTF.
    earliest, latest : Timestamp or NaT
        What it was read as.
    is_report : bool
        Whether it is only the day of the report: then the day itself is that day or before.

    Returns
    -------
    When or None
        None where no day is known at all.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.charts.drawing.dates import read_when
    >>> read_when("../2024-10-23", pd.NaT, pd.Timestamp("2024-10-23")).form
    'before'
    """
    if pd.isna(earliest) and pd.isna(latest):
        return None
    early, late = (earliest if pd.isna(end) else end for end in (earliest, latest))
    early = latest if pd.isna(early) else early
    if pd.isna(earliest) or is_report:
        form, early = "before", late
    elif pd.isna(latest):
        form = "after"
    elif _UNSURE.search(str(text)):
        form = "about"
    else:
        form = "span" if early < late else "day"
    return When(str(text), float(mdates.date2num(early)), float(mdates.date2num(late)), form)


def pale(colour: str) -> str:
    """Mix a colour with white: overlapping parts of a mark stay as pale as one.

    Examples
    --------
    >>> from analysttools.charts.drawing.dates import pale
    >>> pale("#000000")
    '#8c8c8c'
    """
    red, green, blue = (1 - FAINT * (1 - part) for part in to_rgb(colour))
    return to_hex((red, green, blue))


def looks_of(shape: str, colour: str, *, is_filled: bool, is_sure: bool) -> dict[str, Any]:
    """Return the settings of the line that draws a date.

    Parameters
    ----------
    shape : str
        Marker of a day that is certain.
    colour : str
        Of what it is the day of.
    is_filled : bool
        Whether a day that is certain is a filled mark.
    is_sure : bool
        Whether the day is certain; else the mark is a pale bar, as wide as the days that it may be.
    """
    if not is_sure:
        looks = {
            "marker": "o",
            "markersize": DATE_MARK_SIZE_PT - 0.8,
            "markeredgewidth": 0,
            "linewidth": DATE_MARK_SIZE_PT - 0.8,
        }
        return {**looks, "color": pale(colour), "solid_capstyle": "butt"}
    looks = {"marker": shape, "markersize": DATE_MARK_SIZE_PT, "markeredgewidth": 1.1}
    face = colour if is_filled else "white"
    return {**looks, "color": colour, "markerfacecolor": face, "linestyle": "none"}


def draw_when(ax: Axes, when: When, y: float, looks: dict[str, Any], named: tuple[str, str]) -> None:
    """Draw a date as one mark, named after its row and what of it.

    A mark that stands for more than a day bears the words of its date.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    when : When
        The date.
    y : float
        Height of the mark.
    looks : dict
        Settings of the line, of `looks_of`.
    named : tuple of str
        Id of the row, and what of it the mark draws.
    """
    days = [when.late] if when.form == "before" else [when.early]
    days = [when.early, when.late] if when.form in ("span", "about") else days
    line = Line2D(days, [y] * len(days), **looks)
    mark(ax.add_line(line), *named, "" if when.form == "day" else when.text)
