"""What comes along with differences of totals into charts and figures: names, sides, both sources."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import analysttools as at

IDS = ["nis-2025-01-13-killed", "nis-2025-04-30-killed"]


@pytest.fixture
def totals(claims: pd.DataFrame) -> pd.DataFrame:
    """Give two totals of one claimant, a month apart, from two sources."""
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
