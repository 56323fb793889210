"""The file of a notebook: what a rerun leaves of it, whatever form it was saved in."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest
from nbformat import from_dict

from analysttools.notebooks.diff import describe_differences
from analysttools.notebooks.document import read_notebook, write_notebook
from analysttools.notebooks.runner import run_notebooks
from analysttools.notebooks.staleness import digest_cells

KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
JUPYTEXT = {"formats": "ipynb,py:percent", "text_representation": {"extension": ".py"}}
FOREIGN = {"jupytext": JUPYTEXT, "title": "12,000 or 50,000?", "authors": [{"name": "A. Reader"}]}


def _cell(source: str | list[str], **more: Any) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "source": source,
        "outputs": [],
        "execution_count": None,
        "metadata": {},
        **more,
    }


def _notebook(*cells: dict[str, Any], minor: int = 5, **metadata: Any) -> dict[str, Any]:
    return {
        "nbformat": 4,
        "nbformat_minor": minor,
        "metadata": {"kernelspec": KERNEL, **metadata},
        "cells": list(cells),
    }


def _old(*sources: str) -> dict[str, Any]:
    """Return a notebook as IPython 2 saved it."""
    shared = {"language": "python", "outputs": [], "metadata": {}, "collapsed": False}
    cells = [{"cell_type": "code", "input": [source], **shared} for source in sources]
    cells.insert(0, {"cell_type": "heading", "level": 2, "source": ["A heading"], "metadata": {}})
    return {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"kernelspec": KERNEL, "name": "old"},
        "worksheets": [{"cells": cells, "metadata": {}}],
    }


def _save(folder: Path, notebook: dict[str, Any]) -> Path:
    path = folder / "notebooks" / "01.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


FORMS = {
    "4.5 without ids": (_notebook(_cell("1"), _cell("2")), ["cell-0", "cell-1"]),
    "4.5 with doubles": (_notebook(_cell("1", id="a"), _cell("2", id="a")), ["a", "cell-1"]),
    "an id that is taken": (_notebook(_cell("1"), _cell("2", id="cell-0")), ["cell-0-2", "cell-0"]),
    "an id of wrong form": (_notebook(_cell("1", id="a b"), _cell("2", id="")), ["cell-0", "cell-1"]),
    "4.4": (_notebook(_cell("1"), _cell("2"), minor=4), ["cell-0", "cell-1"]),
    "4.4 with ids": (_notebook(_cell("1", id="a"), _cell("2"), minor=4), ["a", "cell-1"]),
    "4.0": (_notebook(_cell("1"), _cell("2"), minor=0), ["cell-0", "cell-1"]),
    "3": (_old("1", "2"), ["cell-0", "cell-1", "cell-2"]),
}


@pytest.mark.parametrize(("notebook", "ids"), FORMS.values(), ids=FORMS)
def test_ids_of_cells_are_the_same_each_time(
    tmp_path: Path, notebook: dict[str, Any], ids: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever the form: twice the same bytes, sound ids stay, and nbformat has nothing to say."""
    path = _save(tmp_path, notebook)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        first, second = (write_notebook(read_notebook(path)) for _ in range(2))
    assert first == second
    assert [cell["id"] for cell in json.loads(first)["cells"]] == ids
    assert capsys.readouterr() == ("", "")


def test_what_other_tools_keep_in_a_notebook_stays(tmp_path: Path) -> None:
    """Pairing, title, authors, metadata of cells: as they were; the kernel's are those of any Python."""
    own = {"tags": ["hide-input"], "slideshow": {"slide_type": "skip"}, "execution": {"iopub.execute": "12"}}
    version = {"name": "python", "version": "3.11.7", "pygments_lexer": "ipython3"}
    path = _save(
        tmp_path,
        _notebook(_cell("1", id="a", metadata=own), language_info=version, widgets={}, **FOREIGN),
    )
    written = json.loads(write_notebook(read_notebook(path)))
    assert written["metadata"] == {
        **FOREIGN,
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    }
    assert written["cells"][0]["metadata"] == {key: own[key] for key in ("tags", "slideshow")}


def test_what_would_change_of_an_old_notebook_is_told(tmp_path: Path) -> None:
    """A notebook of format 3 is read for the comparison as it is for the run."""
    path = _save(tmp_path, _old("print(12_000)"))
    notebook = read_notebook(path)
    notebook.cells[1].outputs = [from_dict({"output_type": "stream", "name": "stdout", "text": "12000\n"})]
    lines = describe_differences("01", path.read_bytes(), write_notebook(notebook), {})
    assert lines == ['code cell 1, under "A heading":', "    +12000"]


@pytest.mark.kernel
def test_an_old_notebook_is_renewed(tmp_path: Path) -> None:
    """Run, shown, kept: a notebook of format 3 becomes one of today's form, with its outputs."""
    path, asked = _save(tmp_path, _old("print(12_000)")), []
    (run,) = run_notebooks(path, is_all=True, review=lambda _, lines: not asked.extend(lines))
    assert (run.error, asked) == (None, ['code cell 1, under "A heading":', "    +12000"])
    assert json.loads(path.read_bytes())["nbformat"] == 4


@pytest.mark.parametrize(
    ("tags", "is_same"),
    [
        *[([tag], True) for tag in ("hide-input", "remove-cell", "nbval-skip", "nbval-ignore-output")],
        *[([tag], False) for tag in ("parameters", "raises-exception", "skip-execution")],
    ],
    ids=str,
)
def test_tags_that_change_nothing_leave_a_notebook_as_fresh_as_it_was(
    tmp_path: Path, tags: list[str], is_same: bool
) -> None:
    """What a cell is tagged counts if it is run otherwise for it."""
    before = digest_cells(_save(tmp_path, _notebook(_cell("1", id="a"))))
    after = digest_cells(_save(tmp_path, _notebook(_cell("1", id="a", metadata={"tags": tags}))))
    assert (before == after) is is_same


def test_a_notebook_saved_by_another_program_is_as_fresh_as_it_was(tmp_path: Path) -> None:
    """A source as one text or as lines, keys in another order: the same code, the same outputs."""
    shown = {"output_type": "stream", "name": "stdout", "text": ["1\n"]}
    cell = _cell("x = 1\nx", outputs=[shown])
    before = digest_cells(_save(tmp_path, _notebook(cell)))
    cell = _cell(source=["x = 1\n", "x"], outputs=[dict(reversed(shown.items()))])
    assert digest_cells(_save(tmp_path, _notebook(cell))) == before
