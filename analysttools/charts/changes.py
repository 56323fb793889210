"""What changed between a claim and its repeat, in words, in English and French.

Belongs here: the words of a chart of repeats, and a change as a line of text. Does not belong here: finding
changes (``claims/repeats.py``), drawing them.
"""

from __future__ import annotations

import pandas as pd

from analysttools.charts.trees import say_numbers
from analysttools.charts.words import say_period
from analysttools.quantity import say_number

WORDS = {
    "en": {
        "title": "What became of claims as they were repeated",
        "left": "What was repeated",
        "middle": "What changed",
        "right": "The repeat",
        "lower bound sharpened": "lower bound sharpened",
        "lower bound softened": "lower bound softened",
        "lower bound lost": "lower bound lost",
        "lower bound added": "lower bound added",
        "upper bound sharpened": "upper bound sharpened",
        "upper bound softened": "upper bound softened",
        "upper bound lost": "upper bound lost",
        "upper bound added": "upper bound added",
        "hedge lost": "hedge lost",
        "hedge added": "hedge added",
        "hedge changed": "hedge changed",
        "number lost": "number lost",
        "number added": "number added",
        "number added up": "numbers added up",
        "number subtracted": "one number subtracted from another",
        "number fits no cut": "no difference of the totals gives this number",
        "number rounded": "number rounded",
        "number transposed": "digits transposed",
        "number changed": "number changed",
        "number converted": "number converted",
        "number converted wrongly": "number converted wrongly",
        "unit changed": "unit changed",
        "plan became presence": "plan became presence",
        "measure changed": "what is counted changed",
        "population narrowed": "population narrowed",
        "population widened": "population widened",
        "population changed": "population changed",
        "place narrowed": "place narrowed",
        "place widened": "place widened",
        "place changed": "place changed",
        "flow became total": "losses or gains of some days became a total",
        "kind changed": "kind of number changed",
        "period changed": "time it speaks of changed",
        "unchanged": "unchanged",
        "stock": "at a moment",
        "flow": "within some days",
        "cumulative": "a total",
        "not stated": "not stated",
        "right value": "{change}: it would be {number}",
        "was became": "{change}: {was} → {became}",
        "also": "also repeats: {others}",
        "page": "as read in: {page}",
        "absent": "a claim that is not shown",
        "itself": "itself a repeat: see the right",
        "proposed": "(proposed: nobody marked it as a repeat)",
        "counts": "Repeats that are marked: {repeats}, of {origins} claims; without a change: {same}.",
        "counts proposed": "Proposed: {count}, dashed; nobody marked them.",
        "note": (
            "An arrow says that the claim on the right repeats the one on its left, not who changed it or "
            "why. Days are those of the assertion."
        ),
    },
    "fr": {
        "title": "Ce que sont devenues des affirmations reprises",
        "left": "Ce qui a été repris",
        "middle": "Ce qui a changé",
        "right": "La reprise",
        "lower bound sharpened": "borne basse durcie",
        "lower bound softened": "borne basse assouplie",
        "lower bound lost": "borne basse perdue",
        "lower bound added": "borne basse ajoutée",
        "upper bound sharpened": "borne haute durcie",
        "upper bound softened": "borne haute assouplie",
        "upper bound lost": "borne haute perdue",
        "upper bound added": "borne haute ajoutée",
        "hedge lost": "réserve perdue",
        "hedge added": "réserve ajoutée",
        "hedge changed": "réserve changée",
        "number lost": "nombre perdu",
        "number added": "nombre ajouté",
        "number added up": "nombres additionnés",
        "number subtracted": "un nombre retranché d’un autre",
        "number fits no cut": "aucune différence des totaux ne donne ce nombre",
        "number rounded": "nombre arrondi",
        "number transposed": "chiffres intervertis",
        "number changed": "nombre changé",
        "number converted": "nombre converti",
        "number converted wrongly": "nombre mal converti",
        "unit changed": "unité changée",
        "plan became presence": "un projet devenu présence",
        "measure changed": "ce qui est compté a changé",
        "population narrowed": "population restreinte",
        "population widened": "population élargie",
        "population changed": "population changée",
        "place narrowed": "lieu restreint",
        "place widened": "lieu élargi",
        "place changed": "lieu changé",
        "flow became total": "pertes ou gains de quelques jours devenus un total",
        "kind changed": "genre de nombre changé",
        "period changed": "la période dont il parle a changé",
        "unchanged": "inchangé",
        "stock": "à un moment",
        "flow": "durant quelques jours",
        "cumulative": "un total",
        "not stated": "non indiqué",
        "right value": "{change}\u00a0: ce serait {number}",
        "was became": "{change}\u00a0: {was} → {became}",
        "also": "reprend aussi\u00a0: {others}",
        "page": "telle que lue dans\u00a0: {page}",
        "absent": "une affirmation non montrée",
        "itself": "elle-même une reprise\u00a0: voir à droite",
        "proposed": "(proposé\u00a0: personne ne l’a marqué comme reprise)",
        "counts": (
            "Reprises marquées\u00a0: {repeats}, de {origins} affirmations\u202f; sans changement\u00a0: "
            "{same}."
        ),
        "counts proposed": "Proposées\u00a0: {count}, en tirets\u202f; personne ne les a marquées.",
        "note": (
            "Une flèche dit que l’affirmation de droite reprend celle de gauche, non qui l’a changée ni "
            "pourquoi. Les jours sont ceux de l’affirmation."
        ),
    },
}
# The column of ids that a change is of, and that of their names.
NAMES = {"measure": "measure_name", "population": "population_name", "place_id": "place_name"}


def say_changes(
    rows: pd.DataFrame, changes: pd.DataFrame, lang: str
) -> dict[tuple[str, str, bool], list[str]]:
    """Say what changed, by what was repeated, the repeat, and whether that is only proposed.

    What both texts say already, each with its own number and what that counts, is not said again.

    Parameters
    ----------
    rows : DataFrame
        Claims with names, by id.
    changes : DataFrame
        What ``drift`` gives.
    lang : {"en", "fr"}
        Language of the words.
    """
    found: dict[tuple[str, str, bool], list[str]] = {}
    names = _names(rows)
    for one in changes.sort_values(["derived_from", "claim_id"], kind="stable").itertuples():
        words = WORDS[lang].get(one.change, one.change)
        key = (one.derived_from, one.claim_id, bool(one.is_proposed))
        found.setdefault(key, []).append(_say_change(one.change, words, (one.was, one.became), names, lang))
    return found


def _say_change(change: str, words: str, texts: tuple[str, str], names: dict[str, str], lang: str) -> str:
    """Say one change, with from what to what where the texts of the claims do not say it."""
    own = WORDS[lang]
    right = texts[1].partition(", not ")[2].replace(",", "")
    if change == "number converted wrongly" and right.isdigit():
        return own["right value"].format(change=words, number=say_number(int(right), lang))
    if change == "period changed":
        said = [own["not stated"] if one == "not stated" else say_period(one, None, lang) for one in texts]
    elif change == "kind changed" or change not in own or "not stated" in texts:
        said = [names.get(one) or own.get(one, one) for one in texts]
    else:
        return words
    return own["was became"].format(change=words, was=said[0], became=said[1])


def _names(rows: pd.DataFrame) -> dict[str, str]:
    """Give the names of the ids that changes may speak of."""
    pairs = pd.concat([rows[[key, name]].set_axis(["id", "name"], axis=1) for key, name in NAMES.items()])
    pairs = pairs.dropna().drop_duplicates("id")
    return dict(zip(pairs["id"], pairs["name"], strict=True))


def say_others(rows: pd.DataFrame, repeat: str, origin: str, lang: str) -> str:
    """Say what a repeat repeats besides one claim, or nothing."""
    cell = rows.at[repeat, "derived_from"]
    others = [one for one in str(cell).split(";") if one != origin] if isinstance(cell, str) else []
    if not others:
        return ""
    here = rows.loc[[one for one in others if one in rows.index]]
    said = [f"{who}, {words}" for who, words in zip(here["claimant"], say_numbers(here, lang), strict=True)]
    said += [WORDS[lang]["absent"]] * (len(others) - len(here))
    return WORDS[lang]["also"].format(others="; ".join(said))


def say_page(rows: pd.DataFrame, repeat: str, origin: str, lang: str) -> str:
    """Say in which page a repeat was read, where nothing else tells it from what its claimant said before."""
    page = rows.at[repeat, "publisher"] if "publisher" in rows else None
    is_same = rows.at[repeat, "claimant"] == rows.at[origin, "claimant"]
    return WORDS[lang]["page"].format(page=page) if is_same and isinstance(page, str) else ""
