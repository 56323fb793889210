"""Areas day by day: against pyproj, sector by sector, on executors."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polygons import collection, geodesic_km2, polygon, real_polygons, ring, sectors, write_days

from analysttools.front import areas, changes, gained_between, lost_between, outline_on, read_snapshots
from analysttools.front.sectors import STEP

pytestmark = pytest.mark.slow

# Two parts of a box of ground where the line moved, and what has no outline.
WEST = "POLYGON ((36.8 47.9, 37.2 47.9, 37.2 48.4, 36.8 48.4, 36.8 47.9))"
EAST = "POLYGON ((37.2 47.9, 37.6 47.9, 37.6 48.4, 37.2 48.4, 37.2 47.9))"
BOTH = "POLYGON ((36.8 47.9, 37.2 47.9, 37.6 47.9, 37.6 48.4, 37.2 48.4, 36.8 48.4, 36.8 47.9))"
SECTORS = sectors(west=WEST, east=EAST, both=BOTH, kursk=None)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Executor]:
    """Return the executor of a Dask cluster of two processes on the loopback address."""
    from distributed import Client, LocalCluster

    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with LocalCluster(host="127.0.0.1", **options) as cluster, Client(cluster) as client:
        yield client.get_executor()


@contextmanager
def _processes() -> Iterator[Executor]:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        yield executor


def test_the_area_of_the_first_day(shared: Path) -> None:
    """109,360.87 km2 on 8 July 2024."""
    measured = areas(read_snapshots(shared / "snapshots").head(1)).loc[0]
    assert measured["area_id"] == "2024-07-08-all"
    assert measured["area_km2"] == pytest.approx(109_360.87, abs=0.01)
    assert measured[["file", "repair"]].tolist() == ["deepstatemap_data_20240708.geojson", ""]


def test_every_day_is_what_pyproj_measures_of_it_whole(shared: Path) -> None:
    """Areas carried on from day to day are those of the whole polygons, for all 292 files."""
    snapshots = read_snapshots(shared / "snapshots")
    measured = areas(snapshots).dropna(subset=["area_km2"])
    whole = [geodesic_km2(real_polygons(Path(file))) for file in snapshots["file"]]
    assert measured["area_km2"].tolist() == pytest.approx(whole, rel=0, abs=1e-6)


def test_a_day_without_a_file_has_no_area(shared: Path) -> None:
    """It is a row of each sector, and nothing is put into it."""
    snapshots = read_snapshots(shared / "snapshots")
    some = snapshots[snapshots["day"].between("2024-08-17", "2024-08-20")]
    measured = areas(some, SECTORS).set_index("area_id")
    empty = measured[measured["area_km2"].isna()]
    assert empty.index.tolist() == [
        *["2024-08-18-all", "2024-08-18-west", "2024-08-18-east", "2024-08-18-both"],
        *["2024-08-19-all", "2024-08-19-west", "2024-08-19-east", "2024-08-19-both"],
    ]
    assert empty[["file", "repair"]].eq("").all(axis=None)
    assert len(measured) == 16


def test_sectors_that_part_the_ground_add_up(shared: Path) -> None:
    """Two halves of a sector are the whole of it, but for geodesics that the parting line bends."""
    some = read_snapshots(shared / "snapshots").iloc[[150, 200]]
    ground = areas(some, SECTORS).pivot_table(index="map_day", columns="sector", values="area_km2")
    assert (ground["west"] + ground["east"]).tolist() == pytest.approx(ground["both"].tolist(), abs=1e-3)
    measured = changes(some, sectors=SECTORS).set_index("sector")[["net_km2", "gained_km2", "lost_km2"]]
    halves = (measured.loc["west"] + measured.loc["east"]).tolist()
    assert halves == pytest.approx(measured.loc["both"].tolist(), abs=1e-3)
    assert measured.at["west", "gained_km2"] > 100


@pytest.mark.parametrize("row", [0, 100, 291])
def test_sectors_are_what_pyproj_measures_of_the_intersection(shared: Path, row: int) -> None:
    """The ground within an outline, its sides in short steps, cut by shapely and measured by pyproj."""
    some = read_snapshots(shared / "snapshots").iloc[[row]]
    measured = areas(some, SECTORS).set_index("sector")["area_km2"]
    shape = real_polygons(Path(some["file"].iloc[0]))
    parts = {"west": WEST, "east": EAST, "both": BOTH}
    outlines = {name: shapely.segmentize(shapely.from_wkt(text), STEP) for name, text in parts.items()}
    cut = {name: geodesic_km2(shape.intersection(outline)) for name, outline in outlines.items()}
    assert measured.drop("all").to_dict() == pytest.approx(cut, abs=1e-6)


@pytest.mark.parametrize(
    "executor", [lambda _: ThreadPoolExecutor(2), lambda _: _processes()], ids=["threads", "processes"]
)
def test_pools_give_the_same_to_the_last_digit(shared: Path, executor: object) -> None:
    """Areas and changes are the same frames on threads and on processes."""
    some = read_snapshots(shared / "snapshots").head(70)
    with executor(None) as pool:
        pooled = areas(some, SECTORS, executor=pool), changes(some, sectors=SECTORS, executor=pool)
    for mine, theirs in zip((areas(some, SECTORS), changes(some, sectors=SECTORS)), pooled, strict=True):
        pd.testing.assert_frame_equal(mine, theirs, check_exact=True)


@pytest.mark.filterwarnings("default")
def test_a_daskcluster_gives_the_same_to_the_last_digit(shared: Path, cluster: Executor) -> None:
    """Areas and changes are the same frames on the two processes of a cluster."""
    some = read_snapshots(shared / "snapshots").head(70)
    pd.testing.assert_frame_equal(
        areas(some, SECTORS), areas(some, SECTORS, executor=cluster), check_exact=True
    )
    pd.testing.assert_frame_equal(
        changes(some, sectors=SECTORS), changes(some, sectors=SECTORS, executor=cluster), check_exact=True
    )


def test_the_rows_of_a_frame_need_no_order(shared: Path) -> None:
    """Files are taken by day however the rows stand."""
    some = read_snapshots(shared / "snapshots").head(40)
    pd.testing.assert_frame_equal(areas(some), areas(some.sample(frac=1, random_state=3)), check_exact=True)


def test_holes_are_not_ground(tmp_path: Path) -> None:
    """A hole counts out, whichever way round it is written, and what is in it counts again."""
    hole, island = ring(36.2, 48.2, 36.8, 48.8), ring(36.4, 48.4, 36.6, 48.6)
    write_days(
        tmp_path,
        d20240801=collection(polygon(ring())),
        d20240802=collection(polygon(ring(), hole)),
        d20240803=collection(polygon(ring(), hole[::-1])),
        d20240804=collection(polygon(ring(), hole), polygon(island)),
    )
    box, out, inner = (geodesic_km2(shapely.Polygon(one)) for one in (ring(), hole, island))
    measured = areas(read_snapshots(tmp_path))["area_km2"].tolist()
    assert measured == pytest.approx([box, box - out, box - out, box - out + inner], abs=1e-6)


def test_a_sector_without_ground_has_none(tmp_path: Path) -> None:
    """Nothing is 0, not missing; touching lines and points have no area."""
    write_days(tmp_path, d20240801=collection(polygon(ring())))
    beside = sectors(beside=shapely.box(37, 48, 38, 49).wkt, far=shapely.box(30, 50, 31, 51).wkt)
    assert areas(read_snapshots(tmp_path), beside)["area_km2"].tolist()[1:] == [0.0, 0.0]


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (
            pd.DataFrame({"sector_id": ["a"]}),
            r"^The sectors lack the columns outline\. Give one row a sector",
        ),
        (sectors(a="POINT (37 48)"), r"^The outlines of a are not polygons that can be measured\. Give WKT"),
        (sectors(a="POLYGON EMPTY", b="no WKT"), r"^The outlines of a, b are not polygons"),
        (sectors(a="POLYGON ((36 48, 37 49, 37 48, 36 49, 36 48))"), r"^The outlines of a are not polygons"),
        (sectors(all=WEST), r"^The outlines of all are not polygons .*; all names the whole map$"),
        (pd.concat([sectors(a=WEST)] * 2), r"^The sector a is in two rows\. Keep one of them$"),
    ],
    ids=["no column", "a point", "empty and no WKT", "crossing", "all", "twice"],
)
def test_outlines_that_cannot_be_measured_are_named(tmp_path: Path, frame: pd.DataFrame, words: str) -> None:
    """All of them at once, with what to give."""
    write_days(tmp_path, d20240801=collection(polygon(ring())))
    with pytest.raises(ValueError, match=words):
        areas(read_snapshots(tmp_path), frame)


_CORNERS = st.tuples(st.integers(0, 11), st.integers(0, 11), st.integers(1, 5), st.integers(1, 5))


def _ground(boxes: list[tuple[int, int, int, int]]) -> shapely.MultiPolygon:
    """Join boxes of a grid of hundredths of a degree."""
    shapes = [
        shapely.box(36 + x / 100, 48 + y / 100, 36 + (x + width) / 100, 48 + (y + height) / 100)
        for x, y, width, height in boxes
    ]
    return shapely.MultiPolygon(list(shapely.get_parts(shapely.union_all(shapes))))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_CORNERS, min_size=1, max_size=6), st.lists(_CORNERS, min_size=1, max_size=6))
def test_areas_differ_by_what_was_gained_less_what_was_lost(first: list, last: list) -> None:
    """Of any two grounds, with holes, corners that touch and edges shared in part."""
    before, after = _ground(first), _ground(last)
    gained, lost = gained_between(before, after), lost_between(before, after)
    # In short steps: a long geodesic that is cut is another line than the whole.
    was, now, came, went = (
        geodesic_km2(shapely.segmentize(shape, 0.01)) for shape in (before, after, gained, lost)
    )
    assert came - went == pytest.approx(now - was, abs=1e-3)
    assert gained.symmetric_difference(after.difference(before)).area < 1e-12
    assert lost.symmetric_difference(before.difference(after)).area < 1e-12


@settings(max_examples=30, deadline=None)
@given(st.lists(_CORNERS, min_size=1, max_size=6), st.lists(_CORNERS, min_size=1, max_size=6))
def test_what_is_read_from_files_is_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, first: list, last: list
) -> None:
    """Areas and their difference are those of the grounds put into the files."""
    grounds = {"d20240801": _ground(first), "d20240802": _ground(last)}
    texts = {day: collection(shapely.geometry.mapping(one)) for day, one in grounds.items()}
    snapshots = read_snapshots(write_days(tmp_path_factory.mktemp("days"), **texts))
    measured = areas(snapshots)["area_km2"].tolist()
    assert measured == pytest.approx([geodesic_km2(one) for one in grounds.values()], abs=1e-6)
    assert changes(snapshots).at[0, "net_km2"] == pytest.approx(measured[1] - measured[0], abs=1e-6)
    assert outline_on(snapshots, "2024-08-01").equals(grounds["d20240801"])
