"""The names of the vocabularies beside the ids of claims and events.

Belongs here: names for reading and for charts. Does not belong here: reading files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysttools.arguments import checked
from analysttools.case.control_map import ControlMap
from analysttools.case.source_lists import SOURCE_COLUMNS, join_sources
from analysttools.columns import TEXT, id_column, require_plain, take_columns
from analysttools.formatting import in_language, require_language, say_claims

if TYPE_CHECKING:
    from analysttools.case.loading import Case  # which calls `with_names`

# The ids of the vocabularies.
IDS = ["claimant_id", "measure_id", "population_id", "place_id", "sector_id", "source_id"]
# What was measured on a map of control has one of these ids.
MEASURED = ("area_id", "change_id", "ground_id", "spell_id", "cell_id")
GREY = "#6E6E6E"


@checked()
def with_names(rows: pd.DataFrame, case: Case, lang: str = "en") -> pd.DataFrame:
    """Add the names of the vocabularies to the ids of claims or events, and what charts need of the case.

    Parameters
    ----------
    rows : DataFrame
        Some claims or some events of the case, or what was measured, one a row.
    case : Case
        The case that they are from.
    lang : {"en", "fr"}
        Language of the names.

    Returns
    -------
    DataFrame
        The rows with further columns, missing where the id is missing: ``claimant`` (its label), ``side``,
        ``side_name`` and ``side_colour``; ``measure_name``, ``unit``; ``population_name``; ``actor_name``,
        ``actor_side``, ``actor_colour`` and ``actor_order`` (that of the side); ``place_name``;
        ``sector_name``; ``publisher``, ``url`` and ``published`` (each where the rows have the id; of several
        sources, such as ``a;b``, those of each, once if they are the same: publishers and days separated by
        ``;``, addresses by a blank). What was measured has what the case says of its map of control:
        ``map_name``, ``map_credit``, ``map_claimant_id``, ``map_held_by``, ``map_gained_by`` and
        ``map_lost_by`` (populations, separated by ``;``), ``map_holder_colour``, ``map_other_colour``,
        ``map_place_id`` and ``map_place_name``. Where a row states a share of another
        claim, ``share_of_words`` is that claim's number with its words. ``names_lang`` is the language of the
        names: a chart in another is refused.

    Examples
    --------
    >>> from analysttools import load_case, with_names
    >>> case = load_case("tests/cases/strait")  # in English alone
    >>> with_names(case.claims.tail(1), case)[["measure_name", "place_name"]].values.tolist()
    [['area gained', 'Merrow']]
    """
    require_language(lang)
    require_plain("with_names", rows)
    vocabularies = [
        ("claimant_id", case.claimants, {"claimant": "label", "side": "side"}),
        ("measure", case.measures, {"measure_name": "name", "unit": "unit"}),
        ("population", case.populations, {"population_name": "name"}),
        ("actor", case.populations, {"actor_name": "name"}),
        ("place_id", case.places, {"place_name": "name"}),
        ("sector", case.sectors, {"sector_name": "name"}),
    ]
    named = rows.copy()
    for key, vocabulary, columns in vocabularies:
        if key in rows:
            names = vocabulary.set_index(id_column(vocabulary, *IDS))
            ids = take_columns("with_names", rows[[key]], [key])[key]
            for column, name in columns.items():
                texts = names[name] if name in names else in_language(names, name, lang)
                named[column] = ids.map(texts).astype(TEXT)
    if "source_id" in rows:
        named = named.assign(**_sources(take_columns("with_names", rows[["source_id"]], ["source_id"]), case))
    if "claimant_id" in rows:
        named = named.assign(**_sides(named["side"], case, lang))
    if "share_of" in rows and rows["share_of"].notna().any():
        whole = case.claims.drop_duplicates("claim_id").set_index("claim_id")
        named["share_of_words"] = rows["share_of"].map(say_claims(whole, lang)).astype(TEXT)
    if "actor" in rows:
        named = named.assign(**_actors(take_columns("with_names", rows[["actor"]], ["actor"])["actor"], case))
    if any(key in rows for key in MEASURED):
        named = named.assign(**_maps(rows, case, lang))
    return named.assign(names_lang=lang)


def _sources(rows: pd.DataFrame, case: Case) -> dict[str, pd.Series]:
    """Return publisher, address and day of each source; of cells such as ``a;b``, those of all of them."""
    known = case.sources.set_index(id_column(case.sources, *IDS))
    ids = rows["source_id"]
    several = [one for one in ids.dropna().unique() if ";" in one and one not in known.index]
    named = {}
    for column in SOURCE_COLUMNS[1:]:
        cells = known[column].to_dict()
        joined = {one: join_sources(column, map(cells.get, one.split(";"))) for one in several}
        named[column] = ids.map({**cells, **joined}).astype(TEXT)
    return named


def _sides(sides: pd.Series, case: Case, lang: str) -> dict[str, pd.Series]:
    """Return the name and the colour of each side; its id in words where the case has no names of sides."""
    known = case.sides.set_index("side_id")
    names = sides.map(in_language(known, "label", lang)).astype(object)
    names = names.where(names.notna(), sides.str.replace("_", " "))
    colours = sides.map(known["colour"]).astype(object)
    if len(known):
        colours = colours.where(colours.notna() | sides.isna(), GREY)
    return {"side_name": names.astype(TEXT), "side_colour": colours.astype(TEXT)}


def _actors(actors: pd.Series, case: Case) -> dict[str, pd.Series]:
    """Return the side, the colour and the rank of each actor, where the case states them."""
    sides = actors.map(case.populations.set_index("population_id").reindex(columns=["side"])["side"])
    orders = sides.map(case.sides.set_index("side_id")["order"]).astype(float)
    colours = actors.map(_colours(case)).astype(object)
    return {"actor_side": sides.astype(TEXT), "actor_colour": colours.astype(TEXT), "actor_order": orders}


def _colours(case: Case) -> dict[str, str]:
    """Return the colour of each population, its own or that of its side, where one is stated."""
    known = case.populations.set_index("population_id").reindex(columns=["side", "colour"])
    of_sides = known["side"].map(case.sides.set_index("side_id")["colour"]).astype(object)
    colours = known["colour"].astype(object)
    return dict(colours.where(colours.notna(), of_sides).dropna())


def _maps(rows: pd.DataFrame, case: Case, lang: str) -> dict[str, object]:
    """Return for each row what the case says of the map that it was measured on."""
    if not case.further_maps or "source_id" not in rows:
        return _map(case.control_map, case, lang)
    sources = rows["source_id"].unique()
    said = {one: _map(case.map_of(one), case, lang) for one in sources}
    columns = _map(case.control_map, case, lang)
    return {column: rows["source_id"].map({one: said[one][column] for one in sources}) for column in columns}


def _map(known: ControlMap, case: Case, lang: str) -> dict[str, object]:
    """Return what the case says of a map of control; missing where it says nothing."""
    colours = _colours(case)
    places = in_language(case.places.set_index("place_id"), "name", lang)
    said = {
        "map_name": known.name,
        "map_credit": known.credit,
        "map_claimant_id": known.claimant_id,
        "map_held_by": known.held_by(lang),
        "map_gained_by": ";".join(known.gained_by),
        "map_lost_by": ";".join(known.lost_by),
        "map_holder_colour": next((colours[one] for one in known.gained_by if one in colours), ""),
        "map_other_colour": next((colours[one] for one in known.lost_by if one in colours), ""),
        "map_place_id": known.place_id,
        "map_place_name": places.get(known.place_id, ""),
    }
    return {name: text or None for name, text in said.items()}
