"""Places against the regions of a base map.

Belongs here: whether coordinates lie where a place is said to lie.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from analysttools.errors import Fault

KM_PER_DEGREE = 111.2


def read_regions(content: bytes) -> pd.DataFrame:
    """Read regions from GeoJSON.

    Parameters
    ----------
    content : bytes
        A FeatureCollection of polygons, each with the property ``iso_3166_2``.

    Returns
    -------
    DataFrame
        One row a polygon: ``iso_3166_2`` and ``geometry`` (shapely, WGS 84 degrees).

    Raises
    ------
    ValueError
        If it is not such a collection.
    """
    import shapely  # only needed where a case has polygons
    import shapely.geometry

    try:
        features = json.loads(content)["features"]
        codes = [feature["properties"]["iso_3166_2"] for feature in features]
        shapes = [shapely.make_valid(shapely.geometry.shape(feature["geometry"])) for feature in features]
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        shapely.errors.ShapelyError,
    ) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error
    return pd.DataFrame({"iso_3166_2": codes, "geometry": shapes})


def check_regions(places: pd.DataFrame, regions: pd.DataFrame, slack_km: float) -> list[Fault]:
    """Check that each place with coordinates lies in the region that it is said to lie within.

    The region is the nearest place with an ISO code, going upwards from place to place. A place in no
    region of the polygons given is not checked.

    Parameters
    ----------
    places : DataFrame
        One row a place: ``place_id``, ``within``, ``iso_3166_2``, ``lat``, ``lon`` (WGS 84 degrees).
    regions : DataFrame
        One row a polygon: ``iso_3166_2`` and ``geometry``, as `read_regions` gives them.
    slack_km : float
        How far outside a place may lie: the greatest error of the polygons' borders.

    Returns
    -------
    list of Fault
    """
    import shapely

    outlines = regions.groupby("iso_3166_2")["geometry"].agg(shapely.union_all)
    known = places.dropna(subset=["place_id"]).drop_duplicates("place_id").set_index("place_id")
    region = places["place_id"].map({one: _region(one, known) for one in known.index})
    code = region.map(known["iso_3166_2"])
    inside = places.assign(region=region, outline=code.map(outlines)).dropna(subset=["lat", "lon", "outline"])
    if inside.empty:
        return []
    # A degree of longitude is shorter than one of latitude: squeeze both sides before measuring.
    squeeze = np.cos(np.radians(inside["lat"].mean()))
    points = shapely.points(inside["lon"] * squeeze, inside["lat"])
    flat = shapely.transform(inside["outline"].to_numpy(), lambda xy: xy * [squeeze, 1.0])
    distance_km = pd.Series(shapely.distance(points, flat) * KM_PER_DEGREE, index=inside.index)
    return [
        Fault(
            "outside-region",
            "places",
            f"the place lies {distance_km[row]:.0f} km outside {inside.at[row, 'region']}",
            "Correct lat, lon or within; if the place was not found, leave lat and lon empty",
            row=int(row),
            column="lat",
            id=str(inside.at[row, "place_id"]),
            found=f"{inside.at[row, 'lat']:g} N {inside.at[row, 'lon']:g} E",
        )
        for row in distance_km.index[distance_km > slack_km]
    ]


def _region(place: str, known: pd.DataFrame) -> str | None:
    """Go upwards from a place, level by level, to the first that has an ISO code."""
    level, seen = [place], {place}
    while level:
        for one in level:
            if not pd.isna(known.at[one, "iso_3166_2"]):
                return one
        above = [
            up
            for one in level
            if not pd.isna(known.at[one, "within"])
            for up in known.at[one, "within"].split(";")
        ]
        level = [up for up in dict.fromkeys(above) if up in known.index and up not in seen]
        seen.update(level)
    return None
