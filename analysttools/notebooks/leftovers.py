"""What a run has of its own while it lasts, and what of it is left: a folder, and programs that cells began.

Belongs here: what lies in the folder, ending the programs. Does not belong here: how a folder is made and
cleared away (``files/own_folders.py``).
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analysttools.files.atomic_write import STAGE
from analysttools.files.own_folders import own_folder

# How the folder of a run begins.
BEGINNING = "run-"


@contextmanager
def run_folder() -> Iterator[Path]:
    """Make a folder for one run, and take it away with what the run left; and those of killed runs."""
    with own_folder(BEGINNING, end_programs) as folder:
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


def end_group(pid: int | None) -> None:
    """End what is left of the group of processes that a kernel led."""
    if os.name == "posix" and pid and pid != os.getpgrp():
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
