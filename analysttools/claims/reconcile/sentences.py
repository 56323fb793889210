"""Proofs as sentences, each a claim or a relation that a reader can check with the claims beside it.

Belongs here: words. Does not belong here: finding or checking a proof (``proofs.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysttools.claims.frames import FIRST, LAST
from analysttools.claims.reconcile.hierarchy import Thing
from analysttools.claims.reconcile.proofs import Proof
from analysttools.claims.reconcile.statements import DOUBTFUL, SOME, Number, Statements
from analysttools.claims.reconcile.supports import Support
from analysttools.claims.reconcile.system import ALL, GROWTH, PART, SHARE, TOTAL, Quantity, Row
from analysttools.claims.relations import RESPECTS
from analysttools.formatting import SEPARATORS, format_day, format_number, format_period, say_claims
from analysttools.locales import read_texts

WORDS = read_texts("reconcile")
UNITS = read_texts("charts.shared")
LISTS = read_texts("punctuation")
# The column that holds the name of a value, where `with_names` put it there.
NAMES = {"measure": "measure_name", "population": "population_name", "place_id": "place_name"}
# Persons are said by what is counted: "600 killed".
UNSAID = "persons"
# Numbers, each with how often it is taken.
Terms = list[tuple[Number, Number]]


class Step(NamedTuple):
    """One sentence of a proof, of which kind, and the claim that it rests on."""

    kind: str
    claim_id: str
    sentence: str


class Wording:
    """Names the things, days and claims of some statements, in their language.

    Parameters
    ----------
    statements : Statements
        All claims.
    assumption : str, optional
        What the last line of the proof of a bound is said to take for granted.
    """

    def __init__(self, statements: Statements, assumption: str = "") -> None:
        self.statements, self.lang, self.assumption = statements, statements.lang, assumption
        self.words = WORDS[self.lang]
        self.names = [_names(statements, column) for column in RESPECTS]
        for (measure, _, _), claim in zip(statements.amounts.values(), statements.amounts, strict=True):
            name, head, _ = self._said[claim]
            said = name if statements.show_ids else head or name
            self.names[0][measure] = self.words["counts"].format(claim=said)
        self._varying, self._origin, self._unit = [True] * 3, 0, ""
        self._is_origin_plain = True

    @cached_property
    def _units(self) -> list[str]:
        """The unit of each measure, in words; nothing where it is not known or goes without saying."""
        claims = self.statements.claims
        known: dict[object, str] = {}
        if "unit" in claims:
            pairs = claims[["measure", "unit"]].dropna().drop_duplicates("measure")
            known = dict(zip(pairs["measure"], pairs["unit"], strict=True))
        units = [known.get(one, UNSAID) for one in self.statements.hierarchy.cells[0].tolist()]
        return ["" if unit == UNSAID else UNITS[self.lang].get(unit, unit) for unit in units]

    @cached_property
    def _said(self) -> list[tuple[str, str, str]]:
        """Of each claim: its id, who said it and when, and its number in words."""
        claims = self.statements.claims
        empty = [""] * len(claims)
        who = [
            claims[name].fillna("").tolist() if name in claims else empty
            for name in ("claimant", "claimant_id", "asserted")
        ]
        who[2] = [format_period(day, None, self.lang) if day else "" for day in who[2]]
        heads = [", ".join(part for part in (a or b, day) if part) for a, b, day in zip(*who, strict=True)]
        said = say_claims(claims, self.lang).tolist()
        return list(zip(claims["claim_id"].tolist(), heads, said, strict=True))

    @cached_property
    def origin_names(self) -> dict[str, str]:
        """The name of each claimant, where `with_names` put it there."""
        claims = self.statements.claims
        if not {"claimant", "claimant_id"} <= set(claims):
            return {}
        pairs = claims[["claimant_id", "claimant"]].dropna()
        return dict(zip(pairs["claimant_id"], pairs["claimant"], strict=True))

    @cached_property
    def _periods(self) -> list[str]:
        rows = self.statements.claims[["period", "kind"]].to_numpy(dtype=object)
        return ["" if pd.isna(period) else format_period(period, kind, self.lang) for period, kind in rows]

    @cached_property
    def _marked(self) -> list[_Marks]:
        """How the words and the ends of each claim go together."""
        statements = self.statements
        is_rounded = statements.intervals["is_rounded"].to_numpy(bool)
        is_share = np.zeros(len(is_rounded), dtype=bool)
        if "share_of" in statements.claims:
            is_share = statements.claims["share_of"].notna().to_numpy(bool)
        is_other = is_rounded | is_share | np.isin(statements.form, (SOME, DOUBTFUL))
        qualifier = statements.claims["qualifier"]
        is_apart = is_share | qualifier.eq("disclosed").to_numpy(bool)
        columns = is_rounded, is_other, qualifier.eq("nearly"), is_apart
        return [_Marks(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]

    def explain(self, proof: Proof, target: Quantity | None = None, *, is_low: bool = True) -> list[Step]:
        """Return a proof as steps: the claims, the relations between them, and what they come to.

        Parameters
        ----------
        proof : Proof
            Of what cannot be, or of a bound of `target`.
        target : Quantity or None
            What is bounded; None: the proof is of what cannot be.
        is_low : bool
            Whether the bound is that from below.
        """
        things = {thing for row in proof.rows for thing in row.things}
        if target is not None:
            things.add(target.thing)
        self._varying = [len({thing[respect] for thing in things}) > 1 for respect in range(3)]
        starts = [row.start for row in proof.rows if row.start < row.until]
        starts += [target.start] if target else []
        self._origin = min(starts, default=0)
        is_total = self.statements.is_total
        totals = {row.start for row in proof.rows if row.claim >= 0 and is_total[row.claim]}
        self._is_origin_plain = self._origin == FIRST or totals == {self._origin}
        self._unit = next((self._units[thing[0]] for thing in sorted(things) if self._units[thing[0]]), "")
        pairs = list(zip(proof.rows, proof.multipliers, strict=True))
        steps = [self._frame(sorted(things))]
        steps += [self._claim(row, one) for row, one in pairs if row.claim >= 0]
        steps += self._growths(pairs, target, 1 if is_low else -1)
        steps += self._relations([(row, one) for row, one in pairs if row.claim < 0])
        steps.append(self._sum(pairs, proof, target, is_low=is_low))
        return [step for step in steps if step.sentence]

    def explain_supports(
        self, supports: Sequence[Support], target: Quantity, faulty: int, *, is_low: bool
    ) -> list[Step]:
        """Return proofs of which one holds whichever so many origins are wrong, and what follows from them.

        Parameters
        ----------
        supports : sequence of Support
            The proofs; the last is one of a bound.
        target : Quantity
            What is bounded.
        faulty : int
            How many origins may be wrong.
        is_low : bool
            Whether the bound is that from below.
        """
        one, words = " one" if faulty == 1 else "", self.words
        told = words[f"faulty{one}"].format(count=faulty, proofs=len(supports))
        steps = [Step("faulty", "", told)]
        if any(support.is_knot for support in supports):
            steps.append(Step("faulty", "", words["faulty knots"]))
        for number, (proof, is_knot, origins) in enumerate(supports, start=1):
            named = self._and([self.origin_names.get(origin, origin) for origin in sorted(origins)])
            key = "proof of knot" if is_knot else "proof"
            steps.append(Step("proof", "", words[key].format(number=number, origins=named)))
            steps += self.explain(proof, None if is_knot else target, is_low=is_low)
        weakest = min(
            (one.proof for one in supports if not one.is_knot), key=lambda one: (one.value, one.is_strict)
        )
        amount = self._amount(weakest.value if is_low else -weakest.value)
        end = self._end(amount, is_low=is_low, is_strict=weakest.is_strict)
        end = words[f"end faulty{one}"].format(end=end, count=faulty)
        return [*steps, self._bound(target, end)]

    def name(self, quantity: Quantity) -> str:
        """Return a quantity in words."""
        return self._say(quantity.thing, quantity.start, quantity.until)

    def _frame(self, things: list[Thing]) -> Step:
        """Say what all of the proof counts, so that the other sentences need not."""
        common = [
            self.names[respect][things[0][respect]]
            for respect in (1, 2)
            if not self._varying[respect] and self.names[respect][things[0][respect]]
        ]
        said = self.words["counted"].format(things=", ".join(common))
        return Step("counted", "", said if common else "")

    def _claim(self, row: Row, multiplier: Number) -> Step:
        name, head, _ = self._said[row.claim]
        said = self._share(row) if row.kind == SHARE else self._interval(row)
        said = self.words["who says"].format(who=head, claim=said) if head else said
        return Step(row.kind, name, self._times(f"{said}{self._id(name)}", multiplier))

    def _id(self, name: str) -> str:
        """Return the id of a claim as it stands behind what the claim says, if it is to be shown."""
        return f" [{name}]" if self.statements.show_ids else ""

    def say(self, positions: Sequence[int]) -> list[str]:
        """Return who said what in each of some claims, without what all of these have in common."""
        things = {self.statements.things[position] for position in positions}
        self._varying = [len({thing[respect] for thing in things}) > 1 for respect in range(3)]
        said = [(self._said[position][1], self._statement(position)) for position in positions]
        return [
            self.words["who says"].format(who=head, claim=claim) if head else claim for head, claim in said
        ]

    def _statement(self, claim: int) -> str:
        """Return how many of what a claim says, and of when."""
        words, thing = self._said[claim][2], self.statements.things[claim]
        unit = self._units[thing[0]]
        key = "claim apart" if unit or self._marked[claim].is_apart else "claim"
        words = f"{words}{SEPARATORS[self.lang]['before_unit']}{unit}" if unit else words
        return self.words[key].format(words=words, thing=self._thing(thing), period=self._periods[claim])

    def _interval(self, row: Row) -> str:
        """Return what a claim says, and the end that is used where its words are not that end."""
        said, marks = self._statement(row.claim), self._marked[row.claim]
        if not marks.is_other or (marks.is_nearly and not row.is_low):
            return said  # of "nearly 3,600" the upper end is what was said
        number = row.least if row.is_low else -row.least
        end = self._end(self._amount(number), is_low=row.is_low, is_strict=row.is_strict)
        key = "so rounded" if marks.is_rounded else "so"
        is_of_all = row.things[0] not in self.statements.amounts.values()
        if is_of_all and self.statements.form[row.claim] in (SOME, DOUBTFUL):
            quantity = self._say(row.things[0], row.start, row.until)
            return self.words[f"{key} within"].format(claim=said, quantity=quantity, end=end)
        return self.words[key].format(claim=said, end=end)

    def _share(self, row: Row) -> str:
        """Return what a claim says, and of which other claim it states a share."""
        share = self.statements.shares[row.claim]
        number = share.low if row.is_low else share.high
        end = self._end(str(number), is_low=row.is_low, is_strict=row.is_strict)
        return self.words["share"].format(
            claim=self._statement(row.claim),
            whole=self._thing(self.statements.things[share.of]),
            period=self._periods[share.of],
            id=self._id(self._said[share.of][0]),
            end=end,
        )

    def _growths(self, pairs: list[tuple[Row, Number]], target: Quantity | None, sign: int) -> Iterator[Step]:
        """Say of each span on which totals and growths meet that its growth is the difference of two totals.

        Where growths are only set against growths of the same days, none needs to be.
        """
        left: dict[Quantity, Number] = {target: -sign} if target else {}
        rows = [(row, one) for row, one in pairs if row.claim >= 0]
        rows += _joined([(row, one) for row, one in pairs if row.claim < 0])
        for row, multiplier in rows:
            for quantity, factor in self._counts(row):
                left[quantity] = left.get(quantity, 0) + multiplier * factor
        for span in sorted(one for one, times in left.items() if times and one.start > self._origin):
            totals = (self._say(span.thing, self._origin, day) for day in (span.until, span.start))
            words = dict(zip(("after", "before"), totals, strict=True))
            said = self.words["growth"].format(flow=self.name(span), **words)
            yield Step(GROWTH, "", self._times(said, max(left[span], -left[span])))

    def _counts(self, row: Row) -> Iterator[tuple[Quantity, Number]]:
        """Return the quantities that the sentence of a row speaks of, each with its factor."""
        if row.claim >= 0:
            yield from row.counted
        elif row.kind == TOTAL:
            yield Quantity(row.things[0], self._origin, row.until), 1
            if row.start > self._origin:
                yield Quantity(row.things[0], self._origin, row.start), -1
        else:
            sign = -1 if row.kind == ALL and not row.is_equality else 1
            for number, thing in enumerate(row.things):
                yield Quantity(thing, row.start, row.until), -sign if number else sign

    def _relations(self, pairs: list[tuple[Row, Number]]) -> Iterator[Step]:
        """Say each relation once over all neighbouring days on which it is used alike."""
        for row, multiplier in _joined(pairs):
            yield Step(row.kind, "", self._times(self._relation(row), max(multiplier, -multiplier)))

    def _relation(self, row: Row) -> str:
        own, words = [self._say(thing, row.start, row.until) for thing in row.things], self.words
        if row.kind == TOTAL:
            if row.start in (self._origin, FIRST):
                return words["none"].format(quantity=own[0], none=self._amount(0))
            before = self._say(row.things[0], self._origin, row.start)
            after = self._say(row.things[0], self._origin, row.until)
            return words["total"].format(before=before, after=after)
        if row.kind == PART:
            is_amount = row.things[1] in self.statements.amounts.values()
            return words["within" if is_amount else "part"].format(part=own[1], whole=own[0])
        parts = self._listed([self._thing(thing) for thing in row.things[1:]])
        parts = self._in_days(parts, row.start, row.until)
        return words["all" if row.kind == ALL else "disjoint"].format(whole=own[0], parts=parts)

    def _sum(
        self,
        pairs: list[tuple[Row, Number]],
        proof: Proof,
        target: Quantity | None,
        *,
        is_low: bool,
    ) -> Step:
        """Say what the claims come to: the last line, in numbers."""
        lows = [(one, row.least) for row, one in pairs if row.claim >= 0 and row.is_low and row.least]
        highs = [(one, -row.least) for row, one in pairs if row.claim >= 0 and not row.is_low and row.least]
        if target is None:
            return Step("sum", "", self._excess(lows, highs, proof.value))
        ups, downs = (lows, highs) if is_low else (highs, lows)
        text = self._added(ups) + "".join(f" - {self._product(*one)}" for one in downs)
        value = self._equals(text, proof.value if is_low else -proof.value)
        end = self._end(value, is_low=is_low, is_strict=proof.is_strict)
        return self._bound(target, end)

    def _bound(self, target: Quantity, end: str) -> Step:
        """Say what a quantity is bounded by, and what is taken for granted."""
        said = self.words["bound"].format(quantity=self.name(target), end=end)
        if self.assumption:
            said = self.words["given"].format(sentence=said, assumption=self.assumption)
        return Step("sum", "", said)

    def _excess(self, lows: Terms, highs: Terms, gap: Number) -> str:
        """Say by how much what is at least said is more than what is at most allowed."""
        least, most = (
            self._equals(self._added(terms), sum((one * number for one, number in terms), start=0))
            for terms in (lows, highs)
        )
        key = "meet" if gap == 0 else "off by" if self._unit else "too many"
        return self.words[key].format(least=least, most=most, gap=self._amount(gap))

    # ---- numbers ---------------------------------------------------------------------------------------

    def _number(self, number: Number) -> str:
        """Write a number as it is: whole or decimal where it has so many digits, else as a fraction.

        One of more than 1 has a decimal number beside it.
        """
        if number.denominator == 1:
            return format_number(int(number), self.lang)
        as_float = float(number)
        if Fraction(repr(as_float)) == number:
            return format_number(as_float, self.lang)
        said = "/".join(format_number(one, self.lang) for one in (number.numerator, number.denominator))
        if number < 1:
            return said
        return self.words["fraction"].format(fraction=said, number=format_number(as_float, self.lang))

    def _amount(self, number: Number) -> str:
        return self._with_unit(self._number(number))

    def _with_unit(self, text: str) -> str:
        return f"{text}{SEPARATORS[self.lang]['before_unit']}{self._unit}" if self._unit else text

    def _end(self, number: str, *, is_low: bool, is_strict: bool) -> str:
        key = {
            (True, False): "at least", (True, True): "more than",
            (False, False): "at most", (False, True): "fewer than",
        }[is_low, is_strict]  # fmt: skip
        return self.words[key].format(number=number)

    def _times(self, sentence: str, multiplier: Number) -> str:
        if multiplier == 1:
            return sentence
        return self.words["times"].format(sentence=sentence, number=self._number(multiplier))

    def _product(self, factor: Number, number: Number) -> str:
        return self._number(number) if factor == 1 else f"{self._number(factor)} x {self._number(number)}"

    def _added(self, terms: Terms) -> str:
        return " + ".join(self._product(*one) for one in terms) or "0"

    def _equals(self, text: str, total: Number) -> str:
        """Return a sum with what it comes to, and the unit."""
        said = self._number(total)
        return self._with_unit(text if text == said else f"{text} = {said}")

    # ---- things and days -------------------------------------------------------------------------------

    def _say(self, thing: Thing, start: int, until: int) -> str:
        """Return a quantity in words: "killed by 30 Apr 2025", "killed from 1 Dec 2024 to 19 Dec 2024"."""
        return self._in_days(self._thing(thing), start, until)

    def _in_days(self, thing: str, start: int, until: int) -> str:
        words = self.words
        if (start, until) == (0, 1):
            return thing
        if until >= LAST:
            is_all = start == self._origin
            return (
                thing
                if is_all and self._is_origin_plain
                else words["from day"].format(thing=thing, day=self._day(start))
            )
        last = self._day(until - 1)
        if start == FIRST or (start == self._origin and self._is_origin_plain):
            return words["by"].format(thing=thing, day=last)
        if start == until - 1:
            return words["on"].format(thing=thing, day=last)
        first, past = (np.datetime64(int(day), "D") for day in (start, until - 1))
        return words["from to"].format(thing=thing, days=format_period(f"{first}/{past}", None, self.lang))

    def _day(self, number: int) -> str:
        return format_day(str(np.datetime64(int(number), "D")), self.lang)

    def _thing(self, thing: Thing) -> str:
        said, (_, population, place) = self.names[0][thing[0]], thing
        if self._varying[1] and self.names[1][population]:
            said = self.words["of population"].format(thing=said, population=self.names[1][population])
        if self._varying[2] and self.names[2][place]:
            said = self.words["in place"].format(thing=said, place=self.names[2][place])
        return said

    def _listed(self, things: list[str]) -> str:
        return self._and([self.words["listed"].format(part=thing) for thing in things])

    def _and(self, things: list[str]) -> str:
        head = ", ".join(things[:-1])
        return f"{head}{LISTS[self.lang]['and']}{things[-1]}" if head else things[-1]


class _Marks(NamedTuple):
    """How the words and the ends of a claim go together.

    Attributes
    ----------
    is_rounded : bool
        Whether its ends have room for rounding.
    is_other : bool
        Whether its ends are others than its words.
    is_nearly : bool
        Whether it says "nearly", so that its upper end is what was said.
    is_apart : bool
        Whether its words do not run on into what is counted: "350 disclosed by name (killed)".
    """

    is_rounded: bool
    is_other: bool
    is_nearly: bool
    is_apart: bool


def _names(statements: Statements, column: str) -> list[str]:
    """Return the name of each value of a respect, where claims carry it; else its id."""
    index = statements.hierarchy.cells[RESPECTS.index(column)].tolist()
    known: dict[object, object] = {}
    if NAMES[column] in statements.claims:
        pairs = statements.claims[[column, NAMES[column]]].dropna().drop_duplicates(column)
        known = dict(zip(pairs[column], pairs[NAMES[column]], strict=True))
    return ["" if pd.isna(one) else str(known.get(one, one)) for one in index]


def _joined(pairs: Iterable[tuple[Row, Number]]) -> list[tuple[Row, Number]]:
    """Join the rows of one relation over days that follow each other, where they are used alike."""
    order = sorted(pairs, key=lambda pair: (pair[0].kind, pair[0].things, pair[0].split, pair[0].start))
    joined: list[tuple[Row, Number]] = []
    for row, multiplier in order:
        if joined:
            last, factor = joined[-1]
            is_next = (last.kind, last.things, last.split, last.until) == (
                row.kind,
                row.things,
                row.split,
                row.start,
            )
            if is_next and factor == multiplier:
                joined[-1] = last._replace(until=row.until), factor
                continue
        joined.append((row, multiplier))
    return joined
