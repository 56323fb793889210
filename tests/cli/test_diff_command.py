"""The command diff: versions of folders and of git, what changed, and what that touches."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

import analysttools as at
from analysttools.cli.main import main


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a folder with a case in a git repository, at its first commit."""
    shutil.copytree(ROOT / "tests" / "cases" / "strait", tmp_path / "data")
    own = ["git", "-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    for arguments in (["init"], ["add", "."], ["commit", "--message", "One"]):
        subprocess.run(
            [*own, *arguments, "--quiet"] if arguments != ["add", "."] else [*own, *arguments],
            cwd=tmp_path,
            check=True,
        )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _change(was: str, became: str) -> None:
    path = Path("data/claims.csv")
    text = path.read_text(encoding="utf-8")
    assert text.count(was) == 1
    path.write_text(text.replace(was, became), encoding="utf-8", newline="\n")


@pytest.mark.usefixtures("work")
def test_a_revision_is_compared_with_the_folder(capsys: pytest.CaptureFixture[str]) -> None:
    """What git has is read without a checkout; the largest change is told first, in lines of 80 letters."""
    assert main(["diff", "HEAD"]) == 0
    assert capsys.readouterr().out == "HEAD and data say the same\n"
    _change("2031-03-10/2031-04-02,40,,", "2031-03-10/2031-04-02,4000,,")
    assert main(["diff", "HEAD"]) == 1
    said = capsys.readouterr().out
    assert said.startswith(
        "claims: 1 changed\n\nChanges, the largest first:\n"
        "  claim guard-killed, low: 40 -> 4000 (killed.upland.strait-road)\n"
    )
    assert "\nContradictions that arise:\n  " in said
    assert max(map(len, said.splitlines())) <= 80


@pytest.mark.usefixtures("work")
def test_figures_that_show_what_changed_are_named_with_their_heading(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Those that show the claim, and those of the thing of a claim that was added."""
    case = at.load_case("data")
    rows = case.named_claims.loc[["guard-killed"]]
    at.save_figure(at.plot_estimates(rows, title="One."), "01-killed", rows, folder="figures")
    _change("2031-03-10/2031-04-02,40,,", "2031-03-10/2031-04-02,41,,")
    text = Path("data/claims.csv").read_text(encoding="utf-8")
    line = next(one for one in text.splitlines() if one.startswith("guard-killed-may"))
    Path("data/claims.csv").write_text(f"{text}{line.replace('guard-killed-may', 'new')}\n", encoding="utf-8")
    assert main(["diff", "HEAD", "--csv", "changes.csv"]) == 1
    said = capsys.readouterr().out
    assert "Figures that this touches:\n  01-killed; shows guard-killed; shows the thing of new\n" in said
    assert said.endswith("changes.csv: written\n")
    assert pd.read_csv("changes.csv")["id"].tolist() == ["guard-killed", "new"]


@pytest.mark.usefixtures("work")
def test_two_folders_are_compared(capsys: pytest.CaptureFixture[str]) -> None:
    """Without git."""
    shutil.copytree("data", "old")
    _change("guard-killed-may,killed", "guard-may,killed")
    assert main(["diff", "old", "data"]) == 1
    assert "claim guard-may, renamed, was guard-killed-may" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "nowhere is neither a folder nor a revision that git knows in "),
        (["--", "--output=x"], "--output=x is neither a folder nor a revision that git knows in "),
        (["HEAD", "/"], "git cannot read /: fatal: not a git repository"),
    ],
)
def test_what_is_no_version_is_refused(
    words: list[str], said: str, work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name that is neither, an option of git, a folder outside of any repository."""
    assert main(["diff", *words]) == 1
    assert capsys.readouterr().err.startswith(said)
    assert not (work / "x").exists()


@pytest.mark.usefixtures("work")
def test_without_git_two_folders_can_still_be_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message says so."""
    monkeypatch.setenv("PATH", "")
    assert main(["diff", "HEAD"]) == 1
    assert capsys.readouterr().err == (
        "git is not there, but is needed to read a revision. Install it, or name two folders\n"
    )
