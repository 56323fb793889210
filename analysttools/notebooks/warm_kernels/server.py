"""A process that has imported what notebooks need, and forks a kernel for each process that asks.

Run as ``python server.py <socket>``; `client.py` starts it and asks. It ends when
its end of the socket does, and its kernels end with it.

Belongs here: what runs in that process and, after the fork, until the kernel has begun. Does not belong here:
asking.
"""

from __future__ import annotations

import builtins
import contextlib
import ctypes
import gc
import importlib
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

# What nearly every notebook of the toolkit imports, and what a kernel needs to begin.
WARM = (
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell"),
    "IPython.core.pylabtools",
    *("numpy", "pandas", "pandas.io.formats.format", "pandas.io.formats.html"),
    *("pyarrow.acero", "pyarrow.pandas_compat", "encodings.utf_8_sig"),
    *(f"PIL.{name}ImagePlugin" for name in ("Png", "Bmp", "Gif", "Jpeg", "Ppm")),
    *("matplotlib", "matplotlib.figure", "matplotlib.font_manager"),
    *("matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg"),
    *(
        "analysttools",
        "analysttools.case.loading",
        "analysttools.figures.saving",
        "analysttools.case.vocabulary",
    ),
    *(
        "analysttools.case.selection",
        "analysttools.case.basemap",
        "analysttools.front.captures",
        "shapely",
        "pyproj",
    ),
    "ipywidgets",
)
# Modules that are imported anew in each kernel: on import they hook into the shell that is there.
FRESH = ("matplotlib_inline.backend_inline",)
PR_SET_PDEATHSIG = 1


def serve(asked: socket.socket) -> None:
    """Import what notebooks need, say how many threads there are, and fork a kernel for each request.

    Each line that is read is a request: ``argv``, ``cwd`` and ``env`` of a kernel. Each is answered by a
    line with its process id.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches all; whoever asked decides
    asked.set_inheritable(False)  # no program that a notebook starts may hold it open
    with _as_in_a_kernel():
        _leave_out_debugger()
        for name in WARM:
            with contextlib.suppress(ImportError):  # an extra that is not installed: a notebook will say so
                importlib.import_module(name)
        with contextlib.suppress(ImportError):  # digests keep what they read of files as they are now
            charts = importlib.import_module("analysttools.charts").CHARTS
            for module in charts.values():
                importlib.import_module(f"analysttools.{module}")
            importlib.import_module("analysttools.figures.code_digest").digest_code(charts)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system reaps what has ended
    gc.collect()
    gc.freeze()  # what is here stays where it is, so that it stays shared
    lines = asked.makefile("r", encoding="utf-8")
    asked.sendall(f"{_count_threads()}\n".encode())
    for line in lines:
        child = os.fork()
        if child == 0:
            lines.close()
            asked.close()
            _become(json.loads(line))
        with contextlib.suppress(ProcessLookupError, PermissionError):  # it has ended, or done it itself
            os.setpgid(child, child)
        asked.sendall(f"{child}\n".encode())


def _leave_out_debugger() -> None:
    """Let kernels find no debugger of JupyterLab: none is asked for in a rerun, and it is slow to import."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    try:
        importlib.import_module("ipykernel.debugger")
    finally:
        del sys.modules["debugpy"]  # a notebook that imports it has it


@contextlib.contextmanager
def _as_in_a_kernel() -> Iterator[None]:
    """Let pandas find a kernel when it is imported: it chooses then how many columns it shows."""
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del builtins.get_ipython  # type: ignore[attr-defined]


def _count_threads() -> int:
    """Count the threads of this process, also those that Python does not know: none outlives a fork."""
    return len(list(Path("/proc/self/task").iterdir()))


def _become(request: dict[str, Any]) -> NoReturn:
    """Be the kernel that was asked for, and nothing of the process that this was forked from."""
    status = 1
    try:
        owner = os.getppid()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != owner:
            os._exit(1)  # it ended before it could be said to
        _take_over(request["cwd"], request["env"])
        from ipykernel.kernelapp import launch_new_instance

        # read from the environment when the class is made, which was before the fork
        launch_new_instance(argv=[*request["argv"], f"--IPKernelApp.parent_handle={owner}"])
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:  # nothing of the process that this was forked from may go on in here
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _take_over(folder: str, environment: dict[str, str]) -> None:
    """Take the folder and the environment that were asked for; forget what all forks would share."""
    import random
    import tempfile
    import time

    import numpy as np

    os.setpgid(0, 0)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    tempfile.tempdir = None
    random.seed()
    np.random.seed()
    for name in FRESH:
        sys.modules.pop(name, None)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = ["ipykernel_launcher.py"]


if __name__ == "__main__":
    sys.path.pop(0)  # the folder of this file: no kernel of Jupyter's own finds modules there
    with contextlib.suppress(ConnectionError):  # whoever asked has ended meanwhile
        serve(socket.socket(fileno=int(sys.argv[1])))
