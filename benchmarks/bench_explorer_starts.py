"""Start the served explorer again and again: a new server and a new browser each time, to the first picture.

Run by hand: ``python benchmarks/bench_explorer_starts.py [TIMES]``, 30 times if nothing is said. Ends with 1
if one start showed no picture within a minute.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import browsing

ROOT = Path(__file__).resolve().parent.parent
SERVE = (
    "from analysttools.explorer.server import serve_explorer as serve; "
    "serve('data', open_browser=False, announce=lambda address: print(address, flush=True))"
)
# A picture counts when it is drawn, not when it is named.
HAS_PICTURE = """() => [...document.querySelectorAll('#rendered_cells img, #rendered_cells svg')].some(
    one => one.getBoundingClientRect().width > 300 && (one.naturalWidth ?? 300) > 200)"""


def start_once() -> tuple[float, float, list[str]]:
    """Return the seconds to the address and from there to the picture, and what the page did wrong."""
    began = time.monotonic()
    command = [sys.executable, "-c", SERVE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        try:
            address = server.stdout.readline().strip()
            served = time.monotonic()
            complaints: list[str] = []
            with (
                tempfile.TemporaryDirectory() as profile,
                browsing.open_page(Path(profile), complaints) as page,
            ):
                opened = time.monotonic()
                page.goto(address, wait_until="commit")
                page.wait_for_function(HAS_PICTURE, timeout=60_000)
                shown = time.monotonic()
        finally:
            server.terminate()
    return served - began, shown - opened, complaints


def main(times: int = 30) -> int:
    """Print each start, the median and the worst; give 1 if one failed."""
    done, failed = [], 0
    for number in range(1, times + 1):
        try:
            served, shown, complaints = start_once()
        except Exception as error:
            failed += 1
            print(f"{number:3}  failed: {str(error).splitlines()[0]}", flush=True)
            continue
        done.append((served, shown))
        load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
        print(
            f"{number:3}  server {served:5.1f} s  picture {shown:5.1f} s  load {load:.1f}  {complaints}",
            flush=True,
        )
    for name, values in zip(("server", "picture"), zip(*done, strict=True), strict=True):
        print(f"{name}: median {statistics.median(values):.1f} s, worst {max(values):.1f} s")
    print(f"{len(done)} of {times} showed the picture")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
