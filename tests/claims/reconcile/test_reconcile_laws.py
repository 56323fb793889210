"""Laws of reconcile, on claims drawn at random, against a brute force over every thing there could be."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
import pytest
from all_at_once import AllAtOnce
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

import analysttools as at

pytestmark = pytest.mark.slow

# How many times as many examples: THOROUGH=20 pytest tests/claims/reconcile
THOROUGH = int(os.environ.get("THOROUGH", "1"))
quick = settings(
    deadline=None,
    max_examples=25 * THOROUGH,
    derandomize=THOROUGH == 1,
    suppress_health_check=list(HealthCheck),
    # To shrink what fails takes minutes, as every example asks hundreds of programs.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
# The first day of totals that state one, and of those that do not.
START = 20028
LISTED = ["column", "part", "whole", "is_summand", "is_disjoint", "split"]
MEASURES = [
    ("measure", "killed", "hit", True, True, "parts"),
    ("measure", "wounded", "hit", True, True, "parts"),
    ("measure", "hit", "lost", False, True, "parts"),
    ("measure", "missing", "lost", False, True, "parts"),
]
POPULATIONS = [
    ("population", "north", "both", True, True, "parts"),
    ("population", "south", "both", True, True, "parts"),
    ("population", "both", "world", False, False, "parts"),
]
PLACES = [
    ("place_id", "town", "oblast", False, True, "parts"),
    ("place_id", "village", "oblast", False, True, "parts"),
    ("place_id", "oblast", "country", False, False, "parts"),
]
# Two lists of parts of one whole, never added to each other.
LISTS = [
    ("measure", "tanks", "lost", True, True, "by type"),
    ("measure", "trucks", "lost", True, True, "by type"),
    ("measure", "destroyed", "lost", True, True, "by fate"),
    ("measure", "captured", "lost", True, True, "by fate"),
]
# Parts of parts, all counted.
TREE = [
    *LISTS[:2],
    ("measure", "old tanks", "tanks", True, True, "by type"),
    ("measure", "new tanks", "tanks", True, True, "by type"),
    ("measure", "destroyed", "lost", False, False, "by fate"),
]
VOCABULARIES = {
    name: pd.DataFrame(rows, columns=LISTED)
    for name, rows in {
        "measures": MEASURES,
        "places": PLACES,
        "lists": LISTS,
        "tree": TREE,
        "measures and populations": MEASURES[:2] + POPULATIONS[:2],
        "populations and places": POPULATIONS + PLACES[1:],
        "all": MEASURES[:3] + POPULATIONS[:2] + PLACES[1:],
    }.items()
}
TOP = {"measure": "lost", "population": "world", "place_id": "country"}
TIMES = {
    "stock": ["2024-11-02", "2024-11-03", "2024-11-02/2024-11-03", "2024-11-03/2024-11-06", "2024-11"],
    "total": ["2024-11-01/2024-11-02", "2024-11-01/2024-11-04", "2024-11-01/2024-11-06", "../2024-11-04"],
    "flow": ["2024-11-02/2024-11-04", "2024-11-03", "2024-11-05/2024-11-06", "2024-11-01/2024-11-04"],
    "some days": ["[2024-11-02..2024-11-04]", "[2024-11-01..2024-11-06]"],
    "later start": ["2024-11-03/2024-11-04", "2024-11-03/2024-11-06"],
}
KINDS = {"stock": "stock", "total": "cumulative", "flow": "flow"}
KINDS |= {"some days": "flow", "later start": "cumulative"}
# Totals without a start, which are among "total", have one start to count from.
MIXTURES = [["stock"], ["total"], ["total", "flow", "some days"], ["flow", "later start"]]
MIXTURES += [["stock", "total", "flow", "some days"]]
TIMED = [["total", "flow", "some days"], ["flow", "some days", "later start"]]
# Totals that state one start, totals that state another, and totals that state none.
STARTS = ["total", "later start", "flow"]
QUALIFIERS = {
    "stated": ("best",),
    "about": ("best",),
    "at_least": ("low",),
    "more_than": ("low",),
    "up_to": ("high",),
    "fewer_than": ("high",),
    "between": ("low", "high"),
}
SHARE = {"low": np.nan, "best": np.nan, "high": np.nan, "qualifier": "about"}
ENDS = ["low", "high", "is_low_strict", "is_high_strict"]
FRAMES = ["implied", "knots", "give_way", "unrelated", "witness"]
Case = tuple[pd.DataFrame, pd.DataFrame]


@st.composite
def claim(draw: st.DrawFn, parts: pd.DataFrame, times: list[str]) -> dict[str, object]:
    """Draw one claim of a thing of these parts, at one of these times."""
    values = {
        column: sorted({*own["part"], *own["whole"]}) or [TOP[column]]
        for column, own in ((column, parts[parts["column"] == column]) for column in TOP)
    }
    time = draw(st.sampled_from(times))
    qualifier = draw(st.sampled_from(list(QUALIFIERS)))
    low = draw(st.integers(0, 9)) / draw(st.sampled_from([1, 1, 4]))
    # An upper bound for unknown days bounds nothing, not even that there were fewer than none on them.
    numbers = {"low": low, "best": low, "high": low + draw(st.integers(0, 3)) + (time == "some days")}
    return {
        **{column: draw(st.sampled_from(values[column])) for column in values},
        "kind": KINDS[time],
        "period": draw(st.sampled_from(TIMES[time])),
        "qualifier": qualifier,
        **{name: numbers[name] if name in QUALIFIERS[qualifier] else np.nan for name in numbers},
        "claimant_id": draw(st.sampled_from(["a", "b", "c"])),
        "chain": draw(st.sampled_from(["paper > page", "agency", None])),
        "share": draw(st.sampled_from([None] * 7 + ["1/3", "0.5", "25 %"])),
        "of": draw(st.integers(0, 5)),
    }


@st.composite
def cases(draw: st.DrawFn, most: int = 6, times: list[str] | None = None, shares: bool = True) -> Case:
    """Draw claims and their parts; the first counts everything from the start, and joins all others."""
    parts = VOCABULARIES[draw(st.sampled_from(list(VOCABULARIES)))]
    mixture = times or draw(st.sampled_from(MIXTURES))
    rows = pd.DataFrame(draw(st.lists(claim(parts, mixture), min_size=3, max_size=most - 1)))
    everything = {
        **TOP,
        "measure": rows["measure"].where(~rows["measure"].isin(parts["whole"]), "lost").iloc[0],
        "kind": "cumulative",
        "period": "2024-11-01/2024-11-09",
        "qualifier": "up_to",
        "high": float(draw(st.integers(4, 20))),
        "claimant_id": "d",
    }
    tops = {column: _top(parts, column) for column in TOP}
    rows = pd.concat([pd.DataFrame([everything | tops]), rows], ignore_index=True)
    rows.insert(0, "claim_id", [f"claim-{row}" for row in range(len(rows))])
    rows = rows.assign(derived_from=None, supersedes=None).astype(
        {"derived_from": "str", "supersedes": "str"}
    )
    return (_with_shares(rows) if shares else rows.drop(columns=["share", "of"])), parts


def _top(parts: pd.DataFrame, column: str) -> str:
    """Return what all others of a column lie in."""
    own = parts[parts["column"] == column]
    return next((whole for whole in own["whole"] if whole not in set(own["part"])), TOP[column])


def _with_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Let some claims state a share of an earlier one that states a number."""
    of = rows.pop("of")
    share = rows.pop("share")
    is_share = share.notna() & (of < rows.index) & rows["kind"].ne("stock")
    earlier = pd.Series([f"claim-{number:.0f}" for number in of.fillna(0)])
    is_whole = ~is_share & rows["kind"].ne("stock")
    is_number = earlier.map(dict(zip(rows["claim_id"], is_whole, strict=True)))
    is_share &= is_number.eq(True)
    for column, cell in SHARE.items():
        rows[column] = rows[column].mask(is_share, cell)
    return rows.assign(
        share_of=earlier.where(is_share).astype("str"),
        share_low=share.where(is_share).astype("str"),
        share_high=share.where(is_share).astype("str"),
    )


def sets_of(ids: pd.Series) -> set[frozenset[str]]:
    """Return lists of ids as sets."""
    return {frozenset(filter(None, one.split(";"))) for one in ids}


def reconcile(claims: pd.DataFrame, parts: pd.DataFrame, **options: Any) -> at.Reconciliation:
    """Reconcile numbers as they were stated."""
    return at.reconcile(claims, parts, rounding=False, **options)


def assert_same(one: at.Reconciliation, other: at.Reconciliation) -> None:
    """Assert that all frames of two results are equal."""
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def holding(case: Case) -> Case:
    """Return claims that can all hold: each that can with those before it."""
    claims, parts = case
    force = AllAtOnce(claims, parts, START)
    kept: frozenset[str] = frozenset()
    for claim_id in claims["claim_id"]:
        kept = kept | {claim_id} if force.can_hold(kept | {claim_id}) else kept
    return claims[claims["claim_id"].isin(kept)].reset_index(drop=True), parts


def spans(implied: pd.DataFrame) -> pd.DataFrame:
    """Return the ends of each quantity, an end that says nothing empty."""
    kept = implied.assign(low=implied["low"].where(implied["low"] > 0))
    kept["is_low_strict"] &= kept["low"].notna()
    return kept.set_index(["measure", "population", "place_id", "period"])[ENDS].sort_index()


def spans_by_force(implied: pd.DataFrame, claims: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Return the same by brute force."""
    force = AllAtOnce(claims, parts, START)
    found = [force.ends(row) for _, row in implied.iterrows()]
    return spans(implied.assign(**dict(zip(ENDS, zip(*found, strict=True), strict=True))))


@quick
@given(case=cases(), chance=st.integers(0, 2**32 - 1))
def test_order_of_rows_changes_nothing(case: Case, chance: int) -> None:
    """Whatever the order of the claims and of the parts, every frame of the result is the same."""
    claims, parts = (frame.sample(frac=1, random_state=chance) for frame in case)
    assert_same(reconcile(*case), reconcile(claims, parts))


@quick
@given(case=cases())
def test_an_executor_gives_the_same(case: Case) -> None:
    """Components that are answered elsewhere give the same result."""
    with ThreadPoolExecutor(2) as pool:
        assert_same(reconcile(*case), reconcile(*case, executor=pool))


@quick
@given(case=cases())
def test_knots_are_all_minimal_impossible_sets(case: Case) -> None:
    """The knots are the sets that cannot all hold, while without any one claim of them the rest can."""
    assert sets_of(reconcile(*case).knots["claim_ids"]) == AllAtOnce(*case, START).knots()


@pytest.mark.parametrize(
    ("level", "by"), [("claims", "claim_id"), ("claimants", "claimant_id"), ("heads", "head")]
)
@quick
@given(case=cases())
def test_give_way_are_all_smallest_sets(level: str, by: str, case: Case) -> None:
    """Without what gives way all the rest can hold; nothing smaller is enough, and no tie is left out."""
    claims, parts = case
    head = claims["chain"].str.split(" > ").str[0].fillna(claims["claim_id"])
    force = AllAtOnce(claims.assign(head=head), parts, START)
    assume(not force.can_hold())
    found = reconcile(*case).give_way
    own = found[found["level"].eq(level) & found["component"].isna()]
    assert sets_of(own["names"]) == force.fewest_removed(by)


@quick
@given(case=st.sampled_from(TIMED).flatmap(lambda times: cases(times=times)).map(holding))
def test_bounds_are_those_of_brute_force(case: Case) -> None:
    """What all claims together allow of each quantity is what a program over everything allows."""
    implied = reconcile(*case).implied
    pd.testing.assert_frame_equal(spans(implied), spans_by_force(implied, *case))


@quick
@given(case=cases(most=9, times=["stock"]).map(holding))
def test_bounds_of_stocks_are_those_of_brute_force(case: Case) -> None:
    """What all claims together allow of each stock on its day is what a program over everything allows."""
    implied = reconcile(*case).implied
    pd.testing.assert_frame_equal(spans(implied), spans_by_force(implied, *case))


@quick
@given(case=st.sampled_from(TIMED).flatmap(lambda times: cases(times=times)), wrong=st.sampled_from([1, 2]))
def test_bounds_hold_whoever_is_wrong(case: Case, wrong: int) -> None:
    """With so many origins wrong the ends are the weakest of all that leaving out so many of them gives."""
    claims, unrelated = case[0], reconcile(*case).unrelated["claim_id"]
    assume(claims.loc[~claims["claim_id"].isin(unrelated), "claimant_id"].nunique() > wrong)
    implied, force = reconcile(*case, faulty=wrong).implied, AllAtOnce(*case, START)
    assume(implied["component"].nunique() == 1 and implied["is_possible"].all())
    found = [force.weakest_ends(row, "claimant_id", wrong) for _, row in implied.iterrows()]
    ends = implied.assign(low=implied["low"].fillna(0.0), high=implied["high"].fillna(np.inf))
    assert ends[["low", "high"]].to_numpy().ravel() == pytest.approx(np.array(found).ravel())


@quick
@given(case=cases(times=STARTS), start=st.sampled_from(["1 Nov 2024", "3 Nov 2024"]))
def test_knots_of_each_start(case: Case, start: str) -> None:
    """Where totals state several starts, the knots under each are those of totals that all count from it."""
    claims, parts = case
    assume(claims["period"].str.startswith("..").any() & claims["period"].str.startswith("2024-11-03/").any())
    knots = reconcile(*case).knots
    own = knots[knots["assumption"].eq("") | knots["assumption"].str.contains(f"from {start}")]
    day = START + int(start[0]) - 1
    assert sets_of(own["claim_ids"]) == AllAtOnce(claims, parts, day).knots()


@quick
@given(case=cases(times=["total", "flow", "some days"]).map(holding))
def test_bounds_follow_from_the_claims_that_are_named(case: Case) -> None:
    """The claims named for an end are enough for it, without all others."""
    force, implied = AllAtOnce(*case, START), reconcile(*case).implied
    low, high = (implied[implied[name].ne("")] for name in ("by_low", "by_high"))
    lows = [force.ends(row, frozenset(row["by_low"].split(";")))[0] for _, row in low.iterrows()]
    highs = [force.ends(row, frozenset(row["by_high"].split(";")))[1] for _, row in high.iterrows()]
    assert lows == pytest.approx(low["low"].where(low["low"] > 0).tolist(), nan_ok=True)
    assert highs == pytest.approx(high["high"].tolist())


@quick
@given(case=cases().map(holding))
def test_a_further_claim_never_widens_a_bound(case: Case) -> None:
    """With one claim more every end is where it was, or tighter."""
    claims, parts = case
    few, more = (spans(reconcile(rows, parts).implied) for rows in (claims.head(-1), claims))
    both = few.join(more.add_suffix("_more"), how="inner").fillna({"low": 0, "low_more": 0})
    both = both.fillna(np.inf)
    assert (both["low_more"] >= both["low"]).all()
    assert (both["high_more"] <= both["high"]).all()


@quick
@given(case=cases(times=["total", "flow", "some days"]).map(holding))
def test_a_possible_set_has_a_witness(case: Case) -> None:
    """Where all claims can hold, they hold together with the number that the witness gives each quantity."""
    claims, parts = case
    witness = reconcile(claims, parts).witness
    said = witness.assign(claim_id="w" + witness.index.astype(str), best=witness["value"], qualifier="stated")
    assert len(said) == len(reconcile(claims, parts).implied)
    assert AllAtOnce(pd.concat([claims, said], ignore_index=True), parts, START).can_hold()


@quick
@given(case=cases(shares=False))
def test_conflicts_are_the_knots_of_two(case: Case) -> None:
    """The pairs that conflict are the knots of two claims."""
    claims, parts = case
    pairs = at.conflicts(claims, parts)[["claim_id", "other_id"]]
    knots = reconcile(claims, parts).knots
    alone = set(knots.loc[knots["size"] == 1, "claim_ids"])  # "fewer than 0" clashes with all, and is no pair
    paired = {frozenset(pair) for pair in pairs.to_numpy() if alone.isdisjoint(pair)}
    assert sets_of(knots.loc[knots["size"] == 2, "claim_ids"]) == paired


@quick
@given(case=cases(), row=st.integers(0, 5))
def test_copies_change_nothing(case: Case, row: int) -> None:
    """A claim that another one repeats moves no bound, and gives way with its origin."""
    claims, parts = case
    copy = claims.iloc[[row % len(claims)]]
    copy = copy.assign(claim_id="copy", derived_from=copy["claim_id"], claimant_id="e")
    one, other = reconcile(claims, parts), reconcile(pd.concat([claims, copy], ignore_index=True), parts)
    pd.testing.assert_frame_equal(spans(one.implied), spans(other.implied))
    names = [found.give_way.query("level == 'claimants'")["names"].tolist() for found in (one, other)]
    assert names[0] == names[1]
