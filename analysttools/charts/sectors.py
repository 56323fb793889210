"""Events of the front by sector over time: what is claimed, denied and confirmed, told apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysttools.charts.style import COLOURS, FAINT, date_axis, mark, new_axes, require_columns, styled
from analysttools.charts.words import words_of

NEEDED = [
    *["event_id", "date", "date_earliest", "date_latest", "actor", "action", "status", "date_basis"],
    *["sector_name", "place_name", "actor_name"],
]
# Shape tells the status; colour and half of the lane both tell whose forces acted.
SHAPES = {"claimed": "o", "denied": "X", "confirmed_by_other_side": "s", "geolocated": "^", "unknown": "d"}
ACTORS = {"ukraine": "#0072B2", "russia": "#D55E00", "russia+dprk": "#000000"}
MARK_WIDTH = pd.Timedelta(days=5)


@styled
def plot_sectors(events: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw events of the front in lanes by sector, against the day on which they are said to be.

    Events of Ukrainian forces (in another case: of the most frequent actor) stand above the line of their
    lane, those of other forces below it. The shape tells whether an event is claimed, denied, confirmed by
    the other side or geolocated. Events whose date is only the day of the report, approximate, a span or
    open at one end are faint. A withdrawal bears a "w": ground given up by the forces named.

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
        If columns are missing, there is no row, or a row has no day, sector, actor or known status.

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
    words = words_of(lang)
    _require_known(events)
    colours = _colours(events["actor"])
    placed = _place(events)
    bases, floors = _bases(placed)
    ax = new_axes(ax, 7.2, 1.7 - 0.105 * floors.iloc[-1])
    for event in placed.itertuples():
        sign = 1 if event.half == "above" else -1
        _draw_event(ax, event, bases[event.lane] + sign * (event.stack + 0.8), colours[event.actor])
    for lane, base in bases.items():
        ax.axhline(base, color="#bbbbbb", linewidth=0.8, zorder=0)
        if lane % 2:
            ceiling = 0 if lane == 0 else floors[lane - 1]
            ax.axhspan(floors[lane], ceiling, color="#f4f4f4", zorder=-1)
    counts = placed.groupby("lane")["sector_name"].agg(["first", "size"])
    ax.set_yticks(list(bases), [f"{row.first} ({row.size})" for row in counts.itertuples(index=False)])
    ax.set_ylim(floors.iloc[-1], 0)
    above = events.loc[events["actor"].eq(_above(events)), "actor_name"].iloc[0]
    ax.set_xlabel(f"{words['event']}. {words['above'].format(actor=above)}")
    date_axis(ax)
    _legend(ax, placed, colours, words)
    return ax


def _require_known(events: pd.DataFrame) -> None:
    """Raise if a row cannot be drawn: a status without a mark, no day, no sector, no actor."""
    unknown = sorted(set(events["status"].dropna()) - set(SHAPES))
    if unknown:
        raise ValueError(
            f"plot_sectors: the status {', '.join(unknown)} has no mark. It is one of: {', '.join(SHAPES)}"
        )
    for column in ("status", "sector_name", "actor", "date"):
        empty = events[events[column].isna()]
        if not empty.empty:
            raise ValueError(
                f"plot_sectors: {column} is empty in {len(empty)} of {len(events)} rows, first in "
                f"{empty['event_id'].iloc[0]}. Give events of the front alone: category is front"
            )


def _colours(actors: pd.Series) -> dict[str, str]:
    """Give each actor a colour: the same for the same actor where the case is the shipped one."""
    others = [actor for actor in actors.value_counts().index if actor not in ACTORS]
    spare = [colour for colour in COLOURS if colour not in ACTORS.values()]
    return {**ACTORS, **{actor: spare[rank % len(spare)] for rank, actor in enumerate(others)}}


def _place(events: pd.DataFrame) -> pd.DataFrame:
    """Give each event its lane, its day and its height within the lane, so that marks do not overlap."""
    early = events["date_earliest"].fillna(events["date_latest"])
    late = events["date_latest"].fillna(events["date_earliest"])
    is_open = events["date_earliest"].isna() | events["date_latest"].isna()
    is_exact = (early == late) & ~is_open & events["date_basis"].ne("day_of_report")
    placed = events.assign(early=early, late=late, is_exact=is_exact, day=early + (late - early) / 2)
    sizes = events["sector_name"].value_counts()
    lanes = sorted(sizes.index, key=lambda name: (-sizes[name], name))
    placed["lane"] = placed["sector_name"].map(lanes.index)
    placed["half"] = np.where(placed["actor"] == _above(events), "above", "below")
    placed = placed.sort_values(["lane", "half", "early", "late", "event_id"])
    stacks = [_stack(part) for _, part in placed.groupby(["lane", "half"])]
    return placed.assign(stack=pd.concat(stacks))


def _above(events: pd.DataFrame) -> str:
    """Tell whose events stand above the line: Ukrainian forces, or in other cases the most frequent actor."""
    actors = events["actor"].value_counts()
    return "ukraine" if "ukraine" in actors else str(actors.index[0])


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


def _bases(placed: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Give the height of the line of each lane, and of its floor."""
    depth = placed.pivot_table(index="lane", columns="half", values="stack", aggfunc="max") + 1.6
    depth = depth.reindex(columns=["above", "below"]).fillna(0.8)
    floor = -(depth["above"] + depth["below"]).cumsum()
    return floor + depth["below"], floor


def _draw_event(ax: Axes, event: Any, y: float, colour: str) -> None:
    when = ""
    if event.late > event.early:
        ax.plot([event.early, event.late], [y, y], color=colour, linewidth=1.0, alpha=FAINT)
        when = f"{event.early:%Y-%m-%d}/{event.late:%Y-%m-%d}"
    elif pd.isna(event.date_earliest) or pd.isna(event.date_latest):
        when = event.date  # open at one end: the mark stands at the other
    (point,) = ax.plot(
        [event.day],
        [y],
        marker=SHAPES[event.status],
        markersize=4.6,
        color=colour,
        alpha=1.0 if event.is_exact else FAINT,
        linestyle="none",
        markerfacecolor="white" if event.status == "claimed" else colour,
        markeredgewidth=1.2,
    )
    mark(point, event.event_id, event.status, when)
    if event.action == "withdrew":
        ax.annotate("w", (event.day, y), (4, -2), textcoords="offset points", fontsize=7, color=colour)


def _legend(ax: Axes, events: pd.DataFrame, colours: dict[str, str], words: dict[str, str]) -> None:
    """Say below the chart what shapes and colours mean, those that are there."""
    grey: dict[str, Any] = {"color": "#555555", "linestyle": "none", "markersize": 6}
    handles = []
    for name, shape in SHAPES.items():
        if events["status"].eq(name).any():
            face = "white" if name == "claimed" else "#555555"
            handles.append(Line2D([], [], marker=shape, markerfacecolor=face, label=words[name], **grey))
    names = events.drop_duplicates("actor").set_index("actor")["actor_name"]
    for actor in [actor for actor in colours if actor in names.index]:
        look: dict[str, Any] = {"color": colours[actor], "linestyle": "none", "markersize": 6}
        handles.append(Line2D([], [], marker="o", label=names[actor], **look))
    handles.append(Line2D([], [], marker="o", alpha=FAINT, label=words["uncertain"], **grey))
    if events["action"].eq("withdrew").any():
        handles.append(Line2D([], [], linestyle="none", label=f"w: {words['withdrew']}"))
    figure = ax.get_figure(root=True)
    if figure is not None:
        figure.legend(handles=handles, loc="outside lower center", ncols=3)
