"""A new project: complete, without a fault, its first figure and its regression in a few commands."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from frictionless import validate
from matplotlib.text import Text

import analysttools as at
from analysttools.cli.main import main
from analysttools.project.new_project import LANGUAGES, SHAPES, write_project

# What a person presses: three keys a second for five minutes.
MOST_KEYS = 3 * 5 * 60
COMMANDS = [
    "analysttools new flood",
    "cd flood",
    "analysttools add data measure=killed population=civilians place_id=example-town kind=cumulative "
    "period=../2030-05-04 best=52 qualifier=about claimant_id=mayor claimant.name_en='The mayor' "
    "claimant.label_en=Mayor claimant.side=side_a claimant.kind=person asserted=2030-05-04 "
    "source_id=post-2030-05-04 source.publisher=Post source.url=https://example.org/post "
    "source.published=2030-05-04 source.kind=publisher_page status=claimed_by_party "
    "summary_en='About 52 civilians killed, the mayor said.' --write",
    "analysttools check",
    "analysttools run",
    "analysttools verify",
    "pytest -p analysttools.notebooks.nbval_plugin --nbval --nbval-kernel-name=analysttools notebooks",
]


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a folder whose name has a blank and an accent."""
    folder = tmp_path / "mes études"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("languages", LANGUAGES)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_new_case_has_no_fault_for_either_validator(shape: str, languages: str, work: Path) -> None:
    """Neither our check nor the public one finds any, and each example claim is marked as made up."""
    assert main(["new", "flood", "--from", shape, "--lang", languages]) == 0
    assert at.check_case("flood/data") == []
    assert validate("flood/data/datapackage.json").valid
    claims = at.load_case("flood/data").named_claims
    assert claims["claimant"].str.contains("example").all()
    assert claims["note"].eq("made up: take this row out").all()
    assert claims["publisher"].eq("Example page (made up)").all()
    assert ("summary_fr" in claims) == (languages == "en,fr")


def test_the_descriptor_is_short_enough_to_be_read(work: Path) -> None:
    """A line a column, so that a person finds what to change."""
    write_project(work / "flood")
    assert len((work / "flood" / "data" / "datapackage.json").read_text().splitlines()) <= 160


def test_without_french_the_english_names_stand_in(work: Path) -> None:
    """A case in one language can be shown in the other: its own texts stay as they are."""
    write_project(work / "flood")
    case = at.load_case("flood/data")
    ax = at.plot_estimates(at.with_names(case.claims, case, "fr"), lang="fr", title="Un exemple")
    words = " ".join(text.get_text() for text in ax.figure.findobj(Text))
    assert "Ministry (example)" in words
    assert "au moins 30" in words
    at.write_page(case, "flood.html", lang="fr")
    assert "Ministry (example)" in Path("flood.html").read_text(encoding="utf-8")


@pytest.mark.kernel
@pytest.mark.slow
def test_new_one_claim_first_figure_and_regression_by_typing(work: Path) -> None:
    """Every command ends well, and a person types them all in less than five minutes."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    script = "\n".join(COMMANDS)
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "figures: 1 figure, 0 out of step" in run.stdout
    assert "4 passed" in run.stdout
    assert (work / "flood" / "figures" / "00-start-claims.png").stat().st_size > 5_000
    assert len(script) + 1 <= MOST_KEYS


def test_what_to_do_next_is_printed_as_it_can_be_pasted(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A path with blanks is quoted."""
    main(["new", "the flood", "--from", "area"])
    said = capsys.readouterr().out
    assert said.startswith("the flood: 17 files\n  .gitattributes\n")
    assert said.endswith("\nNext:\n  cd 'the flood'\n  analysttools check\n  analysttools run\n")


def test_a_folder_that_holds_something_is_refused(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its files are named, and nothing is mixed with them."""
    (work / "flood").mkdir()
    (work / "flood" / "letter.txt").write_text("mine")
    assert main(["new", "flood"]) == 1
    said = (
        "flood is not empty: it holds letter.txt. Nothing was written: name a folder that is not there, or "
        "an empty one\n"
    )
    assert capsys.readouterr().err == said
    assert [path.name for path in (work / "flood").iterdir()] == ["letter.txt"]
    assert main(["new", "flood/letter.txt"]) == 1
    assert "flood/letter.txt is a file. Nothing was written" in capsys.readouterr().err


def test_a_fresh_repository_can_become_a_project(work: Path) -> None:
    """A folder that holds nothing but what git put there is empty."""
    (work / "flood" / ".git").mkdir(parents=True)
    write_project(work / "flood")
    assert at.check_case("flood/data") == []


@pytest.mark.parametrize("name", ["été à l'eau", "2030", "---", "Überflutung; rm -rf", "水"])
def test_a_project_may_have_any_name(name: str, work: Path) -> None:
    """The title is the name; the name of the data package is made of plain letters."""
    write_project(work / name)
    case = at.load_case(work / name / "data")
    assert case.title == name
    descriptor = (work / name / "data" / "datapackage.json").read_text(encoding="utf-8")
    assert re.search(r'"name": "[a-z0-9]+(-[a-z0-9]+)*"', descriptor)
    assert validate(str(work / name / "data" / "datapackage.json")).valid


KILLED = """
import os, signal, sys
from pathlib import Path
from analysttools.project.new_project import write_project
def kill(event, arguments):
    if event == "os.rename":
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(kill)
write_project(Path("flood"))
"""


def test_a_process_killed_while_it_writes_leaves_no_file_of_a_project(work: Path) -> None:
    """No file has its name before all are on the disk."""
    run = subprocess.run([sys.executable, "-c", KILLED], check=False)
    assert run.returncode == -signal.SIGKILL
    assert not (work / "flood" / "data" / "datapackage.json").exists()
