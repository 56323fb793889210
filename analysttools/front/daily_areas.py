"""How large the ground is on each day, in all and by sector.

Belongs here: areas day by day. Does not belong here: what changed between two days (``changes.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from analysttools.arguments import checked
from analysttools.errors import DataError, Fault
from analysttools.front.differences import differing, ground_km2, net_km2
from analysttools.front.outlines import Outline, stream
from analysttools.front.sectors import ALL, Sectors, sector_shapes
from analysttools.front.snapshots import Snapshot, list_snapshots, missing_days

COLUMNS = ["area_id", "map_day", "sector", "area_km2", "file", "repair"]
# So many files are measured in one go. The first of them is measured whole, the others by what differs; the
# number is the same with and without an executor, and so are the results, to the last digit.
BATCH = 31


@checked()
def areas(
    snapshots: pd.DataFrame, sectors: pd.DataFrame | None = None, *, executor: Any = None
) -> pd.DataFrame:
    """Measure the area of the control polygons of each day, on the ellipsoid of WGS 84.

    Edges are taken as geodesics. The area of a day is that of the day before and what the edges that
    differ enclose; every 31st file is measured whole.

    Parameters
    ----------
    snapshots : DataFrame
        What `read_snapshots` gives, or some rows of it.
    sectors : DataFrame, optional
        One row a sector: ``sector_id`` and ``outline`` (WKT in WGS 84 degrees; empty: not measured). None
        measures the whole map alone.
    executor : concurrent.futures.Executor, optional
        Where to run, such as a ProcessPoolExecutor or the executor of a Dask client. None runs here.

    Returns
    -------
    DataFrame
        One row a day and sector, by day: ``area_id``, ``map_day``, ``sector`` ("all" is
        the whole map), ``area_km2``, ``file`` (its name), ``repair`` (what was repaired in the file, in
        words; empty where nothing was). A day without a map between the first and the last is a row
        without an area.

    Raises
    ------
    ValueError
        If the frames are not of this form.
    DataError
        If files are faulty; ``.faults`` holds the faults of all of them.
    ExtraMissingError
        If the packages of the extra ``front`` are not installed.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysttools.front import areas, read_snapshots
    >>> square = '[[[36, 48], [37, 48], [37, 49], [36, 49], [36, 48]]]'
    >>> feature = '{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": %s}}'
    >>> text = '{"type": "FeatureCollection", "features": [%s]}' % (feature % square)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "control_20240802.geojson").write_text(text)
    ...     _ = Path(folder, "control_20240804.geojson").write_text(text)
    ...     measured = areas(read_snapshots(folder))
    >>> print(measured[["area_id", "area_km2"]].round(1).to_string(index=False))
           area_id  area_km2
    2024-08-02-all    8217.6
    2024-08-03-all       NaN
    2024-08-04-all    8217.6
    """
    listed = list_snapshots(snapshots)
    shapes = sector_shapes(sectors)
    batches = [listed[first : first + BATCH] for first in range(0, len(listed), BATCH)]
    run = map if executor is None else executor.map
    rows: list[tuple[Any, ...]] = []
    faults: list[Fault] = []
    for measured, wrong in run(_measure, batches, [shapes] * len(batches)):
        rows += measured
        faults += wrong
    if faults:
        raise DataError("The list of snapshots", faults)
    missing = missing_days(one.day for one in listed)
    rows += [(day, sector, None, "", "") for day in missing for sector in (ALL, *shapes)]
    frame = pd.DataFrame(rows, columns=COLUMNS[1:]).astype({"area_km2": float})
    order = pd.Categorical(frame["sector"], categories=[ALL, *shapes], ordered=True)
    frame = frame.assign(order=order).sort_values(["map_day", "order"], ignore_index=True)
    frame = frame.drop(columns="order")
    frame.insert(0, "area_id", frame["map_day"].dt.strftime("%Y-%m-%d-") + frame["sector"])
    return frame


def _measure(snapshots: Iterable[Snapshot], shapes: Sectors) -> tuple[list[tuple[Any, ...]], list[Fault]]:
    """Measure some files that follow one another; give rows and faults."""
    rows: list[tuple[Any, ...]] = []
    faults: list[Fault] = []
    before: Outline | None = None
    total = 0.0
    for snapshot, outline in stream(snapshots, faults):
        if outline is None:
            continue
        if before is None:
            total = ground_km2(outline.polygons)
        else:
            total += net_km2(differing(before, outline))
        before = outline
        where = (snapshot.member or snapshot.file).replace("\\", "/").rpartition("/")[2]
        rows.append((snapshot.day, ALL, total, where, outline.repair))
        for sector, shape in shapes.items():
            inside = ground_km2(outline.polygons.intersection(shape))
            rows.append((snapshot.day, sector, inside, where, outline.repair))
    return rows, faults
