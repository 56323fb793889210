"""Events of the front by sector over time: what is claimed, denied and confirmed, told apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysttools.charts.style import FAINT, date_axis, mark, new_axes, require_columns, styled
from analysttools.charts.words import WORDS

NEEDED = [
    *["event_id", "date", "date_earliest", "date_latest", "actor", "status", "date_basis"],
    *["sector_name", "place_name"],
]
# Shape tells the status; colour and half of the lane both tell whose forces acted.
SHAPES = {"claimed": "o", "denied": "X", "confirmed_by_other_side": "s", "geolocated": "^", "unknown": "d"}
ACTORS = {"ukraine": "#0072B2", "russia": "#D55E00", "russia+dprk": "#000000"}
MARK_WIDTH = pd.Timedelta(days=5)


@styled
def plot_sectors(events: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw events of the front in lanes by sector, against the day on which they are said to be.

    Events of Ukrainian forces stand above the line of their lane, those of Russian forces below it.
    The shape tells whether an event is claimed, denied, confirmed by the other side or geolocated.
    Events whose date is only the day of the report, approximate or a span are faint.

    Parameters
    ----------
    events : DataFrame
        One row an event of the front, with the columns of ``events`` and the names that
        ``with_names`` adds.
    ax : matplotlib.axes.Axes, optional
        Where to draw. None makes a new figure.
    lang : {"en", "fr"}
        Language of the words of the chart.

    Returns
    -------
    matplotlib.axes.Axes
        Each mark carries the id of its event (``gid``).

    Raises
    ------
    ValueError
        If columns are missing, there is no row, or a status or an actor has no mark.

    Examples
    --------
    >>> from analysttools import load_case, with_names
    >>> from analysttools.charts.sectors import plot_sectors
    >>> case = load_case("data")
    >>> events = case.events[case.events["sector"].eq("chasiv_yar")]
    >>> [label.get_text() for label in plot_sectors(with_names(events, case)).get_yticklabels()]
    ['Chasiv Yar (8)']
    """
    require_columns(events, NEEDED, "plot_sectors")
    _require_known(events["status"], SHAPES, "status")
    _require_known(events["actor"], ACTORS, "actor")
    placed = _place(events)
    bases, floor = _bases(placed)
    ax = new_axes(ax, 7.2, 1.7 - 0.105 * floor)
    for event in placed.itertuples():
        sign = 1 if event.half == "above" else -1
        _draw_event(ax, event, bases[event.lane] + sign * (event.stack + 0.8))
    for base in bases:
        ax.axhline(base, color="#bbbbbb", linewidth=0.8, zorder=0)
    counts = placed.groupby("lane")["sector_name"].agg(["first", "size"])
    ax.set_yticks(list(bases), [f"{row.first} ({row.size})" for row in counts.itertuples(index=False)])
    ax.set_ylim(floor, 0)
    ax.set_xlabel(WORDS[lang]["event"])
    date_axis(ax)
    _legend(ax, placed, lang)
    return ax


def _require_known(values: pd.Series, known: dict[str, str], name: str) -> None:
    unknown = sorted(set(values.dropna()) - set(known)) + (["(missing)"] if values.isna().any() else [])
    if unknown:
        raise ValueError(
            f"plot_sectors: {name} {', '.join(unknown)} has no mark. It is one of: {', '.join(known)}"
        )


def _place(events: pd.DataFrame) -> pd.DataFrame:
    """Give each event its lane, its day and its height within the lane, so that marks do not overlap."""
    early = events["date_earliest"].fillna(events["date_latest"])
    late = events["date_latest"].fillna(events["date_earliest"])
    is_exact = (early == late) & events["date_basis"].ne("day_of_report")
    early + (late - early) / 2
    placed = events.assign(early=early, late=late, is_exact=is_exact, day=early + (late - early) / 2)
    sizes = events["sector_name"].value_counts()
    lanes = sorted(sizes.index, key=lambda name: (-sizes[name], name))
    placed["lane"] = placed["sector_name"].map(lanes.index)
    placed["half"] = np.where(placed["actor"] == "ukraine", "above", "below")
    placed = placed.sort_values(["lane", "half", "early", "late", "event_id"])
    stacks = [_stack(part) for _, part in placed.groupby(["lane", "half"])]
    return placed.assign(stack=pd.concat(stacks))


def _stack(events: pd.DataFrame) -> pd.Series:
    """Give each event the lowest row in which its span, and some days around it, are free."""
    ends: list[pd.Timestamp] = []
    rows = []
    for early, late in zip(events["early"], events["late"], strict=True):
        free = [row for row, end in enumerate(ends) if end < early]
        row = free[0] if free else len(ends)
        ends[row : row + 1] = [late + MARK_WIDTH]
        rows.append(row)
    return pd.Series(rows, index=events.index)


def _bases(placed: pd.DataFrame) -> tuple[pd.Series, float]:
    """Give the height of the line of each lane, and the floor of the last one."""
    depth = placed.pivot_table(index="lane", columns="half", values="stack", aggfunc="max") + 1.6
    depth = depth.reindex(columns=["above", "below"]).fillna(0.8)
    floor = -(depth["above"] + depth["below"]).cumsum()
    return floor + depth["below"], float(floor.iloc[-1])


def _draw_event(ax: Axes, event: Any, y: float) -> None:
    colour = ACTORS[event.actor]
    alpha = 1.0 if event.is_exact else FAINT
    if event.late > event.early:
        ax.plot([event.early, event.late], [y, y], color=colour, linewidth=1.0, alpha=FAINT)
    (point,) = ax.plot(
        [event.day],
        [y],
        marker=SHAPES[event.status],
        markersize=4.6,
        color=colour,
        alpha=alpha,
        linestyle="none",
        markerfacecolor="white" if event.status == "claimed" else colour,
        markeredgewidth=1.2,
    )
    mark(point, event.event_id, event.status)


def _legend(ax: Axes, events: pd.DataFrame, lang: str) -> None:
    words = WORDS[lang]
    grey: dict[str, Any] = {"color": "#555555", "linestyle": "none", "markersize": 6}
    handles = [
        Line2D(
            [],
            [],
            marker=shape,
            markerfacecolor="white" if name == "claimed" else "#555555",
            label=words[name],
            **grey,
        )
        for name, shape in SHAPES.items()
        if events["status"].eq(name).any()
    ]
    handles += [
        Line2D([], [], marker="o", color=colour, linestyle="none", markersize=6, label=words[name])
        for name, colour in ACTORS.items()
        if events["actor"].eq(name).any()
    ]
    handles.append(Line2D([], [], marker="o", alpha=FAINT, label=words["uncertain"], **grey))
    ax.figure.legend(handles=handles, loc="outside lower center", ncols=3)
