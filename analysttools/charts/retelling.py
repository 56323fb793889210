"""The words of a chart of who told whom, in English and French: hands, claims, counts.

Belongs here: what the chart says. Does not belong here: the tree (``ways.py``), drawing.
"""

from __future__ import annotations

import pandas as pd

from analysttools.charts.trees import COUNTED, say_counted, say_days, say_numbers
from analysttools.charts.ways import Arrow, hands
from analysttools.claims.chains import count_origins
from analysttools.quantity import say_number

WORDS = {
    "en": {
        "title": "Who told whom: from the origin to the page",
        "all": "All claims here: {counted}",
        "origin": "origin",
        "claim": "claim",
        "no way": "way not on record",
        "at origin": "no hand on record",
        "passed one": "passed {count} hand",
        "passed": "passed {count} hands",
        "stop": "; ",
        "hand": "{ordinal} hand",
        "1": "1st",
        "2": "2nd",
        "3": "3rd",
        "nth": "{number}th",
        "repeat": "repeats {others}",
        "independent": "rests on {count} independent origins",
        "absent": "a claim that is not shown",
        "count": "Claims: {claims}; different ways: {ways}.",
        "count origins": (
            "Independent origins: {origins}, the claimants of what is no repeat, those whose ways begin at "
            "one source counted once; whether one had it from another is not known."
        ),
        "count absent": "Origins that are not shown: {absent}.",
        "longest": "Longest way: to the {hand}.",
        "count repeats": "Marked repeats: {repeats}; longest row of repeats: {depth}.",
        "note": (
            "A hand is whoever passed a claim on, the last of them the page in which it was read. Names are "
            "as the pages spell them: one origin may stand here under several spellings, and unnamed ones "
            "under one."
        ),
        "arrow": "An arrow at the right: from a claim to one that repeats it.",
    },
    "fr": {
        "title": "Qui l’a dit à qui\u00a0: de l’origine à la page",
        "all": "Toutes ces affirmations\u00a0: {counted}",
        "origin": "origine",
        "claim": "affirmation",
        "no way": "chemin non consigné",
        "at origin": "aucune main consignée",
        "passed one": "passée par {count} main",
        "passed": "passée par {count} mains",
        "stop": "\u202f; ",
        "hand": "{ordinal} main",
        "1": "1re",
        "2": "2e",
        "3": "3e",
        "nth": "{number}e",
        "repeat": "reprend {others}",
        "independent": "repose sur {count} origines indépendantes",
        "absent": "une affirmation non montrée",
        "count": "Affirmations\u00a0: {claims}\u202f; chemins différents\u00a0: {ways}.",
        "count origins": (
            "Origines indépendantes\u00a0: {origins}, les auteurs de ce qui n’est pas une reprise, une fois "
            "pour ceux dont les chemins partent d’une même source\u202f; si l’un le tenait d’un autre, on "
            "ne le sait pas."
        ),
        "count absent": "Origines non montrées\u00a0: {absent}.",
        "longest": "Plus long chemin\u00a0: jusqu’à la {hand}.",
        "count repeats": "Reprises marquées\u00a0: {repeats}\u202f; plus longue suite\u00a0: {depth}.",
        "note": (
            "Une main est quiconque a transmis l’affirmation, la dernière étant la page où elle a été lue. "
            "Les noms sont ceux des pages\u00a0: une même origine peut paraître ici sous plusieurs graphies, "
            "et des origines sans nom sous une seule."
        ),
        "arrow": "Une flèche à droite\u00a0: d’une affirmation à celle qui la reprend.",
    },
}


def say_hand(number: int, lang: str) -> str:
    """Say which hand: "2nd hand"."""
    words = WORDS[lang]
    ordinal = words.get(str(number)) or words["nth"].format(number=number)
    return words["hand"].format(ordinal=ordinal)


def say_claim_texts(rows: pd.DataFrame, counted: pd.DataFrame, lang: str) -> dict[str, str]:
    """Say of each claim its number, what it counts where they differ, its hand, and what it repeats."""
    words = WORDS[lang]
    differing = [column for column in COUNTED if not _is_common(rows[column])]
    who = {
        claim: f"{name}, {day}"
        for claim, name, day in zip(rows.index, rows["claimant"], say_days(rows, lang), strict=True)
    }
    said = {}
    for claim, numbers, what in zip(
        rows.index, say_numbers(rows, lang), say_counted(rows, differing), strict=True
    ):
        passed = len(hands(rows.at[claim, "chain"])) - 1
        key = "at origin" if passed == 0 else "passed one" if passed == 1 else "passed"
        notes = [words[key].format(count=say_number(passed, lang))] if passed >= 0 else []
        if isinstance(rows.at[claim, "derived_from"], str):
            others = [who.get(one, words["absent"]) for one in rows.at[claim, "derived_from"].split(";")]
            notes.append(words["repeat"].format(others="; ".join(dict.fromkeys(others))))
        if counted.at[claim, "independent_origins"] > 1:
            count = say_number(int(counted.at[claim, "independent_origins"]), lang)
            notes.append(words["independent"].format(count=count))
        said[claim] = "\n".join([", ".join(one for one in (numbers, what) if one), words["stop"].join(notes)])
    return said


def _is_common(cells: pd.Series) -> bool:
    return bool(cells.notna().all()) and cells.nunique() == 1


def say_common(rows: pd.DataFrame, lang: str) -> str:
    """Say what all claims of the chart count alike."""
    common = [column for column in COUNTED if _is_common(rows[column])]
    said = say_counted(rows.iloc[:1], common)[0]
    return WORDS[lang]["all"].format(counted=said) if said else ""


def say_note(rows: pd.DataFrame, counted: pd.DataFrame, arrows: list[Arrow], lang: str) -> str:
    """Count below the chart claims, ways and origins, and say what the names and arrows are."""
    words = WORDS[lang]
    ways = [hands(chain) for chain in rows["chain"]]
    roots = pd.unique(counted["origin"].str.split(";").explode())
    here = [root for root in roots if root in rows.index]
    numbers = {
        "claims": len(rows),
        "ways": len({tuple(way) for way in ways if way}),
        "origins": count_origins(rows.loc[here].reset_index(drop=True)),
        "absent": len(roots) - len(here),
        "repeats": int(rows["derived_from"].notna().sum()),
        "depth": int(counted["depth"].max()),
    }
    said = {name: say_number(number, lang) for name, number in numbers.items()}
    longest = max(len(way) for way in ways) - 1
    notes = [words["count"].format(**said), words["count origins"].format(**said)]
    notes += [words["count absent"].format(**said)] if numbers["absent"] else []
    notes += [words["longest"].format(hand=say_hand(longest, lang))] if longest > 0 else []
    notes += [words["count repeats"].format(**said), words["note"]]
    return " ".join([*notes, *([words["arrow"]] if arrows else [])])
