"""Charts of many rows: a dense series keeps to its days, and too many rows are refused at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from matplotlib.axes import Axes
from measuring import boxes_of_texts, draw, outside, overlaps

import analysttools as at
from analysttools.case.basemap import read_base_map
from analysttools.charts.drawing.long_series import TABLE
from analysttools.charts.drift import TABLE as TABLE_OF_CHANGES

pytestmark = pytest.mark.slow

STRAIT = ROOT / "tests" / "cases" / "strait"


@pytest.fixture(scope="module")
def strait() -> at.Case:
    """Return the small case of another country."""
    return at.load_case(STRAIT)


def _series(case: at.Case, count: int, lang: str = "en") -> pd.DataFrame:
    """Return a claimant's running total on so many days, one after the other."""
    model = at.with_names(at.choose(case.claims, claim_id="guard-killed-april"), case, lang)
    days = pd.Series(pd.date_range("2031-03-10", periods=count).astype("datetime64[s]"))
    text = days.dt.strftime("%Y-%m-%d")
    rows = model.loc[model.index.repeat(count)].reset_index(drop=True)
    return rows.assign(
        claim_id=[f"day-{number}" for number in range(count)],
        qualifier="stated",
        best=2_800.0 + 870.0 * np.arange(count),
        period="2031-03-01/" + text,
        period_latest=days,
        **{"asserted": text, "asserted_earliest": days, "asserted_latest": days},
    )


def _note(ax: Axes) -> str:
    return " ".join(text.get_text().replace("\n", " ") for text in ax.texts)


@pytest.mark.parametrize("plot", ["history", "losses"])
def test_a_dense_series_is_no_pile_of_rings(strait: at.Case, plot: str) -> None:
    """1,626 days of one claimant are small marks on their days; no ring says that others are there too."""
    rows = _series(strait, 1626)
    ax = at.plot_history(rows) if plot == "history" else at.plot_losses(rows, strait.parts)
    marks = [line for line in ax.lines if (line.get_gid() or "").endswith(".best")]
    assert [line.get_gid() for line in marks] == [f"row.day-{number}.best" for number in range(1626)]
    assert max(line.get_markersize() for line in marks) < 3
    assert "Ring:" not in _note(ax)
    assert "Small marks: claims too close together for marks of full size." in _note(ax)
    assert sum(text.get_text().startswith("Coast guard") for text in ax.texts) == 1


def test_another_claimant_beside_a_dense_series_keeps_its_marks(strait: at.Case) -> None:
    """Only the dense series is drawn small: who speaks now and then has marks and labels as always."""
    other = _series(strait, 3).assign(
        claim_id=["a", "b", "c"], claimant_id="good-offices", claimant="Mission", best=[9e5, 8e5, 7e5]
    )
    ax = at.plot_history(pd.concat([_series(strait, 200), other], ignore_index=True))
    sizes = {line.get_gid(): line.get_markersize() for line in ax.lines if line.get_gid()}
    assert (sizes["row.a.best"], sizes["row.day-9.best"]) == (7.0, 2.2)
    assert sum(text.get_text().startswith("Mission") for text in ax.texts) == 3


def _events(case: at.Case, count: int) -> pd.DataFrame:
    """Return so many events of the front, with names and coordinates."""
    rows = at.with_names(at.choose(case.events, category="front"), case)
    rows = rows.merge(case.places[["place_id", "lat", "lon"]], on="place_id")
    rows = rows.iloc[np.arange(count) % len(rows)].reset_index(drop=True)
    return rows.assign(event_id=[f"event-{number}" for number in range(count)])


def _days(case: at.Case, count: int) -> pd.DataFrame:
    """Return so many measured days."""
    return at.with_names(case.daily_area.iloc[[0] * count], case)


def _compared(case: at.Case, count: int) -> pd.DataFrame:
    """Return so many captures, as if they had been set against the map."""
    day = pd.Timestamp("2031-04-01")
    return _events(case, count).assign(spell_id="ternhaven-2", map_day=day, map_day_earliest=day)


def _repeats(case: at.Case, count: int) -> Axes:
    rows = _series(case, count).assign(derived_from=["", *(f"day-{one}" for one in range(count - 1))])
    changes = {"claim_id": rows["claim_id"], "derived_from": rows["derived_from"], "change": "bound lost"}
    changes = pd.DataFrame({**changes, "was": "", "became": "", "is_proposed": False})
    return at.plot_drift(rows, changes.iloc[1:])


def _months(case: at.Case, count: int) -> Axes:
    rows = at.with_names(at.choose(case.monthly_change, change_id="2031-04-all"), case)
    return at.plot_area(pd.concat([rows] * count, ignore_index=True))


def _map(case: at.Case, count: int) -> Axes:
    return at.plot_front_map(_events(case, count), read_base_map(case))


TABLES = {"claims": "with tabulate_claims", "events": "with tabulate_events"}
OTHER_TABLES = {
    **dict.fromkeys(["plot_area", "plot_sectors"], "as a table"),
    **dict.fromkeys(["plot_history", "plot_losses"], TABLE),
    "plot_drift": TABLE_OF_CHANGES,
    "plot_table": "with show_table",
}
CHARTS: dict[str, tuple[int, str, Callable[[at.Case, int], Axes]]] = {
    "plot_estimates": (300, "claims", lambda case, count: at.plot_estimates(_series(case, count))),
    "plot_history": (2000, "claims", lambda case, count: at.plot_history(_series(case, count))),
    "plot_losses": (2000, "claims", lambda case, count: at.plot_losses(_series(case, count), case.parts)),
    "plot_reconciled": (
        300,
        "claims",
        lambda case, count: at.plot_reconciled(_series(case, count), _series(case, 1)),
    ),
    "plot_drift": (300, "changes", lambda case, count: _repeats(case, count + 1)),
    "plot_sources": (300, "claims", lambda case, count: at.plot_sources(_series(case, count))),
    "plot_table": (60, "claims", lambda case, count: at.plot_table(_series(case, count))),
    "plot_sectors": (20_000, "rows", lambda case, count: at.plot_sectors(_days(case, count))),
    "plot_captures": (
        2000,
        "events",
        lambda case, count: at.plot_captures(_compared(case, count), case.control),
    ),
    "plot_front_map": (500, "events", _map),
    "plot_area": (300, "rows", _months),
    "plot_held_area": (300, "claims", lambda case, count: at.plot_held_area(_series(case, count))),
}


def test_every_chart_has_its_limit() -> None:
    """No public chart is missing here; the timeline holds so few that it names them (`test_timeline`)."""
    assert {*CHARTS, "plot_timeline"} == {name for name in at.__all__ if name.startswith("plot_")}


@pytest.mark.parametrize("name", CHARTS)
def test_too_many_rows_are_refused_at_once(
    strait: at.Case, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture that nobody could read is refused before it is laid out: how many, the limit, what to do."""
    limit, noun, plot = CHARTS[name]
    table = OTHER_TABLES.get(name) or TABLES.get(noun, "as a table")
    said = (
        f"{name}: {limit + 1:,} {noun} are given, but one chart holds at most {limit:,}: a larger one "
        f"could not be read. Draw fewer, with choose, select or latest, or show all of them {table}"
    )
    monkeypatch.delattr("analysttools.charts.drawing.layout._advance")  # nothing can be measured
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        plot(strait, limit + 1)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("width", [7.2, 3.5])
def test_a_dense_series_is_laid_out(strait: at.Case, lang: str, width: float) -> None:
    """As many days as a chart holds keep within the picture, and its words apart."""
    figure = draw(at.plot_history(_series(strait, 1626, lang), lang=lang, size=width).figure)
    texts = boxes_of_texts(figure)
    assert overlaps(texts, texts) == []
    assert outside(figure, texts) == []


def test_too_many_measures_are_refused(strait: at.Case) -> None:
    """Each measure takes a panel, so that fewer of them fit than of marks."""
    rows = _series(strait, 13)
    said = (
        "plot_losses: 13 measures are given, but one chart holds at most 12: a larger one could not be read. "
        "Draw fewer, with choose, select or latest, or show all of them as a table"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        at.plot_losses(rows.assign(measure=[f"m{n}" for n in range(13)]), strait.parts)
