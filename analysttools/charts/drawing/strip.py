"""Captures that were claimed and denied, in a strip below the panels of a chart: a lane for each side.

Belongs here: where each mark stands, so that none covers another, and how it looks. Does not belong here:
which captures there are, and what is drawn above them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysttools.charts.drawing.colours import FAINT, colour_sides
from analysttools.charts.drawing.layout import size_of
from analysttools.charts.drawing.style import ink, mark

# The lane of all sides that do not fight, their colour, and the ground of a strip.
OTHERS, GREY, GROUND = "", "#6E6E6E", "#F4F4F4"
# Points of a row of marks, between lanes, above the first of them, and of the words beside these.
LEVEL, APART, FIRST, LANE = 4.9, 2.2, 7.0, 6.5
# What is said: its mark, how large it is, and half as many points across as it covers.
SIGNS = {"captured": ("|", 4.2, 1.1), "taken_back": ("o", 3.7, 2.2), "denied": ("x", 3.8, 2.2)}
UNSETTLED = "unknown"


class Lane(NamedTuple):
    """The lane of a side: its name and colour, where it begins and how high it is, in points."""

    name: str
    colour: str
    start: float
    height: float


class Strip(NamedTuple):
    """The captures with ``lane``, ``sign`` and ``level``; the lanes, from top to bottom; inches in all."""

    events: pd.DataFrame
    lanes: dict[str, Lane]
    height: float

    @property
    def settled(self) -> pd.DataFrame:
        """The captures that have a mark."""
        return self.events[self.events["status"].ne(UNSETTLED)] if len(self.events) else self.events

    @property
    def unsettled(self) -> pd.DataFrame:
        """The captures that have none, because what is said of them settles nothing."""
        return self.events.drop(self.settled.index)


NOTHING = Strip(pd.DataFrame(), {}, 0.0)


def lay_strip(
    events: pd.DataFrame, holders: list[str], colours: list[str], point: float, others: str
) -> Strip:
    """Give each capture its lane and its row in it.

    Parameters
    ----------
    events : DataFrame
        Captures with ``panel``, ``x`` (their day on the axis) and the columns that ``with_names`` adds.
    holders : list of str
        The actors whose ground the chart shows; what any other captures is retaken.
    colours : list of str
        Those of the sides whose ground the map shows: they have lanes of their own, as have those that act.
    point : float
        How many days one point of the axis stands for.
    others : str
        The name of the lane of all sides that do not fight.

    Returns
    -------
    Strip
        Without lanes if no capture has a mark.
    """
    acting = events["actor_side"] if "actor_side" in events else events["actor"]
    order = events.get("actor_order", 0.0)
    ranked = pd.DataFrame({"side": acting, "order": order}).sort_values(["order", "side"], kind="stable")
    sides = events.loc[events["side_colour"].isin(colours), "side"] if "side_colour" in events else acting
    idle = [side for side in sides.unique() if side not in set(acting)]
    parties = [*idle, *ranked["side"].dropna().unique()]
    lane = events["side"].where(events["side"].isin(parties), OTHERS)
    is_back = ~events["actor"].isin(holders) & bool(holders)
    laid = events.assign(
        lane=lane,
        sign=np.select([events["status"].eq("denied"), is_back], ["denied", "taken_back"], "captured"),
        colour=colour_sides(events).mask(lane.eq(OTHERS), GREY),
        level=0,
    ).sort_values(["panel", "lane", "x", "event_id"], kind="stable")
    strip = Strip(laid, {}, 0.0)
    for _, own in strip.settled.groupby(["panel", "lane"]):
        laid.loc[own.index, "level"] = _stack(own, point)
    start = FIRST
    for side in (*parties, OTHERS):
        own = strip.settled[strip.settled["lane"].eq(side)]
        if own.empty:
            continue
        first = own.iloc[0]
        name = others if side == OTHERS else str(first.get("side_name", first["side"]))
        height = LEVEL * (float(own["level"].max()) + 1)
        strip.lanes[side] = Lane(name, first["colour"], start, height)
        start += height + APART
    return strip._replace(height=start / 72 if strip.lanes else 0.0)


def _stack(events: pd.DataFrame, point: float) -> list[int]:
    """Return for each mark the first row of its lane in which there is room."""
    ends: list[float] = []
    levels = []
    for x, sign in zip(events["x"], events["sign"], strict=True):
        half = (SIGNS[sign][2] + 0.5) * point
        level = next((number for number, end in enumerate(ends) if end <= x - half), len(ends))
        ends[level : level + 1] = [x + half]
        levels.append(level)
    return levels


def draw_strip(ax: Axes, strip: Strip, panel: str) -> None:
    """Draw the captures of a panel in the lowest part of it."""
    if not strip.lanes:
        return
    height = size_of(ax)[1] * 72
    share = (72 * strip.height - FIRST + 3) / height
    ax.add_patch(Rectangle((0, 0), 1, share, transform=ax.transAxes, color=GROUND, linewidth=0, zorder=0))
    columns = ["event_id", "x", "level", "sign", "colour", "is_exact", "when", "status", "lane"]
    for event in strip.settled.loc[strip.settled["panel"].eq(panel), columns].itertuples():
        down = _top(ax, strip) + strip.lanes[event.lane].start + LEVEL * (event.level + 0.5)
        marker, size, _ = SIGNS[event.sign]
        line = Line2D(
            [event.x],
            [1 - down / height],
            transform=ax.get_xaxis_transform(),
            marker=marker,
            markersize=size,
            color=event.colour,
            alpha=1.0 if event.is_exact else FAINT,
            linestyle="none",
            zorder=2.5,
            **_looks(event.sign),
        )
        mark(ax.add_line(line), event.event_id, event.status, event.when)


def name_lanes(ax: Axes, strip: Strip) -> None:
    """Write whose lane each is, left of a panel."""
    for lane in strip.lanes.values():
        ax.annotate(
            lane.name,
            (0, 1),
            (-4, -(_top(ax, strip) + lane.start + lane.height / 2)),
            xycoords="axes fraction",
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=LANE,
            color=ink(lane.colour),
            annotation_clip=False,
        )


def list_signs(strip: Strip, words: dict[str, str], holder: str) -> list[Line2D]:
    """Return the entries of a key: what the marks of a strip are, those that are there."""
    if not strip.lanes:
        return []
    look: dict[str, Any] = {"color": "#444444", "linestyle": "none", "markersize": 5.5}
    entries = [
        Line2D([], [], marker=marker, label=words[sign].format(holder=holder), **_looks(sign), **look)
        for sign, (marker, _, _) in SIGNS.items()
        if strip.settled["sign"].eq(sign).any()
    ]
    if not strip.settled["is_exact"].all():
        pale = Line2D([], [], marker="|", alpha=FAINT, label=words["unsure"], **_looks("captured"), **look)
        entries.append(pale)
    return entries


def _looks(sign: str) -> dict[str, Any]:
    return {"markerfacecolor": "white", "markeredgewidth": 1.8 if sign == "captured" else 1.2}


def _top(ax: Axes, strip: Strip) -> float:
    """Return how many points below the upper edge of a panel its strip begins."""
    return (size_of(ax)[1] - strip.height) * 72
