"""A new project: its files as they are written, whole or not at all.

Belongs here: which files a project has, what is put into them. Not here: their texts (``template/``).
"""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
import unicodedata
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from analysttools.errors import describe_list
from analysttools.files.atomic_write import write_together

# What a project can begin with, and what its example claims and first notebook are about.
SHAPES = {
    "event": "one event, such as an attack: how many killed or wounded",
    "forces": "forces: how many, of whom, where",
    "area": "ground: how much is held",
}
LANGUAGES = ("en", "en,fr")
# Files that are written under another name than that of their template.
_NAMES = {
    "README.md": "README.md",
    "environment.yml": "environment.yml",
    "requirements.txt": "requirements.txt",
    "gitattributes": ".gitattributes",
    "gitignore": ".gitignore",
    "workflow.yml": ".github/workflows/test.yml",
}
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def write_project(folder: Path, *, shape: str = "event", languages: str = "en") -> list[Path]:
    """Write a new project, whole or not at all.

    Parameters
    ----------
    folder : Path
        A folder that is not there, is empty, or holds nothing but a ``.git``.
    shape : str, optional
        What its example claims are about: one of `SHAPES`.
    languages : str, optional
        "en", or "en,fr": then each text has a column in French as well.

    Returns
    -------
    list of Path
        The files, in the order of their names.

    Raises
    ------
    FileExistsError
        If the folder holds something, or is a file; nothing is written.
    OSError
        If a file cannot be written; nothing is left behind.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysttools import load_case
    >>> from analysttools.project.new_project import write_project
    >>> with tempfile.TemporaryDirectory() as name:
    ...     written = write_project(Path(name, "flood"))
    ...     print(len(load_case(Path(name, "flood", "data")).claims))
    3
    """
    _require_empty(folder)
    contents = {
        folder / name: text.encode("utf-8") for name, text in _texts(folder, shape, languages).items()
    }
    write_together(dict(sorted(contents.items())))
    (folder / "figures").mkdir(exist_ok=True)
    return sorted(contents)


def _require_empty(folder: Path) -> None:
    """Raise if a folder holds something that a project could be mixed with."""
    if folder.is_dir():
        found = sorted(path.name for path in folder.iterdir() if path.name != ".git")
        if found:
            raise FileExistsError(
                f"{folder} is not empty: it holds {describe_list(found)}. Nothing was written: name a folder "
                "that is not there, or an empty one"
            )
    elif folder.exists() or folder.is_symlink():
        raise FileExistsError(f"{folder} is a file. Nothing was written: name a folder that is not there")


def _texts(folder: Path, shape: str, languages: str) -> dict[str, str]:
    """Return the text of each file of a project, by its path in the folder."""
    template = files("analysttools.project") / "template"
    name = folder.resolve().name or "case"
    words = {"{name}": name, "{slug}": _slug(name)}
    texts = {written: _fill(_read(template, own), words) for own, written in _NAMES.items()}
    for one in (template / "data").iterdir():
        texts[f"data/{one.name}"] = one.read_text(encoding="utf-8")
    texts["data/claims.csv"] = _read(template, f"shapes/{shape}/claims.csv")
    descriptor = texts["data/datapackage.json"]
    texts["data/datapackage.json"] = descriptor.replace('"NAME"', json.dumps(_slug(name))).replace(
        '"TITLE"', json.dumps(name, ensure_ascii=False)
    )
    if languages == "en":
        texts = {path: _in_english(path, text) for path, text in texts.items()}
    texts["notebooks/00-start.ipynb"] = _notebook(template, shape)
    return texts


def _read(template: Traversable, path: str) -> str:
    return template.joinpath(*path.split("/")).read_text(encoding="utf-8")


def _fill(text: str, words: dict[str, str]) -> str:
    """Put words into a text, each in the place of its name."""
    for name, word in words.items():
        text = text.replace(name, word)
    return text


def _slug(name: str) -> str:
    """Return a name in the letters that the name of a data package may have."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "case"


def _in_english(path: str, text: str) -> str:
    """Leave out the columns in French of a table, and their lines of the descriptor."""
    if path.endswith("datapackage.json"):
        kept = [line for line in text.splitlines() if not re.match(r' +{"name": "\w+_fr"', line)]
        return re.sub(r",\n  \]}}", "\n  ]}}", "\n".join(kept)) + "\n"
    if not path.endswith(".csv"):
        return text
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    kept_columns = [at for at, name in enumerate(header) if not name.endswith("_fr")]
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerows([row[at] for at in kept_columns] for row in [header, *rows])
    return written.getvalue()


def _notebook(template: Traversable, shape: str) -> str:
    """Return the first notebook, its outputs not yet there."""
    start = tomllib.loads(_read(template, f"shapes/{shape}/start.toml"))
    code = _read(template, "start.txt").replace("{title}", start["title"])
    cells = [_cell("markdown", f"# {start['title']}\n\n{start['text'].strip()}", 0)]
    for at, part in enumerate(re.split(r"^# %%", code, flags=re.M), 1):
        kind = "markdown" if part.startswith(" [markdown]\n") else "code"
        cells.append(_cell(kind, part.removeprefix(" [markdown]").strip(), at))
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": _KERNEL, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _cell(kind: str, text: str, at: int) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{at}", "metadata": {}}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return cell | {"source": text.splitlines(keepends=True)}
