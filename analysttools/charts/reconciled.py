"""What claims of one thing allow together: the claims as marks, the band that follows from them, the knots.

Belongs here: the band behind the marks, and signs at claims that cannot all be true. Does not belong here:
marks against time (``drawing/series.py``), and what follows from what (``claims/reconcile``).
"""

from __future__ import annotations

from string import ascii_uppercase
from typing import Any, NamedTuple, Unpack

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysttools.arguments import QUANTITIES, checked
from analysttools.charts.drawing.layout import NAME, size_of, wrap
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
    locate_claims,
    name_row_without,
    room_without,
)
from analysttools.charts.drawing.sheet import Furniture, Part, Sheet, SheetOptions, Stack, on_sheet
from analysttools.charts.drawing.style import (
    at_most,
    date_axis,
    list_sides,
    mark,
    require_cells,
    require_drawable,
    styled,
)
from analysttools.charts.drawing.text import describe_scope, format_subject, words_of
from analysttools.claims.scope import SCOPE, scopes
from analysttools.columns import require_columns
from analysttools.edtf import read_dates
from analysttools.errors import NotComparableError, describe_list
from analysttools.formatting import format_period, say_claims
from analysttools.locales import read_texts

NEEDED = [
    *["claim_id", "claimant_id", *SCOPE, "period", "period_earliest", "period_latest", "asserted"],
    *["asserted_earliest", "asserted_latest", "low", "best", "high", "qualifier", "derived_from", "claimant"],
    *["measure_name", "population_name", "place_name", "unit"],
]
IMPLIED = [*SCOPE, "period", "low", "high", "by_low", "by_high", "faulty"]
WORDS = read_texts("charts.reconciled")
HEIGHT = 3.3
# Inches of the axis, between two notes, at the right; to how few the panel may shrink.
BELOW, GAP, RIGHT, LEAST = 0.3, 0.1, 0.45, 1.6
# The band on the days of claims and between them; half the width of what is known of one day, in points.
ON_DAYS, BETWEEN, EDGE, HALF_PT = "#A9A9A9", "#DEDEDE", "#4D4D4D", 2.5
# Nobody keeps more letters apart.
KNOTS = 8


class Knots(NamedTuple):
    """Claims that cannot all be true, by the letter of their knot."""

    letters: list[str]
    ids: list[list[str]]


@checked(implied=QUANTITIES)
@styled
@at_most(300, "claims", table="with tabulate_claims", claims=NEEDED)
@on_sheet
def plot_reconciled(
    claims: pd.DataFrame,
    implied: pd.DataFrame,
    knots: pd.DataFrame | None = None,
    **options: Unpack[SheetOptions],
) -> Axes:
    """Draw claims of one thing over time, what they allow together, and which cannot all be true.

    The claims are marks, as in `plot_history`, against the period that they cover. The grey band behind them
    is what `reconcile` says follows from all claims: dark on the days of a claim, with a bar where it is
    bounded; pale between, where a running total can only have grown. An end without a bar is open. Claims of
    a knot have a square around them and bear one letter, under which all are named below the chart; named
    there are also the claims of other things on which the band rests. Where some origins may be wrong
    (``faulty`` of what follows), the note says how many, and the claims are those of the weakest proof.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the columns of ``claims`` and the names that ``with_names`` adds: those of one
        scope over time, and those of other things that `implied` and `knots` name.
    implied : DataFrame
        What follows, as `reconcile` gives it: the quantities of one thing and kind, asked with one
        ``faulty``.
    knots : DataFrame, optional
        Sets of claims that cannot all be true, as `reconcile` gives them (``claim_ids``); at most eight.
        None draws none.
    **options : SheetOptions
        ``ax``, ``lang``, ``title``, ``size`` and ``dpi``, as every chart takes them
        (`analysttools.charts.drawing.sheet.Sheet`).

    Returns
    -------
    matplotlib.axes.Axes
        Each mark carries the id of its claim (``gid``), each end of the band those of the claims that give
        it, each knot those of its claims.

    Raises
    ------
    NotComparableError
        If the claims, or what follows, are of several scopes.
    ValueError
        If columns are missing, claims that the band or a knot rests on are not given, or there are more knots
        than one chart holds.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import load_case, with_names
    >>> from analysttools.charts.reconciled import plot_reconciled
    >>> case = load_case("tests/cases/strait")
    >>> guard = case.claims[case.claims["claim_id"].isin(["guard-killed", "guard-killed-april"])]
    >>> implied = guard[["measure", "population", "place_id", "kind", "period", "low", "high"]]
    >>> implied = implied.assign(by_low="guard-killed", by_high=None, faulty=0)
    >>> ax = plot_reconciled(with_names(guard, case), implied)
    >>> ax.get_ylabel()
    'killed (people)'
    """
    lang = Sheet(**options).lang
    claims, implied = _require_frames(claims, implied)
    tied = _read_knots(knots)
    own = _own_claims(claims, implied, tied)
    located = _with_letters(word_marks(locate_claims(own, "period"), None, lang), tied)
    shown = _Shown(claims, located, _locate_band(implied), tied)
    return draw_until_told(lambda told: _draw(shown, told, options), shown.describe_signs(lang))


def _draw(shown: _Shown, told: str, options: SheetOptions) -> tuple[Axes, Sheet, str]:
    """Draw the chart with room for a note, and return the note that there is to be."""
    sheet, located, band = Sheet(**options), shown.located, shown.band
    lang = sheet.lang
    greatest = float(pd.concat([located[["low", "best", "high"]].max(), band[["low", "high"]].max()]).max())
    sheet.credit(shown.claims)
    sheet.set_margins(0.36 + max(tick_room(greatest, lang), room_without(located, lang)), RIGHT)
    key = list_sides(located)
    over: Stack = [(0.04, sheet.key(key))] if len(key) > 1 else []
    part = Part(HEIGHT, least=LEAST)
    (ax,) = sheet.open([part], shown.lay(sheet, told), over=over, subtitle=_title(located, lang))
    _set_limits(ax, located, band, greatest or 1.0)
    _draw_band(ax, band)
    _draw_knots(ax, located, shown.tied)
    has_rings = draw_series(ax, located, None)
    missing = list_unlabelled(label_marks(ax, located, None), lang)
    _label(ax, located.iloc[0], greatest, lang)
    date_axis(ax, sheet.inside, lang)
    if located["level"].isna().any():
        name_row_without(ax, lang)
    note = " ".join(filter(None, [shown.describe_signs(lang, has_rings=has_rings), missing]))
    sheet.close(shown.lay(sheet, note))
    return ax, sheet, note


def _require_frames(claims: pd.DataFrame, implied: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return both frames with columns of known types, or raise if something is missing or of two kinds."""
    function = "plot_reconciled"
    claims = require_drawable(claims, NEEDED, function)
    require_cells(claims, ["claim_id", "claimant_id", "claimant", "measure_name", "kind", "period"], function)
    advice = "Pass what reconcile gives as implied, chosen for one thing"
    implied = require_columns(f"{function} (implied)", implied, IMPLIED, advice).reset_index(drop=True)
    if implied.empty:
        raise ValueError(f"{function}: implied has no row, so nothing says which thing is drawn. {advice}")
    for column in SCOPE:
        if implied[column].nunique(dropna=False) > 1:
            named = describe_list(implied[column].astype("str").unique())
            raise ValueError(f"{function}: implied is of several things ({column}: {named}). {advice}")
    if implied["faulty"].isna().any() or implied["faulty"].nunique() > 1:
        found = describe_list(implied["faulty"].astype("str").fillna("nothing").unique())
        raise ValueError(
            f"{function}: implied says of several numbers of origins, or of none, that they may be wrong "
            f"(faulty: {found}). Pass what reconcile gives when it is asked once"
        )
    twice = implied[implied["period"].duplicated()]
    if len(twice):
        raise ValueError(
            f"{function}: implied has several rows for {twice['period'].iloc[0]}. Where several starts are "
            "possible, choose the rows of one assumption"
        )
    return claims, implied


def _read_knots(knots: pd.DataFrame | None) -> Knots:
    """Return the claims of each knot, or raise if there are more than one chart holds."""
    if knots is None:
        return Knots([], [])
    knots = require_columns("plot_reconciled (knots)", knots, ["claim_ids"])
    if len(knots) > KNOTS:
        raise ValueError(
            f"plot_reconciled: {len(knots)} knots are given, but one chart holds at most {KNOTS}: their "
            f"letters could not be told apart. Pass the first, knots.head({KNOTS}), and say so"
        )
    ids = [cell.split(";") for cell in knots["claim_ids"]]
    return Knots(list(ascii_uppercase[: len(ids)]), ids)


def _own_claims(claims: pd.DataFrame, implied: pd.DataFrame, tied: Knots) -> pd.DataFrame:
    """Return the claims of the thing that is drawn, or raise unless the others are those that it rests on."""
    is_own = claims[SCOPE].fillna("").eq(implied[SCOPE].iloc[0].fillna("")).all(axis=1)
    own = claims[is_own].reset_index(drop=True)
    ends = pd.concat([implied["by_low"], implied["by_high"]]).dropna()
    named = {one for cell in ends for one in cell.split(";")}
    named |= {one for ids in tied.ids for one in ids}
    if missing := sorted(named - set(claims["claim_id"])):
        raise ValueError(
            f"plot_reconciled: the band or a knot rests on claims that are not given: "
            f"{describe_list(missing)}. Add them to the claims, with with_names"
        )
    if strange := sorted(set(claims.loc[~is_own, "claim_id"]) - named):
        raise ValueError(
            f"plot_reconciled: {describe_list(strange)} count something else, and neither the band nor a "
            "knot rests on them. Leave them out"
        )
    _require_own(own, implied, tied)
    keys = scopes(own, over_time=True)
    if keys.nunique() > 1:
        other = own[keys != keys.iloc[0]].iloc[0]
        raise NotComparableError.of(own.iloc[0], other, [*SCOPE, "period"])
    return own


def _require_own(own: pd.DataFrame, implied: pd.DataFrame, tied: Knots) -> None:
    """Raise unless there are claims of the thing that is drawn, with a number, and some in every knot."""
    if own[["low", "best", "high"]].isna().all(axis=None):
        first = implied.iloc[0]
        thing = ", ".join(str(first[column]) for column in SCOPE)
        raise ValueError(
            f"plot_reconciled: {len(own)} claims are of what implied is of ({thing}), and none has a "
            "number. Pass its claims, with with_names"
        )
    known = set(own["claim_id"])
    if far := [ids for ids in tied.ids if known.isdisjoint(ids)]:
        raise ValueError(
            f"plot_reconciled: the knot of {describe_list(far[0])} has no claim of what is drawn, so it "
            "has no place in the chart. Leave it out"
        )


def _locate_band(implied: pd.DataFrame) -> pd.DataFrame:
    """Return the quantities in order, each with its first and last day as matplotlib counts them.

    The time of a total is the last day of its period; a moment may be any day of its own.
    """
    days, _ = read_dates(implied["period"])
    late = mdates.date2num(days["latest"].fillna(days["earliest"]))
    is_total = implied["kind"].eq("cumulative").to_numpy(bool)
    early = np.where(is_total, late, mdates.date2num(days["earliest"].fillna(days["latest"])))
    when = days["latest"].dt.strftime("%Y-%m-%d")
    when = when.mask(early < late, days["earliest"].dt.strftime("%Y-%m-%d/") + when)
    band = implied.assign(early=early, late=late, when=when.to_numpy())
    return band.sort_values(["late", "early"], ignore_index=True)


def _draw_band(ax: Axes, band: pd.DataFrame) -> None:
    """Draw what each day allows, and between the days of totals what their order allows."""
    low, high = band["low"].fillna(0.0), band["high"].fillna(ax.get_ylim()[1])
    is_known = band[["low", "high"]].notna().any(axis=1)
    half = HALF_PT / 72 * float(np.ptp(ax.get_xlim())) / size_of(ax)[0]
    is_total = band["kind"].eq("cumulative")
    for place in np.flatnonzero(is_known):
        row = band.iloc[place]
        start, end = row["early"] - half, row["late"] + half
        ax.add_patch(_box((start, end), (low[place], high[place]), facecolor=ON_DAYS, zorder=0.7))
        _draw_ends(ax, row, (start - half, end + half))
        after = place + 1
        if after < len(band) and is_known[after] and is_total[after] and low[place] <= high[after]:
            days = row["late"], band["early"][after]
            ax.add_patch(_box(days, (low[place], high[after]), facecolor=BETWEEN, zorder=0.5))


def _draw_ends(ax: Axes, row: pd.Series, reach: tuple[float, float]) -> None:
    """Draw a bar at each end that claims give."""
    for end in ("low", "high"):
        level, by = row[end], row[f"by_{end}"]
        if not pd.isna(level) and isinstance(by, str) and by:
            line = Line2D(reach, [level, level], color=EDGE, linewidth=1.6, zorder=0.9)
            mark(ax.add_line(line), by, f"implied_{end}", row["when"])


def _box(days: tuple[float, float], numbers: tuple[float, float], **look: Any) -> Rectangle:
    size = days[1] - days[0], numbers[1] - numbers[0]
    return Rectangle((days[0], numbers[0]), *size, linewidth=0, **look)


def _with_letters(located: pd.DataFrame, tied: Knots) -> pd.DataFrame:
    """Put the letters of its knots behind the words of each claim, to be written at its mark."""
    own = dict.fromkeys(located["claim_id"], "")
    for letter, ids in zip(tied.letters, tied.ids, strict=True):
        own |= {one: own[one] + letter for one in ids if one in own}
    said = located["said"].astype("str")
    return located.assign(said=(said + " " + located["claim_id"].map(own)).str.rstrip())


def _draw_knots(ax: Axes, located: pd.DataFrame, tied: Knots) -> None:
    """Set a square around each claim of a knot; a line between them would be read as a course of events."""
    places = located.set_index("claim_id")[["x", "level"]]
    for ids in tied.ids:
        own = places.loc[[one for one in ids if one in places.index]].dropna().sort_values(["x", "level"])
        line = Line2D(own["x"], own["level"], color="black", linestyle="none", marker="s", zorder=1.7)
        line.set(markersize=13, markerfacecolor="none", markeredgewidth=1.0)
        mark(ax.add_line(line), ";".join(ids), "knot")


class _Shown(NamedTuple):
    """What is drawn: all claims, those with a mark, the band, the knots; and what stands below the panel."""

    claims: pd.DataFrame
    located: pd.DataFrame
    band: pd.DataFrame
    tied: Knots

    def lay(self, sheet: Sheet, note: str) -> Stack:
        """Return a note, the claims of the knots, and others behind the band."""
        words = WORDS[sheet.lang]
        without = WITHOUT if self.located["level"].isna().any() else 0.0
        foot: list[tuple[float, Furniture]] = [(BELOW + without, sheet.note(note))]
        told = _say_each(self.claims, self.located.iloc[0], sheet.lang)
        for letter, ids in zip(self.tied.letters, self.tied.ids, strict=True):
            text = words["knot"].format(letter=letter, claims="; ".join(told[ids]))
            foot.append((GAP, sheet.note(text)))
        in_knots = {one for ids in self.tied.ids for one in ids}
        behind = told[~told.index.isin([*self.located["claim_id"], *in_knots])]
        if len(behind):
            text = words[f"behind{self._kind}"].format(claims="; ".join(behind))
            foot.append((GAP, sheet.note(text)))
        return foot

    @property
    def _kind(self) -> str:
        """What the names of texts end in that say something else where origins may be wrong."""
        return " faulty" if self.band["faulty"].iloc[0] else ""

    def describe_signs(self, lang: str, *, has_rings: bool = False) -> str:
        """Say what the signs mean."""
        words, ends = WORDS[lang], self.band[["low", "high"]]
        has_band = ends.notna().any(axis=None)
        count = int(self.band["faulty"].iloc[0])
        faulty = words["one faulty" if count == 1 else "faulty"].format(count=count)
        said = [
            words[f"{'band' if has_band else 'no band'}{self._kind}"].format(faulty=faulty),
            *([words[f"open end{self._kind}"]] if has_band and ends.isna().any(axis=None) else []),
            *([words["knots"]] if self.tied.letters else []),
            *describe_symbols(self.located, None, lang, has_rings=has_rings),
        ]
        return " ".join(said)


def _say_each(claims: pd.DataFrame, first: pd.Series, lang: str) -> pd.Series:
    """Return each claim in words, by its id: who, how many of what, by when; whose and where if elsewhere."""
    template = WORDS[lang]["claim"]
    said = []
    for claim, number in zip(claims.to_dict("records"), say_claims(claims, lang), strict=True):
        what = [claim["measure_name"]]
        for column, name in (("population", "population_name"), ("place_id", "place_name")):
            if claim[column] != first[column] and isinstance(claim[name], str):
                what.append(claim[name])
        period = format_period(claim["period"], claim["kind"], lang)
        said.append(
            template.format(claimant=claim["claimant"], words=number, what=", ".join(what), period=period)
        )
    return pd.Series(said, index=claims["claim_id"])


def _set_limits(ax: Axes, located: pd.DataFrame, band: pd.DataFrame, top: float) -> None:
    """Set the scales: numbers from zero up to the greatest; all days, with room around them."""
    ax.set_ylim(0, (1 + OVER) * top)
    days = pd.concat([located[["early", "late"]], band[["early", "late"]]]).to_numpy()
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
