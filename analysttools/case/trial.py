"""A case as it would be with other files: checked in a copy, so that the case itself is not touched.

Belongs here: the copy, its check. Does not belong here: what the files hold.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from analysttools.case.descriptor import DESCRIPTOR
from analysttools.case.loading import check_case
from analysttools.errors import Fault

# What belongs to a case beside the files that its descriptor lists, where it is there.
BESIDE = ("README.md", "front/registry.txt")
# The parts of a fault in which a path may stand.
_TEXTS = ("file", "problem", "advice", "found", "expected")


@contextmanager
def open_trial(folder: Path, contents: Mapping[Path, bytes]) -> Iterator[Path]:
    """Make a copy of a case that holds other files, and remove it afterwards.

    Parameters
    ----------
    folder : Path
        The case.
    contents : mapping of path and bytes
        What files of the folder would hold.
    """
    with tempfile.TemporaryDirectory(prefix="analysttools-") as name:
        copy = Path(name, "case")
        copy_case(folder, copy)
        for path, content in contents.items():
            (copy / path.relative_to(folder)).parent.mkdir(parents=True, exist_ok=True)
            (copy / path.relative_to(folder)).write_bytes(content)
        yield copy


def check_contents(folder: Path, contents: Mapping[Path, bytes]) -> list[Fault]:
    """Check a case as it would be with other files; faults name the files of the case itself."""
    with open_trial(folder, contents) as copy:
        return name_files(check_case(copy), copy, folder)


def name_files(faults: list[Fault], copy: Path, folder: Path) -> list[Fault]:
    """Return faults of a copy as those of the case, in every word of them."""
    named = []
    for fault in faults:
        texts = {name: getattr(fault, name) for name in _TEXTS}
        own = {name: text.replace(str(copy), str(folder)) for name, text in texts.items() if text}
        named.append(replace(fault, **own))
    return named


def copy_case(folder: Path, copy: Path) -> None:
    """Copy the descriptor of a case, the files that it lists, and what belongs to them."""
    copy.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(folder / DESCRIPTOR, copy / DESCRIPTOR)
    listed = json.loads((folder / DESCRIPTOR).read_bytes())["resources"]
    for path in [*(one["path"] for one in listed if isinstance(one.get("path"), str)), *BESIDE]:
        if (folder / path).is_file():
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / path, copy / path)
