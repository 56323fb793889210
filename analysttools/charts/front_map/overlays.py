"""What a map shows over its ground: measured ground, outlines of sectors, towns, the scale.

Belongs here: drawing of these, and how their labels take room. Does not belong here: claims.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.patheffects import AbstractPathEffect, withStroke

from analysttools.charts.drawing.layout import text_height, text_width, wrap
from analysttools.charts.drawing.placement import Box, Room, Spot, find_spot, take_first
from analysttools.charts.drawing.style import COLOURS, ink, mark
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
LABEL, TOWN = 7.0, 6.5
# Words of a sector are not wrapped narrower than this many inches.
NARROWEST = 0.75
# People from which a town is drawn large; towns for each square inch; points around a place without towns.
LARGE, DENSE, CLEAR = 100_000, 0.55, 9.0
# Points between places that are tried for the words of a sector.
STEP = 4.0
# Points between a corner of the map and what stands in it.
EDGE = 5.0
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200)


class Label(NamedTuple):
    """Words on the map: what they stand beside, where they stand, both in points."""

    text: str
    point: tuple[float, float]
    spot: Spot
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


def label_sectors(room: Room, sectors: pd.DataFrame, view: MapView, lang: str, word: str) -> list[Label]:
    """Place the words of each sector, within its outline where there is room, near its upper left corner."""
    import shapely

    km = view.width / room.size[0]
    corner = np.tile(view.extent[:2], 2)
    outlines = [
        shapely.clip_by_rect(_outline(text, view), *view.extent) for text in sectors.get("outline", [])
    ]
    boxes = [tuple((np.array(shape.bounds) - corner) / km) for shape in outlines]
    labels = []
    for sector, box in zip(sectors.itertuples(), boxes, strict=True):
        said = word.format(sector=sector.sector_name, net=_net(sector.net_km2, lang))
        for inches in (max((box[2] - box[0]) / 72 - 0.12, NARROWEST), NARROWEST):
            text = wrap(said, inches, LABEL, is_bold=True)
            size = text_width(text, LABEL, is_bold=True) * 72 + 3, text_height(text, LABEL) * 72 + 2
            if (spot := _inside(room, box, size)) is not None:
                break
        point = (box[0] + box[2]) / 2, box[3]
        spot = spot or _outside(room, boxes, point, size)
        labels.append(Label(text, point, spot, sector))
    return labels


def _outside(room: Room, boxes: Sequence[Box], point: tuple[float, float], size: tuple[float, float]) -> Spot:
    """Return the free place nearest to a point that is in no sector: words within one speak of that one."""
    shut = np.zeros_like(room.taken)
    for west, south, east, north in boxes:
        shut[max(0, int(west)) : int(east) + 1, max(0, int(south)) : int(north) + 1] = True
    spot = find_spot(room, point, size, away=(2, 0.7 * room.size[0]), shut=shut, may_cross=True)
    return spot or Spot(point[0] - size[0] / 2, point[1], None)


def _inside(room: Room, box: Box, size: tuple[float, float]) -> Spot | None:
    """Take the free place in a box that is nearest to its upper left, in points; None if there is none."""
    west, south, east, north = box
    lefts = np.arange(west + 3, east - size[0], STEP)
    tops = np.arange(north - 3, south + size[1], -STEP)
    corners = sorted(product(lefts, tops), key=lambda one: north - one[1] + (one[0] - west) / 4)
    found = take_first(room, ((left, top - size[1], left + size[0], top) for left, top in corners))
    return None if found is None else Spot(found[0], found[3], None)


def _net(km2: float, lang: str) -> str:
    number = format_number(float(round(abs(km2), 0 if abs(km2) >= 10 else 1)), lang)
    return f"{'+' if km2 > 0 else '−' if km2 < 0 else ''}{number}"


def _outline(text: str, view: MapView) -> Any:
    import shapely

    return project(shapely.segmentize(shapely.from_wkt(text), 0.05), view.crs)


def draw_sectors(ax: Axes, labels: list[Label], view: MapView, km: float) -> None:
    """Draw outlines of sectors, and their words with the id of the measured change."""
    for label in labels:
        path = path_of([_outline(label.row.outline, view)])
        ax.add_patch(PathPatch(path, fill=False, zorder=1.6, **OUTLINE))
        left, top = label.spot.left + 1.5, label.spot.top - 1 - text_height(label.text, LABEL) * 36
        if label.spot.end is not None:
            ends = np.array([label.point, label.spot.end]) * km + view.extent[:2]
            ax.plot(*ends.T, color=OUTLINE["edgecolor"], linewidth=0.6, zorder=1.7)
        look: dict[str, Any] = {"fontsize": LABEL, "fontweight": "bold", "va": "center", "zorder": 7}
        text = ax.text(view.extent[0] + left * km, view.extent[1] + top * km, label.text, **look)
        text.set_path_effects(HALO)
        mark(text, label.row.change_id, "net", f"{label.row.from_day:%Y-%m-%d}/{label.row.to_day:%Y-%m-%d}")


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
    inside = inside[(away.min(axis=1) > CLEAR) & ~inside["name"].isin(names)]
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
