"""What a case says of itself: its sides, the measure of losses, its map of control."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import KURSK
from polygons import copy_case

import analysttools as at


def _set(folder: Path, **settings: Any) -> Path:
    """Put settings into the descriptor of a case."""
    file = folder / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**descriptor, **settings}, ensure_ascii=False), encoding="utf-8")
    return folder


SETTINGS = (
    "The settings are name, credit, source_id, claimant_id, held_by_en, held_by_fr, gained_by, lost_by, "
    "place_id, country, window, days_behind, cell_days, files_url"
)


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"owner": "x"}, f'"control_map" cannot be read: it has no setting "owner". {SETTINGS}'),
        ([], f'"control_map" cannot be read: it is not an object with settings. {SETTINGS}'),
        ({"name": 3}, '"control_map" cannot be read: name must be a text, without control characters'),
        (
            {"held_by_en": "the\x1b[31mNorth"},
            '"control_map" cannot be read: held_by_en must be a text, without control characters',
        ),
        (
            {"country": "U\x85A"},
            '"control_map" cannot be read: country must be a text, without control characters',
        ),
        ({"gained_by": [""]}, '"control_map" cannot be read: gained_by must be a list of populations'),
        (
            {"gained_by": ["russia", "russia"]},
            '"control_map" cannot be read: gained_by names a population twice',
        ),
        (
            {"gaind_by": ["russia"]},
            '"control_map" cannot be read: it has no setting "gaind_by". Did you mean "gained_by"? '
            + SETTINGS,
        ),
        (
            {"cell_days": "2024-08-07"},
            '"control_map" cannot be read: cell_days must be a list of days of the map, such as '
            '["2024-08-07", "2024-12-17"]',
        ),
        (
            {"cell_days": ["2024-08-07", "2024-02-30"]},
            '"control_map" cannot be read: cell_days must be a list of days of the map, such as '
            '["2024-08-07", "2024-12-17"]',
        ),
        (
            {"cell_days": ["2024-12-17", "2024-08-07"]},
            '"control_map" cannot be read: cell_days must be in order, without a day twice',
        ),
        ({"lost_by": "ukraine"}, '"control_map" cannot be read: lost_by must be a list of populations'),
        (
            {"window": [22, 44, 41]},
            '"control_map" cannot be read: window is four numbers: west, south, east, north in degrees',
        ),
        (
            {"window": [41, 44, 22, 53]},
            '"control_map" cannot be read: window is west, south, east, north in degrees, in this order',
        ),
        (
            {"files_url": "days"},
            '"control_map" cannot be read: files_url must be the address of a folder: https:// or http://, '
            "with a slash at its end",
        ),
        (
            {"days_behind": 1.5},
            '"control_map" cannot be read: days_behind must be a whole number from 0 to 31',
        ),
    ],
)
def test_a_map_of_control_that_cannot_be_read_is_a_fault(
    package: Path, settings: object, problem: str
) -> None:
    """Another name or another kind of value is told, with what is expected."""
    (fault,) = at.check_case(_set(package, control_map=settings))
    assert (fault.kind, fault.problem) == ("bad-descriptor", problem)


@pytest.mark.parametrize(
    ("setting", "value", "problem"),
    [
        (
            "gained_by",
            ["rusia"],
            'control_map, gained_by names "rusia", which is not a population_id of populations',
        ),
        ("place_id", "atlantis", 'control_map, place_id names "atlantis", which is not a place_id of places'),
        ("source_id", "x", 'control_map, source_id names "x", which is not a source_id of sources'),
        ("claimant_id", "x", 'control_map, claimant_id names "x", which is not a claimant_id of claimants'),
    ],
)
def test_a_map_of_control_names_rows_of_the_vocabularies(
    tmp_path: Path, setting: str, value: object, problem: str
) -> None:
    """Where something was measured, an id of the settings that nobody described is a fault."""
    folder = copy_case(tmp_path / "case", is_measured=True)
    settings = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["control_map"]
    (fault,) = at.check_case(_set(folder, control_map={**settings, setting: value}))
    assert (fault.kind, fault.problem) == ("unknown-reference", problem)
    assert fault.file.endswith("datapackage.json")


def test_the_measure_of_losses_is_one_of_the_measures(package: Path) -> None:
    """A measure that nobody described is a fault."""
    (fault,) = at.check_case(_set(package, losses="deaths"))
    assert fault.problem == 'losses names "deaths", which is not a measure_id of measures'


NUMBERS = "The numbers are rows, rows_right, fields, fields_right, cells_corrected_since"
READ = {"rows": 4, "rows_right": 3, "fields": 40, "fields_right": 39}


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ([44], f"it is not an object with numbers. {NUMBERS}"),
        ({**READ, "row": 4}, f'it has no number "row". Did you mean "rows"? {NUMBERS}'),
        ({"rows": 4}, f"rows_right is missing. {NUMBERS}"),
        ({**READ, "rows": "4"}, "rows must be a whole number from 0"),
        ({**READ, "rows": True}, "rows must be a whole number from 0"),
        ({**READ, "fields_right": -1}, "fields_right must be a whole number from 0"),
        ({**READ, "rows_right": 5}, "rows_right (5) is more than rows (4)"),
        ({**READ, "fields_right": 41}, "fields_right (41) is more than fields (40)"),
        ({**READ, "fields": 3, "fields_right": 3}, "rows (4) is more than fields (3)"),
    ],
    ids=str,
)
def test_a_second_reading_that_cannot_be_read_is_a_fault(
    package: Path, settings: object, problem: str
) -> None:
    """What is missing, unknown, or more than its whole is told, with an example."""
    (fault,) = at.check_case(_set(package, second_reading=settings))
    assert (fault.kind, fault.problem) == ("bad-descriptor", f'"second_reading" cannot be read: {problem}')
    assert "Expected such as" in str(fault)


def test_a_case_says_what_its_second_reading_found(package: Path) -> None:
    """Its numbers are an attribute; None where the case states nothing."""
    assert at.load_case(package).second_reading is None
    reading = at.load_case(_set(package, second_reading=READ)).second_reading
    assert reading is not None
    assert (reading.rows_right, reading.fields_right, reading.cells_corrected_since) == (3, 39, 0)


def test_a_side_that_nobody_described_is_a_fault(package: Path) -> None:
    """Where a case has a vocabulary of sides, each claimant's side is one of them."""
    sides = pd.read_csv(package / "sides.csv", dtype=str, keep_default_na=False)
    sides[sides["side_id"].ne("us")].to_csv(package / "sides.csv", index=False)
    assert {fault.kind for fault in at.check_case(package)} == {"unknown-reference"}


def test_a_case_without_sides_says_them_by_their_ids(package: Path) -> None:
    """The vocabulary of sides is optional: ids in words, and no colours."""
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    tables = [one for one in descriptor["resources"] if one["name"] != "sides"]
    claimants = next(one for one in tables if one["name"] == "claimants")
    populations = next(one for one in tables if one["name"] == "populations")
    claimants["schema"]["foreignKeys"] = populations["schema"]["foreignKeys"] = []
    case = at.load_case(_set(package, resources=tables))
    names = at.with_names(case.claims, case)
    assert "think tank" not in set(names["side_name"])
    assert {"us", "ukraine"} <= set(names["side_name"])
    assert names["side_colour"].isna().all()
    assert case.sides.empty


def test_a_case_says_whose_ground_its_map_shows() -> None:
    """The settings of the case reach the rows that were measured, in the language asked for."""
    case = at.load_case(KURSK)
    row = at.with_names(case.monthly_change.head(1), case, "fr").iloc[0]
    assert row[["map_name", "map_held_by", "map_place_name"]].tolist() == [
        "DeepStateMap",
        "la Russie",
        "Ukraine",
    ]
    assert row[["map_gained_by", "map_lost_by"]].tolist() == ["russia;russia+dprk", "ukraine"]
    assert row[["map_holder_colour", "map_other_colour"]].tolist() == ["#D55E00", "#0072B2"]


def test_a_row_measured_on_no_map_is_a_fault(tmp_path: Path) -> None:
    """With several maps, a row of another source would be said to show the ground of the main map."""
    folder = copy_case(tmp_path / "case", is_measured=True)
    path = folder / "front" / "monthly_change.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows.loc[0, "source_id"] = pd.read_csv(folder / "sources.csv")["source_id"][0]
    rows.to_csv(path, index=False)
    first = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["control_map"]
    assert at.check_case(folder) == []
    second = {"name": "Second", "source_id": "second"}
    faults = at.check_case(_set(folder, control_map=[first, second]))
    (fault,) = [one for one in faults if one.kind == "measured-on-no-map"]
    assert (fault.file, fault.line, fault.column) == (str(path), 2, "source_id")
    assert fault.advice.startswith(f"Name one of {first['source_id']}, second; or add the map")


NOTHING_READS = 'which nothing reads. {}Correct it, take it out, or begin it with "x_" if it is a note.'


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("windows", "window"),
        ("whole_unit", "whole_units"),
        ("loses", "losses"),
        ("controlmap", "control_map"),
        ("owner", ""),
    ],
)
def test_a_setting_that_nothing_reads_is_a_fault(package: Path, word: str, meant: str) -> None:
    """A misspelt one would be left out in silence; the nearest known word is named."""
    (fault,) = at.check_case(_set(package, **{word: ["x"]}))
    hint = f'Did you mean "{meant}"? ' if meant else ""
    assert str(fault) == (
        f'{package / "datapackage.json"}: the package has "{word}", {NOTHING_READS.format(hint)}'
    )


def _set_sectors(folder: Path, **words: Any) -> Path:
    """Put words into the resource of the table of sectors."""
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    (sectors,) = [one for one in descriptor["resources"] if one["name"] == "sectors"]
    sectors.update(words)
    return _set(folder, **descriptor)


@pytest.mark.parametrize("word", ["checksum", "control", "layout", "sheet"])
def test_a_word_of_a_resource_that_nothing_reads_is_a_fault(package: Path, word: str) -> None:
    """As one of the package is."""
    (fault,) = at.check_case(_set_sectors(package, **{word: "x"}))
    assert fault.problem == f'the resource "sectors" has "{word}", which nothing reads'


@pytest.mark.parametrize(
    ("word", "value"),
    [("data", []), ("extrapaths", ""), ("type", "json"), ("mediatype", "application/json"), ("dialect", {})],
)
def test_a_word_that_tells_of_another_form_is_a_fault(package: Path, word: str, value: object) -> None:
    """Even where its value is empty."""
    (fault,) = at.check_case(_set_sectors(package, **{word: value}))
    assert fault.problem == f'table "sectors" is described with {word}, which nothing keeps'


def test_notes_and_words_of_the_standard_are_no_faults(package: Path) -> None:
    """What begins with x_ is a note; what Data Packages have beside needs nothing."""
    _set(package, x_note=1, keywords=["a"], contributors=[], homepage="h", image="i", id="1", profile="p")
    assert at.check_case(_set_sectors(package, x_note=1, type="table", mediatype="text/csv")) == []


@pytest.mark.parametrize("value", [["Kursk"], 3, float("nan"), None, "Kursk\x1b[2J", "\ud800"])
@pytest.mark.parametrize("name", ["title", "description"])
def test_a_title_that_is_no_text_is_a_fault(package: Path, name: str, value: object) -> None:
    """Of the package and of a resource: it goes onto charts and pages as it stands."""
    file = package / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    descriptor[name] = descriptor["resources"][0][name] = value
    file.write_text(json.dumps(descriptor), encoding="utf-8")
    assert [fault.problem for fault in at.check_case(package)] == [
        f'"{name}" of the package is not a text',
        f'"{name}" of the resource "claims" is not a text',
    ]


@pytest.mark.parametrize("size", ["135236", 7.5, True, -1])
def test_a_size_that_is_no_whole_number_is_told_as_that(package: Path, size: object) -> None:
    """As a text it read "Found 135236 bytes. Expected 135236 bytes"."""
    (fault,) = at.check_case(_set_sectors(package, bytes=size))
    assert (fault.kind, fault.problem) == (
        "bad-descriptor",
        '"bytes" of "sectors" is not a whole number of bytes',
    )


@pytest.mark.parametrize(
    ("pattern", "advice"),
    [
        ("[", "Write a valid regular expression; this is not one"),
        ("", "Give a regular expression that some text fits, or take it out"),
        ("[[:alpha:]]+", "Give a regular expression of Python; [[ and [: mean nothing in it"),
        ("(a+)+$", "Give a regular expression that cannot run away: no repeat of a repeat such as (a+)+"),
    ],
)
@pytest.mark.filterwarnings("error")
def test_a_pattern_that_cannot_be_kept_says_why(package: Path, pattern: str, advice: str) -> None:
    """One that is none is told as that, and one of another language, without a warning of Python."""
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    (sectors,) = [one for one in descriptor["resources"] if one["name"] == "sectors"]
    sectors["schema"]["fields"][0]["constraints"] = {"pattern": pattern}
    faults = at.check_case(_set(package, **descriptor))
    assert [fault.advice for fault in faults if "has pattern" in fault.problem] == [advice]


def test_a_minimum_above_its_maximum_is_one_fault(package: Path) -> None:
    """No number lies between them: each cell would be a fault."""
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    (claims,) = [one for one in descriptor["resources"] if one["name"] == "claims"]
    (low,) = [field for field in claims["schema"]["fields"] if field["name"] == "low"]
    low["constraints"] = {"minimum": 5, "maximum": 1}
    (fault,) = at.check_case(_set(package, **descriptor))
    assert fault.problem == 'column "low" of table "claims" has a minimum (5) above its maximum (1)'


def test_a_folder_with_a_name_too_long_is_not_there() -> None:
    """It ended in an error of the system, with the name whole."""
    with pytest.raises(
        FileNotFoundError,
        match=r'^load_case: folder is "a+ \.\.\. a+", with a name of 5,000 letters, and no ',
    ):
        at.load_case("a" * 5000)
