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
# What changes a folder: which of what an event gives are names, and for each which is the folder that it
# starts from (an open one, by its number; -1 is where the process is).
_CHANGING = {
    "os.remove": ((0, 1),), "os.rmdir": ((0, 1),), "os.mkdir": ((0, 2),), "os.truncate": ((0, None),),
    "os.rename": ((0, 2), (1, 3)), "os.link": ((0, 2), (1, 3)), "os.symlink": ((1, 2),),
    "os.chmod": ((0, 2),), "os.chown": ((0, 3),), "os.utime": ((0, 3),),
}  # fmt: skip
_OWN_FOLDERS = ("MPLCONFIGDIR", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR")
# Where programs are, not data; a project may be below them all the same.
_SYSTEM = ("/proc/", "/sys/", "/etc/", "/usr/", "/lib")
_SENDING = ("socket.connect", "socket.sendto", "socket.sendmsg")
_FORKING = ("os.fork", "os.forkpty")
_PROGRAMS = ("subprocess.Popen", "os.posix_spawn", "os.system", "os.exec", "os.spawn", "pty.spawn")
_NAMES = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
_HERE = {"", "localhost", "127.0.0.1", "::1", None}
# Modules that read files without Python hearing of it, or run code in other processes.
_UNSEEN = (
    *("pyogrio", "fiona", "rasterio", "h5py", "netCDF4", "tables", "duckdb"),
    *("multiprocessing.popen_spawn_posix", "multiprocessing.popen_forkserver"),
)
# Caches of the user's own that may be written; and those that nothing which a notebook shows rests on.
_CACHES = ("Library/Caches", ".cache")
_OWN_CACHES = (
    *(f"{cache}/{name}" for cache in _CACHES for name in ("matplotlib", "fontconfig", "pip", "ipython")),
    *(".config/matplotlib", ".matplotlib", ".ipython", ".jupyter", ".local/share/jupyter"),
)
# What gives another result another time, and what reads files without Python's hearing of it.
_CHANCE = re.compile(
    r"\b(now|today|time|perf_counter|monotonic|urandom|environ|getenv|getpid|gethostname|random|rand|randn|randint"
    r"|choices?|shuffle|sample|default_rng|secrets|token_\w+|uuid[14]?|exists|is_file|is_dir|stat)\b(?=\(|\.|\[)"
    r"|[\"'](now|today)[\"']"
)
_UNHEARD = re.compile(r"\b(read_parquet|read_feather|read_orc|read_hdf|read_file|pyarrow|polars|lxml)\b")
_KEEP_IT = "Put what it gives into data/, with its source"
# What writes down what was seen in this process.
_told: list[Callable[[], None]] = []


class NotAllowedError(PermissionError):
    """A notebook that is rerun did what would make the rerun change more than its figures."""


def watch(private: str) -> None:
    """Watch, from now on, what this process reads; forbid what a rerun must not do.

    Files may be written below `private`, in caches of the user's own, and nowhere else; no process is forked,
    and no other machine is asked. This holds for what Python hears of: programs that a notebook runs and
    libraries in C can write unheard, and are doubts.

    Parameters
    ----------
    private : str
        The folder that is this run's own; `tell` writes there.
    """
    seen: dict[str, Any] = {"read": {}, "folders": {}, "doubts": {}, "faults": []}
    allowed, ignored = _allowed(private), _ignored(private)
    project = os.path.dirname(os.getcwd()) + os.sep  # noqa: PTH109, PTH120 (as text, as the events give it)
    chance = _ask_chance()

    def refuse(fault: str, advice: str) -> None:
        seen["faults"].append([_count_cells(), f"{fault}. {advice}"])
        raise NotAllowedError(f"{fault}. {advice}")

    def change(path: Any, folder: Any = -1) -> None:
        name = _absolute(path, folder)
        if name and not (name + os.sep).startswith(allowed) and "__pycache__" not in name:
            refuse(
                f"The cell wants to change {name}",
                "A notebook that is rerun changes figures alone, through save_figure",
            )

    def counts(name: str) -> bool:
        is_system = (name + os.sep).startswith(_SYSTEM) and not name.startswith(project)
        return bool(name) and not is_system and not name.startswith(ignored)

    def read(path: Any) -> None:
        name = _absolute(path)
        if name not in seen["read"] and "__pycache__" not in name and counts(name):
            seen["read"][name] = _stamp(name)

    def listed(path: Any) -> None:
        name = _absolute("." if path is None else path)
        if counts(name) and not _is_importing():
            seen["folders"][name] = None

    def hear(event: str, given: tuple[Any, ...]) -> None:
        if event == "open":
            if isinstance(given[0], int):
                return
            change(given[0]) if (given[2] or 0) & _WRITING else read(given[0])
        elif event in _CHANGING:
            for place, folder in _CHANGING[event]:
                change(given[place], -1 if folder is None else given[folder])
        elif event in ("os.listdir", "os.scandir"):
            listed(given[0])
        elif event in _FORKING:
            refuse("The cell forks", "Two kernels would answer as one. Use a pool of new processes")
        elif event in _PROGRAMS:
            seen["doubts"][f"it ran a program ({event})"] = None
        elif event == "sqlite3.connect" and given[0] not in (":memory:", b":memory:", ""):
            seen["doubts"]["it read a database"] = None
            if not os.path.exists(_absolute(given[0])):  # noqa: PTH110 (as above)
                change(given[0])
        elif event in _NAMES and given[0] not in _HERE:
            refuse(
                f"The cell asks the network for {_say(given[0])}",
                _KEEP_IT,
            )
        elif event in _SENDING and _is_elsewhere(given[1]):
            refuse(
                f"The cell asks {given[1][0]} over the network",
                _KEEP_IT,
            )

    def write() -> None:
        for name in _UNSEEN:
            if name in sys.modules:
                seen["doubts"][f"{name} reads files unseen"] = None
        for module in list(sys.modules.values()):
            if file := getattr(module, "__file__", None):
                read(file)
        if _ask_chance() != chance:
            seen["doubts"]["it drew random numbers"] = None
        for path in [Path(name) for name in seen["read"] if name.endswith(".py")]:
            source = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
            seen["doubts"].update({f"{path.name}: {one}": None for one in find_doubts(source)})
        told = {**seen, **{key: list(seen[key]) for key in ("folders", "doubts")}}
        Path(private, "seen.json").write_text(json.dumps(told), encoding="utf-8")

    sys.addaudithook(hear)
    _told.append(write)


def tell() -> None:
    """Write what has been seen since `watch` to ``seen.json`` in its folder."""
    for write in _told:
        write()


def find_doubts(source: str) -> list[str]:
    """Say what in the code of a notebook makes it give another result another time.

    Examples
    --------
    >>> from analysttools.running.watching import find_doubts
    >>> find_doubts("pd.Timestamp.now()")
    ['its code says "now"']
    """
    found = [*_CHANCE.finditer(source), *_UNHEARD.finditer(source)]
    return [f'its code says "{word}"' for word in dict.fromkeys(one[1] or one[2] for one in found)]


def _ask_chance() -> tuple[Any, ...]:
    """Give where Python's and numpy's random numbers stand: whoever draws one moves them."""
    import random

    numpy = sys.modules.get("numpy")
    drawn = numpy.random.get_state(legacy=True) if numpy is not None else ()
    return random.getstate(), *(str(one) for one in drawn)


def _allowed(private: str) -> tuple[str, ...]:
    """Give what may be changed."""
    return _folders([private, "/dev"], [*_CACHES, *_OWN_CACHES], ["XDG_CACHE_HOME", *_OWN_FOLDERS])


def _ignored(private: str) -> tuple[str, ...]:
    """Give what nothing rests on that a notebook shows, or what has a digest of its own."""
    package = str(Path(__file__).resolve().parent.parent)
    python = [sys.prefix, sys.base_prefix, sys.exec_prefix]
    return _folders([private, "/dev", *python, package], list(_OWN_CACHES), list(_OWN_FOLDERS))


def _folders(fixed: list[str], of_user: list[str], named: list[str]) -> tuple[str, ...]:
    """Give folders in both forms, as they are named and as they are; by path, below home, by variable."""
    variables = [os.environ[name] for name in named if os.environ.get(name)]
    folders = [*fixed, *(str(Path.home() / name) for name in of_user), *variables]
    return tuple(form for folder in folders for form in (folder + os.sep, os.path.realpath(folder) + os.sep))


def _absolute(path: Any, folder: Any = -1) -> str:
    """Give a whole path, of a name that starts from an open folder or from where the process is."""
    try:
        start = os.readlink(f"/proc/self/fd/{folder}") if folder not in (-1, None) else ""  # noqa: PTH115
        return os.path.abspath(os.path.join(start, os.fsdecode(path)))  # noqa: PTH100, PTH118 (no links followed)
    except OSError:
        return os.path.abspath(os.fsdecode(path))  # noqa: PTH100 (a system without /proc)
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
