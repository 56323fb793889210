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


def _run(code: str, *given: str) -> str:
    run = subprocess.run([sys.executable, "-c", code, *given], capture_output=True, text=True, check=True)
    return run.stdout.strip()


def test_import_is_light() -> None:
    """Importing the package and its reader imports pandas and nothing heavier."""
    code = f"import sys; from analysttools import load_case; print([n for n in {HEAVY} if n in sys.modules])"
    assert _run(code) == "[]"


def test_the_explorer_opens_without_matplotlib() -> None:
    """The view model is made of words and shapes: matplotlib waits until a figure is to be saved."""
    code = (
        "import sys, analysttools as at; import analysttools.explorer.widget\n"
        "from analysttools.explorer.view_model import build_view_model\n"
        'model = build_view_model(at.load_case("tests/cases/strait"))\n'
        'print(len(model["claims"]) > 0, "matplotlib" in sys.modules)'
    )
    assert _run(code) == "True False"


# Imports every module of the package and names what came with it from elsewhere.
ALL = """
import importlib, pkgutil, sys, analysttools
for one in pkgutil.walk_packages(analysttools.__path__, "analysttools."):
    one.name.endswith("__main__") or importlib.import_module(one.name)
ours = [name for name in sys.modules if name.partition(".")[0] == "analysttools"]
others = [name for name in sys.modules if name.partition(".")[0] not in ("analysttools", "__main__")]
"""
# With what libraries set at import set already, whatever the package sets besides, or only asks to set.
SETTINGS = """
import contextlib, importlib, locale, logging, os, signal, sys, threading, warnings
for name in sys.argv[1].split():
    with contextlib.suppress(Exception):
        importlib.import_module(name)
import matplotlib, numpy, pandas
called = []
def record(home, name, set_it):
    setattr(home, name, lambda *given, **named: (called.append(name), set_it(*given, **named))[1])
for home, name in [(os, "umask"), (os, "chdir"), (os, "putenv"), (os, "unsetenv"), (signal, "signal"),
                   (matplotlib, "use"), (locale, "setlocale"), (logging, "basicConfig"),
                   (pandas, "set_option"), (numpy, "seterr"), (sys, "addaudithook"),
                   (sys, "setrecursionlimit"), (threading.Thread, "start")]:
    record(home, name, getattr(home, name))
def state():
    return {
        "environment": dict(os.environ), "matplotlib": dict(matplotlib.rcParams),
        "pandas": pandas.describe_option(_print_desc=False), "numpy": numpy.geterr(),
        "warnings": list(warnings.filters), "folder": os.getcwd(), "hooks": (sys.excepthook, sys.displayhook),
        "signals": [signal.getsignal(one) for one in signal.valid_signals()],
        "logging": (list(logging.root.handlers), logging.root.level), "path": list(sys.path),
    }
before = state()
"""


def test_import_sets_nothing() -> None:
    """Importing every module of the package sets nothing, not for a moment: no umask, variable or handler."""
    others = _run(f"{ALL}\nprint(*others)")
    change = "after = state(); changed = [name for name in before if before[name] != after[name]]\n"
    assert _run(f"{SETTINGS}{ALL}{change}print(called, changed, len(ours) > 100)", others) == "[] [] True"


def test_import_holds_no_module_back() -> None:
    """What another package could import before the plugin of pytest can be imported after it."""
    held = "[name for name, module in sys.modules.items() if module is None]"
    assert _run(f"import sys, analysttools.notebooks.nbval_plugin; print({held})") == "[]"


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
        "from analysttools.explorer import select; from analysttools.exchange import read_quantity\n"
        "names = plot_estimates, consensus, changes, select, read_quantity\n"
        "print(*(name.__name__ for name in names))"
    )
    assert _run(code) == "plot_estimates consensus changes select read_quantity"


def test_the_drawing_of_the_rooms_is_true() -> None:
    """docs/architecture.md shows the imports as they are: after a change, `python tools/rooms.py`."""
    page = rooms.PAGE.read_text(encoding="utf-8")
    assert rooms.write(page, rooms.draw(rooms.reduce_arrows(rooms.read_arrows()))) == page


def test_the_root_of_the_package_is_small() -> None:
    """At most 18 rooms and files, beside what Python itself asks for."""
    names = {path.name for path in (ROOT / "analysttools").iterdir() if path.name != "__pycache__"}
    asked_for = {"__init__.py", "__init__.pyi", "__main__.py", "py.typed"}
    assert asked_for <= names
    assert len(names - asked_for) <= 18


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
