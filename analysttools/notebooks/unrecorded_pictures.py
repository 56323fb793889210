"""Pictures that the code of a notebook saves itself, so that nothing tells what they show.

Belongs here: finding the calls in code. Does not belong here: doubts about what code gives
(``source_doubts.py``).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from analysttools.notebooks.document import read_cells

_CALL = "savefig"
_MAGICS = ("%", "!")


def find_unrecorded(path: Path, content: bytes) -> list[str]:
    """Return a sentence for each call of ``savefig`` in a notebook: the cell, the line, what to do.

    Parameters
    ----------
    path : Path
        The notebook.
    content : bytes
        What its file holds. What is no notebook, and a cell that is no Python, calls nothing.

    Examples
    --------
    >>> from pathlib import Path
    >>> from analysttools.notebooks.unrecorded_pictures import find_unrecorded
    >>> cells = b'{"cells": [{"cell_type": "code", "source": ["plt.savefig(1)"]}]}'
    >>> print(find_unrecorded(Path("01.ipynb"), cells)[0].partition(",")[0])
    01.ipynb
    """
    try:
        cells = [cell for cell in read_cells(content) if cell["cell_type"] == "code"]
        sources = ["".join(cell["source"]) for cell in cells]
    except Exception:
        return []
    return [
        f"{path}, code cell {number}, line {line}: calls savefig, and no record tells what it shows. Save "
        "a chart with save_figure, which writes a record, and a copy for elsewhere with export_figure"
        for number, source in enumerate(sources, start=1)
        for line in _find_calls(source)
    ]


def _find_calls(source: str) -> Iterator[int]:
    """Return the lines on which a cell calls ``savefig``, in their order."""
    lines = ["" if line.lstrip().startswith(_MAGICS) else line for line in source.split("\n")]
    try:
        tree = ast.parse("\n".join(lines))
    except SyntaxError:
        return
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node.func) == _CALL]
    yield from sorted({_line(call) for call in calls})


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _line(call: ast.Call) -> int:
    """Return the line on which the name of the function ends, in a call over several lines."""
    return call.func.end_lineno or call.lineno
