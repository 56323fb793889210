"""How a number moved: claims of one scope against time, claimants apart."""

from __future__ import annotations

import textwrap
from typing import Any

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysttools.charts.style import COLOURS, FAINT, date_axis, mark, new_axes, require_columns, styled
from analysttools.charts.words import say_scope, say_subject, words_of
from analysttools.claims.scope import SCOPE, scopes
from analysttools.errors import NotComparableError
from analysttools.quantity import say_number

NEEDED = [
    *["claim_id", *SCOPE, "period", "low", "best", "high", "qualifier", "derived_from", "claimant"],
    *["measure_name", "population_name", "place_name", "unit"],
]
# A name in the list of claimants takes this part of the height of the chart.
NAME_HEIGHT = 0.062
NOTE_WIDTH = 92
SHAPES = {"low": "^", "best": "o", "high": "v"}
TAG = 6.5
# Where a tag may stand, in points from its mark; the first where there is room on all sides.
SIDES = [(8, 4), (8, -4), (-8, 4), (-8, -4), (0, 9), (0, -9)]
OPEN: dict[str, Any] = {"markerfacecolor": "white", "markeredgewidth": 1.5}


@styled
def plot_history(
    claims: pd.DataFrame, *, ax: Axes | None = None, by: str = "asserted", lang: str = "en"
) -> Axes:
    """Draw the claims of one scope against time.

    A stated value is an open circle; a lower bound a triangle upwards, an upper bound one downwards,
    two bounds a bar between them. Each mark bears the number of its claimant in the list beside the
    chart. Where the axis is the day of assertion, a claimant's stated values are joined in steps: what
    was asserted stands until it is revised. What holds at two moments says nothing of the time between,
    and is not joined. A day that is not exactly known is a pale bar over its span, the mark in its
    middle. Repeats are fainter. A claim without a number is a tick below zero.

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
    >>> nis = case.claims[case.claims["claim_id"].isin(["nis-2025-01-13-killed", "nis-2025-04-30-killed"])]
    >>> plot_history(with_names(nis, case)).get_ylabel()
    'killed (persons)'
    """
    if by not in ("asserted", "period"):
        raise ValueError(f'plot_history: by is "{by}", but it is one of: asserted, period')
    words = words_of(lang)
    require_columns(claims, [*NEEDED, f"{by}_earliest", f"{by}_latest"], "plot_history")
    keys = scopes(claims, over_time=True)
    if keys.nunique() > 1:
        other = claims[keys != keys.iloc[0]].iloc[0]
        raise NotComparableError.of(claims.iloc[0], other, [*SCOPE, "period"])
    top = claims[["low", "best", "high"]].max().max()
    if pd.isna(top):
        raise ValueError(
            f"plot_history: none of the {len(claims)} claims has a number. Show them with "
            "tabulate_claims, or draw their words with plot_estimates"
        )
    ax = new_axes(ax, 7.4, 4.6)
    first = claims.iloc[0]
    where = f", {first['place_name']}" if isinstance(first["place_name"], str) else ""
    subject = say_subject(first["population_name"], first["measure_name"], lang)
    when = f" ({say_scope(claims, lang)})" if first["kind"] != "stock" else ""
    ax.set_title(f"{subject}{where}{when}")
    ax.set_ylabel(f"{first['measure_name']} ({words.get(first['unit'], first['unit'])})")
    ax.grid(visible=True, axis="y")
    ax.set_ylim(-0.06 * (top or 1.0), 1.08 * (top or 1.0))
    names, tags = [], []
    for number, (claimant, own) in enumerate(claims.groupby("claimant", sort=False), start=1):
        colour = COLOURS[(number - 1) % len(COLOURS)]
        tags += [(f"{number}", colour, x, y) for x, y in _draw_claimant(ax, own, by, colour)]
        names.append((f"{number}  {claimant}", colour))
    ax.set_xlim(ax.get_xlim())
    _tag(ax, tags)
    ax.yaxis.set_major_formatter(lambda value, _: "" if value < 0 else say_number(round(value, 9), lang))
    date_axis(ax)
    _list_names(ax, names)
    _note(ax, claims, by, lang)
    return ax


def _draw_claimant(ax: Axes, claims: pd.DataFrame, by: str, colour: str) -> list[tuple[float, float]]:
    """Draw one claimant's claims, and join stated values where the axis is the day of assertion.

    Gives where the marks stand, for their tags.
    """
    first, last = claims[f"{by}_earliest"], claims[f"{by}_latest"]
    if by == "period" and claims["kind"].iloc[0] == "cumulative":
        first = last  # a total is reached at the end of its period
    early, late = mdates.date2num(first.fillna(last)), mdates.date2num(last.fillna(first))
    x = (early + late) / 2
    is_repeat = claims["derived_from"].notna().to_numpy()
    stated = claims["best"].notna().to_numpy() & ~is_repeat
    if by == "asserted" and stated.sum() > 1:
        order = np.argsort(x[stated], kind="stable")
        steps = claims["best"].to_numpy()[stated][order]
        ax.plot(x[stated][order], steps, color=colour, linewidth=1.0, alpha=0.7, drawstyle="steps-post")
    places = []
    for position, claim in enumerate(claims.itertuples()):
        look: dict[str, Any] = {"color": colour, "alpha": FAINT if is_repeat[position] else 1.0}
        span = (early[position], late[position])
        places.append((x[position], _draw_claim(ax, claim, x[position], span, look)))
    return places


def _draw_claim(ax: Axes, claim: Any, x: float, span: tuple[float, float], look: dict[str, Any]) -> float:
    """Draw one claim: its span of days, and its mark, or its tick below zero. Gives the height."""
    when = "/".join(mdates.num2date(day).strftime("%Y-%m-%d") for day in span) if span[0] < span[1] else ""
    values = {what: getattr(claim, what) for what in ("low", "best", "high")}
    there = {what: value for what, value in values.items() if not pd.isna(value)}
    if not there:
        height = ax.get_ylim()[0] / 2
        (tick,) = ax.plot([x], [height], marker="|", markersize=7, linestyle="none", **look)
        mark(tick, claim.claim_id, "no_number", when or mdates.num2date(x).strftime("%Y-%m-%d"))
        return height
    level = there.get("best", max(there.values()))
    if when:
        ax.plot(span, [level, level], color=look["color"], linewidth=3.5, alpha=0.22, solid_capstyle="butt")
    points = dict(there)
    if "low" in there and "high" in there:
        (bar,) = ax.plot([x, x], [there["low"], there["high"]], marker="_", markersize=9, **look)
        mark(bar, claim.claim_id, "bounds", when)
        points = {what: value for what, value in there.items() if what == "best"}
    for what, value in points.items():
        (point,) = ax.plot([x], [value], marker=SHAPES[what], linestyle="none", **OPEN, **look)
        mark(point, claim.claim_id, what, when)
    return level


def _tag(ax: Axes, tags: list[tuple[str, str, float, float]]) -> None:
    """Write each mark's claimant beside it, on the side where it is freest of marks and other tags."""
    places = ax.transData.transform([(x, y) for _, _, x, y in tags])
    taken = list(places)
    for (tag, colour, x, y), place in zip(tags, places, strict=True):
        shifts = [np.array(side) * ax.figure.dpi / 72 for side in SIDES]
        room = [min(np.hypot(*(place + shift - other)) for other in taken) for shift in shifts]
        best = int(np.argmax(room))
        taken.append(place + shifts[best])
        ax.annotate(
            tag,
            (x, y),
            SIDES[best],
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=TAG,
            color=colour,
        )


def _list_names(ax: Axes, names: list[tuple[str, str]]) -> None:
    """List the claimants beside the chart, each with its number and colour."""
    height = min(NAME_HEIGHT, 1.0 / max(len(names), 1))
    for position, (name, colour) in enumerate(names):
        ax.annotate(
            name,
            (1.03, 1.0 - position * height),
            xycoords="axes fraction",
            va="top",
            fontsize=8 if height == NAME_HEIGHT else 8 * height / NAME_HEIGHT,
            color=colour,
            annotation_clip=False,
        )


def _note(ax: Axes, claims: pd.DataFrame, by: str, lang: str) -> None:
    """Say below the chart what its signs mean, those that are there."""
    words = words_of(lang)
    has_none = claims[["low", "best", "high"]].isna().all(axis=1).any()
    has_steps = by == "asserted"
    signs = words["shapes"] + words["pale"] + words["numbers"]
    signs += (words["no number"] if has_none else "") + (words["lines"] if has_steps else "")
    lines = [words[by], *textwrap.wrap(signs, NOTE_WIDTH)]
    ax.set_xlabel("\n".join(lines), fontsize=7.5)
