"""What became of a claim and its number as it was repeated, and which repeats nobody marked.

Belongs here: a claim beside the one that it repeats. Does not belong here: its number end by end
(``number_changes.py``), chains as a whole (``origins.py``).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.claims.decimals import difference
from analysttools.claims.frames import (
    FIRST,
    LAST,
    codes_of,
    days_of,
    has_number,
    require_claims,
    require_parts,
)
from analysttools.claims.intervals import STATED, bounds
from analysttools.claims.number_changes import last_digit, number_changes
from analysttools.claims.origins import heads, origins, refuse_circles, require_chains, with_links
from analysttools.claims.relations import PART, WHOLE, Comparison
from analysttools.claims.scope import SCOPE, SCOPED
from analysttools.columns import take_columns
from analysttools.errors import describe_list
from analysttools.formatting import format_number, say_claims

NEEDED = [*SCOPED, *STATED, "claimant_id", "derived_from"]
DRIFT = ["claim_id", "derived_from", "change", "was", "became", "is_proposed"]
PROPOSED = ["claim_id", "derived_from", "days", "why"]
# Days around the ends of a period at which its claimant may have cut a series of totals.
CUT_DAYS = 7
# A measure of this ending counts what is meant to be, not what is.
PLANNED = "_planned"


@checked()
def drift(
    claims: pd.DataFrame,
    parts: pd.DataFrame | None = None,
    *,
    proposed: pd.DataFrame | None = None,
    chains: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Name what changed between a claim and those that repeat it.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the columns of ``claims``. Each repeat is set beside what its
        ``derived_from`` names. With ``unit`` and ``measure_name``, as ``with_names`` adds them, conversions
        are recognised.
    parts : DataFrame, optional
        What is part of what, as ``Case.parts`` gives it. None knows of no parts: then a population or
        place is not narrowed or widened, only changed.
    proposed : DataFrame, optional
        Further pairs to look at, as `propose_repeats` gives them; marked in the result.
    chains : DataFrame, optional
        The table that the rows were taken from, such as ``case.claims``: what a claim repeats is taken from
        it where it is not among the rows. None looks for it in `claims`, which must then hold it.

    Returns
    -------
    DataFrame
        One row a change, or one that says ``unchanged``: ``claim_id`` (the repeat), ``derived_from``,
        ``change``, ``was``, ``became``, ``is_proposed``. The changes:

        - of the words: ``lower bound sharpened`` ("at least" became "more than"), ``softened``, ``lost``,
          ``added``; the same of the ``upper bound``; ``bound turned round`` ("at least" became "up to");
          ``hedge lost``, ``added``, ``changed`` ("about",
          "nearly"); ``number lost``, ``number added``;
        - of the number, of a range only if of both its ends: ``rounded`` (by an eighth of it at most),
          ``transposed`` (neighbouring digits), ``added up`` or ``subtracted`` (from several claims; or, told
          of some days, from the series of totals that was repeated, cut within a week of the ends of those
          days), the same ``and rounded``, ``added up and converted``, ``fits no cut`` (the series is there,
          and no such difference gives it), ``converted`` (a bound if the number lies within it) or
          ``converted wrongly``, else ``number changed``;
        - of what is counted: ``plan became presence`` (a measure whose id ends in ``_planned`` became
          one that does not), ``measure changed``; ``population`` or ``place``
          ``narrowed``, ``widened``, ``changed``; ``flow became total``, ``kind changed``, ``period
          changed``.

    Raises
    ------
    TypeError, ValueError, DataError
        If columns are missing, ids or numbers are wrong, a proposed id is not among the claims, or a claim
        repeats one that is not there.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import drift
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["hur", "page"],
    ...         "claimant_id": ["hur", "a newsroom"],
    ...         "derived_from": [None, "hur"],
    ...         "measure": "killed_or_wounded",
    ...         "population": ["russia+dprk", "dprk"],
    ...         "place_id": "kursk-oblast",
    ...         "kind": "flow",
    ...         "period": "2024-12-14/2024-12-15",
    ...         "low": [30, 30],
    ...         "best": None,
    ...         "high": None,
    ...         "qualifier": ["at_least", "more_than"],
    ...     }
    ... )
    >>> parts = pd.DataFrame({"column": ["population"], "part": ["dprk"], "whole": ["russia+dprk"]})
    >>> for change in drift(claims, parts).itertuples():
    ...     print(f"{change.change}: {change.was} > {change.became}")
    lower bound sharpened: at least 30 > more than 30
    population narrowed: russia+dprk > dprk
    """
    claims = require_claims("drift", claims, NEEDED)
    if parts is not None:
        parts = require_parts("drift", parts)
    table = require_chains("drift", claims, chains, NEEDED)
    claims = with_links(claims, table)
    rows = _with_repeated(claims, table)
    bounds(rows)  # refuses numbers that cannot be
    pairs = _pairs(rows, len(claims), proposed)
    one = rows.iloc[pairs["from"]].reset_index(drop=True)
    other = rows.iloc[pairs["to"]].reset_index(drop=True)
    counted = _changes_of_what_is_counted(rows, pairs, parts)
    numbers = _name_cuts(number_changes(one, other, _groups(pairs)), one, other, table)
    changes = pd.concat([numbers, counted], ignore_index=True)
    silent = np.setdiff1d(pairs.index, changes["pair"])
    unchanged = pd.DataFrame(
        {
            "pair": silent,
            "change": "unchanged",
            "was": say_claims(one.iloc[silent]).to_numpy(),
            "became": say_claims(other.iloc[silent]).to_numpy(),
        }
    )
    result = pd.concat([changes, unchanged], ignore_index=True)
    pair = result["pair"].to_numpy("int64")
    result = result.assign(
        claim_id=other["claim_id"].iloc[pair].to_numpy(),
        derived_from=one["claim_id"].iloc[pair].to_numpy(),
        is_proposed=pairs["is_proposed"].to_numpy(bool)[pair],
    )
    order = ["is_proposed", "derived_from", "claim_id", "change"]
    texts = dict.fromkeys(["claim_id", "derived_from", "change", "was", "became"], "str")
    return result[DRIFT].astype(texts).sort_values(order, ignore_index=True)


@checked()
def propose_repeats(
    claims: pd.DataFrame, *, days: int = 7, same_scope: bool = True, chains: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Propose which claims may repeat another without being marked so. Proposals only: look at each.

    A claim is proposed as the repeat of the one before it that has the same numbers, was asserted within
    some days, and comes from the same claimant or by a chain that begins alike.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the columns of ``claims``; ``chain`` is followed where it is there.
    days : int, optional
        How many days may lie between the two assertions, each taken at the last day that it can be.
    same_scope : bool, optional
        If False, measure, population, place, kind and the days of a flow may differ: such a number may
        have changed its meaning.
    chains : DataFrame, optional
        The table that the rows were taken from, such as ``case.claims``: what is marked already is followed
        in it. None follows it in `claims`, which must then hold every claim that another one repeats.

    Returns
    -------
    DataFrame
        One row a proposal: ``claim_id``, ``derived_from`` (the claim before it), ``days`` between them,
        and ``why``: ``same claimant`` or ``same chain``. Claims that are already marked as going back to
        one origin are left out.

    Raises
    ------
    TypeError, ValueError
        If columns are missing, an id is in two rows, `days` is not a whole number from 0, or a claim
        repeats one that is not there.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import propose_repeats
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["ramstein", "davos"],
    ...         "claimant_id": "zelensky",
    ...         "asserted": ["2025-01-09", "2025-01-21"],
    ...         "derived_from": None,
    ...         "measure": ["killed_or_wounded", "killed"],
    ...         "population": "dprk",
    ...         "place_id": "kursk-oblast",
    ...         "kind": "cumulative",
    ...         "period": ["../2025-01-09", "../2025-01-21"],
    ...         "low": None,
    ...         "best": [4000, 4000],
    ...         "high": None,
    ...         "qualifier": "stated",
    ...     }
    ... )
    >>> propose_repeats(claims, days=14, same_scope=False).values.tolist()
    [['davos', 'ramstein', 12, 'same claimant']]
    >>> len(propose_repeats(claims, days=14))
    0
    """
    claims = require_claims("propose_repeats", claims, [*NEEDED, "asserted"])
    is_number = has_number(claims) & (days_of(claims, "asserted")[1] != LAST)
    table = require_chains("propose_repeats", claims, chains, NEEDED)
    claims = with_links(claims, table)
    origin = origins(claims, chains=table)["origin"][is_number].to_numpy(dtype=object)
    rows = claims[is_number].reset_index(drop=True)
    asserted = days_of(rows, "asserted")[1]
    same = ["low", "best", "high", *(SCOPE if same_scope else [])]
    is_flow = rows["kind"].eq("flow").to_numpy(bool) & same_scope
    period = [np.where(is_flow, end, 0) for end in days_of(rows, "period")]
    groups = {"same claimant": rows["claimant_id"]}
    if "chain" in rows:
        groups["same chain"] = heads(rows).replace("", None)
    ids = rows["claim_id"].to_numpy(dtype=object)
    found = []
    for why, who in groups.items():
        codes = codes_of(rows, same, who.to_numpy(), *period)
        order = np.lexsort((np.argsort(np.argsort(ids)), asserted, codes))
        before, after = order[:-1], order[1:]
        is_near = (codes[before] == codes[after]) & (asserted[after] - asserted[before] <= days)
        is_near &= who.notna().to_numpy()[after] & (origin[before] != origin[after])
        before, after = before[is_near], after[is_near]
        pair = {
            "claim_id": ids[after],
            "derived_from": ids[before],
            "days": asserted[after] - asserted[before],
        }
        found.append(pd.DataFrame({**pair, "why": why}))
    result = pd.concat(found, ignore_index=True).drop_duplicates(["claim_id", "derived_from"])
    texts = dict.fromkeys(["claim_id", "derived_from", "why"], "str")
    return result[PROPOSED].astype({**texts, "days": "int64"}).sort_values(PROPOSED, ignore_index=True)


def _with_repeated(claims: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return the claims, and below them what they repeat that is not among them, with their names of things.

    Raises
    ------
    ValueError
        If the claims have names and units, and what they repeat has none and counts something else.
    """
    named = claims["derived_from"].dropna().str.split(";").explode()
    wanted = table["claim_id"].isin(set(named) - set(claims["claim_id"])).to_numpy(bool)
    further = table[wanted]
    lacking = [name for name in ("measure_name", "unit") if name in claims and name not in further]
    if lacking and len(further):
        known = claims.drop_duplicates("measure").set_index("measure")
        strange = further[~further["measure"].isin(known.index).to_numpy(bool)]
        if len(strange):
            one = strange.iloc[0]
            raise ValueError(
                f"drift: {one['claim_id']} counts {one['measure']}, and chains have no "
                f"{' and no '.join(lacking)} for it, as the claims have. Pass "
                "chains=with_names(case.claims, case)"
            )
        further = further.assign(**{name: further["measure"].map(known[name]) for name in lacking})
    both = [name for name in claims if name in further]
    return pd.concat([claims[both], further[both]], ignore_index=True)


def _pairs(rows: pd.DataFrame, count: int, proposed: pd.DataFrame | None) -> pd.DataFrame:
    """Return the positions of each repeat among the first so many rows and of what it repeats."""
    marked = rows[["claim_id", "derived_from"]].dropna()
    refuse_circles(marked.set_index("claim_id")["derived_from"].str.split(";").to_dict(), "derived_from")
    marked = marked[marked.index < count]
    marked = marked.assign(derived_from=marked["derived_from"].str.split(";")).explode("derived_from")
    further = pd.DataFrame({"claim_id": [], "derived_from": []}, dtype="str")
    if proposed is not None:
        if not set(further) <= set(proposed):
            raise ValueError(
                "drift: proposed needs the columns claim_id and derived_from, as propose_repeats gives them"
            )
        further = take_columns("drift: proposed", proposed[list(further)], further)
        unknown = sorted({*further["claim_id"], *further["derived_from"]} - {*rows["claim_id"].iloc[:count]})
        if unknown:
            raise ValueError(
                f"drift: these proposed ids are not among the claims: {describe_list(unknown)}. Propose from "
                "the same claims that you pass"
            )
    both = pd.concat(
        [marked.assign(is_proposed=False), further.assign(is_proposed=True)], ignore_index=True
    ).drop_duplicates(["claim_id", "derived_from"])
    index = pd.Index(rows["claim_id"])
    pairs = pd.DataFrame(
        {
            "from": index.get_indexer(both["derived_from"]),
            "to": index.get_indexer(both["claim_id"]),
            "is_proposed": both["is_proposed"].to_numpy(bool),
        }
    )
    return pairs[pairs["from"] >= 0].reset_index(drop=True)


def _name_cuts(
    changes: pd.DataFrame, one: pd.DataFrame, other: pd.DataFrame, table: pd.DataFrame
) -> pd.DataFrame:
    """State for numbers told for a period, from a series of totals, whether the series gives them."""
    start, end = days_of(other, "period")
    pair = changes["pair"].to_numpy("int64")
    is_told = changes["change"].eq("number changed").to_numpy(bool) & _is_of_days(one, other)[pair]
    changes = changes.copy()
    for place in np.flatnonzero(is_told):
        row = pair[place]
        given = _cuts(one.iloc[row], table, int(start[row]), int(end[row]))
        if not len(given):
            continue
        is_given = _is_given(given, other.iloc[[row]])
        changes.loc[changes.index[place], "change"] = (
            "number subtracted" if is_given else "number fits no cut"
        )
        if not is_given:
            ends = " to ".join(dict.fromkeys(format_number(number) for number in (given.min(), given.max())))
            changes.loc[changes.index[place], "became"] += f", where the totals give {ends}"
    return changes


def _is_of_days(one: pd.DataFrame, other: pd.DataFrame) -> np.ndarray:
    """Return where a total was told of days of which both ends are stated, and not from its own start on."""
    start, end = days_of(other, "period")
    is_total = other["kind"].eq("cumulative").to_numpy(bool) & (start != days_of(one, "period")[0])
    is_of_days = (other["kind"].eq("flow").to_numpy(bool) | is_total) & (start != FIRST) & (end != LAST)
    return is_of_days & one["kind"].eq("cumulative").to_numpy(bool)


def _is_given(given: np.ndarray, told: pd.DataFrame) -> bool:
    """Return whether a difference is the number told, to its last digit, or lies within its bounds."""
    interval = bounds(told).iloc[0]
    numbers = told[["low", "best", "high"]].astype(float).to_numpy()[0]
    if not np.isnan(numbers[1]):
        right = np.abs(difference(given, np.full(len(given), numbers[1]))) <= last_digit(numbers[[1]]) / 2
    else:
        low, high = interval[["low", "high"]].fillna(np.nan).astype(float)
        is_above = (given > low) if interval["is_low_strict"] else (given >= low)
        is_below = (given < high) if interval["is_high_strict"] else (given <= high)
        right = (is_above | np.isnan(low)) & (is_below | np.isnan(high))
    return bool(right.any())


def _cuts(total: pd.Series, table: pd.DataFrame, start: int, end: int) -> np.ndarray:
    """Return the differences of the totals of one series that are cut near the ends of a period."""
    is_one = table["kind"].eq("cumulative") & table["claimant_id"].eq(total["claimant_id"])
    is_one &= table["derived_from"].isna() & table["best"].notna()
    for column in ("measure", "population", "place_id"):
        is_one &= table[column].astype("str").fillna("").eq("" if pd.isna(total[column]) else total[column])
    series = table[is_one.to_numpy(bool)]
    day, value = days_of(series, "period")[1], series["best"].to_numpy(float)
    first = value[(day >= start - 1 - CUT_DAYS) & (day <= start + CUT_DAYS)]
    last = value[(day >= end - CUT_DAYS) & (day <= end + 1 + CUT_DAYS)]
    return difference(np.repeat(last, len(first)), np.tile(first, len(last)))


def _groups(pairs: pd.DataFrame) -> np.ndarray:
    """Give pairs of one repeat the same number, those that are only proposed apart."""
    return pairs["to"].to_numpy() * 2 + pairs["is_proposed"].to_numpy()


def _changes_of_what_is_counted(
    rows: pd.DataFrame, pairs: pd.DataFrame, parts: pd.DataFrame | None
) -> pd.DataFrame:
    """Name changes of measure, population, place, kind and period."""
    one, other = pairs["from"].to_numpy(), pairs["to"].to_numpy()
    compared = Comparison(rows, parts)
    kind = compared.kind
    measure = rows["measure"].fillna("").astype("str")
    is_planned = measure.str.endswith(PLANNED).to_numpy(bool)
    became_presence = is_planned[one] & ~is_planned[other]
    name = rows.get("measure_name", measure)
    is_renamed = (name.fillna("").to_numpy()[one] != name.fillna("").to_numpy()[other]) & ~became_presence
    same_period = (compared.start[one] == compared.start[other]) & (compared.end[one] == compared.end[other])
    became_total = (kind[one] == 2) & (kind[other] == 3)
    masks = [
        ("plan became presence", "measure", became_presence),
        ("measure changed", "measure", is_renamed),
        ("flow became total", "kind", became_total),
        ("kind changed", "kind", (kind[one] != kind[other]) & ~became_total),
        ("period changed", "period", ~same_period & (kind[one] == kind[other])),
    ]
    for word, column in (("population", "population"), ("place", "place_id")):
        stand = compared.in_respect(column, other, one)
        differs = compared.cells[column][one] != compared.cells[column][other]
        masks += [
            (f"{word} narrowed", column, differs & (stand == PART)),
            (f"{word} widened", column, differs & (stand == WHOLE)),
            (f"{word} changed", column, differs & (stand != PART) & (stand != WHOLE)),
        ]
    found = []
    for change, column, mask in masks:
        cells = rows[column].fillna("not stated").astype("str").to_numpy(dtype=object)
        was, became = cells[one[mask]], cells[other[mask]]
        found.append(
            pd.DataFrame({"pair": np.flatnonzero(mask), "change": change, "was": was, "became": became})
        )
    return pd.concat(found, ignore_index=True)
