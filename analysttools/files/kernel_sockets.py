"""Sockets of kernels as files in a folder of our own: where there is room for them, and what they are called.

A port that is chosen for a kernel can be taken before the kernel binds it
(https://github.com/jupyter/jupyter_client/issues/487); a file in a folder of our own cannot, and nobody else
reaches it. Belongs here: what the system lets the path of a socket be. Does not belong here: making the
folder (``own_folders.py``), starting kernels.
"""

from __future__ import annotations

import os
from pathlib import Path

# What Jupyter calls this way to talk.
TRANSPORT = "ipc"
# The address of a socket holds 108 bytes on Linux and 104 on macOS, the last of which ends it.
LONGEST_BYTES = 103
# What a kernel adds to a name for each of its five sockets.
ADDED = "-5"


def name_sockets(folder: str | Path, name: str = "k") -> str | None:
    """Return how the paths of a kernel's sockets begin.

    Parameters
    ----------
    folder : str or Path
        Where they are to lie.
    name : str
        What they are called there; or a name as long as theirs, where another program makes it.

    Returns
    -------
    str or None
        None where a kernel must talk through ports: on Windows, and where the path would be too long.

    Examples
    --------
    >>> from analysttools.files.kernel_sockets import name_sockets
    >>> name_sockets("/tmp/run-1"), name_sockets("/tmp/" + "x" * 100)
    ('/tmp/run-1/k', None)
    """
    path = os.path.join(folder, name)  # noqa: PTH118 (as text, of this system)
    has_room = len(os.fsencode(path + ADDED)) <= LONGEST_BYTES
    return path if os.name == "posix" and has_room else None
