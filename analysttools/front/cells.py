"""How much of each cell of a coarse grid is held: what a map can show of ground whose polygons stay out.

Belongs here: cells measured on control polygons, and set against each other between two days. Does not belong
here: polygons that are drawn themselves (``ground.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.case.state_border import find_land_across
from analysttools.columns import require_plain, take_columns
from analysttools.errors import DataError, Fault, describe_list
from analysttools.front.differences import areas_km2, differing, faces_of
from analysttools.front.outlines import Outline, stream
from analysttools.front.sectors import sector_shapes
from analysttools.front.snapshots import list_snapshots

if TYPE_CHECKING:
    import shapely

# Degrees of a side, east-west and north-south, and how many decimals of a share are kept: coarse on purpose,
# so that the table holds measurements and not the map.
DEGREES, DECIMALS = 0.05, 2
# Decimals of an edge in degrees.
EDGES = 4
COLUMNS = [
    *["cell_id", "west", "south", "east", "north", "cell_km2", "share", "from_day", "to_day"],
    *["first_day", "last_day"],
]
BOX = ["west", "south", "east", "north"]
# What is drawn of ground, in the order of its rows.
GROUND_COLUMNS = [
    "ground_id",
    "what",
    "from_day",
    "to_day",
    "area_km2",
    "geometry",
    "cells",
    "cell_km2",
    "source_id",
]
MOVED_COLUMNS = ["sector", "from_day", "to_day", "degrees", "growth_km2", "least_km2", "most_km2"]
# Where an outline is moved to: northwards, southwards, eastwards, westwards.
MOVES = [(0.0, DEGREES), (0.0, -DEGREES), (DEGREES, 0.0), (-DEGREES, 0.0)]
# The share of a cell from which it is drawn as held.
HALF = 0.5
# Less of a cell than this on the side that a map covers is not judged by itself.
THIN = 0.05
KM_OF_DEGREE = 111.2
Cell = tuple[int, int]


@checked()
def cells(snapshots: pd.DataFrame, named_days: Sequence[str | pd.Timestamp]) -> pd.DataFrame:
    """Measure how much of each cell of 0.05 degrees is held, on some days.

    A cell of 0.05 degrees is 5.6 km from south to north and, in eastern Ukraine, about 3.6 km across. Shares
    are of its area in degrees, to two decimals; a cell counts as held where that is 0.01 or more.

    Parameters
    ----------
    snapshots : DataFrame
        What `read_snapshots` gives, or some rows of it. All of them tell when a cell was held first and last.
    named_days : sequence of str or Timestamp
        The days on which shares are told, such as ``case.control_map.cell_days``; those outside the
        days of `snapshots` are left for later.

    Returns
    -------
    DataFrame
        One row a cell and a spell of the named days on which its share stays the same, for every cell that
        was held on some day: ``cell_id`` (its lower left corner and the rank of the spell), ``west``,
        ``south``, ``east``, ``north`` in degrees, ``cell_km2`` (the whole cell, on the ellipsoid of WGS 84),
        ``share`` (0 to 1), ``from_day`` and ``to_day`` (the first and last named day of the spell: what it
        was between two named days is not told), ``first_day`` and ``last_day`` (of all files, the first and
        the last that show ground of the cell as held).

    Raises
    ------
    ValueError
        If no day is given, or one between the first and the last file has no file.
    DataError
        If files are faulty; ``.faults`` holds the faults of all of them.
    ExtraMissingError
        If the packages of the extra ``front`` are not installed.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysttools.front import cells, read_snapshots
    >>> text = (
    ...     '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Polygon", '
    ...     '"coordinates": [[[36, 48], [%s, 48], [%s, 48.05], [36, 48.05], [36, 48]]]}}]}'
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "control_20240802.geojson").write_text(text % (36.05, 36.05))
    ...     _ = Path(folder, "control_20240803.geojson").write_text(text % (36.06, 36.06))
    ...     measured = cells(read_snapshots(folder), ["2024-08-02", "2024-08-03"])
    >>> print(measured[["cell_id", "share", "from_day", "to_day"]].to_string(index=False))
        cell_id  share   from_day     to_day
       e36n48-1    1.0 2024-08-02 2024-08-03
    e36.05n48-1    0.0 2024-08-02 2024-08-02
    e36.05n48-2    0.2 2024-08-03 2024-08-03
    """
    return tabulate_cells(measure_cells(snapshots, named_days))


class Held(NamedTuple):
    """What is held of each cell, which is known by its column and row in the grid.

    ``shares``: a column a named day, in order. ``spans``: the ``first_day`` and ``last_day`` of all files.
    """

    shares: pd.DataFrame
    spans: pd.DataFrame


def measure_cells(snapshots: pd.DataFrame, named_days: Sequence[str | pd.Timestamp]) -> Held:
    """Measure as `cells` does; what was held before the first named day is among the spans as well."""
    listed = list_snapshots(snapshots)
    named = _require_days([one.day for one in listed], named_days)
    shares: dict[Cell, float] = {}
    first: dict[Cell, pd.Timestamp] = {}
    last: dict[Cell, pd.Timestamp] = {}
    told: dict[pd.Timestamp, dict[Cell, float]] = {}
    faults: list[Fault] = []
    before: Outline | None = None
    for snapshot, outline in stream(listed, faults):
        if outline is None:
            continue
        touched = _grid(
            [outline.polygons] if before is None else faces_of(differing(before, outline)).polygons
        )
        for cell, share in zip(touched, _shares(outline.polygons, touched), strict=True):
            if share:
                shares[cell] = share
            else:
                shares.pop(cell, None)
        first = {**dict.fromkeys(shares, snapshot.day), **first}
        last.update(dict.fromkeys(shares, snapshot.day))
        before = outline
        if snapshot.day in named:
            told[snapshot.day] = dict(shares)
    if faults:
        raise DataError("The list of snapshots", faults)
    spots = pd.MultiIndex.from_tuples(sorted(first))
    spans = pd.DataFrame({"first_day": pd.Series(first), "last_day": pd.Series(last)}).loc[spots]
    return Held(pd.DataFrame(told, index=spots, columns=pd.DatetimeIndex(named)).fillna(0.0), spans)


@checked()
def cells_between(
    cells: pd.DataFrame,
    first: str | pd.Timestamp,
    last: str | pd.Timestamp,
    *,
    source_id: str | None = None,
    base_map: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the ground held, gained and lost between two named days, cell by cell, for a map.

    A cell counts as held on a day on which at least half of it is. So the ground is as coarse as its cells:
    what changed within a cell, and left the same side with its greater half, does not show.

    Parameters
    ----------
    cells : DataFrame
        ``case.cells``, or what `cells` gives.
    first, last : str or Timestamp
        Two of the days on which shares were told.
    source_id : str, optional
        The source of the map whose cells count, where `cells` are of several.
    base_map : DataFrame, optional
        As `read_base_map` gives it. Of a cell that the state border cuts, the half that must be held is then
        half of what lies on the side of the border that the map of control covers. None: half of every cell.

    Returns
    -------
    DataFrame
        One row a kind of ground, as `ground_between` gives them: ``ground_id``, ``what`` ("held": on both
        days; "gained"; "lost"), ``from_day``, ``to_day``, ``area_km2`` (what the shares of all cells come to,
        those that are not drawn among them), ``geometry`` (shapely, WGS 84 degrees), ``cells`` (how many are
        drawn), ``cell_km2`` (how large one is, on average), ``source_id``. A kind of which no cell is drawn
        is left out.

    Raises
    ------
    ValueError
        If columns are missing, the cells are of several maps, the first day is not before the last, or one
        of them is no day on which shares were told.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.front import cells_between
    >>> days = pd.to_datetime(["2024-08-02", "2024-12-17"])
    >>> cells = pd.DataFrame({"cell_id": ["e36n48-1", "e36n48-2"], "cell_km2": 20.7, "share": [0.1, 0.8]})
    >>> cells = cells.assign(west=36.0, south=48.0, east=36.05, north=48.05, source_id="mine")
    >>> cells = cells.assign(from_day=days, to_day=days)
    >>> ground = cells_between(cells, "2024-08-02", "2024-12-17")
    >>> print(ground[["what", "cells", "area_km2"]].to_string(index=False))
      what  cells  area_km2
    gained      1     14.49
    """
    import shapely

    rows = _take_cells("cells_between", cells, source_id)
    held = _shares_on_both("cells_between", rows, pd.Timestamp(first), pd.Timestamp(last))
    boxes = rows.drop_duplicates(BOX).set_index(BOX)["cell_km2"]
    half, _ = _halves(rows, boxes, base_map)
    was, is_now = (_is_held(shares, half) for shares in held)
    days = pd.Timestamp(first), pd.Timestamp(last)
    source = rows["source_id"].iloc[0] if "source_id" in rows else None
    grown = held[1] - held[0]
    kinds = {
        "held": (was & is_now, np.minimum(*held)),
        "gained": (is_now & ~was, grown.clip(lower=0)),
        "lost": (was & ~is_now, (-grown).clip(lower=0)),
    }
    found = []
    for what, (is_in, shares) in kinds.items():
        own, area = boxes[is_in], round(float((shares * boxes).sum()), DECIMALS)
        if len(own):
            shape = shapely.union_all(shapely.box(*own.index.to_frame().to_numpy(float).T))
            named = f"{days[0].date()}-to-{days[1].date()}-{what}"
            found.append((named, what, *days, area, shape, len(own), float(own.mean()), source))
    return pd.DataFrame(found, columns=GROUND_COLUMNS)


@checked()
def growth_if_moved(
    cells: pd.DataFrame,
    sectors: pd.DataFrame,
    first: str | pd.Timestamp,
    last: str | pd.Timestamp,
    *,
    source_id: str | None = None,
) -> pd.DataFrame:
    """Return how much the ground in each sector would have grown between two named days in a moved outline.

    Outlines are drawn by hand, and another hand would draw them elsewhere. Each is moved by one cell, 0.05
    degrees, northwards, southwards, eastwards and westwards. Of a cell that an outline cuts the part within
    it counts, as if what changed lay evenly in the cell.

    Parameters
    ----------
    cells : DataFrame
        ``case.cells``, or what `cells` gives.
    sectors : DataFrame
        One row a sector: ``sector_id`` and ``outline`` (WKT in WGS 84 degrees; empty: left out).
    first, last : str or Timestamp
        Two of the days on which shares were told.
    source_id : str, optional
        The source of the map whose cells count, where `cells` are of several.

    Returns
    -------
    DataFrame
        One row a sector with an outline: ``sector``, ``from_day``, ``to_day``, ``degrees`` (by how many the
        outline is moved), ``growth_km2`` (in the outline as it is, by cells), ``least_km2`` and ``most_km2``
        (in the four that are moved). Growth is what was gained less what was lost.

    Raises
    ------
    ValueError
        If columns are missing, the cells are of several maps, the first day is not before the last, one of
        them is no day on which shares were told, or an outline is not a polygon.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.front import growth_if_moved
    >>> days = pd.to_datetime(["2024-08-02", "2024-12-17"])
    >>> cells = pd.DataFrame({"cell_id": ["e36n48-1", "e36n48-2"], "cell_km2": 20.7, "share": [0.0, 1.0]})
    >>> cells = cells.assign(west=36.0, south=48.0, east=36.05, north=48.05, from_day=days, to_day=days)
    >>> box = "POLYGON ((35.95 48, 36.05 48, 36.05 48.05, 35.95 48.05, 35.95 48))"
    >>> sectors = pd.DataFrame({"sector_id": ["ford"], "outline": [box]})
    >>> moved = growth_if_moved(cells, sectors, *days)
    >>> print(moved[["sector", "growth_km2", "least_km2", "most_km2"]].to_string(index=False))
    sector  growth_km2  least_km2  most_km2
      ford        20.7        0.0      20.7
    """
    import shapely

    rows = _take_cells("growth_if_moved", cells, source_id)
    days = pd.Timestamp(first), pd.Timestamp(last)
    before, after = _shares_on_both("growth_if_moved", rows, *days)
    grown = (after - before) * rows.drop_duplicates(BOX).set_index(BOX)["cell_km2"]
    grown = grown[grown.ne(0)]
    squares = shapely.box(*grown.index.to_frame().to_numpy(float).T)
    found = []
    for sector, shape in sector_shapes(sectors).items():
        moves = [shapely.transform(shape, lambda points, by=by: points + by) for by in MOVES]
        inside = [shapely.area(shapely.intersection(squares, one)) / DEGREES**2 for one in (shape, *moves)]
        own, *others = (round(float(part @ grown.to_numpy(float)), DECIMALS) for part in inside)
        found.append((sector, *days, DEGREES, own, min(others), max(others)))
    return pd.DataFrame(found, columns=MOVED_COLUMNS)


class DrawnCells(NamedTuple):
    """Which cells of one map are drawn as held, on each day on which its shares were told.

    ``is_held``: a row a cell, by its edges; a column a told day, in order. ``is_beyond``: whether most of
    what was held lies across the state border from the home country. ``cell_km2``: of each cell.
    """

    is_held: pd.DataFrame
    is_beyond: bool
    cell_km2: pd.Series


def find_drawn_cells(
    cells: pd.DataFrame, *, source_id: str | None = None, base_map: pd.DataFrame | None = None
) -> DrawnCells:
    """Return the cells that `cells_between` counts as held, on all told days at once.

    Parameters
    ----------
    cells, source_id, base_map
        As `cells_between` takes them.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.front.cells import find_drawn_cells
    >>> days = pd.to_datetime(["2024-08-02", "2024-12-17"])
    >>> cells = pd.DataFrame({"cell_id": ["e36n48-1", "e36n48-2"], "cell_km2": 20.7, "share": [0.1, 0.8]})
    >>> cells = cells.assign(west=36.0, south=48.0, east=36.05, north=48.05, source_id="mine")
    >>> find_drawn_cells(cells.assign(from_day=days, to_day=days)).is_held.to_numpy().tolist()
    [[False, True]]
    """
    rows = _take_cells("find_drawn_cells", cells, source_id)
    boxes = rows.drop_duplicates(BOX).set_index(BOX)["cell_km2"]
    half, is_beyond = _halves(rows, boxes, base_map)
    told = {day: _shares_on("find_drawn_cells", rows, day) for day in told_days(rows)}
    held = {day: _is_held(shares.reindex(boxes.index, fill_value=0.0), half) for day, shares in told.items()}
    return DrawnCells(pd.DataFrame(held, index=boxes.index), is_beyond, boxes)


def _is_held(shares: pd.Series, half: pd.Series) -> pd.Series:
    return shares.ge(half) & shares.gt(0)


def _halves(rows: pd.DataFrame, boxes: pd.Series, base_map: pd.DataFrame | None) -> tuple[pd.Series, bool]:
    """Return how much of each cell must be held, half of what its map covers of it, and which side that is.

    A map covers the side of the state border on which most of what was held lies (True: the other side from
    the home country), and all of a cell that no border cuts.
    """
    beyond = _beyond(boxes, base_map)
    if beyond is None:
        return pd.Series(HALF, index=boxes.index), False
    is_across = _is_across(rows.groupby(BOX)["share"].max(), beyond)
    covered = beyond if is_across else 1 - beyond
    # A cell that all but lies on the other side holds what two drawings of the border differ by.
    return HALF * covered.mask(covered < THIN, 1.0), is_across


def _is_across(most: pd.Series, beyond: pd.Series) -> bool:
    """Return whether most of what was held lies across the state border."""
    held = most.reindex(beyond.index)
    return bool((held * beyond).sum() > held.sum() / 2)


def _beyond(boxes: pd.Series, base_map: pd.DataFrame | None) -> pd.Series | None:
    """Return which share of each cell lies across the state border; None where none is known."""
    import shapely

    found = None if base_map is None else find_across(base_map)
    if found is None:
        return None
    across, scale = found
    squares = shapely.box(*(boxes.index.to_frame().to_numpy(float) * np.tile(scale, 2)).T)
    beyond = shapely.contains(across, squares).astype(float)
    is_cut = shapely.intersects(across, squares) & (beyond == 0)
    beyond[is_cut] = shapely.area(shapely.intersection(across, squares[is_cut])) / shapely.area(
        squares[is_cut]
    )
    return pd.Series(beyond, index=boxes.index)


def find_across(base_map: pd.DataFrame) -> tuple[Any, np.ndarray] | None:
    """Return the land of a base map across the state border, and by what degrees were multiplied: km, about.

    None where the base map has no border, or does not say which land is home.
    """
    layers, shapes = base_map["layer"], base_map["geometry"]
    is_land, is_border = layers.eq("admin1"), layers.eq("osm_border")
    if "is_home" not in base_map or not is_border.any():
        return None
    is_home = tuple(base_map.loc[is_land, "is_home"].astype(bool))
    return _land_across(tuple(shapes[is_land]), is_home, tuple(shapes[is_border]))


@lru_cache(maxsize=4)
def _land_across(regions: tuple[Any, ...], is_home: tuple[bool, ...], border: tuple[Any, ...]) -> Any:
    """Return the land across the state border, and by what degrees were multiplied: km, near enough."""
    import shapely

    middle = np.radians(shapely.total_bounds(border)[[1, 3]].mean())
    scale = np.array([KM_OF_DEGREE * np.cos(middle), KM_OF_DEGREE])
    land, line = (
        np.asarray(shapely.transform(np.array(shapes, dtype=object), lambda points: points * scale))
        for shapes in (regions, border)
    )
    is_ours = np.array(is_home)
    home, abroad = (
        shapely.union_all(shapely.make_valid(land[part]), grid_size=0.001) for part in (is_ours, ~is_ours)
    )
    across = find_land_across(home, abroad, line)
    shapely.prepare(across)
    return across, scale


def tabulate_cells(held: Held) -> pd.DataFrame:
    """Make the table of cells: a row for each spell of named days on which a share stays the same."""
    days = pd.DatetimeIndex(held.shares.columns)
    values = held.shares.to_numpy(float)
    is_start = np.hstack([np.ones((len(values), 1), bool), values[:, 1:] != values[:, :-1]])
    if not len(days) or not len(values):
        return _type_cells(pd.DataFrame(columns=COLUMNS))
    cell, start = np.nonzero(is_start)
    end = np.append(np.where(cell[1:] == cell[:-1], start[1:], len(days)), len(days)) - 1
    spots = np.array(held.shares.index.to_list())[cell]
    frame = pd.DataFrame(np.round(np.hstack([spots, spots + 1]) * DEGREES, EDGES), columns=BOX)
    frame["cell_km2"] = np.round(_box_km2(frame), DECIMALS)
    frame["share"] = values[cell, start]
    frame["from_day"], frame["to_day"] = days[start], days[end]
    own = held.spans.loc[held.shares.index].iloc[cell]
    frame["first_day"], frame["last_day"] = own["first_day"].to_numpy(), own["last_day"].to_numpy()
    rank = frame.groupby(BOX[:2]).cumcount() + 1
    corner = [
        f"{name_degrees(x, 'ew')}{name_degrees(y, 'ns')}" for x, y in frame[BOX[:2]].to_numpy().tolist()
    ]
    frame["cell_id"] = [f"{one}-{number}" for one, number in zip(corner, rank, strict=True)]
    return _type_cells(frame[COLUMNS])


def read_cells(cells: pd.DataFrame) -> Held:
    """Return what a table of cells tells: the inverse of `tabulate_cells`."""
    spots = pd.MultiIndex.from_arrays(
        [np.rint(cells[edge].to_numpy(float) / DEGREES).astype(int) for edge in BOX[:2]]
    )
    shares = {}
    for day in told_days(cells):
        is_on = (cells["from_day"].le(day) & cells["to_day"].ge(day)).to_numpy()
        shares[day] = pd.Series(cells["share"].to_numpy(float)[is_on], index=spots[is_on])
    spans = cells[["first_day", "last_day"]].set_axis(spots)
    spans = spans[~spans.index.duplicated()]
    return Held(pd.DataFrame(shares, index=spans.index).fillna(0.0), spans)


def told_days(cells: pd.DataFrame) -> pd.DatetimeIndex:
    """Return the days on which a table tells shares; those on which no cell of it changed are not seen."""
    return pd.DatetimeIndex(pd.concat([cells["from_day"], cells["to_day"]]).dropna().unique()).sort_values()


def name_degrees(value: float, names: str) -> str:
    """Name an edge of a cell: its hemisphere and its degrees.

    Examples
    --------
    >>> from analysttools.front.cells import name_degrees
    >>> name_degrees(37.05, "ew"), name_degrees(-48.0, "ns")
    ('e37.05', 's48')
    """
    return f"{names[int(value < 0)]}{abs(round(value, EDGES)):g}"


def _type_cells(frame: pd.DataFrame) -> pd.DataFrame:
    days = dict.fromkeys(["from_day", "to_day", "first_day", "last_day"], "datetime64[s]")
    return frame.astype({**days, "cell_id": "str", **dict.fromkeys([*BOX, "cell_km2", "share"], float)})


def _require_days(known: list[pd.Timestamp], days: Sequence[str | pd.Timestamp]) -> list[pd.Timestamp]:
    """Return the named days that lie between the first and the last map; refuse one without a map."""
    named = sorted({pd.Timestamp(day) for day in days})
    if not named:
        raise ValueError(
            'cells: no day is given. Name days that have a map, such as ["2024-08-07", "2024-12-17"]'
        )
    within = [day for day in named if known[0] <= day <= known[-1]]
    missing = [day for day in within if day not in set(known)]
    if missing:
        raise ValueError(
            f"cells: there is no map of {describe_list(day.date() for day in missing)}. Name days that the "
            "snapshots have: a day without a map is not bridged"
        )
    return within


def _grid(polygons: Iterable[shapely.Polygon]) -> list[Cell]:
    """Return the cells that polygons meet, by column and row of the grid."""
    import shapely

    parts = shapely.get_parts(np.asarray(list(polygons), dtype=object))
    if not len(parts):
        return []
    west, south, east, north = shapely.bounds(parts).T / DEGREES
    found: set[Cell] = set()
    for part, left, low, right, top in zip(
        parts, np.floor(west), np.floor(south), np.floor(east), np.floor(north), strict=True
    ):
        columns, rows = np.arange(int(left), int(right) + 1), np.arange(int(low), int(top) + 1)
        spots = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)
        if len(spots) > 1:
            shapely.prepare(part)
            spots = spots[shapely.intersects(part, _boxes(spots))]
        found.update((column, row) for column, row in spots.tolist())
    return sorted(found)


def _shares(polygons: shapely.MultiPolygon, spots: list[Cell]) -> list[float]:
    """Return how much of each cell lies within polygons, rounded."""
    import shapely

    if not spots:
        return []
    boxes = _boxes(np.array(spots))
    shapely.prepare(polygons)
    is_met = shapely.intersects(polygons, boxes)
    is_whole = is_met & shapely.covers(polygons, boxes)
    is_part = is_met & ~is_whole
    shares = is_whole.astype(float)
    near = (
        shapely.clip_by_rect(polygons, *shapely.total_bounds(boxes[is_part])) if is_part.any() else polygons
    )
    shares[is_part] = shapely.area(shapely.intersection(near, boxes[is_part])) / DEGREES**2
    return np.round(shares, DECIMALS).tolist()


def _boxes(spots: np.ndarray) -> np.ndarray:
    import shapely

    edges = np.round(np.hstack([spots, spots + 1]) * DEGREES, EDGES)
    return np.asarray(shapely.box(*edges.T))


def _box_km2(frame: pd.DataFrame) -> np.ndarray:
    """Return the area of each cell: cells of one row of the grid are alike."""
    import shapely

    souths = frame[["south", "north"]].drop_duplicates()
    bands = shapely.box(0, souths["south"], DEGREES, souths["north"])
    known = dict(zip(souths["south"], areas_km2(bands), strict=True))
    return frame["south"].map(known).to_numpy(float)


def _take_cells(function: str, cells: pd.DataFrame, source_id: str | None) -> pd.DataFrame:
    """Return the cells of one map as columns of known types."""
    require_plain(function, cells)
    needed = [*BOX, "cell_km2", "share", "from_day", "to_day"]
    missing = [column for column in needed if column not in cells]
    if missing:
        raise ValueError(
            f"{function}: the columns {', '.join(missing)} are missing. Give case.cells, or what cells "
            "returns"
        )
    rows = take_columns(function, cells, needed, *(["source_id"] if "source_id" in cells else []))
    maps = rows["source_id"].dropna().unique() if "source_id" in rows else []
    if source_id is not None:
        rows = rows[rows["source_id"].eq(source_id)] if "source_id" in rows else rows.iloc[:0]
        if rows.empty:
            raise ValueError(
                f'cells_between: no cell was measured on the map of "{source_id}". There are cells of: '
                f"{describe_list(maps)}"
            )
    elif len(maps) > 1:
        raise ValueError(
            f"{function}: the cells were measured on {len(maps)} maps ({', '.join(maps)}), and each shows "
            f'ground of its own. Choose one: source_id="{maps[0]}"'
        )
    if rows.empty:
        raise ValueError(
            f"{function}: there is no cell (0 rows given). Give case.cells of a case that has any"
        )
    return rows.reset_index(drop=True)


def _shares_on_both(
    function: str, rows: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp
) -> list[pd.Series]:
    """Return the share of each cell on two named days, by its edges; nothing of those that are not held."""
    before, after = (_shares_on(function, rows, day) for day in (first, last))
    if not first < last:
        raise ValueError(
            f"{function}: {first.date()} is not before {last.date()}, so that gained and lost would change "
            "places. Give the earlier day first"
        )
    boxes = rows.drop_duplicates(BOX).set_index(BOX).index
    return [shares.reindex(boxes, fill_value=0.0) for shares in (before, after)]


def _shares_on(function: str, rows: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """Return the share of each cell on a named day."""
    known = told_days(rows)
    if day not in known:
        raise ValueError(
            f"{function}: shares were not told for {day.date()}. They were for: "
            f"{describe_list((one.date() for one in known), shown=len(known))}. Name two of these"
        )
    is_on = rows["from_day"].le(day) & rows["to_day"].ge(day)
    return rows[is_on].set_index(BOX)["share"]
