"""Claimed area of Kursk oblast: who said what of when, what is refused, that nothing overlaps."""

from __future__ import annotations

import matplotlib.dates as mdates
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from measuring import boxes_of_marks, boxes_of_texts, draw, note_of, outside, overlaps, words_of_rows

import analysttools as at
from analysttools.charts.drawing.style import FAINT
from analysttools.charts.held_area import plot_held_area
from analysttools.figures.saving import read_marks

RIVALS = ["syrskyi-2024-08-27-kursk-area-held", "cohen-2024-08-28-kursk-area-held"]
REPEAT = "the-moscow-times-2025-02-20-kursk-area-held"
RANGE = "uk-mod-2024-12-kursk-area-held-2024-08"
YEAR = "ukraine-via-trt-world-2025-04-08-kursk-area-held"
UNDER = "eesti-ekspress-2025-03-17-kursk-area-held"


def _held(case: at.Case, lang: str = "en") -> pd.DataFrame:
    return at.with_names(at.choose(case.claims, measure="area_held_km2"), case, lang)


@pytest.fixture
def held(case: at.Case) -> pd.DataFrame:
    """Return all claims of area held in Kursk oblast."""
    return _held(case)


def _places(ax: Axes) -> dict[str, tuple[float, float, object]]:
    return {
        line.get_gid().removeprefix("row."): (line.get_xdata()[0], line.get_ydata()[0], line.get_marker())
        for line in ax.lines
        if (line.get_gid() or "").startswith("row.")
    }


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("width", [7.2, 3.6])
def test_nothing_overlaps_or_is_cut_off(case: at.Case, lang: str, width: float) -> None:
    """All words keep apart from each other and from the marks, at full and half width, in both languages."""
    figure = draw(plot_held_area(_held(case, lang), lang=lang, size=width).figure)
    texts, marks = boxes_of_texts(figure), boxes_of_marks(figure)
    assert overlaps(texts, texts) == []
    assert overlaps(texts, marks) == []
    assert outside(figure, texts + marks) == []


def test_every_claim_is_drawn_with_its_words(held: pd.DataFrame) -> None:
    """Each claim of the case has a mark and words, and no other id is on the chart."""
    ax = plot_held_area(held)
    assert set(read_marks(ax.figure.axes)["id"]) == set(held["claim_id"]) == set(words_of_rows(ax))


def test_rivals_stand_on_the_heights_of_their_days(held: pd.DataFrame) -> None:
    """1,294 and 777 stand on neighbouring days, at their numbers, on one scale."""
    places = _places(plot_held_area(held))
    days = mdates.date2num(pd.to_datetime(["2024-08-27", "2024-08-28"]))
    assert places[f"{RIVALS[0]}.best"][:2] == (1294, days[0])
    assert places[f"{RIVALS[1]}.best"][:2] == (777, days[1])


def test_words_name_day_claimant_side_and_number(held: pd.DataFrame) -> None:
    """Who said what of when is beside each mark; a status where it says more; a later day of assertion."""
    words = words_of_rows(plot_held_area(held))
    assert words[RIVALS[1]] == "2024-08-28 Cohen (CIA), US: 777"
    assert words[RANGE] == "2024-08 UK MoD: 800 to 900, said about 2024-12"
    assert words["gerasimov-2025-04-19-kursk-area-held"] == (
        "2025-04-19 Gerasimov, Russia: 3, not independently confirmed"
    )


def test_words_are_in_the_order_of_the_marks(held: pd.DataFrame) -> None:
    """From top to bottom, the words follow the heights of their marks, so that no two lines cross."""
    ax = plot_held_area(held)
    heights = {gid.rpartition(".")[0]: place[1] for gid, place in _places(ax).items()}
    texts = [text for text in ax.texts if text.get_gid()]
    ordered = [heights[claim] for claim in words_of_rows(ax)]
    assert ordered == sorted(ordered)
    down = [text.get_position()[1] for text in texts]
    assert down == sorted(down)


@pytest.mark.parametrize(("gid", "marker"), [(f"{REPEAT}.low", ">"), (f"{UNDER}.high", "<")])
def test_bounds_are_arrows(held: pd.DataFrame, gid: str, marker: str) -> None:
    """More than is an arrow to the right, fewer than one to the left."""
    assert _places(plot_held_area(held))[gid][2] == marker


def test_a_range_is_a_bar(held: pd.DataFrame) -> None:
    """Two bounds are joined; their middle, which nobody said, bears no mark."""
    ax = plot_held_area(held)
    bars = [list(line.get_xdata()) for line in ax.lines if line.get_gid() == f"row.{RANGE}.bounds"]
    bands = [patch.get_bbox().intervalx for patch in ax.patches]
    assert bars == [list(band) for band in bands] == [[800, 900]]
    assert f"{RANGE}.best" not in _places(ax)


def test_longer_times_are_bands(held: pd.DataFrame) -> None:
    """A claim of August has a band over August, and its mark says the span for which it stands."""
    ax = plot_held_area(held[held["claim_id"].isin(["deepstate-2024-10-14-kursk-area-held", *RIVALS])])
    labels = {line.get_gid(): line.get_label() for line in ax.lines}
    assert labels["row.deepstate-2024-10-14-kursk-area-held.best"] == "2024-08-01/2024-08-31"
    marks = read_marks([ax]).set_index(["id", "what"])["at"]
    assert marks["deepstate-2024-10-14-kursk-area-held", "best"] == "906 | 2024-08-01/2024-08-31"
    bands = [list(line.get_ydata()) for line in ax.lines if line.get_linewidth() == 3.0]
    assert bands == [list(mdates.date2num(pd.to_datetime(["2024-08-01", "2024-08-31"])))]


def test_a_year_does_not_set_the_axis(held: pd.DataFrame) -> None:
    """A claim of all 2024 goes on beyond the chart, which says so, instead of stretching it."""
    ax = plot_held_area(held)
    assert ax.get_ylim()[1] > mdates.date2num(pd.Timestamp("2024-07-01"))
    assert "Dotted end of a band: it goes on beyond the chart." in note_of(ax)
    without = plot_held_area(held[held["claim_id"].ne(YEAR)])
    assert "Dotted end" not in note_of(without)


def test_no_line_joins_two_claims(held: pd.DataFrame) -> None:
    """An area held on two days says nothing of the days between: each line belongs to one claim."""
    lines = [line for line in plot_held_area(held).lines if (line.get_gid() or "").startswith("row.")]
    assert {len(line.get_xdata()) for line in lines} == {1, 2}
    assert {line.get_gid().rpartition(".")[2] for line in lines if len(line.get_xdata()) == 2} == {"bounds"}


def test_repeats_are_faint_and_said(held: pd.DataFrame) -> None:
    """A repeat is fainter than an origin, and its words say that it is one."""
    ax = plot_held_area(held)
    assert ", repeat" in words_of_rows(ax)[REPEAT]
    alphas = {line.get_gid(): line.get_alpha() for line in ax.lines}
    assert (alphas[f"row.{REPEAT}.low"], alphas[f"row.{RIVALS[0]}.best"]) == (FAINT, 1.0)


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "nothing of this is measured"), ("fr", "rien n’est mesuré")]
)
def test_the_note_says_that_nothing_is_measured(case: at.Case, lang: str, said: str) -> None:
    """The chart is of claims alone, and says so."""
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


def test_missing_columns_and_no_rows_are_refused(held: pd.DataFrame) -> None:
    """The chart names the columns that it lacks, and draws nothing of nothing."""
    with pytest.raises(ValueError, match=r"^plot_held_area: the columns side are missing"):
        plot_held_area(held.drop(columns="side"))
    with pytest.raises(ValueError, match=r"^plot_held_area: there is no row to draw"):
        plot_held_area(held.head(0))


def test_draws_into_given_axes(held: pd.DataFrame) -> None:
    """Given an Axes, the chart is in it."""
    ax = Figure(figsize=(8, 9)).subplots()
    assert plot_held_area(held, ax=ax) is ax
    assert set(words_of_rows(ax)) == set(held["claim_id"])


def test_marks_have_the_colours_of_their_sides(held: pd.DataFrame) -> None:
    """The vocabulary of sides gives the colour; a side that has none there is grey."""
    colours = {line.get_gid(): line.get_color() for line in plot_held_area(held).lines}
    found = [colours[f"row.{claim}.best"] for claim in [*RIVALS, "deepstate-2024-10-14-kursk-area-held"]]
    assert found == ["#0072B2", "#009E73", "#6E6E6E"]
