"""What `reconcile` found as tables for reading: names and days in words, no ids.

Belongs here: words of rows. Does not belong here: the words of a proof (``sentences.py``).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysttools.arguments import QUANTITIES, checked
from analysttools.claims.reconcile.reconciliation import Reconciliation
from analysttools.claims.reconcile.sentences import WORDS, Wording
from analysttools.claims.relations import RESPECTS
from analysttools.columns import require_columns
from analysttools.errors import describe_list, quoted
from analysttools.formatting import KINDS, format_number, format_period

GIVE_WAY = ["level", "names", "claim_ids", "assumption"]
IMPLIED = [
    *["measure", "population", "place_id", "kind", "period", "own_low", "own_high", "low", "high"],
    *["is_own_low_strict", "is_own_high_strict", "is_low_strict", "is_high_strict", "by_low", "by_high"],
    "assumption",
]
ENDS = ["low", "high", "is_low_strict", "is_high_strict"]


@checked()
def tabulate_knots(knots: pd.DataFrame, reconciliation: Reconciliation) -> pd.DataFrame:
    r"""Return sets of claims that cannot all be true as a table for reading: who said what, and the sum.

    Parameters
    ----------
    knots : DataFrame
        ``reconciliation.knots``, or rows of it.
    reconciliation : Reconciliation
        What `reconcile` returned.

    Returns
    -------
    DataFrame
        One row a knot, in the order given: ``size`` (of how many claims), ``claims`` (who said what and when,
        separated by ``;``), ``sum`` (the last line of the proof, with what it takes for granted): in the
        language that `reconcile` was asked in. No index that matters.

    Raises
    ------
    ValueError
        If columns are missing, or claims are not those of the reconciliation.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import reconcile, tabulate_knots
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["few", "many"],
    ...         "claimant": ["Coast guard", "Harbour Radio"],
    ...         "measure": "killed",
    ...         "population": "army",
    ...         "place_id": "valley",
    ...         "kind": "cumulative",
    ...         "period": "../2025-01-13",
    ...         "low": [None, 4000],
    ...         "best": None,
    ...         "high": [600, None],
    ...         "qualifier": ["up_to", "more_than"],
    ...     }
    ... )
    >>> found = reconcile(claims)
    >>> print(*tabulate_knots(found.knots, found).iloc[0], sep="\n")
    2
    Coast guard: up to 600 killed (total, up to 13 Jan 2025); Harbour Radio: more than 4,000 killed (total, up to 13 Jan 2025)
    So 4,000 would be at most 600: 3,400 too many
    """  # noqa: E501
    rows = require_columns("tabulate_knots", knots, ["claim_ids", "sentence"])
    words = _RowWording(reconciliation, "tabulate_knots")
    return pd.DataFrame(
        {
            "size": [ids.count(";") + 1 for ids in rows["claim_ids"]],
            "claims": [words.claims(ids) for ids in rows["claim_ids"]],
            "sum": [sentence.rpartition("\n")[2] for sentence in rows["sentence"]],
        }
    )


@checked()
def tabulate_give_way(give_way: pd.DataFrame, reconciliation: Reconciliation) -> pd.DataFrame:
    r"""Return the smallest sets without which the rest can be true as a table for reading.

    Parameters
    ----------
    give_way : DataFrame
        ``reconciliation.give_way``, or rows of it.
    reconciliation : Reconciliation
        What `reconcile` returned.

    Returns
    -------
    DataFrame
        One row a set, in the order given: ``size``, ``without`` (the claims in words, the names of claimants,
        or the heads of chains, separated by ``;``; empty where the search was given up), ``assumption``. No
        index that matters.

    Raises
    ------
    ValueError
        If columns are missing, or claims are not those of the reconciliation.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import reconcile, tabulate_give_way
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["few", "many"],
    ...         "claimant": ["Coast guard", "Harbour Radio"],
    ...         "measure": "killed",
    ...         "population": "army",
    ...         "place_id": "valley",
    ...         "kind": "cumulative",
    ...         "period": "../2025-01-13",
    ...         "low": [None, 4000],
    ...         "best": None,
    ...         "high": [600, None],
    ...         "qualifier": ["up_to", "more_than"],
    ...     }
    ... )
    >>> found = reconcile(claims)
    >>> ways = found.give_way[found.give_way["component"].isna()]
    >>> print(*tabulate_give_way(ways, found)["without"], sep="\n")
    Coast guard: up to 600 killed (total, up to 13 Jan 2025)
    Harbour Radio: more than 4,000 killed (total, up to 13 Jan 2025)
    """
    rows = require_columns("tabulate_give_way", give_way, GIVE_WAY)
    words = _RowWording(reconciliation, "tabulate_give_way")
    cells = zip(rows["level"], rows["names"].fillna(""), rows["claim_ids"].fillna(""), strict=True)
    return pd.DataFrame(
        {
            "size": [len(one.split(";")) if one else pd.NA for one in rows["names"].fillna("")],
            "without": [words.names(level, names, ids) for level, names, ids in cells],
            "assumption": rows["assumption"].to_numpy(),
        }
    )


@checked(implied=QUANTITIES)
def tabulate_implied(implied: pd.DataFrame, reconciliation: Reconciliation) -> pd.DataFrame:
    """Return what follows from claims as a table for reading: of what, when, and from where to where.

    Parameters
    ----------
    implied : DataFrame
        ``reconciliation.implied``, or rows of it; or what `implied_without` returned.
    reconciliation : Reconciliation
        What `reconcile` returned.

    Returns
    -------
    DataFrame
        One row a quantity, in the order given: ``what``, ``of``, ``where``, ``period``, ``kind``, ``claimed``
        (the range that claims of just this allow; empty where there are none), ``follows`` (the range that all
        claims allow; empty where nothing follows), ``low from`` and ``high from`` (the claims that give each
        end), ``assumption``; of rows of `implied_without` also ``without``, the claims that were left out. No
        index that matters.

    Raises
    ------
    ValueError
        If columns are missing, or claims are not those of the reconciliation.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import reconcile, tabulate_implied
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["January", "April"],
    ...         "measure": "killed",
    ...         "population": "army",
    ...         "place_id": "valley",
    ...         "kind": "cumulative",
    ...         "period": ["../2025-01-13", "../2025-04-30"],
    ...         "low": [300, None],
    ...         "best": None,
    ...         "high": [None, 600],
    ...         "qualifier": ["more_than", "up_to"],
    ...     }
    ... )
    >>> found = reconcile(claims)
    >>> tabulate_implied(found.implied, found)[["period", "claimed", "follows"]].to_numpy().tolist()
    [['up to 13 Jan 2025', 'more than 300', 'more than 300, at most 600'], ['up to 30 Apr 2025', 'at most 600', 'more than 300, at most 600']]
    """  # noqa: E501
    rows = require_columns("tabulate_implied", implied, IMPLIED)
    words = _RowWording(reconciliation, "tabulate_implied")
    named = {column: [words.name(column, cell) for cell in rows[column]] for column in RESPECTS}
    table = pd.DataFrame(
        {
            "what": named["measure"],
            "of": named["population"],
            "where": named["place_id"],
            "period": [format_period(one, None, words.lang) for one in rows["period"]],
            "kind": [KINDS[words.lang][f"all {kind}"] for kind in rows["kind"]],
            "claimed": [words.span(*ends) for ends in _ends(rows, "own_")],
            "follows": [words.span(*ends) for ends in _ends(rows, "")],
            "low from": [words.claims(ids) for ids in rows["by_low"].fillna("")],
            "high from": [words.claims(ids) for ids in rows["by_high"].fillna("")],
            "assumption": rows["assumption"].to_numpy(),
        }
    )
    if "without_ids" in implied:
        table["without"] = [words.claims(ids) for ids in implied["without_ids"]]
    return table


def _ends(rows: pd.DataFrame, own: str) -> np.ndarray:
    """Return both ends of each row, and whether each is strict."""
    names = [f"is_{own}{name[3:]}" if name[:3] == "is_" else f"{own}{name}" for name in ENDS]
    return rows[names].to_numpy(object)


class _RowWording:
    """The words of names, claims and ranges, in the language of a reconciliation."""

    def __init__(self, reconciliation: Reconciliation, function: str) -> None:
        statements = reconciliation._statements
        self.function, self.lang, self.words = function, statements.lang, WORDS[statements.lang]
        self.wording = Wording(statements)
        self.position = {name: row for row, name in enumerate(statements.claims["claim_id"])}
        self.known = {
            column: dict(zip(statements.hierarchy.cells[at].tolist(), self.wording.names[at], strict=False))
            for at, column in enumerate(RESPECTS)
        }

    def name(self, column: str, cell: object) -> object:
        """Return the name of a value, where it is known."""
        return np.nan if pd.isna(cell) else self.known[column].get(cell, cell)

    def claims(self, ids: str) -> str:
        """Return who said what in each of some claims, separated by semicolons."""
        named = [one for one in ids.split(";") if one]
        if missing := [one for one in named if one not in self.position]:
            raise ValueError(
                f"{self.function}: the reconciliation has no claim {describe_list(map(quoted, missing))}. "
                "Pass rows of that same reconciliation"
            )
        return "; ".join(self.wording.say([self.position[one] for one in named]))

    def names(self, level: str, names: str, ids: str) -> str:
        """Return in words what gives way at a level."""
        if level == "claims":
            return self.claims(ids)
        if level == "claimants":
            known = self.wording.origin_names
            return "; ".join(known.get(one, one) for one in names.split(";"))
        heads = [self.claims(one) if one in self.position else one for one in names.split(";")]
        return "; ".join(heads)

    def span(self, low: float, high: float, is_low_strict: object, is_high_strict: object) -> object:
        """Return a range in words; missing where both ends are open."""
        numbers = [None if pd.isna(one) else format_number(one, self.lang) for one in (low, high)]
        if None not in numbers and not is_low_strict and not is_high_strict:
            return numbers[0] if low == high else self.words["range"].format(low=numbers[0], high=numbers[1])
        keys = ("more than" if is_low_strict else "at least", "fewer than" if is_high_strict else "at most")
        ends = [
            self.words[key].format(number=number)
            for key, number in zip(keys, numbers, strict=True)
            if number is not None
        ]
        return ", ".join(ends) if ends else np.nan
