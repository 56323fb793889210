"""nbval without its silences, a plugin of pytest: ``-p analysttools.running.regression``.

Its kernels are forked from a warm one if they are named: ``--nbval-kernel-name=analysttools``. A cell fails
that was never run, that ends in an error nbval does not see (an unknown magic), whose kernel died, or whose
stored table, list of values or text goes on behind "...". Cells of one notebook stay together under xdist.
What `save_figure` writes goes to a folder of the run, for a test must not change what it tests.

Belongs here: hooks of pytest. Does not belong here: running notebooks to renew them.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING, Any

import pytest

from analysttools.running.provisioning import KERNELS, NAME
from analysttools.running.warming import close_warm, get_warm
from analysttools.writing import STAGE

if TYPE_CHECKING:
    from nbval.plugin import IPyNbCell  # type: ignore[import-untyped]

# What JupyterLab brings along would build its parsers, for two seconds, when nbval reads its first notebook;
# jsonschema does without where it is not there.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
# Where the figures of this run go.
_FIGURES = pytest.StashKey[Path]()
# Seconds to wait for what a cell shows; nbval's five are too few for a busy machine.
OUTPUT_TIMEOUT = 60
# Seconds after which is looked whether the kernel is still there.
LOOK = 1.0
# How pandas and numpy begin or end what may be shown in part; and how they show that it is.
_CUT = re.compile(r"^\[\d+ rows x \d+ columns\]$|\bLength: \d+\b|^(array|\w*Index)?\(?\[", re.MULTILINE)
_GAP = re.compile(r"^\s*\.\.\.?,?(\s|$)|\s\.\.\.,?\s", re.MULTILINE)
_CUT_CELL = re.compile(r"\S\.\.\.(\s|$)", re.MULTILINE)


def pytest_configure(config: pytest.Config) -> None:
    """Let Jupyter find warm kernels; refuse to scatter the cells of a notebook."""
    paths = [str(KERNELS), *filter(None, [os.environ.get("JUPYTER_PATH")])]
    os.environ["JUPYTER_PATH"] = os.pathsep.join(dict.fromkeys(paths))
    is_parallel = bool(getattr(config.option, "numprocesses", None))
    if is_parallel and config.option.dist not in ("no", "loadfile", "loadscope"):
        raise pytest.UsageError(
            f"--dist {config.option.dist} gives cells of one notebook to several processes, where names are "
            "missing that the cells above set. Use --dist loadfile"
        )
    if getattr(config.option, "nbval", False) or getattr(config.option, "nbval_lax", False):
        config.stash[_FIGURES] = Path(tempfile.mkdtemp(prefix="regression-"))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Have the process that forks kernels begin to import, while pytest reads the notebooks."""
    option = session.config.option
    is_here = not getattr(option, "numprocesses", None) and not option.collectonly
    if is_here and getattr(option, "nbval", False) and option.nbval_kernel_name == NAME:
        get_warm(dict(os.environ))


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the process that forks kernels; take away the figures of this run."""
    close_warm()
    if folder := config.stash.get(_FIGURES, None):
        shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each cell time to show its output."""
    for item in items:
        if _is_cell(item):
            vars(item)["output_timeout"] = OUTPUT_TIMEOUT


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    """Let the kernel of a notebook, which starts with its first cell, save figures in the folder of this run."""
    if not _is_cell(item):
        return (yield)
    with _set(STAGE, str(item.config.stash[_FIGURES])):
        return (yield)


@contextmanager
def _set(name: str, value: str) -> Iterator[None]:
    """Set a variable for the processes that are started within; tests of the same session do not see it."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Run a cell, and hold that something was compared."""
    if not _is_cell(item):
        return (yield)
    kernel: Any = vars(item.parent)["kernel"]
    kernel.await_reply = partial(_await_reply, kernel)
    result = yield
    if fault := _find_fault(item):
        pytest.fail(fault, pytrace=False)
    return result


def _is_cell(item: pytest.Item) -> bool:
    return type(item).__name__ == "IPyNbCell"


def _await_reply(kernel: Any, msg_id: str, timeout: float | None = None) -> None:
    """Wait for the reply to a cell, as nbval does, but no longer than the kernel lives; keep what it says."""
    end = time.monotonic() + (timeout or 1e9)
    while True:
        try:
            message = kernel.get_message(stream="shell", timeout=min(LOOK, max(end - time.monotonic(), 0.01)))
        except Empty:
            if not kernel.is_alive():
                raise RuntimeError(
                    "the kernel died while the cell ran. Run the notebook in JupyterLab"
                ) from None
            if time.monotonic() >= end:
                raise
            continue
        if message["parent_header"].get("msg_id") == msg_id:
            kernel.replied = message["content"]
            return


def _find_fault(item: IPyNbCell) -> str:
    """Say why a cell that passed shows nothing; nothing if it does."""
    cell, reply = item.cell, getattr(item.parent.kernel, "replied", {})
    if reply.get("status") != "ok" and not item.options["check_exception"]:
        return f"the cell ended in {reply.get('ename', reply.get('status'))}: {reply.get('evalue', '')}"
    if not item.options["check"] or not cell.source.strip():
        return ""
    if cell.execution_count is None:
        return (
            "the cell was never run: the notebook is without outputs, and nothing was compared. Run it and "
            "keep its outputs: analysttools run"
        )
    for one in cell.outputs:
        text = one.get("text") or one.get("data", {}).get("text/plain", "")
        if _CUT.search(text) and _GAP.search(text):
            return (
                'the table has rows or columns behind "...", which nobody compared. Show fewer, or all: '
                'pd.set_option("display.max_rows", None)'
            )
        if "<table" in one.get("data", {}).get("text/html", "") and _CUT_CELL.search(text):
            return (
                'the table has texts that end in "...", whose rest nobody compared. Show them whole: '
                'pd.set_option("display.max_colwidth", None)'
            )
    return ""
