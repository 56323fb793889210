"""GeoJSON, read whole or refused: the one reader of the format.

Belongs here: what a FeatureCollection must be, whoever asks: its form, its coordinate system, names that
stand twice, kinds of geometry. Few features with their properties are read by Python's own parser, which
every installation has (`read_features`); the many points of control polygons by simdjson, into arrays
(`read_polygons`). Does not belong here: what properties mean (``basemap.py``, ``geography_checks.py``);
whether rings enclose ground (``front/rings.py``).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from analysttools.case.file_formats import BEGINNING, recognise_json
from analysttools.case.json_texts import find_twice, read_json
from analysttools.errors import ExtraMissingError, quoted

KINDS = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")
# Names of WGS 84 in longitude and latitude; GeoJSON without a name is in it as well.
WGS84 = (
    *("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "OGC:CRS84"),
    *("urn:ogc:def:crs:EPSG::4326", "EPSG:4326"),
)
# Rings as flat numbers, how many points each has, and whether heights of 0 were left out of it.
Polygon = list[tuple[np.ndarray, int, bool]]
OF_POLYGONS = "a FeatureCollection of features of the type Polygon or MultiPolygon"


class GeoJsonError(ValueError):
    """What is wrong with a file of GeoJSON, and where in it.

    Attributes
    ----------
    kind : str
        The kind of fault: bad-geojson, bad-json, empty-file, no-geometry, other-crs.
    problem, advice : str
        What is wrong, and what to do.
    found, expected : str or None
    """

    def __init__(
        self,
        problem: str,
        advice: str = "",
        *,
        kind: str = "bad-geojson",
        found: str | None = None,
        expected: str | None = None,
    ) -> None:
        said = [problem, f"Found {found}" if found else "", f"Expected {expected}" if expected else ""]
        super().__init__(". ".join(filter(None, said)))
        self.problem, self.advice, self.kind = problem, advice, kind
        self.found, self.expected = found, expected


def read_features(content: bytes) -> list[tuple[dict[str, Any], Any]]:
    """Read the features of a FeatureCollection.

    Parameters
    ----------
    content : bytes
        GeoJSON, in WGS 84.

    Returns
    -------
    list of tuple
        The properties of each feature and its shape (shapely).

    Raises
    ------
    ValueError
        If it is not such a collection; the words begin with "it" or name the feature.

    Examples
    --------
    >>> from analysttools.case.geojson import read_features
    >>> read_features(b'{"features": [{"properties": {}, "geometry": null}]}')
    Traceback (most recent call last):
        ...
    analysttools.case.geojson.GeoJsonError: feature 1 has no geometry
    """
    collection = read_json(content)
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise GeoJsonError('it has no list "features"')
    _require_wgs84(collection.get("crs"), "it")
    return [_read_feature(feature, f"feature {rank}") for rank, feature in enumerate(features, 1)]


def _read_feature(feature: Any, where: str) -> tuple[dict[str, Any], Any]:
    if not isinstance(feature, dict):
        raise GeoJsonError(f"{where} is {quoted(feature)}, not an object")
    properties = feature.get("properties")
    if not isinstance(properties, dict | None):
        raise GeoJsonError(f"{where} has properties that are not names with values")
    return properties or {}, _read_shape(feature.get("geometry"), where)


def _read_shape(geometry: Any, where: str) -> Any:
    """Make a geometry into a shape; whatever shapely says of a wrong one, we say where it is."""
    import shapely.geometry  # only needed where a case has a base map

    if not isinstance(geometry, dict):
        raise GeoJsonError(f"{where} has no geometry")
    kind = geometry.get("type")
    if kind not in KINDS:
        problem = f"the geometry of {where} has the type {quoted(kind)}"
        raise GeoJsonError(problem, expected=", ".join(KINDS))
    try:
        return shapely.geometry.shape(geometry)
    except RecursionError as error:
        raise GeoJsonError("it is nested too deep") from error
    except OverflowError as error:
        raise GeoJsonError("a number in it is too large") from error
    except (ValueError, LookupError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        raise GeoJsonError(f"the coordinates of {where} are not those of a {kind}") from error


def read_polygons(content: bytes, *, counts_points: bool = False) -> list[Polygon]:
    """Read the polygons of a FeatureCollection, each as its rings, without Python numbers.

    Parameters
    ----------
    content : bytes
        GeoJSON: features of the types Polygon and MultiPolygon, in WGS 84.
    counts_points : bool
        Whether to count the numbers of each point, since one number and three pass for two points: do so
        where a longitude could be taken for a latitude.

    Returns
    -------
    list of list of (ndarray, int, bool)
        Of each ring its numbers, how many points it has, and whether heights of 0 were left out.

    Raises
    ------
    GeoJsonError
        If the file is empty, cut off, of another form, type or coordinate system.

    Examples
    --------
    >>> from analysttools.case.geojson import read_polygons
    >>> ring = b"[[36, 48], [37, 48], [37, 49], [36, 48]]"
    >>> geometry = b'{"type": "Polygon", "coordinates": [' + ring + b"]}"
    >>> read_polygons(
    ...     b'{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": ' + geometry + b"}]}"
    ... )
    [[(array([36., 48., 37., 48., 37., 49., 36., 48.]), 4, False)]]
    """
    if not content.strip():
        raise GeoJsonError("the file is empty", "Fetch it again, or take it out", kind="empty-file")
    other = recognise_json(content[:BEGINNING], "the GeoJSON itself")
    if other:
        raise GeoJsonError(f"the file is {other.words}", other.advice, kind="bad-json")
    features = _list_features(_parse(content))
    return [
        polygon
        for number, feature in enumerate(features, 1)
        for polygon in _read_polygons(feature, f"feature {number}", counts_points)
    ]


def _parse(content: bytes) -> Any:
    """Parse the collection; its lists and numbers are not made into Python's."""
    try:
        return _simdjson().Parser().parse(content)
    except UnicodeDecodeError as error:
        advice = "Fetch it again; GeoJSON is text in UTF-8"
        raise GeoJsonError("the file is not UTF-8", advice, kind="bad-json") from error
    except (ValueError, RuntimeError) as error:  # the latter where brackets are nested too deep
        advice = "The file is cut off or was changed: fetch it again"
        raise GeoJsonError(f"the file is not JSON ({_words(error)})", advice, kind="bad-json") from error


def _list_features(collection: Any) -> Any:
    """Return the features of a collection whose form and coordinate system are right."""
    simdjson = _simdjson()
    if not isinstance(collection, simdjson.Object) or collection.get("type") != "FeatureCollection":
        found = collection.get("type") if isinstance(collection, simdjson.Object) else None
        words = quoted(found)[1:-1] if isinstance(found, str) else "no object with a type"
        raise _wrong_form("the file is not a FeatureCollection", words)
    _require_once(collection, "the collection")
    crs = collection.get("crs")
    if isinstance(crs, simdjson.Object):
        _require_once(crs, "the coordinate system")
        if isinstance(crs.get("properties"), simdjson.Object):
            _require_once(crs["properties"], "the coordinate system")
    _require_wgs84(crs.as_dict() if isinstance(crs, simdjson.Object) else crs, "the file")
    features = collection.get("features")
    if not isinstance(features, simdjson.Array):
        raise _wrong_form("the file has no list of features", "no list")
    return features


def _read_polygons(feature: Any, where: str, counts_points: bool) -> list[Polygon]:
    """Read the polygons of a feature, rings as arrays of numbers."""
    try:
        _require_once(feature, where)
        geometry = feature.get("geometry")
        if geometry is None:
            problem = f"{where} has no geometry, so it says nothing of any ground"
            advice = "Take the feature out, or give it the polygon that it lacks"
            raise GeoJsonError(problem, advice, kind="no-geometry")
        _require_once(geometry, f"the geometry of {where}")
        kind = geometry["type"]
        if kind not in ("Polygon", "MultiPolygon"):
            found = quoted(kind) if isinstance(kind, str) else "a type that is not text"
            raise _wrong_form(f"{where} is not a polygon", found)
        coordinates = geometry["coordinates"]
        polygons = [coordinates] if kind == "Polygon" else coordinates
        if len(polygons) == 0:
            return [[]]  # as a Polygon without rings: to be refused, not passed over
        if counts_points and any(
            {len(point) for point in ring} not in ({2}, {3}) for polygon in polygons for ring in polygon
        ):
            raise _wrong_form(f"{where} has a point that is not two numbers", "another number of them")
        return [[_read_ring(ring) for ring in polygon] for polygon in polygons]
    except (TypeError, KeyError, AttributeError) as error:
        # simdjson's words for a text or nothing where a number, a list or an object must stand
        raise _wrong_form(f"{where} is not of the form of GeoJSON", _words(error)) from error


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
    return "nothing, a number or a text where an object or a list is expected"


@cache
def _simdjson() -> Any:
    try:
        import simdjson
    except ImportError as error:
        raise ExtraMissingError("pysimdjson", "read control polygons", "front") from error
    return simdjson


def _wrong_form(problem: str, found: str) -> GeoJsonError:
    advice = "Keep only the polygons, or fetch the file again"
    return GeoJsonError(problem, advice, found=found, expected=OF_POLYGONS)


def _require_once(found: Any, where: str) -> None:
    """Refuse an object with a name twice: one reader takes the first value, another the last."""
    twice = find_twice(found.keys())
    if twice is not None:
        problem = f"{where} has {quoted(twice)} twice"
        raise GeoJsonError(problem, "Keep the one that holds, or fetch the file again")


def _require_wgs84(crs: Any, subject: str) -> None:
    """Refuse another coordinate system; GeoJSON that names none is in WGS 84."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if crs is not None and name not in WGS84:
        raise GeoJsonError(
            f"{subject} is in another coordinate system",
            "Convert it to WGS 84 longitude and latitude",
            kind="other-crs",
            found=quoted(name) if name else "no name of one that is known",
            expected=f'"{WGS84[0]}" or none',
        )
