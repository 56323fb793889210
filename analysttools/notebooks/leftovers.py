"""What a run has of its own while it lasts, and what of it is left: a folder, and programs that cells began.

Belongs here: making the folder, ending the programs, clearing away what a killed run could not. Does not
belong here: files that wait to take their names (``files/atomic_write.py``).
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analysttools.files.atomic_write import STAGE, lock_handle

# How the folder of a run begins, and the file in it that is locked while its run lasts.
BEGINNING, OWNER = "run-", "analysttools-owner"


@contextmanager
def own_folder() -> Iterator[Path]:
    """Make a folder for one run, and take it away; and those that killed runs left."""
    clear_folders()
    folder = Path(tempfile.mkdtemp(prefix=BEGINNING)).resolve()
    try:
        with (folder / "owner").open("wb") as owner:
            lock_handle(owner.fileno())
            (folder / "owner").rename(folder / OWNER)  # whoever finds it under this name finds it locked
            for name in ("stage", "tmp"):
                (folder / name).mkdir()
            yield folder
    finally:
        end_programs(folder)
        shutil.rmtree(folder, ignore_errors=True)


def clear_folders() -> list[Path]:
    """Take away the folders of runs that were killed, and end the programs that these left."""
    cleared = []
    for owner in Path(tempfile.gettempdir()).glob(f"{BEGINNING}*/{OWNER}"):
        with suppress(OSError), owner.open("rb") as file:
            if lock_handle(file.fileno()):  # nobody has it any more
                end_programs(owner.parent)
                shutil.rmtree(owner.parent, ignore_errors=True)
                cleared.append(owner.parent)
    return cleared


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
