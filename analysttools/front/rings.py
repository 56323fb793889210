"""The rings of one file of control polygons: checked, repaired by name, made into polygons and edges.

Belongs here: whether rings enclose ground, and where it lies. Does not belong here: the format of the file
(``case/geojson.py``); which file is of which day (``snapshots.py``); measuring.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from analysttools.case.geojson import OF_POLYGONS, GeoJsonError, Polygon, read_polygons
from analysttools.case.window import DegreeWindow, exchange_degrees, format_degrees, is_within
from analysttools.errors import DataError, Fault

if TYPE_CHECKING:
    import shapely

NO_HEIGHTS = "heights of 0 left out"


class Rings(NamedTuple):
    """The rings of one file as read: points in degrees, where rings and polygons begin and end, repairs."""

    points: np.ndarray
    ring_ends: np.ndarray
    polygon_ends: np.ndarray
    repair: str = ""


def read_rings(content: bytes, file: str, window: DegreeWindow) -> Rings:
    """Read the rings of a FeatureCollection of polygons.

    Parameters
    ----------
    content : bytes
        The GeoJSON: features of the types Polygon and MultiPolygon, in WGS 84.
    file : str
        Its name, for the faults.
    window : tuple of float
        West, south, east, north in degrees: where all points must lie.

    Returns
    -------
    Rings
        Heights that are all 0 are left out of a ring, and ``repair`` says so.

    Raises
    ------
    DataError
        If the file is empty, cut off, of another form, type or coordinate system, holds no polygon, or
        has points outside the window.

    Examples
    --------
    >>> from analysttools.front.rings import read_rings
    >>> square = b'[[[[36, 48], [37, 48], [37, 49], [36, 49], [36, 48]]]]'
    >>> content = (
    ...     b'{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": '
    ...     b'{"type": "MultiPolygon", "coordinates": ' + square + b"}}]}"
    ... )
    >>> len(read_rings(content, "20240802.geojson", (22, 44, 41, 53)).points)
    5
    """
    parts = _read_parts(content, file, window)
    sizes = [size for polygon in parts for _, size, _ in polygon]
    rings = [ring for polygon in parts for ring, _, _ in polygon]
    _require_pairs(rings, sizes, file)
    points = np.concatenate(rings).reshape(-1, 2)
    ends = np.cumsum([0, *sizes])
    _require_rings(points, ends, file)
    _require_window(points, window, file)
    words = NO_HEIGHTS if any(is_flat for polygon in parts for _, _, is_flat in polygon) else ""
    return Rings(points, ends, np.cumsum([0, *map(len, parts)]), words)


def _read_parts(content: bytes, file: str, window: DegreeWindow) -> list[Polygon]:
    """Read the polygons of a file; refuse one without any, and a polygon without a ring."""
    try:
        parts = read_polygons(content, counts_points=_is_ambiguous(window))
    except GeoJsonError as error:
        more = {"found": error.found, "expected": error.expected}
        raise _refusal(error.kind, file, error.problem, error.advice, **more) from error
    if not any(parts):
        problem = "the file holds no polygon, which may mean that nothing was held or that something failed"
        raise _refusal("no-polygon", file, problem, "Take the file out: its day then counts as missing")
    if not all(parts):
        problem = f"polygon {parts.index([]) + 1} of {len(parts)} has no ring"
        advice = "Keep only the polygons, or fetch the file again"
        more = {"found": "an empty list", "expected": OF_POLYGONS}
        raise _refusal("bad-geojson", file, problem, advice, **more)
    return parts


def build(rings: Rings) -> shapely.MultiPolygon:
    """Make the rings of a file into polygons, valid or not."""
    import shapely

    offsets = (rings.ring_ends, rings.polygon_ends, np.array([0, len(rings.polygon_ends) - 1]))
    return shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, rings.points, offsets)[0]


def repair(polygons: shapely.MultiPolygon, reason: str) -> tuple[shapely.MultiPolygon, str]:
    """Make polygons valid: what lies in several of them counts once, what has no area is left out.

    Parameters
    ----------
    polygons : shapely.MultiPolygon
        Polygons whose rings cross or overlap.
    reason : str
        What is wrong with them, as ``shapely.is_valid_reason`` says it.

    Returns
    -------
    polygons : shapely.MultiPolygon
    words : str
        What was repaired, and where.

    Examples
    --------
    >>> import shapely
    >>> from analysttools.front.rings import repair
    >>> twice = shapely.MultiPolygon([shapely.box(36, 48, 37, 49), shapely.box(36.5, 48, 37.5, 49)])
    >>> mended, words = repair(twice, "Self-intersection[37 48]")
    >>> mended.area, words
    (1.5, 'made valid: self-intersection at 37 48')
    """
    import shapely

    mended = shapely.make_valid(polygons, method="structure", keep_collapsed=False)
    parts = [part for part in shapely.get_parts(mended) if part.geom_type == "Polygon"]
    what, _, where = reason.rstrip("]").partition("[")
    words = f"made valid: {what[:1].lower()}{what[1:]}" + (f" at {where}" if where else "")
    return shapely.MultiPolygon(parts), words


def edges_of(rings: Rings) -> tuple[np.ndarray, np.ndarray]:
    """Return the edges of the rings, begin and end as complex numbers, what is held on the left of each.

    Rings are turned where they must be: outer ones run counter-clockwise, holes clockwise.
    """
    points = rings.points[:, 0] + 1j * rings.points[:, 1]
    firsts, lasts = rings.ring_ends[:-1], rings.ring_ends[1:] - 1
    is_begin, is_end = np.ones(len(points), dtype=bool), np.ones(len(points), dtype=bool)
    is_begin[lasts] = False
    is_end[firsts] = False
    begins, ends = points[is_begin], points[is_end]
    # Shoelace, from a corner: the products of small numbers keep their digits.
    one, other = begins - points[0], ends - points[0]
    ring_starts = firsts - np.arange(len(firsts))
    twice_areas = np.add.reduceat(one.real * other.imag - one.imag * other.real, ring_starts)
    is_outer = np.zeros(len(firsts), dtype=bool)
    is_outer[rings.polygon_ends[:-1]] = True
    is_turned = np.repeat((twice_areas > 0) != is_outer, lasts - firsts)
    begins, ends = np.where(is_turned, ends, begins), np.where(is_turned, begins, ends)
    if is_turned[0]:  # so that each edge still goes on from the one before
        begins, ends = begins[::-1], ends[::-1]
    is_edge = begins != ends  # a point that stands twice in a row is no edge
    return (begins, ends) if is_edge.all() else (begins[is_edge], ends[is_edge])


def rings_of(polygons: shapely.MultiPolygon) -> Rings:
    """Return the rings of polygons that were made or repaired in memory."""
    import shapely

    _, points, (ring_ends, polygon_ends) = shapely.to_ragged_array(shapely.get_parts(polygons))
    return Rings(points[:, :2], ring_ends, polygon_ends)


def _require_pairs(rings: list[np.ndarray], sizes: list[int], file: str) -> None:
    """Refuse points that are not two numbers each."""
    for rank, (ring, size) in enumerate(zip(rings, sizes, strict=True), 1):
        if len(ring) != 2 * size:
            problem = f"ring {rank} of {len(rings)} has {len(ring)} numbers for {size} points"
            advice = "Take heights and other numbers out"
            expected = "longitude and latitude for each point"
            raise _refusal("bad-geojson", file, problem, advice, expected=expected)


def _require_rings(points: np.ndarray, ends: np.ndarray, file: str) -> None:
    """Refuse rings that are too short or do not close."""
    sizes = np.diff(ends)
    is_short = sizes < 4
    is_open = np.zeros(len(sizes), dtype=bool)
    long = ~is_short
    is_open[long] = (points[ends[:-1][long]] != points[ends[1:][long] - 1]).any(axis=1)
    if is_short.any() or is_open.any():
        wrong = int(np.argmax(is_short | is_open))
        what = f"has {sizes[wrong]} points" if is_short[wrong] else "does not end where it began"
        problem = f"ring {wrong + 1} of {len(sizes)} {what}: no ground is enclosed"
        advice = "Fetch the file again; a ring has four points or more, the last one the first"
        raise _refusal("open-ring", file, problem, advice)


def _is_ambiguous(window: DegreeWindow) -> bool:
    """Return whether a longitude of the window could be a latitude of it: exchanged ones then lie within."""
    west, south, east, north = window
    return west <= north and south <= east


def _require_window(points: np.ndarray, window: DegreeWindow, file: str) -> None:
    """Refuse points outside the window, and say where exchanged coordinates would lie."""
    low = np.array([points[:, 0].min(), points[:, 1].min()])  # along the longer way: much faster
    high = np.array([points[:, 0].max(), points[:, 1].max()])
    found = (*low, *high)
    if is_within(found, window):
        return
    is_swapped = is_within(exchange_degrees(found), window)
    advice = (
        "Exchange them: GeoJSON puts longitude first"
        if is_swapped
        else "Give read_snapshots the window of your case, or correct the file"
    )
    what = "longitude and latitude are exchanged" if is_swapped else "points lie outside the window"
    more = {"found": format_degrees(found), "expected": format_degrees(window)}
    raise _refusal("outside-window", file, what, advice, **more)


def _refusal(kind: str, file: str, problem: str, advice: str, **more: Any) -> DataError:
    return DataError(file, [Fault(kind, file, problem, advice, **more)])
