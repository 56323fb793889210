"""The layout of every chart on the real case: nothing overlaps, is cut off, or runs out of its panel."""

from __future__ import annotations

import pytest
from measuring import boxes_of_marks, boxes_of_texts, draw, outside, outside_panels, overlaps
from real_charts import CHARTS, Draw

import analysttools as at

pytestmark = pytest.mark.slow

# Charts whose marks stand where the data put them, so that two may stand at one place.
POINTS = {"sent", "killed", "held", "losses", "held_area", "captures"}
everywhere = pytest.mark.parametrize("lang", ["en", "fr"])
at_both_widths = pytest.mark.parametrize("width", [7.2, 3.6])
of_each_chart = pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.__name__)


@everywhere
@at_both_widths
@of_each_chart
def test_texts_have_room(case: at.Case, chart: Draw, lang: str, width: float) -> None:
    """No text overlaps another or a mark, none is cut off, and words of claims stay in their panel."""
    figure = draw(chart(case, lang, width).figure)
    texts, marks = boxes_of_texts(figure), boxes_of_marks(figure)
    assert overlaps(texts, texts) == []
    assert overlaps(texts, marks) == []
    assert outside(figure, texts) == []
    assert outside_panels(figure) == []


@at_both_widths
@of_each_chart
def test_marks_have_room(case: at.Case, chart: Draw, width: float) -> None:
    """No mark is cut off, and marks of different rows overlap only where the data put them together."""
    figure = draw(chart(case, "en", width).figure)
    marks = boxes_of_marks(figure)
    hidden = [
        pair
        for pair in overlaps(marks, marks)
        if pair[0].split(".")[1] != pair[1].split(".")[1] and chart.__name__ not in POINTS
    ]
    assert hidden == []
    assert outside(figure, marks) == []


@at_both_widths
@pytest.mark.parametrize("chart", [chart for chart in CHARTS if chart.__name__ in POINTS])
def test_no_mark_hides_another(case: at.Case, chart: Draw, width: float) -> None:
    """Where data put two marks at one place, they are of different sizes."""
    lines = [line for ax in chart(case, "en", width).figure.axes for line in ax.lines if line.get_gid()]
    points = [
        (line.axes.get_position().y0, *line.get_xydata()[0], line.get_markersize())
        for line in lines
        if line.get_marker() in ("o", "^", "v")
    ]
    assert len(points) == len(set(points))


@of_each_chart
def test_half_width_is_half_as_wide(case: at.Case, chart: Draw) -> None:
    """The width that is asked for is the width of the figure."""
    assert chart(case, "en", 3.6).figure.get_figwidth() == 3.6
