"""What a run has of its own while it lasts, and what of it is left: a folder, and programs that cells began.

Belongs here: what lies in the folder, ending the programs. Does not belong here: how a folder is made and
cleared away (``files/own_folders.py``).
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analysttools.files.atomic_write import STAGE
from analysttools.files.own_folders import own_folder

# How the folder of a run begins.
RUN_FOLDER = "run-"
# How long is waited for programs to be gone.
END_SECONDS = 5


@contextmanager
def run_folder() -> Iterator[Path]:
    """Make a folder for one run, and take it away with what the run left; and those of killed runs."""
    with own_folder(RUN_FOLDER, end_programs) as folder:
        for name in ("stage", "tmp"):
            (folder / name).mkdir()
        yield folder


def end_programs(folder: Path) -> int:
    """End the programs that the cells of a run began and left; give how many.

    They are known by the variable that names the run's folder, which each inherits, wherever it went.
    """
    mark, ended = f"{STAGE}={folder}{os.sep}".encode(), 0
    for told in Path("/proc").glob("[0-9]*/environ"):
        pid = int(told.parent.name)
        with suppress(OSError):  # it has ended, or is somebody else's
            if pid != os.getpid() and mark in told.read_bytes():
                os.kill(pid, signal.SIGKILL)
                ended += 1
    return ended


def list_strays(kernel: int | None) -> dict[int, str]:
    """Return the programs below a kernel that are not of its group, each with the moment that it began.

    A kernel that is watched takes in those whose parent has ended (``audit.py``), so that each is found,
    whatever its session and its variables are. Nothing is found where the system does not tell.

    Examples
    --------
    >>> from analysttools.notebooks.leftovers import list_strays
    >>> list_strays(None)
    {}
    """
    known = {int(folder.name): _read_stat(folder) for folder in Path("/proc").glob("[0-9]*")}
    found: dict[int, str] = {}
    above: set[int | None] = {kernel}
    while above:
        below = {pid for pid, (_, parent, _, _) in known.items() if parent in above and pid not in found}
        found |= {pid: known[pid][3] for pid in below}
        above = {*below}
    return {pid: began for pid, began in found.items() if known[pid][2] != kernel}


def end_strays(strays: dict[int, str]) -> int:
    """End the programs that `list_strays` found and that are still there; return how many."""
    there = [pid for pid, began in strays.items() if _is_there(pid, began)]
    for pid in there:
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + END_SECONDS
    while time.monotonic() < end and any(_is_there(pid, strays[pid]) for pid in there):
        time.sleep(0.01)  # a busy machine takes a moment
    return len(there)


def _is_there(pid: int, began: str) -> bool:
    """Return whether a program runs that began then; else it has ended, and another may have its number."""
    state, _, _, since = _read_stat(Path(f"/proc/{pid}"))
    return since == began and state != "Z"


def _read_stat(folder: Path) -> tuple[str, int, int, str]:
    """Read the state of a process, its parent, its group and when it began; nothing of one that has ended."""
    try:
        text = (folder / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "", -1, -1, ""
    fields = text.rpartition(")")[2].split()  # its name, which may hold anything, ends there
    return fields[0], int(fields[1]), int(fields[2]), fields[19]


def end_group(pid: int | None) -> None:
    """End what is left of the group of processes that a kernel led."""
    if os.name == "posix" and pid and pid != os.getpgrp():
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
