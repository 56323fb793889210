"""Numbers that are very small are written in full, and those beyond all counting are refused."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from matplotlib.axes import Axes
from measuring import boxes_of_texts, draw, outside

import analysttools as at
from analysttools.charts.drawing.number_axis import format_tick
from analysttools.formatting import format_number

ONE = "zelensky-2024-11-04-kursk"


def _one(claims: pd.DataFrame, best: float) -> pd.DataFrame:
    numbers = {"low": None, "best": best, "high": None, "qualifier": "stated"}
    return claims.loc[[ONE]].reset_index(drop=True).assign(**numbers)


@pytest.mark.parametrize(
    ("number", "lang", "said"),
    [
        (1e-7, "en", "0.0000001"),
        (1.5e-9, "fr", "0,0000000015"),
        (12345.678, "en", "12,345.678"),
        (-0.5, "en", "-0.5"),
    ],
)
def test_a_number_is_written_without_an_exponent(number: float, lang: str, said: str) -> None:
    """As a reader writes it."""
    assert format_number(number, lang) == said


def test_ticks_of_small_numbers_differ() -> None:
    """A thousand-millionth is not rounded to nothing."""
    assert [format_tick(value, 1e-9, "en") for value in (0, 5e-10, 1e-9)] == [
        "0",
        "0.0000000005",
        "0.000000001",
    ]


@pytest.mark.parametrize("best", [1e-3, 1e-7])
def test_ticks_of_small_numbers_stand_within_the_figure(claims: pd.DataFrame, best: float) -> None:
    """In a narrow figure too."""
    figure = draw(at.plot_history(_one(claims, best), size=3.5).figure)
    assert outside(figure, boxes_of_texts(figure)) == []


@pytest.mark.parametrize("plot", [at.plot_history, at.plot_estimates])
def test_numbers_beyond_all_counting_are_refused(claims: pd.DataFrame, plot) -> None:
    """In a sentence: no chart could write the numbers of its axis."""
    said = (
        f"{plot.__name__}: best is 1e+100 in {ONE}, but charts draw numbers up to 1,000,000,000,000,000. "
        "Correct the number, or leave the row out"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        plot(_one(claims, 1e100))


def test_the_greatest_number_is_drawn(claims: pd.DataFrame) -> None:
    """A thousand million million."""
    assert isinstance(at.plot_history(_one(claims, 1e15)), Axes)
