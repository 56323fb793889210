"""How long reruns take, against nbconvert, bare scripts and nbval with cold kernels: ``make bench``."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from analysttools.running.keys import KEPT

ROOT = Path(__file__).resolve().parent.parent
NBVAL = ["-m", "pytest", "-q", "-p", "no:cacheprovider"]
WARM = ["-p", "analysttools.running.regression", "--nbval", "--nbval-kernel-name=analysttools"]


def _copy(folder: Path) -> Path:
    """Copy the project without what is known of earlier runs."""
    for name in ("notebooks", "data", "figures"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(KEPT))
    return folder


def _time(folder: Path, *arguments: str) -> float:
    """Run Python with these arguments in a folder; give the seconds."""
    begun = time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""}
    run = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise RuntimeError(run.stdout[-2000:] + run.stderr[-2000:])
    return time.monotonic() - begun


def _run_scripts(folder: Path) -> float:
    """Run the code of each notebook as a bare script, one after the other."""
    seconds = 0.0
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        cells = [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
        script = path.with_suffix(".py")
        script.write_text("\n\n".join(cells), encoding="utf-8")
        seconds += _time(folder / "notebooks", script.name)
    return seconds


def main() -> int:
    """Print the ratios, and the most memory that one process of the run took."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = _copy(Path(temporary))
        names = [f"notebooks/{path.name}" for path in sorted((folder / "notebooks").glob("*.ipynb"))]
        run = _time(folder, "-m", "analysttools", "run", "--all")
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        again = _time(folder, "-m", "analysttools", "run")
        convert = ["-m", "nbconvert", "--to", "notebook", "--execute", "--output-dir", "converted"]
        bare, scripts = _time(folder, *convert, *names), _run_scripts(folder)
        cold = _time(folder, *NBVAL, "--nbval", "--nbval-current-env", "notebooks")
        warm = _time(folder, *NBVAL, *WARM, "notebooks")
    print(f"run --all {run:.1f} s, nbconvert {bare:.1f} s: {run / bare:.2f} (expected at most 0.6)")
    print(f"run --all against the bare scripts ({scripts:.1f} s): {run / scripts:.2f} (expected at most 1)")
    print(f"nothing changed {again:.1f} s: {again / bare:.3f} of nbconvert (expected at most 0.1)")
    print(f"nbval warm {warm:.1f} s, cold {cold:.1f} s: {warm / cold:.2f} (expected at most 0.55)")
    print(f"most memory of one process of the run: {memory:.0f} MB (expected of all: at most 1500)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
