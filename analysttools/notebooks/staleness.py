"""What a notebook's outputs rest on, and whether anything of it has changed since it was run.

Belongs here: digests of code, data, package and environment, and where they are kept. Does not belong here:
running.
"""

from __future__ import annotations

import json
import os
import site
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysttools.figures.records import sha256
from analysttools.files.atomic_write import write_whole
from analysttools.notebooks.document import INJECTED, PARAMETERS, read_cells
from analysttools.notebooks.file_status import read_status, stamp
from analysttools.notebooks.jobs import Outcome, list_variables

PACKAGE = Path(__file__).parent.parent
# The folder beside the notebooks for what is known of them; git ignores it.
MEMORY_FOLDER = ".analysttools"
FORM = 2
# The tags that change how a cell is run: ours, and those that nbclient heeds.
RUNNING_TAGS = frozenset({PARAMETERS, INJECTED, "raises-exception", "skip-execution"})
# Variables of Python that change nothing in what code gives.
_HARMLESS = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONPYCACHEPREFIX", "PYTHONFAULTHANDLER"}
# Files that Python, IPython and matplotlib read when they start, in the folders that they look in.
_PROFILES = ("profile_default/startup/", "profile_default/", "startup/", "")
_STARTING = {
    "python": ("sitecustomize.py", "usercustomize.py", "*.pth"),
    "ipython": tuple(f"{one}*.{end}" for one in _PROFILES for end in ("py", "ipy", "json")),
    "matplotlib": ("matplotlibrc", "stylelib/*"),
}


def find_reason(path: Path, package: str) -> str:
    """Return why a notebook must be run; nothing if nothing that it rests on has changed since it was.

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
    """Return what is another than it was."""
    yield from known["doubts"]
    if digest_cells(path) != known["cells"]:
        yield "its code or its outputs changed"
    here = path.parent
    for group in ("read", "figures"):
        for name, was in known[group].items():
            if digest_file(here / name) != was:
                yield f"{_name(here, name)} changed"
    for name, answers in known["asked"].items():
        for way, was in answers.items():
            if read_status(way, _whole(here, name)) != was:
                yield f"{_name(here, name)} changed"
    variables = list_variables()
    for name, was in known["variables"].items():
        if _digest_text(variables.get(name)) != was:
            yield f"the variable {name} changed"
    if package != known["package"]:
        yield "the package changed"
    if digest_environment(here) != known["environment"]:
        yield "the installed packages or a lock file changed"


def remember(path: Path, outcome: Outcome, figures: list[Path], package: str) -> list[str]:
    """Keep what a notebook rested on when it was run; its files stand as the run left them.

    If a file that it read, or the package, is no longer what it was then (a figure of another notebook that
    was drawn in the same run, data that were edited while somebody was asked), this is kept as a doubt: the
    notebook runs again next time, and says why.

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
    here = path.parent
    known: dict[str, Any] = {
        "form": FORM,
        "cells": digest_cells(path),
        "read": {_relative(name, here): digest_file(Path(name)) for name in sorted(outcome.read)},
        "asked": {
            _relative(name, here): answers for name, answers in sorted(_list_asked(path, outcome).items())
        },
        "variables": {name: _digest_text(value) for name, value in sorted(outcome.variables.items())},
        "figures": {_relative(str(name), here): digest_file(name) for name in figures},
        "package": package,
        "environment": digest_environment(here),
        "doubts": list(outcome.doubts),
    }
    # after the digests: these are of then, too
    moved = [name for name, was in outcome.read.items() if stamp(name) != was]
    moved += [
        name
        for name, answers in outcome.asked.items()
        for way in answers
        if read_status(way, name) != answers[way]
    ]
    moved += ["the package"] if digest_package() != package else []
    known["doubts"] += [f"{Path(name).name} changed while it was run" for name in moved[:1]]
    try:
        write_whole(keep_folder(path) / f"{path.stem}.json", (json.dumps(known, indent=1) + "\n").encode())
    except OSError as error:
        return [f"{path.name} was written, but will run again next time: {error}"]
    return []


def require_unchanged(outcome: Outcome) -> Outcome:
    """Return an outcome; an error instead, if a file changed since the notebook first read it."""
    for name, was in outcome.read.items():
        if stamp(name) != was and outcome.error is None:
            return Outcome(
                outcome.seconds,
                error=f"{name} was changed while the notebooks ran, so it is unknown what they show of it. "
                "The notebook was left as it was. Run it again",
            )
    return outcome


def forget(path: Path) -> None:
    """Have a notebook run next time, whatever is known of it."""
    _kept(path).unlink(missing_ok=True)


def keep_folder(path: Path) -> Path:
    """Return the folder for what is known of the notebooks of one folder; make it, unseen by git."""
    folder = path.parent / MEMORY_FOLDER
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


def digest_package() -> str:
    """Digest the package: code, styles, pages and lists."""
    files = sorted(path for path in PACKAGE.rglob("*.*") if path.parent.name != "__pycache__")
    return sha256("\n".join(f"{path.relative_to(PACKAGE)} {digest_file(path)}" for path in files).encode())


def digest_environment(here: Path) -> str:
    """Digest which packages are installed, in which Python, how it starts, and the project's lock files."""
    names = {
        one.name
        for folder in sys.path
        if folder and Path(folder).is_dir()
        for one in Path(folder).iterdir()
        if one.suffix in (".dist-info", ".egg-info")
    }
    files = [*sorted(here.parent.glob("*.lock")), *list_startup(here)]
    told = [f"{path.name} {digest_file(path)}" for path in files]
    settings = {
        name: value
        for name, value in list_variables().items()
        if name.startswith("PYTHON") and name not in _HARMLESS
    }
    return sha256(
        "\n".join([sys.version, *sorted(names), *told, json.dumps(settings, sort_keys=True)]).encode()
    )


def list_startup(here: Path) -> list[Path]:
    """List the files that are read before the first cell of a notebook, in the order in which they are found.

    Python's own hooks, those of a profile of IPython, the file that ``PYTHONSTARTUP`` names, and settings of
    matplotlib: whoever changes one changes what every notebook may show.
    """
    home, variables = Path.home(), list_variables()
    settings = Path(variables.get("XDG_CONFIG_HOME") or home / ".config")
    shared = [Path(place, "ipython") for place in ("/etc", "/usr/local/etc", f"{sys.prefix}/etc")]
    folders = {
        "python": [*map(Path, sys.path), Path(site.getusersitepackages())],
        "ipython": [Path(variables.get("IPYTHONDIR") or home / ".ipython"), *shared, settings / "ipython"],
        "matplotlib": [
            *(Path(variables[one]) for one in ("MATPLOTLIBRC", "MPLCONFIGDIR") if variables.get(one)),
            *(here, settings / "matplotlib", home / ".matplotlib"),
        ],
    }
    found = [Path(variables[one]) for one in ("PYTHONSTARTUP", "MATPLOTLIBRC") if variables.get(one)]
    found += [
        path
        for group, patterns in _STARTING.items()
        for folder in dict.fromkeys(folders[group])
        for pattern in patterns
        for path in sorted(folder.glob(pattern))
    ]
    return [path for path in found if path.is_file()]


def _list_asked(path: Path, outcome: Outcome) -> dict[str, dict[str, Any]]:
    """Return what was asked, and the names in the folders of the project that something was read in."""
    project = str(path.parent.parent) + os.sep
    folders = {os.path.dirname(name) for name in outcome.read if name.startswith(project)}  # noqa: PTH120
    listed = {name: {"names": read_status("names", name)} for name in folders}
    names = listed.keys() | outcome.asked.keys()
    return {name: {**listed.get(name, {}), **outcome.asked.get(name, {})} for name in names}


def _kept(path: Path) -> Path:
    return path.parent / MEMORY_FOLDER / f"{path.stem}.json"


def _relative(name: str, here: Path) -> str:
    """Return a name in the project as it is seen from the notebook, so that both may be moved."""
    is_own = name.startswith(str(here.parent) + os.sep)
    return Path(os.path.relpath(name, here)).as_posix() if is_own else name


def _whole(here: Path, name: str) -> str:
    return os.path.normpath(here / name)


def _name(here: Path, name: str) -> str:
    return Path(_whole(here, name)).name


def _digest_text(text: str | None) -> str | None:
    return None if text is None else sha256(text.encode("utf-8", "surrogateescape"))
