"""Reading a chart back from its artists: which row each mark draws, where, with what words.

Belongs here: marks as a table, and as text. Does not belong here: drawing, files.
"""

from __future__ import annotations

import re
from typing import Any

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import Collection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator
from matplotlib.transforms import IdentityTransform

COLUMNS = ["id", "what", "at", "label"]
# An id of many claims at once is not worth moving the other columns for.
WIDEST = 50
_MARK = re.compile(r"row\.(?P<id>.+)\.(?P<what>[a-z_]+)")


def read_marks(axes: list[Axes]) -> pd.DataFrame:
    """Read the marks of a chart from its artists.

    Parameters
    ----------
    axes : list of matplotlib.axes.Axes
        The panels of a chart of this toolkit.

    Returns
    -------
    DataFrame
        One row a mark: ``id`` (of several rows at once separated by ``;``), ``what``, ``at`` (in data units,
        days in ISO form; the height of a row in a list of rows is not data and is left out) and ``label``
        (its words on one line, however they are wrapped). None depends on the size of the chart.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from analysttools.figures.marks import read_marks
    >>> ax = Figure().subplots()
    >>> bar = ax.bar([2], [30], width=1)[0]
    >>> bar.set_gid("row.hur-killed.best")
    >>> read_marks([ax]).to_dict("records")
    [{'id': 'hur-killed', 'what': 'best', 'at': '1.5, 2.5 | 0, 30', 'label': ''}]
    """
    found = [
        {**named.groupdict(), "at": _position(artist, ax, named["what"]), "label": _label(artist)}
        for ax in axes
        for artist in ax.findobj()
        if (named := _MARK.fullmatch(artist.get_gid() or ""))
    ]
    found.sort(key=lambda mark: mark["what"] == "left_out")  # stands with the last panel, wherever that is
    return pd.DataFrame(found, columns=COLUMNS)


def format_marks(marks: pd.DataFrame) -> str:
    """Write the marks as a table, one line a mark.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.figures.marks import format_marks
    >>> mark = {"id": "hur-killed", "what": "best", "at": "30", "label": ""}
    >>> print(format_marks(pd.DataFrame([mark])))
    id          what  at  label
    hur-killed  best  30
    """
    widths = [min(max([len(name), *marks[name].str.len()]), WIDEST) for name in marks]
    lines = [list(marks.columns), *marks.to_numpy().tolist()]
    formats = [str.ljust, str.ljust, str.rjust, str.ljust]
    return "\n".join(
        "  ".join(form(cell, width) for form, cell, width in zip(formats, line, widths, strict=True)).rstrip()
        for line in lines
    )


def _position(artist: Artist, ax: Axes, what: str) -> str:
    """Return where a mark is, in data units, along the axes that measure something."""
    points = _points(artist)
    if points is None:  # where words stand is layout, not data
        return ""
    parts = []
    when = str(artist.get_label())
    time = ax.yaxis if _is_of_days(ax.yaxis) else ax.xaxis
    for axis, values, is_data in zip((ax.xaxis, ax.yaxis), points, _in_data(artist, ax), strict=True):
        if axis is time and when and not when.startswith("_"):
            parts.append(when)  # a span of days, whose middle is nobody's day
        elif what == "no_number" and axis is ax.yaxis:
            continue  # so is the height of a tick for a claim without a number
        elif is_data and _measures(axis, ax):
            is_span = _is_of_days(axis) and isinstance(artist, Patch | Collection)
            said = dict.fromkeys(_number(value, axis) for value in values)
            parts.append(("/" if is_span else ", ").join(said))
    return " | ".join(parts)


def _points(artist: Artist) -> tuple[Any, Any] | None:
    """Return the coordinates that a mark is drawn at, across and along."""
    if isinstance(artist, Line2D):
        return np.asarray(artist.get_xdata()), np.asarray(artist.get_ydata())
    if isinstance(artist, Patch):
        points = artist.get_patch_transform().transform(artist.get_path().vertices)
    elif isinstance(artist, Collection):
        outlines = [path.vertices for path in artist.get_paths()]
        points = np.asarray(artist.get_offsets() if _has_places(artist) else np.concatenate(outlines))
    else:
        return None
    return points[:, 0], points[:, 1]


def _in_data(artist: Artist, ax: Axes) -> tuple[bool, bool]:
    """Return along which axes a mark stands in data units: not in shares of the panel, nor in inches."""
    transform = artist.get_transform()
    if isinstance(artist, Patch):
        transform = artist.get_data_transform()
    elif isinstance(artist, Collection) and _has_places(artist):
        transform = artist.get_offset_transform()
    across, along = transform.contains_branch_seperately(ax.transData)
    return bool(across), bool(along)


def _has_places(marks: Collection) -> bool:
    """Return whether a collection is of shapes set at places, as of a scatter plot, or of outlines."""
    return marks.get_offset_transform() != IdentityTransform()


def _measures(axis: Axis, ax: Axes) -> bool:
    """Return whether an axis is one of numbers or days, not a list of rows."""
    return (
        ax.axison
        and axis.get_visible()
        and (_is_of_days(axis) or not isinstance(axis.get_major_locator(), FixedLocator))
    )


def _is_of_days(axis: Axis) -> bool:
    return isinstance(axis.get_major_locator(), mdates.DateLocator)


def _number(value: Any, axis: Axis) -> str:
    if _is_of_days(axis):
        number = value if isinstance(value, float) else mdates.date2num(value)
        return mdates.num2date(number).strftime("%Y-%m-%d")
    return f"{float(value):.12g}"


def _label(artist: Artist) -> str:
    text = artist.get_text() if isinstance(artist, Text) else getattr(artist, "words", "")  # of a passage
    return " ".join(text.split())
