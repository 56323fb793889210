"""A process that runs cells as a kernel does, each in a fork that is watched: a hundred in a few seconds.

Each line that it reads is a request: ``code``, ``folder`` and ``private``, the run's own folder, where what
was seen is written. Each is answered by a line: nothing, or how the cell ended.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


class Cells:
    """The process, for whoever asks it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, code: str, folder: Path, private: Path) -> dict[str, Any]:
        """Run a cell in a folder; give what was seen, and how it ended, under "error"."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {"code": code, "folder": str(folder), "private": str(private), "env": dict(os.environ)}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        error = json.loads(self._process.stdout.readline())
        return {**json.loads((private / "seen.json").read_text(encoding="utf-8")), "error": error}

    def close(self) -> None:
        """End it."""
        self._process.communicate()


def _run(request: dict[str, Any]) -> str:
    """Run a cell as the kernel does: watched from before it until it has ended."""
    from analysttools.notebooks.audit import watch, write_reports

    sys.path[:] = [request["folder"], *sys.path]
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["env"])
    error = ""
    watch(request["private"])
    try:
        exec(compile(request["code"], "/tmp/ipykernel_1/1.py", "exec"), {"__name__": "__main__"})  # noqa: S102, S108
    except BaseException as failure:
        error = f"{type(failure).__name__}: {failure}"
    write_reports()
    return error


def serve() -> None:
    """Answer requests until there are no more."""
    import numpy  # noqa: F401
    import pandas  # noqa: F401

    for line in sys.stdin:
        there, here = os.pipe()
        if os.fork() == 0:
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123
            os.write(here, json.dumps(_run(json.loads(line))).encode())
            os._exit(0)
        os.close(here)
        with os.fdopen(there) as answer:
            print(answer.read() or json.dumps("it died"), flush=True)  # noqa: T201
        os.wait()


if __name__ == "__main__":
    sys.path.pop(0)  # the folder of this file
    serve()
