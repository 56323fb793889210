"""What stands in words on the chart of measured area: its title, the numbers of a month, its note.

Belongs here: these words. Does not belong here: drawing (``area.py``).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysttools.charts.months import NUMBERS, OTHER_CUTS
from analysttools.charts.words import say_subject
from analysttools.quantity import say_number

WORDS = {
    "en": {
        "title": "Ground gained and lost by Russia on DeepStateMap, by month: {sector}",
        "whole": "whole map of Ukraine",
        "gross": "gained {gained}, lost {lost}",
        "net": "net {net}",
        "no file": "no file of {days}: not measured",
        "not measured": "not measured",
        "measured": (
            "Grey: measured by this toolkit on DeepStateMap’s files ({publisher}). To the right of zero the "
            "ground that turned Russian-held on that map in the month, to the left the ground that no longer "
            "is; diamond: net. The map also changes when it is redrawn."
        ),
        "cut": "Months are cut at the file of day {day} of the month, which shows the map of the day before.",
        "whisker": (
            "Thin line from the diamond: net if the month is cut a day earlier or later, where there are "
            "files."
        ),
        "claimed": (
            "Coloured, one row each: {subject}, as claimed for the whole month. Circle: the "
            "value said; arrow: a bound. Whether it is net or gross is often not said."
        ),
        "own": "DeepState’s own published number is a claim like the others, not this measurement.",
        "faint": "Faint: a repeat.",
    },
    "fr": {
        "title": "Terrain gagné et perdu par la Russie sur DeepStateMap, par mois\u00a0: {sector}",
        "whole": "toute la carte de l’Ukraine",
        "gross": "gagné {gained}, perdu {lost}",
        "net": "net {net}",
        "no file": "pas de fichier du {days}\u00a0: non mesuré",
        "not measured": "non mesuré",
        "measured": (
            "En gris\u00a0: mesuré par cet outil sur les fichiers de DeepStateMap ({publisher}). À droite de "
            "zéro, le terrain passé sous contrôle russe sur cette carte durant le mois\u202f; à gauche, "
            "celui qui ne l’est plus\u202f; losange\u00a0: net. La carte change aussi si on la redessine."
        ),
        "cut": "Mois coupés au fichier du jour {day} du mois, qui montre la carte de la veille.",
        "whisker": (
            "Trait fin depuis le losange\u00a0: net si le mois est coupé un jour plus tôt ou plus tard, "
            "là où il y a des fichiers."
        ),
        "claimed": (
            "En couleur, une ligne chacun\u00a0: {subject}, tel qu’affirmé pour le mois entier. Rond\u00a0: "
            "valeur énoncée\u202f; flèche\u00a0: une borne. S’il est net ou brut n’est souvent pas dit."
        ),
        "own": "Le nombre publié par DeepState est une affirmation comme les autres, non cette mesure.",
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
    first = changes.iloc[0]
    sector = WORDS[lang]["whole"] if first["sector"] == "all" else first["sector_name"]
    return WORDS[lang]["title"].format(sector=sector)


def say_note(changes: pd.DataFrame, claims: pd.DataFrame | None, lang: str) -> str:
    """Say below the chart what is measured, on what, and what is claimed."""
    words = WORDS[lang]
    publishers = "; ".join(changes["publisher"].dropna().unique()) or "DeepStateMap"
    said = [words["measured"].format(publisher=publishers)]
    days = changes["cut"].dropna().str.extract(r"^\d{4}-\d{2}-(\d{2})")[0].dropna().unique()
    said += [words["cut"].format(day=", ".join(str(int(day)) for day in days))] if len(days) else []
    said += [words["whisker"]] if changes[OTHER_CUTS].notna().any(axis=None) else []
    if claims is not None:
        first = claims.iloc[0]
        subject = say_subject(first["population_name"], first["measure_name"], lang)
        said += [words["claimed"].format(subject=f"{subject}, {first['place_name']}")]
        said += [words["own"]] if claims["claimant_id"].str.contains("deepstate").any() else []
        said += [words["faint"]] if claims["derived_from"].notna().any() else []
    return " ".join(said)
