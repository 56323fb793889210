"""On which side each place lay on each day, and when that changed.

Belongs here: places against control polygons. Does not belong here: what claimants say of the places
(``captures.py``).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.columns import require_plain, take_columns
from analysttools.errors import DataError, Fault
from analysttools.front.outlines import stream
from analysttools.front.periods import format_days
from analysttools.front.snapshots import list_snapshots, missing_days

COLUMNS = ["spell_id", "place_id", "side", "first_day", "last_day", "changed_after", "missing_days"]
SPELLS = ["spell_id", "place_id", "side", "first_day", "last_day", "changed_after"]
NEEDED = ["place_id", "country", "lat", "lon"]
OCCUPIED, FREE, NOT_COVERED, UNKNOWN = "occupied", "not_occupied", "not_covered", "no_coordinates"


@checked()
def control_at(places: pd.DataFrame, snapshots: pd.DataFrame, *, country: str | None = None) -> pd.DataFrame:
    """Return on which side of the control polygons each place lay, and when that changed.

    A place is the one point that the gazetteer gives. A town is an area, and the line may run through it
    for weeks: the day on which its point changes sides is not the day on which it fell.

    Parameters
    ----------
    places : DataFrame
        One row a place: ``place_id``, ``country``, ``lat``, ``lon`` (WGS 84 degrees; empty where not known).
    snapshots : DataFrame
        What `read_snapshots` gives, or some rows of it.
    country : str, optional
        The country that the polygons cover, such as ``case.control_map.country``. Of places elsewhere they
        say nothing. None: they cover all places.

    Returns
    -------
    DataFrame
        One row a spell, by place and day: ``spell_id``, ``place_id``, ``side`` ("occupied" or
        "not_occupied" as the polygons have it; "not_covered"; "no_coordinates"), ``first_day`` and
        ``last_day`` (of the map that shows it), ``changed_after`` (the last day on which it showed the other
        side; missing in the first spell), ``missing_days`` (days without a map between the two: the
        change may have come on any of them).

    Raises
    ------
    ValueError
        If columns are missing or a place is in two rows.
    DataError
        If files are faulty; ``.faults`` holds the faults of all of them.
    ExtraMissingError
        If the packages of the extra ``front`` are not installed.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import pandas as pd
    >>> from analysttools.front import control_at, read_snapshots
    >>> text = (
    ...     '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Polygon", '
    ...     '"coordinates": [[[36, 48], [%d, 48], [%d, 49], [36, 49], [36, 48]]]}}]}'
    ... )
    >>> town = pd.DataFrame({"place_id": ["town"], "country": ["CH"], "lat": [48.5], "lon": [37.5]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "control_20240802.geojson").write_text(text % (37, 37))
    ...     _ = Path(folder, "control_20240804.geojson").write_text(text % (38, 38))
    ...     spells = control_at(town, read_snapshots(folder))
    >>> print(spells[["missing_days", "side", "first_day"]].to_string(index=False))
    missing_days         side  first_day
                 not_occupied 2024-08-02
      2024-08-03     occupied 2024-08-04
    """
    require_plain("control_at", places)
    missing = [column for column in NEEDED if column not in places]
    if missing or places["place_id"].duplicated().any():
        what = f"the columns {', '.join(missing)} are missing" if missing else "a place is in two rows"
        raise ValueError(f"control_at: {what}. Give one row a place, such as the places of a case")
    import shapely

    places = take_columns("control_at", places, NEEDED).reset_index(drop=True)
    files = list_snapshots(snapshots)
    is_known = places["lat"].notna() & places["lon"].notna()
    is_covered = is_known if country is None else is_known & places["country"].eq(country)
    xs, ys = (places.loc[is_covered, column].to_numpy(dtype=float) for column in ("lon", "lat"))
    faults: list[Fault] = []
    days, inside = [], []
    for snapshot, outline in stream(files, faults):
        if outline is not None:
            shapely.prepare(outline.polygons)
            days.append(snapshot.day)
            inside.append(shapely.contains_xy(outline.polygons, xs, ys))
    if faults:
        raise DataError("The list of snapshots", faults)
    spells = {
        place: _spells(days, sides)
        for place, sides in zip(places.loc[is_covered, "place_id"], np.array(inside).T, strict=True)
    }
    rows: list[tuple[Any, ...]] = []
    for place, known in zip(places["place_id"], is_known, strict=True):
        silent = NOT_COVERED if known else UNKNOWN
        found = spells.get(place, [(silent, days[0], days[-1], pd.NaT, "")])
        rows += [(f"{place}-{rank}", place, *spell) for rank, spell in enumerate(found, 1)]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.astype(dict.fromkeys(["first_day", "last_day", "changed_after"], "datetime64[s]"))


@checked()
def changed_hands(
    control: pd.DataFrame,
    *,
    first: str | pd.Timestamp | None = None,
    last: str | pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Return the places that changed sides on the map, one row a change, in the order of the days.

    A place is one point: see `control_at`. The list is of the places that `control` knows, not of all that
    there are.

    Parameters
    ----------
    control : DataFrame
        ``case.control`` of one map, or what `control_at` gives.
    first, last : str or Timestamp, optional
        Days of the map between which a change must have come, both included. None: of all days.

    Returns
    -------
    DataFrame
        The spells that began with a change, with their columns, and between them and the others
        ``map_day_earliest`` and ``map_day`` (the days of the map between which it changed: two where files
        are missing between).

    Raises
    ------
    ValueError
        If columns are missing, or the spells are of several maps.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.front import changed_hands
    >>> days = pd.to_datetime(["2024-07-08", "2024-12-18"])
    >>> spells = {"spell_id": ["town-1", "town-2"], "place_id": "town", "first_day": days}
    >>> spells |= {"side": ["not_occupied", "occupied"], "last_day": pd.to_datetime("2025-04-30")}
    >>> spells |= {"changed_after": pd.to_datetime([None, "2024-12-17"])}
    >>> found = changed_hands(pd.DataFrame(spells))
    >>> print(found[["place_id", "side", "map_day"]].to_string(index=False))
    place_id     side    map_day
        town occupied 2024-12-18
    """
    spells = take_spells("changed_hands", control)
    is_change = spells["changed_after"].notna().to_numpy()
    days = span_change(spells)[is_change]
    found = control[is_change].assign(**{name: days[name].to_numpy() for name in days})
    begins = pd.Timestamp(first) if first is not None else days["map_day_earliest"].min()
    ends = pd.Timestamp(last) if last is not None else days["map_day"].max()
    is_within = (days["map_day_earliest"].ge(begins) & days["map_day"].le(ends)).to_numpy()
    return found[is_within].sort_values(["map_day", "place_id"], kind="stable", ignore_index=True)


def take_spells(function: str, control: pd.DataFrame) -> pd.DataFrame:
    """Return spells of one map as columns of known types, or raise."""
    missing = [column for column in SPELLS if column not in control]
    if missing:
        raise ValueError(
            f"{function}: the columns {', '.join(missing)} of control are missing. Give case.control, or "
            "what control_at gives"
        )
    require_plain(function, control)
    maps = control["source_id"].dropna().unique() if "source_id" in control else []
    if len(maps) > 1:
        raise ValueError(
            f"{function}: control has spells of {len(maps)} maps ({', '.join(maps)}), and a place may "
            f'lie on two sides of them. Choose one: choose(control, source_id="{maps[0]}")'
        )
    return take_columns(function, control, SPELLS)


def span_change(spells: pd.DataFrame) -> pd.DataFrame:
    """Return the days of the map between which it changed to each spell.

    It changed after the last day on which it showed the other side, and up to the first of the spell.
    """
    earliest = spells["changed_after"] + pd.Timedelta(days=1)
    return pd.DataFrame({"map_day_earliest": earliest, "map_day": spells["first_day"]})


def _spells(days: list[pd.Timestamp], inside: np.ndarray) -> list[tuple[Any, ...]]:
    """Cut the days of a place where its side changes."""
    starts = np.concatenate([[0], 1 + np.flatnonzero(inside[1:] != inside[:-1])])
    ends = np.concatenate([starts[1:], [len(days)]]) - 1
    gaps = missing_days(days)
    found = []
    for start, end in zip(starts, ends, strict=True):
        before = days[start - 1] if start else pd.NaT
        between = [day for day in gaps if start and before < day < days[start]]
        side = OCCUPIED if inside[start] else FREE
        found.append((side, days[start], days[end], before, format_days(between)))
    return found
