"""What is chosen: the arguments of `select`, checked.

Belongs here: which choices there are, and which words each may hold. Does not belong here: which rows they
leave.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from analysttools.case.loading import Case
from analysttools.errors import LISTED, describe_list, did_you_mean

# Choices of some words out of a list.
LISTS = ("measure", "population", "place", "claimant", "side", "kind", "status")
# The column of each table that a choice is about; a table without the column is not narrowed by it.
COLUMNS = {
    "claims": {
        **{"measure": "measure", "population": "population", "place": "place_id"},
        **{"claimant": "claimant_id", "side": "claimant_id", "kind": "kind", "status": "status"},
    },
    "events": {
        **{"population": "actor", "place": "place_id"},
        **{"claimant": "claimant_id", "side": "claimant_id", "status": "status"},
    },
}


@dataclass(frozen=True)
class State:
    """What is chosen.

    Attributes
    ----------
    measure, population, place, claimant, side, kind, status : tuple of str
        One of these words must hold. Empty chooses all.
    repeats : bool
        Whether claims that repeat another stay in.
    as_of : str or None
        The day by which it had been asserted, such as "2024-12-16". None asks of no day.
    period : tuple of (str or None)
        First and last day of the time that it must speak of; None is an open end.
    """

    measure: tuple[str, ...] = ()
    population: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    claimant: tuple[str, ...] = ()
    side: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    repeats: bool = True
    as_of: str | None = None
    period: tuple[str | None, str | None] = (None, None)


def read_state(case: Case, **chosen: Any) -> State:
    """Read what is chosen, or raise with everything that is wrong.

    Parameters
    ----------
    case : Case
        The case whose words they are.
    **chosen
        As the attributes of `State`; one word may stand for itself, None for all.

    Returns
    -------
    State

    Raises
    ------
    ValueError
        With every name, word and day that cannot be, and what there is instead.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.state import read_state
    >>> case = load_case("tests/cases/strait")
    >>> state = read_state(case, measure="killed", side=["coast", "press"], as_of="2031-04-20")
    >>> state.measure, state.side, state.as_of
    (('killed',), ('coast', 'press'), '2031-04-20')
    >>> read_state(case, measure="kiled")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    ValueError: measure="kiled": there is none. Did you mean "killed"? There are: area_gained_km2, ...
    """
    wrong: list[str] = []
    names = list(State.__dataclass_fields__)
    for name in [name for name in chosen if name not in names]:
        wrong.append(f"there is no choice {name}. {did_you_mean(name, names)}There are: {', '.join(names)}")
    state: dict[str, Any] = {}
    for name in LISTS:
        state[name] = _several(chosen.get(name))
        wrong += _strange(name, state[name], words_of_choice(case, name)) if state[name] else []
    if not isinstance(chosen.get("repeats", True), bool):
        wrong.append(f"repeats={chosen['repeats']!r}: it is True (repeats stay in) or False")
    first, last = _pair(chosen.get("period"), wrong)
    days = {"as_of": chosen.get("as_of"), "period (first)": first, "period (last)": last}
    read = {name: _day(name, day, wrong) for name, day in days.items()}
    if (read["period (first)"] or "") > (read["period (last)"] or "9999"):
        wrong.append(f"period={(first, last)!r}: its first day is after its last. Turn them round")
    if wrong:
        more = f";\nand {len(wrong) - LISTED} more" if len(wrong) > LISTED else ""
        raise ValueError(";\n".join(wrong[:LISTED]) + more)
    state["period"] = (read["period (first)"], read["period (last)"])
    return State(**state, repeats=chosen.get("repeats", True), as_of=read["as_of"])


def words_of_choice(case: Case, name: str) -> list[str]:
    """List the words that a choice may hold: those that stand in a claim or an event, and their wholes.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.state import words_of_choice
    >>> words_of_choice(load_case("tests/cases/strait"), "kind")
    ['cumulative', 'flow', 'stock']
    """
    if name == "side":
        return sorted(case.claimants["side"].dropna().unique())
    there: set[str] = set()
    for table, columns in COLUMNS.items():
        rows = getattr(case, table)
        if columns.get(name) in rows:
            there |= set(rows[columns[name]].dropna())
    if name == "place":
        parts = case.parts
        is_there = parts["column"].eq("place_id") & parts["part"].isin(there)
        there |= set(parts.loc[is_there, "whole"])
    return sorted(there)


def _several(given: Any) -> tuple[str, ...]:
    if given is None:
        return ()
    is_several = isinstance(given, Iterable) and not isinstance(given, str)
    return tuple(given) if is_several else (given,)


def _strange(name: str, words: tuple[str, ...], known: list[str]) -> list[str]:
    """Return which words a choice cannot hold."""
    return [
        f"{name}={word!r}: it is a word".replace("'", '"')
        if not isinstance(word, str)
        else f'{name}="{word}": there is none. {did_you_mean(word, known)}There are: {_listed(known)}'
        for word in words
        if not isinstance(word, str) or word not in known
    ]


def _listed(known: list[str]) -> str:
    return describe_list(known, 20)


def _pair(period: Any, wrong: list[str]) -> tuple[Any, Any]:
    if period is None:
        return None, None
    if isinstance(period, str) or not isinstance(period, Iterable) or len(ends := list(period)) != 2:
        wrong.append(f'period={period!r}: it is two days, such as ("2024-10-01", None)')
        return None, None
    return ends[0], ends[1]


def _day(name: str, day: Any, wrong: list[str]) -> str | None:
    """Read one day, as text of the form 2024-12-16."""
    if day is None:
        return None
    try:
        return str(datetime.date.fromisoformat(day if isinstance(day, str) else day.isoformat()[:10]))
    except (AttributeError, ValueError):
        wrong.append(f"{name}={day!r}: it is a day such as 2024-12-16")
        return None
