"""How each claim reached us, and what every repeat made of what it repeats, in words.

Belongs here: words that the charts of sources and of repeats have, for each claim and each repeat by itself.
Does not belong here: which of them stand in a picture (``front_end/views``).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import pandas as pd

from analysttools.case.loading import Case
from analysttools.charts.drawing.claim_words import (
    COUNTED,
    compare_fields,
    format_unit,
    is_same_time,
    word_fields,
)
from analysttools.charts.drawing.repeat_words import UNSEEN, describe_repeat, describe_unseen
from analysttools.charts.drawing.way_words import describe_way
from analysttools.claims.drift import drift
from analysttools.claims.origins import hands
from analysttools.explorer.view_model.named_rows import NamedRows, name_rows, word_rows
from analysttools.formatting import format_period
from analysttools.locales import read_texts

# What the words of a repeat are told by, in the order in which they are said.
FIELDS = ["number", *COUNTED, "time"]
# What a change is of, by the word that its name begins with, and the column that names it; and those of which
# the name does not begin so. What is left are changes of the number.
NAMED = {"measure": "measure_name", "population": "population_name", "place": "place_name"}
SUBJECTS = {"plan became presence": "measure", "flow became total": "kind"}
CHANGES = read_texts("explorer.front_end.changes")
KINDS = read_texts("explorer.front_end.kinds")


def list_ways(case: Case, named: NamedRows | None = None) -> pd.DataFrame:
    """Return how each claim reached us, one row a claim in the order of `select`.

    Parameters
    ----------
    case : Case
        The case.
    named : mapping, optional
        What `name_rows` gives of its claims. None names them here.

    Returns
    -------
    DataFrame
        ``head``, the origin as the page spells it, missing where no chain is on record; and, a column a
        language, ``way``, who stands between it and us, and ``unit_words``, the unit behind the number, empty
        where what is counted says it.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.view_model.retellings import list_ways
    >>> list_ways(load_case("tests/cases/strait"))[["head", "way_en", "unit_words_en"]].iloc[0].tolist()
    ['Coast guard', 'reported via Merrow Post', '']
    """
    columns: dict[str, Any] = {}
    for lang, rows in (name_rows(case) if named is None else named).items():
        if not columns:
            columns["head"] = word_rows(rows[["chain"]], lambda chain: next(iter(hands(chain)), None))
            columns["index"] = rows.index
        has_number = rows[["low", "best", "high"]].notna().any(axis=1)
        columns[f"way_{lang}"] = word_rows(rows[["chain", "claimant"]], partial(describe_way, lang=lang))
        columns[f"unit_words_{lang}"] = word_rows(
            rows[["unit", "measure_name"]].where(has_number), partial(_word_unit, lang=lang)
        )
    return pd.DataFrame(columns).set_index("index")


def _word_unit(unit: str | None, measure: str | None, lang: str) -> str:
    """Return the unit behind a number; nothing of a claim without a number."""
    return format_unit(unit, measure or "", lang)


def list_retellings(case: Case, claim_ids: list[str], named: NamedRows | None = None) -> pd.DataFrame:
    """Return one row for each claim that repeats another and each that it repeats.

    Parameters
    ----------
    case : Case
        The case.
    claim_ids : list of str
        Ids in the order of ranks.
    named : mapping, optional
        What `name_rows` gives of the claims of the case. None names them here.

    Returns
    -------
    DataFrame
        ``claim`` and ``origin``, ranks of the repeat and of what it repeats; and, a column a language:
        ``fields``, of each of `FIELDS` the words of both with their look, or nothing where both say the same
        (of the time: where it is left out); ``notes``, what the words do not show; ``changes``, a phrase a
        change. A row is the same whatever else is chosen.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.view_model.retellings import list_retellings
    >>> case = load_case("tests/cases/strait")
    >>> told = list_retellings(case, case.claims["claim_id"].tolist()).iloc[0]
    >>> told["changes_en"], told["fields_en"][0]
    (('lower bound lost (at least 40 → 40)',), (('at least', 'struck'), ('40', 'kept')))
    """
    rank = {claim_id: place for place, claim_id in enumerate(claim_ids)}
    columns: dict[str, list[Any]] = {}
    named = name_rows(case) if named is None else named
    told = {lang: _keep_told(rows) for lang, rows in named.items()}
    changes = _find_changes(case, named, told)
    for lang, claims in told.items():
        worded = list(_word_retellings(claims, changes[lang], lang))
        columns |= {
            "claim": [rank[one.pair[1]] for one in worded],
            "origin": [rank[one.pair[0]] for one in worded],
            f"fields_{lang}": [one.fields for one in worded],
            f"notes_{lang}": [one.notes for one in worded],
            f"changes_{lang}": [one.changes for one in worded],
        }
    return pd.DataFrame(columns)


class _Retelling(NamedTuple):
    """A claim and its repeat, by id, in words of one language."""

    pair: tuple[str, str]
    fields: tuple[tuple[tuple[str, str], ...] | None, ...]
    notes: tuple[str, ...]
    changes: tuple[str, ...]


def _keep_told(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims that repeat others, and those that they repeat, by id."""
    repeats = claims.dropna(subset="derived_from")
    wanted = {*repeats["claim_id"], *repeats["derived_from"].str.split(";").explode()}
    told = claims[claims["claim_id"].isin(wanted)]
    return told.set_index("claim_id", drop=False).rename_axis(None)


def _find_changes(case: Case, named: NamedRows, told: NamedRows) -> NamedRows:
    """Return what changed in repeats, by language: once where measures with one name are the same."""
    changes: dict[str, pd.DataFrame] = {}
    known: dict[tuple[int, ...], pd.DataFrame] = {}
    for lang, claims in told.items():
        alike = tuple(pd.factorize(claims["measure_name"])[0].tolist())
        if alike not in known:
            known[alike] = drift(claims.reset_index(drop=True), case.parts, chains=named[lang])
        changes[lang] = known[alike]
    return changes


def _word_retellings(claims: pd.DataFrame, changes: pd.DataFrame, lang: str) -> Iterator[_Retelling]:
    """Return each claim and repeat of a case in words, as ``plot_drift`` has them of the whole case."""
    words = word_fields(claims, [], lang)
    fields = words.to_dict("index")
    named = _name_cells(claims, words, lang)
    for (origin, repeat), own in changes.groupby(["derived_from", "claim_id"], sort=False):
        pair = (str(origin), str(repeat))
        one, other = fields[origin], fields[repeat]
        compared = compare_fields(one, other, is_same_time=is_same_time(claims, pair))
        kinds = own["change"].tolist()
        unseen = describe_unseen(zip(kinds, own["became"], strict=True), lang)
        yield _Retelling(
            pair,
            tuple(
                tuple((run.text, run.look) for run in compared[name])
                if name in compared and (name == "time" or one[name] != other[name])
                else None
                for name in FIELDS
            ),
            (*unseen, *describe_repeat(claims, words["number"], pair, lang)),
            tuple(_describe_changes(kinds, unseen, (named[origin], named[repeat]), lang)),
        )


def _name_cells(claims: pd.DataFrame, words: pd.DataFrame, lang: str) -> dict[Any, dict[str, str]]:
    """Return by claim what a change can be from and to, in words, by what the change is of."""
    texts = CHANGES[lang]
    cells = {subject: claims[column] for subject, column in NAMED.items()}
    cells["kind"] = claims["kind"].map(KINDS[lang])
    cells["period"] = claims["period"].map(
        lambda period: format_period(period, None, lang), na_action="ignore"
    )
    named = pd.DataFrame({"number": words["number"], **cells}).astype(object)
    return named.fillna(texts["not stated"]).to_dict("index")


def _describe_changes(
    changes: list[str], unseen: list[str], ends: tuple[dict[str, str], dict[str, str]], lang: str
) -> Iterator[str]:
    """Return a phrase for all changes of the number, and one for each of what else changed."""
    texts = CHANGES[lang]
    by_subject: dict[str, list[str]] = {subject: [] for subject in ends[0]}
    for change in changes:
        if change not in UNSEEN:
            first = SUBJECTS.get(change, change.partition(" ")[0])
            by_subject[first if first in by_subject else "number"].append(texts[change])
    by_subject["number"] += unseen
    for subject, names in by_subject.items():
        was, became = (end[subject] for end in ends)
        if names:
            what = ", ".join(names)
            yield what if was == became else texts["change"].format(what=what, was=was, became=became)
