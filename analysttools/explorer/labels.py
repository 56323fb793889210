"""The words of cards and of the heads of tables, in English and French.

Belongs here: labels of what is known of a claim or an event. The other words of the explorer are in
``words.py``.
"""

from __future__ import annotations

from analysttools.case.loading import Case

LABELS = {
    "en": {
        "says": "Says",
        "of": "Of",
        "what": "What",
        "where": "Where",
        "when": "When",
        "who": "Claimant",
        "asserted": "Asserted",
        "summary": "In words",
        "chain": "Came to us through",
        "read in": "Read in",
        "published": "Published",
        "repeats claim": "Repeats",
        "repeated by": "Repeated by",
        "supersedes": "Revises",
        "conflicts with": "Conflicts with",
        "at most": "At most {bound}, by",
        "at least": "At least {bound}, by",
        "doubt": "Doubt",
        "note": "Note",
        "action": "Event",
        "actor": "Who acted",
        "sector": "Sector",
        "nothing": "nothing, with room for rounding",
        "more": "others, no farther apart: {count}",
        "unknown": "not known",
        "day of report": "the day of the page; that of the event is not stated",
        "choose": "Choose a mark in the chart, or a row of the table.",
    },
    "fr": {
        "says": "Dit",
        "of": "De qui",
        "what": "Quoi",
        "where": "Où",
        "when": "Quand",
        "who": "Auteur",
        "asserted": "Affirmé",
        "summary": "En mots",
        "chain": "Nous est parvenu par",
        "read in": "Lu dans",
        "published": "Publié",
        "repeats claim": "Reprend",
        "repeated by": "Repris par",
        "supersedes": "Révise",
        "conflicts with": "En conflit avec",
        "at most": "Au plus {bound}, selon",
        "at least": "Au moins {bound}, selon",
        "doubt": "Doute",
        "note": "Remarque",
        "action": "Événement",
        "actor": "Qui a agi",
        "sector": "Secteur",
        "nothing": "rien, arrondis admis",
        "more": "d’autres, pas plus éloignées\u00a0: {count}",
        "unknown": "non connu",
        "day of report": "le jour de la page\u00a0; celui de l’événement n’est pas indiqué",
        "choose": "Choisissez un signe du graphique, ou une ligne du tableau.",
    },
}


def format_side(side: str, case: Case, lang: str) -> str:
    """Format the side of a claimant; in its own letters where the case has no name for it.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.labels import format_side
    >>> case = load_case("data")
    >>> format_side("us", case, "fr"), format_side("south_sudan", case, "fr")
    ('États-Unis', 'south sudan')
    """
    names = case.sides.set_index("side_id")[f"name_{lang}"]
    return str(names.get(side, side.replace("_", " ")))
