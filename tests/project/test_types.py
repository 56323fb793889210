"""One result whatever a frame was made of: options of pandas, types, files, labels, order of columns."""

from __future__ import annotations

import functools
import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from conftest import ROOT
from matplotlib.axes import Axes
from matplotlib.text import Text

import analysttools as at
from analysttools.columns import take_columns
from analysttools.figures.marks import read_marks

pytestmark = pytest.mark.slow

Frame = pd.DataFrame
Take = Callable[[Frame], Frame]
Wanted = Callable[[str], Any]
DAYS = ["2025-01-13", "2025-04-30", "2025-09-02"]
ENDS = {f"asserted_{end}": pd.to_datetime(DAYS).astype("datetime64[s]") for end in ("earliest", "latest")}
NAMES = {
    **{"claimant": "NIS", "side": "south_korea", "measure_name": "killed", "unit": "persons"},
    **{"population_name": "North Koreans", "place_name": "Kursk oblast", "publisher": "Yonhap"},
    **{"url": "https://example.org", "published": "2025-09-03"},
}


def _table(columns: dict[str, Any]) -> Frame:
    """Make a frame of the types that load_case gives."""
    frame = Frame(columns)
    return take_columns("made", frame, frame.columns)


CLAIMS = _table(
    {
        "claim_id": ["a", "b", "c"],
        "measure": "killed",
        "population": "dprk",
        "place_id": "kursk-oblast",
        "kind": "cumulative",
        "period": [f"../{day}" for day in DAYS],
        "period_earliest": pd.NaT,
        "period_latest": ENDS["asserted_latest"],
        "low": [np.nan, np.nan, 2000.0],
        "best": [300.0, 600.0, np.nan],
        "high": np.nan,
        "qualifier": ["about", "stated", "at_least"],
        "claimant_id": ["nis", "nis", "yonhap"],
        "asserted": DAYS,
        **ENDS,
        "source_id": "yonhap-2025",
        "chain": "NIS > Yonhap",
        "derived_from": [None, None, "b"],
        "supersedes": None,
        "status": "claimed",
        "summary_en": "So many.",
        "summary_fr": "Tant.",
        **NAMES,
    }
)
IMPLIED = _table(
    {
        **{"measure": "killed", "population": "dprk", "place_id": "kursk-oblast", "kind": "cumulative"},
        **{"period": [f"../{DAYS[0]}"], "low": 250.0, "high": np.nan, "by_low": "a", "by_high": ""},
        "faulty": 0,
    }
)
KNOTS = _table({"claim_ids": ["b;c"]})
# The earlier a total, the higher it is.
BACKWARD = CLAIMS.assign(**CLAIMS[["period", "period_latest"]].iloc[::-1].reset_index(drop=True))
FOUND, OPPOSED = at.reconcile(CLAIMS), at.reconcile(BACKWARD)
TOTALS = CLAIMS.iloc[:2].assign(claimant_id="nis")
HELD = CLAIMS.assign(
    **{"measure": "area_held_km2", "kind": "stock", "period": DAYS, "unit": "km2"},
    period_earliest=CLAIMS["period_latest"],
)
SPAN = pd.to_datetime(["2024-11-01", "2024-11-30"])
GAINED = CLAIMS.iloc[:1].assign(
    **{"measure": "area_gained_km2", "population": "russia", "place_id": "ukraine", "kind": "flow"},
    **{"period": "2024-11-01/2024-11-30", "period_earliest": SPAN[0], "period_latest": SPAN[1]},
)
MONTHS = _table(
    {
        **{"change_id": ["2024-11-all"], "period": "2024-11", "sector": "all", "gained_km2": 610.0},
        **{"lost_km2": 5.0, "net_km2": 605.0, "net_day_before_km2": 600.0, "net_day_after_km2": np.nan},
        **{"missing_days": "", "cut": "2024-11-02 to 2024-12-02", "sector_name": "all", "source_id": "map"},
        **{"publisher": "DeepStateMap", "map_gained_by": "russia", "map_lost_by": "ukraine"},
        "map_place_id": "ukraine",
    }
)
EVENTS = _table(
    {
        "event_id": ["e", "f"],
        "date": ["2024-12-15", "2024-12"],
        "date_earliest": pd.to_datetime(["2024-12-15", "2024-12-01"]),
        "date_latest": pd.to_datetime(["2024-12-15", "2024-12-31"]),
        **{"sector": "toretsk", "place_id": "town", "actor": "russia", "action": "captured"},
        **{"claimant_id": "mod", "status": "claimed", "category": "front", "asserted": ["2024-12-16", None]},
        "asserted_earliest": pd.to_datetime(["2024-12-16", None]),
        "asserted_latest": pd.to_datetime(["2024-12-16", None]),
        **{"date_basis": ["day_of_event", None], "source_id": "tass", "title_en": [None, "A town"]},
        **{"title_fr": None, "summary_en": "Taken.", "summary_fr": "Pris.", "claimant": "MoD"},
        **{"side": "russia", "sector_name": "Toretsk", "place_name": "Town", "actor_name": "Russian forces"},
        **{"publisher": "TASS", "url": "https://example.org", "published": "2024-12-16"},
        **{"lat": 48.4, "lon": 37.8},
    }
)
DAILY = _table(
    {
        **{
            "area_id": ["2024-12-01-toretsk", "2024-12-17-toretsk"],
            "sector": "toretsk",
            "area_km2": [5.0, 17.0],
        },
        **{
            "map_day": pd.to_datetime(["2024-12-01", "2024-12-17"]),
            "source_id": "map",
            "sector_name": "Toretsk",
        },
        "map_gained_by": "russia",
    }
)
AREAS = pd.concat([DAILY, DAILY.assign(sector="all")], ignore_index=True)
MOVED = _table({"sector": ["toretsk"], "degrees": 0.05, "least_km2": 9.0, "most_km2": 14.0})
CONTROL = _table(
    {
        **{"spell_id": ["town-1", "town-2"], "place_id": "town", "side": ["not_occupied", "occupied"]},
        "first_day": pd.to_datetime(["2024-07-08", "2024-12-18"]),
        "last_day": pd.to_datetime(["2024-12-17", "2025-04-30"]),
        "changed_after": pd.to_datetime([None, "2024-12-17"]),
    }
)
POPULATIONS = _table(
    {"population_id": ["dprk", "both"], "name_en": "x", "name_fr": "y", "parts": [None, "dprk"]}
)
MEASURES = _table(
    {
        **{"measure_id": ["killed", "wounded", "losses"], "name_en": "x", "name_fr": "y", "unit": "persons"},
        **{"parts": [None, None, "killed;wounded"], "parts_are": [None, None, "all"]},
    }
)
PLACES = _table(
    {
        **{"place_id": ["town", "ukraine"], "name_en": "x", "name_fr": "y", "within": ["ukraine", None]},
        **{"country": ["UA", None], "lat": [48.5, np.nan], "lon": [37.5, np.nan]},
    }
)
PARTS = at.list_parts(POPULATIONS, MEASURES, PLACES)
SPLITS = pd.DataFrame(
    {
        "split_id": ["by-fate"],
        "column": "measure",
        "whole": MEASURES["measure_id"].iloc[:1].to_numpy(),
        "parts": MEASURES["measure_id"].iloc[1:2].to_numpy(),
        "parts_are": "disjoint",
    }
)
BOX = "POLYGON ((36 48, 38 48, 38 49, 36 49, 36 48))"
SECTORS = _table({"sector_id": ["toretsk"], "name_en": "x", "name_fr": "y", "outline": BOX})
MEASURED = _table(
    {
        **{"change_id": ["x-toretsk"], "sector_name": "Toretsk", "outline": BOX, "net_km2": 12.0},
        **{"from_day": pd.Timestamp("2024-12-01"), "to_day": pd.Timestamp("2024-12-17")},
    }
)
GROUND = _table(
    {
        **{"ground_id": ["g"], "what": "gained", "from_day": pd.Timestamp("2024-12-01"), "area_km2": 9.0},
        **{"to_day": pd.Timestamp("2024-12-17"), "geometry": [shapely.box(37.5, 48.2, 37.9, 48.5)]},
        "source_id": "map",
    }
)
BASE_MAP = Frame(
    {
        "layer": ["admin1", "osm_border", "sea", "rivers", "rivers_minor", "towns"],
        "name": ["Donetsk", None, None, "Don", None, "Town"],
        "country": ["UA", None, None, None, None, "UA"],
        "population": [np.nan] * 5 + [70_000.0],
        "geometry": [
            shapely.box(36, 47, 39, 49),
            *[shapely.LineString([(36, 49), (39, 49)]), shapely.box(36, 46, 37, 46.5)],
            *[shapely.LineString([(36, 48), (38, 47)])] * 2,
            shapely.Point(37.5, 48.3),
        ],
    }
)
COMPARED = at.compare_with_map(EVENTS, CONTROL, occupiers=["russia"], denials=True)
CONSENSUS, ENVELOPE = at.consensus(CLAIMS), at.envelope(CLAIMS)
DRIFT, PROPOSED = at.drift(CLAIMS), Frame({"claim_id": ["b"], "derived_from": ["a"]})


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Frame:
    """List two daily files of control polygons."""
    folder = tmp_path_factory.mktemp("front")
    text = (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Polygon", '
        '"coordinates": [[[36, 48], [%d, 48], [%d, 49], [36, 49], [36, 48]]]}}]}'
    )
    for day, east in (("20240802", 37), ("20240803", 38)):
        Path(folder, f"control_{day}.geojson").write_text(text % (east, east))
    return at.read_snapshots(folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an empty folder to save into."""
    return tmp_path_factory.mktemp("figures")


@pytest.fixture(scope="module")
def wanted(snapshots: Frame, folder: Path) -> Wanted:
    """Return what each function gives for frames of the types that load_case gives, worked out once."""
    return functools.cache(lambda name: _plain(CALLS[name](lambda frame: frame, snapshots, folder)))


def make_case(take: Take) -> at.Case:
    """Make a case of tables that were taken some way."""
    claimants = {"claimant_id": ["nis", "yonhap", "mod"], "side": "south_korea"}
    claimants |= dict.fromkeys(["name_en", "name_fr", "label_en", "label_fr"], "NIS")
    sources = {"source_id": ["yonhap-2025", "tass"], "publisher": "Yonhap", "url": "https://example.org"}
    sources |= {"published": "2024-12-16", "published_latest": pd.Timestamp("2024-12-16")}
    tables = {
        **{"claims": CLAIMS, "events": EVENTS, "sources": _table(sources), "claimants": _table(claimants)},
        **{"populations": POPULATIONS, "measures": MEASURES, "places": PLACES, "sectors": SECTORS},
        **{"daily_area": MONTHS.rename(columns={"change_id": "area_id"}), "control": CONTROL, "cells": CELLS},
    }
    tables = {name: table.assign(locator="0:4", excerpt_sha256="0") for name, table in tables.items()}
    return at.Case(
        Path("tests/cases/strait"), "A case", None, **{name: take(table) for name, table in tables.items()}
    )


CELLS = _table(
    {
        **{"cell_id": ["e36n48-1", "e36n48-2"], "west": 36.0, "south": 48.0, "east": 36.05, "north": 48.05},
        **{"cell_km2": 20.73, "share": [0.25, 0.75], "source_id": "map"},
        **dict.fromkeys(["from_day", "to_day"], pd.to_datetime(["2024-08-02", "2024-08-03"])),
        **dict.fromkeys(["first_day", "last_day"], pd.to_datetime(["2024-08-02", "2024-08-03"])),
    }
)
SHARES = CLAIMS.assign(
    low=np.nan,
    best=np.nan,
    qualifier="about",
    share_of=["b", None, "b"],
    share_low=["1/2", "1/3", "25 %"],
    share_high=["1/2", "1/3", "25 %"],
)


def _write_page(case: at.Case, file: Path) -> str:
    at.write_page(case, file)
    return file.read_text(encoding="utf-8")


STRAIT = at.load_case(ROOT / "tests" / "cases" / "strait")
ANOTHER = STRAIT.claims.tail(1).assign(claim_id="another", supersedes=None).reset_index(drop=True)

CALLS: dict[str, Callable[[Take, Frame, Path], Any]] = {
    # further columns are refused there: they would be lost
    "add_claims": lambda take, *_: at.add_claims(STRAIT, take(ANOTHER)[list(ANOTHER)]).claims,
    "areas": lambda take, files, _: at.areas(take(files), take(SECTORS)),
    "as_of": lambda take, *_: at.as_of(take(CLAIMS), "2025-05-01", keep_repeats=False, keep_revised=False),
    "bounds": lambda take, *_: at.bounds(take(SHARES), rounding=True, wholes=take(CLAIMS)),
    "cells": lambda take, files, _: at.cells(take(files), ["2024-08-02", "2024-08-03"]),
    "cells_between": lambda take, *_: at.cells_between(take(CELLS), "2024-08-02", "2024-08-03").drop(
        columns="geometry"
    ),
    "changed_hands": lambda take, *_: at.changed_hands(take(CONTROL), last="2025-05-01"),
    "changes": lambda take, files, _: at.changes(take(files), sectors=take(SECTORS)),
    "check_sums": lambda take, *_: at.check_sums(take(CLAIMS), take(PARTS)),
    "choose": lambda take, *_: at.choose(take(CLAIMS), measure="killed", asserted_latest=DAYS[0]),
    "compare_with_map": lambda take, *_: at.compare_with_map(
        take(EVENTS), take(CONTROL), occupiers=["russia"]
    ),
    "conflicts": lambda take, *_: at.conflicts(take(CLAIMS), take(PARTS)),
    "consensus": lambda take, *_: at.consensus(take(CLAIMS), chains=take(CLAIMS)),
    "control_at": lambda take, files, _: at.control_at(take(PLACES), take(files)),
    "drift": lambda take, *_: at.drift(take(CLAIMS), take(PARTS), proposed=take(PROPOSED)),
    "envelope": lambda take, *_: at.envelope(take(CLAIMS), chains=take(CLAIMS)),
    "explore": lambda take, *_: at.explore(make_case(take)).claims,
    "growth_by_sector": lambda take, *_: at.growth_by_sector(
        replace(make_case(take), daily_area=take(AREAS)), "2024-12-01", "2024-12-17", source_id="map"
    ),
    "growth_if_moved": lambda take, *_: at.growth_if_moved(
        take(CELLS), take(SECTORS), "2024-08-02", "2024-08-03"
    ),
    "ground_between": lambda take, files, _: at.ground_between(
        take(files), "2024-08-02", "2024-08-03", source_id="map"
    ),
    "latest": lambda take, *_: at.latest(take(CLAIMS)),
    "list_parts": lambda take, *_: at.list_parts(
        take(POPULATIONS), take(MEASURES), take(PLACES), take(SPLITS)
    ),
    "origins": lambda take, *_: at.origins(take(CLAIMS)),
    "outline_on": lambda take, files, _: at.outline_on(take(files), "2024-08-02").wkt,
    "part_bounds": lambda take, *_: at.part_bounds(take(CLAIMS), take(PARTS)),
    "plot_area": lambda take, *_: at.plot_area(take(MONTHS), take(GAINED)),
    "plot_drift": lambda take, *_: at.plot_drift(take(CLAIMS), take(DRIFT)),
    "plot_estimates": lambda take, *_: at.plot_estimates(
        take(CLAIMS), consensus=take(CONSENSUS), envelope=take(ENVELOPE)
    ),
    "plot_front_map": lambda take, *_: at.plot_front_map(
        take(EVENTS), take(BASE_MAP), ground=take(GROUND), sectors=take(MEASURED)
    ),
    "plot_history": lambda take, *_: at.plot_history(take(CLAIMS)),
    "plot_held_area": lambda take, *_: at.plot_held_area(take(HELD)),
    "plot_losses": lambda take, *_: at.plot_losses(take(CLAIMS), take(PARTS)),
    "plot_reconciled": lambda take, *_: at.plot_reconciled(take(CLAIMS), take(IMPLIED), take(KNOTS)),
    "plot_captures": lambda take, *_: at.plot_captures(take(COMPARED), take(CONTROL)),
    "plot_sectors": lambda take, *_: at.plot_sectors(take(DAILY), take(EVENTS), moved=take(MOVED)),
    "plot_sources": lambda take, *_: at.plot_sources(take(CLAIMS)),
    "plot_table": lambda take, *_: at.plot_table(take(CLAIMS)),
    "plot_timeline": lambda take, *_: at.plot_timeline(take(EVENTS), take(CLAIMS).head(5)),
    "propose_repeats": lambda take, *_: at.propose_repeats(take(CLAIMS), days=400, same_scope=False),
    "ratios": lambda take, *_: at.ratios(take(CLAIMS), take(CLAIMS), chains=take(CLAIMS)),
    "reconcile": lambda take, *_: (
        at.reconcile(take(CLAIMS), take(PARTS), asked=take(IMPLIED.assign(period="../2025-05-31"))).implied
    ),
    "relate": lambda take, *_: str(at.relate(take(CLAIMS).iloc[0], take(CLAIMS).iloc[1], take(PARTS))),
    "require_comparable": lambda take, *_: at.require_comparable(take(CLAIMS)),
    "resolve_shares": lambda take, *_: at.resolve_shares(take(SHARES), take(CLAIMS), rounding=True),
    "revisions": lambda take, *_: at.revisions(take(CLAIMS), by="side"),
    "save_figure": lambda take, _, folder: (
        at.save_figure(
            at.plot_estimates(take(CLAIMS)), "a", _id_first(take(CLAIMS)), title="One.", folder=folder
        ).marks
    ),
    "say_claims": lambda take, *_: at.say_claims(take(CLAIMS)),
    "scopes": lambda take, *_: at.scopes(take(CLAIMS)),
    "select": lambda take, *_: at.select(make_case(take), as_of="2025-05-01", place="kursk-oblast"),
    "show_table": lambda take, *_: at.show_table(at.tabulate_claims(take(CLAIMS))).html,
    "tabulate_claims": lambda take, *_: at.tabulate_claims(take(CLAIMS)),
    "tabulate_give_way": lambda take, *_: at.tabulate_give_way(take(OPPOSED.give_way), OPPOSED),
    "tabulate_implied": lambda take, *_: at.tabulate_implied(take(FOUND.implied), FOUND),
    "tabulate_knots": lambda take, *_: at.tabulate_knots(take(OPPOSED.knots), OPPOSED),
    "tabulate_events": lambda take, *_: at.tabulate_events(take(EVENTS)),
    "tabulate_quality": lambda take, *_: at.tabulate_quality(take(CLAIMS), make_case(take)),
    "to_flow": lambda take, *_: at.to_flow(take(TOTALS)),
    "verify_excerpts": lambda take, _, folder: at.verify_excerpts(make_case(take), folder),
    "with_names": lambda take, *_: at.with_names(take(CLAIMS), make_case(take), "fr"),
    "write_page": lambda take, _, folder: _write_page(make_case(take), folder / "case.html"),
}
# These take no frame.
WITHOUT = {
    *[
        "check_case",
        "diff_cases",
        "explain",
        "export_case",
        "export_figure",
        "fetch_front",
        "find_mentions",
        "gained_between",
        "implied_without",
        "load_case",
        "lost_between",
        "read_base_map",
    ],
    *["read_acled", "read_hxl", "read_points", "read_spreadsheet", "read_ucdp"],
    *[
        "claim_form",
        "read_quantities",
        "read_quantity",
        "read_snapshots",
        "read_tables",
        "review_case",
        "run_notebooks",
    ],
    *["verify_figures", "write_case", "write_gallery", "write_report"],
}


def _id_first(claims: Frame) -> Frame:
    return claims[["claim_id", *(name for name in claims if name != "claim_id")]]


def _beside_shapes(take: Take) -> Take:
    """Take a frame some way that loses shapes and tuples, and put these back."""

    def taken(frame: Frame) -> Frame:
        kept = [name for name in frame if name in ("geometry", "window")]
        return take(frame.drop(columns=kept)).assign(**{name: frame[name].to_numpy() for name in kept})

    return taken


def _from_csv(frame: Frame) -> Frame:
    return pd.read_csv(io.StringIO(frame.to_csv(index=False)))


def _from_parquet(backend: str) -> Take:
    return lambda frame: pd.read_parquet(io.BytesIO(frame.to_parquet()), dtype_backend=backend)


def _as_categories(frame: Frame) -> Frame:
    return frame.astype({name: "category" for name in frame if isinstance(frame[name].dtype, pd.StringDtype)})


def _each(change: Callable[[pd.Series], pd.Series]) -> Take:
    """Change the columns of days alone."""
    return lambda frame: frame.assign(
        **{name: change(frame[name]) for name in frame.select_dtypes("datetime")}
    )


def _as_dates(days: pd.Series) -> pd.Series:
    return pd.Series([None if pd.isna(day) else day.date() for day in days], days.index, dtype=object)


def _read_only(frame: Frame) -> Frame:
    copy = frame.copy()
    for name in copy:
        values = copy[name].array
        getattr(values, "_ndarray", np.array([])).flags.writeable = False
    return copy


def _with_attributes(frame: Frame) -> Frame:
    """Note something of one's own at the frame: pandas asks whether the notes of two frames are equal."""
    copy = frame.copy()
    copy.attrs = {"weights": np.array([1, 2])}
    return copy


def _as_decimals(frame: Frame) -> Frame:
    kind = pd.ArrowDtype(pa.decimal128(20, 6))
    return frame.astype({name: kind for name in frame if frame[name].dtype == np.dtype("float64")})


TYPES: dict[str, Take] = {
    "objects": lambda frame: frame.astype(object),
    "objects with None": lambda frame: frame.astype(object).where(frame.notna(), None),
    "nullable": _beside_shapes(lambda frame: frame.convert_dtypes()),
    "arrow": _beside_shapes(lambda frame: frame.convert_dtypes(dtype_backend="pyarrow")),
    "categories": _as_categories,
    "csv": _beside_shapes(_from_csv),
    "parquet": _beside_shapes(_from_parquet("numpy_nullable")),
    "parquet of arrow": _beside_shapes(_from_parquet("pyarrow")),
    "days of nanoseconds": _each(lambda days: days.astype("datetime64[ns]")),
    "days of a zone": _each(lambda days: days.dt.tz_localize("Europe/Kyiv")),
    "dates": _each(_as_dates),
    "days as periods": _each(lambda days: days.dt.to_period("D")),
    "labels twice": lambda frame: frame.set_axis(["x"] * len(frame)),
    "labels of two levels": lambda frame: frame.set_axis(
        pd.MultiIndex.from_product([["x"], range(len(frame))], names=["claim_id", "low"])
    ),
    "labels named as columns": lambda frame: frame.set_index(frame.columns[0], drop=False),
    "columns turned round": lambda frame: frame[frame.columns[::-1]],
    "further columns": lambda frame: frame.assign(**{"note of mine": [[1]] * len(frame)}).assign(
        **{"weight": 0.5}
    ),
    "columns with numbers as names": lambda frame: pd.concat([frame, Frame({7: [1] * len(frame)})], axis=1),
    "read-only": _read_only,
    "attributes that hold an array": _with_attributes,
    "numbers as decimals of arrow": _beside_shapes(_as_decimals),
}


@contextmanager
def _without_inference() -> Iterator[None]:
    """Switch pandas' type for text off, as it was before pandas 3."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with pd.option_context("future.infer_string", False):
            yield


def _plain(result: Any) -> Any:
    """Return a result in a form that can be compared: rows by their cells, charts by marks and texts."""
    if isinstance(result, Axes):
        axes = result.figure.axes
        texts = [text.get_text() for text in result.figure.findobj(Text)]
        return pd.concat([read_marks(axes), Frame({"text": texts})]).fillna("").to_csv()
    if isinstance(result, pd.Series):
        return result.to_frame("of").reset_index(drop=True)
    return result.reset_index(drop=True) if isinstance(result, Frame) else result


def _require_same(found: Any, wanted: Any, is_rows: bool) -> None:
    """Require equal results, types included; rows of the user's own keep the user's types."""
    if not isinstance(wanted, Frame):
        assert found == wanted
        return
    columns = list(wanted)
    found, wanted = (take_columns("x", one[columns], columns if is_rows else []) for one in (found, wanted))
    pd.testing.assert_frame_equal(found, wanted)


OWN_ROWS = {"as_of", "changed_hands", "choose", "compare_with_map", "latest", "with_names"}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("kind", TYPES)
def test_frames_of_any_type_give_one_result(
    name: str, kind: str, snapshots: Frame, folder: Path, wanted: Wanted
) -> None:
    """What pandas made of the cells on the way does not matter."""
    found = CALLS[name](TYPES[kind], snapshots, folder)
    _require_same(_plain(found), wanted(name), name in OWN_ROWS)


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("kind", ["objects", "nullable", "csv"])
def test_no_option_of_pandas_changes_a_result(
    name: str, kind: str, snapshots: Frame, folder: Path, wanted: Wanted
) -> None:
    """Types of results are the same too where pandas is told to keep text as objects."""
    with _without_inference():
        found = CALLS[name](TYPES[kind], snapshots, folder)
    _require_same(_plain(found), wanted(name), name in OWN_ROWS)


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("kind", ["csv", "nullable"])
def test_frames_stay_as_they_were(name: str, kind: str, snapshots: Frame, folder: Path) -> None:
    """What is read anew is read into a copy: cells, types, labels and columns of the user's frame stay."""
    given: list[tuple[Frame, Frame]] = []

    def take(frame: Frame) -> Frame:
        given.append((TYPES[kind](frame), TYPES[kind](frame)))
        return given[-1][0]

    CALLS[name](take, snapshots, folder)
    assert given
    assert [_format(used) for used, _ in given] == [_format(unused) for _, unused in given]


def _format(frame: Frame) -> str:
    return f"{frame.to_csv()}{frame.dtypes.to_dict()}{frame.attrs}"


def test_every_function_that_takes_a_frame_is_tried() -> None:
    """A new public function stands in the table above, or in the list of those without frames."""
    functions = {name for name in at.__all__ if name[0].islower()}
    assert functions == {*CALLS, *WITHOUT}


def test_blank_numbers_are_empty_as_blank_texts_are() -> None:
    """What pd.read_csv(..., keep_default_na=False) leaves of an empty column is no number and no fault."""
    claims = CLAIMS.assign(qualifier="stated", best=5.0)
    blank = claims.assign(low="", high=pd.Series("", index=CLAIMS.index, dtype="str"))
    pd.testing.assert_frame_equal(at.bounds(blank), at.bounds(claims.assign(low=np.nan, high=np.nan)))


def test_a_case_without_its_days_of_assertion_has_them_read() -> None:
    """The day until which something was known is read from ``asserted``, as the functions on claims do."""
    days = ["asserted_earliest", "asserted_latest"]
    bare, whole = (
        make_case(lambda frame: frame.drop(columns=days, errors="ignore")),
        make_case(lambda one: one),
    )
    known = [at.select(case, as_of="2025-01-31")["claim_id"].tolist() for case in (bare, whole)]
    assert known[0] == known[1]
