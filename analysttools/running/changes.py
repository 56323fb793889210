"""What a run would change of the figures: which are new, changed, the same or stale, and which claims moved.

Belongs here: comparing records. Does not belong here: writing them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any


def compare_figures(stem: str, files: dict[Path, bytes], folders: set[Path]) -> dict[str, str]:
    """Say of each figure of a notebook whether it is new, changed or the same; one no longer drawn is stale.

    Parameters
    ----------
    stem : str
        The notebook's name, with which those of its figures begin.
    files : dict of Path and bytes
        What it wrote.
    folders : set of Path
        Where its figures are, besides the folders of these files.
    """
    states: dict[str, str] = {}
    for path, content in files.items():
        is_new = not path.exists()
        state = "new" if is_new else "same" if path.read_bytes() == content else "changed"
        states[path.stem] = max(states.get(path.stem, "same"), state, key=["same", "changed", "new"].index)
    for folder in folders | {path.parent for path in files}:
        for record in sorted(folder.glob(f"{stem}-*.json")):
            states.setdefault(record.stem, "stale")
    return dict(sorted(states.items()))


def find_moved(files: dict[Path, bytes]) -> list[str]:
    """Name the claims and events any of whose marks are another than in the figures that stand."""
    moved: set[str] = set()
    for path, content in files.items():
        if path.suffix == ".json":
            was, now = (_marks(text) for text in (_read(path), content))
            moved |= (
                {one for one in was.keys() | now.keys() if was.get(one) != now.get(one)} if was else set()
            )
    return sorted(moved)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _marks(record: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """Give the marks of each claim in a record; nothing if it is none."""
    marks: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    try:
        for mark in json.loads(record)["marks"]:
            marks[mark["id"]].append(tuple(mark.values()))
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
    return marks
