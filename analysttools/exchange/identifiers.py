"""Ids made of names: small letters, digits and hyphens, as every table of a case has them.

Belongs here: from a name to an id, and two names to two ids. Does not belong here: which rows need them.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

# Cyrillic as passports write it; no word of any other script.
_LATIN = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэёъўђјљњћџ",
        [
            *[
                "a",
                "b",
                "v",
                "h",
                "g",
                "d",
                "e",
                "ie",
                "zh",
                "z",
                "y",
                "i",
                "i",
                "i",
                "k",
                "l",
                "m",
                "n",
                "o",
                "p",
            ],
            *[
                "r",
                "s",
                "t",
                "u",
                "f",
                "kh",
                "ts",
                "ch",
                "sh",
                "shch",
                "",
                "iu",
                "ia",
                "y",
                "e",
                "e",
                "",
                "u",
            ],
            *["dj", "j", "lj", "nj", "c", "dz"],
        ],
        strict=True,
    )
) | {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"}
_OTHER = re.compile(r"[^a-z0-9]+")
_LONGEST = 60


def make_id(name: str, otherwise: str = "row") -> str:
    """Return an id for a name.

    Parameters
    ----------
    name : str
        Any text.
    otherwise : str, optional
        How the id of a name begins of which no letter can be written in Latin letters.

    Returns
    -------
    str

    Examples
    --------
    >>> from analysttools.exchange.identifiers import make_id
    >>> make_id("Avdiivka town"), make_id("Донецьк"), make_id("Évry (91)")
    ('avdiivka-town', 'donetsk', 'evry-91')
    """
    small = "".join(_LATIN.get(letter, letter) for letter in name.casefold())
    plain = unicodedata.normalize("NFKD", small).encode("ascii", "ignore").decode()
    made = _OTHER.sub("-", plain).strip("-")[:_LONGEST].strip("-")
    if made:
        return made
    return f"{otherwise}-{hashlib.sha256(name.encode('utf-8', 'backslashreplace')).hexdigest()[:8]}"


def make_ids(names: Iterable[str], otherwise: str = "row", taken: Iterable[str] = ()) -> list[str]:
    """Return an id for each name, no two of which are alike, nor like one that is taken.

    Examples
    --------
    >>> from analysttools.exchange.identifiers import make_ids
    >>> make_ids(["Kiev", "kiev", "Kiev 2"], taken=["kiev"])
    ['kiev-2', 'kiev-3', 'kiev-2-2']
    """
    used = set(taken)
    found = []
    for name in names:
        base = made = make_id(name, otherwise)
        number = 1
        while made in used:
            number += 1
            made = f"{base}-{number}"
        used.add(made)
        found.append(made)
    return found
