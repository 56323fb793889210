"""The front on a map: what is claimed of each place, on the ground that was measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysttools.arguments import EVENTS_IF_ANY, checked
from analysttools.case.window import DegreeWindow
from analysttools.charts.drawing.layout import MARGIN, NARROW, SPARE, TooHighError, wrap
from analysttools.charts.drawing.sheet import (
    Furniture,
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
    find_areas,
    no_events,
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
    draw_areas,
    draw_ground,
    draw_scale,
    draw_sectors,
    draw_towns,
)
from analysttools.charts.front_map.projection import view_of

# Inches between what stands around the map, and between parts of the key; sizes of notes and credits.
APART, BETWEEN, NOTES, CREDITS = 0.1, 0.06, 7.0, 6.5
# The parts of a figure's width that key and notes take beside the map, and where its height is set.
ASIDE, ASIDE_OF_SET = (0.29,), (0.36, 0.4, 0.44, 0.46)
# The least height of a map as a part of its width; how often one that lacks height is laid out.
FLATTEST, PASSES = 0.36, 4
# How much higher a figure may be for what stands beside the map; the air under that.
AIR, UNDER = 0.5, 0.06
# How much of a width long lines may take: small letters are drawn a little wider than they are measured.
FULL = 0.97
SPACES = Spaces(top=0.12, title_pad=5)


@checked(events=EVENTS_IF_ANY)
@styled
@at_most(500, "events", table="with tabulate_events", events=NEEDED)
@on_sheet
def plot_front_map(
    events: pd.DataFrame | None,
    base_map: pd.DataFrame,
    *,
    ground: pd.DataFrame | None = None,
    sectors: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    window: DegreeWindow | None = None,
    **options: Unpack[SheetOptions],
) -> Axes:
    """Draw what is claimed of the places of the front on a map, and the ground that was measured.

    At each place stands a mark for each event: its shape tells whether it is claimed, denied, said by the
    losing side or geolocated, its colour and sign whose forces acted. On a map of few events each is said
    in words; on one of many they stand in rows by the side of who claims them. A place that has no room for
    its marks on the map has a number there, and its marks below the map. The state border is OpenStreetMap's.
    Without events it is a map of where places are, and of the ground.

    Parameters
    ----------
    events : DataFrame or None
        One row an event of the front, with the names that ``with_names`` adds, and ``lat`` and ``lon`` of
        its place in degrees (in ``case.places``). None draws none, and takes `ground`.
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
        ``lon``, such as rows of ``case.places`` with their names. With ``kind``, ``country`` and
        ``iso_3166_2``, rows of the kind region or country are named within their shape on the base map, where
        there is room, and need no coordinates. Beside them towns of the base map are named, first those on
        ground that changed hands, as there is room.
    window : tuple of float, optional
        West, south, east and north of what is shown at least, in degrees. None shows all events and sectors;
        without events, the ground, sectors, places and regions that are to be named.
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
        If columns are missing, there is no event and no ground, or a row cannot be drawn: no coordinates,
        outside the window, an unknown status.
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
    rows = None if events is None else check_events(events, window)
    base_map = check_base_map(base_map)
    ground = pd.DataFrame() if ground is None else check_ground(ground)
    events = no_events(ground) if rows is None else rows
    sheet.credit(events if len(events) else ground, dated=[ground])
    sectors = pd.DataFrame() if sectors is None else check_sectors(sectors)
    places = pd.DataFrame() if places is None else check_places(places)
    areas = find_areas(places, base_map) if len(places) else places
    places = places.drop(index=areas.index)
    told = Told(events, base_map, Over(ground, sectors, places, areas))
    window = window or window_of(events, told.over)
    layout, around = _fit_around(told, window, sheet)
    body = sheet.inside * layout.view.shape
    is_set = sheet.is_own and sheet.size.height is not None
    below = max((_room(told, around, sheet) if is_set else around.least) - body, 0.0)
    subtitle = format_title(told.events, told.over.ground, sheet.lang)
    spaces = SPACES._replace(end=below)  # what stands beside the map may reach lower than its foot
    (ax,) = sheet.open([Part(body)], around.foot, spaces=spaces, subtitle=subtitle)
    _draw(ax, base_map, layout)
    sheet.close(around.foot, beside=around.beside, gap=APART)
    return ax


def _asides(sheet: Sheet) -> list[float]:
    """Return the inches that key and notes may take beside the map, in the order to try; 0 is below it."""
    if not sheet.is_own or sheet.width < NARROW:
        return [0.0]
    shares = ASIDE if sheet.size.height is None else ASIDE_OF_SET
    return [*(share * sheet.width for share in shares), 0.0]


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

    @property
    def least(self) -> float:
        """The inches that the map and the air below it must have for what stands beside."""
        return stack_height(self.beside) + UNDER - self.over

    def lacks(self, body: float, room: float, sheet: Sheet) -> float:
        """Return how many inches a map so high, or in so much room, lacks for what stands beside it.

        Where that hangs over all that stands below the map, the figure may grow a little for it.
        """
        if sheet.size.height is not None:
            return self.least - room
        hangs = self.over >= stack_height(self.foot) - SPARE
        return self.least - min(room, body + (AIR if hangs else 0.0))

    def height_with(self, body: float) -> float:
        """Return the inches of a map so high with what stands around it."""
        return max(body, self.least) + stack_height(self.foot)


def _fit_around(told: Told, window: DegreeWindow, sheet: Sheet) -> tuple[Layout, Around]:
    """Lay the map out with its key beside it, or as wide as the figure where the key has no room there."""
    for aside in _asides(sheet):
        sheet.set_margins(0.0, MARGIN + aside, ends_with_panel=True)
        try:
            layout, around = _fit(told, window, sheet, aside)
            body, room = layout.view.shape * sheet.inside, _room(told, around, sheet)
        except TooHighError:
            if not aside:
                raise
            continue
        is_set = sheet.is_own and sheet.size.height is not None
        is_in = not is_set or body <= room + SPARE
        if not aside or (is_in and around.lacks(body, room, sheet) <= SPARE):
            break
    return layout, around


def _fit(told: Told, window: DegreeWindow, sheet: Sheet, aside: float) -> tuple[Layout, Around]:
    """Lay the map out as high as its window asks for, or wider where the figure has not that height."""
    natural = view_of(window, sheet.shape)
    layers = layers_of(told.base_map, natural)
    around = _set_around(told, layers, None, sheet, (aside, natural.shape))
    for _ in range(PASSES):
        room = _room(told, around, sheet)
        has_height = sheet.is_own and (sheet.size.height is not None or natural.shape * sheet.inside > room)
        view = view_of(window, room / sheet.inside) if has_height else natural
        ground = told.over.ground
        ground = cut_ground(ground, told.base_map, view) if len(ground) else ground
        over = told.over._replace(ground=ground)
        layout = lay_out(told.events, told.base_map, over, view, sheet.inside, sheet.lang)
        around = _set_around(told, layers_of(told.base_map, view), layout, sheet, (aside, view.shape))
        spare = _room(told, around, sheet) - view.shape * sheet.inside
        if -SPARE <= spare <= (np.inf if sheet.size.height is None else APART):
            break
    return layout, around


def _room(told: Told, around: Around, sheet: Sheet) -> float:
    """Return the inches that the map may be high, or raise if that is too little of a map."""
    subtitle = format_title(told.events, told.over.ground, sheet.lang)
    room = sheet.room_for_panel(around.foot, spaces=SPACES, subtitle=subtitle)
    if sheet.is_own and room < FLATTEST * sheet.inside:
        raise TooHighError(sheet.size.most - room + FLATTEST * sheet.inside, sheet.size)
    return room


def _set_around(
    told: Told, layers: list[str], layout: Layout | None, sheet: Sheet, shape: tuple[float, float]
) -> Around:
    """Return key, notes and credits: beside the map, or below it where that makes the figure lower.

    `shape` is the inches beside the map, 0 for none, and the map's height as a part of its width. Without a
    layout, as much as there may be.
    """
    aside = shape[0]
    shown = _shown(layers, layout, has_events=not told.events.empty)
    whole = sheet.width - 2 * MARGIN if sheet.is_own else sheet.whole
    room = aside - APART if aside else whole
    notes, text = _say(told, layers, layout, sheet.lang)
    keys, note = _keys(told, shown, room, sheet.lang), Note(wrap(notes, FULL * room, NOTES), NOTES)
    inside = sheet.inside if aside else whole
    credited = Note(wrap(text, FULL * inside, CREDITS), CREDITS)
    listed = APART if layout is None else APART + _listed(layout)
    words = [] if layout is None else _words_of_sectors(layout, inside)
    if not aside:
        return Around([], _pile(listed, [*words, *keys, note], credited))
    foot = _pile(listed, words, credited)
    wide_note = Note(wrap(notes, FULL * whole, NOTES), NOTES)
    wide_key = _keys(told, shown, whole, sheet.lang)[0]
    more: list[Furniture] = [*keys[1:], note]
    said: list[tuple[float, Furniture]] = [(0.0, keys[0]), *((BETWEEN, one) for one in more)]
    ways = [
        Around(said, foot, stack_height(foot)),
        Around(said[:-1], _pile(listed, [*words, wide_note], credited), listed),
        Around(said[1:], _pile(listed, [*words, wide_key], credited), listed),
    ]
    subtitle = format_title(told.events, told.over.ground, sheet.lang)
    return _choose(ways, subtitle, sheet, shape[1] * sheet.inside)


def _choose(ways: list[Around], subtitle: str, sheet: Sheet, body: float) -> Around:
    """Return the way around a map that makes the lowest figure, or the first that fits a height.

    If none fits, that which lacks least.
    """
    rooms = [sheet.room_for_panel(way.foot, spaces=SPACES, subtitle=subtitle) for way in ways]
    lacks = [max(way.lacks(body, room, sheet), SPARE) for way, room in zip(ways, rooms, strict=True)]
    if sheet.size.height is not None:
        return ways[int(np.argmin(lacks))]
    heights = [way.height_with(min(body, room)) for way, room in zip(ways, rooms, strict=True)]
    return ways[min(range(len(ways)), key=lambda one: (lacks[one], round(heights[one], 2)))]


def _pile(first: float, pieces: Sequence[Furniture], credited: Note) -> Stack:
    """Return what stands below the map, `first` inches under it, with the credits at the end."""
    if not pieces:
        return [(first, credited)]
    return [(first, pieces[0]), *((0.0, piece) for piece in pieces[1:]), (APART, credited)]


def _shown(layers: list[str], layout: Layout | None, *, has_events: bool) -> set[str]:
    """Return what the key must name besides events and ground."""
    is_detailed, has_towns = (False, True) if layout is None else (layout.is_detailed, bool(layout.towns))
    is_there = {
        "place": has_events,
        "letters": has_events and not is_detailed,
        "towns": has_towns,
        "border": "osm_border" in layers,
    }
    return {name for name, is_in in is_there.items() if is_in}


def _say(told: Told, layers: list[str], layout: Layout | None, lang: str) -> tuple[str, str]:
    """Return the notes and the credits of the map, not wrapped."""
    ground, sectors, *_ = told.over
    measured = pd.concat([ground, sectors])
    notes = format_notes(
        told.events,
        lang,
        is_detailed=layout is not None and layout.is_detailed,
        is_listed=layout is not None and bool(layout.plan.listed),
        measured=measured,
        has_ground=not ground.empty and "osm_border" in layers,
    )
    has_towns = layout is None or bool(layout.towns)
    return "\n".join(notes), describe_credits(layers, lang, has_towns=has_towns, measured=measured)


def _words_of_sectors(layout: Layout, inches: float) -> list[Furniture]:
    """Return the words of sectors that have room only below the map, each with the id of its change."""
    return [
        Note(wrap(label.text, inches, NOTES), NOTES, f"row.{label.row.change_id}.left_out")
        for label in layout.sectors
        if label.spot is None
    ]


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
    draw_areas(ax, layout.areas, view, km)
    draw_towns(ax, layout.towns, view, km)
    draw_plan(ax, layout.plan, layout.inside, (*view.extent[:2], km), is_boxed=ground.empty)
    draw_scale(ax, layout.scale, view, km)
    if layout.locator is not None:
        draw_locator(ax, layout.locator, view, km)
    left, bottom, right, top = view.extent
    ax.set(xlim=(left, right), ylim=(bottom, top), xticks=[], yticks=[], aspect="equal")
    ax.grid(visible=False)
    ax.spines[:].set(visible=True, color="#888888", linewidth=0.8)
