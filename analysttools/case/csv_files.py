"""One CSV file as text: its form checked, its cells unread.

Belongs here: encodings, quotation marks, headers, ragged rows and line numbers. Does not belong
here: what the cells mean (``cell_checks.py``).
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import sys
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysttools.case.file_formats import BEGINNING, recognise_table
from analysttools.case.lookalikes import describe_letter
from analysttools.case.table_schema import Table
from analysttools.columns import TEXT
from analysttools.errors import Fault, did_you_mean, quoted
from analysttools.files.merge_conflicts import advise, describe_conflicts, find_conflicts

SAVE = "Save the table as CSV in UTF-8 (spreadsheets: choose the character set on saving)"
BOM = b"\xef\xbb\xbf"
_AFTER = {b"", b",", b"\n", b"\r"}
_BEFORE = {b"", b",", b"\n"}
LARGE = PIECE = 2**20
# Control characters but for tabs and line ends, and bytes with which what Unicode never means may begin.
_SUSPECT = bytes([*range(9), 11, 12, *range(14, 32), 127, 0xEF, *range(0xF0, 0x100)])
_CONTROL = re.compile(rb"\xc2[\x80-\x9f]")
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "pipes"}
HOW: dict[str, Any] = {"dtype": "str", "keep_default_na": False, "na_values": [""], "encoding": "utf-8"}


class Records(NamedTuple):
    """One table as text, one string a cell, missing where it is empty; None if the file is no such table.

    ``is_writable``: the file plainly holds no character that no text holds, so that no cell is searched;
    ``digest``: the SHA-256 of the file.
    """

    cells: pd.DataFrame | None
    faults: list[Fault]
    is_writable: bool = False
    digest: str = ""


def read_records(path: Path, table: Table) -> Records:
    """Read one table as text, one string a cell, missing where the cell is empty.

    Parameters
    ----------
    path : pathlib.Path
        A CSV file.
    table : Table
        The columns that it should have.

    Returns
    -------
    Records
        One row a record, and what is wrong with the form of the file.
    """
    content = path.read_bytes()
    faults = _check_text(path, content)
    cells = None if faults else _read_plain(content, table.columns)
    if cells is None and not faults and not is_well_formed(content, table.columns):
        faults = _check_form(path, table)
    if faults:
        return Records(None, faults)
    cells = _read_cells(content, table.columns) if cells is None else cells
    return Records(cells, [], _is_writable(content), hashlib.sha256(content).hexdigest())


def _read_plain(content: bytes, columns: list[str]) -> pd.DataFrame | None:
    """Read a large file at once if it is plainly well formed; None is for the slower ways to say.

    Arrow refuses rows with too many or too few cells, and passes over blank lines, which are counted here.
    """
    if len(content) <= LARGE or not find_spec("pyarrow") or b"\r" in content:
        return None
    pieces = content.split(b'"')
    if not _is_marked_well(content, columns, pieces):
        return None
    rows = content.count(b"\n") - sum(one.count(b"\n") for one in pieces[1::2]) - content.endswith(b"\n")
    del pieces
    cells = _read_with_arrow(content, columns)
    if cells is None:
        return None
    first = cells.iloc[:, 0]
    # A row that begins with a blank or an empty cell may hold nothing but blanks; the header may stand twice.
    is_odd = first.isna().any() or first.str.match("[ \t]").any() or first.eq(columns[0]).any()
    return cells if len(cells) == rows and not is_odd else None


def _is_writable(content: bytes) -> bool:
    """Return quickly whether a text in UTF-8 plainly holds nothing that no text holds, a piece at a time.

    False where it may: of bytes with which such characters begin, most begin others.
    """
    suspects = 0
    for start in range(0, len(content), PIECE):
        piece = content[start : start + PIECE]
        suspects += len(piece) - len(piece.translate(None, _SUSPECT))
    return suspects == content.startswith(BOM) and not _CONTROL.search(content)


def _read_cells(content: bytes, columns: list[str]) -> pd.DataFrame:
    """Read a file whose form was checked; a large one with pyarrow where it is there: five times as fast."""
    is_quick = len(content) > LARGE and find_spec("pyarrow")
    cells = _read_with_arrow(content, columns) if is_quick else None
    return pd.read_csv(io.BytesIO(content), engine="c", **HOW) if cells is None else cells


def _read_with_arrow(content: bytes, columns: list[str]) -> pd.DataFrame | None:
    """Read every cell as text with pyarrow; None where it cannot, as for a record larger than its blocks.

    Asked without pandas in between, it copies no block, and keeps less of what it has done with. It reads in
    one thread: several take twice the memory and as much time of the processors.
    """
    import pyarrow
    from pyarrow import csv as arrow

    try:
        table = arrow.read_csv(
            pyarrow.py_buffer(content),
            read_options=arrow.ReadOptions(use_threads=False),
            parse_options=arrow.ParseOptions(newlines_in_values=True),
            convert_options=arrow.ConvertOptions(
                column_types=dict.fromkeys(columns, pyarrow.large_string()),
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    except pyarrow.ArrowInvalid:
        return None
    return pd.DataFrame({name: TEXT.__from_arrow__(table[name]) for name in columns})


def record_lines(path: Path) -> list[int]:
    """Return the line on which each record below the header starts, counted from 1.

    Parameters
    ----------
    path : pathlib.Path
        A CSV file whose form is right.

    Returns
    -------
    list of int
        One line a record; line breaks within quotation marks are counted.
    """
    with path.open("rb") as lines:
        is_record = [line.count(b'"') % 2 == 0 and b"\r" not in line.removesuffix(b"\r\n") for line in lines]
    if all(is_record):
        return list(range(2, len(is_record) + 1))
    with _open(path) as lines:
        reader = csv.reader(lines)
        next(reader)
        starts = []
        before = reader.line_num
        for _ in reader:
            starts.append(before + 1)
            before = reader.line_num
    return starts


@contextmanager
def _open(path: Path) -> Iterator[Iterator[str]]:
    limit = csv.field_size_limit(sys.maxsize)  # a setting of the whole process: put back at once
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            yield lines
    finally:
        csv.field_size_limit(limit)


def _check_text(path: Path, content: bytes) -> list[Fault]:
    """Look for another format, for zero bytes and for another encoding, a piece at a time."""
    beginning = content[:BEGINNING]
    found = recognise_table(beginning)
    if beginning.startswith(2 * BOM):
        problem, advice = "the file begins with a byte order mark twice", "Save it again as UTF-8"
        return [Fault("wrong-encoding", str(path), problem, advice, line=1)]
    if beginning.partition(b"\n")[0].endswith(b"\r\r"):
        problem, expected = "the lines end in CR CR LF, as after two conversions", "LF or CR LF"
        advice = "Convert the line ends back, or save the table again"
        return [Fault("wrong-encoding", str(path), problem, advice, line=1, expected=expected)]
    if found:
        kind = "wrong-encoding" if "UTF-16" in found.words else "not-a-table"
        return [Fault(kind, str(path), f"the file is {found.words}", found.advice)]
    decode, whole = getincrementaldecoder("utf-8")().decode, memoryview(content)
    try:
        zero = content.find(b"\0")
        end = len(content) if zero < 0 else zero
        for start in range(0, end, PIECE):
            decode(whole[start : min(start + PIECE, end)])
        if zero < 0:
            decode(b"", True)
            return []
    except UnicodeDecodeError:
        return [_locate_encoding(path)]
    problem = "the file holds a zero byte, which text never does"
    return [Fault("wrong-encoding", str(path), problem, SAVE)]


def is_well_formed(content: bytes, columns: list[str]) -> bool:
    r"""Return quickly whether a file is plainly well formed; what is not is for `_check_form` to say.

    Examples
    --------
    >>> from analysttools.case.csv_files import is_well_formed
    >>> is_well_formed(b'a,b\n1,"2,3"\n', ["a", "b"]), is_well_formed(b"a,b\n1\n", ["a", "b"])
    (True, False)
    """
    pieces = content.split(b'"')  # those outside of quotation marks and those within, in turn
    if not _is_marked_well(content, columns, pieces):
        return False
    header = _header(columns)
    text = b"".join(pieces[::2]).removeprefix(BOM)
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n")
    lines = text.split(b"\n")
    if content.endswith(b"\n"):
        lines.pop()
    commas = len(columns) - 1
    has_blank = b"," * commas in lines  # or a row of quoted cells
    # A row that begins with a blank or an empty cell may hold nothing but blanks; the header may stand twice.
    is_odd = not {b" ", b"\t", b","}.isdisjoint({line[:1] for line in lines}) or lines.count(header) > 1
    return (
        not (has_blank or is_odd) and {line.count(b",") for line in lines} == {commas} and b"\r" not in text
    )


def _header(columns: list[str]) -> bytes:
    return ",".join(columns).encode("utf-8", "surrogatepass")


def _is_marked_well(content: bytes, columns: list[str], pieces: list[bytes]) -> bool:
    """Return whether a file begins with its header, and its quotation marks stand around cells.

    A mark opens after a comma or line end, and closes before one; two with nothing between stand for one.
    """
    start, header = len(BOM) * content.startswith(BOM), _header(columns)
    outside = pieces[::2]
    if len(pieces) % 2 == 0 or not content.startswith((header + b"\n", header + b"\r\n"), start):
        return False
    return {one[:1] for one in outside[1:]} <= _AFTER and {one[-1:] for one in outside[:-1]} <= _BEFORE


def _locate_encoding(path: Path) -> Fault:
    """Return where the first byte stands that is not UTF-8."""
    content = path.read_bytes()
    try:
        content.decode("utf-8")
        position = 0
    except UnicodeDecodeError as error:
        position = error.start
    line = content.count(b"\n", 0, position) + 1
    start = max(content.rfind(b"\n", 0, position) + 1, position - 20)
    before = quoted(content[start:position].decode("utf-8", "replace"))
    return Fault(
        "wrong-encoding",
        str(path),
        "the file is not UTF-8",
        SAVE,
        line=line,
        found=f"the byte {content[position]:#04x} after {before}",
    )


def _check_form(path: Path, table: Table) -> list[Fault]:
    """Check the header and the number of cells of each record."""
    file = str(path)
    faults: list[Fault] = []
    before = 0
    if conflicts := find_conflicts(path.read_bytes()):
        problem = f"it has {describe_conflicts(conflicts)}"
        return [Fault("merge-conflict", file, problem, advise(path.name))]
    with path.open("rb") as start:
        faults = _quoted_separator(start.readline(BEGINNING), file)
    if faults:
        return faults
    try:
        with _open(path) as lines:
            reader = csv.reader(lines, strict=True)
            header = next(reader, [])
            faults = _check_header(header, table, file)
            if faults:
                return faults
            before = reader.line_num
            blank: list[tuple[int, int]] = []  # row and line of each blank row of a run
            for row, record in enumerate(reader):
                if any(cell.strip() for cell in record):
                    faults += _blank_rows(blank, file)
                    blank = []
                    faults += _wrong_row(record, header, row, before + 1, file)
                else:
                    blank.append((row, before + 1))
                before = reader.line_num
            faults += _blank_rows(blank, file)
    except csv.Error as error:
        problem = f"the record that starts here is not CSV ({error})"
        advice = "Close the quotation mark that was opened here, and double any inside a cell"
        faults.append(Fault("broken-quotes", file, problem, advice, line=before + 1))
    return faults


def _blank_rows(blank: list[tuple[int, int]], file: str) -> list[Fault]:
    """Report a run of blank rows once: spreadsheets add hundreds at the end."""
    if not blank:
        return []
    (row, line), last = blank[0], blank[-1][1]
    if len(blank) == 1:
        return [Fault("blank-row", file, "the row is blank", "Take the line out", row, line)]
    problem = f"the rows from here to line {last} are blank"
    return [Fault("blank-row", file, problem, f"Take these {len(blank)} lines out", row, line)]


def _quoted_separator(line: bytes, file: str) -> list[Fault]:
    """Find another separator between quoted names, at which strict reading would stop."""
    text = line.removeprefix(BOM).decode("utf-8", "replace").rstrip("\r\n")
    for sign, name in SEPARATORS.items():
        if f'"{sign}"' in text and "," not in text:
            return [_other_separator(name, text, file)]
    return []


def _other_separator(name: str, found: str, file: str) -> Fault:
    problem = f"the cells are separated by {name}"
    advice = "Save the table with commas (spreadsheets: choose the field separator on saving)"
    return Fault("wrong-separator", file, problem, advice, line=1, found=quoted(found), expected="commas")


def _wrong_row(record: list[str], header: list[str], row: int, line: int, file: str) -> list[Fault]:
    if record == header:
        problem = "the header is repeated here, below other rows"
        return [Fault("header-twice", file, problem, "Take the line out", row, line)]
    return [_ragged(record, len(header), row, line, file)] if len(record) != len(header) else []


def _ragged(record: list[str], width: int, row: int, line: int, file: str) -> Fault:
    return Fault(
        "ragged-row",
        file,
        f"the row has {'too many' if len(record) > width else 'too few'} cells",
        "Put a cell that holds a comma or a line break in quotation marks",
        row,
        line,
        found=f"{len(record)} cells",
        expected=f"{width}",
    )


def _check_header(header: list[str], table: Table, file: str) -> list[Fault]:
    """Compare the header with the schema: the same columns in the same order."""
    if header == table.columns:
        return []
    fault = partial(Fault, file=file, line=1)
    if not header:
        expected = ",".join(table.columns)
        problem = "the file is empty, or its first line is"
        return [fault("empty-file", problem=problem, advice="Write the header first", expected=expected)]
    for sign, name in SEPARATORS.items():
        if len(header) < len(table.columns) and sign in header[0]:
            return [_other_separator(name, header[0], file)]
    bare = [name.strip() for name in header]
    if [name.lower() for name in bare] == [name.lower() for name in table.columns]:
        what = "has blanks around the names" if bare != header else "is in capitals"
        found, expected = quoted(",".join(header)), ",".join(table.columns)
        advice = "Write the columns as the schema does"
        problem = f"the header {what}"
        return [fault("missing-header", problem=problem, advice=advice, found=found, expected=expected)]
    if not set(header) & set(table.columns):
        found, expected = quoted(",".join(header)), ",".join(table.columns)
        problem = "the first line is not the header of this table: it has none of the columns"
        advice = "Write the header first, or put the right file there"
        return [fault("missing-header", problem=problem, advice=advice, found=found, expected=expected)]
    faults = _wrong_labels(header, table.columns, fault)
    if not faults:
        found, expected = ",".join(header), ",".join(table.columns)
        problem = "the columns are not in the order of the schema"
        advice = "Put them in the order of the schema"
        faults = [fault("column-order", problem=problem, advice=advice, found=found, expected=expected)]
    return faults


def _wrong_labels(header: list[str], columns: list[str], fault: Callable[..., Fault]) -> list[Fault]:
    """Find columns that are missing, unknown or there twice."""
    faults = []
    for name in columns:
        if name not in header:
            hint = did_you_mean(name, set(header) - set(columns))
            problem, advice = f'the column "{name}" is missing', "Add it, with empty cells where unknown"
            faults.append(fault("missing-column", problem=problem, advice=hint + advice))
    for position, name in enumerate(header):
        if name not in columns or name in header[:position]:
            again = "is there twice" if name in columns else "is not in the schema"
            advice = describe_letter(name) + "Take it out, or describe it in datapackage.json"
            faults.append(fault("extra-column", problem=f"the column {quoted(name)} {again}", advice=advice))
    return faults
