"""Imports go one way, and importing the package is light."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = ROOT / "analysttools"
MODULES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.parent == PACKAGE
)
HEAVY = [
    "matplotlib",
    "shapely",
    "pyproj",
    "pooch",
    "simdjson",
    "nbclient",
    "nbformat",
    "ipywidgets",
    "edtf",
    "tqdm",
    "IPython",
]


def _levels() -> dict[str, int]:
    """Read the table of levels in docs/architecture.md."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| (.+?) \|", text, flags=re.M)
    return {name: int(level) for level, files in rows for name in re.findall(r"`([\w/]+\.py)`", files)}


def _imported(path: Path) -> set[str]:
    """Name the files of the package that a file imports, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("analysttools"):
            names.add(node.module.removeprefix("analysttools").lstrip(".").replace(".", "/") + ".py")
        elif isinstance(node, ast.Import):
            names |= {
                alias.name.removeprefix("analysttools.").replace(".", "/") + ".py"
                for alias in node.names
                if alias.name.startswith("analysttools.")
            }
    return names


def test_every_module_has_a_level() -> None:
    """The table in docs/architecture.md lists every module, and no other."""
    assert set(_levels()) == {str(path.relative_to(PACKAGE)) for path in MODULES}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_downwards(path: Path) -> None:
    """A module imports from lower levels only."""
    levels = _levels()
    own = levels[str(path.relative_to(PACKAGE))]
    assert {name: levels[name] for name in _imported(path) & levels.keys() if levels[name] >= own} == {}


def test_import_is_light() -> None:
    """Importing the package and its reader imports pandas and nothing heavier."""
    code = f"import sys; from analysttools import load_case; print([n for n in {HEAVY} if n in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
