"""nbval without its silences, a plugin of pytest: ``-p analysttools.notebooks.nbval_plugin``.

Its kernels are forked from a warm one if they are named: ``--nbval-kernel-name=analysttools``. A cell fails
that was never run, that ends in an error nbval does not see (an unknown magic), whose kernel died, or whose
stored table, list of values or text goes on behind "...". Cells of one notebook stay together under xdist.
The kernels have the variables of `run`, and what `run` forbids fails the cell, for a test must not change
what it tests; what `save_figure` writes goes to a folder of the regression.

Belongs here: hooks of pytest. Does not belong here: running notebooks to renew them.
"""

from __future__ import annotations

import copy
import json
import os
import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING, Any

import pytest

from analysttools.figures.records import SESSION
from analysttools.files.atomic_write import STAGE
from analysttools.notebooks.cuts import find_cut
from analysttools.notebooks.document import find_heading
from analysttools.notebooks.failures import describe_changes, format_texts
from analysttools.notebooks.jobs import TELL, UNWATCHED, WATCH, list_variables
from analysttools.notebooks.leftovers import end_strays, list_strays, run_folder
from analysttools.notebooks.outputs import read_output_texts
from analysttools.notebooks.slow_parsers import leave_out_parsers
from analysttools.notebooks.warm_kernels.client import close_warm, get_warm
from analysttools.notebooks.warm_kernels.provisioner import KERNELS, NAME

if TYPE_CHECKING:
    from nbval.plugin import IPyNbCell  # type: ignore[import-untyped]

# What is the regression's own while it lasts: a folder, and what takes it away; in it the folder of a
# notebook. Cells that were not compared, with the reason.
_FOLDER, _OWNED = pytest.StashKey[Path](), pytest.StashKey[ExitStack]()
_PRIVATE = pytest.StashKey[Path]()
_UNCOMPARED = pytest.StashKey[dict[str, str]]()
# Seconds to wait for what a cell shows; nbval's five are too few for a busy machine, and no option sets them:
# https://github.com/computationalmodelling/nbval/issues/231
OUTPUT_SECONDS = 60
# Seconds after which is looked whether the kernel is still there.
LOOK_SECONDS = 1.0
# What a semicolon hides is known by the last line that IPython keeps; its file of lines is the user's.
QUIET = """
try:
    get_ipython().history_manager.enabled = False
except Exception:
    pass
"""
# How a cell ends that did what `run` forbids.
FORBIDDEN = "NotAllowedError"
WIDEST = "print(__import__('sys').modules['pandas'].get_option('display.max_colwidth'))"


class Shown:
    """What the cells of one notebook show today, taken from the kernel as `analysttools run` takes it.

    Attributes
    ----------
    waiting : list of pytest.Item
        Cells whose displays another cell may still change.
    replied : dict
        How the last cell ended.
    told : set of str
        What cells did that `run` forbids, and failed for.
    """

    def __init__(self, notebook: Any, kernel: Any) -> None:
        from nbclient import NotebookClient

        self.waiting: list[IPyNbCell] = []
        self.replied: dict[str, Any] = {}
        self.told: set[str] = set()
        self.kernel, self._notebook, self._asked = kernel, copy.deepcopy(notebook), ""
        codes = [index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
        self._places = dict(enumerate(codes))
        for index in codes:
            self._notebook.cells[index].outputs = []
        self._client = NotebookClient(self._notebook, record_timing=False)
        self._client.kc, self._number = kernel.kc, 0

    def ask(self, number: int, source: str, **_: Any) -> str:
        """Have the kernel run a cell; it keeps the line, or nobody would know that it ends in a semicolon."""
        self._number, self._client.clear_before_next_output = number, False
        self._asked = self.kernel.kc.execute(source, allow_stdin=False, stop_on_error=False)
        return self._asked

    def hear(self, timeout: float | None = None) -> Any:
        """Return the next message that nbval knows; take in all that belong to the cell."""
        from nbclient.exceptions import CellExecutionComplete

        while True:
            message = self.kernel.get_message("iopub", timeout=timeout)
            if message["parent_header"].get("msg_id") != self._asked:
                continue
            kind, place = message["msg_type"], self._places[self._number]
            with suppress(CellExecutionComplete):
                self._client.process_message(message, self._notebook.cells[place], place)
            if kind not in ("clear_output", "update_display_data"):
                return message

    def read(self, number: int) -> dict[str, list[str]]:
        """Read what a cell shows."""
        return read_output_texts(self._notebook.cells[self._places[number]].outputs)

    def has_displays(self, number: int) -> bool:
        """Return whether a cell shows something that a later one may change."""
        place = self._places[number]
        return any(cells.get(place) for cells in self._client._display_id_map.values())

    def pid(self) -> int | None:
        """Return the process of the kernel, if this machine has it."""
        return getattr(getattr(self.kernel.km, "provisioner", None), "pid", None)

    def heading(self, number: int) -> str:
        """Return the heading above a cell."""
        above = self._notebook.cells[: self._places[number]]
        return find_heading([cell.source for cell in above if cell.cell_type == "markdown"])


_SHOWN = pytest.StashKey[Shown]()


def pytest_addoption() -> None:
    """Save two seconds: this is called as soon as pytest has this plugin, before nbval is imported."""
    leave_out_parsers()


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
        config.stash[_OWNED] = ExitStack()
        config.stash[_FOLDER] = config.stash[_OWNED].enter_context(run_folder())


def pytest_sessionstart(session: pytest.Session) -> None:
    """Have the process that forks kernels begin to import, while pytest reads the notebooks."""
    option = session.config.option
    is_here = not getattr(option, "numprocesses", None) and not option.collectonly
    if is_here and getattr(option, "nbval", False) and option.nbval_kernel_name == NAME:
        get_warm(list_variables())


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the process that forks kernels; take away the folder of the regression."""
    close_warm()
    if owned := config.stash.get(_OWNED, None):
        owned.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give each cell time to show its output, this comparison, and these words; list those not compared."""
    uncompared = config.stash.setdefault(_UNCOMPARED, {})
    for item in items:
        if not _is_cell(item):
            continue
        cell: Any = item
        cell.output_timeout = OUTPUT_SECONDS
        cell.compare_outputs, cell.repr_failure = partial(_compare, cell), partial(_describe_failure, cell)
        if cell.options["skip"]:
            uncompared[item.nodeid] = "it asks to be skipped"
        elif not cell.options["check"] and cell.parent.compare_outputs:
            uncompared[item.nodeid] = "it asks that its output be ignored"


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Return which cells nobody compared."""
    if uncompared := config.stash.get(_UNCOMPARED, {}):
        terminalreporter.section("cells that were not compared", yellow=True)
        for cell, reason in uncompared.items():
            terminalreporter.write_line(f"{cell}: {reason}")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    """Let the kernel of a notebook, which its first cell starts, have what `run` gives it, and be watched."""
    if not _is_cell(item):
        return (yield)
    notebook: Any = item.parent
    with _set(_list_variables_of(notebook)):
        result = yield
    if _SHOWN not in notebook.stash:
        kernel = notebook.kernel
        kernel.kc.execute(QUIET, silent=True, store_history=False)
        shown = Shown(notebook.nb, kernel)
        kernel.await_reply = partial(_await_reply, shown)
        _run_silently(shown, WATCH.format(folder=str(notebook.stash[_PRIVATE])))
        notebook.stash[_SHOWN] = shown
        notebook.get_kernel_message = shown.hear
    return result


def _list_variables_of(notebook: Any) -> dict[str, str]:
    """Return the variables that `run` gives a notebook's kernel; make the folder that it may change."""
    if _PRIVATE not in notebook.stash:
        folder = notebook.config.stash[_FOLDER] / f"{len(list(notebook.config.stash[_FOLDER].iterdir()))}"
        for name in ("stage", "tmp"):
            (folder / name).mkdir(parents=True)
        notebook.stash[_PRIVATE] = folder
    folder = notebook.stash[_PRIVATE]
    own = {STAGE: str(folder / "stage"), "TMPDIR": str(folder / "tmp"), SESSION: notebook.path.name}
    return {**list_variables(), **own}


def _run_silently(shown: Shown, code: str) -> None:
    """Run lines that leave no trace; fail if the kernel cannot."""
    asked = shown.kernel.kc.execute(code, silent=True, store_history=False)
    shown.kernel.await_reply(asked, OUTPUT_SECONDS)
    if (reply := shown.replied).get("status") != "ok":
        pytest.fail(UNWATCHED.format(said=f": {reply.get('ename')}: {reply.get('evalue')}"), pytrace=False)


@contextmanager
def _set(variables: dict[str, str]) -> Iterator[None]:
    """Set variables for the processes that are started within; tests of the same session do not see them."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in variables:
            if name in before:
                os.environ[name] = before[name]
            else:
                del os.environ[name]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, Any, Any]:
    """Remember which cell of a notebook is its last."""
    vars(item)["is_last"] = nextitem is None or nextitem.parent is not item.parent
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Run a cell, and check that something was compared."""
    if not _is_cell(item):
        return (yield)
    notebook: Any = item.parent
    shown, cell = notebook.stash[_SHOWN], vars(item)
    shown.kernel.execute_cell_input = partial(shown.ask, cell["cell_num"])
    try:
        result = yield
    finally:
        if cell["is_last"]:
            end_strays(list_strays(shown.pid()))
        if shown.replied.get("ename") == FORBIDDEN:
            shown.told.add(shown.replied["evalue"])
    if fault := _find_fault(item, shown):
        pytest.fail(fault, pytrace=False)
    if cell["is_last"] and (fault := _find_untold(notebook, shown)):
        pytest.fail(fault, pytrace=False)
    changed = [one for one in shown.waiting if describe_changes(*_read_both(one), {})]
    if cell["is_last"] and changed:
        pytest.fail("\n".join(_describe_change(changed[0])), pytrace=False)
    return result


def _is_cell(item: pytest.Item) -> bool:
    return type(item).__name__ == "IPyNbCell"


def _await_reply(shown: Shown, msg_id: str, timeout: float | None = None) -> None:
    """Wait for the reply to a cell, as nbval does, but no longer than the kernel lives; keep what it says."""
    end = time.monotonic() + (timeout or 1e9)
    while True:
        try:
            wait = min(LOOK_SECONDS, max(end - time.monotonic(), 0.01))
            message = shown.kernel.get_message(stream="shell", timeout=wait)
        except Empty:
            if not shown.kernel.is_alive():
                raise RuntimeError(
                    "the kernel died while the cell ran. Run the notebook in JupyterLab"
                ) from None
            if time.monotonic() >= end:
                raise
            continue
        if message["parent_header"].get("msg_id") == msg_id:
            shown.replied = message["content"]
            return


def _read_both(item: IPyNbCell) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Read what is stored of a cell, and what it shows."""
    return read_output_texts(copy.deepcopy(item.cell.outputs)), item.parent.stash[_SHOWN].read(item.cell_num)


def _compare(item: IPyNbCell, *_: Any) -> bool:
    """Return whether a cell shows what is stored of it; one with displays is compared after the last."""
    shown = item.parent.stash[_SHOWN]
    if shown.has_displays(item.cell_num):
        shown.waiting.append(item)
        return True
    item.comparison_traceback = _describe_change(item)
    return not item.comparison_traceback


def _describe_change(item: IPyNbCell) -> list[str]:
    """Describe what is another in the outputs of a cell: claims first, then where, then all lines."""
    stored, now = _read_both(item)
    told = describe_changes(stored, now, _read_kinds(item.parent.stash[_PRIVATE] / "stage"))
    if not told:
        return []
    return [*told, "", *_describe_place(item), "", "stored (-) and now (+):", *format_texts(stored, now)]


def _read_kinds(figures: Path) -> dict[str, str]:
    """Read what the rows of the figures of a notebook are, by their ids."""
    kinds = {}
    for path in figures.glob("*/*.json"):
        for row in json.loads(path.read_bytes())["rows"]:
            key, value = next(iter(row.items()))
            kinds[value] = key.removesuffix("_id")
    return kinds


def _describe_place(item: IPyNbCell) -> list[str]:
    """Return where a cell is: notebook, number, heading above it, its lines."""
    shown = item.parent.stash.get(_SHOWN, None)
    heading = f', under "{shown.heading(item.cell_num)}"' if shown else ""
    file = os.path.relpath(item.path)
    lines = [f"    {line}" for line in item.cell.source.splitlines()]
    return [f"{file}, code cell {item.cell_num + 1}{heading}:", *lines]


def _describe_failure(item: IPyNbCell, excinfo: pytest.ExceptionInfo[BaseException]) -> str:
    """Describe why a cell failed, in its own words first."""
    error: Any = excinfo.value
    if vars(item).get("comparison_traceback"):
        return "\n".join(item.comparison_traceback)
    raised = [one for one in item.test_outputs or [] if one.get("output_type") == "error"]
    said = f"{raised[-1]['ename']}: {raised[-1]['evalue']}" if raised else str(error)
    trace = getattr(error, "inner_traceback", None)
    return "\n".join([said, "", *_describe_place(item), *([trace] if trace else [])])


def _find_fault(item: Any, shown: Shown) -> str:
    """Return why a cell that passed shows nothing; nothing if it does."""
    cell, reply = item.cell, shown.replied
    is_well = reply.get("status") == "ok" or (item.options["check_exception"] and reply["ename"] != FORBIDDEN)
    if not is_well:
        return f"the cell ended in {reply.get('ename', reply.get('status'))}: {reply.get('evalue', '')}"
    if not item.options["check"] or not cell.source.strip():
        return ""
    if cell.execution_count is None:
        return (
            "the cell was never run: the notebook is without outputs, and nothing was compared. Run it and "
            "keep its outputs: analysttools run"
        )
    return next(filter(None, (find_cut(one, _ask_widest(one, shown)) for one in cell.outputs)), "")


def _find_untold(notebook: Any, shown: Shown) -> str:
    """Return what a cell did that `run` forbids although it went on; nothing if none did, or it was told."""
    _run_silently(shown, TELL)
    seen = json.loads((notebook.stash[_PRIVATE] / "seen.json").read_text(encoding="utf-8"))
    untold = [(number, fault) for number, fault in seen["faults"] if fault not in shown.told]
    return "\n".join(f"code cell {number}: {fault}" for number, fault in untold)


def _ask_widest(output: Any, shown: Shown) -> int | None:
    """Ask the kernel how many letters of a cell pandas shows, where that matters."""
    if "...</td>" not in output.get("data", {}).get("text/html", ""):
        return None
    asked = shown.kernel.kc.execute(WIDEST, store_history=False)
    shown.kernel.await_reply(asked, OUTPUT_SECONDS)
    while True:
        message = shown.kernel.get_message("iopub", timeout=OUTPUT_SECONDS)
        if message["parent_header"].get("msg_id") != asked or message["msg_type"] == "execute_input":
            continue
        if message["msg_type"] == "stream" and message["content"]["text"].strip().isdecimal():
            return int(message["content"]["text"])
        if message["content"].get("execution_state") == "idle":
            return None
