"""A report of all notebooks as HTML, against nbconvert's HTML of the same notebooks.

Run with ``python benchmarks/bench_report.py``. Each in a process of its own, in turn; medians of seconds.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 3
NOTEBOOKS = sorted(Path("notebooks").glob("*.ipynb"))


def measure(*command: str) -> float:
    """Return seconds."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", *command], check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Print one line a format."""
    names = [str(path) for path in NOTEBOOKS]
    with tempfile.TemporaryDirectory() as folder:
        rounds = [
            (
                measure("nbconvert", "--to", "html", "--log-level=ERROR", f"--output-dir={folder}", *names),
                *(
                    measure("analysttools", "report", *names, "-o", f"{folder}/report.{form}")
                    for form in ("html", "pdf", "docx")
                ),
            )
            for _ in range(ROUNDS)
        ]
    yardstick, *ours = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"nbconvert of {len(names)} notebooks {yardstick:6.2f} s")
    for form, seconds in zip(("HTML", "PDF", "DOCX"), ours, strict=True):
        expected = "   expected at most 1.5" if form == "HTML" else ""
        print(f"report as {form:5} : nbconvert {seconds:6.2f} s   ratio {seconds / yardstick:5.2f}{expected}")


if __name__ == "__main__":
    main()
