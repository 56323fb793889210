"""What a choice leaves, in sentences: how much, comparable or not, in conflict, in agreement.

Belongs here: one sentence a question. Does not belong here: the computing (``claims/``).
"""

from __future__ import annotations

import datetime
from dataclasses import replace

from analysttools.case.code_names import format_code
from analysttools.case.loading import Case
from analysttools.explorer.lists import names_of_words
from analysttools.explorer.selection import count_rows
from analysttools.explorer.state import LISTS, State
from analysttools.formatting import format_number
from analysttools.locales import read_texts

WORDS = read_texts("explorer.panel")


def describe_left(case: Case, tables: list[str], state: State, lang: str) -> list[str]:
    """Return how many rows remain of how many, a sentence a table.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.summary import describe_left
    >>> from analysttools.explorer.state import State
    >>> describe_left(load_case("tests/cases/strait"), ["claims"], State(measure=("killed",)), "en")
    ['7 of 14 claims.']
    """
    sentences = []
    for table in tables:
        rows = len(getattr(case, table))
        left = count_rows(case, table, state)
        said = WORDS[lang]["left" if table == "claims" else "left events"]
        sentences.append(said.format(count=format_number(left, lang), all=format_number(rows, lang)))
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
    >>> from analysttools.explorer.summary import find_emptying
    >>> from analysttools.explorer.state import State
    >>> state = State(measure=("wounded",), kind=("stock",))
    >>> find_emptying(load_case("tests/cases/strait"), ["claims"], state, last="kind")
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


def describe_chosen(case: Case, name: str, state: State, lang: str) -> str:
    """Return what is chosen of one choice.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.summary import describe_chosen
    >>> from analysttools.explorer.state import State
    >>> describe_chosen(load_case("tests/cases/strait"), "place", State(place=("strait-road",)), "en")
    'Strait Road'
    """
    value = getattr(state, name)
    if name == "repeats":
        return WORDS[lang]["repeats in" if value else "repeats out"]
    if name in LISTS:
        names = names_of_words(case, lang)[name]
        return ", ".join(names.get(word) or format_code(word, lang) for word in value)
    return str(value) if name == "as_of" else " / ".join(day or ".." for day in value)


def describe_bad_days(as_of: str, first: str, last: str, lang: str) -> str:
    """Return what is wrong with days as they were written; nothing if they can be read.

    Examples
    --------
    >>> from analysttools.explorer.summary import describe_bad_days
    >>> describe_bad_days("", "2024-13-01", "", "en")
    '“2024-13-01” is not a valid date: write it as 2024-12-16. Showing the previous selection.'
    """
    for day in (as_of, first, last):
        try:
            datetime.date.fromisoformat(day or "2024-12-16")
        except ValueError:
            return WORDS[lang]["bad day"].format(day=day)
    if first and last and datetime.date.fromisoformat(first) > datetime.date.fromisoformat(last):
        return WORDS[lang]["bad period"].format(first=first, last=last)
    return ""


def format_title(counts: dict[str, int], as_of: str | None, pictures: int, lang: str) -> str:
    """Give a view a plain title: how many claims and events are drawn, as known when.

    Examples
    --------
    >>> from analysttools.explorer.summary import format_title
    >>> format_title({"claims": 8, "events": 16}, "2024-12-16", 1, "en")
    'Claims drawn: 8, events drawn: 16, as known on 2024-12-16.'
    """
    words = WORDS[lang]
    said = [words["several pictures"].format(count=pictures)] if pictures > 1 else []
    said += [
        words[f"drawn {table}"].format(count=format_number(count, lang)) for table, count in counts.items()
    ]
    said += [words["known"].format(day=as_of)] if as_of else []
    joined = ", ".join(said)
    return f"{joined[0].upper()}{joined[1:]}."
