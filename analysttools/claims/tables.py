"""Claims as a table for reading.

Belongs here: words around numbers. Does not belong here: computing with them.
"""

from __future__ import annotations

from functools import partial

import pandas as pd

from analysttools.arguments import checked
from analysttools.columns import require_columns, require_names_language
from analysttools.formatting import format_period, say_claims

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
