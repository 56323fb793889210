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
        f', line 1: the cells are separated by semicolons. Found ""sector_id";"name_en";"name_fr"". Expected '
        f"commas. {SAVE}",
    ),
    "tabs, quoted": (
        _all_quoted("\t"),
        r', line 1: the cells are separated by tabs. Found ""sector_id"\t"name_en"\t"name_fr"". Expected '
        f"commas. {SAVE}",
    ),
    "pipes": (
        lambda text: text.replace(",", "|"),
        f', line 1: the cells are separated by pipes. Found "sector_id|name_en|name_fr". Expected '
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
        ", line {last}: the header is repeated here, below other rows. Take the line out.",
    ),
    "blanks as padding": (
        lambda text: text + " , , \n" * 50,
        ", line {last}: the rows from here to line {end} are blank. Take these 50 lines out.",
    ),
    "merge conflict": (
        lambda text: text + "<<<<<<< HEAD\n=======\n>>>>>>> other\n",
        ": it has an unsolved merge conflict between HEAD and other, lines {last} to {third}. Keep your "
        "version with git checkout --ours sectors.csv, theirs with git checkout --theirs sectors.csv, or "
        "what both have by taking out the lines of the marks (<<<<<<<, =======, >>>>>>>); then git add "
        "sectors.csv. git merge --abort goes back to before the merge.",
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
    assert str(fault) == f"{file}{message.format(last=last, third=last + 2, end=last + 49)}"


@pytest.mark.parametrize(
    ("letters", "is_found"),
    [
        ("\x01", True),
        ("\x7f", True),
        ("\x85", True),
        ("\ufdd0", True),
        ("\uffff", True),
        ("\U0001fffe", True),
        ("\xa0\u202f\u00e9", False),
        ("\uff0c\U0001f600\u65e5", False),
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_character_that_no_text_holds_is_found_in_any_file(
    package: Path, letters: str, is_found: bool, mark: str
) -> None:
    """The bytes of a file are looked through at once; only where they may hold one are its cells."""
    text = (package / "places.csv").read_text(encoding="utf-8")
    text = mark + text.replace("Sudzha", f"Sud{letters}zha", 1)
    (package / "places.csv").write_text(text, encoding="utf-8", newline="")
    kinds = {fault.kind for fault in at.check_case(package)}
    assert kinds == ({"unwritable-character"} if is_found else set())


def test_a_zero_byte_is_told_before_the_encoding_behind_it(package: Path) -> None:
    """What is wrong first is told."""
    content = (package / "places.csv").read_bytes()
    (package / "places.csv").write_bytes(content + b"\0\xff\n")
    (fault,) = at.check_case(package)
    assert fault.problem == "the file holds a zero byte, which text never does"


ODD = {
    "a cell too many": lambda text: text + "a,b,c,d,e,f,g,h,i,j,k,l,m\n",
    "a cell too few": lambda text: text + "a,b\n",
    "a blank line": lambda text: text.replace("\n", "\n\n", 2),
    "blank lines at the end": lambda text: text + "\n\n",
    "no end of line": lambda text: text.removesuffix("\n"),
    "a row of commas": lambda text: text + "," * text.partition("\n")[0].count(",") + "\n",
    "the header again": lambda text: text + text.partition("\n")[0] + "\n",
    "a mark inside a cell": lambda text: text.replace("Sudzha", 'Sud"zha', 1),
    "a mark that nobody closes": lambda text: text.replace("Sudzha", '"Sudzha', 1),
    "marks within marks": lambda text: text.replace("Sudzha", '"Sud""z""ha"', 1),
    "a line break within marks": lambda text: text.replace("Sudzha", '"Sud\nzha"', 1),
    "a byte order mark": lambda text: "\ufeff" + text,
    "another header": lambda text: text.replace("name_en", "name", 1),
}


@pytest.mark.parametrize("change", ODD.values(), ids=list(ODD))
def test_a_large_file_is_judged_as_a_small_one(
    package: Path, change: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Arrow reads it and counts its cells; what it says is what the slower ways say."""
    text = change((package / "places.csv").read_text(encoding="utf-8"))
    (package / "places.csv").write_text(text, encoding="utf-8", newline="")
    small = at.check_case(package)
    monkeypatch.setattr("analysttools.case.csv_files.LARGE", 0)
    assert at.check_case(package) == small
