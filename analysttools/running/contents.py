"""What is in a notebook: read, given parameters, written without what belongs to the machine.

Belongs here: the file of a notebook, its cells, where in it something is. Does not belong here: running it.
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

from analysttools.errors import escape
from analysttools.running.outputs import normalise_output

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
# The tag of the cell whose names a run may be given other values for; and of the cell that does so.
PARAMETERS, INJECTED = "parameters", "injected-parameters"
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
_TERMINAL_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def read_notebook(path: Path) -> Any:
    """Read a notebook that a Python kernel can run.

    Raises
    ------
    ValueError
        If the file is no notebook, or names no kernel, or another than Python; with what to do.
    """
    import nbformat

    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except Exception as error:  # nbformat fails with several types, its own and those of JSON
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise ValueError(f"{path} is not a notebook ({reason}). Open and save it in JupyterLab") from error
    kernel = notebook.metadata.get("kernelspec", {})
    if not kernel.get("name"):
        raise ValueError(f"{path} names no kernel. Open it in JupyterLab, choose Python 3 and save it")
    if kernel["name"] != KERNEL["name"] and kernel.get("language") != KERNEL["language"]:
        raise ValueError(
            f'{path} asks for the kernel "{kernel["name"]}", and only Python notebooks are run here. Open it '
            "in JupyterLab and choose Python 3"
        )
    return notebook


def read_source(path: Path) -> list[str]:
    """Give the code of a notebook, a text a cell, without the library that checks its form.

    Raises
    ------
    ValueError
        If the file is no notebook of today's form.
    """
    try:
        cells = json.loads(path.read_bytes())["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"{path} is not a notebook of the form 4") from error


def set_parameters(notebook: Any, path: Path, parameters: dict[str, str]) -> None:
    """Put a cell that sets parameters below the cell that gives their own values.

    Raises
    ------
    ValueError
        If the notebook has no cell with the tag ``parameters``, or one that does not set one of the names.
    """
    from nbformat.v4 import new_code_cell

    if not parameters:
        return
    tagged = [
        index
        for index, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and PARAMETERS in cell.metadata.get("tags", [])
    ]
    if not tagged:
        raise ValueError(
            f'{path} has no parameters: no code cell has the tag "{PARAMETERS}". Give the cell that sets '
            f"{', '.join(parameters)} that tag"
        )
    known = _assigned(path, notebook.cells[tagged[0]].source)
    if strange := [name for name in parameters if name not in known]:
        raise ValueError(
            f"{path} has no parameter {', '.join(strange)}. It has: {', '.join(sorted(known)) or 'none'}"
        )
    notebook.cells = [  # of an executed copy: its values are not these
        cell for cell in notebook.cells if INJECTED not in cell.metadata.get("tags", [])
    ]
    cell = new_code_cell("\n".join(f"{name} = {value}" for name, value in parameters.items()))
    cell["id"], cell.metadata["tags"] = INJECTED, [INJECTED]
    notebook.cells.insert(tagged[0] + 1, cell)


def _assigned(path: Path, source: str) -> set[str]:
    """Name what the lines of a cell set, each on its own; what a loop or a function sets is no parameter."""
    try:
        lines = ast.parse(source).body
    except SyntaxError as error:
        raise ValueError(
            f"{path}: the cell tagged {PARAMETERS} is not plain Python ({error.msg}, line {error.lineno}). "
            "Put nothing into it but lines of the form name = value"
        ) from error
    targets = [
        target
        for line in lines
        if isinstance(line, ast.Assign | ast.AnnAssign)
        for target in (line.targets if isinstance(line, ast.Assign) else [line.target])
    ]
    return {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}


def find_heading(texts: list[str]) -> str:
    """Give the last heading in the texts above a cell; or say that there is none."""
    headings = _HEADING.findall("\n".join(texts))
    return headings[-1] if headings else "(no heading above it)"


def locate(path: Path, notebook: Any, index: int, problem: str) -> str:
    """Say where a notebook failed: file, cell, heading above it, first lines, error."""
    heading = find_heading([cell.source for cell in notebook.cells[:index] if cell.cell_type == "markdown"])
    number = sum(cell.cell_type == "code" for cell in notebook.cells[: index + 1])
    first = "\n".join(f"    {escape(line)}" for line in notebook.cells[index].source.split("\n")[:3])
    said = escape(_TERMINAL_COLOUR.sub("", problem), keep="\n")
    return (
        f'{escape(str(path))}, code cell {number}, under "{escape(heading)}":\n{first}\n{said}\n'
        "The notebook was left as it was. Open it with make lab and run it to that cell"
    )


def write_notebook(notebook: Any) -> bytes:
    """Write a notebook without what belongs to the machine and not to the notebook.

    The notebook that is given is changed: its metadata become those of any Python notebook, cells get the ids
    that they lack, outputs lose addresses and ids of widgets.

    Returns
    -------
    bytes
        The file; the same for the same cells and outputs.
    """
    import nbformat

    notebook.metadata.clear()
    notebook.metadata.update(kernelspec=dict(KERNEL), language_info={"name": "python"})
    for number, cell in enumerate(notebook.cells):
        if cell.get("id") is None:  # forms before 4.5 have none, and would be given another one in every run
            cell["id"] = f"cell-{number}"
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            normalise_output(output)
    notebook.nbformat_minor = max(notebook.nbformat_minor, 5)
    return (nbformat.writes(notebook).rstrip("\n") + "\n").encode()
