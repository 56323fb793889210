"""The words that stand on charts, in English and French.

Belongs here: words of the charts themselves. Names of claimants, places and measures are in the
vocabularies of the case.
"""

from __future__ import annotations

import pandas as pd

WORDS = {
    "en": {
        "stock": "at {period}",
        "flow": "within {period}",
        "cumulative": "total, {period}",
        "up to": "up to {end}",
        "from": "from {start}",
        "from to": "{start} to {end}",
        "about": "about {date}",
        "repeat": "repeat",
        "persons": "persons",
        "km2": "km²",
        "settlements": "settlements",
        "images": "images",
        "years": "years",
        "asserted": "day on which it was asserted",
        "period": "time that the number speaks of",
        "event": "day on which it is said to have happened",
        "unlike": (
            "Each panel counts something else, or at another time: its numbers are no rivals of the others."
        ),
        "claimed": "claimed",
        "denied": "denied",
        "confirmed_by_other_side": "confirmed by the other side",
        "geolocated": "geolocated",
        "unknown": "not settled",
        "russia": "Russian forces",
        "ukraine": "Ukrainian forces",
        "russia+dprk": "Russian and North Korean forces",
        "uncertain": "date uncertain: faint, with its span",
    },
    "fr": {
        "stock": "à la date : {period}",
        "flow": "durant {period}",
        "cumulative": "total, {period}",
        "up to": "jusqu’à {end}",
        "from": "à partir de {start}",
        "from to": "{start} à {end}",
        "about": "environ {date}",
        "repeat": "reprise",
        "persons": "personnes",
        "km2": "km²",
        "settlements": "localités",
        "images": "images",
        "years": "années",
        "asserted": "jour de l’affirmation",
        "period": "période dont parle le nombre",
        "event": "jour où cela se serait passé",
        "unlike": (
            "Chaque cadre compte autre chose, ou à un autre moment : "
            "ses nombres ne s’opposent pas aux autres."
        ),
        "claimed": "revendiqué",
        "denied": "démenti",
        "confirmed_by_other_side": "confirmé par l’autre camp",
        "geolocated": "géolocalisé",
        "unknown": "non tranché",
        "russia": "forces russes",
        "ukraine": "forces ukrainiennes",
        "russia+dprk": "forces russes et nord-coréennes",
        "uncertain": "date incertaine : pâle, avec son étendue",
    },
}


def say_period(period: str, kind: str | None, lang: str) -> str:
    """Say the period of a claim: "within 2024-12-14 to 2024-12-15".

    Examples
    --------
    >>> from analysttools.charts.words import say_period
    >>> say_period("../2024-10", "cumulative", "en")
    'total, up to 2024-10'
    >>> say_period("2024-10~/2024-12-23", "cumulative", "en")
    'total, about 2024-10 to 2024-12-23'
    """
    words = WORDS[lang]
    start, slash, end = (_say_day(part, lang) for part in period.partition("/"))
    if not slash:
        text = start
    elif start in ("", ".."):
        text = words["up to"].format(end=end)
    elif end in ("", ".."):
        text = words["from"].format(start=start)
    else:
        text = words["from to"].format(start=start, end=end)
    return text if kind is None or pd.isna(kind) else words[kind].format(period=text)


def say_subject(population: str, measure: str, lang: str) -> str:
    """Say whose and what, as the head of a title.

    Examples
    --------
    >>> from analysttools.charts.words import say_subject
    >>> say_subject("Russian forces", "killed", "en")
    'Russian forces: killed'
    """
    colon = "\u202f: " if lang == "fr" else ": "
    return f"{population[0].upper()}{population[1:]}{colon}{measure}"


def _say_day(date: str, lang: str) -> str:
    return WORDS[lang]["about"].format(date=date[:-1]) if date.endswith("~") else date
