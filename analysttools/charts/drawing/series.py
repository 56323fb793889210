"""Claims as marks against time, shared by the charts that have a number and a time as axes.

Belongs here: where a claim's mark stands, its shape, and the steps of one claimant between stated values.
Does not belong here: the words beside marks (``mark_labels.py``), which claims share a panel.
"""

from __future__ import annotations

from typing import Any

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation

from analysttools.charts.drawing.colours import COLOURS, FAINT, colour_sides
from analysttools.charts.drawing.layout import NOTE, text_width
from analysttools.charts.drawing.style import mark
from analysttools.charts.drawing.text import words_of
from analysttools.claims.revisions import revisions
from analysttools.edtf import read_dates

BOUND_SHAPES = {"low": "^", "best": "o", "high": "v"}
OPEN: dict[str, Any] = {"markerfacecolor": "white", "markeredgewidth": 1.5}
SIZE = 7.0
# What marks are made of, and no more: rows of all columns take several times as long to read.
READ = [
    *["claim_id", "low", "best", "high", "early", "late", "x", "is_open", "level", "when"],
    *["colour", "is_repeat", "is_dense", "told"],
]
# Points between a mark and the arrow of a day that is open on one side.
OPEN_ENDS = 8
# Marks nearer to each other than this many points get rings of growing size around each other.
NEAR, MOST = 3.0, 8
# More marks of one claimant than these run into one another: they are drawn so small, in points.
DENSE, SMALL = 60, 2.2
# Parts of the time between the first and the last mark: room at both ends, and what of a span is shown.
EDGE, SPAN = 0.06, 0.12
# Height of the row of claims without a number, below the panel, in inches.
WITHOUT = 0.2


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
        matplotlib's days), ``x`` (the middle; of the days up to which a total counts the last), ``is_open``
        (the day is known on one side only), ``level`` (the value, else the greater bound), ``when`` (the
        span in ISO form, empty for one day), ``colour`` of the claimant's side, ``is_repeat``,
        ``is_dense`` (one of so many of its claimant that their marks would run into one another), and
        ``told`` (empty; a chart may say ``then`` or ``later``, and marks of ``then`` are filled).
    """
    claims = claims.reset_index(drop=True)
    first, last = claims[f"{by}_earliest"], claims[f"{by}_latest"]
    is_end = np.zeros(len(claims), dtype=bool)
    if by == "period":
        # a total is reached on some day of the end of its period, which may be a month
        ends, _ = read_dates(claims["period"].str.replace("^.*/", "", regex=True).replace(["", ".."], None))
        is_total = claims["kind"].eq("cumulative") & last.notna()
        first = first.mask(is_total, ends["earliest"].fillna(last))
        is_end = is_total.to_numpy(bool)
    days = [one.dt.strftime("%Y-%m-%d").fillna("..") for one in (first, last)]
    early = mdates.date2num(first.fillna(last))
    late = mdates.date2num(last.fillna(first))
    is_open = first.isna() | last.isna()
    return claims.assign(
        early=early,
        late=late,
        x=np.where(is_end, late, (early + late) / 2),
        is_open=is_open,
        level=claims["best"].fillna(claims[["low", "high"]].max(axis=1)),
        when=(days[0] + "/" + days[1]).where((early < late) | is_open, ""),
        colour=colour_sides(claims) if "side" in claims else COLOURS[0],
        is_repeat=claims["derived_from"].notna(),
        is_dense=are_dense(claims),
        told="",
    )


def are_dense(claims: pd.DataFrame) -> pd.Series:
    """Return which claims are of so many of their claimant that marks would run into one another."""
    return claims.groupby(["claimant_id", "measure"])["claim_id"].transform("size").gt(DENSE)


def join_totals(totals: pd.DataFrame) -> pd.DataFrame:
    """Return the steps of each claimant's totals in the order of the days up to which they count."""
    days = {f"asserted_{end}": totals["period_latest"] for end in ("earliest", "latest")}
    return revisions(totals.assign(**days))


def draw_series(ax: Axes, located: pd.DataFrame, steps: pd.DataFrame | None) -> bool:
    """Draw the steps and the marks of claims; what has no number is a tick in a row below the panel.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With its limits set.
    located : DataFrame
        What `locate_claims` gives.
    steps : DataFrame or None
        One row a step, as `revisions` gives them. None joins nothing.

    Returns
    -------
    bool
        Whether any mark is a ring around another.
    """
    if steps is not None:
        draw_steps(ax, located, steps)
    sizes = mark_sizes(ax, located)
    for claim, size in zip(located[READ].itertuples(), sizes, strict=True):
        _draw_mark(ax, claim, size)
    return bool((sizes > SIZE).any())


def draw_steps(ax: Axes, located: pd.DataFrame, steps: pd.DataFrame) -> None:
    """Join each stated value to the one that it revises: level until then, and the step.

    A bound is nobody's value, and no line leads to or from it. A step back, which a total cannot take, is
    dashed and bears a caret.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With its limits set.
    located : DataFrame
        What `locate_claims` gives.
    steps : DataFrame
        One row a step: ``previous_id``, ``claim_id``, ``is_backward``.
    """
    at = {claim.claim_id: claim for claim in located[READ].itertuples()}
    for step in between_values(located, steps)[["previous_id", "claim_id", "is_backward"]].itertuples():
        before, now = at[step.previous_id], at[step.claim_id]
        if now.x < before.x:
            continue
        what = "revised_back" if step.is_backward else "revised"
        look = {"color": before.colour, "linewidth": 1.0, "linestyle": "--" if step.is_backward else "-"}
        points = [before.x, now.x, now.x], [before.level, before.level, now.level]
        mark(ax.add_line(Line2D(*points, alpha=0.7, zorder=1.8, **look)), step.claim_id, what)
        if step.is_backward:
            middle = [(before.level + now.level) / 2]
            look = {"color": before.colour, "linestyle": "none", "markersize": 6}
            ax.add_line(Line2D([now.x], middle, marker=7, **look))


def between_values(located: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """Return the steps from one stated value to another."""
    stated = located.loc[located["best"].notna(), "claim_id"]
    return steps[steps["claim_id"].isin(stated) & steps["previous_id"].isin(stated)]


def mark_sizes(ax: Axes, located: pd.DataFrame) -> np.ndarray:
    """Give marks that would hide each other rings of growing size; those of a dense series are small."""
    places = ax.transData.transform(located[["x", "level"]].fillna(0).to_numpy(float))
    is_dense, has_mark = located["is_dense"].to_numpy(bool), located["level"].notna().to_numpy(bool)
    cells = pd.DataFrame(np.round(places[~is_dense & has_mark] * 72 / ax.figure.dpi / NEAR))
    sizes = np.where(is_dense, SMALL, SIZE)
    sizes[~is_dense & has_mark] += 4.5 * np.minimum(cells.groupby([0, 1]).cumcount().to_numpy(), MOST)
    return sizes


def _draw_mark(ax: Axes, claim: Any, size: float) -> None:
    look: dict[str, Any] = {"color": claim.colour, "alpha": FAINT if claim.is_repeat else 1.0}
    there = {what: getattr(claim, what) for what in BOUND_SHAPES if not pd.isna(getattr(claim, what))}
    if not there:
        below = ax.get_xaxis_transform() + ScaledTranslation(0, -0.6 * WITHOUT, ax.figure.dpi_scale_trans)
        look |= {"markeredgewidth": 1.6, "transform": below, "clip_on": False}
        tick = Line2D([claim.x], [0], marker="|", markersize=6, linestyle="none", **look)
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
        look["linestyle"] = ":" if claim.told == "later" else "-"
        bar = Line2D([claim.x, claim.x], ends, marker="_", markersize=9, **look)
        mark(ax.add_line(bar), claim.claim_id, "bounds", claim.when)
    for what, value in there.items():
        point = {"marker": BOUND_SHAPES[what], "markersize": size, **OPEN, **look, "linestyle": "none"}
        point["clip_on"] = False  # a mark near zero is whole
        if claim.told == "then":
            point |= {"markerfacecolor": claim.colour, "markeredgecolor": "white", "markeredgewidth": 0.7}
            # a filled ring lies behind the mark that it surrounds, and a bound shows on a dot
            point["zorder"] = 2 - size / 100 + (what != "best") * 0.02
        elif size > SIZE:
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


def limits_of(located: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of the axis of time: all marks, and spans that reach a little beyond them."""
    marks = located["x"].to_numpy(float)
    room = max(float(np.ptp(marks)), 10.0)
    early, late = float(located["early"].min()), float(located["late"].max())
    first = max(early, float(marks.min()) - SPAN * room)
    last = min(late, float(marks.max()) + SPAN * room)
    return first - EDGE * room, last + EDGE * room


def name_row_without(ax: Axes, lang: str) -> None:
    """Name the row of ticks below a panel, left of it, and put the days of the axis below that row."""
    ax.annotate(
        words_of(lang)["no number"],
        (0, 0),
        (-5, -0.6 * 72 * WITHOUT),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="right",
        va="center",
        fontsize=NOTE,
        color="#555555",
        annotation_clip=False,
    )
    ax.tick_params(axis="x", pad=3.5 + 72 * WITHOUT)


def room_without(located: pd.DataFrame, lang: str) -> float:
    """Return the inches that the name of the row of claims without a number takes; 0 if there is none."""
    is_without = located["level"].isna().any()
    return text_width(words_of(lang)["no number"], NOTE) + 0.08 if is_without else 0.0


def describe_symbols(
    located: pd.DataFrame, steps: pd.DataFrame | None, lang: str, *, has_rings: bool = False
) -> list[str]:
    """Explain the signs of a chart that occur, each in a few words.

    Parameters
    ----------
    located : DataFrame
        What `locate_claims` gives.
    steps : DataFrame or None
        What was given to `draw_series`.
    lang : {"en", "fr"}
        Language.
    has_rings : bool, optional
        Whether any mark is a ring around another.
    """
    words, has = words_of(lang), located[list(BOUND_SHAPES)].notna()
    both = has["low"] & has["high"]
    drawn = between_values(located, steps) if steps is not None else None
    is_total = bool(located["kind"].eq("cumulative").any())
    found = {
        "bound": bool((has["low"] ^ has["high"]).any()),
        "range": bool(both.any()),
        "span": bool((located["when"].ne("") & ~located["is_open"] & has.any(axis=1)).any()),
        "open day": bool(located["is_open"].any()),
        "faint": bool(located["is_repeat"].any()),
        "dense": bool(located["is_dense"].any()),
        "steps": drawn is not None and not drawn.empty,
        "growth": drawn is not None and bool(drawn["change"].eq("up").any()) and is_total,
        "step back": drawn is not None and bool(drawn["is_backward"].any()),
        "ring": has_rings,
    }
    return [words[sign] for sign, is_there in found.items() if is_there]
