"""Which claims and events a choice leaves.

Belongs here: rows by what is chosen. Does not belong here: which words can be chosen (``state.py``), charts.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.case.loading import Case
from analysttools.case.vocabulary import with_names
from analysttools.claims.frames import LAST, days_of
from analysttools.errors import did_you_mean
from analysttools.explorer.state import COLUMNS, LISTS, State, read_state

# The tables to choose from, and the time that a row of each speaks of.
TIMES = {"claims": "period", "events": "date"}


@checked()
def select(case: Case, table: str = "claims", *, lang: str = "en", **state: Any) -> pd.DataFrame:
    """Return the claims or the events that fit what is chosen, with their names, oldest words first.

    Parameters
    ----------
    case : Case
        The case to choose from.
    table : {"claims", "events"}
        Which rows. Events know no measure, kind and repeats: these do not narrow them; their population is
        who acts.
    lang : {"en", "fr"}
        Language of the names.
    **state
        What is chosen, each a word or a list of words, of which one must hold: ``measure``,
        ``population``, ``place`` (with what lies in it), ``claimant``, ``side`` (of the claimant),
        ``kind``, ``status``; ``repeats`` (False leaves out claims that repeat another); ``as_of`` (a day:
        what had been said by then); ``period`` (two days, None for an open end: the time that a row
        is about reaches into it). What is not named, or None, chooses all.

    Returns
    -------
    DataFrame
        One row a claim or an event, with the columns that `with_names` adds, in the order in which they
        were asserted, those of no known day first; perhaps none. An event of which no day of saying is
        noted was known from the day of its page, or where that is not known either, from its own last day.

    Raises
    ------
    ValueError
        With every choice, word or day that cannot be.

    Examples
    --------
    >>> from analysttools import load_case, select
    >>> case = load_case("tests/cases/strait")
    >>> claims = select(case, measure="killed", place="merrow", as_of="2031-04-05")
    >>> claims[["claimant", "asserted", "low"]].tail(2).values.tolist()
    [['Coast guard', '2031-04-02', 40.0], ['Harbour Radio', '2031-04-05', nan]]
    """
    require_table(table)
    rows = getattr(case, table)
    kept = _all(masks(case, table, read_state(case, **state)), case, table)
    since = known_since(case, table)[kept].astype("int64")  # as numbers, for no day is the least
    order = np.argsort(since, kind="stable")
    return with_names(rows[kept].iloc[order], case, lang)


def require_table(table: str) -> None:
    """Raise if there is no such table to choose from.

    Raises
    ------
    ValueError
        With the tables that there are.
    """
    if table not in TIMES:
        raise ValueError(
            f'select: there is no table "{table}". {did_you_mean(str(table), TIMES)}'
            f"It is one of: {', '.join(TIMES)}"
        )


def masks(case: Case, table: str, state: State) -> dict[str, np.ndarray]:
    """Tell of each choice that narrows a table which of its rows it keeps.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.selection import masks
    >>> from analysttools.explorer.state import State
    >>> kept = masks(load_case("tests/cases/strait"), "claims", State(kind=("flow",), as_of="2031-04-20"))
    >>> list(kept), int(kept["kind"].sum())
    (['kind', 'as_of'], 3)
    """
    rows = getattr(case, table)
    kept: dict[str, np.ndarray] = {}
    for name in LISTS:
        words = getattr(state, name)
        if words and name in COLUMNS[table]:
            kept[name] = rows[COLUMNS[table][name]].isin(ids_of(case, name, words)).to_numpy()
    if not state.repeats and "derived_from" in rows:
        kept["repeats"] = rows["derived_from"].isna().to_numpy()
    if state.as_of is not None:
        kept["as_of"] = known_since(case, table) <= np.datetime64(state.as_of)
    if any(state.period):
        kept["period"] = _speaks_of(rows, TIMES[table], state.period)
    return kept


def ids_of(case: Case, name: str, words: tuple[str, ...]) -> set[str]:
    """Return the ids that words stand for: places with all that lies in them, sides with their claimants.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.selection import ids_of
    >>> "saltmill" in ids_of(load_case("tests/cases/strait"), "place", ("merrow",))
    True
    """
    if name == "side":
        return set(case.claimants.loc[case.claimants["side"].isin(words), "claimant_id"])
    if name != "place":
        return set(words)
    parts = case.parts
    lies_in = parts["column"].eq("place_id") & parts["whole"].isin(words)
    return {*words, *parts.loc[lies_in, "part"]}


def known_since(case: Case, table: str) -> np.ndarray:
    """Return the day from which each row was known, as days; of a row never surely known, none (``NaT``).

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.selection import known_since
    >>> print(known_since(load_case("tests/cases/strait"), "claims").max())
    2031-05-02
    """
    rows = getattr(case, table)
    days = last_days(rows)
    if table == "events":
        published = case.sources.set_index("source_id")["published_latest"]
        of_page = rows["source_id"].map(published).fillna(rows["date_latest"])
        days = days.where(rows["asserted"].notna(), of_page)
    return days.to_numpy().astype("datetime64[D]")


def last_days(rows: pd.DataFrame) -> pd.Series:
    """Return the last day on which each row may have been asserted, read from its text where it must be."""
    if "asserted_latest" in rows:
        return rows["asserted_latest"]
    latest = days_of(rows, "asserted")[1]
    days = np.where(latest == LAST, np.datetime64("NaT"), latest.astype("datetime64[D]"))
    return pd.Series(days.astype("datetime64[s]"), index=rows.index)


def _all(kept: dict[str, np.ndarray], case: Case, table: str) -> np.ndarray:
    return np.logical_and.reduce([np.ones(len(getattr(case, table)), bool), *kept.values()])


def _speaks_of(rows: pd.DataFrame, column: str, period: tuple[str | None, str | None]) -> np.ndarray:
    """Return which rows speak of a time that reaches into the period; an open or unknown end reaches on."""
    first, last = (None if day is None else pd.Timestamp(day) for day in period)
    starts, ends = rows[f"{column}_earliest"], rows[f"{column}_latest"]
    reaches = rows[column].notna()
    if first is not None:
        reaches &= ends.isna() | (ends >= first)
    if last is not None:
        reaches &= starts.isna() | (starts <= last)
    return reaches.to_numpy()
