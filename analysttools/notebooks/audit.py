"""What a notebook does besides computing: what it rests on, and what it must leave alone.

Belongs here: what runs inside the kernel, before the first cell and after the last. Imports nothing of the
package but what is as light, so that a kernel has it at once. Does not belong here: what is made of it.
"""

from __future__ import annotations

import ast
import ipaddress
import json
import os
import re
import sys
import sysconfig
import threading
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from analysttools.notebooks import wrappers
from analysttools.notebooks.callers import (
    PACKAGE,
    Caller,
    find_caller,
    find_logger,
    is_called_by,
    name_functions,
    find_owner,
)
from analysttools.notebooks.file_status import read_status, stamp

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
# Folders of an environment, of whose packages the key holds the names and versions.
_OF_PYTHON = ("lib", "lib64", "Lib", "bin", "Scripts", "include", "share", "etc", "pyvenv.cfg")
_PATHS = ("stdlib", "platstdlib", "purelib", "platlib", "include", "platinclude", "scripts")
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
_HERE = {"", "localhost", "127.0.0.1", "::1", None}
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
# Texts that pandas and numpy read as the time that it is.
_MOMENTS = ("now", "today")
# What reads texts as times; types of times by their names; what gives the classes beneath a class.
_OF_TIMES = {"datetime64", "Timestamp", "to_datetime"}
_TIMES = re.compile(r"datetime64|[<>=|]?M8")
_BENEATH = {"__base__", "__bases__", "__mro__", "__subclasses__"}
_KEEP_IT = "Put what it gives into data/, with its source"
_ASKED = ("the time", "chance", "this machine", "shared memory", "a program")
_HERE_FILES = (__file__, wrappers.__file__)
_OWN_WRITING = ("analysttools/files/atomic_write.py", "analysttools/figures/saving.py")
# What writes down what was seen in this process.
_told: list[Callable[[], None]] = []


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
        self._private = _both_forms([private])
        self._project = os.path.dirname(folder).rstrip(os.sep) + os.sep  # noqa: PTH120 (as text)
        self._allowed = self._private + _list_own([*_CACHES, *_OWN_CACHES], ["XDG_CACHE_HOME", *_OWN_FOLDERS])
        self._of_python = _both_forms([PACKAGE, *_list_python(self._project)])
        self._ignored = _list_own(list(_OWN_CACHES), list(_OWN_FOLDERS))
        self._chance = _list_chance()
        self._seeded: set[str] = set()
        self._unseeded: list[str] = []
        self._state = _State()

    def hear(self, event: str, given: tuple[Any, ...]) -> None:
        """Take in what Python tells of itself; what it is told while this looks into it is of this alone."""
        take = EVENTS.get(event)
        if take is None or self._state.is_busy:
            return
        self._state.is_busy = True
        try:
            take(self, event, given)
        finally:
            self._state.is_busy = False

    def tell(self) -> dict[str, Any]:
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

    def _take_open(self, _: str, given: tuple[Any, ...]) -> None:
        path, flags = given[0], given[2] or 0
        if isinstance(path, int):
            return
        if flags & _WRITING:
            self._change(_resolve(path, self._state.start))
        elif self._state.start is None:
            self._read(self._name(path))

    def _take_open_from(self, _: str, given: tuple[Any, ...]) -> None:
        if not given[1] & _WRITING:
            self._read(self._name(given[0], given[2]))

    def _take_start(self, _: str, given: tuple[Any, ...]) -> None:
        self._state.start = given[0]

    def _take_change(self, event: str, given: tuple[Any, ...]) -> None:
        for place, folder in _CHANGING[event]:
            start = None if folder is None else given[folder]
            self._change(_resolve(given[place], start, follows=event not in _OF_LINKS))

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
        """Return the whole name of what is read or asked about; where it is, if the name may lead elsewhere."""
        name = _absolute(path, folder)
        if not (name + os.sep).startswith((*self._private, *self._ignored, *_LEADING)):
            return name
        real = _resolve(path, folder, follows=follows)
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
                self.doubt(f"it read {name}, which is no file")

    def _take_listing(self, event: str, given: tuple[Any, ...]) -> None:
        caller = self._caller()
        if caller is not Caller.IMPORT:
            way = "names" if event == "os.listdir" else "entries"
            self._ask(way, self._name("." if given[0] is None else given[0]), caller)

    def _take_stat(self, _: str, given: tuple[Any, ...]) -> None:
        path, follows, folder = given
        names = name_functions(self._frame())
        caller = self._caller()
        is_kind = names & _KIND or caller is Caller.TOOL  # which show no times
        way = "kind" if is_kind else "size" if names & _SIZE else "status"
        own = "" if follows or way == "size" else "own "
        self._ask(own + way, self._name(path, folder, follows=follows), caller)

    def _take_access(self, _: str, given: tuple[Any, ...]) -> None:
        self._ask(f"may {given[1]}", self._name(given[0], given[2]), self._caller())

    def _take_link(self, _: str, given: tuple[Any, ...]) -> None:
        self._ask("target", self._name(given[0], given[1], follows=False), self._caller())

    def _take_place(self, _: str, __: tuple[Any, ...]) -> None:
        if self._caller() is Caller.NOTEBOOK:
            self._ask("place", _absolute("."), Caller.NOTEBOOK)

    def _take_attributes(self, _: str, given: tuple[Any, ...]) -> None:
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

    def _take_question(self, event: str, given: tuple[Any, ...]) -> None:
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

    def _take_name_of_machine(self, event: str, _: tuple[Any, ...]) -> None:
        self._take_question("ask for this machine", (event,))

    def _take_variable(self, _: str, given: tuple[Any, ...]) -> None:
        name = os.fsdecode(given[0]) if isinstance(given[0], str | bytes) else ""
        if name not in _OF_THE_RUN and self._caller() in (Caller.NOTEBOOK, Caller.LIBRARY):
            if name == "*":
                self.doubt("it read the whole environment")
            else:
                self.variables[name] = None

    def _take_seed(self, _: str, given: tuple[Any, ...]) -> None:
        name = given[0]
        if name not in self._seeded and _list_chance().get(name) != self._chance.get(name):
            self.doubt("it drew random numbers")
        self._seeded.add(name)

    def _take_state(self, _: str, given: tuple[Any, ...]) -> None:
        if given[0] not in self._seeded and self._caller() in (Caller.NOTEBOOK, Caller.LIBRARY):
            self.doubt(f"it asked for chance ({given[1]})")

    def _take_seeding(self, _: str, given: tuple[Any, ...]) -> None:
        self._state.seeding = self._caller() if given[0] else None

    def _take_seed_after_all(self, _: str, __: tuple[Any, ...]) -> None:
        self._unseeded[-1:] = []

    def _take_message(self, _: str, __: tuple[Any, ...]) -> None:
        if find_logger(self._frame()) in (Caller.NOTEBOOK, Caller.LIBRARY):
            self.doubt("it asked for the time (logging)")

    def _take_kept(self, _: str, given: tuple[Any, ...]) -> None:
        frame = self._frame()
        if frame is not None and find_owner(frame.f_code.co_filename) is Caller.NOTEBOOK:
            self.doubt(f"{given[0]} reads and writes files unseen")

    def _take_fork(self, _: str, __: tuple[Any, ...]) -> None:
        if is_called_by(self._frame(), f"{os.sep}ptyprocess{os.sep}", f"{os.sep}pty.py"):
            self.doubt("it ran a program (in a terminal)")  # as IPython does with !
        else:
            self.refuse("The cell forks", "Two kernels would answer as one. Use a pool of new processes")

    def _take_program(self, event: str, _: tuple[Any, ...]) -> None:
        self.doubt(f"it ran a program ({event})")

    def _take_c(self, _: str, __: tuple[Any, ...]) -> None:
        if self._caller() in (Caller.NOTEBOOK, Caller.LIBRARY):
            self.doubt("it called C, which reads and writes unseen (ctypes)")

    def _take_import(self, _: str, given: tuple[Any, ...]) -> None:
        name, caller = given[0], self._caller()
        if caller is Caller.NOTEBOOK and name.split(".")[0] in (*_UNSEEN, *_UNHEARD):
            self.doubt(f"{name.split('.')[0]} reads and writes files unseen")
        elif caller in (Caller.NOTEBOOK, Caller.LIBRARY) and name in _UNSEEN:
            self.doubt(f"{name} reads and writes files unseen")

    def _take_new_module(self, _: str, given: tuple[Any, ...]) -> None:
        """Keep where else a module might be found: a file of its name may come into the project."""
        name = str(given[0])
        if "." not in name and isinstance(given[2], list):
            for folder in map(str, given[2]):
                if not folder or (folder + os.sep).startswith(self._project):
                    for form in (name, f"{name}.py"):
                        self._ask("kind", _absolute(os.path.join(folder, form)), Caller.STANDARD)  # noqa: PTH118

    def _take_database(self, _: str, given: tuple[Any, ...]) -> None:
        """Take a database for read: SQLite attaches others to it unheard. A new one is a change."""
        self.doubt("it read a database")
        name, is_read_only = _read_database(given[0])
        if name and is_read_only:
            self._read(self._name(name))
        elif name and read_status("kind", _absolute(name)) is None:
            self._change(_resolve(name))

    def _take_name(self, _: str, given: tuple[Any, ...]) -> None:
        if _decode(given[0]) not in _HERE:
            self.refuse(f"The cell asks the network for {_decode(given[0])}", _KEEP_IT)

    def _take_address(self, _: str, given: tuple[Any, ...]) -> None:
        address = given[1]
        if _is_elsewhere(address):
            self.refuse(f"The cell asks {_decode(address[0])} over the network", _KEEP_IT)
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
    "open": Watch._take_open,
    "os.open from": Watch._take_open_from,
    "starting from": Watch._take_start,
    **dict.fromkeys(_CHANGING, Watch._take_change),
    **dict.fromkeys(("os.listdir", "os.scandir"), Watch._take_listing),
    "os.stat": Watch._take_stat,
    "os.access": Watch._take_access,
    "os.readlink": Watch._take_link,
    "os.getcwd": Watch._take_place,
    **dict.fromkeys(("os.getxattr", "os.listxattr"), Watch._take_attributes),
    **dict.fromkeys((f"ask for {what}" for what in _ASKED), Watch._take_question),
    "socket.gethostname": Watch._take_name_of_machine,
    "os.environ": Watch._take_variable,
    "seed": Watch._take_seed,
    "state": Watch._take_state,
    "seed later": Watch._take_seeding,
    "seed after all": Watch._take_seed_after_all,
    "log": Watch._take_message,
    "take from": Watch._take_kept,
    **dict.fromkeys(("os.fork", "os.forkpty"), Watch._take_fork),
    **dict.fromkeys(_PROGRAMS, Watch._take_program),
    **dict.fromkeys(_C, Watch._take_c),
    "import": Watch._take_new_module,
    "import again": Watch._take_import,
    "sqlite3.connect": Watch._take_database,
    **dict.fromkeys(_LOOKING_UP, Watch._take_name),
    **dict.fromkeys(_SENDING, Watch._take_address),
}


def watch(private: str) -> None:
    """Watch, from now on, what this process rests on; forbid what a rerun must not do.

    Files may be written below `private`, in caches of the user's own, and nowhere else; no process is forked,
    and no other machine is asked. This holds for what Python hears of: programs that a notebook runs and
    libraries in C can read and write unheard, and are doubts.

    Parameters
    ----------
    private : str
        The folder that is this run's own; `tell` writes there.
    """
    seen = Watch(private, os.getcwd())  # noqa: PTH109 (as text, as the events give it)
    wrappers.install(seen.hear)
    sys.addaudithook(seen.hear)
    _told.append(lambda: _write(seen, Path(private, "seen.json")))


def tell() -> None:
    """Write what has been seen since `watch` to ``seen.json`` in its folder."""
    for write in _told:
        write()


def _write(seen: Watch, path: Path) -> None:
    path.write_text(json.dumps(seen.tell()), encoding="utf-8")


def find_doubts(source: str) -> list[str]:
    """Return what in the code of a notebook gives another result another time, and cannot be heard.

    That is a text that numpy reads as the time that it is, given to what makes times, and classes that a
    class is made of. What asks for the time, for chance or for files is heard when it does.

    Examples
    --------
    >>> from analysttools.notebooks.audit import find_doubts
    >>> find_doubts("numpy.datetime64('now')  # not today"), find_doubts("claims['now']")
    (['its code says "now"'], [])
    """
    lines = ["" if line.lstrip()[:1] in ("%", "!") else line for line in source.split("\n")]
    try:
        nodes = list(ast.walk(ast.parse("\n".join(lines))))
    except SyntaxError:
        found = {one.casefold() for _, one in re.findall(r"(['\"])(\w+)\1", source)}
        return _describe_moments(found if _TIMES.search(source) else set())
    reached = {node.attr for node in nodes if isinstance(node, ast.Attribute)} & _BENEATH
    values: dict[str, list[ast.expr]] = {}
    for node in [one for one in nodes if isinstance(one, ast.Assign)]:
        for name in [part for target in node.targets for part in ast.walk(target)]:
            values.setdefault(getattr(name, "id", ""), []).append(node.value)
    given = [
        part for node in nodes if isinstance(node, ast.Call) and _makes_times(node) for part in ast.walk(node)
    ]
    given += [
        part
        for node in given
        for value in values.get(getattr(node, "id", ""), [])
        for part in ast.walk(value)
    ]
    texts = {text.casefold() for part in given if (text := _text(part))}
    built = ["its code builds a text of time" for part in given if _builds_moment(part)]
    return [*_describe_moments(texts), *built[:1], *(f"its code says {one}" for one in sorted(reached))]


def _describe_moments(texts: set[str]) -> list[str]:
    return [f'its code says "{one}"' for one in _MOMENTS if one in texts]


def _makes_times(call: ast.Call) -> bool:
    """Return whether a call may read a text as a time: it names a type of times, as function or as argument."""
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    given = [part for one in [*call.args, *call.keywords] for part in ast.walk(one)]
    named = {*(_text(part) for part in given), *(getattr(part, "attr", "") for part in given)}
    return name in _OF_TIMES or any(_TIMES.match(one) for one in named)


def _builds_moment(node: ast.AST) -> bool:
    """Return whether a text is put together of letters that are those of a moment alone."""
    if not isinstance(node, ast.BinOp | ast.JoinedStr | ast.Subscript | ast.Call):
        return False
    if isinstance(node, ast.Call) and not (isinstance(node.func, ast.Attribute) and _text(node.func.value)):
        return False
    if isinstance(node, ast.Subscript) and not _text(node.value):
        return False
    letters = "".join(_text(part) for part in ast.walk(node)).casefold()
    return bool(letters) and set(letters) <= set("".join(_MOMENTS))


def _text(node: ast.AST) -> str:
    value = node.value if isinstance(node, ast.Constant) else ""
    return value if isinstance(value, str) else ""


def _list_chance() -> dict[str, Any]:
    """Return where Python's and numpy's random numbers stand: whoever draws one moves them."""
    import random

    numpy = sys.modules.get("numpy")
    drawn = {"random": random.getstate()}
    if numpy is not None and "numpy.random" in sys.modules:
        drawn["numpy"] = tuple(str(one) for one in numpy.random.get_state(legacy=True))
    return drawn


def _list_own(of_user: list[str], named: list[str]) -> tuple[str, ...]:
    """Return folders of the user's own: below home, and those that variables name."""
    folders = [str(Path.home() / name) for name in of_user]
    return _both_forms([*folders, *(os.environ[name] for name in named if os.environ.get(name))])


def _list_python(project: str) -> list[str]:
    """Return where Python and its packages are: whole environments, but nothing of the project that is one.

    An environment may have been made in the project's own folder, or the project in that of an environment:
    then only the folders that hold programs and packages are Python's.
    """
    folders = [sysconfig.get_path(name) or "" for name in _PATHS]
    for prefix in {sys.prefix, sys.base_prefix, sys.exec_prefix}:
        if project.startswith(os.path.join(prefix, "")):  # noqa: PTH118 (as text)
            continue
        folders += [prefix] if not prefix.startswith(project) else [f"{prefix}/{one}" for one in _OF_PYTHON]
    return [folder for folder in folders if folder]


def _both_forms(folders: list[str]) -> tuple[str, ...]:
    """Return folders as they are named and as they are, with a slash behind them."""
    return tuple(
        form.rstrip(os.sep) + os.sep for folder in folders for form in (folder, os.path.realpath(folder))
    )


def _absolute(path: Any, folder: Any = None) -> str:
    """Return a whole path, of a name that starts from an open folder or from where the process is."""
    joined = _join(path, folder)
    return os.path.normpath(joined) if joined else ""


def _resolve(path: Any, folder: Any = None, *, follows: bool = True) -> str:
    """Return where a name leads: through each link and number in it, the last only if `follows`."""
    joined = _join(path, folder)
    if not joined or follows:
        return os.path.realpath(joined) if joined else ""
    parent, name = os.path.split(joined.rstrip(os.sep))
    return os.path.realpath(joined) if name in (".", "..") else os.path.join(os.path.realpath(parent), name)  # noqa: PTH118


def _join(path: Any, folder: Any) -> str:
    """Join a name to where it starts from; nothing is looked up but that, so that ".." stays."""
    try:
        if isinstance(path, int):
            return os.readlink(f"/proc/self/fd/{path}") if path >= 0 else ""  # noqa: PTH115 (no objects)
        start = os.readlink(f"/proc/self/fd/{folder}") if folder not in (-1, None) else os.getcwd()  # noqa: PTH109, PTH115
        return os.path.join(start, os.fsdecode(path))  # noqa: PTH118
    except OSError:
        return "" if isinstance(path, int) else os.path.abspath(os.fsdecode(path))  # noqa: PTH100 (no /proc)
    except (TypeError, ValueError):
        return ""  # a file that is open already, or none


def _read_database(given: Any) -> tuple[str, bool]:
    """Return the file of a database, and whether it is opened for reading alone, as SQLite's URIs say it."""
    name = os.fsdecode(given)
    if not name.startswith("file:"):
        return ("" if name == ":memory:" else name), False
    parts = urllib.parse.urlsplit(name)
    asked = urllib.parse.parse_qs(parts.query)
    mode, immutable = (asked.get(one, [""])[-1] for one in ("mode", "immutable"))
    path = urllib.parse.unquote(parts.path)
    if mode == "memory" or path == ":memory:":
        return "", False
    return path, mode == "ro" or immutable in ("1", "true", "yes", "on")


def _count_cells() -> int:
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return 0 if shell is None else len(shell.user_ns["In"]) - 1  # the cell that runs is the last of them


def _is_elsewhere(address: Any) -> bool:
    """Return whether an address is one of another machine; names that only begin like this one's are."""
    if not isinstance(address, tuple) or not isinstance(address[0], str | bytes):
        return False  # a socket that is a file, or a line to the system
    host = _decode(address[0])
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return host not in _HERE
    return not (number.is_loopback or number.is_unspecified)


def _decode(name: Any) -> Any:
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else name
