"""Free places on a map for labels, the nearest first, with a line to what they name where they stand off.

Belongs here: searching a `Room`, in points from its lower left corner. Does not belong here: drawing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from analysttools.charts.drawing.layout import Room

# A label nearer than this needs no line; how many places are tried for one whose line is free.
NEAR, TRIES = 5.0, 120
# Only every second point is tried as a corner.
STRIDE = 2


class Spot(NamedTuple):
    """Where a label stands: its left and top edge; where its line ends, where it needs one."""

    left: float
    top: float
    end: tuple[float, float] | None


def find_spot(
    room: Room,
    point: tuple[float, float],
    size: tuple[float, float],
    *,
    away: tuple[float, float],
    shut: np.ndarray | None = None,
    is_strict: bool = True,
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
    is_strict : bool, optional
        Whether a line may cross nothing that is taken.

    Returns
    -------
    Spot or None
        None if there is no room, or only where a line to it would cross something.

    Examples
    --------
    >>> from analysttools.charts.drawing.layout import Panel, Room, new_panels
    >>> from analysttools.charts.drawing.placement import find_spot
    >>> room = Room(new_panels(4, 1, [Panel(0, 2, 0)])[0])
    >>> find_spot(room, (50, 50), (30, 10), away=(3, 40))
    Spot(left=54.0, top=54.0, end=None)
    """
    wide, high = int(np.ceil(size[0])), int(np.ceil(size[1]))
    closed = room.taken if shut is None else room.taken | shut
    for left, bottom, distance in _nearest_first(closed, point, (wide, high), away):
        box = (left, bottom, left + wide, bottom + high)
        if distance <= max(NEAR, away[0] + 1):
            room.take(box)
            return Spot(left, bottom + high, None)
        end = min(max(float(point[0]), left), box[2]), min(max(float(point[1]), bottom), box[3])
        line = _line(point, end, away[0])
        if not (is_strict and room.taken[line].any()):
            room.take(box)
            room.taken[line] = True
            return Spot(left, bottom + high, end)
    return None


def _nearest_first(
    shut: np.ndarray, point: tuple[float, float], size: tuple[int, int], away: tuple[float, float]
) -> list[list[float]]:
    """Return the left and lower edge of some free boxes and their distance; right is what maps prefer."""
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
    return np.column_stack([left, bottom, distance])[order].tolist()


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


def _line(start: tuple[float, float], end: tuple[float, float], gap: float) -> tuple[np.ndarray, ...]:
    """Return the cells between a mark and the edge of its label, neither included: across, and up."""
    across, along = end[0] - start[0], end[1] - start[1]
    length = max(float(np.hypot(across, along)), 1e-9)
    steps = np.minimum(np.arange(gap + 1.0, max(length - 1.0, gap + 1.5), 0.7) / length, 1)
    return (start[0] + steps * across).astype(int), (start[1] + steps * along).astype(int)
