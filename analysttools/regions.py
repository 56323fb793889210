"""Places against the regions of a base map.

Belongs here: whether coordinates lie where a place is said to lie.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysttools.errors import Fault

KM_PER_DEGREE = 111.2


def check_regions(places: pd.DataFrame, regions: pd.DataFrame, slack_km: float) -> list[Fault]:
    """Check that each place with coordinates lies in the region that it is said to lie within.

    Parameters
    ----------
    places : DataFrame
        One row a place: ``place_id``, ``within``, ``iso_3166_2``, ``lat``, ``lon`` (WGS 84 degrees).
    regions : DataFrame
        One row a polygon: ``iso_3166_2`` and ``geometry`` (shapely, WGS 84 degrees).
    slack_km : float
        How far outside a place may lie: the greatest error of the polygons' borders.

    Returns
    -------
    list of Fault
    """
    import shapely  # only needed where a case has polygons

    ids = places.set_index("place_id")["iso_3166_2"].dropna()
    outlines = regions.groupby("iso_3166_2")["geometry"].agg(shapely.union_all)
    inside = places.dropna(subset=["lat", "lon", "within"])
    codes = inside["within"].str.split(";").str[0].map(ids)
    inside = inside.assign(outline=codes.map(outlines)).dropna(subset=["outline"])
    # A degree of longitude is shorter than one of latitude: squeeze both sides before measuring.
    squeeze = np.cos(np.radians(inside["lat"].mean())) if len(inside) else 1.0
    points = shapely.points(inside["lon"] * squeeze, inside["lat"])
    flat = shapely.transform(inside["outline"].to_numpy(), lambda xy: xy * [squeeze, 1.0])
    distance_km = pd.Series(shapely.distance(points, flat) * KM_PER_DEGREE, index=inside.index)
    return [
        Fault(
            "outside-region",
            "places",
            f"the place lies {distance_km[row]:.0f} km outside {inside.at[row, 'within']}",
            "Correct lat, lon or within; if the place was not found, leave lat and lon empty",
            row=int(row),
            column="lat",
            id=str(inside.at[row, "place_id"]),
            found=f"{inside.at[row, 'lat']:g} N {inside.at[row, 'lon']:g} E",
        )
        for row in distance_km.index[distance_km > slack_km]
    ]
