"""Another country, drawn with every chart: what a case is about is data, and no chart knows it otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT
from frictionless import validate
from matplotlib.axes import Axes
from matplotlib.text import Text
from measuring import boxes_of_marks, boxes_of_texts, draw, outside, overlaps

import analysttools as at
from analysttools.edtf import read_dates

STRAIT = ROOT / "tests" / "cases" / "strait"
# Actors, places and makers of the shipped case, in both languages.
SHIPPED = re.compile(
    r"kursk|koursk|donbas|ukrain|russ|dprk|rpdc|kore|corée|kyiv|kiev|moscow|moscou|oblast|kupiansk|oskil|"
    r"deepstate|cyterat|isw|zelensk|syrsk|pentagon|north korea",
    re.IGNORECASE,
)
Draw = Callable[[str, float], tuple[Axes, list[pd.DataFrame]]]


@cache
def _case() -> at.Case:
    return at.load_case(STRAIT)


def _claims(lang: str, **filters: object) -> pd.DataFrame:
    return at.with_names(at.choose(_case().claims, **filters), _case(), lang)


def _front(lang: str) -> pd.DataFrame:
    return at.with_names(at.choose(_case().events, category="front"), _case(), lang)


def estimates(lang: str, width: float) -> tuple[Axes, list[pd.DataFrame]]:
    """Draw what was said of the killed, with consensus and envelope."""
    rows = _claims(lang, measure="killed", kind="cumulative")
    settled = {"consensus": at.consensus(rows), "envelope": at.envelope(rows)}
    return at.plot_estimates(rows, lang=lang, size=width, **settled), [rows]


def history(lang: str, width: float) -> tuple[Axes, list[pd.DataFrame]]:
    """Draw how the number of the killed moved."""
    rows = _claims(lang, measure="killed", kind="cumulative")
    return at.plot_history(rows, lang=lang, size=width), [rows]


def losses(lang: str, width: float) -> tuple[Axes, list[pd.DataFrame]]:
    """Draw all losses."""
    rows = _claims(lang, measure=["killed", "wounded", "casualties"])
    return at.plot_losses(rows, _case().parts, lang=lang, size=width), [rows]


def timeline(lang: str, width: float) -> tuple[Axes, list[pd.DataFrame]]:
    """Draw all events and what was said of area, in lanes, with the days to the talks."""
    events, rows = at.with_names(_case().events, _case(), lang), _claims(lang, measure="area_held_km2")
    gap = ("truce-offer", "talks")
    return at.plot_timeline(events, rows, gap=gap, lang=lang, size=width), [events, rows]


def drift(lang: str, width: float) -> tuple[Axes, list[pd.DataFrame]]:
    """Draw what became of the rumour."""
    rows = _claims(lang, claim_id=["guard-killed", "radio-killed"])
    return at.plot_drift(rows, at.drift(rows, _case().parts), lang=lang, size=width), [rows]


def sources(lang: str, width: float) -> tuple[Axes, list[pd.DataFrame]]:
    """Draw who told whom."""
    rows = _claims(lang, measure="killed")
    return at.plot_sources(rows, lang=lang, size=width), [rows]


def table(lang: str, width: float) -> tuple[Axes, list[pd.DataFrame]]:
    """Draw the claims of the killed as a table."""
    rows = _claims(lang, measure="killed")
    return at.plot_table(rows, lang=lang, size=width), [rows]


def sectors(lang: str, width: float) -> tuple[Axes, list[pd.DataFrame]]:
    """Draw how the ground of the sector grew, and that outside of it, with the captures."""
    rows = at.with_names(_case().daily_area.dropna(subset=["area_km2"]), _case(), lang)
    taken = at.with_names(at.choose(_case().events, action="captured"), _case(), lang)
    return at.plot_sectors(rows, taken, lang=lang, size=width), [rows, taken]


def captures(lang: str, width: float) -> tuple[Axes, list[pd.DataFrame]]:
    """Draw when a capture was claimed and denied, against the map."""
    spells = at.with_names(_case().control, _case(), lang)
    taken = at.compare_with_map(_front(lang), spells, occupiers=_case().control_map.gained_by, denials=True)
    used = at.choose(spells, spell_id=taken["spell_id"].unique())
    return at.plot_captures(taken, spells, lang=lang, size=width), [taken, used]


def front_map(lang: str, width: float) -> tuple[Axes, list[pd.DataFrame]]:
    """Draw events on the map, with the ground gained and the change of the sector."""
    case, days = _case(), ("2031-03-01", "2031-05-01")
    rows = _front(lang).merge(case.places[["place_id", "lat", "lon"]], on="place_id")
    snapshots = at.read_snapshots(STRAIT / "polygons", window=case.control_map.window)
    ground = at.with_names(at.ground_between(snapshots, *days, source_id="atlas-files"), case, lang)
    outlined = case.sectors.dropna(subset=["outline"])[["sector_id", "outline"]]
    april = at.choose(case.monthly_change, period="2031-04", sector="strip")
    april = at.with_names(april, case, lang).merge(outlined, left_on="sector", right_on="sector_id")
    base = at.read_base_map(case)
    ax = at.plot_front_map(rows, base, ground=ground, sectors=april, lang=lang, size=width)
    return ax, [rows, ground.drop(columns="geometry"), april]


def area(lang: str, width: float) -> tuple[Axes, list[pd.DataFrame]]:
    """Draw the measured months, with claims of April."""
    months = at.with_names(at.choose(_case().monthly_change, sector="all"), _case(), lang)
    rows = _claims(lang, measure="area_gained_km2")
    return at.plot_area(months, rows, lang=lang, size=width), [months, rows]


def held_area(lang: str, width: float) -> tuple[Axes, list[pd.DataFrame]]:
    """Draw the area held, as claimed and as mapped, as if the map were of the same ground."""
    rows = _claims(lang, measure="area_held_km2")
    measured = at.with_names(at.choose(_case().daily_area, sector="all"), _case(), lang)
    measured = measured.dropna(subset=["area_km2"]).assign(map_place_id=rows["place_id"].iloc[0])
    return at.plot_held_area(rows, measured=measured, lang=lang, size=width), [rows, measured]


def reconciled(lang: str, width: float) -> tuple[Axes, list[pd.DataFrame]]:
    """Draw what the totals of the killed allow on one day, and two that cannot both hold."""
    rows = _claims(lang, claim_id=["guard-killed", "guard-killed-april", "staff-killed"])
    implied = rows[["measure", "population", "place_id", "kind", "period"]].tail(1)
    implied = implied.assign(low=65.0, high=75.0, by_low="guard-killed-april", by_high="guard-killed-april")
    knots = pd.DataFrame({"claim_ids": ["guard-killed;staff-killed"]})
    return at.plot_reconciled(rows, implied.assign(faulty=0), knots, lang=lang, size=width), [rows]


CHARTS: list[Draw] = [
    *(estimates, history, losses, timeline, drift, sources, reconciled),
    *(sectors, captures, front_map, area, held_area, table),
]


def _words(ax: Axes) -> str:
    return " ".join(text.get_text().replace("\n", " ") for text in ax.figure.findobj(Text))


def test_the_case_is_valid_for_both_validators() -> None:
    """Neither our check nor the public validator finds a fault."""
    assert at.check_case(STRAIT) == []
    assert validate(str(STRAIT / "datapackage.json")).valid


def test_every_chart_is_drawn() -> None:
    """No public chart is missing here."""
    public = {name for name in at.__all__ if name.startswith("plot_")}
    assert public == {f"plot_{chart.__name__}" for chart in CHARTS}


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("chart", CHARTS)
def test_no_chart_names_the_shipped_case(chart: Draw, lang: str, tmp_path: Path) -> None:
    """Texts, titles, credits, alt text and record hold no actor, place or map of another case."""
    ax, rows = chart(lang, 7.2)
    saved = at.save_figure(ax, "01-strait", rows, title="Strait.", folder=tmp_path, lang=lang)
    record = (tmp_path / "01-strait.json").read_text(encoding="utf-8")
    assert SHIPPED.findall(f"{_words(ax)} {saved!r} {record}") == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [7.2, 3.5])
@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("chart", CHARTS)
def test_nothing_overlaps_or_is_cut_off(chart: Draw, lang: str, width: float) -> None:
    """Words keep apart and within the picture, as on the shipped case."""
    figure = draw(chart(lang, width)[0].figure)
    texts, marks = boxes_of_texts(figure), boxes_of_marks(figure)
    assert overlaps(texts, texts) == []
    assert outside(figure, texts + marks) == []


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Ground gained and lost by the Uplands on Tern Atlas, by month: whole map (Merrow)"),
        (
            "fr",
            "Terrain gagné et perdu par the Uplands selon Tern Atlas, par mois\xa0: toute la carte (Merrow)",
        ),
    ],
)
def test_the_title_of_measured_months_is_of_the_case(lang: str, title: str) -> None:
    """Who holds the ground, on whose map and where, as the case states it."""
    assert title in _words(area(lang, 7.2)[0])


def test_the_map_says_whose_ground_it_is() -> None:
    """The key, the notes and the credits name the holder, the map and its maker of this case."""
    words = _words(front_map("en", 7.2)[0])
    assert "gained by the Uplands from 1 Mar 2031 to 1 May 2031" in words
    assert "Ground as shown by: Tern Atlas. The map covers one side of the border only (Merrow)" in words
    assert "Tern Atlas (made up)" in words


def test_claimants_have_the_colours_and_lanes_of_their_sides() -> None:
    """A capture is drawn in the colour of the side that claims it, the first side in the upper lane."""
    lines = [line for ax in sectors("en", 7.2)[0].figure.axes for line in ax.lines if line.get_gid()]
    marks = {line.get_gid(): line for line in lines}
    taken, denied = marks["row.ternhaven-taken.claimed"], marks["row.ternhaven-denied.denied"]
    assert (taken.get_color(), denied.get_color()) == ("#009E73", "#CC79A7")
    assert denied.get_ydata()[0] > taken.get_ydata()[0]


def test_measured_claims_without_a_map_of_control_are_refused() -> None:
    """Where nobody says whose ground is mapped, claims cannot be set beside it."""
    months = at.choose(_case().monthly_change, sector="all").assign(sector_name=None, publisher=None)
    said = (
        "plot_area: the changes do not say whose ground the map shows, so no claim can be shown with them. "
        "State gained_by, lost_by and place_id in control_map of datapackage.json, and give "
        "with_names(changes, case)"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        at.plot_area(months, _claims("en", measure="area_gained_km2"))
    words = _words(at.plot_area(months))
    assert "Ground gained and lost by the side that holds the ground mapped on the map of control" in words


@pytest.mark.parametrize(("names", "lang"), [("fr", "en"), ("en", "fr")])
@pytest.mark.parametrize("chart", CHARTS)
def test_names_of_another_language_are_refused(
    chart: Draw, names: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chart half in French and half in English is refused by every chart, in one sentence."""
    known = at.with_names
    monkeypatch.setattr(at, "with_names", lambda rows, case, _: known(rows, case, names))
    said = (
        f'plot_{chart.__name__}: the names of the rows are in "{names}", but lang="{lang}". Give '
        f'lang="{names}", or take the names with with_names(rows, case, "{lang}")'
    )
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        chart(lang, 7.2)


def test_names_of_two_languages_are_refused() -> None:
    """Rows put together from both languages cannot be drawn in either."""
    rows = pd.concat([_claims("en", claim_id="guard-killed"), _claims("fr", claim_id="guard-killed-april")])
    with pytest.raises(
        ValueError, match=r"^plot_history: the names are in two languages \(en, fr\), but one text has"
    ):
        at.plot_history(rows)


def test_an_alt_text_of_another_language_is_refused(tmp_path: Path) -> None:
    """What is said of the picture is in the language of the names, too."""
    ax, rows = history("fr", 7.2)
    with pytest.raises(ValueError, match=r'^save_figure: the names of the rows are in "fr", but lang="en"\.'):
        at.save_figure(ax, "01-strait", rows, title="Strait.", folder=tmp_path)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_names_of_no_stated_language_are_taken(lang: str) -> None:
    """Rows named by hand say no language, and are drawn in either."""
    assert at.plot_history(
        _claims("en", measure="killed", kind="cumulative").drop(columns="names_lang"), lang=lang
    )


@pytest.mark.parametrize(
    ("dates", "title"),
    [
        (["2031-04~", "2031-04-10"], "Claims about 2 places at the front, 1 to 30 Apr 2031"),
        (
            ["../2031-04-12~", "2031-04-10"],
            "Claims about 2 places at the front, 10 to 12 Apr 2031",
        ),
    ],
)
def test_the_days_of_a_title_are_those_that_were_stated(dates: list[str], title: str) -> None:
    """How far "about" reaches is a setting of the case and nobody's statement: titles leave it out."""
    case = _case()
    rows = _front("en").merge(case.places[["place_id", "lat", "lon"]], on="place_id").iloc[[0, 2]]
    read, _ = read_dates(pd.Series(dates, index=rows.index), case.approximation)
    rows = rows.assign(date=dates, date_earliest=read["earliest"], date_latest=read["latest"])
    (subtitle, *_) = at.plot_front_map(rows, at.read_base_map(case)).figure.texts
    assert subtitle.get_text().replace("\n", " ") == title


def test_the_name_of_a_panel_says_about_and_not_its_width() -> None:
    """A panel of loosely dated claims is named by the words of its period."""
    rows = _claims("en", claim_id=["guard-week"])
    read, _ = read_dates(pd.Series(["2031-04~"], index=rows.index), _case().approximation)
    rows = rows.assign(period="2031-04~", period_earliest=read["earliest"], period_latest=read["latest"])
    assert "about April 2031" in _words(at.plot_estimates(rows))
