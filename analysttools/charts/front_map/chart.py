"""The front on a map: what is claimed of each place, on the ground that was measured."""

from __future__ import annotations

from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes

from analysttools.arguments import checked
from analysttools.case.window import DegreeWindow
from analysttools.charts.drawing.sheet import Key, Note, Part, Sheet, SheetOptions, Spaces, Stack, on_sheet
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

# Inches between what stands below the map; size of the credits.
APART, CREDITS = 0.08, 6.5
SPACES = Spaces(top=0.12, title_pad=5)


@checked()
@styled
@at_most(500, "events", events=NEEDED)
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
    view = view_of(window or window_of(events, sectors), sheet.shape)
    over = Over(cut_ground(ground, base_map, view) if len(ground) else ground, sectors, places)
    layout = lay_out(events, base_map, over, view, sheet.inside, sheet.lang)
    layers = layers_of(base_map, view)
    entries = key_of(events, ground, sectors, sheet.lang, _shown(layout, layers))
    keys = [Key(part, **wrap_key(part, sheet.whole)) for part in entries]
    notes, credited = _texts(events, ground, layout, layers, sheet)
    gaps = [_listed(layout) + APART, 0.0]
    foot: Stack = [*zip(gaps, keys, strict=False), (0.0, notes), (APART, credited)]
    (ax,) = sheet.open(
        [Part(sheet.inside * view.shape)], foot, spaces=SPACES, subtitle=format_title(events, sheet.lang)
    )
    _draw(ax, base_map, over.ground, layout)
    sheet.close(foot)
    return ax


def _shown(layout: Layout, layers: list[str]) -> set[str]:
    """Name what there is on this map that the key explains only where it is there."""
    is_there = {
        "letters": not layout.is_detailed,
        "towns": bool(layout.towns),
        "border": "osm_border" in layers,
    }
    return {name for name, is_in in is_there.items() if is_in}


def _texts(
    events: pd.DataFrame, ground: pd.DataFrame, layout: Layout, layers: list[str], sheet: Sheet
) -> tuple[Note, Note]:
    """Return the notes below the map and the credits, wrapped to its width."""
    measured = pd.concat([ground, pd.DataFrame([label.row._asdict() for label in layout.sectors])])
    notes = format_notes(
        events,
        sheet.lang,
        is_detailed=layout.is_detailed,
        is_listed=bool(layout.plan.listed),
        measured=measured,
        has_ground=not ground.empty and "osm_border" in layers,
    )
    credited = describe_credits(layers, sheet.lang, has_towns=bool(layout.towns), measured=measured)
    return sheet.note("\n".join(notes)), sheet.note(credited, CREDITS)


def _listed(layout: Layout) -> float:
    """Return the height in inches of the list below the map."""
    height = list_below([block for block, _ in layout.plan.listed], layout.inside)[2]
    return (height + BELOW) / 72 if height else 0.0


def _draw(ax: Axes, base_map: pd.DataFrame, ground: pd.DataFrame, layout: Layout) -> None:
    """Draw the map itself; it has no axes, so that nobody reads km of the projection as degrees."""
    view, km = layout.view, layout.km
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
