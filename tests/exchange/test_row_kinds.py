"""What a row of a file is, is said first, by which columns; where they do not say, the choice is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from mutated_files import ACLED, HXL, UCDP

import analysttools as at
from analysttools.cli.main import main
from analysttools.errors import DataError
from analysttools.exchange.mapping import Mapping, NumberColumns
from analysttools.exchange.row_kinds import describe_kind, find_kind

Write = Callable[[str, bytes], Path]
POINT = {"type": "Point", "coordinates": [0.8, 0.5]}
NAMED = {"when": "28.03.2031", "dead": "3", "who": "Coast guard", "sort": "combat", "place": "Ternhaven"}
MAP = """[file]
dates = "day first"
[columns]
date = "when"
claimant = "who"
category = "sort"
[numbers]
killed = "dead"
[constants]
publisher = "Merrow Post"
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file and returns its path."""

    def _write(name: str, content: bytes) -> Path:
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    return _write


@pytest.fixture
def points(write: Write) -> Path:
    """Return a file of one point whose properties bear no names that are known."""
    feature = {"type": "Feature", "geometry": POINT, "properties": NAMED}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]})
    return write("points.geojson", content.encode())


@pytest.mark.parametrize(
    ("columns", "table"),
    [
        ("claim_id,measure,population,place_id,low,best,high,claimant_id,source_id", "claims"),
        ("Measure,who,high", "claims"),
        ("event_id,date,place_id,claimant_id,source_id,category", "events"),
        ("place_id,name_en,kind,within,lat,lon", "places"),
        ("source_id,publisher,url,published", "sources"),
        ("claimant_id,name_en,side,kind", "claimants"),
        ("measure_id,name_en,unit", "measures"),
        ("population_id,name_en", "populations"),
        ("side_id,name_en,colour", "sides"),
        ("town,many,source_id", ""),
    ],
)
def test_the_table_that_rows_are_for_is_known_by_its_columns(columns: str, table: str) -> None:
    """A column that refers to another table does not make a file that table."""
    assert find_kind(columns.split(","))[0] == table


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("ged.csv", UCDP, "by its date (date_start, date_end), and its numbers are claims (deaths_a, "),
        ("acled.csv", ACLED, "each row is an event, by its date (event_date, time_precision), and its numb"),
        ("hxl.csv", HXL, "each row is an event, by its date (Day), and its numbers are claims (Dead, Hurt"),
        ("table.csv", b"date,killed,town\n2031-03-28,3,A\n", "by its date (date), and its numbers are claim"),
        ("table.csv", b"date,town\n2031-03-28,A\n", "each row is an event, by its date (date)"),
    ],
)
def test_what_a_row_is_is_shown_first(
    write: Write, name: str, content: bytes, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the first line of what an import shows."""
    form = {"ged.csv": "ucdp"}.get(name, name.removesuffix(".csv"))
    assert main(["import", str(write(name, content)), "--as", form]) == 0
    assert said in capsys.readouterr().out.splitlines()[0]


def test_a_file_of_claims_is_named_as_one_with_the_command_that_adds_it(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is not taken for events, nor half of it for something."""
    path = write("claims.csv", b"measure,low,high,claimant_id\nkilled,3,5,post\n")
    assert main(["import", str(path), "--as", "table"]) == 1
    said = capsys.readouterr().out
    assert said.splitlines()[0].endswith('each row is a claim, a row of claims.csv, by "measure", "low"')
    assert "added by analysttools add FOLDER --rows FILE. If each row is an event instead, say which" in said


def test_rows_of_a_vocabulary_are_named_and_no_mapping_is_proposed(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    """No mapping makes events of places."""
    path = write("places.csv", b"place_id,name_en,lat,lon\na,A,1,2\n")
    assert main(["import", str(path), "--as", "table"]) == 1
    said = capsys.readouterr().out
    assert 'each row is a place, a row of places.csv, by "place_id", "lat"' in said
    assert "put such rows into the table itself" in said
    assert "[columns]" not in said.replace("under [columns] of a mapping", "")


@pytest.mark.parametrize(("form", "name"), [("table", "table.csv"), ("geojson", "points.geojson")])
def test_where_the_columns_do_not_say_the_choice_is_named(
    form: str, name: str, write: Write, points: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Between events and claims, with what to write for either."""
    write("table.csv", b"town,many\nTernhaven,3\n")
    assert main(["import", str(points.with_name(name)), "--as", form]) == 1
    said = capsys.readouterr().out
    assert said.splitlines()[0].endswith(": the columns do not say what a row is")
    assert "Choose: is each row an event, whose numbers are claims? Say which column is its day: date" in said
    assert "Is each row a claim? Name the columns as claims.csv does (measure, low, best, high, ...)" in said


def test_points_are_read_by_a_mapping(points: Path, write: Write) -> None:
    """Properties of other names, with the point as it stands and what is known by its name."""
    found = at.read_points(points, write("map.toml", MAP.encode()))
    event, claim = found.events.iloc[0], found.claims.iloc[0]
    assert (event["date"], event["category"], event["place_id"]) == ("2031-03-28", "combat", "ternhaven")
    assert (claim["measure"], claim["best"], claim["claimant_id"]) == ("killed", 3.0, "coast-guard")
    assert found.places[["lat", "lon"]].to_numpy().tolist() == [[0.5, 0.8]]
    assert found.sources["publisher"].tolist() == ["Merrow Post"]
    assert describe_kind(found).words.endswith("(when), and its numbers are claims (dead)")


def test_points_are_imported_with_a_mapping_by_command(
    points: Path, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a table is."""
    mapping = write("map.toml", MAP.encode())
    assert main(["import", str(points), "--as", "geojson", "--map", str(mapping)]) == 0
    assert "when -> date" in capsys.readouterr().out


def test_a_property_that_the_mapping_names_and_no_point_has_is_a_fault(points: Path) -> None:
    """With the properties that there are."""
    with pytest.raises(DataError, match=r'date in \[columns\] of the mapping is "day", which is no column'):
        at.read_points(points, Mapping(columns={"date": "day"}))


def test_a_mapping_goes_before_the_tags_of_hxl(write: Write) -> None:
    """What it does not name is as the tags say."""
    said = Mapping(numbers=[NumberColumns("captured", best="Dead")], constants={"publisher": "Atlas"})
    found = at.read_hxl(write("hxl.csv", HXL), said)
    assert found.claims["measure"].tolist() == ["captured", "wounded"]
    assert found.events["date"].tolist() == ["2031-03-28"]


def test_the_sort_of_event_is_a_column_or_a_constant_or_a_note(write: Write) -> None:
    """A note names the choice where neither says it."""
    path = write("t.csv", b"date,category\n2031-03-28,combat\n2031-03-29,\n")
    found = at.read_spreadsheet(path)
    assert found.events["category"].fillna("").tolist() == ["combat", ""]
    (note,) = [one for one in found.notes if one.kind == "no-category"]
    assert note.problem == "of 1 events it is not known of what sort they are"
    stated = Mapping(constants={"category": "strike"})
    assert at.read_spreadsheet(path, stated).events["category"].tolist() == ["combat", "strike"]
