"""What each claim says, as exact numbers of one quantity: the ground that everything else is built on.

Belongs here: one claim at a time, read once. Does not belong here: relations of claims (``system.py``), and
which claims are looked at together (``components.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysttools.case.share_rules import SHARES, has_share
from analysttools.claims.decimals import decimals_of
from analysttools.claims.frames import FIRST, LAST, days_of, has_number, has_time
from analysttools.claims.intervals import NUMBERS, bounds
from analysttools.claims.reconcile.hierarchy import Hierarchy, Thing
from analysttools.claims.scope import fills_its_days, on_some_days

# Whole numbers are kept as such: they add up much faster.
Number = Fraction | int
# How a claim counts: at a moment, over its days, some unknown days of them, days that may reach beyond.
STOCK, SPAN, SOME, DOUBTFUL = range(4)


class Share(NamedTuple):
    """A share of what another claim counts: of which claim, and its ends."""

    of: int
    low: Fraction | None
    high: Fraction | None
    is_low_strict: bool
    is_high_strict: bool


class Ends(NamedTuple):
    """What a claim says of its quantity, exactly; None where an end is open."""

    low: Number | None
    high: Number | None
    is_low_strict: bool
    is_high_strict: bool


@dataclass(frozen=True)
class Statements:
    """Claims as numbers, in the order of their ids, so that no result depends on the order of the rows.

    Attributes
    ----------
    claims : DataFrame
        The rows, index from 0.
    intervals : DataFrame
        What `bounds` gives of them; open where a claim states a share of another of these claims.
    hierarchy : Hierarchy
        Parts and wholes.
    things : list of Thing
        What each claim counts.
    form : array of int
        STOCK, SPAN, SOME or DOUBTFUL; -1 where it is of no time.
    is_total : array of bool
        Which claims are totals from a start.
    start, until : array of int
        The first day, and the day after the last.
    shares : dict of int to Share
        By position: claims that state a share of another one of these.
    amounts : dict of int to Thing
        By position: what claims on unknown days count that state such a share, or of which one is stated; a
        part of its thing, in the days of the claim.
    unit : float
        The last digit that any number is written with.
    is_asked : array of bool
        Which rows are no claims: quantities that are asked for, of which they say nothing.
    lang : str
        The language in which sentences tell of them.
    show_ids : bool
        Whether sentences give the id of each claim.
    """

    claims: pd.DataFrame
    intervals: pd.DataFrame
    hierarchy: Hierarchy
    things: list[Thing]
    form: np.ndarray
    is_total: np.ndarray
    start: np.ndarray
    until: np.ndarray
    shares: dict[int, Share]
    amounts: dict[int, Thing]
    unit: float
    is_asked: np.ndarray
    lang: str = "en"
    show_ids: bool = True

    def ends(self, position: int) -> Ends:
        """Return what a claim says of its quantity, exactly: of unknown days in it no upper end."""
        ends = self.stated(position)
        return ends._replace(high=None) if self.form[position] in (SOME, DOUBTFUL) else ends

    def stated(self, position: int) -> Ends:
        """Return what a claim says of what it counts, exactly."""
        low, high, is_low_strict, is_high_strict = self._cells[position]
        return Ends(exact(low), exact(high), is_low_strict, is_high_strict)

    def take(self, positions: Sequence[int]) -> Statements:
        """Return some of the statements, in their order, as if there were no others."""
        rows = list(positions)
        place = {position: row for row, position in enumerate(rows)}
        shares = {
            place[position]: share._replace(of=place[share.of])
            for position, share in self.shares.items()
            if position in place and share.of in place
        }
        frames = {
            name: getattr(self, name).iloc[rows].reset_index(drop=True) for name in ("claims", "intervals")
        }
        arrays = {
            name: getattr(self, name)[rows] for name in ("form", "is_total", "start", "until", "is_asked")
        }
        things = [self.things[position] for position in rows]
        amounts = {place[one]: thing for one, thing in self.amounts.items() if one in place}
        return replace(self, **frames, **arrays, things=things, shares=shares, amounts=amounts)

    @cached_property
    def columns(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Of all claims: low and high, as numbers of which some are missing, and whether each is strict.

        A claim of unknown days says nothing from above.
        """
        low, high = (self.intervals[name].to_numpy(float) for name in ("low", "high"))
        strict = (self.intervals[f"is_{end}_strict"].to_numpy(bool) for end in ("low", "high"))
        return low, np.where(np.isin(self.form, (SOME, DOUBTFUL)), np.nan, high), *strict

    @cached_property
    def _cells(self) -> list[tuple[float, float, bool, bool]]:
        names = ("low", "high", "is_low_strict", "is_high_strict")
        return list(zip(*(self.intervals[name].tolist() for name in names), strict=True))


def read_statements(
    claims: pd.DataFrame,
    parts: pd.DataFrame | None,
    wholes: pd.DataFrame,
    *,
    rounding: bool,
    lang: str = "en",
    asked: pd.DataFrame | None = None,
) -> Statements:
    """Read claims that were looked at before; `wholes` is where shares find what they are shares of.

    A share of a claim that is not among these is the number that follows from both. What is asked for comes
    after the claims, with ids that say nothing.
    """
    claims = claims.sort_values("claim_id", ignore_index=True)
    count = len(claims)
    if asked is not None:
        claims = pd.concat([claims, asked], ignore_index=True)
    intervals = bounds(claims, rounding=rounding, wholes=wholes)
    shares = _read_shares(claims)
    if shares:
        own = list(shares)
        intervals.loc[own, ["low", "high"]] = np.nan
        intervals.loc[own, ["is_low_strict", "is_high_strict"]] = False
    hierarchy = Hierarchy(claims, parts)
    start, end = days_of(claims, "period")
    form = _read_forms(claims, start)
    return Statements(
        claims=claims,
        intervals=intervals,
        hierarchy=hierarchy,
        things=hierarchy.things,
        form=form,
        is_total=claims["kind"].eq("cumulative").to_numpy(bool),
        start=start,
        until=np.where(end == LAST, LAST, end + 1),
        shares=shares,
        amounts=_read_amounts(hierarchy, shares, form, claims["claim_id"]),
        unit=_last_digit(intervals),
        is_asked=np.arange(len(claims)) >= count,
        lang=lang,
    )


def exact(number: float) -> Number | None:
    """Return a number as it is written, exactly; None where it is missing.

    Examples
    --------
    >>> from analysttools.claims.reconcile.statements import exact
    >>> exact(234.79), exact(float("nan"))
    (Fraction(23479, 100), None)
    """
    if number != number:
        return None
    return int(number) if number.is_integer() else Fraction(repr(float(number)))


def _read_forms(claims: pd.DataFrame, start: np.ndarray) -> np.ndarray:
    kind = claims["kind"]
    periods = claims["period"].where(kind.eq("flow"))
    is_filled, is_flow = fills_its_days(periods), kind.eq("flow").to_numpy(bool)
    is_some = on_some_days(periods, is_filled)
    forms = [
        ~has_time(claims) | (is_flow & (start == FIRST)),
        kind.eq("stock").to_numpy(bool),
        is_flow & is_some,
        is_flow & ~is_filled,
    ]
    return np.select(forms, [-1, STOCK, SOME, DOUBTFUL], SPAN)


def _read_shares(claims: pd.DataFrame) -> dict[int, Share]:
    """Return the shares of claims that are here themselves, exactly as they were said."""
    if not {"share_of", *SHARES} <= set(claims):
        return {}
    positions = dict(zip(claims["claim_id"], range(len(claims)), strict=True))
    found = {}
    for position in np.flatnonzero(has_share(claims)).tolist():
        row = claims.iloc[position]
        of = positions.get(row["share_of"])
        if of is None or of == position:
            continue
        low, high = (_read_share(row[column]) for column in SHARES)
        low = None if row["qualifier"] == "nearly" else low  # nearly a half is at most a half
        found[position] = Share(
            of, low, high, row["qualifier"] == "more_than", row["qualifier"] == "fewer_than"
        )
    return found


def _read_amounts(
    hierarchy: Hierarchy, shares: dict[int, Share], form: np.ndarray, ids: pd.Series
) -> dict[int, Thing]:
    """Return what claims on unknown days count that take part in a share: some of what all days had.

    Of days that may reach beyond those of the claim it is not known what holds them.
    """
    involved = {position for one, share in shares.items() for position in (one, share.of)}
    return {
        position: hierarchy.add_part(
            hierarchy.things[position], ids.iloc[position], is_within=form[position] == SOME
        )
        for position in sorted(involved)
        if form[position] in (SOME, DOUBTFUL)
    }


def _read_share(text: object) -> Fraction | None:
    """Read a share that was looked at before: "2/3", "0.25" or "25 %"."""
    if not isinstance(text, str):
        return None
    number, percent, _ = text.partition("%")
    return Fraction(number.strip()) / (100 if percent else 1)


def _last_digit(intervals: pd.DataFrame) -> float:
    numbers: Sequence[float] = pd.concat([intervals["low"], intervals["high"]]).dropna().unique()
    decimals = decimals_of(np.asarray(numbers, dtype=float))
    return float(10.0 ** -int(decimals.max(initial=0)))


def states_number(claims: pd.DataFrame) -> np.ndarray:
    """Return which claims state a number, or a share of another one's."""
    there = has_number(claims[["claim_id", *NUMBERS]]).to_numpy(bool)
    return there | has_share(claims).to_numpy(bool) if set(SHARES) <= set(claims) else there
