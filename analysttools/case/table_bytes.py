"""The bytes of a table when its rows change: rows that stay keep their bytes, to the quotation mark.

Belongs here: typed cells as text, records cut out of a file, put back, added. Does not belong here: which
rows change, and what they mean.
"""

from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd

from analysttools.case.table_schema import Table
from analysttools.columns import TEXT


def format_cells(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return the columns of a table as text, each value written in one way, empty where it is missing.

    Parameters
    ----------
    frame : DataFrame
        Typed columns as `load_case` gives them; others than those of the table are left out, and missing
        ones are empty.
    table : Table
        Which columns, in which order.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.case.table_bytes import format_cells
    >>> from analysttools.case.table_schema import Field, Table
    >>> table = Table("t", "t.csv", "", (Field("a"), Field("low", "number")), "a", ())
    >>> format_cells(pd.DataFrame({"low": [30.0, None], "a": ["x", "y"]}), table).values.tolist()
    [['x', '30'], ['y', '']]
    """
    empty = pd.Series("", index=frame.index, dtype=TEXT)
    columns = {name: _format(frame[name]) if name in frame else empty for name in table.columns}
    return pd.DataFrame(columns, index=frame.index).fillna("")


def _format(column: pd.Series) -> pd.Series:
    if pd.api.types.is_float_dtype(column):
        return format_numbers(column)
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.dt.strftime("%Y-%m-%d").astype(TEXT)
    return column.astype(TEXT)


def format_numbers(column: pd.Series) -> pd.Series:
    """Return numbers in the fewest digits: 3, 3.5; missing ones stay missing.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.case.table_bytes import format_numbers
    >>> format_numbers(pd.Series([3.0, 3.5, None])).tolist()
    ['3', '3.5', nan]
    """
    codes, distinct = pd.factorize(column)
    texts = [repr(int(one)) if float(one).is_integer() else repr(float(one)) for one in distinct]
    return pd.Series(np.array([*texts, None], dtype=object)[codes], index=column.index, dtype=TEXT)


def append_rows(standing: bytes, cells: pd.DataFrame) -> bytes:
    r"""Return a file with rows at its end, its own bytes as they were, in its own line ends.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.case.table_bytes import append_rows
    >>> append_rows(b"id,text\na,'", pd.DataFrame({"id": ["b"], "text": ["x, y"]}))
    b'id,text\na,\'\nb,"x, y"\n'
    """
    if cells.empty:
        return standing
    end = _line_end(standing)
    text = cells.to_csv(index=False, header=False, lineterminator=end.decode())
    begun = standing if standing.endswith(b"\n") else standing + end
    return begun + text.encode("utf-8")


def rewrite_rows(standing: bytes, before: pd.DataFrame, after: pd.DataFrame, key: str) -> bytes:
    """Return a file whose records are those of other rows.

    Parameters
    ----------
    standing : bytes
        A well-formed file.
    before, after : DataFrame
        Its rows as `format_cells` gives them, and those that it is to hold, in their order.
    key : str
        The column by which a row is known.

    Returns
    -------
    bytes
        A row that is in both and says the same has the bytes that it had; of one that says something else
        only the cells that differ are written anew.
    """
    position = pd.Index(before[key]).get_indexer(after[key])
    old = before.take(np.maximum(position, 0)).to_numpy()
    differs = (old != after.to_numpy()) & (position >= 0)[:, None]
    count = len(before)
    is_begun_alike = len(after) >= count and bool((position[:count] == np.arange(count)).all())
    if is_begun_alike and not differs.any() and bool((position[count:] < 0).all()):
        return append_rows(standing, after.iloc[count:])
    header, *records = _cut(standing)
    end = _line_end(standing)
    pieces = [_ended(header, end)]
    for row, (at, changed) in enumerate(zip(position, differs, strict=True)):
        if at < 0:
            pieces.append(_write(after.iloc[row].tolist(), end))
        elif changed.any():
            cells = next(csv.reader(io.StringIO(records[at].decode("utf-8"), newline="")))
            mended = [
                new if is_new else cell
                for cell, new, is_new in zip(cells, after.iloc[row], changed, strict=True)
            ]
            pieces.append(_write(mended, end))
        else:
            pieces.append(_ended(records[at], end))
    whole = b"".join(pieces)
    is_same_end = bool(len(position)) and position[-1] == count - 1 and not differs[-1].any()
    return whole.removesuffix(end) if is_same_end and not standing.endswith(b"\n") else whole


def _cut(content: bytes) -> list[bytes]:
    """Return the header and each record with its line end; line breaks within quotation marks stay within."""
    records, open_lines = [], b""
    for line in io.BytesIO(content):
        open_lines += line
        if open_lines.count(b'"') % 2 == 0:
            records.append(open_lines)
            open_lines = b""
    return records


def _line_end(content: bytes) -> bytes:
    return b"\r\n" if content.partition(b"\n")[0].endswith(b"\r") else b"\n"


def _ended(record: bytes, end: bytes) -> bytes:
    return record if record.endswith(b"\n") else record + end


def _write(cells: list[str], end: bytes) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end.decode()).writerow(cells)
    return text.getvalue().encode("utf-8")
