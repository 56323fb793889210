"""Where a map lies: its frame in a small map of the country, in a corner that is free.

Belongs here: the shapes of that map, and drawing it. Does not belong here: what the large map shows.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from analysttools.charts.drawing.placement import Room
from analysttools.charts.front_map.background import LAND, WATER
from analysttools.charts.front_map.overlays import take_corner
from analysttools.charts.front_map.projection import MapView, path_of, project, view_of

# Width as a share of the map's, at most so many points. A map that shows more than this share of the width
# of the country needs none.
SHARE, WIDEST, WHOLE = 0.17, 84.0, 0.6
# Degrees by which outlines are made simpler; of air around the country; by which its map is cut where the
# base map ends, and within which that is so.
SIMPLER, AIR, CUT, NEAR = 0.03, 0.4, 0.7, 0.02
FRAME, ABROAD = "#111111", "#d9d8d3"


class Locator(NamedTuple):
    """A small map in a corner: land and sea, the frame of the large map and of itself; in points."""

    land: Path
    sea: Path
    frame: tuple[float, float, float, float]
    box: tuple[float, float, float, float]


def place_locator(room: Room, base_map: pd.DataFrame, view: MapView) -> Locator | None:
    """Find a free corner for the small map; None if there is none, or the large map needs none."""
    import shapely

    admin, sea = (
        base_map.loc[base_map["layer"].eq(layer)].reset_index(drop=True) for layer in ("admin1", "sea")
    )
    is_home = admin["is_home"].astype(bool) if "is_home" in admin else pd.Series(True, index=admin.index)
    if not is_home.any():
        return None
    window = _window_of(tuple(admin["geometry"]), tuple(is_home))
    around = view_of(window)
    if view.width > WHOLE * around.width:
        return None
    wide = min(SHARE * room.size[0], WIDEST)
    corner = take_corner(room, (wide, wide * around.shape))
    if corner is None:
        return None
    scale, origin = wide / around.width, np.array(around.extent[:2])

    def in_points(path: Path) -> Path:
        return Path((np.asarray(path.vertices) - origin) * scale + corner, path.codes)

    land, water = _shapes_of(tuple(admin["geometry"][is_home]), tuple(sea["geometry"]), around)
    frame = shapely.segmentize(shapely.box(*view.extent), view.width / 10)
    bounds = shapely.bounds(project(project(frame, view.crs, is_back=True), around.crs))
    edges = (bounds.reshape(2, 2) - origin) * scale + corner
    return Locator(
        in_points(land), in_points(water), tuple(edges.ravel()), (*corner, wide, wide * around.shape)
    )


def draw_locator(ax: Axes, locator: Locator, view: MapView, km: float) -> None:
    """Draw the small map: the country, and the frame of the large map in it."""
    west, south = view.extent[:2]

    def box(left: float, low: float, wide: float, high: float, **look: Any) -> Rectangle:
        return Rectangle((west + left * km, south + low * km), wide * km, high * km, **look)

    left, low, right, top = locator.frame
    ax.add_artist(box(*locator.box, facecolor=ABROAD, edgecolor="none", zorder=8))
    for path, colour in ((locator.sea, WATER), (locator.land, LAND)):
        shape = Path(np.asarray(path.vertices) * km + (west, south), path.codes)
        ax.add_artist(PathPatch(shape, facecolor=colour, edgecolor="none", zorder=8.1))
    ax.add_artist(box(*locator.box, fill=False, edgecolor="#888888", linewidth=0.6, zorder=8.2))
    ax.add_artist(
        box(left, low, right - left, top - low, fill=False, edgecolor=FRAME, linewidth=1.3, zorder=8.3)
    )


@lru_cache(maxsize=4)
def _window_of(regions: tuple[Any, ...], is_home: tuple[bool, ...]) -> tuple[float, float, float, float]:
    """Return the window of the small map: around the country, and within the base map where that cuts it."""
    import shapely

    home = shapely.total_bounds(np.array(regions, dtype=object)[list(is_home)])
    edge = shapely.total_bounds(np.array(regions, dtype=object))
    outward = np.array([-1, -1, 1, 1])
    moved = np.where(np.abs(home - edge) < NEAR, -CUT * outward, AIR * outward)
    west, south, east, north = (home + moved).tolist()
    return west, south, east, north


@lru_cache(maxsize=4)
def _shapes_of(regions: tuple[Any, ...], seas: tuple[Any, ...], around: MapView) -> tuple[Path, Path]:
    """Return the land of the country and the sea as the small map shows them, in km."""
    import shapely

    frame = shapely.box(*around.extent)
    paths = []
    for shapes in (regions, seas):
        whole = shapely.union_all(shapely.make_valid(np.array(shapes, dtype=object)))
        simple = shapely.make_valid(project(shapely.simplify(whole, SIMPLER), around.crs))
        seen = shapely.get_parts(shapely.intersection(simple, frame))
        paths.append(path_of(seen[shapely.get_dimensions(seen) == 2]))
    return paths[0], paths[1]
