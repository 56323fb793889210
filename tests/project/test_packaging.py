"""What is installed is what stands in the folder of the package."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    """Modules, texts, styles and scripts of the front end: a file left out is missed by users alone."""
    source = tmp_path / "source"
    shutil.copytree(ROOT / "analysttools", source / "analysttools", ignore=LEFT_OUT)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
    ]
    subprocess.run([*command, "--wheel-dir", tmp_path, source], check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        packed = {name for name in wheel.namelist() if name.startswith("analysttools/")}
    there = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "analysttools").rglob("*") if path.is_file()
    }
    assert {name for name in there if "__pycache__" not in name and "/." not in name} == packed
