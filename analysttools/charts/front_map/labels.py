"""What is claimed of a place, as a label on a map: its name, and a mark for each event.

Belongs here: how large such labels are, where they stand, how they are drawn. Does not belong here: the map.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.patheffects import AbstractPathEffect, withStroke

from analysttools.case.code_names import format_code
from analysttools.charts.drawing.layout import text_height, text_width, wrap
from analysttools.charts.drawing.placement import Room, Spot, find_spot
from analysttools.charts.drawing.style import ink, mark
from analysttools.charts.drawing.symbols import OTHERS, STATUS_SHAPES, WITHDREW
from analysttools.charts.drawing.text import PUNCTUATION, format_period
from analysttools.locales import read_texts

WORDS = read_texts("charts.front_map")
# Points: size of text, of a name, of a mark; from mark to mark, of a letter before a row.
TEXT, NAME, MARK, STEP, LETTER = 6.5, 7.2, 4.4, 6.6, 8.2
# Points between lines, at the edges of a label, beside a dot; inches to which a row of words is wrapped.
ROW, PAD, GAP, WORDS_WIDE = 8.2, 1.5, 4.0, 2.05
# Points between the map and the list below it.
BELOW = 6.0
# Points that a number before an entry of it takes, and the least width of its columns.
NUMBER, COLUMN = 15.0, 88.0
# Points around a place without labels, its own included.
CLEAR = 5.0
# Points within which so many other places make a crowd.
CROWD, CROWDED = 26.0, 3
# How far a label may stand from its place: as a share of the width of the map, and in points.
REACH, FAR = 0.32, 56.0
# Marks in a row.
LONGEST = 12
HALO: list[AbstractPathEffect] = [withStroke(linewidth=2.0, foreground="white")]
DOT: dict[str, Any] = {"marker": "o", "color": "#111111", "markeredgecolor": "white", "markeredgewidth": 0.6}


class Item(NamedTuple):
    """One event: its mark, the sign and the words beside it."""

    event: Any
    colour: str
    sign: str
    words: str


class Block(NamedTuple):
    """All events of a place: where it is in points, its name, its rows with the letter before each."""

    name: str
    point: tuple[float, float]
    rows: list[tuple[str, list[Item]]]
    size: tuple[float, float]


class Plan(NamedTuple):
    """Where labels stand on the map, and which have room only below it: their numbers, where these stand.

    Places so close together that their numbers have no room share the number of the nearest.
    """

    spots: list[tuple[Block, Spot]]
    listed: list[tuple[Block, int]]
    numbers: dict[int, tuple[tuple[float, float], Spot]]


def blocks_of(
    events: pd.DataFrame, colours: dict[str, str], signs: dict[str, str], lang: str, *, is_detailed: bool
) -> list[Block]:
    """Make the label of each place, those with most events first.

    Detailed: a line an event, with its day, claimant and action in words. Otherwise: a row of marks for each
    side that claims, in the order of the days.

    Parameters
    ----------
    events : DataFrame
        With ``x`` and ``y`` in points, and ``letter``, that of the side of the claimant.
    colours, signs : dict
        Of actors.
    lang : str
        Language of the words.
    is_detailed : bool
        Which of the two forms.
    """
    events = events.assign(day=events["date_earliest"].fillna(events["date_latest"]))
    places: dict[str, list[Item]] = {}
    for event in events.sort_values(["day", "event_id"]).itertuples():
        words = _describe_event(event, lang) if is_detailed else ""
        item = Item(event, colours[event.actor], _sign(event, signs), words)
        places.setdefault(event.place_id, []).append(item)
    blocks = []
    for _, items in sorted(places.items()):
        rows = [("", [item]) for item in items] if is_detailed else _by_side(items)
        place = items[0].event
        name = wrap(place.place_name, WORDS_WIDE, NAME)
        blocks.append(Block(name, (float(place.x), float(place.y)), rows, _size(name, rows)))
    return sorted(blocks, key=lambda block: (-sum(len(row) for _, row in block.rows), block.name))


def _by_side(items: list[Item]) -> list[tuple[str, list[Item]]]:
    """Part events by the side of their claimants: letters first, the others last, and no row too long."""
    letters = sorted({item.event.letter for item in items}, key=lambda letter: (letter == OTHERS, letter))
    rows = []
    for letter in letters:
        own = [item for item in items if item.event.letter == letter]
        rows += [(letter, own[start : start + LONGEST]) for start in range(0, len(own), LONGEST)]
    return rows


def _sign(event: Any, signs: dict[str, str]) -> str:
    return signs[event.actor] + (WITHDREW if event.action == "withdrew" else "")


def _describe_event(event: Any, lang: str) -> str:
    day = format_period(event.date, None, lang)
    if event.date_basis == "day_of_report":
        day = format_period(f"../{event.date.rpartition('/')[2]}", None, lang)
    colon = PUNCTUATION[lang]["colon"]
    is_claimed = isinstance(event.claimant, str) and event.claimant
    who = event.claimant if is_claimed else WORDS[lang]["page"].format(publisher=event.publisher)
    return wrap(f"{day} {who}{colon}{format_code(event.action, lang)}", WORDS_WIDE, TEXT)


def _wide(item: Item) -> float:
    """Return the width of a mark with its sign and words, in points."""
    sign = text_width(item.sign, TEXT) * 72 + 1.0 if item.sign else 0.0
    words = text_width(item.words, TEXT) * 72 + 2.5 if item.words else 0.0
    return STEP + sign + words


def _high(items: list[Item]) -> float:
    return max(ROW, *(text_height(item.words, TEXT) * 72 + 0.8 for item in items))


def _size(name: str, rows: list[tuple[str, list[Item]]]) -> tuple[float, float]:
    wide = [_wide_row(letter, items) for letter, items in rows]
    high = sum(_high(items) for _, items in rows)
    return max(text_width(name, NAME) * 72, *wide) + 2 * PAD, high + _head(name) + 2 * PAD


def _head(name: str) -> float:
    return text_height(name, NAME) * 72 + 0.6


def plan_labels(room: Room, blocks: list[Block]) -> Plan:
    """Find a place for each label; those that have none get a number, from north to south."""
    shut = _crowd(room, np.array([block.point for block in blocks]))
    reach = min(REACH * room.size[0], FAR)
    found = [
        (block, find_spot(room, block.point, block.size, away=(GAP - 1, reach), shut=shut))
        for block in _outermost_first(blocks)
    ]
    order = {
        id(block): number for number, block in enumerate(blocks)
    }  # a record lists them at any size alike
    found.sort(key=lambda one: order[id(one[0])])
    spots = [(block, spot) for block, spot in found if spot is not None]
    crowded = sorted((block for block, spot in found if spot is None), key=lambda block: -block.point[1])
    return Plan(spots, *_number(room, crowded, reach))


def _number(
    room: Room, blocks: list[Block], reach: float
) -> tuple[list[tuple[Block, int]], dict[int, tuple[tuple[float, float], Spot]]]:
    """Give places numbers from north to south; if one has no room, it shares that of the nearest."""
    size = text_width("00", TEXT, is_bold=True) * 72 + 1, TEXT + 1.5
    spots = [find_spot(room, block.point, size, away=(GAP - 1, reach)) for block in blocks]
    if blocks and not any(spots):
        spots[0] = Spot(blocks[0].point[0] + GAP, blocks[0].point[1] + size[1] / 2, None)
    own = [place for place, spot in enumerate(spots) if spot is not None]
    points = np.array([block.point for block in blocks]).reshape(-1, 2)
    nearest = [min(own, key=lambda one: float(np.hypot(*(points[one] - point)))) for point in points]
    listed = [(block, own.index(near) + 1) for block, near in zip(blocks, nearest, strict=True)]
    placed = [(block.point, spot) for block, spot in zip(blocks, spots, strict=True) if spot is not None]
    numbers = dict(enumerate(placed, 1))
    return sorted(listed, key=lambda one: one[1]), numbers


def _crowd(room: Room, points: np.ndarray) -> np.ndarray:
    """Return where no label may stand: right beside another place, and in a crowd of places."""
    shut = np.zeros_like(room.taken)
    for x, y in points:
        shut[max(0, int(x - CLEAR)) : int(x + CLEAR), max(0, int(y - CLEAR)) : int(y + CLEAR)] = True
    points = points.reshape(-1, 2)
    away = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    for x, y in points[(away < CROWD).sum(axis=1) > CROWDED]:
        low, left = max(0, int(y - CROWD / 2)), max(0, int(x - CROWD / 2))
        shut[left : int(x + CROWD / 2), low : int(y + CROWD / 2)] = True
    return shut


def _outermost_first(blocks: list[Block]) -> list[Block]:
    """Order labels so that those at the edge of a crowd go first, which leaves the way out to the others."""
    points = np.array([block.point for block in blocks]).reshape(-1, 2)
    away = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    near = away < 3 * CROWD
    centre = (near[:, :, None] * points[None]).sum(axis=1) / near.sum(axis=1)[:, None]
    out = np.hypot(*(points - centre).T).round(6)  # both of a pair are equally far out
    return [blocks[one] for one in np.argsort(-out, kind="stable")]


def list_below(blocks: list[Block], inches: float) -> tuple[list[Block], list[tuple[float, float]], float]:
    """Put labels into columns below the map.

    Returns
    -------
    list of Block
        The labels, their names wrapped to the columns.
    list of tuple of float
        The left and top edge of each in points; the list starts at 0 and goes down.
    float
        The height of the list in points.
    """
    if not blocks:
        return [], [], 0.0
    widest = max(_wide_row(letter, items) for block in blocks for letter, items in block.rows)
    columns = max(1, int(inches * 72 / max(widest + 2 * PAD + NUMBER + 4, COLUMN)))
    pitch = inches * 72 / columns
    room = (pitch - NUMBER - 2 * PAD - 4) / 72
    wrapped = [block._replace(name=wrap(block.name.replace("\n", " "), room, NAME)) for block in blocks]
    wrapped = [block._replace(size=_size(block.name, block.rows)) for block in wrapped]
    tops, edges = np.zeros(columns), []
    for block in wrapped:
        column = int(np.argmax(tops))
        edges.append((column * pitch, float(tops[column])))
        tops[column] -= block.size[1] + 3
    return wrapped, edges, -float(np.min(tops))


def _wide_row(letter: str, items: list[Item]) -> float:
    return (LETTER if letter else 0) + sum(_wide(item) for item in items)


def draw_plan(
    ax: Axes, plan: Plan, inches: float, scale: tuple[float, float, float], *, is_boxed: bool = True
) -> None:
    """Draw dots, labels with their lines, and the list below the map.

    Labels have a pale box behind them (`is_boxed`), or a halo: a box on measured ground would look like a
    hole in it. `inches` is the width of the map; `scale` is the km of its lower left corner, and km a point.
    """
    west, south, km = scale
    ways = [[block.point, spot.end, _nearest_ink(block, spot)] for block, spot in plan.spots if spot.end]
    ways += [[point, spot.end] for point, spot in plan.numbers.values() if spot.end]
    for way in ways:
        (line,) = ax.plot(*(np.array(way) * km + (west, south)).T, color="#111111", linewidth=0.8, zorder=4)
        line.set_path_effects(HALO)
    blocks, edges, _ = list_below([block for block, _ in plan.listed], inches)
    named = [*(block for block, _ in plan.spots), *blocks]
    points = np.array([block.point for block in named]).reshape(-1, 2)
    ax.plot(*(points * km + (west, south)).T, markersize=4.2, linestyle="none", zorder=5, **DOT)
    for block, spot in plan.spots:
        _draw_block(ax, block, spot.left, spot.top, scale, is_boxed=is_boxed)
    look: dict[str, Any] = {"fontweight": "bold", "va": "center", "zorder": 7, "clip_on": False}
    for (_, number), block, (left, top) in zip(plan.listed, blocks, edges, strict=True):
        _draw_block(ax, block, left + NUMBER, top - BELOW, scale)
        y = top - BELOW - PAD - text_height("0", NAME) * 36
        ax.text(west + left * km, south + y * km, str(number), fontsize=NAME, **look)
    for number, (_, spot) in plan.numbers.items():
        middle = spot.top - (TEXT + 1.5) / 2
        place = west + (spot.left + 0.5) * km, south + middle * km
        ax.text(*place, str(number), fontsize=TEXT, **look).set_path_effects(HALO)


def _nearest_ink(block: Block, spot: Spot) -> tuple[float, float]:
    """Return the point of the name or a row of a label that is nearest to where its line reaches its edge."""
    heights = [_head(block.name), *(_high(items) for _, items in block.rows)]
    widths = [text_width(block.name, NAME) * 72, *(_wide_row(letter, items) for letter, items in block.rows)]
    tops = spot.top - PAD - np.cumsum([0.0, *heights[:-1]])
    x, y = spot.end or (spot.left, spot.top)
    left = spot.left + PAD
    points = [
        (min(max(x, left), left + wide), min(max(y, float(top) - high), float(top)))
        for wide, high, top in zip(widths, heights, tops, strict=True)
    ]
    return min(points, key=lambda one: float(np.hypot(one[0] - x, one[1] - y)))


def _draw_block(
    ax: Axes,
    block: Block,
    left: float,
    top: float,
    scale: tuple[float, float, float],
    *,
    is_boxed: bool = True,
) -> None:
    """Draw a label with its upper left corner at a place, in points."""
    west, south, km = scale
    look: dict[str, Any] = {"fontsize": TEXT, "va": "center", "zorder": 7, "clip_on": False}
    strong: dict[str, Any] = {"color": "#555555"}
    if not is_boxed:
        look["path_effects"] = HALO
        strong = {"color": "#111111", "fontweight": "bold"}

    def at(x: float, y: float) -> tuple[float, float]:
        return west + x * km, south + y * km

    wide, high = block.size
    ground = Rectangle(at(left, top - high), wide * km, high * km, facecolor="white", edgecolor="none")
    ground.set(alpha=0.78, zorder=4.5, clip_on=False)
    if is_boxed:
        ax.add_artist(ground)  # unlike add_patch it leaves the limits, which the map sets, alone
    y = top - PAD - _head(block.name)
    ax.text(*at(left + PAD, y + _head(block.name) / 2), block.name, **{**look, "fontsize": NAME})
    for letter, items in block.rows:
        middle, x = y - _high(items) / 2, left + PAD
        if letter:
            ax.text(*at(x, middle), letter, **{**look, **strong})
            x += LETTER
        for item in items:
            _draw_item(ax, item, at(x + STEP / 2, middle))
            x += STEP
            if item.sign:
                ax.text(*at(x, middle), item.sign, color=ink(item.colour), **look)
            beside = text_width(item.sign, TEXT) * 72 + 1.0 if item.sign else 0.0
            if item.words:
                ax.text(*at(x + beside + 1.5, middle), item.words, linespacing=1.1, **look)
            x += _wide(item) - STEP
        y -= _high(items)


def _draw_item(ax: Axes, item: Item, place: tuple[float, float]) -> None:
    event = item.event
    is_open = event.status == "claimed"
    point = Line2D(
        [place[0]], [place[1]], marker=STATUS_SHAPES[event.status], markersize=MARK, linestyle="none"
    )
    point.set(color=item.colour, markerfacecolor="white" if is_open else item.colour, markeredgewidth=1.1)
    point.set(zorder=6, clip_on=False)
    mark(point, event.event_id, event.status, event.date)
    ax.add_line(point)
