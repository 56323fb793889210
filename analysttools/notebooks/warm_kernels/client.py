"""The process of this one that has imported what notebooks need, and the kernels that it forks.

Belongs here: starting it, asking it, ending it. Does not belong here: what it does (``server.py``), and
Jupyter's side of a kernel (``provisioner.py``).
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from analysttools.files.atomic_write import STAGE

PACKAGE, FORKING = Path(__file__).parent.parent.parent, Path(__file__).parent / "server.py"
# What decides how Python starts: a kernel that wants another value cannot be forked.
_FIXED_AT_START = ("PYTHON", "LC_", "LANG", "MPL", "MATPLOTLIBRC", "HOME", "XDG_", "VIRTUAL_ENV", "LD_")
# Without these, libraries start threads when they are imported, and no thread outlives a fork; and the
# debugger, which kernels import, would say on the terminal what it may miss.
_QUIET = {
    **{f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL")},
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
_WAIT = 60


class Forked:
    """A kernel that another process forked, with what `subprocess.Popen` has of it.

    Attributes
    ----------
    pid : int
        Its process id.
    returncode : int or None
        None while it runs; else 0, for nobody hears how it ended.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid, self.returncode = pid, None
        self._handle: int | None = None
        try:
            self._handle = os.pidfd_open(pid)
        except ProcessLookupError:
            self.returncode = 0

    def poll(self) -> int | None:
        """Return None while it runs."""
        if self._handle is not None and select.select([self._handle], [], [], 0)[0]:
            os.close(self._handle)
            self._handle, self.returncode = None, 0
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended.

        Raises
        ------
        subprocess.TimeoutExpired
            If it has not after so many seconds.
        """
        if self._handle is not None and not select.select([self._handle], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("kernel", timeout or 0)
        return self.poll() or 0

    def send_signal(self, number: int) -> None:
        """Send a signal to it, if it is still there."""
        if self.poll() is None and self._handle is not None:
            signal.pidfd_send_signal(self._handle, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class Warm:
    """The warm process of this one; it imports while whoever started it does something else.

    Attributes
    ----------
    package : int
        Of which state of the package it is: that which it imported.
    """

    def __init__(self, environment: dict[str, str]) -> None:
        self.settings, self.package = _settings(environment), _stamp_package()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._problem = describe_why_cold() or None  # None until it is known
        if self._problem:
            return
        ours, theirs = socket.socketpair()
        started = {
            **environment,
            **_QUIET,
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        }
        started.pop(STAGE, None)  # it is of no run, and goes on when the one that asked first has ended
        command = [sys.executable, str(FORKING), str(theirs.fileno())]
        self._socket = ours
        self._process = subprocess.Popen(  # noqa: S603 (this Python, this package)
            command, pass_fds=[theirs.fileno()], env=started, stdin=subprocess.DEVNULL
        )
        theirs.close()
        ours.settimeout(_WAIT)
        self._lines = ours.makefile("r", encoding="utf-8")

    @property
    def problem(self) -> str:
        """Return why nothing can be forked; nothing if it can. Waits until the process has imported all."""
        with self._lock:
            if self._problem is None:
                self._problem = self._hear_problem()
                if self._problem:
                    self.close()
            return self._problem

    def _hear_problem(self) -> str:
        try:
            threads = int(self._lines.readline())
        except (OSError, ValueError):
            return "the process that imports what notebooks need did not start"
        return (
            "" if threads == 1 else f"what notebooks need starts {threads - 1} threads, which no fork keeps"
        )

    @property
    def pid(self) -> int | None:
        """Return its process id; None if it was not started, or has been ended."""
        return None if self._process is None else self._process.pid

    def describe_why_not(self, folder: str) -> str:
        """Return why a kernel that begins in a folder cannot be forked; nothing if it can."""
        if not self.problem and Path(folder, "matplotlibrc").exists():
            return "its folder has a matplotlibrc, which is read when matplotlib is imported"
        return self.problem

    def is_alive(self) -> bool:
        """Return whether it can be asked."""
        return bool(self.problem) or (self._process is not None and self._process.poll() is None)

    def fork(self, argv: list[str], folder: str, environment: dict[str, str]) -> Forked:
        """Fork a kernel.

        Parameters
        ----------
        argv : list of str
            Arguments of the kernel, from ``-f`` with its connection file on.
        folder : str
            Where it begins.
        environment : dict of str and str
            All its variables.

        Raises
        ------
        OSError
            If nothing can be forked; if the warm process is gone, or does not answer: it is ended then, and
            its kernels with it.
        """
        if self.problem:
            raise OSError(self.problem)
        request = json.dumps({"argv": argv, "cwd": folder, "env": environment}) + "\n"
        with self._lock:
            try:
                self._socket.sendall(request.encode())
                answer = self._lines.readline()
            except OSError:  # a kernel that came later would take the sockets of the one started instead
                self._kill()
                raise
        if not answer:
            raise BrokenPipeError("the warm process is gone")
        return Forked(int(answer))

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def close(self) -> None:
        """End the warm process, and with it the kernels that it forked."""
        if self._process is None:
            return
        with contextlib.suppress(OSError):
            self._lines.close()
            self._socket.close()
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


_lock = threading.Lock()
_known: dict[frozenset[tuple[str, str]], Warm] = {}
# Those that imported the package before it was edited: their kernels still run.
_outdated: list[Warm] = []


def get_warm(environment: dict[str, str]) -> Warm:
    """Return the warm process for an environment, of the package as it is now; it may still be importing.

    It is started when it is first asked for, when the last one was lost, and when the package has been edited
    since it was imported.

    Parameters
    ----------
    environment : dict of str and str
        The variables of the kernel that is wanted; those that decide how Python starts make the difference.
    """
    key = frozenset(_settings(environment).items())
    with _lock:
        warm = _known.get(key)
        if warm is not None and not warm.is_alive():
            _known.pop(key).close()
        elif warm is not None and warm.package != _stamp_package():
            _outdated.append(_known.pop(key))
        if key not in _known:
            _known[key] = Warm(environment)
            atexit.register(close_warm)
        return _known[key]


def close_warm() -> None:
    """End the warm processes of this one."""
    while _known:
        _known.popitem()[1].close()
    while _outdated:
        _outdated.pop().close()


def _stamp_package() -> int:
    """Return another number when a file of the package was edited, came or went."""
    files = sorted(path for path in PACKAGE.rglob("*.*") if path.parent.name != "__pycache__")
    return hash(tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files))


def describe_why_cold() -> str:
    """Return why this system cannot fork kernels; nothing if it can."""
    if not sys.platform.startswith("linux"):
        return f"forking is sound on Linux alone, and this is {sys.platform}"
    if not hasattr(os, "pidfd_open"):
        return "this Python cannot watch a process that it did not start"
    return ""


def _settings(environment: dict[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in environment.items()
        if name.startswith(_FIXED_AT_START) and name != "MPLBACKEND"
    }
