"""The timeline on one screen: few events in three lanes, gaps as counted days, labels at their marks."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from measuring import boxes_of_marks, boxes_of_texts, draw, outside, overlaps

import analysttools as at
from analysttools.charts.timeline import plot_timeline
from analysttools.figures.marks import read_marks

SIGNED = "2024-06-19-russia-dprk-partnership-treaty-signed-in-pyongyang"
ARRIVAL = "2024-10-contingent-arrives-article"
BUDANOV = "2024-10-18-budanov-11-000-dprk-infantry-training-in-russia"
NIS = "2024-10-18-south-koreas-nis-announces-first-troop-dispatch"
TREATY = "2024-12-04-treaty-enters-into-force"
WEEKEND = "2024-12-14-weekend-assaults-in-which-30-dprk-casualties-claimed"
SUDZHA = "2025-03-13-russia-announces-recapture-of-sudzha"
DENIAL = "2024-11-13-kupiansk-entered-kovalev-denied"
BEFORE = "2024-08-20-korenevo-captured-bild"
RUSSIA = "2025-04-26-gerasimov-acknowledges-dprk-troops-in-kursk"
KOREA = "2025-04-28-dprk-officially-confirms-its-deployment"
KEPT = [SIGNED, ARRIVAL, BUDANOV, NIS, TREATY, WEEKEND, SUDZHA, DENIAL, BEFORE, RUSSIA, KOREA]
CLAIM = "hur-2024-12-16-killed-or-wounded"
TITLE = "Two states said in April 2025 what two services had said in October 2024, though one denied it then"


@pytest.fixture(scope="module")
def events(case: at.Case) -> pd.DataFrame:
    """Return the events with their names, by id."""
    return at.with_names(case.events, case).set_index("event_id", drop=False)


def _marks(ax: Axes) -> list[list[str]]:
    marks = read_marks([ax])
    return marks.loc[~marks["what"].isin(["label", "gap"]), ["what", "at"]].to_numpy().tolist()


def _labels(ax: Axes) -> list[str]:
    named = [text for text in ax.texts if (text.get_gid() or "").endswith(".label")]
    return [" ".join(text.get_text().split()) for text in named]


def _said(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("size", ["column", "half", "slide"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_all_labels_have_room(case: at.Case, lang: str, size: str) -> None:
    """No text overlaps a text or a mark, no mark a mark, and nothing is cut off."""
    events = at.with_names(case.events, case, lang)
    ax = plot_timeline(events, keep=KEPT, gap=(NIS, RUSSIA), lang=lang, size=size, title=TITLE)
    figure = draw(ax.figure)
    texts, marks = boxes_of_texts(figure), boxes_of_marks(figure)
    assert overlaps(texts, texts) == overlaps(texts, marks) == []
    assert [pair for pair in overlaps(marks, marks) if pair[0] != pair[1]] == []
    assert outside(figure, texts + marks) == []


def test_a_column_is_one_screen(case: at.Case) -> None:
    """Fifteen events and a long title are at most 900 pixels high."""
    events = at.with_names(case.events[case.events["category"].ne("front")].head(15), case)
    assert plot_timeline(events, title=TITLE).figure.get_figheight() * 120 <= 900


def test_days_that_are_all_one_have_room(events: pd.DataFrame) -> None:
    """Fifteen statements of one day stand below each other."""
    rows = events.loc[[NIS] * 15].assign(event_id=[f"one-{number}" for number in range(15)])
    figure = draw(plot_timeline(rows, size="half").figure)
    texts, marks = boxes_of_texts(figure), boxes_of_marks(figure)
    assert overlaps(texts, texts) == overlaps(texts, marks) == overlaps(marks, marks) == []


def test_lanes_follow_from_categories(events: pd.DataFrame) -> None:
    """What was said is above the fighting, and that above diplomacy."""
    ax = plot_timeline(events, keep=[TREATY, NIS, WEEKEND])
    assert [label.rpartition(":")[0][:11] for label in _labels(ax)] == [
        "18 Oct 2024",
        "14 to 15 De",
        "4 Dec 2024",
    ]
    assert {"What was said", "Deployment and fighting", "Diplomacy and acknowledgement"} <= {*_said(ax)}


def test_a_lane_without_events_is_not_drawn(events: pd.DataFrame) -> None:
    """An empty lane would say that nothing happened."""
    assert "Deployment and fighting" not in _said(plot_timeline(events, keep=[TREATY, NIS]))


def test_a_claim_is_said(events: pd.DataFrame, claims: pd.DataFrame) -> None:
    """A claim stands among what was said, on the day of the words."""
    ax = plot_timeline(events, claims, keep=[TREATY, CLAIM])
    assert _marks(ax) == [["said", "2024-12-16"], ["happened", "2024-12-04"]]
    assert _labels(ax)[0].startswith("16 Dec 2024: HUR (Ukraine): at least 30, ")


def test_a_column_names_the_chosen(events: pd.DataFrame) -> None:
    """A column of True and False chooses as a list of ids does."""
    column = events.assign(is_key=events["event_id"].isin([TREATY, NIS]))
    assert _labels(plot_timeline(column, keep="is_key")) == _labels(plot_timeline(events, keep=[TREATY, NIS]))


def test_a_choice_says_so(events: pd.DataFrame) -> None:
    """How many of how many events are drawn, and over what time, stands below the title."""
    subtitle = plot_timeline(events, keep=[TREATY, NIS], title="One").figure.texts[1].get_text()
    assert subtitle == f"2 of {len(events)} events, 18 Oct to 4 Dec 2024 (a selection)"


def test_an_uncertain_day_is_pale_and_wide(events: pd.DataFrame) -> None:
    """About a month is a pale bar; its neighbour of one day is not."""
    ax = plot_timeline(events, keep=[ARRIVAL, SUDZHA])
    bar, day = [line for line in ax.lines if line.get_gid()]
    assert bar.get_xdata()[0] < bar.get_xdata()[1]
    assert bar.get_color() != day.get_color()
    assert _marks(ax)[0] == ["happened_about", "2024-10~"]


def test_a_denial_is_a_cross_and_a_word(events: pd.DataFrame) -> None:
    """What is denied is never the mark of what happened."""
    ax = plot_timeline(events, keep=[DENIAL, SUDZHA, TREATY])
    assert [what for what, _ in _marks(ax)] == ["denied", "happened", "happened"]
    assert "denied" in _labels(ax)[0]


def test_a_gap_is_counted_from_the_least_to_the_most(events: pd.DataFrame) -> None:
    """From a day in September to November to two days in April."""
    ax = plot_timeline(events, keep=KEPT, gap=(ARRIVAL, RUSSIA, KOREA))
    assert "147 to 239 days" in _said(ax)


def test_gaps_are_several(events: pd.DataFrame) -> None:
    """Each has its own number; between two days there is one."""
    said = _said(plot_timeline(events, keep=KEPT, gap=[(NIS, RUSSIA), (NIS, KOREA)]))
    assert {"190 days", "192 days"} <= {*said}


def test_a_gap_from_an_open_day_is_at_least(events: pd.DataFrame) -> None:
    """What happened on 20 August or before was at least so many days earlier."""
    assert "at least 59 days" in _said(plot_timeline(events, keep=KEPT, gap=(BEFORE, NIS)))


def test_a_gap_whose_order_is_not_certain_is_refused(events: pd.DataFrame) -> None:
    """The announcement lies within the days of the arrival."""
    with pytest.raises(ValueError, match=r"which of them was first is not certain. Name the earlier one"):
        plot_timeline(events, keep=KEPT, gap=(ARRIVAL, NIS))


def test_a_gap_to_what_is_not_drawn_is_refused(events: pd.DataFrame) -> None:
    """The bracket would end nowhere."""
    with pytest.raises(ValueError, match=rf"^plot_timeline: gap names {KOREA}, which is not drawn. Name the"):
        plot_timeline(events, keep=[NIS], gap=(NIS, KOREA))


def test_a_gap_of_one_event_is_refused(events: pd.DataFrame) -> None:
    """A gap has two ends."""
    with pytest.raises(ValueError, match=rf"^plot_timeline: gap names only {NIS}, but a gap has two ends"):
        plot_timeline(events, keep=[NIS], gap=(NIS,))


def test_more_than_a_screen_is_refused(events: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixteen events are refused before anything is laid out, with what to do."""
    monkeypatch.delattr("analysttools.charts.drawing.layout._advance")  # nothing can be measured
    said = (
        "plot_timeline: 16 rows are given, but one screen holds at most 15. Name the events that matter with "
        "keep=[ids], or with the name of a column of True and False; show all of them as a table with "
        "tabulate_events"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        plot_timeline(events.head(16))
    with pytest.raises(ValueError, match=r"^plot_timeline: keep chooses 16 rows, but one screen"):
        plot_timeline(events, keep=list(events["event_id"].head(16)))


def test_unknown_ids_are_named(events: pd.DataFrame) -> None:
    """All of them at once."""
    with pytest.raises(ValueError, match=r"^plot_timeline: keep names one, two, but no row of events or"):
        plot_timeline(events, keep=["one", NIS, "two"])


@pytest.mark.parametrize(
    ("column", "found"), [("is_key", "there is no such column"), ("date", "it holds something else")]
)
def test_a_column_of_something_else_is_refused(events: pd.DataFrame, column: str, found: str) -> None:
    """A text is the name of a column of True and False."""
    with pytest.raises(
        ValueError, match=f'keep is "{column}", the name of a column .*, but {found} in the rows'
    ):
        plot_timeline(events, keep=column)


def test_no_event_is_refused(events: pd.DataFrame, claims: pd.DataFrame) -> None:
    """Claims stand beside events."""
    with pytest.raises(
        ValueError, match=r"^plot_timeline: keep chooses no event. Name at least one of events"
    ):
        plot_timeline(events, claims, keep=[CLAIM])


def test_a_users_axes_are_drawn_into(events: pd.DataFrame) -> None:
    """Given Axes are used, and their figure keeps its size."""
    ax = Figure(figsize=(8, 5)).add_axes((0.1, 0.1, 0.8, 0.7))
    assert plot_timeline(events, keep=[TREATY, NIS], ax=ax) is ax
    assert tuple(ax.figure.get_size_inches()) == (8, 5)


def test_a_post_holds_fewer_events_than_a_column(case: at.Case) -> None:
    """Events of long titles need more height than a post has: which chart, how much, what to do."""
    events = at.with_names(at.choose(case.events, category="diplomatic"), case).head(15)
    events = events.assign(title_en="what was said of it at some length, and by whom " * 6)
    said = r'^plot_timeline: the chart needs \d\.\d inches of height, but size="social" has at most 4\.5\. '
    with pytest.raises(ValueError, match=said + "Draw fewer rows, or take a larger size$"):
        at.plot_timeline(events, size="social")


def test_a_label_beside_a_span_of_all_days_stands_under_it(case: at.Case) -> None:
    """An event that may be any day of the chart leaves no room beside its mark: its words stand below it."""
    days = {"date": "2024-08-01/2024-10-31", "date_earliest": "2024-08-01", "date_latest": "2024-10-31"}
    wide = at.with_names(case.events, case).query("category == 'front'").head(3)
    dates = {name: day if name == "date" else pd.Timestamp(day) for name, day in days.items()}
    figure = draw(plot_timeline(wide.assign(**dates)).figure)
    texts, marks = boxes_of_texts(figure), boxes_of_marks(figure)
    assert outside(figure, texts) == []
    assert overlaps(texts, marks) == []
    assert max(text.count("\n") for text in _said(figure.axes[0])) < 3
