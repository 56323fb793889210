"""Letters that look like others: what an id holds that a reader cannot see.

Belongs here: naming one letter of a text. Does not belong here: what a text may hold (``cell_checks.py``).
"""

from __future__ import annotations

import unicodedata


def describe_letter(text: str, expected: str = "") -> str:
    """Name the first letter of a text that is outside ASCII and not in the text expected, as a sentence.

    Empty where there is none. Letters of two scripts look alike, an accent may be a sign of its own, and some
    signs do not show at all.

    Examples
    --------
    >>> from analysttools.case.lookalikes import describe_letter
    >>> describe_letter("v" + chr(0x430) + "lley", "valley")
    'Character 2 is CYRILLIC SMALL LETTER A (U+0430). '
    """
    for position, letter in enumerate(text, 1):
        if ord(letter) > 127 and letter not in expected:
            name = unicodedata.name(letter, "a sign without a name")
            return f"Character {position} is {name} (U+{ord(letter):04X}). "
    return ""
