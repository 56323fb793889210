"""Keeping the measured tables of a case: ``front/daily_area.csv`` and what belongs with it.

Belongs here: what of the files is new, and putting it behind what was measured before. Does not belong here:
measuring (``areas.py``, ``changes.py``, ``control.py``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysttools.case import Case, load_case, read_tables
from analysttools.errors import DataError, Fault, describe_list
from analysttools.front.areas import areas
from analysttools.front.changes import changes, say_jumps
from analysttools.front.control import control_at
from analysttools.front.joining import join, join_months, join_spells, missing_months, with_gaps
from analysttools.front.pairs import say_days
from analysttools.front.sectors import ALL
from analysttools.needs import OPTIONAL
from analysttools.writing import write_together

# Written with so many decimals: a hundredth of a hectare.
DECIMALS = 4
# A day that was measured before is measured again: a greater difference has a reason.
TOLERANCE_KM2 = 0.001


class Measured(NamedTuple):
    """What a measuring run found.

    The tables as written; the days added; all days between the first and the last without a file; months
    that lie between them but are in no row, since a file of their cut was not among those given.
    """

    tables: dict[str, pd.DataFrame]
    added: list[pd.Timestamp]
    missing: list[pd.Timestamp]
    missing_months: list[str]


def measure(
    snapshots: pd.DataFrame,
    folder: str | Path = "data",
    *,
    again: bool = False,
    source_id: str | None = None,
    country: str | None = None,
    executor: Any = None,
) -> Measured:
    """Measure control polygons into the tables of a case, adding the days that are new.

    Writes ``daily_area``, ``monthly_change`` and ``control`` together, where ``datapackage.json`` says; a
    table that would not change is left alone. Of the days measured before, the
    last whose file is there is measured again: if it differs, nothing is written. Jumps are told anew for
    all days, for the median day moves.

    Parameters
    ----------
    snapshots : DataFrame
        What `read_snapshots` gives.
    folder : str or path, optional
        The data folder: its sectors with outlines, its places, and where to write.
    again : bool, optional
        Measure every day again instead of adding to the tables.
    source_id : str, optional
        The row of ``sources`` that the polygons are credited to. None takes ``control_map`` of the case.
    country : str, optional
        The country that the polygons cover, as for `control_at`. None takes ``control_map`` of the case.
    executor : concurrent.futures.Executor, optional
        As for `areas`.

    Returns
    -------
    Measured
        The tables as they were written, the days added, the days without a file.

    Raises
    ------
    FileNotFoundError
        If the data folder is not there.
    DataError
        If the data or a file have faults, or the case describes no such tables.
    ValueError
        If no place is in the country, a new file is of an earlier day than the tables', files of measured
        days are to be measured again but are not there, or a day measured before comes out differently.
    """
    case = load_case(folder)
    paths = _paths(case)
    source_id = source_id or case.control_map.source_id
    country = country or case.control_map.country or None
    if source_id not in set(case.sources["source_id"]):
        raise ValueError(
            f'measure: there is no source "{source_id}" in {case.folder / "sources.csv"}, and a measured '
            "number must be credited. Add its row and name it as source_id of control_map, or give source_id"
        )
    if (
        country is not None
        and not case.places.empty
        and "country" in case.places
        and country not in set(case.places["country"])
    ):
        known = ", ".join(sorted(case.places["country"].dropna().unique()))
        raise ValueError(
            f'measure: no place of the case is in the country "{country}", which the polygons are said to '
            f"cover. There are: {known}"
        )
    old = {name: getattr(case, name) for name in OPTIONAL}
    known = old["daily_area"].dropna(subset=["area_km2"])["day"].drop_duplicates()
    new = _choose(snapshots, known, again)
    if again or known.empty:
        old = {name: frame.iloc[:0] for name, frame in old.items()}
    else:
        _require_same(snapshots, case, country, executor)
    tables = old if new.empty else _extend(old, snapshots, new, case, country, executor)
    tables = {
        name: _round(frame.assign(source_id=source_id)[OPTIONAL[name]]) for name, frame in tables.items()
    }
    if not new.empty:
        write_together({paths[name]: _say(frame) for name, frame in tables.items()})
    days = tables["daily_area"]
    missing = days.loc[days["area_km2"].isna() & days["sector"].eq(ALL), "day"]
    months = missing_months(days["day"], tables["monthly_change"]["period"], _cut(case))
    return Measured(tables, list(new["day"]), list(missing), months)


def _paths(case: Case) -> dict[str, Path]:
    """Give the file of each measured table, as the descriptor has it."""
    tables = {table.name: case.folder / table.path for table in read_tables(case.folder)}
    missing = [name for name in OPTIONAL if name not in tables]
    if missing:
        file = str(case.folder / "datapackage.json")
        problem = f"it lists no table {', '.join(missing)}, into which the polygons are measured"
        advice = "Take these resources over from the shipped case, with a file that has the header alone"
        raise DataError(str(case.folder), [Fault("bad-descriptor", file, problem, advice)])
    return {name: tables[name] for name in OPTIONAL}


def _choose(snapshots: pd.DataFrame, known: pd.Series, again: bool) -> pd.DataFrame:
    """Give the files to measure: all, or those after the last day that was measured."""
    if again or known.empty:
        lost = known[~known.isin(snapshots["day"])]
        if not lost.empty:
            raise ValueError(
                f"measure: {len(lost)} of {len(known)} days measured before have no file here "
                f"({say_days(lost.head(3))}{' ...' if len(lost) > 3 else ''}), and would be lost. Measure "
                "again from all files, or add only what is new"
            )
        return snapshots
    is_new = ~snapshots["day"].isin(known)
    early = snapshots.loc[is_new & (snapshots["day"] < known.max()), "day"]
    if not early.empty:
        raise ValueError(
            f"measure: the files of {say_days(early)} are new, but of earlier days than "
            f"{known.max().date()}, which was measured; the days after them would change. Measure all "
            "files again: analysttools measure FOLDER --again"
        )
    return snapshots[is_new]


def _require_same(snapshots: pd.DataFrame, case: Case, country: str | None, executor: Any) -> None:
    """Measure a known day again: other outlines, places or files would give tables of two kinds."""
    known = case.daily_area.dropna(subset=["area_km2"])
    both = snapshots[snapshots["day"].isin(known["day"])]
    if both.empty:
        return
    day = both["day"].iloc[-1]
    now = areas(both.tail(1), _outlined(case), executor=executor).set_index("area_id")["area_km2"]
    was, now = known[known["day"].eq(day)].set_index("area_id")["area_km2"].align(now)
    wrong = [
        f"{name}: {_km2(was[name])} before, {_km2(now[name])} now"
        for name in was.index
        if not abs(was[name] - now[name]) <= TOLERANCE_KM2
    ]
    spells = case.control[case.control["first_day"].le(day) & case.control["last_day"].ge(day)]
    sides = control_at(case.places, both.tail(1), country=country).set_index("place_id")["side"]
    before, after = spells.set_index("place_id")["side"].align(sides)
    wrong += [
        f"{place}: {before.fillna('nothing')[place]} before, {after.fillna('nothing')[place]} now"
        for place in before.index[before.ne(after)]
    ]
    if wrong:
        raise ValueError(
            "measure: a day that was measured before comes out differently "
            f"({describe_list(wrong, between='; ')}). The outlines of sectors, the places "
            "or the files have changed. Measure all files again: "
            "analysttools measure FOLDER --again"
        )


def _extend(
    old: dict[str, pd.DataFrame],
    snapshots: pd.DataFrame,
    new: pd.DataFrame,
    case: Case,
    country: str | None,
    executor: Any,
) -> dict[str, pd.DataFrame]:
    """Measure the new files and put them behind what is known."""
    before = snapshots[snapshots["day"].eq(old["daily_area"].dropna(subset=["area_km2"])["day"].max())]
    rows = pd.concat([before, new])
    daily = join(old["daily_area"], _measure_days(rows, case, executor), "area_id")
    daily = with_gaps(daily)
    daily["jump"] = say_jumps(daily.assign(days=(daily["day"] - daily["since"]).dt.days.fillna(0)))
    months = changes(snapshots, "month", cut=_cut(case), sectors=_outlined(case), executor=executor)
    spells = control_at(case.places, new, country=country)
    return {
        "daily_area": daily,
        "monthly_change": join_months(old["monthly_change"], months, daily),
        "control": join_spells(old["control"], spells, daily.dropna(subset=["area_km2"])["day"]),
    }


def _km2(area: float) -> str:
    return "nothing" if pd.isna(area) else f"{area:.3f} km2"


def _cut(case: Case) -> int:
    """Give the day of the month whose file shows the map of the 1st."""
    return 1 + case.control_map.days_behind


def _outlined(case: Case) -> pd.DataFrame | None:
    """Give the sectors of the case, if it draws their outlines."""
    return case.sectors if "outline" in case.sectors else None


def _measure_days(snapshots: pd.DataFrame, case: Case, executor: Any) -> pd.DataFrame:
    """Give areas with what changed since the file before."""
    sectors = _outlined(case)
    daily = areas(snapshots, sectors, executor=executor)
    changed = changes(snapshots, "day", sectors=sectors, executor=executor)
    changed = changed.rename(columns={"to_day": "day", "from_day": "since"})
    kept = [
        "day",
        "sector",
        "since",
        *("net_km2", "gained_km2", "lost_km2", "slivers", "slivers_km2", "redrawn"),
    ]
    return daily.merge(changed[kept], on=["day", "sector"], how="left")


def _round(table: pd.DataFrame) -> pd.DataFrame:
    numbers = list(table.select_dtypes("float").columns)
    return table.assign(**{column: table[column].round(DECIMALS) + 0.0 for column in numbers})


def _say(table: pd.DataFrame) -> bytes:
    """Write a table as CSV."""
    return table.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d").encode()
