"""Events of the front by sector over time: what is claimed, denied and confirmed, told apart."""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysttools.arguments import checked
from analysttools.case.code_names import format_code
from analysttools.charts.drawing.layout import NAME, text_height, text_width, wrap
from analysttools.charts.drawing.sheet import Part, Sheet, SheetOptions, Spaces, Stack, on_sheet
from analysttools.charts.drawing.style import (
    FAINT,
    at_most,
    date_axis,
    ink,
    mark,
    require_cells,
    require_drawable,
    styled,
)
from analysttools.charts.drawing.symbols import (
    STATUS_SHAPES,
    WITHDREW,
    colour_actors,
    order_actors,
    require_statuses,
    sign_actors,
)
from analysttools.charts.drawing.text import words_of
from analysttools.errors import describe_list

NEEDED = [
    *["event_id", "date", "date_earliest", "date_latest", "actor", "action", "status", "date_basis"],
    *["sector_name", "place_name", "actor_name"],
]
# An event takes this many inches of its row, and each row this height; the axis below, and its name.
MARK_WIDTH, ROW = 0.115, 0.105
BELOW, RIGHT, NAMES = 0.3, 0.25, 0.27
SPACES = Spaces(top=0.02)


@checked()
@styled
@at_most(500, "events", events=NEEDED)
@on_sheet
def plot_sectors(events: pd.DataFrame, **options: Unpack[SheetOptions]) -> Axes:
    """Draw events of the front in lanes by sector, against the day on which they are said to be.

    Events of the first actor (by the order of the sides where it is stated, else the most frequent) stand
    above the line of their lane, those of other forces below it. The shape tells whether an event is claimed,
    denied, confirmed by the other side or geolocated. Events whose date is only the day of the report,
    approximate, a span or open at one end are faint. A withdrawal bears a "w": ground given up by the forces
    named.

    Parameters
    ----------
    events : DataFrame
        One row an event of the front, with the columns of ``events`` and the names that
        ``with_names`` adds.
    **options : SheetOptions
        ``ax``, ``lang``, ``title``, ``size`` and ``dpi``, as every chart takes them
        (`analysttools.charts.drawing.sheet.Sheet`).

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
    >>> case = load_case("tests/cases/strait")
    >>> events = case.events[case.events["sector"].eq("strip")]
    >>> [label.get_text() for label in plot_sectors(with_names(events, case)).get_yticklabels()]
    ['Strait strip (6)']
    """
    sheet = Sheet(**options)
    events = require_drawable(events, NEEDED, "plot_sectors")
    _require_known(events)
    sheet.credit(events)
    colours = colour_actors(events)
    labels = events.groupby("sector_name").size()
    names = [f"{name} ({size})" for name, size in labels.items()]
    room = min(max(text_width(name, NAME) for name in names) + 0.12, NAMES * sheet.width)
    sheet.set_margins(room, RIGHT)
    placed = _place(events, sheet.inside)
    lanes = _name_lanes(placed, room - 0.12)
    bases, floors = _bases(placed, lanes)
    above = events.loc[events["actor"].eq(_above(events)), "actor_name"].iloc[0]
    said = f"{sheet.words['event']}. {sheet.words['above'].format(actor=above)}"
    key = sheet.key(_handles(placed, colours, sheet.lang))
    foot: Stack = [(BELOW, sheet.note(said[0].upper() + said[1:])), (0.06, key)]
    (ax,) = sheet.open([Part(-ROW * floors.iloc[-1])], foot, spaces=SPACES)
    for event in placed.itertuples():
        sign = 1 if event.half == "above" else -1
        _draw_event(ax, event, bases[event.lane] + sign * (event.stack + 0.8), colours[event.actor])
    _draw_lanes(ax, placed, bases, floors, lanes)
    date_axis(ax, sheet.inside, sheet.lang)
    sheet.close(foot)
    return ax


def _name_lanes(placed: pd.DataFrame, width: float) -> pd.Series:
    """Return the name of each lane with how many events it has, wrapped to a width in inches."""
    counts = placed.groupby("lane")["sector_name"].agg(["first", "size"])
    texts = [wrap(f"{row.first} ({row.size})", width, NAME) for row in counts.itertuples(index=False)]
    return pd.Series(texts, index=counts.index)


def _draw_lanes(
    ax: Axes, placed: pd.DataFrame, bases: pd.Series, floors: pd.Series, names: pd.Series
) -> None:
    """Draw the line, the ground and the name of each lane."""
    for lane, base in bases.items():
        ax.axhline(base, color="#bbbbbb", linewidth=0.8, zorder=0)
        if lane % 2:
            ax.axhspan(floors[lane], floors[lane - 1], color="#f4f4f4", zorder=-1)
    ax.set_yticks(list(bases), names.tolist())
    ax.set_ylim(floors.iloc[-1], 0)
    days = placed[["early", "late"]]
    room = 0.03 * (days["late"].max() - days["early"].min()) + pd.Timedelta(days=4)
    ax.set_xlim(days["early"].min() - room, days["late"].max() + room)


def _require_known(events: pd.DataFrame) -> None:
    """Raise if a row cannot be drawn: a status without a mark, no day, no sector, no actor."""
    require_statuses(events, "plot_sectors")
    require_cells(events, ["event_id", "status", "sector_name", "actor", "actor_name"], "plot_sectors")
    dayless = events.loc[events[["date_earliest", "date_latest"]].isna().all(axis=1), "event_id"]
    if not dayless.empty:
        raise ValueError(
            f"plot_sectors: {len(dayless)} of {len(events)} events have no day: {describe_list(dayless)}. "
            "Leave them out"
        )


def _place(events: pd.DataFrame, inside: float) -> pd.DataFrame:
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
    withdrew = placed["action"].eq("withdrew").map({True: WITHDREW, False: ""})
    placed["sign"] = placed["actor"].map(_signs(events)) + withdrew
    placed = placed.sort_values(["lane", "half", "early", "late", "event_id"])
    span = placed["late"].max() - placed["early"].min()
    width = (1.06 * span + pd.Timedelta(days=8)) * (MARK_WIDTH / inside)
    stacks = [_stack(part, width) for _, part in placed.groupby(["lane", "half"])]
    return placed.assign(stack=pd.concat(stacks))


def _above(events: pd.DataFrame) -> str:
    """Return whose events stand above the line: those of the first actor."""
    return order_actors(events)[0]


def _signs(events: pd.DataFrame) -> dict[str, str]:
    """Give actors signs: none to the first, which has its own side of the line; the others tell apart."""
    first = _above(events)
    return {first: "", **sign_actors(events.loc[events["actor"].ne(first), "actor"])}


def _stack(events: pd.DataFrame, width: pd.Timedelta) -> pd.Series:
    """Give each event the lowest row in which its span, and some days around it, are free."""
    ends: list[pd.Timestamp] = []
    rows = []
    for early, late, sign in zip(events["early"], events["late"], events["sign"], strict=True):
        free = [row for row, end in enumerate(ends) if end < early]
        row = free[0] if free else len(ends)
        ends[row : row + 1] = [late + width * (1 + 0.8 * len(sign))]
        rows.append(row)
    return pd.Series(rows, index=events.index)


def _bases(placed: pd.DataFrame, names: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the height of the line of each lane, and of its floor: room for its marks and its name."""
    depth = placed.pivot_table(index="lane", columns="half", values="stack", aggfunc="max") + 1.6
    half = names.map(lambda name: text_height(name, NAME) / 2 / ROW + 0.2)
    depth = depth.reindex(columns=["above", "below"]).fillna(0.8).clip(lower=half, axis=0)
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
        marker=STATUS_SHAPES[event.status],
        markersize=4.6,
        color=colour,
        alpha=1.0 if event.is_exact else FAINT,
        linestyle="none",
        markerfacecolor="white" if event.status == "claimed" else colour,
        markeredgewidth=1.2,
    )
    mark(point, event.event_id, event.status, when)
    if event.sign:
        look: dict[str, Any] = {"fontsize": 7, "color": ink(colour), "va": "center"}
        ax.annotate(event.sign, (event.day, y), (4, 0), textcoords="offset points", **look)


def _handles(events: pd.DataFrame, colours: dict[str, str], lang: str) -> list[Line2D]:
    """Return what shapes and colours mean, those that are there."""
    words = words_of(lang)
    grey: dict[str, Any] = {"color": "#555555", "linestyle": "none", "markersize": 6}
    handles = []
    for name, shape in STATUS_SHAPES.items():
        if events["status"].eq(name).any():
            face = "white" if name == "claimed" else "#555555"
            handles.append(
                Line2D([], [], marker=shape, markerfacecolor=face, label=format_code(name, lang), **grey)
            )
    signs = _signs(events)
    names = events.drop_duplicates("actor").set_index("actor")["actor_name"]
    for actor in [actor for actor in colours if actor in names.index]:
        look: dict[str, Any] = {"color": colours[actor], "linestyle": "none", "markersize": 6}
        sign = f" ({signs[actor]})" if signs[actor] else ""
        handles.append(Line2D([], [], marker="o", label=f"{names[actor]}{sign}", **look))
    handles.append(Line2D([], [], marker="o", alpha=FAINT, label=words["uncertain"], **grey))
    if events["action"].eq("withdrew").any():
        handles.append(Line2D([], [], linestyle="none", label=f"{WITHDREW}: {words['withdrew']}"))
    return handles
