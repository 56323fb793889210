"""Phrases with numbers: what stands before a number, between two of them, and behind them.

Belongs here: qualifiers, ranges, shares, vague words, and which readings a phrase has. Does not belong here:
the words of a language (``lexicons/``), and numbers themselves (``numbers.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from analysttools.exchange.lexicon import Lexicon
from analysttools.exchange.names import (
    find_date,
    find_day_list,
    find_name,
    find_year,
    is_day,
    is_glued_behind,
    is_year,
)
from analysttools.exchange.numbers import Number, Value, read_number
from analysttools.exchange.tokens import Tokens

LOWER, UPPER = ("at_least", "more_than"), ("up_to", "fewer_than")
# So many phrases may stand before a number: "probably more than about".
MOST_PREFIXES = 5
# A qualifier may stand so many words behind its number: « 30 soldats russes au moins ».
MOST_BETWEEN = 3
# A single word so far behind has to be as long as « environ »: "plus" may be anything.
LONG_WORD = 7
# Two ends of a range are in proportion: "5 to 10,000" may mean 5,000 or 5.
NEAR, FAR = 2, 10
# A number below ten "in" one of these, or "out of" it, is a share.
WHOLES = (10, 100, 1000)
SHARE = "A share is not a number of units: write it in share_low and share_high, and its whole in share_of."
MULTIPLE = "A multiple of another number is not a number of units: find the number that it multiplies."
DATE = "The words may mean a date, and a date is not a quantity."
YEAR = "The words may mean a year, and a year is not a quantity."
UNREADABLE = "The digits fit no way of writing a number: write them anew, with or without groups of three."
UNFINISHED = "A range begins here and its second number was not found: write both numbers."
HALF_VAGUE = "The other end of the range is vague."
TIME = "The words count time."
BACKWARDS = "The second number is below the first: they are two numbers, or a range that was mistyped."


class Reading(NamedTuple):
    """One reading of some words: where they stand, its numbers, why it is refused, what it leaves out."""

    start: int
    end: int
    low: Value | None
    best: Value | None
    high: Value | None
    qualifier: str | None
    refused: str | None = None
    note: str | None = None


def read_phrase(tokens: Tokens, lexicon: Lexicon) -> list[Reading]:
    """Return every reading of a text in one language, in the order of the words.

    Examples
    --------
    >>> from analysttools.exchange.grammar import read_phrase
    >>> from analysttools.exchange.lexicon import read_lexicon
    >>> from analysttools.exchange.tokens import tokenize
    >>> reading, = read_phrase(tokenize("at least 30 were killed"), read_lexicon("en"))
    >>> reading.low, reading.qualifier, reading.end
    (30, 'at_least', 11)
    """
    return _Reader(tokens, lexicon).read()


class _Before(NamedTuple):
    """The phrases before a number: where each begins, with what it says; and where the number begins."""

    phrases: list[tuple[int, str]]
    qualifiers: list[str]
    opener: str
    end: int

    def start(self, number: Number, *, is_range: bool) -> int:
        """Return where the words begin that say something of a number."""
        left_out = ("stated",) if is_range else ("stated", "from", "between")
        return min((place for place, name in self.phrases if name not in left_out), default=number.start)


class _Reader:
    """Reads a text from left to right; each place is looked at a limited number of times."""

    def __init__(self, tokens: Tokens, lexicon: Lexicon) -> None:
        self.tokens, self.lexicon = tokens, lexicon
        self.words, self.kinds, self.tables = tokens.words, tokens.kinds, lexicon.tables
        self.readings: list[Reading] = []

    def read(self) -> list[Reading]:
        place, last, starters = 0, len(self.words), self.lexicon.starters
        while place < last:
            kind = self.kinds[place]
            if kind == "share":
                place = self._take_fraction(place)
            elif kind == "number" or self.words[place] in starters:
                place = max(self._take(place), place + 1)
            else:
                place += 1
        return self.readings

    def _take_fraction(self, place: int) -> int:
        """Refuse "2/3", pass over a season or a name: "2022/23", "Kh-101/102"."""
        is_season = is_year(self.words[place].partition("/")[0])
        if is_season or is_glued_behind(self.tokens, place, self.lexicon):
            return place + 1
        return self._refuse(place, self._behind_whole(place + 1), SHARE)

    def _match(self, table: str, place: int) -> tuple[str, int] | None:
        phrases = self.tables[table]
        if place >= len(self.words) or self.words[place] not in phrases.tree:
            return None  # which most words are: a look here is quicker than a call
        return phrases.match(self.words, place)

    def _number(self, place: int, *, is_counted: bool = False) -> Number | None:
        return read_number(self.tokens, place, self.lexicon, is_counted=is_counted)

    # ---- Before the number --------------------------------------------------------------------------------

    def _take(self, place: int) -> int:
        """Read what begins at a place, if anything; return the place to go on from."""
        before = self._read_before(place)
        is_counted = bool(before.qualifiers) or before.opener == "between" or self._goes_on(before.end + 1)
        number = self._number(before.end, is_counted=is_counted)
        if number is None:
            return self._take_words(before, place)
        if not number.values:
            return self._refuse(number.start, number.end, UNREADABLE)
        named = find_name(self.tokens, number, self.lexicon, is_qualified=bool(before.qualifiers))
        return named or self._take_number(before, number)

    def _read_before(self, place: int) -> _Before:
        phrases: list[tuple[int, str]] = []
        qualifiers: list[str] = []
        opener = ""
        for _ in range(MOST_PREFIXES):
            found, opened = self._match("prefixes", place), self._match("openers", place)
            if opened and not (found and found[1] > opened[1]):
                found, opener = opened, opener or opened[0]
            elif found and found[0] != "stated":
                qualifiers.append(found[0])
            if not found:
                break
            phrases.append((place, found[0]))
            place = found[1]
        return _Before(phrases, qualifiers, opener, place)

    def _goes_on(self, place: int) -> bool:
        """Return whether « un » at the place before is a number: « un sur trois », « un à deux »."""
        if not 0 < place <= len(self.words) or self.words[place - 1] != self.lexicon.raw["one"]:
            return False
        found = self._match("ratio", self._behind_noun(place)) or self._match("links", place)
        number = self._number(found[1]) if found else None
        return number is not None and number.values[:1] > (1,)

    def _behind_noun(self, place: int) -> int:
        """Return the place behind what is counted between a number and its whole: "one soldier in three"."""
        for behind in range(place, place + MOST_BETWEEN):
            found = self._match("ratio", behind)
            if found:
                number = self._number(found[1]) if behind > place else None
                return behind if number and not self._is_plain(number.end) else place
            if not self._is_plain(behind):
                break
        return place

    def _take_words(self, before: _Before, place: int) -> int:
        """Read vague words and shares without a number."""
        for start in (before.end, *(start for start, _ in reversed(before.phrases))):
            vague = self._match("vague", start)
            if vague and not vague[0]:
                return vague[1]
            if vague:
                first = before.start(Number((), start, start), is_range=False)
                return self._take_vague(min(first, start), start, vague[1])
            share = self._match("share", start)
            is_compound = share and share[1] < len(self.words) and self.words[share[1]] == "-"
            if share and not is_compound:
                first = before.start(Number((), start, start), is_range=False)
                return self._refuse(min(first, start), self._behind_whole(share[1]), SHARE)
        return place + 1

    def _take_vague(self, start: int, place: int, end: int) -> int:
        """Read vague words; as the beginning of a range as well, where a number ends it."""
        end = self._behind_vague(end)
        if self._match("percent", end):
            return self._refuse(place, end + 1, SHARE)
        self._add(start, end, None, None, None, "vague")
        link = self._match("links", end)
        number = self._number(link[1]) if link else None
        if number and number.values:
            return self._add(start, number.end, None, None, number.values[0], "up_to", HALF_VAGUE)
        return end

    def _behind_vague(self, place: int) -> int:
        """Return the place behind the multipliers of vague words: "tens of thousands", "several hundred"."""
        more, of = self.lexicon.sets["vague_more"], self.lexicon.sets["vague_of"]
        for _ in range(MOST_PREFIXES):
            behind = place + (place < len(self.words) and self.words[place] in of)
            if behind >= len(self.words) or self.words[behind] not in more:
                break
            place = behind + 1
        return place

    def _read_vague_end(self, place: int) -> int | None:
        """Return the place behind a range that ends in vague words: "100 to several hundred"."""
        link = self._match("links", place)
        vague = self._match("vague", link[1]) if link and self.words[place] != "-" else None
        end = self._behind_vague(vague[1]) if vague and vague[0] else place
        return end if end > place and self.words[end - 1] in self.lexicon.sets["vague_more"] else None

    # ---- Behind the number --------------------------------------------------------------------------------

    def _take_number(self, before: _Before, number: Number) -> int:
        number, last = self._read_range(before, number)
        is_range = last is not number
        start = before.start(number, is_range=is_range)
        share = self._read_share(last)
        if share:
            return self._refuse(start, share[1], share[0])
        part = self._read_ratio(last)
        if part and part[1]:
            return self._refuse(start, part[0], SHARE)
        doubt, behind = self._read_day(before, number, last)
        if behind:
            return behind
        vague_end = None if is_range else self._read_vague_end(number.end)
        if vague_end:
            return self._add(start, vague_end, number.values[0], None, None, "at_least", HALF_VAGUE)
        if before.opener == "between" and not is_range:
            return self._refuse(before.phrases[0][0], number.end, UNFINISHED)
        end = self._add_readings(before, start, number, last)
        if part or doubt:
            return self._refuse(start, part[0] if part else end, SHARE if part else doubt)
        return end

    def _add_readings(self, before: _Before, start: int, number: Number, last: Number) -> int:
        """Add the readings of a number, or of a range, with the qualifiers on either side of it."""
        is_range = last is not number
        suffix = self._read_suffix(last.end)
        qualifiers = [*before.qualifiers, *([suffix[0]] if suffix else [])]
        end = suffix[1] if suffix else last.end
        if is_range:
            self._add_range(before, (start, end), number, last, qualifiers)
        else:
            for value in number.values:
                self._add_value(start, end, value, qualifiers, is_round=number.is_round)
        if last.end < len(self.words) and self.words[last.end] in self.lexicon.sets["times"]:
            self._note_time(start, end, number, is_range=is_range)
        return end

    def _read_day(self, before: _Before, number: Number, last: Number) -> tuple[str, int]:
        """Return why a number may be a day or a year, and the place behind where it surely is, else 0."""
        date = self._read_date(number, last)
        if date:
            return DATE, date[0] if date[1] else 0
        year = "" if before.qualifiers else find_year(self.tokens, number, last, self.lexicon)
        return YEAR if year else "", last.end if year == "year" else 0

    def _note_time(self, start: int, end: int, number: Number, *, is_range: bool) -> None:
        """Note that the last row counts time: "over twelve months" may be in the course of them."""
        self.readings[-1] = self.readings[-1]._replace(note=TIME)
        if not is_range and self.words[start] in self.lexicon.sets["in_time"]:
            self._add(number.start, end, None, number.values[0], None, "stated", TIME)

    def _read_date(self, number: Number, last: Number) -> tuple[int, bool] | None:
        if not (number.is_bare and number.is_digits):
            return None
        listed = find_day_list(self.tokens, number, self.lexicon) if last is number else None
        return (listed, True) if listed else find_date(self.tokens, number, last, self.lexicon)

    def _read_share(self, number: Number) -> tuple[str, int] | None:
        """Return why a number counts no units, and the place behind: "40 %", "two thirds", "six times"."""
        place, last = number.end, len(self.words)
        found = self._match("percent", place)
        if found:
            return SHARE, self._behind_whole(found[1])
        found = self._match("times", place)
        if found:
            return MULTIPLE, found[1]
        part = place + (place < last and self.words[place] == "-")
        word, is_one = self.words[part] if part < last else "", number.values[0] == 1
        if word in self.lexicon.sets["parts" if is_one else "parts_plural"]:
            return SHARE, self._behind_whole(part + 1)
        return None

    def _read_ratio(self, number: Number) -> tuple[int, bool] | None:
        """Return the place behind the whole of which a number is a part, and whether it counts no units.

        "One in three" does not; « 4 000 sur 12 000 » may.
        """
        value = number.values[0]
        place = self._behind_noun(number.end) if value == 1 else number.end
        found = self._match("ratio", place)
        whole = self._number(found[1]) if found else None
        if not (whole and whole.values) or value >= whole.values[0]:
            return None
        if whole.is_digits and is_year(self.words[whole.start]):
            return None
        is_sure = value == 1 or (whole.values[0] in WHOLES and value < WHOLES[0])
        return (whole.end, is_sure) if is_sure or self.words[place] != "in" else None

    def _behind_whole(self, place: int) -> int:
        """Return the place behind the whole of a share: "of the 4,000"."""
        found = self._match("of", place)
        whole = self._number(found[1]) if found else None
        return whole.end if whole else place

    def _read_suffix(self, place: int) -> tuple[str, int] | None:
        """Return a qualifier behind a number, at once or behind what is counted, and the place behind it."""
        at: int | None = place
        for _ in range(MOST_BETWEEN + 1):
            if at is None or at >= len(self.words):
                return None
            found = self._match("suffixes", at)
            if found and self._ends_here(found[1]):
                is_long = found[1] - at > 1 or len(self.words[at]) >= LONG_WORD
                if at == place or is_long:
                    return found
            at = self._behind_counted(at)
        return None

    def _behind_counted(self, place: int) -> int | None:
        """Return the place behind a word of what is counted: « soldats », « de », « nord-coréens »."""
        if not (self._is_plain(place) or self.words[place] in self.lexicon.sets["scale_of"]):
            return None
        behind = place + 1
        is_compound = self._is_plain(behind + 1) and self.words[behind] == "-" and self.tokens.joined(behind)
        return behind + is_compound

    def _ends_here(self, place: int) -> bool:
        """Return whether no number begins at a place, to which a qualifier before it would belong."""
        if place >= len(self.words):
            return True
        word, lexicon = self.words[place], self.lexicon
        is_number = self.kinds[place] == "number" or word in lexicon.small or word in lexicon.scales
        return not (is_number or word in lexicon.sets["articles"])

    # ---- Ranges -------------------------------------------------------------------------------------------

    def _read_range(self, before: _Before, number: Number) -> tuple[Number, Number]:
        """Return both ends of a range; the same number twice where there is none."""
        found = self._read_other_end(before.opener, number)
        if found is None and before.opener == "between":
            return self._split(number) or (number, number)
        return number, found or number

    def _read_other_end(self, opener: str, first: Number) -> Number | None:
        table, place = "between_links" if opener == "between" else "links", first.end
        link = self._match(table, place)
        counted = 0
        while opener and not link and counted < MOST_BETWEEN - 1 and self._is_plain(place):
            place, counted = place + 1, counted + 1
            link = self._match(table, place)
        if not link:
            return None
        is_dash = self.words[place] == "-"
        if is_dash and self.tokens.joined(place) != self.tokens.joined(place + 1):
            return None
        before = self._read_before(link[1])
        if before.opener or not {"at_least", "more_than", "fewer_than"}.isdisjoint(before.qualifiers):
            return None
        number = self._number(before.end, is_counted=True)
        if number is None or not number.values:
            return None
        is_name = not is_dash and find_name(self.tokens, number, self.lexicon, is_qualified=True)
        date = None if is_day(first) else find_date(self.tokens, number, number, self.lexicon)
        return None if is_name or date else number

    def _is_plain(self, place: int) -> bool:
        return (
            place < len(self.words)
            and self.kinds[place] == "word"
            and self.words[place] not in self.lexicon.starters
        )

    def _split(self, number: Number) -> tuple[Number, Number] | None:
        """Part what was read as one number: "between one hundred and two hundred"."""
        for place in range(number.start + 1, number.end):
            if self.words[place] != self.lexicon.raw["and"]:
                continue
            first = read_number(self.tokens.until(place), number.start, self.lexicon, is_counted=True)
            other = self._number(place + 1, is_counted=True)
            if first and first.end == place and other and first.values < other.values:
                return first, other
        return None

    def _add_range(
        self, before: _Before, span: tuple[int, int], first: Number, last: Number, qualifiers: list[str]
    ) -> None:
        """Add the readings of a range: as one, and by one end where words such as "up to" may mean that."""
        pairs = list(dict.fromkeys(_pair_ends(first, last)))
        if before.opener == "from" and self._is_change(before.phrases[0][0]):
            for number in (first, last):
                self._add_value(number.start, number.end, number.values[0], [], is_round=number.is_round)
            return
        if not pairs:
            self._refuse(*span, BACKWARDS)
        for low, high in pairs:
            note = _note(qualifiers, is_round=first.is_round or last.is_round, but=(*LOWER, *UPPER))
            self._add(*span, low, None, high, "between", note)
            for name in dict.fromkeys(qualifiers):
                if name in LOWER:
                    self._add(*span, low, None, None, name)
                elif name in UPPER:
                    self._add(*span, None, None, high, name)

    def _is_change(self, place: int) -> bool:
        """Return whether words before a range say that a number changed: "rose from 10,000 to 12,000"."""
        return not self.lexicon.sets["changes"].isdisjoint(self.words[max(place - MOST_BETWEEN, 0) : place])

    # ---- What was read ------------------------------------------------------------------------------------

    def _add_value(
        self, start: int, end: int, value: Value, qualifiers: list[str], *, is_round: bool
    ) -> None:
        bounding = [name for name in dict.fromkeys(qualifiers) if name in (*LOWER, *UPPER, "disclosed")]
        note = _note(qualifiers, is_round=is_round, but=bounding)
        for name in bounding:
            if name in UPPER:
                self._add(start, end, None, None, value, name, note)
            else:
                self._add(start, end, value, None, None, name, note)
        if not bounding:
            is_about = is_round or "about" in qualifiers
            name = "nearly" if "nearly" in qualifiers else "about" if is_about else "stated"
            self._add(start, end, None, value, None, name)

    def _add(
        self,
        start: int,
        end: int,
        low: Value | None,
        best: Value | None,
        high: Value | None,
        *words: str | None,
    ) -> int:
        first, last = self.tokens.starts[start], self.tokens.ends[end - 1]
        qualifier, note = (*words, None)[:2]
        self.readings.append(Reading(first, last, low, best, high, qualifier, None, note))
        return end

    def _refuse(self, start: int, end: int, why: str) -> int:
        first, last = self.tokens.starts[start], self.tokens.ends[end - 1]
        self.readings.append(Reading(first, last, None, None, None, None, why))
        return end


def _note(qualifiers: list[str], *, is_round: bool, but: Iterable[str]) -> str | None:
    """Return which words about a number its row has no room for."""
    left = [name for name in dict.fromkeys(qualifiers) if name in ("about", "nearly")]
    if not but or not (left or is_round):
        return None
    return f"The words say {left[0]} as well." if left else "The number is round by its word."


def _pair_ends(first: Number, last: Number) -> Iterator[tuple[Value, Value]]:
    """Yield the ends of a range in every way in which both can be written in one manner."""
    if len(first.values) == len(last.values):
        rivals = list(zip(first.values, last.values, strict=True))
    else:
        rivals = [(low, high) for low in first.values for high in last.values]
    for low, high in rivals:
        yield from (pair for pair in _share_scale(low, high, first, last) if pair[0] <= pair[1])


def _share_scale(low: Value, high: Value, first: Number, last: Number) -> list[tuple[Value, Value]]:
    """Return a range with the multiplier of its end on its beginning, as it stands, or both."""
    may_share = last.scales and (not first.scales or first.scales[0] < last.scales[0])
    factor = max((scale for scale in last.scales if 0 < low * scale < high), default=0) if may_share else 0
    if not factor:
        return [(low, high)]
    proportion = high / (low * factor)
    is_sure = proportion < NEAR or (last.is_word_scaled and proportion <= FAR)
    return [(low * factor, high)] if is_sure else [(low * factor, high), (low, high)]
