"""The list of events: two times told apart, dates as sure as they are, each row once, nothing overlaps."""

from __future__ import annotations

import matplotlib.dates as mdates
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from measuring import boxes_of_marks, boxes_of_texts, draw, outside, overlaps

import analysttools as at
from analysttools.case.code_names import format_code
from analysttools.charts.drawing.dates import read_when
from analysttools.charts.event_list import plot_event_list
from analysttools.figures.marks import read_marks

ARRIVAL = "2024-10-contingent-arrives-article"
DENIAL = "2024-11-13-kupiansk-entered-kovalev-denied"
WEEKEND = "2024-12-14-weekend-assaults-in-which-30-dprk-casualties-claimed"
TREATY = "2024-12-04-treaty-enters-into-force"
NIS = "2024-10-18-south-koreas-nis-announces-first-troop-dispatch"


@pytest.fixture(scope="module")
def events(case: at.Case) -> pd.DataFrame:
    """Return the shipped events with their names, by id."""
    return at.with_names(case.events, case).set_index("event_id", drop=False)


def _marks(ax: Axes) -> list[list[str]]:
    marks = read_marks([ax])
    return marks.loc[marks["what"].ne("label"), ["what", "at"]].to_numpy().tolist()


def _lines(ax: Axes, what: str) -> list[Line2D]:
    return [line for line in ax.lines if (line.get_gid() or "").rpartition(".")[2] == what]


def _ways(ax: Axes) -> list[list[str]]:
    """Return the days that are joined, from happening to saying."""
    ways = [line for line in ax.lines if not line.get_gid() and line.get_transform() == ax.transData]
    return [[f"{mdates.num2date(day):%Y-%m-%d}" for day in line.get_xdata()] for line in ways]


def _labels(ax: Axes) -> list[str]:
    return [" ".join(label.get_text().split()) for label in ax.get_yticklabels()]


@pytest.mark.parametrize("width", [7.2, 3.6])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_all_events_have_room(case: at.Case, lang: str, width: float) -> None:
    """No text overlaps a text or a mark, no mark a mark, and nothing is cut off."""
    rows = at.with_names(case.events.iloc[::16], case, lang)
    figure = draw(plot_event_list(rows, lang=lang, size=width).figure)
    texts, marks = boxes_of_texts(figure), boxes_of_marks(figure)
    assert len(marks) >= len(rows)
    assert overlaps(texts, texts) == []
    assert overlaps(texts, marks) == []
    assert [pair for pair in overlaps(marks, marks) if pair[0] != pair[1]] == []
    assert outside(figure, texts + marks) == []


def test_every_event_and_claim_is_a_row(case: at.Case, events: pd.DataFrame, claims: pd.DataFrame) -> None:
    """Each is labelled once and has at least one mark."""
    events, claims = events.iloc[::30], claims.iloc[::60]
    marks = read_marks([plot_event_list(events, claims)])
    ids = sorted([*events["event_id"], *claims["claim_id"]])
    assert sorted(marks.loc[marks["what"].eq("label"), "id"]) == ids
    assert sorted(set(marks.loc[marks["what"].ne("label"), "id"])) == ids


def test_the_two_times_stand_apart(events: pd.DataFrame) -> None:
    """What happened and was said on one day is a filled mark and, below it, an open one."""
    ax = plot_event_list(events.loc[["2024-12-14-video-circulates-article"]])
    (happened,), (said,) = _lines(ax, "happened"), _lines(ax, "said")
    assert happened.get_ydata()[0] > said.get_ydata()[0]
    assert happened.get_xdata()[0] == said.get_xdata()[0]
    assert said.get_markerfacecolor() == "white" != happened.get_markerfacecolor()


def test_the_lag_is_a_line(events: pd.DataFrame) -> None:
    """The line leads from the last day of the arrival, which is in doubt, to the day of the article."""
    ax = plot_event_list(events.loc[[ARRIVAL]])
    assert _marks(ax) == [["happened_about", "2024-10~"], ["said", "2024-12-16"]]
    assert _ways(ax) == [["2024-11-30", "2024-12-16"]]


def test_a_page_is_no_statement(events: pd.DataFrame) -> None:
    """Where nobody noted the day of saying, the day of the page is a square, without a line to it."""
    ax = plot_event_list(events.loc[[TREATY]])
    assert _marks(ax) == [["happened", "2024-12-04"], ["page", "2024-12-05"]]
    assert _lines(ax, "page")[0].get_marker() == "s"
    assert _ways(ax) == []


def test_a_page_without_a_day_is_not_drawn(events: pd.DataFrame) -> None:
    """No day is made up, and the chart says that none is noted."""
    ax = plot_event_list(events.loc[[TREATY]].assign(published=None))
    assert _marks(ax) == [["happened", "2024-12-04"]]
    assert "No mark below: day not recorded." in ax.texts[-1].get_text()


def test_a_statement_is_dated_by_its_words(events: pd.DataFrame) -> None:
    """That a service announced a dispatch on a day does not say that anything was sent on that day."""
    assert _marks(plot_event_list(events.loc[[NIS]])) == [["said", "2024-10-18"]]


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "form"),
    [
        ("2024-12-14", "2024-12-14", "2024-12-14", "day"),
        ("2024-12-14/2024-12-15", "2024-12-14", "2024-12-15", "span"),
        ("2024-10", "2024-10-01", "2024-10-31", "span"),
        ("2025-01-15~", "2025-01-08", "2025-01-22", "about"),
        ("2024-12-14?", "2024-12-14", "2024-12-14", "about"),
        ("../2024-12-16", None, "2024-12-16", "before"),
        ("2024-12-16/..", "2024-12-16", None, "after"),
    ],
)
def test_a_date_is_as_sure_as_it_is_written(
    text: str, earliest: str | None, latest: str | None, form: str
) -> None:
    """A day, a span, about a day, and open ends are told apart."""
    assert read_when(text, pd.Timestamp(earliest), pd.Timestamp(latest)).form == form


def test_each_form_has_its_own_shape(events: pd.DataFrame) -> None:
    """No two forms of a date that happened share a marker and a line."""
    rows = events[events["status"].ne("denied")]
    written = rows["date"].str.replace(r"\d", "", regex=True) + rows["date_basis"].eq("day_of_report").astype(
        str
    )
    ax = plot_event_list(rows[~written.duplicated()])
    forms = ["happened", "happened_span", "happened_about", "happened_before"]
    looks = {(line.get_marker(), line.get_linestyle()) for form in forms for line in _lines(ax, form)}
    assert len(looks) == len(forms)


def test_the_day_of_a_report_is_not_that_of_the_event(events: pd.DataFrame) -> None:
    """It is drawn as that day or before."""
    row = events[events["date_basis"].eq("day_of_report") & events["status"].eq("claimed")].head(1)
    assert _marks(plot_event_list(row))[0] == ["happened_before", row["date"].iloc[0]]


def test_a_denial_is_a_cross_and_a_word(events: pd.DataFrame) -> None:
    """Each denial, whatever is known of its day, is a cross and never the mark of what happened."""
    denials = events[events["status"].eq("denied")].head(8)
    ax = plot_event_list(pd.concat([denials, events.loc[[TREATY]]]))
    crosses = [line for line in ax.lines if ".denied" in (line.get_gid() or "")]
    assert {line.get_marker() for line in crosses} == {"X"}
    assert len(crosses) == len(denials)
    assert _marks(plot_event_list(events.loc[[DENIAL]]))[0][0] == "denied"


def test_a_status_is_said_unless_it_is_the_usual_one(events: pd.DataFrame) -> None:
    """The usual status is said once, above the rows."""
    ax = plot_event_list(events.loc[[TREATY, WEEKEND, DENIAL, ARRIVAL]])
    assert ax.texts[-1].get_text() == "Status, unless marked: reported."
    assert [label.rpartition(", ")[2] for label in _labels(ax) if "denied" in label] == ["denied"]
    assert any(label.endswith(", stated as fact") for label in _labels(ax))


def test_events_of_the_front_are_described(events: pd.DataFrame) -> None:
    """They have no title: place, action, whose forces and who says so stand in its stead."""
    ax = plot_event_list(events.loc[["2024-08-15-sudzha-captured-zelensky"]])
    assert _labels(ax) == ["Sudzha: capture, Ukrainian forces · Zelensky"]


def test_who_says_so_is_named(events: pd.DataFrame) -> None:
    """The claimant of an event, or, where the page itself reports it, the page."""
    assert _labels(plot_event_list(events.loc[[WEEKEND]]))[0].endswith(" · HUR (Ukraine)")
    assert _labels(plot_event_list(events.loc[[TREATY]]))[0].endswith(" · in Interfax")


def test_who_is_named_in_the_title_is_not_named_twice(events: pd.DataFrame) -> None:
    """The label of the claimant stands once; an actor of the front is no claimant."""
    row = events.loc[["2025-04-26-gerasimov-acknowledges-dprk-troops-in-kursk"]]
    assert _labels(plot_event_list(row)) == ["Gerasimov acknowledges DPRK troops in Kursk"]
    own = events.loc[["2024-08-15-sudzha-captured-zelensky"]].assign(claimant="Ukrainian forces")
    assert _labels(plot_event_list(own)) == ["Sudzha: capture, Ukrainian forces · Ukrainian forces"]


def test_lanes_and_rows_are_in_order_of_time(events: pd.DataFrame) -> None:
    """The lane that begins first is first, and so is its earliest event."""
    signed = "2024-06-19-russia-dprk-partnership-treaty-signed-in-pyongyang"
    marks = read_marks([plot_event_list(events.loc[[WEEKEND, NIS, TREATY, signed]])])
    assert marks.loc[marks["what"].eq("label"), "id"].tolist() == [signed, TREATY, NIS, WEEKEND]


def test_a_claim_has_its_period_above_and_its_day_below(events: pd.DataFrame, claims: pd.DataFrame) -> None:
    """Two days of fighting, spoken of on the day after: in a lane of claims, with claimant and number."""
    ax = plot_event_list(events.loc[[TREATY]], claims.loc[["hur-2024-12-16-killed-or-wounded"]])
    assert _marks(ax)[2:] == [["period_span", "2024-12-14/2024-12-15"], ["said", "2024-12-16"]]
    assert _labels(ax)[1].startswith("HUR (Ukraine): at least 30, killed or wounded, North Korean forces, ")
    assert "Claims (1)" in [text.get_text() for text in ax.texts]


def test_a_repeat_is_fainter_and_says_so(events: pd.DataFrame, claims: pd.DataFrame) -> None:
    """A repeat of a claim is told by a word and by paler marks."""
    pair = claims.loc[["hur-2024-12-16-killed-or-wounded", "trt-2024-12-16-over-30"]]
    ax = plot_event_list(events.loc[[TREATY]], pair)
    assert [("repeat" in label) for label in _labels(ax)[1:]] == [False, True]
    origin, repeat = (line.get_alpha() for line in _lines(ax, "said"))
    assert repeat < origin


def test_a_claim_without_a_number_is_told_in_words(events: pd.DataFrame, claims: pd.DataFrame) -> None:
    """Its summary stands in the stead of a number."""
    ax = plot_event_list(events.loc[[TREATY]], claims.loc[["zelensky-2024-12-14-in-combat"]])
    assert '"significant"' in _labels(ax)[1]


def test_french_says_titles_and_key_in_french(case: at.Case, events: pd.DataFrame) -> None:
    """Nothing of the chart is left in English."""
    rows = at.with_names(at.choose(case.events, event_id=TREATY), case, "fr")
    ax = plot_event_list(rows, lang="fr")
    assert _labels(ax) == ["Le traité entre en vigueur · dans Interfax"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "se serait passé ce jour-là",
        "date de la page lue\u202f; date des propos non notée",
    ]


def test_the_key_says_only_what_is_there(events: pd.DataFrame) -> None:
    """One statement needs one entry."""
    legend = plot_event_list(events.loc[[NIS]]).get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["said that day"]


def test_a_users_axes_are_drawn_into(events: pd.DataFrame) -> None:
    """Given Axes are used, and their figure keeps its size."""
    ax = Figure(figsize=(8, 5)).add_axes((0.45, 0.1, 0.5, 0.6))
    assert plot_event_list(events.loc[[TREATY, NIS]], ax=ax) is ax
    assert tuple(ax.figure.get_size_inches()) == (8, 5)


def test_markup_and_formulas_are_text(events: pd.DataFrame) -> None:
    """A title with dollar signs, markup and Korean letters is drawn as it is, without a warning."""
    odd = "$x$ <b>평양</b> _{"
    ax = plot_event_list(events.loc[[TREATY]].assign(title_en=odd))
    FigureCanvasAgg(ax.figure).draw()
    assert _labels(ax) == [f"{odd} · in Interfax"]


def test_decades_have_room_for_their_days(events: pd.DataFrame, claims: pd.DataFrame) -> None:
    """A period of seventy years leaves the words of the axis apart."""
    rows = events.loc[[TREATY]], claims.loc[["article-2024-12-16-first-in-70-years"]]
    texts = boxes_of_texts(draw(plot_event_list(*rows, size=3.6).figure))
    assert overlaps(texts, texts) == []


def test_no_row_is_refused(events: pd.DataFrame) -> None:
    """An empty chart would say that nothing happened."""
    with pytest.raises(ValueError, match=r"^plot_event_list: there is no row to draw \(0 rows given\)"):
        plot_event_list(events.head(0))


def test_no_claim_is_refused(events: pd.DataFrame, claims: pd.DataFrame) -> None:
    """Claims that were asked for and are not there are not passed over."""
    with pytest.raises(ValueError, match=r"^plot_event_list \(claims\): there is no row to draw"):
        plot_event_list(events.loc[[TREATY]], claims.head(0))


def test_missing_columns_are_named(case: at.Case) -> None:
    """Events without names are refused, with the function that adds them."""
    with pytest.raises(
        ValueError, match="plot_event_list: the columns claimant, publisher, published"
    ) as error:
        plot_event_list(case.events)
    assert "with_names" in str(error.value)


def test_rows_without_a_day_are_named(events: pd.DataFrame) -> None:
    """A row that has no place on the axis is not left out in silence."""
    rows = events.loc[[TREATY, WEEKEND]].copy()
    rows.loc[TREATY, ["date_earliest", "date_latest"]] = pd.NaT
    with pytest.raises(
        ValueError,
        match=f"^plot_event_list: 1 of 2 rows have no day, neither of happening nor of saying: {TREATY}. "
        "Give their dates, or leave them out$",
    ):
        plot_event_list(rows)


def test_an_unknown_language_is_refused(events: pd.DataFrame) -> None:
    """The languages that there are are named."""
    with pytest.raises(ValueError, match="en, fr"):
        plot_event_list(events.loc[[TREATY]], lang="ko")


def test_claims_do_not_take_the_status_of_the_events(case: at.Case, claims: pd.DataFrame) -> None:
    """A claim says its status where that is more than that it was said, whatever events leave unsaid."""
    events = at.with_names(case.events[case.events["category"].ne("front")].head(6), case)
    some = claims[claims["status"].isin(["unknown", "not_independently_confirmed"])]
    some = some.groupby("status").head(2)
    ax = at.plot_event_list(events, some)
    said = [text.get_text().replace("\n", " ") for text in ax.texts]
    labels = [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()] + said
    assert sum(format_code("not_independently_confirmed", "en") in label for label in labels) == 2
    assert not any(format_code("unknown", "en") in label for label in labels)
    assert any(text.startswith("Status, unless marked:") for text in said)
