"""Any file of rows into cells of text, with what was found of its form: encoding, separator, header.

Belongs here: what every table format shares before its columns mean anything. Nothing is guessed: what can be
read in two ways is a fault that shows both. Does not belong here: encodings (``encodings.py``), workbooks
(``workbooks.py``), what columns mean (the file of each format).
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysttools.case.file_formats import BEGINNING, recognise_format
from analysttools.columns import TEXT
from analysttools.errors import DataError, Fault, describe_list, quoted
from analysttools.exchange.encodings import UndecodableError, decode
from analysttools.exchange.settings import FileSettings
from analysttools.exchange.sheets import Sheet, read_bytes, refuse

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "pipes"}
# A file larger than this is read by pyarrow where it is installed and the form is plain.
LARGE = 2**20
# Among so many records the header, and the row of HXL tags, is looked for.
FIRST = 25
_LOOKED_AT = 200
_SEP = re.compile(r"\"?sep=(.)\"?[,;\t|]*(\r\n|\n|\r|\Z)", re.I)
_MARK = b"\xef\xbb\xbf"
_TAG = re.compile(r"\s*#[A-Za-z][A-Za-z0-9_]*(\s*\+\s*[A-Za-z][A-Za-z0-9_]*)*\s*")
_NUMBER = re.compile(r"[-+]?[\d .,'\u2019\xa0\u202f]*\d[\d .,%]*")


@dataclass(frozen=True)
class RawTable:
    """The cells of a file, all text.

    Attributes
    ----------
    path : str
        The file as the user gave it.
    cells : DataFrame
        One row a record below the header; missing where a cell is empty. Names of columns are unique.
    lines : Series
        The line on which each record starts, or its row in a workbook.
    tags : list of str
        The HXL tag of each column, empty where there is none; no items in a file without such a row.
    understood : dict of str
        What was found of the form, in words.
    notes : list of Fault
        What a person should look at.
    """

    path: str
    cells: pd.DataFrame
    lines: pd.Series
    tags: list[str]
    understood: dict[str, str]
    notes: list[Fault]


def read_raw(
    path: str | Path,
    settings: FileSettings | None = None,
    known: Collection[str] = (),
    names: Sequence[str] = (),
) -> RawTable:
    """Read a file of rows.

    Parameters
    ----------
    path : str or path
        CSV in any dialect, xlsx or ods: told apart by what is in it.
    settings : FileSettings, optional
        What the user says of its form.
    known : collection of str
        Names of columns by which a header is recognised, in small letters.
    names : sequence of str
        Names of the columns of a file whose first row is no header, if it has as many.

    Returns
    -------
    RawTable

    Raises
    ------
    FileNotFoundError, IsADirectoryError
        If there is no such file.
    DataError
        If it is no table, with everything that is wrong with its form.
    """
    path, settings = Path(path), settings or FileSettings()
    content = read_bytes(path)
    other = recognise_format(content[:BEGINNING])
    if other and other.words.startswith(("an Excel workbook", "an OpenDocument")):
        from analysttools.exchange.workbooks import read_workbook

        sheet = read_workbook(path, content, settings, is_ods="ods" in other.words)
    else:
        if other and "UTF-16" not in other.words and not (other.words == "XML" and settings.encoding):
            raise refuse(path, "not-a-table", f"the file is {other.words}", other.advice)
        sheet = _read_text(path, content, settings, known)
    return _find_header(sheet, settings, known, names)


def _read_text(path: Path, content: bytes, settings: FileSettings, known: Collection[str]) -> Sheet:
    """Read CSV in any dialect."""
    if len(content) > LARGE and not settings.encoding and find_spec("pyarrow"):
        sheet = _read_at_once(path, content, settings.separator, known)
        if sheet is not None:
            return sheet
    try:
        decoded = decode(content, settings.encoding)
    except UndecodableError as error:
        raise refuse(path, "wrong-encoding", error.problem, error.advice) from error
    text, skipped = decoded.text, 0
    stated = settings.separator
    if mark := _SEP.match(text):  # Excel's own line
        stated, text, skipped = stated or mark[1], text[mark.end() :], 1
    separator = stated or _find_separator(path, text, known)
    quote = _find_quote(text, separator)
    sheet = Sheet(str(path), [], [])
    encoding = decoded.words + (f" (read from it: {decoded.sample})" if decoded.sample else "")
    sheet.understood = {"encoding": encoding, "separator": SEPARATORS.get(separator, quoted(separator))}
    if quote == "'":
        sheet.understood["quotation marks"] = "single (')"
    if skipped:
        sheet.understood["first line"] = "an instruction to Excel (sep=), passed over"
    _read_records(path, text, separator, quote, sheet)
    sheet.lines = [line + skipped for line in sheet.lines]
    return sheet


def _read_at_once(path: Path, content: bytes, stated: str, known: Collection[str]) -> Sheet | None:
    """Read a large file with pyarrow, if it is plainly well formed; None is for the slower way to say."""
    is_marked = content.startswith(_MARK)
    content = content.removeprefix(_MARK)
    beginning = content[:LARGE].decode("utf-8", "ignore")
    if _SEP.match(beginning):
        return None
    separator = stated or _find_separator(path, beginning, known, is_cut=True)
    if len(separator.encode()) > 1 or _find_quote(beginning, separator) != '"':
        return None
    with ThreadPoolExecutor(2) as pool:  # each looks at every byte, and none waits for another
        half, whole = _find_half(content), memoryview(content)
        width = content[: _find_end_of_first(content)].count(separator.encode()) + 1
        pieces = [piece for piece in (whole[:half], whole[half:]) if len(piece)]
        parsing = [pool.submit(_parse_at_once, piece, separator, width) for piece in pieces]
        lines = _lines_at_once(content, separator)
        parsed = [one.result() for one in parsing]
    if lines is None or any(one is None or one.schema != parsed[0].schema for one in parsed):
        return None  # rows of another width
    if len(lines) != sum(map(len, parsed)):
        return None  # blank rows
    import pyarrow

    columns = [pd.Series(TEXT.__from_arrow__(column)) for column in pyarrow.concat_tables(parsed).columns]
    if columns[0].isna().any() or columns[0].str.strip().eq("").any():
        return None  # there may be a row of blanks, which the slower way takes out
    encoding = "UTF-8 with a byte order mark" if is_marked else "UTF-8"
    understood = {"encoding": encoding, "separator": SEPARATORS.get(separator, quoted(separator))}
    return Sheet(str(path), [], lines[: FIRST + 1].tolist(), understood, [], columns, lines)


def _find_end_of_first(content: bytes) -> int:
    """Return where the first record ends: a cell of it may hold line ends, and separators, within marks."""
    end = content.find(b"\n") + 1
    while end and content.count(b'"', 0, end) % 2:
        end = content.find(b"\n", end) + 1
    return end


def _find_half(content: bytes) -> int:
    """Return where a record begins near the middle, if quotation marks stand in pairs."""
    half = len(content) // 2
    marks = np.frombuffer(content, dtype=np.uint8, count=half) == ord('"')  # quicker than to count in bytes
    is_within = np.count_nonzero(marks) % 2 == 1
    while (end := content.find(b"\n", half)) >= 0:
        is_within ^= content.count(b'"', half, end) % 2 == 1
        half = end + 1
        if not is_within:
            return half
    return len(content)


def _parse_at_once(content: memoryview, separator: str, width: int) -> Any:
    """Return a table of Arrow; None where it cannot, as for rows with more or fewer cells."""
    import pyarrow
    from pyarrow import csv as arrow

    types = {f"f{at}": pyarrow.large_string() for at in range(width)}
    try:
        return arrow.read_csv(
            pyarrow.py_buffer(content),
            read_options=arrow.ReadOptions(
                use_threads=False, autogenerate_column_names=True, block_size=2**22
            ),
            parse_options=arrow.ParseOptions(delimiter=separator, newlines_in_values=True),
            convert_options=arrow.ConvertOptions(
                column_types=types, null_values=[""], strings_can_be_null=True
            ),
        )
    except (pyarrow.ArrowInvalid, pyarrow.ArrowKeyError):
        return None


def _is_marked_well(letters: np.ndarray, marks: np.ndarray, separator: str) -> bool:
    """Return whether quotation marks stand around cells, and are doubled within."""
    if len(marks) % 2:
        return False
    around = np.zeros(256, dtype=bool)
    around[[ord(separator), ord("\n"), ord('"')]] = True
    opening, closing = marks[::2], marks[1::2]
    before = letters[opening[opening > 0] - 1]
    after = letters[closing[closing < len(letters) - 1] + 1]
    return bool(around[before].all() and around[after].all())


def _find_signs(letters: np.ndarray) -> np.ndarray:
    """Return where control characters and quotation marks stand: a piece at a time, which is quicker."""
    found = []
    for start in range(0, len(letters), LARGE):
        piece = letters[start : start + LARGE]
        found.append(np.flatnonzero((piece < ord(" ")) | (piece == ord('"'))) + start)
    return np.concatenate(found)


def _lines_at_once(content: bytes, separator: str) -> np.ndarray | None:
    """Return the line on which each record starts: line ends within quotation marks end none.

    None where there are control characters, line ends of other systems, or marks in odd places.
    """
    letters = np.frombuffer(content, dtype=np.uint8)
    signs = _find_signs(letters)
    kinds = letters[signs]
    marks, ends = signs[kinds == ord('"')], signs[kinds == ord("\n")]
    tabs = np.count_nonzero(kinds == ord("\t"))
    if len(marks) + len(ends) + tabs < len(signs) or not _is_marked_well(letters, marks, separator):
        return None
    is_within = np.searchsorted(marks, ends) % 2 == 1
    starts = np.flatnonzero(~is_within) + 2
    if len(ends) and ends[-1] == len(content) - 1:
        starts = starts[:-1]
    return np.concatenate([[1], starts])


def _read_records(path: Path, text: str, separator: str, quote: str, sheet: Sheet) -> None:
    """Read record by record, with the line of each; once more where a backslash escapes quotes."""
    try:
        rows, lines = _parse(text, delimiter=separator, quotechar=quote, strict=True)
    except csv.Error as error:
        line = int(str(error.args[-1]))
        try:
            if '\\"' not in text:
                raise
            how = {"delimiter": separator, "quotechar": quote, "escapechar": "\\", "doublequote": False}
            rows, lines = _parse(text, strict=True, **how)
            sheet.understood["quotation marks"] = 'written \\" within a cell'
        except csv.Error:
            problem = f"the record that starts here is not CSV ({error.args[0]})"
            advice = "Close the quotation mark that was opened here, and double any inside a cell"
            raise refuse(path, "broken-quotes", problem, advice, line=line) from error
    kept = [at for at, row in enumerate(rows) if row and (row[0].strip() or "".join(row).strip())]
    if len(kept) < len(rows):
        _note_blank(sheet, sorted(set(range(len(rows))) - set(kept)), lines)
    sheet.rows, sheet.lines = [rows[at] for at in kept], [lines[at] for at in kept]


def _note_blank(sheet: Sheet, blank: list[int], lines: list[int]) -> None:
    where = describe_list([lines[at] for at in blank])
    rows = "1 blank row was" if len(blank) == 1 else f"{len(blank)} blank rows were"
    sheet.notes.append(
        Fault("blank-row", sheet.path, f"{rows} passed over (line {where})", line=lines[blank[0]])
    )


def _parse(text: str, **how: Any) -> tuple[list[list[str]], list[int]]:
    """Parse a text; an error has the line of the record as its last argument."""
    with _any_size():
        reader = csv.reader(io.StringIO(text, newline=""), **how)
        rows, lines, before = [], [], 0
        try:
            for row in reader:
                rows.append(row)
                lines.append(before + 1)
                before = reader.line_num
        except csv.Error as error:
            raise csv.Error(str(error), before + 1) from error
    return rows, lines


@contextmanager
def _any_size() -> Iterator[None]:
    limit = csv.field_size_limit(sys.maxsize)  # a setting of the whole process: put back at once
    try:
        yield
    finally:
        csv.field_size_limit(limit)


def _find_quote(text: str, separator: str) -> str:
    """Return the mark around cells: the single one only where the first line has it around every cell."""
    first = re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0]
    cell = r"'[^']*'"
    return "'" if re.fullmatch(f"{cell}({re.escape(separator)}{cell})*", first) else '"'


def _find_separator(path: Path, text: str, known: Collection[str], *, is_cut: bool = False) -> str:
    """Find the one separator by which every record has as many cells, or that parts names which are known."""
    if known:
        found = {
            sign: max((sum(_small(cell) in known for cell in row) for row in rows), default=0)
            for sign, rows in ((sign, _sample_rows(text, sign, FIRST, is_cut)) for sign in SEPARATORS)
        }
        best = max(found, key=lambda sign: found[sign])
        if found[best] > 1:
            return best
    sampled = {sign: _sample_rows(text, sign, _LOOKED_AT, is_cut) for sign in SEPARATORS}
    even = {}
    for sign, rows in sampled.items():
        widths = {len(row) for row in rows if row}
        if len(widths) == 1 and widths != {1}:
            even[sign] = widths.pop()
    if len(even) == 1:
        return next(iter(even))
    if len(even) > 1:
        could = "; ".join(f"{SEPARATORS[sign]}: {width} cells a row" for sign, width in even.items())
        problem = f"the cells can be separated in two ways ({could})"
        advice = 'Say which: separator = ";" under [file] of a mapping (--map)'
        raise refuse(path, "wrong-separator", problem, advice, line=1)
    widest = {sign: sum(len(row) > 1 for row in rows) for sign, rows in sampled.items()}
    return max(widest, key=lambda sign: widest[sign]) if max(widest.values()) else ","


def _sample_rows(text: str, separator: str, most: int, is_cut: bool) -> list[list[str]]:
    rows: list[list[str]] = []
    with _any_size():
        try:
            for row in csv.reader(io.StringIO(text[: 2**20], newline=""), delimiter=separator):
                rows.append(row)
                if len(rows) == most:
                    return rows
        except csv.Error:
            return rows
    return rows[:-1] if is_cut or len(text) > 2**20 else rows  # the last one may be cut


def _small(cell: str) -> str:
    return cell.strip().casefold()


def _find_header(
    sheet: Sheet, settings: FileSettings, known: Collection[str], names: Sequence[str]
) -> RawTable:
    """Find the header and the row of HXL tags, and make columns of the rest."""
    first = _first_rows(sheet)
    if not first:
        raise refuse(sheet.path, "empty-file", "the file has no row with anything in it", "Put a table there")
    tagged = [at for at, row in enumerate(first) if _is_tags(row)]
    at = _header_row(sheet, first, settings, known, names, tagged)
    header = list(names) if at < 0 else first[at]
    tags: list[str] = []
    start = at + 1
    if tagged and tagged[0] == max(at + 1, 0):
        tags, start = first[tagged[0]], tagged[0] + 1
        sheet.understood["HXL"] = f"a row of tags on line {sheet.lines[tagged[0]]}"
    if at > 0:
        sheet.notes.append(_above_header(sheet, first[:at], at))
    sheet.understood["header"] = (
        f"line {sheet.lines[at]}" if at >= 0 else "none: columns named by their order"
    )
    columns = _columns(
        sheet, start, max([len(header), *map(len, first[start:])] if sheet.columns is None else [0])
    )
    labels, kept = _label(sheet, header, columns)
    cells = pd.DataFrame({label: columns[at].array for label, at in zip(labels, kept, strict=True)})
    lines = pd.Series((sheet.lines if sheet.starts is None else sheet.starts)[start:], dtype="int64")
    tags = [tags[at] if at < len(tags) else "" for at in kept] if tags else []
    return RawTable(sheet.path, cells, lines, tags, sheet.understood, sheet.notes)


def _first_rows(sheet: Sheet) -> list[list[str]]:
    if sheet.columns is None:
        return sheet.rows[: FIRST + 1]
    heads = [column.iloc[: FIRST + 1].tolist() for column in sheet.columns]
    return [[cell if isinstance(cell, str) else "" for cell in row] for row in zip(*heads, strict=True)]


def _is_tags(row: Sequence[str]) -> bool:
    said = [cell for cell in row if cell.strip()]
    return bool(said) and all(_TAG.fullmatch(cell) for cell in said)


def _header_row(
    sheet: Sheet,
    first: list[list[str]],
    settings: FileSettings,
    known: Collection[str],
    names: Sequence[str],
    tagged: list[int],
) -> int:
    """Return the place of the header among the records; -1 where there is none and columns have an order."""
    if settings.header:
        if settings.header not in sheet.lines[: len(first)]:
            problem = (
                f"line {settings.header}, which the mapping calls the header, is not among the first {FIRST}"
            )
            raise refuse(sheet.path, "no-header", problem, "Correct header under [file] of the mapping")
        return list(sheet.lines[: len(first)]).index(settings.header)
    if known:
        found = [sum(_small(cell) in known for cell in row) for row in first]
        if found and max(found) > 1:
            return found.index(max(found))
        if names and first and len(first[0]) == len(names):
            return -1
    if tagged and tagged[0] > 0:
        return tagged[0] - 1
    if known and not tagged:
        problem, expected = "the header is not one of this format", describe_list(sorted(known), 12)
        found_names = describe_list(first[0], 12) if first else "nothing"
        advice = "Name the right format (--as), or read it as a table with a mapping (--as table --map)"
        raise refuse(sheet.path, "no-header", problem, advice, line=1, found=found_names, expected=expected)
    return _plain_header(first)


def _plain_header(first: list[list[str]]) -> int:
    """Return the first row that has as many cells as any, all different and none a number; else the first."""
    said = [[cell for cell in row if cell.strip()] for row in first]
    most = max(map(len, said), default=0)
    for at, row in enumerate(said):
        is_named = not any(_NUMBER.fullmatch(cell.strip()) for cell in row)
        if len(row) >= max(most - 1, 1) and is_named and len(set(row)) == len(row):
            return at
    return 0


def _above_header(sheet: Sheet, above: list[list[str]], at: int) -> Fault:
    said = describe_list([cell for row in above for cell in row if cell.strip()])
    problem = f"what stands above the header was passed over: {quoted(said)}"
    return Fault("above-header", sheet.path, problem, line=sheet.lines[0])


def _columns(sheet: Sheet, start: int, width: int) -> list[pd.Series]:
    """Return the columns below the header; raise, with every such row, where rows have too many cells."""
    if sheet.columns is not None:
        return [pd.Series(column.array[start:]) for column in sheet.columns]
    rows = sheet.rows[start:]
    expected = len(sheet.rows[start - 1]) if start else width
    faults = [
        Fault(
            "ragged-row",
            sheet.path,
            f"the row has too {'many' if len(row) > expected else 'few'} cells",
            "Put a cell that holds the separator or a line break in quotation marks",
            line=line,
            found=f"{len(row)} cells",
            expected=str(expected),
        )
        for row, line in zip(rows, sheet.lines[start:], strict=True)
        if len(row) != expected
    ]
    if faults:
        raise DataError(sheet.path, faults)
    made = zip(*rows, strict=True) if rows else [()] * expected
    return [pd.Series([cell or None for cell in column], dtype=TEXT) for column in made]


def _label(sheet: Sheet, header: Sequence[str], columns: list[pd.Series]) -> tuple[list[str], list[int]]:
    """Name the columns: one without a name by its place, one of two with the same name by its number."""
    labels: list[str] = []
    kept: list[int] = []
    for at, column in enumerate(columns):
        name = " ".join(header[at].split()) if at < len(header) else ""
        if not name and column.isna().all():
            continue  # padding to the right
        label = name or f"column {at + 1}"
        copies = sum(one == label or one.startswith(f"{label} (") for one in labels)
        if copies:
            problem = (
                f"the name {quoted(label)} stands over {copies + 1} columns: they are told apart by a number"
            )
            sheet.notes.append(Fault("name-twice", sheet.path, problem))
            while label in labels:
                copies += 1
                label = f"{name or f'column {at + 1}'} ({copies})"
        labels.append(label)
        kept.append(at)
    return labels, kept
