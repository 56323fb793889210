"""Numbers and the words around them.

Belongs here: saying a claim's bounds and qualifier in English and French. Does not belong here:
comparing claims.
"""

from __future__ import annotations

import math
from decimal import Decimal

import pandas as pd

from analysttools.arguments import checked
from analysttools.columns import require_columns
from analysttools.errors import quoted
from analysttools.locales import LANGUAGES, read_texts

# The number to say (low, best or high) and the words around it, by qualifier.
WORDS = read_texts("claims")
NUMBERS = ["low", "best", "high", "qualifier"]
SEPARATORS = read_texts("numbers")


def format_number(number: float, lang: str = "en") -> str:
    """Write a number in the form of a language, without rounding it.

    Parameters
    ----------
    number : float
        Any finite number.
    lang : {"en", "fr"}
        Language.

    Returns
    -------
    str

    Examples
    --------
    >>> from analysttools.formatting import format_number
    >>> format_number(12000), format_number(234.79, "fr")
    ('12,000', '234,79')
    >>> format_number(1e-7)
    '0.0000001'
    """
    require_language(lang)
    thousands, decimals = SEPARATORS[lang]["thousands"], SEPARATORS[lang]["decimal"]
    is_whole = number == math.floor(number)
    text = f"{int(number):,}" if is_whole else f"{Decimal(repr(float(number))):,f}"  # never as 1e-07
    return text.replace(",", "\0").replace(".", decimals).replace("\0", thousands)


@checked()
def say_claims(claims: pd.DataFrame, lang: str = "en") -> pd.Series:
    """State the number of each claim with the words that stood around it.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with ``low``, ``best``, ``high`` and ``qualifier``.
    lang : {"en", "fr"}
        Language.

    Returns
    -------
    Series of str
        Index of `claims`.

    Raises
    ------
    ValueError
        If `lang` is not a language of the toolkit.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import say_claims
    >>> claims = pd.DataFrame(
    ...     {
    ...         "low": [30, None, 11000],
    ...         "best": [None, 12000, None],
    ...         "high": [None, None, 12000],
    ...         "qualifier": ["at_least", "nearly", "between"],
    ...     }
    ... )
    >>> say_claims(claims).tolist()
    ['at least 30', 'nearly 12,000', '11,000 to 12,000']
    >>> say_claims(claims, "fr").tolist()[0]
    'au moins 30'
    """
    claims = require_columns("say_claims", claims, NUMBERS)
    numbers = [claims[name] for name in ("low", "best", "high")]
    said = {
        number: format_number(number, lang)
        for column in numbers
        for number in column.dropna().unique().tolist()
    }
    cells = (column.map(said).tolist() for column in numbers)
    unknown = claims.loc[~claims["qualifier"].isin(list(WORDS[lang])), "qualifier"]
    if len(unknown):
        found = "nothing" if pd.isna(unknown.iloc[0]) else quoted(unknown.iloc[0])
        raise ValueError(f"say_claims: found the qualifier {found}. It is one of: {', '.join(WORDS[lang])}")
    templates = claims["qualifier"].map(WORDS[lang]).tolist()
    worded = [
        template.format(low=low, best=best, high=high)
        for template, low, best, high in zip(templates, *cells, strict=True)
    ]
    return pd.Series(worded, index=claims.index, dtype="str")


def require_language(lang: str) -> None:
    """Raise if a language is not one of the toolkit.

    Raises
    ------
    ValueError
        With the languages that there are.
    """
    if lang not in LANGUAGES:
        raise ValueError(f'lang is "{lang}", but the toolkit speaks: {", ".join(LANGUAGES)}')
