"""Columns of which each distinct text is worked on once: the texts, and for each row which of them it has.

Belongs here: what is made of one column, or of several together. Does not belong here: what a text means
(``cell_columns.py``, the file of each format).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

import numpy as np
import pandas as pd

from analysttools.columns import TEXT

_LARGEST = 2**62
# From so many rows on, columns are worked on by two threads: most of the work is done outside of Python.
MANY_ROWS = 20_000
_Item = TypeVar("_Item")
_Made = TypeVar("_Made")


class Coded(NamedTuple):
    """A column of text: ``texts`` are the distinct ones, ``codes`` the place of each row's text, or -1."""

    codes: np.ndarray
    texts: list[str | None]

    def spread(self) -> pd.Series:
        """Return the column."""
        return spread(self.codes, self.texts)

    def take(self, rows: np.ndarray) -> Coded:
        """Return the column of these rows."""
        return Coded(self.codes[rows], self.texts)

    def map(self, write: Callable[[str], str | None]) -> Coded:
        """Return the column with something else for each text; what is missing stays so."""
        return Coded(self.codes, [None if one is None else write(one) for one in self.texts])

    def is_missing(self) -> np.ndarray:
        """Return whether each row has no text."""
        nothing = np.array([*(one is None for one in self.texts), True], dtype=bool)
        return nothing[self.codes]


def work_on_each(make: Callable[[_Item], _Made], columns: Iterable[_Item], rows: int) -> list[_Made]:
    """Return what is made of each column, in order: of several at once where there are many rows.

    Examples
    --------
    >>> from analysttools.exchange.coded_columns import work_on_each
    >>> work_on_each(len, ["a", "bc"], rows=100_000)
    [1, 2]
    """
    if rows < MANY_ROWS:
        return [make(one) for one in columns]
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(make, columns))


def code(column: pd.Series) -> Coded:
    """Return a column of text by its distinct texts.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.exchange.coded_columns import code
    >>> code(pd.Series(["b", None, "a", "b"], dtype="str")).texts
    ['b', 'a']
    """
    codes, distinct = pd.factorize(column)
    return Coded(codes, distinct.tolist())


def spread(codes: np.ndarray, values: Sequence[str | None]) -> pd.Series:
    """Return a column from what was made of its distinct texts; missing where the code is -1.

    Examples
    --------
    >>> import numpy as np
    >>> from analysttools.exchange.coded_columns import spread
    >>> spread(np.array([1, 0, -1]), ["a", "b"]).tolist()
    ['b', 'a', nan]
    """
    return pd.Series(pd.array([*values, None], dtype=TEXT).take(codes))


def constant(value: str | None, length: int) -> pd.Series:
    """Return a column that holds one text, or nothing, in every row.

    Examples
    --------
    >>> from analysttools.exchange.coded_columns import constant
    >>> constant("a", 2).tolist(), constant(None, 1).tolist()
    (['a', 'a'], [nan])
    """
    if TEXT.storage != "pyarrow":
        return spread(np.zeros(length, dtype="int64"), [value])
    import pyarrow

    said = pyarrow.scalar(value, pyarrow.large_string())
    return pd.Series(TEXT.__from_arrow__(pyarrow.repeat(said, length)))


def combine(columns: Sequence[Coded], write: Callable[..., str | None]) -> Coded:
    """Return what is written of several columns together: each set of texts that a row has once.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.exchange.coded_columns import code, combine
    >>> days = [code(pd.Series(one, dtype="str")) for one in (["01", "02", "01"], ["03", "03", "03"])]
    >>> combine(days, lambda start, end: f"{start} to {end}").texts
    ['01 to 03', '02 to 03']
    """
    codes, firsts = number_sets([one.codes for one in columns])
    sets = []
    for one in columns:
        texts = [*one.texts, None]
        sets.append([texts[at] for at in one.codes[firsts].tolist()])
    return Coded(codes, [write(*said) for said in zip(*sets, strict=True)])


def number_sets(columns: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return a number for the set of codes that each row has, and a row for each number.

    Examples
    --------
    >>> import numpy as np
    >>> from analysttools.exchange.coded_columns import number_sets
    >>> codes, firsts = number_sets([np.array([0, 1, 0]), np.array([-1, -1, -1])])
    >>> codes.tolist(), firsts.tolist()
    ([0, 1, 0], [0, 1])
    """
    whole, size = np.zeros(len(columns[0]), dtype="int64"), 1
    for codes in columns:
        width = int(codes.max(initial=-1)) + 2
        if size * width > _LARGEST:
            whole, sets = pd.factorize(whole)
            size = len(sets)
        whole, size = whole * width + codes + 1, size * width
    numbers, sets = pd.factorize(whole)
    firsts = np.empty(len(sets), dtype="int64")
    firsts[numbers[::-1]] = np.arange(len(numbers) - 1, -1, -1)
    return numbers, firsts


def join_coded(columns: Sequence[Coded], between: str) -> Coded:
    """Join texts, of which some may be missing.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.exchange.coded_columns import code, join_coded
    >>> names = [code(pd.Series(one, dtype="str")) for one in (["a", None, None], ["b", "c", None])]
    >>> join_coded(names, ", ").spread().tolist()
    ['a, b', 'c', nan]
    """
    return combine(columns, lambda *said: between.join(filter(None, said)) or None)
