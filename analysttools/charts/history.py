"""How a number moved: claims of one scope against time, claimants apart."""

from __future__ import annotations

from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes

from analysttools.arguments import checked
from analysttools.charts.drawing.claimant_list import lay_names
from analysttools.charts.drawing.layout import NAME, size_of, wrap
from analysttools.charts.drawing.number_axis import Span, number_down, tick_room
from analysttools.charts.drawing.series import describe_symbols, draw_series, list_symbols, locate_claims
from analysttools.charts.drawing.sheet import Part, Sheet, SheetOptions, on_sheet
from analysttools.charts.drawing.style import at_most, date_axis, require_cells, require_drawable, styled
from analysttools.charts.drawing.text import describe_scope, format_subject, words_of
from analysttools.claims.revisions import revisions
from analysttools.claims.scope import SCOPE, scopes
from analysttools.errors import NotComparableError, describe_list

NEEDED = [
    *["claim_id", "claimant_id", *SCOPE, "period", "asserted", "asserted_earliest", "asserted_latest"],
    *["low", "best", "high", "qualifier", "derived_from", "claimant"],
    *["measure_name", "population_name", "place_name", "unit"],
]
HEIGHT = 3.3
# Inches of the axis, and of the list of claimants beside a user's Axes.
BELOW, ASIDE = 0.3, 2.0
# Parts of the height that lie under zero, for claims without a number, and above the greatest number.
UNDER, OVER = 0.09, 0.1


@checked()
@styled
@at_most(2_000, "claims", claims=NEEDED)
@on_sheet
def plot_history(
    claims: pd.DataFrame,
    *,
    by: str = "asserted",
    **options: Unpack[SheetOptions],
) -> Axes:
    """Draw the claims of one scope against time.

    A stated value is an open circle; a lower bound a triangle upwards, an upper bound one downwards,
    two bounds a bar between them. Each mark bears the number of its claimant in the list beside or below the
    chart. Where the axis is the day of assertion, a claimant's claims are joined in steps: what was
    asserted stands until it is revised, with its bounds as a band; a total that steps back is dashed and
    bears a caret. What holds at two moments says nothing of the time between, and is not joined. A day that
    is not exactly known is a pale bar over its span, the mark in its middle. Repeats are fainter. A claim
    without a number is a tick below zero. Marks that would hide each other are rings around each other.

    Parameters
    ----------
    claims : DataFrame
        One row a claim of one scope (measure, population, place, kind), with the columns of
        ``claims`` and the names that ``with_names`` adds.
    by : {"asserted", "period"}
        Which time is the axis: when it was said, or the time that it speaks of.
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
        If columns are missing, no claim has a number, a claim has no day, or `by` is another word.

    Examples
    --------
    >>> from analysttools import load_case, with_names
    >>> from analysttools.charts.history import plot_history
    >>> case = load_case("tests/cases/strait")
    >>> guard = case.claims[case.claims["claim_id"].isin(["guard-killed", "guard-killed-april"])]
    >>> plot_history(with_names(guard, case)).get_ylabel()
    'killed (persons)'
    """
    if by not in ("asserted", "period"):
        raise ValueError(f'plot_history: by is "{by}", but it is one of: asserted, period')
    sheet = Sheet(**options)
    claims = _require_drawable(claims, by)
    sheet.credit(claims)
    located, steps = locate_claims(claims, by), revisions(claims) if by == "asserted" else None
    greatest = float(claims[["low", "best", "high"]].max().max())
    names = lay_names(located, sheet.width if sheet.is_own else sheet.inside + ASIDE)
    right = names.column + 0.2 if names.is_beside else 0.25
    sheet.set_margins(0.36 + tick_room(greatest, sheet.lang), right)
    axis = sheet.words["axis"].format(axis=sheet.words[by])
    symbols = list_symbols(located, steps)
    under = [] if names.is_beside else [(0.1, names)]
    note = sheet.note(" ".join([axis, *describe_symbols(symbols, sheet.lang)]))
    body = max(HEIGHT, names.height) if names.is_beside else HEIGHT * 0.75
    (ax,) = sheet.open([Part(body)], [(BELOW, note), *under], subtitle=_title(claims, sheet.lang))
    _set_limits(ax, located, greatest or 1.0)
    drawn = draw_series(ax, located, steps, -0.55 * UNDER * (greatest or 1.0))
    _label(ax, claims.iloc[0], greatest, sheet.lang)
    date_axis(ax, sheet.inside)
    note = sheet.note(" ".join([axis, *describe_symbols(symbols, sheet.lang, drawn)]))
    sheet.close([(BELOW, note), *under])
    if names.is_beside:
        names.write_beside(ax)
    return ax


def _require_drawable(claims: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return the claims, or raise: of several scopes, with no number at all, or one without any day."""
    claims = require_drawable(claims, [*NEEDED, f"{by}_earliest", f"{by}_latest"], "plot_history")
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
    dayless = claims.loc[claims[[f"{by}_earliest", f"{by}_latest"]].isna().all(axis=1), "claim_id"]
    if not dayless.empty:
        raise ValueError(
            f"plot_history: {len(dayless)} of {len(claims)} claims have no day in {by}: "
            f"{describe_list(dayless)}. Leave them out, or draw them with plot_estimates"
        )
    return claims


def _set_limits(ax: Axes, located: pd.DataFrame, top: float) -> None:
    """Set the scales: numbers up to the greatest, with room under zero; all days, with room around them."""
    ax.set_ylim(-UNDER * top, (1 + OVER) * top)
    days = located[["early", "late"]].to_numpy()
    room = max(float(days.max() - days.min()), 10.0) * 0.06
    ax.set_xlim(days.min() - room, days.max() + room)


def _label(ax: Axes, first: pd.Series, top: float, lang: str) -> None:
    """Write the axis of numbers, and what they count."""
    height, unit = size_of(ax)[1], first["unit"]
    said = "" if pd.isna(unit) else f" ({words_of(lang).get(unit, unit)})"
    ax.set_ylabel(wrap(f"{first['measure_name']}{said}", height, NAME), fontsize=NAME, labelpad=3)
    ax.grid(visible=True, axis="y")
    number_down(ax.yaxis, max(3, int(height / 0.45)), Span(0, top, top / height), lang)


def _title(claims: pd.DataFrame, lang: str) -> str:
    first = claims.iloc[0]
    where = f", {first['place_name']}" if isinstance(first["place_name"], str) else ""
    when = f" ({describe_scope(claims, lang)})" if first["kind"] != "stock" else ""
    return f"{format_subject(first['population_name'], first['measure_name'], lang)}{where}{when}"
