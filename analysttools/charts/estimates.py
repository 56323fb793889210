"""Rival claims as rows, one panel for each thing that is counted."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysttools.charts.style import COLOURS, FAINT, mark, new_figure, require_columns, styled
from analysttools.charts.words import WORDS, say_period, say_scope, say_subject, words_of
from analysttools.claims.scope import SCOPE, scopes
from analysttools.errors import NotComparableError
from analysttools.quantity import say_claims, say_number

NEEDED = [
    *["claim_id", *SCOPE, "period", "low", "best", "high", "qualifier", "asserted", "derived_from"],
    *["claimant", "measure_name", "population_name", "place_name", "unit"],
]
ROW_INCHES = 0.34
PANEL_INCHES = 1.1
TITLE_WIDTH = 66


@styled
def plot_estimates(claims: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw claims as rows, like claims in one panel and unlike ones in different panels.

    A lower bound is a bar with an arrow upwards, an upper bound a bar with an arrow downwards, two
    bounds a line between two bars; a stated value is an open circle, with nothing around it. The
    words of the claim stand beside the mark. A repeat of another claim is fainter. A claim without a
    number is words alone.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the columns of ``claims`` and the names that ``with_names`` adds. The
        order of the rows is the order of the panels and of the rows in them.
    ax : matplotlib.axes.Axes, optional
        Where to draw; then all claims must belong in one panel. None makes a new figure.
    lang : {"en", "fr"}
        Language of the words of the chart; the names come with the frame.

    Returns
    -------
    matplotlib.axes.Axes
        The first panel; ``.figure`` holds them all. Each mark carries the id of its claim (``gid``).

    Raises
    ------
    NotComparableError
        If `ax` is given and the claims count different things.
    ValueError
        If columns are missing or there is no row.

    Examples
    --------
    >>> from analysttools import load_case, with_names
    >>> from analysttools.charts.estimates import plot_estimates
    >>> case = load_case("data")
    >>> both = ["us-intelligence-2024-10-deployed", "nyt-2024-massed"]
    >>> claims = with_names(case.claims[case.claims["claim_id"].isin(both)], case)
    >>> len(plot_estimates(claims).figure.axes)
    2
    """
    require_columns(claims, NEEDED, "plot_estimates")
    words_of(lang)
    keys = scopes(claims)
    panels = [claims[keys == key] for key in keys.unique()]
    if ax is not None:
        if len(panels) > 1:
            raise NotComparableError.of(panels[0].iloc[0], panels[1].iloc[0], [*SCOPE, "period"])
        _draw_panel(ax, panels[0], _limit(claims), lang)
        return ax
    heights = [PANEL_INCHES + ROW_INCHES * len(panel) for panel in panels]
    figure = new_figure(7.2, sum(heights) + 0.3)
    axes = figure.subplots(len(panels), 1, squeeze=False, gridspec_kw={"height_ratios": heights})
    limits = _limits(panels)
    for panel, panel_ax, limit in zip(panels, axes[:, 0], limits, strict=True):
        _draw_panel(panel_ax, panel, limit, lang)
    if len(panels) > 1:
        notes = [WORDS[lang]["unlike"]] + ([WORDS[lang]["scales"]] if len(set(limits)) > 1 else [])
        figure.supxlabel(" ".join(notes), fontsize=8.5, style="italic")
    return axes[0, 0]


def _limit(claims: pd.DataFrame) -> float:
    """Give the right end of the axis: the greatest number and room for the words beside it."""
    greatest = claims[["low", "best", "high"]].max().max()
    return 1.0 if pd.isna(greatest) or greatest == 0 else greatest * 1.45


def _limits(panels: list[pd.DataFrame]) -> list[float]:
    """Give each panel its limit: one scale for all of a unit, unless they differ more than tenfold.

    Panels of different scales would set 12,000 right below 50,000.
    """
    limits = pd.Series([_limit(panel) for panel in panels])
    units = pd.Series([panel["unit"].iloc[0] for panel in panels])
    by_unit = limits.groupby(units, dropna=False)
    widest = by_unit.transform("max")
    return list(widest.where(widest <= 10 * by_unit.transform("min"), limits))


def _draw_panel(ax: Axes, claims: pd.DataFrame, limit: float, lang: str) -> None:
    ax.set_title(_title(claims, lang), pad=6)
    labels = []
    for position, (claim, words) in enumerate(
        zip(claims.itertuples(), say_claims(claims, lang), strict=True)
    ):
        is_repeat = not pd.isna(claim.derived_from)
        _draw_claim(ax, claim, -position, limit, words, FAINT if is_repeat else 1.0)
        notes = [claim.asserted, *_end(claim, claims, lang), *([WORDS[lang]["repeat"]] if is_repeat else [])]
        labels.append(f"{claim.claimant}\n{', '.join(notes)}")
    ax.set_yticks([-position for position in range(len(labels))], labels)
    ax.set_ylim(-len(labels) + 0.45, 0.55)
    ax.set_xlim(0, limit)
    unit = claims.iloc[0]["unit"]
    ax.set_xlabel("" if pd.isna(unit) else WORDS[lang].get(unit, unit))
    ax.xaxis.set_major_formatter(lambda value, _: say_number(round(value, 9), lang))


def _end(claim: Any, claims: pd.DataFrame, lang: str) -> list[str]:
    """Say what tells a claim's period from those beside it, unless it is the day of assertion."""
    if claims["period"].nunique() == 1 or claim.period == claim.asserted:
        return []
    start, _, end = claim.period.partition("/")
    if claim.kind != "cumulative":
        return [say_period(claim.period, None, lang)]
    if start not in ("", "..") and claims["period"].str.split("/").str[0].isin(["", ".."]).any():
        return [say_period(claim.period, None, lang)]
    return [] if end == claim.asserted else [WORDS[lang]["to"].format(end=end)]


def _title(claims: pd.DataFrame, lang: str) -> str:
    """Say what the panel counts: whose and what on one line, where and when on the next."""
    first = claims.iloc[0]
    where = [first["place_name"]] if isinstance(first["place_name"], str) else []
    lines = [
        say_subject(first["population_name"], first["measure_name"], lang),
        ", ".join([*where, say_scope(claims, lang)]),
    ]
    return "\n".join(textwrap.fill(line[0].upper() + line[1:], TITLE_WIDTH) for line in lines)


def _draw_claim(ax: Axes, claim: Any, y: float, limit: float, words: str, alpha: float) -> None:
    """Draw one row: its bounds, its stated value, its words."""
    low, best, high = (getattr(claim, name) for name in ("low", "best", "high"))
    look: dict[str, Any] = {"color": COLOURS[0], "alpha": alpha}
    reach = 0.05 * limit
    if not pd.isna(low) and not pd.isna(high):
        (line,) = ax.plot([low, high], [y, y], marker="|", markersize=12, **look)
        mark(line, claim.claim_id, "bounds")
    elif not pd.isna(low):
        _arrow(ax, low, low + reach, y, claim.claim_id, "low", look)
    elif not pd.isna(high):
        _arrow(ax, high, max(high - reach, 0), y, claim.claim_id, "high", look)
    if not pd.isna(best):
        (circle,) = ax.plot(
            [best], [y], marker="o", linestyle="none", markerfacecolor="white", markeredgewidth=1.6, **look
        )
        mark(circle, claim.claim_id, "best")
    numbers = [value for value in (high, best, low) if not pd.isna(value)]
    right = max(numbers, default=0.0) + (reach if pd.isna(high) and not pd.isna(low) else 0)
    style = "normal" if numbers else "italic"
    text = ax.annotate(
        words, (right, y), (9, 0), textcoords="offset points", va="center", alpha=max(alpha, 0.7), style=style
    )
    mark(text, claim.claim_id, "words")


def _arrow(
    ax: Axes, bound: float, end: float, y: float, claim_id: str, what: str, look: dict[str, Any]
) -> None:
    """Draw a bound that is open on one side."""
    (bar,) = ax.plot([bound], [y], marker="|", markersize=12, markeredgewidth=1.6, linestyle="none", **look)
    mark(bar, claim_id, what)
    ax.annotate(
        "",
        (end, y),
        (bound, y),
        arrowprops={"arrowstyle": "->", "linewidth": 1.6, "shrinkA": 0, "shrinkB": 0, **look},
    )
