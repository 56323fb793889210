"""What a map shows over its ground: measured ground, outlines of sectors, towns, the scale.

Belongs here: drawing of these, and how their labels take room. Does not belong here: claims.
"""

from __future__ import annotations

from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.patheffects import AbstractPathEffect, withStroke

from analysttools.charts.drawing.colours import COLOURS
from analysttools.charts.drawing.layout import text_height, text_width, wrap
from analysttools.charts.drawing.placement import Box, Room, Spot, find_spot, take_first
from analysttools.charts.drawing.style import ink, mark
from analysttools.charts.front_map.background import on_mapped_side
from analysttools.charts.front_map.map_names import stated
from analysttools.charts.front_map.projection import MapView, cut, path_of, project
from analysttools.formatting import format_number

HALO: list[AbstractPathEffect] = [withStroke(linewidth=2.2, foreground="white", alpha=0.9)]
# How much of the colour, width of the edge, hatch: the hatch and the edge tell kinds of ground apart without
# colour.
GROUND: dict[str, dict[str, Any]] = {
    "held": {"alpha": "26", "linewidth": 0.9},
    "gained": {"alpha": "68", "linewidth": 0.7, "hatch": "////", "hatch_linewidth": 0.45},
    "lost": {"alpha": "80", "linewidth": 0.7, "hatch": "....", "hatch_linewidth": 0.45},
}
# The edge of ground that is measured by cells.
GRID_LINE = 0.3
# The colours of those who hold and of those who held, where the case states none.
HOLDER, OTHER = COLOURS[1], COLOURS[0]
OUTLINE: dict[str, Any] = {"edgecolor": "#444444", "linewidth": 1.0, "linestyle": (0, (5, 2.5))}
# A line from words to their sector ends in a small square within it.
LEADER: dict[str, Any] = {"marker": "s", "markersize": 2.4, "markevery": [0]}
LABEL, TOWN = 7.0, 6.5
REGION, COUNTRY = 8.0, 10.0
# Words of a sector are not wrapped narrower than this many inches.
NARROWEST = 0.75
# People from which a town is drawn large; towns for each square inch; points around a place without towns.
LARGE, DENSE, CLEAR = 100_000, 0.55, 9.0
# Points between places that are tried for the words of a sector.
STEP = 4.0
# Points between words outside sectors and these, from an edge to the end of a line within, between words
# within a sector and another; how far off words may stand, as a share of the width of the map.
OFF, WITHIN, CLOSE, FAR = 4.0, 5.0, 1.5, 0.3
# Points between a corner of the map and what stands in it.
EDGE = 5.0
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200)


class Label(NamedTuple):
    """Words on the map: what they stand beside, where they stand, both in points."""

    text: str
    point: tuple[float, float]
    spot: Spot
    row: Any


class SectorLabel(NamedTuple):
    """The words of a sector: where a line to it ends, and where they stand; no spot if there is no room."""

    text: str
    point: tuple[float, float]
    spot: Spot | None
    row: Any


def points_of(places: pd.DataFrame, view: MapView, inches: float) -> np.ndarray:
    """Return where places (lon, lat) are, in points from the lower left corner of the map."""
    import shapely

    spots = project(shapely.points(places["lon"].to_numpy(float), places["lat"].to_numpy(float)), view.crs)
    return (shapely.get_coordinates(spots) - view.extent[:2]) * (inches * 72 / view.width)


def look_of(what: str, ground: pd.DataFrame) -> dict[str, Any]:
    """Return the look of a kind of ground: lost ground has the colour of those to whom it went."""
    holder, other = stated(ground, "map_holder_colour"), stated(ground, "map_other_colour")
    colour = (other or OTHER) if what == "lost" else (holder or HOLDER)
    look = {name: value for name, value in GROUND[what].items() if name != "alpha"}
    if are_cells(ground):  # their edges are those of a grid, and no line of the front
        look["linewidth"] = GRID_LINE
    return {"facecolor": colour + GROUND[what]["alpha"], "edgecolor": ink(colour), **look}


def cut_ground(ground: pd.DataFrame, base_map: pd.DataFrame, view: MapView) -> pd.DataFrame:
    """Return the ground as a map shows it: in km, cut at its edges and, where it is cells, at the border."""
    import shapely

    whole = [shapely.union_all(cut([piece], view)) for piece in ground["geometry"]]
    if are_cells(ground):
        whole = on_mapped_side(whole, base_map, view)
    return ground.assign(geometry=whole)


def are_cells(ground: pd.DataFrame) -> bool:
    """Return whether ground was measured by cells, not drawn as the outline that its map has."""
    return "cells" in ground and bool(ground["cells"].notna().any())


def draw_ground(ax: Axes, ground: pd.DataFrame) -> None:
    """Draw ground held, gained and lost, as `cut_ground` gives it, each piece with its id."""
    import shapely

    for piece in ground.itertuples():
        shapes = shapely.get_parts(piece.geometry)
        shapes = shapes[shapely.get_dimensions(shapes) == 2]
        patch = PathPatch(
            path_of(shapes), zorder=0.5 if piece.what == "held" else 0.7, **look_of(piece.what, ground)
        )
        mark(patch, piece.ground_id, piece.what, f"{piece.from_day:%Y-%m-%d}/{piece.to_day:%Y-%m-%d}")
        ax.add_patch(patch)


def label_sectors(
    room: Room, sectors: pd.DataFrame, view: MapView, lang: str, word: str
) -> list[SectorLabel]:
    """Place the words of each sector: within its outline, or outside all of them with a line to it.

    Where neither has room, its number alone stands within; what has no room at all has no spot, and is to be
    said below the map.
    """
    boxes = _boxes_of(room, sectors, view)
    labels = []
    for number, sector in enumerate(sectors.itertuples()):
        own, others = boxes[number], [*boxes[:number], *boxes[number + 1 :]]
        net = _net(sector.net_km2, lang)
        said = word.format(sector=sector.sector_name, net=net)
        text, point, spot = _place_words(room, own, others, (said, f"{net} km²", net))
        labels.append(SectorLabel(text, point, spot, sector))
    return labels


def _boxes_of(room: Room, sectors: pd.DataFrame, view: MapView) -> list[Box]:
    """Return the box of each sector in points, as far as the map shows it; without height if it does not."""
    import shapely

    km, corner = view.width / room.size[0], np.tile(view.extent[:2], 2)
    shapes = [shapely.clip_by_rect(_outline(text, view), *view.extent) for text in sectors.get("outline", [])]
    edges = [np.zeros(4) if shape.is_empty else (np.array(shape.bounds) - corner) / km for shape in shapes]
    return [(float(west), float(south), float(east), float(north)) for west, south, east, north in edges]


def _place_words(
    room: Room, own: Box, others: list[Box], forms: tuple[str, ...]
) -> tuple[str, tuple[float, float], Spot | None]:
    """Return the words that a sector has room for, what their line leads to, and where they stand."""
    centre = (own[0] + own[2]) / 2, (own[1] + own[3]) / 2
    said = forms[0]
    wrapped = [
        wrap(said, inches, LABEL, is_bold=True)
        for inches in (max((own[2] - own[0]) / 72 - 0.12, NARROWEST), NARROWEST)
    ]
    for text in wrapped:
        if (spot := _inside(room, own, others, _words_size(text))) is not None:
            return text, centre, spot
    text = wrapped[-1]
    if (found := _outside(room, own, others, _words_size(text))) is not None:
        return text, *found
    for text in forms[1:]:
        if (spot := _inside(room, own, others, _words_size(text))) is not None:
            return text, centre, spot
    return said, centre, None


def _words_size(text: str, size: float = LABEL) -> tuple[float, float]:
    """Return the points that bold words of a sector, or an area, take."""
    return text_width(text, size, is_bold=True) * 72 + 3, text_height(text, size) * 72 + 2


def _outside(
    room: Room, own: Box, others: list[Box], size: tuple[float, float]
) -> tuple[tuple[float, float], Spot] | None:
    """Take the free place outside all sectors with the shortest line to this one: where it leads, the place.

    Words within a sector speak of that one, and words at its edge seem to.
    """
    shut = np.zeros_like(room.taken)
    for west, south, east, north in [own, *others]:
        across = slice(max(0, int(west - OFF)), max(0, int(east + OFF) + 1))
        shut[across, max(0, int(south - OFF)) : max(0, int(north + OFF) + 1)] = True
    before, best = room.taken.copy(), None
    for point in _ends_in(own, others):
        spot = find_spot(room, point, size, away=(2, FAR * room.size[0]), shut=shut)
        if spot is not None and spot.end is not None:
            length = float(np.hypot(spot.end[0] - point[0], spot.end[1] - point[1]))
            if best is None or length < best[0]:
                best = length, point, spot, room.taken
        room.taken = before.copy()
    if best is None:
        return None
    room.taken = best[3]
    return best[1], best[2]


def _ends_in(own: Box, others: list[Box]) -> list[tuple[float, float]]:
    """Return where a line to a sector may end: within it near its edges, and in no other sector."""
    west, south, east, north = own
    if min(east - west, north - south) < 3 * WITHIN:
        return []
    across, along = (np.linspace(low, high, 5)[1:-1] for low, high in ((west, east), (south, north)))
    points = [(float(x), y) for x in across for y in (south + WITHIN, north - WITHIN)]
    points += [(x, float(y)) for y in along for x in (west + WITHIN, east - WITHIN)]
    return [(x, y) for x, y in points if not any(_touches((x, y, x, y), other) for other in others)]


def _inside(room: Room, own: Box, others: list[Box], size: tuple[float, float]) -> Spot | None:
    """Take the free place in a box, and in no other, nearest to its upper left; None if there is none."""
    west, south, east, north = own
    lefts = np.arange(west + 3, east - size[0], STEP)
    tops = np.arange(north - 3, south + size[1], -STEP)
    corners = sorted(product(lefts, tops), key=lambda one: north - one[1] + (one[0] - west) / 4)
    places = ((left, top - size[1], left + size[0], top) for left, top in corners)
    near = [other for other in others if _touches(own, other)]
    found = take_first(room, (box for box in places if not any(_touches(box, other) for other in near)))
    return None if found is None else Spot(found[0], found[3], None)


def _touches(one: Box, other: Box) -> bool:
    """Return whether two boxes overlap or all but touch."""
    return (
        one[0] < other[2] + CLOSE
        and other[0] < one[2] + CLOSE
        and one[1] < other[3] + CLOSE
        and other[1] < one[3] + CLOSE
    )


def _net(km2: float, lang: str) -> str:
    number = format_number(float(round(abs(km2), 0 if abs(km2) >= 10 else 1)), lang)
    return f"{'+' if km2 > 0 else '−' if km2 < 0 else ''}{number}"


def _outline(text: str, view: MapView) -> Any:
    import shapely

    return project(shapely.segmentize(shapely.from_wkt(text), 0.05), view.crs)


def draw_sectors(ax: Axes, labels: list[SectorLabel], view: MapView, km: float) -> None:
    """Draw outlines of sectors, and their words with the id of the measured change."""
    for label in labels:
        path = path_of([_outline(label.row.outline, view)])
        ax.add_patch(PathPatch(path, fill=False, zorder=1.6, **OUTLINE))
        if label.spot is None:
            continue
        left, top = label.spot.left + 1.5, label.spot.top - 1 - text_height(label.text, LABEL) * 36
        if label.spot.end is not None:
            ends = np.array([label.point, label.spot.end]) * km + view.extent[:2]
            (line,) = ax.plot(*ends.T, color="#111111", linewidth=0.8, zorder=4, **LEADER)
            line.set_path_effects(HALO)
        look: dict[str, Any] = {"fontsize": LABEL, "fontweight": "bold", "va": "center", "zorder": 7}
        text = ax.text(view.extent[0] + left * km, view.extent[1] + top * km, label.text, **look)
        text.set_path_effects(HALO)
        mark(text, label.row.change_id, "net", f"{label.row.from_day:%Y-%m-%d}/{label.row.to_day:%Y-%m-%d}")


def label_areas(room: Room, areas: pd.DataFrame, view: MapView) -> list[Label]:
    """Place the names of regions and countries within them, as near to their middle as there is room.

    What the map shows nothing of is not named.
    """
    import shapely

    km, labels = view.width / room.size[0], []
    for area in areas.itertuples():
        seen = shapely.union_all(shapely.clip_by_rect(cut([area.geometry], view), *view.extent))
        if seen.is_empty:  # it lies outside the map
            continue
        shape = shapely.transform(seen, lambda points: (points - view.extent[:2]) / km)
        shapely.prepare(shape)
        (middle,) = shapely.get_coordinates(shapely.maximum_inscribed_circle(shape, tolerance=1))[:1]
        said = area.place_name.upper() if area.kind == "country" else area.place_name
        for text in dict.fromkeys([said, said.replace(" ", "\n")]):
            boxes = _boxes_within(shape, middle, _words_size(text, _area_look(area)["fontsize"]))
            if found := take_first(room, boxes):
                labels.append(Label(text, tuple(middle), Spot(found[0], found[3], None), area))
                break
    return labels


def _boxes_within(shape: Any, middle: np.ndarray, size: tuple[float, float]) -> list[Box]:
    """Return the places for words of a size within a shape, those nearest to its middle first."""
    import shapely

    west, south, east, north = shape.bounds
    lefts, lows = np.arange(west, east - size[0], STEP), np.arange(south, north - size[1], STEP)
    corners = np.array([*product(lefts, lows)]).reshape(-1, 2)
    edges = np.hstack([corners, corners + size])
    edges = edges[shapely.contains(shape, shapely.box(*edges.T))]
    away = np.hypot(*((edges[:, :2] + edges[:, 2:]) / 2 - middle).T)
    return [tuple(box) for box in edges[np.argsort(away, kind="stable")].tolist()]


def _area_look(area: Any) -> dict[str, Any]:
    """Return how the name of an area looks."""
    if area.kind == "country":
        return {"fontsize": COUNTRY, "color": "#777777", "fontweight": "bold"}
    return {"fontsize": REGION, "color": "#333333", "fontweight": "bold"}


def draw_areas(ax: Axes, labels: list[Label], view: MapView, km: float) -> None:
    """Write the names of regions and countries."""
    for label in labels:
        left, top = label.spot.left + 1.5, label.spot.top - 1
        place = view.extent[0] + left * km, view.extent[1] + top * km
        text = ax.text(*place, label.text, va="top", zorder=3.4, **_area_look(label.row))
        text.set_path_effects(HALO)


def label_towns(room: Room, towns: pd.DataFrame, claimed: np.ndarray, names: set[str]) -> list[Label]:
    """Place the names of towns where there is room, first those that matter, then the largest.

    All that are to be named have a dot; of the others as many as the map has room for.

    Parameters
    ----------
    room : Room
        What is taken so far.
    towns : DataFrame
        ``name``, ``population``, ``rank`` (0 is to be named, 1 changed hands, 2 others), ``x`` and ``y`` in
        points.
    claimed : ndarray
        Where places are of which something is claimed: they stand there already.
    names : set of str
        Their names.
    """
    inside = towns[towns["x"].between(3, room.size[0] - 3) & towns["y"].between(3, room.size[1] - 3)]
    away = np.hypot(*(inside[["x", "y"]].to_numpy()[:, None] - claimed[None]).transpose(2, 0, 1))
    inside = inside[(away.min(axis=1, initial=np.inf) > CLEAR) & ~inside["name"].isin(names)]
    most = int(DENSE * room.size[0] * room.size[1] / 72**2)
    labels: list[Label] = []
    inside = inside.sort_values(["rank", "population"], ascending=[True, False], kind="stable")
    for town in inside.head(3 * most + int(inside["rank"].eq(0).sum())).itertuples():
        dot = (town.x - 2, town.y - 2, town.x + 2, town.y + 2)
        if (town.rank and len(labels) >= most) or not room.is_free(dot):
            continue
        size = text_width(town.name, _town_size(town)) * 72 + 2, _town_size(town) * 1.3
        spot = find_spot(room, (town.x, town.y), size, away=(3, 4.5))
        if spot is not None:
            room.take(dot)
            labels.append(Label(town.name, (town.x, town.y), spot, town))
    return labels


def _town_size(town: Any) -> float:
    return LABEL if town.population >= LARGE else TOWN


def draw_towns(ax: Axes, labels: list[Label], view: MapView, km: float) -> None:
    """Draw towns in two sizes."""
    west, south = view.extent[:2]
    for label in labels:
        size = _town_size(label.row)
        dot: dict[str, Any] = {"marker": "o", "markersize": 4.0 if size == LABEL else 3.0, "zorder": 3}
        x, y = label.point
        ax.plot(
            [west + x * km],
            [south + y * km],
            color="#555555",
            markeredgecolor="white",
            markeredgewidth=0.4,
            **dot,
        )
        middle = label.spot.top - size * 0.65
        place = west + (label.spot.left + 1) * km, south + middle * km
        text = ax.text(*place, label.text, fontsize=size, color="#5a5a5a", va="center", zorder=3.5)
        text.set_path_effects(HALO)


def take_scale(room: Room, view: MapView) -> tuple[float, float, float]:
    """Find a free corner for the scale bar: give its km, and its left end and height in points."""
    length = max(step for step in STEPS if step <= max(view.width / 4, 1))
    size = max(length / view.width * room.size[0], text_width(f"{length} km", TOWN) * 72) + 12, 20.0
    wide, high = room.size
    corners = [(6, 6), (wide - size[0] - 6, 6), (6, high - 28), (wide - size[0] - 6, high - 28)]
    taken = [room.count_taken((left, low, left + size[0], low + size[1])) for left, low in corners]
    left, low = corners[int(np.argmin(taken))]
    room.take((left, low, left + size[0], low + size[1]))
    return float(length), left + 6, low + 4


def take_corner(room: Room, size: tuple[float, float]) -> tuple[float, float] | None:
    """Find a corner of which nothing is taken, and take it: its left and lower edge in points, or None."""
    wide, high = room.size[0] - size[0] - EDGE, room.size[1] - size[1] - EDGE
    for left, low in ((EDGE, high), (wide, high), (wide, EDGE), (EDGE, EDGE)):
        box = (left, low, left + size[0], low + size[1])
        if room.is_free(box):
            room.take(box)
            return left, low
    return None


def draw_scale(ax: Axes, scale: tuple[float, float, float], view: MapView, km: float) -> None:
    """Draw the scale bar and its length."""
    length, left, low = scale
    x, y = view.extent[0] + left * km, view.extent[1] + low * km
    bar: dict[str, Any] = {"solid_capstyle": "butt", "zorder": 8}
    ax.plot([x, x + length], [y, y], color="white", linewidth=4.2, **bar)
    ax.plot([x, x + length], [y, y], color="#222222", linewidth=2.0, **bar)
    look: dict[str, Any] = {"fontsize": TOWN, "ha": "center", "va": "center", "zorder": 8}
    text = ax.text(x + length / 2, y + 8 * km, f"{length:g} km", **look)
    text.set_path_effects(HALO)
