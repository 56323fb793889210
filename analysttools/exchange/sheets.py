"""The records of a file before its header is known, and the refusal of a file of which nothing can be read.

Belongs here: what CSV and workbooks have in common. Does not belong here: how either is read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysttools.errors import DataError, Fault

MAX_BYTES = 512 * 2**20


@dataclass
class Sheet:
    """The records of a file, before its header is known."""

    path: str
    rows: list[list[str]]
    lines: list[int]
    understood: dict[str, str] = field(default_factory=dict)
    notes: list[Fault] = field(default_factory=list)
    # What a large file holds that was read at once: a column each, the header among the rows, and the line
    # of each; `lines` has the first alone.
    columns: list[pd.Series] | None = None
    starts: np.ndarray | None = None


def refuse(path: str | Path, kind: str, problem: str, advice: str, **more: Any) -> DataError:
    """Return the error that a file of which nothing can be read raises."""
    return DataError(str(path), [Fault(kind, str(path), problem, advice, **more)])


def read_bytes(path: Path) -> bytes:
    """Return what is in a file, if it is one, not too large, and not empty."""
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder. Name the file in it")
    if not path.is_file():
        raise FileNotFoundError(f"{path} is not there. Give the path of a file")
    if path.stat().st_size > MAX_BYTES:
        problem = f"the file has {path.stat().st_size:,} bytes, more than {MAX_BYTES:,}"
        raise refuse(path, "too-large", problem, "Split it")
    content = path.read_bytes()
    if not content or content.isspace():
        what = "is empty (0 bytes)" if not content else "holds nothing but blanks"
        raise refuse(path, "empty-file", f"the file {what}", "Fetch it again: the download may have failed")
    return content
