"""Laws that hold for any claims: order, copies, narrowing, time, and a trip through files."""

from __future__ import annotations

import io
import itertools
import os
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from test_relations import double_loop
from test_revisions import totals

import analysttools as at
from analysttools.claims.scope import SCOPE
from analysttools.edtf import read_dates

pytestmark = pytest.mark.slow

# How many times as many examples: THOROUGH=20 pytest tests/claims/test_laws.py
THOROUGH = int(os.environ.get("THOROUGH", "1"))
PERIODS = {
    "stock": ["2024-11-04", "2024-11", "2024-10/2024-12-16", "2024-12-20", "1949-05", None],
    "flow": [
        *["2024-11-04/2024-11-05", "2024-11", "2024-11-01/2024-12-31", "/2024-11-30", "1949-05/..", None],
        *["2024-11/2024-11-08", "[2024-11-01..2024-12-31]", "2024-11-XX"],
    ],
    "cumulative": [
        *["../2024-11-04", "2024-10/2024-11-04", "../2024-12", "2024-11/2024-12-20", "1949/1949-05"],
        *["2024-11-01/2024-11-30", "2024-11-04/2024-11-05"],
    ],
}
PARTS = pd.DataFrame(
    [
        ("measure", "killed", "killed_or_wounded", True),
        ("measure", "wounded", "killed_or_wounded", True),
        ("population", "dprk", "russia+dprk", False),
        ("place_id", "kursk-oblast", "russia", False),
    ],
    columns=["column", "part", "whole", "is_summand"],
)
NUMBERS = ("low", "best", "high")
QUALIFIERS = {
    "stated": ("best",),
    "about": ("best",),
    "nearly": ("best",),
    "at_least": ("low",),
    "more_than": ("low",),
    "up_to": ("high",),
    "fewer_than": ("high",),
    "between": ("low", "high"),
    "vague": (),
}
quick = settings(deadline=None, max_examples=30 * THOROUGH, suppress_health_check=[HealthCheck.too_slow])
few = settings(quick, max_examples=5 * THOROUGH)


@st.composite
def claim(draw: st.DrawFn) -> dict[str, object]:
    """Draw one claim whose words, numbers and period fit each other."""
    kind = draw(st.sampled_from(list(PERIODS)))
    qualifier = draw(st.sampled_from(list(QUALIFIERS)))
    low = draw(st.integers(0, 12)) * 10
    numbers = {"low": low, "best": low, "high": low + 10 * draw(st.integers(0, 2))}
    return {
        "claimant_id": draw(st.sampled_from(["a", "b", "c"])),
        "measure": draw(st.sampled_from(["killed", "wounded", "killed_or_wounded"])),
        "population": draw(st.sampled_from(["dprk", "russia+dprk", None])),
        "place_id": draw(st.sampled_from(["kursk-oblast", "russia"])),
        "kind": kind,
        "period": draw(st.sampled_from(PERIODS[kind])),
        "qualifier": qualifier,
        **{name: float(numbers[name]) if name in QUALIFIERS[qualifier] else np.nan for name in NUMBERS},
        "asserted": draw(st.sampled_from(["2024-12-20", "2024-12-21", "2024-12", "2025-01-02"])),
        "repeats": draw(st.one_of(st.none(), st.integers(0, 5))),
    }


@st.composite
def frames(draw: st.DrawFn, least: int = 1, most: int = 8) -> pd.DataFrame:
    """Draw claims; some repeat an earlier one."""
    rows = pd.DataFrame(draw(st.lists(claim(), min_size=least, max_size=most)))
    rows.insert(0, "claim_id", [f"claim-{row}" for row in range(len(rows))])
    earlier = [
        None if pd.isna(repeats) or repeats >= row else f"claim-{int(repeats)}"
        for row, repeats in enumerate(rows.pop("repeats"))
    ]
    texts = dict.fromkeys(["claim_id", "population", "derived_from", "period"], "str")
    return rows.assign(derived_from=earlier, supersedes=None).astype({**texts, "supersedes": "str"})


RESULTS = {
    "as_of": lambda claims: at.as_of(claims, "2024-12-31", keep_repeats=False, keep_revised=False),
    "bounds": lambda claims: at.bounds(claims, rounding=True),
    "check_sums": lambda claims: at.check_sums(claims, PARTS),
    "conflicts": lambda claims: at.conflicts(claims, PARTS),
    "consensus": lambda claims: at.consensus(claims, faulty=1),
    "drift": lambda claims: at.drift(claims, PARTS),
    "envelope": at.envelope,
    "latest": at.latest,
    "origins": at.origins,
    "part_bounds": lambda claims: at.part_bounds(claims, PARTS),
    "propose_repeats": lambda claims: at.propose_repeats(claims, days=31, same_scope=False),
    "revisions": at.revisions,
    "scopes": lambda claims: at.scopes(claims).to_frame("scope").assign(claim_id=claims["claim_id"]),
}
FORMS = {
    "csv": lambda frame: pd.read_csv(io.StringIO(frame.to_csv(index=False))),
    "json": lambda frame: pd.read_json(io.StringIO(frame.to_json(orient="records", date_format="iso"))),
    "parquet": lambda frame: pd.read_parquet(io.BytesIO(frame.to_parquet())),
}
# One row a claim, in the order of the claims.
BY_CLAIM = {"as_of", "bounds", "latest", "origins", "scopes"}


@pytest.mark.parametrize("name", RESULTS)
@quick
@given(claims=frames(), chance=st.integers(0, 2**32 - 1))
def test_order_of_rows_changes_nothing_and_ids_and_input_stay(
    name: str, claims: pd.DataFrame, chance: int
) -> None:
    """Results are the same in any order, of ids that were given; what was given is not changed."""
    before = claims.copy(deep=True)
    found = RESULTS[name](claims)
    columns = [column for column in found if column.endswith(("claim_id", "_ids", "by_id", "other_id"))]
    ids = {one for column in columns for cell in found[column].dropna() for one in cell.split(";") if one}
    assert columns
    assert ids <= set(claims["claim_id"])
    pd.testing.assert_frame_equal(claims, before)
    shuffled = RESULTS[name](claims.sample(frac=1, random_state=chance))
    if name in BY_CLAIM:
        found, shuffled = (
            found.set_index("claim_id").sort_index(),
            shuffled.set_index("claim_id").sort_index(),
        )
    pd.testing.assert_frame_equal(found, shuffled)


@quick
@given(claims=frames(least=2, most=2))
def test_relate_is_symmetric_up_to_part_and_whole(claims: pd.DataFrame) -> None:
    """If one is a part of the other, the other contains it; otherwise both say the same."""
    one, other = claims.iloc[0], claims.iloc[1]
    swapped = {"part of": "contains", "contains": "part of"}
    there, back = at.relate(one, other, PARTS), at.relate(other, one, PARTS)
    assert swapped.get(there.relation, there.relation) == back.relation
    assert all(one in back.sentence for one in claims["claim_id"])


@quick
@given(claims=frames(), row=st.integers(0, 7))
def test_a_repeated_row_changes_no_bound_no_consensus_and_no_support(claims: pd.DataFrame, row: int) -> None:
    """A copy by whomever adds nothing, even if it is there a hundred times."""
    original = claims.iloc[[row % len(claims)]]
    copy = original.assign(claim_id="copy", claimant_id="d", derived_from=original["claim_id"])
    more = pd.concat([claims, copy], ignore_index=True)
    interval = ["low", "high", "is_low_strict", "is_high_strict"]
    pd.testing.assert_frame_equal(at.consensus(claims), at.consensus(more))
    pd.testing.assert_frame_equal(at.envelope(claims), at.envelope(more))
    pd.testing.assert_frame_equal(at.bounds(claims)[interval], at.bounds(more)[interval].iloc[:-1])


@quick
@given(claims=frames(), row=st.integers(0, 7), step=st.integers(0, 3))
def test_narrowing_a_claim_never_removes_a_conflict(claims: pd.DataFrame, row: int, step: int) -> None:
    """Whoever says more exactly what was said contradicts at least whom they contradicted before."""
    row %= len(claims)
    before = at.conflicts(claims, PARTS)
    said = at.bounds(claims).loc[row]
    high = said["high"] if not np.isnan(said["high"]) else np.nan_to_num(said["low"]) + 30
    low = said["low"] if not np.isnan(said["low"]) else high - min(high, 20)
    is_strict = said["is_low_strict"] or said["is_high_strict"]
    low, high = low + is_strict * (high - low) / 8, high - is_strict * (high - low) / 8
    narrower = claims.copy()
    narrower.loc[row, list(NUMBERS)] = [low, np.nan, high - step * (high - low) / 4]
    narrower.loc[row, "qualifier"] = "between"
    after = at.conflicts(narrower, PARTS)
    pairs = ["claim_id", "other_id"]
    assert {frozenset(pair) for pair in before[pairs].to_numpy()} <= {
        frozenset(pair) for pair in after[pairs].to_numpy()
    }


@quick
@given(claims=frames())
def test_conflicts_are_those_of_the_definition(claims: pd.DataFrame) -> None:
    """The search without all pairs finds what trying all pairs finds."""
    dated = claims.assign(period_latest=read_dates(claims["period"])[0]["latest"])
    found = at.conflicts(claims, PARTS)
    assert set(zip(found["claim_id"], found["other_id"], strict=True)) == double_loop(dated, PARTS)


@quick
@given(claims=frames())
def test_bounds_of_parts_are_those_of_the_definition(claims: pd.DataFrame) -> None:
    """Each pair of part and whole bounds each other where the other states an end, and no other pair does."""
    found = at.part_bounds(claims, PARTS)
    rows = dict(claims.set_index("claim_id", drop=False).iterrows())
    pairs = []
    for one, other in itertools.combinations(rows, 2):
        related = at.relate(rows[one], rows[other], PARTS)
        if "if they refer to the same days" not in related.sentence:
            pairs += {"part of": [(one, other)], "contains": [(other, one)]}.get(related.relation, [])
    ends = at.bounds(claims).set_index("claim_id")[["low", "high"]].notna()
    wanted = {(whole, "low", part) for part, whole in pairs if ends.loc[part, "low"]}
    wanted |= {(part, "high", whole) for part, whole in pairs if ends.loc[whole, "high"]}
    assert set(found[["claim_id", "end", "by_id"]].itertuples(index=False, name=None)) == wanted


@quick
@given(claims=frames(least=4, most=10))
def test_sums_of_each_split_are_those_of_its_parts_alone(claims: pd.DataFrame) -> None:
    """Parts by population change no sum by measure, and the other way round."""
    said = claims.assign(claimant_id="a", kind="stock", period="2024-11", asserted="2024-12-20")
    parts = PARTS.assign(is_summand=True)
    found = at.check_sums(said, parts)
    alone = [at.check_sums(said, own) for _, own in parts.groupby("column")]
    wanted = pd.concat(alone).sort_values(["claim_id", "split_by"], ignore_index=True)
    pd.testing.assert_frame_equal(found, wanted)


@quick
@given(claims=frames())
def test_rounding_only_removes_conflicts(claims: pd.DataFrame) -> None:
    """What conflicts allowing for rounding conflicts without it."""
    pairs = ["claim_id", "other_id"]
    allowed = set(map(tuple, at.conflicts(claims, PARTS, rounding=True)[pairs].to_numpy()))
    assert allowed <= set(map(tuple, at.conflicts(claims, PARTS)[pairs].to_numpy()))


@quick
@given(claims=frames())
def test_consensus_has_the_support_of_the_best_point(claims: pd.DataFrame) -> None:
    """No number is allowed by more origins than the consensus says, tried point by point."""
    found = at.consensus(claims)
    intervals = at.bounds(claims)
    keys = at.origins(claims)
    counted = keys["depth"].eq(0) & claims[list(NUMBERS)].notna().any(axis=1)
    points = np.arange(-5, 200, 2.5)
    holds = np.array([_holds(intervals.loc[row], points) for row in intervals.index])
    for result in found.itertuples():
        cells = (result.claim_ids, result.compatible_ids, result.other_ids)
        ids = [one for cell in cells for one in cell.split(";") if one]
        rows = claims.index[claims["claim_id"].isin(ids) & counted]
        origins = keys.loc[rows, "origin_claimant"]
        held = [_holds_together(holds[group]) for group in rows.groupby(origins).values()]
        most = np.sum(held, axis=0).max(initial=0)
        assert result.support + result.compatible == max(most, 1)
        assert result.origins == origins.nunique()


@quick
@given(claims=frames())
def test_who_agrees_names_the_number(claims: pd.DataFrame) -> None:
    """Support is that of the consensus of values and ranges alone, where they have the same intervals."""
    rows = claims.assign(derived_from=pd.Series(None, index=claims.index, dtype="str"))
    is_open = rows["qualifier"].isin(["at_least", "more_than", "up_to", "fewer_than", "vague"])
    columns = [*SCOPE, "period", "low", "high", "support"]
    alone = at.consensus(rows[~is_open])[columns].rename(columns={"support": "alone"})
    both = at.consensus(rows).dropna(subset=["low", "high"]).merge(alone, on=columns[:-1])
    assert (both["support"] <= both["alone"]).all()
    assert (both["support"] + both["compatible"] <= both["origins"]).all()


@st.composite
def families(draw: st.DrawFn) -> pd.DataFrame:
    """Draw claims of two numbers at one time, with origins, repeats of repeats, heads and withdrawals."""
    rows = draw(frames(least=2)).assign(kind="flow", period="2024-11", population="dprk", place_id="russia")
    ways = st.sampled_from([None, "US assessment > page", "HUR (Telegram) > page", "unknown > page"])
    rows["chain"] = pd.Series([draw(ways) for _ in range(len(rows))], dtype="str")
    replaced = [draw(st.sampled_from([None, None, *rows["claim_id"][:row]])) for row in range(len(rows))]
    return rows.assign(supersedes=pd.Series(replaced, dtype="str"))


def counts(found: pd.DataFrame) -> pd.Series:
    """Return the origins of the number that has most, by measure: flows on some days are numbers apart."""
    return found.groupby("measure")["origins"].max()


@pytest.mark.parametrize("settle", [at.consensus, at.envelope])
@quick
@given(whole=families(), left=st.integers(1, 255))
def test_no_filter_adds_an_origin(
    settle: Callable[..., pd.DataFrame], whole: pd.DataFrame, left: int
) -> None:
    """Whatever rows are left, with the case behind them no number has more origins than in the case."""
    kept = whole[[bool(left >> row & 1) for row in range(len(whole))]]
    found, full = counts(settle(kept, chains=whole)), counts(settle(whole))
    assert set(found.index) <= set(full.index)
    assert (found <= full.reindex(found.index)).all()


@quick
@given(whole=families(), row=st.integers(0, 7))
def test_an_origin_that_was_filtered_away_is_stood_for_by_its_copy(whole: pd.DataFrame, row: int) -> None:
    """The only copy of a claim, without the claim, leaves each number as many origins and as much support."""
    original = whole.iloc[[row % len(whole)]]
    assume(original["claim_id"].item() not in whole["derived_from"].tolist())  # or two numbers
    copy = original.assign(claim_id="copy", claimant_id="d", chain=None, derived_from=original["claim_id"])
    more = pd.concat([whole, copy.assign(supersedes=None)], ignore_index=True)
    found = at.consensus(more.drop(row % len(whole)), chains=more)
    columns = ["measure", "low", "high", "support", "compatible", "origins"]
    pd.testing.assert_frame_equal(found[columns], at.consensus(more)[columns])


@quick
@given(whole=families(), left=st.integers(1, 255))
def test_origins_are_those_of_the_case(whole: pd.DataFrame, left: int) -> None:
    """Each claim's origin, claimant, depth and number of origins are the same whatever was filtered away."""
    is_kept = [bool(left >> row & 1) for row in range(len(whole))]
    pd.testing.assert_frame_equal(at.origins(whole[is_kept], chains=whole), at.origins(whole)[is_kept])


@quick
@given(numbers=st.lists(st.integers(0, 9), min_size=2, max_size=12))
def test_a_stated_daily_total_steps_back_exactly_where_it_falls(numbers: list[int]) -> None:
    """Whatever came before, a step is backwards if it goes down, and only then."""
    days = [f"2024-10-{day:02}" for day in range(1, len(numbers) + 1)]
    steps = at.revisions(totals(numbers, days))
    assert steps["is_backward"].tolist() == [one > other for one, other in pairwise(numbers)]
    assert steps["is_backward"].equals(steps["change"].eq("down"))


@quick
@given(claims=frames(), days=st.tuples(st.integers(1, 31), st.integers(1, 31)))
def test_as_of_grows_with_the_day(claims: pd.DataFrame, days: tuple[int, int]) -> None:
    """What was known on a day is known on every later one."""
    sooner, later = (f"2024-12-{day:02}" for day in sorted(days))
    assert set(at.as_of(claims, sooner)["claim_id"]) <= set(at.as_of(claims, later)["claim_id"])


@pytest.mark.parametrize("name", RESULTS)
@few
@given(claims=frames())
def test_results_are_those_of_claims_that_were_in_a_file(name: str, claims: pd.DataFrame) -> None:
    """Written and read with what pandas does by default, empty cells and open ends mean what they meant."""
    wanted = RESULTS[name](claims)
    for read_back in FORMS.values():
        assert_same(RESULTS[name](read_back(claims)), wanted)


@pytest.mark.parametrize("name", RESULTS)
def test_results_of_real_claims_survive_a_file(case: at.Case, name: str) -> None:
    """All of them, with the days that were read from their dates."""
    wanted = RESULTS[name](case.claims)
    for read_back in FORMS.values():
        assert_same(RESULTS[name](read_back(case.claims)), wanted)


@pytest.mark.parametrize("form", FORMS)
def test_bounds_survive_a_file(case: at.Case, form: str) -> None:
    """An open end stays open, a strict one strict."""
    found = at.bounds(case.claims, rounding=True)
    pd.testing.assert_frame_equal(FORMS[form](found), found)


def assert_same(found: pd.DataFrame, wanted: pd.DataFrame) -> None:
    """Compare results; of rows that were only chosen, which ones: their cells came from the file."""
    columns = ["claim_id"] if "source_id" in wanted or "qualifier" in wanted else list(wanted)
    pd.testing.assert_frame_equal(found[columns], wanted[columns])


def _holds_together(holds: np.ndarray) -> np.ndarray:
    """Tell which points one origin allows: no other is in all of the same intervals and in more."""
    within = [frozenset(np.flatnonzero(point)) for point in holds.T]
    return np.array([bool(own) and not any(own < other for other in within) for own in within])


def _holds(interval: pd.Series, points: np.ndarray) -> np.ndarray:
    """Return which points an interval contains."""
    low = -np.inf if np.isnan(interval["low"]) else interval["low"]
    high = np.inf if np.isnan(interval["high"]) else interval["high"]
    above = points > low if interval["is_low_strict"] else points >= low
    return above & (points < high if interval["is_high_strict"] else points <= high)
