"""Writing files whole or not at all.

Belongs here: what keeps an old file standing until the new one is complete. Does not belong here: what is
in the files.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC, errno.EFBIG}
_NO_FOLDER = {errno.ENOTDIR, errno.EEXIST}
# How a file is called beside the one that it will be: a dot, its name, this, and letters.
WAITING = ".analysttools-"
# The variable that names a folder in which figures wait until their notebook has passed.
STAGE = "ANALYSTTOOLS_STAGE"
# What git knows to be text.
_TEXTS = {".csv", ".geojson", ".ipynb", ".json", ".md", ".svg", ".txt"}
_BELONGS = "belongs-to"
# A file that was not there; bytes as they are given, on Windows too.
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
# The variable in which pytest names the test that runs; the kernels of nbval inherit it.
_TEST = "PYTEST_CURRENT_TEST"


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


class FileChangedError(Exception):
    """A file is not what it was when that which is to be written was made of it."""


def write_together(
    contents: dict[Path, bytes], journal: Path | None = None, *, standing: dict[Path, bytes] | None = None
) -> bool:
    """Write files together: none takes its name before all are on the disk.

    They take their names in the order given, so that whoever finds the last one new finds all new. A file
    whose bytes would not change, but for the line ends of a text, is left alone.

    Parameters
    ----------
    contents : dict of path and bytes
        What each file is to hold; its folder is made if it is not there.
    journal : Path, optional
        A file that says, while names are taken, which are still to be: if the process is killed then,
        `finish_writing` takes the rest. None does without.
    standing : dict of path and bytes, optional
        Files that must still hold these bytes when the names are taken.

    Returns
    -------
    bool
        Whether any file was written.

    Raises
    ------
    OSError
        Of the type that the system gave, saying which file could not be written and what to do. Nothing
        that was written for it is left behind.
    FileChangedError
        If one of `standing` does not; then all is as it was.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysttools.files.atomic_write import write_together
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     contents = {Path(folder, "a"): b"one", Path(folder, "b"): b"two"}
    ...     print(write_together(contents), write_together(contents))
    True False
    """
    written: dict[Path, Path] = {}
    renamed: list[Path] = []
    is_begun, path, held = False, next(iter(contents)), contextlib.ExitStack()
    try:
        for path, content in contents.items():
            path = path.resolve() if path.is_symlink() else path  # a link stays one
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            if not has_content(path, content):
                _write_beside(path, content, written, held)
        for path, content in (standing or {}).items():
            if not (path.is_file() and path.read_bytes() == content):
                raise FileChangedError(str(path))
        with _journalled(journal if written else None, written):
            is_begun = journal is not None
            for path, temporary in written.items():
                temporary.replace(path)
                renamed.append(path)
            for folder in {path.parent for path in renamed}:
                _flush_folder(folder)
        is_begun = False
    except OSError as error:
        is_begun = False
        raise _worded(path, error, renamed) from error
    finally:
        if not is_begun:  # else whoever stopped this leaves the rest to `finish_writing`
            for temporary in written.values():
                with contextlib.suppress(OSError):  # one that was renamed, or a folder that went away
                    temporary.unlink()
        held.close()
    return bool(renamed)


def finish_writing(journal: Path) -> list[Path]:
    """Give files their names that a killed process left on the disk; give those that got theirs.

    Examples
    --------
    >>> from pathlib import Path
    >>> from analysttools.files.atomic_write import finish_writing
    >>> finish_writing(Path("data") / "no.journal")
    []
    """
    if not journal.is_file():
        return []
    named = []
    with _locked(journal):  # waits for one that is still taking names
        if not journal.is_file():
            return []
        for temporary, path in json.loads(journal.read_text(encoding="utf-8")):
            place = journal.parent / path
            if (journal.parent / temporary).is_file():
                (journal.parent / temporary).replace(place)
                named.append(Path(os.path.normpath(place)))
        journal.unlink()
    return named


def clear_waiting(folder: Path) -> list[Path]:
    """Take away files that wait for names in a folder, and whose writer was killed; give them.

    Those of a writer that lives are locked and stay. Call `finish_writing` first: some have a journal.

    Examples
    --------
    >>> from pathlib import Path
    >>> from analysttools.files.atomic_write import clear_waiting
    >>> clear_waiting(Path("no folder"))
    []
    """
    cleared = []
    for path in sorted(folder.glob(f".*{WAITING}*")):
        with contextlib.suppress(OSError), path.open("rb") as file:
            if lock_handle(file.fileno()):
                path.unlink()
                cleared.append(path)
    return cleared


def lock_handle(handle: int, *, waits: bool = False) -> bool:
    """Lock an open file for this process until it is closed; return whether that could be done.

    The lock goes with the process, however it ends. Where the system has none, nothing is locked.

    Parameters
    ----------
    handle : int
        The number of the open file.
    waits : bool
        Whether to wait for another process that has it, or to return False at once.

    Examples
    --------
    >>> import tempfile
    >>> from analysttools.files.atomic_write import lock_handle
    >>> with tempfile.NamedTemporaryFile() as file, open(file.name) as other:
    ...     print(lock_handle(file.fileno()), lock_handle(other.fileno()))
    True False
    """
    if fcntl is None:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _list_names(written: dict[Path, Path], folder: Path) -> bytes:
    """List temporary names and names from a folder on, so that all of it may be moved."""
    pairs = [
        [os.path.relpath(one, folder) for one in (temporary, path)] for path, temporary in written.items()
    ]
    return json.dumps(pairs).encode()


@contextlib.contextmanager
def _journalled(journal: Path | None, written: dict[Path, Path]) -> Iterator[None]:
    """Keep a journal of the names to be taken within; it stays behind if this process is stopped there."""
    if journal is None:
        yield
        return
    with _locked(journal):
        write_whole(journal, _list_names(written, journal.parent.resolve()))
        try:
            yield
        except OSError:
            journal.unlink(missing_ok=True)
            raise
        journal.unlink(missing_ok=True)


@contextlib.contextmanager
def _locked(journal: Path) -> Iterator[None]:
    """Be alone with a journal, among processes; where the system has no such locks, do without."""
    if fcntl is None:
        yield
        return
    journal.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(journal.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o666)
    try:
        lock_handle(handle, waits=True)
        yield
    finally:
        os.close(handle)


def find_stage(folder: Path) -> Path | None:
    """Find where the files of a folder are written now.

    Returns
    -------
    Path or None
        The folder itself; while a notebook is rerun, or held against its outputs by the plugin of pytest, a
        folder of that run; None under nbval alone, where nobody would clear such a folder away: then nothing
        is to be written.

    Examples
    --------
    >>> from pathlib import Path
    >>> from analysttools.files.atomic_write import find_stage
    >>> find_stage(Path("figures")).as_posix()
    'figures'
    """
    if not (stage := os.environ.get(STAGE)):
        return None if is_regression() else folder
    whole = str(folder.resolve())
    waiting = Path(stage, hashlib.sha256(whole.encode()).hexdigest()[:16])
    waiting.mkdir(parents=True, exist_ok=True)
    (waiting / _BELONGS).write_text(whole, encoding="utf-8")
    return waiting


def is_regression() -> bool:
    """Return whether this is the kernel of a notebook under test, which writes nothing of the project.

    Examples
    --------
    >>> from analysttools.files.atomic_write import is_regression
    >>> is_regression()
    False
    """
    return os.environ.get(_TEST, "").partition("::")[0].endswith(".ipynb")


def read_stage(stage: Path) -> dict[Path, bytes]:
    """Return the files that wait below a folder, each with the path that it is meant for."""
    files = {}
    for waiting in sorted(stage.iterdir()):
        whole = Path((waiting / _BELONGS).read_text(encoding="utf-8"))
        names = sorted((path for path in waiting.iterdir() if path.name != _BELONGS), key=_when)
        files.update({whole / path.name: path.read_bytes() for path in names})
    return files


def _when(path: Path) -> tuple[int, bool, str]:
    """Order files as they were written; of those of one figure the record comes last."""
    return path.stat().st_mtime_ns, path.suffix == ".json", path.name


def read_alike(path: Path) -> bytes:
    r"""Return the bytes of a file; those of a text with ``\n`` for each line end, which git may have changed.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysttools.files.atomic_write import read_alike
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Path(folder, "a.json").write_bytes(b"{}" + bytes([13, 10])) and read_alike(Path(folder, "a.json"))
    b'{}\n'
    """
    content = path.read_bytes()
    return content.replace(b"\r\n", b"\n") if path.suffix in _TEXTS else content


def has_content(path: Path, content: bytes) -> bool:
    """Return whether a file is there and holds these bytes, but for the line ends of a text."""
    return path.is_file() and read_alike(path) == content


def _write_beside(path: Path, content: bytes, written: dict[Path, Path], held: contextlib.ExitStack) -> None:
    """Write the content on the disk beside the file that it will be, under a name that is held till then."""
    mode = path.stat().st_mode & 0o777 if path.exists() else None
    written[path] = path.with_name(f".{path.name}{WAITING}{secrets.token_hex(8)}")
    # of a new file the system takes away what the user's umask says
    handle = os.open(written[path], _NEW, 0o666 if mode is None else mode)
    file = held.enter_context(os.fdopen(handle, "wb"))
    if lock_handle(handle) and not written[path].exists():  # cleared before it was held
        return _write_beside(path, content, written, held)
    file.write(content)
    file.flush()
    os.fsync(handle)
    if fcntl is None:  # Windows renames no open file
        file.close()
    if mode is not None:
        written[path].chmod(mode)
    return None


def _flush_folder(folder: Path) -> None:
    """Put the new names on the disk too, where the system lets a folder be flushed."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _worded(path: Path, error: OSError, renamed: list[Path]) -> OSError:
    """Return which file could not be written, what stands, and what to do."""
    stands = "What was there before is unchanged"
    if renamed:
        stands = f"New already: {', '.join(one.name for one in renamed)}; the others are as they were"
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
