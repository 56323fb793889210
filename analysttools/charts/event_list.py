"""Events and claims as a list of rows: when it happened, and when it was said, told apart in each.

Belongs here: rows and their words. Does not belong here: a few events for reading (``timeline.py``), a date
as a mark (``drawing/dates.py``).
"""

from __future__ import annotations

from itertools import groupby
from typing import Any, NamedTuple, Unpack

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysttools.arguments import checked
from analysttools.case.code_names import PLAIN, format_code
from analysttools.charts.drawing.dates import DATE_MARK_SIZE_PT, FORMS, When, draw_when, looks_of, read_when
from analysttools.charts.drawing.layout import NAME, NOTE, size_of, text_height, text_width, wrap
from analysttools.charts.drawing.sheet import Part, Sheet, SheetOptions, Spaces, Stack, on_sheet, share_height
from analysttools.charts.drawing.style import (
    COLOURS,
    FAINT,
    at_most,
    date_axis,
    mark,
    require_cells,
    require_drawable,
    styled,
)
from analysttools.charts.drawing.text import words_of
from analysttools.edtf import read_dates
from analysttools.errors import describe_list
from analysttools.formatting import in_language, say_claims
from analysttools.locales import read_texts

# Events that consist in saying something: their day is that of the words, not of what the words tell.
SAYINGS = ("intelligence", "statement")
WORDS = read_texts("charts.event_list")


class Row(NamedTuple):
    """One row: its lane, its label, and the days of happening, of saying and of the page, if known."""

    row_id: str
    lane: str
    label: str
    happened: When | None
    said: When | None
    page: When | None
    is_denied: bool = False
    is_repeat: bool = False
    is_claim: bool = False

    @property
    def days(self) -> list[When]:
        """Return the days that are known."""
        return [when for when in (self.happened, self.said, self.page) if when]


def usual_status(events: pd.DataFrame) -> str:
    """Return the most frequent status of the events, which goes without saying in the labels."""
    return str(events["status"].value_counts().sort_index().idxmax())


def read_events(events: pd.DataFrame, usual: str, lang: str) -> list[Row]:
    """Give each event its row, in the order of lanes by their first day, and of days in them."""
    pages, _ = read_dates(events["published"].where(events["published"].notna()))
    found = []
    for event, page in zip(events.itertuples(), pages.itertuples(), strict=True):
        is_report = event.date_basis == "day_of_report"
        dated = read_when(event.date, event.date_earliest, event.date_latest, is_report=is_report)
        said = read_when(event.asserted, event.asserted_earliest, event.asserted_latest)
        read = read_when(event.published, page.earliest, page.latest) if said is None else None
        happened: When | None = dated
        if event.category in SAYINGS and said is None:
            happened, said, read = None, dated, None
        label = _label(event, usual, lang)
        is_denied = event.status == "denied"
        found.append(Row(event.event_id, _lane(event, lang), label, happened, said, read, is_denied))
    first: dict[str, tuple[float, str]] = {}
    for row in sorted(found, key=_first):
        first.setdefault(row.lane, (_first(row)[0], row.lane))
    return sorted(found, key=lambda row: (first[row.lane], _first(row)))


def read_claims(claims: pd.DataFrame, lang: str) -> list[Row]:
    """Give each claim its row, in the order of the days on which they were asserted."""
    found = []
    for claim, words in zip(claims.itertuples(), say_claims(claims, lang), strict=True):
        period = read_when(claim.period, claim.period_earliest, claim.period_latest)
        said = read_when(claim.asserted, claim.asserted_earliest, claim.asserted_latest)
        is_repeat = not pd.isna(claim.derived_from)
        has_number = not (pd.isna(claim.low) and pd.isna(claim.best) and pd.isna(claim.high))
        parts = [words, claim.measure_name, claim.population_name, claim.place_name]
        parts = parts if has_number else [claim.summary.rstrip(".")]
        parts += [words_of(lang)["repeat"]] if is_repeat else []
        says_more = isinstance(claim.status, str) and claim.status not in PLAIN
        parts += [format_code(claim.status, lang)] if says_more else []
        text = ", ".join(part for part in parts if isinstance(part, str))
        label = words_of(lang)["said"].format(who=claim.claimant, words=text)
        lane = WORDS[lang]["claims"]
        found.append(Row(claim.claim_id, lane, label, period, said, None, is_repeat=is_repeat, is_claim=True))
    return sorted(found, key=lambda row: _first(row._replace(happened=None) if row.said else row))


def _first(row: Row) -> tuple[float, str]:
    """Return the day by which a row is sorted, and its id for those of one day."""
    when = row.happened or row.said or row.page
    return (when.early if when else 0.0), row.row_id


def _lane(event: Any, lang: str) -> str:
    """Name the lane of an event: its category, or the sector of the front."""
    sector = event.sector_name
    name = sector if isinstance(sector, str) else format_code(event.category, lang)
    name = name[0].upper() + name[1:]
    return f"{name}; {WORDS[lang]['sayings']}" if event.category in SAYINGS else name


def _label(event: Any, usual: str, lang: str) -> str:
    """Return what happened, who says so (else which page) unless the title does, and an unusual status."""
    words = WORDS[lang]
    title = event.title
    if not isinstance(title, str) and isinstance(event.place_name, str) and isinstance(event.action, str):
        action = format_code(event.action, lang)
        title = words["front"].format(place=event.place_name, action=action, actor=event.actor_name)
        title = title[0].upper() + title[1:]
    elif not isinstance(title, str):
        title = event.summary
    status = [] if event.status == usual else [format_code(event.status, lang)]
    form, who = ("by", event.claimant) if isinstance(event.claimant, str) else ("page by", event.publisher)
    if form == "by" and who in str(event.title):
        return ", ".join([title, *status])
    return words[form].format(title=title, who=", ".join([who, *status]))


NEEDED = [
    *["event_id", "date", "date_earliest", "date_latest", "date_basis", "category", "status", "action"],
    *["asserted", "asserted_earliest", "asserted_latest", "claimant", "publisher", "published", "place_name"],
    *["actor_name", "sector_name"],
]
NEEDED_OF_CLAIMS = [
    *["claim_id", "period", "period_earliest", "period_latest", "low", "best", "high", "qualifier", "status"],
    *["asserted", "asserted_earliest", "asserted_latest", "derived_from", "claimant", "measure_name"],
    *["population_name", "place_name"],
]
# Shape and colour of a plain day, by what it is the day of; what happened is filled, what was said is not.
HAPPENED, SAID, PAGE, DENIED = ("o", COLOURS[0]), ("o", COLOURS[1]), ("s", "#777777"), ("X", COLOURS[0])
# Share of the width that labels may take; inches from the middle of a row to either mark, of the lowest
# row, around its label, above a heading, below the rows for the days, and right of them.
NAMES = 0.5
LEVEL, ROW, AROUND, OVER, RIGHT = 0.062, 0.27, 0.09, 0.1, 0.28
SPACES = Spaces(end=0.28)


class Line(NamedTuple):
    """A heading or a row of the chart: its text, its height, and the row, if it is one."""

    text: str
    height: float
    row: Row | None


@checked()
@styled
@at_most(600, "rows", table="with tabulate_events", events=NEEDED, claims=NEEDED_OF_CLAIMS)
@on_sheet
def plot_event_list(
    events: pd.DataFrame,
    claims: pd.DataFrame | None = None,
    **options: Unpack[SheetOptions],
) -> Axes:
    """Draw events in lanes by category, each with the day it is dated to and the day it was said.

    Each row has two levels. Above stands a filled mark on the day of the event, below it an open mark on
    the day that it was said; a line joins the two. Where the data has no day of saying, a square stands on
    the day of the page, with no line: a page may come days after the words. Intelligence and statements
    are sayings themselves, so that their day, where no other is noted, is drawn below and nothing above.
    A span of days is a bar between two ticks; about a day, a pale bar with round ends; a day that is open or
    known only from the report, a triangle towards where the true day may be. A denial is a cross. Claims
    are a lane of their own: above, the period that they cover.

    Parameters
    ----------
    events, claims : DataFrame
        One row an event, or a claim, with the names that ``with_names`` adds. No claims by default.
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
        If columns are missing, there is no row, or a row has no day at all.

    Examples
    --------
    >>> from analysttools import load_case, with_names
    >>> from analysttools.charts.event_list import plot_event_list
    >>> case = load_case("tests/cases/strait")
    >>> events = case.events[case.events["event_id"].eq("talks")]
    >>> ax = plot_event_list(with_names(events, case))
    >>> [line.get_gid() for line in ax.lines if line.get_gid()]
    ['row.talks.happened', 'row.talks.said']
    """
    sheet = Sheet(**options)
    lang = sheet.lang
    rows, usual = read_rows("plot_event_list", events, claims, lang)
    names = max(text_width(row.label, NOTE) for row in rows) + 0.02
    names = min(names, sheet.room_for_names(NAMES))
    sheet.hang_names(names + 0.1, RIGHT)
    lines = _lines(rows, names, lang)
    over: Stack = [(0.04, sheet.key(_key(rows, lang))), (0.0, sheet.note(_note(rows, usual, lang)))]
    panel = Part(sum(line.height for line in lines))
    (ax,) = sheet.open([panel], over=over, spaces=SPACES, subtitle=WORDS[lang]["title"])
    set_days(ax, span_of(rows, sheet.inside), sheet.inside, lang)
    _draw_lines(ax, lines, sheet.reach)
    sheet.close()
    return ax


def read_rows(
    function: str, events: pd.DataFrame, claims: pd.DataFrame | None, lang: str
) -> tuple[list[Row], str]:
    """Return the rows of events and of claims, each with a day, and the status that goes without saying."""
    events = require_drawable(events, [*NEEDED, "title_en", "summary_en"], function)
    require_cells(events, ["event_id", "status", "category"], function)
    events = events.assign(**{stem: in_language(events, stem, lang) for stem in ("title", "summary")})
    usual = usual_status(events)
    rows = read_events(events, usual, lang)
    if claims is not None:
        claims = require_drawable(claims, [*NEEDED_OF_CLAIMS, "summary_en"], f"{function} (claims)")
        require_cells(claims, ["claim_id", "claimant", "measure_name"], f"{function} (claims)")
        rows += read_claims(claims.assign(summary=in_language(claims, "summary", lang)), lang)
    _require_days(function, rows)
    return rows, usual


def _require_days(function: str, rows: list[Row]) -> None:
    """Raise if a row has no day to stand on."""
    empty = [row.row_id for row in rows if not (row.happened or row.said)]
    if empty:
        raise ValueError(
            f"{function}: {len(empty)} of {len(rows)} rows have no day, neither of happening nor of "
            f"saying: {describe_list(empty)}. Give their dates, or leave them out"
        )


def _lines(rows: list[Row], names: float, lang: str) -> list[Line]:
    """Put a heading above each lane, and work out the heights."""
    lines = []
    for lane, group in groupby(rows, key=lambda row: row.lane):
        own = list(group)
        name, _, more = lane.partition("; ")
        head = WORDS[lang]["lane"].format(name=name, count=len(own))
        more = WORDS[lang]["claims lane"] if own[0].is_claim else more
        head = wrap(head, names, NAME, is_bold=True)
        height = text_height(head, NAME) + text_height(wrap(more, names, NOTE), NOTE) + OVER + 0.04
        lines.append(Line(f"{head}\n\n{wrap(more, names, NOTE)}" if more else head, height, None))
        for row in own:
            label = wrap(row.label, names, NOTE)
            lines.append(Line(label, max(text_height(label, NOTE) + AROUND, ROW), row))
    return lines


def span_of(rows: list[Row], inside: float) -> tuple[float, float]:
    """Return the ends of the axis of time: all days of the rows, with room for half a mark beside them."""
    days = np.array([(when.early, when.late) for row in rows for when in row.days])
    span = max(float(np.ptp(days)), 6.0)
    room = span * 0.09 / inside
    return float(days.min() - room), float(days.min() + span + room)


def set_days(ax: Axes, ends: tuple[float, float], inside: float, lang: str) -> None:
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


def _draw_lines(ax: Axes, lines: list[Line], reach: float) -> None:
    """Draw headings and rows from top to bottom, every other row on grey ground."""
    inside, height = size_of(ax)
    heights = share_height(ax, [line.height for line in lines])
    ends = -np.cumsum(heights)
    ax.set_ylim(-height, 0)
    start = -reach / inside
    across = ax.get_yaxis_transform()
    grey: dict[str, Any] = {"color": "#efefef", "linewidth": 0, "zorder": 0, "clip_on": False}
    rows: list[tuple[float, str, str]] = []
    for line, end, size in zip(lines, ends, heights, strict=True):
        if line.row is None:
            _draw_heading(ax, line.text, end, start)
            continue
        if len(rows) % 2:
            ax.add_patch(Rectangle((start, end), 1 - start, size, transform=across, **grey))
        _draw_row(ax, line.row, end + size / 2)
        rows.append((end + size / 2, line.text, line.row.row_id))
    ax.set_yticks([y for y, _, _ in rows], [text for _, text, _ in rows], fontsize=NOTE)
    ax.tick_params(axis="y", length=0, pad=72 * reach)
    for label, (_, _, row_id) in zip(ax.get_yticklabels(), rows, strict=True):
        label.set(ha="left", va="center", multialignment="left")
        mark(label, row_id, "label")


def _draw_heading(ax: Axes, text: str, end: float, start: float) -> None:
    """Write the name of a lane, and the days above its rows."""
    head, _, more = text.partition("\n\n")
    across = ax.get_yaxis_transform()
    under = text_height(more, NOTE) + 0.03
    ax.text(start, end + 0.03, more, transform=across, fontsize=NOTE, va="bottom")
    ax.text(start, end + under, head, transform=across, fontsize=NAME, weight="bold", va="bottom")
    say_days(ax, end, 0.03)
    ax.add_line(Line2D([start, 1], [end, end], transform=across, color="#bbbbbb", lw=0.8, clip_on=False))


def say_days(ax: Axes, y: float, away: float) -> None:
    """Write the days of the axis of time above or below a line, but none that would be cut off."""
    low, high = ax.get_xlim()
    inch = (high - low) / size_of(ax)[0]
    for day in ax.xaxis.get_majorticklocs():
        said = ax.xaxis.get_major_formatter()(day)
        half = text_width(said, NOTE) / 2 * inch
        if low <= day - half and day + half <= high:
            ax.annotate(
                said,
                (day, y),
                (0, 72 * away),
                textcoords="offset points",
                fontsize=NOTE,
                ha="center",
                va="bottom" if away > 0 else "top",
                color="#555555",
                annotation_clip=False,
            )


def _draw_row(ax: Axes, row: Row, y: float) -> None:
    """Draw when it happened above, when it was said below, and the way from one to the other."""
    alpha = FAINT if row.is_repeat else 1.0
    what = "period" if row.is_claim else "happened"
    if row.happened and row.said:
        start = min(max(row.said.early, row.happened.early), row.happened.late)
        way = [start, min(max(start, row.said.early), row.said.late)]
        ax.add_line(Line2D(way, [y + LEVEL, y - LEVEL], color="#888888", linewidth=0.8, zorder=1))
    for when, level, (marker, colour), kind in (
        (row.happened, LEVEL, DENIED if row.is_denied else HAPPENED, "denied" if row.is_denied else what),
        (row.said, -LEVEL, SAID, "said"),
        (row.page, -LEVEL, PAGE, "page"),
    ):
        if when:
            looks = looks_of(when.form, marker, colour, is_filled=level > 0)
            if kind == "denied":  # whatever is known of its day, a denial is not drawn as what happened
                looks |= {"marker": marker, "markersize": DATE_MARK_SIZE_PT, "markeredgewidth": 0.6}
            named = kind if when.form == "day" else f"{kind}_{when.form}"
            draw_when(ax, when, y + level, looks, (row.row_id, named), alpha)


def _key(rows: list[Row], lang: str) -> list[Line2D]:
    """Return what each mark means, of those that are there."""
    words = WORDS[lang]
    forms = {when.form for row in rows for when in row.days if not (row.is_denied and when is row.happened)}
    happened = {row.is_claim for row in rows if row.happened and not row.is_denied}
    day = "both day" if len(happened) > 1 else "claim day" if True in happened else "day"
    signs = [
        (day, HAPPENED, True, bool(happened)),
        ("denied day", DENIED, True, any(row.is_denied for row in rows)),
        ("said", SAID, False, any(row.said for row in rows)),
        ("page", PAGE, False, any(row.page for row in rows)),
    ]
    entries = [
        Line2D([], [], label=words[name], **looks_of("day", *look, is_filled=is_filled))
        for name, look, is_filled, is_there in signs
        if is_there
    ]
    if any(row.happened and row.said for row in rows):
        entries.append(Line2D([], [], color="#888888", linewidth=0.8, label=words["lag"]))
    for form in FORMS[1:]:
        if form in forms:
            looks = looks_of(form, "", COLOURS[0], is_filled=True)
            entries.append(Line2D([], [], label=words[form], **looks))
    return entries


def _note(rows: list[Row], usual: str, lang: str) -> str:
    """Return what goes without saying in the rows."""
    words = WORDS[lang]
    said = [words["usual"].format(status=format_code(usual, lang))]
    said += [words["no lower"]] if any(not row.said and not row.page for row in rows) else []
    return " ".join(said)
