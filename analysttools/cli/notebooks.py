"""The commands ``run`` and ``renew``: what they are given, print and ask.

Belongs here: the command line of reruns. Does not belong here: running (``notebooks/runner.py``).
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import itertools
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from analysttools.cli.commands import add_command, expand_pattern
from analysttools.cli.terminal import complain, is_watched, print_lines, print_text
from analysttools.errors import escape
from analysttools.notebooks.jobs import NotebookRun

# More claims than this are counted, not named.
NAMED_CLAIMS = 3
# What Python raises where a text is no literal, or nests too deep to be one.
_NO_LITERAL = (ValueError, SyntaxError, TypeError, MemoryError, RecursionError)


def read_parameters(fixed: Sequence[str], swept: Sequence[str]) -> list[dict[str, Any]]:
    """Read parameters from a command line, a dict for each run that they ask for.

    Parameters
    ----------
    fixed : sequence of str
        ``name=value``; the value a Python literal, or else a text.
    swept : sequence of str
        ``name=value,value,...``; each value gives a run, several names each combination.

    Raises
    ------
    ValueError
        If one is not of that form, or a name stands twice.

    Examples
    --------
    >>> from analysttools.cli.notebooks import read_parameters
    >>> read_parameters(["most=3"], ["as_of=2024-11-01,2024-12-01"])
    [{'most': 3, 'as_of': '2024-11-01'}, {'most': 3, 'as_of': '2024-12-01'}]
    >>> read_parameters([], ["days=[1, 2],[3]"])
    [{'days': [1, 2]}, {'days': [3]}]
    >>> read_parameters(["most=3"], ["most=4"])
    Traceback (most recent call last):
    ...
    ValueError: most is given values twice. Give each parameter once, in -p or in --sweep
    """
    if not fixed and not swept:
        return []
    names = [name for name, _ in map(_part, [*fixed, *swept])]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(
            f"{', '.join(twice)} is given values twice. Give each parameter once, in -p or in --sweep"
        )
    same = {name: _read_value(text) for name, text in map(_part, fixed)}
    ways = [[(name, value) for value in _read_values(text)] for name, text in map(_part, swept)]
    return [{**same, **dict(way)} for way in itertools.product(*ways)]


def _part(given: str) -> tuple[str, str]:
    name, sign, text = given.partition("=")
    if not sign or not name.isidentifier():
        raise ValueError(
            f'"{given}" gives no parameter a value. Write it as name=value, like as_of=2024-12-01'
        )
    return name, text


def _read_value(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except _NO_LITERAL:
        return text


def _read_values(text: str) -> list[Any]:
    """Read values separated by commas; those of a list within do not part."""
    try:
        return list(ast.literal_eval(f"({text},)"))
    except _NO_LITERAL:  # texts without quotes, such as days
        return [_read_value(one) for one in text.split(",")]


def tabulate_runs(runs: Sequence[NotebookRun]) -> str:
    """Write a table of notebooks and their figures, with what became of each and which claims moved."""
    rows = []
    for run in runs:
        time = f"{run.seconds:.1f} s" if run.reason else ""
        rows.append((escape(str(run.path)), time, _describe_state(run), _describe_why(run)))
        rows += [(f"  {escape(name)}", "", state, "") for name, state in run.figures.items()]
    width = max(len(row[0]) for row in [("notebook or figure",), *rows])
    lines = [f"{'notebook or figure':{width}}  {'time':>7}  outcome"]
    lines += [f"{name:{width}}  {time:>7}  {state:9}  {why}".rstrip() for name, time, state, why in rows]
    return "\n".join(lines)


def _describe_state(run: NotebookRun) -> str:
    if run.is_declined:
        return "not kept"
    if run.error:
        return "failed"
    return "changed" if run.has_changed else "same" if run.reason else "not stale"


def _describe_why(run: NotebookRun) -> str:
    """Return why a notebook was run, and which claims moved in its figures."""
    why = [f"run because {run.reason}"] if run.reason else []
    if run.was_saved:
        why.append("saved meanwhile: what was saved is kept")
    if run.moved:
        more = f" and {len(run.moved) - NAMED_CLAIMS} more" if len(run.moved) > NAMED_CLAIMS else ""
        why.append(f"moved: {len(run.moved)} ({', '.join(run.moved[:NAMED_CLAIMS])}{more})")
    return "; ".join(why)


FIGURES = Path("figures")
# Seconds that a cluster has to answer.
CLUSTER_SECONDS = 10


def add_running(commands: Any) -> None:
    """Add the commands ``run`` and ``renew`` to those of the command line."""
    run = add_command(
        commands,
        "run",
        "rerun stale notebooks and write their figures",
        "run",
        'run --all "notebooks/0*.ipynb"',
        "run notebooks/06-explore.ipynb --sweep as_of=2024-11-01,2024-12-01",
    )
    _add_options(run)
    run.add_argument("--all", action="store_true", help="run also those that rest on nothing that changed")
    run.add_argument(
        "-p",
        dest="parameters",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="another value for a name of the cell tagged parameters; the copy goes to --output",
    )
    run.add_argument(
        "--sweep",
        action="append",
        default=[],
        metavar="NAME=VALUE,VALUE,...",
        help="as -p, once for each value",
    )
    run.add_argument("--output", default="runs", help="folder for what -p and --sweep give (default: runs)")
    run.add_argument("--dask", metavar="ADDRESS", help="run on a Dask cluster that sees the same folders")
    run.set_defaults(command=_run)
    renew = add_command(
        commands,
        "renew",
        "rerun notebooks, show what would change, then keep it",
        "renew",
        "renew --yes notebooks/00-start.ipynb",
    )
    _add_options(renew)
    renew.add_argument("--yes", action="store_true", help="keep it without being asked")
    renew.set_defaults(command=_renew)


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("notebooks", nargs="*", help="notebooks, or folders of them (default: notebooks/)")
    parser.add_argument(
        "--workers", type=_read_count, help="how many at a time (default: a processor each, at most 4)"
    )
    parser.add_argument(
        "--cell-timeout", type=_read_count, default=300, help="seconds for a cell (default: 300)"
    )
    parser.add_argument("--cold", action="store_true", help="start each kernel by itself, fork none")


def _read_count(text: str) -> int:
    """Read a whole number from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f'"{text}" is not a whole number from 1')
    return int(text)


def _run(given: argparse.Namespace) -> int:
    with _cluster(given.dask) as executor:
        return _report(
            _run_all(
                given,
                is_all=given.all,
                parameters=read_parameters(given.parameters, given.sweep),
                output=given.output,
                executor=executor,
            )
        )


def _renew(given: argparse.Namespace) -> int:
    def review(path: Path, differences: list[str]) -> bool:
        """Show what would change of a notebook, and ask whether to keep it."""
        print_lines("", str(path), *differences)
        if given.yes or not differences:
            return True
        if not is_watched(sys.stdin):
            print_lines("This is not a terminal, so nobody is asked. To keep it: analysttools renew --yes")
            return False
        try:
            return input("Keep this? [y/N] ").strip().lower() in ("y", "yes")
        except EOFError:  # Ctrl-D
            return False

    return _report(_run_all(given, is_all=True, review=review))


def _run_all(given: argparse.Namespace, **options: Any) -> list[NotebookRun]:
    """Run the notebooks that are given, or all."""
    from analysttools.notebooks.slow_parsers import leave_out_parsers

    leave_out_parsers()
    from analysttools.notebooks.runner import run_notebooks

    with _ended_as_by_ctrl_c():
        return run_notebooks(
            [path for one in given.notebooks or ["notebooks"] for path in expand_pattern(one)],
            workers=given.workers,
            cell_timeout=given.cell_timeout,
            is_warm=not given.cold,
            is_quiet=not is_watched(sys.stderr),
            **options,
        )


def expand_paths(given: Sequence[str]) -> list[Path]:
    """Return the notebooks that paths mean: files, folders with notebooks, patterns that no shell expanded.

    Examples
    --------
    >>> from analysttools.cli.notebooks import expand_paths
    >>> [path.name for path in expand_paths(["notebooks/0[12]*.ipynb"])]
    ['01-force-estimates.ipynb', '02-casualty-claims.ipynb']
    """
    found = [Path(path) for one in given for path in expand_pattern(one)]
    return [own for path in found for own in (sorted(path.glob("*.ipynb")) if path.is_dir() else [path])]


@contextlib.contextmanager
def _ended_as_by_ctrl_c() -> Iterator[None]:
    """Let the signal with which a CI ends what takes too long tidy up as well."""
    if threading.current_thread() is not threading.main_thread():  # no other may say what a signal does
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _report(runs: list[NotebookRun]) -> int:
    """Print what became of notebooks; give the exit status."""
    problem = _renew_gallery()  # before anything is printed: whoever reads the output may close it
    print_text(tabulate_runs(runs))
    for note in dict.fromkeys(note for run in runs for note in run.notes):
        complain(note)
    for run in runs:
        if run.error:
            complain(f"\n{run.error}")
    if problem:
        complain(problem)
    return 1 if problem or any(run.error for run in runs) else 0


@contextlib.contextmanager
def _cluster(address: str | None) -> Iterator[Executor | None]:
    """Return the executor of a cluster; None for this machine."""
    if address is None:
        yield None
        return
    try:
        from dask.distributed import Client
    except ImportError as error:
        raise ImportError('"distributed" is needed for --dask: pip install distributed') from error
    try:
        client = Client(address, timeout=CLUSTER_SECONDS)
    except (OSError, ValueError, TypeError) as error:
        raise ValueError(
            f'There is no Dask cluster at "{address}" ({error}). Give the address of its scheduler, such as '
            "tcp://127.0.0.1:8786"
        ) from error
    with client:
        yield client.get_executor(pure=False)  # the same notebook may be run twice


def _renew_gallery() -> str:
    """Write the gallery where there are figures; give what is wrong with a record, or nothing."""
    from analysttools.figures.gallery import write_gallery

    try:
        if FIGURES.is_dir():
            write_gallery(FIGURES)
    except (ValueError, OSError) as error:
        return str(error)
    return ""
