"""Writing: a full disk, a folder in the way, a killed process; the old figure stands."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pandas as pd
import pytest
from conftest import KURSK
from PIL import Image

import analysttools as at
from analysttools.files.atomic_write import lock_handle, write_whole

pytestmark = pytest.mark.slow

ONE = "zelensky-2024-11-04-kursk"
# A child that saves another figure of the same name, and something that happens to it while it does.
SAVE = """
import os, resource, signal, sys
import analysttools as at
case = at.load_case(sys.argv[1])
claims = at.with_names(at.choose(case.claims, claim_id="zelensky-2024-11-04-kursk"), case)
ax = at.plot_estimates(claims)
ax.figure.savefig(os.devnull, format="svg")
{happens}
try:
    at.save_figure(ax, "figure", claims, title="New.", folder=sys.argv[2])
except OSError as error:
    print(type(error).__name__, error)
"""
KILL_AT = """
seen = []
def kill(event, arguments):
    if event == {event!r} and {what!r} in os.fsdecode(str(arguments[0])):
        seen.append(event)
        if len(seen) == {count}:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(kill)
"""
FULL = "resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))"


@pytest.fixture
def folder(claims: pd.DataFrame, tmp_path: Path) -> Path:
    """Return a folder with a saved figure."""
    old = claims.loc[[ONE]]
    at.save_figure(at.plot_estimates(old), "figure", old, title="Old.", folder=tmp_path / "figures")
    at.write_gallery(tmp_path / "figures")
    return tmp_path / "figures"


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _save_in_child(folder: Path, happens: str) -> subprocess.CompletedProcess:
    code = SAVE.format(happens=happens)
    command = [sys.executable, "-c", code, str(KURSK), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_killed_while_renaming_every_file_is_whole(folder: Path, count: int) -> None:
    """Killed before the first, second, third file takes its name: each is the old or the new, and whole."""
    before = _contents(folder)
    run = _save_in_child(folder, KILL_AT.format(event="os.rename", what="figure.", count=count))
    assert run.returncode == -signal.SIGKILL
    now = _contents(folder)
    names = ["figure.png", "figure.svg", "figure.json"]
    assert [now[name] != before[name] for name in names] == [count > 1, count > 2, False]
    Image.open(folder / "figure.png").load()
    ET.parse(folder / "figure.svg")  # noqa: S314


@pytest.mark.parametrize(("count", "files"), [(1, []), (2, ["png"]), (3, ["png", "svg"])])
def test_killed_while_renaming_is_found(folder: Path, count: int, files: list[str]) -> None:
    """What a killed process mixed or left is told by verify_figures, and saving again mends the figure."""
    _save_in_child(folder, KILL_AT.format(event="os.rename", what="figure.", count=count))
    reasons = at.verify_figures(folder, data=KURSK)["reason"].tolist()
    mixed = [reason for reason in reasons if "is not the one that its record describes" in reason]
    assert [reason.split()[0] for reason in mixed] == [str(folder / f"figure.{ending}") for ending in files]
    left = [
        reason for reason in reasons if reason.endswith("was left by a process that was killed. Remove it")
    ]
    assert len(left) == 4 - count
    assert _save_in_child(folder, "").returncode == 0
    assert not at.verify_figures(folder, data=KURSK)["reason"].str.contains("not the one").any()


@pytest.mark.parametrize("ending", ["png", "svg", "json"])
def test_killed_while_writing_the_old_figure_stands(folder: Path, ending: str) -> None:
    """Killed as a file is begun: all three are the old ones."""
    before = _contents(folder)
    run = _save_in_child(folder, KILL_AT.format(event="open", what=f".figure.{ending}.", count=1))
    assert run.returncode == -signal.SIGKILL
    assert {name: content for name, content in _contents(folder).items() if name in before} == before


def test_full_disk_the_old_figure_stands(folder: Path) -> None:
    """Room for the PNG, not for the SVG: all three are the old ones, nothing is left, the message says so."""
    before = _contents(folder)
    limit = len(before["figure.png"]) + 1000
    assert limit < len(before["figure.svg"])
    run = _save_in_child(folder, FULL.format(limit=limit))
    assert run.stdout == (
        f"OSError {folder}/figure.svg could not be written (File too large). What was there before is "
        "unchanged. Make room on the disk, then run it again\n"
    )
    assert _contents(folder) == before


@pytest.mark.parametrize("below", ["", "deeper"])
def test_a_file_in_the_way_of_the_folder_is_told(claims: pd.DataFrame, tmp_path: Path, below: str) -> None:
    """A folder that is a file, or lies below one, is no folder to write to."""
    (tmp_path / "figures").write_text("mine", encoding="utf-8")
    rows, folder = claims.loc[[ONE]], tmp_path / "figures" / below
    expected = (
        rf"{folder}/figure\.png could not be written \((File exists|Not a directory)\)\. What was there "
        rf"before is unchanged\. Give another folder than {folder}: a file is in its way"
    )
    with pytest.raises(OSError, match=f"^{expected}$"):
        at.save_figure(at.plot_estimates(rows), "figure", rows, title="New.", folder=folder)
    assert (tmp_path / "figures").read_text(encoding="utf-8") == "mine"


def test_a_folder_in_the_way_of_a_file_is_told(folder: Path, claims: pd.DataFrame) -> None:
    """A folder that has a figure's name: nothing of the figure is written."""
    (folder / "figure.json").unlink()
    (folder / "figure.json").mkdir()
    before = (folder / "figure.png").read_bytes()
    rows = claims.loc[[ONE]]
    expected = (
        f"{folder}/figure.json could not be written (Is a directory). What was there before is unchanged. "
        "Remove the folder of that name"
    )
    with pytest.raises(IsADirectoryError, match=f"^{re.escape(expected)}$"):
        at.save_figure(at.plot_estimates(rows), "figure", rows, title="New.", folder=folder)
    assert (folder / "figure.png").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == [
        *["README.md", "figure.json", "figure.png", "figure.svg"],
    ]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc, which no one may write to")
def test_a_disk_that_cannot_be_written_is_told(claims: pd.DataFrame) -> None:
    """Where nobody may write, the reason of the system is told."""
    rows = claims.loc[[ONE]]
    with pytest.raises(OSError, match=r"^/proc/figure\.png could not be written \(.+ Give a folder that you"):
        at.save_figure(at.plot_estimates(rows), "figure", rows, title="New.", folder="/proc")


def test_killed_writer_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    """A process killed while it writes a file again and again leaves it whole."""
    target = tmp_path / "figure.png"
    old, new = b"o" * 4_000_000, b"n" * 4_000_000
    write_whole(target, old)
    code = (
        "import sys, pathlib; from analysttools.files.atomic_write import lock_handle, write_whole\n"
        "path = pathlib.Path(sys.argv[1]); print('ready', flush=True)\n"
        "while True:\n"
        "    for letter in (b'n', b'o'): write_whole(path, letter * 4_000_000)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(target)], stdout=subprocess.PIPE) as writer:
        writer.stdout.readline()
        time.sleep(0.3)
        writer.send_signal(signal.SIGKILL)
    assert target.read_bytes() in (old, new)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize(
    ("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)], ids=["022", "077", "002"]
)
def test_a_new_file_has_the_mode_of_the_umask_of_its_moment(tmp_path: Path, mask: int, mode: int) -> None:
    """A file that was not there gets the mode that the umask leaves, also one that was set after import."""
    before = os.umask(mask)
    try:
        write_whole(tmp_path / "new", b"one")
    finally:
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o777 == mode


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o666], ids=["private", "usual", "shared"])
def test_a_file_that_was_there_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    """A file that only its user may read stays so, and one that all may write too."""
    (tmp_path / "old").write_bytes(b"one")
    (tmp_path / "old").chmod(mode)
    write_whole(tmp_path / "old", b"two")
    assert (tmp_path / "old").stat().st_mode & 0o777 == mode


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
def test_a_lock_goes_with_a_killed_process(tmp_path: Path) -> None:
    """A file that a process holds is held until that is killed, and not for longer."""
    code = (
        "import sys; from analysttools.files.atomic_write import lock_handle\n"
        "file = open(sys.argv[1], 'w'); print(lock_handle(file.fileno()), flush=True); sys.stdin.read()"
    )
    path = tmp_path / "held"
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        said = holder.stdout.readline()
        with path.open("rb") as file:
            is_free = [lock_handle(file.fileno())]
            holder.kill()
            holder.wait()
            is_free += [lock_handle(file.fileno())]
    assert (said, is_free) == ("True\n", [False, True])
