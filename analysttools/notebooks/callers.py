"""Whose code asks: that of a notebook, of a library, of Python, or of the tools that run notebooks.

Belongs here: frames of the stack and the folders that their code lies in. Imports nothing of the package, so
that a kernel has it at once.
"""

from __future__ import annotations

import os
import sysconfig
from enum import Enum
from functools import cache
from types import FrameType

# Packages that ask for the time, for chance and for settings, and show nothing of what they are told.
_TOOLS = (
    *("IPython", "ipykernel", "jupyter_client", "jupyter_core", "zmq", "tornado", "traitlets", "matplotlib"),
    *("matplotlib_inline", "ipywidgets", "anywidget", "psygnal", "comm", "debugpy", "pexpect", "ptyprocess"),
    *("decorator", "stack_data", "executing", "asttokens", "pygments", "pure_eval", "prompt_toolkit", "jedi"),
    *("tqdm", "nest_asyncio", "_pydevd_bundle", "_distutils_hack"),
)
# Magics, which are a notebook's own doing: they show what they are told.
_MAGICS = ("IPython/core/magics/", "IPython/extensions/")
# Parts of packages that ask, as Python's library does, for whoever called them: matplotlib's axes of dates.
_PASSING_ON = ("dateutil/rrule.py",)
# Parts of Python's library that wait, name temporary files or stamp messages, and show nothing of it.
_WAITING = (
    *("asyncio", "threading.py", "queue.py", "concurrent", "selectors.py", "tempfile.py", "subprocess.py"),
    *("socket.py", "multiprocessing", "logging", "linecache.py", "sched.py"),
)
# Functions of these that call whatever they were given, or ask for whoever called them.
_RUNNING = {
    *("run", "_run", "_run_once", "_bootstrap", "_bootstrap_inner", "_worker", "run_forever", "mapstar"),
    *("cpu_count", "ident"),  # of multiprocessing, which give what they are told
}
PACKAGE_PREFIX = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep  # noqa: PTH100, PTH120 (fast)
LIBRARIES = ("site-packages" + os.sep, "dist-packages" + os.sep)
STANDARD = tuple(
    {os.path.realpath(path) + os.sep for path in map(sysconfig.get_path, ("stdlib", "platstdlib"))}
    | {str(sysconfig.get_path(name)) + os.sep for name in ("stdlib", "platstdlib")}
)


class Caller(Enum):
    """Whose code it is."""

    NOTEBOOK = "a cell, or a module that is nobody's library"
    LIBRARY = "an installed package"
    STANDARD = "Python's own library, which asks which code called it"
    TOOL = "what runs notebooks, and this package"
    IMPORT = "Python, when it looks for a module"


def find_caller(frame: FrameType | None, *, waits: bool = True) -> Caller:
    """Return whose code asks, from a frame of the stack on: Python's own library asks for whoever called it.

    What it asks for itself while it waits is nobody's question; unless `waits` is False, as for a
    connection that asyncio makes.
    """
    while frame is not None:
        file = frame.f_code.co_filename
        kind = find_owner(file)
        is_passing = frame.f_code.co_name in _RUNNING or not waits
        is_passed = (
            kind is Caller.TOOL and is_passing and file.startswith(STANDARD) and not _is_installed(file)
        )
        if kind is not Caller.STANDARD and not is_passed:
            return kind
        frame = frame.f_back
    return Caller.NOTEBOOK  # a thread of its own, which no tool began


def find_logger(frame: FrameType | None) -> Caller:
    """Return whose message it is that Python's logging writes."""
    while frame is not None and find_owner(frame.f_code.co_filename) is Caller.TOOL and _is_logging(frame):
        frame = frame.f_back
    return find_caller(frame)


def _is_logging(frame: FrameType) -> bool:
    return f"{os.sep}logging{os.sep}" in frame.f_code.co_filename and not _is_installed(
        frame.f_code.co_filename
    )


def is_called_by(frame: FrameType | None, *parts: str) -> bool:
    """Return whether code of a file with one of these parts in its path is on the stack."""
    while frame is not None:
        if _has_part(frame.f_code.co_filename, parts):
            return True
        frame = frame.f_back
    return False


@cache
def _has_part(file: str, parts: tuple[str, ...]) -> bool:
    return any(part in file for part in parts)


def name_functions(frame: FrameType | None) -> set[str]:
    """Name the functions of Python's own library between whoever asks and the system."""
    names = set()
    while frame is not None and find_owner(frame.f_code.co_filename) is Caller.STANDARD:
        names.add(frame.f_code.co_name)
        frame = frame.f_back
    return names


@cache
def find_owner(file: str) -> Caller:
    """Return whose code a file is.

    Examples
    --------
    >>> from analysttools.notebooks.callers import find_owner
    >>> find_owner("/tmp/ipykernel_1/2.py").name, find_owner("<frozen posixpath>").name
    ('NOTEBOOK', 'STANDARD')
    """
    if file.startswith("<frozen importlib"):
        return Caller.IMPORT
    if file.startswith("<"):  # frozen, or made by `exec` and `dataclass`
        return Caller.STANDARD
    if file.startswith(PACKAGE_PREFIX):
        return Caller.TOOL
    if _is_installed(file):
        return _tell_library(file)
    for folder in STANDARD:
        if file.startswith(folder):
            return Caller.TOOL if file[len(folder) :].startswith(_WAITING) else Caller.STANDARD
    return Caller.NOTEBOOK


def _tell_library(file: str) -> Caller:
    package = next(file.rpartition(one)[2] for one in LIBRARIES if one in file).replace(os.sep, "/")
    if package.startswith(_MAGICS):
        return Caller.LIBRARY
    if package in _PASSING_ON:
        return Caller.STANDARD
    return Caller.TOOL if package.split("/")[0].removesuffix(".py") in _TOOLS else Caller.LIBRARY


def _is_installed(file: str) -> bool:
    return any(one in file for one in LIBRARIES)
