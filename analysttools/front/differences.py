"""What differs between two outlines, worked out where they differ: nearly all edges are the same.

Belongs here: edges, the faces between two outlines, areas on the ellipsoid. Does not belong here: days,
files, sectors.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from analysttools.errors import ExtraMissingError
from analysttools.front.outlines import Outline

if TYPE_CHECKING:
    import shapely

# Points are held against edges in blocks of so many pairs: a redrawn map takes no more memory than others.
CELLS = 100_000


class Edges(NamedTuple):
    """The edges that came and, turned round, those that went: closed curves, what was gained on the left.

    ``redrawn`` is their share of all edges, of the outline that has more of its own.
    """

    begins: np.ndarray
    ends: np.ndarray
    redrawn: float


class Faces(NamedTuple):
    """Pieces of ground that changed sides: polygons, +1 gained or -1 lost, areas in km2."""

    polygons: np.ndarray
    signs: np.ndarray
    areas_km2: np.ndarray


def differing(before: Outline, after: Outline) -> Edges:
    """Return the edges that one of two outlines has and the other lacks.

    Edges are matched by key; those of equal key are held against each other.
    """
    match = pd.Index(before.keys).get_indexer(after.keys)
    is_known = match >= 0
    known = match[is_known]
    is_same = (before.begins[known] == after.begins[is_known]) & (before.ends[known] == after.ends[is_known])
    come = ~is_known
    come[np.flatnonzero(is_known)[~is_same]] = True
    gone = np.ones(len(before.keys), dtype=bool)
    gone[known[is_same]] = False
    # Turned round and last first, so that each edge still goes on from the one before.
    begins = np.concatenate([before.ends[gone][::-1], after.begins[come]])
    ends = np.concatenate([before.begins[gone][::-1], after.ends[come]])
    redrawn = max(float(gone.sum()) / max(len(gone), 1), float(come.sum()) / max(len(come), 1))
    return Edges(begins, ends, redrawn)


def net_km2(edges: Edges) -> float:
    """Return by how many km2 the area grew.

    The area within closed curves is that of the triangles between each edge and one fixed point: the other
    sides of neighbouring triangles cancel, and are left out where an edge goes on from the one before.
    """
    begins, ends, _ = edges
    if not len(begins):
        return 0.0
    starts = np.concatenate([[0], 1 + np.flatnonzero(begins[1:] != ends[:-1])])
    path = np.insert(ends, starts, begins[starts])
    path = np.insert(path, (starts + np.arange(len(starts)))[1:], begins[0])
    path = np.append(path, begins[0])
    return float(_geod().polygon_area_perimeter(path.real, path.imag)[0]) / 1e6


def faces_of(edges: Edges) -> Faces:
    """Return each piece of ground that changed sides.

    The edges cut the plane into faces. Going round a point of a face, they wind once (it was gained), minus
    once (it was lost) or not at all.
    """
    import shapely

    begins, ends, _ = edges
    if not len(begins):
        return Faces(np.array([], dtype=object), np.array([], dtype=int), np.array([]))
    corners = np.column_stack([begins.real, begins.imag, ends.real, ends.imag]).reshape(-1, 2, 2)
    lines = shapely.union_all(shapely.linestrings(corners))
    polygons = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    points = shapely.get_coordinates(shapely.point_on_surface(polygons))
    signs = _windings(points[:, 0], points[:, 1], begins, ends)
    polygons, signs = polygons[signs != 0], signs[signs != 0]
    return Faces(polygons, signs, areas_km2(polygons))


def areas_km2(polygons: np.ndarray) -> np.ndarray:
    """Return the area of each polygon in km2, its edges taken as geodesics of WGS 84; holes do not count.

    Examples
    --------
    >>> import shapely
    >>> from analysttools.front.differences import areas_km2
    >>> areas_km2([shapely.box(36, 48, 37, 49)]).round(1).tolist()
    [8217.6]
    """
    import shapely

    if not len(polygons):
        return np.array([])
    _, points, (ring_ends, polygon_ends) = shapely.to_ragged_array(list(polygons))
    xs, ys = np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])
    measure = _geod().polygon_area_perimeter
    bounds = pairwise(ring_ends)
    rings = np.array([abs(measure(xs[first:last], ys[first:last])[0]) for first, last in bounds]) / 1e6
    is_outer = np.zeros(len(rings), dtype=bool)
    is_outer[polygon_ends[:-1]] = True
    return np.add.reduceat(np.where(is_outer, rings, -rings), polygon_ends[:-1])


def ground_km2(ground: shapely.Geometry) -> float:
    """Return the area of the polygons of a geometry in km2; its lines and points have none."""
    import shapely

    parts = shapely.get_parts(ground)
    is_polygon = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)
    return float(areas_km2(parts[is_polygon]).sum())


def _windings(xs: np.ndarray, ys: np.ndarray, begins: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Count how often the edges wind round each point: crossings of the ray to the east, by direction."""
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = (ends.real - begins.real) / (ends.imag - begins.imag)
    counts = np.empty(len(xs), dtype=int)
    step = max(1, CELLS // len(begins))
    for first in range(0, len(xs), step):
        part = slice(first, first + step)
        x, y = xs[part, None], ys[part, None]
        low, high = begins.imag <= y, ends.imag <= y
        with np.errstate(invalid="ignore"):
            is_east = begins.real + (y - begins.imag) * slope > x
        counts[part] = (low & ~high & is_east).sum(axis=1) - (~low & high & is_east).sum(axis=1)
    return counts


@cache
def _geod() -> Any:
    try:
        from pyproj import Geod
    except ImportError as error:
        raise ExtraMissingError("pyproj", "measure areas on the ellipsoid", "front") from error
    return Geod(ellps="WGS84")
