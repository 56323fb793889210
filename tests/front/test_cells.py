"""Cells of a coarse grid: how much of each is held, when, and what changed between two days."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import shapely
from polygons import collection, copy_case, geodesic_km2, name_cell_days, polygon, ring, write_days

import analysttools as at
from analysttools.front import cells, cells_between, growth_if_moved, read_snapshots
from analysttools.front.cells import find_drawn_cells, measure_cells, name_degrees, read_cells, tabulate_cells
from analysttools.front.update import Measured, measure

NAMED = ["2024-08-01", "2024-08-02", "2024-08-04"]


def _box(west: float, south: float, east: float, north: float) -> dict[str, object]:
    return polygon(ring(west, south, east, north))


@pytest.fixture
def days(tmp_path: Path) -> Path:
    """Return four days on which ground grows eastward through a cell, past a hole, and is lost again."""
    first = collection(_box(36, 48, 36.05, 48.05))
    second = collection(_box(36, 48, 36.06, 48.05), _box(36.1, 48, 36.125, 48.025))
    third = collection(_box(36, 48, 36.09, 48.05), _box(36.2, 48, 36.25, 48.05))
    hole = polygon(ring(36, 48, 36.1, 48.05), ring(36.01, 48.01, 36.035, 48.03)[::-1])
    return write_days(
        tmp_path / "days", d20240801=first, d20240802=second, d20240803=third, d20240804=collection(hole)
    )


def _told(days: Path) -> pd.DataFrame:
    return cells(read_snapshots(days), NAMED)


def test_shares_of_boxes_are_known(days: Path) -> None:
    """A fifth of a cell, a quarter of it at its corner, all of it, and all of it but a hole."""
    told = _told(days).set_index("cell_id")["share"]
    assert told.to_dict() == {
        **{"e36n48-1": 1.0, "e36n48-2": 0.8},
        **{"e36.05n48-1": 0.0, "e36.05n48-2": 0.2, "e36.05n48-3": 1.0},
        **{"e36.1n48-1": 0.0, "e36.1n48-2": 0.25, "e36.1n48-3": 0.0},
        "e36.2n48-1": 0.0,
    }


def test_spells_run_from_named_day_to_named_day(days: Path) -> None:
    """A share that stays is one row; the day between, which is not named, tells nothing."""
    spells = _told(days).query("west == 36.0")
    assert spells["from_day"].dt.strftime("%d").tolist() == ["01", "04"]
    assert spells["to_day"].dt.strftime("%d").tolist() == ["02", "04"]


def test_first_and_last_day_are_of_all_files(days: Path) -> None:
    """A cell that was held between two named days alone is there, with shares of nothing."""
    told = _told(days).drop_duplicates(["west", "south"]).set_index("west")
    spans = told[["first_day", "last_day"]].apply(lambda column: column.dt.day).to_numpy().tolist()
    assert spans == [[1, 4], [2, 4], [2, 2], [3, 3]]
    assert told.loc[36.2, ["from_day", "to_day"]].dt.day.tolist() == [1, 4]


def test_a_cell_is_measured_on_the_ellipsoid(days: Path) -> None:
    """Its area is that of the box, whatever is held of it."""
    told = _told(days)
    assert told["cell_km2"].unique() == pytest.approx(
        [geodesic_km2(shapely.box(36, 48, 36.05, 48.05))], abs=0.005
    )


def test_south_and_west_have_names_and_cells_of_their_own(tmp_path: Path) -> None:
    """Cells begin at their lower left corner in all four quarters of the world."""
    folder = write_days(tmp_path, d20240801=collection(_box(-58.05, -34.05, -57.975, -34)))
    told = cells(read_snapshots(folder), ["2024-08-01"])
    assert told["cell_id"].tolist() == ["w58.05s34.05-1", "w58s34.05-1"]
    assert told["share"].tolist() == [1.0, 0.5]
    assert name_degrees(0.0, "ew") == "e0"


def test_less_than_half_a_hundredth_of_a_cell_is_nothing(tmp_path: Path) -> None:
    """A line that is redrawn by metres holds no cell."""
    folder = write_days(tmp_path, d20240801=collection(_box(36, 48, 36.0502, 48.05)))
    assert cells(read_snapshots(folder), ["2024-08-01"])["cell_id"].tolist() == ["e36n48-1"]


def test_cells_add_up_to_the_area(days: Path) -> None:
    """Shares of cells come to what is measured as a whole, but for rounding."""
    snapshots = read_snapshots(days)
    told = _told(days).query("from_day <= '2024-08-04' <= to_day")
    area = at.areas(snapshots).set_index("area_id").loc["2024-08-04-all", "area_km2"]
    assert (told["share"] * told["cell_km2"]).sum() == pytest.approx(area, abs=0.05)


def test_a_table_of_cells_is_read_back_as_it_was_measured(days: Path) -> None:
    """Putting new days behind it rests on that."""
    measured = measure_cells(read_snapshots(days), NAMED)
    again = tabulate_cells(read_cells(tabulate_cells(measured)))
    pd.testing.assert_frame_equal(again, tabulate_cells(measured))


def test_a_named_day_without_a_file_is_refused(days: Path) -> None:
    """Nothing is bridged; days before the first file and after the last are left for later."""
    (days / "control_20240803.geojson").unlink()
    with pytest.raises(
        ValueError, match=r"cells: there is no map of 2024-08-03\. Name days that the snapshots"
    ):
        cells(read_snapshots(days), ["2024-08-03"])
    later = cells(read_snapshots(days), ["2024-07-01", "2024-08-01", "2025-01-01"])
    assert later["to_day"].dt.strftime("%Y-%m-%d").unique().tolist() == ["2024-08-01"]


def test_no_named_day_is_refused(days: Path) -> None:
    """An empty list is no question."""
    with pytest.raises(ValueError, match=r"cells: no day is given\. Name days that have a map, such as"):
        cells(read_snapshots(days), [])


def test_a_faulty_file_is_told_by_name(days: Path) -> None:
    """No table is made of the others."""
    (days / "control_20240803.geojson").write_text("{}", encoding="utf-8")
    with pytest.raises(at.DataError, match=r"control_20240803\.geojson"):
        cells(read_snapshots(days), NAMED)


def test_ground_between_two_days_is_of_cells_held_by_half(days: Path) -> None:
    """Held on both days, gained, lost: whole cells, of which at least half was held."""
    ground = cells_between(_told(days).assign(source_id="mine"), "2024-08-01", "2024-08-04")
    assert ground[["what", "cells", "source_id"]].to_numpy().tolist() == [
        ["held", 1, "mine"],
        ["gained", 1, "mine"],
    ]
    assert ground["geometry"].iloc[1].bounds == (36.05, 48, 36.1, 48.05)
    assert ground["area_km2"].tolist() == pytest.approx([0.8 * 20.73, 20.73], abs=0.01)


def test_ground_that_is_lost_is_of_the_first_day(tmp_path: Path) -> None:
    """The same cells the other way round."""
    both, one = collection(_box(36, 48, 36.1, 48.05)), collection(_box(36, 48, 36.05, 48.05))
    folder = write_days(tmp_path, d20240801=both, d20240802=one)
    ground = cells_between(cells(read_snapshots(folder), NAMED[:2]), *NAMED[:2])
    assert ground[["ground_id", "what"]].to_numpy().tolist() == [
        ["2024-08-01-to-2024-08-02-held", "held"],
        ["2024-08-01-to-2024-08-02-lost", "lost"],
    ]


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        (
            "2024-08-03",
            "2024-08-04",
            r"not told for 2024-08-03\. They were for: 2024-08-01, 2024-08-02, 2024-08-04",
        ),
        ("2024-08-04", "2024-08-01", r"2024-08-04 is not before 2024-08-01, so that gained and lost would"),
    ],
)
def test_days_that_cannot_be_set_against_each_other_are_refused(
    days: Path, first: str, last: str, message: str
) -> None:
    """A day that is not named, and days in the wrong order."""
    with pytest.raises(ValueError, match=message):
        cells_between(_told(days), first, last)


@pytest.fixture
def grown() -> pd.DataFrame:
    """Return a grid of three by three cells whose middle one, of 20 km2, was gained, and the eastern lost."""
    changed = {(1, 1): (0.0, 1.0), (2, 1): (0.5, 0.0)}
    rows = [
        {"west": 36 + 0.05 * x, "south": 48 + 0.05 * y, "share": share, "from_day": day, "to_day": day}
        for x in range(3)
        for y in range(3)
        for day, share in zip(NAMED[:2], changed.get((x, y), (0.0, 0.0)), strict=True)
    ]
    frame = pd.DataFrame(rows).assign(cell_km2=20.0)
    edges = {"east": frame["west"] + 0.05, "north": frame["south"] + 0.05}
    edges |= {"west": frame["west"], "south": frame["south"]}
    days = {name: pd.to_datetime(frame[name]) for name in ("from_day", "to_day")}
    return frame.assign(**{name: edge.round(4) for name, edge in edges.items()}, **days)


def _outlined(west: float, south: float, east: float, north: float) -> pd.DataFrame:
    outlines = [shapely.box(west, south, east, north).wkt, None]
    return pd.DataFrame({"sector_id": ["ford", "elsewhere"], "outline": outlines})


def test_growth_is_that_within_the_outline_and_the_moved_ones(grown: pd.DataFrame) -> None:
    """The middle cell gained 20 km2, the one east of it lost 10; the others nothing."""
    moved = growth_if_moved(grown, _outlined(36.05, 48.05, 36.1, 48.1), *NAMED[:2])
    assert moved.to_dict("records") == [
        {
            **{"sector": "ford", "from_day": pd.Timestamp(NAMED[0]), "to_day": pd.Timestamp(NAMED[1])},
            **{"degrees": 0.05, "growth_km2": 20.0, "least_km2": -10.0, "most_km2": 0.0},
        }
    ]


def test_of_a_cell_that_an_outline_cuts_its_part_counts(grown: pd.DataFrame) -> None:
    """Half of the middle cell, and half of it or of the one beside it where the outline is moved."""
    moved = growth_if_moved(grown, _outlined(36.05, 48.05, 36.1, 48.075), *NAMED[:2])
    assert moved[["growth_km2", "least_km2", "most_km2"]].to_numpy().tolist() == [[10.0, -5.0, 0.0]]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2024-08-03", "2024-08-02", "shares were not told for 2024-08-03. They were for: "),
        ("2024-08-02", "2024-08-01", "2024-08-02 is not before 2024-08-01, so that gained and lost would"),
    ],
)
def test_growth_of_other_days_is_refused(grown: pd.DataFrame, first: str, last: str, said: str) -> None:
    """The message is that of the function that was called."""
    with pytest.raises(ValueError, match=f"^growth_if_moved: {said}"):
        growth_if_moved(grown, _outlined(36, 48, 37, 49), first, last)


@pytest.mark.shipped
def test_cells_and_polygons_agree_on_the_growth_of_sectors(shipped_case: at.Case) -> None:
    """What is summed from cells is within 3 km2 of what was measured in each outline."""
    case, days = shipped_case, ("2024-08-06", "2025-04-29")
    source = case.control_map.source_id
    moved = growth_if_moved(case.cells, case.sectors, *days, source_id=source).set_index("sector")
    areas = at.choose(case.daily_area, source_id=source, map_day=[pd.Timestamp(day) for day in days])
    measured = (
        areas.pivot_table(index="sector", columns="map_day", values="area_km2").diff(axis=1).iloc[:, -1]
    )
    assert (moved["growth_km2"] - measured[moved.index]).abs().max() < 3


def test_cells_of_two_maps_are_refused_until_one_is_chosen(days: Path) -> None:
    """Each map shows ground of its own."""
    told = _told(days)
    both = pd.concat([told.assign(source_id="a"), told.assign(source_id="b")])
    with pytest.raises(ValueError, match=r"measured on 2 maps \(a, b\).* Choose one: source_id=\"a\""):
        cells_between(both, "2024-08-01", "2024-08-04")
    assert set(cells_between(both, "2024-08-01", "2024-08-04", source_id="b")["source_id"]) == {"b"}
    with pytest.raises(
        ValueError, match=r'no cell was measured on the map of "c"\. There are cells of: a, b'
    ):
        cells_between(both, "2024-08-01", "2024-08-04", source_id="c")


def test_frames_that_are_no_cells_are_refused(days: Path) -> None:
    """Missing columns are named; so is an empty table."""
    told = _told(days)
    with pytest.raises(ValueError, match=r"cells_between: the columns share are missing\. Give case\.cells"):
        cells_between(told.drop(columns="share"), "2024-08-01", "2024-08-04")
    with pytest.raises(ValueError, match=r"there is no cell \(0 rows given\)"):
        cells_between(told.iloc[:0], "2024-08-01", "2024-08-04")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of a case that names days of cells and has a table for them."""
    folder = copy_case(tmp_path / "data")
    name_cell_days(folder, NAMED)
    path = folder / "datapackage.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"days_behind": 1', '"days_behind": 0'))
    return folder


def _measure(days: Path, folder: Path, last: str, **more: object) -> Measured:
    snapshots = read_snapshots(days)
    return measure(snapshots[snapshots["day"].le(last)], folder, **more)


def test_measuring_writes_the_cells_of_named_days(days: Path, folder: Path) -> None:
    """The case loads with them, credited, and its check finds nothing."""
    _measure(days, folder, "2024-08-04")
    loaded = at.load_case(folder).cells
    assert loaded["cell_id"].tolist() == _told(days)["cell_id"].tolist()
    assert loaded["source_id"].unique().tolist() == ["deepstate-map-data"]
    assert loaded["share"].tolist() == _told(days)["share"].tolist()
    assert loaded["from_day"].dtype == loaded["last_day"].dtype == "datetime64[s]"


def test_measuring_day_by_day_gives_the_bytes_of_all_at_once(
    days: Path, folder: Path, tmp_path: Path
) -> None:
    """Also where a day is not named, and a cell is held on it alone."""
    _measure(days, folder, "2024-08-01")
    _measure(days, folder, "2024-08-02")
    _measure(days, folder, "2024-08-03")
    _measure(days, folder, "2024-08-04")
    bit_by_bit = (folder / "front" / "cells.csv").read_bytes()
    _measure(days, folder, "2024-08-04", again=True)
    assert (folder / "front" / "cells.csv").read_bytes() == bit_by_bit
    assert bit_by_bit.count(b"\n") == 10


def test_a_day_named_later_is_measured_only_again(days: Path, folder: Path) -> None:
    """The shares of its files are not known; --again tells them."""
    _measure(days, folder, "2024-08-03")
    path = folder / "datapackage.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"2024-08-02"', '"2024-08-02", "2024-08-03"'))
    with pytest.raises(ValueError, match=r"measure: cell_days names 2024-08-03, but the files of these days"):
        _measure(days, folder, "2024-08-04")
    _measure(days, folder, "2024-08-04", again=True)
    assert at.load_case(folder).cells.query("west == 36.2")["share"].tolist() == [0.0, 1.0, 0.0]


@pytest.mark.shipped
def test_the_shipped_case_has_cells_of_both_maps(shipped_case: at.Case) -> None:
    """On every day that it names, so that each can be set against each."""
    told = {
        source: set(own["from_day"]) | set(own["to_day"])
        for source, own in shipped_case.cells.groupby("source_id")
    }
    maps = [shipped_case.control_map, *shipped_case.further_maps]
    assert told == {one.source_id: set(map(pd.Timestamp, one.cell_days)) for one in maps}


def test_a_cell_with_two_shares_for_one_day_is_not_drawn(days: Path) -> None:
    """A table that gives one cell two shares for one day is refused: neither of them is taken."""
    told = _told(days)
    with pytest.raises(ValueError, match=r"at 36, 48 has two shares for 2024-08-01\. Give rows of one cell"):
        find_drawn_cells(pd.concat([told, told.head(1)]))
