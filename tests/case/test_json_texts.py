"""JSON of a case: nothing is lost without a word, and what is wrong is said in plain words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from polygons import collection, polygon, ring, write_days

import analysttools as at
from analysttools.case.json_texts import JsonError, read_json
from analysttools.front import areas, read_snapshots

BOX = '{"type": "Polygon", "coordinates": [[[36, 48], [37, 48], [37, 49], [36, 49], [36, 48]]]'


@pytest.mark.parametrize("name", ["control_map", "whole_units", "resources", "title", "name"])
def test_a_name_twice_in_the_descriptor_is_a_fault(package: Path, name: str) -> None:
    """Python keeps the last of two values: the first would be lost without a word."""
    file = package / "datapackage.json"
    text = file.read_text(encoding="utf-8").rstrip()
    twice = "{" + f'"{name}": [], ' + text[1:-1] + f', "{name}": []' + "}"
    file.write_text(twice, encoding="utf-8")
    assert list(map(str, at.check_case(package))) == [
        f'{file}: the file has the name "{name}" twice in one object. Correct it there.'
    ]


def test_a_name_twice_in_the_base_map_is_a_fault(package: Path) -> None:
    """The regions of a map are read as strictly."""
    (package / "geo").mkdir()
    feature = '{"properties": {"iso_3166_2": "UA-14", "iso_3166_2": "UA-23"}, "geometry": ' + BOX + "}}"
    (package / "geo" / "admin1.geojson").write_text('{"features": [' + feature + "]}", encoding="utf-8")
    (fault,) = at.check_case(package)
    assert fault.problem == ('the regions cannot be read (it has the name "iso_3166_2" twice in one object)')


DAY = collection(polygon(ring()), crs={"type": "name", "properties": {"name": "EPSG:4326"}})


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (
            '"coordinates":',
            '"coordinates": [], "coordinates":',
            'the geometry of feature 1 has "coordinates"',
        ),
        ('"geometry":', '"geometry": null, "geometry":', 'feature 1 has "geometry"'),
        ('"features":', '"features": [], "features":', 'the collection has "features"'),
        ('"crs":', '"crs": null, "crs":', 'the collection has "crs"'),
        ('"name": "EPSG', '"name": "EPSG:3857", "name": "EPSG', 'the coordinate system has "name"'),
    ],
)
def test_a_name_twice_in_a_daily_file_is_a_fault(tmp_path: Path, old: str, new: str, where: str) -> None:
    """One reader takes the first value, another the last: neither is what the file says."""
    assert old in DAY
    write_days(tmp_path, d20240802=DAY.replace(old, new, 1))
    with pytest.raises(at.DataError, match="has 1 fault") as caught:
        areas(read_snapshots(tmp_path))
    (fault,) = caught.value.faults
    assert (fault.kind, fault.problem) == ("bad-geojson", f"{where} twice")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is empty"),
        (b" \n", "it is empty"),
        (b"{", "it is not JSON: it breaks off at line 1, column 2"),
        (b'{"a": 1,\n b}', "it is not JSON at line 2, column 2: a name in double quotes is expected there"),
        (b'{"a" 1}', "it is not JSON at line 1, column 6: a colon is expected there"),
        (b"[1 2]", "it is not JSON at line 1, column 4: a comma or a closing bracket is expected there"),
        (b"{} {}", "it is not JSON at line 1, column 4: the file goes on there after its end"),
        (b"[" * 100_000, "it is nested too deep"),
        (b"9" * 5000, "a number in it has too many digits"),
        (b'["\xe9"]', "it is not UTF-8: byte 3 is not of a letter"),
        (b'{\n<<<<<<< HEAD\n"a": 1}', "it has an unsolved merge conflict at line 2"),
        (b"%PDF-1.7", "it is a PDF document. Put the JSON itself there, in UTF-8"),
    ],
)
def test_what_is_no_json_is_told_in_plain_words(content: bytes, words: str) -> None:
    """With line and column, and without the words of Python's reader."""
    with pytest.raises(JsonError, match=f"^{re.escape(words)}$"):
        read_json(content)


@pytest.mark.parametrize(
    ("features", "words"),
    [
        ({}, 'it has no list "features"'),
        ([1], 'feature 1 is "1", not an object'),
        ([{"properties": 1}], "feature 1 has properties that are not names with values"),
        ([{"properties": {}}], "feature 1 has no geometry"),
        (
            [{"geometry": {"type": "x" * 5000}}],
            f'the geometry of feature 1 has the type "{"x" * 30} ... {"x" * 20}". Expected Point, '
            "MultiPoint, LineString, MultiLineString, Polygon, MultiPolygon",
        ),
        (
            [{"geometry": {"type": "Polygon", "coordinates": [1]}}],
            "the coordinates of feature 1 are not those of a Polygon",
        ),
        ([{"geometry": {"type": "Point", "coordinates": [1, 2]}}], "feature 1 has no property iso_3166_2"),
    ],
)
def test_a_wrong_region_is_told_in_plain_words(package: Path, features: object, words: str) -> None:
    """Which feature, what it has and what is expected; no class of Python, and no long word whole."""
    (package / "geo").mkdir()
    content = json.dumps({"features": features})
    (package / "geo" / "admin1.geojson").write_text(content, encoding="utf-8")
    (fault,) = at.check_case(package)
    assert fault.problem == f"the regions cannot be read ({words})"


@pytest.mark.parametrize(
    ("crs", "found"),
    [
        ({"type": "name", "properties": {"name": "EPSG:3857"}}, '"EPSG:3857"'),
        (["EPSG:4326"], "no name of one that is known"),
    ],
)
def test_regions_in_another_coordinate_system_are_a_fault(package: Path, crs: object, found: str) -> None:
    """Metres would be drawn, and measured, as degrees: the daily files are refused in the same words."""
    (package / "geo").mkdir()
    content = json.dumps({"type": "FeatureCollection", "crs": crs, "features": []})
    (package / "geo" / "admin1.geojson").write_text(content, encoding="utf-8")
    (fault,) = at.check_case(package)
    assert fault.problem == (
        f"the regions cannot be read (it is in another coordinate system. Found {found}. Expected "
        '"urn:ogc:def:crs:OGC:1.3:CRS84" or none)'
    )
