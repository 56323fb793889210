"""What the bytes of a picture depend on: which of it is another here than where figures/ was drawn."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version

from matplotlib import ft2font
from packaging.requirements import Requirement

# Who lays out text, computes places and writes the files.
DRAWING = ("matplotlib", "numpy", "pandas", "pillow", "shapely")


def list_differences(lock: str, installed: Callable[[str], str] = version) -> list[str]:
    """Return the drawing packages whose version is another than that of the text of a lock file."""
    pinned = map(Requirement, (line.rstrip(" \\") for line in lock.splitlines() if "==" in line[:60]))
    wanted = {
        one.name: str(one.specifier).removeprefix("==")
        for one in pinned
        if one.name in DRAWING and (one.marker is None or one.marker.evaluate())
    }
    return [
        f"{name} {installed(name)} instead of {wanted[name]}"
        for name in DRAWING
        if installed(name) != wanted[name]
    ]


def describe_unlocked(lock: str) -> str:
    """Say why pictures may have other bytes here than in figures/, or nothing if they may not."""
    found = list_differences(lock)
    if ft2font.__freetype_build_type__ != "local":
        found.append(f"FreeType {ft2font.__freetype_version__} of the system instead of matplotlib's own")
    return f"exact bytes need the versions of requirements.lock; here: {', '.join(found)}" if found else ""
