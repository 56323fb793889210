"""What a notebook does besides computing: what it rests on, and what it must leave alone.

Belongs here: what runs inside the kernel, before the first cell and after the last. Imports nothing of the
package but what is as light, so that a kernel has it at once. Does not belong here: names made into paths
(``watched_names.py``), doubts about code (``source_doubts.py``), what is made of the report.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from analysttools.notebooks import wrappers
from analysttools.notebooks.callers import (
    PACKAGE_PREFIX,
    Caller,
    find_caller,
    find_logger,
    is_called_by,
    name_functions,
)
from analysttools.notebooks.file_status import read_status, stamp
from analysttools.notebooks.source_doubts import find_doubts
from analysttools.notebooks.watched_names import (
    HERE,
    absolute_path,
    both_forms,
    decode_name,
    is_elsewhere,
    list_own_folders,
    list_python_folders,
    read_database,
    resolve_path,
)

# Flags with which a file is opened to be changed.
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# What changes a folder: which of what an event gives are names, and for each which is the folder that it
# starts from (an open one, by its number; -1 is where the process is).
_CHANGING = {
    "os.remove": ((0, 1),), "os.rmdir": ((0, 1),), "os.mkdir": ((0, 2),), "os.truncate": ((0, None),),
    "os.rename": ((0, 2), (1, 3)), "os.link": ((0, 2), (1, 3)), "os.symlink": ((1, 2),),
    "os.chmod": ((0, 2),), "os.chown": ((0, 3),), "os.utime": ((0, 3),), "os.mknod": ((0, 1),),
    "os.setxattr": ((0, None),), "os.removexattr": ((0, None),),
}  # fmt: skip
_OWN_FOLDERS = ("MPLCONFIGDIR", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR")
# Where programs are, not data, unless a notebook itself looks there; a project may be below them too.
_SYSTEM = ("/proc/", "/sys/", "/etc/", "/usr/", "/lib/", "/lib32/", "/lib64/")
_OF_THE_MOMENT = ("/proc/", "/sys/")
# Where libraries look how many processors they may use.
_SHARES = "/sys/fs/cgroup/"
# Of these, what the name of a link is about, not what it leads to.
_OF_LINKS = ("os.remove", "os.rmdir", "os.mkdir", "os.rename", "os.symlink", "os.mknod")
# What may be written to and read from for ever, and keeps nothing: whole names; what a number leads to is a
# pipe or a socket, or it is a file under its own name.
_SINKS = re.compile(
    r"/dev/(null|zero|full|tty|ptmx|stdin|stdout|stderr|pts/\d+|fd/\d+)|/proc/\d+/fd/(pipe|socket|anon_inode):.*"
)
# Names that may lead anywhere.
_LEADING = ("/dev/", "/proc/")
_SENDING = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind")
_PROGRAMS = ("subprocess.Popen", "os.posix_spawn", "os.system", "os.exec", "os.spawn", "pty.spawn")
_LOOKING_UP = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
_C = ("ctypes.dlopen", "ctypes.dlsym", "ctypes.dlsym/handle", "ctypes.call_function", "ctypes.cdata")
# Modules that read and write without Python's hearing of it, or run code in other processes: once they are
# loaded; and those that others load as well, once a notebook imports them.
_UNSEEN = (
    *("pyogrio", "fiona", "rasterio", "h5py", "netCDF4", "tables", "duckdb", "polars", "lxml", "osgeo"),
    *("cv2", "zarr", "_gdbm", "_dbm", "sysv_ipc", "posix_ipc", "psutil", "_cffi_backend"),
    *("pyarrow.parquet", "pyarrow.feather", "pyarrow.orc", "pyarrow.csv", "pyarrow.json"),
    *("multiprocessing.popen_spawn_posix", "multiprocessing.popen_forkserver"),
)
_UNHEARD = (
    *("pyarrow", "zmq", "posix", "_posixshmem", "_random", "_ctypes", "_io", "_socket", "_sqlite3"),
    *("simdjson", "csimdjson"),
    *("_posixsubprocess", "_datetime", "_curses", "readline"),
)
# Questions about a file that are answered by what it is, whatever stands in it; and by how large it is.
_KIND = {
    *("exists", "lexists", "isfile", "isdir", "islink", "ismount", "is_file", "is_dir", "is_symlink"),
    *("is_mount", "is_socket", "is_fifo", "is_block_device", "is_char_device", "_lexists", "_isdir"),
    *("realpath", "_joinrealpath", "makedirs", "mkdir", "resolve", "walk", "which", "_access_check"),
}
_SIZE = {"getsize"}
# Variables that each run has anew.
_OF_THE_RUN = {"TMPDIR", "ANALYSTTOOLS_STAGE", "JPY_PARENT_PID", "JPY_SESSION_NAME"}
# Caches of the user's own that may be written; and those that nothing which a notebook shows rests on.
_CACHES = ("Library/Caches", ".cache")
_OWN_CACHES = (
    *(f"{cache}/{name}" for cache in _CACHES for name in ("matplotlib", "fontconfig", "pip", "ipython")),
    *(".config/matplotlib", ".matplotlib", ".ipython", ".jupyter", ".local/share/jupyter"),
)
_KEPT_BY_IPYTHON = f"{os.sep}db{os.sep}"  # what %store keeps, below a profile
_PR_SET_CHILD_SUBREAPER = 36
_KEEP_IT = "Put what it gives into data/, with its source"
_ASKED = ("the time", "chance", "this machine", "shared memory", "a program")
_HERE_FILES = (__file__, wrappers.__file__)
_OWN_WRITING = ("analysttools/files/atomic_write.py", "analysttools/figures/saving.py")
# What writes down what was seen in this process.
_reports: list[Callable[[], None]] = []


class NotAllowedError(PermissionError):
    """A notebook that is rerun did what would make the rerun change more than its figures."""


class _State(threading.local):
    """Of a thread: whether it is within an event; who seeds a generator; where an opened name starts."""

    is_busy = False
    seeding: Caller | None = None
    start: int | None = None


class Watch:
    """What is seen of a notebook while it runs: each event of `EVENTS` adds to it, or is refused.

    Attributes
    ----------
    read : dict of str and (int, int) or None
        The files that were read, with time and size when they first were; None for one that was not there.
    asked : dict of str and dict
        For each file or folder that was asked about, the ways to ask and the answers (``file_status.py``).
    variables : dict of str and None
        The variables of the environment that were read.
    doubts : dict of str and None
        Why all this may not be whole.
    faults : list of (int, str)
        What was refused, with the number of the cell.
    """

    def __init__(self, private: str, folder: str) -> None:
        self.read: dict[str, tuple[int, int] | None] = {}
        self.asked: dict[str, dict[str, Any]] = {}
        self.variables: dict[str, None] = {}
        self.doubts: dict[str, None] = {}
        self.faults: list[tuple[int, str]] = []
        self._private = both_forms([private])
        self._project = os.path.dirname(folder).rstrip(os.sep) + os.sep  # noqa: PTH120 (as text)
        self._allowed = self._private + list_own_folders(
            [*_CACHES, *_OWN_CACHES], ["XDG_CACHE_HOME", *_OWN_FOLDERS]
        )
        self._of_python = both_forms([PACKAGE_PREFIX, *list_python_folders(self._project)])
        self._ignored = list_own_folders(list(_OWN_CACHES), list(_OWN_FOLDERS))
        self._chance = _list_chance()
        self._seeded: set[str] = set()
        self._unseeded: list[str] = []
        self._state = _State()

    def on_event(self, event: str, given: tuple[Any, ...]) -> None:
        """Take in what Python tells of itself; what it is told while this looks into it is of this alone."""
        handle = EVENTS.get(event)
        if handle is None or self._state.is_busy:
            return
        self._state.is_busy = True
        try:
            handle(self, event, given)
        finally:
            self._state.is_busy = False

    def report(self) -> dict[str, Any]:
        """Return what was seen until now, in a form that JSON can hold."""
        self._state.is_busy = True
        for name in _UNSEEN:
            if name in sys.modules:
                self.doubt(f"{name} reads and writes files unseen")
        modules = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
        files = [file for file in modules if isinstance(file, str) and self._counts(file, Caller.IMPORT)]
        for file in files:
            self.read.setdefault(file, stamp(file))
        self.doubts.update(dict.fromkeys(self._unseeded))
        for name, drawn in _list_chance().items():
            if name not in self._seeded and drawn != self._chance.get(name, drawn):
                self.doubt("it drew random numbers")
        for path in [Path(name) for name in files if name.endswith(".py")]:
            source = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
            self.doubts.update({f"{path.name}: {one}": None for one in find_doubts(source)})
        self._state.is_busy = False
        return {
            **{"read": self.read, "asked": self.asked, "faults": self.faults},
            **{"variables": list(self.variables), "doubts": list(self.doubts)},
        }

    def doubt(self, words: str) -> None:
        """Keep why what was seen may not be all."""
        self.doubts[words] = None

    def refuse(self, fault: str, advice: str) -> None:
        """Forbid what the cell is about to do."""
        self.faults.append((_count_cells(), f"{fault}. {advice}"))
        raise NotAllowedError(f"{fault}. {advice}")

    # ---- files --------------------------------------------------------------------------------------------

    def _on_open(self, _: str, given: tuple[Any, ...]) -> None:
        path, flags = given[0], given[2] or 0
        if isinstance(path, int):
            return
        if flags & _WRITING:
            self._change(resolve_path(path, self._state.start))
        elif self._state.start is None:
            self._read(self._name(path))

    def _on_open_from(self, _: str, given: tuple[Any, ...]) -> None:
        if not given[1] & _WRITING:
            self._read(self._name(given[0], given[2]))

    def _on_start(self, _: str, given: tuple[Any, ...]) -> None:
        self._state.start = given[0]

    def _on_change(self, event: str, given: tuple[Any, ...]) -> None:
        for place, folder in _CHANGING[event]:
            start = None if folder is None else given[folder]
            self._change(resolve_path(given[place], start, follows=event not in _OF_LINKS))

    def _change(self, name: str) -> None:
        """Refuse what is not this run's own, by where it is, whatever name leads there."""
        if name.startswith("/dev/shm/"):  # noqa: S108 (it is looked for, not made)
            return self.doubt("it shares memory with other processes")
        is_ours = (name + os.sep).startswith(self._allowed) or _SINKS.fullmatch(name)
        if name and not is_ours and not self._is_compiled(name):
            self.refuse(
                f"The cell wants to change {name}",
                "A notebook that is rerun changes figures alone, through save_figure",
            )
        return None

    def _name(self, path: Any, folder: Any = None, *, follows: bool = True) -> str:
        """Return the whole name of what is read or asked about; where it is, if the name may lead off."""
        name = absolute_path(path, folder)
        if not (name + os.sep).startswith((*self._private, *self._ignored, *_LEADING)):
            return name
        real = resolve_path(path, folder, follows=follows)
        return name if real.startswith(_LEADING) else real

    def _is_compiled(self, name: str) -> bool:
        """Return whether it is Python that keeps what it compiled of a module."""
        folder, _, file = name.rpartition(os.sep)
        return "__pycache__" in (os.path.basename(folder), file) and self._caller() is Caller.IMPORT  # noqa: PTH119

    def _read(self, name: str) -> None:
        caller = self._caller()
        if name in self.read or (caller is Caller.IMPORT and f"{os.sep}__pycache__{os.sep}" in name):
            return
        if name.startswith(_OF_THE_MOMENT):
            if caller is Caller.NOTEBOOK or (caller is Caller.LIBRARY and not name.startswith(_SHARES)):
                self.doubt(f"it read {name}, which the system writes anew each time")
        elif self._counts(name, caller):
            kind = read_status("kind", name)
            if kind in ("file", None):
                self.read[name] = stamp(name)
            elif kind == "device":
                self.doubt(f"it read {name}, which is not a file")

    def _on_listing(self, event: str, given: tuple[Any, ...]) -> None:
        caller = self._caller()
        if caller is not Caller.IMPORT:
            way = "names" if event == "os.listdir" else "entries"
            self._ask(way, self._name("." if given[0] is None else given[0]), caller)

    def _on_stat(self, _: str, given: tuple[Any, ...]) -> None:
        path, follows, folder = given
        names = name_functions(self._frame())
        caller = self._caller()
        is_kind = names & _KIND or caller is Caller.TOOL  # which show no times
        way = "kind" if is_kind else "size" if names & _SIZE else "status"
        own = "" if follows or way == "size" else "own "
        self._ask(own + way, self._name(path, folder, follows=follows), caller)

    def _on_access(self, _: str, given: tuple[Any, ...]) -> None:
        self._ask(f"may {given[1]}", self._name(given[0], given[2]), self._caller())

    def _on_link(self, _: str, given: tuple[Any, ...]) -> None:
        self._ask("target", self._name(given[0], given[1], follows=False), self._caller())

    def _on_place(self, _: str, __: tuple[Any, ...]) -> None:
        if self._caller() is Caller.NOTEBOOK:
            self._ask("place", absolute_path("."), Caller.NOTEBOOK)

    def _on_attributes(self, _: str, given: tuple[Any, ...]) -> None:
        if self._counts(self._name(given[0]), self._caller()):
            self.doubt("it read attributes of a file")

    def _ask(self, way: str, name: str, caller: Caller) -> None:
        """Keep the first answer; what this package asks of the figures that it writes is no input."""
        is_ours = caller is Caller.TOOL and is_called_by(self._frame(), *_OWN_WRITING)
        if caller is not Caller.IMPORT and not is_ours and self._counts(name, caller):
            answers = self.asked.setdefault(name, {})
            if way not in answers:
                answers[way] = read_status(way, name)

    def _counts(self, name: str, caller: Caller) -> bool:
        """Return whether anything that a notebook shows may rest on a file, when this caller asks for it."""
        whole = name + os.sep
        if not name or whole.startswith(self._private) or _SINKS.fullmatch(name):
            return False
        if caller is Caller.NOTEBOOK:
            return True
        if whole.startswith(self._of_python):
            return False
        if name.startswith(self._project):
            return True
        is_own = whole.startswith(self._ignored) and _KEPT_BY_IPYTHON not in name
        return not whole.startswith(_SYSTEM) and not is_own

    # ---- what is not a file -------------------------------------------------------------------------------

    def _on_question(self, event: str, given: tuple[Any, ...]) -> None:
        what, caller = event.removeprefix("ask for "), self._state.seeding or self._caller()
        if what == "shared memory":
            self.doubt("it shares memory with other processes")
        elif what == "a program":
            self.doubt("it ran a program (a process of Python)")
        elif caller is Caller.NOTEBOOK or (caller is Caller.LIBRARY and what != "this machine"):
            words = f"it asked for {what} ({given[0]})"
            if self._state.seeding:
                self._unseeded.append(words)
            else:
                self.doubt(words)

    def _on_name_of_machine(self, event: str, _: tuple[Any, ...]) -> None:
        self._on_question("ask for this machine", (event,))

    def _on_variable(self, _: str, given: tuple[Any, ...]) -> None:
        name = os.fsdecode(given[0]) if isinstance(given[0], str | bytes) else ""
        if name not in _OF_THE_RUN and self._caller() in (Caller.NOTEBOOK, Caller.LIBRARY):
            if name == "*":
                self.doubt("it read the whole environment")
            else:
                self.variables[name] = None

    def _on_seed(self, _: str, given: tuple[Any, ...]) -> None:
        name = given[0]
        if name not in self._seeded and _list_chance().get(name) != self._chance.get(name):
            self.doubt("it drew random numbers")
        self._seeded.add(name)

    def _on_state(self, _: str, given: tuple[Any, ...]) -> None:
        if given[0] not in self._seeded and self._caller() in (Caller.NOTEBOOK, Caller.LIBRARY):
            self.doubt(f"it asked for chance ({given[1]})")

    def _on_seeding(self, _: str, given: tuple[Any, ...]) -> None:
        self._state.seeding = self._caller() if given[0] else None

    def _on_seed_after_all(self, _: str, __: tuple[Any, ...]) -> None:
        self._unseeded[-1:] = []

    def _on_message(self, _: str, __: tuple[Any, ...]) -> None:
        if find_logger(self._frame()) in (Caller.NOTEBOOK, Caller.LIBRARY):
            self.doubt("it asked for the time (logging)")

    def _on_kept(self, _: str, given: tuple[Any, ...]) -> None:
        self.doubt(f"{given[0]} reads and writes files unseen")

    def _on_fork(self, _: str, __: tuple[Any, ...]) -> None:
        if is_called_by(self._frame(), f"{os.sep}ptyprocess{os.sep}", f"{os.sep}pty.py"):
            self.doubt("it ran a program (in a terminal)")  # as IPython does with !
        else:
            self.refuse("The cell forks", "Two kernels would answer as one. Use a pool of new processes")

    def _on_program(self, event: str, _: tuple[Any, ...]) -> None:
        self.doubt(f"it ran a program ({event})")

    def _on_c(self, _: str, __: tuple[Any, ...]) -> None:
        if self._caller() in (Caller.NOTEBOOK, Caller.LIBRARY):
            self.doubt("it called C, which reads and writes unseen (ctypes)")

    def _on_import(self, _: str, given: tuple[Any, ...]) -> None:
        name, caller = given[0], self._caller()
        if caller is Caller.NOTEBOOK and name.split(".")[0] in (*_UNSEEN, *_UNHEARD):
            self.doubt(f"{name.split('.')[0]} reads and writes files unseen")
        elif caller in (Caller.NOTEBOOK, Caller.LIBRARY) and name in _UNSEEN:
            self.doubt(f"{name} reads and writes files unseen")

    def _on_new_module(self, _: str, given: tuple[Any, ...]) -> None:
        """Keep where else a module might be found: a file of its name may come into the project."""
        name = str(given[0])
        if "." not in name and isinstance(given[2], list):
            for folder in map(str, given[2]):
                if not folder or (folder + os.sep).startswith(self._project):
                    for form in (name, f"{name}.py"):
                        self._ask("kind", absolute_path(os.path.join(folder, form)), Caller.STANDARD)  # noqa: PTH118

    def _on_database(self, _: str, given: tuple[Any, ...]) -> None:
        """Take a database for read: SQLite attaches others to it unheard. A new one is a change."""
        self.doubt("it read a database")
        name, is_read_only = read_database(given[0])
        if name and is_read_only:
            self._read(self._name(name))
        elif name and read_status("kind", absolute_path(name)) is None:
            self._change(resolve_path(name))

    def _on_name(self, _: str, given: tuple[Any, ...]) -> None:
        if decode_name(given[0]) not in HERE:
            self.refuse(f"The cell asks the network for {decode_name(given[0])}", _KEEP_IT)

    def _on_address(self, _: str, given: tuple[Any, ...]) -> None:
        address = given[1]
        if is_elsewhere(address):
            self.refuse(f"The cell asks {decode_name(address[0])} over the network", _KEEP_IT)
        if address is not None and find_caller(self._frame(), waits=False) is not Caller.TOOL:
            self.doubt("it asked another program of this machine (a socket)")

    # ---- who asks -----------------------------------------------------------------------------------------

    def _frame(self) -> FrameType | None:
        """Return the frame that Python was in when it told of an event."""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and frame.f_code.co_filename in _HERE_FILES:
            frame = frame.f_back
        return frame

    def _caller(self) -> Caller:
        return find_caller(self._frame())


# Each event that is heard: what Python's audit hooks tell of, and what the wrappers tell of besides.
EVENTS: dict[str, Callable[[Watch, str, tuple[Any, ...]], None]] = {
    "open": Watch._on_open,
    "os.open from": Watch._on_open_from,
    "starting from": Watch._on_start,
    **dict.fromkeys(_CHANGING, Watch._on_change),
    **dict.fromkeys(("os.listdir", "os.scandir"), Watch._on_listing),
    "os.stat": Watch._on_stat,
    "os.access": Watch._on_access,
    "os.readlink": Watch._on_link,
    "os.getcwd": Watch._on_place,
    **dict.fromkeys(("os.getxattr", "os.listxattr"), Watch._on_attributes),
    **dict.fromkeys((f"ask for {what}" for what in _ASKED), Watch._on_question),
    "socket.gethostname": Watch._on_name_of_machine,
    "os.environ": Watch._on_variable,
    "seed": Watch._on_seed,
    "state": Watch._on_state,
    "seed later": Watch._on_seeding,
    "seed after all": Watch._on_seed_after_all,
    "log": Watch._on_message,
    "take from": Watch._on_kept,
    **dict.fromkeys(("os.fork", "os.forkpty"), Watch._on_fork),
    **dict.fromkeys(_PROGRAMS, Watch._on_program),
    **dict.fromkeys(_C, Watch._on_c),
    "import": Watch._on_new_module,
    "import again": Watch._on_import,
    "sqlite3.connect": Watch._on_database,
    **dict.fromkeys(_LOOKING_UP, Watch._on_name),
    **dict.fromkeys(_SENDING, Watch._on_address),
}


def watch(private: str) -> None:
    """Watch, from now on, what this process rests on; forbid what a rerun must not do.

    Files may be written below `private`, in caches of the user's own, and nowhere else; no process is forked,
    and no other machine is asked. This holds for what Python hears of: programs that a notebook runs and
    libraries in C can read and write unheard, and are doubts.

    Parameters
    ----------
    private : str
        The folder that is this run's own; `write_reports` writes there.
    """
    _take_orphans_in()
    seen = Watch(private, os.getcwd())  # noqa: PTH109 (as text, as the events give it)
    wrappers.install(seen.on_event)
    sys.addaudithook(seen.on_event)
    _reports.append(lambda: _write(seen, Path(private, "seen.json")))


def _take_orphans_in() -> None:
    """Be the parent of every program that this process began, directly or not, when its own has ended.

    So a program in a session of its own, without variables, is still found when the run ends. Linux alone has
    that.
    """
    import ctypes

    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def write_reports() -> None:
    """Write what has been seen since `watch` to ``seen.json`` in its folder."""
    for write in _reports:
        write()


def _write(seen: Watch, path: Path) -> None:
    path.write_text(json.dumps(seen.report()), encoding="utf-8")


def _list_chance() -> dict[str, Any]:
    """Return where Python's and numpy's random numbers stand: whoever draws one moves them."""
    import random

    numpy = sys.modules.get("numpy")
    drawn = {"random": random.getstate()}
    if numpy is not None and "numpy.random" in sys.modules:
        drawn["numpy"] = tuple(str(one) for one in numpy.random.get_state(legacy=True))
    return drawn


def _count_cells() -> int:
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return 0 if shell is None else len(shell.user_ns["In"]) - 1  # the cell that runs is the last of them
