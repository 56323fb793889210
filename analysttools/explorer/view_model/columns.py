"""Frames as columns of JSON: each value that often comes again stands once.

Belongs here: how a frame is written for the browser. Does not belong here: which frames.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

# A column is written as values and codes if this share of its cells, or less, are different.
FEW = 0.5


def encode_frame(frame: pd.DataFrame) -> dict[str, Any]:
    """Return a frame as columns: a list of cells, or ``values`` and ``codes`` where cells often come again.

    Missing cells are ``None``, days are ISO texts, whole numbers have no decimals: JSON knows no NaN.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.explorer.view_model.columns import encode_frame
    >>> encode_frame(pd.DataFrame({"low": [30.0, None], "kind": ["flow", "flow"]}))
    {'low': [30, None], 'kind': {'values': ['flow'], 'codes': [0, 0]}}
    """
    return {str(name): encode_cells(list_cells(frame[name])) for name in frame}


def decode_cells(column: Sequence[Any] | Mapping[str, Sequence[Any]]) -> list[Any]:
    """Return the cells of a column that `encode_frame` wrote.

    Examples
    --------
    >>> from analysttools.explorer.view_model.columns import decode_cells
    >>> decode_cells({"values": ["flow", None], "codes": [0, 0, 1]})
    ['flow', 'flow', None]
    """
    if isinstance(column, Mapping):
        return [column["values"][code] for code in column["codes"]]
    return list(column)


def list_cells(column: pd.Series) -> list[Any]:
    """Return the cells of a column as JSON knows them.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.explorer.view_model.columns import list_cells
    >>> list_cells(pd.Series(pd.to_datetime(["2031-04-02", None])))
    ['2031-04-02', None]
    """
    if pd.api.types.is_datetime64_any_dtype(column):
        column = column.dt.strftime("%Y-%m-%d")
    cells = column.to_numpy(dtype=object, copy=True)
    cells[column.isna().to_numpy(bool)] = None
    return cells.tolist() if isinstance(column.dtype, pd.StringDtype) else [_plain(cell) for cell in cells]


def encode_cells(cells: Sequence[Any]) -> list[Any] | Mapping[str, list[Any]]:
    """Write a column in the shorter of both ways."""
    places = {cell: place for place, cell in enumerate(dict.fromkeys(cells))}
    if len(places) > FEW * len(cells):
        return list(cells)
    return {"values": list(places), "codes": [places[cell] for cell in cells]}


def _plain(cell: Any) -> Any:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    return cell
