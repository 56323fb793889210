"""One number, in digits or in words, from a place in a text on.

Belongs here: separators, number words, multipliers. Does not belong here: words around a number, and ranges.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from analysttools.exchange.lexicon import Lexicon
from analysttools.exchange.tokens import Tokens

# More digits than this are no count of anything.
MOST_DIGITS = 40
_GROUPS = {sep: re.compile(rf"[1-9][0-9]{{0,2}}(?:{re.escape(sep)}[0-9]{{3}})+") for sep in "., '"}
# Parts that are one sign, behind a number: "2½ million".
VULGAR = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
Value = int | Decimal


@dataclass(slots=True)
class Number:
    """A number read: its rival values, first the one most usual in the language, and where it stands."""

    values: tuple[Value, ...]
    start: int
    end: int
    # What its last words or zeros multiply by, which a number before "to" may share: (1000, 100000).
    scales: tuple[int, ...] = ()
    is_word_scaled: bool = False
    is_round: bool = False
    is_digits: bool = False
    # Bare digits or words, without separators or multiplier: what may be a year, a day, or a name.
    is_bare: bool = False


@lru_cache(maxsize=4096)
def read_digits(written: str, lang: str) -> tuple[Value, ...]:
    """Return what digits with separators may mean in a language; nothing where they fit no way of writing.

    Examples
    --------
    >>> from analysttools.exchange.numbers import read_digits
    >>> read_digits("12,000", "en"), read_digits("12.000", "fr"), read_digits("1,00,000", "en")
    ((12000,), (12000, Decimal('12.000')), ())
    """
    if len(written) > MOST_DIGITS:
        return ()
    signs = [sign for sign in written if sign in "., '"]
    if not signs:
        return (int(written),)
    kinds = list(dict.fromkeys(signs))
    whole, _, decimals = written.rpartition(signs[-1])
    if len(kinds) == 1 and _GROUPS[kinds[0]].fullmatch(written):
        grouped = int(written.replace(kinds[0], ""))
        if len(signs) > 1 or kinds[0] in " '" or (kinds[0], lang) == (",", "en"):
            return (grouped,)
        decimal = Decimal(f"{whole}.{decimals}")
        is_decimal = (kinds[0] == ".") == (lang == "en")
        return (decimal, grouped) if is_decimal else (grouped, decimal)
    if len(signs) == 1 and kinds[0] in ".,":
        return (Decimal(f"{whole}.{decimals}"),)
    if len(kinds) == 2 and kinds[1] in ".," and _GROUPS[kinds[0]].fullmatch(whole):
        return (Decimal(f"{whole.replace(kinds[0], '')}.{decimals}"),)
    return ()


def read_number(tokens: Tokens, place: int, lexicon: Lexicon, *, is_counted: bool = False) -> Number | None:
    """Return the number that begins at a place, or None.

    Parameters
    ----------
    tokens : Tokens
        The text.
    place : int
        Of the first piece.
    lexicon : Lexicon
        The words of a language.
    is_counted : bool, optional
        Whether words before it show that an article is meant as a number: "more than one", « au moins un ».
    """
    words, last = tokens.words, len(tokens.words)
    if place >= last:
        return None
    if tokens.kinds[place] == "number":
        return _scaled(tokens, _digits(tokens, place, place, lexicon.lang), lexicon)
    if words[place] == "-" and place + 1 < last and _is_minus(tokens, place):
        return _scaled(tokens, _digits(tokens, place + 1, place, lexicon.lang), lexicon)
    fraction = _fraction_of_scale(tokens, place, lexicon)
    if fraction:
        return fraction
    if words[place] in lexicon.sets["articles"]:
        found = _after_article(tokens, place, lexicon)
        if found or words[place] not in lexicon.small:
            return found
    if words[place] in lexicon.rounds and not words[place].endswith("s"):
        return _rounded(tokens, place, place, 1, lexicon)
    if words[place] not in lexicon.small and words[place] not in lexicon.scales:
        return None
    value, end, scales = read_words(words, place, lexicon)
    if end == place or (value == 1 and not is_counted and not _is_one(tokens, place, end, lexicon)):
        return None
    half = lexicon.tables["half_more"].match(words, end) if value < 100 else None
    if half:
        value, end = value + Decimal("0.5"), half[1]
    number = Number((value,), place, end, scales, bool(scales), is_bare=not scales)
    return _scaled(tokens, number, lexicon)


def _is_minus(tokens: Tokens, place: int) -> bool:
    """Return whether a dash is a sign of the number behind it, not a dash between two words."""
    is_close = tokens.kinds[place + 1] == "number" and tokens.joined(place + 1)
    return is_close and not tokens.joined(place)


def _is_one(tokens: Tokens, place: int, end: int, lexicon: Lexicon) -> bool:
    """Return whether the word for 1 counts: never an article, nor a pronoun."""
    words = tokens.words
    if lexicon.raw["one"] != words[place] or not lexicon.sets["one_before"]:
        return False
    before, after = words[place - 1] if place else "", words[end] if end < len(words) else ""
    return before not in lexicon.sets["one_after"] and after not in lexicon.sets["one_before"]


def _digits(tokens: Tokens, place: int, start: int, lang: str) -> Number:
    written = tokens.words[place]
    values = read_digits(written, lang)
    if start < place:
        values = tuple(-value for value in values)
    is_bare = written.isdigit()
    scales = (1000,) if not is_bare and written.endswith("000") else ()
    return Number(values, start, place + 1, scales, is_digits=True, is_bare=is_bare)


def _scaled(tokens: Tokens, number: Number, lexicon: Lexicon) -> Number:
    """Multiply by what stands behind: "15-thousand", "2bn", "3 dozen", « 2 dizaines de milliers »."""
    words, place, last = tokens.words, number.end, len(tokens.words)
    if place >= last:
        return number
    if number.is_digits and words[place] == "m" and not tokens.joined(place):
        is_millions = tokens.text[tokens.starts[place]] == "M" and not tokens.joined(place + 1)
        return _times(number, 1_000_000, place + 1) if is_millions else number
    if number.is_digits and words[place] in VULGAR and tokens.joined(place):
        values = tuple(value + VULGAR[words[place]] for value in number.values)
        return _scaled(tokens, Number(values, number.start, place + 1, is_digits=True), lexicon)
    if number.is_digits and tokens.joined(place):
        factor = lexicon.close_scales.get(words[place])
        if factor is None and words[place] == "m" and not number.is_word_scaled:
            return _by_letter(tokens, number)
        if factor:
            return _times(number, factor, place + 1)
    if words[place] == "-" and tokens.joined(place):
        place += 1
    if place < last and words[place] in lexicon.rounds:
        return _rounded(tokens, place, number.start, number.values, lexicon)
    factor, end = _read_scale(words, place, lexicon, number)
    if factor == 1:
        return _with_rest(tokens, number, lexicon) if number.is_word_scaled and number.scales else number
    return _with_rest(tokens, _times(number, factor, end), lexicon)


def _by_letter(tokens: Tokens, number: Number) -> Number:
    """Read "5M" as millions, "5m" as millions or metres."""
    place = number.end
    millions = tuple(value * 1_000_000 for value in number.values)
    is_capital = tokens.text[tokens.starts[place]] == "M"
    values = millions if is_capital else (*number.values, *millions)
    return Number(values, number.start, place + 1, (1_000_000,) if is_capital else (), is_capital)


def _read_scale(words: Sequence[str], place: int, lexicon: Lexicon, number: Number) -> tuple[int, int]:
    """Return the product of the multipliers at a place, and the place behind them."""
    factor, last = 1, len(words)
    if place < last and number.is_digits and words[place] == "hundred":
        factor, place = factor * 100, place + 1
    while place < last and words[place] in lexicon.scales and factor < 10**13:
        factor, place = factor * lexicon.scales[words[place]], place + 1
    return factor, place


def _times(number: Number, factor: int, end: int) -> Number:
    values = tuple(value * factor for value in number.values)
    scales = (factor, *(scale * factor for scale in number.scales if number.is_word_scaled))
    return Number(values, number.start, end, scales, True, number.is_round, number.is_digits)


def _with_rest(tokens: Tokens, number: Number, lexicon: Lexicon) -> Number:
    """Add what follows a multiplier: "a million and a half", « 1 million 200 000 »."""
    half = lexicon.tables["half_more"].match(tokens.words, number.end)
    if half:
        values = tuple(value + Decimal(number.scales[0]) / 2 for value in number.values)
        return Number(values, number.start, half[1], number.scales, True)
    place, scale = number.end, number.scales[0]
    if number.is_digits and place < len(tokens.words) and tokens.kinds[place] == "number":
        rest = read_digits(tokens.words[place], lexicon.lang)
        if len(rest) == 1 and scale // 1000 <= rest[0] < scale and rest[0] >= 1000:
            return Number(tuple(value + rest[0] for value in number.values), number.start, place + 1)
    return number


def _after_article(tokens: Tokens, place: int, lexicon: Lexicon) -> Number | None:
    """Read "a hundred", "a dozen", "a million and a half", « une trentaine », « un millier »."""
    words, after = tokens.words, place + 1
    after += after < len(words) and words[after] in lexicon.sets["adjectives"]
    if after >= len(words):
        return None
    if words[after] in lexicon.rounds and not words[after].endswith("s"):
        return _rounded(tokens, after, place, 1, lexicon)
    if lexicon.small.get(words[after], ("", 0))[0] == "hundreds" or words[after] in lexicon.scales:
        if words[place] in lexicon.small:  # « un million »: the words for 1 are read with what follows
            return None
        value, end, scales = read_words(words, after, lexicon)
        return _with_rest(tokens, Number((value,), place, end, scales or (100,), True), lexicon)
    return None


def _rounded(
    tokens: Tokens, place: int, start: int, times: int | tuple[Value, ...], lexicon: Lexicon
) -> Number:
    """Read a round number by its nature, with multipliers: "two dozen", « une dizaine de milliers »."""
    words, last = tokens.words, len(tokens.words)
    value, end = lexicon.rounds[words[place]], place + 1
    behind = end + 1 if end < last and words[end] in lexicon.sets["scale_of"] else end
    if behind < last:
        factor = lexicon.rounds.get(words[behind]) or lexicon.scales.get(words[behind])
        if factor and factor >= 1000 and factor > value:
            value, end = value * factor, behind + 1
    values = times if isinstance(times, tuple) else (times,)
    return Number(tuple(one * value for one in values), start, end, (value,), True, True)


def _fraction_of_scale(tokens: Tokens, place: int, lexicon: Lexicon) -> Number | None:
    """Read "half a million", "a quarter of a million", « un demi-million », « une demi-douzaine »."""
    words = tokens.words
    found = lexicon.tables["fractions"].match(words, place)
    if not found:
        return None
    part, end = found
    if end < len(words) and words[end] == "-":
        end += 1
    word = words[end] if end < len(words) else ""
    scale = lexicon.scales.get(word) or lexicon.rounds.get(word)
    if not scale:
        return None
    return Number((Decimal(scale) / part,), place, end + 1, (), is_round=word in lexicon.rounds)


# ---- Number words -----------------------------------------------------------------------------------------


def read_words(words: Sequence[str], place: int, lexicon: Lexicon) -> tuple[Value, int, tuple[int, ...]]:
    """Return the number in words at a place, the place behind it, and its last multipliers.

    Examples
    --------
    >>> from analysttools.exchange.lexicon import read_lexicon
    >>> from analysttools.exchange.numbers import read_words
    >>> read_words("twenty - one hundred troops".split(), 0, read_lexicon("en"))
    (2100, 4, (100,))
    >>> read_words("quatre - vingt - dix mille".split(), 0, read_lexicon("fr"))
    (90000, 6, (1000,))
    """
    total: Value = 0
    scales: tuple[int, ...] = ()
    smallest, start, last = 10**30, place, len(words)
    while place < last:
        group, behind, is_hundreds = _read_group(words, _skip_join(words, place, start, lexicon), lexicon)
        scale = lexicon.scales.get(words[behind]) if behind < last else None
        if scale is None and behind + 1 < last and words[behind] == "-":
            scale = lexicon.scales.get(words[behind + 1])
            behind += scale is not None
        if scale and scale < smallest and (group or place == start or scale == 1000):
            total += (group or 1) * scale
            smallest, place = scale, behind + 1
            scales = (scale, scale * 100) if is_hundreds else (scale,)
            while place < last and lexicon.scales.get(words[place], 0) > smallest and total < 10**18:
                total, smallest = total * lexicon.scales[words[place]], lexicon.scales[words[place]]
                scales, place = (smallest,), place + 1
            continue
        if scale is None and group is not None and smallest > 999 and group < smallest:
            total, place = total + group, behind
            scales = (100,) if is_hundreds else ()
        break
    return _with_decimals(words, total, place, scales, lexicon)


def _with_decimals(
    words: Sequence[str], total: Value, place: int, scales: tuple[int, ...], lexicon: Lexicon
) -> tuple[Value, int, tuple[int, ...]]:
    """Read the digits behind "point", one word each, and a multiplier behind them."""
    digits, end, last = "", place + 1, len(words)
    if place and place < last and words[place] == lexicon.raw["point"]:
        while (
            end < last and end < place + 10 and lexicon.small.get(words[end], ("", 0))[0] in ("units", "zero")
        ):
            digits, end = digits + str(lexicon.small[words[end]][1]), end + 1
    if not digits:
        return total, place, scales
    value = Decimal(f"{total}.{digits}")
    factor = lexicon.scales.get(words[end]) if end < last else None
    return (value * factor, end + 1, (factor,)) if factor else (value, end, ())


def _skip_join(words: Sequence[str], place: int, start: int, lexicon: Lexicon) -> int:
    """Return the place behind a dash or an English "and" within a number."""
    if place > start and words[place] in ("-", lexicon.raw["and"] if lexicon.lang == "en" else "-"):
        return place + 1
    return place


def _read_group(words: Sequence[str], place: int, lexicon: Lexicon) -> tuple[int | None, int, bool]:
    """Return a number below 10,000 without thousands, the place behind it, whether it ends in hundreds."""
    value, end = _read_pair(words, place, lexicon)
    behind = end + 1 if value is not None and end + 1 < len(words) and words[end] == "-" else end
    if behind < len(words) and lexicon.small.get(words[behind], ("", 0))[0] == "hundreds":
        value, end = (1 if value is None else value) * 100, behind + 1
        rest_at = _skip_join(words, end, place, lexicon) if end < len(words) else end
        rest, rest_end = _read_pair(words, rest_at, lexicon)
        if rest:
            return value + rest, rest_end, False
        return value, end, True
    return value, end, False


def _read_pair(words: Sequence[str], place: int, lexicon: Lexicon) -> tuple[int | None, int]:
    """Return a number below 100 and the place behind it."""
    if place >= len(words) or words[place] not in lexicon.small:
        return None, place
    kind, value = lexicon.small[words[place]]
    end = place + 1
    if lexicon.lang == "fr" and value == 4:
        twenty = _after_dash(words, end)
        if twenty < len(words) and lexicon.small.get(words[twenty]) == ("tens", 20):
            kind, value, end = "tens", 80, twenty + 1
    if kind == "hundreds":
        return None, place
    if kind != "tens" and not (kind == "teens" and value == 10 and lexicon.lang == "fr"):
        return value, end
    at = _after_dash(words, end)
    if lexicon.lang == "fr" and kind == "tens" and at < len(words) and words[at] == "et":
        at = _after_dash(words, at + 1)
        if at >= len(words) or lexicon.small.get(words[at], ("", 0))[1] not in (1, 11):
            return value, end
    more_kind, more = lexicon.small.get(words[at], ("", 0)) if at < len(words) else ("", 0)
    if more_kind == "units" and (kind == "tens" or more >= 7):
        return value + more, at + 1
    if more_kind == "teens" and lexicon.lang == "fr" and value in (60, 80):
        teen, end = _read_pair(words, at, lexicon)
        return value + (teen or 0), end
    return value, end


def _after_dash(words: Sequence[str], place: int) -> int:
    return place + 1 if place < len(words) and words[place] == "-" else place
