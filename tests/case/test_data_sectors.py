"""The outlined sectors of the shipped case: how each was drawn, and the places that it holds."""

from __future__ import annotations

import pytest
import shapely

import analysttools as at
from analysttools.front.sectors import sector_shapes

OUTSIDE = {"kursk", "other"}
pytestmark = pytest.mark.shipped


def test_six_sectors_are_outlined_and_the_others_say_why_not(shipped_case: at.Case) -> None:
    """Each outline says how it was drawn; Kursk says that the polygons cover Ukraine only."""
    sectors = shipped_case.sectors.set_index("sector_id")
    assert set(sectors.index[sectors["outline"].isna()]) == OUTSIDE
    assert sectors["outline_note"].notna().all()
    assert "covers Ukraine only" in sectors.at["kursk", "outline_note"]


def test_places_of_events_lie_in_the_outline_of_their_sector(shipped_case: at.Case) -> None:
    """Each place with coordinates that an event of an outlined sector names lies in it, and in no other."""
    places = shipped_case.places.dropna(subset=["lat"])[["place_id", "lat", "lon"]]
    events = at.choose(shipped_case.events, category="front").merge(places, on="place_id")
    shapes = sector_shapes(shipped_case.sectors)
    named = events[events["sector"].isin(list(shapes))].drop_duplicates(["sector", "place_id"])
    within = {
        row.place_id: {name for name, shape in shapes.items() if shapely.contains_xy(shape, row.lon, row.lat)}
        for row in named.itertuples()
    }
    assert len(named) > 20
    assert within == {row.place_id: {row.sector} for row in named.itertuples()}


def test_places_of_other_events_lie_in_no_outline(shipped_case: at.Case) -> None:
    """Vuhledar and the places of Kursk oblast are in none."""
    places = shipped_case.places.dropna(subset=["lat"])[["place_id", "lat", "lon"]]
    events = at.choose(shipped_case.events, category="front", sector=list(OUTSIDE)).merge(
        places, on="place_id"
    )
    shapes = shapely.union_all(list(sector_shapes(shipped_case.sectors).values()))
    assert not shapely.contains_xy(shapes, events["lon"], events["lat"]).any()
