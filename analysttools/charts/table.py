"""Claims as a table in a picture: a row a claim, in names, days and words, footnotes below.

Belongs here: columns and their widths. Does not belong here: the words of the cells (``claims/tables.py``), a
table as HTML (``claims/shown_tables.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Unpack

import pandas as pd
from matplotlib.axes import Axes

from analysttools.arguments import checked
from analysttools.charts.drawing.claim_words import NO_BREAK, is_common
from analysttools.charts.drawing.layout import text_height, text_width, wrap
from analysttools.charts.drawing.pages import (
    AROUND,
    LIGHT,
    draw_rule,
    is_narrow,
    lay_rows,
    open_rows,
    small,
)
from analysttools.charts.drawing.passages import BASE
from analysttools.charts.drawing.sheet import Sheet, SheetOptions, Stack, on_sheet
from analysttools.charts.drawing.style import at_most, mark, require_cells, require_drawable, styled
from analysttools.claims.shown_tables import NOTED, note_doubts
from analysttools.claims.shown_tables import WORDS as HEADS
from analysttools.claims.tables import NEEDED as TOLD
from analysttools.claims.tables import tabulate_claims
from analysttools.formatting import format_number
from analysttools.locales import read_texts

WORDS = read_texts("charts.table")
NEEDED = ["claim_id", *TOLD]
COLUMNS = ("claimant", "asserted", "says", "what", "of", "where", "period", "kind", "read in")
# Those that are left out, and said above, where all rows say the same; those that are shown unless asked.
SHARED = ("what", "of", "where", "kind")
USUAL = ("claimant", "asserted", "says", "what", "of", "where", "period", "kind")
# Inches between columns, and the narrowest column.
BETWEEN, LEAST = 0.14, 0.5
BOLD = "claimant"


class Cell(NamedTuple):
    """A text in its place: its column, inches from the left and from the top of its row, its look."""

    text: str
    column: str
    left: float
    top: float
    size: float
    look: dict[str, Any]


class Row(NamedTuple):
    """A claim, or the heads of the columns, which have no id."""

    claim: str
    cells: list[Cell]

    @property
    def height(self) -> float:
        """Inches."""
        return max(cell.top + text_height(cell.text, cell.size) for cell in self.cells) + 2 * AROUND


@checked()
@styled
@at_most(60, "claims", table="with show_table", claims=NEEDED)
@on_sheet
def plot_table(
    claims: pd.DataFrame,
    *,
    columns: Sequence[str] | None = None,
    **options: Unpack[SheetOptions],
) -> Axes:
    """Draw claims as a table in names, days and words, for where a page takes pictures alone.

    What all claims share is said once, above the table. A repeat, a status that says more than that it was
    said, and a doubt that the case notes, are footnotes. A narrow picture has the cells of a claim below each
    other. Some fifteen claims fit the height of a column.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the names that ``with_names`` adds. Rows stand in the order given.
    columns : list of str, optional
        Columns of ``tabulate_claims`` to show, in this order; they are shown though all rows say the same.
    **options : SheetOptions
        ``ax``, ``lang``, ``title``, ``size`` and ``dpi``, as every chart takes them
        (`analysttools.charts.drawing.sheet.Sheet`).

    Returns
    -------
    matplotlib.axes.Axes
        Each cell carries the id of its claim (``gid``).

    Raises
    ------
    ValueError
        If columns are missing, there is no row, a column of `columns` is not there, or there are more rows
        than fit a page.

    See Also
    --------
    tabulate_claims : the same as a frame.
    show_table : the same as HTML.

    Examples
    --------
    >>> from analysttools import choose, load_case, with_names
    >>> from analysttools.charts.table import plot_table
    >>> case = load_case("tests/cases/strait")
    >>> killed = choose(case.claims, claim_id=["guard-killed", "radio-killed"])
    >>> ax = plot_table(with_names(killed, case), columns=["claimant", "says"])
    >>> [text.get_text() for text in ax.texts if text.get_gid()]
    ['Coast guard', 'at least 40', 'Harbour Radio', '40 ¹']
    """
    sheet = Sheet(**options)
    claims = require_drawable(claims, NEEDED, "plot_table")
    require_cells(claims, ["claim_id", "claimant"], "plot_table")
    sheet.credit(claims)
    table = tabulate_claims(claims, sheet.lang)
    shown, common = _choose(table, columns)
    told, notes = note_doubts(table[[*shown, *NOTED]])
    told = told.drop(columns=[name for name in NOTED if name in told])
    cells = told.astype(object).where(told.notna(), "").astype(str)
    if "asserted" in cells:
        cells["asserted"] = cells["asserted"].str.replace(" ", NO_BREAK)
    subtitle = _subtitle(table, common, sheet.lang)
    foot: Stack = [(0.06, sheet.note("\n".join(notes)))] if notes else []
    ids = claims["claim_id"].tolist()
    laid = lay_rows(sheet, lambda size: _lay(cells, ids, sheet, size), subtitle, foot)
    ax, tops, spare = open_rows(sheet, laid, subtitle, foot)
    for row, top in zip(laid, tops, strict=True):
        draw_rule(ax, top, (0, sheet.whole))
        _draw_row(ax, row, top - AROUND - spare)
    return ax


def _choose(table: pd.DataFrame, columns: Sequence[str] | None) -> tuple[list[str], list[str]]:
    """Return the columns to show, and those that all rows share and that are said above."""
    if columns is not None:
        if strange := [name for name in columns if name not in COLUMNS]:
            raise ValueError(
                f"plot_table: columns names {', '.join(map(str, strange))}, but a table of claims has: "
                f"{', '.join(COLUMNS)}; status and doubt are footnotes. Correct the names"
            )
        if not len(columns):
            raise ValueError("plot_table: columns is empty. Name at least one, or leave it out")
        return [*columns], [name for name in SHARED if name not in columns and is_common(table[name])]
    common = [name for name in SHARED if len(table) > 1 and is_common(table[name])]
    return [name for name in USUAL if name not in common and table[name].notna().any()], common


def _subtitle(table: pd.DataFrame, common: list[str], lang: str) -> str:
    """Return how many claims there are, and what all of them count."""
    words = WORDS[lang]
    title = words["one claim" if len(table) == 1 else "claims"].format(count=format_number(len(table), lang))
    shared = ", ".join(table[name].iloc[0] for name in common)
    return words["all"].format(title=title, counted=shared) if shared else title


def _lay(cells: pd.DataFrame, ids: list[str], sheet: Sheet, size: float) -> list[Row]:
    """Break the cells into lines: columns beside each other, or where it is narrow below each other."""
    if is_narrow(sheet):
        return [
            _stack(claim, dict(zip(cells, texts, strict=True)), sheet.whole, size)
            for claim, texts in zip(ids, cells.itertuples(index=False), strict=True)
        ]
    heads = [HEADS[sheet.lang][name] for name in cells]
    widths = _widths(cells, heads, sheet.whole, size)
    lefts = [sum(widths[:place]) + BETWEEN * place for place in range(len(widths))]
    rows = [
        Row(claim, _lay_cells([*cells], texts, (lefts, widths), size))
        for claim, texts in zip(ids, cells.itertuples(index=False), strict=True)
    ]
    own = small(size)
    head = [
        Cell(wrap(text, width, own), name, left, 0.0, own, {"color": LIGHT})
        for text, name, left, width in zip(heads, cells, lefts, widths, strict=True)
    ]
    return [Row("", head), *rows]


def _widths(cells: pd.DataFrame, heads: list[str], whole: float, size: float) -> list[float]:
    """Return how wide each column is: as its widest text, the widest columns narrowed until all fit."""
    natural = [
        max(
            max(text_width(text, size, is_bold=name == BOLD) for text in cells[name]),
            text_width(head, small(size)),
        )
        for name, head in zip(cells, heads, strict=True)
    ]
    free = whole - BETWEEN * (len(natural) - 1)
    widths, left = [0.0] * len(natural), free
    for rank, place in enumerate(sorted(range(len(natural)), key=natural.__getitem__)):
        widths[place] = max(min(natural[place], left / (len(natural) - rank)), LEAST)
        left -= widths[place]
    return widths


def _lay_cells(
    names: list[str], texts: Sequence[str], columns: tuple[list[float], list[float]], size: float
) -> list[Cell]:
    """Break the cells of one claim into lines, each in its column."""
    return [
        Cell(wrap(text, width, size, is_bold=name == BOLD), name, left, 0.0, size, _look(name))
        for name, text, left, width in zip(names, texts, *columns, strict=True)
    ]


def _stack(claim: str, texts: dict[str, str], whole: float, size: float) -> Row:
    """Break the cells of one claim into lines, one below the other; the day stands beside the name."""
    cells: list[Cell] = []
    top = 0.0
    for name, text in texts.items():
        own = size if name in (BOLD, "says") else small(size)
        left = _beside(cells) if name == "asserted" else 0.0
        if left and left + text_width(text, own) <= whole:
            cells.append(Cell(text, name, left, cells[-1].top, own, _look(name)))
        elif text:
            cells.append(Cell(wrap(text, whole, own, is_bold=name == BOLD), name, 0.0, top, own, _look(name)))
            top += text_height(cells[-1].text, own)
    return Row(claim, cells)


def _beside(cells: list[Cell]) -> float:
    """Return where a text beside a name on one line begins, in inches; nought where there is none."""
    if len(cells) != 1 or cells[0].column != BOLD or "\n" in cells[0].text:
        return 0.0
    return text_width(cells[0].text, cells[0].size, is_bold=True) + BETWEEN


def _look(name: str) -> dict[str, Any]:
    if name == BOLD:
        return {"weight": "bold"}
    return {} if name in ("says", "what") else {"color": LIGHT}


def _draw_row(ax: Axes, row: Row, y: float) -> None:
    """Write the cells of one row."""
    for cell in row.cells:
        first = BASE * max(one.size for one in row.cells if one.top == cell.top) / 72
        further = text_height(cell.text, cell.size) - text_height("x", cell.size)  # the last line is anchored
        level = y - cell.top - first - further
        text = ax.text(cell.left, level, cell.text, va="baseline", fontsize=cell.size, **cell.look)
        if row.claim:
            mark(text, row.claim, cell.column.replace(" ", "_"))
