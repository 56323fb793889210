"""What a Table Schema cannot say of the cells of a grid, measured on a map of control.

Belongs here: that the cells of a map are whole, day by day, and in step with its areas. Does not belong here:
measuring.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from analysttools.errors import Fault, row_faults, rows_where

# A share has two decimals; slivers of ground in cells that round to nothing come to less than this part.
ROUNDING, SLIVERS = 0.005, 0.001
ALL = "all"
MEASURE_AGAIN = "Measure it again (analysttools measure), or put the cell back"


def check_grid(frames: Mapping[str, pd.DataFrame]) -> Iterator[Fault]:
    """Check the cells of each map: that every cell is told on each day, and that they come to its area.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        The typed tables of a case by name.

    Yields
    ------
    Fault
        ``file`` is the name of the table.
    """
    cells = frames.get("cells")
    if cells is None or cells.empty:
        return
    yield from _boxes_turned(cells)
    for source, own in cells.groupby("source_id"):
        told = pd.concat([own["from_day_earliest"], own["to_day_earliest"]]).dropna()
        days = pd.DatetimeIndex(told.unique()).sort_values()
        yield from _spells_out_of_step(own, days)
        if "daily_area" in frames:
            daily = frames["daily_area"]
            is_map = daily["sector"].eq(ALL) & daily["source_id"].eq(str(source))
            yield from _sums_against_areas(own, days, daily[is_map])


def _boxes_turned(cells: pd.DataFrame) -> Iterator[Fault]:
    for low, high in (("west", "east"), ("south", "north")):
        yield from row_faults(
            "cell-turned",
            "cells",
            rows_where(cells, cells[low] >= cells[high]),
            high,
            f"{high} ({{{high}}}) does not lie beyond {low} ({{{low}}})",
            MEASURE_AGAIN,
        )


def _spells_out_of_step(own: pd.DataFrame, days: pd.DatetimeIndex) -> Iterator[Fault]:
    """Check that each cell has spells from the first day to the last, one after the other."""
    placed = own.assign(
        start=days.get_indexer(own["from_day_earliest"]), end=days.get_indexer(own["to_day_earliest"])
    )
    placed = placed[placed["start"].ge(0) & placed["end"].ge(0)].sort_values("start", kind="stable")
    cell = [placed["west"], placed["south"]]
    expected = placed["end"].groupby(cell).shift().add(1).fillna(0).astype(int)
    dates = np.append(days.strftime("%Y-%m-%d"), "none")
    yield from row_faults(
        "spells-out-of-step",
        "cells",
        rows_where(placed.assign(expected=dates[expected]), placed["start"].ne(expected)),
        "from_day",
        "the spell begins on {from_day}, but the next day of the cell is {expected}",
        MEASURE_AGAIN,
    )
    is_last = placed["end"].eq(placed["end"].groupby(cell).transform("max"))
    yield from row_faults(
        "spells-out-of-step",
        "cells",
        rows_where(placed, is_last & placed["end"].lt(len(days) - 1)),
        "to_day",
        "no spell of the cell comes after {to_day}, though other cells go on",
        MEASURE_AGAIN,
    )


def _sums_against_areas(own: pd.DataFrame, days: pd.DatetimeIndex, daily: pd.DataFrame) -> Iterator[Fault]:
    """Check that the cells of a day come to the area that was measured on it."""
    for day in days:
        cells = own[own["from_day_earliest"].le(day) & own["to_day_earliest"].ge(day)]
        held = float((cells["share"] * cells["cell_km2"]).sum())
        edge = float(cells.loc[cells["share"].lt(1), "cell_km2"].sum())
        slack = ROUNDING * edge + SLIVERS * held
        is_apart = daily["map_day_earliest"].eq(day) & (daily["area_km2"] - held).abs().gt(slack)
        yield from row_faults(
            "cells-against-area",
            "daily_area",
            rows_where(daily.assign(held=f"{held:.1f}", slack=f"{slack:.1f}"), is_apart),
            "area_km2",
            "area_km2 is {area_km2}, but the cells of that day come to {held}, more than {slack} km² apart",
            MEASURE_AGAIN,
        )
