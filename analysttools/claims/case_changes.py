"""What changed from one version of a case to another: rows, fields, contradictions.

Belongs here: frames of two cases in, frames of changes out. Does not belong here: where versions come from
(``case/revision.py``), which figures show what changed (``notebooks/touched.py``).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.case.loading import Case
from analysttools.case.profile import COLUMNS, OPTIONAL, VOCABULARIES
from analysttools.case.table_bytes import format_cells
from analysttools.case.table_schema import Field, Table
from analysttools.claims.conflicts import conflicts
from analysttools.claims.scope import THING, format_thing_id

_BOUNDS = ("low", "best", "high")
_COLUMNS = ["table", "id", "change", "column", "was", "became", "thing", "size"]
# What stands first among changes of one size.
_TABLES = [
    "claims",
    "events",
    *(name for name in [*COLUMNS, *VOCABULARIES, *OPTIONAL] if name not in ("claims", "events")),
]
_ORDER = {
    "added": 1,
    "gone": 1,
    "changed": 2,
    "renamed": 3,
    "column added": 4,
    "column gone": 4,
    "reordered": 5,
}


@checked()
def diff_cases(old: Case, new: Case) -> pd.DataFrame:
    """Return what changed between two versions of a case, the largest change first.

    Rows are known by their id. What says the same in another spelling (12000 and 12000.0, a table in another
    order of columns) has not changed.

    Parameters
    ----------
    old, new : Case
        Two versions; neither is changed.

    Returns
    -------
    DataFrame
        One row a change: ``table``; ``id`` of the row; ``change``: "changed" (one row a field), "added",
        "gone", "renamed" (an id, and nothing else of the row), "column added", "column gone" or "reordered"
        (of a whole table); ``column``; ``was`` and ``became`` (texts, empty if there is none); ``thing`` of a
        claim (measure.population.place, "-" for what it does not name); ``size`` of a change of a number: the
        difference, divided by the larger of the two, and 1 where there was or is none. First the numbers of
        claims, by size, then claims added and gone, then other fields of claims, then the other tables.

    Raises
    ------
    TypeError, ValueError
        If one is not a Case.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from analysttools import diff_cases, load_case
    >>> old = load_case("tests/cases/strait")
    >>> claims = old.claims.assign(low=old.claims["low"].replace(40, 50)).drop(index=1)
    >>> changes = diff_cases(old, replace(old, claims=claims))
    >>> print(changes[["id", "change", "column", "was", "became", "size"]].to_string(index=False))
              id  change column was became  size
    guard-killed changed    low  40     50   0.2
    radio-killed    gone                     NaN
    """
    found = [frame for name in _TABLES for frame in _compare(name, getattr(old, name), getattr(new, name))]
    if not found:
        types = dict.fromkeys(_COLUMNS, "str") | {"size": "float64"}
        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in types.items()})
    changes = pd.concat(found, ignore_index=True)
    things = _things(old.claims, new.claims)
    is_claim = changes["table"].eq("claims")
    changes["thing"] = changes["id"].where(is_claim).map(things).fillna("")
    changes["size"] = _sizes(changes)
    rank = changes["change"].map(_ORDER).where(changes["size"].isna(), 0)
    table = changes["table"].map(_TABLES.index)
    keys = pd.DataFrame(
        {"other": ~is_claim, "rank": rank, "size": -changes["size"].fillna(0), "table": table}
    )
    order = keys.sort_values(["other", "rank", "size", "table"], kind="stable").index
    return changes.loc[order, _COLUMNS].reset_index(drop=True)


def diff_conflicts(old: Case, new: Case) -> pd.DataFrame:
    """Return the contradictions that arise from one version of a case to another, and those that vanish.

    Parameters
    ----------
    old, new : Case
        Two versions.

    Returns
    -------
    DataFrame
        The rows of `conflicts` of either, even allowing for rounding, that the other has not, with
        ``change``: "arises" or "vanishes".

    Examples
    --------
    >>> from dataclasses import replace
    >>> from analysttools import load_case
    >>> from analysttools.claims.case_changes import diff_conflicts
    >>> old = load_case("tests/cases/strait")
    >>> diff_conflicts(old, replace(old, claims=old.claims.head(2)))["change"].unique().tolist()
    ['vanishes']
    """
    pairs = [conflicts(one.claims, parts=one.parts, rounding=True) for one in (old, new)]
    keys = [pd.MultiIndex.from_frame(one[["claim_id", "other_id"]]) for one in pairs]
    arises = pairs[1][~keys[1].isin(keys[0])].assign(change="arises")
    vanishes = pairs[0][~keys[0].isin(keys[1])].assign(change="vanishes")
    return pd.concat([arises, vanishes], ignore_index=True)


def _compare(name: str, old: pd.DataFrame, new: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the changes of one table."""
    key = {**COLUMNS, **VOCABULARIES, **OPTIONAL}[name][0]
    own = [_columns(frame) for frame in (old, new)]
    shared = [column for column in own[1] if column in own[0]]
    if old.empty and new.empty:
        return []
    table = Table(name, "", "", tuple(Field(column) for column in shared), key, ())
    before, after = (format_cells(frame, table).set_index(key) for frame in (old, new))
    found = [_changes(name, [""], f"column {change}", column) for change, column in _new_columns(*own)]
    at = before.index.get_indexer(after.index)
    kept = at >= 0
    was, became = before.to_numpy()[at[kept]], after.to_numpy()[kept]
    rows, columns = np.nonzero(was != became)
    ids, names = after.index[kept], np.array(before.columns, dtype=object)
    found.append(
        _changes(name, ids[rows], "changed", names[columns], was[rows, columns], became[rows, columns])
    )
    added, gone = after[~kept], before.drop(index=ids)
    renamed = _renamed(added, gone)
    news = list(renamed.values())
    found.append(_changes(name, news, "renamed", key, list(renamed), news))
    found.append(_changes(name, added.index[~added.index.isin(news)], "added"))
    found.append(_changes(name, gone.index[~gone.index.isin(list(renamed))], "gone"))
    if (np.diff(at[kept]) < 0).any():
        found.append(_changes(name, [""], "reordered"))
    return [frame for frame in found if len(frame)]


def _columns(frame: pd.DataFrame) -> list[str]:
    """Return the columns of a table's file: not those that loading has made of its dates."""
    names = [str(name) for name in frame]
    made = {f"{name}_{end}" for name in names for end in ("earliest", "latest")}
    return [name for name in names if name not in made]


def _new_columns(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    added = [("added", name) for name in new if name not in old]
    return added + [("gone", name) for name in old if name not in new]


def _changes(
    table: str, ids: Any, change: str, column: Any = "", was: Any = "", became: Any = ""
) -> pd.DataFrame:
    """Return changes of one table and sort as a frame."""
    texts = {"id": pd.Series(ids, dtype="str"), "column": column, "was": was, "became": became}
    return pd.DataFrame({"table": table, "change": change, **texts})


def _renamed(added: pd.DataFrame, gone: pd.DataFrame) -> dict[str, str]:
    """Return new ids by the old ones, of rows that are the same but for their id, and one of a kind."""
    if added.empty or gone.empty:
        return {}
    texts = [frame.agg("\0".join, axis=1) for frame in (gone, added)]
    former, later = (one[~one.duplicated(keep=False)] for one in texts)
    by_text = pd.Series(later.index, index=later.to_numpy())
    new_ids = by_text.reindex(former.to_numpy())
    return {old: new for old, new in zip(former.index, new_ids, strict=True) if isinstance(new, str)}


def _things(old: pd.DataFrame, new: pd.DataFrame) -> pd.Series:
    """Return the thing of each claim, by its id: as the newer version has it."""
    both = pd.concat([new, old]).drop_duplicates("claim_id").set_index("claim_id")
    return pd.Series(map(format_thing_id, both[THING].to_numpy()), index=both.index, dtype="str")


def _sizes(changes: pd.DataFrame) -> pd.Series:
    """Return by what part of the larger number a bound or stated value of a claim changed."""
    is_number = (
        changes["table"].eq("claims") & changes["column"].isin(_BOUNDS) & changes["change"].eq("changed")
    )
    was, became = (
        pd.to_numeric(changes[name].where(is_number & changes[name].ne("")), errors="coerce").fillna(0.0)
        for name in ("was", "became")
    )
    larger = np.maximum(was.abs(), became.abs())
    return ((became - was).abs() / larger.where(larger > 0)).where(is_number)
