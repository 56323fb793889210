"""What a choice leaves, in sentences: how much, comparable or not, in conflict, in agreement.

Belongs here: one sentence a question. Does not belong here: the computing (``claims/``).
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from analysttools.case import Case
from analysttools.charts.codes import say_code
from analysttools.charts.words import WORDS as UNITS
from analysttools.claims.agreement import consensus
from analysttools.claims.contradictions import conflicts
from analysttools.claims.scope import SCOPE, scopes
from analysttools.explorer.listing import names_of_words
from analysttools.explorer.selecting import count_rows
from analysttools.explorer.states import LISTS, State
from analysttools.explorer.words import WORDS
from analysttools.quantity import say_claims, say_number

# More claims than this are not held against each other while somebody waits.
MANY = 2000
# Of whom and where something is counted.
NAMES = ("population_name", "place_name")
# Parts of a scope, by the words that the explorer has for them.
DIFFERS = {
    "measure": "measure",
    "population": "population",
    "place_id": "place",
    "kind": "kind",
    "period": "period",
}


def say_left(case: Case, tables: list[str], state: State, lang: str) -> list[str]:
    """Say how many rows remain of how many, a sentence a table.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.saying import say_left
    >>> from analysttools.explorer.states import State
    >>> say_left(load_case("data"), ["claims"], State(measure=("killed",)), "en")
    ['Claims that remain: 33 of 291.']
    """
    sentences = []
    for table in tables:
        rows = len(getattr(case, table))
        left = count_rows(case, table, state)
        said = WORDS[lang]["left" if table == "claims" else "left events"]
        sentences.append(said.format(count=say_number(left, lang), all=say_number(rows, lang)))
    return sentences


def find_emptying(case: Case, tables: list[str], state: State, last: str = "") -> tuple[str, int] | None:
    """Name the choice that emptied the view, and how many rows it took away.

    Parameters
    ----------
    case : Case
        The case.
    tables : list of {"claims", "events"}
        Whose rows are looked at.
    state : State
        What is chosen.
    last : str, optional
        What was chosen last: named if it is one of several choices each of which alone empties the view.

    Returns
    -------
    tuple of str and int, or None
        None if rows remain, or if no choice alone is the reason.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.saying import find_emptying
    >>> from analysttools.explorer.states import State
    >>> state = State(measure=("missing",), kind=("stock",))
    >>> find_emptying(load_case("data"), ["claims"], state, last="kind")
    ('kind', 1)
    """
    if sum(count_rows(case, table, state) for table in tables):
        return None
    empty = State()
    chosen = [name for name in State.__dataclass_fields__ if getattr(state, name) != getattr(empty, name)]
    taken = {
        name: sum(count_rows(case, table, replace(state, **{name: getattr(empty, name)})) for table in tables)
        for name in chosen
    }
    guilty = [name for name in chosen if taken[name]]
    if not guilty:
        return None
    name = last if last in guilty else guilty[-1]
    return name, taken[name]


def say_comparable(claims: pd.DataFrame, case: Case, lang: str) -> str:
    """Say whether some claims count the same, and if not, what differs between two of them.

    The case is not needed; it is given to all sentences of claims alike.

    Examples
    --------
    >>> from analysttools import load_case, select
    >>> from analysttools.explorer.saying import say_comparable
    >>> case = load_case("data")
    >>> say_comparable(select(case, measure="missing"), case, "en")
    'One claim with a number: nothing to compare it with.'
    """
    words = WORDS[lang]
    numbered = claims[claims[["low", "best", "high"]].notna().any(axis=1) & claims["kind"].notna()]
    if len(numbered) < 2:
        return words["lone" if len(numbered) else "no numbers"]
    things = scopes(numbered)
    if things.nunique() == 1:
        return words["alike"]
    one, others = numbered.iloc[-1], numbered[things != things.iloc[-1]]
    unlike = [others[name].map(partial(_differ, one[name])) for name in DIFFERS]
    other = others.loc[
        sum(unlike).iloc[::-1].idxmax()
    ]  # the one that has least in common, the latest of several
    differs = [words[DIFFERS[name]].lower() for name in DIFFERS if _differ(one[name], other[name])]
    first, second = (_say_claim(claim, lang) for claim in (one, other))
    return words["unlike"].format(
        count=things.nunique(), first=first, second=second, differs=", ".join(differs)
    )


def say_conflicts(claims: pd.DataFrame, case: Case, lang: str) -> str:
    """Say how many pairs of claims contradict each other, and of each unit which are widest apart.

    Examples
    --------
    >>> from analysttools import load_case, select
    >>> from analysttools.explorer.saying import say_conflicts
    >>> case = load_case("data")
    >>> say_conflicts(select(case, measure="missing"), case, "en")
    'No two claims here contradict each other.'
    """
    words = WORDS[lang]
    if len(claims) > MANY:
        return words["many"].format(count=say_number(len(claims), lang))
    pairs = conflicts(claims, case.parts)
    if pairs.empty:
        return words["no conflict"]
    by_id = claims.set_index("claim_id", drop=False)
    units = pairs["claim_id"].map(by_id["unit"]).fillna("")
    said = [words["conflicts"].format(count=say_number(len(pairs), lang))]
    for widest in pairs.loc[pairs["gap"].groupby(units, sort=False).idxmax()].itertuples():
        first, second = by_id.loc[widest.claim_id], by_id.loc[widest.other_id]
        said += [
            words["widest" if widest.gap else "meeting"].format(
                gap=_with_unit(widest.gap, first["unit"], lang),
                what=_say_thing(pd.DataFrame([first, second])),
                first=_say_claim(first, lang),
                second=_say_claim(second, lang),
            )
        ]
    said += [words["with parts"]] if pairs["relation"].eq("part of").any() else []
    return " ".join(said)


def say_consensus(claims: pd.DataFrame, case: Case, lang: str) -> str:
    """Say what most origins agree on, of the number of which most origins speak; where several tie, of all.

    Origins are looked for in the whole case: a repeat whose origin was not chosen is still one.

    Examples
    --------
    >>> from analysttools import load_case, select
    >>> from analysttools.explorer.saying import say_consensus
    >>> case = load_case("data")
    >>> say_consensus(select(case, measure="missing"), case, "en")
    'Nothing here is said by two independent origins.'
    """
    words = WORDS[lang]
    if len(claims) > MANY:
        return words["many"].format(count=say_number(len(claims), lang))
    found = consensus(claims, chains=case.claims)
    found = found[found["origins"] > 1]
    if found.empty:
        return words["no consensus"]
    things = found.groupby([*SCOPE, "period"], dropna=False, sort=False).ngroup()
    intervals = found[things.eq(things[found["origins"].idxmax()])]
    most = intervals.iloc[0]
    of_thing = claims[claims["claim_id"].isin(f"{most['claim_ids']};{most['other_ids']}".split(";"))]
    what = f"{_say_thing(of_thing)}, {most['period']}"
    said = words["agreed"].format(
        support=most["support"],
        origins=most["origins"],
        interval=words["or"].join(_interval(one, lang) for _, one in intervals.iterrows()),
        what=what,
    )
    if most["support"] == 1:
        said = words["disagreed"].format(origins=most["origins"], what=what)
    others = things.nunique() - 1
    return f"{said} {words['more agreed'].format(count=others)}" if others else said


def _say_thing(claims: pd.DataFrame) -> str:
    """Say what some claims count, of whom and where; with a stroke between what is not the same in all."""
    names = (claims[name].dropna().drop_duplicates() for name in ("measure_name", *NAMES))
    return ", ".join(" / ".join(own) for own in names if len(own))


def _with_unit(gap: float, unit: Any, lang: str) -> str:
    """Say a gap in its unit; persons are said by what is counted."""
    number = say_number(gap, lang)
    if pd.isna(unit) or unit == "persons":
        return number
    return f"{number} {UNITS[lang].get(unit, unit)}"


def say_chosen(case: Case, name: str, state: State, lang: str) -> str:
    """Say what is chosen of one choice.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.saying import say_chosen
    >>> from analysttools.explorer.states import State
    >>> say_chosen(load_case("data"), "place", State(place=("kursk-oblast",)), "fr")
    'oblast de Koursk'
    """
    value = getattr(state, name)
    if name == "repeats":
        return WORDS[lang]["repeats in" if value else "repeats out"]
    if name in LISTS:
        names = names_of_words(case, lang)[name]
        return ", ".join(names.get(word) or say_code(word, lang) for word in value)
    return str(value) if name == "as_of" else " / ".join(day or ".." for day in value)


def say_bad_days(as_of: str, first: str, last: str, lang: str) -> str:
    """Say what is wrong with days as they were written; nothing if they can be read.

    Examples
    --------
    >>> from analysttools.explorer.saying import say_bad_days
    >>> say_bad_days("", "2024-13-01", "", "en")
    '“2024-13-01” is no day: write it as 2024-12-16. Until then the choice before is shown.'
    """
    for day in (as_of, first, last):
        try:
            datetime.date.fromisoformat(day or "2024-12-16")
        except ValueError:
            return WORDS[lang]["bad day"].format(day=day)
    if first and last and datetime.date.fromisoformat(first) > datetime.date.fromisoformat(last):
        return WORDS[lang]["bad period"].format(first=first, last=last)
    return ""


def say_title(counts: dict[str, int], as_of: str | None, pictures: int, lang: str) -> str:
    """Give a view a plain title: how many claims and events are drawn, as known when.

    Examples
    --------
    >>> from analysttools.explorer.saying import say_title
    >>> say_title({"claims": 8, "events": 16}, "2024-12-16", 1, "en")
    'Claims drawn: 8, events drawn: 16, as known on 2024-12-16.'
    """
    words = WORDS[lang]
    said = [words["several pictures"].format(count=pictures)] if pictures > 1 else []
    said += [words[f"drawn {table}"].format(count=say_number(count, lang)) for table, count in counts.items()]
    said += [words["known"].format(day=as_of)] if as_of else []
    joined = ", ".join(said)
    return f"{joined[0].upper()}{joined[1:]}."


def _differ(one: Any, other: Any) -> bool:
    return bool(one != other) and not (pd.isna(one) and pd.isna(other))


def _say_claim(claim: pd.Series, lang: str) -> str:
    """Name a claim by who says what: "HUR (Ukraine): at least 30"."""
    said = say_claims(claim.to_frame().T, lang).iloc[0]
    return f"{claim['claimant']} ({claim['asserted']}{WORDS[lang]['colon']}{said})"


def _interval(most: pd.Series, lang: str) -> str:
    """Write the interval of a consensus, its bounds as they are."""
    low, high = most["low"], most["high"]
    if low == high:
        return say_number(low, lang)
    more, less = ("plus de ", "moins de ") if lang == "fr" else ("more than ", "fewer than ")
    least, most_ = ("au moins ", "au plus ") if lang == "fr" else ("at least ", "at most ")
    ends = []
    if not pd.isna(low):
        ends.append((more if most["is_low_strict"] else least) + say_number(low, lang))
    if not pd.isna(high):
        ends.append((less if most["is_high_strict"] else most_) + say_number(high, lang))
    return (" et " if lang == "fr" else " and ").join(ends)
