"""Charts that nobody could read, because they would be too high, are refused before they are drawn."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import analysttools as at
from analysttools.charts.drawing.layout import HIGHEST, Panel, new_panels, read_size

ONE = "zelensky-2024-11-04-kursk"
HANDS = " > ".join(f"hand {number}" for number in range(40))


def _rows(claims: pd.DataFrame, count: int, **cells: str) -> pd.DataFrame:
    """Repeat one claim; ``{}`` in a cell is the number of the row."""
    rows = claims.loc[[ONE] * count].reset_index(drop=True)
    cells = {"claim_id": "c{}", "derived_from": "", "supersedes": "", **cells}
    return rows.assign(
        **{name: [cell.format(n) or None for n in range(count)] for name, cell in cells.items()}
    )


HIGH: dict[str, tuple[str, Callable[[pd.DataFrame], Axes]]] = {
    "plot_sources": (
        r"1,\d{3}",
        lambda claims: at.plot_sources(_rows(claims, 300, chain="{0} > " + HANDS.replace("hand", "{0}"))),
    ),
}


@pytest.mark.parametrize("name", HIGH)
def test_a_chart_that_would_be_too_high_is_refused(
    claims: pd.DataFrame, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How high it would be, how high it may be, what to do; in no more than a second or two."""
    height, plot = HIGH[name]
    monkeypatch.delattr("matplotlib.figure.FigureBase.add_axes")  # nothing may be drawn
    said = (
        f"the chart would be {height} inches high, but one chart is at most 218: a higher one could not be "
        "read. Draw fewer, with choose, select or latest, or show all of them as a table"
    )
    started = time.process_time()
    with pytest.raises(ValueError, match=f"^{said}$"):
        plot(claims)
    assert time.process_time() - started < 2


def test_a_chart_in_axes_of_the_user_has_the_height_of_these(claims: pd.DataFrame) -> None:
    """The limit is of figures that a chart makes."""
    ax = Figure(figsize=(7, 70)).subplots()
    assert at.plot_estimates(_rows(claims, 200), ax=ax) is ax


def test_a_figure_of_the_greatest_height_is_made() -> None:
    """218 inches are still drawn, a hundredth more is not."""
    body = HIGHEST - 0.2
    assert new_panels(read_size(7), 1, [Panel(0, body, 0)])[0].figure.get_figheight() == 218
    with pytest.raises(ValueError, match=re.escape("the chart would be 219 inches high")):
        new_panels(read_size(7), 1, [Panel(0, body + 0.6, 0)])


def test_too_many_rows_of_another_kind_are_told_by_their_columns(claims: pd.DataFrame, case: at.Case) -> None:
    """Exchanged frames are no matter of their length: what lacks is said before how many are too many."""
    events = at.with_names(case.events, case)
    others = pd.concat([events] * 3, ignore_index=True)
    with pytest.raises(ValueError, match=r"^plot_estimates: the columns claim_id, .* are missing"):
        at.plot_estimates(others)
    with pytest.raises(ValueError, match=r"^plot_front_map: the columns event_id, .* are missing"):
        at.plot_front_map(_rows(claims, 700), others)
    with pytest.raises(ValueError, match=r"^plot_area: the columns change_id, .* are missing"):
        at.plot_area(_rows(claims, 347), others)
