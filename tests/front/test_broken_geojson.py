"""Control polygons broken by chance: whatever the bytes, a fault of ours or a measured day.

`BROKEN_FILES=20000 pytest tests/front/test_broken_geojson.py` tries that many.
"""

from __future__ import annotations

import copy
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
from polygons import collection, polygon, ring, write_days

import analysttools as at
from analysttools.front import areas, outline_on, read_snapshots

FILES = int(os.environ.get("BROKEN_FILES", "300"))
GOOD = collection(
    polygon(ring(), ring(36.2, 48.2, 36.4, 48.4)),
    {"type": "MultiPolygon", "coordinates": [[[[*point, 0] for point in ring(38, 48, 39, 49)]]]},
    crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
)
VALUES: list[Any] = [
    *[None, True, "", "36", [], {}, [[]], -0.0, 1e308, -1e308, 5e-324, 10**18, 2**63 - 1, 0, 48.5, -90],
    *["Polygon", "MultiPolygon", "Point", "\u202e\x1b", "x" * 5000, [[36, 48]] * 4, {"type": "Polygon"}],
]
PIECES = [
    b"[",
    b"]",
    b"{",
    b"}",
    b",",
    b'"',
    b"\\u0000",
    b"\xff",
    b"\0",
    b"e999",
    b"-",
    b"9" * 400,
    b"[" * 3000,
]


def _places(value: Any) -> list[tuple[Any, Any]]:
    """List every place in a value, as what holds it and the name or number there."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, one in inner for place in ((value, key), *_places(one))]


def _break(seed: int) -> bytes:
    """Return a file with one to four values or pieces of its text changed; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311
    content = json.loads(GOOD)
    for _ in range(chance.choice([0, 1, 1, 2, 3])):
        holder, key = chance.choice(_places(content))
        holder[key] = copy.deepcopy(chance.choice(VALUES))
    text = bytearray(json.dumps(content).encode())
    for _ in range(chance.choice([0, 0, 1, 2])):
        start = chance.randrange(len(text))
        text[start : start + chance.randrange(4)] = chance.choice(PIECES)
    return bytes(text)


@pytest.mark.parametrize("seed", range(FILES))
def test_no_bytes_raise_anything_but_a_fault(tmp_path: Path, seed: int) -> None:
    """The file is measured, or refused with a message of reasonable length that shows what is not seen."""
    (write_days(tmp_path, d20240801=GOOD) / "control_20240802.geojson").write_bytes(_break(seed))
    snapshots = read_snapshots(tmp_path)
    try:
        outline_on(snapshots, "2024-08-02")
        said = ""
    except at.DataError as error:
        said = str(error)
    assert len(said) < 900
    assert said.replace("\n", "").isprintable()


def test_broken_files_are_of_many_kinds(tmp_path: Path) -> None:
    """Of the first three hundred, some are measured and the others are refused in six ways or more."""
    days = [f"{1900 + number // 300}{number % 12 + 1:02}{number // 12 + 1:02}" for number in range(300)]
    _ = [(tmp_path / f"{day}.geojson").write_bytes(_break(seed)) for seed, day in enumerate(days)]
    with pytest.raises(at.DataError, match="faults") as caught:
        areas(read_snapshots(tmp_path))
    kinds = caught.value.to_frame()["kind"]
    assert 0 < len(kinds) < 300
    assert kinds.nunique() >= 6
