"""Sheets of xlsx and ods as records of text.

Belongs here: cells of a workbook as a person would type them, and what a table of text could not have: merged
cells, errors, formulas without a value, days counted from 1904. Does not belong here: what columns mean.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from analysttools.errors import DataError, ExtraMissingError, Fault, describe_list
from analysttools.exchange.settings import FileSettings
from analysttools.exchange.sheets import MAX_BYTES, Sheet, refuse

_DAMAGED = "Save it again in a spreadsheet, or save the sheet as CSV in UTF-8"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# Beyond this a repeated row or column is the empty rest of the sheet.
MOST_REPEATED = 10_000
MOST_COLUMNS = 16_384


def read_workbook(path: Path, content: bytes, settings: FileSettings, *, is_ods: bool) -> Sheet:
    """Read the one sheet of a workbook, or the one that is named.

    Parameters
    ----------
    path : Path
        The file.
    content : bytes
        What is in it.
    settings : FileSettings
        Which sheet to read.
    is_ods : bool
        Whether it is OpenDocument.

    Returns
    -------
    Sheet

    Raises
    ------
    DataError
        If it is damaged, or has several sheets of which none is named.
    """
    if not is_ods and not find_spec("openpyxl"):
        raise ExtraMissingError("openpyxl", "read an Excel workbook", "tables")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(one.file_size for one in archive.infolist())
        if size > 2 * MAX_BYTES:
            raise refuse(
                path, "too-large", f"unpacked it has {size:,} bytes", "Save the sheet as CSV in UTF-8"
            )
        return (_read_ods if is_ods else _read_xlsx)(path, content, settings)
    except (DataError, MemoryError):
        raise
    except zipfile.BadZipFile as error:
        problem = f"the workbook is damaged: it breaks off before its end, or was changed ({error})"
        raise refuse(path, "damaged-workbook", problem, f"Copy or fetch it again. {_DAMAGED}") from error
    except Exception as error:  # of a damaged workbook the readers raise whatever they stumble over
        problem = f"the workbook is damaged ({type(error).__name__}: {error})"
        raise refuse(path, "damaged-workbook", problem, _DAMAGED) from error


def _choose(path: Path, names: list[str], filled: list[str], settings: FileSettings) -> str:
    """Return the name of the sheet to read."""
    if settings.sheet:
        if settings.sheet in names:
            return settings.sheet
        problem = f'there is no sheet "{settings.sheet}"'
        raise refuse(path, "no-sheet", problem, f"Name one of: {', '.join(names)}")
    if len(filled) == 1:
        return filled[0]
    if not filled:
        raise refuse(
            path, "empty-file", "the workbook has no cell with anything in it", "Put a table into it"
        )
    problem = f"the workbook has {len(filled)} sheets with something in them ({describe_list(filled, 10)})"
    raise refuse(
        path, "several-sheets", problem, 'Say which: sheet = "..." under [file] of a mapping (--map)'
    )


def _read_xlsx(path: Path, content: bytes, settings: FileSettings) -> Sheet:
    import warnings

    import openpyxl
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that are of no matter here
        book = openpyxl.load_workbook(io.BytesIO(content))
        sheets = {sheet.title: sheet for sheet in book.worksheets}
        filled = [name for name, sheet in sheets.items() if any(True for _ in _filled(sheet))]
        name = _choose(path, list(sheets), filled, settings)
        sheet = sheets[name]
        formulas = [cell.coordinate for cell in _filled(sheet) if cell.data_type == "f"]
        if formulas:
            sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True)[name]
    found = Sheet(str(path), [], [])
    found.understood = {"workbook": f'Excel (xlsx), sheet "{name}"'}
    if book.epoch == CALENDAR_MAC_1904:
        found.understood["days"] = "counted from 1904, as the workbook says"
        problem = "the workbook counts days from 1904, and its dates were read so"
        _note(found, "days-from-1904", problem, "Compare one with the spreadsheet")
    _note_cells(found, sheet, formulas)
    grid = [[_as_text(cell) for cell in row] for row in sheet.iter_rows()]
    _fill(found, grid)
    return found


def _filled(sheet: Any) -> Iterator[Any]:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None and str(cell.value).strip():
                yield cell


def _note(found: Sheet, kind: str, problem: str, advice: str = "") -> None:
    found.notes.append(Fault(kind, found.path, problem, advice))


def _note_cells(found: Sheet, sheet: Any, formulas: list[str]) -> None:
    """Say which cells are merged, hold an error, or a formula whose value was never stored."""
    merged = [str(one) for one in sheet.merged_cells.ranges]
    if merged:
        problem = f"cells are merged ({describe_list(merged)}): the value stands in the first of them alone"
        _note(
            found,
            "merged-cells",
            problem,
            "Part them in the spreadsheet, and fill each cell that should have it",
        )
    errors = [f"{cell.coordinate} {cell.value}" for cell in _filled(sheet) if cell.data_type == "e"]
    if errors:
        problem = f"cells hold an error of the spreadsheet ({describe_list(errors)}), which is no value"
        _note(found, "spreadsheet-error", problem, "Mend the formulas, or empty these cells")
    lost = [one for one in formulas if sheet[one].value is None]
    if lost:
        problem = f"formulas have no stored value ({describe_list(lost)}): they are read as empty"
        _note(found, "formula-without-value", problem, "Open the workbook in a spreadsheet and save it")
    hidden = sum(1 for one in sheet.row_dimensions.values() if one.hidden)
    if hidden:
        _note(
            found,
            "hidden-rows",
            f"rows are hidden in the spreadsheet ({hidden}): they are read as the others",
        )


def _as_text(cell: Any) -> str:
    """Return a cell as a person would type it: days as 2024-12-14, whole numbers without a point."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float) and "%" in str(cell.number_format or ""):
        return f"{value * 100:g} %"
    return _write(value)


def _write(value: Any) -> str:
    if isinstance(value, float):
        text = str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        # three decimals could be thousands in a column of text: a number that is typed leaves no such doubt
        return f"{text}0" if len(text.partition(".")[2]) == 3 else text
    if isinstance(value, datetime.datetime):
        return (
            value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "seconds")
        )
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


def _fill(found: Sheet, grid: list[list[str]]) -> None:
    """Put rows into a sheet, all as wide as the widest, without those that are blank."""
    width = max((at + 1 for row in grid for at, cell in enumerate(row) if cell.strip()), default=0)
    last = max((at for at, row in enumerate(grid) if any(cell.strip() for cell in row)), default=-1)
    blank = []
    for at, row in enumerate(grid[: last + 1]):
        if any(cell.strip() for cell in row):
            found.rows.append([*row, *[""] * width][:width])
            found.lines.append(at + 1)
        else:
            blank.append(at + 1)
    if blank:
        _note(found, "blank-row", f"blank rows were passed over (row {describe_list(blank)})")
    if len(grid) > last + 1:
        found.understood["rows below"] = f"{len(grid) - last - 1} blank rows at the foot, passed over"


def _read_ods(path: Path, content: bytes, settings: FileSettings) -> Sheet:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        # entities beyond bounds are refused by expat itself
        root = ElementTree.fromstring(archive.read("content.xml"))  # noqa: S314
    grids: dict[str, list[list[str]]] = {}
    spans: dict[str, int] = {}
    for table in root.iter(f"{_TABLE}table"):
        name = table.get(f"{_TABLE}name") or f"sheet {len(grids) + 1}"
        grids[name] = list(_ods_rows(table))
        wide = (f"{_TABLE}number-columns-spanned", f"{_TABLE}number-rows-spanned")
        spans[name] = sum(
            1 for cell in table.iter(f"{_TABLE}table-cell") if any(cell.get(one, "1") != "1" for one in wide)
        )
    filled = [name for name, grid in grids.items() if any(any(row) for row in grid)]
    name = _choose(path, list(grids), filled, settings)
    found = Sheet(str(path), [], [])
    found.understood = {"workbook": f'OpenDocument (ods), sheet "{name}"'}
    if spans[name]:
        problem = f"{spans[name]} cells are merged with others: the value stands in the first alone"
        _note(
            found,
            "merged-cells",
            problem,
            "Part them in the spreadsheet, and fill each cell that should have it",
        )
    errors = [
        cell for row in grids[name] for cell in row if cell.startswith(("#REF!", "#NAME?", "#VALUE!", "Err:"))
    ]
    if errors:
        problem = f"cells hold an error of the spreadsheet ({describe_list(errors)}), which is no value"
        _note(found, "spreadsheet-error", problem, "Mend the formulas, or empty these cells")
    _fill(found, grids[name])
    return found


def _ods_rows(table: ElementTree.Element) -> Iterator[list[str]]:
    for row in table.iter(f"{_TABLE}table-row"):
        cells: list[str] = []
        for cell in row:
            if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                text = _ods_text(cell)
                times = _repeated(cell, "number-columns-repeated")
                cells += [text] * (times if text else min(times, MOST_COLUMNS - len(cells)))
                if len(cells) > MOST_COLUMNS:
                    raise ValueError(f"a row has more than {MOST_COLUMNS} cells")
        while cells and not cells[-1]:
            cells.pop()
        times = _repeated(row, "number-rows-repeated")
        if not cells:
            times = min(times, MOST_REPEATED)
        elif times > MOST_REPEATED:
            raise ValueError(f"a row is repeated {times} times")
        yield from [cells] * times


def _repeated(element: ElementTree.Element, name: str) -> int:
    return max(int(element.get(f"{_TABLE}{name}", "1")), 1)


def _ods_text(cell: ElementTree.Element) -> str:
    """Return a cell as a person would type it."""
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind == "date":
        return (cell.get(f"{_OFFICE}date-value") or "").replace("T00:00:00", "").replace("T", " ")
    if kind == "float":
        return _write(float(cell.get(f"{_OFFICE}value") or "nan"))
    if kind == "percentage":
        return f"{float(cell.get(f'{_OFFICE}value') or 'nan') * 100:g} %"
    return "\n".join("".join(one.itertext()) for one in cell.iter(f"{_TEXT}p"))
