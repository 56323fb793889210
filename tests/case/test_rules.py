"""Laws of the rules: what passes them holds, and what breaks them is found, whatever the numbers."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

import analysttools as at
from analysttools.case import table_rules as rules
from analysttools.case.profile import BOUNDS_BY_QUALIFIER, COLUMNS
from analysttools.case.table_rules import check_rules

NUMBER = st.one_of(st.none(), st.integers(0, 1000).map(float))


@pytest.fixture(scope="module")
def frames(case: at.Case) -> dict[str, pd.DataFrame]:
    """Give the shipped tables by name, with one claim alone."""
    tables = {name: getattr(case, name) for name in COLUMNS}
    return {**tables, "claims": case.claims[case.claims["claim_id"].eq("pentagon-2024-11-04-kursk")]}


@settings(deadline=None)
@given(NUMBER, NUMBER, NUMBER, st.sampled_from(sorted(BOUNDS_BY_QUALIFIER)))
def test_what_passes_is_in_order_and_fits_its_words(
    frames: dict[str, pd.DataFrame], low: float | None, best: float | None, high: float | None, qualifier: str
) -> None:
    """A claim without a fault has low <= best <= high, and the bounds that its qualifier needs."""
    claim = frames["claims"].assign(low=low, best=best, high=high, qualifier=qualifier)
    claim[["low", "best", "high"]] = claim[["low", "best", "high"]].astype("float64")
    faults = check_rules({**frames, "claims": claim})
    there = [value for value in (low, best, high) if value is not None]
    given_ = {name for name, value in (("low", low), ("best", best), ("high", high)) if value is not None}
    needed, forbidden = BOUNDS_BY_QUALIFIER[qualifier]
    assert (faults == []) == (there == sorted(there) and needed <= given_ and not forbidden & given_)


DAY = {"sector": "all", "gained_km2": 9.8, "lost_km2": 0.4, "net_km2": 9.4}


def _measured(**change: object) -> dict[str, pd.DataFrame]:
    """Give two measured days, the second with other numbers."""
    first = {"area_id": "a", "day": "2024-10-01", "sector": "all", "area_km2": 100.0}
    second = {"area_id": "b", "day": "2024-10-02", "since": "2024-10-01", "area_km2": 109.4, **DAY, **change}
    frame = pd.DataFrame([first, second])
    days = {f"{name}_earliest": pd.to_datetime(frame[name]) for name in ("day", "since")}
    return {"daily_area": frame.assign(**days)}


def test_measured_ground_that_adds_up_passes() -> None:
    """Gained less lost is the net, and the net is the growth of the area, but for edges that are cut."""
    assert list(rules._net_against_gained_and_lost(_measured(gained_km2=9.803))) == []
    assert list(rules._net_against_areas(_measured(area_km2=109.403))) == []


def test_measured_ground_that_does_not_add_up_is_found() -> None:
    """Each says both sides of the sum."""
    (fault,) = rules._net_against_gained_and_lost(_measured(gained_km2=9.9))
    assert fault.problem == "gained_km2 (9.9) less lost_km2 (0.4) is not net_km2 (9.4)"
    (fault,) = rules._net_against_areas(_measured(area_km2=110.0))
    assert fault.problem == (
        "net_km2 (9.4) is not the growth of the area from 2024-10-01 (100) to 2024-10-02 (110)"
    )


@pytest.mark.parametrize("table", ["daily_area", "monthly_change"])
def test_a_changed_number_of_the_shipped_ground_is_a_fault(tmp_path: Path, table: str) -> None:
    """The measured tables of the case are held against themselves."""
    data = Path(shutil.copytree(ROOT / "data", tmp_path / "data"))
    path = data / "front" / f"{table}.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    row = frame.index[frame["net_km2"] != ""][-1]
    frame.loc[row, "gained_km2"] = str(float(frame.loc[row, "gained_km2"]) + 1)
    frame.to_csv(path, index=False, lineterminator="\n")
    assert [(fault.kind, fault.row) for fault in at.check_case(data)] == [("net-against-gained", row)]


def test_order_of_rows_changes_no_fault(case: at.Case) -> None:
    """The same faults are found in every order of the rows."""
    tables = {name: getattr(case, name) for name in COLUMNS}
    broken = tables["claims"].assign(high=1.0)
    shuffled = broken.sample(frac=1, random_state=20241216).reset_index(drop=True)
    found = [
        {replace(fault, row=None) for fault in check_rules({**tables, "claims": claims})}
        for claims in (broken, shuffled)
    ]
    assert found[0] == found[1]
    assert len(found[0]) > 100
