"""What became of claims as they were repeated: words struck out, and what stands in their place.

Belongs here: the chart. Does not belong here: finding changes (``claims/drift.py``), what is said of a repeat
(``drawing/repeat_words.py``), how two texts differ (``drawing/runs.py``).
"""

from __future__ import annotations

from typing import Any, NamedTuple, Unpack

import pandas as pd
from matplotlib.axes import Axes

from analysttools.arguments import Kind, checked, is_frame
from analysttools.charts.drawing.claim_words import (
    COUNTED,
    compare_claims,
    format_asserted,
    format_counted,
    is_common,
    word_fields,
)
from analysttools.charts.drawing.claim_words import NEEDED as WORDED
from analysttools.charts.drawing.layout import text_height, wrap
from analysttools.charts.drawing.pages import (
    AROUND,
    LIGHT,
    draw_rule,
    is_narrow,
    lay_rows,
    open_rows,
    small,
)
from analysttools.charts.drawing.passages import Laid, draw_passage, lay_passage
from analysttools.charts.drawing.repeat_words import WORDS, describe_repeat, describe_unseen
from analysttools.charts.drawing.runs import Run
from analysttools.charts.drawing.sheet import Sheet, SheetOptions, Stack, on_sheet
from analysttools.charts.drawing.style import at_most, mark, require_drawable, styled
from analysttools.columns import require_plain, take_columns
from analysttools.errors import describe_list
from analysttools.formatting import format_number

DRIFT = Kind(
    "must be a DataFrame with one row per change", is_frame, "Pass what drift(claims, case.parts) returns"
)
NEEDED = [*WORDED, "asserted_earliest", "derived_from", "measure", "population", "place_id"]
CHANGES = ["claim_id", "derived_from", "change", "was", "became", "is_proposed"]
# Each repeat takes height: more changes than this are refused before anything is laid out.
MOST = 300
TABLE = "by printing the changes. Some six repeats fit: choose(changes, claim_id=[the ids that matter])"
# Share of the width that the names of who said and who repeated it take; a narrow chart has them above.
NAMES = 0.27
# Inches: between the names and the words, between the parts of a row.
BETWEEN, INNER = 0.15, 0.02


class Row(NamedTuple):
    """A repeat, in words: who said it, who repeated it, what became of the words, and notes below them."""

    origin: str
    repeat: str
    said: str
    told: str
    runs: list[Run]
    notes: str


class LaidRow(NamedTuple):
    """The texts of a row broken into lines."""

    row: Row
    said: str
    told: str
    words: Laid
    notes: str
    is_narrow: bool

    @property
    def small(self) -> float:
        """Letters of names and notes, in points."""
        return small(self.words.size)

    @property
    def names_height(self) -> float:
        """Inches of both names."""
        return text_height(self.said, self.small) + text_height(self.told, self.small) + INNER

    @property
    def height(self) -> float:
        """Inches."""
        words = self.words.height + (text_height(self.notes, self.small) + INNER if self.notes else 0.0)
        both = self.names_height + INNER + words if self.is_narrow else max(self.names_height, words)
        return both + 2 * AROUND


@checked(changes=DRIFT)
@styled
@at_most(MOST, "changes", table=TABLE, changes=CHANGES)
@on_sheet
def plot_drift(
    claims: pd.DataFrame,
    changes: pd.DataFrame,
    **options: Unpack[SheetOptions],
) -> Axes:
    """Draw what became of claims as they were repeated: words struck out, others in their place.

    A row is a repeat: who said it and who repeated it, each with the day, and the words of both in one. What
    the repeat leaves out is struck out, what it puts in is bold. The kind of number and its period are there
    where they changed; what all rows count alike is said once, above them. About six rows fit the height of a
    column: draw those that matter, and show the rest as a table.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the columns of ``claims`` and the names that ``with_names`` adds. Claims that
        no change is about are not drawn.
    changes : DataFrame
        What ``drift(claims, case.parts)`` gives: one row a change.
    **options : SheetOptions
        ``ax``, ``lang``, ``title``, ``size`` and ``dpi``, as every chart takes them
        (`analysttools.charts.drawing.sheet.Sheet`).

    Returns
    -------
    matplotlib.axes.Axes
        Names carry the id of their claim (``gid``), words and notes that of the repeat.

    Raises
    ------
    ValueError
        If columns are missing, there is no row, nothing is a repeat, a change is about a claim that is not
        there, or there are more rows than fit a page.

    Examples
    --------
    >>> from analysttools import drift, load_case, with_names
    >>> from analysttools.charts.drift import plot_drift
    >>> case = load_case("tests/cases/strait")
    >>> both = ["guard-killed", "radio-killed"]
    >>> claims = with_names(case.claims[case.claims["claim_id"].isin(both)], case)
    >>> ax = plot_drift(claims, drift(claims, case.parts))
    >>> [passage.words for passage in ax.artists]
    ['~~at least~~ 40 killed']
    """
    sheet = Sheet(**options)
    claims = require_drawable(claims, NEEDED, "plot_drift")
    lang, words = sheet.lang, WORDS[sheet.lang]
    changes = _require_changes(claims, changes)
    is_told = claims["claim_id"].isin({*changes["claim_id"], *changes["derived_from"]})
    told = claims[is_told].set_index("claim_id", drop=False).rename_axis(None)
    sheet.credit(told)
    common = [column for column in COUNTED[1:] if is_common(told[column])]
    rows = word_rows(told, changes, common, lang)
    subtitle = _subtitle(told, changes["claim_id"].nunique(), common, lang)
    foot: Stack = [(0.06, sheet.note(_note(changes, words)))]
    laid = lay_rows(sheet, lambda size: [_lay(row, sheet, size) for row in rows], subtitle, foot)
    ax, tops, spare = open_rows(sheet, laid, subtitle, foot)
    for row, top in zip(laid, tops, strict=True):
        draw_rule(ax, top, (0, sheet.whole))
        _draw_row(ax, row, top - AROUND - spare, 0.0 if row.is_narrow else NAMES * sheet.whole + BETWEEN)
    return ax


def _require_changes(claims: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Return the changes as columns of known types, or raise if there are none of these claims."""
    require_plain("plot_drift (changes)", changes)
    missing = [column for column in CHANGES if column not in changes]
    if missing:
        raise ValueError(
            f"plot_drift: the changes lack the columns {', '.join(missing)}. Give what "
            "drift(claims, case.parts) gives"
        )
    if changes.empty:
        raise ValueError(
            f"plot_drift: none of the {len(claims)} claims repeats another that is among them "
            "(derived_from). Give the claims that were repeated together with their repeats"
        )
    changes = take_columns("plot_drift (changes)", changes, CHANGES).reset_index(drop=True)
    strange = sorted({*changes["claim_id"], *changes["derived_from"]} - {*claims["claim_id"]})
    if strange:
        raise ValueError(
            f"plot_drift: the changes are about {describe_list(strange)}, which the claims "
            "lack. Give drift(claims, case.parts) of the claims that are drawn"
        )
    return changes


# ---- Words ------------------------------------------------------------------------------------------------


def word_rows(claims: pd.DataFrame, changes: pd.DataFrame, common: list[str], lang: str) -> list[Row]:
    """Word each repeat, in the order in which what it repeats, and then it itself, was asserted.

    Parameters
    ----------
    claims : DataFrame
        Claims with names, by id.
    changes : DataFrame
        What ``drift`` gives of them.
    common : list of str
        Columns of names that are said elsewhere, because all claims share them.
    lang : {"en", "fr"}
        Language of the words.
    """
    fields = word_fields(claims, common, lang)
    order = {
        claim: rank for rank, claim in enumerate(claims.sort_values(["asserted_earliest", "claim_id"]).index)
    }
    who = dict(zip(claims.index, _names(claims, lang), strict=True))
    repeats = {*changes["claim_id"]}
    rows = []
    for (origin, repeat, is_proposed), own in changes.groupby(
        ["derived_from", "claim_id", "is_proposed"], sort=False
    ):
        notes = [
            *describe_unseen(own[["change", "became"]].to_numpy().tolist(), lang),
            *describe_repeat(claims, fields["number"], (origin, repeat), lang),
            *([WORDS[lang]["itself"].format(who=claims.at[origin, "claimant"])] if origin in repeats else []),
            *([WORDS[lang]["proposed"]] if is_proposed else []),
        ]
        runs = compare_claims(claims, fields, (origin, repeat))
        rows.append(Row(origin, repeat, who[origin], who[repeat], runs, WORDS[lang]["stop"].join(notes)))
    return sorted(rows, key=lambda row: (order[row.origin], order[row.repeat]))


def _names(claims: pd.DataFrame, lang: str) -> list[str]:
    """Return who said each claim, and when."""
    return [
        f"{name if isinstance(name, str) else '?'}, {day}"
        for name, day in zip(claims["claimant"], format_asserted(claims, lang), strict=True)
    ]


def _subtitle(claims: pd.DataFrame, count: int, common: list[str], lang: str) -> str:
    """Return how many repeats are shown, and what all of them count alike."""
    words = WORDS[lang]
    title = words["one repeat" if count == 1 else "repeats"].format(count=format_number(count, lang))
    counted = format_counted(claims.iloc[:1], common)[0]
    return words["of all"].format(title=title, counted=counted) if counted else title


def _note(changes: pd.DataFrame, words: dict[str, str]) -> str:
    """Say what the words leave out."""
    is_retimed = changes["change"].isin(["period changed", "kind changed", "flow became total"])
    return " ".join([*([words["times"]] if is_retimed.any() else []), words["note"]])


# ---- Drawing ----------------------------------------------------------------------------------------------


def _lay(row: Row, sheet: Sheet, size: float) -> LaidRow:
    """Break the texts of a row into lines."""
    whole = sheet.whole
    names, inches = (whole, whole) if is_narrow(sheet) else (NAMES * whole, (1 - NAMES) * whole - BETWEEN)
    return LaidRow(
        row,
        wrap(row.said, names, small(size), is_bold=True),
        wrap(f"\u2192 {row.told}", names, small(size), is_bold=True),
        lay_passage(row.runs, inches, size),
        wrap(row.notes, inches, small(size)),
        is_narrow(sheet),
    )


def _draw_row(ax: Axes, laid: LaidRow, y: float, left: float) -> None:
    """Write who said and who repeated it, the words, and the notes under them."""
    row = laid.row
    look: dict[str, Any] = {"va": "top", "fontsize": laid.small}
    mark(ax.text(0, y, laid.said, color=LIGHT, **look), row.origin, "claimant")
    below = y - text_height(laid.said, laid.small) - INNER
    mark(ax.text(0, below, laid.told, weight="bold", **look), row.repeat, "claimant")
    level = y - laid.names_height - INNER if laid.is_narrow else y
    draw_passage(ax, laid.words, (left, level), row.repeat, "words")
    if laid.notes:
        level -= laid.words.height + INNER
        mark(ax.text(left, level, laid.notes, color=LIGHT, style="italic", **look), row.repeat, "changed")
