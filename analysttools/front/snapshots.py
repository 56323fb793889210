"""Control polygons day by day: which file is of which day.

Belongs here: finding the files. Does not belong here: reading them (``case/geojson.py``,
``rings.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pandas as pd

from analysttools.arguments import checked
from analysttools.case.window import EARTH, DegreeWindow, require_degree_window
from analysttools.columns import require_plain, take_columns
from analysttools.errors import DataError, Fault
from analysttools.files.system_files import is_of_system
from analysttools.front.archives import list_members

_DAY = re.compile(r"(?<!\d)(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
ENDING = ".geojson"
COLUMNS = ["day", "file", "member", "window"]


class Snapshot(NamedTuple):
    """Where the polygons of one day are: a file, or a member of an archive."""

    day: pd.Timestamp
    file: str
    member: str
    window: DegreeWindow

    @property
    def name(self) -> str:
        """Name the file for readers and faults."""
        return f"{self.file}/{self.member}" if self.member else self.file


@checked()
def read_snapshots(
    source: str | Path, *, window: DegreeWindow | None = None, days_behind: int = 0
) -> pd.DataFrame:
    """List daily control polygons; the polygons themselves are read when they are measured.

    Parameters
    ----------
    source : str or path
        A folder of GeoJSON files, one a day, or one ``.zip`` or ``.tar`` archive of them, compressed or
        not. The day stands in the name: ``..._20240802.geojson`` or ``2024-08-02.geojson``. Other files
        are left alone, and so are those that a system puts there by itself, such as ``__MACOSX/``. A
        file of more than 100 MB, and an archive that unpacks to more than 2 GB, are refused.
    window : tuple of float, optional
        West, south, east, north in degrees: where the polygons must lie, such as
        ``case.control_map.window``. Points elsewhere are refused when the file is read; so exchanged
        coordinates are found out. None is the whole Earth, where they are not.
    days_behind : int, optional
        How many days the map of a file is behind the day in its name, such as
        ``case.control_map.days_behind``.

    Returns
    -------
    DataFrame
        One row a file, by day: ``day`` (that its map shows), ``file``, ``member`` (in an archive),
        ``window``, ``days_behind`` (by which ``day`` comes before the day in the name).

    Raises
    ------
    FileNotFoundError
        If there is no such folder or archive.
    ValueError
        If the window is none.
    DataError
        If a name holds no day, or a date that does not exist, if two files are of one day, or if there
        is no such file.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysttools.front import read_snapshots
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for day in ("20240802", "20240803"):
    ...         _ = Path(folder, f"control_{day}.geojson").write_text("{}")
    ...     snapshots = read_snapshots(folder)
    ...     of_map = read_snapshots(folder, days_behind=1)
    >>> [str(day.date()) for day in snapshots["day"]]
    ['2024-08-02', '2024-08-03']
    >>> [str(day.date()) for day in of_map["day"]]
    ['2024-08-01', '2024-08-02']
    """
    window = EARTH if window is None else window
    require_degree_window(window, "read_snapshots", (22, 44, 41, 53))
    path = Path(source)
    if not path.exists():
        raise FileNotFoundError(
            f"There is no folder or archive {path} (looked for {path.absolute()}). Give the folder of daily "
            "GeoJSON files; analysttools fetch-front brings them"
        )
    names = _list_files(path) if path.is_dir() else list_members(path, ENDING)
    days, faults = _date_names(sorted(names), path)
    if not days and not faults:
        problem = "there is no GeoJSON file in it"
        advice = "Give the folder or archive of daily files, such as control_20240802.geojson"
        faults.append(Fault("no-snapshots", str(path), problem, advice))
    if faults:
        raise DataError(str(path), faults)
    is_folder = path.is_dir()
    rows = [(day, *((name, "") if is_folder else (str(path), name)), window) for day, name in days.items()]
    listed = pd.DataFrame(rows, columns=COLUMNS).sort_values("day", ignore_index=True)
    return show_map_days(listed.assign(days_behind=0), days_behind)


def show_map_days(snapshots: pd.DataFrame, days_behind: int) -> pd.DataFrame:
    """Return snapshots by the days that their maps show, whatever they were listed by."""
    shown = snapshots.get("days_behind", 0)
    days = pd.to_datetime(snapshots["day"]) - pd.to_timedelta(days_behind - shown, unit="D")
    return snapshots.assign(day=days.astype("datetime64[s]"), days_behind=days_behind)


def list_snapshots(snapshots: pd.DataFrame) -> list[Snapshot]:
    """Return the rows of `read_snapshots` by day.

    Raises
    ------
    ValueError
        If the frame is not one of those rows, is empty, or has a day twice.
    """
    require_plain("snapshots", snapshots)
    missing = [column for column in COLUMNS if column not in snapshots]
    if missing or snapshots.empty:
        what = f"the columns {', '.join(missing)} are missing" if missing else "there is no row"
        raise ValueError(f"The snapshots cannot be read: {what}. Give what read_snapshots gives")
    snapshots = take_columns("snapshots", snapshots, ["day", "file", "window"], "member")
    snapshots = snapshots.assign(member=snapshots["member"].fillna("")).reset_index(drop=True)
    twice = snapshots.loc[snapshots["day"].duplicated(), "day"]
    if not twice.empty:
        raise ValueError(f"The day {twice.iloc[0].date()} is in two rows. Keep one of them")
    rows = snapshots.sort_values("day")[COLUMNS]
    return [Snapshot(*row) for row in rows.itertuples(index=False, name=None)]


def missing_days(days: Iterable[pd.Timestamp]) -> list[pd.Timestamp]:
    """Name the days between the first and the last for which there is none.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.front.snapshots import missing_days
    >>> [str(day.date()) for day in missing_days(pd.to_datetime(["2024-08-17", "2024-08-20"]))]
    ['2024-08-18', '2024-08-19']
    """
    known = pd.DatetimeIndex(sorted(days))
    return list(pd.date_range(known[0], known[-1]).difference(known)) if len(known) else []


def _list_files(folder: Path) -> list[str]:
    """Name the files of days in a folder, without those that a system put there by itself."""
    return [
        str(one)
        for one in folder.iterdir()
        if one.name.lower().endswith(ENDING) and not is_of_system(one.name)
    ]


def _date_names(names: list[str], source: Path) -> tuple[dict[pd.Timestamp, str], list[Fault]]:
    """Read the day out of each name; two files of one day, and names without one, are faults."""
    days: dict[pd.Timestamp, str] = {}
    faults = []
    advice = "Rename it to its day, or take it out"
    for name in names:
        where = name if source.is_dir() else f"{source}/{name}"
        found = _DAY.findall(PurePosixPath(name).stem)
        text = "-".join(found[0]) if len(found) == 1 else ""
        day = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
        if pd.isna(day):
            problem = f"its name gives a date that does not exist ({text})" if text else "it names no one day"
            expected = "one day, such as control_20240802.geojson"
            faults.append(Fault("bad-day", where, problem, advice, expected=expected))
        elif day in days:
            problem = f"it is of {text}, as is {days[day]}"
            faults.append(Fault("day-twice", where, problem, "Keep the one that holds, take the other out"))
        else:
            days[day] = name
    return days, faults
