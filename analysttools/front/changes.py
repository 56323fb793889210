"""What changed between two days: ground gained and lost, by pairs of files that are named.

Belongs here: changes as a table. Does not belong here: areas day by day (``daily_areas.py``), the ground
itself (``ground.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from analysttools.arguments import PAIRS, checked
from analysttools.errors import DataError, Fault
from analysttools.front.differences import Faces, differing, faces_of, ground_km2, net_km2
from analysttools.front.outlines import Outline, stream
from analysttools.front.periods import Pair, Pairs, find_pairs
from analysttools.front.sectors import ALL, Sectors, sector_shapes
from analysttools.front.snapshots import Snapshot, list_snapshots

if TYPE_CHECKING:
    import shapely

COLUMNS = [
    *["change_id", "period", "sector", "from_day", "to_day", "days", "net_km2", "gained_km2", "lost_km2"],
    *["slivers", "slivers_km2", "redrawn", "missing_days", "jump", "cut", "net_day_before_km2"],
    *["net_day_after_km2", "repair"],
]
# A pair is a jump if more changed on a day than this many times the median, or if this share of the edges
# was redrawn: an event, or a revision of the map. Which of them, somebody must look up.
JUMP, REDRAWN = 5.0, 0.25
# So many pairs are measured in one go.
BATCH = 31


@checked(every=PAIRS)
def changes(
    snapshots: pd.DataFrame,
    every: str | Pairs = "day",
    *,
    sectors: pd.DataFrame | None = None,
    cut: int = 1,
    sliver_km2: float = 0.01,
    executor: Any = None,
) -> pd.DataFrame:
    """Measure the ground gained and lost between days, on the ellipsoid of WGS 84.

    Parameters
    ----------
    snapshots : DataFrame
        What `read_snapshots` gives, or some rows of it.
    every : {"day", "month"} or sequence of pairs of days
        "day": each map and the one before it. "month": each month, from the map of the day `cut` to
        that of the next month. Pairs: such as ``[("2024-08-02", "2024-12-17")]``.
    sectors : DataFrame, optional
        As for `areas`. None measures the whole map alone.
    cut : int, optional
        Day of the month on which months are cut.
    sliver_km2 : float, optional
        A piece of ground smaller than this counts as a sliver: lines redrawn rather than ground taken.
        Slivers are in the gains and losses, and counted apart as well.
    executor : concurrent.futures.Executor, optional
        As for `areas`.

    Returns
    -------
    DataFrame
        One row a pair and sector, by day: ``change_id``, ``period`` (EDTF), ``sector`` ("all" is the whole
        map), ``from_day`` and ``to_day`` (of the map), ``days`` between them, ``net_km2``,
        ``gained_km2``, ``lost_km2`` (pieces that were on the other side before, summed; both positive),
        ``slivers`` (how many) and ``slivers_km2``, ``missing_days`` (days without a file between the two,
        separated by ``;``), ``redrawn`` (share of the edges that differ, of the whole map only), ``jump``
        (why it should be looked at, in words; empty where nothing stands out; for days only), ``cut`` (the
        two days; for months only), ``net_day_before_km2`` and ``net_day_after_km2`` (the same month cut a
        day earlier or later), ``repair``. A month whose file of the cut is missing has no numbers: nothing
        is bridged. Gained is what came to the side whose ground the polygons show.

    Raises
    ------
    ValueError
        If the frames or `every` are not of this form, or a pair names a day without a file.
    DataError
        If files are faulty; ``.faults`` holds the faults of all of them.
    ExtraMissingError
        If the packages of the extra ``front`` are not installed.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysttools.front import changes, read_snapshots
    >>> text = (
    ...     '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Polygon", '
    ...     '"coordinates": [[[36, 48], [%d, 48], [%d, 49], [36, 49], [36, 48]]]}}]}'
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "control_20240802.geojson").write_text(text % (37, 37))
    ...     _ = Path(folder, "control_20240804.geojson").write_text(text % (38, 38))
    ...     measured = changes(read_snapshots(folder))
    >>> print(measured[["period", "net_km2", "missing_days"]].round(2).to_string(index=False))
                   period  net_km2 missing_days
    2024-08-02/2024-08-04  8216.74   2024-08-03
    """
    listed = list_snapshots(snapshots)
    shapes = sector_shapes(sectors)
    pairs = find_pairs(listed, every, cut)
    known = [pair for pair in pairs if pair.first and pair.last]
    batches = [known[first : first + BATCH] for first in range(0, len(known), BATCH)]
    run = map if executor is None else executor.map
    rows: list[dict[str, Any]] = []
    faults: list[Fault] = []
    for measured, wrong in run(_measure, batches, [shapes] * len(batches), [sliver_km2] * len(batches)):
        rows += measured
        faults += wrong
    if faults:
        raise DataError("The list of snapshots", list(dict.fromkeys(faults)))
    rows += [{"pair": pair, "sector": name} for pair in pairs if pair not in known for name in (ALL, *shapes)]
    return _tabulate(rows, (ALL, *shapes), every if isinstance(every, str) else "pair")


class _Sum(NamedTuple):
    """Gains, losses and slivers of some faces."""

    gained_km2: float
    lost_km2: float
    slivers: int
    slivers_km2: float


def _measure(
    pairs: Iterable[Pair], shapes: Sectors, sliver_km2: float
) -> tuple[list[dict[str, Any]], list[Fault]]:
    """Measure some pairs; an outline that the next pair begins with is read once."""
    import shapely

    rows: list[dict[str, Any]] = []
    faults: list[Fault] = []
    # A prepared shape is no thread's but its own: two that ask the same one end the process.
    shapes = {name: shapely.from_wkb(shapely.to_wkb(shape)) for name, shape in shapes.items()}
    for pair, before, after in _open(pairs, faults):
        edges = differing(before, after)
        faces = faces_of(edges)
        words = "; ".join(one.repair for one in (before, after) if one.repair)
        shared = {"pair": pair, "repair": words, "redrawn": edges.redrawn}
        whole = _sum(faces.areas_km2, faces.signs, faces.areas_km2, sliver_km2)
        rows.append({**shared, "sector": ALL, "net_km2": net_km2(edges), **whole._asdict()})
        for sector, shape in shapes.items():
            inside = _inside(faces, shape)
            part = _sum(inside, faces.signs, faces.areas_km2, sliver_km2)
            net = part.gained_km2 - part.lost_km2
            rows.append({**shared, "sector": sector, "redrawn": None, "net_km2": net, **part._asdict()})
    return rows, faults


def _open(pairs: Iterable[Pair], faults: list[Fault]) -> Iterator[tuple[Pair, Outline, Outline]]:
    """Read the outlines of pairs in one stream, at most two kept at a time; faulty ones are left out."""
    wanted = [(pair, [one for one in (pair.first, pair.last) if one is not None]) for pair in pairs]
    known: list[list[Snapshot]] = [[], *(files for _, files in wanted)]
    reads = [one for held, (_, files) in zip(known, wanted, strict=False) for one in files if one not in held]
    outlines = stream(reads, faults)
    held: dict[Snapshot, Outline | None] = {}
    for pair, files in wanted:
        held = {one: outline for one, outline in held.items() if one in files}
        held.update(next(outlines) for one in files if one not in held)
        before, after = (held[one] for one in files)
        if before is not None and after is not None:
            yield pair, before, after


def _inside(faces: Faces, shape: shapely.Polygon) -> np.ndarray:
    """Return how much of each face lies in a sector, in km2."""
    import shapely

    shapely.prepare(shape)
    is_met = shapely.intersects(shape, faces.polygons)
    is_whole = is_met & shapely.contains(shape, faces.polygons)
    inside = np.where(is_whole, faces.areas_km2, 0.0)
    for face in np.flatnonzero(is_met & ~is_whole):
        inside[face] = ground_km2(shapely.intersection(shape, faces.polygons[face]))
    return inside


def _sum(inside: np.ndarray, signs: np.ndarray, whole: np.ndarray, sliver_km2: float) -> _Sum:
    """Sum faces by side; a piece is a sliver by the size that it has on the whole map."""
    is_sliver = (whole < sliver_km2) & (inside > 0)
    return _Sum(
        float(inside[signs > 0].sum()),
        float(inside[signs < 0].sum()),
        int(is_sliver.sum()),
        float(inside[is_sliver].sum()),
    )


def _tabulate(rows: list[dict[str, Any]], sectors: Sequence[str], every: str) -> pd.DataFrame:
    """Make the table of the measured pairs, in order; flag jumps, lay other cuts beside months."""
    numbers = ["net_km2", "gained_km2", "lost_km2", "slivers_km2", "redrawn"]
    frame = pd.DataFrame(rows, columns=["pair", "sector", "repair", "slivers", *numbers])
    frame = frame.astype(dict.fromkeys(numbers, float) | {"slivers": "Int64"}).fillna({"repair": ""})
    pairs = frame.pop("pair").tolist()
    kinds = {"period": "str", "missing_days": "str", "cut": "str", "shift": "int64"}
    for column, kind in kinds.items():  # of their type also where there is no pair
        frame[column] = pd.Series([getattr(pair, column) for pair in pairs], dtype=kind)
    for column in ("from_day", "to_day"):
        frame[column] = pd.to_datetime([getattr(pair, column) for pair in pairs])
    frame["days"] = (frame["to_day"] - frame["from_day"]).dt.days
    frame["jump"] = describe_jumps(frame) if every == "day" and len(frame) else ""
    frame["order"] = pd.Categorical(frame["sector"], categories=list(sectors), ordered=True)
    shifted = frame.set_index(["period", "sector"])["net_km2"]
    for shift, column in ((-1, "net_day_before_km2"), (1, "net_day_after_km2")):
        other = shifted[frame["shift"].eq(shift).to_numpy()]
        keys = pd.MultiIndex.from_frame(frame[["period", "sector"]])
        frame[column] = other.reindex(keys).to_numpy() if every == "month" else np.nan
    frame = frame[frame["shift"].eq(0)].sort_values(["from_day", "to_day", "order"], ignore_index=True)
    start = frame["period"].str.replace("/", "-to-")
    frame.insert(0, "change_id", start + "-" + frame["sector"])
    return frame[COLUMNS]


def describe_jumps(daily: pd.DataFrame) -> pd.Series:
    """Return what stands out among daily changes: much more ground than on the median day, or much redrawn.

    Parameters
    ----------
    daily : DataFrame
        One row a pair of days and sector: ``sector``, ``days``, ``gained_km2``, ``lost_km2``, ``redrawn``.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.front.changes import describe_jumps
    >>> daily = pd.DataFrame({"sector": "all", "days": 1, "gained_km2": [9.0, 8, 60], "lost_km2": 0.0})
    >>> list(describe_jumps(daily.assign(redrawn=[0.5, 0.0, 0.0])))
    ['50% of the edges redrawn', '', '6.7 times the median day']
    """
    gross = (daily["gained_km2"] + daily["lost_km2"]) / daily["days"]
    median = gross.where(gross > 0).groupby(daily["sector"]).transform("median")
    times = gross / median
    much = times.map(lambda value: f"{value:.1f} times the median day" if value > JUMP else "")
    said = "{:.0%} of the edges redrawn".format
    redrawn = daily["redrawn"].map(lambda share: said(share) if share > REDRAWN else "")
    both = much + np.where(much.ne("") & redrawn.ne(""), "; ", "") + redrawn
    return both.where(daily["days"].gt(0), "")
