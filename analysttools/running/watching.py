"""What a notebook does besides computing: which files it reads, and what it must leave alone.

Belongs here: what runs inside the kernel, before the first cell and after the last. Imports nothing of the
package, so that a kernel has it at once. Does not belong here: what is made of it.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Flags with which a file is opened to be changed.
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGING = {
    "os.remove": 1, "os.rename": 2, "os.rmdir": 1, "os.mkdir": 1, "os.link": 2, "os.symlink": 2,
    "os.truncate": 1, "os.chmod": 1, "os.chown": 1, "os.utime": 1,
}  # fmt: skip
_FORKING = ("os.fork", "os.forkpty")
_PROGRAMS = ("subprocess.Popen", "os.posix_spawn", "os.system", "os.exec", "os.spawn", "pty.spawn")
_NAMES = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
_HERE = {"", "localhost", "127.0.0.1", "::1", None}
# Modules that read files without Python hearing of it, or run code in other processes.
_UNSEEN = (
    *("pyogrio", "fiona", "rasterio", "h5py", "netCDF4", "tables", "duckdb"),
    *("multiprocessing.popen_spawn_posix", "multiprocessing.popen_forkserver"),
)
_CACHES = (
    "Library/Caches",
    ".cache",
    ".config/matplotlib",
    ".matplotlib",
    ".ipython",
    ".jupyter",
    ".local/share/jupyter",
)
# What gives another result another time, and what reads files without Python's hearing of it.
_CHANCE = re.compile(r"\b(now|today|time|urandom|environ|getenv|random|default_rng|uuid4?)\b(?=\(|\.|\[)")
_UNHEARD = re.compile(r"\b(read_parquet|read_feather|read_orc|read_hdf|read_file|pyarrow)\b")


_KEEP_IT = "Put what it gives into data/, with its source"


class NotAllowedError(PermissionError):
    """A notebook that is rerun did what would make the rerun change more than its figures."""


def watch(private: str) -> Callable[[], None]:
    """Watch, from now on, what this process reads; forbid what a rerun must not do.

    Files may be written below `private`, in caches of the user's own, and nowhere else; no process is forked,
    and no other machine is asked.

    Parameters
    ----------
    private : str
        The folder that is this run's own.

    Returns
    -------
    callable
        Writes what was seen to ``seen.json`` below `private`.
    """
    seen: dict[str, Any] = {"read": {}, "folders": {}, "doubts": {}, "faults": []}
    allowed = _allowed(private)
    ignored = _ignored(private)

    def refuse(fault: str, advice: str) -> None:
        seen["faults"].append([_count_cells(), f"{fault}. {advice}"])
        raise NotAllowedError(f"{fault}. {advice}")

    def change(path: Any) -> None:
        name = _absolute(path)
        if name and not (name + os.sep).startswith(allowed) and "__pycache__" not in name:
            refuse(
                f"The cell wants to change {name}",
                "A notebook that is rerun changes figures alone, through save_figure",
            )

    def read(path: Any) -> None:
        name = _absolute(path)
        is_news = name and name not in seen["read"] and "__pycache__" not in name
        if is_news and not name.startswith(ignored):
            seen["read"][name] = _stamp(name)

    def listed(path: Any) -> None:
        name = _absolute("." if path is None else path)
        if name and not name.startswith(ignored) and not _is_importing():
            seen["folders"][name] = None

    def hear(event: str, given: tuple[Any, ...]) -> None:
        if event == "open":
            if isinstance(given[0], int):
                return
            change(given[0]) if (given[2] or 0) & _WRITING else read(given[0])
        elif event in _CHANGING:
            for path in given[: _CHANGING[event]]:
                change(path)
        elif event in ("os.listdir", "os.scandir"):
            listed(given[0])
        elif event in _FORKING:
            refuse("The cell forks", "Two kernels would answer as one. Use a pool of new processes")
        elif event in _PROGRAMS:
            seen["doubts"][f"it ran a program ({event})"] = None
        elif event == "sqlite3.connect" and given[0] != ":memory:":
            seen["doubts"]["it read a database"] = None
        elif event in _NAMES and given[0] not in _HERE:
            refuse(
                f"The cell asks the network for {_say(given[0])}",
                _KEEP_IT,
            )
        elif event == "socket.connect" and _is_elsewhere(given[1]):
            refuse(
                f"The cell asks {given[1][0]} over the network",
                _KEEP_IT,
            )

    def tell() -> None:
        for name in _UNSEEN:
            if name in sys.modules:
                seen["doubts"][f"{name} reads files unseen"] = None
        for module in list(sys.modules.values()):
            if file := getattr(module, "__file__", None):
                read(file)
        told = {**seen, **{key: list(seen[key]) for key in ("folders", "doubts")}}
        Path(private, "seen.json").write_text(json.dumps(told), encoding="utf-8")

    sys.addaudithook(hear)
    return tell


def find_doubts(source: str) -> list[str]:
    """Say what in the code of a notebook makes it give another result another time.

    Examples
    --------
    >>> from analysttools.running.watching import find_doubts
    >>> find_doubts("pd.Timestamp.now()")
    ['its code says "now"']
    """
    return [
        f'its code says "{word}"'
        for word in dict.fromkeys(_CHANCE.findall(source) + _UNHEARD.findall(source))
    ]


def _allowed(private: str) -> tuple[str, ...]:
    home = Path.home()
    named = [
        os.environ.get(name)
        for name in ("XDG_CACHE_HOME", "MPLCONFIGDIR", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR")
    ]
    folders = [private, "/dev", *(str(home / name) for name in _CACHES), *(one for one in named if one)]
    return tuple(form for folder in folders for form in (folder + os.sep, os.path.realpath(folder) + os.sep))


def _ignored(private: str) -> tuple[str, ...]:
    package = Path(__file__).resolve().parent.parent
    system = ("/proc", "/sys", "/dev", "/etc", "/usr", "/lib", sys.prefix, sys.base_prefix, sys.exec_prefix)
    return (*_allowed(private), *(folder + os.sep for folder in (*system, str(package))))


def _absolute(path: Any) -> str:
    try:
        return os.path.abspath(os.fsdecode(path))  # noqa: PTH100 (resolve would follow links)
    except (TypeError, ValueError):
        return ""  # a file that is open already, or none


def _stamp(name: str) -> tuple[int, int] | None:
    try:
        status = os.stat(name)  # noqa: PTH116 (this is asked thousands of times)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _count_cells() -> int:
    from IPython import get_ipython

    shell = get_ipython()
    return 0 if shell is None else len(shell.user_ns["In"]) - 1  # the cell that runs is the last of them


def _is_importing() -> bool:
    """Say whether it is Python's import that lists a folder."""
    caller = sys._getframe(3).f_code.co_filename
    return caller.startswith("<frozen importlib") or f"{os.sep}importlib{os.sep}" in caller


def _is_elsewhere(address: Any) -> bool:
    return isinstance(address, tuple) and not str(address[0]).startswith(("127.", "::1", "localhost"))


def _say(name: Any) -> str:
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)
