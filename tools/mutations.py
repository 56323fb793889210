"""Wrong values, one at a time: what `make mutants` changes in data, texts, pictures and the package.

Belongs here: which values there are and what becomes of them. Does not belong here: who notices
(``mutants.py``).
"""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

DIGIT, NUMBER = re.compile(r"\d(?=\D*$)"), re.compile(r"\d+(?=\D*$)")


@dataclass(frozen=True)
class Value:
    """A cell on which a chart or a text may rest.

    Attributes
    ----------
    file : str
        Below ``data/``.
    row : str
        The id of its row; of a base map the number of the feature.
    column : str
        The column; of a base map "coordinates".
    text : str
        What it holds.
    becomes : str
        The wrong value.
    is_drawn : bool
        Whether the record of a figure names its row.
    """

    file: str
    row: str
    column: str
    text: str
    becomes: str
    is_drawn: bool


@dataclass(frozen=True)
class CodeFault:
    """A fault in the package: in a file, a text that stands there once becomes another."""

    name: str
    file: str
    text: str
    becomes: str
    sort: str = "code"


@dataclass(frozen=True)
class TextFault:
    """A wrong number in a text: in a Markdown cell of a notebook, or in the README.

    Attributes
    ----------
    file : str
        Below the checkout.
    cell : int
        The place of the cell among all cells; 0 in the README.
    start : int
        Where in the text the number begins.
    text, becomes : str
        The number, and the wrong one.
    """

    file: str
    cell: int
    start: int
    text: str
    becomes: str


@dataclass(frozen=True)
class PictureFault:
    """A black square in place of a picture: a file of ``figures/``, or what a cell of a notebook shows."""

    file: str
    cell: int


@dataclass(frozen=True)
class HiddenFault:
    """A wrong number in what a cell shows, and a tag that asks nbval not to look."""

    file: str
    cell: int


def _next_digit(text: str, _: list[str]) -> str:
    """Change a number by one in its last digit: as little as its column can show."""
    return DIGIT.sub(lambda found: str((int(found[0]) + 1) % 10 or 1), text, count=1)


def _day_before(text: str, _: list[str]) -> str:
    """Change an EDTF text by one in its last number: a day, or a month where no day is stated."""
    last = NUMBER.search(text)
    if last is None:
        return text
    number = int(last[0]) - 1 if int(last[0]) > 1 else 2
    return f"{text[: last.start()]}{number:0{len(last[0])}}{text[last.end() :]}"


def _other(text: str, words: list[str]) -> str:
    """Return the next of the words that its column holds."""
    return words[(words.index(text) + 1) % len(words)]


def _without_first(text: str, _: list[str]) -> str:
    """Leave out the first hand of a chain: another stands there as the one who said it."""
    return text.partition(" > ")[2] or f"{text} (another)"


def _without_last(text: str, _: list[str]) -> str:
    """Leave out the last id of a list."""
    return text.rpartition(";")[0]


def _misspelt(text: str, _: list[str]) -> str:
    return text[:-1]


def _further_north(text: str, _: list[str]) -> str:
    """Move a coordinate by a twentieth of a degree, about five kilometres."""
    return f"{float(text) + 0.05:.4f}"


def _moved(text: str, _: list[str]) -> str:
    """Move the first point of an outline by a twentieth of a degree."""
    return re.sub(r"-?\d+\.\d+", lambda found: f"{float(found[0]) + 0.05:.4f}", text, count=1)


Change = Callable[[str, list[str]], str]
# What becomes of the values of each column: all on which a chart or an English text can rest.
CHANGES: dict[str, dict[str, Change]] = {
    "claims.csv": {
        **dict.fromkeys(["measure", "population", "place_id", "kind"], _other),
        **dict.fromkeys(["low", "best", "high"], _next_digit),
        **dict.fromkeys(["qualifier", "claimant_id", "status", "source_id"], _other),
        **dict.fromkeys(["period", "asserted"], _day_before),
        **{"chain": _without_first, "derived_from": _without_last},
    },
    "events.csv": {
        **dict.fromkeys(["date", "asserted"], _day_before),
        **dict.fromkeys(["sector", "place_id", "actor", "action", "claimant_id", "status"], _other),
        **dict.fromkeys(["category", "date_basis", "source_id"], _other),
        **dict.fromkeys(["title_en", "title_fr"], _misspelt),
    },
    "claimants.csv": {**dict.fromkeys(["label_en", "label_fr"], _misspelt), "side": _other},
    "populations.csv": {**dict.fromkeys(["name_en", "name_fr"], _misspelt), "parts": _without_last},
    "measures.csv": {
        **dict.fromkeys(["name_en", "name_fr"], _misspelt),
        **{"unit": _other, "parts": _without_last},
    },
    "places.csv": {
        **dict.fromkeys(["name_en", "name_fr"], _misspelt),
        **{"within": _other, "lat": _further_north, "lon": _further_north},
    },
    "sectors.csv": {**dict.fromkeys(["name_en", "name_fr"], _misspelt), "outline": _moved},
    "sources.csv": {"publisher": _misspelt, "published": _day_before},
    "front/daily_area.csv": {
        **dict.fromkeys(["area_km2", "net_km2", "gained_km2", "lost_km2"], _next_digit),
        **{"map_day": _day_before, "sector": _other, "jump": _other},
    },
    "front/monthly_change.csv": {
        **dict.fromkeys(["net_km2", "gained_km2", "lost_km2", "net_day_before_km2"], _next_digit),
        **{"period": _day_before, "from_day": _day_before, "sector": _other},
    },
    "front/control.csv": {"side": _other, "first_day": _day_before, "changed_after": _day_before},
    "front/cells.csv": {"share": _next_digit, "from_day": _day_before},
}
MAPS = ["geo/admin1.geojson", "geo/osm_border.geojson", "geo/sea.geojson", "geo/rivers.geojson"]
MAPS += ["geo/rivers_minor.geojson", "geo/towns.geojson"]

CODE_FAULTS = [
    CodeFault(
        "low for high",
        "claims/intervals.py",
        "np.where(is_value, best, high)",
        "np.where(is_value, best, low)",
    ),
    CodeFault(
        '"more than" no longer leaves out its number',
        "claims/intervals.py",
        '["qualifier"].eq("more_than")',
        '["qualifier"].eq("at_least")',
    ),
    CodeFault(
        "rounding twice as wide",
        "claims/intervals.py",
        "half = _last_unit(best) / 2",
        "half = _last_unit(best)",
    ),
    CodeFault("a dropped filter", "case/selection.py", "kept, before = fitting,", "kept, before = kept,"),
    CodeFault(
        "what was said on the day itself is not yet known",
        "claims/revisions.py",
        'is_known = days_of(typed, "asserted")[1] <= until',
        'is_known = days_of(typed, "asserted")[1] < until',
    ),
    CodeFault(
        "repeats counted as steps",
        "claims/revisions.py",
        'is_step = has_number(claims) & claims["derived_from"].isna()',
        "is_step = has_number(claims)",
    ),
    CodeFault(
        "a step back is no longer one",
        "claims/revisions.py",
        "falls[row] = days[row] > day",
        "falls[row] = False",
    ),
    CodeFault(
        "repeats counted twice in sums",
        "claims/sums.py",
        'is_told = claims["derived_from"].isna() & ',
        "is_told = ",
    ),
    CodeFault(
        "rows counted instead of origins",
        "claims/consensus.py",
        '"key": keys}).drop_duplicates()',
        '"key": keys})',
    ),
    CodeFault(
        "a gap from the wrong end",
        "claims/conflicts.py",
        'low, high = intervals["low"].to_numpy()[one], intervals["high"].to_numpy()[other]',
        'low, high = intervals["high"].to_numpy()[one], intervals["high"].to_numpy()[other]',
    ),
    CodeFault(
        "part for whole",
        "claims/relations.py",
        "PART * is_part + WHOLE * is_whole",
        "WHOLE * is_part + PART * is_whole",
    ),
    CodeFault(
        "populations share an axis",
        "claims/scope.py",
        'SCOPE = [*THING, "kind"]',
        'SCOPE = ["measure", "place_id", "kind"]',
    ),
    CodeFault(
        "was for became",
        "claims/drift.py",
        "was, became = cells[one[mask]], cells[other[mask]]",
        "was, became = cells[other[mask]], cells[one[mask]]",
    ),
    CodeFault(
        "a swapped column",
        "claims/tables.py",
        '"what": _say_measures(claims, lang),',
        '"what": claims["place_name"],',
    ),
    CodeFault('"about" lost', "locales/en.toml", 'about = "about {best}"', 'about = "{best}"'),
    CodeFault(
        "the last day of a span for its first",
        "edtf.py",
        "known[end] = _read_single(end, approximation)",
        "known[end] = _read_single(end, approximation)[::-1]",
    ),
    CodeFault(
        "a month begins on its second day",
        "edtf.py",
        "{int(day or 1):02}",
        "{int(day or 2):02}",
    ),
    CodeFault(
        "the explorer forgets what was said on the day itself",
        "explorer/selection.py",
        "known_since(case, table) <= np.datetime64(state.as_of)",
        "known_since(case, table) < np.datetime64(state.as_of)",
    ),
    CodeFault(
        "repeats counted beside what they repeat",
        "claims/consensus.py",
        " and not ids.intersection(standing)",
        "",
    ),
    CodeFault(
        "values drawn in thousands",
        "charts/estimates.py",
        "circle = Line2D([row.best], [y]",
        "circle = Line2D([row.best / 1000], [y]",
    ),
    CodeFault(
        "an axis in another unit",
        "charts/drawing/number_axis.py",
        "{value / size:.12g}",
        "{value / size / 1000:.12g}",
    ),
    CodeFault(
        "lower bounds point downwards",
        "charts/estimates.py",
        '">" if has_low else "<"',
        '"<" if has_low else ">"',
    ),
    CodeFault(
        "the time spoken of for the time of speaking",
        "charts/drawing/series.py",
        'claims[f"{by}_earliest"], claims[f"{by}_latest"]',
        'claims["period_earliest"], claims["period_latest"]',
    ),
    CodeFault(
        "lost ground for gained",
        "charts/area.py",
        '("gained", change.gained_km2, MEASURED), ("lost", -change.lost_km2, LOST)',
        '("gained", change.lost_km2, MEASURED), ("lost", -change.gained_km2, LOST)',
    ),
    CodeFault(
        "denials for claims below the sectors",
        "charts/drawing/strip.py",
        '["denied", "taken_back"], "captured"',
        '["captured", "taken_back"], "denied"',
    ),
    CodeFault(
        "longitude for latitude",
        "charts/front_map/arrangement.py",
        'points = places[["lon", "lat"]]',
        'points = places[["lat", "lon"]]',
    ),
    CodeFault(
        "the explorer's choice without repeats shows them",
        "explorer/selection.py",
        "if not state.repeats and",
        "if state.repeats and",
    ),
    CodeFault(
        "the file's day for the map's",
        "front/snapshots.py",
        "days_behind - shown",
        "shown - shown",
    ),
    CodeFault(
        "a shorter square mile",
        "claims/number_changes.py",
        '"square miles": 2.589988110336',
        '"square miles": 2.489988110336',
        "constants",
    ),
    CodeFault(
        "twice as much is rounded",
        "claims/number_changes.py",
        "ROUNDED = 1 / 8",
        "ROUNDED = 1 / 4",
        "constants",
    ),
    CodeFault(
        "months cut a day later by default", "front/changes.py", "cut: int = 1,", "cut: int = 2,", "constants"
    ),
]
# A number as texts have it.
_NUMBER = re.compile(r"\d[\d,]*\d|\d")


def list_values(root: Path) -> Iterator[Value]:
    """Return every value of the case that a chart or a text may rest on, and what becomes of it.

    Values that their change leaves as they are (the only word of a column) are left out.

    Parameters
    ----------
    root : path
        The checkout, with ``data/`` and ``figures/``.
    """
    drawn = _read_drawn(root / "figures")
    for file, columns in CHANGES.items():
        header, *rows = _read_rows(root / "data" / file)
        for column, change in columns.items():
            place = header.index(column)
            words = sorted({row[place] for row in rows} - {""})
            for row in rows:
                text = row[place]
                becomes = change(text, words) if text else text
                if becomes != text:
                    yield Value(file, row[0], column, text, becomes, row[0] in drawn)
    for file in MAPS:
        features = json.loads((root / "data" / file).read_bytes())["features"]
        for number, feature in enumerate(features):
            text = json.dumps(feature["geometry"]["coordinates"])
            yield Value(file, str(number), "coordinates", text, _moved(text, []), False)


def list_others(root: Path) -> Iterator[TextFault | PictureFault | HiddenFault]:
    """List what else may be wrong: numbers in texts, pictures, cells that hide what they show.

    Parameters
    ----------
    root : path
        The checkout.
    """
    readme = (root / "README.md").read_text(encoding="utf-8")
    data = readme.index("\nThe data: "), readme.index(" events, from")
    yield from (fault for fault in _list_numbers("README.md", 0, readme) if data[0] < fault.start < data[1])
    for path in sorted((root / "figures").glob("*.[ps][nv]g")):
        yield PictureFault(f"figures/{path.name}", 0)
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        file = f"notebooks/{path.name}"
        for place, cell in enumerate(json.loads(path.read_bytes())["cells"]):
            if cell["cell_type"] == "markdown":
                yield from _list_numbers(file, place, "".join(cell["source"]))
            elif any("image/png" in one.get("data", {}) for one in cell["outputs"]):
                yield PictureFault(file, place)
            elif any("text" in one and DIGIT.search("".join(one["text"])) for one in cell["outputs"]):
                yield HiddenFault(file, place)


def _list_numbers(file: str, cell: int, text: str) -> Iterator[TextFault]:
    """List the numbers of a text, code and names of files taken out, each with another in its place."""
    bare = re.sub(r"`[^`]*`", lambda found: " " * len(found[0]), text)
    for number in _NUMBER.finditer(bare):
        yield TextFault(file, cell, number.start(), number[0], _next_digit(number[0], []))


def sample_others(faults: list[Any], count: int) -> list[Any]:
    """Take some of each sort in each file, evenly; of the pictures in ``figures/`` some of each ending."""

    def sort(fault: Any) -> tuple[str, str]:
        name = fault.file if not fault.file.startswith("figures/") else fault.file[-3:]
        return type(fault).__name__, name

    keys = dict.fromkeys(sort(fault) for fault in faults)
    return [one for key in keys for one in _spread([fault for fault in faults if sort(fault) == key], count)]


def write_other(project: Path, fault: TextFault | PictureFault | HiddenFault) -> None:
    """Write a wrong text or picture, or a hidden cell, into a copy of the project."""
    path = project / fault.file
    if path.suffix == ".png":
        path.write_bytes(_blacken(path.read_bytes()))
    elif path.suffix == ".svg":
        square = '<rect width="100%" height="100%"/>'
        path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{square}</svg>\n', encoding="utf-8")
    elif isinstance(fault, TextFault) and path.suffix == ".md":
        path.write_text(_replace(path.read_text(encoding="utf-8"), fault), encoding="utf-8")
    else:
        notebook = json.loads(path.read_bytes())
        _change_cell(notebook["cells"][fault.cell], fault)
        path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _change_cell(cell: dict[str, Any], fault: TextFault | PictureFault | HiddenFault) -> None:
    """Change a number of its text, its picture, or what it shows together with a tag that hides it."""
    if isinstance(fault, TextFault):
        cell["source"] = _replace("".join(cell["source"]), fault)
        return
    for output in cell["outputs"]:
        if isinstance(fault, PictureFault) and "image/png" in output.get("data", {}):
            black = _blacken(base64.b64decode("".join(output["data"]["image/png"])))
            output["data"]["image/png"] = base64.b64encode(black).decode()
        elif isinstance(fault, HiddenFault) and "text" in output:
            output["text"] = _next_digit("".join(output["text"]), [])
            cell["metadata"]["tags"] = ["nbval-ignore-output"]


def _replace(text: str, fault: TextFault) -> str:
    end = fault.start + len(fault.text)
    if text[fault.start : end] != fault.text:
        raise ValueError(f"{fault.file} does not hold {fault.text} where it was found")
    return f"{text[: fault.start]}{fault.becomes}{text[end:]}"


def _blacken(png: bytes) -> bytes:
    """Return a black picture of the same size."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        Image.new("RGB", picture.size).save(out, "png")
    return out.getvalue()


def sample_evenly(values: list[Value], count: int) -> list[Value]:
    """Take some values of each column, evenly over its rows; of those that no figure names, one.

    Where no figure names any row of a column (vocabularies, maps), as many are taken as elsewhere.

    Examples
    --------
    >>> from mutations import Value, sample_evenly
    >>> values = [Value("claims.csv", str(row), "low", "1", "2", row < 8) for row in range(10)]
    >>> [value.row for value in sample_evenly(values, 2)]
    ['2', '6', '9']
    """
    taken = []
    for key in dict.fromkeys((value.file, value.column) for value in values):
        own = [value for value in values if (value.file, value.column) == key]
        drawn = [value for value in own if value.is_drawn]
        others = [value for value in own if not value.is_drawn]
        taken += [*_spread(drawn, count), *_spread(others, 1 if drawn else count)]
    return taken


def _spread(values: list[Value], count: int) -> list[Value]:
    """Take the middle of each of some equal stretches."""
    count = min(count, len(values))
    return [values[int((place + 0.5) * len(values) / count)] for place in range(count)]


def write_value(data: Path, value: Value) -> None:
    """Write a wrong value into a copy of the data; nothing else changes.

    Raises
    ------
    ValueError
        If the value does not stand where it was found.
    """
    path = data / value.file
    if path.suffix == ".geojson":
        layer = json.loads(path.read_bytes())
        layer["features"][int(value.row)]["geometry"]["coordinates"] = json.loads(value.becomes)
        path.write_text(json.dumps(layer, ensure_ascii=False), encoding="utf-8")
        return
    header, *rows = _read_rows(path)
    place = header.index(value.column)
    found = [row for row in rows if row[0] == value.row and row[place] == value.text]
    if len(found) != 1:
        raise ValueError(f"{path}: {len(found)} rows {value.row} with {value.column} {value.text}")
    found[0][place] = value.becomes
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    path.write_text(text.getvalue(), encoding="utf-8")


def write_fault(package: Path, fault: CodeFault) -> None:
    """Write a fault into a copy of the package.

    Raises
    ------
    ValueError
        If its text does not stand there exactly once: the code has moved on, and so must the fault.
    """
    path = package / fault.file
    code = path.read_text(encoding="utf-8")
    if code.count(fault.text) != 1:
        raise ValueError(
            f"{fault.file} holds {code.count(fault.text)} times {fault.text!r}, expected once. Write the "
            f'fault "{fault.name}" anew for the code as it is'
        )
    path.write_text(code.replace(fault.text, fault.becomes), encoding="utf-8")


def _read_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def _read_drawn(figures: Path) -> set[str]:
    """Return the ids of the rows that the records of figures hold; the first cell of a row is its id."""
    records = [json.loads(path.read_bytes()) for path in sorted(figures.glob("*.json"))]
    return {next(iter(row.values())) for record in records for row in record["rows"]}
