"""Imports: the package is light, names are what they say whatever was imported, the drawing is true."""

from __future__ import annotations

import re
import subprocess
import sys

import rooms
from conftest import ROOT

import analysttools as at

HEAVY = [
    *("matplotlib", "shapely", "pyproj", "pooch", "simdjson", "nbclient", "nbformat"),
    *("ipywidgets", "edtf", "tqdm", "IPython", "scipy"),
]
# What the shipped case is about: code that names it would caption another case wrongly.
NAMED = re.compile("kursk|deepstate|ukrain|russia|dprk|korea", re.IGNORECASE)


def _run(code: str) -> str:
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return run.stdout.strip()


def test_import_is_light() -> None:
    """Importing the package and its reader imports pandas and nothing heavier."""
    code = f"import sys; from analysttools import load_case; print([n for n in {HEAVY} if n in sys.modules])"
    assert _run(code) == "[]"


def test_import_sets_nothing() -> None:
    """Importing every module of the package changes no umask, no setting of a library, no folder."""
    code = (
        "import os, pkgutil, importlib, pandas, matplotlib, numpy, warnings\n"
        "def state():\n"
        "    mask = os.umask(0); os.umask(mask)\n"
        "    return mask, dict(matplotlib.rcParams), numpy.geterr(), os.getcwd()\n"
        "before = state()\n"
        "import analysttools\n"
        "names = [one.name for one in pkgutil.walk_packages(analysttools.__path__, 'analysttools.')]\n"
        "[importlib.import_module(name) for name in names if not name.endswith('__main__')]\n"
        "print(state() == before, len(names) > 100)"
    )
    assert _run(code) == "True True"


def test_each_public_name_is_the_same_whatever_was_imported_before() -> None:
    """A module of the same name, imported first, does not take the place of a function."""
    homes = {name: getattr(at, name).__module__ for name in at.__all__}
    code = (
        f"import importlib; homes = {homes}\n"
        "[importlib.import_module(home) for home in homes.values()]\n"
        "import analysttools as at\n"
        "print([name for name in homes if getattr(at, name).__name__ != name])"
    )
    assert _run(code) == "[]"


def test_rooms_export_their_public_names() -> None:
    """Names come from their rooms too, as from the package."""
    code = (
        "from analysttools.charts import plot_estimates; from analysttools.case import load_case\n"
        "from analysttools.claims import consensus; from analysttools.front import changes\n"
        "from analysttools.figures import save_figure; from analysttools.notebooks import run_notebooks\n"
        "from analysttools.explorer import explore\n"
        "print(plot_estimates.__name__, consensus.__name__, changes.__name__, explore.__name__)"
    )
    assert _run(code) == "plot_estimates consensus changes explore"


def test_the_drawing_of_the_rooms_is_true() -> None:
    """docs/architecture.md shows the imports as they are: after a change, `python tools/rooms.py`."""
    page = rooms.PAGE.read_text(encoding="utf-8")
    assert rooms.write(page, rooms.draw(rooms.reduce_arrows(rooms.read_arrows()))) == page


def test_the_root_of_the_package_is_small() -> None:
    """At most 15 rooms and files, beside what Python itself asks for."""
    names = {path.name for path in (ROOT / "analysttools").iterdir() if path.name != "__pycache__"}
    asked_for = {"__init__.py", "__init__.pyi", "__main__.py", "py.typed"}
    assert asked_for <= names
    assert len(names - asked_for) <= 15


def test_no_code_knows_the_shipped_case() -> None:
    """No country, place, claimant or map of the shipped case stands in code, but for docstrings."""
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line}"
        for path in (ROOT / "analysttools").rglob("*.py")
        for number, line in _code_lines(path.read_text(encoding="utf-8"))
        if NAMED.search(line)
    ]
    assert found == []


def _code_lines(text: str) -> list[tuple[int, str]]:
    """Return the numbered lines of a file that stand in no docstring."""
    blank = re.sub(r'(?s)r?"""(.*?)"""', lambda found: "\n" * found[0].count("\n"), text)
    return list(enumerate(blank.splitlines(), 1))
