"""Files and archives of files.

Belongs here: naming and reading the files of a folder or an archive. Does not belong here: what is in them.
"""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from pathlib import Path

from analysttools.errors import DataError, Fault

# What the standard library raises on an archive that is cut off, changed, locked, or packed in another way.
_UNREADABLE = (
    *(OSError, EOFError, KeyError, RuntimeError, NotImplementedError),
    *(tarfile.TarError, zipfile.BadZipFile, zlib.error),
)


def list_members(path: Path) -> list[str]:
    """Name the files in an archive.

    Raises
    ------
    DataError
        If it is none that can be read.
    """
    try:
        with _open(path) as archive:
            return archive.namelist() if isinstance(archive, zipfile.ZipFile) else archive.getnames()
    except _UNREADABLE as error:
        words = str(error).partition(":\n")[0]
        problem = f"this is neither a folder nor an archive that can be read ({words})"
        advice = "Give a folder of GeoJSON files, or a .zip or .tar archive of them"
        raise DataError(str(path), [Fault("unreadable-file", str(path), problem, advice)]) from error


class Files:
    """Files and members of archives, each archive opened once."""

    def __init__(self) -> None:
        self.archives: dict[str, zipfile.ZipFile | tarfile.TarFile] = {}

    def __enter__(self) -> Files:
        return self

    def __exit__(self, *_: object) -> None:
        for archive in self.archives.values():
            archive.close()

    def read(self, file: str, member: str = "") -> bytes:
        """Give the bytes of a file, or of a member of an archive.

        Raises
        ------
        DataError
            If it cannot be read.
        """
        try:
            if not member:
                return Path(file).read_bytes()
            if file not in self.archives:
                self.archives[file] = _open(Path(file))
            archive = self.archives[file]
            if isinstance(archive, zipfile.ZipFile):
                return archive.read(member)
            opened = archive.extractfile(member)
            return opened.read() if opened else b""
        except _UNREADABLE as error:
            problem = f"the file cannot be read ({error})"
            where = f"{file}/{member}" if member else file
            fault = Fault("unreadable-file", where, problem, "Fetch it again, or take it out")
            raise DataError(where, [fault]) from error


def _open(path: Path) -> zipfile.ZipFile | tarfile.TarFile:
    return zipfile.ZipFile(path) if zipfile.is_zipfile(path) else tarfile.open(path)
