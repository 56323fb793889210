"""The modules of the front end as one script: what a widget and a file opened from disk need.

Belongs here: joining modules in the order in which they import one another. Does not belong here: what they
do.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

FRONT_END = Path(__file__).parent / "front_end"
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "(\.[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function|const|let|class) (\w+)", re.MULTILINE)


@lru_cache(maxsize=4)
def bundle_modules(entry: str) -> str:
    """Return a module and all that it imports as the text of one script.

    What the module exports is global there; each module that it imports keeps a scope of its own.

    Parameters
    ----------
    entry : str
        The module to begin with, by its path in the folder of the front end.

    Raises
    ------
    ValueError
        If modules import one another in a circle.

    Examples
    --------
    >>> from analysttools.explorer.bundle import bundle_modules
    >>> "import {" in bundle_modules("app.js")
    False
    """
    ordered: dict[Path, str] = {}
    _visit((FRONT_END / entry).resolve(), ordered, ())
    names = {path: f"module{rank}" for rank, path in enumerate(ordered)}
    *others, last = ordered
    parts = [
        f"const {names[path]} = (() => {{\n{_close(path, names, ordered[path])}}})();\n" for path in others
    ]
    return "\n".join([*parts, _EXPORT.sub(r"\1 \2", _import(last, names, ordered[last]))])


def read_style() -> str:
    """Return the style sheet of the front end."""
    return (FRONT_END / "style.css").read_text(encoding="utf-8")


def _close(path: Path, names: dict[Path, str], text: str) -> str:
    """Return the body of a function that gives what a module exports."""
    exported = ", ".join(name for _, name in _EXPORT.findall(text))
    body = _EXPORT.sub(r"\1 \2", _import(path, names, text))
    return f"{body}return {{ {exported} }};\n"


def _import(path: Path, names: dict[Path, str], text: str) -> str:
    """Take what a module imports from the modules before it."""
    return _IMPORT.sub(
        lambda found: f"const {found[1]} = {names[(path.parent / found[2]).resolve()]};\n", text
    )


def _visit(path: Path, ordered: dict[Path, str], above: tuple[Path, ...]) -> None:
    """Put a module behind those that it imports."""
    if path in ordered:
        return
    if path in above:
        circle = " > ".join(one.name for one in (*above[above.index(path) :], path))
        raise ValueError(f"modules of the front end import one another in a circle: {circle}")
    text = path.read_text(encoding="utf-8")
    for _, imported in _IMPORT.findall(text):
        _visit((path.parent / imported).resolve(), ordered, (*above, path))
    ordered[path] = text
