"""Daily control polygons: finding the files, and what one file may have wrong."""

from __future__ import annotations

import json
import math
import re
import tarfile
import zipfile
from pathlib import Path

import pandas as pd
import pytest
import shapely
from polygons import collection, geodesic_km2, polygon, ring, write_days

import analysttools as at
from analysttools.errors import DataError
from analysttools.front import areas, changes, control_at, outline_on, read_snapshots
from analysttools.front.snapshots import missing_days

GOOD = collection(polygon(ring()))
FORM = (
    "Expected a FeatureCollection of features of the type Polygon or MultiPolygon. "
    "Keep only the polygons, or fetch the file again."
)
WINDOW = "Expected 22 to 41 E, 44 to 53 N."
FETCH = "Fetch it again, or take it out."
OUT = "Take the file out: its day then counts as missing."
NOT_JSON = "the file is not JSON ({}). The file is cut off or was changed: fetch it again."
IMPROPER = (
    "The JSON document has an improper structure: missing or superfluous commas, braces, missing keys, etc"
)
CRS = 'Expected "urn:ogc:def:crs:OGC:1.3:CRS84" or none. Convert it to WGS 84 longitude and latitude.'
WRONG_PLACE = "Found nothing, a number or a text where an object or a list is expected"
RING = "Fetch the file again; a ring has four points or more, the last one the first."
NO_POLYGON = (
    "the file holds no polygon, which may mean that nothing was held or that something failed. " + OUT
)
NO_GEOMETRY = (
    "feature {} has no geometry, so it says nothing of any ground. Take the feature out, or give it the "
    "polygon that it lacks."
)
BOWTIE = polygon([[36, 48], [37, 49], [37, 48], [36, 49], [36, 48]])
LOOP = polygon(
    [[36, 48], [38, 48], [38, 49], [37, 49], [37, 48.5], [37.5, 48.5], [37.5, 49.2], [36, 49.2], [36, 48]]
)
FAULTY = {
    "empty": ("", f"the file is empty. {FETCH}"),
    "blank": (" \n", f"the file is empty. {FETCH}"),
    "truncated": (GOOD[:-30], NOT_JSON.format(IMPROPER)),
    "no JSON": ("Not found", NOT_JSON.format(IMPROPER)),
    "a web page": (
        "<html>Not found</html>",
        "the file is a web page (HTML). Download the file itself: where the site asks for a name and "
        "password, sign in first.",
    ),
    "a Git LFS pointer": (
        "version https://git-lfs.github.com/spec/v1\n",
        "the file is a Git LFS pointer, not the file itself. Fetch the file: git lfs pull.",
    ),
    "KML": (
        '<?xml version="1.0"?><kml>',
        "the file is KML, of Google Earth. Save it as GeoJSON in UTF-8.",
    ),
    "a merge conflict": (
        "<<<<<<< HEAD\n",
        "the file is a text with an unsolved merge conflict (<<<<<<<). Solve it: git status names the files.",
    ),
    "gzip": (b"\x1f\x8b\x08\0", "the file is packed with gzip. Unpack it: gunzip."),
    "a PDF": (b"%PDF-1.7", "the file is a PDF document. Put the GeoJSON itself there, in UTF-8."),
    "UTF-16": (
        GOOD.encode("utf-16"),
        "the file is text in UTF-16 or UTF-32, not in UTF-8. Save it as UTF-8 (spreadsheets: choose the "
        "character set on saving).",
    ),
    "not a number": (GOOD.replace("36", "NaN"), NOT_JSON.format(IMPROPER)),
    "infinity": (GOOD.replace("36", "Infinity"), NOT_JSON.format(IMPROPER)),
    "too large a number": (GOOD.replace("36", "1e400"), NOT_JSON.format("Problem while parsing a number")),
    "deeply nested": (
        "[" * 100_000 + "]" * 100_000,
        NOT_JSON.format("The JSON document was too deep (too many nested objects and arrays)"),
    ),
    "another CRS": (
        collection(polygon(ring()), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}),
        f'the file is in another coordinate system. Found "urn:ogc:def:crs:EPSG::3857". {CRS}',
    ),
    "a CRS without a name": (
        collection(polygon(ring()), crs=["EPSG:3857"]),
        f"the file is in another coordinate system. Found no name of one that is known. {CRS}",
    ),
    "metres": (
        collection(polygon(ring(4_000_000, 6_100_000, 4_100_000, 6_200_000))),
        f"points lie outside the window. Found 4e+06 to 4.1e+06 E, 6.1e+06 to 6.2e+06 N. {WINDOW} "
        "Give read_snapshots the window of your case, or correct the file.",
    ),
    "exchanged": (
        collection(polygon(ring(48, 36, 49, 37))),
        f"longitude and latitude are exchanged. Found 48 to 49 E, 36 to 37 N. {WINDOW} "
        "Exchange them: GeoJSON puts longitude first.",
    ),
    "GeometryCollection": (
        collection({"type": "GeometryCollection", "geometries": [polygon(ring())]}),
        f'feature 1 is not a polygon. Found "GeometryCollection". {FORM}',
    ),
    "a point": (
        collection(polygon(ring()), {"type": "Point", "coordinates": [36, 48]}),
        f'feature 2 is not a polygon. Found "Point". {FORM}',
    ),
    "null geometry": (collection(None), NO_GEOMETRY.format(1)),
    "no geometry": (
        '{"type": "FeatureCollection", "features": [{"type": "Feature"}]}',
        NO_GEOMETRY.format(1),
    ),
    "one of two without geometry": (collection(polygon(ring()), None), NO_GEOMETRY.format(2)),
    "a geometry that is a list": (
        collection([]),
        f"feature 1 is not of the form of GeoJSON. {WRONG_PLACE}. {FORM}",
    ),
    "a geometry without coordinates": (
        collection({"type": "Polygon"}),
        f"feature 1 is not of the form of GeoJSON. Found no type or no coordinates. {FORM}",
    ),
    "a type that is a list": (
        collection({"type": ["Polygon"], "coordinates": []}),
        f"feature 1 is not a polygon. Found a type that is not text. {FORM}",
    ),
    "a coordinate of 400 digits": (
        GOOD.replace("36", "3" * 400),
        NOT_JSON.format("Big integer value that cannot be represented using 64 bits"),
    ),
    "not UTF-8": (b"{\xff\xfe", "the file is not UTF-8. Fetch it again; GeoJSON is text in UTF-8."),
    "nested too deep in what is not read": (
        collection(polygon(ring()), crs=None).replace("null", "[" * 2000 + "]" * 2000),
        NOT_JSON.format("The JSON document was too deep (too many nested objects and arrays)"),
    ),
    "no feature": (collection(), NO_POLYGON),
    "a polygon without rings": (collection(polygon()), NO_POLYGON),
    "a MultiPolygon without polygons": (collection({"type": "MultiPolygon", "coordinates": []}), NO_POLYGON),
    "one MultiPolygon of two without polygons": (
        collection(polygon(ring()), {"type": "MultiPolygon", "coordinates": []}),
        f"polygon 2 of 2 has no ring. Found an empty list. {FORM}",
    ),
    "one polygon without rings": (
        collection({"type": "MultiPolygon", "coordinates": [[ring()], []]}),
        f"polygon 2 of 2 has no ring. Found an empty list. {FORM}",
    ),
    "three numbers a point": (
        collection(polygon([[*point, 120] for point in ring()])),
        "ring 1 of 1 has 15 numbers for 5 points. Expected longitude and latitude for each point. "
        "Take heights and other numbers out.",
    ),
    "heights here and there": (
        collection(polygon([[*ring()[0], 0], *ring()[1:]])),
        "ring 1 of 1 has 11 numbers for 5 points. Expected longitude and latitude for each point. "
        "Take heights and other numbers out.",
    ),
    "numbers that look like heights": (
        collection(polygon([[36, 48, 0, 37], [48, 0], [37, 49, 0, 36], [48, 0]])),
        "ring 1 of 1 has 12 numbers for 4 points. Expected longitude and latitude for each point. "
        "Take heights and other numbers out.",
    ),
    "a text for a number": (
        collection(polygon([["36", 48], *ring()[1:]])),
        f"feature 1 is not of the form of GeoJSON. Found something else than a number in a point. {FORM}",
    ),
    "ring not closed": (
        collection(polygon(ring(), ring(36.2, 48.2, 36.4, 48.4)[:-1])),
        f"ring 2 of 2 does not end where it began: no ground is enclosed. {RING}",
    ),
    "ring of three points": (
        collection(polygon([[36, 48], [37, 48], [36, 48]])),
        f"ring 1 of 1 has 3 points: no ground is enclosed. {RING}",
    ),
    "no ground": (
        collection(polygon([[36, 48], [37, 48], [38, 48], [36, 48]])),
        f"no ground is left when the polygons are made valid: self-intersection at 37 48. {OUT}",
    ),
    "a bare Feature": (
        json.dumps({"type": "Feature", "geometry": polygon(ring())}),
        f"the file is not a FeatureCollection. Found Feature. {FORM}",
    ),
    "a list": ("[]", f"the file is not a FeatureCollection. Found no object with a type. {FORM}"),
    "no list of features": (
        '{"type": "FeatureCollection", "features": {}}',
        f"the file has no list of features. Found no list. {FORM}",
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_file_is_refused_in_words(tmp_path: Path, name: str) -> None:
    """What is wrong, found and expected, and what to do: the whole text."""
    text, words = FAULTY[name]
    file = tmp_path / "control_20240802.geojson"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    message = f"The list of snapshots has 1 fault:\n{file}: {words}"
    with pytest.raises(at.DataError, match=f"^{re.escape(message)}$"):
        areas(read_snapshots(tmp_path, window=(22, 44, 41, 53)))


@pytest.mark.parametrize("measure", [areas, changes, lambda rows: control_at(_towns(), rows)])
def test_all_faults_of_all_files_come_at_once(tmp_path: Path, measure: object) -> None:
    """Two faulty files among four are told in one error, and nothing is measured."""
    write_days(tmp_path, d20240801=GOOD, d20240802="", d20240803=GOOD, d20240804=GOOD[:-30])
    with pytest.raises(at.DataError, match=r"^The list of snapshots has 2 faults") as caught:
        measure(read_snapshots(tmp_path))
    assert caught.value.to_frame()["kind"].tolist() == ["empty-file", "bad-json"]


def test_days_are_those_that_the_maps_show(tmp_path: Path) -> None:
    """The file of the 2nd shows the 1st, where the map is a day behind; the file is named as it is."""
    (row,) = read_snapshots(write_days(tmp_path, d20240802=GOOD), days_behind=1).itertuples()
    assert (str(row.day.date()), row.days_behind) == ("2024-08-01", 1)
    assert "20240802" in row.file


def test_coordinates_exchanged_in_all_files_are_refused(tmp_path: Path) -> None:
    """No file speaks for exchanged coordinates because the others have them too."""
    text = collection(polygon(ring(48, 36, 49, 37)))
    write_days(tmp_path, d20240802=text, d20240803=text)
    with pytest.raises(at.DataError, match=r"^The list of snapshots has 2 faults") as caught:
        areas(read_snapshots(tmp_path, window=(22, 44, 41, 53)))
    assert caught.value.to_frame()["problem"].tolist() == ["longitude and latitude are exchanged"] * 2


def test_a_window_of_ones_own_lets_other_ground_in(tmp_path: Path) -> None:
    """Ground elsewhere is measured where the user says so."""
    write_days(tmp_path, d20240802=collection(polygon(ring(48, 36, 49, 37))))
    measured = areas(read_snapshots(tmp_path, window=(40, 30, 50, 40)))
    assert measured["area_km2"].tolist() == [pytest.approx(geodesic_km2(shapely.box(48, 36, 49, 37)))]


@pytest.mark.parametrize(
    ("geometries", "shape", "words"),
    [
        (
            [BOWTIE],
            "MULTIPOLYGON (((36 48, 36.5 48.5, 36 49, 36 48)), ((37 48, 37 49, 36.5 48.5, 37 48)))",
            "made valid: self-intersection at 36.5 48.5",
        ),
        (
            [LOOP],
            "POLYGON ((36 48, 38 48, 38 49, 37.5 49, 37.5 49.2, 36 49.2, 36 48))",
            "made valid: self-intersection at 37.5 49",
        ),
        (
            [polygon(ring()), polygon(ring(36.5, 48, 37.5, 49))],
            "POLYGON ((36 48, 36.5 48, 37 48, 37.5 48, 37.5 49, 37 49, 36.5 49, 36 49, 36 48))",
            "made valid: self-intersection at 36.5 49",
        ),
        (
            [polygon(ring()), polygon(ring())],
            "POLYGON ((36 48, 37 48, 37 49, 36 49, 36 48))",
            "made valid: self-intersection at 37 49",
        ),
    ],
    ids=["bow tie", "loop", "overlap", "twice"],
)
def test_a_repair_is_named_and_its_ground_measured(
    tmp_path: Path, geometries: list, shape: str, words: str
) -> None:
    """Crossing rings are made valid by name, and ground that is gone round twice counts once."""
    write_days(tmp_path, d20240802=collection(*geometries))
    snapshots = read_snapshots(tmp_path)
    row = areas(snapshots).loc[0]
    assert row["repair"] == words
    assert row["area_km2"] == pytest.approx(geodesic_km2(shapely.from_wkt(shape)), rel=1e-6)
    assert row["area_km2"] == pytest.approx(geodesic_km2(outline_on(snapshots, "2024-08-02")), rel=1e-12)


@pytest.mark.parametrize("window", [(22, 44, 41, 53), (0, 0, 90, 90)])
@pytest.mark.parametrize(
    ("rings", "words"),
    [
        ([[*point, 0] for point in ring()], "heights of 0 left out"),
        ([[*point, 0.0] for point in ring()], "heights of 0 left out"),
        ([[*point, 0] for point in BOWTIE["coordinates"][0]], "heights of 0 left out; made valid: self-int"),
    ],
)
def test_heights_of_zero_are_left_out_by_name(tmp_path: Path, window: tuple, rings: list, words: str) -> None:
    """A file of programs that write heights everywhere is measured as without them, and says so."""
    flat = [point[:2] for point in rings]
    write_days(tmp_path, d20240802=collection(polygon(rings)), d20240803=collection(polygon(flat)))
    measured = areas(read_snapshots(tmp_path, window=window))
    assert measured["repair"].iloc[0].startswith(words)
    assert "heights" not in measured["repair"].iloc[1]
    assert measured["area_km2"].nunique() == 1


def test_a_repair_is_named_in_changes(tmp_path: Path) -> None:
    """A difference that rests on a repaired day says so, and is that of the repaired polygons."""
    write_days(tmp_path, d20240802=GOOD, d20240803=collection(BOWTIE), d20240804=GOOD)
    snapshots = read_snapshots(tmp_path)
    measured = changes(snapshots)
    assert measured["repair"].tolist() == ["made valid: self-intersection at 36.5 48.5"] * 2
    by_day = areas(snapshots)["area_km2"].diff().dropna().tolist()
    assert measured["net_km2"].tolist() == pytest.approx(by_day, abs=1e-6)


@pytest.mark.parametrize(
    "geometry",
    [
        polygon(ring()[::-1]),
        polygon([ring()[0], ring()[1], ring()[1], *ring()[1:]]),
        {"type": "MultiPolygon", "coordinates": [[ring()]]},
        polygon([*ring()[2:4], *ring()[:3]]),
    ],
    ids=["clockwise", "points twice", "MultiPolygon", "begun elsewhere"],
)
def test_the_same_ground_has_the_same_area(tmp_path: Path, geometry: dict) -> None:
    """However a ring is written; nothing is repaired, nothing changed from the day before."""
    write_days(tmp_path, d20240802=GOOD, d20240803=collection(geometry))
    snapshots = read_snapshots(tmp_path)
    measured = areas(snapshots)
    assert measured["area_km2"].tolist() == pytest.approx([geodesic_km2(shapely.box(36, 48, 37, 49))] * 2)
    assert measured["repair"].tolist() == ["", ""]
    assert changes(snapshots)[["gained_km2", "lost_km2"]].to_numpy().tolist() == [[0, 0]]


def test_points_of_uneven_length_are_refused_where_they_could_pass(tmp_path: Path) -> None:
    """One number and three make two points; where longitudes could be latitudes, each point is counted."""
    uneven = polygon([[10, 10], [20], [10, 20, 20], [10, 20], [10, 10]])
    folder = write_days(tmp_path, d20240802=collection(uneven))
    with pytest.raises(DataError, match="feature 1 has a point that is not two numbers"):
        areas(read_snapshots(folder, window=(0, 0, 50, 50)))


@pytest.mark.parametrize(
    "window",
    [(30, 50, 20, 40), (20, 50, 30, 40), (20, 40, 200, 50), (20, -91, 30, 50), (math.nan, 40, 30, 50)],
    ids=["east of west", "south of north", "beyond the date line", "beyond a pole", "no number"],
)
def test_a_window_that_is_none_is_told(tmp_path: Path, window: tuple) -> None:
    """Sides exchanged, or off the earth, hold nothing: the form is said, not the files blamed."""
    expected = (
        f"read_snapshots: the window {window} is none. It is west, south, east, north in degrees, such as "
        "(22, 44, 41, 53)"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(expected)}$"):
        read_snapshots(write_days(tmp_path, d20240802="{}"), window=window)


def test_a_hole_outside_its_polygon_is_refused(tmp_path: Path) -> None:
    """Mending would make ground of it, also beside a ring that crosses itself: the place is named."""
    stray = polygon(ring(), ring(38, 48, 38.5, 48.5))
    crossing = polygon([[30, 48], [31, 49], [31, 48], [30, 49], [30, 48]])
    folder = write_days(tmp_path, d20240802=collection(crossing, stray))
    with pytest.raises(DataError, match=r"a hole lies outside its polygon \(38"):
        areas(read_snapshots(folder))


@pytest.mark.parametrize("crs", [None, {"properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}])
def test_names_of_wgs_84_are_known(tmp_path: Path, crs: object) -> None:
    """No name, and the one that GeoJSON of old gives, are longitude and latitude."""
    write_days(tmp_path, d20240802=collection(polygon(ring()), crs=crs))
    assert len(areas(read_snapshots(tmp_path))) == 1


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    """A folder that is named like a day cannot be read."""
    (tmp_path / "control_20240802.geojson").mkdir()
    with pytest.raises(
        at.DataError, match=r"control_20240802\.geojson: the file cannot be read \(.*Fetch it"
    ):
        areas(read_snapshots(tmp_path))


def test_the_real_files_are_listed_and_the_missing_days_named(shared: Path) -> None:
    """292 files from 8 July 2024 to 30 April 2025; five days have none."""
    snapshots = read_snapshots(shared / "snapshots")
    assert len(snapshots) == 292
    assert [str(snapshots["day"].iloc[row].date()) for row in (0, -1)] == ["2024-07-08", "2025-04-30"]
    assert [str(day.date()) for day in missing_days(snapshots["day"])] == [
        *["2024-08-18", "2024-08-19", "2025-01-01", "2025-03-31", "2025-04-01"],
    ]


@pytest.mark.parametrize("ending", ["zip", "tar.gz"])
def test_an_archive_gives_what_its_folder_gives(tmp_path: Path, ending: str) -> None:
    """Members in folders of the archive are found, other files left alone, numbers the same."""
    folder = write_days(
        tmp_path / "days", d20240802=GOOD, d20240803=collection(polygon(ring(36, 48, 38, 49)))
    )
    (folder / "README.md").write_text("of 2024-08-04", encoding="utf-8")
    archive = tmp_path / f"days.{ending}"
    _pack(folder, archive)
    snapshots = read_snapshots(archive)
    assert snapshots["member"].tolist() == [
        *["deep/er/control_20240802.geojson", "deep/er/control_20240803.geojson"],
    ]
    pd.testing.assert_frame_equal(areas(snapshots), areas(read_snapshots(folder)))


def test_one_member_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    """A packed file whose bytes were changed is named, archive and member."""
    folder = write_days(tmp_path / "days", d20240802=GOOD, d20240803=GOOD)
    archive = tmp_path / "days.zip"
    _pack(folder, archive)
    content = bytearray(archive.read_bytes())
    start = content.index(b"20240803.geojson") + 16
    content[start + 10 : start + 40] = b"\xff" * 30
    archive.write_bytes(content)
    with pytest.raises(at.DataError, match=r"has 1 fault:\n") as caught:
        areas(read_snapshots(archive))
    (fault,) = caught.value.faults
    assert (fault.kind, fault.file) == ("unreadable-file", f"{archive}/deep/er/control_20240803.geojson")


@pytest.mark.parametrize("content", [b"no archive", b"", "cut"])
def test_what_is_no_archive_is_told(tmp_path: Path, content: bytes | str) -> None:
    """A file of another kind, an empty one, half an archive."""
    archive = tmp_path / "days.tar.gz"
    _pack(write_days(tmp_path / "days", d20240802=GOOD), archive)
    archive.write_bytes(archive.read_bytes()[:150] if isinstance(content, str) else content)
    message = r"neither a folder nor an archive that can be read \([^\n]+\)\. Give a folder of GeoJSON files"
    with pytest.raises(at.DataError, match=message):
        read_snapshots(archive)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("control_20240230", "its name gives a date that does not exist (2024-02-30)"),
        ("control_20241301", "its name gives a date that does not exist (2024-13-01)"),
        ("control", "it names no one day"),
        ("control_20240803_20240804", "it names no one day"),
        ("control_202408031", "it names no one day"),
    ],
)
def test_a_name_without_a_day_is_told(tmp_path: Path, name: str, problem: str) -> None:
    """A date that is no date and a name without one, two, or digits too many."""
    write_days(tmp_path, d20240802=GOOD)
    (tmp_path / f"{name}.geojson").write_text(GOOD, encoding="utf-8")
    expected = (
        f"{tmp_path} has 1 fault:\n{tmp_path}/{name}.geojson: {problem}. Expected one day, such as "
        "control_20240802.geojson. Rename it to its day, or take it out."
    )
    with pytest.raises(at.DataError, match=f"^{re.escape(expected)}$"):
        read_snapshots(tmp_path)


def test_two_files_of_one_day_are_refused(tmp_path: Path) -> None:
    """Neither is chosen; both are named."""
    write_days(tmp_path, d20240802=GOOD)
    (tmp_path / "other_2024-08-02.geojson").write_text(GOOD, encoding="utf-8")
    expected = (
        f"{tmp_path} has 1 fault:\n{tmp_path}/other_2024-08-02.geojson: it is of 2024-08-02, as is "
        f"{tmp_path}/control_20240802.geojson. Keep the one that holds, take the other out."
    )
    with pytest.raises(at.DataError, match=f"^{re.escape(expected)}$"):
        read_snapshots(tmp_path)


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    """A folder with other files only holds no polygons."""
    (tmp_path / "README.md").write_text("nothing", encoding="utf-8")
    expected = (
        f"{tmp_path} has 1 fault:\n{tmp_path}: there is no GeoJSON file in it. Give the folder or archive of "
        "daily files, such as control_20240802.geojson."
    )
    with pytest.raises(at.DataError, match=f"^{re.escape(expected)}$"):
        read_snapshots(tmp_path)


def test_no_such_folder_says_where_it_looked(tmp_path: Path) -> None:
    """The path in full, and how to get the files."""
    with pytest.raises(FileNotFoundError, match=r"^There is no folder or archive .*nowhere \(looked for /"):
        read_snapshots(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (lambda snapshots: snapshots.head(0), "there is no row. Give what read_snapshots gives"),
        (lambda snapshots: snapshots[["day"]], "the columns file, member, window are missing. Give what"),
        (lambda snapshots: pd.concat([snapshots] * 2), "The day 2024-08-02 is in two rows. Keep one"),
    ],
)
def test_frames_of_another_form_are_refused(tmp_path: Path, rows: object, words: str) -> None:
    """No row, missing columns and a day twice are told."""
    snapshots = read_snapshots(write_days(tmp_path, d20240802=GOOD))
    with pytest.raises(ValueError, match=re.escape(words)):
        areas(rows(snapshots))


def test_a_day_without_a_file_has_no_outline(tmp_path: Path) -> None:
    """The nearest days are named, none of them is taken."""
    write_days(tmp_path, d20240802=GOOD, d20240804=GOOD)
    message = r"^There is no map of 2024-08-03\. The nearest are of 2024-08-02 and 2024-08-04: choose one$"
    with pytest.raises(ValueError, match=message):
        outline_on(read_snapshots(tmp_path), "2024-08-03")


def _towns() -> pd.DataFrame:
    return pd.DataFrame({"place_id": ["town"], "country": ["UA"], "lat": [48.5], "lon": [36.5]})


def _pack(folder: Path, archive: Path) -> None:
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            for path in sorted(folder.iterdir()):
                packed.write(path, f"deep/er/{path.name}")
    else:
        with tarfile.open(archive, "w:gz") as packed:
            packed.add(folder, "deep/er")
