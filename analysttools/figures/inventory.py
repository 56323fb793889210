"""What the notebooks have seen when they were run: rows of the data; and what they showed and said then.

Belongs here: ``figures/inventory.csv``, and what is another since. Does not belong here: figures with a
record (``verification.py``).
"""

from __future__ import annotations

import base64
import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysttools.errors import describe_list
from analysttools.figures.records import sha256
from analysttools.files.atomic_write import write_whole

INVENTORY = "inventory.csv"
# More rows than these are counted, not named.
NAMED_ROWS = 3
# Tables of thousands of rows that no figure names, and that are measured anew together.
_WHOLE = ("cells",)
# Hexadecimal digits of a digest: enough against chance, and a line stays short.
_DIGITS = 12
_CLAIMS = "data/claims.csv"
_NOUNS = {"claims.csv": "claim", "events.csv": "event"}
_FIGURE = "Figure "
_TABLES = "numbers of its tables"
# A number as texts have it; what stands in code marks is none of theirs.
# Not "one" and "un", which are as often no numbers.
_WORDS = (
    "zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|"
    "twice|thrice|half|third|quarter|dozen|zéro|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|treize|"
    "quatorze|quinze|seize|vingt|trente|quarante|cinquante|soixante|septante|huitante|nonante|cent|mille|"
    "milliard|moitié|tiers|quart|douzaine|vingtaine|trentaine|centaine|millier"
)
_NUMBER = re.compile(rf"\d[\d,.]*\d|\d|\b(?:{_WORDS})s?\b", re.IGNORECASE)
_CODE = re.compile(r"`[^`]*`")
Inventory = dict[tuple[str, str], str]


@dataclass(frozen=True)
class ShownPicture:
    """A picture that an output of a notebook shows.

    Attributes
    ----------
    notebook : Path
        The notebook.
    cell : int
        The number of the code cell, from 1.
    number : int
        The number of the picture among those of the cell, from 1.
    figure : str
        The name of the saved figure that it is; empty if it is none.
    digest : str
        SHA-256 of its bytes; empty if the text of a figure stands there without its picture.
    """

    notebook: Path
    cell: int
    number: int
    figure: str
    digest: str


def list_pictures(folder: Path) -> list[ShownPicture]:
    """List the pictures that the notebooks of a folder show; files that are no notebooks show none."""
    return [picture for path in sorted(folder.glob("*.ipynb")) for picture in _read_pictures(path)]


def _read_pictures(path: Path) -> Iterator[ShownPicture]:
    try:
        cells = [cell for cell in json.loads(path.read_bytes())["cells"] if cell["cell_type"] == "code"]
        for number, cell in enumerate(cells, start=1):
            shown = [output.get("data", {}) for output in cell["outputs"]]
            pictures = [data for data in shown if "image/png" in data or _name(data)]
            for nth, data in enumerate(pictures, start=1):
                png = base64.b64decode("".join(data.get("image/png", "")))
                yield ShownPicture(path, number, nth, _name(data), sha256(png) if png else "")
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return


def _name(data: dict[str, Any]) -> str:
    """Return the name of the figure whose text form an output holds; empty if it holds none."""
    text = "".join(data.get("text/plain", ""))
    name, sign, _ = text.removeprefix(_FIGURE).partition(": ")
    return name if text.startswith(_FIGURE) and sign and " " not in name else ""


def digest_rows(data: Path) -> Inventory:
    """Digest each row of the tables of a data folder by its id, each other file whole, its README's numbers.

    Raises
    ------
    OSError, ValueError, TypeError, AttributeError, KeyError, csv.Error
        If it is no data package that can be read.
    """
    found = {("data/datapackage.json", ""): _digest_file(data / "datapackage.json")}
    for resource in json.loads((data / "datapackage.json").read_text(encoding="utf-8-sig"))["resources"]:
        name = str(resource.get("path"))
        if not (data / name).is_file():
            continue
        if not name.endswith(".csv") or resource.get("name") in _WHOLE:
            found[f"data/{name}", ""] = _digest_file(data / name)
            continue
        with (data / name).open(encoding="utf-8-sig", newline="") as lines:
            for row in filter(None, csv.reader(lines)):
                found[f"data/{name}", row[0]] = _digest("\x1f".join(row).encode())
    if numbers := _digest_tables(data / "README.md"):
        found["data/README.md", _TABLES] = numbers
    return found


def _digest_file(path: Path) -> str:
    """Digest a file of text, whatever line ends a checkout gives it."""
    return _digest(path.read_bytes().replace(b"\r\n", b"\n"))


def _digest(content: bytes) -> str:
    return sha256(content)[:_DIGITS]


def _digest_shown(notebooks: Path) -> Inventory:
    """Digest pictures that are no saved figures, the numbers of texts, and those of the tables of a README.

    Words may be mended without being told; a number that is another is told.
    """
    found = {}
    for one in list_pictures(notebooks):
        if not one.figure:
            place = f"picture {one.number} of code cell {one.cell}"
            found[f"notebooks/{one.notebook.name}", place] = one.digest[:_DIGITS]
    for path in sorted(notebooks.glob("*.ipynb")):
        for number, text in enumerate(_read_texts(path), start=1):
            if numbers := _digest_numbers(text):
                found[f"notebooks/{path.name}", f"numbers of text {number}"] = numbers
    if numbers := _digest_tables(notebooks.parent / "README.md"):
        found["notebooks/../README.md", _TABLES] = numbers
    return found


def _digest_tables(readme: Path) -> str:
    """Digest the numbers of the tables of a README; empty if there are none."""
    lines = readme.read_text(encoding="utf-8").splitlines() if readme.is_file() else []
    return _digest_numbers("\n".join(line for line in lines if line.startswith("|")))


def _read_texts(path: Path) -> list[str]:
    try:
        cells = json.loads(path.read_bytes())["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _digest_numbers(text: str) -> str:
    """Digest the numbers of a text, in their order; empty if it has none."""
    numbers = [number.casefold() for number in _NUMBER.findall(_CODE.sub("", text))]
    return _digest(" ".join(numbers).encode()) if numbers else ""


def write_inventory(figures: Path, rows: Inventory, notebooks: Path) -> bool:
    """Write what the notebooks have seen and show, beside the figures.

    Parameters
    ----------
    figures : Path
        The folder of figures.
    rows : dict
        What `digest_rows` gave before the notebooks were run.
    notebooks : Path
        The folder of notebooks.

    Returns
    -------
    bool
        Whether the file was written: it is left alone if its bytes would not change.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["file", "row", "digest"])
    table.writerows((*key, digest) for key, digest in sorted({**rows, **_digest_shown(notebooks)}.items()))
    return write_whole(figures / INVENTORY, text.getvalue().encode())


def find_unseen(
    figures: Path, data: Path, told: set[str], beside: Callable[[list[str]], list[str]] = lambda _: []
) -> Iterator[str]:
    """Describe what the data gained, changed or lost since the notebooks ran, and which pictures or numbers.

    Parameters
    ----------
    figures : Path
        The folder of figures; nothing is said if nobody wrote an inventory there.
    data : Path
        The data folder.
    told : set of str
        Rows that need not be told, by their ids: those that a figure draws are told with it.
    beside : callable, optional
        Gives the figures that show the same things as some claims, which are named by their ids.
    """
    if not (figures / INVENTORY).is_file():
        return
    with (figures / INVENTORY).open(encoding="utf-8", newline="") as lines:
        was = {(row[0], row[1]): row[2] for row in csv.reader(lines) if len(row) == 3 and row[0] != "file"}
    now = {**digest_rows(data), **_digest_shown(figures.parent / "notebooks")}
    for file in sorted({file for file, _ in [*was, *now]}):
        former, later = ({row: one[at, row] for at, row in one if at == file} for one in (was, now))
        folder = data if file.startswith("data/") else figures.parent / "notebooks"
        where = Path(os.path.normpath(folder / file.partition("/")[2])).as_posix()
        changed = [row for row in former if row in later and former[row] != later[row] and row not in told]
        gone = [row for row in former if row not in later and row not in told]
        new = [row for row in later if row not in former]
        kin = beside(new) if new and file == _CLAIMS else []
        yield from _describe(where, new, changed, gone, kin)


def _describe(
    where: str, new: list[str], changed: list[str], gone: list[str], kin: list[str]
) -> Iterator[str]:
    """Describe what became of the rows of one file, and which figures show the same as the new ones."""
    again = "Rerun the notebooks: analysttools run"
    if changed == [""]:
        yield f"{where} is another than when the notebooks were run. {again}"
    elif changed:
        yield f"{where} has changed since the notebooks were run: {_count(where, changed)}. {again}"
    if "" in new or "" in gone:
        yield f"{where} {'was not there' if new else 'was there'} when the notebooks were run. {again}"
    elif new:
        seen = "which no figure has seen" if where.endswith(".csv") else "which no run has seen"
        shown = (
            f" {describe_list(kin)} {'shows' if len(kin) == 1 else 'show'} the same things." if kin else ""
        )
        yield f"{where} has gained {_count(where, new)}, {seen}.{shown} {again}"
    if gone and "" not in gone:
        yield f"{where} has lost {_count(where, gone)} since the notebooks were run. {again}"


def _count(where: str, rows: list[str]) -> str:
    """Count rows and name the first."""
    noun = _NOUNS.get(Path(where).name, "row" if where.endswith(".csv") else "place")
    more = f" and {len(rows) - NAMED_ROWS} more" if len(rows) > NAMED_ROWS else ""
    return f"{len(rows)} {noun}{'' if len(rows) == 1 else 's'} ({', '.join(rows[:NAMED_ROWS])}{more})"
