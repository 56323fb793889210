"""The fewest groups whose absence lets the rest hold: all of them, and none larger."""

from __future__ import annotations

from importlib import import_module
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_knots import COUNT, impossible, minimal, oracle, quick

from analysttools.claims.reconcile.give_way import smallest_removals
from analysttools.claims.reconcile.knots import Asked

ALONE = list(range(COUNT))


def fewest(cores: list[frozenset[int]], groups: list[int]) -> list[tuple[int, ...]]:
    """Return the smallest sets of groups of which each impossible set has one, by trying all."""
    wrong = [{groups[position] for position in core} for core in cores]
    number = max(groups) + 1
    every = [one for size in range(number + 1) for one in combinations(range(number), size)]
    enough = [one for one in every if all(core & set(one) for core in wrong)]
    return [one for one in enough if len(one) == len(enough[0])]


@quick
@given(cores=impossible)
def test_all_smallest_sets_of_positions(cores: list[frozenset[int]]) -> None:
    """Where each position is its own group, all smallest sets are found, and no other."""
    assert smallest_removals(Asked(oracle(cores), COUNT), ALONE, 100) == (fewest(cores, ALONE), False)


@quick
@given(cores=impossible, drawn=st.lists(st.integers(0, 3), min_size=COUNT, max_size=COUNT))
def test_all_smallest_sets_of_groups(cores: list[frozenset[int]], drawn: list[int]) -> None:
    """Whatever the groups, all smallest sets of them are found, and no other."""
    groups = np.unique(drawn, return_inverse=True)[1].tolist()
    assert smallest_removals(Asked(oracle(cores), COUNT), groups, 100) == (fewest(cores, groups), False)


@quick
@given(cores=impossible)
def test_known_sets_change_nothing(cores: list[frozenset[int]]) -> None:
    """Impossible sets that were known before change nothing."""
    found = smallest_removals(Asked(oracle(cores), COUNT, known=minimal(cores)), ALONE, 100)
    assert found == smallest_removals(Asked(oracle(cores), COUNT), ALONE, 100)


def test_a_limit_is_said() -> None:
    """Of more ties than the limit so many are returned, and it is said that there are more."""
    found, more_exist = smallest_removals(Asked(oracle([(0, 1), (2, 3)]), COUNT), ALONE, 3)
    assert len(found) == 3
    assert set(found) < {(0, 2), (0, 3), (1, 2), (1, 3)}
    assert more_exist


def test_nothing_has_to_give_way() -> None:
    """Where all can hold, the smallest set is that of no group."""
    assert smallest_removals(Asked(oracle([]), COUNT), ALONE, 10) == ([()], False)


def test_a_search_given_up_returns_what_is_enough() -> None:
    """When no more questions may be asked, a set without which the rest holds, and that others may exist."""
    cores = [(0, 1), (2, 3)]
    (removal,), more_exist = smallest_removals(Asked(oracle(cores), COUNT, 2), ALONE, 10)
    active = ~np.isin(np.arange(COUNT), removal)
    assert oracle(cores)(active) is None
    assert more_exist


def test_a_search_given_up_with_nothing_known() -> None:
    """When nothing may be asked, no set is returned, and that some exist is said."""
    assert smallest_removals(Asked(oracle([(0, 1)]), COUNT, 0), ALONE, 10) == ([], True)


def test_many_clashes_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search whose effort is spent gives up, with a set that is enough."""
    monkeypatch.setattr(import_module("analysttools.claims.reconcile.give_way"), "MOST_EFFORT", 0)
    asked = Asked(oracle([(0, 1), (2, 3)]), COUNT)
    asked.grow(0)
    (removal,), more_exist = smallest_removals(asked, ALONE, 10)
    assert (len(removal), more_exist) == (2, True)
