"""What stands in words on the chart of measured area: its title, the numbers of a month, its note.

Belongs here: these words. Does not belong here: drawing (``area.py``).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysttools.charts.map_words import say_behind, say_holder, say_map, stated
from analysttools.charts.months import NUMBERS, OTHER_CUTS
from analysttools.charts.words import say_subject
from analysttools.quantity import say_number

WORDS = {
    "en": {
        "title": "Ground gained and lost by {holder} on {map}, by month: {sector}",
        "whole": "whole map",
        "whole of": "whole map ({place})",
        "gross": "gained {gained}, lost {lost}",
        "net": "net {net}",
        "no file": "no file of {days}: not measured",
        "not measured": "not measured",
        "measured": (
            "Grey: measured by this toolkit on the files of {files}. To the right of zero the ground that "
            "came to be held by {holder} on that map in the month, to the left the ground that no longer is; "
            "diamond: net. The map also changes when it is redrawn."
        ),
        "cut": "Months are cut at the file of day {day} of the month.",
        "whisker": (
            "Thin line from the diamond: net if the month is cut a day earlier or later, where there are "
            "files."
        ),
        "claimed": (
            "Coloured, one row each: {subject}, as claimed for the whole month. Circle: the "
            "value said; arrow: a bound. Whether it is net or gross is often not said."
        ),
        "own": "What {claimant}, who makes the map, published is a claim like the others, not measured here.",
        "faint": "Faint: a repeat.",
    },
    "fr": {
        "title": "Terrain gagné et perdu par {holder} selon {map}, par mois\u00a0: {sector}",
        "whole": "toute la carte",
        "whole of": "toute la carte ({place})",
        "gross": "gagné {gained}, perdu {lost}",
        "net": "net {net}",
        "no file": "pas de fichier du {days}\u00a0: non mesuré",
        "not measured": "non mesuré",
        "measured": (
            "En gris\u00a0: mesuré par cet outil (fichiers\u00a0: {files}). À droite de zéro, le terrain que "
            "cette carte montre nouvellement tenu par {holder} durant le mois\u202f; à gauche, celui qui ne "
            "l’est plus\u202f; losange\u00a0: net. La carte change aussi si on la redessine."
        ),
        "cut": "Mois coupés au fichier du jour {day} du mois.",
        "whisker": (
            "Trait fin depuis le losange\u00a0: net si le mois est coupé un jour plus tôt ou plus tard, "
            "là où il y a des fichiers."
        ),
        "claimed": (
            "En couleur, une ligne chacun\u00a0: {subject}, tel qu’affirmé pour le mois entier. Rond\u00a0: "
            "valeur énoncée\u202f; flèche\u00a0: une borne. S’il est net ou brut n’est souvent pas dit."
        ),
        "own": (
            "Ce que {claimant}, auteur de la carte, a publié est une affirmation comme les autres, non cette "
            "mesure."
        ),
        "faint": "Pâle\u00a0: une reprise.",
    },
}


def say_change(change: Any, lang: str) -> str:
    """Say the numbers of a month, or why it has none."""
    words = WORDS[lang]
    if pd.isna(change.net_km2):
        missing = [] if pd.isna(change.missing_days) else str(change.missing_days).split(";")
        ends = [day for day in missing if day in str(change.cut).split(" to ")] or missing
        return words["no file"].format(days=", ".join(ends)) if any(ends) else words["not measured"]
    gained, lost, net = (_say_km2(getattr(change, name), lang) for name in NUMBERS)
    return f"{words['net'].format(net=net)} ({words['gross'].format(gained=gained, lost=lost)})"


def _say_km2(value: float, lang: str) -> str:
    """Say a measured area to a tenth, also where that is 0."""
    said = say_number(round(float(value), 1), lang)
    point = "," if lang == "fr" else "."
    return said if point in said[-2:-1] else f"{said}{point}0"


def say_title(changes: pd.DataFrame, lang: str) -> str:
    """Say of which sector the changes are."""
    words, first, place = WORDS[lang], changes.iloc[0], stated(changes, "map_place_name")
    whole = words["whole of" if place else "whole"].format(place=place)
    sector = whole if first["sector"] == "all" else first["sector_name"]
    return words["title"].format(sector=sector, holder=say_holder(changes, lang), map=say_map(changes, lang))


def say_note(changes: pd.DataFrame, claims: pd.DataFrame | None, lang: str) -> str:
    """Say below the chart what is measured, on what, and what is claimed."""
    words = WORDS[lang]
    credit = "; ".join(changes["publisher"].dropna().unique())
    name = say_map(changes, lang)
    files = credit if credit.startswith(name) else f"{name} ({credit})" if credit else name
    said = [words["measured"].format(files=files, holder=say_holder(changes, lang))]
    days = changes["cut"].dropna().str.extract(r"^\d{4}-\d{2}-(\d{2})")[0].dropna().unique()
    said += [words["cut"].format(day=", ".join(str(int(day)) for day in days))] if len(days) else []
    said += [behind] if (behind := say_behind(changes, lang)) else []
    said += [words["whisker"]] if changes[OTHER_CUTS].notna().any(axis=None) else []
    if claims is not None:
        first = claims.iloc[0]
        subject = say_subject(first["population_name"], first["measure_name"], lang)
        said += [words["claimed"].format(subject=f"{subject}, {first['place_name']}")]
        own = claims.loc[claims["claimant_id"].eq(stated(changes, "map_claimant_id")), "claimant"]
        said += [words["own"].format(claimant=own.iloc[0])] if len(own) else []
        said += [words["faint"]] if claims["derived_from"].notna().any() else []
    return " ".join(said)
