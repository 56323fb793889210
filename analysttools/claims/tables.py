"""Claims and events as tables for reading.

Belongs here: words around numbers. Does not belong here: computing with them.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.case.code_names import PLAIN, format_code
from analysttools.columns import TEXT, require_columns, require_names_language
from analysttools.formatting import KINDS, format_period, in_language, say_claims

NEEDED = [
    *["claimant", "population_name", "measure_name", "place_name", "publisher"],
    *["asserted", "period", "kind", "low", "best", "high", "qualifier"],
]
AREAS = ("km2", "square miles")
KINDS_OF_NUMBERS = ("stock", "flow", "cumulative")


@checked()
def tabulate_claims(claims: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return claims as a table for reading: who said what number of what, where and when.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the names that ``with_names`` adds.
    lang : {"en", "fr"}
        Language of the words around the numbers.

    Returns
    -------
    DataFrame
        One row a claim, in the order given: ``claimant``, ``asserted``, ``says`` (the number with its
        words), ``of`` (whose), ``what`` (with the unit of an area), ``where``, ``period``, ``kind``,
        ``status`` (that it is a repeat, and a status that says more than that it was said), ``doubt`` (what
        the case notes as doubtful) and ``read in``: all in words; the names of columns are the same in each
        language. No index that matters.

    Raises
    ------
    ValueError
        If columns are missing, or the names are in another language than `lang`, or in two.

    Examples
    --------
    >>> from analysttools import load_case, tabulate_claims, with_names
    >>> case = load_case("tests/cases/strait")
    >>> claims = case.claims[case.claims["claim_id"] == "guard-killed"]
    >>> tabulate_claims(with_names(claims, case))[["claimant", "says", "what"]].values.tolist()
    [['Coast guard', 'at least 40', 'killed']]
    """
    claims = _take_named("tabulate_claims", claims, NEEDED, lang)
    return pd.DataFrame(
        {
            "claimant": claims["claimant"],
            "asserted": _say_dates(claims["asserted"], lang),
            "says": say_claims(claims, lang),
            "of": claims["population_name"],
            "what": _say_measures(claims, lang),
            "where": claims["place_name"],
            "period": _say_dates(claims["period"], lang),
            "kind": claims["kind"].map({kind: KINDS[lang][f"all {kind}"] for kind in KINDS_OF_NUMBERS}),
            "status": _say_standing(claims, lang),
            "doubt": claims["doubt"] if "doubt" in claims else pd.Series(np.nan, claims.index, dtype=TEXT),
            "read in": claims["publisher"],
        }
    ).reset_index(drop=True)


def _take_named(function: str, rows: pd.DataFrame, needed: list[str], lang: str) -> pd.DataFrame:
    """Return rows as columns of known types, or raise if columns or names in this language are missing."""
    taken = require_columns(function, rows, needed, "They come from with_names(rows, case)")
    require_names_language(function, rows, lang)
    return taken


def _say_measures(claims: pd.DataFrame, lang: str) -> pd.Series:
    """Return what is counted, with its unit where that is one of area, which the name does not say."""
    if "unit" not in claims:
        return claims["measure_name"]
    units = claims["unit"].astype(object).map({unit: f" ({KINDS[lang][unit]})" for unit in AREAS})
    return claims["measure_name"] + units.fillna("")


def _say_dates(dates: pd.Series, lang: str) -> pd.Series:
    """Return dates in words."""
    return dates.map(partial(format_period, kind=None, lang=lang), na_action="ignore")


def _say_standing(claims: pd.DataFrame, lang: str) -> pd.Series:
    """Return that a claim is a repeat, and its status where this says more than that it was said."""
    missing = [None] * len(claims)
    repeats, statuses = (claims.get(name, missing) for name in ("derived_from", "status"))
    said = [
        ", ".join(
            [
                *([KINDS[lang]["repeat"]] if isinstance(repeated, str) else []),
                *([format_code(status, lang)] if isinstance(status, str) and status not in PLAIN else []),
            ]
        )
        for repeated, status in zip(repeats, statuses, strict=True)
    ]
    return pd.Series([one or np.nan for one in said], claims.index, dtype=TEXT)


NEEDED_OF_EVENTS = ["date", "date_basis", "title_en", "summary_en", "claimant", "status", "publisher"]


@checked()
def tabulate_events(events: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return events as a table for reading: when, what, who says so, how sure it is.

    Parameters
    ----------
    events : DataFrame
        One row an event, with the names that ``with_names`` adds.
    lang : {"en", "fr"}
        Language of dates and titles.

    Returns
    -------
    DataFrame
        One row an event, in the order given: ``date`` (in words; of an event with the ``date_basis``
        day_of_report, the day up to which it was), ``what`` (the title, or the summary where there is none),
        ``who says`` (empty where the page itself reports it), ``status`` and ``read in``. No index that
        matters.

    Raises
    ------
    ValueError
        If columns are missing, or the names are in another language than `lang`, or in two.

    Examples
    --------
    >>> from analysttools import load_case, tabulate_events, with_names
    >>> case = load_case("tests/cases/strait")
    >>> events = case.events[case.events["event_id"] == "truce-offer"]
    >>> tabulate_events(with_names(events, case))[["date", "status"]].values.tolist()
    [['19 Apr 2031', 'reported']]
    """
    events = _take_named("tabulate_events", events, NEEDED_OF_EVENTS, lang)
    is_report = events["date_basis"].eq("day_of_report") & ~events["date"].str.contains("/", regex=False)
    dates = events["date"].mask(is_report, "../" + events["date"])
    title = in_language(events, "title", lang)
    return pd.DataFrame(
        {
            "date": _say_dates(dates, lang),
            "what": title.where(title.notna(), in_language(events, "summary", lang)),
            "who says": events["claimant"],
            "status": events["status"].map(partial(format_code, lang=lang), na_action="ignore"),
            "read in": events["publisher"],
        }
    ).reset_index(drop=True)
