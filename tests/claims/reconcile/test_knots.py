"""Minimal impossible sets of positions: found all, each minimal, smallest first."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysttools.claims.reconcile.knots import Asked, FindCore, minimal_cores

COUNT = 7
# Impossible sets of positions, some within others.
impossible = st.lists(st.frozensets(st.integers(0, COUNT - 1), min_size=1, max_size=4), max_size=8)
quick = settings(deadline=None, max_examples=40)


def oracle(cores: list[frozenset[int]] | list[tuple[int, ...]], more: int = 0) -> FindCore:
    """Return an oracle that knows these sets; it adds the first `more` positions to what it returns."""

    def find_core(active: np.ndarray) -> set[int] | None:
        found = [set(core) for core in cores if active[list(core)].all()]
        return found[-1] | set(np.flatnonzero(active)[:more].tolist()) if found else None

    return find_core


def minimal(cores: list[frozenset[int]]) -> list[tuple[int, ...]]:
    """Return those in which no other lies, by size and position, as one sees it by trying all."""
    all_sets = [frozenset(one) for size in range(1, COUNT + 1) for one in combinations(range(COUNT), size)]
    wrong = [one for one in all_sets if any(core <= one for core in cores)]
    least = [one for one in wrong if not any(other < one for other in wrong)]
    return sorted((tuple(sorted(one)) for one in least), key=lambda core: (len(core), core))


@quick
@given(cores=impossible, more=st.integers(0, 3))
def test_all_minimal_sets_are_found(cores: list[frozenset[int]], more: int) -> None:
    """Whatever is impossible, and however much too much the oracle returns, all minimal sets are found."""
    assert minimal_cores(Asked(oracle(cores, more), COUNT), 50) == (minimal(cores), False)


@quick
@given(cores=impossible, limit=st.integers(1, 4))
def test_a_limit_keeps_the_smallest(cores: list[frozenset[int]], limit: int) -> None:
    """Under a limit none left out is smaller than one that is kept, and it is said that more exist."""
    expected = minimal(cores)
    found, more_exist = minimal_cores(Asked(oracle(cores), COUNT), limit)
    assert set(found) <= set(expected)
    assert [len(core) for core in found] == [len(core) for core in expected[:limit]]
    assert more_exist == (len(expected) > limit)


@quick
@given(cores=impossible, known=st.integers(0, 8))
def test_known_sets_change_nothing(cores: list[frozenset[int]], known: int) -> None:
    """Minimal sets that were known before are found with the others."""
    expected = minimal(cores)
    assert minimal_cores(Asked(oracle(cores), COUNT, known=expected[:known]), 50)[0] == expected


def test_nothing_impossible() -> None:
    """Where all can hold there is no impossible set."""
    assert minimal_cores(Asked(oracle([]), COUNT), 10) == ([], False)


def test_no_positions() -> None:
    """Of nothing, nothing is impossible."""
    assert minimal_cores(Asked(oracle([]), 0), 10) == ([], False)


def test_larger_sets_than_sought_may_exist() -> None:
    """A search that ends at sets of three says that there may be more."""
    pairs = [(0, 1), (2, 3), (4, 5)]
    assert minimal_cores(Asked(oracle(pairs), COUNT), 10, largest=2) == (pairs, True)


def test_a_search_given_up_returns_what_it_met() -> None:
    """When no more questions may be asked, the sets met so far are returned, and that more may exist."""
    found, more_exist = minimal_cores(Asked(oracle([(0, 1), (2, 3), (4, 5)]), COUNT, 7), 10)
    assert (found, more_exist) == ([(2, 3), (4, 5)], True)


@pytest.mark.parametrize("count", [10, 20, 40])
def test_many_pairs_apart_take_few_questions(count: int) -> None:
    """Contradictions that have nothing to do with each other are told apart with few questions."""
    pairs = [(one, one + 1) for one in range(0, count, 2)]
    asked = []
    known = oracle(pairs)
    found, _ = minimal_cores(Asked(lambda active: asked.append(1) or known(active), count), 50, largest=3)
    assert found == pairs
    assert len(asked) <= 5 * count
