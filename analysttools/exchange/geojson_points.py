"""Points of GeoJSON with a date, as events.

Belongs here: features and their properties. Does not belong here: polygons of a map of control
(``front``), the base map (``case.basemap``).
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysttools.arguments import PATH, TEXT, checked
from analysttools.case.file_formats import BEGINNING, recognise_json
from analysttools.errors import Fault, describe_list
from analysttools.exchange.events_with_numbers import MEASURES, require_published
from analysttools.exchange.imported import Imported
from analysttools.exchange.mapping import Mapping, NumberColumns, add_to
from analysttools.exchange.raw_tables import RawTable
from analysttools.exchange.sheets import read_bytes, refuse
from analysttools.exchange.spreadsheet import MAPPING, read_table, take_mapping

# Names of properties by what they are, in small letters; the first that is there is taken.
_FIELDS = {
    "date": ("date", "event_date", "date_start", "datetime"),
    "date_end": ("date_end",),
    "id": ("id", "event_id"),
    "title": ("title", "name"),
    "summary": ("description", "summary"),
    "place": ("place", "place_desc", "location"),
    "region": ("region",),
    "country": ("country",),
    "publisher": ("source", "publisher"),
    "claimant": ("claimant",),
    "url": ("url",),
    "category": ("category",),
}
_LAT, _LON = "latitude of the point", "longitude of the point"


@checked(path=PATH, mapping=MAPPING, published=TEXT)
def read_points(
    path: str | Path, mapping: Mapping | str | Path | None = None, *, published: str = ""
) -> Imported:
    """Read points of GeoJSON as events.

    Parameters
    ----------
    path : str or path
        A FeatureCollection whose features are points with a date.
    mapping : str, path or Mapping, optional
        Which property is what, as for `read_spreadsheet`; None takes those that bear one of its names
        (``date``, ``title``, ``killed`` ...). What it does not name is taken by its name all the same.
    published : str, optional
        When the file appeared, in EDTF.

    Returns
    -------
    Imported
        Properties become columns: ``date``, ``title``, ``description``, ``source``, numbers such as
        ``killed``; the others are kept as they stand, lists and objects as JSON. ``line`` counts the
        features. Features that are no points, or have no date, are in ``rows`` and a note counts them. No
        events where no property is a date.
        Nothing is written.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    DataError
        If it is not GeoJSON, or has cells that cannot be read: every one of them.

    Examples
    --------
    >>> import json, tempfile
    >>> from pathlib import Path
    >>> from analysttools import read_points
    >>> point = {"type": "Point", "coordinates": [0.8, 0.5]}
    >>> named = {"id": "T1", "date": "2031-03-28", "place": "Ternhaven", "source": "Merrow Post"}
    >>> made_up = {"type": "FeatureCollection", "features": [
    ...     {"type": "Feature", "geometry": point, "properties": named}]}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "events.geojson").write_text(json.dumps(made_up))
    ...     found = read_points(Path(folder, "events.geojson"))
    >>> found.events[["event_id", "date", "place_id"]]
      event_id        date   place_id
    0       t1  2031-03-28  ternhaven
    """
    require_published("read_points", published)
    raw, is_point = _read_features(Path(path))
    said = add_to(_map_properties(raw), take_mapping(mapping))
    lost = ~is_point
    if said.columns.get("date") in raw.cells:
        lost = lost | raw.cells[said.columns["date"]].fillna("").str.strip().eq("").to_numpy()
    skipped = tuple(int(line) for line in raw.lines[lost])
    file = said.file._replace(skip=(*said.file.skip, *skipped), decimal=said.file.decimal or ".")
    found = read_table(raw, replace(said, file=file), "GeoJSON", published)
    if skipped:
        problem = (
            f"{len(skipped)} of {len(raw.cells)} features are no points with a date: they are kept in rows"
        )
        found.notes.append(Fault("no-event", raw.path, problem))
    return found


def _read_features(path: Path) -> tuple[RawTable, np.ndarray]:
    content = read_bytes(path)
    other = recognise_json(content[:BEGINNING], "the GeoJSON itself")
    if other:
        raise refuse(path, "not-geojson", f"the file is {other.words}", other.advice)
    try:
        said = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        problem, advice = f"it is not JSON in UTF-8 ({error})", "Save it again as GeoJSON"
        raise refuse(path, "not-geojson", problem, advice) from error
    features = said.get("features") if isinstance(said, dict) else None
    if not isinstance(features, list):
        problem, advice = "it is JSON, but not a FeatureCollection of GeoJSON", 'It needs a list "features"'
        raise refuse(path, "not-geojson", problem, advice)
    wrong = [at for at, one in enumerate(features, 1) if not _is_feature(one)]
    if wrong:
        problem = (
            f"{len(wrong)} of its features are not objects with properties (number {describe_list(wrong)})"
        )
        raise refuse(path, "not-geojson", problem, 'Each needs "geometry" and "properties"')
    return _tabulate(path, features)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _is_feature(one: Any) -> bool:
    return isinstance(one, dict) and isinstance(one.get("properties") or {}, dict)


def _tabulate(path: Path, features: list[dict[str, Any]]) -> tuple[RawTable, np.ndarray]:
    rows, is_point = [], []
    for one in features:
        row = {} if one.get("id") is None else {"id": one["id"]}
        row |= one.get("properties") or {}
        point = _point(one.get("geometry"))
        is_point.append(point is not None)
        if point is not None:
            row |= {_LON: point[0], _LAT: point[1]}
        rows.append({name: _write(value) for name, value in row.items()})
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = pd.DataFrame({name: pd.Series([row.get(name) for row in rows], dtype="str") for name in names})
    lines = pd.Series(range(1, len(rows) + 1), dtype="int64")
    others = len(is_point) - sum(is_point)
    understood = {
        "features": f"{len(rows)}, {sum(is_point)} of them points" + (f", {others} not" if others else "")
    }
    cells = cells.reindex(range(len(rows)))
    return RawTable(str(path), cells, lines, [], understood, []), np.array(is_point, dtype=bool)


def _point(geometry: Any) -> tuple[float, float] | None:
    """Return longitude and latitude; None for what is no point on the earth."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return None
    at = geometry.get("coordinates")
    if not isinstance(at, list) or len(at) < 2 or any(type(one) not in (int, float) for one in at[:2]):
        return None
    if not (abs(at[0]) <= 180 and abs(at[1]) <= 90):
        return None
    return at[0], at[1]


def _write(value: Any) -> str | None:
    """Return a property as text: what is not one value as JSON."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, float) and abs(value) < 1e15:
        return str(int(value)) if value.is_integer() else f"{value:.12f}".rstrip("0")
    return json.dumps(value, ensure_ascii=False)


def _map_properties(raw: RawTable) -> Mapping:
    small = {name.casefold(): name for name in reversed(list(raw.cells.columns))}
    columns: dict[str, str] = {}
    for field, names in _FIELDS.items():
        there = [small[name] for name in names if name in small]
        columns |= {field: there[0]} if there else {}
    if _LAT in raw.cells:
        columns |= {"lat": _LAT, "lon": _LON}
    numbers = [NumberColumns(one, best=small[one]) for one in MEASURES if one in small]
    return Mapping(columns=columns, numbers=numbers)
