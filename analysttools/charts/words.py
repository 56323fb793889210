"""The words that stand on charts, in English and French.

Belongs here: words of the charts themselves. Names of claimants, places and measures are in the
vocabularies of the case.
"""

from __future__ import annotations

import pandas as pd

from analysttools.quantity import require_language

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
        "unlike": "Each panel counts something else, in another place, or at another time.",
        "scales": "The scales of the panels differ.",
        "since": "total since {start}",
        "since unknown": "total, start not stated",
        "since or unknown": "total since {start}, or start not stated",
        "overlapping": "at moments that overlap",
        "to": "to {end}",
        "lines": "Steps: from one stated value of a claimant to the next. ",
        "above": "Above each line: {actor}.",
        "numbers": "Small numbers: the claimant. ",
        "shapes": "Circle: the value said, also about or nearly. Triangle up: or more; down: or less. ",
        "pale": "Bar: a range. Pale bar: some day within it. Faint mark: a repeat. ",
        "no number": "Ticks below zero: claims without a number. ",
        "withdrew": "withdrew",
        "claimed": "claimed",
        "denied": "denied",
        "confirmed_by_other_side": "confirmed by the other side",
        "geolocated": "geolocated",
        "unknown": "not settled",
        "uncertain": "date uncertain: pale, its span where known",
    },
    "fr": {
        "stock": "à la date\u00a0: {period}",
        "flow": "durant {period}",
        "cumulative": "total, {period}",
        "up to": "jusqu’à {end}",
        "from": "à partir de {start}",
        "from to": "{start} à {end}",
        "about": "environ {date}",
        "repeat": "reprise",
        "persons": "personnes",
        "km2": "km²",
        "square miles": "miles carrés",
        "settlements": "localités",
        "images": "images",
        "years": "années",
        "asserted": "jour de l’affirmation",
        "period": "période dont parle le nombre",
        "event": "jour où cela se serait passé",
        "unlike": "Chaque cadre compte autre chose, en un autre lieu ou à un autre moment.",
        "scales": "Les échelles des cadres diffèrent.",
        "since": "total depuis {start}",
        "since unknown": "total, début non indiqué",
        "since or unknown": "total depuis {start}, ou début non indiqué",
        "overlapping": "à des moments qui se recoupent",
        "to": "jusqu’au {end}",
        "lines": "Paliers\u00a0: d’une valeur énoncée d’un auteur à la suivante. ",
        "above": "Au-dessus de chaque ligne\u00a0: {actor}.",
        "numbers": "Petits chiffres\u00a0: l’auteur. ",
        "shapes": (
            "Rond\u00a0: valeur énoncée, même environ ou près de. "
            "Triangle haut\u00a0: ou plus\u202f; bas\u00a0: ou moins. "
        ),
        "pale": (
            "Barre\u00a0: fourchette. Barre pâle\u00a0: un jour dans l’intervalle. "
            "Signe pâle\u00a0: reprise. "
        ),
        "no number": "Traits sous zéro\u00a0: énoncés sans nombre. ",
        "withdrew": "s’est retiré",
        "claimed": "revendiqué",
        "denied": "démenti",
        "confirmed_by_other_side": "confirmé par l’autre camp",
        "geolocated": "géolocalisé",
        "unknown": "non tranché",
        "uncertain": "date incertaine\u00a0: pâle, étendue si connue",
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


def words_of(lang: str) -> dict[str, str]:
    """Give the words of a language, or raise with the languages that there are.

    Raises
    ------
    ValueError
        If the toolkit does not speak it.
    """
    require_language(lang)
    return WORDS[lang]


def say_scope(claims: pd.DataFrame, lang: str) -> str:
    """Say when the claims of one panel hold: a period, or the start of totals that end on several days."""
    kind = claims["kind"].iloc[0]
    periods = claims["period"].drop_duplicates()
    if len(periods) == 1:
        return say_period(periods.iloc[0], kind, lang)
    if kind == "stock":
        return WORDS[lang]["overlapping"]
    if kind != "cumulative":
        return say_period(periods.iloc[0], kind, lang)
    starts = periods.str.split("/").str[0].drop_duplicates()
    stated = starts[~starts.isin(["", ".."])]
    if stated.empty:
        return WORDS[lang]["since unknown"]
    words = WORDS[lang]["since" if len(stated) == len(starts) else "since or unknown"]
    return words.format(start=_say_day(stated.iloc[0], lang))


def say_subject(population: str | float, measure: str, lang: str) -> str:
    """Say whose and what, as the head of a title; only what, where nobody is named.

    Examples
    --------
    >>> from analysttools.charts.words import say_subject
    >>> say_subject("Russian forces", "killed", "en")
    'Russian forces: killed'
    """
    if not isinstance(population, str):
        return f"{measure[0].upper()}{measure[1:]}"
    colon = "\u00a0: " if lang == "fr" else ": "
    return f"{population[0].upper()}{population[1:]}{colon}{measure}"


def _say_day(date: str, lang: str) -> str:
    return WORDS[lang]["about"].format(date=date[:-1]) if date.endswith("~") else date
