"""Growths of atoms: what any growth adds up of, and the same answers as with relations as rows."""

from __future__ import annotations

from importlib import import_module

import pandas as pd
import pytest

import analysttools as at
from analysttools.claims.reconcile import atoms
from analysttools.claims.reconcile.atoms import Relation, find_atoms

GROWTHS = import_module("analysttools.claims.reconcile.growths")
# A whole and its two parts: all that there are, some, and some that may share units.
WHOLE_IS_BOTH = (((0, 1), (1, -1), (2, -1)), True)
WHOLE_HOLDS_BOTH = (((0, 1), (1, -1), (2, -1)), False)
WHOLE_HOLDS_EACH = ((((0, 1), (1, -1)), False), (((0, 1), (2, -1)), False))
ENDS = ["low", "high", "is_low_strict", "is_high_strict", "is_possible"]


@pytest.mark.parametrize(
    ("relations", "expected"),
    [
        ((), [[0, 0, 1], [0, 1, 0], [1, 0, 0]]),
        ((WHOLE_IS_BOTH,), [[1, 0, 1], [1, 1, 0]]),
        ((WHOLE_HOLDS_BOTH,), [[1, 0, 0], [1, 0, 1], [1, 1, 0]]),
        (WHOLE_HOLDS_EACH, [[1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1]]),
    ],
)
def test_atoms_of_a_whole(relations: tuple[Relation, ...], expected: list[list[int]]) -> None:
    """A unit is in the whole alone, in one part, or in both, as the relation allows."""
    assert find_atoms(3, relations).tolist() == expected


def test_too_many_atoms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts that may share units in too many ways have no atoms."""
    monkeypatch.setattr(atoms, "MOST_ATOMS", 10)
    overlapping = tuple((((0, 1), (part, -1)), False) for part in range(1, 5))
    assert find_atoms(5, overlapping) is None


def test_growths_and_relations_answer_alike(case: at.Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows, and which sets cannot hold, is the same where relations stand as rows."""
    by_growths = at.reconcile(case.claims, case.parts)
    monkeypatch.setattr(GROWTHS, "MOST_CELLS", 0)
    by_relations = at.reconcile(case.claims, case.parts)
    pd.testing.assert_frame_equal(by_growths.implied[ENDS], by_relations.implied[ENDS])
    complete = [found.knots[~found.knots["more_exist"]] for found in (by_growths, by_relations)]
    assert set(complete[1]["claim_ids"]) <= set(by_growths.knots["claim_ids"])
    assert set(complete[0]["claim_ids"]) >= set(complete[1]["claim_ids"])


def test_a_witness_that_no_processor_counts() -> None:
    """Numbers too large for whole numbers of a processor have a witness all the same."""
    claims = pd.DataFrame(
        {
            "claim_id": ["dead", "lost"],
            "measure": ["killed", "losses"],
            "population": "army",
            "place_id": "valley",
            "kind": "cumulative",
            "period": ["../2025-01-13", "../2025-04-30"],
            "low": [9e15, 9e15],
            "best": None,
            "high": None,
            "qualifier": "at_least",
        }
    )
    parts = pd.DataFrame({"column": ["measure"], "part": ["killed"], "whole": ["losses"]})
    found = at.reconcile(claims, parts.assign(is_summand=False, is_disjoint=False))
    assert found.witness["exact"].tolist() == ["9000000000000000", "9000000000000000"]
