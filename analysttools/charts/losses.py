"""Losses over time: totals by what they count, wholes above their parts; flows over their own days.

Belongs here: the panels of totals and the rows of flows, which have no scale of numbers to misread. Does not
belong here: marks against time (``drawing/series.py``).
"""

from __future__ import annotations

from typing import Any, NamedTuple, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysttools.arguments import checked
from analysttools.charts.drawing.claimant_list import lay_names
from analysttools.charts.drawing.layout import NAME, NOTE, size_of, text_height, wrap
from analysttools.charts.drawing.number_axis import Span, number_down, tick_room
from analysttools.charts.drawing.series import (
    Drawn,
    describe_symbols,
    draw_series,
    list_symbols,
    locate_claims,
)
from analysttools.charts.drawing.sheet import Part, Sheet, SheetOptions, Spaces, on_sheet, share_height
from analysttools.charts.drawing.style import (
    COLOURS,
    FAINT,
    at_most,
    date_axis,
    mark,
    require_cells,
    require_drawable,
    require_few,
    styled,
)
from analysttools.charts.drawing.text import describe_scope, describe_standing, format_subject, words_of
from analysttools.claims.frames import refuse_backward, require_parts
from analysttools.claims.revisions import revisions
from analysttools.claims.scope import SCOPE, scopes
from analysttools.errors import NotComparableError, describe_list
from analysttools.formatting import say_claims
from analysttools.locales import read_texts

ROW_GAP = 0.1
# How a period of some days of several begins, as EDTF writes it, and how pale its bar is.
ONE_OF, PALE = "[", 0.35
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
    is_some: bool
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
        said += describe_standing(flow, lang)
        start = limits[0] if pd.isna(flow.period_earliest) else flow.early
        end = limits[1] if pd.isna(flow.period_latest) else flow.late + 1
        is_right = limits[1] - end >= start - limits[0]
        beside = (limits[1] - end if is_right else start - limits[0]) / inch - 0.16
        is_above = beside < LEAST
        text = ", ".join(str(part) for part in said if isinstance(part, str))
        text = wrap(text, inside if is_above else beside, NOTE)
        height = text_height(text, NOTE) + ROW_GAP + (BAR if is_above else 0.0)
        is_some = str(flow.period).startswith(ONE_OF)
        place = (start, end, text, is_right, is_above, height)
        rows.append(Flow(flow.claim_id, *place, flow.is_repeat, is_some, _format_days(flow)))
    return rows


def _format_days(flow: Any) -> str:
    ends = (flow.period_earliest, flow.period_latest)
    return "/".join(".." if pd.isna(end) else f"{pd.Timestamp(end):%Y-%m-%d}" for end in ends)


def draw_flows(ax: Axes, rows: list[Flow]) -> None:
    """Draw a bar over the days of each flow, and its words; an end that is open is an arrow."""
    heights = share_height(ax, [row.height for row in rows])
    ax.set_ylim(-float(heights.sum()), 0)
    ax.set_yticks([])
    for row, low in zip(rows, -np.cumsum(heights), strict=True):
        y = low + (BAR if row.is_above else row.height) / 2
        look: dict[str, Any] = {"color": COLOURS[0], "alpha": FAINT if row.is_repeat else 1.0}
        bar = Line2D([row.start, row.end], [y, y], marker="|", markersize=7, linewidth=4.0, **look)
        bar.set_solid_capstyle("butt")
        if row.is_some:  # on which of the days is not known: no solid bar, and no first and last day of it
            bar.set(alpha=PALE, marker="")
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
SPACES = Spaces(top=0.2, between=0.12, end=0.12)
# Each panel and each flow takes height.
FLOWS = 300


@checked()
@styled
@at_most(2_000, "claims", claims=NEEDED)
@on_sheet
def plot_losses(
    claims: pd.DataFrame,
    parts: pd.DataFrame,
    **options: Unpack[SheetOptions],
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
    **options : SheetOptions
        ``ax``, ``lang``, ``title``, ``size`` and ``dpi``, as every chart takes them
        (`analysttools.charts.drawing.sheet.Sheet`).

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
    >>> from analysttools import choose, load_case, with_names
    >>> from analysttools.charts.losses import plot_losses
    >>> case = load_case("tests/cases/strait")
    >>> lost = choose(case.claims, measure=["killed", "wounded", "casualties"])
    >>> axes = plot_losses(with_names(lost, case), case.parts).figure.axes
    >>> [panel.get_title(loc="left").split(": ")[1].split(",")[0] for panel in axes[:3]]
    ['killed or wounded', 'killed', 'wounded']
    """
    sheet = Sheet(**options)
    lang = sheet.lang
    sheet.credit(claims := _require_losses(claims))
    parts = require_parts("plot_losses", parts)
    totals = claims[claims["kind"].eq("cumulative")]
    panels = _panels(locate_claims(totals, "period"), parts)
    flows = locate_claims(claims.drop(totals.index), "period").sort_values(["early", "late", "claim_id"])
    require_few("plot_losses", "panels and flows", len(panels) + len(flows), FLOWS)
    sheet.require_one([*panels, *([] if flows.empty else [flows])])
    sheet.require_readable(sum(map(_body, panels)))  # known before anything is laid out
    top = _greatest(totals)
    sheet.set_margins(0.36 + tick_room(top, lang), RIGHT)
    limits = _limits([*panels, flows])
    rows = lay_flows(flows, panels, limits, sheet.inside, lang)
    heads = [Part(_body(panel), *_head(panel, panels, parts, sheet, lang)) for panel in panels]
    heads += [Part(sum(row.height for row in rows), sheet.wrap_title(WORDS[lang]["flows"]))] if rows else []
    steps = _steps(totals)
    foot, symbols = [], []
    if panels:
        symbols = list_symbols(pd.concat(panels), steps)
        foot = [(0.1, lay_names(pd.concat(panels), sheet.whole, is_beside=False))]
    note = sheet.note(_note(symbols, rows, lang))
    axes = sheet.open(heads, [(BELOW, note), *foot], spaces=SPACES)
    _set_days(axes, limits, sheet.inside)
    each = [_draw_totals(ax, panel, steps, top, lang) for ax, panel in zip(axes, panels, strict=False)]
    if rows:
        draw_flows(axes[-1], rows)
    drawn = Drawn(any(one.has_rings for one in each), sum(one.untagged for one in each))
    sheet.close([(BELOW, sheet.note(_note(symbols, rows, lang, drawn))), *foot])
    return axes[0]


def _require_losses(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims, or raise if one is no total and no flow, or the totals are unlike."""
    claims = require_drawable(claims, NEEDED, "plot_losses")
    require_cells(
        claims, ["claim_id", "claimant_id", "claimant", "measure_name", "kind", "period"], "plot_losses"
    )
    refuse_backward("plot_losses", claims)
    is_known = claims["kind"].isin(["cumulative", "flow"])
    is_known &= claims["period_earliest"].notna() | claims["period_latest"].notna()
    if not is_known.all():
        named = describe_list(claims.loc[~is_known, "claim_id"])
        raise ValueError(
            f"plot_losses: {(~is_known).sum()} of {len(claims)} claims are neither totals nor flows of a "
            f"known period: {named}. Pass claims whose kind is cumulative or flow"
        )
    totals = claims[claims["kind"].eq("cumulative")]
    for column in ("population", "place_id", "unit"):
        others = totals[totals[column].ne(totals[column].iloc[0])] if len(totals) else totals
        if totals[column].nunique(dropna=False) > 1:
            raise NotComparableError.of(totals.iloc[0], others.iloc[0], [*SCOPE, "period"])
    return claims


def _greatest(totals: pd.DataFrame) -> float:
    """Return the greatest number of the totals, up to which all scales go; 1 if there is none."""
    top = totals[["low", "best", "high"]].max().max()
    return 1.0 if pd.isna(top) or top == 0 else float(top)


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


def _set_days(axes: list[Axes], limits: tuple[float, float], inside: float) -> None:
    """Give all panels one axis of time, written below the last of them."""
    for ax in axes:
        ax.set_xlim(*limits)
        date_axis(ax, inside)
        ax.tick_params(labelbottom=ax is axes[-1])


def _head(
    panel: pd.DataFrame, panels: list[pd.DataFrame], parts: pd.DataFrame, sheet: Sheet, lang: str
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
    return sheet.wrap_title(text), sheet.wrap_note("\n".join(said))


def _draw_totals(ax: Axes, panel: pd.DataFrame, steps: pd.DataFrame, top: float, lang: str) -> Drawn:
    """Draw the totals of one panel, on the scale of all."""
    height = size_of(ax)[1]
    under = max(UNDER, 0.16 / height)
    ax.set_ylim(-under * top, (1 + OVER) * top)
    own = steps["claim_id"].isin(panel["claim_id"]) & steps["previous_id"].isin(panel["claim_id"])
    drawn = draw_series(ax, panel, steps[own], -0.55 * under * top)
    ax.grid(visible=True, axis="y")
    number_down(ax.yaxis, max(2, int(height / 0.45)), Span(0, top, top / height), lang)
    unit = panel["unit"].iloc[0]
    ax.set_ylabel("" if pd.isna(unit) else words_of(lang).get(unit, unit), fontsize=NAME, labelpad=3)
    return drawn


def _note(symbols: list[str], flows: list[Flow], lang: str, drawn: Drawn | None = None) -> str:
    """State below the chart what its axis and its signs mean."""
    words = WORDS[lang]
    said = [words["axis"], *describe_symbols(symbols, lang, drawn)] if symbols else []
    said += [words["bars"]] if any(not flow.is_some for flow in flows) else []
    said += [words["pale bars"]] if any(flow.is_some for flow in flows) else []
    return " ".join(said)
