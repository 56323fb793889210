"""What is in a notebook: read, given parameters, written without what belongs to the machine.

Belongs here: the file of a notebook, its cells, where in it something is. Does not belong here: running it.
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

from analysttools.case.file_formats import recognise_contents
from analysttools.errors import escape
from analysttools.files.merge_conflicts import advise, describe_conflicts, find_conflicts
from analysttools.notebooks.outputs import normalise_output

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
# The tag of the cell whose names a run may be given other values for; and of the cell that does so.
PARAMETERS, INJECTED = "parameters", "injected-parameters"
# The form of a cell's id, as nbformat 4.5 has it.
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
# What the metadata of a notebook hold of the machine and the program that ran it last; the rest is its own.
_OF_MACHINE = ("widgets", "orig_nbformat", "orig_nbformat_minor", "signature")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
_TERMINAL_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def read_notebook(path: Path, content: bytes | None = None) -> Any:
    """Read a notebook that a Python kernel can run, from its file or from the bytes that this held.

    Raises
    ------
    ValueError
        If the file is no notebook, or names no kernel, or another than Python; with what to do.
    """
    content = path.read_bytes() if content is None else content
    try:
        notebook = parse_notebook(content)
    except Exception as error:  # nbformat fails with several types, its own and those of JSON
        if conflicts := find_conflicts(content):
            raise ValueError(f"{path} has {describe_conflicts(conflicts)}. {advise(path.name)}") from error
        if other := recognise_contents(content, "the notebook itself"):
            said = f"{path} is not a notebook: the file is {other.words}. {other.advice}"
            raise ValueError(said) from error
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


def parse_notebook(content: bytes) -> Any:
    """Return the notebook in the bytes of a file, in today's form, whatever form it was saved in.

    Cells without an id, with one that another cell has already, or with one of wrong form get one that is the
    same each time the file is read: left to nbformat, they would be given another one in every run.
    """
    import nbformat

    raw = json.loads(content)
    if is_old := raw.get("nbformat", 3) < 4:
        raw = nbformat.reads(json.dumps(raw), as_version=4)
    else:
        raw["nbformat_minor"] = max(raw["nbformat_minor"], 5)
    _name_cells(raw["cells"], keep=not is_old)
    notebook = nbformat.reads(json.dumps(raw), as_version=4)
    nbformat.validate(notebook)
    return notebook


def _name_cells(cells: list[dict[str, Any]], *, keep: bool) -> None:
    """Give each cell an id of its own; those that are sound stay if they are to be kept."""
    ids = [str(cell.get("id", "")) if keep else "" for cell in cells]
    taken, seen = {name for name in ids if _ID.fullmatch(name)}, set[str]()
    for number, (cell, name) in enumerate(zip(cells, ids, strict=True)):
        if name not in taken or name in seen:
            name = f"cell-{number}"
            while name in taken:
                name += "-2"
            taken.add(name)
        seen.add(name)
        cell["id"] = name


def read_cells(content: bytes) -> list[Any]:
    """Return the cells in the bytes of a notebook; without the library that checks its form, where it may be.

    Raises
    ------
    ValueError, KeyError, TypeError
        If these are not a notebook.
    """
    raw = json.loads(content)
    return list(raw["cells"] if "cells" in raw else parse_notebook(content).cells)


def read_source(path: Path) -> list[str]:
    """Return the code of a notebook, a text a cell, without the library that checks its form.

    Raises
    ------
    ValueError
        If the file is no notebook.
    """
    try:
        cells = read_cells(path.read_bytes())
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except Exception as error:  # nbformat fails with several types
        raise ValueError(f"{path} is not a notebook") from error


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
    """Return the last heading in the texts above a cell; or say that there is none."""
    headings = _HEADING.findall("\n".join(texts))
    return headings[-1] if headings else "(no heading above it)"


def describe_failure(path: Path, notebook: Any, index: int, problem: str) -> str:
    """Return where a notebook failed: file, cell, heading above it, first lines, error."""
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

    The notebook that is given is changed: its kernel and language become those of any Python notebook,
    outputs lose addresses and ids of widgets. What other tools keep in its metadata (a pairing, a title,
    authors) stays.

    Returns
    -------
    bytes
        The file; the same for the same cells and outputs.
    """
    import nbformat

    for name in _OF_MACHINE:
        notebook.metadata.pop(name, None)
    notebook.metadata.update(kernelspec=dict(KERNEL), language_info={"name": "python"})
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            normalise_output(output)
    notebook.nbformat_minor = max(notebook.nbformat_minor, 5)
    return (nbformat.writes(notebook).rstrip("\n") + "\n").encode()
