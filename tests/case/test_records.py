"""One CSV file as text: what is checked is what is read, by whichever reader."""

from __future__ import annotations

import csv
import io
from itertools import accumulate
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysttools.case import csv_files as records
from analysttools.case.csv_files import is_well_formed, read_records, record_lines
from analysttools.case.table_schema import Field, Table

TABLE = Table("t", "t.csv", "", (Field("a"), Field("b"), Field("c")), None, ())
CELL = st.text(alphabet='ab ,"\né\u2028\x0b;', max_size=6)
quick = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _write(rows: list[list[str]], **form: object) -> bytes:
    text = io.StringIO()
    csv.writer(text, **form).writerows([TABLE.columns, *rows])  # type: ignore[arg-type]
    return text.getvalue().encode()


@quick
@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3).filter(lambda row: "".join(row).strip()), max_size=5),
    st.sampled_from(["\n", "\r\n"]),
)
@pytest.mark.parametrize("large", [0, 2**40], ids=["large", "small"])
def test_cells_are_read_as_they_were_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int, rows: list[list[str]], end: str
) -> None:
    """Quotation marks, line breaks, rare blanks: pyarrow's reader and that of pandas give the same text."""
    monkeypatch.setattr(records, "LARGE", large)
    (tmp_path / "t.csv").write_bytes(_write(rows, lineterminator=end))
    cells, faults, *_ = read_records(tmp_path / "t.csv", TABLE)
    assert faults == []
    assert cells is not None
    assert cells.fillna("").to_numpy().tolist() == rows


@quick
@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3).filter(lambda row: "".join(row).strip()), max_size=5),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_each_record_has_the_line_on_which_it_begins(
    tmp_path: Path, rows: list[list[str]], end: str, ends: bool
) -> None:
    """Line breaks within quotation marks are counted, and the last line may have none."""
    content = _write(rows, lineterminator=end)
    (tmp_path / "t.csv").write_bytes(content if ends else content.removesuffix(end.encode()))
    breaks = [_write([row]).count(b"\n") - 1 for row in rows]
    assert record_lines(tmp_path / "t.csv") == list(accumulate(breaks, initial=2))[:-1]


@quick
@given(st.text(alphabet='ab,"\n\r', max_size=30))
def test_what_is_plainly_well_formed_has_no_fault(tmp_path: Path, text: str) -> None:
    """The quick look never passes what the look at each record refuses."""
    content = f"a,b,c\n{text}".encode()
    (tmp_path / "t.csv").write_bytes(content)
    assert not is_well_formed(content, TABLE.columns) or records._check_form(tmp_path / "t.csv", TABLE) == []


@pytest.mark.parametrize("large", [0, 2**40], ids=["large", "small"])
@pytest.mark.parametrize("text", ["\r", "a\rb", "\r\n", "\u2028", "\x1c"])
def test_line_breaks_of_other_systems_stay_in_their_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int, text: str
) -> None:
    """Within quotation marks they are text, for both readers."""
    monkeypatch.setattr(records, "LARGE", large)
    (tmp_path / "t.csv").write_bytes(_write([["x", text, "y"]], quoting=csv.QUOTE_ALL))
    cells, *_ = read_records(tmp_path / "t.csv", TABLE)
    assert cells is not None
    assert cells.to_numpy().tolist() == [["x", text, "y"]]


@pytest.mark.parametrize("large", [0, 2**40], ids=["large", "small"])
def test_no_reader_takes_text_for_numbers_or_days(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    """Each cell is the text that was written, whatever all cells of its column look like."""
    monkeypatch.setattr(records, "LARGE", large)
    rows = [["007", "2024-12-14", "1.50"], ["true", "2024-12-15", "NaN"]]
    (tmp_path / "t.csv").write_bytes(_write(rows))
    cells, *_ = read_records(tmp_path / "t.csv", TABLE)
    assert cells is not None
    assert cells.to_numpy().tolist() == rows


def test_a_record_longer_than_a_block_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell of three megabytes is text, in a file for which the quick reader is chosen."""
    monkeypatch.setattr(records, "LARGE", 0)
    (tmp_path / "t.csv").write_bytes(_write([["x" * 3_000_000, "", "y"]]))
    cells, *_ = read_records(tmp_path / "t.csv", TABLE)
    expected = pd.DataFrame([["x" * 3_000_000, None, "y"]], columns=TABLE.columns, dtype="str")
    pd.testing.assert_frame_equal(cells, expected)
