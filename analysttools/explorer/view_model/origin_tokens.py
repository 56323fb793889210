"""By what the front end tells origins apart, as the package does.

Belongs here: the tokens of each claim. Does not belong here: what an origin is (``claims/origins.py``),
counting those of a choice (``front_end/claims.js``).
"""

from __future__ import annotations

import pandas as pd

from analysttools.claims.frames import require_claims
from analysttools.claims.origins import CHAINED, follow, tokens_of


def list_origin_tokens(claims: pd.DataFrame) -> pd.Series:
    """Return the tokens of each claim, separated by ``;``; claims that share one are of one origin.

    Parameters
    ----------
    claims : DataFrame
        All claims of a case, which hold what each of them repeats.

    Returns
    -------
    Series of str
        Index of `claims`. Claims that share a token over several steps are of one origin, too. Tokens are
        numbers for claimants and heads of chains; of a repeat, those of what it goes back to.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.view_model.origin_tokens import list_origin_tokens
    >>> claims = load_case("tests/cases/strait").claims.set_index("claim_id", drop=False)
    >>> list_origin_tokens(claims)[["guard-killed", "radio-killed"]].nunique()
    1
    """
    rows = require_claims("list_origin_tokens", claims, CHAINED).reset_index(drop=True)
    roots = {repeat.row: repeat.roots for repeat in follow("list_origin_tokens", rows, rows)}
    tokens = tokens_of(rows, rows, roots).drop_duplicates().sort_values(["row", "token"])
    joined = tokens.astype({"token": "str"}).groupby("row")["token"].agg(";".join)
    return pd.Series(joined.reindex(range(len(rows))).to_numpy(), index=claims.index, dtype="str")
