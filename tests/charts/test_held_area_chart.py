"""Claimed area of Kursk oblast over time, the measured line behind it: what is drawn, worded, refused."""

from __future__ import annotations

from typing import Any

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from measuring import boxes_of_marks, boxes_of_texts, draw, note_of, outside, overlaps

import analysttools as at
from analysttools.charts.drawing.colours import FAINT
from analysttools.charts.held_area import plot_held_area
from analysttools.figures.marks import read_marks

RIVALS = ["syrskyi-2024-08-27-kursk-area-held", "cohen-2024-08-28-kursk-area-held"]
REPEAT = "the-moscow-times-2025-02-20-kursk-area-held"
RANGE = "uk-mod-2024-12-kursk-area-held-2024-08"
YEAR = "ukraine-via-trt-world-2025-04-08-kursk-area-held"
UNDER = "eesti-ekspress-2025-03-17-kursk-area-held"
AUGUST = "deepstate-2024-10-14-kursk-area-held"
PLACE = {"map_place_id": "kursk-oblast", "map_gained_by": "ukraine", "map_name": "Atlas"}
PLACE |= {"sector": "all", "source_id": "atlas", "publisher": "Atlas", "published": "", "url": ""}


def _held(case: at.Case, lang: str = "en") -> pd.DataFrame:
    return at.with_names(at.choose(case.claims, measure="area_held_km2"), case, lang)


def _measured(days: list[str], areas: list[float | None], **other: Any) -> pd.DataFrame:
    """Return made-up areas of the ground held, as ``case.daily_area`` has them with names."""
    rows = pd.DataFrame({"area_id": [f"{day}-all" for day in days], "map_day": pd.to_datetime(days)})
    return rows.assign(area_km2=pd.Series(areas, dtype=float), **{**PLACE, **other})


DAYS = pd.date_range("2024-08-06", "2025-03-11").strftime("%Y-%m-%d").tolist()
FALLING = _measured(DAYS, list(np.linspace(1300.0, 58.0, len(DAYS))))
FILES = _measured(["2024-08-27", "2024-08-28", "2024-09-10"], [1081.0, 1080.0, 900.0])


@pytest.fixture
def held(case: at.Case) -> pd.DataFrame:
    """Return all claims of area held in Kursk oblast."""
    return _held(case)


def _lines(ax: Axes, gid: str) -> list[Line2D]:
    return [line for line in ax.lines if line.get_gid() == f"row.{gid}"]


def _labels(ax: Axes) -> list[str]:
    return [text.get_text().replace("\n", " ") for text in ax.texts[:-1] if text.get_text()]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("size", ["column", "half", "slide", "social"])
def test_nothing_overlaps_or_is_cut_off(case: at.Case, lang: str, size: str) -> None:
    """All words keep apart from each other and from the marks, in all sizes and both languages."""
    ax = plot_held_area(_held(case, lang), measured=FALLING, lang=lang, size=size, title=40 * "éa ")
    figure = draw(ax.figure)
    texts, marks = boxes_of_texts(figure), boxes_of_marks(figure)
    assert overlaps(texts, texts) == []
    assert overlaps(texts, marks) == []
    assert outside(figure, texts + marks) == []


def test_every_claim_and_file_is_drawn(held: pd.DataFrame) -> None:
    """Each claim of the case and each file has a mark, and no other id is on the chart."""
    marks = read_marks([plot_held_area(held, measured=FILES)])
    drawn = set(";".join(marks["id"]).split(";"))
    assert drawn == {*held["claim_id"], *FILES["area_id"]}


def test_rivals_stand_at_their_days_and_numbers(held: pd.DataFrame) -> None:
    """1,294 and 777 stand on neighbouring days, on one scale that begins at zero."""
    ax = plot_held_area(held)
    days = mdates.date2num(pd.to_datetime(["2024-08-27", "2024-08-28"]))
    places = [_lines(ax, f"{claim}.best")[0].get_xydata().tolist() for claim in RIVALS]
    assert places == [[[days[0], 1294]], [[days[1], 777]]]
    assert ax.get_ylim()[0] == 0


def test_at_most_seven_claims_have_words(held: pd.DataFrame) -> None:
    """The ends of the numbers and of the time come first, then other claimants; the note counts."""
    ax = plot_held_area(held)
    assert len(_labels(ax)) == 7
    assert "7 of " in note_of(ax)
    ends = ["Ukraine (via TRT World)", "Gen. Staff source", "Gerasimov 3", "DeepState nearly 31"]
    assert [any(label.startswith(end) for label in _labels(ax)) for end in ends] == [False, True, True, True]


def test_the_farthest_from_the_measured_line_has_words(held: pd.DataFrame) -> None:
    """Of claimants who hold no end, the one farthest from the map of its day is told first."""
    cohen = held[held["claim_id"].eq(RIVALS[1])]
    others = [cohen.assign(claim_id=f"other-{n}", claimant_id=f"o{n}", claimant=f"O{n}") for n in range(9)]
    far = cohen.assign(claim_id="far", claimant_id="far", claimant="Far", best=5.0)
    measured = _measured(["2024-08-28"], [3000.0])
    ax = plot_held_area(pd.concat([*others, held, far]), measured=measured)
    assert any(label.startswith("Far 5") for label in _labels(ax))


def test_words_of_hindsight_tell_when(held: pd.DataFrame) -> None:
    """Who said it, the number, a status that says more, and when it was said where that was later."""
    labels = _labels(plot_held_area(held))
    assert "Gen. Staff source (Ukr.) about 1,376, not independently confirmed, said 23 Nov 2024" in labels
    assert "Gerasimov 3, not independently confirmed" in labels


@pytest.mark.parametrize(("claim", "face"), [(RIVALS[1], "#009E73"), (AUGUST, "white")])
def test_hindsight_is_hollow(held: pd.DataFrame, claim: str, face: str) -> None:
    """What was said within 31 days is filled; the number of August that was said in October is not."""
    pair = held[held["claim_id"].isin([RIVALS[1], AUGUST])]
    assert _lines(plot_held_area(pair), f"{claim}.best")[0].get_markerfacecolor() == face


@pytest.mark.parametrize(
    ("said", "face"), [("2024-09-28", "#009E73"), ("2024-09-29", "white"), (None, "white")]
)
def test_the_rule_of_hindsight(held: pd.DataFrame, said: str | None, face: str) -> None:
    """The 31st day is still at the time, the 32nd and an unknown one are not."""
    day = pd.Timestamp(said)
    row = held[held["claim_id"].eq(RIVALS[1])]
    row = row.assign(asserted=said, asserted_earliest=day, asserted_latest=day)
    assert _lines(plot_held_area(row), f"{RIVALS[1]}.best")[0].get_markerfacecolor() == face


@pytest.mark.parametrize(("gid", "marker"), [(f"{REPEAT}.low", "^"), (f"{UNDER}.high", "v")])
def test_bounds_are_triangles(held: pd.DataFrame, gid: str, marker: str) -> None:
    """More than is a triangle upwards, fewer than one downwards."""
    assert [line.get_marker() for line in _lines(plot_held_area(held), gid)] == [marker]


def test_a_range_is_a_bar(held: pd.DataFrame) -> None:
    """Two bounds are joined, dotted where said later; their middle, which nobody said, bears no mark."""
    ax = plot_held_area(held)
    (bar,) = _lines(ax, f"{RANGE}.bounds")
    assert (list(bar.get_ydata()), bar.get_linestyle()) == ([800, 900], ":")
    assert _lines(ax, f"{RANGE}.best") == []


def test_longer_times_are_bands(held: pd.DataFrame) -> None:
    """A claim of August has a band over August, and its mark says the span for which it stands."""
    ax = plot_held_area(held[held["claim_id"].isin([AUGUST, *RIVALS])])
    marks = read_marks([ax]).set_index("id")["at"]
    assert marks[AUGUST] == "2024-08-01/2024-08-31 | 906"
    bands = [list(line.get_xdata()) for line in ax.lines if line.get_linewidth() == 3.5]
    assert bands == [list(mdates.date2num(pd.to_datetime(["2024-08-01", "2024-08-31"])))]


def test_a_year_does_not_set_the_axis(held: pd.DataFrame) -> None:
    """The mark of a claim of all 2024 stands among the others, within its span."""
    ax = plot_held_area(held)
    (mark,) = _lines(ax, f"{YEAR}.high")
    first, last = mdates.date2num(pd.to_datetime(["2024-08-12", "2024-12-31"]))
    assert first < mark.get_xdata()[0] < last


def test_no_line_joins_two_claims(held: pd.DataFrame) -> None:
    """An area held on two days says nothing of the days between: each line belongs to one claim."""
    lines = [line for line in plot_held_area(held).lines if (line.get_gid() or "").startswith("row.")]
    long = [line.get_gid().rpartition(".")[2] for line in lines if len(line.get_xdata()) > 1]
    assert set(long) == {"bounds"}


def test_each_file_stands_for_its_own_day(held: pd.DataFrame) -> None:
    """Days without a file are gaps, and the grey line ends with the last file."""
    ax = plot_held_area(held, measured=FILES)
    both, last = [line for line in ax.lines if (line.get_gid() or "").endswith(".measured")]
    days = mdates.date2num(FILES["map_day"])
    assert both.get_gid() == "row.2024-08-27-all;2024-08-28-all.measured"
    assert [both.get_xdata()[0], both.get_xdata()[-1]] == [days[0] - 0.5, days[1] + 0.5]
    assert [list(last.get_xdata()), list(last.get_ydata())] == [[days[2] - 0.5, days[2] + 0.5], [900, 900]]


def test_the_map_is_named_at_the_end_of_its_line(held: pd.DataFrame) -> None:
    """A word names the map and its last file; the note says that it is a claim too, and silence not zero."""
    ax = plot_held_area(held, measured=FILES)
    assert "Atlas measured to 10 Sep 2024" in _labels(ax)
    assert "it is a claim too, and a day without a map is not zero" in note_of(ax)


def test_repeats_are_faint(held: pd.DataFrame) -> None:
    """A repeat is fainter than an origin, and has no words."""
    ax = plot_held_area(held)
    alphas = [_lines(ax, gid)[0].get_alpha() for gid in (f"{REPEAT}.low", f"{RIVALS[0]}.best")]
    assert alphas == [FAINT, 1.0]
    assert [label for label in _labels(ax) if "repeat" in label] == []


def test_a_repeat_alone_says_that_it_is_one(held: pd.DataFrame) -> None:
    """Where there are only repeats, they have words, which say so once."""
    (label,) = _labels(plot_held_area(held[held["claim_id"].eq(REPEAT)]))
    assert label == "The Moscow Times more than 400, repeat, not independently confirmed"


@pytest.mark.parametrize(("lang", "said"), [("en", "nothing here is measured"), ("fr", "rien n’est mesuré")])
def test_the_note_says_that_nothing_is_measured(case: at.Case, lang: str, said: str) -> None:
    """Without a map the chart is of claims alone, and says so."""
    assert said in note_of(plot_held_area(_held(case, lang), lang=lang))


def test_unlike_claims_are_refused(claims: pd.DataFrame) -> None:
    """The chart is of one scope; the sentence names two claims and what differs."""
    pair = claims.loc[[RIVALS[0], "agentstvo-2024-10-kursk-area-gained"]]
    said = (
        "syrskyi-2024-08-27-kursk-area-held counts area_held_km2 of ukraine as a stock; "
        "agentstvo-2024-10-kursk-area-gained counts area_gained_km2 of russia as a flow: "
        "not comparable \\(measure, population, kind\\)"
    )
    with pytest.raises(at.NotComparableError, match=f"^{said}$"):
        plot_held_area(pair)


def test_other_measures_are_refused(claims: pd.DataFrame) -> None:
    """What is no area held has other charts, and the chart names them."""
    said = (
        "plot_held_area: the claims are of area_gained_km2 \\(flow\\), but areas held are drawn: "
        "area_held_km2 \\(stock\\). Draw the others with plot_history or plot_estimates"
    )
    with pytest.raises(ValueError, match=f"^{said}$"):
        plot_held_area(claims.loc[["agentstvo-2024-10-kursk-area-gained"]])


@pytest.mark.parametrize(
    ("columns", "what"),
    [(["low", "best", "high"], "number"), (["period_earliest", "period_latest"], "day")],
)
def test_claims_without_number_or_day_are_refused(
    claims: pd.DataFrame, columns: list[str], what: str
) -> None:
    """A claim that has no place on the chart is refused by name, never left out in silence."""
    rows = claims.loc[RIVALS].copy()
    rows.loc[RIVALS[1], columns] = None
    said = (
        f"plot_held_area: 1 of 2 claims have no {what}: cohen-2024-08-28-kursk-area-held. Leave them out, "
        "and show them with tabulate_claims"
    )
    with pytest.raises(ValueError, match=f"^{said}$"):
        plot_held_area(rows)


MEASURED_WRONG = {
    "two maps": (
        _measured(["2024-08-27", "2024-08-28"], [1.0, 2.0], source_id=["atlas", "globe"]),
        "the rows were measured on 2 maps of control \\(atlas, globe\\), and each shows ground of its own. "
        'Choose one: choose\\(rows, source_id="atlas"\\)',
    ),
    "two sectors": (
        _measured(["2024-08-27", "2024-08-28"], [1.0, 2.0], sector=["all", "east"]),
        "the rows are of 2 sectors \\(all, east\\), but one is drawn. "
        'Take one: choose\\(measured, sector="all"\\)',
    ),
    "no file": (
        _measured(["2024-08-27", "2024-08-28"], [1.0, None]),
        "1 of 2 days have no file: 2024-08-28-all. Leave them out: "
        'measured.dropna\\(subset=\\["area_km2"\\]\\); they stay gaps in the line',
    ),
    "another side": (
        _measured(["2024-08-27"], [1.0], map_gained_by="russia"),
        "the claims are of ukraine in kursk-oblast, but the map shows ground of russia in kursk-oblast. "
        "Give rows of case.daily_area of that ground, with the names of with_names\\(rows, case\\)",
    ),
    "another sector": (
        _measured(["2024-08-27"], [1.0], sector="east"),
        "the claims are of ukraine in kursk-oblast, but the map shows ground of ukraine in east. "
        "Give rows of case.daily_area of that ground, with the names of with_names\\(rows, case\\)",
    ),
}


@pytest.mark.parametrize("wrong", MEASURED_WRONG)
def test_measured_rows_of_other_ground_are_refused(held: pd.DataFrame, wrong: str) -> None:
    """The line behind the claims is of one map, of the ground of which they speak, of files that exist."""
    rows, said = MEASURED_WRONG[wrong]
    with pytest.raises(ValueError, match=f"^plot_held_area \\(measured\\): {said}$"):
        plot_held_area(held, measured=rows)


def test_missing_columns_and_no_rows_are_refused(held: pd.DataFrame) -> None:
    """The chart names the columns that it lacks, and draws nothing of nothing."""
    with pytest.raises(ValueError, match=r"^plot_held_area: the columns side are missing"):
        plot_held_area(held.drop(columns="side"))
    with pytest.raises(ValueError, match=r"^plot_held_area: there is no row to draw"):
        plot_held_area(held.head(0))
    with pytest.raises(ValueError, match=r"^plot_held_area \(measured\): there is no row to draw"):
        plot_held_area(held, measured=FILES.head(0))


def test_draws_into_given_axes(held: pd.DataFrame) -> None:
    """Given an Axes, the chart is in it."""
    ax = Figure(figsize=(8, 9)).subplots()
    assert plot_held_area(held, ax=ax) is ax
    assert set(read_marks([ax])["id"]) == set(held["claim_id"])


def test_marks_have_the_colours_of_their_sides(held: pd.DataFrame) -> None:
    """The vocabulary of sides gives the colour, and the key names each side in words."""
    ax = plot_held_area(held)
    found = [_lines(ax, f"{claim}.best")[0].get_color() for claim in [*RIVALS, AUGUST]]
    assert found == ["#0072B2", "#009E73", "#6E6E6E"]
    assert {"Ukraine", "US", "Russia"} <= {text.get_text() for text in ax.get_legend().get_texts()}
