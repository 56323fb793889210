"""Files and archives of files.

Belongs here: naming and reading the files of a folder or an archive, and how large they may be. Does not
belong here: what is in them.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from analysttools.case.file_formats import BEGINNING, Format, recognise_format, recognise_json
from analysttools.errors import DataError, Fault, quoted
from analysttools.files.system_files import is_of_system

# Bytes of one file, unpacked. A day of the shipped case has 75,000; more than this is no map of one day.
LARGEST_FILE_BYTES = 100_000_000
# Bytes of all that is in one archive, unpacked.
LARGEST_ARCHIVE_BYTES = 2_000_000_000
# A member of a zip archive of more than a million bytes is packed into no less than one in so many.
TIMES, SMALL = 200, 1_000_000
# Bytes that the list of what is in an archive may take, and the memory for unpacking it.
LISTED, MEMORY = 64_000_000, 256_000_000
UNPACKERS: dict[bytes, Callable[[BinaryIO], Any]] = {
    b"\x1f\x8b": lambda file: gzip.GzipFile(fileobj=file),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
    b"]\x00\x00": lzma.LZMAFile,
}
PIECE = 2**20
# So many files and folders may be in an archive: fifty years of days.
MEMBERS = 20_000
UNPACK = "Look at what is in it; if it is meant, unpack it and give the folder"


class _TooLargeError(ValueError):
    """What would unpack to more than the limits above: where in the archive, and what it came to."""

    def __init__(self, where: str, found: str, expected: str) -> None:
        self.where, self.found, self.expected = where, found, expected
        super().__init__(found)


def list_members(path: Path, ending: str) -> list[str]:
    """Name the files of one ending in an archive, without those that a system put there by itself.

    Nothing is unpacked that is larger than `LARGEST_FILE_BYTES`, in an archive of more than
    `LARGEST_ARCHIVE_BYTES` in all, or packed into less than one in `TIMES`.

    Raises
    ------
    DataError
        If it is none that can be read, or unpacks to more.
    """
    with Files() as files:
        try:
            archive = files.open(path)
            if isinstance(archive, zipfile.ZipFile):
                return list(_list_zip(archive, ending, path))
            names = list(_list_tar(archive, ending, path))
            if not names and (other := _recognise(path)):  # zero bytes are an empty archive
                raise tarfile.ReadError(other.words)
            return names
        except _TooLargeError as error:
            raise _refuse(str(path), error) from error
        except DataError:
            raise
        except Exception as error:  # both libraries fail with many types on bytes that were changed
            words = (str(error) or type(error).__name__).partition(":\n")[0]
            other = _recognise(path)
            if other:
                problem = f"this is neither a folder nor an archive, but {other.words}"
                fault = Fault("unreadable-file", str(path), problem, other.advice)
                raise DataError(str(path), [fault]) from error
            if packed := _name_packing(path):
                words = f"it is {packed}, and what is packed is no archive, or breaks off: {words}"
            problem = f"this is neither a folder nor an archive that can be read ({words})"
            advice = "Give a folder of GeoJSON files, or a .zip or .tar archive of them"
            raise DataError(str(path), [Fault("unreadable-file", str(path), problem, advice)]) from error


class Files:
    """Files and members of archives, each archive opened once."""

    def __init__(self) -> None:
        self.archives: dict[str, zipfile.ZipFile | tarfile.TarFile] = {}
        self.opened = ExitStack()

    def __enter__(self) -> Files:
        return self

    def __exit__(self, *_: object) -> None:
        self.opened.close()

    def open(self, path: Path) -> zipfile.ZipFile | tarfile.TarFile:
        """Open an archive; it is closed with all others."""
        file = self.opened.enter_context(_open_regular(path))
        if zipfile.is_zipfile(file):
            return self.opened.enter_context(zipfile.ZipFile(file))
        file.seek(0)
        head = file.read(6)
        file.seek(0)
        unpack = next((one for magic, one in UNPACKERS.items() if head.startswith(magic)), None)
        if unpack is lzma.LZMAFile:
            lzma.LZMADecompressor(memlimit=MEMORY).decompress(file.read(2**16), 1)
            file.seek(0)
        stream = self.opened.enter_context(unpack(file)) if unpack else file
        return self.opened.enter_context(tarfile.open(fileobj=_Measured(stream), mode="r:"))

    def read(self, file: str, member: str = "") -> bytes:
        """Return the bytes of a file, or of a member of an archive.

        Raises
        ------
        DataError
            If it cannot be read, or is larger than `LARGEST_FILE_BYTES`.
        """
        where = f"{file}/{member}" if member else file
        try:
            if member and file not in self.archives:
                self.archives[file] = self.open(Path(file))
            with _open_member(self.archives[file], member) if member else _open_regular(Path(file)) as opened:
                return b"".join(_read_pieces(opened, where))
        except _TooLargeError as error:
            raise _refuse(where, error) from error
        except Exception as error:  # both libraries fail with many types on bytes that were changed
            problem = f"the file cannot be read ({str(error) or type(error).__name__})"
            fault = Fault("unreadable-file", where, problem, "Fetch it again, or take it out")
            raise DataError(where, [fault]) from error


class _Measured(io.RawIOBase):
    """A stream of which so many bytes are read at most: a list in an archive could fill the memory."""

    def __init__(self, stream: Any) -> None:
        super().__init__()
        self.stream, self.left = stream, LISTED

    def read(self, size: int = -1) -> bytes:
        """Read so many bytes, if they are left."""
        if not 0 <= size <= self.left:
            raise _TooLargeError("", "a list of its files that is longer", f"at most {LISTED:,} bytes of it")
        self.left -= size
        return bytes(self.stream.read(size))

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, if it is not beyond what an archive may hold."""
        if place > LARGEST_ARCHIVE_BYTES:
            raise _TooLargeError("", f"{place:,} bytes or more", f"at most {LARGEST_ARCHIVE_BYTES:,}")
        return int(self.stream.seek(place, whence))

    def tell(self) -> int:
        """Return where the stream is."""
        return int(self.stream.tell())


def _open_regular(path: Path) -> BinaryIO:
    """Open a file with contents: reading a pipe or a device would not end."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        raise OSError("it is a folder" if stat.S_ISDIR(mode) else "it is not a file with contents")
    return path.open("rb")


def _read_pieces(opened: Any, where: str) -> Iterator[bytes]:
    """Read a file to its end, or until it is too large, whatever it says of its size."""
    left = LARGEST_FILE_BYTES
    while piece := opened.read(PIECE):
        left -= len(piece)
        if left < 0:
            raise _TooLargeError(
                where,
                f"more than {LARGEST_FILE_BYTES:,} bytes",
                f"at most {LARGEST_FILE_BYTES:,} in one file",
            )
        yield piece


def _open_member(archive: zipfile.ZipFile | tarfile.TarFile, member: str) -> Any:
    """Open a member of an archive that was listed before."""
    if isinstance(archive, zipfile.ZipFile):
        return archive.open(member)
    found, stream = archive.getmember(member), archive.fileobj
    if not found.isreg() or found.size > LARGEST_FILE_BYTES:
        raise OSError("it is not a file with contents")
    if isinstance(stream, _Measured):
        stream.left = LARGEST_FILE_BYTES + 1
    return archive.extractfile(found)


def _is_wanted(name: str, ending: str) -> bool:
    return name.lower().endswith(ending) and not is_of_system(name)


def _recognise(path: Path) -> Format | None:
    """Return what a file is that is no archive; None where it looks like one that is broken."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        head = file.read(BEGINNING)
    if head.startswith(tuple(UNPACKERS)) or zipfile.is_zipfile(path):
        return None
    if head.startswith(b"PK"):
        return Format("a zip archive that breaks off before its end", "Copy or fetch it again")
    if head.lstrip()[:1] in (b"{", b"["):
        return Format("one file of JSON", "Give the folder that holds it")
    return recognise_json(head, "the archive itself")


def _name_packing(path: Path) -> str:
    """Return how a file is packed, if it is one and is."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        head = file.read(BEGINNING)
    found = recognise_format(head) if head.startswith(tuple(UNPACKERS)) else None
    return found.words if found else ""


def _list_zip(archive: zipfile.ZipFile, ending: str, path: Path) -> Iterator[str]:
    """Name the files in a zip archive; each says how large it is, and is never read any further."""
    total = 0
    _require_count(len(archive.infolist()))
    for member in archive.infolist():
        if member.is_dir() or not _is_wanted(member.filename, ending):
            continue
        if member.flag_bits & 1:
            advice = "Unpack the archive and give the folder"
            raise _unreadable(f"{path}/{member.filename}", "it is locked with a password", advice)
        total += member.file_size
        _require_size(member.filename, member.file_size, total)
        if member.file_size > max(SMALL, TIMES * member.compress_size):
            found = f"{member.file_size:,} bytes packed into {member.compress_size:,}"
            raise _TooLargeError(member.filename, found, f"no more than {TIMES} times as many")
        yield member.filename


def _list_tar(archive: tarfile.TarFile, ending: str, path: Path) -> Iterator[str]:
    """Name the files in a tar archive, without devices; all that lies between is unpacked."""
    total = 0
    for count, member in enumerate(archive, 1):
        _require_count(count)
        total += member.size
        is_wanted = _is_wanted(member.name, ending)
        if is_wanted and (member.issym() or member.islnk()):
            raise _unreadable(
                f"{path}/{member.name}",
                "this is a link, not a file with contents, and was not followed",
                "Put the file itself into the archive: tar --hard-dereference --dereference",
                found=quoted(member.linkname),
            )
        is_file = member.isreg() and is_wanted
        _require_size(member.name, member.size if is_file else 0, total)
        if is_file and member.issparse():
            raise _TooLargeError(member.name, "a file with holes", "files that hold all their bytes")
        if is_file:
            yield member.name


def _require_count(count: int) -> None:
    if count > MEMBERS:
        raise _TooLargeError("", f"more than {MEMBERS:,} members", f"at most {MEMBERS:,}")


def _unreadable(where: str, problem: str, advice: str, found: str | None = None) -> DataError:
    return DataError(where, [Fault("unreadable-file", where, problem, advice, found=found)])


def _require_size(name: str, size: int, total: int) -> None:
    if not 0 <= size <= LARGEST_FILE_BYTES:
        raise _TooLargeError(name, f"{size:,} bytes", f"at most {LARGEST_FILE_BYTES:,} in one file")
    if total > LARGEST_ARCHIVE_BYTES:
        raise _TooLargeError("", f"{total:,} bytes or more", f"at most {LARGEST_ARCHIVE_BYTES:,}")


def _refuse(path: str, error: _TooLargeError) -> DataError:
    """Return what would unpack to more than is unpacked."""
    where = f"{path}/{error.where}" if error.where and error.where != path else path
    problem = "it is larger than what is unpacked or read here, and was not"
    fault = Fault("too-large", where, problem, UNPACK, found=error.found, expected=error.expected)
    return DataError(path, [fault])
