"""A few chosen events in three lanes on one screen: what was said, the fighting, diplomacy.

Belongs here: lanes, places of labels, gaps. Does not belong here: all events as a table
(``claims/tables.py``), what a row says (``drawing/dated_rows.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Unpack

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysttools.arguments import checked
from analysttools.case.code_names import format_code
from analysttools.charts.drawing.colours import COLOURS
from analysttools.charts.drawing.dated_rows import NEEDED, NEEDED_OF_CLAIMS, DatedRow, read_rows
from analysttools.charts.drawing.dates import DATE_MARK_SIZE_PT, When, draw_when, looks_of, pale
from analysttools.charts.drawing.layout import NAME, NOTE, size_of, text_height, text_width, wrap
from analysttools.charts.drawing.sheet import Part, Sheet, SheetOptions, Spaces, Stack, on_sheet
from analysttools.charts.drawing.style import date_axis, mark, require_drawable, styled
from analysttools.errors import describe_list
from analysttools.formatting import format_period
from analysttools.locales import read_texts

WORDS = read_texts("charts.timeline")
MOST = 15
# Each lane, from top to bottom, with the categories of its events; claims are said.
LANES = {
    "saying": ("intelligence", "statement", "media"),
    "fighting": ("deployment", "combat", "front"),
    "diplomacy": ("diplomatic", "official_acknowledgement"),
}
# The widest label as a share of the panel. Inches: the narrowest label; from a mark to its label; around a
# label, where the height is free and where it is set; above and below a lane; the strip of one gap; from the
# lanes to the days below them.
SHARE, LEAST = 0.62, 0.9
AROUND, TIGHT = 0.06, 0.035
BESIDE, PAD, STRIP, UNDER = 0.09, 0.035, 0.3, 0.05
HALF_MARK = DATE_MARK_SIZE_PT / 72 / 2
SPACES = Spaces(top=0.0)
GROUND, GREY = "#f3f3f3", "#444444"
# Shape and colour of a day, by what it is the day of; what happened is filled, what was said is not.
LOOKS = {"happened": ("o", COLOURS[0]), "said": ("o", COLOURS[1]), "denied": ("X", COLOURS[0])}


class Spot(NamedTuple):
    """A label beside its mark, in inches from the left and the top of its lane.

    `x` is where its words begin, or end if they stand left of the mark; `under` how far they are below it.
    """

    row: DatedRow
    text: str
    left: float
    right: float
    top: float
    bottom: float
    is_right: bool
    x: float
    under: float = 0.0


class Gap(NamedTuple):
    """Days from one event to others: the events, and the words."""

    first: DatedRow
    others: list[DatedRow]
    words: str


@checked()
@styled
@on_sheet
def plot_timeline(
    events: pd.DataFrame,
    claims: pd.DataFrame | None = None,
    *,
    keep: str | Sequence[str] | None = None,
    gap: Sequence[str] | Sequence[Sequence[str]] | None = None,
    **options: Unpack[SheetOptions],
) -> Axes:
    """Draw at most 15 chosen events in three lanes, for reading on one screen.

    The lane follows from ``category``: intelligence, statement and media, and claims, are what was said;
    deployment, combat and front are the fighting; diplomatic and official_acknowledgement are diplomacy.
    A filled mark stands on the day on which an event is said to have happened, an open one, in the lane of
    what was said, on the day of the words; a cross is an event that is denied. Where the day is not
    certain, the mark is pale and as wide as the days that it may be. A slide holds about 15 events, a post
    about nine.

    Parameters
    ----------
    events, claims : DataFrame
        One row an event, or a claim, with the names that ``with_names`` adds. No claims by default.
    keep : list of str or str, optional
        Ids of the events and claims to draw, or the name of a column that is True for these. None draws all.
    gap : tuple of str, or list of them, optional
        Ids of events that are drawn: a bracket spans the days from the first of them to the others, with
        their number, the least to the most where there are several or a day is uncertain.
    **options : SheetOptions
        ``ax``, ``lang``, ``title``, ``size`` and ``dpi``, as every chart takes them
        (`analysttools.charts.drawing.sheet.Sheet`).

    Returns
    -------
    matplotlib.axes.Axes
        Each mark carries the id of its event or claim (``gid``).

    Raises
    ------
    ValueError
        If more than 15 rows are to be drawn, an id is not there, columns are missing, a row has no day at
        all, or the order of two events with a gap is not certain.

    See Also
    --------
    tabulate_events : all events as a table.

    Examples
    --------
    >>> from analysttools import load_case, with_names
    >>> from analysttools.charts.timeline import plot_timeline
    >>> case = load_case("tests/cases/strait")
    >>> events = with_names(case.events, case)
    >>> ax = plot_timeline(events, keep=["truce-offer", "talks"], gap=("truce-offer", "talks"))
    >>> [line.get_gid() for line in ax.lines if line.get_gid()]
    ['row.truce-offer.gap', 'row.truce-offer.said', 'row.talks.happened']
    """
    sheet = Sheet(**options)
    given = sum(len(frame) for frame in (events, claims) if frame is not None)
    chosen, said = _choose(events, claims, keep)
    rows, usual = read_rows("plot_timeline", chosen, said, sheet.lang)
    rows = sorted(map(_stand, rows), key=lambda row: (_day(row).late, _day(row).early, row.row_id))
    gaps = _read_gaps(gap, rows, sheet.lang)
    sheet.set_margins(0.0, 0.12)
    sheet.credit(*[frame for frame in (chosen, said) if frame is not None])
    ends = _span_axis(rows, sheet.inside)
    lanes = {lane: _place([row for row in rows if _lane(row) == lane], ends, sheet) for lane in LANES}
    heights = {lane: _height(spots) for lane, spots in lanes.items() if spots}
    usual_status = WORDS[sheet.lang]["usual"].format(status=format_code(usual, sheet.lang))
    over: Stack = [(0.04, sheet.key(_key(rows, sheet.lang)))]
    foot: Stack = [(0.24, sheet.note(usual_status))]
    body = len(gaps) * STRIP + sum(heights.values())
    subtitle = _subtitle(rows, given, sheet.lang, has_claims=said is not None)
    (ax,) = sheet.open([Part(body)], foot, over=over, spaces=SPACES, subtitle=subtitle)
    _set_days(ax, ends, sheet.inside, sheet.lang)
    ax.set_ylim(body, 0)
    ax.set_yticks([])
    ax.tick_params(axis="x", which="both", labelbottom=False)
    _write_days(ax, body)
    tops = dict(zip(heights, len(gaps) * STRIP + np.cumsum([0.0, *heights.values()]), strict=False))
    levels = {spot.row.row_id: tops[lane] + _level(spot) for lane in heights for spot in lanes[lane]}
    _draw_gaps(ax, gaps, levels, sheet.inside)
    for lane, top in tops.items():
        _draw_lane(ax, WORDS[sheet.lang][lane], (top, top + heights[lane]), lanes[lane], sheet.inside)
    sheet.close(foot)
    return ax


# ---- Choosing ---------------------------------------------------------------------------------------------


def _choose(
    events: pd.DataFrame, claims: pd.DataFrame | None, keep: str | Sequence[str] | None
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Return the rows to be drawn, or raise if there are too many to read, or one is not there."""
    events = require_drawable(events, [*NEEDED, "title_en", "summary_en"], "plot_timeline")
    if claims is not None:
        needed = [*NEEDED_OF_CLAIMS, "summary_en"]
        claims = require_drawable(claims, needed, "plot_timeline (claims)")
    named = [("event_id", events)] + ([("claim_id", claims)] if claims is not None else [])
    if keep is not None and not isinstance(keep, str):
        there = {one for name, frame in named for one in frame[name]}
        if missing := [one for one in keep if one not in there]:
            raise ValueError(
                f"plot_timeline: keep names {describe_list(missing)}, but no row of events or claims has "
                "such an id. Correct the ids, or leave them out"
            )
    chosen = [frame if keep is None else frame[_is_kept(frame, name, keep)] for name, frame in named]
    count = sum(map(len, chosen))
    if count > MOST:
        rows = f"{count} rows are given" if keep is None else f"keep chooses {count} rows"
        raise ValueError(
            f"plot_timeline: {rows}, but one screen holds at most {MOST}. Name the events that matter with "
            "keep=[ids], or with the name of a column of True and False; show all of them as a table with "
            "tabulate_events"
        )
    if chosen[0].empty:
        raise ValueError(
            "plot_timeline: keep chooses no event. Name at least one of events; claims are shown with events"
        )
    return chosen[0], chosen[1] if len(chosen) > 1 and len(chosen[1]) else None


def _is_kept(frame: pd.DataFrame, id_column: str, keep: str | Sequence[str]) -> pd.Series:
    """Return which rows are chosen, by id or by a column of True and False."""
    if not isinstance(keep, str):
        return frame[id_column].isin(list(keep))
    if keep not in frame or frame[keep].dtype.kind != "b":
        found = "there is no such column" if keep not in frame else "it holds something else"
        raise ValueError(
            f'plot_timeline: keep is "{keep}", the name of a column of True and False, but {found} in the '
            f"rows with {id_column}. Add the column, or give a list of ids"
        )
    return frame[keep]


def _lane(row: DatedRow) -> str:
    """Return the lane of a row by its category; claims are said."""
    return "saying" if row.category is None else next(one for one in LANES if row.category in LANES[one])


def _stand(row: DatedRow) -> DatedRow:
    """Leave a row the one day on which it stands: of what was said the day of the words, if it is known."""
    if _lane(row) == "saying":
        return row._replace(happened=None, said=row.said or row.happened, is_denied=False)
    return row._replace(happened=row.happened or row.said, said=None)


def _day(row: DatedRow) -> When:
    """Return the day on which a row stands."""
    when = row.happened or row.said
    assert when is not None  # noqa: S101 (rows without a day were refused)
    return when


def _subtitle(rows: list[DatedRow], given: int, lang: str, *, has_claims: bool) -> str:
    """Return how many of how many rows are drawn, and over what time."""
    ends = [f"{np.datetime64('1970-01-01') + int(day)}" for day in _span_of_days(rows)]
    key = ("whole" if len(rows) == given else "chosen") + (" with claims" if has_claims else "")
    period = format_period("/".join(ends), None, lang)
    return WORDS[lang][key].format(count=len(rows), all=given, period=period)


def _span_of_days(rows: list[DatedRow]) -> tuple[float, float]:
    """Return the first and the last day of some rows."""
    return min(_day(row).early for row in rows), max(_day(row).late for row in rows)


# ---- Axis of time -----------------------------------------------------------------------------------------


def _span_axis(rows: list[DatedRow], inside: float) -> tuple[float, float]:
    """Return the ends of the axis of time: all days of the rows, with room for half a mark beside them."""
    first, last = _span_of_days(rows)
    span = max(last - first, 6.0)
    room = span * 0.09 / inside
    return first - room, first + span + room


def _set_days(ax: Axes, ends: tuple[float, float], inside: float, lang: str) -> None:
    """Set the axis of time: months as fine lines, as many days or months in words as have room."""
    ax.set_xlim(ends)
    span = ends[1] - ends[0]
    date_axis(ax, inside, lang)
    if isinstance(ax.xaxis.get_major_locator(), mdates.AutoDateLocator):
        ax.xaxis.set_major_locator(mdates.AutoDateLocator(minticks=1, maxticks=max(2, int(inside / 0.7))))
    if isinstance(ax.xaxis.get_major_locator(), mdates.MonthLocator) and span / 30 < inside / 0.07:
        ax.xaxis.set_minor_locator(mdates.MonthLocator())
        ax.grid(visible=True, axis="x", which="minor", linewidth=0.4)
    ax.tick_params(axis="x", which="both", length=0, labelsize=NOTE, grid_color="#d2d2d2")


def _write_days(ax: Axes, y: float) -> None:
    """Write the days of the axis of time below a line, but none that would be cut off."""
    low, high = ax.get_xlim()
    inch = (high - low) / size_of(ax)[0]
    for day in ax.xaxis.get_majorticklocs():
        said = ax.xaxis.get_major_formatter()(day)
        half = text_width(said, NOTE) / 2 * inch
        if low <= day - half and day + half <= high:
            ax.annotate(
                said,
                (day, y),
                (0, -72 * UNDER),
                textcoords="offset points",
                fontsize=NOTE,
                ha="center",
                va="top",
                color="#555555",
                annotation_clip=False,
            )


# ---- Gaps -------------------------------------------------------------------------------------------------


def _read_gaps(
    gap: Sequence[str] | Sequence[Sequence[str]] | None, rows: list[DatedRow], lang: str
) -> list[Gap]:
    """Return the gaps with their days, or raise if an id is not drawn or the order is not certain."""
    if not gap:
        return []
    wanted: list[list[str]] = [[*map(str, gap)]] if isinstance(gap[0], str) else [[*one] for one in gap]
    drawn = {row.row_id: row for row in rows}
    if missing := [one for ids in wanted for one in ids if one not in drawn]:
        raise ValueError(
            f"plot_timeline: gap names {describe_list(missing)}, which is not drawn. Name the event in keep "
            "too, or leave the gap out"
        )
    if short := [ids for ids in wanted if len(ids) < 2]:
        raise ValueError(
            f"plot_timeline: gap names only {describe_list(short[0])}, but a gap has two ends. Write it as "
            "(first_id, second_id)"
        )
    return [_read_gap(drawn[ids[0]], [drawn[one] for one in ids[1:]], lang) for ids in wanted]


def _read_gap(first: DatedRow, others: list[DatedRow], lang: str) -> Gap:
    """Return the days from one event to others: an end that is open leaves the least or the most open."""
    start, ends = _day(first), [_day(row) for row in others]
    least = int(min(end.early for end in ends) - start.late)
    most = int(max(end.late for end in ends) - start.early)
    if least < 0:
        raise ValueError(
            f"plot_timeline: a gap from {first.row_id} to {describe_list([row.row_id for row in others])}: "
            "which of them was first is not certain. Name the earlier one first, or leave the gap out"
        )
    has_least = start.form != "after" and all(end.form != "before" for end in ends)
    has_most = start.form != "before" and all(end.form != "after" for end in ends)
    if not (has_least or has_most):
        raise ValueError(
            f"plot_timeline: the days from {first.row_id} to {describe_list([row.row_id for row in others])} "
            "are open at both ends. Leave the gap out"
        )
    key = "days" if has_least and has_most else "days at least" if has_least else "days at most"
    key = "days exactly" if key == "days" and least == most else key
    return Gap(first, others, WORDS[lang][key].format(least=least, most=most))


def _draw_gaps(ax: Axes, gaps: list[Gap], levels: dict[str, float], inside: float) -> None:
    """Draw each gap as a bracket above the lanes, dotted lines down to its events, the words over it.

    The bracket is pale where it is not certain that the days still lie between the events.
    """
    low, high = ax.get_xlim()
    for rank, gap in enumerate(gaps):
        y = (rank + 1) * STRIP - 0.08
        start, days = _day(gap.first), [_day(row) for row in gap.others]
        sure = [start.late, min(day.early for day in days)]
        whole = [start.early, max(day.late for day in days)]
        ax.add_line(Line2D(whole, [y, y], color=pale(GREY), linewidth=1.4, marker="|", markersize=7))
        line = Line2D(sure, [y, y], color=GREY, linewidth=1.4)
        mark(ax.add_line(line), gap.first.row_id, "gap", gap.words)
        for row in (gap.first, *gap.others):
            x = (_day(row).early + _day(row).late) / 2
            ax.add_line(
                Line2D([x, x], [y, levels[row.row_id]], color=GREY, linewidth=0.7, linestyle=":", zorder=0.6)
            )
        half = (text_width(gap.words, NAME, is_bold=True) / 2 + 0.03) / inside * (high - low)
        middle = min(max(sum(whole) / 2, low + half), high - half)
        ax.text(
            middle, y - 0.06, gap.words, ha="center", va="bottom", fontsize=NAME, weight="bold", color=GREY
        )


# ---- Lanes ------------------------------------------------------------------------------------------------


def _place(rows: list[DatedRow], ends: tuple[float, float], sheet: Sheet) -> list[Spot]:
    """Find each label a place beside its mark, as high in the lane as there is room."""
    spots: list[Spot] = []
    for row in rows:
        options = [
            spot
            for is_right in (True, False)
            if (label := _label(row, ends, sheet, is_right=is_right))
            for spot in [_drop(label, spots)]
        ] or [_drop(_label_under(row, ends, sheet), spots)]
        spots.append(min(options, key=lambda spot: (round(spot.bottom, 3), not spot.is_right)))
    return spots


def _label(row: DatedRow, ends: tuple[float, float], sheet: Sheet, *, is_right: bool) -> Spot | None:
    """Return a label right or left of its mark at the top of the lane, or None if that side is too narrow."""
    inside = sheet.inside
    left, right = _ends_of_mark(row, ends, inside)
    room = (inside - right if is_right else left) - BESIDE
    if room < min(LEAST, inside / 2 - 0.5):
        return None
    text = _wrap_evenly(_say(row, sheet.lang), min(room, max(SHARE * inside, LEAST)))
    wide = text_width(text, NOTE) + BESIDE
    x = right + BESIDE if is_right else left - BESIDE
    left, right = (left, right + wide) if is_right else (left - wide, right)
    return Spot(row, text, left, right, 0.0, text_height(text, NOTE) + _around(sheet), is_right, x)


def _label_under(row: DatedRow, ends: tuple[float, float], sheet: Sheet) -> Spot:
    """Return a label below a mark that is too wide for words on either side."""
    left, right = _ends_of_mark(row, ends, sheet.inside)
    text = _wrap_evenly(_say(row, sheet.lang), max(SHARE * sheet.inside, LEAST))
    wide, under = text_width(text, NOTE), text_height("A", NOTE) + TIGHT
    x = max(min(left + HALF_MARK, sheet.inside - wide), 0.0)
    bottom = under + text_height(text, NOTE) + _around(sheet)
    return Spot(row, text, min(left, x), max(right, x + wide), 0.0, bottom, True, x, under)


def _ends_of_mark(row: DatedRow, ends: tuple[float, float], inside: float) -> tuple[float, float]:
    """Return where a mark begins and ends, in inches from the left."""
    when, inch = _day(row), (ends[1] - ends[0]) / inside
    first = when.late if when.form == "before" else when.early
    last = when.early if when.form == "after" else when.late
    return (first - ends[0]) / inch - HALF_MARK, (last - ends[0]) / inch + HALF_MARK


def _say(row: DatedRow, lang: str) -> str:
    """Return the words of a row: its day, and what happened or was said."""
    when = _day(row)
    date = f"../{when.text}" if when.form == "before" and "/" not in when.text else when.text
    return WORDS[lang]["label"].format(date=format_period(date, None, lang), text=row.label)


def _around(sheet: Sheet) -> float:
    return AROUND if sheet.size.height is None else TIGHT


def _wrap_evenly(text: str, inches: float) -> str:
    """Break a text into as few lines as fit a width, none much shorter than the others."""
    widest = wrap(text, inches, NOTE)
    narrower = (wrap(text, part * inches, NOTE) for part in (0.55, 0.65, 0.75, 0.85))
    return next((one for one in narrower if one.count("\n") == widest.count("\n")), widest)


def _drop(label: Spot, spots: list[Spot]) -> Spot:
    """Move a label down to the first place where it covers no other."""
    height = label.bottom
    beside = [spot for spot in spots if spot.left - BESIDE < label.right and label.left - BESIDE < spot.right]
    top = next(
        top
        for top in sorted([0.0, *(spot.bottom for spot in beside)])
        if all(top + height <= spot.top or spot.bottom <= top for spot in beside)
    )
    return label._replace(top=top, bottom=top + height)


def _height(spots: list[Spot]) -> float:
    return _head() + max(spot.bottom for spot in spots) + PAD


def _head() -> float:
    """Return the height of the name of a lane and the air around it."""
    return text_height("A", NAME) + 2 * PAD


def _level(spot: Spot) -> float:
    """Return how far below the upper edge of its lane a mark stands: beside the first line of its label."""
    return _head() + spot.top + text_height("A", NOTE) / 2


def _draw_lane(ax: Axes, name: str, edges: tuple[float, float], spots: list[Spot], inside: float) -> None:
    """Draw the ground of a lane, its name, its marks and their labels."""
    across = ax.get_yaxis_transform()
    top, bottom = edges
    ground: dict[str, Any] = {"color": GROUND, "linewidth": 0, "zorder": 0}
    ax.add_patch(Rectangle((0, top + 0.03), 1, bottom - top - 0.03, transform=across, **ground))
    box = {"facecolor": GROUND, "linewidth": 0, "pad": 0.6}
    ax.text(
        0.06 / inside,
        top + PAD + 0.02,
        name,
        transform=across,
        fontsize=NAME,
        weight="bold",
        va="top",
        bbox=box,
    )
    for spot in spots:
        y = top + _level(spot)
        _draw_mark(ax, spot.row, y)
        text = ax.text(
            spot.x / inside,
            top + _head() + spot.top + spot.under,
            spot.text,
            transform=across,
            fontsize=NOTE,
            va="top",
            ha="left" if spot.is_right else "right",
            bbox=box,
        )
        mark(text, spot.row.row_id, "label")


def _draw_mark(ax: Axes, row: DatedRow, y: float) -> None:
    """Draw the day of a row, pale where it is not certain."""
    kind = "denied" if row.is_denied else "said" if row.said else "happened"
    when = _day(row)
    named = kind if when.form == "day" else f"{kind}_{when.form}"
    draw_when(ax, when, y, _looks(kind, is_sure=when.form == "day"), (row.row_id, named))


def _looks(kind: str, *, is_sure: bool) -> dict[str, Any]:
    """Return the looks of one of three sorts of mark: happened, said, denied; pale where not certain."""
    shape, colour = LOOKS[kind]
    looks = looks_of(shape, colour, is_filled=kind != "said", is_sure=is_sure)
    if kind == "denied":
        looks |= {"marker": shape, "markersize": DATE_MARK_SIZE_PT, "markeredgewidth": 0.6}
    return looks


def _key(rows: list[DatedRow], lang: str) -> list[Line2D]:
    """Return what each mark means, of those that are there."""
    kinds = {
        "happened": any(row.happened and not row.is_denied for row in rows),
        "said": any(row.said and not row.is_denied for row in rows),
        "denied": any(row.is_denied for row in rows),
    }
    entries = [
        Line2D([], [], label=WORDS[lang][kind], **_looks(kind, is_sure=True))
        for kind, is_there in kinds.items()
        if is_there
    ]
    if any(_day(row).form != "day" for row in rows):
        entries.append(Line2D([], [], label=WORDS[lang]["unsure"], **_looks("happened", is_sure=False)))
    return entries
