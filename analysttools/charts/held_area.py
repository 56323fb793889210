"""Claimed area held, as one falls through time: days downwards, square kilometres across, who said it beside.

Belongs here: the chart, and words in a column beside their marks. Does not belong here: how a mark looks
(``drawing/points.py``).
"""

from __future__ import annotations

from typing import Any, Unpack

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysttools.arguments import checked
from analysttools.charts.drawing.layout import NAME, size_of, text_height, text_width, wrap
from analysttools.charts.drawing.number_axis import Span, number_across
from analysttools.charts.drawing.points import draw_bands, draw_point, level_of, place_points, right_of
from analysttools.charts.drawing.sheet import Part, Sheet, SheetOptions, Spaces, on_sheet
from analysttools.charts.drawing.style import (
    at_most,
    colour_sides,
    ink,
    mark,
    require_cells,
    require_drawable,
    styled,
)
from analysttools.charts.drawing.text import describe_standing, format_period, format_subject, words_of
from analysttools.claims.scope import SCOPE
from analysttools.errors import SHOWN, NotComparableError, describe_list
from analysttools.formatting import say_claims
from analysttools.locales import read_texts

SMALL = 7.0
# What the words and their lines are made of.
READ = ["claim_id", "y", "right", "words", "colour", "derived_from"]
# Share of the width that the words take, and inches between them and what is drawn.
BESIDE, GUTTER = 0.46, 0.28


def draw_words(ax: Axes, rows: pd.DataFrame, inside: float) -> None:
    """Write the words of each claim beside the marks, in the order of their marks, with a line to each.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With its limits set: the words take the share `BESIDE` of it, on the right.
    rows : DataFrame
        One row a claim: ``claim_id``, ``y`` and ``level`` (of its mark), ``right`` (its greatest number),
        ``words`` (with line breaks), ``height`` (in inches), ``colour``, ``derived_from``.
    inside : float
        Width of the Axes in inches.
    """
    rows = rows.sort_values(["y", "level"], kind="stable")
    bottom, top = ax.get_ylim()
    inch = (bottom - top) / size_of(ax)[1]
    middles = _spread(((rows["y"] - top) / inch).to_numpy(), rows["height"].to_numpy(), size_of(ax)[1])
    end = ax.get_xlim()[1]
    across = np.ptp(ax.get_xlim()) / inside
    column = end - BESIDE * inside * across
    for row, middle in zip(rows[READ].itertuples(), middles, strict=True):
        y = top + middle * inch
        path = [row.right + 0.06 * across, column - 0.8 * GUTTER * across, column - 0.03 * across]
        line = Line2D(path, [row.y, row.y, y], color=row.colour, linewidth=0.5, alpha=0.6, zorder=1.3)
        ax.add_line(line)
        look: dict[str, Any] = {"fontsize": SMALL, "va": "center", "color": ink(row.colour)}
        look["alpha"] = 1.0 if pd.isna(row.derived_from) else 0.7
        mark(ax.text(column, y, row.words, **look), row.claim_id, "words")


def _spread(wanted: np.ndarray, heights: np.ndarray, height: float) -> np.ndarray:
    """Move labels apart as little as needed, in order: gather those that touch around their mean."""
    if heights.sum() > height:  # a user's own Axes: the words share what there is
        heights = heights * height / heights.sum()
    offsets = np.cumsum(heights) - heights / 2
    groups: list[list[float]] = []
    for value in wanted - offsets:
        groups.append([float(value), 1.0])
        while len(groups) > 1 and groups[-2][0] > groups[-1][0]:
            mean, count = groups.pop()
            groups[-1] = [
                (groups[-1][0] * groups[-1][1] + mean * count) / (groups[-1][1] + count),
                groups[-1][1] + count,
            ]
    starts = np.repeat([mean for mean, _ in groups], [int(count) for _, count in groups])
    return np.asarray(np.clip(starts, 0, max(height - heights.sum(), 0.0)) + offsets)


NEEDED = [
    *["claim_id", *SCOPE, "period", "period_earliest", "period_latest", "asserted", "low", "best", "high"],
    *["qualifier", "status", "derived_from", "claimant", "side"],
    *["measure_name", "population_name", "place_name"],
]
WORDS = read_texts("charts.held_area")
GAP, LEAST, BELOW, RIGHT = 0.05, 4.5, 0.48, 0.05
SPACES = Spaces(end=0.06)
# A band longer than so many days does not set the axis: it goes on beyond it.
# A chart of fewer days than SHORT writes days, not months.
LONG, SHORT = 200, 62


@checked()
@styled
@at_most(300, "claims", claims=NEEDED)
@on_sheet
def plot_held_area(claims: pd.DataFrame, **options: Unpack[SheetOptions]) -> Axes:
    """Draw claims of an area held, of one scope, against the time of which they speak.

    Time runs down, the area across, on one scale for all: claimants who disagree on a day stand on one
    height. The words of each claim stand beside it in the order of time, joined to the mark by a thin line.
    What speaks of more than a day is a pale band over its span. Nothing joins the marks: an area held at two
    moments says nothing of the time between. The colour of a mark is that of its claimant's side.

    Parameters
    ----------
    claims : DataFrame
        One row a claim of ``area_held_km2`` of one population in one place, with the columns of
        ``claims`` and the names that ``with_names`` adds.
    **options : SheetOptions
        ``ax``, ``lang``, ``title``, ``size`` and ``dpi``, as every chart takes them
        (`analysttools.charts.drawing.sheet.Sheet`).

    Returns
    -------
    matplotlib.axes.Axes
        Each mark and its words carry the id of the claim (``gid``).

    Raises
    ------
    NotComparableError
        If the claims count different things.
    ValueError
        If columns are missing, there is no row, the claims are of another measure, or a claim has no
        number or no day.

    Examples
    --------
    >>> from analysttools import load_case, with_names
    >>> from analysttools.charts.held_area import plot_held_area
    >>> case = load_case("tests/cases/strait")
    >>> both = ["staff-held-april", "staff-held-may"]
    >>> claims = with_names(case.claims[case.claims["claim_id"].isin(both)], case)
    >>> [text.get_text().replace(chr(10), " ") for text in plot_held_area(claims).texts][1]
    'May 2031 Upland staff, Uplands: at least 7,000, said 2 May 2031'
    """
    sheet = Sheet(**options)
    claims = require_drawable(claims, NEEDED, "plot_held_area")
    sheet.credit(claims)
    require_cells(
        claims, ["claim_id", *SCOPE, "period", "claimant", "measure_name", "place_name"], "plot_held_area"
    )
    _require_drawable(claims)
    rows = _locate(claims)
    days = "2024-08-01" if np.ptp(_days(rows)) < SHORT else "2024-08"
    sheet.set_margins(text_width(days, NAME) + 0.12, RIGHT)
    words = [
        wrap(_describe_claim(row, said, sheet.lang), BESIDE * sheet.inside - 0.08, SMALL)
        for row, said in _said(rows, sheet.lang)
    ]
    rows = rows.assign(words=words, height=[text_height(one, SMALL) + GAP for one in words])
    body = max(LEAST, rows["height"].sum() + 0.1) if len(rows) > SHOWN else max(1.2, rows["height"].sum())
    foot = [(BELOW, sheet.note(_note(rows, True, sheet.lang)))]
    (ax,) = sheet.open([Part(body)], foot, spaces=SPACES, subtitle=_title(claims, sheet.lang))
    _set_limits(ax, rows, sheet.inside, sheet.lang)
    rows, has_rings = place_points(ax, rows)
    draw_bands(ax, rows)
    for row in rows.itertuples():
        draw_point(ax, row, row.y, row.colour, size=row.size, when=row.when)
    draw_words(ax, rows, sheet.inside)
    ax.set_xlabel(sheet.words["km2"], labelpad=2, x=(1 - BESIDE) / 2)
    sheet.close([(BELOW, sheet.note(_note(rows, has_rings, sheet.lang)))])
    return ax


def _require_drawable(claims: pd.DataFrame) -> None:
    """Raise if the claims are unlike, no area held, or one of them has no number or no day."""
    first = claims.iloc[0]
    unlike = claims[claims[SCOPE].ne(first[SCOPE]).any(axis=1)]
    if not unlike.empty:
        raise NotComparableError.of(first, unlike.iloc[0], SCOPE)
    if (first["measure"], first["kind"]) != ("area_held_km2", "stock"):
        raise ValueError(
            f"plot_held_area: the claims are of {first['measure']} ({first['kind']}), but areas held are "
            "drawn: area_held_km2 (stock). Draw the others with plot_history or plot_estimates"
        )
    for what, columns in (
        ("number", ["low", "best", "high"]),
        ("day", ["period_earliest", "period_latest"]),
    ):
        without = claims.loc[claims[columns].isna().all(axis=1), "claim_id"]
        if not without.empty:
            raise ValueError(
                f"plot_held_area: {len(without)} of {len(claims)} claims have no {what}: "
                f"{describe_list(without)}. Leave them out, and show them with tabulate_claims"
            )


def _locate(claims: pd.DataFrame) -> pd.DataFrame:
    """Give each claim its days, colour and place, in the order of time."""
    first, last = claims["period_earliest"], claims["period_latest"]
    ends = [end.dt.strftime("%Y-%m-%d").fillna("..") for end in (first, last)]
    early, late = mdates.date2num(first.fillna(last)), mdates.date2num(last.fillna(first))
    rows = claims.assign(
        early=early,
        late=late,
        is_open_first=first.isna(),
        is_open_last=last.isna(),
        when=(ends[0] + "/" + ends[1]).where(ends[0].ne(ends[1]), ""),
        colour=colour_sides(claims),
        level=level_of(claims),
        right=right_of(claims),
    )
    return rows.sort_values(["early", "late", "level"], kind="stable").reset_index(drop=True)


def _said(rows: pd.DataFrame, lang: str) -> list[tuple[Any, str]]:
    return list(zip(rows.itertuples(), say_claims(rows, lang), strict=True))


def _describe_claim(claim: Any, said: str, lang: str) -> str:
    """State for when a claim speaks, who made it, of which side, and what it says."""
    side = getattr(claim, "side_name", claim.side)
    side = "" if pd.isna(side) else side.replace("_", " ")
    who = f"{claim.claimant}, {side}" if side and side not in claim.claimant else claim.claimant
    parts = [words_of(lang)["said"].format(who=who, words=said)]
    parts += (
        [WORDS[lang]["later"].format(asserted=format_period(claim.asserted, None, lang))]
        if claim.when
        else []
    )
    parts += describe_standing(claim, lang)
    return f"{format_period(claim.period, None, lang)} {', '.join(parts)}"


def _set_limits(ax: Axes, rows: pd.DataFrame, inside: float, lang: str) -> None:
    """Set the scales: days downwards; areas across up to the greatest, and room for the words."""
    early, late = _days(rows)
    room = max(0.03 * (late - early), 1.0)
    ax.set_ylim(late + room, early - room)
    top = 1.05 * rows["right"].max() or 1.0
    ax.set_xlim(-0.03 * top, 1.03 * top * inside / (inside * (1 - BESIDE) - GUTTER))
    months = int((late - early) / 30 * 0.25 / size_of(ax)[1]) + 1
    is_short = late - early < SHORT
    ticks = (
        mdates.AutoDateLocator(minticks=2, maxticks=6) if is_short else mdates.MonthLocator(interval=months)
    )
    ax.yaxis.set_major_locator(ticks)
    ax.yaxis.set_major_formatter(mdates.DateFormatter("%Y-%m-%d" if is_short else "%Y-%m"))
    span = Span(0, top, float(np.ptp(ax.get_xlim())) / inside)
    number_across(ax.xaxis, max(4, int(inside / 0.42)), span, lang)
    ax.tick_params(axis="x", length=0)
    ax.grid(visible=False)
    ax.spines["bottom"].set_bounds(0, top)
    pale: dict[str, Any] = {"color": "#e4e4e4", "linewidth": 0.8, "zorder": 0.9}
    for tick in ax.get_xticks():
        if 0 <= tick <= top:
            ax.add_line(Line2D([tick, tick], ax.get_ylim(), **pale))
    for tick in ax.get_yticks():
        ax.add_line(Line2D([ax.get_xlim()[0], top], [tick, tick], **pale))


def _days(rows: pd.DataFrame) -> tuple[float, float]:
    """Return the first and the last day of the axis: those of long bands only where there is nothing else."""
    is_short = rows["late"] - rows["early"] <= LONG
    own = rows[is_short] if is_short.any() else rows
    return float(own["early"].min()), float(own["late"].max())


def _title(claims: pd.DataFrame, lang: str) -> str:
    first = claims.iloc[0]
    population = first["population_name"]
    return f"{format_subject(population, first['measure_name'], lang)}, {first['place_name']}"


def _note(rows: pd.DataFrame, has_rings: bool, lang: str) -> str:
    """State below the chart what its axes and its signs mean, and that nothing of it is measured."""
    words = WORDS[lang]
    is_span = rows["when"].ne("")
    is_long = (rows["late"] - rows["early"] > LONG) | rows["is_open_first"] | rows["is_open_last"]
    there = {
        "days": True,
        "marks": True,
        "span": is_span.any(),
        "beyond": is_long.any(),
        "faint": rows["derived_from"].notna().any(),
        "ring": has_rings,
        "colours": True,
        "unjoined": True,
        "measured": True,
    }
    return " ".join(words[name] for name, is_there in there.items() if is_there)
