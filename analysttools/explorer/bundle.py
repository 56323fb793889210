"""The modules of the front end as one script: what a widget and a file opened from disk need.

Belongs here: joining modules in the order in which they import one another. Does not belong here: what they do.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

FRONT_END = Path(__file__).parent / "front_end"
_IMPORT = re.compile(r'^import \{[^}]*\} from "(\.[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function|const|let|class)", re.MULTILINE)


@lru_cache(maxsize=2)
def bundle_modules(entry: str) -> str:
    """Return a module and all that it imports as the text of one module without imports.

    Modules share one scope then: no two may give their top-level names twice, which the browser would refuse.

    Parameters
    ----------
    entry : str
        The module to begin with, by its path in the folder of the front end.

    Examples
    --------
    >>> from analysttools.explorer.bundle import bundle_modules
    >>> "import {" in bundle_modules("app.js")
    False
    """
    ordered: dict[Path, str] = {}
    _visit((FRONT_END / entry).resolve(), ordered)
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in ordered.values())


def read_style() -> str:
    """Return the style sheet of the front end."""
    return (FRONT_END / "style.css").read_text(encoding="utf-8")


def _visit(path: Path, ordered: dict[Path, str]) -> None:
    """Put a module behind those that it imports."""
    if path in ordered:
        return
    text = path.read_text(encoding="utf-8")
    for imported in _IMPORT.findall(text):
        _visit((path.parent / imported).resolve(), ordered)
    ordered[path] = text
