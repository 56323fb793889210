"""Saving a figure with its record against bare ``savefig`` of PNG and SVG: part of ``make bench``.

Both sides draw in one process, in turn, under the toolkit's style, into files of a temporary folder; each
saving is of another title, so that the files are written anew. The ratio is that of the medians.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import matplotlib.style
import pandas as pd
from bench_loading import ROOT, report
from matplotlib.axes import Axes

import analysttools as at
from analysttools.charts.drawing.style import STYLE

ROUNDS = 15
EXPECTED = "at most 1.3"


def save_bare(ax: Axes, folder: Path) -> None:
    """Save the picture and the drawing as matplotlib does, without a record."""
    with matplotlib.style.context(["default", STYLE]):
        ax.figure.savefig(folder / "bare.png")
        ax.figure.savefig(folder / "bare.svg")


def measure(draw: Callable[..., Axes], rows: pd.DataFrame) -> tuple[float, float]:
    """Time both ways of saving one chart in turn; give the medians in seconds."""
    ax = draw(rows)
    ours, bare = [], []
    with tempfile.TemporaryDirectory() as name:
        save_bare(ax, Path(name))  # what is made once a process: fonts, glyphs
        for number in range(ROUNDS):
            start = time.perf_counter()
            at.save_figure(ax, "saved", rows, title=f"Round {number}.", folder=name)
            between = time.perf_counter()
            save_bare(ax, Path(name))
            ours.append(between - start)
            bare.append(time.perf_counter() - between)
    return statistics.median(ours), statistics.median(bare)


def main() -> int:
    """Measure a chart of few marks and one of many, and print the ratios."""
    case = at.load_case(ROOT / "data")
    claims, events = at.with_names(case.claims, case), at.with_names(case.events, case)
    in_kursk = at.choose(claims, measure="personnel_in_area", population="dprk", place_id="kursk-oblast")
    front = at.choose(events, category="front").head(15)
    for draw, rows in ((at.plot_estimates, in_kursk), (at.plot_timeline, front)):
        ours, bare = measure(draw, rows)
        what = f"save_figure of {len(rows)} rows ({draw.__name__}) : savefig"
        report(what, ours, bare, ours / bare, EXPECTED)
    return 0


if __name__ == "__main__":
    sys.exit(main())
