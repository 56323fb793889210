"""The tables of a case as people open them: names beside ids, days beside dates in words of EDTF.

Belongs here: CSV for R, Python and spreadsheets, and Parquet. Not here: CSV on the Web (``csvw.py``).
"""

from __future__ import annotations

import io
import json
import re

import pandas as pd

from analysttools.case.credit import read_credit
from analysttools.case.loading import Case
from analysttools.case.profile import COLUMNS, OPTIONAL, VOCABULARIES
from analysttools.case.table_bytes import format_cells
from analysttools.case.table_schema import Field, Table
from analysttools.case.vocabulary import with_names

LOST = [
    "types: every cell is text; empty means not known",
    "a text that begins with =, +, -, @ or a tab has an apostrophe before it: no spreadsheet runs it",
]
_NAMED = ("claims", "events")
_FORMULA = re.compile(r"[=+\-@\t]")


def name_tables(case: Case, lang: str = "en") -> dict[str, pd.DataFrame]:
    """Return the tables that have rows; claims and events with the names of their vocabularies.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.exchange.exports.named_tables import name_tables
    >>> name_tables(load_case("tests/cases/strait"))["claims"]["claimant"].iloc[0]
    'Coast guard'
    """
    tables = {}
    for name in [*COLUMNS, *VOCABULARIES, *OPTIONAL]:
        frame = getattr(case, name)
        if len(frame):
            tables[name] = with_names(frame, case, lang) if name in _NAMED else frame
    return {name: frame.reset_index(drop=True) for name, frame in tables.items()}


def write_csv(case: Case, lang: str = "en") -> dict[str, bytes]:
    """Return a CSV a table: UTF-8 with a byte order mark, commas, numbers with points, days as 2025-04-30."""
    files = {}
    for name, frame in name_tables(case, lang).items():
        columns = [str(column) for column in frame]
        cells = format_cells(frame, Table(name, "", "", tuple(Field(column) for column in columns), None, ()))
        is_text = [column for column in columns if not pd.api.types.is_numeric_dtype(frame[column])]
        for column in is_text:
            runs = cells[column].str.match(_FORMULA)
            cells[column] = cells[column].where(~runs, "'" + cells[column])
        files[f"{name}.csv"] = b"\xef\xbb\xbf" + cells.to_csv(index=False, lineterminator="\n").encode(
            "utf-8"
        )
    return files | {"about.txt": f"{read_credit(case).describe()}\n".encode()}


def write_parquet(case: Case, lang: str = "en") -> dict[str, bytes]:
    """Return a Parquet file a table, typed, with what is said of the case in its metadata."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise ImportError(
            'Parquet needs pyarrow, which is not installed: pip install "analysttools[exports]"'
        ) from error
    credit = read_credit(case)
    about = {b"analysttools": json.dumps(vars(credit), ensure_ascii=False).encode("utf-8")}
    files = {}
    for name, frame in name_tables(case, lang).items():
        table = pa.Table.from_pandas(frame, preserve_index=False)
        written = io.BytesIO()
        parquet.write_table(
            table.replace_schema_metadata({**(table.schema.metadata or {}), **about}), written
        )
        files[f"{name}.parquet"] = written.getvalue()
    return files
