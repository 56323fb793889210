"""A CSV file of rows that a command is given, as text.

Belongs here: the refusal of a file that is none. Does not belong here: what the rows mean.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from analysttools.errors import escape

if TYPE_CHECKING:
    import pandas as pd


def read_rows(file: str, columns: str) -> pd.DataFrame:
    """Return the rows of a CSV file, or of the input of the command (-); what is empty is missing.

    Parameters
    ----------
    file : str
        The path, or ``-``.
    columns : str
        What its first line should be, as it follows a comma.

    Raises
    ------
    FileNotFoundError, IsADirectoryError, ValueError
        If there is none, or it is another file than one of rows; it says what it is.
    """
    from analysttools.case.file_formats import BEGINNING, recognise_table
    from analysttools.exchange.sheets import read_bytes

    if file == "-":
        return _read(sys.stdin.read(), file, columns)
    content = read_bytes(Path(file))
    if other := recognise_table(content[:BEGINNING]):
        raise ValueError(f"{file}: the file is {other.words}. {other.advice}")
    try:
        return _read(content.decode("utf-8-sig"), file, columns)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        advice = "Save it as CSV in UTF-8 (spreadsheets: choose the character set on saving)"
        raise ValueError(f"{file}, line {line}: the file is not UTF-8. {advice}") from error


def _read(text: str, file: str, columns: str) -> pd.DataFrame:
    """Return the rows of a text; a row with more or fewer cells than the first line has is refused."""
    import pandas as pd

    from analysttools.columns import TEXT

    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    advice = f"Save them as CSV in UTF-8, {columns}; other tables are read by analysttools import"
    try:
        rows = [(row, reader.line_num) for row in reader if row]
    except csv.Error as error:
        said = f"{file}, line {reader.line_num}: the rows cannot be read ({error}). {advice}"
        raise ValueError(said) from error
    if not rows:
        raise ValueError(f"{file}: there is no row in it. {advice}")
    header = rows[0][0]
    if twice := sorted({name for name in header if header.count(name) > 1}):
        raise ValueError(f'{file}: the column "{escape(twice[0])}" stands twice. Take one of them out')
    for row, line in rows[1:]:
        if len(row) != len(header):
            problem = f"the row has {len(row)} cells, but the first line has {len(header)}"
            how = "Put a cell that holds a comma, or a line break, in quotation marks"
            raise ValueError(f"{file}, line {line}: {problem}. {how}. {advice}")
    cells = zip(*(row for row, _ in rows[1:]), strict=True) if rows[1:] else [()] * len(header)
    made = zip(header, cells, strict=True)
    return pd.DataFrame({name: pd.Series([one or None for one in own], dtype=TEXT) for name, own in made})
