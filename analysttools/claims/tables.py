"""Claims and events as tables for reading.

Belongs here: words around numbers. Does not belong here: computing with them.
"""

from __future__ import annotations

from functools import partial

import pandas as pd

from analysttools.arguments import checked
from analysttools.columns import require_columns, require_names_language
from analysttools.formatting import format_period, in_language, say_claims

NEEDED = [
    *["claimant", "population_name", "measure_name", "place_name", "publisher"],
    *["asserted", "period", "kind", "low", "best", "high", "qualifier"],
]


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
        words), ``of`` (whose), ``what``, ``where``, ``period``, ``kind`` and ``read in``. No index
        that matters.

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
    given = claims
    claims = require_columns("tabulate_claims", claims, NEEDED, "They come from with_names(claims, case)")
    require_names_language("tabulate_claims", given, lang)
    said = partial(format_period, kind=None, lang=lang)
    table = pd.DataFrame(
        {
            "claimant": claims["claimant"],
            "asserted": claims["asserted"].map(said, na_action="ignore"),
            "says": say_claims(claims, lang),
            "of": claims["population_name"],
            "what": claims["measure_name"],
            "where": claims["place_name"],
            "period": claims["period"].map(said, na_action="ignore"),
            "kind": claims["kind"],
            "read in": claims["publisher"],
        }
    )
    return table.reset_index(drop=True)


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
    given = events
    events = require_columns(
        "tabulate_events", events, NEEDED_OF_EVENTS, "They come from with_names(events, case)"
    )
    require_names_language("tabulate_events", given, lang)
    is_report = events["date_basis"].eq("day_of_report") & ~events["date"].str.contains("/", regex=False)
    dates = events["date"].mask(is_report, "../" + events["date"])
    title = in_language(events, "title", lang)
    table = pd.DataFrame(
        {
            "date": dates.map(partial(format_period, kind=None, lang=lang), na_action="ignore"),
            "what": title.where(title.notna(), in_language(events, "summary", lang)),
            "who says": events["claimant"],
            "status": events["status"],
            "read in": events["publisher"],
        }
    )
    return table.reset_index(drop=True)
