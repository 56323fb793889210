"""The base map of a case: what a map of the front is drawn on.

Belongs here: reading the layers. Does not belong here: measuring by them (Natural Earth's state border is up
to 6 km off), and drawing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from analysttools.arguments import checked
from analysttools.case.descriptor import open_path
from analysttools.case.geojson import read_features
from analysttools.case.loading import MAX_BYTES, Case
from analysttools.errors import DataError, Fault, quoted

FOLDER = "geo"


class Layer(NamedTuple):
    """What a layer holds: in words, the dimension of its shapes, where its names and countries are."""

    words: str
    dimension: int
    name: str = ""
    country: str = ""
    population: str = ""


LAYERS = {
    "admin1": Layer("regions", 2, "name_en", "country"),
    "osm_border": Layer("the state border", 1),
    "sea": Layer("the sea", 2),
    "rivers": Layer("larger rivers", 1, "name"),
    "rivers_minor": Layer("smaller rivers", 1),
    "towns": Layer("towns", 0, "name", "countrycode", "population"),
}
KINDS = ["points", "lines", "polygons"]


@checked()
def read_base_map(case: Case) -> pd.DataFrame:
    """Read the layers of a case's base map, from the folder ``geo`` beside its tables.

    The layers are for drawing only. Natural Earth's (``admin1``, ``sea``, ``rivers``) are up to 6 km off:
    at the state border nothing may be measured, clipped or summed by them. The state border to draw is
    ``osm_border``.

    Parameters
    ----------
    case : Case
        As `load_case` gives it.

    Returns
    -------
    DataFrame
        One row a feature: ``layer`` (admin1, osm_border, sea, rivers, rivers_minor, towns), ``name`` and
        ``country`` (missing where the layer has none), ``population`` (of towns), ``iso_3166_2`` (of
        regions, where their file has it), ``geometry`` (shapely, WGS 84 degrees) and ``is_home`` (whether it
        lies in the country of the case's map of control; true of all where the case names none).

    Raises
    ------
    DataError
        If a layer is missing or cannot be read; ``.faults`` holds every fault.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.case.basemap import read_base_map
    >>> towns = read_base_map(load_case("tests/cases/strait")).query("layer == 'towns'")
    >>> towns[["name", "country"]].head(2).to_numpy().tolist()
    [['Old Mill', 'QX'], ['Far Town', 'QZ']]
    """
    frames, faults = [], []
    for name, layer in LAYERS.items():
        path, unreadable = open_path(case.folder, f"{FOLDER}/{name}.geojson", MAX_BYTES)
        advice = f"Put {layer.words} there as GeoJSON, in degrees; the README of the data says from where"
        faults += [replace(fault, advice=advice) for fault in unreadable]
        if path is None:
            continue
        try:
            frames.append(_read_layer(path.read_bytes(), name, layer))
        except ValueError as error:
            problem = f"the layer {name} of the base map cannot be read ({error})"
            faults.append(Fault("bad-base-map", str(path), problem, advice))
    if faults:
        raise DataError(str(case.folder / FOLDER), faults, "read_base_map(case)")
    layers = pd.concat(frames, ignore_index=True)
    home = case.control_map.country
    return layers.assign(is_home=layers["country"].eq(home) if home else True)


def _read_layer(content: bytes, name: str, layer: Layer) -> pd.DataFrame:
    """Read one layer, without the points that clipping left of lines; raise ValueError if it is none."""
    import shapely  # only needed where a map is drawn

    features = read_features(content)
    rows = [
        _read_properties(about, name, layer, f"feature {rank}") for rank, (about, _) in enumerate(features, 1)
    ]
    shapes = [shape for _, shape in features]
    frame = pd.DataFrame(rows, columns=["layer", "name", "country", "population", "iso_3166_2"])
    frame["population"] = pd.to_numeric(frame["population"])
    frame["geometry"] = pd.Series(list(shapely.make_valid(shapes)), dtype=object)
    frame = frame[shapely.get_dimensions(frame["geometry"].to_numpy()) == layer.dimension]
    if frame.empty:
        raise ValueError(f"it has no {KINDS[layer.dimension]}")
    return frame


def _read_properties(about: dict[str, Any], name: str, layer: Layer, where: str) -> list[Any]:
    """Read what a layer holds of a feature beside its shape."""
    for key in (layer.name, layer.country, layer.population):
        if key and key not in about:
            raise ValueError(f"{where} has no property {key}")
    texts = [about[key] if key else None for key in (layer.name, layer.country)]
    code = about.get("iso_3166_2") if name == "admin1" else None
    population = about[layer.population] if layer.population else None
    for text in (*texts, code):
        if text is not None and not isinstance(text, str):
            raise ValueError(f"a name, country or code is {quoted(text)}, not a text")
    if not isinstance(population, int | float | None) or abs(population or 0) >= 2**53:
        raise ValueError(f"a population is {quoted(population)}, not a number that can be kept")
    return [name, *texts, population, code]
