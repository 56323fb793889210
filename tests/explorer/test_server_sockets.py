"""Sockets of the served explorer's kernels: files where their whole path has room, else ports."""

from __future__ import annotations

import os
import tempfile
import uuid
from pathlib import Path

import pytest

from analysttools.explorer.voila_server import SOCKETS, _configure
from analysttools.files.kernel_sockets import ADDED, LONGEST_BYTES

pytestmark = pytest.mark.skipif(os.name != "posix", reason="sockets are files on POSIX systems alone")


@pytest.mark.parametrize("length", range(20, 60))
def test_sockets_are_files_only_where_voila_has_room_for_them(length: int) -> None:
    """Voila makes a folder of its own below the one that it is given, which counts too."""
    folder = "/" + "x" * (length - 1)
    path = f"{folder}/voila_12345678/kernel-{uuid.uuid4()}-ipc{ADDED}"
    transport = _configure(folder, {}).ConnectionFileMixin.get("transport")
    assert (transport == "ipc") == (len(path) <= LONGEST_BYTES)


def test_the_name_is_as_long_as_what_voila_makes(tmp_path: Path) -> None:
    """A folder with Voila's beginning, and the id of a kernel."""
    own = Path(tempfile.mkdtemp(prefix="voila_", dir=tmp_path)).name
    assert len(SOCKETS) == len(f"{own}/kernel-{uuid.uuid4()}-ipc")
