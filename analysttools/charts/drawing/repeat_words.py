"""What a repeat says otherwise, in words that stand beside those of the claim.

Belongs here: words of one repeat, which the explorer takes too. Does not belong here: finding changes
(``claims/drift.py``), how two texts differ (``runs.py``), drawing.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysttools.formatting import WORDS as FORMS
from analysttools.formatting import format_number
from analysttools.locales import read_texts

WORDS = read_texts("charts.drift")
# Changes that the words do not show, or not all of it.
UNSEEN = (
    *("number added up", "number added up and rounded", "number added up and converted"),
    *("number subtracted", "number subtracted and rounded", "number fits no cut", "number transposed"),
    *("number rounded", "number converted", "number converted wrongly", "unchanged"),
)


def describe_unseen(changes: Iterable[tuple[str, str]], lang: str) -> list[str]:
    """Return what happened to a number that the words alone do not show.

    Parameters
    ----------
    changes : iterable of tuple
        ``change`` and ``became`` of the changes of one repeat, as ``drift`` gives them.
    lang : {"en", "fr"}
        Language of the words.

    Examples
    --------
    >>> from analysttools.charts.drawing.repeat_words import describe_unseen
    >>> describe_unseen([("number rounded", "400"), ("period changed", "2031-05")], "en")
    ['number rounded']
    """
    words = WORDS[lang]
    said = []
    for change, became in changes:
        if change not in UNSEEN:
            continue
        name = words[change]
        right = became.partition(", not ")[2].replace(",", "")
        if change == "number converted wrongly" and right:
            ends = [format_number(float(end), lang) for end in right.split(" to ")]
            number = ends[0] if len(ends) == 1 else FORMS[lang]["between"].format(low=ends[0], high=ends[1])
            name = words["right value"].format(change=name, number=number)
        said.append(name)
    return said


def describe_repeat(claims: pd.DataFrame, numbers: pd.Series, pair: tuple[str, str], lang: str) -> list[str]:
    """Return where a repeat was read, if no name tells it from what it repeats, and what else it repeats.

    Parameters
    ----------
    claims : DataFrame
        Claims with names, by id.
    numbers : Series
        The words of their numbers, by id.
    pair : tuple of str
        The claim that is repeated, and its repeat.
    lang : {"en", "fr"}
        Language of the words.

    Examples
    --------
    >>> from analysttools import load_case, with_names
    >>> from analysttools.charts.drawing.repeat_words import describe_repeat
    >>> case = load_case("tests/cases/strait")
    >>> claims = with_names(case.claims, case).set_index("claim_id")
    >>> twice = claims.assign(claimant="Coast guard")
    >>> describe_repeat(twice, claims["best"], ("guard-killed", "radio-killed"), "en")
    ['as read in: Harbour Radio']
    """
    origin, repeat = pair
    words, said = WORDS[lang], []
    page = claims.at[repeat, "publisher"] if "publisher" in claims else None
    is_same = claims.at[repeat, "claimant"] == claims.at[origin, "claimant"]
    if is_same and isinstance(page, str):
        said.append(words["page"].format(page=page))
    cell = claims.at[repeat, "derived_from"]
    others = [one for one in str(cell).split(";") if one != origin] if isinstance(cell, str) else []
    here = [one for one in others if one in claims.index]
    named = [f"{claims.at[one, 'claimant']}, {numbers.at[one]}" for one in here]
    named += [words["absent"]] * (len(others) - len(here))
    return said + ([words["also"].format(others="; ".join(named))] if named else [])
