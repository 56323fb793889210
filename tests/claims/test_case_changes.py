"""What changed between two versions of a case: as what it is, the largest first."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from conftest import ROOT

import analysttools as at
from analysttools.claims.case_changes import diff_conflicts


@pytest.fixture(scope="module")
def old() -> at.Case:
    """Return the frozen case of another country."""
    return at.load_case(ROOT / "tests" / "cases" / "strait")


def _changed(case: at.Case, claim: str, **cells: object) -> at.Case:
    """Return the case with other cells in one claim."""
    claims = case.claims.copy()
    for column, value in cells.items():
        claims.loc[claims["claim_id"].eq(claim), column] = value
    return replace(case, claims=claims)


def _told(changes: pd.DataFrame) -> list[tuple[str, ...]]:
    return list(
        changes[["table", "id", "change", "column", "was", "became"]].itertuples(index=False, name=None)
    )


def test_two_readings_of_one_case_differ_in_nothing(old: at.Case) -> None:
    """And the frame that says so has the columns of one that does not."""
    changes = at.diff_cases(old, at.load_case(old.folder))
    assert changes.empty
    assert list(changes) == ["table", "id", "change", "column", "was", "became", "thing", "size"]


def test_the_largest_change_of_a_number_comes_first(old: at.Case) -> None:
    """By what part of the larger number it changed; then claims added and gone, other fields, tables."""
    new = _changed(old, "guard-killed", low=50)
    new = _changed(new, "guard-killed-may", best=6500, summary_en="Otherwise.")
    new = replace(new, claims=new.claims[new.claims["claim_id"].ne("radio-killed")])
    renamed = new.sources["publisher"].replace("Merrow Post", "Post")
    new = replace(new, sources=new.sources.assign(publisher=renamed))
    changes = at.diff_cases(old, new)
    assert _told(changes)[:4] == [
        ("claims", "guard-killed-may", "changed", "best", "65", "6500"),
        ("claims", "guard-killed", "changed", "low", "40", "50"),
        ("claims", "radio-killed", "gone", "", "", ""),
        ("claims", "guard-killed-may", "changed", "summary_en", "Made up.", "Otherwise."),
    ]
    assert changes["size"].head(2).round(2).tolist() == [0.99, 0.2]
    assert changes["thing"].head(1).tolist() == ["killed.upland.strait-road"]
    assert set(changes["table"].iloc[4:]) == {"sources"}


def test_a_number_that_was_not_there_is_the_largest_change(old: at.Case) -> None:
    """No number is not nought: nothing is smaller."""
    changes = at.diff_cases(old, _changed(old, "guard-killed", low=None, high=2))
    assert changes["size"].tolist() == [1.0, 1.0]
    assert changes[["was", "became"]].to_numpy().tolist() == [["40", ""], ["", "2"]]


def test_an_id_that_is_another_is_told_as_that(old: at.Case) -> None:
    """Not as a claim that is gone and one that was added."""
    new = _changed(old, "guard-killed-april", claim_id="guard-april")
    assert _told(at.diff_cases(old, new)) == [
        ("claims", "guard-april", "renamed", "claim_id", "guard-killed-april", "guard-april")
    ]


def test_rows_in_another_order_are_told_once(old: at.Case) -> None:
    """Not as a change of every row."""
    new = replace(old, claims=old.claims.iloc[::-1])
    assert _told(at.diff_cases(old, new)) == [("claims", "", "reordered", "", "", "")]


def test_a_column_more_or_less_is_told_once(old: at.Case) -> None:
    """With its name, not with each of its cells."""
    new = replace(old, claims=old.claims.drop(columns="chain").assign(note="seen"))
    assert _told(at.diff_cases(old, new)) == [
        ("claims", "", "column added", "note", "", ""),
        ("claims", "", "column gone", "chain", "", ""),
    ]


def test_a_claim_that_was_added_has_its_thing(old: at.Case) -> None:
    """So that it can be found on a figure of that thing."""
    claims = pd.concat([old.claims, old.claims.head(1).assign(claim_id="new", low=99)], ignore_index=True)
    (change,) = at.diff_cases(old, replace(old, claims=claims)).to_dict("records")
    assert (change["id"], change["change"], change["thing"]) == ("new", "added", "killed.upland.strait-road")


def test_contradictions_that_arise_and_vanish_are_told(old: at.Case) -> None:
    """Each pair with its sentence; those of both versions are not."""
    new = _changed(old, "guard-killed-may", best=10)
    arising, vanishing = diff_conflicts(old, new), diff_conflicts(new, old)
    assert set(arising["change"]) == {"arises"}
    assert "guard-killed-may" in set(arising["claim_id"]) | set(arising["other_id"])
    assert set(vanishing["change"]) == {"vanishes"}
    assert vanishing["sentence"].tolist() == arising["sentence"].tolist()
    assert diff_conflicts(old, old).empty


def test_what_is_no_case_is_refused(old: at.Case) -> None:
    """A frame or a path is named as what it is."""
    with pytest.raises(
        TypeError, match=r'^diff_cases: old is "data", but must be a Case\. Pass what load_case'
    ):
        at.diff_cases("data", old)  # type: ignore[arg-type]
