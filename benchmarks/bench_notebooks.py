"""How long reruns take, against nbconvert, bare scripts and nbval with cold kernels: ``make bench``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import nbformat
import psutil

from analysttools.notebooks.staleness import MEMORY_FOLDER

ROOT = Path(__file__).resolve().parent.parent
NBVAL = ["-m", "pytest", "-q", "-p", "no:cacheprovider"]
COLD = ["-p", "analysttools.notebooks.nbval_plugin", "--nbval"]
WARM = [*COLD, "--nbval-kernel-name=analysttools"]


def _copy(folder: Path) -> Path:
    """Copy the project without what is known of earlier runs."""
    for name in ("notebooks", "data", "figures"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(MEMORY_FOLDER))
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


@contextmanager
def _watch_memory(peak: list[int]) -> Iterator[None]:
    """Add to `peak` the most memory that all processes below this one held together, in MB.

    Pages that several share, as forked kernels do, count once (PSS). Looked at ten times a second; this
    process itself is left out.
    """
    is_over, most = threading.Event(), 0

    def look() -> None:
        nonlocal most
        while not is_over.wait(0.1):
            held = 0
            for process in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):
                    held += process.memory_full_info().pss
            most = max(most, held)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield
    finally:
        is_over.set()
        watcher.join()
    peak.append(most // 2**20)


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
    """Print the ratios, and the most memory that all processes of a run held."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = _copy(Path(temporary))
        names = [f"notebooks/{path.name}" for path in sorted((folder / "notebooks").glob("*.ipynb"))]
        run = _time(folder, "-m", "analysttools", "run", "--all")
        again = _time(folder, "-m", "analysttools", "run")
        convert = ["-m", "nbconvert", "--to", "notebook", "--execute", "--output-dir", "converted"]
        bare, scripts = _time(folder, *convert, *names), _run_scripts(folder)
        plain, cold, warm = (_time(folder, *NBVAL, *one, "notebooks") for one in (["--nbval"], COLD, WARM))
        with _watch_memory(peak := []):
            _time(folder, "-m", "analysttools", "run", "--all")
    print(f"run --all {run:.1f} s, nbconvert {bare:.1f} s: {run / bare:.2f} (expected at most 0.6)")
    print(f"run --all against the bare scripts ({scripts:.1f} s): {run / scripts:.2f} (expected at most 1)")
    print(f"nothing changed {again:.1f} s: {again / bare:.3f} of nbconvert (expected at most 0.1)")
    print(f"nbval warm {warm:.1f} s, cold {cold:.1f} s: {warm / cold:.2f} (expected at most 0.55)")
    print(f"nbval warm against nbval without the plugin ({plain:.1f} s): {warm / plain:.2f}")
    print(f"most memory of all processes of the run: {peak[0]} MB (expected at most 1500)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
