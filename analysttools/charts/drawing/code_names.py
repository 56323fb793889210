"""The codes of events and claims in words: statuses, categories, actions.

Belongs here: words of the codes that a case uses. Names of claimants, places and measures are in the
vocabularies of the case.
"""

from __future__ import annotations

from typing import Any

# Statuses that say no more than that somebody said it.
PLAIN = {"unknown", "reported", "claimed_by_party"}
CODES = {
    "en": {
        "claimed": "claimed",
        "denied": "denied",
        "confirmed_by_other_side": "confirmed by the other side",
        "geolocated": "geolocated",
        "unknown": "not settled",
        "combat": "combat",
        "deployment": "deployment",
        "diplomatic": "diplomacy",
        "intelligence": "intelligence",
        "media": "media",
        "official_acknowledgement": "official acknowledgement",
        "statement": "statements",
        "advance": "advance",
        "assault": "assault",
        "bridgehead": "bridgehead",
        "captured": "capture",
        "counterattack": "counter-attack",
        "entered": "entry",
        "incursion": "incursion",
        "river_crossing": "river crossing",
        "withdrew": "withdrawal",
        "reported": "reported",
        "stated_as_fact": "stated as fact",
        "confirmed_by_claimant": "said to be confirmed by the claimant",
        "claimed_by_party": "claimed by a party",
        "claimed_preliminary": "claimed as preliminary",
        "independently_confirmed": "independently confirmed",
        "not_independently_confirmed": "not independently confirmed",
        "not_conclusive": "not conclusive",
        "opinion_of_article": "opinion of the article",
        "opinion_of_claimant": "opinion of the claimant",
        "conditional": "conditional",
        "forecast": "forecast",
        "rumour": "rumour",
    },
    "fr": {
        "claimed": "revendiqué",
        "denied": "démenti",
        "confirmed_by_other_side": "confirmé par l’autre camp",
        "geolocated": "géolocalisé",
        "unknown": "non tranché",
        "combat": "combats",
        "deployment": "déploiement",
        "diplomatic": "diplomatie",
        "intelligence": "renseignement",
        "media": "médias",
        "official_acknowledgement": "reconnaissance officielle",
        "statement": "déclarations",
        "advance": "avance",
        "assault": "assaut",
        "bridgehead": "tête de pont",
        "captured": "prise",
        "counterattack": "contre-attaque",
        "entered": "entrée",
        "incursion": "incursion",
        "river_crossing": "franchissement d’un cours d’eau",
        "withdrew": "retrait",
        "reported": "rapporté",
        "stated_as_fact": "énoncé comme un fait",
        "confirmed_by_claimant": "dit confirmé par l’auteur",
        "claimed_by_party": "revendiqué par une partie",
        "claimed_preliminary": "revendiqué à titre préliminaire",
        "independently_confirmed": "confirmé de source indépendante",
        "not_independently_confirmed": "non confirmé de source indépendante",
        "not_conclusive": "non concluant",
        "opinion_of_article": "opinion de l’article",
        "opinion_of_claimant": "opinion de l’auteur",
        "conditional": "au conditionnel",
        "forecast": "prévision",
        "rumour": "rumeur",
    },
}


def format_code(code: Any, lang: str) -> str:
    """Format a status, a category or an action; in its own letters where the toolkit has no word for it.

    Examples
    --------
    >>> from analysttools.charts.drawing.code_names import format_code
    >>> format_code("denied", "fr"), format_code("seen_from_orbit", "en")
    ('démenti', 'seen from orbit')
    """
    return CODES[lang].get(str(code), str(code).replace("_", " "))
