"""Proofs as sentences, each a claim or a relation that a reader can check with the claims beside it.

Belongs here: words. Does not belong here: finding or checking a proof (``proofs.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysttools.claims.frames import FIRST, LAST
from analysttools.claims.reconcile.hierarchy import Thing
from analysttools.claims.reconcile.proofs import Proof
from analysttools.claims.reconcile.statements import SOME, Number, Statements
from analysttools.claims.reconcile.system import ALL, PART, SHARE, TOTAL, Quantity, Row
from analysttools.claims.relations import RESPECTS
from analysttools.formatting import format_day, format_number, format_period, say_claims

# The column that holds the name of a value, where `with_names` put it there.
NAMES = {"measure": "measure_name", "population": "population_name", "place_id": "place_name"}
# A part is what the coder of a case says is one.
CODING = "the vocabulary of the case"


class Step(NamedTuple):
    """One sentence of a proof, of which kind, and the claim that it rests on."""

    kind: str
    claim_id: str
    sentence: str


class Wording:
    """Names the things, days and claims of some statements."""

    def __init__(self, statements: Statements) -> None:
        self.statements = statements
        self.names = [_names(statements, column) for column in RESPECTS]
        self._varying, self._origin = [True] * 3, 0

    @cached_property
    def _said(self) -> list[tuple[str, str, str]]:
        """Of each claim: its id, who said it and when, and its number in words."""
        claims = self.statements.claims
        empty = [""] * len(claims)
        who = [
            claims[name].fillna("").tolist() if name in claims else empty
            for name in ("claimant", "claimant_id", "asserted")
        ]
        who[2] = [format_period(day, None, "en") if day else "" for day in who[2]]
        heads = [", ".join(part for part in (a or b, day) if part) for a, b, day in zip(*who, strict=True)]
        return list(zip(claims["claim_id"].tolist(), heads, say_claims(claims).tolist(), strict=True))

    @cached_property
    def _periods(self) -> list[str]:
        rows = self.statements.claims[["period", "kind"]].to_numpy(dtype=object)
        return ["" if pd.isna(period) else format_period(period, kind, "en") for period, kind in rows]

    @cached_property
    def _marked(self) -> list[tuple[bool, bool, bool]]:
        """Of each claim: has it room for rounding; are its ends others than its words; is it "nearly"."""
        statements = self.statements
        is_implied = statements.intervals["is_implied"].to_numpy(bool)
        is_other = is_implied | (statements.form == SOME)
        if "share_of" in statements.claims:
            is_other |= statements.claims["share_of"].notna().to_numpy(bool)
        is_nearly = statements.claims["qualifier"].eq("nearly").tolist()
        return list(zip(is_implied.tolist(), is_other.tolist(), is_nearly, strict=True))

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
        starts = [row.start for row in proof.rows] + ([target.start] if target else [])
        self._origin = min(starts, default=0)
        pairs = list(zip(proof.rows, proof.multipliers, strict=True))
        steps = [self._frame(sorted(things))]
        steps += [self._claim(row, one) for row, one in pairs if row.claim >= 0]
        steps += self._relations([(row, one) for row, one in pairs if row.claim < 0])
        steps.append(self._sum(pairs, proof, target, is_low=is_low))
        return [step for step in steps if step.sentence]

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
        return Step("counted", "", f"Counted: {', '.join(common)}" if common else "")

    def _claim(self, row: Row, multiplier: Number) -> Step:
        statements = self.statements
        name, head, words = self._said[row.claim]
        said = f"{words} {self._thing(statements.things[row.claim])} ({self._periods[row.claim]})"
        if row.kind == SHARE:
            share = statements.shares[row.claim]
            number = share.low if row.is_low else share.high
            end = "at least" if row.is_low else "at most"
            if row.is_strict:
                end = "more than" if row.is_low else "fewer than"
            whole = f"{self._thing(statements.things[share.of])} ({self._periods[share.of]})"
            said += f", a share of {whole} [{self._said[share.of][0]}]: {end} {number} of it"
        else:
            is_implied, is_other, is_nearly = self._marked[row.claim]
            if is_other and (row.is_low or not is_nearly):  # of "nearly 3,600" the upper end is what was said
                said += f", so {_end(row)}" + (" with room for rounding" if is_implied else "")
        times = "" if multiplier == 1 else f" (taken {_fraction(multiplier)} times)"
        return Step(row.kind, name, f"{head + ': ' if head else ''}{said} [{name}]{times}")

    def _relations(self, pairs: list[tuple[Row, Number]]) -> Iterator[Step]:
        """Say each relation once over all neighbouring days on which it is used alike."""
        for row, multiplier in _joined(pairs):
            sentence = self._relation(row, multiplier)
            times = (
                "" if multiplier in (1, -1) else f" (taken {_fraction(max(multiplier, -multiplier))} times)"
            )
            yield Step(row.kind, "", sentence + times)

    def _relation(self, row: Row, multiplier: Number) -> str:
        own = [self._say(thing, row.start, row.until) for thing in row.things]
        if row.kind == TOTAL:
            if row.start in (self._origin, FIRST):
                return f"{own[0]} is at least 0"
            before = self._say(row.things[0], self._origin, row.start)
            after = self._say(row.things[0], self._origin, row.until)
            return f"{before} is at most {after} (a running total does not fall)"
        if row.kind == PART:
            return f"{own[1]} is at most {own[0]} (a part of it: {CODING})"
        days = self._days(row.start, row.until)
        parts = _listed([self._thing(thing) for thing in row.things[1:]]) + days
        if row.kind == ALL:
            return f"{own[0]} is {parts} together (all its parts: {CODING})"
        return f"{parts} together is at most {own[0]} (parts of it, each counted once: {CODING})"

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
            left, right = _added(lows), _added(highs)
            total = sum((one * number for one, number in highs), start=0)
            meet = "one of them excludes that" if proof.value == 0 else f"{_fraction(proof.value)} too many"
            least = _equals(left, sum((one * number for one, number in lows), start=0))
            return Step("sum", "", f"So {least} would be at most {_equals(right, total)}: {meet}")
        ups, downs = (lows, highs) if is_low else (highs, lows)
        text = _added(ups) + "".join(f" - {_times(*one)}" for one in downs)
        words = {
            (True, False): "at least", (True, True): "more than",
            (False, False): "at most", (False, True): "fewer than",
        }[is_low, proof.is_strict]  # fmt: skip
        value = proof.value if is_low else -proof.value
        return Step("sum", "", f"So {self.name(target)} is {words} {_equals(text, value)}")

    def _say(self, thing: Thing, start: int, until: int) -> str:
        """Return a quantity in words: "killed by 30 Apr 2025", "killed from 1 Dec 2024 to 19 Dec 2024"."""
        return self._thing(thing) + self._days(start, until)

    def _days(self, start: int, until: int) -> str:
        if (start, until) == (0, 1):
            return ""
        if until >= LAST:
            return "" if start == self._origin else f" from {_day(start)} on"
        if start in (self._origin, FIRST):
            return f" by {_day(until - 1)}"
        if start == until - 1:
            return f" on {_day(start)}"
        return f" from {_day(start)} to {_day(until - 1)}"

    def _thing(self, thing: Thing) -> str:
        words = self.names[0][thing[0]]
        for respect, joined in ((1, " of "), (2, " in ")):
            name = self.names[respect][thing[respect]]
            if self._varying[respect] and name:
                words += joined + name
        return words


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


def _end(row: Row) -> str:
    number = _fraction(row.least if row.is_low else -row.least)
    if row.is_strict:
        return f"{'more' if row.is_low else 'fewer'} than {number}"
    return f"at {'least' if row.is_low else 'most'} {number}"


def _day(number: int) -> str:
    return format_day(str(np.datetime64(int(number), "D")), "en")


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _fraction(number: Number) -> str:
    """Write a number as it is: whole or decimal where it has so many digits, else as a fraction."""
    if number.denominator == 1:
        return format_number(int(number))
    as_float = float(number)
    if Fraction(repr(as_float)) == number:
        return format_number(as_float)
    return f"{number.numerator:,}/{number.denominator:,}"


def _times(factor: Number, number: Number) -> str:
    return _fraction(number) if factor == 1 else f"{_fraction(factor)} x {_fraction(number)}"


def _added(numbers: list[tuple[Number, Number]]) -> str:
    return " + ".join(_times(*one) for one in numbers) or "0"


def _equals(text: str, total: Number) -> str:
    return text if text == _fraction(total) else f"{text} = {_fraction(total)}"
