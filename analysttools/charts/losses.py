"""Losses over time: totals by what they count, wholes above their parts; flows over their own days.

Belongs here: the panels of totals and the rows of flows, which have no scale of numbers to misread. Does not
belong here: marks against time (``drawing/series.py``).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysttools.arguments import checked
from analysttools.charts.drawing.claimant_list import lay_names, set_note
from analysttools.charts.drawing.code_names import PLAIN, format_code
from analysttools.charts.drawing.layout import (
    MARGIN,
    NAME,
    NOTE,
    TITLE,
    WIDTH,
    Panel,
    new_panels,
    require_readable,
    set_head,
    size_of,
    text_height,
    wrap,
)
from analysttools.charts.drawing.number_axis import Span, number_down, tick_room
from analysttools.charts.drawing.series import draw_marks, draw_steps, draw_tags, list_symbols, locate
from analysttools.charts.drawing.style import (
    COLOURS,
    FAINT,
    at_most,
    date_axis,
    mark,
    require_cells,
    require_columns,
    require_few,
    styled,
)
from analysttools.charts.drawing.text import describe_scope, format_subject, words_of
from analysttools.claims.frames import refuse_backward, require_parts
from analysttools.claims.revisions import revisions
from analysttools.claims.scope import SCOPE, scopes
from analysttools.errors import NotComparableError, describe_list
from analysttools.formatting import format_number, say_claims
from analysttools.locales import read_texts

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
        said += [format_code(status, lang)] if isinstance(status, str) and status not in PLAIN else []
        start = limits[0] if pd.isna(flow.period_earliest) else flow.early
        end = limits[1] if pd.isna(flow.period_latest) else flow.late + 1
        is_right = limits[1] - end >= start - limits[0]
        beside = (limits[1] - end if is_right else start - limits[0]) / inch - 0.16
        is_above = beside < LEAST
        text = ", ".join(str(part) for part in said if isinstance(part, str))
        text = wrap(text, inside if is_above else beside, NOTE)
        height = text_height(text, NOTE) + ROW_GAP + (BAR if is_above else 0.0)
        row = Flow(
            flow.claim_id, start, end, text, is_right, is_above, height, flow.is_repeat, _format_days(flow)
        )
        rows.append(row)
    return rows


def _format_days(flow: Any) -> str:
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


NEEDED = [
    *["claim_id", "claimant_id", *SCOPE, "period", "period_earliest", "period_latest", "asserted"],
    *["asserted_earliest", "asserted_latest", "low", "best", "high", "qualifier", "derived_from", "claimant"],
    *["measure_name", "population_name", "place_name", "unit"],
]
WORDS = read_texts("charts.losses")
# Heights of a panel of totals, in inches: of a few, and of many.
FEW, MANY = 0.8, 1.5
UNDER, OVER = 0.16, 0.12
BELOW, RIGHT = 0.3, 0.25
# Each panel and each flow takes height.
FLOWS = 300


@checked()
@styled
@at_most(2_000, "claims", claims=NEEDED)
def plot_losses(
    claims: pd.DataFrame,
    parts: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: str = "en",
    width: float = WIDTH,
) -> Axes:
    """Draw claims of losses over time: totals in panels, wholes above their parts, and flows apart.

    Each thing that is counted (killed, wounded, their sum) has a panel, which says what it is a part of and
    what it takes in; all totals have one scale. A claimant's totals are joined in steps against the day up to
    which they count. Flows are bars over their own
    days with their words beside them, without a scale of numbers: no bar can be read on a total's line.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the columns of ``claims`` and the names that ``with_names`` adds. The
        totals are of one population in one place; flows may be of others, and then say so.
    parts : DataFrame
        What is part of what, as ``case.parts`` gives it.
    ax : matplotlib.axes.Axes, optional
        Where to draw; then there must be one panel only. None makes a new figure.
    lang : {"en", "fr"}
        Language of the words of the chart.
    width : float, optional
        Width of a new figure in inches.

    Returns
    -------
    matplotlib.axes.Axes
        The first panel; ``.figure`` holds them all. Each mark carries the id of its claim (``gid``).

    Raises
    ------
    NotComparableError
        If the totals are of several populations, places or units, or `ax` is given and several panels are
        needed.
    ValueError
        If columns are missing, there is no row, or a claim is neither a total nor a flow with a period.

    Examples
    --------
    >>> from analysttools import load_case, with_names
    >>> from analysttools.charts.losses import plot_losses
    >>> case = load_case("data")
    >>> nis = case.claims[case.claims["claim_id"].str.startswith("nis-2025-04-30")]
    >>> axes = plot_losses(with_names(nis, case), case.parts).figure.axes
    >>> [panel.get_title(loc="left").split(": ")[1].split(",")[0] for panel in axes[:3]]
    ['killed or wounded', 'killed', 'wounded']
    """
    claims = require_columns(claims, NEEDED, "plot_losses")
    parts = require_parts("plot_losses", parts)
    words_of(lang)
    require_cells(
        claims, ["claim_id", "claimant_id", "claimant", "measure_name", "kind", "period"], "plot_losses"
    )
    refuse_backward("plot_losses", claims)
    _require_losses(claims)
    is_total = claims["kind"].eq("cumulative")
    panels = _panels(locate(claims[is_total], "period"), parts)
    flows = locate(claims[~is_total], "period").sort_values(["early", "late", "claim_id"])
    require_few("plot_losses", "panels and flows", len(panels) + len(flows), FLOWS)
    if ax is not None and len(panels) + (not flows.empty) > 1:
        one, other = [*panels, flows][:2]
        raise NotComparableError.of(one.iloc[0], other.iloc[0], [*SCOPE, "period"])
    if ax is None:  # known before anything is laid out
        require_readable(sum(map(_body, panels)))
    top = claims.loc[is_total, ["low", "best", "high"]].max().max()
    top = 1.0 if pd.isna(top) or top == 0 else float(top)
    left = 0.36 + tick_room(top, lang)
    inside = width - left - MARGIN - RIGHT if ax is None else size_of(ax)[0]
    whole, reach = (width - 2 * MARGIN, left) if ax is None else (inside, 0.0)
    limits = _limits([*panels, flows])
    rows = lay_flows(flows, panels, limits, inside, lang)
    heads = [_head(panel, panels, parts, whole, lang) for panel in panels]
    heads += [(wrap(WORDS[lang]["flows"], whole, TITLE, is_bold=True), "")] if rows else []
    names = lay_names(pd.concat(panels), whole, is_beside=False) if panels else None
    steps = _steps(claims[is_total])
    there = list_symbols(pd.concat(panels), steps) if panels else []
    note = wrap(_note(there, bool(rows), lang), whole, NOTE)
    below = BELOW + text_height(note, NOTE) + (0.1 + names.height if names else 0.0)
    axes = [ax] if ax is not None else _new_axes(heads, panels, rows, left, below, width)
    for panel_ax, head in zip(axes, heads, strict=True):
        set_head(panel_ax, head[0], reach, below=head[1])
        panel_ax.set_xlim(*limits)
        date_axis(panel_ax, inside)
        panel_ax.tick_params(labelbottom=panel_ax is axes[-1])
    drawn = [
        _draw_totals(panel_ax, panel, steps[steps["claim_id"].isin(panel["claim_id"])], top, lang)
        for panel_ax, panel in zip(axes[: len(panels)], panels, strict=True)
    ]
    if rows:
        draw_flows(axes[-1], rows)
    if not any(has_rings for _, has_rings in drawn) and there:
        there.remove("ring")
    note = _note(there, bool(rows), lang, sum(untagged for untagged, _ in drawn))
    set_note(axes[-1], wrap(note, whole, NOTE), names, reach, BELOW)
    return axes[0]


def _require_losses(claims: pd.DataFrame) -> None:
    """Raise if a claim is no total and no flow, or if the totals are not of one population and place."""
    is_known = claims["kind"].isin(["cumulative", "flow"])
    is_known &= claims["period_earliest"].notna() | claims["period_latest"].notna()
    if not is_known.all():
        named = describe_list(claims.loc[~is_known, "claim_id"])
        raise ValueError(
            f"plot_losses: {(~is_known).sum()} of {len(claims)} claims are no totals and no flows of a known "
            f"period: {named}. Give claims whose kind is cumulative or flow"
        )
    totals = claims[claims["kind"].eq("cumulative")]
    for column in ("population", "place_id", "unit"):
        others = totals[totals[column].ne(totals[column].iloc[0])] if len(totals) else totals
        if totals[column].nunique(dropna=False) > 1:
            raise NotComparableError.of(totals.iloc[0], others.iloc[0], [*SCOPE, "period"])


def _steps(totals: pd.DataFrame) -> pd.DataFrame:
    """Join the totals of each claimant in the order of the days up to which they count."""
    days = {f"asserted_{end}": totals["period_latest"] for end in ("earliest", "latest")}
    return revisions(totals.assign(**days))


def _limits(frames: list[pd.DataFrame]) -> tuple[float, float]:
    """Return the ends of the axis of time: all days, and some room."""
    days = pd.concat(frames)[["early", "late"]].to_numpy()
    room = 0.05 * float(np.ptp(days)) + 1
    return float(days.min()) - room, float(days.max()) + room


def _panels(totals: pd.DataFrame, parts: pd.DataFrame) -> list[pd.DataFrame]:
    """Part the totals into what is alike, wholes before their parts."""
    if totals.empty:
        return []
    panels = [panel for _, panel in totals.groupby(scopes(totals, over_time=True), sort=False)]
    measures = list(dict.fromkeys(totals["measure"]))
    own = parts[parts["column"].eq("measure") & parts["whole"].isin(measures)]
    depth = own["part"].value_counts()
    return sorted(panels, key=lambda panel: (depth.get(panel["measure"].iloc[0], 0), -len(panel)))


def _body(panel: pd.DataFrame) -> float:
    """Return the height of what is drawn of totals, in inches."""
    return FEW if len(panel) < 4 else MANY


def _new_axes(
    heads: list[tuple[str, str]],
    panels: list[pd.DataFrame],
    rows: list[Flow],
    left: float,
    below: float,
    width: float,
) -> list[Axes]:
    """Make the panels: of totals, higher for more claims, then of flows."""
    bodies = [_body(panel) for panel in panels]
    bodies += [sum(row.height for row in rows)] if rows else []
    sizes = [
        Panel(text_height(title, TITLE) + 1.06 * text_height(under, NOTE) + 0.2, body, 0.12)
        for (title, under), body in zip(heads, bodies, strict=True)
    ]
    return new_panels(width, left + MARGIN, sizes, right=RIGHT, foot=below)


def _head(
    panel: pd.DataFrame, panels: list[pd.DataFrame], parts: pd.DataFrame, whole: float, lang: str
) -> tuple[str, str]:
    """Return what a panel counts, and below that of which other panels it is a part or a whole."""
    first = panel.iloc[0]
    where = [first["place_name"]] if isinstance(first["place_name"], str) else []
    subject = format_subject(first["population_name"], first["measure_name"], lang)
    text = ", ".join([subject, *where, describe_scope(panel, lang)])
    named = pd.concat(panels).drop_duplicates("measure").set_index("measure")["measure_name"]
    own = parts[parts["column"].eq("measure")]
    wholes = own.loc[own["part"].eq(first["measure"]) & own["whole"].isin(named.index), "whole"]
    pieces = own.loc[own["whole"].eq(first["measure"]) & own["part"].isin(named.index), "part"]
    said = [WORDS[lang]["part"].format(wholes="; ".join(named[wholes]))] if len(wholes) else []
    said += [WORDS[lang]["whole"].format(parts="; ".join(named[pieces]))] if len(pieces) else []
    return wrap(text, whole, TITLE, is_bold=True), wrap("\n".join(said), whole, NOTE)


def _draw_totals(
    ax: Axes, panel: pd.DataFrame, steps: pd.DataFrame, top: float, lang: str
) -> tuple[int, bool]:
    """Draw the totals of one panel, on the scale of all; count what lacks its number, tell of rings."""
    height = size_of(ax)[1]
    under = max(UNDER, 0.16 / height)
    ax.set_ylim(-under * top, (1 + OVER) * top)
    steps = steps[steps["previous_id"].isin(panel["claim_id"])]
    draw_steps(ax, panel, steps, (1 + OVER + under) * top / height)
    has_rings = draw_marks(ax, panel, -0.55 * under * top)
    untagged = draw_tags(ax, panel, -0.55 * under * top)
    ax.grid(visible=True, axis="y")
    number_down(ax.yaxis, max(2, int(height / 0.45)), Span(0, top, top / height), lang)
    unit = panel["unit"].iloc[0]
    ax.set_ylabel("" if pd.isna(unit) else words_of(lang).get(unit, unit), fontsize=NAME, labelpad=3)
    return untagged, has_rings


def _note(there: list[str], has_flows: bool, lang: str, untagged: int = 0) -> str:
    """State below the chart what its axis and its signs mean."""
    words = words_of(lang)
    said = [WORDS[lang]["axis"], *(words[sign] for sign in there)] if there else []
    said += [words["untagged"].format(count=format_number(untagged, lang))] if untagged else []
    return " ".join([*said, *([WORDS[lang]["bars"]] if has_flows else [])])
