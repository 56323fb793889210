"""Archives of daily files: what would fill the memory is refused; what systems add is no day."""

from __future__ import annotations

import gzip
import io
import lzma
import os
import re
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from polygons import collection, polygon, ring, write_days

import analysttools as at
from analysttools.files.system_files import is_of_system
from analysttools.front import areas, read_snapshots
from analysttools.front.archives import LARGEST_FILE_BYTES

GOOD = collection(polygon(ring()))
NAME = "control_20240802.geojson"
ZEROS = bytes(10_000_000)


def _zip(path: Path, times: int, kind: int = zipfile.ZIP_DEFLATED) -> None:
    """Pack `times` ten million zero bytes into one member."""
    with zipfile.ZipFile(path, "w", kind, compresslevel=1) as packed, packed.open(NAME, "w") as member:
        member.writelines([ZEROS] * times)


def _tar(path: Path, times: int) -> None:
    """Pack ten million zero bytes `times` into one member of a compressed tar."""
    info = tarfile.TarInfo(NAME)
    info.size = times * len(ZEROS)
    with gzip.open(path, "wb", compresslevel=1) as packed:
        packed.write(info.tobuf())
        packed.writelines([ZEROS] * times)


def _sparse_tar(path: Path, _: int) -> None:
    """Write a tar of ten kilobytes with a file of eight gigabytes of holes, as GNU tar does."""
    info = tarfile.TarInfo(NAME)
    info.type = tarfile.GNUTYPE_SPARSE
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[483:495] = b"%011o\0" % (8 * 2**30 - 1)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    path.write_bytes(bytes(header) + bytes(9_728))


def _listed_tar(path: Path, times: int) -> None:
    """Give the first member a list of its properties that is larger than the memory should be."""
    info = tarfile.TarInfo("properties")
    info.type, info.size = tarfile.XHDTYPE, times * len(ZEROS)
    with gzip.open(path, "wb", compresslevel=1) as packed:
        packed.write(info.tobuf())
        packed.writelines([ZEROS] * times)


def _packed(archive: Path) -> str:
    """Return how many bytes a member takes in a zip archive, which differs by the version of zlib."""
    if not zipfile.is_zipfile(archive):
        return ""
    with zipfile.ZipFile(archive) as packed:
        return f"{packed.getinfo(NAME).compress_size:,}"


BOMBS: dict[str, tuple[Callable[[Path, int], None], int, str]] = {
    "zip": (_zip, 15, f"/{NAME}: Found 150,000,000 bytes. Expected at most 100,000,000 in one file."),
    "zip by its ratio": (
        _zip,
        9,
        f"/{NAME}: Found 90,000,000 bytes packed into {{packed}}. Expected no more than 200 times as many.",
    ),
    "tar.gz": (_tar, 15, f"/{NAME}: Found 150,000,000 bytes. Expected at most 100,000,000 in one file."),
    "tar": (_sparse_tar, 0, f"/{NAME}: Found 8,589,934,591 bytes. Expected at most 100,000,000 in one file."),
    "list": (
        _listed_tar,
        15,
        ": Found a list of its files that is longer. Expected at most 64,000,000 bytes of it.",
    ),
}


@pytest.fixture
def memory() -> Iterator[Callable[[], int]]:
    """Return the bytes that were in use at once so far in the test."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


@pytest.mark.parametrize("name", BOMBS)
def test_what_unpacks_to_too_much_is_refused(tmp_path: Path, memory: Callable[[], int], name: str) -> None:
    """By a stated limit, before the memory goes: what was found, what is expected, what to do."""
    make, times, said = BOMBS[name]
    archive = tmp_path / "days.bin"
    make(archive, times)
    tracemalloc.reset_peak()
    with pytest.raises(at.DataError, match="has 1 fault") as caught:
        read_snapshots(archive)
    where, _, found = said.format(packed=_packed(archive)).partition(": ")
    assert str(caught.value.faults[0]) == (
        f"{archive}{where}: it is larger than what is unpacked or read here, and was not. {found} Look at "
        "what is in it; if it is meant, unpack it and give the folder."
    )
    assert memory() < 20_000_000


def test_all_of_an_archive_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many files that are each allowed may be too much together."""
    monkeypatch.setattr("analysttools.front.archives.LARGEST_ARCHIVE_BYTES", 2 * len(GOOD))
    days = write_days(tmp_path / "days", d20240802=GOOD, d20240803=GOOD, d20240804=GOOD)
    with zipfile.ZipFile(tmp_path / "days.zip", "w") as packed:
        packed.writestr("a_20240802.geojson", GOOD)
        packed.writestr("a_20240803.geojson", GOOD)
        packed.writestr("a_20240804.geojson", GOOD)
    with tarfile.open(tmp_path / "days.tar.gz", "w:gz") as packed:
        packed.add(days, "days")
    found = re.escape(f"Found {3 * len(GOOD):,} bytes or more. Expected at most {2 * len(GOOD):,}.")
    with pytest.raises(at.DataError, match=found):
        read_snapshots(tmp_path / "days.zip")
    with pytest.raises(at.DataError, match="bytes or more"):
        read_snapshots(tmp_path / "days.tar.gz")


def test_a_member_that_lies_about_its_size_is_read_no_further(tmp_path: Path, memory) -> None:
    """A zip member of more bytes than its header states gives those alone, and fails by its checksum."""
    archive = tmp_path / "days.zip"
    _zip(archive, 12)
    content = archive.read_bytes()
    archive.write_bytes(content.replace((120_000_000).to_bytes(4, "little"), (900_000).to_bytes(4, "little")))
    tracemalloc.reset_peak()
    with pytest.raises(at.DataError, match="the file cannot be read"):
        areas(read_snapshots(archive))
    assert memory() < 20_000_000


def test_an_archive_that_wants_much_memory_is_refused(tmp_path: Path) -> None:
    """Its header states a dictionary of more than a gigabyte."""
    archive = tmp_path / "days.tar.lzma"
    content = bytearray(lzma.compress(b"x" * 600, lzma.FORMAT_ALONE))
    content[1:5] = (0x60000000).to_bytes(4, "little")
    archive.write_bytes(content)
    with pytest.raises(at.DataError, match="Memory usage limit exceeded"):
        read_snapshots(archive)


@pytest.mark.parametrize("ending", ["tar", "tar.gz", "tar.bz2", "tar.xz"])
def test_each_way_of_packing_is_read(tmp_path: Path, ending: str) -> None:
    """With folders and links within; a link to what is no day is left alone."""
    days = write_days(tmp_path / "days", d20240802=GOOD)
    (days / "latest").symlink_to("control_20240802.geojson")
    archive = tmp_path / f"days.{ending}"
    with tarfile.open(archive, f"w:{ending.removeprefix('tar').removeprefix('.')}") as packed:
        packed.add(days, "deep/er")
    assert areas(read_snapshots(archive))["area_km2"].gt(0).all()


@pytest.mark.parametrize(
    "kind", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_each_way_of_packing_a_member_is_read(tmp_path: Path, kind: int) -> None:
    """All that a zip archive may use."""
    with zipfile.ZipFile(tmp_path / "days.zip", "w", kind) as packed:
        packed.writestr(NAME, GOOD)
    assert areas(read_snapshots(tmp_path / "days.zip"))["area_km2"].gt(0).all()


def test_a_large_file_of_a_folder_is_not_read(tmp_path: Path, memory: Callable[[], int]) -> None:
    """What an archive may not hold, a folder may not either: it is read to the limit and no further."""
    with (tmp_path / NAME).open("wb") as file:
        file.truncate(LARGEST_FILE_BYTES + 1)
    with pytest.raises(
        at.DataError, match=r"Found more than 100,000,000 bytes\. Expected at most 100,000,000 in "
    ):
        areas(read_snapshots(tmp_path))
    assert memory() < 120_000_000


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_no_file_and_no_archive(tmp_path: Path) -> None:
    """Reading it would not end."""
    os.mkfifo(tmp_path / NAME)
    with pytest.raises(at.DataError, match=r"cannot be read \(it is not a file with contents\)"):
        areas(read_snapshots(tmp_path))
    with pytest.raises(at.DataError, match=r"can be read \(it is not a file with contents\)"):
        read_snapshots(tmp_path / NAME)


SYSTEM = [
    "@eaDir/control_20240802.geojson",
    ".Trash-1000/files/control_20240802.geojson",
    "#recycle/control_20240802.geojson",
    "System Volume Information/control_20240802.geojson",
    ".git/control_20240802.geojson",
    ".ipynb_checkpoints/control_20240802.geojson",
    "~$control_20240802.geojson",
    ".anything/control_20240802.geojson",
    "__MACOSX/._control_20240802.geojson",
    "._control_20240802.geojson",
    ".DS_Store",
    "Thumbs.db",
    "desktop.ini",
]


@pytest.mark.parametrize("ending", ["zip", "tar"])
def test_files_of_the_system_are_no_days(tmp_path: Path, ending: str) -> None:
    """What macOS and Windows put into an archive is left alone."""
    archive = tmp_path / f"days.{ending}"
    if ending == "zip":
        with zipfile.ZipFile(archive, "w") as packed:
            _ = [packed.writestr(name, content) for name, content in _with_system_files()]
    else:
        with tarfile.open(archive, "w") as packed:
            _ = [_add(packed, name, content) for name, content in _with_system_files()]
    assert read_snapshots(archive)["member"].tolist() == [f"days/{NAME}"]


def test_files_of_the_system_in_a_folder_are_no_days(tmp_path: Path) -> None:
    """As on a disk that macOS wrote to."""
    write_days(tmp_path, d20240802=GOOD)
    (tmp_path / "._control_20240802.geojson").write_bytes(b"\0\5\x16\7")
    assert len(read_snapshots(tmp_path)) == 1


def _with_system_files() -> list[tuple[str, bytes]]:
    return [(f"days/{NAME}", GOOD.encode()), *((f"days/{name}", b"\0\5\x16\7") for name in SYSTEM)]


def _add(packed: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    packed.addfile(info, io.BytesIO(content))


@pytest.mark.parametrize("name", SYSTEM)
def test_what_systems_add_is_known_by_its_name(name: str) -> None:
    """In any folder, and with the separators of Windows."""
    assert is_of_system(f"days/{name}")
    assert is_of_system(f"days\\{name}".replace("/", "\\"))


@pytest.mark.parametrize(
    "name", ["days/control_20240802.geojson", "days/.hidden", "MACOSX/a.json", "thumbs/a"]
)
def test_other_files_are_not_of_the_system(name: str) -> None:
    """Hidden files are somebody's."""
    assert not is_of_system(name)


@pytest.mark.parametrize("kind", [tarfile.LNKTYPE, tarfile.SYMTYPE])
def test_a_day_that_is_a_link_is_refused(tmp_path: Path, kind: bytes) -> None:
    """Left out without a word, a day would be missing; one that a system put there is none."""
    archive = tmp_path / "days.tar"
    link = tarfile.TarInfo("control_20240803.geojson")
    link.type, link.linkname = kind, NAME
    with tarfile.open(archive, "w") as packed:
        _add(packed, NAME, GOOD.encode())
        packed.addfile(link)
    with pytest.raises(at.DataError, match="has 1 fault") as caught:
        read_snapshots(archive)
    assert str(caught.value.faults[0]) == (
        f"{archive}/control_20240803.geojson: this is a link, not a file with contents, and was not "
        f'followed. Found "{NAME}". Put the file itself into the archive: tar --hard-dereference '
        "--dereference."
    )


def test_an_archive_of_too_many_members_is_refused(tmp_path: Path) -> None:
    """A million empty members would take a minute to list."""
    archive = tmp_path / "days.tar"
    with tarfile.open(archive, "w") as packed:
        _ = [packed.addfile(tarfile.TarInfo(str(number))) for number in range(20_001)]
    with pytest.raises(at.DataError, match=r"Found more than 20,000 members\. Expected at most 20,000\."):
        read_snapshots(archive)


NO_ARCHIVES = {
    "a Git LFS pointer": (b"version https://git-lfs.github.com/spec/v1\n", "Fetch the file: git lfs pull"),
    "a web page": (
        b"<!DOCTYPE html><html></html>",
        "Download the file itself: where the site asks for a name and password, sign in first",
    ),
    "7z": (b"7z\xbc\xaf\x27\x1c", "Unpack it"),
    "rar": (b"Rar!\x1a\x07\x01\0", "Unpack it"),
    "zst": (b"\x28\xb5\x2f\xfd", "Unpack it: unzstd"),
    "one file": (GOOD.encode(), "Give the folder that holds it"),
}
WORDS = {
    "a Git LFS pointer": "a Git LFS pointer, not the file itself",
    "a web page": "a web page (HTML)",
    "7z": "packed with 7-Zip (7z)",
    "rar": "packed with RAR",
    "zst": "packed with Zstandard (zst)",
    "one file": "one file of JSON",
}


@pytest.mark.parametrize("name", NO_ARCHIVES)
def test_what_is_no_archive_is_named(tmp_path: Path, name: str) -> None:
    """With what to do about it, instead of the words of the library that could not read it."""
    content, advice = NO_ARCHIVES[name]
    archive = tmp_path / "days.tar"
    archive.write_bytes(content)
    message = f"{archive}: this is neither a folder nor an archive, but {WORDS[name]}. {advice}."
    with pytest.raises(at.DataError, match=re.escape(message)):
        read_snapshots(archive)


def test_an_archive_with_a_password_is_refused(tmp_path: Path) -> None:
    """Before its files are asked for one by one."""
    archive = tmp_path / "days.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr(NAME, GOOD)
    content = bytearray(archive.read_bytes())
    content[content.index(b"PK\1\2") + 8] |= 1
    content[6] |= 1
    archive.write_bytes(content)
    message = f"{archive}/{NAME}: it is locked with a password. Unpack the archive and give the folder."
    with pytest.raises(at.DataError, match=re.escape(message)):
        read_snapshots(archive)
