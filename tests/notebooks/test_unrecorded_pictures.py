"""A cell that saves a picture without a record is named when its notebook is run."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from analysttools.notebooks.document import KERNEL
from analysttools.notebooks.runner import run_notebooks
from analysttools.notebooks.unrecorded_pictures import find_unrecorded

SAID = (
    "{}, code cell {}, line {}: calls savefig, and no record tells what it shows. Save a chart with "
    "save_figure, which writes a record, and a copy for elsewhere with export_figure"
)
PATH = Path("notebooks/01-one.ipynb")


def _find(*cells: str) -> list[str]:
    written = [{"cell_type": "code", "source": cell} for cell in cells]
    text = {"cell_type": "markdown", "source": "plt.savefig(1)"}
    return find_unrecorded(PATH, json.dumps({"cells": [text, *written]}).encode())


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        ("import matplotlib.pyplot as plt\n\nplt.savefig('a.png')", 3),
        ("ax.figure.savefig(path)", 1),
        ("from matplotlib.pyplot import savefig\nsavefig('a.png')", 2),
        ("%matplotlib inline\nfigure.savefig(\n    'a.png',\n)", 2),
        ("def keep(figure):\n    return (\n        figure\n        .savefig('a.png')\n    )", 4),
    ],
)
def test_the_cell_and_the_line_are_named(cell: str, line: int) -> None:
    """Of the second code cell, whatever savefig is called on; texts are no code cells."""
    assert _find("1 + 1", cell) == [SAID.format(PATH, 2, line)]


def test_each_call_is_named_once() -> None:
    """Two calls in two cells, in their order."""
    assert _find("a.savefig(1)", "b.savefig(2)") == [SAID.format(PATH, 1, 1), SAID.format(PATH, 2, 1)]


@pytest.mark.parametrize(
    "cell", ["# plt.savefig('a')", "'plt.savefig(1)'", "at.save_figure(ax, 'a')", "plt.savefig", "a b c"]
)
def test_what_calls_no_savefig_is_not_named(cell: str) -> None:
    """Words about it, our own functions, the function uncalled, what is no Python."""
    assert _find(cell) == []


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"cells": [1]}', b'{"cells": {"a": 1}}'])
def test_what_is_no_notebook_calls_nothing(content: bytes) -> None:
    """The run says what is wrong with it."""
    assert find_unrecorded(PATH, content) == []


@pytest.mark.kernel
def test_a_run_says_what_to_do_instead(tmp_path: Path) -> None:
    """A picture beside the notebook is refused with an error; one in memory is not; both are named."""
    lines = ["plt.plot([1]); plt.savefig(io.BytesIO())", "plt.savefig('own.png')"]
    path = _write(tmp_path, "import io; import matplotlib.pyplot as plt", *lines)
    (run,) = run_notebooks([path])
    assert "NotAllowedError" in str(run.error)
    assert [note for note in run.notes if "savefig" in note] == [
        SAID.format(path, cell, 1) for cell in (2, 3)
    ]


@pytest.mark.kernel
def test_an_export_waits_until_its_notebook_has_passed(tmp_path: Path, package: Path) -> None:
    """If a later cell fails nothing is there; else the copy stands in its folder, without a note."""
    cells = [
        f"import analysttools as at; case = at.load_case({str(package)!r})",
        "rows = case.named_claims.head(1); ax = at.plot_estimates(rows)",
        "saved = at.save_figure(ax, '01-one', rows, title='One.', folder='../figures')",
        "files = at.export_figure('01-one', size='slide', folder='../exports')",
    ]
    (failed,) = run_notebooks([_write(tmp_path, *cells, "1 / 0")])
    assert failed.error
    assert not (tmp_path / "exports").exists()
    (passed,) = run_notebooks([_write(tmp_path, *cells)])
    assert (passed.error, [note for note in passed.notes if "savefig" in note]) == (None, [])
    assert [path.name for path in (tmp_path / "exports").iterdir()] == ["01-one-slide.png"]


def _write(folder: Path, *cells: str) -> Path:
    path = folder / "notebooks" / "01-one.ipynb"
    path.parent.mkdir(exist_ok=True)
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = dict(KERNEL)
    nbformat.write(notebook, path)
    return path
