"""CSV files of another form: one cause is one fault, and is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import analysttools as at

SAVE = "Save the table with commas (spreadsheets: choose the field separator on saving)."
HEADER = "sector_id,name_en,name_fr"


def _all_quoted(separator: str) -> Callable[[str], str]:
    """Put every cell into quotation marks, with another separator."""
    return lambda text: "\n".join(f'"{line}"'.replace(",", f'"{separator}"') for line in text.splitlines())


FORMS: dict[str, tuple[Callable[[str], str], str]] = {
    "semicolons, quoted": (
        _all_quoted(";"),
        f', line 1: the cells are parted by semicolons. Found ""sector_id";"name_en";"name_fr"". Expected '
        f"commas. {SAVE}",
    ),
    "tabs, quoted": (
        _all_quoted("\t"),
        r', line 1: the cells are parted by tabs. Found ""sector_id"\t"name_en"\t"name_fr"". Expected '
        f"commas. {SAVE}",
    ),
    "pipes": (
        lambda text: text.replace(",", "|"),
        f', line 1: the cells are parted by pipes. Found "sector_id|name_en|name_fr". Expected '
        f"commas. {SAVE}",
    ),
    "header in capitals": (
        lambda text: text.replace(HEADER, HEADER.upper()),
        f', line 1: the header is in capitals. Found "SECTOR_ID,NAME_EN,NAME_FR". Expected {HEADER}. Write '
        "the columns as the schema does.",
    ),
    "blanks in the header": (
        lambda text: text.replace(HEADER, HEADER.replace(",", ", ")),
        f', line 1: the header has blanks around the names. Found "sector_id, name_en, name_fr". Expected '
        f"{HEADER}. Write the columns as the schema does.",
    ),
    "byte order mark twice": (
        lambda text: "\ufeff\ufeff" + text,
        ", line 1: the file begins with a byte order mark twice. Save it again as UTF-8.",
    ),
    "CR CR LF": (
        lambda text: text.replace("\n", "\r\r\n"),
        ", line 1: the lines end in CR CR LF, as after two conversions. Expected LF or CR LF. Convert "
        "the line ends back, or save the table again.",
    ),
    "header again at the end": (
        lambda text: text + HEADER + "\n",
        ", line {last}: the header stands here again, below other rows. Take the line out.",
    ),
    "blanks as padding": (
        lambda text: text + " , , \n" * 50,
        ", line {last}: the rows from here to line {end} are blank. Take these 50 lines out.",
    ),
    "merge conflict": (
        lambda text: text + "<<<<<<< HEAD\n=======\n>>>>>>> other\n",
        ", line {last}: an unsolved merge conflict begins here (<<<<<<<). Solve it: git status "
        "names the files.",
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_one_cause_is_one_fault_that_names_it(package: Path, name: str) -> None:
    """Not a fault for each column, row or reference that goes wrong by it."""
    change, message = FORMS[name]
    file = package / "sectors.csv"
    text = file.read_text(encoding="utf-8")
    file.write_bytes(change(text).encode())
    last = text.count("\n") + 1
    (fault,) = [fault for fault in at.check_case(package) if fault.file == str(file)]
    assert str(fault) == f"{file}{message.format(last=last, end=last + 49)}"
