"""What a notebook's outputs rest on, and whether anything of it has changed since it was run.

Belongs here: digests of code, data, package and environment, and where they are kept. Does not belong here:
running.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysttools.provenance import PACKAGE, sha256
from analysttools.running.contents import INJECTED, PARAMETERS, read_cells
from analysttools.running.jobs import Outcome
from analysttools.writing import write_whole

# The folder beside the notebooks for what is known of them; git is told to leave it alone.
KEPT = ".analysttools"
FORM = 2
# The tags that change how a cell is run: ours, and those that nbclient heeds.
RUNNING_TAGS = frozenset({PARAMETERS, INJECTED, "raises-exception", "skip-execution"})
_TEXT = (".py", ".mplstyle", ".json", ".js", ".css", ".j2", ".txt")


def find_reason(path: Path, package: str) -> str:
    """Say why a notebook must be run; nothing if nothing that it rests on has changed since it was.

    A notebook that may have read what nobody heard of, or whose code asks for the time or for chance, must
    always be run.

    Parameters
    ----------
    path : Path
        The notebook, absolute.
    package : str
        What `digest_package` gives now.
    """
    try:
        known = json.loads(_kept(path).read_text(encoding="utf-8"))
        if known["form"] != FORM:
            return "it was last run by another version of the toolkit"
        return next(_differences(path, known, package), "")
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return "nothing is known of it here"


def _differences(path: Path, known: dict[str, Any], package: str) -> Iterator[str]:
    """Say what is another than it was."""
    yield from known["doubts"]
    if digest_cells(path) != known["cells"]:
        yield "its code or its outputs changed"
    here = path.parent
    for group, digest in (("read", digest_file), ("folders", digest_folder), ("figures", digest_file)):
        for name, was in known[group].items():
            if digest(here / name) != was:
                yield f"{Path(os.path.normpath(here / name)).name} changed"
    if package != known["package"]:
        yield "the package changed"
    if digest_environment(here) != known["environment"]:
        yield "the installed packages or a lock file changed"


def remember(path: Path, outcome: Outcome, figures: list[Path], package: str) -> list[str]:
    """Keep what a notebook rested on when it was run; its files stand as the run left them.

    Nothing is kept if a file that it read, or the package, is no longer what it was then (a figure of another
    notebook that was drawn in the same run, data that were edited while somebody was asked): the notebook
    runs again next time.

    Parameters
    ----------
    path : Path
        The notebook, absolute.
    outcome : Outcome
        What came of it.
    figures : list of Path
        The files that it wrote.
    package : str
        What `digest_package` gave before it ran.

    Returns
    -------
    list of str
        Why it could not be written down, if it could not.
    """
    here, folders = path.parent, {str(Path(name).parent) for name in outcome.read} | set(outcome.folders)
    known = {
        "form": FORM,
        "cells": digest_cells(path),
        "read": {_relative(name, here): digest_file(Path(name)) for name in sorted(outcome.read)},
        "folders": {_relative(name, here): digest_folder(Path(name)) for name in sorted(folders)},
        "figures": {_relative(str(name), here): digest_file(name) for name in figures},
        "package": package,
        "environment": digest_environment(here),
        "doubts": list(outcome.doubts),
    }
    now = {name: stamp_file(Path(name)) for name in outcome.read}  # after the digests: these are of then, too
    if now == outcome.read and digest_package() == package:
        try:
            write_whole(
                keep_folder(path) / f"{path.stem}.json", (json.dumps(known, indent=1) + "\n").encode()
            )
        except OSError as error:
            return [f"{path.name} was written, but will run again next time: {error}"]
    return []


def hold_still(outcome: Outcome) -> Outcome:
    """Give an outcome; an error instead, if a file changed since the notebook first read it."""
    for name, stamp in outcome.read.items():
        if stamp_file(Path(name)) != stamp and outcome.error is None:
            return Outcome(
                outcome.seconds,
                error=f"{name} was changed while the notebooks ran, so nobody knows what they show of it. "
                "The notebook was left as it was. Run it again",
            )
    return outcome


def forget(path: Path) -> None:
    """Have a notebook run next time, whatever is known of it."""
    _kept(path).unlink(missing_ok=True)


def keep_folder(path: Path) -> Path:
    """Give the folder for what is known of the notebooks of one folder; make it, unseen by git."""
    folder = path.parent / KEPT
    folder.mkdir(exist_ok=True)
    write_whole(folder / ".gitignore", b"*\n")
    return folder


def digest_cells(path: Path) -> str:
    """Digest the code cells of a notebook with their outputs; texts and tags for readers may change."""
    told = [
        [
            "".join(cell["source"]),
            cell.get("outputs"),
            cell.get("execution_count"),
            sorted(RUNNING_TAGS.intersection(cell.get("metadata", {}).get("tags", []))),
        ]
        for cell in read_cells(path.read_bytes())
        if cell["cell_type"] == "code"
    ]
    return sha256(json.dumps(told, sort_keys=True).encode())


def digest_file(path: Path) -> str | None:
    """Digest a file; None if it is not there."""
    try:
        return sha256(path.read_bytes())
    except OSError:
        return None


def stamp_file(path: Path) -> tuple[int, int] | None:
    """Give the time of the last change of a file (ns) and its size; None if it is not there."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def digest_folder(path: Path) -> str | None:
    """Digest the names in a folder, hidden ones left out; None if it is not there."""
    try:
        names = sorted(one.name for one in path.iterdir() if not one.name.startswith((".", "__")))
    except OSError:
        return None
    return sha256("\n".join(names).encode())


def digest_package() -> str:
    """Digest the package: code, styles, pages and lists."""
    files = sorted(path for path in PACKAGE.rglob("*") if path.suffix in _TEXT)
    return sha256("\n".join(f"{path.relative_to(PACKAGE)} {digest_file(path)}" for path in files).encode())


def digest_environment(here: Path) -> str:
    """Digest which packages are installed, in which Python, and the lock files of the project."""
    names = {
        one.name
        for folder in sys.path
        if folder and Path(folder).is_dir()
        for one in Path(folder).iterdir()
        if one.suffix in (".dist-info", ".egg-info")
    }
    locks = [f"{path.name} {digest_file(path)}" for path in sorted(here.parent.glob("*.lock"))]
    return sha256("\n".join([sys.version, *sorted(names), *locks]).encode())


def _kept(path: Path) -> Path:
    return path.parent / KEPT / f"{path.stem}.json"


def _relative(name: str, here: Path) -> str:
    return Path(os.path.relpath(name, here)).as_posix()
