"""The ground that a map is drawn on: land, what is across the border, sea, regions, rivers.

Belongs here: the base map as artists without ids. Does not belong here: towns (they are labels) and anything
that somebody claims.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from analysttools.case.state_border import find_land_across
from analysttools.charts.front_map.projection import MapView, cut, path_of, project

LAND, ACROSS, WATER, RIVER = "#fdfbf5", "#ebeae6", "#d9e7f0", "#7fb0d3"
BORDER, REGION = "#333333", "#9a9a9a"
# A map narrower than this many km shows the smaller rivers, which include the larger ones.
ZOOM = 300.0


class Shapes(NamedTuple):
    """The shapes of a base map that a view shows, in degrees; equal ones have equal outlines."""

    admin: tuple[Any, ...]
    countries: tuple[str, ...]
    is_home: tuple[bool, ...]
    border: tuple[Any, ...]
    sea: tuple[Any, ...]
    rivers: tuple[Any, ...]


def layers_of(base_map: pd.DataFrame, view: MapView) -> list[str]:
    """Return the names of the layers that a view shows."""
    import shapely

    rivers = "rivers_minor" if view.width < ZOOM else "rivers"
    border = base_map.loc[base_map["layer"].eq("osm_border"), "geometry"].to_numpy()
    is_seen = shapely.intersects(project(border, view.crs), shapely.box(*view.extent)).any()
    return [*(["osm_border"] if is_seen else []), "admin1", "sea", rivers]


def draw_scenery(ax: Axes, base_map: pd.DataFrame, view: MapView) -> None:
    """Draw land, sea, rivers and borders.

    Land that is not of the home country (``is_home``) is grey; all is home where the base map does not say.

    The state border is ``osm_border``. Natural Earth's own is not drawn: near the border, what is grey and
    what is white follows OSM's line, and regional borders end at it.
    """
    outlines = _outlines(_shapes_of(base_map, view), view)
    ax.set_facecolor(LAND)
    _fill(ax, outlines["across"], ACROSS, 0.1)
    _fill(ax, outlines["sea"], WATER, 0.2)
    look: dict[str, Any] = {"color": REGION, "linewidth": 0.6, "linestyle": (0, (4, 2))}
    _trace(ax, outlines["regions"], zorder=1.2, **look)
    _trace(ax, outlines["rivers"], zorder=1.3, color=RIVER, linewidth=0.7)
    _trace(ax, outlines["border"], zorder=1.5, color=BORDER, linewidth=1.7)


def on_mapped_side(ground: list[Any], base_map: pd.DataFrame, view: MapView) -> list[Any]:
    """Return shapes in km without what lies across the state border from most of their ground.

    Cells do not stop at a border; the ground that they stand for does.
    """
    import shapely

    shapes = _shapes_of(base_map, view)
    across = _land_across(shapes, view) if len(cut(shapes.border, view)) else shapely.Polygon()
    beyond = shapely.intersection(ground, across)
    is_beyond = shapely.area(beyond).sum() > shapely.area(ground).sum() / 2
    return list(beyond if is_beyond else shapely.difference(ground, across))


def _shapes_of(base_map: pd.DataFrame, view: MapView) -> Shapes:
    layers = {
        name: tuple(part) for name, part in base_map["geometry"].groupby(base_map["layer"]) if name != "towns"
    }
    admin = base_map[base_map["layer"].eq("admin1")]
    is_home = tuple(admin["is_home"].astype(bool)) if "is_home" in admin else (True,) * len(admin)
    rivers = layers["rivers_minor" if view.width < ZOOM else "rivers"]
    return Shapes(
        layers["admin1"], tuple(admin["country"]), is_home, layers["osm_border"], layers["sea"], rivers
    )


# Who explores the claims of a place draws the same ground again and again.
@lru_cache(maxsize=8)
def _land_across(shapes: Shapes, view: MapView) -> Any:
    return _across(shapes, cut(shapes.border, view), view)


@lru_cache(maxsize=8)
def _outlines(shapes: Shapes, view: MapView) -> dict[str, Path]:
    """Return what a view shows as paths, which nobody can change, in km."""
    border = cut(shapes.border, view)
    across = _land_across(shapes, view)
    found = {
        "across": [across],
        "sea": cut(shapes.sea, view),
        "regions": _regional_borders(shapes, across, view),
        "rivers": cut(shapes.rivers, view),
        "border": border,
    }
    paths = {name: path_of(own) for name, own in found.items()}
    return {name: Path(path.vertices, path.codes, readonly=True) for name, path in paths.items()}


# The map sets its limits itself: add_artist, unlike add_patch, does not look for those of long outlines.
def _fill(ax: Axes, path: Path, colour: str, zorder: float) -> None:
    ax.add_artist(PathPatch(path, facecolor=colour, edgecolor="none", zorder=zorder))


def _trace(ax: Axes, path: Path, **look: Any) -> None:
    ax.add_artist(PathPatch(path, fill=False, joinstyle="round", capstyle="butt", **look))


def _across(shapes: Shapes, border: Any, view: MapView) -> Any:
    """Return the land across the border: by OSM's line near it, by Natural Earth's polygons elsewhere."""
    import shapely

    admin, is_home = np.array(shapes.admin, dtype=object), np.array(shapes.is_home, dtype=bool)
    # Clipping can leave outlines that touch themselves: they are made valid before they are joined.
    home, abroad = (
        shapely.union_all(shapely.make_valid(cut(admin[part], view)), grid_size=0.001)
        for part in (is_home, ~is_home)
    )
    return find_land_across(home, abroad, border)


def _regional_borders(shapes: Shapes, across: Any, view: MapView) -> list[Any]:
    """Return the lines between regions of one country, each on its country's side of the state border."""
    import shapely

    regions = list(zip(shapes.admin, shapes.countries, shapes.is_home, strict=True))
    borders = []
    for is_home in (True, False):
        part = [(region, country) for region, country, at_home in regions if at_home == is_home]
        kept = shapely.union_all(cut(_shared(tuple(part)), view))
        cutter = shapely.difference if is_home else shapely.intersection
        borders.append(cutter(kept, across))
    merged = [shapely.line_merge(one) for one in borders]
    return [one for one in merged if not one.is_empty]


@lru_cache(maxsize=8)
def _shared(regions: tuple[tuple[Any, str], ...]) -> tuple[Any, ...]:
    """Return the lines that two regions of one country share: the same step, there and back."""
    import shapely

    parts, owner = shapely.get_parts([region for region, _ in regions], return_index=True)
    rings, ring = shapely.get_rings(parts, return_index=True)
    countries = pd.factorize(np.array([country for _, country in regions], dtype=object))[0]
    points, index = shapely.get_coordinates(rings, return_index=True)
    is_step = index[1:] == index[:-1]
    start, end = points[:-1][is_step], points[1:][is_step]
    is_back = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    steps = np.where(is_back[:, None], np.hstack([end, start]), np.hstack([start, end]))
    steps = np.column_stack([steps, countries[owner[ring[index[1:][is_step]]]]])
    steps, times = np.unique(steps, axis=0, return_counts=True)
    both = steps[times == 2, :4].reshape(-1, 2, 2)
    return tuple(shapely.get_parts(shapely.line_merge(shapely.multilinestrings(shapely.linestrings(both)))))
