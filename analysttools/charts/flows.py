"""Flows as bars over their own days, one a row, with their words: no scale of numbers to misread."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysttools.charts.codes import PLAIN, say_code
from analysttools.charts.layout import NOTE, size_of, text_height, wrap
from analysttools.charts.style import COLOURS, FAINT, mark
from analysttools.charts.words import words_of
from analysttools.quantity import say_claims

ROW_GAP = 0.1
# Words stand above a bar beside which they would have less than so many inches; the bar's own height.
LEAST, BAR = 1.1, 0.12


class Flow(NamedTuple):
    """One row of the panel of flows: its days, its words, where they stand and how high the row is."""

    claim_id: str
    start: float
    end: float
    words: str
    is_right: bool
    is_above: bool
    height: float
    is_repeat: bool
    when: str


def lay_flows(
    flows: pd.DataFrame, panels: list[pd.DataFrame], limits: tuple[float, float], inside: float, lang: str
) -> list[Flow]:
    """Put the words of each flow on the side of its bar where there is more room."""
    inch = (limits[1] - limits[0]) / inside
    first = panels[0].iloc[0] if panels else None
    rows = []
    for flow, words in zip(flows.itertuples(), say_claims(flows, lang), strict=True):
        said = [words_of(lang)["said"].format(who=flow.claimant, words=words), flow.measure_name]
        said += [flow.population_name] if first is None or flow.population != first["population"] else []
        said += [flow.place_name] if first is None or flow.place_id != first["place_id"] else []
        said += [words_of(lang)["repeat"]] if flow.is_repeat else []
        status = getattr(flow, "status", None)
        said += [say_code(status, lang)] if isinstance(status, str) and status not in PLAIN else []
        start = limits[0] if pd.isna(flow.period_earliest) else flow.early
        end = limits[1] if pd.isna(flow.period_latest) else flow.late + 1
        is_right = limits[1] - end >= start - limits[0]
        beside = (limits[1] - end if is_right else start - limits[0]) / inch - 0.16
        is_above = beside < LEAST
        text = ", ".join(str(part) for part in said if isinstance(part, str))
        text = wrap(text, inside if is_above else beside, NOTE)
        height = text_height(text, NOTE) + ROW_GAP + (BAR if is_above else 0.0)
        row = Flow(
            flow.claim_id, start, end, text, is_right, is_above, height, flow.is_repeat, _say_days(flow)
        )
        rows.append(row)
    return rows


def _say_days(flow: Any) -> str:
    ends = (flow.period_earliest, flow.period_latest)
    return "/".join(".." if pd.isna(end) else f"{pd.Timestamp(end):%Y-%m-%d}" for end in ends)


def draw_flows(ax: Axes, rows: list[Flow]) -> None:
    """Draw a bar over the days of each flow, and its words; an end that is open is an arrow."""
    heights = np.array([row.height for row in rows])
    heights *= size_of(ax)[1] / heights.sum()
    ax.set_ylim(-float(heights.sum()), 0)
    ax.set_yticks([])
    for row, low in zip(rows, -np.cumsum(heights), strict=True):
        y = low + (BAR if row.is_above else row.height) / 2
        look: dict[str, Any] = {"color": COLOURS[0], "alpha": FAINT if row.is_repeat else 1.0}
        bar = Line2D([row.start, row.end], [y, y], marker="|", markersize=7, linewidth=4.0, **look)
        bar.set_solid_capstyle("butt")
        mark(ax.add_line(bar), row.claim_id, "flow", row.when)
        for end, text, marker in ((row.start, row.when[:2], "<"), (row.end, row.when[-2:], ">")):
            if text == "..":
                ax.add_line(Line2D([end], [y], marker=marker, markersize=8, clip_on=False, **look))
        _write(ax, row, y)


def _write(ax: Axes, row: Flow, y: float) -> None:
    """Write the words of a flow beside its bar, or above it from the panel's left edge on."""
    side = 1 if row.is_right else -1
    place = ((row.end if row.is_right else row.start, y), (6 * side, 0), "left" if row.is_right else "right")
    if row.is_above:
        place = ((ax.get_xlim()[0], y + BAR / 2), (0, 1), "left")
    text = ax.annotate(
        row.words,
        place[0],
        place[1],
        textcoords="offset points",
        ha=place[2],
        va="bottom" if row.is_above else "center",
        fontsize=NOTE,
    )
    mark(text, row.claim_id, "words")
