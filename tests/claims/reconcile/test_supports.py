"""Why a bound holds if so many origins are wrong: the proofs it takes, and what is said of them."""

from __future__ import annotations

from importlib import import_module
from itertools import combinations

import pandas as pd
import pytest
from test_reconcile import SUMS, claim, frame

import analysttools as at

SUPPORTS = import_module("analysttools.claims.reconcile.supports")
DAY = "../2025-01-05"
THREE = {"x": 100, "y": 100, "z": 250}


def at_least(numbers: dict[str, float]) -> pd.DataFrame:
    """Return a claim of each claimant: at least so many killed."""
    rows = [claim(one, "killed", DAY, low=low, qualifier="at_least") for one, low in numbers.items()]
    return frame(*rows)


def explained(claims: pd.DataFrame, faulty: int, end: str = "low", **options: object) -> list[str]:
    """Return the sentences for an end of the killed."""
    found = at.reconcile(claims, faulty=faulty, **options)
    names = found.implied.loc[found.implied["measure"] == "killed", "quantity"]
    return at.explain(found, names.iloc[0], end)["sentence"].tolist()


def test_one_origin_wrong() -> None:
    """The claim of one is no proof that holds if that one is wrong: there is another beside it."""
    assert explained(at_least(THREE), 1) == [
        "At most 1 origin is taken to be wrong. Whichever it is, one of the 2 proofs below does not rest on "
        "it",
        "Proof 1, from z alone:",
        "Counted: army, valley",
        "z: at least 250 killed (total, up to 5 Jan 2025) [z]",
        "So killed by 5 Jan 2025 is at least 250",
        "Proof 2, from x alone:",
        "Counted: army, valley",
        "x: at least 100 killed (total, up to 5 Jan 2025) [x]",
        "So killed by 5 Jan 2025 is at least 100",
        "So killed by 5 Jan 2025 is at least 100 if at most 1 origin is wrong",
    ]


def test_two_origins_wrong() -> None:
    """Where two may be wrong, it takes three proofs that have no origin in common."""
    said = explained(at_least(THREE), 2)
    assert said[0] == (
        "At most 2 origins are taken to be wrong. Whichever 2 are, one of the 3 proofs below rests on none "
        "of them"
    )
    assert [one for one in said if one.startswith("Proof")] == [
        f"Proof {number}, from {origin} alone:" for number, origin in enumerate("zxy", start=1)
    ]
    assert said[-1] == "So killed by 5 Jan 2025 is at least 100 if at most 2 origins are wrong"


def test_claims_that_cannot_hold_show_who_may_be_wrong() -> None:
    """Of two who cannot both be right one is wrong, and so a third is not."""
    few = frame(claim("w", "killed", DAY, high=50, qualifier="up_to"))
    said = explained(pd.concat([at_least({"x": 100, "y": 100}), few]), 1)
    assert said[1:3] == [
        "Claims that cannot all be true show that an origin behind them is wrong",
        "Proof 1, that what follows from w and y cannot all be true:",
    ]
    assert said[6:8] == ["So 100 would be at most 50: 50 too many", "Proof 2, from x alone:"]
    assert said[-1] == "So killed by 5 Jan 2025 is at least 100 if at most 1 origin is wrong"


def test_an_upper_end_and_a_strict_one() -> None:
    """The last line is the weakest of the proofs, from above too, and strict if that is."""
    rows = [claim(one, "killed", DAY, high=100, qualifier=how) for one, how in
            (("a", "fewer_than"), ("b", "fewer_than"), ("c", "up_to"))]  # fmt: skip
    said = explained(frame(*rows), 1, "high")
    assert said[-1] == "So killed by 5 Jan 2025 is fewer than 100 if at most 1 origin is wrong"
    assert "So killed by 5 Jan 2025 is at most 100" not in said


def test_in_french_with_names() -> None:
    """In French too; an origin has its name, where the claims carry one."""
    claims = at_least(THREE).assign(claimant=["Xavier", "Yves", "Zoé"], asserted="2025-01-06")
    said = [one.replace("\u00a0", "~") for one in explained(claims, 1, lang="fr")]
    assert said[0] == (
        "On admet qu’une origine au plus se trompe. Quelle que soit celle-ci, l’une des 2 preuves ci-dessous "
        "ne repose pas sur elle"
    )
    assert said[1] == "Preuve 1, par Zoé seulement~:"
    assert said[-1] == (
        "Donc «~killed, jusqu’au 5~janv. 2025~» vaut au moins 100 si une origine au plus se trompe"
    )


@pytest.mark.parametrize("faulty", [1, 2])
def test_some_proof_is_left_whoever_is_wrong(faulty: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever origins are left out, a proof rests on none of them, and each proof is needed."""
    found = []
    find = SUPPORTS.find_supports

    def kept(*args: object, **options: object) -> list:
        found.append(find(*args, **options))
        return found[-1]

    monkeypatch.setattr(import_module("analysttools.claims.reconcile.reconciliation"), "find_supports", kept)
    numbers = [("ab", "wounded", 60), ("cde", "killed", 50), ("f", "losses", 70), ("g", "losses", 90)]
    sums = frame(
        *(
            claim(one, measure, DAY, low=low, qualifier="at_least")
            for names, measure, low in numbers
            for one in names
        )
    )
    asked = at.reconcile(sums, SUMS, faulty=faulty)
    losses = asked.implied.loc[asked.implied["measure"] == "losses", "quantity"].item()
    at.explain(asked, losses, "low")
    choices = list(combinations("abcdefg", faulty))
    resting = [support.origins for support in found[0]]
    assert all(any(one.isdisjoint(out) for one in resting) for out in choices)
    for left in resting:
        others = [one for one in resting if one is not left]
        assert not all(any(one.isdisjoint(out) for one in others) for out in choices)
