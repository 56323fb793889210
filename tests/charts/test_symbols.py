"""The signs of those who act: one way to give them, on the map and on the chart by sector."""

from __future__ import annotations

import pandas as pd
import pytest
from measuring import boxes_of_texts, draw, overlaps

import analysttools as at

DAY = pd.Timestamp("2024-08-06")
ACTORS = ["north", "north", "north", "south", "south", "centre", "south+east", "west"]


@pytest.fixture
def events() -> pd.DataFrame:
    """Return eight events of one sector, of five actors, with names."""
    fixed = {"date": "2024-08-06", "date_earliest": DAY, "date_latest": DAY, "action": "captured"}
    fixed |= {"status": "claimed", "date_basis": "day", "sector_name": "Strait", "place_name": "Harbour"}
    ids = [f"e{number}" for number in range(len(ACTORS))]
    return pd.DataFrame({"event_id": ids, "actor": ACTORS}).assign(**fixed, actor_name=ACTORS)


def test_the_chart_by_sector_signs_actors_as_the_map_does(events: pd.DataFrame) -> None:
    """Above the line nobody else stands; below, the most frequent has no sign, the others their letters."""
    ax = at.plot_sectors(events)
    assert sorted(text.get_text() for text in ax.texts if text.get_fontsize() == 7) == ["+", "3", "c"]
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names[1:6] == ["north", "south", "centre (c)", "south+east (+)", "west (3)"]


def test_a_withdrawal_and_an_actor_never_have_one_sign(events: pd.DataFrame) -> None:
    """The letter of a withdrawal is no actor's, so that "w" says one thing."""
    events.loc[7, "action"] = "withdrew"
    texts = [text.get_text() for text in at.plot_sectors(events).texts]
    assert texts.count("3w") == 1


@pytest.mark.parametrize("width", [3.6, 5.0, 7.2])
def test_sectors_of_few_events_have_room_for_their_names(case: at.Case, width: float) -> None:
    """A lane is as high as its name, however few marks it has."""
    front = case.events[case.events["category"].eq("front")].groupby("sector").head(1)
    figure = at.plot_sectors(at.with_names(front, case), size=width).figure
    draw(figure)
    texts = boxes_of_texts(figure)
    assert overlaps(texts, texts) == []
