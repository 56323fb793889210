"""Rules of the cells that were measured on a map: whole, day by day, and in step with its areas."""

from __future__ import annotations

import pandas as pd
import pytest

from analysttools.case.grid_rules import check_grid

DAYS = pd.to_datetime(["2024-08-01", "2024-08-02", "2024-08-04"])
COLUMNS = ["cell_id", "west", "south", "east", "north", "cell_km2", "share", "from_day", "to_day"]


@pytest.fixture
def cells() -> pd.DataFrame:
    """Return a cell that is held on all days, and one that is gained from the second on."""
    rows = [
        ("e36n48-1", 36.0, 48.0, 36.05, 48.05, 20.0, 1.0, DAYS[0], DAYS[2]),
        ("e36.05n48-1", 36.05, 48.0, 36.1, 48.05, 20.0, 0.0, DAYS[0], DAYS[0]),
        ("e36.05n48-2", 36.05, 48.0, 36.1, 48.05, 20.0, 0.5, DAYS[1], DAYS[2]),
    ]
    return pd.DataFrame(rows, columns=COLUMNS).assign(source_id="map")


def _faults(cells: pd.DataFrame, area: float = 30.0) -> list[str]:
    """Check cells beside an area of the second day."""
    days = {f"{day}_earliest": cells[day] for day in ("from_day", "to_day")}
    daily = {"area_id": ["2024-08-02-all"], "sector": "all", "area_km2": area, "source_id": "map"}
    frames = {
        "cells": cells.assign(
            **days, **{day: cells[day].dt.strftime("%Y-%m-%d") for day in ("from_day", "to_day")}
        ),
        "daily_area": pd.DataFrame({**daily, "map_day_earliest": DAYS[1]}),
    }
    return [f"{fault.kind}: {fault}" for fault in check_grid(frames)]


def test_cells_that_are_whole_have_no_fault(cells: pd.DataFrame) -> None:
    """Neither has a case without any."""
    assert _faults(cells) == []
    assert _faults(cells, 30.05) == []
    assert list(check_grid({})) == []
    assert list(check_grid({"cells": cells.iloc[:0]})) == []


def test_a_spell_that_is_gone_is_missed(cells: pd.DataFrame) -> None:
    """At the beginning, and at the end of the days: a missing row is not a share of nothing."""
    (fault,) = _faults(cells.drop(index=1))
    assert fault == (
        "spells-out-of-step: cells, column from_day (e36.05n48-2): the spell begins on 2024-08-02, but "
        "the next day of the cell is 2024-08-01. Measure it again (analysttools measure), or put the cell "
        "back."
    )
    (fault,) = _faults(cells.drop(index=2), 20.0)
    assert "no spell of the cell comes after 2024-08-01, though other cells go on" in fault


def test_spells_that_overlap_are_faults(cells: pd.DataFrame) -> None:
    """A cell has one share a day."""
    cells.loc[1, "to_day"] = DAYS[1]
    (fault,) = _faults(cells)
    assert "the spell begins on 2024-08-02, but the next day of the cell is 2024-08-04" in fault


def test_a_cell_that_is_turned_round_is_a_fault(cells: pd.DataFrame) -> None:
    """East lies beyond west, north beyond south."""
    cells.loc[0, ["west", "east"]] = [36.05, 36.0]
    assert any(
        "cell-turned: cells, column east (e36n48-1): east (36) does not lie" in one for one in _faults(cells)
    )


def test_cells_that_do_not_come_to_the_area_are_a_fault(cells: pd.DataFrame) -> None:
    """By more than their rounding allows, on a day on which both are told."""
    (fault,) = _faults(cells, 31.0)
    assert fault.startswith(
        "cells-against-area: daily_area, column area_km2 (2024-08-02-all): area_km2 is 31, but the cells "
        "of that day come to 30.0, more than 0.1 km² apart."
    )
