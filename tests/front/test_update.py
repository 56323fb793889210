"""Keeping the measured tables: from nothing, day by day, again, and what is refused."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT
from polygons import copy_case, draw_sectors

import analysttools as at
from analysttools.front import read_snapshots
from analysttools.front.update import Measured, measure

TABLES = ["control.csv", "daily_area.csv", "monthly_change.csv"]
BOX = "POLYGON ((37.2 47.9, 37.6 47.9, 37.6 48.4, 37.2 48.4, 37.2 47.9))"
# A child that measures, and is killed as it gives the n-th table its name.
KILLED = """
import os, signal, sys
seen = []
def kill(event, arguments):
    if event == "os.rename" and ".csv" in os.fsdecode(str(arguments[0])):
        seen.append(event)
        if len(seen) == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(kill)
from analysttools.front import read_snapshots
from analysttools.front.update import measure
measure(read_snapshots(sys.argv[1]), sys.argv[2])
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the case in which nothing is measured and one sector is drawn."""
    folder = copy_case(tmp_path / "data")
    draw_sectors(folder, kurakhove=BOX)
    return folder


def _take(shared: Path, folder: Path, first: str, last: str) -> Path:
    """Copy real files of some days, both included."""
    folder.mkdir(exist_ok=True)
    days = pd.date_range(first, last).strftime("deepstatemap_data_%Y%m%d.geojson")
    known = {path.name: path for path in (shared / "snapshots").glob("*.geojson")}
    for name in [day for day in days if day in known]:
        shutil.copyfile(known[name], folder / name)
    return folder


def _measure(days: Path, folder: Path, **more: object) -> Measured:
    return measure(read_snapshots(days), folder, **more)


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "front").glob("*"))}


def _lines(folder: Path) -> list[bytes]:
    return b"".join(_contents(folder)[name] for name in TABLES).splitlines(keepends=True)


def _run(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "analysttools", "measure", *map(str, arguments), "--data", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_line_measures_from_nothing(shared: Path, folder: Path, tmp_path: Path) -> None:
    """It says how many days, which have no file, and what to look at; the case loads with the tables."""
    days = _take(shared, tmp_path / "days", "2024-08-01", "2024-09-15")
    run = _run(folder, days)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == (
        f"{days}: 44 new days measured, 44 in all\nfrom 2024-07-31 to 2024-09-14, 1 sectors\n"
        "no map of 2024-08-17\nno map of 2024-08-18\n"
        "look at 2024-09-13: 50% of the edges redrawn (an event, or a revision of the map?)\n"
        "look at 2024-09-14: 50% of the edges redrawn (an event, or a revision of the map?)\n"
    )
    case = at.load_case(folder)
    assert [len(case.daily_area), len(case.monthly_change)] == [46 * 2, 2]
    assert case.control["place_id"].nunique() == len(case.places)
    assert case.monthly_change["net_km2"].iloc[0] == pytest.approx(360.1097, abs=1e-4)


def test_adding_what_is_new_gives_the_bytes_of_all_at_once(
    shared: Path, folder: Path, tmp_path: Path
) -> None:
    """Over missing days, a redrawn day, a place that changed sides at the seam and one after it."""
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    days = _take(shared, tmp_path / "days", "2024-08-01", "2024-08-17")
    added = [len(_measure(days, folder).added)]
    for last in ("2024-08-20", "2024-09-30", "2024-10-02", "2024-10-16", "2024-11-08"):
        added.append(len(_measure(_take(shared, days, "2024-08-01", last), folder).added))
    assert added == [17, 1, 41, 2, 14, 23]
    _measure(days, other)
    assert _lines(folder) == _lines(other)


def test_new_files_alone_are_enough(shared: Path, folder: Path, tmp_path: Path) -> None:
    """With the last known day among them the days are compared; the months that lack files are named."""
    _measure(_take(shared, tmp_path / "old", "2024-08-01", "2024-08-25"), folder)
    measured = _measure(_take(shared, tmp_path / "new", "2024-08-25", "2024-09-05"), folder)
    assert [str(measured.added[at_].date()) for at_ in (0, -1)] == ["2024-08-25", "2024-09-04"]
    assert measured.missing_months == ["2024-08"]
    daily = at.load_case(folder).daily_area
    assert daily["area_id"].is_unique
    assert daily.loc[daily["map_day"].eq("2024-08-25"), "net_km2"].notna().all()


def test_the_day_of_the_map_is_taken_off_once(shared: Path, folder: Path, tmp_path: Path) -> None:
    """However the files were listed, the tables have the days that the maps show."""
    days = _take(shared, tmp_path / "days", "2024-08-02", "2024-08-03")
    measured = measure(read_snapshots(days, days_behind=1), folder)
    assert [str(day.date()) for day in measured.added] == ["2024-08-01", "2024-08-02"]
    assert _measure(days, folder).added == []


def test_measuring_again_changes_nothing(shared: Path, folder: Path, tmp_path: Path) -> None:
    """The files are not even touched: neither as they are, nor with --again."""
    days = _take(shared, tmp_path / "days", "2024-08-01", "2024-08-20")
    first = _measure(days, folder)
    before = {path.name: path.stat().st_mtime_ns for path in (folder / "front").iterdir()}
    assert _measure(days, folder).added == []
    assert len(_measure(days, folder, again=True).added) == len(first.added) == 18
    assert {path.name: path.stat().st_mtime_ns for path in (folder / "front").iterdir()} == before
    assert sorted(before) == TABLES


def test_other_outlines_are_refused(shared: Path, folder: Path, tmp_path: Path) -> None:
    """A table of two kinds of sectors is not made; --again makes it of one kind."""
    days = _take(shared, tmp_path / "days", "2024-08-01", "2024-08-05")
    _measure(days, folder)
    before = _contents(folder)
    draw_sectors(folder, kurakhove=BOX.replace("37.6", "37.7"))
    run = _run(folder, _take(shared, days, "2024-08-06", "2024-08-07"))
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith(
        "measure: a day that was measured before comes out differently (2024-08-04-kurakhove: "
    )
    assert run.stderr.endswith("Measure all files again: analysttools measure FOLDER --again\n")
    assert _contents(folder) == before
    assert _run(folder, days, "--again").returncode == 0
    assert len(at.load_case(folder).daily_area) == 14


def test_a_new_sector_is_refused_as_well(shared: Path, folder: Path, tmp_path: Path) -> None:
    """Its earlier days would be missing."""
    days = _take(shared, tmp_path / "days", "2024-08-01", "2024-08-05")
    _measure(days, folder)
    draw_sectors(folder, kurakhove=BOX, toretsk=BOX.replace("48", "49").replace("47", "49"))
    with pytest.raises(ValueError, match=r"\(2024-08-04-toretsk: nothing before, \d+\.\d+ km² now\)"):
        _measure(days, folder)


def test_measuring_again_from_fewer_files_is_refused(shared: Path, folder: Path, tmp_path: Path) -> None:
    """Days would be lost; they are named."""
    _measure(_take(shared, tmp_path / "days", "2024-08-01", "2024-08-06"), folder)
    before = _contents(folder)
    run = _run(folder, _take(shared, tmp_path / "fewer", "2024-08-04", "2024-08-06"), "--again")
    assert run.returncode == 1
    assert run.stderr == (
        "measure: 3 of 6 days measured before have no file here (2024-07-31;2024-08-01;2024-08-02), and "
        "would be lost. Measure again from all files, or add only what is new\n"
    )
    assert _contents(folder) == before


def test_an_earlier_new_day_is_refused(shared: Path, folder: Path, tmp_path: Path) -> None:
    """The days after it would change."""
    days = _take(shared, tmp_path / "days", "2024-08-02", "2024-08-05")
    _measure(days, folder)
    before = _contents(folder)
    run = _run(folder, _take(shared, days, "2024-08-01", "2024-08-01"))
    assert run.returncode == 1
    assert run.stderr == (
        "measure: the files of 2024-07-31 are new, but of earlier days than 2024-08-04, which was measured; "
        "the days after them would change. Measure all files again: analysttools measure FOLDER --again\n"
    )
    assert _contents(folder) == before


def test_nothing_is_written_where_a_file_is_faulty(shared: Path, folder: Path, tmp_path: Path) -> None:
    """One file that is cut off among new ones: the tables stay as they were, the file is named."""
    days = _take(shared, tmp_path / "days", "2024-08-01", "2024-08-04")
    _measure(days, folder)
    before = _contents(folder)
    wrong = _take(shared, days, "2024-08-05", "2024-08-08") / "deepstatemap_data_20240806.geojson"
    wrong.write_bytes(wrong.read_bytes()[:5000])
    run = _run(folder, days)
    assert (run.returncode, run.stdout) == (1, "")
    assert f"{wrong}: the file is not JSON" in run.stderr
    assert _contents(folder) == before


def test_a_source_that_nobody_described_is_refused(shared: Path, folder: Path, tmp_path: Path) -> None:
    """A measured number is credited to a row of the sources."""
    days = _take(shared, tmp_path / "days", "2024-08-01", "2024-08-02")
    with pytest.raises(ValueError, match=r'^measure: there is no source "mine" in .*sources\.csv, and a'):
        _measure(days, folder, source_id="mine")


def test_a_case_without_the_tables_is_told(shared: Path, package: Path, tmp_path: Path) -> None:
    """The descriptor must say where the tables lie."""
    days = _take(shared, tmp_path / "days", "2024-08-01", "2024-08-01")
    sources = package / "sources.csv"
    with pytest.raises(at.DataError, match=r"it lists no table daily_area, monthly_change, control, into"):
        _measure(days, package, source_id=pd.read_csv(sources)["source_id"][0])


@pytest.mark.parametrize("count", [1, 2, 3])
def test_killed_in_the_middle_the_tables_are_whole(
    shared: Path, folder: Path, tmp_path: Path, count: int
) -> None:
    """Each is the old or the new one, and measuring again mends them."""
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    days = _take(shared, tmp_path / "days", "2024-09-02", "2024-09-03")
    _measure(days, folder)
    before = _contents(folder)
    _take(shared, days, "2024-10-02", "2024-10-03")
    run = subprocess.run([sys.executable, "-c", KILLED, str(days), str(folder), str(count)], check=False)
    assert run.returncode == -signal.SIGKILL
    _measure(days, other)
    now, new = _contents(folder), _contents(other)
    assert all(now[name] in (before[name], new[name]) for name in TABLES)
    assert sum(now[name] == new[name] for name in TABLES) == count - 1
    _measure(days, folder, again=True)
    assert {name: _contents(folder)[name] for name in new} == new


@pytest.mark.shipped
def test_the_shipped_tables_are_what_is_measured_now(shared: Path, tmp_path: Path) -> None:
    """From the files beside the checkout, with the sectors as they are shipped, byte for byte."""
    folder = copy_case(tmp_path / "data", case=ROOT / "data")
    _measure(shared / "snapshots", folder)
    _measure(shared / "snapshots_kursk", folder, source_id="owlmaps-map-data")
    assert _lines(folder) == _lines(ROOT / "data")


@pytest.mark.shipped
def test_a_sector_grows_by_what_changed_in_it(shipped_case: at.Case) -> None:
    """In the measured table the areas of two files that follow one another differ by the net between them."""
    keys = ["source_id", "sector", "map_day"]
    daily = shipped_case.daily_area.dropna(subset=["area_km2"]).set_index(keys).sort_index()
    grown = daily.groupby(keys[:2])["area_km2"].diff()
    apart = (grown - daily["net_km2"]).dropna().abs()
    assert len(apart) == 291 * 7 + 217
    assert apart.max() < 0.01


def test_a_known_day_that_is_not_the_last_is_no_day_before(
    shared: Path, folder: Path, tmp_path: Path
) -> None:
    """Ground would count twice: what changed since is left empty, and the command says so."""
    _measure(_take(shared, tmp_path / "days", "2024-10-28", "2024-10-31"), folder)
    later = _take(shared, tmp_path / "later", "2024-10-29", "2024-10-29")
    run = _run(folder, _take(shared, later, "2024-11-02", "2024-11-02"))
    assert "2024-11-01 is not compared with a day before it: no such map is here\n" in run.stdout
    daily = at.load_case(folder).daily_area.set_index("area_id")
    assert daily.loc["2024-11-01-all", ["since", "net_km2"]].isna().all()


@pytest.mark.parametrize(("lon", "words"), [("37.7", "not_occupied before, occupied now")])
def test_a_place_that_was_moved_is_refused(
    shared: Path, folder: Path, tmp_path: Path, lon: str, words: str
) -> None:
    """Its next spell would be a capture that nobody made."""
    days = _take(shared, tmp_path / "days", "2024-10-28", "2024-10-30")
    _measure(days, folder)
    places = pd.read_csv(folder / "places.csv", dtype=str, keep_default_na=False)
    places.loc[places["place_id"].eq("kurakhove"), "lon"] = lon
    places.to_csv(folder / "places.csv", index=False, lineterminator="\n")
    with pytest.raises(ValueError, match=f"kurakhove: {words}"):
        _measure(_take(shared, days, "2024-10-31", "2024-10-31"), folder)


def test_a_month_whose_first_file_is_not_here_is_named_not_emptied(
    shared: Path, folder: Path, tmp_path: Path
) -> None:
    """Its days were measured: no row says that they were missing, and the command names the month."""
    _measure(_take(shared, tmp_path / "days", "2024-08-30", "2024-10-01"), folder)
    later = _take(shared, tmp_path / "later", "2024-09-01", "2024-09-01")
    run = _run(folder, _take(shared, later, "2024-10-01", "2024-10-03"))
    assert at.load_case(folder).monthly_change.empty
    assert "2024-09 is not measured as a month: a file of its cut is not here\n" in run.stdout


def test_a_country_without_places_is_refused(shared: Path, folder: Path, tmp_path: Path) -> None:
    """Every place would be without an answer: the countries that there are are named."""
    days = _take(shared, tmp_path / "days", "2024-10-28", "2024-10-29")
    with pytest.raises(ValueError, match=r'country "ZZ", which .* There are: .*RU.*UA'):
        _measure(days, folder, country="ZZ")


def test_a_second_map_has_rows_of_its_own(shared: Path, folder: Path, tmp_path: Path) -> None:
    """Each map is measured by its own days; the rows of the other stay as they are."""
    _name_second_map(folder)
    _measure(_take(shared, tmp_path / "days", "2024-09-01", "2024-09-03"), folder)
    before = at.load_case(folder).daily_area
    measured = _measure(shared / "snapshots_kursk", folder, source_id="second")
    assert len(measured.added) == 218
    daily = at.load_case(folder).daily_area
    pd.testing.assert_frame_equal(daily[daily["source_id"].ne("second")], before)
    second = daily[daily["source_id"].eq("second")]
    assert second["area_id"].iloc[0] == "second-2024-08-06-all"
    assert set(second["sector"]) == {"all"}
    assert second.set_index("map_day").loc["2024-09-03", "area_km2"] == pytest.approx(1103.198, abs=0.001)


def test_of_several_maps_the_source_names_one(shared: Path, folder: Path) -> None:
    """The days of a map that the case does not name would be credited as if they were of the main one."""
    _name_second_map(folder)
    other = pd.read_csv(folder / "sources.csv")["source_id"][0]
    with pytest.raises(ValueError, match=rf'"{other}" is that of no map.* deepstate-map-data, second$'):
        _measure(shared / "snapshots_kursk", folder, source_id=other)


def test_names_say_on_which_map_a_row_was_measured(shared: Path, folder: Path) -> None:
    """Who holds the ground is said of each row by its own map."""
    _name_second_map(folder)
    _measure(shared / "snapshots_kursk", folder, source_id="second")
    case = at.load_case(folder)
    named = at.with_names(case.daily_area, case)
    assert named[["map_name", "map_held_by"]].drop_duplicates().to_numpy().tolist() == [["Second", "Ukraine"]]


def _name_second_map(folder: Path) -> None:
    """Give a case a second map of control, over Kursk oblast."""
    path = folder / "datapackage.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    second = {"name": "Second", "source_id": "second", "held_by_en": "Ukraine", "country": "RU"}
    settings["control_map"] = [settings["control_map"], {**second, "window": [33.5, 50.3, 36.5, 52.5]}]
    path.write_text(json.dumps(settings), encoding="utf-8")
    sources = pd.read_csv(folder / "sources.csv", dtype=str, keep_default_na=False)
    row = sources[sources["source_id"].eq("deepstate-map-data")].assign(
        source_id="second", url="https://a.b/c"
    )
    pd.concat([sources, row]).to_csv(folder / "sources.csv", index=False)


def test_rows_of_two_maps_share_no_chart(shared: Path, folder: Path, tmp_path: Path) -> None:
    """Each map shows ground of its own; what takes one says how to choose it."""
    _name_second_map(folder)
    _measure(_take(shared, tmp_path / "days", "2024-09-01", "2024-10-03"), folder)
    _measure(shared / "snapshots_kursk", folder, source_id="second")
    case = at.load_case(folder)
    months = at.with_names(at.choose(case.monthly_change, sector="all"), case)
    said = r"2 maps of control \(deepstate-map-data, second\), and each shows ground of its own. Choose one"
    with pytest.raises(ValueError, match=said):
        at.plot_area(months)
    with pytest.raises(ValueError, match=r"spells of 2 maps \(deepstate-map-data, second\)"):
        at.compare_with_map(case.events, case.control, occupiers=["russia"])
    assert "Ground" in at.plot_area(at.choose(months, source_id="second")).figure.texts[0].get_text()
