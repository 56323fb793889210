"""Kernels that are forked from a process that is warm, for any Jupyter tool.

Belongs here: Jupyter's kernel provisioner, named in ``pyproject.toml``, and the warm process of this one. The
kernelspec ``analysttools`` in ``kernels/`` asks for it. Does not belong here: what the warm process does
(``forking.py``).
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

# The folder that Jupyter finds the kernelspec in, and its name.
KERNELS, NAME = Path(__file__).parent / "kernels", "analysttools"
PACKAGE, FORKING = Path(__file__).parent.parent, Path(__file__).parent / "forking.py"
# What decides how Python starts: a kernel that wants another value cannot be forked.
_FIXED_AT_START = ("PYTHON", "LC_", "LANG", "MPL", "MATPLOTLIBRC", "HOME", "XDG_", "VIRTUAL_ENV", "LD_")
# Without these, libraries start threads when they are imported, and no thread outlives a fork.
_ONE_THREAD = {
    **{f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL")},
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
_WAIT = 60
# A path of a socket is shorter than 108 bytes, of which names below the folder for temporary files take some.
_LONGEST = 70
logger = logging.getLogger(__name__)


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
        """Give None while it runs."""
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
    """The warm process of this one.

    Attributes
    ----------
    problem : str
        Why nothing can be forked; empty if it can.
    package : int
        Of which state of the package it is: that which it imported.
    """

    def __init__(self, environment: dict[str, str]) -> None:
        self.settings, self.problem, self.package = _settings(environment), say_why_cold(), _stamp_package()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        if self.problem:
            return
        ours, theirs = socket.socketpair()
        started = {
            **environment,
            **_ONE_THREAD,
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        }
        command = [sys.executable, str(FORKING), str(theirs.fileno())]
        self._socket = ours
        self._process = subprocess.Popen(  # noqa: S603 (this Python, this package)
            command, pass_fds=[theirs.fileno()], env=started, stdin=subprocess.DEVNULL
        )
        theirs.close()
        ours.settimeout(_WAIT)
        self._lines = ours.makefile("r", encoding="utf-8")
        try:
            threads = int(self._lines.readline())
        except (OSError, ValueError):
            self.problem = "the process that imports what notebooks need did not start"
        else:
            if threads != 1:
                self.problem = f"what notebooks need starts {threads - 1} threads, which no fork keeps"
        if self.problem:
            self.close()

    @property
    def pid(self) -> int | None:
        """Give its process id; None if it was not started, or has been ended."""
        return None if self._process is None else self._process.pid

    def say_why_not(self, folder: str) -> str:
        """Say why a kernel that begins in a folder cannot be forked; nothing if it can."""
        if not self.problem and Path(folder, "matplotlibrc").exists():
            return "its folder has a matplotlibrc, which is read when matplotlib is imported"
        return self.problem

    def is_alive(self) -> bool:
        """Say whether it can be asked."""
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
            If the warm process is gone, or does not answer: it is ended then, and its kernels with it.
        """
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


class WarmProvisioner(LocalProvisioner):
    """Starts kernels by forking where that is sound, else as Jupyter itself does, and says so."""

    sockets: Path | None = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Have the kernel talk through files: a port that is free now may be taken before it binds it."""
        manager: Any = self.parent
        has_room = os.name == "posix" and len(tempfile.gettempdir()) <= _LONGEST
        if has_room and manager is not None and manager.transport == "tcp":
            self.sockets = Path(tempfile.mkdtemp(prefix="kernel-"))
            atexit.register(shutil.rmtree, self.sockets, ignore_errors=True)  # where nobody cleans up
            manager.transport, manager.ip = "ipc", str(self.sockets / "k")
        return dict(await super().pre_launch(**kwargs))

    async def cleanup(self, restart: bool = False) -> None:
        """Take the files away with the kernel."""
        await super().cleanup(restart)
        if self.sockets is not None and not restart:
            shutil.rmtree(self.sockets, ignore_errors=True)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork a kernel for the connection file in a command, or run the command."""
        environment, folder = kwargs.get("env", dict(os.environ)), kwargs.get("cwd") or Path.cwd()
        warm = get_warm(environment)
        problem = warm.say_why_not(str(folder))
        if not problem:
            try:
                forked = warm.fork(cmd[cmd.index("-f") :], str(folder), environment)
            except (OSError, ValueError) as error:
                problem = str(error)
            else:
                self.process: Any = forked
                self.pid = self.pgid = forked.pid
                return self.connection_info
        logger.warning("This kernel is started as any other, and not forked from a warm one: %s.", problem)
        return await super().launch_kernel(cmd, **kwargs)


_lock = threading.Lock()
_known: dict[frozenset[tuple[str, str]], Warm] = {}
# Those that imported the package before it was edited: their kernels still run.
_outdated: list[Warm] = []


def get_warm(environment: dict[str, str]) -> Warm:
    """Give the warm process for an environment, of the package as it is now.

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
    """Give another number when a file of the package was edited, came or went."""
    files = sorted(path for path in PACKAGE.rglob("*.*") if path.parent.name != "__pycache__")
    return hash(tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files))


def say_why_cold() -> str:
    """Say why this system cannot fork kernels; nothing if it can."""
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
