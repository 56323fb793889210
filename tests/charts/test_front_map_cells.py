"""A map of the front from cells: held, gained and lost ground, what matters named, where it lies."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.text import Text
from measuring import draw
from test_front_map import _events, _require_clear, _sectors, _texts

import analysttools as at
from analysttools.charts.front_map.background import ACROSS
from analysttools.charts.front_map.labels import FAR, ROW
from analysttools.charts.front_map.locator import FRAME
from analysttools.front.cells import DEGREES

pytestmark = pytest.mark.slow

SPAN = pd.to_datetime(["2024-08-07", "2024-12-17"])
DONBAS = (36.3, 47.45, 38.3, 48.85)
# Across the border near Sudzha, where it runs from north to south.
BORDER = (34.7, 51.0, 35.6, 51.5)
POINT = shapely.Point(35.2, 51.12)


@pytest.fixture(scope="module")
def base_map(case: at.Case) -> pd.DataFrame:
    """Return the base map of the case."""
    return at.read_base_map(case)


def _cells(west: float, south: float, wide: int, high: int, *shares: float) -> pd.DataFrame:
    """Return a block of cells that have these shares on the two days."""
    corners = [(west + DEGREES * x, south + DEGREES * y) for x in range(wide) for y in range(high)]
    rows = [
        (round(x, 2), round(y, 2), round(x + DEGREES, 2), round(y + DEGREES, 2), share, day)
        for x, y in corners
        for share, day in zip(shares, SPAN, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["west", "south", "east", "north", "share", "from_day"])
    return frame.assign(to_day=frame["from_day"], cell_km2=20.0, source_id="deepstate-map-data")


def _ground(
    case: at.Case, cells: pd.DataFrame, base_map: pd.DataFrame | None, lang: str = "en"
) -> pd.DataFrame:
    return at.with_names(at.cells_between(cells, *SPAN, base_map=base_map), case, lang)


@pytest.fixture(scope="module")
def cells() -> pd.DataFrame:
    """Return cells east of Pokrovsk: held, gained, lost, and some of which less than half was held."""
    parts = [
        _cells(37.5, 47.5, 14, 20, 1.0, 1.0),
        _cells(37.2, 47.8, 6, 8, 0.2, 0.9),
        _cells(37.0, 48.3, 2, 2, 0.5, 0.49),
        _cells(36.9, 48.0, 2, 2, 0.1, 0.4),
    ]
    return pd.concat(parts, ignore_index=True)


def _donbas(case: at.Case, lang: str = "en") -> pd.DataFrame:
    return _events(case, lang, action="captured", sector=["pokrovsk", "kurakhove", "toretsk"])


def _pieces(ax: Axes) -> dict[str, PathPatch]:
    return {patch.get_gid(): patch for patch in ax.patches if patch.get_gid()}


def test_cells_are_drawn_as_ground_with_its_ids(
    case: at.Case, base_map: pd.DataFrame, cells: pd.DataFrame
) -> None:
    """Held, gained and lost, told apart by hatch; cells of which less than half was held are not drawn."""
    ax = at.plot_front_map(_donbas(case), base_map, ground=_ground(case, cells, base_map), window=DONBAS)
    assert {name: patch.get_hatch() for name, patch in _pieces(ax).items()} == {
        "row.2024-08-07-to-2024-12-17-held.held": None,
        "row.2024-08-07-to-2024-12-17-gained.gained": "////",
        "row.2024-08-07-to-2024-12-17-lost.lost": "....",
    }
    said = _texts(ax)
    assert "gained by Russia from 7 Aug 2024 to 17 Dec 2024" in said
    assert "Ground is drawn in cells of about 20 km², filled where at least half is held" in said
    assert "GeoNames (towns); DeepStateMap, via cyterat/deepstate-map-data" in said


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("size", [7.2, 3.6])
def test_nothing_overlaps_on_cells(
    case: at.Case, base_map: pd.DataFrame, cells: pd.DataFrame, lang: str, size: float
) -> None:
    """Words, marks and the small map keep apart, with places that are to be named, at full and half width."""
    places = at.with_names(
        at.choose(case.places, place_id=["vuhledar", "chasiv-yar", "andriivka"]), case, lang
    )
    over = {"ground": _ground(case, cells, base_map, lang), "places": places, "window": DONBAS}
    _require_clear(at.plot_front_map(_donbas(case, lang), base_map, lang=lang, size=size, **over).figure)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("size", [4.0, 5.0, 5.5, 6.0, "column", "slide"])
@pytest.mark.parametrize("has_sectors", [True, False])
def test_key_and_notes_stay_on_the_picture(
    case: at.Case,
    base_map: pd.DataFrame,
    cells: pd.DataFrame,
    lang: str,
    size: str | float,
    has_sectors: bool,
) -> None:
    """Beside the map or below it, they run over neither the credits nor the edge."""
    over = {"ground": _ground(case, cells, base_map, lang)}
    over |= {"sectors": _sectors(case, lang)} if has_sectors else {"window": DONBAS}
    _require_clear(at.plot_front_map(_donbas(case, lang), base_map, lang=lang, size=size, **over).figure)


@pytest.mark.parametrize("size", [4.0, 5.0, 6.0, "column"])
def test_words_of_sectors_stand_within_or_have_a_line(
    case: at.Case, base_map: pd.DataFrame, cells: pd.DataFrame, size: str | float
) -> None:
    """Words outside their sector touch none, and their line ends in theirs alone."""
    over = {"ground": _ground(case, cells, base_map), "sectors": _sectors(case)}
    ax = at.plot_front_map(_donbas(case), base_map, size=size, **over)
    draw(ax.figure)
    boxes = [_data_box(ax, patch) for patch in ax.patches if patch.get_linestyle() == (0, (5, 2.5))]
    ends = [shapely.Point(line.get_xydata()[0]) for line in ax.lines if line.get_marker() == "s"]
    words = [_data_box(ax, text) for text in ax.texts if (text.get_gid() or "").endswith(".net")]
    touched = [sum(box.intersects(one) for box in boxes) for one in words]
    assert len(words) == len(boxes) == len(over["sectors"])
    assert max(touched) <= 1
    assert len(ends) == touched.count(0)
    assert [sum(box.contains(end) for box in boxes) for end in ends] == [1] * len(ends)


def _data_box(ax: Axes, artist: PathPatch | Text) -> shapely.Polygon:
    """Return what an artist covers, in km."""
    extent = artist.get_window_extent().transformed(ax.transData.inverted())
    return shapely.box(*extent.extents)


@pytest.mark.parametrize("size", [3.6, 4.0, 5.0])
def test_a_label_off_its_place_has_a_line(
    case: at.Case, base_map: pd.DataFrame, cells: pd.DataFrame, size: float
) -> None:
    """Its line starts at the place, and it stands at most 56 points off, a name by its rows (three) more."""
    over = {"ground": _ground(case, cells, base_map), "sectors": _sectors(case)}
    ax = at.plot_front_map(_donbas(case), base_map, size=size, **over)
    draw(ax.figure)
    names = [text for text in ax.texts if text.get_text() in set(_donbas(case)["place_name"])]
    on_map = [text for text in names if text.get_position()[1] > ax.get_ylim()[0]]
    (dots,) = [line.get_xydata() for line in ax.lines if line.get_markersize() == 4.2]
    km = np.ptp(ax.get_xlim()) / (ax.get_window_extent().width / ax.figure.dpi * 72)
    away = np.array([_least(dots, _data_box(ax, text)) for text in on_map]) / km
    lines = [line for line in ax.lines if line.get_color() == "#111111" and line.get_linewidth() == 0.8]
    starts = [line.get_xydata()[0] for line in lines if line.get_marker() != "s"]
    assert len(on_map) > 3
    assert away.max() < FAR + 3 * ROW
    assert (away > 30).sum() <= len(starts)
    assert all(np.hypot(*(dots - start).T).min() < 0.01 * km for start in starts)


def _least(points: np.ndarray, box: shapely.Polygon) -> float:
    return float(shapely.distance(shapely.points(points), box).min())


def test_a_place_that_is_to_be_named_is(case: at.Case, base_map: pd.DataFrame, cells: pd.DataFrame) -> None:
    """Also one that no town of the base map is, and before all larger towns."""
    places = at.with_names(at.choose(case.places, place_id=["andriivka", "velyka-novosilka"]), case)
    rows = _donbas(case).query("place_id not in ['andriivka', 'velyka-novosilka']")
    over = {"ground": _ground(case, cells, base_map), "window": DONBAS}
    bare = _texts(at.plot_front_map(rows, base_map, **over)).split(" km ")[0]
    named = _texts(at.plot_front_map(rows, base_map, places=places, **over)).split(" km ")[0]
    assert ("Andriivka" in bare, "Andriivka" in named, "Velyka Novosilka" in named) == (False, True, True)


def test_labels_on_measured_ground_have_no_box(
    case: at.Case, base_map: pd.DataFrame, cells: pd.DataFrame
) -> None:
    """A pale box on it would look like ground that nobody took; without ground boxes stay."""
    rows, ground = _donbas(case), _ground(case, cells, base_map)
    boxes = [
        sum(patch.get_alpha() == 0.78 for patch in at.plot_front_map(rows, base_map, **over).patches)
        for over in ({"window": DONBAS}, {"window": DONBAS, "ground": ground})
    ]
    assert boxes[0] >= rows["place_id"].nunique()
    assert boxes[1] == 0


def test_cells_end_at_the_state_border(case: at.Case, base_map: pd.DataFrame) -> None:
    """What is held on one side of it is not drawn on the other, though cells lie on both."""
    ground = _ground(case, _cells(34.9, 51.05, 12, 8, 0.0, 1.0), base_map)
    rows = _events(case, sector="kursk").query("lon.between(34.8, 35.5) and lat.between(51.05, 51.45)")
    ax = at.plot_front_map(rows, base_map, ground=ground, window=BORDER)
    (gained,) = _pieces(ax).values()
    (across,) = [one for one in ax.patches if one.get_facecolor() == _colour(ACROSS)]
    drawn, land = (shapely.polygons(one.get_path().to_polygons()[0]) for one in (gained, across))
    assert drawn.area > 500
    assert shapely.difference(drawn, land.buffer(0.1)).area < 0.01 * drawn.area


def _colour(name: str) -> tuple[float, ...]:
    from matplotlib.colors import to_rgba

    return to_rgba(name)


def test_a_cell_at_the_border_counts_by_what_the_map_covers(case: at.Case, base_map: pd.DataFrame) -> None:
    """Less than half of it is held, and all that can be: without the base map it would be a gap."""
    whole = _cells(35.25, 51.1, 4, 4, 0.0, 1.0)
    part = _cells(35.1, 51.15, 1, 1, 0.0, 0.37)
    both = pd.concat([whole, part], ignore_index=True)
    assert at.cells_between(both, *SPAN)["cells"].tolist() == [16]
    assert at.cells_between(both, *SPAN, base_map=base_map)["cells"].tolist() == [17]


def test_a_small_map_tells_where_the_large_one_lies(case: at.Case, base_map: pd.DataFrame) -> None:
    """In a corner, with the frame of the large one; not where that shows most of the country."""
    frames = [
        [one for one in at.plot_front_map(rows, base_map, **over).patches if _is_frame(one)]
        for rows, over in ((_donbas(case), {"window": DONBAS}), (_events(case), {"window": (29, 44, 41, 53)}))
    ]
    assert [len(one) for one in frames] == [1, 0]
    assert frames[0][0].get_width() == pytest.approx(frames[0][0].get_height(), rel=0.3)


def _is_frame(patch: object) -> bool:
    return getattr(patch, "get_linewidth", lambda: 0)() == 1.3 and patch.get_edgecolor() == _colour(FRAME)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda rows: rows.drop(columns="lat"),
            r"places lacks the columns lat\. They come from case\.places",
        ),
        (lambda rows: rows.assign(place_name=None), r"plot_front_map: places: .*place_name"),
        (lambda rows: rows.iloc[:0], r"places has no row \(0 rows given\)\. Leave places out"),
    ],
    ids=["column", "name", "empty"],
)
def test_refuses_places_that_cannot_be_named(
    case: at.Case, base_map: pd.DataFrame, change: object, message: str
) -> None:
    """A column, a name or every row is missing."""
    places = at.with_names(at.choose(case.places, place_id=["vuhledar"]), case)
    with pytest.raises(ValueError, match=message):
        at.plot_front_map(_donbas(case), base_map, places=change(places))


def test_a_day_of_the_page_with_an_open_start_is_said_once(case: at.Case, base_map: pd.DataFrame) -> None:
    """It is written ../2024-08-29 already: "up to" a day, never "up to" nothing."""
    rows = _events(case, sector="kupiansk").head(1)
    said = rows.assign(date="../2024-08-29", date_basis="day_of_report", date_earliest=pd.NaT)
    assert "up to 29 Aug 2024" in _texts(at.plot_front_map(said, base_map))
    assert "NaT" not in _texts(at.plot_front_map(said, base_map))
