"""Ground gained by sector over time, a panel a sector, with the captures that were claimed and denied below.

Belongs here: growth since the first day, the panels, the strip of claims below each. Does not belong here:
measuring (``front/``).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple, Unpack

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from analysttools.arguments import checked
from analysttools.charts.drawing.layout import (
    NAME,
    NARROW,
    NOTE,
    TITLE,
    order_axes,
    size_of,
    split,
    text_height,
    text_width,
    wrap,
)
from analysttools.charts.drawing.number_axis import Span, number_down, tick_room
from analysttools.charts.drawing.placement import Room, take_first
from analysttools.charts.drawing.sheet import (
    LOOSE,
    LOOSE_PT,
    Note,
    Part,
    Sheet,
    SheetOptions,
    Spaces,
    Stack,
    on_sheet,
)
from analysttools.charts.drawing.strip import LANE as LANE_SIZE_PT
from analysttools.charts.drawing.strip import NOTHING, Strip, draw_strip, lay_strip, list_signs, name_lanes
from analysttools.charts.drawing.style import (
    at_most,
    date_axis,
    ink,
    mark,
    require_cells,
    require_drawable,
    require_few,
    styled,
)
from analysttools.charts.drawing.symbols import require_statuses
from analysttools.charts.front_map.map_names import format_holder, format_map_name, require_one_map, stated
from analysttools.errors import describe_list
from analysttools.formatting import format_day, format_number
from analysttools.locales import read_texts

NEEDED = ["area_id", "map_day", "sector", "area_km2", "source_id"]
EVENTS = [
    *["event_id", "date", "date_earliest", "date_latest", "sector", "actor", "action", "status"],
    *["date_basis", "side"],
]
MOVED = ["sector", "degrees", "least_km2", "most_km2"]
WORDS = read_texts("charts.sectors")
# The sector that is the whole map, and the panel of what lies in no sector.
ALL, ELSEWHERE = "all", ""
# The most panels of one chart.
PANELS = 8
# Inches: the height of a panel without its strip, and to how little it may shrink; the width of the narrowest
# panel, also where height is scarce, and the gap between two.
BODY, BODY_OF_HALF, LEAST = 1.0, 0.55, 0.4
NARROWEST, NARROWEST_IF_LOW, NARROWEST_OF_HALF, GAP = 1.3, 0.85, 0.8, 0.14
# Inches of the axis of days, below a panel that has none, at the right; part of the height over the lines.
AXIS, UNDER, RIGHT, OVER = 0.4, 0.06, 0.12, 0.2
# How much wider the axis would be if its months stood on one line.
TWO_LINES = 1.8
SPACES = Spaces(top=0.02)
# Lines of other sectors; of the panel's own sector, where the case states no colour for the holder.
GREY, COLOUR = "#C9C9C9", "#D55E00"
# How far from its line a number may stand, in points.
NEARER = (2.5, 6.0, 10.0, 15.0, 22.0)
# Decimals of an area, in km2.
DECIMALS = 1


class Panel(NamedTuple):
    """A panel: its sector, its titles, the ids of its rows, and how much the ground grew by each day."""

    sector: str
    title: str
    under: str
    ids: str
    growth: pd.Series


class Chart(NamedTuple):
    """What is drawn: the panels, how many stand side by side, the ends of the days, the captures below."""

    panels: list[Panel]
    columns: int
    days: tuple[float, float]
    strip: Strip
    colour: str

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the greatest growth of all panels, nought and 1 among them."""
        low = min(0.0, *(float(panel.growth.min()) for panel in self.panels))
        return low, max(1.0, *(float(panel.growth.max()) for panel in self.panels))


@checked()
@styled
@at_most(20_000, "rows", measured=NEEDED, events=EVENTS)
@on_sheet
def plot_sectors(
    measured: pd.DataFrame,
    events: pd.DataFrame | None = None,
    *,
    moved: pd.DataFrame | None = None,
    elsewhere: str | None = None,
    **options: Unpack[SheetOptions],
) -> Axes:
    """Draw how much the ground on a map of control grew in each sector since the first day that is given.

    Each sector has a panel, all of one scale, with the others grey behind it; the panels are in the order of
    their growth. Where rows of the whole map are given beside those of sectors, what it grew outside of them
    is the last panel. A day without a file is a gap; between days that are not given the line stays level.

    Below each panel stand the captures that were claimed there and those that were denied, one lane for each
    side that fights and one for all others, so that colour is not needed to tell who says so. A day that is
    not certain is pale.

    Parameters
    ----------
    measured : DataFrame
        The area by day and sector: rows of ``case.daily_area`` of one map, with names, all sectors from the
        same first day on. ``sector`` "all" is the whole map.
    events : DataFrame, optional
        Captures, one row an event, with the columns of ``events`` and the names that ``with_names`` adds.
        Those whose status is "unknown" are counted below. None draws no strip.
    moved : DataFrame, optional
        What `growth_if_moved` gives for the first and the last of the days: then each panel says how much
        another outline would change its number.
    elsewhere : str, optional
        The ``sector`` of those events that lie in none of the sectors, such as "other".
    **options : SheetOptions
        ``ax``, ``lang``, ``title``, ``size`` and ``dpi``, as every chart takes them
        (`analysttools.charts.drawing.sheet.Sheet`).

    Returns
    -------
    matplotlib.axes.Axes
        The first panel; ``.figure`` holds them all. Each line carries the ids of its measured days (that of
        the last panel those of the whole map), each mark below the id of its event (``gid``).

    Raises
    ------
    ValueError
        If columns are missing, there is no row, the rows are of several maps, a sector has no area on the
        first day, there are more than eight sectors, an event is not a capture or is of a sector that is not
        drawn, or `ax` is given and several panels are needed.

    Examples
    --------
    >>> from analysttools import choose, load_case, with_names
    >>> from analysttools.charts.sectors import plot_sectors
    >>> case = load_case("tests/cases/strait")
    >>> ax = plot_sectors(with_names(choose(case.daily_area, sector="strip"), case))
    >>> ax.get_title(loc="left"), ax.texts[0].get_text()
    ('Strait strip', '+4,554')
    """
    sheet = Sheet(**options)
    measured = _require_measured(measured)
    moved = None if moved is None else require_drawable(moved, MOVED, "plot_sectors (moved)")
    panels = _panels(measured, moved, sheet.lang)
    taken = None if events is None else _require_events(events, [one.sector for one in panels], elsewhere)
    if not sheet.is_own and len(panels) > 1:
        raise ValueError(
            f"plot_sectors: {len(panels)} panels are needed, but ax is one. Leave ax out, or give the rows "
            f'of one sector: choose(measured, sector="{panels[0].sector}")'
        )
    sheet.credit(measured, *([] if taken is None else [taken]))
    chart = _lay(panels, taken, measured, sheet)
    key = list_signs(chart.strip, WORDS[sheet.lang], format_holder(measured, sheet.lang))
    foot = [(AXIS, sheet.note(_note(chart, measured, moved, sheet.lang))), *_left_out(chart.strip, sheet)]
    subtitle = WORDS[sheet.lang]["subtitle"].format(
        holder=format_holder(measured, sheet.lang),
        map=format_map_name(measured, sheet.lang),
        day=format_day(f"{measured['map_day'].min():%Y-%m-%d}", sheet.lang),
    )
    rows = [panels[start : start + chart.columns] for start in range(0, len(panels), chart.columns)]
    heads = [max(_head(panel, _width(chart.columns, sheet)) for panel in row) for row in rows]
    over: Stack = [(heads[0] + 0.04, sheet.key(key))] if key else [(heads[0] - 0.06, Note(""))]
    parts = [_part(chart.strip, sheet, head) for head in heads]
    parts = [parts[0]._replace(above=0.0), *parts[1:]]
    bands = sheet.open(parts, foot, over=over, spaces=SPACES, subtitle=subtitle)
    drawn = [ax for band, row in zip(bands, rows, strict=True) for ax in _draw_row(band, row, chart, sheet)]
    order_axes(drawn)
    sheet.close(foot)
    return drawn[0]


# ---- What is drawn ----------------------------------------------------------------------------------------


def _require_measured(measured: pd.DataFrame) -> pd.DataFrame:
    """Return the measured days in order, or raise unless all are of one map and begin on one day."""
    measured = require_drawable(measured, NEEDED, "plot_sectors")
    require_cells(measured, ["area_id", "map_day", "sector", "source_id"], "plot_sectors")
    require_one_map(measured, "plot_sectors")
    require_few("plot_sectors", "sectors", measured["sector"].nunique(), PANELS)
    first = measured["map_day"].min()
    begun = measured.loc[measured["map_day"].eq(first) & measured["area_km2"].notna(), "sector"]
    late = [sector for sector in measured["sector"].unique() if sector not in set(begun)]
    if late:
        raise ValueError(
            f"plot_sectors: {describe_list(late)} has no area on the first day, {first.date()}, from which "
            "growth is counted. Give rows from a day on which all sectors have one"
        )
    twice = measured.loc[measured.duplicated(["map_day", "sector"]), "area_id"]
    if not twice.empty:
        raise ValueError(
            f"plot_sectors: another row is of the day and sector of {describe_list(twice)} too. Keep one row "
            "a day and sector"
        )
    return measured.sort_values("map_day", kind="stable").reset_index(drop=True)


def _panels(measured: pd.DataFrame, moved: pd.DataFrame | None, lang: str) -> list[Panel]:
    """Return the panels, the one that grew most first, and last what lies in none of the sectors."""
    words, growth, panels = WORDS[lang], {}, []
    for sector, rows in measured.groupby("sector"):
        areas = rows.set_index("map_day")["area_km2"]
        growth[sector] = areas - areas.iloc[0]
        name = rows["sector_name"].iloc[0] if "sector_name" in rows else None
        title = words["whole map"] if sector == ALL else name if isinstance(name, str) else str(sector)
        ids, under = ";".join(rows["area_id"]), _under(str(sector), moved, lang)
        panels.append(Panel(str(sector), title, under, ids, growth[sector].round(DECIMALS) + 0.0))
    if len(panels) == 1:
        return panels
    outlined = sorted((one for one in panels if one.sector != ALL), key=lambda one: -_last(one.growth))
    if ALL not in growth:
        return outlined
    (whole,) = (one for one in panels if one.sector == ALL)
    rest = growth.pop(ALL) - sum(growth.values())
    rest = rest.reindex(whole.growth.index).round(DECIMALS) + 0.0
    return [*outlined, Panel(ELSEWHERE, words["elsewhere"], words["rest"], whole.ids, rest)]


def _last(growth: pd.Series) -> float:
    return float(growth.dropna().iloc[-1])


def _under(sector: str, moved: pd.DataFrame | None, lang: str) -> str:
    """Return how much the ground in a sector would have grown within another outline."""
    own = pd.DataFrame() if moved is None else moved[moved["sector"].eq(sector)]
    if own.empty:
        return ""
    ends = own[MOVED[2:]].iloc[0].round()
    least, most = (_sign(end, lang) if ends.min() < 0 else format_number(end, lang) for end in ends)
    return WORDS[lang]["moved"].format(least=least, most=most)


def _sign(value: float, lang: str) -> str:
    """Write growth in whole km2, with its sign."""
    whole = round(float(value))
    return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{format_number(abs(whole), lang)}"


def _days(panels: list[Panel], events: pd.DataFrame | None) -> tuple[float, float]:
    """Return the ends of the axis of days: all days of the map and of the captures, and some room."""
    days = [mdates.date2num(panel.growth.index) for panel in panels]
    days += [] if events is None or events.empty else [events["x"].to_numpy(float)]
    every = np.concatenate(days)
    room = 0.03 * float(np.ptp(every)) + 1
    return float(every.min()) - room, float(every.max()) + room


def _require_events(events: pd.DataFrame, sectors: list[str], elsewhere: str | None) -> pd.DataFrame:
    """Return the captures with their panel and day, or raise if one is not a capture or has no panel."""
    events = require_drawable(events, EVENTS, "plot_sectors (events)")
    require_cells(events, ["event_id", "status", "sector", "actor", "side"], "plot_sectors (events)")
    require_statuses(events, "plot_sectors (events)")
    is_captured = events["action"].eq("captured")
    if not is_captured.all():
        raise ValueError(
            f"plot_sectors (events): {(~is_captured).sum()} of {len(events)} events are not captures: "
            f'{describe_list(events.loc[~is_captured, "event_id"])}. Give choose(events, action="captured")'
        )
    dayless = events.loc[events[["date_earliest", "date_latest"]].isna().all(axis=1), "event_id"]
    if not dayless.empty:
        raise ValueError(
            f"plot_sectors (events): {len(dayless)} of {len(events)} events have no day: "
            f"{describe_list(dayless)}. Leave them out"
        )
    has_rest = elsewhere is not None and ELSEWHERE in sectors
    panel = events["sector"].mask(events["sector"].eq(elsewhere), ELSEWHERE) if has_rest else events["sector"]
    panel = pd.Series(ALL, events.index) if sectors == [ALL] else panel
    strange = events.loc[~panel.isin(sectors), "sector"]
    if not strange.empty:
        raise ValueError(
            f"plot_sectors (events): {len(strange)} of {len(events)} events are of sectors that are not "
            f"drawn: {describe_list(strange.unique())}. Choose those of: "
            f"{', '.join(filter(None, sectors))}; elsewhere= names the sector of what lies in none of them"
        )
    early = events["date_earliest"].fillna(events["date_latest"])
    late = events["date_latest"].fillna(events["date_earliest"])
    is_open = events["date_earliest"].isna() | events["date_latest"].isna()
    is_exact = early.eq(late) & ~is_open & events["date_basis"].ne("day_of_report")
    x = (mdates.date2num(early) + mdates.date2num(late)) / 2
    when = np.where(early.lt(late) | is_open, events["date"], "")
    return events.assign(panel=panel, x=x, is_exact=is_exact, when=when)


def _left_out(strip: Strip, sheet: Sheet) -> list[tuple[float, Note]]:
    """Say how many captures have no mark, under their ids."""
    left = strip.unsettled
    if left.empty:
        return []
    words = WORDS[sheet.lang]["one unsettled" if len(left) == 1 else "unsettled"]
    text = words.format(count=format_number(len(left), sheet.lang))
    return [(0.07, sheet.note(text)._replace(gid=f"row.{';'.join(left['event_id'])}.left_out"))]


# ---- Panels -----------------------------------------------------------------------------------------------


def _lay(panels: list[Panel], events: pd.DataFrame | None, measured: pd.DataFrame, sheet: Sheet) -> Chart:
    """Set the margins, and return how many panels stand side by side and where the captures stand."""
    chart = Chart(panels, 1, _days(panels, events), NOTHING, stated(measured, "map_holder_colour") or COLOUR)
    rooms = [tick_room(chart.limits[1], sheet.lang)]
    others = WORDS[sheet.lang]["others"]
    if events is not None:
        names = events["side_name"] if "side_name" in events else events["side"]
        rooms += [text_width(str(name), LANE_SIZE_PT) for name in (*names.dropna().unique(), others)]
    sheet.set_margins(0.1 + max(rooms), RIGHT)
    if sheet.is_own:
        least = NARROWEST_IF_LOW if sheet.size.height else NARROWEST
        least = NARROWEST_OF_HALF if sheet.width < NARROW else least
        most = min(max(int((sheet.inside + GAP) / (least + GAP)), 1), len(panels))
        chart = chart._replace(columns=-(-len(panels) // -(-len(panels) // most)))
    if events is None:
        return chart
    point = (chart.days[1] - chart.days[0]) / (72 * _width(chart.columns, sheet))
    colours = [stated(measured, f"map_{whose}_colour") for whose in ("holder", "other")]
    holders = [actor for actor in stated(measured, "map_gained_by").split(";") if actor]
    return chart._replace(strip=lay_strip(events, holders, colours, point, others))


def _part(strip: Strip, sheet: Sheet, head: float) -> Part:
    """Return what the sheet must know of a row of panels."""
    is_half = sheet.size.height is None and sheet.width < NARROW
    body = BODY_OF_HALF if is_half else BODY
    return Part(body + strip.height, least=LEAST + strip.height, above=head, below=UNDER)


def _width(columns: int, sheet: Sheet) -> float:
    """Return how wide a panel is, in inches."""
    return (sheet.inside - GAP * (columns - 1)) / columns


def _titles(panel: Panel, width: float) -> tuple[str, str]:
    under = panel.under if width >= NARROWEST - 0.15 else panel.under.rpartition(": ")[2]
    return wrap(panel.title, width, _size(width), is_bold=True), wrap(under, width, NOTE)


def _size(width: float) -> float:
    """Return how large the title of a panel is, in points."""
    return TITLE if width >= NARROWEST - 0.15 else NOTE


def _head(panel: Panel, width: float) -> float:
    title, under = _titles(panel, width)
    return text_height(title, _size(width)) + LOOSE * text_height(under, NOTE) + 0.12


def _draw_row(band: Axes, row: list[Panel], chart: Chart, sheet: Sheet) -> list[Axes]:
    """Draw panels side by side in the place of one."""
    axes = split(band, chart.columns, GAP) if sheet.is_own else [band]
    for spare in axes[len(row) :]:
        spare.remove()
    drawn = axes[: len(row)]
    for ax, panel in zip(drawn, row, strict=True):
        _draw_panel(ax, panel, chart, sheet)
        is_lowest = len(chart.panels) - chart.panels.index(panel) <= chart.columns
        ax.tick_params(labelleft=ax is band, labelbottom=is_lowest)
    name_lanes(band, chart.strip)
    return drawn


def _draw_panel(ax: Axes, panel: Panel, chart: Chart, sheet: Sheet) -> None:
    """Draw a panel: the other sectors grey, its own line with what it came to, and the captures below."""
    (width, height), (low, top), below = size_of(ax), chart.limits, chart.strip.height
    reach = top * (1 + OVER) - low
    ax.set_xlim(*chart.days)
    ax.set_ylim(low - reach * below / (height - below), low + reach)
    others = [np.column_stack(_steps(other.growth)) for other in chart.panels if other is not panel]
    ax.add_collection(LineCollection(others, colors=GREY, linewidths=0.8, zorder=1.2), autolim=False)
    line = Line2D(*_steps(panel.growth), color=chart.colour, linewidth=2.0, zorder=2.2)
    ends = panel.growth.dropna().index
    mark(ax.add_line(line), panel.ids, "growth", f"{ends[0]:%Y-%m-%d}/{ends[-1]:%Y-%m-%d}")
    count = max(2, int((height - below) / 0.3))
    number_down(ax.yaxis, count, Span(low, top, top / height), sheet.lang)
    _rule(ax, low, low + reach)
    _write_days(ax, sheet.lang)
    _label(ax, panel, line, sheet.lang)
    draw_strip(ax, chart.strip, panel.sector)
    if sheet.is_own:
        _write_titles(ax, *_titles(panel, width))


def _rule(ax: Axes, low: float, top: float) -> None:
    """Draw the lines of the numbers, none of them through the strip."""
    ax.grid(visible=False)
    numbers = ax.yaxis.get_major_locator().tick_values(*ax.get_ylim())
    lines = [number for number in numbers if low <= number <= top and number]
    across = ax.get_yaxis_transform()
    ax.hlines(lines, 0, 1, colors="#E3E3E3", linewidths=0.8, zorder=0.8, transform=across)
    ax.axhline(0, color="#8A8A8A", linewidth=0.7, zorder=1.1)


def _write_days(ax: Axes, lang: str) -> None:
    """Write days on two lines, those whose words would not leave their panel."""
    inches = size_of(ax)[0]
    date_axis(ax, TWO_LINES * inches, lang)
    form, (low, high) = ax.xaxis.get_major_formatter(), ax.get_xlim()
    day, slack = (high - low) / inches, GAP / 2 - 0.02

    def write(x: float, _: Any = None) -> str:
        text = "\n".join(form(x).rsplit(" ", 1))
        half = (text_width(text, NAME) / 2 - slack) * day
        return text if low + half <= x <= high - half else ""

    ax.xaxis.set_major_formatter(write)


def _steps(growth: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return the line of a sector: level from each file to the next, and a gap where there is none."""
    days, values = mdates.date2num(growth.index), growth.to_numpy(float)
    return np.repeat(days, 2)[1:], np.repeat(values, 2)[:-1]


def _label(ax: Axes, panel: Panel, line: Line2D, lang: str) -> None:
    """Write what a sector came to at the end of its line, where it does not cover the line."""
    room, dpi = Room(ax), ax.figure.dpi
    corner = np.array([ax.bbox.x0, ax.bbox.y0])
    places = (line.get_transform().transform(line.get_xydata()) - corner) * 72 / dpi
    places = places[np.isfinite(places).all(axis=1)]
    text = _sign(_last(panel.growth), lang)
    size = text_width(text, TITLE, is_bold=True) * 72 + 2, TITLE * 1.1
    start = int(np.searchsorted(places[:, 0], places[-1, 0] - 2 * size[0] - NEARER[-1]))
    for (x, y), (right, up) in pairwise(places[max(start - 1, 0) :]):
        room.take((min(x, right) - 1.5, min(y, up) - 1.5, max(x, right) + 1.5, max(y, up) + 1.5))
    x, y = places[-1]
    spots = [(0.0, gap) for near in NEARER for gap in (near, -near - size[1])]
    spots += [(-near - size[0] / 2, gap) for near in NEARER for gap in (2.5 - size[1], -near - size[1])]
    boxes = [(x + left - size[0], y + up, x + left, y + up + size[1]) for left, up in spots]
    found = take_first(room, boxes)
    left, bottom, right, top = found or boxes[0]
    written = ax.annotate(
        text,
        (mdates.date2num(panel.growth.dropna().index[-1]), _last(panel.growth)),
        ((left + right) / 2 - places[-1, 0], (bottom + top) / 2 - places[-1, 1]),
        textcoords="offset points",
        ha="center",
        va="center",
        fontsize=TITLE,
        fontweight="bold",
        color=ink(str(line.get_color())),
        zorder=3,
        path_effects=[withStroke(linewidth=2, foreground="white")],
    )
    mark(written, panel.ids.rpartition(";")[2], "words")


def _write_titles(ax: Axes, title: str, under: str) -> None:
    """Write the name of a sector, and in lighter words what another outline would give."""
    look: dict[str, Any] = {"textcoords": "offset points", "va": "bottom", "annotation_clip": False}
    if under:
        ax.annotate(under, (0, 1), (0, 5), xycoords="axes fraction", fontsize=NOTE, color="#444444", **look)
    ax.set_title(
        title, loc="left", x=0.0, fontsize=_size(size_of(ax)[0]), pad=6 + LOOSE_PT * text_height(under, NOTE)
    )


def _note(chart: Chart, measured: pd.DataFrame, moved: pd.DataFrame | None, lang: str) -> str:
    """State below the chart what the lines and the strip are, and how sectors were outlined."""
    words = WORDS[lang]
    files = format_number(measured.dropna(subset=["area_km2"])["map_day"].nunique(), lang)
    credit = stated(measured, "map_credit") or format_map_name(measured, lang)
    said = [words["net"].format(files=files, map=credit)]
    said += [words["behind"]] if len(chart.panels) > 1 else []
    if moved is not None:
        said += [words["moved by"].format(degrees=format_number(float(moved["degrees"].iloc[0]), lang))]
    said += [words["strip"]] if chart.strip.lanes else []
    return " ".join(said)
