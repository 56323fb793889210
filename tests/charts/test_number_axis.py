"""The numbers of axes: great ones are short, and as many as have room."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from conftest import ROOT
from matplotlib.axes import Axes
from measuring import boxes_of_texts, draw, outside, overlaps

import analysttools as at

pytestmark = pytest.mark.slow

BOUNDS = ["low", "best", "high"]


@pytest.fixture(scope="module")
def strait() -> at.Case:
    """Return the small case of another country."""
    return at.load_case(ROOT / "tests" / "cases" / "strait")


def _scaled(case: at.Case, top: float, lang: str, **filters: object) -> pd.DataFrame:
    """Return claims whose greatest number is `top`."""
    rows = at.with_names(at.choose(case.claims, **filters), case, lang)
    return rows.assign(**{bound: rows[bound] * (top / rows[BOUNDS].max().max()) // 1 for bound in BOUNDS})


def estimates(case: at.Case, top: float, lang: str, width: float) -> Axes:
    """Draw interval by interval."""
    return at.plot_estimates(
        _scaled(case, top, lang, measure="killed", kind="cumulative"), lang=lang, size=width
    )


def history(case: at.Case, top: float, lang: str, width: float) -> Axes:
    """Draw against the day."""
    return at.plot_history(
        _scaled(case, top, lang, measure="killed", kind="cumulative"), lang=lang, size=width
    )


def losses(case: at.Case, top: float, lang: str, width: float) -> Axes:
    """Draw by measure."""
    rows = _scaled(case, top, lang, measure=["killed", "wounded", "casualties"])
    return at.plot_losses(rows, case.parts, lang=lang, size=width)


def held_area(case: at.Case, top: float, lang: str, width: float) -> Axes:
    """Draw against the time spoken of."""
    return at.plot_held_area(_scaled(case, top, lang, measure="area_held_km2"), lang=lang, size=width)


def area(case: at.Case, top: float, lang: str, width: float) -> Axes:
    """Draw months, one of them with as much lost as gained."""
    months = at.with_names(at.choose(case.monthly_change, sector="all"), case, lang)
    return at.plot_area(months.assign(gained_km2=top, lost_km2=top, net_km2=0.0), lang=lang, size=width)


@pytest.mark.parametrize("top", [9e6, 1e8, 1e10, 1e12, 9e14])
@pytest.mark.parametrize(("lang", "width"), [("en", 7.2), ("en", 3.5), ("fr", 7.2), ("fr", 3.5)])
@pytest.mark.parametrize("chart", [estimates, history, losses, held_area, area])
def test_great_numbers_keep_apart(
    strait: at.Case, chart: Callable[..., Axes], lang: str, width: float, top: float
) -> None:
    """Money in thousands of millions: no number of an axis touches another, or leaves the picture."""
    figure = draw(chart(strait, top, lang, width).figure)
    texts = boxes_of_texts(figure)
    assert overlaps(texts, texts) == []
    assert outside(figure, texts) == []


@pytest.mark.parametrize(
    ("chart", "axis"), [(estimates, "x"), (history, "y"), (losses, "y"), (held_area, "y"), (area, "x")]
)
@pytest.mark.parametrize(
    ("lang", "top", "unit"),
    [
        ("en", 1e8, " m"),
        ("en", 1e10, " bn"),
        ("fr", 1e8, "\u00a0M"),
        ("fr", 1e10, "\u00a0Md"),
        ("en", 9e5, ""),
    ],
)
def test_great_numbers_have_short_units(
    strait: at.Case, chart: Callable[..., Axes], axis: str, lang: str, top: float, unit: str
) -> None:
    """Millions and thousands of millions are written so from ten of them on; less is written in full."""
    ax = chart(strait, top, lang, 7.2)
    draw(ax.figure)
    labels = (ax.get_xticklabels if axis == "x" else ax.get_yticklabels)()
    said = [label.get_text() for label in labels if label.get_text() not in ("", "0")]
    assert said != []
    assert [text for text in said if not text.endswith(unit) or (not unit and not text[-1].isdigit())] == []


def test_numbers_stand_at_their_places(strait: at.Case) -> None:
    """What is written on an axis is the number that is there, in the unit that is written."""
    ax = area(strait, 4e9, "en", 7.2)
    draw(ax.figure)
    west, east = ax.get_xlim()
    said = {label.get_position()[0]: label.get_text() for label in ax.get_xticklabels()}
    assert {at: text for at, text in said.items() if west <= at <= east} == {
        **{-4e9: "4 bn", -2e9: "2 bn", 0.0: "0", 2e9: "2 bn", 4e9: "4 bn", 6e9: "6 bn", 8e9: "8 bn"},
        **{10e9: "10 bn", 12e9: "12 bn"},
    }
