"""What the front end is given to draw maps from: cells as judged between two days, shapes small enough."""

from __future__ import annotations

import json
import shutil

import pytest
import shapely

import analysttools as at
from analysttools.explorer.view_model.map import build_map

MOST_LETTERS = 500_000


def test_a_case_without_a_base_map_has_no_map(tmp_path):
    """A case whose folder has no layers to draw on gives no map."""
    folder = tmp_path / "strait"
    shutil.copytree("tests/cases/strait", folder, ignore=shutil.ignore_patterns("geo"))
    assert build_map(at.load_case(folder)) is None


def test_outlines_begin_with_a_point_and_go_on_in_steps():
    """An outline is its first point, then a step to each next one, in parts of a degree."""
    built = build_map(at.load_case("tests/cases/strait"))
    (x, y, *steps), *_ = built["layers"]["border"]
    line = at.read_base_map(at.load_case("tests/cases/strait")).query("layer == 'osm_border'")["geometry"]
    assert [x / built["parts"], y / built["parts"]] in [list(end) for end in shapely.get_coordinates(line)]
    assert len(steps) % 2 == 0


def test_places_of_events_have_their_coordinates_and_actors_their_colours():
    """Where an event was, and the colour of who acted, are those of the case."""
    built = build_map(at.load_case("tests/cases/strait"))
    assert built["places"]["saltmill"] == [1.1, 0.7]
    assert built["actors"] == {"upland": "#009E73", "coastal": "#CC79A7", "upland+coastal": "#000000"}


@pytest.mark.shipped
def test_the_map_of_the_shipped_case_is_small_enough_for_a_page():
    """Base map and cells of the shipped case take less than 500 kB of JSON."""
    assert len(json.dumps(build_map(at.load_case("data")), separators=(",", ":"))) < MOST_LETTERS


@pytest.mark.shipped
@pytest.mark.parametrize("rank", [0, 1])
def test_cells_are_held_gained_and_lost_as_between_the_days(rank):
    """The cells carried are those that `cells_between` draws, of each kind, on any day."""
    case = at.load_case("data")
    ground, base_map = build_map(case)["grounds"][rank], at.read_base_map(case)
    for last in ground["days"][1::4]:
        expected = at.cells_between(
            case.cells, ground["days"][0], last, source_id=ground["id"], base_map=base_map
        )
        assert _part(ground, ground["days"][0], last) == {
            row.what: (row.cells, round(row.geometry.area, 4)) for row in expected.itertuples()
        }


def _part(ground, first, last):
    """Part the cells as the front end does: of each kind how many, and the area of their shape in degrees."""
    found: dict[str, list] = {}
    x = y = 0
    for step_x, step_y, rank in zip(ground["x"], ground["y"], ground["held"], strict=True):
        x, y = x + step_x, y + step_y
        was, is_now = (ground["patterns"][rank][ground["days"].index(day)] == "1" for day in (first, last))
        if was or is_now:
            what = "held" if was and is_now else "gained" if is_now else "lost"
            box = shapely.box(*(round(side * ground["degrees"], 4) for side in (x, y, x + 1, y + 1)))
            found.setdefault(what, []).append(box)
    return {
        what: (len(found[what]), round(shapely.union_all(found[what]).area, 4))
        for what in ("held", "gained", "lost")
        if what in found
    }
