"""Rerun notebooks so that the same input gives the same bytes, and what is not stale is left alone.

Belongs here: which notebooks are run, where, and what becomes of their outcomes. Printing belongs to
``cli/``, a single notebook to ``executor.py``.
"""

from __future__ import annotations

import ast
import csv
import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypedDict, Unpack

from analysttools.arguments import checked, with_options
from analysttools.errors import ExtraMissingError, escape
from analysttools.figures.inventory import Inventory, digest_rows, write_inventory
from analysttools.files.atomic_write import (
    FileChangedError,
    clear_waiting,
    finish_writing,
    read_alike,
    write_together,
)
from analysttools.files.system_files import is_of_system
from analysttools.notebooks.diff import compare_figures, describe_differences, find_conflict, find_moved
from analysttools.notebooks.document import read_source
from analysttools.notebooks.jobs import Job, NotebookRun, Outcome
from analysttools.notebooks.staleness import (
    MEMORY_FOLDER,
    digest_package,
    find_reason,
    forget,
    keep_folder,
    remember,
    require_unchanged,
)
from analysttools.notebooks.unrecorded_pictures import find_unrecorded

JOURNAL = "unfinished.json"
# Where executed copies go that were run with parameters.
RUNS = Path("runs")
_SAFE = re.compile(r"[^\w.=+-]+")
# Asked with a notebook and what would change of it, a line each: is it to be kept?
Review = Callable[[Path, list[str]], bool]


class KernelOptions(TypedDict, total=False):
    """What `run_notebooks` takes of kernels by keyword; defaults are those of `Kernels`."""

    workers: int | None
    executor: Executor | None
    cell_timeout: int
    is_warm: bool
    is_quiet: bool


@dataclass(frozen=True)
class Kernels:
    """Where notebooks are run, as `run_notebooks` says."""

    workers: int | None = None
    executor: Executor | None = None
    cell_timeout: int = 300
    is_warm: bool = True
    is_quiet: bool = True


@checked(is_typed=False)
@with_options(Kernels)
def run_notebooks(
    paths: Sequence[str | Path] | str | Path,
    *,
    is_all: bool = False,
    parameters: Sequence[Mapping[str, Any]] = (),
    output: str | Path = RUNS,
    review: Review | None = None,
    **options: Unpack[KernelOptions],
) -> list[NotebookRun]:
    """Execute the notebooks that are stale from top to bottom, and keep their outputs and figures.

    Each runs in a fresh kernel, in its own folder. It may read files; what it changes are figures alone,
    through `save_figure`. They wait, with the notebook, until all notebooks have run; then each notebook that
    passed gets its outputs and figures together, and only where bytes change. One that fails is left as
    it was, and the others go on. With the same data, code and packages nothing is run, and with `is_all`
    no byte changes.

    Parameters
    ----------
    paths : sequence of str or path
        Notebooks (``.ipynb``), or folders, each of which stands for the notebooks in it; one alone may stand
        for itself. A notebook that is named twice is run once.
    is_all : bool, optional
        If True, those are run as well that rest on nothing that changed.
    parameters : sequence of dict, optional
        For each, every notebook is run with these values for names that its cell tagged ``parameters`` sets.
        The executed copy and its figures go to `output`; the notebook itself is left alone.
    output : str or path, optional
        Folder for what is run with parameters: a folder for each set of values.
    review : callable, optional
        Asked of each notebook that passed, with its path and what would change, a line each. If it gives
        False, the notebook and its figures are left as they were. None keeps what changed.
    workers : int, optional
        How many run at a time. None takes one a processor, at most four.
    executor : concurrent.futures.Executor, optional
        Where they are run: on a cluster whose machines see the same folders, for instance
        ``dask.distributed.Client(address).get_executor()``. None runs them here.
    cell_timeout : int, optional
        Seconds that one cell may take.
    is_warm : bool, optional
        If False, each kernel starts by itself instead of being forked from one that has imported pandas,
        matplotlib and the package.
    is_quiet : bool, optional
        If False, a progress bar is drawn on standard error.

    Returns
    -------
    list of NotebookRun
        One for each notebook and set of parameters, in order.

    Raises
    ------
    FileNotFoundError
        If a notebook is not there, or a folder has none; then none is run.
    ExtraMissingError
        If nbclient is not installed.
    ValueError
        If a set of parameters is empty, or two would give one folder.

    Examples
    --------
    >>> from analysttools import run_notebooks
    >>> run_notebooks([])
    []
    """
    kernels = Kernels(**options)
    given = [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
    notebooks = list(dict.fromkeys(path for one in given for path in _list_notebooks(one)))
    for folder in dict.fromkeys(path.parent for path in notebooks):
        finish_runs(folder)
    asked = _list_asked(notebooks, parameters, Path(output))
    seen = _read_rows(notebooks) if not parameters else {}
    package = digest_package()  # before any kernel imports it: whoever edits it meanwhile is noticed
    reasons = [_describe_reason(one, package, is_all=is_all) for one in asked]
    jobs = {
        number: Job(one.path, one.literals, cell_timeout=kernels.cell_timeout, is_warm=kernels.is_warm)
        for number, (one, reason) in enumerate(zip(asked, reasons, strict=True))
        if reason
    }
    outcomes = _execute_all(jobs, kernels.workers, kernels.executor, is_quiet=kernels.is_quiet)
    outcomes = {number: require_unchanged(outcome) for number, outcome in outcomes.items()}
    runs = [
        _keep(one, outcomes[number], reason, review, package)
        if number in outcomes
        else NotebookRun(one.target, 0.0)
        for number, (one, reason) in enumerate(zip(asked, reasons, strict=True))
    ]
    if not any(run.error for run in runs):
        for folder, rows in seen.items():
            if (folder.parent / "figures").is_dir():
                write_inventory(folder.parent / "figures", rows, folder)
    return runs


def _read_rows(notebooks: list[Path]) -> dict[Path, Inventory]:
    """Digest the data of projects all of whose notebooks are run, by the folder of notebooks."""
    given = {path.absolute() for path in notebooks}
    seen = {}
    for folder in {path.parent for path in given}:
        if set(folder.glob("*.ipynb")) <= given and (folder.parent / "data" / "datapackage.json").is_file():
            with suppress(OSError, ValueError, KeyError, TypeError, AttributeError, csv.Error):  # no package
                seen[folder] = digest_rows(folder.parent / "data")
    return seen


def finish_runs(folder: str | Path) -> list[Path]:
    """Finish the writing of a run that was killed while its files took their names; clear away what is left.

    Files that a killed run wrote beside those that stand, and that were not yet to take their names, go.

    Parameters
    ----------
    folder : str or path
        The notebooks that were run.

    Returns
    -------
    list of Path
        The files that took their names now; none if no run was killed then.

    Examples
    --------
    >>> from analysttools.notebooks.runner import finish_runs
    >>> finish_runs("notebooks")
    []
    """
    kept = Path(folder) / MEMORY_FOLDER
    finished = finish_writing(kept / JOURNAL)
    for place in (Path(folder), kept, Path(folder).absolute().parent / "figures"):
        clear_waiting(place)
    return finished


def _list_notebooks(path: Path) -> list[Path]:
    """Return a notebook, or those in a folder by name."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise FileNotFoundError(
            f"There is no notebook {path} (looked for {path.absolute()}). Give paths of .ipynb files"
        )
    named = [one for one in path.iterdir() if one.suffix == ".ipynb" and not is_of_system(one.name)]
    found = sorted(one for one in named if one.is_file())  # not globbed: that is silent of a closed folder
    if not found:
        raise FileNotFoundError(f"There is no notebook in {path} (looked in {path.absolute()})")
    return found


@dataclass(frozen=True)
class _Asked:
    """A notebook that is asked for: where it is (absolute), with which values, where its outputs go."""

    path: Path
    literals: dict[str, str]
    target: Path


def _list_asked(notebooks: list[Path], parameters: Sequence[Mapping[str, Any]], output: Path) -> list[_Asked]:
    """List what is asked for: each notebook, or each with each set of values."""
    if not parameters:
        return [_Asked(path.absolute(), {}, path) for path in notebooks]
    if not all(parameters):
        raise ValueError("run_notebooks: a set of parameters is empty: the notebook itself. Give values")
    asked = []
    for values in parameters:
        label = _SAFE.sub("_", ",".join(f"{name}={value}" for name, value in values.items()))
        literals = {name: _literal(name, value) for name, value in values.items()}
        asked += [_Asked(path.absolute(), literals, output / label / path.name) for path in notebooks]
    targets = [one.target for one in asked]
    if twice := sorted({str(target) for target in targets if targets.count(target) > 1}):
        raise ValueError(
            f"run_notebooks: two runs would write {twice[0]}. Give values that differ in letters and "
            "digits, and notebooks of different names"
        )
    return asked


def _literal(name: str, value: Any) -> str:
    """Write a value as Python reads it."""
    text = repr(value)
    try:
        is_plain = name.isidentifier() and ast.literal_eval(text) == value
    except (ValueError, SyntaxError):
        is_plain = False
    if not is_plain:
        raise ValueError(
            f"run_notebooks: {name} = {text} cannot be written into a cell. Give a name, and a number, a "
            "text or a list"
        )
    return text


def _describe_reason(one: _Asked, package: str, *, is_all: bool) -> str:
    """Return why a notebook is run; nothing if it need not be."""
    if one.literals:
        return "it is given other values"
    return "all were asked for" if is_all else find_reason(one.path, package)


def _execute_all(
    jobs: dict[int, Job], workers: int | None, executor: Executor | None, *, is_quiet: bool
) -> dict[int, Outcome]:
    """Run notebooks several at a time; after Ctrl-C end them all."""
    if not jobs:
        return {}
    try:
        from tqdm import tqdm

        from analysttools.notebooks.executor import execute
    except ImportError as error:
        raise ExtraMissingError(str(error.name), "run notebooks") from error
    total = sum(_count_cells(job.path) for job in jobs.values())
    stop = threading.Event()
    with tqdm(total=total, unit="cell", disable=is_quiet) as bar, _pool(workers, executor, stop) as pool:

        def begin(path: Path, nth: int, cells: int) -> None:
            bar.set_description(f"{escape(path.stem)} {nth}/{cells}")
            bar.update()

        told = () if executor is not None else (begin, stop)
        begun = {number: pool.submit(execute, job, *told) for number, job in jobs.items()}
        return {number: _take(future, jobs[number]) for number, future in begun.items()}


@contextmanager
def _pool(workers: int | None, executor: Executor | None, stop: threading.Event) -> Iterator[Executor]:
    """Return where notebooks are run: threads here, each of which has a kernel, or what was given."""
    if executor is not None:
        yield executor
        return
    pool = ThreadPoolExecutor(workers or min(os.cpu_count() or 1, 4), thread_name_prefix="notebook")
    try:
        yield pool
    except BaseException:
        stop.set()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _take(future: Future[Outcome], job: Job) -> Outcome:
    """Return an outcome, also of a notebook whose machine was lost."""
    try:
        return future.result()
    except Exception as error:  # a worker that died, or could not be asked
        return Outcome(
            0.0, error=f"{job.path} could not be run ({type(error).__name__}: {error}). Run it again"
        )


def _count_cells(path: Path) -> int:
    try:
        return len(read_source(path))
    except ValueError:
        return 0


def _keep(one: _Asked, outcome: Outcome, reason: str, review: Review | None, package: str) -> NotebookRun:
    """Return a notebook that passed its outputs and its figures together."""
    notes = (*outcome.notes, *find_unrecorded(one.path, outcome.source))
    run = NotebookRun(one.target, outcome.seconds, outcome.error, reason=reason, notes=notes)
    if outcome.error is not None:
        return run
    files = _beside(one, outcome.files) if one.literals else outcome.files
    folders = set() if one.literals else {one.path.parent.parent / "figures"}
    if not one.literals and (conflict := find_conflict(one.path.stem, files, one.path.parent)):
        return replace(run, error=conflict)
    figures, moved = compare_figures(one.path.stem, files, folders), tuple(find_moved(files))
    raw = one.target.read_bytes() if one.target.is_file() else b""
    standing = {} if one.literals else {one.target: outcome.source}
    if standing and raw != outcome.source:
        return _describe_saved(run)
    before = read_alike(one.target) if raw else b""
    if review is not None:
        differences = describe_differences(one.path.stem, before, outcome.notebook, files)
        if not review(one.target, differences):
            error = f"{one.target} was left as it was, with its figures: what changed was not accepted"
            return replace(run, error=error, is_declined=True)
    try:
        journal = None if one.literals else keep_folder(one.path) / JOURNAL
        if journal:
            forget(one.path)
        write_together({**files, one.target: outcome.notebook}, journal, standing=standing)
    except FileChangedError:
        return _describe_saved(run)
    except OSError as error:
        return replace(run, error=str(error))
    lost = [] if one.literals else remember(one.path, outcome, list(files), package)
    notes, has_changed = (*run.notes, *lost), before != outcome.notebook
    return replace(run, has_changed=has_changed, figures=figures, moved=moved, notes=notes)


def _describe_saved(run: NotebookRun) -> NotebookRun:
    """State for a notebook that it was saved meanwhile: what a person saved stands."""
    error = (
        f"{run.path} was saved while it was being rerun. What was saved is kept; what the rerun gave was "
        "left out, with its figures. Run it again"
    )
    return replace(run, error=error, was_saved=True)


def _beside(one: _Asked, files: dict[Path, bytes]) -> dict[Path, bytes]:
    """Return the figures of an executed copy their places beside it, in folders as in the project."""
    figures, own = one.path.parent.parent / "figures", one.target.parent / "figures"
    return {
        own / (path.relative_to(figures) if path.is_relative_to(figures) else path.name): content
        for path, content in files.items()
    }
