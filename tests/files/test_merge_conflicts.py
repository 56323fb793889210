"""What git leaves where two people changed the same lines, made by git itself."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT

import analysttools as at
from analysttools.files.merge_conflicts import Conflict, find_conflicts
from analysttools.notebooks.document import read_notebook

FILES = {
    "table": "data/claims.csv",
    "descriptor": "data/datapackage.json",
    "notebook": "notebooks/00-start.ipynb",
}
WORDS = {"table": ("Made up.", 3), "descriptor": ("A made-up case", 1), "notebook": ("A start", 1)}


def _git(folder: Path, *arguments: str, status: int = 0) -> str:
    own = [
        "-c",
        "user.name=Somebody",
        "-c",
        "user.email=somebody@example.org",
        "-c",
        "init.defaultBranch=main",
    ]
    run = subprocess.run(["git", *own, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == status, run.stdout + run.stderr
    return run.stdout


def _change(path: Path, words: str) -> None:
    """Write something else in one line of a file."""
    text = path.read_text(encoding="utf-8")
    for old in ("Made up.", "made-up case", "A start"):
        if old in text:
            path.write_text(text.replace(old, words, 1), encoding="utf-8", newline="\n")
            return
    raise AssertionError(path)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a repository with a case and a notebook, at its first commit."""
    shutil.copytree(ROOT / "tests" / "cases" / "strait", tmp_path / "data")
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# A start"]}
    kernel = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    notebook = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "00-start.ipynb").write_text(json.dumps(notebook, indent=1))
    _git(tmp_path, "init", "--quiet")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "--quiet", "--message", "One")
    return tmp_path


def _conflict(project: Path, file: str) -> None:
    """Have two people change the same line of a file."""
    _git(project, "checkout", "--quiet", "-b", "hers")
    _change(project / file, "Hers")
    _git(project, "commit", "--quiet", "--all", "--message", "Hers")
    _git(project, "checkout", "--quiet", "main")
    _change(project / file, "Mine")
    _git(project, "commit", "--quiet", "--all", "--message", "Mine")
    _git(project, "merge", "--quiet", "hers", status=1)


def _read(project: Path, kind: str) -> None:
    if kind == "notebook":
        read_notebook(project / FILES[kind])
    else:
        at.load_case(project / "data")


@pytest.mark.parametrize("kind", FILES)
def test_a_conflict_is_named_with_its_lines_and_its_versions(kind: str, project: Path) -> None:
    """Not as a row with too few cells, or as no JSON."""
    _conflict(project, FILES[kind])
    name = Path(FILES[kind]).name
    said = rf"{name}:? (it )?has an unsolved merge conflict between HEAD and hers, lines \d+ to \d+. Keep"
    with pytest.raises(ValueError, match=said) as caught:
        _read(project, kind)
    assert len(getattr(caught.value, "faults", [1])) == 1


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_the_commands_of_the_message_mend_it(side: str, kind: str, project: Path) -> None:
    """They are taken from the message as they stand."""
    _conflict(project, FILES[kind])
    with pytest.raises(ValueError, match="merge conflict") as caught:
        _read(project, kind)
    folder = (project / FILES[kind]).parent
    commands = re.findall(r"git (checkout --\w+ [\w.-]+|add [\w.-]+?)(?=[,.;]* )", f"{caught.value} ")
    for command in commands:
        if side in command or command.startswith("add"):
            _git(folder, *command.rstrip(".").split())
    _read(project, kind)
    assert ("Mine" if side == "ours" else "Hers") in (project / FILES[kind]).read_text(encoding="utf-8")


def test_aborting_the_merge_goes_back(project: Path) -> None:
    """The last command of the message."""
    _conflict(project, FILES["table"])
    _git(project, "merge", "--abort")
    assert len(at.load_case(project / "data").claims) > 0


def test_rows_that_two_people_added_are_both_kept_where_a_project_says_so(project: Path) -> None:
    """With merge=union, as a new project has it, git asks nothing; one id given twice is a fault."""
    (project / ".gitattributes").write_text("data/claims.csv merge=union\n")
    _git(project, "add", ".")
    _git(project, "commit", "--quiet", "--message", "Union")
    line = (project / FILES["table"]).read_text(encoding="utf-8").splitlines()[-1]
    for branch, ids in (("hers", ["hers", "same"]), ("mine", ["mine", "same"])):
        _git(project, "checkout", "--quiet", "-b", branch, "main")
        more = "".join(f"{one}-{line.replace('Made up.', branch)}\n" for one in ids)
        with (project / FILES["table"]).open("a", encoding="utf-8", newline="\n") as file:
            file.write(more)
        _git(project, "commit", "--quiet", "--all", "--message", branch)
    _git(project, "merge", "--quiet", "hers", "--message", "Both")
    (fault,) = at.check_case(project / "data")
    assert fault.kind == "duplicate-value"
    text = (project / FILES["table"]).read_text(encoding="utf-8").splitlines()
    (project / FILES["table"]).write_text("\n".join(text[:-1]) + "\n", encoding="utf-8", newline="\n")
    assert at.check_case(project / "data") == []


def test_marks_without_end_take_no_longer_than_their_lines() -> None:
    """Each line is looked at once: 100,000 beginnings without an end are no conflict."""
    assert find_conflicts(b"<<<<<<< x\n=======\n" * 100_000) == []
    assert find_conflicts(b"\xef\xbb\xbf<<<<<<< a\r\n=======\r\nx\r\n>>>>>>> b\r\n") == [
        Conflict(1, 4, "a", "b")
    ]
