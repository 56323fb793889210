"""The words of the map, and of what was measured on a map of control, in English and French."""

from __future__ import annotations

import pandas as pd

WORDS = {
    "en": {
        "title": "What is claimed of {count} places of the front, {first} to {last}",
        "one": "What is claimed of {place}, {first} to {last}",
        "detailed": "Each mark is one claim, with its day, who made it, and what is said to have happened.",
        "compact": (
            "Each mark is one claim that something happened at the place ({actions}), in the order of the "
            "days said. The letter before a row tells who says so."
        ),
        "letter": "{letter}  said on the side of {side}",
        "others": "–  said by others: analysts, media, other states",
        "withdrew": "w  withdrawal of the forces named",
        "listed": "Numbers on the map: places whose claims stand below it; close together, they share one.",
        "place": "place with claims",
        "town": "town",
        "held": "mapped as held by {holder} in both files, {first} and {last}",
        "gained": "gained by {holder}, file of {first} to file of {last}",
        "lost": "lost by {holder}, file of {first} to file of {last}",
        "outline": "sector measured, {first} to {last}: gained less lost by {holder}",
        "border": "state border",
        "region": "regional border",
        "sector": "{sector}: {net} km² net",
        "mapped": "Ground as mapped: {map}.",
        "no_area": (
            "Ground is mapped on one side of the border only ({place}): that none is drawn across it says "
            "nothing."
        ),
        "map": "the map of control",
        "holder": "the side that holds the ground mapped",
        "behind": "The file of a day shows the map of {days} days before.",
        "day behind": "The file of a day shows the map of the day before.",
        "osm_border": "© OpenStreetMap contributors (state border)",
        "natural_earth": "Natural Earth",
        "rivers_minor": "WDB II",
        "towns": "GeoNames (towns)",
    },
    "fr": {
        "title": "Ce qui est affirmé de {count} lieux du front, {first} à {last}",
        "one": "Ce qui est affirmé de {place}, {first} à {last}",
        "detailed": (
            "Chaque signe est une affirmation, avec son jour, son auteur et ce qui se serait passé."
        ),
        "compact": (
            "Chaque signe est une affirmation que quelque chose s’est passé en ce lieu ({actions}), dans "
            "l’ordre des jours indiqués. La lettre devant une ligne dit qui l’affirme."
        ),
        "letter": "{letter}  dit du côté de\u00a0: {side}",
        "others": "–  dit par d’autres\u00a0: analystes, médias, autres États",
        "withdrew": "w  retrait des forces nommées",
        "listed": (
            "Numéros sur la carte\u00a0: lieux dont les affirmations sont dessous\u202f; très proches, ils "
            "en partagent un."
        ),
        "place": "lieu d’affirmations",
        "town": "ville",
        "held": "tenu par {holder} selon les deux fichiers, {first} et {last}",
        "gained": "gagné par {holder}, du fichier du {first} à celui du {last}",
        "lost": "perdu par {holder}, du fichier du {first} à celui du {last}",
        "outline": "secteur mesuré, {first} à {last}\u00a0: gagné moins perdu par {holder}",
        "border": "frontière d’État",
        "region": "limite régionale",
        "sector": "{sector}\u00a0: {net}\u00a0km² net",
        "mapped": "Terrain tel que cartographié\u00a0: {map}.",
        "no_area": (
            "Le terrain n’est cartographié que d’un côté de la frontière ({place})\u00a0: son absence "
            "au-delà ne dit rien."
        ),
        "map": "la carte du contrôle",
        "holder": "le camp qui tient le terrain cartographié",
        "behind": "Le fichier d’un jour montre la carte de {days} jours plus tôt.",
        "day behind": "Le fichier d’un jour montre la carte de la veille.",
        "osm_border": "© contributeurs d’OpenStreetMap (frontière d’État)",
        "natural_earth": "Natural Earth",
        "rivers_minor": "WDB II",
        "towns": "GeoNames (villes)",
    },
}


def stated(rows: pd.DataFrame, column: str) -> str:
    """Return what rows state of their map of control (``with_names``), or nothing.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.charts.front_map.map_words import stated
    >>> rows = pd.DataFrame({"map_name": [None, "Atlas"]})
    >>> stated(rows, "map_name"), stated(rows, "map_credit")
    ('Atlas', '')
    """
    known = rows[column].dropna() if column in rows else pd.Series(dtype=object)
    return str(known.iloc[0]) if len(known) else ""


def format_map_name(rows: pd.DataFrame, lang: str) -> str:
    """Name the map of control on which rows were measured."""
    return stated(rows, "map_name") or WORDS[lang]["map"]


def format_holder(rows: pd.DataFrame, lang: str) -> str:
    """Return who holds the ground that the map shows, as it stands after "by" and "par"."""
    return stated(rows, "map_held_by") or WORDS[lang]["holder"]


def describe_behind(rows: pd.DataFrame, lang: str) -> str:
    """Return how many days a file is behind its own day, if it is."""
    days = int(float(stated(rows, "map_days_behind") or 0))
    return WORDS[lang]["day behind" if days == 1 else "behind"].format(days=days) if days else ""
