"""The names of the vocabularies beside the ids of claims and events.

Belongs here: names for reading and for charts. Does not belong here: reading files.
"""

from __future__ import annotations

import pandas as pd

from analysttools.arguments import checked
from analysttools.case import Case
from analysttools.columns import TEXT, id_column, require_plain, take_columns
from analysttools.quantity import require_language

# The ids of the vocabularies.
IDS = ["claimant_id", "measure_id", "population_id", "place_id", "sector_id", "source_id"]


@checked()
def with_names(rows: pd.DataFrame, case: Case, lang: str = "en") -> pd.DataFrame:
    """Put the names of the vocabularies beside the ids of claims or events.

    Parameters
    ----------
    rows : DataFrame
        Some claims or some events of the case, one a row.
    case : Case
        The case that they are from.
    lang : {"en", "fr"}
        Language of the names.

    Returns
    -------
    DataFrame
        The rows with further columns: ``claimant`` (its label), ``side``, ``measure_name``, ``unit``,
        ``population_name``, ``actor_name``, ``place_name``,
        ``sector_name`` (each where the rows have the id),
        ``publisher``, ``url`` and ``published``. Missing where the id is missing.

    Examples
    --------
    >>> from analysttools import load_case, with_names
    >>> case = load_case("data")
    >>> with_names(case.claims.tail(1), case, "fr")[["measure_name", "place_name"]].values.tolist()
    [['tués', 'théâtre de la guerre russo-ukrainienne']]
    """
    require_language(lang)
    require_plain("with_names", rows)
    vocabularies = [
        ("claimant_id", case.claimants, {"claimant": f"label_{lang}", "side": "side"}),
        ("measure", case.measures, {"measure_name": f"name_{lang}", "unit": "unit"}),
        ("population", case.populations, {"population_name": f"name_{lang}"}),
        ("actor", case.populations, {"actor_name": f"name_{lang}"}),
        ("place_id", case.places, {"place_name": f"name_{lang}"}),
        ("sector", case.sectors, {"sector_name": f"name_{lang}"}),
        ("source_id", case.sources, {"publisher": "publisher", "url": "url", "published": "published"}),
    ]
    named = rows.copy()
    for key, vocabulary, columns in vocabularies:
        if key in rows:
            names = vocabulary.set_index(id_column(vocabulary, *IDS))
            ids = take_columns("with_names", rows[[key]], [key])[key]
            for column, name in columns.items():
                named[column] = ids.map(names[name]).astype(TEXT)
    return named
