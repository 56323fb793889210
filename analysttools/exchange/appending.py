"""Imported rows into the tables of a case: shown as they would be, checked, written whole or not at all.

Belongs here: joining with the vocabularies that are there, the check of the case as it would be, the files.
Does not belong here: what rows mean.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysttools.case.loading import check_case, read_tables
from analysttools.case.table_bytes import append_rows, format_numbers
from analysttools.case.table_schema import Table
from analysttools.case.trial import check_contents
from analysttools.columns import TEXT
from analysttools.errors import DataError, Fault, describe_list
from analysttools.exchange.imported import FROM_FILE, Imported
from analysttools.files.atomic_write import FileChangedError, write_together

# Where the cells that no table has a column for are kept, with their file and line.
KEPT = "imported"
# The vocabularies, in an order in which each refers to those before; and the columns that refer to them.
_VOCABULARIES = {
    "sides": [("claimants", "side")],
    "measures": [("claims", "measure")],
    "populations": [("claims", "population")],
    "places": [("places", "within"), ("claims", "place_id"), ("events", "place_id")],
    "claimants": [("claims", "claimant_id"), ("events", "claimant_id")],
    "sources": [("claims", "source_id"), ("events", "source_id")],
}
_IDS = {
    "sides": "side_id",
    "measures": "measure_id",
    "populations": "population_id",
    "places": "place_id",
    "claimants": "claimant_id",
    "sources": "source_id",
    "events": "event_id",
    "claims": "claim_id",
}
# By what two rows of a vocabulary are known to be of one thing.
_SAME = {
    "places": ["name_en", "lat", "lon"],
    "populations": ["name_en"],
    "claimants": ["name_en"],
    "sources": ["publisher"],
    "measures": [],
    "sides": [],
}


@dataclass(frozen=True)
class Addition:
    """What an import would add to a case.

    Attributes
    ----------
    added : dict of str
        How many rows each table would gain.
    contents : dict
        Each file as it would be.
    standing : dict
        Each of these files as it is.
    faults : list of Fault
        What would be wrong with the case then.
    left_out : list of str
        Sentences on columns for which the case has no place.
    """

    added: dict[str, int]
    contents: dict[Path, bytes]
    standing: dict[Path, bytes]
    faults: list[Fault]
    left_out: list[str]


def prepare(imported: Imported, folder: str | Path, constants: Mapping[str, str] | None = None) -> Addition:
    """Work out what a case would be with the rows of an import, and check it; nothing is written into it.

    Parameters
    ----------
    imported : Imported
        What an importer read.
    folder : str or path
        The folder of the case.
    constants : mapping of str, optional
        Values for columns that the file leaves empty, such as ``side`` or ``category``.

    Returns
    -------
    Addition

    Raises
    ------
    FileNotFoundError, NotADirectoryError, DataError
        If there is no case, or it has faults already: an import into it could not be checked.
    """
    folder = Path(folder)
    faults = check_case(folder)
    if faults:
        raise DataError(str(folder), faults, f"analysttools check {folder}")
    if not len(imported.events):
        problem = "no row of it is an event, so there is nothing to add"
        advice = "Say with a mapping (--map) which column is the date"
        raise DataError(imported.path, [Fault("no-event", imported.path, problem, advice)])
    tables = {table.name: table for table in read_tables(folder)}
    standing = {name: (folder / table.path).read_bytes() for name, table in tables.items() if name in _IDS}
    there = {name: _read(content) for name, content in standing.items()}
    frames = _join(imported, there, constants or {})
    _refuse_twice(imported, frames, there, folder / tables["events"].path)
    contents, added = {}, {}
    for name in (*_VOCABULARIES, "events", "claims"):
        if name in tables and len(frames[name]):
            path = folder / tables[name].path
            contents[path] = _append(standing[name], frames[name], tables[name])
            added[name] = len(frames[name])
    contents |= _keep(imported, frames["events"], tables["events"], folder)
    changed = {folder / tables[name].path: standing[name] for name in added}
    unsaid = list(_unsaid(frames, tables, folder))
    told = {(fault.file, fault.column) for fault in unsaid}
    found = [fault for fault in check_contents(folder, contents) if (fault.file, fault.column) not in told]
    return Addition(added, contents, changed, [*unsaid, *found], _left_out(imported, frames, tables))


def write(addition: Addition) -> None:
    """Write what was prepared, whole or not at all.

    Raises
    ------
    DataError
        If the case would have faults; every fault.
    OSError
        If a file cannot be written; or has changed since, and then nothing is written.
    """
    if addition.faults:
        raise DataError("the case as it would be (nothing was written)", addition.faults)
    for path in addition.contents:
        if path not in addition.standing and path.exists():
            raise FileExistsError(f"{path} is there already: it was imported before. Nothing was written")
    try:
        write_together(addition.contents, standing=addition.standing)
    except FileChangedError as error:
        raise OSError(f"{error} was changed in the meantime. Nothing was written: import again") from error


def _read(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), dtype="str", keep_default_na=False, na_values=[""])


def _join(
    imported: Imported, there: Mapping[str, pd.DataFrame], constants: Mapping[str, str]
) -> dict[str, pd.DataFrame]:
    """Return the rows to add: those that are there are left out, ids of another thing there are changed."""
    frames = {name: getattr(imported, name) for name in _IDS}
    for name, value in constants.items():
        frames = {table: _fill(frame, table, name, value) for table, frame in frames.items()}
    for name, referring in _VOCABULARIES.items():
        if name not in there:  # a table that this case does without
            frames[name] = frames[name].iloc[:0]
            continue
        frame, renamed = _settle(frames[name], there[name], name)
        frames[name] = frame
        for table, column in referring:
            if renamed and column in frames[table]:
                frames[table] = frames[table].assign(**{column: frames[table][column].replace(renamed)})
    if constants.get("side"):
        frames["sides"] = frames["sides"].iloc[:0]
    if len(frames["sides"]):
        last = pd.to_numeric(there["sides"]["order"], errors="coerce").max()
        frames["sides"] = frames["sides"].assign(order=1.0 if pd.isna(last) else float(last) + 1)
    return frames


def _fill(frame: pd.DataFrame, table: str, name: str, value: str) -> pd.DataFrame:
    """Put a constant where a column is empty; the side of a claimant that is not stated is empty too."""
    if table in ("events", "claims") and name in ("status", "category"):
        found = frame[name] if name in frame else pd.Series(None, index=frame.index, dtype=TEXT)
        return (
            frame.assign(**{name: found.fillna(value)}) if (name, table) != ("category", "claims") else frame
        )
    if table == "claimants" and name in ("side", "kind"):
        return frame.assign(**{name: value})
    return frame


def _settle(frame: pd.DataFrame, there: pd.DataFrame, name: str) -> tuple[pd.DataFrame, dict[str, str]]:
    """Leave out rows that the case has; give those of another thing with the same id another one."""
    key = _IDS[name]
    known = there.drop_duplicates(key).set_index(key)
    renamed: dict[str, str] = {}
    is_there = []
    for row in frame.to_dict("records"):
        one = str(row[key])
        number = 1
        while one in known.index and not _is_same(row, known.loc[one], _SAME[name]):
            number += 1
            one = f"{row[key]}-{number}"
        if one != row[key]:
            renamed[str(row[key])] = one
        is_there.append(one in known.index)
    settled = frame.assign(**{key: frame[key].replace(renamed)}) if renamed else frame
    return settled[~np.array(is_there, dtype=bool)], renamed


def _is_same(row: Mapping[str, object], other: pd.Series, columns: list[str]) -> bool:
    """Return whether two rows are of one thing: the same name, and the same point if both have one."""
    for name in columns:
        mine, theirs = row.get(name), other.get(name)
        if name in ("lat", "lon"):
            if pd.notna(mine) and pd.notna(theirs) and abs(float(str(mine)) - float(str(theirs))) > 0.01:
                return False
        elif str(mine).casefold() != str(theirs).casefold():
            return False
    return True


def _refuse_twice(
    imported: Imported, frames: Mapping[str, pd.DataFrame], there: Mapping[str, pd.DataFrame], file: Path
) -> None:
    """Refuse events that the case has already."""
    again = frames["events"]["event_id"][frames["events"]["event_id"].isin(there["events"]["event_id"])]
    if len(again):
        which = describe_list(again)
        problem = f"{len(again)} of its {len(imported.events)} events are in {file} already ({which})"
        advice = "Take their rows out of the tables first, or import what is new alone"
        raise DataError(imported.path, [Fault("imported-before", imported.path, problem, advice)])


def _append(standing: bytes, frame: pd.DataFrame, table: Table) -> bytes:
    """Return a file with rows at its end, its own bytes as they were."""
    return append_rows(standing, pd.DataFrame({name: _cells(frame, name) for name in table.columns}))


def _cells(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column as text; what a case has in French is that of the file where it is in one language."""
    if name not in frame and name.endswith("_fr"):
        name = f"{name[:-3]}_en"
    if name not in frame:
        return pd.Series(None, index=frame.index, dtype=TEXT)
    column = frame[name]
    return format_numbers(column) if pd.api.types.is_float_dtype(column) else column


def _keep(imported: Imported, events: pd.DataFrame, table: Table, folder: Path) -> dict[Path, bytes]:
    """Return a file of the cells that no table has a column for, by event, with file and line."""
    own = [name for name in events if name not in ("file", "line", *table.columns)]
    kept = events[["event_id", "file", "line", *own]].assign(file=Path(imported.path).name)
    stem = events["source_id"].iloc[0] if len(events) else "rows"
    text = kept.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    return {folder / KEPT / f"{stem}.csv": text.encode("utf-8")}


def _unsaid(frames: Mapping[str, pd.DataFrame], tables: Mapping[str, Table], folder: Path) -> Iterator[Fault]:
    """Yield a fault for each column that the case needs and that is empty in every new row."""
    for name in ("events", "claims", "claimants", "sources"):
        frame = frames[name]
        for field in tables[name].fields if len(frame) else ():
            if field.required and _cells(frame, field.name).isna().all():
                path = str(folder / tables[name].path)
                problem = (
                    f"{field.name} would be empty in each of {len(frame)} new rows, and the case needs it"
                )
                wanted = {"claimant_id": "claimant"}.get(field.name, field.name)
                advice = f'Say it: {wanted} = "..." under [constants] of a mapping (--map)'
                expected = ", ".join(field.enum) if field.enum else None
                yield Fault("not-said", path, problem, advice, column=field.name, expected=expected)


def _left_out(
    imported: Imported, frames: Mapping[str, pd.DataFrame], tables: Mapping[str, Table]
) -> list[str]:
    """Say which columns of what was read a case has no column for."""
    said = []
    for name in ("events", "claims"):
        aside = {"event_id", "file", "line", *tables[name].columns}
        filled = [
            column
            for column in frames[name]
            if column not in aside and not column.startswith(FROM_FILE) and frames[name][column].notna().any()
        ]
        if filled:
            said.append(f"{tables[name].path} of this case has no column for: {', '.join(filled)}")
    return said
