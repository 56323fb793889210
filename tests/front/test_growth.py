"""Growth by sector between two days of a map: rows, names, what the map takes, what is refused."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import analysttools as at

DAYS = "2024-08-06", "2024-12-16"


def test_sectors_stand_in_the_order_of_their_growth(case: at.Case) -> None:
    """Growth is the difference of the two areas, whose ids are named; km2 a day is over the days between."""
    growth = at.growth_by_sector(case, *DAYS)
    first = growth.iloc[0]
    assert growth["net_km2"].is_monotonic_decreasing
    assert first["change_id"] == f"{DAYS[0]}-{first['sector']};{DAYS[1]}-{first['sector']}"
    assert first["net_km2"] == pytest.approx(first["after_km2"] - first["before_km2"], abs=1e-4)
    assert first["km2_a_day"] == pytest.approx(first["net_km2"] / 132)


def test_the_whole_is_the_sectors_and_the_rest(case: at.Case) -> None:
    """The last two rows are what lies in no sector and the whole map, by name."""
    growth = at.growth_by_sector(case, *DAYS, whole=True)
    *parts, whole = growth["net_km2"]
    assert sum(parts) == pytest.approx(whole, abs=1e-3)
    assert growth["sector_name"].tolist()[-2:] == ["outside the sectors", "Whole map"]
    assert growth["outline"].isna().tolist()[-2:] == [True, True]


def test_a_map_of_the_front_takes_the_growth(case: at.Case) -> None:
    """Each sector is written on the map with its growth, under the id of the change."""
    growth = at.growth_by_sector(case, *DAYS)
    events = at.choose(case.events, action="captured", place_id="kurakhove")
    places = case.places[["place_id", "lat", "lon"]]
    events = at.with_names(events, case).merge(places, on="place_id")
    ax = at.plot_front_map(events, at.read_base_map(case), sectors=growth)
    drawn = {text.get_gid() for text in ax.texts if text.get_gid()}
    assert {f"row.{one}.net" for one in growth["change_id"]} <= drawn


@pytest.mark.parametrize(
    ("days", "given", "message"),
    [
        (DAYS[::-1], {}, "2024-12-16 is not before 2024-08-06"),
        (
            ("2024-08-17", DAYS[1]),
            {},
            "no area for 2024-08-17. Days near it that have one: 2024-08-16, 2024-08",
        ),
        (DAYS, {"source_id": "atlas"}, 'a map of "atlas". There are maps of: deepstate-map-data'),
    ],
)
def test_what_the_map_cannot_answer_is_refused(
    case: at.Case, days: tuple[str, str], given: dict[str, str], message: str
) -> None:
    """The days in the wrong order, a day without a map, another map."""
    with pytest.raises(ValueError, match=message.replace(".", r"\.")):
        at.growth_by_sector(case, *days, **given)


def test_a_map_without_sectors_gives_the_whole_alone(case: at.Case) -> None:
    """By sector it is refused; the whole map and what lies in no sector may be asked for."""
    bare = replace(case, daily_area=at.choose(case.daily_area, sector="all"))
    with pytest.raises(ValueError, match="no sector was measured"):
        at.growth_by_sector(bare, *DAYS)
    assert len(at.growth_by_sector(bare, *DAYS, whole=True)) == 2


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("day", DAYS)
def test_a_sector_without_an_area_on_one_day_is_refused(case: at.Case, day: str, whole: bool) -> None:
    """Its ground would be taken for ground in no sector."""
    areas = case.daily_area
    gone = areas["sector"].eq("pokrovsk") & areas["map_day"].eq(pd.Timestamp(day))
    bare = replace(case, daily_area=areas.assign(area_km2=areas["area_km2"].mask(gone)))
    said = f'^growth_by_sector: daily_area has no area of pokrovsk on {day}, on the map of "deepstate-'
    with pytest.raises(ValueError, match=rf"{said}.*Growth needs .*\. Choose days on which all have"):
        at.growth_by_sector(bare, *DAYS, whole=whole)
