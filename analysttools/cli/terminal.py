"""Lines on the terminal: nothing in them takes it over, and none is lost to a code page.

Belongs here: writing lines to standard output and standard error. Does not belong here: what they say.
"""

from __future__ import annotations

import os
import sys
from typing import TextIO

from analysttools.errors import escape

# Whether standard output could not be written, as on a full disk.
_lost: list[str] = []


def print_lines(*lines: str) -> None:
    r"""Print lines on standard output, each with what is not seen in it escaped.

    Letters that the code page of the output lacks are written as ``\u2192``. If whoever reads has closed
    the output, or the disk is full, nothing more is printed and the work goes on; see `has_lost`.
    """
    _write(sys.stdout, [escape(line) for line in lines])


def print_text(text: str) -> None:
    """Print a text of several lines as `print_lines` prints each."""
    print_lines(*text.split("\n"))


def complain(text: str) -> None:
    """Print a text, of one or several lines, on standard error as `print_lines` prints on standard output."""
    _write(sys.stderr, [escape(line) for line in text.split("\n")])


def has_lost() -> bool:
    """Return whether lines were lost since this was last asked: not those that nobody wanted to read."""
    lost = bool(_lost)
    _lost.clear()
    return lost


def is_watched(stream: TextIO | None) -> bool:
    """Return whether somebody sits at a stream; at one that is closed nobody does."""
    try:
        return stream is not None and stream.isatty()
    except (ValueError, OSError):  # closed by whoever called
        return False


def open_closed() -> None:
    """Open the streams that whoever started this process closed, so that no file takes their numbers."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            opened = os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
            if getattr(sys, name) is None:
                setattr(sys, name, os.fdopen(opened, mode, encoding="utf-8", closefd=False))


def _write(stream: TextIO | None, lines: list[str]) -> None:
    if stream is None or stream.closed:
        return
    encoding = stream.encoding or "utf-8"
    text = "".join(f"{line}\n" for line in lines)
    try:
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    except BrokenPipeError:
        _leave(stream)
    except OSError as error:
        _leave(stream)
        if stream is sys.stdout:
            _lost.append(str(error))
            complain(
                f"The output could not be written ({error.strerror}). Send it to another place, or make room"
            )


def _leave(stream: TextIO) -> None:
    """Have what is still to be printed go nowhere: else Python would fail on it when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
