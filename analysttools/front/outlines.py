"""A stream of outlines, one day after the other.

Belongs here: opening the files of snapshots, repairing what crosses itself. Does not belong here: measuring.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.errors import DataError, Fault
from analysttools.front.archives import Files
from analysttools.front.rings import Rings, build, edges_of, read_rings, repair, rings_of
from analysttools.front.snapshots import Snapshot, list_snapshots

if TYPE_CHECKING:
    import shapely

# An odd number that mixes the bits of coordinates.
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class Outline:
    """The polygons of one day, valid, and their edges with what is held on the left of each."""

    polygons: shapely.MultiPolygon
    begins: np.ndarray
    ends: np.ndarray
    repair: str = ""

    @cached_property
    def keys(self) -> np.ndarray:
        """A whole number for each edge that all but surely tells it from others."""
        parts = (self.begins.real, self.begins.imag, self.ends.real, self.ends.imag)
        keys = np.zeros(len(self.begins), np.uint64)
        for part in parts:
            bits = np.ascontiguousarray(part + 0.0).view(np.uint64)  # adding nothing turns -0 into 0
            keys = (keys ^ bits ^ (bits >> np.uint64(29))) * _MIX
        return keys


@checked()
def outline_on(snapshots: pd.DataFrame, day: str | pd.Timestamp) -> shapely.MultiPolygon:
    """Return the control polygons of the map of one day.

    Parameters
    ----------
    snapshots : DataFrame
        What `read_snapshots` gives.
    day : str or Timestamp
        The day of the map, as in the column ``day`` of `snapshots`.

    Returns
    -------
    shapely.MultiPolygon
        In WGS 84 degrees; valid, repaired where it was not.

    Raises
    ------
    ValueError
        If there is no map of that day.
    DataError
        If the file is faulty.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysttools.front import outline_on, read_snapshots
    >>> text = (
    ...     '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Polygon", '
    ...     '"coordinates": [[[36, 48], [37, 48], [37, 49], [36, 49], [36, 48]]]}}]}'
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "control_20240802.geojson").write_text(text)
    ...     outline_on(read_snapshots(folder), "2024-08-02").bounds
    (36.0, 48.0, 37.0, 49.0)
    """
    wanted = pd.Timestamp(day)
    rows = [one for one in list_snapshots(snapshots) if one.day == wanted]
    if not rows:
        days = snapshots["day"].sort_values()
        before, after = days[days < wanted].max(), days[days > wanted].min()
        near = " and ".join(str(one.date()) for one in (before, after) if not pd.isna(one))
        raise ValueError(f"There is no map of {wanted.date()}. The nearest are of {near}: choose one")
    faults: list[Fault] = []
    outlines = [outline for _, outline in stream(rows, faults) if outline is not None]
    if faults:
        raise DataError(rows[0].name, faults)
    return outlines[0].polygons


def stream(snapshots: Iterable[Snapshot], faults: list[Fault]) -> Iterator[tuple[Snapshot, Outline | None]]:
    """Read one outline after the other; a faulty file gives None, and its faults are added to the list.

    While a day is checked for crossing rings, which needs no Python, the next one is read.
    """
    import shapely

    pending: list[tuple[Snapshot, Rings, shapely.MultiPolygon, Future[bool]]] = []
    with Files() as files, ThreadPoolExecutor(1) as checker:
        for snapshot in snapshots:
            try:
                rings = read_rings(files.read(snapshot.file, snapshot.member), snapshot.name, snapshot.window)
            except DataError as error:
                faults.extend(error.faults)
                yield from _settle(pending, faults)
                yield snapshot, None
                continue
            polygons = build(rings)
            checking = checker.submit(shapely.is_valid, polygons)
            yield from _settle(pending, faults)
            pending.append((snapshot, rings, polygons, checking))
        yield from _settle(pending, faults)


def outline_of(polygons: shapely.MultiPolygon, words: str = "") -> Outline:
    """Make an outline of valid polygons."""
    return Outline(polygons, *edges_of(rings_of(polygons)), words)


def find_stray_hole(polygons: shapely.MultiPolygon) -> str:
    """Return where the first hole begins that shares no ground with its polygon; nothing if there is none."""
    import shapely

    for polygon in shapely.get_parts(polygons):
        shell = shapely.make_valid(shapely.Polygon(polygon.exterior), method="structure")
        for hole in polygon.interiors:
            ground = shapely.make_valid(shapely.Polygon(hole), method="structure")
            if not shapely.area(shapely.intersection(shell, ground)) > 0:
                return f"{hole.coords[0][0]:g} {hole.coords[0][1]:g}"
    return ""


def _settle(
    pending: list[tuple[Snapshot, Rings, shapely.MultiPolygon, Future[bool]]], faults: list[Fault]
) -> Iterator[tuple[Snapshot, Outline | None]]:
    """Wait for the verdict on the day before, if there is one; repair what is not valid."""
    import shapely

    while pending:
        snapshot, rings, polygons, checking = pending.pop()
        if checking.result():
            yield snapshot, Outline(polygons, *edges_of(rings), rings.repair)
            continue
        if stray := find_stray_hole(polygons):  # mending would make ground of it
            problem = f"a hole lies outside its polygon ({stray})"
            faults.append(Fault("bad-hole", snapshot.name, problem, "Correct the file, or take it out"))
            yield snapshot, None
            continue
        mended, words = repair(polygons, shapely.is_valid_reason(polygons))
        words = "; ".join(filter(None, [rings.repair, words]))
        if mended.is_empty:
            problem = f"no ground is left when the polygons are {words}"
            advice = "Take the file out: its day then counts as missing"
            faults.append(Fault("no-polygon", snapshot.name, problem, advice))
        yield snapshot, None if mended.is_empty else outline_of(mended, words)
