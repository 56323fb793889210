"""Lines on the terminal: in any code page, to whoever closes the output, with streams that are not there."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from test_broken_packages import HUR, set_cell

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-m", "analysttools"]
# The code pages of output sent to a file: of Windows, of a system without a language, of old programs.
PAGES = {
    "cp1252": {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
    "ASCII": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "cp437": {"PYTHONIOENCODING": "cp437", "PYTHONUTF8": "0"},
}
ODD = "→ 수"


@pytest.fixture
def project(tmp_path: Path, package: Path) -> Path:
    """Return a project with a small case and one notebook that shows letters which few code pages have."""
    folder = tmp_path / "project"
    shutil.copytree(package, folder / "data")
    (folder / "notebooks").mkdir()
    cells = [new_markdown_cell(f"# In {ODD}", id="cell-0"), new_code_cell(f"print('{ODD}')", id="cell-1")]
    notebook = new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "notebooks" / "01-수.ipynb")
    return folder


def _run(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a user does, its output in a pipe."""
    environment = {**{name: one for name, one in os.environ.items() if not name.startswith("PYTHON")}, **more}
    return subprocess.run(
        [*COMMAND, *arguments], cwd=folder, env=environment, capture_output=True, check=False
    )


@pytest.mark.parametrize("page", PAGES)
def test_no_code_page_loses_a_fault(project: Path, page: str) -> None:
    """Letters that it lacks are written as Python writes them; the exit status is that of the command."""
    set_cell(HUR, "best", ODD)(project / "data")
    run = _run(project, "check", **PAGES[page])
    assert b'Found "\\u2192 \\uc218". Expected a number' in run.stdout
    assert (run.returncode, run.stderr) == (1, b"")


@pytest.mark.parametrize("page", PAGES)
def test_no_code_page_loses_a_description(project: Path, page: str) -> None:
    """All columns of all tables are printed, with a name in Cyrillic letters."""
    run = _run(project, "describe", **PAGES[page])
    assert (run.returncode, run.stderr, run.stdout.count(b"### `")) == (0, b"", 9)
    assert rb"\u0427\u0430\u0441\u0456\u0432 \u042f\u0440" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["verify"], 1, "figures/\\uc218.png has no record. Save it with save_figure, or remove it"),
        (["verify", "수"], 1, "There is no folder \\uc218 (looked for "),
        (["check", "수"], 1, "There is no folder \\uc218 (looked for "),
        (["describe", "수"], 1, "There is no folder \\uc218 (looked for "),
        (["run", "수.ipynb"], 1, "There is no notebook \\uc218.ipynb (looked for "),
        (["renew", "수.ipynb"], 1, "There is no notebook \\uc218.ipynb (looked for "),
        (["run", "-p", "수"], 1, '"\\uc218" gives no parameter a value. Write it as name=value'),
        (["run", "--workers", "수"], 2, '"\\uc218" is not a whole number from 1'),
        (["measure", "수"], 1, "There is no folder or archive \\uc218 (looked for "),
        (["verify-excerpts", "수"], 1, "\\uc218 is not a folder (looked for "),
        (["fetch-front", "--data", "수"], 1, "There is no folder \\uc218 (looked for "),
    ],
    ids=lambda one: "-".join(one).replace("/", "") if isinstance(one, list) else "",
)
def test_no_command_fails_on_a_code_page(project: Path, arguments: list[str], status: int, said: str) -> None:
    """Each says what it has to say, with the letters that the page lacks as Python writes them."""
    (project / "figures").mkdir()
    (project / "figures" / "수.png").touch()
    run = _run(project, *arguments, **PAGES["cp1252"])
    printed = (run.stdout + run.stderr).decode("cp1252")
    assert said in printed
    assert (run.returncode, "Traceback" in printed) == (status, False)


@pytest.mark.parametrize("page", ["cp1252", "ASCII"])
def test_renewing_keeps_what_it_should_in_any_code_page(project: Path, page: str) -> None:
    """What would change is printed, and kept."""
    run = _run(project, "renew", "--yes", *([] if page == "cp1252" else ["--cold"]), **PAGES[page])
    assert run.returncode == 0, run.stderr
    assert b'code cell 1, under "In \\u2192 \\uc218":' in run.stdout
    assert b"+\\u2192 \\uc218" in run.stdout
    notebook = nbformat.read(project / "notebooks" / "01-수.ipynb", as_version=4)
    assert notebook.cells[1].outputs[0].text == f"{ODD}\n"


def test_whoever_closes_the_output_stops_no_work(project: Path) -> None:
    """`analysttools renew --yes | true`: nobody reads, and what is to be kept is kept."""
    line = f"{shlex.join([*COMMAND, 'renew', '--yes'])} | true; exit ${{PIPESTATUS[0]}}"
    run = subprocess.run(["bash", "-c", line], cwd=project, capture_output=True, check=False)
    assert (run.returncode, run.stderr) == (0, b"")
    notebook = nbformat.read(project / "notebooks" / "01-수.ipynb", as_version=4)
    assert notebook.cells[1].outputs[0].text == f"{ODD}\n"


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("command", ["check", "describe", "verify-excerpts ."])
def test_streams_that_are_closed_change_no_outcome(project: Path, closed: str, command: str) -> None:
    """As from a scheduler that gives none: the exit status is that of the command, and no file suffers."""
    status = 1 if command.startswith("verify") else 0
    before = (project / "data" / "claims.csv").read_bytes()
    line = f"{shlex.join(COMMAND)} {command} {closed}"
    run = subprocess.run(["bash", "-c", line], cwd=project, capture_output=True, check=False)
    assert (run.returncode, b"Traceback" in run.stderr) == (status, False)
    assert (project / "data" / "claims.csv").read_bytes() == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_under_the_output_is_told(project: Path) -> None:
    """What could not be printed is told on standard error, and the exit status is 1."""
    line = f"{shlex.join(COMMAND)} describe >/dev/full"
    run = subprocess.run(["bash", "-c", line], cwd=project, capture_output=True, check=False)
    assert (run.returncode, run.stderr.decode()) == (
        1,
        "The output could not be written (No space left on device). Send it to another place, or make room\n",
    )
