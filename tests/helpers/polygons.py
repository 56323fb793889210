"""Small control polygons for tests: GeoJSON texts, files a day, a case to measure into."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pyproj
import shapely
from conftest import KURSK

from analysttools.case.profile import DAYS, NUMBERS, OPTIONAL

GEOD = pyproj.Geod(ellps="WGS84")


def ring(west: float = 36, south: float = 48, east: float = 37, north: float = 49) -> list[list[float]]:
    """Return a box as a closed ring, counter-clockwise."""
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings: object) -> dict[str, Any]:
    """Return a geometry of the type Polygon."""
    return {"type": "Polygon", "coordinates": list(rings)}


def collection(*geometries: object, **more: object) -> str:
    """Return a FeatureCollection of geometries as text."""
    features = [{"type": "Feature", "properties": {}, "geometry": geometry} for geometry in geometries]
    return json.dumps({"type": "FeatureCollection", **more, "features": features})


def write_days(folder: Path, **days: str) -> Path:
    """Write texts as files of days, such as ``d20240802=...``."""
    folder.mkdir(parents=True, exist_ok=True)
    for day, text in days.items():
        (folder / f"control_{day[1:]}.geojson").write_text(text, encoding="utf-8")
    return folder


def geodesic_km2(shape: shapely.Geometry) -> float:
    """Return the area that pyproj measures of a whole geometry, ring by ring, in km2."""
    return abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))[0]) / 1e6


def real_polygons(path: Path) -> shapely.MultiPolygon:
    """Read a real file with the standard library and shapely alone."""
    content = json.loads(path.read_text(encoding="utf-8"))
    shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in content["features"]]
    return shapely.MultiPolygon([part for shape in shapes for part in shapely.get_parts(shape)])


def sectors(**outlines: str | None) -> pd.DataFrame:
    """Return sectors with their outlines in WKT."""
    return pd.DataFrame({"sector_id": list(outlines), "outline": list(outlines.values())})


def copy_case(folder: Path, *, case: Path = KURSK, is_measured: bool = False) -> Path:
    """Copy a case without its base map, and with nothing measured if that is not asked for."""
    shutil.copytree(case, folder, ignore=shutil.ignore_patterns("geo"))
    for table in [] if is_measured else (folder / "front").glob("*.csv"):
        header, _, _ = table.read_text(encoding="utf-8").partition("\n")
        table.write_text(header + "\n", encoding="utf-8")
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["resources"] = [one for one in descriptor["resources"] if "schema" in one]
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return folder


def name_cell_days(folder: Path, days: list[str]) -> None:
    """Give a copied case a table of cells, without rows, and the days on which its map tells them."""
    columns = OPTIONAL["cells"]
    (folder / "front" / "cells.csv").write_text(",".join(columns) + "\n", encoding="utf-8")
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    dated = {"rdfType": "http://id.loc.gov/datatypes/edtf"}
    kinds = {column: {"type": "number"} for column in NUMBERS["cells"]}
    kinds |= {column: {"type": "string", **dated} for column in DAYS["cells"]}
    source = {"fields": ["source_id"], "reference": {"resource": "sources", "fields": ["source_id"]}}
    schema: dict[str, Any] = {"primaryKey": ["cell_id"], "foreignKeys": [source], "missingValues": [""]}
    schema["fields"] = [{"name": column, **kinds.get(column, {"type": "string"})} for column in columns]
    table = {"name": "cells", "type": "table", "path": "front/cells.csv", "format": "csv"}
    table |= {"mediatype": "text/csv", "encoding": "utf-8"}
    descriptor["resources"].append({**table, "title": "A spell of a cell.", "schema": schema})
    descriptor["control_map"]["cell_days"] = days
    path.write_text(json.dumps(descriptor), encoding="utf-8")


def draw_sectors(folder: Path, **outlines: str) -> None:
    """Give sectors of a copied case these outlines in WKT, and the others none."""
    table = pd.read_csv(folder / "sectors.csv", dtype=str, keep_default_na=False)
    outline = table["sector_id"].map(outlines).fillna("")
    table.assign(outline=outline, outline_note="a box").to_csv(folder / "sectors.csv", index=False)
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    (fields,) = [one["schema"]["fields"] for one in descriptor["resources"] if one["name"] == "sectors"]
    known = {field["name"] for field in fields}
    fields += [{"name": name, "type": "string"} for name in ("outline", "outline_note") if name not in known]
    path.write_text(json.dumps(descriptor), encoding="utf-8")
