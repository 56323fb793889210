"""Folders that a process has of its own while it lives, and that are cleared away when it was killed.

Belongs here: making, marking and clearing them. Does not belong here: what lies in them; files that wait to
take their names (``atomic_write.py``).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analysttools.files.atomic_write import lock_handle

# The file in such a folder that is locked while its process lives.
OWNER = "analysttools-owner"


def _do_nothing(_: Path) -> None:
    pass


@contextmanager
def own_folder(beginning: str, end: Callable[[Path], object] = _do_nothing) -> Iterator[Path]:
    """Make a folder for temporary files, and take it away; and those that killed processes left.

    Parameters
    ----------
    beginning : str
        How its name begins. Folders that begin like it are looked through for left ones.
    end : callable
        What is done with a folder before it is taken away.

    Yields
    ------
    Path
        The folder, which only its user can read.

    Examples
    --------
    >>> from analysttools.files.own_folders import own_folder
    >>> with own_folder("example-") as folder:
    ...     print(folder.is_dir())
    True
    >>> folder.is_dir()
    False
    """
    clear_folders(beginning, end)
    folder = Path(tempfile.mkdtemp(prefix=beginning)).resolve()
    try:
        with (folder / "owner").open("wb") as owner:
            lock_handle(owner.fileno())
            (folder / "owner").rename(folder / OWNER)  # whoever finds it under this name finds it locked
            yield folder
    finally:
        end(folder)
        shutil.rmtree(folder, ignore_errors=True)


def clear_folders(beginning: str, end: Callable[[Path], object] = _do_nothing) -> list[Path]:
    """Take away the folders of processes that were killed.

    Parameters
    ----------
    beginning, end
        As `own_folder` was given them.

    Returns
    -------
    list of Path
        What was taken away.

    Examples
    --------
    >>> from analysttools.files.own_folders import clear_folders
    >>> clear_folders("no-such-folder-")
    []
    """
    cleared = []
    for owner in Path(tempfile.gettempdir()).glob(f"{beginning}*/{OWNER}"):
        with suppress(OSError), owner.open("rb") as file:
            if lock_handle(file.fileno()):  # nobody has it any more
                end(owner.parent)
                shutil.rmtree(owner.parent, ignore_errors=True)
                cleared.append(owner.parent)
    return cleared
