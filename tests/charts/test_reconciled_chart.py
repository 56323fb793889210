"""The chart of what claims allow together: the band, its open ends, the knots, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from measuring import boxes_of_texts, draw, outside, overlaps

import analysttools as at
from analysttools.figures.marks import read_marks

ROOT = Path(__file__).parents[2]
KILLED = {"measure": "killed", "population": "upland", "place_id": "strait-road", "kind": "cumulative"}
IDS = ["guard-killed", "guard-killed-april", "staff-killed"]
APRIL = "2031-03-10/2031-04-19"


def _implied(*rows: tuple[str, float | None, float | None, str | None, str | None]) -> pd.DataFrame:
    """Return quantities: period, low, high, by which claims."""
    frame = pd.DataFrame(rows, columns=["period", "low", "high", "by_low", "by_high"])
    return frame.assign(**KILLED, faulty=0)


BAND = _implied(
    ("2031-03-10/2031-04-02", 40, 75, "guard-killed", "guard-killed-april"),
    (APRIL, 65, 75, "guard-killed-april", "guard-killed-april"),
    ("2031-03-10/2031-05-01", 65, None, "guard-killed-april", None),
)
KNOT = pd.DataFrame({"claim_ids": ["guard-killed;staff-killed"]})


@pytest.fixture(scope="module")
def strait() -> at.Case:
    """Return the frozen case of another country."""
    return at.load_case(ROOT / "tests" / "cases" / "strait")


@pytest.fixture
def killed(strait: at.Case) -> pd.DataFrame:
    """Return three totals, of which two cannot both hold."""
    return at.with_names(at.choose(strait.claims, claim_id=IDS), strait)


def _marks(ax: Axes, what: str) -> list[list[str]]:
    marks = read_marks(ax.figure.axes)
    return marks.loc[marks["what"].eq(what), ["id", "at"]].to_numpy().tolist()


def test_each_end_of_the_band_names_the_claims_that_give_it(killed: pd.DataFrame) -> None:
    """Three days, and a bar where claims bound the number; the last is open above and has none there."""
    ax = at.plot_reconciled(killed, BAND)
    assert _marks(ax, "implied_low") == [
        ["guard-killed", "2031-04-02 | 40"],
        ["guard-killed-april", "2031-04-19 | 65"],
        ["guard-killed-april", "2031-05-01 | 65"],
    ]
    assert _marks(ax, "implied_high") == [
        ["guard-killed-april", "2031-04-02 | 75"],
        ["guard-killed-april", "2031-04-19 | 75"],
    ]


def _boxes(ax: Axes) -> list[tuple[float, float]]:
    boxes = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    return [(box.get_y(), box.get_y() + box.get_height()) for box in boxes]


def test_between_two_days_a_total_has_only_grown(killed: pd.DataFrame) -> None:
    """The pale band reaches from what the first day demands to what the next allows; open, to the top."""
    ax = at.plot_reconciled(killed, BAND)
    top = ax.get_ylim()[1]
    assert _boxes(ax) == [(40, 75), (40, 75), (65, 75), (65, top), (65, top)]


def test_moments_are_not_joined(strait: at.Case) -> None:
    """What is known of two moments says nothing of the time between them."""
    held = at.with_names(at.choose(strait.claims, claim_id=["atlas-held-april", "staff-held-may"]), strait)
    stocks = held[["measure", "population", "place_id", "kind", "period"]]
    implied = stocks.assign(low=[4900, 7000], high=None, by_low=held["claim_id"], by_high=None, faulty=0)
    assert len(_boxes(at.plot_reconciled(held, implied))) == 2


def test_claims_of_a_knot_bear_its_letter(killed: pd.DataFrame) -> None:
    """Both have a square and an A behind their words, and are named below."""
    ax = at.plot_reconciled(killed, BAND, KNOT)
    assert _marks(ax, "knot") == [["guard-killed;staff-killed", "2031-04-02, 2031-04-19 | 40, 12"]]
    texts = [text.get_text() for text in ax.texts]
    assert texts[:3] == ["Coast guard about 70", "Upland staff up to 12 A", "Coast guard at least 40 A"]
    assert (
        "A: Coast guard, at least 40 killed (total, 10 Mar to 2 Apr 2031); Upland staff, up to 12 "
        "killed (total, 10 Mar to 19 Apr 2031)."
    ) in [text.replace("\n", " ") for text in texts]


def test_nothing_follows_where_claims_cannot_all_hold(killed: pd.DataFrame) -> None:
    """Without a band the chart says why there is none."""
    empty = BAND.assign(low=None, high=None, by_low=None, by_high=None)
    ax = at.plot_reconciled(killed, empty, KNOT)
    assert _boxes(ax) == []
    assert "No grey band: these claims cannot all be true" in ax.texts[3].get_text().replace("\n", " ")


def test_claims_of_other_things_behind_the_band_are_named(strait: at.Case, killed: pd.DataFrame) -> None:
    """A reader finds on the picture every claim that the grey rests on; they are part of its rows."""
    more = at.choose(strait.claims, claim_id=[*IDS, "mission-wounded"])
    implied = BAND.assign(by_low=["guard-killed", "guard-killed-april;mission-wounded", "guard-killed-april"])
    ax = at.plot_reconciled(at.with_names(more, strait), implied)
    said = [text.get_text().replace("\n", " ") for text in ax.texts]
    assert (
        "The grey also rests on: Good Offices Mission, about 80 wounded (total, 10 Mar to 19 Apr 2031)."
        in said
    )


FAULTY = {
    (
        "en",
        1,
    ): "Grey: where the number must lie if at most 1 origin is wrong; no claimant states the grey",
    (
        "en",
        2,
    ): "Grey: where the number must lie if at most 2 origins are wrong; no claimant states the grey",
    (
        "fr",
        1,
    ): "Gris\u00a0: où le nombre doit se trouver si une origine au plus se trompe\u202f; aucune",
    (
        "fr",
        2,
    ): "Gris\u00a0: où le nombre doit se trouver si 2 origines au plus se trompent\u202f; aucune",
}


@pytest.mark.parametrize(("lang", "faulty"), FAULTY)
def test_the_note_says_how_many_origins_may_be_wrong(strait: at.Case, lang: str, faulty: int) -> None:
    """Where origins may be wrong, the note does not say that every claim holds."""
    named = at.with_names(at.choose(strait.claims, claim_id=IDS), strait, lang)
    ax = at.plot_reconciled(named, BAND.assign(faulty=faulty), lang=lang)
    note = ax.texts[3].get_text().replace("\n", " ")
    assert note.startswith(FAULTY[lang, faulty])
    assert ("is then not bounded" if lang == "en" else "n’est alors pas bornée") in note


def test_no_band_where_origins_may_be_wrong(killed: pd.DataFrame) -> None:
    """Open ends are not said to come of claims that cannot all hold."""
    empty = BAND.assign(low=None, high=None, by_low=None, by_high=None, faulty=1)
    note = at.plot_reconciled(killed, empty).texts[3].get_text().replace("\n", " ")
    assert note.startswith("No grey band: if at most 1 origin is wrong, these claims set no bound")


def test_what_reconcile_gives_with_faulty_is_drawn_as_such(strait: at.Case, killed: pd.DataFrame) -> None:
    """The frame carries the number of origins from the question to the note."""
    implied = at.reconcile(at.choose(strait.claims, claim_id=IDS), strait.parts, faulty=1).implied
    note = at.plot_reconciled(killed, implied).texts[3].get_text().replace("\n", " ")
    assert "if at most 1 origin is wrong" in note


REFUSED: dict[str, tuple[Callable[..., tuple[Any, ...]], str]] = {
    "missing": (
        lambda killed, strait: (killed.head(1), BAND),
        "the band or a knot rests on claims that are not given: guard-killed-april. Add them to the claims, "
        "with with_names",
    ),
    "strange": (
        lambda killed, strait: (at.with_names(strait.claims.head(9), strait), BAND),
        "guard-casualties, guard-week, mission-wounded count something else, and neither the band nor a knot "
        "rests on them. Leave them out",
    ),
    "two assumptions": (
        lambda killed, strait: (killed, pd.concat([BAND, BAND])),
        "implied has several rows for 2031-03-10/2031-04-02. Where several starts are possible, choose the "
        "rows of one assumption",
    ),
    "two numbers of faulty": (
        lambda killed, strait: (killed, BAND.assign(faulty=[0, 1, 1])),
        "implied says of several numbers of origins, or of none, that they may be wrong (faulty: 0, 1). Pass "
        "what reconcile gives when it is asked once",
    ),
    "no number of faulty": (
        lambda killed, strait: (killed, BAND.assign(faulty=None)),
        "implied says of several numbers of origins, or of none, that they may be wrong (faulty: nothing). "
        "Pass what reconcile gives when it is asked once",
    ),
    "two things": (
        lambda killed, strait: (killed, pd.concat([BAND, BAND.assign(measure="wounded")])),
        "implied is of several things (measure: killed, wounded). Pass what reconcile gives as implied, "
        "chosen for one thing",
    ),
    "no row": (
        lambda killed, strait: (killed, BAND.head(0)),
        "implied has no row, so nothing says which thing is drawn. Pass what reconcile gives as implied, "
        "chosen for one thing",
    ),
    "claims of something else": (
        lambda killed, strait: (killed, BAND.assign(measure="wounded", by_low=None, by_high=None)),
        "guard-killed, guard-killed-april, staff-killed count something else, and neither the band nor a "
        "knot rests on them. Leave them out",
    ),
    "no claim of the thing": (
        lambda killed, strait: (
            killed.head(1),
            BAND.assign(measure="wounded", by_low="guard-killed", by_high=""),
        ),
        "0 claims are of what implied is of (wounded, upland, strait-road, cumulative), and none has a "
        "number. Pass its claims, with with_names",
    ),
    "a knot elsewhere": (
        lambda killed, strait: (
            at.with_names(at.choose(strait.claims, claim_id=[*IDS, "guard-week", "mission-wounded"]), strait),
            BAND,
            pd.DataFrame({"claim_ids": ["guard-week;mission-wounded"]}),
        ),
        "the knot of guard-week, mission-wounded has no claim of what is drawn, so it has no place in the "
        "chart. Leave it out",
    ),
    "many knots": (
        lambda killed, strait: (killed, BAND, pd.concat([KNOT] * 9)),
        "9 knots are given, but one chart holds at most 8: their letters could not be told apart. Pass the "
        "first, knots.head(8), and say so",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_drawn_is_refused(strait: at.Case, killed: pd.DataFrame, name: str) -> None:
    """The message says what is wrong and what to pass."""
    frames, said = REFUSED[name]
    with pytest.raises(ValueError, match=f"^plot_reconciled: {re.escape(said)}$"):
        at.plot_reconciled(*frames(killed, strait))


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("width", [7.2, 3.5])
def test_all_texts_stand_apart(strait: at.Case, lang: str, width: float) -> None:
    """Notes, letters and names overlap nowhere, in both languages and widths."""
    named = at.with_names(at.choose(strait.claims, claim_id=IDS), strait, lang)
    figure = draw(at.plot_reconciled(named, BAND, KNOT, lang=lang, size=width).figure)
    texts = boxes_of_texts(figure)
    assert overlaps(texts, texts) == []
    assert outside(figure, texts) == []
