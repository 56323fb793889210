"""Which land lies across the state border, where two sources draw that border a little differently.

Belongs here: splitting land at the line of a border. Does not belong here: reading the base map
(``basemap.py``), projections, drawing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

# Natural Earth's state border is at most this many km off; pieces of OSM's are this many km apart.
OFF, APART = 8.0, 4.0


def find_land_across(home: Any, abroad: Any, border: Any) -> Any:
    """Return the land across the border: by its line near it, by the polygons of countries elsewhere.

    A strip along the line, wider than the two borders differ, is split by that line; a side of the strip
    belongs to where most of it lies.

    Parameters
    ----------
    home, abroad : shapely.Geometry
        The land of the home country and that of the others, in km.
    border : array of shapely.LineString
        The pieces of the line, in km; none where no border is near.
    """
    import shapely

    if not len(border):
        return abroad
    line = shapely.line_merge(shapely.union_all(border))
    strip = shapely.buffer(shapely.simplify(line, 0.3), OFF, quad_segs=3)
    edges = shapely.union_all([shapely.boundary(strip), *_joined(line)])
    sides = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
    sides = sides[shapely.within(shapely.point_on_surface(sides), strip)]
    ours, theirs = (shapely.area(shapely.intersection(sides, one)) for one in (home, abroad))
    return shapely.union_all([shapely.difference(abroad, strip), *sides[theirs > ours]], grid_size=0.001)


def _joined(line: Any) -> list[Any]:
    """Return the pieces of a line, the small gaps between them closed and its free ends made longer."""
    import shapely

    pieces = shapely.get_parts(line)
    ends = np.array([[piece.coords[0], piece.coords[-1]] for piece in pieces]).reshape(-1, 2)
    before = np.array([[piece.coords[1], piece.coords[-2]] for piece in pieces]).reshape(-1, 2)
    away = np.linalg.norm(ends[:, None] - ends[None, :], axis=2)
    owner = np.arange(len(ends)) // 2
    away[owner[:, None] == owner[None, :]] = np.inf
    nearest, is_free = away.argmin(axis=1), away.min(axis=1) > APART
    step = ends - before
    step *= 3 * OFF / np.maximum(np.linalg.norm(step, axis=1, keepdims=True), 1e-9)
    other = np.where(is_free[:, None], ends + step, ends[nearest])
    return [*pieces, *shapely.linestrings(np.stack([ends, other], axis=1))]
