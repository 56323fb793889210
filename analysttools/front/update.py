"""Keeping the measured tables of a case: ``front/daily_area.csv`` and what belongs with it.

Belongs here: what is measured anew, what stays, and putting new rows behind the known. Does not belong here:
measuring.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import shapely

from analysttools.case.control_map import ControlMap
from analysttools.case.loading import Case, load_case, read_tables
from analysttools.case.profile import OPTIONAL
from analysttools.errors import DataError, Fault, describe_list
from analysttools.files.atomic_write import write_together
from analysttools.front.cells import Held, measure_cells, read_cells, tabulate_cells
from analysttools.front.changes import changes, describe_jumps
from analysttools.front.control import control_at
from analysttools.front.daily_areas import areas
from analysttools.front.periods import format_days
from analysttools.front.sectors import ALL
from analysttools.front.snapshots import missing_days, show_map_days


def with_gaps(daily: pd.DataFrame) -> pd.DataFrame:
    """Name the days without a file between what was measured before and what is new."""
    gaps = missing_days(daily["map_day"].unique())
    named = daily.loc[daily["map_day"].eq(daily["map_day"].iloc[0]), ["sector"]].merge(
        pd.DataFrame({"map_day": gaps}), "cross"
    )
    if named.empty:
        return daily
    named["area_id"] = named["map_day"].dt.strftime("%Y-%m-%d-") + named["sector"]
    joined = pd.concat([daily, named])
    return joined.sort_values("map_day", kind="stable", ignore_index=True)


def join(old: pd.DataFrame, new: pd.DataFrame, key: str) -> pd.DataFrame:
    """Put the rows behind those known that are not among them."""
    added = new[~new[key].isin(old[key])]
    return pd.concat([old, added], ignore_index=True) if len(old) else added.reset_index(drop=True)


def join_months(old: pd.DataFrame, new: pd.DataFrame, daily: pd.DataFrame) -> pd.DataFrame:
    """Put months behind those known; those whose cut a day later had no file yet are taken anew.

    A month without numbers, although the days of its cut were measured, is left out: their files are not
    among those given now. Which days are missing is told by the days that were measured.
    """
    known = daily.dropna(subset=["area_km2"])["map_day"].unique()
    is_cut = new["from_day"].isin(known) & new["to_day"].isin(known)
    new = new[new["net_km2"].notna() | ~is_cut]
    gaps = pd.Series(missing_days(known), dtype="datetime64[s]")
    between = [gaps[gaps.between(*days)] for days in zip(new["from_day"], new["to_day"], strict=True)]
    new = new.assign(missing_days=[format_days(days) for days in between])
    later = new.loc[new["net_day_after_km2"].notna(), "change_id"]
    is_open = old["net_day_after_km2"].isna() & old["change_id"].isin(later)
    joined = join(old[~is_open], new, "change_id")
    return joined.sort_values("from_day", kind="stable", ignore_index=True)


def join_spells(old: pd.DataFrame, new: pd.DataFrame, days: pd.Series) -> pd.DataFrame:
    """Let spells go on, or end where the new files show the other side."""
    if old.empty:
        return new
    joined = pd.concat([old, new]).sort_values(["place_id", "first_day"], kind="stable", ignore_index=True)
    before = joined.groupby("place_id")[["side", "last_day"]].shift()
    goes_on = joined["side"].eq(before["side"])
    joined["spell"] = (~goes_on).groupby(joined["place_id"]).cumsum()
    is_seam = joined["changed_after"].isna() & before["last_day"].notna() & ~goes_on
    joined["changed_after"] = joined["changed_after"].where(~is_seam, before["last_day"])
    gaps = pd.Series(missing_days(days.unique()))
    for row in joined.index[is_seam]:
        between = gaps[gaps.between(before.at[row, "last_day"], joined.at[row, "first_day"])]
        joined.at[row, "missing_days"] = format_days(between)
    last = joined.groupby(["place_id", "spell"])["last_day"].transform("max")
    joined = joined.assign(last_day=last)[~goes_on]
    joined["spell_id"] = joined["place_id"] + "-" + joined["spell"].astype(str)
    return joined[new.columns].reset_index(drop=True)


def missing_months(days: pd.Series, measured: pd.Series) -> list[str]:
    """Name the months between the first and the last day of the map that are not measured."""
    months = pd.period_range(days.min(), days.max(), freq="M")
    whole = [
        month
        for month in months
        if month.to_timestamp() >= days.min() and (month + 1).to_timestamp() <= days.max()
    ]
    return [str(month) for month in whole if str(month) not in set(measured)]


def join_cells(old: Held, new: Held) -> Held:
    """Put the shares of new named days behind those known; the days on which a cell was held go on."""
    held = old.shares.join(new.shares, how="outer").sort_index().fillna(0.0)
    spans = (
        pd.concat([old.spans, new.spans]).groupby(level=[0, 1]).agg({"first_day": "min", "last_day": "max"})
    )
    return Held(held, spans)


# Written with so many decimals: a hundredth of a hectare.
DECIMALS = 4
# A day that was measured before is measured again: a greater difference has a reason.
TOLERANCE_KM2 = 0.001


class Measured(NamedTuple):
    """What a measuring run found.

    The tables as written; the days of the map added; all between the first and the last without a file;
    months that lie between them but are in no row, since a file of their cut was not among those given.
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

    Writes ``daily_area``, ``monthly_change``, ``control`` and, where the case has such a table and its map
    names ``cell_days``, ``cells`` together, where ``datapackage.json`` says; a table that would not change is
    left alone. Of the days measured before, the
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
        The row of ``sources`` that the polygons are credited to, and the map of the case that they are of,
        whose rows alone are measured. None takes the first ``control_map`` of the case.
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
    known_map = case.map_of(source_id)
    country = country or known_map.country or None
    _require_source(case, source_id)
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
    snapshots = show_map_days(snapshots, known_map.days_behind)
    prefix = "" if known_map is case.control_map else f"{source_id}-"
    old, others = _part(case, source_id, prefix)
    known = old["daily_area"].dropna(subset=["area_km2"])["map_day"].drop_duplicates()
    told = known_map.cell_days if "cells" in paths else ()
    covered = Covered(country, _outlined(case, known_map), told, executor)
    new = _choose(snapshots, known, again)
    if again or known.empty:
        old = {name: frame.iloc[:0] for name, frame in old.items()}
    else:
        _require_same(snapshots, case, old, covered)
    tables = old if new.empty else _extend(old, snapshots, new, case, covered)
    tables = {
        name: _round(frame.assign(source_id=source_id)[OPTIONAL[name]]) for name, frame in tables.items()
    }
    if not new.empty:
        whole = {
            name: _join_maps(case, frame, others[name], prefix)
            for name, frame in tables.items()
            if name in paths
        }
        write_together({paths[name]: _encode_csv(frame) for name, frame in whole.items()})
    days = tables["daily_area"]
    missing = days.loc[days["area_km2"].isna() & days["sector"].eq(ALL), "map_day"]
    months = missing_months(days["map_day"], tables["monthly_change"]["period"])
    return Measured(tables, list(new["day"]), list(missing), months)


class Covered(NamedTuple):
    """What a map covers, by which sectors and named days it is measured, and where it is worked out."""

    country: str | None
    sectors: pd.DataFrame | None
    cell_days: tuple[str, ...]
    executor: Any


def _require_source(case: Case, source_id: str) -> None:
    """Raise if a case does not know whom to credit, or which of its maps is measured."""
    if source_id not in set(case.sources["source_id"]):
        raise ValueError(
            f'measure: there is no source "{source_id}" in {case.folder / "sources.csv"}, and a measured '
            "number must be credited. Add its row and name it as source_id of control_map, or give source_id"
        )
    maps = [one.source_id for one in (case.control_map, *case.further_maps)]
    if case.further_maps and source_id not in maps:
        raise ValueError(
            f'measure: the source "{source_id}" is that of no map of the case, which has {len(maps)} maps. '
            f"Give the source of the one that is measured: {', '.join(maps)}"
        )


def _part(case: Case, source_id: str, prefix: str) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """Part the measured rows of a map, by ids without its prefix, from those of the other maps."""
    own, others = {}, {}
    further = {one.source_id for one in case.further_maps}
    for name in OPTIONAL:
        frame = getattr(case, name)
        # The main map may be credited to another source from one measuring to the next.
        is_own = frame["source_id"].eq(source_id) if prefix else ~frame["source_id"].isin(further)
        key = frame.columns[0]
        ids = frame.loc[is_own, key].str.removeprefix(prefix)
        own[name] = frame[is_own].assign(**{key: ids}).reset_index(drop=True)
        others[name] = frame[~is_own]
    return own, others


def _join_maps(case: Case, own: pd.DataFrame, others: pd.DataFrame, prefix: str) -> pd.DataFrame:
    """Put the rows of all maps together: the main one first, then the further ones in their order."""
    key = own.columns[0]
    both = pd.concat([own.assign(**{key: prefix + own[key]}), others[own.columns]], ignore_index=True)
    rank = {one.source_id: place for place, one in enumerate(case.further_maps, start=1)}
    order = both["source_id"].map(rank).fillna(0)
    return both.iloc[order.argsort(kind="stable")].reset_index(drop=True)


def _paths(case: Case) -> dict[str, Path]:
    """Return the file of each measured table, as the descriptor has it."""
    tables = {table.name: case.folder / table.path for table in read_tables(case.folder)}
    missing = [name for name in OPTIONAL if name not in (*tables, "cells")]
    if missing:
        file = str(case.folder / "datapackage.json")
        problem = f"it lists no table {', '.join(missing)}, into which the polygons are measured"
        advice = "Take these resources over from the shipped case, with a file that has the header alone"
        raise DataError(str(case.folder), [Fault("bad-descriptor", file, problem, advice)])
    return {name: tables[name] for name in OPTIONAL if name in tables}


def _choose(snapshots: pd.DataFrame, known: pd.Series, again: bool) -> pd.DataFrame:
    """Return the files to measure: all, or those after the last day that was measured."""
    if again or known.empty:
        lost = known[~known.isin(snapshots["day"])]
        if not lost.empty:
            raise ValueError(
                f"measure: {len(lost)} of {len(known)} days measured before have no file here "
                f"({format_days(lost.head(3))}{' ...' if len(lost) > 3 else ''}), and would be lost. Measure "
                "again from all files, or add only what is new"
            )
        return snapshots
    is_new = ~snapshots["day"].isin(known)
    early = snapshots.loc[is_new & (snapshots["day"] < known.max()), "day"]
    if not early.empty:
        raise ValueError(
            f"measure: the files of {format_days(early)} are new, but of earlier days than "
            f"{known.max().date()}, which was measured; the days after them would change. Measure all "
            "files again: analysttools measure FOLDER --again"
        )
    return snapshots[is_new]


def _require_same(
    snapshots: pd.DataFrame,
    case: Case,
    old: dict[str, pd.DataFrame],
    covered: Covered,
) -> None:
    """Measure a known day again: other outlines, places or files would give tables of two kinds."""
    known = old["daily_area"].dropna(subset=["area_km2"])
    _require_told(old["cells"], known["map_day"], covered.cell_days)
    both = snapshots[snapshots["day"].isin(known["map_day"])]
    if both.empty:
        return
    day = both["day"].iloc[-1]
    now = areas(both.tail(1), covered.sectors, executor=covered.executor).set_index("area_id")["area_km2"]
    was, now = known[known["map_day"].eq(day)].set_index("area_id")["area_km2"].align(now)
    wrong = [
        f"{name}: {_km2(was[name])} before, {_km2(now[name])} now"
        for name in was.index
        if not abs(was[name] - now[name]) <= TOLERANCE_KM2
    ]
    spells = old["control"]
    spells = spells[spells["first_day"].le(day) & spells["last_day"].ge(day)]
    sides = control_at(case.places, both.tail(1), country=covered.country).set_index("place_id")["side"]
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
    covered: Covered,
) -> dict[str, pd.DataFrame]:
    """Measure the new files and put them behind what is known."""
    before = snapshots[snapshots["day"].eq(old["daily_area"].dropna(subset=["area_km2"])["map_day"].max())]
    rows = pd.concat([before, new])
    daily = join(old["daily_area"], _measure_days(rows, covered), "area_id")
    daily = with_gaps(daily)
    daily["jump"] = describe_jumps(daily.assign(days=(daily["map_day"] - daily["since"]).dt.days.fillna(0)))
    months = changes(snapshots, "month", sectors=covered.sectors, executor=covered.executor)
    spells = control_at(case.places, new, country=covered.country)
    return {
        "daily_area": daily,
        "monthly_change": join_months(old["monthly_change"], months, daily),
        "control": join_spells(old["control"], spells, daily.dropna(subset=["area_km2"])["map_day"]),
        "cells": _measure_cells(old, new, covered),
    }


def _measure_cells(old: dict[str, pd.DataFrame], new: pd.DataFrame, covered: Covered) -> pd.DataFrame:
    """Measure the cells of the new files, and put them behind what is known."""
    if not covered.cell_days:
        return old["cells"].iloc[:0]
    measured = measure_cells(new, covered.cell_days)
    return tabulate_cells(measured if old["cells"].empty else join_cells(read_cells(old["cells"]), measured))


def _require_told(cells: pd.DataFrame, known: pd.Series, cell_days: Sequence[str]) -> None:
    """Raise if days are named on which the files measured before were not told cell by cell."""
    days = pd.DatetimeIndex(cell_days)
    number = len(cells.drop_duplicates(["west", "south"]))
    passed = days[(days >= known.min()) & (days <= known.max())]
    untold = [
        day
        for day in passed
        if not number or (cells["from_day"].le(day) & cells["to_day"].ge(day)).sum() < number
    ]
    if untold:
        raise ValueError(
            f"measure: cell_days names {describe_list(day.date() for day in untold)}, but the files of these "
            "days were measured without it. Measure all files again: analysttools measure FOLDER --again"
        )


def _km2(area: float) -> str:
    return "nothing" if pd.isna(area) else f"{area:.3f} km²"


def _outlined(case: Case, known_map: ControlMap) -> pd.DataFrame | None:
    """Return the sectors of the case that a map can reach, if it draws their outlines."""
    if "outline" not in case.sectors:
        return None
    if known_map.window is None:
        return case.sectors
    shapes = shapely.from_wkt(case.sectors["outline"].to_numpy(dtype=object, na_value=None))
    is_reached = shapely.intersects(shapes, shapely.box(*known_map.window))
    return case.sectors[is_reached] if is_reached.any() else None


def _measure_days(snapshots: pd.DataFrame, covered: Covered) -> pd.DataFrame:
    """Return areas with what changed since the file before."""
    sectors, executor = covered.sectors, covered.executor
    daily = areas(snapshots, sectors, executor=executor)
    changed = changes(snapshots, "day", sectors=sectors, executor=executor)
    changed = changed.rename(columns={"to_day": "map_day", "from_day": "since"})
    kept = [
        "map_day",
        "sector",
        "since",
        *("net_km2", "gained_km2", "lost_km2", "slivers", "slivers_km2", "redrawn"),
    ]
    return daily.merge(changed[kept], on=["map_day", "sector"], how="left")


def _round(table: pd.DataFrame) -> pd.DataFrame:
    numbers = list(table.select_dtypes("float").columns)
    return table.assign(**{column: table[column].round(DECIMALS) + 0.0 for column in numbers})


def _encode_csv(table: pd.DataFrame) -> bytes:
    """Write a table as CSV."""
    return table.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d").encode()
