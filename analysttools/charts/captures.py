"""When a capture was claimed and denied, against the day on which a map showed it: a row a place.

Belongs here: the rows, their marks and words. Does not belong here: finding the change of the map
(``front/captures.py``).
"""

from __future__ import annotations

from typing import Any, NamedTuple, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, MultipleLocator

from analysttools.arguments import checked
from analysttools.case.code_names import format_code
from analysttools.charts.drawing.colours import FAINT, colour_sides
from analysttools.charts.drawing.layout import NAME, NOTE, size_of, text_height, text_width, wrap
from analysttools.charts.drawing.number_axis import APART, STEPS
from analysttools.charts.drawing.sheet import Note, Part, Sheet, SheetOptions, Spaces, Stack, on_sheet
from analysttools.charts.drawing.style import (
    at_most,
    ink,
    list_sides,
    mark,
    require_cells,
    require_drawable,
    styled,
    write_beside,
)
from analysttools.charts.drawing.symbols import STATUS_SHAPES
from analysttools.charts.front_map.map_names import WORDS as MAP_WORDS
from analysttools.errors import describe_list
from analysttools.formatting import format_day, format_number, format_period
from analysttools.locales import read_texts

NEEDED = [
    *["event_id", "date", "date_earliest", "date_latest", "date_basis", "place_id", "place_name", "actor"],
    *["actor_name", "claimant_id", "claimant", "side", "status", "spell_id", "map_day_earliest", "map_day"],
]
SPELLS = ["spell_id", "place_id"]
WORDS = read_texts("charts.captures")
# A span of more days than this does not count as a day of its own.
WIDE = 14
DENIED = "denied"
# Inches around a line, over the name of a block, of the axis below, at the right.
GAP, BLOCK_GAP, BELOW, RIGHT = 0.04, 0.1, 0.25, 0.08
# Part of a figure for the names of rows; of a panel for the words at a mark; inches between mark and words.
NAMES, SHARE, BESIDE = 0.36, 0.56, 0.09
# Below this width, in inches, the day of the map stands under the name of a place.
ONE_LINE = 1.9
SPACES = Spaces(top=0.02, end=0.02)
MARK_SIZE_PT, MAP = 6.2, "#333333"
# How days are written on an axis that has no room for words.
PLAIN = dict.fromkeys(["before", "after", "same"], "{days}")


class Line(NamedTuple):
    """A mark with its words: days before and after the map changed, and the height of its line in inches."""

    event: Any
    early: float
    late: float
    words: str
    height: float


class Row(NamedTuple):
    """A place: the change of the map, its name with the day beside or below it, and its lines."""

    spell_id: str
    name: str
    day: str
    is_wide: bool
    least: float
    lines: list[Line]
    height: float


class Block(NamedTuple):
    """Places that the same forces took on the same map."""

    name: str
    head: float
    rows: list[Row]


@checked()
@styled
@at_most(2_000, "events", table="with tabulate_events", captures=NEEDED)
@on_sheet
def plot_captures(captures: pd.DataFrame, control: pd.DataFrame, **options: Unpack[SheetOptions]) -> Axes:
    r"""Draw when captures were claimed and denied, in days before and after a map of control showed them.

    Each place has a row with the day on which the map changed, at nought on the axis, and a line for each
    claim (a dot) and denial (a cross), in the colour of its side, with who says so and the day. The rows are
    in blocks by the forces that took the places and by the map, the earliest claim first. A date of several
    days is a pale bar from the first to the last.

    Only what has a day of its own is drawn: one that the source states, of at most 14 days, at a place that
    changed sides on the map. A denial has a mark where a claim has one. The others are counted below, by
    reason.

    Parameters
    ----------
    captures : DataFrame
        What `compare_with_map` gives with ``denials=True`` for events with names; of several maps one below
        the other (``pd.concat``).
    control : DataFrame
        The spells that they were compared with: ``case.control`` with the names of ``with_names``, which tell
        the map of each.
    **options : SheetOptions
        ``ax``, ``lang``, ``title``, ``size`` and ``dpi``, as every chart takes them
        (`analysttools.charts.drawing.sheet.Sheet`).

    Returns
    -------
    matplotlib.axes.Axes
        Each mark carries the id of its event, each change of the map that of the spell that it began
        (``gid``).

    Raises
    ------
    ValueError
        If columns are missing, there is no row, no capture has a day of its own, one was compared with other
        spells, or there are more than the figure has room for.

    Examples
    --------
    >>> from analysttools import compare_with_map, load_case, with_names
    >>> from analysttools.charts.captures import plot_captures
    >>> case = load_case("tests/cases/strait")
    >>> events, spells = with_names(case.events, case), with_names(case.control, case)
    >>> holder = case.control_map.gained_by
    >>> taken = compare_with_map(events, spells, occupiers=holder, denials=True)
    >>> words = [text.get_text() for text in plot_captures(taken, spells).texts if text.get_gid()]
    >>> [text.replace("\u00a0", " ") for text in words]
    ['Upland staff, 28 Mar 2031', 'denied: Coast guard, 29 Mar 2031']
    """
    sheet = Sheet(**options)
    captures = _require_captures(captures, control)
    spells = require_drawable(control, SPELLS, "plot_captures (control)")
    spells = spells.drop_duplicates("spell_id").set_index("spell_id", drop=False)
    told, reasons = _choose(captures)
    shown = spells.loc[told["spell_id"].unique()]
    sheet.credit(told, shown)
    room = sheet.room_for_names(NAMES)
    told = told.assign(**_read_maps(told, shown, sheet.lang))
    blocks = _blocks(told, room, sheet)
    names = _names_width(blocks)
    sheet.set_margins(names + 0.08, RIGHT)
    blocks = [_wrap_lines(block, sheet.inside) for block in blocks]
    key = list_sides(told)
    for side in key:
        side.set_markerfacecolor(side.get_color())
    over: Stack = [(0.04, _Heading(sheet)), *([(0.05, sheet.key(key))] if len(key) > 1 else [])]
    foot = [(BELOW, sheet.note(_note(told, sheet.lang))), *_count_left_out(captures, told, reasons, sheet)]
    height = sum(block.head + sum(row.height for row in block.rows) for block in blocks)
    (ax,) = sheet.open(
        [Part(height, least=0.75 * height)], foot, over=over, spaces=SPACES, subtitle=_subtitle(told, sheet)
    )
    _set_limits(ax, blocks)
    _draw_blocks(ax, blocks, names)
    _count_days(ax, blocks, sheet.lang)
    sheet.close(foot)
    return ax


# ---- What is drawn ----------------------------------------------------------------------------------------


def _require_captures(captures: pd.DataFrame, control: pd.DataFrame) -> pd.DataFrame:
    """Return the captures, or raise if one lacks its names or was compared with other spells."""
    captures = require_drawable(captures, NEEDED, "plot_captures")
    require_cells(
        captures, ["event_id", "status", "place_id", "place_name", "actor", "actor_name"], "plot_captures"
    )
    ids = captures["spell_id"].fillna("")
    known = set(control["spell_id"]) if "spell_id" in control else set(ids)
    strange = ids[ids.ne("") & ~ids.isin(known)]
    if not strange.empty:
        raise ValueError(
            f"plot_captures: the captures were compared with {describe_list(strange.unique())}, which "
            "control does not have. Give the spells that compare_with_map was given, with names"
        )
    return captures.assign(spell_id=ids)


def _choose(captures: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """Return what has a day of its own at a place that changed sides, and the others by reason."""
    has_change = captures["spell_id"].ne("") & captures["map_day"].notna()
    wide = captures["date_latest"] - captures["date_earliest"]
    is_own = captures["date_basis"].ne("day_of_report") & wide.le(pd.Timedelta(days=WIDE))
    is_denial = captures["status"].eq(DENIED)
    claimed = set(captures.loc[has_change & is_own & ~is_denial, "spell_id"])
    has_claim = captures["spell_id"].isin(claimed)
    reasons = {
        "no change": captures[~has_change],
        "no day": captures[has_change & ~is_own],
        "no claim": captures[has_change & is_own & ~has_claim],
    }
    told = captures[has_change & is_own & has_claim]
    if told.empty:
        raise ValueError(
            f"plot_captures: none of the {len(captures)} captures has a day of its own and a change of the "
            'map to be set against. Show them as a table: captures[["place_name", "claimant", '
            '"date", "finding"]]'
        )
    return told, reasons


def _read_maps(told: pd.DataFrame, spells: pd.DataFrame, lang: str) -> dict[str, pd.Series]:
    """Return the name of the map that each capture was set against, and whether its maker says so."""
    known = spells.reindex(columns=["map_name", "map_claimant_id"]).loc[told["spell_id"]]
    known = known.set_axis(told.index).astype(object)
    names = known["map_name"].fillna(MAP_WORDS[lang]["map"])
    return {"map_name": names, "is_maker": known["map_claimant_id"].eq(told["claimant_id"])}


def _blocks(told: pd.DataFrame, room: float, sheet: Sheet) -> list[Block]:
    """Return the places by forces and map, in the order of the first days of the map."""
    told = told.assign(colour=colour_sides(told), late=_days_after(told, "date_latest"))
    told["early"] = _days_after(told, "date_earliest")
    claimed = told["early"].where(told["status"].ne(DENIED))
    told["order"] = claimed.groupby(told["spell_id"]).transform("min")
    order = ["order", "spell_id", "early", "late", "is_denial", "event_id"]
    told = told.assign(is_denial=told["status"].eq(DENIED)).sort_values(order, kind="stable")
    blocks = []
    for (map_name, actor), own in told.groupby(["map_name", "actor_name"], sort=False):
        words = WORDS[sheet.lang]["block"].format(actor=actor, map=map_name)
        name = wrap(words, sheet.width - 0.2, NAME, is_bold=True)
        rows = [_row(rows, room, sheet.lang) for _, rows in own.groupby("spell_id", sort=False)]
        blocks.append((map_name, -len(own), Block(name, text_height(name, NAME) + BLOCK_GAP, rows)))
    maps = list(told["map_name"].value_counts().index)
    return [block for _, _, block in sorted(blocks, key=lambda one: (maps.index(one[0]), one[1]))]


def _days_after(told: pd.DataFrame, column: str) -> pd.Series:
    """Return how many days after the map changed a date is."""
    return (told[column] - told["map_day"]).dt.days.astype(float)


def _row(events: pd.DataFrame, room: float, lang: str) -> Row:
    """Return a place with its lines, whose words are not yet broken."""
    first = events.iloc[0]
    lines = [
        Line(event, event.early, event.late, _say(event, lang), 0.0)
        for event in events[[*NEEDED, "is_maker", "colour", "early", "late"]].itertuples()
    ]
    day = WORDS[lang]["map day"].format(day=format_day(f"{first['map_day']:%Y-%m-%d}", lang))
    least = float((first["map_day_earliest"] - first["map_day"]).days)
    is_wide = room >= ONE_LINE
    name = wrap(first["place_name"], room - (text_width(day, NOTE) + 0.1 if is_wide else 0.0), NAME)
    high = text_height(name, NAME) + (0.0 if is_wide else text_height(day, NOTE))
    return Row(first["spell_id"], name, day, is_wide, least, lines, high + GAP)


def _say(event: Any, lang: str) -> str:
    """Return who says so, with the day, and what else is known of it."""
    words, date = WORDS[lang], format_period(event.date, None, lang)
    if event.early == event.late:
        date = date.replace(" ", "\u00a0")  # a day is not broken
    who = words["maker"].format(who=event.claimant) if event.is_maker else event.claimant
    if event.status == DENIED:
        return words["denied"].format(who=who, date=date)
    also = "" if event.status == "claimed" else f", {format_code(event.status, lang)}"
    return words["claimed"].format(who=who, date=date) + also


def _names_width(blocks: list[Block]) -> float:
    """Return how many inches the names of the rows take."""
    rows = [row for block in blocks for row in block.rows]
    wide = [(text_width(row.name, NAME), text_width(row.day, NOTE)) for row in rows]
    return max(
        name + 0.1 + day if row.is_wide else max(name, day)
        for row, (name, day) in zip(rows, wide, strict=True)
    )


def _wrap_lines(block: Block, inside: float) -> Block:
    """Break the words at marks into lines, and give rows the height that they need."""
    rows = []
    for row in block.rows:
        texts = [wrap(line.words, SHARE * inside, NOTE) for line in row.lines]
        lines = [
            line._replace(words=text, height=text_height(text, NOTE) + GAP)
            for line, text in zip(row.lines, texts, strict=True)
        ]
        rows.append(row._replace(lines=lines, height=max(row.height, sum(line.height for line in lines))))
    return block._replace(rows=rows)


# ---- Drawing ----------------------------------------------------------------------------------------------


class _Heading(NamedTuple):
    """The words over the line at nought, above the first block."""

    sheet: Sheet

    @property
    def height(self) -> float:
        """Inches."""
        return text_height("A", NOTE)

    def write(self, ax: Axes, reach: float, away: float, *, is_above: bool = False) -> None:
        """Write it above the panel, over nought."""
        ax.annotate(
            WORDS[self.sheet.lang]["nought"],
            (0, 1),
            (0, away * 72),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=NOTE,
            color=MAP,
            annotation_clip=False,
        )


def _lines_of(blocks: list[Block]) -> list[Line]:
    return [line for block in blocks for row in block.rows for line in row.lines]


def _first_day(blocks: list[Block]) -> float:
    """Return the first day of all marks, before the map changed or on that day."""
    changes = [row.least for block in blocks for row in block.rows]
    return min(0.0, *changes, *(line.early for line in _lines_of(blocks)))


def _set_limits(ax: Axes, blocks: list[Block]) -> None:
    """Set the scales: days as wide as the words beside the marks allow; rows in inches from the top."""
    inside, lines, low = size_of(ax)[0], _lines_of(blocks), _first_day(blocks)
    beside = 2 * BESIDE + 0.08
    scale = min(
        (inside - beside - text_width(line.words, NOTE)) / max(line.late - low, -low, 1.0) for line in lines
    )
    ax.set_xlim(low - BESIDE / scale, low - BESIDE / scale + inside / scale)
    height = sum(block.head + sum(row.height for row in block.rows) for block in blocks)
    ax.set_ylim(-height, 0)
    ax.set_yticks([])


def _count_days(ax: Axes, blocks: list[Block], lang: str) -> None:
    """Write days before and after the map changed below the marks, none below the words beside them."""
    lines, (left, right) = _lines_of(blocks), ax.get_xlim()
    low, high = _first_day(blocks), max(1.0, *(line.late for line in lines))
    inch = (right - left) / size_of(ax)[0]
    forms = [(count, form) for form in (WORDS[lang], PLAIN) for count in range(6, 0, -1)]
    for count, form in forms:
        ticks = MaxNLocator(count, steps=STEPS, integer=True).tick_values(low, high)
        widest = max(text_width(_word_days(tick, form), NAME) for tick in ticks)
        if ticks[1] - ticks[0] >= (widest + APART) * inch:
            break
    step = float(ticks[1] - ticks[0])
    low, high = low - step / 2, high + step / 2
    ax.xaxis.set_major_locator(MultipleLocator(step))
    ax.xaxis.set_major_formatter(lambda day, _: _word_days(day, form) if low <= day <= high else "")
    ax.tick_params(axis="x", length=0)
    shown = [tick for tick in ticks if max(low, left) <= tick <= min(high, right)]
    ax.vlines(shown, 0, 1, colors="#E4E4E4", linewidths=0.8, zorder=0.5, transform=ax.get_xaxis_transform())


def _word_days(days: float, words: dict[str, str]) -> str:
    """Write a day of the axis: so many before, nought, so many after."""
    key = "before" if days < -0.5 else "after" if days > 0.5 else "same"
    return words[key].format(days=f"{abs(days):.0f}")


def _draw_blocks(ax: Axes, blocks: list[Block], names: float) -> None:
    """Draw blocks one below the other: the name, the line of the map, the rows."""
    ax.grid(visible=False)
    top = 0.0
    for block in blocks:
        write_beside(
            ax,
            block.name,
            (-names - 0.08, top - BLOCK_GAP + 0.02),
            va="top",
            fontweight="bold",
        )
        top -= block.head
        rows = sum(row.height for row in block.rows)
        ax.add_line(Line2D([0, 0], [top, top - rows], color=MAP, linewidth=1.0, zorder=1.5))
        for row in block.rows:
            _draw_row(ax, row, top, names)
            top -= row.height


def _draw_row(ax: Axes, row: Row, top: float, names: float) -> None:
    """Draw a place: its name, the day of the map, the change of the map, and what was said."""
    middle = top - row.height / 2
    if row.is_wide:
        write_beside(ax, row.name, (-names - 0.08, middle))
        write_beside(ax, row.day, (-0.08, middle), ha="right", fontsize=NOTE, color="#555555")
    else:
        above = text_height(row.name, NAME) / 2
        write_beside(ax, row.name, (-names - 0.08, middle + text_height(row.day, NOTE) / 2))
        write_beside(ax, row.day, (-names - 0.08, middle - above), fontsize=NOTE, color="#555555")
    look: dict[str, Any] = {"color": MAP, "solid_capstyle": "butt", "zorder": 1.8}
    change = Line2D(
        [row.least, 0], [middle, middle], linewidth=2.2, marker="|", markersize=9, markevery=[1], **look
    )
    mark(ax.add_line(change), row.spell_id, "changed")
    y = top - (row.height - sum(line.height for line in row.lines)) / 2
    for line in row.lines:
        _draw_line(ax, line, y - line.height / 2)
        y -= line.height


def _draw_line(ax: Axes, line: Line, y: float) -> None:
    """Draw a claim or a denial, the line from nought to it, and its words beside it or beside nought."""
    event, inch = line.event, np.ptp(ax.get_xlim()) / size_of(ax)[0]
    is_denial = event.status == DENIED
    ends = [0.0, line.early if line.early > 0 else line.late if line.late < 0 else 0.0]
    ax.add_line(Line2D(ends, [y, y], color="#BBBBBB", linewidth=1.0, zorder=1.4))
    look: dict[str, Any] = {"color": event.colour, "zorder": 2.2, "solid_capstyle": "butt"}
    when = "" if line.early == line.late else str(event.date)
    if when:
        bar = Line2D([line.early, line.late], [y, y], linewidth=5.0, alpha=FAINT, **look)
        mark(ax.add_line(bar), event.event_id, event.status, when)
    else:
        shape = STATUS_SHAPES[DENIED if is_denial else "claimed"]
        point = Line2D(
            [line.early],
            [y],
            marker=shape,
            markersize=MARK_SIZE_PT,
            linestyle="none",
            markeredgewidth=0.6,
            **look,
        )
        mark(ax.add_line(point), event.event_id, event.status)
    text = ax.text(
        max(line.late, 0.0) + BESIDE * inch,
        y,
        line.words,
        va="center",
        fontsize=NOTE,
        color=ink(event.colour),
        zorder=3,
    )
    mark(text, event.event_id, "words")


# ---- Words ------------------------------------------------------------------------------------------------


def _subtitle(told: pd.DataFrame, sheet: Sheet) -> str:
    """Return how many claims and denials of how many places are shown."""
    words, denied = WORDS[sheet.lang], int(told["status"].eq(DENIED).sum())
    counts = {"claims": len(told) - denied, "denials": denied, "places": told["place_id"].nunique()}
    said = {
        name: words[name if count != 1 else f"one {name}"].format(count=count)
        for name, count in counts.items()
    }
    maps = told["map_name"].unique()
    name = maps[0] if len(maps) == 1 else MAP_WORDS[sheet.lang]["map"]
    return words["subtitle" if denied else "subtitle alone"].format(**said, map=name)


def _note(told: pd.DataFrame, lang: str) -> str:
    """State below the chart what the marks are, and what the day of a map is not."""
    words = WORDS[lang]
    said = [words["marks"]]
    said += [words["bar"]] if told["date_earliest"].lt(told["date_latest"]).any() else []
    return " ".join([*said, words["point"]])


def _count_left_out(
    captures: pd.DataFrame, told: pd.DataFrame, reasons: dict[str, pd.DataFrame], sheet: Sheet
) -> list[tuple[float, Note]]:
    """Say how many have no mark and why: one text for all of them, under their ids."""
    left = captures[~captures["event_id"].isin(told["event_id"])]
    if left.empty:
        return []
    words = WORDS[sheet.lang]
    said = [
        words[reason].format(count=format_number(len(rows), sheet.lang), days=WIDE)
        for reason, rows in reasons.items()
        if len(rows)
    ]
    count = format_number(len(left), sheet.lang)
    text = words["left out"].format(count=count, reasons=words["and"].join(said))
    return [(0.05, sheet.note(text)._replace(gid=f"row.{';'.join(left['event_id'])}.left_out"))]
