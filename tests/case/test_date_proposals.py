"""What a date in another form probably means."""

from __future__ import annotations

import pytest

from analysttools.case.date_proposals import propose_date

PLAIN = {
    "17.12.2024": "2024-12-17",
    "17/12/2024": "2024-12-17",
    "2024/12/17": "2024-12-17",
    "2024-2-3": "2024-02-03",
    "20241217": "2024-12-17",
    "5/5/2024": "2024-05-05",
    "45643": "2024-12-17",
    "45643.0": "2024-12-17",
    "2024-12-17 00:00:00": "2024-12-17",
    "17 December 2024": "2024-12-17",
    "17 sept. 2024": "2024-09-17",
    "Dec 17, 2024": "2024-12-17",
    "1er août 2024": "2024-08-01",
    "décembre 2024": "2024-12",
    "about 2024-12-17": "2024-12-17~",
    "vers 17 décembre 2024": "2024-12-17~",
    "2024-12-14 to 2024-12-15": "2024-12-14/2024-12-15",
    "14.12.2024 – 15.12.2024": "2024-12-14/2024-12-15",
    "2024-10/17.12.2024": "2024-10/2024-12-17",
    "[2024-12-01 .. 2024-12-17]": "[2024-12-01..2024-12-17]",
    "[2024-12-01..2024-12-17": "[2024-12-01..2024-12-17]",
    "2024-12-01..2024-12-17": "2024-12-01/2024-12-17 (all of these days) or [2024-12-01..2024-12-17] (some)",
}
NOT_PLAIN = [
    "31.02.2024",
    "before Christmas",
    "about Christmas",
    "",
    "2024-12-14/15",
    "15.12.2024 to 14.12.2024",
    "2024-12-14 to 2024-12-15 to 2024-12-16",
    "3/4/2024 to 5/4/2024 to 6/4/2024",
    "18121217",
    "25569",
    "60000",
    "[2024-12-17..2024-12-01]",
    "2024-12-01...2024-12-17",
    "1/2/3",
]


@pytest.mark.parametrize("text", PLAIN)
def test_a_form_with_one_meaning_is_proposed_as_edtf(text: str) -> None:
    """Days of Europe, of spreadsheets and of letters have one reading each."""
    assert propose_date(text) == PLAIN[text]


@pytest.mark.parametrize("text", NOT_PLAIN)
def test_what_is_not_plain_is_not_guessed(text: str) -> None:
    """No such day, no day at all, a backward interval: nothing is proposed."""
    assert propose_date(text) == ""


def test_exchangeable_day_and_month_are_both_proposed() -> None:
    """Neither the European nor the American reading is preferred."""
    assert propose_date("3/4/2024") == "2024-04-03 or 2024-03-04"
    assert propose_date("3/4/2024 to 5/4/2024") == ""
