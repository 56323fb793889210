"""Folders of a process's own: gone with it, and cleared away when it was killed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from analysttools.files.own_folders import clear_folders, own_folder

HOLD = (
    "import sys; from analysttools.files.own_folders import own_folder\n"
    "with own_folder('ours-') as folder: print(folder, flush=True); sys.stdin.read()"
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder in which temporary folders are made, here and in programs."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
def test_the_folder_of_a_killed_process_is_cleared_and_no_other(place: Path) -> None:
    """While its process lives it stays; so does a folder that was not made this way."""
    (place / "ours-by-hand").mkdir()
    command = [sys.executable, "-c", HOLD]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        folder = Path(holder.stdout.readline().strip())
        of_living = clear_folders("ours-")
        holder.kill()
    assert (of_living, clear_folders("ours-")) == ([], [folder])
    assert [path.name for path in place.iterdir()] == ["ours-by-hand"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
def test_what_is_left_is_ended_before_its_folder_goes(place: Path) -> None:
    """Whoever makes folders says what is done with each first."""
    seen: list[bool] = []
    with own_folder("ours-", lambda folder: seen.append(folder.is_dir())):
        assert seen == []
    assert (seen, list(place.iterdir())) == ([True], [])
