"""Help: each command with an example that is understood, the version, the exit codes."""

from __future__ import annotations

import platform
import re
import shlex
import shutil
from pathlib import Path

import pytest
from conftest import ROOT

import analysttools as at
from analysttools.cli.commands import EXIT_CODES
from analysttools.cli.main import build_parser, main

COMMANDS = build_parser()._subparsers._group_actions[0].choices
EXAMPLES = [
    (name, line.strip())
    for name, command in COMMANDS.items()
    for line in re.findall(r"^  (analysttools .+)$", command.epilog or "", flags=re.M)
]
# These are run as well; the others need a server, the kernel of a notebook, or words that are left out.
RUN = ["check", "describe", "page", "export", "gallery", "verify"]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_an_example_and_its_exit_codes(name: str) -> None:
    """In the help that it prints."""
    assert name in {own for own, _ in EXAMPLES}
    assert "exit codes: 0 " in COMMANDS[name].format_help()


@pytest.mark.parametrize(("name", "line"), EXAMPLES)
def test_each_example_is_understood(name: str, line: str) -> None:
    """No option of it is misspelt; what a comment beside it says is cut off."""
    words = shlex.split(re.split(r"  +|>", line)[0])
    assert build_parser().parse_args(words[1:]).command is not None
    assert words[1] == name


@pytest.mark.parametrize(
    ("name", "line"), [one for one in EXAMPLES if one[0] in RUN and "--ratings" not in one[1]]
)
def test_examples_end_well(name: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run as they stand, in a folder with a case and a figure."""
    shutil.copytree(ROOT / "tests" / "cases" / "strait", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    rows = at.load_case("data").named_claims.loc[["guard-killed"]]
    at.save_figure(at.plot_estimates(rows, title="One."), "01-killed", rows, folder="figures")
    at.write_gallery("figures")
    assert main(shlex.split(re.split(r"  +|>", line)[0])[1:]) == 0, name


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    """With Python's, as a report of a fault needs it."""
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"analysttools {at.__version__}, Python {platform.python_version()}\n"


def test_exit_codes_stand_in_the_help_and_in_the_reference() -> None:
    """0, 1 and 2, in the same words."""
    assert EXIT_CODES in " ".join(build_parser().format_help().split())
    page = (ROOT / "docs" / "reference" / "command-line.rst").read_text(encoding="utf-8")
    assert "0 where all is well, 1 where" in page
