"""Forked kernels: as clean as any other, gone with whoever started them, and never without need."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_notebook

from analysttools.notebooks.jobs import FIXED
from analysttools.notebooks.runner import run_notebooks
from analysttools.notebooks.warm_kernels import client as warming
from analysttools.notebooks.warm_kernels.client import close_warm, describe_why_cold, get_warm
from analysttools.notebooks.warm_kernels.provisioner import KERNELS, NAME

pytestmark = [
    pytest.mark.kernel,
    pytest.mark.skipif(bool(describe_why_cold()), reason=f"no warm kernels here: {describe_why_cold()}"),
]
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
# Leaves as much behind as a notebook can.
DIRTY = """
import builtins, os, random, sys
import matplotlib, numpy, pandas
x = 1; builtins.left = 1; sys.left = 1; os.environ["LEFT"] = "1"; sys.path.append("/left")
matplotlib.rcParams["font.size"] = 33; pandas.set_option("display.max_rows", 7); pandas.DataFrame.left = 1
os.chdir("/"); print(random.random(), numpy.random.rand())
"""
CLEAN = """
import builtins, os, random, sys
import matplotlib, numpy, pandas
print("x" in globals(), hasattr(builtins, "left"), hasattr(sys, "left"), "LEFT" in os.environ)
print("/left" in sys.path)
print(matplotlib.rcParams["font.size"], pandas.get_option("display.max_rows"))
print(hasattr(pandas.DataFrame, "left"))
print(os.path.basename(os.getcwd()), os.environ.get("MINE"), __name__)
print(sys.modules["__main__"].__dict__ is globals())
"""
PLOT = """
import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.show()
"""
OWNER = """
import asyncio, sys, time
from analysttools.notebooks.warm_kernels.client import get_warm
import os
warm = get_warm(dict(os.environ))
kernel = warm.fork(["-f", sys.argv[1]], ".", dict(os.environ))
print(warm.pid, kernel.pid, flush=True)
time.sleep(60)
"""
LOST = """
import os
from analysttools.notebooks.warm_kernels.client import get_warm
print(get_warm(dict(os.environ)).pid, flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.fixture(autouse=True)
def _cold_again() -> Iterator[None]:
    """End the warm process of this one after each test."""
    yield
    close_warm()


def _write(folder: Path, name: str, *sources: str) -> Path:
    cells = [new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    path = folder / f"{name}.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": KERNEL}), path)
    return path


def _outputs(path: Path) -> list[dict[str, object]]:
    return [output for cell in nbformat.read(path, as_version=4).cells for output in cell.outputs]


def _wait(is_so: Callable[[], bool], seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while not (held := is_so()) and time.monotonic() < end:
        time.sleep(0.05)
    return held


def _count_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def _is_there(pid: int) -> bool:
    run = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return run.stdout.strip()[:1] not in ("", "Z")


def test_a_kernel_knows_nothing_of_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names, settings, patches, folder and environment of one notebook do not reach the next."""
    monkeypatch.setenv("MINE", "12000")
    (tmp_path / "notebooks").mkdir()
    dirty = [_write(tmp_path / "notebooks", f"dirty-{number}", DIRTY) for number in (1, 2)]
    clean = _write(tmp_path / "notebooks", "clean", CLEAN)
    runs = run_notebooks([*dirty, clean], workers=1)
    assert [(run.error, run.notes) for run in runs] == [(None, ())] * 3
    assert _outputs(clean)[0]["text"] == (
        "False False False False\nFalse\n10.0 60\nFalse\nnotebooks 12000 __main__\nTrue\n"
    )
    first, second = (_outputs(path)[0]["text"] for path in dirty)
    assert first != second  # each has chances of its own


def test_a_forked_kernel_shows_what_any_other_shows(tmp_path: Path) -> None:
    """Pyplot's figures, wide tables, the same from a forked and from a fresh kernel."""
    wide = "import pandas as pd; pd.DataFrame([range(30)])"
    path = _write(tmp_path, "one", PLOT, wide, "import sys; sys.argv[1:], sys.flags.hash_randomization")
    (warm,) = run_notebooks(path)
    shown = _outputs(path)
    (cold,) = run_notebooks(path, is_all=True, is_warm=False)
    assert (warm.error, cold.error) == (None, None)
    assert "image/png" in shown[0]["data"]
    assert [one["data"] for one in shown[:2]] == [one["data"] for one in _outputs(path)[:2]]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=str)
def test_kernels_end_with_whoever_asked_for_them(tmp_path: Path, number: int) -> None:
    """Also when that is killed: neither the warm process nor its kernel is left."""
    connection = str(tmp_path / "connection.json")
    command = [sys.executable, "-c", OWNER, connection]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        pids = [int(pid) for pid in owner.stdout.readline().split()]
        assert [_is_there(pid) for pid in pids] == [True, True]
        owner.send_signal(number)
        owner.wait(10)
    assert _wait(lambda: not any(_is_there(pid) for pid in pids))


def test_kernels_end_with_the_warm_process_and_another_begins(tmp_path: Path) -> None:
    """Killed, it takes its kernels along; the next kernel has a new one behind it."""
    environment = {**os.environ, **FIXED}
    first = get_warm(environment)
    kernel = first.fork(["-f", str(tmp_path / "connection.json")], str(tmp_path), environment)
    assert kernel.poll() is None
    assert first.pid is not None
    os.kill(first.pid, signal.SIGKILL)
    assert kernel.wait(10) == 0
    assert _wait(lambda: not first.is_alive())
    assert get_warm(environment) is not first
    path = _write(tmp_path, "one", "print(1)")
    (run,) = run_notebooks(path)
    assert (run.error, run.notes) == (None, ())


def test_many_kernels_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve notebooks, four at a time: no process but the warm one, no open file more than before."""
    own = tmp_path / "tmp"
    own.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(own))
    paths = [_write(tmp_path, f"n{number}", "print(1)") for number in range(12)]
    run_notebooks(paths[:1])
    before = _count_files()
    warm = get_warm({**os.environ, **FIXED})
    assert warm.pid is not None
    runs = run_notebooks(paths, is_all=True, workers=4)
    assert [run.error for run in runs] == [None] * 12
    children = ["ps", "-o", "pid=", "--ppid", str(warm.pid)]
    assert _wait(lambda: not subprocess.run(children, capture_output=True, text=True).stdout.strip())
    assert _count_files() <= before + 2
    assert list(own.iterdir()) == []


def test_where_it_cannot_be_forked_a_kernel_starts_as_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On another system, say: the notebook runs all the same, and the reason is told."""
    monkeypatch.setattr(warming, "describe_why_cold", lambda: "forking is sound on Linux alone")
    (run,) = run_notebooks(_write(tmp_path, "one", "print(1)"))
    assert (run.error, run.notes) == (
        None,
        (
            "This kernel is started as any other, and not forked from a warm one: forking is sound on Linux "
            "alone.",
        ),
    )


def test_a_kernel_that_wants_another_start_has_another_process_behind_it() -> None:
    """A hash seed cannot be changed after the start of Python."""
    zero, one, again = (get_warm({**os.environ, "PYTHONHASHSEED": seed}).pid for seed in "010")
    assert one not in (zero, None)
    assert again == zero


def test_it_ends_without_a_word_if_nobody_waits_until_it_is_ready(tmp_path: Path) -> None:
    """Whoever asked is killed while it imports: no traceback in the terminal of somebody else."""
    with (
        (tmp_path / "said").open("w") as said,
        subprocess.Popen(
            [sys.executable, "-c", LOST], cwd=ROOT, stdout=subprocess.PIPE, stderr=said, text=True
        ) as owner,
    ):
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
    assert _wait(lambda: not _is_there(pid), 60)
    assert (tmp_path / "said").read_text(encoding="utf-8") == ""


def test_it_imports_while_whoever_wants_it_goes_on() -> None:
    """Asked for, it is there at once; that it is ready is waited for when a kernel is to be forked."""
    warm = get_warm({**os.environ, "PYTHONHASHSEED": "7"})
    mapped = Path(f"/proc/{warm.pid}/maps")
    assert "pandas" not in mapped.read_text(encoding="utf-8")
    assert warm.problem == ""
    assert "pandas" in mapped.read_text(encoding="utf-8")


def test_a_matplotlibrc_beside_the_notebook_is_obeyed(tmp_path: Path) -> None:
    """It is read when matplotlib is imported, so the kernel starts as any other, and says so."""
    (tmp_path / "matplotlibrc").write_text("font.size: 33\n", encoding="utf-8")
    path = _write(tmp_path, "one", "import matplotlib; print(matplotlib.rcParams['font.size'])")
    (run,) = run_notebooks(path)
    assert _outputs(path)[0]["text"] == "33.0\n"
    assert "its folder has a matplotlibrc" in run.notes[0]


def test_a_warm_process_that_does_not_answer_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped, it is given up; it starts no kernel later that nobody waits for."""
    environment = {**os.environ, **FIXED}
    monkeypatch.setattr(warming, "_WAIT", 20)
    first = get_warm(environment)
    pid = first.pid
    assert pid is not None
    assert first.problem == ""
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(OSError, match="timed out"):
        first.fork(["-f", str(tmp_path / "connection.json")], str(tmp_path), environment)
    assert not _is_there(pid)
    assert get_warm(environment).pid != pid


def test_modules_where_the_command_was_given_are_not_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notebook finds what is beside it, as in JupyterLab, and no more."""
    (tmp_path / "elsewhere.py").write_text("", encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    path = _write(tmp_path / "notebooks", "one", "import elsewhere")
    monkeypatch.chdir(tmp_path)
    (run,) = run_notebooks(path)
    assert run.error is not None
    assert "No module named 'elsewhere'" in run.error


def test_any_jupyter_tool_can_ask_for_it(tmp_path: Path) -> None:
    """With the kernelspec on Jupyter's path, nbconvert runs a notebook in a forked kernel without knowing."""
    path = _write(tmp_path, "one", "import os; open(f'/proc/{os.getppid()}/cmdline').read()")
    command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", str(path)]
    command += [f"--ExecutePreprocessor.kernel_name={NAME}"]
    environment = {**os.environ, "JUPYTER_PATH": str(KERNELS)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "warm_kernels/server.py" in _outputs(path)[0]["data"]["text/plain"]


def test_kernels_of_any_tool_talk_through_files(tmp_path: Path) -> None:
    """A port that is free now may be taken before a kernel binds it; files are its own, and go with it."""
    code = "import ipykernel, json\nprint(json.load(open(ipykernel.get_connection_file()))['transport'])"
    path = _write(tmp_path, "one", code)
    command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", str(path)]
    command += [f"--ExecutePreprocessor.kernel_name={NAME}"]
    short = Path(tempfile.mkdtemp())
    environment = {**os.environ, "JUPYTER_PATH": str(KERNELS), "TMPDIR": str(short)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert _outputs(path)[0]["text"] == "ipc\n"
    assert list(short.glob("kernel-*")) == []
    short.rmdir()


STARTS = """
import sys, time
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager
from analysttools.notebooks.warm_kernels.provisioner import KERNELS, NAME
specs = KernelSpecManager(kernel_dirs=[str(KERNELS / "kernels")])
manager = KernelManager(kernel_name=NAME, kernel_spec_manager=specs)
manager.start_kernel()
print(manager.ip, flush=True)
{then}
"""


def test_the_sockets_of_a_killed_tool_are_cleared_by_the_next(tmp_path: Path) -> None:
    """Nobody takes them away when the tool is killed: the next kernel does, and its own go with it."""
    own = Path(tempfile.mkdtemp())
    environment = {**os.environ, "TMPDIR": str(own)}
    waits, ends = (
        STARTS.format(then=then) for then in ("time.sleep(300)", "manager.shutdown_kernel(now=True)")
    )
    with subprocess.Popen(
        [sys.executable, "-c", waits], env=environment, stdout=subprocess.PIPE, text=True
    ) as tool:
        sockets = tool.stdout.readline().strip()
        tool.kill()
    left = list(own.glob("kernel-*"))
    subprocess.run([sys.executable, "-c", ends], env=environment, stdout=subprocess.PIPE, check=True)
    assert (left, list(own.glob("kernel-*"))) == ([Path(sockets).parent], [])
    shutil.rmtree(own)


def test_kernels_are_made_without_a_debugger_that_a_notebook_can_still_import() -> None:
    """A rerun asks for none, and importing it takes as long as a third of pandas."""
    code = (
        "import sys; from analysttools.notebooks.warm_kernels.server import _leave_out_debugger as leave; "
        "leave(); import ipykernel.debugger as kept; "
        "print(kept._is_debugpy_available, 'debugpy' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "False"]
