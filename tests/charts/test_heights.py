"""Charts that nobody could read, because they would be too high, are refused before they are drawn."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import analysttools as at
from analysttools.charts.drawing.layout import Panel, new_panels, read_size

ONE = "zelensky-2024-11-04-kursk"
HANDS = " > ".join(f"hand {number}" for number in range(40))


def _rows(claims: pd.DataFrame, count: int, **cells: str) -> pd.DataFrame:
    """Repeat one claim; ``{}`` in a cell is the number of the row."""
    rows = claims.loc[[ONE] * count].reset_index(drop=True)
    cells = {"claim_id": "c{}", "derived_from": "", "supersedes": "", **cells}
    return rows.assign(
        **{name: [cell.format(n) or None for n in range(count)] for name, cell in cells.items()}
    )


TOO_HIGH: dict[str, tuple[str, Callable[[pd.DataFrame], Axes]]] = {
    "plot_sources": (
        r"\d{3}\.\d",
        lambda claims: at.plot_sources(_rows(claims, 300, chain="{0} > " + HANDS.replace("hand", "{0}"))),
    ),
    "plot_estimates": (r"\d\d\.\d", lambda claims: at.plot_estimates(_rows(claims, 300))),
}


@pytest.mark.parametrize("name", TOO_HIGH)
def test_a_chart_that_would_be_too_high_is_refused(
    claims: pd.DataFrame, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How high it would be, how high it may be, what to do; before anything is drawn."""
    height, plot = TOO_HIGH[name]
    monkeypatch.delattr("matplotlib.figure.FigureBase.add_axes")
    said = (
        f'{name}: 300 claims need {height} inches of height, but size="column" has at most 7.5. Draw fewer, '
        "with choose, select or latest, or show all of them with tabulate_claims"
    )
    with pytest.raises(ValueError, match=f"^{said}$"):
        plot(claims)


def test_a_slide_has_less_height_and_a_column_is_named(claims: pd.DataFrame) -> None:
    """What a slide has no room for may have some in a column."""
    said = (
        'plot_estimates: 40 claims need 8.9 inches of height, but size="slide" has at most 5.6. Draw fewer, '
    )
    said += 'with choose, select or latest, take size="column", or show all of them with tabulate_claims'
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        at.plot_estimates(_rows(claims, 40), size="slide")


def test_a_chart_in_axes_of_the_user_has_the_height_of_these(claims: pd.DataFrame) -> None:
    """The limit is of figures that a chart makes."""
    ax = Figure(figsize=(7, 70)).subplots()
    assert at.plot_estimates(_rows(claims, 200), ax=ax) is ax


@pytest.mark.parametrize(("width", "most"), [(7.2, 7.5), (3.6, 10.0)])
def test_a_figure_of_the_greatest_height_is_made(width: float, most: float) -> None:
    """A column of 900 pixels is drawn, and half of one as high as a page; what is higher is not."""
    body = most - 0.2
    assert new_panels(read_size(width), 1, [Panel(0, body, 0)])[0].figure.get_figheight() == most
    said = f"the chart needs {most + 0.1:.1f} inches of height, but size={width} has at most {most}"
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        new_panels(read_size(width), 1, [Panel(0, body + 0.1, 0)])


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
