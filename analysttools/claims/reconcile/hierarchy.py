"""What is part of what, ready to ask of any thing, claimed or not.

Belongs here: the ways from parts to wholes, and the lists whose parts are counted once. Does not belong here:
claims and their numbers.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from itertools import permutations, product
from typing import Any, NamedTuple

import pandas as pd

from analysttools.case.hierarchies import close_parts
from analysttools.case.id_lists import describe_circle, find_circles
from analysttools.claims.frames import require_parts
from analysttools.claims.relations import RESPECTS
from analysttools.errors import describe_list, quoted

# A thing: the codes of its measure, population and place.
Thing = tuple[int, int, int]


class Split(NamedTuple):
    """One list of parts of a whole, each counted once: all that there are, or some that are disjoint."""

    respect: int
    whole: int
    parts: tuple[int, ...]
    is_all: bool
    name: str


class Instance(NamedTuple):
    """A list of parts for one thing: by measure, by population or by place, the other two respects equal."""

    whole: Thing
    parts: tuple[Thing, ...]
    is_all: bool
    split: Split


class Hierarchy:
    """The parts and wholes of the measures, populations and places of some claims.

    Parameters
    ----------
    claims : DataFrame
        With ``measure``, ``population`` and ``place_id``.
    parts : DataFrame or None
        What ``Case.parts`` gives.

    Raises
    ------
    ValueError
        If parts are of an unknown column, lie within themselves, or are listed so that they contradict each
        other.
    """

    def __init__(self, claims: pd.DataFrame, parts: pd.DataFrame | None) -> None:
        if parts is not None:
            parts = require_parts("reconcile", parts, optional=["is_summand", "is_disjoint", "split"])
            _refuse_unknown(parts)
        self.cells: list[pd.Index] = []
        self.above: list[list[frozenset[int]]] = []
        self.splits: list[Split] = []
        codes = []
        for respect, column in enumerate(RESPECTS):
            own = parts[parts["column"] == column] if parts is not None else None
            cells, claimed = pd.factorize(claims[column], use_na_sentinel=False)
            named = set() if own is None else {*own["part"], *own["whole"]}
            values = pd.Index([*claimed, *sorted(named - set(claimed))], dtype=object)
            self.cells.append(values)
            self.above.append(_climb(column, values, own))
            if own is not None:
                self.splits += _splits(respect, values, own, self.above[respect])
            codes.append(cells.tolist())
        self.things: list[Thing] = list(zip(*codes, strict=True))
        # What was worked out of a thing, so that it is not again for each set of claims.
        self._wholes: dict[Thing, frozenset[Thing]] = {}
        self._lists: dict[Thing, list[Instance]] = {}
        self._instances: dict[frozenset[Thing], list[Instance]] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Leave behind what can be worked out again, for another process."""
        return {**self.__dict__, "_wholes": {}, "_lists": {}, "_instances": {}}

    def wholes(self, thing: Thing) -> frozenset[Thing]:
        """Return everything that a thing lies in, itself too."""
        if thing not in self._wholes:
            measure, population, place = (self.above[respect][thing[respect]] for respect in range(3))
            self._wholes[thing] = frozenset(product(measure, population, place))
        return self._wholes[thing]

    def lies_in(self, one: Thing, other: Thing) -> bool:
        """Return whether a thing is another, or a part of it."""
        return other in self.wholes(one)

    def add_part(self, thing: Thing, name: str, *, is_within: bool) -> Thing:
        """Return a new thing, of a measure of this name, that lies in another or in nothing."""
        measure, population, place = thing
        code = len(self.cells[0])
        self.cells[0] = self.cells[0].append(pd.Index([name], dtype=object))
        self.above[0].append(self.above[0][measure] | {code} if is_within else frozenset({code}))
        return code, population, place

    @cached_property
    def split_of_part(self) -> dict[tuple[int, int], list[Split]]:
        """The lists in which a value of a respect is a part."""
        found: dict[tuple[int, int], list[Split]] = {}
        for split in self.splits:
            for part in split.parts:
                found.setdefault((split.respect, part), []).append(split)
        return found

    @cached_property
    def split_of_whole(self) -> dict[tuple[int, int], list[Split]]:
        """The lists of parts of a value of a respect."""
        found: dict[tuple[int, int], list[Split]] = {}
        for split in self.splits:
            found.setdefault((split.respect, split.whole), []).append(split)
        return found

    def instances(self, claimed: Collection[Thing]) -> list[Instance]:
        """Return the lists of parts that can bound anything, where these things are claimed.

        Parts that do not exceed their whole: something bounds the whole from above, and two parts have
        something claimed within them, or take part in such a list themselves. Parts that make up their
        whole: that holds for the whole, and each part is bounded from above by something else than the whole.
        """
        key = frozenset(claimed)
        if key not in self._instances:
            self._instances[key] = self._find_instances(key) if self.splits else []
        return self._instances[key]

    def _find_instances(self, claimed: frozenset[Thing]) -> list[Instance]:
        live = {whole for thing in claimed for whole in self.wholes(thing)}
        found: dict[Instance, None] = {}
        waiting = sorted(live)
        while waiting:
            near = [one for thing in waiting for one in self._instances_at(thing) if one not in found]
            ground = _Ground(claimed, live)
            new = [one for one in dict.fromkeys(near) if self._bounds(one, ground)]
            found |= dict.fromkeys(new)
            joined = {thing for one in new for part in (one.whole, *one.parts) for thing in self.wholes(part)}
            # What is live now can make a list count that did not before.
            waiting = sorted(live | joined) if joined - live else []
            live |= joined
        return list(found)

    def _instances_at(self, thing: Thing) -> list[Instance]:
        """Return the lists of parts of which a thing is the whole or a part."""
        if thing not in self._lists:
            self._lists[thing] = [
                _instance(split, thing)
                for respect in range(3)
                for known in (self.split_of_part, self.split_of_whole)
                for split in known.get((respect, thing[respect]), [])
            ]
        return self._lists[thing]

    def _bounds(self, one: Instance, ground: _Ground) -> bool:
        """Return whether a list of parts can bound anything."""
        if sum(part in ground.live for part in one.parts) > 1 and self._has_high(one.whole, ground):
            return True
        if not one.is_all or one.whole not in ground.live:
            return False
        return all(self._has_high(part, ground, frozenset([one.whole])) for part in one.parts)

    def _has_high(self, thing: Thing, ground: _Ground, beside: frozenset[Thing] = frozenset()) -> bool:
        """Return whether something bounds a thing from above: something else than what these lie in."""
        if (thing, beside) not in ground.has_high:
            ground.has_high[thing, beside] = self._find_high(thing, ground, beside)
        return ground.has_high[thing, beside]

    def _find_high(self, thing: Thing, ground: _Ground, beside: frozenset[Thing]) -> bool:
        """Look for what bounds a thing from above.

        What is around it and claimed, or made up of parts of which each is bounded so, or leaves room for
        other parts of something that is bounded.
        """
        around = self.wholes(thing).difference(*map(self.wholes, beside))
        if not around.isdisjoint(ground.claimed):
            return True
        for one in around:
            for split in self._instances_at(one):
                if split.whole != one:
                    is_shared = any(part in ground.live for part in split.parts if part != one)
                    if is_shared and not self.wholes(split.whole).isdisjoint(ground.claimed):
                        return True
                elif split.is_all and all(
                    self._has_high(part, ground, beside | {one}) for part in split.parts
                ):
                    return True
        return False


@dataclass
class _Ground:
    """What is claimed, and what something claimed lies in; and what was found to be bounded from above."""

    claimed: frozenset[Thing]
    live: set[Thing]
    has_high: dict[tuple[Thing, frozenset[Thing]], bool] = field(default_factory=dict)


def _instance(split: Split, thing: Thing) -> Instance:
    def put(value: int) -> Thing:
        cells = list(thing)
        cells[split.respect] = value
        return cells[0], cells[1], cells[2]

    return Instance(put(split.whole), tuple(put(part) for part in split.parts), split.is_all, split)


def _climb(column: str, values: pd.Index, parts: pd.DataFrame | None) -> list[frozenset[int]]:
    """Return of each value all that it lies in, itself too."""
    above: list[set[int]] = [{code} for code in range(len(values))]
    if parts is None or parts.empty:
        return [frozenset(one) for one in above]
    direct = parts[["part", "whole"]].drop_duplicates()
    onward = direct.groupby("part")["whole"].agg(list).to_dict()
    circles = list(find_circles(onward))
    if circles:
        named = "; ".join(describe_circle(column, circle) for circle in circles)
        raise ValueError(
            f"reconcile: in parts, {named}. Nothing is a part of itself: take one of these rows out of parts"
        )
    closed = close_parts(direct, column)
    part, whole = values.get_indexer(closed["part"]), values.get_indexer(closed["whole"])
    for one, other in zip(part.tolist(), whole.tolist(), strict=True):
        above[one].add(other)
    return [frozenset(one) for one in above]


def _refuse_unknown(parts: pd.DataFrame) -> None:
    """Raise if a row of parts is of something that claims are not compared in, or lacks a name."""
    if unknown := sorted(set(parts["column"].dropna()) - set(RESPECTS)):
        raise ValueError(
            f"reconcile: in parts, column holds {describe_list(map(quoted, unknown))}. It is one of: "
            f"{', '.join(RESPECTS)}. Correct it, or take these rows out"
        )
    lacking = parts[["column", "part", "whole"]].isna()
    if lacking.any(axis=None):
        row = int(lacking.any(axis=1).to_numpy().argmax())
        name = lacking.columns[lacking.iloc[row]][0]
        raise ValueError(
            f"reconcile: in parts, row {row} (from 0) has nothing in {name}. Fill it in, or take the row out"
        )


def _splits(respect: int, values: pd.Index, parts: pd.DataFrame, above: list[frozenset[int]]) -> list[Split]:
    """Return the lists whose parts are counted once; refuse those that contradict each other."""
    found: list[Split] = []
    listed = parts[parts["is_summand"] | parts["is_disjoint"]]
    for (whole, name), rows in listed.groupby(["whole", "split"], sort=True):
        codes = sorted(set(values.get_indexer(rows["part"]).tolist()))
        is_all = bool(rows["is_summand"].all())
        if rows["is_summand"].any() and not is_all:
            other = rows.loc[~rows["is_summand"], "part"]
            raise ValueError(
                f"reconcile: the parts of {quoted(whole)} ({RESPECTS[respect]}, list {quoted(name)}) make it "
                f"up, but for {describe_list(map(quoted, other))}. Let is_summand be True of all parts of a "
                "list, or of none"
            )
        nested = [(one, other) for one in codes for other in codes if one != other and other in above[one]]
        if nested:
            named = describe_list(
                f"{quoted(values[one])} in {quoted(values[other])}" for one, other in nested
            )
            raise ValueError(
                f"reconcile: the parts of {quoted(whole)} ({RESPECTS[respect]}, list {quoted(name)}) are "
                f"counted once each, but one lies in another: {named}. Take one of them out of the list, or "
                'let its parts be "some"'
            )
        if len(codes) > 1 or is_all:
            found.append(Split(respect, int(values.get_loc(whole)), tuple(codes), is_all, str(name)))
    _refuse_more_than_all(found, values)
    return found


def _refuse_more_than_all(splits: list[Split], values: pd.Index) -> None:
    """Raise if a list makes up a whole, and another counts the same parts and further ones within it."""
    for one, other in permutations(splits, 2):
        further = set(other.parts) - set(one.parts)
        if one.whole == other.whole and one.is_all and further and set(one.parts) < set(other.parts):
            raise ValueError(
                f"reconcile: the parts of {quoted(values[one.whole])} ({RESPECTS[one.respect]}) in list "
                f"{quoted(one.name)} make it up, but list {quoted(other.name)} has "
                f"{describe_list(quoted(values[code]) for code in sorted(further))} besides. Correct one of "
                "them, or let is_summand be False in the shorter"
            )
