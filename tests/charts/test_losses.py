"""Losses: totals in panels, wholes above parts; flows over their own days."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.dates import date2num
from matplotlib.figure import Figure

import analysttools as at
from analysttools.figures.saving import read_marks

SUMMED = ["nis-2025-01-13-killed-or-wounded", "nis-2025-01-13-killed", "nis-2025-01-13-wounded"]
WEEK = "kirby-2024-12-27-week"
THIRTY = "hur-2024-12-16-killed-or-wounded"


def _titles(figure: Figure) -> list[str]:
    return [panel.get_title(loc="left").replace("\n", " ") for panel in figure.axes]


def test_wholes_stand_above_their_parts_and_say_so(case: at.Case, claims: pd.DataFrame) -> None:
    """Killed or wounded comes first; each part names its whole."""
    figure = at.plot_losses(claims.loc[SUMMED[::-1]], case.parts).figure
    assert _titles(figure) == ["Killed or wounded", "Wounded", "Killed"]
    said = [
        [text.get_text() for text in panel.texts if "part of" in text.get_text()] for panel in figure.axes
    ]
    assert said == [[], *[["part of: killed or wounded"]] * 2]


def test_whose_losses_where_stands_once_above_all_panels(case: at.Case, claims: pd.DataFrame) -> None:
    """What all panels share is said in the subtitle, with the unit and what the days are."""
    figure = at.plot_losses(claims.loc[SUMMED], case.parts, title="A finding").figure
    assert figure.texts[1].get_text() == (
        "North Korean forces, Kursk oblast: people lost, running totals by end date"
    )


def test_totals_that_begin_on_several_days_say_since_when(case: at.Case, claims: pd.DataFrame) -> None:
    """Since December and since nobody says when share a panel; the label of the first tells."""
    pair = ["jcs-2024-12-23-killed-or-wounded", "jcs-2025-03-27-killed-or-wounded"]
    rows = claims.loc[pair].assign(measure="killed_or_wounded")
    ax = at.plot_losses(rows, case.parts)
    said = [text.get_text().replace("\n", " ") for text in ax.texts]
    assert "Joint Chiefs (S. Korea) about 1,100, since Dec 2024" in said
    assert "Unless labelled, totals do not state a start." in said[-1]


def test_the_strip_shows_the_greatest_and_counts_the_others(case: at.Case, claims: pd.DataFrame) -> None:
    """Of eleven weeks, one of them a repeat, the seven with the most losses have a row."""
    weeks = pd.concat([claims.loc[[WEEK]]] * 11, ignore_index=True)
    weeks = weeks.assign(claim_id=[f"week-{n}" for n in range(11)], best=[100.0 * n for n in range(11)])
    weeks.loc[10, "derived_from"] = "week-9"
    ax = at.plot_losses(weeks, case.parts)
    marks = read_marks([ax])
    assert sorted(marks.loc[marks["what"].eq("flow"), "id"]) == [f"week-{n}" for n in range(3, 10)]
    assert "Not shown: 4 claims that are smaller, repeats, or without a number." in ax.texts[-1].get_text()


@pytest.mark.parametrize(("size", "columns"), [("column", 2), ("half", 1), ("slide", 3)])
def test_panels_stand_side_by_side_where_there_is_room(
    case: at.Case, claims: pd.DataFrame, size: str, columns: int
) -> None:
    """Each size is laid out anew: two panels in a row of a column, one in a half, all of them on a slide."""
    figure = at.plot_losses(claims.loc[SUMMED], case.parts, size=size).figure
    assert len({round(panel.get_position().x0, 3) for panel in figure.axes}) == columns


def test_panels_in_one_row_are_higher(case: at.Case, claims: pd.DataFrame) -> None:
    """Three panels in one row of a wide figure have nearly twice the height of those in two rows."""
    one, two = (at.plot_losses(claims.loc[SUMMED], case.parts, size=size) for size in (10, "column"))
    heights = [ax.get_position().height * ax.figure.get_figheight() for ax in (one, two)]
    assert heights == pytest.approx([2.2, 1.16], abs=0.01)


def test_totals_share_one_scale(case: at.Case, claims: pd.DataFrame) -> None:
    """300 killed do not look like 3,000 killed or wounded."""
    figure = at.plot_losses(claims.loc[SUMMED], case.parts).figure
    assert len({panel.get_ylim()[1] for panel in figure.axes}) == 1


def test_a_flow_is_a_bar_over_its_own_days(case: at.Case, claims: pd.DataFrame) -> None:
    """A week's losses stand apart from the totals, over that week, with their words and no number axis."""
    figure = at.plot_losses(claims.loc[[*SUMMED, WEEK]], case.parts).figure
    flows = read_marks([figure.axes[-1]])
    assert flows[["id", "what", "at"]].to_numpy().tolist()[0] == [WEEK, "flow", "2024-12-20/2024-12-27"]
    assert (
        flows["label"].tolist()[1]
        == "White House: about 1,000, killed or wounded, not independently confirmed"
    )
    (bar,) = figure.axes[-1].lines
    assert list(bar.get_xdata()) == list(date2num(["2024-12-20", "2024-12-28"]))
    assert list(figure.axes[-1].get_yticks()) == []
    assert WEEK not in set(read_marks(figure.axes[:-1])["id"])


def test_a_flow_of_another_place_says_which(case: at.Case, claims: pd.DataFrame) -> None:
    """At least thirty were claimed of two villages, not of the oblast that the totals count."""
    figure = at.plot_losses(claims.loc[[*SUMMED, THIRTY]], case.parts).figure
    (words,) = (text.get_text() for text in figure.axes[-1].texts if text.get_gid())
    assert words.replace("\n", " ").startswith("HUR (Ukraine): at least 30, killed or wounded, ")
    assert "Vorozhba" in words


def test_totals_of_other_places_are_refused(case: at.Case, claims: pd.DataFrame) -> None:
    """The dead of the whole war and those of Kursk oblast do not share a chart of totals."""
    pair = ["nis-2025-01-13-killed", "newspim-2026-02-14-killed"]
    with pytest.raises(at.NotComparableError, match=r"not comparable \(place"):
        at.plot_losses(claims.loc[pair], case.parts)


def test_stocks_are_no_losses(case: at.Case, claims: pd.DataFrame) -> None:
    """A number of soldiers present is named and refused."""
    rows = claims.loc[[*SUMMED, "zelensky-2024-11-04-kursk"]]
    with pytest.raises(
        ValueError,
        match="1 of 4 claims are neither totals nor flows of a known period: zelensky-2024-11-04-kursk",
    ):
        at.plot_losses(rows, case.parts)


def test_several_panels_on_one_axes_are_refused(case: at.Case, claims: pd.DataFrame) -> None:
    """Given one Axes, the chart takes one thing that is counted."""
    with pytest.raises(at.NotComparableError, match=r"not comparable \(measure"):
        at.plot_losses(claims.loc[SUMMED], case.parts, ax=Figure().subplots())


def test_an_unconfirmed_flow_says_so(case: at.Case, claims: pd.DataFrame) -> None:
    """The article's "at least thirty" could not be confirmed, and its bar says that."""
    ax = at.plot_losses(claims.loc[["hur-2024-12-16-killed-or-wounded-article"]], case.parts)
    (words,) = (text.get_text().replace("\n", " ") for text in ax.texts if text.get_gid())
    assert words.startswith("HUR (Ukraine): at least 30, killed or wounded, ")
    assert words.endswith("not independently confirmed")


def test_a_flow_without_an_end_is_an_arrow(case: at.Case, claims: pd.DataFrame) -> None:
    """Losses up to a day, nobody says since when: the bar begins at the edge with an arrow, and is no day."""
    week = claims.loc[[WEEK]].assign(period="../2024-12-27", period_earliest=pd.NaT)
    ax = at.plot_losses(week, case.parts)
    assert read_marks([ax])["at"].tolist()[0] == "../2024-12-27"
    assert [line.get_marker() for line in ax.lines] == ["|", "<"]


def test_totals_are_joined_in_the_order_of_their_days(case: at.Case, claims: pd.DataFrame) -> None:
    """A later statement about an earlier day is no step back."""
    nis = claims.loc[["nis-2025-01-13-killed", "nis-2025-04-30-killed"]]
    late = nis.assign(
        asserted_earliest=nis["asserted_earliest"][::-1].array,
        asserted_latest=nis["asserted_latest"][::-1].array,
    )
    marks = read_marks(at.plot_losses(late, case.parts).figure.axes)
    (step,) = marks[marks["what"].str.startswith("revised")].to_dict("records")
    assert (step["what"], step["at"]) == ("revised", "2025-01-13, 2025-04-30 | 300, 600")


def test_totals_of_other_units_are_refused(case: at.Case, claims: pd.DataFrame) -> None:
    """Settlements do not share a scale with persons."""
    pair = claims.loc[SUMMED[:2]].assign(unit=["persons", "settlements"])
    with pytest.raises(at.NotComparableError, match="not comparable"):
        at.plot_losses(pair, case.parts)


def test_a_refusal_names_two_claims_that_differ(case: at.Case, claims: pd.DataFrame) -> None:
    """Of killed, wounded and killed the sentence does not name the two of the killed."""
    rows = claims.loc[["nis-2025-01-13-killed", "nis-2025-01-13-wounded", "nis-2025-04-30-killed"]]
    with pytest.raises(at.NotComparableError, match=r"killed.*wounded.*not comparable \(measure"):
        at.plot_losses(rows, case.parts, ax=Figure().subplots())


def test_every_total_is_drawn_once(case: at.Case) -> None:
    """No total is lost between panels, whether it has a number or not."""
    rows = at.choose(case.claims, measure=["killed", "wounded"], population="dprk", kind="cumulative")
    rows = at.with_names(at.choose(rows, place_id="kursk-oblast"), case)
    marks = read_marks(at.plot_losses(rows, case.parts).figure.axes)
    drawn = marks[marks["what"].isin(["low", "best", "high", "bounds", "no_number"])]
    assert sorted(drawn["id"]) == sorted(rows["claim_id"])


def test_flows_without_a_row_are_counted_under_their_ids(case: at.Case) -> None:
    """No claim is lost without a word: what has no row in the strip is named in the record by one text."""
    rows = at.with_names(at.choose(case.claims, kind="flow", population="dprk"), case)
    rows = rows[rows["unit"].eq("persons") & rows["period_earliest"].notna()]
    marks = read_marks(at.plot_losses(rows, case.parts).figure.axes)
    (left,) = marks.loc[marks["what"].eq("left_out"), "id"]
    drawn = set(marks.loc[marks["what"].ne("left_out"), "id"])
    assert drawn | set(left.split(";")) == set(rows["claim_id"])


def test_losses_on_unknown_days_of_a_span_are_pale(case: at.Case) -> None:
    """Which of the days is not known, so no bar fills them; the note below the chart says so."""
    rows = at.with_names(
        case.claims[case.claims["measure"].eq("killed") & case.claims["kind"].eq("flow")], case
    )
    spans = rows.head(2).assign(period=["2024-12-01/2024-12-17", "[2024-12-01..2024-12-17]"])
    ax = at.plot_losses(spans, case.parts)
    bars = {line.get_gid(): line.get_alpha() for line in ax.lines if str(line.get_gid()).endswith(".flow")}
    assert list(bars.values()) == [1.0, 0.35]
    words = " ".join(text.get_text() for text in ax.figure.findobj(lambda one: hasattr(one, "get_text")))
    assert "Pale bars: exact days unknown." in words.replace("\n", " ")
