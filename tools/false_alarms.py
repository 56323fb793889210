"""Whether nbval complains for nothing: ``make alarms``.

The shipped notebooks are held against themselves again and again, each time in another folder, time zone,
language, hash seed, year, and one or two at a time. Nothing that they show may rest on any of these.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysttools.notebooks.jobs import FIXED
from analysttools.notebooks.staleness import MEMORY_FOLDER

ROOT = Path(__file__).resolve().parent.parent
NBVAL = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "analysttools.notebooks.nbval_plugin"]
NBVAL += ["--nbval", "--nbval-kernel-name=analysttools"]
ZONES = ["UTC", "Asia/Pyongyang", "America/New_York", "Pacific/Kiritimati", "Europe/Kyiv"]
LANGUAGES = ["C", "C.UTF-8", "fr_FR.UTF-8", "en_US.UTF-8"]
FOLDERS = ["with blank", "étude Курск", "deep/er/and/deeper"]
YEARS = [1999, 2024, 2037]
AT_A_TIME = [[], ["--numprocesses", "2", "--dist", "loadfile"]]
# Read by each Python at its start: the clock is another from then on. It is set by a number, for a date with
# a zone would set that zone too.
CLOCK = """
import time_machine
time_machine.travel({seconds}).start()
"""
# What a kernel sees of it all, in a notebook of its own: a year that did not reach it would test nothing.
PROBE = """
import datetime, os
now = datetime.datetime.now().astimezone()
print(now.year, now.utcoffset(), os.environ["LC_ALL"], os.environ["PYTHONHASHSEED"], hash("12,000"))
"""


def write_probe(folder: Path, year: int) -> None:
    """Write a notebook that passes only in that year, and with the settings that each kernel is given.

    Zone, language and seed around the regression must not reach a kernel: it has those of a run.
    """
    code = [sys.executable, "-c", "print(hash('12,000'))"]
    seen = subprocess.run(code, env={**os.environ, **FIXED}, capture_output=True, text=True, check=True)
    text = f"{year} 0:00:00 {FIXED['LC_ALL']} {FIXED['PYTHONHASHSEED']} {seen.stdout}"
    cell = new_code_cell(PROBE, execution_count=1, outputs=[new_output("stream", name="stdout", text=text)])
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=[cell], metadata={"kernelspec": kernel}), folder / "probe.ipynb")


def run_once(folder: Path, settings: dict[str, str], year: int, arguments: list[str]) -> str:
    """Run the regression on a copy of the project; give what it said if it failed, nothing if it passed."""
    for part in ("notebooks", "data", "figures"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns(MEMORY_FOLDER))
    write_probe(folder / "notebooks", year)
    run = subprocess.run(
        [sys.executable, *NBVAL, *arguments, "notebooks"],
        cwd=folder,
        env={**os.environ, "PYTEST_ADDOPTS": "", **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout + run.stderr if run.returncode else ""


def main() -> int:
    """Print each run; the exit status is 1 if one complained."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20, help="how often (default: 20)")
    times = parser.parse_args().times
    ways = zip(*(cycle(one) for one in (ZONES, LANGUAGES, FOLDERS, YEARS, AT_A_TIME)), strict=False)
    failures = 0
    for number, (zone, language, name, year, arguments) in enumerate(islice(ways, times)):
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as temporary:
            start = Path(temporary, "start")
            start.mkdir()
            seconds = datetime(year, 2, 28, 23, 59, 30, tzinfo=UTC).timestamp()
            (start / "sitecustomize.py").write_text(CLOCK.format(seconds=seconds), encoding="utf-8")
            settings = {"TZ": zone, "LC_ALL": language, "PYTHONHASHSEED": str(number)}
            settings["PYTHONPATH"] = os.pathsep.join([str(start), str(ROOT)])
            said = run_once(Path(temporary, name), settings, year, arguments)
        failures += bool(said)
        state = "FAILED" if said else "passed"
        at_a_time = 2 if arguments else 1
        print(f"{number + 1}: {state} in {time.monotonic() - begun:.0f} s: {zone}, {language}, {year}, "
              f'hash seed {number}, "{name}", {at_a_time} at a time', flush=True)  # fmt: skip
        if said:
            print(said[-3000:])
    print(f"{failures} of {times} complained")
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())
