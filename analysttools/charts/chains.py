"""Who told whom: the way of each claim from its origin to the page in which it was read."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from analysttools.arguments import checked
from analysttools.charts.layout import MARGIN, WIDTH, size_of, text_height, text_width, wrap
from analysttools.charts.retelling import WORDS, say_claim_texts, say_common, say_hand, say_note
from analysttools.charts.style import at_most, mark, require_columns, styled
from analysttools.charts.trees import (
    FAINT_TEXT,
    GAP,
    LINES,
    NEAR,
    SIZE,
    Block,
    draw_block,
    draw_line,
    lay_block,
    middle,
    new_sheet,
)
from analysttools.charts.trees import NEEDED as SAID
from analysttools.charts.ways import Arrow, Item, find_arrows, hands, merge_ways
from analysttools.charts.words import words_of
from analysttools.claims.chains import NEEDED as CHAINED
from analysttools.claims.chains import origins, require_chains
from analysttools.claims.frames import require_claims

NEEDED = [*SAID, "asserted_earliest", "claimant_id", "chain", "derived_from"]
# Inches: of the narrowest column of names; between columns; of a step to the right in a list; of a lane.
LEAST, BETWEEN, STEP, LANE = 0.72, 0.17, 0.16, 0.1
# Share of the width that the claims take beside columns of names.
CLAIMS = 0.33


class _Plan(NamedTuple):
    """Where the columns are, in inches; without columns the names are a list, each a step to the right."""

    whole: float
    steps: int
    lanes: int
    is_list: bool

    @property
    def edge(self) -> float:
        """Right end of the claims, where the lanes of arrows begin."""
        return self.whole - (self.lanes * LANE + NEAR if self.lanes else 0.0)

    @property
    def column(self) -> float:
        """Width of a column of names with what is between it and the next."""
        return (1 - CLAIMS) * self.edge / self.steps

    def across(self, item: Item) -> tuple[float, float]:
        """Give where an item begins, and the width of its text."""
        if self.is_list:
            start = min(item.depth * STEP, 0.4 * self.edge)
            return start, self.edge - start
        start = (self.steps if item.is_claim else item.depth) * self.column
        return start, self.edge - start if item.is_claim else self.column - BETWEEN


@checked()
@styled
@at_most(300, "claims", "claims")
def plot_sources(
    claims: pd.DataFrame,
    *,
    chains: pd.DataFrame | None = None,
    ax: Axes | None = None,
    lang: str = "en",
    width: float = WIDTH,
) -> Axes:
    """Draw who told whom: the way of each claim from its origin, over all hands, to the page.

    Ways that begin alike are drawn once, so that what came from one origin hangs together: the origin at the
    left, a column for each hand, the claim at the right end with its day, its number and how many hands it
    passed. A narrow chart is a list in which each hand stands a step to the right. An arrow leads from a
    claim to those that repeat it. Names are merged only where they are spelt alike within this frame.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the columns of ``claims`` and the names that ``with_names`` adds. ``chain`` is
        the way, origin first, parted by ``>``; where it is missing the chart says so.
    chains : DataFrame, optional
        The table that the rows were taken from, such as ``case.claims``: what a claim repeats is looked for
        in it, and said to be not shown. None looks for it in `claims`, which must then hold it.
    ax : matplotlib.axes.Axes, optional
        Where to draw. None makes a new figure, as high as its rows.
    lang : {"en", "fr"}
        Language of the words of the chart; the names on the ways are as the data have them.
    width : float, optional
        Width of a new figure in inches.

    Returns
    -------
    matplotlib.axes.Axes
        Each claim carries its id (``gid``), each name on the way those of all claims that passed it.

    Raises
    ------
    ValueError, TypeError, DataError
        If columns are missing, there is no row, an id stands in two rows, repeats lead in a circle, or a
        claim repeats one that is not there.

    Examples
    --------
    >>> from analysttools import choose, load_case, with_names
    >>> from analysttools.charts.chains import plot_sources
    >>> case = load_case("data")
    >>> briefing = choose(case.claims, claimant_id="nis", asserted="2025-04-30")
    >>> ax = plot_sources(with_names(briefing, case))
    >>> texts = [text for text in ax.texts if (text.get_gid() or "").endswith((".origin", ".hand"))]
    >>> [" ".join(text.get_text().split()) for text in texts]
    ['NIS', 'MP Lee Seong-kweun', 'KBS World', 'AP', 'Millennium Post']
    """
    claims = require_columns(claims, NEEDED, "plot_sources")
    words_of(lang)
    rows = claims
    typed = require_claims("plot_sources", rows, CHAINED)
    table = require_chains("plot_sources", typed, chains, CHAINED)
    counted = origins(typed, chains=table).set_index("claim_id")
    rows = rows.assign(is_repeat=rows["derived_from"].notna())
    rows = rows.sort_values(["asserted_earliest", "is_repeat"], kind="stable")
    rows = rows.set_index("claim_id", drop=False)
    items = merge_ways(rows, WORDS[lang]["no way"])
    arrows = find_arrows(rows, items)
    whole = width - 2 * MARGIN if ax is None else size_of(ax)[0]
    plan = _plan(items, whole, arrows)
    blocks = _blocks(rows, items, counted, plan, lang)
    heads = _heads(plan, lang)
    top = max((text_height(head, SIZE) + GAP for head, _ in heads), default=0.0)
    tops, height = _place(items, blocks, plan, top)
    texts = (WORDS[lang]["title"], say_common(rows, lang), say_note(rows, counted, arrows, lang))
    sheet = new_sheet(ax, width, height, texts, whole)
    for head, x in heads:
        sheet.text(x, 0, head, va="top", fontsize=SIZE, color=LINES)
    _draw_items(sheet, items, blocks, tops, plan, rows["is_repeat"])
    _draw_arrows(sheet, arrows, items, blocks, tops, plan)
    return sheet


def _plan(items: list[Item], whole: float, arrows: list[Arrow]) -> _Plan:
    """Choose columns of names if they are wide enough, else a list."""
    lanes = max((arrow.lane + 1 for arrow in arrows), default=0)
    steps = max(item.depth for item in items if item.is_claim)
    plan = _Plan(whole, steps, lanes, is_list=False)
    return plan._replace(is_list=plan.column - BETWEEN < LEAST)


def _heads(plan: _Plan, lang: str) -> list[tuple[str, float]]:
    """Give the heads of the columns, and where each begins; a list has none."""
    if plan.is_list:
        return []
    words = [WORDS[lang]["origin"], *(say_hand(number, lang) for number in range(1, plan.steps))]
    said = [*words, WORDS[lang]["claim"]]
    return [(wrap(word, plan.column - NEAR, SIZE), place * plan.column) for place, word in enumerate(said)]


def _blocks(
    rows: pd.DataFrame, items: list[Item], counted: pd.DataFrame, plan: _Plan, lang: str
) -> list[Block]:
    """Write each name, and each claim with its number, its hand, and what it repeats."""
    texts = say_claim_texts(rows, counted, lang)
    blocks = []
    for item in items:
        inches = plan.across(item)[1]
        if item.is_claim:
            name = rows.at[item.claims[0], "claimant"]
            blocks.append(lay_block(name if isinstance(name, str) else "?", texts[item.claims[0]], inches))
            continue
        hand = say_hand(item.depth, lang) if item.depth else WORDS[lang]["origin"]
        is_known = bool(hands(rows.at[item.claims[0], "chain"]))
        blocks.append(
            lay_block("", f"{item.name} ({hand})" if plan.is_list and is_known else item.name, inches)
        )
    return blocks


def _place(items: list[Item], blocks: list[Block], plan: _Plan, top: float) -> tuple[list[float], float]:
    """Give the upper end of each item, and the height of all: what comes after a name stands beside it."""
    heights = [
        block.height + GAP * (0.5 if plan.is_list and not item.is_claim else 1)
        for block, item in zip(blocks, items, strict=True)
    ]
    if plan.is_list:
        ends = [top + sum(heights[:place]) for place in range(len(items) + 1)]
        return [-end for end in ends[:-1]], ends[-1]
    below = [0.0] * len(items)
    for place in range(len(items) - 1, -1, -1):
        heights[place] = max(heights[place], below[place])
        if items[place].parent >= 0:
            below[items[place].parent] += heights[place]
    tops, free, end = [], [0.0] * len(items), -top
    for place, item in enumerate(items):
        tops.append(free[item.parent] if item.parent >= 0 else end)
        free[place] = tops[-1]
        if item.parent >= 0:
            free[item.parent] -= heights[place]
        else:
            end -= heights[place]
    return tops, -end


def _draw_items(
    ax: Axes, items: list[Item], blocks: list[Block], tops: list[float], plan: _Plan, repeats: pd.Series
) -> None:
    """Write the names and the claims, repeats fainter, and join each to what comes before it."""
    last: dict[int, float] = {}
    for item, block, y in zip(items, blocks, tops, strict=True):
        corner, level = (plan.across(item)[0], y), middle(y)
        what = "words" if item.is_claim else "hand" if item.depth else "origin"
        alpha = FAINT_TEXT if item.is_claim and repeats[item.claims[0]] else 1.0
        draw_block(ax, block, corner, ";".join(item.claims), what, alpha)
        if item.parent < 0:
            continue
        before, (start, inches) = blocks[item.parent], plan.across(items[item.parent])
        begin, trunk = start + before.first_width + NEAR, start + inches + BETWEEN / 2
        above = last.get(item.parent)
        if plan.is_list:
            trunk = start + NEAR
            above = tops[item.parent] - before.height - 0.03 if above is None else above
        if above is not None:
            draw_line(ax, [(trunk, above), (trunk, level)])
            begin = trunk
        line = draw_line(ax, [(begin, level), (corner[0] - NEAR, level)])
        last[item.parent] = level
        if item.is_claim:
            mark(line, item.claims[0], "chain")


def _draw_arrows(
    ax: Axes, arrows: list[Arrow], items: list[Item], blocks: list[Block], tops: list[float], plan: _Plan
) -> None:
    """Draw the arrows from claims to their repeats, right of the claims."""
    places = {
        item.claims[0]: (plan.across(item)[0], y, block)
        for item, block, y in zip(items, blocks, tops, strict=True)
        if item.is_claim
    }
    for arrow in arrows:
        lane = plan.edge + NEAR + (arrow.lane + 0.5) * LANE
        x, y, block = places[arrow.origin]
        out = middle(y - text_height(block.name, SIZE))
        start = (x + text_width(block.words, SIZE) + NEAR, out)
        x, y, block = places[arrow.repeat]
        end = (x + block.first_width + NEAR + 0.03, middle(y))
        draw_line(ax, [start, (lane, out), (lane, end[1])])
        mark(draw_line(ax, [(lane, end[1]), end], head="<"), arrow.repeat, "repeats")
