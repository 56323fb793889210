"""Where nbval alone passes and says nothing, it fails here, soon and with a reason."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_notebook, new_output

pytestmark = pytest.mark.kernel

PLUGIN = ["-p", "analysttools.notebooks.nbval_plugin", "--nbval", "--nbval-kernel-name=analysttools"]
CUT = """
import pandas as pd
pd.set_option("display.max_rows", 4)
display(pd.DataFrame({"n": range(200)}), include=["text/plain"])
"""
CUT_SHOWN = "       n\n0      0\n1      1\n..   ...\n198  198\n199  199\n\n[200 rows x 1 columns]"
CUT_SERIES = """
import pandas as pd
display(pd.Series(range(200)))
"""
CUT_SERIES_SHOWN = "\n".join(
    [*(f"{n:<7}{n:>3}" for n in range(5)), "      ... ", *(f"{n:<7}{n:>3}" for n in range(195, 200))]
)
CUT_SERIES_SHOWN += "\nLength: 200, dtype: int64"
CUT_ARRAY = "import numpy as np; print(np.arange(2000))"
CUT_TEXT = """
import pandas as pd
pd.set_option("display.max_colwidth", 12)
display(pd.DataFrame({"says": ["about 12,000 or another"]}))
"""
CUT_TEXT_SHOWN = "          says\n0  about 12..."
NOT_FOUND = "UsageError: Line magic function `%notmagic` not found.\n"
# Cells, what each is said to show, whether it was run, and what must be said.
SILENT = {
    "stripped": ("print(50000)", "12000\n", False, "the cell was never run"),
    "magic": ("%notmagic", NOT_FOUND, True, "the cell ended in UsageError"),
    "dead": ("import os; os.kill(os.getpid(), 9)", None, True, "the kernel died while the cell ran"),
    "cut": (CUT, CUT_SHOWN, True, 'the table has rows or columns behind "..."'),
    "series": (CUT_SERIES, CUT_SERIES_SHOWN, True, 'the table has rows or columns behind "..."'),
    "array": (CUT_ARRAY, "[   0    1    2 ... 1997 1998 1999]\n", True, 'rows or columns behind "..."'),
    "text": (CUT_TEXT, CUT_TEXT_SHOWN, True, 'the table has texts that end in "..."'),
}


def _write(path: Path, source: str, shown: str | None, *, was_run: bool) -> None:
    """Write a notebook of one cell with the output that it is said to have."""
    cell = new_code_cell(source, id="cell-0", execution_count=1 if was_run else None)
    if shown == NOT_FOUND:
        cell.outputs = [new_output("stream", name="stderr", text=shown)]
    elif shown is not None and was_run:
        data = {"text/plain": shown}
        if shown == CUT_TEXT_SHOWN:
            with pd.option_context("display.max_colwidth", 12):
                data["text/html"] = pd.DataFrame({"says": ["about 12,000 or so"]})._repr_html_()
        cell.outputs = [new_output("display_data", data)]
        if "print(" in source:
            cell.outputs = [new_output("stream", name="stdout", text=shown)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=[cell], metadata={"kernelspec": kernel}), path)


def _pytest(folder: Path, *options: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", "--color=no", *options]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return run.returncode, run.stdout + run.stderr


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Run all silent notebooks, and one that is well; give what pytest says, and hold that it was soon."""
    folder = tmp_path_factory.mktemp("silent")
    for name, (source, shown, was_run, _) in SILENT.items():
        _write(folder / f"{name}.ipynb", source, shown, was_run=was_run)
    _write(folder / "well.ipynb", "12_000", "12000", was_run=True)
    begun = time.monotonic()
    status, said = _pytest(folder, *PLUGIN)
    assert (status, time.monotonic() - begun < 120) == (1, True), said
    return said


@pytest.mark.parametrize("name", SILENT)
def test_what_nbval_passes_in_silence_fails_with_a_reason(said: str, name: str) -> None:
    """Without outputs, an unknown magic, a dead kernel, rows behind dots: each is told."""
    assert f"FAILED {name}.ipynb::Cell 0" in said
    assert SILENT[name][3] in said


def test_what_is_well_passes(said: str) -> None:
    """A cell whose output is what it shows is not touched."""
    assert "PASSED well.ipynb::Cell 0" in said
    assert "1 passed" in said


def test_nbval_alone_is_silent_about_it(tmp_path: Path) -> None:
    """The faults are real: without the plugin a stripped notebook, a bad magic and a cut table pass."""
    for name in ("stripped", "magic", "cut"):
        source, shown, was_run, _ = SILENT[name]
        _write(tmp_path / f"{name}.ipynb", source, shown, was_run=was_run)
    status, said = _pytest(tmp_path, "--nbval", "--nbval-current-env")
    assert (status, "3 passed" in said) == (0, True), said


def test_cells_of_a_notebook_are_not_scattered(tmp_path: Path) -> None:
    """The modes of xdist that would scatter them are refused, with the one that does not."""
    _write(tmp_path / "well.ipynb", "12_000", "12000", was_run=True)
    status, said = _pytest(tmp_path, *PLUGIN, "-n", "2")
    assert status == 4
    assert "--dist load gives cells of one notebook to several processes" in said
    assert "Use --dist loadfile" in said
    assert (ROOT / "Makefile").read_text(encoding="utf-8").count("--dist loadfile") == 1
