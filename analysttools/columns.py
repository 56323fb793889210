"""Columns of frames as they are computed with, whatever they were when a user passed them.

Belongs here: the one place where a frame is taken in. A frame may hold text as objects, as categories or as
Arrow strings, numbers as ``Int64``, days as text; behind this module there are four types only. Does not
belong here: what the cells mean.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from analysttools.errors import describe_list, quoted

# What "str" means unless pandas is told otherwise: missing cells are NaN.
TEXT = pd.StringDtype(na_value=np.nan)
DAYS = "datetime64[s]"
NUMBERS = {
    *["low", "best", "high", "rounded_low", "rounded_high", "lat", "lon", "redrawn", "share"],
    *["west", "south", "east", "north", "degrees", "own_low", "own_high"],
}
COUNTS = {"support", "compatible", "origins"}
WHOLES = {"slivers", "days", "cells", "faulty"}
DAY_COLUMNS = {"day", "since", "changed_after"}
# Cells of results and measured tables that are empty text where there is nothing to say.
NOTES = {
    *("missing_days", "cut", "repair", "jump", "finding"),
    *("claim_ids", "compatible_ids", "other_ids", "low_ids", "high_ids"),
}
IDS = [
    *["claim_id", "event_id", "change_id", "area_id", "spell_id", "cell_id", "ground_id", "place_id"],
    "sector_id",
]
# Reading them as text keeps 2024-10 apart from 2024-10-01, and the id 1 from 1.0.
_READ_TEXT = 'Read it as text: pd.read_csv(..., dtype={{"{name}": "str"}})'
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|[+-]\d{2}:?\d{2}))?)?")
_WRONG_TEXT = {
    "floating": "numbers",
    "mixed-integer-float": "numbers",
    "decimal": "numbers",
    "complex": "numbers",
    "boolean": "True and False",
    "datetime": "days",
    "datetime64": "days",
    "date": "days",
    "period": "days",
    "bytes": "bytes",
}


class WrongColumnError(Exception):
    """Cells that are not what a column is to hold: what was found, where, what is expected, what to do."""

    def __init__(self, found: str, expected: str, advice: str, row: int | None = None) -> None:
        super().__init__(found)
        self.found, self.expected, self.advice, self.row = found, expected, advice, row


def take_columns(where: str, frame: pd.DataFrame, needed: Iterable[str], *others: str) -> pd.DataFrame:
    """Return the frame with columns of known types; what is so already is not copied.

    Parameters
    ----------
    where : str
        What the frame is called in a message.
    frame : DataFrame
        As a user passed it. It is not changed.
    needed : iterable of str
        Columns that must hold what their name says: text, numbers, days, True and False. Those that the frame
        lacks are passed over.
    *others : str
        Columns that are left as they are where they hold something else, or numbers where text may stand.

    Returns
    -------
    DataFrame
        The same rows and columns: text as `TEXT` with blank cells empty, numbers as float64, days as
        datetime64[s] without a zone, truths as bool. Without the ``attrs`` of the frame.

    Raises
    ------
    TypeError, ValueError
        If a needed column holds something else: which, the first such row, and what to do.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.columns import take_columns
    >>> claims = pd.DataFrame({"claim_id": ["a"], "low": ["30"], "asserted_latest": ["2024-12-14"]})
    >>> claims = claims.astype({"claim_id": "category", "low": "Int64"})
    >>> take_columns("claims", claims, claims.columns).dtypes.tolist()
    [<StringDtype(na_value=nan)>, dtype('float64'), dtype('<M8[s]')]
    """
    if frame.attrs:  # pandas asks whether those of two frames are equal, which an array cannot answer
        frame = frame.copy(deep=False)
        frame.attrs = {}
    typed: dict[str, pd.Series] = {}
    wanted = [name for name in dict.fromkeys(needed) if name in frame]
    for name in wanted:
        cells = frame[name]
        try:
            taken = _converter(name)(cells)
        except WrongColumnError as error:
            raise _refusal(where, frame, name, error) from error
        if taken is not cells:
            typed[name] = taken
    for name in others:
        if name in frame and name not in wanted:
            cells = frame[name]
            with contextlib.suppress(WrongColumnError):
                is_left = pd.api.types.is_numeric_dtype(cells) and cells.notna().any()
                taken = cells if is_left else _converter(name)(cells)
                if taken is not cells:
                    typed[name] = taken
    frame = frame.assign(**typed) if typed else frame
    is_named = _is_text(frame.columns.dtype) or not all(isinstance(name, str) for name in frame)
    return frame if is_named else frame.set_axis(frame.columns.astype(TEXT), axis=1)


def require_columns(
    where: str, frame: pd.DataFrame, needed: Iterable[str], advice: str = "", *others: str
) -> pd.DataFrame:
    """Return the frame as `take_columns` does, or raise unless each needed column is there once.

    Raises
    ------
    TypeError, ValueError
        If columns are missing, there twice, or hold something else.
    """
    require_plain(where, frame)
    wanted = list(needed)
    missing = [name for name in wanted if name not in frame]
    if missing:
        there = ", ".join(map(str, frame.columns)) or "none"
        raise ValueError(
            f"{where}: the columns {', '.join(missing)} are missing. There are: {there}"
            + (f". {advice}" if advice else "")
        )
    return take_columns(where, frame, wanted, *others)


def require_names_language(function: str, frame: pd.DataFrame, lang: str) -> None:
    """Raise if rows bear names (``with_names``) of another language than the words beside them.

    Raises
    ------
    ValueError
        With the languages, and how to have one.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.columns import require_names_language
    >>> require_names_language("plot_estimates", pd.DataFrame({"names_lang": ["fr"]}), "fr")
    """
    if "names_lang" not in frame:
        return
    languages = frame["names_lang"].dropna().unique()
    anew = f'take the names with with_names(rows, case, "{lang}")'
    if len(languages) > 1:
        raise ValueError(
            f"{function}: the names are in two languages ({describe_list(languages)}), but one text has "
            f"one: {anew}"
        )
    for names in languages:
        if names != lang:
            raise ValueError(
                f'{function}: the names of the rows are in "{names}", but lang="{lang}". Give '
                f'lang="{names}", or {anew}'
            )


def named_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns whose name is text: no other is ever asked for."""
    is_named = [isinstance(name, str) for name in frame]
    return frame if all(is_named) else frame.loc[:, is_named]


def id_column(frame: pd.DataFrame, *known: str) -> str:
    """Return the column that holds the id of a row: the first of the known ones, else the first there is.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.columns import id_column
    >>> id_column(pd.DataFrame(columns=["name_en", "measure_id"]), "measure_id")
    'measure_id'
    """
    return next((name for name in known if name in frame), frame.columns[0])


def require_plain(where: str, frame: pd.DataFrame) -> None:
    """Raise unless the columns have names of one level, each once.

    Raises
    ------
    ValueError
        With the columns that are there twice, or the number of levels.
    """
    if frame.columns.nlevels > 1:
        raise ValueError(
            f"{where}: the columns have names of {frame.columns.nlevels} levels. Give them names of one "
            "level: frame.columns = [...]"
        )
    if not frame.columns.is_unique:
        twice = describe_list(frame.columns[frame.columns.duplicated()].unique())
        raise ValueError(f"{where}: the columns {twice} are there twice. Keep one of each")


def holds_days(name: str) -> bool:
    """Return whether a column of this name holds days."""
    return name in DAY_COLUMNS or name.endswith(("_earliest", "_latest", "_day"))


def _converter(name: str) -> Callable[[pd.Series], pd.Series]:
    """Return what makes of cells what a column of this name is to hold."""
    if name == "geometry":
        return as_shapes
    if name == "window":
        return as_windows
    if name in NUMBERS or name.endswith("_km2"):
        return as_numbers
    if name in COUNTS:
        return as_counts
    if name in WHOLES:
        return as_wholes
    if holds_days(name):
        return as_days
    if name.startswith("is_"):
        return as_truths
    return as_notes if name in NOTES else as_text


def _refusal(where: str, frame: pd.DataFrame, name: str, error: WrongColumnError) -> Exception:
    """Word what is wrong with a column, with the id of the row where it has one."""
    ids = next((one for one in IDS if one in frame), None)
    at = ""
    if error.row is not None:
        at = f" (row {error.row} from 0)"
        if ids is not None and ids != name and not pd.isna(frame[ids].iloc[error.row]):
            at = f" ({frame[ids].iloc[error.row]})"
    advice = error.advice.format(name=name, stem=name.rpartition("_")[0])
    kind = TypeError if error.expected == "a number" else ValueError
    return kind(f"{where}, column {name}{at}: found {error.found}, expected {error.expected}. {advice}")


def as_text(cells: pd.Series) -> pd.Series:
    """Return cells as text, blank ones empty; whole numbers are their digits.

    Raises
    ------
    WrongColumnError
        If they are other numbers, days, or True and False: how they were written is lost.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.columns import as_text
    >>> as_text(pd.Series(["killed", None, ""], dtype="category")).tolist()
    ['killed', nan, nan]
    """
    cells = _without_categories(cells)
    if not _is_text(cells.dtype):
        kind = pd.api.types.infer_dtype(cells, skipna=True)
        if kind in _WRONG_TEXT and cells.notna().any():
            row = int(cells.notna().to_numpy().argmax())
            found = f"{_WRONG_TEXT[kind]} ({_show(cells.iloc[row])})"
            raise WrongColumnError(found, "text", _READ_TEXT, row)
        cells = cells.astype(object).astype(TEXT)
    is_blank = cells.eq("").to_numpy(bool)
    return cells.mask(is_blank) if is_blank.any() else cells


def as_notes(cells: pd.Series) -> pd.Series:
    """Return cells as text, those that are missing as empty text."""
    text = cells if _is_text(cells.dtype) else as_text(cells)
    return text.fillna("") if text.hasnans else text


def as_numbers(cells: pd.Series) -> pd.Series:
    """Return cells as numbers, empty and blank ones as NaN.

    Raises
    ------
    WrongColumnError
        If a cell is not a number.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.columns import as_numbers
    >>> as_numbers(pd.Series([30, None], dtype="Int64")).tolist()
    [30.0, nan]
    """
    if cells.dtype == np.dtype("float64"):
        return cells
    cells = _without_categories(cells)
    if not pd.api.types.is_numeric_dtype(cells):  # what is read with keep_default_na=False is blank
        cells = cells.astype(object).mask(cells.eq("").fillna(False).to_numpy(bool))
    is_number = pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells)
    if not is_number or pd.api.types.is_complex_dtype(cells):
        is_wrong = ~cells.map(_is_number).to_numpy(bool)
        if is_wrong.any():
            row = int(is_wrong.argmax())
            advice = "Read the column as numbers; words belong in qualifier"
            raise WrongColumnError(_show(cells.iloc[row]), "a number", advice, row)
        cells = cells.astype(object).where(cells.notna(), np.nan)
    numbers = cells.to_numpy(dtype="float64", na_value=np.nan)
    return pd.Series(numbers, index=cells.index, name=cells.name)


def as_counts(cells: pd.Series) -> pd.Series:
    """Return cells as whole numbers, none of them empty.

    Raises
    ------
    WrongColumnError
        If a cell is not a whole number.
    """
    if cells.dtype == np.dtype("int64"):
        return cells
    numbers = as_numbers(cells)
    is_wrong = ~(numbers == numbers.round()).to_numpy()
    if is_wrong.any():
        row = int(is_wrong.argmax())
        found = "nothing" if pd.isna(cells.iloc[row]) else _show(cells.iloc[row])
        raise WrongColumnError(found, "a whole number", "Pass the frame as it was given", row)
    return numbers.astype("int64")


def as_wholes(cells: pd.Series) -> pd.Series:
    """Return cells as whole numbers that may be empty.

    Raises
    ------
    WrongColumnError
        If a cell is another number, or none.
    """
    if isinstance(cells.dtype, pd.Int64Dtype):
        return cells
    numbers = as_numbers(cells)
    is_wrong = (numbers.notna() & (numbers != numbers.round())).to_numpy()
    if is_wrong.any():
        row = int(is_wrong.argmax())
        raise WrongColumnError(_show(cells.iloc[row]), "a whole number", "Correct the number", row)
    is_empty = numbers.isna().to_numpy()
    wholes = pd.arrays.IntegerArray(numbers.fillna(0).to_numpy().astype("int64"), is_empty)
    return pd.Series(wholes, index=cells.index, name=cells.name)


def as_days(cells: pd.Series) -> pd.Series:
    """Return cells as days; of a zone, the day there; of an hour, its day.

    Raises
    ------
    WrongColumnError
        If they are numbers, for nobody can tell of what, nor since when; or text that is no ISO day.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.columns import as_days
    >>> as_days(pd.Series(["2024-12-14", None, "2024-12-15 00:00:00+02:00"])).dt.day.tolist()
    [14.0, nan, 15.0]
    """
    cells = _without_categories(cells)
    if isinstance(cells.dtype, pd.DatetimeTZDtype):
        cells = cells.dt.tz_localize(None)
    if isinstance(cells.dtype, np.dtype) and cells.dtype.kind == "M":
        return _at_midnight(cells)
    if pd.api.types.is_numeric_dtype(cells) and cells.notna().any():
        row = int(cells.notna().to_numpy().argmax())
        advice = 'Write JSON with date_format="iso", or drop the column: it is then read from {stem}'
        raise WrongColumnError(f"numbers ({cells.iloc[row]:g})", "days such as 2024-12-14", advice)
    return _read_days(cells)


def _at_midnight(cells: pd.Series) -> pd.Series:
    if cells.dtype == np.dtype(DAYS) and not (cells.to_numpy().astype("int64") % 86_400)[cells.notna()].any():
        return cells
    days = cells.to_numpy().astype("datetime64[D]").astype(DAYS)
    return pd.Series(days, index=cells.index, name=cells.name)


def _read_days(cells: pd.Series) -> pd.Series:
    """Read days that are text, or objects that print as days; each distinct one once."""
    texts = cells.astype(object).map(str, na_action="ignore")
    texts = texts.mask(texts.isin(["", "NaT"]) | cells.isna().to_numpy())
    codes, distinct = pd.factorize(texts)
    days = np.full(len(distinct) + 1, np.datetime64("NaT"), dtype="datetime64[D]")
    for place, text in enumerate(distinct):
        found = _DAY.fullmatch(text)
        try:
            days[place] = np.datetime64(found[1] if found else text + "?", "D")
        except ValueError:
            row = int(np.argmax(codes == place))
            advice = "Write days so: to_csv does"
            raise WrongColumnError(quoted(text), "a day such as 2024-12-14", advice, row) from None
    return pd.Series(days.astype(DAYS)[codes], index=cells.index, name=cells.name)


def as_truths(cells: pd.Series) -> pd.Series:
    """Return cells as True and False.

    Raises
    ------
    WrongColumnError
        If a cell is neither.
    """
    if cells.dtype == np.dtype(bool):
        return cells
    is_truth = cells.map(lambda cell: isinstance(cell, bool | np.bool_)).to_numpy(bool)
    if not is_truth.all():
        row = int((~is_truth).argmax())
        found = "nothing" if pd.isna(cells.iloc[row]) else _show(cells.iloc[row])
        raise WrongColumnError(found, "True or False", "Pass the frame as it was given", row)
    return cells.astype(object).astype(bool)


def as_shapes(cells: pd.Series) -> pd.Series:
    """Return cells as they are, if each is a shape of shapely.

    Raises
    ------
    WrongColumnError
        If a cell is none, such as the text that a file holds.
    """
    is_shape = cells.map(lambda cell: hasattr(cell, "geom_type")).to_numpy(bool)
    if not is_shape.all():
        row = int((~is_shape).argmax())
        advice = "Shapes do not survive a file: make the frame anew, or read them with shapely.from_wkt"
        raise WrongColumnError(_show(cells.iloc[row]), "a shape of shapely", advice, row)
    return cells


def as_windows(cells: pd.Series) -> pd.Series:
    """Return cells as tuples of west, south, east and north.

    Raises
    ------
    WrongColumnError
        If a cell is not four numbers, such as the text that a CSV file holds.
    """
    windows = [_read_window(cell) for cell in cells]
    if None in windows:
        row = windows.index(None)
        advice = "List the files anew with read_snapshots"
        raise WrongColumnError(_show(cells.iloc[row]), "four numbers", advice, row)
    return pd.Series(windows, index=cells.index, name=cells.name, dtype=object)


def _read_window(cell: Any) -> tuple[float, ...] | None:
    if isinstance(cell, str) or not hasattr(cell, "__len__"):
        return None
    is_window = len(cell) == 4 and all(isinstance(number, Real) for number in cell)
    return tuple(map(float, cell)) if is_window else None


def _without_categories(cells: pd.Series) -> pd.Series:
    if isinstance(cells.dtype, pd.CategoricalDtype):
        return cells.astype(cells.cat.categories.dtype) if cells.notna().all() else cells.astype(object)
    return cells


def _is_text(dtype: Any) -> bool:
    """Return whether a type is text whose missing cells are NaN; pd.NA spreads to what is asked of it."""
    return isinstance(dtype, pd.StringDtype) and dtype.na_value is np.nan


def _is_number(cell: Any) -> bool:
    is_empty = cell is None or cell is pd.NA
    return is_empty or (isinstance(cell, Real | Decimal) and not isinstance(cell, bool | np.bool_))


def _show(cell: Any) -> str:
    return quoted(cell) if isinstance(cell, str) else str(cell)
