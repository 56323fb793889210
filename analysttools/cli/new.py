"""The command ``new``: a project to begin with, and what to do next.

Belongs here: what is printed. Does not belong here: the files (``project/new_project.py``).
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
from pathlib import Path
from typing import Any

from analysttools.cli.commands import add_command
from analysttools.cli.terminal import print_lines
from analysttools.project.new_project import LANGUAGES, SHAPES, write_project


def add_new(commands: Any) -> None:
    """Add the command."""
    command = add_command(
        commands,
        "new",
        "write a project of your own: blank tables, vocabularies, a notebook that runs",
        "new my-case",
        "new my-case --from forces --lang en,fr",
    )
    command.add_argument("folder", help="the folder, which is not there or is empty")
    words = "; ".join(f"{name}: {what}" for name, what in SHAPES.items())
    command.add_argument(
        "--from",
        dest="shape",
        choices=SHAPES,
        default="event",
        help=f"what it is about (default: event); {words}",
    )
    command.add_argument(
        "--lang",
        dest="languages",
        choices=LANGUAGES,
        metavar="en|en,fr",
        default="en",
        help="languages of its texts (default: en)",
    )
    command.set_defaults(command=_new)


def _new(given: argparse.Namespace) -> int:
    folder = Path(given.folder)
    written = write_project(folder, shape=given.shape, languages=given.languages)
    print_lines(f"{folder}: {len(written)} files")
    print_lines(*(f"  {path.relative_to(folder).as_posix()}" for path in written))
    print_lines("", "Next:", f"  cd {_quote(str(folder))}", "  analysttools check", "  analysttools run")
    return 0


def _quote(path: str) -> str:
    """Return a path as the shell of this system takes it."""
    return subprocess.list2cmdline([path]) if os.name == "nt" else shlex.quote(path)
