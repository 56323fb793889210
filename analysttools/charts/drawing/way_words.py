"""How a claim reached us, in words.

Belongs here: words of the way of one claim, which the explorer takes too. Does not belong here: following
ways (``claims/origins.py``), drawing.
"""

from __future__ import annotations

from analysttools.claims.origins import hands
from analysttools.formatting import format_number
from analysttools.locales import read_texts

WORDS = read_texts("charts.sources")


def describe_way(chain: object, claimant: object, lang: str) -> str:
    """Return who stands between the origin of a claim and us; nothing if it is its claimant alone.

    Parameters
    ----------
    chain : object
        The way of the claim, origin first; what is no text says that it is not on record.
    claimant : object
        The name of its claimant.
    lang : {"en", "fr"}
        Language of the words.

    Examples
    --------
    >>> from analysttools.charts.drawing.way_words import describe_way
    >>> describe_way("Coast guard > Merrow Post > Harbour Radio", "Coast guard", "en")
    'reported via two intermediaries: Merrow Post, then Harbour Radio'
    >>> describe_way("Coast guard > Harbour Radio", "Harbour Radio", "en")
    ''
    """
    words, names = WORDS[lang], hands(chain)
    if names[1:] == [claimant]:
        return ""
    count = len(names) - 1
    key = {-1: "no chain", 0: "nobody between", 1: "one between"}.get(count, "between")
    number = words.get(str(count)) or format_number(count, lang)
    return words[key].format(count=number, names=words["then"].join(names[1:]))
