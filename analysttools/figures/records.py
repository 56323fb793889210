"""What is behind a picture: its rows as text, the code that drew it, and its record.

Belongs here: making, writing and reading records. Does not belong here: drawing; judging whether a record
still holds.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from functools import cache
from importlib.metadata import version
from pathlib import Path, PurePath
from typing import Any

import pandas as pd

from analysttools.case.file_formats import recognise_contents
from analysttools.errors import escape
from analysttools.locales import LANGUAGES

CREDITS = ["source_id", "publisher", "url", "published"]
# What a record holds, in its order.
KINDS: dict[str, type] = {
    **{"figure": str, "notebook": str, "alt": str, "description": str, "lang": str},
    **{"chart": str, "digest": str},
    **{"marks": list, "credits": list, "columns": dict, "rows": list},
    **{"code": str, "files": dict, "made_with": dict},
}
# The variable in which Jupyter tells a kernel the name of its notebook; `run_notebooks` does so too.
SESSION = "JPY_SESSION_NAME"
# What each row of these parts must have.
_NEEDED: dict[str, set[str]] = {"marks": {"id"}, "credits": set(CREDITS), "rows": set()}
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_BREAKS = re.compile(r"[\t\n\r]+")


def require_name(name: str, function: str = "save_figure") -> None:
    """Raise if the name of a figure cannot be that of its files, or could be spelt in two ways.

    Raises
    ------
    ValueError
        With the form that it must have.
    """
    if not NAME.fullmatch(name):
        raise ValueError(
            f'{function}: the name "{name}" is not of the form 01-arrivals-by-week: lower-case '
            "letters, digits and single hyphens"
        )


def find_notebook() -> str:
    """Find the name of the notebook that this is the kernel of, without ending; empty if it is none.

    Examples
    --------
    >>> import os
    >>> from analysttools.figures.records import find_notebook
    >>> os.environ["JPY_SESSION_NAME"] = "notebooks/01-force-estimates.ipynb"
    >>> find_notebook()
    '01-force-estimates'
    >>> del os.environ["JPY_SESSION_NAME"]
    >>> find_notebook()
    ''
    """
    name = PurePath(os.environ.get(SESSION, ""))
    return name.stem if name.suffix == ".ipynb" else ""


def find_other_owner(path: Path, notebook: str, folder: Path) -> str:
    """Find the notebook to which a figure belongs that another is about to save; empty if there is none.

    A figure belongs to the notebook that its record names, as long as that notebook is there and names the
    figure.

    Parameters
    ----------
    path : Path
        The record that stands.
    notebook : str
        The notebook that saves it now, without ending; nobody's if empty.
    folder : Path
        Where the notebooks are.
    """
    try:
        owner = str(json.loads(path.read_bytes()).get("notebook", ""))
        if not notebook or not owner or owner == notebook:
            return ""
        text = (folder / f"{owner}.ipynb").read_text(encoding="utf-8")
        return owner if re.search(rf"(?<![\w-]){re.escape(path.stem)}(?![\w-])", text) else ""
    except (OSError, ValueError, AttributeError):  # no such record or notebook, or one of another form
        return ""


def sha256(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def clean(text: str) -> str:
    r"""Write a text on one line: line ends and tabs become blanks, other unseen characters are escaped.

    Examples
    --------
    >>> from analysttools.figures.records import clean
    >>> print(clean("one\n\ttwo\x00"))
    one two\x00
    """
    return text if text.isprintable() else escape(_BREAKS.sub(" ", text))


def format_rows(rows: pd.DataFrame) -> list[dict[str, str]]:
    """Write each row as text: its cells that are not empty, by column, the id first.

    Publisher, address and day of the source are left out: they are among the credits.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.figures.records import format_rows
    >>> format_rows(pd.DataFrame({"claim_id": ["a"], "low": [30.0], "high": [None]}))
    [{'claim_id': 'a', 'low': '30'}]
    """
    columns = [column for column in rows if column not in CREDITS[1:]]
    said = {str(column): [_format_cell(cell) for cell in rows[column].tolist()] for column in columns}
    return [
        {column: cells[position] for column, cells in said.items() if cells[position]}
        for position in range(len(rows))
    ]


def _format_cell(cell: Any) -> str:
    """Write a cell: whole numbers without a point, days in ISO form, nothing for nothing."""
    if pd.api.types.is_scalar(cell) and pd.isna(cell):
        return ""
    if isinstance(cell, pd.Timestamp):
        return cell.isoformat().removesuffix("T00:00:00")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean(str(cell))


def digest_marks(rows: list[dict[str, str]], marks: list[dict[str, str]]) -> str:
    """Return the SHA-256 of the rows and the marks of a record."""
    return sha256(json.dumps([rows, marks], ensure_ascii=False).encode())


@cache
def versions() -> dict[str, str]:
    """Return the versions of what makes pictures; of our own the release, not what was committed since."""
    ours = re.match(r"\d+(\.\d+)*", version("analysttools"))
    return {"analysttools": ours[0] if ours else "", "matplotlib": version("matplotlib")}


def format_record(record: dict[str, Any]) -> str:
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


def is_record(path: Path) -> bool:
    """Return whether a file is the record of a figure."""
    try:
        return bool(read_record(path))
    except (ValueError, OSError):
        return False


def read_record(path: Path) -> dict[str, Any]:
    """Read the record of a figure.

    Raises
    ------
    ValueError
        If the file is not a record as `save_figure` writes it; it says why.
    """
    try:
        content = path.read_bytes()
        if other := recognise_contents(content, "the record itself"):
            advice = other.advice[:1].lower() + other.advice[1:]
            raise ValueError(f"it is {other.words}: {advice}")
        record = json.loads(content)
    except (ValueError, RecursionError) as error:  # of JSON or of UTF-8
        raise ValueError(f"{path} is not a record of a figure ({error})") from error
    except OSError as error:
        reason = "it is a folder: take it away, or rename it" if path.is_dir() else error.strerror
        raise ValueError(f"{path} is not a record of a figure ({reason})") from error
    if isinstance(record, dict):
        for later in ("notebook", "description"):  # earlier versions did not say
            record.setdefault(later, "")
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
    wrong += [key for key in ("files", "made_with") if key not in wrong and not _is_of_texts(record[key])]
    columns = record.get("columns")
    if "columns" not in wrong and not all(isinstance(one, list) for one in (columns or {}).values()):
        wrong.append("columns")
    return wrong


def _is_of_texts(one: Any) -> bool:
    return isinstance(one, dict) and all(isinstance(cell, str) for cell in one.values())
