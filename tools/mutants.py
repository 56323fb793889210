"""Who notices a wrong number: ``make mutants``, or ``python tools/mutants.py --each 5``.

Each wrong value of ``mutations.py`` is put, alone, into a copy of the project. Then ``check`` looks at the
data, ``verify`` at the figures, nbval at the notebooks. What ``verify`` knows from the inventory alone is
counted apart: it tells that a row or a picture is another, not what is wrong. What none of them notices is
rerun: if no text and no picture comes out different, nothing rested on the value. What then shows is the
business of the tests.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from mutations import (
    CODE_FAULTS,
    CodeFault,
    HiddenFault,
    PictureFault,
    TextFault,
    Value,
    list_others,
    list_values,
    sample_evenly,
    sample_others,
    write_fault,
    write_other,
    write_value,
)
from tqdm import tqdm

from analysttools.figures.inventory import INVENTORY
from analysttools.notebooks.staleness import MEMORY_FOLDER

ROOT = Path(__file__).resolve().parent.parent
PARTS = ["analysttools", "notebooks", "data", "figures", "tests", "docs", "tools", "benchmarks"]
FILES = ["requirements.lock", "requirements-dev.lock", "requirements-uv.lock", "README.md", "Makefile"]
NBVAL = ["-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "analysttools.notebooks.nbval_plugin"]
NBVAL += ["--nbval", "--nbval-kernel-name=analysttools"]
TESTS = ["-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
HONESTY = ["tests/charts/test_chart_honesty.py", "tests/claims/test_constants.py"]
TEXTS = [
    "tests/notebooks/test_runner.py",
    "tests/project/test_docs.py",
    "-k",
    "printed or hidden or true or answers",
]
CATCHERS = ["check", "verify", "inventory", "nbval", "tests"]
Wrong = Value | CodeFault | TextFault | PictureFault | HiddenFault
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# Seconds after which a command is given up.
LIMIT = 600


@dataclass(frozen=True)
class Verdict:
    """What became of one wrong value or fault.

    Attributes
    ----------
    what : str
        The file and column, or "code".
    name : str
        The row with what it held and what became of it, or the name of the fault.
    is_drawn : bool
        Whether the record of a figure names the row.
    caught : dict of str to str
        By who noticed, the line in which it said so.
    shows : str
        A file that a rerun makes otherwise; empty if there is none, or if nobody needed to look.
    """

    what: str
    name: str
    is_drawn: bool
    caught: dict[str, str]
    shows: str


def copy_project(folder: Path) -> Path:
    """Copy what the commands need, without what is known of earlier runs."""
    ignored = shutil.ignore_patterns(MEMORY_FOLDER, ".ipynb_checkpoints")
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=ignored)
    for file in FILES:
        shutil.copy(ROOT / file, folder / file)
    return folder


def try_one(wrong: Wrong) -> Verdict:
    """Return who notices one wrong value, one fault of the code, of a text, of a picture."""
    with tempfile.TemporaryDirectory() as temporary:
        project = copy_project(Path(temporary))
        if isinstance(wrong, CodeFault):
            write_fault(project / "analysttools", wrong)
            return Verdict(wrong.sort, wrong.name, True, *judge(project))
        if not isinstance(wrong, Value):
            write_other(project, wrong)
            sort = type(wrong).__name__.removesuffix("Fault").lower()
            name = f"{wrong.file}, cell {wrong.cell}"
            if isinstance(wrong, TextFault):
                name += f": {wrong.text} -> {wrong.becomes}"
            return Verdict(
                f"{sort} of {Path(wrong.file).parent.name or wrong.file}", name, True, *judge(project, name)
            )
        write_value(project / "data", wrong)
        name = f"{wrong.row}: {_short(wrong.text)} -> {_short(wrong.becomes)}"
        return Verdict(f"{wrong.file} {wrong.column}", name, wrong.is_drawn, *judge(project))


def judge(project: Path, place: str = "") -> tuple[dict[str, str], str]:
    """Return who notices that a project is wrong, by their line, and where it shows if nobody does.

    Data that ``check`` refuses are not looked at further, for nothing else would load them. That ``verify``
    tells of changed code is no finding here: it would of any change.

    Parameters
    ----------
    project : path
        A copy of the project with one wrong value in it.
    place : str, optional
        Where it shows, if it stands in a text or a picture already.

    Returns
    -------
    caught : dict of str to str
        By who noticed ("check", "verify", "inventory", "nbval", "tests"), the first line that says so.
    shows : str
        The first picture or notebook that a rerun makes otherwise, if ``check`` and ``verify`` noticed
        nothing; empty if there is none: then nbval, which would see the same texts, is not asked.
    """
    if line := _run(project, ["-m", "analysttools", "check", "data"], _first_line):
        return {"check": line}, ""
    reasons = _run(project, ["-m", "analysttools", "verify"], str)
    stale = [line for line in reasons.splitlines() if ": " in line and "the code behind it" not in line]
    stale = [line for line in stale if not line.startswith("figures: ")]
    known = [line for line in stale if line.startswith(f"{INVENTORY}: ")]
    stale = [line for line in stale if line not in known]
    caught = {name: lines[0] for name, lines in (("verify", stale), ("inventory", known)) if lines}
    if place:
        if not caught and (line := _run(project, [*TESTS, *TEXTS], _failed_cell)):
            caught["tests"] = line
        return caught, place
    shows = ""
    if not reasons or (known and not stale):  # rerun first, for nbval sees nothing where no text changed
        shows = _find_difference(project)
        if not shows:
            return caught, ""
    if line := _run(project, [*NBVAL, *_order_notebooks(project, stale)], _failed_cell):
        caught["nbval"] = line
    shows = shows or ("" if caught else _find_difference(project))
    if not caught and (line := _run(project, [*TESTS, *HONESTY], _failed_cell)):
        caught["tests"] = line
    return caught, shows


def _order_notebooks(project: Path, stale: list[str]) -> list[str]:
    """Return all notebooks, those first whose figures are known to be stale."""
    names = sorted(path.name for path in (project / "notebooks").glob("*.ipynb"))
    names.sort(key=lambda name: not any(name in line for line in stale))
    return [f"notebooks/{name}" for name in names]


def _find_difference(project: Path) -> str:
    """Rerun a copy of all notebooks; name the first file that is not what it was, of pictures and texts."""
    before = _read_results(project)
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(shutil.copytree(project, Path(temporary) / "copy"))
        if failed := _run(copy, ["-m", "analysttools", "run", "--all"], _failed_notebook):
            return failed
        after = _read_results(copy)
    return next((name for name in sorted({*before, *after}) if before.get(name) != after.get(name)), "")


def _read_results(project: Path) -> dict[str, bytes]:
    """Read pictures and notebooks; records are left out, for they hold digests of the code."""
    kept = [*(project / "figures").glob("*.svg"), *(project / "notebooks").glob("*.ipynb")]
    return {path.name: path.read_bytes() for path in kept}


def _run(project: Path, arguments: list[str], find: Callable[[str], str]) -> str:
    """Run Python in a project; give what `find` makes of what it said if it failed, nothing if it passed."""
    environment = {**os.environ, "PYTHONPATH": str(project), "PYTEST_ADDOPTS": "", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    return find(_COLOUR.sub("", done.stdout + done.stderr)) or "failed" if done.returncode else ""


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def _failed_notebook(text: str) -> str:
    """Return the line of the closing table that says which notebook failed first."""
    return next((line.strip() for line in text.splitlines() if " failed " in line), _first_line(text))


def _failed_cell(text: str) -> str:
    """Name the cell at which nbval stopped."""
    found = re.search(r"^(?:FAILED|ERROR) (\S+(?: \d+)?)(?: - (.*))?", text, re.MULTILINE)
    return " ".join(part for part in found.groups() if part) if found else _first_line(text)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."


def tabulate(verdicts: Iterable[Verdict]) -> pd.DataFrame:
    """Count who noticed.

    Returns
    -------
    DataFrame
        One row a column of the data, or the code: how many were tried, how many each noticed, how many
        ``none`` noticed though they show, and how many nothing rests on.
    """
    rows = [
        {
            "of": one.what,
            "tried": 1,
            **{name: int(name in one.caught) for name in CATCHERS},
            "none": int(not one.caught and bool(one.shows)),
            "nothing rests on it": int(not one.caught and not one.shows),
        }
        for one in verdicts
    ]
    return pd.DataFrame(rows).groupby("of", sort=False).sum()


def require_sound() -> None:
    """Raise if the project itself is noticed by anybody: then nothing below would mean anything."""
    with tempfile.TemporaryDirectory() as temporary:
        caught, shows = judge(copy_project(Path(temporary)))
    if caught or shows:
        found = "; ".join(f"{name}: {line}" for name, line in caught.items()) or f"a rerun changes {shows}"
        raise SystemExit(f"the project is out of step before anything is changed ({found}). Mend that first")


def main() -> int:
    """Print who noticed what; the exit status is 1 if nobody noticed something that shows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=3, help="values tried of each column (default: 3)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="how many at a time")
    parser.add_argument(
        "--only", default="", help='only files, columns and sorts that hold this text: "code"'
    )
    parser.add_argument("--csv", type=Path, help="a file for every verdict")
    given = parser.parse_args()
    begun = time.monotonic()
    require_sound()
    every, others = list(list_values(ROOT)), list(list_others(ROOT))
    chosen = [one for one in sample_evenly(every, given.each) if given.only in f"{one.file} {one.column}"]
    faults = [fault for fault in CODE_FAULTS if given.only in f"{fault.sort} {fault.file}"]
    shown = [
        one for one in sample_others(others, given.each) if given.only in f"{type(one).__name__} {one.file}"
    ]
    tried: list[Wrong] = [*chosen, *shown, *faults]
    with ThreadPoolExecutor(given.workers) as pool:
        verdicts = list(tqdm(pool.map(try_one, tried), total=len(tried), unit="mutant"))
    _report(verdicts, len(every) + len(others), time.monotonic() - begun)
    if given.csv:
        pd.DataFrame([{**vars(one), **one.caught} for one in verdicts]).to_csv(given.csv, index=False)
    return int(any(not one.caught and one.shows for one in verdicts))


def _report(verdicts: list[Verdict], of: int, seconds: float) -> None:
    table = tabulate(verdicts)
    faults = sum(table["tried"].get(sort, 0) for sort in ("code", "constants"))
    print(table.to_string())
    print(
        f"{len(verdicts) - faults} of {of:,} values tried, evenly over their columns and sorts, and {faults} "
        f"faults of the code; {seconds / 60:.0f} min"
    )
    for title, found in (
        ("Noticed by none, though it shows:", [one for one in verdicts if not one.caught and one.shows]),
        ("Faults of the code that nbval does not notice:", _unnoticed_code(verdicts)),
        ("Nothing rests on it:", [one for one in verdicts if not one.caught and not one.shows]),
    ):
        print(f"\n{title}")
        for one in found:
            print(f"  {one.what} {one.name}{f' (shows in {one.shows})' if one.shows else ''}")


def _unnoticed_code(verdicts: list[Verdict]) -> list[Verdict]:
    return [one for one in verdicts if one.what == "code" and "nbval" not in one.caught and one.shows]


if __name__ == "__main__":
    sys.exit(main())
