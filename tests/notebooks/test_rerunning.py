"""Rerunning: only what is stale; figures with their notebook or not at all; nothing else touched."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysttools.cli.notebooks import tabulate_runs
from analysttools.files.own_folders import clear_folders
from analysttools.notebooks.jobs import NotebookRun, Outcome
from analysttools.notebooks.leftovers import RUN_FOLDER, end_programs
from analysttools.notebooks.runner import finish_runs, run_notebooks
from analysttools.notebooks.staleness import MEMORY_FOLDER, digest_package, find_reason, remember

pytestmark = pytest.mark.kernel

KERNEL = {"name": "python3", "display_name": "Python 3"}
KINDS = ("png", "svg", "json")
DRAW = """
import analysttools as at
case = at.load_case("../data")
claims = at.with_names(at.choose(case.claims, claim_id="nyt-2024-massed"), case)
at.save_figure(at.plot_estimates(claims), "{name}-one", claims, title="{title}", folder="../figures")
"""


@pytest.fixture
def project(package: Path, tmp_path: Path) -> Path:
    """Return a project of a small case and no notebooks."""
    package.rename(tmp_path / "data")
    (tmp_path / "notebooks").mkdir()
    return tmp_path


def _write(project: Path, name: str, *sources: str, tags: tuple[str, ...] = ()) -> Path:
    """Write a notebook; the tags are those of its first cell."""
    cells = [new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    cells[0].metadata["tags"] = list(tags)
    path = project / "notebooks" / f"{name}.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": KERNEL}), path)
    return path


def _draw(project: Path, name: str = "01", title: str = "One.") -> Path:
    return _write(project, name, DRAW.format(name=name, title=title))


def _change_the_number(project: Path) -> None:
    """Let the claim that is drawn say 52,000 instead of 50,000."""
    data = project / "data" / "claims.csv"
    text = data.read_text(encoding="utf-8")
    (row,) = [line for line in text.splitlines() if line.startswith("nyt-2024-massed,")]
    data.write_text(text.replace(row, row.replace(",50000,", ",52000,", 1)), encoding="utf-8")


def _contents(project: Path) -> dict[str, bytes]:
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in sorted(project.rglob("*"))
        if path.is_file() and MEMORY_FOLDER not in path.parts
    }


# ---- only what is stale ----------------------------------------------------------------------------------


def test_what_rests_on_nothing_that_changed_is_not_run(project: Path) -> None:
    """A second run runs nothing and says so; asked for all, it runs and changes no byte."""
    path = _draw(project)
    (first,) = run_notebooks(path)
    assert (first.error, first.reason) == (None, "nothing is known of it here")
    before = _contents(project)
    (second,), (third,) = run_notebooks(path), run_notebooks(path, is_all=True)
    assert (second.reason, second.seconds) == ("", 0.0)
    assert (third.reason, third.has_changed, third.figures) == (
        "all were asked for",
        False,
        {"01-one": "same"},
    )
    assert _contents(project) == before


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ("data/claims.csv", "claims.csv changed"),
        ("data/geo/new.txt", "geo changed"),
        ("figures/01-one.svg", "01-one.svg changed"),
        ("requirements.lock", "the installed packages or a lock file changed"),
    ],
)
def test_what_rests_on_something_that_changed_is_run(project: Path, changed: str, reason: str) -> None:
    """Data that was read, a figure, a lock file: each makes the notebook stale, and the reason names it."""
    (project / "requirements.lock").write_text("", encoding="utf-8")
    (project / "data" / "geo").mkdir(exist_ok=True)
    path = _write(project, "01", DRAW.format(name="01", title="One."), "import os; os.listdir('../data/geo')")
    assert run_notebooks(path)[0].error is None
    assert run_notebooks(path)[0].reason == ""
    with (project / changed).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert run_notebooks(path)[0].reason == reason


def test_a_changed_text_leaves_a_notebook_alone_and_changed_code_does_not(project: Path) -> None:
    """Outputs rest on code: a paragraph that is rewritten runs nothing."""
    path = _draw(project)
    run_notebooks(path)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_markdown_cell("A text.", id="text"))
    nbformat.write(notebook, path)
    assert run_notebooks(path)[0].reason == ""
    notebook.cells[0].source += "\n"
    nbformat.write(notebook, path)
    assert run_notebooks(path)[0].reason == "its code or its outputs changed"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import datetime; datetime.date.today(); None", "it asked for the time (date.today)"),
        ("import subprocess; subprocess.run(['true']); None", "it ran a program (subprocess.Popen)"),
        ("import sqlite3; sqlite3.connect('/dev/null'); None", "it read a database"),
        ("import pandas; pandas.Series(range(99)).sample(1)", "it drew random numbers"),
        ("import pandas; pandas.Timestamp('today'); None", "it asked for the time (datetime.now)"),
        ("import clock", "it asked for the time (datetime.now)"),
    ],
    ids=["the clock", "a program", "a database", "chance", "a word", "a module beside it"],
)
def test_what_may_rest_on_what_nobody_heard_of_always_runs(project: Path, code: str, reason: str) -> None:
    """A doubtful notebook is run every time, and the reason says what is doubtful."""
    module = project / "notebooks" / "clock.py"
    module.write_text("import datetime\nNOW = datetime.datetime.now()\n", encoding="utf-8")
    path = _write(project, "01", code)
    assert run_notebooks(path)[0].error is None
    assert run_notebooks(path)[0].reason == reason


def test_what_cannot_be_kept_of_a_written_notebook_is_told_and_no_failure(project: Path) -> None:
    """The notebook stands as the run left it; all that is lost is that it need not run again."""
    path = _draw(project)
    kept = path.parent / MEMORY_FOLDER / "01.json"
    kept.mkdir(parents=True)
    assert remember(path, Outcome(1.0), [], digest_package()) == [
        f"01.ipynb was written, but will run again next time: {kept} could not be written (Is a directory). "
        "What was there before is unchanged. Remove the folder of that name"
    ]


def test_data_that_are_edited_while_somebody_is_asked_make_it_stale(project: Path) -> None:
    """What is kept then shows the data of before: the notebook is run again."""
    path = _draw(project)

    def edit(path: Path, lines: list[str]) -> bool:
        _change_the_number(project)
        return True

    assert run_notebooks(path, review=edit)[0].error is None
    (run,) = run_notebooks(path)
    assert (run.reason, run.moved) == ("claims.csv changed while it was run", ("nyt-2024-massed",))


def test_a_notebook_that_reads_a_figure_of_another_is_run_again_after_it(project: Path) -> None:
    """Both were stale, and ran side by side: what the second read was the figure of before."""
    first = _draw(project)
    run_notebooks(first)
    second = _write(project, "02", "import json; json.load(open('../figures/01-one.json'))['alt'][:8]")
    _draw(project, title="Another.")
    run_notebooks([first, second])
    run_notebooks([first, second])
    (cell,) = nbformat.read(second, as_version=4).cells
    assert cell.outputs[0]["data"]["text/plain"] == "'Another.'"


def test_from_within_its_folder_a_notebook_is_as_stale_as_from_the_project(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lock files count, and the figures that it no longer draws are found."""
    path = _draw(project)
    run_notebooks(path)
    (project / "requirements.lock").write_text("pandas\n", encoding="utf-8")
    monkeypatch.chdir(project / "notebooks")
    assert run_notebooks("01.ipynb")[0].reason == "the installed packages or a lock file changed"
    _write(project, "01", "1")
    assert run_notebooks("01.ipynb")[0].figures == {"01-one": "stale"}


SESSION = """
import sys
from pathlib import Path
from analysttools.notebooks.runner import run_notebooks
print(run_notebooks("01.ipynb")[0].error)
words = Path(sys.argv[1], "analysttools", "locales", "en.toml")
text = words.read_text(encoding="utf-8").replace('"about {best}"', '"some {best}"')
words.write_text(text, encoding="utf-8")
run = run_notebooks("01.ipynb")[0]
print(run.error, run.reason)
"""


def test_a_package_that_is_edited_in_one_session_is_the_one_that_runs(project: Path) -> None:
    """The notebook is stale, and its new kernel imports the package as it is now."""
    shutil.copytree(ROOT / "analysttools", project / "lib" / "analysttools")
    code = "import analysttools as at; case = at.load_case('../data')\n"
    code += (
        "print(at.say_claims(at.choose(case.claims, claim_id='us-intelligence-2024-10-deployed')).iloc[0])"
    )
    path = _write(project, "01", code)
    command = [sys.executable, "-c", SESSION, str(project / "lib")]
    environment = {**os.environ, "PYTHONPATH": str(project / "lib")}
    run = subprocess.run(
        command, cwd=path.parent, env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout == "None\nNone the package changed\n"
    assert nbformat.read(path, as_version=4).cells[0].outputs[0]["text"] == "some 12,000\n"


def test_a_warning_is_the_same_in_every_run(project: Path) -> None:
    """The file of the cell that it names is another each time, and left out."""
    path = _write(project, "01", "import warnings; warnings.warn('12,000 is old', stacklevel=1)")
    run_notebooks(path)
    (run,) = run_notebooks(path, is_all=True)
    assert (run.error, run.has_changed) == (None, False)
    assert "cell:1: UserWarning: 12,000 is old" in path.read_text(encoding="utf-8")


def test_a_module_beside_the_notebook_counts_as_read(project: Path) -> None:
    """Code that the notebook imports makes it stale when it changes."""
    module = project / "notebooks" / "mine.py"
    module.write_text("NUMBER = 12_000\n", encoding="utf-8")
    path = _write(project, "01", "import mine; mine.NUMBER")
    run_notebooks(path)
    assert run_notebooks(path)[0].reason == ""
    module.write_text("NUMBER = 50_000\n", encoding="utf-8")
    assert run_notebooks(path)[0].reason == "mine.py changed"


# ---- what a run says -------------------------------------------------------------------------------------


def test_claims_that_moved_are_named(project: Path) -> None:
    """A number in the data changes: the figure changed, and the claim whose mark moved is named."""
    path = _draw(project)
    run_notebooks(path)
    _change_the_number(project)
    (run,) = run_notebooks(path)
    assert run.error is None
    assert (run.figures, run.moved) == ({"01-one": "changed"}, ("nyt-2024-massed",))


def test_claims_that_moved_are_counted_and_the_first_named() -> None:
    """However many there are, the closing table has a line that can be read; none moved, none told."""
    moved = tuple(f"claim-{number}" for number in range(40))
    runs = [
        NotebookRun(Path("01.ipynb"), 1, reason="it changed", moved=moved[:count]) for count in (40, 1, 0)
    ]
    _, *lines = tabulate_runs(runs).splitlines()
    assert [line.partition("it changed")[2] for line in lines] == [
        "; moved: 40 (claim-0, claim-1, claim-2 and 37 more)",
        "; moved: 1 (claim-0)",
        "",
    ]


def test_figures_that_are_no_longer_drawn_are_stale(project: Path) -> None:
    """The figure of an earlier state of the notebook is told from those that it draws."""
    path = _draw(project)
    run_notebooks(path)
    path = _write(project, "01", DRAW.format(name="01", title="One.").replace("01-one", "01-two"))
    assert run_notebooks(path)[0].figures == {"01-one": "stale", "01-two": "new"}


def test_what_would_change_is_shown_before_it_is_kept(project: Path) -> None:
    """Cell, claim, from what to what; what is not accepted leaves notebook and figures as they were."""
    path = _draw(project)
    run_notebooks(path)
    _change_the_number(project)
    before, asked = _contents(project), {}
    (run,) = run_notebooks(path, review=lambda path, lines: bool(asked.update({path: lines})))
    assert run.error == f"{path} was left as it was, with its figures: what changed was not accepted"
    assert run.is_declined
    assert _contents(project) == before
    lines = asked[path]
    assert lines[0] == 'code cell 1, under "(no heading above it)":'
    assert "figure 01-one: nyt-2024-massed, best: 50000 → 52000" in lines
    assert "figure 01-one: nyt-2024-massed, words: 50,000 → 52,000" in lines
    command = [sys.executable, "-m", "analysttools", "renew", str(path)]
    options = {"cwd": project, "capture_output": True, "text": True, "check": False}
    assert subprocess.run(command, **options).returncode == 1  # nobody is there to say yes
    after = _contents(project)
    after.pop("figures/README.md")  # the gallery, which there was not before
    assert after == before
    renewed = subprocess.run([*command, "--yes"], **options)
    assert (renewed.returncode, "best: 50000 → 52000" in renewed.stdout) == (0, True)
    assert "52000" in (project / "figures" / "01-one.json").read_text(encoding="utf-8")


def test_a_picture_that_changes_alone_is_asked_for(project: Path) -> None:
    """Nothing of it can be said in words, and yet it is not kept unasked."""
    (project / "data" / "number.txt").write_text("12", encoding="utf-8")
    code = "import matplotlib.pyplot as plt\nplt.plot([0, int(open('../data/number.txt').read())]);"
    path = _write(project, "01", code)
    run_notebooks(path)
    (project / "data" / "number.txt").write_text("50", encoding="utf-8")
    asked: list[str] = []
    (run,) = run_notebooks(path, review=lambda _, lines: bool(asked.extend(lines)))
    assert asked == [
        'code cell 1, under "(no heading above it)":',
        "    a picture, or another output that is not text",
    ]
    assert run.error is not None


# ---- what a notebook must leave alone --------------------------------------------------------------------

BAD = {
    "writes elsewhere": ("open('../data/claims.csv', 'w')", "The cell wants to change {data}/claims.csv"),
    "removes": ("import os; os.remove('../data/claims.csv')", "The cell wants to change {data}/claims.csv"),
    "renames": ("import os; os.rename('../data', '../date')", "The cell wants to change {data}. "),
    "removes all": (
        "import os, shutil\ndata = os.path.abspath('../data')\n"
        "os.chdir(os.environ['TMPDIR']); shutil.rmtree(data)",
        "The cell wants to change {data}/",
    ),
    "database": ("import sqlite3; sqlite3.connect('../data/new.db')", "wants to change {data}/new.db"),
    "by a number": (
        "import os; d = os.open('../data', 0); open(f'/dev/fd/{d}/w.txt', 'w').write('12,000')",
        "The cell wants to change {data}/w.txt. ",
    ),
    "through a link": (
        "import os, tempfile; d = tempfile.mkdtemp() + '/d'; os.symlink(os.path.abspath('../data'), d)\n"
        "open(d + '/w.txt', 'w').write('12,000')",
        "The cell wants to change {data}/w.txt. ",
    ),
    "sends": ("import socket; s = socket.socket(type=2); s.sendto(b'1', ('192.0.2.1', 9))", "192.0.2.1"),
    "swallows": ("try: open('../x', 'w')\nexcept OSError: pass", "The cell wants to change"),
    "forks": ("import os; os.fork()", "The cell forks. Two kernels would answer as one"),
    "network": ("import socket; socket.create_connection(('192.0.2.1', 80))", "192.0.2.1"),
    "name": ("import urllib.request as u; u.urlopen('http://example.org')", "network for example.org"),
    "dies": ("import os; os.kill(os.getpid(), 9)", "the kernel died"),
    "endless": ("while True: pass", "the cell took longer than 5 seconds"),
    "loud": ("for _ in range(200): print('x' * 1_000_000)", "the notebook shows more than 20 MB"),
    "magic": ("%notmagic", "UsageError"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_a_notebook_must_not_do_ends_it_alone(project: Path, name: str) -> None:
    """It fails with a clear line, nothing outside is touched, and the next notebook goes on."""
    code, said = BAD[name]
    bad, good = _write(project, "01", code), _draw(project, "02")
    before = _contents(project)
    seconds = 5 if name == "endless" else 60  # a busy machine may take five for the good one
    failed, passed = run_notebooks([bad, good], cell_timeout=seconds, workers=1)
    assert said.format(data=project / "data") in failed.error
    assert str(bad) in failed.error
    assert passed.error is None
    after, own = _contents(project), {"notebooks/02.ipynb", *(f"figures/02-one.{kind}" for kind in KINDS)}
    assert {name: after[name] for name in after.keys() - own} == {
        name: before[name] for name in before.keys() - own
    }


def test_a_failing_cell_is_told_with_the_heading_above_it(project: Path) -> None:
    """The last heading, of whatever depth; a text that begins with a hash is none."""
    path = _write(project, "01", "1 / 0")
    notebook = nbformat.read(path, as_version=4)
    texts = ["# A title", "Text.\n### 12,000 in Russia \n#Kursk in a text."]
    notebook.cells[:0] = [new_markdown_cell(text, id=f"text-{number}") for number, text in enumerate(texts)]
    nbformat.write(notebook, path)
    (run,) = run_notebooks(path)
    assert run.error == (
        f'{path}, code cell 1, under "12,000 in Russia":\n    1 / 0\n'
        "ZeroDivisionError: division by zero\n"
        "The notebook was left as it was. Open it with make lab and run it to that cell"
    )


def test_a_notebook_may_use_a_temporary_folder_of_its_own(project: Path) -> None:
    """Written, and taken away again by names that start from the open folder."""
    code = "import pathlib, tempfile\nwith tempfile.TemporaryDirectory() as one:\n"
    code += "    pathlib.Path(one, 'deep').mkdir(); pathlib.Path(one, 'deep', 'a').write_text('12,000')"
    assert run_notebooks(_write(project, "01", code))[0].error is None


def test_data_that_change_during_the_run_are_noticed(project: Path) -> None:
    """Whoever edits the data meanwhile makes it unknown what the notebook shows of them."""
    slow = (
        "import time, pathlib\npathlib.Path('../data/claims.csv').read_text(encoding='utf-8')\ntime.sleep(4)"
    )
    path = _write(project, "01", slow)
    before = path.read_bytes()
    command = "import sys, time; time.sleep(float(sys.argv[2])); open(sys.argv[1], 'a').write('\\n')"
    edit = [sys.executable, "-c", command, str(project / "data" / "claims.csv")]
    run_notebooks(_write(project, "00", "1"))  # the kernels are warm: the next begins at once
    with subprocess.Popen([*edit, "2.5"]):
        (run,) = run_notebooks(path)
    assert run.error == (
        f"{project / 'data' / 'claims.csv'} was changed while the notebooks ran, so it is unknown what they "
        "show of it. The notebook was left as it was. Run it again"
    )
    assert path.read_bytes() == before


# ---- together or not at all ------------------------------------------------------------------------------

# Ctrl-C is heard also where these tests run in the background.
RUN = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
RUN += "from analysttools.notebooks.runner import run_notebooks; run_notebooks({paths!r})"
KILL = """
import os, signal, sys
seen = []
def kill(event, given):
    if event == "os.rename" and ("/figures/" in str(given[1]) or str(given[1]).endswith(".ipynb")):
        seen.append(event)
        if len(seen) == {nth}:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(kill)
"""


@pytest.mark.parametrize("nth", [1, 2, 4])
def test_a_run_that_is_killed_while_names_change_is_finished_by_the_next(project: Path, nth: int) -> None:
    """Killed at the first, second, last of four names: `finish_runs` gives all that is new, or all is old."""
    path = _draw(project)
    run_notebooks(path)
    old = _contents(project)
    _draw(project, title="Another.")
    begun = _contents(project)
    code = KILL.format(nth=nth) + RUN.format(paths=[str(path)])
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGKILL
    finish_runs(project / "notebooks")
    new = _contents(project)
    assert {name for name in new if new[name] != begun.get(name)} == {
        *(f"figures/01-one.{kind}" for kind in KINDS),
        "notebooks/01.ipynb",
    }
    assert set(new) == set(old)
    assert json.loads(new["figures/01-one.json"])["alt"].startswith("Another.")
    (run,) = run_notebooks(path, is_all=True)
    assert run.has_changed is False


def test_an_interrupted_run_leaves_every_file_as_it_was(project: Path) -> None:
    """Ctrl-C in the middle of the second notebook: the first has not changed either, no kernel is left."""
    done, slow = _draw(project, "01"), _write(project, "02", "import time; time.sleep(300)")
    before = _contents(project)
    command = [sys.executable, "-c", RUN.format(paths=[str(done), str(slow)])]
    with subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE, text=True) as run:
        end = time.monotonic() + 60
        while len(_processes_of(run.pid)) < 4 and time.monotonic() < end:  # itself, the warm one, two kernels
            time.sleep(0.2)
        time.sleep(3)
        os.killpg(run.pid, signal.SIGINT)
        _, said = run.communicate(timeout=30)
    assert said.endswith("KeyboardInterrupt\n")
    assert _contents(project) == before
    end = time.monotonic() + 10
    while (left := _processes_of(run.pid)) and time.monotonic() < end:
        time.sleep(0.2)
    assert left == []


def test_a_run_that_is_asked_to_end_leaves_nothing_behind(project: Path) -> None:
    """SIGTERM to the command alone, as a CI ends what takes too long: no process, no folder, one sentence."""
    _write(project, "01", "import time; time.sleep(300)")
    before = _contents(project)
    with tempfile.TemporaryDirectory() as own:
        command = [sys.executable, "-m", "analysttools", "run"]
        setting = {**os.environ, "TMPDIR": own}
        with subprocess.Popen(
            command, cwd=project, env=setting, start_new_session=True, stderr=subprocess.PIPE, text=True
        ) as run:
            end = time.monotonic() + 60
            while (
                len(_processes_of(run.pid)) < 3 and time.monotonic() < end
            ):  # itself, the warm one, a kernel
                time.sleep(0.2)
            assert list(Path(own).iterdir())
            run.terminate()
            _, said = run.communicate(timeout=30)
        assert said == "Stopped. Files that were not finished are as they were.\n"
        assert (run.returncode, _processes_of(run.pid), list(Path(own).iterdir())) == (1, [], [])
    assert _contents(project) == before


def _processes_of(session: int) -> list[str]:
    """List the processes of a session; kernels have groups of their own."""
    command = ["ps", "-s", str(session), "-o", "pid="]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()


# ---- what a person saved, and what is left ---------------------------------------------------------------

SAVE = """
import subprocess, sys
save = "import sys; f = open(sys.argv[1], 'a'); f.write(' ')"
subprocess.run([sys.executable, "-c", save, "01.ipynb"], check=True); print(12_000)
"""


def test_a_notebook_that_is_saved_while_it_runs_stays_as_it_was_saved(project: Path) -> None:
    """Nothing of the run is kept; the closing table and the exit status say so."""
    path = _write(project, "01", SAVE)
    saved = path.read_bytes() + b" "
    command = [sys.executable, "-m", "analysttools", "run", "notebooks/01.ipynb"]
    run = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert (run.returncode, path.read_bytes()) == (1, saved)
    assert re.search(
        r"01\.ipynb +[\d.]+ s  failed +run because .+; saved meanwhile: what was saved", run.stdout
    )
    assert run.stderr == (
        "\nnotebooks/01.ipynb was saved while it was being rerun. What was saved is kept; what the rerun "
        "gave was left out, with its figures. Run it again\n"
    )


def test_a_notebook_that_is_saved_while_somebody_is_asked_stays_as_it_was_saved(project: Path) -> None:
    """As late as when what would change is read: neither the notebook nor its figures are written."""
    path = _draw(project)
    (run,) = run_notebooks(path, review=lambda path, _: bool(path.write_text("{}", encoding="utf-8")))
    assert (run.was_saved, path.read_text(encoding="utf-8")) == (True, "{}")
    assert not list((project / "figures").glob("*"))


KILL_BESIDE = """
import os, signal, sys
def kill(event, given):
    if event == "open" and "01-one.svg.analysttools-" in str(given[0]):
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(kill)
"""


def test_files_that_a_killed_run_wrote_beside_are_cleared_by_the_next(project: Path) -> None:
    """Killed before any file took its name: all is as it was, and nothing lies beside it for good."""
    path = _draw(project)
    before = _contents(project)
    code = KILL_BESIDE + RUN.format(paths=[str(path)])
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGKILL
    assert {name[:12] for name in _contents(project).keys() - before.keys()} == {"figures/.01-"}
    assert finish_runs(project / "notebooks") == []
    assert _contents(project) == before


LEFT = "import subprocess; subprocess.Popen(['sleep', '{seconds}'], start_new_session=True); None"


def test_a_run_that_was_killed_leaves_no_folder_and_no_program_for_good(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next run takes away the folder in the system's own for such, and ends what cells had begun."""
    own = tmp_path / "own"
    own.mkdir()
    path = _write(project, "01", LEFT.format(seconds=7117), "import time; time.sleep(300)")
    command = [sys.executable, "-c", RUN.format(paths=[str(path)])]
    with subprocess.Popen(command, env={**os.environ, "TMPDIR": str(own)}) as run:
        end = time.monotonic() + 120
        while not _find_programs("sleep 7117") and time.monotonic() < end:
            time.sleep(0.2)
        run.kill()
    assert (len(_find_programs("sleep 7117")), len(list(own.glob("run-*")))) == (1, 1)
    monkeypatch.setattr(tempfile, "tempdir", str(own))
    assert len(clear_folders(RUN_FOLDER, end_programs)) == 1
    assert (_find_programs("sleep 7117"), list(own.glob("run-*"))) == ([], [])


def test_a_program_that_a_notebook_leaves_running_is_ended(project: Path) -> None:
    """Also one in a session of its own; the run says so."""
    (run,) = run_notebooks(_write(project, "01", LEFT.format(seconds=7227)))
    assert (run.error, run.notes) == (None, ("01.ipynb left programs running, which were ended",))
    assert _find_programs("sleep 7227") == []


ALONE = (
    "import subprocess; quiet = '>/dev/null 2>&1 </dev/null &'\n"
    "subprocess.run(['/bin/sh', '-c', f'sleep {seconds} {{quiet}}'], env={{}}, start_new_session=True)\nNone"
)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells which program is below which")
@pytest.mark.parametrize("then", ["None", "1 / 0"], ids=["passes", "fails"])
def test_a_program_without_variables_is_ended_too(project: Path, then: str) -> None:
    """In a session of its own, with no variable of the run, its parent gone; whether the notebook passes."""
    (run,) = run_notebooks(_write(project, "01", ALONE.format(seconds=7337), then))
    assert run.notes == ("01.ipynb left programs running, which were ended",)
    assert _find_programs("sleep 7337") == []


def _find_programs(command: str) -> list[str]:
    run = subprocess.run(["ps", "-A", "-o", "args="], capture_output=True, text=True, check=True)
    return [line for line in run.stdout.splitlines() if line == command]


@pytest.mark.parametrize("code", ["!echo 12000", "x = !echo 12000", "%%bash\necho 12000", "%pip --version"])
def test_a_program_that_a_magic_runs_is_a_doubt(project: Path, code: str) -> None:
    """As with subprocess: the notebook passes, and always runs again."""
    path = _write(project, "01", code)
    assert run_notebooks(path)[0].error is None
    assert find_reason(path, digest_package()).startswith("it ran a program (")


# ---- parameters ------------------------------------------------------------------------------------------


def test_parameters_give_a_copy_and_its_figures(project: Path) -> None:
    """Each set of values: an executed copy with its own figures, and the notebook is left alone."""
    code = DRAW.format(name="01", title="XX").replace('"XX"', "title")
    path = _write(project, "01", "title = 'Mine.'", code, tags=("parameters",))
    before = _contents(project)
    runs = run_notebooks(path, parameters=[{"title": "A."}, {"title": "B."}], output=project / "runs")
    assert [(run.error, run.path.parent.name) for run in runs] == [(None, "title=A."), (None, "title=B.")]
    for title in ("A.", "B."):
        record = project / "runs" / f"title={title}" / "figures" / "01-one.json"
        assert json.loads(record.read_text(encoding="utf-8"))["alt"].startswith(title)
    assert {name: content for name, content in _contents(project).items() if name in before} == before


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ((), "has no parameters: no code cell has the tag"),
        (("parameters",), "has no parameter day. It has: title"),
    ],
    ids=["no cell", "no name"],
)
def test_a_parameter_that_is_none_is_refused(project: Path, tags: tuple[str, ...], said: str) -> None:
    """The message says what the notebook has; what a loop sets is no parameter."""
    path = _write(project, "01", "title = 'Mine.'; [day for day in ()]", tags=tags)
    (run,) = run_notebooks(path, parameters=[{"day": 1}], output=project / "runs")
    assert said in run.error


def test_an_executed_copy_takes_other_values_in_turn(project: Path) -> None:
    """The values of the run that made it are not those of the next."""
    path = _write(project, "01", "x = 1", "print(x)", tags=("parameters",))
    (copy,) = run_notebooks(path, parameters=[{"x": 2}], output=project / "runs")
    (again,) = run_notebooks(copy.path, parameters=[{"x": 3}], output=project / "more")
    cells = nbformat.read(again.path, as_version=4).cells
    assert [cell.source for cell in cells] == ["x = 1", "x = 3", "print(x)"]
    assert cells[-1].outputs[0]["text"] == "3\n"


def test_an_empty_set_of_parameters_is_refused(project: Path) -> None:
    """It would be the notebook itself, and its figures those of the project."""
    path = _write(project, "01", "x = 1", tags=("parameters",))
    with pytest.raises(ValueError, match="a set of parameters is empty: the notebook itself"):
        run_notebooks(path, parameters=[{}, {"x": 2}])


def test_other_processes_give_the_same(project: Path) -> None:
    """Run in a pool of new processes, a notebook and its figures have the same bytes."""
    path = _draw(project)
    run_notebooks(path)
    before = _contents(project)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        (run,) = run_notebooks(path, is_all=True, executor=pool)
    assert (run.error, _contents(project) == before) == (None, True)


def test_a_dask_cluster_gives_a_copy_for_each_value(project: Path) -> None:
    """Two workers in processes of their own: a sweep gives an executed copy and figures for each day."""
    distributed = pytest.importorskip("distributed")
    code = DRAW.format(name="01", title="XX").replace('"XX"', 'f"Known on {as_of}."')
    path = _write(project, "01", "as_of = '2024-12-16'", code, tags=("parameters",))
    days = ["2024-11-01", "2024-12-01"]
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        command = [
            sys.executable,
            "-m",
            "analysttools",
            "run",
            str(path),
            "--dask",
            cluster.scheduler_address,
        ]
        command += ["--sweep", f"as_of={','.join(days)}", "--output", str(project / "runs")]
        run = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    for day in days:
        copy = project / "runs" / f"as_of={day}"
        record = json.loads((copy / "figures" / "01-one.json").read_text(encoding="utf-8"))
        assert record["alt"].startswith(f"Known on {day}.")
        assert (copy / "01.ipynb").is_file()


@pytest.mark.shipped
@pytest.mark.exact
def test_the_shipped_notebooks_are_those_of_a_cold_kernel(tmp_path: Path) -> None:
    """A forked kernel and one that started by itself give the same bytes."""
    for folder in ("notebooks", "figures", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns(MEMORY_FOLDER))
    path = tmp_path / "notebooks" / "05-sources.ipynb"
    for is_warm in (True, False):
        (run,) = run_notebooks(path, is_all=True, is_warm=is_warm)
        assert (run.error, run.has_changed, set(run.figures.values())) == (None, False, {"same"})
        assert run.notes == ()
        assert find_reason(path, digest_package()) == ""
