"""One notebook run in a kernel of its own; nothing of it reaches its folder.

Belongs here: from a job to its outcome. Does not belong here: which notebooks are run, where, and what
becomes of the outcome.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets.config import Config

from analysttools.figures.records import SESSION
from analysttools.files.atomic_write import STAGE, read_stage
from analysttools.files.kernel_sockets import TRANSPORT, name_sockets
from analysttools.notebooks.document import (
    KERNEL,
    describe_failure,
    read_notebook,
    set_parameters,
    write_notebook,
)
from analysttools.notebooks.jobs import TELL, UNWATCHED, WATCH, Job, Outcome, Progress, list_variables
from analysttools.notebooks.leftovers import end_group, end_programs, end_strays, list_strays, run_folder
from analysttools.notebooks.source_doubts import find_doubts
from analysttools.notebooks.warm_kernels.provisioner import KERNELS, NAME

# Bytes that a notebook may show: more, and no browser would open it.
MOST_OUTPUT_BYTES = 20_000_000


class TooMuchOutputError(Exception):
    """A notebook that shows more than anybody could open."""


class Client(NotebookClient):
    """Runs the cells of one notebook, and counts what they show."""

    shown = 0

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        """Take in one message of the kernel."""
        content = msg["content"]
        self.shown += len(content.get("text", "")) + sum(
            len(str(one)) for one in content.get("data", {}).values()
        )
        if self.shown > MOST_OUTPUT_BYTES:
            raise TooMuchOutputError
        return super().process_message(msg, cell, cell_index)


def execute(job: Job, progress: Progress | None = None, stop: threading.Event | None = None) -> Outcome:
    """Run one notebook from top to bottom in a fresh kernel.

    Parameters
    ----------
    job : Job
        The notebook.
    progress : callable, optional
        Told of each code cell that begins.
    stop : threading.Event, optional
        Once it is set, the kernel is ended and the outcome is an error.

    Returns
    -------
    Outcome
        Errors of the notebook are in it; none is raised.
    """
    started, notes = time.monotonic(), _Notes()
    try:
        source = job.path.read_bytes()
        notebook = read_notebook(job.path, source)
        set_parameters(notebook, job.path, job.parameters)
    except (ValueError, OSError) as error:
        return Outcome(time.monotonic() - started, error=str(error))
    with run_folder() as folder, notes.taken():
        strays: dict[int, str] = {}
        problem = asyncio.run(_run(job, notebook, folder, strays, progress, stop))
        if end_strays(strays) + end_programs(folder):
            notes.lines.append(f"{job.path.name} left programs running, which were ended")
        seen = _read_seen(folder)
        if problem is None and seen["faults"]:  # the cell went on all the same
            number, fault = seen["faults"][0]
            codes = [index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
            problem = describe_failure(job.path, notebook, codes[max(number, 1) - 1], fault)
        return Outcome(
            time.monotonic() - started,
            error=problem,
            notebook=b"" if problem else write_notebook(notebook),
            files={} if problem else read_stage(folder / "stage"),
            notes=tuple(notes.lines),
            source=source,
            **list_inputs(seen, notebook),
        )


class _Notes(logging.Handler):
    """What the provisioner says of one notebook's kernel."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.lines.append(record.getMessage())

    @contextmanager
    def taken(self) -> Iterator[None]:
        said = logging.getLogger("analysttools.notebooks.warm_kernels.provisioner")
        said.addHandler(self)
        try:
            yield
        finally:
            said.removeHandler(self)


async def _run(
    job: Job,
    notebook: Any,
    folder: Path,
    strays: dict[int, str],
    progress: Progress | None,
    stop: threading.Event | None,
) -> str | None:
    """Run the cells in place, and add the programs that they leave; return what went wrong, and where."""
    client = _make_client(job, notebook, folder)
    environment = {**list_variables(), STAGE: str(folder / "stage"), "TMPDIR": str(folder / "tmp")}
    environment[SESSION] = job.path.name
    index, path, kernel = 0, job.path, None
    codes = [number for number, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    try:
        async with client.async_setup_kernel(env=environment, cleanup_kc=True):
            kernel = getattr(getattr(client.km, "provisioner", None), "pid", None)
            ended = asyncio.create_task(_end_when(stop, client))
            try:
                await _run_silently(client, WATCH.format(folder=str(folder)))
                for nth, index in enumerate(codes, start=1):
                    if progress is not None:
                        progress(path, nth, len(codes))
                    cell = notebook.cells[index]
                    await client.async_execute_cell(
                        cell, index, execution_count=client.code_cells_executed + 1
                    )
                await _run_silently(client, TELL)
            finally:
                ended.cancel()
                strays |= list_strays(kernel)
    except CellExecutionError as failure:
        return describe_failure(path, notebook, index, f"{failure.ename}: {failure.evalue}")
    except CellTimeoutError:
        return describe_failure(
            path, notebook, index, f"the cell took longer than {job.cell_timeout} seconds"
        )
    except TooMuchOutputError:
        return describe_failure(
            path, notebook, index, f"the notebook shows more than {MOST_OUTPUT_BYTES // 10**6} MB"
        )
    except (DeadKernelError, RuntimeError) as failure:
        return describe_failure(
            path, notebook, index, "the kernel died" if isinstance(failure, DeadKernelError) else str(failure)
        )
    except NoSuchKernel:
        return (
            f'{path}: there is no Jupyter kernel "{KERNEL["name"]}". Install one with: pip install ipykernel'
        )
    finally:
        end_group(kernel)
    return None


def _make_client(job: Job, notebook: Any, folder: Path) -> Client:
    config = Config()
    if sockets := name_sockets(folder):
        config.ConnectionFileMixin.transport, config.ConnectionFileMixin.ip = TRANSPORT, sockets
    config.ConnectionFileMixin.connection_file = str(folder / "connection.json")
    name, specs = (NAME, KernelSpecManager(kernel_dirs=[str(KERNELS / "kernels")]))
    if not job.is_warm:
        name, specs = KERNEL["name"], KernelSpecManager()
    manager = AsyncKernelManager(kernel_name=name, kernel_spec_manager=specs, config=config)
    return Client(
        notebook,
        km=manager,
        timeout=job.cell_timeout,
        resources={"metadata": {"path": str(job.path.parent)}},
        record_timing=False,
        coalesce_streams=True,
        shutdown_kernel="immediate",
        # Jupyter's kernels listen on the loopback address; each would warn of it.
        extra_arguments=["--log-level=ERROR", "--HistoryManager.hist_file=:memory:"],
    )


async def _run_silently(client: Client, code: str) -> None:
    """Run lines that leave no trace in the notebook."""
    assert client.kc is not None  # noqa: S101 (within `async_setup_kernel` there is one)
    reply = await client.async_wait_for_reply(client.kc.execute(code, silent=True, store_history=False))
    if reply is None or reply["content"]["status"] != "ok":
        said = "" if reply is None else f": {reply['content'].get('ename')}: {reply['content'].get('evalue')}"
        raise RuntimeError(UNWATCHED.format(said=said))


async def _end_when(stop: threading.Event | None, client: Client) -> None:
    """End the kernel once `stop` is set; whoever waits for a cell then hears that it died."""
    while stop is None or not stop.is_set():
        await asyncio.sleep(0.1)
    if client.km is not None and client.km.provisioner is not None:
        with suppress(OSError):
            await client.km.provisioner.kill()


def list_inputs(seen: dict[str, Any], notebook: Any) -> dict[str, Any]:
    """Return what an outcome says of what a notebook rests on, of what its kernel saw."""
    variables = list_variables()
    return {
        "read": {name: tuple(stamp) if stamp else None for name, stamp in seen["read"].items()},
        "asked": seen["asked"],
        "variables": {name: variables.get(name) for name in seen["variables"]},
        "doubts": (*seen["doubts"], *_describe_doubts(notebook)),
    }


def _read_seen(folder: Path) -> dict[str, Any]:
    """Read what the kernel saw; nothing if it did not come to say so."""
    try:
        return dict(json.loads((folder / "seen.json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {
            **{"read": {}, "asked": {}, "variables": [], "faults": []},
            "doubts": ["what it read was not told"],
        }


def _describe_doubts(notebook: Any) -> list[str]:
    return find_doubts("\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code"))
