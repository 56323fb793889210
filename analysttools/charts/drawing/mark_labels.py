"""Who said what, written at the marks of claims against time; in a list below where there is no room.

Belongs here: which label is written first, and where. Does not belong here: the marks (``series.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice, pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysttools.charts.drawing.layout import LINE_SPACING, text_width
from analysttools.charts.drawing.placement import Box, Room, find_spot, sides, take_first
from analysttools.charts.drawing.series import between_values, mark_sizes
from analysttools.charts.drawing.sheet import Sheet
from analysttools.charts.drawing.style import ink
from analysttools.charts.drawing.text import words_of
from analysttools.formatting import format_number, say_claims

READ = ["claimant_id", "claimant", "x", "level", "colour", "size", "left", "up", "said", "is_repeat"]
READ += ["is_joined"]
SMALL = 7.0
# Labels find places by rank, and within it by time or number, whichever leaves the fewest without.
ORDERS = [(["rank", by], [True, up]) for by in ("x", "level") for up in (True, False)]
# How much more one of a rank weighs than one of the next.
HEAVIEST = 3.0
# How far a label may stand from its mark, in points, on a line that leads to it.
FAR = 100.0
# Points around a mark in which no label of another stands that is not beside it.
AROUND = 5.0
# Points around a mark in which its line may cross marks beside it.
CLEAR = 6.0
# The places around a mark that are so near that nobody asks whose label it is.
CLOSE = 12
# Each drawing leaves less room for labels than the one before, where the height of a figure is set.
TRIES = 6
# So many marks of a panel are given labels, and so many claims the list below it.
LABELS, LISTED = 60, 6


def word_marks(located: pd.DataFrame, steps: pd.DataFrame | None, lang: str) -> pd.DataFrame:
    """Return the claims with the words of their labels.

    Returns
    -------
    DataFrame
        With ``said``: the number in words, that it is a repeat, and whether its claimant published it as an
        update or a correction of an earlier number, where the case tells.
    """
    words, number = words_of(lang), say_claims(located, lang)
    revised = pd.Series(np.nan, located.index, dtype=object)
    if steps is not None:
        revised = located["claim_id"].map(steps.set_index("claim_id")["revised_as"].to_dict())
    repeat = np.where(located["is_repeat"], f", {words['repeat']}", "")
    as_what = [f", {words[f'as {how}']}" if isinstance(how, str) else "" for how in revised]
    said = [f"{one}{also}{how}" for one, also, how in zip(number, repeat, as_what, strict=True)]
    return located.assign(said=said)


def label_marks(
    ax: Axes, worded: pd.DataFrame, steps: pd.DataFrame | None, *, only: list[str] | None = None
) -> pd.DataFrame:
    """Write claimant and number at each mark, where nothing else is.

    The highest and the last of each line have the first choice, then the last and the first of each
    claimant, repeats the last. A label
    stands beside its mark, or on a line that leads to it. A mark that a step joins to one of its claimant
    that is named may have its number alone.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With its limits set, and marks and steps drawn.
    worded : DataFrame
        What `word_marks` gives.
    steps : DataFrame or None
        What was given to `draw_series`.
    only : list of str, optional
        Ids of the claims that are to be labelled, the first of which has the first choice. None labels all.

    Returns
    -------
    DataFrame
        The claims with a number that were to be labelled, and whose mark has no label for lack of room.
    """
    rooms, dpi = (Room(ax), Room(ax), Room(ax)), ax.figure.dpi
    corner = np.array([ax.bbox.x0, ax.bbox.y0])
    for line in ax.lines:
        _take_line(rooms, (line.get_transform().transform(line.get_xydata()) - corner) * 72 / dpi, line)
    rows = worded.assign(size=mark_sizes(ax, worded), is_joined=_are_joined(worded, steps))
    rows = rows[rows["level"].notna()]
    places = (ax.transData.transform(rows[["x", "level"]].to_numpy(float)) - corner) * 72 / dpi
    rows = _rank(rows.assign(left=places[:, 0], up=places[:, 1]))
    points = rows[["left", "up"]].to_numpy(float)
    if only is not None:
        is_first = rows["claim_id"].eq(only[0])
        rows = rows.assign(rank=rows["rank"].mask(is_first, -1))[rows["claim_id"].isin(only)]
    labels, missing = _plan_best(rows, points, ax, rooms)
    for label in labels:
        _write(ax, label)
    return rows.loc[missing]


def _plan_best(
    rows: pd.DataFrame, points: np.ndarray, ax: Axes, rooms: Rooms
) -> tuple[list[Label], list[Any]]:
    """Try several orders, and return the plan that leaves the fewest and least telling without a label."""
    best: tuple[list[Label], list[Any]] = ([], [*rows.index])
    lacks = np.inf
    for order, up in ORDERS:
        plan = _plan(rows.sort_values(order, kind="stable", ascending=up), points, ax, rooms)
        if (own := (HEAVIEST ** -rows.loc[plan[1], "rank"]).sum()) < lacks:
            best, lacks = plan, own
        if not best[1]:
            break
    return best


def _are_joined(claims: pd.DataFrame, steps: pd.DataFrame | None) -> pd.Series:
    """Return whether a step leads to or from each claim."""
    if steps is None:
        return pd.Series(False, claims.index)
    drawn = between_values(claims, steps)
    return claims["claim_id"].isin([*drawn["claim_id"], *drawn["previous_id"]])


def _rank(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what is to be labelled, the most telling of rank 0; of a dense series its last mark alone."""
    series = rows.sort_values("x", kind="stable").groupby(["claimant_id", "measure"])
    first, last = series["claim_id"].transform("first"), series["claim_id"].transform("last")
    is_own = ~rows["is_repeat"]
    is_highest = is_own & rows["level"].eq(rows.loc[is_own, "level"].max())
    is_first, is_last = (is_own & rows["claim_id"].eq(end) for end in (first, last))
    rank = np.select([is_highest | (is_last & rows["is_joined"]), is_last, is_first, is_own], [0, 1, 2, 3], 4)
    return rows.assign(rank=rank)[~rows["is_dense"] | rows["claim_id"].eq(last)]


class Label(NamedTuple):
    """A label: its claim, its words, its box in points, and whether a line leads to it."""

    claim: Any
    text: str
    box: Box
    has_line: bool


Rooms = tuple[Room, Room, Room]


class Free(NamedTuple):
    """What a plan knows.

    What marks, steps and words take; what marks and words take, which no line to a label may cross; what all
    take with the surroundings of marks, where no label of another mark may stand; where the marks stand; the
    claimants whose name stands at a mark that a step joins.
    """

    all: Room
    marks: Room
    around: Room
    points: np.ndarray
    named: set[str]


def _plan(rows: pd.DataFrame, points: np.ndarray, ax: Axes, rooms: Rooms) -> tuple[list[Label], list[Any]]:
    """Find places for labels in the order of the rows, and return them, and the rows that have none."""
    free = Free(Room(ax), Room(ax), Room(ax), points, set())
    for room, taken in zip(free[:3], rooms, strict=True):
        room.taken |= taken.taken
    labels: list[Label] = []
    missing = [*rows.index[LABELS:]]
    for claim in rows.head(LABELS)[READ].itertuples():
        label = _find_place(claim, free)
        if label is None:
            missing.append(claim.Index)
            continue
        for room in free[:3]:
            room.take(label.box)
        labels.append(label)
        if claim.is_joined and label.text != claim.said:
            free.named.add(claim.claimant_id)
    return labels, missing


def _find_place(claim: Any, free: Free) -> Label | None:
    """Find a place for the words of a claim, beside its mark, or else on a line that leads to it."""
    point, gap = (claim.left, claim.up), claim.size / 2 + 2.5
    texts = [f"{claim.claimant} {claim.said}", f"{claim.claimant}\n{claim.said}"]
    texts += [claim.said] if claim.is_joined and claim.claimant_id in free.named else []
    for text in texts:
        close = np.array([*islice(sides(point, _box(text), gap), CLOSE)])
        own = close[_are_nearest(close, point, free.points)].tolist()
        place = take_first(free.all, ((left, low, right, top) for left, low, right, top in own))
        if place is not None:
            return Label(claim, text, place, has_line=False)
    for text in texts:
        away = (gap + CLEAR, FAR)
        if (spot := find_spot(free.marks, point, _box(text), away=away, shut=free.around.taken)) is not None:
            wide, high = _box(text)
            box = (spot.left, spot.top - high, spot.left + wide, spot.top)
            for room in (free.all, free.around):  # no later label stands on the line to this one
                room.taken |= free.marks.taken
            return Label(claim, text, box, has_line=True)
    return None


def _are_nearest(boxes: np.ndarray, point: tuple[float, float], points: np.ndarray) -> np.ndarray:
    """Return whether no other mark is nearer to each label than its own."""
    left, bottom, right, top = boxes.T[:, :, None]
    x, y = np.vstack([point, points]).T
    across, along = (
        np.maximum(np.maximum(left - x, x - right), 0),
        np.maximum(np.maximum(bottom - y, y - top), 0),
    )
    distance = np.hypot(across, along)
    near: np.ndarray = distance[:, 0] <= distance.min(axis=1) + 0.5
    return near


def _box(text: str) -> tuple[float, float]:
    """Return the width and height of a label in points."""
    return text_width(text, SMALL) * 72 + 6, (text.count("\n") + 1) * LINE_SPACING * SMALL


def _write(ax: Axes, label: Label) -> None:
    """Write a label, with the line that leads to it."""
    claim, (left, bottom, right, top) = label.claim, label.box
    ha = "left" if left >= claim.left else "right" if right <= claim.left else "center"
    edge = {"left": left + 3, "right": right - 3, "center": (left + right) / 2}[ha]
    place: dict[str, Any] = {"xy": (claim.x, claim.level), "textcoords": "offset points"}
    ax.annotate(
        label.text,
        xytext=(edge - claim.left, (bottom + top) / 2 - claim.up),
        ha=ha,
        va="center",
        fontsize=SMALL,
        color=ink(claim.colour),
        alpha=0.7 if claim.is_repeat else 1.0,
        **place,
    )
    if label.has_line:
        across = min(max(claim.left, left), right) - claim.left
        along = min(max(claim.up, bottom), top) - claim.up
        look = {"arrowstyle": "-", "color": claim.colour, "linewidth": 0.6, "shrinkA": 0}
        ax.annotate("", xytext=(across, along), arrowprops=look | {"shrinkB": claim.size / 2 + 1}, **place)


def _take_line(rooms: Rooms, points: np.ndarray, line: Line2D) -> None:
    """Mark as taken what a line, or each of its markers, covers: in the rooms of `Free`."""
    if line.get_marker() not in (None, "None", ""):
        half = line.get_markersize() / 2 + 1.2
        for x, y in points:
            for room, wide in zip(rooms, (half, half, half + AROUND), strict=True):
                room.take((x - wide, y - wide, x + wide, y + wide))
    if line.get_linestyle() != "None":
        half = line.get_linewidth() / 2
        for (x, y), (right, top) in pairwise(points):
            box = min(x, right) - half, min(y, top) - half, max(x, right) + half, max(y, top) + half
            rooms[0].take(box)
            rooms[2].take(box)


def list_unlabelled(rows: pd.DataFrame, lang: str) -> str:
    """Say in a sentence who said what of the marks that have no label; of many only how many they are."""
    words = words_of(lang)
    if rows.empty:
        return ""
    if len(rows) > LISTED:
        return words["unlabelled many"].format(count=format_number(len(rows), lang))
    said = [
        f"{claim.claimant} {claim.said}"
        for claim in rows.sort_values("x", kind="stable")[["claimant", "said"]].itertuples()
    ]
    return words["unlabelled"].format(claims="; ".join(said))


def draw_until_told(draw: Callable[[str], tuple[Axes, Sheet, str]], told: str) -> Axes:
    """Draw a chart until the note below has the room that it needs: only drawing tells which marks it names.

    A figure that may be higher grows by what the note needs (`Sheet.close`), and is drawn once.

    Parameters
    ----------
    draw : callable
        Draws the chart anew, with room for a note, and returns the note that there is to be.
    told : str
        The note if every mark has its label.
    """
    for attempt in range(TRIES):
        ax, sheet, wanted = draw(told)
        spare = sheet.note(told).height - sheet.note(wanted).height
        if not sheet.is_full or spare == 0 or (spare > 0 and attempt > 1):
            break
        told = wanted
    return ax
