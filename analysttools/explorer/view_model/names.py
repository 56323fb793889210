"""The vocabularies of a case for the front end: names in each language, what lies within what, sides.

Belongs here: names and their order. Does not belong here: rows that use them.
"""

from __future__ import annotations

from typing import Any

from analysttools.case.code_names import format_code
from analysttools.case.loading import Case
from analysttools.formatting import in_language
from analysttools.locales import LANGUAGES, read_texts

KINDS = read_texts("explorer.front_end.kinds")


def list_names(case: Case) -> dict[str, Any]:
    """Return names by vocabulary and id, in the order of the languages, and the places within each place.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.view_model.names import list_names
    >>> listed = list_names(load_case("tests/cases/strait"))
    >>> listed["names"]["kind"]["flow"][0], listed["places_within"]["merrow"][:2]
    ('within a period', ['gull-point', 'saltmill'])
    """
    vocabularies = {
        "measure": (case.measures, "measure_id", "name"),
        "population": (case.populations, "population_id", "name"),
        "place": (case.places, "place_id", "name"),
        "claimant": (case.claimants, "claimant_id", "label"),
    }
    names: dict[str, dict[str, list[str]]] = {}
    for vocabulary, (table, key, stem) in vocabularies.items():
        words = [in_language(table, stem, lang).tolist() for lang in LANGUAGES]
        names[vocabulary] = {
            one: [str(text) for text in own] for one, *own in zip(table[key], *words, strict=True)
        }
    names["side"] = _list_sides(case)
    names["kind"] = {kind: [KINDS[lang][kind] for lang in LANGUAGES] for kind in KINDS[LANGUAGES[0]]}
    statuses = sorted({*case.claims["status"].dropna(), *case.events["status"].dropna()})
    names["status"] = {status: [format_code(status, lang) for lang in LANGUAGES] for status in statuses}
    places = case.parts[case.parts["column"].eq("place_id")]
    within = {whole: sorted(own) for whole, own in places.groupby("whole")["part"]}
    return {"names": names, "places_within": within}


def _list_sides(case: Case) -> dict[str, list[str]]:
    """Return the names of sides in the order of the case; ids in words where it has no names."""
    known = case.sides.set_index("side_id")
    there = case.claimants["side"].dropna().unique()
    ordered = [*[side for side in known.index if side in there], *sorted(set(there) - set(known.index))]
    return {
        side: [
            str(in_language(known, "label", lang)[side]) if side in known.index else side.replace("_", " ")
            for lang in LANGUAGES
        ]
        for side in ordered
    }
