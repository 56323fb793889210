"""Long series against time: a claimant's last claim of each month, and the days of a window."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from matplotlib.axes import Axes
from measuring import boxes_of_texts, draw, outside

import analysttools as at
from analysttools.arguments import ArgumentError

STRAIT = ROOT / "tests" / "cases" / "strait"
Draw = Callable[..., Axes]


@pytest.fixture(scope="module")
def strait() -> at.Case:
    """Return the small case of another country."""
    return at.load_case(STRAIT)


def _totals(case: at.Case, days: list[str], claimant: str = "coast-guard", lang: str = "en") -> pd.DataFrame:
    """Return a claimant's running total up to some days, each said on its day."""
    model = at.with_names(at.choose(case.claims, claim_id="guard-killed-april"), case, lang)
    rows = model.loc[model.index.repeat(len(days))].reset_index(drop=True)
    read = pd.Series(pd.to_datetime(days).astype("datetime64[s]"))
    return rows.assign(
        claim_id=[f"{claimant}-{day}" for day in days],
        claimant_id=claimant,
        qualifier="stated",
        best=100_000.0 + 8_000 * np.arange(len(days)),
        period=[f"2031-03-01/{day}" for day in days],
        period_latest=read,
        **{"asserted": days, "asserted_earliest": read, "asserted_latest": read},
    )


DAYS = ["2031-03-10", "2031-03-31", "2031-04-01", "2031-04-02", "2031-05-20"]


@pytest.fixture(params=["history", "losses"])
def plot(request: pytest.FixtureRequest, strait: at.Case) -> Draw:
    """Return each chart that has numbers against time."""
    if request.param == "history":
        return at.plot_history
    return lambda rows, **options: at.plot_losses(rows, strait.parts, **options)


def _drawn(ax: Axes) -> list[str]:
    ids = [line.get_gid().split(".")[1] for line in ax.lines if (line.get_gid() or "").endswith(".best")]
    return [name.removeprefix("coast-guard-") for name in ids]


def _said(ax: Axes) -> str:
    return " ".join(" ".join(text.get_text().split()) for text in ax.texts)


def test_of_each_month_the_last_claim_is_drawn(strait: at.Case, plot: Draw) -> None:
    """Each mark is still one claim; how many are drawn of how many is said."""
    ax = plot(_totals(strait, DAYS), every="month")
    assert _drawn(ax) == ["2031-03-31", "2031-04-02", "2031-05-20"]
    assert "Only each claimant’s last claim of a month is drawn: 3 of 5." in _said(ax)


def test_of_each_week_the_last_claim_is_drawn(strait: at.Case, plot: Draw) -> None:
    """A week begins on Monday."""
    ax = plot(_totals(strait, DAYS), every="week")
    assert _drawn(ax) == ["2031-03-10", "2031-04-02", "2031-05-20"]


def test_each_claimant_keeps_its_own_last_claim(strait: at.Case, plot: Draw) -> None:
    """What one says on the last day of a month leaves out nothing that another says."""
    rows = pd.concat([_totals(strait, DAYS[:2]), _totals(strait, ["2031-03-12"], "mission")])
    assert _drawn(plot(rows.reset_index(drop=True), every="month")) == ["2031-03-31", "mission-2031-03-12"]


def test_totals_that_count_from_different_days_are_series_of_their_own(strait: at.Case, plot: Draw) -> None:
    """A total since March hides none of the same claimant's since April."""
    rows = _totals(strait, DAYS[2:4])
    rows.loc[1, "period"] = "2031-04-01/2031-04-02"
    assert _drawn(plot(rows, every="month")) == DAYS[2:4]


def test_nothing_is_said_where_nothing_is_left_out(strait: at.Case, plot: Draw) -> None:
    """One claim a month is all of them."""
    assert "is drawn:" not in _said(plot(_totals(strait, [DAYS[0], DAYS[4]]), every="month"))


def test_a_window_keeps_the_days_from_its_first_to_its_last(strait: at.Case, plot: Draw) -> None:
    """Both ends are within; how many claims are outside is said in words."""
    ax = plot(_totals(strait, DAYS), between=("2031-03-31", "2031-04-02"))
    assert _drawn(ax) == ["2031-03-31", "2031-04-01", "2031-04-02"]
    assert "Not drawn: 2 claims outside 31 Mar to 2 Apr 2031." in _said(ax)


def test_a_window_without_claims_is_refused(strait: at.Case) -> None:
    """An empty chart would say that nobody claimed anything."""
    said = (
        "plot_history: between is 2030-01-01 to 2030-12-31, but none of the 5 claims lies there: the first "
        "is on 2031-03-10, the last on 2031-05-20. Choose other days, or leave between out"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        at.plot_history(_totals(strait, DAYS), between=("2030-01-01", "2030-12-31"))


@pytest.mark.parametrize("days", [("2031-05-01", "2031-04-01"), ("2031-05-01",), ("May", "June"), "2031-05"])
def test_what_is_no_window_is_refused(strait: at.Case, days: object) -> None:
    """Two days in order are expected, and an example is given."""
    said = re.escape('must be two days, the earlier first. Write ("2025-01-01", "2025-04-30")')
    with pytest.raises(ArgumentError, match=f"^plot_history: between is .*, but {said}$"):
        at.plot_history(_totals(strait, DAYS), between=days)


def test_another_step_is_refused(strait: at.Case) -> None:
    """The steps that there are are named."""
    said = (
        'plot_history: every is "year", but must be "week" or "month". Write every="month", or leave it out'
    )
    with pytest.raises(ArgumentError, match=f"^{re.escape(said)}$"):
        at.plot_history(_totals(strait, DAYS), every="year")


def test_more_claims_than_a_chart_holds_are_drawn_by_month(strait: at.Case) -> None:
    """2,527 days are refused with that advice, and drawn when it is followed, with marks of full size."""
    days = pd.date_range("2031-03-02", periods=2527).strftime("%Y-%m-%d").tolist()
    rows = _totals(strait, days)
    with pytest.raises(ValueError, match=r'or show all of them with tabulate_claims; every="month" draws of'):
        at.plot_history(rows)
    ax = at.plot_history(rows, every="month")
    assert len(_drawn(ax)) == 83
    assert outside(ax.figure, boxes_of_texts(draw(ax.figure))) == []


def test_the_number_above_the_greatest_one_is_not_cut_off(strait: at.Case, plot: Draw) -> None:
    """An axis reaches above what it shows: 1,000,000 has more room to take than 897,160."""
    rows = _totals(strait, ["2031-03-10"]).assign(best=897_160.0)
    figure = draw(plot(rows).figure)
    assert "1,000,000" in [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert outside(figure, boxes_of_texts(figure)) == []
