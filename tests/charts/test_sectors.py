"""Growth of the ground by sector, with the captures claimed and denied below: drawn, worded, refused."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from measuring import boxes_of_marks, boxes_of_texts, draw, outside, outside_panels, overlaps

from analysttools.charts.drawing.colours import FAINT
from analysttools.charts.sectors import plot_sectors
from analysttools.figures.marks import read_marks

DAYS = pd.date_range("2031-03-02", "2031-09-06", freq="7D")
MAP = {"source_id": "atlas", "map_name": "Atlas", "map_held_by": "the North", "map_gained_by": "north"}
MAP |= {"map_holder_colour": "#D55E00"}
AREAS = {"east": (100.0, 1160.0), "west": (50.0, 60.0), "ford": (20.0, 10.0), "all": (500.0, 1800.0)}
NAMES = {"east": "East of the river and of the old road", "west": "West", "ford": "Ford", "all": None}
EVENT = {"action": "captured", "actor": "north", "actor_side": "north", "actor_order": 2.0, "sector": "east"}
EVENT |= {"status": "claimed", "date_basis": "stated", "claimant": "Staff", "side": "north"}
SIDES = {"north": ("North", "#D55E00"), "south": ("South", "#0072B2"), "press": ("press", "#009E73")}
MOVED = pd.DataFrame({"sector": ["east", "west"], "degrees": 0.05, "least_km2": [900.2, -4.0]})
MOVED["most_km2"] = [1200.6, 30.0]


def _measured(**areas: list[float | None]) -> pd.DataFrame:
    """Return the measured days of sectors, all of one map; what is not given grows evenly."""
    ends = areas or {name: [*np.linspace(*both, len(DAYS))] for name, both in AREAS.items()}
    rows = [
        {"area_id": f"{day:%Y-%m-%d}-{name}", "map_day": day, "sector": name, "area_km2": area}
        for name, values in ends.items()
        for day, area in zip(DAYS, values, strict=False)
    ]
    frame = pd.DataFrame(rows)
    return frame.assign(**MAP, sector_name=frame["sector"].map(NAMES))


def _events(*changes: dict[str, Any]) -> pd.DataFrame:
    """Return captures on days of their own, each with what is given."""
    rows = [
        {"event_id": f"e{number}", "date": "2031-05-01", **EVENT, **one} for number, one in enumerate(changes)
    ]
    frame = pd.DataFrame(rows)
    named = {"side_name": 0, "side_colour": 1}
    frame = frame.assign(
        **{name: [SIDES[side][place] for side in frame["side"]] for name, place in named.items()}
    )
    days = pd.to_datetime(frame["date"].str[:10])
    return frame.assign(date_earliest=days, date_latest=pd.to_datetime(frame["date"].str[-10:]))


MANY = _events(
    {},
    {"status": "denied", "side": "south"},
    {"date": "2031-05-02", "date_basis": "day_of_report"},
    {"sector": "west", "actor": "south", "actor_side": "south", "actor_order": 1.0, "side": "south"},
    {"sector": "far", "side": "press", "date": "2031-06-01/2031-06-09"},
    {"sector": "ford", "status": "unknown", "side": "press"},
)


def _lines(ax: Axes) -> dict[str, Line2D]:
    """Return the marks of a chart by their ids and what of it."""
    lines = [line for one in ax.figure.axes for line in one.lines]
    return {str(line.get_gid()): line for line in lines if line.get_gid()}


def _titles(ax: Axes) -> list[str]:
    return [one.get_title(loc="left").replace("\n", " ") for one in ax.figure.axes]


def _texts(ax: Axes) -> str:
    texts = [*ax.figure.texts, *(text for one in ax.figure.axes for text in one.texts)]
    return " ".join(text.get_text().replace("\n", " ") for text in texts)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("size", ["column", "half", "slide", "social"])
def test_nothing_overlaps_or_is_cut_off(lang: str, size: str) -> None:
    """All words keep apart from each other and from the marks, in all sizes and both languages."""
    options = {"moved": MOVED, "elsewhere": "far", "lang": lang, "size": size, "title": 40 * "éa "}
    figure = draw(plot_sectors(_measured(), MANY, **options).figure)
    texts, marks = boxes_of_texts(figure), boxes_of_marks(figure)
    assert overlaps(texts, texts) == []
    assert overlaps(texts, marks) == []
    assert outside(figure, texts + marks) == []
    assert outside_panels(figure) == []


def test_every_day_and_capture_is_drawn_once() -> None:
    """Each measured day is of one line, each capture one mark or among those that are counted."""
    measured = _measured()
    marks = read_marks(plot_sectors(measured, MANY, elsewhere="far").figure.axes)
    drawn = marks[marks["what"].ne("words")]["id"].str.split(";").explode()
    assert sorted(drawn) == sorted([*measured["area_id"], *MANY["event_id"]])


def test_a_line_is_the_growth_since_the_first_day() -> None:
    """It begins at nought on the first day of the map, and is level from one file to the next."""
    lines = _lines(plot_sectors(_measured(east=[100.0, 130.0, 120.0])))
    (line,) = lines.values()
    assert list(line.get_ydata()) == [0.0, 0.0, 30.0, 30.0, 20.0]
    assert read_marks([line.axes])["at"][0] == "2031-03-02/2031-03-16 | 0, 30, 20"


def test_a_day_without_a_file_is_a_gap() -> None:
    """Nothing is drawn from a day that has no area to the next that has one."""
    (line,) = _lines(plot_sectors(_measured(east=[1.0, None, 5.0, 6.0]))).values()
    assert np.isnan(line.get_ydata()).any()


def test_the_last_panel_is_what_lies_in_no_sector() -> None:
    """The whole map less the sectors: 1,300 less 1,060, 10 and -10."""
    ax = plot_sectors(_measured())
    last = ax.figure.axes[-1]
    assert _titles(ax) == [NAMES["east"], "West", "Ford", "Elsewhere"]
    assert last.texts[0].get_text() == "+240"
    assert "outside the sectors" in _texts(ax)


@pytest.mark.parametrize(("lang", "said"), [("en", "+1,060"), ("fr", "+1\u202f060")])
def test_numbers_stand_at_the_ends_of_lines(lang: str, said: str) -> None:
    """What each sector came to, with its sign."""
    ax = plot_sectors(_measured(), lang=lang)
    assert [one.texts[0].get_text() for one in ax.figure.axes] == [said, "+10", "−10", "+240"]


def test_all_panels_have_one_scale_and_the_others_behind() -> None:
    """Sectors are compared by eye: the same height is the same ground, the other lines grey."""
    axes = plot_sectors(_measured(), MANY, elsewhere="far").figure.axes
    assert len({one.get_ylim() for one in axes} | {one.get_xlim() for one in axes}) == 2
    assert [len(one.collections[0].get_paths()) for one in axes] == [3, 3, 3, 3]


def test_a_moved_outline_is_said_in_the_panel() -> None:
    """How much another outline would move the number, with signs where one of them is a loss."""
    said = _texts(plot_sectors(_measured(), moved=MOVED))
    assert "outline moved: 900\u00a0to\u00a01,201" in said
    assert "outline moved: −4\u00a0to\u00a0+30" in said
    assert "if the hand-drawn outline lay 0.05 degrees (about 5 km) further to one side" in said


def test_sides_are_told_by_lane_and_colour() -> None:
    """Each side that fights has its lane, all others share one; the first side stands above."""
    ax = plot_sectors(_measured(), MANY, elsewhere="far")
    lines = _lines(ax)
    heights = {
        gid: float(lines[f"row.{gid}"].get_ydata()[0]) for gid in ("e0.claimed", "e1.denied", "e4.claimed")
    }
    assert heights["e1.denied"] > heights["e0.claimed"] > heights["e4.claimed"]
    assert [lines[f"row.{gid}"].get_color() for gid in heights] == ["#D55E00", "#0072B2", "#6E6E6E"]
    assert [text.get_text() for text in ax.texts if text.get_fontsize() == 6.5] == [
        "South",
        "North",
        "others",
    ]


def test_a_side_that_only_denies_has_its_lane() -> None:
    """The side that loses the ground of the map fights too, whoever acts in the captures that are given."""
    measured = _measured().assign(map_other_colour=SIDES["south"][1])
    ax = plot_sectors(measured, MANY.iloc[:2], elsewhere="far")
    assert _lines(ax)["row.e1.denied"].get_color() == SIDES["south"][1]
    assert [text.get_text() for text in ax.texts if text.get_fontsize() == 6.5] == ["South", "North"]


def test_claims_denials_and_retaking_have_their_shapes() -> None:
    """Shape tells what is said, and the key says so in words."""
    ax = plot_sectors(_measured(), MANY, elsewhere="far")
    shapes = {gid: line.get_marker() for gid, line in _lines(ax).items() if gid.startswith("row.e")}
    assert [shapes[f"row.{gid}"] for gid in ("e0.claimed", "e1.denied", "e3.claimed")] == ["|", "x", "o"]
    said = ["capture by the North claimed", "retaking claimed", "denied"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [*said, "pale: date uncertain"]


def test_a_day_that_is_not_certain_is_pale() -> None:
    """The day of a report alone, and some day of several, which the record tells."""
    ax = plot_sectors(_measured(), MANY, elsewhere="far")
    lines = _lines(ax)
    alphas = [lines[f"row.{gid}.claimed"].get_alpha() for gid in ("e0", "e2", "e4")]
    assert alphas == [1.0, FAINT, FAINT]
    marks = read_marks(ax.figure.axes).set_index("id")
    assert marks.loc[["e2", "e4"], "at"].tolist() == ["2031-05-02", "2031-06-01/2031-06-09"]


def test_captures_of_one_day_do_not_hide_each_other() -> None:
    """Those of one side on one day stand one below the other."""
    lines = _lines(plot_sectors(_measured(), _events({}, {}, {}), elsewhere="far"))
    heights = [float(lines[f"row.e{number}.claimed"].get_ydata()[0]) for number in range(3)]
    assert len(set(heights)) == 3


def test_what_settles_nothing_is_counted() -> None:
    """A capture of unknown status has no mark, and stands under its id in a sentence."""
    ax = plot_sectors(_measured(), MANY, elsewhere="far")
    left = [text for one in ax.figure.axes for text in one.texts if text.get_gid() == "row.e5.left_out"]
    assert [text.get_text() for text in left] == [
        "1 capture is not marked: what is said of it is unresolved."
    ]


def test_one_sector_is_drawn_into_given_axes() -> None:
    """Given an Axes, the chart is in it; several panels have no room there."""
    ax = Figure(figsize=(6, 4)).subplots()
    assert plot_sectors(_measured(east=[1.0, 2.0]), ax=ax) is ax
    said = (
        "plot_sectors: 4 panels are needed, but ax is one. Leave ax out, or give the rows of one sector: "
        'choose(measured, sector="east")'
    )
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        plot_sectors(_measured(), ax=ax)


WRONG_AREAS = {
    "two maps": (
        {"source_id": ["atlas", "globe"]},
        "the rows were measured on 2 maps of control (atlas, globe), and each shows ground of its own. "
        'Choose one: choose(rows, source_id="atlas")',
    ),
    "no area on the first day": (
        {"area_km2": [np.nan, 1.0]},
        "east has no area on the first day, 2031-03-02, from which growth is counted. Give rows from a day "
        "on which all sectors have one",
    ),
    "a day twice": (
        {"map_day": DAYS[0]},
        "another row is of the day and sector of 2031-03-09-east too. Keep one row a day and sector",
    ),
}


@pytest.mark.parametrize("wrong", WRONG_AREAS)
def test_measured_rows_that_cannot_be_are_refused(wrong: str) -> None:
    """The message names what is wrong, and what to do."""
    cells, said = WRONG_AREAS[wrong]
    with pytest.raises(ValueError, match=f"^{re.escape('plot_sectors: ' + said)}$"):
        plot_sectors(_measured(east=[1.0, 2.0]).assign(**cells))


WRONG_EVENTS = {
    "no capture": (
        {"action": "advance"},
        'are not captures: e0. Give choose(events, action="captured")',
    ),
    "no panel": (
        {"sector": "far"},
        "are of sectors that are not drawn: far. Choose those of: east, west, ford; elsewhere= names the "
        "sector of what lies in none of them",
    ),
    "no day": ({"date_earliest": pd.NaT, "date_latest": pd.NaT}, "have no day: e0. Leave them out"),
}


@pytest.mark.parametrize("wrong", WRONG_EVENTS)
def test_events_without_a_place_on_the_chart_are_refused(wrong: str) -> None:
    """They are named, never left out in silence."""
    cells, said = WRONG_EVENTS[wrong]
    expected = re.escape(f"plot_sectors (events): 1 of 1 events {said}")
    with pytest.raises(ValueError, match=f"^{expected}$"):
        plot_sectors(_measured(), _events({}).assign(**cells))


def test_too_many_sectors_are_refused() -> None:
    """More panels could not be read at a glance."""
    areas = {f"s{number}": [1.0, 2.0] for number in range(9)}
    with pytest.raises(
        ValueError, match=r"^plot_sectors: 9 sectors are given, but one chart holds at most 8"
    ):
        plot_sectors(_measured(**areas))


def test_more_captures_than_have_room_are_refused() -> None:
    """A strip of very many captures on one day is higher than a column may be."""
    said = r'^plot_sectors: \d+ rows need \d+\.\d inches of height, but size="column" has at most 7\.5'
    with pytest.raises(ValueError, match=said):
        plot_sectors(_measured(), _events(*[{}] * 120), elsewhere="far")
    figure = plot_sectors(_measured(), MANY, moved=MOVED, elsewhere="far", title=40 * "abc").figure
    assert figure.get_figheight() <= 7.5


def test_missing_columns_and_no_rows_are_refused() -> None:
    """The chart names the columns that it lacks, and draws nothing of nothing."""
    with pytest.raises(ValueError, match=r"^plot_sectors: the columns area_km2 are missing"):
        plot_sectors(_measured().drop(columns="area_km2"))
    with pytest.raises(ValueError, match=r"^plot_sectors: there is no row to draw"):
        plot_sectors(_measured().head(0))
    with pytest.raises(ValueError, match=r"^plot_sectors \(events\): the columns side are missing"):
        plot_sectors(_measured(), MANY.drop(columns="side"))
