"""The words that stand on charts, in English and French.

Belongs here: words of the charts themselves. Names of claimants, places and measures are in the
vocabularies of the case.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysttools.case.code_names import PLAIN, format_code
from analysttools.formatting import format_day, format_period, require_language, say_claims
from analysttools.locales import read_texts

WORDS = read_texts("charts.shared")
PUNCTUATION = read_texts("punctuation")

# The qualifier of a bound, strict or not.
_ENDS = {"low": ("more_than", "at_least"), "high": ("fewer_than", "up_to")}


def words_of(lang: str) -> dict[str, str]:
    """Return the words of a language, or raise with the languages that there are.

    Raises
    ------
    ValueError
        If the toolkit does not speak it.
    """
    require_language(lang)
    return WORDS[lang]


def describe_scope(claims: pd.DataFrame, lang: str) -> str:
    """Return when the claims of one panel hold: a period, or the start of totals that end on several days."""
    kind = claims["kind"].iloc[0]
    periods = claims["period"].drop_duplicates()
    if len(periods) == 1:
        return format_period(periods.iloc[0], kind, lang)
    if kind == "stock":
        return WORDS[lang]["overlapping"]
    if kind != "cumulative":
        return format_period(periods.iloc[0], kind, lang)
    if periods.str[0].isin(["[", "{"]).any():
        return WORDS[lang]["since unknown"]
    starts = periods.str.split("/").str[0].drop_duplicates()
    stated = starts[~starts.isin(["", ".."])]
    if stated.empty:
        return WORDS[lang]["since unknown"]
    words = WORDS[lang]["since" if len(stated) == len(starts) else "since or unknown"]
    return words.format(start=format_day(stated.iloc[0], lang))


def format_subject(population: str | float | None, measure: str, lang: str) -> str:
    """Return whose and what, as the head of a title; only what, where nobody is named.

    Examples
    --------
    >>> from analysttools.charts.drawing.text import format_subject
    >>> format_subject("Russian forces", "killed", "en")
    'Russian forces: killed'
    """
    if not isinstance(population, str):
        return f"{measure[0].upper()}{measure[1:]}"
    colon = PUNCTUATION[lang]["colon"]
    return f"{population[0].upper()}{population[1:]}{colon}{measure}"


def describe_standing(claim: Any, lang: str) -> list[str]:
    """Return what is said of a claim behind its words: that it is a repeat; a status that says something.

    Parameters
    ----------
    claim : named tuple
        With ``derived_from``, and ``status`` where there is one.
    lang : {"en", "fr"}
        Language.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from analysttools.charts.drawing.text import describe_standing
    >>> describe_standing(SimpleNamespace(derived_from="other", status="denied"), "en")
    ['repeat', 'denied']
    >>> describe_standing(SimpleNamespace(derived_from=None, status="reported"), "en")
    []
    """
    status = getattr(claim, "status", None)
    repeat = [] if pd.isna(claim.derived_from) else [WORDS[lang]["repeat"]]
    says_more = isinstance(status, str) and status not in PLAIN
    return [*repeat, *([format_code(status, lang)] if says_more else [])]


def format_interval(frame: pd.DataFrame, lang: str) -> pd.Series:
    """Format an interval in the words of a claim: "at least 10,000", "8,000 to 11,000", "10,000"."""
    low, high = frame["low"], frame["high"]
    is_point = low.eq(high)
    conditions = [is_point, low.notna() & high.notna(), low.notna(), high.notna()]
    strict = [np.where(frame[f"is_{end}_strict"], *pair) for end, pair in _ENDS.items()]
    qualifier = np.select(
        conditions, [np.full(len(frame), "stated"), np.full(len(frame), "between"), *strict], "vague"
    )
    said = {"low": low.mask(is_point), "best": low.where(is_point), "high": high.mask(is_point)}
    return say_claims(pd.DataFrame(said).assign(qualifier=qualifier), lang)
