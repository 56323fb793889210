"""Functions of Python that no audit event tells of, replaced by ones that tell it and then do the same.

Belongs here: which these are, and how each is replaced under every name that it has. Imports nothing of the
package but what is as light, so that a kernel has it at once. Does not belong here: what is made of what they
tell.
"""

from __future__ import annotations

import builtins
import contextlib
import datetime
import gc
import importlib
import logging
import os
import random
import re
import sys
import tempfile
from collections.abc import Callable
from types import ModuleType
from typing import Any

from analysttools.notebooks.callers import Caller, find_owner

# Told of what is asked: its name, and what it was asked with.
OnEvent = Callable[[str, tuple[Any, ...]], None]

_CLOCKS = ("time", "monotonic", "perf_counter", "process_time", "thread_time")
# What gives another answer another time, by what it asks for; of modules that are there.
ASKING: dict[str, dict[str, tuple[str, ...]]] = {
    "the time": {
        "time": (*_CLOCKS, *(f"{one}_ns" for one in _CLOCKS), "clock_gettime", "clock_gettime_ns"),
        "os": ("times",),
        "resource": ("getrusage",),
    },
    "chance": {"os": ("urandom", "getrandom"), "ssl": ("RAND_bytes",), "uuid": ("uuid1", "getnode")},
    "this machine": {
        "os": (
            *("getpid", "getppid", "getpgid", "getsid", "getlogin", "uname", "cpu_count", "getloadavg"),
            *("statvfs", "fstatvfs", "sched_getaffinity", "getuid", "geteuid", "getgid", "getegid"),
            *("getgroups", "sysconf", "confstr", "get_terminal_size", "getpriority", "ttyname"),
        ),
        "pwd": ("getpwnam", "getpwuid", "getpwall"),
        "grp": ("getgrnam", "getgrgid", "getgrall"),
        "socket": ("if_nameindex",),
        "platform": ("uname", "node", "platform", "release", "version", "processor"),
    },
    "shared memory": {"_posixshmem": ("shm_open",)},
    "a program": {"_posixsubprocess": ("fork_exec",)},
}
# Of these only what is asked without a time of its own: how many arguments then stand before it.
_MOMENTS = {"localtime": 0, "gmtime": 0, "ctime": 0, "asctime": 0, "strftime": 1}
# What a format of messages shows of the moment or of the process.
_STAMPS = re.compile(r"asctime|created|msecs|relativeCreated|process\b|thread\b")
# Modules that others load, whose functions a cell may take from where they are kept.
_KEPT = ("pyarrow", "simdjson", "csimdjson", "posix", "_random")
_DATES = ((datetime.datetime, "now"), (datetime.datetime, "utcnow"), (datetime.date, "today"))


class Heard:
    """A function that tells that it is called; kept in a class it is no method, as Python's own are none."""

    def __init__(self, known: Callable[..., Any], notify: Callable[..., None]) -> None:
        self._known, self._notify = known, notify
        self.__wrapped__ = known
        self.__name__ = self.__qualname__ = known.__name__
        self.__module__, self.__doc__ = getattr(known, "__module__", ""), known.__doc__

    def __call__(self, *given: Any, **named: Any) -> Any:
        """Tell it, then do it."""
        self._notify(*given, **named)
        return self._known(*given, **named)

    def __reduce__(self) -> str:
        return self.__name__

    def __repr__(self) -> str:
        return repr(self._known)


def install(on_event: OnEvent) -> None:
    """Replace, for the rest of this process, what no audit event tells of."""
    _fix_temporary_names()
    for what, modules in ASKING.items():
        for module, names in modules.items():
            for name in names:
                _replace(module, name, _notifier(on_event, f"ask for {what}", f"{module}.{name}"))
    for name, before in _MOMENTS.items():
        _replace("time", name, _moment_teller(on_event, name, before))
    for kind, name in _DATES:
        _replace_method(kind, name, _notifier(on_event, "ask for the time", f"{kind.__name__}.{name}"))
    _replace_method(os.DirEntry, "stat", lambda entry, **_: on_event("os.stat", (entry.path, True, None)))
    _replace_about_files(on_event)
    _replace_about_chance(on_event)
    _replace_variables(on_event)
    _replace_messages(on_event)
    _replace_imports(on_event)


def _notifier(on_event: OnEvent, event: str, name: str) -> Callable[..., None]:
    return lambda *_, **__: on_event(event, (name,))


def _moment_teller(on_event: OnEvent, name: str, before: int) -> Callable[..., None]:
    def notify(*given: Any) -> None:
        if len(given) <= before or given[before] is None:
            on_event("ask for the time", (f"time.{name}",))

    return notify


def _replace(module: str, name: str, notify: Callable[..., None]) -> None:
    """Replace a function of a module, and of `posix`, which has those of `os` too."""
    with contextlib.suppress(ImportError):
        importlib.import_module(module)
    for one in (module, *(("posix",) if module == "os" else ())):
        known = getattr(sys.modules.get(one), name, None)
        if known is not None:
            heard = Heard(known, notify)
            setattr(sys.modules[one], name, heard)
            for group in (os.supports_dir_fd, os.supports_follow_symlinks, os.supports_fd):
                if known in group:
                    group.add(heard)


def _replace_method(kind: type, name: str, notify: Callable[..., None]) -> None:
    """Replace a method of a type of Python's own, in the dict that it looks it up in."""
    (methods,) = (one for one in gc.get_referents(kind.__dict__) if isinstance(one, dict))
    known = methods[name]
    if type(known).__name__ == "classmethod_descriptor":

        def make(own: type, *given: Any, **named: Any) -> Any:
            notify()
            return known.__get__(None, own)(*given, **named)

        methods[name] = classmethod(make)
    else:

        def ask(one: Any, *given: Any, **named: Any) -> Any:
            notify(one)
            return known(one, *given, **named)

        methods[name] = ask
    import ctypes  # only now: from here on it is heard

    ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))


def _replace_about_files(on_event: OnEvent) -> None:
    """Tell of whatever is asked about files; and where an opened name starts from, which no event tells."""

    def stat(path: Any, *, dir_fd: Any = None, follow_symlinks: bool = True) -> None:
        on_event("os.stat", (path, follow_symlinks, dir_fd))

    def access(path: Any, mode: int, *, dir_fd: Any = None, **_: Any) -> None:
        on_event("os.access", (path, mode, dir_fd))

    def make(path: Any, *_: Any, dir_fd: Any = None, **__: Any) -> None:
        on_event("os.mknod", (path, dir_fd))

    _replace("os", "stat", stat)
    _replace("os", "fstat", lambda fd: on_event("os.stat", (fd, True, None)))
    _replace("os", "lstat", lambda path, *, dir_fd=None: on_event("os.stat", (path, False, dir_fd)))
    _replace("os", "access", access)
    _replace("os", "readlink", lambda path, *, dir_fd=None: on_event("os.readlink", (path, dir_fd)))
    _replace("os", "getcwd", lambda: on_event("os.getcwd", ()))
    _replace("os", "getcwdb", lambda: on_event("os.getcwd", ()))
    for name in ("mkfifo", "mknod"):
        _replace("os", name, make)
    _replace_open(on_event)


def _replace_open(on_event: OnEvent) -> None:
    known = os.open

    def open_from(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if dir_fd is None:
            return known(path, flags, mode)
        on_event("os.open from", (path, flags, dir_fd))
        on_event("starting from", (dir_fd,))
        try:
            return known(path, flags, mode, dir_fd=dir_fd)
        finally:
            on_event("starting from", (None,))

    heard = Heard(open_from, lambda *_, **__: None)
    os.open = heard
    vars(sys.modules["posix"])["open"] = heard
    os.supports_dir_fd.add(heard)


def _replace_about_chance(on_event: OnEvent) -> None:
    """Tell of generators that are seeded by chance, of seeds that are given, and of states that are taken."""
    known: Any = random.Random.seed
    take: Any = random.Random.getstate

    def seed(self: random.Random, a: Any = None, version: int = 2) -> None:
        is_shared = self is random._inst
        if a is None:
            on_event("ask for chance", (f"random.{type(self).__name__}",))
        elif is_shared:
            on_event("seed", ("random",))
        known(self, a, version)

    def getstate(self: random.Random) -> Any:
        if self is random._inst:
            on_event("state", ("random", "random.getstate"))
        return take(self)

    random.Random.seed = seed  # type: ignore[method-assign]
    random.Random.getstate = getstate  # type: ignore[method-assign]
    random.seed, random.getstate = random._inst.seed, random._inst.getstate
    vars(random)["_urandom"] = os.urandom
    with contextlib.suppress(ImportError):
        import numpy as np

        for name in ("seed", "set_state"):
            _replace(np.random.__name__, name, _numpy_teller(on_event, name))
        _replace(
            np.random.__name__,
            "get_state",
            lambda *_, **__: on_event("state", ("numpy", "numpy.random.get_state")),
        )
        _replace_legacy_seeding(on_event)


def _numpy_teller(on_event: OnEvent, name: str) -> Callable[..., None]:
    def notify(seed: Any = None, *_: Any, **__: Any) -> None:
        on_event(*(("ask for chance", (f"numpy.random.{name}",)) if seed is None else ("seed", ("numpy",))))

    return notify


def _replace_legacy_seeding(on_event: OnEvent) -> None:
    """Return whether a `RandomState` has a seed: numpy asks for chance first, and seeds it afterwards."""
    import numpy as np

    legacy: Any = np.random.mtrand
    known = legacy._MT19937

    class Likeness(type):
        def __instancecheck__(cls, one: Any) -> bool:
            return isinstance(one, known)

    class MT19937(known, metaclass=Likeness):  # type: ignore[misc, valid-type]
        def __init__(self, seed: Any = None) -> None:
            on_event("seed later", (True,))
            try:
                super().__init__(seed)
            finally:
                on_event("seed later", (False,))

        def _legacy_seeding(self, seed: Any) -> None:
            if seed is not None:
                on_event("seed after all", ())
            super()._legacy_seeding(seed)

    legacy._MT19937 = MT19937


def _replace_messages(on_event: OnEvent) -> None:
    """Tell of messages that show when they were written, or by which process."""
    write, date = logging.Formatter.formatMessage, logging.Formatter.formatTime

    def write_message(self: logging.Formatter, record: logging.LogRecord) -> str:
        if _STAMPS.search(self._fmt or ""):
            on_event("log", ())
        return write(self, record)

    def write_time(self: logging.Formatter, *given: Any, **named: Any) -> str:
        on_event("log", ())
        return date(self, *given, **named)

    logging.Formatter.formatMessage = write_message  # type: ignore[method-assign]
    logging.Formatter.formatTime = write_time  # type: ignore[method-assign]


def _fix_temporary_names() -> None:
    """Have temporary files named alike in each run: the folder that they are in is the run's own."""
    names: Any = tempfile._get_candidate_names()  # type: ignore[attr-defined]
    names._rng, names._rng_pid = random.Random(0), os.getpid()  # noqa: S311 (names)


def _replace_variables(on_event: OnEvent) -> None:
    """Return which variables are read, under whatever name the environment is kept."""
    kind: Any = type(os.environ)
    get, every = kind.__getitem__, kind.__iter__

    def get_one(self: Any, name: Any) -> Any:
        on_event("os.environ", (name,))
        return get(self, name)

    def get_all(self: Any) -> Any:
        on_event("os.environ", ("*",))
        return every(self)

    def get_beneath(self: Any) -> Any:
        if sys._getframe(1).f_globals is not vars(os):
            on_event("os.environ", ("*",))
        return vars(self)["_data"]

    kind.__getitem__, kind.__iter__ = get_one, get_all
    kind.__len__ = _as_heard(kind.__len__, on_event)
    kind._data = property(get_beneath, lambda self, data: vars(self).update(_data=data))
    kind.copy, kind.__repr__ = _as_heard(kind.copy, on_event), _as_heard(kind.__repr__, on_event)


def _as_heard(known: Callable[[Any], Any], on_event: OnEvent) -> Callable[[Any], Any]:
    def show(self: Any) -> Any:
        on_event("os.environ", ("*",))
        return known(self)

    return show


def _replace_imports(on_event: OnEvent) -> None:
    """Tell which modules are imported that are there already: the event `import` tells of new ones alone."""
    known = builtins.__import__
    show = _make_shown(on_event)
    heard: set[tuple[str, Any]] = set()

    def find(name: str, scope: Any = None, local: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        place = name, sys._getframe(1).f_code
        if not level and place not in heard:  # libraries import within functions, thousands of times
            heard.add(place)
            for one in (name, *(f"{name}.{part}" for part in fromlist or ())):
                on_event("import again", (one,))
            for one in _KEPT:
                if type(sys.modules.get(one)) is ModuleType:
                    sys.modules[one].__class__ = show
        return known(name, scope, local, fromlist, level)

    vars(builtins)["__import__"] = find
    _replace("importlib", "import_module", lambda name, *_, **__: on_event("import again", (name,)))


def _make_shown(on_event: OnEvent) -> type[ModuleType]:
    """Make the type of a module that tells when a cell takes something from it."""

    class Shown(ModuleType):
        def __getattribute__(self, name: str) -> Any:
            # pandas takes from pyarrow hundreds of thousands of times
            if name[:2] != "__" and find_owner(sys._getframe(1).f_code.co_filename) is Caller.NOTEBOOK:
                on_event("take from", (object.__getattribute__(self, "__name__"),))
            return super().__getattribute__(name)

    return Shown
