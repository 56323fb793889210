"""The words of claims beside each other: number, what is counted, whose, where, of which time.

Belongs here: a claim in words, and a claim and its repeat as one text. Does not belong here: how words are
compared and drawn (``passages.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysttools.charts.drawing.runs import Run, compare_words
from analysttools.charts.drawing.text import words_of
from analysttools.formatting import format_period, say_claims

# What a claim counts: the columns that say it, in the order in which they are said.
COUNTED = ["measure_name", "population_name", "place_name"]
NEEDED = [
    *["claim_id", "claimant", "asserted", "low", "best", "high", "qualifier", "unit", "kind", "period"],
    *COUNTED,
]
SEPARATOR = Run("\u00b7", "aside")
NO_BREAK = "\u00a0"


def is_common(cells: pd.Series) -> bool:
    """Return whether all rows say the same, and none says nothing."""
    return bool(cells.notna().all()) and cells.nunique() == 1


def format_counted(claims: pd.DataFrame, columns: Sequence[str] = COUNTED) -> list[str]:
    """Return what each claim counts: measure, population, place, as far as they are stated."""
    cells = claims[list(columns)].astype(object).to_numpy().tolist()
    return [", ".join(cell for cell in row if isinstance(cell, str)) for row in cells]


def format_asserted(claims: pd.DataFrame, lang: str) -> list[str]:
    """Format the day on which each claim was asserted, so that no line breaks within it."""
    return [
        format_period(day, None, lang).replace(" ", NO_BREAK) if isinstance(day, str) else "?"
        for day in claims["asserted"]
    ]


def format_unit(unit: Any, measure: str, lang: str) -> str:
    """Format a unit behind a number, unless what is counted says it: persons killed, settlements held."""
    said = words_of(lang).get(unit, unit) if isinstance(unit, str) else ""
    return "" if unit == "persons" or not said or said in measure else f" {said}"


def word_fields(claims: pd.DataFrame, common: Sequence[str], lang: str) -> pd.DataFrame:
    """Return the words of each claim by field, in the order in which they are said.

    Parameters
    ----------
    claims : DataFrame
        Claims with names, by id.
    common : sequence of str
        Columns of names that are said elsewhere, because all claims share them.
    lang : {"en", "fr"}
        Language of the words.

    Returns
    -------
    DataFrame
        ``number``, the names, ``time``, all text, empty where nothing is stated; ``is_plain`` tells that what
        is counted follows the number without more, as in "30 killed".
    """
    has_number = claims[["low", "best", "high"]].notna().any(axis=1).to_numpy()
    units = [
        format_unit(unit, str(measure), lang) if is_number else ""
        for unit, measure, is_number in zip(claims["unit"], claims["measure_name"], has_number, strict=True)
    ]
    counted = {name: claims[name].fillna("") for name in COUNTED if name not in common}
    times = [
        format_period(period, kind, lang) if isinstance(period, str) else ""
        for period, kind in zip(claims["period"], claims["kind"], strict=True)
    ]
    said = [words + unit for words, unit in zip(say_claims(claims, lang), units, strict=True)]
    fields = pd.DataFrame({"number": said, **counted, "time": times}, index=claims.index)
    return fields.assign(is_plain=has_number & np.array([not unit for unit in units], dtype=bool))


def word_claim(fields: pd.DataFrame, claim: str) -> list[Run]:
    """Return the words of one claim, without its time; whose and where are lighter."""
    one = fields.loc[claim]
    return _join(
        [(name, bool(one["is_plain"]), [_run(name, one[name])]) for name in fields.columns[:-2] if one[name]]
    )


def compare_claims(claims: pd.DataFrame, fields: pd.DataFrame, pair: tuple[str, str]) -> list[Run]:
    """Return the words of a claim and its repeat in one: the time where it changed, nothing empty.

    Examples
    --------
    >>> from analysttools import load_case, with_names
    >>> from analysttools.charts.drawing.claim_words import compare_claims, word_fields
    >>> from analysttools.charts.drawing.runs import format_runs
    >>> case = load_case("tests/cases/strait")
    >>> claims = with_names(case.claims, case).set_index("claim_id")
    >>> fields = word_fields(claims, ["population_name", "place_name"], "en")
    >>> format_runs(compare_claims(claims, fields, ("guard-killed", "radio-killed")))
    '~~at least~~ 40 killed'
    """
    one, other = (fields.loc[claim].to_dict() for claim in pair)
    is_plain = bool(one["is_plain"] and other["is_plain"])
    compared = compare_fields(one, other, is_same_time=is_same_time(claims, pair))
    return _join([(name, is_plain, runs) for name, runs in compared.items()])


def is_same_time(claims: pd.DataFrame, pair: tuple[str, str]) -> bool:
    """Return whether two claims, by id, are stated to be of one kind and period."""
    return all(claims.at[pair[0], name] == claims.at[pair[1], name] for name in ("kind", "period"))


def compare_fields(
    one: Mapping[str, Any], other: Mapping[str, Any], *, is_same_time: bool
) -> dict[str, list[Run]]:
    """Return the words of a claim and its repeat by field: nothing of a field that is empty in both.

    Parameters
    ----------
    one, other : mapping
        Rows of what `word_fields` returns: the claim, and what repeats it.
    is_same_time : bool
        Whether the two are of one kind and period: then their time is left out.

    Examples
    --------
    >>> from analysttools.charts.drawing.claim_words import compare_fields
    >>> words = {"place_name": "Merrow", "time": "May 2031", "is_plain": True}
    >>> both = {"number": "at least 40", **words}, {"number": "40", **words}
    >>> for name, runs in compare_fields(*both, is_same_time=True).items():
    ...     print(name, [(run.look, run.text) for run in runs])
    number [('struck', 'at least'), ('kept', '40')]
    place_name [('aside', 'Merrow')]
    """
    return {
        name: _compare(name, one[name], other[name])
        for name in one
        if name != "is_plain" and (one[name] or other[name]) and not (name == "time" and is_same_time)
    }


def _compare(name: str, was: str, became: str) -> list[Run]:
    """Return the words of one field of a claim and its repeat, either of which may be empty."""
    if was == became:
        return [_run(name, was)]
    if not (was and became):
        return [Run(was, "struck") if was else Run(became, "added")]
    return compare_words(was, became, is_name=name in COUNTED, is_date=name == "time")


def _run(name: str, text: str) -> Run:
    return Run(text, "aside" if name in COUNTED[1:] else "kept")


def _join(fields: list[tuple[str, bool, list[Run]]]) -> list[Run]:
    """Return the runs of fields as one text: what is counted stands right behind a plain number."""
    runs: list[Run] = []
    for name, is_plain, own in fields:
        is_joined = not runs or (name == "measure_name" and is_plain)
        runs += own if is_joined else [SEPARATOR, *own]
    return runs
