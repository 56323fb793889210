"""What became of claims as they were repeated: what was repeated, what changed, the repeat.

Belongs here: the chart and the words of what changed. Does not belong here: finding changes
(``claims/drift.py``).
"""

from __future__ import annotations

from typing import NamedTuple, Unpack

import pandas as pd
from matplotlib.axes import Axes

from analysttools.arguments import checked
from analysttools.charts.drawing.layout import text_height, wrap
from analysttools.charts.drawing.sheet import Sheet, SheetOptions, on_sheet
from analysttools.charts.drawing.style import mark, require_drawable, require_few, styled
from analysttools.charts.drawing.text import format_period
from analysttools.charts.drawing.trees import (
    ARM,
    FAINT_TEXT,
    GAP,
    LINES,
    NEAR,
    RULE,
    SIZE,
    Block,
    draw_block,
    draw_line,
    format_counted,
    format_numbers,
    lay_block,
    middle,
    open_list,
)
from analysttools.charts.drawing.trees import NEEDED as SAID
from analysttools.columns import require_plain, take_columns
from analysttools.errors import describe_list
from analysttools.formatting import WORDS as FORMS
from analysttools.formatting import format_number
from analysttools.locales import read_texts

WORDS = read_texts("charts.drift")
# The column of ids that a change is of, and that of their names.
NAMES = {"measure": "measure_name", "population": "population_name", "place_id": "place_name"}


def describe_drift(
    rows: pd.DataFrame, changes: pd.DataFrame, lang: str
) -> dict[tuple[str, str, bool], list[str]]:
    """Return what changed, by what was repeated, the repeat, and whether that is only proposed.

    What both texts say already, each with its own number and what that counts, is not said again.

    Parameters
    ----------
    rows : DataFrame
        Claims with names, by id.
    changes : DataFrame
        What ``drift`` gives.
    lang : {"en", "fr"}
        Language of the words.
    """
    found: dict[tuple[str, str, bool], list[str]] = {}
    names = _names(rows)
    for one in changes.sort_values(["derived_from", "claim_id"], kind="stable").itertuples():
        words = WORDS[lang].get(one.change, one.change)
        key = (one.derived_from, one.claim_id, bool(one.is_proposed))
        found.setdefault(key, []).append(
            _describe_step(one.change, words, (one.was, one.became), names, lang)
        )
    return found


def _describe_step(change: str, words: str, texts: tuple[str, str], names: dict[str, str], lang: str) -> str:
    """Describe one change, with from what to what where the texts of the claims do not say it."""
    own = WORDS[lang]
    right = texts[1].partition(", not ")[2].replace(",", "")
    if change == "number converted wrongly":
        ends = [format_number(float(end), lang) for end in right.split(" to ")]
        number = ends[0] if len(ends) == 1 else FORMS[lang]["between"].format(low=ends[0], high=ends[1])
        return own["right value"].format(change=words, number=number)
    if change == "period changed":
        said = [own["not stated"] if one == "not stated" else format_period(one, None, lang) for one in texts]
    elif change == "kind changed" or change not in own or "not stated" in texts:
        said = [names.get(one) or own.get(one, one) for one in texts]
    else:
        return words
    return own["was became"].format(change=words, was=said[0], became=said[1])


def _names(rows: pd.DataFrame) -> dict[str, str]:
    """Return the names of the ids that changes may speak of."""
    pairs = pd.concat([rows[[key, name]].set_axis(["id", "name"], axis=1) for key, name in NAMES.items()])
    pairs = pairs.dropna().drop_duplicates("id")
    return dict(zip(pairs["id"], pairs["name"], strict=True))


def describe_others(rows: pd.DataFrame, repeat: str, origin: str, lang: str) -> str:
    """Return what a repeat repeats besides one claim, or nothing."""
    cell = rows.at[repeat, "derived_from"]
    others = [one for one in str(cell).split(";") if one != origin] if isinstance(cell, str) else []
    if not others:
        return ""
    here = rows.loc[[one for one in others if one in rows.index]]
    said = [
        f"{who}, {words}" for who, words in zip(here["claimant"], format_numbers(here, lang), strict=True)
    ]
    said += [WORDS[lang]["absent"]] * (len(others) - len(here))
    return WORDS[lang]["also"].format(others="; ".join(said))


def format_page(rows: pd.DataFrame, repeat: str, origin: str, lang: str) -> str:
    """Return the page of a repeat, where nothing else tells it from what its claimant said before."""
    page = rows.at[repeat, "publisher"] if "publisher" in rows else None
    is_same = rows.at[repeat, "claimant"] == rows.at[origin, "claimant"]
    return WORDS[lang]["page"].format(page=page) if is_same and isinstance(page, str) else ""


NEEDED = [*SAID, "asserted_earliest", "measure", "population", "place_id", "derived_from"]
CHANGES = ["claim_id", "derived_from", "change", "was", "became", "is_proposed"]
MIDDLE, LEAST = 0.27, 1.05
# Each change takes height.
MOST = 200


class _Edge(NamedTuple):
    """A repeat: its id and text, what changed in words, whether it is only proposed."""

    repeat: str
    right: Block
    changed: str
    is_proposed: bool

    @property
    def height(self) -> float:
        """Inches of its row."""
        line = text_height("x", SIZE)
        return max(line + text_height(self.changed, SIZE), self.right.height) + GAP


class _Group(NamedTuple):
    """What was repeated: its id and text, whether it is a repeat itself, and its repeats."""

    origin: str
    left: Block
    alpha: float
    edges: list[_Edge]

    @property
    def height(self) -> float:
        """Inches of its rows."""
        return max(self.left.height + GAP, sum(edge.height for edge in self.edges)) + GAP / 2


@checked()
@styled
@on_sheet
def plot_drift(
    claims: pd.DataFrame,
    changes: pd.DataFrame,
    **options: Unpack[SheetOptions],
) -> Axes:
    """Draw what became of claims as they were repeated: the claim, what changed, the repeat.

    Left stands what was repeated, right each repeat, and under the arrow between them what changed, with
    from what to what where the two texts do not say it. Repeats that are only proposed are dashed, and say
    so. A claim that was repeated and is a repeat itself stands left and right.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the columns of ``claims`` and the names that ``with_names`` adds. Claims that
        no change speaks of are not drawn.
    changes : DataFrame
        What ``drift(claims, case.parts)`` gives: one row a change.
    **options : SheetOptions
        ``ax``, ``lang``, ``title``, ``size`` and ``dpi``, as every chart takes them
        (`analysttools.charts.drawing.sheet.Sheet`).

    Returns
    -------
    matplotlib.axes.Axes
        Texts carry the id of their claim (``gid``), arrows and changes that of the repeat.

    Raises
    ------
    ValueError
        If columns are missing, there is no row, nothing is a repeat, or a change speaks of a claim that is
        not there.

    Examples
    --------
    >>> from analysttools import drift, load_case, with_names
    >>> from analysttools.charts.drift import plot_drift
    >>> case = load_case("tests/cases/strait")
    >>> both = ["guard-killed", "radio-killed"]
    >>> claims = with_names(case.claims[case.claims["claim_id"].isin(both)], case)
    >>> ax = plot_drift(claims, drift(claims, case.parts))
    >>> [text.get_text() for text in ax.texts if (text.get_gid() or "").endswith("changed")]
    ['lower bound lost']
    """
    sheet = Sheet(**options)
    claims = require_drawable(claims, NEEDED, "plot_drift")
    lang, words, whole = sheet.lang, WORDS[sheet.lang], sheet.whole
    changes = _require_changes(claims, changes)
    sheet.credit(claims)
    require_few("plot_drift", "changes", len(changes), MOST)
    is_told = claims["claim_id"].isin({*changes["claim_id"], *changes["derived_from"]})
    rows = claims[is_told].set_index("claim_id", drop=False).rename_axis(None)
    between = max(MIDDLE * whole, min(LEAST, 0.4 * whole))
    side = (whole - between) / 2
    groups = _groups(rows, changes, (side - NEAR, between - ARM - 2 * NEAR), lang)
    heads = [wrap(words[name], side - NEAR, SIZE) for name in ("left", "middle", "right")]
    top = max(text_height(head, SIZE) for head in heads) + GAP
    height = top + sum(group.height for group in groups)
    ax = open_list(sheet, height, words["title"], _note(changes, words, lang))
    for x, head in zip((0.0, side + ARM, side + between), heads, strict=True):
        ax.text(x, 0, head, va="top", fontsize=SIZE, color=LINES)
    y = -top
    for group in groups:
        draw_line(ax, [(0, y + GAP / 2), (whole, y + GAP / 2)], colour=RULE)
        _draw_group(ax, group, y, side, side + between)
        y -= group.height
    return ax


def _require_changes(claims: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Return the changes as columns of known types, or raise if they are none, or not of these claims."""
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
            f"plot_drift: the changes speak of {describe_list(strange)}, which the claims "
            "lack. Give drift(claims, case.parts) of the claims that are drawn"
        )
    return changes


def _groups(
    rows: pd.DataFrame, changes: pd.DataFrame, widths: tuple[float, float], lang: str
) -> list[_Group]:
    """Group the repeats by what they repeat, both in the order in which they were asserted."""
    texts = {
        claim: "\n".join(part for part in parts if part)
        for claim, *parts in zip(rows.index, format_numbers(rows, lang), format_counted(rows), strict=True)
    }
    order = {
        claim: place for place, claim in enumerate(rows.sort_values(["asserted_earliest", "claim_id"]).index)
    }
    said = describe_drift(rows, changes, lang)
    found: dict[str, list[_Edge]] = {}
    for key in sorted(said, key=lambda key: (order[key[0]], key[2], order[key[1]])):
        origin, repeat, is_proposed = key
        further = [format_page(rows, repeat, origin, lang), describe_others(rows, repeat, origin, lang)]
        text = "\n".join([texts[repeat], *(one for one in further if one)])
        right = lay_block(_claimant(rows, repeat), text, widths[0])
        changed = said[key] if len(said[key]) == 1 else [f"\u2013\u00a0{one}" for one in said[key]]
        changed = [*changed, *([WORDS[lang]["proposed"]] if is_proposed else [])]
        edge = _Edge(repeat, right, wrap("\n".join(changed), widths[1], SIZE), is_proposed)
        found.setdefault(origin, []).append(edge)
    repeats = {edge.repeat for edges in found.values() for edge in edges}
    groups = []
    for origin, edges in found.items():
        is_repeat = origin in repeats
        text = "\n".join([texts[origin], *([WORDS[lang]["itself"]] if is_repeat else [])])
        left = lay_block(_claimant(rows, origin), text, widths[0])
        groups.append(_Group(origin, left, FAINT_TEXT if is_repeat else 1.0, edges))
    return groups


def _claimant(rows: pd.DataFrame, claim: str) -> str:
    name = rows.at[claim, "claimant"]
    return name if isinstance(name, str) else "?"


def _draw_group(ax: Axes, group: _Group, y: float, side: float, right: float) -> None:
    """Draw what was repeated at the left, its repeats at the right, and what changed under each arrow."""
    draw_block(ax, group.left, (0, y), group.origin, "words", group.alpha)
    trunk, start = side + ARM / 2, middle(y)
    for place, edge in enumerate(group.edges):
        level = middle(y)
        if place:
            draw_line(ax, [(trunk, start), (trunk, level)], is_dashed=edge.is_proposed)
            start = level
        begin = trunk if place else group.left.first_width + NEAR
        arrow = draw_line(ax, [(begin, level), (right - NEAR, level)], is_dashed=edge.is_proposed, head=">")
        mark(arrow, edge.repeat, "change")
        below = y - text_height("x", SIZE)
        text = ax.text(side + ARM, below, edge.changed, va="top", fontsize=SIZE, style="italic")
        mark(text, edge.repeat, "changed")
        draw_block(ax, edge.right, (right, y), edge.repeat, "words")
        y -= edge.height


def _note(changes: pd.DataFrame, words: dict[str, str], lang: str) -> str:
    """State below the chart how many repeats there are, and what an arrow says."""
    is_proposed = changes["is_proposed"].astype(bool)
    marked, proposed = changes[~is_proposed], changes[is_proposed]
    same = marked.loc[marked["change"].eq("unchanged"), "claim_id"].nunique()
    counts = {"repeats": marked["claim_id"].nunique(), "origins": marked["derived_from"].nunique()}
    said = {name: format_number(number, lang) for name, number in {**counts, "same": same}.items()}
    notes = [words["counts"].format(**said)]
    if len(proposed):
        count = format_number(len(proposed[["claim_id", "derived_from"]].drop_duplicates()), lang)
        notes.append(words["counts proposed"].format(count=count))
    return " ".join([*notes, words["note"]])
