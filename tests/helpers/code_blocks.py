"""The code of a page: its blocks, run one after another, and what they print.

Belongs here: cutting a page of Markdown into blocks, running them in a folder. Not here: what a page says.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", flags=re.M | re.S)


@dataclass(frozen=True)
class Block:
    """A block of code with the line where it begins, and what the page says that it prints."""

    language: str
    code: str
    line: int
    printed: str | None


def read_blocks(text: str) -> list[Block]:
    """Return the blocks of Python and of the shell, each with the block of text that follows on it."""
    found = list(BLOCK.finditer(text))
    blocks = []
    for at, one in enumerate(found):
        if one[1] not in ("python", "sh"):
            continue
        after = found[at + 1] if at + 1 < len(found) else None
        follows = after is not None and after[1] == "text" and not text[one.end() : after.start()].strip()
        line = text.count("\n", 0, one.start()) + 1
        blocks.append(Block(one[1], one[2], line, after[2] if follows and after else None))
    return blocks


def run_blocks(blocks: list[Block], folder: Path) -> Iterator[tuple[Block, str]]:
    """Run the blocks in a folder, those of Python with one set of names, and yield what each prints."""
    names: dict[str, Any] = {"__name__": "__main__"}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for block in blocks:
        if block.language == "sh":
            run = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", block.code],
                cwd=folder,
                env={**os.environ, "PATH": path, "COLUMNS": "100"},
                capture_output=True,
                text=True,
                check=False,
            )
            if run.returncode:
                raise AssertionError(
                    f"line {block.line}: exit status {run.returncode}: {run.stdout}{run.stderr}"
                )
            yield block, run.stdout
            continue
        printed = io.StringIO()
        with contextlib.chdir(folder), contextlib.redirect_stdout(printed):
            exec(compile(block.code, f"line {block.line}", "exec"), names)  # noqa: S102 - the page of this checkout
        yield block, printed.getvalue()
