"""The words that stand on charts, in English and French.

Belongs here: words of the charts themselves. Names of claimants, places and measures are in the
vocabularies of the case.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysttools.formatting import require_language, say_claims

WORDS = {
    "en": {
        "stock": "at {period}",
        "moment": "at some time, {period}",
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
            "Each panel counts something else, in another place, at another time or in another way: the "
            "numbers of two panels share no axis, and are neither added nor subtracted."
        ),
        "scales": "The scales of the panels differ.",
        "consensus": "Fits the most origins",
        "envelope": "Lowest to highest",
        "origins": "origins: {count}",
        "of": "{fits} of {origins}",
        "of them": ", of which {support} agree",
        "none of them": ", no two agree",
        "no agreement": "no two agree",
        "open": "open at both ends",
        "computed": (
            "Black rows are computed from the claims above them; nobody claims them. Origins are claimants; "
            "those whose word comes from one source count once."
        ),
        "since": "total since {start}",
        "since unknown": "total, start not stated",
        "since or unknown": "total since {start}, or start not stated",
        "overlapping": "at moments that overlap",
        "to": "to {end}",
        "said": "{who}: {words}",
        "axis": "Across: {axis}.",
        "above": "Above each line: {actor}.",
        "numbers": "Small numbers: the claimant.",
        "value": "Circle: the value said, also about or nearly.",
        "bound": "Triangle up: or more; down: or less.",
        "range": "Bar: a range.",
        "span": "Pale bar: some day within it.",
        "faint": "Faint mark: a repeat.",
        "ring": "Ring around a mark: another claim at the same place or close by.",
        "dense": "Small marks: a series too dense for marks of full size.",
        "no number": "Ticks below zero: claims without a number.",
        "untagged": "{count} marks are without their number, for want of room.",
        "steps": "Steps: what a claimant asserted stands until it is revised.",
        "dotted": "Dotted: a step from or to a bound.",
        "open day": "Small arrow: that day or before, or after.",
        "step back": "Dashed step with a caret: a total that went back.",
        "shade": "Shaded: what bounds leave open.",
        "withdrew": "withdrew",
        "uncertain": "date uncertain: pale, its span where known",
    },
    "fr": {
        "stock": "à la date\u00a0: {period}",
        "moment": "à un moment, {period}",
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
        "unlike": (
            "Chaque cadre compte autre chose, en un autre lieu, à un autre moment ou d’une autre "
            "manière\u00a0: les nombres de deux cadres n’ont pas d’axe commun, et ne s’additionnent ni ne "
            "se soustraient."
        ),
        "scales": "Les échelles des cadres diffèrent.",
        "consensus": "Compatible avec le plus d’origines",
        "envelope": "Du plus bas au plus haut",
        "origins": "origines\u00a0: {count}",
        "of": "{fits} sur {origins}",
        "of them": ", dont {support} concordent",
        "none of them": ", aucun accord",
        "no agreement": "aucun accord",
        "open": "ouvert des deux côtés",
        "computed": (
            "Les lignes noires sont calculées à partir des affirmations au-dessus\u00a0; "
            "personne ne les affirme. Les origines sont des auteurs\u202f; ceux qui tiennent leur parole "
            "d’une même source comptent une fois."
        ),
        "since": "total depuis {start}",
        "since unknown": "total, début non indiqué",
        "since or unknown": "total depuis {start}, ou début non indiqué",
        "overlapping": "à des moments qui se recoupent",
        "to": "jusqu’au {end}",
        "said": "{who}\u00a0: {words}",
        "axis": "En abscisse\u00a0: {axis}.",
        "above": "Au-dessus de chaque ligne\u00a0: {actor}.",
        "numbers": "Petits chiffres\u00a0: l’auteur.",
        "value": "Rond\u00a0: valeur énoncée, même environ ou près de.",
        "bound": "Triangle haut\u00a0: ou plus\u202f; bas\u00a0: ou moins.",
        "range": "Barre\u00a0: fourchette.",
        "span": "Barre pâle\u00a0: un jour dans l’intervalle.",
        "faint": "Signe pâle\u00a0: reprise.",
        "ring": "Cercle autour d’un signe\u00a0: une autre affirmation au même endroit ou tout près.",
        "dense": "Petits signes\u00a0: une série trop dense pour des signes de taille normale.",
        "no number": "Traits sous zéro\u00a0: énoncés sans nombre.",
        "untagged": "{count} signes sont sans leur chiffre, faute de place.",
        "steps": "Paliers\u00a0: ce qu’un auteur affirme tient jusqu’à ce qu’il le révise.",
        "dotted": "Pointillés\u00a0: palier depuis ou vers une borne.",
        "open day": "Petite flèche\u00a0: ce jour ou avant, ou après.",
        "step back": "Palier en tirets, avec une flèche\u00a0: un total qui recule.",
        "shade": "Zone teintée\u00a0: ce que des bornes laissent ouvert.",
        "withdrew": "s’est retiré",
        "uncertain": "date incertaine\u00a0: pâle, étendue si connue",
    },
}

# The qualifier of a bound, strict or not.
_ENDS = {"low": ("more_than", "at_least"), "high": ("fewer_than", "up_to")}


def format_period(period: str, kind: str | None, lang: str) -> str:
    """Format the period of a claim: "within 2024-12-14 to 2024-12-15".

    Examples
    --------
    >>> from analysttools.charts.drawing.text import format_period
    >>> format_period("../2024-10", "cumulative", "en")
    'total, up to 2024-10'
    >>> format_period("2024-10~/2024-12-23", "cumulative", "en")
    'total, about 2024-10 to 2024-12-23'
    """
    words = WORDS[lang]
    start, slash, end = (_format_day(part, lang) for part in period.partition("/"))
    if not slash:
        text = start
    elif start in ("", ".."):
        text = words["up to"].format(end=end)
    elif end in ("", ".."):
        text = words["from"].format(start=start)
    else:
        text = words["from to"].format(start=start, end=end)
    if kind is None or pd.isna(kind):
        return text
    return words["moment" if kind == "stock" and slash else kind].format(period=text)


def words_of(lang: str) -> dict[str, str]:
    """Return the words of a language, or raise with the languages that there are.

    Raises
    ------
    ValueError
        If the toolkit does not speak it.
    """
    require_language(lang)
    return WORDS[lang]


def describe_scope(claims: pd.DataFrame, lang: str) -> str:
    """Return when the claims of one panel hold: a period, or the start of totals that end on several days."""
    kind = claims["kind"].iloc[0]
    periods = claims["period"].drop_duplicates()
    if len(periods) == 1:
        return format_period(periods.iloc[0], kind, lang)
    if kind == "stock":
        return WORDS[lang]["overlapping"]
    if kind != "cumulative":
        return format_period(periods.iloc[0], kind, lang)
    starts = periods.str.split("/").str[0].drop_duplicates()
    stated = starts[~starts.isin(["", ".."])]
    if stated.empty:
        return WORDS[lang]["since unknown"]
    words = WORDS[lang]["since" if len(stated) == len(starts) else "since or unknown"]
    return words.format(start=_format_day(stated.iloc[0], lang))


def format_subject(population: str | float, measure: str, lang: str) -> str:
    """Return whose and what, as the head of a title; only what, where nobody is named.

    Examples
    --------
    >>> from analysttools.charts.drawing.text import format_subject
    >>> format_subject("Russian forces", "killed", "en")
    'Russian forces: killed'
    """
    if not isinstance(population, str):
        return f"{measure[0].upper()}{measure[1:]}"
    colon = "\u00a0: " if lang == "fr" else ": "
    return f"{population[0].upper()}{population[1:]}{colon}{measure}"


def format_title(claims: pd.DataFrame, lang: str) -> str:
    """Return what a panel counts: whose and what on one line, where and when on the next."""
    first = claims.iloc[0]
    where = [first["place_name"]] if isinstance(first["place_name"], str) else []
    lines = [
        format_subject(first["population_name"], first["measure_name"], lang),
        ", ".join([*where, describe_scope(claims, lang)]),
    ]
    return "\n".join(line[0].upper() + line[1:] for line in lines)


def format_ends(claims: pd.DataFrame, lang: str) -> list[list[str]]:
    """Return what tells each claim's period from those beside it, unless it is the day of assertion."""
    if claims["period"].nunique() == 1:
        return [[] for _ in range(len(claims))]
    is_silent = claims["period"].str.split("/").str[0].isin(["", ".."]).any()
    own = claims[["period", "kind", "asserted"]]
    return [_format_end(claim, bool(is_silent), lang) for claim in own.itertuples()]


def _format_end(claim: Any, is_silent: bool, lang: str) -> list[str]:
    """Format the period of a claim, or its end alone where no claim beside it is silent on its start."""
    start, _, end = claim.period.partition("/")
    if claim.period == claim.asserted:
        return []
    if claim.kind != "cumulative" or (start not in ("", "..") and is_silent):
        return [format_period(claim.period, None, lang)]
    return [] if end == claim.asserted else [WORDS[lang]["to"].format(end=end)]


def format_interval(frame: pd.DataFrame, lang: str) -> pd.Series:
    """Format an interval in the words of a claim: "at least 10,000", "8,000 to 11,000", "10,000"."""
    low, high = frame["low"], frame["high"]
    is_point = low.eq(high)
    conditions = [is_point, low.notna() & high.notna(), low.notna(), high.notna()]
    strict = [np.where(frame[f"is_{end}_strict"], *pair) for end, pair in _ENDS.items()]
    qualifier = np.select(
        conditions, [np.full(len(frame), "stated"), np.full(len(frame), "between"), *strict], "vague"
    )
    said = {"low": low.mask(is_point), "best": low.where(is_point), "high": high.mask(is_point)}
    return say_claims(pd.DataFrame(said).assign(qualifier=qualifier), lang)


def _format_day(date: str, lang: str) -> str:
    return WORDS[lang]["about"].format(date=date[:-1]) if date.endswith("~") else date
