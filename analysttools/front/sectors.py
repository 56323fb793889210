"""The outlines of sectors.

Belongs here: reading them. Does not belong here: what is measured in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysttools.columns import require_plain, take_columns
from analysttools.errors import describe_list

if TYPE_CHECKING:
    import shapely

ALL = "all"
# Sides are measured in steps of so many degrees: where the front cuts a long one, its pieces are geodesics
# of their own, and would not add up to it.
STEP = 0.01
Sectors = dict[str, "shapely.Polygon"]


def sector_shapes(sectors: pd.DataFrame | None) -> Sectors:
    """Read the outlines of sectors; those without one are left out.

    Parameters
    ----------
    sectors : DataFrame or None
        One row a sector: ``sector_id`` and ``outline`` (WKT in WGS 84 degrees). None gives no sector.

    Raises
    ------
    ValueError
        If columns are missing, a sector is in two rows, or outlines are not valid polygons; it names
        them all.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.front.sectors import sector_shapes
    >>> box = "POLYGON ((37 48, 38 48, 38 49, 37 49, 37 48))"
    >>> list(sector_shapes(pd.DataFrame({"sector_id": ["kursk", "toretsk"], "outline": [None, box]})))
    ['toretsk']
    """
    if sectors is None:
        return {}
    require_plain("sectors", sectors)
    missing = [column for column in ("sector_id", "outline") if column not in sectors]
    if missing:
        raise ValueError(
            f"The sectors lack the columns {', '.join(missing)}. Give one row a sector, its outline as WKT"
        )
    sectors = take_columns("sectors", sectors, ["sector_id", "outline"]).reset_index(drop=True)
    twice = sectors.loc[sectors["sector_id"].duplicated(), "sector_id"]
    if not twice.empty:
        raise ValueError(f"The sector {twice.iloc[0]} is in two rows. Keep one of them")
    import shapely

    outlined = sectors[sectors["outline"].notna() & sectors["outline"].ne("")]
    shapes = dict(
        zip(outlined["sector_id"], shapely.from_wkt(outlined["outline"], on_invalid="ignore"), strict=True)
    )
    wrong = [
        str(name)
        for name, shape in shapes.items()
        if shape is None
        or shape.geom_type != "Polygon"
        or shape.is_empty
        or not shape.is_valid
        or name == ALL
    ]
    if wrong:
        raise ValueError(
            f"The outlines of {describe_list(wrong)} are not polygons that can be measured. Give WKT such as "
            f"POLYGON ((37 48, 38 48, 38 49, 37 48)) without crossings; {ALL} names the whole map"
        )
    return {name: shapely.segmentize(shape, STEP) for name, shape in shapes.items()}
