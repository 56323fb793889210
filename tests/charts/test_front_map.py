"""The front on a map: every claim at its place, nothing hidden, the border that is OpenStreetMap's."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from conftest import KURSK
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from measuring import boxes_of_marks, boxes_of_texts, draw, outside, outside_panels, overlaps

import analysttools as at
from analysttools.case.basemap import LAYERS, read_base_map
from analysttools.charts.drawing.symbols import STATUS_SHAPES, sign_actors
from analysttools.charts.front_map.background import ACROSS, BORDER
from analysttools.charts.front_map.chart import plot_front_map
from analysttools.charts.front_map.projection import _transformer, project, view_of
from analysttools.errors import DataError, ExtraMissingError

pytestmark = pytest.mark.slow

Window = tuple[float, float, float, float]
KUPIANSK = (37.3, 49.35, 38.15, 50.15)
BORDER_WINDOW = (38.0, 47.3, 40.5, 50.2)
WIDE = (30.2, 46.3, 40.2, 52.6)
# Where Natural Earth's border and OpenStreetMap's differ: first ground of Ukraine, then of Russia.
POINTS = [(39.58, 49.716, False), (38.282, 47.449, False), (39.288, 47.85, True), (39.686, 49.027, True)]


@pytest.fixture(scope="module")
def base_map(case: at.Case) -> pd.DataFrame:
    """Return the shipped base map."""
    return read_base_map(case)


def _events(case: at.Case, lang: str = "en", **filters: object) -> pd.DataFrame:
    rows = at.with_names(at.choose(case.events, category="front", **filters), case, lang)
    return rows.merge(case.places[["place_id", "lat", "lon"]], on="place_id").dropna(subset=["lat", "lon"])


@cache
def _ground(folder: Path, lang: str = "en") -> pd.DataFrame:
    days = "2024-08-02", "2024-12-17"
    ground = at.ground_between(at.read_snapshots(folder), *days, source_id="deepstate-map-data")
    return at.with_names(ground, at.load_case(KURSK), lang)


def _sectors(case: at.Case, lang: str = "en", period: str = "2024-11") -> pd.DataFrame:
    rows = at.choose(case.monthly_change, period=period)
    outlines = case.sectors.dropna(subset=["outline"]).set_index("sector_id")["outline"]
    rows = rows[rows["sector"].isin(outlines.index)]
    return at.with_names(rows, case, lang).assign(outline=rows["sector"].map(outlines))


def _ids(ax: Axes) -> list[str]:
    return [line.get_gid().split(".")[1] for line in ax.lines if (line.get_gid() or "").startswith("row.")]


def _texts(ax: Axes) -> str:
    keys = [text for box in [ax.get_legend(), *ax.artists] for text in getattr(box, "texts", [])]
    return " ".join(" ".join(text.get_text().split()) for text in [*ax.texts, *keys])


def _beside(ax: Axes) -> str:
    """Return what stands above the map and at its foot."""
    return " ".join(" ".join(text.get_text().split()) for text in ax.figure.texts)


def _patch(ax: Axes, colour: str) -> PathPatch:
    return next(
        patch
        for patch in ax.patches
        if isinstance(patch, PathPatch)
        and colour in (to_hex(patch.get_facecolor()), to_hex(patch.get_edgecolor()))
    )


def _require_clear(figure: Figure) -> None:
    texts, marks = boxes_of_texts(draw(figure)), boxes_of_marks(figure)
    assert overlaps(texts, texts) == []
    assert overlaps(texts, marks) == []
    assert overlaps(marks, marks) == []
    assert outside(figure, texts + marks) == []
    assert outside_panels(figure) == []


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("width", [7.2, 3.6])
@pytest.mark.parametrize("sector", [{"sector": "kupiansk"}, {"sector": ["pokrovsk", "kurakhove"]}])
def test_nothing_overlaps_or_is_cut_off(
    case: at.Case, base_map: pd.DataFrame, lang: str, width: float, sector: dict[str, object]
) -> None:
    """Words and marks keep apart in sectors, at full and half width."""
    rows = _events(case, lang, **sector)
    _require_clear(plot_front_map(rows, base_map, lang=lang, size=width).figure)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("size", ["column", "slide"])
def test_measures_of_sectors_keep_apart_as_well(
    case: at.Case, base_map: pd.DataFrame, shared: Path, lang: str, size: str
) -> None:
    """Six sectors with their numbers, and the ground, leave the claims clear."""
    over = {"ground": _ground(shared / "snapshots", lang), "sectors": _sectors(case, lang)}
    rows = _events(case, lang).iloc[:: 1 if size == "column" else 6]
    _require_clear(plot_front_map(rows, base_map, lang=lang, size=size, **over).figure)


def test_the_whole_front_is_too_much_for_half_a_column(case: at.Case, base_map: pd.DataFrame) -> None:
    """What stands below the map would be higher than a page: how many, how high, what to do."""
    said = r"^plot_front_map: 83 events need 1\d\.\d inches of height, but size=\"half\" has at most 10\.0\. "
    with pytest.raises(ValueError, match=said + "Draw fewer, .*, or show all of them with tabulate_events$"):
        plot_front_map(_events(case), base_map, size="half")


def test_every_event_is_drawn_once_with_the_shape_of_its_status(
    case: at.Case, base_map: pd.DataFrame
) -> None:
    """No event is lost, also where places crowd, and none is drawn twice."""
    rows = _events(case)
    ax = plot_front_map(rows, base_map)
    assert sorted(_ids(ax)) == sorted(rows["event_id"])
    shapes = {line.get_gid().split(".")[1]: line.get_marker() for line in ax.lines if line.get_gid()}
    assert shapes == dict(zip(rows["event_id"], rows["status"].map(STATUS_SHAPES), strict=True))


def test_every_place_is_named(case: at.Case, base_map: pd.DataFrame) -> None:
    """A place whose label has no room on the map has a number there, and its name below."""
    rows = _events(case)
    ax = plot_front_map(rows, base_map)
    assert [name for name in rows["place_name"].unique() if name not in _texts(ax)] == []
    assert "Numbers on the map" in _texts(ax)


def test_few_events_are_said_in_words(case: at.Case, base_map: pd.DataFrame) -> None:
    """Each mark stands beside its day, its claimant and what is said to have happened."""
    said = _texts(plot_front_map(_events(case, place_id=["dvorichna", "kruhliakivka"]), base_map))
    assert "up to 28 Jan 2025 Russian MoD: capture" in said
    assert "up to 28 Jan 2025 Syniehubov (Kharkiv): capture" in said


def test_many_events_stand_in_rows_by_the_side_of_their_claimants(
    case: at.Case, base_map: pd.DataFrame
) -> None:
    """A letter before a row tells who says so, and the key tells what the letter means."""
    said = _texts(plot_front_map(_events(case), base_map))
    assert "R claimant’s side: Russia" in said
    assert "U claimant’s side: Ukraine" in said
    assert "– other claimants: analysts, media, other states" in said


def test_ground_and_sectors_bear_their_ids(case: at.Case, base_map: pd.DataFrame, shared: Path) -> None:
    """Each piece of ground has its id and a look without colour; each sector's number that of its change."""
    ground = _ground(shared / "snapshots")
    ax = plot_front_map(_events(case), base_map, ground=ground, sectors=_sectors(case))
    pieces = {patch.get_gid(): patch.get_hatch() for patch in ax.patches if patch.get_gid()}
    assert pieces == {
        "row.2024-08-02-to-2024-12-17-held.held": None,
        "row.2024-08-02-to-2024-12-17-gained.gained": "////",
        "row.2024-08-02-to-2024-12-17-lost.lost": "....",
    }
    numbers = {text.get_gid(): text.get_text() for text in ax.texts if text.get_gid()}
    assert len(numbers) == 6
    assert numbers["row.2024-11-pokrovsk.net"].split() == ["Pokrovsk:", "+78", "km²", "net"]


def test_key_says_the_days_of_the_ground(case: at.Case, base_map: pd.DataFrame, shared: Path) -> None:
    """From the day of one map to that of the other."""
    ax = plot_front_map(_events(case), base_map, ground=_ground(shared / "snapshots"))
    assert "gained by Russia from 2 Aug 2024 to 17 Dec 2024" in _texts(ax)


def test_claims_on_ground_are_dated_by_both(case: at.Case, base_map: pd.DataFrame, shared: Path) -> None:
    """The foot has the later of the days of the ground and of what was said."""
    rows = _events(case).assign(published="2024-11-25", asserted=pd.Series(dtype="str"))
    said = _beside(plot_front_map(rows, base_map, ground=_ground(shared / "snapshots")))
    assert "As of 17 Dec 2024." in said
    assert "As of 25 Nov 2024." in _beside(plot_front_map(rows, base_map))


def test_credits_name_what_is_drawn_and_nothing_else(case: at.Case, base_map: pd.DataFrame) -> None:
    """A map far from the border names no OpenStreetMap; one without ground no DeepStateMap."""
    whole = [text.get_text() for text in plot_front_map(_events(case), base_map).texts]
    assert "© OpenStreetMap contributors (state border); Natural Earth; GeoNames (towns)" in whole
    sector = plot_front_map(_events(case, sector="toretsk"), base_map)
    assert "Natural Earth; WDB II; GeoNames (towns)" in [text.get_text() for text in sector.texts]


def test_state_border_is_the_one_of_openstreetmap(case: at.Case, base_map: pd.DataFrame) -> None:
    """What is drawn heavy lies on OSM's line, every vertex of it."""
    rows = _events(case, sector="kupiansk")
    ax = plot_front_map(rows, base_map, window=KUPIANSK)
    line = base_map.loc[base_map["layer"].eq("osm_border"), "geometry"]
    drawn = shapely.points(_patch(ax, BORDER).get_path().vertices)
    known = project(shapely.union_all(line.to_numpy()), view_of(KUPIANSK).crs)
    assert len(drawn) > 50
    assert shapely.distance(drawn, known).max() < 0.01


@pytest.mark.parametrize(("lon", "lat", "is_grey"), POINTS)
def test_land_changes_colour_at_the_border_that_is_drawn(
    case: at.Case, base_map: pd.DataFrame, lon: float, lat: float, is_grey: bool
) -> None:
    """Where Natural Earth and OSM differ, land is white or grey as OSM has it."""
    rows = _events(case, sector="kupiansk").assign(lon=39.2, lat=48.5)
    ax = plot_front_map(rows, base_map, window=BORDER_WINDOW)
    place = project(shapely.Point(lon, lat), view_of(BORDER_WINDOW).crs)
    assert _patch(ax, ACROSS).get_path().contains_point((place.x, place.y)) is is_grey


def test_distances_on_the_map_are_those_on_the_ground() -> None:
    """A km of the projection is a km to 0.1 % across one sector, so that the scale bar is right."""
    one, other = shapely.points([(37.3, 49.4), (38.1, 50.1)])
    crs = view_of(KUPIANSK).crs
    known = pyproj.Geod(ellps="WGS84").line_length([one.x, other.x], [one.y, other.y]) / 1000
    assert shapely.distance(project(one, crs), project(other, crs)) == pytest.approx(known, rel=1e-3)


def test_draws_into_axes_given(case: at.Case, base_map: pd.DataFrame) -> None:
    """The map fills them, whatever their shape, and keeps its scale both ways."""
    figure = Figure(figsize=(8, 8))
    ax = figure.add_axes((0.05, 0.5, 0.9, 0.45))
    assert plot_front_map(_events(case, sector="toretsk"), base_map, ax=ax) is ax
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    assert (top - bottom) / (right - left) == pytest.approx(3.6 / 7.2)


def test_odd_names_are_drawn_as_text(case: at.Case, base_map: pd.DataFrame) -> None:
    """Markup and formulas in the names of places and claimants are letters; a very long name is wrapped."""
    rows = _events(case, sector="toretsk").head(1)
    rows = rows.assign(claimant="A $x$ <b>b</b> & _{", place_name="a" * 200)
    ax = plot_front_map(rows, base_map)
    draw(ax.figure)
    assert "A $x$ <b>b</b> & _{: capture" in _texts(ax)
    assert "a" * 200 in _texts(ax).replace(" ", "")


def test_every_actor_but_one_has_a_sign() -> None:
    """Whose forces acted is told without colour; no sign is the one of withdrawals."""
    actors = pd.Series(["russia", "russia", "wagner", "ukraine", "russia+dprk"])
    assert sign_actors(actors) == {"russia": "", "russia+dprk": "+", "ukraine": "u", "wagner": "3"}


def test_base_map_has_all_layers(base_map: pd.DataFrame) -> None:
    """Each layer has rows of one kind of shape; towns have people, oblasts a country."""
    assert base_map["layer"].drop_duplicates().tolist() == list(LAYERS)
    sizes = base_map.groupby("layer")["geometry"].agg(lambda shapes: set(shapely.get_dimensions(shapes)))
    assert sizes.to_dict() == {name: {layer.dimension} for name, layer in LAYERS.items()}
    assert base_map.loc[base_map["layer"].eq("towns"), "population"].min() > 0
    crimea = base_map[base_map["name"].isin(["Autonomous Republic of Crimea", "Sevastopol"])]
    assert set(crimea["country"]) == {"UA"}


def test_all_faults_of_a_base_map_come_at_once(package: Path) -> None:
    """Missing and broken layers are named together, each with its file and what to do."""
    (package / "geo").mkdir()
    (package / "geo" / "sea.geojson").write_text("{", encoding="utf-8")
    (package / "geo" / "rivers.geojson").write_text('{"features": []}', encoding="utf-8")
    with pytest.raises(DataError, match=r"6 faults in 2 kinds") as caught:
        read_base_map(at.load_case(package))
    assert [Path(fault.file).name for fault in caught.value.faults] == [f"{name}.geojson" for name in LAYERS]
    assert str(caught.value.faults[3]) == (
        f"{package}/geo/rivers.geojson: the layer rivers of the base map cannot be read (it has no lines). "
        "Put larger rivers there as GeoJSON, in degrees; the README of the data says from where."
    )


def test_says_what_to_install(case: at.Case, base_map: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pyproj the error names it and the extra."""
    _transformer.cache_clear()
    monkeypatch.setitem(sys.modules, "pyproj", None)
    with pytest.raises(ExtraMissingError, match=r'"pyproj" is needed to draw a map .*\[front\]'):
        plot_front_map(_events(case, sector="toretsk"), base_map)


REFUSED = {
    "status": "plot_front_map: the status rumour has no mark. It is one of: "
    "claimed, denied, confirmed_by_other_side, geolocated, unknown",
    "lat": "plot_front_map: 11 of 11 events have no coordinates: ",
    "lon": 'Leave them out: events.dropna(subset=["lat", "lon"])',
    "claimant": "plot_front_map: claimant is empty in 11 of 11 rows",
}


@pytest.mark.parametrize(
    ("column", "wrong"), [("status", "rumour"), ("lat", np.nan), ("lon", np.nan), ("claimant", "")]
)
def test_refuses_events_that_cannot_be_drawn(
    case: at.Case, base_map: pd.DataFrame, column: str, wrong: object
) -> None:
    """The error says which events, and what to do."""
    rows = _events(case, sector="toretsk")
    page = None if column == "claimant" else rows["publisher"]
    with pytest.raises(ValueError, match="plot_front_map") as caught:
        plot_front_map(rows.assign(publisher=page, **{column: wrong}), base_map)
    assert REFUSED[column] in str(caught.value)


def test_refuses_events_outside_the_window(case: at.Case, base_map: pd.DataFrame) -> None:
    """An event beyond the edge of the map would be lost without a word."""
    said = r"11 of 11 events lie outside the window .*places: .*Toretsk.*Leave them out, or widen it"
    with pytest.raises(ValueError, match=said):
        plot_front_map(_events(case, sector="toretsk"), base_map, window=KUPIANSK)


def test_refuses_a_window_that_is_none(case: at.Case, base_map: pd.DataFrame) -> None:
    """South and north in the wrong order are told."""
    said = r"the window \(37, 50, 38, 49\) is none. It is west, south, east, north in degrees"
    with pytest.raises(ValueError, match=said):
        plot_front_map(_events(case, sector="toretsk"), base_map, window=(37, 50, 38, 49))


def test_refuses_an_empty_frame_and_missing_coordinates(case: at.Case, base_map: pd.DataFrame) -> None:
    """No event makes no map; without lat and lon the error says where they are."""
    rows = _events(case, sector="toretsk")
    with pytest.raises(ValueError, match="there is no row to draw"):
        plot_front_map(rows.head(0), base_map)
    with pytest.raises(ValueError, match=r"the columns lat, lon are missing\. They are in case\.places"):
        plot_front_map(rows.drop(columns=["lat", "lon"]), base_map)


def test_refuses_measures_of_different_days(case: at.Case, base_map: pd.DataFrame) -> None:
    """Two months on one map would be read as one."""
    both = pd.concat([_sectors(case), _sectors(case, period="2024-12")])
    said = "sectors of different days cannot share a map: 2024-11-01 to 2024-12-01; 2024-12-01 to 2025-01-01"
    with pytest.raises(ValueError, match=said):
        plot_front_map(_events(case), base_map, sectors=both)


def test_refuses_ground_of_an_unknown_kind(case: at.Case, base_map: pd.DataFrame) -> None:
    """A kind without a look is named with those that have one."""
    row = [
        "id",
        "disputed",
        pd.Timestamp("2024-08-02"),
        pd.Timestamp("2024-08-03"),
        shapely.box(37, 48, 38, 49),
    ]
    ground = pd.DataFrame([row], columns=["ground_id", "what", "from_day", "to_day", "geometry"])
    said = "ground of the kind disputed has no look. It is one of: held, gained, lost"
    with pytest.raises(ValueError, match=said):
        plot_front_map(_events(case), base_map, ground=ground)


def test_what_nobody_claims_is_said_to_stand_in_its_page(case: at.Case, base_map: pd.DataFrame) -> None:
    """An event that the page itself reports has the page in the place of a claimant."""
    rows = _events(case, sector="toretsk").assign(claimant=np.nan, side=np.nan, publisher="Some Page")
    assert "in Some Page: " in _texts(plot_front_map(rows, base_map))


def _locator(
    case: at.Case, base_map: pd.DataFrame, *place_ids: str, lang: str = "en", window: Window | None = WIDE
) -> Axes:
    days = pd.to_datetime(["2024-08-07", "2024-12-17"])
    held = pd.DataFrame({"ground_id": ["east"], "what": "held", "from_day": days[0], "to_day": days[1]})
    held["geometry"] = [shapely.box(37.8, 47.2, 39.5, 49.0)]
    ground = at.with_names(held.assign(source_id=case.control_map.source_id), case, lang)
    places = (
        at.with_names(at.choose(case.places, place_id=list(place_ids)), case, lang) if place_ids else None
    )
    return plot_front_map(None, base_map, ground=ground, places=places, window=window, lang=lang)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_without_events_the_ground_and_places_are_drawn(
    case: at.Case, base_map: pd.DataFrame, lang: str
) -> None:
    """A map of where places are has no mark of an event, none in its key, and says of which days it is."""
    ax = _locator(case, base_map, "sudzha", "pokrovsk", "kursk-oblast", "ukraine", lang=lang)
    _require_clear(ax.figure)
    assert _ids(ax) == []
    assert {"en": "Each mark", "fr": "Chaque signe"}[lang] not in _texts(ax)
    assert {"en": "Ground held by Russia", "fr": "Terrain tenu par la Russie"}[lang] in " ".join(
        text.get_text() for text in ax.figure.texts
    )


def test_regions_and_countries_are_named_within_their_shape(case: at.Case, base_map: pd.DataFrame) -> None:
    """A region has its name inside it and no dot, a country its name in capitals."""
    ax = _locator(case, base_map, "kursk-oblast", "ukraine")
    texts = {text.get_text(): text for text in ax.texts}
    region = base_map.loc[base_map["iso_3166_2"].eq("RU-KRS"), "geometry"].iloc[0]
    shape = project(shapely.segmentize(region, 0.05), view_of(WIDE).crs)
    assert shapely.contains_xy(shape, *texts["Kursk oblast"].get_position())
    assert "UKRAINE" in texts


def test_a_region_outside_the_window_is_not_named(case: at.Case, base_map: pd.DataFrame) -> None:
    """Of what the map does not show there is no name, and no error."""
    ax = _locator(case, base_map, "kursk-oblast", "ukraine", window=(37.6, 47.0, 39.6, 48.4))
    texts = {text.get_text() for text in ax.texts}
    assert "Kursk oblast" not in texts
    assert "UKRAINE" in texts


@pytest.mark.parametrize(
    ("place_ids", "least", "most"),
    [((), 200, 300), (("ukraine",), 200, 300), (("kursk-oblast",), 570, 700), (("sudzha",), 440, 560)],
)
def test_without_events_and_window_the_ground_and_regions_are_shown(
    case: at.Case, base_map: pd.DataFrame, place_ids: tuple[str, ...], least: int, most: int
) -> None:
    """The map is as high as the ground, the places and the regions ask for; a country does not widen it."""
    bottom, top = _locator(case, base_map, *place_ids, window=None).get_ylim()
    assert least < top - bottom < most


def test_a_map_of_nothing_is_refused(base_map: pd.DataFrame) -> None:
    """Without events and ground there is nothing of the case to show."""
    with pytest.raises(ValueError, match=r"^plot_front_map: there are neither events nor ground, .* Give ev"):
        plot_front_map(None, base_map)


def test_a_region_that_the_base_map_lacks_is_refused(case: at.Case, base_map: pd.DataFrame) -> None:
    """The place is named that has no shape."""
    with pytest.raises(ValueError, match=r"^plot_front_map: places: the base map has no region .* North Kor"):
        _locator(case, base_map, "kursk-oblast", "north-korea")
