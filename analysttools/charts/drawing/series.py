"""Claims as marks against time, shared by the charts that have a number and a time as axes.

Belongs here: where a claim's mark stands, its shape, its steps, and the small number that names its
claimant. Does not belong here: which claims share a panel.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.transforms import ScaledTranslation

from analysttools.charts.drawing.layout import size_of, text_width
from analysttools.charts.drawing.placement import Room, sides, take_first
from analysttools.charts.drawing.style import COLOURS, FAINT, ink, mark
from analysttools.charts.drawing.text import words_of
from analysttools.edtf import read_dates
from analysttools.formatting import format_number

BOUND_SHAPES = {"low": "^", "best": "o", "high": "v"}
OPEN: dict[str, Any] = {"markerfacecolor": "white", "markeredgewidth": 1.5}
TAG, SIZE = 6.5, 7.0
# What marks are made of, and no more: rows of all columns take several times as long to read.
READ = [
    *["claim_id", "low", "best", "high", "early", "late", "x", "is_open", "level", "when", "number"],
    *["colour", "is_repeat", "is_dense"],
]
# Points between a mark and the arrow of a day that is open on one side.
OPEN_ENDS = 8
# Height of a band that has no other end, in inches.
FADE = 0.16
# Marks nearer to each other than this many points get rings of growing size around each other.
NEAR, MOST = 3.0, 8
# More marks of one claimant than these run into one another: they are drawn so small, in points.
DENSE, SMALL = 60, 2.2


def locate_claims(claims: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return where the mark of each claim stands, and who its claimant is.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with names.
    by : {"asserted", "period"}
        Which time counts. The time of a total is the end of its period, when it is reached.

    Returns
    -------
    DataFrame
        The claims with ``early`` and ``late`` (the span of days in which it holds or was said, in
        matplotlib's days), ``x`` (the middle), ``is_open`` (the day is known on one side only), ``level``
        (the value, else the greater bound), ``when`` (the span in ISO form, empty for one day), ``number``
        and ``colour`` of the claimant, ``is_repeat``, and ``is_dense`` (one of so many of its claimant that
        their marks would run into one another).
    """
    claims = claims.reset_index(drop=True)
    first, last = claims[f"{by}_earliest"], claims[f"{by}_latest"]
    if by == "period":
        # a total is reached on some day of the end of its period, which may be a month
        ends, _ = read_dates(claims["period"].str.split("/").str[-1].replace(["", ".."], None))
        is_total = claims["kind"].eq("cumulative") & last.notna()
        first = first.mask(is_total, ends["earliest"].fillna(last))
    days = [one.dt.strftime("%Y-%m-%d").fillna("..") for one in (first, last)]
    early = mdates.date2num(first.fillna(last))
    late = mdates.date2num(last.fillna(first))
    is_open = first.isna() | last.isna()
    number = pd.factorize(claims["claimant_id"])[0] + 1
    return claims.assign(
        early=early,
        late=late,
        x=(early + late) / 2,
        is_open=is_open,
        level=claims["best"].fillna(claims[["low", "high"]].max(axis=1)),
        when=(days[0] + "/" + days[1]).where((early < late) | is_open, ""),
        number=number,
        colour=np.array(COLOURS, dtype=object)[(number - 1) % len(COLOURS)],
        is_repeat=claims["derived_from"].notna(),
        is_dense=claims.groupby(["claimant_id", "measure"])["claim_id"].transform("size").gt(DENSE),
    )


class Drawn(NamedTuple):
    """What only drawing tells: whether marks are rings around others, and how many have no number."""

    has_rings: bool = False
    untagged: int = 0


def draw_series(ax: Axes, located: pd.DataFrame, steps: pd.DataFrame | None, below: float) -> Drawn:
    """Draw the steps, the marks and the numbers of claims; what has no number stands at the height `below`.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With its limits set.
    located : DataFrame
        What `locate_claims` gives.
    steps : DataFrame or None
        One row a step, as `revisions` gives them. None joins nothing.
    below : float
        In data units.
    """
    if steps is not None:
        draw_steps(ax, located, steps, float(np.ptp(ax.get_ylim())) / size_of(ax)[1])
    has_rings = draw_marks(ax, located, below)
    return Drawn(has_rings, draw_tags(ax, located, below))


def draw_steps(ax: Axes, located: pd.DataFrame, steps: pd.DataFrame, floor: float) -> None:
    """Join each claim to the one that it revises: level until then, and the step.

    A step from or to a bound is dotted. A step back, which a total cannot take, is dashed and bears a
    caret. Two bounds leave a band until they are revised, one bound a band that ends in nothing.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With its limits set.
    located : DataFrame
        What `locate_claims` gives.
    steps : DataFrame
        One row a step: ``previous_id``, ``claim_id``, ``is_backward``.
    floor : float
        Data units of one inch along the vertical axis.
    """
    at = {claim.claim_id: claim for claim in located[READ].itertuples()}
    for step in steps[["previous_id", "claim_id", "is_backward"]].itertuples():
        before, now = at[step.previous_id], at[step.claim_id]
        if now.x < before.x:
            continue
        what = "revised_back" if step.is_backward else "revised"
        has_values = not pd.isna(before.best) and not pd.isna(now.best)
        style = "--" if step.is_backward else "-" if has_values else ":"
        look = {"color": before.colour, "linewidth": 1.0, "linestyle": style}
        points = [before.x, now.x, now.x], [before.level, before.level, now.level]
        mark(ax.add_line(Line2D(*points, alpha=0.7, zorder=1.8, **look)), step.claim_id, what)
        if step.is_backward:
            middle = [(before.level + now.level) / 2]
            look = {"color": before.colour, "linestyle": "none", "markersize": 6}
            ax.add_line(Line2D([now.x], middle, marker=7, **look))
        _draw_band(ax, before, now.x, floor)


def _draw_band(ax: Axes, claim: Any, end: float, inch: float) -> None:
    """Shade what a claim leaves open, until it is revised."""
    low, high = claim.low, claim.high
    if pd.isna(low) and pd.isna(high):
        return
    has_both = not pd.isna(low) and not pd.isna(high)
    low = low if not pd.isna(low) else high - FADE * inch
    high = high if not pd.isna(high) else low + FADE * inch
    size = (end - claim.x, high - low)
    band = Rectangle((claim.x, low), *size, color=claim.colour, alpha=0.13, linewidth=0, zorder=1.2)
    ax.add_patch(band)
    if has_both:  # the other end of one bound is nobody's number
        mark(band, claim.claim_id, "band")


def draw_marks(ax: Axes, located: pd.DataFrame, below: float) -> bool:
    """Draw the mark of each claim; one without a number is a tick at the height `below`.

    Returns
    -------
    bool
        Whether any mark is a ring around another.
    """
    sizes = _sizes(ax, located)
    for claim, size in zip(located[READ].itertuples(), sizes, strict=True):
        _draw_mark(ax, claim, size, below)
    return bool((sizes > SIZE).any())


def _sizes(ax: Axes, located: pd.DataFrame) -> np.ndarray:
    """Give marks that would hide each other rings of growing size; those of a dense series are small."""
    places = ax.transData.transform(located[["x", "level"]].fillna(0).to_numpy(float))
    is_dense = located["is_dense"].to_numpy(bool)
    cells = pd.DataFrame(np.round(places[~is_dense] * 72 / ax.figure.dpi / NEAR))
    sizes = np.full(len(located), SMALL)
    sizes[~is_dense] = SIZE + 4.5 * np.minimum(cells.groupby([0, 1]).cumcount().to_numpy(), MOST)
    return sizes


def _draw_mark(ax: Axes, claim: Any, size: float, below: float) -> None:
    look: dict[str, Any] = {"color": claim.colour, "alpha": FAINT if claim.is_repeat else 1.0}
    there = {what: getattr(claim, what) for what in BOUND_SHAPES if not pd.isna(getattr(claim, what))}
    if not there:
        tick = Line2D([claim.x], [below], marker="|", markersize=7, linestyle="none", **look)
        when = claim.when or mdates.num2date(claim.x).strftime("%Y-%m-%d")
        mark(ax.add_line(tick), claim.claim_id, "no_number", when)
        return
    if claim.is_open:
        _draw_open(ax, claim)
    elif claim.when:
        pale = {"color": claim.colour, "alpha": 0.22, "linewidth": 3.5, "solid_capstyle": "butt"}
        ax.add_line(Line2D([claim.early, claim.late], [claim.level, claim.level], zorder=1.5, **pale))
    if "low" in there and "high" in there:
        ends = [there.pop("low"), there.pop("high")]
        bar = Line2D([claim.x, claim.x], ends, marker="_", markersize=9, **look)
        mark(ax.add_line(bar), claim.claim_id, "bounds", claim.when)
    for what, value in there.items():
        point = {"marker": BOUND_SHAPES[what], "markersize": size, "linestyle": "none", **OPEN, **look}
        if size > SIZE:
            point["markerfacecolor"] = "none"
        elif claim.is_dense:
            point |= {"markerfacecolor": claim.colour, "markeredgewidth": 0.0}
        mark(ax.add_line(Line2D([claim.x], [value], **point)), claim.claim_id, what, claim.when)


def _draw_open(ax: Axes, claim: Any) -> None:
    """Draw beside a mark towards which side its day is open."""
    is_before = claim.when.startswith("..")
    inch = (-1 if is_before else 1) * OPEN_ENDS / 72
    aside = ScaledTranslation(inch, 0, ax.figure.dpi_scale_trans)
    marker = "<" if is_before else ">"
    look = {"color": claim.colour, "alpha": FAINT, "markersize": 4, "linestyle": "none"}
    ax.add_line(Line2D([claim.x], [claim.level], marker=marker, transform=ax.transData + aside, **look))


def draw_tags(ax: Axes, located: pd.DataFrame, below: float) -> int:
    """Write beside each mark the number of its claimant, where nothing else is; once at a dense series.

    Returns
    -------
    int
        How many marks had no free place around them, and are without their number.
    """
    room, dpi = Room(ax), ax.figure.dpi
    corner = np.array([ax.bbox.x0, ax.bbox.y0])
    for line in ax.lines:
        _take_line(room, (line.get_transform().transform(line.get_xydata()) - corner) * 72 / dpi, line)
    heights = located["level"].fillna(below)
    places = (ax.transData.transform(np.column_stack([located["x"], heights])) - corner) * 72 / dpi
    sizes = _sizes(ax, located)
    missing = 0
    is_last = ~located.duplicated(["number", "measure"], keep="last") | ~located["is_dense"]
    located, places, sizes = located[is_last], places[is_last], sizes[is_last]
    for claim, (x, y), size in zip(located[READ].itertuples(), places, sizes, strict=True):
        text = f"{claim.number}"
        box = (text_width(text, TAG) * 72 + 2, TAG)
        place = take_first(room, sides((x, y), box, size / 2 + 2.5))
        if place is None:
            missing += 1
            continue
        left, bottom, right, top = place.box
        ax.annotate(
            text,
            (claim.x, below if pd.isna(claim.level) else claim.level),
            ((left + right) / 2 - x, (bottom + top) / 2 - y),
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=TAG,
            color=ink(claim.colour),
        )
    return missing


def _take_line(room: Room, points: np.ndarray, line: Line2D) -> None:
    """Mark as taken what a line, or each of its markers, covers."""
    is_marked = line.get_marker() not in (None, "None", "")
    if is_marked:
        half = line.get_markersize() / 2 + 1.2
        for x, y in points:
            room.take((x - half, y - half, x + half, y + half))
    if line.get_linestyle() != "None":
        half = line.get_linewidth() / 2
        for (x, y), (right, top) in pairwise(points):
            room.take((min(x, right) - half, min(y, top) - half, max(x, right) + half, max(y, top) + half))


def list_symbols(located: pd.DataFrame, steps: pd.DataFrame | None = None) -> list[str]:
    """Return which signs occur, as keys of the charts' words; the ring, which depends on the size, always."""
    has = located[list(BOUND_SHAPES)].notna()
    both = has["low"] & has["high"]
    stepped = located["claim_id"].isin(steps["previous_id"]) if steps is not None else both & False
    found = {
        "value": has["best"],
        "bound": has["low"] ^ has["high"],
        "range": both,
        "span": located["when"].ne("") & ~located["is_open"] & has.any(axis=1),
        "open day": located["is_open"],
        "faint": located["is_repeat"],
        "dense": located["is_dense"],
        "no number": ~has.any(axis=1),
        "steps": stepped,
        "dotted": stepped & located["best"].isna(),
        "step back": steps["is_backward"] if steps is not None else stepped,
        "shade": stepped & (has["low"] | has["high"]),
    }
    return ["numbers", *(sign for sign, rows in found.items() if rows.any()), "ring"]


def describe_symbols(symbols: list[str], lang: str, drawn: Drawn | None = None) -> list[str]:
    """Explain the signs of a chart.

    Parameters
    ----------
    symbols : list of str
        What `list_symbols` gives.
    lang : {"en", "fr"}
        Language.
    drawn : Drawn, optional
        What drawing told. None: the ring is explained, whether or not there will be one.
    """
    words = words_of(lang)
    there = [sign for sign in symbols if sign != "ring" or drawn is None or drawn.has_rings]
    untagged = drawn.untagged if drawn else 0
    count = [words["untagged"].format(count=format_number(untagged, lang))] if untagged else []
    return [*(words[sign] for sign in there), *count]
