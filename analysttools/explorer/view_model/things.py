"""The things of a case: what is counted, of whom, where, whenever and however counted.

Belongs here: their names, and of which claims they are. Does not belong here: what their claims are to each
other (``comparisons.py``).
"""

from __future__ import annotations

from functools import partial

import pandas as pd

from analysttools.case.loading import Case
from analysttools.charts.drawing.text import format_subject
from analysttools.claims.scope import THING, format_thing_id
from analysttools.explorer.view_model.named_rows import NamedRows, name_rows, word_rows
from analysttools.locales import LANGUAGES

# What its name is made of.
NAMED = ["population_name", "measure_name", "measure", "place_name"]


def list_things(case: Case, named: NamedRows | None = None) -> pd.DataFrame:
    """Return one row a thing, in the order of their first claims: its id, names and unit.

    `named` is what `name_rows` gives of the claims of the case; None names them here.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.view_model.things import list_things
    >>> list_things(load_case("tests/cases/strait"))[["thing_id", "name_en"]].iloc[0].tolist()
    ['killed.upland.strait-road', 'Upland troops: killed, Strait Road']
    """
    named = name_rows(case) if named is None else named
    firsts = {lang: rows.drop_duplicates(THING) for lang, rows in named.items()}
    first = firsts[LANGUAGES[0]]
    ids = [format_thing_id(row) for row in first[THING].to_numpy()]
    return pd.DataFrame(
        {
            "thing_id": ids,
            **{column: first[column].to_numpy() for column in (*THING, "unit")},
            **{
                f"name_{lang}": word_rows(rows[NAMED], partial(_name, lang=lang))
                for lang, rows in firsts.items()
            },
        }
    )


def _name(
    population: str | None, measure: str | None, measure_id: str | None, place: str | None, lang: str
) -> str:
    """Return whose, what and where."""
    subject = format_subject(population, measure or str(measure_id), lang)
    return subject if place is None else ", ".join([subject, place])
