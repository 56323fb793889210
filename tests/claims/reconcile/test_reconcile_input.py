"""What `reconcile` refuses, each in one sentence that says which and what to do, and what it takes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pandas as pd
import pytest
from army_claims import SUMS, claim, frame

import analysttools as at
from analysttools.claims.reconcile.proofs import UnsolvedError

LISTED = ["column", "part", "whole", "is_summand", "is_disjoint", "split"]


def test_reconcile_empty_frame(knot):
    """No claims give frames without rows."""
    found = at.reconcile(knot.head(0), SUMS)
    assert [len(found.implied), len(found.knots), len(found.give_way)] == [0, 0, 0]


def test_reconcile_parts_in_a_circle(knot):
    """Parts that lie within themselves are refused by name."""
    parts = pd.DataFrame({"column": "place_id", "part": ["a", "b"], "whole": ["b", "a"]})
    with pytest.raises(ValueError, match="reconcile: in parts, place_id leads in a circle: a > b > a"):
        at.reconcile(knot, parts)


def test_reconcile_parts_counted_twice(knot):
    """A list of parts that are counted once cannot hold a part of another of its parts."""
    nested = pd.DataFrame({"column": ["measure"], "part": ["killed"], "whole": ["wounded"]})
    parts = pd.concat([SUMS, nested.assign(is_summand=False, is_disjoint=False)])
    with pytest.raises(ValueError, match='counted once each, but one lies in another: "killed" in "wounded"'):
        at.reconcile(knot, parts)


def test_reconcile_mixed_units(knot):
    """Measures of several units are not added up."""
    claims = knot.assign(unit=["persons", "persons", "vehicles"])
    with pytest.raises(ValueError, match="killed in persons within losses in vehicles"):
        at.reconcile(claims, SUMS)


def test_reconcile_unknown_constraint(knot):
    """A relation that there is not is refused with those that there are."""
    with pytest.raises(ValueError, match=r'constraints has "gravity"\. Each is one of: part of whole'):
        at.reconcile(knot, SUMS, constraints=["gravity"])


def test_reconcile_numbers_too_far_apart():
    """Numbers that no exact answer can be had of are named in our words."""
    far = frame(
        claim("a", "killed", "../2025-01-01", low=1e15, qualifier="at_least"),
        claim("b", "wounded", "../2025-01-01", low=0.25, qualifier="at_least"),
        claim("c", "losses", "../2025-01-01", high=1e15, qualifier="up_to"),
    )
    with pytest.raises(
        ValueError, match=r"1,000,000,000,000,000 \(a\) beside 0\.25 \(b\)\. Correct or round"
    ):
        at.reconcile(far, SUMS)


def test_reconcile_too_many_relations(knot, monkeypatch):
    """A component with too many relations is refused by its name and size."""
    monkeypatch.setattr(import_module("analysttools.claims.reconcile.growths"), "MOST_CELLS", 5)
    monkeypatch.setattr(import_module("analysttools.claims.reconcile.questions"), "MOST_ROWS", 5)
    with pytest.raises(
        ValueError, match=r"3 claims \(losses, army, valley, .*takes at most 5\. Pass fewer claims"
    ):
        at.reconcile(knot, SUMS)


def test_reconcile_shut_executor(knot):
    """An executor that was shut down is named."""
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(ValueError, match="reconcile: executor takes no work: it was shut down"):
        at.reconcile(knot, SUMS, executor=executor)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [
                ("measure", "killed", "losses", True, True, "a"),
                ("measure", "hurt", "losses", False, True, "a"),
            ],
            r'the parts of "losses" \(measure, list "a"\) make it up, but for "hurt"\. Let is_summand',
        ),
        (
            [
                *(("measure", part, "losses", True, True, "a") for part in ("killed", "wounded")),
                *(("measure", part, "losses", True, True, "b") for part in ("killed", "wounded", "missing")),
            ],
            r'in list "a" make it up, but list "b" has "missing" besides\. Correct one of them',
        ),
        (
            [("colour", "red", "losses", True, True, "a")],
            r'in parts, column holds "colour"\. It is one of: measure, population, place_id\. Correct it',
        ),
        (
            [("measure", None, "losses", True, True, "a")],
            r"in parts, row 0 \(from 0\) has nothing in part\. Fill it in, or take the row out",
        ),
    ],
    ids=["some of all", "more than all", "unknown column", "no part"],
)
def test_reconcile_contradictory_parts(knot, rows, message):
    """Parts that contradict each other, or say nothing, are refused by name."""
    with pytest.raises(ValueError, match=f"reconcile: .*{message}"):
        at.reconcile(knot, pd.DataFrame(rows, columns=LISTED))


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"share_low": "half"}, 'share_low of b is "half", which is not a share. Write it as 2/3, 0.25 or'),
        ({"share_high": "3/2"}, 'share_high of b is "3/2", which is not a share'),
        ({"share_of": "b"}, "share_of leads in a circle: b > b. Nothing is a share of itself: take one"),
    ],
    ids=["words", "more than all", "of itself"],
)
def test_reconcile_wrong_share(cells, message):
    """A share that cannot be read, or is one of itself, is refused by its claim."""
    share = {"share_of": "a", "share_low": "1/2", "share_high": "1/2", "qualifier": "about"} | cells
    claims = frame(
        claim("a", "losses", "../2025-01-05", best=9), claim("b", "killed", "../2025-01-05", **share)
    )
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        at.reconcile(claims)
    assert message in str(refused.value)


def test_reconcile_share_of_another_unit():
    """A share of what is counted in another unit is refused."""
    share = {"share_of": "a", "share_low": "1/2", "share_high": "1/2", "qualifier": "about"}
    claims = frame(
        claim("a", "losses", "../2025-01-05", best=9), claim("b", "killed", "../2025-01-05", **share)
    )
    with pytest.raises(ValueError, match="several units: b in vehicles as a share of a in persons"):
        at.reconcile(claims.assign(unit=["persons", "vehicles"]))


def test_reconcile_one_claim(knot):
    """One claim implies what it says itself, and nothing bounds it."""
    found = at.reconcile(knot.head(1), SUMS)
    assert found.implied[["high", "by_high", "is_tighter"]].to_numpy().tolist() == [[600.0, "dead", False]]
    assert found.unrelated.to_numpy().tolist() == [["dead", "no other claim bounds what it counts"]]


def test_reconcile_impossible_number():
    """That there were fewer than none is a knot of one."""
    claims = frame(claim("none", "killed", "../2025-01-05", high=0, qualifier="fewer_than"))
    assert (
        at.reconcile(claims)
        .knots["sentence"]
        .item()
        .endswith("So 0 would be at most 0: one of them excludes that")
    )


def test_reconcile_repeat_of_a_claim_that_is_not_there(knot):
    """A claim that repeats one that was filtered away is named, with what to pass."""
    claims = knot.assign(derived_from=["elsewhere", None, None])
    with pytest.raises(
        ValueError, match=r"reconcile: dead repeats elsewhere, which is not among .* pass chains"
    ):
        at.reconcile(claims, SUMS)


def test_reconcile_what_could_not_be_solved(knot, monkeypatch):
    """Where the solver gives up, its words reach nobody: the claims are named, and what to do."""

    def give_up(_):
        raise UnsolvedError

    monkeypatch.setattr(import_module("analysttools.claims.reconcile.proofs"), "_run", give_up)
    with pytest.raises(
        ValueError,
        match=r"^reconcile: 3 claims \(losses, army, valley, .* could not be solved in exact numbers",
    ):
        at.reconcile(knot, SUMS)


def test_reconcile_prints_nothing(knot, capfd):
    """Nothing that the solver has to say is printed."""
    at.reconcile(knot, SUMS)
    assert capfd.readouterr() == ("", "")
