"""Events and claims as dated rows: two times told apart, who says so, dates as sure as they are."""

from __future__ import annotations

import pandas as pd
import pytest

import analysttools as at
from analysttools.case.code_names import format_code
from analysttools.charts.drawing.dated_rows import DatedRow, read_rows
from analysttools.charts.drawing.dates import read_when

ARRIVAL = "2024-10-contingent-arrives-article"
DENIAL = "2024-11-13-kupiansk-entered-kovalev-denied"
WEEKEND = "2024-12-14-weekend-assaults-in-which-30-dprk-casualties-claimed"
TREATY = "2024-12-04-treaty-enters-into-force"
NIS = "2024-10-18-south-koreas-nis-announces-first-troop-dispatch"
RUSSIA = "2025-04-26-gerasimov-acknowledges-dprk-troops-in-kursk"
SUDZHA = "2024-08-15-sudzha-captured-zelensky"
HUR = "hur-2024-12-16-killed-or-wounded"


@pytest.fixture(scope="module")
def events(case: at.Case) -> pd.DataFrame:
    """Return the events with their names, by id."""
    return at.with_names(case.events, case).set_index("event_id", drop=False)


def _rows(events: pd.DataFrame, claims: pd.DataFrame | None = None, lang: str = "en") -> list[DatedRow]:
    return read_rows("plot_timeline", events, claims, lang)[0]


def _labels(events: pd.DataFrame, claims: pd.DataFrame | None = None, lang: str = "en") -> list[str]:
    return [row.label for row in _rows(events, claims, lang)]


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


def test_the_day_of_a_report_is_not_that_of_the_event(events: pd.DataFrame) -> None:
    """It is read as that day or before."""
    row = events[events["date_basis"].eq("day_of_report") & events["status"].eq("claimed")].head(1)
    happened = _rows(row)[0].happened
    assert (happened.form, happened.text) == ("before", row["date"].iloc[0])


def test_happening_and_saying_are_two_days(events: pd.DataFrame) -> None:
    """An arrival of some day in October was said in December."""
    (row,) = _rows(events.loc[[ARRIVAL]])
    assert (row.happened.text, row.said.text) == ("2024-10~", "2024-12-16")


def test_a_statement_is_dated_by_its_words(events: pd.DataFrame) -> None:
    """That a service announced a dispatch on a day does not say that anything was sent on that day."""
    (row,) = _rows(events.loc[[NIS]])
    assert (row.happened, row.said.text) == (None, "2024-10-18")


def test_events_of_the_front_are_described(events: pd.DataFrame) -> None:
    """They have no title: place, action, whose forces and who says so stand in its stead."""
    assert _labels(events.loc[[SUDZHA]]) == ["Sudzha: capture, Ukrainian forces\u00a0· Zelensky"]


def test_who_says_so_is_named(events: pd.DataFrame) -> None:
    """The claimant of an event, or, where the page itself reports it, the page."""
    weekend, treaty = _labels(events.loc[[WEEKEND, TREATY]])
    assert weekend.endswith("\u00a0· HUR (Ukraine)")
    assert treaty.endswith("\u00a0· in Interfax")


def test_who_is_named_in_the_title_is_not_named_twice(events: pd.DataFrame) -> None:
    """The label of the claimant stands once; an actor of the front is no claimant."""
    assert _labels(events.loc[[RUSSIA]]) == ["Gerasimov acknowledges DPRK troops in Kursk"]
    own = events.loc[[SUDZHA]].assign(claimant="Ukrainian forces")
    assert _labels(own) == ["Sudzha: capture, Ukrainian forces\u00a0· Ukrainian forces"]


def test_a_status_is_said_unless_it_is_the_usual_one(events: pd.DataFrame) -> None:
    """What most events are goes without saying; a denial does not."""
    rows, usual = read_rows("plot_timeline", events.loc[[TREATY, WEEKEND, DENIAL, ARRIVAL]], None, "en")
    assert usual == "reported"
    assert [row.label.rpartition(", ")[2] for row in rows if row.is_denied] == ["denied"]
    assert any(row.label.endswith(", stated as fact") for row in rows)


def test_a_claim_has_its_period_and_its_day(events: pd.DataFrame, claims: pd.DataFrame) -> None:
    """Two days of fighting, spoken of on the day after, with claimant and number, and no category."""
    row = _rows(events.loc[[TREATY]], claims.loc[[HUR]])[1]
    assert (row.category, row.happened.text, row.said.text) == (None, "2024-12-14/2024-12-15", "2024-12-16")
    assert row.label.startswith("HUR (Ukraine): at least 30, killed or wounded, North Korean forces, ")


def test_a_repeat_says_so(events: pd.DataFrame, claims: pd.DataFrame) -> None:
    """A repeat of a claim is told by a word."""
    pair = claims.loc[[HUR, "trt-2024-12-16-over-30"]]
    assert ["repeat" in label for label in _labels(events.loc[[TREATY]], pair)[1:]] == [False, True]


def test_a_claim_without_a_number_is_told_in_words(events: pd.DataFrame, claims: pd.DataFrame) -> None:
    """Its summary stands in the stead of a number."""
    labels = _labels(events.loc[[TREATY]], claims.loc[["zelensky-2024-12-14-in-combat"]])
    assert '"significant"' in labels[1]


def test_claims_do_not_take_the_status_of_the_events(events: pd.DataFrame, claims: pd.DataFrame) -> None:
    """A claim says its status where that is more than that it was said, whatever events leave unsaid."""
    some = claims[claims["status"].isin(["unknown", "not_independently_confirmed"])]
    some = some.groupby("status").head(2)
    labels = _labels(events.loc[[TREATY]], some)[1:]
    assert sum(format_code("not_independently_confirmed", "en") in label for label in labels) == 2
    assert not any(format_code("unknown", "en") in label for label in labels)


def test_french_says_titles_and_pages_in_french(case: at.Case) -> None:
    """Nothing of a row is left in English."""
    rows = at.with_names(at.choose(case.events, event_id=TREATY), case, "fr")
    assert _labels(rows, lang="fr") == ["Le traité entre en vigueur\u00a0· dans Interfax"]


def test_markup_and_formulas_are_text(events: pd.DataFrame) -> None:
    """A title with dollar signs, markup and Korean letters stays as it is."""
    odd = "$x$ <b>평양</b> _{"
    assert _labels(events.loc[[TREATY]].assign(title_en=odd)) == [f"{odd}\u00a0· in Interfax"]


def test_no_claim_is_refused(events: pd.DataFrame, claims: pd.DataFrame) -> None:
    """Claims that were asked for and are not there are not passed over."""
    with pytest.raises(ValueError, match=r"^plot_timeline \(claims\): there is no row to draw"):
        _rows(events.loc[[TREATY]], claims.head(0))


def test_missing_columns_are_named(case: at.Case) -> None:
    """Events without names are refused, with the function that adds them."""
    with pytest.raises(
        ValueError, match="plot_timeline: the columns claimant, publisher, place_name"
    ) as error:
        _rows(case.events)
    assert "with_names" in str(error.value)


def test_rows_without_a_day_are_named(events: pd.DataFrame) -> None:
    """A row that has no place on the axis is not left out in silence."""
    rows = events.loc[[TREATY, WEEKEND]].copy()
    rows.loc[TREATY, ["date_earliest", "date_latest"]] = pd.NaT
    with pytest.raises(
        ValueError,
        match=f"^plot_timeline: 1 of 2 rows have no day, neither of happening nor of saying: {TREATY}. "
        "Give their dates, or leave them out$",
    ):
        _rows(rows)
