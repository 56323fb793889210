"""How a number moved: claims of one scope against time, claimants apart."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysttools.arguments import checked
from analysttools.charts.drawing.claimant_list import Names, lay_names, set_note
from analysttools.charts.drawing.layout import (
    MARGIN,
    NAME,
    NOTE,
    TITLE,
    WIDTH,
    Panel,
    new_panels,
    set_head,
    size_of,
    text_height,
    wrap,
)
from analysttools.charts.drawing.number_axis import Span, number_down, tick_room
from analysttools.charts.drawing.series import draw_marks, draw_steps, draw_tags, list_symbols, locate
from analysttools.charts.drawing.style import at_most, date_axis, require_cells, require_columns, styled
from analysttools.charts.drawing.text import describe_scope, format_subject, words_of
from analysttools.claims.revisions import revisions
from analysttools.claims.scope import SCOPE, scopes
from analysttools.errors import NotComparableError, describe_list
from analysttools.formatting import format_number

NEEDED = [
    *["claim_id", "claimant_id", *SCOPE, "period", "asserted", "asserted_earliest", "asserted_latest"],
    *["low", "best", "high", "qualifier", "derived_from", "claimant"],
    *["measure_name", "population_name", "place_name", "unit"],
]
HEIGHT = 3.3
BELOW = 0.3
# Parts of the height that lie under zero, for claims without a number, and above the greatest number.
UNDER, OVER = 0.09, 0.1


@checked()
@styled
@at_most(2_000, "claims", claims=NEEDED)
def plot_history(
    claims: pd.DataFrame,
    *,
    ax: Axes | None = None,
    by: str = "asserted",
    lang: str = "en",
    width: float = WIDTH,
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
    ax : matplotlib.axes.Axes, optional
        Where to draw. None makes a new figure.
    by : {"asserted", "period"}
        Which time is the axis: when it was said, or the time that it speaks of.
    lang : {"en", "fr"}
        Language of the words of the chart.
    width : float, optional
        Width of a new figure in inches.

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
    >>> case = load_case("data")
    >>> nis = case.claims[case.claims["claim_id"].isin(["nis-2025-01-13-killed", "nis-2025-04-30-killed"])]
    >>> plot_history(with_names(nis, case)).get_ylabel()
    'killed (persons)'
    """
    if by not in ("asserted", "period"):
        raise ValueError(f'plot_history: by is "{by}", but it is one of: asserted, period')
    words_of(lang)
    claims = require_columns(claims, [*NEEDED, f"{by}_earliest", f"{by}_latest"], "plot_history")
    require_cells(
        claims, ["claim_id", "claimant_id", "claimant", "measure_name", "kind", "period"], "plot_history"
    )
    _require_one_scope(claims)
    _require_drawable(claims, by)
    located = locate(claims, by)
    names = lay_names(located, width if ax is None else size_of(ax)[0] + 2.0)
    steps = revisions(claims) if by == "asserted" else None
    there = list_symbols(located, steps)
    left = 0.0
    if ax is None:
        ax, left = _new_axes(claims, names, _note(there, by, lang), lang, width)
    inside, height = size_of(ax)
    top = claims[["low", "best", "high"]].max().max() or 1.0
    below = -0.55 * UNDER * top
    ax.set_ylim(-UNDER * top, (1 + OVER) * top)
    days = located[["early", "late"]].to_numpy()
    room = max(float(days.max() - days.min()), 10.0) * 0.06
    ax.set_xlim(days.min() - room, days.max() + room)
    if steps is not None:
        draw_steps(ax, located, steps, (1 + OVER + UNDER) * top / height)
    if not draw_marks(ax, located, below):
        there.remove("ring")
    untagged = draw_tags(ax, located, below)
    whole = width - 2 * MARGIN if left else inside
    _label(ax, claims, whole, left, lang)
    date_axis(ax, inside)
    note = wrap(_note(there, by, lang, untagged), whole, NOTE)
    set_note(ax, note, names, left, BELOW)
    return ax


def _require_one_scope(claims: pd.DataFrame) -> None:
    keys = scopes(claims, over_time=True)
    if keys.nunique() > 1:
        other = claims[keys != keys.iloc[0]].iloc[0]
        raise NotComparableError.of(claims.iloc[0], other, [*SCOPE, "period"])


def _require_drawable(claims: pd.DataFrame, by: str) -> None:
    """Raise if there is no number at all, or a claim without any day on the axis."""
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


def _new_axes(claims: pd.DataFrame, names: Names, note: str, lang: str, width: float) -> tuple[Axes, float]:
    """Make the panel with room for its numbers, claimants and note; give it and the inches left of it."""
    top = claims[["low", "best", "high"]].max().max()
    left = 0.36 + tick_room(float(top), lang)
    right = names.column + 0.2 if names.is_beside else 0.25
    title = wrap(_title(claims, lang), width - 2 * MARGIN, TITLE, is_bold=True)
    height = text_height(wrap(note, width - 2 * MARGIN, NOTE), NOTE) + BELOW
    size = Panel(
        text_height(title, TITLE) + 0.16,
        max(HEIGHT, names.height) if names.is_beside else HEIGHT * 0.75,
        height + (0.0 if names.is_beside else names.height + 0.1),
    )
    return new_panels(width, left + MARGIN, [size], right=right)[0], left


def _label(ax: Axes, claims: pd.DataFrame, whole: float, left: float, lang: str) -> None:
    """Write the title and the axis of numbers."""
    height = size_of(ax)[1]
    first = claims.iloc[0]
    set_head(ax, wrap(_title(claims, lang), whole, TITLE, is_bold=True), left)
    unit = first["unit"]
    said = "" if pd.isna(unit) else f" ({words_of(lang).get(unit, unit)})"
    ax.set_ylabel(wrap(f"{first['measure_name']}{said}", height, NAME), fontsize=NAME, labelpad=3)
    ax.grid(visible=True, axis="y")
    top = float(claims[["low", "best", "high"]].max().max())
    number_down(ax.yaxis, max(3, int(height / 0.45)), Span(0, top, top / height), lang)


def _title(claims: pd.DataFrame, lang: str) -> str:
    first = claims.iloc[0]
    where = f", {first['place_name']}" if isinstance(first["place_name"], str) else ""
    when = f" ({describe_scope(claims, lang)})" if first["kind"] != "stock" else ""
    return f"{format_subject(first['population_name'], first['measure_name'], lang)}{where}{when}"


def _note(signs: list[str], by: str, lang: str, untagged: int = 0) -> str:
    """State below the chart what its axis and its signs mean."""
    words = words_of(lang)
    said = [words["axis"].format(axis=words[by]), *(words[sign] for sign in signs)]
    said += [words["untagged"].format(count=format_number(untagged, lang))] if untagged else []
    return " ".join(said)
