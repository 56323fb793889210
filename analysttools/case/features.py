"""Features of a GeoJSON file of the base map: properties and shapes.

Belongs here: reading any FeatureCollection. Does not belong here: what the properties mean
(``basemap.py``, ``geography_checks.py``); the daily polygons of control (``front/geojson.py``).
"""

from __future__ import annotations

from typing import Any

from analysttools.case.json_texts import read_json
from analysttools.errors import quoted

KINDS = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")
KINDS_IN_WORDS = ", ".join(KINDS)


def read_features(content: bytes) -> list[tuple[dict[str, Any], Any]]:
    """Read the features of a FeatureCollection.

    Parameters
    ----------
    content : bytes
        GeoJSON.

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
    >>> from analysttools.case.features import read_features
    >>> read_features(b'{"features": [{"properties": {}, "geometry": null}]}')
    Traceback (most recent call last):
        ...
    ValueError: feature 1 has no geometry
    """
    collection = read_json(content)
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise ValueError('it has no list "features"')
    return [_read_feature(feature, f"feature {rank}") for rank, feature in enumerate(features, 1)]


def _read_feature(feature: Any, where: str) -> tuple[dict[str, Any], Any]:
    if not isinstance(feature, dict):
        raise ValueError(f"{where} is {quoted(feature)}, not an object")
    properties = feature.get("properties")
    if not isinstance(properties, dict | None):
        raise ValueError(f"{where} has properties that are no names and values")
    return properties or {}, _read_shape(feature.get("geometry"), where)


def _read_shape(geometry: Any, where: str) -> Any:
    """Make a geometry into a shape; whatever shapely says of a wrong one, we say where it is."""
    import shapely.geometry  # only needed where a case has a base map

    if not isinstance(geometry, dict):
        raise ValueError(f"{where} has no geometry")
    kind = geometry.get("type")
    if kind not in KINDS:
        raise ValueError(f"the geometry of {where} has the type {quoted(kind)}. Expected {KINDS_IN_WORDS}")
    try:
        return shapely.geometry.shape(geometry)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    except OverflowError as error:
        raise ValueError("a number in it is too large") from error
    except (ValueError, LookupError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        raise ValueError(f"the coordinates of {where} are not those of a {kind}") from error
