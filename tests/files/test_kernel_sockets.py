"""Sockets as files: where a path has room for them, in bytes and with what a kernel adds."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from analysttools.files.kernel_sockets import ADDED, LONGEST_BYTES, name_sockets

pytestmark = pytest.mark.skipif(os.name != "posix", reason="sockets are files on POSIX systems alone")
ROOM = LONGEST_BYTES - len("/k" + ADDED)


@pytest.mark.parametrize(
    ("folder", "has_room"),
    [
        ("/" + "x" * (ROOM - 1), True),
        ("/" + "x" * ROOM, False),
        ("/" + "é" * (ROOM // 2 - 1), True),
        ("/" + "é" * (ROOM // 2 + 1), False),
    ],
    ids=["just fits", "one too many", "letters of two bytes", "bytes count, not letters"],
)
def test_a_path_is_given_only_if_all_sockets_fit(folder: str, has_room: bool) -> None:
    """The system counts bytes, and of the longest name that a kernel makes."""
    assert name_sockets(folder) == (f"{folder}/k" if has_room else None)


def test_the_longest_path_can_be_bound() -> None:
    """What has room by our count has room by the system's."""
    folder = Path("/tmp") / ("x" * (ROOM - len("/tmp/")))  # noqa: S108
    folder.mkdir()
    try:
        with socket.socket(socket.AF_UNIX) as own:
            own.bind(name_sockets(folder) + ADDED)
    finally:
        (folder / f"k{ADDED}").unlink(missing_ok=True)
        folder.rmdir()
