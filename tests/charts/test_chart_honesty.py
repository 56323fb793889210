"""What no text of a figure can show, and nbval not see: scales, arrows and sides say what they mean."""

from __future__ import annotations

import pytest
from matplotlib.axes import Axes
from matplotlib.dates import DateLocator
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator
from real_charts import CHARTS, Draw

import analysttools as at

# Charts that have an axis of numbers: the others have days, lists or texts alone.
UNNUMBERED = {"captures", "timeline", "drift", "sources", "table"}
NUMBERED = [draw for draw in CHARTS if draw.__name__ not in UNNUMBERED]


def _read_ticks(figure: Figure) -> list[tuple[str, float]]:
    """Read words and places of the ticks of all axes of numbers: not of days, nor of lists of rows."""
    figure.draw_without_rendering()
    axes = [axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)]
    numbered = [one for one in axes if not isinstance(one.get_major_locator(), DateLocator | FixedLocator)]
    ticks = [tick for axis in numbered for tick in axis.get_major_ticks()]
    return [(tick.label1.get_text(), tick.get_loc()) for tick in ticks if tick.label1.get_text()]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("draw", NUMBERED, ids=lambda draw: draw.__name__)
def test_the_numbers_of_an_axis_are_those_at_its_ticks(case: at.Case, draw: Draw, lang: str) -> None:
    """No scale is in another unit than the marks; what lies to the left of nought is named without a sign."""
    texts, places = zip(*_read_ticks(draw(case, lang, 7.2).figure), strict=True)
    point = "." if lang == "fr" else ""
    said = [float(text.replace("\u202f", "").replace(",", point)) for text in texts]
    assert said == pytest.approx([abs(place) for place in places])


def _arrows(ax: Axes) -> list[Line2D]:
    return [line for line in ax.lines if line.get_marker() in ("<", ">") and line.get_markevery() == [1]]


@pytest.mark.parametrize(("what", "head"), [("low", ">"), ("high", "<")])
def test_an_open_bound_points_to_where_the_number_may_lie(case: at.Case, what: str, head: str) -> None:
    """At least: an arrow to the right, with its head; up to: one to the left."""
    claims = at.with_names(case.claims, case)
    qualifier = "at_least" if what == "low" else "up_to"
    rows = at.choose(claims, qualifier=qualifier, measure="personnel_in_area", population="dprk")
    arrows = _arrows(at.plot_estimates(rows).figure.axes[0])
    ends = [arrow.get_xdata() for arrow in arrows]
    assert {arrow.get_marker() for arrow in arrows} == {head}
    assert {end > bound for bound, end in ends} == {head == ">"}
    assert {bound for bound, _ in ends} <= set(rows[what])
