"""Who told whom: each claim under its origin, with how it reached us, and what repeats made of it.

Belongs here: the order of origins, claims and repeats, their counts and their words. Does not belong here:
what became of the words (``drawing/claim_words.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysttools.arguments import checked
from analysttools.charts.drawing.claim_words import (
    COUNTED,
    compare_claims,
    format_asserted,
    format_counted,
    is_common,
    word_claim,
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
from analysttools.charts.drawing.runs import Run
from analysttools.charts.drawing.sheet import Sheet, SheetOptions, Stack, on_sheet
from analysttools.charts.drawing.style import at_most, mark, require_cells, require_drawable, styled
from analysttools.charts.drawing.way_words import WORDS, describe_way
from analysttools.claims.frames import require_claims
from analysttools.claims.origins import CHAINED, count_origins, hands, origins, require_chains
from analysttools.formatting import format_number

NEEDED = [*WORDED, "asserted_earliest", "claimant_id", "chain", "derived_from"]
# Share of the width that the origins take; inches right of them, of a step to the right, between claims,
# between a claim and how it reached us.
ORIGINS, BETWEEN, STEP, APART, INNER = 0.2, 0.22, 0.17, 0.07, 0.02


class Entry(NamedTuple):
    """A claim in words: how many repeats lie between it and its origin, and how it reached us."""

    claim: str
    depth: int
    runs: list[Run]
    via: str


class Group(NamedTuple):
    """An origin as the pages spell it, the claims whose chains begin there, and those that stand under it."""

    name: str
    ids: list[str]
    entries: list[Entry]


class LaidEntry(NamedTuple):
    """An entry broken into lines."""

    entry: Entry
    words: Laid
    via: str

    @property
    def height(self) -> float:
        """Inches."""
        return self.words.height + (
            INNER + text_height(self.via, small(self.words.size)) if self.via else 0.0
        )


class LaidGroup(NamedTuple):
    """A group broken into lines; a narrow chart has the origin above its claims."""

    group: Group
    name: str
    size: float
    entries: list[LaidEntry]
    is_narrow: bool

    @property
    def head(self) -> float:
        """Inches of the name above its claims, where it stands there."""
        return text_height(self.name, self.size) + INNER if self.is_narrow else 0.0

    @property
    def height(self) -> float:
        """Inches."""
        claims = sum(entry.height for entry in self.entries) + APART * (len(self.entries) - 1)
        return max(self.head + claims, text_height(self.name, self.size)) + 2 * AROUND


@checked()
@styled
@at_most(300, "claims", table="with tabulate_claims", claims=NEEDED)
@on_sheet
def plot_sources(
    claims: pd.DataFrame,
    *,
    chains: pd.DataFrame | None = None,
    **options: Unpack[SheetOptions],
) -> Axes:
    """Draw who told whom: the claims of each origin, who passed each of them on, and what repeats made of it.

    Each origin stands once, as the pages spell it, with its claims: number, what is counted, and below that
    who stands between the origin and us, the last of them the page. A repeat stands under what it repeats, a
    step to the right: what it leaves out is struck out, what it puts in is bold. Names are merged only where
    they are spelt alike within this frame. Some ten claims fit the height of a column.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the columns of ``claims`` and the names that ``with_names`` adds. ``chain`` is
        the way, origin first, separated by ``>``; where it is missing the chart says so.
    chains : DataFrame, optional
        The table that the rows were taken from, such as ``case.claims``: what a claim repeats is looked for
        in it, and said to be not shown. None looks for it in `claims`, which must then hold it.
    **options : SheetOptions
        ``ax``, ``lang``, ``title``, ``size`` and ``dpi``, as every chart takes them
        (`analysttools.charts.drawing.sheet.Sheet`).

    Returns
    -------
    matplotlib.axes.Axes
        Words of a claim carry its id (``gid``), an origin those of all claims whose chains begin there.

    Raises
    ------
    ValueError, TypeError, DataError
        If columns are missing, there is no row, an id is in two rows, repeats lead in a circle, a claim
        repeats one that is not there, or there are more claims than fit a page.

    Examples
    --------
    >>> from analysttools import choose, load_case, with_names
    >>> from analysttools.charts.sources import plot_sources
    >>> case = load_case("tests/cases/strait")
    >>> killed = choose(case.claims, claim_id=["guard-killed", "radio-killed"])
    >>> ax = plot_sources(with_names(killed, case))
    >>> print(*(passage.words for passage in ax.artists), sep="; ")
    2 Apr 2031 at least 40; \u21b3 Harbour Radio 5 Apr 2031 ~~at least~~ 40
    """
    sheet = Sheet(**options)
    rows = require_drawable(claims, NEEDED, "plot_sources")
    require_cells(rows, ["claim_id", "claimant"], "plot_sources")
    typed = require_claims("plot_sources", rows, CHAINED)
    table = require_chains("plot_sources", typed, chains, CHAINED)
    counted = origins(typed, chains=table).set_index("claim_id")
    rows = rows.sort_values(["asserted_earliest"], kind="stable").set_index("claim_id", drop=False)
    sheet.credit(rows)
    groups = group_claims(rows, sheet.lang)
    subtitle = _subtitle(rows, counted, sheet.lang)
    foot: Stack = [(0.06, sheet.note(_note(rows, counted, sheet.lang)))]
    laid = lay_rows(sheet, lambda size: [_lay(group, sheet, size) for group in groups], subtitle, foot)
    ax, tops, spare = open_rows(sheet, laid, subtitle, foot)
    for group, top in zip(laid, tops, strict=True):
        draw_rule(ax, top, (0, sheet.whole))
        _draw_group(ax, group, top - AROUND - spare, _left(sheet))
    return ax


# ---- Words ------------------------------------------------------------------------------------------------


def group_claims(rows: pd.DataFrame, lang: str) -> list[Group]:
    """Put claims under their origins, and each repeat under the first claim of these rows that it repeats.

    Parameters
    ----------
    rows : DataFrame
        Claims with names, by id, in the order in which they are to stand.
    lang : {"en", "fr"}
        Language of the words.

    Returns
    -------
    list of Group
        Claims whose chain is not on record share no origin.
    """
    common = [column for column in COUNTED if is_common(rows[column])]
    fields = word_fields(rows, common, lang)
    days = dict(zip(rows.index, format_asserted(rows, lang), strict=True))
    repeated = {claim: _first_shown(cell, rows) for claim, cell in rows["derived_from"].items()}
    heads = {claim: (hands(chain) or ["\0" + claim])[0] for claim, chain in rows["chain"].items()}
    groups: dict[str, Group] = {}
    for claim in rows.index:
        if repeated[claim] is None:
            groups.setdefault(heads[claim], Group(heads[claim], [], []))
    for claim, head in heads.items():
        if head in groups:
            groups[head].ids.append(claim)
    for claim in rows.index[[repeated[claim] is None for claim in rows.index]]:
        name = heads[claim]
        for one, depth in _walk(claim, repeated):
            runs = _word(rows, fields, days, (repeated[one], one), name)
            groups[name].entries.append(Entry(one, depth, runs, _describe_passing(rows, one, name, lang)))
    unknown = WORDS[lang]["no chain"]
    return [group._replace(name=unknown if name[0] == "\0" else name) for name, group in groups.items()]


def _first_shown(cell: object, rows: pd.DataFrame) -> str | None:
    """Return the first claim that a claim repeats and that is among the rows."""
    named = cell.split(";") if isinstance(cell, str) else []
    return next((one for one in named if one in rows.index), None)


def _walk(claim: str, repeated: dict[str, str | None]) -> Iterator[tuple[str, int]]:
    """Return a claim and all repeats under it, with how deep they stand."""
    stack = [(claim, 0)]
    while stack:
        one, depth = stack.pop()
        yield one, depth
        stack += [(other, depth + 1) for other in reversed(repeated) if repeated[other] == one]


def _word(
    rows: pd.DataFrame, fields: pd.DataFrame, days: dict[str, str], pair: tuple[str | None, str], name: str
) -> list[Run]:
    """Return the words of a claim, or of a repeat and what it repeats; who, unless the origin says it."""
    origin, claim = pair
    who = rows.at[claim, "claimant"]
    day = Run(days[claim], "aside")
    if origin is None:
        is_told = who == name or who.startswith(f"{name} (")
        return [*([] if is_told else [Run(who, "name")]), day, *word_claim(fields, claim)]
    return [Run(f"\u21b3\u00a0{who}", "name"), day, *compare_claims(rows, fields, (origin, claim))]


def _describe_passing(rows: pd.DataFrame, claim: str, name: str, lang: str) -> str:
    """Return who stands between the origin and us, and what else a claim repeats."""
    words, names = WORDS[lang], hands(rows.at[claim, "chain"])
    way = describe_way(rows.at[claim, "chain"], rows.at[claim, "claimant"], lang)
    notes = [way] if way else []
    if names and names[0] != name and name[0] != "\0":
        notes.insert(0, words["origin"].format(name=names[0]))
    cell = rows.at[claim, "derived_from"]
    repeated = cell.split(";") if isinstance(cell, str) else []
    shown = [one for one in repeated if one in rows.index]
    others = [rows.at[one, "claimant"] for one in shown[1:]]
    others += [words["absent"]] * (len(repeated) - len(shown))
    if others:
        key = "also repeats" if shown else "repeats"
        notes.append(words[key].format(others=", ".join(dict.fromkeys(others))))
    return words["stop"].join(notes)


def _subtitle(rows: pd.DataFrame, counted: pd.DataFrame, lang: str) -> str:
    """Return how many claims of how many independent origins there are, and what all of them count alike."""
    words = WORDS[lang]
    roots = dict.fromkeys(counted.loc[rows["claim_id"], "origin"].str.split(";").explode())
    here = [root for root in roots if root in rows.index]
    numbers = {"claims": len(rows), "origins": count_origins(rows.loc[here].reset_index(drop=True))}
    said = [
        words[f"one {name[:-1]}" if number == 1 else name].format(count=format_number(number, lang))
        for name, number in numbers.items()
    ]
    title = words["title"].format(claims=said[0], origins=said[1])
    common = [column for column in COUNTED if is_common(rows[column])]
    shared = format_counted(rows.iloc[:1], common)[0]
    return words["all"].format(title=title, counted=shared) if shared else title


def _note(rows: pd.DataFrame, counted: pd.DataFrame, lang: str) -> str:
    """Say what counts as one origin, how names are spelt, and what became of repeats."""
    words = WORDS[lang]
    roots = dict.fromkeys(counted["origin"].str.split(";").explode())
    absent = sum(root not in rows.index for root in roots)
    is_shown = [_first_shown(cell, rows) is not None for cell in rows["derived_from"]]
    notes = [words["repeat"]] if any(is_shown) else []
    notes += [words["count absent"].format(count=format_number(absent, lang))] if absent else []
    return " ".join([*notes, words["note"]])


# ---- Drawing ----------------------------------------------------------------------------------------------


def _left(sheet: Sheet) -> float:
    """Return where claims begin, in inches."""
    return STEP if is_narrow(sheet) else ORIGINS * sheet.whole + BETWEEN


def _lay(group: Group, sheet: Sheet, size: float) -> LaidGroup:
    """Break the texts of a group into lines."""
    names = sheet.whole if is_narrow(sheet) else ORIGINS * sheet.whole
    laid = []
    for entry in group.entries:
        inches = sheet.whole - _left(sheet) - min(entry.depth, 3) * STEP
        laid.append(
            LaidEntry(entry, lay_passage(entry.runs, inches, size), wrap(entry.via, inches, small(size)))
        )
    return LaidGroup(group, wrap(group.name, names, size, is_bold=True), size, laid, is_narrow(sheet))


def _draw_group(ax: Axes, laid: LaidGroup, y: float, left: float) -> None:
    """Write the origin, and its claims beside a line that holds them together."""
    look: dict[str, Any] = {"va": "top"}
    name = ax.text(0, y, laid.name, fontsize=laid.size, weight="bold", **look)
    mark(name, ";".join(laid.group.ids), "origin")
    level = y - laid.head
    start = level
    for one in laid.entries:
        x = left + min(one.entry.depth, 3) * STEP
        draw_passage(ax, one.words, (x, level), one.entry.claim)
        if one.via:
            below = level - one.words.height - INNER
            text = ax.text(x, below, one.via, fontsize=small(laid.size), color=LIGHT, **look)
            mark(text, one.entry.claim, "chain")
        level -= one.height + APART
    trunk = left - 0.09
    ax.add_line(Line2D([trunk, trunk], [start, level + APART], color=LIGHT, linewidth=1.2))
