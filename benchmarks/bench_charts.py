"""Ratios of charts against yardsticks measured in the same run: part of ``make bench``.

Each chart of the frozen case, drawn, is set against a bare matplotlib chart with the same panels, lines,
bars, texts, ticks and keys, which knows where everything goes. The growth to as many claims as a chart
holds, from a tenth of them, is that of making the chart.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.dates import DateFormatter
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator
from real_charts import CHARTS, Draw

import analysttools as at
from analysttools.charts.drawing.style import styled

DATA = Path(__file__).resolve().parent.parent / "tests" / "cases" / "kursk"
ROUNDS = 7
LOOKS = ["color", "alpha", "linewidth", "linestyle", "marker", "markersize", "markerfacecolor", "zorder"]


@styled
def bare(model: Figure) -> Figure:
    """Draw with plain matplotlib what a chart holds, at the places where the chart has it."""
    figure = Figure(figsize=model.get_size_inches())
    for ax in model.axes:
        _copy(ax, figure.add_axes(ax.get_position()))
    for text in model.texts:
        figure.text(*text.get_position(), text.get_text(), fontsize=text.get_fontsize())
    return figure


def _copy(ax: Axes, copy: Axes) -> None:
    copy.set_xlim(*ax.get_xlim())
    copy.set_ylim(*ax.get_ylim())
    for line in ax.lines:
        looks = {look: getattr(line, f"get_{look}")() for look in LOOKS}
        copy.add_line(Line2D(line.get_xdata(), line.get_ydata(), **looks))
    for patch in ax.patches:
        if isinstance(patch, Rectangle):
            looks = {"color": patch.get_facecolor(), "linewidth": 0}
            copy.add_patch(Rectangle(patch.get_xy(), patch.get_width(), patch.get_height(), **looks))
    for lines in ax.collections:
        if isinstance(lines, LineCollection):
            looks = {"colors": lines.get_colors(), "linewidths": lines.get_linewidths()}
            looks |= {"transform": lines.get_transform(), "zorder": lines.get_zorder()}
            copy.add_collection(LineCollection(lines.get_segments(), **looks), autolim=False)
    passages = [part for passage in ax.artists for part in passage.get_children()]
    for text in [*ax.texts, *(part for part in passages if isinstance(part, Text))]:
        looks = {"fontsize": text.get_fontsize(), "ha": text.get_ha(), "va": text.get_va()}
        copy.text(*text.get_unitless_position(), text.get_text(), transform=text.get_transform(), **looks)
    if ax.get_legend():
        copy.legend(handles=ax.get_legend().legend_handles, loc="upper left", bbox_to_anchor=(0, 0))
    if isinstance(ax.xaxis.get_major_formatter(), DateFormatter):
        copy.xaxis_date()
    if isinstance(ax.yaxis.get_major_locator(), FixedLocator):
        copy.set_yticks(ax.get_yticks(), [label.get_text() for label in ax.get_yticklabels()])
    copy.set_title(ax.get_title(loc="left"), loc="left")
    copy.set_axis_on() if ax.axison else copy.set_axis_off()


def _timed(make: Callable[[], Figure]) -> float:
    gc.collect()  # what an earlier chart left behind is not this one's time
    start = time.perf_counter()
    FigureCanvasAgg(make()).draw()
    return time.perf_counter() - start


def ratio(case: at.Case, chart: Draw) -> tuple[float, float]:
    """Return the median seconds of a chart of that case, and its ratio to the bare one."""
    model = chart(case, "en", 7.2).figure
    FigureCanvasAgg(model).draw()
    prepared = _prepared(case, chart)
    pairs = [(_timed(prepared), _timed(lambda: bare(model))) for _ in range(ROUNDS)]
    own, other = (statistics.median(one) for one in zip(*pairs, strict=True))
    return own, own / other


def _prepared(case: at.Case, chart: Draw) -> Callable[[], Figure]:
    """Prepare a chart's frames once, so that only charting is timed: the functions behind it are kept."""
    kept: list[tuple] = []
    names = [name for name in at.__all__ if name.startswith("plot_")]
    whole = {name: getattr(at, name) for name in names}
    for name in names:
        setattr(at, name, lambda *frames, _name=name, **settings: kept.append((_name, frames, settings)))
    try:
        chart(case, "en", 7.2)
    finally:
        for name in names:
            setattr(at, name, whole[name])
    name, frames, settings = kept[0]
    return lambda: whole[name](*frames, **settings).figure


def many(case: at.Case, count: int) -> pd.DataFrame:
    """Return so many claims of one scope, like the totals of the killed, of 50 claimants."""
    chance = np.random.default_rng(20241216)
    model = at.choose(case.claims, measure="killed", kind="cumulative", derived_from=None, qualifier="stated")
    rows = at.with_names(model.iloc[chance.integers(0, 1, count)], case).reset_index(drop=True)
    days = pd.Timestamp("2024-10-01") + pd.to_timedelta(chance.integers(0, 500, count), unit="D")
    text = pd.Series(days.strftime("%Y-%m-%d"))
    claimant = "claimant " + pd.Series(chance.integers(0, 50, count)).astype(str)
    return rows.assign(
        claim_id="claim-" + pd.Series(range(count)).astype(str),
        claimant_id=claimant,
        claimant=claimant,
        best=chance.integers(1, 5000, count).astype(float),
        period="../" + text,
        period_latest=days,
        asserted=text,
        asserted_earliest=days,
        asserted_latest=days,
    )


def growth(plot: Callable[[pd.DataFrame], Axes], case: at.Case, most: int) -> float:
    """Return how many times longer ten times as many claims take."""
    small, large = many(case, most // 10), many(case, most)
    pairs = [(_seconds(plot, small), _seconds(plot, large)) for _ in range(3)]
    own = [statistics.median(one) for one in zip(*pairs, strict=True)]
    return own[1] / own[0]


def _seconds(plot: Callable[[pd.DataFrame], Axes], claims: pd.DataFrame) -> float:
    gc.collect()
    gc.disable()  # the collector looks at all artists again and again as they become more
    start = time.perf_counter()
    plot(claims)
    seconds = time.perf_counter() - start
    gc.enable()
    return seconds


def main() -> None:
    """Print every ratio with what is expected of it."""
    case = at.load_case(DATA)
    for chart in CHARTS:
        seconds, times = ratio(case, chart)
        print(f"{chart.__name__}: bare chart  {times:.2f} (expected: at most 1.5; {1000 * seconds:.0f} ms)")
    for plot, most in ((at.plot_estimates, 300), (at.plot_history, 2_000)):
        times = growth(plot, case, most)
        print(f"{plot.__name__}, {most:,} claims: {most // 10}  {times:.1f} (expected: at most 10)")


if __name__ == "__main__":
    main()
