"""Claims on one ruler: a block for each thing that is counted, a row for each claim.

Belongs here: the blocks, and how a row of bounds, value and words looks. Does not belong here: what is alike
(``claims/scope.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysttools.arguments import checked
from analysttools.charts.drawing.colours import COLOURS, FAINT, colour_sides
from analysttools.charts.drawing.layout import (
    NAME,
    size_of,
    text_height,
    text_width,
    wrap,
)
from analysttools.charts.drawing.number_axis import Span, number_across
from analysttools.charts.drawing.sheet import (
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
    list_sides,
    mark,
    require_cells,
    require_drawable,
    styled,
    write_beside,
)
from analysttools.charts.drawing.text import (
    WORDS,
    describe_scope,
    describe_standing,
    format_interval,
    format_subject,
)
from analysttools.claims.intervals import bounds
from analysttools.claims.scope import SCOPE
from analysttools.edtf import read_dates
from analysttools.errors import describe_list
from analysttools.formatting import format_period, say_claims

# Share of the width that words beside the marks may take.
WORDS_BESIDE = 0.42
ROW_GAP = 0.045
ARROW = 0.22


class Row(NamedTuple):
    """One row of a block: a claim, or what was computed of several; its texts are wrapped by `_lay`."""

    ids: str
    low: float
    best: float
    high: float
    day: str
    label: str
    words: str
    what: str
    alpha: float
    colour: str


class Block(NamedTuple):
    """The rows of one thing, under its name in plain words, and the heights of both in inches."""

    name: str
    rows: list[Row]
    top: float
    heights: list[float]

    @property
    def height(self) -> float:
        """Inches."""
        return self.top + sum(self.heights) + BLOCK_GAP


def limit_of(rows: Sequence[Row], inside: float) -> float:
    """Return the right end of the axis: the least at which all words have room beside their marks."""
    limit = 0.0
    for row in rows:
        right = np.nanmax([row.low, row.best, row.high, 0.0])
        words = wrap(row.words, WORDS_BESIDE * inside, NAME)
        taken = text_width(words, NAME) + 0.16 + (ARROW if pd.isna(row.high) and not pd.isna(row.low) else 0)
        limit = max(limit, right * inside / max(inside - taken, 0.1 * inside))
    return limit or 1.0


def words_room(row: Row, limit: float, inside: float) -> float:
    """Return the inches that there are for words right of the marks of a row."""
    numbers = [value for value in (row.low, row.best, row.high) if not pd.isna(value)]
    arrow = ARROW if pd.isna(row.high) and not pd.isna(row.low) else 0.0
    return max(inside * (1 - max(numbers, default=0.0) / limit) - 0.14 - arrow, WORDS_BESIDE * inside)


def draw_row(ax: Axes, row: Row, y: float, inch: float) -> None:
    """Draw one row: its bounds, its stated value, its words; `inch` is an inch in data units."""
    look: dict[str, Any] = {"color": row.colour, "alpha": row.alpha}
    look["linewidth"] = 2.6 if row.what else 1.6
    has_low, has_high = not pd.isna(row.low), not pd.isna(row.high)
    numbers = [value for value in (row.high, row.best, row.low) if not pd.isna(value)]
    right = max(numbers, default=0.0)
    if has_low and has_high:
        bar = Line2D([row.low, row.high], [y, y], marker="|", markersize=12, markeredgewidth=1.6, **look)
        mark(ax.add_line(bar), row.ids, row.what or "bounds")
    elif has_low or has_high:
        bound = row.low if has_low else row.high
        end = bound + ARROW * inch if has_low else max(bound - ARROW * inch, 0.0)
        bar = Line2D([bound], [y], marker="|", markersize=12, markeredgewidth=1.6, **look)
        mark(ax.add_line(bar), row.ids, row.what or ("low" if has_low else "high"))
        head = ">" if has_low else "<"
        ax.add_line(Line2D([bound, end], [y, y], marker=head, markersize=5, markevery=[1], **look))
        right = max(right, end)
    if not pd.isna(row.best):
        look["linewidth"] = 0
        circle = Line2D([row.best], [y], marker="o", markerfacecolor="white", markeredgewidth=1.6, **look)
        mark(ax.add_line(circle), row.ids, "best")
    text = ax.annotate(
        row.words,
        (right, y),
        (9, 0),
        textcoords="offset points",
        va="center",
        fontsize=NAME,
        alpha=max(row.alpha, 0.7),
        style="normal" if numbers else "italic",
    )
    mark(text, row.ids, f"{row.what}_words" if row.what else "words")


NEEDED = [
    *["claim_id", *SCOPE, "period", "low", "best", "high", "qualifier", "asserted", "derived_from"],
    *["claimant", "measure_name", "population_name", "place_name", "unit"],
]
# What a row is made of, and no more: rows of all columns take several times as long to read.
READ = ["claim_id", "claimant", "asserted", "period", "kind", "derived_from", "low", "best", "high"]
SUMMARY = ["low", "high", "is_low_strict", "is_high_strict", "origins", "claim_ids"]
SETTLED = ["support", "compatible", "agreement", "compatible_ids", "other_ids"]
THING = ["measure", "population", "place_id"]
# What tells, in a block of several kinds, of which an interval is.
AS_KINDS = {"stock": "that day", "cumulative": "so far", "flow": "in a period"}
# Shares of the width that days and claimants beside the panel may take, and days alone; inches between both.
NAMES, DAYS, DAY_GAP = 0.4, 0.15, 0.12
TICK_ROOM = 0.3
BELOW, BLOCK_GAP = 0.42, 0.08
SPACES = Spaces(top=0.03, between=BELOW + 0.1, end=0.06)
# Blocks have a tone of their own by turns: nothing joins the rows of two.
TONES = ("#f1f4f7", "#ffffff")
COMPUTED = "#222222"


@checked()
@styled
@at_most(300, "claims", table="with tabulate_claims", claims=NEEDED)
@on_sheet
def plot_estimates(
    claims: pd.DataFrame,
    *,
    consensus: pd.DataFrame | None = None,
    envelope: pd.DataFrame | None = None,
    **options: Unpack[SheetOptions],
) -> Axes:
    """Draw claims on one ruler, in a block for each thing that they count.

    A row is a claim: the day on which it was said, the claimant, its mark, its words; the earliest stands
    first. A lower bound is a bar with an arrow upwards, an upper bound a bar with an arrow downwards, two
    bounds a line between two bars; a stated value is an open circle, with nothing around it. A repeat of
    another claim is fainter. A claim without a number is words alone. Where the rows of a block are not of
    one kind, each says whether it is a total so far, the number of a day, or one of a period. Blocks are
    never compared, added or joined: 12,000 North Koreans in Russia and 50,000 Russians and North Koreans in
    Kursk stand on one ruler, and in two blocks that name what each counts. Each unit has a ruler of its own.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the columns of ``claims`` and the names that ``with_names`` adds. Blocks stand
        in the order of their first rows.
    consensus, envelope : DataFrame, optional
        What the functions of these names give for the claims: black rows in the block of their claims, with
        the number of origins behind them, and how many of those agree. None draws none: the chart computes
        nothing.
    **options : SheetOptions
        ``ax``, ``lang``, ``title``, ``size`` and ``dpi``, as every chart takes them
        (`analysttools.charts.drawing.sheet.Sheet`).

    Returns
    -------
    matplotlib.axes.Axes
        The ruler of the first unit; ``.figure`` holds them all. Each mark carries the id of its claim
        (``gid``), that of a consensus or an envelope all ids behind it.

    Raises
    ------
    NotComparableError
        If `ax` is given and the claims have several units.
    ValueError
        If columns or names are missing, there is no row, a number cannot be, `consensus` or `envelope` are
        of other claims, or the chart would be too high to be read.

    Examples
    --------
    >>> from analysttools import load_case, with_names
    >>> from analysttools.charts.estimates import plot_estimates
    >>> case = load_case("tests/cases/strait")
    >>> both = ["guard-killed", "mission-wounded"]
    >>> claims = with_names(case.claims[case.claims["claim_id"].isin(both)], case)
    >>> ax = plot_estimates(claims, title="Forty dead and sixty wounded are two things")
    >>> print(*(text.get_text() for text in ax.texts if text.get_fontweight() == "bold"), sep="; ")
    Upland troops: killed, Strait Road, total so far; Upland troops: wounded, Strait Road, total so far
    """
    sheet = Sheet(**options)
    claims = require_drawable(claims, NEEDED, "plot_estimates")
    require_cells(claims, ["claim_id", "claimant", "measure_name", "kind", "period"], "plot_estimates")
    bounds(claims)  # refuses numbers that cannot be
    sheet.credit(claims)
    units = [rows for _, rows in claims.groupby(claims["unit"].fillna(""), sort=False)]
    sheet.require_one(units)
    computed = _computed(_require_drawn(claims, {"consensus": consensus, "envelope": envelope}), sheet.lang)
    worded = [_word(rows, computed, sheet.lang) for rows in units]
    every = [row for own in worded for _, rows in own for row in rows]
    room = sheet.room_for_names(NAMES)
    days = min(max(text_width(row.day, NAME) for row in every), max(DAYS / NAMES * room, 0.6)) + DAY_GAP
    names = max(min(max(text_width(row.label, NAME) for row in every) + 0.02, room - days), 0.5)
    sheet.set_margins(days + names + 0.1, TICK_ROOM, ends_with_panel=True)
    limits = [limit_of([row for _, rows in own for row in rows], sheet.inside) for own in worded]
    panels = [
        [_lay(name, rows, (days, names), limit, sheet) for name, rows in own]
        for own, limit in zip(worded, limits, strict=True)
    ]
    note = _note(panels, sheet.lang)
    foot = [(BELOW + 0.04, sheet.note(note))] if note else []
    parts = [Part(sum(block.height for block in own)) for own in panels]
    sides = list_sides(claims)
    over: Stack = [(0.06, sheet.key(sides))] if len(sides) > 1 else []
    spaces = SPACES if note else SPACES._replace(end=BELOW)
    axes = sheet.open(parts, foot, over=over, spaces=spaces, subtitle=_subtitle(panels, claims, sheet.lang))
    for ax, own, rows, limit in zip(axes, panels, units, limits, strict=True):
        _draw_blocks(ax, own, limit, (days, names))
        unit = rows["unit"].iloc[0]
        ax.set_xlabel("" if pd.isna(unit) else WORDS[sheet.lang].get(unit, unit), labelpad=2)
        span = Span(0, limit, limit / sheet.inside)
        number_across(ax.xaxis, max(3, int(sheet.inside / 0.75)), span, sheet.lang)
    sheet.close(foot)
    return axes[0]


def _word(claims: pd.DataFrame, computed: dict[str, list[Row]], lang: str) -> list[tuple[str, list[Row]]]:
    """Return the name and the rows of each thing: its claims by day, then what was computed of them."""
    worded = []
    for _, own in claims.groupby(THING, sort=False, dropna=False):
        is_mixed = own["kind"].nunique() > 1
        below = [
            row._replace(words=f"{row.words} · {WORDS[lang][AS_KINDS[kind]]}") if is_mixed else row
            for claim_id, kind in zip(own["claim_id"], own["kind"], strict=True)
            for row in computed.get(claim_id, [])
        ]
        rows = [*_claims(own, lang), *sorted(below, key=lambda row: row.what)]
        worded.append((_name_thing(own, lang), rows))
    return worded


def _name_thing(claims: pd.DataFrame, lang: str) -> str:
    """Return what is counted, whose and where; how, and of what time, where all rows agree on it."""
    first = claims.iloc[0]
    where = [first["place_name"]] if isinstance(first["place_name"], str) else []
    what = format_subject(first["population_name"], first["measure_name"], lang)
    how = []
    if claims["kind"].nunique() == 1:
        is_one = claims["period"].nunique() == 1 and len(claims) > 1
        how = [describe_scope(claims, lang) if is_one else WORDS[lang][f"all {first['kind']}"]]
    return ", ".join([what, *where, *how])


def _claims(claims: pd.DataFrame, lang: str) -> list[Row]:
    """Give each claim its row: who said it when, numbers, words."""
    rows = []
    own = claims[READ].assign(
        status=claims.get("status"),
        colour=colour_sides(claims) if "side" in claims else COLOURS[0],
        words=say_claims(claims, lang),
        when=_describe_times(claims, lang),
        order=_days_said(claims),
    )
    for claim in own.sort_values("order", kind="stable").itertuples():
        day = "" if pd.isna(claim.asserted) else format_period(claim.asserted, None, lang)
        said = " · ".join(
            [claim.words, *([claim.when] if claim.when else []), *describe_standing(claim, lang)]
        )
        numbers = (float(claim.low), float(claim.best), float(claim.high))
        alpha = 1.0 if pd.isna(claim.derived_from) else FAINT
        rows.append(Row(claim.claim_id, *numbers, day, claim.claimant, said, "", alpha, claim.colour))
    return rows


def _days_said(claims: pd.DataFrame) -> pd.Series:
    """Return the day from which on each claim was asserted; those without one stand last."""
    if "asserted_earliest" in claims:
        return claims["asserted_earliest"]
    return read_dates(claims["asserted"])[0]["earliest"]


def _describe_times(claims: pd.DataFrame, lang: str) -> list[str]:
    """Return of which time each number is, where rows of a block differ in it, or it is not the day said."""
    words, is_mixed = WORDS[lang], claims["kind"].nunique() > 1
    if not is_mixed and claims["period"].nunique() == 1 and len(claims) > 1:
        return [""] * len(claims)  # said once, above them
    said = []
    for claim in claims[["kind", "period", "asserted"]].itertuples():
        start, slash, end = claim.period.partition("/")
        if claim.kind == "cumulative" and start in ("", "..") and slash:
            kind = words["so far"] if is_mixed else ""
            until = "" if end == claim.asserted else format_period(claim.period, None, lang)
            said.append(", ".join(filter(None, [kind, until])))
        elif claim.period == claim.asserted:
            said.append(words["that day"] if is_mixed else "")
        else:
            said.append(format_period(claim.period, claim.kind if is_mixed else None, lang))
    return said


def _computed(frames: dict[str, pd.DataFrame | None], lang: str) -> dict[str, list[Row]]:
    """Return the rows of what was computed, by the first of the claims behind each."""
    words = WORDS[lang]
    rows: dict[str, list[Row]] = {}
    for what, given in frames.items():
        if given is None:
            continue
        frame = given.assign(claim_ids=_ids(given))
        for one, said in zip(frame.itertuples(), format_interval(frame, lang), strict=True):
            count = _count(one, words) if what == "consensus" else one.origins
            label = f"{words[what]} ({words['origins'].format(count=count)})"
            if pd.isna(one.low) and pd.isna(one.high):
                is_apart = what == "consensus" and one.agreement == "no agreement"
                said = words["no agreement" if is_apart else "open"]
            row = Row(one.claim_ids, one.low, np.nan, one.high, "", label, said, what, 1.0, COMPUTED)
            rows.setdefault(one.claim_ids.partition(";")[0], []).append(row)
    return rows


def _count(one: Any, words: dict[str, str]) -> str:
    """Return how many origins an interval fits, and how many of them agree: to fit is not yet to agree."""
    fits = words["of"].format(fits=one.support + one.compatible, origins=one.origins)
    agreeing = {
        "agreement": words["of them"].format(support=one.support),
        "compatible": words["none of them"],
    }
    return fits + agreeing.get(one.agreement, "")


def _ids(frame: pd.DataFrame) -> pd.Series:
    """Return the claims behind each row, who agrees and who allows it; if none do, all that were counted."""
    if "other_ids" not in frame:
        return frame["claim_ids"]
    both = (frame["claim_ids"].fillna("") + ";" + frame["compatible_ids"].fillna("")).str.split(";")
    fitting = both.map(lambda ids: ";".join(sorted(one for one in ids if one)))
    return fitting.where(fitting.ne(""), frame["other_ids"])


def _require_drawn(
    claims: pd.DataFrame, frames: dict[str, pd.DataFrame | None]
) -> dict[str, pd.DataFrame | None]:
    """Return what was computed, or raise unless it was computed of the claims that are drawn."""
    for what, given in frames.items():
        if given is None:
            continue
        columns = [*SUMMARY, *(SETTLED if what == "consensus" else [])]
        frame = require_drawable(given, columns, f"plot_estimates ({what})")
        frames = {**frames, what: frame}
        ids = frame[[name for name in ("claim_ids", "compatible_ids", "other_ids") if name in frame]]
        named = {one for cell in ids.fillna("").to_numpy().ravel() for one in cell.split(";") if one}
        strange = sorted(named - set(claims["claim_id"]))
        if strange:
            raise ValueError(
                f"plot_estimates: {what} is about {describe_list(strange)}, which the claims lack. Give "
                f"{what}(claims) of the claims that are drawn"
            )
    return frames


def _lay(name: str, rows: list[Row], columns: tuple[float, float], limit: float, sheet: Sheet) -> Block:
    """Break the texts of a block into lines; `columns` are the inches of days and of claimants."""
    wrapped = wrap(name, sheet.whole - 0.1, NAME, is_bold=True)
    laid = [
        row._replace(
            day=wrap(row.day, columns[0] - DAY_GAP, NAME),
            label=wrap(row.label, columns[1] if row.day else sum(columns), NAME),
            words=wrap(row.words, words_room(row, limit, sheet.inside), NAME),
        )
        for row in rows
    ]
    heights = [max(text_height(text, NAME) for text in (row.day, row.label, row.words)) for row in laid]
    return Block(wrapped, laid, text_height(wrapped, NAME) + BLOCK_GAP, [own + ROW_GAP for own in heights])


def _draw_blocks(ax: Axes, blocks: list[Block], limit: float, columns: tuple[float, float]) -> None:
    """Draw blocks one below the other: tone, name, and its rows; `columns` are inches of days and names."""
    inside = size_of(ax)[0]
    heights = share_height(ax, [block.height for block in blocks])
    scale = float(heights.sum()) / sum(block.height for block in blocks)
    reach = sum(columns) + 0.1
    ax.set_xlim(0, limit)
    ax.set_ylim(-float(heights.sum()), 0)
    ax.set_yticks([])
    top = 0.0
    for number, (block, height) in enumerate(zip(blocks, heights, strict=True)):
        tone = Rectangle(
            (-reach / inside, top - height),
            (inside + reach) / inside,
            height,
            transform=ax.get_yaxis_transform(),
            facecolor=TONES[number % 2],
            gid=f"block.{number}",
            edgecolor="none",
            clip_on=False,
            zorder=0,
        )
        ax.add_patch(tone)
        place = (-reach + 0.04, top - scale * BLOCK_GAP / 2)
        write_beside(ax, block.name, place, va="top", fontweight="bold")
        y = top - scale * block.top
        for row, own in zip(block.rows, block.heights, strict=True):
            middle = y - scale * own / 2
            draw_row(ax, row, middle, limit / inside)
            left = -columns[1] - 0.06 if row.day else -reach + 0.04
            write_beside(ax, row.day, (-reach + 0.04, middle), alpha=max(row.alpha, 0.7), color="#555555")
            write_beside(ax, row.label, (left, middle), alpha=max(row.alpha, 0.7))
            y -= scale * own
        top -= height


def _subtitle(panels: list[list[Block]], claims: pd.DataFrame, lang: str) -> str:
    """Return how many claims of how many things are shown, and over which time they were made."""
    blocks, words = [block for own in panels for block in own], WORDS[lang]
    count = words["one claim" if len(claims) == 1 else "claims"].format(count=len(claims))
    things = words["of things"].format(things=len(blocks)) if len(blocks) > 1 else ""
    return f"{count}{things}{words['by day said'] if len(claims) > 1 else ''}"


def _note(panels: list[list[Block]], lang: str) -> str:
    """Return what several blocks are, what is faint, and what the black rows are."""
    words, blocks = WORDS[lang], [block for own in panels for block in own]
    rows = [row for block in blocks for row in block.rows]
    notes = [words["unlike"]] if len(blocks) > 1 else []
    notes += [words["faint"]] if any(row.alpha < 1 for row in rows) else []
    notes += [words["computed"]] if any(row.what for row in rows) else []
    return " ".join(notes)
