"""Names that an event gives, made into whole paths and addresses.

Belongs here: where a name leads, what is Python's and what is the user's own, what is another machine.
Imports nothing of the package, so that a kernel has it at once. Does not belong here: what may be read,
written or asked (``audit.py``).
"""

from __future__ import annotations

import ipaddress
import os
import sys
import sysconfig
import urllib.parse
from pathlib import Path
from typing import Any

# Folders of an environment, of whose packages the key holds the names and versions.
_OF_PYTHON = ("lib", "lib64", "Lib", "bin", "Scripts", "include", "share", "etc", "pyvenv.cfg")
_PATHS = ("stdlib", "platstdlib", "purelib", "platlib", "include", "platinclude", "scripts")
HERE = {"", "localhost", "127.0.0.1", "::1", None}


def list_own_folders(of_user: list[str], named: list[str]) -> tuple[str, ...]:
    """Return folders of the user's own: below home, and those that variables name."""
    folders = [str(Path.home() / name) for name in of_user]
    return both_forms([*folders, *(os.environ[name] for name in named if os.environ.get(name))])


def list_python_folders(project: str) -> list[str]:
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


def both_forms(folders: list[str]) -> tuple[str, ...]:
    """Return folders as they are named and as they are, with a slash behind them."""
    return tuple(
        form.rstrip(os.sep) + os.sep for folder in folders for form in (folder, os.path.realpath(folder))
    )


def absolute_path(path: Any, folder: Any = None) -> str:
    """Return a whole path, of a name that starts from an open folder or from where the process is."""
    joined = _join(path, folder)
    return os.path.normpath(joined) if joined else ""


def resolve_path(path: Any, folder: Any = None, *, follows: bool = True) -> str:
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


def read_database(given: Any) -> tuple[str, bool]:
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


def is_elsewhere(address: Any) -> bool:
    """Return whether an address is one of another machine; names that only begin like this one's are."""
    if not isinstance(address, tuple) or not isinstance(address[0], str | bytes):
        return False  # a socket that is a file, or a line to the system
    host = decode_name(address[0])
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return host not in HERE
    return not (number.is_loopback or number.is_unspecified)


def decode_name(name: Any) -> Any:
    """Return the name of a machine as text, where it was given as bytes."""
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else name
