"""How a number moved: claims of one scope against time, claimants apart."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes

from analysttools.arguments import checked
from analysttools.charts.drawing.layout import size_of
from analysttools.charts.drawing.long_series import EVERY, TABLE, Drawn, keep_drawn
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
from analysttools.charts.drawing.sheet import Part, Sheet, SheetOptions, Spaces, Stack, on_sheet
from analysttools.charts.drawing.style import (
    at_most,
    date_axis,
    list_sides,
    require_cells,
    require_drawable,
    styled,
)
from analysttools.charts.drawing.text import describe_scope, format_subject, words_of
from analysttools.claims.revisions import revisions
from analysttools.claims.scope import SCOPE, scopes
from analysttools.errors import NotComparableError, describe_list

NEEDED = [
    *["claim_id", "claimant_id", *SCOPE, "period", "asserted", "asserted_earliest", "asserted_latest"],
    *["period_earliest", "period_latest"],
    *["low", "best", "high", "qualifier", "derived_from", "claimant"],
    *["measure_name", "population_name", "place_name", "unit"],
]
# Inches of the panel, and to how few it may shrink.
HEIGHT, LEAST = 3.3, 1.6
# Inches of the axis; of the panel's right edge and above it.
BELOW, RIGHT = 0.32, 0.45
SPACES = Spaces(top=0.02)


@checked(every=EVERY)
@styled
@at_most(2_000, "claims", table=TABLE, claims=NEEDED)
@on_sheet
def plot_history(
    claims: pd.DataFrame,
    *,
    by: str | None = None,
    every: str | None = None,
    between: Sequence[str | datetime.date] | None = None,
    **options: Unpack[SheetOptions],
) -> Axes:
    """Draw the claims of one scope against time.

    A stated value is an open circle; a lower bound a triangle upwards, an upper bound one downwards, two
    bounds a bar between them. Colours are those of the sides, and claimant and number stand at each mark;
    what has no room is told in words below. A claimant's stated values are joined in steps: what was
    asserted stands until it is revised. Bounds are not stated values, and no line leads to or from them; what
    is so at two moments says nothing of the time between, and is joined only by the day on which it was
    said. A total that steps back is dashed and bears a caret. A day that is not exactly known is a pale bar
    over its span, the mark in its middle. Repeats are fainter. A claim without a number is a tick in a row
    of its own below the panel. Marks that would hide each other are rings around each other.

    Parameters
    ----------
    claims : DataFrame
        One row a claim of one scope (measure, population, place, kind), with the columns of
        ``claims`` and the names that ``with_names`` adds.
    by : {"asserted", "period"}, optional
        Which time is the axis: when it was said, or the period that it covers, for a total the day up to
        which it counts. None takes that day for totals, and the day of assertion for all others.
    every : {"week", "month"}, optional
        Of a long series: draws of each claimant only the last claim of every week or month of that time. None
        draws all.
    between : sequence of two days, optional
        The first and the last day that is drawn, such as ``("2025-01-01", "2025-04-30")``. None draws all.
        How many claims `every` and `between` leave out is said below the chart.
    **options : SheetOptions
        ``ax``, ``lang``, ``title``, ``size`` and ``dpi``, as every chart takes them
        (`analysttools.charts.drawing.sheet.Sheet`).

    Returns
    -------
    matplotlib.axes.Axes
        Each mark carries the id of its claim (``gid``), a step that of the claim that revises.

    Raises
    ------
    NotComparableError
        If the claims count different things.
    ValueError
        If columns are missing, no claim has a number, a claim has no day, `by` is another word, or no claim
        lies between the days.

    Examples
    --------
    >>> from analysttools import load_case, with_names
    >>> from analysttools.charts.history import plot_history
    >>> case = load_case("tests/cases/strait")
    >>> guard = case.claims[case.claims["claim_id"].isin(["guard-killed", "guard-killed-april"])]
    >>> ax = plot_history(with_names(guard, case))
    >>> [text.get_text() for text in ax.texts[:2]]
    ['Coast guard about 70', 'Coast guard at least 40']
    """
    if by not in (None, "asserted", "period"):
        raise ValueError(f'plot_history: by is "{by}", but it is one of: asserted, period')
    claims, by = _require_drawable(claims, by)
    lang = Sheet(**options).lang
    located, said = keep_drawn("plot_history", locate_claims(claims, by), every, between, lang)
    steps = _steps(located, by)
    drawn = Drawn(word_marks(located, steps, lang), said)
    note = " ".join([*said, *describe_symbols(drawn.claims, steps, lang)])
    return draw_until_told(lambda told: _draw(drawn, steps, by, told, options), note)


def _draw(
    drawn: Drawn, steps: pd.DataFrame | None, by: str, told: str, options: SheetOptions
) -> tuple[Axes, Sheet, str]:
    """Draw the chart with room for a note, and return the note that there is to be."""
    worded = drawn.claims
    sheet = Sheet(**options)
    lang = sheet.lang
    sheet.credit(worded)
    greatest = float(worded[["low", "best", "high"]].max().max())
    without = WITHOUT if worded["level"].isna().any() else 0.0
    sheet.set_margins(0.1 + max(tick_room(greatest, lang), room_without(worded, lang)), RIGHT)
    key = list_sides(worded)
    over: Stack = [(0.04, sheet.key(key))] if len(key) > 1 else []
    part, below = Part(HEIGHT, least=LEAST), BELOW + without
    (ax,) = sheet.open(
        [part], [(below, sheet.note(told))], over=over, spaces=SPACES, subtitle=_title(worded, by, lang)
    )
    _set_limits(ax, worded, greatest or 1.0)
    has_rings = draw_series(ax, worded, steps)
    missing = list_unlabelled(label_marks(ax, worded, steps), lang)
    _label(ax, greatest, lang)
    date_axis(ax, sheet.inside, lang)
    if without:
        name_row_without(ax, lang)
    signs = describe_symbols(worded, steps, lang, has_rings=has_rings)
    note = " ".join(filter(None, [*drawn.said, *signs, missing]))
    sheet.close([(below, sheet.note(note))])
    return ax, sheet, note


def _steps(claims: pd.DataFrame, by: str) -> pd.DataFrame | None:
    """Return the steps: by the time that claims speak of only those of totals, in the order of their days."""
    if by == "asserted":
        return revisions(claims)
    return join_totals(claims) if claims["kind"].iloc[0] == "cumulative" else None


def _require_drawable(claims: pd.DataFrame, by: str | None) -> tuple[pd.DataFrame, str]:
    """Return the claims and their axis, or raise: of several scopes, without any number, or without a day."""
    claims = require_drawable(claims, NEEDED, "plot_history")
    require_cells(
        claims, ["claim_id", "claimant_id", "claimant", "measure_name", "kind", "period"], "plot_history"
    )
    keys = scopes(claims, over_time=True)
    if keys.nunique() > 1:
        other = claims[keys != keys.iloc[0]].iloc[0]
        raise NotComparableError.of(claims.iloc[0], other, [*SCOPE, "period"])
    if claims[["low", "best", "high"]].isna().all(axis=None):
        raise ValueError(
            f"plot_history: none of the {len(claims)} claims has a number. Show them with "
            "tabulate_claims, or draw their words with plot_estimates"
        )
    by = by or ("period" if claims["kind"].iloc[0] == "cumulative" else "asserted")
    dayless = claims.loc[claims[[f"{by}_earliest", f"{by}_latest"]].isna().all(axis=1), "claim_id"]
    if not dayless.empty:
        raise ValueError(
            f"plot_history: {len(dayless)} of {len(claims)} claims have no day in {by}: "
            f"{describe_list(dayless)}. Leave them out, or draw them with plot_estimates"
        )
    return claims, by


def _set_limits(ax: Axes, located: pd.DataFrame, top: float) -> None:
    """Set the scales: numbers from zero up to the greatest; all days, with room around them."""
    ax.set_ylim(0, (1 + OVER) * top)
    ax.set_xlim(*limits_of(located))


def _label(ax: Axes, top: float, lang: str) -> None:
    """Write the axis of numbers."""
    height = size_of(ax)[1]
    ax.grid(visible=True, axis="y")
    number_down(ax.yaxis, max(3, int(height / 0.45)), Span(0, top, top / height), lang)


def _title(claims: pd.DataFrame, by: str, lang: str) -> str:
    """Return whose and what, where, since when, in which unit, and by which days."""
    first, words = claims.iloc[0], words_of(lang)
    where = [first["place_name"]] if isinstance(first["place_name"], str) else []
    since = [describe_scope(claims, lang)] if first["kind"] != "stock" else []
    unit = [] if pd.isna(first["unit"]) else [words.get(first["unit"], first["unit"])]
    day = words["by day counted" if by == "period" and first["kind"] == "cumulative" else f"by day {by}"]
    subject = format_subject(first["population_name"], first["measure_name"], lang)
    return f"{', '.join([subject, *where])} ({'; '.join([*since, *unit, day])})"
