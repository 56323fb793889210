"""Claimed area held against time, with the area that a map of control showed behind the claims.

Belongs here: the chart, which claims have words, and what was said at the time or later. Does not belong
here: how a mark looks (``drawing/series.py``), measuring (``front/``).
"""

from __future__ import annotations

from typing import Any, Unpack

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysttools.arguments import checked
from analysttools.charts.drawing.layout import size_of, wrap
from analysttools.charts.drawing.mark_labels import (
    SMALL,
    draw_until_told,
    label_marks,
    list_unlabelled,
    word_marks,
)
from analysttools.charts.drawing.number_axis import OVER, Span, number_down, tick_room
from analysttools.charts.drawing.series import describe_symbols, draw_series, limits_of, locate_claims
from analysttools.charts.drawing.sheet import Part, Sheet, SheetOptions, Spaces, Stack, on_sheet
from analysttools.charts.drawing.style import (
    at_most,
    date_axis,
    list_sides,
    mark,
    require_cells,
    require_drawable,
    styled,
)
from analysttools.charts.drawing.text import describe_standing, format_subject
from analysttools.charts.front_map.map_names import format_map_name, require_one_map, stated
from analysttools.claims.scope import SCOPE
from analysttools.errors import NotComparableError, describe_list
from analysttools.formatting import format_day, format_number, format_period
from analysttools.locales import read_texts

NEEDED = [
    *["claim_id", "claimant_id", *SCOPE, "period", "period_earliest", "period_latest"],
    *["asserted", "asserted_earliest", "asserted_latest", "low", "best", "high", "qualifier", "status"],
    *["derived_from", "claimant", "side", "measure_name", "population_name", "place_name"],
]
MEASURED = ["area_id", "map_day", "sector", "area_km2", "source_id"]
WORDS = read_texts("charts.held_area")
# Inches of the panel, and to how few it may shrink; of the axis; of the panel's right edge.
HEIGHT, LEAST, BELOW, RIGHT = 3.6, 1.6, 0.32, 0.45
SPACES = Spaces(top=0.02)
# Inches of the longest line of a label.
LABEL = 1.5
# So many claims have words; what was said within so many days was said at the time.
SHOWN, SOON = 7, 31
# A claim of more days than these stands in the middle of those that the other marks cover.
LONG = 200
GREY = "#9A9A9A"


@checked()
@styled
@at_most(300, "claims", table="with tabulate_claims", claims=NEEDED)
@on_sheet
def plot_held_area(
    claims: pd.DataFrame, *, measured: pd.DataFrame | None = None, **options: Unpack[SheetOptions]
) -> Axes:
    """Draw claims of an area held, of one scope, against the time of which they speak.

    A stated value is a dot, a lower bound a triangle upwards, an upper bound one downwards, two bounds a bar.
    Colours are those of the claimants' sides. What covers more than a day is a pale bar over its span, the
    mark in its middle. A mark is filled where the claim was said within 31 days of the first day of which it
    may speak; hollow where it was said later, or nobody knows when, and then its label tells when. Of days of
    saying that are not exactly known, the middle counts. Nothing joins claims: an area held at two moments
    says nothing of the time between.

    At most seven claims have words: the highest, the lowest, the first and the last; then, of each claimant
    that has none yet, the one farthest from the measured area of its day, or the highest where there is none.
    Repeats have none, unless all are repeats. The others are marks alone.

    Parameters
    ----------
    claims : DataFrame
        One row a claim of ``area_held_km2`` of one population in one place, with the columns of
        ``claims`` and the names that ``with_names`` adds.
    measured : DataFrame, optional
        The area that one map of control showed held by that population in that place: rows of
        ``case.daily_area`` of one source and one sector, with names. It is a grey step for each file, on its
        own day alone: a day without a file is a gap, and the line ends with the last file. None draws claims
        alone.
    **options : SheetOptions
        ``ax``, ``lang``, ``title``, ``size`` and ``dpi``, as every chart takes them
        (`analysttools.charts.drawing.sheet.Sheet`).

    Returns
    -------
    matplotlib.axes.Axes
        Each mark carries the id of its claim (``gid``), each stretch of the grey line those of its files.

    Raises
    ------
    NotComparableError
        If the claims count different things.
    ValueError
        If columns are missing, there is no row, the claims are of another measure, or a claim has no
        number or no day; if the measured rows are of several maps or sectors, of other ground than the
        claims, or one of them has no area.

    Examples
    --------
    >>> from analysttools import load_case, with_names
    >>> from analysttools.charts.held_area import plot_held_area
    >>> case = load_case("tests/cases/strait")
    >>> both = ["staff-held-april", "staff-held-may"]
    >>> claims = with_names(case.claims[case.claims["claim_id"].isin(both)], case)
    >>> [text.get_text().replace(chr(10), " ") for text in plot_held_area(claims).texts[:2]]
    ['Upland staff at least 7,000', 'Upland staff about 5,200']
    """
    claims = _require_claims(claims)
    measured = None if measured is None else _require_measured(measured, claims)
    lang = Sheet(**options).lang
    worded = _word(_tell_apart(_locate(claims)), lang)
    note = _note(worded, measured, lang)
    return draw_until_told(lambda told: _draw(worded, measured, told, options), note)


def _draw(
    worded: pd.DataFrame, measured: pd.DataFrame | None, told: str, options: SheetOptions
) -> tuple[Axes, Sheet, str]:
    """Draw the chart with room for a note, and return the note that there is to be."""
    sheet = Sheet(**options)
    lang = sheet.lang
    sheet.credit(worded, *([] if measured is None else [measured]))
    top = _greatest(worded, measured)
    sheet.set_margins(0.1 + tick_room(top, lang), RIGHT)
    key = list_sides(worded)
    for side in key:
        side.set_markerfacecolor(side.get_color())
    over: Stack = [(0.04, sheet.key(key))] if key else []
    foot = [(BELOW, sheet.note(told))]
    (ax,) = sheet.open(
        [Part(HEIGHT, least=LEAST)], foot, over=over, spaces=SPACES, subtitle=_title(worded, sheet)
    )
    _set_limits(ax, worded, measured, top)
    if measured is not None:
        _draw_measured(ax, measured)
    has_rings = draw_series(ax, worded, None)
    labelled, only = _labels(worded, measured, lang)
    missing = list_unlabelled(label_marks(ax, labelled, None, only=only), lang)
    ax.grid(visible=True, axis="y")
    height = size_of(ax)[1]
    number_down(ax.yaxis, max(3, int(height / 0.45)), Span(0, top, top / height), lang)
    date_axis(ax, sheet.inside, lang)
    note = " ".join(filter(None, [_note(worded, measured, lang, has_rings=has_rings), missing]))
    sheet.close([(BELOW, sheet.note(note))])
    return ax, sheet, note


def _require_claims(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims, or raise: they are unlike, no area held, or one of them has no number or no day."""
    claims = require_drawable(claims, NEEDED, "plot_held_area")
    filled = ["claim_id", "claimant_id", *SCOPE, "period", "claimant", "measure_name", "place_name"]
    require_cells(claims, filled, "plot_held_area")
    first = claims.iloc[0]
    unlike = claims[claims[SCOPE].ne(first[SCOPE]).any(axis=1)]
    if not unlike.empty:
        raise NotComparableError.of(first, unlike.iloc[0], SCOPE)
    if (first["measure"], first["kind"]) != ("area_held_km2", "stock"):
        raise ValueError(
            f"plot_held_area: the claims are of {first['measure']} ({first['kind']}), but areas held are "
            "drawn: area_held_km2 (stock). Draw the others with plot_history or plot_estimates"
        )
    for what, columns in (
        ("number", ["low", "best", "high"]),
        ("day", ["period_earliest", "period_latest"]),
    ):
        without = claims.loc[claims[columns].isna().all(axis=1), "claim_id"]
        if not without.empty:
            raise ValueError(
                f"plot_held_area: {len(without)} of {len(claims)} claims have no {what}: "
                f"{describe_list(without)}. Leave them out, and show them with tabulate_claims"
            )
    return claims


def _require_measured(measured: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Return the measured areas by day, or raise unless all are of one map, of the ground of the claims."""
    function = "plot_held_area (measured)"
    measured = require_drawable(measured, MEASURED, function)
    require_cells(measured, ["area_id", "map_day", "sector", "source_id"], function)
    require_one_map(measured, function)
    if len(sectors := measured["sector"].unique()) > 1:
        raise ValueError(
            f"{function}: the rows are of {len(sectors)} sectors ({describe_list(sectors)}), but one is "
            f'drawn. Take one: choose(measured, sector="{sectors[0]}")'
        )
    without = measured.loc[measured["area_km2"].isna(), "area_id"]
    if not without.empty:
        raise ValueError(
            f"{function}: {len(without)} of {len(measured)} days have no file: {describe_list(without)}. "
            'Leave them out: measured.dropna(subset=["area_km2"]); they stay gaps in the line'
        )
    held_by = stated(measured, "map_gained_by").split(";")
    place = stated(measured, "map_place_id") if sectors[0] == "all" else sectors[0]
    first = claims.iloc[0]
    if first["population"] not in held_by or first["place_id"] != place:
        raise ValueError(
            f"{function}: the claims are of {first['population']} in {first['place_id']}, but the map shows "
            f"ground of {' or '.join(held_by) or 'nobody'} in {place or 'no place'}. Give rows of "
            "case.daily_area of that ground, with the names of with_names(rows, case)"
        )
    return measured.sort_values("map_day", kind="stable").reset_index(drop=True)


def _locate(claims: pd.DataFrame) -> pd.DataFrame:
    """Return where the marks stand; a claim of very many days does not stretch the axis."""
    located = locate_claims(claims, "period")
    is_long = located["late"] - located["early"] > LONG
    first, last = located.loc[~is_long, "x"].min(), located.loc[~is_long, "x"].max()
    early, late = located["early"].clip(lower=first), located["late"].clip(upper=last)
    return located.assign(x=located["x"].mask(is_long & (early <= late), (early + late) / 2))


def _tell_apart(located: pd.DataFrame) -> pd.DataFrame:
    """Return with each claim whether it was said ``then``, near the day of which it speaks, or ``later``."""
    first, last = located["asserted_earliest"], located["asserted_latest"]
    first, last = first.fillna(last), last.fillna(first)
    about = located["period_earliest"].fillna(located["period_latest"])
    is_soon = (first + (last - first) / 2 - about).le(pd.Timedelta(days=SOON))
    return located.assign(told=np.where(is_soon, "then", "later"))


def _word(located: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the claims with the words of their labels: number, standing, and when it was said if later."""
    worded = word_marks(located.assign(is_repeat=False), None, lang)
    said = [
        wrap(", ".join([claim.said, *describe_standing(claim, lang), *_later(claim, lang)]), LABEL, SMALL)
        for claim in worded.itertuples()
    ]
    return located.assign(said=said)


def _later(claim: Any, lang: str) -> list[str]:
    """Return when a claim was said that was said later, where it is known."""
    if claim.told == "then" or pd.isna(claim.asserted):
        return []
    return [WORDS[lang]["later"].format(asserted=format_period(claim.asserted, None, lang))]


def _greatest(worded: pd.DataFrame, measured: pd.DataFrame | None) -> float:
    """Return the greatest number on the chart; 1 where all are 0."""
    claimed = float(worded[["low", "best", "high"]].max().max())
    return max(claimed, 0.0 if measured is None else float(measured["area_km2"].max())) or 1.0


def _set_limits(ax: Axes, worded: pd.DataFrame, measured: pd.DataFrame | None, top: float) -> None:
    """Set the scales: areas from zero up to the greatest; all days, with room around them."""
    ends = worded[["x", "early", "late"]]
    if measured is not None:
        days = mdates.date2num(measured["map_day"])
        ends = pd.concat([ends, pd.DataFrame({"x": days, "early": days, "late": days})])
    ax.set_xlim(*limits_of(ends))
    ax.set_ylim(0, (1 + OVER) * top)


def _draw_measured(ax: Axes, measured: pd.DataFrame) -> None:
    """Draw a step for each file on its own day, those of days in a row as one line, and where it ends."""
    stretch = measured["map_day"].diff().ne(pd.Timedelta(days=1)).cumsum()
    for _, files in measured.groupby(stretch):
        days = mdates.date2num(files["map_day"])
        x = (days[:, None] + [-0.5, 0.5]).ravel()
        line = Line2D(x, files["area_km2"].repeat(2), color=GREY, linewidth=1.8, zorder=1.2)
        span = f"{files['map_day'].iloc[0]:%Y-%m-%d}/{files['map_day'].iloc[-1]:%Y-%m-%d}"
        mark(ax.add_line(line), ";".join(files["area_id"]), "measured", span)
    end: dict[str, Any] = {"marker": "|", "markersize": 7, "markeredgewidth": 1.4, "linestyle": "none"}
    last = [mdates.date2num(measured["map_day"].iloc[-1]) + 0.5], measured["area_km2"].tail(1)
    ax.add_line(Line2D(*last, color=GREY, zorder=1.2, **end))


def _labels(worded: pd.DataFrame, measured: pd.DataFrame | None, lang: str) -> tuple[pd.DataFrame, list[str]]:
    """Return what may be labelled, with the end of the measured line, and the ids of what is: it is first."""
    chosen = _choose(worded, measured)
    if measured is None:
        return worded, chosen
    last = measured.iloc[-1]
    said = WORDS[lang]["last"].format(day=format_day(f"{last['map_day']:%Y-%m-%d}", lang))
    end = {"claim_id": last["area_id"], "claimant": format_map_name(measured, lang), "said": said}
    end |= {"x": mdates.date2num(last["map_day"]) + 0.5, "level": last["area_km2"], "colour": GREY}
    end |= {"claimant_id": "", "measure": "", "is_repeat": False, "is_dense": False}
    rows = pd.concat([worded[[*end]], pd.DataFrame([end])], ignore_index=True)
    return rows, [last["area_id"], *chosen]


def _choose(worded: pd.DataFrame, measured: pd.DataFrame | None) -> list[str]:
    """Return the ids of the claims that have words, as the docstring of the chart says."""
    own = worded[~worded["is_repeat"]]
    own = worded if own.empty else own
    by_level, by_day = (own.sort_values(column, kind="stable") for column in ("level", "x"))
    ends = pd.concat([by_level.tail(1), by_level.head(1), by_day.head(1), by_day.tail(1)])
    areas = pd.Series(dtype=float) if measured is None else measured.set_index("map_day")["area_km2"]
    mapped = own["period_latest"].map(areas).where(own["when"].eq(""))
    ranked = own.assign(apart=(own["level"] - mapped).abs())
    ranked = ranked.sort_values(["apart", "level"], ascending=False, kind="stable")
    others = ranked[~ranked["claimant_id"].isin(ends["claimant_id"])].drop_duplicates("claimant_id")
    return [*dict.fromkeys([*ends["claim_id"], *others["claim_id"]])][:SHOWN]


def _title(worded: pd.DataFrame, sheet: Sheet) -> str:
    """Return whose area, where, in which unit, and by which days."""
    first = worded.iloc[0]
    subject = format_subject(first["population_name"], first["measure_name"], sheet.lang)
    return f"{subject}, {first['place_name']} ({sheet.words['km2']}; {sheet.words['by day period']})"


def _note(worded: pd.DataFrame, measured: pd.DataFrame | None, lang: str, *, has_rings: bool = False) -> str:
    """State below the chart what the signs mean, what is measured, and how many claims have no words."""
    words = WORDS[lang]
    said = [words["told"].format(days=SOON), *describe_symbols(worded, None, lang, has_rings=has_rings)]
    said += [words["unjoined"]]
    if measured is None:
        said += [words["claims alone"]]
    else:
        said += [words["measured"].format(map=format_map_name(measured, lang))]
    shown = len(_choose(worded, measured))
    if shown < len(worded):
        said += [words["shown"].format(shown=shown, count=format_number(len(worded), lang))]
    return " ".join(filter(None, said))
