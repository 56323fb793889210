"""What is behind a picture: its rows as text, the code that drew it, and its record.

Belongs here: making, writing and reading records. Does not belong here: drawing; judging whether a record
still holds.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from analysttools.errors import escape
from analysttools.quantity import WORDS as LANGUAGES

PACKAGE = Path(__file__).parent
CREDITS = ["source_id", "publisher", "url", "published"]
# What a record holds, in its order.
KINDS: dict[str, type] = {
    **{"figure": str, "alt": str, "lang": str, "chart": str, "digest": str},
    **{"marks": list, "credits": list, "columns": dict, "rows": list},
    **{"code": dict, "files": dict, "made_with": dict},
}
# What each row of these parts must have.
_NEEDED: dict[str, set[str]] = {"marks": {"id"}, "credits": set(CREDITS), "rows": set()}
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_BREAKS = re.compile(r"[\t\n\r]+")


def require_name(name: str) -> None:
    """Raise if the name of a figure cannot be that of its files, or could be spelt in two ways.

    Raises
    ------
    ValueError
        With the form that it must have.
    """
    if not NAME.fullmatch(name):
        raise ValueError(
            f'save_figure: the name "{name}" is not of the form 01-force-estimates-in-kursk: lower-case '
            "letters, digits and single hyphens"
        )


def sha256(content: bytes) -> str:
    """Give the SHA-256 of some bytes, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def clean(text: str) -> str:
    r"""Write a text on one line: line ends and tabs become blanks, other unseen characters are escaped.

    Examples
    --------
    >>> from analysttools.provenance import clean
    >>> print(clean("one\n\ttwo\x00"))
    one two\x00
    """
    return text if text.isprintable() else escape(_BREAKS.sub(" ", text))


def say_rows(rows: pd.DataFrame) -> list[dict[str, str]]:
    """Write each row as text: its cells that are not empty, by column, the id first.

    Publisher, address and day of the source are left out: they are among the credits.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.provenance import say_rows
    >>> say_rows(pd.DataFrame({"claim_id": ["a"], "low": [30.0], "high": [None]}))
    [{'claim_id': 'a', 'low': '30'}]
    """
    columns = [column for column in rows if column not in CREDITS[1:]]
    said = {str(column): [_say_cell(cell) for cell in rows[column].tolist()] for column in columns}
    return [
        {column: cells[position] for column, cells in said.items() if cells[position]}
        for position in range(len(rows))
    ]


def _say_cell(cell: Any) -> str:
    """Write a cell: whole numbers without a point, days in ISO form, nothing for nothing."""
    if pd.api.types.is_scalar(cell) and pd.isna(cell):
        return ""
    if isinstance(cell, pd.Timestamp):
        return cell.isoformat().removesuffix("T00:00:00")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean(str(cell))


def digest_marks(rows: list[dict[str, str]], marks: list[dict[str, str]]) -> str:
    """Give the SHA-256 of the rows and the marks of a record."""
    return sha256(json.dumps([rows, marks], ensure_ascii=False).encode())


def digest_code(chart: str) -> dict[str, str]:
    """Give the SHA-256 of each file of the package that a figure of a chart rests on.

    These are the chart's module and ``figures.py`` with all that they import of the package, and the
    style. Line ends count as one character.

    Parameters
    ----------
    chart : str
        Module of `analysttools.charts`, such as ``estimates``; several are parted by ``;``.

    Examples
    --------
    >>> from analysttools.provenance import digest_code
    >>> [path for path in digest_code("estimates") if "charts" in path][:2]
    ['analysttools/charts/analyst.mplstyle', 'analysttools/charts/codes.py']
    """
    todo = [PACKAGE / "figures.py", *(PACKAGE / "charts" / f"{one}.py" for one in chart.split(";"))]
    needed = {PACKAGE / "charts" / "analyst.mplstyle"}
    while todo:
        path = todo.pop()
        if path not in needed and path.is_file():
            needed.add(path)
            todo += _imports(path, *_stamp(path))
    return {
        f"{PACKAGE.name}/{path.relative_to(PACKAGE).as_posix()}": _digest(path, *_stamp(path))
        for path in sorted(needed)
    }


def _stamp(path: Path) -> tuple[int, int]:
    """Give what changes when a file is written: what was read of it is kept as long as this stands."""
    status = path.stat()
    return status.st_mtime_ns, status.st_size


@lru_cache
def _digest(path: Path, *_: int) -> str:
    return sha256(path.read_bytes().replace(b"\r\n", b"\n"))


@lru_cache
def _imports(path: Path, *_: int) -> list[Path]:
    """Give the files of the package that a file may import, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}", *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    own = [name.split(".")[1:] for name in sorted(names) if name.startswith(f"{PACKAGE.name}.")]
    places = [PACKAGE.joinpath(*parts) for parts in own]
    return [file for place in places for file in (place.with_suffix(".py"), place / "__init__.py")]


@cache
def versions() -> dict[str, str]:
    """Give the versions of what makes pictures."""
    return {package: version(package) for package in ("analysttools", "matplotlib")}


def say_record(record: dict[str, Any]) -> str:
    """Write a record as JSON: each mark, credit, row, file on a line of its own."""
    fields = []
    for key in KINDS:
        value = record[key]
        lines = [_json(value)]
        if isinstance(value, list) and value:
            lines = ["[", *_parted([f"  {_json(one)}" for one in value]), " ]"]
        elif isinstance(value, dict) and value:
            lines = ["{", *_parted([f"  {_json(name)}: {_json(one)}" for name, one in value.items()]), " }"]
        fields.append(f" {_json(key)}: " + "\n".join(lines))
    return "{\n" + ",\n".join(fields) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _parted(lines: list[str]) -> list[str]:
    return [*(f"{line}," for line in lines[:-1]), lines[-1]]


def read_record(path: Path) -> dict[str, Any]:
    """Read the record of a figure.

    Raises
    ------
    ValueError
        If the file is not a record as `save_figure` writes it; it says why.
    """
    try:
        record = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:  # of JSON or of UTF-8
        raise ValueError(f"{path} is not a record of a figure ({error})") from error
    except OSError as error:
        raise ValueError(f"{path} is not a record of a figure ({error.strerror})") from error
    wrong = list(KINDS) if not isinstance(record, dict) else _wrong(record)
    if wrong:
        raise ValueError(
            f"{path} is not a record of a figure (missing or of another form: {', '.join(wrong)})"
        )
    if not NAME.fullmatch(path.stem):
        raise ValueError(f"{path} is not a record of a figure (save_figure gives no such name)")
    if record["figure"] != path.stem:
        raise ValueError(f"{path} is not a record of a figure (it is that of {record['figure']})")
    return record


def _wrong(record: dict[str, Any]) -> list[str]:
    """Name the parts of a record that are missing or not of the form in which they are written."""
    wrong = [key for key, kind in KINDS.items() if not isinstance(record.get(key), kind)]
    if record.get("lang") not in LANGUAGES:
        wrong.append("lang")
    for key in ("marks", "credits", "rows"):
        rows = record.get(key)
        needed = _NEEDED[key]
        if key not in wrong and not all(
            _is_of_texts(one) and one and needed <= set(one) for one in rows or []
        ):
            wrong.append(key)
    wrong += [
        key for key in ("code", "files", "made_with") if key not in wrong and not _is_of_texts(record[key])
    ]
    columns = record.get("columns")
    if "columns" not in wrong and not all(isinstance(one, list) for one in (columns or {}).values()):
        wrong.append("columns")
    return wrong


def _is_of_texts(one: Any) -> bool:
    return isinstance(one, dict) and all(isinstance(cell, str) for cell in one.values())
