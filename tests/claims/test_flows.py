"""What comes along with differences of totals into charts and figures: names, sides, both sources."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import analysttools as at
from analysttools.claims.frames import ROOM

PARTS = pd.DataFrame({"column": [], "part": [], "whole": []}, dtype="str")
IDS = ["nis-2025-01-13-killed", "nis-2025-04-30-killed"]


@pytest.fixture
def totals(claims: pd.DataFrame) -> pd.DataFrame:
    """Return two totals of one claimant, a month apart, from two sources."""
    periods = ["../2025-01-01", "../2025-02-01"]
    return claims.loc[IDS].assign(period=periods).drop(columns=["period_earliest", "period_latest"])


def credited(frame: pd.DataFrame, folder: Path) -> list[dict[str, str]]:
    """Save a chart of the rows and return its credits."""
    at.save_figure(at.plot_estimates(frame), "flows", frame, title="One.", folder=folder)
    record = pd.read_json((folder / "flows.json"), typ="series")
    return record["credits"]


def test_a_flow_credits_the_sources_of_both_totals(
    totals: pd.DataFrame, case: at.Case, tmp_path: Path
) -> None:
    """Whether the names come from the totals or are put beside the flow, both pages are credited in full."""
    columns = ["source_id", "publisher", "url", "published"]
    known = case.sources[case.sources["source_id"].isin(totals["source_id"])][columns]
    wanted = known.fillna("").sort_values("source_id").to_dict("records")
    flow = at.to_flow(totals)
    assert flow["source_id"].tolist() == [";".join(totals["source_id"])]
    assert credited(flow, tmp_path) == wanted
    assert credited(at.with_names(flow, case), tmp_path) == wanted


def test_a_flow_of_one_source_names_it_once(totals: pd.DataFrame, case: at.Case) -> None:
    """Two totals of one page are of one source."""
    flow = at.to_flow(totals.assign(**totals.iloc[0][["source_id", "publisher", "url", "published"]]))
    columns = ["source_id", "publisher", "url", "published"]
    assert (
        flow[columns].fillna("").to_numpy().tolist() == totals[columns].head(1).fillna("").to_numpy().tolist()
    )


def test_sources_that_are_fewer_than_their_ids_are_refused(totals: pd.DataFrame, tmp_path: Path) -> None:
    """No source is credited with the publisher of another."""
    flow = at.to_flow(totals).assign(source_id="a;b;c")
    message = (
        'the rows of a chart: source_id "a;b;c" names 3 sources, but its publisher names 2: '
        f'"{flow["publisher"].iloc[0]}". Take them with with_names(rows, case)'
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        credited(flow, tmp_path)


def test_a_flow_keeps_its_language_and_its_side(claims: pd.DataFrame, totals: pd.DataFrame) -> None:
    """French names are refused in an English chart, and the colour of the side is that of the totals."""
    columns = ["side", "side_name", "side_colour", "names_lang"]
    flow = at.to_flow(totals.assign(names_lang="fr"))
    assert flow[columns].to_numpy().tolist() == [[*totals[columns[:3]].iloc[0], "fr"]]
    with pytest.raises(
        ValueError, match=r'^plot_estimates: the names of the rows are in "fr", but lang="en"\.'
    ):
        at.plot_estimates(flow, lang="en")


def test_a_backward_flow_is_refused_with_what_to_do() -> None:
    """No flow is negative: the message names the mark that leaves it out, not a number to correct."""
    flow = at.to_flow(monthly([100, 98]))
    message = (
        "a/b is a difference of totals that shrank (best -2), and no flow is negative. Leave out what "
        'is_backward marks: flow[~flow["is_backward"]]'
    )
    with pytest.raises(ValueError, match=f"^bounds: {re.escape(message)}$"):
        at.bounds(flow)
    with pytest.raises(ValueError, match=f"^consensus: {re.escape(message)}$"):
        at.consensus(flow)
    assert at.bounds(flow[~flow["is_backward"]]).empty


def test_of_two_totals_of_one_day_the_newer_is_kept() -> None:
    """A total that another one to its day supersedes is left out; a later one takes nothing away."""
    again = monthly([100, 300]).iloc[[1]].assign(claim_id="c", best=310, supersedes="b")
    flow = at.to_flow(pd.concat([monthly([100, 300]), again]))
    assert flow[["claim_id", "best"]].to_numpy().tolist() == [["a/c", 210.0]]
    series = monthly([100, 300]).assign(supersedes=[None, "a"])
    assert at.to_flow(series)["best"].tolist() == [200.0]


@pytest.mark.parametrize("plot", [lambda flow: at.plot_losses(flow, PARTS), at.plot_estimates])
def test_a_backward_flow_is_not_drawn(plot: Callable, case: at.Case) -> None:
    """No chart shows minus two killed."""
    flow = at.with_names(at.to_flow(monthly([100, 98])), case)
    flow = flow.assign(asserted="2024-12-01", status="claimed", place_id="kursk-oblast", claimant="x")
    days = pd.to_datetime(["2024-12-01"]).astype("datetime64[s]")
    flow = flow.assign(asserted_earliest=days, asserted_latest=days, period_earliest=days, period_latest=days)
    flow = flow.assign(population_name="y", place_name="z", publisher="p", side="s", chain="x")
    message = r"a/b is a difference of totals that shrank \(best -2\), and no flow is negative\. Leave out "
    with pytest.raises(ValueError, match=message):
        plot(flow)


def monthly(best: list[float]) -> pd.DataFrame:
    """Make totals a month apart."""
    return pd.DataFrame(
        {
            **{"claim_id": ["a", "b"], "claimant_id": "x", "measure": "killed", "population": "russia"},
            **{"place_id": "front", "kind": "cumulative", "period": ["../2024-11-01", "../2024-12-01"]},
            **{"low": None, "best": best, "high": None, "qualifier": "stated"},
        }
    )


def test_flows_that_are_not_in_chains_are_told_from_lost_claims() -> None:
    """A difference is no row of the case: the whole case would lack it too."""
    totals = monthly([100, 300]).assign(derived_from=None)
    flow = at.to_flow(totals)
    message = (
        "consensus: 1 of the claims are not in chains, the first is a/b. It is a difference that to_flow "
        "made, and repeats no claim: leave chains out, or pass pd.concat([chains, flows])"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        at.consensus(flow, chains=totals)


@pytest.mark.parametrize("function", [at.origins, at.drift, at.consensus])
def test_blanks_around_the_ids_that_a_claim_repeats_are_no_part_of_them(function: Callable) -> None:
    """A list such as "a; b" names what "a;b" names, and an empty id is named with its claim."""
    rows = pd.concat([monthly([100, 300]), monthly([400, 400]).iloc[[0]].assign(claim_id="page")])
    wanted, found = (function(rows.assign(derived_from=[None, None, cell])) for cell in ("a;b", " a; b "))
    pd.testing.assert_frame_equal(found, wanted)
    message = (
        f'{function.__name__}: derived_from of page is "a;", of which one id is empty. Write ids separated '
        "by one ; each, with none before the first and none after the last"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        function(rows.assign(derived_from=[None, None, "a;"]))


def test_flows_stand_beside_the_claims_of_a_case(claims: pd.DataFrame, totals: pd.DataFrame) -> None:
    """Joined with rows that know of no backward step, a flow of 300 contradicts a total of 100 to its end."""
    flow = at.to_flow(totals)
    less = claims.loc[IDS].head(1).assign(claim_id="less", best=100, period="../2025-01-31")
    both = pd.concat([less.drop(columns=["period_earliest", "period_latest"]), flow])
    assert at.conflicts(both)[["claim_id", "other_id", "gap"]].to_numpy().tolist() == [
        ["/".join(IDS), "less", 200.0]
    ]


def test_a_difference_has_the_room_for_rounding_of_both_totals() -> None:
    """About 300 less about 100 is 100 to 300, not 150 to 250; what was counted one by one has none."""
    flow = at.to_flow(monthly([100, 300]))
    assert at.bounds(flow, rounding=True)[["low", "high", "is_rounded"]].to_numpy().tolist() == [
        [100.0, 300.0, True]
    ]
    assert at.bounds(flow)[["low", "high", "is_rounded"]].to_numpy().tolist() == [[200.0, 200.0, False]]
    counted = at.bounds(at.to_flow(monthly([101, 301])), rounding=True)
    assert counted[["low", "high", "is_rounded"]].to_numpy().tolist() == [[200.0, 200.0, False]]


def test_conflicts_of_differences_are_more_than_the_rounding_of_both_totals() -> None:
    """About 300 less about 100 may be 280, and cannot be 310."""
    flow = at.to_flow(monthly([100, 300]))
    other = flow.drop(columns=list(ROOM)).assign(claim_id="other", best=281.0)
    both = pd.concat([flow, other])
    assert at.conflicts(both)["gap"].tolist() == [81.0]
    assert at.conflicts(both, rounding=True).empty
    assert at.conflicts(both.replace({"best": {281: 311}}), rounding=True)["gap"].tolist() == [11.0]


def test_room_leaves_no_difference_below_nothing() -> None:
    """More than 300 less about 200 is more than 100, and 50 at least with room; less about 300, 0 itself."""
    ends = ["low", "is_low_strict"]
    totals = monthly([200, 300])
    totals = totals.assign(best=[200, None], low=[None, 300], qualifier=["about", "more_than"])
    assert at.bounds(at.to_flow(totals), rounding=True)[ends].to_numpy().tolist() == [[50.0, True]]
    near = totals.assign(best=[290, None], low=[None, 291])
    assert at.bounds(at.to_flow(near), rounding=True)[ends].to_numpy().tolist() == [[0.0, False]]


def test_differences_of_two_claimants_stand_in_one_frame() -> None:
    """A month without totals has an id of its own for each claimant and thing."""
    totals = monthly([100, 300]).assign(period=["../2024-11-02", "../2025-01-02"])
    flows = [at.to_flow(totals.assign(claimant_id=one, claim_id=[f"{one}1", f"{one}2"])) for one in "xy"]
    both = pd.concat(flows)
    assert both["claim_id"].tolist() == [
        f"{one}-killed-russia-front-2024-12-01/{one}-killed-russia-front-2025-01-01" for one in "xy"
    ]
    assert at.scopes(both).nunique() == 1


def test_a_difference_has_the_days_of_its_period(case: at.Case) -> None:
    """Charts over time take it, whether the totals had their days beside them or not."""
    flow = at.to_flow(monthly([100, 300]))
    days = flow[["period_earliest", "period_latest"]].astype("str").to_numpy().tolist()
    assert days == [["2024-11-01", "2024-11-30"]]


def test_differences_are_reconciled_with_the_totals_of_others() -> None:
    """About 200 in November, 100 with room, cannot lie between at least 150 before and up to 240 after."""
    days = ["../2024-10-31", "../2024-11-30"]
    flow = at.to_flow(monthly([100, 300]).assign(period=days), cut="last")
    others = monthly([0, 0]).assign(
        **{"claim_id": ["before", "after"], "claimant_id": "y", "period": days, "best": None},
        **{"low": [150, None], "high": [None, 240], "qualifier": ["at_least", "up_to"]},
    )
    found = at.reconcile(pd.concat([others, flow]))
    assert found.knots["claim_ids"].tolist() == ["a/b;after;before"]
    assert at.reconcile(pd.concat([others.assign(high=[None, 250]), flow])).knots.empty
