"""One notebook that is to be run, and what came of it.

Belongs here: what passes between the caller and what runs the notebook, perhaps on another machine. Does not
belong here: anything that is done with it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Called with the notebook, the number of the code cell that begins, and how many there are.
Progress = Callable[[Path, int, int], None]
# What would otherwise move from run to run; the kernels inherit it.
FIXED = {
    "PYTHONHASHSEED": "0",
    "SOURCE_DATE_EPOCH": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "COLUMNS": "100",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
# What a kernel runs before the first cell and after the last; and what is said where it cannot.
WATCH = """
from analysttools.notebooks.notices import leave_out_notices as _leave_out
_leave_out()
del _leave_out
from analysttools.notebooks.audit import watch as _watch
_watch({folder!r})
del _watch
"""
TELL = """
from analysttools.notebooks.audit import write_reports as _report
_report()
del _report
"""
UNWATCHED = "the kernel cannot be watched{said}. Install the toolkit where its kernel is"


def list_variables() -> dict[str, str]:
    """Return the variables that a kernel is started with: those of this process, and those that are fixed."""
    return {**os.environ, **FIXED}


@dataclass(frozen=True)
class Job:
    """A notebook that is to be run.

    Attributes
    ----------
    path : Path
        The notebook, absolute.
    parameters : dict of str and str
        For each name the Python literal that it is to have instead of its own.
    cell_timeout : int
        Seconds that one cell may take.
    is_warm : bool
        Whether the kernel may be forked from one that has imported what notebooks need.
    """

    path: Path
    parameters: dict[str, str] = field(default_factory=dict)
    cell_timeout: int = field(default=300, kw_only=True)
    is_warm: bool = field(default=True, kw_only=True)


@dataclass(frozen=True)
class Outcome:
    """What came of a notebook that was run; nothing of it stands in its folder yet.

    Attributes
    ----------
    seconds : float
        How long it ran.
    error : str or None
        None if it passed; else what went wrong, and where.
    notebook : bytes
        The notebook with its outputs; empty if it did not pass.
    files : dict of Path and bytes
        What `save_figure` wrote: where it belongs, and its bytes, in the order in which it was written.
    read : dict of str and (int, int) or None
        The files that it read, with the time of their last change (ns) and their size when they were first
        read; None for one that was not there.
    asked : dict of str and dict
        What it asked of files and folders without reading them: for each, the ways and the answers.
    variables : dict of str and str or None
        The variables of the environment that it read, with the values that its kernel was started with.
    doubts : tuple of str
        Why the list of what it read may not be whole.
    notes : tuple of str
        What the caller should be told.
    source : bytes
        The notebook as it was read.
    """

    seconds: float
    error: str | None = None
    notebook: bytes = b""
    files: dict[Path, bytes] = field(default_factory=dict)
    read: dict[str, tuple[int, int] | None] = field(default_factory=dict)
    asked: dict[str, dict[str, Any]] = field(default_factory=dict)
    variables: dict[str, str | None] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    source: bytes = b""


@dataclass(frozen=True)
class NotebookRun:
    """What came of one notebook.

    Attributes
    ----------
    path : Path
        The notebook; the executed copy if it was run with parameters.
    seconds : float
        How long it ran; 0 if it was not.
    error : str or None
        None if it passed; else what went wrong, where: cell, heading above it, first lines, error.
    has_changed : bool
        Whether its file was written because its outputs differ from what it held.
    is_declined : bool
        Whether it was left as it is because what would change was not accepted.
    was_saved : bool
        Whether it was left as it is because somebody saved it while it was being run.
    reason : str
        Why it was run; empty if nothing that it rests on had changed, and it was not.
    figures : dict of str
        Of each of its figures: "new", "changed", "same", or "stale" if it is there and no longer drawn.
    moved : tuple of str
        The claims and events whose marks in these figures changed.
    notes : tuple of str
        What else there is to say of the run.
    """

    path: Path
    seconds: float
    error: str | None = None
    has_changed: bool = field(default=False, kw_only=True)
    is_declined: bool = field(default=False, kw_only=True)
    was_saved: bool = field(default=False, kw_only=True)
    reason: str = ""
    figures: dict[str, str] = field(default_factory=dict)
    moved: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
