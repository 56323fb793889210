"""Who had it from whom: chains of repeats, and what they go back to.

Belongs here: following ``derived_from``. Does not belong here: what changed on the way (``repeats.py``).
"""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.claims.frames import require_claims
from analysttools.errors import DataError, Fault
from analysttools.references import find_circles, say_circle

NEEDED = ["claimant_id", "derived_from"]


@checked()
def origins(claims: pd.DataFrame) -> pd.DataFrame:
    """Give the origin of each claim, how often it was retold since, and how many origins it rests on.

    Origins are independent as far as they have different claimants: what one claimant says twice, or
    what six pages render of one briefing, counts once.

    Parameters
    ----------
    claims : DataFrame
        One row a claim: ``claim_id``, ``claimant_id``, ``derived_from`` (ids parted by ``;``; empty for a
        claim that repeats none). An id that is not among the rows is an origin of which no more is known;
        so follow chains in the whole table before you filter it.

    Returns
    -------
    DataFrame
        One row a claim, index and order of `claims`: ``claim_id``, ``origin`` (its own id, or those that
        its chain goes back to, parted by ``;``), ``origin_claimant`` (who asserted them; the id of the
        origin where it is not among the rows), ``depth`` (retellings since, the longest way; 0 for an
        origin), ``independent_origins`` (how many claimants of origins it rests on).

    Raises
    ------
    TypeError, ValueError
        If it is no frame, columns are missing, or an id stands in two rows.
    DataError
        If ``derived_from`` leads in a circle: every circle, named.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import origins
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["briefing", "agency", "page"],
    ...         "claimant_id": ["nis", "nis", "a newsroom"],
    ...         "derived_from": [None, "briefing", "agency"],
    ...     }
    ... )
    >>> print(origins(claims).to_string(index=False))
    claim_id   origin origin_claimant  depth  independent_origins
    briefing briefing             nis      0                    1
      agency briefing             nis      1                    1
        page briefing             nis      2                    1
    """
    claims = require_claims("origins", claims, NEEDED)
    origin = claims["claim_id"].to_numpy(dtype=object, copy=True)
    origin_claimant = claims["claimant_id"].fillna("").to_numpy(dtype=object, copy=True)
    depth = np.zeros(len(claims), dtype="int64")
    count = np.ones(len(claims), dtype="int64")
    for chain in _follow(claims):
        origin[chain.row] = ";".join(chain.roots)
        origin_claimant[chain.row] = ";".join(name for _, name in chain.origins)
        depth[chain.row], count[chain.row] = chain.depth, len(chain.origins)
    return pd.DataFrame(
        {
            "claim_id": claims["claim_id"],
            "origin": pd.Series(origin, index=claims.index, dtype="str"),
            "origin_claimant": pd.Series(origin_claimant, index=claims.index, dtype="str"),
            "depth": depth,
            "independent_origins": count,
        },
        index=claims.index,
    )


def origin_keys(
    caller: str, claims: pd.DataFrame, chains: pd.DataFrame | None
) -> tuple[np.ndarray, np.ndarray]:
    """Give what each claim counts as, and which claims to count.

    Chains are followed in `chains`, which hold all rows of `claims` and perhaps more; None follows them in
    `claims` alone.

    Returns
    -------
    keys : array of int
        Claims of one number count once: they go back to one claimant, or share one of theirs.
    is_counted : array of bool
        False for a repeat of which an origin is among the rows: that speaks for itself.
    """
    keys, claimants = pd.factorize(claims["claimant_id"].fillna(""))
    key_of: dict[tuple[str, str], int] = {("claimant", one): key for key, one in enumerate(claimants)}
    joined = list(range(len(key_of)))

    def head(key: int) -> int:
        while joined[key] != key:
            joined[key] = joined[joined[key]]
            key = joined[key]
        return key

    is_counted = np.ones(len(claims), dtype=bool)
    for chain in _follow(claims) if chains is None else _follow_in(caller, claims, chains):
        for origin in chain.origins:
            if origin not in key_of:
                key_of[origin] = len(joined)
                joined.append(len(joined))
        first, *others = (head(key_of[origin]) for origin in chain.origins)
        for other in others:
            joined[other] = first
        keys[chain.row] = first
        is_counted[chain.row] = not chain.is_here
    heads = np.array([head(key) for key in range(len(joined))], dtype="int64")
    return heads[keys] if len(keys) else keys.astype("int64"), is_counted


def _follow_in(caller: str, claims: pd.DataFrame, chains: pd.DataFrame) -> list[_Chain]:
    """Follow the repeats of some rows through more rows; where a root is looked for are the rows themselves.

    Raises
    ------
    ValueError
        If some of the rows are not among those in which chains are followed.
    """
    row_of = {one: row for row, one in enumerate(claims["claim_id"])}
    if strange := sorted(set(row_of) - set(chains["claim_id"])):
        raise ValueError(
            f"{caller}: {len(strange)} of the claims are not in chains, the first is {strange[0]}. "
            "Give the whole table that the claims were taken from, such as case.claims"
        )
    ids = chains["claim_id"].tolist()
    return [
        chain._replace(row=row_of[ids[chain.row]], is_here=any(root in row_of for root in chain.roots))
        for chain in _follow(chains)
        if ids[chain.row] in row_of
    ]


class _Chain(NamedTuple):
    """What a repeat goes back to: the row of the repeat, its roots, and who stands for each.

    For a root that is not among the rows its own id stands, marked as such.
    """

    row: int
    roots: list[str]
    origins: list[tuple[str, str]]
    depth: int
    is_here: bool


def _follow(claims: pd.DataFrame) -> list[_Chain]:
    """Follow each repeat to its roots; a root that is not among the rows stands for its claimant.

    Raises
    ------
    DataError
        If ``derived_from`` leads in a circle.
    """
    is_repeat = claims["derived_from"].notna().to_numpy(bool)
    repeats = claims.loc[is_repeat, ["claim_id", "derived_from"]]
    onward = dict(zip(repeats["claim_id"], repeats["derived_from"].str.split(";"), strict=True))
    refuse_circles(onward, "derived_from")
    roots: dict[str, set[str]] = {}
    depths: dict[str, int] = {}
    for one in TopologicalSorter(onward).static_order():
        earlier = onward.get(one)
        roots[one] = {root for up in earlier for root in roots[up]} if earlier else {one}
        depths[one] = 1 + max(depths[up] for up in earlier) if earlier else 0
    firsts = [one for one, steps in depths.items() if not steps]
    here = claims.loc[claims["claim_id"].isin(firsts).to_numpy(bool), ["claim_id", "claimant_id"]]
    known = dict(zip(here["claim_id"], here["claimant_id"].fillna(""), strict=True))
    return [
        _Chain(
            int(row),
            sorted(roots[one]),
            sorted({_origin(root, known) for root in roots[one]}),
            depths[one],
            any(root in known for root in roots[one]),
        )
        for row, one in zip(np.flatnonzero(is_repeat), onward, strict=True)
    ]


def _origin(root: str, known: dict[str, str]) -> tuple[str, str]:
    return ("claimant", known[root]) if root in known else ("claim", root)


def refuse_circles(onward: dict[str, list[str]], column: str) -> None:
    """Raise if ids lead back to themselves.

    Raises
    ------
    DataError
        With every circle, named.
    """
    advice = f"Take one of these ids out of {column}"
    faults = [
        Fault("cycle", "claims", say_circle(column, circle), advice, column=column, id=circle[0])
        for circle in find_circles(onward)
    ]
    if faults:
        raise DataError("claims", faults)
