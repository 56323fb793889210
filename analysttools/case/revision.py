"""A case as it was at a revision of its git repository, beside the case as it is.

Belongs here: asking git, unpacking. Does not belong here: what changed (``claims/case_changes.py``).
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import replace
from pathlib import Path

from analysttools.case.descriptor import DESCRIPTOR
from analysttools.case.loading import Case, load_case
from analysttools.case.trial import name_files
from analysttools.errors import DataError


def load_revision(folder: str | Path, revision: str) -> Case:
    """Load a case as git had it at a revision; nothing is checked out.

    Parameters
    ----------
    folder : str or path
        A folder in a git repository, as it is called now.
    revision : str
        What git knows it by: ``HEAD~1``, a tag, a branch, the beginning of a hash.

    Returns
    -------
    Case
        The case as it was.

    Raises
    ------
    DataError
        If it had faults then: each with its file at the revision.
    ValueError
        If git is not there, the folder is in no repository, or the revision or the folder in it is not known.
    """
    folder = Path(folder)
    top, prefix = _ask(folder, "rev-parse", "--show-toplevel", "--show-prefix").decode().split("\n")[:2]
    try:
        tree = _ask(
            Path(top), "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
    except ValueError:
        raise ValueError(
            f"{revision} is neither a folder nor a revision that git knows in {top}. Name a folder, or a "
            "revision such as HEAD~1 (git log shows them)"
        ) from None
    commit = tree.decode().strip()
    try:
        packed = _ask(Path(top), "archive", "--format=tar", commit, "--", prefix or ".")
    except ValueError:
        raise ValueError(f"{prefix or folder} was not there at {revision}. Name a later revision") from None
    with tempfile.TemporaryDirectory(prefix="analysttools-") as name:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(name, filter="data")
        unpacked = Path(name, prefix)
        if not (unpacked / DESCRIPTOR).is_file():
            raise ValueError(f"{prefix}{DESCRIPTOR} was not there at {revision}. Name a later revision")
        try:
            return replace(load_case(unpacked), folder=folder)
        except DataError as error:
            faults = name_files(error.faults, unpacked, Path(f"{revision}:{prefix}"))
            raise DataError(f"{folder} at {revision}", faults) from None


def _ask(folder: Path, *arguments: str) -> bytes:
    """Return what git prints, or raise with what it says."""
    git = shutil.which("git")
    if git is None:
        raise ValueError(
            "git is not there, but is needed to read a revision. Install it, or name two folders"
        )
    asked = subprocess.run([git, "-C", str(folder), *arguments], capture_output=True, check=False)  # noqa: S603
    if asked.returncode:
        words = asked.stderr.decode("utf-8", "replace").strip() or "it does not say why"
        raise ValueError(f"git cannot read {folder}: {words}")
    return asked.stdout
