"""Claims added to a case, with the sources, claimants and places that they need.

Belongs here: rows as people give them into cells, ids for claims without one, the checked case that comes
of it. Does not belong here: writing it (``writing.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias

import pandas as pd

from analysttools.arguments import Kind, checked
from analysttools.case.loading import Case, load_case, read_tables
from analysttools.case.table_bytes import append_rows, format_numbers
from analysttools.case.table_schema import Table
from analysttools.case.trial import name_files, open_trial
from analysttools.case.writing import format_tables
from analysttools.columns import TEXT
from analysttools.errors import DataError, Fault, did_you_mean, escape_messages

Rows: TypeAlias = "pd.DataFrame | Sequence[Mapping[str, Any]] | Mapping[str, Any]"
NEW_ROWS = Kind(
    "must be rows: a DataFrame, a list of dicts, or one dict",
    lambda rows: (
        isinstance(rows, (pd.DataFrame, Mapping))
        or (isinstance(rows, (list, tuple)) and all(isinstance(row, Mapping) for row in rows))
    ),
    'Write [{"measure": "killed", "low": 30, ...}]',
)


@checked(rows=NEW_ROWS, sources=NEW_ROWS, claimants=NEW_ROWS, places=NEW_ROWS)
def add_claims(
    case: Case,
    rows: Rows,
    *,
    sources: Rows | None = None,
    claimants: Rows | None = None,
    places: Rows | None = None,
) -> Case:
    """Return a case with more claims, checked as a whole; nothing is written.

    Parameters
    ----------
    case : Case
        Is not changed.
    rows : DataFrame, list of dict, or dict
        The claims: one row, or one dict, a claim, with the columns of ``claims.csv``. Columns that are not
        given are empty. Numbers may be numbers or text, dates EDTF, days or text, ids of a list a list
        or text. A claim without ``claim_id`` gets one of its claimant, the day on which it was said and its
        measure, such as ``nis-2025-01-13-killed``, with ``-2`` behind it where there is one already.
    sources, claimants, places : DataFrame, list of dict, or dict, optional
        Rows of these vocabularies that the claims need. None adds none.

    Returns
    -------
    Case
        The new rows stand behind the others. `write_case` writes it.

    Raises
    ------
    DataError
        If a row has a fault: all faults, each with the row among those given (from 1) and the column.
    OSError
        If a file of the case was changed after the case was loaded.

    Examples
    --------
    >>> from analysttools import add_claims, load_case
    >>> case = load_case("tests/cases/strait")
    >>> like = case.claims.query("claim_id == 'guard-killed-may'")
    >>> later = {"claim_id": None, "asserted": "2031-05-02", "period": "2031-03-10/2031-05-02", "best": 80}
    >>> more = add_claims(case, like.assign(**later))
    >>> print(len(more.claims) - len(case.claims), more.claims["claim_id"].iloc[-1])
    1 coast-guard-2031-05-02-killed
    """
    given = {"sources": sources, "claimants": claimants, "places": places, "claims": rows}
    with escape_messages():
        tables = {table.name: table for table in read_tables(case.folder)}
        texts = {name: _read_rows(one) for name, one in given.items() if one is not None}
        if faults := [one for name, text in texts.items() for one in _strange(text, tables[name])]:
            raise DataError("the rows given (nothing was added)", faults)
        texts["claims"] = _with_ids(texts["claims"], case.claims["claim_id"])
        contents, standing = format_tables(case)
        counts = {}
        for name, text in texts.items():
            path = case.folder / tables[name].path
            counts[str(path)] = (name, len(getattr(case, name)))
            begun = contents.get(path, standing[path])
            contents[path] = append_rows(begun, text.reindex(columns=tables[name].columns))
        with open_trial(case.folder, contents) as copy:
            try:
                return replace(load_case(copy), folder=case.folder, digests=case.digests)
            except DataError as error:
                faults = name_files(error.faults, copy, case.folder)
        raise DataError("the rows given (nothing was added)", [_place(fault, counts) for fault in faults])


def _read_rows(rows: Rows) -> pd.DataFrame:
    """Return rows as text, missing where nothing is said."""
    if isinstance(rows, Mapping):
        rows = [rows]
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    frame = frame.reset_index(drop=True)
    made = [
        column for column in frame if re.sub("_(earliest|latest)$", "", str(column)) in set(frame) - {column}
    ]
    cells = {str(column): _read_column(frame[column]) for column in frame if column not in made}
    return pd.DataFrame(cells, index=frame.index)


def _read_column(column: pd.Series) -> pd.Series:
    if pd.api.types.is_float_dtype(column):
        return format_numbers(column)
    texts = [_read_cell(one) for one in column]
    return pd.Series(texts, index=column.index, dtype=TEXT)


def _read_cell(value: Any) -> str | None:
    """Return one value as the text of a cell."""
    if isinstance(value, (list, tuple)):
        return ";".join(map(str, value))
    if pd.isna(value):
        return None
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) or None


def _strange(rows: pd.DataFrame, table: Table) -> Iterator[Fault]:
    """Yield a fault for each column that the table does not have."""
    for name in rows:
        if name not in table.columns:
            problem = f'{table.name} has no column "{name}"'
            advice = did_you_mean(name, table.columns) + "Rename it, or leave it out"
            yield Fault(
                "extra-column", f"{table.name} given", problem, advice, expected=", ".join(table.columns)
            )


def _with_ids(rows: pd.DataFrame, known: pd.Series) -> pd.DataFrame:
    """Give each claim without an id one of its claimant, day and measure that no other claim has."""
    taken = {*known, *rows.get("claim_id", pd.Series(dtype=TEXT)).dropna()}
    ids = []
    for row in rows.to_dict("records"):
        one = row.get("claim_id")
        if pd.isna(one):
            parts = [row.get(column) for column in ("claimant_id", "asserted", "measure")]
            stem = re.sub(
                r"[^a-z0-9]+", "-", "-".join(str(part) for part in parts if not pd.isna(part)).lower()
            )
            stem, number = stem.strip("-") or "claim", 1
            one = stem
            while one in taken:
                number += 1
                one = f"{stem}-{number}"
            taken.add(one)
        ids.append(one)
    return rows.assign(claim_id=pd.Series(ids, index=rows.index, dtype=TEXT))


def _place(fault: Fault, counts: Mapping[str, tuple[str, int]]) -> Fault:
    """Say of a fault in a new row which of the rows given it is in."""
    name, count = counts.get(fault.file, ("", 0))
    if name and fault.row is not None and fault.row >= count:
        where = f"{name} given, row {fault.row - count + 1}"
        return replace(fault, file=where, row=fault.row - count, line=None)
    return fault
