"""On which side places lay: spells, edges, missing days, places of which the polygons say nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from polygons import collection, polygon, ring, write_days

import analysttools as at
from analysttools.front import control_at, read_snapshots

NONE = collection(polygon(ring(36, 48, 36.5, 49)))
ALL = collection(polygon(ring(36, 48, 38, 49)))


def _places(**where: tuple[float, float]) -> pd.DataFrame:
    lat, lon = zip(*where.values(), strict=True)
    return pd.DataFrame({"place_id": list(where), "country": "UA", "lat": lat, "lon": lon})


@pytest.fixture
def spells(tmp_path: Path) -> pd.DataFrame:
    """Follow a town that fell on 2 August, was retaken on 4 August and fell over two days without files."""
    days = {"d20240801": NONE, "d20240802": ALL, "d20240803": ALL, "d20240804": NONE, "d20240807": ALL}
    return control_at(_places(town=(48.5, 37.0)), read_snapshots(write_days(tmp_path, **days)))


def test_spells_follow_one_another(spells: pd.DataFrame) -> None:
    """Each has a side, its first and last file, and the last file that showed the other side."""
    days = spells[["first_day", "last_day", "changed_after"]].map(lambda day: str(day)[:10])
    assert spells["spell_id"].tolist() == ["town-1", "town-2", "town-3", "town-4"]
    assert spells["side"].tolist() == ["not_occupied", "occupied", "not_occupied", "occupied"]
    assert days.to_numpy().tolist() == [
        ["2024-08-01", "2024-08-01", "NaT"],
        ["2024-08-02", "2024-08-03", "2024-08-01"],
        ["2024-08-04", "2024-08-04", "2024-08-03"],
        ["2024-08-07", "2024-08-07", "2024-08-04"],
    ]


def test_days_without_a_file_before_a_change_are_named(spells: pd.DataFrame) -> None:
    """The town may have fallen on any of the days of which there is no file."""
    assert spells["missing_days"].tolist() == ["", "", "", "2024-08-05;2024-08-06"]


def test_days_without_a_file_within_a_spell_do_not_part_it(tmp_path: Path) -> None:
    """The files around them show the same side: one spell, and no change to date."""
    write_days(tmp_path, d20240801=ALL, d20240804=ALL)
    (spell,) = control_at(_places(town=(48.5, 37.0)), read_snapshots(tmp_path)).itertuples()
    assert (spell.side, spell.missing_days, str(spell.last_day.date())) == ("occupied", "", "2024-08-04")


def test_places_of_which_the_polygons_say_nothing(tmp_path: Path) -> None:
    """A place without coordinates and one in Russia have one spell that says so, over all days."""
    write_days(tmp_path, d20240801=NONE, d20240802=ALL)
    places = _places(town=(48.5, 37.0), sudzha=(51.19, 35.27), nowhere=(np.nan, np.nan), half=(48.5, np.nan))
    places["country"] = ["UA", "RU", "UA", None]
    found = control_at(places, read_snapshots(tmp_path), country="UA").iloc[2:]
    assert found["spell_id"].tolist() == ["sudzha-1", "nowhere-1", "half-1"]
    assert found["side"].tolist() == ["not_covered", "no_coordinates", "no_coordinates"]
    assert found["first_day"].eq(pd.Timestamp("2024-08-01")).all()
    assert found["last_day"].eq(pd.Timestamp("2024-08-02")).all()
    assert found["changed_after"].isna().all()


def test_places_elsewhere_alone(tmp_path: Path) -> None:
    """Where the polygons cover none of the places, the table says of each why."""
    write_days(tmp_path, d20240801=ALL)
    places = _places(sudzha=(51.19, 35.27)).assign(country="RU")
    assert control_at(places, read_snapshots(tmp_path), country="UA")["side"].tolist() == ["not_covered"]


@pytest.mark.parametrize(
    ("where", "side"),
    [
        ((48.5, 36.0), "not_occupied"),
        ((48.0, 36.0), "not_occupied"),
        ((48.5, 36.0000001), "occupied"),
        ((48.5, 35.9999999), "not_occupied"),
        ((48.5, 37.5), "not_occupied"),
    ],
    ids=["on the line", "on a corner", "just inside", "just outside", "in a hole"],
)
def test_a_place_on_the_line_is_not_within_it(tmp_path: Path, where: tuple, side: str) -> None:
    """Ground that is held is what lies inside; its edge and its holes are not."""
    write_days(tmp_path, d20240801=collection(polygon(ring(36, 48, 38, 49), ring(37.4, 48.4, 37.6, 48.6))))
    assert control_at(_places(town=where), read_snapshots(tmp_path))["side"].tolist() == [side]


def test_kurakhove_as_the_files_have_it(shared: Path, case: at.Case) -> None:
    """Its point is outside in the file of 16 December 2024 and inside in that of the 17th, and stays so."""
    places = case.places[case.places["place_id"].isin(["kurakhove", "toretsk"])]
    spells = control_at(places, read_snapshots(shared / "snapshots"), country="UA").set_index("spell_id")
    fell = spells.loc["kurakhove-2"]
    assert [str(fell[column])[:10] for column in ("first_day", "last_day", "changed_after")] == [
        *["2024-12-17", "2025-04-30", "2024-12-16"],
    ]
    assert spells["side"].tolist() == ["not_occupied", "occupied"] * 3
    assert spells.index.str.startswith("toretsk").sum() == 4


def test_every_place_of_the_case_has_its_spells(shared: Path, case: at.Case) -> None:
    """They cover all days without a gap between files, in the order of the places."""
    snapshots = read_snapshots(shared / "snapshots")
    spells = control_at(case.places, snapshots, country="UA")
    assert spells["place_id"].drop_duplicates().tolist() == case.places["place_id"].tolist()
    by_place = spells.groupby("place_id")
    assert by_place["first_day"].min().eq(snapshots["day"].min()).all()
    assert by_place["last_day"].max().eq(snapshots["day"].max()).all()
    assert spells["changed_after"].dropna().tolist() == (
        by_place["last_day"].shift()[spells["changed_after"].notna()].tolist()
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda places: places.drop(columns=["lat", "country"]), "the columns country, lat are missing"),
        (lambda places: pd.concat([places, places]), "a place is in two rows"),
    ],
)
def test_places_of_another_form_are_refused(tmp_path: Path, change: object, words: str) -> None:
    """Missing columns and a place twice are told."""
    write_days(tmp_path, d20240801=ALL)
    message = rf"^control_at: {words}\. Give one row a place, such as the places of a case$"
    with pytest.raises(ValueError, match=message):
        control_at(change(_places(town=(48.5, 37.0))), read_snapshots(tmp_path))


def test_ground_between_days_in_the_wrong_order_is_refused(tmp_path: Path) -> None:
    """Gained and lost would change places."""
    snapshots = read_snapshots(write_days(tmp_path, d20240801=NONE, d20240802=ALL))
    with pytest.raises(ValueError, match="2024-08-02 is not before 2024-08-01, so that gained and lost"):
        at.ground_between(snapshots, "2024-08-02", "2024-08-01", source_id="mine")


def test_changes_of_hands_are_listed_by_the_day(spells: pd.DataFrame) -> None:
    """The first spell is not a change; a change over days without a map has a first and a last day."""
    changed = at.changed_hands(spells)
    days = changed[["map_day_earliest", "map_day"]].map(lambda day: f"{day:%d}").to_numpy().tolist()
    assert changed["side"].tolist() == ["occupied", "not_occupied", "occupied"]
    assert days == [["02", "02"], ["04", "04"], ["05", "07"]]
    assert list(changed.columns) == [*spells.columns, "map_day_earliest", "map_day"]


def test_changes_of_hands_within_some_days(spells: pd.DataFrame) -> None:
    """A change over days without files counts where all of them lie within."""
    within = at.changed_hands(spells, first="2024-08-03", last="2024-08-06")
    assert within["spell_id"].tolist() == ["town-3"]
    assert at.changed_hands(spells, first="2024-08-03")["spell_id"].tolist() == ["town-3", "town-4"]
    assert at.changed_hands(spells, first="2025-01-01").empty


def test_changes_of_hands_of_two_maps_are_refused(spells: pd.DataFrame) -> None:
    """A place may lie on two sides of them; columns that are missing are named."""
    both = pd.concat([spells.assign(source_id="a"), spells.assign(source_id="b")])
    with pytest.raises(ValueError, match=r"changed_hands: control has spells of 2 maps \(a, b\)"):
        at.changed_hands(both)
    with pytest.raises(ValueError, match=r"changed_hands: the columns side of control are missing"):
        at.changed_hands(spells.drop(columns="side"))
