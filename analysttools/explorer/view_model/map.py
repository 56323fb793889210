"""The map for the front end: a simplified base map, which cells are held on which day, where places are.

Belongs here: shapes as whole numbers, small enough for a page. Does not belong here: reading layers
(``case/``), judging which cells are held (``front/``), drawing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysttools.case.basemap import read_base_map
from analysttools.case.control_map import ControlMap
from analysttools.case.loading import Case
from analysttools.case.vocabulary import with_names
from analysttools.charts.drawing.symbols import colour_actors
from analysttools.errors import DataError
from analysttools.explorer.selection import select
from analysttools.front.cells import BOX, DEGREES, find_across, find_drawn_cells, told_days
from analysttools.locales import LANGUAGES

# So many parts of a degree are told apart, and so many degrees may a line be simplified by.
PARTS = 1000
COARSE = {"border": 0.002, "across": 0.002, "rivers_minor": 0.003}
COARSE_ELSE = 0.004


def build_map(case: Case, events: pd.DataFrame | None = None) -> dict[str, Any] | None:
    """Return what the front end draws maps from; None where the case has no base map.

    Parameters
    ----------
    case : Case
        The case.
    events : DataFrame, optional
        Its events with their names, as `select` gives them. None selects them here.

    Returns
    -------
    dict or None
        ``parts``: by what coordinates are to be divided to be degrees. ``layers``: of the land across the
        state border, the sea, regional borders, rivers, smaller rivers and the state border each a list of
        outlines: the first point, then steps, one flat list of whole numbers each. ``towns``: ``name``,
        ``population``, ``lon``, ``lat``. ``places``: by id longitude and latitude. ``actors``: by id their
        colour. ``grounds``: of each map of control that was measured cell by cell what `_build_ground` gives.
        ``days``: those on which one of them tells what is held.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.view_model.map import build_map
    >>> built = build_map(load_case("tests/cases/strait"))
    >>> built["towns"]["name"], built["places"]["ternhaven"], built["grounds"]
    (['Old Mill', 'Far Town'], [0.8, 0.5], [])
    """
    try:
        base_map = read_base_map(case)
    except DataError:
        return None
    placed = case.places.dropna(subset=["lat", "lon"])
    placed = placed[placed["place_id"].isin(case.events["place_id"])]
    events = select(case, "events") if events is None else events
    acting = events.dropna(subset=["actor", "sector"])
    grounds = [_build_ground(case, one, base_map) for one in _measured_maps(case)]
    return {
        "parts": PARTS,
        "layers": {name: _write_outlines(shapes) for name, shapes in _list_layers(base_map).items()},
        "towns": _list_towns(base_map),
        "places": dict(zip(placed["place_id"], placed[["lon", "lat"]].to_numpy().tolist(), strict=True)),
        "actors": colour_actors(acting) if len(acting) else {},
        "grounds": grounds,
        "days": sorted({day for ground in grounds for day in ground["days"]}),
    }


def _measured_maps(case: Case) -> list[ControlMap]:
    """Return the maps of control of which cells tell two days, the main one first."""
    maps = [case.control_map, *case.further_maps]
    return [one for one in maps if len(told_days(_cells_of(case, one))) > 1]


def _cells_of(case: Case, control_map: ControlMap) -> pd.DataFrame:
    return case.cells[case.cells["source_id"].eq(control_map.source_id)]


def _build_ground(case: Case, control_map: ControlMap, base_map: pd.DataFrame) -> dict[str, Any]:
    """Return the ground of one map of control.

    Returns
    -------
    dict
        ``id`` (its source), ``name``, ``credit``, ``holder`` and ``place`` (by language), ``colours`` (of the
        holder and of the others; None where the case states none), ``window``, ``days`` (those on which it
        tells what is held), ``degrees`` (the side of a cell), ``km2`` (how large one is), ``is_beyond``
        (whether the ground lies across the state border), and of the cells that are held on some day ``x``
        and ``y`` (the lower left corner, in sides, as steps from one cell to the next, row by row), and
        ``held`` (a rank in ``patterns``, which have a 1 for each day on which a cell is held).
    """
    own = _cells_of(case, control_map)
    drawn = find_drawn_cells(own, source_id=control_map.source_id, base_map=base_map)
    held = drawn.is_held[drawn.is_held.any(axis=1)].sort_index(level=["south", "west"])
    corners = np.rint(held.index.to_frame()[BOX[:2]].to_numpy() / DEGREES).astype(int)
    steps = np.diff(corners, axis=0, prepend=np.zeros((1, 2), int))
    codes, patterns = pd.factorize(_write_days(held.to_numpy(bool)))
    named = {lang: with_names(own.head(1), case, lang).iloc[0] for lang in LANGUAGES}
    stated = named[LANGUAGES[0]].astype(object).where(named[LANGUAGES[0]].notna(), None)
    return {
        "id": control_map.source_id,
        "name": control_map.name,
        "credit": stated["map_credit"] or stated["publisher"],
        "holder": {lang: _text(row["map_held_by"]) for lang, row in named.items()},
        "place": {lang: _text(row["map_place_name"]) for lang, row in named.items()},
        "colours": [stated["map_holder_colour"], stated["map_other_colour"]],
        "window": control_map.window,
        "days": [f"{day:%Y-%m-%d}" for day in held.columns],
        "degrees": DEGREES,
        "km2": round(float(drawn.cell_km2.mean()), 1),
        "is_beyond": drawn.is_beyond,
        "x": steps[:, 0].tolist(),
        "y": steps[:, 1].tolist(),
        "patterns": patterns.tolist(),
        "held": codes.tolist(),
    }


def _write_days(is_held: np.ndarray) -> np.ndarray:
    """Return a text a row, with a 1 for each day on which a cell is held and a 0 for each other."""
    signs = np.ascontiguousarray(np.where(is_held, b"1", b"0"))
    return signs.view(f"S{is_held.shape[1]}").ravel().astype(str).astype(object)


def _text(cell: Any) -> str | None:
    return None if pd.isna(cell) else str(cell)


def _list_layers(base_map: pd.DataFrame) -> dict[str, Any]:
    """Return the shapes of each layer that is drawn, simplified."""
    import shapely

    found = find_across(base_map)
    across = None if found is None else shapely.transform(found[0], lambda points: points / found[1])
    shapes = {name: own.to_numpy(object) for name, own in base_map.groupby("layer")["geometry"]}
    layers = {
        "across": np.array([] if across is None else [across], dtype=object),
        "sea": shapes["sea"],
        "regions": _regional_borders(base_map, across),
        "rivers": shapes["rivers"],
        "rivers_minor": shapes["rivers_minor"],
        "border": shapely.get_parts(shapely.line_merge(shapely.union_all(shapes["osm_border"]))),
    }
    return {
        name: shapely.simplify(own, COARSE.get(name, COARSE_ELSE), preserve_topology=False)
        for name, own in layers.items()
    }


def _regional_borders(base_map: pd.DataFrame, across: Any) -> np.ndarray:
    """Return the lines between regions of one country, each on its country's side of the state border."""
    import shapely

    admin = base_map[base_map["layer"].eq("admin1")]
    found = []
    for _, own in admin.groupby("country"):
        regions = own["geometry"].to_numpy(object)
        outlines = shapely.union_all(shapely.boundary(regions))
        inner = shapely.difference(outlines, shapely.boundary(shapely.union_all(regions)))
        if across is not None:
            is_home = bool(own["is_home"].iloc[0])
            inner = (shapely.difference if is_home else shapely.intersection)(inner, across)
        found += list(shapely.get_parts(shapely.line_merge(inner)))
    lines = np.array(found, dtype=object)
    return lines[shapely.get_dimensions(lines) == 1] if len(lines) else lines


def _write_outlines(shapes: np.ndarray) -> list[list[int]]:
    """Return rings and lines as whole numbers: the first point, then the steps to the next."""
    import shapely

    parts = shapely.get_parts(shapely.get_parts(shapes))
    is_area = shapely.get_dimensions(parts) == 2
    outlines = [*shapely.get_rings(parts[is_area]), *parts[shapely.get_dimensions(parts) == 1]]
    written = []
    for outline in outlines:
        points = np.rint(shapely.get_coordinates(outline) * PARTS).astype(int)
        steps = np.diff(points, axis=0, prepend=np.zeros((1, 2), int))
        steps = steps[np.any(steps != 0, axis=1) | (np.arange(len(steps)) == 0)]
        if len(steps) > 1:
            written.append(steps.ravel().tolist())
    return written


def _list_towns(base_map: pd.DataFrame) -> dict[str, list[Any]]:
    """Return the towns, the largest first."""
    import shapely

    towns = base_map[base_map["layer"].eq("towns")].sort_values(
        "population", ascending=False, kind="stable", na_position="last"
    )
    points = np.round(shapely.get_coordinates(towns["geometry"].to_numpy(object)), 3)
    return {
        "name": towns["name"].fillna("").tolist(),
        "population": towns["population"].fillna(0).astype(int).tolist(),
        "lon": points[:, 0].tolist(),
        "lat": points[:, 1].tolist(),
    }
