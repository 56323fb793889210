"""What the front end asks of a claim to draw it over time: its scope, the days of a total's end, its start.

Belongs here: facts of one claim, whichever others are known. Does not belong here: steps, and what a total
without a start is taken with, which change with the day up to which claims are known
(``front_end/revisions.js``, ``front_end/scopes.js``).
"""

from __future__ import annotations

import pandas as pd

from analysttools.claims.intervals import read_intervals
from analysttools.claims.scope import SCOPED, scopes
from analysttools.edtf import read_dates
from analysttools.formatting import format_day
from analysttools.locales import LANGUAGES


def list_series(claims: pd.DataFrame) -> pd.DataFrame:
    """Return one row a claim, with what places it in a series against time.

    Parameters
    ----------
    claims : DataFrame
        What `analysttools.explorer.view_model.rows.list_claims` gives.

    Returns
    -------
    DataFrame
        Index of `claims`: ``scope_days`` (the days in its scope over time, as `scopes` writes them; those
        of a total without a stated start as if it stood alone; empty where it counts nothing),
        ``end_earliest`` (the first day of a total's end, where that is a span), ``nearly_low`` (the least
        that "nearly" means) and, a column a language (``since_en``, ``since_fr``), the stated start of a
        total in words.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.view_model.rows import list_claims
    >>> from analysttools.explorer.view_model.series import list_series
    >>> list_series(list_claims(load_case("tests/cases/strait")))["scope_days"].unique().tolist()
    ['2031-03-10/', '../', '2031-04-12/2031-04-19', '2031-04-01/2031-04-30']
    """
    is_total = claims["kind"].eq("cumulative")
    is_nearly = claims["qualifier"].eq("nearly") & claims["best"].notna()  # not that of a share
    latest = claims["period_latest"]
    early = _first_days_of_ends(claims["period"]).fillna(latest)
    return pd.DataFrame(
        {
            "scope_days": _scope_days(claims),
            "end_earliest": early.where(is_total & early.lt(latest)),
            "nearly_low": read_intervals(claims[is_nearly])["low"],
            **{f"since_{lang}": _start_words(claims["period"].where(is_total), lang) for lang in LANGUAGES},
        },
        index=claims.index,
    )


def _first_days_of_ends(periods: pd.Series) -> pd.Series:
    """Return the first day of the end of each period, where charts place totals (``charts/drawing``)."""
    ends, _ = read_dates(periods.str.replace("^.*/", "", regex=True).replace(["", ".."], None))
    return ends["earliest"]


def _scope_days(claims: pd.DataFrame) -> pd.Series:
    """Return the days of scopes; a total without a stated start is not yet taken with others."""
    counting = claims.dropna(subset=["kind", "period"])
    days = scopes(counting[["claim_id", *SCOPED, "period_earliest", "period_latest"]], over_time=True)
    is_silent = counting["kind"].eq("cumulative") & counting["period_earliest"].isna()
    return days.str.split("|").str[-1].mask(is_silent, "../").reindex(claims.index)


def _start_words(periods: pd.Series, lang: str) -> pd.Series:
    """Return the start of each period in words, where one is stated."""
    starts = {period: period.split("/")[0] for period in periods.dropna().unique()}
    stated = {period: start for period, start in starts.items() if start[:1] not in ("", ".", "[", "{")}
    return periods.map({period: format_day(start, lang) for period, start in stated.items()})
