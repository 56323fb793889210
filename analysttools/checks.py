"""Checks of a table of text against its schema, and the typed frame that it makes.

Belongs here: what Frictionless Table Schema can say (types, required, unique, enum, pattern,
bounds, primary and foreign keys) and EDTF columns. Does not belong here: files (``records.py``) and
what a schema cannot say (``rules.py``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from analysttools.approximation import Approximation
from analysttools.edtf import EXAMPLES, EdtfError, read_dates
from analysttools.errors import UNWRITABLE, Fault, quoted, suggestions
from analysttools.schema import Field, Table

_UNWRITABLE = re.compile(f"[{UNWRITABLE}]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
INTEGER = re.compile(r"[+-]?\d+", re.ASCII)


def check_table(cells: pd.DataFrame, table: Table, file: str) -> list[Fault]:
    """Check every cell of a table against its schema, references to other tables aside.

    Parameters
    ----------
    cells : DataFrame
        One row a record, one column a field of `table`, all text, missing where the cell is empty.
    table : Table
        What the schema says.
    file : str
        Path of the table, for the faults.

    Returns
    -------
    list of Fault
        Every fault, with ``row`` as the position in `cells`.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.checks import check_table
    >>> from analysttools.schema import Field, Table
    >>> table = Table("t", "t.csv", "", (Field("low", "number"),), None, ())
    >>> [fault.found for fault in check_table(pd.DataFrame({"low": ["30", "30+"]}), table, "t.csv")]
    ['"30+"']
    """
    checker = _Checker(cells, table, file)
    return [fault for field in table.fields for fault in checker.faults(field)]


def check_references(
    cells: Mapping[str, pd.DataFrame], tables: Mapping[str, Table], files: Mapping[str, str]
) -> list[Fault]:
    """Check that every foreign key of every table points to a row that is there.

    Parameters
    ----------
    cells, tables, files : mapping of table name
        As for `check_table`. A table that could not be read is left out of `cells`; references to
        it are not checked.

    Returns
    -------
    list of Fault
    """
    found: list[Fault] = []
    for name, table in tables.items():
        for key in table.foreign_keys:
            if name in cells and key.table in cells and key.column in cells[name]:
                checker = _Checker(cells[name], table, files[name])
                known = cells[key.table][key.reference].dropna()
                found += checker.unknown(key.column, known, files[key.table])
    return found


def convert(cells: pd.DataFrame, table: Table, approximation: Approximation) -> pd.DataFrame:
    """Turn a checked table of text into typed columns.

    Numbers become float64, integers Int64, text stays text. Each EDTF column keeps its text and is
    followed by ``<column>_earliest`` and ``<column>_latest`` (datetime64[s]; ``NaT`` where missing
    or open).

    Parameters
    ----------
    cells : DataFrame
        As for `check_table`, without faults; or with the faulty cells left empty.
    table : Table
        What the schema says.
    approximation : Approximation
        How wide ``~`` is in this case.

    Returns
    -------
    DataFrame
        One row a record, in the order of the file, index from 0.
    """
    columns: dict[str, pd.Series] = {}
    for field in table.fields:
        column = cells[field.name]
        if field.type == "number":
            columns[field.name] = pd.to_numeric(column).astype("float64")
        elif field.type == "integer":
            columns[field.name] = pd.to_numeric(column).astype("Int64")
        else:
            columns[field.name] = column
        if field.is_edtf:
            days, _ = read_dates(column, approximation)
            columns[f"{field.name}_earliest"] = days["earliest"]
            columns[f"{field.name}_latest"] = days["latest"]
    return pd.DataFrame(columns)


class _Checker:
    """The checks of one table; each yields faults with the row and the id filled in."""

    def __init__(self, cells: pd.DataFrame, table: Table, file: str) -> None:
        self.cells, self.table, self.file = cells, table, file
        self.ids = cells[table.primary_key] if table.primary_key else None

    def faults(self, field: Field) -> Iterator[Fault]:
        """Check one column."""
        column = self.cells[field.name]
        is_missing = column.isna()
        present = column[~is_missing]
        is_key = field.name == self.table.primary_key
        if field.required or is_key:
            yield from self._missing(field.name, is_missing)
        if present.empty:
            return
        if field.required:
            yield from self._missing(field.name, present.str.isspace())
        yield from self._unwritable(field.name, present)
        if field.unique or is_key:
            yield from self._duplicates(field.name, present)
        if field.enum is not None:
            yield from self._not_in_enum(field.name, present, field.enum)
        if field.pattern is not None:
            yield from self._not_matching(field, present)
        if field.type in ("number", "integer"):
            yield from self._not_numbers(field, present)
        if field.is_edtf:
            yield from self._not_dates(field.name, present)

    def unknown(self, column: str, known: pd.Series, file: str) -> Iterator[Fault]:
        """Check that each value of a column is known in another table."""
        values = self.cells[column].dropna()
        advice = f"Correct the {column} or add the row to {file}"
        wrong = values[~values.isin(known)]
        hints = suggestions(wrong, known)
        for row, value in wrong.items():
            problem = f"{quoted(value)} is not in {file}"
            yield self._fault("unknown-reference", row, column, problem, hints.get(value, "") + advice)

    def _fault(self, kind: str, row: Any, column: str, problem: str, advice: str, **more: str) -> Fault:
        name = None if self.ids is None or pd.isna(self.ids[row]) else quoted(self.ids[row])[1:-1]
        return Fault(kind, self.file, problem, advice, int(row), None, column, name, **more)

    def _missing(self, name: str, is_missing: pd.Series) -> Iterator[Fault]:
        for row in is_missing.index[is_missing]:
            advice = "Fill it in; if it is not known, the row cannot stand in this table"
            yield self._fault(
                "missing-value", row, name, "the cell is empty, or blank, and must not be", advice
            )

    def _unwritable(self, name: str, present: pd.Series) -> Iterator[Fault]:
        """Find control characters and the like, of which no drawing or page could be made."""
        distinct = present.unique().tolist()
        if not _UNWRITABLE.search("".join(distinct)):
            return
        for row, value in present[present.isin([one for one in distinct if _UNWRITABLE.search(one)])].items():
            letter = _UNWRITABLE.search(value)
            problem = "the cell holds a character that no text holds, and of which no drawing could be made"
            found = f"{quoted(letter[0])} in {quoted(value)}" if letter else ""
            advice = "Take the character out: it is not seen, and comes from a broken file or a terminal"
            yield self._fault("unwritable-character", row, name, problem, advice, found=found)

    def _duplicates(self, name: str, present: pd.Series) -> Iterator[Fault]:
        for row in present.index[present.duplicated()]:
            problem = f"{quoted(present[row])} stands in an earlier row as well"
            advice = "Give each row a value of its own, or take the copy out"
            yield self._fault("duplicate-value", row, name, problem, advice)

    def _not_in_enum(self, name: str, present: pd.Series, enum: tuple[str, ...]) -> Iterator[Fault]:
        words = ", ".join(enum)
        wrong = present[~present.isin(enum)]
        hints = suggestions(wrong, enum)
        for row, value in wrong.items():
            problem = f"{quoted(value)} is not a word of this column"
            advice = hints.get(value, "") + "Use one of the words, or add it to the schema"
            expected = f"one of {words}"
            yield self._fault("unknown-word", row, name, problem, advice, expected=expected)

    def _not_matching(self, field: Field, present: pd.Series) -> Iterator[Fault]:
        pattern = re.compile(field.pattern or "")
        wrong = [value for value in present.unique().tolist() if not pattern.fullmatch(value)]
        for row, value in present[present.isin(wrong)].items():
            problem = f"{quoted(value)} is not of the form of this column"
            example = f", for example {field.example}" if field.example else ""
            yield self._fault(
                "wrong-form",
                row,
                field.name,
                problem,
                "Correct the value",
                expected=f"{field.pattern}{example}",
            )

    def _not_numbers(self, field: Field, present: pd.Series) -> Iterator[Fault]:
        form, what = (INTEGER, "a whole number") if field.type == "integer" else (NUMBER, "a number")
        wrong = [value for value in present.unique().tolist() if not _is_finite(form, value)]
        for row, value in present[present.isin(wrong)].items():
            yield self._fault(
                "wrong-type",
                row,
                field.name,
                f"this is not {what}",
                "Write digits only, with a point for decimals; words and bounds have columns of their own",
                found=quoted(value),
                expected=f"{what} such as 12000",
            )
        yield from self._out_of_range(field, present[~present.isin(wrong)])

    def _out_of_range(self, field: Field, present: pd.Series) -> Iterator[Fault]:
        numbers = pd.to_numeric(present)
        limits = [
            (field.minimum, numbers < (field.minimum or 0), "below the least", "at least"),
            (field.maximum, numbers > (field.maximum or 0), "above the greatest", "at most"),
        ]
        for limit, outside, problem, word in limits:
            if limit is not None:
                for row, value in present[outside].items():
                    yield self._fault(
                        "out-of-range",
                        row,
                        field.name,
                        f"the number is {problem} that this column allows",
                        "Correct the number",
                        found=value,
                        expected=f"{word} {limit:g}",
                    )

    def _not_dates(self, name: str, present: pd.Series) -> Iterator[Fault]:
        _, wrong = read_dates(present)
        for row, value in present[present.isin(wrong)].items():
            yield self._date_fault(name, row, wrong[value])

    def _date_fault(self, name: str, row: Any, error: EdtfError) -> Fault:
        problem = f"this is not an EDTF date (character {error.position}: {error.problem})"
        return self._fault(
            "wrong-date",
            row,
            name,
            problem,
            "Write the date in one of these forms; what is not known is left out, not guessed",
            found=quoted(error.text),
            expected=f"a date such as {EXAMPLES}",
        )


def _is_finite(form: re.Pattern[str], value: str) -> bool:
    """Tell whether a text is a number of this form that a float can hold."""
    return form.fullmatch(value) is not None and math.isfinite(float(value))
