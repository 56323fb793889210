"""A view, drawn: its lines are run, its pictures made, and where each mark is on them.

Belongs here: from lines of code to pictures. Does not belong here: the lines themselves (``code.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from analysttools.case.loading import Case
from analysttools.charts.drawing.layout import figure_of
from analysttools.charts.drawing.style import styled
from analysttools.explorer.code import ViewCode, write_code
from analysttools.explorer.lists import name_ids
from analysttools.explorer.selection import KEYS
from analysttools.explorer.state import State
from analysttools.figures.rendering import draw_quickly
from analysttools.locales import read_texts

WORDS = read_texts("explorer.panel")

# Pixels of an inch in the picture, and on the screen.
DPI, SHOWN = 120, 100
# A mark is at least so many pixels wide and high on the screen, or nobody could point at it.
LEAST_MARK_PX = 12


@dataclass(frozen=True)
class Picture:
    """One chart as the browser shows it.

    Attributes
    ----------
    png : bytes
        The picture.
    width, height : int
        Its size on the screen, in pixels.
    spots : tuple of (str, float, float, float, float)
        For each mark its id and its place: left, top, width, height, in pixels of the screen.
    """

    png: bytes
    width: int
    height: int
    spots: tuple[tuple[str, float, float, float, float], ...]


def run_code(code: ViewCode, case: Case) -> list[tuple[Axes, Any]]:
    """Run the lines of a view; give each chart with the rows that it draws.

    The lines are what the user takes away: what is shown is what they give, because it is they that ran.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.code import write_code
    >>> from analysttools.explorer.views import run_code
    >>> from analysttools.explorer.state import State
    >>> case = load_case("tests/cases/strait")
    >>> (ax, rows), = run_code(write_code(case, State(measure=("wounded",)), "estimates", "en"), case)
    >>> len(rows)
    1
    """
    import analysttools

    names: dict[str, Any] = {"at": analysttools, "case": case}
    exec(compile(code.body, "<the code of this view>", "exec"), names)  # noqa: S102 (written by coding.py)
    if not code.rows:
        return list(names["charts"])
    return [(names["ax"], eval(code.rows, names))]  # noqa: S307 (as above)


@dataclass(frozen=True)
class Asked:
    """A view that is asked for: what is chosen, as which chart, in which language."""

    state: State
    chart: str
    lang: str


@dataclass(frozen=True)
class View:
    """A view, drawn.

    Attributes
    ----------
    code : ViewCode or None
        Its lines; None if they could not be written.
    pictures : tuple of Picture
        One for each chart; none if it cannot be drawn.
    chart : str
        Which chart it is.
    problem : str
        Why it cannot be drawn, a sentence; empty if it was.
    names : dict of str
        What each mark is of, in a few words, by its id.
    drawn : dict of int
        How many rows are drawn of each table.
    marks : str
        All marks as text, one table a chart.
    """

    code: ViewCode | None
    pictures: tuple[Picture, ...]
    chart: str = "estimates"
    problem: str = ""
    names: dict[str, str] = field(default_factory=dict)
    drawn: dict[str, int] = field(default_factory=dict)
    marks: str = ""


def draw_view(case: Case, asked: Asked) -> View:
    """Draw a view as pictures for the browser, or say why it cannot be drawn; never raises.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.views import Asked, draw_view
    >>> from analysttools.explorer.state import State
    >>> case = load_case("tests/cases/strait")
    >>> picture, = draw_view(case, Asked(State(measure=("wounded",)), "estimates", "en")).pictures
    >>> picture.width, {spot[0] for spot in picture.spots}
    (720, {'mission-wounded'})
    >>> draw_view(case, Asked(State(measure=("wounded",)), "drift", "en")).problem
    'This chart cannot show this selection. No claim here repeats another.'
    """
    code, chart = None, "estimates" if asked.chart == "fitting" else asked.chart
    try:
        code = write_code(case, asked.state, asked.chart, asked.lang)
        charts = run_code(code, case)
        pictures = tuple(draw_picture(figure_of(ax)) for ax, _ in charts)
        ids = {spot[0] for picture in pictures for spot in picture.spots}
        names, drawn = name_ids(case, ids, asked.lang), _count([rows for _, rows in charts])
        return View(code, pictures, code.chart, "", names, drawn, format_marks_of(charts))
    except (ValueError, ImportError, OSError) as error:
        problem = WORDS[asked.lang]["cannot draw"].format(reason=error)
    except Exception as error:  # whatever else: the explorer goes on, and says so
        problem = WORDS[asked.lang]["failed"].format(reason=f"{type(error).__name__}: {error}")
    return View(code, (), chart if code is None else code.chart, problem)


@styled
def draw_picture(figure: Figure) -> Picture:
    """Draw one figure as a picture for the browser."""
    png = draw_quickly(figure, DPI)
    width, height = (round(inches * SHOWN) for inches in figure.get_size_inches())
    return Picture(png, width, height, tuple(_spots(figure, height)))


def _spots(figure: Figure, height: int) -> list[tuple[str, float, float, float, float]]:
    """Return the places of all marks; the smallest last, so that it lies on top."""
    scale = SHOWN / figure.dpi
    found = []
    for ax in figure.axes:
        for artist in (*ax.lines, *ax.patches, *ax.collections, *ax.texts, *ax.artists):
            gid = artist.get_gid() or ""
            if gid.startswith("row.") and artist.get_visible():
                box = artist.get_window_extent()
                found.append((gid.removeprefix("row.").rpartition(".")[0], box.width * box.height, box))
    found.sort(key=lambda one: -one[1])
    return [(name, *_place(box, scale, height)) for name, _, box in found]


def _count(drawn: list[Any]) -> dict[str, int]:
    """Count the rows that charts drew, by table; a chart draws one frame or several."""
    frames = [frame for rows in drawn for frame in ([rows] if isinstance(rows, pd.DataFrame) else rows)]
    return {
        table: sum(len(frame) for frame in frames if key in frame)
        for table, key in KEYS.items()
        if any(key in frame for frame in frames)
    }


def _place(box: Bbox, scale: float, height: int) -> tuple[float, float, float, float]:
    wide, high = max(box.width * scale, LEAST_MARK_PX), max(box.height * scale, LEAST_MARK_PX)
    left = (box.x0 + box.x1) / 2 * scale - wide / 2
    top = height - (box.y0 + box.y1) / 2 * scale - high / 2
    return round(left, 1), round(top, 1), round(wide, 1), round(high, 1)


def format_marks_of(charts: list[tuple[Axes, Any]]) -> str:
    """Write the marks of charts as text, one table a chart."""
    from analysttools.figures.marks import format_marks, read_marks

    return "\n".join(format_marks(read_marks(figure_of(ax).axes)) for ax, _ in charts)
