"""What a map of the front asks of the frames that it is given."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysttools.case.window import DegreeWindow, require_degree_window
from analysttools.charts.drawing.style import require_cells, require_drawable
from analysttools.charts.drawing.symbols import require_statuses
from analysttools.charts.front_map.map_names import require_one_map
from analysttools.columns import as_numbers, require_plain, take_columns
from analysttools.errors import describe_list

FUNCTION = "plot_front_map"
NEEDED = [
    *["event_id", "date", "date_earliest", "date_latest", "actor", "action", "status", "date_basis"],
    *["place_id", "place_name", "actor_name", "claimant", "side"],
]
GROUND = ["ground_id", "what", "from_day", "to_day", "geometry"]
PLACED = {"lat", "lon"}
BASE_MAP = ["layer", "name", "country", "geometry"]
PLACES = ["place_id", "place_name", "lat", "lon"]
AREAS = ["region", "country"]
NAMED = ["kind", "country", "iso_3166_2"]
KINDS = ["held", "gained", "lost"]
SECTORS = ["change_id", "sector_name", "outline", "net_km2", "from_day", "to_day"]


def check_events(events: pd.DataFrame, window: DegreeWindow | None) -> pd.DataFrame:
    """Return the events as columns of known types, or raise if one cannot be drawn where it is said to be."""
    events = require_drawable(events, [*NEEDED, "lat", "lon"] if set(events) >= PLACED else NEEDED, FUNCTION)
    if missing := [column for column in ("lat", "lon") if column not in events]:
        raise ValueError(
            f"{FUNCTION}: the columns {', '.join(missing)} are missing. They are in case.places: "
            'events.merge(case.places[["place_id", "lat", "lon"]], on="place_id")'
        )
    require_statuses(events, FUNCTION)
    names = ["event_id", "status", "place_id", "place_name", "actor", "actor_name", "date"]
    require_cells(events, names, FUNCTION)
    pages = events["publisher"] if "publisher" in events else pd.Series(index=events.index, dtype="str")
    events = events.assign(publisher=pages)  # who reports what nobody claims
    require_cells(events[pages.isna()], ["claimant"], FUNCTION)
    dayless = events[events[["date_earliest", "date_latest"]].isna().all(axis=1)]
    _refuse(events, dayless, "have no day", "Leave them out")
    unplaced = events[events[["lat", "lon"]].isna().any(axis=1)]
    _refuse(events, unplaced, "have no coordinates", 'Leave them out: events.dropna(subset=["lat", "lon"])')
    if window is not None:
        west, south, east, north = window
        is_in = events["lon"].between(west, east) & events["lat"].between(south, north)
        _refuse(events, events[~is_in], f"lie outside the window {window}", "Leave them out, or widen it")
    return events


def _refuse(events: pd.DataFrame, wrong: pd.DataFrame, problem: str, advice: str) -> None:
    if wrong.empty:
        return
    places = describe_list(wrong["place_name"].drop_duplicates())
    ids = describe_list(wrong["event_id"])
    raise ValueError(
        f"{FUNCTION}: {len(wrong)} of {len(events)} events {problem}: {ids} (places: {places}). {advice}"
    )


def check_window(window: DegreeWindow | None) -> None:
    """Raise if a window is not west, south, east, north in degrees."""
    if window is not None:
        require_degree_window(window, FUNCTION, (36.6, 47.7, 37.7, 48.5), pole=85)


def check_ground(ground: pd.DataFrame) -> pd.DataFrame:
    """Return the ground, or raise if it cannot be drawn: no such kind, or several pairs of days at once."""
    ground = _require(ground, GROUND, "ground", "ground_between(snapshots, first, last)")
    unknown = sorted(set(ground["what"].dropna()) - set(KINDS))
    if unknown:
        raise ValueError(
            f"{FUNCTION}: ground of the kind {describe_list(unknown)} has no look. It is one of: "
            f"{', '.join(KINDS)}"
        )
    require_one_map(ground, f"{FUNCTION} (ground)")
    _require_one_span(ground, "ground")
    return ground


def check_sectors(sectors: pd.DataFrame) -> pd.DataFrame:
    """Return the sectors, or raise if one cannot be drawn: no outline, no number, or sums of other days."""
    sectors = _require(sectors, SECTORS, "sectors", "changes, with_names and the outlines of case.sectors")
    require_cells(sectors, SECTORS, f"{FUNCTION}: sectors")
    _require_one_span(sectors, "sectors")
    twice = sectors.loc[sectors["sector_name"].duplicated(), "sector_name"]
    if not twice.empty:
        raise ValueError(f"{FUNCTION}: the sector {twice.iloc[0]} is in two rows. Give one of them")
    return sectors


def no_events(ground: pd.DataFrame) -> pd.DataFrame:
    """Return the events of a map that shows none, or raise if it shows no ground either."""
    if ground.empty:
        raise ValueError(
            f"{FUNCTION}: there are neither events nor ground, and a map would show nothing of the case. "
            "Give events, or ground=cells_between(case.cells, first, last)"
        )
    days: dict[str, Any] = dict.fromkeys(["date_earliest", "date_latest"], "datetime64[ns]")
    frame = pd.DataFrame(columns=[*NEEDED, "lat", "lon", "publisher"], dtype="str")
    return frame.astype({**days, "lat": float, "lon": float})


def check_places(places: pd.DataFrame) -> pd.DataFrame:
    """Return the places that are to be named, or raise if one cannot be: no name, nothing that says where."""
    places = _require(places, PLACES, "places", "case.places, and with_names(places, case)")
    names = ["place_id", "place_name"]
    require_cells(places, names, f"{FUNCTION}: places")
    places = places.assign(**{name: places.get(name) for name in NAMED})
    require_cells(places[~places["kind"].isin(AREAS)], PLACES, f"{FUNCTION}: places")
    return places


def find_areas(places: pd.DataFrame, base_map: pd.DataFrame) -> pd.DataFrame:
    """Return the regions and countries among the places with their shapes, or raise if one has none."""
    import shapely

    areas = places[places["kind"].isin(AREAS)]
    admin = base_map[base_map["layer"].eq("admin1")]
    codes = admin.get("iso_3166_2", pd.Series(index=admin.index, dtype="str"))
    shapes = [
        shapely.union_all(
            admin.loc[
                admin["country"].eq(area.country) if area.kind == "country" else codes.eq(area.iso_3166_2),
                "geometry",
            ].to_numpy(object)
        )
        for area in areas.itertuples()
    ]
    areas = areas.assign(geometry=pd.Series(shapes, index=areas.index, dtype=object))
    lost = areas.loc[shapely.is_empty(areas["geometry"].to_numpy(object)), "place_name"]
    if not lost.empty:
        raise ValueError(
            f"{FUNCTION}: places: the base map has no region with the iso_3166_2, or the country, of "
            f"{describe_list(lost)}. Leave them out"
        )
    return areas


def check_base_map(base_map: pd.DataFrame) -> pd.DataFrame:
    """Return the layers to draw, or raise if they are none."""
    base_map = _require(base_map, [*BASE_MAP, "population"], "base_map", "read_base_map(case)")
    people = base_map["population"].astype(object)  # to_numeric loses rows of decimals of Arrow
    return base_map.assign(population=as_numbers(pd.to_numeric(people.where(people.notna(), np.nan))))


def _require(frame: pd.DataFrame, columns: list[str], name: str, origin: str) -> pd.DataFrame:
    require_plain(f"{FUNCTION}: {name}", frame)
    missing = [column for column in columns if column not in frame]
    if missing:
        raise ValueError(
            f"{FUNCTION}: {name} lacks the columns {', '.join(missing)}. They come from {origin}"
        )
    if frame.empty:
        advice = f"Take them from {origin}" if name == "base_map" else f"Leave {name} out to draw none"
        raise ValueError(f"{FUNCTION}: {name} has no row (0 rows given). {advice}")
    others = [column for column in frame if isinstance(column, str) and column != "population"]
    needed = [column for column in columns if column != "population"]
    return take_columns(f"{FUNCTION}: {name}", frame, needed, *others).reset_index(drop=True)


def _require_one_span(frame: pd.DataFrame, name: str) -> None:
    spans = frame[["from_day", "to_day"]].drop_duplicates()
    if len(spans) > 1:
        pairs = (f"{row.from_day:%Y-%m-%d} to {row.to_day:%Y-%m-%d}" for row in spans.itertuples())
        said = describe_list(pairs, between="; ")
        raise ValueError(f"{FUNCTION}: {name} of different days cannot share a map: {said}. Give one pair")
