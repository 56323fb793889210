"""Packages broken by chance: a seed gives the files of one, whatever the machine.

A package of a few rows of each sort, with outlines, regions and measured ground, is broken in one to three
places: a cell, a byte, a value of its descriptor or of its regions.
"""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Files = dict[str, bytes]
DESCRIPTOR, REGIONS = "datapackage.json", "geo/admin1.geojson"
SQUARE = [[[30.0, 45.0], [42.0, 45.0], [42.0, 55.0], [30.0, 55.0], [30.0, 45.0]]]
ROWS = 6
CELLS = [
    *[
        "",
        " ",
        "0",
        "-1",
        "1.5",
        "1e400",
        "1e-400",
        "-0.0",
        "NaN",
        "INF",
        "+7",
        "1_000",
        "9" * 25,
        "9" * 5000,
    ],
    *["18446744073709551616", "-9223372036854775809", "9007199254740993", "1.300", "12,000", "١٢", "²"],
    *[
        "Y584554051E3",
        "Y17E7",
        "Y-170000002",
        "0000",
        "0000-00-00",
        "0024-12-16",
        "9999-12-31~",
        "-9999",
        "2024-21",
    ],
    *[
        "../..",
        "..",
        "/",
        "2024-12-14/2024-12-15/",
        "2024-XX-XX",
        "XXXX",
        "[2024-12,2025]",
        "{2024..2025}",
        "%",
    ],
    *[
        "2024-12-14~/..",
        "Y99999~",
        "1985-04-12T23:20:30Z",
        "2024-06-~11",
        "?",
        "2024-W1X",
        "[..1984]",
        "0001~",
    ],
    *[
        ";",
        "a;;b",
        "a;b;",
        "A",
        "é",
        "e\u0301",
        "\u0430",
        "\ufffe",
        "\u202e",
        "\x1b[31m",
        "\x07",
        "\U0001f642",
    ],
    *["=1+1", '"', '""', "'", "\n", "\r", "\r\n", ",", "a\nb", "#N/A", "null", "x" * 3000, "\ufeff", "\0"],
    *["POINT (1 1)", "POLYGON EMPTY", "POLYGON ((nan nan, 1 1, 1 0, nan nan))", "POLYGON ((0 0, 1 1, 0 0))"],
    *[
        "CURVEPOLYGON (CIRCULARSTRING (0 0, 1 1, 2 0, 1 -1, 0 0))",
        "CIRCULARSTRING (0 0, 1 1, 2 0)",
        "MULTISURFACE EMPTY",
    ],
    *["POLYGON Z ((0 0 1, 1 0 1, 1 1 1, 0 0 1))", "POLYGON ((1e400 0, 1 0, 1 1, 1e400 0))", "(" * 2000],
    *["POLYGON ((" + "9" * 400 + " 0, 1 0, 1 1, 0 0))", "GEOMETRYCOLLECTION (" * 500, "COMPOUNDCURVE EMPTY"],
]
VALUES: list[Any] = [
    *[
        None,
        True,
        False,
        0,
        -1,
        1.5,
        1e308,
        float("inf"),
        float("nan"),
        10**25,
        10**400,
        "",
        " ",
        "x",
        "claims",
    ],
    *[
        "claim_id",
        "claims.csv",
        "\ud800",
        "\0",
        "a" * 3000,
        "../x",
        "/etc/passwd",
        "(a+)+$",
        "(",
        "[",
        "(?i)x",
        "\\1",
    ],
    *[
        "integer",
        "number",
        "string",
        "date",
        "http://id.loc.gov/datatypes/edtf",
        [],
        [[]],
        [None],
        {},
        {"a": 1},
    ],
    *[["claim_id"], ["a", 1], {"name": "x"}, {"days": 10**30}, {"days": 1000, "months": 1000, "years": 1000}],
    *[
        "sha256:0",
        1000,
        "csv",
        "utf-16",
        "2024-10~",
        "Polygon",
        "MultiPolygon",
        "GeometryCollection",
        "UA-14",
    ],
    *[["UA-14"], {"UA": 14}, "\u202e", "places", "measures", -91, 181, 1e40, [[[[[[[[]]]]]]]]],
]


def make_base(package: Path) -> Files:
    """Return the files of a small valid package, made from one on disk: few rows, all optional tables."""
    data = Path(__file__).resolve().parent.parent / "cases" / "kursk"
    descriptor = json.loads((data / DESCRIPTOR).read_text(encoding="utf-8"))
    descriptor["resources"] = [one for one in descriptor["resources"] if "schema" in one]
    files = {path.name: path.read_bytes() for path in package.glob("*.csv")}
    files["sectors.csv"] = (data / "sectors.csv").read_bytes()
    for path in (data / "front").glob("*.csv"):
        files[f"front/{path.name}"] = path.read_bytes()
    rows = {name: list(csv.reader(io.StringIO(text.decode()))) for name, text in files.items()}
    named = descriptor["control_map"]
    for name, row_id in (("sources.csv", named["source_id"]), ("claimants.csv", named["claimant_id"])):
        rows_of_the_case = csv.reader(io.StringIO((data / name).read_text(encoding="utf-8")))
        there = {row[0] for row in rows[name]}
        rows[name] += [row for row in rows_of_the_case if row[0] == row_id and row_id not in there]
    for name in rows:
        if name.startswith("front/"):
            rows[name] = rows[name][: ROWS + 1]
    region = {"type": "Polygon", "coordinates": SQUARE}
    feature = {"type": "Feature", "properties": {"iso_3166_2": "UA-14"}, "geometry": region}
    regions = {"type": "FeatureCollection", "features": [feature, feature]}
    return {
        DESCRIPTOR: json.dumps(descriptor).encode(),
        REGIONS: json.dumps(regions).encode(),
        **{name: _to_csv(table) for name, table in rows.items()},
    }


def break_files(base: Files, seed: int) -> tuple[Files, list[str]]:
    """Break a package in one to three places; return the changed files and what was done, in words."""
    chance = random.Random(seed)  # noqa: S311  (a seed, no secret)
    files, done = dict(base), []
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        change = chance.choices(
            [_cell, _cell_from_elsewhere, _bytes, _descriptor, _regions], [6, 3, 3, 6, 2]
        )[0]
        done.append(change(files, chance))
    return {name: content for name, content in files.items() if content != base[name]}, done


def _to_csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


def _cell(files: Files, chance: random.Random) -> str:
    """Put a nasty text into one cell."""
    return _set_cell(files, chance, lambda rows, column: chance.choice(CELLS))


def _cell_from_elsewhere(files: Files, chance: random.Random) -> str:
    """Put another cell's text into one cell, as it is, in capitals, or joined to its own."""
    return _set_cell(files, chance, lambda rows, column: _borrowed(rows, column, chance))


def _borrowed(rows: list[list[str]], column: int, chance: random.Random) -> str:
    row = chance.choice(rows)
    text = (row or [""])[column % len(row or [""])]
    return chance.choice([text, text.title(), text + ";" + text, text * 2, text[:-1], text + "x"])


def _set_cell(files: Files, chance: random.Random, make: Callable[[list[list[str]], int], str]) -> str:
    name = chance.choice([name for name in sorted(files) if name.endswith(".csv")])
    try:
        rows = list(csv.reader(io.StringIO(files[name].decode("utf-8"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return _bytes(files, chance)
    if not any(rows):
        return _bytes(files, chance)
    row = chance.choice([one for one in rows if one])
    column = chance.randrange(len(row))
    row[column] = make(rows, chance.choice([column, chance.randrange(len(row))]))
    files[name] = _to_csv(rows)
    return f"{name}: a cell became {row[column][:40]!r}"


def _bytes(files: Files, chance: random.Random) -> str:
    """Change bytes of one file: put in, take out, cut off, copy, overwrite."""
    name = chance.choice(sorted(files))
    content, place = files[name], chance.randrange(len(files[name]) + 1)
    more = chance.choice(
        [b"\0", b"\xff", b'"', b",", b"\n", b"\xef\xbb\xbf", b"[" * 5000, b"\xed\xa0\x80", b"1" * 500]
    )
    length = chance.choice([1, 1, 10, 1000])
    made = {
        "put in": content[:place] + more + content[place:],
        "taken out": content[:place] + content[place + length :],
        "cut off": content[:place],
        "copied": content[:place] + content[place : place + length] * 2 + content[place + length :],
        "overwritten": content[:place] + chance.randbytes(length) + content[place + length :],
    }
    how = chance.choice(list(made))
    files[name] = made[how]
    return f"{name}: bytes at {place} {how}"


def _descriptor(files: Files, chance: random.Random) -> str:
    return _json(DESCRIPTOR, files, chance)


def _regions(files: Files, chance: random.Random) -> str:
    return _json(REGIONS, files, chance)


def _json(name: str, files: Files, chance: random.Random) -> str:
    """Change one value of a JSON file: another value, none, a copy, one of elsewhere, or very deep."""
    try:
        document = json.loads(files[name])
    except (ValueError, RecursionError):
        return _bytes(files, chance)
    places = list(_walk(document))
    if not places:
        return _bytes(files, chance)
    holder, key = chance.choice(places)
    how = chance.choice(["value", "value", "value", "gone", "copy", "elsewhere", "deep"])
    if how == "gone":
        del holder[key]
    elif how == "copy" and isinstance(holder, list):
        holder.insert(key, holder[key])
    elif how == "elsewhere":
        other, place = chance.choice(places)
        holder[key] = json.loads(json.dumps(other[place]))
    else:
        holder[key] = "@@" if how == "deep" else chance.choice(VALUES)
    deep = "[" * 900 + "]" * 900
    files[name] = json.dumps(document).replace('"@@"', deep).encode()
    return f"{name}: {key!r} {how}"


def _walk(node: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place of a JSON document: what holds it, and its key there."""
    keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for key in keys:
        yield node, key
        yield from _walk(node[key])
