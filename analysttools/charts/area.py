"""Measured area by month, net and gross, with what others published or claimed laid over it.

Belongs here: the chart. Does not belong here: which claims may stand beside which months (``months.py``),
measuring (``front/``).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysttools.arguments import checked
from analysttools.charts.area_words import say_change, say_note, say_title
from analysttools.charts.codes import PLAIN, say_code
from analysttools.charts.layout import (
    MARGIN,
    NAME,
    NOTE,
    TITLE,
    WIDTH,
    Panel,
    new_panels,
    set_foot,
    set_head,
    size_of,
    text_height,
    text_width,
    wrap,
)
from analysttools.charts.months import OTHER_CUTS, months_of, require_claims, require_months
from analysttools.charts.number_axis import Span, number_across
from analysttools.charts.points import draw_point, right_of
from analysttools.charts.style import COLOURS, at_most, ink, mark, styled
from analysttools.charts.words import words_of
from analysttools.quantity import say_claims

MEASURED, LOST = "#A9A9A9", "#6E6E6E"
SIZE, ROW_GAP, BLOCK_GAP, BAR = 7.5, 0.06, 0.1, 0.15
BELOW, RIGHT, ASIDE, BESIDE = 0.42, 0.15, 0.12, 0.5


class Line(NamedTuple):
    """One row of the chart: a month's measurement or a claim of it; its words and its height in inches."""

    row: Any
    words: str
    colour: str
    right: float
    height: float
    is_month: bool


@checked()
@styled
@at_most(300, "rows", "changes", "claims")
def plot_area(
    changes: pd.DataFrame,
    claims: pd.DataFrame | None = None,
    *,
    ax: Axes | None = None,
    lang: str = "en",
    width: float = WIDTH,
) -> Axes:
    """Draw the ground gained and lost in each month, as measured, with what was claimed below each.

    Months are rows, so that each number has its words beside it at any width. Gained ground is a grey bar
    to the right of zero, lost ground one to the left, their net a diamond, with a thin line to the nets of
    the same month cut a day earlier and later. A month whose file is missing is words, never a bar.
    Below its month stands each claim of it, with its claimant.

    Parameters
    ----------
    changes : DataFrame
        One row a month of one sector, as ``changes(snapshots, every="month")`` measures them, with the
        names that ``with_names`` adds; for instance rows of ``case.monthly_change``.
    claims : DataFrame, optional
        Claims of what the holder of the ground gained, or of what the other side lost (as ``map_gained_by``
        and ``map_lost_by`` of the changes name them), each of exactly one of the months, from its first to
        its last day, with names. "2024-11" is refused, since it may be a week of November.
    ax : matplotlib.axes.Axes, optional
        Where to draw. None makes a new figure.
    lang : {"en", "fr"}
        Language of the words of the chart.
    width : float, optional
        Width of a new figure in inches.

    Returns
    -------
    matplotlib.axes.Axes
        Each mark and its words carry the id of the change or claim (``gid``).

    Raises
    ------
    NotComparableError
        If the claims count different things.
    ValueError
        If columns are missing, there is no row, the changes are of several sectors or not of months, or a
        claim is not of the ground and of a month that is drawn.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.charts.area import plot_area
    >>> november = {"change_id": "2024-11-all", "period": "2024-11", "sector": "all", "gained_km2": 714.3}
    >>> november |= {"lost_km2": 6.9, "net_km2": 707.3, "missing_days": "", "cut": "2024-11-02 to 2024-12-02"}
    >>> november |= {"net_day_before_km2": 725.9, "net_day_after_km2": 690.0, "publisher": "Atlas"}
    >>> ax = plot_area(pd.DataFrame([{**november, "sector_name": "Whole map"}]))
    >>> ax.texts[0].get_text()
    'net 707.3 (gained 714.3, lost 6.9)'
    """
    words_of(lang)
    changes = require_months(changes).sort_values("period")
    claims = None if claims is None else require_claims(claims, changes)
    left = 0.0 if ax is not None else text_width("2024-08", NAME) + 0.12
    inside = size_of(ax)[0] if ax is not None else width - left - MARGIN - RIGHT
    lines = _lines(changes, claims, BESIDE * inside, lang)
    whole = width - 2 * MARGIN if ax is None else inside
    title = wrap(say_title(changes, lang), whole, TITLE, is_bold=True)
    note = wrap(say_note(changes, claims, lang), whole, NOTE)
    if ax is None:
        body = sum(line.height for line in lines)
        size = Panel(text_height(title, TITLE) + 0.16, body, BELOW + text_height(note, NOTE) + 0.1)
        ax = new_panels(width, left + MARGIN, [size], right=RIGHT)[0]
    _set_limits(ax, changes, lines, inside)
    _draw(ax, lines, lang)
    set_head(ax, title, left)
    ax.set_xlabel(words_of(lang)["km2"], labelpad=2)
    set_foot(ax, note, left, BELOW + 0.06)
    return ax


def _lines(changes: pd.DataFrame, claims: pd.DataFrame | None, room: float, lang: str) -> list[Line]:
    """Give the rows: each month, and its claims below it."""
    lines = []
    for change in changes.itertuples():
        words = wrap(say_change(change, lang), room, SIZE)
        height = max(text_height(words, SIZE), BAR) + ROW_GAP + BLOCK_GAP
        right = np.nanmax([change.gained_km2, change.net_km2, *_cuts(change), 0.0])
        lines.append(Line(change, words, "#222222", right, height, True))
        if claims is not None:
            lines += _claim_lines(claims, change.period, room, lang)
    return lines


def _claim_lines(claims: pd.DataFrame, period: str, room: float, lang: str) -> list[Line]:
    """Give the rows of the claims of a month, the least first."""
    colours = dict(zip(claims["claimant_id"].unique(), COLOURS * len(claims), strict=False))
    words = words_of(lang)
    said = claims.assign(said=say_claims(claims, lang), right=right_of(claims))
    lines = []
    for claim in said[months_of(claims).eq(period)].sort_values("right", kind="stable").itertuples():
        parts = [words["said"].format(who=claim.claimant, words=claim.said)]
        parts += [words["repeat"]] if not pd.isna(claim.derived_from) else []
        parts += [say_code(claim.status, lang)] if claim.status not in PLAIN else []
        text = wrap(", ".join(parts), room, SIZE)
        height = text_height(text, SIZE) + ROW_GAP
        lines.append(Line(claim, text, colours[claim.claimant_id], claim.right, height, False))
    return lines


def _cuts(change: Any) -> list[float]:
    return [float(getattr(change, name)) for name in OTHER_CUTS if not pd.isna(getattr(change, name))]


def _set_limits(ax: Axes, changes: pd.DataFrame, lines: list[Line], inside: float) -> None:
    """Set the scales: the widest at which all words have room; rows in inches from the top."""
    left = float(np.nanmax([0.0, *changes["lost_km2"], *-changes["net_km2"]])) * 1.3
    scale = min(
        (inside - ASIDE - text_width(line.words, SIZE)) / max(line.right + left, 1.0) for line in lines
    )
    ax.set_xlim(-left, inside / scale - left)
    ax.set_ylim(-sum(line.height for line in lines), 0)


def _draw(ax: Axes, lines: list[Line], lang: str) -> None:
    """Draw all rows, a pale line above each month, and the axes."""
    bottoms = -np.cumsum([line.height for line in lines])
    inch = np.ptp(ax.get_xlim()) / size_of(ax)[0]
    ticks = []
    for line, bottom in zip(lines, bottoms, strict=True):
        y = bottom + (line.height - (BLOCK_GAP if line.is_month else 0.0)) / 2
        row_id = line.row.change_id if line.is_month else line.row.claim_id
        if line.is_month:
            ticks.append((y, line.row.period))
            ax.axhline(bottom + line.height - BLOCK_GAP / 2, color="#d8d8d8", linewidth=0.7)
            _draw_month(ax, line.row, y)
        else:
            draw_point(ax, line.row, y, line.colour)
        is_faint = not line.is_month and not pd.isna(line.row.derived_from)
        look: dict[str, Any] = {"fontsize": SIZE, "va": "center", "color": ink(line.colour)}
        look["alpha"] = 0.7 if is_faint else 1.0
        mark(ax.text(line.right + 0.09 * inch, y, line.words, **look), row_id, "words")
    ax.axvline(0, color="#888888", linewidth=0.8)
    ax.set_yticks(*(list(part) for part in zip(*ticks, strict=True)))
    number_across(ax.xaxis, max(3, int(size_of(ax)[0] / 0.6)), Span(*ax.get_xlim(), float(inch)), lang)


def _draw_month(ax: Axes, change: Any, y: float) -> None:
    """Draw gains, losses, net and the nets of other cuts of a month, each under the id of the month."""
    if pd.isna(change.net_km2):
        return
    thick: dict[str, Any] = {"linewidth": BAR * 72, "solid_capstyle": "butt", "zorder": 1.6}
    for what, end, colour in (("gained", change.gained_km2, MEASURED), ("lost", -change.lost_km2, LOST)):
        mark(ax.add_line(Line2D([0, end], [y, y], color=colour, **thick)), change.change_id, what)
    for what, value in zip(("net_day_before", "net_day_after"), OTHER_CUTS, strict=True):
        if not pd.isna(getattr(change, value)):
            ends = [float(change.net_km2), float(getattr(change, value))]
            thin: dict[str, Any] = {
                "marker": "|",
                "markersize": 9,
                "markevery": [1],
                "linewidth": 0.8,
                "zorder": 2.2,
            }
            mark(ax.add_line(Line2D(ends, [y, y], color="black", **thin)), change.change_id, what)
    look: dict[str, Any] = {
        "marker": "D",
        "markersize": 4.5,
        "markerfacecolor": "white",
        "linestyle": "none",
        "zorder": 2.5,
    }
    mark(ax.add_line(Line2D([change.net_km2], [y], color="black", **look)), change.change_id, "net")
