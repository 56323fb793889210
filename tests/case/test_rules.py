"""Laws of the rules: what passes them holds, and what breaks them is found, whatever the numbers."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import KURSK
from hypothesis import given, settings
from hypothesis import strategies as st

import analysttools as at
from analysttools.case import table_rules as rules
from analysttools.case.profile import BOUNDS_BY_QUALIFIER, COLUMNS
from analysttools.case.table_rules import check_rules

NUMBER = st.one_of(st.none(), st.integers(0, 1000).map(float))


@pytest.fixture(scope="module")
def frames(case: at.Case) -> dict[str, pd.DataFrame]:
    """Return the tables of the frozen case by name, with one claim alone."""
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


DAY = {"sector": "all", "source_id": "atlas", "gained_km2": 9.8, "lost_km2": 0.4, "net_km2": 9.4}


def _measured(**change: object) -> dict[str, pd.DataFrame]:
    """Return two measured days, the second with other numbers."""
    first = {
        "area_id": "a",
        "map_day": "2024-10-01",
        "sector": "all",
        "area_km2": 100.0,
        "source_id": "atlas",
    }
    second = {
        "area_id": "b",
        "map_day": "2024-10-02",
        "since": "2024-10-01",
        "area_km2": 109.4,
        **DAY,
        **change,
    }
    frame = pd.DataFrame([first, second])
    days = {f"{name}_earliest": pd.to_datetime(frame[name]) for name in ("map_day", "since")}
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


def _with_earliest(rows: list[dict[str, object]], *days: str) -> pd.DataFrame:
    """Return a measured table as the rules have it."""
    frame = pd.DataFrame(rows)
    return frame.assign(**{f"{day}_earliest": pd.to_datetime(frame[day]) for day in days})


def _spells(*days: tuple[str, str], changed_after: str = "2024-07-01") -> dict[str, pd.DataFrame]:
    """Return spells of one town between these days, and one of another town over all of them."""
    rows = [("north", *one) for one in days] + [("south", "2024-07-01", "2025-04-30")]
    spells = [
        {"spell_id": f"{place}-{rank}", "place_id": place, "first_day": first, "last_day": last}
        for rank, (place, first, last) in enumerate(rows)
    ]
    frame = pd.DataFrame(spells).assign(changed_after=None, source_id="atlas")
    frame.loc[0, "changed_after"] = changed_after
    days_of = ("first_day", "last_day", "changed_after")
    return {"control": _with_earliest(frame.to_dict("records"), *days_of)}


def test_spells_that_follow_each_other_pass() -> None:
    """A spell of one day, a gap without a file, and another place over all of it are no faults."""
    frames = _spells(("2024-08-02", "2024-08-02"), ("2024-08-05", "2024-09-01"))
    assert [*rules._days_backwards(frames), *rules._spells_that_overlap(frames)] == []


def test_a_spell_that_ends_before_it_starts_is_found() -> None:
    """So is one that begins before the last file of the other side."""
    (fault,) = rules._days_backwards(_spells(("2024-08-02", "2024-08-01")))
    assert (fault.kind, fault.row, fault.problem) == (
        "days-backwards",
        0,
        "last_day (2024-08-01) comes before first_day (2024-08-02)",
    )
    (fault,) = rules._days_backwards(_spells(("2024-08-02", "2024-08-03"), changed_after="2024-08-02"))
    assert fault.problem == "first_day (2024-08-02) does not come after changed_after (2024-08-02)"


@pytest.mark.parametrize("days", [("2024-08-03", "2024-09-01"), ("2024-08-10", "2024-08-11")])
def test_spells_of_a_place_that_overlap_are_found(days: tuple[str, str]) -> None:
    """A place lies on one side a day; the spell that starts later is named, whatever stands between."""
    frames = _spells(("2024-08-02", "2024-08-20"), ("2024-08-02", "2024-08-02"), days)
    assert [(fault.kind, fault.row) for fault in rules._spells_that_overlap(frames)] == [
        ("spells-overlap", 1),
        ("spells-overlap", 2),
    ]
    fault = list(rules._spells_that_overlap(frames))[1]
    assert fault.problem == f"north has another spell up to 2024-08-20, and this one begins on {days[0]}"


def _month(**change: object) -> dict[str, pd.DataFrame]:
    """Return a measured month with other numbers."""
    month = {"change_id": "m", "from_day": "2024-08-02", "to_day": "2024-09-02", "days": 31, **DAY, **change}
    frame = _with_earliest([month], "from_day", "to_day")
    return {"monthly_change": frame}


def test_days_of_a_month_that_are_others_are_found() -> None:
    """The count is held against the two days; a month of measured length passes."""
    assert list(rules._days_against_count(_month())) == []
    (fault,) = rules._days_against_count(_month(days=3))
    assert (fault.kind, fault.problem) == (
        "days-against-count",
        "days is 3, but from 2024-08-02 to 2024-09-02 it is 31",
    )
    (fault,) = rules._days_backwards(_month(to_day="2024-08-02"))
    assert fault.problem == "to_day (2024-08-02) does not come after from_day (2024-08-02)"


@pytest.mark.parametrize("gone", ["net_km2", "gained_km2", "lost_km2"])
def test_a_change_of_which_a_part_is_gone_is_found(gone: str) -> None:
    """Net, gained and lost stand together or are empty together."""
    (fault,) = rules._net_against_gained_and_lost(_month(**{gone: None}))
    assert (fault.kind, fault.column) == ("part-of-a-change", gone)
    assert fault.problem == f"{gone} is empty, but other columns of the same change are not"
    empty = dict.fromkeys(["net_km2", "gained_km2", "lost_km2"])
    assert list(rules._net_against_gained_and_lost(_month(**empty))) == []


@pytest.mark.parametrize("table", ["daily_area", "monthly_change"])
def test_a_changed_number_of_the_measured_ground_is_a_fault(tmp_path: Path, table: str) -> None:
    """The measured tables of the case are held against themselves."""
    data = Path(shutil.copytree(KURSK, tmp_path / "data"))
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
