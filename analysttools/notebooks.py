"""Rerun notebooks so that the same input gives the same bytes.

Belongs here: executing, normalising and writing notebooks. Printing belongs to ``__main__.py``.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysttools.errors import ExtraMissingError
from analysttools.writing import write_whole

# What would otherwise move from run to run; the kernels inherit it.
FIXED = {
    "PYTHONHASHSEED": "0",
    "SOURCE_DATE_EPOCH": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "COLUMNS": "100",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
WIDGET = "application/vnd.jupyter.widget-view+json"
_ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,16}\b")
_TERMINAL_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class NotebookRun:
    """What came of one notebook.

    Attributes
    ----------
    path : pathlib.Path
        The notebook.
    seconds : float
        How long it ran.
    has_changed : bool
        Whether its file was written because its outputs differ from what it held.
    error : str or None
        None if it passed; else what went wrong, where: cell, heading above it, first lines, error.
    """

    path: Path
    seconds: float
    has_changed: bool
    error: str | None = None


def run_notebooks(
    paths: Sequence[str | Path] | str | Path, *, cell_timeout: int = 300, is_quiet: bool = True
) -> list[NotebookRun]:
    """Execute notebooks from top to bottom and keep their outputs.

    Each runs in a fresh kernel, in its own folder. A notebook that passes is written whole, and only
    if its bytes change; one that fails is left as it was, and the others go on. With the same data,
    code and packages a second run changes no byte.

    Parameters
    ----------
    paths : sequence of str or path
        Notebooks (``.ipynb``); one alone may stand for itself.
    cell_timeout : int, optional
        Seconds that one cell may take.
    is_quiet : bool, optional
        If False, a progress bar is drawn on standard error.

    Returns
    -------
    list of NotebookRun
        One for each path, in order.

    Raises
    ------
    FileNotFoundError, ValueError
        If a notebook is not there, or is none; then none is run.
    ExtraMissingError
        If nbclient is not installed.

    Examples
    --------
    >>> from analysttools import run_notebooks
    >>> run_notebooks([])
    []
    """
    notebooks = [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
    for path in notebooks:
        if not path.is_file():
            raise FileNotFoundError(
                f"There is no notebook {path} (looked for {path.absolute()}). Give paths of .ipynb files"
            )
    if not notebooks:
        return []
    try:
        import nbclient  # noqa: F401 (all that running needs is looked for before anything runs)
        from tqdm import tqdm
    except ImportError as error:
        raise ExtraMissingError(str(error.name), "run notebooks") from error
    contents = [_read(path) for path in notebooks]
    cells = sum(cell.cell_type == "code" for content in contents for cell in content.cells)
    runs = []
    with tqdm(total=cells, unit="cell", disable=is_quiet) as bar:
        for path, content in zip(notebooks, contents, strict=True):
            bar.set_description(path.stem)
            runs.append(_run(path, content, cell_timeout, bar))
    return runs


def _read(path: Path) -> Any:
    """Read one notebook, or say which file is none."""
    import nbformat

    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except Exception as error:  # nbformat fails with several types, its own and those of JSON
        reason = str(error).splitlines()[0]
        raise ValueError(f"{path} is not a notebook ({reason}). Open and save it in JupyterLab") from error
    return notebook


def _run(path: Path, notebook: Any, cell_timeout: int, bar: Any) -> NotebookRun:
    """Execute one notebook; write it if it passes."""
    import nbformat

    started = time.monotonic()
    done: list[int] = []

    def begin(cell: Any, cell_index: int) -> None:
        done.append(cell_index)
        bar.update(cell.cell_type == "code")

    error = _execute(path, notebook, cell_timeout, begin, done)
    seconds = time.monotonic() - started
    if error is not None:
        return NotebookRun(path, seconds, has_changed=False, error=error)
    text = nbformat.writes(_normalise(notebook)).rstrip("\n") + "\n"
    return NotebookRun(path, seconds, has_changed=write_whole(path, text.encode()))


def _execute(path: Path, notebook: Any, cell_timeout: int, begin: Any, done: list[int]) -> str | None:
    """Execute the cells in place; give None, or what went wrong and where."""
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    client = NotebookClient(
        notebook,
        timeout=cell_timeout,
        kernel_name=KERNEL["name"],
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
        coalesce_streams=True,
        on_cell_execute=begin,
        # Jupyter's kernels listen on the loopback address; each would warn of it.
        extra_arguments=["--log-level=ERROR"],
    )
    try:
        client.execute(env={**os.environ, **FIXED})
    except CellExecutionError as failure:
        return _locate(path, notebook, done[-1], f"{failure.ename}: {failure.evalue}")
    except CellTimeoutError:
        return _locate(path, notebook, done[-1], f"the cell took longer than {cell_timeout} seconds")
    except DeadKernelError:
        return _locate(path, notebook, done[-1] if done else 0, "the kernel died")
    except NoSuchKernel:
        return (
            f'{path}: there is no Jupyter kernel "{KERNEL["name"]}". Install one with: pip install ipykernel'
        )
    return None


def _locate(path: Path, notebook: Any, index: int, problem: str) -> str:
    """Say where a notebook failed: file, cell, heading above it, first lines, error."""
    heading = "(no heading above it)"
    for cell in notebook.cells[:index]:
        if cell.cell_type == "markdown":
            titles = [line for line in cell.source.splitlines() if line.startswith("#")]
            heading = titles[-1].lstrip("# ") if titles else heading
    number = sum(cell.cell_type == "code" for cell in notebook.cells[: index + 1])
    first = "\n".join(f"    {line}" for line in notebook.cells[index].source.splitlines()[:3])
    return (
        f'{path}, code cell {number}, under "{heading}":\n{first}\n{_TERMINAL_COLOUR.sub("", problem)}\n'
        "The notebook was left as it was. Open it with make lab and run it to that cell"
    )


def _normalise(notebook: Any) -> Any:
    """Take out what belongs to the machine and not to the notebook."""
    notebook.metadata.clear()
    notebook.metadata.update(kernelspec=dict(KERNEL), language_info={"name": "python"})
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                output.text = _ADDRESS.sub("at 0x…", output.text)
            data = output.get("data", {})
            data.pop(WIDGET, None)  # without its kernel it shows nothing, and its id is new in every run
            for kind in ("text/plain", "text/html"):
                if isinstance(data.get(kind), str):
                    data[kind] = _ADDRESS.sub("at 0x…", data[kind])
    return notebook
