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
        ``last_day`` (of the files that show it), ``changed_after`` (the last file that showed the other
        side; missing in the first spell), ``missing_days`` (days without a file between the two: the
        change may have come on any of them).

    Raises
    ------
    ValueError
        If columns are missing or a place stands in two rows.
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
        what = f"the columns {', '.join(missing)} are missing" if missing else "a place stands in two rows"
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
