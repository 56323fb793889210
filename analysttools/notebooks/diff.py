"""What a run would change of the figures: which are new, changed, the same or stale, and which claims moved.

Belongs here: comparing records, and outputs of cells. Does not belong here: writing them.
"""

from __future__ import annotations

import difflib
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analysttools.figures.gallery import notebook_of
from analysttools.figures.records import find_other_owner, read_record
from analysttools.files.atomic_write import has_content, read_alike
from analysttools.notebooks.document import find_heading, read_cells


def compare_figures(stem: str, files: dict[Path, bytes], folders: set[Path]) -> dict[str, str]:
    """State for each figure of a notebook whether it is new, changed or the same; one not drawn is stale.

    Parameters
    ----------
    stem : str
        The notebook's name, which the records of its figures hold.
    files : dict of Path and bytes
        What it wrote.
    folders : set of Path
        Where its figures are, besides the folders of these files.
    """
    states: dict[str, str] = {}
    for path, content in files.items():
        is_new = not path.exists()
        state = "new" if is_new else "same" if has_content(path, content) else "changed"
        states[path.stem] = max(states.get(path.stem, "same"), state, key=["same", "changed", "new"].index)
    for folder in folders | {path.parent for path in files}:
        for record in folder.glob("*.json"):
            if _owner(record) == stem:
                states.setdefault(record.stem, "stale")
    return dict(sorted(states.items()))


def _owner(path: Path) -> str | None:
    """Find the notebook to which a record belongs; None if it is no record."""
    try:
        return notebook_of(read_record(path), path.parent)
    except (OSError, ValueError):
        return None


def find_conflict(stem: str, files: Iterable[Path], notebooks: Path) -> str:
    """Return which figure of a notebook is one of another, which would be overwritten; nothing if none is.

    Parameters
    ----------
    stem : str
        The notebook that was run, without ending.
    files : iterable of Path
        What it would write.
    notebooks : Path
        The folder of notebooks.
    """
    for path in files:
        if path.suffix == ".json" and (owner := find_other_owner(path, stem, notebooks)):
            return (
                f"{notebooks / stem}.ipynb saves the figure {path.stem}, which is one of {owner}.ipynb and "
                "would be overwritten. Both were left as they were. Give it another name in one of them"
            )
    return ""


def find_moved(files: dict[Path, bytes]) -> list[str]:
    """Name the claims and events any of whose marks are another than in the figures that stand."""
    moved: set[str] = set()
    for path, content in files.items():
        if path.suffix == ".json":
            was, now = (_marks(text) for text in (_read(path), content))
            marks = was.keys() | now.keys() if was else set()
            moved |= {row for one in marks if was.get(one) != now.get(one) for row in one.split(";")}
    return sorted(moved)


def describe_differences(stem: str, before: bytes, after: bytes, files: dict[Path, bytes]) -> list[str]:
    """Return what is another in a notebook and its figures than in those that stand, a line each.

    Cells are told by their number and the heading above them, with the lines of text that they no longer
    show (``-``) and those that they show now (``+``); marks by figure, claim, and where they were and are.
    Pictures, HTML and whatever else has no text are named. No line only if no byte changes.
    """
    lines: list[str] = []
    was, now = _read_shown(before), _read_shown(after)
    for cell, (heading, shown, others) in now.items():
        _, former, former_others = was.get(cell, ("", [], ""))
        changed = list(difflib.unified_diff(former, shown, n=0, lineterm=""))[2:]
        told = [line for line in changed if not line.startswith("@@")]
        if not told and others != former_others:
            told = ["a picture, or another output that is not text"]
        lines += [f'code cell {cell}, under "{heading}":', *(f"    {one}" for one in told)] if told else []
    lines += _format_files(files)
    states = compare_figures(stem, files, {path.parent for path in files})
    lines += [f"figure {name}: no longer drawn" for name, state in states.items() if state == "stale"]
    if not lines and before != after:
        lines = ["the file alone: ids, tags or code, and nothing that it shows"]
    return lines


def _format_files(files: dict[Path, bytes]) -> list[str]:
    """State for each file of a figure what is another in it: marks, or else its words or its drawing."""
    lines = []
    for path, content in files.items():
        if _read(path) == content:
            continue
        moves = _describe_moves(_marks(_read(path)), _marks(content)) if path.suffix == ".json" else []
        other = "words, rows or code" if path.suffix == ".json" else "drawing"
        lines += [f"figure {path.stem}: {one}" for one in moves or [f"another {other} ({path.name})"]]
    return lines


def _describe_moves(
    was: dict[str, list[tuple[Any, ...]]], now: dict[str, list[tuple[Any, ...]]]
) -> list[str]:
    """State for each claim which of its marks went, came, or is elsewhere."""
    lines = []
    for claim in sorted(was.keys() | now.keys()):
        former, later = (_by_part(marks.get(claim, [])) for marks in (was, now))
        for part in dict.fromkeys([*former, *later]):
            if former.get(part) != later.get(part):
                lines += [f"{claim}, {part}: {former.get(part, 'nothing')} → {later.get(part, 'nothing')}"]
    return lines


def _by_part(marks: list[tuple[Any, ...]]) -> dict[str, str]:
    """Return where the marks of one claim are and what they are labelled, by the part that they show."""
    told: dict[str, list[str]] = defaultdict(list)
    for part, at, label in marks:
        told[part].append(" ".join(str(one) for one in (at, label) if str(one)))
    return {part: "; ".join(each) for part, each in told.items()}


def _read_shown(notebook: bytes) -> dict[int, tuple[str, list[str], str]]:
    """Return for each code cell, by its number: the heading above, the lines it shows, its outputs whole."""
    shown: dict[int, tuple[str, list[str], str]] = {}
    texts_above: list[str] = []
    for cell in read_cells(notebook) if notebook else []:
        if cell["cell_type"] == "markdown":
            texts_above.append("".join(cell["source"]))
        elif cell["cell_type"] == "code":
            texts = [one.get("text") or one.get("data", {}).get("text/plain", "") for one in cell["outputs"]]
            said = "\n".join("".join(text) for text in texts).splitlines()
            shown[len(shown) + 1] = find_heading(texts_above), said, json.dumps(cell["outputs"])
    return shown


def _read(path: Path) -> bytes:
    try:
        return read_alike(path)
    except OSError:
        return b""


def _marks(record: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """Return the marks of each claim in a record; nothing if it is none."""
    marks: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    try:
        for mark in json.loads(record)["marks"]:
            marks[mark["id"]].append(tuple(mark.get(name, "") for name in ("what", "at", "label")))
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
    return marks
