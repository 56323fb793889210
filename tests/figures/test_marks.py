"""Marks: what is read of bars, bands, points and words, in data units, whatever the size of the chart."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysttools.figures.marks import read_marks


def test_bars_and_bands_are_recorded_in_data_units() -> None:
    """A bar by its two ends each way; a band by its outline; a span of days as a span."""
    ax = Figure().subplots()
    days = pd.to_datetime(["2024-12-14", "2024-12-16"]).to_numpy()
    bar = ax.bar(days[:1], [30], width=np.timedelta64(1, "D"), align="edge")[0]
    bar.set_gid("row.hur-killed.low")
    ax.fill_between(days, [0, 0], [100, 3000]).set_gid("row.a;b.envelope")
    ax.scatter(days[1:], [7]).set_gid("row.c.best")
    ax.add_patch(Rectangle((days[0], 5), np.timedelta64(2, "D"), 6)).set_gid("row.d.band")
    marks = read_marks([ax]).set_index("id")
    assert marks.at["hur-killed", "at"] == "2024-12-14/2024-12-15 | 0, 30"
    assert marks.at["a;b", "at"] == "2024-12-14/2024-12-16 | 100, 0, 3000"
    assert marks.at["d", "at"] == "2024-12-14/2024-12-16 | 5, 11"
    assert marks.at["c", "at"] == "2024-12-16 | 7"


def test_what_is_placed_by_the_panel_has_no_place_in_the_data() -> None:
    """Shares of the panel, hidden axes, lists of rows: none is a number that somebody claimed."""
    ax, hidden = Figure().subplots(2)
    ax.plot([5], [0.5], transform=ax.get_xaxis_transform())[0].set_gid("row.a.best")
    hidden.set_axis_off()
    hidden.plot([5], [0.5])[0].set_gid("row.b.best")
    ax.set_xscale("linear")
    assert read_marks([ax, hidden])["at"].tolist() == ["5", ""]


def test_marks_keep_every_digit() -> None:
    """Two numbers that differ are two texts, however large."""
    ax = Figure().subplots()
    ax.plot([1_234_567], [9])[0].set_gid("row.a.best")
    ax.plot([1_234_568], [9.25])[0].set_gid("row.b.best")
    assert read_marks([ax])["at"].tolist() == ["1234567 | 9", "1234568 | 9.25"]


def test_words_are_recorded_without_their_line_breaks() -> None:
    """Texts are wrapped otherwise at another size: the record does not change with it."""
    ax = Figure().subplots()
    ax.text(0, 0, "at least\n10,000   men").set_gid("row.a.words")
    assert read_marks([ax])["label"].tolist() == ["at least 10,000 men"]
