"""What the system answers when it is asked about a file or a folder, without reading it.

Belongs here: the ways to ask, the same in a kernel and when it is looked whether an answer has changed.
Does not belong here: hearing who asks.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from typing import Any

from analysttools.files.atomic_write import WAITING

# The system's own, whatever a watched kernel puts into their places.
_stat, _lstat, _access, _readlink = os.stat, os.lstat, os.access, os.readlink
_listdir, _scandir = os.listdir, os.scandir
# What comes and goes in a folder without anybody's doing.
_PASSING = {".analysttools", ".ipynb_checkpoints", "__pycache__", ".git"}


def read_status(way: str, name: str) -> Any:
    """Answer what can be asked of a file or folder; None if it is not there.

    Parameters
    ----------
    way : str
        One of the keys of `WAYS`, or "may " and a mode of `os.access`.
    name : str
        The whole path.

    Returns
    -------
    str, int, list or None
        An answer that JSON can hold.

    Examples
    --------
    >>> from analysttools.notebooks.file_status import read_status
    >>> read_status("kind", "/"), read_status("kind", "/there/is/none")
    ('folder', None)
    """
    try:
        if way.startswith("may "):
            return _access(name, int(way.removeprefix("may ")))
        return WAYS[way](name)
    except (OSError, ValueError):
        return None


def stamp(name: str) -> tuple[int, int] | None:
    """Return the time of the last change of a file (ns) and its size; None if it is not there."""
    try:
        status = _stat(name)
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size


def _describe_kind(status: os.stat_result) -> str:
    kinds = {stat.S_IFREG: "file", stat.S_IFDIR: "folder", stat.S_IFLNK: "link"}
    return kinds.get(stat.S_IFMT(status.st_mode), "device")


def _list_status(status: os.stat_result) -> list[int]:
    owned = [status.st_mode, status.st_uid, status.st_gid]
    # a folder's time moves with whatever comes and goes in it, the run's own files too
    return owned if stat.S_ISDIR(status.st_mode) else [*owned, status.st_size, status.st_mtime_ns]


def _list_names(name: str) -> list[str]:
    return sorted(one for one in _listdir(name) if one not in _PASSING and WAITING not in one)


def _list_entries(name: str) -> list[list[str]]:
    with _scandir(name) as entries:
        kinds = {
            one.name: "folder" if one.is_dir() else "file" if one.is_file() else "other" for one in entries
        }
    return sorted([one, kinds[one]] for one in kinds if one not in _PASSING and WAITING not in one)


WAYS: dict[str, Callable[[str], Any]] = {
    "kind": lambda name: _describe_kind(_stat(name)),
    "own kind": lambda name: _describe_kind(_lstat(name)),
    "size": lambda name: _stat(name).st_size,
    "status": lambda name: _list_status(_stat(name)),
    "own status": lambda name: _list_status(_lstat(name)),
    "target": _readlink,
    "place": lambda name: name,
    "names": _list_names,
    "entries": _list_entries,
}
