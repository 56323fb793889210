"""Ratios against yardsticks measured in the same run: ``make bench``. Not part of the tests.

Importing is set against importing pandas. Loading a generated package of 100,000 claims is set against
a bare ``pandas.read_csv`` of the same files, and against the public validator on them. Each part runs in
fresh processes, the two sides of a ratio in turn; the ratio is that of the medians.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
CLAIMS = 100_000
IMPORT_ROUNDS = 15
LOAD_ROUNDS = 5
TIMED = "import time, sys; start = time.perf_counter(); {code}; print(time.perf_counter() - start)"
READ = "import pandas as pd, pathlib; [pd.read_csv(p) for p in pathlib.Path(sys.argv[1]).rglob('*.csv')]"
LOAD = "import analysttools; analysttools.load_case(sys.argv[1])"
VALIDATE = "import frictionless; assert frictionless.validate(sys.argv[1] + '/datapackage.json').valid"
MEMORY = r"""
import re, sys, pandas as pd, analysttools
from pathlib import Path
def peak():  # of this process alone: the kernel's own count of resources begins with the parent's
    return 1024 * int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
before = peak()
case = analysttools.load_case(sys.argv[1])
frames = [case.claims, case.events, case.sources, case.claimants, case.places]
print(peak() - before, sum(frame.memory_usage(deep=True).sum() for frame in frames))
"""


def generate(folder: Path, count: int = CLAIMS) -> None:
    """Write a package like the shipped one, with its claims drawn anew until there are `count`.

    Ids, days, periods, numbers and summaries differ from row to row, so that nothing is read once for
    many rows; a fifth of the claims repeat an earlier one.
    """
    chance = np.random.default_rng(20241216)
    (folder / "front").mkdir()
    for path in (ROOT / "data").rglob("*.csv"):
        (folder / path.relative_to(ROOT / "data")).write_bytes(path.read_bytes())
    descriptor = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["resources"] = [one for one in descriptor["resources"] if "schema" in one]
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    claims = pd.read_csv(ROOT / "data" / "claims.csv", dtype=str, keep_default_na=False)
    claims = claims[claims["kind"].eq("flow") & claims["asserted"].str.fullmatch(r"\d{4}-\d\d-\d\d")]
    drawn = claims.iloc[chance.integers(0, len(claims), count)]
    rows = drawn.sort_values("asserted", kind="stable").reset_index(drop=True)
    number = pd.Series(np.arange(count)).astype(str)
    rows["claim_id"] = "claim-" + number
    start = pd.Timestamp("2022-01-01") + pd.to_timedelta(chance.integers(0, 700, count), unit="D")
    end = start + pd.to_timedelta(chance.integers(0, 60, count), unit="D")
    rows["period"] = start.strftime("%Y-%m-%d") + "/" + end.strftime("%Y-%m-%d")
    for bound in ("low", "best", "high"):
        scale = {"low": 0, "best": 100_000, "high": 200_000}[bound]
        value = pd.Series(scale + chance.integers(1, 100_000, count)).astype(str)
        rows[bound] = value.where(rows[bound] != "", "")
    earlier = pd.Series(chance.integers(0, np.maximum(np.arange(count), 1))).astype(str)
    rows["derived_from"] = ("claim-" + earlier).where(chance.random(count) < 0.2, "")
    rows.loc[0, "derived_from"] = ""
    rows[["supersedes", "supersedes_as"]] = ""
    for column in ("summary_en", "summary_fr"):
        rows[column] = number + ": " + rows[column]
    rows.to_csv(folder / "claims.csv", index=False, lineterminator="\n")


def run(code: str, *arguments: str) -> list[float]:
    """Run code in a fresh process and give the numbers that it prints."""
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [float(number) for number in done.stdout.split()]


def pair(code: str, yardstick: str, rounds: int, *arguments: str) -> tuple[float, float]:
    """Time two pieces of code in turn; give the medians in seconds."""
    times = [(run(code, *arguments)[0], run(yardstick, *arguments)[0]) for _ in range(rounds)]
    first, second = zip(*times, strict=True)
    return statistics.median(first), statistics.median(second)


def report(what: str, ours: float, yardstick: float, ratio: float, expected: str) -> None:
    """Print one line: both medians, the ratio and what was expected of it."""
    print(f"{what:58} {ours:8.3f} s {yardstick:8.3f} s   ratio {ratio:6.2f}   expected {expected}")


def main() -> int:
    """Measure and print everything."""
    print(f"{'':58} {'ours':>10} {'yardstick':>10}")
    ours, theirs = pair(
        TIMED.format(code="import analysttools"), TIMED.format(code="import pandas"), IMPORT_ROUNDS
    )
    report("import analysttools : import pandas", ours, theirs, ours / theirs, "at most 1.1")
    reader = TIMED.format(code="from analysttools import load_case")
    ours, theirs = pair(reader, TIMED.format(code="import pandas"), IMPORT_ROUNDS)
    report("the same with the reader in it : import pandas", ours, theirs, ours / theirs, "at most 1.1")
    with tempfile.TemporaryDirectory() as name:
        generate(Path(name))
        prepared = "import pandas, analysttools, sys, time; "
        load = prepared + TIMED.format(code=LOAD)
        read = prepared + TIMED.format(code=READ)
        ours, theirs = pair(load, read, LOAD_ROUNDS, name)
        report(f"load_case of {CLAIMS:,} claims : pandas.read_csv", ours, theirs, ours / theirs, "at most 4")
        validate = "import frictionless; " + TIMED.format(code=VALIDATE)
        slow = run(validate, name)[0]
        report("frictionless validate : load_case", slow, ours, slow / ours, "at least 20")
        peak, size = run(MEMORY, name)
        what = "growth of memory by load_case : size of its frames"
        megabytes = f"{peak / 2**20:7.0f} MB {size / 2**20:7.0f} MB"
        print(f"{what:58} {megabytes}   ratio {peak / size:6.2f}   expected at most 3")
    return 0


if __name__ == "__main__":
    sys.exit(main())
