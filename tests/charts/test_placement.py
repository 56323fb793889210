"""Free places in a panel: what is taken, and the one search over candidates."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from analysttools.charts.drawing.placement import Room, find_spot, sides, take_first
from analysttools.charts.front_map.labels import Block, plan_labels


@pytest.fixture
def room() -> Room:
    """Return an empty panel of 100 points by 50."""
    return Room(Figure(figsize=(100 / 72, 50 / 72)).add_axes((0, 0, 1, 1)))


@pytest.mark.parametrize("box", [(-9, 10, -2, 20), (10, -9, 20, -2), (101, 10, 120, 20), (10, 51, 20, 60)])
def test_what_lies_outside_takes_nothing(room: Room, box: tuple[float, float, float, float]) -> None:
    """A mark beyond an edge leaves the panel as it was, on every side."""
    room.take(box)
    assert room.count_taken((0, 0, 100, 50)) == 0


@pytest.mark.parametrize("box", [(-1, 10, 9, 20), (10, -1, 20, 9), (95, 10, 101, 20), (10, 45, 20, 51)])
def test_what_runs_over_an_edge_is_not_free(room: Room, box: tuple[float, float, float, float]) -> None:
    """A label stays in its panel."""
    assert not room.is_free(box)


def test_the_first_free_candidate_is_taken(room: Room) -> None:
    """One search serves every order of candidates; what it finds is taken for the next."""
    room.take((0, 0, 20, 20))
    boxes = [(10, 10, 30, 30), (20, 20, 40, 40), (60, 10, 70, 20)]
    assert [take_first(room, boxes), take_first(room, boxes), take_first(room, boxes)] == [*boxes[1:], None]


def test_a_label_stands_right_of_its_mark_else_left(room: Room) -> None:
    """The sides of a mark are tried from the right on, the nearest first."""
    found = [take_first(room, sides((50, 25), (20, 8), 3)) for _ in range(2)]
    assert found == [(53, 21, 73, 29), (27, 21, 47, 29)]


def test_a_line_crosses_what_is_taken_only_where_it_may(room: Room) -> None:
    """A label that stands off behind others has its line across them, or no place."""
    room.take((30, 0, 34, 50))
    room.take((0, 0, 30, 50))
    place = {"point": (10, 25), "size": (20, 8), "away": (3, 60)}
    assert find_spot(room, **place) is None
    assert find_spot(room, **place, may_cross=True) == (34.0, 28.0, (34.0, 25.0))


@pytest.mark.parametrize("shift", [0.0, 0.1, 0.3, 1 / 3, 0.7])
def test_of_two_places_the_one_with_more_claims_is_labelled_first(shift: float) -> None:
    """Both lie equally far from their middle: the last digits of where the map has them decide nothing."""
    empty = Room(Figure(figsize=(5, 5)).add_axes((0, 0, 1, 1)))
    points = {"more": (120.1 + shift, 200.3 + shift), "fewer": (131.7 + shift, 217.9 + shift)}
    blocks = [Block(name, point, [], (30.0, 20.0)) for name, point in points.items()]
    assert [block.name for block, _ in plan_labels(empty, blocks).spots] == ["more", "fewer"]
