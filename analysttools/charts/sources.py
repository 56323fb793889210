"""Who told whom: the way of each claim from its origin to the page in which it was read.

Belongs here: the tree of ways, merged by their common beginnings, its counts and its words. Does not belong
here: drawing a tree (``drawing/trees.py``).
"""

from __future__ import annotations

from typing import NamedTuple, Unpack

import pandas as pd
from matplotlib.axes import Axes

from analysttools.arguments import checked
from analysttools.charts.drawing.layout import LINE_SPACING, text_height, text_width, wrap
from analysttools.charts.drawing.sheet import Sheet, SheetOptions, on_sheet
from analysttools.charts.drawing.style import at_most, mark, require_cells, require_drawable, styled
from analysttools.charts.drawing.trees import (
    COUNTED,
    FAINT_TEXT,
    GAP,
    LINES,
    NEAR,
    SIZE,
    Block,
    draw_block,
    draw_line,
    format_asserted,
    format_counted,
    format_numbers,
    lay_block,
    middle,
    open_list,
)
from analysttools.charts.drawing.trees import NEEDED as SAID
from analysttools.claims.frames import require_claims
from analysttools.claims.origins import CHAINED, count_origins, origins, require_chains
from analysttools.formatting import format_number
from analysttools.locales import read_texts

WORDS = read_texts("charts.sources")


def format_hand(number: int, lang: str) -> str:
    """Return which hand: "2nd hand"."""
    words = WORDS[lang]
    ordinal = words.get(str(number)) or words["nth"].format(number=number)
    return words["hand"].format(ordinal=ordinal)


def describe_claim_texts(rows: pd.DataFrame, counted: pd.DataFrame, lang: str) -> dict[str, str]:
    """State for each claim its number, what it counts where they differ, its hand, and what it repeats."""
    words = WORDS[lang]
    differing = [column for column in COUNTED if not _is_common(rows[column])]
    who = {
        claim: f"{name}, {day}"
        for claim, name, day in zip(rows.index, rows["claimant"], format_asserted(rows, lang), strict=True)
    }
    said = {}
    for claim, numbers, what in zip(
        rows.index, format_numbers(rows, lang), format_counted(rows, differing), strict=True
    ):
        passed = len(hands(rows.at[claim, "chain"])) - 1
        key = "at origin" if passed == 0 else "passed one" if passed == 1 else "passed"
        notes = [words[key].format(count=format_number(passed, lang))] if passed >= 0 else []
        if isinstance(rows.at[claim, "derived_from"], str):
            others = [who.get(one, words["absent"]) for one in rows.at[claim, "derived_from"].split(";")]
            notes.append(words["repeat"].format(others="; ".join(dict.fromkeys(others))))
        if counted.at[claim, "independent_origins"] > 1:
            count = format_number(int(counted.at[claim, "independent_origins"]), lang)
            notes.append(words["independent"].format(count=count))
        said[claim] = "\n".join([", ".join(one for one in (numbers, what) if one), words["stop"].join(notes)])
    return said


def _is_common(cells: pd.Series) -> bool:
    return bool(cells.notna().all()) and cells.nunique() == 1


def describe_common(rows: pd.DataFrame, lang: str) -> str:
    """Return what all claims of the chart count alike."""
    common = [column for column in COUNTED if _is_common(rows[column])]
    said = format_counted(rows.iloc[:1], common)[0]
    return WORDS[lang]["all"].format(counted=said) if said else ""


def format_note(rows: pd.DataFrame, counted: pd.DataFrame, arrows: list[Arrow], lang: str) -> str:
    """Count below the chart claims, ways and origins, and say what the names and arrows are."""
    words = WORDS[lang]
    ways = [hands(chain) for chain in rows["chain"]]
    roots = pd.unique(counted["origin"].str.split(";").explode())
    here = [root for root in roots if root in rows.index]
    numbers = {
        "claims": len(rows),
        "ways": len({tuple(way) for way in ways if way}),
        "origins": count_origins(rows.loc[here].reset_index(drop=True)),
        "absent": len(roots) - len(here),
        "repeats": int(rows["derived_from"].notna().sum()),
        "depth": int(counted["depth"].max()),
    }
    said = {name: format_number(number, lang) for name, number in numbers.items()}
    longest = max(len(way) for way in ways) - 1
    notes = [words["count"].format(**said), words["count origins"].format(**said)]
    notes += [words["count absent"].format(**said)] if numbers["absent"] else []
    notes += [words["longest"].format(hand=format_hand(longest, lang))] if longest > 0 else []
    notes += [words["count repeats"].format(**said), words["note"]]
    return " ".join([*notes, *([words["arrow"]] if arrows else [])])


# Stands before the id of a claim whose way is not on record: such claims share no origin.
_NONE = "\0"


class Item(NamedTuple):
    """A name on the way, or a claim at its end: depth, the item before it, the claims that passed it."""

    name: str
    depth: int
    parent: int
    claims: list[str]
    is_claim: bool


class Arrow(NamedTuple):
    """From a claim to one that repeats it, in a lane of its own beside the claims between them."""

    origin: str
    repeat: str
    lane: int


def merge_ways(rows: pd.DataFrame, unknown: str) -> list[Item]:
    """Merge ways by their common beginnings.

    Parameters
    ----------
    rows : DataFrame
        Claims by id, with ``chain``: origin first, separated by ``>``.
    unknown : str
        The name of a way that is not on record.

    Returns
    -------
    list of Item
        From top to bottom; after each name the claims whose way ends there, then what goes on.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.charts.sources import merge_ways
    >>> rows = pd.DataFrame({"chain": ["NIS > AP", "NIS > AP > page"]}, index=["one", "other"])
    >>> [(item.name or item.claims[0], item.depth) for item in merge_ways(rows, "?")]
    [('NIS', 0), ('AP', 1), ('one', 2), ('page', 2), ('other', 3)]
    """
    further: dict[tuple[str, ...], list[tuple[str, ...]]] = {(): []}
    ends: dict[tuple[str, ...], list[str]] = {}
    passed: dict[tuple[str, ...], list[str]] = {}
    for claim, chain in zip(rows.index, rows["chain"], strict=True):
        way = tuple(hands(chain)) or (_NONE + claim,)
        ends.setdefault(way, []).append(claim)
        for length in range(1, len(way) + 1):
            if way[:length] not in passed:
                further.setdefault(way[: length - 1], []).append(way[:length])
            passed.setdefault(way[:length], []).append(claim)
    items: list[Item] = []
    stack = [(way, -1) for way in reversed(further[()])]
    while stack:
        way, parent = stack.pop()
        own = len(items)
        name = unknown if way[-1].startswith(_NONE) else way[-1]
        items.append(Item(name, len(way) - 1, parent, passed[way], is_claim=False))
        items += [Item("", len(way), own, [claim], is_claim=True) for claim in ends.get(way, [])]
        stack += [(longer, own) for longer in reversed(further.get(way, []))]
    return items


def hands(chain: object) -> list[str]:
    """Return the names on a way, the origin first."""
    names = chain.split(">") if isinstance(chain, str) else []
    return [name.strip() for name in names if name.strip()]


def find_arrows(rows: pd.DataFrame, items: list[Item]) -> list[Arrow]:
    """Return the arrows from claims to their repeats, each claim's in the innermost lane that is free.

    Parameters
    ----------
    rows : DataFrame
        Claims by id, with ``derived_from``.
    items : list of Item
        What `merge_ways` gives of them.
    """
    order = {item.claims[0]: place for place, item in enumerate(items) if item.is_claim}
    repeats: dict[str, list[str]] = {}
    for claim, cell in rows["derived_from"].dropna().items():
        for origin in cell.split(";"):
            if origin in order:
                repeats.setdefault(origin, []).append(str(claim))
    spans = {
        origin: (min(places), max(places))
        for origin, own in repeats.items()
        for places in [[order[one] for one in (origin, *own)]]
    }
    arrows: list[Arrow] = []
    lanes: list[list[tuple[int, int]]] = []
    for origin, (start, end) in sorted(spans.items(), key=lambda span: (span[1][1] - span[1][0], span[1])):
        lane = next(
            (n for n, own in enumerate(lanes) if all(e < start or s > end for s, e in own)), len(lanes)
        )
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append((start, end))
        arrows += [Arrow(origin, repeat, lane) for repeat in repeats[origin]]
    return arrows


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
        """Return where an item begins, and the width of its text."""
        if self.is_list:
            start = min(item.depth * STEP, 0.4 * self.edge)
            return start, self.edge - start
        start = (self.steps if item.is_claim else item.depth) * self.column
        return start, self.edge - start if item.is_claim else self.column - BETWEEN


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
    """Draw who told whom: the way of each claim from its origin, over all hands, to the page.

    Ways that begin alike are drawn once, so that what came from one origin hangs together: the origin at the
    left, a column for each hand, the claim at the right end with its day, its number and how many hands it
    passed. A narrow chart is a list in which each hand stands a step to the right. An arrow leads from a
    claim to those that repeat it. Names are merged only where they are spelt alike within this frame.

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
        Each claim carries its id (``gid``), each name on the way those of all claims that passed it.

    Raises
    ------
    ValueError, TypeError, DataError
        If columns are missing, there is no row, an id stands in two rows, repeats lead in a circle, or a
        claim repeats one that is not there.

    Examples
    --------
    >>> from analysttools import choose, load_case, with_names
    >>> from analysttools.charts.sources import plot_sources
    >>> case = load_case("tests/cases/strait")
    >>> killed = choose(case.claims, claim_id=["guard-killed", "radio-killed"])
    >>> ax = plot_sources(with_names(killed, case))
    >>> texts = [text for text in ax.texts if (text.get_gid() or "").endswith((".origin", ".hand"))]
    >>> [" ".join(text.get_text().split()) for text in texts]
    ['Coast guard', 'Merrow Post', 'Harbour Radio']
    """
    sheet = Sheet(**options)
    rows = require_drawable(claims, NEEDED, "plot_sources")
    require_cells(rows, ["claim_id", "claimant"], "plot_sources")
    typed = require_claims("plot_sources", rows, CHAINED)
    table = require_chains("plot_sources", typed, chains, CHAINED)
    counted = origins(typed, chains=table).set_index("claim_id")
    rows = rows.assign(is_repeat=rows["derived_from"].notna())
    rows = rows.sort_values(["asserted_earliest", "is_repeat"], kind="stable")
    rows = rows.set_index("claim_id", drop=False)
    sheet.credit(rows)
    lang = sheet.lang
    items = merge_ways(rows, WORDS[lang]["no way"])
    arrows = find_arrows(rows, items)
    plan = _plan(items, sheet.whole, arrows)
    # known from the lines alone, before each is wrapped
    sheet.require_room((len(items) if plan.is_list else len(rows)) * LINE_SPACING * SIZE / 72)
    blocks = _blocks(rows, items, counted, plan, lang)
    heads = _heads(plan, lang)
    top = max((text_height(head, SIZE) + GAP for head, _ in heads), default=0.0)
    tops, height = _place(items, blocks, plan, top)
    note = format_note(rows, counted, arrows, lang)
    ax = open_list(sheet, height, WORDS[lang]["title"], note, describe_common(rows, lang))
    for head, x in heads:
        ax.text(x, 0, head, va="top", fontsize=SIZE, color=LINES)
    _draw_items(ax, items, blocks, tops, plan, rows["is_repeat"])
    _draw_arrows(ax, arrows, items, blocks, tops, plan)
    return ax


def _plan(items: list[Item], whole: float, arrows: list[Arrow]) -> _Plan:
    """Choose columns of names if they are wide enough, else a list."""
    lanes = max((arrow.lane + 1 for arrow in arrows), default=0)
    steps = max(item.depth for item in items if item.is_claim)
    plan = _Plan(whole, steps, lanes, is_list=False)
    return plan._replace(is_list=plan.column - BETWEEN < LEAST)


def _heads(plan: _Plan, lang: str) -> list[tuple[str, float]]:
    """Return the heads of the columns, and where each begins; a list has none."""
    if plan.is_list:
        return []
    words = [WORDS[lang]["origin"], *(format_hand(number, lang) for number in range(1, plan.steps))]
    said = [*words, WORDS[lang]["claim"]]
    return [(wrap(word, plan.column - NEAR, SIZE), place * plan.column) for place, word in enumerate(said)]


def _blocks(
    rows: pd.DataFrame, items: list[Item], counted: pd.DataFrame, plan: _Plan, lang: str
) -> list[Block]:
    """Write each name, and each claim with its number, its hand, and what it repeats."""
    texts = describe_claim_texts(rows, counted, lang)
    blocks = []
    for item in items:
        inches = plan.across(item)[1]
        if item.is_claim:
            name = rows.at[item.claims[0], "claimant"]
            blocks.append(lay_block(name if isinstance(name, str) else "?", texts[item.claims[0]], inches))
            continue
        hand = format_hand(item.depth, lang) if item.depth else WORDS[lang]["origin"]
        is_known = bool(hands(rows.at[item.claims[0], "chain"]))
        blocks.append(
            lay_block("", f"{item.name} ({hand})" if plan.is_list and is_known else item.name, inches)
        )
    return blocks


def _place(items: list[Item], blocks: list[Block], plan: _Plan, top: float) -> tuple[list[float], float]:
    """Return the upper end of each item, and the height of all: what comes after a name stands beside it."""
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
