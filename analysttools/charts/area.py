"""Measured area by month, net and gross, with what others published or claimed laid over it.

Belongs here: the chart, its words, and which claims may stand beside measured months. Does not belong here:
measuring (``front/``).
"""

from __future__ import annotations

from typing import Any, NamedTuple, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysttools.arguments import checked
from analysttools.charts.drawing.colours import COLOURS, colour_sides
from analysttools.charts.drawing.layout import NAME, size_of, text_height, text_width, wrap
from analysttools.charts.drawing.number_axis import Span, number_across
from analysttools.charts.drawing.points import draw_point, right_of
from analysttools.charts.drawing.sheet import Part, Sheet, SheetOptions, Spaces, Stack, on_sheet
from analysttools.charts.drawing.style import (
    at_most,
    ink,
    list_sides,
    mark,
    require_cells,
    require_drawable,
    styled,
)
from analysttools.charts.drawing.text import describe_standing, format_subject, words_of
from analysttools.charts.front_map.map_names import (
    format_holder,
    format_map_name,
    require_one_map,
    stated,
)
from analysttools.claims.scope import SCOPE
from analysttools.errors import NotComparableError, describe_list
from analysttools.formatting import format_number, format_short, say_claims
from analysttools.locales import read_texts

WORDS = read_texts("charts.area")
NUMERALS = read_texts("numbers")


def describe_change(change: Any, lang: str) -> str:
    """Describe the numbers of a month, or why it has none."""
    words = WORDS[lang]
    if pd.isna(change.net_km2):
        missing = [] if pd.isna(change.missing_days) else str(change.missing_days).split(";")
        ends = [day for day in missing if day in str(change.cut).split(" to ")] or missing
        return words["no file"].format(days=", ".join(ends)) if any(ends) else words["not measured"]
    gained, lost, net = (_format_km2(getattr(change, name), lang) for name in NUMBERS)
    return f"{words['net'].format(net=net)} ({words['gross'].format(gained=gained, lost=lost)})"


def _format_km2(value: float, lang: str) -> str:
    """State a measured area to a tenth, also where that is 0."""
    said = format_number(round(float(value), 1), lang)
    point = NUMERALS[lang]["decimal"]
    return said if point in said[-2:-1] else f"{said}{point}0"


def format_title(changes: pd.DataFrame, lang: str) -> str:
    """State for which sector the changes are."""
    words, first, place = WORDS[lang], changes.iloc[0], stated(changes, "map_place_name")
    whole = words["whole of" if place else "whole"].format(place=place)
    sector = whole if first["sector"] == "all" else first["sector_name"]
    return words["title"].format(
        sector=sector, holder=format_holder(changes, lang), map=format_map_name(changes, lang)
    )


def format_note(changes: pd.DataFrame, claims: pd.DataFrame | None, lang: str) -> str:
    """Format below the chart what is measured, on what, and what is claimed."""
    words = WORDS[lang]
    credit = "; ".join(changes["publisher"].dropna().unique())
    name = format_map_name(changes, lang)
    files = credit if credit.startswith(name) else f"{name} ({credit})" if credit else name
    said = [words["measured"].format(files=files, holder=format_holder(changes, lang))]
    days = changes["cut"].dropna().str.extract(r"^\d{4}-\d{2}-(\d{2})")[0].dropna().unique()
    said += [words["cut"].format(day=", ".join(str(int(day)) for day in days))] if len(days) else []
    said += [words["whisker"]] if changes[OTHER_CUTS].notna().any(axis=None) else []
    if claims is not None:
        first = claims.iloc[0]
        subject = format_subject(first["population_name"], first["measure_name"], lang)
        said += [words["claimed"].format(subject=f"{subject}, {first['place_name']}")]
        own = claims.loc[claims["claimant_id"].eq(stated(changes, "map_claimant_id")), "claimant"]
        said += [words["own"].format(claimant=own.iloc[0])] if len(own) else []
        said += [words["faint"]] if claims["derived_from"].notna().any() else []
    return " ".join(said)


NUMBERS = ["gained_km2", "lost_km2", "net_km2"]
OTHER_CUTS = ["net_day_before_km2", "net_day_after_km2"]
NEEDED = [
    *["change_id", "period", "sector", *NUMBERS, *OTHER_CUTS, "missing_days", "cut"],
    *["sector_name", "publisher"],
]
CLAIMED = [
    *["claim_id", *SCOPE, "period", "period_earliest", "period_latest", "low", "best", "high", "qualifier"],
    *["status", "derived_from", "claimant_id", "claimant", "measure_name", "population_name", "place_name"],
]
# What a claim may count to stand on the side of the gains, and who states whose: the same ground, seen from
# either side.
UP = {"area_gained_km2": "map_gained_by", "area_lost_km2": "map_lost_by"}


def require_months(changes: pd.DataFrame) -> pd.DataFrame:
    """Return the changes as they are drawn, or raise unless they are whole months of one sector."""
    changes = require_drawable(changes, NEEDED, "plot_area")
    require_cells(changes, ["change_id", "period", "sector"], "plot_area")
    require_one_map(changes, "plot_area")
    sectors = changes["sector"].unique()
    if len(sectors) > 1:
        raise ValueError(
            f"plot_area: the changes are of {len(sectors)} sectors ({describe_list(sectors)}), but one "
            'is drawn. Take one: choose(changes, sector="all")'
        )
    other = changes[~changes["period"].str.fullmatch(r"\d{4}-\d{2}")]
    if not other.empty:
        raise ValueError(
            f"plot_area: {len(other)} of {len(changes)} periods are not months, first "
            f"{other['period'].iloc[0]} in {other['change_id'].iloc[0]}. Measure them with "
            'changes(snapshots, every="month")'
        )
    empty = changes[NUMBERS].isna()
    wrong = (empty.any(axis=1) & ~empty.all(axis=1)) | changes[["gained_km2", "lost_km2"]].lt(0).any(axis=1)
    if wrong.any():
        raise ValueError(
            f"plot_area: the numbers of {describe_list(changes.loc[wrong, 'change_id'])} cannot be: "
            "a month has gained_km2, lost_km2 and net_km2 or none of them, and neither gains nor losses are "
            "below 0. Give the rows as changes measures them"
        )
    return changes


def require_ground_claims(claims: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Return the claims as they are drawn, or raise unless all are alike, of the ground and of the months."""
    claims = require_drawable(claims, CLAIMED, "plot_area (claims)")
    require_cells(
        claims,
        ["claim_id", *SCOPE, "period", "claimant_id", "claimant", "measure_name"],
        "plot_area (claims)",
    )
    first = claims.iloc[0]
    unlike = claims[claims[SCOPE].ne(first[SCOPE]).any(axis=1)]
    if not unlike.empty:
        raise NotComparableError.of(first, unlike.iloc[0], SCOPE)
    sector = changes["sector"].iloc[0]
    known = {measure: stated(changes, column).split(";") for measure, column in UP.items()}
    place = stated(changes, "map_place_id") if sector == "all" else sector
    if not place or not any(any(populations) for populations in known.values()):
        raise ValueError(
            "plot_area: the changes do not say whose ground the map shows, so no claim can be shown with "
            "them. State gained_by, lost_by and place_id in control_map of datapackage.json, and give "
            "with_names(changes, case)"
        )
    if first["population"] not in known.get(first["measure"], []) or first["kind"] != "flow":
        can = " or ".join(
            f"of {measure} of {' or '.join(populations)}"
            for measure, populations in known.items()
            if any(populations)
        )
        raise ValueError(
            f"plot_area: the claims count {first['measure']} of {first['population']} ({first['kind']}), but "
            f"only flows {can} can be shown with the ground gained. Choose these, and draw the others with "
            "plot_estimates"
        )
    if first["place_id"] != place:
        raise ValueError(
            f"plot_area: the claims are about {first['place_id']}, the changes of sector {sector}, which is "
            f"{place}. Choose claims of that place, or changes of the sector that the claims are about"
        )
    lost = claims[months_of(claims).isna() | ~months_of(claims).isin(changes["period"])]
    if not lost.empty:
        named = [f"{row.claim_id} ({row.period})" for row in lost.itertuples()]
        raise ValueError(
            f"plot_area: {len(lost)} of {len(claims)} claims are not of one of the months, from its first "
            f"day to its last: {describe_list(named)}. Leave them out, and draw them with plot_estimates"
        )
    return claims


def months_of(claims: pd.DataFrame) -> pd.Series:
    """Return the month whose first and last days a claim states; none where it may be some days of it."""
    first, last = (pd.to_datetime(claims[f"period_{end}"]) for end in ("earliest", "latest"))
    is_month = claims["period"].str.contains(r"-\d{2}/.*-\d{2}-", na=False)
    is_month &= first.dt.is_month_start & last.dt.is_month_end
    is_month &= first.dt.strftime("%Y-%m").eq(last.dt.strftime("%Y-%m"))
    return first.dt.strftime("%Y-%m").where(is_month)


MEASURED, LOST = "#A9A9A9", "#6E6E6E"
SIZE, ROW_GAP, BLOCK_GAP, BAR = 7.5, 0.02, 0.06, 0.12
BELOW, RIGHT, ASIDE, BESIDE = 0.48, 0.25, 0.12, 0.5
SPACES = Spaces(end=0.04)


class Line(NamedTuple):
    """One row of the chart: a month's measurement or a claim of it; its words and its height in inches."""

    row: Any
    words: str
    colour: str
    right: float
    height: float
    is_month: bool


@checked()
@styled
@at_most(300, "rows", changes=NEEDED, claims=CLAIMED)
@on_sheet
def plot_area(
    changes: pd.DataFrame,
    claims: pd.DataFrame | None = None,
    **options: Unpack[SheetOptions],
) -> Axes:
    """Draw the ground gained and lost in each month, as measured, with what was claimed below each.

    Months are rows, so that each number has its words beside it at any width. Gained ground is a grey bar
    to the right of zero, lost ground one to the left, their net a diamond, with a thin line to the nets of
    the same month cut a day earlier and later. A month whose file is missing is words, never a bar.
    Below its month stands each claim of it, with its claimant.

    Parameters
    ----------
    changes : DataFrame
        One row a month of one sector, as ``changes(snapshots, every="month")`` measures them, with the
        names that ``with_names`` adds; for instance rows of ``case.monthly_change``.
    claims : DataFrame, optional
        Claims of what the holder of the ground gained, or of what the other side lost (as ``map_gained_by``
        and ``map_lost_by`` of the changes name them), each of exactly one of the months, from its first to
        its last day, with names. "2024-11" is refused, since it may be a week of November.
    **options : SheetOptions
        ``ax``, ``lang``, ``title``, ``size`` and ``dpi``, as every chart takes them
        (`analysttools.charts.drawing.sheet.Sheet`).

    Returns
    -------
    matplotlib.axes.Axes
        Each mark and its words carry the id of the change or claim (``gid``).

    Raises
    ------
    NotComparableError
        If the claims count different things.
    ValueError
        If columns are missing, there is no row, the changes are of several sectors or not of months, or a
        claim is not of the ground and of a month that is drawn.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.charts.area import plot_area
    >>> november = {"change_id": "2024-11-all", "period": "2024-11", "sector": "all", "gained_km2": 714.3}
    >>> november |= {"lost_km2": 6.9, "net_km2": 707.3, "missing_days": "", "cut": "2024-11-01 to 2024-12-01"}
    >>> november |= {"net_day_before_km2": 725.9, "net_day_after_km2": 690.0, "publisher": "Atlas"}
    >>> ax = plot_area(pd.DataFrame([{**november, "sector_name": "Whole map"}]))
    >>> ax.texts[0].get_text()
    'net 707.3 (gained 714.3, lost 6.9)'
    """
    sheet = Sheet(**options)
    changes = require_months(changes).sort_values("period")
    claims = None if claims is None else require_ground_claims(claims, changes)
    sheet.credit(changes, *([] if claims is None else [claims]))
    months = [format_short(month, sheet.lang) for month in changes["period"]]
    sheet.set_margins(max(text_width(month, NAME) for month in months) + 0.12, RIGHT)
    lines = _lines(changes, claims, BESIDE * sheet.inside, sheet.lang)
    panel = Part(sum(line.height for line in lines))
    foot = [(BELOW, sheet.note(format_note(changes, claims, sheet.lang)))]
    key = [] if claims is None else list_sides(claims)
    over: Stack = [(0.04, sheet.key(key))] if len(key) > 1 else []
    subtitle = format_title(changes, sheet.lang)
    (ax,) = sheet.open([panel], foot, over=over, spaces=SPACES, subtitle=subtitle)
    _set_limits(ax, changes, lines, sheet.inside)
    _draw(ax, lines, sheet.lang)
    ax.set_xlabel(sheet.words["km2"], labelpad=2)
    sheet.close(foot)
    return ax


def _lines(changes: pd.DataFrame, claims: pd.DataFrame | None, room: float, lang: str) -> list[Line]:
    """Return the rows: each month, and its claims below it."""
    lines = []
    for change in changes.itertuples():
        words = wrap(describe_change(change, lang), room, SIZE)
        height = max(text_height(words, SIZE), BAR) + ROW_GAP + BLOCK_GAP
        right = np.nanmax([change.gained_km2, change.net_km2, *_cuts(change), 0.0])
        lines.append(Line(change, words, "#222222", right, height, True))
        if claims is not None:
            lines += _claim_lines(claims, change.period, room, lang)
    return lines


def _claim_lines(claims: pd.DataFrame, period: str, room: float, lang: str) -> list[Line]:
    """Return the rows of the claims of a month, the least first."""
    words = words_of(lang)
    colours = colour_sides(claims) if "side" in claims else COLOURS[0]
    said = claims.assign(said=say_claims(claims, lang), right=right_of(claims), colour=colours)
    lines = []
    for claim in said[months_of(claims).eq(period)].sort_values("right", kind="stable").itertuples():
        parts = [words["said"].format(who=claim.claimant, words=claim.said)]
        text = wrap(", ".join([*parts, *describe_standing(claim, lang)]), room, SIZE)
        height = text_height(text, SIZE) + ROW_GAP
        lines.append(Line(claim, text, claim.colour, claim.right, height, False))
    return lines


def _cuts(change: Any) -> list[float]:
    return [float(getattr(change, name)) for name in OTHER_CUTS if not pd.isna(getattr(change, name))]


def _set_limits(ax: Axes, changes: pd.DataFrame, lines: list[Line], inside: float) -> None:
    """Set the scales: the widest at which all words have room; rows in inches from the top."""
    left = float(np.nanmax([0.0, *changes["lost_km2"], *-changes["net_km2"]])) * 1.3
    scale = min(
        (inside - ASIDE - text_width(line.words, SIZE)) / max(line.right + left, 1.0) for line in lines
    )
    ax.set_xlim(-left, inside / scale - left)
    ax.set_ylim(-sum(line.height for line in lines), 0)


def _draw(ax: Axes, lines: list[Line], lang: str) -> None:
    """Draw all rows, a pale line above each month, and the axes."""
    bottoms = -np.cumsum([line.height for line in lines])
    inch = np.ptp(ax.get_xlim()) / size_of(ax)[0]
    ticks = []
    for line, bottom in zip(lines, bottoms, strict=True):
        y = bottom + (line.height - (BLOCK_GAP if line.is_month else 0.0)) / 2
        row_id = line.row.change_id if line.is_month else line.row.claim_id
        if line.is_month:
            ticks.append((y, format_short(line.row.period, lang)))
            ax.axhline(bottom + line.height - BLOCK_GAP / 2, color="#d8d8d8", linewidth=0.7)
            _draw_month(ax, line.row, y)
        else:
            draw_point(ax, line.row, y, line.colour)
        is_faint = not line.is_month and not pd.isna(line.row.derived_from)
        look: dict[str, Any] = {"fontsize": SIZE, "va": "center", "color": ink(line.colour)}
        look["alpha"] = 0.7 if is_faint else 1.0
        mark(ax.text(line.right + 0.09 * inch, y, line.words, **look), row_id, "words")
    ax.axvline(0, color="#888888", linewidth=0.8)
    ax.set_yticks(*(list(part) for part in zip(*ticks, strict=True)))
    number_across(ax.xaxis, max(3, int(size_of(ax)[0] / 0.6)), Span(*ax.get_xlim(), float(inch)), lang)


def _draw_month(ax: Axes, change: Any, y: float) -> None:
    """Draw gains, losses, net and the nets of other cuts of a month, each under the id of the month."""
    if pd.isna(change.net_km2):
        return
    thick: dict[str, Any] = {"linewidth": BAR * 72, "solid_capstyle": "butt", "zorder": 1.6}
    for what, end, colour in (("gained", change.gained_km2, MEASURED), ("lost", -change.lost_km2, LOST)):
        mark(ax.add_line(Line2D([0, end], [y, y], color=colour, **thick)), change.change_id, what)
    for what, value in zip(("net_day_before", "net_day_after"), OTHER_CUTS, strict=True):
        if not pd.isna(getattr(change, value)):
            ends = [float(change.net_km2), float(getattr(change, value))]
            thin: dict[str, Any] = {
                "marker": "|",
                "markersize": 9,
                "markevery": [1],
                "linewidth": 0.8,
                "zorder": 2.2,
            }
            mark(ax.add_line(Line2D(ends, [y, y], color="black", **thin)), change.change_id, what)
    look: dict[str, Any] = {
        "marker": "D",
        "markersize": 4.5,
        "markerfacecolor": "white",
        "linestyle": "none",
        "zorder": 2.5,
    }
    mark(ax.add_line(Line2D([change.net_km2], [y], color="black", **look)), change.change_id, "net")
