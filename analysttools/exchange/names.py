"""Numbers that count nothing: days, years, hours, names of units and weapons, calibres.

Belongs here: how the words around a number show that it is a name or a date. Does not belong here: shares,
which are quantities of another kind.
"""

from __future__ import annotations

from analysttools.exchange.lexicon import Lexicon
from analysttools.exchange.numbers import Number, read_number
from analysttools.exchange.tokens import Tokens

FIRST_YEAR, LAST_YEAR = 1900, 2099


def find_name(tokens: Tokens, number: Number, lexicon: Lexicon, *, is_qualified: bool) -> int | None:
    """Return the place behind a number that is part of a name, an hour or an age; None where it is not.

    Parameters
    ----------
    tokens : Tokens
        The text.
    number : Number
        A number of it.
    lexicon : Lexicon
        The words of the language.
    is_qualified : bool
        Whether words such as "at least" stand before it: then a unit before it gives it no name.
    """
    words, end, last = tokens.words, number.end, len(tokens.words)
    if not number.is_digits:
        return _find_ordinal(tokens, number, lexicon)
    if is_glued_behind(tokens, number.start, lexicon, is_qualified=is_qualified):
        return end
    behind = words[end] if end < last else ""
    if behind and tokens.joined(end) and tokens.kinds[end] == "word" and not number.is_word_scaled:
        is_known = behind in lexicon.sets["units_close"] or lexicon.tables["times"].match(words, end)
        if not is_known:
            return end + 1
    dash = end + (behind == "-")
    if dash < last and words[dash] in lexicon.sets["calibres"]:
        return dash + 1
    found = lexicon.tables["age"].match(words, end) or (
        lexicon.tables["hours"].match(words, end) if 0 <= number.values[:1][0] <= 24 else None
    )
    if found:
        return found[1] + (found[1] < last and tokens.kinds[found[1]] == "number")
    if number.is_bare and not is_qualified:
        if _is_named_before(tokens, number.start, lexicon):
            return end
        if behind in lexicon.sets["after"] and number.values[0] > 1:
            return end + 1
    return None


def _find_ordinal(tokens: Tokens, number: Number, lexicon: Lexicon) -> int | None:
    """Return the place behind "twenty-first", or behind a year in words: "twenty twenty-four"."""
    words, end = tokens.words, number.end
    if end + 1 < len(words) and words[end] == "-" and tokens.joined(end):
        word = words[end + 1]
        is_part = word in lexicon.sets["parts"] and not (
            word in lexicon.sets["parts_plural"] or number.values[0] == 1
        )
        if word in lexicon.sets["ordinal_words"] - lexicon.sets["parts"] or is_part:
            return end + 2
    if words[number.start] in lexicon.sets["century"] and end == number.start + 1:
        rest = read_number(tokens, end, lexicon)
        if rest and not rest.is_digits and 10 <= rest.values[0] < 100:
            return rest.end
    return None


def is_glued_behind(tokens: Tokens, place: int, lexicon: Lexicon, *, is_qualified: bool = False) -> bool:
    """Return whether a number stands close behind letters: "M777", "F-16", "n°12"."""
    if not tokens.joined(place):
        return False
    before = tokens.words[place - 1]
    if tokens.kinds[place - 1] == "word":
        return not before.endswith("'")
    if before == "-" and tokens.joined(place - 1):
        earlier = tokens.words[place - 2]
        is_number = earlier in lexicon.small or earlier in lexicon.scales or earlier in lexicon.rounds
        return tokens.kinds[place - 2] == "word" and not is_number
    return before in ("#", "№", "_", "/", "\\", "@", "°", "º") or (before == "." and not is_qualified)


def _is_named_before(tokens: Tokens, place: int, lexicon: Lexicon) -> bool:
    """Return whether the word before a number says what it is the number of: "Hill 113", "n° 12"."""
    before = place - 1
    if before > 0 and tokens.words[before] in (".", "°", "º") and tokens.joined(before):
        return tokens.words[before - 1] in ("no", "n", "nr", "nos")
    return before >= 0 and tokens.words[before] in lexicon.sets["before"]


# ---- Dates ------------------------------------------------------------------------------------------------


def find_date(tokens: Tokens, first: Number, last: Number, lexicon: Lexicon) -> tuple[int, bool] | None:
    """Return the place behind a day, or days, of a month, and whether that is sure; None where it is no day.

    "6-12 August" is sure; "August 30 soldiers" may be 30 soldiers.
    """
    if not (is_day(first) and is_day(last)):
        return None
    end = last.end
    if end < len(tokens.words) and tokens.words[end] in lexicon.sets["of_month"]:
        end += 1
    if _is_month(tokens, end, lexicon):
        return _behind_year(tokens, end + 1), True
    if lexicon.raw["dates"]["month_before_day"]:
        before = first.start - 1
        before -= before > 0 and tokens.words[before] in (".", "the")
        if _is_month(tokens, before, lexicon):
            return _behind_year(tokens, last.end), not is_counted_noun(tokens, last.end, lexicon)
    return None


def is_day(number: Number) -> bool:
    """Return whether a number may be the day of a month."""
    return number.is_bare and number.is_digits and 1 <= number.values[0] <= 31


def find_day_list(tokens: Tokens, number: Number, lexicon: Lexicon) -> int | None:
    """Return the place behind days of which the last alone has the month: "6 and 7 August"."""
    place, last = number.end, len(tokens.words)
    for _ in range(3):
        skipped = place
        while (
            skipped < last and skipped < place + 2 and tokens.words[skipped] in (*lexicon.sets["joins"], ",")
        ):
            skipped += 1
        if skipped == place or skipped >= last or tokens.kinds[skipped] != "number":
            return None
        if not (tokens.words[skipped].isdigit() and 1 <= int(tokens.words[skipped][:3]) <= 31):
            return None
        place = skipped + 1
        if _is_month(tokens, place, lexicon):
            return _behind_year(tokens, place + 1)
    return None


def _is_month(tokens: Tokens, place: int, lexicon: Lexicon) -> bool:
    if not 0 <= place < len(tokens.words) or tokens.words[place] not in lexicon.sets["months"]:
        return False
    is_capital = tokens.text[tokens.starts[place]].isupper()
    return is_capital or tokens.words[place] not in lexicon.sets["capital"]


def _behind_year(tokens: Tokens, place: int) -> int:
    """Return the place behind a year that stands behind a month, or the same place."""
    after = place + (place < len(tokens.words) and tokens.words[place] in (",", "."))
    if after < len(tokens.words) and tokens.kinds[after] == "number" and is_year(tokens.words[after]):
        return after + 1
    return place


def is_year(written: str) -> bool:
    """Return whether digits may be a year."""
    return len(written) == 4 and written.isdigit() and FIRST_YEAR <= int(written) <= LAST_YEAR


def find_year(tokens: Tokens, first: Number, last: Number, lexicon: Lexicon) -> str:
    """Return "year" where a number, or both ends of a range, are years, "both" where they may be."""
    spelled = [tokens.words[number.start] for number in (first, last) if number.is_bare]
    if not (spelled and is_year(spelled[0])):
        return ""
    if first is not last and (len(spelled) < 2 or not is_year(spelled[1])):
        is_season = len(spelled) == 2 and len(spelled[1]) == 2 and spelled[0][2:] < spelled[1]
        return "year" if is_season and tokens.words[first.end] == "-" else ""
    before = first.start - 1
    before -= before > 0 and tokens.words[before] in ("-", "from", "the", "l'")
    cue = tokens.words[before] if before >= 0 else ""
    is_strong = cue in lexicon.sets["strong"] or cue in lexicon.sets["months"]
    if is_counted_noun(tokens, last.end, lexicon):
        return "both" if is_strong else ""
    return "year" if is_strong else "both"


def is_counted_noun(tokens: Tokens, place: int, lexicon: Lexicon) -> bool:
    """Return whether a word in the plural, in small letters, stands at a place: what is counted."""
    if place >= len(tokens.words) or tokens.kinds[place] != "word":
        return False
    word = tokens.words[place]
    if word in lexicon.starters:
        return False
    return (
        len(word) > 3
        and word.endswith(("s", "x", "men", "people"))
        and tokens.text[tokens.starts[place]].islower()
    )
