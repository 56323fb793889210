"""Scopes and tables of claims: what is one thing, whatever the order of the rows."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analysttools as at
from analysttools.claims import scopes

PERIODS = ["../2024-10", "../2024-12", "2024-10~/2024-12-23", "2024-12/2024-12-23", "2024-12-23"]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "measure": st.sampled_from(["killed", "wounded"]),
            "population": st.sampled_from(["dprk", "russia+dprk", None]),
            "place_id": st.sampled_from(["kursk-oblast", None]),
            "kind": st.sampled_from(["stock", "flow", "cumulative", None]),
            "period": st.sampled_from(PERIODS),
        }
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("us-intelligence-2024-10-deployed", "nyt-2024-massed", False),
        ("nis-2025-01-13-killed", "nis-2025-04-30-killed", True),
        ("nis-2024-12-19-killed", "nis-2025-01-13-killed", True),
        ("pentagon-2024-11-04-kursk", "state-2024-11-04-kursk", True),
        ("pentagon-2024-11-04-kursk", "pentagon-2024-11-04-russia", False),
        ("blinken-2024-10-31-kursk", "state-2024-11-04-kursk", False),
        ("hur-2024-12-16-killed-or-wounded", "kirby-2024-12-27-week", False),
        ("nis-2024-10-23-total", "gur-2024-10-24-russia", True),
        ("nyt-2024-massed", "nyt-2024-11-10-combined-50000", True),
        ("jcs-2024-12-23-killed-or-wounded", "syrskyi-2025-08-06-killed-or-wounded", False),
    ],
)
def test_scopes_of_real_claims(claims: pd.DataFrame, one: str, other: str, is_one: bool) -> None:
    """Measure, population, place, kind and the period as the kind demands make one scope."""
    first, second = scopes(claims.loc[[one, other]])
    assert (first == second) is is_one


def test_over_time_stocks_of_two_days_are_one_scope(claims: pd.DataFrame) -> None:
    """On an axis of time, presence on two days is one thing that moves."""
    pair = claims.loc[["blinken-2024-10-31-kursk", "state-2024-11-04-kursk"]]
    assert scopes(pair, over_time=True).nunique() == 1


@settings(deadline=None)
@given(ROWS, st.randoms())
def test_order_of_rows_changes_no_scope(rows: list[dict], chance) -> None:
    """Each claim has the scope that it has, wherever it stands."""
    frame = pd.DataFrame(rows, dtype="str").rename_axis("claim_id").reset_index()
    shuffled = frame.sample(frac=1, random_state=chance.randrange(2**32))
    pd.testing.assert_series_equal(scopes(shuffled).sort_index(), scopes(frame))


@settings(deadline=None)
@given(ROWS)
def test_scopes_over_time_only_join(rows: list[dict]) -> None:
    """What is one scope at a moment is one scope over time."""
    frame = pd.DataFrame(rows, dtype="str").rename_axis("claim_id").reset_index()
    joined = pd.DataFrame({"now": scopes(frame), "over": scopes(frame, over_time=True)})
    assert (joined.groupby("now")["over"].nunique() == 1).all()


def test_a_silent_start_joins_the_only_stated_one(claims: pd.DataFrame) -> None:
    """Beside totals since December and since August, one since nobody says when is a scope of its own."""
    ids = ["jcs-2024-12-23-killed-or-wounded", "zelensky-2024-12-23-killed-or-wounded"]
    assert scopes(claims.loc[ids]).nunique() == 1
    assert scopes(claims.loc[[*ids, "syrskyi-2025-08-06-killed-or-wounded"]]).nunique() == 3


def test_tabulate_claims_keeps_rows_and_order(claims: pd.DataFrame) -> None:
    """Every claim is a row, in the order given."""
    table = at.tabulate_claims(claims)
    assert table["claimant"].tolist() == claims["claimant"].tolist()


def totals_of_one_scope() -> pd.DataFrame:
    """Return totals of which two state different starts, to different days, and two state none."""
    return pd.DataFrame(
        {
            "claim_id": ["since October", "silent of x", "since December", "silent of y"],
            "claimant_id": ["x", "x", "y", "y"],
            "asserted": ["2025-01-01", "2025-01-02", "2025-01-01", "2025-01-02"],
            "measure": "killed",
            "population": "dprk",
            "place_id": "kursk-oblast",
            "kind": "cumulative",
            "period": ["2024-10/2024-12-23", "../2024-12-23", "2024-12/2024-12-30", "../2024-12-30"],
            "best": [1100.0, 300.0, 400.0, 500.0],
            "low": None,
            "high": None,
            "qualifier": "stated",
            "derived_from": None,
        }
    ).astype({"low": float, "high": float})


def test_a_silent_start_joins_none_of_several_stated_ones() -> None:
    """Nobody can tell whether it is counted from October or December, to whatever day the others are."""
    claims = totals_of_one_scope()
    assert scopes(claims).nunique() == 3
    apart = ["silent of x", "since October", "silent of y", "since December"]
    assert at.consensus(claims)["claim_ids"].tolist() == apart
    assert at.envelope(claims)["claim_ids"].tolist() == apart


def test_a_silent_start_joins_the_only_stated_one_to_any_day() -> None:
    """Without that of December all are counted from October, in a scope and in an envelope."""
    claims = totals_of_one_scope().drop(index=2)
    assert scopes(claims).nunique() == 1
    assert at.envelope(claims)["period"].tolist() == ["2024-10-01/2024-12-23", "2024-10-01/2024-12-30"]


@pytest.mark.parametrize(("claimants", "kept", "steps"), [("xxyy", 2, 2), ("xxxx", 3, 1)])
def test_a_silent_start_of_a_claimant_is_among_their_own(claimants: str, kept: int, steps: int) -> None:
    """What one claimant counts from one start, now stated and now not, is one series; from two it is not."""
    claims = totals_of_one_scope().assign(claimant_id=list(claimants))
    assert len(at.latest(claims)) == kept
    assert len(at.revisions(claims)) == steps


def flows(*periods: str, **cells: object) -> pd.DataFrame:
    """Return flows of two claimants, 50 and 12 killed, but for the cells that a test states."""
    told = {"claimant_id": ["a", "b"], "asserted": "2024-12-20", "derived_from": None}
    scope = {"measure": "killed", "population": "dprk", "place_id": "kursk-oblast", "kind": "flow"}
    numbers = {"low": np.nan, "best": [50.0, 12.0], "high": np.nan, "qualifier": "stated"}
    return pd.DataFrame(
        {"claim_id": ["one", "other"], **told, **scope, "period": periods, **numbers, **cells}
    )


@pytest.mark.parametrize("other", ["[2024-12-14..2024-12-16]", "2024-12-14/2024-12-16"])
def test_flows_on_some_days_of_a_span_settle_nothing_with_others(other: str) -> None:
    """They may speak of different days, so neither agree nor exclude each other."""
    claims = flows("[2024-12-14..2024-12-16]", other)
    assert at.consensus(claims)["agreement"].tolist() == ["one origin", "one origin"]
    assert sorted(at.envelope(claims)["claim_ids"]) == ["one", "other"]


def test_a_flow_on_some_days_is_of_another_scope_than_that_of_all() -> None:
    """They are part and whole; two on some days of one span may be alike."""
    some, every = "[2024-12-14..2024-12-16]", "2024-12-14/2024-12-16"
    whose = "killed|dprk|kursk-oblast|flow|"
    assert at.scopes(flows(some, every)).tolist() == [
        f"{whose}[2024-12-14..2024-12-16]",
        f"{whose}2024-12-14/2024-12-16",
    ]
    assert at.scopes(flows(some, some)).nunique() == 1
    message = (
        rf"^one counts killed for {re.escape(some)}; other counts killed for {every}: not comparable "
        r"\(period\)$"
    )
    with pytest.raises(at.NotComparableError, match=message):
        at.require_comparable(flows(some, every))


def test_flows_on_some_days_of_a_span_are_no_sum() -> None:
    """50 and 12 on some days, and 90 on some days of their span: these need not be the same days."""
    some = ["[2024-12-14..2024-12-16]"] * 2
    two = flows(*some, claimant_id="a", measure=["killed", "wounded"])
    whole = two.iloc[:1].assign(claim_id="whole", measure="losses", best=90.0)
    parts = pd.DataFrame({"column": "measure", "part": ["killed", "wounded"], "whole": "losses"})
    claims = pd.concat([two, whole], ignore_index=True)
    assert at.check_sums(claims, parts.assign(is_summand=True)).empty
    days = claims.assign(period="2024-12-14/2024-12-16")
    assert at.check_sums(days, parts.assign(is_summand=True))["gap"].tolist() == [28]


def test_flows_that_are_alone_are_in_the_order_of_their_ids() -> None:
    """Whatever the order of the rows, the result has its own."""
    claims = flows("2024-12-XX", "2024-12-XX")
    found = [at.consensus(one)["claim_ids"].tolist() for one in (claims, claims.iloc[::-1])]
    assert found == [["one", "other"]] * 2
