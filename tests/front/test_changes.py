"""What changed between two days: months, gains and losses, slivers, missing days, jumps."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import pytest
import shapely
from polygons import collection, geodesic_km2, polygon, real_polygons, ring, sectors, write_days

from analysttools.front import (
    areas,
    changes,
    gained_between,
    ground_between,
    lost_between,
    outline_on,
    read_snapshots,
)

pytestmark = pytest.mark.slow

# Numbers that the parts of a change must have, and those that a month without its files must not.
COUNTS_MEMORY = pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(),
    reason="there is no /proc, where the kernel counts the memory of a process",
)
NUMBERS = ["net_km2", "gained_km2", "lost_km2", "slivers", "slivers_km2", "redrawn"]
# Pairs of rows of the real files: days that follow one another, a redrawn day, five months apart.
PAIRS = [*((row, row + 1) for row in range(0, 290, 20)), (65, 66), (25, 170)]
# How much memory a fresh process has held at most when it has measured some files.
MEMORY = """
import re, sys
from concurrent.futures import Executor
from pathlib import Path
from analysttools.front import {measure}, read_snapshots
import pyproj, shapely, simdjson
snapshots = read_snapshots(sys.argv[1])
Path("/proc/self/clear_refs").write_text("5")
def memory(what):
    return int(re.search(what + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = memory("VmRSS")
{keep}
{measure}(snapshots.tail({count}))  # the day that was redrawn most is the last but one
print(memory("VmHWM") - before)
"""


@pytest.fixture
def snapshots(shared: Path) -> pd.DataFrame:
    """List the real files."""
    return read_snapshots(shared / "snapshots")


@pytest.fixture(scope="module")
def daily(shared: Path) -> pd.DataFrame:
    """Measure all real files from day to day."""
    return changes(read_snapshots(shared / "snapshots"))


@pytest.fixture
def small(tmp_path: Path) -> pd.DataFrame:
    """Return six days of a box that grows by a tenth of a degree a day; 4 August has no file."""
    days = [1, 2, 3, 5, 6]
    texts = {f"d2024080{day}": collection(polygon(ring(36, 48, 37 + day / 10, 49))) for day in days}
    return read_snapshots(write_days(tmp_path / "days", **texts))


def test_months_cut_at_the_second(snapshots: pd.DataFrame) -> None:
    """Five months as known; each states its cut and what a day earlier and later would give."""
    months = changes(snapshots, "month", cut=2).set_index("period")
    nets = {"2024-08": 360.1, "2024-10": 519.0, "2024-11": 707.3, "2025-01": 321.2, "2025-03": 135.7}
    assert months.loc[list(nets), "net_km2"].to_dict() == pytest.approx(nets, abs=0.05)
    october = months.loc["2024-10"]
    assert october[["change_id", "cut"]].tolist() == ["2024-10-all", "2024-10-02 to 2024-11-02"]
    others = october[["net_day_before_km2", "net_day_after_km2"]].tolist()
    assert others == pytest.approx([502.79, 546.34], abs=0.01)
    assert months.index.tolist() == [
        *[f"2024-{month:02}" for month in range(8, 13)],
        "2025-01",
        "2025-02",
        "2025-03",
    ]


@pytest.mark.parametrize("cut", [1, 3])
def test_other_cuts_give_what_was_said_they_give(snapshots: pd.DataFrame, cut: int) -> None:
    """The net a day before and a day after is the net of that cut."""
    months = changes(snapshots, "month", cut=2).set_index("period").loc["2024-08":"2024-11"]
    other = changes(snapshots, "month", cut=cut).set_index("period").loc["2024-08":"2024-11", "net_km2"]
    column = {1: "net_day_before_km2", 3: "net_day_after_km2"}[cut]
    assert months[column].tolist() == other.tolist()


def test_a_net_is_the_difference_of_the_areas(snapshots: pd.DataFrame, daily: pd.DataFrame) -> None:
    """From day to day, all files: the same number on both ways, and gains less losses."""
    ground = areas(snapshots).set_index("map_day")["area_km2"]
    by_area = (ground[daily["to_day"]].to_numpy() - ground[daily["from_day"]].to_numpy()).tolist()
    assert daily["net_km2"].tolist() == pytest.approx(by_area, abs=1e-6)
    gross = (daily["gained_km2"] - daily["lost_km2"]).tolist()
    assert daily["net_km2"].tolist() == pytest.approx(gross, abs=0.01)
    assert (daily[["gained_km2", "lost_km2", "slivers_km2"]] >= 0).all(axis=None)


@pytest.mark.parametrize(("first", "last"), PAIRS)
def test_gains_and_losses_are_those_of_overlay(snapshots: pd.DataFrame, first: int, last: int) -> None:
    """Within a hundredth of a km2 of geopandas.overlay both ways, measured by pyproj."""
    rows = snapshots.iloc[[first, last]]
    frames = [geopandas.read_file(file).dissolve() for file in rows["file"]]
    gained = geopandas.overlay(frames[1], frames[0], how="difference", keep_geom_type=True)
    lost = geopandas.overlay(frames[0], frames[1], how="difference", keep_geom_type=True)
    expected = [sum(geodesic_km2(shape) for shape in frame.geometry) for frame in (gained, lost)]
    measured = changes(rows, [tuple(rows["day"])]).loc[0, ["gained_km2", "lost_km2"]].tolist()
    assert measured == pytest.approx(expected, rel=0, abs=0.01)


def test_pairs_are_those_that_are_meant(snapshots: pd.DataFrame) -> None:
    """The redrawn day and the long pair are among them."""
    days = [tuple(str(snapshots["day"][row].date()) for row in pair) for pair in PAIRS]
    assert days[-2:] == [("2024-09-13", "2024-09-14"), ("2024-08-02", "2024-12-27")]
    assert len(days) == 17


def test_missing_days_are_named_and_not_bridged_silently(daily: pd.DataFrame) -> None:
    """From 17 to 20 August 2024 are three days, and the row says which have no file."""
    rows = daily.set_index("change_id")
    row = rows.loc["2024-08-17-to-2024-08-20-all"]
    assert row[["period", "days", "missing_days"]].tolist() == [
        *["2024-08-17/2024-08-20", 3, "2024-08-18;2024-08-19"],
    ]
    named = rows[rows["missing_days"].ne("")]["missing_days"].tolist()
    assert named == ["2024-08-18;2024-08-19", "2025-01-01", "2025-03-31;2025-04-01"]


def test_a_month_whose_cut_has_no_file_has_no_numbers(snapshots: pd.DataFrame) -> None:
    """Cut at the 1st, December 2024 and January 2025 are named, with the days, and not measured."""
    months = changes(snapshots, "month", cut=1, sectors=_one()).set_index("change_id")
    wrong = ["2024-12-all", "2024-12-one", "2025-01-all", "2025-01-one", "2025-03-all", "2025-03-one"]
    assert months[months["net_km2"].isna()].index.tolist() == wrong
    assert months.loc[wrong, NUMBERS].isna().all(axis=None)
    assert months.loc[wrong[:4], "missing_days"].tolist() == ["2025-01-01"] * 4
    assert months.at["2024-12-all", "cut"] == "2024-12-01 to 2025-01-01"
    assert months.at["2024-12-all", "net_day_after_km2"] == pytest.approx(389.15, abs=0.01)


def test_slivers_are_counted_apart_and_stay_in_the_sums(tmp_path: Path) -> None:
    """A piece below the stated size counts as a sliver; the size can be stated otherwise."""
    large, tiny = ring(37.5, 48, 37.6, 48.1), ring(38, 48, 38.0005, 48.0005)
    days = {
        "d20240802": collection(polygon(ring())),
        "d20240803": collection(*map(polygon, (ring(), large, tiny))),
    }
    snapshots = read_snapshots(write_days(tmp_path, **days))
    small_km2, large_km2 = geodesic_km2(shapely.Polygon(tiny)), geodesic_km2(shapely.Polygon(large))
    found = [changes(snapshots, sliver_km2=size).loc[0] for size in (0.01, 0.001, 100)]
    assert [row["slivers"] for row in found] == [1, 0, 2]
    assert [row["slivers_km2"] for row in found] == pytest.approx([small_km2, 0, small_km2 + large_km2])
    assert [row["gained_km2"] for row in found] == pytest.approx([small_km2 + large_km2] * 3)


def test_a_sliver_is_one_by_its_size_on_the_whole_map(tmp_path: Path) -> None:
    """A large piece of which a sector holds a corner is no sliver in that sector."""
    days = {
        "d20240802": collection(polygon(ring())),
        "d20240803": collection(polygon(ring(36, 48, 37.5, 49))),
    }
    corner = sectors(corner=shapely.box(37.4999, 48.9999, 38, 49.5).wkt)
    measured = changes(read_snapshots(write_days(tmp_path, **days)), sectors=corner).set_index("sector")
    assert 0 < measured.at["corner", "gained_km2"] < 0.01
    assert measured["slivers"].tolist() == [0, 0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("2024-11-22-to-2024-11-23-all", "6.2 times the median day"),
        ("2024-09-13-to-2024-09-14-all", "50% of the edges redrawn"),
        ("2024-11-23-to-2024-11-24-all", ""),
    ],
)
def test_jumps_are_flagged_in_words(daily: pd.DataFrame, change: str, words: str) -> None:
    """Much ground on a day and many edges redrawn are told apart; an ordinary day is not flagged."""
    assert daily.set_index("change_id").at[change, "jump"] == words


def test_a_redrawn_day_has_slivers_for_changes(snapshots: pd.DataFrame) -> None:
    """On 14 September 2024 half of the edges moved and next to no ground: 967 slivers."""
    row = changes(snapshots, [("2024-09-13", "2024-09-14")]).loc[0]
    assert row["slivers"] == 967
    assert row["slivers_km2"] == pytest.approx(row["gained_km2"] + row["lost_km2"], abs=1e-9)


def test_a_jump_over_missing_days_is_one_by_the_day(daily: pd.DataFrame) -> None:
    """Ground of three days is set against three median days."""
    rows = daily
    gross = (rows["gained_km2"] + rows["lost_km2"]) / rows["days"]
    ratio = gross / gross[gross > 0].median()
    assert rows.loc[ratio > 5, "jump"].str.contains("times the median day").all()
    assert not rows.loc[ratio <= 5, "jump"].str.contains("times the median day").any()


def test_pairs_of_a_user_stand_by_day(small: pd.DataFrame) -> None:
    """Each once, in the order of days, however they were given."""
    pairs = [("2024-08-02", "2024-08-06"), ("2024-08-01", pd.Timestamp("2024-08-03"))]
    rows = changes(small, [*pairs, pairs[0]])
    assert rows["change_id"].tolist() == ["2024-08-01-to-2024-08-03-all", "2024-08-02-to-2024-08-06-all"]
    assert rows["missing_days"].tolist() == ["", "2024-08-04"]
    assert rows["jump"].tolist() == ["", ""]


def test_one_pair_is_the_sum_of_its_days(small: pd.DataFrame) -> None:
    """Growth from the first to the last day is that of the days between."""
    whole = changes(small, [("2024-08-01", "2024-08-06")]).at[0, "net_km2"]
    assert changes(small)["net_km2"].sum() == pytest.approx(whole, abs=1e-6)


_FORM = (
    "every is one or more pairs of days, each with the earlier day first, such as "
    '[("2024-08-02", "2024-12-17")]'
)


@pytest.mark.parametrize(
    ("every", "words"),
    [
        ([("2024-08-03", "2024-08-01")], _FORM),
        ([("2024-08-03", "2024-08-03")], _FORM),
        ([("2024-08-01", "2024-08-02", "2024-08-03")], _FORM),
        (["2024-08-01", "2024-08-02"], _FORM),
        ([], _FORM),
        (
            [("2024-08-01", "2024-08-04"), ("2024-07-01", "2024-08-02")],
            "there is no map of 2024-07-01, 2024-08-04. Name days that the snapshots have: a day without a "
            "map is not bridged",
        ),
        (
            "week",
            'every is "week", but it is one of: day, month, or pairs of days such as '
            '[("2024-08-02", "2024-12-17")]',
        ),
    ],
    ids=["wrong order", "same day", "three days", "no pairs", "nothing", "not there", "another word"],
)
def test_other_pairs_are_refused_in_words(small: pd.DataFrame, every: object, words: str) -> None:
    """What is wrong and what to give: the whole text."""
    with pytest.raises(ValueError, match=f"^changes: {re.escape(words)}$"):
        changes(small, every)


@pytest.mark.parametrize("cut", [31, 29, 0, -1, 2.5])
def test_a_cut_that_some_month_lacks_is_refused(small: pd.DataFrame, cut: float) -> None:
    """Months are cut on days that each of them has."""
    message = f"changes: cut is {cut!r}, but it is a day that every month has: 1 to 28"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        changes(small, "month", cut=cut)


@pytest.mark.parametrize(("every", "count"), [("day", 1), ("month", 6)])
def test_too_few_files_give_no_rows(small: pd.DataFrame, every: str, count: int) -> None:
    """One file has no day before it, six days hold no month: a table of the same columns without rows."""
    rows = changes(small.head(count), every, sectors=_one())
    assert rows.empty
    assert rows.columns.tolist() == changes(small).columns.tolist()
    kinds = {"from_day": "M", "to_day": "M", "days": "i", "net_km2": "f", "gained_km2": "f"}
    assert {column: rows[column].dtype.kind for column in kinds} == kinds


def test_sectors_hold_their_part_of_each_piece(small: pd.DataFrame) -> None:
    """A piece on the border of a sector is cut, one outside is not in it, one inside is whole."""
    parts = sectors(
        north=shapely.box(36, 48.5, 39, 50).wkt,
        far=shapely.box(30, 50, 31, 51).wkt,
        all_of=shapely.box(35, 47, 39, 50).wkt,
    )
    row = changes(small.head(2), sectors=parts).set_index("sector")["gained_km2"]
    north = geodesic_km2(shapely.box(37.1, 48.5, 37.2, 49))
    assert row[["north", "far"]].tolist() == pytest.approx([north, 0], abs=0.01)
    assert row["all_of"] == row["all"]


def test_gained_and_lost_are_the_ground_itself(snapshots: pd.DataFrame) -> None:
    """The polygons for the map are the differences of the outlines, and measure what the table says."""
    days = ["2024-11-22", "2024-12-17"]
    before, after = (outline_on(snapshots, day) for day in days)
    gained, lost = gained_between(before, after), lost_between(before, after)
    assert gained.symmetric_difference(after.difference(before)).area < 1e-9
    assert lost.symmetric_difference(before.difference(after)).area < 1e-9
    row = changes(snapshots, [tuple(days)]).loc[0]
    measured = [geodesic_km2(gained), geodesic_km2(lost)]
    assert measured == pytest.approx(row[["gained_km2", "lost_km2"]].tolist(), abs=1e-6)


def test_an_outline_is_that_of_its_file(snapshots: pd.DataFrame) -> None:
    """Read with the standard library the same polygons come out."""
    assert outline_on(snapshots, "2024-07-08").equals(real_polygons(Path(snapshots["file"][0])))


def test_ground_has_a_row_for_each_kind(snapshots: pd.DataFrame) -> None:
    """Held, gained and lost, credited; held and gained are the ground of the last day."""
    ground = ground_between(snapshots, "2024-08-02", "2024-12-17", source_id="deepstate-map-data")
    assert ground["ground_id"].tolist() == [
        f"2024-08-02-to-2024-12-17-{what}" for what in ("held", "gained", "lost")
    ]
    assert ground["source_id"].eq("deepstate-map-data").all()
    by_what = ground.set_index("what")
    last = geodesic_km2(outline_on(snapshots, "2024-12-17"))
    assert by_what.loc[["held", "gained"], "area_km2"].sum() == pytest.approx(last, abs=0.01)
    assert by_what["area_km2"].to_dict() == pytest.approx(
        {what: geodesic_km2(shape) for what, shape in by_what["geometry"].items()}, abs=1e-6
    )


@COUNTS_MEMORY
@pytest.mark.parametrize("measure", ["changes", "areas"])
def test_memory_does_not_grow_with_the_days(shared: Path, measure: str) -> None:
    """Over 292 files at most 1.2 times that over 60."""
    few, all_of_them = (_peak(shared, measure, count) for count in (60, 292))
    assert all_of_them < 1.2 * few


@COUNTS_MEMORY
def test_memory_that_grows_is_seen(shared: Path) -> None:
    """The yardstick is one: outlines that are kept show in it."""
    keep = (
        "from analysttools.front import outline_on\n"
        "kept = [outline_on(snapshots, day) for day in snapshots['day'].tail({})]"
    )
    few, more = (_peak(shared, "changes", count, keep.format(count)) for count in (60, 200))
    assert more > 1.2 * few


def _one() -> pd.DataFrame:
    return sectors(one="POLYGON ((36.8 47.9, 37.6 47.9, 37.6 48.4, 36.8 48.4, 36.8 47.9))")


def _peak(shared: Path, measure: str, count: int, keep: str = "") -> int:
    """Return by how many kB a fresh process grew at most."""
    code = MEMORY.format(measure=measure, count=count, keep=keep)
    command = [sys.executable, "-c", code, str(shared / "snapshots")]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


class _Batches(Executor):
    """An executor that runs one batch after the other and knows which runs."""

    running = 0

    def map(self, function: Callable[..., Any], *given: Iterable[Any]) -> Iterator[Any]:
        for arguments in zip(*given, strict=False):
            self.running += 1
            yield function(*arguments)


def test_no_two_batches_share_a_prepared_sector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shape is prepared for one thread: each batch has copies of its own, or the process may end."""
    pool, prepared, prepare = _Batches(), [], shapely.prepare
    monkeypatch.setattr(shapely, "prepare", lambda one: (prepared.append((pool.running, one)), prepare(one)))
    monkeypatch.setattr(sys.modules["analysttools.front.changes"], "BATCH", 3)
    days = {f"d202408{day:02}": collection(polygon(ring(east=37 + day / 10))) for day in range(1, 9)}
    snapshots = read_snapshots(write_days(tmp_path, **days))
    one = sectors(one=shapely.box(36.5, 48, 37.5, 49).wkt)
    changes(snapshots, "day", sectors=one, executor=pool)
    assert pool.running > 1
    assert len({id(shape) for _, shape in prepared}) == pool.running
