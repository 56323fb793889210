"""What is drawn of a long series against time: a claimant's last claim of each month, the days of a window.

Belongs here: which of the claims that a chart is given it draws, and the words that say so. Does not belong
here: where a mark stands (``series.py``).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import NamedTuple

import matplotlib.dates as mdates
import pandas as pd

from analysttools.arguments import Kind
from analysttools.charts.drawing.series import are_dense
from analysttools.charts.drawing.text import words_of
from analysttools.formatting import format_number, format_period

# Frequencies of pandas, by the words for them.
PERIODS = {"week": "W", "month": "M"}
EVERY = Kind(
    'must be "week" or "month"',
    lambda value: isinstance(value, str),
    'Write every="month", or leave it out',
    lambda value: value in PERIODS,
)
# What to do with too many claims.
TABLE = 'with tabulate_claims; every="month" draws of each claimant the last of a month'
# The columns that a claimant's claims have in common where they are one series.
SERIES = ["claimant_id", "measure", "population", "place_id", "kind"]


class Drawn(NamedTuple):
    """The claims of a series that are drawn, and the sentences that say which are not."""

    claims: pd.DataFrame
    said: list[str]


def keep_drawn(
    function: str,
    located: pd.DataFrame,
    every: str | None,
    between: Sequence[str | datetime.date] | None,
    lang: str,
) -> Drawn:
    """Return the claims of a window of days, and of each claimant the last of every week or month.

    Nothing is added up or averaged: each mark is still one claim.

    Parameters
    ----------
    function : str
        The chart, for messages.
    located : DataFrame
        What `locate_claims` gives.
    every : {"week", "month"} or None
        None keeps all.
    between : sequence of two days or None
        The first and the last day that a mark may stand on. None keeps all.
    lang : {"en", "fr"}
        Language of the sentences.

    Returns
    -------
    Drawn
        The claims in the order given, and the sentences in the order of the arguments; no sentence where
        nothing is left out.

    Raises
    ------
    ValueError
        If no claim lies between the days.
    """
    kept = located
    said: list[str] = []
    if between is not None:
        kept = _within(function, located, between)
        first, last = (pd.Timestamp(day).date() for day in between)
        if left := len(located) - len(kept):
            period = format_period(f"{first}/{last}", None, lang)
            said.append(words_of(lang)["outside"].format(count=format_number(left, lang), period=period))
    if every is not None:
        given = len(kept)
        kept = _last_of_each(kept, every)
        if len(kept) < given:
            counts = {"count": format_number(len(kept), lang), "all": format_number(given, lang)}
            said.append(words_of(lang)[f"every {every}"].format(**counts))
    kept = kept.reset_index(drop=True)
    return Drawn(kept.assign(is_dense=are_dense(kept)), said)


def _within(function: str, located: pd.DataFrame, between: Sequence[str | datetime.date]) -> pd.DataFrame:
    """Return the claims whose marks stand on days of a window, or raise if there are none."""
    first, last = (pd.Timestamp(day) for day in between)
    ends = mdates.date2num(first), mdates.date2num(last) + 1
    kept = located[located["x"].between(*ends, inclusive="left")]
    if kept.empty:
        there = [f"{mdates.num2date(end):%Y-%m-%d}" for end in (located["x"].min(), located["x"].max())]
        raise ValueError(
            f"{function}: between is {first.date()} to {last.date()}, but none of the {len(located)} "
            f"claims lies there: the first is on {there[0]}, the last on {there[1]}. Choose other "
            "days, or leave between out"
        )
    return kept


def _last_of_each(claims: pd.DataFrame, every: str) -> pd.DataFrame:
    """Return of each claimant's series the last claim of every week or month, in the order given."""
    periods = pd.to_datetime(claims["x"], unit="D").dt.to_period(PERIODS[every])
    order = claims.sort_values(["x", "asserted_latest"], kind="stable").index
    starts = claims["period"].str.partition("/")[0].where(claims["kind"].eq("cumulative"), "")
    series = claims.loc[order, SERIES].assign(period=periods, start=starts)
    return claims[~series.duplicated(keep="last").reindex(claims.index)]
