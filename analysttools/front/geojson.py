"""One file of control polygons: GeoJSON in, a checked outline out.

Belongs here: what may be wrong with a file, and what is repaired by name. Does not belong here: which file
is of which day (``snapshots.py``); measuring.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from analysttools.case.file_formats import BEGINNING, recognise_json
from analysttools.case.json_texts import find_twice
from analysttools.errors import DataError, ExtraMissingError, Fault, quoted

if TYPE_CHECKING:
    import shapely

# Names of WGS 84 in longitude and latitude; GeoJSON without a name is in it as well.
WGS84 = (
    *("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "OGC:CRS84"),
    *("urn:ogc:def:crs:EPSG::4326", "EPSG:4326"),
)
Window = tuple[float, float, float, float]
# Rings as flat numbers, how many points each has, and whether heights of 0 were left out of it.
Polygon = list[tuple[np.ndarray, int, bool]]
NO_HEIGHTS = "heights of 0 left out"


class Rings(NamedTuple):
    """The rings of one file as read: points in degrees, where rings and polygons begin and end, repairs."""

    points: np.ndarray
    ring_ends: np.ndarray
    polygon_ends: np.ndarray
    repair: str = ""


def read_rings(content: bytes, file: str, window: Window) -> Rings:
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
    >>> from analysttools.front.geojson import read_rings
    >>> square = b'[[[[36, 48], [37, 48], [37, 49], [36, 49], [36, 48]]]]'
    >>> content = (
    ...     b'{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": '
    ...     b'{"type": "MultiPolygon", "coordinates": ' + square + b"}}]}"
    ... )
    >>> len(read_rings(content, "20240802.geojson", (22, 44, 41, 53)).points)
    5
    """
    if not content.strip():
        raise _refusal("empty-file", file, "the file is empty", "Fetch it again, or take it out")
    other = recognise_json(content[:BEGINNING], "the GeoJSON itself")
    if other:
        raise _refusal("bad-json", file, f"the file is {other.words}", other.advice)
    parts = _read_collection(content, file, _is_ambiguous(window))
    sizes = [size for polygon in parts for _, size, _ in polygon]
    if not sizes:
        problem = "the file holds no polygon, which may mean that nothing was held or that something failed"
        raise _refusal("no-polygon", file, problem, "Take the file out: its day then counts as missing")
    if not all(parts):
        problem = f"polygon {parts.index([]) + 1} of {len(parts)} has no ring"
        raise _wrong_form(file, problem, "an empty list")
    rings = [ring for polygon in parts for ring, _, _ in polygon]
    _require_pairs(rings, sizes, file)
    points = np.concatenate(rings).reshape(-1, 2)
    ends = np.cumsum([0, *sizes])
    _require_rings(points, ends, file)
    _require_window(points, window, file)
    words = NO_HEIGHTS if any(is_flat for polygon in parts for _, _, is_flat in polygon) else ""
    return Rings(points, ends, np.cumsum([0, *map(len, parts)]), words)


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
    >>> from analysttools.front.geojson import repair
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


def _read_collection(content: bytes, file: str, is_ambiguous: bool) -> list[Polygon]:
    """Read the polygons of a FeatureCollection, each as its rings."""
    simdjson = _simdjson()
    try:
        collection = simdjson.Parser().parse(content)
    except UnicodeDecodeError as error:
        advice = "Fetch it again; GeoJSON is text in UTF-8"
        raise _refusal("bad-json", file, "the file is not UTF-8", advice) from error
    except (ValueError, RuntimeError) as error:  # the latter where brackets are nested too deep
        advice = "The file is cut off or was changed: fetch it again"
        problem = f"the file is not JSON ({_words(error)})"
        raise _refusal("bad-json", file, problem, advice) from error
    if not isinstance(collection, simdjson.Object) or collection.get("type") != "FeatureCollection":
        found = collection.get("type") if isinstance(collection, simdjson.Object) else None
        words = quoted(found)[1:-1] if isinstance(found, str) else "no object with a type"
        raise _wrong_form(file, "the file is no FeatureCollection", words)
    _require_once(collection, "the collection", file)
    crs = collection.get("crs")
    if isinstance(crs, simdjson.Object):
        _require_once(crs, "the coordinate system", file)
        if isinstance(crs.get("properties"), simdjson.Object):
            _require_once(crs["properties"], "the coordinate system", file)
    _require_wgs84(crs.as_dict() if isinstance(crs, simdjson.Object) else crs, file)
    features = collection.get("features")
    if not isinstance(features, simdjson.Array):
        raise _wrong_form(file, "the file has no list of features", "no list")
    return [
        polygon
        for number, feature in enumerate(features, 1)
        for polygon in _read_feature(feature, f"feature {number}", file, is_ambiguous)
    ]


def _read_feature(feature: Any, where: str, file: str, is_ambiguous: bool) -> list[Polygon]:
    """Read the polygons of a feature, rings as arrays of numbers."""
    try:
        _require_once(feature, where, file)
        geometry = feature.get("geometry")
        if geometry is None:
            problem = f"{where} has no geometry, so it says nothing of any ground"
            advice = "Take the feature out, or give it the polygon that it lacks"
            raise _refusal("no-geometry", file, problem, advice)
        _require_once(geometry, f"the geometry of {where}", file)
        kind = geometry["type"]
        if kind not in ("Polygon", "MultiPolygon"):
            found = quoted(kind) if isinstance(kind, str) else "a type that is no text"
            raise _wrong_form(file, f"{where} is no polygon", found)
        coordinates = geometry["coordinates"]
        polygons = [coordinates] if kind == "Polygon" else coordinates
        if len(polygons) == 0:
            return [[]]  # as a Polygon without rings: to be refused, not passed over
        if is_ambiguous and any(
            {len(point) for point in ring} not in ({2}, {3}) for polygon in polygons for ring in polygon
        ):
            raise _wrong_form(file, f"{where} has a point that is not two numbers", "another number of them")
        return [[_read_ring(ring) for ring in polygon] for polygon in polygons]
    except (TypeError, KeyError, AttributeError) as error:
        # simdjson's words for a text or nothing where a number, a list or an object must stand
        raise _wrong_form(file, f"{where} is not of the form of GeoJSON", _words(error)) from error


def _read_ring(ring: Any) -> tuple[np.ndarray, int, bool]:
    """Read a ring: its numbers, how many points it has, and whether heights of 0 were left out."""
    numbers, size = np.frombuffer(ring.as_buffer(of_type="d")), len(ring)
    if len(numbers) == 3 * size and not numbers[2::3].any() and {len(point) for point in ring} == {3}:
        return numbers.reshape(-1, 3)[:, :2].ravel(), size, True
    return numbers, size, False


def _words(error: Exception) -> str:
    """Return what was found: the first sentence of an error of simdjson, without its code and full stop."""
    code, _, words = str(error).partition(": ")
    if isinstance(error, KeyError):
        return "no type or no coordinates"
    if code == "INCORRECT_TYPE":
        return "something else than a number in a point"
    if code.isupper():
        return words.partition(". ")[0].rstrip(".")
    return "nothing, a number or a text where an object or a list must stand"


@cache
def _simdjson() -> Any:
    try:
        import simdjson
    except ImportError as error:
        raise ExtraMissingError("pysimdjson", "read control polygons", "front") from error
    return simdjson


def _wrong_form(file: str, problem: str, found: str) -> DataError:
    advice = "Keep only the polygons, or fetch the file again"
    expected = "a FeatureCollection of features of the type Polygon or MultiPolygon"
    return _refusal("bad-geojson", file, problem, advice, found=found, expected=expected)


def _require_pairs(rings: list[np.ndarray], sizes: list[int], file: str) -> None:
    """Refuse points that are not two numbers each."""
    for rank, (ring, size) in enumerate(zip(rings, sizes, strict=True), 1):
        if len(ring) != 2 * size:
            problem = f"ring {rank} of {len(rings)} has {len(ring)} numbers for {size} points"
            advice = "Take heights and other numbers out"
            expected = "longitude and latitude for each point"
            raise _refusal("bad-geojson", file, problem, advice, expected=expected)


def _require_once(found: Any, where: str, file: str) -> None:
    """Refuse an object with a name twice: one reader takes the first value, another the last."""
    twice = find_twice(found.keys())
    if twice is not None:
        problem = f"{where} has {quoted(twice)} twice"
        raise _refusal("bad-geojson", file, problem, "Keep the one that holds, or fetch the file again")


def _require_wgs84(crs: Any, file: str) -> None:
    """Refuse another coordinate system; GeoJSON that names none is in WGS 84."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if crs is not None and name not in WGS84:
        problem = "the file is in another coordinate system"
        advice = "Convert it to WGS 84 longitude and latitude"
        found = quoted(name) if name else "no name of one that is known"
        raise _refusal("other-crs", file, problem, advice, found=found, expected=f'"{WGS84[0]}" or none')


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


def _is_ambiguous(window: Window) -> bool:
    """Return whether a longitude of the window could be a latitude of it: exchanged ones then lie within."""
    west, south, east, north = window
    return west <= north and south <= east


def _require_window(points: np.ndarray, window: Window, file: str) -> None:
    """Refuse points outside the window, and say where exchanged coordinates would lie."""
    west, south, east, north = window
    low = np.array([points[:, 0].min(), points[:, 1].min()])  # along the longer way: much faster
    high = np.array([points[:, 0].max(), points[:, 1].max()])
    if low[0] >= west and low[1] >= south and high[0] <= east and high[1] <= north:
        return
    is_swapped = low[1] >= west and low[0] >= south and high[1] <= east and high[0] <= north
    advice = (
        "Exchange them: GeoJSON puts longitude first"
        if is_swapped
        else "Give read_snapshots the window of your case, or correct the file"
    )
    what = "longitude and latitude are exchanged" if is_swapped else "points lie outside the window"
    found = f"{low[0]:g} to {high[0]:g} E, {low[1]:g} to {high[1]:g} N"
    expected = f"{west:g} to {east:g} E, {south:g} to {north:g} N"
    raise _refusal("outside-window", file, what, advice, found=found, expected=expected)


def _refusal(kind: str, file: str, problem: str, advice: str, **more: Any) -> DataError:
    return DataError(file, [Fault(kind, file, problem, advice, **more)])
