"""Rival claims as rows, one panel for each thing that is counted.

Belongs here: the panels, and how a row of bounds, value and words looks. Does not belong here: what is alike
(``claims/scope.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysttools.arguments import checked
from analysttools.charts.drawing.layout import (
    LINE_SPACING,
    NAME,
    TITLE,
    size_of,
    text_height,
    text_width,
    wrap,
)
from analysttools.charts.drawing.number_axis import Span, number_across
from analysttools.charts.drawing.sheet import Part, Sheet, SheetOptions, Spaces, on_sheet, share_height
from analysttools.charts.drawing.style import (
    COLOURS,
    FAINT,
    at_most,
    mark,
    require_cells,
    require_drawable,
    styled,
)
from analysttools.charts.drawing.text import (
    WORDS,
    describe_standing,
    format_ends,
    format_interval,
    format_title,
)
from analysttools.claims.intervals import bounds
from analysttools.claims.scope import SCOPE, scopes
from analysttools.errors import describe_list
from analysttools.formatting import say_claims

# Share of the width that words beside the marks may take.
WORDS_BESIDE = 0.42
ROW_GAP = 0.12
ARROW = 0.22


class Row(NamedTuple):
    """One row of a panel: a claim, or what was computed of several."""

    ids: str
    low: float
    best: float
    high: float
    label: str
    words: str
    what: str
    alpha: float


def row_height(row: Row, names: float, inside: float) -> float:
    """Return the height of a row, in inches: of its name or its words, whichever has more lines."""
    label, words = wrap(row.label, names, NAME), wrap(row.words, WORDS_BESIDE * inside, NAME)
    return max(text_height(label, NAME), text_height(words, NAME)) + ROW_GAP


def scales(limits: Sequence[float]) -> list[float]:
    """Give panels of one unit few scales: each takes that of the widest that is at most ten times its own.

    Panels of different scales would set 12,000 right below 50,000.

    Examples
    --------
    >>> from analysttools.charts.estimates import scales
    >>> scales([60_000, 15_000, 900, 100])
    [60000, 60000, 900, 900]
    """
    given, widest = list(limits), 0.0
    for position in sorted(range(len(given)), key=lambda one: -given[one]):
        if given[position] < widest / 10 or not widest:
            widest = given[position]
        given[position] = widest
    return given


def limit_of(rows: Sequence[Row], inside: float) -> float:
    """Return the right end of the axis: the least at which all words have room beside their marks."""
    limit = 0.0
    for row in rows:
        right = np.nanmax([row.low, row.best, row.high, 0.0])
        words = wrap(row.words, WORDS_BESIDE * inside, NAME)
        taken = text_width(words, NAME) + 0.16 + (ARROW if pd.isna(row.high) and not pd.isna(row.low) else 0)
        limit = max(limit, right * inside / max(inside - taken, 0.1 * inside))
    return limit or 1.0


def draw_row(ax: Axes, row: Row, y: float, inch: float, words: str) -> None:
    """Draw one row: its bounds, its stated value, its words; `inch` is an inch in data units."""
    look: dict[str, Any] = {"color": "#222222" if row.what else COLOURS[0], "alpha": row.alpha}
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
        words,
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
READ = ["claim_id", "claimant", "asserted", "derived_from", "low", "best", "high"]
SUMMARY = ["low", "high", "is_low_strict", "is_high_strict", "origins", "claim_ids"]
SETTLED = ["support", "compatible", "agreement", "compatible_ids", "other_ids"]
# Share of the width that names beside the panel may take.
NAMES = 0.36
TICK_ROOM = 0.3
BELOW = 0.42
SPACES = Spaces(between=BELOW + 0.14, end=0.06)


@checked()
@styled
@at_most(300, "claims", claims=NEEDED)
@on_sheet
def plot_estimates(
    claims: pd.DataFrame,
    *,
    consensus: pd.DataFrame | None = None,
    envelope: pd.DataFrame | None = None,
    **options: Unpack[SheetOptions],
) -> Axes:
    """Draw claims as rows, like claims in one panel and unlike ones in different panels.

    A lower bound is a bar with an arrow upwards, an upper bound a bar with an arrow downwards, two
    bounds a line between two bars; a stated value is an open circle, with nothing around it. The
    words of the claim stand beside the mark. A repeat of another claim is fainter. A claim without a
    number is words alone. A status stands on the row where it says more than that somebody said it.
    What fits the most origins, and the lowest and the highest of all, are black rows below the claims,
    with the number of origins behind them, and how many of those agree.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the columns of ``claims`` and the names that ``with_names`` adds. The
        order of the rows is the order of the panels and of the rows in them.
    consensus, envelope : DataFrame, optional
        What the functions of these names give for the claims. None draws none: the chart computes
        nothing.
    **options : SheetOptions
        ``ax``, ``lang`` and ``width``, as every chart takes them (`analysttools.charts.drawing.sheet.Sheet`).

    Returns
    -------
    matplotlib.axes.Axes
        The first panel; ``.figure`` holds them all. Each mark carries the id of its claim (``gid``), that
        of a consensus or an envelope all ids behind it.

    Raises
    ------
    NotComparableError
        If `ax` is given and the claims count different things.
    ValueError
        If columns or names are missing, there is no row, a number cannot be, or `consensus` or
        `envelope` are of other claims.

    Examples
    --------
    >>> from analysttools import load_case, with_names
    >>> from analysttools.charts.estimates import plot_estimates
    >>> case = load_case("tests/cases/strait")
    >>> both = ["guard-killed", "mission-wounded"]
    >>> claims = with_names(case.claims[case.claims["claim_id"].isin(both)], case)
    >>> len(plot_estimates(claims).figure.axes)
    2
    """
    sheet = Sheet(**options)
    lang = sheet.lang
    claims = require_drawable(claims, NEEDED, "plot_estimates")
    require_cells(claims, ["claim_id", "claimant", "measure_name", "kind", "period"], "plot_estimates")
    bounds(claims)  # refuses numbers that cannot be
    panels = [panel for _, panel in claims.groupby(scopes(claims), sort=False)]
    sheet.require_one(panels)
    lines = len(claims) * NAME + len(panels) * TITLE  # known before each is worded
    sheet.require_readable(lines * LINE_SPACING / 72 + len(panels) * (BELOW + 0.3))
    computed = _computed(_require_drawn(claims, {"consensus": consensus, "envelope": envelope}), lang)
    rows = [_rows(panel, computed, lang) for panel in panels]
    names = max(text_width(row.label, NAME) for panel in rows for row in panel) + 0.02
    names = min(names, sheet.room_for_names(NAMES))
    sheet.set_margins(names + 0.1, TICK_ROOM, ends_with_panel=True)
    inside = sheet.inside
    limits = _limits(panels, rows, inside)
    parts = [
        Part(sum(row_height(row, names, inside) for row in own), sheet.wrap_title(format_title(panel, lang)))
        for panel, own in zip(panels, rows, strict=True)
    ]
    foot = [(BELOW + 0.08, sheet.note(_note(rows, limits, lang)))]
    axes = sheet.open(parts, foot, spaces=SPACES)
    for panel_ax, panel, own, limit in zip(axes, panels, rows, limits, strict=True):
        _draw_panel(panel_ax, own, limit, names)
        unit = panel["unit"].iloc[0]
        panel_ax.set_xlabel("" if pd.isna(unit) else WORDS[lang].get(unit, unit), labelpad=2)
        number_across(panel_ax.xaxis, max(3, int(inside / 0.75)), Span(0, limit, limit / inside), lang)
    sheet.close(foot)
    return axes[0]


def _rows(claims: pd.DataFrame, computed: dict[str, list[Row]], lang: str) -> list[Row]:
    """Return the rows of a panel: its claims, then the consensus and the envelope of them."""
    below = [row for claim_id in claims["claim_id"] for row in computed.get(claim_id, [])]
    return [*_claims(claims, lang), *sorted(below, key=lambda row: row.what)]


def _claims(claims: pd.DataFrame, lang: str) -> list[Row]:
    """Give each claim its row: numbers, words, and who said it when."""
    rows = []
    own = claims[READ].assign(status=claims.get("status"))
    said = zip(own.itertuples(), say_claims(claims, lang), format_ends(claims, lang), strict=True)
    for claim, words, ends in said:
        is_repeat = not pd.isna(claim.derived_from)
        notes = [*ends, *describe_standing(claim, lang)]
        label = f"{claim.claimant}\n{', '.join(str(note) for note in notes if not pd.isna(note))}"
        numbers = (float(claim.low), float(claim.best), float(claim.high))
        rows.append(Row(claim.claim_id, *numbers, label, words, "", FAINT if is_repeat else 1.0))
    return rows


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
            label = f"{words[what]}\n{words['origins'].format(count=count)}"
            if pd.isna(one.low) and pd.isna(one.high):
                is_apart = what == "consensus" and one.agreement == "no agreement"
                said = words["no agreement" if is_apart else "open"]
            row = Row(one.claim_ids, one.low, np.nan, one.high, label, said, what, 1.0)
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
                f"plot_estimates: {what} speaks of {describe_list(strange)}, which the claims lack. Give "
                f"{what}(claims) of the claims that are drawn"
            )
    return frames


def _limits(panels: list[pd.DataFrame], rows: list[list[Row]], inside: float) -> list[float]:
    """Give each panel the right end of its axis."""
    limits = pd.Series([limit_of(own, inside) for own in rows])
    units = pd.Series([panel["unit"].iloc[0] for panel in panels])
    return list(limits.groupby(units, dropna=False).transform(lambda own: scales(list(own))))


def _draw_panel(ax: Axes, rows: Sequence[Row], limit: float, names: float) -> None:
    inside = size_of(ax)[0]
    heights = share_height(ax, [row_height(row, names, inside) for row in rows])
    middles = -(np.cumsum(heights) - heights / 2)
    ax.set_xlim(0, limit)
    ax.set_ylim(-float(heights.sum()), 0)
    for row, y in zip(rows, middles, strict=True):
        draw_row(ax, row, y, limit / inside, wrap(row.words, WORDS_BESIDE * inside, NAME))
    first = next((position for position, row in enumerate(rows) if row.what), 0)
    if first:
        ax.axhline(-float(heights[:first].sum()), color="#888888", linewidth=0.8)
    ax.set_yticks(middles, [wrap(row.label, names, NAME) for row in rows])


def _note(rows: list[list[Row]], limits: list[float], lang: str) -> str:
    """Return what several panels are, and what the black rows are."""
    words = WORDS[lang]
    notes = [words["unlike"]] if len(rows) > 1 else []
    notes += [words["scales"]] if len(set(limits)) > 1 else []
    notes += [words["computed"]] if any(row.what for panel in rows for row in panel) else []
    return " ".join(notes)
