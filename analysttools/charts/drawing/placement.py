"""Free places in a panel for labels, with a line to what they name where they stand off.

Belongs here: what of a panel is taken, in points from its lower left corner, and the one search for a free
place in it, over candidates in the order of a map or of a chart. Does not belong here: drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from analysttools.charts.drawing.layout import size_of

# Left, bottom, right, top, in points; cells of the grid, across and up.
Box = tuple[float, float, float, float]
Cells = tuple[np.ndarray, ...]
# A label nearer than this needs no line; how many places are tried for one whose line is free.
NEAR, TRIES = 5.0, 120
# Only every second point is tried as a corner.
STRIDE = 2
# Where a label may stand, as parts of the way from its mark: right, left, above, below, then aslant.
SIDES = [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)]
DISTANCES = (1.0, 1.7, 2.6, 3.6)


class Room:
    """A panel as a grid of points (1/72 inch), of which some are taken.

    Whether a box is free takes as long to find in a full panel as in an empty one.
    """

    def __init__(self, ax: Axes) -> None:
        width, height = size_of(ax)
        self.size = (int(width * 72), int(height * 72))
        self.taken = np.zeros(self.size, dtype=bool)

    def take(self, box: Box) -> None:
        """Mark a box as taken."""
        self._cut(box)[:] = True

    def count_taken(self, box: Box) -> int:
        """Return how many points of a box are taken."""
        return int(self._cut(box).sum())

    def is_free(self, box: Box) -> bool:
        """Return whether a box lies in the panel, and nothing of it is taken."""
        left, bottom, right, top = _whole(box)
        is_inside = left >= 0 and bottom >= 0 and right <= self.size[0] and top <= self.size[1]
        return is_inside and not self._cut(box).any()

    def _cut(self, box: Box) -> np.ndarray:
        left, bottom, right, top = _whole(box)
        return self.taken[max(left, 0) : max(right, 0), max(bottom, 0) : max(top, 0)]


def _whole(box: Box) -> tuple[int, int, int, int]:
    """Return the box of whole points that holds a box."""
    left, bottom, right, top = box
    return int(np.floor(left)), int(np.floor(bottom)), int(np.ceil(right)), int(np.ceil(top))


class Spot(NamedTuple):
    """Where a label stands: its left and top edge; where its line ends, where it needs one."""

    left: float
    top: float
    end: tuple[float, float] | None


def take_first(room: Room, boxes: Iterable[Box]) -> Box | None:
    """Take the first box that is free, and return it; None if there is none."""
    for box in boxes:
        if room.is_free(box):
            room.take(box)
            return box
    return None


def sides(point: tuple[float, float], size: tuple[float, float], gap: float) -> Iterator[Box]:
    """Return the places around a mark, the nearest first, so close that none needs a line.

    Parameters
    ----------
    point, size : tuple of float
        The mark, and the width and height of its label.
    gap : float
        Least distance between the two.

    Examples
    --------
    >>> from analysttools.charts.drawing.placement import sides
    >>> next(sides((50, 50), (10, 6), 3))
    (53.0, 47.0, 63.0, 53.0)
    """
    half = size[0] / 2, size[1] / 2
    for distance in DISTANCES:
        for right, up in SIDES:
            x = point[0] + right * (distance * gap + half[0])
            y = point[1] + up * (distance * gap + half[1])
            yield x - half[0], y - half[1], x + half[0], y + half[1]


def find_spot(
    room: Room,
    point: tuple[float, float],
    size: tuple[float, float],
    *,
    away: tuple[float, float],
    shut: np.ndarray | None = None,
    may_cross: bool = False,
) -> Spot | None:
    """Find the free place for a label nearest to a point, and take it and its line.

    Parameters
    ----------
    room : Room
        What is taken so far.
    point, size : tuple of float
        What is named, and the width and height of its label.
    away : tuple of float
        The least and the greatest distance of the label.
    shut : ndarray, optional
        Where lines may go but no label.
    may_cross : bool, optional
        Whether a line may cross what is taken.

    Returns
    -------
    Spot or None
        None if there is no room, or only where a line to it would cross something.

    Examples
    --------
    >>> from analysttools.charts.drawing.layout import Panel, new_panels, read_size
    >>> from analysttools.charts.drawing.placement import Room, find_spot
    >>> room = Room(new_panels(read_size(4), 1, [Panel(0, 2, 0)])[0])
    >>> find_spot(room, (50, 50), (30, 10), away=(3, 40))
    Spot(left=54.0, top=54.0, end=None)
    """
    closed = room.taken if shut is None else room.taken | shut
    wide, high = int(np.ceil(size[0])), int(np.ceil(size[1]))
    left, bottom, distance = _nearest_first(closed, point, (wide, high), away)
    ends = np.column_stack(
        [np.clip(point[0], left, left + wide), np.clip(point[1], bottom, bottom + high)]
    ).astype(float)
    cells, is_line = _lines(np.array(point, dtype=float), ends, away[0])
    lines = tuple(np.clip(at, 0, most - 1) for at, most in zip(cells, room.size, strict=True))
    is_line &= (distance > max(NEAR, away[0] + 1))[:, None]
    is_crossed = (room.taken[lines] & is_line).any(axis=1) & (not may_cross)
    if is_crossed.all():
        return None
    first = int(np.argmin(is_crossed))
    corner = float(left[first]), float(bottom[first])
    room.take((*corner, corner[0] + wide, corner[1] + high))
    across, along = (cells[first][is_line[first]] for cells in lines)
    room.taken[across, along] = True
    end = (float(ends[first, 0]), float(ends[first, 1])) if is_line[first].any() else None
    return Spot(corner[0], corner[1] + high, end)


def _nearest_first(
    shut: np.ndarray, point: tuple[float, float], size: tuple[int, int], away: tuple[float, float]
) -> np.ndarray:
    """Return the left and lower edges of some free boxes and their distances; right is what maps prefer."""
    (x, y), (wide, high) = point, size
    left, bottom = _free(shut, point, size, away[1])
    across = np.maximum(np.maximum(left - x, x - left - wide), 0)
    along = np.maximum(np.maximum(bottom - y, y - bottom - high), 0)
    distance = np.hypot(across, along)
    fits = (distance >= away[0]) & (distance <= away[1])
    left, bottom, distance = left[fits], bottom[fits], distance[fits]
    centred = np.hypot(left + wide / 4 - x, bottom + high / 2 - y)
    order = np.argsort(distance + 0.02 * centred + (left < x), kind="stable")
    order = order[:: max(1, len(order) // TRIES)]
    return np.array([left[order], bottom[order], distance[order]])


def _free(
    shut: np.ndarray, point: tuple[float, float], size: tuple[int, int], reach: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the left and lower edges of all free boxes of a size around a point."""
    starts = [max(0, int(at - reach - side)) for at, side in zip(point, size, strict=True)]
    ends = [int(at + reach + side) for at, side in zip(point, size, strict=True)]
    part = shut[starts[0] : ends[0], starts[1] : ends[1]]
    if part.shape[0] < size[0] or part.shape[1] < size[1]:
        return np.empty(0), np.empty(0)
    total = np.zeros((part.shape[0] + 1, part.shape[1] + 1), dtype=np.int32)
    part.cumsum(axis=0, dtype=np.int32).cumsum(axis=1, out=total[1:, 1:])
    wide, high = size
    rows, further = total[:-wide:STRIDE], total[wide::STRIDE]
    taken = further[:, high::STRIDE] - rows[:, high::STRIDE]
    taken -= further[:, :-high:STRIDE] - rows[:, :-high:STRIDE]
    left, bottom = np.nonzero(taken == 0)
    return STRIDE * left + starts[0], STRIDE * bottom + starts[1]


def _lines(start: np.ndarray, ends: np.ndarray, gap: float) -> tuple[Cells, np.ndarray]:
    """Return the cells between a mark and labels, neither included, a row a label; and which there are."""
    way = ends - start
    length = np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-9)[:, None]
    reach = np.maximum(length - 1.0, gap + 1.5)
    far = np.arange(gap + 1.0, reach.max(initial=gap + 1.5), 0.7)
    steps = np.minimum(far / length, 1)
    is_there = far < reach
    steps[~is_there] = 0.0
    return (
        (start[0] + steps * way[:, :1]).astype(int),
        (start[1] + steps * way[:, 1:]).astype(int),
    ), is_there
