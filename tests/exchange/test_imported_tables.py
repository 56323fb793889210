"""Any table: how it is written is found where there is no doubt, shown, and never guessed."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from mutated_files import TABLE, make_ods, make_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

import analysttools as at
from analysttools.errors import DataError
from analysttools.exchange.date_forms import DateFormError
from analysttools.exchange.date_forms import find_form as find_dates
from analysttools.exchange.encodings import UndecodableError, decode
from analysttools.exchange.mapping import read_mapping, sketch
from analysttools.exchange.number_forms import NumberFormError
from analysttools.exchange.number_forms import find_form as find_numbers

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file and returns its path."""

    def written(name: str, content: str | bytes) -> Path:
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path / name

    return written


def _refusal(path: Path, mapping: Path | None = None) -> list[str]:
    with pytest.raises(DataError) as caught:
        at.read_spreadsheet(path, mapping)
    return [str(fault).partition(": ")[2] for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with a byte order mark"),
        ("utf-16", "UTF-16 with a byte order mark"),
        ("utf-16-le", "UTF-16-LE without a byte order mark"),
        ("utf-16-be", "UTF-16-BE without a byte order mark"),
        ("cp1251", "Windows-1251 (Cyrillic)"),
    ],
)
def test_an_encoding_is_found(encoding: str, words: str) -> None:
    """The text comes out whole, whatever it was written in."""
    text = "дата;место\nДонецк;3\n"
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.words) == (text, words)


def test_western_letters_are_found() -> None:
    """Words of western Europe have few letters beyond ASCII."""
    assert decode("date;lieu\n3;Évry, près de là\n".encode("cp1252")).words.startswith("Windows-1252")


@pytest.mark.parametrize("text", ["дата;ёж".encode("koi8-r"), "дата;время".encode("cp866"), b"a;\xe9\n"])
def test_an_encoding_in_doubt_is_refused_with_its_readings(text: bytes) -> None:
    """Both readings are shown, and what to write into the mapping."""
    with pytest.raises(UndecodableError, match=r"cp1251.*encoding = "):
        decode(text)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_separator_is_found(sign: str, write: Write) -> None:
    """By the one sign that gives each row as many cells."""
    rows = [["date", "place", "killed"], ["2031-03-28", "Ternhaven", "3"], ["2031-03-29", "Gull Point", "4"]]
    found = at.read_spreadsheet(write("a.csv", "\n".join(sign.join(row) for row in rows)))
    assert found.claims["best"].tolist() == [3, 4]


def test_a_separator_in_doubt_is_refused(write: Write) -> None:
    """Both are shown with the cells that they would give."""
    (fault,) = _refusal(write("a.csv", "date;place,killed\n2031-03-28;Ternhaven,3\n"))
    assert "two ways (commas: 2 cells a row; semicolons: 2 cells a row)" in fault


@pytest.mark.parametrize(
    ("cells", "form"),
    [
        (["1,5", "1.234,5"], "decimal comma, thousands parted by points"),
        (["1.5", "1,234"], "decimal point, thousands parted by commas"),
        (["1 234", "1 234,5"], "decimal comma, thousands parted by blanks or apostrophes"),
        (["1.234.567"], "thousands parted by points"),
        (["0,125"], "decimal comma"),
        (["12", "30+", "dozens"], "whole numbers"),
    ],
)
def test_the_form_of_numbers_is_found(cells: list[str], form: str) -> None:
    """By cells that can be read in one way only."""
    assert str(find_numbers(cells)) == form


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["1,234"], '"1,234" is 1234 or 1.234'),
        (["1,5", "2.5"], '"1,5" and "2.5"'),
        (["1,5", "1,234,567"], "two ways"),
    ],
)
def test_numbers_in_doubt_are_refused_with_both_readings(cells: list[str], words: str) -> None:
    """Nothing in the column says which; or one cell excludes what another demands."""
    with pytest.raises(NumberFormError, match=words):
        find_numbers(cells)


def test_the_order_of_dates_is_found_by_a_day_above_twelve() -> None:
    """One such day is enough for the column."""
    assert find_dates(["03.04.2031", "28.03.2031"]).order == "day first"
    assert find_dates(["03/04/2031", "03/28/2031"]).order == "month first"


@pytest.mark.parametrize(
    ("cells", "words"),
    [(["03.04.2031"], "3 April 2031 or 4 March 2031"), (["28/03/2031", "03/28/2031"], "two orders")],
)
def test_dates_in_doubt_are_refused_with_both_readings(cells: list[str], words: str) -> None:
    """Dots are no proof that the day comes first."""
    with pytest.raises(DateFormError, match=words):
        find_dates(cells)


def test_a_mapping_settles_what_is_in_doubt(write: Write) -> None:
    """The order of dates and the decimal sign are as it says."""
    table = write("a.csv", "Tag;Tote\n03.04.2031;1,234\n")
    said = '[file]\ndates = "day first"\ndecimal = ","\n[columns]\ndate = "Tag"\n[numbers]\nkilled = "Tote"\n'
    found = at.read_spreadsheet(table, write("map.toml", said))
    assert (found.events["date"].iloc[0], found.claims["best"].iloc[0]) == ("2031-04-03", 1.234)


def test_everything_that_is_in_doubt_is_told_at_once(write: Write) -> None:
    """Dates and numbers, each with its column."""
    faults = _refusal(write("a.csv", "date;killed\n03.04.2031;1,234\n"))
    assert len(faults) == 2


def test_a_number_in_words_is_read_and_shown(write: Write) -> None:
    """Into bounds and qualifier; what was read of which words is shown, and the cell is kept."""
    found = at.read_spreadsheet(write("t.csv", TABLE))
    assert found.claims["claim_id"].tolist() == ["t-2-killed", "t-2-wounded", "t-3-killed"]
    claim = found.claims.set_index("claim_id").loc["t-3-killed"]
    assert (claim["low"], claim["qualifier"]) == (30, "at_least")
    assert pd.isna(claim["best"])
    assert found.events["file_killed"].tolist() == ["3", "30+"]
    assert found.understood["words in killed"] == '"30+" as at_least'


@pytest.mark.parametrize(
    ("cell", "row"),
    [
        ("12-15", (12, None, 15, "between")),
        ("≥ 30", (30, None, None, "at_least")),
        (">30", (30, None, None, "more_than")),
        ("plus de 30", (30, None, None, "more_than")),
        ("jusqu'à 40", (None, None, 40, "up_to")),
        ("une trentaine", (None, 30, None, "about")),
        ("~30", (None, 30, None, "about")),
    ],
)
def test_words_around_a_number_are_its_qualifier(cell: str, row: tuple[object, ...], write: Write) -> None:
    """In English, in French and in signs; the case with them has no fault."""
    found = at.read_spreadsheet(write("t.csv", f"date,killed\n2031-03-28,3\n2031-03-29,{cell}\n"))
    claim = found.claims.iloc[-1]
    assert tuple(None if pd.isna(one) else one for one in claim[["low", "best", "high", "qualifier"]]) == row


@pytest.mark.parametrize("cell", ["dozens", "c. 200", "n/a", "unknown", "30 of 40", "12 villages"])
def test_words_with_two_readings_or_none_are_kept_and_no_claim(cell: str, write: Write) -> None:
    """They are named with their line; the cell stands in a column of its own."""
    found = at.read_spreadsheet(write("t.csv", f"date,killed\n2031-03-28,3\n2031-03-29,{cell}\n"))
    assert found.claims["claim_id"].tolist() == ["t-2-killed"]
    assert found.events["file_killed"].tolist() == ["3", cell]
    assert any(f'"{cell}" is no number' in note.problem and note.line == 3 for note in found.notes)


def test_lines_are_those_of_the_file(write: Write) -> None:
    """Line breaks within quotation marks are counted, blank rows passed over and told."""
    found = at.read_spreadsheet(write("t.csv", 'date,note\n2031-03-28,"a\nb"\n,\n2031-03-29,c\n'))
    assert found.events["line"].tolist() == [2, 5]
    assert any("1 blank row was passed over (line 4)" in note.problem for note in found.notes)


def test_a_total_at_the_foot_is_named(write: Write) -> None:
    """It is neither read as an event nor left out unasked; the mapping may leave it out."""
    table = write("a.csv", "date,place,killed\n2031-03-28,Ternhaven,3\n,Total,3\n")
    (fault,) = _refusal(table)
    assert 'begins with "Total": it looks like a total' in fault
    assert "skip = [3]" in fault
    said = '[file]\nskip = [3]\n[columns]\ndate = "date"\n'
    assert len(at.read_spreadsheet(table, write("map.toml", said)).events) == 1


def test_a_table_that_is_not_understood_is_shown_whole(write: Write) -> None:
    """No column is taken for what it might be; a sketch of a mapping lists them all."""
    found = at.read_spreadsheet(write("a.csv", "Tag;Ort\n2031-03-28;Ternhaven\n"))
    assert (len(found.events), len(found.rows)) == (0, 1)
    assert '"Ort": "Ternhaven"' in sketch(found)


def test_a_mapping_is_told_all_its_faults_at_once(write: Write) -> None:
    """Each with what is expected, or with what was meant."""
    said = '[colums]\n[columns]\ndat = "a"\nplace = 3\n[numbers]\nKilled = "x"\n'
    said += '[file]\ndates = "dmy"\nskip = "4"\n'
    with pytest.raises(DataError) as caught:
        read_mapping(write("map.toml", said))
    told = [str(fault) for fault in caught.value.faults]
    assert len(told) == 6
    assert 'Did you mean "columns"?' in told[0]
    assert any("day first, month first, year first" in one for one in told)


def test_a_column_that_is_not_there_is_named(write: Write) -> None:
    """With those that are."""
    faults = _refusal(
        write("a.csv", "Tag,Ort\n2031-03-28,x\n"), write("m.toml", '[columns]\ndate = "Datum"\n')
    )
    (fault,) = faults
    assert fault.startswith('date in [columns] of the mapping is "Datum", which is no column of the file')
    assert fault.endswith('There are: "Tag", "Ort".')


def test_the_oddities_of_a_workbook_are_told(write: Write) -> None:
    """Merged cells, errors, formulas without a value, blank rows: a sentence each."""
    found = at.read_spreadsheet(write("t.xlsx", make_workbook()))
    kinds = [note.kind for note in found.notes]
    assert kinds[:5] == [
        "merged-cells",
        "spreadsheet-error",
        "formula-without-value",
        "blank-row",
        "above-header",
    ]
    assert found.events["date"].tolist() == ["2031-03-28", "2031-04-02", "2031-04-03"]
    assert found.events["line"].tolist() == [3, 4, 6]


def test_a_year_that_became_a_day_of_1905_is_refused(write: Write) -> None:
    """2031 in a cell for dates is shown as 23 July 1905."""
    book = openpyxl.Workbook()
    book.active.append(["date"])
    book.active.append([datetime.datetime(1905, 7, 23)])
    (fault,) = _refusal(write("t.xlsx", _saved(book)))
    assert "1905-07-23 is what a spreadsheet makes of the year 2031" in fault


def test_days_counted_from_1904_are_read_so_and_told(write: Write) -> None:
    """The workbook itself says from when it counts."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["date"])
    book.active.append([datetime.datetime(2031, 3, 28)])
    found = at.read_spreadsheet(write("t.xlsx", _saved(book)))
    assert found.events["date"].tolist() == ["2031-03-28"]
    assert any(note.kind == "days-from-1904" for note in found.notes)


def test_several_sheets_are_not_chosen_from(write: Write) -> None:
    """The mapping has to say which."""
    book = openpyxl.Workbook()
    book.active.append(["date"])
    book.create_sheet("Other").append(["date"])
    (fault,) = _refusal(write("t.xlsx", _saved(book)))
    assert "2 sheets with something in them (Sheet, Other)" in fault


def test_numbers_typed_into_a_workbook_leave_no_doubt(write: Write) -> None:
    """1.234 in a cell for numbers is not a thousand."""
    book = openpyxl.Workbook()
    book.active.append(["date", "killed"])
    book.active.append(["2031-03-28", 1.234])
    assert at.read_spreadsheet(write("t.xlsx", _saved(book))).claims["best"].tolist() == [1.234]


def test_a_workbook_of_opendocument_is_read(write: Write) -> None:
    """Days as they are stored, not as they are shown; a million blank rows below count for nothing."""
    found = at.read_spreadsheet(write("t.ods", make_ods()))
    assert found.events["date"].tolist() == ["2031-03-28"]
    assert found.claims["best"].tolist() == [3]


def test_a_damaged_workbook_is_named(write: Write) -> None:
    """Whatever its reader stumbles over."""
    (fault,) = _refusal(write("t.xlsx", make_workbook()[:-300]))
    assert fault.startswith("the workbook is damaged")


def _saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
