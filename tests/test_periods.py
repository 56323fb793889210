"""Periods in words: every form of EDTF, in both languages, on charts, in tables and alone."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd
import pytest
from conftest import ROOT
from matplotlib.text import Text
from test_another_case import CHARTS, Draw

import analysttools as at
from analysttools.edtf import read_dates
from analysttools.formatting import format_period

FORMS = {
    "2024-12-14": "14 Dec 2024",
    "2024-10": "October 2024",
    "2024": "2024",
    "2024-10~": "about October 2024",
    "2024-10-03?": "perhaps 3 Oct 2024",
    "2024%": "perhaps about 2024",
    "2024-~10": "about October 2024",
    "2024-12-14T10:00:00Z": "14 Dec 2024",
    "2024-12-14/2024-12-15": "14 to 15 Dec 2024",
    "2024-10~/2024-12-23": "about October 2024 to 23 Dec 2024",
    "../2024-12-16": "up to 16 Dec 2024",
    "/2024-12-16": "up to 16 Dec 2024",
    "../2024": "up to a day in 2024",
    "../2025-04": "up to a day in April 2025",
    "../2025-04~": "up to about April 2025",
    "2024-10/2025": "October 2024 to a day in 2025",
    "2024-10-23/2025-04": "23 Oct 2024 to a day in April 2025",
    "2024/2025-04-30": "2024 to 30 Apr 2025",
    "2024-10/2025-04": "October 2024 to April 2025",
    "[..2024-12]": "some time up to the end of December 2024",
    "[2024-12-16..2025]": "some time from 16 Dec 2024 to the end of 2025",
    "2024-12-16/..": "from 16 Dec 2024",
    "[2024-12-01..2024-12-17]": "some time from 1 to 17 Dec 2024",
    "[2024-12-01, 2024-12-05]": "1 Dec 2024 or 5 Dec 2024",
    "[..2024-12-17]": "some time up to 17 Dec 2024",
    "[2024-12-17..]": "some time from 17 Dec 2024 on",
    "[2024-10~..2024-12]": "some time from about October 2024 to December 2024",
    "{2024-12-01,2024-12-05}": "1 Dec 2024 and 5 Dec 2024",
    "{2024-12-01..2024-12-05}": "1 to 5 Dec 2024",
    "2024-12-XX": "some time from 1 to 31 Dec 2024",
    "202X": "some time from 1 Jan 2020 to 31 Dec 2029",
    "2024-22": "1 Jun to 31 Aug 2024",
    "2024-21/2024-22": "1 Mar to 31 May 2024 to 1 Jun to 31 Aug 2024",
    "1985S2": "1 Jan 1900 to 31 Dec 1999",
}
# What EDTF writes and no reader should have to know.
SIGNS = re.compile(r"\.\.|[~\[{/]|\dX")


@pytest.mark.parametrize(("period", "words"), FORMS.items())
def test_every_form_of_a_period_has_words(period: str, words: str) -> None:
    """Signs, brackets, dots and slashes of EDTF are said."""
    assert format_period(period, None, "en") == words
    assert not SIGNS.search(format_period(period, None, "fr"))


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("../2024", "jusqu’en 2024"),
        ("../2025-04", "jusqu’en avril 2025"),
        ("../2025-04-30", "jusqu’au 30\u00a0avril 2025"),
        ("2024-10/2025", "octobre 2024 – courant 2025"),
        ("2024-10-23/2025-04", "23\u00a0oct. 2024 – courant avril 2025"),
        ("[..2024-12]", "à un moment, jusqu’à fin décembre 2024"),
    ],
)
def test_a_span_that_ends_with_a_month_or_year_goes_to_its_end(period: str, words: str) -> None:
    """French says « fin » where English says "the end of"; a day is the end itself."""
    assert format_period(period, None, "fr") == words


@pytest.mark.parametrize(
    ("period", "kind", "words"),
    [
        ("2024-12-14", "stock", "on 14 Dec 2024"),
        ("2024-10/2024-12", "stock", "at some time, October to December 2024"),
        ("[2024-12-01..2024-12-17]", "stock", "some time from 1 to 17 Dec 2024"),
        ("2024-12-XX", "flow", "some time from 1 to 31 Dec 2024"),
        ("2024-12", "flow", "over December 2024"),
        ("[..2024-12-17]", "cumulative", "total, some time up to 17 Dec 2024"),
        ("../2024", "cumulative", "total, up to a day in 2024"),
    ],
)
def test_a_period_is_said_as_its_kind_demands(period: str, kind: str, words: str) -> None:
    """What is some day of several needs no further word for a moment or for within."""
    assert format_period(period, kind, "en") == words


@cache
def _claims(lang: str) -> pd.DataFrame:
    """Return a claim of the case of the strait for every form, as its period and as the day it was said."""
    case = at.load_case(ROOT / "tests" / "cases" / "strait")
    claim = at.choose(case.claims, claim_id="staff-held-may")
    rows = pd.concat([claim] * len(FORMS), ignore_index=True)
    days, _ = read_dates(pd.Series(list(FORMS)))
    read = {f"{name}_{end}": days[end] for name in ("period", "asserted") for end in days}
    ids = [f"form-{row}" for row in range(len(rows))]
    rows = rows.assign(claim_id=ids, period=list(FORMS), asserted=list(FORMS), **read)
    return at.with_names(rows, case, lang)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.__name__)
def test_no_label_of_a_chart_holds_signs_of_edtf(chart: Draw, lang: str) -> None:
    """Whatever the case of another country draws."""
    ax, _ = chart(lang, 6.3)
    texts = [text.get_text() for text in ax.figure.findobj(Text)]
    assert len(texts) > 5
    assert [text for text in texts if SIGNS.search(text)] == []


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("part", range(3))
@pytest.mark.parametrize("plot", [at.plot_estimates, at.plot_sources, at.plot_table])
def test_no_label_holds_signs_of_edtf_for_any_form(plot: Draw, lang: str, part: int) -> None:
    """A claim for each form of a period and of a day of assertion, as many at a time as fit a page."""
    ax = plot(_claims(lang).iloc[part::3], lang=lang)
    texts = [text.get_text() for text in ax.figure.findobj(Text)]
    assert [text for text in texts if SIGNS.search(text)] == []


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_table_for_reading_holds_no_signs_of_edtf(lang: str) -> None:
    """Its periods and days are words too."""
    table = at.tabulate_claims(_claims(lang), lang)
    cells = pd.concat([table["asserted"], table["period"]])
    assert cells[cells.str.contains(SIGNS.pattern)].tolist() == []
    assert len(table) == len(FORMS)
