"""What comes along with differences of totals into charts and figures: names, sides, both sources."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import analysttools as at

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
        'save_figure: source_id "a;b;c" names 3 sources, but its publisher names 2: '
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
