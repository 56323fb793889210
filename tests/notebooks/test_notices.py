"""What a library says once on a machine is no output of a notebook."""

from __future__ import annotations

import inspect
import logging
from pathlib import Path

import matplotlib as mpl
import nbformat
import pytest
from matplotlib import font_manager
from nbformat.v4 import new_code_cell, new_notebook

from analysttools.notebooks.notices import leave_out_notices
from analysttools.notebooks.runner import run_notebooks

FONTS = "Matplotlib is building the font cache; this may take a moment."
# It builds for less than the five seconds after which matplotlib says so, unless there are many fonts.
SOURCE = f"""
import logging
import matplotlib.font_manager
logging.getLogger("matplotlib.font_manager").warning({FONTS!r})
logging.getLogger("matplotlib.font_manager").warning("another font is taken")
"""


@pytest.mark.parametrize("is_warm", [True, False])
@pytest.mark.kernel
def test_a_first_use_of_matplotlib_leaves_nothing_in_a_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_warm: bool
) -> None:
    """Nor does a folder for settings that cannot be written; a warning of another kind stays."""
    (tmp_path / "notebooks").mkdir()
    path, no_folder = tmp_path / "notebooks" / "01.ipynb", tmp_path / "file" / "settings"
    (tmp_path / "file").touch()
    notebook = new_notebook(cells=[new_code_cell(SOURCE, id="cell-0")])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, path)
    monkeypatch.setenv("MPLCONFIGDIR", str(no_folder))
    (run,) = run_notebooks(path, is_warm=is_warm)
    assert run.error is None
    (output,) = nbformat.read(path, as_version=4).cells[0].outputs
    assert output.text == "another font is taken\n"


def test_matplotlib_still_says_it_in_these_words() -> None:
    """The words that are left out are those of the matplotlib that is installed."""
    assert FONTS in inspect.getsource(font_manager)
    source = inspect.getsource(mpl)
    assert "Matplotlib created a temporary cache directory at " in source
    assert "mkdir -p failed for path %s: %s" in source
    assert "%s is not a writable directory" in source


def test_it_is_done_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often a kernel is told."""
    monkeypatch.setattr(logging.getLogger("matplotlib"), "filters", [])
    leave_out_notices()
    leave_out_notices()
    assert len(logging.getLogger("matplotlib").filters) == 1
