"""Outlines of sectors, where a case draws them.

Belongs here: whether outlines can be measured. Does not belong here: measuring (``front/``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from analysttools.errors import Fault, quoted

EXPECTED = "a polygon in WGS 84 longitude and latitude, such as POLYGON ((37 48, 38 48, 38 49, 37 48))"


def check_outlines(sectors: pd.DataFrame) -> list[Fault]:
    """Check that each outline is a polygon that can be measured, and that none overlaps another.

    Parameters
    ----------
    sectors : DataFrame
        One row a sector: ``sector_id``, and ``outline`` (WKT; empty: none) where the case draws them.

    Returns
    -------
    list of Fault

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.outlines import check_outlines
    >>> sectors = pd.DataFrame({"sector_id": ["a"], "outline": ["POINT (37 48)"]})
    >>> [fault.problem for fault in check_outlines(sectors)]
    ['the outline is no polygon']
    """
    if "outline" not in sectors or sectors["outline"].isna().all():
        return []
    drawn = sectors.loc[sectors["outline"].notna(), "outline"]
    shapes = {int(row): _read_outline(text) for row, text in drawn.items()}
    problems = {row: _problem(shape) for row, shape in shapes.items()}
    faults = [
        _fault(sectors, row, problem, "Draw it again", quoted(sectors.at[row, "outline"]))
        for row, problem in problems.items()
        if problem
    ]
    sound = {row: shape for row, shape in shapes.items() if not problems[row]}
    return faults + list(_overlaps(sectors, sound))


def _read_outline(text: str) -> object:
    """Read one outline; None where it is no polygon. Collections are not read: deep ones end the process."""
    import shapely

    if not re.match(r"\s*POLYGON\b", text, re.I):
        return None
    with np.errstate(all="ignore"):  # a coordinate that is no number is told as what it is: no polygon
        return shapely.from_wkt(text, on_invalid="ignore")


def _problem(shape: object) -> str:
    """Say what is wrong with one outline, or nothing."""
    import shapely

    if not isinstance(shape, shapely.Polygon) or shape.is_empty:
        return "the outline is no polygon"
    if not shape.is_valid:
        return f"the outline crosses itself ({shapely.is_valid_reason(shape)})"
    west, south, east, north = shape.bounds
    is_on_earth = west >= -180 and south >= -90 and east <= 180 and north <= 90
    return "" if is_on_earth else "the outline lies outside 180 W to 180 E, 90 S to 90 N"


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
