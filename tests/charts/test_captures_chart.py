"""Captures claimed and denied against the day on which a map changed: drawn, worded, left out, refused."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from measuring import boxes_of_marks, boxes_of_texts, draw, outside, outside_panels, overlaps, words_of_rows

from analysttools.charts.captures import plot_captures
from analysttools.charts.drawing.colours import FAINT
from analysttools.figures.marks import read_marks

EVENT = {"place_id": "ford", "place_name": "Ford", "actor": "north", "actor_name": "northern forces"}
EVENT |= {"status": "claimed", "date_basis": "stated", "date": "2031-05-07", "claimant_id": "staff"}
EVENT |= {"claimant": "Northern staff", "side": "north", "spell_id": "ford-2", "map_day": "2031-05-01"}
SIDES = {"north": ("North", "#D55E00"), "south": ("South", "#0072B2"), "maker": ("analysts", "#6E6E6E")}
DENIAL = {"status": "denied", "claimant_id": "guard", "claimant": "Southern guard", "side": "south"}
MILL = {"place_id": "mill", "place_name": "The old mill by the upper ford", "spell_id": "mill-2"}
BACK = {**MILL, "actor": "south", "actor_name": "southern forces", "side": "south", "spell_id": "mill-3"}


def _captures(*changes: dict[str, Any]) -> pd.DataFrame:
    """Return captures set against the map, each with what is given."""
    rows = [{"event_id": f"e{number}", **EVENT, **one} for number, one in enumerate(changes)]
    frame = pd.DataFrame(rows)
    sides = [SIDES[side] for side in frame["side"]]
    frame = frame.assign(side_name=[name for name, _ in sides], side_colour=[colour for _, colour in sides])
    ends = {"date_earliest": frame["date"].str[:10], "date_latest": frame["date"].str[-10:]}
    ends |= {"map_day": frame["map_day"], "map_day_earliest": frame["map_day"]}
    return frame.assign(**{name: pd.to_datetime(days) for name, days in ends.items()})


def _spells(*ids: str, **cells: str) -> pd.DataFrame:
    """Return spells of one map, with names."""
    ids = ids or ("ford-2", "mill-2", "mill-3")
    frame = pd.DataFrame({"spell_id": ids, "place_id": [one.partition("-")[0] for one in ids]})
    return frame.assign(**{"map_name": "Atlas", "map_claimant_id": "atlas", "source_id": "atlas", **cells})


MANY = _captures(
    {},
    {**DENIAL, "date": "2031-05-08"},
    {**MILL, "date": "2031-04-03"},
    {**MILL, "date": "2031-04-26/2031-05-02", "claimant": "Atlas", "claimant_id": "atlas", "side": "maker"},
    {**BACK, "map_day": "2031-06-01", "date": "2031-06-01"},
)
LEFT = _captures(
    {},
    {"date_basis": "day_of_report"},
    {"date": "2031-04-01/2031-05-01"},
    {"spell_id": "", "map_day": None},
    {**DENIAL, "spell_id": "mill-2"},
)


def _lines(ax: Axes) -> dict[str, Line2D]:
    return {str(line.get_gid()): line for line in ax.lines if line.get_gid()}


def _words(ax: Axes) -> dict[str, str]:
    return {name: text.replace("\u00a0", " ") for name, text in words_of_rows(ax).items()}


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("size", ["column", "half", "slide", "social"])
def test_nothing_overlaps_or_is_cut_off(lang: str, size: str) -> None:
    """All words keep apart from each other and from the marks, in all sizes and both languages."""
    figure = draw(plot_captures(MANY, _spells(), lang=lang, size=size, title=40 * "éa ").figure)
    texts, marks = boxes_of_texts(figure), boxes_of_marks(figure)
    assert overlaps(texts, texts) == []
    assert overlaps(texts, marks) == []
    assert outside(figure, texts + marks) == []
    assert outside_panels(figure) == []


def test_marks_stand_on_days_before_and_after_the_map() -> None:
    """The map is nought; a span is a bar from its first day to its last, and the record has its days."""
    marks = read_marks([plot_captures(MANY, _spells())]).query("what != 'words'")
    assert dict(zip(marks["id"], marks["at"], strict=True)) == {
        **{"e0": "6", "e1": "7", "e2": "-28", "e3": "2031-04-26/2031-05-02", "e4": "0"},
        **{"ford-2": "0", "mill-2": "0", "mill-3": "0"},
    }
    bar = _lines(plot_captures(MANY, _spells()))["row.e3.claimed"]
    assert (list(bar.get_xdata()), bar.get_alpha()) == ([-5.0, 1.0], FAINT)


def test_words_tell_who_says_so_and_when() -> None:
    """Each mark is named where it stands; a denial says that it is one, the map's maker who that is."""
    assert _words(plot_captures(MANY, _spells())) == {
        "e0": "Northern staff, 7 May 2031",
        "e1": "denied: Southern guard, 8 May 2031",
        "e2": "Northern staff, 3 Apr 2031",
        "e3": "Atlas, who makes the map, 26 Apr to 2 May 2031",
        "e4": "Northern staff, 1 Jun 2031",
    }


def test_a_status_that_says_more_is_told() -> None:
    """That a capture was geolocated stands behind its day."""
    words = _words(plot_captures(_captures({"status": "geolocated"}), _spells()))
    assert words == {"e0": "Northern staff, 7 May 2031, geolocated"}


def test_shapes_and_colours_tell_denials_and_sides() -> None:
    """A claim is a dot, a denial a cross, in the colour of its side, which the key names."""
    ax = plot_captures(MANY, _spells())
    lines = _lines(ax)
    found = [(lines[gid].get_marker(), lines[gid].get_color()) for gid in ("row.e0.claimed", "row.e1.denied")]
    assert found == [("o", "#D55E00"), ("X", "#0072B2")]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["North", "South", "analysts"]


def test_places_are_in_blocks_by_forces_the_earliest_first() -> None:
    """What either side took stands apart; within a block the claim that is earliest against the map leads."""
    ax = plot_captures(MANY, _spells())
    bold = [text.get_text() for text in ax.texts if text.get_fontweight() == "bold"]
    assert bold == ["Taken by northern forces, on Atlas", "Taken by southern forces, on Atlas"]
    heights = [_lines(ax)[f"row.{gid}.changed"].get_ydata()[0] for gid in ("mill-2", "ford-2", "mill-3")]
    assert heights == sorted(heights, reverse=True)


def test_places_of_two_maps_are_set_against_their_own() -> None:
    """A block names its map, and the subtitle then names none."""
    spells = _spells(map_name="Globe").iloc[:1]
    ax = plot_captures(MANY, pd.concat([spells, _spells("mill-2", "mill-3")]))
    bold = [text.get_text() for text in ax.texts if text.get_fontweight() == "bold"]
    assert "Taken by northern forces, on Globe" in bold
    assert "before and after the map of control changed" in ax.figure.texts[0].get_text().replace("\n", " ")


def test_a_map_that_missed_files_has_a_change_of_several_days() -> None:
    """The change lies somewhere between two files, and so does its mark."""
    early = pd.to_datetime(["2031-04-21"])
    ax = plot_captures(_captures({}).assign(map_day_earliest=early), _spells())
    assert list(_lines(ax)["row.ford-2.changed"].get_xdata()) == [-10.0, 0.0]


def test_what_has_no_day_of_its_own_is_counted_by_reason() -> None:
    """Under the ids of all of them: no change on the map, no day, a denial of what is not drawn."""
    ax = plot_captures(LEFT, _spells())
    (left,) = [text for text in ax.texts if str(text.get_gid()).endswith(".left_out")]
    assert left.get_gid() == "row.e1;e2;e3;e4.left_out"
    assert left.get_text().replace("\n", " ") == (
        "Not shown: 4 claims and denials, 1 about places where the map shows no such change, 2 without a "
        "stated day (only that of the page, or a span of more than 14 days), 1 denying a claim that is not "
        "shown."
    )


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "4 claims and 1 denial of captures at 2 places: days before and after Atlas changed"),
        (
            "fr",
            "4 affirmations et 1 démenti de prises, 2 localités\u00a0: jours avant et après le changement de "
            "la carte (Atlas)",
        ),
    ],
)
def test_the_subtitle_counts_what_is_drawn(lang: str, said: str) -> None:
    """Claims, denials and places, and the map that they are set against."""
    ax = plot_captures(MANY, _spells(), lang=lang)
    assert ax.figure.texts[0].get_text().replace("\n", " ") == said


def test_days_are_named_before_and_after() -> None:
    """The axis has no signs: it says which side of the map's day a number is on."""
    ax = plot_captures(MANY, _spells())
    draw(ax.figure)
    said = {tick.label1.get_text() for tick in ax.xaxis.get_major_ticks()} - {""}
    assert {"20 before", "0"} <= said


def test_draws_into_given_axes() -> None:
    """Given an Axes, the chart is in it."""
    ax = Figure(figsize=(9, 4)).add_axes((0.4, 0.2, 0.55, 0.6))
    assert plot_captures(MANY, _spells(), ax=ax) is ax
    assert set(read_marks([ax])["id"]) == {*MANY["event_id"], "ford-2", "mill-2", "mill-3"}


def test_captures_without_a_day_of_their_own_are_refused() -> None:
    """An empty chart would say that nobody claimed anything."""
    said = (
        "plot_captures: none of the 4 captures has a day of its own and a change of the map to be set "
        'against. Show them as a table: captures[["place_name", "claimant", "date", "finding"]]'
    )
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        plot_captures(LEFT.iloc[1:], _spells())


def test_spells_of_another_comparison_are_refused() -> None:
    """A change of the map that control does not have could not be named."""
    said = (
        "plot_captures: the captures were compared with mill-2, mill-3, which control does not have. Give "
        "the spells that compare_with_map was given, with names"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        plot_captures(MANY, _spells("ford-2"))


def test_more_marks_than_have_room_are_refused() -> None:
    """A column has room for 20; of many more the message says how much height they need."""
    rows = _captures(*[{"place_name": f"Place {n}", "spell_id": f"p{n}-2"} for n in range(80)])
    spells = _spells(*rows["spell_id"])
    said = (
        r'^plot_captures: 80 events need \d+\.\d inches of height, but size="column" has at most 7\.5\. Draw'
    )
    with pytest.raises(ValueError, match=said):
        plot_captures(rows, spells)
    assert plot_captures(rows.iloc[:20], spells, title=40 * "abc").figure.get_figheight() <= 7.5


def test_missing_columns_and_no_rows_are_refused() -> None:
    """The chart names the columns that it lacks, and draws nothing of nothing."""
    with pytest.raises(ValueError, match=r"^plot_captures: the columns map_day are missing"):
        plot_captures(MANY.drop(columns="map_day"), _spells())
    with pytest.raises(ValueError, match=r"^plot_captures: there is no row to draw"):
        plot_captures(MANY.head(0), _spells())
    with pytest.raises(ValueError, match=r"^plot_captures \(control\): the columns place_id are missing"):
        plot_captures(MANY, _spells().drop(columns="place_id"))
