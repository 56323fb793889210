"""How a number moved: claims of one scope against time, claimants apart."""

from __future__ import annotations

from typing import Any

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysttools.charts.style import COLOURS, FAINT, date_axis, mark, new_axes, require_columns, styled
from analysttools.charts.words import WORDS, say_subject
from analysttools.errors import NotComparableError
from analysttools.quantity import say_claims, say_number

SCOPE = ["measure", "population", "place_id", "kind"]
NEEDED = [
    *["claim_id", *SCOPE, "low", "best", "high", "qualifier", "derived_from", "claimant"],
    *["measure_name", "population_name", "place_name", "unit"],
]
# A label is about this part of the height of the chart.
LABEL_GAP = 0.062


@styled
def plot_history(
    claims: pd.DataFrame, *, ax: Axes | None = None, by: str = "asserted", lang: str = "en"
) -> Axes:
    """Draw the claims of one scope against time, one line a claimant.

    A stated value is an open circle; a lower bound a triangle upwards, an upper bound one downwards,
    two bounds a bar between them. A claimant's stated values are joined, in steps where the axis is
    the day of assertion: what was asserted stands until it is revised. A day that is not exactly
    known is a pale bar over its span, the mark in its middle. Repeats are fainter and on no line.
    Claims without a number are left to the table: they have no place on an axis of numbers.

    Parameters
    ----------
    claims : DataFrame
        One row a claim of one scope (measure, population, place, kind), with the columns of
        ``claims`` and the names that ``with_names`` adds.
    ax : matplotlib.axes.Axes, optional
        Where to draw. None makes a new figure.
    by : {"asserted", "period"}
        Which time is the axis: when it was said, or the time that it speaks of.
    lang : {"en", "fr"}
        Language of the words of the chart.

    Returns
    -------
    matplotlib.axes.Axes
        Each mark carries the id of its claim (``gid``).

    Raises
    ------
    NotComparableError
        If the claims count different things.
    ValueError
        If columns are missing, no claim has a number, or `by` is another word.

    Examples
    --------
    >>> from analysttools import load_case, with_names
    >>> from analysttools.charts.history import plot_history
    >>> case = load_case("data")
    >>> nis = case.claims[case.claims["claimant_id"].eq("nis") & case.claims["measure"].eq("killed")]
    >>> plot_history(with_names(nis, case)).get_ylabel()
    'killed (persons)'
    """
    if by not in ("asserted", "period"):
        raise ValueError(f'plot_history: by is "{by}", but it is one of: asserted, period')
    require_columns(claims, [*NEEDED, f"{by}_earliest", f"{by}_latest"], "plot_history")
    _require_one_scope(claims)
    claims = claims.dropna(subset=["low", "best", "high"], how="all")
    require_columns(claims, NEEDED, "plot_history")
    ax = new_axes(ax, 7.2, 4.4)
    first = claims.iloc[0]
    ax.set_title(
        f"{say_subject(first['population_name'], first['measure_name'], lang)}, {first['place_name']}"
    )
    ax.set_ylabel(f"{first['measure_name']} ({WORDS[lang].get(first['unit'], first['unit'])})")
    ax.set_xlabel(WORDS[lang][by])
    ax.grid(visible=True, axis="y")
    top = claims[["low", "best", "high"]].max().max() or 1.0
    ax.set_ylim(-0.03 * top, 1.08 * top)
    ends = []
    for position, (claimant, own) in enumerate(claims.groupby("claimant", sort=False)):
        look: dict[str, Any] = {
            "color": COLOURS[position % len(COLOURS)],
            "linestyle": "-" if position < len(COLOURS) else "--",
        }
        x, y, words = _draw_claimant(ax, own, by, look, lang)
        ends.append((f"{claimant}: {words}", x, y, look["color"]))
    ax.yaxis.set_major_formatter(lambda value, _: say_number(round(value, 9), lang))
    date_axis(ax)
    _label_ends(ax, ends)
    return ax


def _require_one_scope(claims: pd.DataFrame) -> None:
    scopes = claims.drop_duplicates(SCOPE)
    if len(scopes) > 1:
        raise NotComparableError.of(scopes.iloc[0], scopes.iloc[1], SCOPE)


def _draw_claimant(
    ax: Axes, claims: pd.DataFrame, by: str, look: dict[str, Any], lang: str
) -> tuple[float, float, str]:
    """Draw one claimant's claims; give where the last one stands and its words."""
    late = mdates.date2num(claims[f"{by}_latest"])
    early = mdates.date2num(claims[f"{by}_earliest"].fillna(claims[f"{by}_latest"]))
    if by == "period" and claims["kind"].iloc[0] == "cumulative":
        early = late  # a total is reached at the end of its period
    x = (early + late) / 2
    y = claims["best"].fillna(claims["low"]).fillna(claims["high"]).to_numpy()
    is_origin = claims["derived_from"].isna().to_numpy()
    on_line = is_origin & claims["best"].notna().to_numpy()  # a bound that moves is no change
    order = np.argsort(x[on_line], kind="stable")
    # What was asserted stands until it is revised; what holds at two moments says nothing between.
    step = "steps-post" if by == "asserted" else "default"
    ax.plot(x[on_line][order], y[on_line][order], linewidth=1.0, alpha=0.7, drawstyle=step, **look)
    for position, claim in enumerate(claims.itertuples()):
        shade: dict[str, Any] = {"color": look["color"], "alpha": 1.0 if is_origin[position] else FAINT}
        if late[position] > early[position]:
            span = [early[position], late[position]]
            ax.plot(span, [y[position]] * 2, color=look["color"], linewidth=3.5, alpha=0.25)
        _draw_claim(ax, claim, x[position], shade)
    last = int(np.argmax(x))
    return x[last], y[last], say_claims(claims, lang).iloc[last]


def _draw_claim(ax: Axes, claim: Any, x: float, look: dict[str, Any]) -> None:
    shapes = {"low": "^", "best": "o", "high": "v"}
    if not pd.isna(claim.low) and not pd.isna(claim.high):
        (bar,) = ax.plot([x, x], [claim.low, claim.high], marker="_", markersize=9, **look)
        mark(bar, claim.claim_id, "bounds")
        return
    for what, shape in shapes.items():
        value = getattr(claim, what)
        if not pd.isna(value):
            (point,) = ax.plot(
                [x],
                [value],
                marker=shape,
                linestyle="none",
                markerfacecolor="white",
                markeredgewidth=1.5,
                **look,
            )
            mark(point, claim.claim_id, what)


def _label_ends(ax: Axes, ends: list[tuple[str, float, float, str]]) -> None:
    """Name each claimant beside the right edge, at the height of its last claim, labels pushed apart."""
    ends = sorted(ends, key=lambda end: end[2])
    (floor, top), right = ax.get_ylim(), ax.get_xlim()[1]
    ax.set_xlim(ax.get_xlim())
    heights = _push_apart([(y - floor) / (top - floor) for _, _, y, _ in ends])
    for (label, x, y, colour), height in zip(ends, heights, strict=True):
        ax.plot([x, right], [y, y], color=colour, linewidth=0.6, linestyle=(0, (1, 3)))
        ax.annotate(
            label,
            (1.0, (y - floor) / (top - floor)),
            (1.045, height),
            xycoords="axes fraction",
            textcoords="axes fraction",
            va="center",
            fontsize=8,
            color=colour,
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": colour,
                "linewidth": 0.6,
                "relpos": (0, 0.5),
                "shrinkA": 2,
                "shrinkB": 0,
            },
        )


def _push_apart(heights: list[float]) -> list[float]:
    """Move sorted heights, in parts of the axis, so that labels at them do not overlap."""
    for position in range(1, len(heights)):
        heights[position] = max(heights[position], heights[position - 1] + LABEL_GAP)
    ceiling = 1.0
    for position in reversed(range(len(heights))):
        heights[position] = min(heights[position], ceiling)
        ceiling = heights[position] - LABEL_GAP
    return heights
