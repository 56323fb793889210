"""Numbers, days and the words around them.

Belongs here: saying a claim's bounds, qualifier and period in English and French. Does not belong here:
comparing claims.
"""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal

import pandas as pd

from analysttools.arguments import checked
from analysttools.columns import require_columns
from analysttools.edtf import EdtfError, read_date
from analysttools.errors import quoted
from analysttools.locales import LANGUAGES, read_texts

# The number to say (low, best or high) and the words around it, by qualifier.
WORDS = read_texts("claims")
SHARE_WORDS = read_texts("shares")
NUMBERS = ["low", "best", "high", "qualifier"]
SHARES = ("share_low", "share_high")
SEPARATORS = read_texts("numbers")
DATES = read_texts("dates")
PERIODS = read_texts("periods")
KINDS = read_texts("charts.shared")
# So many digits a number in a table has at most; what has more was computed.
WRITTEN_DIGITS = 15
# A cell that begins so is a formula to a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Spaces, and letters that nobody sees: a spreadsheet may look past them.
UNSEEN = ("Zs", "Zl", "Zp", "Cf")
# A year, a month or a day, with or without signs of doubt and a time of day: what is said as it stands.
_PLAIN = re.compile(r"[?~%]?-?\d{4}[?~%]?(?:-[?~%]?(?:0\d|1[0-2])[?~%]?(?:-[?~%]?\d\d[?~%]?)?)?(?:T.*)?$")
# Dates that lose what a later one repeats.
_SHARED = re.compile(r"\d{4}-(?:0\d|1[0-2])(?:-\d\d)?")
# A day, a month or a year without doubt: "on" or "in" stands before it.
_PLAIN_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")
# A month or a year without doubt: a span that ends so ends on a day in it; "up to 2024" leaves it out.
_LONG_DATE = re.compile(r"\d{4}(?:-(?:0\d|1[0-2]))?")
_NO_SIGNS = str.maketrans("", "", "?~%")
_ABOUT, _DOUBTFUL = frozenset("~%"), frozenset("?%")


def format_number(number: float, lang: str = "en") -> str:
    """Write a number in the form of a language, without rounding it.

    A quotient that no 15 digits hold, such as two thirds of 4,000, has two decimals, or six digits.

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
    >>> format_number(1e-7), format_number(4000 * 2 / 3)
    ('0.0000001', '2,666.67')
    """
    require_language(lang)
    thousands, decimals = SEPARATORS[lang]["thousands"], SEPARATORS[lang]["decimal"]
    if len(Decimal(repr(float(number))).as_tuple().digits) > WRITTEN_DIGITS:
        number = round(float(number), max(2, 5 - math.floor(math.log10(abs(number)))))
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

    A share is said as it was, with the number of its whole where `with_names` put it beside it.

    >>> share = {"share_low": "2/3", "share_high": "2/3", "share_of_words": "4,000", "qualifier": "about"}
    >>> say_claims(pd.DataFrame([{"low": None, "best": None, "high": None, **share}])).item()
    'about 2/3 of 4,000'
    """
    claims = require_columns("say_claims", claims, NUMBERS)
    numbers = [claims[name] for name in ("low", "best", "high")]
    said = {
        number: format_number(number, lang)
        for column in numbers
        for number in column.dropna().unique().tolist()
    }
    cells = [column.map(said) for column in numbers]
    is_share = pd.Series(False, index=claims.index)
    if set(SHARES) <= set(claims):
        is_share = claims[list(SHARES)].notna().any(axis=1)
        cells = [
            column.where(~is_share, share)
            for column, share in zip(cells, _format_shares(claims, is_share, lang), strict=True)
        ]
    unknown = claims.loc[~claims["qualifier"].isin(list(WORDS[lang])), "qualifier"]
    if len(unknown):
        found = "nothing" if pd.isna(unknown.iloc[0]) else quoted(unknown.iloc[0])
        raise ValueError(f"say_claims: found the qualifier {found}. It is one of: {', '.join(WORDS[lang])}")
    templates = claims["qualifier"].map(WORDS[lang]).tolist()
    worded = [
        template.format(low=low, best=best, high=high)
        for template, low, best, high in zip(templates, *(cell.tolist() for cell in cells), strict=True)
    ]
    return pd.Series(worded, index=claims.index, dtype="str")


def _format_shares(claims: pd.DataFrame, is_share: pd.Series, lang: str) -> list[pd.Series]:
    """Return the ends of each share as low, best and high, with what it is a share of where that is known."""
    low, high = (claims[column].astype(object) for column in SHARES)
    if "share_of_words" in claims:
        whole = claims["share_of_words"].astype(object)
        has_whole = is_share & whole.notna()
        template = SHARE_WORDS[lang]["of"]
        has_higher = has_whole & high.notna() & claims["qualifier"].eq("between")
        low, high = (
            share.where(
                ~is_last,
                [template.format(share=one, whole=all_) for one, all_ in zip(share, whole, strict=True)],
            )
            for share, is_last in ((low, has_whole & ~has_higher), (high, has_whole))
        )
    return [low, high, high]


def in_language(rows: pd.DataFrame, stem: str, lang: str) -> pd.Series:
    """Return a text of each row in a language; in English where the case has none in it.

    Parameters
    ----------
    rows : DataFrame
        With the column ``<stem>_en``, and perhaps one of another language.
    stem : str
        Such as "name" or "summary".
    lang : {"en", "fr"}
        Language.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.formatting import in_language
    >>> rows = pd.DataFrame({"name_en": ["town", "bridge"], "name_fr": ["ville", None]})
    >>> in_language(rows, "name", "fr").tolist()
    ['ville', 'bridge']
    """
    english = rows[f"{stem}_en"]
    if f"{stem}_{lang}" not in rows:
        return english
    texts = rows[f"{stem}_{lang}"]
    return texts.where(texts.notna(), english)


def format_period(period: str, kind: str | None, lang: str) -> str:
    """Format the period of a claim in words, whatever EDTF writes it in: "over 14 to 15 Dec 2024".

    Examples
    --------
    >>> from analysttools.formatting import format_period
    >>> format_period("../2024-10", "cumulative", "en")
    'total, up to a day in October 2024'
    >>> format_period("2024-10~/2024-12-23", "cumulative", "en")
    'total, about October 2024 to 23 Dec 2024'
    >>> format_period("2024-10-31", "stock", "en"), format_period("2024-10", "stock", "en")
    ('on 31 Oct 2024', 'in October 2024')
    >>> format_period("[2024-12-01..2024-12-17]", "flow", "en")
    'some time from 1 to 17 Dec 2024'
    >>> format_period("../2025-08-29", "flow", "en")
    'up to 29 Aug 2025'
    """
    text = _format_span(period, lang)
    if kind is None or pd.isna(kind) or (_is_some_day(period) and kind != "cumulative"):
        return text  # "some time from" says of itself that it is a moment, or within
    if kind == "flow" and _is_open(period):
        return text  # "up to 17 Dec 2024" is said of itself to be a time
    if kind == "stock" and "/" in period:
        kind = "moment"
    elif kind != "cumulative" and _PLAIN_DATE.fullmatch(period):
        kind += " day" if period.count("-") > 1 else " month"
    return KINDS[lang][kind].format(period=text)


def _is_open(period: str) -> bool:
    """Return whether a period has no first or no last day."""
    start, slash, end = period.partition("/")
    return bool(slash) and not ({"", ".."}.isdisjoint({start, end}))


def _format_span(period: str, lang: str) -> str:
    start, slash, end = period.partition("/")
    if not slash or period[:1] in "[{":
        return format_day(period, lang)
    return _format_ends("" if start == ".." else start, "" if end == ".." else end, lang)


def _format_ends(start: str, end: str, lang: str, *, some: str = "") -> str:
    """Format a span by its first and last date, either of which may be open.

    What two plain dates share stands once: "14 to 15 Dec 2024". `some` begins the key of the words for some
    time within the span.
    """
    words = PERIODS[lang]
    if not start or not end:
        key, date = ("up to", end) if end else ("from", start)
        end_of = " end" if end and _LONG_DATE.fullmatch(end) else _precision(date)
        return words[some + key + end_of].format(date=format_day(date, lang))
    said = format_day(start, lang), format_day(end, lang)
    is_plain = [bool(_SHARED.fullmatch(date)) for date in (start, end)]
    if all(is_plain) and len(start) == len(end):
        said = _format_plain(start, lang, until=end), said[1]
    kinds = {_precision(start), _precision(end)}
    key = "from to" + (kinds.pop() if len(kinds) == 1 else " mixed")
    if _LONG_DATE.fullmatch(end) and start.count("-") != end.count("-"):
        key = "from to end"
    return words[some + key].format(start=said[0], end=said[1])


def _precision(date: str) -> str:
    """Return the end of the key of the words around a date: none for a day, " month" for longer ones."""
    return "" if date.count("-") > date.startswith("-") + 1 and date[:1] not in "[{" else " month"


def _format_plain(date: str, lang: str, *, until: str = "") -> str:
    """Format a day, a month or a year in words, without what a later date repeats: "14" of "14 to 15 Dec".

    Examples
    --------
    >>> from analysttools.formatting import format_day
    >>> format_day("2024-12-01", "en"), format_day("2024-10", "en"), format_day("2024", "en")
    ('1 Dec 2024', 'October 2024', '2024')
    """
    words = DATES[lang]
    year, month, day = (*date.removeprefix("-").split("-"), "", "")[:3]
    year = ("-" if date.startswith("-") else "") + year
    if not month:
        return year
    is_same = [until[:4] == date[:4], until[:7] == date[:7]]
    month_name = words["short" if day else "long"][int(month) - 1]
    number = words["first"] if day == "01" else day.lstrip("0")
    parts = {"day": number, "month": month_name, "year": year}
    if not day:
        return month_name if is_same[0] else words["month"].format(**parts)
    key = "day alone" if is_same[1] else "day and month" if is_same[0] else "day"
    return words[key].format(**parts)


def format_short(date: str, lang: str) -> str:
    """Format a day, a month or a year in the fewest words, for an axis.

    Examples
    --------
    >>> from analysttools.formatting import format_short
    >>> format_short("2024-12-14", "en"), format_short("2024-12", "en"), format_short("2024-09", "fr")
    ('14 Dec 2024', 'Dec 2024', 'sept. 2024')
    """
    if len(date) != len("2024-12"):
        return format_day(date, lang)
    words = DATES[lang]
    return words["month"].format(month=words["short"][int(date[5:7]) - 1], year=date[:4])


def _is_some_day(period: str) -> bool:
    """Return whether a period is some day of several, and nobody knows which."""
    return "/" not in period and (period[:1] == "[" or "X" in period)


def format_day(date: str, lang: str) -> str:
    """Format a date in words, whatever EDTF writes it in.

    Examples
    --------
    >>> from analysttools.formatting import format_day
    >>> dates = ["2024-12-14", "2024-10~", "2024?", "2024-12-1X", "{2024-12-01,2024-12-05}", "2024-22"]
    >>> print(*(format_day(date, "en") for date in dates), sep="; ")  # doctest: +NORMALIZE_WHITESPACE
    14 Dec 2024; about October 2024; perhaps 2024; some time from 10 to 19 Dec 2024;
    1 Dec 2024 and 5 Dec 2024; 1 Jun to 31 Aug 2024
    """
    words = PERIODS[lang]
    if date[:1] in ("[", "{"):
        return _format_set(date, lang)
    is_plain = _PLAIN.match(date)
    plain = (
        _format_plain(date.partition("T")[0].translate(_NO_SIGNS), lang)
        if is_plain
        else _format_bounds(date, lang)
    )
    is_about, is_doubtful = not _ABOUT.isdisjoint(date), not _DOUBTFUL.isdisjoint(date)
    if not (is_about or is_doubtful):
        return plain
    key = "about" if not is_doubtful else "perhaps about" if is_about else "perhaps"
    return words[key + _precision(date)].format(date=plain)


def _format_bounds(date: str, lang: str) -> str:
    """Format what has no words of its own, such as a season or days left open, by its first and last day."""
    try:
        start, end = (str(day) for day in read_date(date))
    except EdtfError:
        return date
    return _format_ends(start, end, lang, some="some " if "X" in date else "")


def _format_set(date: str, lang: str) -> str:
    """Format a set of days: one of them in square brackets, all of them in braces."""
    words, is_one = PERIODS[lang], date[0] == "["
    items = [item.strip() for item in date[1:-1].split(",")]
    said = [_format_item(item, lang, is_one=is_one) for item in items]
    return (words["or"] if is_one else words["and"]).join(said)


def _format_item(item: str, lang: str, *, is_one: bool) -> str:
    """Format one item of a set: a day, or a range of days with two dots."""
    start, dots, end = item.partition("..")
    return _format_ends(start, end, lang, some="some " if is_one else "") if dots else format_day(start, lang)


def require_language(lang: str) -> None:
    """Raise if a language is not one of the toolkit.

    Raises
    ------
    ValueError
        With the languages that there are.
    """
    if lang not in LANGUAGES:
        raise ValueError(f'lang is "{lang}", but must be one of: {", ".join(LANGUAGES)}')


def guard_formula(cell: object) -> object:
    """Put a quote mark before a text that a spreadsheet would take for a formula, after unseen letters too.

    Examples
    --------
    >>> from analysttools.formatting import guard_formula
    >>> guard_formula("=1+1"), guard_formula("at least 30"), guard_formula(-300)
    ("'=1+1", 'at least 30', -300)
    """
    if not isinstance(cell, str):
        return cell
    first = next((letter for letter in cell if unicodedata.category(letter) not in UNSEEN), "")
    return f"'{cell}" if first.startswith(FORMULA) else cell
