"""Writing files whole or not at all.

Belongs here: what keeps an old file standing until the new one is complete. Does not belong here: what is
in the files.
"""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from pathlib import Path

_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC, errno.EFBIG}
_NO_FOLDER = {errno.ENOTDIR, errno.EEXIST}


def write_whole(path: Path, content: bytes) -> bool:
    """Write a file whole or not at all; leave it alone if it holds these bytes already.

    Returns
    -------
    bool
        Whether the file was written.

    Raises
    ------
    OSError
        If it cannot be written; then it is as it was.
    """
    return write_together({path: content})


def write_together(contents: dict[Path, bytes]) -> bool:
    """Write files of one folder together: none takes its name before all are on the disk.

    They take their names in the order given, so that whoever finds the last one new finds all new. A file
    whose bytes would not change is left alone.

    Parameters
    ----------
    contents : dict of path and bytes
        What each file is to hold; the folder is made if it is not there.

    Returns
    -------
    bool
        Whether any file was written.

    Raises
    ------
    OSError
        Of the type that the system gave, saying which file could not be written and what to do. Nothing
        that was written for it is left behind.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysttools.writing import write_together
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     contents = {Path(folder, "a"): b"one", Path(folder, "b"): b"two"}
    ...     print(write_together(contents), write_together(contents))
    True False
    """
    written: dict[Path, Path] = {}
    renamed: list[Path] = []
    path = next(iter(contents))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for path, content in contents.items():
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            if not _holds(path, content):
                _write_beside(path, content, written)
        for path, temporary in written.items():
            temporary.replace(path)
            renamed.append(path)
        if renamed:
            _flush_folder(path.parent)
    except OSError as error:
        raise _worded(path, error, renamed) from error
    finally:
        for temporary in written.values():
            with contextlib.suppress(OSError):  # one that was renamed, or a folder that went away
                temporary.unlink()
    return bool(renamed)


def _holds(path: Path, content: bytes) -> bool:
    return path.exists() and path.stat().st_size == len(content) and path.read_bytes() == content


def _write_beside(path: Path, content: bytes, written: dict[Path, Path]) -> None:
    """Write the content on the disk under a name of its own, beside the file that it will be."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    written[path] = Path(temporary)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(handle)
    written[path].chmod(0o644)


def _flush_folder(folder: Path) -> None:
    """Put the new names on the disk too, where the system lets a folder be flushed."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _worded(path: Path, error: OSError, renamed: list[Path]) -> OSError:
    """Say which file could not be written, what stands, and what to do."""
    stands = "What was there before stands"
    if renamed:
        stands = f"New already: {', '.join(one.name for one in renamed)}; the others stand as they were"
    if error.errno in _FULL:
        advice = "Make room on the disk, then run it again"
    elif error.errno in _NO_FOLDER:
        advice = f"Give another folder than {path.parent}: a file is in its way"
    elif error.errno == errno.EISDIR:
        advice = "Remove the folder of that name"
    else:
        advice = "Give a folder that you may write to"
    worded = type(error)(f"{path} could not be written ({error.strerror or error}). {stands}. {advice}")
    worded.errno = error.errno
    return worded
