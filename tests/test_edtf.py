"""Dates: known answers, open ends, the stated width of "about", and what is wrong where."""

from __future__ import annotations

import csv
import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysttools.edtf import Approximation, EdtfError, read_date, read_dates

# The package of the known answers gives ten years to an unknown end; here it stays open.
UNKNOWN_END = {"/2006": ("open", "2006-12-31"), "1984-06-02?/": ("1984-06-02", "open")}
# It gives the estimate for a year of few significant digits; here it is any year that they leave possible.
SIGNIFICANT = {
    "1950S2": ("1900-01-01", "1999-12-31"),
    "1953S3": ("1950-01-01", "1959-12-31"),
    "Y3388E2S3": ("338000-01-01", "338999-12-31"),
}
DAYS = st.dates(min_value=date(1, 1, 1))


def _format(day: np.datetime64) -> str:
    if np.isnat(day):
        return "open"
    year, month, last = str(day).rsplit("-", 2)
    return f"{int(year):05d}-{month}-{last}" if year.startswith("-") else f"{int(year):04d}-{month}-{last}"


def _known_answers(shared: Path) -> list[dict[str, str]]:
    with (shared / "cases" / "edtf_examples.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_known_answers_are_met(shared: Path) -> None:
    """Every valid example gives the strict days that its makers give, unknown ends and digits aside."""
    given_, wanted = {}, {}
    for row in _known_answers(shared):
        text = row["edtf"]
        if row["validity"] == "valid":
            bounds = (row["lower_strict"].replace("-inf", "open"), row["upper_strict"].replace("inf", "open"))
            wanted[text] = (UNKNOWN_END | SIGNIFICANT).get(text, bounds)
            given_[text] = tuple(_format(day) for day in read_date(text))
    assert given_ == wanted
    assert len(wanted) > 40


def test_invalid_examples_are_refused(shared: Path) -> None:
    """Every invalid example is refused with a place in the string."""
    invalid = [row["edtf"] for row in _known_answers(shared) if row["validity"] == "invalid"]
    _, wrong = read_dates(pd.Series(invalid, dtype="str"))
    assert sorted(wrong) == sorted(invalid)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2024-12-14", "2024-12-14", "2024-12-14"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-12-14/2024-12-15", "2024-12-14", "2024-12-15"),
        ("../2024-12-16", "open", "2024-12-16"),
        ("/2024-12-16", "open", "2024-12-16"),
        ("2024-12/..", "2024-12-01", "open"),
        ("2024-08?", "2024-08-01", "2024-08-31"),
        ("2024-XX-15", "2024-01-15", "2024-12-15"),
        ("2024-1X", "2024-10-01", "2024-12-31"),
        ("2024-02-2X", "2024-02-20", "2024-02-29"),
        ("2024-12-14T23:20:30+05:30", "2024-12-14", "2024-12-14"),
        ("2024-12-14T00:00:00Z", "2024-12-14", "2024-12-14"),
        ("2024-21", "2024-03-01", "2024-05-31"),
        ("Y170000002", "170000002-01-01", "170000002-12-31"),
        ("202X-02-29", "2020-02-29", "2028-02-29"),
        ("201X-02-29", "2012-02-29", "2016-02-29"),
        ("20X4-02-29", "2004-02-29", "2084-02-29"),
        ("-01XX-02-29", "-0196-02-29", "-0104-02-29"),
        ("202X-1X-31", "2020-10-31", "2029-12-31"),
        ("?2024-02-29", "2024-02-29", "2024-02-29"),
        ("2024-21?", "2024-03-01", "2024-05-31"),
        ("2024S3", "2020-01-01", "2029-12-31"),
        ("1985S2?", "1900-01-01", "1999-12-31"),
        ("-1985S2", "-1999-01-01", "-1900-12-31"),
        ("Y20240S3", "20200-01-01", "20299-12-31"),
        ("{2024-12-01..2024-12-16}", "2024-12-01", "2024-12-16"),
        ("[2025, 2024-02]", "2024-02-01", "2025-12-31"),
        ("[..2024,2026]", "open", "2026-12-31"),
        ("{2024,2026..}", "2024-01-01", "open"),
    ],
)
def test_forms_of_the_case_are_read(text: str, earliest: str, latest: str) -> None:
    """The forms that the shipped data use give the days that they name, and open ends stay open."""
    assert [_format(day) for day in read_date(text)] == [earliest, latest]


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2024-11-24~", "2024-11-17", "2024-12-01"),
        ("2024-10~", "2024-09-01", "2024-11-30"),
        ("2024~", "2023-01-01", "2025-12-31"),
        ("2024-10~/2024-12-23", "2024-09-01", "2024-12-23"),
        ("2024-06-~11", "2024-06-04", "2024-06-18"),
        ("2024-~01-31", "2023-12-31", "2024-02-29"),
        ("2024-11-24%", "2024-11-17", "2024-12-01"),
    ],
)
def test_about_reaches_as_far_as_the_case_states(text: str, earliest: str, latest: str) -> None:
    """A week around a day, a month around a month, a year around a year: nothing else."""
    width = Approximation(days=7, months=1, years=1)
    assert [_format(day) for day in read_date(text, width)] == [earliest, latest]


def test_about_reaches_nowhere_unless_stated() -> None:
    """Without a stated width "about" widens nothing: no default of a library is used."""
    assert [_format(day) for day in read_date("2024-10~")] == ["2024-10-01", "2024-10-31"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2024-02-30", '"2024-02-30", character 9: February 2024 has 29 days, not 30'),
        ("2024-13", '"2024-13", character 6: there is no month 13'),
        (
            "2024-12-15/2024-12-14",
            '"2024-12-15/2024-12-14", character 12: the interval ends before it starts',
        ),
        ("2024-12-14/2024-13", '"2024-12-14/2024-13", character 17: there is no month 13'),
        ("16.12.2024", '"16.12.2024", character 3: ".12.2024" is not understood'),
        ("2024/2025/2026", '"2024/2025/2026", character 10: an interval has one slash'),
        ("2024-1-5", '"2024-1-5", character 5: "-1-5" is not understood'),
        ("2024-W11", '"2024-W11", character 5: "-W11" is not understood'),
        ("2024-45", '"2024-45", character 6: there is no month 45'),
        ("[2024,2025;2026]", '"[2024,2025;2026]", character 11: ";2026]" is not understood'),
        ("2024-12-14T25:00:00", '"2024-12-14T25:00:00", character 11: "T25:00:00" is not understood'),
        (
            "Y584554051E3",
            '"Y584554051E3", character 1: years have nine digits at most, and a date 200 characters',
        ),
        (
            "Y17E99999999",
            '"Y17E99999999", character 1: years have nine digits at most, and a date 200 characters',
        ),
        ("?2024-02-30", '"?2024-02-30", character 10: February 2024 has 29 days, not 30'),
        ("2024-?09-31", '"2024-?09-31", character 10: September 2024 has 30 days, not 31'),
        ("2024-11-~31", '"2024-11-~31", character 10: November 2024 has 30 days, not 31'),
        ("2024-~02-30", '"2024-~02-30", character 10: February 2024 has 29 days, not 30'),
        ("-0004-02-30", '"-0004-02-30", character 10: February -4 has 29 days, not 30'),
        ("20X4-02-30", '"20X4-02-30", character 9: there is no such day'),
        ("XXXX-02-30", '"XXXX-02-30", character 9: there is no such day'),
        ("20X1-02-29", '"20X1-02-29", character 9: there is no such day'),
        ("2024-11-4X", '"2024-11-4X", character 9: there is no such day'),
        ("?1000-13", '"?1000-13", character 7: there is no month 13'),
        ("2024-3X", '"2024-3X", character 6: there is no month 3X'),
        ("2024-21-01", '"2024-21-01", character 8: "-01" is not understood'),
        ("?2024?", '"?2024?", character 6: "?" is not understood'),
        ("-0000", '"-0000", character 1: there is no year -0000'),
        ("2024S5", '"2024S5", character 6: 2024 has 4 digits, of which 1 to 4 are significant'),
        ("2024S0", '"2024S0", character 6: 2024 has 4 digits, of which 1 to 4 are significant'),
        ("2024S3-12", '"2024S3-12", character 7: "-12" is not understood'),
        (
            "{2024-12-16..2024-12-01}",
            '"{2024-12-16..2024-12-01}", character 14: the range ends before it starts',
        ),
        (
            "[2020,2024-03-10..2024-02-01]",
            '"[2020,2024-03-10..2024-02-01]", character 19: the range ends before it starts',
        ),
        ("[2024-02-31,1000]", '"[2024-02-31,1000]", character 10: February 2024 has 29 days, not 31'),
        ("[2024..2025..2026]", '"[2024..2025..2026]", character 12: "..2026]" is not understood'),
        ("/", '"/", character 1: both ends of the interval are missing'),
        (" 2024", '" 2024", character 1: a date has no blank before or after it, and is not empty'),
    ],
)
def test_a_refused_string_says_where(text: str, message: str) -> None:
    """The message names the string, the character, and what is wrong there."""
    with pytest.raises(EdtfError) as raised:
        read_date(text)
    assert str(raised.value) == message


@pytest.mark.parametrize("form", ["{:02}.12.{}", "{1}-{0}-5x", "{1}-W{0:02}", "[{1},{0}]", "{1}/{0:02}/2024"])
def test_many_dates_of_another_form_are_refused_at_once(form: str) -> None:
    """A column of another calendar's dates costs microseconds a date, not the milliseconds of a grammar."""
    texts = pd.Series(
        [form.format(day, year) for day in range(30) for year in range(1900, 2000)], dtype="str"
    )
    start = time.process_time()
    _, wrong = read_dates(texts)
    assert time.process_time() - start < 1
    assert set(wrong) == set(texts)


@pytest.mark.parametrize(
    "form",
    [
        "[2024-02-31,{}-12-01]",
        "2000-21/{}-20",
        "{}-~02-3X",
        "?{}-13",
        "{}-21/4001-22",
        "[{}-02,4000]",
        "{}-XX-1X~",
    ],
)
def test_many_rare_dates_are_read_at_once(form: str) -> None:
    """A column of rare dates, well formed or not, costs a fraction of a millisecond a date."""
    texts = pd.Series([form.format(year) for year in range(1000, 4000)], dtype="str")
    start = time.process_time()
    read_dates(texts)
    assert time.process_time() - start < 1.5


def test_read_date_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """A string on which the package underneath prints leaves the screen clean."""
    with pytest.raises(EdtfError, match="2024-W1X"):
        read_date("2024-W1X")
    assert capsys.readouterr() == ("", "")


@given(DAYS, DAYS)
def test_an_interval_gives_its_ends_or_is_refused(one: date, other: date) -> None:
    """Any two days make an interval with these ends, or one that ends before it starts."""
    first, last = sorted([one, other])
    assert [str(day) for day in read_date(f"{first}/{last}")] == [str(first), str(last)]


@given(st.dates(min_value=date(100, 1, 1), max_value=date(9000, 1, 1)), st.integers(0, 400))
def test_a_wider_about_holds_the_narrower(day: date, width: int) -> None:
    """Widening moves bounds outwards only, by the stated number of days."""
    early, late = read_date(f"{day}~", Approximation(days=width))
    reach = np.timedelta64(width, "D")
    assert (np.datetime64(day) - early, late - np.datetime64(day)) == (reach, reach)


@given(st.text(alphabet="0123456789-/.~?X[]{},Y", max_size=14))
def test_any_string_is_read_or_refused_in_place(text: str) -> None:
    """No string makes anything but bounds in order or an error within the string."""
    days, wrong = read_dates(pd.Series([text], dtype="str"))
    early, late = days.loc[0]
    assert pd.isna(early) or pd.isna(late) or early <= late
    assert all(1 <= error.position <= max(len(text), 1) for error in wrong.values())
