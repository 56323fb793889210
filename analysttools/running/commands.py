"""The commands ``run`` and ``renew``: what they are given, print and ask.

Belongs here: the command line of reruns. Does not belong here: running (``notebooks.py``).
"""

from __future__ import annotations

import argparse
import contextlib
import glob
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from analysttools.running.jobs import NotebookRun
from analysttools.running.telling import read_parameters, tabulate_runs
from analysttools.terminal import complain, is_watched, say, say_text

FIGURES = Path("figures")
# Seconds that a cluster has to answer.
PATIENCE = 10


def add_running(commands: Any) -> None:
    """Add the commands ``run`` and ``renew`` to those of the command line."""
    run = commands.add_parser("run", help="rerun stale notebooks and write their figures")
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
    renew = commands.add_parser("renew", help="rerun notebooks, show what would change, then keep it")
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
        say("", str(path), *differences)
        if given.yes or not differences:
            return True
        if not is_watched(sys.stdin):
            say("Nobody can be asked here. To keep it: analysttools renew --yes")
            return False
        try:
            return input("Keep this? [y/N] ").strip().lower() in ("y", "yes")
        except EOFError:  # Ctrl-D
            return False

    return _report(_run_all(given, is_all=True, review=review))


def _run_all(given: argparse.Namespace, **options: Any) -> list[NotebookRun]:
    """Run the notebooks that are given, or all."""
    # jsonschema, which reading notebooks needs, would build the parsers of JupyterLab's optional
    # rfc3987-syntax, for two seconds; it does without where that is not there
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    from analysttools.notebooks import run_notebooks

    with _ended_as_by_ctrl_c():
        return run_notebooks(
            [path for one in given.notebooks or ["notebooks"] for path in _expand(one)],
            workers=given.workers,
            cell_timeout=given.cell_timeout,
            is_warm=not given.cold,
            is_quiet=not is_watched(sys.stderr),
            **options,
        )


def _expand(given: str) -> list[str]:
    """Give the files that a pattern means where no shell has expanded it; what is there is no pattern."""
    if Path(given).exists():
        return [given]
    return sorted(glob.glob(given)) or [given]  # noqa: PTH207 (Path.glob takes no absolute pattern)


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
    say_text(tabulate_runs(runs))
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
    """Give the executor of a cluster; None for this machine."""
    if address is None:
        yield None
        return
    try:
        from dask.distributed import Client
    except ImportError as error:
        raise ImportError('"distributed" is needed for --dask: pip install distributed') from error
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError, TypeError) as error:
        raise ValueError(
            f'There is no Dask cluster at "{address}" ({error}). Give the address of its scheduler, such as '
            "tcp://127.0.0.1:8786"
        ) from error
    with client:
        yield client.get_executor(pure=False)  # the same notebook may be run twice


def _renew_gallery() -> str:
    """Write the gallery where there are figures; give what is wrong with a record, or nothing."""
    from analysttools.gallery import write_gallery

    try:
        if FIGURES.is_dir():
            write_gallery(FIGURES)
    except (ValueError, OSError) as error:
        return str(error)
    return ""
