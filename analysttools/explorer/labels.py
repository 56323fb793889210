"""The words of cards and of the heads of tables, in English and French.

Belongs here: labels of what is known of a claim or an event. The other words of the explorer are in
``words.py``.
"""

from __future__ import annotations

from analysttools.case.loading import Case
from analysttools.formatting import in_language
from analysttools.locales import read_texts

LABELS = read_texts("explorer.cards")


def format_side(side: str, case: Case, lang: str) -> str:
    """Format the side of a claimant; in its own letters where the case has no name for it.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.labels import format_side
    >>> case = load_case("tests/cases/strait")
    >>> format_side("coast", case, "fr"), format_side("south_sudan", case, "fr")
    ('Coast League', 'south sudan')
    """
    names = in_language(case.sides.set_index("side_id"), "name", lang)
    return str(names.get(side, side.replace("_", " ")))
