"""From degrees to km on paper, and from shapes to what matplotlib draws.

Belongs here: the projection of a map, its edges, outlines as paths; all of it on whole arrays. Does not
belong here: what is drawn and how it looks.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.path import Path

from analysttools.case.window import DegreeWindow
from analysttools.errors import ExtraMissingError

# The least and greatest height of a map, as shares of its width.
FLAT, TALL = 0.62, 1.12


class MapView(NamedTuple):
    """What a map shows.

    Attributes
    ----------
    crs : str
        The projection: Lambert's conformal conic for the middle of the window, in km.
    extent : tuple of float
        Left, bottom, right and top of the map in km.
    bounds : tuple of float
        West, south, east and north of a box in degrees that holds all of the map.
    """

    crs: str
    extent: tuple[float, float, float, float]
    bounds: DegreeWindow

    @property
    def width(self) -> float:
        """Width in km."""
        return self.extent[2] - self.extent[0]

    @property
    def shape(self) -> float:
        """Height as a share of the width."""
        return (self.extent[3] - self.extent[1]) / self.width


def view_of(window: DegreeWindow, shape: float | None = None) -> MapView:
    """Return the view that shows a window: all of it, and more where the shape of the map asks for it.

    Parameters
    ----------
    window : tuple of float
        West, south, east, north in degrees.
    shape : float, optional
        Height of the map as a share of its width. None follows the window, within reason.

    Returns
    -------
    MapView

    Raises
    ------
    ExtraMissingError
        If pyproj is not installed.

    Examples
    --------
    >>> from analysttools.charts.front_map.projection import view_of
    >>> round(view_of((36.5, 47.8, 37.5, 48.4)).width)
    75
    """
    import shapely

    west, south, east, north = window
    third = (north - south) / 6
    crs = (
        f"+proj=lcc +lat_1={south + third:.4f} +lat_2={north - third:.4f} +lat_0={(south + north) / 2:.4f} "
        f"+lon_0={(west + east) / 2:.4f} +datum=WGS84 +units=km"
    )
    edge = shapely.segmentize(shapely.box(*window), max(east - west, north - south) / 20)
    left, bottom, right, top = shapely.bounds(project(edge, crs))
    across, along = right - left, top - bottom
    shape = min(max(along / across, FLAT), TALL) if shape is None else shape
    grow_x, grow_y = max(along / shape - across, 0) / 2, max(across * shape - along, 0) / 2
    extent = (left - grow_x, bottom - grow_y, right + grow_x, top + grow_y)
    frame = shapely.segmentize(shapely.box(*extent), across / 20)
    back = shapely.bounds(project(frame, crs, is_back=True))
    return MapView(crs, extent, tuple(back + np.array([-1, -1, 1, 1]) * 0.05 * (north - south)))


def project(shapes: Any, crs: str, *, is_back: bool = False) -> Any:
    """Turn shapes in degrees into shapes in km, or back."""
    import shapely

    way = _transformer(crs)
    direction = "INVERSE" if is_back else "FORWARD"
    return shapely.transform(
        shapes, lambda points: np.column_stack(way.transform(*points.T, direction=direction))
    )


@cache
def _transformer(crs: str) -> Any:
    try:
        from pyproj import Transformer
    except ImportError as error:
        raise ExtraMissingError("pyproj", "draw a map", "front") from error
    return Transformer.from_crs("EPSG:4326", crs, always_xy=True)


def cut(shapes: Any, view: MapView) -> Any:
    """Return shapes in degrees as shapes in km, without what lies outside the view."""
    import shapely

    west, south, east, north = view.bounds
    shapes = np.asarray(shapes, dtype=object)
    box = shapely.box(west, south, east, north)
    near = shapes[shapely.intersects(shapes, box)] if len(shapes) else shapes
    kept = shapely.clip_by_rect(near, west, south, east, north)
    return project(kept[~shapely.is_empty(kept)], view.crs)


def path_of(shapes: Any) -> Path:
    """Return the outlines of polygons, or lines, as one path; holes run the other way round.

    Examples
    --------
    >>> import shapely
    >>> from analysttools.charts.front_map.projection import path_of
    >>> path_of([shapely.box(0, 0, 1, 1), shapely.LineString([(0, 0), (1, 1)])]).codes.tolist()
    [1, 2, 2, 2, 79, 1, 2]
    """
    import shapely

    parts = shapely.get_parts(shapely.get_parts(np.atleast_1d(np.asarray(shapes, dtype=object))))
    is_area = shapely.get_dimensions(parts) == 2
    rings = shapely.get_rings(shapely.normalize(parts[is_area]))
    lines = np.concatenate([rings, parts[shapely.get_dimensions(parts) == 1]])
    points, owner = shapely.get_coordinates(lines, return_index=True)
    codes = np.full(len(points), Path.LINETO, dtype=Path.code_type)
    if len(points):
        starts = np.concatenate([[True], np.diff(owner) > 0])
        codes[starts] = Path.MOVETO
        codes[np.roll(starts, -1) & (owner < len(rings))] = Path.CLOSEPOLY
    return Path(points, codes)
