"""Places against the regions of a base map.

Belongs here: whether coordinates lie where a place is said to lie.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from analysttools.errors import Fault, quoted
from analysttools.formats import require_json

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

    require_json(content)
    try:
        features = json.loads(content)["features"]
        codes = [feature["properties"]["iso_3166_2"] for feature in features]
        shapes = [shapely.make_valid(shapely.geometry.shape(feature["geometry"])) for feature in features]
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    except OverflowError as error:
        raise ValueError("a number in it is too large") from error
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        shapely.errors.ShapelyError,
    ) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error
    wrong = [code for code in codes if not isinstance(code, str)]
    if wrong:
        raise ValueError(f"iso_3166_2 is {quoted(wrong[0])}, not a text")
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
    region = places["place_id"].map(_regions(known))
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


def _regions(known: pd.DataFrame) -> dict[str, str]:
    """Go upwards from every place that has an ISO code, level by level, to all that lie within it.

    The first that has one counts: of several on one level, the one that the place names first.
    """
    within = {one: text.split(";") for one, text in known["within"].dropna().items()}
    coded = set(known.index[known["iso_3166_2"].notna()])
    region, steps = {one: one for one in coded}, dict.fromkeys(coded, 0)
    level, depth = coded, 0
    below: dict[str, list[str]] = {}
    for one, wholes in within.items():
        for whole in wholes:
            below.setdefault(whole, []).append(one)
    while level:
        depth += 1
        level = {one for whole in level for one in below.get(whole, []) if one not in steps}
        steps.update(dict.fromkeys(level, depth))
        for one in level:
            nearest = next(whole for whole in within[one] if steps.get(whole) == depth - 1)
            region[one] = region[nearest]
    return region
