"""The front on a map: what is claimed of each place, on the ground that was measured."""

from __future__ import annotations

from typing import NamedTuple, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysttools.arguments import checked
from analysttools.case.window import DegreeWindow
from analysttools.charts.drawing.layout import MARGIN, NARROW, SPARE, TooHighError, wrap
from analysttools.charts.drawing.sheet import (
    Key,
    Note,
    Part,
    Sheet,
    SheetOptions,
    Spaces,
    Stack,
    on_sheet,
    stack_height,
)
from analysttools.charts.drawing.style import at_most, styled
from analysttools.charts.front_map.arrangement import Layout, Over, lay_out, window_of
from analysttools.charts.front_map.background import draw_scenery, layers_of
from analysttools.charts.front_map.frame_checks import (
    NEEDED,
    check_base_map,
    check_events,
    check_ground,
    check_places,
    check_sectors,
    check_window,
)
from analysttools.charts.front_map.labels import BELOW, draw_plan, list_below
from analysttools.charts.front_map.legend import (
    describe_credits,
    format_notes,
    format_title,
    key_of,
    wrap_key,
)
from analysttools.charts.front_map.locator import draw_locator
from analysttools.charts.front_map.overlays import (
    cut_ground,
    draw_ground,
    draw_scale,
    draw_sectors,
    draw_towns,
)
from analysttools.charts.front_map.projection import view_of

# Inches between what stands around the map; sizes of notes and credits.
APART, NOTES, CREDITS = 0.1, 7.0, 6.5
# The part of a figure's width that key and notes take beside the map, and where its height is set.
ASIDE, ASIDE_OF_SET = 0.29, 0.36
# The least height of a map as a part of its width; how often one that lacks height is laid out.
FLATTEST, PASSES = 0.36, 3
SPACES = Spaces(top=0.12, title_pad=5)


@checked()
@styled
@at_most(500, "events", table="with tabulate_events", events=NEEDED)
@on_sheet
def plot_front_map(
    events: pd.DataFrame,
    base_map: pd.DataFrame,
    *,
    ground: pd.DataFrame | None = None,
    sectors: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    window: DegreeWindow | None = None,
    **options: Unpack[SheetOptions],
) -> Axes:
    """Draw what is claimed of the places of the front on a map, and the ground that was measured.

    At each place stands a mark for each event: its shape tells whether it is claimed, denied, confirmed by
    the other side or geolocated, its colour and sign whose forces acted. On a map of few events each is said
    in words; on one of many they stand in rows by the side of who claims them. A place that has no room for
    its marks on the map has a number there, and its marks below the map. The state border is OpenStreetMap's.

    Parameters
    ----------
    events : DataFrame
        One row an event of the front, with the names that ``with_names`` adds, and ``lat`` and ``lon`` of
        its place in degrees (in ``case.places``).
    base_map : DataFrame
        As `read_base_map` gives it.
    ground : DataFrame, optional
        Ground held, gained and lost: cell by cell, as `cells_between` gives it, or, with the polygons at
        hand, as `ground_between` does.
    sectors : DataFrame, optional
        One row a sector: its measured change, with ``sector_name`` and ``outline`` (WKT, degrees), all
        between the same two days.
    places : DataFrame, optional
        One row a place that is to be named whatever is claimed of it: ``place_id``, ``place_name``, ``lat``,
        ``lon``, such as rows of ``case.places`` with their names. Beside them
        towns of the base map are named, first those on ground that changed hands, as there is room.
    window : tuple of float, optional
        West, south, east and north of what is shown at least, in degrees. None shows all events and sectors.
    **options : SheetOptions
        ``ax``, ``lang``, ``title``, ``size`` and ``dpi``, as every chart takes them
        (`analysttools.charts.drawing.sheet.Sheet`).

    Returns
    -------
    matplotlib.axes.Axes
        In km. Each mark carries the id of its event, each piece of ground and each number of a sector its
        own (``gid``).

    Raises
    ------
    ValueError
        If columns are missing, there is no event, or a row cannot be drawn: no coordinates, outside the
        window, an unknown status.
    ExtraMissingError
        If pyproj is not installed.

    Examples
    --------
    >>> from analysttools import choose, load_case, with_names
    >>> from analysttools.case.basemap import read_base_map
    >>> from analysttools.charts.front_map.chart import plot_front_map
    >>> case = load_case("tests/cases/strait")
    >>> rows = with_names(choose(case.events, sector="strip"), case)
    >>> rows = rows.merge(case.places[["place_id", "lat", "lon"]], on="place_id")
    >>> ax = plot_front_map(rows, read_base_map(case))
    >>> sum((line.get_gid() or "").startswith("row.") for line in ax.lines) == len(rows)
    True
    """
    sheet = Sheet(**options)
    check_window(window)
    events = check_events(events, window)
    sheet.credit(events)
    base_map = check_base_map(base_map)
    ground = pd.DataFrame() if ground is None else check_ground(ground)
    sectors = pd.DataFrame() if sectors is None else check_sectors(sectors)
    places = pd.DataFrame() if places is None else check_places(places)
    told = Told(events, base_map, Over(ground, sectors, places))
    aside = _aside(sheet)
    sheet.set_margins(0.0, MARGIN + aside, ends_with_panel=True)
    layout, around = _fit(told, window or window_of(events, sectors), sheet, aside)
    body = sheet.inside * layout.view.shape
    below = max(stack_height(around.beside) - around.over - body, 0.0)
    if sheet.is_own and sheet.size.height is not None:
        below = max(_room(told, around, sheet) - body, below)
    subtitle = format_title(events, sheet.lang)
    (ax,) = sheet.open([Part(body, below=below)], around.foot, spaces=SPACES, subtitle=subtitle)
    _draw(ax, base_map, layout)
    sheet.close(around.foot, beside=around.beside, gap=APART)
    return ax


def _aside(sheet: Sheet) -> float:
    """Return the inches that key and notes take beside the map; 0 where they stand below it."""
    if not sheet.is_own or sheet.width < NARROW:
        return 0.0
    return (ASIDE if sheet.size.height is None else ASIDE_OF_SET) * sheet.width


class Told(NamedTuple):
    """What the map tells: the events, what lies under them, what lies over that."""

    events: pd.DataFrame
    base_map: pd.DataFrame
    over: Over


class Around(NamedTuple):
    """What stands around the map: beside it, and below it, where the former may hang `over` inches deep."""

    beside: Stack
    foot: Stack
    over: float = 0.0


def _fit(told: Told, window: DegreeWindow, sheet: Sheet, aside: float) -> tuple[Layout, Around]:
    """Lay the map out as high as its window asks for, or wider where the figure has not that height."""
    natural = view_of(window, sheet.shape)
    layers = layers_of(told.base_map, natural)
    around = _set_around(told, layers, None, sheet, aside)
    for _ in range(PASSES):
        room = _room(told, around, sheet)
        has_height = sheet.is_own and (sheet.size.height is not None or natural.shape * sheet.inside > room)
        view = view_of(window, room / sheet.inside) if has_height else natural
        ground = told.over.ground
        ground = cut_ground(ground, told.base_map, view) if len(ground) else ground
        over = told.over._replace(ground=ground)
        layout = lay_out(told.events, told.base_map, over, view, sheet.inside, sheet.lang)
        around = _set_around(told, layers_of(told.base_map, view), layout, sheet, aside)
        spare = _room(told, around, sheet) - view.shape * sheet.inside
        if -SPARE <= spare <= (np.inf if sheet.size.height is None else APART):
            break
    return layout, around


def _room(told: Told, around: Around, sheet: Sheet) -> float:
    """Return the inches that the map may be high, or raise if that is too little of a map."""
    subtitle = format_title(told.events, sheet.lang)
    room = sheet.room_for_panel(around.foot, spaces=SPACES, subtitle=subtitle)
    if sheet.is_own and room < FLATTEST * sheet.inside:
        raise TooHighError(sheet.size.most - room + FLATTEST * sheet.inside, sheet.size)
    return room


def _set_around(told: Told, layers: list[str], layout: Layout | None, sheet: Sheet, aside: float) -> Around:
    """Return key, notes and credits: in `aside` inches beside the map, or below it where these are none.

    Without a layout, as much as there may be.
    """
    events, (ground, sectors, _) = told.events, told.over
    is_detailed, has_towns = (False, True) if layout is None else (layout.is_detailed, bool(layout.towns))
    is_there = {"letters": not is_detailed, "towns": has_towns, "border": "osm_border" in layers}
    shown = {name for name, is_in in is_there.items() if is_in}
    whole = sheet.width - 2 * MARGIN if sheet.is_own else sheet.whole
    room = aside - APART if aside else whole
    keys = _keys(told, shown, room, sheet.lang)
    measured = pd.concat([ground, sectors])
    notes = format_notes(
        events,
        sheet.lang,
        is_detailed=is_detailed,
        is_listed=layout is not None and bool(layout.plan.listed),
        measured=measured,
        has_ground=not ground.empty and "osm_border" in layers,
    )
    note = Note(wrap("\n".join(notes), room, NOTES), NOTES)
    text = describe_credits(layers, sheet.lang, has_towns=has_towns, measured=measured)
    credited = Note(wrap(text, sheet.inside if aside else whole, CREDITS), CREDITS)
    listed = APART if layout is None else APART + _listed(layout)
    if not aside:
        ends = [(0.0, note), (APART, credited)]
        return Around([], [*zip([listed, 0.0], keys, strict=False), *ends])
    foot: Stack = [(listed, credited)]
    height = sheet.room_for_panel(foot, spaces=SPACES, subtitle=format_title(events, sheet.lang))
    beside: Stack = [*((0.0, key) for key in keys), (0.0, note)]
    if stack_height(beside) <= height + stack_height(foot):
        return Around(beside, foot, stack_height(foot))
    return Around(beside[1:], [(listed, _keys(told, shown, whole, sheet.lang)[0]), (0.0, credited)])


def _keys(told: Told, shown: set[str], inches: float, lang: str) -> list[Key]:
    """Return the key in one or two parts, wrapped to a width."""
    parts = key_of(told.events, told.over.ground, told.over.sectors, lang, shown)
    return [Key(part, **wrap_key(part, inches)) for part in parts]


def _listed(layout: Layout) -> float:
    """Return the height in inches of the list below the map."""
    height = list_below([block for block, _ in layout.plan.listed], layout.inside)[2]
    return (height + BELOW) / 72 if height else 0.0


def _draw(ax: Axes, base_map: pd.DataFrame, layout: Layout) -> None:
    """Draw the map itself; it has no axes, so that nobody reads km of the projection as degrees."""
    view, km, ground = layout.view, layout.km, layout.ground
    draw_scenery(ax, base_map, view)
    if not ground.empty:
        draw_ground(ax, ground)
    draw_sectors(ax, layout.sectors, view, km)
    draw_towns(ax, layout.towns, view, km)
    draw_plan(ax, layout.plan, layout.inside, (*view.extent[:2], km), is_boxed=ground.empty)
    draw_scale(ax, layout.scale, view, km)
    if layout.locator is not None:
        draw_locator(ax, layout.locator, view, km)
    left, bottom, right, top = view.extent
    ax.set(xlim=(left, right), ylim=(bottom, top), xticks=[], yticks=[], aspect="equal")
    ax.grid(visible=False)
    ax.spines[:].set(visible=True, color="#888888", linewidth=0.8)
