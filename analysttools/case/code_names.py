"""The codes of events and claims in words: statuses, categories, actions.

Belongs here: words of the codes that a case uses. Names of claimants, places and measures are in the
vocabularies of the case.
"""

from __future__ import annotations

from typing import Any

from analysttools.locales import read_texts

# Statuses that say no more than that somebody said it.
PLAIN = {"unknown", "reported", "claimed_by_party"}
CODES = read_texts("codes")


def format_code(code: Any, lang: str) -> str:
    """Format a status, a category or an action; in its own letters where the toolkit has no word for it.

    Examples
    --------
    >>> from analysttools.case.code_names import format_code
    >>> format_code("denied", "fr"), format_code("seen_from_orbit", "en")
    ('démenti', 'seen from orbit')
    """
    return CODES[lang].get(str(code), str(code).replace("_", " "))
