"""What is made of each event that Python tells of: kept as an input, a doubt, or refused."""

from __future__ import annotations

import os
import re
import site
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysttools.notebooks.audit import NotAllowedError, Watch
from analysttools.notebooks.staleness import digest_environment

WRITE = os.O_WRONLY | os.O_CREAT


@pytest.fixture
def seen(tmp_path: Path) -> Watch:
    """Return what watches a notebook of a project; the run's own folder is beside it."""
    for folder in ("project/notebooks", "project/data", "private"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "project" / "data" / "a.db").touch()
    return Watch(str(tmp_path / "private"), str(tmp_path / "project" / "notebooks"))


def _as_library(seen: Watch) -> Callable[[str, tuple[Any, ...]], None]:
    """Return a function that is told of events as by the code of an installed package."""
    code = compile("def on_event(*event): seen.on_event(*event)", "/x/site-packages/some/library.py", "exec")
    names: dict[str, Any] = {"seen": seen}
    exec(code, names)  # noqa: S102
    told: Callable[[str, tuple[Any, ...]], None] = names["on_event"]
    return told


CHANGES = {
    "writes": ("open", ("{}/a", "w", WRITE)),
    "a name with __pycache__": ("open", ("{}/my__pycache__.csv", "w", WRITE)),
    "in __pycache__": ("open", ("{}/__pycache__/a.pyc", "w", WRITE)),
    "makes __pycache__": ("os.mkdir", ("{}/__pycache__", 0o777, -1)),
    "removes": ("os.remove", ("{}/a", -1)),
    "renames to": ("os.rename", ("{private}/a", "{}/a", -1, -1)),
    "links": ("os.symlink", ("a", "{}/a", -1)),
    "makes a pipe": ("os.mknod", ("{}/a", None)),
    "a new database": ("sqlite3.connect", ("{}/a",)),
    "a new database by its URI": ("sqlite3.connect", ("file:{}/a?mode=rwc",)),
}


@pytest.mark.parametrize(("event", "given"), CHANGES.values(), ids=CHANGES)
def test_what_would_change_the_project_is_refused(
    seen: Watch, tmp_path: Path, event: str, given: tuple[Any, ...]
) -> None:
    """Whatever its name: a cell changes nothing but through save_figure."""
    folder = tmp_path / "project" / "data"
    values = [str(one).format(folder, private=tmp_path / "private") for one in given]
    given = tuple(value if isinstance(one, str) else one for one, value in zip(given, values, strict=True))
    with pytest.raises(NotAllowedError, match=f"^The cell wants to change {re.escape(str(folder))}/"):
        seen.on_event(event, given)
    assert len(seen.faults) == 1


OPENED = {
    "by the number of a folder": "/dev/fd/{number}/w.txt",
    "by the process": "/proc/self/fd/{number}/w.txt",
    "through a link": "{private}/link/w.txt",
    "up from a link": "{private}/link/deep/../w.txt",
    "a link that is the file": "{private}/file",
    "named like a device": "/dev/pts/../../{data}/w.txt",
}


@pytest.mark.parametrize("name", OPENED.values(), ids=OPENED)
def test_a_project_is_not_written_by_another_name(seen: Watch, tmp_path: Path, name: str) -> None:
    """Whatever leads into it: an open folder, a link in the run's own folder."""
    data, private = tmp_path / "project" / "data", tmp_path / "private"
    (private / "link").symlink_to(data)
    (private / "file").symlink_to(data / "w.txt")
    number = os.open(data, os.O_RDONLY)
    with pytest.raises(
        NotAllowedError, match=f"^The cell wants to change {re.escape(str(data / 'w.txt'))}[.] "
    ):
        seen.on_event("open", (name.format(number=number, private=private, data=data), "w", WRITE))
    os.close(number)


def test_what_keeps_nothing_and_links_of_its_own_may_be_changed(seen: Watch, tmp_path: Path) -> None:
    """Devices, a pipe by its number; a link into the project may be taken away again, as what it is."""
    link = tmp_path / "private" / "link"
    link.symlink_to(tmp_path / "project" / "data")
    read, write = os.pipe()
    seen.on_event("open", ("/dev/null", "w", WRITE))
    seen.on_event("open", (f"/dev/fd/{write}", "w", WRITE))
    seen.on_event("os.remove", (str(link), -1))
    os.close(read)
    os.close(write)
    assert seen.faults == []


@pytest.mark.parametrize(
    "name", ["file:{}/a.db?mode=ro", "file:{}/a.db?immutable=1", "{}/a.db", "file:{}/a%2Edb?mode=ro"]
)
def test_a_database_that_is_there_may_be_read(seen: Watch, tmp_path: Path, name: str) -> None:
    """For reading alone as SQLite documents it, or by its path; a doubt, for others may be attached."""
    seen.on_event("sqlite3.connect", (name.format(tmp_path / "project" / "data"),))
    assert (list(seen.doubts), seen.faults) == (["it read a database"], [])


@pytest.mark.parametrize("name", [":memory:", "", "file::memory:", "file:a?mode=memory&cache=shared"])
def test_a_database_in_memory_changes_nothing(seen: Watch, name: str) -> None:
    """No file is made for it."""
    seen.on_event("sqlite3.connect", (name,))
    assert seen.faults == []


@pytest.mark.parametrize(
    "host", ["192.0.2.1", "127.example.org", "localhost.example.org", "::ffff:192.0.2.1"]
)
def test_another_machine_is_not_asked(seen: Watch, host: str) -> None:
    """Nor one whose name begins like an address of this one."""
    with pytest.raises(
        NotAllowedError, match=f"^The cell asks {host} over the network. Put what it gives into"
    ):
        seen.on_event("socket.connect", (None, (host, 80)))


@pytest.mark.parametrize("address", [("127.0.0.1", 80), ("127.8.8.8", 80), ("::1", 80, 0, 0), "/a/socket"])
def test_a_server_of_this_machine_is_a_doubt(seen: Watch, address: Any) -> None:
    """What it answers is heard by nobody."""
    seen.on_event("socket.connect", (None, address))
    assert list(seen.doubts) == ["it asked another program of this machine (a socket)"]


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        ("project/data/a.db", True),
        ("project/share/a.csv", True),
        ("project/lib/a.csv", True),
        ("/libattack/a.csv", True),
        ("/lib/a.so", False),
        ("/usr/share/fonts/a.ttf", False),
        ("private/tmp/a.csv", False),
    ],
)
def test_what_a_library_reads_counts_unless_it_is_a_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, counts: bool
) -> None:
    """Also in a project in whose own folder an environment was made, and in folders named like a system's."""
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "project"))
    monkeypatch.setattr(sys, "exec_prefix", str(tmp_path / "project"))
    seen = Watch(str(tmp_path / "private"), str(tmp_path / "project" / "notebooks"))
    name = os.path.join(tmp_path, file)  # noqa: PTH118 (an absolute one stays)
    _as_library(seen)("open", (name, "r", 0))
    assert (name in seen.read) is counts


@pytest.mark.parametrize(
    ("file", "counts"), [("data.csv", True), ("share/data.csv", False), ("lib/data.csv", False)]
)
def test_an_environment_in_the_project_hides_its_packages_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, counts: bool
) -> None:
    """What else lies in its folder is the project's."""
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "project" / ".venv"))
    seen = Watch(str(tmp_path / "private"), str(tmp_path / "project" / "notebooks"))
    name = str(tmp_path / "project" / ".venv" / file)
    _as_library(seen)("open", (name, "r", 0))
    assert (name in seen.read) is counts


def test_what_a_cell_reads_itself_counts_wherever_it_is(seen: Watch) -> None:
    """A list of words of the system, say."""
    seen.on_event("open", ("/usr/share/dict/words", "r", 0))
    assert list(seen.read) == ["/usr/share/dict/words"]


STARTING = {
    "IPython's profile": ("IPYTHONDIR", "ipython", "ipython/profile_default/startup/00-first.py"),
    "IPython's settings": ("IPYTHONDIR", "ipython", "ipython/profile_default/ipython_config.py"),
    "PYTHONSTARTUP": ("PYTHONSTARTUP", "start.py", "start.py"),
    "usercustomize": ("X", "", "user/usercustomize.py"),
    "a path file": ("X", "", "user/more.pth"),
    "sitecustomize": ("X", "", "found/sitecustomize.py"),
    "matplotlib's settings": ("MPLCONFIGDIR", "mpl", "mpl/matplotlibrc"),
    "a style": ("XDG_CONFIG_HOME", "xdg", "xdg/matplotlib/stylelib/mine.mplstyle"),
}


@pytest.mark.parametrize(("variable", "value", "file"), STARTING.values(), ids=STARTING)
def test_what_is_read_when_python_starts_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, file: str
) -> None:
    """A file of a profile, a hook or settings that comes or changes makes every notebook stale."""
    monkeypatch.setenv(variable, str(tmp_path / value))
    monkeypatch.setattr(site, "USER_SITE", str(tmp_path / "user"))
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "found")])
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    digests = [digest_environment(tmp_path)]
    path.write_text("a = 12000\n", encoding="utf-8")
    digests.append(digest_environment(tmp_path))
    path.write_text("a = 50000\n", encoding="utf-8")
    digests.append(digest_environment(tmp_path))
    assert len(set(digests)) == 3
