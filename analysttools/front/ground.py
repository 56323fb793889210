"""The ground that changed sides between two days, as polygons for a map.

Belongs here: geometries. Does not belong here: numbers day by day (``daily_areas.py``, ``changes.py``),
drawing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysttools.arguments import checked
from analysttools.front.differences import differing, faces_of, ground_km2
from analysttools.front.outlines import outline_of, outline_on

if TYPE_CHECKING:
    import shapely

COLUMNS = ["ground_id", "what", "from_day", "to_day", "area_km2", "geometry", "source_id"]


@checked()
def gained_between(before: shapely.Geometry, after: shapely.Geometry) -> shapely.MultiPolygon:
    """Return the ground that is in the second outline and not in the first.

    Parameters
    ----------
    before, after : shapely.Polygon or shapely.MultiPolygon
        Valid polygons in WGS 84 degrees, such as `outline_on` gives.

    Returns
    -------
    shapely.MultiPolygon
        Empty where nothing was gained.

    Examples
    --------
    >>> import shapely
    >>> from analysttools.front import gained_between
    >>> gained_between(shapely.box(36, 48, 37, 49), shapely.box(36, 48, 38, 49)).bounds
    (37.0, 48.0, 38.0, 49.0)
    """
    return _pieces(before, after, 1)


@checked()
def lost_between(before: shapely.Geometry, after: shapely.Geometry) -> shapely.MultiPolygon:
    """Return the ground that is in the first outline and not in the second.

    Parameters
    ----------
    before, after : shapely.Polygon or shapely.MultiPolygon
        As for `gained_between`.

    Returns
    -------
    shapely.MultiPolygon
        Empty where nothing was lost.

    Examples
    --------
    >>> import shapely
    >>> from analysttools.front import lost_between
    >>> lost_between(shapely.box(36, 48, 37, 49), shapely.box(36, 48, 38, 49)).is_empty
    True
    """
    return _pieces(before, after, -1)


@checked()
def ground_between(
    snapshots: pd.DataFrame, first: str | pd.Timestamp, last: str | pd.Timestamp, *, source_id: str
) -> pd.DataFrame:
    """Return the ground held, gained and lost between the maps of two days.

    Parameters
    ----------
    snapshots : DataFrame
        What `read_snapshots` gives.
    first, last : str or Timestamp
        Days of two maps, as in the column ``day`` of `snapshots`.
    source_id : str
        The row of ``sources`` that the polygons are credited to.

    Returns
    -------
    DataFrame
        One row a kind of ground: ``ground_id``, ``what`` ("held": on both days; "gained"; "lost"),
        ``from_day``, ``to_day``, ``area_km2``, ``geometry`` (shapely, WGS 84 degrees), ``source_id``. A
        kind of which there is nothing is left out.

    Raises
    ------
    ValueError
        If there is no map of one of the days, or the first is not before the last.
    DataError
        If one of the files is faulty.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysttools.front import ground_between, read_snapshots
    >>> text = (
    ...     '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Polygon", '
    ...     '"coordinates": [[[36, 48], [%d, 48], [%d, 49], [36, 49], [36, 48]]]}}]}'
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "control_20240802.geojson").write_text(text % (37, 37))
    ...     _ = Path(folder, "control_20240803.geojson").write_text(text % (38, 38))
    ...     ground = ground_between(read_snapshots(folder), "2024-08-02", "2024-08-03", source_id="mine")
    >>> print(ground[["what", "area_km2"]].round(1).to_string(index=False))
      what  area_km2
      held    8217.6
    gained    8217.6
    """
    import shapely

    if not pd.Timestamp(first) < pd.Timestamp(last):
        raise ValueError(
            f"ground_between: {first} is not before {last}, so that gained and lost would change places. "
            "Give the earlier day first"
        )
    before, after = outline_on(snapshots, first), outline_on(snapshots, last)
    pieces = {
        "held": shapely.intersection(before, after),
        "gained": gained_between(before, after),
        "lost": lost_between(before, after),
    }
    days = pd.Timestamp(first), pd.Timestamp(last)
    rows = [
        (f"{days[0].date()}-to-{days[1].date()}-{what}", what, *days, ground_km2(shape), shape, source_id)
        for what, shape in pieces.items()
        if not shape.is_empty
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _pieces(before: shapely.Geometry, after: shapely.Geometry, sign: int) -> shapely.MultiPolygon:
    import shapely

    sides = [outline_of(shapely.MultiPolygon(list(shapely.get_parts(one)))) for one in (before, after)]
    faces = faces_of(differing(*sides))
    return shapely.multipolygons(faces.polygons[faces.signs == sign])
