"""GeoJSON: events at their places, and the cells of a map of control.

Belongs here: features and their properties. Does not belong here: reading GeoJSON (``geojson_points.py``).
"""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from analysttools.case.credit import read_credit
from analysttools.case.loading import Case
from analysttools.case.vocabulary import with_names

LOST = [
    "an event whose place has no coordinates has no geometry: none is made up",
    "claims: their places are regions more often than points",
]
_EVENT = [
    *[
        "event_id",
        "date",
        "date_earliest",
        "date_latest",
        "date_basis",
        "place_id",
        "place_name",
        "claimant_id",
    ],
    *["claimant", "status", "category", "action", "actor", "actor_name", "publisher", "url"],
]


def write_geojson(case: Case, lang: str = "en") -> dict[str, bytes]:
    """Return events as points, with date, precision, claimant and source; and cells where there are any."""
    credit = read_credit(case).describe()
    points = case.places.set_index("place_id")[["lat", "lon"]]
    events = with_names(case.events, case, lang).join(points, on="place_id")
    summary = f"summary_{lang}" if f"summary_{lang}" in events else "summary_en"
    found = [_event(row, summary) for row in events.to_dict("records")]
    files = {"events.geojson": _collect(found, credit)}
    if len(case.cells):
        files["cells.geojson"] = _collect([_cell(row) for row in case.cells.to_dict("records")], credit)
    return files


def _event(row: dict[str, Any], summary: str) -> dict[str, Any]:
    has_point = not (pd.isna(row["lat"]) or pd.isna(row["lon"]))
    geometry = {"type": "Point", "coordinates": [row["lon"], row["lat"]]} if has_point else None
    said = {name: _value(row.get(name)) for name in _EVENT} | {"summary": _value(row.get(summary))}
    return {"type": "Feature", "id": row["event_id"], "geometry": geometry, "properties": said}


def _cell(row: dict[str, Any]) -> dict[str, Any]:
    west, south, east, north = (float(row[name]) for name in ("west", "south", "east", "north"))
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    said = {
        name: _value(value) for name, value in row.items() if name not in ("west", "south", "east", "north")
    }
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "id": row["cell_id"], "geometry": geometry, "properties": said}


def _collect(features: list[dict[str, Any]], credit: str) -> bytes:
    """Return a collection, a feature a line."""
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in features)
    head = json.dumps(credit, ensure_ascii=False)
    return f'{{"type": "FeatureCollection", "description": {head}, "features": [\n{lines}\n]}}\n'.encode()


def _value(value: Any) -> Any:
    """Return a value as JSON has it: days as 2025-04-30, nothing where nothing is known."""
    if value is None or pd.isna(value) or value == "":
        return None
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else value
