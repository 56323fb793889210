"""What is behind a picture: counts for every word, days, sentences.

Belongs here: all that the explorer tells of a choice besides its picture, in one piece, so that it can be
worked out ahead. Does not belong here: each of these by itself (``lists.py``, ``summary.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from analysttools.case.loading import Case
from analysttools.explorer.agreement import describe_comparable, describe_conflicts, describe_consensus
from analysttools.explorer.chart_choice import TABLES_OF_CHARTS, fitting_chart
from analysttools.explorer.lists import choose_days, list_choices
from analysttools.explorer.selection import select
from analysttools.explorer.views import Asked
from analysttools.locales import read_texts

WORDS = read_texts("explorer.panel")


@dataclass(frozen=True)
class Details:
    """What is behind a picture.

    Attributes
    ----------
    choices : dict
        For each choice its words, as `list_choices` gives them.
    days : list of str
        The days that the slider stops at.
    fitting : str
        The chart that fits.
    sentences : list of str
        Whether the claims count the same, what contradicts what, what most agree on.
    """

    choices: dict[str, list[list[str]]]
    days: list[str]
    fitting: str
    sentences: list[str]


def collect_details(case: Case, asked: Asked) -> Details:
    """Tell all that is behind a picture.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.views import Asked
    >>> from analysttools.explorer.state import State
    >>> from analysttools.explorer.details import collect_details
    >>> case = load_case("tests/cases/strait")
    >>> collect_details(case, Asked(State(measure=("wounded",)), "fitting", "en")).sentences[0]
    'One claim with a number: nothing to compare it with.'
    """
    *_, told = collect_details_in_steps(case, asked)
    assert told is not None  # noqa: S101 (the last step is the whole)
    return told


def collect_details_in_steps(case: Case, asked: Asked) -> Iterator[Details | None]:
    """Tell all that is behind a picture bit by bit, so that whoever waits can go first; the last step is all.

    A sentence that cannot be said is its reason: the others, and the counts, are told all the same.
    """
    tables = TABLES_OF_CHARTS.get(asked.chart, ["claims"])
    choices = list_choices(case, tables, asked.state, asked.lang)
    yield None
    days = choose_days(case, tables, asked.state)
    claims = select(case, lang=asked.lang, **vars(asked.state))
    fitting = fitting_chart(claims, case)
    yield None
    sentences: list[str] = []
    if "claims" in tables and not claims.empty:
        contradict, agree = (
            partial(say, known_by=asked.state.as_of) for say in (describe_conflicts, describe_consensus)
        )
        for say in (describe_comparable, contradict, agree):
            try:
                sentence = say(claims, case, asked.lang)
            except (ValueError, TypeError) as error:
                sentence = WORDS[asked.lang]["cannot say"].format(reason=error)
            sentences += [sentence] if sentence not in sentences else []
            yield None
    yield Details(choices, days, fitting, sentences)
