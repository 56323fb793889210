"""Claimed captures against the day the map changed: known answers, and the real rows."""

from __future__ import annotations

import pandas as pd
import pytest

import analysttools as at

EVENT = {
    **{"event_id": "a", "place_id": "town", "actor": "russia", "action": "captured"},
    **{"status": "claimed", "claimant_id": "mod", "date": "2024-12-20"},
}

# The map of the shipped case: whose captures it shows as occupied.
MAP = {"occupiers": ("russia", "russia+dprk")}


@pytest.fixture
def control() -> pd.DataFrame:
    """Return a town that changed on the map of 16 December and back on that of 9 January."""
    days = pd.to_datetime(["2024-11-30", "2024-12-16", "2025-01-09"])
    after = pd.to_datetime([None, "2024-12-15", "2025-01-08"])
    return pd.DataFrame(
        {
            "spell_id": ["town-1", "town-2", "town-3"],
            "place_id": "town",
            "side": ["not_occupied", "occupied", "not_occupied"],
            "first_day": days,
            "last_day": pd.to_datetime(["2024-12-15", "2025-01-08", "2025-01-31"]),
            "changed_after": after,
        }
    )


def _events(early: str | None, late: str | None, **cells: str) -> pd.DataFrame:
    days = {"date_earliest": pd.Timestamp(early or "NaT"), "date_latest": pd.Timestamp(late or "NaT")}
    return pd.DataFrame([EVENT | days | cells])


@pytest.mark.parametrize(
    ("early", "late", "finding"),
    [
        ("2024-12-16", "2024-12-16", "on the day on which the map changed"),
        ("2024-12-15", "2024-12-15", "1 day before the map changed"),
        ("2024-12-10", "2024-12-14", "2 to 6 days before the map changed"),
        ("2024-12-18", "2024-12-18", "2 days after the map changed"),
        ("2024-12-18", "2024-12-20", "2 to 4 days after the map changed"),
        ("2024-12-14", "2024-12-18", "between 2 days after and 2 days before the map changed"),
        (None, "2024-12-18", "at most 2 days after the map changed"),
        (None, "2024-12-10", "at least 6 days before the map changed"),
        ("2024-12-10", None, "at most 6 days before the map changed"),
        ("2024-12-20", None, "at least 4 days after the map changed"),
        (None, None, "the claim has no day"),
    ],
)
def test_a_claim_is_said_to_come_before_or_after(
    control: pd.DataFrame, early: str | None, late: str | None, finding: str
) -> None:
    """The map changed on the 16th; open days leave the answer open on that side."""
    assert at.compare_with_map(_events(early, late), control, **MAP)["finding"].tolist() == [finding]


def test_the_map_may_have_changed_on_a_day_without_a_file(control: pd.DataFrame) -> None:
    """Where files are missing before the change, the lead is a span."""
    control.loc[1, "changed_after"] = pd.Timestamp("2024-12-12")
    (row,) = at.compare_with_map(_events("2024-12-20", "2024-12-20"), control, **MAP).itertuples()
    assert (row.lead_least, row.lead_most) == (-7, -4)
    assert row.finding == "4 to 7 days after the map changed"
    assert (str(row.map_day_earliest.date()), str(row.map_day.date())) == ("2024-12-13", "2024-12-16")


def test_the_other_side_is_set_against_the_change_back(control: pd.DataFrame) -> None:
    """A capture by Ukraine is a change to the side that is not occupied."""
    events = _events("2025-01-10", "2025-01-10", actor="ukraine")
    assert at.compare_with_map(events, control, **MAP)["finding"].tolist() == ["1 day after the map changed"]


def test_the_nearest_change_counts(control: pd.DataFrame) -> None:
    """A town that was taken twice is set against the change that is nearest to the claim."""
    control.loc[2, "side"] = "occupied"
    events = _events("2025-01-08", "2025-01-08")
    assert at.compare_with_map(events, control, **MAP)["finding"].tolist() == ["1 day before the map changed"]


@pytest.mark.parametrize(
    ("spells", "finding"),
    [
        ([0], "the map does not show it, up to its last day, 2024-12-15"),
        ([], "the place is not among those compared"),
    ],
)
def test_a_map_that_never_changed_gives_no_number(
    control: pd.DataFrame, spells: list[int], finding: str
) -> None:
    """Nothing is invented where the map does not show it."""
    (row,) = at.compare_with_map(_events("2024-12-20", "2024-12-20"), control.loc[spells], **MAP).itertuples()
    assert row.finding == finding
    assert pd.isna(row.lead_least)


def test_what_the_map_shows_at_the_time_is_not_set_against_a_later_change(control: pd.DataFrame) -> None:
    """Free in the first file, taken, freed again: a claim of the first days is none of the second change."""
    events = _events("2024-12-05", "2024-12-05", actor="ukraine")
    found = at.compare_with_map(events, control, **MAP)["finding"].tolist()
    assert found == ["the map shows it so from its first day on, 2024-11-30"]


def test_an_actor_that_is_not_said_gives_no_number(control: pd.DataFrame) -> None:
    """Nobody is taken for a side that the row does not name."""
    events = _events("2024-12-20", "2024-12-20").assign(actor=None)
    assert at.compare_with_map(events, control, **MAP)["finding"].tolist() == ["it is not said whose forces"]


def test_another_case_names_its_occupiers(control: pd.DataFrame) -> None:
    """Whose captures the polygons show is the caller's to say; the spell that began is named."""
    events = _events("2024-12-18", "2024-12-18", actor="north")
    (row,) = at.compare_with_map(events, control, occupiers=["north"]).itertuples()
    assert (row.finding, row.spell_id) == ("2 days after the map changed", "town-2")


def test_denials_and_rows_that_settle_nothing_are_left_out(control: pd.DataFrame) -> None:
    """Only who says that a place was taken is compared; the rows given are not changed."""
    events = pd.concat([_events("2024-12-20", "2024-12-20", status=one) for one in ("denied", "unknown")])
    before = events.copy()
    assert at.compare_with_map(events, control, **MAP).empty
    pd.testing.assert_frame_equal(events, before)


def test_denials_count_where_they_are_asked_for(control: pd.DataFrame) -> None:
    """By the day of the denial, and without the rows that settle nothing."""
    events = pd.concat([_events("2024-12-20", "2024-12-20", status=one) for one in ("denied", "unknown")])
    compared = at.compare_with_map(events, control, **MAP, denials=True)
    assert compared[["status", "finding"]].to_numpy().tolist() == [["denied", "4 days after the map changed"]]


def test_missing_columns_are_named(control: pd.DataFrame) -> None:
    """The error says which columns of which frame, and where they come from."""
    with pytest.raises(
        ValueError, match=r"the columns side of control are missing\. Give case\.control, or what"
    ):
        at.compare_with_map(_events("2024-12-20", "2024-12-20"), control.drop(columns="side"), **MAP)


def test_kurakhove_was_claimed_three_weeks_after_the_map_changed(case: at.Case) -> None:
    """The real rows: Moscow's claim of 6 January 2025 against the map of 16 December 2024."""
    known = case.control_map
    found = at.compare_with_map(
        at.choose(case.events, category="front"), case.control, occupiers=known.gained_by
    )
    finding = found.set_index("event_id")["finding"]
    assert finding["2025-01-06-kurakhove-captured-russian-mod"] == "21 days after the map changed"
    assert finding["2024-10-01-vuhledar-captured-deepstate"] == "on the day on which the map changed"
    assert finding["2025-03-06-andriivka-captured-russian-mod"] == "28 days before the map changed"
    assert finding["2025-03-13-sudzha-captured-russian-mod"] == "the polygons do not cover the place"
