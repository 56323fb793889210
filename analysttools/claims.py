"""Claims as frames: what may be said of several of them at once.

Belongs here: pure functions from claims to frames. Does not belong here: files, charts.
"""

from __future__ import annotations

import pandas as pd

from analysttools.quantity import say_claims

SCOPE = ["measure", "population", "place_id", "kind"]


def scopes(claims: pd.DataFrame, *, over_time: bool = False) -> pd.Series:
    """Give what each claim's number is a number of, so that equal scopes may share an axis.

    Claims are of one scope if measure, population, place and kind are the same and their periods meet as
    the kind demands: the same start for a cumulative total, the same period for a stock or a flow. Totals
    whose start is not stated (``..``) are of one scope: nobody knows more of them.

    Parameters
    ----------
    claims : DataFrame
        One row a claim: ``measure``, ``population``, ``place_id``, ``kind``, ``period``.
    over_time : bool, optional
        If True, stocks of different moments are of one scope, for a chart whose axis is time.

    Returns
    -------
    Series of str
        The scope of each claim, index of `claims`.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.claims import scopes
    >>> claims = pd.DataFrame(
    ...     {
    ...         "measure": "killed",
    ...         "population": "dprk",
    ...         "place_id": "kursk-oblast",
    ...         "kind": "cumulative",
    ...         "period": ["2024-12/2024-12-19", "2024-10~/2025-01-13", "2024-10~/2025-04-30"],
    ...     }
    ... )
    >>> scopes(claims).duplicated().tolist()
    [False, False, True]
    """
    start = claims["period"].str.split("/").str[0]
    when = claims["period"].where(claims["kind"] != "cumulative", start)
    if over_time:
        when = when.where(claims["kind"] != "stock", "")
    return claims[SCOPE].fillna("").agg("|".join, axis=1) + "|" + when.fillna("")


def tabulate_claims(claims: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Give claims as a table for reading: who said what number of what, where and when.

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

    Examples
    --------
    >>> from analysttools import load_case, tabulate_claims, with_names
    >>> case = load_case("data")
    >>> claims = case.claims[case.claims["claim_id"] == "hur-2024-12-16-killed-or-wounded"]
    >>> tabulate_claims(with_names(claims, case))[["claimant", "says", "what"]].values.tolist()
    [['HUR (Ukraine)', 'at least 30', 'killed or wounded']]
    """
    table = pd.DataFrame(
        {
            "claimant": claims["claimant"],
            "asserted": claims["asserted"],
            "says": say_claims(claims, lang),
            "of": claims["population_name"],
            "what": claims["measure_name"],
            "where": claims["place_name"],
            "period": claims["period"],
            "kind": claims["kind"],
            "read in": claims["publisher"],
        }
    )
    return table.reset_index(drop=True)
