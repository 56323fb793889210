"""Checks of a table of text against its schema, and the typed frame that it makes.

Belongs here: what Frictionless Table Schema can say (types, required, unique, enum, pattern,
bounds, primary and foreign keys) and EDTF columns. Does not belong here: files (``csv_files.py``) and
what a schema cannot say (``table_rules.py``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from analysttools.case.date_proposals import propose_date
from analysttools.case.id_lists import is_among
from analysttools.case.lookalikes import describe_letter
from analysttools.case.patterns import describe_pattern
from analysttools.case.table_schema import Field, Table
from analysttools.edtf import EXAMPLES, STRICT, Approximation, EdtfError, read_dates
from analysttools.errors import HALVES, UNSEEN, UNWRITABLE, Fault, quoted, suggestions

_UNWRITABLE = re.compile(f"[{UNWRITABLE}]")
# Arrow searches many times faster; it holds UTF-8, in which there are no halves of characters.
_UNWRITABLE_IN_UTF_8 = f"[{UNWRITABLE.replace(HALVES, '')}]"
# What leaves paper white: blanks of every width, marks, fillers, a sign of Braille without dots, selectors.
# A text, not a compiled pattern: Arrow searches 100,000 texts for it in 4 ms.
_BLANKS = " \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_WHITE = f"{_BLANKS}\u2800\ufe00-\ufe0f\U000e0100-\U000e01ef{UNSEEN}"
_SEEN = f"[^{_WHITE}]"
# Nearly every text begins with what is seen, which is quickly found.
_SEEN_AT_ONCE = "[!-~]"
NUMBER = r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?"
INTEGER = r"[+-]?[0-9]+"
_THOUSANDS = re.compile("[1-9][0-9]{0,2}([ ,.'\u2019\xa0\u202f][0-9]{3})+")
INT64 = np.iinfo("int64")
# Decimals of 15 digits come out of a float as they went in; none of more than 17 is told from its neighbours.
SURE_DIGITS, FLOAT_DIGITS = 15, 17
_LEAST = 1e-290  # below, floats have ever fewer digits
LANGUAGE_OF_ENDING = {"_en": "English", "_fr": "French"}
# What was read of the columns of a table: floats, whole numbers, earliest and latest days.
Read = dict[str, pd.Series]


def check_table(
    cells: pd.DataFrame,
    table: Table,
    file: str,
    approximation: Approximation = STRICT,
    read: Read | None = None,
    *,
    is_clean: bool = False,
) -> list[Fault]:
    """Check every cell of a table against its schema, references to other tables aside.

    Parameters
    ----------
        cells : DataFrame
            One row a record, one column a field of `table`, all text, missing where the cell is empty.
        table : Table
            What the schema says.
        file : str
            Path of the table, for the faults.
        approximation : Approximation, optional
            How wide ``~`` is in this case.
        read : dict, optional
            Filled with what was read of numbers and dates, for `convert`.
        is_clean : bool, optional
            Whether it is known that no cell holds a character that no text holds.

    Returns
    -------
        list of Fault
            Every fault, with ``row`` as the position in `cells`.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.case.cell_checks import check_table
    >>> from analysttools.case.table_schema import Field, Table
    >>> table = Table("t", "t.csv", "", (Field("low", "number"),), None, ())
    >>> [fault.found for fault in check_table(pd.DataFrame({"low": ["30", "30+"]}), table, "t.csv")]
    ['"30+"']
    """
    checker = _Checker(cells, table, file, approximation, {} if read is None else read)
    checker.is_clean = is_clean
    faults = [fault for field in table.fields for fault in checker.faults(field)]
    return faults + [fault for key in table.unique_keys for fault in checker.repeated(key)]


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
                values, known = cells[name][key.column].dropna(), cells[key.table][key.reference].dropna()
                if _is_number(table, key.column) and _is_number(tables[key.table], key.reference):
                    values, known = _as_numbers(values), _as_numbers(known)
                checker = _Checker(cells[name], table, files[name])
                found += checker.unknown(
                    key.column, values[~is_among(values, known)], known, files[key.table]
                )
    return found


def _is_number(table: Table, column: str) -> bool:
    return any(field.name == column and field.type != "string" for field in table.fields)


def _as_numbers(texts: pd.Series) -> pd.Series:
    """Write each number in one way, so that 1 and 1.0 are one; what is no number is a fault elsewhere."""
    return pd.to_numeric(texts, errors="coerce").dropna().astype("float64").astype("str")


def convert(cells: pd.DataFrame, table: Table, read: Read) -> pd.DataFrame:
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
    read : dict
        As `check_table` fills it: each number and date is read once.

    Returns
    -------
    DataFrame
        One row a record, in the order of the file, index from 0.
    """
    columns: dict[str, pd.Series] = {}
    for field in table.fields:
        column = cells[field.name]
        made = [f"{field.name}_earliest", f"{field.name}_latest"] if field.is_edtf else []
        dtype = {"number": "float64", "integer": "Int64"}.get(field.type)
        columns[field.name] = column if dtype is None else _kept(field.name, column, read, dtype)
        columns |= {name: _kept(name, column, read, "datetime64[s]") for name in made}
    return pd.DataFrame(columns)


def _kept(name: str, column: pd.Series, read: Read, dtype: str) -> pd.Series:
    """Return what was read of a column where its cell is still there."""
    values = read.get(name)
    if values is None:
        return pd.Series(index=column.index, dtype=dtype)
    is_gone = column.isna()
    return values.mask(is_gone) if is_gone.any() and (is_gone & values.notna()).any() else values


class _Column:
    """One column of text: each distinct text once, and where it stands."""

    def __init__(self, cells: pd.Series) -> None:
        self.cells = cells
        self.codes, self.distinct = pd.factorize(cells)

    @cached_property
    def texts(self) -> list[str]:
        """Every distinct text."""
        return list(self.distinct.tolist())

    def rows(self, is_wrong: np.ndarray) -> pd.Series:
        """Return the cells whose distinct text is marked."""
        if not is_wrong.any():
            return self.cells.iloc[:0]
        return self.cells[np.append(is_wrong, False)[self.codes]]

    def spread(self, values: np.ndarray, missing: Any) -> np.ndarray:
        """Return a value for each row from those of the distinct texts."""
        return np.append(values, missing)[self.codes]


class _Checker:
    """The checks of one table; each yields faults with the row and the id filled in."""

    def __init__(
        self,
        cells: pd.DataFrame,
        table: Table,
        file: str,
        approximation: Approximation = STRICT,
        read: Read | None = None,
    ) -> None:
        self.cells, self.table, self.file = cells, table, file
        self.approximation, self.read = approximation, {} if read is None else read
        self.ids = cells[table.primary_key] if table.primary_key else None
        self.is_clean = False

    def faults(self, field: Field) -> Iterator[Fault]:
        """Check one column."""
        cells = self.cells[field.name]
        is_key = field.name == self.table.primary_key
        if field.required or is_key:
            yield from self._missing(field.name, cells.isna() | _is_blank(cells, field))
        is_text = field.type == "string"
        if is_text and not self.is_clean:
            yield from self._unwritable(field.name, cells.dropna())
        is_unique = field.unique or is_key
        if is_text and not (is_unique or field.enum or field.pattern or field.is_edtf):
            return
        column = _Column(cells)
        if field.enum is not None:
            yield from self._not_in_enum(field.name, column, field.enum)
        if field.pattern is not None:
            yield from self._not_matching(field, column)
        if not is_text:
            yield from self._not_numbers(field, column)
        if is_unique:
            yield from self._duplicates(field, column)
        if field.is_edtf:
            yield from self._not_dates(field.name, column)

    def repeated(self, key: tuple[str, ...]) -> Iterator[Fault]:
        """Check that no two rows have the same values in the columns of a key."""
        values = pd.DataFrame({name: self.read.get(name, self.cells[name]) for name in key})
        there = values[self.cells[list(key)].notna().all(axis=1)]
        names, advice = ", ".join(key), "Correct one of them, or take the copy out"
        for row in there.index[there.duplicated()]:
            found = ", ".join(quoted(self.cells.at[row, name]) for name in key)
            problem = f"an earlier row has the same {names}, which the schema says are unique together"
            yield self._fault("duplicate-value", row, key[0], problem, advice, found=found)

    def unknown(self, column: str, wrong: pd.Series, known: pd.Series, file: str) -> Iterator[Fault]:
        """Report values that are not known in another table."""
        advice = f"Correct the {column} or add the row to {file}"
        hints = suggestions(wrong, known)
        for row, value in wrong.items():
            problem = f"{quoted(self.cells.at[row, column])} is not in {file}"
            hint = describe_letter(value, hints.get(value, "")) + hints.get(value, "")
            yield self._fault("unknown-reference", row, column, problem, hint + advice)

    def _fault(self, kind: str, row: Any, column: str, problem: str, advice: str, **more: str) -> Fault:
        name = None if self.ids is None or pd.isna(self.ids[row]) else quoted(self.ids[row])[1:-1]
        return Fault(kind, self.file, problem, advice, int(row), None, column, name, **more)

    def _missing(self, name: str, is_missing: pd.Series) -> Iterator[Fault]:
        language = LANGUAGE_OF_ENDING.get(name[-3:])
        advice = "Fill it in; if it is not known, the row does not belong in this table"
        if language:
            advice = f"Write the {language} text; where it is the same in both languages, write it twice"
        problem = "the cell is empty, or blank, and must not be"
        for row in is_missing.index[is_missing]:
            yield self._fault("missing-value", row, name, problem, advice)

    def _unwritable(self, name: str, present: pd.Series) -> Iterator[Fault]:
        """Find control characters and the like, of which no drawing or page could be made."""
        if _is_arrow(present) and not present.str.contains(_UNWRITABLE_IN_UTF_8, regex=True).any():
            return
        distinct = present.unique().tolist()
        if not _UNWRITABLE.search("".join(distinct)):
            return
        for row, value in present[present.isin([one for one in distinct if _UNWRITABLE.search(one)])].items():
            letter = _UNWRITABLE.search(value)
            problem = "the cell holds a character that no text holds, and of which no drawing could be made"
            found = f"{quoted(letter[0])} in {quoted(value)}" if letter else ""
            advice = "Take the character out: it is not seen, and comes from a broken file or a terminal"
            yield self._fault("unwritable-character", row, name, problem, advice, found=found)

    def _duplicates(self, field: Field, column: _Column) -> Iterator[Fault]:
        values = self.read[field.name] if field.type != "string" else column.cells
        if field.type == "string" and len(column.distinct) == (column.codes >= 0).sum():
            return
        there = values.dropna()
        for row in there.index[there.duplicated()]:
            value = column.cells[row]
            again = "" if (column.cells.iloc[:row] == value).any() else ", written in another way,"
            problem = f"{quoted(value)} is{again} in an earlier row as well"
            advice = "Give each row a value of its own, or take the copy out"
            yield self._fault("duplicate-value", row, field.name, problem, advice)

    def _not_in_enum(self, name: str, column: _Column, enum: tuple[str, ...]) -> Iterator[Fault]:
        known, words = set(enum), ", ".join(enum)
        wrong = column.rows(np.array([text not in known for text in column.texts], dtype=bool))
        hints = suggestions(wrong, enum)
        for row, value in wrong.items():
            problem = f"{quoted(value)} is not a word of this column"
            hint = describe_letter(value, hints.get(value, "")) + hints.get(value, "")
            advice = hint + "Use one of the words, or add it to the schema"
            expected = f"one of {words}"
            yield self._fault("unknown-word", row, name, problem, advice, expected=expected)

    def _not_matching(self, field: Field, column: _Column) -> Iterator[Fault]:
        matches = re.compile(field.pattern or "").fullmatch
        wrong = column.rows(np.array([matches(text) is None for text in column.texts], dtype=bool))
        if wrong.empty:
            return
        words = describe_pattern(field.pattern or "") or f"a text that fits {field.pattern}"
        example = f", for example {field.example}" if field.example else ""
        if field.example and words.startswith("a text that fits"):
            words, example = f"a text such as {field.example} (the pattern is {field.pattern})", ""
        for row, value in wrong.items():
            meant = next((one for one in _other_forms(value) if matches(one)), "")
            yield self._fault(
                "wrong-form",
                row,
                field.name,
                f"{quoted(value)} is not of the form of this column",
                describe_letter(value) + (f"Did you mean {meant}? " if meant else "") + "Correct the value",
                expected=f"{words}{example}",
            )

    def _not_numbers(self, field: Field, column: _Column) -> Iterator[Fault]:
        is_whole = field.type == "integer"
        what = "a whole number" if is_whole else "a number"
        texts = pd.Series(column.texts, dtype="str")
        is_form = texts.str.fullmatch(INTEGER if is_whole else NUMBER).to_numpy(dtype=bool)
        numbers = np.full(len(texts), np.nan)
        numbers[is_form] = np.array(texts[is_form].tolist(), dtype=object).astype("float64")
        is_kept = is_form & np.isfinite(numbers)
        for row, value in column.rows(~is_kept).items():
            yield self._fault(
                "wrong-type",
                row,
                field.name,
                f"this is not {what}",
                _meant_number(value, INTEGER if is_whole else NUMBER)
                + "Write digits only, with a point for decimals; words and bounds have columns of their own",
                found=quoted(value),
                expected=f"{what} such as 12000",
            )
        is_exact = _is_exact(texts, numbers, is_kept, is_whole)
        yield from self._not_exact(field.name, column.rows(is_kept & ~is_exact))
        self.read[field.name] = _typed(texts, numbers, is_exact, column, is_whole)
        yield from self._out_of_range(field, column, np.where(is_exact, numbers, np.nan))

    def _not_exact(self, name: str, wrong: pd.Series) -> Iterator[Fault]:
        """Report numbers that would come out as others."""
        for row, value in wrong.items():
            problem = "the number cannot be kept to its last digit"
            advice = "Write 15 digits at most; where it is an id, give the column the type string"
            yield self._fault("wrong-type", row, name, problem, advice, found=quoted(value))

    def _out_of_range(self, field: Field, column: _Column, numbers: np.ndarray) -> Iterator[Fault]:
        limits = [
            (field.minimum, numbers < (field.minimum or 0), "below the least", "at least"),
            (field.maximum, numbers > (field.maximum or 0), "above the greatest", "at most"),
        ]
        for limit, is_outside, problem, word in limits:
            if limit is not None:
                for row, value in column.rows(is_outside).items():
                    yield self._fault(
                        "out-of-range",
                        row,
                        field.name,
                        f"the number is {problem} that this column allows",
                        "Correct the number",
                        found=value,
                        expected=f"{word} {limit:g}",
                    )

    def _not_dates(self, name: str, column: _Column) -> Iterator[Fault]:
        distinct = pd.Series(column.texts, dtype="str")
        days, wrong = read_dates(distinct, self.approximation)
        never = np.datetime64("NaT")
        for end in ("earliest", "latest"):
            values = column.spread(days[end].to_numpy(), never)
            self.read[f"{name}_{end}"] = pd.Series(values, index=column.cells.index, dtype="datetime64[s]")
        for row, value in column.rows(distinct.isin(list(wrong)).to_numpy(dtype=bool)).items():
            yield self._date_fault(name, row, wrong[value])

    def _date_fault(self, name: str, row: Any, error: EdtfError) -> Fault:
        problem = f"this is not an EDTF date (character {error.position}: {error.problem})"
        proposed = propose_date(error.text)
        advice = "Write the date in one of these forms; what is not known is left out, not guessed"
        return self._fault(
            "wrong-date",
            row,
            name,
            problem,
            f"Write {proposed}" if proposed else advice,
            found=quoted(error.text),
            expected=f"a date such as {EXAMPLES}",
        )


def _is_arrow(texts: pd.Series) -> bool:
    """Return whether texts are kept by pyarrow, which need not be installed."""
    return isinstance(texts.dtype, pd.StringDtype) and texts.dtype.storage == "pyarrow"


def _is_blank(cells: pd.Series, field: Field) -> pd.Series | bool:
    """Return in which cells of a required column nothing is seen; a key has a form of its own."""
    if not field.required:
        return False
    if cells.str.match(_SEEN_AT_ONCE, na=True).all():
        return False
    return ~cells.str.contains(_SEEN, regex=True, na=True)


def _is_exact(texts: pd.Series, numbers: np.ndarray, is_kept: np.ndarray, is_whole: bool) -> np.ndarray:
    """Return which of the numbers that are kept are so to the digit; of whole columns, those of 64 bits."""
    is_exact = is_kept.copy()
    sizes = np.abs(np.where(is_kept, numbers, 1))
    is_short = (texts.str.len() <= SURE_DIGITS).to_numpy(dtype=bool)
    is_plain = is_short & (sizes >= _LEAST) & (sizes < 2**53)
    for position in np.flatnonzero(is_kept & ~is_plain):
        text = texts[position]
        if is_whole:
            is_exact[position] = len(text) < 25 and INT64.min <= int(text) <= INT64.max
        else:
            is_exact[position] = _is_kept(text, float(numbers[position]))
    return is_exact


def _is_kept(text: str, number: float) -> bool:
    """Return whether a decimal is what its float says, written with as many digits; a whole one, exactly."""
    digits = re.split("[eE]", text)[0].lstrip("+-").replace(".", "").strip("0")
    if not digits or not number:
        return not digits and not number
    meant = Decimal(text)
    if abs(number) >= 2**53:
        return Decimal(number) == meant
    return len(digits) <= FLOAT_DIGITS and Decimal(f"{number:.{len(digits) - 1}e}") == meant


def _typed(
    texts: pd.Series, numbers: np.ndarray, is_exact: np.ndarray, column: _Column, is_whole: bool
) -> pd.Series:
    """Return the numbers of a column, row by row; missing where they cannot be kept."""
    if not is_whole:
        values = column.spread(np.where(is_exact, numbers, np.nan), np.nan)
        return pd.Series(values, index=column.cells.index)
    whole = [int(text) if kept else None for text, kept in zip(texts, is_exact, strict=True)]
    known = pd.array([*whole, None], dtype="Int64")
    return pd.Series(known[column.codes], index=column.cells.index)


def _other_forms(text: str) -> Iterator[str]:
    """List what a text may have been before a keyboard or a spreadsheet changed its form."""
    plain = unicodedata.normalize("NFKC", text).replace("\N{FRACTION SLASH}", "/").strip()
    yield plain
    yield plain.replace(" / ", "/")
    yield plain.replace(",", ".")
    yield plain.lower()


def _meant_number(text: str, form: str) -> str:
    """Ask whether a number was meant that has signs between its thousands, or a decimal comma."""
    bare = text.strip()
    meant = re.sub("[^0-9]", "", bare) if _THOUSANDS.fullmatch(bare) else bare.replace(",", ".")
    return f"Did you mean {meant}? " if meant != text and re.fullmatch(form, meant) else ""
