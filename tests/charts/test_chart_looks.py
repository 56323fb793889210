"""Looks: colours that the colour-blind tell apart, meaning without colour, odd letters in names."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from colorspacious import cspace_convert, deltaE
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb

import analysttools as at
from analysttools.charts.drawing.colours import COLOURS
from analysttools.charts.drawing.style import ink
from analysttools.charts.drawing.symbols import STATUS_SHAPES

# A difference of 1 can just be seen in the space of Luo, Cui and Li (2006).
APART = 10
NAMES = [
    "A $x$ <b>b</b> & _{",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "\u5e73\u58cc \uc870\uc120",
    "a" * 200,
]
NIS = ["nis-2025-01-13-killed", "nis-2025-04-30-killed"]


def _seen(colour: str, kind: str) -> np.ndarray:
    space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
    return np.clip(cspace_convert(to_rgb(colour), space, "sRGB1"), 0, 1)


@pytest.mark.parametrize("kind", ["deuteranomaly", "protanomaly", "tritanomaly"])
def test_colours_stay_apart_for_the_colour_blind(kind: str) -> None:
    """Any two colours of the charts differ plainly for whoever lacks one kind of cone."""
    pairs = combinations([_seen(colour, kind) for colour in COLOURS], 2)
    assert min(deltaE(one, other, input_space="sRGB1") for one, other in pairs) > APART


@pytest.mark.parametrize("colour", COLOURS)
def test_small_text_in_colour_can_be_read(colour: str) -> None:
    """Text in the colour of a claimant has the contrast that WCAG 2 asks of small text, 4.5 to 1."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(ink(colour))
    ]
    assert 1.05 / (float(np.dot(linear, [0.2126, 0.7152, 0.0722])) + 0.05) >= 4.5


def test_statuses_need_no_colour() -> None:
    """Each status has its own shape."""
    assert len(set(STATUS_SHAPES.values())) == len(STATUS_SHAPES)


def test_claimants_need_no_colour(claims: pd.DataFrame) -> None:
    """Each mark of a history is named where it stands, and the key names the side of its colour."""
    pair = claims.loc[["nis-2025-01-13-killed", "csis-2025-02-04-killed"]]
    ax = at.plot_history(pair)
    assert [text.get_text().split(" (")[0] for text in ax.texts[:2]] == ["Jones", "NIS"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["South Korea", "think tank"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("chart", ["plot_estimates", "plot_history", "plot_losses", "plot_sources"])
def test_odd_names_are_drawn_as_text(case: at.Case, claims: pd.DataFrame, chart: str, name: str) -> None:
    """Markup, formulas, right-to-left and Korean letters, and a very long name draw without a warning."""
    odd = claims.loc[NIS].assign(claimant=name, place_name=name, chain=f"{name} > page")
    figure = getattr(at, chart)(odd, *([case.parts] if chart == "plot_losses" else [])).figure
    FigureCanvasAgg(figure).draw()
    texts = figure.findobj(lambda artist: hasattr(artist, "get_text"))
    joined = "".join(text.get_text() for text in texts).replace("\n", "").replace(" ", "")
    assert name.replace(" ", "") in joined
    assert not any(text.get_parse_math() for text in texts if name[:3] in text.get_text())


def test_numbers_are_in_the_form_of_the_language(case: at.Case) -> None:
    """Thousands are separated by a comma in English and by a narrow space in French."""
    rows = at.choose(case.claims, claim_id="nyt-2024-massed")
    axes = [at.plot_estimates(at.with_names(rows, case, lang), lang=lang) for lang in ("en", "fr")]
    said = [next(text.get_text() for text in ax.texts if text.get_gid()) for ax in axes]
    assert said == ["50,000", "50\u202f000"]
