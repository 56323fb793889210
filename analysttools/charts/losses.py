"""Losses over time: a panel for each measure, wholes above their parts; losses of days of their own below.

Belongs here: the panels of totals, and the strip of flows, which has no scale of numbers to misread. Does not
belong here: marks against time (``drawing/series.py``) and their labels (``drawing/mark_labels.py``).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysttools.arguments import checked
from analysttools.charts.drawing.colours import FAINT
from analysttools.charts.drawing.layout import (
    NARROW,
    NOTE,
    TITLE,
    order_axes,
    size_of,
    split,
    text_height,
    wrap,
)
from analysttools.charts.drawing.long_series import EVERY, TABLE, keep_drawn
from analysttools.charts.drawing.mark_labels import (
    draw_until_told,
    label_marks,
    list_unlabelled,
    word_marks,
)
from analysttools.charts.drawing.number_axis import OVER, Span, number_down, tick_room
from analysttools.charts.drawing.series import (
    WITHOUT,
    describe_symbols,
    draw_series,
    join_totals,
    limits_of,
    locate_claims,
    name_row_without,
    room_without,
)
from analysttools.charts.drawing.sheet import (
    Note,
    Part,
    Sheet,
    SheetOptions,
    Spaces,
    Stack,
    on_sheet,
    share_height,
)
from analysttools.charts.drawing.style import (
    at_most,
    date_axis,
    list_sides,
    mark,
    require_cells,
    require_drawable,
    require_few,
    styled,
)
from analysttools.charts.drawing.text import describe_scope, describe_standing, format_subject, words_of
from analysttools.claims.frames import refuse_backward, require_parts
from analysttools.claims.scope import SCOPE
from analysttools.errors import NotComparableError, describe_list
from analysttools.formatting import format_number, format_short, say_claims
from analysttools.locales import read_texts

# How a period of some days of several begins, as EDTF writes it, and how pale its bar is.
ONE_OF, PALE = "[", 0.35
# The most panels of one chart.
MEASURES = 12
# So many rows of flows at most, and so many where a figure is narrow or its height set; none below totals in
# one that is lower than this.
ROWS, FEW_ROWS, LOW = 7, 4, 5.0
# Inches between rows, of a bar, and the least beside it: words that would have less stand above it.
ROW_GAP, BAR, BESIDE = 0.025, 0.12, 1.1
NEEDED = [
    *["claim_id", "claimant_id", *SCOPE, "period", "period_earliest", "period_latest", "asserted"],
    *["asserted_earliest", "asserted_latest", "low", "best", "high", "qualifier", "derived_from", "claimant"],
    *["measure_name", "population_name", "place_name", "unit"],
]
WORDS = read_texts("charts.losses")
# Inches of a panel, and to how few it may shrink; of the narrowest beside another, and between the two.
BODY, LEAST = 1.16, 0.45
# Inches of panels that stand all side by side, with no strip of flows below: labels need the height.
BODY_ALONE = 2.2
NARROWEST, NARROWEST_OF_SET, GAP = 2.6, 1.6, 0.35
# Lines of lighter words stand further apart.
LOOSE, LOOSE_PT = 1.06, 77
# Inches of an axis of days in the figure and at its end, below another panel, and at the right.
AXIS, BELOW, UNDER, RIGHT = 0.27, 0.3, 0.06, 0.45
SPACES = Spaces(top=0.04)


class Flow(NamedTuple):
    """One row of the strip: its days, its words, where these stand and how high the row is."""

    claim_id: str
    start: float
    end: float
    words: str
    is_right: bool
    is_above: bool
    height: float
    is_some: bool
    when: str
    look: dict[str, Any]


class Losses(NamedTuple):
    """What is drawn: totals by measure, their steps, what is part of what, the flows that have a row.

    `said` is which totals are not drawn.
    """

    panels: list[pd.DataFrame]
    steps: pd.DataFrame
    parts: pd.DataFrame
    shown: pd.DataFrame
    left_out: pd.DataFrame
    said: list[str]


@checked(every=EVERY)
@styled
@at_most(2_000, "claims", table=TABLE, claims=NEEDED)
@on_sheet
def plot_losses(
    claims: pd.DataFrame,
    parts: pd.DataFrame,
    *,
    every: str | None = None,
    between: Sequence[str | datetime.date] | None = None,
    **options: Unpack[SheetOptions],
) -> Axes:
    """Draw claims of losses over time: totals in a panel for each measure, wholes above their parts.

    All totals have one scale, from zero on, and stand by the day up to which they count, in the colour of
    their side, with claimant and number at the mark. A claimant's stated totals are joined in steps where
    they begin on the same day; where those of a panel begin on several days, labels say since when. Losses
    within days of their own are bars in a strip below, without a scale: no bar can be read on a total's line.
    The strip has at most seven rows, those of the greatest numbers, no repeats; the others are counted in
    words.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the columns of ``claims`` and the names that ``with_names`` adds. The
        totals are of one population in one place; flows may be of others, and then say so.
    parts : DataFrame
        What is part of what, as ``case.parts`` gives it.
    every : {"week", "month"}, optional
        Of long series of totals: draws of each claimant only the last of every week or month. None draws all.
    between : sequence of two days, optional
        The first and the last day that is drawn of totals, such as ``("2025-01-01", "2025-04-30")``. None
        draws all. How many claims `every` and `between` leave out is said below the chart.
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
        If columns are missing, there is no row, a claim is neither a total nor a flow with a period, or no
        total lies between the days.

    Examples
    --------
    >>> from analysttools import choose, load_case, with_names
    >>> from analysttools.charts.losses import plot_losses
    >>> case = load_case("tests/cases/strait")
    >>> lost = choose(case.claims, measure=["killed", "wounded", "casualties"])
    >>> axes = plot_losses(with_names(lost, case), case.parts).figure.axes
    >>> [panel.get_title(loc="left") for panel in axes[:3]]
    ['Killed or wounded', 'Killed', 'Wounded']
    """
    sheet = Sheet(**options)
    claims = _require_losses(claims)
    totals = locate_claims(claims[claims["kind"].eq("cumulative")], "period")
    said: list[str] = []
    if not totals.empty:
        totals, said = keep_drawn("plot_losses", totals, every, between, sheet.lang)
    flows = locate_claims(claims[claims["kind"].eq("flow")], "period")
    steps = join_totals(totals)
    parts = require_parts("plot_losses", parts)
    panels = []
    require_few("plot_losses", "measures", totals["measure"].nunique(), MEASURES)
    if not totals.empty:
        panels = _panels(_say_since(word_marks(totals, steps, sheet.lang), sheet.lang), parts)
    sheet.require_one([*panels, *([] if flows.empty else [flows])])
    shown = _choose_flows(flows, _count_rows(sheet, has_totals=bool(panels)))
    losses = Losses(panels, steps, parts, shown, flows.drop(shown.index), said)
    return draw_until_told(lambda told: _draw(losses, claims, told, options), _note(losses, sheet.lang))


def _draw(losses: Losses, claims: pd.DataFrame, told: str, options: SheetOptions) -> tuple[Axes, Sheet, str]:
    """Draw the chart with room for a note, and return the note that there is to be."""
    sheet, panels = Sheet(**options), losses.panels
    lang = sheet.lang
    sheet.credit(claims)
    top = _greatest(panels)
    rooms = [max(tick_room(top, lang), room_without(panel, lang)) for panel in panels]
    sheet.set_margins(0.1 + max(rooms, default=0.0), RIGHT)
    grid = _lay_grid(losses, sheet)
    rows = lay_flows(losses.shown, panels, sheet.inside, lang)
    key = list_sides(pd.concat([*panels, losses.shown]))
    over: Stack = []
    if len(key) > 1:
        over = [(grid[0].head + 0.04 if grid else 0.06, sheet.key(key))]
    body = BODY if rows or len(grid) > 1 else BODY_ALONE
    parts = [row.part(body, is_first=row is grid[0] and bool(over), is_last=row is grid[-1]) for row in grid]
    if rows:
        strip = sum(row.height for row in rows)
        parts.append(Part(strip, sheet.wrap_title(WORDS[lang]["flows"]), least=0.9 * strip))
    below = BELOW + (0.0 if rows else grid[-1].without)
    axes = sheet.open(
        parts,
        [(below, sheet.note(told)), *_count_left_out(losses, sheet)],
        over=over,
        spaces=SPACES,
        subtitle=_subtitle(losses, lang),
    )
    drawn = [one for ax, row in zip(axes, grid, strict=False) for one in _draw_row(ax, row, losses, sheet)]
    if rows:
        draw_flows(axes[-1], rows, _limits(losses.shown), lang)
    missing = list_unlabelled(pd.concat([one.missing for one in drawn]), lang) if drawn else ""
    note = _note(losses, lang, has_rings=any(one.has_rings for one in drawn), missing=missing)
    sheet.close([(below, sheet.note(note)), *_count_left_out(losses, sheet)])
    order_axes([*(one.ax for one in drawn), *axes[len(grid) :]])
    return (drawn[0].ax if drawn else axes[0]), sheet, note


class Drawn(NamedTuple):
    """What only drawing tells of a panel: whether marks are rings around others, and which have no label."""

    ax: Axes
    has_rings: bool
    missing: pd.DataFrame


class Row(NamedTuple):
    """Panels side by side: their titles and the lighter words under these, wrapped, and room for both."""

    panels: list[pd.DataFrame]
    titles: list[tuple[str, str]]
    columns: int
    head: float
    without: float

    def part(self, body: float, *, is_first: bool, is_last: bool) -> Part:
        """Return what the sheet must know; above the first row the key of sides makes the room itself."""
        below = (AXIS if is_last else UNDER) + self.without
        return Part(body, least=LEAST, above=0.0 if is_first else self.head, below=below)


def _lay_grid(losses: Losses, sheet: Sheet) -> list[Row]:
    """Put the panels in rows of as many as have room, all of them side by side where the height is set."""
    panels, inside = losses.panels, sheet.inside
    if not panels:
        return []
    least = NARROWEST if sheet.size.height is None else NARROWEST_OF_SET
    columns = min(max(int((inside + GAP) / (least + GAP)), 1), len(panels)) if sheet.is_own else 1
    count = -(-len(panels) // columns)
    columns = -(-len(panels) // count)
    width = (inside - GAP * (columns - 1)) / columns
    rows = []
    for start in range(0, len(panels), columns):
        own = panels[start : start + columns]
        titles = [_title(panel, losses, width, sheet.lang) for panel in own]
        heads = [text_height(title, TITLE) + LOOSE * text_height(under, NOTE) for title, under in titles]
        without = WITHOUT if any(panel["level"].isna().any() for panel in own) else 0.0
        rows.append(Row(own, titles, columns, max(heads) + 0.07, without))
    return rows


def _draw_row(ax: Axes, row: Row, losses: Losses, sheet: Sheet) -> list[Drawn]:
    """Draw panels side by side in the place of one, on the scale of all."""
    axes = split(ax, row.columns, GAP) if sheet.is_own else [ax]
    for spare in axes[len(row.panels) :]:
        spare.remove()
    limits, top = limits_of(pd.concat(losses.panels)), _greatest(losses.panels)
    is_last = row.panels[-1] is losses.panels[-1]
    drawn = []
    for number, (one, panel, (title, under)) in enumerate(zip(axes, row.panels, row.titles, strict=False)):
        height = size_of(one)[1]
        one.set_xlim(*limits)
        one.set_ylim(0, (1 + OVER) * top)
        own = losses.steps["claim_id"].isin(panel["claim_id"])
        has_rings = draw_series(one, panel, losses.steps[own])
        drawn.append(Drawn(one, has_rings, label_marks(one, panel, losses.steps)))
        one.grid(visible=True, axis="y")
        number_down(one.yaxis, max(2, int(height / 0.35)), Span(0, top, top / height), sheet.lang)
        date_axis(one, size_of(one)[0], sheet.lang)
        one.tick_params(labelleft=number == 0, labelbottom=is_last)
        if row.without and number == 0:
            name_row_without(one, sheet.lang)
        one.tick_params(axis="x", pad=3.5 + 72 * row.without)
        if sheet.is_own:
            _write_title(one, title, under)
    return drawn


def _write_title(ax: Axes, title: str, under: str) -> None:
    """Write what a panel counts, and in lighter words what that is a part of."""
    look: dict[str, Any] = {"textcoords": "offset points", "va": "bottom", "annotation_clip": False}
    if under:
        ax.annotate(under, (0, 1), (0, 4), xycoords="axes fraction", fontsize=NOTE, color="#444444", **look)
    ax.set_title(title, loc="left", x=0.0, pad=6 + LOOSE_PT * text_height(under, NOTE))


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


def _greatest(panels: list[pd.DataFrame]) -> float:
    """Return the greatest number of the totals, up to which all scales go; 1 if there is none."""
    tops = [float(panel[["low", "best", "high"]].max().max()) for panel in panels]
    return max((top for top in tops if top > 0), default=1.0)


def _panels(totals: pd.DataFrame, parts: pd.DataFrame) -> list[pd.DataFrame]:
    """Part the totals by measure, wholes before their parts."""
    own = _own_parts(totals, parts)
    depth = own["part"].value_counts()
    panels = [panel for _, panel in totals.groupby("measure", sort=False)]
    return sorted(panels, key=lambda panel: (depth.get(panel["measure"].iloc[0], 0), -len(panel)))


def _own_parts(totals: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Return which of the measures that are drawn is a part of which."""
    own = parts[parts["column"].eq("measure")]
    return own[own["whole"].isin(totals["measure"]) & own["part"].isin(totals["measure"])]


def _say_since(totals: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Have labels say since when a total counts, where not all of its measure count from one day."""
    starts = totals["period"].str.partition("/")[0].where(totals["period"].str.contains("/"), "")
    starts = starts.mask(starts.eq(".."), "")
    is_mixed = starts.groupby(totals["measure"]).transform("nunique").gt(1) & starts.ne("")
    since = [
        f"{said}, {WORDS[lang]['since'].format(start=format_short(start, lang))}" if is_own else said
        for said, start, is_own in zip(totals["said"], starts, is_mixed, strict=True)
    ]
    is_mixed = starts.groupby(totals["measure"]).transform("nunique").gt(1)
    return totals.assign(said=since, start=starts, is_mixed=is_mixed)


def _title(panel: pd.DataFrame, losses: Losses, width: float, lang: str) -> tuple[str, str]:
    """Return what a panel counts, and what the least whole among the panels is that it is a part of."""
    first = panel.iloc[0]
    everything = pd.concat(losses.panels)
    own = _own_parts(everything, losses.parts)
    wholes = own.loc[own["part"].eq(first["measure"]), "whole"]
    least = wholes[~wholes.isin(own.loc[own["part"].isin(wholes), "whole"])]
    names = everything.drop_duplicates("measure").set_index("measure")["measure_name"]
    short = [name.partition(" (")[0] for name in names[least]]
    said = [WORDS[lang]["part"].format(wholes="; ".join(short))] if short else []
    is_stated = not first["is_mixed"] and first["start"]
    said += [describe_scope(panel, lang)] if is_stated else []
    name = first["measure_name"]
    title = wrap(f"{name[0].upper()}{name[1:]}", width, TITLE, is_bold=True)
    return title, "\n".join(wrap(one, width, NOTE) for one in said)


def _subtitle(losses: Losses, lang: str) -> str:
    """Return whose losses where, and by which days; of flows alone whose and which."""
    words = WORDS[lang]
    if not losses.panels:
        first = losses.shown.iloc[0]
        return format_subject(first["population_name"], words["flows alone"], lang)
    first = losses.panels[0].iloc[0]
    where = [first["place_name"]] if isinstance(first["place_name"], str) else []
    what = ", ".join([str(first["population_name"]), *where])
    unit = "" if pd.isna(first["unit"]) else words_of(lang).get(first["unit"], first["unit"])
    if len(losses.panels) == 1:
        what = ", ".join([format_subject(first["population_name"], first["measure_name"], lang), *where])
    text = words["subtitle"].format(what=what, unit=unit)
    return text[0].upper() + text[1:]


def _note(losses: Losses, lang: str, *, has_rings: bool = False, missing: str = "") -> str:
    """State below the chart what its signs mean, and which claims have no label."""
    words = WORDS[lang]
    said = [*losses.said]
    if losses.panels:
        said += describe_symbols(pd.concat(losses.panels), losses.steps, lang, has_rings=has_rings)
        is_silent = any(panel["start"].eq("").any() for panel in losses.panels)
        said += [words["silent"]] if is_silent else []
    said += [words["pale bars"]] if losses.shown["period"].str.startswith(ONE_OF).any() else []
    said += [missing] if missing else []
    return " ".join(said)


def _count_left_out(losses: Losses, sheet: Sheet) -> list[tuple[float, Note]]:
    """Say how many claims have no row: one text for all of them, under their ids."""
    left = losses.left_out
    if not len(left):
        return []
    text = WORDS[sheet.lang]["left out"].format(count=format_number(len(left), sheet.lang))
    return [(0.06, sheet.note(text)._replace(gid=f"row.{';'.join(left['claim_id'])}.left_out"))]


def _count_rows(sheet: Sheet, *, has_totals: bool) -> int:
    """Return for how many flows there is room below the totals."""
    if sheet.size.height is not None and sheet.size.height < LOW and has_totals:
        return 0
    return ROWS if sheet.size.height is None and sheet.width >= NARROW else FEW_ROWS


def _choose_flows(flows: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return so many flows at most, those of the greatest numbers, in the order of their days."""
    order = {"by": ["is_repeat", "level"], "ascending": [True, False], "kind": "stable"}
    kept = flows if len(flows) <= count else flows.sort_values(**order).head(count)
    return kept.sort_values(["early", "late", "claim_id"])


def lay_flows(flows: pd.DataFrame, panels: list[pd.DataFrame], inside: float, lang: str) -> list[Flow]:
    """Put the words of each flow on the side of its bar where there is more room."""
    if flows.empty:
        return []
    limits = _limits(flows)
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
        is_above = beside < BESIDE
        text = ", ".join(str(part) for part in said if isinstance(part, str))
        text = wrap(text, inside if is_above else beside, NOTE)
        height = text_height(text, NOTE) + ROW_GAP + (BAR if is_above else 0.0)
        is_some = str(flow.period).startswith(ONE_OF)
        look = {"color": flow.colour, "alpha": FAINT if flow.is_repeat else 1.0}
        place = (start, end, text, is_right, is_above, height)
        rows.append(Flow(flow.claim_id, *place, is_some, _format_days(flow), look))
    return rows


def _limits(flows: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of the axis of time of flows: all days, and some room."""
    days = flows[["early", "late"]].to_numpy(float)
    room = 0.05 * float(np.ptp(days)) + 1
    return float(days.min()) - room, float(days.max()) + 1 + room


def _format_days(flow: Any) -> str:
    ends = (flow.period_earliest, flow.period_latest)
    return "/".join(".." if pd.isna(end) else f"{pd.Timestamp(end):%Y-%m-%d}" for end in ends)


def draw_flows(ax: Axes, rows: list[Flow], limits: tuple[float, float], lang: str) -> None:
    """Draw a bar over the days of each flow, and its words; an end that is open is an arrow."""
    heights = share_height(ax, [row.height for row in rows])
    ax.set_xlim(*limits)
    ax.set_ylim(-float(heights.sum()), 0)
    date_axis(ax, size_of(ax)[0], lang)
    ax.set_yticks([])
    for row, low in zip(rows, -np.cumsum(heights), strict=True):
        y = low + (BAR if row.is_above else row.height) / 2
        bar = Line2D([row.start, row.end], [y, y], marker="|", markersize=6, linewidth=4.0, **row.look)
        bar.set_solid_capstyle("butt")
        if row.is_some:  # on which of the days is not known: no solid bar, and no first and last day of it
            bar.set(alpha=PALE, marker="")
        mark(ax.add_line(bar), row.claim_id, "flow", row.when)
        for end, text, marker in ((row.start, row.when[:2], "<"), (row.end, row.when[-2:], ">")):
            if text == "..":
                ax.add_line(Line2D([end], [y], marker=marker, markersize=8, clip_on=False, **row.look))
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
