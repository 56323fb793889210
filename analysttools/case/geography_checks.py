"""Checks of places and outlines: points in the region that their place lies within, outlines of sectors.

Belongs here: faults of geography. Does not belong here: reading the base map for drawing (``basemap.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from analysttools.case.geojson import read_features
from analysttools.case.window import EARTH, DegreeWindow, exchange_degrees, format_degrees, is_within
from analysttools.errors import Fault, quoted

EXPECTED = "a polygon in WGS 84 longitude and latitude, such as POLYGON ((37 48, 38 48, 38 49, 37 48))"


def check_outlines(sectors: pd.DataFrame, window: DegreeWindow | None = None) -> list[Fault]:
    """Check that each outline is a polygon that can be measured, and that none overlaps another.

    Parameters
    ----------
    sectors : DataFrame
        One row a sector: ``sector_id``, and ``outline`` (WKT; empty: none) where the case draws them.
    window : tuple of float, optional
        West, south, east, north in degrees, between which the map of control lies. None: anywhere.

    Returns
    -------
    list of Fault

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.case.geography_checks import check_outlines
    >>> sectors = pd.DataFrame({"sector_id": ["a"], "outline": ["POINT (37 48)"]})
    >>> [fault.problem for fault in check_outlines(sectors)]
    ['the outline is not a polygon']
    """
    if "outline" not in sectors or sectors["outline"].isna().all():
        return []
    drawn = sectors.loc[sectors["outline"].notna(), "outline"]
    shapes = {int(row): _read_outline(text) for row, text in drawn.items()}
    problems = {row: (_problem(shape), "Draw it again") for row, shape in shapes.items()}
    for row, (problem, _) in problems.items():
        if window is not None and not problem:
            problems[row] = _place_problem(shapes[row], window)
    faults = [
        _fault(sectors, row, problem, advice, quoted(sectors.at[row, "outline"]))
        for row, (problem, advice) in problems.items()
        if problem
    ]
    sound = {row: shape for row, shape in shapes.items() if not problems[row][0]}
    return faults + list(_overlaps(sectors, sound))


def _read_outline(text: str) -> object:
    """Read one outline; None if it is not a polygon. Collections are not read: deep ones end the process."""
    import shapely

    if not re.match(r"\s*POLYGON\b", text, re.I):
        return None
    with np.errstate(all="ignore"):  # a coordinate that is no number is told as what it is: no polygon
        return shapely.from_wkt(text, on_invalid="ignore")


def _problem(shape: object) -> str:
    """Return what is wrong with one outline, or nothing."""
    import shapely

    if not isinstance(shape, shapely.Polygon) or shape.is_empty:
        return "the outline is not a polygon"
    if not shape.is_valid:
        return f"the outline crosses itself ({shapely.is_valid_reason(shape)})"
    return "" if is_within(shape.bounds, EARTH) else "the outline lies outside 180 W to 180 E, 90 S to 90 N"


def _place_problem(shape: Any, window: DegreeWindow) -> tuple[str, str]:
    """Return what is wrong with where an outline lies, and what to do."""
    if is_within(shape.bounds, window):
        return "", ""
    if is_within(exchange_degrees(shape.bounds), window):
        exchanged = "longitude and latitude of the outline are exchanged"
        return exchanged, "Write longitude first, then latitude"
    return (
        f"the outline lies outside the window of the map of control, {format_degrees(window)}",
        'Draw it again; or widen "window" of "control_map" in datapackage.json',
    )


def _overlaps(sectors: pd.DataFrame, shapes: dict[int, object]) -> Iterator[Fault]:
    """Find ground that would be counted in two sectors."""
    import shapely

    for (first, one), (row, other) in combinations(shapes.items(), 2):
        if shapely.area(shapely.intersection(one, other)) > 0:
            name = sectors.at[first, "sector_id"]
            problem = f"the outline overlaps that of {name}: ground would count twice"
            yield _fault(sectors, row, problem, "Let them share an edge at most", "")


def _fault(sectors: pd.DataFrame, row: int, problem: str, advice: str, found: str) -> Fault:
    return Fault(
        "bad-outline",
        "sectors",
        problem,
        advice,
        row=int(row),
        column="outline",
        id=str(sectors.at[row, "sector_id"]),
        found=found or None,
        expected=EXPECTED if found else None,
    )


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

    features = read_features(content)
    for rank, (properties, _) in enumerate(features, 1):
        if "iso_3166_2" not in properties:
            raise ValueError(f"feature {rank} has no property iso_3166_2")
    codes = [properties["iso_3166_2"] for properties, _ in features]
    shapes = [shapely.make_valid(shape) for _, shape in features]
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
